"""What stands behind an equation of differentials: what it holds, what binds what moves, and the number ``d``."""

from __future__ import annotations

from contextlib import suppress

from symderiv.documents.elaboration.elaborate_differentials import bound, held
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.judging.equations import Equation
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Link
from symderiv.errors import ReadingError
from symderiv.language.theory import Statement

__all__ = ["with_differentials"]


def with_differentials(equation: Equation, reader: Reader, statement: Statement, link: Link) -> None:
    """Take down what an equation of differentials holds, what moves but is bound by what is supposed, and what it says
    where its ``d`` is a size of this name that multiplies."""
    context = reader.context
    equation.bound = tuple(bound(equation.theory.hypotheses, reader.moving))
    if names := held(context.theory, statement, reader.moving):
        equation.cased = (*equation.cased, f"{', '.join(names)} held")
    nodes = [n for side in (link.left, link.right) if side is not None for n in s.walk(side)]
    if "d" in context.sizes.letters() and any(latex(n) == "d" for n in nodes):
        outer, context.differentials, reader.multiplying = context.differentials, False, True
        try:
            with suppress(ReadingError):
                equation.multiplied = reader.statement(link)[0]
        finally:
            context.differentials, reader.multiplying = outer, False
