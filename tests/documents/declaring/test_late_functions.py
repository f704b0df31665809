r"""Functions that are used a moment before they are defined: ``y_i = \phi(x_i)`` with ``\phi(a) = a \sigma(a)``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

RIGHT = r"$$ \frac{\partial y_i}{\partial x_i} = \sigma(x_i) + x_i \sigma(x_i) (1 - \sigma(x_i)) $$" + "\n\n"
WRONG = r"$$ \frac{\partial y_i}{\partial x_i} = \sigma(x_i) $$"
GENERAL = r"$$ \frac{\partial y_i}{\partial x_i} = \phi'(x_i) $$" + "\n\n"
SECOND = r"$$ \phi''(a) = 2 $$"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $x \in \mathbb{R}^n$ and $$ y_i = \phi(x_i) $$ with $$ \phi(a) = a \, \sigma(a) $$",
        r"Let $x \in \mathbb{R}^n$ and $$ y_i = \phi(x_i), \qquad \phi(a) = a \, \sigma(a) $$",
        r"Let $x \in \mathbb{R}^n$ and $y_i = \phi(x_i)$ with the activation $$ \phi(a) = a \, \sigma(a) $$",
        r"Let $x \in \mathbb{R}^n$. $$ h_i = \phi(x_i) $$ $$ y_i = 1 + h_i $$ Here $$ \phi(a) = a \, \sigma(a) $$",
    ],
)
def test_they_are_read_where_they_are_used(text: str) -> None:
    found = verdicts(f"{text}\n\n{RIGHT}{WRONG}")
    assert found[-2:] == ["proved", "refuted"]
    assert set(found[:-2]) == {"definition"}


@pytest.mark.parametrize(
    "text",
    [
        # a claim stands between, and is about every function
        r"Let $x \in \mathbb{R}^n$ and $$ y_i = \phi(x_i) $$ " + GENERAL + SECOND + r" For example $$ \phi(a) = a^2 $$",
        # it is said to be any
        r"Let $\phi$ be any smooth function, $x \in \mathbb{R}^n$, $$ y_i = \phi(x_i) $$ " + GENERAL + SECOND,
    ],
)
def test_what_is_said_of_every_function_is_not_said_of_one(text: str) -> None:
    found = verdicts(text)
    assert found[1] == "proved"
    assert found[2] != "proved"


def test_a_function_under_a_for_by_its_parameters() -> None:
    text = r"""For $f(x,y) = \frac12 (x^2 + b y^2)$ with a constant $b > 0$,

$$ \frac{\partial f}{\partial x} = x, \; \frac{\partial f}{\partial y} = y, \; \frac{\partial f}{\partial y} = b y $$
"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_an_unknown_loss_under_a_for_stays_unknown() -> None:
    text = r"""Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $y = W x$.
For $L(y) = \frac12 \|y\|^2$ we get

$$ \frac{\partial L}{\partial y} = y $$

In general, with any loss,

$$ \frac{\partial L}{\partial x} = W^\top \frac{\partial L}{\partial y}, \; \frac{\partial L}{\partial x} = W^\top y $$
"""
    assert verdicts(text)[-1] != "proved"


@pytest.mark.parametrize("told", ["Let $S(u) = u^2$.", "$S(u) = u^2$ for a scalar $u$:", "The square is $S(u) = u^2$."])
def test_what_the_text_gives_is_not_given_again_by_a_claim(told: str) -> None:
    text = rf"{told} $$ S(-u) = S(u) $$ $$ S(-u) = -S(u) $$ $$ S(u) = u $$ $$ S(2u) = 4 S(u) $$"
    assert verdicts(text) == ["proved", "refuted", "refuted", "proved"]


@pytest.mark.parametrize("name", ["g", r"\operatorname{ELU}", r"\phi"])
def test_a_function_that_a_display_has_given_is_not_given_again_by_a_claim(name: str) -> None:
    text = rf"""Let $\alpha > 0$ and

$$ {name}(x) = \begin{{cases}} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{{cases}} $$

$$ {name}'(x) = \begin{{cases}} 1 & x > 0 \\ {name}(x) + \alpha & x < 0 \end{{cases}} $$

$$ {name}(x) = \max(x, 0) + \alpha (e^{{\min(0, x)}} - 1), \qquad {name}(x) = \max(x, 0) $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]
