"""The same claims in other clothes get the same verdicts.

Ranges written or not, base 0 or 1, other letters, Markdown or LaTeX, displays, environments, macros and fonts.  A
document is a template in which ``<i:n:...>`` is a sum over ``i`` and ``@x@`` a tensor.  Nothing is sampled: every style
of a document is read and judged, and compared with the verdicts that stand beside the claims.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.documents.judged import judged


@dataclass(frozen=True)
class Style:
    """How a template is written out."""

    explicit: bool = True
    base: int = 1
    latex: bool = False
    environment: str = ""
    letters: tuple[tuple[str, str], ...] = ()
    font: str = ""
    macro: bool = False
    commas: bool = False
    slack: bool = False


STYLES = {
    "explicit from 1": Style(),
    "explicit from 0": Style(base=0),
    "without ranges": Style(explicit=False),
    "without ranges, from 0": Style(explicit=False, base=0),
    "other letters": Style(letters=(("n", "b"), ("i", "p"), ("j", "q"), ("k", "r"))),
    "greek letters": Style(
        explicit=False, letters=(("n", r"\nu"), ("i", r"\alpha"), ("j", r"\beta"), ("k", r"\kappa"))
    ),
    "primed letters": Style(letters=(("k", "i'"),)),
    "latex": Style(latex=True),
    "latex aligned": Style(latex=True, environment="align*"),
    "gathered, from 0": Style(latex=True, environment="gather", base=0),
    "bold": Style(font=r"\mathbf"),
    "bm and macros": Style(latex=True, font=r"\boldsymbol", macro=True, explicit=False),
    "commas": Style(commas=True),
    "spaces and delimiters": Style(slack=True, base=0),
}

DENSE = (
    r"Let @x@ \in \mathbb{R}^{N \times D}; @W@ \in \mathbb{R}^{K \times D}; @b@ \in \mathbb{R}^{K}; "
    r"@t@ \in \mathbb{R}^{N \times K}",
    [
        ("definition", r"@z@_{nk} = @b@_{k} + <i:D:@W@_{ki} @x@_{ni}>"),
        ("definition", r"@p@_{nk} = \frac{e^{@z@_{nk}}}{<j:K:e^{@z@_{nj}}>}"),
        ("definition", r"L = -\frac{1}{N} <n:N:<k:K:@t@_{nk} \log @p@_{nk}>>"),
        ("proved", r"<k:K:@p@_{nk}> = 1"),
        ("refuted", r"<n:N:@p@_{nk}> = 1"),
        ("proved", r"\D{@p@_{nk}}{@z@_{nj}} = @p@_{nk} (\delta_{kj} - @p@_{nj})"),
        ("refuted", r"\D{@p@_{nk}}{@z@_{nj}} = @p@_{nk} (1 - @p@_{nj})"),
        ("proved", r"\D{L}{@z@_{nk}} = \frac{1}{N} \left( @p@_{nk} <j:K:@t@_{nj}> - @t@_{nk} \right)"),
        ("refuted", r"\D{L}{@z@_{nk}} = \frac{1}{N} \left( @p@_{nk} - @t@_{nk} \right)"),
        ("proved", r"\D{L}{@W@_{ki}} = <n:N:\D{L}{@z@_{nk}} @x@_{ni}>"),
        ("proved", r"\D{L}{@b@_{k}} = <n:N:\D{L}{@z@_{nk}}>"),
    ],
)
NORM = (
    r"Let @x@ \in \mathbb{R}^{N \times D}; @g@ \in \mathbb{R}^{D}; \epsilon > 0",
    [
        ("definition", r"@m@_{n} = \frac{1}{D} <i:D:@x@_{ni}>"),
        ("definition", r"@v@_{n} = \frac{1}{D} <i:D:(@x@_{ni} - @m@_{n})^2>"),
        ("definition", r"@y@_{ni} = @g@_{i} \frac{@x@_{ni} - @m@_{n}}{\sqrt{@v@_{n} + \epsilon}}"),
        ("proved", r"<i:D:(@x@_{ni} - @m@_{n})> = 0"),
        ("proved", r"@v@_{n} = \frac{1}{D} <i:D:@x@_{ni}^2> - @m@_{n}^2"),
        ("refuted", r"@v@_{n} = \frac{1}{D} <i:D:@x@_{ni}^2> - @m@_{n}"),
        ("proved", r"\D{@v@_{n}}{@x@_{ni}} = \frac{2}{D} (@x@_{ni} - @m@_{n})"),
        ("refuted", r"\D{@v@_{n}}{@x@_{ni}} = 2 (@x@_{ni} - @m@_{n})"),
        ("proved", r"\D{E}{@g@_{i}} = <n:N:\D{E}{@y@_{ni}} \frac{@x@_{ni} - @m@_{n}}{\sqrt{@v@_{n} + \epsilon}}>"),
    ],
)
MIXING = (
    r"Let @q@, @k@ \in \mathbb{R}^{T \times D}; @u@ \in \mathbb{R}^{T \times M}; \phi smooth",
    [
        ("definition", r"@s@_{ij} = <k:D:@q@_{ik} @k@_{jk}>"),
        ("definition", r"@o@_{in} = <j:T:\phi(@s@_{ij}) @u@_{jn}>"),
        ("proved", r"\D{L}{@u@_{jn}} = <i:T:\phi(@s@_{ij}) \D{L}{@o@_{in}}>"),
        ("refuted", r"\D{L}{@u@_{jn}} = <i:T:\phi(@s@_{ji}) \D{L}{@o@_{in}}>"),
        ("proved", r"\D{L}{@s@_{ij}} = \phi'(@s@_{ij}) <n:M:@u@_{jn} \D{L}{@o@_{in}}>"),
        ("refuted", r"\D{L}{@s@_{ij}} = <n:M:@u@_{jn} \D{L}{@o@_{in}}>"),
        ("proved", r"\D{L}{@q@_{ik}} = <j:T:\D{L}{@s@_{ij}} @k@_{jk}>"),
        ("refuted", r"\D{L}{@k@_{jk}} = <i:T:\D{L}{@s@_{ij}} @k@_{ik}>"),
    ],
)
DOCUMENTS = {"dense": DENSE, "norm": NORM, "mixing": MIXING}
INDICES = "nijk"


def _sums(text: str, style: Style) -> str:
    """``<i:n:...>`` as sums, innermost first."""
    pattern = re.compile(r"<(\w):(\w):([^<>]*)>")
    while (found := pattern.search(text)) is not None:
        letter, size, body = found.groups()
        low, high = ("1", size) if style.base else ("0", f"{size}-1")
        ranges = rf"\sum_{{{letter}={low}}}^{{{high}}}" if style.explicit else rf"\sum_{{{letter}}}"
        text = text[: found.start()] + rf"{ranges} {body}" + text[found.end() :]
    return text


def _letters(text: str, style: Style) -> str:
    """Other index letters, in subscripts and below sums alone."""
    names = dict(style.letters)

    def renamed(match: re.Match[str]) -> str:
        inside = match.group(1)
        if re.fullmatch(rf"[{INDICES}]+", inside):
            joiner = "," if style.commas else " " if any("\\" in v or "'" in v for v in names.values()) else ""
            return "_{" + joiner.join(names.get(c, c) for c in inside) + "}"
        head = re.match(rf"([{INDICES}])=", inside)
        return match.group() if head is None else "_{" + names.get(head[1], head[1]) + inside[1:] + "}"

    return re.sub(r"_\{([^{}]*)\}", renamed, text)


def _written(text: str, style: Style) -> str:
    text = _letters(_sums(text, style), style)
    text = re.sub(r"@(\w)@", lambda m: rf"{style.font}{{{m[1]}}}" if style.font else m[1], text)
    if not style.macro:
        while (
            found := re.search(r"\\D\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", text)
        ) is not None:
            text = text[: found.start()] + rf"\frac{{\partial {found[1]}}}{{\partial {found[2]}}}" + text[found.end() :]
    if style.slack:
        text = text.replace(" = ", r" \;=\; ").replace(" - ", r" \, - \, ")
    return text


def document(template: tuple[str, list[tuple[str, str]]], style: Style) -> str:
    """A template in a style, with one display for each equation (or one for all in an environment)."""
    head, equations = template
    facts = "; ".join(f"${_written(f, style)}$" if "in" in f or ">" in f else f for f in head[4:].split("; "))
    facts = facts.replace(r"\phi smooth", r"$\phi$ a smooth function")
    start = f"Let {facts}. Indices start at {style.base}."
    lines = [_written(e, style) for _, e in equations]
    if not style.latex:
        return start + "\n\n" + "\n\n".join(f"$$ {line} $$" for line in lines)
    macro = r"\newcommand{\D}[2]{\dfrac{\partial #1}{\partial #2}}" + "\n" if style.macro else ""
    if style.environment:
        mark = "&=" if style.environment.startswith("align") else "="
        inner = " \\\\\n".join(re.sub(r" = ", f" {mark} ", line, count=1) for line in lines)
        body = f"\\begin{{{style.environment}}}\n{inner}\n\\end{{{style.environment}}}"
    else:
        body = "\n".join(f"\\begin{{equation}}\n{line}.\n\\end{{equation}}" for line in lines)
    return f"\\documentclass{{article}}\n{macro}\\begin{{document}}\n{start}\n{body}\n\\end{{document}}\n"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_verdicts_do_not_depend_on_the_style(name: str, style: str) -> None:
    template = DOCUMENTS[name]
    text = document(template, STYLES[style])
    found = judged(text, f"{name}.{'tex' if STYLES[style].latex else 'md'}")
    assert [e["verdict"] or e["role"] for e in found] == [v for v, _ in template[1]], text
