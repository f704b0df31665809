r"""A total that the text tells before displays define its parts: "the loss is ``T = L_1 + \beta L_2``, where"."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_PARTS = [
    (r"L_1", r"L_2"),
    (r"L_{\text{rec}}", r"L_{\text{reg}}"),
    (r"L^{(1)}", r"L^{(2)}"),
    (r"\mathcal{L}_1", r"\mathcal{L}_2"),
    (r"f_1", r"f_2"),
    (r"L'", r"L''"),
    (r"\hat L", r"\tilde L"),
]


@pytest.mark.parametrize(("one", "other"), _PARTS)
@pytest.mark.parametrize(
    "lead",
    [
        r"The total loss is $T = ONE + \beta OTHER$.",
        r"Let $T = ONE + \beta OTHER$ with",
        r"The objective $T = ONE + \beta OTHER$ has two parts:",
    ],
)
def test_its_parts_are_what_the_displays_say(one: str, other: str, lead: str) -> None:
    text = r"""Let $w, y \in \mathbb{R}^n$ and $\beta > 0$. LEAD
$$ ONE = \sum_i w_i y_i $$
$$ OTHER = \frac12 \sum_i w_i^2 $$
$$ \frac{\partial T}{\partial w_i} = y_i + \beta w_i, \qquad \frac{\partial T}{\partial w_i} = y_i + w_i $$
$$ \frac{\partial ONE}{\partial w_i} = y_i, \qquad \frac{\partial OTHER}{\partial w_i} = y_i $$
"""
    text = text.replace("LEAD", lead).replace("ONE", one).replace("OTHER", other)
    assert verdicts(text) == ["definition", "definition", "proved", "refuted", "proved", "refuted"]


def test_a_vector_before_its_entries() -> None:
    text = r"""Let $x = (x_1, x_2)$ be made from $y \in \mathbb{R}^2$.
$$ x_1 = y_1 + y_2, \quad x_2 = y_1 y_2 $$
$$ \frac{\partial x}{\partial y} = \begin{pmatrix} 1 & 1 \\ y_2 & y_1 \end{pmatrix}, \qquad
   \frac{\partial x}{\partial y} = \begin{pmatrix} 1 & 1 \\ y_1 & y_2 \end{pmatrix} $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


@pytest.mark.parametrize(("one", "other"), [x for x in _PARTS if "^" not in x[0]])
@pytest.mark.parametrize(("lead", "behind"), [("The loss is", ""), ("We minimise", "where"), ("Let", "with")])
def test_and_so_are_those_of_a_display(one: str, other: str, lead: str, behind: str) -> None:
    text = r"""Let $w, y \in \mathbb{R}^n$ and $\beta > 0$. LEAD
$$ T = ONE + \beta OTHER $$
BEHIND
$$ ONE = \sum_i w_i y_i $$
$$ OTHER = \frac12 \sum_i w_i^2 $$
$$ \frac{\partial T}{\partial w_i} = y_i + \beta w_i, \qquad \frac{\partial T}{\partial w_i} = y_i + w_i $$
$$ \frac{\partial ONE}{\partial w_i} = y_i, \qquad \frac{\partial OTHER}{\partial w_i} = y_i $$
"""
    text = text.replace("LEAD", lead).replace("BEHIND", behind).replace("ONE", one).replace("OTHER", other)
    assert verdicts(text) == ["definition"] * 3 + ["proved", "refuted", "proved", "refuted"]


def test_what_is_declared_is_no_part_that_is_defined_later() -> None:
    text = r"""Let $a, w \in \mathbb{R}$.
$$ t = a + w $$
$$ a = 2 w $$
$$ \frac{\partial t}{\partial w} = 3 $$
"""
    assert verdicts(text)[-1] != "proved"


def test_nor_is_what_a_claim_has_spoken_of() -> None:
    text = r"""Let $w \in \mathbb{R}$.
$$ T = A_1 + w $$
$$ T - A_1 = w $$
$$ A_1 = 2 w $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_nor_what_is_made_from_the_total() -> None:
    text = r"""Let $w \in \mathbb{R}$.
$$ T = A_1 + w $$
$$ A_1 = T - w, \qquad A_1 = T + w $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("total", ["L", r"\mathcal{L}", "E", r"\ell"])
def test_parts_of_the_name_of_their_total(total: str) -> None:
    text = r"""Let $w, y \in \mathbb{R}^n$ and $\lambda > 0$.
\begin{align}
L &= L_d + \lambda L_r \\
L_d &= \frac12 \sum_i (w_i - y_i)^2 \\
L_r &= \sum_i w_i^2
\end{align}
$$ \frac{\partial L}{\partial w_i} = w_i - y_i + 2 \lambda w_i, \qquad
   \frac{\partial L}{\partial w_i} = w_i - y_i + \lambda w_i $$
$$ \frac{\partial L_d}{\partial w_i} = w_i - y_i, \qquad \frac{\partial L_r}{\partial w_i} = w_i $$
"""
    found = verdicts(text.replace("L", total).replace(r"\mathbb{R}", r"\mathbb{R}"))
    assert found == ["definition"] * 3 + ["proved", "refuted", "proved", "refuted"]


def test_entries_of_a_vector_are_no_parts_of_a_total() -> None:
    text = r"""Let $v \in \mathbb{R}^n$.
$$ s = \sum_{a=1}^n v_a $$
$$ v = v_a + v_b $$
"""
    assert verdicts(text)[-1] != "definition"
