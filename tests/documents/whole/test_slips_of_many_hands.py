r"""Lines and sentences as lecturers and students write them, that were once misread; each with a false neighbour."""

from __future__ import annotations

import pytest

from tests.documents import judged


def verdicts(text: str, name: str = "a.md") -> list[str]:
    """The verdicts of claims, and errors."""
    return [x for x in judged.verdicts(text, name) if x not in ("definition", "hypothesis")]


SOFTMAX = r"""

$$ p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}} $$

$$ L = -\sum_{k=1}^K y_k \log p_k $$

$$ \frac{\partial L}{\partial z_m} = p_m - y_m $$

$$ \frac{\partial L}{\partial z_m} = y_m - p_m $$
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"The label $y$ is one-hot, so $\sum_k y_k = 1$.", ["proved", "refuted"]),
        (r"The label $y$ is one hot.", ["proved", "refuted"]),
        (r"With one hot y so $\sum_k y_k = 1$.", ["proved", "undecided"]),
        (r"The target $y$ is a distribution, so $\sum_k y_k = 1$.", ["proved", "refuted"]),
        (r"Every target $y$ has one class and hence $\sum_k y_k = 1$.", ["undecided", "undecided"]),
        (r"For any $y$ we get $\sum_k y_k = 1$.", ["refuted", "refuted"]),
    ],
)
def test_a_property_that_a_sentence_concludes(words: str, expected: list[str]) -> None:
    assert verdicts(rf"The logits are $z \in \mathbb{{R}}^K$. {words}" + SOFTMAX) == expected


def test_a_display_goes_on_with_the_one_before() -> None:
    text = r"""Let $x, y \in \mathbb{R}^n$.

$$ s = \sum_i (x_i - y_i)^2 $$

Expanding the square

$$ = \sum_i x_i^2 - 2 \sum_i x_i y_i + \sum_i y_i^2 $$

so that

$$ = \|x\|^2 + \|y\|^2 + 2 x^\top y $$

The derivative is $\frac{\partial s}{\partial x_i}$

$$ = 2 (x_i - y_i) $$
"""
    assert verdicts(text) == ["proved", "refuted", "error"]  # the last one goes on with the text


LAYERS = r"""With $w^{(1)} \in \mathbb{R}^{M \times D}$, $w^{(2)} \in \mathbb{R}^{K \times M}$ and $t \in \mathbb{R}^K$,

$$ a^{(1)}_j = \sum_{i=1}^{D} w^{(1)}_{ji} x_i + b^{(1)}_j $$

$$ a^{(2)}_k = \sum_{j=1}^{M} w^{(2)}_{kj} \tanh(a^{(1)}_j) + b^{(2)}_k $$

$$ E = \tfrac12 \sum_{k=1}^{K} (a^{(2)}_k - t_k)^2 $$

$$ \frac{\partial E}{\partial b^{(2)}_k} = a^{(2)}_k - t_k $$

$$ \frac{\partial E}{\partial b^{(1)}_j} = (1 - \tanh^2(a^{(1)}_j)) \sum_{k=1}^{K} w^{(2)}_{jk} (a^{(2)}_k - t_k) $$
"""


def test_the_shape_of_a_bias_follows_from_its_own_line() -> None:
    """Also where another line reads the letter at an axis of another size."""
    assert verdicts(LAYERS) == ["proved", "refuted"]


NOISE = r"""Let $X \in \mathbb{R}^{n \times p}$ and $\beta \in \mathbb{R}^p$. Responses are generated as

$$ y = X \beta + \varepsilon $$

where %s.

$$ \mathbb{E}[y] = X \beta $$

$$ \mathbb{E}[(y - X \beta)(y - X \beta)^\top] = \sigma^2 I $$

$$ \mathbb{E}[(y - X \beta)(y - X \beta)^\top] = 2 \sigma^2 I $$
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            r"$\mathbb{E}[\varepsilon] = 0$ and $\mathbb{E}[\varepsilon \varepsilon^\top] = \sigma^2 I$",
            ["proved", "proved", "refuted"],
        ),
        (
            r"$\mathbb{E}[\varepsilon_i] = 0$ and $\mathbb{E}[\varepsilon_i \varepsilon_j] = \sigma^2 \delta_{ij}$",
            ["proved", "proved", "refuted"],
        ),
        (r"$\varepsilon$ is a random vector with mean zero and covariance $\sigma^2 I$", ["undecided"] * 3),
    ],
)
def test_noise_has_the_shape_of_what_it_is_added_to(words: str, expected: list[str]) -> None:
    assert verdicts(NOISE % words) == expected


