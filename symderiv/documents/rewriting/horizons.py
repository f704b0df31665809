r"""Recurrences whose last step is nowhere told: ``$w_{t+1} = w_t - \eta g_t$``, ``$t = 0, 1, 2, \dots$``.

What holds for every step of an endless recurrence is what holds for every step before any horizon: the index gets a
range up to a size that the document does not use, and claims are about the steps that there are.  A letter with a
range, or below a sum, is left alone.  Where a function ``f(w)`` is spoken of as well, ``w_t`` is an iterate and no
entry of its argument ``w``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from symderiv.documents.declaring.listed_members import listed
from symderiv.documents.declaring.steps import step_of
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.letters import indices_of
from symderiv.documents.elaboration.senses import applied, parameters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex, zeroth
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    Display,
    Fact,
    Item,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
)
from symderiv.documents.supposing.unclear import OPTIMISES

__all__ = ["with_horizons"]

_NAMES = ("T", "N", "M", "K", "S")


@dataclass(frozen=True)
class _Step:
    """``base_{letter + ahead} = ...`` in a display, from earlier entries of ``base``."""

    base: str
    name: s.Expression
    letter: s.Expression
    ahead: int
    display: Display


def with_horizons(document: SurfaceDocument) -> SurfaceDocument:
    """The document with a range for each letter that counts the steps of an endless recurrence."""
    steps, ranged = _counted(document)
    if ranged:
        document = _with_shapes(_iterates(document, {x.base: x for x in ranged}), ranged)
    used = {n.letter for n in _nodes(document) if isinstance(n, s.Symbol)}
    name = next((x for x in _NAMES if x not in used), None)
    if name is None or not steps:
        return document
    told = {
        latex(x): int(f.lower.value)
        for f in document.facts()
        if isinstance(f, RangeFact) and f.upper is None and isinstance(f.lower, s.Number)
        for x in f.subjects
    }
    bases = {x.base: x for counted in steps.values() for x in counted}
    document = _iterates(document, bases)
    states = {*bases, *(f"\\!{{{x}}}" for x in bases)}
    least = max((_number(n) for n in _nodes(document) if _is_numbered(n, states)), default=1)
    found: dict[int, list[Fact]] = {}
    lists, endless = listed(document), False
    for letter, (step, *others) in steps.items():
        drivers = _drivers(step) - {x.base for x in others}  # what is made along with it drives nothing
        driven = {lists[x] for x in drivers if x in lists} or _along(document, step, drivers)
        if len(driven) == 1:  # by a list, whose steps these are
            first, last = driven.pop()
            facts = found.setdefault(step.display.span.start, [])
            facts.append(RangeFact(step.display.span, "", (step.letter,), first, last))
            continue
        endless = True
        low = told.get(letter, 0 if step.ahead else 1)
        if low not in (0, 1):
            return document
        span = step.display.span
        top: s.Expression = s.Symbol(span, name)
        if low == 0:
            top = s.Addition(span, (top, s.Number(span, Fraction(1))), ("+", "-"))
        range_ = RangeFact(span, "", (step.letter,), s.Number(span, Fraction(low)), top)
        enough = RelationFact(span, "", (s.Symbol(span, name),), "\\ge", s.Number(span, Fraction(max(1, least))), "let")
        found.setdefault(span.start, []).extend((range_, enough))
        for state in (step, *others):
            found[span.start] += _shapes(document, state)
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            items += found.get(item.span.start, ())
        items.append(item)
    return replace(document, items=tuple(items), horizon=name if endless else "")


def _with_shapes(document: SurfaceDocument, steps: Sequence[_Step]) -> SurfaceDocument:
    """The document with the shapes of iterates of a stated number of steps."""
    found: dict[int, list[Fact]] = {}
    for step in steps:
        found.setdefault(step.display.span.start, []).extend(_shapes(document, step))
    items = ([*found.get(x.span.start, ()), x] if isinstance(x, Display) else [x] for x in document.items)
    return replace(document, items=tuple(chain.from_iterable(items)))


def _counted(document: SurfaceDocument) -> tuple[dict[str, list[_Step]], list[_Step]]:
    """The letters that count the steps of recurrences, and have no range, with the names that recur along each; and
    the recurrences of arguments of functions along letters with a stated range."""
    ranged = {latex(x) for f in document.facts() if isinstance(f, RangeFact) and f.upper for x in f.subjects}
    ranged |= {latex(x) for f in document.facts() if isinstance(f, SetFact) for x in f.subjects}
    summed = {
        latex(p)
        for node in _nodes(document)
        if isinstance(node, s.BigOperator)
        for c in node.below
        for x in indices_of(c)
        for p in s.walk(x)
    }
    parameters = _parameters(document)
    declared = [x for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects]
    vectors = {latex(x) for x in declared} - parameters  # whose entries x_t are
    # M_l^{(2)} is an entry of M^{(2)}
    named = (x for x in declared if isinstance(x, s.Scripted) and isinstance(x.superscript, s.Group))
    vectors |= {latex(x.base) for x in named if not x.subscripts}
    functions = {latex(head.head) for head in applied(document)}
    steps: dict[str, list[_Step]] = {}
    bounded: list[_Step] = []
    unread: set[str] = set()
    for display in document.displays():
        for link in display.links:
            at = step_of(link.left) if link.left is not None and not link.continuation else None
            if at is None or link.right is None or link.relation not in DEFINING:
                continue
            behind = [x for n in s.walk(link.right) if (x := step_of(n)) is not None and x[:2] == at[:2]]
            if any(isinstance(n, s.Gradient) and not _is_known(n, functions) for n in s.walk(link.right)):
                # a gradient of what is no function of the document, nor what is said of the steps that it makes
                unread |= {at[1]} if behind else set()
                continue
            if at[0] in vectors:
                continue
            if behind and all(x[2] < at[2] for x in behind) and at[2] in (0, 1) and at[1] not in summed:
                assert isinstance(link.left, s.Scripted)
                letter = next(filter(is_letter, s.walk(link.left.subscripts[0])))
                own = bounded if at[1] in ranged else steps.setdefault(at[1], [])
                if all(x.base != at[0] for x in own) and (at[1] not in ranged or at[0] in parameters):
                    own.append(_Step(at[0], link.left.base, letter, at[2], display))
    endless = {letter: counted for letter, counted in steps.items() if letter not in unread}
    return endless, [x for x in bounded if latex(x.letter) not in unread]


def _is_known(node: s.Gradient, functions: Collection[str]) -> bool:
    """Whether a gradient is that of a function that the document defines, at a state: ``\\nabla f(w_k)``."""
    inside = node.target
    return isinstance(inside, s.Applied) and len(inside.arguments) == 1 and latex(inside.head) in functions


def _along(document: SurfaceDocument, step: _Step, drivers: set[str]) -> set[tuple[s.Number, s.Expression]]:
    r"""The first and the last step of a recurrence that reads a declared vector, ``h_t = w h_{t-1} + x_t`` with
    ``x \in \mathbb{R}^T``: from 1 to ``T`` behind ``h_0``, or from 0 where ``x_0`` is read or ``h_{t+1}`` is told."""
    span = step.display.span
    numbered = {(latex(n.base), _number(n)) for n in _nodes(document) if isinstance(n, s.Scripted) and _is_first(n)}
    found: set[tuple[s.Number, s.Expression]] = set()
    for fact in (f for f in document.facts() if isinstance(f, ShapeFact) and len(f.axes) == 1):
        for subject in fact.subjects:
            if latex(subject) not in drivers or isinstance(fact.axes[0], s.Number):
                continue
            zero = (latex(subject), 0) in numbered or (step.ahead and (step.base, 1) not in numbered)
            last: s.Expression = fact.axes[0]
            if zero:
                last = s.Addition(span, (last, s.Number(span, Fraction(1))), ("+", "-"))
            found.add((s.Number(span, Fraction(0 if zero else 1)), last))
    return found


def _is_first(node: s.Scripted) -> bool:
    return len(node.subscripts) == 1 and isinstance(node.subscripts[0], s.Number)


def _drivers(step: _Step) -> set[str]:
    """The other names that a step reads at its own letter: ``\\theta_t`` of ``m_t = \\beta m_{t-1} + \\theta_t``."""
    sides = [k.right for k in step.display.links if k.left is not None and step_of(k.left) is not None and k.right]
    reads = [x for side in sides for n in s.walk(side) if (x := step_of(n)) is not None]
    return {base for base, letter, ahead in reads if letter == latex(step.letter) and not ahead and base != step.base}


def _iterates(document: SurfaceDocument, steps: Mapping[str, _Step]) -> SurfaceDocument:
    """The document with a name of their own for iterates ``w_t`` beside the argument ``w`` of a function."""
    parameters = _parameters(document)
    own = {base: step for base, step in steps.items() if base in parameters}
    if not own:
        return document
    ends: dict[str, set[str]] = {}
    for fact in (f for f in document.facts() if isinstance(f, RangeFact)):
        upper = () if fact.upper is None else s.walk(fact.upper)
        last = {latex(p) for p in upper if is_letter(p)}
        for x in fact.subjects:
            ends.setdefault(latex(x), set()).update(last)

    def change(node: s.Expression) -> s.Expression | None:
        at = step_of(node)
        if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol):
            return None
        base = latex(node.base)
        if base not in own or len(node.subscripts) != 1:
            return None
        letter = latex(own[base].letter)
        last = latex(node.subscripts[0]) in ends.get(letter, ())
        if not (last or (at and at[1] == letter) or _is_numbered(node, own)):
            return None
        return replace(node, base=_own(node.base))

    return _with_doubts(rewritten(document, change), frozenset(own))


def _with_doubts(document: SurfaceDocument, bases: frozenset[str]) -> SurfaceDocument:
    """The document in which what is not understood of ``w`` is so of its iterates as well, which are no minimisers."""

    def told(item: Item) -> Item:
        if not isinstance(item, UnreadFact) or OPTIMISES.match(item.words):
            return item
        iterates = (_own(x) for x in item.subjects if isinstance(x, s.Symbol) and latex(x) in bases)
        return replace(item, subjects=(*item.subjects, *iterates))

    return replace(document, items=tuple(map(told, document.items)))


def _shapes(document: SurfaceDocument, step: _Step) -> list[Fact]:
    """The shape of iterates ``w_t`` with a name of their own: that of ``w``."""
    if step.base not in _parameters(document) or not isinstance(step.name, s.Symbol):
        return []
    told = [f for f in document.facts() if isinstance(f, ShapeFact) and step.base in map(latex, f.subjects)]
    state = s.Scripted(step.letter.span, _own(step.name), (step.letter,))
    return [ShapeFact(step.display.span, "", (state,), f.axes, f.domain) for f in told[:1]]


def _own(base: s.Symbol) -> s.Symbol:
    return replace(base, accents=("!", *base.accents))


def _parameters(document: SurfaceDocument) -> set[str]:
    """The names of the arguments of the functions that the document defines, and of inputs with which states of the
    same letter begin."""
    return {*map(latex, parameters(document)), *_begun(document)}


def _begun(document: SurfaceDocument) -> Iterator[str]:
    r"""The inputs that are the first of states of the same letter: ``x_0 = x``, or ``x`` and ``x_0`` of one shape."""
    shapes = {latex(x): f.axes for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects}
    told = [(x, f.right) for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    shown = [(k.left, k.right) for d in document.displays() for k in d.links]
    yield from (latex(right) for left, right in (*told, *shown) if right is not None and _is_zeroth(left, latex(right)))
    yield from (x for x, axes in shapes.items() if shapes.get(zeroth(x)) == axes)


def _is_zeroth(node: s.Expression | None, name: str) -> bool:
    return node is not None and _is_numbered(node, {name}) and not _number(node)


def _is_numbered(node: s.Expression, bases: Mapping[str, object] | set[str]) -> bool:
    """``w_0``."""
    return (
        isinstance(node, s.Scripted)
        and len(node.subscripts) == 1
        and isinstance(node.subscripts[0], s.Number)
        and latex(node.base) in bases
    )


def _number(node: s.Expression) -> int:
    number = node.subscripts[0] if isinstance(node, s.Scripted) else None
    return int(number.value) if isinstance(number, s.Number) else 0


def _nodes(document: SurfaceDocument) -> Iterator[s.Expression]:
    for display in document.displays():
        for link in display.links:
            for side in (link.left, link.right):
                yield from s.walk(side) if side is not None else ()
    for fact in document.facts():
        for part in fact.__dict__.values():
            for node in part if isinstance(part, tuple) else (part,):
                yield from s.walk(node) if isinstance(node, s.Expression) else ()
