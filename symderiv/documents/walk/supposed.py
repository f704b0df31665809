"""What is supposed by the place that a walk has reached: hypotheses, from their places on or for the display at hand.

Guarantee: each hypothesis has a label of its own, and what shakes it is known beside it.
"""

from __future__ import annotations

from symderiv.documents.declaring.declared_shapes import known_subject
from symderiv.documents.declaring.off_diagonal import with_the_diagonal
from symderiv.documents.declaring.properties import properties
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.letters import letters_above
from symderiv.documents.elaboration.products import below_one_name, positive_name
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.judging.in_force import about_the_kink, enter_hypothesis, oriented
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.page.surface import Link, RangeFact, RelationFact, SetFact, SurfaceDocument
from symderiv.documents.supposing.left_behind import LeftBehind, Origin
from symderiv.documents.supposing.roles import is_conditional
from symderiv.documents.walk.cases import Scope
from symderiv.documents.walk.unread import Unread
from symderiv.errors import SymderivError
from symderiv.language.theory import Hypothesis, Statement

__all__ = ["Supposed"]

_NEAR = 3  # so many suppositions before may belong to one sentence


class Supposed(Unread):
    """The hypotheses of a document up to the place that a walk has reached.

    ``scoped`` is what holds for the rest of one argument only, ``active`` what does for the display at hand.
    """

    def __init__(self, surface: SurfaceDocument, context: Context) -> None:
        super().__init__(surface, context)
        self._above = letters_above(surface)
        self.hypotheses: list[Hypothesis] = []
        self.scoped = Scope()
        self.active: list[Hypothesis] = []
        self.behind = LeftBehind(surface)
        self._origin: Origin | None = None  # of the fact at hand
        self._shaken = ""  # the words that shake the fact at hand, and one that is not known to suppose
        self._unfamiliar = ""

    def assume(self, label: str, statement: Statement, origin: Origin | None = None, words: str = "") -> None:
        """Suppose something from its place on; ``origin``: where a display does so, and not the text, and ``words``
        that shake it there."""
        statement = oriented(statement)
        self.shake(label, words if origin is not None else self._shaken or self._unfamiliar)
        if (made := origin or self._origin) is not None:
            self.behind.suppose(label, statement, made)
        if (positive := positive_name(self.context, statement)) is not None:
            self.context.positive.add(positive)
        if (below := below_one_name(self.context, statement)) is not None:
            self.context.below_one.add(below)
        enter_hypothesis(self.hypotheses, label, self._with_the_diagonal(label, statement))

    def _with_the_diagonal(self, label: str, statement: Statement) -> Statement:
        """A statement, or one of the last before it, with what the other says of the entries on the diagonal."""
        for at in range(max(0, len(self.hypotheses) - _NEAR), len(self.hypotheses)):
            told = self.hypotheses[at]
            if not {label, told.name} <= self.context.firm:
                continue
            if (joined := with_the_diagonal(statement, told.statement)) is not None:
                return joined
            if (joined := with_the_diagonal(told.statement, statement)) is not None:
                self.hypotheses[at] = Hypothesis(told.name, joined)
        return statement

    def shake(self, label: str, words: str) -> None:
        """Take down of a supposition whether the text may take it back; not one that it makes elsewhere without."""
        if not words:
            self.context.firm.add(label)
        self.context.shaken[label] = words

    def in_force(self) -> list[Hypothesis]:
        """The hypotheses for the display at hand, each under a name of its own."""
        found = list(self.hypotheses)
        for hypothesis in self.active:
            enter_hypothesis(found, hypothesis.name, hypothesis.statement)
        return [about_the_kink(hypothesis, self.context.theory) for hypothesis in found]

    def now_shaped(self) -> None:
        """Suppose what words have said of names whose shapes were not known then, and are by now."""
        for waiting in [w for w in self._waiting if w[1] in self.context.theory.shapes]:
            self._waiting.remove(waiting)
            fact, name, doubt = waiting
            found = [x for x in properties(self.context, fact) if x[0].startswith(f"{name} ")]
            for label, statement in found:
                self.assume(label, statement)
            if found:
                self._unread = [x for x in self._unread if x[0] is not doubt]

    def _introduced(self, reader: Reader, link: Link) -> Statement:
        """A statement of the running text, which may speak of a ``w^*`` for the first time."""
        self.context.supposing = True
        try:
            return reader.statement(link)[0]
        finally:
            self.context.supposing = False

    def _bound(self, fact: RangeFact) -> None:
        r"""``0 \\le \\theta \\le 1`` about a scalar, which is no index: two conditions."""
        context = self.context
        for subject in fact.subjects:
            letter = latex(subject)
            if letter in context.subscripted | self._above or letter in context.sizes.letters() or fact.upper is None:
                continue
            if context.names.ranks.get(letter, 0) or is_conditional(fact.sentence):
                continue
            if not fact.between and letter not in context.names.ranks:
                continue  # "layers $l = 1, \\dots, 3$" of an index that no formula has
            upper = "<" if fact.exclusive else "\\le"
            lower = ">" if fact.above else "\\ge"
            for relation, limit in ((lower, fact.lower), (upper, fact.upper)):
                link = Link(0, subject, relation, limit, False, fact.span, "")
                reader = Reader(context, self.used)
                try:
                    if not reader.about_integers(link) and reader.about_inputs(link):
                        self.assume(f"{letter} {relation} {latex(limit)}", reader.statement(link)[0])
                except (SymderivError, ValueError, RecursionError):
                    continue

    def _number(self, fact: RelationFact, left: s.Expression) -> bool:
        r"""Declare what is compared with a number and is no plain letter: ``\epsilon^{(2)} > 0``, ``\Omega > 0``."""
        names = self.context.names
        if not isinstance(fact.right, s.Number) or not isinstance(left, s.Symbol | s.Scripted):
            return False
        if names.read(left) is not None or is_letter(left) or is_function_name(left):
            return False
        if isinstance(left, s.Scripted):
            decoration, power, _, _ = names.superscript(left.superscript)
            words = all(isinstance(x, s.Symbol) and x.word for x in left.subscripts)
            if not words or power is not None or left.primes or not (decoration or left.subscripts):
                return False
        found = names.propose(left)
        if found is None or found.indices or found.name in self.context.targets | set(self.context.sizes.letters()):
            return False
        self.context.declare(found.name, ())
        return True

    def _outside(self, fact: SetFact) -> None:
        """A name that is one of some values, and that is neither declared nor an index or a size: of what is read by
        its name later, the condition is not known."""
        context = self.context
        whole = context.sizes.letters().keys() | context.ranges.keys() | context.subscripted | context.labels
        for subject in fact.subjects:
            named = known_subject(context, subject)
            bare = latex(subject.base) if isinstance(subject, s.Scripted) else latex(subject)
            names = {bare, latex(subject), *(named[:1] if named is not None else ())}
            known = context.theory.shapes.keys() | context.theory.definitions.keys() | whole
            if names.isdisjoint(known):
                values = ", ".join(map(latex, fact.values))
                self.lost(fact.span, rf"{latex(subject)} \in \{{{values}\}}", (subject,), fact.supposed, fact.argument)
