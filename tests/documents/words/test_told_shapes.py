r"""Shapes that tables, words and lists of entries tell; what has none is no number."""

from __future__ import annotations

import pytest

from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts


def shapes(text: str) -> dict[str, str]:
    document = read(text + "\n\n$$ 1 = 2 $$\n")
    return {name: " x ".join(map(str, shape)) for name, shape in document.equations[0].theory.shapes.items()}


TABLE = r"""
| symbol | size | trained? |
|---|---|---|
| $W$ | $d \times k$ | no |
| $x$ | $k$ | yes |
| $\alpha$ | scalar | yes |

$$ h = \alpha W x $$

Let $g = \partial L / \partial h$.
"""


def test_a_table_tells_shapes() -> None:
    text = TABLE + "\n\n".join(
        (
            r"$$ \frac{\partial L}{\partial W} = \alpha g x^\top $$",
            r"$$ \frac{\partial L}{\partial W} = g x^\top $$",
            r"$$ \frac{\partial L}{\partial W} = \alpha x g^\top $$",
        )
    )
    assert verdicts(text) == ["definition", "proved", "refuted", "error"]


def test_a_table_in_latex_tells_shapes() -> None:
    text = r"""
\begin{tabular}{lll}
quantity & shape & note \\ \midrule
$W$ & $d\times k$ & weights \\
$x$, $y$ & $k$ & \\
$b$ & $\mathbb R^d$ & bias \\
\end{tabular}
\[ h = W x + b \]
\[ W y + h = W (x + y) + b \]
\[ W y + h = W (x + y) \]
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"$W$ is $d\times k$.",
        r"- $W$: $d\times k$",
        r"- $W$, $d \times k$, the weights",
        r"Let $W$ be $d \times k$.",
        r"Take a matrix $W$ with $d$ rows and $k$ columns.",
        r"$W$ has $k$ columns and $d$ rows.",
        r"The dimensions of $W$ are $d\times k$.",
        r"$W$ is a $d$ by $k$ matrix.",
        r"Let $W$ be a $d$-by-$k$ matrix.",
        r"$W$ has dimensions $d$ by $k$.",
        r"weights $W$ (a $d\times k$ matrix)",
        r"the weight matrix $W$, which is $d \times k$",
        r"shape of $W$: $d\times k$",
    ],
)
def test_words_tell_the_shape_of_a_matrix(text: str) -> None:
    assert shapes(text) == {"W": "d x k"}


@pytest.mark.parametrize(
    "text",
    [
        r"$x$ has $k$ components.",
        r"a $k$-vector $x$",
        r"$x$ is $k$-dimensional.",
        r"the column vector $x$ of $k$ features",
        r"Let $x = (x_1, \dots, x_k)^\top$.",
        r"Let $x = (x_1, \ldots, x_k)$.",
    ],
)
def test_words_tell_the_length_of_a_vector(text: str) -> None:
    assert shapes(text) == {"x": "k"}


@pytest.mark.parametrize(
    "text",
    [
        r"The number of weights $P$ is $d \times k$.",
        r"$P$ is not $d \times k$.",
    ],
)
def test_a_product_is_not_always_a_shape(text: str) -> None:
    assert shapes(text).get("P", "") == ""


def test_shapes_of_two_are_told_respectively() -> None:
    assert shapes(r"$W$ and $V$ are $d\times k$ and $k\times m$, respectively.") == {"W": "d x k", "V": "k x m"}


def test_a_bold_vector_has_plain_entries() -> None:
    text = r"""
Let $\mathbf{x} = (x_1, \ldots, x_k)^\top$ and $\mathbf{y} = (y_1, \ldots, y_k)^\top$.
We look at $s = \mathbf{x}^\top \mathbf{y}$.

$$ \frac{\partial s}{\partial \mathbf x} = \mathbf y $$

$$ s = \sum_{i=1}^k x_i y_i $$

$$ s = \sum_{i=1}^k x_i^2 $$
"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_what_is_transposed_without_a_shape_is_no_number() -> None:
    text = r"""
Let $g = \partial L/\partial h$.

$$ h = W x $$

$$ \frac{\partial L}{\partial W} = x g $$

$$ \frac{\partial L}{\partial x} = W^\top g $$

$$ \|v\| = v $$

$$ \mathbf{a} \mathbf{b} = \mathbf{b} \mathbf{a} $$
"""
    assert verdicts(text) == ["definition", "error", "proved", "error", "error"]  # what is transposed is a matrix


def test_numbers_need_no_shape() -> None:
    assert verdicts(r"$$ f = a x^2 + b $$" + "\n\n" + r"$$ \frac{\partial f}{\partial x} = 2 a x $$") == [
        "definition",
        "proved",
    ]


