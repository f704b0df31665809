"""Exempt kinks: claims that differ only where a generic polynomial vanishes are proved, and the verdict says so."""

from __future__ import annotations

import json

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read

HEAD = r"""
Let $x, c \in \mathbb{R}^n$ and $W, B \in \mathbb{R}^{n \times n}$.

$$ a_i = \sum_j W_{ij} x_j, \qquad z_i = \max(0, a_i) $$

$$ p_i = \sum_j B_{ij} z_j, \qquad q_i = \sum_j B_{ij} z_j + x_i, \qquad s_{ij} = W_{ij} - W_{ji} $$

"""
PROVED = [
    (r"\frac{\partial L}{\partial a_i} = [a_i \ge 0] \frac{\partial L}{\partial z_i}", "!= 0"),
    (r"[x_i > 0] + [x_i < 0] = 1", "x[i] != 0"),
    (r"\sum_i c_i [a_i > 0] = \sum_i c_i [a_i \ge 0]", "!= 0"),
    (r"[q_i > 0] = [q_i \ge 0]", "!= 0"),
    (r"\frac{\partial}{\partial x_i} |x_i| = \frac{x_i}{|x_i|}", "!= 0"),
    (r"\frac{\partial}{\partial x_i} |x_i| = 2 [x_i > 0] - 1", "!= 0"),
]
NOT_PROVED = [
    r"[z_i > 0] = [z_i \ge 0]",
    r"[p_i > 0] = [p_i \ge 0]",
    r"[s_{ij} > 0] = [s_{ij} \ge 0]",
    r"\frac{\partial L}{\partial a_i} = [z_i \ge 0] \frac{\partial L}{\partial z_i}",
    r"[x_i > 0] = 1",
    r"[x_i = 0] = 0",
    r"[x_i \ne 0] = 1",
    r"\sum_i c_i [a_i > 0] = \sum_i c_i [x_i \ge 0]",
]
PAIRS = r"""
Let $x \in \mathbb{R}^{2M}$ and $w \in \mathbb{R}^{M}$.

$$ y_i = \max(x_{2i}, x_{2i+1}), \qquad 0 \le i < M $$

"""
PROVED_OF_PAIRS = [
    r"\frac{\partial L}{\partial x_{2i}} = \frac{\partial L}{\partial y_i} [x_{2i} > x_{2i+1}], \quad 0 \le i < M",
    r"\frac{\partial L}{\partial x_{2i+1}} = \frac{\partial L}{\partial y_i} [x_{2i+1} > x_{2i}], \quad 0 \le i < M",
    r"[w_i > w_{i+1}] + [w_i < w_{i+1}] = 1",
    r"\sum_{i=0}^{M-1} w_i [x_{2i} > x_{2i+1}] = \sum_{i=0}^{M-1} w_i [x_{2i} \ge x_{2i+1}]",
]
NOT_PROVED_OF_PAIRS = [
    r"\frac{\partial L}{\partial x_{2i+1}} = \frac{\partial L}{\partial y_i} [x_{2i} > x_{2i+1}], \quad 0 \le i < M",
    r"[w_i > w_j] + [w_i < w_j] = 1",
    r"[x_{2i} > x_{i+j}] = [x_{2i} \ge x_{i+j}], \quad 0 \le i < M, 0 \le j < M",
    r"[w_0 + \sum_i (w_{i+1} - w_i) > 0] = [w_0 + \sum_i (w_{i+1} - w_i) \ge 0]",
    r"[w_0 > w_j] = [w_0 \ge w_j]",
]


@pytest.mark.parametrize(("claim", "assumption"), PROVED, ids=[c for c, _ in PROVED])
def test_proved_with_the_assumption_listed(claim: str, assumption: str) -> None:
    equation = check(read(f"{HEAD}$$ {claim} $$"), suggest=False, certificates=True)["equations"][-1]
    assert equation["verdict"] == "proved", equation["message"]
    assert any(assumption in a for a in equation["assumptions"])
    verify(json.loads(json.dumps(equation["certificate"])))


@pytest.mark.parametrize("claim", PROVED_OF_PAIRS)
def test_two_entries_of_one_tensor_are_equal_nowhere_to_speak_of(claim: str) -> None:
    equation = check(read(f"{PAIRS}$$ {claim} $$"), suggest=False, certificates=True)["equations"][-1]
    assert equation["verdict"] == "proved", equation["message"]
    assert any("!= 0" in a or "!= x" in a for a in equation["assumptions"])
    verify(json.loads(json.dumps(equation["certificate"])))


@pytest.mark.parametrize("claim", NOT_PROVED_OF_PAIRS)
def test_what_may_be_one_entry_is_not_exempt(claim: str) -> None:
    equation = check(read(f"{PAIRS}$$ {claim} $$"), suggest=False)["equations"][-1]
    assert equation["verdict"] in ("refuted", "undecided"), equation


@pytest.mark.parametrize("claim", NOT_PROVED)
def test_what_may_vanish_on_an_open_set_is_not_exempt(claim: str) -> None:
    equation = check(read(f"{HEAD}$$ {claim} $$"), suggest=False)["equations"][-1]
    assert equation["verdict"] in ("refuted", "undecided")


def test_a_hypothesis_may_force_a_kink() -> None:
    text = r"""
Let $x \in \mathbb{R}^n$. Assume that

$$ x_i^2 = x_i $$

Then

$$ [x_i > 0] = [x_i \ge 0] $$
"""
    assert check(read(text), suggest=False)["equations"][-1]["verdict"] != "proved"
