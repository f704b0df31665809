"""Bad input: the reader raises nothing but ReadingError, and its time is linear in the size."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from symderiv.documents.latex.source import LocatedError, Source, read_source
from symderiv.documents.page.segments import segments
from symderiv.documents.page.surface import Display, SurfaceDocument
from symderiv.documents.words.reading import read_surface
from symderiv.errors import ReadingError

FRAGMENTS = r"""
$$ $ \[ \] \( \) \begin{align} \end{align} \begin{cases} \end{cases} \begin{aligned} \end{aligned} \\ & =
:= < > \le \in \{ \} { } ( ) [ ] | \| x y_{ij} x^{(1)} \frac \frac{a}{b} \sum \sum_{i=1}^N \partial \nabla
\left( \right) \left. \right| \big| \text{where} \text{if_$x$} \quad , ; . ' ! _ ^ + - * / \cdot \odot
\top \hat \mathbf \mathrm{d} \log \max \operatorname{softmax} \newcommand{\a}{\a\a} \a \def\b#1{#1#1}
\b{x} \dots 1 2.5 \mathbb{R}^n \to : % \label{q} \underbrace \boxed \substack \stackrel{a}{=} \not \begin
\end \verb|x| ``` ` # -- Assume Then Let and such_that zero \section{x} \begin{document}
\DeclareMathOperator{\c}{c} \let\e\f \over
"""
PIECES = st.sampled_from(FRAGMENTS.split())
DOCUMENTS = st.lists(st.one_of(PIECES, st.just("\n\n"), st.text(max_size=4)), max_size=60).map(
    lambda parts: " ".join(parts).replace("_$", " $")
)


def check(document: SurfaceDocument, text: str) -> None:
    """Everything that was found stands inside of the text, and links count from 0."""
    for item in document.items:
        assert 0 <= item.span.start <= item.span.end <= len(text)
        assert item.span.line >= 1
        if isinstance(item, Display):
            assert [link.number for link in item.links] == list(range(len(item.links)))
            for link in item.links:
                readable = link.left is not None and link.right is not None
                assert readable == (link.error is None)
                assert isinstance(link.error, LocatedError | None)


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS, st.sampled_from(["a.md", "a.tex"]))
@example("$$ \\begin{align} a = b $$ \\end{align}", "a.md")
@example("\\newcommand{\\a}{\\a\\a} $$ \\a = \\a $$", "a.md")
@example("\x00", "a.md")
def test_fuzzed_documents_never_crash(text: str, name: str) -> None:
    if "\0" in text:  # binary content is refused as a whole, with its place
        with pytest.raises(LocatedError, match="not text"):
            read_surface(text, name)
        return
    check(read_surface(text, name), text)


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_fuzzed_formulas_never_crash(formula: str) -> None:
    text = f"Assume ${formula}$ that $$ {formula} $$"
    check(read_surface(text, "a.md"), text)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_fuzzed_bytes(data: bytes) -> None:
    # Whatever else it raised would fail the test.
    with contextlib.suppress(ReadingError):
        assert read_surface(data, "a.md").flavour == "markdown"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(DOCUMENTS)
def test_segments_cover_the_text(text: str) -> None:
    position = 0
    for segment in segments(Source(text, "a.md")):
        assert segment.start == position
        assert segment.start <= segment.inner_start <= segment.inner_end <= segment.end
        position = segment.end
    assert position == len(text)


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(LocatedError, match="directory"):
        read_source(tmp_path)
    with pytest.raises(LocatedError, match="cannot be opened"):
        read_source(tmp_path / "missing.md")
    binary = tmp_path / "x.md"
    binary.write_bytes(b"\x89PNG\x00\x01")
    with pytest.raises(LocatedError, match="not text"):
        read_source(binary)
    latin = tmp_path / "latin.md"
    latin.write_bytes("ok\nna\u00efve".encode("latin-1"))
    with pytest.raises(LocatedError, match="UTF-8") as caught:
        read_source(latin)
    assert (caught.value.line, caught.value.column) == (2, 3)
    empty = tmp_path / "empty.md"
    empty.write_text("")
    assert read_surface(empty).items == ()
    marked = tmp_path / "bom.md"
    marked.write_bytes("\ufeff$$ a = b $$".encode())
    assert read_surface(marked).displays()[0].span.column == 1


def test_windows_line_ends() -> None:
    document = read_surface("Text\r\n\r\n$$\r\na = b\r\n$$\r\n", "a.md")
    assert document.displays()[0].span.line == 3
    assert len(document.displays()[0].links) == 1


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_change_nothing(end: str) -> None:
    text = (
        "---\ntitle: a\n---\n# A `title\n\n```python\nx = 1 # $$ a = b $$\n```\n\nLet `x` be "
        "$x \\in \\mathbb{R}^{n}$.\n\n"
        "$$\ny = \\sum_{i=1}^{n} x_i\n$$\n\nIt follows `that\n\n$$ y = 0 $$\n\n~~~\n$$ a = b $$\n~~~\n\n$$ y = 1 $$\n"
    )
    plain, other = read_surface(text, "a.md"), read_surface(text.replace("\n", end), "a.md")
    found = [[(d.span.line, len(d.links)) for d in document.displays()] for document in (plain, other)]
    assert found[0] == found[1]
    assert [line for line, _ in found[0]] == [12, 18, 24]


REPEATED = {
    "displays": "Let $x \\in \\mathbb{R}^n$.\n\n$$ a_i = \\sum_j b_{ij} $$\n\n",
    "one paragraph": "word $x$ and $y \\in \\mathbb{R}^{n}$ then $z = 1$ ",
    "unclosed dollars": "$$ a = b\n\ntext text text text\n\n",
    "unclosed environments": "\\begin{align} a &= b\n\n",
    "unclosed brackets": "\\[ a = b\n\n",
    "single dollars": "cost $5, ",
    "backticks": "`a ``b ",
    "definitions": "\\newcommand{\\a}{x ",
    "braces": "$\\frac{a$ {",
    "no spaces": "aaaaaaaaaa",
    "blank lines": "\n",
    "stars": "**a* _b ",
}


def _calls(text: str, name: str) -> int:
    """How many functions are called to read a text: the same on every machine."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read_surface(text, name)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", REPEATED)
