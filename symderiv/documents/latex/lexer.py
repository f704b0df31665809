r"""Tokens of LaTeX mathematics, with their places in the file.

Tokenising needs to know nothing of mathematics: control sequences, letters, digits one by one
(``\frac12`` is one half), and single characters.  Comments vanish; blanks are remembered as the flag
``gap`` of the token behind them.  What is only for the eye is still there; ``tidying`` removes it.

Guarantees: linear time, no exception but :class:`~symderiv.documents.latex.source.LocatedError`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from symderiv.documents.latex.braced_arrays import as_cases
from symderiv.documents.latex.characters import INVISIBLE, LOWERED, RAISED, script, spelled
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import Source

__all__ = ["Token", "match_braces", "tokenize"]


@dataclass(frozen=True, slots=True)
class Token:
    r"""One token.

    ``kind``: "letter", "digit", "command" (``text`` with its backslash), "char", "begin" and "end" (``text`` is the
    environment), "text" (the words of a ``\text``), "word" (``\operatorname{softmax}``), "open" and "close"
    (a delimiter with ``\left``, ``\right``, ``\bigl``...), "bar" (a sized ``|``), "stop" (end of the input).
    """

    kind: str
    text: str
    start: int
    end: int
    gap: bool = False

    def is_char(self, characters: str) -> bool:
        """Whether this is one of some plain characters."""
        return self.kind == "char" and self.text in characters

    def is_command(self, *names: str) -> bool:
        """Whether this is one of some control sequences."""
        return self.kind == "command" and self.text in names


_TOKEN = regex(
    r"(?P<blank>\s*?\n[ \t>]*\r?\n\s*)|(?P<space>\s+)|(?P<dots>\.{2,})|(?P<comment>%[^\n]*(?:\n[ "
    r"\t]*)?)|(?P<environment>\\(?P<which>begin|end)\s*\{(?P<name>[A-Za-z]+\*?)\})"
    r"|(?P<command>\\[A-Za-z@]+)|(?P<escape>\\.)|(?P<digit>[0-9])|(?P<letter>[A-Za-z])"
    rf"|(?P<invisible>{INVISIBLE})|(?P<script>{RAISED}|{LOWERED})|(?P<char>.)",
    re.DOTALL,
)

_SPELLED = regex(r"(?P<command>\\[A-Za-z]+|\\\|)|(?P<digit>\d)|(?P<letter>[A-Za-z])|(?P<char>.)")

#: Relations of two characters, as they are typed: ``a = 0 => b >= 1``.
_TYPED = {"=>": "\\Rightarrow", "->": "\\to", ">=": "\\ge", "<=": "\\le"}


def tokenize(source: Source, start: int, end: int) -> list[Token]:
    r"""The tokens of ``source.text[start:end]``.

    >>> [token.text for token in tokenize(Source(r"x_{12} \alpha % no", "a.md"), 0, 18)]
    ['x', '_', '{', '1', '2', '}', '\\alpha']
    """
    found: list[Token] = []
    gap = False
    for match in _TOKEN.finditer(source.text, start, end):
        kind = match.lastgroup
        piece = match.group()
        if kind in ("space", "comment", "invisible"):
            gap = True
            continue
        begin, stop = match.span()
        if kind == "blank":
            # A blank line ends a row: Markdown writers put several equations between one pair of $$.
            gap = True
            if found and stop < end:
                found.append(Token("command", "\\\\", begin, begin + 1, True))
            continue
        if kind == "dots":
            found.append(Token("command", "\\dots", begin, stop, gap))
        elif match.group("environment"):
            found.append(Token(match.group("which"), match.group("name"), begin, stop, gap))
        elif kind == "command" or kind == "escape":
            found.append(Token("command", "\\" + piece[1:], begin, stop, gap))
        elif kind == "digit" or kind == "letter":
            found.append(Token(kind, piece, begin, stop, gap))
        elif meant := script(piece) if kind == "script" else spelled(piece):
            if found and found[-1].is_char("^_") and meant[0] == found[-1].text:
                meant = meant[1:]
            for part in _SPELLED.finditer(meant):
                found.append(Token(part.lastgroup or "char", part.group(), begin, stop, gap))
                gap = False
        elif unicodedata.category(piece) == "Cc":
            raise source.error(f"a control character (U+{ord(piece):04X}) cannot be read", begin, stop, "remove it")
        elif not gap and found and found[-1].kind == "char" and found[-1].text + piece in _TYPED:
            first = found.pop()
            found.append(Token("command", _TYPED[first.text + piece], first.start, stop, first.gap))
        else:
            found.append(Token("char", piece, begin, stop, gap))
        gap = False
    return as_cases(found)


def match_braces(tokens: list[Token]) -> dict[int, int]:
    """For each opening brace that is closed, where; in linear time."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind == "char":
            if token.text == "{":
                stack.append(at)
            elif token.text == "}" and stack:
                pairs[stack.pop()] = at
    return pairs
