r"""Matrix documents in the words that people use for properties, decorations and iterates."""

from __future__ import annotations

import pytest

from symderiv.documents import read
from symderiv.documents.check import check
from tests.documents.judged import judged

SQUARE = "A \\in \\mathbb{R}^{n \\times n}"


def verdicts(text: str) -> list[str | None]:
    equations = judged(text)
    return [e["verdict"] for e in equations if e["role"] not in ("definition", "hypothesis")]


def roles(text: str) -> list[str]:
    return [e["role"] for e in judged(text)]


# ---- what is said of a matrix -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Let ${A}$, symmetric positive definite, be given.",
        "The noise covariance ${A}$, also symmetric and positive definite, is known.",
        "Let ${A}$ (symmetric).",
        "The matrix ${A}$ is, of course, symmetric.",
        "The covariance ${A}$, being symmetric, is known.",
        "Recall that ${A}$ with $A = A^\\top$ has real eigenvalues.",
        "Let ${A}$. Since $A^\\top = A$, the following holds.",
    ],
)
def test_properties_in_apposition(said: str) -> None:
    text = said.replace("{A}", SQUARE) + "\n\n$$ A^\\top = A $$\n\n$$ A^2 = A $$\n"
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "said",
    [
        "Let ${A}$, which is not symmetric, be given.",
        "Let ${A}$ and a symmetric $B \\in \\mathbb{R}^{n \\times n}$ be given.",
        "Let ${A}$, symmetric matrices $B, C \\in \\mathbb{R}^{n \\times n}$ and a number be given.",
    ],
)
def test_properties_of_something_else(said: str) -> None:
    assert verdicts(said.replace("{A}", SQUARE) + "\n\n$$ A^\\top = A $$\n") == ["refuted"]


def test_a_property_of_unnamed_matrices_refutes_nothing_that_it_makes_true() -> None:
    text = f"All matrices are symmetric. Let ${SQUARE}$ and $B \\in \\mathbb{{R}}^{{n \\times n}}$.\n\n"
    assert verdicts(text + "$$ (AB)^\\top = BA $$\n\n$$ (AB)^\\top = AB $$\n") == ["undecided", "refuted"]


def test_an_orthogonal_projection_is_no_orthogonal_matrix() -> None:
    text = "Let $P \\in \\mathbb{R}^{n \\times n}$ be an orthogonal projection.\n\n"
    found = verdicts(text + "$$ P^2 = P, \\quad P^\\top = P, \\quad P^\\top P = I $$\n")
    assert found[:2] == ["proved", "proved"]
    assert found[2] != "proved"


def test_a_projection_onto_a_complement_is_no_orthogonal_matrix() -> None:
    text = (
        "Denote by $P = I - \\frac1d \\mathbf 1 \\mathbf 1^\\top$ the projection onto the orthogonal complement of "
        "$\\mathbf 1 \\in \\mathbb{R}^d$.\n\n$$ P^2 = P $$\n\n$$ P^\\top P = I $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "lead",
    [
        "Let $u$ be an eigenvector of $A$ with eigenvalue $\\lambda$.\n\n",
        "Consider an eigenvector $u \\in \\mathbb{R}^n$ of $A$, that is\n\n$$ A u = \\lambda u $$\n\n",
        "Let $u \\in \\mathbb{R}^n$ be a unit eigenvector: $\\|u\\| = 1$ and\n\n$$ A u = \\lambda u. $$\n\n",
        "If $u \\in \\mathbb{R}^n$ is another eigenvector, $A u = \\lambda u$ with $\\lambda \\ne 0$, then\n\n",
    ],
)
def test_eigenvectors(lead: str) -> None:
    text = f"Let ${SQUARE}$.\n\n{lead}$$ A A u = \\lambda^2 u, \\qquad A A u = \\lambda u $$\n"
    assert verdicts(text) == ["proved", "refuted"]


