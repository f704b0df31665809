"""Definitions of the entries of an axis in turn, and lines that are none."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

HEAD = r"Let $x \in \mathbb{R}^{T \times 2D}$ and $\theta \in \mathbb{R}^{D}$. For $0 \le t < T$ and $0 \le j < D$"
EVEN = r"y_{t,2j} = \cos(t\theta_j) x_{t,2j} - \sin(t\theta_j) x_{t,2j+1}"
ODD = r"y_{t,2j+1} = \sin(t\theta_j) x_{t,2j} + \cos(t\theta_j) x_{t,2j+1}"
CLAIMS = (
    r"$$ \frac{\partial L}{\partial x_{t,2j}} = \cos(t\theta_j) \frac{\partial L}{\partial y_{t,2j}}"
    r" + \sin(t\theta_j) \frac{\partial L}{\partial y_{t,2j+1}} $$",
    r"$$ \frac{\partial L}{\partial x_{t,2j}} = \cos(t\theta_j) \frac{\partial L}{\partial y_{t,2j}}"
    r" - \sin(t\theta_j) \frac{\partial L}{\partial y_{t,2j+1}} $$",
    r"$$ \sum_{t,i} y_{t,i}^2 = \sum_{t,i} x_{t,i}^2 $$",
    r"$$ \sum_{t,i} y_{t,i} = \sum_{t,i} x_{t,i} $$",
)


@pytest.mark.parametrize("declared", ["", r" and $y \in \mathbb{R}^{T \times 2D}$"])
@pytest.mark.parametrize(
    "lines",
    [
        f"$$ {EVEN} $$\n\n$$ {ODD} $$",
        f"$$ {EVEN}, \\qquad {ODD} $$",
        f"\\begin{{align}}\n{ODD.replace('=', '&=')} \\\\\n{EVEN.replace('=', '&=')}\n\\end{{align}}",
    ],
)
def test_a_rotary_embedding(lines: str, declared: str) -> None:
    found = verdicts("\n\n".join((HEAD.replace(". For", f"{declared}. For"), lines, *CLAIMS)))
    assert found == ["definition", "definition", "proved", "refuted", "proved", "refuted"]


def test_from_one_on() -> None:
    found = verdicts(
        r"""Let $a, b \in \mathbb{R}^N$.

        $$ y_{2i-1} = a_i, \qquad y_{2i} = b_i, \qquad i = 1, \dots, N $$

        $$ \sum_{m=1}^{2N} y_m = \sum_{i=1}^{N} (a_i + b_i) $$

        $$ \frac{\partial L}{\partial b_i} = \frac{\partial L}{\partial y_{2i}} $$

        $$ \frac{\partial L}{\partial a_i} = \frac{\partial L}{\partial y_{2i+1}} $$
        """
    )
    assert found == ["definition", "definition", "proved", "proved", "refuted"]


def test_three_in_turn() -> None:
    found = verdicts(
        r"""Let $a, b, c \in \mathbb{R}^N$; indices start at zero. For $0 \le i < N$

        $$ y_{3i} = a_i b_i, \qquad y_{3i+1} = b_i, \qquad y_{3i+2} = c_i $$

        $$ g_m = \partial L / \partial y_m $$

        $$ \frac{\partial L}{\partial b_i} = a_i g_{3i} + g_{3i+1} $$

        $$ \frac{\partial L}{\partial b_i} = g_{3i+1} $$
        """
    )
    assert found == [*["definition"] * 4, "proved", "refuted"]


@pytest.mark.parametrize(
    "lines",
    [
        r"$$ y_{2i} = a_i $$",  # half of the entries
        r"$$ y_{2i} = a_i, \qquad y_{2i+3} = b_i $$",
        r"$$ y_{3i} = a_i, \qquad y_{3i+1} = b_i $$",
        r"$$ y_{2i} = a_i, \qquad y_{2j+1} = b_j $$",
        r"$$ y_{2i+2} = a_i, \qquad y_{2i+3} = b_i $$",
    ],
)
def test_other_lines_define_nothing(lines: str) -> None:
    text = r"Let $a, b \in \mathbb{R}^N$; indices start at zero. For $0 \le i < N$" f"\n\n{lines}"
    assert "proved" not in {e["verdict"] for e in judged(text)}
    assert judged(text)[0]["role"] == "error"


def test_what_is_said_of_an_input_is_a_hypothesis_or_a_claim() -> None:
    text = r"""Let $a \in \mathbb{R}^N$, $x \in \mathbb{R}^{2N}$; indices start at zero.

    $$ s = \sum_i x_i $$

    Suppose that for $0 \le i < N$

    $$ x_{2i} = a_i, \qquad x_{2i+1} = -a_i $$

    Then

    $$ s = 1 $$
    """
    assert "proved" not in verdicts(text)[1:]
