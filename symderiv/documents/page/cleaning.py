r"""Running text without its markup: what LaTeX and Markdown write around words goes, mathematics stays."""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["clean_latex", "clean_markdown", "headings", "titles"]

_PROBLEM = r"(?:problem|exercise|question|task|example|assignment)s?\b"
_LATEX_HEADING = regex(
    r"\\(?:part|chapter|(?:sub){0,2}section|paragraph)\*?\s*(?:\[[^\[\]]*\])?\{"
    rf"|^[ \t]*(?:\\noindent\s*)?\\(?:textbf|emph|textsc|underline)\s*\{{\s*{_PROBLEM}",
    re.IGNORECASE | re.MULTILINE,
)
_MARKDOWN_HEADING = regex(
    r"^[ \t>]*#{1,6}[ \t]|^[ \t]*[^\s][^\n]*\n[ \t]*(?:={3,}|-{3,})[ \t]*$"
    rf"|^[ \t]*(?:\*\*|__)\s*(?:{_PROBLEM}|\d+[.)])",
    re.IGNORECASE | re.MULTILINE,
)


_QUOTED = regex(r"``[^\n]*?''|“[^“”\n]*”|\"[^\"\n]*\"")


def headings(text: str, latex: bool) -> tuple[int, ...]:
    """Where the headings of a text begin, those of numbered problems included.

    >>> headings("# One\\n\\ntext\\n\\n**Problem 2.** More", False), headings(r"\\section{A} \\subsection*{B}", True)
    ((0, 13), (0, 12))
    """
    return tuple(match.start() for match in (_LATEX_HEADING if latex else _MARKDOWN_HEADING).finditer(text))


def titles(text: str, starts: tuple[int, ...]) -> tuple[str, ...]:
    """The words of the headings that begin at some places, without what stands in quotation marks: that is a name.

    >>> titles("# One *more*\\n\\ntext", (0,)), titles(r"\\section{A} text", (0,))
    (('One more',), ('section A',))
    >>> titles(r"\\paragraph{``Without bias''} Refuted.", (0,))
    ('paragraph',)
    """
    lines = (_QUOTED.sub(" ", text[start:].lstrip().partition("\n")[0]).partition("}")[0] for start in starts)
    return tuple(" ".join(re.findall(r"[\w-]+", line)) for line in lines)


def clean_latex(text: str) -> str:
    r"""LaTeX text as words; ``¶`` where a sentence must end.

    >>> clean_latex(r"\section{One} \emph{Let} it~be\label{x}.")
    '¶ Let it be .'
    >>> clean_latex(r"So it is\footnote{We thank a reviewer.}."), clean_latex(r"So\footnote{see below} it is.")
    ('So it is. We thank a reviewer.', 'So (see below) it is.')
    """
    text = re.sub(
        r"\\(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|title|subtitle|author|date|caption|frametitle|"
        r"framesubtitle)\*?\s*(?:\[[^\[\]]*\])?\{(?P<h>(?:[^{}]|\{[^{}]*\})*)\}",
        _heading,
        text,
    )
    text = re.sub(
        r"\\begin\s*\{(?:frame|(?:alert|example)?block|minipage|columns?|multicols|tabular[a-z]*)\*?\}(?:<[^<>]*>)?"
        r"(?:\[[^\[\]]*\])*(?:\{(?P<h>[^{}]*)\})*",
        _heading,
        text,
    )
    text = re.sub(r"\\(?:begin|end)\s*\{(?P<e>[A-Za-z]+\*?)\}(?:\[(?P<o>[^\]]*)\])?", _environment, text)
    # At the end of a sentence a footnote is the next one.
    text = re.sub(r"\\footnote(?:\[[^\]]*\])?\{\s*([A-Z][^{}]*?)\.?\s*\}\s*\.(?=\s|$)", r". \1.", text)
    text = re.sub(r"\\footnotemark\b(?:\[[^\]]*\])?", "", text)
    text = re.sub(r"\\footnote(?:\[[^\]]*\])?\{([^{}]*?)\.?\s*\}", r" (\1)", text)
    text = re.sub(
        r"\\(?:label|ref|eqref|cite[a-z]*|index|vspace|hspace|autoref|cref|Cref|input|"
        r"includegraphics)\*?(?:\[[^\]]*\])?\{[^{}]*\}",
        " ",
        text,
    )
    text = re.sub(r"\\item\b(?:<[^<>]*>)?(?:\[[^\]]*\])?", "¶ ", text)
    text = re.sub(r"\\(?:emph|textbf|textit|text|textrm|textsc|underline|mbox|enquote|texttt)\s*\{", "{", text)
    text = re.sub(r"(?<!\\)&", "¶| ", text)  # the next cell of a table
    text = re.sub(r"\\[,;:!> ]|~", " ", text)
    text = re.sub(
        r"\\(?:par|newline|noindent|bigskip|medskip|smallskip|maketitle|newpage|clearpage)\b|\\\\", " ¶ ", text
    )
    text = re.sub(r"\\[A-Za-z]+\*?(?:<[\d,+-]+>)?", " ", text)
    return _spelled(re.sub(r"[ \t]+", " ", text.replace("{", "").replace("}", "").replace("\\", ""))).strip(" ")


