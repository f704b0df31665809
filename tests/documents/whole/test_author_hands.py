"""Habits of authors: labels, where-clauses, letters with two senses, conditions that trail.  As in
``test_index_documents``: roles and verdicts in order, each true line beside a false neighbour.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

DOCUMENTS = {
    "the label is a fixed index": (
        r"""Logits $z \in \mathbb{R}^K$, label $y \in \{1, \dots, K\}$.
$$ p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}, \qquad L = -\log p_y $$
$$ \frac{\partial L}{\partial z_k} = p_k - [k = y], \qquad \frac{\partial L}{\partial z_y} = p_y - 1 $$
$$ \frac{\partial L}{\partial z_k} = p_k, \quad k \neq y $$
$$ \frac{\partial L}{\partial z_k} = p_k $$
$$ \frac{\partial L}{\partial z_k} = p_k - p_y $$""",
        "definition definition proved proved proved refuted refuted",
    ),
    "a sum over the other classes": (
        r"""Scores $s \in \mathbb{R}^C$, and let $t$ be the index of the correct class.
$$ L = \sum_{c \neq t} \max(0, s_c - s_t + 1) $$
For the wrong classes, i.e. for $c \neq t$:
$$ \frac{\partial L}{\partial s_c} = [s_c - s_t + 1 > 0] $$
and for the right one
$$ \frac{\partial L}{\partial s_t} = -\sum_{c \neq t} [s_c - s_t + 1 > 0] $$
$$ \frac{\partial L}{\partial s_t} = -1 $$""",
        "definition proved proved refuted",
    ),
    "a sum over different pairs has no fixed index": (
        r"""Let $x \in \mathbb{R}^n$ with entries $x_i$, $i = 1, \dots, n$, and
$$ S = \sum_{i \neq j} x_i x_j $$
$$ S = \Big(\sum_i x_i\Big)^2 - \sum_i x_i^2, \qquad S = \Big(\sum_i x_i\Big)^2 $$""",
        "definition proved refuted",
    ),
    "where, in the display": (
        r"""Let $v \in \mathbb{R}^n$.
$$ w_i = \frac{v_i}{\rho}, \qquad \text{where } \rho = \sqrt{\sum_j v_j^2} $$
$$ \frac{\partial w_i}{\partial v_j} = \frac{1}{\rho} \left( \delta_{ij} - \frac{v_i v_j}{\rho^2} \right) $$
$$ \frac{\partial w_i}{\partial v_j} = \frac{1}{\rho} \left( \delta_{ij} - v_i v_j \right) $$""",
        "definition definition proved refuted",
    ),
    "where, behind the display": (
        r"""Let $v \in \mathbb{R}^n$.
$$ w_i = \frac{v_i}{\rho} $$
where
$$ \rho = \sqrt{\sum_j v_j^2}. $$
Then
$$ \sum_i w_i^2 = 1, \qquad \sum_i w_i = 1 $$""",
        "definition definition proved refuted",
    ),
    "where a gradient is named after its node": (
        r"""Let $x \in \mathbb{R}^n$ and
$$ y_i = x_i^2, \qquad \text{where } g_i = \frac{\partial L}{\partial y_i} $$
$$ \frac{\partial L}{\partial x_i} = 2 x_i g_i, \qquad \frac{\partial L}{\partial x_i} = x_i g_i $$""",
        "definition definition proved refuted",
    ),
    "a name of the text that the next display completes": (
        r"""Let $z, t \in \mathbb{R}^K$. The loss is $H = -\sum_k t_k \log r_k$ where
$$ r_k = \frac{e^{z_k}}{\sum_j e^{z_j}} $$
Assume
$$ \sum_k t_k = 1 $$
$$ \frac{\partial H}{\partial z_k} = r_k - t_k, \qquad \frac{\partial H}{\partial z_k} = t_k - r_k $$""",
        "definition hypothesis proved refuted",
    ),
    "an entry beyond the first is a name of its own": (
        r"""Let $x, w \in \mathbb{R}^n$ and
$$ y = w_0 + \sum_{i=1}^n w_i x_i $$
$$ \frac{\partial y}{\partial w_0} = 1, \qquad \frac{\partial y}{\partial w_i} = x_i $$
$$ \frac{\partial y}{\partial w_0} = w_0 $$""",
        "definition proved proved refuted",
    ),
    "an intercept": (
        r"""A linear model has an intercept $w_0$ and weights $w \in \mathbb{R}^n$; let $x \in \mathbb{R}^n$ and