def test_a_matrix_of_the_same_size() -> None:
    told = shapes(r"Let $Q \in \mathbb{R}^{n\times n}$ be given. For a square matrix $B$ of the same size")
    assert told == {"Q": "n x n", "B": "n x n"}
    assert shapes(r"Let $v$ be a nonzero vector with $n$ components.") == {"v": "n"}


def test_a_number_in_parentheses() -> None:
    assert shapes(r"With a target $y$ (a number) and $x \in \mathbb{R}^d$") == {"x": "d", "y": ""}


def test_two_weights_with_letters_are_two() -> None:
    text = r"""
$u = \sigma(W_\tau x + b_\tau)$ and $h = \tanh(W_h x+b_h)$ where $x\in\mathbb{R}^n$,
$W_\tau, W_h\in\mathbb{R}^{n\times n}$ and $b_\tau,b_h\in\mathbb{R}^n$.

$$ y = u + h $$

$$ \frac{\partial y}{\partial b_h} = \operatorname{diag}(1 - h \odot h) $$

$$ \frac{\partial y}{\partial b_\tau} = \operatorname{diag}(1 - h \odot h) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_an_index_for_each_axis_stands_for_the_whole() -> None:
    text = r"""Input $x_{n,c,i}$ of shape $N \times C \times H$, filters $w \in \mathbb{R}^{F \times C}$.
    $$ y_{n,f,i} = \sum_c w_{f,c} x_{n,c,i} $$
    $$ \frac{\partial L}{\partial w_{f,c}} = \sum_{n,i} \frac{\partial L}{\partial y_{n,f,i}} x_{n,c,i}, \quad
    \frac{\partial L}{\partial x_{n,c,i}} = \sum_{f} \frac{\partial L}{\partial y_{n,f,i}} w_{c,f} $$"""
    assert verdicts(text)[:2] == ["definition", "proved"]
    assert verdicts(text)[2] != "proved"


def test_blocks_with_their_own_ranges_are_a_family() -> None:
    text = r"""For $i = 1, \dots, p$ and $j = 1, \dots, q$ let $A_{ij} \in \mathbb{R}^{m \times m}$.
    $$ \operatorname{tr}(A_{ij} A_{ij}) = \operatorname{tr}(A_{ij}^\top A_{ij}^\top), \quad A_{ij} = A_{ij}^\top $$"""
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "sizes",
    [
        r"Height $H$, width $W$, kernels of size $R \times S$; output height $P = H-R+1$ and width $Q = W-S+1$.",
        r"Classes $K$, height $H$, width $W$, filters of shape $R \times S$, $P = H-R+1$, $Q = W-S+1$.",
    ],
)
def test_a_size_has_no_shape_of_its_own(sizes: str) -> None:
    text = rf"""{sizes} Let $x \in \mathbb{{R}}^{{H \times W}}$, $k \in \mathbb{{R}}^{{R \times S}}$. Counting from $0$.

$$ a_{{ij}} = \sum_{{r=0}}^{{R-1}} \sum_{{s=0}}^{{S-1}} k_{{rs}} x_{{i+r,j+s}}, \qquad 0 \le i < P, \ 0 \le j < Q $$

$$ g_{{ij}} = \frac{{\partial L}}{{\partial a_{{ij}}}}, \qquad e_{{hw}} = \frac{{\partial L}}{{\partial x_{{hw}}}} $$

$$ \sum_{{h,w}} e_{{hw}} = \Bigl( \sum_{{r,s}} k_{{rs}} \Bigr) \Bigl( \sum_{{i,j}} g_{{ij}} \Bigr) $$
"""
    assert verdicts(text)[-1] == "proved"


@pytest.mark.parametrize("whose", ["we obtain our hidden activation vector", "we get a vector", "you find the output"])
def test_a_length_of_what_a_function_gives(whose: str) -> None:
    text = rf"""After running $\mathbf{{z}} \in \mathbb{{R}}^h$ through the activation function $\phi$
{whose} of length $h$:

$$ \mathbf{{h}} = \phi (\mathbf{{z}}) $$

$$ \frac{{\partial h_i}}{{\partial z_i}} = \phi'(z_i), \qquad \frac{{\partial h_i}}{{\partial z_i}} = \phi(z_i) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"$x$ is a Euclidean variable with dimensionality $n$ and $W$ is a matrix of size $m \times n$",
        r"$W$ is a ($m \times n$) matrix and $x$ is a ($n \times 1$) column vector.",
        r"$\dim(x) = n$, $\dim(W) = m \times n$",
        r"Dimensions: $x: n \times 1$, $W: m \times n$.",
        r"**Given:** a vector $x$ of size $n$ and a matrix $W$ of size $m$ x $n$.",
        r"$x$ (length $n$), $W$ ($m$ by $n$)",
        r"Let $x_{n \times 1}$ and $W_{m \times n}$.",
        r"Let $W \in M_{m \times n}(\mathbb{R})$ and $x \in \mathbb{R}^n$",
        r"Notation: $n$ = number of inputs, $W$ = weights ($m\times n$), $x$ = input vector ($n \times 1$).",
    ],
)
def test_shapes_as_course_notes_state_them(text: str) -> None:
    claims = r"$$ f(x) = \frac12 \|W x\|^2 $$ $$ \nabla f(x) = W^T W x $$ $$ \nabla f(x) = 2 W^T W x $$ $$ A = W^T x $$"
    assert verdicts(f"{text}\n\n{claims}") == ["definition", "proved", "refuted", "error"]


