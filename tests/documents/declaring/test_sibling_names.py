"""Names that are declared together and told apart by a letter, beside families whose members a letter counts."""

from __future__ import annotations

import pytest

from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

_GATES = r"""$x \in \mathbb{R}^{N \times D}$, $W_r, W_z, W_n \in \mathbb{R}^{H \times D}$, $b_r, b_n \in \mathbb{R}^H$.
$$ r_{nk} = \sigma\Big(\sum_d %(W_r)s x_{nd} + %(b_r)s\Big) $$
$$ m_{nk} = \tanh\Big(\sum_d %(W_n)s x_{nd} + r_{nk} %(b_n)s\Big) $$
$$ \frac{\partial L}{\partial %(b_n)s} = \sum_n \frac{\partial L}{\partial m_{nk}} (1 - m_{nk}^2) r_{nk} $$
$$ \frac{\partial L}{\partial %(W_n)s} = \sum_n \frac{\partial L}{\partial m_{nk}} (1 - m_{nk}^2) x_{nd} $$
$$ \frac{\partial L}{\partial %(W_n)s} = \sum_n \frac{\partial L}{\partial m_{nk}} x_{nd} $$
"""


@pytest.mark.parametrize("entry", ["({}_{})_{{{}}}", "{}_{{{},{}}}", "{{{}_{}}}_{{{}}}"])
def test_a_gate_whose_mark_is_an_index_elsewhere(entry: str) -> None:
    """``W_n`` stands beside ``W_r``, and is no member of a family over the examples ``n``."""
    names = {f"{base}_{mark}": entry.format(base, mark, at) for base, at in (("W", "kd"), ("b", "k")) for mark in "rzn"}
    text = _GATES % names
    assert verdicts(text) == ["definition", "definition", "proved", "proved", "refuted"]
    assert set(read(text, "a.md").theory.shapes) == {"x", "W_{r}", "W_{z}", "W_{n}", "b_{r}", "b_{n}"}


@pytest.mark.parametrize(
    "members",
    [
        r"$x_i, x_j \in \mathbb{R}^d$ for $i, j = 1, \dots, N$.",
        r"$x_i, x_j \in \mathbb{R}^d$, $i = 1, \dots, N$ and $j = 1, \dots, N$.",
        r"$x_i \in \mathbb{R}^d$, $i = 1, \dots, N$.",
    ],
)
def test_members_of_a_family_stay_members(members: str) -> None:
    text = rf"""{members}
$$ K_{{ij}} = \sum_a x_{{ia}} x_{{ja}} $$
$$ \sum_{{i,j=1}}^N K_{{ij}} = \sum_a \Big(\sum_{{i=1}}^N x_{{ia}}\Big)^2 $$
$$ \sum_{{i,j=1}}^N K_{{ij}} = \sum_a \sum_{{i=1}}^N x_{{ia}}^2 $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
