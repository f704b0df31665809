"""What prose about matrices supposes, and what it only remarks or concludes."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts


def test_a_property_that_is_to_be_shown_is_not_supposed() -> None:
    head = r"Let $A \in \mathbb{R}^{n \times n}$ and $$ H = A + %s . $$ Show that $H$ is symmetric. $$ H^\top = H $$"
    proved, refuted = (judged(head % x)[-1] for x in (r"A^\top", "A A"))
    assert proved["verdict"] == "proved"
    assert not proved["assumptions"]
    assert refuted["verdict"] == "refuted"
    assumed = r"Let $A \in \mathbb{R}^{n \times n}$. Assume that $A$ is symmetric. $$ A^\top = A $$"
    assert verdicts(assumed)[-1] == "proved"


def test_a_property_before_the_definition_is_no_crash() -> None:
    text = (
        r"For $x \in \mathbb{R}^n$ put $$ C = I - \frac1n \mathbf{1} \mathbf{1}^\top . $$ It is easily seen "
        r"that $C$ is idempotent: $$ C^2 = C, \quad C x = x - \frac1n \mathbf{1} \mathbf{1}^\top x, \quad C^2 = I $$"
    )
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_a_remark_between_expressions_is_not_supposed() -> None:
    bound = r"\|x + y\|^2 \le \|x\|^2 + \|y\|^2"
    text = rf"With $x, y \in \mathbb{{R}}^n$ the bound ${bound}$ fails: $$ {bound} $$"
    assert verdicts(text)[-1] == "refuted"
    bounded = r"Let $x, y \in \mathbb{R}$ with $x \ge 0$, $y \ge 0$. $$ x y \ge 0 $$"
    assert verdicts(bounded)[-1] == "proved"


def test_bounds_of_a_scalar_are_conditions() -> None:
    text = r"Let $0 \le \theta \le 1$. $$ \theta (1 - \theta) \ge 0 $$ $$ \theta (2 - \theta) \ge 1 $$"
    assert verdicts(text) == ["proved", "refuted"]


def test_a_relative_clause_tells_a_property() -> None:
    text = (
        r"Let $x, b \in \mathbb{R}^n$ and let $\Lambda \in \mathbb{R}^{n \times n}$ be the precision, which is %s. "
        r"$$ \nabla_x (x^\top \Lambda x) = 2 \Lambda x $$"
    )
    assert [verdicts(text % x)[-1] for x in ("symmetric", "invertible", "not symmetric")] == [
        "proved",
        "refuted",
        "refuted",
    ]


def test_a_word_or_sign_below_a_vector_makes_another_name() -> None:
    text = (
        r"Let $x, b \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$. $$ x_{\text{new}} = x - \eta (A x - b), \quad "
        r"A_+ = A + x b^\top $$ $$ x_{\text{new}} - x = \eta (b - A x), \quad A_+ b = A b + \|b\|^2 x, \quad A_+ = A $$"
    )
    found = judged(text)
    assert [e["role"] for e in found] == ["definition", "definition", "claim", "claim", "claim"]
    assert [e["verdict"] for e in found[2:]] == ["proved", "proved", "refuted"]


def test_text_that_reads_what_a_display_defines_waits_for_it() -> None:
    text = (
        r"Let $X \in \mathbb{R}^{n \times d}$. Let $G = X X^\top$ be the Gram matrix and $g = \operatorname{diag}(G)$: "
        r"$$ G = X X^\top $$ $$ g_i = \sum_k X_{ik}^2, \quad g_i = \sum_k X_{ik} $$"
    )
    found = judged(text)
    assert [e["role"] for e in found] == ["definition", "claim", "claim"]
    assert [e["verdict"] for e in found[1:]] == ["proved", "refuted"]


def test_a_text_and_its_display_may_write_a_quotient_in_two_ways() -> None:
    text = r"For $x \in \mathbb{R}^n$ let $u = x / \|x\|$. $$ u = \frac{x}{\|x\|} $$ $$ \|u\|^2 = 1 $$"
    assert [e["role"] for e in judged(text)] == ["definition", "claim"]


def test_a_state_that_starts_from_zero() -> None:
    text = (
        r"Here $A \in \mathbb{R}^{n \times n}$, $x_t \in \mathbb{R}^n$, $h_t \in \mathbb{R}^n$, $h_0 = 0$ and "
        r"$t = 1, \dots, T$. $$ h_t = A h_{t-1} + x_t $$ $$ L = \frac12 \sum_{t=1}^T \|h_t\|^2 $$ "
        r"$$ \delta_t = \frac{\partial L}{\partial h_t} $$ "
        r"$$ \frac{\partial L}{\partial A} = \sum_{t=1}^T \delta_t h_{t-1}^\top, "
        r"\quad \frac{\partial L}{\partial A} = \sum_{t=1}^T \delta_t h_t^\top $$"
    )
    assert [e["verdict"] for e in judged(text)][-2:] == ["proved", "refuted"]


def test_what_a_conclusion_is_for_is_supposed() -> None:
    text = (
        r"Let $S \in \mathbb{R}^{n \times n}$ with $S^\top S = I$. Then the same holds for "
        r"%s $Q \in \mathbb{R}^{n \times n}$: $$ (S Q)^\top (S Q) = I $$"
    )
    assert [verdicts(text % x)[-1] for x in ("orthogonal", "symmetric")] == ["proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"where $\Phi$ is the design matrix and $R$ is diagonal with $R_{nn} = y_n (1 - y_n)$",
        r"where $\Phi$ is the matrix whose rows are the features, and $R$ is diagonal with $R_{nn} = y_n (1 - y_n)$",
        r"where $\Phi$ has the rows $\phi_n^\top$, and $R$ is diagonal with $R_{nn} = y_n (1 - y_n)$",
    ],
)
def test_a_diagonal_matrix_behind_a_design_matrix(words: str) -> None:
    text = (
        r"Let $y \in \mathbb{R}^N$ and $\Phi \in \mathbb{R}^{N \times M}$. $$ H = \Phi^\top R \Phi $$ "
        f"{words}. "
        r"$$ H_{ij} = \sum_n y_n (1 - y_n) \Phi_{ni} \Phi_{nj}, \quad H_{ij} = \sum_n y_n \Phi_{ni} \Phi_{nj} $$"
    )
    assert [e["verdict"] for e in judged(text)] == [None, "proved", "refuted"]
