"""Iterates of which no number of steps is stated: a line about them is a line about one step from anywhere."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts

HEAD = (
    r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric, $b, x^* \in \mathbb{R}^n$ and $\eta, \beta > 0$, and let "
    r"$$ f(x) = \frac12 x^\top A x - b^\top x. $$ "
)
STEP = HEAD + r"Gradient descent is $$ x_{k+1} = x_k - \eta \nabla f(x_k). $$ "
OTHER = (
    r"Let $f$ be a smooth function of $x \in \mathbb{R}^n$. Gradient descent is "
    r"$$ x_{k+1} = x_k - \eta \nabla f(x_k). $$ "
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"x_{k+1} = x_k - \eta (A x_k - b)", "proved"),
        (r"x_{k+1} = x_k - \eta A x_k", "refuted"),
        (r"x_{k+1} = (I - \eta A) x_k + \eta b", "proved"),
        (r"x_{k+1} = (I - \eta A) x_k - \eta b", "refuted"),
        (r"\|x_{k+1} - x_k\|^2 = \eta^2 \|A x_k - b\|^2", "proved"),
        (r"\|x_{k+1} - x_k\|^2 = \eta \|A x_k - b\|^2", "refuted"),
        (r"f(x_{k+1}) = f(x_k) - \eta \|A x_k - b\|^2 + \frac{\eta^2}{2} (A x_k - b)^\top A (A x_k - b)", "proved"),
        (r"f(x_{k+1}) = f(x_k) - \eta \|A x_k - b\|^2", "refuted"),
        (r"\frac{\partial x_{k+1}}{\partial x_k} = I - \eta A", "proved"),
        (r"\frac{\partial x_{k+1}}{\partial x_k} = I + \eta A", "refuted"),
    ],
)
def test_gradient_descent(line: str, verdict: str) -> None:
    assert verdicts(f"{STEP} $$ {line} $$") == ["definition", "definition", verdict]


@pytest.mark.parametrize("steps", ["", r", \qquad k = 0, 1, 2, \dots"])
def test_a_fixed_point(steps: str) -> None:
    text = HEAD + rf"$$ x_{{k+1}} = x_k - \eta \nabla f(x_k){steps} $$ Suppose that $A x^* = b$. "
    text += r"$$ x_{k+1} - x^* = (I - \eta A)(x_k - x^*) $$ $$ x_{k+1} - x^* = (I + \eta A)(x_k - x^*) $$"
    assert verdicts(text)[2:] == ["proved", "refuted"]


def test_momentum() -> None:
    text = r"Let $w \in \mathbb{R}^d$ and $\eta, \beta > 0$, and let $f : \mathbb{R}^d \to \mathbb{R}$ be smooth. "
    text += r"$$ v_{t+1} = \beta v_t + \nabla f(w_t) $$ $$ w_{t+1} = w_t - \eta v_{t+1} $$ "
    text += r"$$ w_{t+1} = w_t - \eta \beta v_t - \eta \nabla f(w_t) $$ $$ w_{t+1} = w_t - \eta \beta v_t $$"
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


@pytest.mark.parametrize("words", [r"with step sizes $\eta_k > 0$,", r"with step sizes $\eta_k \in \mathbb{R}$,", ""])
def test_a_step_size_of_each_step(words: str) -> None:
    text = HEAD + rf"Iterate, {words} $$ x_{{k+1}} = x_k - \eta_k \nabla f(x_k) $$ "
    text += r"$$ x_{k+1} = x_k - \eta_k (A x_k - b) $$ $$ x_{k+1} = x_k - \eta_k A x_k $$"
    assert verdicts(text)[2:] == ["proved", "refuted"]


def test_two_steps_back() -> None:
    text = HEAD + r"Heavy ball: $$ x_{k+1} = x_k - \eta \nabla f(x_k) + \beta (x_k - x_{k-1}) $$ "
    text += r"$$ x_{k+1} = (1 + \beta) x_k - \beta x_{k-1} - \eta (A x_k - b) $$ "
    text += r"$$ x_{k+1} = x_k - \beta x_{k-1} - \eta (A x_k - b) $$"
    assert verdicts(text)[2:] == ["proved", "refuted"]


def test_a_point_between() -> None:
    text = HEAD + r"$$ y_k = x_k + \beta (x_k - x_{k-1}) $$ $$ x_{k+1} = y_k - \eta \nabla f(y_k) $$ "
    text += (
        r"$$ x_{k+1} = (I - \eta A) (x_k + \beta (x_k - x_{k-1})) + \eta b $$ $$ x_{k+1} = (I - \eta A) x_k + \eta b $$"
    )
    assert verdicts(text)[3:] == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"x_{k+2} = x_{k+1} - \eta (A x_{k+1} - b)", "proved"),
        (r"x_{k+2} = x_{k+1} - \eta (A x_k - b)", "refuted"),
        (r"x_k = (I - \eta A) x_{k-1} + \eta b", "proved"),
        (r"x_k = (I - \eta A) x_{k-1} - \eta b", "refuted"),
        (r"x_k = (I - \eta A)^2 x_0", "refuted"),
        (r"x_2 = (I - \eta A) x_1 + \eta b", "proved"),
        (r"k x_{k+1} = k x_k", "refuted"),
    ],
)
def test_more_than_one_step_of_a_known_function(line: str, verdict: str) -> None:
    assert verdicts(f"{STEP} $$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(
    "line",
    [
        r"x_{k+2} = x_{k+1} - \eta \nabla f(x_{k+1})",  # no equation makes x_{k+2}
        r"x_k = x_{k-1} - \eta \nabla f(x_{k-1})",  # x_k is not free beside x_{k-1}
        r"x_k = x_0",
        r"\sum_{k=0}^{n} x_k = 0",
        r"k x_{k+1} = k x_k",
    ],
)
def test_more_than_one_step_is_not_guessed(line: str) -> None:
    assert verdicts(f"{OTHER} $$ {line} $$")[-1] in ("error", "undecided")


def test_the_remedy_is_named() -> None:
    document = check(read(OTHER + r"$$ x_k = x_0 $$"))["equations"]
    assert "state the range of k" in document[-1]["message"]


@pytest.mark.parametrize("words", [r"for $k \ge 1$", r"with $k > 2$", r"for $k = 1, \dots, K$"])
def test_a_later_step_is_not_free(words: str) -> None:
    text = r"Let $P \in \mathbb{R}^{n \times n}$ be idempotent and $x \in \mathbb{R}^n$. Iterate $$ x_{k+1} = P x_k $$ "
    line = r"$$ x_{k+1} = x_k. $$"  # true from the second step on
    assert verdicts(f"{text} Then {words}, {line}")[-1] != "refuted"
    assert verdicts(f"{text} Then {line}")[-1] == "refuted"


@pytest.mark.parametrize("steps", [r", \quad k \ge 1", r", \qquad k = 1, 2, \dots", r" \quad (k > 0)"])
def test_a_later_step_in_the_display(steps: str) -> None:
    text = r"Let $P \in \mathbb{R}^{n \times n}$ be idempotent and $x \in \mathbb{R}^n$. Iterate $$ x_{k+1} = P x_k $$ "
    assert verdicts(f"{text} Then $$ x_{{k+1}} = x_k{steps} $$")[-1] != "refuted"


def test_the_entries_of_a_vector_are_no_iterates() -> None:
    text = r"Let $s \in \mathbb{R}^T$ and let $a$ be a scalar. $$ s_{t+1} = a s_t $$ $$ s_{t+1} = s_t $$"
    assert verdicts(text)[-1] != "proved"


def test_a_state_that_the_text_defines_for_all_steps_is_not_made_at_one() -> None:
    text = r"""Let $\theta_t, v_t\in\mathbb{R}^d$ with $\tilde\theta_t = \theta_t + \mu v_t$ and a field $g$:
