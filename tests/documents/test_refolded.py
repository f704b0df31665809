r"""``y = x + W_2 \phi(W_1 x)`` and ``u = W_1 x``: who claims a gradient by ``u`` means it as a part of ``y``."""

from __future__ import annotations

from tests.documents.judging import verdicts

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
