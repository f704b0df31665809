r"""``df = \operatorname{tr}(A^\top dX)``: differentials of what is made from what moves; gradients are none."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

LINEAR = r"""Let $X \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{D \times K}$, $Y \in \mathbb{R}^{N \times K}$,
$R = X W - Y$ and $L = \tfrac12 \|R\|_F^2$."""
LAYER = r"""Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$, $b, t \in \mathbb{R}^m$,
$\lambda \in \mathbb{R}$, $z = W x + b$, $y = \tanh(z)$ and $L = \frac12 \|y - t\|^2 + \frac{\lambda}{2} \|W\|_F^2$."""
SOFTMAX = r"""Let $z, y \in \mathbb{R}^K$, $p_i = e^{z_i} / \sum_j e^{z_j}$ and $L = -\sum_i y_i \log p_i$, where
$\sum_i y_i = 1$."""
SQUARE = r"Let $X \in \mathbb{R}^{n \times n}$ be invertible."
NUMBERS = r"Let $u, v \in \mathbb{R}$, $y = u v$ and $w = u / v$."
DIMENSION = r"Let $x \in \mathbb{R}^d$, $A \in \mathbb{R}^{d \times d}$ and $f = x^\top A x$."
MEAN = r"Let $x \in \mathbb{R}^d$ and $s = \frac{1}{d} \sum_i x_i$."
SYMMETRIC = (
    r"Let $S \in \mathbb{R}^{n \times n}$ be symmetric, $A \in \mathbb{R}^{n \times n}$, $f = \operatorname{tr}(A S)$."
)
UNKNOWN = r"""Let $X \in \mathbb{R}^{m \times n}$, $A \in \mathbb{R}^{l \times m}$, $Y = A X$, and let $f$ be a scalar
function of $Y$ with $G = \partial f / \partial Y$."""
DISTANCE = r"Let $x, y \in \mathbb{R}^n$, $f = x^\top y$ and $d(x, y) = \|x - y\|^2$."
DIRECTION = r"Let $x \in \mathbb{R}^n$, $d \in \mathbb{R}^n$ a direction, and $f = x^\top x$."
FACTOR = r"Let $a, c, d \in \mathbb{R}$ and $y = a c$."
STATES = r"Let $w \in \mathbb{R}$, $x \in \mathbb{R}^T$, $h_0 = x_0$ and $h_t = w h_{t-1} + x_t$ for $1 \le t < T$."


@pytest.mark.parametrize(
    ("start", "line", "expected"),
    [
        (LINEAR, r"\mathrm{d}R = X\, \mathrm{d}W", "proved"),
        (LINEAR, r"dL = \operatorname{tr}(R^\top dR)", "proved"),
        (LINEAR, r"dL = \operatorname{tr}(R^\top X\, dW)", "proved"),
        (LINEAR, r"dL = 2 \operatorname{tr}(R^\top X\, dW)", "refuted"),
        (LINEAR, r"\operatorname{tr}(R^\top dR) = \operatorname{tr}(R^\top X\, dW)", "proved"),
        (LINEAR, r"\operatorname{tr}(R^\top dR) = -\operatorname{tr}(R^\top X\, dW)", "refuted"),
        (LAYER, r"dz = dW\, x + W\, dx + db", "proved"),
        (LAYER, r"dz = dW\, x + W\, dx + b", "refuted"),
        (LAYER, r"dy = (1 - y^2) \odot dz", "proved"),
        (LAYER, r"dy_i = (1 - y_i^2)\, dz_i", "proved"),
        (LAYER, r"dy_i = (1 - y_i)\, dz_i", "refuted"),
        (LAYER, r"dL = (y - t)^\top dy + \lambda \operatorname{tr}(W^\top dW)", "proved"),
        (LAYER, r"dL = (y - t)^\top dy + 2 \lambda \operatorname{tr}(W^\top dW)", "refuted"),
        (SOFTMAX, r"dp = (\operatorname{diag}(p) - p p^\top)\, dz", "proved"),
        (SOFTMAX, r"dp = (\operatorname{diag}(p) + p p^\top)\, dz", "refuted"),
        (SOFTMAX, r"dL = (p - y)^\top dz", "proved"),
        (SOFTMAX, r"dL = -\sum_i \frac{y_i}{p_i}\, dp_i", "proved"),
        (SQUARE, r"d(X^{-1}) = -X^{-1} (dX) X^{-1}", "proved"),
        (SQUARE, r"d(X^{-1}) = -X^{-2}\, dX", "refuted"),
        (SQUARE, r"d(X^\top X) = (dX)^\top X + X^\top dX", "proved"),
        (SQUARE, r"d(X^2) = 2 X\, dX", "refuted"),
        (SQUARE, r"d \log\det X = \operatorname{tr}(X^{-1} dX)", "proved"),
        (NUMBERS, r"d(uv) = u\,dv + v\,du", "proved"),
        (NUMBERS, r"d(uv) = u\,dv - v\,du", "refuted"),
        (NUMBERS, r"dw = \frac{v\, du - u\, dv}{v^2}", "proved"),
        (NUMBERS, r"dw = \frac{u\, dv - v\, du}{v^2}", "refuted"),
        (DIMENSION, r"df = x^\top (A + A^\top)\, dx", "proved"),
        (DIMENSION, r"df = 2 x^\top A\, dx", "refuted"),
        (UNKNOWN, r"df = \operatorname{tr}(G^\top dY)", "proved"),
        (UNKNOWN, r"df = 2 \operatorname{tr}(G^\top dY)", "refuted"),
        (UNKNOWN, r"df = \operatorname{tr}(G^\top A\, dX)", "proved"),
        (UNKNOWN, r"df = \operatorname{tr}(G^\top A\, dX) + \operatorname{tr}(G^\top dA\, X)", "proved"),
        (UNKNOWN, r"df = \operatorname{tr}(G^\top A\, dX) - \operatorname{tr}(G^\top dA\, X)", "refuted"),
        (UNKNOWN, r"\operatorname{tr}(G^\top dY) = \operatorname{tr}(G^\top A\, dX)", "proved"),
        (DISTANCE, r"df = y^\top dx + x^\top dy", "proved"),
        (DISTANCE, r"df = y^\top dx - x^\top dy", "refuted"),
        (DISTANCE, r"\frac{df}{dx} = y", "proved"),
        (DISTANCE, r"d(x, y) = \sum_i (x_i - y_i)^2", "proved"),
        (DIRECTION, r"df = 2 x^\top dx", "proved"),
        (DIRECTION, r"df = 3 x^\top dx", "refuted"),
        (FACTOR, r"d y = c\, d a + a\, d c", "proved"),
        (FACTOR, r"d y = a c d", "proved"),
        (FACTOR, r"d y = 2 a c d", "refuted"),
        (MEAN, r"ds = \frac1d \sum_i dx_i", "proved"),
        (MEAN, r"ds = \sum_i dx_i", "refuted"),
        (MEAN, r"d s = \sum_i x_i", "proved"),
        (MEAN, r"d s = 2 \sum_i x_i", "refuted"),
    ],
)
def test_the_differential_of_what_is_made_from_what_moves(start: str, line: str, expected: str) -> None:
    assert verdicts(f"{start}\n\n$$ {line} $$\n") == [expected]


@pytest.mark.parametrize(
    ("start", "line", "told"),
    [(LAYER, r"dz = W\, dx", "W, b held"), (UNKNOWN, r"df = \operatorname{tr}(G^\top A\, dX)", "A held")],
)
def test_what_has_no_differential_is_told_to_be_held(start: str, line: str, told: str) -> None:
    (found,) = judged(f"{start}\n\n$$ {line} $$\n")
    assert found["verdict"] == "proved"
    assert told in found["assumptions"]


@pytest.mark.parametrize(
    ("start", "line"),
    [
        (LINEAR, r"dW = X^\top dR"),  # gradients go towards what the loss is made from
        (LINEAR, r"dX = dR\, W^\top"),
        (LAYER, r"dz = dy \odot (1 - y^2)"),
        (LAYER, r"db = dz"),
        (LAYER, r"dL = (y - t)^\top dy"),  # the loss changes with the weights besides
        (
            r"Let $X \in \mathbb{R}^{n \times m}$, $B \in \mathbb{R}^{m \times k}$, $Y \in \mathbb{R}^{n \times k}$.",
            "dX = dY B^T",
        ),
        (STATES, r"dh_t = w\, dh_{t-1}"),
        (STATES, r"dh_t = w\, dh_{t+1} + dx_t"),
        (r"Let $\mu, \sigma \in \mathbb{R}$.", r"dX_t = \mu\, dt + \sigma\, dW_t"),
    ],
)
def test_what_may_mean_something_else_is_not_judged(start: str, line: str) -> None:
    (found,) = judged(f"{start}\n\n$$ {line} $$\n")
    assert found["role"] != "claim" or found["verdict"] == "undecided"


@pytest.mark.parametrize(
    ("start", "line", "expected"),
    [
        (SYMMETRIC, r"df = \operatorname{tr}(A\, dS)", "proved"),
        (SYMMETRIC, r"df = \operatorname{tr}(A^\top dS)", "undecided"),  # right, as dS is symmetric
        (
            r"Let $z \in \mathbb{R}^d$, $\sigma \in \mathbb{R}$, $q = d \sigma^2$ and $m = 2 \sigma$.",
            r"q + d m = d \sigma^2 + 2 d \sigma",
            "undecided",
        ),  # right, as d is the size
        (
            r"Let $z \in \mathbb{R}^d$, $\sigma \in \mathbb{R}$, $q = d \sigma^2$ and $m = 2 \sigma$.",
            r"q + d m = d \sigma^2 + 3 d \sigma",
            "refuted",
        ),
    ],
)
def test_a_line_that_another_meaning_makes_right_is_not_refuted(start: str, line: str, expected: str) -> None:
    assert verdicts(f"{start}\n\n$$ {line} $$\n") == [expected]
