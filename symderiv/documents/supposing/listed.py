r"""Displays that are items of a list which a sentence supposes: "assume that", and then "(a) $$ ... $$", "(b) ...".

An item that has no words but its mark, or a short name, is governed by the sentence that leads into its list, if that
sentence breaks off where it supposes something.  Guarantee: a sentence that has said what it supposes leads into no
list, and neither does one that ended.
"""

from __future__ import annotations

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.supposing.roles import announcement

__all__ = ["NO_LIST", "lead_of_list"]

NO_LIST = ""
# "(a)", "A1.", "•", "- **Symmetry.**" and "(i) (the rows sum to one)"; what begins a line or an item.
_MARK = r"(?:[•–—·▪◦*-]|\(?(?:[A-Za-z]{1,2}[.-]?\d{0,2}|\d{1,2}|[ivxIVX]{1,4})[.):]|\[[ xX]?\])"
_ITEM = regex(
    rf"(?:^|\n[ \t]*|(?P<own>¶\s*))(?:{_MARK}[ \t]*){{0,2}}"
    r"(?P<name>\([A-Za-z][a-z-]*(?: [a-z-]+){0,3}\)|[A-Z][a-z-]*(?: [a-z-]+){0,3}[.:])?\s*$"
)
_BREAKS_OFF = regex(
    r"\b(?:assum(?:e|ed|ing)|suppos(?:e|ed|ing)|requir(?:e|ing)|impos(?:e|ing)|postulat(?:e|ing)|given|provided|that|"
    r"satisf(?:y|ies|ying)|obey(?:s|ing)?|(?:the |these )?following(?: (?:\w+ )?(?:assumptions?|hypothes[ie]s|"
    r"conditions?|propert(?:y|ies)|equations?|identit(?:y|ies)|things))?(?: (?:is true|are true|holds?))?|assumptions?|"
    r"hypothes[ie]s)\s*:?\s*$"
)


def lead_of_list(text: str, lead: str) -> str:
    """The sentence that supposes the display behind a text as an item of a list, or "".

    ``lead`` is the one of the list that the text may go on with.

    >>> lead_of_list("It is. We assume that¶ ", ""), lead_of_list(" ¶ (b) ", "Assume"), lead_of_list("Assume.¶ ", "")
    ('We assume that', 'Assume', '')
    >>> lead_of_list("Suppose the matrix is symmetric:¶ ", ""), lead_of_list("Then¶ ", "Assume")
    ('', '')
    """
    item = _ITEM.search(text)
    if item is None or not (item["own"] or text[item.start() : item.end()].strip()):
        return NO_LIST
    before = text[: item.start()].strip(" \t\n¶")
    if before:
        lead = last_sentence(before)
        lead = lead if _BREAKS_OFF.search(lead.lower()) else NO_LIST
    return lead if lead and announcement(lead, display=True) else NO_LIST
