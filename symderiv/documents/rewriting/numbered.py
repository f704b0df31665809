r"""A definition in the text for all numbers, beside names that displays number one by one.

``h_1 = ...``, ``h_2 = ...`` and "let $D_k = \operatorname{diag}(1 - h_k \odot h_k)$" make ``D_1`` and ``D_2``.

Guarantee: a letter is replaced only where each name that carries it is made, or has a stated shape, at that number, and
where no shape is stated for all of them at once (then they are one tensor).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Item, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["numbered_copies"]


def numbered_copies(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such definitions written out for the numbers at which it uses what they define."""
    facts = document.facts()
    sides = [x for d in document.displays() for link in d.links for x in (link.left, link.right) if x is not None]
    made = _numbers([link.left for d in document.displays() for link in d.links if link.left is not None])
    for name, numbers in _numbers([x for f in facts if isinstance(f, ShapeFact) for x in f.subjects]).items():
        made.setdefault(name, set()).update(numbers)
    used = _numbers([n for side in sides for n in s.walk(side)])
    whole = {latex(s.base(x)) for f in facts if isinstance(f, ShapeFact) for x in f.subjects if _numbered(x) is None}
    items: list[Item] = []
    for item in document.items:
        copies = _copies(item, made, used, whole) if isinstance(item, RelationFact) else []
        items += copies or [item]
    return replace(document, items=tuple(items)) if len(items) != len(document.items) else document


def _copies(
    fact: RelationFact, made: dict[str, set[int]], used: dict[str, set[int]], whole: set[str]
) -> list[RelationFact]:
    left = fact.left[0]
    if fact.relation not in ("=", ":=") or len(fact.left) != 1 or not isinstance(left, s.Scripted):
        return []
    if len(left.subscripts) != 1 or not is_letter(left.subscripts[0]) or left.superscript is not None or left.primes:
        return []
    letter, name = latex(left.subscripts[0]), latex(left.base)
    carriers = [
        (latex(n.base), shift)
        for n in s.walk(fact.right)
        if isinstance(n, s.Scripted)
        and len(n.subscripts) == 1
        and (shift := _shift(n.subscripts[0], letter)) is not None
    ]
    if not carriers or name in whole or name in made or any(carrier in whole for carrier, _ in carriers):
        return []
    found: list[RelationFact] = []
    for number in sorted(used.get(name, ())):
        if all(number + shift in made.get(carrier, ()) for carrier, shift in carriers):
            right = s.replaced(fact.right, lambda node, at=number: _at(node, letter, at))  # type: ignore[misc]
            head = replace(left, subscripts=(s.Number(left.span, Fraction(number)),))
            found.append(replace(fact, left=(head,), right=right))
    return found


def _at(node: s.Expression, letter: str, number: int) -> s.Expression | None:
    """``h_{k-1}`` at a number ``k``."""
    if not isinstance(node, s.Scripted) or len(node.subscripts) != 1:
        return None
    shift = _shift(node.subscripts[0], letter)
    if shift is None:
        return None
    return replace(node, subscripts=(s.Number(node.span, Fraction(number + shift)),))


def _shift(node: s.Expression, letter: str) -> int | None:
    """``-1`` of ``k - 1``."""
    if is_letter(node):
        return 0 if latex(node) == letter else None
    if isinstance(node, s.Addition) and len(node.terms) == 2 and latex(node.terms[0]) == letter:
        step = node.terms[1]
        if isinstance(step, s.Number) and step.value.denominator == 1 and node.signs[0] == "+":
            return step.value.numerator if node.signs[1] == "+" else -step.value.numerator
    return None


def _numbered(node: s.Expression) -> int | None:
    """The number of ``h_2``."""
    if not isinstance(node, s.Scripted) or len(node.subscripts) != 1:
        return None
    number = node.subscripts[0]
    return number.value.numerator if isinstance(number, s.Number) and number.value.denominator == 1 else None


def _numbers(nodes: list[s.Expression]) -> dict[str, set[int]]:
    """The numbers that each name stands with."""
    found: dict[str, set[int]] = {}
    for node in nodes:
        number = _numbered(node)
        if number is not None and isinstance(node, s.Scripted):
            found.setdefault(latex(node.base), set()).add(number)
    return found
