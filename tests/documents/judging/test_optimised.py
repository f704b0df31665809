"""What a text minimises: lines about the minimiser are not refuted, and lines about anything else are."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

DATA = r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$."
NORMAL = r"$$ X^\top X w = X^\top y $$"
OPENINGS = [
    r"We minimise $\|X w - y\|^2$.",
    r"Minimise $\|X w - y\|^2$ over $w$.",
    r"The problem is to minimise $\|X w - y\|^2$.",
]


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("lead", ["The solution satisfies", "We get", "The normal equations are"])
def test_of_a_minimiser_more_may_hold(opening: str, lead: str) -> None:
    assert verdicts(f"{DATA} {opening} {lead}\n\n{NORMAL}\n") == ["undecided"]


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_gradient_is_one_everywhere(opening: str) -> None:
    gradient = r"$$ \frac{\partial}{\partial w} \|X w - y\|^2 = X^\top (X w - y) $$"
    assert verdicts(f"{DATA} {opening}\n\n{gradient}\n") == ["refuted"]
    assert verdicts(f"{DATA} {opening}\n\n{gradient.replace('= X', '= 2 X')}\n") == ["proved"]


def test_a_value_that_has_been_found_is_one() -> None:
    text = (
        r"Let $A \in \mathbb{R}^{n \times n}$ be positive definite and $a, x \in \mathbb{R}^n$. Minimise "
        r"$\frac12 x^\top A x - a^\top x$." + "\n\n$$ x^\\star = A^{-1} a $$\n\n$$ A x^\\star = a $$\n\n"
        "$$ A x^\\star = 2 a $$\n\n$$ A x = a $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted", "undecided"]


@pytest.mark.parametrize("ending", ["by gradient descent, starting from $w_0 = 0$:", "by steps from $w_0 = 0$,"])
def test_what_is_minimised_is_not_the_data_nor_the_iterates(ending: str) -> None:
    text = (
        r"We minimise $E(w) = \frac12 (w - c)^\top Q (w - c)$ where $Q \in \mathbb{R}^{n\times n}$ is symmetric and "
        rf"$c \in \mathbb{{R}}^n$ {ending} $$ w_{{t+1}} = w_t - \eta \nabla E(w_t) $$ "
        r"$$ w_1 = \eta Q c $$ $$ w_1 = -\eta Q c $$ $$ Q (w - c) = 0 $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted", "undecided"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"E(m) = \frac12 t^\top t - \frac12 m^\top A m", "proved"),
        (r"E(m) = \frac12 t^\top t - m^\top A m", "refuted"),
        (r"w^\top A w = w^\top P^\top t", "undecided"),
    ],
)
def test_at_a_minimum_that_is_written_out(line: str, verdict: str) -> None:
    text = r"""Let $P \in \mathbb{R}^{n \times k}$, $t \in \mathbb{R}^n$.
    $$ A = I + P^\top P, \qquad m = A^{-1} P^\top t, \qquad E(w) = \frac12 \|t - P w\|^2 + \frac12 \|w\|^2 $$"""
    assert verdicts(f"{text} The value at the minimum is $$ {line} $$")[-1] == verdict
