r"""Whether a sentence states an equation as a fact about what it speaks of: "the decoder is tied, $V = W^\top$".

"The rows of $P$ sum to one ($\sum_j P_{ij} = 1$)", "the labels satisfy $\sum_k y_k = 1$", "we use tied weights,
$V = W^\top$": authors suppose by saying so.  The forms are few, and each says of a tensor, called by its name or by
what tensors are called, that the equation holds; that no other word stands beside is for
:mod:`~symderiv.documents.supposing.affirming` and :mod:`~symderiv.documents.supposing.shaken`.

Guarantee: a form that is not listed here states nothing; to forget one costs an abstention.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.sentences import MATH, one_line
from symderiv.documents.supposing.unclear import concludes

__all__ = ["is_plainly_stated"]

# What a sentence may begin with before it says something.
_OPENING = regex(
    r"^\W*(?:(?:here|now|also|and|moreover|furthermore|further|in addition|additionally|throughout|finally|next|first|"
    r"as usual|by (?:assumption|design|convention|construction|definition)|"
    r"in (?:this|our) (?:section|model|paper|note|setting|network|problem|layer)|"
    r"for (?:simplicity|convenience))[\s,:]+)+",
    re.IGNORECASE,
)
# The tensors of deep learning by their nouns: what may have a property that is an equation.
_NOUN = (
    r"(?:weights?|biases|matri(?:x|ces)|vectors?|rows?|columns?|labels?|targets?|inputs?|data|features?|entries|filters?|"
    r"kernels?|encoder|decoder|embeddings?|codes?|factors?|masks?|probabilit(?:y|ies)|coefficients?|layers?|blocks?|"
    r"towers?|branches|heads?|scores?|responsibilities|distributions?|samples?|observations?|images?|signals?|tensors?|"
    r"eigenvectors?|directions?|components?|parameters?|projections?|projectors?|couplings?|adjacency|covariances?|"
    r"attention|mixture|weightings?)"
)
_ADJECTIVES = (
    r"(?:(?!(?:same|minimi\w+|optim\w+|critical|stationary|zero|dead|wrong|perfect|ideal|other|such)\b)[a-z-]+\s+)"
)
_THING = rf"{_ADJECTIVES}{{0,3}}{_NOUN}"
_MANY = r"(?:the|our|its|their|all|each|every|both|these|(?:the|our|all|both)\s+(?:two|three|of the)|its two|two)"
# "the rows of ⟦0⟧", "the one-hot targets ⟦0⟧ and ⟦1⟧", "⟦0⟧ and ⟦1⟧", "soft targets ⟦0⟧"
_MARKS = rf"{MATH}(?:\s*(?:,|and|,\s*and)\s*(?:the\s+{_THING}\s+)?{MATH})*"
_SUBJECT = (
    rf"(?:(?:{_MANY}\s+)?{_THING}(?:\s+(?:of|in)\s+(?:{_MANY}\s+{_THING}|{_THING}))?(?:\s+{_MARKS})?|"
    rf"(?:{_MANY}\s+)?{_THING}\s+of\s+{MATH}|{_MARKS})"
)
_SATISFY = (
    r"(?:(?:that|which)\s+)?(?:satisf(?:y|ies|ying)|obey(?:s|ing)?|fulfil(?:l|ls|ling|s)?|ha(?:s|ve)|having)"
    r"(?:\s+the\s+(?:constraint|condition|equation|relation|identity|property))?"
)
# "are tied", "sum to one", "share their weights", "is normalised so that"
_SAYS = (
    r"(?:(?:is|are)\s+(?:[a-z-]+\s+){0,2}?(?:tied|shared|equal|the same|identical|orthonormal|orthogonal|normali[sz]ed|"
    r"one-hot|centred|centered|whitened|white|symmetric|antisymmetric|skew-symmetric|idempotent|stochastic|"
    r"row-stochastic|doubly stochastic|distributions?|probabilit(?:y|ies)|unit vectors?|involutions?|projections?|"
    r"transposes of each other|mutually orthogonal|linearly related|standardi[sz]ed|constrained|weighted)|"
    r"sums?\s+(?:up\s+)?to\s+(?:one|zero|unity|1|0)|add(?:s)?\s+up\s+to\s+(?:one|zero|unity|1|0)|agree|coincide|commute|"
    r"shares?\s+(?:the|its|their)\s+(?:weights?|entries|parameters|kernels?|filters?)|"
    r"ha(?:s|ve)\s+(?:zero mean|mean zero|unit (?:norm|length|variance|sum)|zero sum))"
)
_MORE = rf"(?:\s+(?:to|by|with|of|as|from|in)\s+(?:{_MANY}\s+)?(?:{_THING}|each other|{MATH}|one|zero|unity|1|0))*"
_JOINT = r"(?:\s*[,:(]|\s*[,:;(]?\s*(?:i\.e\.|that is|in symbols|meaning(?: that)?|such that|so that|so|to|by)[\s,:]*)"
_WE = (
    r"(?:(?:we|let us|i)\s+)?(?:(?:also|now|always|will|further)\s+)?(?:use|tie|share|take|choose|fix|impose|require|"
    r"work with|normali[sz]e|centre|center|standardi[sz]e|whiten|constrain|employ|adopt)"
)
_HELD = rf"(?:{_MANY}\s+)?(?:(?:tied|shared|equal|normali[sz]ed|orthonormal|orthogonal|symmetric|one-hot)\s+)+{_NOUN}"
_BRINGS = (
    r"(?:(?:for|given|consider|with|take|let us consider|we (?:have|consider|use|take|write|are given)|there are|"
    r"suppose we have|fix)\s+)?"
)
_FORMS = regex(
    rf"(?:{_SUBJECT}[\s,]+{_SATISFY}|"
    rf"{_SUBJECT}\s+{_SAYS}{_MORE}{_JOINT}|"
    rf"(?:as|since|because)\s+{_SUBJECT}\s+{_SAYS}{_MORE}\s*,|"
    rf"{_SUBJECT}\s+(?:uses?|ha(?:s|ve))\s+{_HELD}{_JOINT}?|"
    r"(?:because of|due to|by)\s+(?:the\s+)?weight\s+(?:tying|sharing)\s*,?|"
    rf"{_WE}\s+{_HELD}(?:\s+{_MARKS})?{_MORE}(?:{_JOINT})?|"
    rf"(?:we\s+)?(?:tie|share)\s+(?:{_MANY}\s+)?{_NOUN}(?:\s+{_MARKS})?{_MORE}{_JOINT}|"
    rf"(?:(?:we|let us|i)\s+)?(?:(?:also|now|always|will|further)\s+)?(?:set|choose|fix|impose|require)(?:\s+that)?|"
    r"let\b(?! us\b)(?:(?!\b(?:if|when|whenever|unless|then|so|hence|denote)\b)[^.;:?!])*(?:,|\band|\bwith|\bwhere)|"
    rf"{_BRINGS}(?:an?\s+|{_MANY}\s+)?(?:{_THING}\s+)?{_MARKS}\s*\(|"
    rf"(?:given|consider|we (?:have|consider|use|are given)|fix)\s+(?:an?\s+|{_MANY}\s+)?(?:{_THING}\s+)?{_MARKS}\s*,|"
    rf"{MATH}\s+denotes?\s+(?:an?|{_MANY})\s+{_THING}\s*[,(]|"
    rf"(?:we\s+)?write\s+{MATH}\s+for\s+(?:an?|{_MANY})\s+{_THING}\s*[,(]|"
    rf"{_SUBJECT}\s+(?:is|are)\s+(?:an?\s+|{_MANY}\s+)?{_THING}\s+(?:summing|that\s+sums?)\s+to\s+one{_JOINT})"
    rf"\s*(?:{MATH}\s*(?:,|and|,\s*and)\s*)*",
    re.IGNORECASE,
)

# "Here ⟦0⟧.", and "With tied weights, ⟦0⟧." as a sentence of its own
_HERE = regex(
    r"\W*(?:here|(?:recall|remember)(?: that)?|throughout(?: this \w+)?|"
    r"by (?:assumption|design|convention|construction)|"
    r"in (?:this|our) (?:section|model|paper|note|setting|network|problem|layer))[\s,:]*",
    re.IGNORECASE,
)
_WITH = regex(rf"with\s+{_HELD}\s*,?", re.IGNORECASE)


# "..., on average", " for $n = 1$", " in Section 3": the equation holds there, or then, or nearly.
_LIMITED = regex(
    r"\s*[),]*\s*(?!for (?:all|every|each|any)\b|by (?:construction|design|definition|assumption|convention)\b|"
    r"in (?:what follows|the following|the sequel|addition|this (?:section|note|paper))\b|from (?:now|here) on\b|"
    r"as (?:usual|before|well)\b|but also\b)"
    r"(?:only|up|on|in|at|for|to|by|before|after|during|under|without|within|with (?:\w+ )?probability|modulo|almost|"
    r"[a-z]+ly|if|when|whenever|unless|as|once|until|while|from|near|outside|inside|per|over|along|across|except|but|"
    r"provided|since|because)\b",
    re.IGNORECASE,
)


def is_plainly_stated(before: str, after: str, anchored: bool) -> bool:
    r"""Whether the sentence ``before`` an equation says it of what it speaks of, with no other word about it.

    ``anchored``: a formula before it in its sentence names a tensor of the equation.

    >>> def stated(before: str, anchored: bool = False) -> bool:
    ...     return is_plainly_stated(before, ".", anchored)
    >>> stated("The weights are tied, "), stated("We use tied weights "), stated("The decoder shares its weights: ")
    (True, True, True)
    >>> stated("The labels satisfy "), stated("The rows of ⟦0⟧ satisfy ", True), stated("A solution has ")
    (True, True, False)
    >>> stated("The loss is minimal at "), stated("Perfect fit: "), stated("The gradient is ")
    (False, False, False)
    >>> stated("The rows of ⟦0⟧ satisfy ", False), is_plainly_stated("For one-hot targets ⟦0⟧ (", ") put", True)
    (False, True)
    """
    text = _OPENING.sub("", one_line(before)).strip("*_ ")
    if ("⟦" in text and not anchored) or concludes(before) or _LIMITED.match(after):
        return False
    if _HERE.fullmatch(one_line(before)) or (_WITH.fullmatch(text) and re.match(r"\s*\.(?:\s|$)", after)):
        return True
    return _FORMS.fullmatch(text) is not None and (not text.endswith("(") or re.match(r"\s*[),;]", after) is not None)
