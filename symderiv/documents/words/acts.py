r"""What an unknown loss is said to be a function of: "a loss of the last state ⟦h_T⟧", "it depends on ⟦h_T⟧ alone", or
the equation ``L = \ell(h_T)``.

Guarantee: what is denied, supposed for a case, or said of several states together, is said of no loss.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import ActsFact, RelationFact, SurfaceDocument
from symderiv.documents.page.wording import NEGATION

__all__ = ["acted_on", "acts_in_equations", "of_the_loss"]

_LOSS = r"(?:loss|cost|objective|error|energy)(?: function)?"
_DEPENDS = (
    r"(?:depend(?:s|ing)?\s+(?:only |solely |just )?(?:on|upon|from)|function of|(?:computed|evaluated|measured|taken) "
    r"(?:only )?(?:from|at|on)|applied (?:only )?to|acts? (?:only )?on|(?:sees|reads|uses) only|"
    r"(?:depends?|acts?)(?: [a-z]+){0,5} through)\s+"
    r"(?:the (?:[a-z]+ ){1,3})?(?:only )?⟦(?P<on>\d+)⟧(?!\W*(?:(?:and|or|of|on|the|also|both|as|well)\b\W*)*⟦)"
)
_ACTS = regex(
    rf"\b{_DEPENDS}|(?:\b{_LOSS} (?:of|on|at)|^\s*of)\s+(?:the (?:[a-z]+ ){{1,3}})?(?:only )?⟦(?P<of>\d+)⟧|"
    r"\b(?:sees|reads|uses)\s+(?:the (?:[a-z]+ ){1,3})?⟦(?P<seen>\d+)⟧\s+(?:only|alone)\b",
)
# "The loss is a function of ⟦h_T⟧ alone", whatever it is called.
_NAMELESS = regex(
    rf"^\W*(?:(?:here|now|as usual),? )?(?:the|our) (?:[a-z]+ )?{_LOSS} (?:is a |is |only )?{_DEPENDS}(?P<rest>[^⟦]*)$",
    re.IGNORECASE,
)
# A sentence that wonders, speaks of others, of another time or place, or goes on to more than the one state.
_NOT_SAID = regex(
    r"\b(?:not|never|no|if|when|were|was|would|could|might|may|unless|think|thinks|thought|mistake\w*|wrong\w*|false|"
    r"sometimes|often|usually|typically|unlike|except|many|some|other|others|another|special|baseline|second|"
    r"(?:test|inference|training) time|in training|next|later|previous|appendix|"
    r"and (?:on )?(?:all|every|each|the (?:other|earlier|previous)|others|more))\b|n't\b|\?",
    re.IGNORECASE,
)
_ASKS = regex(r"^\W*(?:does|do|is|can|should)\b", re.IGNORECASE)
_ALONE = regex(r"\W*(?:(?:alone|only|exclusively)\W*)?$", re.IGNORECASE)
_CASE = regex(r"\b(?:if|when|were|would|unless|sometimes|often|usually|suppose)\b", re.IGNORECASE)


def acted_on(clause: str, before: str = "") -> int | None:
    """The number of the formula that the clause behind the name of a loss says it depends on.

    >>> acted_on(" be a loss that depends on ⟦3⟧"), acted_on(" does not depend on ⟦3⟧")
    (3, None)
    >>> acted_on(" depends on ⟦3⟧ only; in training, on all states."), acted_on(" depends on ⟦3⟧ only", "Some say")
    (None, None)
    """
    found = _ACTS.search(clause)
    if found is None or NEGATION.search(clause[: found.start()]):
        return None
    behind = re.split(r"[.!](?=\s|$)|¶|⟪", clause[found.end() :])[0]
    if (
        _ASKS.match(before)
        or _NOT_SAID.search(before)
        or _NOT_SAID.search(clause[: found.start()])
        or _NOT_SAID.search(behind)
    ):
        return None
    return int(found["on"] or found["of"] or found["seen"])


def of_the_loss(sentence: str) -> Iterator[int]:
    """The number of the formula that the only loss is said to depend on, where it has no name in the sentence.

    >>> list(of_the_loss("The loss is a function of ⟦0⟧ alone.")), list(of_the_loss("If the loss depends on ⟦0⟧"))
    ([0], [])
    """
    found = _NAMELESS.search(sentence)
    plain = found is not None and _ALONE.match(found["rest"]) and not _CASE.search(sentence)
    if found is not None and plain and not NEGATION.search(sentence):
        yield int(found["on"])


def acts_in_equations(document: SurfaceDocument, summed: Collection[int]) -> Iterator[ActsFact]:
    r"""What the equations ``L = \ell(h_T)`` at the places ``summed`` say of their losses."""
    said = [(f.span, x, f.relation, f.right) for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    said += [
        (link.span, link.left, link.relation, link.right)
        for display in document.displays()
        for link in display.links
        if link.left is not None and link.right is not None
    ]
    for span, left, relation, right in said:
        if span.start not in summed or relation not in DEFINING or not isinstance(left, s.Symbol):
            continue
        match right:
            case s.Applied(_, _, arguments):
                for on in arguments:
                    if isinstance(on, s.Scripted):
                        yield ActsFact(span, "", (left,), on)
