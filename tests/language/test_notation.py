"""The SymPy notation: the residual block, ranges, quotients, and every kind of bad input."""

from __future__ import annotations

import pytest
import sympy
from sympy import Eq, KroneckerDelta, Max, Piecewise, exp, floor

from symderiv.errors import DeclarationError, SymderivError, UnsupportedError
from symderiv.language.integers import Poly
from symderiv.language.notation import D, Model, indices, iverson, relu, total
from symderiv.language.terms import Diff, Guard, Int, Pow, Read, Sum, alpha_equal, walk

n, c, i, j, p, q, k, u = indices("n c i j p q k u")


def residual() -> Model:
    t = Model()
    N, C, H, W, K, M = t.sizes("N C H W K M")
    P = t.size("P", low=0)
    x, A, B = t.tensor("x", N, C, H, W), t.tensor("A", M, C, K, K), t.tensor("B", C, M, K, K)
    h1 = t.define("h1", (n, k, i, j), total(A[k, c, p, q] * x[n, c, i + p - P, j + q - P], c, p, q), (N, M, H, W))
    z = t.define("z", (n, k, i, j), relu(h1[n, k, i, j]))
    h2 = t.define("h2", (n, c, i, j), total(B[c, k, p, q] * z[n, k, i + p - P, j + q - P], k, p, q), (N, C, H, W))
    h3 = t.define("h3", (n, c, i, j), h2[n, c, i, j] + x[n, c, i, j])
    t.loss("L", t.define("y", (n, c, i, j), relu(h3[n, c, i, j])))
    return t


def test_residual_block_has_its_shapes_and_ranges() -> None:
    theory = residual().theory
    assert [str(s) for s in theory.definitions["h3"].shape] == ["N", "C", "H", "W"]
    assert [str(s) for s in theory.definitions["z"].shape] == ["N", "M", "H", "W"]
    body = theory.definitions["h1"].body
    assert isinstance(body, Sum)
    assert len(body.binders) == 3
    assert len(body.guards) == 6


def vector() -> tuple[Model, object]:
    t = Model()
    size = t.size("N")
    return t, t.tensor("x", size)


def test_binders_are_unique_although_letters_repeat() -> None:
    t, x = vector()
    claim = t.claim("s", total(x[i], i) * total(x[i] * total(x[i] ** 2, i), i), 1)
    binders = [b for node in walk(claim.statement.left) if isinstance(node, Sum) for b in node.binders]
    assert len(binders) == len(set(binders)) == 3


def test_a_factor_bounds_a_sum_without_bare_index() -> None:
    t, x = vector()
    claim = t.claim("s", total(x[i + 1], i), 0)
    assert isinstance(claim.statement.left, Sum)
    assert len(claim.statement.left.guards) == 2


@pytest.mark.parametrize("unbounded", [lambda x: exp(x[i + 1]), lambda x: 1 / (1 + x[i + 1] ** 2)])
def test_a_read_inside_a_function_bounds_nothing(unbounded: object) -> None:
    t, x = vector()
    with pytest.raises(DeclarationError, match="has no range"):
        t.claim("s", total(unbounded(x), i), 0)  # type: ignore[operator]


def test_a_read_at_a_quotient_sums_over_the_whole_places() -> None:
    t, x = vector()
    s = t.size("s")
    claim = t.claim("s", x[(u - p) / s], 0, over={u: 5, p: 5})
    left = claim.statement.left
    assert isinstance(left, Sum)
    assert any(g.kind == "eq" and "s" in g.poly.free for g in left.guards)


def test_rounded_sizes_carry_their_two_inequalities() -> None:
    t = Model()
    H, K, s = t.sizes("H K s")
    P = t.size("P", low=0)
    t.tensor("g", floor((H + 2 * P - K) / s) + 1)
    texts = [str(g.poly) for g in t.theory.conditions]
    assert len(texts) == 3
    named = Model()
    H, K, s = named.sizes("H K s")
    named.size("Ho", equals=floor((H - K) / s) + 1)
    assert {str(g.poly) for g in named.theory.conditions} == {"H + s - Ho*s - K", "Ho*s + K - H - 1"}


def test_delta_piecewise_and_max() -> None:
    t, x = vector()
    delta = t.claim("d", total(KroneckerDelta(i, j) * x[i], i), x[j]).statement.left
    assert isinstance(delta, Sum)
    assert {g.kind for g in delta.guards} == {"eq", "ge"}
    cases = t.claim("c", Piecewise((x[i], x[i] > 0), (0, True)), Max(x[i], 0)).statement
    assert any(g.kind == "pos" for node in walk(cases.left) if isinstance(node, Sum) for g in node.guards)


def test_integers_and_powers_are_kept() -> None:
    t, x = vector()
    N = sympy.Symbol("N", integer=True, positive=True)
    claim = t.claim("c", total(x[i], i) / N, 0).statement.left
    assert any(isinstance(node, Pow) and node.base == Int(Poly.symbol("N")) for node in walk(claim))


def test_scalars_are_tensors_of_rank_zero() -> None:
    t = Model()
    eta = t.scalar("eta")
    t.assume(eta > 0)
    claim = t.claim("c", D(eta**2, eta), 2 * eta).statement
    assert isinstance(claim.left, Diff)
    assert claim.left.index == ()
    assert t.theory.hypotheses[0].statement.relation == ">"


def test_conditions_over_sizes_and_equations_between_sizes() -> None:
    t = Model()
    K = t.size("K")
    P = t.size("P", low=0)
    t.assume(Eq(K, 2 * P + 1))
    assert t.theory.conditions == [Guard("eq", Poly.symbol("K") - Poly.symbol("P") * 2 - 1)]