@pytest.mark.parametrize(("word", "expected"), [("where", "undecided"), ("if", "refuted")])
def test_what_is_told_behind_a_definition_lasts(word: str, expected: str) -> None:
    text = rf"""Let $x, e \in \mathbb{{R}}^n$.

$$ y_i = x_i + e_i $$

{word} $e$ is a frobnicated vector.

We find

$$ \sum_i y_i = \sum_i x_i $$
"""
    assert verdicts(text) == [expected]


DRIVEN = r"""A schedule $\alpha \in \mathbb{R}^T$ with $0 < \alpha_t < 1$ is given.

$$ s_0 = 1, \qquad s_t = \alpha_t s_{t-1} $$

$$ \frac{s_t}{1 + \alpha_t} = \frac{\alpha_t s_{t-1}}{1 + \alpha_t} $$

$$ \frac{s_{t-1}(1-\alpha_t)}{1-s_t} + \frac{\alpha_t (1-s_{t-1})}{1-s_t} s_{t-1} = s_{t-1} $$

$$ \frac{s_{t-1}(1-\alpha_t)}{1-s_t} + \frac{\alpha_t (1-s_{t-1})}{1-s_t} = 1 $$
"""


def test_a_recurrence_runs_along_the_vector_that_it_reads() -> None:
    assert verdicts(DRIVEN) == ["proved", "proved", "refuted"]


def test_a_base_case_tells_the_shape_of_a_recurrence() -> None:
    text = r"""Let $\alpha \in \mathbb{R}^T$ and $x \in \mathbb{R}^n$.

$$ m_{0,i} = x_i, \qquad m_{t,i} = \alpha_t m_{t-1,i} $$

$$ m_{1,i} = \alpha_1 x_i $$

$$ m_{1,i} = \alpha_1 + x_i $$
"""
    assert verdicts(text) == ["proved", "refuted"]


WINDOW = r"""Let $x \in \mathbb{R}^{n}$ and $u \in \mathbb{R}^{3}$, and let entries outside be zero.

$$ a_i = \sum_{p=0}^{2} u_p x_{i+p-1}, \quad 0 \le i < n $$

$$ \frac{\partial a_i}{\partial x_j} = \frac{\partial a_i}{\partial x_j} [\,|i-j| \le 1\,] $$

$$ \frac{\partial a_i}{\partial x_j} = \frac{\partial a_i}{\partial x_j} [2 > |i-j|] $$

$$ \frac{\partial a_i}{\partial x_j} = \frac{\partial a_i}{\partial x_j} [|i-j| < 1] $$
"""


def test_the_distance_of_two_indices() -> None:
    assert verdicts(WINDOW) == ["proved", "proved", "refuted"]


def test_zero_outside_of_something_else_is_no_convention() -> None:
    text = WINDOW.replace("let entries outside be zero", "entries outside the band are zero")
    assert verdicts(text)[-1] == "undecided"


def test_one_may_be_somebody() -> None:
    text = r"""Let $z \in \mathbb{R}^K$. If one is so inclined, then

$$ \sum_k z_k = z_1 $$
"""
    assert verdicts(text) == ["refuted"]
    assert verdicts(text.replace("one is so inclined", "one class is left")) == ["undecided"]


def test_an_item_speaks_of_its_own_display() -> None:
    text = r"""\begin{itemize}
\item queries $z \in \mathbb{R}^K$
\[ \frac{\partial}{\partial z_j} \sum_k z_k^2 = z_j \]
\item rows of the score gradient sum to zero
\[ \sum_k z_k = \sum_j z_j \]
\end{itemize}
"""
    assert verdicts(text, "a.tex") == ["refuted", "proved"]


def test_labels_of_both_signs_leave_a_squared_hinge_as_it_is() -> None:
    text = r"""Let $y \in \mathbb{R}^n$ and $s \in \{-1, 1\}^n$.

$$ Q = \frac1n \sum_{i=1}^n \max(0, 1 - s_i y_i)^2 $$

$$ \frac{\partial Q}{\partial y_i} = -\frac{2 s_i}{n} \max(0, 1 - s_i y_i) $$

$$ \frac{\partial Q}{\partial y_i} = -\frac{2}{n} \max(0, 1 - s_i y_i) $$
"""
    assert verdicts(text) == ["proved", "refuted"]


STATES = r"""Let $x \in \mathbb{R}^D$, $y \in \mathbb{R}^M$, $W_1 \in \mathbb{R}^{K \times D}$ and
$W_2 \in \mathbb{R}^{M \times K}$.

$$ x_2 = W_1 x $$

$$ x_3 = \varphi(x_2) $$

$$ o = \tfrac12 \| W_2 x_3 - y \|^2 $$

with an elementwise $\varphi$. Then

$$ \frac{\partial o}{\partial x_2} = \varphi'(x_2) \odot W_2^\top (W_2 x_3 - y) $$

$$ \frac{\partial o}{\partial x_3} = W_2^\top (y - W_2 x_3) $$
"""


