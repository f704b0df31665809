"""Terms written as SymPy expressions and read back: the same terms, and nothing that SymPy captures."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy

from symderiv import from_sympy, gradient, to_sympy
from symderiv.errors import DeclarationError, UnsupportedError
from symderiv.language.integers import Poly
from symderiv.language.notation import D, Model, indices, iverson, relu, sigmoid, total
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    alpha_equal,
    bracket,
    mul,
    num,
    walk,
)
from symderiv.language.theory import Theory
from tests.prover.plain_values import World

I_, J, N, M, S, P = (Poly.symbol(s) for s in ("%i", "%j", "N", "M", "s", "P"))


def theory() -> Theory:
    made = Theory()
    for name, low in (("N", 1), ("M", 1), ("s", 1), ("P", 0)):
        made.add_size(name, low)
    made.add_tensor("x", [N])
    made.add_tensor("A", [N, M])
    made.add_tensor("c")
    made.functions["f"] = 1
    return made


THEORY = theory()
KNOWN = ("log", "exp", "sigmoid", "relu", "abs", "tanh")  # to the plain evaluator


def trip(term: Term) -> Term:
    return from_sympy(to_sympy(term, THEORY), THEORY, over=[s for s in term.free if s.startswith("%")])


class Terms:
    """Random terms over the free indices i and j, from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def place(self, scope: tuple[str, ...]) -> Poly:
        factor = self.rng.choice([Poly.constant(1)] * 3 + [S])
        shift = self.rng.choice([Poly.constant(v) for v in (-1, 0, 0, 2)] + [P, -P])
        return Poly.symbol(self.rng.choice(scope)) * factor + shift

    def guard(self, scope: tuple[str, ...], depth: int) -> Guard:
        kind = self.rng.choice([*Guard.INTEGER, *Guard.SCALAR])
        if kind in Guard.SCALAR:
            return Guard(kind, self.term(scope, depth))
        if kind in ("dv", "nd"):
            return Guard(kind, self.place(scope), S)
        return Guard(kind, self.place(scope) - self.place(scope))

    def leaf(self, scope: tuple[str, ...]) -> Term:
        number = Num(Fraction(self.rng.randint(-3, 3), self.rng.randint(1, 3)))
        matrix = Read("A", (self.place(scope), self.place(scope)))
        return self.rng.choice([Read("x", (self.place(scope),)), matrix, Read("c"), number, Int(self.place(scope))])

    def term(self, scope: tuple[str, ...] = ("%i", "%j"), depth: int = 3) -> Term:
        rng = self.rng
        if depth == 0 or rng.random() < 0.15:
            return self.leaf(scope)
        parts = [self.term(scope, depth - 1) for _ in range(rng.randint(2, 3))]
        conditions = [self.guard(scope, depth - 1) for _ in range(rng.randint(1, 2))]
        name = rng.choice(["exp", "tanh", "sigmoid", "relu", "abs", "softplus", "f", "log", "erf"])
        own = next(s for s in ("%k", "%i", "%i.1", "%k.1", "%k.2", "%k.3") if s not in scope)
        index, inner = Poly.symbol(own), (*scope, own)
        bounds = [Guard("ge", index), Guard("ge", N - 1 - index), self.guard(inner, depth - 1)]
        made = {
            "add": add(*parts),
            "mul": mul(*parts),
            "pow": Pow(parts[0], rng.choice([Fraction(2), Fraction(-1), Fraction(1, 2)])),
            "fn": Fn(name, (parts[0],), (rng.randint(0, 2),) if name == "f" else ()),
            "max": Fn(rng.choice(["max", "min", "pow"]), (parts[0], parts[1])),
            "diff": Diff(parts[0], "x", (self.place(scope),), rng.random() < 0.5),
            "bracket": bracket(*conditions),
            "guarded": Sum((), conditions, parts[0]),
            "sum": Sum((own,), rng.sample(bounds, rng.randint(0, 3)), self.term(inner, depth - 1)),
        }
        return made[rng.choice([*made, "sum"])]


@pytest.mark.parametrize("seed", range(40))
def test_there_and_back_a_term_stays(seed: int) -> None:
    terms = Terms(seed)
    for _ in range(10):
        once = trip(terms.term())
        assert alpha_equal(trip(once), once)


@pytest.mark.parametrize("seed", range(40))
def test_there_and_back_keeps_the_value(seed: int) -> None:
    values = {
        "x": {(i,): 0.5 * i - 0.3 for i in range(3)},
        "A": {(i, j): 0.7 * i - 0.4 * j + 0.2 for i in range(3) for j in range(2)},
        "c": {(): -0.6},
    }
    world = World({"N": 3, "M": 2, "s": 2, "P": 1}, {"x": (3,), "A": (3, 2), "c": ()}, values)
    terms, compared = Terms(seed), 0
    while compared < 5:
        term = terms.term()
        if any(isinstance(n, Diff) or (isinstance(n, Fn) and n.name not in KNOWN) for n in walk(term)):
            continue
        if sum(len(n.binders) for n in walk(term) if isinstance(n, Sum)) > 1:
            continue  # the plain evaluator tries every place
        compared += 1
        for env in ({"%i": 0, "%j": 1}, {"%i": 2, "%j": 0}, {"%i": -1, "%j": 4}):
            before, after = world.value(term, env), world.value(trip(term), env)
            assert (before is None) == (after is None), term
            assert before is None or after is None or before == pytest.approx(after, rel=1e-9, abs=1e-9), term


