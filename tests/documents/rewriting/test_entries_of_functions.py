r"""Functions that are given entry by entry: $f_i(x)$, $\sigma(z)_i$, the layers $f_l(x)$, and a sum of functions with
their letter."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SOFTMAX = (
    r"For $\mathbf{z} \in \mathbb{R}^K$ the softmax is "
    r"$$ \sigma(\mathbf{z})_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}. $$"
)
BELOW = r"Let $z \in \mathbb{R}^K$ and $c \in \mathbb{R}$. $$ \sigma_i(z) = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}} $$"
APPLIED = (
    r"The softmax is $$ \sigma(\mathbf{z})_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}. $$ With "
    r"$W \in \mathbb{R}^{K \times D}$ and $x \in \mathbb{R}^D$ put $$ p = \sigma(W x). $$"
)
FIELD = (
    r"Let $x \in \mathbb{R}^n$ and $A \in \mathbb{R}^{m \times n}$. A field $f : \mathbb{R}^n \to \mathbb{R}^m$ has "
    r"$$ f_i(x) = \tanh\Bigl(\sum_{j=1}^n A_{ij} x_j\Bigr). $$"
)
SUM = (
    r"Let $x \in \mathbb{R}^d$ and $A_i \in \mathbb{R}^{d \times d}$ be symmetric for $i = 1, \dots, n$. "
    r"$$ f(x) = \frac1n \sum_{i=1}^n f_i(x), \qquad f_i(x) = \frac12 x^\top A_i x $$"
)
LAYERS = (
    r"Let $x_0 \in \mathbb{R}^d$ and $$ f_l(x) = \tanh(W_l x + b_l), \quad l = 1, \dots, L $$ with "
    r"$W_l \in \mathbb{R}^{d \times d}$ and $b_l \in \mathbb{R}^d$. The states are $$ x_l = f_l(x_{l-1}). $$"
)
SCORES = (
    r"Let $x \in \mathbb{R}^D$, $w_k \in \mathbb{R}^D$ and $b_k \in \mathbb{R}$. "
    r"$$ s_k(x) = w_k^\top x + b_k, \quad k = 1, \dots, K $$"
)
D_SIGMA = r"\frac{\partial \sigma(\mathbf{z})_i}{\partial z_j} = \sigma(\mathbf{z})_i"
SIGMOID = r"Let $z \in \mathbb{R}^K$."

LINEAR = r"Let $x, u \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$. $$ f_i(x) = \sum_{j=1}^n A_{ij} x_j $$"
BASIS = (
    r"Let $w \in \mathbb{R}^m$ and $c_j \in \mathbb{R}$ for $j = 0, \dots, m-1$. "
    r"$$ \phi_j(t) = (t - c_j)^2, \qquad j = 0, \dots, m-1 $$ $$ y(t) = \sum_{j=0}^{m-1} w_j \phi_j(t) $$"
)
DISTANCES = (
    r"Let $x_1, \dots, x_N \in \mathbb{R}^d$ and $\mu_1, \dots, \mu_K \in \mathbb{R}^d$. "
    r"$$ d_k(x) = \|x - \mu_k\|^2 $$"
)
NORMED = r"Let $x \in \mathbb{R}^n$ and $g(x)_i = \frac{x_i}{\sqrt{\sum_{j=1}^n x_j^2}}$ for $x \ne 0$."
RECTIFIER = (
    r"Let $a \in \mathbb{R}^m$ and $\sigma(a)_i = \max(0, a_i)$ denote the rectifier. "
    r"For $W \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^n$ put $h = \sigma(W x)$."
)

NORMALISED = (
    r"Let $x, \gamma, \beta \in \mathbb{R}^H$ and $\epsilon > 0$. $$ \mu(x) = \frac1H \sum_{i=1}^H x_i, \qquad "
    r"s(x) = \frac1H \sum_{i=1}^H (x_i - \mu(x))^2 $$ "
    r"$$ \mathrm{LN}(x)_i = \gamma_i \frac{x_i - \mu(x)}{\sqrt{s(x) + \epsilon}} + \beta_i $$"
)
PROJECTED = r"For $v, u \in \mathbb{R}^d$ with $\|u\| = 1$ let $\operatorname{proj}_u(v) = (u^\top v) u$."


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (SOFTMAX, r"\sum_{i=1}^K \sigma(\mathbf{z})_i = 1", "proved"),
        (SOFTMAX, rf"{D_SIGMA} (\delta_{{ij}} - \sigma(\mathbf{{z}})_j)", "proved"),
        (SOFTMAX, rf"{D_SIGMA} (1 - \sigma(\mathbf{{z}})_j)", "refuted"),
        (BELOW, r"\sigma_i(z + c \mathbf{1}) = \sigma_i(z)", "proved"),
        (BELOW, r"\sigma_i(2 z) = \sigma_i(z)", "refuted"),
        (BELOW, r"\frac{\partial \sigma_i}{\partial z_j} = \sigma_i(z) (\delta_{ij} - \sigma_j(z))", "proved"),
        (APPLIED, r"\frac{\partial p_k}{\partial W_{jd}} = p_k (\delta_{kj} - p_j) x_d", "proved"),
        (APPLIED, r"\frac{\partial p_k}{\partial W_{jd}} = p_k (\delta_{kj} - p_k) x_d", "refuted"),
        (SIGMOID, r"\sigma(z)_i = \frac{1}{1 + e^{-z_i}}", "proved"),
        (SIGMOID, r"\sigma(z)_i = \frac{1}{1 + e^{z_i}}", "refuted"),
        (FIELD, r"\frac{\partial f_i}{\partial x_j}(x) = (1 - f_i(x)^2) A_{ij}", "proved"),
        (FIELD, r"\frac{\partial f_i}{\partial x_j} = (1 - f_i(x)^2) A_{ji}", "refuted"),
        (SUM, r"\nabla f_i(x) = A_i x", "proved"),
        (SUM, r"\nabla f(x) = \frac1n \sum_{i=1}^n \nabla f_i(x)", "proved"),
        (SUM, r"\nabla f(x) = \sum_{i=1}^n A_i x", "refuted"),
        (LAYERS, r"\frac{\partial x_l}{\partial x_{l-1}} = \operatorname{diag}(1 - x_l^2) W_l", "proved"),
        (LAYERS, r"\frac{\partial x_l}{\partial x_{l-1}} = W_l \operatorname{diag}(1 - x_l^2)", "refuted"),
        (SCORES, r"s_k(x) - s_j(x) = (w_k - w_j)^\top x + b_k - b_j", "proved"),
        (SCORES, r"s_k(2x) = 2 s_k(x) - b_k", "proved"),
        (SCORES, r"s_k(2x) = 2 s_k(x)", "refuted"),
        (LINEAR, r"f_j(A x) = \sum_k (A A)_{jk} x_k", "proved"),
        (LINEAR, r"f_i(f(x)) = \sum_k (A A)_{ik} x_k", "proved"),
        (LINEAR, r"f_i(f(x)) = \sum_k A_{ik} x_k", "refuted"),
        (LINEAR, r"f_1(u) = \sum_{j=1}^n A_{1j} u_j", "proved"),
        (LINEAR, r"f_1(u) = \sum_{j=1}^n A_{2j} u_j", "refuted"),
        (LINEAR, r"f(u) = A^\top u", "refuted"),
        (LINEAR, r"\frac{\partial f_i(u)}{\partial u_j} = A_{ij}", "proved"),
        (BASIS, r"\phi_j'(t) = 2 (t - c_j)", "proved"),
        (BASIS, r"\phi_j''(t) = 2", "proved"),
        (BASIS, r"\phi_j'(t) = 2 (t + c_j)", "refuted"),
        (BASIS, r"\phi_0(c_0) = 0", "proved"),
        (BASIS, r"\phi_1(c_0) = 0", "refuted"),
        (BASIS, r"y'(t) = 2 \sum_{j=0}^{m-1} w_j (t - c_j)", "proved"),
        (DISTANCES, r"d_k(x_n) = \sum_{i=1}^d (x_{ni} - \mu_{ki})^2", "proved"),
        (DISTANCES, r"d_k(\mu_k) = 0", "proved"),
        (DISTANCES, r"d_k(\mu_j) = 0", "refuted"),
        (DISTANCES, r"\nabla_{x_n} d_k(x_n) = 2 (\mu_k - x_n)", "refuted"),
        (NORMED, r"\sum_{i=1}^n g(x)_i^2 = 1", "proved"),
        (NORMED, r"\sum_{i=1}^n g(x)_i^2 = n", "refuted"),
        (FIELD, r"\frac{\partial f_i}{\partial x_j} = (1 - f_i^2(x)) A_{ij}", "proved"),
        (FIELD, r"\frac{\partial f_i}{\partial x_j} = (1 - f_i^3(x)) A_{ij}", "refuted"),
        (NORMED, r"g(-x)_i = g(x)_i", "refuted"),
        (RECTIFIER, r"h_i = \max(0, \sum_j W_{ij} x_j)", "proved"),
        (RECTIFIER, r"h_i = \sum_j W_{ij} x_j", "refuted"),
        (NORMALISED, r"s(2x) = 4 s(x)", "proved"),
        (NORMALISED, r"\mathrm{LN}(x + \mathbf{1}) = \mathrm{LN}(x)", "proved"),
        (NORMALISED, r"\mathrm{LN}(2x) = \mathrm{LN}(x)", "refuted"),
        (NORMALISED, r"\frac{\partial \mathrm{LN}(x)_i}{\partial \beta_j} = \delta_{ij}", "proved"),
        (PROJECTED, r"\operatorname{proj}_u(\operatorname{proj}_u(v)) = \operatorname{proj}_u(v)", "proved"),
        (PROJECTED, r"\operatorname{proj}_u(v) = v", "refuted"),
    ],
)
def test_entries_of_functions(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}\n\n$$ {claim} $$\n")[-1] == verdict


def test_entries_that_cannot_be_read_leave_no_number_behind() -> None:
    text = r"$$ \sigma(z)_i = \frac{e^{z_i} A z}{\sum_j e^{z_j}} $$ With $x \in \mathbb{R}^K$, $$ p = \sigma(x) $$"
    assert not {"proved", "refuted"} & set(verdicts(rf"{text} $$ \sum_k p_k = 1 $$"))


def test_entries_at_what_they_are_made_from() -> None:
    text = r"Let $x \in \mathbb{R}$, $c \in \mathbb{R}^m$. Put $y_j = (x - c_j)^2$."
    claims = (r"y_j(x) = x^2 - 2 c_j x + c_j^2", r"y_j(x)^2 = (x - c_j)^4", r"y_j(x)^2 = (x - c_j)^2")
    lines = "\n\n".join(f"$$ {claim} $$" for claim in claims)
    assert verdicts(f"{text}\n\n{lines}\n") == ["proved", "proved", "refuted"]


def test_on_the_way_of_a_chain() -> None:
    chain = r"$$ p_i = \sigma(z)_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}} $$"
    claims = [rf"$$ \frac{{\partial p_i}}{{\partial z_j}} = p_i ({x} - p_j) $$" for x in (r"\delta_{ij}", "1")]
    text = "\n\n".join((r"Let $z \in \mathbb{R}^K$. The predicted probabilities are", chain, *claims))
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]
    told = rf"Let $z \in \mathbb{{R}}^K$ and let $\sigma$ be the logistic sigmoid. {chain}"
    assert verdicts(told) == ["definition", "refuted"]


GIVEN = r"e^{z_i} / \sum_{j=1}^n e^{z_j}"


@pytest.mark.parametrize(
    "said",
    [
        rf"Let $s : \mathbb{{R}}^n \to \mathbb{{R}}^n$ be the softmax, $s_i(z) = {GIVEN}$.",
        rf"Let $s : \mathbb{{R}}^n \to \mathbb{{R}}^n$ be given by $s_i(z) = {GIVEN}$.",
        rf"Let $z \in \mathbb{{R}}^n$ and $s_i(z) = {GIVEN}$.",
        rf"For $z \in \mathbb{{R}}^n$ let $s$ be the softmax, $$ s_i(z) = {GIVEN}. $$",
        r"Let $z \in \mathbb{R}^n$ and let $s$ be the softmax of the logits $z$.",
    ],
)
def test_a_bracket_behind_an_entry_of_a_function_may_be_a_factor(said: str) -> None:
    text = rf"""{said} Write $S = \sum_{{j=1}}^n e^{{z_j}}$.
