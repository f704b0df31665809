r"""Claims that may hold by what the text says around them, and that leave open what rests on them.

A claim is one where the words of its sentence were not understood, where it gives the gradient of an unknown loss a
name, and where the text poses it: "setting the gradient to zero".  One that assigns, ``w = w - \eta g``, is no claim
about ``w`` at all, and one that gives a name another meaning leaves open what is said of the name.  Guarantee: nothing
is refuted that holds where such a claim does; it proves nothing.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.context import Context
from symderiv.documents.judging.doubts import Doubt
from symderiv.documents.judging.equations import Equation
from symderiv.documents.judging.names_behind import names_behind
from symderiv.documents.page.surface import Display, Link
from symderiv.documents.supposing.assignments import ASSIGNED, assigns
from symderiv.documents.supposing.redefinitions import REDEFINED, redefines
from symderiv.documents.supposing.stationarity import POSED, is_zero, poses
from symderiv.documents.walk.displays import differentiates
from symderiv.documents.walk.said_anew import other_definition
from symderiv.language.terms import Diff, Read
from symderiv.language.theory import Hypothesis, Statement

__all__ = ["OpenClaims"]


class OpenClaims:
    """The claims of a document so far that may hold and are not known to."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.doubts: list[Doubt] = []
        self._posed = -1  # the sentence whose equation has come

    def leave_open(self, display: Display, link: Link, equation: Equation) -> None:
        """Take down a claim that may be what words mean which were not understood, with the others of its display; or
        that is posed."""
        assert equation.statement is not None
        names, by = names_behind(equation.theory, equation.statement)
        supposed: tuple[Hypothesis, ...] = (Hypothesis(equation.latex, equation.statement),)
        if self.is_posed(display, link, equation.statement):
            doubt = Doubt(frozenset(names), equation.latex, equation.line, supposing=supposed, posed=True)
            equation.doubts = (*equation.doubts, replace(doubt, remark=POSED))
            where = f'it is right where {doubt.words}, as line {doubt.line} asks; announce that with "suppose"'
            self.doubts.append(replace(doubt, remark=where))
            return
        if assigns(display.lead, link):
            doubt = Doubt(frozenset(names), equation.latex, equation.line, remark=ASSIGNED)
            equation.doubts = (*equation.doubts, doubt)
            return
        if redefines(display.lead) and (other := other_definition(self.context, equation.statement)) is not None:
            where = f"it depends on whether {equation.latex} of line {equation.line} is a definition; {REDEFINED}"
            doubt = Doubt(frozenset((other.name,)), equation.latex, equation.line, remark=where, instead=other)
            equation.doubts = (*equation.doubts, replace(doubt, remark=REDEFINED))
            self.doubts.append(doubt)
            return
        touching = [d for d in equation.doubts if names & d.names and not d.changes and not d.readings]
        told = [d for d in touching if d.argument == display.argument >= 0]
        if (naming := self._may_name(equation.statement)) is not None:
            doubt = Doubt(frozenset(names), equation.latex, equation.line, supposing=supposed, naming=naming)
            self.doubts.append(doubt)
        elif told and not by:
            before = [d for d in self.doubts if (d.words, d.line) == (told[0].words, told[0].line)]
            self.doubts = [d for d in self.doubts if d not in before]
            for claim in reversed(before):
                names, supposed = names | claim.names, (*claim.supposing, *supposed)
            self.doubts.append(replace(told[0], names=frozenset(names), supposing=supposed))

    def is_posed(self, display: Display, link: Link, statement: Statement | None = None) -> bool:
        """Whether the text sets a side of a link to zero, or states what is found from there."""
        theory, left = self.context.theory, None if statement is None else statement.left
        of_input = isinstance(left, Read) and left.tensor in theory.shapes.keys() - theory.definitions.keys()
        begins = self._posed != display.argument and not link.continuation and link.left is not None
        found = begins and not any(is_zero(x.right) or is_zero(x.left) for x in display.links)
        alone = found and link.left is not None and not differentiates(link.left)
        chained = link.continuation and is_zero(link.right) and _of_a_derivative(display, link)
        chained |= is_zero(link.right) and _is_a_premise(display, link)
        if not chained and not poses(display.lead, link, alone, of_input and not link.continuation):
            return False
        self._posed = display.argument
        return True

    def _may_name(self, statement: Statement) -> tuple[str, str] | None:
        r"""The unknown loss and the input, where a claim may give the gradient of the one the name of the other,
        ``\partial L / \partial y = g``.  Nobody can tell whether it is so, and what follows speaks of ``g`` as of that
        gradient.  An entry with fewer indices is the name of no gradient."""
        left, right, known = statement.left, statement.right, self.context.theory
        if not isinstance(left, Diff) or not isinstance(left.body, Read) or not isinstance(right, Read):
            return None
        if left.body.tensor in known.definitions or right.tensor not in known.shapes:
            return None
        indices = {symbol for index in right.index for symbol in index.free}
        return (left.body.tensor, right.tensor) if indices >= {free.symbol for free in statement.free} else None


def _of_a_derivative(display: Display, link: Link) -> bool:
    r"""Whether the chain of a link begins with a derivative: ``\nabla L = A w - b = 0`` asks for its zeros."""
    first = next((x for x in reversed(display.links[: link.number]) if not x.continuation), None)
    return first is not None and first.left is not None and differentiates(first.left)


def _is_a_premise(display: Display, link: Link) -> bool:
    r"""Whether the next equation of the display is said to follow: ``\nabla J = 0 \implies X^\top X w = X^\top y``."""
    following = next((x for x in display.links if x.number > link.number), None)
    return following is not None and not following.continuation and following.words.endswith("implies")
