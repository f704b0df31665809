"""The maximum of a set: what stands outside of it, its derivative where there is no tie, and where ties fill a set."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.budget import Deadline
from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
    mul,
    walk,
)
from symderiv.language.theory import Free, Statement, Theory
from symderiv.meaning import exercise
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.extrema import untied
from symderiv.prover.kernel.theorems import apply, context_of

H, B, C, D, N = (Poly.symbol(s) for s in ("%i", "%b", "%c", "%d", "N"))
FREE = (Free("%i", Poly({}), N),)
X = Read("x", (B,))


def theory() -> Theory:
    t = Theory()
    t.add_size("N")
    for name, shape in {"x": (N,), "y": (N,), "A": (N, N), "a": (), "s": ()}.items():
        t.add_tensor(name, shape)
    t.define("h", ("%i",), (N,), Sum(("%c",), (), Mul((Read("A", (H, C)), Read("x", (C,))))))
    t.define("r", ("%i",), (N,), Fn("relu", (Read("x", (H,)),)))
    return t


def place(t: Theory, term: Term) -> Context:
    return context_of(t, Statement(term, ZERO, FREE))


def over(body: Term, operation: str = "max", *binders: str) -> Extremum:
    names = binders or ("%b",)
    return Extremum(operation, names, in_shape(map(Poly.symbol, names), [N] * len(names)), body)


SHIFTED = [
    Add((X, Read("a"))),
    Add((Mul((Num(Fraction(-3, 2)), X)), Read("y", (H,)))),
    Mul((Fn("exp", (Read("a"),)), Add((X, Read("a"))))),
    Mul((NEGATE, Read("y", (H,)))),
]


@pytest.mark.parametrize("operation", ["max", "min"])
@pytest.mark.parametrize("body", SHIFTED)
def test_what_does_not_vary_stands_outside(operation: str, body: Term) -> None:
    t, node = theory(), over(body, operation)
    after = apply(node, place(t, node), "outward", {})
    assert all(n.operation == "max" for n in walk(after) if isinstance(n, Extremum))
    seen = exercise(t, Statement(node, after, FREE), deadline=Deadline(4.0))
    assert seen.counterexample is None
    assert seen.points >= 12
    wrong = exercise(t, Statement(node, mul(Num(Fraction(2)), after), FREE), deadline=Deadline(4.0))
    assert wrong.counterexample is not None


def test_a_factor_of_unknown_sign_stays() -> None:
    t, node = theory(), over(Mul((Read("a"), X)))
    with pytest.raises(KernelError):
        apply(node, place(t, node), "outward", {})
    inverse = over(Mul((Pow(Read("a"), Fraction(-2)), X)))
    with pytest.raises(KernelError):  # where a is 0, nothing is defined; it is no factor that is always there
        apply(inverse, place(t, inverse), "outward", {})


APART = [
    X,
    Mul((Num(Fraction(-2)), X)),
    Fn("abs", (X,)),
    Add((X, Read("a"))),
    Mul((X, Read("y", (B,)))),
    Read("h", (B,)),
    Add((Read("h", (B,)), Read("y", (B,)))),
    Read("A", (H, B)),
]


@pytest.mark.parametrize("operation", ["max", "min"])
@pytest.mark.parametrize("body", APART)
def test_the_derivative_is_that_of_the_largest(operation: str, body: Term) -> None:
    t, node = theory(), over(body, operation)
    where = ("A", (H, H)) if body == Read("A", (H, B)) else ("x", (H,))
    partial = Diff(node, *where, False)
    after = apply(partial, place(t, partial), "differentiate", {})
    if "h" in body.tensors:  # only what is written is differentiated
        assert after == ZERO
        return
    seen = exercise(t, Statement(Diff(node, *where), after, FREE), deadline=Deadline(4.0))
    assert seen.counterexample is None
    assert seen.points >= 12
    wrong = exercise(t, Statement(Diff(node, *where), mul(Num(Fraction(2)), after), FREE), deadline=Deadline(4.0))
    assert wrong.counterexample is not None


TIED = [
    Read("r", (B,)),  # all that is not positive ties
    Fn("relu", (X,)),
    Read("x", (B - 1,)),  # outside of the shape there are zeros
    Read("x", (H,)),
    Mul((X, Read("x", (B + 1,)))),
    Mul((Read("y", (H,)), Read("a"))),
    Pow(X, Fraction(2)),
    Fn("tanh", (X,)),
]


@pytest.mark.parametrize("body", TIED)
def test_ties_that_may_fill_a_set_have_no_rule(body: Term) -> None:
    t, node = theory(), over(body)
    with pytest.raises(KernelError):
        untied(node, place(t, node))


def test_places_must_tell_the_members_apart() -> None:
    t = theory()
    for body, apart in (
        (Read("A", (B, C)), True),
        (Mul((X, Read("y", (C,)))), True),
        (Read("x", (B + C,)), False),
        (X, False),
        (Sum(("%d",), (), Mul((Read("A", (B, D)), Read("y", (C,))))), True),
        (Sum(("%d",), (), Mul((Read("A", (B, D)), Read("y", (D,))))), False),
    ):
        node = over(body, "max", "%b", "%c")
        if apart:
            untied(node, place(t, node))
        else:
            with pytest.raises(KernelError):
                untied(node, place(t, node))


POOLING = r"""
Let $X \in \mathbb{R}^{N \times C \times H \times W}$ with $H = s H'$ and $W = s W'$, and let
$Y \in \mathbb{R}^{N \times C \times H' \times W'}$ be

