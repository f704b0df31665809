"""Inverses and determinants: what is proved of them for every size, and what the kernel refuses."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from symderiv.certificate import verify
from symderiv.decide import decide
from symderiv.documents.walk.document import read
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Add, Fn, Guard, Int, Matrix, Mul, Num, Pow, Read, Sum, Term, in_shape
from symderiv.language.theory import Free, Hypothesis, Statement, Theory
from symderiv.prover.kernel import matrices
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import Proof, Step, apply, context_of, prove
from symderiv.prover.search.strategy import Doubt, find_proof
from tests.documents.judged import judged

SHAPES = r"""Let $A, B, C \in \mathbb{R}^{n \times n}$ be invertible, $S \in \mathbb{R}^{n \times n}$ symmetric,
$X \in \mathbb{R}^{m \times n}$, $Y \in \mathbb{R}^{n \times m}$, $u, v \in \mathbb{R}^n$ and $\lambda > 0$.

"""

TRUE = [
    r"(A B)^{-1} = B^{-1} A^{-1}",
    r"(A B C)^{-1} = C^{-1} B^{-1} A^{-1}",
    r"(A^{-1})^{-1} = A",
    r"(3 A)^{-1} = \frac{1}{3} A^{-1}",
    r"(A^\top A)^{-1} = A^{-1} A^{-\top}",
    r"A^{-1} - B^{-1} = A^{-1} (B - A) B^{-1}",
    r"(I + A B)^{-1} A = A (I + B A)^{-1}",
    r"(A + X^\top X)^{-1} = A^{-1} - A^{-1} X^\top (I + X A^{-1} X^\top)^{-1} X A^{-1}",
    r"(A + u v^\top)^{-1} = A^{-1} - \frac{A^{-1} u v^\top A^{-1}}{1 + v^\top A^{-1} u}",
    r"(X^\top X + \lambda I)^{-1} X^\top = X^\top (X X^\top + \lambda I)^{-1}",
    r"\det(A B) = \det(B) \det(A)",
    r"\det(A^{-1}) = \frac{1}{\det(A)}",
    r"\det(A^{-1} B A) = \det(B)",
    r"\det(A + u v^\top) = \det(A) (1 + v^\top A^{-1} u)",
    r"\det(I + X Y) = \det(I + Y X)",
    r"\operatorname{tr}(A C A^{-1}) = \operatorname{tr}(C)",
    r"\operatorname{tr}(X (X^\top X)^{-1} X^\top) = n",
    r"u^\top S^{-1} v = v^\top S^{-1} u",
]
FALSE = [
    r"(A B)^{-1} = A^{-1} B^{-1}",
    r"A^{-1} - B^{-1} = A^{-1} (A - B) B^{-1}",
    r"(A + u v^\top)^{-1} = A^{-1} + \frac{A^{-1} u v^\top A^{-1}}{1 + v^\top A^{-1} u}",
    r"\det(A + u v^\top) = \det(A) (1 + u^\top A^{-1} v)",
    r"(A + B)^{-1} = A^{-1} + B^{-1}",
    r"\det(A + B) = \det(A) + \det(B)",
    r"\operatorname{tr}(X (X^\top X)^{-1} X^\top) = m",
    r"u^\top A^{-1} v = v^\top A^{-1} u",
    r"(X^\top X + \lambda I)^{-1} X^\top = X^\top (X X^\top - \lambda I)^{-1}",
]


def claim(latex: str) -> tuple[Theory, Statement]:
    (equation,) = read(f"{SHAPES}$$ {latex} $$").equations
    assert equation.statement is not None, equation.error
    return equation.theory, equation.statement


@pytest.mark.parametrize("latex", TRUE)
def test_identities_are_proved_with_certificate(latex: str) -> None:
    found = decide(*claim(latex), seconds=20.0, certificate=True)
    assert found.verdict == "proved", found.message
    verify(json.loads(json.dumps(found.certificate)))


@pytest.mark.parametrize("latex", FALSE)
def test_neighbours_have_no_proof(latex: str) -> None:
    assert isinstance(find_proof(*claim(latex), 5.0), Doubt)


# ---- what the kernel refuses ---------------------------------------------------------------------------------------

N = Poly.symbol("n")
P, J, K, R, C = (Poly.symbol(f"%{x}") for x in "ijkrc")


def theory() -> Theory:
    t = Theory(sizes={"n": 1, "m": 1})
    for name, shape in {"A": (N, N), "B": (N, N), "X": (Poly.symbol("m"), N), "d": (N,), "s": ()}.items():
        t.shapes[name] = shape
    return t


def inverse(at: tuple[Poly, Poly], name: str = "A") -> Matrix:
    return Matrix("inverse", "%r", "%c", N, Read(name, (R, C)), at)


def statement(left: object = ZERO) -> Statement:
    free = (Free("%i", Poly({}), N), Free("%j", Poly({}), N))
    return Statement(left, ZERO, free)  # type: ignore[arg-type]


def here() -> Context:
    return context_of(theory(), statement())


def test_a_term_that_does_not_read_the_inverse_is_not_multiplied_through() -> None:
    # A may be singular: A x = 0 does not give x = 0
    step = Step((), "clear matrix", {"matrix": inverse((P, J)), "index": "%i", "transposed": False})
    with pytest.raises(KernelError, match="singular"):
        prove(theory(), statement(Read("B", (P, J))), Proof((step,)))


def test_an_inverse_behind_a_bracket_does_not_count() -> None:
    hidden = Sum((), (Guard("eq", P - J),), inverse((P, J)))
    assert matrices.evaluates(inverse((P, J)), inverse((J, P)), here())
    assert not matrices.evaluates(hidden, inverse((P, J)), here())
    assert not matrices.evaluates(Mul((Read("d", (P + 1,)), inverse((P, J)))), inverse((P, J)), here())
    assert not matrices.evaluates(inverse((P + 1, J)), inverse((P, J)), here())
    assert not matrices.evaluates(inverse((P, J), "B"), inverse((P, J)), here())


def test_a_term_defined_at_some_indices_only_is_not_multiplied_through() -> None:
    reciprocal = Pow(Read("d", (P,)), Fraction(-1))
    assert not matrices.uniform(Add((inverse((P, J)), reciprocal)), "%i", here())
    assert matrices.uniform(Add((inverse((P, J)), Pow(Read("d", (J,)), Fraction(-1)))), "%i", here())
    assert not matrices.uniform(Sum((), (Guard("ge", P - 1),), inverse((P, J))), "%i", here())


def test_the_index_must_run_over_the_whole_matrix() -> None:
    short = Statement(inverse((P, J)), ZERO, (Free("%i", Poly({}), N - 1), Free("%j", Poly({}), N)))
    with pytest.raises(KernelError, match="does not run over the matrix"):
        matrices.multiply_through(
            inverse((P, J)), short, context_of(theory(), short), inverse((P, J)), "%i", transposed=False
        )


def test_factors_of_a_rectangular_product_have_no_inverses() -> None:
    m = Poly.symbol("m")
    body = Sum(("%k",), in_shape((K,), (m,)), Mul((Read("X", (K, R)), Read("X", (K, C)))))
    gram = Matrix("inverse", "%r", "%c", N, body, (P, J))
    with pytest.raises(KernelError, match="whole size"):
        apply(gram, here(), "matrix product", {"middle": "%k", "first": (0,)})


def test_rows_are_no_scalar_factors() -> None:
    scaled = Matrix("inverse", "%r", "%c", N, Mul((Read("d", (R,)), Read("A", (R, C)))), (P, J))
    with pytest.raises(KernelError, match="no factor"):
        apply(scaled, here(), "scaled inverse", {"positions": (0,)})


def test_a_determinant_keeps_a_factor_that_is_not_one_number_everywhere() -> None:
    def times(factor: Term) -> Matrix:
        return Matrix("det", "%r", "%c", N, Mul((factor, Read("A", (R, C)))))

    with pytest.raises(KernelError, match="no factor"):
        apply(times(Read("d", (R,))), here(), "scaled inverse", {"positions": (0,)})
    with pytest.raises(KernelError, match="may be undefined"):
        apply(times(Fn("log", (Read("d", (P,)),))), here(), "scaled inverse", {"positions": (0,)})
    taken = apply(times(Read("d", (P,))), here(), "scaled inverse", {"positions": (0,)})
    assert taken == Mul((Fn("pow", (Read("d", (P,)), Int(N))), Matrix("det", "%r", "%c", N, Read("A", (R, C)))))


@pytest.mark.parametrize("size", [N, Poly.constant(4)])
def test_minors_are_for_few_rows(size: Poly) -> None:
    with pytest.raises(KernelError, match="small number"):
        apply(Matrix("det", "%r", "%c", size, Read("A", (R, C))), here(), "minors", {})


def test_minors_of_an_inverse_are_for_entries_within_it() -> None:
    outside = Matrix("inverse", "%r", "%c", Poly.constant(2), Read("A", (R, C)), (P + 7, J))
    with pytest.raises(KernelError, match="outside"):
        apply(outside, here(), "minors", {})


def test_the_identity_is_not_any_delta() -> None:
    shifted = Sum((), (Guard("eq", R - C - 1),), ONE)
    with pytest.raises(KernelError, match="not a diagonal"):
        apply(Matrix("det", "%r", "%c", N, shifted), here(), "diagonal inverse", {})
    twice = Mul((Num(Fraction(2)), Sum((), (Guard("eq", R - C),), ONE)))
    with pytest.raises(KernelError, match="not the identity"):
        apply(Matrix("det", "%r", "%c", N, twice), here(), "diagonal inverse", {})


def test_a_determinant_is_taken_out_only_where_the_inverse_is_there() -> None:
    both = Matrix("det", "%r", "%c", N, Add((Read("A", (R, C)), Read("B", (R, C)))))
    with pytest.raises(KernelError, match="singular"):
        apply(both, here(), "determinant factor", {"matrix": both, "base": Read("A", (R, C))})


def test_a_row_of_strong_zeros_keeps_the_inverse_from_being_read() -> None:
    # row 0 of M is not evaluated as a number, so M M^-1 = P may not be used on it
    body = Sum((), (Guard("ge", R - 1),), Read("A", (R, C)))
    matrix = Matrix("inverse", "%r", "%c", N, body, (P, J))
    product = matrices.cancellation(matrix, "left").left
    assert not matrices.evaluates(product, matrix, here())


def test_a_place_of_an_inverse_may_use_the_letters_of_its_binder() -> None:
    from symderiv.language.terms import alpha_equal, substitute

    entry = inverse((R, J))
    moved = substitute(entry, {"%r": P})
    assert moved == inverse((P, J))
    outer = Sum(("%r",), (), entry)
    other = Sum(("%k",), (), inverse((K, J)))
    assert alpha_equal(outer, other)
    assert not alpha_equal(outer, Sum(("%k",), (), inverse((J, K))))


def test_an_inverse_of_another_member_shows_nothing() -> None:
    """``sum_k Q[k]^-1`` reads the inverses of the members that are summed over, and not that of the ``k`` outside."""
    theory = Theory()
    size, none = Poly.symbol("m"), Poly({})
    theory.sizes |= {"m": None, "n": None}
    theory.add_tensor("Q", (size, N, N))
    inside = Matrix("inverse", "%r", "%c", N, Read("Q", (K, R, C)), (P, J))
    summed = Sum(("%k",), in_shape((K,), (size,)), inside)
    free = (Free("%k", none, size), Free(str(P.as_symbol), none, N), Free(str(J.as_symbol), none, N))
    statement = Statement(ZERO, ZERO, free)
    context = context_of(theory, statement)
    assert matrices.evaluates(inside, inside, context)
    assert not matrices.evaluates(summed, inside, context)


def test_the_members_of_a_cancellation_are_those_that_the_matrix_depends_on() -> None:
    body = Read("Q", (K, R, C))
    matrix = Matrix("inverse", "%r", "%c", N, body, (P, J))
    size = Poly.symbol("m")
    member = Free("%k", Poly({}), size)
    assert matrices.cancellation(matrix, "left", (member,)).free[-1] == member
    for wrong in ((), (member, Free("%m", Poly({}), size)), (Free("%m", Poly({}), size),)):
        with pytest.raises(KernelError):
            matrices.cancellation(matrix, "left", wrong)


# ---- hypotheses about matrices -------------------------------------------------------------------------------------

ORTHOGONAL = r"""Let $Q \in \mathbb{R}^{n \times SIZE}$ satisfy $Q^\top Q = I$, and $x \in \mathbb{R}^n$.

