r"""Derivatives by a number and by its square in one text, ``\partial / \partial \sigma`` and ``\partial / \partial
\sigma^2``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

KL = r"Let $L = \sum_{j=1}^d \left( \frac{\mu_j^2}{2 \sigma_j^2} + \log \sigma_j \right)$ with $\sigma_j > 0$."
NORMAL = r"""Let $\sigma > 0$ and
$\ell(\mu, \sigma) = \frac{n}{2} \log \sigma^2 + \frac{1}{2\sigma^2} \sum_{i=1}^n (x_i - \mu)^2$."""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial \sigma_j^2} = -\frac{\mu_j^2}{2 \sigma_j^4} + \frac{1}{2\sigma_j^2}", "proved"),
        (r"\frac{\partial L}{\partial \sigma_j^2} = -\frac{\mu_j^2}{\sigma_j^3} + \frac{1}{\sigma_j}", "refuted"),
        (r"\frac{\partial L}{\partial \sigma_j} = 2 \sigma_j \frac{\partial L}{\partial \sigma_j^2}", "proved"),
        (r"\frac{\partial L}{\partial \sigma_j} = \sigma_j \frac{\partial L}{\partial \sigma_j^2}", "refuted"),
    ],
)
def test_entries(claim: str, verdict: str) -> None:
    by_itself = r"$$ \frac{\partial L}{\partial \sigma_j} = -\frac{\mu_j^2}{\sigma_j^3} + \frac{1}{\sigma_j} $$"
    assert verdicts(f"{KL}\n{by_itself}\n$$ {claim} $$") == ["proved", verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (
            r"\frac{\partial \ell}{\partial \sigma^2} = "
            r"\frac{n}{2\sigma^2} - \frac{1}{2\sigma^4} \sum_i (x_i - \mu)^2",
            "proved",
        ),
        (
            r"\frac{\partial \ell}{\partial \sigma^2} = "
            r"\frac{n}{\sigma^2} - \frac{1}{2\sigma^4} \sum_i (x_i - \mu)^2",
            "refuted",
        ),
        (
            r"\frac{\partial^2 \ell}{\partial (\sigma^2)^2} = "
            r"-\frac{n}{2\sigma^4} + \frac{1}{\sigma^6} \sum_i (x_i - \mu)^2",
            "proved",
        ),
        (
            r"\frac{\partial^2 \ell}{\partial \mu \, \partial \sigma^2} = \frac{1}{\sigma^4} \sum_i (x_i - \mu)",
            "proved",
        ),
        (
            r"\frac{\partial^2 \ell}{\partial \mu \, \partial \sigma^2} = -\frac{1}{\sigma^4} \sum_i (x_i - \mu)",
            "refuted",
        ),
    ],
)
def test_numbers(claim: str, verdict: str) -> None:
    by_itself = (
        r"$$ \frac{\partial \ell}{\partial \sigma} = \frac{n}{\sigma} - \frac{1}{\sigma^3} \sum_i (x_i - \mu)^2 $$"
    )
    assert verdicts(f"{NORMAL}\n{by_itself}\n$$ {claim} $$") == ["proved", verdict]
