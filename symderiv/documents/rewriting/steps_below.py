r"""Steps in brackets above names, ``x^{(l)}``, in a document that speaks of all of them or takes gradients at them:
read as if they stood below, ``x_l``.

A layer ``l`` that nothing sums over stands for itself (:mod:`~symderiv.documents.declaring.layers`).  A document that
sums over the layers that it makes from each other, ``x^{(L)} = x^{(0)} + \sum_{l=0}^{L-1} F(x^{(l)})``, speaks of all
of them, of any number, and so of a recurrence.  So does one that says what the first one is and makes something from
the last one, and one that takes gradients of a function at them, ``\nabla f(w^{(k)})``; the argument ``w`` of the
function is a name of its own then.

Guarantee: no other name is read so that stands without a step as well, and none at all where sizes depend on the step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.declaring.layers import BRACKETS, all_links, number_above
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.letters import indices_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import RangeFact, ShapeFact, SurfaceDocument

__all__ = ["sums_over_steps", "with_steps_above", "with_steps_below"]

_Step = tuple[str, str, int]


def with_steps_below(document: SurfaceDocument) -> SurfaceDocument:
    """The document with steps below their names, where it speaks of all of them or takes gradients at them."""
    if bases := _at_gradients(document):
        document = _put_below(document, bases)
    return _lowered(document) if sums_over_steps(document) or _has_ends(document) else document


def _at_gradients(document: SurfaceDocument) -> set[str]:
    """The names of whole states at which the document takes gradients of a function."""
    nodes = [n for side in document.sides() for n in s.walk(side)]
    targets = (n.target for n in nodes if isinstance(n, s.Gradient))
    points = (x.arguments[0] for x in targets if isinstance(x, s.Applied) and len(x.arguments) == 1)
    bases = {latex(x.base) for x in points if isinstance(x, s.Scripted) and _step(x) is not None}
    return bases - {latex(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts}


def sums_over_steps(document: SurfaceDocument) -> bool:
    """Whether a sum of the document runs over the steps of names that it makes from each other."""
    made = {base for bases in _recurring(document).values() for base in bases}
    for _, left, right in all_links(document) if made else ():
        for node in (n for side in (left, right) for n in s.walk(side)):
            if isinstance(node, s.BigOperator) and node.operator == "sum":
                bound = {latex(x) for below in node.below for x in indices_of(below)}
                steps = (_step(n) for n in s.walk(node.body))
                if any(at is not None and at[1] in bound for at in steps):
                    return True
    return False


def _has_ends(document: SurfaceDocument) -> bool:
    r"""Whether states that are made from each other over a stated range begin with an equation at a number, and an
    equation without a step reads the last one: ``x^{(0)} = x``, ``L = \|x^{(M)}\|^2``."""
    made = _recurring(document)
    stated = (f.subjects for f in document.facts() if isinstance(f, RangeFact) and f.upper is not None)
    ranged = {latex(x) for subjects in stated for x in subjects}
    first, last = set[str](), set[str]()
    for _, left, right in all_links(document) if made else ():
        at = _step(left)
        if at is None:
            ends = (_step(n) for n in s.walk(right))
            last |= {end[0] for end in ends if end is not None and end[1] and end[1] not in made}
        elif not at[1]:
            first.add(at[0])
    return any(letter in ranged and first & names and last & names for letter, names in made.items())


def _lowered(document: SurfaceDocument) -> SurfaceDocument:
    letters = set(_recurring(document))
    bases, others = set[str](), set[str]()
    for node in _nodes(document):
        at = _step(node)
        if at is not None:
            bases |= {at[0]} if at[1] in letters else set()
    for side in document.sides():
        others |= set(_plain(side))
    for fact in document.facts():
        if isinstance(fact, ShapeFact):
            sized = {latex(n) for axis in fact.axes for n in s.walk(axis)}
            for subject in fact.subjects:
                at = _step(subject)
                if at is not None and at[1] in sized:
                    return document  # layers of different sizes
                others |= {latex(s.base(subject))} if at is None else set()
    bases -= others
    return _put_below(document, bases) if bases else document


def _put_below(document: SurfaceDocument, bases: set[str]) -> SurfaceDocument:
    steps = ((_step(node), node) for node in _nodes(document))
    brackets = {(at[0], _above(node).bracket) for at, node in steps if at is not None and at[0] in bases}
    below = rewritten(document, lambda node: _below(node, bases))
    return replace(below, lowered=document.lowered | brackets)


def with_steps_above(expression: s.Expression, document: SurfaceDocument) -> s.Expression:
    """An expression in which the steps of names stand above them again, where the document writes them so."""
    brackets = dict(document.lowered)

    def above(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or not node.subscripts:
            return None
        bracket = brackets.get(latex(node.base) + "'" * node.primes)
        if bracket is None:
            return None
        step, *rest = (s.replaced(x, above) for x in node.subscripts)
        over: s.Expression = s.Group(step.span, bracket, (step,))
        if node.superscript is not None:
            over = s.Product(step.span, (over, s.replaced(node.superscript, above)), ("",))
        return replace(node, subscripts=tuple(rest), superscript=over)

    return s.replaced(expression, above) if brackets else expression


def _below(node: s.Expression, bases: set[str]) -> s.Expression | None:
    """A state of one of some names with its step below, before its other subscripts."""
    at = _step(node)
    if at is None or at[0] not in bases or not isinstance(node, s.Scripted):
        return None
    rest = node.superscript.factors[1] if isinstance(node.superscript, s.Product) else None
    group = _above(node)
    own = tuple(s.replaced(x, lambda n: _below(n, bases)) for x in node.subscripts)
    return replace(node, subscripts=(*group.entries, *own), superscript=rest)


def _above(node: s.Expression) -> s.Group:
    """The step in its brackets, of a node that has one."""
    assert isinstance(node, s.Scripted)
    group = node.superscript.factors[0] if isinstance(node.superscript, s.Product) else node.superscript
    assert isinstance(group, s.Group)
    return group


def _step(node: s.Expression) -> _Step | None:
    """``x^{(l+1)}`` as its base, its letter ("" for a number) and how far it is from it; a transpose may follow."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.superscript is None:
        return None
    above = node.superscript
    if isinstance(above, s.Product) and not any(above.operators) and len(above.factors) == 2:
        above = above.factors[0]
    if not isinstance(above, s.Group) or above.bracket not in BRACKETS or len(above.entries) != 1:
        return None
    found = number_above(above.entries[0])
    return None if found is None else (latex(node.base) + "'" * node.primes, *found)


