r"""Families of functions of which nothing is told: ``f(w) = \frac1n \sum_i f_i(w)``, ``\nabla f(w) = \frac1n \sum_i
\nabla f_i(w)``.

What is known of ``f_i`` is that it is smooth.  So the sum ``\sum_i f_i`` is an unknown function of copies of ``w``, one
for each member, and ``\nabla f_i(w)`` is its gradient by the copy of that member: for every family there is one, and
for every value and gradient of such a sum at a point there is a family.  At each point, ``w`` and ``w_t``, the sum is
another unknown number.

Guarantee: only members that stand in a plain sum over all of them, at names, and of which no equation tells anything;
what is said of a member's value or of its second derivatives is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace

from symderiv.documents.declaring.layers import number_above
from symderiv.documents.elaboration.elaborate_functions import ABSTRACT
from symderiv.documents.elaboration.senses import defining, everywhere, lefts
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    Display,
    Fact,
    FunctionFact,
    Item,
    Link,
    RangeFact,
    ShapeFact,
    SurfaceDocument,
    changed,
)
from symderiv.errors import ReadingError

__all__ = ["with_function_families"]

_LOSSES = frozenset(("L", "l", "\\ell", "E", "J", "C", "\\mathcal{L}", "\\mathcal{E}", "\\mathcal{J}", "\\mathcal{C}"))
_SIZES = ("d", "p", "m", "q", "D", "M")


def with_function_families(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the sums of such families as unknown functions of copies of their points."""
    sums = [n for side in document.sides() for n in s.walk(side) if isinstance(n, s.BigOperator)]
    bases = dict.fromkeys(base for n in sums if (base := _summed(n)))
    for base in bases:
        family = _family(document, base)
        if family is not None:
            document = _Rewriting(document, family).of()
    told = (f for f in document.facts() if isinstance(f, FunctionFact) and f.source)
    members = {latex(s.base(x)) for f in told for x in f.subjects if isinstance(x, s.Scripted)}
    left = members - _given(document)
    return replace(document, items=tuple(_without(x, left) for x in document.items)) if left else document


def _given(document: SurfaceDocument) -> set[str]:
    """The letters of members that equations give."""
    return {latex(s.base(_head(x))) for item in document.items for x in lefts(item) if _is_given(x)}


def _without(item: Item, bases: Set[str], total: str = "") -> Item:
    """An item without its lines about members of families, of whose values nothing is known, and about their total at
    what is no name or where its gradient vanishes."""

    def refused(link: Link) -> Link:
        for side in (link.left, link.right):
            for node in s.walk(side) if side is not None else ():
                own = _member(replace(node, primes=0) if isinstance(node, s.Scripted) else node)
                if own is not None and own[0] in bases:
                    return _unread(link, f"nothing is told of {latex(node)} but its gradient")
                if total and isinstance(node, s.Applied) and latex(s.base(node.head)) == total:
                    return _unread(link, f"nothing is told of {latex(node)}")
        zero = isinstance(link.right, s.Number) and isinstance(link.left, s.Gradient)
        if zero and total and isinstance(item, Display) and not item.hypothesis:
            return _unread(link, f"{latex(link.left)} is 0 at some points only", "suppose it") if link.left else link
        return link

    return replace(item, links=tuple(map(refused, item.links))) if isinstance(item, Display) else item


def _unread(
    link: Link, what: str, remedy: str = "define it, or speak of the sum of all and of gradients at names"
) -> Link:
    error = link.error or ReadingError(what, link.latex, remedy)
    return replace(link, right=None, error=error)


@dataclass(frozen=True)
class _Family:
    """``total(point) = ... \\sum_{index = low}^{high} base_index(point) ...``; ``axes`` are those of a point."""

    base: str
    index: str
    low: s.Expression
    high: s.Expression
    whole: s.Expression
    point: s.Expression
    value: s.Expression
    axes: tuple[s.Expression, ...]

    @property
    def total(self) -> str:
        return latex(self.whole)


# ---- finding a family -----------------------------------------------------------------------------------


