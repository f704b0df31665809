"""Where words say at which number indices begin: "indices start at zero", "0-based", "counting from one"."""

from __future__ import annotations

import re

from symderiv.documents.regex import regex

__all__ = ["BASE", "bases"]

BASE = regex(
    r"\b(?:ind(?:ex|ices|exing)|counting|numbering|subscripts?|axes|everything|arrays?|entries|"
    r"sums?)\b[^.;]*?\b(?:start|starts|starting|begin|begins|beginning|run|runs|running|"
    r"count|counts|counted|counting|numbered|indexed|from|based)\b[^.;]*?\b(?:at|from|with|"
    r"in)\s+(?P<a>zero|one|[01]\b|⟦(?P<m>\d+)⟧)"
    r"|\b(?P<b>zero|one|[01]|⟦(?P<n>\d+)⟧)-?\s?(?:based|indexed|index origin)|\b(?:count|counted|"
    r"counting|numbered|indexed|start|starting)\s+(?:at|from|with)\s+(?P<c>zero|one|[01]\b|⟦(?P<o>\d+)⟧)"
    r"|\b(?:ind(?:ex|ices|exing)|subscripts?|numbering)\s+(?:at|from)\s+(?P<d>zero|one|[01]\b|⟦(?P<p>\d+)⟧)",
    re.IGNORECASE,
)


def bases(sentence: str) -> list[tuple[int, int]]:
    """Where a sentence says so.

    >>> bases("for an image (zero based)")
    [(14, 24)]
    """
    return [match.span() for match in BASE.finditer(sentence)]
