r"""Divergences as names of numbers, ``D_{KL}(q \| p)``, and other habits of authors in formulas."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SPELLINGS = (
    r"D_{\text{KL}}(q \| p)",
    r"D_{KL}(q || p)",
    r"\mathrm{KL}(q \,\|\, p)",
    r"\operatorname{KL}\left[q(z|x) \,\|\, p(z)\right]",
    r"D_{KL}\left(\mathcal{N}(\mu, \sigma^2) \,\|\, \mathcal{N}(0, I)\right)",
)


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_divergence(name: str) -> None:
    head = r"Let $\mu, \sigma \in \mathbb{R}^d$ with $\sigma_j > 0$."
    given = rf"{name} = \frac{{1}}{{2}} \sum_{{j=1}}^d (\sigma_j^2 + \mu_j^2 - 1 - \log \sigma_j^2)"
    right = rf"\frac{{\partial {name}}}{{\partial \sigma_j}} = \sigma_j - \frac{{1}}{{\sigma_j}}"
    wrong = rf"\frac{{\partial {name}}}{{\partial \mu_j}} = 2 \mu_j"
    text = "\n\n".join((head, *(f"$$ {x} $$" for x in (given, right, wrong))))
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_another_order_is_another_number() -> None:
    text = (
        r"Let $a, b > 0$. $$ D_{KL}(q \| p) = a \log \frac{a}{b} $$ $$ D_{KL}(p \| q) = b \log \frac{b}{a} $$ "
        r"$$ D_{KL}(q \| p) = D_{KL}(p \| q) $$"
    )
    assert verdicts(text) == ["definition", "definition", "refuted"]


def test_an_index_between_the_bars() -> None:
    text = (
        r"Let $\mu \in \mathbb{R}^d$. $$ D_{KL}(q_j \| p) = \mu_j^2 $$ "
        r"$$ \sum_{j=1}^d D_{KL}(q_j \| p) = \|\mu\|^2 $$"
    )
    assert "refuted" not in verdicts(text)


@pytest.mark.parametrize("braces", [r"x{_i}", r"x_i"])
def test_sums_by_a_letter_and_words_without_a_command(braces: str) -> None:
    given = (
        r"\mu = \frac{1}{m} \Sigma_{i=1}^m x_i \; and \; v = \frac{1}{m} \Sigma^m_{i=1} (x_i - \mu)^2",
        rf"\frac{{\partial v}}{{\partial {braces}}} = \frac{{2}}{{m}} ({braces} - \mu)",
        rf"\frac{{\partial v}}{{\partial {braces}}} = \frac{{1}}{{m}} ({braces} - \mu)",
    )
    text = "\n\n".join((r"Let $x \in \mathbb{R}^m$.", *(f"$$ {x} $$" for x in given)))
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_a_matrix_by_that_letter() -> None:
    text = (
        r"Let $\Sigma \in \mathbb{R}^{d \times d}$ and $x \in \mathbb{R}^d$. $$ y_i = \sum_{j=1}^d \Sigma_{ij} x_j $$ "
        r"$$ y = \Sigma x $$ $$ y = \Sigma^\top x $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]
