"""Conditions in words that no rule reads: a line beneath them is not refuted, for they may be what makes it right."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

HEAD = r"Let $g \in \mathbb{R}^{T}$, $A, B \in \mathbb{R}^{n \times n}$ and $x, y \in \mathbb{R}^n$." + "\n\n"
ABSTAIN = [
    r"If all $g_t$ are equal to $c$, then $$ \sum_t g_t = T c. $$",
    r"Suppose that $x$ is a vertex of the simplex. Then, as one sees at once, $$ x^\top x = 1. $$",
    r"If $A$ is nilpotent, $$ \operatorname{tr}(A) = 0. $$",
    r"Provided that $A$ is a polynomial in $B$, $$ A B = B A. $$",
]
ABSTAIN += [
    r"Assume $A = \unknown{B}$. Then $$ A B = B A. $$",
    r"Assume that $$ \unknown(A, B) = 0. $$ Then $$ A B = B A. $$",
    r"Assume that $$ A \mathbin{\mathsf{Ad}_x} B = 0. $$ Then $$ z = A y $$ $$ z^\top z = 1. $$",
    r"Assume that $A_{ijk} = B_{ij}$. Then $$ A B = B A. $$",
]
ABSTAIN += [
    r"The vectors $x$ and $y$ are scaled by the same isometry. $$ x^\top y = 1. $$",
    r"The matrices $A$ and $B$ are tied. $$ A B = B A. $$",
    r"Here $x$ is the antipode of $y$. $$ x^\top y = 1. $$",
]
DECIDED = [
    r"The decoder has the tied matrix $A$. $$ A B = B A. $$",
    r"Let $x$ be the targets and $y$ the regularization strength. $$ x^\top y = 1. $$",
    r"The vectors $x$ and $y$ go through the same encoder $A$. $$ x^\top y = 1. $$",
    r"The whitened vectors are $$ z = B y. $$ Then $$ x^\top y = 1. $$",
    r"In an $n$-dimensional space one has $$ x^\top y = 1. $$",
    r"The statement with $B A$ does not even have matching shapes. $$ A B = B A. $$",
    r"Assume $A = \unknown{B}$. Then $$ x^\top y = 1. $$",
    r"Do not assume that $A = \unknown{B}$. We claim that $$ A B = B A. $$",
    r"It is seen that $A = \unknown{B}$. Then $$ A B = B A. $$",
    r"Assume that $$ \unknown(A, B) = 0. $$ Then $$ x^\top y = 1. $$",
    r"$$ \unknown(A, B) = 0. $$ Then $$ A B = B A. $$",
    r"If $x$ is the input of the layer, then $$ x^\top x = 1. $$",
    r"If all $g_t$ are equal to $c$, the sum is simple. In general we have $$ x^\top x = 1. $$",
    r"Hence $x$ is constant, and $$ x^\top x = 1. $$",
    r"Suppose that $x$ sums to one: $$ \sum_i x_i = 1. $$ Then $$ x^\top x = 1. $$",
    r"Suppose that $x$ is centered, $\sum_i x_i = 0$. Then $$ x^\top x = 1. $$",
    r"Suppose that $x$ is one-hot. For another vector, $$ y^\top y = 1. $$",
]


@pytest.mark.parametrize("text", ABSTAIN)
def test_a_line_beneath_is_not_refuted(text: str) -> None:
    equation = judged(HEAD + text)[-1]
    assert equation["verdict"] == "undecided", equation
    assert "is not understood" in equation["message"]


@pytest.mark.parametrize("text", DECIDED)
def test_other_lines_are(text: str) -> None:
    equation = judged(HEAD + text)[-1]
    assert equation["verdict"] == "refuted", equation


def test_an_eigenvector_is_understood() -> None:
    text = r"When $x$ is an eigenvector of $A$ with eigenvalue $\lambda$, $$ x^\top A x = \lambda x^\top x. $$"
    equation = judged(HEAD + text)[-1]
    assert equation["verdict"] == "proved", equation


def test_a_function_that_is_chosen_for_one_sentence() -> None:
    text = HEAD + r"Let $f$ be smooth. $$ z = f(x^\top y) $$ For $f = \tanh$ we have $$ f'(x^\top y) = 1 - z^2. $$"
    equation = judged(text)[-1]
    assert equation["verdict"] == "undecided"
    assert "f = \\tanh" in equation["message"]


def test_what_is_dropped_is_no_hypothesis() -> None:
    text = HEAD + r"Drop the assumption that $x$ is zero for a moment; let $y$ be any vector: $$ x^\top y = 0 $$"
    (equation,) = judged(text)
    assert (equation["role"], equation["verdict"]) == ("claim", "refuted")


def test_a_line_that_such_words_lead_into_may_be_what_they_mean() -> None:
    text = r"""Let $H, U, S \in \mathbb{R}^{d \times d}$ with $S$ diagonal. $$ \operatorname{tr}(H) = \sum_i H_{ii} $$
    Let the columns of $U$ be orthonormal eigenvectors, so that $$ H = U S U^\top, \qquad U^\top U = I. $$
    Then $$ \operatorname{tr}(H) = \operatorname{tr}(S), \qquad \operatorname{tr}(H) = 2 \operatorname{tr}(S) $$"""
    found = judged(text)
    assert [e["verdict"] for e in found] == ["proved", "undecided", "proved", "undecided", "refuted"]
    assert "is not understood" in found[3]["message"]


@pytest.mark.parametrize(
    ("line", "expected"), [(r"A^\top x", ["proved", "refuted"]), (r"A x", ["refuted", "undecided"])]
)
def test_words_that_announce_a_proved_line_say_no_more(line: str, expected: list[str]) -> None:
    text = HEAD + rf"The step $x$ of the iteration zigzags: $$ x^\top A y = y^\top {line} $$ So $$ x^\top x = 1 $$"
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        (r"An encoder-decoder pair shares one matrix $W \in \mathbb{R}^{k \times d}$.", "refuted"),
        (r"Encoder and decoder share the same weights $W \in \mathbb{R}^{k \times d}$.", "refuted"),
        (r"$V$ and $W \in \mathbb{R}^{k \times d}$ share their entries, $V \in \mathbb{R}^{k \times d}$.", "undecided"),
    ],
)
def test_one_matrix_that_is_shared_is_any(sentence: str, verdict: str) -> None:
    text = f"{sentence} Let $x \\in \\mathbb{{R}}^d$. $$ r = W^\\top W x $$ $$ r = x $$"
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize("verb", ["minimize", "differentiate", "consider"])
def test_the_same_function_again(verb: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$ and $f(x) = x^\top x$." + "\n\n"
    text += rf"Now suppose we wish to {verb} the same function, but subject to the constraint $x^\top x \le 1$."
    assert verdicts(text + r" $$ \nabla_x f(x) = x, \qquad \nabla_x f(x) = 2x $$") == ["refuted", "proved"]


GRAPH = r"Let $Y, G \in \mathbb{R}^{n \times n}$, $v \in \mathbb{R}^n$. %s $$ Y = A G $$"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial Y_{ij}}{\partial G_{kl}} = A_{ki} \delta_{jl}", "proved"),
        (r"\frac{\partial Y_{ij}}{\partial G_{kl}} = A_{ik} \delta_{jk}", "refuted"),
        (r"A v = v", "refuted"),
        (r"\sum_j A_{ij} = 1", "undecided"),
        (r"\sum_{i} A_{ij}^2 = 1", "undecided"),
        (r"\sum_{j} A_{ij}^2 = n", "undecided"),
    ],
)
def test_what_normalised_may_mean_is_tried(line: str, verdict: str) -> None:
    text = r"The normalised adjacency matrix $A \in \mathbb{R}^{n \times n}$ is symmetric, $A^\top = A$."
    assert verdicts(GRAPH % text + f"$$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("noun", "line", "verdict"),
    [
        ("normalised activations", r"\sum_i u_i^2 = n", "refuted"),
        ("normalised activations", r"\sum_i u_i = 0", "proved"),
        ("normalised inputs", r"\sum_i x_i^2 = n", "undecided"),
    ],
)
def test_a_display_about_what_is_defined_says_all_that_leads_into_it(noun: str, line: str, verdict: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$, $\epsilon > 0$. $$ m = \frac1n \sum_i x_i, \quad s = \frac1n \sum_i (x_i-m)^2 $$"
    text += r" $$ u_i = \frac{x_i - m}{\sqrt{s + \epsilon}} $$"
    assert verdicts(f"{text} The {noun} satisfy $$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("lead", "line", "verdict"),
    [
        (r"$K$ has the same gradient in $z$, i.e.", r"\frac{\partial K}{\partial z_i} = 2 z_i + 1", "refuted"),
        (r"$K$ has the same gradient in $z$, i.e.", r"\frac{\partial K}{\partial z_i} = 2 z_i", "proved"),
        (r"Let $z$ be the summed inputs to the layer. We get", r"\sum_i z_i = 1", "refuted"),
    ],
)
def test_words_that_compare_gradients(lead: str, line: str, verdict: str) -> None:
    text = r"Let $z \in \mathbb{R}^n$. $$ K = \sum_i z_i^2 $$ "
    assert verdicts(f"{text} {lead} $$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(("line", "verdict"), [(r"\pi_i - y_i", "proved"), (r"y_i - \pi_i", "refuted")])
def test_what_is_added_comes_with_what_is_said_of_it(line: str, verdict: str) -> None:
    text = r"""Let $z \in \mathbb{R}^C$. Adding labels $y \in \mathbb{R}^C$ with $\sum_i y_i = 1$ and the probabilities
    $$ \pi_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}, $$ the loss $H = -\sum_i y_i \log \pi_i$ contributes"""
    assert verdicts(rf"{text} $$ \frac{{\partial H}}{{\partial z_i}} = {line} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("right", "verdict"), [(r"g x^\top", "proved"), (r"2 g x^\top", "refuted"), ("0", "undecided")]
)
def test_a_derivative_by_a_frozen_input_is_what_it_is_or_nothing(right: str, verdict: str) -> None:
    text = r"""A frozen matrix $W \in \mathbb{R}^{n \times m}$ acts on $x \in \mathbb{R}^m$.
    $$ y = W x, \quad g = \frac{\partial L}{\partial y} $$ """
    assert verdicts(rf"{text} $$ \frac{{\partial L}}{{\partial W}} = {right} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("told", "line", "verdict"),
    [
        (r"n = \sum_k c_k", r"\sum_k c_k = n", "proved"),
        (r"n = \sum_k c_k", r"\sum_k c_k = 1", "refuted"),
        (r"5", r"\sum_k c_k = 1", "undecided"),
    ],
)
def test_a_total_that_is_written_out_tells_no_more(told: str, line: str, verdict: str) -> None:
    text = rf"Given counts $c \in \mathbb{{R}}^K$ with total ${told}$, let $z = 2 c$."
    assert verdicts(f"{text} We have $$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(("sign", "verdict"), [("-", "proved"), ("+", "refuted")])
def test_an_average_that_is_written_out_tells_no_more(sign: str, verdict: str) -> None:
    text = r"The average of $M$ predictors $f_1, \dots, f_M \in \mathbb{R}$ is $\bar{f} = \frac1M \sum_{m=1}^{M} f_m$."
    text += r" For a target $t \in \mathbb{R}$ we have $$ (\bar f - t)^2 = \frac1M \sum_{m=1}^{M} (f_m - t)^2"
    assert verdicts(rf"{text} {sign} \frac1M \sum_{{m=1}}^M (f_m - \bar f)^2 $$")[-1] == verdict


@pytest.mark.parametrize(("noun", "verdict"), [("class priors", "refuted"), ("class labels", "undecided")])
def test_what_is_of_the_classes_names_none(noun: str, verdict: str) -> None:
    text = rf"For logits $u \in \mathbb{{R}}^C$, {noun} $r \in \mathbb{{R}}^C$ with $r_c > 0$"
    text += (
        r" $$ h_c = \frac{r_c e^{u_c}}{\sum_b r_b e^{u_b}} $$ $$ \frac{\partial h_c}{\partial u_c} = r_c h_c (1-h_c) $$"
    )
    assert verdicts(text)[-1] == verdict
