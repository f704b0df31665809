r"""Gradients named by a ``d`` or a ``\delta`` before their variable, as backward passes are coded and written:
``dX = \partial L/\partial X``, ``\delta h = \partial L/\partial h``.

``d X`` is a product, or a differential, unless the document says of some ``dX`` that it is the derivative by ``X``: in
a relation, or in the words between two formulas.  Then that name, and each other one that an equation of the document
gives a value, is one name, whatever ``d`` means elsewhere; and likewise for ``\delta``.  Where no ``d`` stands alone,
each name right behind one is such a name.

So it is in notes that give each name with a ``d`` a value, ``dZ = A - Y``, ``dW = \frac1m dZ X^\top``, where no ``d``
means anything else.

Guarantee: the ``d`` of a fraction ``\frac{dL}{dX}`` or ``dL/dX`` stays that of a derivative; names of which nothing
is said stay products, and differentials stay what they are, as some ``dX`` of theirs has no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import ACCENTS, LETTERS

__all__ = ["formulas_of", "gradient_names", "joined"]

_DECORATED = "|".join(sorted(name[1:] for name in ACCENTS))
_NAME = rf"(?:\\(?:{_DECORATED})\s*(?:\{{\s*\\?[A-Za-z]+\s*\}}|\s[A-Za-z]|\\[A-Za-z]+)|\\[A-Za-z]+|[A-Za-z])"
_D = r"(?P<sign>\\(?:mathrm|rm|text)\s*\{?\s*d\s*\}?|d|\\delta(?![A-Za-z]))\s*"
_SCRIPTS = r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9]+))*"
_EQUAL = r"\s*&?\s*(?::=|=|\\equiv|\\triangleq|\\coloneqq)\s*&?\s*"
_INSIDE = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"
_FRACTION = rf"\\[dt]?frac\s*\{{\s*\\partial\s*{_INSIDE}\}}\s*\{{\s*\\partial\s*\{{?\s*"
_DERIVATIVE = rf"(?:{_FRACTION}|\\partial\s*{_NAME}{_SCRIPTS}\s*/\s*\\partial\s*|\\nabla_\s*\{{?\s*)"
_BEGIN = r"(?:^|[=&,;{}]|\\\\|\\quad|\\qquad|\\\s|\\[,;!])\s*&?\s*"
_SAID = regex(rf"{_BEGIN}{_D}(?P<name>{_NAME}){_SCRIPTS}{_EQUAL}{_DERIVATIVE}(?P<by>{_NAME})")
_TURNED = regex(rf"{_DERIVATIVE}(?P<by>{_NAME}){_SCRIPTS}\s*\}}?{_EQUAL}{_D}(?P<name>{_NAME})")
_GIVEN = regex(rf"{_BEGIN}{_D}(?P<name>{_NAME}){_SCRIPTS}{_EQUAL}")
_ALONE = regex(rf"\s*{_D}(?P<name>{_NAME}){_SCRIPTS}\s*")
_ONLY_DERIVATIVE = regex(rf"\s*{_DERIVATIVE}(?P<by>{_NAME}){_SCRIPTS}\s*\}}?\s*(?:{_NAME}{_SCRIPTS}\s*)?")
_MEANS = regex(
    r"\s*(?:for|is|be|denotes?|as|by|to be|means?|stands? for|short for|abbreviates?|:|\()\s*"
    r"(?:(?:the|our|its)\s+)?(?:\w+\s+){0,2}(?:gradient|derivative|adjoint)?\s*",
    re.IGNORECASE,
)
_TIGHT = regex(r"[\s{}]")
_DELTA = "\\delta "


def gradient_names(formulas: Sequence[str], between: Sequence[str]) -> frozenset[str]:
    r"""The names that carry a ``d`` in a document; ``between[k]`` is the text behind ``formulas[k]``.

    >>> sorted(gradient_names([r"dY = \frac{\partial L}{\partial Y}", r"dW = X^\top dY", "y = d x"], ["", "", ""]))
    ['W', 'Y']
    >>> gradient_names([r"dA^{[l]} = \frac{\partial{\mathcal{L}}}{\partial{A^{[l]}}}"], [""])
    frozenset({'A'})
    >>> gradient_names([r"df = f' dx", r"\frac{dL}{dx} = 0"], ["", ""])
    frozenset()
    >>> gradient_names([r"\delta h = \frac{\partial L}{\partial h}", r"g = \delta x^\top"], ["", ""])
    frozenset({'\\delta h'})
    """
    said = {_key(m) for f in formulas for p in (_SAID, _TURNED) for m in p.finditer(f) if _same(m)}
    for one, words, other in zip(formulas, between, formulas[1:], strict=False):
        for name, value in ((one, other), (other, one)):
            alone, by = _ALONE.fullmatch(name), _ONLY_DERIVATIVE.fullmatch(value)
            if alone and by and _tight(alone["name"]) == _tight(by["by"]) and _MEANS.fullmatch(words):
                said.add(_key(alone))
    said |= _said_in_words(formulas, between)
    if not said:
        return _all_given(formulas)
    signs = {_is_delta(key) for key in said}
    given = {_key(m) for f in formulas for m in _GIVEN.finditer(f)}
    bare = [_FRACTIONS.sub(" ", f) for f in formulas if "\\int" not in f]
    others, used = any(map(_AND_OTHERS.search, between)), [m for f in bare for m in _USED.finditer(f)]
    tight = [m for m in used if not any(map(str.isspace, m[0]))] if not any(map(_ALONE_D.search, bare)) else []
    given |= {_tight(m["name"]) for m in (used if others else tight)}
    return frozenset(said | {key for key in given if _is_delta(key) in signs})


# "⟦dA⟧ is the gradient of ⟦L⟧ with respect to ⟦A⟧", "the gradient of the loss with respect to ⟦A⟧ is ⟦dA⟧"
_IS_GRADIENT = regex(
    r"\s*,?\s*(?:is|be|denotes?|as|means?|stands? for|for|abbreviates?|:)?\s*(?:the\s+)?(?:upstream\s+|incoming\s+)?"
    r"(?:gradient|derivative|adjoint)\s+(?:of\s+(?:the\s+)?(?:\w+\s+){0,2})?"
    r"(?P<by>with respect to\s*|w\.?r\.?t\.?\s*)?",
    re.IGNORECASE,
)
_BY = regex(r"\s*,?\s*(?:with respect to|w\.?r\.?t\.?|by)\s*", re.IGNORECASE)


def _said_in_words(formulas: Sequence[str], between: Sequence[str]) -> set[str]:
    """The names that words say to be gradients by the name without the sign."""
    found = set[str]()
    for k, (one, words) in enumerate(zip(formulas, between, strict=True)):
        alone, gradient = _ALONE.fullmatch(one), _IS_GRADIENT.fullmatch(words)
        if not alone or not gradient:
            continue
        at = k + 1 if gradient["by"] else k + 2
        follows = at < len(formulas) and (at == k + 1 or _BY.fullmatch(between[k + 1]) is not None)
        if follows and _tight(alone["name"]) == _tight(formulas[at]):
            found.add(_key(alone))
    return found


# "Write ⟦dZ⟧ for ⟦the gradient⟧, and similarly for the other variables"
_AND_OTHERS = regex(
    r"\b(?:similarly|likewise|analogously|and so on|etc\b|accordingly|same for)[^.;$]{0,40}\b(?:variables?|others?|"
    r"rest|quantit(?:y|ies)|parameters?|gradients?|tensors?)\b|\band so on\b|\betc\.",
    re.IGNORECASE,
)
_PLAIN_D = regex(r"(?<![\\A-Za-z_^])d(?![A-Za-z])")
_ALONE_D = regex(rf"(?<![\\A-Za-z])d(?!\s*{_NAME})")
_OPERATOR = regex(r"\\int|\\mathrm\s*\{?\s*d\b")
_USED = regex(rf"(?<![\\A-Za-z_^{{])d\s*(?P<name>{_NAME})(?![A-Za-z])")
_PART = r"\{\s*d[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_FRACTIONS = regex(rf"\\[dt]?frac\s*{_PART}\s*{_PART}|\\text\w*\{{[^{{}}]*\}}")


def _all_given(formulas: Sequence[str]) -> frozenset[str]:
    r"""The names with a ``d`` of a document in which an equation gives each of them a value from some other name.

    >>> sorted(_all_given([r"dZ = A - Y", r"dW = \frac{1}{m} dZ X^T"]))
    ['W', 'Z']
    >>> _all_given([r"dY = A\, dX", r"d \times k"]), _all_given([r"dY = A dX"])
    (frozenset(), frozenset())
    """
    if any("=" in f and _D_BEGINS.match(f) for f in formulas):
        bare = [_FRACTIONS.sub(" ", f) for f in formulas]
        given = {_key(m) for f in bare for m in _GIVEN.finditer(f) if m["sign"] == "d"}
        used = {_tight(m["name"]) for f in bare for m in _USED.finditer(f)}
        if used <= given and not any(_PLAIN_D.search(f) or _OPERATOR.search(f) for f in bare):
            return frozenset(x for x in given if not _is_delta(x))
    return frozenset()


_D_BEGINS = regex(rf"\s*&?\s*d\s*{_NAME}{_SCRIPTS}{_EQUAL}")


def _key(match: re.Match[str]) -> str:
    """The name without a sign that is ``d``, and with one that is ``\\delta``."""
    name = _tight(match["name"])
    return _DELTA + name if match["sign"].startswith("\\delta") else name


def _is_delta(key: str) -> bool:
    return key.startswith(_DELTA)


def _tight(name: str) -> str:
    return _TIGHT.sub("", name)


def _same(match: re.Match[str]) -> bool:
    return _tight(match["name"]) == _tight(match["by"])


def joined(tokens: list[Token], names: frozenset[str]) -> list[Token]:
    r"""Tokens with ``\differential{X}`` in the place of ``dX`` for these names, ``\variation{X}`` of ``\delta X``."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        begin = _behind_d(tokens, at)
        end = _behind_name(tokens, begin) if begin else 0
        delta = tokens[at].is_command("\\delta")
        key = (_DELTA if delta else "") + _tight("".join(t.text for t in tokens[begin:end]))
        if end and key in names and not _in_fraction(tokens, at, end):
            first, last = tokens[at], tokens[end - 1]
            accent = "\\variation" if delta else "\\differential"
            found.append(replace(first, kind="command", text=accent, end=tokens[begin - 1].end))
            found.append(replace(first, kind="char", text="{", gap=False))
            found += [*tokens[begin:end], replace(last, kind="char", text="}", gap=False)]
            at = end
        else:
            found.append(tokens[at])
            at += 1
    return found


