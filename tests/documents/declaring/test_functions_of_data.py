r"""``h_\theta(x) = \theta^\top x`` beside the data ``x^{(i)}`` is a function of one of them."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEADS = {
    "above": r"Let $x^{(i)} \in \mathbb{R}^n$ and $y^{(i)} \in \mathbb{R}$ for $i = 1, \dots, m$. "
    r"Let $\theta \in \mathbb{R}^n$.",
    "below": r"Let $x_i \in \mathbb{R}^n$ and $y_i \in \mathbb{R}$ for $i = 1, \dots, m$. "
    r"Let $\theta \in \mathbb{R}^n$.",
}
LINEAR = (
    r"Our hypothesis is $h(x) = \theta^\top x$.",
    r"Our hypothesis is $h_\theta(x) = \theta^T x$.",
    r"$$ h_\theta(x) = \theta^T x $$",
    r"Let $h_\theta(u) = \theta^T u$.",
)


def _document(where: str, function: str, head: str, factor: str) -> str:
    x, y = (r"x^{(i)}", r"y^{(i)}") if where == "above" else ("x_i", "y_i")
    lines = (
        rf"J(\theta) = \frac12 \sum_{{i=1}}^m \left( {head}({x}) - {y} \right)^2",
        rf"\nabla_\theta J(\theta) = \sum_{{i=1}}^m \left( {head}({x}) - {y} \right) {factor} {x}",
        rf"\nabla_\theta J(\theta) = \sum_{{i=1}}^m \left( {y} - {head}({x}) \right) {factor} {x}",
    )
    return "\n\n".join((HEADS[where], function, *(f"$$ {line} $$" for line in lines)))


@pytest.mark.parametrize("where", HEADS)
@pytest.mark.parametrize("function", LINEAR)
def test_a_linear_function_of_the_data(where: str, function: str) -> None:
    head = r"h_\theta" if "theta(" in function else "h"
    assert verdicts(_document(where, function, head, ""))[-3:] == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "function",
    [r"$$ h_\theta(x) = \frac{1}{1 + e^{-\theta^T x}} $$", r"Let $h_\theta(x) = \sigma(\theta^\top x)$."],
)
def test_a_logistic_function_of_the_data(function: str) -> None:
    factor = r"h_\theta(x^{(i)}) (1 - h_\theta(x^{(i)}))"
    assert verdicts(_document("above", function, r"h_\theta", factor))[-3:] == ["definition", "proved", "refuted"]


def test_entries_of_the_parameter() -> None:
    function = r"Let $h_\theta(x) = \sum_{j=1}^n \theta_j x_j$."
    assert verdicts(_document("above", function, r"h_\theta", ""))[-3:] == ["definition", "proved", "refuted"]


def test_a_vector_of_its_own_is_no_parameter() -> None:
    text = (
        HEADS["above"] + r" For a new $x \in \mathbb{R}^n$ let $p = \theta^\top x$."
        "\n\n"
        r"$$ \frac{\partial p}{\partial x} = \theta $$"
        "\n\n"
        r"$$ \frac{\partial p}{\partial x^{(i)}} = \theta $$"
        "\n"
    )
    assert verdicts(text)[0] == "proved"
    assert verdicts(text)[1] != "proved"
