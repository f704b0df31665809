r"""Densities and likelihoods as courses write them: $p(y \mid x)$, powers $p^y (1 - p)^{1 - y}$, products over data,
derivatives by $\sigma^2$."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

BERNOULLI = r"""Let $z \in \mathbb{R}$ and $y \in \{0, 1\}$, and let $p = \sigma(z)$. The likelihood is

$$ \ell = p^y (1 - p)^{1 - y}. $$
"""
MASS = r"""Let $q \in \mathbb{R}$ with $0 < q < 1$, $y \in \{0, 1\}$ and $Q(q) = q^y (1 - q)^{1 - y}$."""
LOGISTIC = r"""Let $\theta, x \in \mathbb{R}^d$ and $y \in \{0, 1\}$. The model is

$$ p(y \mid x) = \sigma(\theta^\top x)^y (1 - \sigma(\theta^\top x))^{1 - y} $$
"""
BAR = LOGISTIC.replace(r"\mid", "|")
DATA = r"""Let $x_n \in \mathbb{R}^D$ and $t_n \in \{0, 1\}$ for $n = 1, \dots, N$, and $w \in \mathbb{R}^D$. With
$y_n = \sigma(w^\top x_n)$ the likelihood is

$$ p(t \mid w) = \prod_{n=1}^N y_n^{t_n} (1 - y_n)^{1 - t_n}. $$
"""
LOG = r"""Let $\theta, x \in \mathbb{R}^d$ and $y \in \mathbb{R}$. The log-likelihood is

$$ \log p_\theta(y \mid x) = -\frac12 (y - \theta^\top x)^2 - \frac12 \log(2\pi) $$
"""
NORMAL = r"""Let $x_1, \dots, x_N \in \mathbb{R}$, $\mu \in \mathbb{R}$ and $\sigma > 0$. The density is

$$ p(x \mid \mu, \sigma^2) = \frac{1}{\sqrt{2 \pi \sigma^2}} \exp\left(-\frac{(x - \mu)^2}{2 \sigma^2}\right). $$
"""
MIXTURE = r"""The components have the means $\mu_k \in \mathbb{R}^D$ and covariances
$\Sigma_k \in \mathbb{R}^{D \times D}$,
symmetric and positive definite, $k = 1, \dots, K$. Put for $x \in \mathbb{R}^D$

$$ q_k(x) = -\frac12 (x - \mu_k)^\top \Sigma_k^{-1} (x - \mu_k). $$
"""
BAYES = r"""Let $x, y \in \mathbb{R}$. We have

