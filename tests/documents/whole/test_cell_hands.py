"""How people write down one step of a cell and its backward pass: gates, names of gradients, conditions behind."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

CELL = r"""
All vectors live in $\mathbb{R}^{n}$, i.e. $a_f, a_o, a_g, c^{\langle t-1 \rangle} \in \mathbb{R}^n$.

$$ f = \sigma(a_f), \quad o = \sigma(a_o), \quad g = \tanh(a_g) $$

$$ c^{\langle t \rangle} = f \odot c^{\langle t-1 \rangle} + g $$

$$ h^{\langle t \rangle} = o \odot \tanh(c^{\langle t \rangle}) $$

$$ \delta h = \frac{\partial \mathcal{L}}{\partial h^{\langle t \rangle}} $$

$$ \frac{\partial \mathcal{L}}{\partial o} = CLAIM $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [(r"\delta h \odot \tanh(c^{\langle t \rangle})", "proved"), (r"\delta h \odot c^{\langle t \rangle}", "refuted")],
)
def test_gates_of_one_step_and_a_gradient_behind_delta(claim: str, verdict: str) -> None:
    assert verdicts(CELL.replace("CLAIM", claim)) == ["definition"] * 6 + [verdict]


def test_weights_that_all_steps_share_stay_shared() -> None:
    text = r"""
Let $h^{\langle t \rangle}, x^{\langle t \rangle} \in \mathbb{R}^n$ and $U, V \in \mathbb{R}^{n \times n}$.

$$ W = U V^\top $$

$$ h^{\langle t \rangle} = \tanh(W h^{\langle t-1 \rangle} + x^{\langle t \rangle}) $$

$$ \frac{\partial L}{\partial W} = \Big(\frac{\partial L}{\partial h^{\langle t \rangle}} \odot
  (1 - h^{\langle t \rangle} \odot h^{\langle t \rangle})\Big) {h^{\langle t-1 \rangle}}^\top $$
"""
    assert verdicts(text)[-1] == "error"


def test_delta_is_a_name_of_its_own_where_it_is_no_sign_of_a_gradient() -> None:
    text = r"""
Let $x \in \mathbb{R}^m$, $W \in \mathbb{R}^{n \times m}$, and $z = W x$.

$$ \delta = \frac{\partial L}{\partial z} $$

$$ \frac{\partial L}{\partial W} = \delta x^\top $$

$$ \frac{\partial L}{\partial W} = x \delta^\top $$
"""
    assert verdicts(text)[:2] == ["definition", "proved"]
    assert verdicts(text)[2] in ("refuted", "error")


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"-2 \tanh x \, (1 - \tanh^2 x)", "proved"),
        (r"-2 \tanh x \left(1 - \tanh^2 x\right)", "proved"),
        (r"2 \tanh x \, (1 - \tanh^2 x)", "refuted"),
        (r"-2 \tanh x(1 - \tanh^2 x)", "error"),
    ],
)
def test_an_argument_without_brackets_ends_before_a_bracket(right: str, verdict: str) -> None:
    assert verdicts(rf"Let $x \in \mathbb{{R}}$. $$ \frac{{d^2}}{{dx^2}} \tanh x = {right} $$") == [verdict]


def test_a_function_of_the_document_is_no_factor_of_an_argument() -> None:
    text = r"""
Let $x \in \mathbb{R}$. Define

$$ f(x) = 1 + x^2 $$

$$ \tanh f (x - 1) = \tanh(x^2 - 2 x + 2) $$

$$ \log x (1 + x) = \log x + \log(1 + x) $$
"""
    assert verdicts(text) == ["definition", "proved", "error"]


@pytest.mark.parametrize("words", ["$s > 0$. We find", "where $s > 0$. We find"])
def test_a_condition_alone_behind_a_display_belongs_to_it(words: str) -> None:
    text = rf"""
Let $z \in \mathbb{{R}}^d$.
$$ C = \frac{{1}}{{2 s^2}} \| z \|^2, $$
{words}
$$ \nabla_z C = \frac{{1}}{{s^2}} z $$
$$ \frac{{\partial C}}{{\partial s}} = - \frac{{C}}{{s}} $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"Here $g$ is the gain and $I$ the identity.", "refuted"),
        (r"We write $I$ for the identity matrix, and some loss of $g$ follows.", "refuted"),
        (r"Some function follows, and $g$ arrives.", "refuted"),
        (r"Here $A$ is the identity and $g$ the gain.", "undecided"),
        (r"Here $g$ follows the all-ones direction.", "undecided"),
    ],
)
def test_what_the_letter_of_the_identity_is_said_to_be(words: str, verdict: str) -> None:
    text = rf"""
Let $g \in \mathbb{{R}}^n$ and $A \in \mathbb{{R}}^{{n \times n}}$. {words}

