"""Vectors that only the matrix beside them tells, and letters that no matrix makes a vector."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

SQUARE = r"Let $A \in \mathbb{R}^{d \times d}$ be symmetric."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$$ x^\top A y = y^\top A x, \quad x^\top A y = x^\top y $$", ["proved", "refuted"]),
        (r"Put $g = A x$. $$ g^\top x = x^\top A x, \quad g^\top g = x^\top A x $$", ["proved", "refuted"]),
        (r"With $z = A^\top w$ $$ \|z\|^2 = w^\top A^2 w, \quad \|z\|^2 = w^\top A w $$", ["proved", "refuted"]),
        (r"$$ (A x)_i = \sum_{j=1}^d A_{ij} x_j, \quad (A x)_i = \sum_{j=1}^d A_{ij} x_i $$", ["proved", "refuted"]),
    ],
)
def test_a_matrix_tells_the_vector(text: str, expected: list[str]) -> None:
    assert verdicts(f"{SQUARE} {text}")[-2:] == expected


@pytest.mark.parametrize(
    "claim",
    [
        r"x A = A x",  # before a matrix stands a number
        r"\frac{A x}{x} = A",  # below a fraction too
        r"A x = x^2",
        r"A t = t A",  # a letter of time
        r"A x_{ij} = x_{ij} A",
    ],
)
def test_what_may_be_a_number_is_no_vector(claim: str) -> None:
    assert "d]" not in judged(f"{SQUARE} $$ {claim} $$")[-1]["reading"].replace("A[d,d]", "")


def test_matrices_that_do_not_agree_tell_nothing() -> None:
    text = r"Let $A \in \mathbb{R}^{n \times m}$, $B \in \mathbb{R}^{n \times k}$. $$ \|A x\|^2 = \|B x\|^2 $$"
    assert verdicts(text) == ["error"]


@pytest.mark.parametrize("letter", [r"\theta", r"\phi", r"\omega", r"\vartheta"])
@pytest.mark.parametrize(
    ("loss", "gradient"),
    [
        (r"J(@) = \frac12 \|X @ - y\|^2 + \frac12 \|@\|^2", r"\nabla J(@) = X^\top (X @ - y) + c\, @"),
        (r"J = \frac12 \|X @ - y\|^2 + \frac12 @^\top @", r"\nabla_@ J = X^\top (X @ - y) + c\, @"),
        (r"J(@) = \frac12 (y - X @)^\top (y - X @)", r"\nabla J(@) = c\, X^\top (X @ - y)"),
    ],
)
def test_a_greek_letter_that_is_treated_as_a_vector_is_one(letter: str, loss: str, gradient: str) -> None:
    head = r"With $X \in \mathbb{R}^{N \times d}$ and $y \in \mathbb{R}^N$:"
    lines = (loss, gradient.replace(r"c\,", ""), gradient.replace(r"c\,", "2"))
    text = "\n\n".join((head, *(f"$$ {line.replace('@', letter + ' ')} $$" for line in lines)))
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_greek_number_behind_a_matrix_stays_a_number() -> None:
    text = (
        r"Let $A \in \mathbb{R}^{m \times n}$ and $\lambda > 0$."
        "\n\n"
        r"$$ B = A \lambda + A \theta $$"
        "\n\n"
        r"$$ \| B \|_F^2 = (\lambda + \theta)^2 \| A \|_F^2 $$"
        "\n"
    )
    assert verdicts(text) == ["definition", "proved"]


@pytest.mark.parametrize("letter", [r"\beta", r"\theta", "w^*", r"w^\star", "w"])
def test_the_parameters_of_a_linear_model_need_no_shape_of_their_own(letter: str) -> None:
    head = (
        r"Let $X \in \mathbb{R}^{N \times d}$ and $y = X @ + \varepsilon$ with $\mathbb{E}[\varepsilon] = 0$ and "
        r"$\lambda > 0$. The estimate is"
    )
    lines = (
        r"\hat @ = (X^\top X + \lambda I)^{-1} X^\top y",
        r"\mathbb{E}[\hat @] - @ = - \lambda (X^\top X + \lambda I)^{-1} @",
        r"\mathbb{E}[\hat @] - @ = \lambda (X^\top X + \lambda I)^{-1} @",
    )
    text = "\n\n".join((head, *(f"$$ {line} $$" for line in lines)))
    hat = r"\hat w" if letter[0] == "w" else rf"\hat {letter}"
    assert verdicts(text.replace(r"\hat @", hat).replace("@", letter)) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    ("x", "b"), [("x", "b"), (r"\boldsymbol{x}", r"\boldsymbol{b}"), (r"\mathbf{w}", r"\mathbf{y}")]
)
def test_what_is_taken_from_a_product_within_a_norm_is_a_vector(x: str, b: str) -> None:
    head = r"Let $f(@) = \frac12 \|A @ - #\|^2$ with $A \in \mathbb{R}^{m \times n}$."
    lines = (r"\nabla f(@) = A^\top (A @ - #)", r"\nabla f(@) = A^\top (# - A @)")
    text = "\n\n".join((head, *(f"$$ {line} $$" for line in lines))).replace("@", x + " ").replace("#", b + " ")
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "said",
    [
        r"Let $z$ be logits, $p = \operatorname{softmax}(z)$ and $y$ one-hot; $L = -\sum_k y_k \log p_k$.",
        r"Let $\mathbf{z}$ be logits, $\mathbf{p} = \operatorname{softmax}(\mathbf{z})$ and $\mathbf{y}$ be one-hot; "
        r"$L = -\sum_k y_k \log p_k$.",
    ],
)
def test_what_a_softmax_is_taken_of(said: str) -> None:
    text = (
        said + r" $$ \frac{\partial L}{\partial z_k} = p_k - y_k $$ $$ \frac{\partial L}{\partial z_k} = y_k - p_k $$"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_what_a_softmax_is_taken_of_may_be_a_matrix() -> None:
    text = r"Let $P = \operatorname{softmax}(S)$. $$ \sum_j P_{ij} = 1 $$ "
    text += r"$$ \frac{\partial P_{ij}}{\partial S_{kj}} = 0 $$"
    assert "refuted" not in verdicts(text)


def test_a_list_tells_how_many_entries_there_are() -> None:
    text = r"""There are $C$ classes, logits $z_1, \dots, z_C$ and a one-hot target $t$ ($t_c \ge 0$, $\sum_c t_c = 1$).
With $p = \operatorname{softmax}(z)$ the loss is $$ L = -\sum_{c=1}^C t_c \log p_c $$
$$ \frac{\partial L}{\partial z_c} = p_c - t_c, \qquad \frac{\partial L}{\partial z_c} = t_c - p_c $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
