r"""``x_t = \sqrt{a_t} x_0 + \sqrt{1 - a_t} \varepsilon``: ``x_0`` is a vector of its own, no member of the ``x_t``."""

from __future__ import annotations

import pytest

from tests.documents.judging import judged

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
