r"""Functions whose argument has the letter of a family: $f(x) = W \tanh(x)$ beside the states $x_l$, and
$k(x, x')$ beside the points $x_n$."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

STATES = r"""Let $x_0 \in \mathbb{R}^d$ and $W \in \mathbb{R}^{d \times d}$. With $f(x) = W \tanh(x)$ the units are

$$ x_{l+1} = x_l + f(x_l), \qquad l = 0, \dots, L-1. $$
"""
PAIRS = r"""Let $x_0 \in \mathbb{R}^d$ and $W_l \in \mathbb{R}^{d \times d}$ for $l = 0, \dots, L-1$. With

$$ f(x, W) = W \tanh(x) $$

the units are

$$ x_{l+1} = x_l + f(x_l, W_l), \qquad l = 0, \dots, L-1. $$
"""
ABOVE = r"""Let $h^{(l)} \in \mathbb{R}^d$ be the hidden states, with $W \in \mathbb{R}^{d \times d}$ and

$$ g(h) = \tanh(W h). $$

The next one is $h^{(l+1)} = g(h^{(l)})$ for $l = 0, \dots, L-1$.
"""
KERNEL = r"""Let $x_1, \dots, x_N \in \mathbb{R}^d$ and define

$$ k(x, x') = \exp\Bigl(-\frac{1}{2 s^2} \|x - x'\|^2\Bigr), \qquad K_{nm} = k(x_n, x_m) $$

with $s > 0$.
"""
SCORES = r"""Let $x_i \in \mathbb{R}^D$ be the training examples for $i = 1, \dots, N$ and
$W \in \mathbb{R}^{K \times D}$.
The scores are

$$ f(x, W) = W x $$

and we write $s_i = f(x_i, W)$.
"""
DOCUMENTS = {
    "states": (
        STATES,
        [
            r"x_L = x_0 + \sum_{l=0}^{L-1} f(x_l)",
            r"\frac{\partial x_{l+1}}{\partial x_l} = I + W \operatorname{diag}(1 - \tanh^2(x_l))",
        ],
        [
            r"x_L = x_0 + \sum_{l=0}^{L} f(x_l)",
            r"\frac{\partial x_{l+1}}{\partial x_l} = I + \operatorname{diag}(1 - \tanh^2(x_l)) W",
        ],
    ),
    "pairs": (
        PAIRS,
        [
            r"x_L = x_0 + \sum_{l=0}^{L-1} f(x_l, W_l)",
            r"\frac{\partial x_{l+1}}{\partial x_l} = I + W_l \operatorname{diag}(1 - \tanh^2(x_l))",
        ],
        [r"x_L = x_0 + \sum_{l=0}^{L-1} f(W_l x_l, W_l)"],
    ),
    "above": (
        ABOVE,
        [
            r"h^{(l+1)} = \tanh(W h^{(l)})",
            r"\frac{\partial h^{(l+1)}}{\partial h^{(l)}} = \operatorname{diag}(1 - (h^{(l+1)})^2) W",
        ],
        [r"\frac{\partial h^{(l+1)}}{\partial h^{(l)}} = W \operatorname{diag}(1 - (h^{(l+1)})^2)"],
    ),
    "kernel": (
        KERNEL,
        [r"K_{nm} = K_{mn}", "K_{nn} = 1", r"\nabla_x k(x, x') = -\frac{1}{s^2} (x - x') k(x, x')"],
        [
            r"K_{nm} = \exp\Bigl(-\frac{1}{s^2} \|x_n - x_m\|^2\Bigr)",
            r"\nabla_x k(x, x') = \frac{1}{s^2} (x - x') k(x, x')",
        ],
    ),
    "scores": (SCORES, [r"s_{ik} = \sum_d W_{kd} x_{id}", r"s_i = W x_i"], [r"s_{ik} = 2 \sum_d W_{kd} x_{id}"]),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_functions_of_one_member(name: str) -> None:
    text, true, false = DOCUMENTS[name]
    lines = "\n\n".join(f"$$ {claim} $$" for claim in (*true, *false))
    found = [v for v in verdicts(f"{text}\n{lines}\n") if v != "definition"]
    assert found == ["proved"] * len(true) + ["refuted"] * len(false)


@pytest.mark.parametrize(
    "words",
    [
        "Take $N$ points",
        "Given the points",
        "Consider $N$ data points",
        "We have $N$ examples",
        "Let there be $N$ inputs",
    ],
)
@pytest.mark.parametrize("centres", ["centres", "cluster prototypes"])
def test_points_and_assignments_are_data(words: str, centres: str) -> None:
    text = (
        rf"{words} $x_n \in \mathbb{{R}}^D$ and $K$ {centres} $\mu_k \in \mathbb{{R}}^D$ with assignments "
        r"$r_{nk} \in \{0, 1\}$, $\sum_{k=1}^K r_{nk} = 1$."
    )
    claims = r"$$ \sum_{n=1}^N \sum_{k=1}^K r_{nk} = N $$ $$ \sum_{n=1}^N \sum_{k=1}^K r_{nk} = K $$"
    assert verdicts(f"{text} {claims}") == ["proved", "refuted"]


@pytest.mark.parametrize("words", ["At stationary points", "At the points"])
def test_points_at_which_something_holds_are_none(words: str) -> None:
    text = rf"Let $a \in \mathbb{{R}}^N$ and $b \in \mathbb{{R}}^N$. {words} $a_n$ with $a_n = b_n$ we stop."
    assert "proved" not in verdicts(f"{text} $$ \\sum_n a_n = \\sum_n b_n $$")
