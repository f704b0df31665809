"""What a refuted line should have said: one small edit, or a condition under which it is right.

Edits come from the syntax tree; each is screened by the checker and named only if the gate proves it.  Conditions
(a size is 1, a matrix is symmetric, a vector sums to 1) are tried as hypotheses, sizes by being written as 1, and pass
the same gate.

Guarantee: nothing is suggested that is not proved; the time given is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Final

from symderiv.budget import Deadline
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.judging.equations import Equation
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.repairing.brackets import has_settled_bracket, without_brackets_of_sizes
from symderiv.documents.repairing.conditions import conditions, met, with_value
from symderiv.documents.repairing.differences import difference
from symderiv.documents.repairing.edits import Scaling, edits
from symderiv.documents.repairing.missing import added
from symderiv.documents.repairing.neat import neat
from symderiv.documents.repairing.screen import Screen
from symderiv.documents.repairing.slips import slips, unfitting
from symderiv.documents.repairing.tidy import alike
from symderiv.documents.rewriting.steps_below import with_steps_above
from symderiv.documents.walk.document import Document
from symderiv.errors import SymderivError
from symderiv.language.integers import Poly
from symderiv.language.theory import Statement, Theory

if TYPE_CHECKING:
    from symderiv.documents.elaboration.context import Context
    from symderiv.documents.page.surface import Link
    from symderiv.language.verdicts import Counterexample
    from symderiv.meaning import Memory
    from symderiv.meaning.exercise import Change
    from symderiv.meaning.points import Entry, Exact

    Entries = dict[Entry, Exact]

__all__ = ["repair"]

#: Seconds for one condition: those that are told have short proofs.
_CONDITION: Final = 0.6


def repair(
    document: Document,
    equation: Equation,
    *,
    seconds: float = 5.0,
    memory: Memory | None = None,
    witness: Counterexample | None = None,
) -> tuple[str, str]:
    """The suggested right side (LaTeX, or empty) and the words about it; ``memory`` as for ``decide``, ``witness``
    that by which the line was refuted.  A line that could not be read has no statement: its shapes do not fit, or an
    index is not summed over."""
    return _Repair(document, equation, Deadline(seconds), memory, witness).run()


class _Repair:
    """One refuted line on its way to a suggestion."""

    def __init__(
        self,
        document: Document,
        equation: Equation,
        limit: Deadline,
        memory: Memory | None,
        witness: Counterexample | None = None,
    ) -> None:
        from symderiv.meaning import Memory

        self.document = document
        self.equation = equation
        self.limit = limit
        self.memory = memory or Memory()
        self.witness = witness

    def run(self) -> tuple[str, str]:
        seconds = self.limit.left
        suggestion, message = self._edited(Deadline(min(1.2, seconds * 0.6), within=self.limit))
        if not suggestion:
            suggestion, message = self._said_elsewhere(Deadline(min(0.8, seconds * 0.3), within=self.limit))
        link = self.equation.surface
        told = link is not None and link.left is not None and _derivative(link.left)
        for search in (self._derived, self._added) if told else (self._added, self._derived):
            if not suggestion:
                suggestion, message = search(Deadline(min(0.8, seconds * 0.3), within=self.limit))
        condition = ""
        if self.equation.statement is not None:
            condition = self._condition(Deadline(0.4 if suggestion else 1.0, within=self.limit))
        return self._as_written(suggestion), "; ".join(m for m in (message, condition) if m)

    def _as_written(self, text: str) -> str:
        """A suggestion with its steps where the document writes them."""
        from symderiv.documents.words.reading import read_surface

        own = self.document.surface
        if not text or own is None or not own.lowered:
            return text
        link = read_surface(f"$$ {text} = 0 $$", "suggestion.md").displays()[0].links[0]
        return text if link.left is None else latex(with_steps_above(link.left, own))

    def _proves(
        self, theory: Theory, statement: Statement, deadline: Deadline, change: Change | None = None, size: str = ""
    ) -> bool:
        """Whether a statement passes the gate; what differs at a point (``change``: of the refuted line, changed so
        that a condition holds) is never brought there.  A ``size`` whose value the theory assumes last is written as
        that there."""
        from symderiv.documents.judging.borders import reads_no_entry, within_steps
        from symderiv.documents.judging.vacuous import is_vacuous
        from symderiv.documents.judging.written_sizes import proves
        from symderiv.meaning import plausible

        own, memory = self.equation.theory, self.memory
        if change is None and not size:
            if reads_no_entry(theory, statement):
                return False
            inside = within_steps(theory, statement)
            if inside is not None and inside[1] == statement:  # it names entries that there are at some sizes alone
                theory = inside[0]
        like = self.equation.statement if theory is own or change is not None else None
        at = own if change is not None else theory
        sizes = None if like is None or self.witness is None else self.witness.sizes
        if deadline.passed or not plausible(
            at, statement, memory=memory, deadline=deadline, like=like, sizes=sizes, change=change
        ):
            return False
        value = -theory.conditions[-1].poly.substitute({size: Poly({})}).value if size else 0
        written = with_value(own, size, value, statement) if size else (theory, statement)
        if written is None:
            return False
        theory, statement = written
        shown = not deadline.passed and proves(theory, statement, seconds=min(deadline.left, 2.0), memory=memory)
        return shown and not is_vacuous(theory, statement, memory)

    def _added(self, deadline: Deadline) -> tuple[str, str]:
        """A term that is missing."""
        return self._edited(deadline, terms=True) if self.equation.statement is not None else ("", "")

    def _edited(self, deadline: Deadline, *, terms: bool = False) -> tuple[str, str]:
        link, context = self.equation.surface, self.document.context
        if link is None or context is None or link.left is None or link.right is None:
            return "", ""
        tried = {latex(link.right)}
        if not link.continuation:  # a step of a chain may be meant to say the same as the one before, in other words
            tried.add(latex(link.left))
        found: Iterator[Scaling]
        if self.equation.statement is None:
            found = ((right, words, None) for right, words in unfitting(context, link.left, link.right))
        elif terms:
            found = added(context, link.left, link.right)
        else:
            found = chain(edits(context, link.left, link.right), slips(context, link.left, link.right))
        screen: Screen | None = None
        for raw, words, scaled in found:
            if deadline.passed:
                break
            if scaled is not None:
                if scaled.node is None and not self._fits(scaled.factor, context):
                    continue
                screen = screen or self._screen(context, link, deadline)
                if screen is not None and not screen.may_hold(scaled):
                    continue
            right = neat(context, raw)
            text = latex(right)
            if text in tried or self._says_nothing(right):
                continue
            tried.add(text)
            try:
                statement, _ = Reader(context, set()).understood(replace(link, right=right))
                same = statement.left == statement.right
                if (same and not link.continuation) or not self._proves(self.equation.theory, statement, deadline):
                    continue
            except (SymderivError, ValueError, AssertionError, AttributeError, RecursionError):
                continue
            if self._reads_back(text, statement):
                whole = scaled is not None and scaled.node is None and _is_number(scaled.factor, context)
                fewer = difference(context, link.right, right) if whole else ""
                return text, f"one edit makes it true: {fewer if fewer.startswith('without') else words}"
        return "", ""

    def _said_elsewhere(self, deadline: Deadline) -> tuple[str, str]:
        """What another line of the document says of the same left side, where that is right."""
        own, context = self.equation.surface, self.document.context
        if own is None or context is None or own.left is None or own.right is None or own.continuation:
            return "", ""
        if self.equation.statement is None:
            return "", ""
        tried = {latex(own.right), latex(own.left)}
        for other in self.document.equations:
            link = other.surface
            if deadline.passed or link is None or link.right is None or other.role != "claim" or link.left != own.left:
                continue
            text = latex(link.right)
            if link.relation != own.relation or text in tried or self._says_nothing(link.right):
                continue
            tried.add(text)
            try:
                statement, _ = Reader(context, set()).understood(replace(own, right=link.right))
                if not self._proves(self.equation.theory, statement, deadline):
                    continue
            except (SymderivError, ValueError, AssertionError, AttributeError, RecursionError):
                continue
            written = link.latex.split(link.relation)
            if len(written) == 2:  # as it stands there, it is read there
                return written[1].strip().rstrip(".,;").strip(), f"what line {other.line} says"
            if self._reads_back(text, statement):
                return text, f"what line {other.line} says"
        return "", ""

    def _screen(self, context: Context, link: Link, deadline: Deadline) -> Screen | None:
        """What the sides are worth where the line fails."""
        from symderiv.meaning import Spots

        if self.witness is None or self.equation.statement is None or self.equation.statement.relation != "=":
            return None
        spots = Spots(self.equation.theory, self.equation.statement, self.memory, self.witness.sizes, deadline)
        return Screen(context, link, spots)

    def _says_nothing(self, right: s.Expression) -> bool:
        """Whether a right side has the derivative in it that the left side is, or one by the same variable."""
        link = self.equation.surface
        assert link is not None
        assert link.left is not None
        own = {_differentiated(n) for n in s.walk(link.left)} - {None}
        return any(_differentiated(n) in own for n in s.walk(right)) if own else False

    def _fits(self, factor: s.Expression, context: Context) -> bool:
        """Whether a factor at the right side makes it the left one at the witness, as far as one can tell from it."""
        witness, statement = self.witness, self.equation.statement
        if witness is None or statement is None or statement.relation != "=":
            return True
        scale = polynomial(factor, context.sizes.letters())
        left, right = _ends(witness.left), _ends(witness.right)
        if scale is None or left is None or right is None:
            return True
        try:
            top, below = (p.evaluate(witness.sizes) for p in scale)
        except KeyError:
            return True
        if not below:
            return True
        low, high = sorted(Fraction(top, below) * end for end in right)
        return low <= left[1] and left[0] <= high

    def _reads_back(self, text: str, proved: Statement | None = None) -> s.Expression | None:
        """The printed suggestion as it is read, if that is what was ``proved``, or proves."""
        from symderiv.documents.words.reading import read_surface

        link, context = self.equation.surface, self.document.context
        assert link is not None
        assert link.left is not None
        assert context is not None
        try:
            surface = read_surface(f"$$ {latex(link.left)} = {text} $$", "suggestion.md")
            again = surface.displays()[0].links[0]
            if again.left is None or again.right is None or has_settled_bracket(again.right, context):
                return None
            again = replace(again, conditions=link.conditions)
            statement, _ = Reader(context, set()).understood(again)
            said = proved is not None or not alike(statement.left, statement.right)
            if statement != proved and not (said and self._proves(self.equation.theory, statement, Deadline(2.0))):
                return None
            if last := set(self.equation.perhaps_last):  # what is right in one of two readings would be undecided
                with (reader := Reader(context, set())).counting(last):
                    statement = reader.statement(again)[0]
                if not self._proves(self.equation.theory, statement, Deadline(2.0)):
                    return None
            return again.right
        except (SymderivError, ValueError, AssertionError, AttributeError, RecursionError, IndexError):
            return None  # what does not read back is no suggestion
        return None

    def _derived(self, deadline: Deadline) -> tuple[str, str]:
        """What stands before this step of a chain, where it is no derivative; else the left side written out, and in
        what the line differs from that."""
        link = self.equation.surface
        if deadline.passed or link is None or link.right is None or self.document.context is None:
            return "", ""
        before = link.left if link.continuation and link.relation == "=" else None
        if before is not None and not _derivative(before):
            return latex(before), "what stands before this step"
        try:
            found = self._right_side(link.right, self.document.context, deadline)
        except (SymderivError, ValueError, KeyError, AssertionError, RecursionError):
            found = None  # what cannot be derived, or not be written, is not suggested; the verdict stands without it
        return found or ("", "")

    def _right_side(self, right: s.Expression, context: Context, deadline: Deadline) -> tuple[str, str] | None:
        """The first derived right side that reads back and says something."""
        from symderiv.documents.repairing.derived import derived_sides

        for text in derived_sides(self.document, self.equation, deadline):
            read = self._reads_back(text)
            if read is None or self._says_nothing(read):
                continue
            fewer = without_brackets_of_sizes(read, context)
            if fewer != read and (plainer := self._reads_back(latex(fewer))) is not None:
                text, read = latex(fewer), plainer
            words = difference(context, right, read)
            small = words and len(words) < max(80, len(text))
            return text, f"one edit makes it true: {words}" if small else "the derived right side"
        return None

    def _condition(self, deadline: Deadline) -> str:
        """A condition under which the refuted line holds."""
        statement = self.equation.statement
        assert statement is not None
        for words, theory, goal, change in conditions(self.equation.theory, statement):
            if deadline.passed:
                return ""
            if self.witness is not None and met(self.witness, theory, change):
                continue
            (size,) = theory.conditions[-1].poly.free if change is None else ("",)
            try:
                if self._proves(theory, goal, Deadline(_CONDITION, within=deadline), change, size):
                    return f"it is right when {words}"
            except (SymderivError, ValueError, RecursionError):
                continue
        return ""


def _derivative(node: s.Expression) -> bool:
    return any(isinstance(n, s.Derivative | s.Gradient) for n in s.walk(node))


def _is_number(factor: s.Expression, context: Context) -> bool:
    """Whether a factor is made of numbers and sizes alone."""
    return polynomial(factor, context.sizes.letters()) is not None


def _differentiated(node: s.Expression) -> tuple[str, str] | None:
    """What a derivative is of, and the name of the variable that it is by."""
    by: s.Expression | None = None
    if isinstance(node, s.Derivative) and len(node.variables) == 1:
        by = node.variables[0]
    elif isinstance(node, s.Gradient) and node.order == 1:
        by = node.variable
    if by is None:
        return None
    assert isinstance(node, s.Derivative | s.Gradient)
    if isinstance(by, s.Scripted) and by.subscripts:
        by = replace(by, subscripts=()) if by.superscript is not None or by.primes else by.base
    return latex(node.target), latex(by)


def _ends(text: str) -> tuple[Fraction, Fraction] | None:
    """A number, or the two ends of an enclosure, as a witness writes them; None for one too large to be compared."""
    if re.search(r"e[+-]?\d{4}", text):
        return None
    try:
        ends = [Fraction(end) for end in text.strip("[]").split(", ")]
    except ValueError:
        return None
    return (ends[0], ends[-1]) if len(ends) in (1, 2) else None
