r"""Steps above names without brackets, ends of families, and functions whose known names the text describes."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

MOMENTUM = r"""Let $a \in \mathbb{R}^d$. %s
$$ v^{t+1}_i = \mu v^t_i - \eta a_i w^t_i, \qquad w^{t+1}_i = w^t_i + v^{t+1}_i $$
$$ w^{t+1}_i = w^t_i - \eta a_i w^t_i + \mu v^t_i, \qquad w^{t+1}_i = w^t_i - \eta a_i w^t_i + \mu v^{t+1}_i $$
$$ \frac{\partial w^{t+1}_i}{\partial w^t_k} = (1 - \eta a_i) \delta_{ik} $$
"""


@pytest.mark.parametrize("words", ["", r"The state is $w^t \in \mathbb{R}^d$.", r"Steps are $t = 0, \dots, T - 1$."])
def test_a_state_at_a_step_is_no_power(words: str) -> None:
    assert verdicts(MOMENTUM % words) == ["definition", "definition", "proved", "refuted", "proved"]


def test_steps_of_whole_states() -> None:
    text = r"""Let $A \in \mathbb{R}^{d \times d}$ be symmetric,
    $b, x \in \mathbb{R}^d$, $f(x) = \frac12 x^\top A x - b^\top x$.
    $$ x^{k+1} = x^k - \eta \nabla f(x^k) $$
    $$ x^{k+1} = (I - \eta A) x^k + \eta b, \qquad x^{k+1} = (I + \eta A) x^k + \eta b $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [("q^{t+1} = q^t q", "proved"), ("q^{t+1} = q^t - (1 - q) q^t", "proved"), ("q^{t+1} = q^{t-1} q^3", "refuted")],
)
def test_powers_stay_powers(claim: str, verdict: str) -> None:
    assert verdicts(rf"Let $q > 0$ and let $t$ be a positive integer. $$ {claim} $$") == [verdict]


STACK = r"""Blocks $\ell = 0, 1, \dots, L-1$ act on vectors $x^{%s} \in \mathbb{R}^d$, with
 $A^{%s} \in \mathbb{R}^{d \times d}$.
$$ x^{%s}_i = x^{%s}_i + \sum_{j=1}^d A^{%s}_{ij} \tanh(x^{%s}_j) $$
$$ \frac{\partial x^{%s}_i}{\partial x^{%s}_k} = \delta_{ik} + A^{%s}_{ik} (1 - \tanh^2(x^{%s}_k)) $$
$$ x^{%s}_i = x^{%s}_i + \sum_{\ell=0}^{L-1} \sum_{j=1}^d A^{%s}_{ij} \tanh(x^{%s}_j) $$
$$ \frac{\partial x^{%s}_i}{\partial x^{%s}_k} = \delta_{ik} + A^{%s}_{ik} (1 - \tanh^2(x^{%s}_i)) $$
"""


@pytest.mark.parametrize("bracket", [r"%s", r"(%s)"])
def test_a_stack_has_the_state_behind_its_last_block(bracket: str) -> None:
    places = list("aabaaabaaaL0aabaaa")  # a: this block, b: the next one
    written = {"a": r"\ell", "b": r"\ell+1"}
    found = verdicts(STACK % tuple(bracket % written.get(place, place) for place in places))
    assert found[:2] == ["definition", "proved"]
    assert found[2] != "refuted"  # it is right
    assert found[3] == "refuted"


def test_the_letter_of_an_argument_may_name_a_tensor() -> None:
    text = GATE.replace(r"\sigma", "g") % "u^2"
    text = text.replace(r"t_i (1 - t_i)", "2 u_i")
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


GATE = r"""Let $\sigma(u) = %s$ and $x \in \mathbb{R}^n$, $T \in \mathbb{R}^{n \times n}$.
$$ u_i = \sum_j T_{ij} x_j, \qquad t_i = \sigma(u_i) $$
$$ \frac{\partial t_i}{\partial x_k} = t_i (1 - t_i) T_{ik}, \qquad
\frac{\partial t_i}{\partial x_k} = [u_i > 0]\, T_{ik} $$
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"1/(1+e^{-u})", ["proved", "refuted"]),
        (r"\frac{e^u}{1+e^u}", ["proved", "refuted"]),
        (r"\max(0, u)", ["refuted", "proved"]),
    ],
)
def test_the_text_may_describe_a_known_function(body: str, expected: list[str]) -> None:
    assert verdicts(GATE % body) == ["definition", "definition", *expected]


ROWS = r"""Sentences are given as rows $s \in \mathbb{R}^{T \times V}$, %s. %s
$$ \sum_v s_{tv} (1 + a_t) = 1 + a_t, \qquad \sum_v s_{tv} a_t = 2 a_t $$"""


def test_what_is_said_again_as_an_equation() -> None:
    vector = r"Let $a \in \mathbb{R}^T$."
    assert verdicts(ROWS % (r"i.e.\ $s_{tv} \in \{0, 1\}$ and $\sum_v s_{tv} = 1$", vector)) == ["proved", "refuted"]
    assert verdicts(ROWS % (r"that is, $\sum_v s_{tv} = 1$", vector)) == ["proved", "refuted"]
    assert verdicts(ROWS % (r"and it would be wrong to think that $\sum_v s_{tv} = 1$", vector)) == ["refuted"] * 2
    perhaps = r"which are one-hot, they add up, in each row, like $\sum_v s_{tv} = 1$"
    assert verdicts(ROWS % (perhaps, vector)) == ["undecided", "refuted"]  # the second fails with it and without


@pytest.mark.parametrize("bracket", [r"%s", r"(%s)"])
def test_states_without_a_shape_are_no_inputs(bracket: str) -> None:
    text = r"""For $\ell = 0, \dots, L-1$ and $A \in \mathbb{R}^{d \times d}$,
    $$ x^{NEXT}_i = x^{THIS}_i + \sum_{j=1}^d A_{ij} x^{THIS}_j $$
    $$ \frac{\partial x^{NEXT}_i}{\partial x^{THIS}_k} = \delta_{ik} + A_{ik} $$
    $$ x^{LAST}_i = x^{FIRST}_i + \sum_{\ell=0}^{L-1} \sum_{j=1}^d A_{ij} x^{THIS}_j $$"""
    text = text.replace("LAST", bracket % "L").replace("FIRST", bracket % "0")
    text = text.replace("NEXT", bracket % r"\ell+1").replace("THIS", bracket % r"\ell")
    assert "refuted" not in verdicts(text)
