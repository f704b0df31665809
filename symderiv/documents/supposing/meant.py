r"""Words that sound like properties and are none: "the output projection", "a positive sample", "we do not assume".

In deep learning a projection is any linear map, and a positive is an example.  A property that is not meant would be a
hypothesis that the author does not make, and what follows from it would be proved.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Expression

__all__ = ["EXAMPLES", "LAYER_PROJECTION", "is_meant", "names_no_number"]

_UNASSUMED = regex(
    r"(?:\b(?:not|never|without|no longer|nor|neither)\b|n't\b)[^.;:]*\b(?:assum|suppos|requir|presum|need|impos)",
    re.IGNORECASE,
)
_COUNTERFACTUAL = regex(r"\s*(?:were|had\b)", re.IGNORECASE)
#: What is called positive or negative, and has no sign.
EXAMPLES = (
    r"(?:samples?|examples?|keys?|pairs?|class(?:es)?|parts?|embeddings?|instances?|documents?|items?|images?|phase|"
    r"feedback|views?|edges?|labels?|logits?|passages?|sentences?|words?|targets?|cases?|terms?|prototypes?|match(?:es)?|"
    r"neighbou?rs?|directions?|sides?|ones?|anchors?|queries|query|users?|nodes?|patch(?:es)?|tokens?)"
)
_POSITIVE_EXAMPLE = regex(rf"\bpositive[- ]{EXAMPLES}\b", re.IGNORECASE)
_NEGATIVES = regex(r"(?<!non)(?<!non-)(?<!non )\bnegatives?\b", re.IGNORECASE)
_NO_PROBABILITY = regex(r"\bun-?normali[sz]ed\b|\blog-?\s?probabilit|\bprobability (?:logits?|scores?)", re.IGNORECASE)
_PROJECTION = r"project(?:ion|or)s?(?: matri(?:x|ces))?"
_PLACES = (
    r"(?:shortcuts?|skip(?: (?:connection|path|branch))?|residual (?:connection|path|branch|stream)|identity "
    r"(?:path|branch)|quer(?:y|ies)|keys?|values?|(?:attention )?heads?|outputs?|logits?|vocabulary|embeddings?)"
)
#: A layer by the name of projection: "the shortcut projection", "the projection of the queries"; not "onto".
LAYER_PROJECTION = regex(
    rf"\b(?:{_PLACES}|learned|learnt|trainable|point-?wise|1\s?[x×]\s?1)[ -]{_PROJECTION}"
    r"(?! (?:on|onto|to|in|into)\b)(?: (?:weights?|layer))?\b|"
    rf"(?<!orthogonal )(?<!symmetric )(?<!idempotent )(?<!oblique )\b{_PROJECTION} (?:weights? )?"
    rf"(?:on|of|in|for|along|from) (?:the|its|each|all) {_PLACES}(?! (?:space|onto|to|and|or)\b)"
    r"(?=\W*(?:[.,;:)⟦]|$|by|with|is|are))",
    re.IGNORECASE,
)
_IS_PROJECTION = regex(
    rf"\s*(?:is|are|be|being)\s+(?:an?\s+|the\s+)?(?:(?:orthogonal|symmetric|idempotent)\s+)*{_PROJECTION}\s*"
    r"(?:[.,;:)⟦]|$|onto\b|with\b|and\b|that\b|which\b)",
    re.IGNORECASE,
)
_A_PROJECTION = regex(
    rf"(?:^|\b(?:for|let|an?|any|every|the|with|given|and|where|by|all)\s+){_PROJECTION}\s*$", re.IGNORECASE
)
# "⟦A⟧ is a matrix, not assumed symmetric," is done with ⟦A⟧.
_CLOSED = regex(r"⟦\d+⟧[^⟦,]*,\s*not (?:assumed|required|supposed)\b[^⟦,]*,", re.IGNORECASE)
_LINEAR_MAPS = ("W", "U", "V", "K", "O")


# "the momentum buffer ⟦0⟧", "momentum computes ⟦0⟧": no number by being called after one.
_NO_NUMBER = regex(
    r"\b(?:learning rate|step ?size|temperature|smoothing|margin|threshold|momentum|bandwidth|radius|damping|scale) "
    r"(?!(?:parameter|coefficient|constant|factor|rate|value|term|number|weight|strength|level|size|hyper-?parameter|"
    r"penalty|width|schedule|scalar)s?\b|(?:of|is|are|be|being|at|as|and|or|with|to|in|by|say|called|denoted)\b)"
    r"[a-z-]+(?: [a-z-]+)?\s*$",
    re.IGNORECASE,
)


def names_no_number(noun: str) -> bool:
    """Whether what stands before a formula begins as the name of a number, and is none.

    >>> names_no_number("the momentum "), names_no_number("the momentum buffer "), names_no_number("momentum computes ")
    (False, True, True)
    """
    return _NO_NUMBER.search(noun) is not None


def is_meant(word: str, subjects: tuple[Expression, ...], lead: str, noun: str, after: str) -> bool:
    """Whether a word of the vocabulary says what it says: ``lead`` is the sentence up to a formula, ``noun`` what
    stands at once before it, and ``after`` what follows.

    >>> is_meant("symmetric", (), "We do not assume that ", "", " is symmetric.")
    False
    >>> is_meant("symmetric", (), "Here ⟦0⟧ is a matrix, not assumed symmetric, ", "", " is symmetric.")
    True
    >>> is_meant("positive", (), "", "the positive key ", ""), is_meant("positive", (), "", "the positive weights ", "")
    (False, True)
    >>> is_meant("projection", (), "Let ", "", " be the projection on the shortcut.")
    False
    """
    clause = re.split(r"[.;!?](?:\s|$)", after)[0][:120]
    if _UNASSUMED.search(_CLOSED.sub(",", lead)) or _COUNTERFACTUAL.match(after):
        return False
    if word == "positive":
        return not (
            _POSITIVE_EXAMPLE.search(noun) or _POSITIVE_EXAMPLE.search(clause) or _NEGATIVES.search(lead + clause)
        )
    if word == "probability":
        return not (_NO_PROBABILITY.search(noun) or _NO_PROBABILITY.search(clause))
    if word.endswith("projection") and any(map(LAYER_PROJECTION.search, (noun.split(",")[-1], clause.split("⟦")[0]))):
        return False
    if word == "projection":
        if re.search(r"\bidempotent\b", noun + " " + clause, re.IGNORECASE):
            return True
        if _IS_PROJECTION.match(clause):
            return True
        maps = any(latex(subject).startswith(_LINEAR_MAPS) for subject in subjects)
        return _A_PROJECTION.search(noun) is not None and not maps
    return True
