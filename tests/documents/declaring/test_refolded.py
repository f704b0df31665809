r"""``y = x + W_2 \phi(W_1 x)`` and ``u = W_1 x``: who claims a gradient by ``u`` means it as a part of ``y``."""

from __future__ import annotations

from tests.documents.judged import verdicts

BLOCK = r"""
Consider $y = x + W_2\,\phi(W_1x)$ with $x\in\mathbb{R}^d$, $W_1\in\mathbb{R}^{h\times d}$,
$W_2\in\mathbb{R}^{d\times h}$ and a smooth $\phi$ applied elementwise.
Let $L$ be a loss that depends on $y$ and let $g = \partial L/\partial y$.
Put $u = W_1x$ and $r = \phi(u)$.
"""


def test_the_gradient_by_a_part_is_that_through_the_whole() -> None:
    text = r"""
$$ \frac{\partial L}{\partial u} = \phi'(u)\odot(W_2^\top g) $$

$$ \frac{\partial L}{\partial r} = W_2^\top g, \qquad \frac{\partial L}{\partial W_2} = g r^\top $$

$$ \frac{\partial L}{\partial x} = g + W_1^\top(\phi'(u)\odot W_2^\top g) $$

$$ \frac{\partial L}{\partial u} = \phi(u)\odot(W_2^\top g) $$

$$ \frac{\partial L}{\partial x} = W_1^\top(\phi'(u)\odot W_2^\top g) $$
"""
    assert verdicts(BLOCK + text) == ["proved"] * 4 + ["refuted"] * 2


def test_two_outputs_that_are_alike_stay_two_outputs() -> None:
    text = r"""
Let $x\in\mathbb{R}^d$, $W\in\mathbb{R}^{h\times d}$ and $b\in\mathbb{R}^h$.

$$ y = W x, \qquad z = W x + b $$

Let $G = \partial L/\partial y$ and $H = \partial L/\partial z$.

$$ \frac{\partial L}{\partial x} = W^\top(G + H) $$
"""
    assert verdicts(text) == ["definition", "definition", "proved"]


CODED = r"""
An autoencoder encodes $x \in \mathbb{R}^{n}$ by $h = \phi(W x)$ and decodes by $\hat{x} = W^{\top} h$, where
$W \in \mathbb{R}^{m \times n}$ and $\phi$ is a smooth function applied elementwise. Write $a = W x$ and let
$$ E = \frac12 \| \hat{x} - x \|^2 . $$
"""


def test_a_part_of_what_a_defined_loss_is_made_from() -> None:
    text = r"""
$$ \frac{\partial E}{\partial a} = \phi'(a) \odot W (\hat{x} - x) $$

$$ \frac{\partial E}{\partial a} = W (\hat{x} - x) $$

$$ \frac{\partial E}{\partial x} = W^\top \frac{\partial E}{\partial a} - (\hat{x} - x) $$

$$ \frac{\partial E}{\partial x} = W^\top \frac{\partial E}{\partial a} $$
"""
    assert verdicts(CODED + text) == ["definition", "proved", "refuted", "proved", "refuted"]


def test_a_branch_is_no_part_of_the_other() -> None:
    text = r"""
Let $x \in \mathbb{R}^d$, $W \in \mathbb{R}^{h\times d}$ and $b \in \mathbb{R}^h$.

$$ y = W x, \qquad z = W x + b $$

$$ \frac{\partial z}{\partial y} = 0 $$

Let $E = \|z\|^2$.

$$ \nabla_x E = 2 W^\top z $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "proved"]
