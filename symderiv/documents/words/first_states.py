r"""What sentences say of the entry with which a recurrence begins: "we start at $h_0 = 0$", "$m_0$ is the zero vector".

Words that elsewhere give a value for a moment ("initialised with", "starting from") are the right ones here.

Guarantee: a value that a sentence asks for, denies, or gives for a case, an example or another model begins nothing.
"""

from __future__ import annotations

import re
from fractions import Fraction

from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Expression, Number, Scripted, walk
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.surface import Display, RelationFact
from symderiv.documents.supposing.roles import is_conditional
from symderiv.documents.supposing.shaken import shaking
from symderiv.documents.words.phrases import Phrases

__all__ = ["begins_steps", "begins_with_zero", "doubts_a_start", "is_numbered"]

_STARTING = regex(
    r"\b(?:re-?)?(?:initiali[sz]\w*|initial(?:ly)?|start\w*|beg[aiu]n\w*)\b(?:\s+(?:with|from|at|to|by|as|in)\b)?|"
    r"\b(?:at|in|from) the (?:very )?(?:start|beginning|outset)\b|\b(?:keep|maintain)s? (?:an?|its|the)\b|"
    r"\bbefore (?:the (?:very )?first|any|all|every|everything|anything)\b",
    re.IGNORECASE,
)
_ELSEWHERE = regex(
    r"\b(?:if|unless|would|could|should|might|had (?:we|one|they|it)|why|whether|not|never|nobody|no one|without|"
    r"for (?:example|instance)|e\.g\.|say|such as|try|either|or|instead|rather|but|except|only|was|were|wrong\w*|false|"
    r"poor|bad|natural|tempt\w+|mistak\w*|many|some(?!\s+(?:[a-z]+\s+){0,2}⟦\d)|other|"
    r"others|another|one might|by default|default|implementations?|"
    r"pytorch|tensorflow|keras|jax|librar(?:y|ies)|(?:test|inference|training|evaluation|deployment) time|"
    r"during (?:training|inference|evaluation)|training|special|cases?|simplest|baseline|second|third|appendix|"
    r"(?:next|last|previous|other) (?:section|chapter|model|part)|discussed|exercise)\b|n't\b|\?|^\W*>",
    re.IGNORECASE,
)
_END = regex(r"[.!?](?=\s|$)|¶|\n\s*\n|⟪")
_ZERO = regex(
    r",?\s+(?:(?:is|are|be|being|=)\s+)?(?:(?:always|here|again|both|all|just|simply|taken|set|put|fixed|chosen|"
    r"initiali[sz]ed|reset|equal|assumed|to|as|at|with|be)\s+)*(?:(?:the|a)\s+)?(?:(?:all[- ])?zero(?:s|es)?"
    r"(?:[- ](?:vector|state|matrix|tensor|array)s?)?|null vector|vanish(?:es)?)(?=\s*(?:[.,;:)¶]|and\b|$))",
    re.IGNORECASE,
)


def is_numbered(node: Expression) -> bool:
    r"""Whether a name is an entry at a number: ``h_0``, ``c_{0,i}``."""
    return isinstance(node, Scripted) and any(isinstance(x, Number) for x in node.subscripts)


def begins_steps(node: Expression, display: Display) -> bool:
    r"""Whether a name is the entry with which the steps of a display begin: ``w_0`` beside ``w_{t+1} = ...``.  Its
    value is none for that display alone.
    """
    if not isinstance(node, Scripted) or not is_numbered(node):
        return False
    lefts = (link.left for link in display.links if not link.continuation)
    steps = (x for x in lefts if isinstance(x, Scripted) and latex(x.base) == latex(node.base))
    return any(
        not is_numbered(x) and any(map(is_letter, (n for entry in x.subscripts for n in walk(entry)))) for x in steps
    )


def doubts_a_start(before: str, after: str) -> str:
    """The words by which a sentence may not give the first entry between ``before`` and ``after`` its value.

    >>> doubts_a_start("We start at ", "."), doubts_a_start("The recursion is initialised with ", ".")
    ('', '')
    >>> doubts_a_start("Many implementations start at ", "."), doubts_a_start("Is ", "?")
    ('Many', '?')
    >>> doubts_a_start("For instance ", "."), doubts_a_start("", " would be natural.")
    ('For instance', 'would')
    """
    before, after = _STARTING.sub(" ", last_sentence(before)), _STARTING.sub(" ", after)
    clause = f"{before} ⟦⟧ {_rest(after)}"
    found = _ELSEWHERE.search(clause)
    return found.group() if found is not None else shaking(before, after, False, equation=True)


def _rest(after: str) -> str:
    """The rest of a sentence, with the question mark that may end it."""
    end = _END.search(after)
    return after if end is None else after[: end.end()].rstrip(".")


def begins_with_zero(passage: Phrases, lead: str) -> None:
    """First entries that words say are zero: "$m_0$ is the zero vector", "the buffer $m_0$ is initialised to zeros"."""
    for number, chunk in enumerate(passage.chunks):
        if not chunk.bare or not chunk.subjects or not all(map(is_numbered, chunk.subjects)):
            continue
        before, after = passage.before(number, lead), passage.text[passage.places[number][1] :]
        if _ZERO.match(after) is None or is_conditional(before):
            continue
        zero = Number(chunk.span, Fraction(0))
        passage.put(number, RelationFact(chunk.span, before, chunk.subjects, "=", zero, "with"))
        passage.told.add(number)
