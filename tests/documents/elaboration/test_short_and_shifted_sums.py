"""Sums of a fixed few terms under a derivative, and sums that read past an end of an axis inside a function: what
stands past the end is 0, and ``exp`` of it is 1."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts


def lines() -> Iterator[tuple[str, str]]:
    for last in (0, 1, 3):
        yield rf"\frac{{\partial}}{{\partial x_p}} \sum_{{q=0}}^{{{last}}} x_q = [p \le {last}]", "proved"
        yield rf"\frac{{\partial}}{{\partial x_p}} \sum_{{q=0}}^{{{last}}} x_q = [p \le {last + 1}]", "refuted"
        yield rf"\frac{{\partial}}{{\partial x_p}} \sum_{{q=0}}^{{{last}}} x_q^2 = 2 x_p [p \le {last}]", "proved"
        yield rf"\frac{{\partial}}{{\partial x_p}} \sum_{{q=0}}^{{{last}}} x_q^2 = 2 x_p", "refuted"
    for function, at_zero in (("e^{%s}", "1"), (r"\cos(%s)", "1"), ("(1 + %s^2)^{-1}", "1")):
        inside, before = function % "x_q", function % "x_{q-1}"
        whole = rf"\sum_{{q=0}}^{{N-1}} {inside}"
        yield rf"\sum_{{q=0}}^{{N}} {before} = {at_zero} + {whole}", "proved"
        yield rf"\sum_{{q=0}}^{{N}} {before} = {whole}", "refuted"
        yield rf"\sum_{{q=0}}^{{N}} {inside} = {at_zero} + {whole}", "proved"
        yield rf"\sum_{{q=0}}^{{N+1}} {before} = 2 \cdot {at_zero} + {whole}", "proved"
        yield rf"\sum_{{q=0}}^{{N+1}} {before} = {at_zero} + {whole}", "refuted"


@pytest.mark.parametrize(("line", "expected"), list(lines()))
def test_lines(line: str, expected: str) -> None:
    (found,) = judged(rf"Let $x \in \mathbb{{R}}^N$, indices start at 0. $$ {line} $$")
    assert found["verdict"] == expected, found["message"]


@pytest.mark.parametrize(("base", "suggestion"), [(0, r"[p \le 3]"), (1, r"[p \le 4]")])
def test_a_suggested_bracket_has_the_index_on_one_side(base: int, suggestion: str) -> None:
    text = rf"""Let $x \in \mathbb{{R}}^N$, indices start at {base}. $$ s = \sum_{{p={base}}}^{{{base + 3}}} x_p $$
$$ \frac{{\partial s}}{{\partial x_p}} = 1 $$"""
    assert check(read(text, "a.md"))["equations"][-1]["suggestion"] == suggestion


def test_sums_that_only_a_factor_bounds() -> None:
    head = r"Let $x, y \in \mathbb{R}^n$, $v, u \in \mathbb{R}^n$. Indices start at zero." "\n\n"
    shifted = head + r"$$ u_i = \sum_k (x_{i-k} + y_{i-k}) $$" "\n\n"
    assert verdicts(shifted + r"$$ u_i = \sum_j (x_j + y_j) $$")[-1] == "proved"
    assert verdicts(shifted + r"$$ u_i = \sum_j (x_j - y_j) $$")[-1] == "refuted"
    assert verdicts(head + r"$$ \sum_k (\delta_{ik} x_i - \delta_{jk} x_j) = x_i - x_j $$") == ["proved"]


@pytest.mark.parametrize("body", ["x_{i-k}^2", r"\sigma(x_{i-k})", r"v_i (x_{i-k} + y_{i-k})", r"\frac{1}{x_{i-k}}"])
def test_sums_that_no_factor_bounds(body: str) -> None:
    head = r"Let $x, y \in \mathbb{R}^n$, $v, u \in \mathbb{R}^n$. Indices start at zero." "\n\n"
    equations = judged(head + rf"$$ u_i = \sum_k {body} $$" "\n\n" r"$$ \sum_i v_i x_i = \sum_j x_j v_j $$")
    assert [e["verdict"] or e["role"] for e in equations] == ["error", "proved"]
    assert "the range of 'k' does not follow" in equations[0]["message"]
