"""Witnesses are small: nothing smaller is found by other means, and no number in them can be dropped."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from symderiv.documents import read
from symderiv.language.terms import Read
from symderiv.language.theory import Statement, Theory
from symderiv.meaning import Memory, exercise
from symderiv.meaning.graph import Graph, Op
from symderiv.meaning.judge import Judge, Outcome
from symderiv.meaning.plain import confirm
from symderiv.meaning.points import FunctionModel, LossModel, Point
from symderiv.meaning.sampling import Scope, draw, lower, scope_of, smaller_sizes, total
from symderiv.meaning.shrink import _tensor_moves, weight
from symderiv.meaning.trace import Tracer
from symderiv.meaning.witness import function_text

RESIDUAL = r"""
Images $x \in \mathbb{R}^{N \times C \times H \times W}$ pass two 'same' convolutions with kernels
$A, B \in \mathbb{R}^{C \times C \times K \times K}$, where $K = 2P + 1$. All of $h, z, g, r, y$ have the shape of $x$.
Indices start at zero.

$$ h_{nkij} = \sum_{c,p,q} A_{kcpq} \, x_{n,c,i+p-P,j+q-P}, \qquad z_{nkij} = \operatorname{ReLU}(h_{nkij}) $$
$$ g_{nkij} = \sum_{c,p,q} B_{kcpq} \, z_{n,c,i+p-P,j+q-P} $$
$$ r_{nkij} = g_{nkij} + x_{nkij}, \qquad y_{nkij} = \operatorname{ReLU}(r_{nkij}) $$

The upstream gradient is $$ G_{nkij} = \frac{\partial L}{\partial y_{nkij}} $$ and then

$$ D_{nkij} = \frac{\partial L}{\partial r_{nkij}} = G_{nkij} $$
$$ \frac{\partial L}{\partial B_{kcpq}} = \sum_{n,i,j} D_{nkij} \, z_{n,c,i-p+P,j-q+P} $$
$$ E_{nkij} = \frac{\partial L}{\partial h_{nkij}} = [r_{nkij} > 0] \sum_{m,p,q} B_{mkpq} \, D_{n,m,i-p+P,j-q+P} $$
$$ \frac{\partial L}{\partial x_{ncij}} = D_{ncij} + \sum_{k,p,q} A_{kcpq} \, E_{n,k,i+p-P,j+q-P} $$
$$ \frac{\partial r_{nkij}}{\partial x_{nkij}} = 1 + \frac{\partial g_{nkij}}{\partial x_{nkij}} + x_{nkij} $$
"""
DENSE = r"""
Let $x \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{D \times M}$, $b \in \mathbb{R}^{M}$ and
$V \in \mathbb{R}^{M \times K}$.

$$ a_{nm} = \sum_{d=1}^{D} x_{nd} W_{dm} + b_m, \qquad z_{nm} = \tanh(a_{nm}) $$
$$ o_{nk} = \sum_{m=1}^M z_{nm} V_{mk} $$
$$ p_{nk} = \frac{e^{o_{nk}}}{\sum_{l=1}^{K} e^{o_{nl}}} $$
$$ \frac{\partial p_{nk}}{\partial o_{nl}} = p_{nk} (1 - p_{nl}) $$
$$ \frac{\partial L}{\partial b_m} = \sum_{k=1}^{K} \frac{\partial L}{\partial o_{1k}} V_{mk} (1 - z_{1m}^2) $$
$$ \frac{\partial L}{\partial W_{dm}} = \sum_{n=1}^{N} x_{nd} \frac{\partial L}{\partial z_{nm}} $$
$$ \sum_{k=1}^{K} p_{nk} = K $$
"""
STRIDED = r"""
Let $x \in \mathbb{R}^{T}$, $w \in \mathbb{R}^{K}$, stride $s$, and $y \in \mathbb{R}^{U}$ with $T = s (U - 1) + K$.

$$ y_u = \sum_{k=0}^{K-1} w_k \, x_{s u + k}, \qquad u = 0, \dots, U - 1 $$
$$ \frac{\partial L}{\partial w_k} = \sum_{u=0}^{U-1} \frac{\partial L}{\partial y_u} x_{u + k} $$
$$ \frac{\partial L}{\partial x_t} = \sum_{k=0}^{K-1} w_k \frac{\partial L}{\partial y_{t - k}} $$
"""
MASKED = r"""
Let $x, v \in \mathbb{R}^{n}$ and $m = \max_i x_i$.

