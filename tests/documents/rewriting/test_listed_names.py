r"""Lists of names and their space: "let $x$, $y \in R^n$"; ``x^{(1)}, \dots, x^{(m)}`` beside one ``x``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

PRODUCT = r"""

$$ s = x^\top y $$

$$ \frac{\partial s}{\partial x} = y $$

$$ \frac{\partial s}{\partial x} = x $$
"""
STEPS = r"""

$$ s_t = q_t^\top k_t $$

$$ \frac{\partial s_t}{\partial q_t} = k_t $$

$$ \frac{\partial s_t}{\partial q_t} = q_t $$
"""


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $x$, $y \in \mathbb{R}^m$.",
        r"Let $x$ and $y \in \mathbb{R}^m$ be given.",
        r"A query $x$, a key $y \in \mathbb{R}^m$.",
        r"For vectors $x$, $y \in \mathbb{R}^m$ we look at the product.",
        r"Let $z$, $x$ and $y \in \mathbb{R}^m$.",
    ],
)
def test_names_before_a_space_are_in_it(sentence: str) -> None:
    assert verdicts(sentence + PRODUCT) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $q_1, \dots, q_T$, $k_1, \dots, k_T \in \mathbb{R}^m$ be queries and keys.",
        r"Let $q_1, \dots, q_T$ and $k_1, \dots, k_T \in \mathbb{R}^m$.",
        r"For $t \in \{1, \dots, T\}$ let $q_t$, $k_t \in \mathbb{R}^m$.",
    ],
)
def test_lists_of_steps_before_a_space_are_in_it(sentence: str) -> None:
    assert verdicts(sentence + STEPS) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $f$, $x \in \mathbb{R}^m$ be what they are, and $f(z) = z^2$ for $z \in \mathbb{R}$.",
        r"Let $x \in \mathbb{R}^m$. For each $n$, $y_n \in \mathbb{R}^m$.",
        r"Let $x \in \mathbb{R}^m$. With $x$, $A \in \mathbb{R}^{m \times m}$ we compute.",
        r"Let $n$, $x \in \mathbb{R}^m$, where $n$ is an integer.",
        r"Let $m$, $x \in \mathbb{R}^m$ be given.",
    ],
)
def test_what_is_told_otherwise_keeps_that(sentence: str) -> None:
    text = f"{sentence}\n\n$$ s = \\sum_{{n=1}}^m x_n^2 $$\n\n$$ \\frac{{\\partial s}}{{\\partial x_n}} = 2 x_n $$\n"
    assert verdicts(text) == ["definition", "proved"]


@pytest.mark.parametrize(
    ("listed", "one"),
    [
        (r"$x^{(1)}, \dots, x^{(m)} \in \mathbb{R}^d$", "x^{(i)}"),
        (r"$x^{[i]} \in \mathbb{R}^d$, $i = 1, \dots, m$", "x^{[i]}"),
    ],
)
def test_a_list_with_its_numbers_above_beside_one_vector(listed: str, one: str) -> None:
    text = f"Inputs {listed}, weights $w \\in \\mathbb{{R}}^d$ and a new point $x \\in \\mathbb{{R}}^d$.\n\n"
    text += f"$$ J = \\sum_{{i=1}}^m w^\\top {one}, \\qquad p = w^\\top x $$\n\n"
    claims = [
        f"\\frac{{\\partial J}}{{\\partial w}} = \\sum_{{i=1}}^m {one}",
        f"\\frac{{\\partial J}}{{\\partial w_j}} = \\sum_{{i=1}}^m {one}_j",
        "\\frac{\\partial p}{\\partial w_j} = x_j",
        "\\frac{\\partial J}{\\partial w} = m x",
        "\\frac{\\partial J}{\\partial x} = w",
    ]
    found = verdicts(text + "".join(f"$$ {claim} $$\n\n" for claim in claims))
    assert found == ["definition", "definition", "proved", "proved", "proved", "refuted", "refuted"]


def test_steps_by_number_beside_one_vector() -> None:
    text = r"""Let $H \in \mathbb{R}^{n \times n}$ be symmetric and invertible, $g, x, x_0 \in \mathbb{R}^n$.

$$ f(x) = \tfrac12 x^\top H x + g^\top x, \qquad x_1 = x_0 - H^{-1} (H x_0 + g) $$

$$ x_1 = -H^{-1} g $$

$$ \nabla f(x_1) = 0 $$

$$ \nabla f(x_1) = g $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "proved", "refuted"]
    entries = r"An input $x \in \mathbb{R}^3$ and an anchor $x_0 \in \mathbb{R}^3$. $$ s = x^\top x $$ "
    assert "refuted" not in verdicts(entries + "$$ s = x_1^2 + x_2^2 + x_3^2 $$\n")


@pytest.mark.parametrize("letter", [r"\Phi", "B"])
def test_entries_before_a_space_are_of_their_matrix(letter: str) -> None:
    text = rf"""Let $\mathbf{{{letter}}} \in \mathbb{{R}}^{{N \times M}}$ be the matrix with elements ${letter}_{{nj}}$,
let $\mathbf{{t}} \in \mathbb{{R}}^N$ be the targets and $\mathbf{{w}} \in \mathbb{{R}}^M$ the weights.

$$ r_n = \sum_{{j=1}}^M {letter}_{{nj}} w_j - t_n $$

$$ \mathbf{{r}} = \mathbf{{{letter}}} \mathbf{{w}} - \mathbf{{t}}, \qquad \mathbf{{r}} = \mathbf{{t}} $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_values_that_are_as_many_as_a_vector_has_entries() -> None:
    text = r"""Let $X$ take the values $x_1, \dots, x_K$ and probabilities $p \in \mathbb{R}^K$.

$$ \mu = \sum_{k=1}^{K} p_k x_k $$

$$ \frac{\partial \mu}{\partial x_k} = p_k, \qquad \frac{\partial \mu}{\partial x_k} = x_k $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
