r"""Set phrases by which authors suppose for all that follows, or without more: "in all that follows", "to fix ideas".

There are dozens of them, and each means "from now on", "here" or "suppose that".  They are said so here, once, before
anybody asks what a sentence supposes; each keeps its length, for what stands behind it keeps its place.

Guarantee: what is put for a phrase says no more than the phrase; a phrase about another text stays as it is.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["plainly_put"]

_TEXT = (
    r"(?:(?:this|the present|our|these) (?:whole |entire |short |little )?(?:notes?|texts?|documents?|papers?|pages?|"
    r"posts?|articles?|derivations?|write-?up|tutorial|lecture|sheet|chapter|worksheet|notebook|report)|"
    r"the (?:whole |entire )?(?:note|text|document))"
)
_ON = regex(
    r"\b(?:here and (?:in )?)?(?:"
    r"(?:for|in|throughout|during) (?:(?:all|everything|the text|the lines|what) (?:of )?"
    r"(?:that |which |what )?follows\b|"
    r"(?:all|everything|the lines|the text) (?:that (?:stands|comes) )?below\b)|"
    r"in (?:all of )?the (?:following|sequel)(?=\s*(?:[,.;)]|⟦|$|"
    r"(?:we|let|the|our|an?|assume|suppose|it|each|every|all)\b))|"
    rf"(?:in|for) the (?:rest|remainder)(?: of {_TEXT})?(?=\s*(?:[,.;)]|⟦|$|(?:we|let|the|our|assume|suppose)\b))|"
    rf"(?:in|for) (?:all|the (?:whole|rest|remainder)) of {_TEXT}|for {_TEXT}|"
    r"from (?:this|that|the present) (?:point|line|place|moment) on(?:wards?)?\b|"
    r"(?:everywhere|always|here and) (?:below|from here on)\b|once and for all\b)",
    re.IGNORECASE,
)
_SAID = r"(?:said|agreed|announced|mentioned|stated|promised|noted|explained)"
_WHY = (
    r"(?:simplicity|convenience|brevity|concreteness|definiteness|clarity|readability|ease of (?:notation|reading|"
    r"presentation|exposition)|notational (?:convenience|simplicity)|the sake of (?:\w+ )?(?:simplicity|brevity|"
    r"concreteness|definiteness|clarity|exposition|notation))"
)
_ASIDE = (
    rf"(?:for {_WHY}|to (?:keep (?:things|it|matters|the notation|notation) (?:simple|short|light)|"
    r"simplify(?: (?:things|matters|notation|the notation|the formulas))?|fix (?:the )?ideas|ease notation|"
    r"be (?:concrete|definite|specific))|"
    rf"(?:without (?:any )?loss of generality|w\.?l\.?o\.?g\.?)|as (?:(?:already )?{_SAID}"
    r"(?: before| above)?|before|above|always|ever|usual)|of course|everywhere)"
)
_HERE = regex(
    rf"(?P<begin>(?:^|[.!?:¶]\s+|\n[ \t]*|¶\s*)[*_(]*){_ASIDE}"
    r"(?=,?\s+(?:⟦|we\b|let\b|the\b|our\b|all\b|every\b|each\b))",
    re.IGNORECASE,
)
_BETWEEN = regex(rf",\s*{_ASIDE}\s*,(?=\s)", re.IGNORECASE)
_LET = r"(?:let us|we)(?: (?:now|here|also|will|shall|always|therefore))*"
_THAT = regex(
    rf"\b(?:{_LET} (?:agree|stipulate|postulate|declare|decide|insist|demand|impose)|"
    rf"(?:our|the|one|a) (?:only |main |basic |blanket |general |global )?(?:standing )?"
    rf"(?:assumption|hypothesis|convention) (?:throughout |here )?is|"
    rf"(?:all|everything) (?:that follows|below|in {_TEXT}) (?:assumes|supposes|presupposes|requires)) that\b",
    re.IGNORECASE,
)
_WITH = regex(
    rf"\b{_LET} (?:restrict (?:ourselves|attention|our attention|the discussion)|confine ourselves|limit ourselves|"
    rf"specialise|specialize) to\b|\b{_LET} (?:only|exclusively) "
    r"(?:consider|study|treat|look at|allow|use|work with)\b|"
    rf"\b(?:all|everything) (?:that follows|below|in {_TEXT}) (?:assumes|supposes|presupposes|requires|is for)\b",
    re.IGNORECASE,
)
_ALWAYS = regex(r"(?<=⟧ )(?:will|shall) (?:always|invariably|throughout) be\b", re.IGNORECASE)
_PUT = (
    (_ON, "from now on"),
    (_HERE, "here"),
    (_BETWEEN, ""),
    (_THAT, "suppose that"),
    (_WITH, "we work with"),
    (_ALWAYS, "is"),
)


def plainly_put(text: str) -> str:
    """A text with such phrases said in one way.

    >>> plainly_put("In all that follows, ⟦0⟧ is"), plainly_put("We stipulate that ⟦0⟧")
    ('        From now on, ⟦0⟧ is', '     Suppose that ⟦0⟧')
    >>> plainly_put("In the following table"), plainly_put("In the rest of the literature")
    ('In the following table', 'In the rest of the literature')
    """
    for pattern, words in _PUT:
        text = pattern.sub(lambda match, words=words: _of_its_length(match, words), text)  # type: ignore[misc]
    return text


def _of_its_length(match: re.Match[str], words: str) -> str:
    begin = match.groupdict().get("begin") or ""
    said = match.group()[len(begin) :]
    if len(words) > len(said):
        return match.group()
    if said[:1].isupper():
        words = words[:1].upper() + words[1:]
    return begin + words.rjust(len(said))
