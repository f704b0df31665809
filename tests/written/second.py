"""Random derivations of second derivatives: a number made of inputs, its gradient, its Hessian."""

from __future__ import annotations

from fractions import Fraction

from tests.written.backward import adjoint, jacobian, tidy
from tests.written.mutations import mutate
from tests.written.stories import HALF, MINUS, Builder, full
from tests.written.syntax import Add, Claim, Definition, Expr, Fn, Grad, Mul, Pow, Ref, Story, Sum, aff

__all__ = ["second_story"]

TWO = Fraction(2)


def second_story(seed: int) -> Story | None:
    """A story with a claim about a second derivative, often with one about the first."""
    b = Builder(seed)
    r = b.random
    form = r.choice(["entries", "quadratic", "cross", "mixed", "samples", "squares", "norm"])
    x, body = _number(b, form)
    loss = b.define(r.choice(["f", "L"]), (), lambda: tidy(body))
    definitions = list(b.definitions)
    shape = b.shapes[x]
    u, v = (tuple(b.new("u") for _ in shape) for _ in range(2))
    first = adjoint(loss, x, u, definitions, b.new, {})
    if first is None:
        return None
    gradient = Definition("gradient", u, shape, first)
    second = jacobian(gradient, u, x, v, b.new)
    if second is None:
        return None
    steps: list[Definition | Claim] = list(definitions)
    ranges = tuple(zip(u, shape, strict=True))
    if r.random() < 0.6:
        steps.append(Claim(Grad(Ref(loss), _at(x, u)), (first,), ranges))
    both = ranges + tuple(zip(v, shape, strict=True))
    left = Grad(Ref(loss), _at(x, u), _at(x, v))
    wrong = mutate(second, r, b.new, b.shapes, dict(both)) if r.random() < 0.5 else None
    claims = [second] if wrong is None else [tidy(wrong)] if r.random() < 0.6 else [second, tidy(wrong)]
    steps += [Claim(left, (side,), both) for side in claims]
    return Story(tuple(b.sizes.items()), tuple(b.inputs), tuple(steps), "", "", "index", tuple(b.integers))


def _at(name: str, index: tuple[str, ...]) -> Ref:
    return Ref(name, tuple(map(aff, index)))


def _number(b: Builder, form: str) -> tuple[str, Expr]:
    """The input by which is differentiated, and a number made of it."""
    r = b.random
    n = b.size("N")
    i, j = b.new("i"), b.new("j")
    if form == "samples":
        d = b.size("D")
        w, data = b.tensor("w", (d,)), b.tensor("X", (n, d))
        inner: Expr = Sum((full(j, d),), Mul((Ref(data, (aff(i), aff(j))), Ref(w, (aff(j),)))))
        if r.random() < 0.5:
            return w, Sum((full(i, n),), Fn(r.choice(["softplus", "exp", "sin"]), inner))
        gap = Add((inner, Mul((MINUS, Ref(b.tensor("t", (n,)), (aff(i),))))))
        return w, Mul((HALF, Sum((full(i, n),), Pow(gap, TWO))))
    x = b.tensor("x", (n,))
    one, other = Ref(x, (aff(i),)), Ref(x, (aff(j),))
    if form == "entries":
        f = Fn(r.choice(["tanh", "sigmoid", "exp", "sin", "softplus"]), one)
        return x, Sum((full(i, n),), Mul((Ref(b.tensor("c", (n,)), (aff(i),)), f)))
    if form == "quadratic":
        a = b.tensor("A", (n, n))
        square = Sum((full(i, n), full(j, n)), Mul((one, Ref(a, (aff(i), aff(j))), other)))
        k = b.new("k")
        linear = Sum((full(k, n),), Mul((Ref(b.tensor("b", (n,)), (aff(k),)), Ref(x, (aff(k),)))))
        return x, Add((Mul((HALF, square)), Mul((MINUS, linear))))
    if form == "cross":
        k = b.new("k")
        total = Fn("log", Sum((full(k, n),), Fn("exp", Ref(x, (aff(k),)))))
        return x, Add((total, Mul((MINUS, Sum((full(i, n),), Mul((Ref(b.tensor("t", (n,)), (aff(i),)), one)))))))
    if form == "mixed":
        a = b.tensor("A", (n, n))
        return x, Sum((full(i, n), full(j, n)), Mul((Ref(a, (aff(i), aff(j))), one, Pow(other, TWO))))
    total = Sum((full(i, n),), Pow(one, TWO))
    if form == "squares":
        return x, Mul((HALF, Pow(total, TWO)))
    return x, Fn(r.choice(["exp", "log", "sin"]), Sum((full(i, n),), Mul((Ref(b.tensor("c", (n,)), (aff(i),)), one))))
