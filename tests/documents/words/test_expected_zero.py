"""Random variables that words call centred: their mean is an expectation, and no mean of entries."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NOISE = (
    r"Let $x \in \mathbb{R}^n$ be fixed and $\epsilon \in \mathbb{R}^n$ a random vector. @ $$ y = x + \epsilon $$ "
    r"$$ \mathbb{E}[y_i] = x_i $$ $$ \mathbb{E}[y_i] = 2 x_i $$"
)


@pytest.mark.parametrize(
    "words",
    [
        r"Suppose $\mathbb{E}[\epsilon_i] = 0$.",
        r"The noise $\epsilon$ has zero mean, $\mathbb{E}[\epsilon] = 0$.",
        r"The noise $\epsilon$ has mean zero.",
        r"The noise $\epsilon$ is centred.",
        r"Here $\epsilon$ is centred.",
    ],
)
def test_centred(words: str) -> None:
    assert verdicts(NOISE.replace("@", words)) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"The noise $\epsilon$ need not have mean zero.",
        r"The noise $\epsilon$ has unit variance.",
        r"Another noise $\eta$ has mean zero.",
        r"If $\mathbb{E}[\epsilon] = 0$, the estimator is unbiased.",
        r"It is wrong that $\mathbb{E}[\epsilon] = 0$.",
    ],
)
def test_not_centred(words: str) -> None:
    assert "proved" not in verdicts(NOISE.replace("@", words))


def test_no_mean_of_entries() -> None:
    text = NOISE.replace("@", r"The noise $\epsilon$ has mean zero.") + r" $$ \sum_i \epsilon_i = 0 $$"
    assert verdicts(text)[-1] == "refuted"
    plain = r"Let $\epsilon \in \mathbb{R}^n$. The noise $\epsilon$ has mean zero. $$ \sum_i \epsilon_i = 0 $$"
    assert verdicts(plain) != ["proved"]


@pytest.mark.parametrize(
    "words",
    [
        "The noise has mean zero.",
        "The noise has zero mean.",
        "Its mean is zero.",
        "The noise averages to zero.",
        "We assume zero-mean noise.",
        "The noise is unbiased.",
    ],
)
def test_a_mean_in_a_sentence_without_a_name_is_not_understood(words: str) -> None:
    head = (
        r"Let $x \in \mathbb{R}^n$ be fixed, $\epsilon \in \mathbb{R}^n$ a random noise vector and $y = x + \epsilon$."
    )
    assert verdicts(f"{head}\n\n{words}\n\n$$ \\mathbb{{E}}[y_i] = x_i $$\n")[-1] != "refuted"
    assert verdicts(f"{head}\n\n{words}\n\n$$ \\mathbb{{E}}[y_i] = 2 x_i $$\n")[-1] == "refuted"
