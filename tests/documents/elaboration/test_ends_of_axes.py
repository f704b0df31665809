"""The ends of an axis: first and last entries, initial states, zero borders, definitions in pieces.

Where an axis begins decides what ``x_n`` and ``x_0`` are; each document says so in another way, and each true line has
a false neighbour.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

DOCUMENTS = {
    "an initial state that is declared apart is no zero": (
        r"""States $h_t \in \mathbb{R}^{H}$ and inputs $x_t\in\mathbb{R}^{H}$, $t = 1,\dots,T$, $h_0\in \mathbb{R}^H$.
$$ h_t = \tanh(h_{t-1} + x_t) $$
$$ h_1 = \tanh(x_1), \qquad h_1 = \tanh(h_0 + x_1) $$
$$ \frac{\partial h_{1,i}}{\partial h_{0,j}} = (1-h_{1,i}^2)\delta_{ij} $$""",
        "definition refuted proved proved",
    ),
    "steps that are stated with the shapes are the steps of claims": (
        r"""Shapes: $h_t, x_t \in \mathbb{R}^{H}$, $U\in\mathbb{R}^{H\times H}$, $t = 1,\dots,T$, $h_0 = 0$.
$$ h_t = \tanh(U h_{t-1} + x_t) $$
$$ L = \sum_{t=1}^{T} c^\top h_t,\quad c\in\mathbb{R}^H$$
Define $\delta_t = \frac{\partial L}{\partial h_t}$. For $t<T$,
$$ \delta_t = c + U^\top ((1-h_{t+1}\odot h_{t+1})\odot \delta_{t+1}) $$
$$ \delta_t = c + U ((1-h_{t+1}\odot h_{t+1})\odot \delta_{t+1}) $$""",
        "definition definition proved refuted",
    ),
    "a definition in pieces": (
        r"""Let $x \in\mathbb{R}^n$.
$$ y_1 = 2 x_1, \qquad y_i = x_i - x_{i-1} \quad (i=2,\dots,n) $$
$$ \frac{\partial y_i}{\partial x_i} = 1, \qquad \frac{\partial y_i}{\partial x_i} = 1 + [i = 1] $$""",
        "definition definition refuted proved",
    ),
    "a first piece in the text": (
        r"""Let $x\in\mathbb{R}^n$, $n \ge 2$. For $i=2,\dots,n$ we put
$$ y_i = x_i - x_{i-1} $$
and $y_1 = 0$, with $y \in \mathbb{R}^n$. Then
$$ \frac{\partial y_i}{\partial x_i} = 1, \qquad \frac{\partial y_i}{\partial x_i} = [i > 1] $$""",
        "definition refuted proved",
    ),
    "a definition of a part says nothing of the rest": (
        r"""Let $x, y\in\mathbb{R}^n$ and
$$ y_i = x_i - x_{i-1} \quad \text{for } i=2,\dots,n. $$
$$ y_1 = x_1 $$""",
        "error undecided",
    ),
    "the last entry is no index": (
        r"""Let $x \in\mathbb{R}^n$, and the differences $d \in \mathbb{R}^{n-1}$ with
$$ d_i = x_{i+1} - x_i, \qquad i = 1, \dots, n-1. $$
For the roughness $R = \frac12 \sum_{i=1}^{n-1} d_i^2$
$$ \frac{\partial R}{\partial x_1} = -d_1, \qquad \frac{\partial R}{\partial x_n} = d_{n-1},
  \qquad \frac{\partial R}{\partial x_n} = -d_{n-1} $$""",
        "definition proved proved refuted",
    ),
    "subscripts that cover an axis together say where it begins": (
        r"""Let $x \in \mathbb{R}^n$ with $n\ge 3$ and
