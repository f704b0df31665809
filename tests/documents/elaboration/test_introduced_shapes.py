"""A supposed equation tells the shapes of the tensors that it introduces."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

BEGIN = (
    r"We observe $y \in \mathbb{R}^N$ and $\Phi \in \mathbb{R}^{N \times M}$, and the weights are $w \in \mathbb{R}^M$."
)
NORMAL = [
    ("Suppose that $w^*$ satisfies the normal equations", "w^*"),
    ("Suppose that the optimum satisfies the normal equations", "w^*"),
    (r"Suppose that $\theta$ satisfies the normal equations", r"\theta"),
    ("Let us assume that", "u"),
    ("Assume that", r"\bar w"),
]


@pytest.mark.parametrize(("words", "name"), NORMAL)
def test_the_normal_equations(words: str, name: str) -> None:
    text = rf"""{BEGIN}

{words}

$$ \Phi^\top \Phi {name} = \Phi^\top y. $$

$$ y^\top \Phi {name} = \| \Phi {name} \|^2 $$

$$ y^\top \Phi {name} = \| \Phi {name} \| $$
"""
    assert verdicts(text) == ["hypothesis", "proved", "refuted"]


def test_a_number_stays_one() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$ and $u \in \mathbb{R}^n$. Suppose that

$$ A u = \lambda u. $$

$$ A A u = \lambda^2 u $$

$$ A A u = 2 \lambda u $$
"""
    assert verdicts(text) == ["hypothesis", "proved", "refuted"]


TABLES = [
    """| symbol | shape |
|---|---|
| $X$ | $B \\times D$ |
| $W_1$ | $D \\times H$ |
| $b_1$ | $H$ |
""",
    """| name | meaning | dimension |
|:--|:--|--:|
| $X$ | the inputs | $\\mathbb{R}^{B \\times D}$ |
| $W_1$ | weights of the first layer | $D \\times H$ |
| $b_1$ | bias | $H$ |
""",
    r"""\begin{tabular}{ll}
Symbol & Size \\ \hline
$X$ & $B \times D$ \\
$W_1$ & $\mathbb{R}^{D \times H}$ \\
$b_1$ & $H$ \\
\end{tabular}
""",
    "- $X$: $B \\times D$ matrix of inputs\n- $W_1$ ($D \\times H$)\n- $b_1$ has length $H$\n",
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_shapes(table: str) -> None:
    text = rf"""{table}

\[ Z = X W_1 + \mathbf{{1}} b_1^\top \]

\[ \frac{{\partial L}}{{\partial W_1}} = X^\top \frac{{\partial L}}{{\partial Z}} \]

\[ \frac{{\partial L}}{{\partial b_1}} = 2 \frac{{\partial L}}{{\partial Z}}^\top \mathbf{{1}} \]
"""
    assert verdicts(text, "a.tex" if "tabular" in table else "a.md") == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("words", ["All of $u$ and $x$ have the same shape.", "Both $x$ and $u$ have the same shape."])
def test_the_same_shape_goes_both_ways(words: str) -> None:
    text = (
        rf"Let $x \in \mathbb{{R}}^{{C \times H}}$ and $d \in \mathbb{{R}}^{{C}}$. {words}"
        r" $$ u_{ci} = d_c x_{c,i+1} $$ $$ \frac{\partial u_{ci}}{\partial d_c} = x_{c,i+1} $$"
        r" $$ \frac{\partial u_{ci}}{\partial d_c} = x_{ci} $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_names_behind_the_space_of_all_of_them() -> None:
    text = (
        r"Everything lives in $\mathbb{R}^n$: the previous state $c$, the gates $a_i, a_f$. "
        r"$$ y = \sigma(a_i) \odot c + a_f $$ $$ \frac{\partial L}{\partial c} = "
        r"\sigma(a_i) \odot \frac{\partial L}{\partial y} $$ $$ \frac{\partial L}{\partial c} = "
        r"a_i \odot \frac{\partial L}{\partial y} $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(("right", "verdict"), [(r"n \bar a^2", "proved"), (r"\bar a^2", "refuted")])
def test_what_a_where_clause_defines_may_stand_on_both_sides(right: str, verdict: str) -> None:
    text = (
        r"Let $a \in \mathbb{R}^n$. $$ \sum_{i=1}^{n} (a_i - \bar a)^2 = \sum_{i=1}^{n} a_i^2 - "
        + right
        + r", \qquad \text{where } \bar a = \frac1n \sum_{i=1}^n a_i $$"
    )
    assert verdicts(text) == [verdict, "definition"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla F(w) = -\sum_{i=1}^n \sigma(-y_i w^\top x_i) y_i x_i", "proved"),
        (r"\nabla F(w) = -\sum_{i=1}^n \sigma(y_i w^\top x_i) y_i x_i", "refuted"),
        (r"F(0) = n \log 2", "proved"),
        (r"F(0) = \log 2", "refuted"),
    ],
)
def test_a_parameter_inside_of_a_sum(claim: str, verdict: str) -> None:
    text = (
        r"Labels $y_i \in \{-1, 1\}$, $i = 1, \dots, n$, features $x_i \in \mathbb{R}^d$, "
        r"$$ F(w) = \sum_{i=1}^n \log\left(1 + e^{-y_i w^\top x_i}\right) $$ " + f"$$ {claim} $$"
    )
    assert verdicts(text)[-1] == verdict


def test_a_multiplier_beside_a_function_of_a_vector_is_a_number() -> None:
    text = r"""Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{m \times n}$ and $b \in \mathbb{R}^m$.

$$ f(x) = \frac12 \|A x - b\|_2^2 $$

$$ L(x, \lambda) = f(x) + \lambda (x^\top x - 1) $$

$$ \nabla_x L(x, \lambda) = A^\top A x - A^\top b + 2 \lambda x $$

$$ \nabla_x L(x, \lambda) = A^\top A x - A^\top b + \lambda x $$

$$ \frac{\partial}{\partial \lambda} L(x, \lambda) = x^\top x - 1 $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted", "proved"]
