"""Coordinates by which an equation expresses what they are made from: neither is opened for ever."""

from __future__ import annotations

from tests.documents.judged import verdicts


def test_coordinates_in_an_eigenbasis() -> None:
    text = r"""Let $H \in \mathbb{R}^{n\times n}$ be symmetric, $H u_k = \lambda_k u_k$ with $u_k \in \mathbb{R}^n$ for
$k = 1..n$ and $u_k^\top u_l = \delta_{kl}$. The error is
$$ E(w) = E_0 + \frac12 (w - w^*)^\top H (w - w^*) $$
where $w, w^* \in \mathbb{R}^n$, $E_0 \in \mathbb{R}$. Define $\alpha_k = u_k^\top (w - w^*)$, and assume
$w - w^* = \sum_k \alpha_k u_k$. Then
$$ E(w) = E_0 + \frac12 \sum_{k=1}^n \lambda_k \alpha_k^2, \qquad E(w) = E_0 + \sum_{k=1}^n \lambda_k \alpha_k^2 $$
$$ u_k^\top \nabla E(w) = \lambda_k \alpha_k, \qquad u_k^\top \nabla E(w) = \alpha_k $$
With $w^+ = w - \eta \nabla E(w)$ we get
$$ E(w^+) = E_0 + \frac12 \sum_k \lambda_k (1 - \eta\lambda_k)^2 \alpha_k^2 $$
$$ E(w^+) = E_0 + \frac12 \sum_k \lambda_k (1 - \eta\lambda_k) \alpha_k^2 $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "refuted", "proved", "refuted"]


def test_a_factor_that_is_a_quotient_of_what_it_scales() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$, $v \in \mathbb{R}^n$ with $v \ne 0$ and
$$ \mu = \frac{v^\top A v}{v^\top v} $$
Assume that $A v = \mu v$. Then
$$ v^\top A v = \mu \, v^\top v, \qquad A A v = \mu^2 v, \qquad A A v = \mu v $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]
