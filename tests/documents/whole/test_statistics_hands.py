r"""Documents of statistics and optimisation in the notation that people use: lists beside vectors, marks on functions,
words in subscripts, rows by number, declarations in brackets, values in apposition."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

QUADRATIC = (
    "For $H \\in \\mathbb{R}^{n \\times n}$ symmetric let $f(w) = \\frac12 w^\\top H w$, $w \\in \\mathbb{R}^n$.\n\n"
)


# ---- lists of vectors beside a vector -------------------------------------------------------------------------------


def test_iterates_beside_the_argument_of_their_objective() -> None:
    text = QUADRATIC + (
        "For $k = 0, 1, \\dots, K-1$ the iterates $w_k \\in \\mathbb{R}^n$ obey\n\n"
        "$$ w_{k+1} = w_k - \\alpha H w_k $$\n\n$$ \\nabla f(w) = H w $$\n\n"
        "$$ H w_{k+1} = H w_k - \\alpha H^2 w_k $$\n\n$$ H w_{k+1} = H w_k - \\alpha H w_k $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_members_of_a_list_and_a_point_of_their_space() -> None:
    text = (
        "Let $x_1, \\dots, x_N \\in \\mathbb{R}^D$ and $x \\in \\mathbb{R}^D$.\n\n"
        "$$ F = \\sum_{n=1}^N \\|x - x_n\\|^2 $$\n\n"
        "$$ \\nabla_x F = 2 \\sum_{n=1}^N (x - x_n) $$\n\n$$ \\nabla_x F = 2 (x - \\sum_{n=1}^N x_n) $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_letter_that_may_be_an_entry_leaves_the_two_together() -> None:
    text = (
        "Let $x_1, \\dots, x_N \\in \\mathbb{R}^D$ and $x \\in \\mathbb{R}^D$.\n\n"
        "$$ G = \\sum_{d=1}^D x_d \\sum_{n=1}^N \\|x_n\\|^2 $$\n\n$$ G = 0 $$\n"
    )
    assert "refuted" not in verdicts(text)
    assert "proved" not in verdicts(text)


def test_steps_of_a_gradient_that_is_not_read_leave_no_free_errors() -> None:
    """The errors $e_t$ are made from the iterates, and no claim about them is refuted as if they were free."""
    text = (
        "Let $A \\in \\mathbb{R}^{d \\times d}$ be symmetric, $b \\in \\mathbb{R}^d$ and\n\n"
        "$$ f(x) = \\tfrac12 x^\\top A x - b^\\top x $$\n\n$$ x_{t+1} = x_t - \\eta \\nabla f(x_t) $$\n\n"
        "Suppose $A x^\\star = b$. The error $e_t = x_t - x^\\star$ obeys\n\n$$ e_{t+1} = (I - \\eta A) e_t $$\n\n"
        "$$ e_t = (I - \\eta A)^t e_0 $$\n"
    )
    assert "refuted" not in verdicts(text)


# ---- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["P^{+}", "P^+", "P^{\\text{new}}", "P_{+}", "\\Sigma^{+}", "f^*"])
def test_functions_with_a_mark_above(name: str) -> None:
    text = (
        "$P \\in \\mathbb{R}^{n \\times n}$ symmetric, $C \\in \\mathbb{R}^{m \\times n}$; "
        "for $K \\in \\mathbb{R}^{n \\times m}$\n\n"
        f"$$ {name}(K) = (I - K C) P (I - K C)^\\top $$\n\n"
        f"$$ {name}(K) = P - K C P - P C^\\top K^\\top + K C P C^\\top K^\\top $$\n\n"
        f"$$ {name}(K) = P - 2 K C P + K C P C^\\top K^\\top $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_prime_is_a_derivative_and_no_mark() -> None:
    text = "Let $f: \\mathbb{R} \\to \\mathbb{R}$ be smooth and $x \\in \\mathbb{R}$.\n\n"
    text += "$$ \\frac{\\partial}{\\partial x} f(x^2) = 2 x f^\\prime(x^2) $$\n"
    assert verdicts(text) == ["proved"]


def test_words_below_a_name_letter_by_letter() -> None:
    text = (
        "$A \\in \\mathbb{R}^{R \\times I}$ and $B_{up} \\in \\mathbb{R}^{O \\times R}$.\n\n"
        "$$ \\Omega = \\frac12 \\|B_{up} A\\|_F^2 $$\n\n"
        "$$ \\frac{\\partial \\Omega}{\\partial A} = B_{up}^\\top B_{up} A $$\n\n"
        "$$ \\frac{\\partial \\Omega}{\\partial A} = B_{up} B_{up}^\\top A $$\n"
    )
    assert verdicts(text)[:2] == ["definition", "proved"]
    assert verdicts(text)[2] != "proved"


def test_letters_below_that_count_make_no_word() -> None:
    text = (
        "Let $v_{ij} \\in \\mathbb{R}^{d}$ for $i, j = 1, \\dots, n$ and $u \\in \\mathbb{R}^d$.\n\n"
        "$$ S = \\sum_{i=1}^n \\sum_{j=1}^n u^\\top v_{ij} $$\n\n"
        "$$ \\frac{\\partial S}{\\partial u} = \\sum_{i=1}^n \\sum_{j=1}^n v_{ij} $$\n\n"
        "$$ \\frac{\\partial S}{\\partial u} = \\sum_{i=1}^n v_{ii} $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("words", ["and a scale $s$", "scale $s$", "a scaling factor $s$"])
def test_numbers_by_their_nouns(words: str) -> None:
    text = f"$X \\in \\mathbb{{R}}^{{B \\times I}}$ (input), $W \\in \\mathbb{{R}}^{{O \\times I}}$, {words}.\n\n"
    text += "$$ Y = s X W^\\top $$\n\n$$ Y = X (s W)^\\top $$\n\n$$ Y = X W^\\top $$\n"
    assert verdicts(text) == ["definition", "proved", "refuted"]


# ---- rows by number -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "where $x_i^\\top$ is row $i$ of $X$.",
        "where $x_i$ denotes column $i$ of $X^\\top$, i.e. $x_i^\\top$ is row $i$ of $X$.",
        "We write $x_i^\\top$ for row $i$ of the matrix $X$.",
        "Row $i$ of $X$ is written $x_i^\\top$.",
    ],
)
def test_rows_by_number(words: str) -> None:
    text = (
        "Let $X \\in \\mathbb{R}^{n \\times d}$, $y \\in \\mathbb{R}^n$ and $\\beta \\in \\mathbb{R}^d$.\n\n"
        f"$$ J(\\beta) = \\sum_{{i=1}}^n (y_i - x_i^\\top \\beta)^2 $$\n\n{words}\n\n"
        "$$ J(\\beta) = (y - X \\beta)^\\top (y - X \\beta) $$\n\n$$ J(\\beta) = (y - X \\beta)^\\top y $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_what_is_no_row_is_none() -> None:
    text = (
        "Let $X \\in \\mathbb{R}^{n \\times d}$ and $\\beta \\in \\mathbb{R}^d$; $x_i$ is not row $i$ of $X$.\n\n"
        "$$ s = \\sum_{i=1}^n x_i^\\top \\beta $$\n\n$$ s = \\mathbf{1}^\\top X \\beta $$\n"
    )
    assert "proved" not in verdicts(text)


# ---- what brackets and clauses say ----------------------------------------------------------------------------------


def test_declarations_in_brackets_behind_a_claim() -> None:
    text = (
        "Let $p \\in \\mathbb{R}^K$ and $F = \\operatorname{diag}(p) - p p^\\top$.\n\n"
        "$$ a^\\top F u = u^\\top F a \\qquad (a, u \\in \\mathbb{R}^K) $$\n\n"
        "$$ v^\\top F v = \\sum_{k=1}^K p_k v_k^2 - (p^\\top v)^2 \\qquad (v \\in \\mathbb{R}^K). $$\n\n"
        "$$ v^\\top F v = \\sum_{k=1}^K p_k v_k^2 - p^\\top v \\qquad (v \\in \\mathbb{R}^K). $$\n"
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


@pytest.mark.parametrize("words", ["Assuming $M$ invertible,", "and, assuming $M$ invertible and symmetric,"])
def test_a_clause_that_has_its_condition_supposes_no_display(words: str) -> None:
    text = f"Let $M \\in \\mathbb{{R}}^{{n \\times n}}$. {words}\n\n$$ M^2 M^{{-1}} = M $$\n\n$$ M^2 = M $$\n"
    assert [e["role"] for e in judged(text)] == ["claim", "claim"]
    assert verdicts(text) == ["proved", "refuted"]


def test_a_clause_that_waits_for_its_condition_supposes_the_display() -> None:
    text = "Let $M \\in \\mathbb{R}^{n \\times n}$. Assuming that $M$ satisfies\n\n$$ M^2 = M $$\n\n"
    text += "we get\n\n$$ M^3 = M $$\n"
    assert verdicts(text) == ["hypothesis", "proved"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Without momentum, i.e. for $\\beta = 0$, this reduces to", "proved"),
        ("Without momentum ($\\beta = 0$) we get", "undecided"),
        ("Forgetting that $\\beta = 0$ we get", "undecided"),
    ],
)
def test_a_value_in_apposition_refutes_nothing_that_it_makes_true(words: str, verdict: str) -> None:
    text = (
        "Let $H \\in \\mathbb{R}^{n \\times n}$ and $x, y \\in \\mathbb{R}^n$. With numbers $\\alpha, \\beta$ put\n\n"
        f"$$ z = y - \\alpha H x + \\beta (x - y) $$\n\n{words}\n\n$$ z = y - \\alpha H x $$\n\n"
        "In general it is wrong to write\n\n$$ z = y - \\alpha H x $$\n"
    )
    assert verdicts(text) == ["definition", verdict, "refuted"]


# ---- values of a loss elsewhere -----------------------------------------------------------------------------------


LOSS = "Let $w, d \\in \\mathbb{R}^n$ and let $g = \\frac{\\partial L}{\\partial w}$ for a smooth $L$.\n\n"


@pytest.mark.parametrize(
    "claim",
    [
        "L(w + d) - L(w) = 0",
        "L(w + d) = L(w) + g^\\top d",
        "L(w) = L(w - \\eta g)",
        "L(w) = L(d)",
        "L(w) = L(0)",
    ],
)
def test_an_unknown_loss_has_no_value_at_another_point(claim: str) -> None:
    assert verdicts(f"{LOSS}$$ {claim} $$\n") == ["error"]


def test_an_unknown_loss_at_its_own_point() -> None:
    assert verdicts(f"{LOSS}$$ \\nabla_w L(w) = g $$\n\n$$ L(w) = 2 L(w) $$\n") == ["proved", "refuted"]


def test_no_index_moves_the_point_of_an_unknown_loss() -> None:
    text = "Let $x_i \\in \\mathbb{R}^d$, $i = 1, \\dots, n$, and $g_i = \\frac{\\partial \\ell}{\\partial x_i}$.\n\n"
    assert verdicts(text + "$$ \\sum_{i=1}^n \\ell(x_i) = n \\ell $$\n") == ["error"]


def test_a_loss_that_is_defined_as_a_number() -> None:
    text = (
        "Let $w, x, y \\in \\mathbb{R}$ and\n\n$$ J = \\frac12 (w x - y)^2 $$\n\n$$ J(w) = \\frac12 (y - w x)^2 $$\n\n"
    )
    assert verdicts(text + "$$ J(0) = \\frac12 y^2 $$\n") == ["definition", "proved", "error"]


def test_a_number_before_a_bracket_multiplies() -> None:
    text = (
        "Given numbers $y_1, \\dots, y_n$ with mean $m = \\frac1n \\sum_i y_i$ and a number $c$, put\n\n"
        "$$ t_i = m + c\\,(y_i - m) $$\n\n$$ \\frac1n \\sum_{i=1}^n t_i = m $$\n\n$$ \\sum_{i=1}^n t_i = m $$\n\n"
    )
    assert verdicts(text)[:3] == ["definition", "proved", "refuted"]


# ---- values of what the text has defined ----------------------------------------------------------------------------

MOMENT = (
    "Let $W \\in \\mathbb{R}^{h \\times d}$, $X \\in \\mathbb{R}^{d \\times N}$ and $S = \\frac1N X X^\\top$.\n\n"
    "$$ L = \\frac1N \\|W X\\|_F^2 $$\n\n"
)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("If $S = I$ the loss becomes", "proved"),
        ("With $S = I$ the loss becomes", "proved"),
        ("For whitened inputs, $S = I$, the loss becomes", "undecided"),
        ("Whitened inputs have $S = I$. Then", "undecided"),
        ("The matrix is symmetric, $S = S^\\top$. Then", "refuted"),
    ],
)
def test_a_case_about_a_definition_in_the_text(words: str, verdict: str) -> None:
    text = f"{MOMENT}{words}\n\n$$ L = \\|W\\|_F^2 $$\n\nIn general\n\n$$ L = \\|W\\|_F^2 $$\n"
    assert verdicts(text) == ["definition", verdict, "refuted"]


def test_a_case_in_a_display_behind_a_display() -> None:
    text = f"{MOMENT}If\n$$ S = I $$\nwe get\n$$ L = \\|W\\|_F^2 $$\n"
    assert [e["role"] for e in judged(text)] == ["definition", "hypothesis", "claim"]
    assert verdicts(text)[-1] == "proved"


@pytest.mark.parametrize(
    "words",
    [
        "where $q_i^\\top$ and $k_i^\\top$ are the rows of $Q$ and $K$.",
        "where $q_i^\\top$ and $k_i^\\top$ are the $i$-th rows of $Q$ and $K$, respectively.",
        "where $q_i$, $k_i$ are the rows of $Q$, $K$.",
    ],
)
def test_rows_of_several_matrices_each_of_its_own(words: str) -> None:
    text = (
        f"$Q, K \\in \\mathbb{{R}}^{{n \\times d}}$, $A = Q K^\\top$.\n\n$$ A_{{ij}} = q_i^\\top k_j $$\n\n{words}\n\n"
    )
    assert verdicts(text + "$$ A_{ij} = k_i^\\top q_j $$\n") == ["proved", "refuted"]
