r"""Ranges of indices in words: "the step index $t$ runs from $1$ to $T$", "$i$ ranges over $1, \dots, n$".

Guarantee: the first end is a number, or the last one with a minus, and the last one is written too; what is denied,
or merely possible ("may run from"), states nothing.
"""

from __future__ import annotations

import re
from fractions import Fraction

from symderiv.documents.latex.grammar import parse_expression
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Expression, Number, Span, Symbol
from symderiv.documents.page.surface import RangeFact
from symderiv.documents.page.wording import NEGATION
from symderiv.documents.words.facts import split_top, strip
from symderiv.documents.words.phrases import Phrases

__all__ = ["ranges", "told_ranges"]

_LETTERS = r"⟦\d+⟧(?:\s*(?:,|and|,\s*and)\s*⟦\d+⟧){0,20}"
_END = r"(?:⟦\d+⟧|zero\b|one\b|[01]\b(?!\.\d))"
_VERB = r"(?:runs?|ranges?|goes|go|varies|vary|counts?|running|ranging|going|varying)"
_RANGE = regex(
    r"(?:\b(?:(?:all|the)\s+)*(?:sums?|products?|averages?)\s+over\s+)?"
    rf"(?P<letters>{_LETTERS}),?\s+(?:(?:always |each |both |all )?(?P<verb>{_VERB})\s+)?"
    rf"(?:from\s+(?P<low>{_END})\s+(?:up\s+)?(?:to|through|until)\s+(?P<high>{_END})"
    rf"|between\s+(?P<least>{_END})\s+and\s+(?P<most>{_END})|over\s+(?P<list>⟦\d+⟧))",
    re.IGNORECASE,
)


def ranges(text: str) -> list[tuple[int, int]]:
    """Where a text states ranges in words.

    >>> ranges("the index ⟦0⟧ runs from 1 to ⟦1⟧"), ranges("⟦0⟧ goes to the layer ⟦1⟧")
    ([(10, 32)], [])
    >>> ranges("All sums over ⟦0⟧ run from 1 to ⟦1⟧, sums over ⟦2⟧ from 0 to ⟦3⟧")
    [(0, 35), (37, 64)]
    """
    return [match.span() for match in _RANGE.finditer(text)]


def told_ranges(passage: Phrases, lead: str) -> None:
    """Put down the ranges that the words of a passage state."""
    for match in _RANGE.finditer(passage.text):
        numbers = [int(k) for k in re.findall(r"\d+", match["letters"])]
        begin = passage.lead_of(match.start())
        if NEGATION.search(begin[-60:]) or not all(k < len(passage.chunks) for k in numbers):
            continue
        letters = [x for k in numbers for x in passage.chunks[k].subjects if passage.chunks[k].bare]
        span = passage.chunks[numbers[0]].span
        low, high = _ends(passage, match, span)
        around = low is not None and high is not None and latex(low).replace(" ", "") == "-" + latex(high)
        counted = (isinstance(low, Number) or around) and (match["verb"] is not None or match["low"] is not None)
        if high is None or not counted or not letters or not all(isinstance(x, Symbol) for x in letters):
            continue
        assert low is not None
        passage.put(numbers[-1], RangeFact(span, passage.before(numbers[0], lead), tuple(letters), low, high))


def _ends(passage: Phrases, match: re.Match[str], span: Span) -> tuple[Expression | None, Expression | None]:
    if match["list"] is None:
        return _end(passage, match["low"] or match["least"], span), _end(passage, match["high"] or match["most"], span)
    entries = split_top(_tokens(passage, match["list"]), ",")
    if len(entries) < 3 or not any("dots" in token.text for token in entries[-2]):
        return None, None
    return _parsed(passage, entries[0]), _parsed(passage, entries[-1])


def _end(passage: Phrases, text: str, span: Span) -> Expression | None:
    if not text.startswith("⟦"):
        return Number(span, Fraction({"zero": 0, "one": 1}[text.lower()] if text.isalpha() else int(text)))
    return _parsed(passage, _tokens(passage, text))


def _tokens(passage: Phrases, mark: str) -> list[Token]:
    number = int(mark.strip("⟦⟧"))
    return strip(passage.chunks[number].tokens) if number < len(passage.chunks) else []


def _parsed(passage: Phrases, tokens: list[Token]) -> Expression | None:
    try:
        return parse_expression(passage.source, strip(tokens)) if tokens else None
    except LocatedError:
        return None
