"""Equations between two sizes hold for a document where it supposes them, and nowhere else."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

COLUMNS = r"Let $U \in \mathbb{R}^{D \times M}$ have orthonormal columns."
SQUARE = r"$$ U U^\top = I $$"
PLAIN = r"$$ U^\top U = I $$"

REMARKS = [
    r"Note that $U U^\top = I$ would mean $M = D$.",
    "That would require $M = D$.",
    "This is true iff $M = D$.",
    "Equality forces $M = D$.",
    "Compare with the square case $M = D$.",
    "It implies $M = D$.",
    "A complete basis has $M = D$.",
    "PCA with all components, $M = D$, is a rotation.",
    "It is easiest to see with $M = D$.",
    "The error vanishes for $M = D$.",
    "One might think that $M = D$.",
    "Otherwise $M = D$.",
]


@pytest.mark.parametrize("words", REMARKS)
def test_a_remark_supposes_nothing(words: str) -> None:
    assert verdicts(f"{COLUMNS} {words}\n\n{PLAIN}\n\nIn general\n\n{SQUARE}\n") == ["proved", "refuted"]
    assert verdicts(f"{COLUMNS}\n\n{PLAIN}\n\n{words} In general\n\n{SQUARE}\n") == ["proved", "refuted"]


@pytest.mark.parametrize("words", REMARKS)
def test_what_a_remark_may_suppose_is_not_refuted_without_more(words: str) -> None:
    assert verdicts(f"{COLUMNS} {words}\n\nThe product is\n\n{SQUARE}\n")[0] in ("undecided", "refuted")


SUPPOSED = [
    f"{COLUMNS} Here $M = D$.\n\n{SQUARE}\n",
    f"{COLUMNS} Suppose that $M = D$.\n\n{SQUARE}\n",
    r"Let $U \in \mathbb{R}^{D \times M}$ with $M = D$ have orthonormal columns." + f"\n\n{SQUARE}\n",
    f"{COLUMNS} The matrix is square, $M = D$. Hence\n\n{SQUARE}\n",
    f"{COLUMNS} For $M = D$ we get\n\n{SQUARE}\n",
    f"{COLUMNS} Throughout, $M = D$.\n\n{SQUARE}\n",
]


@pytest.mark.parametrize("text", SUPPOSED)
def test_what_is_supposed_holds(text: str) -> None:
    assert verdicts(text) == ["proved"]


def test_what_is_supposed_later_holds_later() -> None:
    text = f"{COLUMNS}\n\nIt is wrong that\n\n{SQUARE}\n\nNow let $M = D$. Then\n\n{SQUARE}\n"
    assert verdicts(text) == ["refuted", "proved"]
    text = f"{COLUMNS}\n\nFor $M = D$ we have\n\n{SQUARE}\n\nIn general it is not true that\n\n{SQUARE}\n"
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize("words", ["The skip connection needs $M = D$.", "It is a residual layer, so $M = D$."])
def test_a_line_that_cannot_be_read_otherwise(words: str) -> None:
    text = (
        f"Let $W \\in \\mathbb{{R}}^{{M \\times D}}$ and $x \\in \\mathbb{{R}}^D$. {words}\n\n$$ y = x + W x $$\n\n"
        "$$ y = (I + W) x $$\n\n$$ y = W x $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


SYMMETRIC = r"$$ A^\top = A $$"


@pytest.mark.parametrize(
    "words",
    [
        r"Let $A \in \mathbb{R}^{n \times n}$ with $n \ge 2$ be symmetric.",
        r"Let $A \in \mathbb{R}^{n \times n}$ (with $n \ge 2$) be symmetric.",
        r"Suppose that $A \in \mathbb{R}^{n \times m}$, where $n = m$, is symmetric.",
        r"Let $A \in \mathbb{R}^{m \times n}$ with $m \ge n$ have orthonormal columns.",
    ],
)
def test_words_behind_the_sizes_of_a_tensor_are_about_the_tensor(words: str) -> None:
    claim = PLAIN.replace("U", "A") if "columns" in words else SYMMETRIC
    assert verdicts(f"{words}\n\n{claim}\n") == ["proved"]
    assert (
        verdicts(
            f"{words.replace(' be ', ' not be ').replace(' is ', ' is not ').replace('have', 'not have')}\n\n{claim}\n"
        )[0]
        != "proved"
    )


def test_words_behind_another_tensor_are_about_that() -> None:
    words = r"Let $A \in \mathbb{R}^{n \times n}$ with $B \in \mathbb{R}^{n \times n}$ be square and $B$ be symmetric."
    assert verdicts(f"{words}\n\n{SYMMETRIC}\n")[0] != "proved"
