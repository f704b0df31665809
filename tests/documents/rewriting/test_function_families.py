r"""Families of functions of which nothing is told, ``f(w) = \frac1n \sum_i f_i(w)``, and what is drawn among them."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TOLD = [
    r"Let $f_1, \dots, f_n : \mathbb{R}^d \to \mathbb{R}$ be smooth and $f(w) = \frac1n \sum_{i=1}^n f_i(w)$.",
    r"Let $f(w) = \frac1n \sum_{i=1}^n f_i(w)$ with $w \in \mathbb{R}^d$ and smooth $f_i$.",
    r"We minimise $f(w) = \frac{1}{n} \sum_{i=1}^{n} f_i(w)$ over $w \in \mathbb{R}^d$.",
]
CLAIMS = [
    (r"\nabla f(w) = \frac1n \sum_{i=1}^n \nabla f_i(w)", "proved"),
    (r"\nabla f(w) = \frac1n \sum_i \nabla f_i(w)", "proved"),
    (r"\nabla f(w) = \sum_{i=1}^n \nabla f_i(w)", "refuted"),
    (r"\nabla f(w) = n \nabla f_i(w)", "error"),  # of which member?
    (r"\nabla f(u) = \frac1n \sum_{i=1}^n \nabla f_i(u)", "proved"),
    (r"\|\nabla f(w)\|^2 = \frac1n \sum_{i=1}^n \|\nabla f_i(w)\|^2", "refuted"),
    (
        r"\frac1n \sum_{i=1}^n \|\nabla f_i(w) - \nabla f(w)\|^2 = "
        r"\frac1n \sum_{i=1}^n \|\nabla f_i(w)\|^2 - \|\nabla f(w)\|^2",
        "proved",
    ),
    (r"\nabla f(w) = \frac1n \sum_{i=1}^n f_i(w)", "error"),
    (r"\nabla f(w) = \frac1n \sum_{i=1}^n f_i", "error"),
    (r"f_i(2 w) = 2 f_i(w)", "error"),
    (r"f(2 w) = 2 f(w)", "error"),
    (r"\nabla f_i(w) = f_i(w) w", "error"),
    (r"\nabla^2 f(w) = \frac1n \sum_{i=1}^n \nabla^2 f_i(w)", "error"),
]


@pytest.mark.parametrize("told", TOLD)
def test_the_gradient_of_a_mean(told: str) -> None:
    for claim, verdict in CLAIMS:
        other = r" Let $u \in \mathbb{R}^d$." if "(u)" in claim else ""
        assert (claim, verdicts(f"{told}{other}\n$$ {claim} $$")[-1]) == (claim, verdict)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla L(\theta) = \frac1N \sum_{i=1}^N \nabla \ell_i(\theta) + \lambda \theta", "proved"),
        (r"\nabla_\theta L = \frac1N \sum_{i=1}^N \nabla_\theta \ell_i + \lambda \theta", "proved"),
        (r"\nabla_\theta L = \frac1N \sum_{i=1}^N \nabla_\theta \ell_i + 2 \lambda \theta", "refuted"),
        (
            r"\frac{\partial L}{\partial \theta_j} = \frac1N \sum_{i=1}^N \frac{\partial \ell_i}{\partial \theta_j} "
            r"+ \lambda \theta_j",
            "proved",
        ),
        (
            r"\frac{\partial L}{\partial \theta_j} = \sum_{i=1}^N \frac{\partial \ell_i}{\partial \theta_j} "
            r"+ \lambda \theta_j",
            "refuted",
        ),
        (r"L(\theta) - \frac{\lambda}{2} \|\theta\|^2 = \frac1N \sum_{i=1}^N \ell_i(\theta)", "proved"),
    ],
)
def test_a_penalty_beside_the_sum(claim: str, verdict: str) -> None:
    penalty = r"\frac{\lambda}{2} \|\theta\|^2"
    told = rf"Let $L(\theta) = \frac1N \sum_{{i=1}}^N \ell_i(\theta) + {penalty}$ with $\theta \in \mathbb{{R}}^p$."
    assert verdicts(f"{told}\n$$ {claim} $$") == [verdict]


def test_an_unknown_penalty() -> None:
    text = r"""Let $\theta \in \mathbb{R}^p$, $\lambda > 0$ and let the loss be
$$ L(\theta) = \sum_{i=1}^N L_i(\theta) + \lambda R(\theta) $$
$$ \nabla L = \sum_i \nabla L_i + \lambda \nabla R $$ $$ \nabla L = \sum_i \nabla L_i + \nabla R $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_functions_of_a_number() -> None:
    text = r"""Let $f_1, \dots, f_n: \mathbb{R} \to \mathbb{R}$ be differentiable and $F(x) = \sum_{i=1}^n f_i(x)$.
$$ F'(x) = \sum_{i=1}^n f_i'(x) $$ $$ F'(x) = \frac1n \sum_{i=1}^n f_i'(x) $$ $$ F'(x) = \sum_{i=1}^n f_i(x) $$"""
    assert verdicts(text) == ["proved", "refuted", "refuted"]