def _behind_d(tokens: Sequence[Token], at: int) -> int:
    r"""Behind ``d``, ``\mathrm{d}`` or ``\delta`` at ``at``; 0 if there is none."""
    if tokens[at].is_command("\\delta"):
        return 0 if at and tokens[at - 1].is_char("_^") else at + 1
    if tokens[at].kind == "letter" and tokens[at].text == "d":
        return 0 if at and tokens[at - 1].is_char("_^") else at + 1
    if tokens[at].is_command("\\mathrm") and [t.text for t in tokens[at + 1 : at + 4]] == ["{", "d", "}"]:
        return at + 4
    return 0


def _behind_name(tokens: Sequence[Token], at: int) -> int:
    """Behind the name without scripts at ``at``; 0 if there is none."""
    if at >= len(tokens):
        return 0
    token = tokens[at]
    if token.kind == "letter" or (token.kind == "command" and token.text in LETTERS):
        return at + 1
    if token.kind != "command" or token.text not in ACCENTS or at + 1 >= len(tokens):
        return 0
    if not tokens[at + 1].is_char("{"):
        return _behind_name(tokens, at + 1)
    inside = _behind_name(tokens, at + 2)
    return inside + 1 if inside and inside < len(tokens) and tokens[inside].is_char("}") else 0


