r"""Entries, rows and columns that only their letter names: ``x_n`` beside ``X \in \mathbb{R}^{N \times D}``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

ROWS = r"""Let $\mathbf{X} \in \mathbb{R}^{N \times D}$,
$\mathbf{w} \in \mathbb{R}^D$ and $\mathbf{y} \in \mathbb{R}^N$.
$$ L = \frac12 \sum_{n=1}^N (\mathbf{w}^\top \mathbf{x}_n - y_n)^2 $$"""
COLUMNS = ROWS.replace(r"N \times D", r"D \times N")
LINE = r"\nabla_{\mathbf{w}} L = %s"


@pytest.mark.parametrize(
    ("head", "right", "wrong"),
    [
        (
            ROWS,
            r"\mathbf{X}^\top (\mathbf{X} \mathbf{w} - \mathbf{y})",
            r"\mathbf{X}^\top (\mathbf{y} - \mathbf{X} \mathbf{w})",
        ),
        (
            COLUMNS,
            r"\mathbf{X} (\mathbf{X}^\top \mathbf{w} - \mathbf{y})",
            r"2 \mathbf{X} (\mathbf{X}^\top \mathbf{w} - \mathbf{y})",
        ),
    ],
)
def test_rows_and_columns(head: str, right: str, wrong: str) -> None:
    text = "\n\n".join((head, f"$$ {LINE % right} $$", f"$$ {LINE % wrong} $$"))
    assert verdicts(text) == ["definition", "proved", "refuted"]
    kind = "rows" if head is ROWS else "columns"
    assert any(f"{kind} of" in words for words in judged(text)[1]["assumptions"])


def test_square_matrices_leave_it_open() -> None:
    text = (
        r"Let $X \in \mathbb{R}^{N \times N}$ and $w \in \mathbb{R}^N$. $$ z_n = w^\top x_n $$ "
        r"$$ \sum_{n=1}^N z_n^2 = \|X w\|^2 $$"
    )
    assert verdicts(text)[-1] not in ("proved", "refuted")


def test_entries() -> None:
    head = r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$."
    lines = (
        r"\frac{\partial x^\top A x}{\partial x_k} = \sum_j a_{kj} x_j + \sum_i a_{ik} x_i",
        r"\frac{\partial x^\top A x}{\partial x_k} = 2 \sum_j a_{kj} x_j",
    )
    assert verdicts("\n\n".join((head, *(f"$$ {x} $$" for x in lines)))) == ["proved", "refuted"]


def test_rows_with_their_entries() -> None:
    head = r"Let $\mathbf{W} \in \mathbb{R}^{K \times D}$, $\mathbf{x} \in \mathbb{R}^D$ and"
    lines = (
        r"z_k = \mathbf{w}_k^\top \mathbf{x} = \sum_{d=1}^D w_{kd} x_d",
        r"L = \log \sum_{k=1}^K e^{z_k}, \qquad p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}",
        r"\frac{\partial L}{\partial w_{kd}} = p_k x_d",
        r"\frac{\partial L}{\partial \mathbf{W}} = p \mathbf{x}^\top",
        r"\frac{\partial L}{\partial \mathbf{W}} = 2 p \mathbf{x}^\top",
    )
    found = verdicts("\n\n".join((head, *(f"$$ {x} $$" for x in lines))))
    assert found[:2] + found[4:] == ["definition", "proved", "proved", "proved", "refuted"]


@pytest.mark.parametrize("said", [r"Let $x_n \in \mathbb{R}^D$.", r"Let $x \in \mathbb{R}^D$."])
def test_what_is_declared_is_no_part(said: str) -> None:
    text = (
        rf"Let $X \in \mathbb{{R}}^{{N \times D}}$, $w \in \mathbb{{R}}^D$. {said} "
        r"$$ S = \sum_{n=1}^N w^\top x_n $$ $$ S = \mathbf{1}^\top X w $$"
    )
    assert "proved" not in verdicts(text)


def test_entries_of_a_vector_whose_size_no_line_tells() -> None:
    text = (
        r"Let $X \in \mathbb{R}^N$. $$ \mu = \frac1N \sum_i x_i $$ "
        r"$$ v = \frac1N \sum_i (x_i - \mu)^2 = \frac1N (X - \mu)^\top (X - \mu) $$"
    )
    assert "refuted" not in verdicts(text)


@pytest.mark.parametrize(
    "said",
    [
        "Here $x_i$ are other vectors than the rows of $X$.",
        "The $x_i$ differ from the rows of $X$.",
        "Unlike the rows of $X$, the $x_i$ are centred.",
        "The vectors $x_i$ are unrelated to $X$.",
        "The $x_i$ are noisy copies of the rows of $X$.",
        "Each $x_i$ is a random row of $X$.",
        "Here $x_i$ is a test point, and not in $X$.",
        "$x_i$ is twice the $i$-th row of $X$.",
        "The $x_i$ are the normalised rows of $X$.",
        "Here $x_i$ is a held-out sample.",
        "The rows of $X$ are permuted $x_i$.",
    ],
)
def test_what_the_text_says_to_be_something_else(said: str) -> None:
    text = (
        rf"Let $X \in \mathbb{{R}}^{{n \times d}}$ and $b \in \mathbb{{R}}^d$. {said} "
        r"$$ s = \sum_{i=1}^n x_i^\top b $$ $$ s = \mathbf{1}^\top X b $$"
    )
    assert "proved" not in verdicts(text)


@pytest.mark.parametrize(
    "said",
    ["", "We are given samples $x_i$.", "The $x_i$ are the rows of $X$.", "Let $x_i$ be the $i$-th row of $X$."],
)
def test_what_the_text_says_to_be_just_that(said: str) -> None:
    text = (
        rf"Let $X \in \mathbb{{R}}^{{n \times d}}$ and $b \in \mathbb{{R}}^d$. {said} "
        r"$$ s = \sum_{i=1}^n x_i^\top b $$ $$ s = \mathbf{1}^\top X b $$"
    )
    assert verdicts(text) == ["definition", "proved"]
