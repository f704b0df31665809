"""What a wrong line should have said: in the document's own names, simplified, with the slip named.

Each is a line as people get it wrong; the expected right sides were written by hand beside the true derivative.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symderiv.documents.check import check
from symderiv.documents.latex.spelling import latex
from symderiv.documents.repairing.edits import edits
from symderiv.documents.walk.document import read

#: By name: a document, a wrong line, what it should say, and the words about it.
LINES: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "suggestions.json").read_text(encoding="utf-8"))


def last(document: str, name: str = "a.md") -> dict[str, object]:
    found: dict[str, object] = check(read(document, name))["equations"][-1]
    return found


@pytest.mark.parametrize("name", LINES)
def test_what_a_line_should_have_said(name: str) -> None:
    document, line, suggestion, words = LINES[name].values()
    found = last(f"{document} Then\n$$ {line} $$\n")
    assert found["suggestion"] == suggestion
    assert words in str(found["message"])
    assert found["verdict"] == "refuted" or (found["role"] == "error" and found["verdict"] is None)
    left = line.split(" = ")[0]
    assert last(f"{document} Then\n$$ {left} = {suggestion} $$\n")["verdict"] == "proved"


def test_a_suggestion_never_differentiates_by_another_variable_instead() -> None:
    document, line, _, _ = LINES["vae_sig"].values()
    found = last(f"{document} Then\n$$ {line} $$\n")
    assert "the missing factor" in str(found["message"])
    assert r"\partial \epsilon" not in str(found["suggestion"])


def test_an_unreadable_line_that_no_edit_mends_has_no_suggestion() -> None:
    found = last(r"Let $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^{D}$ and $v \in \mathbb{R}^{N}$. $$ v = w $$")
    assert found["role"] == "error"
    assert found["suggestion"] == ""
    assert "one edit" not in str(found["message"])


@pytest.mark.parametrize("environment", ["equation", "align*"])
def test_in_latex_files(environment: str) -> None:
    text = (
        r"\begin{document}Let $x, y \in \mathbb{R}^{n}$ and "
        rf"\begin{{{environment}}} E = \sum_{{i=1}}^{{n}} (x_i - y_i)^2 \end{{{environment}}} Then "
        rf"\begin{{{environment}}} \frac{{\partial E}}{{\partial y_i}} = 2 (x_i - y_i) \end{{{environment}}}"
        r"\end{document}"
    )
    assert last(text, "a.tex")["suggestion"] == "2 (y_{i} - x_{i})"


@pytest.mark.parametrize(
    ("wrong", "tidy"),
    [
        (r"\sum_{i=1}^{n} y_i = x", ""),
        (r"\frac{\partial s}{\partial y_i} = y_i", r"2 y_{i}"),
        (r"\frac{\partial c}{\partial y_i} = 3 y_i", r"3 y_{i}^{2}"),
        (r"\sum_{i=1}^{n} 1 = n - 1", r"n"),
    ],
)
def test_edits_are_written_as_an_author_would(wrong: str, tidy: str) -> None:
    found = last(
        r"Let $y \in \mathbb{R}^{n}$, $x \in \mathbb{R}$, $$ s = \sum_i y_i^2, \quad c = \sum_{i=1}^{n} y_i^3 $$"
        f"Then $$ {wrong} $$"
    )
    assert found["verdict"] == "refuted"
    assert found["suggestion"] == tidy


def test_no_delta_is_left_beneath_a_sum() -> None:
    found = last(
        r"Let $x \in \mathbb{R}^{D}$, $W \in \mathbb{R}^{D \times D}$,"
        r"$$ h_i = \sigma\Big(\sum_j W_{ij} x_j\Big), \qquad y_i = x_i + h_i $$"
        r"Then $$ \frac{\partial y_i}{\partial x_j} = \delta_{ij} + h_i W_{ij} $$"
    )
    assert found["suggestion"] == r"W_{ij} \, h_{i} + \delta_{i j} - W_{ij} \, h_{i}^{2}"


@pytest.mark.parametrize(
    ("line", "suggestion"),
    [
        (r"\frac{\partial C}{\partial A^{(l)}} = \delta^{(l)} f(x^{(l)})^\top", r"\delta^{(l + 1)} f(x^{(l)})^{\top}"),
        (
            r"x^{(L)} = x^{(0)} + \sum_{l=1}^{L-1} A^{(l)} f(x^{(l)})",
            r"x^{(0)} + \sum_{l = 0}^{L - 1} A^{(l)} f(x^{(l)})",
        ),
    ],
)
def test_a_suggestion_writes_layers_as_the_document_does(line: str, suggestion: str) -> None:
    head = (
        r"Let $x^{(0)} \in \mathbb{R}^d$ and $A^{(l)} \in \mathbb{R}^{d\times d}$ for $l = 0,\dots,L-1$, "
        r"$$ x^{(l+1)} = x^{(l)} + A^{(l)} f(x^{(l)}), \qquad l = 0, \dots, L-1, $$ where $f$ is smooth and applied to "
        r"each entry. The cost $C$ is made from $x^{(L)}$. $$ \delta^{(l)} = \frac{\partial C}{\partial x^{(l)}} $$ "
        r"$$ x^{(L)} = x^{(0)} + \sum_{l=0}^{L-1} A^{(l)} f(x^{(l)}) $$"
    )
    found = last(f"{head} Then $$ {line} $$")
    assert found["verdict"] == "refuted"
    assert found["suggestion"] == suggestion
    assert last(f"{head} Then $$ {line.split(' = ')[0]} = {found['suggestion']} $$")["verdict"] == "proved"


FIRST = r"Let $x \in \mathbb{R}^N$ and $f(x) = \sum_{i=1}^{N-1} (x_{i+1} - x_i)^2$ with $1 \le i \le N$."


@pytest.mark.parametrize(
    ("line", "suggestion"),
    [
        (r"\frac{\partial f}{\partial x_N} = 2 (x_{N-1} - x_N)", "2 (x_{N} - x_{N - 1})"),
        (r"\frac{\partial f}{\partial x_N} = x_N - x_{N-1}", "2 (x_{N} - x_{N - 1})"),
        (r"\frac{\partial f}{\partial x_1} = 2 (x_2 - x_1)", "2 (x_{1} - x_{2})"),
        (r"\frac{\partial f}{\partial x_N} = 2 x_N", "2 (x_{N} - x_{N - 1})"),
    ],
)
def test_entries_that_are_named_exist(line: str, suggestion: str) -> None:
    assert last(f"{FIRST}\n\n$$ {line} $$")["suggestion"] == suggestion


def test_no_entry_behind_the_last_one_is_suggested() -> None:
    text = r"""Indices start at 0. Let $x \in \mathbb{R}^N$ with $f = \sum_{i=0}^{N-2} x_i x_{i+1}$.
