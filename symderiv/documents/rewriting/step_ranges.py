r"""How many steps there are where it is said of what drives a recurrence, or of what is made from all of its states.

People say "the network reads $x_1, \dots, x_T$", or call the inputs the rows of a matrix with ``T`` of them, and write
the loss as a sum over ``t = 1, ..., T``; that ``h_t = \tanh(W h_{t-1} + U x_t)`` holds for these steps goes without
saying.

Guarantee: a letter with a range of its own, or of which lists or sums say two things, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.declaring.listed_members import listed
from symderiv.documents.declaring.slices import axis_by_letter
from symderiv.documents.declaring.steps import step_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex, zeroth
from symderiv.documents.page.surface import RangeFact, RelationFact, ShapeFact, SurfaceDocument
from symderiv.documents.rewriting.iterates import counted_steps, is_ranged

__all__ = ["with_step_ranges"]

_Ends = tuple[s.Expression, s.Expression]


def with_step_ranges(document: SurfaceDocument) -> SurfaceDocument:
    """The document with a range for each letter that counts steps of which their inputs, or the first sum over the
    states, tells the number."""
    found: list[RangeFact] = []
    counted = counted_steps(document)
    for letter, steps in counted.items():
        rows = _rows(document, letter, steps.made)
        if rows is None and is_ranged(document, letter):
            continue
        driving = {rows} if rows is not None else {ends for at, ends in _inputs(document) if at == letter}
        made = {base: offset for base, (offset, _) in steps.made.items()}
        # a sum up to a step, "\theta_t = \theta_0 - \sum_{s=1}^{t} v_s", does not tell how many there are
        summed = [ends for ends, last in _sums(document, made) if last not in counted]
        ends = driving if driving else set(summed[:1])
        if len(ends) == 1 and (node := _letter(document, letter)) is not None:
            found.append(RangeFact(node.span, "", (node,), *ends.pop()))
    return replace(document, items=(*found, *document.items)) if found else document


def _rows(document: SurfaceDocument, letter: str, made: Mapping[str, tuple[int, set[tuple[str, int]]]]) -> _Ends | None:
    r"""The range of a letter that no fact is about, where rows ``x_t`` of ``x \in \mathbb{R}^{T \times d}`` drive the
    states, and one of these begins with a number."""
    facts = document.facts()
    if any(letter in map(latex, getattr(fact, "subjects", ())) for fact in facts):
        return None
    earlier = [(base, c) for _, reads in made.values() for base, c in reads if base in made and c < made[base][0]]
    back = {base: min(c for b, c in earlier if b == base) for base, _ in earlier}
    begins = {number - c for base, c in back.items() for number in _first(document, base)}
    axes = {latex(x): f.axes for f in facts if isinstance(f, ShapeFact) for x in f.subjects if len(f.axes) > 1}
    found: set[str] = set()
    for left, right in document.equations():
        at = step_of(left)
        if at is None or at[0] not in made or at[1] != letter:
            continue
        for read in filter(None, map(step_of, s.walk(right))):
            sizes = [latex(x) for x in axes.get(read[0], ())]
            if read[1] == letter and read[0] not in made and axis_by_letter(sizes, letter) == 0:
                if not all(first + read[2] in (0, 1) for first in begins):
                    return None
                found.add(sizes[0])
    if len(begins) != 1 or len(found) != 1:
        return None
    first = begins.pop()
    size = next(x for shape in axes.values() for x in shape if latex(x) in found)
    return s.Number(size.span, Fraction(first)), _shifted(size, first - 1)


def _first(document: SurfaceDocument, base: str) -> set[int]:
    """The numbers of the states with which a recurrence begins, ``h_0`` or ``h_{-1}``, where the document has them."""
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    found: set[int] = set()
    for node in (*told, *(left for left, _ in document.equations())):
        if isinstance(node, s.Scripted) and latex(node.base) == base and len(node.subscripts) == 1:
            number, negative = node.subscripts[0], False
            if isinstance(number, s.Addition) and number.signs == ("-",):
                number, negative = number.terms[0], True
            if isinstance(number, s.Number) and number.value.denominator == 1:
                found.add(int(-number.value if negative else number.value))
    shapes = (latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects)
    return found or ({0} if zeroth(base) in shapes else set())


def _letter(document: SurfaceDocument, letter: str) -> s.Expression | None:
    nodes = (n for side in document.sides() for n in s.walk(side) if isinstance(n, s.Scripted))
    return next((x for n in nodes for x in n.subscripts if is_letter(x) and latex(x) == letter), None)


def _shifted(end: s.Expression, by: int) -> s.Expression:
    if not by:
        return end
    if isinstance(end, s.Number):
        return s.Number(end.span, end.value + by)
    number = s.Number(end.span, Fraction(abs(by)))
    return s.Addition(end.span, (end, number), ("+", "+" if by > 0 else "-"))


def _inputs(document: SurfaceDocument) -> Iterator[tuple[str, _Ends]]:
    r"""For each name at a letter of which the text lists all members, ``x_1, \dots, x_T``, the range of that letter."""
    lists = listed(document)
    for node in (n for side in document.sides() for n in s.walk(side)) if lists else ():
        at = step_of(node)
        if at is not None and at[0] in lists:
            first, last = lists[at[0]]
            yield at[1], (_shifted(first, -at[2]), _shifted(last, -at[2]))


def _sums(document: SurfaceDocument, made: dict[str, int]) -> Iterator[tuple[_Ends, str]]:
    """The ranges of sums of states over all steps, from 1 to a letter, and that letter."""
    for node in (n for side in document.sides() for n in s.walk(side) if isinstance(n, s.BigOperator)):
        below = node.below[0] if len(node.below) == 1 else None
        if not isinstance(below, s.Comparison) or below.relations != ("=",) or node.above is None:
            continue
        index, low = below.operands
        if not isinstance(low, s.Number) or low.value != 1 or not is_letter(node.above):
            continue
        read = (at for n in s.walk(node.body) if (at := step_of(n)) is not None and at[1] == latex(index) and not at[2])
        by = next((made[at[0]] for at in read if at[0] in made), None)
        if by is not None:
            yield (_shifted(low, -by), _shifted(node.above, -by)), latex(node.above)
