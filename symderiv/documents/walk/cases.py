r"""Cases: what an "if" supposes, and for which displays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.letters import unbound_letters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.sentences import LEADS_ON
from symderiv.documents.page.surface import CalledFact, Display, Fact, Link
from symderiv.language.terms import Num, Read
from symderiv.language.theory import Hypothesis

__all__ = ["Case", "Scope", "about", "is_general", "lifted"]


_NEAR = 1500
_ENDED = regex(
    r"\b(?:otherwise|else|in general|without|general(?:ly)?|arbitrary|other|always|every|any|wrong(?:ly)?|mistake\w*|"
    r"errors?|false|not|never|forg[eo]t\w*|tempting|slips?|incorrect|unless|students?|instead|however|but|compare)\b",
    re.IGNORECASE,
)
# A line that is said to be wrong, or to be about all sizes, is not meant for a value that was given before.
_GENERAL = regex(
    r"\b(?:otherwise|in general|general(?:ly)?|arbitrary|wrong(?:ly)?|mistakes?|mistakenly|false|tempt\w*|"
    r"incorrect(?:ly)?|not true|fallacy)\b",
    re.IGNORECASE,
)

_ALL = frozenset(("all", "every", "any", "each"))


def is_general(display: Display) -> bool:
    """Whether the words before a display say that it is about the general case, or wrong."""
    return _GENERAL.search(display.lead) is not None


@dataclass
class Case:
    """What one "if" supposes: from ``start`` on in its argument (in all that follows, where there is none), or for the
    display ``behind`` which it stands; an ``example`` ("for example, when") is over with its sentence, and one that
    ``describes`` says of what kind the names of its sentence are ("rows ⟦0⟧, where each is nonzero if"); one that
    ``adds`` to those before ("if moreover") leaves them in force."""

    argument: int | None
    start: int
    behind: int | None
    hypotheses: list[Hypothesis]
    conditions: list[s.Comparison]
    example: bool = False
    describes: bool = False
    adds: bool = False


@dataclass
class Scope:
    """The cases that displays stand under; an "if" behind a claim of its argument begins a new case."""

    cases: list[Case] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)

    def add(
        self,
        argument: int | None,
        start: int,
        display: Display | None,
        hypotheses: list[Hypothesis],
        conditions: list[s.Comparison],
        example: bool = False,
        describes: bool = False,
        adds: bool = False,
    ) -> None:
        """Enter a case; ``display`` is the next one, or the one that it trails."""
        trails = display is not None and display.span.start < start and not LEADS_ON.match(display.follow)
        behind = display.span.start if display is not None and trails else None
        if not hypotheses and not conditions:
            return
        self.cases.append(Case(argument, start, behind, hypotheses, conditions, example, describes, adds))

    def earlier(self, display: Display) -> tuple[Hypothesis, ...]:
        """What was supposed for lines shortly before, and may still be meant: nothing where the words end a case, or
        speak of a mistake; and no value (``x = 0``), which makes too much right."""
        if _ENDED.search(f"{display.lead} {display.follow[:120]}"):
            return ()
        at = display.span.start
        near = [c for c in self.cases if c.behind is None and not c.example and at - _NEAR < c.start < at]
        # a line has stood under it, or it says of what kind a name is, for the definitions that follow
        cases = [c for c in near if c.describes or any(c.start < claim < at for claim in self.claims)]
        here = {h.name for h in self.of(display)[0]}
        told = [h for c in cases for h in c.hypotheses if h.name not in here]
        return tuple(h for h in told if not (isinstance(h.statement.left, Read) and isinstance(h.statement.right, Num)))

    def claimed(self, display: Display) -> None:
        """Remember that a display claims something."""
        self.claims.append(display.span.start)

    def of(self, display: Display) -> tuple[list[Hypothesis], list[s.Comparison]]:
        """What a display stands under."""
        at = display.span.start
        leading = [c for c in self.cases if c.behind is None and c.argument == display.argument and c.start < at]
        newest = max((c.start for c in leading if not c.adds), default=-1)
        found = [c for c in leading if not any(c.start < claim < newest for claim in self.claims)]
        found += [c for c in self.cases if c.behind == at or (c.argument is None and c.behind is None and c.start < at)]
        return [h for c in found for h in c.hypotheses], [x for c in found for x in c.conditions]


def lifted(case: s.Comparison, facts: Sequence[Fact]) -> bool:
    """Whether words between a case about an index and a display say that the index is any again: "for all ⟦t⟧"."""
    letters = {latex(x) for operand in case.operands for x in s.walk(operand) if isinstance(x, s.Symbol)}
    return any(
        isinstance(f, CalledFact)
        and f.span.start > case.span.start
        and "for" in f.nouns
        and not _ALL.isdisjoint(f.nouns)
        and not letters.isdisjoint(map(latex, f.subjects))
        for f in facts
    )


def about(link: Link, cases: list[s.Comparison], context: Context) -> list[s.Comparison]:
    """The conditions on sizes and indices that speak of what a link is about."""
    letters = {x for side in (link.left, link.right) if side is not None for x in unbound_letters(side)}
    sizes = set(context.sizes.letters())

    def speaks(case: s.Comparison) -> bool:
        symbols = {latex(x) for operand in case.operands for x in s.walk(operand) if isinstance(x, s.Symbol)}
        return symbols <= letters | sizes

    return [case for case in cases if speaks(case)]
