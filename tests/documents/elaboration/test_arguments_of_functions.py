r"""A letter that stands for any argument, ``\sigma'(z) = ...``, and is made from something else further down."""

from __future__ import annotations

from itertools import product

import pytest

from tests.documents.judged import judged, verdicts

LINES = [
    r"The sigmoid is $\sigma(z) = \frac{1}{1+e^{-z}}$. Then $$ \sigma'(z) = \sigma(z)(1 - \sigma(z)) $$",
    r"Recall $$ \frac{d \sigma(z)}{d z} = \sigma(z) \sigma(-z). $$",
    r"Let $f(z) = z\,\sigma(z)$. Then $$ f'(z) = \sigma(z) + z \sigma(z) (1-\sigma(z)) $$",
    r"The loss is $\ell(z) = \log(1 + e^{-z})$. $$ \ell'(z) = -\sigma(-z) $$",
]
SHAPES = r"Let $W \in \mathbb{R}^{m \times n}$, $x\in \mathbb{R}^n$, $b\in \mathbb{R}^m$. "
LAYERS = [
    r"A layer is $z = W x + b$ and $h = \sigma(z)$.",
    r"A layer computes $$ z = W x + b, \qquad h = \sigma(z) $$",
    r"A layer computes $$ z_i = \sum_j W_{ij} x_j + b_i $$ $$ h_i = \sigma(z_i) $$",
    r"Let $z = W x + b \in \mathbb{R}^m$ and $h = \sigma(z) \in \mathbb{R}^m$.",
]
END = r"""
$$ \frac{\partial h_i}{\partial x_j} = h_i (1-h_i) W_{ij}, \qquad \frac{\partial h_i}{\partial x_j} = h_i W_{ij} $$
"""


@pytest.mark.parametrize(("line", "layer"), [*product(LINES, LAYERS)])
def test_lines_about_a_function_before_its_argument_is_made(line: str, layer: str) -> None:
    found = [v for v in verdicts(f"{line}\n\n{SHAPES}{layer}\n{END}") if v != "definition"]
    assert found == ["proved", "proved", "refuted"]


def test_a_number_that_is_made_further_down() -> None:
    text = r"""Let $f(z) = z\,\sigma(z)$. Then
$$ f'(z) = \sigma(z) + z \sigma(z) (1-\sigma(z)), \qquad f'(z) = \sigma(z) $$
Let $w, x\in \mathbb{R}^n$. A unit computes
$$ z = w^\top x, \qquad h = f(z) $$
$$ \frac{\partial h}{\partial w} = f'(z) x, \qquad \frac{\partial h}{\partial w} = f(z) x $$
"""
    assert verdicts(text) == ["proved", "refuted", "definition", "definition", "proved", "refuted"]
    assert all("smash" not in str(e) for e in judged(text))


def test_a_line_about_a_function_of_a_vector_that_is_made_above() -> None:
    text = (
        SHAPES
        + r"""A layer computes $$ z = W x + b $$
$$ \sigma'(z) = \sigma(z)(1 - \sigma(z)), \qquad \sigma'(z) = \sigma(z)(1 + \sigma(z)) $$
"""
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_name_that_the_sentence_behind_a_line_makes() -> None:
    assert verdicts(r"Let $d \in \mathbb{R}$. $$ \sigma(c) \ge \frac12 $$ where $c = d^2$.") != ["refuted"]


def test_a_function_in_the_sentence_that_makes_its_argument() -> None:
    text = r"""Let $x \in \mathbb{R}^{d}$, $W \in \mathbb{R}^{m \times d}$.
With the activation $s(a) = a\,\sigma(a)$ the layer is
$$ a = W x, \qquad h = s(a) $$
$$ \frac{\partial h_i}{\partial x_j} = s'(a_i) W_{ij}, \qquad \frac{\partial h_i}{\partial x_j} = s(a_i) W_{ij} $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "head",
    [
        r"Let $a \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$, $s = W a$ and $E$ a smooth function of $s$.",
        r"Let $a \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$ and $s = W a$, $E$ a function of $s$.",
        r"With $W \in \mathbb{R}^{m \times n}$, $a \in \mathbb{R}^n$, $s = W a$, let $E$ be a smooth function of $s$.",
    ],
)
def test_what_is_declared_beside_a_function_is_none(head: str) -> None:
    text = r"""
$$ g_i = \frac{\partial E}{\partial s_i} $$
$$ \frac{\partial E}{\partial W_{ij}} = g_i a_j, \qquad \frac{\partial E}{\partial W_{ij}} = g_j a_i $$
$$ s_i = \sum_j W_{ij} a_j $$
"""
    assert verdicts(head + text) == ["definition", "proved", "refuted", "proved"]


@pytest.mark.parametrize("joint", ["for", ", where", "with"])
@pytest.mark.parametrize(
    ("body", "right", "wrong"),
    [
        (r"\operatorname{tr}(X^2)", r"2 X^\top", "2 X"),
        (r"-\log\det X", r"-X^{-\top}", "-X^{-1}"),
        (r"\operatorname{tr}(X)", "I", "X"),
    ],
)
def test_a_matrix_whose_shape_is_told_behind(joint: str, body: str, right: str, wrong: str) -> None:
    text = rf"Consider $\phi(X) = {body}$ {joint} $X \in \mathbb{{R}}^{{n \times n}}$."
    text += (
        rf" $$ \frac{{\partial \phi}}{{\partial X}} = {right} $$ $$ \frac{{\partial \phi}}{{\partial X}} = {wrong} $$"
    )
    assert verdicts(text) == ["proved", "refuted"]
