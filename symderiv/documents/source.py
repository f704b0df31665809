r"""From the bytes of a file to its pieces: running text, inline mathematics and displays, with positions.

A Markdown or LaTeX file is scanned once, from left to right.  Code, comments, front matter and
verbatim text are *masked*: replaced by as many blanks, so that every offset, line and column stays
what it is in the file.  A general Markdown parser was not used: none of them knows LaTeX's own
environments and ``\[``, and all of them give block lines only where a column is asked for.

Guarantees: time linear in the length of the file, which is bounded in bytes and in formulas; no
exception but :class:`LocatedError`; a delimiter that is never closed spoils one piece, not the rest of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from symderiv.documents.syntax import Span
from symderiv.errors import ReadingError

__all__ = ["LocatedError", "Segment", "Source", "read_source", "segments", "segments_of"]

MAXIMAL_BYTES = 20_000_000
MAXIMAL_FORMULAS = 100_000
MAXIMAL_DAMAGE = 10  # one character in so many

LATEX_SUFFIXES = frozenset({".tex", ".latex", ".ltx"})

ALIGNING = ("align", "alignat", "flalign", "xalignat", "eqnarray", "aligned", "alignedat", "split", "IEEEeqnarray")
GATHERING = ("gather", "gathered", "equation", "displaymath", "subequations", "dmath", "dgroup")
OTHERS = ("multline", "multlined", "cases", "dcases", "array", "rcases")
DISPLAYS = frozenset(name + star for name in (*ALIGNING, *GATHERING, *OTHERS) for star in ("", "*")) - {
    "subequations",
    "subequations*",
}
VERBATIM = (
    "verbatim",
    "verbatim*",
    "Verbatim",
    "lstlisting",
    "minted",
    "comment",
    "filecontents",
    "filecontents*",
    "tikzpicture",
)


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


# ------------------------------------------------------------------------------------------ segments


@dataclass(frozen=True)
class Segment:
    r"""One piece of a document.

    ``kind`` is "text", "inline", "display" or "macro" (a definition such as ``\newcommand``);
    ``start:end`` with delimiters, ``inner_start:inner_end`` without.  ``environment`` names the delimiter.
    ``error`` says that the piece is never closed.
    """

    kind: str
    start: int
    end: int
    inner_start: int
    inner_end: int
    environment: str = ""
    error: str = ""


def _blank(text: str) -> str:
    return re.sub(r"[^\n\r]", " ", text)


def _mask_markdown(text: str) -> str:
    """The text with front matter, fenced and inline code and HTML comments blanked, offsets kept."""
    pieces: list[str] = []
    position = 0
    front = re.match(r"(?:---|\+\+\+)[ \t]*\r?\n(?:.*\r?\n)*?(?:---|\+\+\+|\.\.\.)[ \t]*(?:\r?\n|\Z)", text)
    if front and re.search(r"^[\w\"'-]+[ \t]*[:=]", front.group(), re.MULTILINE):
        pieces.append(_blank(front.group()))
        position = front.end()
    token = re.compile(
        r"(?P<fence>^(?:[ \t>]*|[ \t]*(?:[-*+]|\d+[.)])[ \t]+)(?P<mark>`{3,}|~{3,})[^\n]*$)|"
        r"(?P<comment><!--)|(?P<code>(?<!\\)`+)|(?P<block>\n[ \t]*\r?\n)",
        re.MULTILINE,
    )
    unclosed: set[int] = set()
    paragraph = -1
    while True:
        match = token.search(text, position)
        if match is None:
            pieces.append(text[position:])
            return "".join(pieces)
        begin, end = match.span()
        if match.group("block"):
            unclosed.clear()
            pieces.append(text[position : end - 1])
            position = end - 1
            continue
        pieces.append(text[position:begin])
        if match.group("fence") and not (
            match.group("mark")[0] == "`" and "`" in match.group("fence").split(match.group("mark"), 1)[1]
        ):
            mark = match.group("mark")
            close = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE).search(text, end)
            position = close.end() if close else len(text)
        elif match.group("comment"):
            close_at = text.find("-->", end)
            position = close_at + 3 if close_at >= 0 else len(text)
        else:
            run = match.group("code") or match.group("mark")
            if not match.group("code"):
                end = match.end("mark")
            if paragraph < end:
                ended = re.compile(r"\n[ \t]*\n").search(text, end)
                paragraph = len(text) if ended is None else ended.start()
            limit = paragraph
            close = None
            if len(run) not in unclosed:
                close = re.compile(rf"(?<!`){run}(?!`)").search(text, end, limit)
            if close is None:
                unclosed.add(len(run))
                pieces.append(text[begin:end])
                position = end
                continue
            position = close.end()
        pieces.append(_blank(text[begin:position]))


def _mask_quotes(text: str) -> str:
    """The text with the marks of block quotes blanked: ``>`` on each of some lines, the first behind a blank one."""
    if "\n>" not in text and not text.startswith(">"):
        return text
    lines = text.split("\n")
    quoted = False
    before_blank = True
    for number, line in enumerate(lines):
        mark = re.match(r" {0,3}>(?: {0,3}>)*", line)
        quoted = mark is not None and (quoted or before_blank)
        if quoted and mark is not None:
            lines[number] = " " * mark.end() + line[mark.end() :]
        before_blank = not line.strip() and not quoted
    return "\n".join(lines)


def _mask_latex(text: str) -> str:
    """The text with comments, verbatim material and what stands after the end of the document blanked."""
    token = re.compile(
        r"(?P<escape>\\[\\%])|(?P<comment>%[^\n]*)|(?P<verb>\\verb\*?(?P<bar>[^\w\s*]))|"
        r"(?P<inline>\\lstinline(?P<bar2>[^\w\s*\[{]))"
        r"|\\begin\{(?P<name>"
        + "|".join(re.escape(name) for name in VERBATIM)
        + r")\}|(?P<false>\\iffalse\b)|(?P<stop>\\end\{document\})"
    )
    pieces: list[str] = []
    position = 0
    while True:
        match = token.search(text, position)
        if match is None:
            pieces.append(text[position:])
            return "".join(pieces)
        begin, end = match.span()
        pieces.append(text[position:begin])
        if match.group("escape"):
            pieces.append(match.group())
            position = end
            continue
        if match.group("comment"):
            position = end
        elif match.group("verb") or match.group("inline"):
            newline = text.find("\n", end)
            close = text.find(match.group("bar") or match.group("bar2"), end, newline if newline >= 0 else len(text))
            position = close + 1 if close >= 0 else end
        elif match.group("name"):
            closing = f"\\end{{{match.group('name')}}}"
            close = text.find(closing, end)
            position = close + len(closing) if close >= 0 else len(text)
        elif match.group("false"):
            close = text.find("\\fi", end)
            position = close + 3 if close >= 0 else len(text)
        else:
            position = len(text)
        pieces.append(_blank(text[begin:position]))


def _skip_group(text: str, position: int, limit: int) -> int:
    """Behind the brace group, control sequence or character that begins at ``position`` (blanks skipped)."""
    while position < limit and text[position] in " \t\r\n":
        position += 1
    if position >= limit:
        return limit
    if text[position] == "\\":
        match = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL).match(text, position)
        return match.end() if match else limit
    if text[position] != "{":
        return position + 1
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, position, limit):
        piece = match.group()
        depth += (piece == "{") - (piece == "}")
        if depth == 0:
            return match.end()
    return -1


_DEFINITION = re.compile(
    r"\\(?:(?P<new>(?:re)?newcommand|providecommand|DeclareRobustCommand|NewDocumentCommand|"
    r"RenewDocumentCommand)|(?P<def>[gex]?def)|(?P<op>DeclareMathOperator)"
    r"|(?P<let>let)|(?P<pair>DeclarePairedDelimiter)|(?P<other>newtheorem|newenvironment|"
    r"renewenvironment|DeclareMathSymbol))\b\*?"
)


def definition_end(text: str, match: re.Match[str], limit: int) -> int:
    """Behind the definition whose head ``match`` found; -1 where it is not closed."""
    position = match.end()
    if match.group("def"):
        head = re.compile(r"\s*\\(?:[A-Za-z@]+|.)[^{}\\\n]*").match(text, position)
        return -1 if head is None else _skip_group(text, head.end(), limit)
    if match.group("let"):
        head = re.compile(r"\s*\\(?:[A-Za-z@]+|.)\s*=?\s*(?:\\(?:[A-Za-z@]+|.)|.)").match(text, position)
        return -1 if head is None else head.end()
    wanted = 3 if match.group("pair") or (match.group("new") and "Document" in match.group("new")) else 2
    if match.group("other"):
        wanted = 3 if "environment" in match.group("other") else 2
    optional = re.compile(r"\s*\[[^\[\]]*\]")
    for _ in range(wanted):
        position = _skip_group(text, position, limit)
        if position < 0:
            return -1
        while (found := optional.match(text, position)) is not None:
            position = found.end()
    return position


def segments(source: Source) -> list[Segment]:
    """The pieces of a document from left to right, without gaps."""
    return segments_of(source)[1]


def segments_of(source: Source) -> tuple[str, list[Segment]]:
    """The text with everything blanked that is not to be read, and its pieces."""
    text = source.text
    latex_flavour = source.flavour == "latex"
    masked = _mask_latex(text) if latex_flavour else _mask_quotes(_mask_markdown(text))
    return masked, _Scanner(Source(masked, source.name, source.flavour)).run()


class _Scanner:
    """One pass over the masked text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.latex_flavour = source.flavour == "latex"
        self.found: list[Segment] = []
        self.plain = 0
        self.openers: dict[str, str] = {}
        self.closers: dict[str, str] = {}
        self.missing: set[str] = set()
        self.paragraph = (0, -1)

    def emit(self, segment: Segment) -> None:
        if segment.start > self.plain:
            self.found.append(Segment("text", self.plain, segment.start, self.plain, segment.start))
        self.found.append(segment)
        self.plain = segment.end
        if len(self.found) > 2 * MAXIMAL_FORMULAS:
            what = f"the file has more than {MAXIMAL_FORMULAS} formulas"
            raise self.source.error(what, segment.start, segment.start, "split it")

    def run(self) -> list[Segment]:
        text = self.text
        position = 0
        token = re.compile(r"\\\\[\[(]|\\(?:[A-Za-z@]+\*?|.)|\$\$?", re.DOTALL)
        body = text.find("\\begin{document}") if self.latex_flavour else -1
        while True:
            match = token.search(text, position)
            if match is None:
                break
            piece = match.group()
            begin = match.start()
            position = match.end()
            in_preamble = begin < body
            definition = _DEFINITION.match(text, begin)
            if definition is not None:
                end = definition_end(text, definition, min(len(text), begin + 4_000))
                if end >= 0:
                    self.alias(text[begin:end])
                    self.emit(Segment("macro", begin, end, begin, end))
                    position = end
                continue
            if in_preamble or piece == "\\$":
                continue
            if piece == "$$":
                position = self.dollars(begin)
            elif piece == "$":
                position = self.dollar(begin)
            elif piece in ("\\[", "\\("):
                position = self.bracket(begin, piece, "\\]" if piece == "\\[" else "\\)")
            elif piece in ("\\\\[", "\\\\("):
                if (
                    self.latex_flavour
                    or text.find("\\\\" + ("]" if piece[-1] == "[" else ")"), position, position + 20000) < 0
                ):
                    position = begin + 2
                else:
                    position = self.bracket(begin, piece, "\\\\" + ("]" if piece[-1] == "[" else ")"))
            elif piece == "\\begin":
                name = re.compile(r"\\begin\s*\{([A-Za-z]+\*?)\}").match(text, begin)
                if name is not None and name.group(1) in DISPLAYS:
                    position = self.environment(begin, name.end(), name.group(1))
                elif name is not None and name.group(1) == "math":
                    position = self.bracket(begin, name.group(), "\\end{math}")
            elif piece.rstrip("*") in self.openers:
                position = self.aliased(begin, piece)
        if self.plain < len(text):
            self.found.append(Segment("text", self.plain, len(text), self.plain, len(text)))
        return self.found

    def alias(self, definition: str) -> None:
        r"""Remember ``\newcommand{\be}{\begin{equation}}`` and its partner."""
        match = re.fullmatch(
            r"\\(?:re)?(?:newcommand|def)\*?\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{\s*\\(begin|"
            r"end)\s*\{([A-Za-z]+\*?)\}\s*\}",
            definition,
        )
        if match is not None and match.group(3) in DISPLAYS:
            (self.openers if match.group(2) == "begin" else self.closers)[match.group(1)] = match.group(3)

    def aliased(self, begin: int, piece: str) -> int:
        name = self.openers[piece]
        for closer, closed in self.closers.items():
            if closed == name:
                match = re.compile(re.escape(closer) + r"(?![A-Za-z])").search(self.text, begin)
                if match is not None:
                    self.emit(Segment("display", begin, match.end(), begin + len(piece), match.start(), name))
                    return match.end()
        return begin + len(piece)

    def paragraph_end(self, position: int) -> int:
        start, end = self.paragraph
        if start <= position <= end:
            return end
        match = re.compile(r"\n[ \t>]*\r?\n").search(self.text, position)
        end = match.start() if match is not None else len(self.text)
        self.paragraph = (position, end)
        return end

    def unclosed(self, kind: str, begin: int, inner: int, environment: str, closer: str) -> int:
        """Report a delimiter that is not closed; the piece ends at the end of its paragraph."""
        blank = re.compile(r"\s*").match(self.text, inner)
        assert blank is not None
        end = max(self.paragraph_end(blank.end()), inner)
        if kind == "inline":
            return inner
        self.emit(Segment(kind, begin, end, inner, end, environment, f"{environment} is never closed by {closer}"))
        return end

    def dollars(self, begin: int) -> int:
        text = self.text
        inner = begin + 2
        close = self.find_unescaped("$$", inner)
        if close >= 0 and not self.swallows_prose(text[inner:close]):
            self.emit(Segment("display", begin, close + 2, inner, close, "$$"))
            return close + 2
        return self.unclosed("display", begin, inner, "$$", "$$")

    def find_unescaped(self, delimiter: str, position: int) -> int:
        """Where the delimiter stands next without a backslash before it; -1 if nowhere."""
        if delimiter in self.missing:
            return -1
        while True:
            found = self.text.find(delimiter, position)
            if found < 0:
                self.missing.add(delimiter)
                return -1
            backslashes = 0
            while found - backslashes > 0 and self.text[found - backslashes - 1] == "\\":
                backslashes += 1
            if backslashes % 2 == 0:
                return found
            position = found + 1

    @staticmethod
    def swallows_prose(inside: str) -> bool:
        """Whether a display runs over a blank line into running text, so that its closing is missing."""
        if not re.search(r"\S[ \t]*\r?\n[ \t>]*\r?\n[\s\S]*\S", inside):
            return False
        later = re.split(r"\n[ \t>]*\r?\n", inside.strip(), maxsplit=1)[1]
        bare = re.sub(r"\\(?:text|mbox|textrm|intertext|operatorname)\*?\s*\{[^{}]*\}", " ", later)
        return bool(
            re.search(
                r"^#+\s|(?<![\\$])\$(?!\$)|(?:(?<![\\A-Za-z])[A-Za-z]{2,}[ ,]+){3}|\\begin\{(?:equation|align)",
                bare,
                re.MULTILINE,
            )
        )

    def dollar(self, begin: int) -> int:
        text = self.text
        inner = begin + 1
        if inner >= len(text):
            return inner
        spaced = text[inner] in " \t\r\n"
        limit = self.paragraph_end(inner)
        for match in re.compile(r"\\.|\$", re.DOTALL).finditer(text, inner, limit):
            if match.group() != "$":
                continue
            close = match.start()
            if close == inner:
                return inner
            if not self.latex_flavour:
                if not spaced and text[close - 1] in " \t\r\n":
                    return inner
                if close + 1 < len(text) and text[close + 1].isdigit() and re.match(r"[\d,.]+\s", text[inner:close]):
                    return inner
            self.emit(Segment("inline", begin, close + 1, inner, close, "$"))
            return close + 1
        return inner

    def bracket(self, begin: int, opener: str, closer: str) -> int:
        text = self.text
        inner = begin + len(opener)
        kind = "display" if opener.endswith("[") else "inline"
        close = -1
        if closer not in self.missing:
            pattern = re.compile(
                r"\\\\[\])\[(]" if closer.startswith("\\\\") else r"\\(?:end\{math\}|begin\{math\}|.)", re.DOTALL
            )
            again = False
            for match in pattern.finditer(text, inner):
                if match.group() == closer:
                    close = match.start()
                    break
                if match.group() == opener:
                    again = True
                    break
            if close < 0 and not again:
                self.missing.add(closer)
        if close >= 0 and not self.swallows_prose(text[inner:close]):
            self.emit(Segment(kind, begin, close + len(closer), inner, close, opener))
            return close + len(closer)
        return self.unclosed(kind, begin, inner, opener, closer)

    def environment(self, begin: int, inner: int, name: str) -> int:
        text = self.text
        depth = 1
        closer = f"\\end{{{name}}}"
        nests = name.rstrip("*") in (
            "aligned",
            "alignedat",
            "gathered",
            "split",
            "cases",
            "dcases",
            "rcases",
            "array",
            "multlined",
        )
        if closer not in self.missing:
            limit = min(len(text), inner + 50_000) if nests else len(text)
            for match in re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}").finditer(text, inner, limit):
                depth += 1 if match.group(1) == "begin" else -1
                if depth == 0:
                    if self.swallows_prose(text[inner : match.start()]):
                        break
                    self.emit(Segment("display", begin, match.end(), inner, match.start(), name))
                    return match.end()
                if not nests:
                    break
            else:
                if not nests:
                    self.missing.add(closer)
        return self.unclosed("display", begin, inner, f"\\begin{{{name}}}", closer)
