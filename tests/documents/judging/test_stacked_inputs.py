r"""A stack of inputs is the variable of a derivative by it: ``\theta = \begin{pmatrix} w \\ b \end{pmatrix}``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_NUMBERS = r"""Let $w, b, x \in \mathbb{R}$. PUT

$$ f = w x + b $$

$$ \nabla_\theta f = \begin{pmatrix} x \\ 1 \end{pmatrix} $$

$$ \nabla_\theta f = \begin{pmatrix} x \\ b \end{pmatrix} $$

$$ \nabla_\theta f = 0 $$

$$ \nabla_\theta f = \begin{pmatrix} \frac{\partial f}{\partial w} \\ \frac{\partial f}{\partial b} \end{pmatrix} $$

$$ \frac{\partial f}{\partial w} = x, \qquad \frac{\partial f}{\partial w} = b $$
"""


@pytest.mark.parametrize(
    "put",
    [
        r"Put $\theta = \begin{pmatrix} w \\ b \end{pmatrix}$.",
        r"Put $\theta = (w, b)^\top$.",
        r"The parameters are $\theta = (w, b)$.",
        r"We write $\theta = [w, b]^\top$ for the parameters.",
    ],
)
def test_a_derivative_by_a_stack_of_numbers_is_by_its_parts(put: str) -> None:
    found = ["definition", "proved", "refuted", "refuted", "proved", "proved", "refuted"]
    assert verdicts(_NUMBERS.replace("PUT", put)) == found


def test_a_stack_of_a_vector_and_a_number() -> None:
    text = r"""Let $w, x \in \mathbb{R}^d$, $b \in \mathbb{R}$ and $y \in \{0, 1\}$.
$$ \theta = \begin{pmatrix} w \\ b \end{pmatrix}, \qquad \tilde x = \begin{pmatrix} x \\ 1 \end{pmatrix} $$
$$ a = w^\top x + b, \qquad \ell = \log(1 + e^a) - y a $$
$$ a = \theta^\top \tilde x $$
$$ \nabla_\theta \ell = (\sigma(a) - y) \tilde x $$
$$ \nabla_\theta \ell = (y - \sigma(a)) \tilde x $$
$$ \nabla_\theta^2 \ell = \sigma(a) (1 - \sigma(a)) \tilde x \tilde x^\top $$
$$ \nabla_\theta^2 \ell = \sigma(a) \tilde x \tilde x^\top $$
$$ \frac{\partial \ell}{\partial b} = \sigma(a) - y $$
"""
    assert verdicts(text)[4:] == ["proved", "proved", "refuted", "proved", "refuted", "proved"]


def test_matrices_side_by_side() -> None:
    text = r"""Let $U \in \mathbb{R}^{n \times m}$, $V \in \mathbb{R}^{n \times k}$, $x \in \mathbb{R}^m$,
$h \in \mathbb{R}^k$, $c \in \mathbb{R}^n$.
$$ W = [U, V], \quad z = \begin{bmatrix} x \\ h \end{bmatrix}, \quad f = c^\top (U x + V h) $$
$$ \frac{\partial f}{\partial W} = c z^\top, \quad \frac{\partial f}{\partial z} = W^\top c, \quad
   \frac{\partial f}{\partial W} = 0, \quad \frac{\partial f}{\partial U} = c x^\top, \quad
   \frac{\partial f}{\partial z_i} = \sum_j W_{ji} c_j, \quad \frac{\partial f}{\partial z_i} = \sum_j U_{ji} c_j $$
"""
    assert verdicts(text)[3:] == ["proved", "proved", "refuted", "proved", "proved", "refuted"]


def test_what_reads_the_stack_is_differentiated_through_it() -> None:
    r"""``\theta`` stays what is made of ``w`` and ``b`` where derivatives by these pass through it."""
    text = r"""Let $w, b \in \mathbb{R}$ and $\theta = (w, b)^\top$.
