r"""Steps written above a name without brackets: ``w^{t+1} = w^t - \eta g^t``, ``x^{\ell+1}_i = x^\ell_i + ...``.

A superscript is a power, unless an equation makes a state at one step from states at earlier ones.  Then the letter
counts steps above every name that is so made, or that stands with such a superscript wherever it stands, and the
document is read as if it had written ``w^{(t+1)}``; ``w_{t+1}`` where it speaks of whole states and of gradients.

Guarantee: an equation in which the name stands without a step as well (``q^{t+1} = q^t q``) is about powers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.declaring.layers import counts_layers, number_above
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import RangeFact, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["steps_above"]


def steps_above(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the steps that stand above names in brackets, or below."""
    for letter, made in _counted(document).items():
        if counts_layers(document) != letter:
            document = _marked(document, letter, made)
    return document


def _above(node: s.Expression) -> tuple[str, str, int] | None:
    """``x^{t+1}_i`` as its base, its letter ("" for a number alone) and how far it is from it."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.superscript is None:
        return None
    above = node.superscript
    if isinstance(above, s.Product) and not any(above.operators):
        above = above.factors[0]  # a transpose behind it
    if isinstance(above, s.Group):
        return None
    found = number_above(above)
    return None if found is None else (latex(node.base) + "'" * node.primes, *found)


def _sides(document: SurfaceDocument) -> Iterator[s.Expression]:
    for display in document.displays():
        for link in display.links:
            yield from (side for side in (link.left, link.right) if side is not None)


def _counted(document: SurfaceDocument) -> dict[str, set[str]]:
    """By their letter, the names that equations make at steps that stand above them, at least one from earlier ones."""
    made: dict[str, set[str]] = {}
    reads: list[tuple[tuple[str, str, int], set[tuple[str, int]]]] = []
    powers: set[str] = set()
    for display in document.displays():
        for link in display.links:
            if link.left is None or link.right is None or link.continuation or link.relation not in DEFINING:
                continue
            at = _above(link.left)
            if at is None or not at[1] or display.hypothesis:
                continue
            base, letter, _ = at
            if base in _plain(link.right):
                powers.add(base)
                continue
            made.setdefault(letter, set()).add(base)
            found = (x for n in s.walk(link.right) if (x := _above(n)) is not None)
            reads.append((at, {(b, c) for b, x, c in found if x == letter}))
    again = {at[1] for at, earlier in reads if any(b in made[at[1]] and c < at[2] for b, c in earlier)}
    return {letter: bases - powers for letter, bases in made.items() if letter in again and bases - powers}


def _plain(side: s.Expression) -> set[str]:
    """The names that stand in an expression without anything above them, or with a number there."""
    found: set[str] = set()
    stack: list[s.Expression] = [side]
    while stack:
        node = stack.pop()
        if isinstance(node, s.Scripted):
            at = _above(node)
            above = node.superscript
            if at is None or not at[1]:
                numbered = isinstance(above, s.Number) and above.value not in (0, 1)
                found |= {latex(node.base) + "'" * node.primes} if above is None or numbered else set()
            stack += node.subscripts
            stack += () if isinstance(node.base, s.Symbol) else (node.base,)
        else:
            found |= {latex(node)} if isinstance(node, s.Symbol) else set()
            stack += s.children(node)
    return found


def _marked(document: SurfaceDocument, letter: str, made: set[str]) -> SurfaceDocument:
    told = [x for f in document.facts() if isinstance(f, ShapeFact | RelationFact) for x in _subjects(f)]
    nodes = [n for side in (*_sides(document), *told) for n in s.walk(side)]
    with_step = {at[0] for n in nodes if (at := _above(n)) is not None and at[1] == letter}
    plain = {name for side in (*_sides(document), *told) for name in _plain(side)}
    states = made | (with_step - plain) | {at[0] for x in told if (at := _above(x)) is not None and at[1] == letter}
    ends = {
        latex(part)
        for f in document.facts()
        if isinstance(f, RangeFact) and letter in map(latex, f.subjects) and f.upper is not None
        for part in s.walk(f.upper)
        if is_letter(part)
    }
    entries = any(isinstance(n, s.Scripted) and n.subscripts and _state(n, states, letter, ends, plain) for n in nodes)
    below = not entries and not ends and any(isinstance(n, s.Gradient) for n in nodes)

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or not _state(node, states, letter, ends, plain):
            return None
        above = node.superscript
        assert above is not None
        subscripts = tuple(s.replaced(x, change) for x in node.subscripts)
        if below:
            if isinstance(above, s.Product):  # a transpose behind it
                return replace(node, subscripts=above.factors[:1], superscript=above.factors[1])
            return replace(node, subscripts=(above,), superscript=None)
        if isinstance(above, s.Product):
            first = s.Group(above.factors[0].span, "(", above.factors[:1])
            return replace(node, subscripts=subscripts, superscript=replace(above, factors=(first, *above.factors[1:])))
        return replace(node, subscripts=subscripts, superscript=s.Group(above.span, "(", (above,)))

    return rewritten(document, change)


def _subjects(fact: ShapeFact | RelationFact) -> tuple[s.Expression, ...]:
    return fact.subjects if isinstance(fact, ShapeFact) else (*fact.left, fact.right)


def _state(node: s.Scripted, states: set[str], letter: str, ends: set[str], plain: set[str]) -> bool:
    """Whether a superscript is a step: the letter, shifted or not, the last step, or a number that can be no power."""
    at = _above(node)
    if at is None or at[0] not in states:
        return False
    if not at[1]:
        return at[2] in (0, 1) or at[0] not in plain
    return at[1] == letter or at[1] in ends
