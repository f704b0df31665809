"""A name at a step of a recurrence, ``x_{k+1}``: its base, the letter that counts, and how far it is from it."""

from __future__ import annotations

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import SurfaceDocument

__all__ = ["shifted_names", "step_of", "strided_letters"]


def step_of(node: s.Expression) -> tuple[str, str, int] | None:
    """``x_{k+1}`` as its base, its letter and how far it is from it."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or len(node.subscripts) != 1:
        return None
    (entry,) = node.subscripts
    base = latex(node.base) + "'" * node.primes
    if is_letter(entry):
        return base, latex(entry), 0
    if isinstance(entry, s.Addition) and len(entry.terms) == 2 and is_letter(entry.terms[0]) and entry.signs[0] == "+":
        number = entry.terms[1]
        if isinstance(number, s.Number) and number.value.denominator == 1:
            return base, latex(entry.terms[0]), int(number.value) * (-1 if entry.signs[1] == "-" else 1)
    return None


def shifted_names(document: SurfaceDocument) -> set[tuple[str, int]]:
    r"""The names that equations read before the letter that counts (-1, ``\delta_{l-1}`` or ``\delta_0``) or behind it
    (1)."""
    found: set[tuple[str, int]] = set()
    for node in (n for side in document.sides() for n in s.walk(side)):
        if (step := step_of(node)) is not None and step[2]:
            found.add((step[0], 1 if step[2] > 0 else -1))
        elif isinstance(node, s.Scripted) and [latex(x) for x in node.subscripts] == ["0"]:
            found.add((latex(node.base), -1))
    return found


def strided_letters(document: SurfaceDocument) -> set[str]:
    """The letters ``i`` with which ``u_i`` is defined, where equations read ``u_{2i+1}`` or ``u_{n,si+p}``: the range
    that such a line has of its letter is shorter than the axis of ``u``, and not that of other lines."""
    nodes = [n for side in document.sides() for n in s.walk(side) if isinstance(n, s.Scripted)]
    axes: set[tuple[str, int, int]] = set()
    for node in nodes:
        rank = len(node.subscripts)
        for axis, entry in enumerate(node.subscripts):
            if any(_is_multiple(term, rank > 1 or term is not entry) for term in _terms(entry)):
                axes.add((latex(node.base), axis, rank))
    found: set[str] = set()
    for left, _ in document.equations():
        for name, axis, rank in axes if isinstance(left, s.Scripted) else ():
            assert isinstance(left, s.Scripted)
            entries = split_entries(left.subscripts, rank)
            if latex(left.base) == name and len(entries) == rank and is_letter(entries[axis]):
                found.add(latex(entries[axis]))
    return found


def _terms(entry: s.Expression) -> tuple[s.Expression, ...]:
    return entry.terms if isinstance(entry, s.Addition) else (entry,)


def _is_multiple(term: s.Expression, whole: bool) -> bool:
    """Whether a term is a number times a letter; or a letter times one, in a subscript that is ``whole`` an entry."""
    factors = term.factors if isinstance(term, s.Product) else ()
    if len(factors) != 2 or not is_letter(factors[1]):
        return False
    return isinstance(factors[0], s.Number) or (whole and is_letter(factors[0]))