_CONTRACTED = regex(
    r"\b(?:(?P<let>let)['’]s|(?P<is>that|it|there|here|what|who|he|she)['’]s|(?P<root>[a-z]+)(?P<end>n['’]t|['’](?:re|ve|ll|m)))\b",
    re.IGNORECASE,
)
_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "m": "am"}


def _spelled(text: str) -> str:
    """Words that speech contracts, written out.

    >>> _spelled("That's it: we've got W, let's see; it isn't, and can't be.")
    'That is it: we have got W, let us see; it is not, and cannot be.'
    """

    def full(match: re.Match[str]) -> str:
        if match.group("let"):
            return f"{match.group('let')} us"
        if match.group("is"):
            return f"{match.group('is')} is"
        root, end = match.group("root"), match.group("end")
        if not end.startswith("n"):
            return f"{root} {_ENDINGS[end[1:].lower()]}"
        return {"ca": "cannot", "wo": "will not", "sha": "shall not"}.get(root.lower(), f"{root} not")

    return _CONTRACTED.sub(full, text)


def _heading(match: re.Match[str]) -> str:
    words = match.group("h") or ""
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
    >>> clean_markdown("It is so[^1]."), clean_markdown("[^1]: It is.")
    ('It is so.[^1]', '[^1]: It is.')
    """
    text = re.sub(r"^[ \t>]*#{1,6}[ \t]+(?P<h>[^\n]*)$", _heading, text, flags=re.MULTILINE)
    text = re.sub(r"^[^\n¶]*\n[ \t]*(?:={3,}|-{3,})[ \t]*$", "¶ ", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*>[ \t]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*(?:[-*+]|\d+[.)]|\((?:\d{1,2}|[a-z]|[ivx]{1,4})\))[ \t]+", "¶ ", text, flags=re.MULTILINE)
    # The mark of a footnote stands behind a sentence, and not between a formula and the end of one.
    text = re.sub(r"[ \t]*(\[\^[^\[\]\s]+\])([.!?])(?=\s|$)", r"\2\1", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*\)", r"\1", text)
    text = re.sub(r"(?<![\\\w])(?:\*{1,3}|_{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3})(?!\w)", "", text)
    text = re.sub(r"^[ \t]*\|", "¶| ", text, flags=re.MULTILINE)
    text = re.sub(r"\\(?:label|ref|eqref|tag)\{[^{}]*\}|</?[A-Za-z][^<>]*>|\\(?=\W)", " ", text)
    return _spelled(re.sub(r"[ \t]+", " ", text)).strip(" ")
