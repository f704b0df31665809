"""Letters that nobody declares and that can only be whole numbers: strides, lengths of windows; labels with digits."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

POOL = r"""
Let $x \in \mathbb{R}^{L}$. Windows have length $k$ and move by $s$ samples:

$$ a_i = \frac{1}{k} \sum_{r=0}^{k-1} x_{si + r}, \qquad 0 \le i < M $$

$$ \frac{\partial \ell}{\partial x_u} = CLAIM $$

For a vector $v \in \mathbb{R}^n$ and $m = \sum_j v_j^2$ we have

$$ \frac{\partial m}{\partial v_k} = 2 v_k $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{1}{k} \sum_{i=0}^{M-1} \frac{\partial \ell}{\partial a_i} \, [si \le u < si + k]", "proved"),
        (r"\sum_{i=0}^{M-1} \frac{\partial \ell}{\partial a_i} \, [si \le u < si + k]", "refuted"),
        (r"\frac{1}{k} \sum_{i=0}^{M-1} \frac{\partial \ell}{\partial a_i} \, [si < u \le si + k]", "refuted"),
    ],
)
def test_a_stride_and_a_length_that_is_an_index_elsewhere(claim: str, verdict: str) -> None:
    assert verdicts(POOL.replace("CLAIM", claim)) == ["definition", verdict, "proved"]


def test_two_indices_side_by_side_are_no_stride() -> None:
    text = r"""
Let $A \in \mathbb{R}^{m \times n}$ and $v \in \mathbb{R}^n$.

$$ y_s = \sum_i A_{si} v_i $$

$$ \frac{\partial y_s}{\partial v_i} = A_{si} $$

$$ \frac{\partial y_s}{\partial v_i} = A_{is} $$
"""
    assert verdicts(text)[:2] == ["definition", "proved"]
    assert verdicts(text)[2] != "proved"


def test_the_end_of_a_sum_at_an_index_is_no_size() -> None:
    text = r"""
Let $g, m \in \mathbb{R}^T$.

$$ m_t = \sum_{s=1}^{t} g_s $$

$$ m_t - m_{t-1} = g_t $$

$$ \frac{\partial m_t}{\partial g_s} = [s \le t] $$

$$ \frac{\partial m_t}{\partial g_s} = 1 $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_labels_of_a_letter_and_a_digit() -> None:
    text = r"""
Let $w, d \in \mathbb{R}^n$ and $\eta > 0$.

$$ w^{\mathrm{L2}}_i = w_i - \eta d_i, \qquad w_i^{\text{L2}} - w_i = - \eta d_i, \qquad w^{\mathrm{L2}}_i = w_i $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"A block survives if $b = 1$, with $b \in \{0, 1\}$:", ["proved", "undecided", "refuted"]),
        (r"Every block survives if $b = 1$:", ["refuted", "refuted", "refuted"]),
        (r"The block is the identity if $b = 1$:", ["proved", "proved", "refuted"]),
    ],
)
def test_what_a_kind_of_things_does_if(words: str, expected: list[str]) -> None:
    text = rf"""
Let $h, z \in \mathbb{{R}}^d$. {words}

$$ z_i = b h_i $$

$$ b (1 - b) = 0 $$

$$ z_i = h_i $$

$$ z_i = 2 h_i $$
"""
    assert verdicts(text) == ["definition", *expected]


@pytest.mark.parametrize(
    "said",
    [
        "Strides $s$ and $r$, paddings $P$ and $Q$.",
        "Let $s$ and $r$ be strides and $P$ and $Q$ paddings.",
        "Here $s$ and $r$ denote the strides and $P$, $Q$ the zero-paddings.",
    ],
)
def test_strides_and_paddings_of_two_axes(said: str) -> None:
    place = "x_{s(a-1)+u-P,r(b-1)+v-Q}"
    text = rf"""{said} Let $x \in \mathbb{{R}}^{{H \times W}}$, $k \in \mathbb{{R}}^{{U \times V}}$ and
$y \in \mathbb{{R}}^{{A \times B}}$.
$$ y_{{ab}} = \sum_{{u=1}}^U \sum_{{v=1}}^V k_{{uv}} {place} $$
$$ \frac{{\partial L}}{{\partial k_{{uv}}}} = \sum_{{a,b}} \frac{{\partial L}}{{\partial y_{{ab}}}} {place}, \qquad
   \frac{{\partial L}}{{\partial k_{{uv}}}} = \sum_{{a,b}} \frac{{\partial L}}{{\partial y_{{ab}}}} x_{{a+u,b+v}} $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