def test_what_is_concluded_of_an_eigenvector_is_a_claim() -> None:
    text = f"Let ${SQUARE}$ and $u \\in \\mathbb{{R}}^n$. For a symmetric matrix $A$ it holds that\n\n"
    assert roles(text + "$$ A u = \\lambda u $$\n") == ["claim"]
    text = f"Let ${SQUARE}$ be an orthogonal matrix, then\n\n$$ A A^\\top = I $$\n"
    assert roles(text) == ["claim"]


def test_a_number_of_ones_is_no_set_of_numbers() -> None:
    text = (
        "Let $\\mathbf{1}$ be the vector of $N$ ones and $C = I - \\frac1N \\mathbf{1}\\mathbf{1}^T$ the centering "
        "matrix.\n\n$$ C \\mathbf{1} = 0, \\qquad C C = C, \\qquad C \\mathbf{1} = \\mathbf{1} $$\n"
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_the_square_of_an_unreadable_matrix_is_no_new_name() -> None:
    text = "Let $C = I - \\frac{1}{N} Q C$ be a matrix.\n\n$$ C^2 = C $$\n"
    assert roles(text) == ["error"]


def test_a_matrix_named_like_the_transpose() -> None:
    text = (
        f"Let ${SQUARE}$ and $f(x) = x^T A x$ with $x \\in \\mathbb{{R}}^n$. "
        "Let $T \\in \\mathbb{R}^{n \\times n}$ be invertible.\n\n"
        "$$ \\nabla f(x) = (A + A^T) x, \\qquad (T^T A T)^T = T^T A^T T, \\qquad (T A)^T = T^T A^T $$\n"
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


# ---- letters in subscripts ----------------------------------------------------------------------------------------


def test_a_penalty_below_a_name_is_no_index() -> None:
    text = (
        "Let $X \\in \\mathbb{R}^{N \\times D}$, $y \\in \\mathbb{R}^N$, $w \\in \\mathbb{R}^D$ and $\\lambda > 0$.\n\n"
        "$$ J_\\lambda(w) = \\|Xw - y\\|^2 + \\lambda \\|w\\|^2 $$\n\n"
        "$$ w_\\lambda = (X^\\top X + \\lambda I)^{-1} X^\\top y $$\n\n"
        "$$ \\nabla J_\\lambda(w_\\lambda) = 0, \\qquad X^\\top (X w_\\lambda - y) = \\lambda w_\\lambda $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_a_greek_index_stays_an_index() -> None:
    text = "Let $x \\in \\mathbb{R}^n$.\n\n$$ y_\\mu = \\mu x_\\mu $$\n\n$$ s = \\sum_{\\mu=1}^n \\mu x_\\mu $$\n\n"
    assert verdicts(text + "$$ s = \\sum_{\\mu=1}^n y_\\mu, \\qquad s = \\sum_{\\mu=1}^n x_\\mu $$\n") == [
        "proved",
        "refuted",
    ]


# ---- iterates -----------------------------------------------------------------------------------------------------

DESCENT = (
    "Let $H \\in \\mathbb{R}^{d \\times d}$ be symmetric, $w^* \\in \\mathbb{R}^d$, and\n\n"
    "$$ J(w) = \\frac12 (w - w^*)^\\top H (w - w^*). $$\n\nGradient descent is\n\n"
    "$$ w_{t+1} = w_t - \\eta H (w_t - w^*), \\qquad t = 0, 1, 2, \\dots $$\n\n"
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("w_{t+1} - w^* = (I - \\eta H)(w_t - w^*)", "proved"),
        ("w_{t+1} - w^* = (I + \\eta H)(w_t - w^*)", "refuted"),
        ("J(w_{t+1}) = \\frac12 (w_t - w^*)^\\top (I - \\eta H) H (I - \\eta H) (w_t - w^*)", "proved"),
        ("J(w_{t+1}) = \\frac12 (w_t - w^*)^\\top (I - \\eta H) H (w_t - w^*)", "refuted"),
    ],
)
def test_iterates_beside_the_argument_of_a_function(claim: str, verdict: str) -> None:
    assert verdicts(DESCENT + f"$$ {claim} $$\n") == [verdict]


def test_what_is_made_from_an_endless_recurrence_has_no_last_step() -> None:
    text = (
        "Let $A \\in \\mathbb{R}^{d \\times d}$ and $r \\in \\mathbb{R}^d$ with $A r = r$.\n\n$$ v_{t+1} = A v_t $$\n\n"
        "$$ e_t = v_t - r $$\n\n$$ e_{t+1} = A e_t, \\qquad e_{t+1} = e_t $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_what_is_made_from_a_recurrence_is_judged_for_the_steps_that_there_are() -> None:
    text = (
        "Let $A \\in \\mathbb{R}^{d \\times d}$ and $r \\in \\mathbb{R}^d$.\n\n"
        "$$ v_{t+1} = A (v_t - r) + r, \\qquad t = 0, \\dots, T - 1 $$\n\n$$ e_t = v_t - r $$\n\n"
        "$$ e_{t+1} = A e_t, \\qquad e_{t+1} = e_t $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


# ---- introductions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["with orthonormal columns", "having orthonormal columns", "whose columns are orthonormal"]
)
def test_orthonormal_columns(said: str) -> None:
    text = f"Take $U \\in \\mathbb{{R}}^{{m \\times r}}$ {said}, and $x \\in \\mathbb{{R}}^r$.\n\n"
    assert verdicts(text + "$$ \\|U x\\|^2 = \\|x\\|^2, \\qquad U^\\top U = I, \\qquad U U^\\top = I $$\n") == [
        "proved",
        "proved",
        "refuted",
    ]


def test_a_factor_that_a_sentence_introduces() -> None:
    text = (
        "Let $S \\in \\mathbb{R}^{d \\times d}$ be symmetric positive definite, and let "
        "$L \\in \\mathbb{R}^{d \\times d}$ be its Cholesky factor, so that $S = L L^\\top$.\n\n"
        "$$ L^{-1} S L^{-\\top} = I, \\qquad L^{-1} S L^{-1} = I $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_what_satisfies_for_a_matrix_is_claimed() -> None:
    text = f"For a matrix ${SQUARE}$ the product satisfies\n\n$$ \\operatorname{{tr}}(A A^\\top) = \\|A\\|_F^2 $$\n"
    assert roles(text) == ["claim"]
    text = "For a matrix $A \\in \\mathbb{R}^{n \\times n}$ that satisfies\n\n$$ A A^\\top = I $$\n"
    assert roles(text) == ["hypothesis"]


def test_rows_that_are_orthonormal_in_a_case() -> None:
    text = (
        "Let $W \\in \\mathbb{R}^{k \\times d}$. If the rows of $W$ are orthonormal, i.e. $W W^\\top = I$, "
        "the norm is\n\n"
        "$$ \\|W\\|_F^2 = k $$\n\nIn general,\n\n$$ \\|W\\|_F^2 = k $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_rates_in_coupled_recurrences_are_numbers() -> None:
    text = (
        "Let $A \\in \\mathbb{R}^{n \\times n}$.\n\n"
        "$$ v_{k+1} = \\mu v_k - \\alpha A x_k, \\qquad x_{k+1} = x_k + v_{k+1} $$\n\n"
        "$$ x_{k+1} = x_k - \\alpha A x_k + \\mu v_k, \\qquad x_{k+1} = x_k + \\alpha A x_k + \\mu v_k $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


# ---- parts of a definition that are named later -------------------------------------------------------------------

ATTENTION = (
    "Let $Q, K \\in \\mathbb{R}^{n \\times d}$ and $V \\in \\mathbb{R}^{n \\times p}$.\n\n"
    "$$ O = Q (K^\\top V) $$\n\n$$ M = K^\\top V $$\n\n$$ G = \\frac{\\partial L}{\\partial O} $$\n\n"
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("\\frac{\\partial L}{\\partial Q} = G M^\\top", "proved"),
        ("\\frac{\\partial L}{\\partial V} = K Q^\\top G", "proved"),
        ("\\frac{\\partial L}{\\partial V} = Q K^\\top G", "refuted"),
    ],
)
def test_a_part_that_the_whole_is_not_written_with(claim: str, verdict: str) -> None:
    beside = "$$ \\frac{\\partial L}{\\partial M} = Q^\\top G $$\n\n"
    assert verdicts(ATTENTION + beside + f"$$ {claim} $$\n") == ["proved", verdict]


# ---- ones, decorations, definitions behind a display --------------------------------------------------------------


def test_the_vector_of_ones_is_never_an_input() -> None:
    text = (
        "Let $\\mathbf{1}$ denote the vector of ones in $\\mathbb{R}^N$, and let "
        "$J = I - \\frac1N \\mathbf{1}\\mathbf{1}^\\top$ be the $N \\times N$ centring matrix.\n\n"
        "$$ J^\\top = J, \\qquad J J = J, \\qquad J \\mathbf{1} = \\mathbf{1} $$\n"
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_complement_has_a_name_of_its_own() -> None:
    text = (
        "Let $P \\in \\mathbb{R}^{n \\times n}$ be an orthogonal projection.\n\n$$ P_\\perp = I - P $$\n\n"
        "$$ P P_\\perp = 0, \\qquad P_\\perp P_\\perp = P_\\perp $$\n"
    )
    assert verdicts(text) == ["proved", "proved"]


def test_a_definition_behind_a_display_reads_what_it_defines() -> None:
    text = (
        "Let $J \\in \\mathbb{R}^{m \\times n}$, $r \\in \\mathbb{R}^m$ and $\\lambda > 0$. The damped matrix is\n"
        "$$ F = J^T J + \\lambda I $$\nand the step $d = -F^{-1} J^T r$. Then\n\n"
        "$$ J^T (r + J d) + \\lambda d = 0, \\qquad J^T (r + J d) = 0 $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_rows_that_sum_to_one_in_brackets() -> None:
    text = (
        "Let $Y \\in \\mathbb{R}^{N \\times K}$ hold one-hot labels (so $Y \\mathbf{1} = \\mathbf{1}$).\n\n"
        "$$ \\sum_k Y_{nk} = 1, \\qquad \\sum_n Y_{nk} = 1 $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


# ---- antisymmetric matrices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("x^\\top S x = 0", "proved"),
        ("x^\\top S y = 0", "refuted"),
        ("x^\\top S y = -y^\\top S x", "proved"),
        ("x^\\top S y = y^\\top S x", "refuted"),
        ("\\operatorname{tr}(S) = 0", "proved"),
        ("\\operatorname{tr}(S^2) = 0", "refuted"),
        ("\\|(I + S) x\\|^2 = \\|x\\|^2 + \\|S x\\|^2", "proved"),
        ("\\|(I + S) x\\|^2 = \\|x\\|^2", "refuted"),
        ("x^\\top S^2 x = -\\|S x\\|^2", "proved"),
        ("x^\\top S^2 x = \\|S x\\|^2", "refuted"),
        ("(I - S)^\\top = I + S", "proved"),
        ("(I - S)^\\top = I - S", "refuted"),
    ],
)
def test_antisymmetric_matrices(claim: str, verdict: str) -> None:
    text = "Let $S \\in \\mathbb{R}^{n \\times n}$ be antisymmetric and $x, y \\in \\mathbb{R}^n$.\n\n"
    assert verdicts(text + f"$$ {claim} $$\n") == [verdict]


def test_the_hypothesis_behind_a_lemma_is_listed() -> None:
    text = (
        "Let $S \\in \\mathbb{R}^{n \\times n}$ be antisymmetric and $x \\in \\mathbb{R}^n$.\n\n$$ x^\\top S x = 0 $$\n"
    )
    (equation,) = check(read(text, "note.md"))["equations"]
    assert equation["assumptions"] == ["S antisymmetric"]