$$ Y_{ncij} = \max_{0 \le p < s,\, 0 \le q < s} X_{nc,si+p,sj+q} $$

Let $L$ be a loss of $Y$ and $G = \partial L / \partial Y$.
"""
OVER_TIME = r"Let $h \in \mathbb{R}^{T \times D}$, $$ z_d = \max_{t} h_{td} $$ and let $L$ be a loss of $z$."
LAYER = (
    r"Let $W \in \mathbb{R}^{n \times d}$, $x \in \mathbb{R}^d$, $b \in \mathbb{R}^n$ and "
    r"$$ a_i = \sum_j W_{ij} x_j + b_i $$ $$ m = \max_i a_i $$"
)
RECTIFIED = r"Let $x \in \mathbb{R}^n$, $$ r_i = \max(0, x_i) $$ and $$ m = \max_i r_i $$"
CLAIMS = [
    (
        POOLING,
        r"\frac{\partial L}{\partial X_{ncuv}} = \sum_{i,j} G_{ncij} \sum_{p=0}^{s-1} \sum_{q=0}^{s-1} "
        r"[u = si+p][v = sj+q][X_{ncuv} = Y_{ncij}]",
        "proved",
    ),
    (
        POOLING,
        r"\frac{\partial L}{\partial X_{ncuv}} = \sum_{i,j} G_{ncij} \sum_{p=0}^{s-1} \sum_{q=0}^{s-1} "
        r"[u = si+p][v = sj+q]",
        "refuted",
    ),
    (OVER_TIME, r"\frac{\partial L}{\partial h_{td}} = \frac{\partial L}{\partial z_d} [h_{td} = z_d]", "proved"),
    (OVER_TIME, r"\frac{\partial L}{\partial h_{td}} = \frac1T \frac{\partial L}{\partial z_d}", "refuted"),
    (LAYER, r"\frac{\partial m}{\partial W_{ij}} = [a_i = m] x_j", "proved"),
    (LAYER, r"\frac{\partial m}{\partial x_j} = \sum_i [a_i = m] W_{ij}", "proved"),
    (LAYER, r"\frac{\partial m}{\partial x_j} = \sum_i W_{ij}", "refuted"),
    (RECTIFIED, r"\frac{\partial m}{\partial x_i} = [r_i = m]", "refuted"),
    (RECTIFIED, r"\frac{\partial m}{\partial x_i} = [r_i = m] [x_i > 0]", "undecided"),
]


@pytest.mark.parametrize(("head", "claim", "verdict"), CLAIMS)
def test_pooling(head: str, claim: str, verdict: str) -> None:
    found = check(read(f"{head}\n\n$$ {claim} $$\n", "a.md"), certificates=verdict == "proved")["equations"][-1]
    assert found["verdict"] == verdict, found["message"]
    if verdict == "proved":
        assert any(a.startswith("no tie in ") for a in found["assumptions"])
        verify(found["certificate"], evaluate=False)


def test_a_maximum_of_maxima_is_that_over_both_indices() -> None:
    text = r"""Let $c \in \mathbb{R}^{N \times H \times W}$.

$$ f_n = \max_{i,j} c_{nij}, \qquad g_n = \max_i \max_j c_{nij}, \qquad u_n = \max_i \max_{j \le i} c_{nij} $$

$$ f_n = g_n $$

$$ f_n = u_n $$

$$ \frac{\partial g_n}{\partial c_{nij}} = [g_n = c_{nij}] $$

$$ \frac{\partial g_n}{\partial c_{nij}} = [\max_k c_{nik} = c_{nij}] $$
"""
    found = check(read(text, "m.md"), suggest=False)["equations"]
    expected = [None, None, None, "proved", "refuted", "proved", "refuted"]
    assert [e["verdict"] for e in found] == expected, [e["message"] for e in found]
