"""One-hot matrices beside a softmax of their shape."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

ROWS = r"""The data are $X \in \mathbb{R}^{N \times D}$ with one-hot labels $Y \in \mathbb{R}^{N \times K}$, the weights
$W \in \mathbb{R}^{D \times K}$.

$$ Z = X W, \qquad P = \operatorname{softmax}(Z), \qquad J = - \sum_{n,k} Y_{nk} \log P_{nk} $$

$$ \frac{\partial J}{\partial W} = X^\top (P - Y) $$

$$ \sum_k Y_{nk} = 1 $$

$$ \sum_n Y_{nk} = 1 $$
"""
COLUMNS = r"""Let $X \in \mathbb{R}^{D \times N}$, $W \in \mathbb{R}^{K \times D}$ and one-hot targets
$Y \in \mathbb{R}^{K \times N}$.

$$ P_{kn} = \frac{e^{(W X)_{kn}}}{\sum_{l} e^{(W X)_{ln}}}, \qquad J = - \sum_{k,n} Y_{kn} \log P_{kn} $$

$$ \frac{\partial J}{\partial W} = (P - Y) X^\top $$

$$ \sum_k Y_{kn} = 1 $$

$$ \sum_n Y_{kn} = 1 $$
"""


@pytest.mark.parametrize(("text", "side"), [(ROWS, "rows"), (COLUMNS, "columns")])
def test_the_side_of_the_softmax_is_one_hot(text: str, side: str) -> None:
    found = judged(text)
    claims = [e for e in found if e["role"] == "claim"]
    assert [e["verdict"] for e in claims] == ["proved", "proved", "refuted"]
    assert any(f"{side} one-hot" in x for x in claims[0]["assumptions"])


@pytest.mark.parametrize(
    "other",
    [
        r"$$ P = X W $$",  # no softmax
        r"$$ P = \operatorname{softmax}(X W), \qquad Q_{nk} = \frac{e^{(X W)_{nk}}}{\sum_{m} e^{(X W)_{mk}}} $$",
    ],
)
def test_without_a_softmax_or_with_two_it_stays_open(other: str) -> None:
    text = ROWS.split("$$")[0] + other + "\n\n$$ \\sum_k Y_{nk} = 1 $$\n\n$$ \\sum_n Y_{nk} = 1 $$\n"
    assert verdicts(text)[-2:] == ["undecided", "undecided"]


def test_a_word_holds_of_what_gets_its_shape_from_the_equation_beside_it() -> None:
    text = r"""Let $z \in \mathbb{R}^K$ and $p = \operatorname{softmax}(z)$.

With a one-hot target $y$ and $L = -\sum_i y_i \log p_i$,

$$ \frac{\partial L}{\partial z_j} = p_j - y_j $$

$$ \frac{\partial L}{\partial z_j} = p_j + y_j $$
"""
    assert verdicts(text) == ["proved", "refuted"]
    assert verdicts(text.replace("a one-hot target", "a target")) == ["refuted", "refuted"]
