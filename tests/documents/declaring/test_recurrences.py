"""Recurrences in documents: tensors defined from themselves or from each other, their shapes, and what is none."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

CELL = r"""
Inputs $x \in \mathbb{R}^{T \times D}$ with $x_{tk}$ for $t = 1, \dots, T$; weights $W \in \mathbb{R}^{H \times H}$,
$U \in \mathbb{R}^{H \times D}$. The states $h_{ti}$ start from $h_{0i} = 0$.

$$ a_{ti} = \sum_j W_{ij} h_{t-1,j} + \sum_k U_{ik} x_{tk}, \qquad h_{ti} = \tanh(a_{ti}) $$

$$ \frac{\partial L}{\partial U_{ik}} = \sum_{t=1}^T \frac{\partial L}{\partial a_{ti}} x_{tk} $$

$$ \frac{\partial L}{\partial W_{ij}} = \sum_{t=1}^T \frac{\partial L}{\partial a_{ti}} h_{t-1,j} $$

$$ \frac{\partial L}{\partial W_{ij}} = \sum_{t=1}^T \frac{\partial L}{\partial a_{ti}} h_{tj} $$
"""


def test_a_cell_without_stated_state_shapes() -> None:
    assert verdicts(CELL) == ["definition", "definition", "proved", "proved", "refuted"]


def test_an_unrolled_sum_by_induction() -> None:
    text = r"""
A vector $a \in \mathbb{R}^n$, indices from 0.

$$ s_0 = 0, \qquad s_{k+1} = s_k + a_k \qquad \text{for } k = 0, \dots, n-1 $$

$$ s_k = \sum_{i=0}^{k-1} a_i $$

$$ s_k = \sum_{i=0}^{k} a_i $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_a_given_initial_state_is_an_input() -> None:
    text = r"""
Let $h \in \mathbb{R}^{(T+1) \times H}$, $b \in \mathbb{R}^H$; indices start at 0.

$$ h_{t+1,i} = b_i h_{ti} $$

$$ h_{1i} = b_i h_{0i} $$

$$ h_{1i} = 0 $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "claim",
    [r"x_{i+1} = x_i + 1", r"x_i = x_{i-1}"],
)
def test_a_claim_about_an_input_that_was_used_is_no_recurrence(claim: str) -> None:
    text = r"""
Let $x \in \mathbb{R}^n$.

$$ y_i = x_i^2 $$

$$ CLAIM $$
""".replace("CLAIM", claim)
    assert verdicts(text) == ["definition", "refuted"]


def test_a_size_letter_in_a_subscript_of_one_side_is_the_last_index() -> None:
    text = r"""
Let $x \in \mathbb{R}^n$, indices from 1.

$$ \sum_{i=1}^{n-1} (x_{i+1} - x_i) = x_n - x_1 $$

$$ \sum_{i=1}^{n-1} (x_{i+1} - x_i) = x_1 - x_n $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_trailing_limits_of_indices_are_no_equations() -> None:
    text = r"""
Let $x \in \mathbb{R}^{sH}$ with a positive integer $s$.

$$ y_i = \frac1s \sum_{a=0}^{s-1} x_{si+a}, \qquad 0 \le i < H $$

$$ \frac{\partial L}{\partial x_{si+a}} = \frac1s \frac{\partial L}{\partial y_i}, \quad 0 \le i < H, \ 0 \le a < s $$

$$ \frac{\partial L}{\partial x_{si+a}} = \frac{\partial L}{\partial y_i}, \quad 0 \le i < H, \ 0 \le a < s $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_function_with_several_forms_is_defined_by_the_document() -> None:
    text = r"""
$$ \operatorname{GELU}(a) = \frac{a}{2} \left(1 + \tanh(a + a^3)\right) $$

