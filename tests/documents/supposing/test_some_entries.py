"""An equation about entries holds where its sentence says: of some of them it makes no tensor, and proves nothing."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $A \in \mathbb{R}^{n \times n}$, $x, y \in \mathbb{R}^n$. "
CLAIM = r" $$ \sum_i x_i = \sum_i y_i $$"
SYMMETRIC = r" $$ A x = A^\top x $$"


@pytest.mark.parametrize(
    "where",
    [
        "for $i = 1$",
        "for $i = 1, 2$",
        r"for $i \in \{1, 2\}$",
        "for $i > 1$",
        r"for $i \ge 2$",
        r"for $i \le 3$",
        r"for $i \ne 1$",
        "for odd $i$",
        "for even $i$",
        "for some $i$",
        "for one $i$",
        "for a fixed $i$",
        "for almost all $i$",
        "for large $i$",
        "for the first index",
        "except for $i = 1$",
        "unless $i = 1$",
        "only for $i = 1$",
    ],
)
def test_an_equation_of_some_entries_gives_no_sum(where: str) -> None:
    assert verdicts(f"{HEAD} Suppose $x_i = y_i$ {where}. {CLAIM}")[-1] != "proved"


@pytest.mark.parametrize(
    "where",
    ["", "for all $i$", r"for $i = 1, \dots, n$", r"for $1 \le i \le n$", "for every $i$", "for each index $i$"],
)
def test_an_equation_of_all_entries_does(where: str) -> None:
    assert verdicts(f"{HEAD} Suppose $x_i = y_i$ {where}. {CLAIM}")[-1] == "proved"


@pytest.mark.parametrize("where", ["for $i = 1$", "for $j = 1$", "when $i = j$", "at $i = 1$, $j = 2$"])
def test_one_row_makes_no_matrix_symmetric(where: str) -> None:
    assert verdicts(f"{HEAD} Suppose $A_{{ij}} = A_{{ji}}$ {where}. {SYMMETRIC}")[-1] != "proved"


def test_what_is_said_of_one_entry_refutes_nothing_of_it() -> None:
    text = HEAD + r"Suppose $x_i = y_i$ for $i = 1$. $$ 2 x_1 = 2 y_1 $$ $$ x_1 = 2 y_1 $$"
    assert "refuted" not in verdicts(text)[:-1]
    assert "proved" not in verdicts(text)


@pytest.mark.parametrize(
    "words",
    [
        r"Some matrices have $A^\top = A$.",
        r"Many kernels have $A^\top = A$.",
        r"Students have $A^\top = A$.",
        r"Let $A^\top = A$ be violated.",
    ],
)
def test_what_others_have_is_not_had_here(words: str) -> None:
    assert verdicts(f"{HEAD} {words} {SYMMETRIC}")[-1] != "proved"


@pytest.mark.parametrize(
    "display",
    [
        r"$$ x_i = y_i $$ for $i = 1$.",
        r"$$ x_i = y_i, \qquad i = 1. $$",
        r"$$ x_i = y_i \quad \text{for } i = 1. $$",
        r"$$ x_i = y_i, \qquad i > 1. $$",
        r"$$ x_i = y_i \quad (i \ge 2). $$",
        r"$$ x_i = y_i, \quad i \in \{1, 2\}. $$",
        r"$$ x_i = y_i \quad \forall i > 1. $$",
        r"$$ x_i = y_i \quad \text{for odd } i. $$",
        r"$$ x_i = y_i \quad \text{if } i \text{ is odd}. $$",
        r"$$ x_i = y_i $$ for some $i$.",
        r"$$ x_i = y_i $$ except for $i = 1$.",
    ],
)
def test_a_displayed_supposition_about_some_entries(display: str) -> None:
    found = verdicts(f"{HEAD} Suppose {display} {CLAIM}")
    assert found[0] == "hypothesis"
    assert found[-1] != "proved"


@pytest.mark.parametrize(
    "display",
    [
        r"$$ x_i = y_i. $$",
        r"$$ x_i = y_i, \qquad i = 1, \dots, n. $$",
        r"$$ x_i = y_i \quad \text{for all } i. $$",
        r"$$ x_i = y_i \quad \forall i. $$",
    ],
)
def test_a_displayed_supposition_about_all_entries(display: str) -> None:
    assert verdicts(f"{HEAD} Suppose {display} {CLAIM}")[-1] == "proved"


@pytest.mark.parametrize(
    "words",
    [
        "in the interior",
        "on the first half",
        "up to a constant",
        "on average",
        "in expectation",
        "approximately",
        "with probability one half",
    ],
)
def test_an_equation_that_does_not_quite_hold(words: str) -> None:
    assert verdicts(f"{HEAD} Suppose $x_i = y_i$ {words}. {CLAIM}")[-1] != "proved"


@pytest.mark.parametrize("relation", [">", r"\ge"])
@pytest.mark.parametrize(
    "where", ["for $i = 1$", "for odd $i$", "for $i > 1$", r"for $i \ne 1$", "except for $i = 1$", "on average"]
)
def test_an_inequality_of_some_entries_gives_no_sign(relation: str, where: str) -> None:
    claim = r" $$ \sum_i |x_i| = \sum_i x_i $$"
    assert verdicts(f"{HEAD} Suppose $x_i {relation} 0$ {where}. {claim}")[-1] != "proved"
    assert verdicts(f"{HEAD} Suppose $$ x_i {relation} 0 $$ {where}. {claim}")[-1] != "proved"


@pytest.mark.parametrize("where", ["", "for all $i$", r"for $i = 1, \dots, n$", r"for $i \in \{1, \dots, n\}$"])
def test_an_inequality_of_all_entries_does(where: str) -> None:
    claim = r" $$ \sum_i |x_i| = \sum_i x_i $$"
    assert verdicts(f"{HEAD} Suppose $x_i > 0$ {where}. {claim}")[-1] == "proved"
    assert verdicts(f"{HEAD} Suppose $$ x_i > 0 $$ {where}. {claim}")[-1] == "proved"
