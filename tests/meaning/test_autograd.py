"""The checker's values and derivatives beside torch autograd in double precision, on random networks."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    nonnegative,
    num,
)
from symderiv.language.theory import Theory
from symderiv.meaning import value
from symderiv.meaning.ends import fractions
from symderiv.meaning.intervals import Interval

torch = pytest.importorskip("torch")
S = Poly.symbol


def within(symbol: str, size: Poly) -> tuple[Guard, Guard]:
    return Guard("ge", S(symbol)), Guard("ge", size - 1 - S(symbol))


def over(bounds: dict[str, Poly], body: Term) -> Sum:
    return Sum(tuple(bounds), tuple(g for s, n in bounds.items() for g in within(s, n)), body)


def draw(shape: tuple[int, ...], source: random.Random) -> Any:
    if not shape:
        return Fraction(source.choice([-5, -3, -2, -1, 1, 2, 3, 4, 5]), source.choice([1, 2, 3, 4]))
    return [draw(shape[1:], source) for _ in range(shape[0])]


def floats(values: Any) -> Any:
    return [floats(v) for v in values] if isinstance(values, list) else float(values)


def number(x: Fraction | Interval) -> float:
    return float(x) if isinstance(x, Fraction) else float(fractions(x)[0])


def compare(theory: Theory, sizes: dict[str, int], values: dict[str, Any], grads: dict[str, Any]) -> None:
    """Every entry of every gradient of the scalar ``loss``, beside torch's."""
    for name, grad in grads.items():
        for index in torch.cartesian_prod(*[torch.arange(n) for n in grad.shape]).reshape(-1, grad.dim()).tolist():
            term = Diff(Read("loss"), name, tuple(map(Poly.constant, index)))
            got = number(value(theory, term, sizes, values))
            assert got == pytest.approx(float(grad[tuple(index)]), rel=1e-10, abs=1e-10), (name, index)


def gradients(values: dict[str, Any], forward: Any) -> dict[str, Any]:
    tensors = {k: torch.tensor(floats(v), dtype=torch.float64, requires_grad=True) for k, v in values.items()}
    forward(**tensors).backward()
    return {k: t.grad for k, t in tensors.items() if t.grad is not None}