$$ \operatorname{GELU}(a) - \operatorname{GELU}(-a) = a $$
"""
    assert verdicts(text) == ["definition", "proved"]


@pytest.mark.parametrize(
    "words",
    ["for $t = 1, \\dots, T$", "for all $t \\ge 1$ define", "for $t > 0$ let", "for $t = 1, 2, \\dots$ put"],
)
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("z_1 = \\rho z_0 + g_1", "proved"),
        ("z_1 = g_1", "refuted"),
        ("z_2 = \\rho^2 z_0 + \\rho g_1 + g_2", "proved"),
        ("z_2 = \\rho z_0 + \\rho g_1 + g_2", "refuted"),
        ("z_t = \\rho^t z_0 + \\sum_{k=1}^{t} \\rho^{t-k} g_k", "proved"),
        ("z_t = \\rho^t z_0 + \\sum_{k=1}^{t} \\rho^{k} g_k", "refuted"),
    ],
)
def test_the_first_state_of_a_sequence_of_numbers(words: str, claim: str, verdict: str) -> None:
    text = (
        f"Let $z_0 \\in \\mathbb{{R}}$ and $\\rho \\in \\mathbb{{R}}$ be given and {words}\n\n"
        f"$$ z_t = \\rho z_{{t-1}} + g_t $$\n\nwhere $g_t \\in \\mathbb{{R}}$.\n\n$$ {claim} $$\n"
    )
    found = judged(text)
    assert found[-1]["verdict"] == verdict


@pytest.mark.parametrize("loss", ["The loss $E$ is a function of $x_L$.", "Let $E = \\|x_L\\|^2$."])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("\\frac{\\partial E}{\\partial x_l} = (I + B_l)^\\top \\frac{\\partial E}{\\partial x_{l+1}}", "proved"),
        ("\\frac{\\partial E}{\\partial x_l} = (I + B_l) \\frac{\\partial E}{\\partial x_{l+1}}", "refuted"),
        ("\\frac{\\partial E}{\\partial x_l} = 0", "refuted"),
        ("\\frac{\\partial E}{\\partial B_l} = \\frac{\\partial E}{\\partial x_{l+1}} x_l^\\top", "proved"),
        ("\\frac{\\partial E}{\\partial B_l} = \\frac{\\partial E}{\\partial x_l} x_l^\\top", "refuted"),
    ],
)
def test_states_declared_for_the_steps_have_one_more(loss: str, claim: str, verdict: str) -> None:
    text = (
        "Let $x_l \\in \\mathbb{R}^d$ and $B_l \\in \\mathbb{R}^{d \\times d}$ for $l = 0, \\dots, L-1$,\n\n"
        f"$$ x_{{l+1}} = x_l + B_l x_l $$\n\n{loss}\n\n$$ {claim} $$\n"
    )
    assert verdicts(text)[-1] == verdict


def test_a_question_states_no_step() -> None:
    text = (
        "Is it $x_{l+1} = x_l + 1$? Let $c, x_0 \\in \\mathbb{R}$ and for $l = 0, \\dots, L-1$\n\n"
        "$$ x_{l+1} = x_l + c $$\n\n$$ x_1 = x_0 + c $$\n\n$$ x_1 = x_0 + 1 $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_list_that_drives_a_recurrence_counts_its_steps() -> None:
    text = r"""Weights $\theta_1, \dots, \theta_T$ (scalars), decay $\alpha \in (0,1)$, $\bar\theta_0 = 0$:
    $$ \bar\theta_t = \alpha \bar\theta_{t-1} + (1 - \alpha) \theta_t $$
    $$ \frac{\partial \bar\theta_T}{\partial \theta_1} = (1 - \alpha) \alpha^{T-1}, \qquad
    \frac{\partial \bar\theta_T}{\partial \theta_1} = \alpha^{T-1} $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_list_that_drives_nothing_tells_nothing() -> None:
    text = r"""Let $a_1, \dots, a_T$ be numbers.
    $$ w_{t+1} = \beta w_t, \qquad w_2 = \beta^2 w_0, \quad w_2 = \beta w_0 $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("first", [r"r_{\text{init}}", r"r_{\mathrm{start}}"])
def test_the_first_state_may_have_a_name_of_its_own(first: str) -> None:
    text = rf"""Let $m\in\mathbb{{R}}^T$ and $\mu\in\mathbb{{R}}$. For $t=1,\dots,T$,
$$ r_t = \mu r_{{t-1}}+(1-\mu)m_t,\qquad r_0={first} $$
$$ \frac{{\partial r_t}}{{\partial {first}}} = \mu^t, \qquad \frac{{\partial r_t}}{{\partial {first}}} = \mu $$
"""
    assert verdicts(text)[2:] == ["proved", "refuted"]


@pytest.mark.parametrize(
    "lead", ["Let $S_{0,a}=0$. For $t=1,\\dots,T$", "It starts at $S_{0,a}=0$, and for $t=1,\\dots,T$"]
)
def test_a_line_about_all_steps_but_the_last_does_not_shorten_the_recurrence(lead: str) -> None:
    text = (
        r"""Let $k\in\mathbb{R}^{T\times d}$, $q\in\mathbb{R}^{T\times d}$. """
        + lead
        + r"""
$$ S_{t,a}=S_{t-1,a}+k_{t,a},\qquad o_t=\sum_{a=1}^dq_{t,a}S_{t,a} $$
$$ \frac{\partial\ell}{\partial S_{t,a}}=q_{t,a}\frac{\partial\ell}{\partial o_t}
   +\frac{\partial\ell}{\partial S_{t+1,a}}, \qquad 1\le t<T $$
