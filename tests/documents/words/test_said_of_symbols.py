r"""Functions and operators that the text calls by name: "where $\\varphi$ is the ReLU", "$*$ is elementwise"."""

from __future__ import annotations

import pytest

from tests.documents import judged

CLAIMS = r"""

$$ \frac{\partial z_i}{\partial a_j} = \delta_{ij} [a_i > 0] $$

$$ \frac{\partial z_i}{\partial a_j} = \delta_{ij} z_i (1 - z_i) $$
"""
RELU, SIGMOID = ["proved", "refuted"], ["refuted", "proved"]


def verdicts(text: str) -> list[str]:
    """The verdicts of claims, and errors."""
    return [x for x in judged.verdicts(text) if x not in ("definition", "hypothesis")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"Let $\sigma$ be the ReLU. Let $z_i = \sigma(a_i)$.", RELU),
        (r"Let $z_i = \sigma(a_i)$. Here $\sigma$ is a rectifier.", RELU),
        (r"Let $z_i = \sigma(a_i)$, where $\sigma(\cdot)$ denotes the ReLU activation function.", RELU),
        (r"Let $z_i = \sigma(a_i)$, where $\sigma$ denotes the ReLU, $\sigma(a) = \max(a, 0)$.", RELU),
        (r"Let $z_i = \sigma(a_i)$, where $\sigma$ is the sigmoid.", SIGMOID),
        (r"Let $z_i = \varphi(a_i)$, where $\varphi$ is the logistic sigmoid.", SIGMOID),
        (r"Let $z_i = \varphi(a_i)$, where $\varphi$ is the ReLU.", RELU),
        (r"Let $z_i = \varphi(a_i)$ with the ReLU $\varphi$.", RELU),
        (r"Let $z_i = \varphi(a_i)$, where $\varphi(u) = \max(u, 0)$.", RELU),
        (r"Let $z = \varphi(a)$, where $\varphi(a) = \max(a, 0)$ is applied entrywise.", RELU),
        (r"Let $z_i = \varphi(a_i)$. If $\varphi$ is the ReLU, then", ["undecided"] * 2),
        (r"Let $z_i = \varphi(a_i)$, where $\varphi$ is a smooth activation such as the sigmoid.", ["refuted"] * 2),
        (r"Let $z_i = \varphi(a_i)$, where $\varphi$ is not the ReLU.", ["refuted"] * 2),
        (r"Let $z_i = \varphi(a_i)$, where $\varphi$ is the leaky ReLU.", ["error"] * 2),
        (r"Let $z_i = \sigma(a_i)$, where $\sigma$ is a leaky ReLU.", ["error"] * 2),
        (r"Let $z_i = \max(a_i, 0)$; here $z$ is the ReLU of $a$.", RELU),
    ],
)
def test_a_function_is_what_the_text_calls_it(words: str, expected: list[str]) -> None:
    assert verdicts(rf"Let $a \in \mathbb{{R}}^n$. {words}" + CLAIMS) == expected


PRODUCTS = r"""Let $a, b \in \mathbb{R}^n$. %s

$$ c = a * b $$

$$ c_i = \sum_k a_k b_{i-k} $$

$$ c_i = a_i b_i $$
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Here $*$ denotes convolution.", ["proved", "refuted"]),
        ("The symbol $*$ is the elementwise product.", ["refuted", "proved"]),
        ("We write $*$ for the Hadamard product.", ["refuted", "proved"]),
        (r"We write the elementwise product as $\odot$ and convolution as $*$.", ["proved", "refuted"]),
        ("In code $*$ is not the elementwise product.", ["proved", "refuted"]),
        ("Here $*$ denotes circular convolution.", ["error"] * 3),
    ],
)
def test_an_operator_is_what_the_text_calls_it(words: str, expected: list[str]) -> None:
    assert verdicts(PRODUCTS % words) == expected


def test_a_star_that_is_a_correlation() -> None:
    text = r"""Let $x \in \mathbb{R}^{N}$ and $w \in \mathbb{R}^{K}$, where $*$ denotes cross-correlation. Let
$y \in \mathbb{R}^{N-K+1}$ be

$$ y = x * w $$

$$ y_i = \sum_{k=0}^{K-1} x_{i+k} w_k $$