$$ y = w_0 + \sum_i w_i x_i $$
$$ \frac{\partial y}{\partial w_0} = 1, \qquad \frac{\partial y}{\partial w_0} = 0 $$""",
        "definition proved refuted",
    ),
    "that is, behind let": (
        r"""Let $A \in \mathbb{R}^{n \times n}$ be the adjacency matrix of an undirected graph, i.e.
$$ A_{uv} = A_{vu}, $$
and let
$$ d_u = \sum_v A_{uv} $$
$$ d_u = \sum_v A_{vu}, \qquad d_u = \sum_v A_{vv} $$""",
        "hypothesis definition proved refuted",
    ),
    "that is, of what is defined": (
        r"""Let $x \in \mathbb{R}^n$ and $s = \sum_i x_i$. Let $m$ be the mean, i.e.
$$ m = \frac{s}{n} $$
Let us look at the sum, i.e.
$$ s = n m, \qquad s = m $$""",
        "definition proved refuted",
    ),
    "a condition that trails": (
        r"""With sizes $H$ and $K$ a layer has
$$ \sum_{i=0}^{H-K} 1 = H - K + 1 $$

outputs if $K \le H$, and not
$$ \sum_{i=0}^{H-K} 1 = H - K $$""",
        "proved refuted",
    ),
    "the circle's number beside a policy": (
        r"""Let $\theta \in \mathbb{R}^A$, $\pi_a = e^{\theta_a} / \sum_b e^{\theta_b}$ and $x, \mu \in \mathbb{R}^n$.
$$ \ell = -\sum_{i=1}^n \Big( \frac{(x_i - \mu_i)^2}{2} + \tfrac12 \log 2\pi \Big) $$
$$ \frac{\partial \ell}{\partial \mu_i} = x_i - \mu_i, \qquad \frac{\partial \ell}{\partial \mu_i} = x_i $$
$$ \sum_a \pi_a = 1, \qquad \sum_a \pi_a = A $$""",
        "definition proved refuted proved refuted",
    ),
    "a number in one section and a vector in a later one": (
        r"""Recall that
$$ 1 - \tanh^2 x = 4 \sigma(2x) \sigma(-2x), \qquad 1 - \tanh^2 x = 2 \sigma(2x) \sigma(-2x). $$

**Exercise 2.** A neuron with $w, x \in \mathbb{R}^n$ is
$$ y = \tanh\Big(\sum_j w_j x_j\Big) $$
$$ \frac{\partial y}{\partial w_j} = (1 - y^2) x_j, \qquad \frac{\partial y}{\partial w_j} = (1 - y) x_j $$""",
        "proved refuted definition proved refuted",
    ),
    "strides with an index are many": (
        r"""Let $j_0 = 1$. The layers $l = 1, \dots, M$ have the strides $s_l$.
$$ j_l = j_{l-1} s_l, \qquad l = 1, \dots, M $$
$$ j_2 = s_1 s_2, \qquad j_2 = s_1^2 $$""",
        "definition proved refuted",
    ),
    "what stands under a condition is not evaluated elsewhere": (
        r"""Let $z \in \mathbb{R}^K$, the label $y \in \{1, \dots, K\}$ and
$$ p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}, \qquad H = -\log p_y, \qquad L = \alpha H + \sum_k z_k $$
$$ \frac{\partial L}{\partial z_k} = \alpha p_k + 1 \quad (k \neq y), \qquad
   \frac{\partial L}{\partial z_k} = \alpha p_k \quad (k \neq y) $$""",
        "definition definition definition proved refuted",
    ),
    "a base case behind the step": (
        r"""$$ x_{t+1} = a x_t + b, \qquad t = 0, \dots, T-1, \qquad x_0 = c $$
$$ x_1 = a c + b, \qquad x_1 = b $$""",
        "definition definition proved refuted",
    ),
    "a base case in a display of its own": (
        r"""$$ x_{t} = a x_{t-1} + b, \qquad t = 1, \dots, T $$
with the initial value
$$ x_0 = c. $$
$$ x_1 = a c + b, \qquad x_t = a^t c + b \sum_{s=0}^{t-1} a^s, \qquad x_t = a^t c + b \sum_{s=0}^{t} a^s $$""",
        "definition definition proved proved refuted",
    ),
    "the first step is no base case": (
        r"""Let $x_0 = 1$ and
$$ x_{t} = a x_{t-1} + b, \qquad t = 1, \dots, T $$
$$ x_1 = a + b, \qquad x_1 = b $$""",
        "definition proved refuted",
    ),
    "the condition of a numbered question": (
        r"""Let $w, x \in \mathbb{R}^n$, $y = \sum_i w_i x_i$ and
