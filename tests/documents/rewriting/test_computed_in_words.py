"""Names that words say to be made from others, and names whose shape only their indices tell."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LOSS = r"$$L = -\sum_{k=1}^K y_k \log p_k$$ Then $$\frac{\partial L}{\partial z_k} = p_k - y_k.$$"


@pytest.mark.parametrize(
    "words",
    [
        "and $p_k$ the corresponding softmax probabilities",
        "and $p_k$ the prediction for class $k$, computed from $z$",
        r"and let $p \in \mathbb{R}^K$ be the softmax of $z$",
        "with softmax outputs $p_k$",
    ],
)
def test_what_words_alone_make_is_no_input(words: str) -> None:
    found = verdicts(rf"Let $z \in \mathbb{{R}}^K$ be the logits, $y \in \mathbb{{R}}^K$ targets, {words}. {LOSS}")
    assert not {"refuted", "proved"} & set(found)


def test_an_equation_beside_the_words_is_a_definition() -> None:
    text = r"Let $z \in \mathbb{R}^K$ be the logits, $p_k = e^{z_k} / \sum_{j=1}^K e^{z_j}$ the softmax probabilities,"
    wrong = LOSS.replace("p_k - y_k.", "y_k - p_k.")
    found = verdicts(text + rf" and suppose that $\sum_k y_k = 1$ of $y \in \mathbb{{R}}^K$. {LOSS}")
    assert found == ["definition", "proved"]
    assert verdicts(text + rf" and $y \in \mathbb{{R}}^K$. {wrong}")[-1] == "refuted"


def test_what_is_made_from_other_things_does_not_matter() -> None:
    text = r"""Let $h \in \mathbb{R}^n$ be the features computed by an encoder, $W \in \mathbb{R}^{m \times n}$.
    $$y_i = \sum_j W_{ij} h_j$$ Then $$\frac{\partial y_i}{\partial W_{kj}} = \delta_{ik} h_j, \qquad
    \frac{\partial y_i}{\partial W_{kj}} = h_j$$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_derivative_at_it_is_proved_and_not_refuted() -> None:
    text = r"""Let $x \in \mathbb{R}^n$ and let $m$ be the mean of the $x_i$. $$v = \sum_{i=1}^n (x_i - m)^2$$
    $$\frac{\partial v}{\partial m} = -2 \sum_i (x_i - m), \qquad \frac{\partial v}{\partial m} = 2 \sum_i (x_i - m)$$
    """
    assert verdicts(text) == ["definition", "proved", "undecided"]  # both sides are zero at the mean


NORM = r"""Let $x \in \mathbb{R}^{B \times C \times P}$. %s
$$y_{bcp} = \gamma_c x_{bcp} + \beta_c$$ $$\frac{\partial y_{bcp}}{\partial \gamma_c} = x_{bcp}, \qquad
\frac{\partial y_{bcp}}{\partial \gamma_a} = x_{bcp}, \qquad \frac{\partial y_{bcp}}{\partial \beta_a} = \delta_{ac}$$
"""


@pytest.mark.parametrize("words", ["", r"The gains $\gamma_c$ and offsets $\beta_c$ are learned."])
def test_letters_of_one_size_tell_a_shape(words: str) -> None:
    assert verdicts(NORM % words) == ["definition", "proved", "refuted", "proved"]


def test_a_name_that_stands_in_claims_alone_is_unknown() -> None:
    text = (
        r"""Let $x \in \mathbb{R}^n$. $$y_i = 2 x_i$$ $$y_i = u_i x_i, \qquad \frac{\partial L}{\partial y_i} = u_i$$"""
    )
    assert verdicts(text) == ["definition", "error", "error"]


def test_a_letter_of_two_sizes_tells_none() -> None:
    text = r"""Let $x \in \mathbb{R}^n$, $t \in \mathbb{R}^m$. $$y_i = x_i w_i$$ $$\sum_i t_i w_i = \sum_i w_i t_i$$"""
    assert verdicts(text) == ["definition", "error"]  # the definition alone tells one


def test_a_letter_without_size_is_a_size_of_its_own() -> None:
    text = r"Let $x \in \mathbb{R}^n$. $$y_i = \sum_j W_{ij} x_j$$ $$\frac{\partial y_i}{\partial x_j} = W_{ij}$$"
    assert verdicts(text) == ["definition", "proved"]