def test_what_the_notation_makes_comes_back_as_it_was() -> None:
    t = Model()
    K, W, C = t.sizes("K W C")
    pad = t.size("pad", low=0)
    x, w, b = t.tensor("x", C, W), t.tensor("w", C, K), t.tensor("b")
    i, c, p = indices("i c p")
    h = t.define("h", (i,), b + total(w[c, p] * x[c, i + p - pad], c, p), (W,))
    z = t.define("z", (i,), relu(h[i]))
    L = t.define("E", (), total((z[i] - sigmoid(h[i])) ** 2 / 2 + iverson(sympy.Ne(i, 0)) * z[i], i))
    whole = [d.body for d in t.theory.definitions.values()]
    derived = [gradient(t.theory, Read(str(L)), name) for name in ("w", "x", "b")]
    for d in derived:
        for term in [*whole, *(d.theory.definitions[n].body for n in d.theory.definitions)]:
            free = [s for s in term.free if s.startswith("%")]
            assert alpha_equal(from_sympy(to_sympy(term, d.theory), d.theory, over=free), term), term


def test_the_expression_is_sympy_own() -> None:
    term = Sum(("%k",), [Guard("ge", K := Poly.symbol("%k")), Guard("ge", M - 1 - K)], Read("A", (I_, K)))
    made = to_sympy(mul(num(2), term), THEORY)
    i, k = indices("i k")
    A, M_ = sympy.IndexedBase("A", real=True), sympy.Symbol("M", integer=True, positive=True)
    assert made == sympy.Mul(2, sympy.Sum(A[i, k], (k, 0, M_ - 1)), evaluate=False)
    assert made.subs(M_, 2).doit() == 2 * A[i, 0] + 2 * A[i, 1]
    delta = to_sympy(bracket(Guard("eq", I_ - J)), THEORY)
    assert isinstance(delta, sympy.KroneckerDelta)
    assert delta.subs({i: 1, indices("j")[0]: 1}) == 1
    mask = to_sympy(bracket(Guard("pos", Read("c"))), THEORY)
    c = sympy.Symbol("c", real=True)
    assert mask.rewrite(sympy.Piecewise) == sympy.Piecewise((1, c > 0), (0, True))
    assert to_sympy(Fn("sigmoid", (Read("c"),)), THEORY).rewrite(sympy.exp) == 1 / (1 + sympy.exp(-c))
    assert to_sympy(Fn("relu", (Read("c"),)), THEORY).rewrite(sympy.Max) == sympy.Max(c, 0)


def test_no_two_sums_share_a_letter_so_nothing_is_captured() -> None:
    K = Poly.symbol("%k")
    row = Sum(("%k",), [Guard("ge", K), Guard("ge", N - 1 - K)], Read("x", (K,)))
    made = to_sympy(mul(row, row, Read("x", (K,))), THEORY)
    letters = [str(s.limits[0][0]) for s in made.atoms(sympy.Sum)]
    assert sorted(letters) == ["k_1", "k_2"]
    i, k = indices("i k")
    moved = made.subs(k, i)
    assert moved.free_symbols >= {i}
    assert k not in moved.free_symbols
    assert moved.atoms(sympy.Sum) == made.atoms(sympy.Sum)


def test_matrices_and_put_in_values() -> None:
    t = theory()
    t.add_tensor("Q", [N, N])
    body = Read("Q", (Poly.symbol("%a"), Poly.symbol("%b")))
    inverse, det = Matrix("inverse", "%a", "%b", N, body, (I_, J)), Matrix("det", "%a", "%b", N, body)
    for term in (inverse, det):
        assert alpha_equal(from_sympy(to_sympy(term, t), t, over=["%i", "%j"]), term)
    Q = sympy.IndexedBase("Q", real=True)
    explicit = to_sympy(det, t).subs(sympy.Symbol("N", integer=True, positive=True), 2).arg.as_explicit()
    assert explicit == sympy.Matrix([[Q[0, 0], Q[0, 1]], [Q[1, 0], Q[1, 1]]])
    with pytest.raises(UnsupportedError, match="not given by its entries"):
        from_sympy(sympy.Determinant(sympy.MatrixSymbol("R", 2, 2)), t)
    assert trip(Let("c", Read("x", (I_,)), Pow(Read("c"), Fraction(2)))) == Pow(Read("x", (I_,)), Fraction(2))
    with pytest.raises(UnsupportedError, match="derive it first"):
        to_sympy(Let("c", Read("x", (I_,)), Diff(Pow(Read("c"), Fraction(2)), "c", ())), THEORY)
    K = Poly.symbol("%k")
    odd = Extremum("max", ("%k",), [Guard("ge", K), Guard("ge", N - 1 - K), Guard("ne", K - I_)], Read("x", (K,)))
    with pytest.raises(UnsupportedError, match="no range"):
        to_sympy(odd, THEORY)


def test_bad_expressions_are_errors() -> None:
    with pytest.raises(DeclarationError, match="not bound"):
        from_sympy(sympy.IndexedBase("x", real=True)[indices("i")[0]], THEORY)
    with pytest.raises(UnsupportedError, match="rounded quotient"):
        from_sympy(sympy.floor(sympy.Symbol("N", integer=True, positive=True) / 2), THEORY)
    with pytest.raises(UnsupportedError, match=r"D\(body, x\[i\]\)"):
        from_sympy(sympy.Derivative(sympy.Symbol("c", real=True) ** 2, sympy.Symbol("c", real=True)), THEORY)


def test_derivatives_and_signs() -> None:
    i = indices("i")[0]
    slope = D(total(sympy.IndexedBase("x", real=True)[i] ** 2, (i, 0, 2)), sympy.IndexedBase("x", real=True)[i])
    term = from_sympy(slope, THEORY, over=["%i"])
    assert to_sympy(term, THEORY) != slope  # the bound letter is another one
    assert alpha_equal(trip(term), term)
    assert trip(mul(NEGATE, Read("c"))) == Mul((NEGATE, Read("c")))
    assert trip(bracket()) == ONE