def _in_fraction(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether this ``d`` is that of a quotient of differentials."""
    if at and tokens[at - 1].is_char("/"):
        return True
    if end + 1 < len(tokens) and tokens[end].is_char("/"):
        return bool(_behind_d(tokens, end + 1)) or tokens[end + 1].is_command("\\partial")
    if at < 2 or not tokens[at - 1].is_char("{"):
        return False
    if tokens[at - 2].kind == "command" and tokens[at - 2].text.endswith("frac"):
        close = _closing(tokens, at - 1)
        below = close + 2
        return below < len(tokens) and (bool(_behind_d(tokens, below)) or tokens[below].is_command("\\partial"))
    return tokens[at - 2].is_char("}") and _over_differential(tokens, at - 2)


def _closing(tokens: Sequence[Token], at: int) -> int:
    depth = 0
    for k in range(at, len(tokens)):
        depth += tokens[k].is_char("{") - tokens[k].is_char("}")
        if not depth:
            return k
    return len(tokens)


def _over_differential(tokens: Sequence[Token], close: int) -> bool:
    """Whether the group that ends at ``close`` is the numerator of a fraction and begins with a differential."""
    depth = 0
    for k in range(close, 0, -1):
        depth += tokens[k].is_char("}") - tokens[k].is_char("{")
        if not depth:
            above = tokens[k - 1]
            begins = bool(_behind_d(tokens, k + 1)) or tokens[k + 1].is_command("\\partial")
            return begins and above.kind == "command" and above.text.endswith("frac")
    return False


def formulas_of(pieces: Iterable[tuple[bool, str]]) -> tuple[list[str], list[str]]:
    """Formulas, and the text behind each, of the pieces of a document (whether one is a formula, and its text)."""
    formulas: list[str] = []
    between: list[str] = []
    for formula, text in pieces:
        if formula:
            formulas.append(text)
            between.append("")
        elif between:
            between[-1] += text
    return formulas, between