def _member(node: s.Expression) -> tuple[str, s.Expression, s.Expression | None] | None:
    """The letter, the number and the argument of a member, ``f_i(w)`` or ``f_i``; None for anything else."""
    argument: s.Expression | None = None
    if isinstance(node, s.Applied) and node.brackets == "(" and len(node.arguments) == 1 and not node.surely:
        (argument,) = node.arguments
        node = node.head
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.primes:
        return None
    above = node.superscript
    if above is None and len(node.subscripts) == 1:
        return latex(node.base), node.subscripts[0], argument
    if isinstance(above, s.Group) and above.bracket == "(" and len(above.entries) == 1 and not node.subscripts:
        return latex(node.base), above.entries[0], argument
    return None


def _summed(node: s.BigOperator) -> str:
    """The letter of the members of which something is the plain sum, ``\\sum_i f_i(w)``; "" if there is none."""
    index = _index(node)
    found = _member(node.body) if node.operator == "sum" and index else None
    if found is None or latex(found[1]) != index:
        return ""
    fixed = found[2] is None or index not in {latex(x) for x in s.walk(found[2])}
    return found[0] if fixed and (found[0] in _LOSSES or found[0] in ABSTRACT) else ""


def _index(node: s.BigOperator) -> str:
    """The letter that a sum runs over."""
    if len(node.below) != 1:
        return ""
    below = node.below[0]
    if isinstance(below, s.Comparison):
        plain = below.relations == ("=",) and len(below.operands) == 2 and is_letter(below.operands[0])
        return latex(below.operands[0]) if plain and node.above is not None else ""
    return latex(below) if is_letter(below) and node.above is None else ""


