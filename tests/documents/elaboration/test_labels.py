r"""Greek letters in subscripts that tell one name from another, ``f_\theta(x)``, and those that are indices."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NETWORK = r"Let $a, w \in \mathbb{R}^m$, $x \in \mathbb{R}$ and $f_\theta(x) = \sum_{j=1}^m a_j \tanh(w_j x)$." + "\n\n"
FAMILY = r"Let $x \in \mathbb{R}^n$ and $$ y_\nu = x_\nu^2 $$" + "\n\n"
LOGARITHMS = r"Let $S \in \mathbb{R}^{n \times n}$ be invertible and let $x \in \mathbb{R}$ be nonzero." + "\n\n"


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (NETWORK, r"\frac{\partial f_\theta(x)}{\partial a_j} = \tanh(w_j x)", "proved"),
        (NETWORK, r"\frac{\partial f_\theta(x)}{\partial a_j} = \tanh(a_j x)", "refuted"),
        (NETWORK, r"\frac{\partial f_\theta(x)}{\partial x} = \sum_j a_j w_j (1 - \tanh^2(w_j x))", "proved"),
        (NETWORK, r"f_\theta(-x) = -f_\theta(x)", "proved"),
        (NETWORK, r"f_\theta(-x) = f_\theta(x)", "refuted"),
        (FAMILY, r"\frac{\partial y_\nu}{\partial x_\mu} = 2 x_\nu \delta_{\nu\mu}", "proved"),
        (FAMILY, r"\frac{\partial y_\nu}{\partial x_\mu} = 2 x_\nu", "refuted"),
    ],
)
def test_labels_and_indices(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}$$ {claim} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial \log|x|}{\partial x} = \frac1x", "proved"),
        (r"\frac{\partial \log|x|}{\partial x} = \frac1{|x|}", "refuted"),
        (r"\frac{\partial \log|\det S|}{\partial S} = S^{-\top}", "proved"),
        (r"\frac{\partial \log|\det S|}{\partial S} = 2 S^{-\top}", "refuted"),
        (r"\log |x| = \frac12 \log x^2", "proved"),
        (r"\log |x| = \log x^2", "refuted"),
    ],
)
def test_logarithms_of_absolute_values(claim: str, verdict: str) -> None:
    assert verdicts(f"{LOGARITHMS}$$ {claim} $$")[-1] == verdict


PAIR = r"With $D = \sigma(s)$ the loss on one pair is $\ell(s_r, s_f) = -\log \sigma(s_r) - \log(1 - \sigma(s_f))$. "


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (PAIR, r"\frac{\partial \ell}{\partial s_r} = \sigma(s_r) - 1", "proved"),
        (PAIR, r"\frac{\partial \ell}{\partial s_f} = 1 - \sigma(s_f)", "refuted"),
        (PAIR, r"\ell(s_r, s_f) = \log(1 + e^{-s_r}) + \log(1 + e^{s_f})", "proved"),
        (PAIR, r"\ell(0, 0) = 2 \log 2", "proved"),
    ],
)
def test_parameters_told_apart_by_a_letter(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}$$ {claim} $$")[-1] == verdict