def test_other_subscripts_tell_none() -> None:
    text = r"Let $x \in \mathbb{R}^n$. $$y_i = x_i h_i$$ $$\sum_i h_{i-1} x_i = \sum_i x_i h_{i-1}$$"
    assert verdicts(text) == ["error", "error"]


@pytest.mark.parametrize("name", ["L", r"\ell"])
def test_losses_of_samples_are_no_inputs(name: str) -> None:
    text = (
        rf"Let $z \in \mathbb{{R}}^n$. $$J = \sum_i {name}_i z_i$$ $$\frac{{\partial {name}_i}}{{\partial z_i}} = 0$$"
    )
    assert verdicts(text) == ["error", "error"]


POOL = r"""The input is an image $x_{ij}$ with $i=1,\dots,sH$ and $j=1,\dots,sW$, where $s \ge 1$ is an integer.
\[ y_{ij} = \frac{1}{s^2} \sum_{a=1}^s \sum_{b=1}^s x_{s(i-1)+a, s(j-1)+b}, \qquad 1 \le i \le H, \ 1 \le j \le W. \]
\[ \frac{\partial y_{ij}}{\partial x_{s(i-1)+a, s(j-1)+b}} = \frac1{s^2} \ \ (1 \le a, b \le s), \qquad
\frac{\partial y_{ij}}{\partial x_{s(i-1)+a, s(j-1)+b}} = \frac1{s} \qquad (1 \le a, b \le s). \]
\[ \sum_{i,j} y_{ij} = \frac1{s^2} \sum_{i,j} x_{ij} \]
"""


def test_a_name_with_the_ranges_of_its_letters() -> None:
    assert verdicts(POOL) == ["definition", "proved", "refuted", "proved"]


def test_ranges_in_another_sentence_are_not_those_of_the_name() -> None:
    text = r"""We are given $x_{ij}$. Elsewhere $i = 1, \dots, m$ and $j = 1, \dots, n$ count $t \in \mathbb{R}^k$.
    $$y = \sum_{i=2}^m \sum_{j=2}^n x_{i-1,j-1}$$"""
    assert verdicts(text) == ["error"]


def test_the_argument_of_a_function() -> None:
    text = r"""Consider $f(w) = \frac12 \sum_{i=1}^d a_i w_i^2$ with $a \in \mathbb{R}^d$.
    $$ \frac{\partial f}{\partial w_i} = a_i w_i, \qquad \frac{\partial f}{\partial w_i} = 2 a_i w_i $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_an_image_whose_letter_is_that_of_the_identity() -> None:
    text = r"""Images are denoted $I_{cuv}$ with $c = 1, \dots, C$, $u = 1, \dots, H$ and $v = 1, \dots, W$.
    $$ m_c = \frac{1}{HW} \sum_{u=1}^H \sum_{v=1}^W I_{cuv} $$
    $$ \frac{\partial m_c}{\partial I_{duv}} = \frac{\delta_{cd}}{HW}, \qquad
    \frac{\partial m_c}{\partial I_{duv}} = \frac{1}{HW} $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_the_identity_stays_the_identity() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$, and recall $I_{ij}$ with $i = 1, \dots, n$ and $j = 1, \dots, n$.
    $$ \sum_j A_{ij} I_{jk} = A_{ik} $$"""
    assert verdicts(text) == ["proved"]


def test_nothing_is_made_from_what_is_defined_from_it() -> None:
    text = r"""Let $\mu, s \in \mathbb{R}^d$ with $s_i > 0$.
$$ D = \frac12 \sum_{i=1}^d \left( \mu_i^2 + s_i^2 - 1 - 2 \log s_i \right) $$
$$ \frac{\partial D}{\partial s_i} = s_i - \frac{1}{s_i} $$
$$ \frac{\partial D}{\partial s_i} = s_i - \frac{2}{s_i} $$
With the log-variance $\rho_i = 2 \log s_i$ as parameter, that is, $s_i = e^{\rho_i / 2}$,
$$ e^{\rho_i} = s_i^2 $$
$$ e^{\rho_i} = s_i $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "refuted"]
