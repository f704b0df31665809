"""Where words say at which number indices begin: "indices start at zero", "0-based", "the first entry is $x_1$"."""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["BASE", "bases", "is_told"]

BASE = regex(
    r"\b(?:ind(?:ex|ices|exing)|counting|numbering|subscripts?|axes|everything|arrays?|entries|"
    r"sums?)\b[^.;]*?\b(?:start|starts|starting|begin|begins|beginning|run|runs|running|"
    r"count|counts|counted|counting|numbered|indexed|from|based)\b[^.;]*?\b(?:at|from|with|"
    r"in)\s+(?P<a>zero|one|[01]\b|⟦(?P<m>\d+)⟧)"
    r"|\b(?P<b>zero|one|[01]|⟦(?P<n>\d+)⟧)-?\s?(?:based|indexed|index origin)|\b(?:count|counted|"
    r"counting|numbered|indexed|start(?:ing)?(?=[^.;]*\bind(?:ex|ices)\b))\s+(?:at|from|with)\s+"
    r"(?P<c>zero|one|[01]\b|⟦(?P<o>\d+)⟧)"
    r"|\b(?:ind(?:ex|ices|exing)|subscripts?|numbering)\s+(?:at|from)\s+(?P<d>zero|one|[01]\b|⟦(?P<p>\d+)⟧)"
    r"|\bthe\s+first\s+(?:entry|component|element|coordinate)\s+(?:of\s+(?:⟦\d+⟧|[a-z ]{1,30}?)\s+)?(?:is|being)\s+"
    r"(?:called\s+|written\s+|denoted\s+(?:by\s+)?)?⟦(?P<entry>\d+)⟧",
    re.IGNORECASE,
)


# By these a sentence says where indices begin elsewhere, for others, or not at all.
_ELSEWHERE = regex(
    r"\b(?:not|never|if|whether|do|does|did|some|many|most|others?|students?|users?|people|authors|books|unlike|appendix|"
    r"wrong\w*|would|could|should|had|instead of|rather than|contrary|while)\b|"
    r"(?<!as )\bin (?:the |some )?(?:code|numpy|python|"
    r"matlab|julia|fortran|implementations?)\b",
    re.IGNORECASE,
)


def is_told(clause: str, behind: str) -> bool:
    """Whether a clause, up to a number and ``behind`` it, says where the document's own indices begin.

    >>> is_told("As in Python, indices start at zero", "."), is_told("Some books let indices start at one", ".")
    (True, False)
    >>> is_told("Do indices start at one", "?"), is_told("In NumPy indices start at zero", ", here at one.")
    (False, False)
    """
    return _ELSEWHERE.search(clause) is None and not behind.lstrip().startswith("?")


def bases(sentence: str) -> list[tuple[int, int]]:
    """Where a sentence says so.

    >>> bases("for an image (zero based)")
    [(14, 24)]
    """
    return [match.span() for match in BASE.finditer(sentence)]
