r"""Bars of conditions: ``p(y|x)`` is written ``p(y \mid x)``.

Guarantee: only a bar that stands alone between two parentheses, which cannot be half of an absolute value there, and
that nothing is evaluated at.
"""

from __future__ import annotations

from symderiv.documents.latex.lexer import Token

__all__ = ["with_conditions"]


def with_conditions(tokens: list[Token]) -> list[Token]:
    """The tokens with such bars as relations."""
    found: set[int] = set()
    groups: list[tuple[str, list[int]]] = []  # the bracket, and the places of the bars directly inside
    for at, token in enumerate(tokens):
        if token.kind in ("begin", "end"):
            groups.append(("", []))  # what is open here may close on the other side
        elif token.text in ("(", "[", "{") and token.kind in ("char", "open"):
            groups.append((token.text, []))
        elif token.text in (")", "]", "}") and token.kind in ("char", "close") and groups:
            bracket, bars = groups.pop()
            alone = bracket == "(" and token.text == ")" and len(bars) == 1
            if alone and tokens[bars[0] - 1].text != bracket and bars[0] + 1 < at:
                found.add(bars[0])
        elif token.text == "|" and groups:
            groups[-1][1].append(at)
            if token.kind != "char" or (at + 1 < len(tokens) and tokens[at + 1].text == "_"):
                groups[-1][1].append(at)  # a bar of evaluation
    return [Token("command", "\\mid", t.start, t.end, True) if at in found else t for at, t in enumerate(tokens)]
