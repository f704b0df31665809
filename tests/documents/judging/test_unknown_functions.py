"""Functions of which nothing is said: a line that may tell what one is, is not refuted; all other lines are judged."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NUMBER = r"Let $c \in \mathbb{R}$. "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"$$ \Phi'(c) = \frac{1}{\sqrt{2\pi}} e^{-c^2/2} $$", ["undecided"]),
        (r"$$ f'(c) = 2 c $$", ["undecided"]),
        (r"$$ \frac{d}{dc} \mathrm{GELU}(c) = \Phi(c) + c \phi(c) $$", ["undecided"]),
        (r"Let $f$ be a smooth function. $$ f'(c) = 2 c $$", ["refuted"]),
        (r"$$ y = f(c) $$ $$ \frac{dy}{dc} = 2 c $$", ["definition", "refuted"]),
        (r"$$ \frac{d}{dc} f(c)^2 = 2 f(c) f'(c) $$", ["proved"]),
        (r"$$ \frac{d}{dc} f(c)^2 = f(c) f'(c) $$", ["refuted"]),
        (r"$$ \psi(c) = c^2 + \psi(0) $$", ["refuted"]),
        (r"$$ c + f(c) - f(c) = c $$", ["proved"]),
        (r"$$ y = f(c) $$ $$ y = 2 c $$", ["definition", "undecided"]),
        (r"$$ y = f(c) $$ $$ y = 2 f(c) $$", ["definition", "refuted"]),
        (r"Let $f$ be a smooth function. $$ y = f(c) $$ $$ y = 2 c $$", ["definition", "refuted"]),
        (r"$$ y = \tanh(c) $$ $$ y = 2 c $$", ["definition", "refuted"]),
    ],
)
def test_what_may_tell_what_a_function_is(text: str, found: list[str]) -> None:
    assert verdicts(NUMBER + text) == found


LINES = r"""

$$ y = c \Phi(c) $$

$$ \frac{dy}{dc} = \Phi(c) + c \phi(c) $$

$$ \frac{dy}{dc} = \Phi(c) - c \phi(c) $$

$$ \phi'(c) = -c \phi(c) $$
"""


@pytest.mark.parametrize(
    "said",
    [
        r"Here $\Phi$ is the standard normal CDF and $\phi$ the standard normal density.",
        r"Let $\Phi$ denote the standard Gaussian cumulative distribution function and $\phi$ its pdf.",
        r"Here $\Phi$ is the CDF of a standard normal variable, with density $\phi$.",
        r"$\Phi(\cdot)$ is the standard normal cumulative distribution function, $\phi(\cdot)$ its derivative.",
        r"$\Phi$ is the standard normal distribution function, and $\phi$ is the corresponding density.",
    ],
)
def test_the_normal_distribution_in_words(said: str) -> None:
    assert verdicts(f"{NUMBER}{said}{LINES}") == ["definition", "proved", "refuted", "proved"]


@pytest.mark.parametrize(
    "said",
    [
        r"Let $\Phi$ be the standard normal CDF and $\phi$ the density of the noise.",
        r"Let $\Phi$ be the standard normal CDF.",
        r"Let $\phi$ and $\Phi$ be the density and the distribution function of the noise.",
    ],
)
def test_densities_that_are_not_told(said: str) -> None:
    found = verdicts(f"{NUMBER}{said}{LINES}")
    assert found[1:3] == ["undecided", "undecided"]
    assert "proved" not in found


def test_the_normal_distribution_that_a_text_denies() -> None:
    said = r"Here $\Phi$ is not the standard normal CDF."
    assert "proved" not in verdicts(f"{NUMBER}{said}" + r" $$ \Phi(0) = \frac12 $$")
