"""What of a file is not to be read: code, comments, front matter, quotation marks and verbatim text.

It is *masked*: replaced by as many blanks, so that every offset, line and column stays what it is in the file.

Guarantee: time linear in the length of the text, which keeps its length and its lines.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.code_names import bare_shapes, code_reader

__all__ = ["mask_latex", "mask_markdown", "mask_quotes"]

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


def _blank(text: str) -> str:
    return re.sub(r"[^\n\r]", " ", text)


def _display(fenced: str) -> str:
    r"""A fenced block of mathematics between dollars, with its offsets kept.

    >>> _display("```math\nK^T = K\n```")
    '$$     \nK^T = K\n$$ '
    """
    return re.sub(r"`{2,}[^\n\r]*", lambda mark: "$$".ljust(len(mark.group())), fenced)


def mask_markdown(text: str) -> str:
    """The text with front matter, fenced and inline code and HTML comments blanked, offsets kept.

    Code that is a name of the document's formulas, or a shape, is read as mathematics, and so are blocks fenced as
    ``math``, which become displays between dollars.
    """
    read = code_reader(text)
    pieces: list[str] = []
    position = 0
    front = re.match(r"(?:---|\+\+\+)[ \t]*\r?\n(?:.*\r?\n)*?(?:---|\+\+\+|\.\.\.)[ \t]*(?:\r?\n|\Z)", text)
    if front and re.search(r"^[\w\"'-]+[ \t]*[:=]", front.group(), re.MULTILINE):
        pieces.append(_blank(front.group()))
        position = front.end()
    token = re.compile(
        r"(?P<fence>^(?:[ \t>]*|[ \t]*(?:[-*+]|\d+[.)])[ \t]+)(?P<mark>`{3,}|~{3,})[^\n]*$)|"
        r"(?P<comment><!--)|(?P<struck>(?<![~\\])~~(?=[^\s~])|<(?P<tag>del|s|strike)>)|"
        r"(?P<note>^\[//\]:[^\n]*$|!\[[^\[\]\n]*\]\([^()\s]*\))|(?P<code>(?<!\\)`+)|(?P<block>\n[ \t]*\r?\n)",
        re.MULTILINE,
    )
    unclosed: set[int] = set()
    paragraph = -1
    while True:
        match = token.search(text, position)
        if match is None:
            pieces.append(bare_shapes(text[position:]))
            return "".join(pieces)
        begin, end = match.span()
        if match.group("block"):
            unclosed.clear()
            pieces.append(bare_shapes(text[position : end - 1]))
            position = end - 1
            continue
        pieces.append(bare_shapes(text[position:begin]))
        if match.group("fence") and not (
            match.group("mark")[0] == "`" and "`" in match.group("fence").split(match.group("mark"), 1)[1]
        ):
            mark = match.group("mark")
            close = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE).search(text, end)
            position = close.end() if close else len(text)
            if close and re.fullmatch(r"`{3,}[ \t]*math[ \t\r]*", text[match.start("mark") : end]):
                pieces.append(_display(text[begin:position]))
                continue
        elif match.group("comment"):
            close_at = text.find("-->", end)
            position = close_at + 3 if close_at >= 0 else len(text)
        elif match.group("note"):
            position = end
        elif match.group("struck"):  # what is struck out is not said
            closing = f"</{match.group('tag')}>" if match.group("tag") else "~~"
            close_at = text.find(closing, end)
            paragraph_end = text.find("\n\n", end)
            if close_at < 0 or 0 <= paragraph_end < close_at:
                pieces.append(text[begin:end])
                position = end
                continue
            position = close_at + len(closing)
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
            if run == "`" and (formula := read(text[begin:position], text[max(0, begin - 20) : begin])):
                pieces.append(formula)
                continue
        pieces.append(_blank(text[begin:position]))


def mask_quotes(text: str) -> str:
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


def mask_latex(text: str) -> str:
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
