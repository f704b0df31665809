"""Derivatives of random programs: the kernel's rules alone, beside the checker's own derivatives.

A program is a few definitions of random bodies, with kinks, quotients, recurrences, abstract functions and an unknown
loss; the derivative (first or second, by an input or at a defined node) is opened rule by rule until none is left but
those on the frontier of the loss, and must then agree with what was asked wherever both have a value.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from symderiv.budget import Deadline
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, Diff, Fn, Guard, Int, Mul, Pow, Read, Sum, Term, add, in_shape, mul, num
from symderiv.language.theory import Free, Statement, Theory
from symderiv.meaning import agreement
from symderiv.prover.kernel.calculus import is_frontier
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import Step, context_of, replay
from tests.seeds import seeds

N, M = Poly.symbol("N"), Poly.symbol("M")
H, J, K, L = (Poly.symbol(s) for s in ("%i", "%j", "%k", "%l"))


def over(index: Poly, size: Poly, body: Term) -> Sum:
    return Sum((str(index.as_symbol),), in_shape((index,), (size,)), body)


class Program:
    """Random definitions ``h0, h1, ..`` over inputs ``x``, ``A`` and ``a``, and a scalar ``out`` of the last one."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        t = self.theory = Theory()
        for size in ("N", "M"):
            t.add_size(size)
        for name, shape in {"x": (N,), "A": (N, N), "a": ()}.items():
            t.add_tensor(name, shape)
        t.functions["f"], t.functions["g"] = 1, 2
        self.rows = ["x"]
        for number in range(self.draw.randint(1, 3)):
            if self.draw.random() < 0.2:
                self._recurrence(f"h{number}")
            else:
                t.define(f"h{number}", ("%i",), (N,), self.term(H, 3))
            self.rows.append(f"h{number}")
        if self.draw.random() < 0.3:
            t.add_loss("E", (self.rows[-1],))
        t.define("out", (), (), over(H, N, self.term(H, 2)))

    def _recurrence(self, name: str) -> None:
        """``h[i] = s[M, i]`` for a state ``s`` that changes step by step."""
        state = f"{name}s"
        before = Read(state, (L - 1, H))
        step = self.draw.choice(
            [
                mul(Read("a"), before),
                Fn("relu", (add(before, Read(self.draw.choice(self.rows), (H,))),)),
                over(J, N, mul(Read("A", (H, J)), Read(state, (L - 1, J)))),
                add(before, Mul((NEGATE, Read("a"), Fn("tanh", (before,))))),
            ]
        )
        first = Sum((), (Guard("eq", L),), Read(self.draw.choice(self.rows), (H,)))
        self.theory.define(state, ("%l", "%i"), (M + 1, N), add(first, Sum((), (Guard("ge", L - 1),), step)))
        self.theory.define(name, ("%i",), (N,), Read(state, (M, H)))

    def row(self, index: Poly) -> Term:
        place = self.draw.choice([index, index, index, index, index + 1, index - 1, N - 1 - index, Poly({})])
        return Read(self.draw.choice(self.rows), (place,))

    def leaf(self, index: Poly) -> Term:
        return self.draw.choice(
            [self.row(index), self.row(index), Read("a"), num(self.draw.choice([-1, 2, 3])), Int(index + 1)]
        )

    def term(self, index: Poly, depth: int) -> Term:
        kind = self.draw.randrange(14)
        if depth <= 0 or kind == 13:
            return self.leaf(index)
        one, two = self.term(index, depth - 1), self.term(index, depth - 1)
        if kind < 3:
            return add(one, two)
        if kind < 6:
            return mul(one, two)
        if kind == 6:
            inner = {"%i": "%j", "%j": "%k"}.get(str(index.as_symbol))
            if inner is None:
                return one
            bound = Poly.symbol(inner)
            return over(bound, N, mul(Read("A", (index, bound)), self.term(bound, depth - 2)))
        if kind == 7:
            return Pow(one, Fraction(self.draw.choice([2, 3, -1, 1])))
        if kind == 8:
            return Pow(add(Pow(one, Fraction(2)), num(1)), Fraction(self.draw.choice([1, -1, 3]), 2))
        if kind == 9:
            return Fn(self.draw.choice(["max", "min"]), (one, self.draw.choice([two, one, num(0)])))
        if kind == 10:
            return Sum((), (Guard(self.draw.choice(["pos", "nonneg"]), one),), two)
        if kind == 11:
            return self.draw.choice([Fn("f", (one,)), Fn("g", (one, two))])
        names = ["relu", "relu", "abs", "tanh", "sigmoid", "exp", "softplus", "sin", "log"]
        return Fn(self.draw.choice(names), (one,))

    def question(self) -> tuple[Term, tuple[Free, ...]]:
        """A derivative, and the free indices in it."""
        tensors = [(r, 1) for r in self.rows] + [("A", 2), ("a", 0)]
        body: Term = Read("out")
        if "E" in self.theory.losses and self.draw.random() < 0.7:
            body = Read("E")
        elif self.draw.random() < 0.3:
            body = mul(body, self.row(Poly({})), Read("a"))
        names = iter(("%u", "%v", "%p", "%q"))
        free: list[Free] = []
        for _ in range(self.draw.choice([1, 1, 2])):
            tensor, rank = self.draw.choice(tensors)
            own = [next(names) for _ in range(rank)]
            free += [Free(s, Poly({}), N) for s in own]
            body = Diff(body, tensor, tuple(map(Poly.symbol, own)))
        return body, tuple(free)


def opened(term: Term, context: Context, most: int = 60) -> Term:
    """The term with all derivatives opened, the innermost first."""
    for _ in range(most):
        node, path = _innermost(term, (), context)
        if node is None:
            return term
        chain = "adjoint" if isinstance(node.body, Read) else "total"
        rule = chain if node.total else "differentiate"
        term = replay(term, [Step(path, rule, {})], context)
    raise KernelError("too many derivatives", term)


def _innermost(term: Term, path: tuple[int, ...], context: Context) -> tuple[Diff | None, tuple[int, ...]]:
    for k, child in enumerate(term.children):
        found = _innermost(child, (*path, k), context)
        if found[0] is not None:
            return found
    if isinstance(term, Diff) and not is_frontier(term, context):
        return term, path
    return None, path


@pytest.mark.parametrize("seed", seeds(60))
def test_derivatives_of_random_programs(seed: int) -> None:
    program = Program(seed)
    asked, free = program.question()
    context = context_of(program.theory, Statement(num(0), num(0), free))
    try:
        found = opened(asked, context)
    except KernelError:
        return
    seen = agreement(program.theory, [asked, found], free, points=4, deadline=Deadline(1.0), seed=seed)
    assert seen.counterexample is None, (program.theory.definitions, asked, found, seen.counterexample)


def test_most_programs_are_differentiated() -> None:
    done = compared = 0
    for seed in range(60):
        program = Program(seed)
        asked, free = program.question()
        context = context_of(program.theory, Statement(num(0), num(0), free))
        try:
            found = opened(asked, context)
        except KernelError:
            continue
        done += 1
        compared += agreement(program.theory, [asked, found], free, points=1, deadline=Deadline(0.3)).points > 0
    assert done > 30
    assert compared > 20


def test_a_wrong_derivative_would_be_noticed() -> None:
    noticed = 0
    for seed in range(30):
        program = Program(seed)
        asked, free = program.question()
        wrong = add(asked, num(Fraction(1, 5)))
        found = agreement(program.theory, [asked, wrong], free, points=3, deadline=Deadline(0.3), seed=seed)
        noticed += found.counterexample is not None
    assert noticed > 15
