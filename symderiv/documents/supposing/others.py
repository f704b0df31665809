r"""What others suppose, what is asked, and what is done instead of supposing: nobody supposes it here.

"Students often assume that", "a common mistake is to assume that", "I assume you know that": a display behind them is
what they speak of, and is judged.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["is_of_others"]

_SUPPOSE = r"(?:assum|suppos|presum|imagin)"
_OFTEN = (
    r"(?:(?:often|sometimes|usually|typically|commonly|frequently|always|never|still|simply|just|tacitly|implicitly|"
    r"silently|wrongly|falsely|naively|mistakenly|incorrectly|gladly|will|would|may|might|could|can|like to|tend to|"
    r"love to|seem to|want to)\s+)*"
)
_WRITES = (
    r"(?:writes?|wrote|claims?|claimed|says?|said|believes?|thinks?|obtains?|gets?|finds?|told|derives?|derived|tries|"
    r"knows?|wants?|remembers?|recalls?|has seen|have seen|has read|have read|(?:is|are) (?:familiar|acquainted) with)"
)
_OTHERS = regex(
    rf"\b{_SUPPOSE}\w*\s+(?:that\s+)?(?:(?:an?|some|one|the|your|my|our)\s+)?(?:\w+\s+)?(?:colleague|student|"
    r"friend|reader|author|reviewer|textbook|paper|someone|somebody|anyone|everyone|you|he|she|they)s?\b[^.;⟦]*\b"
    rf"{_WRITES}\b|"
    r"\binstead of\s+(?:assum|suppos)\w+|\bunless\s+(?:(?:we|one|you)\s+)?(?:assume|suppose)\b|"
    r"^\W*(?:is|are|do|does|can|may|must|should|why|would|could)\b[^.;]*\b(?:assume|suppose)\b|"
    r"\b(?:many|some|most|other|several)\s+(?:authors|textbooks|texts|papers|people|books|notes)\s+(?:assume|suppose)\b|"
    r"\bprovided that\s+(?:we|you|one|nothing|no \w+)\s+[a-z]*(?:ed|did|made|went)\b",
    re.IGNORECASE,
)
# "Students often assume that": a sentence that begins with who they are. "All layers ..." are no people that suppose.
_WHO = regex(
    rf"^\W*(?:(?:but|and|yet|so|thus|also|indeed|however|now|unfortunately|sadly|here)[\s,]+)*"
    rf"(?:(?:the|many|some|most|all|several|few|other|such|careless|new|young|inexperienced)\s+)*"
    rf"(?!(?:textbooks|texts|books|papers|authors|notes|us|this|thus|always|perhaps|let's|sometimes|as|unless)\b)(?:others|people|[a-z-]+s"
    rf"(?:\s+(?:of|in|at|on)\s+[a-z ]+?)?)\s+{_OFTEN}(?:assume|suppose|presume)\b|"
    r"\b(?:one|someone|somebody|anyone|you|he|she|they|the (?:reader|student|author|grader)|we|I)\s+"
    r"(?:might|would|could)\s+(?:\w+\s+)?(?:assume|suppose|presume)\b",
    re.IGNORECASE,
)
# "A common mistake is to assume that", "it is tempting to suppose"
_SLIP = regex(
    r"\b(?:mistakes?|errors?|slips?|fallac\w+|pitfalls?|traps?|tempt\w+|na[iï]ve(?:ly)?|careless(?:ly)?|absurd|nonsense|"
    r"misleading|dangerous|risky|misconceptions?|sloppy)\b[^.;:⟦]*\b(?:to|of|in|by)?\s*"
    r"(?:assum|suppos|presum)(?:e|es|ing)\b",
    re.IGNORECASE,
)


def is_of_others(sentence: str) -> bool:
    """Whether a sentence speaks of what others suppose, of supposing it by mistake, or asks whether to.

    >>> is_of_others("Students often assume that"), is_of_others("A common mistake is to assume that")
    (True, True)
    >>> is_of_others("I assume you know that"), is_of_others("One might suppose that")
    (True, True)
    >>> is_of_others("We always assume that"), is_of_others("For all layers assume")
    (False, False)
    >>> is_of_others("Suppose a colleague writes"), is_of_others("Suppose you are given")
    (True, False)
    """
    return any(pattern.search(sentence) is not None for pattern in (_OTHERS, _WHO, _SLIP))
