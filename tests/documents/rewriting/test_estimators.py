r"""How people write who estimate: primes for transposes, conditions in brackets, one loss letter for a sample and for a
batch, operators before quadratic forms, names that nobody declares."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

OLS = (
    "The data are $y$ ($n\\times1$) and $X$ ($n\\times k$), and $X'X$ is invertible.\n\n"
    "$$ S(b) = (y - Xb)'(y - Xb) $$\n\n"
)


# ---- primes ---------------------------------------------------------------------------------------------------------


def test_primes_are_transposes_where_brackets_have_one() -> None:
    text = OLS + (
        "$$ \\frac{\\partial S(b)}{\\partial b} = -2X'y + 2X'Xb $$\n\n"
        "$$ \\frac{\\partial S(b)}{\\partial b} = -2Xy + 2X'Xb $$\n\n"
        "$$ \\frac{\\partial^2 S(b)}{\\partial b\\,\\partial b'} = 2X'X $$\n\n"
        "Let $P = X(X'X)^{-1}X'$.\n\n$$ P' = P, \\qquad PP = P, \\qquad PX = 0 $$\n"
    )
    found = [(e["role"], e["verdict"]) for e in judged(text)]
    claims = [v for role, v in found if role == "claim"]
    assert claims == ["proved", "proved", "proved", "proved", "refuted"]
    assert [role for role, _ in found] == ["definition", "claim", "error", "claim", "claim", "claim", "claim"]


def test_primes_that_tell_one_name_from_another_stay() -> None:
    text = (
        "Let $S \\in \\mathbb{R}^{n \\times n}$ be symmetric and $u \\in \\mathbb{R}^n$ with $Su = \\lambda u$ and "
        "$u^\\top u = 1$. Put $S' = S - \\lambda u u^\\top$.\n\n$$ S'u = 0 $$\n\n$$ S'S = S^2 $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]
    text = "Let $x, x' \\in \\mathbb{R}^n$ and $k = x^\\top x'$.\n\n$$ \\frac{\\partial k}{\\partial x} = x' $$\n"
    assert verdicts(text) == ["proved"]


# ---- operators ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", ["\\frac{\\partial}{\\partial x}", "\\nabla_x"])
def test_an_operator_before_a_quadratic_form(operator: str) -> None:
    text = "Let $A \\in \\mathbb{R}^{n \\times n}$ and $b, x \\in \\mathbb{R}^n$.\n\n"
    form = "(x - Ab)^\\top (x - Ab)"
    assert verdicts(text + f"$$ {operator} {form} = 2(x - Ab) $$\n\n$$ {operator} {form} = x - Ab $$\n") == [
        "proved",
        "refuted",
    ]


def test_the_gradient_of_a_form_that_reads_another() -> None:
    text = (
        "Let $H \\in \\mathbb{R}^{p \\times p}$ be symmetric, $f(\\theta) = \\frac12 \\theta^\\top H \\theta$, "
        "$\\theta \\in \\mathbb{R}^p$, and $g = f + \\frac{\\rho}{2} \\|\\theta\\|^2$.\n\n"
        "$$ \\nabla g = H\\theta + \\rho\\theta $$\n\n$$ \\nabla g = H\\theta $$\n\n$$ \\nabla^2 g = H + \\rho I $$\n"
    )
    assert verdicts(text) == ["proved", "refuted", "proved"]


# ---- conditions -----------------------------------------------------------------------------------------------------


def test_what_brackets_assume_is_in_the_brackets() -> None:
    text = (
        "Let $K \\in \\mathbb{R}^{n \\times n}$ be symmetric and invertible. Add a source, $u \\in \\mathbb{R}^n$ "
        "(assume $1 + u^\\top K^{-1} u \\neq 0$):\n\n"
    )
    right = "(K + uu^\\top)^{-1} = K^{-1} - \\frac{K^{-1}uu^\\top K^{-1}}{1 + u^\\top K^{-1} u}"
    wrong = "(K + uu^\\top)^{-1} = K^{-1} + \\frac{K^{-1}uu^\\top K^{-1}}{1 + u^\\top K^{-1} u}"
    assert verdicts(text + f"$$ {right} $$\n") == ["proved"]
    assert verdicts(text + f"$$ {wrong} $$\n") == ["refuted"]


def test_a_list_of_formulas_gives_what_it_says() -> None:
    text = "$K \\in \\mathbb{R}^{n \\times n}$, $K = K^\\top$, $\\phi, J \\in \\mathbb{R}^n$.\n\n"
    text += "$$ S(\\phi) = \\tfrac12 \\phi^\\top K \\phi - J^\\top \\phi $$\n\n"
    assert verdicts(text + "$$ \\frac{\\partial S}{\\partial \\phi} = K\\phi - J $$\n")[-1] == "proved"
    assert verdicts(text + "$$ \\frac{\\partial S}{\\partial \\phi} = 2K\\phi - J $$\n")[-1] == "refuted"


def test_no_structure_is_assumed() -> None:
    text = "Let $X, A \\in \\mathbb{R}^{n \\times n}$. No structure is assumed of $X$.\n\n"
    claim = "$$ \\frac{\\partial}{\\partial X} \\operatorname{tr}(X A) = A $$\n"
    assert verdicts(text + claim) == ["refuted"]


def test_a_solution_solves_its_equation() -> None:
    text = (
        "Let $A \\in \\mathbb{R}^{n \\times n}$, $b \\in \\mathbb{R}^n$, and let $x^\\star \\in \\mathbb{R}^n$ solve "
    )
    text += "$A x^\\star = b$.\n\n"
    assert verdicts(text + "$$ A x^\\star - b = 0 $$\n\n$$ A x^\\star + b = 0 $$\n") == ["proved", "refuted"]


# ---- one letter for several losses ----------------------------------------------------------------------------------


def test_a_sample_and_a_batch_have_each_their_loss() -> None:
    text = (
        "A sample is $x \\in \\mathbb{R}^{1 \\times d}$, a layer $y = xW$ with $W \\in \\mathbb{R}^{d \\times m}$. "
        "Let $\\ell$ be a loss and $g = \\frac{\\partial \\ell}{\\partial y}$.\n\n"
        "$$ \\frac{\\partial \\ell}{\\partial x} = g W^\\top $$\n\n"
        "For a batch $X \\in \\mathbb{R}^{B \\times d}$, $Y = XW$ and $G = \\frac{\\partial \\ell}{\\partial Y}$:\n\n"
        "$$ \\frac{\\partial \\ell}{\\partial W} = X^\\top G $$\n\n"
        "$$ \\frac{\\partial \\ell}{\\partial W} = 2 X^\\top G $$\n"
    )
    found = verdicts(text)
    assert "refuted" not in found[:2]
    assert found[2] == "refuted"


def test_two_heads_of_one_network_are_not_told_apart() -> None:
    text = (
        "Let $h \\in \\mathbb{R}^d$, $A, B \\in \\mathbb{R}^{m \\times d}$, $y = A h$ and $z = B h$.\n\n"
        "$$ \\frac{\\partial L}{\\partial h} = A^\\top \\frac{\\partial L}{\\partial y} + "
        "B^\\top \\frac{\\partial L}{\\partial z} $$\n\n"
        "$$ \\frac{\\partial L}{\\partial h} = A^\\top \\frac{\\partial L}{\\partial y} $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


# ---- names that nobody declares -------------------------------------------------------------------------------------


def test_weights_of_a_logistic_regression() -> None:
    text = (
        "Let $X \\in \\mathbb{R}^{n \\times d}$ and $t \\in \\mathbb{R}^n$.\n\n$$ p = \\sigma(Xw), \\qquad "
        "\\mathrm{NLL}(w) = -\\sum_{i=1}^n [t_i \\log p_i + (1 - t_i) \\log(1 - p_i)] $$\n\n"
        "$$ \\nabla_w \\mathrm{NLL} = X^\\top (p - t) $$\n\n$$ \\nabla_w \\mathrm{NLL} = X^\\top (t - p) $$\n"
    )
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_logits_of_probabilities_that_are_known() -> None:
    text = (
        "Let $f \\in \\mathbb{R}^N$, and let $\\pi_i \\ge 0$ for $i \\in \\{1, \\dots, N\\}$ with "
        "$\\sum_i \\pi_i = 1$.\n\n"
        "Put $\\mu = \\sum_i \\pi_i f_i$. If $\\pi = \\operatorname{softmax}(\\theta)$ then\n\n"
        "$$ \\frac{\\partial}{\\partial \\theta_k} \\sum_{i=1}^N \\pi_i f_i = "
    )
    assert verdicts(text + "\\pi_k (f_k - \\mu) $$\n") == ["proved"]
    assert verdicts(text + "\\pi_k f_k $$\n") == ["refuted"]


def test_marks_of_two_pluses() -> None:
    text = (
        "Let $H \\in \\mathbb{R}^{p \\times p}$ and $\\theta \\in \\mathbb{R}^p$. "
        "Put $\\theta^{+} = \\theta - H\\theta$ and $\\theta^{++} = \\theta^{+} - H\\theta^{+}$.\n\n"
        "$$ \\theta^{++} = (I - H)^2 \\theta $$\n\n$$ \\theta^{++} = (I - H) \\theta $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


# ---- what estimators are made from ----------------------------------------------------------------------------------


def test_least_squares_by_orthonormal_columns() -> None:
    text = (
        "Let $Q \\in \\mathbb{R}^{m \\times n}$ have orthonormal columns and $R \\in \\mathbb{R}^{n \\times n}$ be "
        "invertible; put $A = QR$. For $b \\in \\mathbb{R}^m$ let $x^\\ast = R^{-1} Q^\\top b$. Then\n\n"
        "$$ A^\\top (b - A x^\\ast) = 0 $$\n\n$$ A^\\top (b - 2 A x^\\ast) = 0 $$\n\n"
        "$$ \\|b - A x^\\ast\\|^2 = \\|b\\|^2 - \\|Q^\\top b\\|^2 $$\n"
    )
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_the_mean_of_a_posterior() -> None:
    text = (
        "Let $X \\in \\mathbb{R}^{n \\times p}$, $y \\in \\mathbb{R}^n$ and $\\alpha, \\beta > 0$. Put "
        "$S = (\\alpha I + \\beta X^\\top X)^{-1}$ and $m = \\beta S X^\\top y$.\n\n"
        "$$ \\alpha m - \\beta X^\\top (y - X m) = 0 $$\n\n$$ \\alpha m - X^\\top (y - X m) = 0 $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_a_matrix_with_a_number() -> None:
    text = (
        "Let $A \\in \\mathbb{R}^{n \\times n}$ be symmetric and $v \\in \\mathbb{R}^n$ with $A v = \\mu v$ and "
        "$v^\\top v = 1$. Put $A_1 = A - \\mu v v^\\top$.\n\n"
        "$$ A_1 v = 0 $$\n\n$$ \\|A_1\\|_F^2 = \\|A\\|_F^2 - \\mu^2 $$\n\n$$ A_1 = A $$\n"
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    ["a 0/1 mask $M", "a binary mask $M", "a mask $M \\in \\mathbb{R}^{m \\times n}$ of zeros and ones; write $M"],
)
def test_masks_of_observed_entries(words: str) -> None:
    text = (
        f"Let $X \\in \\mathbb{{R}}^{{m \\times n}}$ and {words} \\in \\mathbb{{R}}^{{m \\times n}}$. For "
        "$U \\in \\mathbb{R}^{m \\times r}$, $V \\in \\mathbb{R}^{n \\times r}$ let "
        "$R = M \\odot (X - U V^\\top)$.\n\n$$ \\Phi = \\tfrac12 \\|R\\|_F^2 $$\n\n"
        "$$ \\frac{\\partial \\Phi}{\\partial U} = -R V $$\n\n"
        "$$ \\frac{\\partial \\Phi}{\\partial U} = -(X - U V^\\top) V $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_binary_vector_may_be_one_of_signs() -> None:
    text = "Let $s \\in \\mathbb{R}^n$ be a binary vector, $s_i \\in \\{-1, 1\\}$.\n\n$$ s^\\top s = n $$\n\n"
    assert "proved" not in verdicts(text + "$$ s = \\mathbf{1} $$\n")[1:]


def test_scores_of_a_policy() -> None:
    text = (
        "Let $\\theta \\in \\mathbb{R}^k$, $\\pi = \\operatorname{softmax}(\\theta)$ and "
        "$F = \\operatorname{diag}(\\pi) - \\pi \\pi^\\top$.\n\n"
        "$$ \\sum_{a=1}^k \\pi_a \\, \\nabla_\\theta \\log \\pi_a \\, \\nabla_\\theta \\log \\pi_a^\\top = F $$\n\n"
        "$$ \\sum_{a=1}^k \\nabla_\\theta \\log \\pi_a \\, \\nabla_\\theta \\log \\pi_a^\\top = F $$\n\n"
        "For a fixed $\\mu \\in \\mathbb{R}^k$, $\\mu_a > 0$, $\\sum_a \\mu_a = 1$,\n\n"
        "$$ D = \\sum_a \\mu_a \\log \\frac{\\mu_a}{\\pi_a}, \\qquad \\nabla_\\theta D = \\pi - \\mu $$\n"
    )
    assert verdicts(text) == ["proved", "refuted", "definition", "proved"]


def test_abbreviated_properties() -> None:
    text = "- $A \\in \\mathbb{R}^{n \\times n}$ sym., $x \\in \\mathbb{R}^n$.\n\n"
    text += "$$ \\nabla_x (x^\\top A x) = 2 A x $$\n\n"
    text += "- $B \\in \\mathbb{R}^{n \\times n}$ pos. def., $y \\in \\mathbb{R}^n$.\n\n"
    text += "$$ \\nabla_y (y^\\top B y) = B y $$\n"
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize("mark", ["\\star", "*", "\\ast", "+", "-"])
def test_a_row_that_ends_in_a_mark_on_a_name(mark: str) -> None:
    r"""``w^\star`` at the end of a row is no operator that goes on in the next one."""
    text = (
        f"Let $w \\in \\mathbb{{R}}^n$, $\\lambda \\in \\mathbb{{R}}$ and $w^{mark} = \\lambda w$.\n\n"
        f"\\begin{{align}}\nw^{mark} + w^{mark} &= 2 w^{mark}\\\\\n"
        f"\\frac{{\\partial w^{mark}}}{{\\partial \\lambda}} &= w^{mark}\\\\\n"
        f"w^{mark} - w^{mark} &= 0\n\\end{{align}}\n"
    )
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_conditions_of_one_sentence_are_meant_together() -> None:
    """Neither of the two equations makes the claim true without the other."""
    text = (
        "- $A \\in \\mathbb{R}^{n \\times n}$ sym., eigenpairs $A v = \\mu v$, $v^\\top v = 1$\n"
        "- deflate: $B = A - \\mu v v^\\top$\n\n$$ B v = 0 $$\n"
    )
    assert verdicts(text) != ["refuted"]


def test_a_glossary() -> None:
    text = (
        "$\\Sigma$: $n \\times n$ covariance, symmetric positive definite. $\\mu$: expected returns, "
        "a vector of length $n$. $\\gamma > 0$: risk aversion.\n\nUtility of weights $w \\in \\mathbb{R}^n$:\n\n"
        "$$ U(w) = w^\\top \\mu - \\frac{\\gamma}{2} w^\\top \\Sigma w $$\n\n"
        "$$ \\nabla U(w) = \\mu - \\gamma \\Sigma w $$\n\n$$ \\nabla U(w) = \\mu - \\Sigma w $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]
