r"""Networks of which no shape is stated: what is transposed or has a norm somewhere is no number."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

NETWORK = r"""A two-layer network is
$$ z_1 = W_1 x + b_1 $$
$$ h = \sigma(z_1) $$
$$ \hat{y} = W_2 h + b_2 $$
$$ L = \frac12 \|\hat{y} - y\|^2 $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial W_2} = (\hat{y} - y) h^\top", "proved"),
        (r"\frac{\partial L}{\partial W_2} = 2 (\hat{y} - y) h^\top", "refuted"),
        (r"\frac{\partial L}{\partial W_1} = (W_2^\top (\hat{y} - y) \odot h \odot (1 - h)) x^\top", "proved"),
        (r"\frac{\partial L}{\partial W_1} = (W_2^\top (\hat{y} - y) \odot h) x^\top", "refuted"),
        (r"\frac{\partial L}{\partial W_1} = (W_2 (\hat{y} - y) \odot h \odot (1 - h)) x^\top", "error"),
    ],
)
def test_the_gradients_of_a_network(claim: str, verdict: str) -> None:
    assert verdicts(f"{NETWORK}\n$$ {claim} $$\n")[-1] == verdict


def test_an_error_tells_what_is_wrong_with_the_line() -> None:
    claims = [
        r"\frac{\partial L}{\partial W_2} = (\hat{y} - y) h^\top",
        r"\frac{\partial L}{\partial W_1} = (W_2 (\hat{y} - y) \odot h) x^\top",
    ]
    found = judged(f"{NETWORK}\n" + "\n".join(f"$$ {claim} $$" for claim in claims))
    assert found[-2]["verdict"] == "proved"
    assert "multiply" in found[-1]["message"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial W_2} = \frac{\partial L}{\partial y} h^\top", "proved"),
        (r"\frac{\partial L}{\partial W_2} = \frac{\partial L}{\partial y} h^\top h", "error"),
    ],
)
def test_a_transposed_layer_is_a_vector(claim: str, verdict: str) -> None:
    assert verdicts(rf"$$ h = \sigma(W_1 x) $$ $$ y = W_2 h $$ $$ {claim} $$")[-1] == verdict