$$ v_{t+1} = \mu v_t - \eta g_t, \qquad \theta_{t+1} = \theta_t + v_{t+1} $$
$$ \tilde\theta_{t+1} = \tilde\theta_t + \mu v_{t+1} + \eta g_t $$
$$ \theta_{t+1} = \tilde\theta_t - \eta g_t $$"""
    equations = judged(text)
    assert [e["verdict"] or e["role"] for e in equations] == ["definition", "definition", "refuted", "proved"]


@pytest.mark.parametrize(
    "stated",
    [
        r"h_{t-1}, c_{t-1} \in \mathbb{R}^n",
        r"c_{t-1} \in \mathbb{R}^n$ and $h_{t-1} \in \mathbb{R}^n",
        r"h_t, h_{t-1}, c_t, c_{t-1} \in \mathbb{R}^n",
        r"h_t, c_t \in \mathbb{R}^n",
    ],
)
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"f_t \odot \frac{\partial L}{\partial c_t}", "proved"),
        (r"(1 - f_t) \odot \frac{\partial L}{\partial c_t}", "refuted"),
    ],
)
def test_the_shape_that_is_stated_of_one_state_is_that_of_the_others(stated: str, line: str, verdict: str) -> None:
    text = rf"""In one step $x_t \in \mathbb{{R}}^d$, ${stated}$, $W \in \mathbb{{R}}^{{n \times d}}$ and
