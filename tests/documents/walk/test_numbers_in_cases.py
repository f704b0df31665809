r"""Bounds of numbers under a "for": they introduce the numbers of a definition, or speak for their case only."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

CASES = [
    (
        r"For $\sigma, s > 0$ define $$ D = \log\frac{s}{\sigma} $$ Then $$ D = \log s - \frac12 \log \sigma^2 $$ "
        r"Moreover, in general $$ \sqrt{s^2} = s $$ and never $$ \sqrt{s^2} = -s $$",
        ["definition", "proved", "proved", "refuted"],
    ),
    (
        r"For $a > 0$ we have $$ |a| = a. $$ For $a < 0$ we have $$ |a| = -a. $$ In general $$ |a| = a. $$",
        ["proved", "proved", "refuted"],
    ),
    (
        r"For $a > 0$ let $$ b = |a|. $$ For $a < 0$ let $$ c = -|a|. $$ In general $$ b = a, \qquad c = a $$",
        ["definition", "definition", "refuted", "refuted"],
    ),
    (
        r"For $p \in (0, 1)$ put $u = \log \frac{p}{1-p}$. $$ \sigma(u) = p $$ $$ \sigma(u) = 1 - p $$",
        ["proved", "refuted"],
    ),
    (
        r"Let $x \in \mathbb{R}^n$, $a \in \mathbb{R}$. For $a > 0$ define $$ y_i = a x_i $$ Elsewhere, $$ |a| = a $$",
        ["definition", "refuted"],
    ),
    (
        r"Let $x \in \mathbb{R}^n$. The bound is sharp for $a > 1$ when $a < 2$. $$ y_i = a x_i $$ $$ |a| = a $$",
        ["definition", "refuted"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numbers(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


BACK = r"Let $g, x \in \mathbb{R}^n$. $$ y_i = g_i x_i $$ "
BESIDE = [
    ("\n\nif all $g_i = 1$ that last one is fine:\n\n", ["refuted", "proved"]),
    ("\n\nif all $g_i = 1$:\n\n", ["refuted", "proved"]),
    ("\n\nif all $g_i = 1$. In general we have\n\n", ["proved", "refuted"]),
    ("\n\nif all $g_i = 1$, and\n\n", ["proved", "refuted"]),
    ("\n\nif all $g_i = 1$.\n\n", ["proved", "refuted"]),
    ("\nif all $g_i = 1$. But it is not true that\n", ["proved", "refuted"]),
]


@pytest.mark.parametrize(("between", "expected"), BESIDE)
def test_a_condition_between_two_displays(between: str, expected: list[str]) -> None:
    line = r"$$ \frac{\partial y_i}{\partial x_i} = 1 $$"
    found = judged(f"{BACK}\n\n{line}{between}{line}\n")
    assert [e["verdict"] for e in found][1:] == expected


@pytest.mark.parametrize("mark", ["", "(7) ", "(b) ", "7. ", "- ", "(iv) "])
def test_a_mark_of_a_list_hides_no_case(mark: str) -> None:
    text = (
        r"We study $\phi(x) = x \, \sigma(\beta x)$, where $\beta > 0$ is a constant and $\sigma(x) = 1/(1 + e^{-x})$."
        f"\n\n{mark}For $\\beta = 1$ this is the SiLU, and\n\n$$ \\phi(x) = x \\sigma(x) $$\n\nIn general\n\n"
        "$$ \\phi(x) = x \\sigma(x) $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]
