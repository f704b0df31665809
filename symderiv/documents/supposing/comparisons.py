r"""What clauses say of greater and smaller: "⟦b⟧ is larger than each entry of ⟦a⟧", "no entry of ⟦a⟧ is negative".

Guarantee: an order or a sign that a clause asserts or denies of a formula is never taken for a word that tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from symderiv.documents.supposing.assertions import NEGATED, spaced

__all__ = ["TOLD_ORDER", "compared", "is_denied", "is_signed", "of_a_value"]

_ADVERB = (
    "not|never|always|also|both|strictly|no|all|each|much|far|well|the|then|now|an?|everywhere|nowhere|in|of|its|their"
)
_ORDER = (
    "larger|greater|bigger|smaller|less|lower|higher|below|above|largest|smallest|greatest|lowest|highest|biggest|least|"
    "most|maximal|minimal|opposite|(?:non-?)?(?:in|de)creasing|ascending|descending|sorted|ordered"
)
_COMPARED = spaced(
    rf"(?:⟦\d+⟧|\b(?:entr(?:y|ies)|elements?|components?|coordinates?|values?|weights?|numbers?|rows?|columns?))"
    rf"(?: (?:of|in) [^⟦.;:]{{0,24}}⟦\d+⟧)?,? (?:is|are|be|being|remains?|stays?|lies?|ha(?:s|ve))"
    rf"(?: (?:{_ADVERB}))* (?P<order>{_ORDER}|at (?:least|most))\b"
)
# What words say of two letters is read elsewhere.
TOLD_ORDER = spaced(
    r"⟦\d+⟧,? (?:is|be|being) (?:(?:always|also|both|strictly|not|no) )*(?:(?:larger|greater|bigger|smaller|less|more|"
    r"fewer) than(?: or equal to)?|at least|at most) ⟦\d+⟧"
)
_SIGNS = frozenset(("positive", "negative"))
_HEDGED = spaced(
    r"\bnecessar|\bnec\b|\bneed|\b(?:definite|semi-?definite)\b|\b(?:not|never) (?:\w+ )?(?:assum|suppos|requir)"
)

_VALUE = spaced(
    r"\b(?:is|are|be|equals?|to|mean|norm|length|sum|trace|variance) (?:(?:exactly|always|equal|to|about) )*"
    r"\$?-?(?!(?:0|1)(?![\d./]))\d+(?:[./]\d+)?(?!\w)|"
    r"\b(?:twice|thrice|half|double|triple|two|three|four|ten|one (?:less|more)) (?:than |of )?(?=\$|the\b|that\b|$)"
)


def of_a_value(words: str) -> bool:
    """Whether words say that something has a value beside 0 and 1, or is a multiple of something.

    >>> of_a_value("the sum of $a$ is 1.5"), of_a_value("the sum of $a$ is 1"), of_a_value("$a$ is twice $b$")
    (True, False, True)
    """
    return _VALUE.search(words) is not None


def compared(clause: str) -> list[str]:
    """The word with which a clause orders what it speaks of.

    >>> compared("Assume ⟦0⟧ is larger than every entry of ⟦1⟧"), compared("the larger ⟦0⟧, the smaller is ⟦1⟧")
    (['larger'], [])
    """
    match = _COMPARED.search(TOLD_ORDER.sub(" ", clause))
    return [] if match is None else [match.group("order")]


def is_signed(words: Iterable[str], clause: str) -> bool:
    """Whether denied words are signs, so that to deny them tells the other sign: "⟦0⟧ is not negative".

    >>> is_signed(["negative"], "⟦0⟧ is not negative"), is_signed(["positive"], "⟦0⟧ need not be positive")
    (True, False)
    """
    return not _SIGNS.isdisjoint(w.lower() for w in words) and _HEDGED.search(clause) is None


def is_denied(word: str, clause: str) -> bool:
    """Whether a word is a sign that a clause denies.

    >>> is_denied("positive", "⟦0⟧ is not positive"), is_denied("positive", "⟦0⟧ is positive")
    (True, False)
    """
    return NEGATED.search(clause) is not None and is_signed([word], clause)
