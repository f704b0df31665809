"""Recurrences, alone and in groups: which cycles are accepted, and that their derivatives are right."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.decide import decide
from symderiv.errors import DeclarationError, KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ONE, Diff, Fn, Num, Pow, Read, Sum, Term, add, in_shape, mul
from symderiv.language.theory import Definition, Free, Statement, Theory
from symderiv.prover.kernel.theorems import apply, context_of

T, H = Poly.symbol("T"), Poly.symbol("H")
K, ROW, J = Poly.symbol("%k"), Poly.symbol("%i"), Poly.symbol("%j")
STEPS, UNITS = Free("%k", Poly({}), T), Free("%i", Poly({}), H)


def _contract(symbol: Poly, size: Poly, *factors: Term) -> Term:
    name = symbol.as_symbol
    assert name is not None
    return Sum((name,), in_shape((symbol,), (size,)), mul(*factors))


def _group(step: int = 1, inner: int = 0) -> list[Definition]:
    before = _contract(J, H, Read("R", (ROW, J)), Read("h", (K - step, J)))
    a = Definition("a", ("%k", "%i"), (T, H), add(before, Read("x", (K, ROW))))
    h = Definition("h", ("%k", "%i"), (T, H), Fn("tanh", (Read("a", (K - inner, ROW)),)))
    return [h, a]


@pytest.fixture
def cell() -> Theory:
    """``a = R h[k-1] + x``, ``h = tanh(a)`` and a linear loss of all states."""
    t = Theory()
    t.add_size("T")
    t.add_size("H")
    t.add_tensor("R", (H, H))
    t.add_tensor("x", (T, H))
    t.add_tensor("c", (T, H))
    t.define_together(_group())
    total = Sum(("%k", "%i"), in_shape((K, ROW), (T, H)), mul(Read("c", (K, ROW)), Read("h", (K, ROW))))
    t.define("E", (), (), total)
    return t


def _adjoint(name: str, *at: Poly) -> Term:
    return Diff(Read("E"), name, at)


def test_what_is_read_stands_first(cell: Theory) -> None:
    assert list(cell.definitions) == ["a", "h", "E"]
    assert cell.recurrences() == {"a", "h"}
    assert cell.recurrent_axis("h") == 0


def _gradients(state: Poly, weights: tuple[Poly, Poly]) -> list[Statement]:
    slope = add(ONE, mul(NEGATE, Pow(Read("h", (K, ROW)), Fraction(2))))
    through = _contract(J, H, Read("R", weights), _adjoint("a", K + 1, J))
    rows = Free("%j", Poly({}), H)
    return [
        Statement(_adjoint("a", K, ROW), mul(slope, _adjoint("h", K, ROW)), (STEPS, UNITS)),
        Statement(_adjoint("h", K, ROW), add(Read("c", (K, ROW)), through), (STEPS, UNITS)),
        Statement(_adjoint("R", ROW, J), _contract(K, T, _adjoint("a", K, ROW), Read("h", (state, J))), (UNITS, rows)),
    ]


def test_backpropagation_through_time(cell: Theory) -> None:
    for statement in _gradients(K - 1, (J, ROW)):
        assert decide(cell, statement).verdict == "proved"


def test_slips_in_backpropagation_through_time(cell: Theory) -> None:
    for statement in _gradients(K, (ROW, J))[1:]:
        assert decide(cell, statement).verdict == "refuted"


@pytest.mark.parametrize("shifts", [(0, 0), (1, -1), (-1, 0), (2, -2)])
def test_a_cycle_that_does_not_descend_is_an_error(shifts: tuple[int, int]) -> None:
    t = Theory()
    t.add_size("T")
    t.add_size("H")
    t.add_tensor("R", (H, H))
    t.add_tensor("x", (T, H))
    with pytest.raises(DeclarationError, match="is defined by"):
        t.define_together(_group(*shifts))
    assert not t.definitions


def test_a_loss_of_recurrent_states_is_only_differentiated_directly(cell: Theory) -> None:
    # dL/dh is the total derivative here, so neither d(L^2)/dh nor d(dL/dh)/dR follows from it by the chain rule
    cell.add_loss("L", ("h",))
    cell.define("S", (), (), Pow(Read("L"), Fraction(2)))
    first = Diff(Read("L"), "h", (K, ROW))
    through = Diff(Read("S"), "h", (K, ROW))
    for left in (through, Diff(first, "R", (ROW, J))):
        free = (STEPS, UNITS, *([Free("%j", Poly({}), H)] if left is not through else []))
        context = context_of(cell, Statement(left, left, free))
        with pytest.raises(KernelError, match="frontier"):
            apply(left, context, "adjoint" if left is through else "total", {})


def test_an_entry_is_not_made_from_later_steps(cell: Theory) -> None:
    def causal(entry: Read, tensor: str, at: Poly) -> Term:
        node = Diff(entry, tensor, (at, J))
        free = (STEPS, UNITS, Free("%j", Poly({}), H))
        return apply(node, context_of(cell, Statement(node, node, free)), "causal", {})

    h, a = Read("h", (K, ROW)), Read("a", (K, ROW))
    zero = Num(Fraction(0))
    assert causal(h, "h", K + 1) == causal(h, "a", K + 1) == causal(a, "h", K) == zero
    assert causal(h, "x", K + 1) == causal(a, "x", K + 1) == zero
    for entry, tensor, at in ((h, "a", K), (h, "h", K), (a, "a", K), (a, "h", K - 1), (h, "x", K), (a, "R", K)):
        with pytest.raises(KernelError):
            causal(entry, tensor, at)