$$ (A + I) g = 2 g $$
"""
    if "all-ones" in words:
        text = text.replace("(A + I) g = 2 g", r"g_i = g_1")
    assert [e["verdict"] for e in judged(text)] == [verdict]


@pytest.mark.parametrize("name", [r"\psi", r"\operatorname{act}", r"\operatorname{LeakyReLU}"])
@pytest.mark.parametrize("words", ["where", "where the activation is", "with the nonlinearity given by"])
def test_a_function_that_a_where_clause_defines(name: str, words: str) -> None:
    text = rf"""
Let $x \in \mathbb{{R}}^n$.

$$ a = {name}(x) $$

{words}

$$ {name}(t) = t^2 + 1 $$

$$ \frac{{\partial a_i}}{{\partial x_j}} = 2 x_i \delta_{{ij}} $$

$$ \frac{{\partial a_i}}{{\partial x_j}} = 2 x_i $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_marks_above_weights_that_are_gates_elsewhere() -> None:
    text = r"""
Let $x \in \mathbb{R}^{T \times n}$, $U^f, U^g \in \mathbb{R}^{n \times n}$. For $t = 1, \dots, T$ ($c_{0,i} = 0$):

$$ a^f_{t,i} = \sum_j U^f_{ij} c_{t-1,j}, \quad f_{t,i} = \sigma(a^f_{t,i}) $$

$$ a^g_{t,i} = \sum_j U^g_{ij} c_{t-1,j} + x_{t,i}, \quad g_{t,i} = \tanh(a^g_{t,i}) $$

$$ c_{t,i} = f_{t,i} c_{t-1,i} + g_{t,i} $$

$$ \frac{\partial L}{\partial a^f_{t,i}} = \frac{\partial L}{\partial c_{t,i}} c_{t-1,i} f_{t,i} (1 - f_{t,i}) $$

$$ \frac{\partial L}{\partial a^f_{t,i}} = \frac{\partial L}{\partial c_{t,i}} c_{t,i} f_{t,i} (1 - f_{t,i}) $$
"""
    assert verdicts(text) == ["definition"] * 5 + ["proved", "refuted"]


def test_letters_above_a_number_stay_powers_beside_steps() -> None:
    text = r"""
Let $\beta > 0$ and $s, t$ be positive integers.

$$ \beta^s \beta^t = \beta^{s + t} $$

$$ \beta^s \beta^t = \beta^{s t} $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_strides_of_layers_and_cases_within_cases() -> None:
    text = r"""
A stack has kernel sizes $k_l$ and strides $s_l$, $l = 1, \dots, L$. The jump and the field obey

$$ j_0 = 1, \qquad j_l = j_{l-1} s_l $$

$$ r_0 = 1, \qquad r_l = r_{l-1} + (k_l - 1) j_{l-1} $$

If all strides are one, $s_l = 1$, then

$$ j_l = 1 $$

$$ r_l = 1 + \sum_{m=1}^{l} (k_m - 1) $$

If moreover all kernels have size $k_l = 3$ we get

$$ r_l = 1 + 2 l $$

In general

$$ r_l = 1 + \sum_{m=1}^{l} (k_m - 1) j_{m-1} $$

$$ r_l = 1 + 2 l $$
"""
    assert verdicts(text) == ["definition"] * 4 + ["proved"] * 4 + ["refuted"]


FIRST = r"""
For $t = 1, \dots, T$ and $i = 1, \dots, n$ ($h_{0,i} = c_{0,i} = 0$), with $x \in \mathbb{R}^{T \times n}$,

$$ c_{t,i} = 2 c_{t-1,i} + h_{t-1,i} + x_{t,i}, \qquad h_{t,i} = \tanh(c_{t,i}) $$

$$ L = \sum_{t=1}^T \sum_{i=1}^n h_{t,i}^3 $$

$$ \frac{\partial L}{\partial c_{t,i}} = \frac{\partial L}{\partial h_{t,i}} (1 - h_{t,i}^2) + CARRY $$
"""


@pytest.mark.parametrize(
    ("carry", "verdict"),
    [
        (r"2 \frac{\partial L}{\partial c_{t+1,i}}", "proved"),
        (r"\frac{\partial L}{\partial c_{t+1,i}}", "refuted"),
        ("0", "refuted"),
    ],
)
def test_gradients_at_a_first_state_that_is_a_number_are_not_meant(carry: str, verdict: str) -> None:
    assert verdicts(FIRST.replace("CARRY", carry))[-1] == verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Sequences are zero outside their support,", "refuted"),
        ("Signals vanish outside their bounds,", "refuted"),
        ("Signals vanish outside their middle,", "undecided"),
        ("Signals are zero outside the diagonal,", "undecided"),
    ],
)
def test_what_is_zero_outside_of_itself(words: str, verdict: str) -> None:
    text = rf"""
{words} $a \in \mathbb{{R}}^n$, $w \in \mathbb{{R}}^k$, zero-based.

$$ r_i = \sum_{{p=0}}^{{k-1}} w_p a_{{i+p}}, \qquad r \in \mathbb{{R}}^{{n-k+1}} $$

$$ r_i = \sum_{{p=0}}^{{k-1}} w_p a_{{i-p}} $$
"""
    assert verdicts(text)[-1] == verdict
