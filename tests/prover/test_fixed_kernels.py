"""Kernels of a few numbers: gradients that are named on the way, whose sums are written out in one of two ways."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LINE = r"""
Let $b \in \mathbb{R}^{R \times N}$, $Z \in \mathbb{R}^{R}$, $V \in \mathbb{R}^{R\times R\times 3}$. Positions outside
$0 \le n < N$ count as zero.

$$ p_{rn} = \sum_{r'} \sum_{k=0}^{2} V_{rr'k}\, b_{r',n+k-1}, \qquad y_{n} = \sum_r Z_{r} p_{rn} $$

Let $g_{n} = \partial E/\partial y_{n}$ and

$$ \pi_{rn} = Z_{r} g_{n} $$

$$ \frac{\partial E}{\partial b_{rn}} = CLAIM $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{r'} \sum_{k=0}^{2} V_{r'rk}\, \pi_{r',n-k+1}", "proved"),
        (r"\sum_{r'} \left( V_{r'r0} \pi_{r',n+1} + V_{r'r1} \pi_{r'n} + V_{r'r2} \pi_{r',n-1} \right)", "proved"),
        (r"\sum_{r'} \sum_{k=0}^{2} V_{r'rk}\, \pi_{r',n+k-1}", "refuted"),
        (r"\sum_{r'} \sum_{k=0}^{2} V_{rr'k}\, \pi_{r',n-k+1}", "refuted"),
        (r"\sum_{r'} \sum_{k=0}^{1} V_{r'rk}\, \pi_{r',n-k+1}", "refuted"),
    ],
)
def test_a_line(claim: str, verdict: str) -> None:
    assert verdicts(LINE.replace("CLAIM", claim))[-1] == verdict


BLOCK = r"""
Images $x \in \mathbb{R}^{C \times H \times W}$ pass two $3 \times 3$ convolutions with zero padding and kernels
$A, B \in \mathbb{R}^{C\times C\times 3\times 3}$; all maps have the shape of $x$, indices start at 0.

$$ h_{kij} = \sum_{c} \sum_{p=0}^{2}\sum_{q=0}^{2} A_{kcpq}\, x_{c,i+p-1,j+q-1}, \qquad z_{kij} = \max(0, h_{kij}) $$

$$ y_{kij} = x_{kij} + \sum_{c} \sum_{p=0}^{2}\sum_{q=0}^{2} B_{kcpq}\, z_{c,i+p-1,j+q-1} $$

Write $g_{kij} = \partial L/\partial y_{kij}$ and

$$ d_{cij} = [h_{cij} > 0] \sum_{k} \sum_{p=0}^{2}\sum_{q=0}^{2} B_{kcpq}\, g_{k,i-p+1,j-q+1} $$

$$ \frac{\partial L}{\partial h_{cij}} = d_{cij} $$

$$ \frac{\partial L}{\partial x_{cij}} = g_{cij} + \sum_k \sum_{p=0}^{2}\sum_{q=0}^{2} A_{kcpq}\, d_{k,i-p+1,j-q+1} $$

$$ \frac{\partial L}{\partial x_{cij}} = g_{cij} + \sum_k \sum_{p=0}^{2}\sum_{q=0}^{2} A_{kcpq}\, d_{k,i+p-1,j+q-1} $$
"""


def test_a_residual_block_of_three_by_three() -> None:
    assert verdicts(BLOCK)[-3:] == ["proved", "proved", "refuted"]
