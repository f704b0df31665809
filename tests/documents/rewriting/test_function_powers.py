r"""Equations for powers and inverses of functions, ``d^2(x, y) = ...`` and ``q^{-1}(x) = ...``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NUMBERS = r"Let $x \in \mathbb{R}$. "
VECTORS = r"Let $x, y \in \mathbb{R}^n$. "


@pytest.mark.parametrize("name", ["q", "f", "d", r"\operatorname{snr}"])
def test_the_square_of_a_function_is_not_the_function(name: str) -> None:
    assert "proved" not in verdicts(NUMBERS + rf"$$ {name}^2(x) = 1 - x, \quad {name}(x) = 1 - x $$")
    assert "proved" not in verdicts(NUMBERS + rf"Here ${name}^2(x) = 1 - x$. $$ {name}(x) = 1 - x $$")


def test_a_squared_distance_is_a_function() -> None:
    text = VECTORS + r"$$ d^2(x, y) = \|x - y\|^2 $$"
    text += r" $$ \frac{\partial d^2}{\partial x} = 2 (x - y), \quad \frac{\partial d^2}{\partial x} = x - y $$"
    assert verdicts(text) == ["definition", "proved", "refuted"]
    text = VECTORS + r"$$ d^2(x, y) = \|x - y\|^2 $$ $$ d^2(x, 2 y) = \|x - 2 y\|^2, \quad d^2(2x, y) = d^2(x, y) $$"
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_powers_of_known_functions_are_claims() -> None:
    text = NUMBERS + r"$$ \operatorname{sech}^2(x) = 1 - \tanh^2 x, \quad \operatorname{sech}(x) = 1 - \tanh^2 x $$"
    assert verdicts(text) == ["proved", "refuted"]
    text = NUMBERS + r"$$ f(x) = x + 1, \quad f^2(x) = x^2 + 2x + 1, \quad f^2(x) = x^2 + 1 $$"
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "line",
    [
        r"q(x) = 2x + 1, \quad q^{-1}(x) = \frac{x - 1}{2}",
        r"q(x) = 2x + 1, \quad q^{-1}(x) = \frac{1}{2x + 1}",
        r"f^{-1}(x) = 1 - x",
        r"f^{-1}(f(x)) = x",
    ],
)
def test_the_inverse_of_a_function_is_no_reciprocal(line: str) -> None:
    assert verdicts(NUMBERS + f"$$ {line} $$")[-1] == "error"


def test_inverses_of_numbers_and_matrices_multiply_brackets() -> None:
    text = r"Let $x, m \in \mathbb{R}$, $\lambda > 0$. "
    text += r"$$ \lambda^{-1} (x - m) = \lambda^{-1}(x) - \lambda^{-1}(m), \quad \lambda^{-1}(x) = \lambda x $$"
    assert verdicts(text) == ["proved", "refuted"]
    text = VECTORS + r"Let $A \in \mathbb{R}^{n \times n}$ be invertible. $$ A^{-1}(x - y) = A^{-1}(x) - A^{-1}(y) $$"
    assert verdicts(text) == ["proved"]


@pytest.mark.parametrize("name", [r"\mathrm{var}", r"\operatorname{Var}"])
def test_moments_are_known(name: str) -> None:
    text = rf"Let $x$ be a random variable. $$ {name}[x] = \mathbb{{E}}[x^2] - \mathbb{{E}}[x]^2 $$"
    assert verdicts(text + rf" $$ {name}[x] = \mathbb{{E}}[x^2] $$") == ["proved", "refuted"]
