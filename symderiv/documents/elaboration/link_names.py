r"""One link of a display against what is known: which name it has on the left, what it reads, and whether it defines.

Guarantee: nothing here changes what is known but by remembering that a definition failed (:meth:`LinkNames.poison`).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate import Elaborator
from symderiv.documents.elaboration.elaborate_expectations import moment
from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.function_entries import entries_given
from symderiv.documents.elaboration.letters import indices_of
from symderiv.documents.elaboration.recurrence_definitions import is_piece
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import (
    BUILT_IN_FUNCTIONS,
    Occurrence,
    is_euler,
    is_letter,
    is_numbered,
    split_entries,
)
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Link
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard

__all__ = ["LinkNames"]

# Functions of which several forms are in use: a document's own equation for one defines it.
OWN_FORMS = frozenset({"GELU", "gelu", "SiLU", "silu", "Swish", "swish", "ELU", "elu", "LeakyReLU"})
OWN_FORMS |= frozenset({"clip", "step", "heaviside", "conv", "pool", "mean", "sinc", "norm"})


@dataclass
class LinkNames:
    """The names of links in a context; ``used`` holds the names of earlier equations."""

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
            few = 0 < len(found.indices) < (self.context.names.ranks.get(found.name) or 0)
            few = few and not {found.name, found.name.split("_")[0]} & {*self.context.indexed, *self.context.recurrent}
            if few and isinstance(node, s.Scripted) and all(isinstance(x, s.Number) for x in found.indices):
                return Occurrence(self.whole_name(node))  # "A_1 = A - u v^\top" is another matrix, and no entry
            return found
        return self.context.names.propose(node)

    def names_in(self, node: s.Expression, indices: Set[str] = frozenset()) -> set[str]:
        """All names that an expression may be using: no index of a sum around it, and no index in a bracket, of which
        ``indices`` are those of the equation."""
        found: set[str] = set()
        stack: list[tuple[s.Expression, Set[str]]] = [(node, frozenset())]
        while stack:
            top, bound = stack.pop()
            if isinstance(top, s.Symbol) and latex(top) in bound:
                continue
            if isinstance(top, s.Applied) and not self._is_kronecker(top.head):
                found.add(function_name(top.head))
                if isinstance(top.head, s.Scripted):
                    own = self.context.names.read(top.head) or self.context.names.propose(top.head)
                    if own is None or own.name != function_name(top.head):  # f'(x), f^2(x), and not E_{data}(w)
                        found.add(function_name(top.head.base))
            if is_euler(top):
                above = top.superscript if isinstance(top, s.Scripted) else None
                stack += [(above, bound)] if above is not None else []
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
                        stack.append((top.base, bound))
                    powered = read is None or read.power is not None  # else it is a part of the name
                    if powered and top.superscript is not None and not isinstance(top.superscript, s.Group):
                        stack.append((top.superscript, bound))
                    continue
            if isinstance(top, s.BigOperator):
                runs = {latex(x) for below in top.below for head in indices_of(below) for x in s.walk(head)}
                stack.append((top.body, bound | runs))
                continue
            if isinstance(top, s.Group) and top.bracket == "[" and isinstance(top.entries[0], s.Comparison):
                bound = bound | indices
            stack += [(child, bound) for child in s.children(top)]
        return found

    def _is_kronecker(self, node: s.Expression) -> bool:
        r"""``\delta_{ij}`` where no tensor ``\delta`` is known: no use of that name."""
        if not isinstance(node, s.Scripted) or latex(node.base) != "\\delta" or node.superscript is not None:
            return False
        entries = split_entries(node.subscripts, None)
        return len(entries) == 2 and not node.primes and "\\delta" not in self.context.names.ranks

    def _is_identity(self, left: s.Expression, right: s.Expression | None) -> bool:
        r"""Whether ``I`` or ``I_n`` stands for the identity on the left side: of an equation between matrices,
        ``I = Q^\top Q``."""
        bare = left.base if isinstance(left, s.Scripted) else left
        below = left.subscripts if isinstance(left, s.Scripted) else ()
        ranks, sizes = self.context.names.ranks, self.context.sizes.letters()
        if latex(bare) not in ("I", "\\mathbf{I}") or latex(bare) in ranks or latex(left) in ranks or right is None:
            return False
        if below:
            return len(below) == 1 and latex(below[0]) in sizes
        terms = right.terms if isinstance(right, s.Addition) else (right,)
        factors = [x for term in terms for x in (term.factors if isinstance(term, s.Product) else (term,))]
        whole = (self.context.names.read(x) for x in factors if isinstance(x, s.Symbol | s.Scripted))
        return any(found is not None and not found.indices and ranks.get(found.name) == 2 for found in whole)

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
            family = context.functions.get(function_name(s.base(left.head)))
            if isinstance(left.head, s.Scripted) and left.head.subscripts and family is not None and family.letters:
                return False  # one of the functions f_i
            whole = function_name(s.base(left.head))
            if whole in context.theory.definitions and entries_given(context, left, link.right):
                return False  # "y_j = (x - c_j)^2" and then "y_j(x)"
            if moment(left.head):
                return False
            if any(isinstance(n, s.Symbol) and "mathbb" in n.accents for n in s.walk(left.head)):
                return False
            bare = name.removeprefix("\\")
            known = name in BUILT_IN_FUNCTIONS or bare in BUILT_IN_FUNCTIONS
            if known or (left.surely and is_function_name(s.base(left.head)) and bare not in OWN_FORMS):
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
            return is_piece(context, found)
        if isinstance(left, s.Scripted) and left.subscripts and link.right is not None:
            own = (n for n in s.walk(link.right) if isinstance(n, s.Scripted) and n.base == left.base)
            if all(isinstance(x, s.Number) for x in left.subscripts) and any(
                n.subscripts == left.subscripts for n in own
            ):
                return False  # "W_1 = W_1^\\top" says something of a member
        if found.name in right and link.right is not None:
            indices = {latex(x) for entry in found.indices for x in s.walk(entry) if is_letter(x)}
            right = self.names_in(_without_conditions(link.right, indices))
        if (
            found.name in self.used
            or found.name in right
            or found.name.removesuffix("^{2}") in right  # "C^2 = C" does not name a square
            or (not found.indices and found.name.endswith("^{2}") and found.name.removesuffix("^{2}") in sizes)
            or found.name in context.theory.definitions
            or found.name in context.poisoned
        ):
            return False
        if found.name in context.theory.losses or found.name in context.names.functions:
            return False
        made = set() if found.indices else right & context.theory.definitions.keys()  # a state goes round in steps
        if found.name in context.theory.shapes and any(found.name in context.theory.sources(x) for x in made):
            return False  # what is made from an input does not define it
        if not found.indices and self._is_another_size(found.name, link):
            return False
        function = is_function_name(left) and found.name not in context.names.ranks
        if isinstance(left, s.Symbol) and left.word and latex(left) in context.targets:
            function = False  # what is called "silu", and of which a derivative is taken, is a number
        if isinstance(left, s.Symbol) and (left.letter in ("0", "1") or function):
            return False
        if self._is_identity(left, link.right):
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

    def _is_another_size(self, name: str, link: Link) -> bool:
        """Whether a link says of a size that has been told something else."""
        letters = self.context.sizes.letters()
        if name not in self.context.sizes.replaced or link.right is None:
            return False
        said = polynomial(link.right, letters, self.context.sizes)
        return said is None or said[0] != letters[name] * said[1]

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

    def between_letters(self, left: s.Expression, right: s.Expression) -> bool:
        """Whether both sides of an equation are single index letters, one of them perhaps a label: that says where, and
        not what a letter is."""
        indices = self.context.subscripted - self.context.sizes.letters().keys() - self.context.names.ranks.keys()
        letters = {latex(left), latex(right)}
        return (
            is_letter(left)
            and is_letter(right)
            and not letters.isdisjoint(indices)
            and letters <= indices | self.context.labels
        )

    def of_indices(self, left: s.Expression, relation: str, right: s.Expression) -> Guard | None:
        """A relation between two index letters, or an order of such with sizes and numbers: that says where, and not
        what a letter is.  The letters stand for the numbers of the document."""
        sizes = self.context.sizes.letters()
        indices = self.context.subscripted - sizes.keys() - self.context.names.ranks.keys()
        letters = {**sizes, **{letter: Poly.symbol(letter) for letter in indices}}
        one, other = polynomial(left, letters), polynomial(right, letters)
        plain = self.between_letters(left, right)
        if one is None or other is None or one[1] != other[1] or (relation in ("=", "\\ne") and not plain):
            return None
        difference = one[0] - other[0]
        if difference.free.isdisjoint(indices):
            return None
        kinds = {"=": ("eq", difference), "\\ne": ("ne", difference), "<": ("ge", -difference - 1)}
        kinds |= {"\\le": ("ge", -difference), ">": ("ge", difference - 1), "\\ge": ("ge", difference)}
        return Guard(*kinds[relation]) if relation in kinds else None

    def about_inputs(self, link: Link) -> bool:
        """Whether a condition speaks of inputs alone."""
        assert link.left is not None
        assert link.right is not None
        names = self.names_in(link.left) | self.names_in(link.right)
        return not names & set(self.context.theory.definitions) and (
            not names.isdisjoint(self.context.names.ranks.keys() | self.context.inputs)
            or any(is_letter(side) or is_numbered(side) or self.is_entry(side) for side in (link.left, link.right))
        )

    def restricts_an_input(self, link: Link) -> bool:
        r"""Whether a condition speaks of an input from which nothing else in it is made: ``$W^\top W = S^{-1}$`` of an
        ``S`` that data define."""
        assert link.left is not None
        assert link.right is not None
        theory, names = self.context.theory, self.names_in(link.left) | self.names_in(link.right)
        defined = names & theory.definitions.keys()
        made_from = {source for name in defined for source in theory.sources(name)}
        return bool(defined) and not (names - defined).isdisjoint(theory.shapes.keys() - made_from)

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
            whole = function_name(s.base(left.head))
            if whole in self.context.theory.shapes:  # ``y_k(x)`` beside a ``y_k`` of which something else is said
                self.context.soft[whole] = why
            elif entries_given(self.context, left, link.right):
                self.context.poisoned[whole] = why
            return {function_name(left.head)}
        found = self.name_of(left)
        if found is not None and found.name in self.context.theory.shapes:
            self.context.soft[found.name] = why
        elif found is not None:
            self.context.poisoned[found.name] = why
            self.context.names.ranks.setdefault(found.name, None)
            return {found.name}
        return set()


def _without_conditions(node: s.Expression, letters: set[str]) -> s.Expression:
    """An expression without its brackets that compare indices alone: the ``n`` of ``[n = m]`` is no tensor ``n``."""

    def one(part: s.Expression) -> s.Expression | None:
        if not isinstance(part, s.Group) or part.bracket != "[" or len(part.entries) != 1:
            return None
        compared = part.entries[0]
        of_indices = isinstance(compared, s.Comparison) and {latex(x) for x in compared.operands} <= letters
        return s.Number(part.span, Fraction(1)) if of_indices else None

    return s.replaced(node, one)
