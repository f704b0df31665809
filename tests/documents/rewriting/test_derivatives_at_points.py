r"""``\frac{df}{dx}(a)``: the derivative of a function at a point, beside products with a bracket."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NUMBERS = r"Let $a \in \mathbb{R}$ and $f(x) = x^2$."
VECTORS = r"Let $u, v \in \mathbb{R}^n$ and $g(u) = \|u\|^2$."
SIGMOID = "The sigmoid is\n\n$$ \\sigma(a) = \\frac{1}{1 + e^{-a}}. $$\n"
NAMED = r"Let $f$ be a smooth function, $z \in \mathbb{R}$ and $y = f(z)$."
MEANS = (
    r"Let $x \in \mathbb{R}^m$ with mean $\mu = \frac1m \sum_i x_i$ and "
    r"$\sigma^2 = \frac1m \sum_i (x_i - \mu)^2$."
)
LOSS = r"Let $L$ be a loss of $y = w z$ with $w, z \in \mathbb{R}$."


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (NUMBERS, r"\frac{df}{dx}(3) = 6", "proved"),
        (NUMBERS, r"\frac{df}{dx}(3) = 6 x", "refuted"),
        (NUMBERS, r"\frac{df}{dx}(-1) = -2", "proved"),
        (NUMBERS, r"\frac{df}{dx}(a) = 2 a", "proved"),
        (NUMBERS, r"\frac{df}{dx}(a) = 2 x a", "refuted"),
        (NUMBERS, r"\frac{df}{dx}(x) = 2 x", "proved"),
        (NUMBERS, r"\frac{df}{dx}(a)^2 = 4 a^2", "proved"),
        (NUMBERS, r"\frac{d^2 f}{dx^2}(a) = 2", "proved"),
        (NUMBERS, r"3 \frac{df}{dx}(a) (x - a) = 6 a (x - a)", "proved"),
        (NUMBERS, r"\frac{df}{dx} (x - a) = 2 x (x - a)", "proved"),
        (NUMBERS, r"(\frac{df}{dx}|_{x=a}) + 1 = 2 a + 1", "proved"),
        (NUMBERS, r"(\frac{df}{dx}|_{x=a}) + 1 = a + 1", "refuted"),
        (VECTORS, r"\frac{\partial g}{\partial u}(v) = 2 v", "proved"),
        (VECTORS, r"\frac{\partial g}{\partial u_i}(v) = 2 v_i", "proved"),
        (VECTORS, r"\frac{\partial g}{\partial u_i}(v) = 2 u_i", "refuted"),
        (VECTORS, r"\frac{\partial g}{\partial u_i}(u) = 2 u_i", "proved"),
        (SIGMOID, r"\frac{d\sigma}{da} = \sigma (1 - \sigma)", "proved"),
        (SIGMOID, r"\frac{d\sigma}{da} = \sigma(a) (1 - \sigma(a))", "proved"),
        (SIGMOID, r"\frac{d\sigma}{da} = \sigma(a)^2", "refuted"),
        (SIGMOID, r"\frac{d\sigma}{da}(0) = \frac14", "proved"),
        (SIGMOID, r"\frac{d\sigma}{da}(0) = \frac12", "refuted"),
        (NAMED, r"\frac{df}{dz}(z) = f'(z)", "proved"),
        (NAMED, r"\frac{dy}{dz} = \frac{df}{dz}(z)", "proved"),
        (NAMED, r"\frac{dy}{dz}(z) = z f'(z)", "refuted"),
        (MEANS, r"\frac{\partial \sigma^2}{\partial x_i} = \frac2m (x_i - \mu)", "proved"),
        (MEANS, r"\frac{\partial \mu}{\partial x_i} (x_j) = \frac1m x_j", "proved"),
        (LOSS, r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} (z)", "proved"),
        (LOSS, r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} (w)", "refuted"),
    ],
)
def test_derivatives_at_points(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}\n\n$$ {claim} $$\n")[-1] == verdict
