r"""Lists that tell the first and the last member of a name: ``\theta_1, \dots, \theta_T``."""

from __future__ import annotations

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import ShapeFact, SurfaceDocument

__all__ = ["listed"]


def listed(document: SurfaceDocument) -> dict[str, tuple[s.Number, s.Expression]]:
    r"""The first and the last number of each list ``\theta_1, \dots, \theta_T``."""
    found: dict[str, tuple[s.Number, s.Expression]] = {}
    for fact in document.facts():
        subjects = getattr(fact, "subjects", ())
        shaped = isinstance(fact, ShapeFact)  # which is stated of the first and the last one
        for k, (first, last) in enumerate(zip(subjects, subjects[1 if shaped else 2 :], strict=False)):
            dots = subjects[k + 1]
            ends = [x for x in (first, last) if isinstance(x, s.Scripted) and len(x.subscripts) == 1]
            between = shaped or (isinstance(dots, s.Symbol) and dots.letter in ("\\dots", "\\cdots"))
            if not between or len(ends) != 2 or ends[0].base != ends[1].base:
                continue
            if ends[0].superscript or ends[1].superscript:
                continue
            low = ends[0].subscripts[0]
            if isinstance(low, s.Number) and low.value in (0, 1) and not isinstance(ends[1].subscripts[0], s.Number):
                found[latex(ends[0].base)] = low, ends[1].subscripts[0]
    return found
