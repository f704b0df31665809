"""Adjoints of linear recurrences in closed form, and running products in sums: each with false neighbours."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read

RETENTION = r"""Let $q, k \in \mathbb{R}^{T \times d}$, $v \in \mathbb{R}^{T \times e}$ and $\gamma \in (0, 1)$. With
$S_{0,a,c} = 0$,
$$ S_{t,a,c} = \gamma S_{t-1,a,c} + k_{t,a} v_{t,c}, \qquad t = 1, \dots, T $$
$$ o_{t,c} = \sum_{a} q_{t,a} S_{t,a,c} $$
"""
ATTENTION = r"""Let $q_t, k_t \in \mathbb{R}^{d}$, $v_t \in \mathbb{R}^{e}$ for $t = 1, \dots, T$ and $S_t \in
\mathbb{R}^{d \times e}$ with $S_0 = 0$:
$$ S_t = S_{t-1} + k_t v_t^\top, \qquad o_t = S_t^\top q_t $$
"""
MODES = r"""Let $a, b, c \in \mathbb{R}^{N}$, $r \in \mathbb{R}$, $u \in \mathbb{R}^{T}$. With $x_{0,n} = 0$:
$$ x_{t,n} = a_n x_{t-1,n} + b_n u_t, \qquad y_t = \sum_{n} c_n x_{t,n} + r u_t, \qquad t=1,\dots,T $$
"""
GATES = r"""Gates $a_t \in (0,1)$, inputs $b_t \in \mathbb{R}$, $t = 1, \dots, T$, and $h_0 = 0$,
$$ h_t = a_t h_{t-1} + b_t $$
"""
CHAIN = r"""Let $u \in \mathbb{R}^{T \times K}$, $A \in \mathbb{R}^{K \times K}$. For $t = 2, \dots, T$,
$$ \alpha_{1,k} = u_{1,k}, \qquad \alpha_{t,k} = u_{t,k} + \log \sum_{j=1}^{K} \exp(\alpha_{t-1,j} + A_{jk}) $$
$$ Z = \log \sum_{k=1}^{K} \exp(\alpha_{T,k}) $$
Write $\beta_{t,k} = \partial Z/\partial \alpha_{t,k}$.
"""
CLAIMS = [
    (CHAIN, r"\sum_k \beta_{t,k} = 1", r"\sum_k \beta_{t,k} = K"),
    (CHAIN, r"\sum_k \beta_{t,k} = 1, \qquad 1 \le t < T", r"\sum_k \beta_{t,k} = T, \qquad 1 \le t < T"),
    (
        CHAIN,
        r"\frac{\partial Z}{\partial A_{jk}} = \sum_{t=2}^{T} \beta_{t,k} "
        r"\exp(\alpha_{t-1,j} + A_{jk} + u_{t,k} - \alpha_{t,k})",
        r"\frac{\partial Z}{\partial A_{jk}} = \sum_{t=2}^{T} \beta_{t-1,j} "
        r"\exp(\alpha_{t-1,j} + A_{jk} + u_{t,k} - \alpha_{t,k})",
    ),
    (
        RETENTION,
        r"\frac{\partial L}{\partial S_{t,a,c}} = \sum_{j=t}^{T} \gamma^{j-t} q_{j,a} "
        r"\frac{\partial L}{\partial o_{j,c}}",
        r"\frac{\partial L}{\partial S_{t,a,c}} = \sum_{j=t}^{T} \gamma^{j} q_{j,a} "
        r"\frac{\partial L}{\partial o_{j,c}}",
    ),
    (
        RETENTION,
        r"\frac{\partial L}{\partial v_{t,c}} = \sum_{j=t}^{T} \gamma^{j-t} \sum_a q_{j,a} k_{t,a} "
        r"\frac{\partial L}{\partial o_{j,c}}",
        r"\frac{\partial L}{\partial v_{t,c}} = \sum_{j=t}^{T} \gamma^{j-t} \sum_a q_{t,a} k_{j,a} "
        r"\frac{\partial L}{\partial o_{j,c}}",
    ),
    (
        ATTENTION,
        r"\frac{\partial L}{\partial v_t} = \sum_{j \ge t} (q_j^\top k_t) \frac{\partial L}{\partial o_j}",
        r"\frac{\partial L}{\partial v_t} = \sum_{j > t} (q_j^\top k_t) \frac{\partial L}{\partial o_j}",
    ),
    (
        ATTENTION,
        r"\frac{\partial L}{\partial k_t} = \sum_{j=t}^{T} q_j ( v_t^\top \frac{\partial L}{\partial o_j} )",
        r"\frac{\partial L}{\partial k_t} = \sum_{j=1}^{t} q_j ( v_t^\top \frac{\partial L}{\partial o_j} )",
    ),
    (
        MODES,
        r"\frac{\partial L}{\partial u_j} = r \frac{\partial L}{\partial y_j} + \sum_{t=j}^{T} "
        r"\frac{\partial L}{\partial y_t} \sum_n c_n b_n a_n^{t-j}",
        r"\frac{\partial L}{\partial u_j} = r \frac{\partial L}{\partial y_j} + \sum_{t=j}^{T} "
        r"\frac{\partial L}{\partial y_t} \sum_n c_n b_n a_n^{t-j+1}",
    ),
    (
        MODES,
        r"\frac{\partial L}{\partial b_n} = c_n \sum_{j=1}^{T} u_j \sum_{t=j}^{T} a_n^{t-j} "
        r"\frac{\partial L}{\partial y_t}",
        r"\frac{\partial L}{\partial b_n} = c_n \sum_{j=1}^{T} u_j \sum_{t=1}^{j} a_n^{j-t} "
        r"\frac{\partial L}{\partial y_t}",
    ),
    (
        GATES,
        r"h_t = \sum_{j=1}^{t} \Big( \prod_{i=j+1}^{t} a_i \Big) b_j",
        r"h_t = \sum_{j=1}^{t} \Big( \prod_{i=j}^{t} a_i \Big) b_j",
    ),
]


@pytest.mark.parametrize(("start", "true", "false"), CLAIMS)
def test_claims(start: str, true: str, false: str) -> None:
    found = check(read(f"{start}\n$$ {true} $$\n\n$$ {false} $$\n", "a.md"), certificates=True)["equations"][-2:]
    assert [e["verdict"] for e in found] == ["proved", "refuted"], found
    assert verify(found[0]["certificate"])
