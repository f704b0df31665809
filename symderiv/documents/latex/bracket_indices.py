r"""Indices in square brackets, as in signal processing: ``y[n] = \sum_k h[k] x[n-k]``.

A bracket behind a name is a factor, unless an equation of the document defines a name at an index so (``y[n] =``).
Then every name with letters and numbers in square brackets at once behind it is read as if they stood below it.

Guarantee: brackets with relations (``[a > 0]``), with names that carry indices of their own, or behind anything but a
letter stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import LETTERS

__all__ = ["defines_so", "lowered"]

_INDEX = r"[a-v](?:\s*[+-]\s*\d+)?"
_DEFINED = regex(rf"^[\s&]*(?:[A-DF-Za-z]|\\[a-z]+)\[\s*{_INDEX}(?:\s*,\s*{_INDEX})*\s*\]\s*&?\s*:?=")
_INSIDE = "+-,*/"


def defines_so(formulas: Iterable[str]) -> bool:
    """Whether one of the displays defines a name at an index in square brackets.

    >>> defines_so(["y[n] = 2 x[n]"]), defines_so([r"\\mathbb{E}[x] = 1"]), defines_so(["a = b[c + d]"])
    (True, False, False)
    """
    return any(_DEFINED.match(line) for formula in formulas for line in formula.split("\\\\"))


def lowered(tokens: list[Token]) -> list[Token]:
    """Tokens with indices in square brackets as subscripts."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _closing(tokens, at)
        if end:
            opened, closed = tokens[at + 1], tokens[end]
            found += [tokens[at], replace(opened, text="_"), replace(opened, text="{")]
            found += [*tokens[at + 2 : end], replace(closed, text="}")]
            at = end + 1
        else:
            found.append(tokens[at])
            at += 1
    return found


def _closing(tokens: list[Token], at: int) -> int:
    """Where the bracket ends that opens behind a name and has an index in it; 0 if there is none."""
    name = tokens[at]
    letter = name.kind == "letter" or (name.kind == "command" and name.text in LETTERS)
    scripted = at > 0 and tokens[at - 1].is_char("_^")
    if not letter or scripted or at + 2 >= len(tokens) or not tokens[at + 1].is_char("[") or tokens[at + 1].gap:
        return 0
    for end in range(at + 2, len(tokens)):
        token = tokens[end]
        if token.is_char("]"):
            return end if end > at + 2 else 0
        if not (token.kind in ("letter", "digit") or token.is_char(_INSIDE)):
            return 0
    return 0