def test_points_that_steps_make() -> None:
    text = r"""Let $f(w) = \frac1n \sum_{i=1}^n f_i(w)$, $w \in \mathbb{R}^d$, with momentum
$$ v_{t+1} = \beta v_t + \nabla f(w_t), \quad w_{t+1} = w_t - \eta v_{t+1} $$
$$ w_{t+1} = w_t - \eta \beta v_t - \frac{\eta}{n} \sum_{i=1}^n \nabla f_i(w_t) $$
$$ w_{t+1} = w_t - \eta \beta v_t - \eta \sum_{i=1}^n \nabla f_i(w_t) $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_two_points() -> None:
    text = r"""Let $f(w) = \frac1n\sum_{i=1}^n f_i(w)$ with $w, \tilde w \in \mathbb{R}^d$ and set
$g_i = \nabla f_i(w) - \nabla f_i(\tilde w) + \nabla f(\tilde w)$.
$$ \frac1n \sum_{i=1}^n g_i = \nabla f(w) $$ $$ \frac1n \sum_{i=1}^n g_i = \nabla f(\tilde w) $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_functions_that_are_given() -> None:
    text = r"""We minimise $f(w) = \frac{1}{n} \sum_{i=1}^n f_i(w)$ where $w, x_i \in \mathbb{R}^d$ and
$f_i(w) = \frac12 (x_i^\top w - y_i)^2$.
$$ \nabla f_i(w) = (x_i^\top w - y_i) x_i $$ $$ \nabla f_i(w) = (x_i^\top w + y_i) x_i $$
$$ \nabla f(w) = \frac1n \sum_i (x_i^\top w - y_i) x_i $$ $$ \nabla f(w) = \sum_i \nabla f_i(w) $$"""
    assert verdicts(text) == ["proved", "refuted", "proved", "refuted"]


def test_losses_of_samples_that_depend_on_what_is_not_said() -> None:
    text = r"""Consider $E = \sum_{n=1}^N E_n$ with $a_j = \sum_i w_{ji} z_i$, $w \in \mathbb{R}^{M \times D}$.
$$ \frac{\partial E_n}{\partial w_{ji}} = \frac{\partial E_n}{\partial a_j} z_i $$
$$ \frac{\partial E_n}{\partial w_{ji}} = \frac{\partial E_n}{\partial a_j} $$"""
    assert verdicts(text) == ["undecided", "undecided"]


DRAWS = [
    (r"$i$ is drawn uniformly from $\{1, \dots, n\}$", "i"),
    (r"the index $i \in \{1, \dots, n\}$ is chosen uniformly at random", "i"),
    (r"$i_t$ is sampled uniformly at random", "i_t"),
]


@pytest.mark.parametrize(("words", "letter"), DRAWS)
def test_stochastic_gradients(words: str, letter: str) -> None:
    step = rf"w_{{t+1}} = w_t - \eta \nabla f_{{{letter}}}(w_t)"
    gradient = rf"\nabla f_{{{letter}}}(w_t)"
    text = rf"""Let $f(w) = \frac1n \sum_{{i=1}}^n f_i(w)$ for $w \in \mathbb{{R}}^d$. At step $t$, {words} and
$$ {step} $$
$$ \mathbb{{E}}[{gradient}] = \nabla f(w_t) $$ $$ \mathbb{{E}}[{gradient}] = n \nabla f(w_t) $$
$$ \mathbb{{E}}[w_{{t+1}}] = w_t - \eta \nabla f(w_t) $$ $$ \mathbb{{E}}[w_{{t+1}}] = w_t + \eta \nabla f(w_t) $$
$$ \mathbb{{E}}[w_{{t+1}} \mid w_t] = w_t - \eta \nabla f(w_t) $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "refuted", "proved"]


def test_the_variance_of_a_stochastic_gradient() -> None:
    text = r"""Let $F(w) = \frac{1}{n} \sum_{i=1}^{n} f_i(w)$ with $w \in \mathbb{R}^d$ and let $g = \nabla f_i(w)$,
where the index $i$ is chosen uniformly at random.
$$ \mathbb{E}[g] = \nabla F(w) $$ $$ \mathbb{E}_i[\nabla f_i(w)] = \nabla F(w) $$
$$ \mathbb{E} \|g - \nabla F(w)\|^2 = \mathbb{E} \|g\|^2 - \|\nabla F(w)\|^2 $$
$$ \mathbb{E} \|g - \nabla F(w)\|^2 = \mathbb{E} \|g\|^2 + \|\nabla F(w)\|^2 $$"""
    assert verdicts(text) == ["proved", "proved", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"$i$ is drawn from $\{1, \dots, n\}$",
        r"$i$ is drawn uniformly from $\{1, \dots, m\}$",
        r"$i$ is drawn with probability $p_i$",
    ],
)
def test_what_is_drawn_otherwise_has_no_mean(words: str) -> None:
    text = rf"""Let $f(w) = \frac1n \sum_{{i=1}}^n f_i(w)$ for $w \in \mathbb{{R}}^d$, where {words}.
$$ \mathbb{{E}}[\nabla f_i(w)] = \nabla f(w) $$"""
    assert verdicts(text) == ["error"]