def _nodes(document: SurfaceDocument) -> Iterator[s.Expression]:
    for side in document.sides():
        yield from s.walk(side)
    for fact in document.facts():
        yield from fact.subjects if isinstance(fact, ShapeFact) else ()


def _plain(side: s.Expression) -> Iterator[str]:
    """The names that stand in an expression without a step."""
    bases = {id(n.base) for n in s.walk(side) if _step(n) is not None and isinstance(n, s.Scripted)}
    for node in s.walk(side):
        if isinstance(node, s.Symbol) and id(node) not in bases:
            yield latex(node)


def _recurring(document: SurfaceDocument) -> dict[str, set[str]]:
    """By their letter, the names that equations make at a step, some of them from themselves at earlier ones."""
    made: dict[str, dict[str, set[tuple[str, int]]]] = {}
    for display in document.displays():
        for link in display.links if not display.hypothesis else ():
            if link.left is None or link.right is None or link.continuation or link.relation not in DEFINING:
                continue
            at = _step(link.left)
            if at is None or not at[1] or at[0] in made.get(at[1], ()):
                continue
            reads = {(o[0], o[2] - at[2]) for n in s.walk(link.right) if (o := _step(n)) is not None and o[1] == at[1]}
            made.setdefault(at[1], {})[at[0]] = reads
    return {letter: set(names) for letter, names in made.items() if any(_recurs(x, names) for x in names)}


def _recurs(name: str, made: dict[str, set[tuple[str, int]]]) -> bool:
    """Whether a name is made from itself at an earlier step, and at no later one, through the names between."""
    seen: set[tuple[str, int]] = set()
    stack = [(name, 0)]
    while stack:
        base, offset = stack.pop()
        for other, shift in made[base]:
            place = other, offset + shift
            if other == name:
                return place[1] < 0
            if other in made and place not in seen and abs(place[1]) < len(made) + 2:
                seen.add(place)
                stack.append(place)
    return False
