r"""Running text without its markup: what LaTeX and Markdown write around words goes, mathematics stays."""

from __future__ import annotations

import re

__all__ = ["clean_latex", "clean_markdown", "headings"]

_PROBLEM = r"(?:problem|exercise|question|task|example|assignment)s?\b"
_LATEX_HEADING = re.compile(
    r"\\(?:part|chapter|(?:sub){0,2}section|paragraph)\*?\s*(?:\[[^\[\]]*\])?\{"
    rf"|^[ \t]*(?:\\noindent\s*)?\\(?:textbf|emph|textsc|underline)\s*\{{\s*{_PROBLEM}",
    re.IGNORECASE | re.MULTILINE,
)
_MARKDOWN_HEADING = re.compile(
    r"^[ \t>]*#{1,6}[ \t]|^[ \t]*[^\s][^\n]*\n[ \t]*(?:={3,}|-{3,})[ \t]*$"
    rf"|^[ \t]*(?:\*\*|__)\s*(?:{_PROBLEM}|\d+[.)])",
    re.IGNORECASE | re.MULTILINE,
)


def headings(text: str, latex: bool) -> tuple[int, ...]:
    """Where the headings of a text begin, those of numbered problems included.

    >>> headings("# One\\n\\ntext\\n\\n**Problem 2.** More", False), headings(r"\\section{A} \\subsection*{B}", True)
    ((0, 13), (0, 12))
    """
    return tuple(match.start() for match in (_LATEX_HEADING if latex else _MARKDOWN_HEADING).finditer(text))


def clean_latex(text: str) -> str:
    r"""LaTeX text as words; ``¶`` where a sentence must end.

    >>> clean_latex(r"\section{One} \emph{Let} it~be\label{x}.")
    '¶ Let it be .'
    """
    text = re.sub(
        r"\\(?:section|subsection|subsubsection|paragraph|chapter|title|author|date|caption)\*?\s*\{(?P<h>[^{}]*)\}",
        _heading,
        text,
    )
    text = re.sub(r"\\(?:begin|end)\s*\{(?P<e>[A-Za-z]+\*?)\}(?:\[(?P<o>[^\]]*)\])?", _environment, text)
    text = re.sub(
        r"\\(?:label|ref|eqref|cite[a-z]*|footnote|index|vspace|hspace|autoref|cref|Cref|input|"
        r"includegraphics)\*?(?:\[[^\]]*\])?\{[^{}]*\}",
        " ",
        text,
    )
    text = re.sub(r"\\item\b(?:\[[^\]]*\])?", "¶ ", text)
    text = re.sub(r"\\(?:emph|textbf|textit|text|textrm|textsc|underline|mbox|enquote|texttt)\s*\{", "{", text)
    text = re.sub(r"(?<!\\)&", "¶| ", text)  # the next cell of a table
    text = re.sub(r"\\[,;:!> ]|~", " ", text)
    text = re.sub(
        r"\\(?:par|newline|noindent|bigskip|medskip|smallskip|maketitle|newpage|clearpage)\b|\\\\", " ¶ ", text
    )
    text = re.sub(r"\\[A-Za-z]+\*?", " ", text)
    return re.sub(r"[ \t]+", " ", text.replace("{", "").replace("}", "").replace("\\", "")).strip(" ")


def _heading(match: re.Match[str]) -> str:
    words = match.group("h")
    return f"¶ {words} " if re.match(r"\W*(?:assumption|hypothes)", words, re.IGNORECASE) else "¶ "


def _environment(match: re.Match[str]) -> str:
    name = match.group("e").rstrip("*").lower()
    if name in (
        "assumption",
        "assumptions",
        "hypothesis",
        "hypotheses",
        "condition",
        "premise",
    ) and match.group().startswith("\\begin"):
        return "¶ Assumption: "
    return "¶ "


def clean_markdown(text: str) -> str:
    """Markdown text as words; ``¶`` where a sentence must end.

    >>> clean_markdown("# Title\\n\\n- **Let** it [be](x.html).")
    '¶ \\n\\n¶ Let it be.'
    """
    text = re.sub(r"^[ \t>]*#{1,6}[ \t]+(?P<h>[^\n]*)$", _heading, text, flags=re.MULTILINE)
    text = re.sub(r"^[^\n¶]*\n[ \t]*(?:={3,}|-{3,})[ \t]*$", "¶ ", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*>[ \t]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*(?:[-*+]|\d+[.)]|\((?:\d{1,2}|[a-z]|[ivx]{1,4})\))[ \t]+", "¶ ", text, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*\)", r"\1", text)
    text = re.sub(r"(?<![\\\w])(?:\*{1,3}|_{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3})(?!\w)", "", text)
    text = re.sub(r"^[ \t]*\|", "¶| ", text, flags=re.MULTILINE)
    text = re.sub(r"\\(?:label|ref|eqref|tag)\{[^{}]*\}|</?[A-Za-z][^<>]*>|\\(?=\W)", " ", text)
    return re.sub(r"[ \t]+", " ", text).strip(" ")
