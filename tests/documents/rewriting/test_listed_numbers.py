r"""Lists of numbers that the text says to be positive: ``w_1, \dots, w_S > 0``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

BODY = r" Let $f \in \mathbb{R}^S$." + "\n\n$$ V = \\sum_s w_s f_s^2 $$\n\n$$ V \\ge 0 $$\n\n$$ V = 0 $$"


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(text)]


@pytest.mark.parametrize(
    "words",
    [
        r"Let $w_1, \dots, w_S > 0$ be weights with $\sum_{s=1}^S w_s = 1$.",
        r"Let $w_1, \ldots, w_S \ge 0$ be given.",
        r"Let $w_1, \dots, w_S$ be positive weights with $\sum_{s=1}^S w_s = 1$.",
        r"Let $w_0, \dots, w_{S-1}$ be positive.",
        r"There are positive numbers $w_1, \dots, w_S$, a vector $c \in \mathbb{R}^S$ and other things.",
    ],
)
def test_each_of_a_list_is_positive(words: str) -> None:
    assert verdicts(words + BODY) == ["definition", "proved", "refuted"]


def test_what_is_said_of_no_list_of_numbers() -> None:
    assert verdicts(r"Let $w_1, \dots, w_S$ be real numbers." + BODY)[1] != "proved"
    assert verdicts(r"Let $w_1, \dots, w_S < 0$." + BODY)[1] != "proved"
    vectors = r"Let $x_1, \dots, x_N \in \mathbb{R}^d$ be nonzero." + "\n\n$$ \\|x_i\\|^2 > 0 $$\n\n$$ x_{i,j} > 0 $$"
    assert "proved" not in verdicts(vectors)[1:]


def test_a_scalar_recursion_declares_no_index() -> None:
    text = (
        r"Consider the scalar recursion $x_{k+1} = \rho x_k + u_k$, $k = 0, 1, \dots, n-1$, started at $x_0$." + "\n\n"
    )
    shown = r"$$ x_{k+1} = \rho x_k + u_k $$" + "\n\n"
    right = r"$$ x_k = \rho^k x_0 + \sum_{j=0}^{k-1} \rho^{k-1-j} u_j $$" + "\n\n"
    wrong = r"$$ x_k = \rho^k x_0 + \sum_{j=0}^{k-1} \rho^{k-j} u_j $$"
    assert verdicts(text + right + wrong) == ["proved", "refuted"]
    assert verdicts(text + shown + right + wrong)[1:] == ["proved", "refuted"]
