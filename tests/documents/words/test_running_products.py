r"""Products of factors of any sign: ``\prod_{l=1}^L s_l``."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts

STACK = r"""A stack of layers has kernel sizes $k_l$ and strides $s_l$, $l = 1, \dots, L$.
The jump is $j_l = s_l j_{l-1}$
with $j_0 = 1$.
"""


def test_a_recurrence_is_a_product() -> None:
    text = STACK + r"$$ j_L = \prod_{l=1}^{L} s_l, \qquad j_L = \prod_{l=1}^{L-1} s_l $$"
    assert verdicts(text) == ["proved", "refuted"]


def test_factors_leave_a_product_at_its_end() -> None:
    text = r"""Let $s \in \mathbb{R}^{L}$.
$$ \prod_{l=1}^{L} s_l = s_L \prod_{l=1}^{L-1} s_l, \qquad \prod_{l=1}^{L} s_l = s_1 \prod_{l=1}^{L-1} s_l $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_an_empty_product_is_one() -> None:
    text = r"""Let $s \in \mathbb{R}^{L}$. $$ \prod_{l=1}^{0} s_l = 1, \qquad \prod_{l=1}^{n-1} s_l \ge 0 $$"""
    found = judged(text)
    assert found[0]["verdict"] == "proved"
    assert found[1]["verdict"] != "proved"


def test_factors_that_are_no_entries() -> None:
    """Such a product is not known for more factors than there are entries."""
    text = r"""Let $a \in \mathbb{R}^{L}$.
    $$ \prod_{l=1}^{L} (2 - a_l) = (2 - a_L) \prod_{l=1}^{L-1} (2 - a_l) $$
    $$ \prod_{l=1}^{L} (2 - a_l) = 2^L $$
    $$ \prod_{l=1}^{L+1} (2 - a_l) = \prod_{l=1}^{L} (2 - a_l) $$"""
    assert verdicts(text) == ["proved", "refuted", "undecided"]


def test_factors_without_entries_are_refused() -> None:
    text = r"Let $n$ be a positive integer. $$ \prod_{l=1}^{n} (2 - l) = \prod_{l=1}^{n} (2 - l) $$"
    assert [e["role"] for e in judged(text)] == ["error"]


PAIRS = r"""Let $a, b \in \mathbb{R}^n$ with entries $a_1, \dots, a_n$ and $c \in \mathbb{R}$."""
PRODUCTS = [
    (
        r"\prod_{i=1}^n (a_i b_i) = \prod_{i=1}^n a_i \prod_{i=1}^n b_i",
        r"\prod_{i=1}^n (a_i + b_i) = \prod_{i=1}^n a_i + \prod_{i=1}^n b_i",
    ),
    (r"\prod_{i=1}^n c\, a_i = c^n \prod_{i=1}^n a_i", r"\prod_{i=1}^n c\, a_i = c \prod_{i=1}^n a_i"),
    (
        r"\prod_{i=1}^n (1 + a_i) = (1 + a_1) \prod_{i=2}^{n} (1 + a_i)",
        r"\prod_{i=1}^n (1 + a_i) = (1 + a_2) \prod_{i=2}^{n} (1 + a_i)",
    ),
]


@pytest.mark.parametrize(("true", "false"), PRODUCTS)
def test_factors_of_any_sign(true: str, false: str) -> None:
    assert verdicts(f"{PAIRS}\n\n$$ {true} $$\n\n$$ {false} $$\n") == ["proved", "refuted"]


RECURRENT = r"Let $h_0, w \in \mathbb{R}$, and $h_t = \tanh(w h_{t-1})$ for $t = 1, \dots, T$."
GRADIENTS = [
    (
        r"\frac{\partial h_T}{\partial h_s} = \prod_{t=s+1}^T w (1 - h_t^2)",
        r"\frac{\partial h_T}{\partial h_s} = \prod_{t=s}^T w (1 - h_t^2)",
    ),
    (
        r"\frac{\partial h_T}{\partial h_0} = w^T \prod_{t=1}^T (1 - h_t^2)",
        r"\frac{\partial h_T}{\partial h_0} = w^T \prod_{t=1}^{T-1} (1 - h_t^2)",
    ),
    (
        r"\frac{\partial h_T}{\partial w} = \sum_{s=1}^T "
        r"\left(\prod_{t=s+1}^T w (1 - h_t^2)\right) (1 - h_s^2) h_{s-1}",
        r"\frac{\partial h_T}{\partial w} = \sum_{s=1}^T \left(\prod_{t=s+1}^T w (1 - h_t^2)\right) h_{s-1}",
    ),
]