$$ Q Q^\top = I $$

$$ \|Q^\top x\|^2 = \|x\|^2 $$
"""


def test_a_left_inverse_of_a_square_matrix_is_its_inverse() -> None:
    for equation in read(ORTHOGONAL.replace("SIZE", "n")).equations:
        assert equation.statement is not None
        found = decide(equation.theory, equation.statement, certificate=True)
        assert found.verdict == "proved", found.message
        verify(json.loads(json.dumps(found.certificate)))


def test_orthonormal_columns_need_not_be_orthonormal_rows() -> None:
    for equation in read(ORTHOGONAL.replace("SIZE", "r")).equations:
        assert equation.statement is not None
        assert isinstance(find_proof(equation.theory, equation.statement, 5.0), Doubt)
        (hypothesis,) = equation.theory.hypotheses
        here = context_of(equation.theory, hypothesis.statement)
        with pytest.raises(KernelError):
            matrices.other_side(hypothesis.statement, here)


def test_a_hypothesis_about_a_defined_matrix_is_used_for_what_it_stands_for() -> None:
    text = r"""Let $X \in \mathbb{R}^{m \times n}$ and $C = \frac{1}{m} X^\top X$. Suppose that

$$ C = I $$

$$ X^\top X = m I $$
"""
    equation = read(text).equations[-1]
    assert equation.statement is not None
    assert decide(equation.theory, equation.statement).verdict == "proved"


def _supposed(left: Term, high: Poly, *shapes: tuple[str, tuple[Poly, ...]]) -> Context:
    """What is known where ``left[i,j] = [i = j]`` is supposed for ``i, j < high``."""
    theory, (i, j) = Theory(), (Poly.symbol("%i"), Poly.symbol("%j"))
    theory.add_size("n")
    theory.add_size("m")
    for name, shape in shapes:
        theory.add_tensor(name, shape)
    free = (Free("%i", Poly({}), high), Free("%j", Poly({}), high))
    said = Statement(left, Sum((), (Guard("eq", i - j),), ONE), free)
    theory.hypotheses.append(Hypothesis("a product", said))
    return context_of(theory, Statement(ZERO, ZERO))


def test_what_has_a_left_inverse_has_a_determinant_where_it_is_square() -> None:
    n, m, i, j, k = map(Poly.symbol, ("n", "m", "%i", "%j", "%k"))
    product = Sum(("%k",), in_shape((k,), (n,)), Mul((Read("P", (i, k)), Read("Q", (k, j)))))

    def determinant(name: str, size: Poly) -> Matrix:
        return Matrix("det", "%a", "%b", size, Read(name, (Poly.symbol("%a"), Poly.symbol("%b"))))

    square = _supposed(product, n, ("P", (n, n)), ("Q", (n, n)))
    assert square.nonzero(determinant("P", n))
    assert square.nonzero(determinant("Q", n))
    larger = _supposed(product, n, ("P", (m, m)), ("Q", (m, m)))
    assert not larger.nonzero(determinant("Q", m))
    oblong = _supposed(Sum(("%k",), in_shape((k,), (m,)), product.body), n, ("P", (n, m)), ("Q", (m, n)))
    assert not oblong.nonzero(determinant("Q", n))
    assert not oblong.nonzero(determinant("Q", m))
    column = Sum(("%k",), in_shape((k,), (n,)), Mul((Read("P", (i, n - 1)), Read("Q", (k, j)))))
    fixed = _supposed(column, n, ("P", (n, n)), ("Q", (n, n)))
    assert not fixed.nonzero(determinant("P", n))
    named = Sum(("%k",), in_shape((k,), (n,)), Mul((Read("P", (i, m)), Read("Q", (k, j)))))
    assert not _supposed(named, n, ("P", (n, n)), ("Q", (n, n))).nonzero(determinant("P", n))


EIGENBASIS = r"""Let $A \in \mathbb{R}^{n \times n}$ be positive definite, $A = Q \Lambda Q^\top$ with $Q$ orthogonal
and $\Lambda = \operatorname{diag}(\lambda_1, \dots, \lambda_n)$, $b, w \in \mathbb{R}^n$,
$f(w) = \frac12 w^\top A w - b^\top w$.

