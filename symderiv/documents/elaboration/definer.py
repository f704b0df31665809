"""One link of a display as a definition of a tensor or a function, entered into the theory.

Guarantee: what cannot be entered as it is written (a shape that does not follow, an index on one side only, a part of
an axis) raises an error with its remedy, and no definition is entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symderiv.documents.elaboration.context import FunctionDefinition
from symderiv.documents.elaboration.elaborate import Elaborator
from symderiv.documents.elaboration.elaborate_base import Bare
from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.function_entries import entries_given
from symderiv.documents.elaboration.link_names import LinkNames
from symderiv.documents.elaboration.recurrence_definitions import define_piece
from symderiv.documents.elaboration.recurrence_equations import LATER, NUMBERED_BACKWARDS, from_behind
from symderiv.documents.elaboration.shapes import parameter_shapes
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.summed_axes import summed
from symderiv.documents.elaboration.two_senses import letters_as_limits, letters_as_numbers
from symderiv.documents.elaboration.values import Base, Value, scalar
from symderiv.documents.elaboration.views import stacked
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import Occurrence, emphases, is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Link
from symderiv.errors import DeclarationError, ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Num, Read, Sum, Term, substitute, walk
from symderiv.language.text import plain

__all__ = ["Definer"]


@dataclass
class Definer(LinkNames):
    """Enters the definitions that links make."""

    def define(self, link: Link) -> str:
        """Enter a definition into the theory; the reading."""
        assert link.left is not None
        assert link.right is not None
        if isinstance(link.left, s.Applied):
            return self._define_function(link.left, link.right)
        if from_behind(self.context, link.left):
            raise ReadingError(LATER, link.latex, NUMBERED_BACKWARDS)
        found = self.name_of(link.left)
        assert found is not None
        if self.is_whole(found, link):
            found = Occurrence(self.whole_name(link.left))
        if found.name in self.context.views and not found.indices and stacked(link.right) is not None:
            own, turned = self.context.views[found.name]
            self.defined = found.name
            return f"{found.name}[i,j] is {own}[{'j,i' if turned else 'i,j'}]"
        letters = self.context.sizes.letters()
        if (
            isinstance(link.left, s.Symbol | s.Scripted)
            and latex(link.left) in letters
            and (polynomial(link.right, letters, self.context.sizes))
        ):
            self.defined = latex(link.left)
            return f"{self.defined} = {self.context.sizes.letters()[self.defined]}"
        return self._define_tensor(found, link, link.right)

    def _is_loose(self, name: str, value: Value) -> bool:
        """Whether what is transposed or has a norm somewhere is made as a number, from numbers that equations alone
        show to be there; and what is multiplied entry by entry, from capitals."""
        context = self.context
        if value.rank or name not in context.shaped | context.entrywise:
            return False
        read = {n.tensor for n in walk(value.term) if isinstance(n, Read)}
        loose = context.taken & {*read, *(source for x in read for source in context.theory.sources(x))}
        return bool(loose) and (name in context.shaped or any(x[:1].isupper() for x in loose))

    def _define_tensor(self, found: Occurrence, link: Link, right: s.Expression) -> str:
        context, name = self.context, found.name
        if name in context.recurrent and name not in context.theory.definitions:
            self.defined = name
            return define_piece(self, found, right)
        e = self.elaborator(right)
        declared = context.theory.shapes.get(name)
        entries = found.indices
        if entries and declared is not None:
            entries = split_entries(entries, len(declared))
        else:
            entries = split_entries(entries, None)
        diagonal = declared is None and len(set(map(latex, entries))) < len(entries) == 2
        diagonal = diagonal and self._said_diagonal(link.left)
        if diagonal:  # "the diagonal matrix with entries" $$ R_{nn} = p_n (1 - p_n) $$
            entries = entries[:1]
        if declared is not None and entries and len(entries) != len(declared) and name not in context.partial:
            raise e.fail(
                link.left or right,
                f"{name} has {len(declared)} axes and {len(entries)} subscripts",
                f"write {len(declared)} subscripts",
            )
        letters: list[str] = []
        for axis, entry in enumerate(entries):
            if not is_letter(entry):
                raise e.fail(
                    entry,
                    "a definition at a subscript that is no letter",
                    "define the tensor at a bare index, with cases for special entries",
                )
            letter = latex(entry)
            if letter in letters:
                raise e.fail(entry, "a definition of the diagonal alone", "define the whole tensor, with a bracket")
            if letter not in e.letters:
                e.letters[letter] = e.free[letter] = e.unify.fresh(letter.replace("\\", ""))
            letters.append(letter)
            if declared is not None:
                e.bare.setdefault(e.letters[letter], []).append(
                    Bare(name, axis, declared[axis], context.bases.of((name, axis), declared[axis]))
                )
        both = letters_as_numbers(right, frozenset(letters) & context.sizes.letters().keys())
        running = letters_as_limits(right, frozenset(both))  # of the first n numbers, for any n
        e.counted |= {letter: e.letters[letter] for letter in running}
        value = e.value(right)
        if both - running:
            letter = min(both - running)
            raise e.fail(
                right,
                f"{letter} is the number of the entries and an index of {name} as well",
                "use another letter for one of the two",
            )
        last = {x for x in e.free if x not in letters} & set(context.sizes.letters())
        if last and not self.numbers:
            with self.counting(last):
                return self._define_tensor(found, link, right)
        if value.rank and (entries or declared == ()):
            value = e.unify.squeeze(value)
        if declared is not None and not entries:
            if value.rank == 0 and declared:
                body = value.term
                if not isinstance(body, Num):
                    raise e.fail(
                        right,
                        f"{name} is declared with {len(declared)} axes and the right side is a number",
                        "write the shape out",
                    )
                value = Value(declared, lambda _: body)
            e.unify.match(Value(declared, value.entry), value, latex(right))
        if declared is None and not entries and self._is_loose(name, value):
            raise e.fail(
                right, f"{name} would be a number, and stands as a vector or a matrix elsewhere", "state the shapes"
            )
        rest = value.shape
        if diagonal and rest:
            raise e.fail(right, f"the entries of {name} are no numbers", "define each by a number")
        if value.rank == 1 and value.row:
            raise e.fail(right, "a row vector", "define its transpose")
        extra = [x for x in e.free if x not in letters]
        if extra:
            raise e.fail(
                right,
                f"the index '{extra[0]}' is on one side only",
                f"sum over '{extra[0]}' or give it to the left side",
            )
        shape: list[Poly] = []
        shift: dict[str, Poly] = {}
        symbols: list[str] = []
        context.chain = {}
        groups = tuple(sorted(e.asked))
        for axis, letter in enumerate(letters):
            symbol = e.letters[letter]
            at, ranged = e.bare.get(symbol, []), False
            if declared is not None:
                ranged = self.is_ranged(e, letter, at)
                size = declared[axis]
                base = context.bases.of((name, axis), size)
                self._whole_axis(e, name, letter, size, link)
                stated = context.ranges.get(letter)
                if (
                    stated is not None
                    and stated[0].is_constant
                    and stated[0].value in (0, 1)
                    and stated[1] - stated[0] + 1 == size
                ):
                    context.bases.vote((name, axis), size, stated[0].value)
            elif ranged := self.is_ranged(e, letter, at, name) and not self._is_wider(e, letter, link.left or right):
                low, high = context.ranges[letter]
                size = high - low + 1
                base = low.value if low.is_constant else low
                if size.as_symbol is None and not size.is_constant:
                    context.sizes.assume(Guard("ge", size - 1))  # as of any stated size that is composite
                context.bases.vote((name, axis), size, base)
            elif at := at or e.limits.get(symbol, []) or _beside(e, symbol):
                span = context.spans.get(letter)
                if span is not None and span[0].is_constant and len({e.unify.known(x.size) for x in at}) > 1:
                    # states h_0, ..., h_T beside y_1, ..., y_T: all sums over t are from 1 to T
                    at = [
                        x for x in at if e.unify.known(x.size) == span[1] - span[0] + 1 and x.base == span[0].value
                    ] or at
                at = _behind_the_first(e, at)
                size, base = e.unify.known(at[0].size), at[0].base
                if any(not e.unify.unify(other.size, size) for other in at[1:]):
                    sizes = ", ".join(str(other.size) for other in at)
                    raise e.fail(right, f"'{letter}' stands on axes of the sizes {sizes}", f"state the shape of {name}")
                if base == 0 and symbol in e.behind:
                    context.bases.vote((name, axis), size, base)  # from one entry before the first on
            elif (span := summed(e, name, axis, letter, link.left or right)) is not None:
                size, base = span[1] - span[0] + 1, span[0].value
                context.bases.vote((name, axis), size, base)
            elif context.keeps_sizes and (same := self._kept(e, symbol)) is not None:
                size, base = same
            elif (tiles := self._tiles(e, symbol)) is not None:
                size, base = tiles
            else:
                raise e.fail(
                    link.left or right,
                    f"the shape of {name} does not follow: '{letter}' stands bare nowhere",
                    f"state the shape of {name}, as in {name} \\in \\mathbb{{R}}^{{n}}",
                )
            stated = context.ranges.get(letter)
            if stated is not None and stated[1] - stated[0] + 1 == size:
                e.explicit[symbol] = stated
                e.note(symbol)
            internal_base = context.bases.of((name, axis), size) if declared is not None or ranged else base
            if declared is None and not ranged:
                context.bases.sizes.setdefault((name, axis), size)
                internal_base = context.bases.of((name, axis), size)
            shape.append(size)
            context.chain[letter] = (internal_base + Poly({}), size + (internal_base - 1))
            shift[symbol] = Poly.symbol(symbol) + internal_base
            symbols.append(symbol)
        self._windows(e, name, symbols, shape)
        if declared is None and any(x.startswith("?") for size in rest for x in e.unify.resolve(size).free):
            self._only_size(e, rest, right)
        more = [e.unify.fresh("ijklmn"[a % 6]) for a in range(len(rest))]
        shape += [e.unify.known(size, name) for size in rest]
        body = substitute(value.entry(tuple(map(Poly.symbol, more))), shift)
        if groups:  # random as what it is made from
            symbols = [*(e.outcomes[g] for g in groups), *symbols]
            shape = [*(context.outcomes[g].size for g in groups), *shape]
            context.random[name] = groups
        if diagonal:
            more = [e.unify.fresh(letters[0])]
            body = Sum((), (Guard("eq", Poly.symbol(symbols[0]) - Poly.symbol(more[0])),), body)
            shape *= 2
            context.bases.sizes.setdefault((name, 1), shape[1])
            context.bases.vote((name, 1), shape[1], context.bases.of((name, 0), shape[0]))
        self.enter(name, (*symbols, *more), tuple(shape), body)
        if letters and (declared is None or name not in context.shaped):  # no shape of its own is stated
            context.by_entries.add(name)
        context.names.ranks[name] = len(shape) - len(groups)
        if (
            isinstance(link.left, s.Scripted)
            and isinstance(link.left.superscript, s.Number)
            and name.endswith("^{2}")
            and not context.names.layered
        ):
            context.names.squares.add(name)
        if (len(entries) < len(shape) and entries) or self._of_parts(right, entries):
            context.partial.add(name)
        self.defined = name
        where = ", ".join(f"0 <= {x.removeprefix('%')} < {n}" for x, n in zip((*symbols, *more), shape, strict=True))
        index = f"[{','.join(x.removeprefix('%') for x in (*symbols, *more))}]" if shape else ""
        return f"{name}{index} := {plain(body)}" + (f" for {where}" if where else "")

    def _said_diagonal(self, left: s.Expression | None) -> bool:
        """Whether the text calls a matrix diagonal, be it in another emphasis: ``R_{nn}`` beside ``\\mathbf{R}``."""
        bare = None if left is None else s.base(left)
        return isinstance(bare, s.Symbol) and not self.context.diagonal.isdisjoint((latex(bare), *emphases(bare)))

    def is_ranged(self, e: Elaborator, letter: str, at: Sequence[Bare], name: str = "") -> bool:
        """Whether what is stated of a letter is its range, and no axis on which it stands: beside the equation; where
        it stands on none; or beside the shapes, where it stands on axes of several sizes (``h_t`` with an ``h_0``),
        unless the document reads ``name`` outside of that."""
        context = self.context
        if letter in context.local or (letter in context.ranges and not at):
            return True
        inside = context.throughout.get(letter, context.of_steps.get(letter))
        if inside is None or len({str(e.unify.resolve(bare.size)) for bare in at}) > 1:
            return inside is not None
        for bare in at[:1]:
            gaps = inside[0] - bare.base, e.unify.resolve(bare.size) + (bare.base - 1) - inside[1]
            inner = all(g.is_constant and g.value >= 0 for g in gaps) and any(g.value for g in gaps)
            read = (
                (name, side) in context.shifted and gap.value for side, gap in zip((-1, 1), gaps, strict=True) if inner
            )
            return inner and not any(read)
        return False

    def _is_wider(self, e: Elaborator, letter: str, left: s.Expression) -> bool:
        """Whether an axis reaches beyond a range that is told of other displays alone: ``S_i = \\sum_{k=1}^i x_k`` has
        an ``S_1``, although a claim about ``S_{i-1}`` is for ``i = 2, ..., N``."""
        context, symbol = self.context, e.letters[letter]
        if letter in context.strided and letter not in context.local | context.throughout:
            what = f"{letter} has a range in another display alone, where a longer axis is read at multiples of it"
            raise e.fail(left, what, f"state the range of {letter} here")
        if letter not in context.lent or letter in context.local | context.throughout:
            return False
        low, high = context.ranges[letter]
        own = [e.unify.resolve(x.size) for x in e.limits.get(symbol, []) or _beside(e, symbol)]
        if (span := context.spans.get(letter)) is not None:
            own.append(span[1] - span[0] + 1)
        if own:
            gap = own[0] - (high - low + 1)
            return gap.is_constant and gap.value > 0
        bare = latex(s.base(left))
        if not context.shifted.isdisjoint(((bare, -1), (bare, 1))):
            raise e.fail(
                left,
                f"{letter} has a range in another display alone, where {bare} is also read outside of it",
                f"state the range of {letter} here",
            )
        return False

    def _whole_axis(self, e: Elaborator, name: str, letter: str, size: Poly, link: Link) -> None:
        """Refuse a definition that says itself that it is about a part of a declared axis."""
        stated = self.context.local.get(letter)
        if stated is None or link.left is None:
            return
        low, high = stated
        if low not in (Poly({}), Poly.constant(1)) and high == size:
            self.context.bases.weak.add(1)
        missing = size - (high - low + 1)
        if missing.is_constant and missing.value > 0:
            raise e.fail(
                link.left,
                f"a definition of a part of {name}: {letter} = {low}, ..., {high} of {size} entries",
                f"define the other entries as well: before it by their numbers, as in {name}_1 = 0, or all in cases",
            )

    def _kept(self, e: Elaborator, symbol: str) -> tuple[Poly, Base] | None:
        """The size and base of the axes that an index reads with an offset, where the text says that sizes are kept."""
        step = Poly.symbol(symbol)
        reads = [(size, own, axis) for number, size, own, axis in e.moved if symbol in number.free]
        plain = all(symbol not in (number - step).free for number, *_ in e.moved if symbol in number.free)
        sizes = {e.unify.known(size) for size, *_ in reads}
        bases = {self.context.bases.of((own, axis), size) for size, own, axis in reads}
        base = bases.pop() if plain and len(sizes) == len(bases) == 1 else None
        return (sizes.pop(), base) if isinstance(base, int) else None

    def _tiles(self, e: Elaborator, symbol: str) -> tuple[Poly, Base] | None:
        r"""The number and the first of the windows that an axis consists of: ``r i + a`` for ``0 \le a < r`` on an axis
        of the size ``r L`` runs over it with ``L`` values of ``i``."""
        found: set[tuple[Poly, int]] = set()
        ranges = {**e.conditioned, **e.explicit}
        for number, size, own, axis in e.moved:
            if symbol not in number.free:
                continue
            width = number.coefficient(symbol)
            rest = number - width * Poly.symbol(symbol)
            once = [x for x in rest.free if x in ranges and rest.coefficient(x) == Poly.constant(1)]
            count, first = _quotient(e.unify.known(size), width), self.context.bases.of((own, axis), size)
            if len(once) != 1 or width == Poly.constant(1) or count is None or not isinstance(first, int):
                return None
            (inner,) = once
            low, high = ranges[inner]
            gap = first - (rest - Poly.symbol(inner) + low)
            begin = 0 if not gap else 1 if gap == width else None
            if high - low + 1 != width or begin is None:
                return None
            found.add((count, begin))
        return found.pop() if len(found) == 1 else None

    def _of_parts(self, right: s.Expression, entries: tuple[s.Expression, ...]) -> bool:
        r"""Whether a name is the gradient by states ``h_t``, entry by entry: ``p_t`` is then a part of it."""
        if not isinstance(right, s.Derivative) or len(right.variables) != 1:
            return False
        found = self.context.names.read(right.variables[0])
        states = self.context.partial | set(self.context.recurrent)
        return found is not None and found.name in states and found.indices == entries

    def _windows(self, e: Elaborator, name: str, symbols: list[str], shape: list[Poly]) -> None:
        r"""Take down the base at which windows cover an axis exactly: ``s i + a`` for ``0 \le a < k`` runs over
        ``s (P - 1) + k`` entries from 0 to the last where the first of ``P`` values of ``i`` is 0, and not 1.
        """
        for number, size, own, axis in e.moved:
            windows = [k for k, symbol in enumerate(symbols) if symbol in number.free]
            inner = [x for x in number.free if x.startswith("%") and x not in symbols]
            if len(windows) != 1 or not inner or not all(x in e.explicit for x in inner):
                continue
            try:
                steps = [number.coefficient(x) for x in (symbols[windows[0]], *inner)]
            except ValueError:
                continue
            if any(c < 0 or any(x.startswith("%") for x in m) for step in steps for m, c in step.terms):
                continue
            count, found = shape[windows[0]], []
            for first in (0, 1):
                outer = symbols[windows[0]]
                least = {x: e.explicit[x][0] for x in inner} | {outer: Poly.constant(first)}
                most = {x: e.explicit[x][1] for x in inner} | {outer: count + (first - 1)}
                low = number.substitute(least)
                if low in (Poly({}), Poly.constant(1)) and number.substitute(most) - low + 1 == e.unify.resolve(size):
                    found.append((first, low))
            if len(found) == 1:
                ((first, low),) = found
                self.context.bases.fits[name, windows[0]] = count, first
                self.context.bases.fits[own, axis] = size, low.value

    def _only_size(self, e: Elaborator, shape: tuple[Poly, ...], right: s.Expression) -> None:
        r"""``I - \frac1n \mathbf{1}\mathbf{1}^\top``: where nothing else tells a size, the only one that is written."""
        letters, ranks = self.context.sizes.letters(), self.context.names.ranks
        written = {letters[x] for n in s.walk(right) if (x := latex(n)) in letters and x not in ranks}
        if len(written) == 1 and not self.numbers:
            (only,) = written
            for size in shape:
                if e.unify.resolve(size).as_symbol is not None and str(e.unify.resolve(size)).startswith("?"):
                    e.unify.unify(size, only)

    def enter(self, name: str, symbols: tuple[str, ...], shape: tuple[Poly, ...], body: Term) -> None:
        context = self.context
        for size in shape:
            context.ensure(size)
        for symbol in body.free:
            if not symbol.startswith("%"):
                context.ensure(Poly.symbol(symbol))
        old = context.theory.shapes.pop(name, None)
        try:
            context.theory.define(name, symbols, shape, body)
        except DeclarationError:
            if old is not None:
                context.theory.shapes[name] = old
            raise
        context.names.ranks[name] = len(shape)
        context.poisoned.pop(name, None)

    def _define_function(self, left: s.Applied, right: s.Expression) -> str:
        context = self.context
        if entries := entries_given(context, left, right):
            return self._define_entries(left, right, entries)
        name = function_name(left.head)
        if isinstance(left.head, s.Scripted) and isinstance(left.head.superscript, s.Number):
            raise ReadingError(f"an equation for a power of the function {name}", latex(left), f"define {name} itself")
        parameters = self._parameters(left, right)
        known = [context.names.read(a) for a in left.arguments]
        tensor = any(k is not None and k.name in context.names.ranks for k in known)
        context.theory.functions.pop(name, None)
        context.names.functions.add(name)
        if tensor and not self._is_entrywise(left, right):
            for argument, k in zip(left.arguments, known, strict=True):
                if k is None or k.name not in context.names.ranks:
                    context.declare(latex(argument), ())
            e = self.elaborator(right, *left.arguments)
            value = e.unify.squeeze(e.value(right))
            if e.free:
                raise e.fail(right, f"the index '{next(iter(e.free))}' is not bound", "sum over it")
            symbols = [e.unify.fresh("ijkl"[a]) for a in range(value.rank)]
            shape = tuple(e.unify.known(size, name) for size in value.shape)
            body = value.entry(tuple(map(Poly.symbol, symbols)))
            self.enter(name, tuple(symbols), shape, body)
            context.functions[name] = FunctionDefinition(
                parameters, right, True, self._has_entries(left, right, symbols, body)
            )
            self.defined = name
            return f"{name} := {plain(context.theory.definitions[name].body)}"
        e = self.elaborator(right)
        e.overrides = {p: scalar(Read(p)) for p in parameters}
        value = e.value(right)
        if (value.rank and not all(e.unify.resolve(size).is_constant for size in value.shape)) or e.free:
            # a matrix of numbers may be one: "R(\\alpha)" of a rotation
            raise e.fail(right, "a function of numbers whose value is a tensor", "declare the shapes of its arguments")
        context.functions[name] = FunctionDefinition(parameters, right, False)
        self.defined = name
        for argument, parameter in zip(left.arguments, parameters, strict=True):
            taken = (
                context.names.known(parameter) or parameter in context.sizes.letters() or parameter in context.indexed
            )
            if is_letter(argument) and not taken and parameter not in context.subscripted:
                context.declare(parameter, ())  # elsewhere it stands for any number
        symbols = [e.unify.fresh("ij"[a]) for a in range(value.rank)]
        index = f"[{','.join(x.removeprefix('%') for x in symbols)}]" if symbols else ""
        body = value.entry(tuple(map(Poly.symbol, symbols)))
        return f"{name}({', '.join(parameters)}){index} := {plain(body)} for every {', '.join(parameters)}"

    def _parameters(self, left: s.Applied, right: s.Expression) -> tuple[str, ...]:
        """The names of the parameters of a function, with the shapes that its body shows."""
        context, parameters = self.context, tuple(latex(a) for a in left.arguments)
        parameter_shapes(context, left.arguments, right)
        for argument, parameter in zip(left.arguments, parameters, strict=True):  # f(w) = \\sum_i a_i w_i^2
            spelt = (parameter, *(emphases(argument) if isinstance(argument, s.Symbol) else ()))
            shown = next((x for x in spelt if x in context.inferred), None)
            if shown is not None and not context.names.known(parameter):
                context.declare(parameter, tuple(size for size, _ in context.inferred[shown]))
        return parameters

    def _define_entries(self, left: s.Applied, right: s.Expression, entries: tuple[s.Expression, ...]) -> str:
        """Enter ``f_i(x) = ...``: a tensor at its parameters, and a function elsewhere."""
        context, parameters = self.context, self._parameters(left, right)
        for argument in left.arguments:
            if (known := context.names.read(argument)) is None or known.name not in context.names.ranks:
                context.declare(latex(argument), ())
        name = function_name(s.base(left.head))
        context.theory.functions.pop(name, None)
        link = Link(0, left.head, "=", right, False, left.span, latex(left))
        said = self._define_tensor(Occurrence(name, entries), link, right)
        letters = tuple(map(latex, entries))
        context.names.functions.add(name)
        context.functions[name] = FunctionDefinition(parameters, right, True, letters=letters)
        if len(context.shape(name)) > len(entries):
            context.partial.add(name)
        return said

    def _is_entrywise(self, left: s.Applied, right: s.Expression) -> bool:
        """Whether a function of vectors makes sense for their entries alone: ``g(x) = x \\sigma(x)``."""
        names = [latex(a) for a in left.arguments]
        if any(self.context.names.ranks.get(name) != 1 for name in names):
            return False
        readings = []
        for scalars in (False, True):
            e = self.elaborator(right, *left.arguments)
            if scalars:
                e.overrides = {name: scalar(Read(name)) for name in names}
            try:
                readings.append(e.value(right).rank == 0 or not scalars)
            except ReadingError:
                readings.append(False)
        return readings == [False, True]

    def _has_entries(self, left: s.Applied, right: s.Expression, symbols: list[str], body: Term) -> bool:
        """Whether the entry ``body`` of a function of tensors is the function of their entries."""
        place = tuple(map(Poly.symbol, symbols))
        names = [latex(a) for a in left.arguments]
        if not symbols or any(self.context.names.ranks.get(name) != len(symbols) for name in names):
            return False
        e = self.elaborator(right, *left.arguments)
        e.overrides = {name: scalar(Read(name, place)) for name in names}
        try:
            value = e.value(right)
        except ReadingError:
            return False
        return value.rank == 0 and value.term == body


def _quotient(size: Poly, width: Poly) -> Poly | None:
    """What a size is ``width`` times, a number or one letter; None where it is no multiple."""
    if width.is_constant:
        whole = width.value > 0 and all(c % width.value == 0 for _, c in size.terms)
        return Poly({m: c // width.value for m, c in size.terms}) if whole else None
    letter = width.as_symbol
    if letter is None or not all(letter in m for m, _ in size.terms):
        return None
    rest = size.coefficient(letter)
    return rest if rest * width == size else None


def _behind_the_first(e: Elaborator, at: list[Bare]) -> list[Bare]:
    r"""Of axes with one last index those that begin latest, where the others are of recurrences:
    ``o_t = V h_t + x_t`` with ``h_0, \\dots, h_T`` and ``x_1, \\dots, x_T``."""
    firsts = [x.base for x in at if isinstance(x.base, int)]
    if len(firsts) < len(at) or len({e.unify.known(x.size) + x.base for x in at}) > 1:
        return at
    inner = [x for x in at if x.base == max(firsts)]
    return inner if all(x in inner or x.tensor in e.context.recurrent for x in at) else at


def _beside(e: Elaborator, symbol: str) -> list[Bare]:
    r"""The axes of the index that equals one by Kronecker's delta alone: ``n`` for the ``m`` of ``r_n \delta_{nm}``."""
    return next((e.bare[other] for one, other in e.paired if one == symbol and other in e.bare), [])
