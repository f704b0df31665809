r"""Shapes that a formula states without a set: ``W : m \times n``, ``\dim(W) = m \times n``, ``W_{m \times n}``,
``\underset{m \times n}{W}``, ``W \in M_{m \times n}(\mathbb{R})``.

Guarantee: only where the shape is written as a product of sizes, ``m \times n``, or of one name in parentheses.
"""

from __future__ import annotations

from symderiv.documents.latex.grammar import parse_entries
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError, Source
from symderiv.documents.latex.syntax import Expression, Span
from symderiv.documents.page.surface import ShapeFact
from symderiv.documents.words.facts import axes_of, is_name, scripts_of, split_top, unbrace

__all__ = ["stated_shapes"]

_DIM = regex(r"(?:\\dim|\\(?:operatorname\*?|mathrm|text|textrm|mathtt)\{?(?:dim|shape|size)\}?|dim|shape|size)$", 0)
_MATRICES = regex(r"(?:\\(?:mathcal|mathbb|mathrm|mathbf|operatorname|text)\{?)?(?:M|Mat)\}?$")
_BELOW = ("\\underset", "\\overset", "\\underbrace")


def stated_shapes(source: Source, tokens: list[Token], span: Span, sentence: str) -> list[ShapeFact]:
    """The shapes that the tokens of a formula of the text state, and nothing else; none if they say anything else."""
    found: list[ShapeFact] = []
    for piece in split_top(tokens, ",", ";", "\\quad", "\\qquad"):
        if not piece:
            continue
        try:
            named = _said(piece)
            if named is None:
                return []
            name, shape = named
            subjects = tuple(parse_entries(source, name))
            if not subjects or not all(map(is_name, subjects)):
                return []
            axes: tuple[Expression, ...] = axes_of(source, shape)
        except LocatedError:
            return []
        found.append(ShapeFact(span, sentence, subjects, axes))
    return found


def _said(tokens: list[Token]) -> tuple[list[Token], list[Token]] | None:
    r"""The name and the sizes in ``W : m \times n`` and its like."""
    if tokens[0].text in _BELOW:
        return _set_below(tokens)
    for mark in (":", "="):
        at = next((k for k, t in enumerate(tokens) if t.is_char(mark)), 0)
        if not at:
            continue
        name, shape = tokens[:at], _unbracketed(tokens[at + 1 :])
        if mark == "=":
            opening = next((k for k, t in enumerate(name) if t.is_char("(")), 0)
            if not opening or not name[-1].is_char(")") or not _DIM.match("".join(t.text for t in name[:opening])):
                return None
            name = name[opening + 1 : -1]
        return (name, shape) if _is_product(shape) or mark == "=" else None
    at = next((k for k, t in enumerate(tokens) if t.is_command("\\in")), 0)
    if at:
        below = next((k for k, t in enumerate(tokens) if k > at and t.is_char("_")), 0)
        if not below or not _MATRICES.match("".join(t.text for t in tokens[at + 1 : below])):
            return None
        shape = scripts_of(tokens[below:])[0].get("_", [])
        return (tokens[:at], shape) if _is_product(shape) or any(t.is_char(",") for t in shape) else None
    below = next((k for k, t in enumerate(tokens) if t.is_char("_")), 0)
    if below:
        marks, width = scripts_of(tokens[below:])
        if below + width == len(tokens) and "^" not in marks and _is_product(marks.get("_", [])):
            return tokens[:below], marks["_"]
    return None


def _set_below(tokens: list[Token]) -> tuple[list[Token], list[Token]] | None:
    r"""``\underset{m \times n}{W}`` and ``\underbrace{W}_{m \times n}``."""
    groups: list[list[Token]] = []
    rest = tokens[1:]
    while rest and rest[0].is_char("{_"):
        rest = rest[1:] if rest[0].is_char("_") else rest
        end = _end(rest)
        groups.append(rest[1:end])
        rest = rest[end + 1 :]
    if rest or len(groups) != 2:
        return None
    shape, name = groups if tokens[0].text != "\\underbrace" else groups[::-1]
    return (name, _unbracketed(shape)) if _is_product(_unbracketed(shape)) else None


def _end(tokens: list[Token]) -> int:
    depth = 0
    for k, token in enumerate(tokens):
        depth += token.is_char("{") - token.is_char("}")
        if not depth:
            return k
    return len(tokens)


def _unbracketed(tokens: list[Token]) -> list[Token]:
    tokens = unbrace(tokens)
    outer = len(tokens) > 2 and tokens[0].is_char("(") and tokens[-1].is_char(")")
    return tokens[1:-1] if outer and not any(t.is_char("()") for t in tokens[1:-1]) else tokens


def _is_product(tokens: list[Token]) -> bool:
    return any(t.is_command("\\times") for t in tokens)
