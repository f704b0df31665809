"""From the bytes of a file to its text, and places in it.

Guarantees: no exception but :class:`LocatedError`; files are bounded in bytes; offsets, lines and columns are those of
the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path

from symderiv.documents.latex.syntax import Span
from symderiv.errors import ReadingError

__all__ = ["LocatedError", "Source", "read_source"]

MAXIMAL_BYTES = 20_000_000
MAXIMAL_DAMAGE = 10  # one character in so many
LATEX_SUFFIXES = frozenset({".tex", ".latex", ".ltx"})


class LocatedError(ReadingError):
    """A reading error with its place: ``file``, ``line``, ``column``, the offending ``piece`` and the remedy.

    >>> error = LocatedError("no such thing", "notes.md", Span(0, 1, 3, 7), "x", remedy="write y")
    >>> print(error)
    no such thing, in notes.md:3:7: x (remedy: write y)
    """

    def __init__(self, what: str, file: str, span: Span, piece: str, remedy: str = "") -> None:
        self.file = file
        self.span = span
        self.line = span.line
        self.column = span.column
        self.piece = shorten(piece)
        super().__init__(what, f"{file}:{span.line}:{span.column}" + (f": {self.piece}" if self.piece else ""), remedy)


def shorten(piece: str, limit: int = 60) -> str:
    """One line of at most ``limit`` characters.

    >>> shorten("a  b" + " c" * 100, 12)
    'a b c c ...'
    """
    text = " ".join(piece.split())
    return text if len(text) <= limit else text[: limit - 4].rstrip() + " ..."


class Source:
    """A text with its name and the positions of its lines; ``damage``: where bytes of the file were no text."""

    def __init__(self, text: str, name: str, flavour: str | None = None, damage: LocatedError | None = None) -> None:
        self.text = text = text.replace("\r\n", " \n").replace("\r", "\n")  # one kind of line ends; places are kept
        self.name = name
        self.flavour = flavour or guess_flavour(text, name)
        self.damage = damage
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``.

        >>> Source("ab\\ncd", "x.md").span(4, 5)
        Span(start=4, end=5, line=2, column=2)
        """
        row = bisect_right(self._starts, start) - 1
        return Span(start, end, row + 1, start - self._starts[row] + 1)

    def error(self, what: str, start: int, end: int, remedy: str = "") -> LocatedError:
        """The error that names ``text[start:end]``."""
        return LocatedError(
            what, self.name, self.span(start, max(start, end)), self.text[start : start + 400][: end - start], remedy
        )


def guess_flavour(text: str, name: str) -> str:
    r"""Whether a text is "latex" or "markdown", by its name's suffix, else by its content.

    >>> guess_flavour(r"\documentclass{article}", "-"), guess_flavour("# Title", "-"), guess_flavour("", "a.tex")
    ('latex', 'markdown', 'latex')
    """
    suffix = Path(name).suffix.lower() if name and "\n" not in name and len(name) < 4000 else ""
    if suffix in LATEX_SUFFIXES:
        return "latex"
    if re.match(
        r"(?:[ \t]*(?:%[^\n]*)?\r?\n)*[ \t]*\\(?:documentclass|documentstyle|RequirePackage|section|begin\{document\})",
        text,
    ):
        return "latex"
    return "markdown"


def read_source(path_or_text: str | Path | bytes, name: str | None = None) -> Source:
    """The text of a file, or a text itself: a ``Path`` is opened; a ``str`` and ``bytes`` are the text.

    Raises :class:`LocatedError` for a directory, a missing or unreadable file and binary content.

    >>> read_source("$$ x = 1 $$", "note.md").flavour
    'markdown'
    """
    if isinstance(path_or_text, Path):
        label = name or str(path_or_text)
        start = Span(0, 0, 1, 1)
        if path_or_text.is_dir():
            raise LocatedError(
                "this is a directory, not a document", label, start, "", "name a Markdown or LaTeX file in it"
            )
        try:
            if path_or_text.is_file() and path_or_text.stat().st_size > MAXIMAL_BYTES:
                raise LocatedError("the file is larger than 20 MB", label, start, "", "split it")
            data = path_or_text.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise LocatedError(
                f"the file cannot be opened ({reason})", label, start, "", "check its name and permissions"
            ) from error
        return _decode(data, label)
    label = name or "<text>"
    if isinstance(path_or_text, bytes):
        return _decode(path_or_text, label)
    if "\x00" in path_or_text:
        raise _binary(label, path_or_text.index("\x00"))
    return Source(path_or_text, label)


def _binary(label: str, at: int) -> LocatedError:
    return LocatedError(
        f"this is not text: a zero byte at offset {at}", label, Span(0, 0, 1, 1), "", "give a Markdown or LaTeX file"
    )


def _decode(data: bytes, label: str) -> Source:
    """The text of a file.  A few bytes that are no UTF-8 (an old encoding of accents) become replacement characters,
    which no formula can have, and are reported; a file with many of them is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return Source(data.decode("utf-16"), label)
        except UnicodeDecodeError as error:
            raise _binary(label, error.start) from error
    if b"\x00" in data:
        raise _binary(label, data.index(b"\x00"))
    try:
        return Source(data.decode("utf-8-sig"), label)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        place = Span(error.start, error.start + 1, line, column)
        damage = LocatedError("this is not UTF-8 text", label, place, "", "save the file as UTF-8")
        text = data.decode("utf-8-sig", errors="replace")
        if MAXIMAL_DAMAGE * text.count("\ufffd") > len(text):
            raise damage from error
        return Source(text, label, damage=damage)
