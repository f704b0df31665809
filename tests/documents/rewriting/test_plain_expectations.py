r"""Expectations with a plain letter, ``E[X]`` and ``E(X)``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

HEADS = [
    r"Let $X$ and $Y$ be random variables and $a, b \in \mathbb{R}$.",
    r"Let $X, Y$ be real random variables; $E[X]$ denotes the expectation of $X$. Let $a, b$ be constants.",
]
SPELLINGS = ["E[]", "E()", r"\mathbf{E}[]", r"\mathsf{E}[]", r"E\left[\right]"]
LINES = r"""
$$ E[a X + b] = a E[X] + b $$

$$ E[a X + b] = a E[X] $$

$$ \operatorname{Var}(X) = E[X^2] - E[X]^2 $$

$$ \operatorname{Var}(X) = E[X^2] - E[X] $$

$$ E[(X - E[X])^2] = E[X^2] - (E[X])^2 $$

$$ E[X Y] = E[X] E[Y] $$

$$ \operatorname{Cov}(X,Y) = E[XY] - E[X]E[Y] $$
"""
VERDICTS = ["proved", "refuted", "proved", "refuted", "proved", "refuted", "proved"]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_plain_letter(head: str, spelling: str) -> None:
    close = r"\right]" if "left" in spelling else spelling[-1]
    text = f"{head}\n{LINES}".replace("E[", spelling.removesuffix(close)).replace("]", close)
    assert verdicts(text.replace(r"\right\right]", r"\right]")) == VERDICTS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # a number of the document
        (r"Let $E, a, b \in \mathbb{R}$. $$ E [a + b] = E a + E b, \quad E [a + b] = E a $$", ["proved", "refuted"]),
        # a loss
        (
            r"Let $w, x \in \mathbb{R}^n$. $$ E(w) = \sum_i w_i x_i $$ $$ \frac{\partial E}{\partial w_i} = x_i $$",
            ["definition", "proved"],
        ),
        # a bracket of Iverson
        (r"Let $E, a \in \mathbb{R}$. $$ E [a > 0] = E (1 - [a \le 0]), \quad E [a > 0] = E $$", ["proved", "refuted"]),
    ],
)
def test_other_letters_are_what_they_were(text: str, found: list[str]) -> None:
    assert verdicts(text) == found


@pytest.mark.parametrize(
    "words",
    [
        "Let $x$ and $y$ be identically distributed random variables.",
        "The random variables $x$ and $y$ are drawn independently from the same distribution.",
        "The random variables $x$ and $y$ are independent and identically distributed.",
        "The random variables $x, y$ are two draws from one distribution.",
    ],
)
@pytest.mark.parametrize("sign", ["E", r"\mathbb{E}"])
def test_variables_that_are_distributed_alike(words: str, sign: str) -> None:
    assert verdicts(f"{words} $$ {sign}[x] = {sign}[y] $$") == ["undecided"]


def test_variables_that_are_not_said_to_be_alike() -> None:
    text = "Let $x$ and $y$ be random variables; $x$ is drawn from the prior. $$ E[x] = E[y], \\quad E[x^2] = E[x]^2 $$"
    assert verdicts(text) == ["refuted", "refuted"]


@pytest.mark.parametrize(
    "words", ["drawn independently from a Gaussian", "sampled independently from the same density"]
)
def test_words_about_chance_leave_other_lines_alone(words: str) -> None:
    text = rf"The observations $x_1, \dots, x_n$ are {words}. $$ s = \sum_{{i=1}}^n x_i^2 $$"
    text += r" $$ \frac{\partial s}{\partial x_i} = 2 x_i, \qquad \frac{\partial s}{\partial x_i} = x_i $$"
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_mean_that_is_told_defines_no_function() -> None:
    text = r"""Let $Y = f + \varepsilon$ with a number $f$, and a random variable $\varepsilon$ with
$E[\varepsilon] = 0$.
For a constant $g$

$$ E[(Y - g)^2] = E[\varepsilon^2] + (f - g)^2 $$

$$ E[(Y - g)^2] = (f - g)^2 $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_the_letter_of_a_size_is_no_expectation() -> None:
    text = r"""Let $V \in \mathbb{R}^{T \times E}$, $A \in \mathbb{R}^{T \times T}$.
$$ O_{ie} = \sum_{j} A_{ij} V_{je} $$
$$ \frac{\partial L}{\partial V_{je}} = \sum_i A_{ij} \frac{\partial L}{\partial O_{ie}} $$
$$ \frac{\partial L}{\partial V_{je}} = \frac{\partial L}{\partial O_{je}} $$"""
    found = judged(text)
    assert [e["verdict"] for e in found] == [None, "proved", "refuted"]
    assert set(found[-1]["counterexample"]["sizes"]) == {"E", "T"}
