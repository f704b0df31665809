"""The reverse sweep: shared adjoints, and cost that does not grow with the depth of a stack."""

from __future__ import annotations

import pytest

from symderiv.errors import DeclarationError
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Diff, Fn, Mul, Read, Sum, in_shape, walk
from symderiv.language.theory import Definition, Theory
from symderiv.prover import gradient, gradients
from symderiv.prover.kernel.theorems import Proof, Step, Theorem, prove


def stack(layers: int) -> Theory:
    """Dense layers with kernels of their own, and an unknown loss of the last."""
    t = Theory()
    n = t.add_size("n")
    i, j = Poly.symbol("%i"), Poly.symbol("%j")
    t.add_tensor("x0", (n,))
    for k in range(1, layers + 1):
        t.add_tensor(f"W{k}", (n, n))
        row = Mul((Read(f"W{k}", (i, j)), Read(f"x{k - 1}", (j,))))
        t.define(f"a{k}", ("%i",), (n,), Sum(("%j",), in_shape((j,), (n,)), row))
        t.define(f"x{k}", ("%i",), (n,), Fn("relu", (Read(f"a{k}", (i,)),)))
    t.add_loss("L", (f"x{layers}",))
    return t


def test_one_sweep_gives_what_single_sweeps_give() -> None:
    t = stack(3)
    wanted = ("W1", "W2", "x0")
    together = gradients(t, Read("L"), wanted)
    for name in wanted:
        alone = gradient(t, Read("L"), name)
        assert together[name].term == alone.term
        assert list(together[name].adjoints) == list(alone.adjoints)


def test_every_adjoint_has_a_theorem() -> None:
    t = stack(2)
    for adjoint in gradient(t, Read("L"), "x0").adjoints.values():
        lifted = tuple(Step((0, *s.path), s.rule, s.parameters) for s in adjoint.steps)
        assert isinstance(prove(t, adjoint.statement, Proof((*lifted, Step((), "expand", {})))), Theorem)


def test_steps_and_size_of_an_adjoint_do_not_grow_with_the_depth() -> None:
    def largest(layers: int) -> tuple[int, int]:
        found = gradient(stack(layers), Read("L"), "x0").adjoints.values()
        return max(len(a.steps) for a in found), max(len(str(a.definition.body).replace("1", "")) for a in found)

    assert largest(2)[0] == largest(12)[0]
    assert largest(12)[1] <= largest(2)[1] + 6  # two digits in names


def test_a_tensor_that_does_not_matter_has_no_gradient() -> None:
    t = stack(1)
    t.add_tensor("u", ())
    with pytest.raises(DeclarationError):
        gradients(t, Read("L"), ("x0", "u"))


def recurrence() -> Theory:
    """``h[t] = tanh(w h[t-1] + x[t])`` and an unknown loss of ``y[t] = v h[t]``."""
    t = Theory()
    steps = t.add_size("T")
    at = Poly.symbol("%t")
    t.add_tensor("x", (steps,))
    t.add_tensor("w", ())
    t.add_tensor("v", ())
    before = Mul((Read("w"), Read("h", (at - 1,))))
    t.define_together([Definition("h", ("%t",), (steps,), Fn("tanh", (Add((before, Read("x", (at,)))),)))])
    t.define("y", ("%t",), (steps,), Mul((Read("v"), Read("h", (at,)))))
    t.add_loss("L", ("y",))
    return t


@pytest.mark.parametrize("name", ["w", "x", "v", "h"])
def test_the_adjoint_of_a_recurrence_is_one_backwards(name: str) -> None:
    t = recurrence()
    found = gradient(t, Read("L"), name)
    for adjoint in found.adjoints.values():
        lifted = tuple(Step((0, *s.path), s.rule, s.parameters) for s in adjoint.steps)
        assert isinstance(prove(t, adjoint.statement, Proof((*lifted, Step((), "expand", {})))), Theorem)
    if name != "v":
        states = {n.index for n in walk(found.adjoints["h"].definition.body) if isinstance(n, Diff) and n.tensor == "h"}
        assert states == {(Poly.symbol("%t") + 1,)}
