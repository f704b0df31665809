"""Powers with symbolic whole exponents: geometric series, moving averages, and where the exponent may be 0 or less."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.budget import Deadline
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term, substitute
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import apply, context_of
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.telescoping import geometric

HEAD = r"""
Let $n, k$ be positive integers, $\beta \in \mathbb{R}$, and $g \in \mathbb{R}^n$ with entries $g_t$, $t = 1, \dots, n$.

$$ m_0 = 0, \qquad m_t = \beta m_{t-1} + (1-\beta) g_t $$

"""
TRUE = [
    r"\sum_{i=0}^{n-1} \beta^i = \frac{1 - \beta^n}{1 - \beta}",
    r"(1-\beta) \sum_{i=1}^{n} \beta^{n-i} = 1 - \beta^n",
    r"\beta^n \beta^k = \beta^{n+k}",
    r"(\beta^n)^2 = \beta^{2n}",
    r"\frac{\partial}{\partial \beta} \beta^n = n \beta^{n-1}",
    r"\sum_{i=1}^{n} \beta^{i} = \beta \sum_{i=0}^{n-1} \beta^i",
    r"\sum_{i=1}^{n} 1^{n-i} g_i = \sum_{i=1}^{n} g_i",
    r"m_t = (1-\beta) \sum_{i=1}^{t} \beta^{t-i} g_i",
    r"\frac{\partial m_t}{\partial g_i} = (1-\beta) \beta^{t-i} [i \le t]",
]
FALSE = [
    r"\sum_{i=0}^{n} \beta^i = \frac{1 - \beta^n}{1 - \beta}",
    r"(1-\beta) \sum_{i=1}^{n} \beta^{n-i} = 1 - \beta^{n-1}",
    r"\beta^n \beta^k = \beta^{nk}",
    r"\sum_{i=1}^{n} 1^{n-i} g_i = \sum_{i=1}^{n-1} g_i",
    r"\sum_{i=1}^{n} (-1)^{n-i} g_i = \sum_{i=1}^{n} g_i",
    r"\frac{\partial}{\partial \beta} \beta^n = n \beta^{n}",
    r"m_t = (1-\beta) \sum_{i=1}^{t} \beta^{i} g_i",
    r"m_t = \sum_{i=1}^{t} \beta^{t-i} g_i",
    r"\frac{\partial m_t}{\partial g_i} = (1-\beta) \beta^{t-i-1} [i < t]",
]


@pytest.mark.parametrize(
    ("claim", "verdict"), [(c, "proved") for c in TRUE] + [(c, "refuted") for c in FALSE], ids=TRUE + FALSE
)
def test_claims(claim: str, verdict: str) -> None:
    equation = check(read(f"{HEAD}$$ {claim} $$"), suggest=False)["equations"][-1]
    assert equation["verdict"] == verdict, equation["message"]


B, E, Z = Read("b"), Poly.symbol("e"), Poly.symbol("%z")


@pytest.fixture
def context() -> Context:
    theory = Theory()
    theory.add_size("e", 0)
    theory.add_size("n", 0)
    theory.add_tensor("b")
    return context_of(theory, Statement(B, B))


def power(exponent: Poly) -> Fn:
    return Fn("pow", (B, Int(exponent)))


def test_an_exponent_is_only_lowered_as_far_as_it_is_shown(context: Context) -> None:
    assert apply(power(E), context, "join", {"positions": (0,), "by": 0}) == power(E)
    assert apply(power(E + 2), context, "join", {"positions": (0,), "by": 2}) == Mul((Pow(B, Fraction(2)), power(E)))
    for exponent, by in ((E - 1, 0), (E, 1), (E, -1), (E + 2, 3)):
        with pytest.raises(KernelError):
            apply(power(exponent), context, "join", {"positions": (0,), "by": by})
    assert apply(power(Poly({})), context, "join", {"positions": (0,), "by": 0}) == Num(Fraction(1))


def test_powers_join_only_with_one_base_and_exponents_that_are_not_negative(context: Context) -> None:
    n = Poly.symbol("n")
    assert apply(Mul((power(E), power(n))), context, "join", {"positions": (0, 1)}) == power(E + n)
    with pytest.raises(KernelError):
        apply(Mul((power(E - 1), power(n))), context, "join", {"positions": (0, 1)})
    with pytest.raises(KernelError):
        apply(Mul((power(E), Fn("pow", (Num(Fraction(2)), Int(n))))), context, "join", {"positions": (0, 1)})
    # a position that is named twice, or counted from the end, takes no factor twice
    twice = apply(Mul((power(E), power(n))), context, "join", {"positions": (0, 0)})
    assert twice == Mul((power(n), power(E)))
    with pytest.raises(KernelError):
        apply(Mul((power(E), power(n))), context, "join", {"positions": (-1,)})


def test_a_power_of_one_is_one(context: Context) -> None:
    for exponent in (E, E - 3, Poly.constant(2)):
        assert apply(Fn("pow", (Num(Fraction(1)), Int(exponent))), context, "identity", {}) == Num(Fraction(1))
    for base in (B, Num(Fraction(-1)), Num(Fraction(0)), Num(Fraction(2))):
        with pytest.raises(KernelError):
            apply(Fn("pow", (base, Int(E))), context, "identity", {})


def closed(term: Term, context: Context, position: int) -> Term | None:
    search = Normaliser(context.theory, Deadline(20.0))
    return geometric(search, term, (), context, position)


def test_a_geometric_series_needs_a_range_and_its_base(context: Context) -> None:
    n = Poly.symbol("n")
    bounds = (Guard("ge", Z), Guard("ge", n - 1 - Z))
    series = Sum(("%z",), bounds, power(Z))
    assert closed(Mul((B, series)), context, 1) is not None
    assert closed(Mul((B, Sum(("%z",), bounds, power(n - Z)))), context, 1) is not None
    negative = Sum(("%z",), (Guard("ge", Z), Guard("ge", n - 2 - Z)), power(Z))
    doubled = Sum(("%z",), bounds, power(Z * 2))
    below = Sum(("%z",), (Guard("ge", Z + 1), Guard("ge", n - 1 - Z)), power(Z))
    for wrong in (negative, doubled, below):
        assert closed(Mul((B, wrong)), context, 1) is None
    other = Sum(("%z",), bounds, Fn("pow", (Read("c"), Int(Z))))
    for base in (other, Sum(("%z",), bounds, Fn("pow", (Num(Fraction(1)), Int(Z))))):
        assert closed(Mul((B, base)), context, 1) is None


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("base", [Fraction(2), Fraction(-3), Fraction(1, 2), Fraction(0)])
def test_a_geometric_series_of_a_number_has_a_closed_form(context: Context, base: Fraction, way: int) -> None:
    n = Poly.symbol("n")
    exponent = Z + 1 if way == 1 else n - Z
    series = Sum(("%z",), (Guard("ge", Z), Guard("ge", n - 1 - Z)), Fn("pow", (Num(base), Int(exponent))))
    form = closed(series, context, 0)
    assert form is not None
    for size in range(1, 5):
        value = apply(substitute(form, {"n": Poly.constant(size)}), context, "expand", {})
        assert value == Num(sum((base ** (z + 1) for z in range(size)), Fraction(0)))
