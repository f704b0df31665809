r"""Subscripts: entries of a value, ``x_{i+1,j}``, of an indexed expression, ``(A x)_i``, and what they tell of axes.

Guarantee: a subscript that lies before the first entry of its axis, or of which an axis has none, is an error; where a
letter stands bare in a subscript is taken down for the sums.
"""

from __future__ import annotations

from symderiv.documents.elaboration.elaborate_base import Bare
from symderiv.documents.elaboration.elaborate_sums import Sums
from symderiv.documents.elaboration.products import empty_at
from symderiv.documents.elaboration.values import Value
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, Add, Guard, Sum, Term, bracket, substitute

__all__ = ["Subscripts"]

Place = tuple[Poly, ...]


class Subscripts(Sums):
    """Values with subscripts, and tensors that only their subscripts declare."""

    def index(self, value: Value, entries: tuple[s.Expression, ...], node: s.Expression, tensor: str) -> Value:
        """The value with subscripts; ``:`` leaves an axis whole."""
        if node.span in self.context.beyond:
            raise self.fail(
                node,
                f"this read may lie outside of the entries of {tensor} that the definitions read",
                f"state the shape of {tensor}, or say that it is 0 outside",
            )
        entries = split_entries(entries, value.rank)
        rank = value.rank
        padded: list[int | None] = list(range(len(entries)))
        if len(entries) == 1 and rank == 2 and Poly.constant(1) in value.shape:
            fixed = value.shape.index(Poly.constant(1))
            padded = [1 - fixed]
        elif len(entries) == 1 and rank == 2 and tensor in self.context.columns:
            padded = [1]
        elif len(entries) < rank and (tensor in self.context.partial or _is_derived(node)):
            pass  # ``\\sum_i (\\partial L / \\partial Z)_i`` sums its rows
        elif len(entries) != rank:
            raise self.fail(node, f"{tensor} has {rank} axes and {len(entries)} subscripts", f"write {rank} subscripts")
        fixed_places: dict[int, Poly] = {}
        if len(entries) == 1 and rank == 2 and Poly.constant(1) in value.shape:
            fixed_places[value.shape.index(Poly.constant(1))] = Poly({})
        binders: tuple[str, ...] = ()
        guards: tuple[Guard, ...] = ()
        nothing: list[Guard] = []
        for axis, entry in zip(padded, entries, strict=True):
            assert axis is not None
            if isinstance(entry, s.Symbol) and entry.letter in (":", "\\cdot", "*", "\\bullet"):
                continue
            number, more, conditions = self.place(entry)
            base = value.base(axis)
            symbol = number.as_symbol
            own, turned = self.context.views.get(tensor, (tensor, False))
            place = 1 - axis if turned else axis
            if symbol is not None and symbol.startswith("%") and not more:
                self.bare.setdefault(symbol, []).append(Bare(own, place, value.shape[axis], base))
            elif is_letter(entry) and latex(entry) in self.context.labels:
                self.label_at(latex(entry), Bare(own, place, value.shape[axis], base))
            elif symbol is None and not more:
                self.moved.append((number, value.shape[axis], own, place))
            size = value.shape[axis]
            if number.is_constant and size.is_constant and tensor not in self.context.bordered:
                # the only row is W_{1j}, and the last one of two W_{2j}
                self.context.bases.reached.setdefault((own, place), []).append((number, number, size))
            if number == size and tensor not in self.context.bordered:
                self.context.bases.last((own, place), size)
            if number.is_constant and not size.is_constant:
                self.context.bases.numbers.add(int(number.value))
            begun = (self.explicit.get(symbol, (number,))[0] if symbol is not None else number) - base
            inside = symbol is not None and (not begun.is_constant or begun.value >= 0)  # of the axis, from its first
            empty = None if inside else empty_at(self.context, own, place, number - base)
            before = number.is_constant and isinstance(base, int) and number.value < base and empty is None
            if before and tensor not in self.context.bordered:
                raise self.fail(
                    node,
                    f"the entries of {tensor} begin at {base}, and this one lies before them",
                    f"declare it apart, or state the axis of {tensor} with one entry more, or say that it is 0",
                )
            if base == 1 and self.reaches_zero(number, own, place):
                raise self.fail(
                    node,
                    f"{own}_0 is spoken of, and the entries of {own} begin at 1",
                    f"state the axis of {own} with one entry more, or say that {own}_0 is 0",
                )
            fixed_places[axis] = number - base
            nothing += [empty] if empty is not None else []
            binders += more
            guards += conditions
        rest = [a for a in range(rank) if a not in fixed_places]

        def entry_of(place: Place) -> Term:
            supply = iter(place)
            full = tuple(fixed_places[a] if a in fixed_places else next(supply) for a in range(rank))
            inside = value.entry(full)
            if any(not g.poly for g in nothing):  # it is before the first entry, whatever the sizes
                inside = ONE
            elif nothing:
                inside = Add((inside, *(bracket(g) for g in nothing)))
            return Sum(binders, guards, inside) if binders else inside

        return Value(tuple(value.shape[a] for a in rest), entry_of, tuple(value.base(a) for a in rest))

    def reaches_zero(self, number: Poly, name: str, axis: int) -> bool:
        """Whether ``x_{i-1}`` of an input may be the entry at 0 that the document speaks of, and does not say is 0."""
        context = self.context
        made = name in context.bordered or name in context.recurrent or name in context.theory.definitions
        spoken = (name, axis) in context.from_zero and not made
        return spoken and not number.is_constant and dict(number.terms).get((), 0) < 0

    def label_at(self, letter: str, axis: Bare) -> None:
        """A fixed index is one of the axis on which it stands; its stated range tells the axis' first index."""
        context, size = self.context, self.unify.resolve(axis.size)
        stated = context.stated_labels.get(letter)
        if stated is None:
            known = all(not x.startswith(("?", "%")) for x in size.free)
            if known:
                context.sizes.assume(Guard("ge", Poly.symbol(letter) - axis.base))
                context.sizes.assume(Guard("ge", size + (axis.base - 1) - Poly.symbol(letter)))
        elif stated[0].is_constant and stated[1] - stated[0] + 1 == size and stated[0].value in (0, 1):
            context.bases.vote((axis.tensor, axis.axis), size, stated[0].value)

    def label(self, base: s.Expression) -> str:
        """What indexed thing a base is: of ``(W_h)_{ij}``, the tensor ``W_h``."""
        if isinstance(base, s.Group) and len(base.entries) == 1 and isinstance(base.entries[0], s.Symbol | s.Scripted):
            found = self.context.names.read(base.entries[0])
            plain = found is not None and not (found.indices or found.transposed or found.inverted or found.half)
            if found is not None and plain and found.power is None and self.context.names.ranks.get(found.name):
                return found.name
        return latex(base)

    def unit(self, node: s.Scripted) -> Value:
        """``e_j``: 1 at ``j``, else 0."""
        number, binders, guards = self.place(node.subscripts[0])
        size = self.unify.unknown()
        first = self.context.bases.of((latex(node.base), 0), size)
        symbol = number.as_symbol
        if symbol is not None and symbol.startswith("%"):
            self.bare.setdefault(symbol, []).append(Bare(latex(node.base), 0, size, first))

        def entry(place: Place) -> Term:
            return Sum(binders, (*guards, Guard("eq", place[0] + first - number)), ONE)

        return self.raise_(Value((size,), entry, (first,)), node.superscript, node)

    def acts_first(self, value: Value, subscripts: tuple[s.Expression, ...], node: s.Expression) -> bool:
        r"""Whether a superscript is of the whole matrix and the subscripts choose an entry of the result.

        ``A^\top_{ij}`` is ``A_{ji}``, and ``A^{-1}_{ij}`` an entry of the inverse; ``A_{ij}^{-1}``, written in this
        order, is the reciprocal of an entry.
        """
        if not isinstance(node, s.Scripted) or node.superscript is None or value.rank != 2:
            return False
        if len(split_entries(subscripts, 2)) != 2:
            return False
        decoration, power, transposed, inverted = self.context.names.superscript(node.superscript)
        if transposed or inverted:
            return True
        named = self.context.names.read(node)
        if named is not None and named.power is None:
            return False  # of the layers w^1, w^2
        if decoration or power is None or node.superscript.span.start > node.subscripts[0].span.start:
            return False
        square = self.unify.resolve(value.shape[0]) == self.unify.resolve(value.shape[1])
        if square and isinstance(power, s.Number) and power.value > 1:
            raise self.fail(node, "a power of the matrix or of its entry", "write (A^2)_{ij} or (A_{ij})^2")
        return square and latex(power) == "-1"

    def by_entries(self, base: s.Expression, node: s.Scripted) -> Value | None:
        r"""``(K_{rc} + \lambda [r = c])_{r,c}``: the tensor with these entries, its indices bound here."""
        subscripts = split_entries(node.subscripts, None)
        letters = [latex(x) for x in subscripts]
        if not isinstance(base, s.Group) or not letters or not all(map(is_letter, subscripts)):
            return None
        below = [x for n in s.walk(base) if isinstance(n, s.Scripted) for x in n.subscripts]
        inside = {latex(part) for x in below for part in s.walk(x)}
        if len(set(letters)) != len(letters) or not inside.issuperset(letters):
            return None
        if not self.letters.keys().isdisjoint(letters):
            return None
        value = self.value(base)
        symbols = [self.letters.get(letter, "") for letter in letters]
        places = [self.bare.get(symbol, []) for symbol in symbols]
        if value.rank or not all(places):
            return None
        for letter, found in zip(letters, places, strict=True):
            del self.letters[letter]
            self.free.pop(letter, None)
            if not all(self.unify.unify(found[0].size, other.size) for other in found[1:]):
                raise self.fail(node, f"'{letter}' stands on axes of different sizes", "check the shapes")
        bases = tuple(found[0].base for found in places)

        def entry(place: Place) -> Term:
            return substitute(value.term, {x: p + b for x, p, b in zip(symbols, place, bases, strict=True)})

        return Value(tuple(found[0].size for found in places), entry, bases)

    def _runs(self, letter: str) -> bool:
        """Whether a letter is bound by a sum around it, or has a range of its own."""
        symbol = self.letters.get(letter)
        return (symbol is not None and symbol not in self.free.values()) or letter in self.context.ranges

    def infer(self, node: s.Scripted) -> bool:
        """Declare a tensor whose subscripts all have explicit ranges, or a sibling of a declared ``h_t``."""
        base = latex(node.base) + "'" * node.primes
        decoration, power, transposed, inverted = self.context.names.superscript(node.superscript)
        below = f"_{{{','.join(map(latex, node.subscripts))}}}" if node.subscripts else ""
        runs = any(self._runs(latex(x)) for x in node.subscripts if is_letter(x))  # then it is no label of one of many
        for key, name in ((base + "^", base + decoration), *(() if runs else ((base + "_", base + below),))):
            if key in self.context.templates and name not in self.context.names.ranks and name != base:
                self.context.declare(name, self.context.templates[key])
                return True
        above = node.superscript if self.context.names.has_mark(node) else None
        found = self.context.names.propose(s.Scripted(node.span, node.base, node.subscripts, above, node.primes))
        stated = self.context.inferred.get(found.name) if found is not None else None
        if found is not None and len(found.indices) == 1 and found.name in self.context.of_vectors:
            return False  # its members are no numbers, and of no known length
        if found is not None and stated is not None and len(split_entries(found.indices, None)) == len(stated):
            for axis, (size, first) in enumerate(stated):
                if first is not None:
                    self.context.bases.vote((found.name, axis), size, first)
            self.context.take(found.name, tuple(size for size, _ in stated))
            return True
        if not node.subscripts or node.primes or (found is not None and found.name in self.context.unshaped):
            return False
        entries = split_entries(node.subscripts, None)
        shape: list[Poly] = []
        for entry in entries:
            if not is_letter(entry):
                return False
            symbol = self.letters.get(latex(entry), "")
            range_ = self.explicit.get(symbol) or (
                None if symbol and symbol not in self.free.values() else self.context.ranges.get(latex(entry))
            )
            if range_ is None or not range_[0].is_constant or range_[0].value not in (0, 1):
                return False
            size = range_[1] - range_[0] + 1
            if any(x.startswith("%") for x in size.free):
                return False
            self.context.bases.vote((base + decoration, len(shape)), size, range_[0].value)
            shape.append(size)
        del power, transposed, inverted
        self.context.take(base + decoration, tuple(shape))
        return True


def _is_derived(node: s.Expression) -> bool:
    """Whether a node is a gradient in parentheses with subscripts."""
    base = node.base if isinstance(node, s.Scripted) else node
    inner = base.entries[0] if isinstance(base, s.Group) and len(base.entries) == 1 else base
    return isinstance(inner, s.Derivative | s.Gradient)