$$ \frac{\partial\ell}{\partial S_{t,a}}=q_{t,a}\frac{\partial\ell}{\partial o_t},\qquad 1\le t<T $$
"""
    )
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


LONGER = r"""Let $g \in \mathbb{R}^{T \times n}$, $\beta \in \mathbb{R}$, and
$v \in \mathbb{R}^{T \times n}$ with FIRST. WORDS

$$ v_{t,i} = \beta v_{t-1,i} + g_{t,i} $$

$$ v_{T,i} = \sum_{t=1}^{T} \beta^{T-t} g_{t,i} $$

$$ v_{T,i} = \beta^{T} + \sum_{t=1}^{T} \beta^{T-t} g_{t,i} $$

$$ v_{T-1,i} = \sum_{t=1}^{T} \beta^{T-t} g_{t,i} $$
"""


@pytest.mark.parametrize("words", [r"For $t = 1, \dots, T$", "Then"])
@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        ("$v_{0,i} = 0$", ["proved", "refuted", "refuted"]),
        ("$v_0 = 0$", ["proved", "refuted", "refuted"]),
        ("$v_{0,i} = 1$", ["refuted", "proved", "refuted"]),
    ],
)
def test_a_stated_length_counts_the_steps_where_a_state_before_them_is_given(
    words: str, first: str, wanted: list[str]
) -> None:
    assert verdicts(LONGER.replace("FIRST", first).replace("WORDS", words)) == ["definition", *wanted]


def test_a_stated_length_counts_the_first_state_where_the_steps_end_before_it() -> None:
    text = LONGER.replace("FIRST", "$v_{0,i} = g_{0,i}$").replace("WORDS", r"For $t = 1, \dots, T - 1$")
    text = text[: text.index("$$ v_{T,i}")] + r"$$ v_{T-1,i} = \sum_{t=0}^{T-1} \beta^{T-1-t} g_{t,i} $$"
    assert verdicts(text) == ["definition", "proved"]


def test_the_steps_of_a_second_recurrence_are_those_of_the_first() -> None:
    text = r"""With $k$ a positive integer and $l \ge 0$

$$ j_0 = 1, \qquad j_{l+1} = 3 j_l $$ $$ r_0 = 1, \qquad r_{l+1} = r_l + (k-1)\, j_l $$

$$ r_L = 1 + (k-1) \sum_{l=0}^{L-1} j_l $$

Dilated:

$$ \rho_0 = 1, \qquad \rho_{l+1} = \rho_l + (k-1)\, 2^l $$

$$ \rho_L = 1 + (k-1)(2^L - 1) $$ $$ \rho_L = 1 + (k-1)\, 2^L $$
"""
    assert [v for v in verdicts(text) if v != "definition"] == ["proved", "proved", "refuted"]


def test_numbers_beside_a_recurrence_of_vectors() -> None:
    text = r"""$h_0 = 0$, inputs $x_1, \dots, x_T$, parameters $w, u \in \mathbb{R}$:

$$ h_t = \tanh(w h_{t-1} + u x_t), \qquad t = 1, \dots, T $$ $$ \frac{\partial h_t}{\partial h_{t-1}} = w (1 - h_t^2) $$

$$ \frac{\partial h_t}{\partial w} = (1 - h_t^2) h_{t-1} $$

Now $s_0 = 0$ and $W \in \mathbb{R}^{m \times m}$, $U \in \mathbb{R}^{m \times d}$, $z_t \in \mathbb{R}^d$,

$$ a_t = W s_{t-1} + U z_t, \qquad s_t = \phi(a_t), \qquad t = 1, \dots, T. $$

The loss is $E = \ell(s_T)$, and $\delta_t = \partial E / \partial a_t$.

$$ \delta_{t-1} = \phi'(a_{t-1}) \odot (W^\top \delta_t) $$
"""
    assert [v for v in verdicts(text) if v != "definition"] == ["proved", "refuted", "proved"]


def test_sums_over_windows_from_either_side() -> None:
    text = r"""Let $x \in \mathbb{R}^{L}$, $M = L - K + 1$. Indices run from $0$.

$$ U_{t,k} = x_{t+k}, \qquad 0 \le t < M,\; 0 \le k < K $$

$$ \sum_{t=0}^{M-1} \sum_{k=0}^{K-1} U_{t,k}^2 = \sum_{k=0}^{K-1} \sum_{t=0}^{M-1} x_{t+k}^2 $$

$$ \sum_{t=0}^{M-1} \sum_{k=0}^{K-1} U_{t,k} = K \sum_{i=0}^{L-1} x_i $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


GIVEN = r"$g_t \in \mathbb{R}^d$ are given for $t = 1, \dots, T$, and $c \in \mathbb{R}^d$. "
STEP_AND_START = r"$$ m_0 = c, \qquad m_t = \beta m_{t-1} + g_t $$ "


