r"""Sizes with a prime or a label, ``H'``, ``H_{\text{out}}``, ``H_1``, are one letter; ``n_i`` at an index is none."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

POOL = r"""Let $x \in \mathbb{R}^{N\times H}$ with $H = k@$.
$$ y_{ni} = \frac{1}{k}\sum_{p=0}^{k-1} x_{n,ki+p}, \qquad 0\le i<@. $$
$$ \frac{\partial y_{ni}}{\partial x_{mu}} = \frac1k [n=m][ki \le u < ki+k] $$
$$ \frac{\partial y_{ni}}{\partial x_{mu}} = \frac1k [n=m][ki \le u < ki+k-1] $$
$$ \frac{1}{@} \sum_{i=0}^{@-1} y_{ni} = \frac{1}{H} \sum_{u=0}^{H-1} x_{nu} $$
$$ \frac{1}{H} \sum_{i=0}^{@-1} y_{ni} = \frac{1}{H} \sum_{u=0}^{H-1} x_{nu} $$
"""


@pytest.mark.parametrize("letter", ["H'", "H_o", "H_1", r"H_{\text{out}}", "H_{out}", "H_{in}", r"\tilde H"])
def test_a_size_with_a_label_is_one_letter(letter: str) -> None:
    """The ``u`` of ``H_{out}`` is no size, whatever else is called ``u``."""
    expected = ["definition", "proved", "refuted", "proved", "refuted"]
    assert verdicts(POOL.replace("@", letter)) == expected


def test_a_size_that_depends_on_an_index_is_none() -> None:
    text = r"Let $x \in \mathbb{R}^{n\times m}$. $$ \sum_{i=1}^n \sum_{j=1}^{m_i} 1 = n m_i $$"
    assert verdicts(text) == ["error"]


CHANNELS = r"""$x \in \mathbb{R}^{N\times C_{\text{in}}\times L}$, $W \in \mathbb{R}^{C_{out} \times C_{in}\times K}$.
$$ y_{n,o,t} = \sum_{c=1}^{C_{in}}\sum_{k=0}^{K-1} W_{o,c,k} x_{n,c,t+k}, \quad t = 0,\dots,L-K $$
$$ \frac{\partial E}{\partial W_{o,c,k}} = \sum_{n=1}^N \sum_{t=0}^{L-K} \frac{\partial E}{\partial y_{n,o,t}} @ $$
"""


@pytest.mark.parametrize(("read", "expected"), [("x_{n,c,t+k}", "proved"), ("x_{n,c,t-k}", "refuted")])
def test_sums_up_to_a_size_with_a_label(read: str, expected: str) -> None:
    assert verdicts(CHANNELS.replace("@", read)) == ["definition", expected]


SPOKEN = r"""Let $x_{n,c,s}$ be the input with $n<N$, $c<C$, $s<S$. Put $m = CS$.
$$\mu_{n} = \frac1m\sum_{c=0}^{C-1}\sum_{s=0}^{S-1}x_{n,c,s}$$
$$\frac{\partial \mu_n}{\partial x_{n,c,s}} = \frac{1}{m}, \qquad \frac{\partial \mu_n}{\partial x_{n,c,s}} = 1$$
"""


def test_indices_below_a_size_count_from_zero() -> None:
    assert verdicts(SPOKEN) == ["definition", "proved", "refuted"]


LOSS = r"""$$ y_i = 3 x_i $$
$$ \frac{\partial L}{\partial x_i} = 3 \frac{\partial L}{\partial y_i} $$
$$ \frac{\partial L}{\partial x_i} = 4 \frac{\partial L}{\partial y_i} $$
$$ \frac{1}{L} \sum_{i} \frac{\partial L}{\partial x_i} = \frac{3}{L} \sum_i \frac{\partial L}{\partial y_i} $$
$$ \nabla_x L = 2 \nabla_y L $$
"""


@pytest.mark.parametrize(
    "head",
    [r"Let $x \in \mathbb{R}^{L}$.", r"Let $x \in \mathbb{R}^{L}$ with $L = s(M-1)+k$.", r"`x: float[L]`, $L \ge 2$."],
)
def test_a_size_that_is_differentiated_is_an_unknown_loss(head: str) -> None:
    """A size has no derivative but 0, and with 0 on both sides every gradient would be right."""
    assert verdicts(head + "\n" + LOSS) == ["definition", "proved", "refuted", "proved", "refuted"]


def test_a_number_of_summands_is_at_least_one() -> None:
    text = r"""$x \in \mathbb{R}^{C \times T}$, window $k$, stride $s$, $T = s(M-1) + k$.
