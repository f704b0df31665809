r"""What plain TeX writes otherwise: ``\eqno(1)`` behind an equation, and ``{\textstyle\sum_j} a_j``.

Guarantee: nothing else is touched; a number behind ``\eqno`` is no part of the equation, and braces around an operator
and its range alone group nothing.
"""

from __future__ import annotations

from symderiv.documents.latex.lexer import Token, match_braces

__all__ = ["modern"]

_NUMBERS = ("\\eqno", "\\leqno")
_STYLES = ("\\textstyle", "\\displaystyle", "\\scriptstyle", "\\scriptscriptstyle")
_OPERATORS = ("\\sum", "\\prod")


def modern(tokens: list[Token]) -> list[Token]:
    """The tokens of a tidy formula as LaTeX would have them: its braces are arguments of no command for the eye."""
    cut = next((at for at, token in enumerate(tokens) if token.is_command(*_NUMBERS)), len(tokens))
    tokens = tokens[:cut]
    if not any(token.is_command(*_OPERATORS) for token in tokens):
        return tokens
    pairs = match_braces(tokens)
    idle: set[int] = set()
    for opening, closing in pairs.items():
        at = opening + 1
        while at < closing and tokens[at].is_command(*_STYLES):
            at += 1
        if at < closing and tokens[at].is_command(*_OPERATORS) and _range_ends(tokens, pairs, at + 1) == closing:
            if opening and tokens[opening - 1].is_char("^_"):
                continue
            idle |= {opening, closing}
    return [token for at, token in enumerate(tokens) if at not in idle]


def _range_ends(tokens: list[Token], pairs: dict[int, int], at: int) -> int:
    """Where the range of an operator ends that begins at a place."""
    while at < len(tokens) and tokens[at].is_command("\\limits", "\\nolimits"):
        at += 1
    while at + 1 < len(tokens) and tokens[at].is_char("^_"):
        at = pairs.get(at + 1, at + 1) + 1
    return at