@pytest.mark.parametrize(("true", "false"), GRADIENTS)
def test_gradients_through_time(true: str, false: str) -> None:
    found = check(read(f"{RECURRENT}\n\n$$ {true} $$\n", "a.md"), certificates=True, suggest=False)["equations"]
    assert found[0]["verdict"] == "proved", found[0]["message"]
    verify(found[0]["certificate"], evaluate=False)
    assert verdicts(f"{RECURRENT}\n\n$$ {false} $$\n") == ["refuted"]


SCHEDULE = r"Let $0 < \beta_t < 1$ for $t = 1, \dots, T$, and $a_t = \prod_{s=1}^t (1 - \beta_s)$."


def test_before_the_first_factor_a_product_is_one() -> None:
    r"""Also where a definition reads it there, and as ``a_{t-1}`` in a sum."""
    text = (
        SCHEDULE
        + r"$$ a_0 = 1, \qquad a_t = (1 - \beta_t) a_{t-1} $$"
        + r"$$ v_t = \frac{1 - a_{t-1}}{1 - a_t} \beta_t $$ $$ v_1 = 0, \qquad v_1 = 1 $$"
    )
    assert verdicts(text) == ["proved", "proved", "definition", "proved", "refuted"]
    (found,) = verdicts(SCHEDULE + r"$$ 1 - a_T = \sum_{t=1}^T \beta_t a_{t-1} $$")
    assert found != "refuted"
    assert verdicts(SCHEDULE + r"$$ 1 - a_T = \sum_{t=1}^T \beta_t a_t $$") == ["refuted"]


SURVIVAL = r"Let $q_1, \dots, q_T \in (0, 1)$ and $S_t = \prod_{s=1}^t (1 - q_s)$."
BEGUN = [
    (r"S_0 = 1", r"S_0 = 0"),
    (r"S_{t-1} - S_t = q_t S_{t-1}", r"S_{t-1} - S_t = q_t S_t"),
    (r"\sum_{t=1}^T (S_{t-1} - S_t) = 1 - S_T", r"\sum_{t=1}^T (S_{t-1} - S_t) = - S_T"),
]


@pytest.mark.parametrize(("true", "false"), BEGUN)
def test_states_of_running_products_begin_with_one(true: str, false: str) -> None:
    assert verdicts(rf"{SURVIVAL} $$ {true} $$") == ["proved"]
    assert verdicts(rf"{SURVIVAL} $$ {false} $$") == ["refuted"]


ENTRIES = r"Let $a_1, \dots, a_n \in \mathbb{R}$ with $n \ge 5$."
WRITTEN_OUT = [
    (r"\prod_{i=2}^{4} (1 + a_i) = (1 + a_2)(1 + a_3)(1 + a_4)", r"\prod_{i=2}^{4} (1 + a_i) = (1 + a_2)(1 + a_3)"),
    (r"\prod_{i=j}^{j+1} (1 + a_i) = (1 + a_j)(1 + a_{j+1})", r"\prod_{i=j}^{j+1} (1 + a_i) = (1 + a_j)(1 + a_{j-1})"),
    (r"\prod_{i=3}^{2} (1 + a_i) = 1", r"\prod_{i=3}^{2} (1 + a_i) = 0"),
]


@pytest.mark.parametrize(("true", "false"), WRITTEN_OUT)
def test_a_few_factors_are_those_that_are_named(true: str, false: str) -> None:
    assert verdicts(f"{ENTRIES}\n\n$$ {true} $$\n\n$$ {false} $$\n") == ["proved", "refuted"]


def test_letters_are_no_indices_of_running_products() -> None:
    text = r"""Let $A \in \mathbb{R}^{L \times d}$ with rows $l = 1, \dots, L$ and columns $k = 1, \dots, d$, $L \ge 3$.
    $$ \prod_{l=1}^{2} (1 - A_{lk}) = (1 - A_{1k})(1 - A_{2k}) $$
    $$ \sum_{k=1}^d \prod_{l=1}^{L} (1 - A_{lk}) = \prod_{l=1}^{L} \sum_{k=1}^d (1 - A_{lk}) $$"""
    assert verdicts(text) == ["proved", "refuted"]