$$ y_i = \sum_{k=0}^{K-1} x_{i-k} w_k $$
"""
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"Let $\|\cdot\|$ denote the 1-norm.", ["refuted", "proved"]),
        (r"Here $\|\cdot\|$ is the $\ell_1$ norm.", ["refuted", "proved"]),
        (r"Let $\|\cdot\|$ denote the Euclidean norm.", ["proved", "refuted"]),
        (r"Let $\|\cdot\|$ be the maximum norm.", ["error"] * 2),
    ],
)
def test_a_norm_is_what_the_text_calls_it(words: str, expected: list[str]) -> None:
    text = rf"""{words} Let $x \in \mathbb{{R}}^n$.

$$ \|x\|^2 = \sum_i x_i^2 $$

$$ \|x\| = \sum_i |x_i| $$
"""
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("words", "two"),
    [
        ("All logarithms are taken to base 2.", True),
        (r"Here $\log$ is the base-2 logarithm.", True),
        ("We use binary logarithms.", True),
        ("Logarithms are natural.", False),
        ("Logarithms are to base $e$.", False),
        ("Logarithms are not to base 2.", False),
    ],
)
def test_the_base_of_logarithms(words: str, two: bool) -> None:
    text = rf"""{words} Let $p \in \mathbb{{R}}^n$ with $p_i > 0$, and

$$ H = -\sum_{{i=1}}^n p_i \log p_i $$

$$ \frac{{\partial H}}{{\partial p_i}} = -\log p_i - \frac{{1}}{{\ln 2}} $$

$$ \frac{{\partial H}}{{\partial p_i}} = -\log p_i - 1 $$
"""
    assert verdicts(text) == (["proved", "refuted"] if two else ["refuted", "proved"])


def test_a_known_function_that_the_text_recalls() -> None:
    text = r"""Let $\operatorname{softmax}(z)_k = e^{z_k}/\sum_j e^{z_j}$ for $z \in \mathbb{R}^K$.

$$ \sum_k \operatorname{softmax}(z)_k = 1 $$

$$ \operatorname{softmax}(2 z)_k = \operatorname{softmax}(z)_k $$
"""
    assert verdicts(text) == ["proved", "refuted"]


ENTRIES = r"""Let $A \in \mathbb{R}^{m\times n}$, $x, y \in \mathbb{R}^n$ and $s_i(x) = \sigma(\sum_j A_{ij} x_j)$.

$$ \frac{\partial s_i(x)}{\partial x_k} = s_i(x)(1-s_i(x)) A_{ik} $$

$$ \frac{\partial s_i(x)}{\partial x_k} = s_i(x)(1-s_i(%s)) A_{ik} $$
"""


def test_entries_that_are_functions_of_one_vector() -> None:
    assert verdicts(ENTRIES % "x") == ["proved", "proved"]
    assert verdicts(ENTRIES.replace("(1-s", "(1+s") % "x") == ["refuted", "refuted"]
    assert verdicts(ENTRIES % "y") == ["proved", "refuted"]  # of two vectors they are functions


def test_entries_that_are_first_written_with_what_they_depend_on() -> None:
    text = r"""A network computes $$ y_k(x;w,b) = b_k + \sum_{i=1}^I w_{ki} \tanh(x_i), $$ where $x\in\mathbb{R}^I$,
$w\in\mathbb{R}^{K\times I}$, $b\in\mathbb{R}^K$. Then
$$ \frac{\partial y_k}{\partial x_i} = w_{ki} (1 - \tanh^2 x_i), \qquad \frac{\partial y_k}{\partial b_j} = 1 $$
$$ y_k(x;w,b) = \sum_i w_{ki} \tanh(x_i) + b_k $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]
    assert set(verdicts(r"Labels $y_k \ge 0$. " + text)) <= {"error", "undecided"}  # two things have that name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"where $\sigma$ is the sigmoid and $\rho$ the ReLU", RELU),
        (r"where $\rho : \mathbb{R} \to \mathbb{R}$ is the ReLU", RELU),
        (r"where $\sigma$ and $\rho$ are the sigmoid and the ReLU", ["undecided"] * 2),
        (r"where we choose the ReLU for $\rho$", ["undecided"] * 2),
        (r"where $\rho$ is the ReLU or the sigmoid", ["refuted"] * 2),
        (r"where $\rho$ is any smooth function, e.g. the sigmoid", ["refuted"] * 2),
    ],
)
def test_a_name_beside_letters_that_may_be_it(words: str, expected: list[str]) -> None:
    assert verdicts(rf"Let $a \in \mathbb{{R}}^n$ and $z_i = \rho(a_i)$, {words}." + CLAIMS) == expected
