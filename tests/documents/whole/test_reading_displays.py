"""Displays: where they begin, how they are cut into links, what stands in them besides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, RangeFact, SetFact, ShapeFact
from symderiv.documents.words.reading import read_surface
from tests.documents.judged import verdicts

EXAMPLES = Path(__file__).parent / "examples"


def one(body: str, name: str = "a.md") -> Display:
    displays = read_surface(body, name).displays()
    assert len(displays) == 1
    return displays[0]


def links(body: str) -> list[str]:
    """Each link of a display as text; ``~`` marks a continuation, ``!`` an error."""
    found = []
    for link in one(f"$$ {body} $$").links:
        if link.error is not None or link.left is None or link.right is None:
            found.append("!")
        else:
            found.append(
                ("~ " if link.continuation else "") + f"{latex(link.left)} {link.relation} {latex(link.right)}"
            )
    return found


LINKS = [
    (r"a = b", ["a = b"]),
    (r"a = b = c", ["a = b", "~ b = c"]),
    (r"a &= b \\ &= c \\ d &= e", ["a = b", "~ b = c", "d = e"]),
    (r"a &= b \\ &\quad + c \\ &\le d", ["a = b + c", "~ b + c \\le d"]),
    (
        r"a &= \bigl[b \\ &\quad + c > 0\bigr] \\ &\quad \cdot \bigl(d \\ &\qquad - e\bigr)",
        ["a = [b + c > 0] \\cdot (d - e)"],
    ),
    (r"a &= [b + c \\ d &= e]", ["!", "!"]),
    (r"\begin{aligned} a &= b - {} \\ & c, \\ -f &= g \end{aligned}", ["a = b - c", "-f = g"]),
    (r"a = b, \qquad c = d", ["a = b", "c = d"]),
    (r"a = b, c = d; e = f.", ["a = b", "c = d", "e = f"]),
    (r"a = b \qquad c = d", ["a = b", "c = d"]),
    (r"a = b \quad + c", ["a = b + c"]),
    (r"a = b \text{ and } c = d", ["a = b", "c = d"]),
    (r"a = b \\ c = d", ["a = b", "c = d"]),
    (r"a = b \Rightarrow c = d", ["a = b", "c = d"]),
    (r"a := b, c \equiv d, e \triangleq f, g \coloneqq h", ["a := b", "c \\equiv d", "e \\triangleq f", "g := h"]),
    (
        r"a \leq b < c \neq d \geqslant e \approx f > g",
        ["a \\le b", "~ b < c", "~ c \\ne d", "~ d \\ge e", "~ e \\approx f", "~ f > g"],
    ),
    (r"a \stackrel{\text{def}}{=} b \overset{(2)}{=} c", ["a := b", "~ b = c"]),
    (r"x \leftarrow y", []),
    (r"x \mapsto y", []),
    (r"x \in \mathbb{R}^{n}", []),
    (r"\{x = y\}", []),
    (r"s = \sum_{i=1}^{n} [x_i = 0]", ["s = \\sum_{i = 1}^{n} [x_{i} = 0]"]),
    (
        r"y = \begin{cases} 1 & x = 0 \\ 0 & \text{otherwise} \end{cases} = z",
        [
            "y = \\begin{cases} 1 & x = 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
            "~ \\begin{cases} 1 & x = 0 \\\\ 0 & \\text{otherwise} \\end{cases} = z",
        ],
    ),
    (r"\boxed{a = b}", ["a = b"]),
    (r"\underbrace{a + b}_{= c} = d", ["a + b = d"]),
    (r"a = \underbrace{\sum_i}_{\text{all}} \overbrace{\vphantom{\sum_i^n} b_i}^{\text{a}}", ["a = \\sum_{i} b_{i}"]),
    (r"\mathbf{\nabla_W L = A x \in \mathbb{R}^{m}}", ["\\nabla_{W} L = A x"]),
    (r"\mathbf{a} = \mathbf{b}", ["\\mathbf{a} = \\mathbf{b}"]),
    (r"\left\{ \begin{array}{rcl} x &=& y \\ z &=& w \end{array} \right.", ["x = y", "z = w"]),
    (r"a = \bigl( b + {} \\ c \bigr)", ["a = (b + c)"]),
    (r"a &= \left( b \right. \\ & \left. + c \right)", ["a = (b + c)"]),
    (r"a = \frac{b, \quad c = d", ["!", "c = d"]),
    (r"a = \frac{b \\ c = d", ["!", "c = d"]),
    (r"a = \foo b = c, d = e", ["!", "!", "d = e"]),
    (r"a = b = = c", ["a = b", "!", "!"]),
    (r"= b", ["!"]),
    (r"a =", ["!"]),
    (r"a = (b, \quad c = d", ["!", "c = d"]),
    (r"a = 3.", ["a = 3"]),
    (r"a = 3.5, b = .5", ["a = 3.5", "b = 0.5"]),
    (r"a = b \label{x} \tag{3} \nonumber", ["a = b"]),
    (r"a = b \tag*{(3)}", ["a = b"]),
    (r"a = b % = c" + "\n", ["a = b"]),
    (r"f: \mathbb{R} \to \mathbb{R}, f(x) = x^2", ["f(x) = x^{2}"]),
    (r"\mathrm{MSE} = a, \text{loss} = b", ["\\operatorname{MSE} = a", "\\operatorname{loss} = b"]),
    ("a = b\n\nc = d", ["a = b", "c = d"]),
    (r"p_i \ge 0, \sum_i p_i = 1", ["p_{i} \\ge 0", "\\sum_{i} p_{i} = 1"]),
    (r"\frac{a", ["!"]),
    (r"\text{nothing here}", []),
]


@pytest.mark.parametrize(("body", "expected"), LINKS, ids=[body for body, _ in LINKS])
def test_links(body: str, expected: list[str]) -> None:
    assert links(body) == expected


ENVIRONMENTS = [
    "equation",
    "align",
    "gather",
    "multline",
    "eqnarray",
    "equation*",
    "align*",
    "gather*",
    "multline*",
    "aligned",
    "displaymath",
    "flalign",
]


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("file", ["a.md", "a.tex"])
def test_environments(name: str, file: str) -> None:
    text = f"Some text.\n\n  \\begin{{{name}}}\n  a = b\n  \\end{{{name}}}\n"
    display = one(text, file)
    assert (display.span.line, display.span.column) == (3, 3)
    assert display.environment == name
    assert [link.number for link in display.links] == [0]
    assert (display.links[0].span.line, display.links[0].span.column) == (4, 3)


@pytest.mark.parametrize(
    ("opening", "closing"), [("$$", "$$"), ("\\[", "\\]"), ("\\begin{equation}", "\\end{equation}")]
)
def test_positions_of_delimiters(opening: str, closing: str) -> None:
    display = one(f"A line.\nAnd {opening} x =\n y {closing} more.\n")
    assert (display.span.line, display.span.column) == (2, 5)
    nested = one(f"{opening}\n\\begin{{aligned}}\nx &= y \\\\\nz &= w\n\\end{{aligned}}\n{closing}\n")
    assert nested.span.line == 1
    assert [link.span.line for link in nested.links] == [3, 4]


def test_what_is_no_mathematics_is_left_alone() -> None:
    text = (
        "---\ntitle: a\n---\n`$$ a = b $$` and ``$$ ` $$``\n\n```latex\n$$ a = b $$\n```\n\n~~~\n\\[ a = b \\]\n~~~\n"
        "<!-- $$ a = b $$ -->\nIt costs \\$5 and $6, or $7 a piece.\n\n$$ x = y $$\n"
    )
    display = one(text)
    assert display.span.line == 16
    latex_text = (
        "\\documentclass{article}\n\\newcommand{\\q}{$$ a = b "
        "$$}\n\\begin{document}\n% $$ a = b $$\n\\begin{verbatim}\n$$ a = b $$\n\\end{verbatim}\n"
        "\\verb|$$ a = b $$| 5\\% \\[ x = y \\]\n\\end{document}\n$$ a = b $$\n"
    )
    assert one(latex_text, "a.tex").span.line == 8


def test_a_formula_may_end_in_a_space() -> None:
    text = (
        "Let $x \\in \\mathbb{R}^d $, $\\mu = \\frac1d \\sum_i x_i $ and $ y_i = x_i - \\mu $. It costs $5 and $10; "
        "set $HOME and $PATH, or $A plus $b.\n\n$$ \\sum_i y_i = 0 $$\n"
    )
    document = read_surface(text, "a.md")
    assert not document.errors
    assert [len(piece.formulas) for piece in document.running] == [3, 0]


def test_unclosed_displays_spoil_themselves_only() -> None:
    document = read_surface(
        "$$ a = b\n\nSome more text stands here.\n\n$$ c = d "
        "$$\n\n\\begin{align} e &= f\n\nText.\n\n\\begin{align} g &= h \\end{align}\n",
        "a.md",
    )
    errors = [[link.error is not None for link in display.links] for display in document.displays()]
    assert errors == [[True], [False], [True], [False]]
    assert [display.span.line for display in document.displays()] == [1, 5, 7, 11]


def test_block_quotes_and_lists() -> None:
    document = read_surface("> Said:\n>\n> $$\n> a = b\n> $$\n\n1. Item\n   $$ c = d $$\n", "a.md")
    assert [[link.latex for link in display.links] for display in document.displays()] == [["a = b"], ["c = d"]]


def test_macros() -> None:
    text = (
        "\\newcommand{\\R}{\\mathbb{R}} "
        "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}} \\newcommand\\vx{\\mathbf{x}}\n"
        "\\def\\half{\\frac12} \\DeclareMathOperator{\\sm}{softmax} "
        "\\newcommand{\\opt}[2][i]{#2_{#1}} \\let\\eps\\epsilon\n"
        "\\DeclarePairedDelimiter{\\nm}{\\lVert}{\\rVert} \\def\\two#1#2{#2 - #1}\n"
        "$$ \\pd{L}{\\vx} = \\half \\sm(z)_i + \\opt{a} + \\opt[j]{b} + \\eps + \\nm*{c}^2 + \\two{d}{e} $$"
    )
    link = one(text, "a.tex").links[0]
    assert link.left is not None
    assert link.right is not None
    assert latex(link.left) == r"\frac{\partial L}{\partial \mathbf{x}}"
    assert (
        latex(link.right) == r"\frac{1}{2} \operatorname{softmax}(z)_{i} + a_{i} + b_{j} + \epsilon + \|c\|^{2} + e - d"
    )


def test_macro_for_an_environment() -> None:
    text = "\\newcommand{\\be}{\\begin{equation}}\\newcommand{\\ee}{\\end{equation}}\n\\be a = b \\ee\n"
    assert one(text, "a.tex").span.line == 2


def test_facts_in_displays() -> None:
    display = one(
        r"$$ X \in \mathbb{R}^{N \times D}, \quad W, V \in "
        r"\mathbb{R}^{D \times K}, \quad k \in \{0, 1\}, \quad y = x \in \mathbb{R}^m, \quad i = 1, \dots, N $$"
    )
    shapes = [fact for fact in display.facts if isinstance(fact, ShapeFact)]
    assert [[latex(s) for s in fact.subjects] for fact in shapes] == [["X"], ["W", "V"], ["y", "x"]]
    assert [latex(axis) for axis in shapes[0].axes] == ["N", "D"]
    assert any(isinstance(fact, SetFact) for fact in display.facts)
    assert any(isinstance(fact, RangeFact) for fact in display.facts)
    assert [link.latex for link in display.links] == ["y = x"]


def test_conditions_of_a_link() -> None:
    for text in (
        r"a_{ij} = 0 \text{ for all } i \neq j",
        r"a_{ij} = 0 \quad (i \neq j)",
        r"a_{ij} = 0 \quad \text{if } i \neq j",
        r"\text{If } i \ne j \text{ then } a_{ij} = 0",
    ):
        found = one(f"$$ {text} $$").links
        assert len(found) == 1
        assert [latex(c) for c in found[0].conditions] == ["i \\ne j"]
    trailing = one(r"$$ \log x^2 = 2 \log x, \quad x > 0 $$").links
    assert [link.aside for link in trailing] == [False, True]


def test_columns_of_align_are_equations() -> None:
    display = one("\\begin{align}\n a &= b & c &= d \\\\\n e &= f & &= g\n\\end{align}\n")
    assert [link.latex for link in display.links][:3] == ["a = b", "c = d", "e = f"]


@pytest.mark.parametrize("stem", ["residual_block.md", "dense_network.tex", "unreadable.md", "weight_map.md"])
def test_shared_examples_have_their_links(stem: str) -> None:
    file = EXAMPLES / stem
    expected = [
        (entry["line"], entry["link"]) for entry in json.loads(file.with_suffix(".json").read_text())["equations"]
    ]
    found = [(display.span.line, link.number) for display in read_surface(file).displays() for link in display.links]
    assert found == expected


@pytest.mark.parametrize("indent", ["", "  ", "> "])
def test_a_fenced_block_of_mathematics_is_a_display(indent: str) -> None:
    lines = ["```math", "K^\\top = K", "```", "", "```math", "K^\\top = 2 K", "```", "", "```python", "K = L", "```"]
    text = "Let $K \\in \\mathbb{R}^{n \\times n}$ be symmetric.\n\n" + "\n".join(indent + x for x in lines)
    assert verdicts(text) == ["proved", "refuted"]
