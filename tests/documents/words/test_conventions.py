r"""Rules for names of derivatives, numbered definitions in the text, conditions behind an equation, scalar losses."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

PRODUCT = r"""
$O\in\mathbb R^{n\times m}$, $A\in\mathbb R^{n\times k}$, $V\in\mathbb R^{k\times m}$.

$$O = A V$$

NAMES

$$\bar V = A^\top \bar O$$

$$\bar A = \bar O V^\top$$

$$\bar V = 2 A^\top \bar O$$
"""


@pytest.mark.parametrize(
    "names",
    [
        r"I write $\bar O$ for $\partial\mathcal L/\partial O$ and similarly $\bar A$, $\bar V$ etc.",
        r"For any matrix, $\bar O = \partial\mathcal L/\partial O$.",
        r"A bar denotes the gradient of the loss $\mathcal{L}$ with respect to the quantity below it.",
    ],
)
def test_an_accent_names_derivatives(names: str) -> None:
    assert verdicts(PRODUCT.replace("NAMES", names)) == ["definition", "proved", "proved", "refuted"]


def test_one_name_is_no_rule() -> None:
    text = PRODUCT.replace("NAMES", r"Write $\bar O$ for $\partial\mathcal L/\partial O$.")
    assert verdicts(text) == ["definition", "definition", "definition", "refuted"]


def test_a_subscript_names_derivatives() -> None:
    text = r"""
$x\in\mathbb R^n$, $W\in\mathbb R^{m\times n}$, $b \in \mathbb{R}^m$.

$$ z = W x + b $$

$$ y = \tanh(z) $$

Here $\delta_z = \partial L/\partial z$, and likewise for the other quantities.

$$ \delta_x = W^\top \delta_z $$

$$ \delta_z = \delta_y \odot (1 - y \odot y) $$

$$ \delta_z = \delta_y \odot (1 - z \odot z) $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "proved", "refuted"]


def test_a_scalar_loss_is_no_input() -> None:
    text = r"""
$A\in\mathbb R^{n\times d}$, $V\in\mathbb R^{d\times e}$.

$$O = A V$$

I write $G$ for $\partial\mathcal L/\partial O$, where $\mathcal L$ is a scalar loss.

$$\frac{\partial \mathcal L}{\partial A} = G V^\top$$

$$G = 0$$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_definition_for_all_numbers_in_the_text() -> None:
    text = r"""
Inputs $x_1,x_2\in\mathbb{R}^p$, weights $U\in\mathbb{R}^{q\times p}$, $W\in\mathbb{R}^{q\times q}$,
and $h_0 \in \mathbb{R}^q$.

$$ h_1 = \tanh(U x_1 + W h_0) $$

$$ h_2 = \tanh(U x_2 + W h_1) $$

The loss is a function of $h_2$ alone;
$\delta = \partial L/\partial h_2$ and $D_k = \operatorname{diag}(1-h_k\odot h_k)$.

$$ \frac{\partial L}{\partial h_1} = W^\top D_2 \delta $$

$$ \frac{\partial L}{\partial h_1} = W^\top D_1 \delta $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_a_condition_behind_an_equation() -> None:
    assert verdicts(r"$$\sqrt{x^2} = x, \qquad x > 0.$$") == ["proved", "hypothesis"]
    assert verdicts(r"$$\sqrt{x^2} = x, \qquad x < 0.$$") == ["refuted", "hypothesis"]
    assert verdicts(r"$$\sqrt{x^2} = x, \qquad x > 0.$$" + "\n\n" + r"$$ \sqrt{x^2} = x $$")[2] == "refuted"
    both = verdicts(r"$$\sqrt{x^2} = x + 1, \qquad x > 0, \qquad x < 0.$$")
    assert both == ["undecided", "hypothesis", "hypothesis"]  # vacuous


def test_a_condition_behind_a_definition_holds_from_there_on() -> None:
    text = r"""
Let $x\in\mathbb R^n$ and $v = x^\top x$.

$$ y = \frac{x}{\sqrt{v+\epsilon}}, \qquad \epsilon > 0. $$

$$ y^\top y = \frac{v}{v + \epsilon} $$

$$ y^\top y \le 1 $$

$$ y^\top y = 1 $$
"""
    found = verdicts(text)
    assert found[:3] == ["definition", "hypothesis", "proved"]
    assert found[3] in ("proved", "undecided")
    assert found[4] == "refuted"


