r"""Tensors whose entries are some of finitely many values: ``{0, 1}^n``, ``{-1, 1}^n``, ``{1, ..., K}^n``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

CASES = [
    (r"s \in \{-1, 1\}^n", r"s_i^2 = 1", "proved"),
    (r"s \in \{-1, +1\}^n", r"s_i^2 = 1", "proved"),
    (r"s \in \{-1, 1\}^n", r"s_i^2 = s_i", "refuted"),
    (r"s \in \{-1, 1\}^n", r"s^\top s = n", "proved"),
    (r"s \in \{-1, 1\}^n", r"s^\top s = s^\top \mathbf{1}", "refuted"),
    (r"s \in \{0, 1\}^n", r"s_i^2 = s_i", "proved"),
    (r"s \in \{1, 0\}^n", r"s^\top s = s^\top \mathbf{1}", "proved"),
    (r"s \in \{0, 1\}^n", r"s_i^2 = 1", "refuted"),
    (r"s \in \{1, 2\}^n", r"s_i^2 - 3 s_i + 2 = 0", "proved"),
    (r"s \in \{1, 2\}^n", r"s_i^2 = s_i", "refuted"),
    (r"s \in \{0, 2\}^n", r"s_i^2 = 2 s_i", "proved"),
    (r"s \in \{-1, 0, 1\}^n", r"s_i^2 = s_i", "undecided"),
    (r"s \in \{-1, 0, 1\}^n", r"s_i^3 = s_i", "undecided"),
    (r"s \in \{1, \dots, K\}^n", r"s_i^2 = s_i", "undecided"),
    (r"s \in \{-1, 1\}^{n \times m}", r"\|s\|_F^2 = n m", "proved"),
    (r"s \in \{-1, 1\}^{n \times m}", r"\|s\|_F^2 = n", "refuted"),
]


@pytest.mark.parametrize(("declared", "line", "expected"), CASES)
def test_finite_values(declared: str, line: str, expected: str) -> None:
    if "times" in declared:
        line = line.replace("s_i", "s_{ij}")
    found = judged(f"Let ${declared}$. $$ {line} $$")
    assert found[-1]["verdict"] == expected, found[-1]


def test_a_number_that_nothing_else_declares() -> None:
    text = r"""For a logit $z$ and a label $y \in \{0, 1\}$ let $p = \sigma(z)$ and
    $\ell = - y \log p - (1 - y) \log(1 - p)$.
    $$ y^2 = y, \qquad \frac{\partial \ell}{\partial z} = p - y, \qquad \frac{\partial \ell}{\partial z} = p - 2 y $$
    With $s = 2 y - 1$, $$ \ell = \log(1 + e^{- s z}), \qquad \ell = \log(1 + e^{s z}) $$"""
    assert verdicts(text) == ["proved", "proved", "refuted", "proved", "refuted"]


def test_one_of_three_values() -> None:
    text = r"Let $u \in \{-1, 0, 1\}$ and $x \in \mathbb{R}$. $$ u^3 x = u x, \qquad u x + x = 0 $$"
    assert verdicts(text) == ["proved", "refuted"]


def test_a_family_that_nothing_declares() -> None:
    text = r"Labels $y_i \in \{0, 1\}$. $$ y_i^2 = y_i, \qquad y_i^2 = 2 y_i $$"
    assert "refuted" not in verdicts(text)
