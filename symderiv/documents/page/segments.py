r"""From the text of a file to its pieces: running text, inline mathematics, displays and definitions of macros.

A Markdown or LaTeX file is scanned once, from left to right.  A general Markdown parser was not used: none of them
knows LaTeX's own environments and ``\[``, and all of them give block lines only where a column is asked for.

Guarantees: time linear in the length of the text, which is bounded in formulas; no exception but
:class:`LocatedError`; a delimiter that is never closed spoils one piece, not the rest of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import Source
from symderiv.documents.page.masking import mask_latex, mask_markdown, mask_quotes

__all__ = ["ALIGNING", "GATHERING", "Segment", "segments", "segments_of"]

MAXIMAL_FORMULAS = 100_000
# The displays that say how many columns they have, or how these are set: ``\begin{alignat}{2}``.
_WITH_COLUMNS = ("alignat", "alignedat", "xalignat", "IEEEeqnarray", "array")
_COLUMNS = regex(r"\s*(?:\[[^\]\n]*\])?\s*\{(?:[^{}\n]|\{[^{}\n]*\})*\}")
ALIGNING = ("align", "alignat", "flalign", "xalignat", "eqnarray", "aligned", "alignedat", "split", "IEEEeqnarray")
GATHERING = ("gather", "gathered", "equation", "displaymath", "subequations", "dmath", "dgroup")
OTHERS = ("multline", "multlined", "cases", "dcases", "array", "rcases")
DISPLAYS = frozenset(name + star for name in (*ALIGNING, *GATHERING, *OTHERS) for star in ("", "*")) - {
    "subequations",
    "subequations*",
}


@dataclass(frozen=True)
class Segment:
    r"""One piece of a document.

    ``kind`` is "text", "inline", "display" or "macro" (a definition such as ``\newcommand``);
    ``start:end`` with delimiters, ``inner_start:inner_end`` without.  ``environment`` names the delimiter.
    ``error`` says that the piece is never closed.  ``whole``: where the display begins of which this is a later part.
    """

    kind: str
    start: int
    end: int
    inner_start: int
    inner_end: int
    environment: str = ""
    error: str = ""
    whole: int = -1


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


_DEFINITION = regex(
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
    masked = mask_latex(text) if latex_flavour else mask_quotes(mask_markdown(text))
    plain = Source(masked, source.name, source.flavour)
    return masked, [part for segment in _Scanner(plain).run() for part in _apart(plain, segment)]


_BETWEEN = regex(r"\\(?:short)?intertext\s*(?=\{)")


def _moved(segment: Segment, by: int) -> Segment:
    return replace(
        segment,
        start=segment.start + by,
        end=segment.end + by,
        inner_start=segment.inner_start + by,
        inner_end=segment.inner_end + by,
    )


def _apart(source: Source, segment: Segment) -> list[Segment]:
    r"""A display in the parts that ``\intertext`` with formulas makes of it; what stands between them is text."""
    text, found = source.text, []
    begin = segment.inner_start
    for match in _BETWEEN.finditer(text, begin, segment.inner_end) if segment.kind == "display" else ():
        end = _skip_group(text, match.end(), segment.inner_end)
        inner = text[match.end() + 1 : end - 1]
        inside = text.count("\\begin", begin, match.start()) > text.count("\\end", begin, match.start())
        if end < 0 or inside or ("$" not in inner and "\\(" not in inner):
            continue
        start = segment.start if begin == segment.inner_start else begin
        found.append(replace(segment, start=start, end=match.start(), inner_start=begin, inner_end=match.start()))
        found += [_moved(x, match.end() + 1) for x in _Scanner(Source(inner, source.name, source.flavour)).run()]
        begin = end
    if not found:
        return [segment]
    found.append(replace(segment, start=begin, inner_start=begin))
    first, *later = (k for k, part in enumerate(found) if part.environment == segment.environment)
    for k in later:
        found[k] = replace(found[k], whole=segment.start)
    blank = [k for k in (first, *later) if not text[found[k].inner_start : found[k].inner_end].strip("\\ \n\t&")]
    return [part for k, part in enumerate(found) if k not in blank]


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
                if not spaced and text[close - 1] in " \t\r\n" and not self.ends_with_space(inner, close):
                    return inner
                if close + 1 < len(text) and text[close + 1].isdigit() and re.match(r"[\d,.]+\s", text[inner:close]):
                    return inner
            self.emit(Segment("inline", begin, close + 1, inner, close, "$"))
            return close + 1
        return inner

    def ends_with_space(self, inner: int, close: int) -> bool:
        """Whether ``$x_i $`` is mathematics with a space before its end: not "$5 and $10", "$HOME and $PATH"."""
        following = self.text[close + 1 : close + 2]
        bare = re.sub(
            r"\\(?:text\w*|mbox|mathrm|operatorname)\*?\s*\{[^{}]*\}|\\[A-Za-z]+", " ", self.text[inner:close]
        )
        prose = re.search(r"(?<![A-Za-z])[A-Za-z]{2,}[,.;:]?\s", bare) or re.fullmatch(r"[\d.,]+[kKMB]?\s*", bare)
        return prose is None and not following.isalnum() and following not in ("\\", "$", "{", "_")

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
        if name.rstrip("*") in _WITH_COLUMNS and (columns := _COLUMNS.match(text, inner)) is not None:
            inner = columns.end()
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
