r"""How wide a formula is on the page, in points of a ten-point face: an estimate, a little too large rather than small.

>>> round(width("x")), round(width(r"\sum_{i=0}^{N-1} x_{i}")), width(r"\frac{a}{b}") < width("a b c")
(6, 29, True)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["width"]

#: Widths of the letters of Computer Modern's mathematical italic, in hundredths of the size.
_LOWER: Final = (53, 43, 43, 52, 47, 60, 50, 58, 35, 45, 55, 32, 88, 60, 49, 50, 48, 48, 47, 36, 57, 52, 74, 57, 53, 51)
_UPPER: Final = (
    75,
    81,
    79,
    83,
    80,
    78,
    79,
    91,
    52,
    65,
    92,
    68,
    108,
    91,
    76,
    78,
    79,
    76,
    67,
    72,
    79,
    81,
    108,
    91,
    80,
    75,
)
_RELATIONS: Final = frozenset(("=", "<", ">", "\\le", "\\ge", "\\ne", "\\in", "\\mid", "\\nmid", "\\approx"))
_SPACES: Final = {"\\,": 17, "\\quad": 100, "\\qquad": 200, "\\;": 28, "\\!": -17}
_UPRIGHT: Final = ("\\mathrm", "\\text", "\\operatorname", "\\mathbf", "\\boldsymbol", "\\mathcal", "\\mathbb")
_ACCENTS: Final = ("\\hat", "\\bar", "\\tilde", "\\dot", "\\ddot", "\\vec")
_SIZES: Final = ("\\bigl", "\\bigr", "\\Bigl", "\\Bigr", "\\left", "\\right")
_TOKEN: Final = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)
#: How large letters are in the line, in its indices, in the indices of these.
_SCALE: Final = (0.1, 0.082, 0.066)


@lru_cache(maxsize=4096)
def width(formula: str) -> float:
    """The width of a formula as :mod:`symderiv.render.latex` writes it, in points, displayed."""
    return _Ruler(_TOKEN.findall(formula), 0, displayed=True).all()


class _Ruler:
    """One pass over tokens; a group in braces is one piece."""

    def __init__(self, tokens: list[str], depth: int, *, displayed: bool) -> None:
        self.tokens = [t for t in tokens if not t.isspace()]
        self.at = 0
        self.depth = min(depth, 2)
        self.displayed = displayed

    def all(self) -> float:
        total = 0.0
        while self.at < len(self.tokens):
            total += self.scripted()
        return total

    def scripted(self) -> float:
        """A piece with what stands above and beneath it."""
        limits = self.displayed and self.tokens[self.at] in ("\\sum", "\\prod", "\\max", "\\min")
        base = self.piece(self.depth)
        scripts = 0.0
        while self.at < len(self.tokens) and self.tokens[self.at] in ("_", "^", "'"):
            mark = self.tokens[self.at]
            self.at += 1
            scripts = max(scripts, 2.5 if mark == "'" else self.piece(self.depth + 1))
        return max(base, scripts) + 1.7 if limits else base + scripts + (0.5 if scripts else 0.0)

    def piece(self, depth: int) -> float:
        if self.at == len(self.tokens):
            return 0.0
        token = self.tokens[self.at]
        self.at += 1
        scale = _SCALE[min(depth, 2)]
        if token == "{":
            return _Ruler(self.group(), depth, displayed=self.displayed and depth == self.depth).all()
        if token in ("\\frac", "\\dfrac"):
            inner = 0 if depth == 0 and self.displayed else depth + 1
            return max(self.argument(inner) for _ in range(2)) + 2.4
        if token == "\\sqrt":
            return self.argument(depth) + 90 * scale
        if token in _UPRIGHT:
            return self.words() * 55 * scale
        if token in _ACCENTS:
            return self.piece(depth)
        if token in _SIZES:
            following = self.tokens[self.at] if self.at < len(self.tokens) else ""
            self.at += 1
            return 0.0 if following == "." else (46 if token.startswith("\\big") else 66) * scale
        if token in _RELATIONS:
            return (78 + (56 if depth == 0 else 0)) * scale
        if token in ("+", "-"):
            return (78 + (44 if depth == 0 else 0)) * scale
        if token in ("\\cdot", "\\odot", "\\times"):
            return (78 + (44 if depth == 0 else 0)) * scale
        return self.sign(token) * scale

    @staticmethod
    def sign(token: str) -> float:
        """The width of one sign, in hundredths of the size."""
        if token in _SPACES:
            return _SPACES[token]
        if token in ("\\sum", "\\prod"):
            return 145
        if token in (
            "\\max",
            "\\min",
            "\\exp",
            "\\log",
            "\\tanh",
            "\\sin",
            "\\cos",
            "\\det",
            "\\sinh",
            "\\cosh",
            "\\arctan",
        ):
            return 56 * (len(token) - 1) + 17
        if token.startswith("\\"):
            return 85 if token[1:2].isupper() else 64
        if token.islower() and token.isascii():
            return _LOWER[ord(token) - ord("a")]
        if token.isupper() and token.isascii():
            return _UPPER[ord(token) - ord("A")]
        return {",": 45, "(": 39, ")": 39, "[": 28, "]": 28, "|": 28, ".": 28, "&": 0, "}": 0}.get(token, 50)

    def group(self) -> list[str]:
        """The tokens of the group that has just been opened."""
        start, depth = self.at, 1
        while depth and self.at < len(self.tokens):
            depth += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
        return self.tokens[start : self.at - (0 if depth else 1)]

    def argument(self, depth: int) -> float:
        if self.at < len(self.tokens) and self.tokens[self.at] == "{":
            self.at += 1
            return _Ruler(self.group(), depth, displayed=False).all()
        return self.piece(depth)

    def words(self) -> int:
        """The number of letters of a name."""
        if self.at < len(self.tokens) and self.tokens[self.at] == "{":
            self.at += 1
            return len(self.group())
        self.at += 1
        return 1
