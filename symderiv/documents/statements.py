"""One link of a display: is it a definition, and what does it state?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from symderiv.documents import recurrences
from symderiv.documents import syntax as s
from symderiv.documents.context import Context, FunctionDefinition
from symderiv.documents.elaborate import Bare, Elaborator
from symderiv.documents.elaborate_functions import function_name
from symderiv.documents.names import BUILT_IN_FUNCTIONS, Occurrence, is_euler, is_letter, is_numbered, split_entries
from symderiv.documents.shapes import parameter_shapes
from symderiv.documents.sizes import polynomial
from symderiv.documents.spelling import is_function_name, latex
from symderiv.documents.surface import Link
from symderiv.documents.values import Entry, Value, scalar
from symderiv.documents.views import stacked
from symderiv.errors import DeclarationError, ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Guard, Num, Read, Sum, Term, substitute, substitute_guard
from symderiv.language.text import plain
from symderiv.language.theory import Free, Statement

__all__ = ["RELATIONS", "Reader"]

RELATIONS = {
    "=": "=",
    ":=": "=",
    "\\equiv": "=",
    "\\triangleq": "=",
    "\\le": "<=",
    "\\ge": ">=",
    "<": "<",
    ">": ">",
    "\\ne": "!=",
    "\\approx": "~",
}
# Functions of which several forms are in use: a document's own equation for one defines it.
OWN_FORMS = frozenset({"GELU", "gelu", "SiLU", "silu", "Swish", "swish", "ELU", "elu", "LeakyReLU"})
OWN_FORMS |= frozenset({"clip", "step", "heaviside", "conv", "pool", "mean", "sinc", "norm"})
DEFINING = ("=", ":=", "\\equiv", "\\triangleq")


@dataclass
class Reader:
    """Reads links against a context; ``used`` holds the names of earlier equations."""

    context: Context
    used: set[str]
    defined: str = ""
    numbers: frozenset[str] = frozenset()

    @contextmanager
    def counting(self, letters: set[str]) -> Iterator[None]:
        """Read size letters that have turned out to be no indices as numbers in subscripts: ``x_n - x_1``."""
        self.numbers = frozenset(letters)
        try:
            yield
        finally:
            self.numbers = frozenset()

    # ---- roles ----------------------------------------------------------------------------------

    def name_of(self, node: s.Expression) -> Occurrence | None:
        """The name on the left of a possible definition, with its subscripts."""
        found = self.context.names.read(node)
        if found is not None and (found.name in self.context.names.ranks or found.name in self.context.names.functions):
            if found.half and found.power is not None and latex(found.power) == "2":
                return Occurrence(found.name, found.indices)
            if found.transposed or found.inverted or found.primes or found.half:
                return None
            if found.power is not None:
                return None
            return found
        return self.context.names.propose(node)

    def names_in(self, node: s.Expression) -> set[str]:
        """All names that an expression may be using."""
        found: set[str] = set()
        stack = [node]
        while stack:
            top = stack.pop()
            if isinstance(top, s.Applied) and not self._is_kronecker(top.head):
                found.add(function_name(top.head))
                if isinstance(top.head, s.Scripted):
                    found.add(function_name(top.head.base))
            if is_euler(top):
                stack += [x for x in (top.superscript,) if x is not None] if isinstance(top, s.Scripted) else []
                continue
            if self._is_kronecker(top):
                continue
            if isinstance(top, s.Symbol | s.Scripted):
                read = self.context.names.read(top)
                if read is None:
                    read = self.context.names.propose(top)
                if read is not None:
                    found.add(read.name)
                if isinstance(top, s.Scripted):
                    if read is None:
                        stack.append(top.base)
                    powered = read is None or read.power is not None  # else it is a part of the name
                    if powered and top.superscript is not None and not isinstance(top.superscript, s.Group):
                        stack.append(top.superscript)
                    continue
            if isinstance(top, s.BigOperator):
                stack.append(top.body)
                continue
            stack.extend(s.children(top))
        return found

    def _is_kronecker(self, node: s.Expression) -> bool:
        r"""``\delta_{ij}`` where no tensor ``\delta`` is known: no use of that name."""
        if not isinstance(node, s.Scripted) or latex(node.base) != "\\delta" or node.superscript is not None:
            return False
        entries = split_entries(node.subscripts, None)
        return len(entries) == 2 and not node.primes and "\\delta" not in self.context.names.ranks

    def is_definition(self, link: Link) -> bool:
        """``name = expression`` with a name that is new and does not occur on the right."""
        left = link.left
        if left is None or link.relation not in DEFINING:
            return False
        context, sizes = self.context, self.context.sizes.letters()
        right = self.names_in(link.right) if link.right is not None else set()
        if isinstance(left, s.Applied):
            name = function_name(left.head)
            if isinstance(left.head, s.Scripted) and left.head.primes:
                return False
            if any(isinstance(n, s.Symbol) and "mathbb" in n.accents for n in s.walk(left.head)):
                return False
            bare = name.removeprefix("\\")
            known = name in BUILT_IN_FUNCTIONS or bare in BUILT_IN_FUNCTIONS
            if known or (left.surely and is_function_name(left.head) and bare not in OWN_FORMS):
                return False
            if name in self.used or name in right or name in context.functions or name in context.theory.definitions:
                return False
            shadowed = context.names.ranks.get(name) and all(
                latex(a) not in sizes and not context.names.ranks.get(latex(a)) for a in left.arguments
            )  # "g(x) = ..." of a number x is no product with the vector g
            if name in context.names.ranks and not shadowed:
                return False
            if name in sizes and len(left.arguments) < 2:
                return False
            return all(isinstance(a, s.Symbol | s.Scripted) for a in left.arguments)
        found = self.name_of(left)
        if found is None or not isinstance(left, s.Symbol | s.Scripted):
            return False
        if found.name in context.recurrent and found.name not in context.theory.definitions:
            return recurrences.is_piece(context, found)
        if (
            found.name in self.used
            or found.name in right
            or found.name.removesuffix("^{2}") in right  # "C^2 = C" does not name a square
            or found.name in context.theory.definitions
            or found.name in context.poisoned
        ):
            return False
        if found.name in context.theory.losses or found.name in context.names.functions:
            return False
        function = is_function_name(left) and found.name not in context.names.ranks
        if isinstance(left, s.Symbol) and (left.letter in ("0", "1") or function):
            return False
        if latex(left.base if isinstance(left, s.Scripted) else left) in ("I", "\\mathbf{I}") and (
            found.name not in context.names.ranks and len(split_entries(found.indices, None)) == 2
        ):
            return False
        if (
            isinstance(left, s.Scripted)
            and latex(left.base) == "\\delta"
            and len(split_entries(left.subscripts, None)) == 2
            and left.superscript is None
            and "\\delta" not in context.names.ranks
            and self.looks_kronecker(link)
        ):
            return False
        entries = split_entries(found.indices, None)
        if not all(self.letters_of(e) for e in entries):
            return False
        if found.name in context.theory.shapes and (
            self.is_border(link) or len(set(map(latex, entries))) < len(entries)
        ):
            return False  # x_{n+1} = 0 and W_{ii} = 0 say something of what is declared
        if entries and found.name not in context.names.ranks and link.right is not None:
            inside = self._indices_on(link.right)
            if not any(latex(p) in inside or latex(p) in context.ranges for x in entries for p in s.walk(x)):
                whole = self.whole_name(left)
                return whole not in self.used and whole not in right and whole not in context.theory.definitions
        return True

    def is_border(self, link: Link) -> bool:
        """``x_0 = x_{n+1} = 0`` about an axis of ``n`` entries: what lies outside is zero anyway, and ``x`` gets no
        definition."""
        numbers = self.context.sizes.letters().keys() - self.context.alone

        def border(node: s.Expression | None) -> bool:
            entries = node.subscripts if isinstance(node, s.Scripted) else ()
            return any(not isinstance(entry, s.Symbol) for entry in entries) and all(
                latex(part) in numbers for entry in entries for part in s.walk(entry) if is_letter(part)
            )

        zero = isinstance(link.right, s.Number) and link.right.value == 0
        return border(link.left) and (zero or border(link.right))

    def whole_name(self, left: s.Expression) -> str:
        """A name with its subscript as a part of it (``\\sigma_b^2``)."""
        assert isinstance(left, s.Scripted)
        base = latex(left.base) + "'" * left.primes
        power = "" if left.superscript is None else f"^{{{latex(left.superscript)}}}"
        return f"{base}_{{{','.join(map(latex, left.subscripts))}}}{power}"

    def is_whole(self, found: Occurrence, link: Link) -> bool:
        """Whether the subscripts of a new name are a part of it: no index of the right side stands among them."""
        entries = split_entries(found.indices, None)
        if (
            not entries
            or found.name in self.context.names.ranks
            or link.right is None
            or not isinstance(link.left, s.Scripted)
        ):
            return False
        inside = self._indices_on(link.right)
        return not any(latex(p) in inside or latex(p) in self.context.ranges for x in entries for p in s.walk(x))

    def _indices_on(self, right: s.Expression) -> set[str]:
        """What stands in the subscripts and in the limits of the sums of a right side, or is no other name there."""
        parts: list[s.Expression] = []
        others = {*self.context.names.ranks, *self.context.sizes.letters()}
        stack: list[s.Expression] = [right]
        while stack:
            node = stack.pop()
            if isinstance(node, s.Scripted) and node.subscripts:
                known = self.context.names.read(node)
                if known is not None and known.name in self.context.names.ranks and not known.indices:
                    continue  # a part of a name, as in ``\mu_B``
            stack += s.children(node)
            if is_letter(node) and latex(node) not in others:
                parts.append(node)
            if isinstance(node, s.Scripted):
                parts += node.subscripts
            elif isinstance(node, s.BigOperator):
                parts += [*node.below, *((node.above,) if node.above is not None else ())]
        return {latex(p) for x in parts for p in s.walk(x)}

    def looks_kronecker(self, link: Link) -> bool:
        """``\\delta_{ij} = ...`` with cases or brackets on the right describes Kronecker's delta."""
        return isinstance(link.right, s.Cases | s.Group)

    def letters_of(self, node: s.Expression) -> bool:
        return (
            is_letter(node)
            or (isinstance(node, s.Addition) and any(is_letter(t) for t in node.terms))
            or isinstance(node, s.Number)
        )

    def about_integers(self, link: Link) -> bool:
        """Whether a relation is between sizes or between index letters: no statement about tensors."""
        assert link.left is not None
        assert link.right is not None
        sizes = self.context.sizes.letters()
        if polynomial(link.left, sizes) is not None and polynomial(link.right, sizes) is not None:
            return True
        symbols = [latex(n) for side in (link.left, link.right) for n in s.walk(side) if is_letter(n)]
        return (
            bool(symbols)
            and all(
                (x in sizes or x in self.context.subscripted) and x not in self.context.names.ranks for x in symbols
            )
            and not any(
                isinstance(n, s.Scripted) and n.subscripts for side in (link.left, link.right) for n in s.walk(side)
            )
        )

    def about_inputs(self, link: Link) -> bool:
        """Whether a condition speaks of inputs alone."""
        assert link.left is not None
        assert link.right is not None
        names = self.names_in(link.left) | self.names_in(link.right)
        return not names & set(self.context.theory.definitions) and (
            bool(names & set(self.context.names.ranks))
            or any(is_letter(side) or is_numbered(side) or self.is_entry(side) for side in (link.left, link.right))
        )

    def about_numbers(self, link: Link) -> bool:
        """Whether a condition speaks of numbers, and neither of whole tensors nor of their entries."""
        sides = [side for side in (link.left, link.right) if side is not None]
        names = {name for side in sides for name in self.names_in(side)}
        return not any(self.context.names.ranks.get(name) for name in names) and not any(map(self.is_entry, sides))

    def is_entry(self, side: s.Expression) -> bool:
        """``\\omega_i`` where the range of ``i`` is stated, of a tensor that may not be declared yet."""
        letters = side.subscripts if isinstance(side, s.Scripted) and side.superscript is None else ()
        return bool(letters) and all(is_letter(x) and latex(x) in self.context.ranges for x in letters)

    def is_declared(self, left: s.Expression) -> bool:
        """Whether a name is declared as a vector, matrix or tensor (a named scalar may still be given a value)."""
        found = self.name_of(left)
        return found is not None and bool(self.context.theory.shapes.get(found.name))

    def poison(self, link: Link, why: str) -> set[str]:
        """Remember that a definition failed, so that nothing is judged as if the name were free; the poisoned names."""
        left = link.left
        assert left is not None
        if isinstance(left, s.Applied):
            self.context.poisoned[function_name(left.head)] = why
            return {function_name(left.head)}
        found = self.name_of(left)
        if found is not None and found.name in self.context.theory.shapes:
            self.context.soft[found.name] = why
        elif found is not None:
            self.context.poisoned[found.name] = why
            self.context.names.ranks.setdefault(found.name, None)
            return {found.name}
        return set()

    # ---- definitions ----------------------------------------------------------------------------

    def elaborator(self, *sides: s.Expression) -> Elaborator:
        e = Elaborator(self.context, numbers=self.numbers)
        nodes = [node for side in sides for node in s.walk(side)]
        # the places at which a letter stands with subscripts
        bases = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts}
        ranks, read = self.context.names.ranks, self.context.names.read
        e.scalar_world = not any(
            (found := read(node)) is not None and ranks.get(found.name)
            for node in nodes
            if isinstance(node, s.Symbol) and id(node) not in bases
        )
        return e

    def define(self, link: Link) -> str:
        """Enter a definition into the theory; the reading."""
        assert link.left is not None
        assert link.right is not None
        if isinstance(link.left, s.Applied):
            return self._define_function(link.left, link.right)
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
            isinstance(link.left, s.Symbol)
            and latex(link.left) in letters
            and (polynomial(link.right, letters, self.context.sizes))
        ):
            self.defined = latex(link.left)
            return f"{self.defined} = {self.context.sizes.letters()[self.defined]}"
        return self._define_tensor(found, link, link.right)

    def _define_tensor(self, found: Occurrence, link: Link, right: s.Expression) -> str:
        context, name = self.context, found.name
        if name in context.recurrent and name not in context.theory.definitions:
            self.defined = name
            return recurrences.define_piece(self, found, right)
        e = self.elaborator(right)
        declared = context.theory.shapes.get(name)
        entries = found.indices
        if entries and declared is not None:
            entries = split_entries(entries, len(declared))
        else:
            entries = split_entries(entries, None)
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
        value = e.value(right)
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
        rest = value.shape
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
            elif ranged := self.is_ranged(e, letter, at):
                low, high = context.ranges[letter]
                size = high - low + 1
                base = low.value if low.is_constant else 0
                context.bases.vote((name, axis), size, base)
            elif at := at or e.limits.get(symbol, []):
                size, base = e.unify.known(at[0].size), at[0].base
                if any(not e.unify.unify(other.size, size) for other in at[1:]):
                    sizes = ", ".join(str(other.size) for other in at)
                    raise e.fail(right, f"'{letter}' stands on axes of the sizes {sizes}", f"state the shape of {name}")
            elif (span := context.spans.get(letter)) is not None and span[0].value in (0, 1):
                size, base = span[1] - span[0] + 1, span[0].value  # all sums over the letter have this range
                context.bases.vote((name, axis), size, base)
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
            context.chain[letter] = (Poly.constant(internal_base), size + (internal_base - 1))
            shift[symbol] = Poly.symbol(symbol) + internal_base
            symbols.append(symbol)
        if declared is None and any(x.startswith("?") for size in rest for x in e.unify.resolve(size).free):
            self._only_size(e, rest, right)
        more = [e.unify.fresh("ijklmn"[a % 6]) for a in range(len(rest))]
        shape += [e.unify.known(size, name) for size in rest]
        body = substitute(value.entry(tuple(map(Poly.symbol, more))), shift)
        if groups:  # random as what it is made from
            symbols = [*(e.outcomes[g] for g in groups), *symbols]
            shape = [*(context.outcomes[g].size for g in groups), *shape]
            context.random[name] = groups
        self.enter(name, (*symbols, *more), tuple(shape), body)
        if letters and declared is None:
            context.by_entries.add(name)
        context.names.ranks[name] = len(shape) - len(groups)
        if (
            isinstance(link.left, s.Scripted)
            and isinstance(link.left.superscript, s.Number)
            and name.endswith("^{2}")
            and not context.names.layered
        ):
            context.names.squares.add(name)
        if len(entries) < len(shape) and entries:
            context.partial.add(name)
        self.defined = name
        where = ", ".join(f"0 <= {x.removeprefix('%')} < {n}" for x, n in zip((*symbols, *more), shape, strict=True))
        index = f"[{','.join(x.removeprefix('%') for x in (*symbols, *more))}]" if shape else ""
        return f"{name}{index} := {plain(body)}" + (f" for {where}" if where else "")

    def is_ranged(self, e: Elaborator, letter: str, at: Sequence[Bare]) -> bool:
        """Whether what is stated of a letter is its range, and no axis on which it stands: beside the equation; where
        it stands on none; or beside the shapes, where it stands on axes of several sizes (``h_t`` with an ``h_0``)."""
        context = self.context
        if letter in context.local or (letter in context.ranges and not at):
            return True
        return letter in context.throughout and len({str(e.unify.resolve(bare.size)) for bare in at}) > 1

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
        name = function_name(left.head)
        if (
            isinstance(left.head, s.Scripted)
            and left.head.subscripts
            and left.head.superscript is None
            and is_letter(left.head.subscripts[0])
        ):
            raise ReadingError("a function with an index", latex(left), "define the tensor entry by entry")
        parameters = tuple(latex(a) for a in left.arguments)
        parameter_shapes(context, left.arguments, right)
        for parameter in parameters:  # f(w) = \sum_i a_i w_i^2
            if parameter in context.inferred and not context.names.known(parameter):
                context.declare(parameter, tuple(size for size, _ in context.inferred[parameter]))
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
        if value.rank or e.free:
            raise e.fail(right, "a function of numbers whose value is a tensor", "declare the shapes of its arguments")
        context.functions[name] = FunctionDefinition(parameters, right, False)
        self.defined = name
        for argument, parameter in zip(left.arguments, parameters, strict=True):
            taken = (
                context.names.known(parameter) or parameter in context.sizes.letters() or parameter in context.indexed
            )
            if is_letter(argument) and not taken and parameter not in context.subscripted:
                context.declare(parameter, ())  # elsewhere it stands for any number
        return f"{name}({', '.join(parameters)}) := {plain(value.term)} for every {', '.join(parameters)}"

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

    # ---- statements -----------------------------------------------------------------------------

    def statement(self, link: Link) -> tuple[Statement, str, dict[str, int]]:
        """The statement of a link, its reading, and the document's first value of each free index."""
        statement, offsets = self.understood(link)
        one, other = statement.left, statement.right
        where = ", ".join(f"{f.low} <= {f.symbol.removeprefix('%')} < {f.high}" for f in statement.free)
        shapes = ", ".join(
            f"{n}[{','.join(map(str, self.context.shape(n)))}]"
            for n in sorted(_tensors(one) | _tensors(other))
            if n in self.context.theory.shapes or n in self.context.theory.definitions
        )
        reading = (
            f"{plain(one)} {statement.relation} {plain(other)}"
            + (f" for all {where}" if where else "")
            + (f"; shapes {shapes}" if shapes else "")
        )
        return statement, reading, offsets

    def understood(self, link: Link) -> tuple[Statement, dict[str, int]]:
        """The statement of a link, and the document's first value of each free index."""
        try:
            return self._understood(link)
        except ReadingError:
            entries = self._entries(link)
            if entries is None:
                raise
            return self._understood(link, entries)

    def _entries(self, link: Link) -> tuple[Free, dict[str, Value]] | None:
        """An index for the vectors of an equation about a function of numbers, ``g(x) - g(-x) = x``: entry by entry."""
        nodes = [n for side in (link.left, link.right) if side is not None for n in s.walk(side)]
        ranks = self.context.names.ranks
        if not any(isinstance(n, s.Applied) and self._is_scalar_function(n) for n in nodes) or any(
            isinstance(n, s.Scripted) and (n.subscripts or self.context.names.superscript(n.superscript)[2])
            for n in nodes
        ):
            return None
        euler = {id(n.base) for n in nodes if is_euler(n) and isinstance(n, s.Scripted)}
        symbols = [n for n in nodes if isinstance(n, s.Symbol) and id(n) not in euler]
        names = [found.name for n in symbols if (found := self.context.names.read(n))]
        vectors = {name for name in names if ranks.get(name)}
        shapes = {self.context.shape(name) for name in vectors}
        if len(shapes) != 1 or any(ranks[name] != 1 for name in vectors):
            return None
        ((size,),) = shapes
        index = Poly.symbol("%entry")
        return Free("%entry", Poly({}), size), {name: scalar(Read(name, (index,))) for name in vectors}

    def _is_scalar_function(self, node: s.Applied) -> bool:
        """Whether a function of the document takes numbers."""
        head = node.head.base if isinstance(node.head, s.Scripted) else node.head
        found = [self.context.functions.get(function_name(h)) for h in (node.head, head)]
        return any(definition is not None and not definition.tensor for definition in found)

    def _understood(
        self, link: Link, entries: tuple[Free, dict[str, Value]] | None = None
    ) -> tuple[Statement, dict[str, int]]:
        assert link.left is not None
        assert link.right is not None
        e = self.elaborator(link.left, link.right)
        if entries is not None:
            e.overrides = entries[1]
        e.outer = frozenset(self.free_letters(link.left) | self.free_letters(link.right))
        if link.continuation:  # what stands free at the head of a chain is free in all of its links
            for node in (n for side in (link.left, link.right) for n in s.walk(side)):
                if is_letter(node) and latex(node) in self.context.chain:
                    e.enter(node)
        left = e.value(link.left)
        on_left = set(e.free)
        right = e.value(link.right)
        for letter in e.free:
            both = on_left or RELATIONS.get(link.relation, "=") == "="  # but m >= z_i for all i
            if (
                both
                and letter not in on_left
                and not isinstance(link.left, s.Number)
                and letter not in self.context.ranges
            ):
                if letter in self.context.sizes.letters() and not self.numbers:
                    with self.counting((set(e.free) - on_left) & set(self.context.sizes.letters())):
                        return self.understood(link)
                raise e.fail(
                    link.right,
                    f"the index '{letter}' is on one side only",
                    f"sum over '{letter}' or give it to the left side as well",
                )
        left, right = self._fit(e, left, right, link)
        place, free, offsets = [], [], {}
        for group in sorted(e.asked):
            free.append(Free(e.outcomes[group], Poly({}), self.context.outcomes[group].size))
        for axis, size in enumerate(left.shape):
            symbol = e.unify.fresh("ijklmn"[axis % 6])
            place.append(Poly.symbol(symbol))
            free.append(Free(symbol, Poly({}), e.unify.known(size, "the two sides")))
            offsets[symbol] = left.base(axis) or right.base(axis)
        if entries is not None:
            free.append(entries[0])
            offsets[entries[0].symbol] = 0
        guards = [*(e.conditions(link.conditions) if link.conditions else []), *dict.fromkeys(e.unreversed)]
        shift: dict[str, Poly] = {}
        for letter, symbol in e.free.items():
            found = self.context.chain.get(letter) or e.range_of(letter, symbol, link.left)
            assert found is not None
            self.context.chain.setdefault(letter, found)
            low, high = found
            if low.is_constant:
                shift[symbol] = Poly.symbol(symbol) + low
                free.append(Free(symbol, Poly({}), high - low + 1))
                offsets[symbol] = low.value
            else:
                free.append(Free(symbol, low, high + 1))
                offsets[symbol] = 0
        one, other = left.entry(tuple(place)), right.entry(tuple(place))
        one, other = substitute(one, shift), substitute(other, shift)
        guards = [substitute_guard(g, shift) for g in guards]
        if isinstance(one, Diff):
            # a derivative by, or of, an entry that does not exist is undefined: the claim is about the others
            split = [(one.tensor, one.index)]
            if isinstance(one.body, Read):
                split.append((one.body.tensor, one.body.index))
            for tensor, index in split:
                for at, size in zip(index, self.context.shape(tensor), strict=True):
                    if at.as_symbol is None and (at.is_constant or any(x.startswith("%") for x in at.free)):
                        guards += [Guard("ge", at), Guard("ge", size - 1 - at)]
        if guards:
            one, other = Sum((), guards, one), Sum((), guards, other)
        statement = Statement(one, other, tuple(free), RELATIONS.get(link.relation, "="))
        for symbol in one.free | other.free | {x for f in free for x in f.low.free | f.high.free}:
            if not symbol.startswith("%"):
                self.context.ensure(Poly.symbol(symbol))
        return statement, offsets

    def free_letters(self, node: s.Expression) -> set[str]:
        """The letters in subscripts that no sum binds."""
        nodes = list(s.walk(node))
        inside = {
            latex(p)
            for n in nodes
            if isinstance(n, s.Scripted)
            for entry in n.subscripts
            for p in s.walk(entry)
            if is_letter(p)
        }
        sums = [n for n in nodes if isinstance(n, s.BigOperator)]
        heads = [
            x.operands[0] if isinstance(x, s.Comparison) and x.relations[0] in ("=", "\\in") else x
            for n in sums
            for x in n.below
        ]
        return inside - {latex(p) for head in heads for p in s.walk(head)}

    def _fit(self, e: Elaborator, left: Value, right: Value, link: Link) -> tuple[Value, Value]:
        """The two sides in one shape."""
        right_side = link.right
        assert right_side is not None
        if left.rank != right.rank:
            left, right = e.unify.squeeze(left), e.unify.squeeze(right)
        if {left.rank, right.rank} == {1, 2}:
            left, right = e.unify.flatten(left), e.unify.flatten(right)
        for one, other in ((left, right), (right, left)):
            if one.rank == 0 and other.rank:
                number = one.term
                if not isinstance(number, Num):
                    raise e.fail(
                        right_side,
                        f"the sides have the shapes {e.unify.show(left)} and {e.unify.show(right)}",
                        "give both sides one shape",
                    )
                spread = Value(other.shape, _constant(number), other.bases, other.row)
                return (spread, other) if one is left else (other, spread)
        e.unify.match(left, right, "the two sides of the equation")
        if left.rank == 1 and left.row != right.row:
            raise e.fail(right_side, "one side is a row and the other a column", "transpose one side")
        return left, right


def _constant(number: Num) -> Entry:
    return lambda _: number


def _tensors(term: Term) -> set[str]:
    from symderiv.language.terms import walk

    return {n.tensor for n in walk(term) if isinstance(n, Read | Diff)}