$U \in \mathbb{{R}}^{{n \times n}}$:
$$ f_t = \sigma(W x_t + U h_{{t-1}}) $$
$$ c_t = f_t \odot c_{{t-1}} + (1 - f_t) \odot \tanh(W x_t) $$
$$ \frac{{\partial L}}{{\partial c_{{t-1}}}} = {line} $$"""
    assert verdicts(text)[-1] == verdict


POSTERIOR = r"""Let $\alpha_t \in (0,1)$ and $\bar\alpha_{t-1} \in (0,1)$ be given and put $\beta_t = 1 - \alpha_t$ and
$\bar\alpha_t = \alpha_t \bar\alpha_{t-1}$. For $x_0, x_t \in \mathbb{R}^d$ let
$$ m = \frac{\sqrt{\bar\alpha_{t-1}} \beta_t}{1 - \bar\alpha_t} x_0
 + \frac{\sqrt{\alpha_t} (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t} x_t $$
If $x_t = \sqrt{\bar\alpha_t} x_0 + \sqrt{1 - \bar\alpha_t} \epsilon$ for some $\epsilon \in \mathbb{R}^d$, then
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (
            r"m = \frac{1}{\sqrt{\alpha_t}} \left( x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}} \epsilon \right)",
            "proved",
        ),
        (r"m = \frac{1}{\sqrt{\alpha_t}} \left( x_t - \beta_t \epsilon \right)", "refuted"),
        (r"1 - \bar\alpha_t = \beta_t + \alpha_t (1 - \bar\alpha_{t-1})", "proved"),
        (r"1 - \bar\alpha_t = \beta_t + 1 - \bar\alpha_{t-1}", "refuted"),
    ],
)
def test_a_step_that_the_text_makes_for_one_step(line: str, verdict: str) -> None:
    found = judged(POSTERIOR + f"$$ {line} $$")[-1]["verdict"]
    assert found == verdict


@pytest.mark.parametrize("word", ["Let", "The cell is", "Define"])
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \odot o_t \odot (1 - h_t^2)", "refuted"),
        (
            r"\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \odot o_t \odot (1 - \tanh^2(c_t))",
            "proved",
        ),
        (r"\frac{\partial L}{\partial c_{t-1}} = \frac{\partial L}{\partial c_t} \odot f_t", "proved"),
        (r"\frac{\partial L}{\partial i_t} = \frac{\partial L}{\partial c_t} \odot i_t", "refuted"),
    ],
)
def test_a_cell_that_is_announced(word: str, line: str, verdict: str) -> None:
    text = (
        r"All of $c_{t-1}, c_t, i_t, f_t, o_t, g_t, h_t$ are in $\mathbb{R}^d$. @ "
        r"$$ c_t = f_t \odot c_{t-1} + i_t \odot g_t, \quad h_t = o_t \odot \tanh(c_t) $$ Then "
    ).replace("@", word)
    assert verdicts(f"{text} $$ {line} $$") == ["definition", "definition", verdict]