$$ v_i = w_i + \eta y (x_i - y w_i). $$
b) If $\sum_i w_i^2 = 1$, the first-order term vanishes and
$$ \sum_i v_i^2 = 1 + \eta^2 y^2 \Big(\sum_i x_i^2 - y^2\Big). $$
c) In general
$$ \sum_i v_i^2 = 1 + \eta^2 y^2 \Big(\sum_i x_i^2 - y^2\Big). $$""",
        "definition proved refuted",
    ),
    "a number with a prime": (
        r"""The value $V \in \mathbb{R}$, the value of the next state $V'$, reward $r$, and
$$ \ell = \frac12 (r + \gamma V' - V)^2 $$
$$ \frac{\partial \ell}{\partial V} = -(r + \gamma V' - V), \qquad \frac{\partial \ell}{\partial V} = 0 $$""",
        "definition proved refuted",
    ),
    "sizes below a fraction beside a matrix": (
        r"""Let $x \in \mathbb{R}^{C \times H \times W}$ and $W \in \mathbb{R}^{C \times C}$.
$$ z_c = \frac{1}{HW} \sum_{i,j} x_{cij}, \qquad s_c = \sum_k W_{ck} z_k $$
$$ \frac{\partial s_c}{\partial x_{kij}} = \frac{W_{ck}}{HW} $$
$$ \frac{\partial s_c}{\partial x_{kij}} = W_{ck} $$""",
        "definition definition proved refuted",
    ),
    "a logarithm of a sum within a sum": (
        r"""Let $N \in \mathbb{R}^{K \times d}$, $v \in \mathbb{R}^d$ and $r_k = \sum_i N_{ki} v_i$.
$$ E = -\sum_{k=1}^K \log\sigma\Bigl(-\sum_i N_{ki} v_i\Bigr) $$
$$ E = \sum_{k=1}^K \log(1 + e^{r_k}), \qquad E = \sum_{k=1}^K \log(1 + e^{-r_k}) $$""",
        "definition proved refuted",
    ),
    "pairs of features under a sigmoid": (
        r"""Let $x \in \mathbb{R}^n$ and
$$ y = \sum_{i=1}^n \sum_{j=i+1}^n x_i x_j, \qquad \ell = -t \log\sigma(y) - (1 - t) \log(1 - \sigma(y)) $$
$$ \frac{\partial \ell}{\partial x_i} = (\sigma(y) - t) \Big(\sum_{j=1}^n x_j - x_i\Big) $$
$$ \frac{\partial \ell}{\partial x_i} = (\sigma(y) - t) \sum_{j=1}^n x_j $$""",
        "definition definition proved refuted",
    ),
    "what a display uses before it says what it is": (
        r"""Let $x, y \in \mathbb{R}^d$ and $w \in \mathbb{R}^{m \times d}$, and let $\varphi$ be smooth.
$$ f = \sum_{k=1}^m \varphi(u_k), \qquad u_k = \sum_{i=1}^d w_{ki} x_i $$
$$ f' = \sum_{k=1}^m \varphi(u'_k), \qquad u'_k = \sum_{i=1}^d w_{ki} y_i $$
$$ \frac{\partial f}{\partial w_{ki}} = \varphi'(u_k) x_i $$
$$ \frac{\partial f'}{\partial w_{ki}} = \varphi'(u_k) y_i $$""",
        "definition definition definition definition proved refuted",
    ),
    "sums of angles": (
        r"""Let $\omega \in \mathbb{R}^m$, and $s, t$ real numbers.
$$ \cos(\omega_i t) \cos(\omega_i s) + \sin(\omega_i t) \sin(\omega_i s) = \cos(\omega_i (t - s)) $$
$$ \cos(\omega_i t) \cos(\omega_i s) + \sin(\omega_i t) \sin(\omega_i s) = \cos(\omega_i (t + s)) $$
$$ \sin(3 t) = 3 \sin t - 4 \sin^3 t, \qquad \sin(2 t) = 2 \sin t $$""",
        "proved refuted proved refuted",
    ),
    "an exponential beside a function e": (
        r"""Let $x$ be a real number and $a > 0$. Define
$$ e(x) = \begin{cases} x & \text{if } x > 0 \\ a (e^x - 1) & \text{otherwise.} \end{cases} $$
For $x < 0$ we have
$$ e'(x) = e(x) + a, \qquad e'(x) = 1 $$""",
        "definition proved refuted",
    ),
    "examples in superscripts": (
        r"""We have examples $(x^{(i)}, y^{(i)})$ with $x^{(i)} \in \mathbb{R}^n$,
$y^{(i)} \in \mathbb{R}$, $i = 1, \dots, m$.
$$ z^{(i)} = \sum_{j=1}^n w_j x^{(i)}_j + b, \qquad J = \frac{1}{2m} \sum_{i=1}^m (z^{(i)} - y^{(i)})^2 $$
$$ \frac{\partial J}{\partial z^{(i)}} = \frac1m (z^{(i)} - y^{(i)}) $$
$$ \frac{\partial J}{\partial w_j} = \frac1m \sum_{i=1}^m (z^{(i)} - y^{(i)}) x^{(i)}_j $$
$$ \frac{\partial J}{\partial b} = \sum_{i=1}^m (z^{(i)} - y^{(i)}) $$""",
        "definition definition proved proved refuted",
    ),
    "the losses of samples and their mean": (
        r"""Let $x \in \mathbb{R}^N$ and $w \in \mathbb{R}$.
$$ L = \frac1N \sum_{n=1}^N L_n, \qquad L_n = (x_n - w)^2 $$
$$ \frac{\partial L}{\partial w} = \frac2N \sum_{n=1}^N (w - x_n), \qquad \frac{\partial L}{\partial L_n} = \frac1N $$
$$ \frac{\partial L}{\partial w} = \frac2N \sum_{n=1}^N (x_n - w) $$
With $\omega \in \mathbb{R}^N$ let
$$ L_\omega = \sum_n \omega_n L_n $$
$$ \frac{\partial L_\omega}{\partial w} = 2 \sum_n \omega_n (w - x_n) $$
$$ \frac{\partial L_\omega}{\partial w} = 2 \sum_n (w - x_n) $$""",
        "definition definition proved proved refuted definition proved refuted",
    ),
    "a list of numbers is a vector, and a loss of the last state": (
        r"""Fix a depth $L$ and scalars $a_1, \dots, a_L$.
$$ x_l = (1 + a_l) x_{l-1}, \qquad l = 1, \dots, L, \qquad x_0 = u. $$
Let $\mathcal{E}$ be a loss of the output $x_L$ and $g_l = \partial \mathcal{E} / \partial x_l$. For $l = 1, \dots, L$
$$ g_{l-1} = (1 + a_l) g_l, \qquad \frac{\partial \mathcal{E}}{\partial a_l} = g_l x_{l-1} $$
$$ \frac{\partial \mathcal{E}}{\partial a_l} = g_l x_l $$""",
        "definition definition proved proved refuted",
    ),
    "names of one sentence in any order": (
        r"""The outputs are $f_n = \phi(a_n)$, where $a_n = \sum_{i=1}^P X_{ni} \theta_i$,
$X \in \mathbb{R}^{N \times P}$, $\theta \in \mathbb{R}^P$, and $\phi$ is smooth. Let
$$ L = \sum_{n=1}^N f_n $$
$$ \frac{\partial L}{\partial \theta_i} = \sum_{n=1}^N \phi'(a_n) X_{ni}, \qquad
   \frac{\partial L}{\partial \theta_i} = \sum_{n=1}^N \phi'(a_n) $$""",
        "definition proved refuted",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    text, expected = DOCUMENTS[name]
    equations = judged(text)
    assert " ".join(e["verdict"] or e["role"] for e in equations) == expected, [e["message"] for e in equations]


POOLED = r"""Let $x \in \mathbb{R}^{sH \times sW}$ and $y \in \mathbb{R}^{H \times W}$ (0-based).
$$ y_{ij} = \frac{1}{s^2} \sum_{p=0}^{s-1} \sum_{q=0}^{s-1} x_{si+p,sj+q} $$
$$ \frac{\partial L}{\partial x_{si+p,sj+q}} = \frac{1}{s^2} \frac{\partial L}{\partial y_{ij}}, \qquad ENDS $$
$$ \frac{\partial L}{\partial x_{si+p,sj+q}} = \frac{\partial L}{\partial y_{ij}}, \qquad ENDS $$"""


@pytest.mark.parametrize("ends", [r"0 \le p, q < s", r"0 \le p,\ q \le s-1", r"\quad 0 \le i < H, 0 \le p, q < s"])
def test_one_range_for_two_indices(ends: str) -> None:
    assert verdicts(POOLED.replace("ENDS", ends)) == ["definition", "proved", "refuted"]