@pytest.mark.parametrize("seed", range(4))
def test_strided_convolution_with_padding_and_relu(seed: int) -> None:
    source = random.Random(seed)
    theory = Theory()
    n, c, o, h, k, ho = (theory.add_size(s) for s in ("N", "C", "O", "H", "K", "Ho"))
    p, s = theory.add_size("P", 0), theory.add_size("s")
    theory.conditions += [nonnegative(h + 2 * p - k - s * (ho - 1)), nonnegative(s * ho - 1 - (h + 2 * p - k))]
    theory.add_tensor("x", (n, c, h))
    theory.add_tensor("w", (o, c, k))
    body = over(
        {"%c": c, "%k": k},
        Mul((Read("w", (S("%o"), S("%c"), S("%k"))), Read("x", (S("%n"), S("%c"), s * S("%i") + S("%k") - p)))),
    )
    theory.define("h", ("%n", "%o", "%i"), (n, o, ho), body)
    y = Fn("relu", (Read("h", (S("%n"), S("%o"), S("%i"))),))
    square = Pow(Add((y, num(1))), Fraction(3))
    theory.define("loss", (), (), over({"%n": n, "%o": o, "%i": ho}, square))
    H, K, P, stride = source.randint(3, 5), source.randint(1, 3), source.randint(0, 2), source.randint(1, 3)
    sizes = {"N": 2, "C": 2, "O": 1, "H": H, "K": K, "P": P, "s": stride, "Ho": (H + 2 * P - K) // stride + 1}
    values = {"x": draw((2, 2, H), source), "w": draw((1, 2, K), source)}
    grads = gradients(
        values,
        lambda x, w: ((torch.conv1d(x, w, stride=stride, padding=P).relu() + 1) ** 3).sum(),
    )
    compare(theory, sizes, values, grads)


def test_layer_norm() -> None:
    source = random.Random(5)
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("x", (n,))
    theory.add_tensor("g", (n,))
    mean = Mul((Pow(Int(n), Fraction(-1)), over({"%i": n}, Read("x", (S("%i"),)))))
    theory.define("m", (), (), mean)
    centred = Add((Read("x", (S("%i"),)), Mul((NEGATE, Read("m")))))
    theory.define("v", (), (), Mul((Pow(Int(n), Fraction(-1)), over({"%i": n}, Pow(centred, Fraction(2))))))
    scale = Pow(Add((Read("v"), num(Fraction(1, 100)))), Fraction(-1, 2))
    theory.define("y", ("%i",), (n,), Mul((Read("g", (S("%i"),)), centred, scale)))
    theory.define("loss", (), (), over({"%i": n}, Pow(Read("y", (S("%i"),)), Fraction(3))))
    values = {"x": draw((4,), source), "g": draw((4,), source)}
    grads = gradients(values, lambda x, g: (torch.nn.functional.layer_norm(x, (4,), g, eps=0.01) ** 3).sum())
    compare(theory, {"n": 4}, values, grads)


def test_attention_with_softmax() -> None:
    source = random.Random(6)
    theory = Theory()
    t, d = theory.add_size("T"), theory.add_size("D")
    for name in ("q", "k", "v"):
        theory.add_tensor(name, (t, d))
    i, j, a = S("%i"), S("%j"), S("%a")
    score = Mul((Pow(Int(d), Fraction(-1, 2)), over({"%a": d}, Mul((Read("q", (i, a)), Read("k", (j, a)))))))
    theory.define("s", ("%i", "%j"), (t, t), score)
    total = over({"%l": t}, Fn("exp", (Read("s", (i, S("%l"))),)))
    theory.define("p", ("%i", "%j"), (t, t), Mul((Fn("exp", (Read("s", (i, j)),)), Pow(total, Fraction(-1)))))
    theory.define("o", ("%i", "%a"), (t, d), over({"%j": t}, Mul((Read("p", (i, j)), Read("v", (j, a))))))
    theory.define("loss", (), (), over({"%i": t, "%a": d}, Pow(Read("o", (i, a)), Fraction(2))))
    values = {name: draw((3, 2), source) for name in ("q", "k", "v")}
    grads = gradients(values, lambda q, k, v: ((q @ k.T / 2**0.5).softmax(1) @ v).pow(2).sum())
    compare(theory, {"T": 3, "D": 2}, values, grads)


def test_recurrent_cell_and_smooth_activations() -> None:
    source = random.Random(7)
    theory = Theory()
    steps, d = theory.add_size("L"), theory.add_size("D")
    theory.add_tensor("x", (d,))
    theory.add_tensor("w", (d, d))
    level, i, j = S("%l"), S("%i"), S("%j")
    first = Sum((), (Guard("eq", level),), Read("x", (i,)))
    inner = over({"%j": d}, Mul((Read("w", (i, j)), Read("h", (level - 1, j)))))
    later = Sum((), (nonnegative(level - 1),), Add((Fn("tanh", (inner,)), Fn("softplus", (inner,)))))
    theory.define("h", ("%l", "%i"), (steps + 1, d), Add((first, later)))
    theory.define("loss", (), (), over({"%i": d}, Fn("erf", (Read("h", (steps, i)),))))
    values = {"x": draw((2,), source), "w": draw((2, 2), source)}

    def forward(x: Any, w: Any) -> Any:
        for _ in range(3):
            x = torch.tanh(w @ x) + torch.nn.functional.softplus(w @ x)
        return torch.erf(x).sum()

    compare(theory, {"L": 3, "D": 2}, values, gradients(values, forward))


def test_max_pooling_determinant_and_inverse() -> None:
    from symderiv.language.terms import Matrix

    source = random.Random(8)
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("a", (n, n))
    entry = Read("a", (S("%r"), S("%c")))
    theory.define("b", ("%i", "%j"), (n, n), Matrix("inverse", "%r", "%c", n, entry, (S("%i"), S("%j"))))
    top = Extremum("max", ("%j",), within("%j", n), Read("b", (S("%i"), S("%j"))))
    det = Matrix("det", "%r", "%c", n, entry)
    theory.define("loss", (), (), Add((det, over({"%i": n}, top))))
    values = {"a": draw((3, 3), source)}
    grads = gradients(values, lambda a: torch.linalg.det(a) + torch.linalg.inv(a).max(dim=1).values.sum())
    compare(theory, {"n": 3}, values, grads)