$$ z_i = \operatorname{ReLU}(x_i - v_i) $$
$$ \frac{\partial z_i}{\partial x_j} = [x_i > 0] \, \delta_{ij} $$
$$ \sum_i |x_i| = \sqrt{\sum_i x_i^2} $$
$$ \frac{\partial z_i}{\partial v_j} = 0 $$
"""
#: Documents, and how many claims in them are refuted.
DOCUMENTS = {"residual": (RESIDUAL, 5), "dense": (DENSE, 4), "strided": (STRIDED, 2), "masked": (MASKED, 3)}
Witness = tuple[Theory, Statement, Scope, Point, Outcome]


def witnesses(text: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    """The witnesses against the claims of a document as points."""
    caught: list[tuple[Judge, Point, Outcome, Scope]] = []
    module = sys.modules["symderiv.meaning.exercise"]
    inner = module.witness

    def catch(judge: Judge, point: Point, outcome: Outcome, scope: Scope) -> Any:
        caught.append((judge, point, outcome, scope))
        return inner(judge, point, outcome, scope)

    monkeypatch.setattr(module, "witness", catch)
    memory = Memory()
    for equation in read(text.encode(), "notes.md").equations:
        if equation.role == "claim":
            assert equation.statement is not None
            exercise(equation.theory, equation.statement, memory=memory)
            while caught:
                _, point, outcome, scope = caught.pop()
                yield equation.theory, equation.statement, scope, point, outcome


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_no_smaller_sizes_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, number = DOCUMENTS[name]
    found = list(witnesses(text, monkeypatch))
    assert len(found) == number
    source = random.Random(name)
    for theory, statement, scope, point, _ in found:
        assert total(scope, point.sizes) <= 4 + len(scope.sizes)
        for sizes in smaller_sizes(theory, scope, point.sizes):
            tracer = Tracer(theory, {**point.sizes, **sizes})
            judge = Judge(tracer, statement)
            for trial in range(12):
                other = draw(tracer, scope, source, ("small", "halves", "tiny")[trial % 3], 1 + trial % 2)
                for at in judge.entries[:4]:
                    assert not confirm(theory, statement, (), other, at), (name, sizes)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_no_number_can_be_dropped(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for theory, statement, _, point, outcome in witnesses(DOCUMENTS[name][0], monkeypatch):
        assert confirm(theory, statement, (), point, outcome.at or ())
        assert all(abs(v) <= 3 for entries in point.tensors.values() for v in entries.values())
        for tensor, entries in point.tensors.items():
            for place in (p for p, v in entries.items() if v):
                simpler = replace(point, tensors={**point.tensors, tensor: {**entries, place: 0}})
                assert weight(simpler) < weight(point)
                assert not confirm(theory, statement, (), simpler, outcome.at or ())


def test_kinks_behind_a_rectifier_are_exempt_for_the_search_too() -> None:
    graph = Graph()
    bent = graph.node(Op.FUNCTION, (graph.input("x", ()),), "relu")
    assert graph.flat[graph.add([bent, graph.one])]
    assert not graph.flat[graph.node(Op.FUNCTION, (bent,), "exp")]


def test_smaller_sizes_come_by_their_sum_and_meet_the_conditions() -> None:
    theory = read(STRIDED.encode(), "notes.md").equations[-1].theory
    scope = scope_of(theory, [Read("y", ())])
    sizes = {**dict.fromkeys(theory.sizes, 1), **dict.fromkeys(scope.sizes, 5)}
    sums = [total(scope, c) for c in smaller_sizes(theory, scope, sizes)]
    assert sums == sorted(sums)
    assert sums
    assert sums[-1] < total(scope, sizes)
    for name in scope.sizes:
        assert all(c[name] < sizes[name] for c in lower(theory, scope, sizes, name))


def test_weights_order_points() -> None:
    def point(value: int | Fraction, loss: LossModel) -> Point:
        return Point({}, {"x": {(): value}}, {"f": FunctionModel({(1,): 1})}, {"L": loss})

    linear = LossModel({("x", ()): 1})
    curved = LossModel({("x", ()): 1}, {("x", ()): 1})
    assert weight(point(1, linear)) < weight(point(Fraction(1, 2), linear)) < weight(point(Fraction(9, 25), linear))
    assert weight(point(1, linear)) < weight(point(1, curved))
    assert function_text("f", FunctionModel({(1,): 1})) == "f(t) = t"


def test_what_is_tried_first_does_not_depend_on_the_order_of_hashes() -> None:
    names = "hagbfcedij"
    point = Point({}, {name: {(0,): 5, (1,): 7} for name in names})
    moved = [name for name, _ in _tensor_moves(point, frozenset(names))]
    free = [name for name, _ in _tensor_moves(point, frozenset())]
    forms = moved[len(names) : len(moved) - len(free) + len(names)]
    assert len(forms) >= len(names)
    assert forms == sorted(forms)
