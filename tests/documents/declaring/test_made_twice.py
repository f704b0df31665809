r"""Names that are told apart by the letter below: the ``\delta_k`` of the outputs and the ``\delta_j`` of the units."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NETWORK = r"""The inputs are $x_i$, and

$$ a_j = \sum_{i=1}^D w_{ji} x_i, \qquad z_j = \tanh(a_j), \qquad y_k = \sum_{j=1}^M v_{kj} z_j, \qquad
E = \frac12 \sum_{k=1}^K (y_k - t_k)^2 $$
"""
OUTPUTS = r"\delta_k = \frac{\partial E}{\partial y_k} = y_k - t_k"
HIDDEN = r"\delta_j = \frac{\partial E}{\partial a_j} = (1 - z_j^2) \sum_{k=1}^K v_{kj} \delta_k"
OF_W = r"\frac{\partial E}{\partial w_{ji}} = \delta_j x_i"


def test_two_errors_of_one_letter_are_left_open() -> None:
    text = f"{NETWORK}\n$$ {OUTPUTS} $$\n\n$$ {HIDDEN} $$\n\n$$ {OF_W} $$\n"
    assert verdicts(text)[4:] == ["definition", "proved", "undecided", "proved", "undecided"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial E}{\partial v_{kj}} = \delta_k z_j", "proved"),
        (r"\frac{\partial E}{\partial v_{kj}} = \delta_k a_j", "refuted"),
        (OF_W, "refuted"),
        (r"\frac{\partial E}{\partial w_{ji}} = \sum_k \delta_k v_{kj} x_i", "refuted"),
    ],
)
def test_one_error_is_read_with_any_letter(line: str, verdict: str) -> None:
    assert verdicts(f"{NETWORK}\n$$ {OUTPUTS} $$\n\n$$ {line} $$\n")[-1] == verdict


def test_letters_of_one_size_name_one_tensor() -> None:
    text = r"""Let $x \in \mathbb{R}^n$.

$$ s_i = x_i^2 \qquad \sum_{j=1}^n x_j = \sum_{i=1}^n x_i $$

$$ s_j = 2 x_j $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