@pytest.mark.parametrize(
    "before",
    [
        "",
        "We start with $m_0 = c$. ",
        "We start with $m_0 = c$ and take $m_t = \\beta m_{t-1} + g_t$. ",
        "The average $m_0 = c$, $m_t = \\beta m_{t-1} + g_t$: ",
        "We take $m_t = \\beta m_{t-1} + g_t$. ",
        "$$ m_0 = c $$ ",
    ],
)
def test_a_base_case_that_is_told_twice_counts_once(before: str) -> None:
    text = GIVEN + before + STEP_AND_START + r"$$ m_1 = \beta c + g_1 $$ $$ m_1 = 2 \beta c + g_1 $$"
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_two_base_cases_are_an_error() -> None:
    text = GIVEN + r"$$ m_0 = c $$ $$ m_0 = 2 c, \qquad m_t = \beta m_{t-1} + g_t $$ $$ m_1 = \beta c + g_1 $$"
    assert verdicts(text)[1] == "error"


@pytest.mark.parametrize("broken", [r"m_0 = \foo{c}", "m_0 = (c", r"m_0 = \frac{c"])
@pytest.mark.parametrize("numbers", [True, False])
def test_a_recurrence_whose_base_case_cannot_be_read_is_none(broken: str, numbers: bool) -> None:
    given = r"Numbers $g_t$ are given for $t = 1, \dots, T$, and a number $c$. " if numbers else GIVEN
    text = rf"{given} $$ {broken} $$ $$ m_t = \beta m_{{t-1}} + g_t $$ $$ y_t = 2 m_t $$ "
    text += r"$$ m_1 = \beta c + g_1 $$ $$ m_1 = g_1 $$ $$ y_1 = 2 g_1 $$"
    assert {"proved", "refuted"}.isdisjoint(verdicts(text))


def test_a_broken_line_behind_a_recurrence_is_left_alone() -> None:
    text = GIVEN + STEP_AND_START + r"$$ m_2 = \foo{c} $$ $$ m_1 = \beta c + g_1 $$"
    assert verdicts(text)[-1] == "proved"


_DRIVEN = r"Let $a_t, o_t \in \mathbb{R}^H$ for $t = 1, \dots, T$. "
_STEP, _BASE = r"c_t = a_t \odot c_{t-1} + o_t", "c_0 = 0"


@pytest.mark.parametrize(
    "displays",
    [
        rf"$$ {_STEP}, \qquad h_t = o_t \odot c_t, \qquad {_BASE} $$",
        rf"$$ {_STEP}, \qquad L = \sum_t \|c_t\|^2, \qquad {_BASE} $$",
        rf"$$ {_STEP} $$ $$ h_t = o_t \odot c_t $$ where $$ {_BASE} $$",
        r"\begin{align} c_t &= a_t \odot c_{t-1} + o_t \\ L &= \sum_t \|c_t\|^2 \\ c_0 &= 0 \end{align}",
    ],
)
def test_a_base_case_behind_what_is_made_from_the_states(displays: str) -> None:
    found = verdicts(_DRIVEN + displays + r" $$ c_2 = a_2 \odot o_1 + o_2 $$ $$ c_2 = a_2 \odot o_1 $$")
    assert found == ["definition"] * 3 + ["proved", "refuted"]


def test_a_value_behind_a_claim_about_the_states_begins_nothing() -> None:
    found = verdicts(_DRIVEN + rf"$$ {_STEP} $$ $$ c_t - o_t = a_t \odot c_{{t-1}} $$ $$ {_BASE} $$")
    assert found == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial h_T}{\partial x_s} = b\,a^{T-s}", "proved"),
        (r"\frac{\partial h_T}{\partial x_s} = b\,a^{s}", "refuted"),
        (r"\frac{\partial h_T}{\partial x_s} = b\,a^{T-s+1}", "refuted"),
        (r"\frac{\partial m_T}{\partial x_s} = (1 - \beta) \beta^{T-s}", "proved"),
        (r"\frac{\partial m_T}{\partial x_s} = \beta^{T-s}", "refuted"),
    ],
)
def test_how_the_last_state_moves_with_an_input(claim: str, verdict: str) -> None:
    text = r"""Let $x_1, \dots, x_T$, $a$, $b$ and $\beta$ be real, and for $t = 1, \dots, T$

$$ h_0 = 0, \qquad h_t = a\,h_{t-1} + b\,x_t $$

$$ m_0 = 0, \qquad m_t = \beta m_{t-1} + (1 - \beta) x_t $$

"""
    assert verdicts(text + f"$$ {claim} $$\n")[-1] == verdict
