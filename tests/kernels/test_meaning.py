"""Kernels against the exact checker on small sizes: ranges, equations, masks, strong zeros, functions, recurrences."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from mpmath import libmp

from symderiv.errors import SymderivError, UnsupportedError
from symderiv.kernels import Output, lambdify
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    bracket,
    divides,
    equals,
    in_shape,
    num,
    positive,
)
from symderiv.language.theory import Theory
from symderiv.meaning import value
from symderiv.meaning.intervals import Interval

I, J, K, L = (Poly.symbol(s) for s in ("%i", "%j", "%k", "%l"))  # noqa: E741
M, N = Poly.symbol("m"), Poly.symbol("n")


def _theory() -> Theory:
    theory = Theory()
    theory.add_size("n")
    theory.add_size("m")
    theory.add_tensor("x", (N,))
    theory.add_tensor("y", (M,))
    theory.add_tensor("A", (N, M))
    theory.add_tensor("S", (N, N))
    theory.add_tensor("c")
    return theory


def _read(name: str, *index: Poly) -> Read:
    return Read(name, index)


def _sum(binder: str, size: Poly, body: Term, *guards: Guard) -> Sum:
    return Sum((f"%{binder}",), (*in_shape((Poly.symbol(f"%{binder}"),), (size,)), *guards), body)


def _compare(
    theory: Theory,
    term: Term,
    free: Sequence[tuple[str, Poly]],
    *,
    seed: int = 0,
    positive_values: bool = False,
    sizes: Sequence[dict[str, int]] = ({"n": 3, "m": 2}, {"n": 1, "m": 4}, {"n": 4, "m": 3}),
    skip_undefined: bool = False,
) -> str:
    output = Output(term, tuple(s for s, _ in free), tuple(n for _, n in free))
    kernels = [lambdify(theory, {"out": output}, fast=fast) for fast in (True, False)]
    rng = np.random.default_rng(seed)
    for chosen in sizes:
        inputs = {}
        for name, shape in theory.shapes.items():
            dims = tuple(p.evaluate(chosen) for p in shape)
            inputs[name] = rng.integers(1 if positive_values else -4, 6, size=dims) / 4
        exact_inputs = {k: _exact(v) for k, v in inputs.items()}
        for kernel in kernels:
            given = {k: v for k, v in {**inputs, **chosen}.items() if k in kernel.inputs}
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = kernel(**given)["out"]
            extents = [n.evaluate(chosen) for _, n in free]
            assert found.shape == tuple(extents)
            for place in itertools.product(*map(range, extents)):
                at = {s: v for (s, _), v in zip(free, place, strict=True)}
                try:
                    exact = value(theory, term, chosen, exact_inputs, at)
                except SymderivError:
                    assert skip_undefined, (chosen, at)
                    continue
                middle = float(exact) if isinstance(exact, Fraction) else _middle(exact)
                assert found[place] == pytest.approx(middle, rel=1e-11, abs=1e-11), (chosen, at, kernel.source)
    return kernels[0].source


def _exact(array: np.ndarray) -> object:
    return Fraction(float(array)) if array.ndim == 0 else [_exact(np.asarray(v)) for v in array]


def _middle(interval: Interval) -> float:
    low, high = (libmp.to_float(end) for end in interval.ends)
    assert high - low <= 1e-12 * max(1.0, abs(low))
    return (low + high) / 2


CASES: dict[str, tuple[Term, list[tuple[str, Poly]]]] = {
    "matrix times vector": (_sum("j", M, Mul((_read("A", I, J), _read("y", J)))), [("%i", N)]),
    "transpose": (_read("A", J, I), [("%i", M), ("%j", N)]),
    "trace": (_sum("i", N, _read("S", I, I)), []),
    "diagonal": (_read("S", I, I), [("%i", N)]),
    "shifted read": (_read("x", I + 1), [("%i", N)]),
    "read far outside": (_read("x", I + 9), [("%i", N)]),
    "reversed read": (_read("x", N - 1 - I), [("%i", N)]),
    "fixed entry": (_read("x", Poly.constant(1)), []),
    "shifted read in a function": (Fn("exp", (_read("x", I - 1),)), [("%i", N)]),
    "prefix sum": (_sum("j", N, _read("x", J), Guard("ge", I - J)), [("%i", N)]),
    "triangle by range alone": (Sum(("%j",), (Guard("ge", J), Guard("ge", I - J)), _read("x", J)), [("%i", N)]),
    "sum over both triangles": (
        Sum(("%i", "%j"), (*in_shape((I, J), (N, N)), Guard("ge", I - J - 1)), Mul((_read("S", I, J), _read("x", I)))),
        [],
    ),
    "identity": (bracket(equals(I, J)), [("%i", N), ("%j", M)]),
    "delta under a sum": (_sum("j", N, Mul((bracket(equals(I, J)), _read("x", J)))), [("%i", M)]),
    "delta with an offset": (_sum("j", N, Mul((bracket(equals(I + 1, J)), _read("x", J)))), [("%i", M)]),
    "stride two transposed": (_sum("j", N, _read("x", J), equals(J * 2, I + 1)), [("%i", M + N)]),
    "stride two, two factors": (
        _sum("j", N, Mul((_read("x", J), _read("S", J, J))), equals(J * 2, I)),
        [("%i", M + N)],
    ),
    "stride with a function inside": (_sum("j", N, Fn("exp", (_read("x", J),)), equals(J * 3, I)), [("%i", M + N)]),
    "two unknowns of an equation": (
        Sum(("%j", "%k"), (*in_shape((J, K), (N, M)), equals(J + K, I)), Mul((_read("x", J), _read("y", K)))),
        [("%i", N + M - 1)],
    ),
    "sum without bounds but a read": (Sum(("%j",), (), Mul((_read("x", J), _read("y", I - J)))), [("%i", N + M - 1)]),
    "count": (_sum("j", M, ONE), []),
    "count of a composite range beside a sum": (
        _sum("j", N - 1, _sum("k", M, Mul((_read("y", K), _read("x", I))))),
        [("%i", N)],
    ),
    "count of a composite range beside an entry": (_sum("j", N + M - 1, _read("x", I)), [("%i", N)]),
    "counts of two composite ranges": (
        _sum("j", N - 1, _sum("l", M * 2 - 1, _sum("k", M, Mul((_read("A", I, K), _read("y", K)))))),
        [("%i", N)],
    ),
    "power of a count beside a sum": (
        Mul((Pow(_sum("j", N - 1, ONE), Fraction(2)), _sum("k", M, _read("A", I, K)))),
        [("%i", N)],
    ),
    "sum of an index": (_sum("j", M, Mul((Int(J * J + 1), _read("y", J)))), []),
    "size as number": (Mul((Pow(Int(N), Fraction(-1)), _sum("i", N, _read("x", I)))), []),
    "parity": (Mul((bracket(divides(Poly.constant(2), I)), _read("x", I))), [("%i", N)]),
    "unequal": (_sum("j", N, _read("x", J), Guard("ne", I - J)), [("%i", N)]),
    "positive part": (Mul((bracket(positive(_read("x", I))), _read("x", I))), [("%i", N)]),
    "strong zero over a quotient": (
        Mul((bracket(Guard("nonzero", _read("x", I))), Pow(_read("x", I), Fraction(-1)))),
        [("%i", N)],
    ),
    "strong zero under a sum": (
        _sum(
            "i", N, Mul((bracket(Guard("nonzero", _read("x", I))), Pow(_read("x", I), Fraction(-1)), _read("A", I, J)))
        ),
        [("%j", M)],
    ),
    "strong zero over a logarithm": (Mul((bracket(positive(_read("x", I))), Fn("log", (_read("x", I),)))), [("%i", N)]),
    "read outside ends a quotient": (
        _sum("j", M, Mul((_read("y", J + 1), Pow(Add((_read("y", J + 1), num(9))), Fraction(-1))))),
        [],
    ),
    "square of a difference": (
        _sum("j", M, Pow(Add((_read("A", I, J), Mul((NEGATE, _read("y", J))))), Fraction(2))),
        [("%i", N)],
    ),
    "sum over a sum": (
        _sum("j", M, Add((Mul((_read("A", I, J), _read("y", J))), Mul((_read("x", I), _read("y", J)))))),
        [("%i", N)],
    ),
    "nested sums": (_sum("j", M, Mul((_read("y", J), _sum("i", N, Mul((_read("A", I, J), _read("x", I))))))), []),
    "shadowed index": (Mul((_read("x", I), _sum("i", N, _read("x", I)))), [("%i", N)]),
    "outer product": (Mul((_read("x", I), _read("y", J), num(Fraction(1, 3)))), [("%i", N), ("%j", M)]),
    "constant": (num(Fraction(2, 7)), [("%i", N)]),
    "index as number": (Add((Int(I + J * 2), _read("A", I, J))), [("%i", N), ("%j", M)]),
    "product of indices in a read": (_read("x", I * J), [("%i", N), ("%j", M)]),
    "softmax": (
        Mul((Fn("exp", (_read("x", I),)), Pow(_sum("j", N, Fn("exp", (_read("x", J),))), Fraction(-1)))),
        [("%i", N)],
    ),
    "log-sum-exp": (Fn("log", (_sum("j", M, Fn("exp", (_read("A", I, J),))),)), [("%i", N)]),
    "softmax Jacobian": (
        Mul(
            (
                Fn("exp", (_read("x", I),)),
                Fn("exp", (_read("x", J),)),
                Pow(_sum("k", N, Fn("exp", (_read("x", K),))), Fraction(-2)),
            )
        ),
        [("%i", N), ("%j", N)],
    ),
    "reciprocal of a sum of exponentials": (
        Pow(_sum("j", M, Mul((_read("y", J), _read("y", J), Fn("exp", (_read("A", I, J),))))), Fraction(-1)),
        [("%i", N)],
    ),
    "sigmoid by exp": (Pow(Add((ONE, Fn("exp", (Mul((NEGATE, _read("x", I))),)))), Fraction(-1)), [("%i", N)]),
    "softplus by exp": (Fn("log", (Add((ONE, Fn("exp", (_read("x", I),)))),)), [("%i", N)]),
    "functions": (
        Add(
            tuple(Fn(f, (_read("x", I),)) for f in ("tanh", "sigmoid", "softplus", "erf", "sin", "cos", "relu", "abs"))
        ),
        [("%i", N)],
    ),
    "max of two": (Fn("max", (_read("x", I), Mul((num(2), _read("y", J))))), [("%i", N), ("%j", M)]),
    "constants of functions": (Mul((Fn("exp", (num(2),)), Fn("pi", ()), _read("x", I))), [("%i", N)]),
    "largest entry": (Extremum("max", ("%j",), in_shape((J,), (M,)), _read("A", I, J)), [("%i", N)]),
    "largest entry of a prefix": (
        Extremum("max", ("%j",), (Guard("ge", J), Guard("ge", I - J)), _read("x", J)),
        [("%i", N)],
    ),
    "let": (Let("t", Mul((_read("x", I), num(2))), Mul((Read("t"), Read("t")))), [("%i", N)]),
    "cube": (Pow(_read("x", I), Fraction(3)), [("%i", N)]),
    "power by a scalar": (Mul((_read("c"), _read("x", I), Pow(num(2), Fraction(1, 2)))), [("%i", N)]),
    "determinant": (Matrix("det", "%j", "%k", N, Add((_read("S", J, K), Mul((num(7), bracket(equals(J, K))))))), []),
    "inverse": (
        Matrix("inverse", "%j", "%k", N, Add((_read("S", J, K), Mul((num(7), bracket(equals(J, K)))))), (K, I)),
        [("%i", N), ("%k", N)],
    ),
    "inverse of a batch": (
        Matrix("inverse", "%j", "%k", N, Add((_read("S", J, K), Mul((Int(L + 7), bracket(equals(J, K)))))), (I, L)),
        [("%i", N), ("%l", N)],
    ),
    "convolution of a matrix with a vector": (_sum("j", M, Mul((_read("A", I - J, J), _read("y", J)))), [("%i", N)]),
    "minimum of ranges": (
        Sum(("%j",), (*in_shape((J,), (N,)), *in_shape((J,), (M,))), Mul((_read("x", J), _read("y", J)))),
        [],
    ),
    "range from two": (Sum(("%j",), (Guard("ge", J - 1), Guard("ge", N - 2 - J)), _read("x", J)), []),
    "half range": (Sum(("%j",), (Guard("ge", J), Guard("ge", N - 1 - J * 2)), _read("x", J * 2)), []),
    "function of a window": (_sum("j", M, Fn("exp", (Mul((NEGATE, _read("x", I + J))),))), [("%i", N)]),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_terms(name: str) -> None:
    term, free = CASES[name]
    _compare(_theory(), term, free, seed=len(name))


@pytest.mark.parametrize("exponent", [Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(-2), Fraction(0)])
def test_powers(exponent: Fraction) -> None:
    _compare(_theory(), Pow(_read("x", I), exponent), [("%i", N)], positive_values=True)


def test_recurrence() -> None:
    theory = _theory()
    length = theory.add_size("T")
    step = Poly.symbol("%t")
    previous = _sum("j", N, Mul((_read("S", I, J), Read("h", (step - 1, J)))))
    body = Add(
        (
            Sum((), (Guard("eq", step),), _read("x", I)),
            Sum((), (Guard("ge", step - 1),), Fn("tanh", (Add((previous, _read("c"))),))),
        )
    )
    theory.define("h", ("%t", "%i"), (length, N), body)
    source = _compare(
        theory,
        Read("h", (step, I)),
        [("%t", length), ("%i", N)],
        sizes=({"n": 2, "m": 1, "T": 4}, {"n": 3, "m": 2, "T": 1}),
    )
    assert source.count("for step_t in") == 1


def test_recurrence_of_two_steps_with_a_strong_zero() -> None:
    theory = _theory()
    length = theory.add_size("T")
    step = Poly.symbol("%t")
    body = Add(
        (
            Sum((), (Guard("eq", step),), _read("c")),
            Sum((), (Guard("ge", step - 1),), Mul((Pow(Int(step), Fraction(-1)), Read("f", (step - 1,))))),
            Read("f", (step - 2,)),
        )
    )
    theory.define("f", ("%t",), (length,), body)
    _compare(theory, Read("f", (step,)), [("%t", length)], sizes=({"n": 1, "m": 1, "T": 5},))


def test_abstract_functions_are_callables() -> None:
    theory = _theory()
    theory.functions |= {"f": 1, "g": 2}
    x = _read("x", I)
    terms = {
        "value": Fn("f", (x,)),
        "slope": Fn("f", (x,), (1,)),
        "mixed": Fn("g", (x, num(2)), (1, 2)),
    }
    kernel = lambdify(theory, {name: Output(term, ("%i",), (N,)) for name, term in terms.items()})
    assert set(kernel.inputs) == {"x", "f", "f_prime", "g_d12"}
    for dtype in (np.float32, np.float64):
        at = np.linspace(-1, 1, 5).astype(dtype)
        found = kernel(x=at, f=np.sin, f_prime=np.cos, g_d12=lambda a, b: a * b.astype(float))
        assert {v.dtype for v in found.values()} == {np.dtype(dtype)}
        assert np.allclose(found["value"], np.sin(at))
        assert np.allclose(found["slope"], np.cos(at))
        assert np.allclose(found["mixed"], 2 * at)
    with pytest.raises(ValueError, match="entry by entry"):
        kernel(x=np.ones(3), f=np.sum, f_prime=np.cos, g_d12=lambda a, b: a)
    with pytest.raises(TypeError, match="f_prime"):
        kernel(x=np.ones(3), f=np.sin, g_d12=lambda a, b: a)


def test_outputs_as_a_beginner_gives_them() -> None:
    from symderiv.errors import DeclarationError
    from symderiv.language.notation import D, Model, indices, total

    t = Model()
    n = t.size("n")
    i, j = indices("i j")
    x = t.tensor("x", n)
    y = t.define("y", (i,), x[i] ** 2)
    s = t.define("s", (), total(y[i], i))
    values = np.array([1.0, 2.0])
    for outputs in (["y", "s"], (y, s), {"y": y, "s": s}, {"y": "y", "s": total(x[i] ** 2, i)}):
        found = lambdify(t, outputs)(x=values)
        np.testing.assert_allclose(found["y"], [1, 4])
        np.testing.assert_allclose(found["s"], 5)
    assert lambdify(t, y).outputs == ("y",)
    assert repr(lambdify(t, "y")) == "Kernel(inputs=('x',), outputs=('y',))"
    with pytest.raises(DeclarationError, match=r"free indices \(j\) in no order.*t.entries\(expression, j\)"):
        lambdify(t, {"g": D(s, x[j])})


def test_open_derivatives_and_sums_without_end_are_refused() -> None:
    theory = _theory()
    with pytest.raises(UnsupportedError, match="no bounded range"):
        lambdify(theory, {"out": Output(Sum(("%j",), (Guard("ge", J),), Fn("exp", (_read("x", J),))))})


def test_float32_is_kept_everywhere() -> None:
    theory = _theory()
    kernel = lambdify(
        theory,
        {
            name.replace(" ", "_"): Output(t, tuple(s for s, _ in free), tuple(n for _, n in free))
            for name, (t, free) in CASES.items()
            if "inverse" not in name and "det" not in name
        },
    )
    rng = np.random.default_rng(0)
    inputs = {"x": rng.random(3), "y": rng.random(2), "A": rng.random((3, 2)), "S": rng.random((3, 3)), "c": 0.5}
    narrow = kernel(**{k: np.float32(v) for k, v in inputs.items()})
    wide = kernel(**inputs)
    for name in kernel.outputs:
        assert narrow[name].dtype == np.float32
        np.testing.assert_allclose(narrow[name], wide[name], rtol=2e-5, atol=2e-5, err_msg=name)


def test_results_are_no_views_of_inputs() -> None:
    kernel = lambdify(
        _theory(), {"x2": Output(_read("x", I), ("%i",), (N,)), "At": Output(_read("A", J, I), ("%i", "%j"), (M, N))}
    )
    x, a = np.ones(3), np.ones((3, 2))
    result = kernel(x=x, A=a)
    result["x2"][:] = 5
    result["At"][:] = 5
    assert (x == 1).all()
    assert (a == 1).all()
