r"""Divergences, ``D_{KL}(q \| p)`` and ``\mathrm{KL}(q || p)``, as names of one word each.

What stands on both sides of the double bar are distributions, of which a document writes no values; the whole is the
name of a number.

Guarantee: another text between the brackets is another name; where an index may stand in it, nothing is changed.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.lexer import Token

__all__ = ["with_divergences"]

_FEWEST = 5  # tokens from the name to the closing bracket
_INDICES = frozenset("ijklmnst")


def with_divergences(tokens: list[Token]) -> list[Token]:
    """The tokens with one word for each divergence."""
    if not any(t.text == "\\|" for t in tokens) and not any(_is_double(tokens, k) for k in range(len(tokens))):
        return tokens
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _behind(tokens, at) if _may_begin(tokens, at) else 0
        if end:
            text = _spelt("".join(t.text for t in tokens[at:end]))
            found.append(Token("word", text, tokens[at].start, tokens[end - 1].end, tokens[at].gap))
        else:
            found.append(tokens[at])
        at = max(end, at + 1)
    return found


def _is_double(tokens: list[Token], at: int) -> bool:
    """Whether a double bar begins here, in one token or in two."""
    if tokens[at].text == "\\|":
        return True
    pair = tokens[at : at + 2]
    return len(pair) == 2 and all(t.is_char("|") for t in pair) and not pair[1].gap


def _may_begin(tokens: list[Token], at: int) -> bool:
    return tokens[at].kind in ("word", "letter") and not (at and tokens[at - 1].is_char("_^"))


def _behind(tokens: list[Token], at: int) -> int:
    """Behind the divergence that begins at a name; 0 for anything else."""
    k = at + 1
    if k + 1 < len(tokens) and tokens[k].is_char("_"):
        k = _closing(tokens, k + 1) if tokens[k + 1].is_char("{") else k + 2
    named = "".join(t.text for t in tokens[at:k])
    if re.search(r"KL|JS|^D(?:_|$)|[dD]iv", named) is None or k >= len(tokens) or tokens[k].text not in ("(", "["):
        return 0
    end = _closing(tokens, k)
    if end - at < _FEWEST:
        return 0
    depth, bars = 0, 0
    for n in range(k + 1, end - 1):
        token = tokens[n]
        depth += (token.text in "([{") - (token.text in ")]}") if token.kind in ("char", "open", "close") else 0
        bars += depth == 0 and _is_double(tokens, n)
        below = tokens[n - 1].is_char("_") or (tokens[n - 1].is_char("{") and tokens[n - 2].is_char("_"))
        if (below and token.kind == "letter" and token.text in _INDICES) or token.kind == "text":
            return 0
    return end if bars == 1 else 0


def _closing(tokens: list[Token], at: int) -> int:
    """Behind the bracket that closes the one at a place."""
    depth = 0
    for k in range(at, len(tokens)):
        if tokens[k].kind in ("char", "open", "close"):
            depth += (tokens[k].text in "([{") - (tokens[k].text in ")]}")
        if depth <= 0:
            return k + 1
    return len(tokens)


def _spelt(text: str) -> str:
    """The letters and digits of a name, and where its bars stand."""
    return re.sub(r"[^A-Za-z0-9]", "", re.sub(r"\\\||\|\|", "To", text).replace("|", "mid"))