$$ \frac{\partial f}{\partial x_{N-1}} = x_{N-2} + x_{N-1} $$"""
    assert last(text)["suggestion"] == "x_{N - 2}"


@pytest.mark.parametrize("line", [r"x_n", r"2 x_n", r"2 x_n [n - 1 \ge 0]"])
def test_what_is_right_in_one_of_two_readings_is_not_suggested(line: str) -> None:
    text = rf"""Let $x \in \mathbb{{R}}^n$.
$$ f = \sum_{{i=1}}^{{n-1}} x_i^2 $$
$$ \frac{{\partial f}}{{\partial x_n}} = {line} $$"""
    found = last(text)
    assert (found["verdict"], found["suggestion"]) == ("refuted", "")


@pytest.mark.parametrize(
    ("line", "suggestion"),
    [
        (r"\frac{\partial^2 f}{\partial b_k \partial b_j} = \frac{\delta_{kj}}{N}", r"\delta_{k j}"),
        (r"\frac{\partial r}{\partial b_k} = \frac{2 (b_k - 1)}{N r}", r"\frac{b_{k} - 1}{N r}"),
    ],
)
def test_numbers_are_put_together(line: str, suggestion: str) -> None:
    text = r"""Let $b \in \mathbb{R}^N$. $$ f = \frac12 \sum_{i=1}^N b_i^2 $$
$$ r = \sqrt{\frac{1}{N} \sum_{i=1}^N (b_i - 1)^2} $$
"""
    assert last(f"{text}$$ {line} $$")["suggestion"] == suggestion


def test_no_identity_matrix_stands_in_a_range() -> None:
    document = read(r"""Let $x, \delta \in \mathbb{R}^T$ be indexed from 1. $$ E = \sum_{t=2}^T \delta_t x_t $$
$$ E = \sum_{t=1}^T \delta_t x_t $$""")
    link = document.equations[-1].surface
    assert link is not None
    assert document.context is not None
    assert link.left is not None
    assert link.right is not None
    assert not [latex(made) for made, _, _ in edits(document.context, link.left, link.right) if "= I" in latex(made)]
