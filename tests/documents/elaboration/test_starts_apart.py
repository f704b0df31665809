r"""``x_t = \sqrt{a_t} x_0 + \sqrt{1 - a_t} \varepsilon``: ``x_0`` is a vector of its own, no member of the ``x_t``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEAD = r"""
Data $x_0 \in \mathbb{R}^D$, noise $\varepsilon \in \mathbb{R}^D$, and $a_t \in (0,1)$ for $t = 1, \dots, T$.

"""
ENTRIES = HEAD + r"$$ x_{ti} = \sqrt{a_t} \, x_{0,i} + \sqrt{1 - a_t} \, \varepsilon_i $$ "
WHOLE = HEAD + r"$$ x_t = \sqrt{a_t} \, x_0 + \sqrt{1 - a_t} \, \varepsilon $$ "


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\varepsilon_i = \frac{x_{ti} - \sqrt{a_t} x_{0,i}}{\sqrt{1 - a_t}}", "proved"),
        (r"\varepsilon_i = \frac{x_{ti} - a_t x_{0,i}}{\sqrt{1 - a_t}}", "refuted"),
        (r"\frac{\partial x_{ti}}{\partial x_{0,j}} = \sqrt{a_t} \, \delta_{ij}", "proved"),
        (r"\frac{\partial x_{ti}}{\partial x_{0,j}} = \sqrt{a_t}", "refuted"),
    ],
)
def test_entries(line: str, verdict: str) -> None:
    assert [e["verdict"] for e in judged(f"{ENTRIES} $$ {line} $$")] == [None, verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\varepsilon = \frac{x_t - \sqrt{a_t} x_0}{\sqrt{1 - a_t}}", "proved"),
        (r"\varepsilon = \frac{x_t - x_0}{\sqrt{1 - a_t}}", "refuted"),
    ],
)
def test_whole_vectors(line: str, verdict: str) -> None:
    assert [e["verdict"] for e in judged(f"{WHOLE} $$ {line} $$")] == [None, verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"x_{1,i} = \sqrt{a_1} \, x_{0,i} + \varepsilon_i", "proved"),
        (r"x_{1,i} = a_1 \, x_{0,i} + \varepsilon_i", "refuted"),
        (r"\frac{\partial x_{1,i}}{\partial x_{0,j}} = \sqrt{a_1} \, \delta_{ij}", "proved"),
    ],
)
def test_the_first_state_of_a_recurrence_is_a_member(line: str, verdict: str) -> None:
    chain = HEAD + r"$$ x_{t,i} = \sqrt{a_t} \, x_{t-1,i} + \varepsilon_i $$ "
    assert [e["verdict"] for e in judged(f"{chain} $$ {line} $$")] == [None, verdict]


PAIRS = r"""
Let $a, p \in \mathbb{R}^d$, $n_k \in \mathbb{R}^d$ for $k = 1, \dots, K$ and

$$ s_0 = a^\top p, \qquad s_k = a^\top n_k $$

$$ z = e^{s_0} + \sum_k e^{s_k} $$

"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial z}{\partial p_i} = e^{s_0} a_i", "proved"),
        (r"\frac{\partial z}{\partial p_i} = 2 e^{s_0} a_i", "refuted"),
        (r"\frac{\partial z}{\partial a_i} = e^{s_0} p_i + \sum_{k=1}^K e^{s_k} n_{ki}", "proved"),
        (r"\frac{\partial z}{\partial s_k} = e^{s_k}", "proved"),
        (r"\sum_{k=1}^K s_k = \sum_k s_k", "proved"),
    ],
)
def test_a_first_one_of_another_kind(line: str, verdict: str) -> None:
    r"""A sum over ``s_k`` without a range has no ``s_0`` in it where ``k`` begins at 1."""
    assert [e["verdict"] for e in judged(f"{PAIRS} $$ {line} $$")][-1] == verdict


def test_a_first_one_that_sums_begin_with() -> None:
    text = PAIRS.replace(r"e^{s_0} + \sum_k", r"\sum_{k=0}^K") + r"$$ \frac{\partial z}{\partial p_i} = e^{s_0} a_i $$"
    assert [e["verdict"] for e in judged(text)][-1] == "proved"