$$ E = \sum_{i=1}^{n-1} (x_{i+1}-x_i)^2 . $$
$$ \frac{\partial E}{\partial x_1} = 2(x_1-x_2), \qquad \frac{\partial E}{\partial x_n} = 2(x_n - x_{n-1}) $$
$$ \frac{\partial E}{\partial x_i} = 4x_i - 2x_{i-1} - 2x_{i+1} $$""",
        "definition proved proved refuted",
    ),
    "an inline definition is not said again of its last entry": (
        r"""Let $x\in\mathbb{R}^n$ and $s_k = \sum_{i=1}^k x_i$ for $k=1,\dots,n$.
$$ \frac{\partial s_k}{\partial x_i} = [i \le k], \qquad \frac{\partial s_k}{\partial x_i} = [i < k] $$
$$ s_n = \sum_{i=1}^n x_i $$""",
        "proved refuted proved",
    ),
    "zeros behind both ends": (
        r"""Let $x\in\mathbb{R}^{n}$, $w \in \mathbb{R}^{3}$, both numbered from 1. Put $x_0 = x_{n+1} = 0$ and
$$ y_i = w_1 x_{i-1} + w_2 x_i + w_3 x_{i+1}, \qquad i = 1,\dots,n. $$
$$ \frac{\partial L}{\partial w_1} = \sum_{i=2}^{n} \frac{\partial L}{\partial y_i} x_{i-1} $$
$$ \frac{\partial L}{\partial w_1} = \sum_{i=2}^{n} \frac{\partial L}{\partial y_i} x_{i} $$
$$ y_n = w_1 x_{n-1} + w_2 x_n, \qquad y_1 = w_1 x_1 + w_2 x_2 $$""",
        "definition proved refuted proved refuted",
    ),
    "a stride in a bound and in a subscript is no index": (
        r"""Input $x \in \mathbb{R}^{s M}$ with stride $s$, output $y \in \mathbb{R}^M$,
$$ y_m = \max_{0 \le p < s} x_{s m + p}. $$
$$ y_m = \max_{0 \le p \le s-1} x_{s m + p}, \qquad y_m = \max_{0 \le p < s} x_{m + p} $$""",
        "definition proved refuted",
    ),
    "a loss of the last state, and the range of the steps": (
        r"""$x_0 \in \mathbb{R}^d$ is given, and for $l = 0,\dots,L-1$