$$ p(y \mid x) = x^2 + y. $$
"""
DENSITY = r"\log p(x_n \mid \mu, \sigma^2) = -\frac{(x_n - \mu)^2}{2 \sigma^2} - \frac12 \log(2 \pi \sigma^2)"
VARIANCE = r"\frac{\partial}{\partial \sigma^2} \log p(x_n \mid \mu, \sigma^2) = \frac{(x_n - \mu)^2}{2 \sigma^4}"


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (BERNOULLI, r"\log \ell = y \log p + (1 - y) \log(1 - p)", "proved"),
        (BERNOULLI, r"\frac{d}{dz} \log \ell = y - p", "proved"),
        (BERNOULLI, r"\frac{d}{dz} \log \ell = p - y", "refuted"),
        (MASS, r"\frac{d}{dq} \log Q(q) = \frac{y}{q} - \frac{1 - y}{1 - q}", "proved"),
        (MASS, r"\frac{d}{dq} \log Q(q) = \frac{y}{q} + \frac{1 - y}{1 - q}", "refuted"),  # but for y = 1
        (MASS, r"Q(q) = q", "refuted"),
        (LOGISTIC, r"\nabla_\theta \log p(y \mid x) = (y - \sigma(\theta^\top x)) x", "proved"),
        (LOGISTIC, r"\nabla_\theta \log p(y \mid x) = (\sigma(\theta^\top x) - y) x", "refuted"),
        (BAR, r"\nabla_\theta \log p(y|x) = (y - \sigma(\theta^\top x)) x", "proved"),
        (BAR, r"\log p(y|x) = |\log p(y|x)|", "refuted"),
        (DATA, r"\nabla_w \log p(t \mid w) = \sum_{n=1}^N (t_n - y_n) x_n", "proved"),
        (DATA, r"\nabla_w \log p(t \mid w) = \sum_{n=1}^N (y_n - t_n) x_n", "refuted"),
        (LOG, r"\nabla_\theta \log p_\theta(y \mid x) = (y - \theta^\top x) x", "proved"),
        (LOG, r"\nabla_\theta \log p_\theta(y \mid x) = -(y - \theta^\top x) x", "refuted"),
        (NORMAL, DENSITY, "proved"),
        (NORMAL, DENSITY.replace(r"\frac12 \log", r"\log"), "refuted"),
        (NORMAL, rf"{VARIANCE} - \frac{{1}}{{2 \sigma^2}}", "proved"),
        (NORMAL, rf"{VARIANCE} - \frac{{1}}{{\sigma^2}}", "refuted"),
        (MIXTURE, r"\nabla_x q_k(x) = -\Sigma_k^{-1} (x - \mu_k)", "proved"),
        (MIXTURE, r"\nabla_{\mu_k} q_k(x) = \Sigma_k^{-1} (x - \mu_k)", "proved"),
        (MIXTURE, r"\nabla_{\mu_k} q_k(x) = \Sigma_k (x - \mu_k)", "refuted"),
        (MIXTURE, r"\nabla_x^2 q_k(x) = -\Sigma_k^{-1}", "proved"),
        (BAYES, r"\frac{\partial}{\partial x} p(y \mid x) = 2 x", "proved"),
        (BAYES, r"p(x \mid y) = y^2 + x", "error"),  # another density, of which nothing is said
    ],
)
def test_likelihoods(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}\n\n$$ {claim} $$\n")[-1] == verdict


@pytest.mark.parametrize(
    "declared", [r"\sigma > 0", r"\sigma^2 > 0", r"\sigma^2 \in \mathbb{R}", r"\sigma \in \mathbb{R}"]
)
def test_a_derivative_by_a_variance(declared: str) -> None:
    text = rf"Let $x_1, \dots, x_N \in \mathbb{{R}}$, $\mu \in \mathbb{{R}}$ and ${declared}$. The log-likelihood is"
    sums, gradient = r"\sum_{n=1}^N (x_n - \mu)^2", r"\frac{\partial \ell}{\partial \sigma^2}"
    lines = (
        rf"$$ \ell = -\frac{{N}}{{2}} \log(2 \pi \sigma^2) - \frac{{1}}{{2 \sigma^2}} {sums} $$",
        rf"$$ {gradient} = -\frac{{N}}{{2 \sigma^2}} + \frac{{1}}{{2 \sigma^4}} {sums} $$",
        rf"$$ {gradient} = -\frac{{N}}{{\sigma^2}} + \frac{{1}}{{2 \sigma^4}} {sums} $$",
    )
    assert verdicts("\n\n".join((text, *lines))) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("declared", [r"\sigma_j > 0", r"\sigma_j^2 > 0", r"\sigma_j^2 \in \mathbb{R}"])
def test_derivatives_by_the_variances_of_an_encoder(declared: str) -> None:
    text = rf"Let $\mu_j \in \mathbb{{R}}$ and ${declared}$ for $j = 1, \dots, J$."
    lines = (
        r"$$ D = -\frac12 \sum_{j=1}^J \left( 1 + \log(\sigma_j^2) - \mu_j^2 - \sigma_j^2 \right) $$",
        r"$$ \frac{\partial D}{\partial \sigma_j^2} = \frac12 - \frac{1}{2 \sigma_j^2} $$",
        r"$$ \frac{\partial D}{\partial \sigma_j^2} = 1 - \frac{1}{\sigma_j^2} $$",
    )
    assert verdicts("\n\n".join((text, *lines))) == ["definition", "proved", "refuted"]