$$ \frac{{\partial s_i}}{{\partial z_j}} = s_i (\delta_{{ij}} - s_j) $$
$$ \frac{{\partial s_i}}{{\partial z_j}} = s_i (1 - s_j) $$
$$ s_i S = e^{{z_i}}, \qquad s_i S = e^{{z_i}} + 1 $$
"""
    assert verdicts(text)[-4:] == ["proved", "refuted", "proved", "refuted"]


@pytest.mark.parametrize("said", ["We do not suppose that $p$ is", "If $p$ is", "Nobody says that $p$ is not"])
def test_what_is_not_said_to_be_the_softmax(said: str) -> None:
    text = rf"Let $p, z \in \mathbb{{R}}^n$. {said} the softmax of $z$. $$ \sum_i p_i = 1 $$ $$ p_i > 0 $$"
    assert "proved" not in verdicts(text)


def test_on_the_way_of_a_chain_with_a_bold_argument() -> None:
    lines = (
        r"z_k = \sum_{d=1}^D W_{kd} x_d",
        r"p_k = \sigma(\mathbf{z})_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}",
        r"L = \log \sum_{k=1}^K e^{z_k}",
        r"\frac{\partial L}{\partial \mathbf{z}} = \mathbf{p}",
        r"\frac{\partial L}{\partial \mathbf{z}} = 2 \mathbf{p}",
    )
    head = r"Let $W \in \mathbb{R}^{K \times D}$ and $x \in \mathbb{R}^D$."
    assert verdicts("\n\n".join((head, *(f"$$ {x} $$" for x in lines))))[-2:] == ["proved", "refuted"]