def _family(document: SurfaceDocument, base: str) -> _Family | None:
    """The family of a letter, if all that the document tells of its members is a sum of them and their gradients."""
    nodes = [n for item in document.items for n in everywhere(item)]
    given = _given(document)
    shaped = {latex(x): f.axes for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    if base in given or any(name.startswith(f"{base}_") or name == base for name in shaped if name != base):
        return None
    totals = [
        (left, right, n)
        for item in document.items
        for left, right in defining(item, surely=True)
        for n in s.walk(right)
        if isinstance(n, s.BigOperator) and _summed(n) == base
    ]
    named = [x for x in totals if isinstance(x[0], s.Symbol) or _is_called(x[0])]
    if not named:
        return None
    left, right, total = named[0]
    range_ = _range(document, nodes, base, total)
    point = _point(nodes, base, left, total)
    if range_ is None or point is None or not isinstance(point, s.Symbol):
        return None
    inside = {id(x) for _, _, n in totals for x in s.walk(n.body)}
    alone = all(id(n) in inside for n in nodes if (own := _member(n)) is not None and own[0] == base)
    if alone and base in _LOSSES:
        return None  # the whole is an unknown function then
    if not all(_is_by_its_point(n, point) for n in nodes if isinstance(n, s.Derivative | s.Gradient)):
        return None
    axes = shaped.get(latex(point))
    if axes is None:
        axes = _axes(document, nodes, base, left)
    if axes is None:
        return None
    name = left.head if isinstance(left, s.Applied) else left
    return _Family(base, _index(total), *range_, name, point, right, axes)


def _is_by_its_point(node: s.Derivative | s.Gradient, point: s.Expression) -> bool:
    """Whether a derivative of a member without an argument is one by what all members are functions of."""
    own = _member(node.target)
    variables = node.variables if isinstance(node, s.Derivative) else (node.variable,)
    return own is None or own[2] is not None or all(v is None or s.base(v) == point for v in variables)


def _is_given(left: s.Expression) -> bool:
    """Whether an equation with this left side may tell what a member is: ``f_i(w)``, and not ``f_i(2 w)``."""
    own = _member(left)
    return own is not None and (own[2] is None or is_letter(own[2]))


def _is_called(left: s.Expression) -> bool:
    if not isinstance(left, s.Applied) or left.brackets != "(" or len(left.arguments) != 1 or left.surely:
        return False
    return isinstance(left.head, s.Symbol) and isinstance(left.arguments[0], s.Symbol)


def _range(
    document: SurfaceDocument, nodes: list[s.Expression], base: str, total: s.BigOperator
) -> tuple[s.Expression, s.Expression] | None:
    """The numbers of the first and the last member."""
    sums = [n for n in nodes if isinstance(n, s.BigOperator) and n.above is not None and _index(n)]
    own = [n for n in (total, *sums) if n.above is not None and _counts(n, base)]
    for n in own:
        below = n.below[0]
        assert isinstance(below, s.Comparison)
        assert n.above is not None
        return below.operands[1], n.above
    index = _index(total)
    for fact in document.facts():
        if isinstance(fact, RangeFact) and index in map(latex, fact.subjects) and fact.upper is not None:
            return None if fact.exclusive or fact.above else (fact.lower, fact.upper)
        subjects: tuple[s.Expression, ...] = getattr(fact, "subjects", ())
        dots = [k for k, x in enumerate(subjects) if isinstance(x, s.Symbol) and x.letter == "\\dots"]
        for k in (k for k in dots if k > 0 and k + 1 < len(subjects)):
            first, last = _member(subjects[0]), _member(subjects[k + 1])
            if first is not None and last is not None and first[0] == last[0] == base:
                return first[1], last[1]
    return None


def _counts(node: s.BigOperator, base: str) -> bool:
    """Whether a sum runs over the members of a family."""
    inside = (_member(n) for n in s.walk(node.body))
    return any(x is not None and x[0] == base and latex(x[1]) == _index(node) for x in inside)


def _point(nodes: list[s.Expression], base: str, left: s.Expression, total: s.BigOperator) -> s.Expression | None:
    """What the members are functions of."""
    found = _member(total.body)
    if found is not None and found[2] is not None:
        return found[2]
    if isinstance(left, s.Applied):
        return left.arguments[0]
    for n in nodes:
        target = n.target if isinstance(n, s.Derivative | s.Gradient) else None
        own = _member(target) if target is not None else None
        if own is None or own[0] != base:
            continue
        variable = n.variables[0] if isinstance(n, s.Derivative) else n.variable if isinstance(n, s.Gradient) else None
        if variable is not None:
            return s.base(variable)
    return None


def _axes(
    document: SurfaceDocument, nodes: list[s.Expression], base: str, left: s.Expression
) -> tuple[s.Expression, ...] | None:
    """The axes of a point of which no shape is told: those of the functions, or one that is not known."""
    names = {base, latex(left.head if isinstance(left, s.Applied) else left)}
    for fact in document.facts():
        if (
            isinstance(fact, FunctionFact)
            and fact.source is not None
            and names & {latex(s.base(x)) for x in fact.subjects}
        ):
            real = len(fact.source) == 1 and latex(fact.source[0]) in ("\\mathbb{R}", "R", "1")
            return () if real else fact.source
    for n in nodes:
        if isinstance(n, s.Gradient) and latex(s.base(_head(n.target))) in names:
            return (s.Symbol(n.span, free_letter(nodes, _SIZES)),)
    return () if any(isinstance(n, s.Scripted) and n.primes and latex(n.base) in names for n in nodes) else None


def _head(node: s.Expression) -> s.Expression:
    return node.head if isinstance(node, s.Applied) else node


# ---- rewriting it ---------------------------------------------------------------------------------------


@dataclass
class _Rewriting:
    """Puts the unknown function of copies into a document."""

    document: SurfaceDocument
    family: _Family
    met: dict[str, s.Expression] = field(default_factory=dict)  # points, by how they are written
    totals: dict[str, s.Expression] = field(default_factory=dict)  # points at which the total is taken

    def of(self) -> SurfaceDocument:
        items: list[Item] = []
        made_names = {latex(x) for item in self.document.items for x in lefts(item)}
        begin, first = 0, None  # of the text since the last display
        for item in self.document.items:
            if first is None or isinstance(item, Display):
                begin, first = len(items), item
            points, totals = set(self.met), {latex(self.family.point), *self.totals}
            turned = self._turned(item)
            made = [self._total_at(x, item) for name, x in list(self.totals.items()) if name not in totals]
            for name in [x for x in self.met if x not in points]:
                if name in made_names:
                    items += self._copies(self.met[name], item)
                else:
                    items[begin:begin] = self._copies(self.met[name], first)
            items += [*made, turned]
            first = None if isinstance(item, Display) else first
        return replace(self.document, items=tuple(items))

    # ---- names --------------------------------------------------------------------------------------

    def _sum_at(self, point: s.Expression) -> s.Expression:
        """The sum of the members at a point, written as the function of the copies that it is."""
        self.met.setdefault(latex(point), point)
        head = s.Symbol(point.span, f"(\\sum {self.family.base})({latex(point)})")
        return s.Applied(point.span, head, (s.Symbol(point.span, f"({latex(point)})"),))

    def _gradient_at(self, span: s.Span, point: s.Expression, *indices: s.Expression) -> s.Derivative:
        """The gradient of a member, or an entry of it, at a point."""
        total = self._sum_at(point)
        assert isinstance(total, s.Applied)
        return s.Derivative(span, total.head, (self._copy_at(point, *indices),))

    def _copy_at(self, point: s.Expression, *indices: s.Expression) -> s.Expression:
        self.met.setdefault(latex(point), point)
        return s.Scripted(point.span, s.Symbol(point.span, f"({latex(point)})"), indices)

    def _value_at(self, point: s.Expression) -> s.Expression:
        """The total at a point."""
        self.totals.setdefault(latex(point), point)
        name = f"{self.family.total}({latex(point)})"
        return self.family.whole if point == self.family.point else s.Symbol(point.span, name)

    # ---- what the copies are ------------------------------------------------------------------------

    def _copies(self, point: s.Expression, item: Item) -> Iterator[Item]:
        """The copies of a point, as many as there are members."""
        span, family = _before(item), self.family
        argument = getattr(item, "argument", -1)
        dots = s.Symbol(span, "\\dots")
        members = (self._copy_at(point, family.low), dots, self._copy_at(point, family.high))
        yield ShapeFact(span, "", members, family.axes, argument=argument)
        if point == family.point and not self._is_shaped(point):
            yield ShapeFact(span, "", (point,), family.axes, argument=argument)
        index = s.Symbol(span, family.index)
        link = Link(0, self._copy_at(point, index), ":=", point, False, span, latex(point))
        yield Display(span, "", "$$", (link,), argument=argument, silent=True)
        total = self._sum_at(point)
        assert isinstance(total, s.Applied)
        yield FunctionFact(span, "", (total.head,), (family.high, *family.axes), ())
        gradient = self._gradient_at(span, point, index)  # that one is taken, whatever else the document does
        name = s.Scripted(span, s.Symbol(span, f"(\\nabla {family.base})({latex(point)})"), (index,))
        link = Link(0, name, ":=", gradient, False, span, latex(point))
        yield Display(span, "", "$$", (link,), argument=argument, silent=True)

    def _is_shaped(self, point: s.Expression) -> bool:
        facts: tuple[Fact, ...] = self.document.facts()
        return any(latex(point) == latex(x) for f in facts if isinstance(f, ShapeFact) for x in f.subjects)

    def _total_at(self, point: s.Expression, item: Item) -> Display:
        """The total at another point than the one that it is told at."""
        span, own = _before(item), self.family.point

        def moved(node: s.Expression) -> s.Expression | None:
            return point if node == own else None

        right = s.replaced(s.replaced(self.family.value, moved), self._change)
        link = Link(0, self._value_at(point), ":=", right, False, span, latex(point))
        return Display(span, "", "$$", (link,), argument=getattr(item, "argument", -1), silent=True)

    # ---- what the document says ---------------------------------------------------------------------

    def _turned(self, item: Item) -> Item:
        return _without(changed(item, self._change), {self.family.base}, self.family.total)

    def _change(self, node: s.Expression) -> s.Expression | None:
        family = self.family
        match node:
            case s.BigOperator() if _summed(node) == family.base and self._is_whole(node):
                found = _member(node.body)
                assert found is not None
                point = found[2] or family.point
                return self._sum_at(point) if _is_name(point) else None
            case s.Gradient(_, target, variable, 1):
                if (own := self._of_member(target, variable)) is not None:
                    number, point = own
                    return self._gradient_at(node.span, point, number)
                at = self._of_total(target)
                if at is not None:
                    return replace(node, target=self._value_at(at), variable=variable or at)
                if variable is None and latex(target) in self._beside():
                    return replace(node, variable=family.point)  # of the penalty R(w) beside the sum
            case s.Derivative(_, target, variables):
                return self._derived(node, target, variables)
            case s.Applied(_, s.Scripted(_, _, _, _, 1) as head, (point,)) if _is_name(point):
                bare = replace(node, head=replace(head, primes=0))
                member = _member(bare)
                if member is not None and member[0] == family.base:
                    return self._gradient_at(node.span, point, member[1])
                if latex(head.base) == family.total and not head.subscripts:
                    return s.Derivative(node.span, self._value_at(point), (point,))
            case s.Applied(_, s.Symbol() as head, (point,)) if latex(head) == family.total and _is_name(point):
                return self._value_at(point)
        return None

    def _beside(self) -> set[str]:
        """The functions of the point beside the sum."""
        nodes = (n for n in s.walk(self.family.value) if isinstance(n, s.Applied))
        return {latex(n.head) for n in nodes if n.arguments == (self.family.point,)}

    def _is_whole(self, node: s.BigOperator) -> bool:
        """Whether a sum runs over all members."""
        below = node.below[0]
        if not isinstance(below, s.Comparison):
            return True
        return (below.operands[1], node.above) == (self.family.low, self.family.high)

    def _of_member(
        self, target: s.Expression, variable: s.Expression | None
    ) -> tuple[s.Expression, s.Expression] | None:
        """The number of a member and the point at which it stands, before a gradient by that point."""
        own = _member(target)
        if own is None or own[0] != self.family.base:
            return None
        point = own[2] or variable or self.family.point
        return (own[1], point) if _is_name(point) and (variable is None or variable == point) else None

    def _of_total(self, target: s.Expression) -> s.Expression | None:
        """The point of the total, ``f(w)`` or ``f``."""
        if isinstance(target, s.Applied) and len(target.arguments) == 1 and _is_name(target.arguments[0]):
            return target.arguments[0] if latex(target.head) == self.family.total else None
        return self.family.point if latex(target) == self.family.total else None

    def _derived(
        self, node: s.Derivative, target: s.Expression, variables: tuple[s.Expression, ...]
    ) -> s.Derivative | None:
        at = self._of_total(target)
        if at is not None:
            return replace(node, target=self._value_at(at), alternative=None)
        own = _member(target)
        if own is None or own[0] != self.family.base or len(variables) != 1:
            return None
        point = own[2] or self.family.point
        if variables[0] == point:
            indices: tuple[s.Expression, ...] = ()
        elif isinstance(point, s.Symbol) and isinstance(variables[0], s.Scripted) and variables[0].base == point:
            indices = variables[0].subscripts
            if variables[0].superscript is not None or variables[0].primes:
                return None
        else:
            return None
        return self._gradient_at(node.span, point, own[1], *indices)


def _before(item: Item) -> s.Span:
    """The place before an item."""
    return replace(item.span, start=item.span.start - 1, end=item.span.start)


def _is_name(node: s.Expression) -> bool:
    """Whether something names a point: ``w``, ``w_t``, ``\\tilde w``."""
    if isinstance(node, s.Symbol):
        return not node.word
    if not isinstance(node, s.Scripted) or node.primes or not isinstance(node.base, s.Symbol):
        return False
    above = node.superscript
    mark = above is None or isinstance(above, s.Group) or (isinstance(above, s.Symbol) and not above.letter.isalnum())
    return mark and all(number_above(x) is not None for x in node.subscripts)
