"""Relations among the tokens of a formula: where they stand, and the pieces between them.

Guarantee: nothing within brackets or a script is a relation of the formula.
"""

from __future__ import annotations

from collections.abc import Collection

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.vocabulary import COUNTED, UNCOUNTED
from symderiv.documents.page.structure import Structure

__all__ = ["relation_at", "split_relations"]

_IN_TEXT = ("\\perp", "\\parallel")


def split_relations(tokens: list[Token]) -> tuple[list[list[Token]], list[str]]:
    """The sides of a piece and the relations between them."""
    structure = Structure(list(tokens))
    parts: list[list[Token]] = [[]]
    relations: list[str] = []
    at = 0
    found = structure.tokens
    while at < len(found):
        relation, width = relation_at(found, at, _IN_TEXT) if structure.depth[at] == 0 else ("", 0)
        if relation:
            relations.append(relation)
            parts.append([])
            at += width
            continue
        if structure.depth[at] or not found[at].is_char("&"):  # within a matrix it is between entries
            parts[-1].append(found[at])
        at += 1
    return parts, relations


def relation_at(tokens: list[Token], at: int, further: Collection[str]) -> tuple[str, int]:
    """The relation at ``at``, be it one of some ``further`` commands, and its width; "" if there is none."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.is_char(":"):
        return (":=", 2) if following is not None and following.is_char("=") else (":", 1)
    if token.is_char("=") and following is not None and following.is_char(":") and not following.gap:
        return "=:", 2
    if token.kind == "char" and token.text in "=<>":
        return token.text, 1
    if token.kind == "command":
        if token.text in COUNTED:
            return COUNTED[token.text], 1
        script = at > 0 and tokens[at - 1].is_char("^_")  # "$V^\\perp$"
        if token.text in UNCOUNTED or (token.text in further and not script):
            return token.text, 1
    return "", 0
