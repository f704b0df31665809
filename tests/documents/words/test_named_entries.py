r"""Entries of a tensor under another letter: ``t_n`` of ``\mathbf{t}``, ``a_{ij}`` of ``A``, diagonal entries."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in check(read(text, "a.md"), suggest=False)["equations"]]


LOGISTIC = r"""
Let $\mathbf{X} \in \mathbb{R}^{N \times D}$, $\mathbf{w} \in \mathbb{R}^D$, and HERE.
$$ \mathbf{y} = \sigma(\mathbf{X} \mathbf{w}) $$
$$ E = - \sum_{n=1}^N \left( t_n \log y_n + (1 - t_n) \log (1 - y_n) \right) $$
$$ \nabla_{\mathbf{w}} E = \mathbf{X}^\top (\mathbf{y} - \mathbf{t}) $$
$$ \nabla_{\mathbf{w}} E = \mathbf{X}^\top (\mathbf{t} - \mathbf{y}) $$
$$ \mathbf{t}^\top \mathbf{t} = \sum_{n=1}^N t_n $$
"""
EMPHASISED = [
    (r"targets $\mathbf{t} \in \mathbb{R}^N$ with $t_n \in \{0,1\}$", "proved"),
    (r"targets $t_n \in \{0,1\}$ collected in $\mathbf{t} \in \mathbb{R}^N$", "proved"),
    (r"targets $\mathbf{t} \in \mathbb{R}^N$ with $t_n \in [0,1]$", "refuted"),
    (r"targets $\mathbf{t} \in \mathbb{R}^N$, $t_n \in \mathbb{R}$", "refuted"),
    (r"targets $t_n \in \mathbb{R}$, $n = 1, \dots, N$, stacked into $\mathbf{t} \in \mathbb{R}^N$", "refuted"),
    (r"targets $\mathbf{t} \in \mathbb{R}^N$ with $t_n \in \{-1, 1\}$", "refuted"),
]


@pytest.mark.parametrize(("words", "squares"), EMPHASISED)
def test_an_entry_of_a_bold_vector_is_no_other_tensor(words: str, squares: str) -> None:
    assert verdicts(LOGISTIC.replace("HERE", words))[2:] == ["proved", "refuted", squares]


MATRIX = r"""
Let $w \in \mathbb{R}^D$, and HERE
$$ y = A w $$
$$ y_n = \sum_d a_{nd} w_d $$
$$ y_n = 2 \sum_d a_{nd} w_d $$
$$ \|A\|_F^2 = \sum_{n,d} a_{nd}^2 $$
"""
LETTERS = [
    r"consider a matrix $A \in \mathbb{R}^{N \times D}$ with entries $a_{nd}$.",
    r"consider a matrix $A = (a_{nd}) \in \mathbb{R}^{N \times D}$.",
    r"consider a matrix $A \in \mathbb{R}^{N \times D}$, $A = (a_{nd})$.",
    r"consider a matrix $A \in \mathbb{R}^{N \times D}$ with $(n, d)$-th entry $a_{nd}$.",
    r"consider a matrix $A = [a_{nd}]$ of size $N \times D$.",
    r"consider a matrix $A \in \mathbb{R}^{N \times D}$. We write $a_{nd}$ for the entries of $A$.",
    r"let $A \in \mathbb{R}^{N \times D}$. The entries $a_{nd}$ of $A$ are real.",
    r"let $A \in \mathbb{R}^{N \times D}$. Its entries are denoted by $a_{nd}$.",
    r"let $A$ be the $N \times D$ matrix with entries $a_{nd}$.",
]


@pytest.mark.parametrize("words", LETTERS)
def test_small_letters_for_entries(words: str) -> None:
    assert verdicts(MATRIX.replace("HERE", words))[1:] == ["proved", "refuted", "proved"]


OTHERS = [
    r"let $A \in \mathbb{R}^{N \times N}$, $N = D$. The inverse of $A$ has entries $a_{nd}$.",
    r"let $A, B \in \mathbb{R}^{N \times D}$. Unlike $A$, $B$ has entries $a_{nd}$.",
    r"let $A = (a_{nd}) \in \mathbb{R}^{N \times D}$ and $B = (a_{nd}) \in \mathbb{R}^{N \times D}$.",
    r"let $A = (a_{nd}) \in \mathbb{R}^{N \times D}$ and let $a \in \mathbb{R}^{N}$.",
    r"let $A \in \mathbb{R}^{N \times D}$. The entries of $A$ are not $a_{nd}$.",
]


@pytest.mark.parametrize("words", OTHERS)
def test_entries_of_something_else(words: str) -> None:
    assert not {*verdicts(MATRIX.replace("HERE", words))[1::2]} & {"proved"}


def test_values_of_such_entries() -> None:
    text = r"Let $A \in \mathbb{R}^{N \times D}$ have entries $a_{nd} \in \{-1, 1\}$."
    claims = r"$$ \|A\|_F^2 = N D $$ $$ \|A\|_F^2 = N $$"
    assert verdicts(f"{text}\n\n{claims}") == ["proved", "refuted"]


DIAGONAL = r"""
Let $U \in \mathbb{R}^{n \times n}$ be orthogonal, and HERE Put
$$ A = U \Lambda U^\top $$
$$ \|A\|_F^2 = \sum_i \lambda_i^2 $$
$$ \operatorname{tr}(A) = \sum_i \lambda_i^2 $$
"""
DIAGONALS = [
    r"let $\Lambda \in \mathbb{R}^{n \times n}$ be the diagonal matrix with entries $\lambda_i$.",
    r"let $\Lambda \in \mathbb{R}^{n \times n}$ be diagonal, with diagonal elements $\lambda_i$.",
    r"let $\Lambda \in \mathbb{R}^{n \times n}$ be a diagonal matrix with positive entries $\lambda_i$.",
    r"let $\Lambda \in \mathbb{R}^{n \times n}$ be a diagonal matrix with $\lambda_i$ on its diagonal.",
]


@pytest.mark.parametrize("words", DIAGONALS)
def test_a_letter_for_diagonal_entries(words: str) -> None:
    assert verdicts(DIAGONAL.replace("HERE", words))[1:] == ["proved", "refuted"]


WEIGHTED = r"""
Let $X \in \mathbb{R}^{N \times D}$, $p \in \mathbb{R}^N$, and let $R$ be HERE
$$ R_{nn} = p_n (1 - p_n) . $$
$$ (X^\top R X)_{ij} = \sum_n p_n (1 - p_n) X_{ni} X_{nj} $$
$$ R_{mn} = p_n (1 - p_n) $$
"""


def test_a_diagonal_matrix_is_defined_by_its_diagonal() -> None:
    bold = WEIGHTED.replace("$R$", r"$\mathbf{R}$")
    assert verdicts(bold.replace("HERE", "the diagonal matrix with entries")) == ["definition", "proved", "refuted"]
    found = verdicts(WEIGHTED.replace("HERE", "the diagonal matrix with entries"))
    assert found == ["definition", "proved", "refuted"]
    found = verdicts(WEIGHTED.replace("HERE", "a matrix with"))
    assert found[0] == "error"
    assert "proved" not in found


@pytest.mark.parametrize(
    "sentence",
    [
        r"Here $x_i$ and $g_i$ are the components of $\mathbf{x}$ and $\mathbf{g}$.",
        r"We write $x_i$, $g_i$ for the entries. Here $x_i$ is a component of $\mathbf{x}$.",
        r"",
    ],
)
@pytest.mark.parametrize(
    ("line", "verdict"), [(r"r = \|\mathbf{x}\|", "proved"), (r"r = \mathbf{x}^\top \mathbf{g}", "refuted")]
)
def test_components_of_several_vectors(sentence: str, line: str, verdict: str) -> None:
    text = rf"""Let $\mathbf{{x}}, \mathbf{{g}} \in \mathbb{{R}}^d$. {sentence}
    $$ r = \sqrt{{\sum_{{i=1}}^d x_i^2}}, \qquad y_i = x_i g_i $$ $$ {line} $$"""
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (r"where $a_{ij}$, $b_{ij}$ are the entries of $A$, $B$.", ["proved", "refuted"]),
        (r"where $a_{ij}$ and $b_{ij}$ are the entries of the matrices $A$ and $B$.", ["proved", "refuted"]),
        (r"where $a_{ij}$ and $b_{ij}$ are the entries of $A$.", ["undecided", "undecided"]),
    ],
)
def test_entries_of_several_matrices(sentence: str, expected: list[str]) -> None:
    text = r"Let $A, B \in \mathbb{R}^{n \times d}$, " + sentence + r"$$ J = \sum_{i,j} a_{ij} b_{ij} $$"
    text += r"$$ \frac{\partial J}{\partial A} = B $$ $$ \frac{\partial J}{\partial A} = A $$"
    assert verdicts(text)[1:] == expected