$$ x_{l+1} = x_l + V_l \phi(U_l x_l), \qquad U_l, V_l\in\mathbb{R}^{d\times d} $$
with a smooth $\phi$. For a loss $E$ of $x_L$:
$$ \frac{\partial E}{\partial x_l} = \frac{\partial E}{\partial x_{l+1}}
   + U_l^\top\left(\phi'(U_l x_l)\odot V_l^\top\frac{\partial E}{\partial x_{l+1}}\right) $$
$$ \frac{\partial E}{\partial x_l}
   = U_l^\top\left(\phi'(U_l x_l)\odot V_l^\top\frac{\partial E}{\partial x_{l+1}}\right) $$""",
        "definition proved refuted",
    ),
    "a loss of which nothing is said may be one of the last state": (
        r"""$x_0 \in \mathbb{R}^d$ is given, and for $l = 0,\dots,L-1$
$$ x_{l+1} = A_l x_l, \qquad A_l\in\mathbb{R}^{d\times d} $$
Let $E$ be a loss.
$$ \frac{\partial E}{\partial x_l} = A_l^\top \frac{\partial E}{\partial x_{l+1}} $$
$$ \frac{\partial E}{\partial A_l} = \frac{\partial E}{\partial x_{l+1}} x_l^\top $$
$$ \frac{\partial E}{\partial A_l} = x_l \frac{\partial E}{\partial x_{l+1}}^\top $$""",
        "definition undecided proved refuted",
    ),
    "a condition on entries whose shape follows": (
        r"""Observations $a_i\in\mathbb{R}^d$, $i=1,\dots,m$, with weights $\omega_i > 0$. For any $v\in\mathbb{R}^d$:
$$ \sum_{i=1}^m \omega_i (a_i^\top v)^2 \ge 0, \qquad \sum_{i=1}^m \omega_i a_i^\top v \ge 0 $$""",
        "proved refuted",
    ),
    "a definition at the steps that are stated, from a state with one step more": (
        r"""$q_t,k_t\in\mathbb{R}^d$, $v_t\in\mathbb{R}^m$ for $t=1,\dots,T$.
State $S_t\in\mathbb{R}^{d\times m}$ with $S_0=0$:
$$ S_t = S_{t-1} + k_t v_t^\top, \qquad o_t = S_t^\top q_t $$
$$ \frac{\partial o_{t,a}}{\partial q_{t,b}} = S_{t,ba} $$
$$ \frac{\partial o_{t,a}}{\partial q_{t,b}} = S_{t-1,ba} $$""",
        "definition definition proved refuted",
    ),
    "a number w_0 beside the vector of the others": (
        r"""The model is
$$ y = w_0 + \sum_{j=1}^M w_j \sigma\left(\frac{x-\mu_j}{s}\right) $$ with $s>0$. Then
$$ \frac{\partial y}{\partial w_0} = 1, \qquad \frac{\partial y}{\partial w_0} = 5, \qquad
  \frac{\partial y}{\partial w_j} = \sigma\left(\frac{x-\mu_j}{s}\right) $$""",
        "definition proved refuted proved",
    ),
    "an entry before the first one": (
        r"""Let $v \in \mathbb{R}^n$ and $c_i = v_i^2$ for $i = 1, \dots, n$.
$$ \sum_{i=1}^n c_i = \sum_{i=1}^n v_i^2, \qquad v_0 + c_1 = c_1 $$""",
        "proved error",
    ),
    "nothing is proved of an empty range": (
        r"""Let $x\in\mathbb{R}^n$, with $i = 1, \dots, n$.
$$ x_i = 2 x_i \quad (i > n), \qquad x_i = x_i^2/x_i \quad (i < 2) $$""",
        "undecided proved",
    ),
    "what a state of a recurrence owes to one input": (
        r"""Let $x, m \in \mathbb{R}^{T}$ (indices start at 1) and
$$ m_1 = x_1, \qquad m_t = \beta m_{t-1} + (1-\beta) x_t \quad (t = 2, \dots, T) $$
with a scalar $\beta$. Therefore
$$ \frac{\partial m_t}{\partial x_t} = 1-\beta \quad (t \ge 2), \qquad
  \frac{\partial m_t}{\partial x_t} = \beta \quad (t \ge 2) $$
$$ \frac{\partial m_2}{\partial x_1} = \beta, \qquad \frac{\partial m_2}{\partial x_1} = 1 $$
$$ \frac{\partial m_1}{\partial x_2} = 0 $$""",
        "definition definition proved refuted proved refuted proved",
    ),
    "the parameters of a recurrence under a loss of all its states": (
        r"""Shapes: $h_t,x_t \in \mathbb{R}^{H}$, $U\in\mathbb{R}^{H\times H}$, $t = 1,\dots,T$, $h_0 = 0$.
$$ h_t = \tanh(U h_{t-1} + x_t) $$
$$ L = \sum_{t=1}^{T} c^\top h_t,\quad c\in\mathbb{R}^H$$
$$ \frac{\partial L}{\partial U} = \sum_{t=1}^T ((1-h_t^2)\odot\frac{\partial L}{\partial h_t}) h_{t-1}^\top $$
$$ \frac{\partial L}{\partial U} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} h_{t-1}^\top $$""",
        "definition definition proved refuted",
    ),
    "a clause of the next sentence is no range of the display before it": (
        r"""Let $x, d \in \mathbb{R}^n$ with entries $x_i$, $i = 1, \dots, n$, and
$$ d_i = x_{i+1} - x_i $$
For the others, $1 < i < n$, we have
$$ d_{i-1} + d_i = x_{i+1} - x_{i-1} $$
$$ d_{i-1} + d_i = x_{i+1} - x_{i} $$""",
        "definition proved refuted",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    text, expected = DOCUMENTS[name]
    equations = judged(text)
    assert " ".join(e["verdict"] or e["role"] for e in equations) == expected, [e["message"] for e in equations]
