r"""Uncorrelated variables, and independence of some variables of a document."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SUM = r"""%s

$$ \operatorname{Var}(X+Y) = \operatorname{Var}(X)+\operatorname{Var}(Y) $$
$$ \operatorname{Var}(X+Y) = \operatorname{Var}(X)-\operatorname{Var}(Y) $$"""


@pytest.mark.parametrize(
    "said",
    [
        "Let $X$, $Y$ be random variables. Suppose $X$ and $Y$ are uncorrelated.",
        "Let $X$ be a random variable, and let $Y$ be random and uncorrelated with $X$.",
        "Let $X$, $Y$ be random. If $X$ is uncorrelated with $Y$, then",
    ],
)
def test_uncorrelated_variables(said: str) -> None:
    assert verdicts(SUM % said) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "said",
    [
        "Let $X$ and $Y$ be random. We do not assume that $X$ and $Y$ are uncorrelated.",
        "Let $X$, $Y$ be random. $X$ is not uncorrelated with $Y$.",
        "Let $X$ and $Y$ be random variables. They are uncorrelated.",
    ],
)
def test_what_is_not_uncorrelated_or_not_said_of_them(said: str) -> None:
    assert verdicts(SUM % said)[0] == "undecided"


@pytest.mark.parametrize("joint", ["i.e. $C = 0$", "i.e., $C = 0$", "namely $C = 0$"])
def test_a_moment_that_is_written_out_is_what_is_meant(joint: str) -> None:
    text = rf"""Let $p, X, Y \in \mathbb{{R}}^m$ with $p_k \ge 0$ and $\sum_k p_k = 1$.
$$ \mu = \sum_{{k=1}}^m p_k X_k, \qquad \nu = \sum_{{k=1}}^m p_k Y_k $$
$$ C = \sum_{{k=1}}^m p_k (X_k - \mu)(Y_k - \nu) $$
Assume now that $X$ and $Y$ are uncorrelated, {joint}. Then
$$ \sum_{{k=1}}^m p_k X_k Y_k = \mu \nu $$
$$ \sum_{{k=1}}^m p_k X_k Y_k = -\mu \nu $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


ESTIMATE = r"""Let $\theta\in\mathbb{R}$ and $\hat\theta$ a random variable, our estimate.
$$ \mathbb{E}[(\hat\theta-\theta)^2] = \mathbb{E}[\hat\theta]-\theta+\operatorname{Var}(\hat\theta). $$
Suppose that $y = f+\varepsilon$, where $f$ is a constant and $\varepsilon$ is a random variable with
$\mathbb{E}[\varepsilon]=0$ and $\mathbb{E}[\varepsilon^2] = s^2$. %s
$$ \mathbb{E}[(y-\hat f)^2] = s^2+\mathbb{E}[(f-\hat f)^2] $$
$$ \mathbb{E}[(y-\hat f)^2] = (f-\mathbb{E}[\hat f])^2+\operatorname{Var}(\hat f) $$"""


@pytest.mark.parametrize(
    "said",
    [
        r"Suppose $\hat f$ is random and uncorrelated with the noise: $\mathbb{E}[\varepsilon\hat f] = 0$.",
        r"Let $\hat f$ be random and uncorrelated with $\varepsilon$.",
        r"Suppose $\hat f$ is a random variable that is independent of $\varepsilon$.",
        r"The estimator $\hat f$ is random and independent of the noise $\varepsilon$.",
    ],
)
def test_an_estimate_that_no_line_brings_together_with_the_noise(said: str) -> None:
    assert [x for x in verdicts(ESTIMATE % said) if x not in ("hypothesis", "definition")] == [
        "refuted", "proved", "refuted",
    ]  # fmt: skip


def test_three_variables_of_which_two_are_independent() -> None:
    text = r"""Let $X, Y, Z$ be random variables, and let $X$ be independent of $Y$.
$$ \mathbb{E}[XY] = \mathbb{E}[X] \mathbb{E}[Y] $$
$$ \mathbb{E}[XYZ] = \mathbb{E}[X] \mathbb{E}[Y] \mathbb{E}[Z] $$"""
    assert set(verdicts(text)) == {"error"}
