"""What things are called where their properties are told: "the normalised adjacency matrix, which is symmetric"."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

BEGIN = r"Let $H \in \mathbb{R}^{n}$ and let $A \in \mathbb{R}^{n \times n}$ be "


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(text)]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("the normalised adjacency matrix, which is symmetric.", "proved"),
        ("the normalised adjacency matrix (which is symmetric).", "proved"),
        ("the adjacency matrix, assumed symmetric.", "proved"),
        ("the adjacency matrix (assumed to be symmetric), with spectrum as usual.", "proved"),
        ("the normalised adjacency matrix, which is often symmetric.", "undecided"),
        ("the normalised adjacency matrix, which is symmetric if the graph is undirected.", "undecided"),
        ("the adjacency matrix, wrongly assumed symmetric by others.", "undecided"),
        ("the hopefully good matrix, which is symmetric.", "undecided"),
        ("the adjacency matrix, not assumed symmetric.", "refuted"),
        ("the square of another matrix, assumed symmetric.", "undecided"),
    ],
)
def test_a_property_behind_a_noun(words: str, verdict: str) -> None:
    assert verdicts(f"{BEGIN}{words}\n\n$$ A^\\top H = A H $$") == [verdict]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"For a temperature $\tau > 0$ we define", "proved"),
        (r"For a small constant $\tau > 0$ let", "proved"),
        (r"For an inverse temperature $\tau > 0$ put", "proved"),
        (r"Only at the end of training, where $\tau > 0$, is", "undecided"),
    ],
)
def test_a_number_is_introduced_with_its_noun(words: str, verdict: str) -> None:
    text = rf"Let $q \in \mathbb{{R}}^d$. {words}" + "\n\n$$ s_j = \\tau q_j . $$\n\n**Lemma 1.** We have\n\n"
    assert verdicts(text + r"$$ |\tau| = \tau . $$")[-1] == verdict
    assert verdicts(text + r"$$ |\tau| = -\tau . $$")[-1] in ("refuted", "undecided")


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("the keys, of which the first is the positive one", "refuted"),
        ("the keys, of which the first is the zero one", "undecided"),
    ],
)
def test_which_row_is_the_positive_one(words: str, verdict: str) -> None:
    text = (
        rf"Let $k \in \mathbb{{R}}^{{N \times d}}$ be {words}. Indices start at 1."
        + "\n\n$$ \\sum_{j=1}^{d} k_{1,j} = 0 $$"
    )
    assert verdicts(text) == [verdict]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (
            r"Let $\lambda > 0$ be an eigenvalue of the Hessian, $\eta > 0$ the step size and $c \in \mathbb{R}$.",
            "refuted",
        ),
        (
            r"Let $\lambda > 0$ be an eigenvalue of the Hessian $H \in \mathbb{R}^{n \times n}$ and $\eta, c > 0$.",
            "undecided",
        ),
        (r"Let $\lambda > 0$ be the largest eigenvalue, $\eta > 0$ the step size and $c > 0$.", "undecided"),
    ],
)
def test_an_eigenvalue_of_nothing_is_any_number(words: str, verdict: str) -> None:
    assert verdicts(f"{words}\n\n$$ x_1 = (1 - \\eta\\lambda) c $$\n\n$$ x_1 = (1 + \\eta\\lambda) c $$")[-1] == verdict
