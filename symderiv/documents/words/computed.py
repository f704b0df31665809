r"""Names that words say are made from others: "the corresponding softmax probabilities ⟦1⟧", "the mean ⟦1⟧ of ⟦0⟧".

Where no formula tells how, such a name is a tensor like any other to whoever reads formulas alone, and a derivative
that should pass through it stops there.  A claim about it and about what it is made from is not judged as if they were
independent.  Other words about a bare name ("the targets ⟦2⟧", "learned gains ⟦3⟧") may say that it is an input.

Guarantee: nothing is defined here; words that are not recognised say nothing.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["is_given", "made_from"]

_FUNCTION = r"(?:log-?)?softmax|sigmoid|logistic|tanh|re-?lu|softplus|gelu"
_RESULT = (
    r"probabilit(?:y|ies)|outputs?|predictions?|activations?|responses?|distributions?|estimates?|scores?|"
    r"softmax|values? of the (?:function|network|model)"
)
_STATISTIC = (
    r"means?|averages?|(?:weighted )?sums?|norms?|variances?|standard deviations?|maxim(?:um|a)|minim(?:um|a)|"
    r"squares?|square roots?|inverses?|reciprocals?|logarithms?|entropy|product"
)
# Words between "of" and the formula that belong to it: no other clause begins among them.
_GAP = r"(?:(?!(?:and|or|with|where|while|in|to|on)\b)[a-z-]+ )"
_VERB = r"\s*[,(]?\s*(?:is|are|be|being|denotes?|denoting|stands? for|as|for)?\s*"
# "its softmax", "the corresponding predictions", "the softmax probabilities": made from what was spoken of before
_BEFORE = regex(
    rf"(?:\b(?:corresponding|resulting|associated|induced)\s+(?:[a-z-]+\s+){{0,2}}(?:{_RESULT})|"
    rf"\b(?:{_FUNCTION})\s+(?:probabilit(?:y|ies)|outputs?|scores?|distributions?|activations?|weights)|"
    rf"\b(?:its|their)\s+(?:{_FUNCTION}|{_STATISTIC}))\s*$",
    re.IGNORECASE,
)
_BEHIND = regex(
    rf"{_VERB}(?:the|its|their|a)\s+(?:corresponding|resulting|associated|induced)\s+(?:[a-z-]+\s+){{0,2}}"
    rf"(?:{_RESULT})\b|{_VERB}(?:the|its|their)\s+(?:{_FUNCTION})\s+"
    r"(?:probabilit(?:y|ies)|outputs?|scores?|distributions?|activations?)\b|"
    rf"{_VERB}(?:its|their)\s+(?:{_FUNCTION}|{_STATISTIC})\b",
    re.IGNORECASE,
)
# "the mean of ⟦0⟧", "the prediction for ⟦0⟧", "computed from the scores ⟦0⟧"
_OF = regex(
    rf"{_VERB}(?:the|its|their|a)\s+(?:[a-z-]+\s+){{0,2}}?(?:{_FUNCTION}|{_STATISTIC}|{_RESULT})\s+"
    r"(?:of|for|at|over)\s+(?:the |all |all the |each |every )?" + _GAP + r"{0,3}?⟦(?P<of>\d+)⟧|"
    r"(?:(?!\bwith\b[^.;:⟪⟦]*⟦)[^.;:⟪])*?\b(?:computed|obtained|derived|calculated|built|formed|predicted|produced)\s+"
    r"(?:from|out of|by applying)\s+(?:the |all |all the |each |every )?" + _GAP + r"{0,4}?⟦(?P<from>\d+)⟧",
    re.IGNORECASE,
)
# "Weights ⟦0⟧, the output at ⟦1⟧ is": another clause begins at the comma.
_APART = regex(r"\s*,\s*(?:the|its|their|an?)\b", re.IGNORECASE)
_SUBJECT = regex(r"\s+(?:is|are|reads?|equals?|becomes?|takes?|has|have)\b", re.IGNORECASE)
_LOSS = regex(r"\b(?:loss|cost|objective|criterion|error|energy)(?: function)?\s*$", re.IGNORECASE)
_GIVEN = regex(
    r"\b(?:weights?|bias(?:es)?|param\w*|learn(?:ed|able|t)|trainable|targets?|labels?|inputs?|features?|data|gains?|"
    r"scales?|shifts?|offsets?|coefficients?|kernels?|filters?|masks?|embeddings?|arbitrary|given|fixed|constants?|"
    r"observ\w+|samples?|examples?|signals?|taps?|sequences?|series|upstream|incoming|numbers?|reals?|rewards?|"
    r"schedules?|rates?|step sizes?|thresholds?|temperatures?|hyper-?param\w*|noises?)\b",
    re.IGNORECASE,
)


def made_from(before: str, after: str) -> tuple[str, int | None] | None:
    """The words that say that a formula is made from something, and the number of the formula that it is made from.

    ``before`` ends where the formula begins and ``after`` begins behind it; None for a number: what was spoken of
    before in the sentence.

    >>> made_from("Let ⟦0⟧ be the logits and", " the corresponding softmax probabilities, and ⟦2⟧ a label.")
    ('the corresponding softmax probabilities', None)
    >>> made_from("where", " is the mean of the entries ⟦4⟧.")
    ('is the mean of the entries ⟦4⟧', 4)
    >>> made_from("with targets", " and weights ⟦1⟧"), made_from("Let", " be the mean of a Gaussian.")
    (None, None)
    >>> made_from("For a loss", " that is computed from ⟦1⟧")
    >>> made_from("and weights", ", the network output at ⟦1⟧ is"), made_from("the vector", ", the mean of ⟦1⟧,")
    (None, ('the mean of ⟦1⟧', 1))
    >>> made_from("Votes", " are combined with couplings ⟦1⟧ obtained from logits ⟦2⟧")
    >>> made_from("Let", " be the features computed by the encoder and ⟦1⟧ the weights.")
    """
    found = _OF.match(after)
    if found is not None and found.group("from") and _LOSS.search(before):
        return None  # of which a loss is a function is told elsewhere
    if found is not None and not (_APART.match(after) and _SUBJECT.match(after, found.end())):
        number = found.group("of") or found.group("from")
        return found.group().strip(" ,("), int(number)
    found = _BEHIND.match(after)
    if found is not None:
        return found.group().strip(" ,("), None
    found = _BEFORE.search(before)
    return None if found is None else (found.group().strip(), None)


def is_given(before: str, after: str) -> bool:
    """Whether the words beside a formula say that it is an input.

    >>> is_given("with learned gains", "."), is_given("where", " are the targets"), is_given("and", " the logits")
    (True, True, False)
    """
    noun = re.split(r"[.,;:()⟧⟫]|\b(?:from|of|by)\b", before)[-1]
    clause = re.split(r"[.;:⟦⟪]", after)[0]
    return _GIVEN.search(noun) is not None or _GIVEN.search(clause) is not None