$$ w^* = A^{-1} b, \qquad w^+ = w - \eta (A w - b) $$

With $u = Q^\top (w - w^*)$,

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"f(w^+) - f(w^*) = \frac12 \sum_i \lambda_i (1 - \eta\lambda_i)^2 u_i^2", "proved"),
        (r"f(w^+) - f(w^*) = \frac12 \sum_i \lambda_i (1 - \eta\lambda_i) u_i^2", "refuted"),
        (r"b^\top A^{-1} b = \sum_i \frac{1}{\lambda_i} (Q^\top b)_i^2", "proved"),
        (r"b^\top A^{-1} b = \sum_i \frac{1}{\lambda_i} (Q b)_i^2", "refuted"),
    ],
)
def test_inverses_in_an_eigenbasis(claim: str, verdict: str) -> None:
    assert [e["verdict"] for e in judged(f"{EIGENBASIS}$$ {claim} $$")][-1] == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"f = b^\top Q b", "proved"),
        (r"\frac{\partial f}{\partial Q} = -Q b b^\top Q", "proved"),
        (r"\frac{\partial f}{\partial Q} = b b^\top", "refuted"),
        (r"\frac{\partial f}{\partial Q_{ij}} = b_i b_j", "refuted"),
    ],
)
def test_a_supposed_inverse_is_none_beneath_a_derivative(claim: str, verdict: str) -> None:
    head = r"Let $Q \in \mathbb{R}^{n\times n}$ be orthogonal and $b \in \mathbb{R}^n$."
    equation = read(f"{head}\n\n$$ f = b^\\top Q^{{-1}} b $$\n\n$$ {claim} $$\n").equations[-1]
    assert equation.statement is not None
    assert decide(equation.theory, equation.statement).verdict == verdict
    assert isinstance(find_proof(equation.theory, equation.statement, 5.0), Doubt) == (verdict == "refuted")
