"""Stories about hypotheses: a claim that needs one, before it or after it, with and without a flaw."""

from __future__ import annotations

import random
from fractions import Fraction

from tests.written.backward import Namer, tidy
from tests.written.mutations import mutate
from tests.written.syntax import (
    Add,
    Affine,
    Claim,
    Definition,
    Delta,
    Div,
    Expr,
    Fn,
    Grad,
    Mul,
    Num,
    Pow,
    Ref,
    SizeNum,
    Story,
    Sum,
    Tensor,
    aff,
)

__all__ = ["supposing_story"]

MINUS, ONE, HALF, TWO, ZERO = (Num(Fraction(v)) for v in (-1, 1, Fraction(1, 2), 2, 0))


def supposing_story(seed: int) -> Story | None:
    r = random.Random(seed)
    new = Namer()
    n, d = aff("%N0"), aff("%D0")
    i, j, k, m = (new(x) for x in "ijkm")

    def over(index: str, size: Affine, body: Expr) -> Expr:
        return Sum(((index, aff(0), size - 1),), body)

    def ref(name: str, *at: str) -> Ref:
        return Ref(name, tuple(map(aff, at)))

    sizes = (("%N0", 1), ("%D0", 1))
    kind = r.choice(["cross", "quadratic", "centred", "projector", "skew"])
    definitions: list[Definition] = []
    if kind == "cross":
        inputs = [Tensor("x#1", (n, d)), Tensor("t#1", (n, d))]
        soft = Div(Fn("exp", ref("x#1", i, j)), over(k, d, Fn("exp", ref("x#1", i, k))))
        definitions.append(Definition("p#1", (i, j), (n, d), soft))
        i2, k2 = new("i"), new("k")
        inner = Mul((ref("t#1", i2, k2), Fn("log", ref("p#1", i2, k2))))
        total = Sum(((i2, aff(0), n - 1), (k2, aff(0), d - 1)), inner)
        definitions.append(Definition("L#1", (), (), Mul((MINUS, total))))
        k3 = new("k")
        free = ((i, n), (j, d))
        left: Expr = Grad(Ref("L#1"), ref("x#1", i, j))
        short = Add((ref("p#1", i, j), Mul((MINUS, ref("t#1", i, j)))))
        mass = over(k3, d, ref("t#1", i, k3))
        long = Add((Mul((ref("p#1", i, j), mass)), Mul((MINUS, ref("t#1", i, j)))))
        a, b = new("a"), new("b")
        hypothesis = Claim(over(b, d, ref("t#1", a, b)), (ONE,), ((a, n),), "suppose")
        model = ("t#1", "sums to one")
    elif kind in ("quadratic", "skew"):
        inputs = [Tensor("x#1", (n,)), Tensor("A#1", (n, n))]
        body = Sum(((i, aff(0), n - 1), (j, aff(0), n - 1)), Mul((ref("x#1", i), ref("A#1", i, j), ref("x#1", j))))
        definitions.append(Definition("q#1", (), (), body))
        free = ((k, n),)
        left = Grad(Ref("q#1"), ref("x#1", k))
        long = over(m, n, Mul((Add((ref("A#1", k, m), ref("A#1", m, k))), ref("x#1", m))))
        short = Mul((TWO, over(m, n, Mul((ref("A#1", k, m), ref("x#1", m)))))) if kind == "quadratic" else ZERO
        a, b = new("a"), new("b")
        other = ref("A#1", b, a) if kind == "quadratic" else Mul((MINUS, ref("A#1", b, a)))
        hypothesis = Claim(ref("A#1", a, b), (other,), ((a, n), (b, n)), "suppose")
        model = ("A#1", "symmetric" if kind == "quadratic" else "antisymmetric")
    elif kind == "absolute":
        inputs = [Tensor("v#1", (n,)), Tensor("c#1", (n,))]
        body = over(i, n, Mul((ref("c#1", i), Fn("sqrt", Pow(ref("v#1", i), Fraction(2))))))
        definitions.append(Definition("q#1", (), (), body))
        free = ()
        left = Ref("q#1")
        long = over(m, n, Mul((ref("c#1", m), Fn("abs", ref("v#1", m)))))
        short = over(m, n, Mul((ref("c#1", m), ref("v#1", m))))
        a = new("a")
        hypothesis = Claim(ref("v#1", a), (ZERO,), ((a, n),), "suppose")
        hypothesis = Claim(Fn("abs", ref("v#1", a)), (ref("v#1", a),), ((a, n),), "suppose")
        model = ("v#1", "positive")
    elif kind == "centred":
        inputs = [Tensor("x#1", (n, d))]
        mean = Mul((Div(ONE, SizeNum(d)), over(j, d, ref("x#1", i, j))))
        definitions.append(Definition("mu#1", (i,), (n,), mean))
        i2 = new("i")
        gap = Add((ref("x#1", i2, k), Mul((MINUS, ref("mu#1", i2)))))
        definitions.append(
            Definition("v#1", (i2,), (n,), Mul((Div(ONE, SizeNum(d)), over(k, d, Pow(gap, Fraction(2))))))
        )
        free = ((m, n),)
        left = ref("v#1", m)
        j2 = new("j")
        squares = Mul((Div(ONE, SizeNum(d)), over(j2, d, Pow(ref("x#1", m, j2), Fraction(2)))))
        long = Add((squares, Mul((MINUS, Pow(ref("mu#1", m), Fraction(2))))))
        short = squares
        a, b = new("a"), new("b")
        hypothesis = Claim(over(b, d, ref("x#1", a, b)), (ZERO,), ((a, n),), "suppose")
        model = ("x#1", "sums to zero")
    else:
        inputs = [Tensor("u#1", (n,))]
        body = Add((Delta(aff(i), aff(j)), Mul((MINUS, ref("u#1", i), ref("u#1", j)))))
        definitions.append(Definition("p#1", (i, j), (n, n), body, True))
        a, b = new("a"), new("b")
        free = ((a, n), (b, n))
        left = over(k, n, Mul((ref("p#1", a, k), ref("p#1", k, b))))
        k2 = new("k")
        norm = over(k2, n, Pow(ref("u#1", k2), Fraction(2)))
        rest = Add((norm, Mul((MINUS, TWO))))
        long = Add((Delta(aff(a), aff(b)), Mul((rest, ref("u#1", a), ref("u#1", b)))))
        short = ref("p#1", a, b)
        c = new("c")
        hypothesis = Claim(over(c, n, Pow(ref("u#1", c), Fraction(2))), (ONE,), (), "suppose")
        model = ("u#1", "unit")
        sizes = sizes[:1]
    if kind in ("quadratic", "skew", "absolute"):
        sizes = sizes[:1]
    shapes = {t.name: t.shape for t in inputs} | {x.name: x.shape for x in definitions}
    ranges = dict(free)

    def claim(right: Expr) -> Claim:
        return Claim(left, (right,), free)

    def flawed(right: Expr) -> list[Claim]:
        wrong = mutate(right, r, new, shapes, ranges)
        return [claim(tidy(wrong))] if wrong is not None else []

    before = [claim(short)] * (r.random() < 0.5) + [claim(long)] * (r.random() < 0.5)
    after = [claim(short)] + [claim(long)] * (r.random() < 0.4) + (flawed(short) if r.random() < 0.6 else [])
    r.shuffle(after)
    steps = (*definitions, *before, hypothesis, *after)
    at = steps.index(hypothesis)
    return Story(sizes, tuple(inputs), steps, "", "", "supposing", (), ((at, *model),))