def test_what_is_said_of_the_last_of_two_names() -> None:
    text = r"Let $x \in \mathbb{R}^n$. Here $x$ and $W$ is $m \times n$. $$ y = W x $$"
    assert verdicts(text) == ["definition"]


@pytest.mark.parametrize(
    "text",
    [
        r"$X$ is an $n \times p$ matrix with full column rank, $y$ an $n$-vector.",
        r"$X$ is an $n \times p$ matrix with full column rank; the target vector $y$ has $n$ components.",
        r"Let $X$ be a matrix with $n$ rows and $p$ columns, of full column rank, $y$ is an $n$-vector.",
    ],
)
def test_a_property_behind_the_size_is_one_of_the_matrix(text: str) -> None:
    claims = r"$$ H = X (X^T X)^{-1} X^T $$ $$ X^T (y - H y) = 0 $$ $$ H^2 = H $$ $$ y^T (y - H y) = 0 $$"
    assert verdicts(f"{text}\n\n{claims}") == ["definition", "proved", "proved", "refuted"]


def test_a_size_is_no_set_of_numbers() -> None:
    text = r"$\Phi$ is $N \times M$, the target vector $\mathbf{t}$ has $N$ components. $$ a = \Phi^T \mathbf{t} $$"
    assert verdicts(text + r" $$ a_j = \sum_n \Phi_{nj} t_n $$") == ["definition", "proved"]


def test_what_names_are_called_may_stand_between_them_and_their_space() -> None:
    text = r"""Embeddings $a$, $p$, $q$ (anchor, positive, negative) are vectors in $\mathbb{R}^d$.
    $$ \|a - p\|^2 - \|a - q\|^2 = \|p\|^2 - \|q\|^2 - 2 a^\top (p - q) $$
    $$ \|a - p\|^2 - \|a - q\|^2 = \|p\|^2 - \|q\|^2 + 2 a^\top (p - q) $$"""
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "said",
    [
        "The signal $x$ has length $L = 2 n$.",
        "The signal $x$ of length $L = 2 n$ is given.",
        "The vector $x$ has $L = 2n$ entries.",
        "Let $x$ be a vector with $L := 2n$ components.",
        "The vector $x$ has dimension $d_x = 2n$.",
    ],
)
def test_a_length_may_be_named_where_it_is_told(said: str) -> None:
    text = f"{said}\n\n" + r"$$ s = \sum_i x_i^2 $$"
    assert shapes(text)["x"] == "2*n"
    assert verdicts(text + r" $$ \sum_i x_i = s $$ $$ \frac{\partial s}{\partial x_i} = 2 x_i $$")[1:] == [
        "refuted",
        "proved",
    ]


@pytest.mark.parametrize(
    "said",
    [
        r"$x$ has length $L$, stride is $s \ge 1$, no padding, and $y$ has length $M$ with $L = s (M - 1) + k$",
        r"The stride is at least one: $s \ge 1$. $x$ has length $L = s (M - 1) + k$, $y$ has length $M$",
        r"$x$ has length $s (M - 1) + k$, $y$ has length $M$, stride is $s$",
    ],
)
def test_the_least_value_of_a_stride_is_told(said: str) -> None:
    text = said + r". The filter $w$ has length $k$. $$ y_i = \sum_{a=0}^{k-1} w_a x_{s i + a}, \quad 0 \le i < M $$ "
    # right for every positive stride, and wrong at 0
    assert verdicts(text + r"$$ \sum_{i=0}^{M-1} [s i = 0] = 1 $$")[-1] != "refuted"
    assert verdicts(text + r"$$ 2^s \ge 2 $$")[-1] != "refuted"
    assert verdicts(text + r"$$ \frac{\partial y_i}{\partial x_u} = w_{u - i} $$")[-1] == "refuted"


def test_rows_of_one_matrix_beside_another() -> None:
    text = r"""# Distances without loops
$X \in \mathbb{R}^{n \times d}$ has rows $x_i$, $Y \in \mathbb{R}^{m \times d}$ has rows $y_j$.
$$ D_{ij} = \|x_i - y_j\|^2 $$
$$ D_{ij} = \|x_i\|^2 - 2 x_i^\top y_j + \|y_j\|^2, \qquad D_{ij} = \|x_i\|^2 - x_i^\top y_j + \|y_j\|^2 $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
