r"""``g_t = \partial \ell_t / \partial h_t`` beside ``L = \sum_t \ell_t(h_t)``: what no later step brings."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

CELL = r"""States $h_t \in \mathbb{R}^n$, inputs $x_t \in \mathbb{R}^m$, $t = 1, \dots, T$, first state $h_0$:
$$ a_t = W h_{t-1} + U x_t + b $$ $$ h_t = \tanh(a_t) $$
"""
END = r"""
$$ \delta_t = (1 - h_t^2) \odot \left( g_t + W^\top \delta_{t+1} \right), \qquad t < T $$
$$ \delta_t = (1 - h_t^2) \odot \left( g_t + W \delta_{t+1} \right), \qquad t < T $$
$$ \frac{\partial L}{\partial W} = \sum_{t=1}^T \delta_t h_{t-1}^\top $$
$$ \frac{\partial L}{\partial W} = \sum_{t=1}^T \delta_t h_{t}^\top $$
"""


@pytest.mark.parametrize("loss", [r"$L = \sum_{t=1}^T \ell_t(h_t)$.", r"$$ L = \sum_{t=1}^T \ell_t(h_t). $$"])
@pytest.mark.parametrize("gradient", [r"\frac{\partial \ell_t}{\partial h_t}", r"\nabla_{h_t} \ell_t"])
def test_gradients_of_single_steps(loss: str, gradient: str) -> None:
    said = rf"The loss is {loss} Write $\delta_t = \frac{{\partial L}}{{\partial a_t}}$ and $g_t = {gradient}$."
    found = [v for v in verdicts(CELL + said + END) if v != "definition"]
    assert found == ["proved", "refuted", "proved", "refuted"]


def test_the_whole_gradient_by_a_state_is_another_one() -> None:
    said = (
        r"The loss is $L = \sum_{t=1}^T \ell_t(h_t)$. Write $g_t = \frac{\partial \ell_t}{\partial h_t}$."
        "\n"
        r"$$ \frac{\partial L}{\partial h_t} = g_t $$"
    )
    assert verdicts(CELL + said)[-1] == "refuted"


def test_a_loss_that_is_minimised_instead_is_spoken_of_later() -> None:
    text = r"""Let $z, v \in \mathbb{R}^C$.

If instead we minimise $M = \frac12 \sum_{i=1}^{C} (z_i - v_i)^2$ the gradient is

$$ \frac{\partial M}{\partial z_i} = z_i - v_i $$

It is not invariant.

$$ \sum_{i=1}^{C} \frac{\partial M}{\partial z_i} = 0 $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_loss_that_is_minimised_in_two_ways_is_neither() -> None:
    text = r"""Let $z, v \in \mathbb{R}^C$.

If we minimise $M = \frac12 \sum_{i=1}^{C} (z_i - v_i)^2$ the gradient is

$$ \frac{\partial M}{\partial z_i} = z_i - v_i $$

If we minimise $M = \sum_{i=1}^{C} z_i v_i$ the gradient is

$$ \frac{\partial M}{\partial z_i} = v_i $$
"""
    assert "refuted" not in verdicts(text)
