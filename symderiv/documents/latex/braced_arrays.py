r"""Cases that are written as an array behind a brace: ``\left\{ \begin{array}{ll} .. \end{array} \right.``.

Guarantee: an array that a brace opens on its left and nothing closes on its right is read as ``cases``; no other is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symderiv.documents.latex.lexer import Token

__all__ = ["as_cases"]


def as_cases(tokens: list[Token]) -> list[Token]:
    """The tokens with such arrays as environments ``cases``."""
    changed: dict[int, Token | None] = {}
    for at, token in enumerate(tokens):
        if token.kind != "begin" or token.text != "array" or not _opened(tokens, at):
            continue
        end = _end(tokens, at)
        if end is None or not _left_open(tokens, end):
            continue
        changed |= {at: replace(token, text="cases"), end: replace(tokens[end], text="cases")}
        changed |= dict.fromkeys((at - 2, at - 1, end + 1, end + 2))
        if tokens[at + 1].is_char("{"):  # how the columns are set
            close = next((k for k in range(at + 1, end) if tokens[k].is_char("}")), at)
            changed |= dict.fromkeys(range(at + 1, close + 1))
    if not changed:
        return tokens
    kept = (changed.get(at, token) for at, token in enumerate(tokens))
    return [token for token in kept if token is not None]


def _opened(tokens: Sequence[Token], at: int) -> bool:
    return at >= 2 and tokens[at - 2].is_command("\\left") and tokens[at - 1].text in ("\\{", "\\lbrace")


def _left_open(tokens: Sequence[Token], end: int) -> bool:
    return end + 2 < len(tokens) and tokens[end + 1].is_command("\\right") and tokens[end + 2].text == "."


def _end(tokens: Sequence[Token], at: int) -> int | None:
    """Where an environment ends."""
    depth = 0
    for k in range(at, len(tokens)):
        depth += (tokens[k].kind == "begin") - (tokens[k].kind == "end")
        if not depth:
            return k
    return None
