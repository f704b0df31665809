"""What stands behind an equation of differentials: what it holds, what binds what moves, and the number ``d``."""

from __future__ import annotations

from contextlib import suppress

from symderiv.documents.elaboration.elaborate_differentials import bound, held, stands_for_more
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.judging.equations import Equation
from symderiv.documents.page.surface import Link
from symderiv.errors import ReadingError
from symderiv.language.theory import Statement

__all__ = ["with_differentials"]


def with_differentials(equation: Equation, reader: Reader, statement: Statement, link: Link) -> None:
    """Take down what an equation of differentials holds, what moves but is bound by what is supposed, and what it says
    where its ``d`` is what else has this name, and multiplies."""
    context = reader.context
    equation.bound = tuple(bound(equation.theory.hypotheses, reader.moving))
    if names := held(context.theory, statement, reader.moving):
        equation.cased = (*equation.cased, f"{', '.join(names)} held")
    if link.left is not None and link.right is not None and stands_for_more(context, link.left, link.right):
        outer, context.differentials, reader.multiplying = context.differentials, False, True
        try:
            with suppress(ReadingError):
                equation.multiplied = reader.statement(link)[0]
        finally:
            context.differentials, reader.multiplying = outer, False