$$ f = \|\theta\|^2 $$
$$ \nabla_\theta f = 2 \theta, \quad \frac{\partial f}{\partial w} = 2 w, \quad \frac{\partial f}{\partial w} = 0 $$
$$ \nabla_\theta f = \begin{pmatrix} \frac{\partial f}{\partial w} \\ \frac{\partial f}{\partial b} \end{pmatrix} $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted", "proved"]


def test_a_stack_of_what_is_made_is_no_variable() -> None:
    text = r"""Let $w, x \in \mathbb{R}$.
$$ h = w x, \qquad z = \begin{pmatrix} h \\ x \end{pmatrix}, \qquad f = h + x $$
$$ \frac{\partial f}{\partial z} = \begin{pmatrix} 1 \\ 1 \end{pmatrix} $$
"""
    assert verdicts(text)[3:] != ["proved"]


def test_an_unknown_loss_is_a_function_of_what_the_parts_make() -> None:
    text = r"""Let $w, x \in \mathbb{R}^n$, $b \in \mathbb{R}$, $\theta = \begin{pmatrix} w \\ b \end{pmatrix}$.
$$ y = w^\top x + b, \qquad g = \frac{\partial L}{\partial y} $$
$$ \frac{\partial L}{\partial \theta} = g \begin{pmatrix} x \\ 1 \end{pmatrix}, \quad
   \frac{\partial L}{\partial \theta} = \begin{pmatrix} x \\ 1 \end{pmatrix}, \quad
   \frac{\partial L}{\partial \theta} =
   \begin{pmatrix} \frac{\partial L}{\partial w} \\ \frac{\partial L}{\partial b} \end{pmatrix} $$
$$ \frac{\partial L}{\partial w} = g x, \quad \frac{\partial L}{\partial w} = x $$
"""
    assert verdicts(text)[2:] == ["proved", "refuted", "proved", "proved", "refuted"]


def test_a_cell_that_reads_its_input_and_its_state_in_one_vector() -> None:
    text = r"""Let $W \in \mathbb{R}^{n \times d}$, $U \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^d$ and
$h \in \mathbb{R}^n$.
$$ M = [W, U], \quad z = \begin{bmatrix} x \\ h \end{bmatrix}, \quad s = \tanh(W x + U h), \quad
   e = \frac{\partial L}{\partial s} $$
$$ \frac{\partial L}{\partial M} = (e \odot (1 - s \odot s)) z^\top, \quad
   \frac{\partial L}{\partial z} = M^\top (e \odot (1 - s \odot s)), \quad
   \frac{\partial L}{\partial M} = e z^\top, \quad
   \frac{\partial L}{\partial W} = (e \odot (1 - s \odot s)) x^\top $$
"""
    assert verdicts(text)[4:] == ["proved", "proved", "refuted", "proved"]


def test_parts_of_which_something_is_supposed() -> None:
    r"""The same condition is about ``w`` in one line and about ``\theta`` in another."""
    text = r"""Let $w, b \in \mathbb{R}$ with $w > 0$ and $\theta = (w, b)^\top$.
$$ f = \log w + b $$
$$ \nabla_\theta f = (1/w, 1), \quad \nabla_\theta f = (w, 1) $$
$$ \frac{\partial \theta}{\partial w} = (1, 0)^\top, \quad \frac{\partial \theta}{\partial w} = (0, 1)^\top $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "refuted"]


@pytest.mark.parametrize(
    "head",
    [
        r"Let $a, w, b, x \in \mathbb{R}$. The parameters are $\theta = (a, w, b)^\top \in \mathbb{R}^3$.",
        r"Let $a, w, b, x \in \mathbb{R}$. The parameter vector $\theta = (a, w, b)^\top \in \mathbb{R}^3$ is trained.",
        r"Let $a, w, b, x \in \mathbb{R}$. Put $\theta = (a, w, b) \in \mathbb{R}^3$.",
    ],
)
def test_a_stack_whose_shape_is_stated(head: str) -> None:
    text = r"""
$$ f = a (w x + b) $$
$$ \nabla_\theta f = (w x + b, a x, a), \qquad \nabla_\theta f = (w x + b, a, a x) $$
"""
    assert verdicts(head + text) == ["definition", "proved", "refuted"]
