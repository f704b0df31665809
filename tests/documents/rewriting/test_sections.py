"""Letters that a later section takes anew, and those that it goes on with."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.page.cleaning import headings
from symderiv.documents.walk.document import read


def verdicts(text: str, name: str = "a.md") -> list[str | None]:
    return [e["verdict"] if e["role"] == "claim" else e["role"] for e in check(read(text, name))["equations"]]


FIRST = r"""Let $x, y \in \mathbb{R}^N$. $$ L = \sum_n (a x_n - y_n)^2 $$
$$ \frac{\partial L}{\partial a} = 2 \sum_n (a x_n - y_n) x_n $$"""
SECOND = r"""Let $s, t \in \mathbb{R}^K$. The loss is $$ L = \frac12 \sum_k (s_k - t_k)^2. $$ Then
$$ \frac{\partial L}{\partial s_k} = s_k - t_k, \qquad \frac{\partial L}{\partial s_k} = 2 (s_k - t_k). $$"""


@pytest.mark.parametrize("heading", ["# Problem 2", "**Problem 2.**", "Problem 2\n---------"])
def test_the_loss_of_another_problem(heading: str) -> None:
    expected = ["definition", "proved", "definition", "proved", "refuted"]
    assert verdicts(f"{FIRST}\n\n{heading}\n\n{SECOND}") == expected


def test_in_latex() -> None:
    expected = ["definition", "proved", "definition", "proved", "refuted"]
    assert verdicts(f"{FIRST} \\section{{Two}} {SECOND}", "a.tex") == expected
    assert verdicts(f"{FIRST}\n\n\\textbf{{Question 2.}} {SECOND}", "a.tex") == expected


def test_without_a_heading_it_is_a_claim() -> None:
    assert verdicts(f"{FIRST}\n\n{SECOND}")[2] == "refuted"


def test_what_is_made_of_the_same_things_is_a_claim() -> None:
    again = r"$$ L = \sum_n (a x_n + y_n)^2 $$"
    assert verdicts(f"{FIRST}\n\n# Remarks\n\n{again}") == ["definition", "proved", "refuted"]


def test_what_is_used_first_is_the_same() -> None:
    text = rf"""{FIRST}

# Remarks

Let $s \in \mathbb{{R}}^K$. $$ \frac{{\partial L}}{{\partial a}} = 0 $$ $$ L = \sum_k s_k $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "refuted"]


def test_another_shape_is_another_tensor() -> None:
    text = r"""# One

Let $x \in \mathbb{R}^n$ and $W \in \mathbb{R}^{m \times n}$. $$ y_i = \sum_j W_{ij} x_j $$
$$ \frac{\partial y_i}{\partial x_j} = W_{ij} $$

# A batch

Let $x \in \mathbb{R}^{B \times n}$. $$ y_{bi} = \sum_j W_{ij} x_{bj} $$
$$ \frac{\partial y_{bi}}{\partial x_{bj}} = W_{ij}, \qquad \frac{\partial y_{bi}}{\partial x_{cj}} = W_{ij} $$"""
    assert verdicts(text) == ["definition", "proved", "definition", "proved", "refuted"]


def test_an_unknown_loss_of_the_first_problem() -> None:
    first = r"""Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$,
    $y_i = \sum_j W_{ij} x_j$, and let $L$ depend on $y$.
    $$ \frac{\partial L}{\partial W_{ij}} = \frac{\partial L}{\partial y_i} x_j, \qquad
    \frac{\partial L}{\partial W_{ij}} = \frac{\partial L}{\partial y_j} x_i $$"""
    assert verdicts(f"{first}\n\n# Two\n\n{SECOND}") == ["proved", "refuted", "definition", "proved", "refuted"]


def test_headings() -> None:
    assert headings("text\n\n## A\n\n**1.** b\n\n**bold** c", False) == (6, 12)
    assert headings("text # no\n- item\n", False) == ()


def test_each_layer_of_a_list_may_have_its_own_loss() -> None:
    text = r"""Let $X \in \mathbb{R}^{B \times n}$ and $W, V \in \mathbb{R}^{n \times n}$.

# Linear

$$ Y = X W $$
$$ \frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Y} $$
$$ \frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W^\top $$

# Residual

$$ R = X + X V $$
$$ \frac{\partial L}{\partial X} = \frac{\partial L}{\partial R} + \frac{\partial L}{\partial R} V^\top $$
$$ \frac{\partial L}{\partial X} = \frac{\partial L}{\partial R} V^\top $$
"""
    found = verdicts(text)
    assert found == ["definition", "proved", "undecided", "definition", "undecided", "refuted"]
    # Without sections it is one loss of both outputs, and a line below both is refuted; what stands above the second
    # output may have been written before there was one.
    below = text.replace("# Linear", "").replace("# Residual", "").replace("$$ R = X + X V $$", "")
    below = below.replace("$$ Y = X W $$", "$$ Y = X W $$\n$$ R = X + X V $$")
    assert verdicts(text.replace("# ", ""))[2] == "undecided"
    assert verdicts(below)[3] == "refuted"


QUADRATIC = r"""Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$ and $$ f(x) = x^\top A x. $$
$$ \nabla f(x) = (A + A^\top) x $$"""


@pytest.mark.parametrize("title", ["Problem", "Exercise", "Example", "Question"])
def test_a_function_of_another_problem(title: str) -> None:
    linear = (
        r"""Let $x, b \in \mathbb{R}^n$ and $$ f(x) = b^\top x. $$ $$ \nabla f(x) = b, \qquad \nabla f(x) = A x $$"""
    )
    scalar = r"""Consider $$ f(u) = \log(1 + e^u). $$ $$ f'(u) = \sigma(u), \qquad f'(u) = \sigma(-u) $$"""
    text = f"# {title} 1\n\n{QUADRATIC}\n\n# {title} 2\n\n{linear}\n\n# {title} 3\n\n{scalar}\n"
    expected = ["definition", "proved", "definition", "proved", "refuted", "definition", "proved", "refuted"]
    assert verdicts(text) == expected


def test_a_function_of_the_same_argument_is_claimed_to_be_something_in_other_sections() -> None:
    first, again = r"$$ f(u) = \frac{1}{1 + e^{-u}} $$", r"$$ f(u) = \frac{e^u}{1 + e^u} $$"
    assert verdicts(f"# Definition\n\n{first}\n\n# Another form\n\n{again}\n") == ["definition", "proved"]


def test_a_transpose_is_no_name() -> None:
    linear = r"""Let $v, b \in \mathbb{R}^n$ and $$ J = b^\top v. $$ $$ \nabla_v J = b $$"""
    first = r"""Let $x \in \mathbb{R}^n$ and $$ J = x^\top x. $$ $$ \nabla_x J = 2 x $$"""
    assert verdicts(f"# A\n\n{first}\n\n# B\n\n{linear}\n") == ["definition", "proved", "definition", "proved"]
