"""Entries that the text draws independently of each other: what their first two moments say, and no more."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

WORDS = [
    "Let $W \\in \\mathbb{R}^{m \\times n}$ have entries i.i.d. with mean zero and variance $s^2$, and let $x \\in "
    "\\mathbb{R}^n$ be fixed.",
    "The entries of $W \\in \\mathbb{R}^{m \\times n}$ are independent with zero mean and variance $s^2$, and "
    "$x \\in \\mathbb{R}^n$.",
    "Let $W \\in \\mathbb{R}^{m \\times n}$ be random with uncorrelated entries of mean zero and variance $s^2$, and "
    "$x \\in \\mathbb{R}^n$.",
]
LINES = [
    ("\\mathbb{E}[y_i] = 0", True),
    ("\\mathbb{E}[y_i^2] = s^2 \\sum_{j=1}^n x_j^2", True),
    ("\\mathbb{E}[y_i y_k] = s^2 \\delta_{ik} \\sum_{j=1}^n x_j^2", True),
    ("\\mathbb{E}[\\|y\\|^2] = m s^2 \\|x\\|^2", True),
    ("\\mathbb{E}[y_i^2] = n s^2 \\sum_{j=1}^n x_j^2", False),
    ("\\mathbb{E}[y_i y_k] = s^2 \\sum_{j=1}^n x_j^2", False),
    ("\\mathbb{E}[y_i^4] = 3 s^4 (\\sum_{j=1}^n x_j^2)^2", False),
]


@pytest.mark.parametrize("words", WORDS)
def test_moments_of_a_layer(words: str) -> None:
    text = f"{words}\n\n$$ y_i = \\sum_{{j=1}}^n W_{{ij}} x_j $$\n\n"
    text += "\n\n".join(f"$$ {line} $$" for line, _ in LINES)
    expected = ["definition", *("proved" if true else "undecided" for _, true in LINES)]
    assert verdicts(text) == expected


def test_nothing_is_supposed_without_a_mean() -> None:
    text = WORDS[0].replace("mean zero and ", "") + "\n\n$$ \\mathbb{E}[W_{ij}] = 0 $$\n"
    assert "proved" not in verdicts(text)


def test_the_moments_themselves_may_be_written_out() -> None:
    text = (
        "Let $W \\in \\mathbb{R}^{m \\times n}$ be random, $x \\in \\mathbb{R}^n$ fixed and $s \\in \\mathbb{R}$. "
        "Assume that\n\n$$ \\mathbb{E}[W_{ij}] = 0, \\qquad \\mathbb{E}[W_{ij} W_{kl}] = s^2 \\delta_{ik} "
        "\\delta_{jl} $$\n\n$$ y_i = \\sum_{j=1}^n W_{ij} x_j $$\n\n"
    )
    text += "\n\n".join(f"$$ {line} $$" for line, _ in LINES[:5])
    assert verdicts(text) == ["hypothesis", "hypothesis", "definition", *["proved"] * 4, "refuted"]
