r"""``\nabla E`` is by what the document differentiates by elsewhere, ``\nabla k_m(x)`` by its argument."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LOGISTIC = r"""$\Phi \in \mathbb{R}^{N \times M}$, $t \in \mathbb{R}^N$, $w \in \mathbb{R}^M$.

$$ y_n = \sigma\Big( \sum_{m=1}^M \Phi_{nm} w_m \Big) $$

$$ E = -\sum_{n=1}^N \left( t_n \ln y_n + (1 - t_n) \ln (1 - y_n) \right) $$

"""
BY_W = r"$$ \frac{\partial E}{\partial w_m} = \sum_{n=1}^N (y_n - t_n) \Phi_{nm} $$" + "\n\n"
BY_Y = r"$$ \frac{\partial E}{\partial y_n} = \frac{y_n - t_n}{y_n (1 - y_n)} $$" + "\n\n"
GRADIENTS = r"""
$$ \nabla E = \Phi^\top (y - t) $$

$$ \nabla E = \Phi^\top (t - y) $$

$$ \nabla^2 E = \Phi^\top \operatorname{diag}(y \odot (1 - y)) \Phi $$
"""


@pytest.mark.parametrize("elsewhere", [BY_W, BY_Y + BY_W])
def test_by_the_one_input_by_which_the_document_differentiates(elsewhere: str) -> None:
    assert verdicts(LOGISTIC + elsewhere + GRADIENTS)[-3:] == ["proved", "refuted", "proved"]
    assert verdicts(LOGISTIC + GRADIENTS + elsewhere)[2:5] == ["proved", "refuted", "proved"]


@pytest.mark.parametrize(
    "elsewhere", ["", BY_Y, BY_W + r"$$ \frac{\partial E}{\partial t_n} = \ln (1 - y_n) - \ln y_n $$" + "\n\n"]
)
def test_not_where_that_does_not_tell(elsewhere: str) -> None:
    assert verdicts(LOGISTIC + elsewhere + GRADIENTS)[-3:] == ["error"] * 3


def test_an_entry_that_is_written_as_a_function_of_its_argument() -> None:
    text = r"""$c_m \in \mathbb{R}^D$ for $m = 1, \dots, M$, $s > 0$, $x \in \mathbb{R}^D$.

$$ k_m(x) = \exp\Bigl( -\frac{\|x - c_m\|^2}{2 s^2} \Bigr) $$

$$ \nabla k_m(x) = -\frac{1}{s^2} (x - c_m) \, k_m(x) $$

$$ \nabla k_m(x) = -\frac{1}{2 s^2} (x - c_m) \, k_m(x) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
