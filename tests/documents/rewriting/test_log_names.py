r"""``\log q = ...`` where ``q`` stands within logarithms alone."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts

DENSITY = (
    r"Let $\mu, \rho, z \in \mathbb{R}^D$. "
    r"$$ \log q(z) = -\sum_d \rho_d - \frac12 \sum_d (z_d - \mu_d)^2 e^{-2 \rho_d} $$"
)
LOGITS = r"Let $z \in \mathbb{R}^K$. The log-probabilities are $$ \log p_i = z_i - \log \sum_j e^{z_j} $$"
SOFTMAX = r"Let $z \in \mathbb{R}^K$ and $$ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}} $$"
CLAIMS = [
    (DENSITY, r"\frac{\partial \log q(z)}{\partial \mu_d} = (z_d - \mu_d) e^{-2\rho_d}", "proved"),
    (DENSITY, r"\frac{\partial \log q(z)}{\partial \rho_d} = (z_d - \mu_d)^2 e^{-2\rho_d}", "refuted"),
    (LOGITS, r"\frac{\partial \log p_i}{\partial z_k} = \delta_{ik} - \frac{e^{z_k}}{\sum_j e^{z_j}}", "proved"),
    (LOGITS, r"\frac{\partial \log p_i}{\partial z_k} = \delta_{ik} - e^{z_k}", "refuted"),
    # what has another definition, or stands outside of a logarithm, is what it was
    (SOFTMAX, r"\log p_i = z_i - \log \sum_j e^{z_j}", "proved"),
    (SOFTMAX, r"\log p_i = z_i", "refuted"),
    (r"Let $a, b > 0$.", r"\log a = \log b", "refuted"),
]


@pytest.mark.parametrize(("head", "claim", "verdict"), CLAIMS)
def test_a_name_within_a_logarithm(head: str, claim: str, verdict: str) -> None:
    found = check(read(f"{head}\n\n$$ {claim} $$\n", "a.md"), suggest=False)["equations"]
    assert found[-1]["verdict"] == verdict, found[-1]["message"]
    assert found[0]["role"] == ("definition" if len(found) > 1 else "claim")


def test_a_declared_logarithm_declares_no_tensor_named_log() -> None:
    text = r"""Let $x \in \mathbb{R}^{D}$ and $\log J \in \mathbb{R}$.

$$ \log (2) \, x_i = x_i \log (2) $$

$$ \log (2) \, x_i = 2 \log (1) \, x_i $$
"""
    assert verdicts(text) == ["proved", "refuted"]
    assert all("log" not in e["counterexample"]["values"] for e in judged(text) if e["counterexample"])