def test_a_claim_keeps_the_theory_as_it_was() -> None:
    t, x = vector()
    claim = t.claim("c", x[i], 0)
    t.assume(x[i], 0)
    assert not claim.theory.hypotheses


def test_sympy_sums_with_ranges_are_read() -> None:
    t, x = vector()
    N = sympy.Symbol("N", integer=True, positive=True)
    left = t.claim("c", sympy.Sum(x[i], (i, 0, N - 1)), total(x[j], j)).statement
    assert alpha_equal(left.left, left.right)


def bad(action: object, message: str, kind: type[SymderivError] = DeclarationError) -> None:
    t, x = vector()
    with pytest.raises(kind, match=message) as caught:
        action(t, x)  # type: ignore[operator]
    assert caught.value.remedy


def test_bad_input_names_expression_and_remedy() -> None:
    stray = sympy.Symbol("v", integer=True)
    bad(lambda t, x: t.claim("c", x[stray], 0), "'v' is not declared")
    bad(lambda t, x: t.claim("c", x[i, j], 0), "rank 1 and is read with 2")
    bad(lambda t, x: t.claim("c", x[i], x[j]), "stands on the left only")
    bad(lambda t, x: t.claim("c", x[i * j], 0), "not affine")
    bad(lambda t, x: t.claim("c", x[i**2], 0), "not affine")
    bad(lambda t, x: t.define("y", (i,), sympy.IndexedBase("y")[i + 1] + x[i]), "defined by itself")
    bad(lambda t, x: t.define("y", (j,), x[2 * j]), "does not follow")
    bad(lambda t, x: t.tensor("x", 3), "declared twice")
    bad(lambda t, x: iverson(i == j), "Eq")
    bad(lambda t, x: t.claim("c", sympy.Heaviside(x[i]), 0), "Heaviside", UnsupportedError)
    bad(lambda t, x: t.claim("c", total(x[i] * t.tensor("w", t.size("M"))[i], i), 0), "runs to")
    bad(lambda t, x: t.claim("c", D(x[i], x[i] ** 2), 0), "no tensor entry")
    bad(lambda t, x: t.define("y", (sympy.Symbol("a"),), x[i]), "is no index")


def test_what_a_beginner_writes_is_named_with_its_remedy() -> None:
    N = sympy.Symbol("N", integer=True, positive=True)
    bad(lambda t, x: t.claim("c", x, 0), r"x stands here without indices.*x\[i\]")
    bad(lambda t, x: t.claim("c", sympy.Symbol("w") * x[i], 0), r"'w' is not declared.*scalar\('w'\)")
    bad(lambda t, x: t.claim("c", x[sympy.Idx("a")], 0), r"'a' is no index.*indices\('a'\)")
    bad(lambda t, x: t.claim("c", x[i]), "one side")
    bad(lambda t, x: t.claim("c", x[i] ** 2 >= 0), "SymPy has made True of it")
    bad(lambda t, x: t.recurrence("s", (k, i), x[i], x[i], (N, N)), "is no function")


def test_names_in_lists_and_relations_as_claims() -> None:
    t = Model()
    N, F = t.sizes("N, F")
    assert indices(["a", "b"]) == indices("a, b") == indices("a b")
    x = t.tensor("x", (N, F))
    statement = t.claim("square", x[i, j] >= 0).statement
    assert (statement.relation, len(statement.free)) == (">=", 2)
    assert repr(t) == "Model(sizes N, F; tensors x)"
    assert repr(t.function("f", 2)) == "AbstractFunction('f', 2)"


def test_a_recurrence_must_decrease() -> None:
    t, x = vector()
    T = t.size("T")
    with pytest.raises(DeclarationError, match="defined by itself"):
        t.recurrence("s", (k, i), x[i], lambda s: s[k + 1, i], (T, sympy.Symbol("N", integer=True, positive=True)))


def test_entries_are_reads() -> None:
    t, x = vector()
    assert t.claim("c", x[i], 0).statement.left == Read("x", (Poly.symbol("%i"),))


def test_claims_between_two_declarations_share_their_theory() -> None:
    t = Model()
    n = t.size("n")
    (i,) = indices("i")
    x = t.tensor("x", n)
    one, two = t.claim("one", x[i], x[i]), t.claim("two", x[i], 2 * x[i])
    assert one.theory is two.theory
    t.assume(x[i], 0, name="all zero")
    three = t.claim("three", x[i], 2 * x[i])
    assert not two.theory.hypotheses
    assert len(three.theory.hypotheses) == 1


def test_texts_and_other_values_are_no_expressions() -> None:
    """SymPy would run a text as Python."""
    for value in ("x", "__import__('os')", object()):
        bad(lambda t, x, v=value: t.claim("c", x[i], v), "no expression")
        bad(lambda t, x, v=value: t.define("y", (i,), v), "no expression")
        bad(lambda t, x, v=value: t.tensor("y", v), "no expression")
        bad(lambda t, x, v=value: t.size("M", equals=v), "no expression")
        bad(lambda t, x, v=value: D(v, x[i]), "no expression")
        bad(lambda t, x, v=value: total(v, i), "no expression")
    bad(lambda t, x: t.size("M", "2"), "no whole number")


@pytest.mark.parametrize("name", ["", "a b", "%i", "a\nb", 3, None])
def test_names_can_be_printed(name: object) -> None:
    for declare in (Model.size, Model.tensor, Model.function):
        bad(lambda t, x, make=declare: make(t, name), "no name")