$$ y_{c,m} = \frac1k\sum_{r=0}^{k-1} x_{c,sm+r}, \qquad 0 \le m < M $$
$$ \sum_{l}\frac{\partial y_{c,m}}{\partial x_{c,l}} = 1, \qquad
   \sum_{l}\frac{\partial y_{c,m}}{\partial x_{c,l}} = k $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


STRIDED = r"""Let $x \in \mathbb{R}^{T}$, $w \in \mathbb{R}^{K}$, a positive integer $s$, indices start at zero.
Put $Z = T - r$ and $M = \lfloor (Z - K)/s \rfloor + 1$, and let $y \in \mathbb{R}^M$.

$$ y_i = \sum_p w_p x_{s i + p} $$

$$ \sum_{i=0}^{\lfloor \frac{T - K - r}{s} \rfloor} y_i = \sum_{i=0}^{M-1} y_i $$

$$ \sum_{i=0}^{\lfloor (2 T - 2 r - 2 K) / (2 s) \rfloor} 1 = M $$

$$ \sum_{i=0}^{\lfloor (T - r) / s \rfloor} 1 = M $$
"""


def test_a_rounded_quotient_is_one_size_however_it_is_written() -> None:
    """Also where a letter in it is said to be something else only behind it."""
    expected = ["definition", "proved", "proved", "refuted"]
    assert verdicts(STRIDED) == expected
    later = STRIDED.replace("Put $Z = T - r$ and $M", "Put $M").replace(
        "\\mathbb{R}^M$.", "\\mathbb{R}^M$ with $Z = T - r$."
    )
    assert verdicts(later) == expected


def test_sizes_are_found_for_a_chain_of_strided_layers() -> None:
    text = r"""Let $x \in \mathbb{R}^{T}$, $u \in \mathbb{R}^{X}$, $v \in \mathbb{R}^{A}$, $w \in \mathbb{R}^3$,
positive integers $r$ and $s$; indices start at zero. Put $Z = \lfloor (T - X)/2 \rfloor + 1 - r (A - 1)$ and
$M = \lfloor (Z - 2 r - 1)/s \rfloor + 1$. Let
$a \in \mathbb{R}^{\lfloor (T - X)/2 \rfloor + 1}$, $b \in \mathbb{R}^Z$, $c \in \mathbb{R}^M$.

$$ a_i = \sum_p u_p x_{2 i + p}, \qquad b_i = \sum_p v_p a_{i + r p}, \qquad c_i = \sum_{p=0}^{2} w_p b_{s i + r p} $$

$$ \frac{\partial L}{\partial b_j} = \sum_i \sum_p [s i + r p = j] w_p \frac{\partial L}{\partial c_i} $$

$$ \frac{\partial L}{\partial b_j} = \sum_i \sum_p [s i + p = j] w_p \frac{\partial L}{\partial c_i} $$
"""
    assert verdicts(text) == ["definition", "definition", "definition", "proved", "refuted"]


@pytest.mark.parametrize("letter", ["Z'", "Z_1", "Z^{+}", "Z"])
def test_a_size_told_as_a_rounded_quotient_is_a_number_in_another_one(letter: str) -> None:
    text = r"""Let $a \in \mathbb{R}^{N \times W}$. Here $@ = \lfloor W/2 \rfloor + 1$ is the output size.

$$ u_n = \frac{1}{\lfloor @/2 \rfloor} \sum_i a_{ni} $$

$$ w_n = @ \sum_i a_{ni} $$

$$ w_n = \left(\lfloor W/2 \rfloor + 1\right) \left\lfloor \frac{@}{2} \right\rfloor u_n $$

$$ w_n = \left\lfloor W/2 \right\rfloor \left\lfloor \frac{@}{2} \right\rfloor u_n $$
"""
    assert verdicts(text.replace("@", letter)) == ["definition", "definition", "proved", "refuted"]