def test_an_inequality_about_what_is_defined_is_a_claim() -> None:
    assert verdicts(r"$x\in\mathbb{R}^n$. $$ s = x^\top x, \qquad s > 0 $$") == ["definition", "refuted"]


def test_a_star_that_a_condition_introduces() -> None:
    text = r"""
Let $Q\in\mathbb R^{d\times d}$ be symmetric, $c,\theta\in\mathbb R^d$. If $Q\theta^\ast=c$,
the error $e=\theta-\theta^\ast$ satisfies

$$ Q e = Q\theta - c $$

$$ Q e = Q\theta + c $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_powers_entry_by_entry() -> None:
    text = r"""
$A \in \mathbb{R}^{n\times m}$.

$$ \|A\|_F^2 = \mathbf 1^\top A^{\odot 2}\mathbf 1 $$

$$ \|A\|_F^2 = \mathbf 1^\top A^{\circ 3}\mathbf 1 $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_two_matrices_in_a_logarithm_have_points_enough() -> None:
    text = r"""
Let $\mu, m \in \mathbb{R}^d$; $\Sigma, S \in \mathbb{R}^{d\times d}$ symmetric positive definite.

$$K = \operatorname{tr}(S^{-1}\Sigma) + (m-\mu)^\top S^{-1}(m-\mu) + \log\det S - \log\det\Sigma$$

$$\nabla_\mu K = 2 S^{-1}(\mu-m)$$

$$\nabla_\mu K = 2 S^{-1}(m-\mu)$$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


ATTENTION = r"""
Let $Q, K\in\mathbb{R}^{n\times d}$, $V\in\mathbb{R}^{n\times m}$ and $J$ a scalar function of $Y$;
$G = \partial J/\partial Y$.

$$ Y = PRODUCT $$

With $S = PART$ we get

$$ \frac{\partial J}{\partial V} = RIGHT $$

$$ \frac{\partial J}{\partial V} = WRONG $$

$$ \frac{\partial J}{\partial S} = UPON $$
"""


def test_a_part_of_an_earlier_definition() -> None:
    for product, part, right, wrong, upon in (
        (r"Q(K^\top V)", r"K^\top V", r"K Q^\top G", r"Q K^\top G", r"Q^\top G"),
        (r"\operatorname{softmax}(QK^\top) V", r"\operatorname{softmax}(QK^\top)", r"S^\top G", r"S G", r"G V^\top"),
    ):
        text = ATTENTION.replace("PRODUCT", product).replace("PART", part).replace("RIGHT", right)
        found = verdicts(text.replace("WRONG", wrong).replace("UPON", upon))
        assert found == ["definition", "proved", "refuted", "proved"]


def test_a_letter_that_names_a_step() -> None:
    text = r"""
Let $A\in\mathbb{R}^{n\times n}$ be symmetric and invertible, $x, b\in\mathbb{R}^n$.
One Newton step is $x^{N} = x - A^{-1}(A x - b)$.

$$ A x^{N} = b $$

$$ A x^{N} = b + x $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_case_goes_on_with_its_sentence() -> None:
    text = r"""
Let $W\in\mathbb R^{n\times k}$.

If the columns of $W$ are orthonormal, $W^\top W=I$, this simplifies to

$$ W^\top W W^\top = W^\top . $$

and the product becomes

$$ W W^\top W = W. $$

In general

$$ W W^\top W = W. $$
"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_case_that_may_still_be_meant_is_not_refuted_without_it() -> None:
    text = r"""
Let $W\in\mathbb R^{n\times k}$.

If $W^\top W=I$, this simplifies to

$$ W^\top W W^\top = W^\top . $$

Now look at the projection. We see

$$ W W^\top W = W, $$

$$ W W^\top = I. $$

It is wrong that always

$$ W W^\top W = W. $$
"""
    assert verdicts(text) == ["proved", "undecided", "refuted", "refuted"]