@pytest.mark.parametrize("suffix", ["md", "tex"])
def test_work_is_linear_in_documents(name: str, suffix: str) -> None:
    piece = REPEATED[name]
    short, long = (_calls(piece * (size // len(piece)), f"a.{suffix}") for size in (4_000, 32_000))
    assert long < 24 * short


FORMULAS = {
    "terms": "a_i + ",
    "equations": "a &= b \\\\ ",
    "open parentheses": "( a = ",
    "open braces": "{ a = ",
    "closing": "a ) } = ",
    "bars": "| a | \\| ",
    "columns": "a & b & ",
    "wide spaces": "a \\quad b \\qquad (c) ",
    "commas": "a, b, ",
    "text": "\\text{where} a = b ",
    "boxes": "\\boxed{ \\underbrace{ a }_{b} ",
    "environments": "\\begin{cases} a ",
    "matrices": "\\begin{pmatrix} a & b \\\\ ",
    "derivatives": "\\frac{\\partial a}{\\partial b} \\partial c/\\partial d ",
    "products": "a * b \\odot c ",
    "scripts": "a_{b}^{c}' ",
    "functions": "\\log \\max_k ",
    "over": "{ a \\over b } ",
}


@pytest.mark.parametrize("name", FORMULAS)
def test_work_is_linear_in_formulas(name: str) -> None:
    piece = FORMULAS[name]
    short, long = (_calls("$$ " + piece * (size // len(piece)) + " $$", "a.md") for size in (2_000, 16_000))
    assert long < 24 * short


def test_ten_thousand_lines() -> None:
    text = "".join(f"Line {k} with $x_{k}$.\n" for k in range(9_000)) + "\n$$ a = b $$\n" * 300
    document = read_surface(text, "long.md")
    assert len(document.displays()) == 300
    assert document.displays()[0].span.line == 9_002


def test_macros_without_bound() -> None:
    doubling = "".join(f"\\newcommand{{\\{chr(98 + k)}x}}{{\\{chr(97 + k)}x \\{chr(97 + k)}x}}\n" for k in range(24))
    document = read_surface("\\newcommand{\\ax}{y}\n" + doubling + "$$ \\yx = 1 $$ $$ a = b $$", "a.md")
    first, second = document.displays()
    assert len(first.links) == 1
    assert first.links[0].error is not None
    assert "grow" in first.links[0].error.what
    assert second.links[0].error is None
