r"""A definition in the text for all numbers, beside names that displays number one by one.

``h_1 = ...``, ``h_2 = ...`` and "let $D_k = \operatorname{diag}(1 - h_k \odot h_k)$" make ``D_1`` and ``D_2``; so do
numbers in brackets above, ``z^{(1)}``.  "Denote $\delta^{(l)} = \partial \ell / \partial z^{(l)}$" names gradients, of
which displays claim what they are.

Guarantee: a letter is replaced only where each name that carries it is made, or has a stated shape, at that number, and
where no shape is stated for all of them at once (then they are one tensor).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.declaring.layers import BRACKETS
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["numbered_copies"]


def numbered_copies(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such definitions written out for the numbers at which it uses what they define."""
    facts = document.facts()
    sides = [x for d in document.displays() for link in d.links for x in (link.left, link.right) if x is not None]
    made = _numbers([link.left for d in document.displays() for link in d.links if link.left is not None])
    for name, numbers in _numbers([x for f in facts if isinstance(f, ShapeFact) for x in f.subjects]).items():
        made.setdefault(name, set()).update(numbers)
    used = _numbers([n for side in sides for n in s.walk(side)])
    shaped = [x for f in facts if isinstance(f, ShapeFact) for x in f.subjects]
    whole = {latex(s.base(x)) for x in shaped if (at := _place(x)) is None or not isinstance(at[1], s.Number)}
    whole |= {f"{name}^{bracket}" for name in whole for bracket in BRACKETS}
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            items += _of_a_display(item, made, used, whole)
            continue
        copies = _copies(item, made, used, whole) if isinstance(item, RelationFact) else []
        items += copies or [item]
    return replace(document, items=tuple(items))


def _of_a_display(
    display: Display, made: dict[str, set[int]], used: dict[str, set[int]], whole: set[str]
) -> list[Item]:
    """A display that names gradients for all numbers names the first one, and the text behind it the others."""
    links: list[Link] = []
    others: list[Item] = []
    for link in display.links:
        copies: list[RelationFact] = []
        if link.left is not None and isinstance(link.right, s.Derivative) and not link.continuation:
            said = RelationFact(link.span, "", (link.left,), link.relation, link.right, "let", True)
            copies = _copies(said, made, used, whole)
        links.append(replace(link, left=copies[0].left[0], right=copies[0].right) if copies else link)
        others += copies[1:]
    return [replace(display, links=tuple(links)), *others] if links != list(display.links) else [display]


def _copies(
    fact: RelationFact, made: dict[str, set[int]], used: dict[str, set[int]], whole: set[str]
) -> list[RelationFact]:
    left = fact.left[0]
    place = _place(left)
    if fact.relation not in ("=", ":=") or len(fact.left) != 1 or place is None or not is_letter(place[1]):
        return []
    letter, name = latex(place[1]), place[0]
    places = (at for n in s.walk(fact.right) if (at := _place(n)) is not None)
    carriers = [(other, shift) for other, number in places if (shift := _shift(number, letter)) is not None]
    named = isinstance(fact.right, s.Derivative)  # of what is made by name, displays claim what it is
    if not carriers or (name in made and not named) or not whole.isdisjoint((name, *(x for x, _ in carriers))):
        return []
    found: list[RelationFact] = []
    for number in sorted(used.get(name, ())):
        if all(number + shift in made.get(carrier, ()) for carrier, shift in carriers):
            right = s.replaced(fact.right, lambda node, at=number: _at(node, letter, at))  # type: ignore[misc]
            head = s.replaced(left, lambda node, at=number: _at(node, letter, at))  # type: ignore[misc]
            found.append(replace(fact, left=(head,), right=right))
    return found


def _place(node: s.Expression) -> tuple[str, s.Expression] | None:
    """The name of ``h_k`` or ``h^{(k)}`` without its number, and that."""
    if not isinstance(node, s.Scripted) or node.primes:
        return None
    above = node.superscript
    if above is None and len(node.subscripts) == 1:
        return latex(node.base), node.subscripts[0]
    if isinstance(above, s.Group) and above.bracket in BRACKETS and len(above.entries) == 1 and not node.subscripts:
        return f"{latex(node.base)}^{above.bracket}", above.entries[0]
    return None


def _at(node: s.Expression, letter: str, number: int) -> s.Expression | None:
    """``h_{k-1}`` at a number ``k``."""
    place = _place(node)
    shift = None if place is None else _shift(place[1], letter)
    if shift is None or not isinstance(node, s.Scripted):
        return None
    numbered = (s.Number(node.span, Fraction(number + shift)),)
    if isinstance(node.superscript, s.Group):
        return replace(node, superscript=replace(node.superscript, entries=numbered))
    return replace(node, subscripts=numbered)


def _shift(node: s.Expression, letter: str) -> int | None:
    """``-1`` of ``k - 1``."""
    if is_letter(node):
        return 0 if latex(node) == letter else None
    if isinstance(node, s.Addition) and len(node.terms) == 2 and latex(node.terms[0]) == letter:
        step = node.terms[1]
        if isinstance(step, s.Number) and step.value.denominator == 1 and node.signs[0] == "+":
            return step.value.numerator if node.signs[1] == "+" else -step.value.numerator
    return None


def _numbers(nodes: list[s.Expression]) -> dict[str, set[int]]:
    """The numbers that each name stands with."""
    found: dict[str, set[int]] = {}
    for place in filter(None, map(_place, nodes)):
        if isinstance(place[1], s.Number) and place[1].value.denominator == 1:
            found.setdefault(place[0], set()).add(place[1].value.numerator)
    return found