def test_states_numbered_beside_an_input_are_no_entries_of_it() -> None:
    assert verdicts(STATES) == ["proved", "refuted"]
    entries = r"""Let $x, a \in \mathbb{R}^3$.

$$ x_2 = a^\top x + x_1 $$
"""
    assert verdicts(entries) == ["refuted"]  # of which x_1 is one, and so is x_2


def test_not_necessarily_so() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$ (not nec. symmetric) and $x \in \mathbb{R}^n$. For $f(x) = x^T A x$,

$$ \nabla f(x) = (A + A^T) x $$

$$ \nabla f(x) = 2 A x $$
"""
    assert verdicts(text) == ["proved", "refuted"]


RIDGE = r"""Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$ and $\lambda > 0$. Put

$$ S = \frac1n X^\top X + \lambda I $$

$$ w = \frac1n S^{-1} X^\top y $$

$$ \frac1n X^\top (y - X w) = \lambda w $$

$$ X^\top X S^{-1} = n I - n \lambda S^{-1} $$

$$ X^\top X S^{-1} = n I - \lambda S^{-1} $$
"""


def test_a_size_beside_what_is_inverted() -> None:
    assert verdicts(RIDGE) == ["proved", "proved", "refuted"]


def test_that_a_size_is_positive_says_nothing_new() -> None:
    text = r"""Frobnication by an integer factor $s \ge 1$: $x \in \mathbb{R}^M$ and $y \in \mathbb{R}^{sM}$ with

$$ y_u = x_{\lfloor u/s \rfloor}, \qquad 0 \le u < sM $$

$$ \sum_{u=0}^{sM-1} y_u = s \sum_{i=0}^{M-1} x_i $$

$$ \sum_{u=0}^{sM-1} y_u = \sum_{i=0}^{M-1} x_i $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_labels_of_examples_are_binary() -> None:
    text = r"""For $m$ examples $x^{(i)} \in \mathbb{R}^n$ with labels $y^{(i)} \in \{0,1\}$, $i = 1, \dots, m$, and
$\theta \in \mathbb{R}^n$ let

$$ h^{(i)} = \sigma\Bigl( \sum_{j=1}^{n} \theta_j x_j^{(i)} \Bigr) $$

$$ \ell = \sum_{i=1}^{m} \left( y^{(i)} \log h^{(i)} + (1 - y^{(i)}) \log(1 - h^{(i)}) \right) $$

$$ \frac{\partial \ell}{\partial \theta_j} = \sum_{i=1}^{m} (y^{(i)} - h^{(i)}) x_j^{(i)} $$

$$ \frac{\partial \ell}{\partial \theta_j} = \sum_{i=1}^{m} (h^{(i)} - y^{(i)}) x_j^{(i)} $$

$$ \sum_{i=1}^m (y^{(i)})^2 = \sum_{i=1}^m y^{(i)} $$
"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


ANEW = r"""Let $z, t \in \mathbb{R}^n$ and

$$ L = \frac12 \sum_{i=1}^n (z_i - t_i)^2. $$

Then

$$ \frac{\partial L}{\partial z_i} = z_i - t_i $$

%s

$$ L = -\sum_{i=1}^n t_i \log \sigma(z_i). $$

Then

$$ \frac{\partial L}{\partial z_i} = -t_i (1 - \sigma(z_i)) $$

$$ \frac{\partial L}{\partial z_i} = z_i - t_i $$
"""


@pytest.mark.parametrize(
    ("words", "anew"),
    [
        ("Now let instead", True),
        ("We now consider instead", True),
        ("## Cross-entropy\n\nNow take", True),
        ("The manuscript uses instead", False),
        ("Now we have", False),
    ],
)
def test_a_loss_that_the_text_defines_anew(words: str, anew: bool) -> None:
    expected = ["proved", "proved", "refuted"] if anew else ["proved", "refuted", "refuted", "proved"]
    assert verdicts(ANEW % words) == expected


def test_what_the_text_has_defined_is_not_defined_by_a_claim() -> None:
    """Also where what it is made from cannot be read."""
    text = r"""Let $X \in \mathbb{R}^{N \times D}$, and

$$ H_{nm} = \delta_{nm} - q $$

the centred data are $Z_{nd} = \sum_m H_{nm} X_{md}$.

$$ Z_{nd} = X_{nd} - \sum_m X_{md} $$

$$ \sum_n Z_{nd} = 0 $$
"""
    assert verdicts(text) == ["error"] * 3
