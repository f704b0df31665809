"""Short documents in index notation, as authors write them: the roles and verdicts of their relations in order.

Each mended misreading or missing proof stands beside a false neighbour that must stay refuted.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

DOCUMENTS = {
    "partial sums named in the text": (
        r"""Let $a, b \in \mathbb{R}^n$. With the partial sums $A_k = \sum_{i=1}^{k} a_i$ we have
$$ \sum_{k=1}^{n} a_k b_k = A_n b_n - \sum_{k=1}^{n-1} A_k\,(b_{k+1} - b_k) $$
$$ \sum_{k=1}^{n} a_k b_k = A_n b_n - \sum_{k=1}^{n-1} A_k\,(b_k - b_{k+1}) $$""",
        "proved refuted",
    ),
    "a definition in the text that cannot be read leaves no free name": (
        r"""Let $x \in \mathbb{R}^n$. Put $c_q = \sum_i (z \star x)_i$.
$$ \sum_{q=1}^{n} c_q = 0 $$
$$ \sum_{i=1}^{n} x_i = 0 $$""",
        "error refuted",
    ),
    "a number beside a numbered one": (
        r"""Parameters $\theta \in \mathbb{R}^p$, momentum $\beta$ and constants $0 < \beta_1 < 1$, $\epsilon > 0$.
$$ m_i = \beta_1 \theta_i + \beta \theta_i $$
$$ \frac{\partial L}{\partial \beta_1} = \sum_i \frac{\partial L}{\partial m_i} \theta_i $$
$$ \frac{\partial L}{\partial \beta_1} = \sum_i \frac{\partial L}{\partial m_i} \beta $$""",
        "definition proved refuted",
    ),
    "a loss that is said to be a function of its argument": (
        r"""Let $\theta, g \in \mathbb{R}^p$, $w_i = \theta_i - \eta g_i$, and let the loss $J$ be a function of $w$.
$$ \frac{\partial J}{\partial \eta} = - \sum_i g_i \frac{\partial J}{\partial w_i} $$
$$ \frac{\partial J}{\partial \eta} = - \sum_i \theta_i \frac{\partial J}{\partial w_i} $$""",
        "proved refuted",
    ),
    "the indices of a chain run over the axes of its first side": (
        r"""Let $x \in \mathbb{R}^n$, $w \in \mathbb{R}^k$, $y \in \mathbb{R}^m$ and
$$ y_i = \sum_p w_p x_{i+p} $$
$$ \frac{\partial L}{\partial x_u} = \sum_i \sum_p [u = i + p] w_p \frac{\partial L}{\partial y_i}
  = \sum_i w_{u-i} \frac{\partial L}{\partial y_i} = \sum_p w_p \frac{\partial L}{\partial y_{u+p}} $$""",
        "definition proved proved refuted",
    ),
    "effective counts beside the number of points": (
        r"""Let $z \in \mathbb{R}^{N \times K}$ and
$$ r_{nk} = \frac{e^{z_{nk}}}{\sum_{j=1}^K e^{z_{nj}}}, \qquad N_k = \sum_{n=1}^N r_{nk} $$
$$ \sum_k N_k = N, \qquad \sum_k N_k = K $$""",
        "definition definition proved refuted",
    ),
    "pairs in a triangle": (
        r"""Let $a, b \in \mathbb{R}^n$.
$$ \Big(\sum_i a_i^2\Big)\Big(\sum_i b_i^2\Big) - \Big(\sum_i a_i b_i\Big)^2
  = \sum_{1 \le i < j \le n} (a_i b_j - a_j b_i)^2 $$
$$ \Big(\sum_i a_i^2\Big)\Big(\sum_i b_i^2\Big) - \Big(\sum_i a_i b_i\Big)^2
  = 2 \sum_{1 \le i < j \le n} (a_i b_j - a_j b_i)^2 $$
$$ \Big(\sum_{i=1}^n a_i\Big)^2 = \sum_{i=1}^n a_i^2 + 2 \sum_{i<j} a_i a_j $$
$$ \Big(\sum_{i=1}^n a_i\Big)^2 = \sum_{i=1}^n a_i^2 + \sum_{i<j} a_i a_j $$""",
        "proved refuted proved refuted",
    ),
    "mixture weights": (
        r"""Data $x \in \mathbb{R}^N$, means $m \in \mathbb{R}^K$, precisions $\lambda \in \mathbb{R}^K$,
with $\lambda_k > 0$.
$$ \rho_{nk} = \sqrt{\lambda_k} \exp\left(-\tfrac12 \lambda_k (x_n - m_k)^2\right), \qquad
   r_{nk} = \frac{\rho_{nk}}{\sum_{j=1}^K \rho_{nj}}, \qquad L = \sum_{n=1}^N \log \sum_{k=1}^K \rho_{nk} $$
$$ \frac{\partial L}{\partial m_k} = \lambda_k \sum_n r_{nk} (x_n - m_k) $$
$$ \frac{\partial L}{\partial m_k} = \lambda_k \sum_n r_{nk} (m_k - x_n) $$""",
        "definition definition definition proved refuted",
    ),
    "the reciprocal deviation of a row": (
        r"""With $x \in \mathbb{R}^{R \times D}$ and $\varepsilon > 0$:
$$ m_r = \frac{1}{D} \sum_{d=0}^{D-1} x_{rd}, \qquad
   s_r = \left( \frac{1}{D} \sum_{d=0}^{D-1} (x_{rd} - m_r)^2 + \varepsilon \right)^{-1/2} $$
$$ \frac{\partial s_r}{\partial x_{qd}} = -\frac{\delta_{rq}}{D} s_r^3 (x_{rd} - m_r) $$
$$ \frac{\partial s_r}{\partial x_{qd}} = -\frac{\delta_{rq}}{D} s_r^2 (x_{rd} - m_r) $$""",
        "definition definition proved refuted",
    ),
    "a range in the sentence that leads into a display": (
        r"""Let $x, d \in \mathbb{R}^n$ with entries $x_i$, $i = 1, \dots, n$, and
$$ d_i = x_{i+1} - x_i $$
For the others, $1 < i < n$, we have
$$ \frac{\partial}{\partial x_i} \sum_{k=1}^{n-1} d_k^2 = 2 (d_{i-1} - d_i). $$
In the interior ($2 \le i \le n - 1$)
$$ \frac{\partial}{\partial x_i} \sum_{k=1}^{n-1} d_k^2 = 2 (d_i - d_{i-1}). $$
When $1 \le i \le n - 1$:
$$ \frac{\partial}{\partial x_i} \sum_{k=1}^{n-1} d_k^2 = 2 ([i > 1] d_{i-1} - d_i). $$
In general
$$ \frac{\partial}{\partial x_i} \sum_{k=1}^{n-1} d_k^2 = 2 (d_{i-1} - d_i). $$""",
        "definition proved refuted proved refuted",
    ),
    "targets of a recurrent network have a row for each step of the loss": (
        r"""Hidden states $h_t \in \mathbb{R}^m$, $t = 0, \dots, T$, inputs $x_t \in \mathbb{R}^m$, $t = 1, \dots, T$:
$$ h_{t,i} = \tanh\Big(\sum_{j=1}^m W_{ij} h_{t-1,j} + x_{t,i}\Big), \qquad t = 1, \dots, T $$
with $W \in \mathbb{R}^{m \times m}$ and given $h_0$. The loss is
$$ L = \frac12 \sum_{t=1}^T \sum_{i=1}^m (h_{t,i} - y_{t,i})^2, $$
$y_t \in \mathbb{R}^m$ being targets. At the end
$$ \frac{\partial L}{\partial h_{T,i}} = h_{T,i} - y_{T,i} $$
and for the others, $1 \le t < T$,
$$ \frac{\partial L}{\partial h_{t,i}} = h_{t,i} - y_{t,i}
  + \sum_{j=1}^m W_{ji} (1 - h_{t+1,j}^2) \frac{\partial L}{\partial h_{t+1,j}} $$
$$ \frac{\partial L}{\partial h_{t,i}} = h_{t,i} - y_{t,i}
  + \sum_{j=1}^m W_{ij} (1 - h_{t+1,j}^2) \frac{\partial L}{\partial h_{t+1,j}} $$""",
        "definition definition proved proved refuted",
    ),
    "an index of the equation above a sum": (
        r"""Let $S \in \mathbb{R}^{n \times n}$ and
$$ A_{ij} = \frac{[j \le i]\, e^{S_{ij}}}{\sum_{k=1}^{i} e^{S_{ik}}} $$
$$ \sum_{j=1}^{i} A_{ij} = 1, \qquad \sum_{j=i}^{n} A_{ij} = 1 $$""",
        "definition proved refuted",
    ),
    "let announces definitions and no gradients": (
        r"""Let $t, z \in \mathbb{R}^N$. Let $y_n = 2 t_n - 1$ and
$$ H = \sum_n \max(0, 1 - y_n z_n), \qquad \frac{\partial H}{\partial z_n} = -[1 - y_n z_n > 0]\, y_n,
   \qquad \frac{\partial H}{\partial z_n} = -[y_n z_n > 0]\, y_n $$""",
        "definition proved refuted",
    ),
    "the sign of a factor": (
        r"""For a slope $0 < \alpha < 1$:
$$ r(x) = \max(x, \alpha x) $$
$$ r(x) = \alpha x + (1 - \alpha) \max(0, x), \qquad r(x) = \max(0, x) + \alpha |x| $$""",
        "definition proved refuted",
    ),
    "letters in two offices": (
        r"""Let $x \in \mathbb{R}^n$, $\alpha > 0$ and
$$ e_i = \begin{cases} x_i, & x_i > 0 \\ \alpha (e^{x_i} - 1), & x_i \le 0 \end{cases} $$
For every $i$ with $x_i \ne 0$
$$ \frac{\partial e_i}{\partial x_j} = \delta_{ij} ([x_i > 0] + [x_i \le 0] (e_i + \alpha)) $$
$$ \frac{\partial e_i}{\partial x_j} = \delta_{ij} ([x_i > 0] + [x_i \le 0] e_i) $$
Upstream, $\delta_{i} = \partial L / \partial e_i$.
$$ \frac{\partial x_i}{\partial x_k} = \delta_{ik} $$
$$ \frac{\partial L}{\partial x_k} = \delta_k $$""",
        "definition proved refuted proved refuted",
    ),
    "a function of numbers beside a vector of the same letter": (
        r"""Let $x \in \mathbb{R}^n$. Entry by entry,
$$ g(x) = x\, e^{-x^2/2} $$
$$ g'(x) = (1 - x^2)\, e^{-x^2/2}, \qquad g(x) + g(-x) = 0, \qquad g'(x) = (1 - x)\, e^{-x^2/2} $$""",
        "definition proved proved refuted",
    ),
    "a function named without its arguments": (
        r"""Let $f$ be a smooth function, $c$ a constant and
$$ w(t, y) = f(y - ct) + f(y + ct) $$
$$ \frac{\partial^2 w}{\partial t^2} = c^2 \frac{\partial^2 w}{\partial y^2}, \qquad
   \frac{\partial w}{\partial t} = c \frac{\partial w}{\partial y} $$""",
        "definition proved refuted",
    ),
    "series of powers of a number": (
        r"""$$ \sum_{k=0}^{t-1} 0.9^k = 10 (1 - 0.9^t), \qquad \sum_{k=1}^{t} 0.9^k = 10 (1 - 0.9^t) $$
$$ 1 + \sum_{l=0}^{L-1} 2 \cdot 2^l = 2^{L+1} - 1, \qquad 1 + \sum_{l=0}^{L-1} 2 \cdot 2^l = 2^{L+1} $$""",
        "proved refuted proved refuted",
    ),
    "a definition with ranges that the text gave without": (
        r"""Average pooling of $x \in \mathbb{R}^{SM}$: $u_i = \frac{1}{K} \sum_{p} x_{Si+p}$.
$$ u_i = \frac{1}{K} \sum_{p=0}^{K-1} x_{Si+p}, \qquad u \in \mathbb{R}^{M} $$
$$ m_{ip} = [x_{Si+p} > u_i] $$
$$ \sum_{p=0}^{K-1} m_{ip}^2 = \sum_{p=0}^{K-1} m_{ip}, \qquad
   \frac{\partial u_i}{\partial x_t} = \frac{1}{K} [0 \le t - Si \le K - 1],
   \qquad \frac{\partial u_i}{\partial x_t} = \frac{1}{K} [0 \le t - Si \le K] $$""",
        "definition definition proved proved refuted",
    ),
    "a shuffle keeps the squares": (
        r"""Let $x \in \mathbb{R}^{r \times H}$ and $y \in \mathbb{R}^{rH}$, all indices from 0:
$$ y_u = \sum_{a=0}^{r-1} \sum_{i=0}^{H-1} [u = ri + a]\, x_{a,i} $$
$$ \sum_{u} y_u^2 = \sum_{a,i} x_{a,i}^2, \qquad \sum_{u} y_u^2 = r \sum_{a,i} x_{a,i}^2 $$""",
        "definition proved refuted",
    ),
    "states are one more than steps": (
        r"""States $h_t \in \mathbb{R}^n$:
$$ h_{t+1,i} = h_{t,i} + \sum_{j=1}^n W_{ij} \tanh(h_{t,j}), \qquad t = 0, \dots, T-1, $$
with $W \in \mathbb{R}^{n \times n}$ and the input $h_0 \in \mathbb{R}^n$.
$$ h_{T,i} = h_{T-1,i} + \sum_{j=1}^n W_{ij} \tanh(h_{T-1,j}) $$
$$ h_{T,i} = h_{T-1,i} + \sum_{j=1}^n W_{ij} \tanh(h_{T,j}) $$
$$ \frac{\partial h_{1,i}}{\partial h_{0,j}} = \delta_{ij} + W_{ij} (1 - \tanh^2(h_{0,j})) $$""",
        "definition proved refuted proved",
    ),
    "a condition in words that the display behind it states": (
        r"""Scores $s, t \in \mathbb{R}^{N \times C}$. Suppose that each row of $t$ sums to one,
$$ \sum_{k=1}^{C} t_{nk} = 1 $$
$$ L = \frac{1}{2} \sum_{n,k} (s_{nk} - t_{nk})^2, \qquad \sum_k \frac{\partial L}{\partial s_{nk}} = \sum_k s_{nk} - 1,
   \qquad \sum_k \frac{\partial L}{\partial s_{nk}} = \sum_k s_{nk} $$""",
        "hypothesis definition proved refuted",
    ),
    "counting pairs": (
        r"""$$ \sum_{1 \le i < j \le n} 1 = \frac{n(n-1)}{2}, \qquad \sum_{1 \le i \le j \le n} 1 = \frac{n(n+1)}{2},
   \qquad \sum_{1 \le i \le j \le n} 1 = \frac{n(n-1)}{2} $$""",
        "proved proved refuted",
    ),
    "odd positions under a kernel of three": (
        r"""Let $x \in \mathbb{R}^{2M}$, $w \in \mathbb{R}^3$, zero-based indices, and
$$ u_m = \sum_{k=0}^{2} w_k x_{2m+k-1}, \qquad 0 \le m < M $$
$$ \frac{\partial L}{\partial x_{2m+1}}
  = w_2 \frac{\partial L}{\partial u_m} + w_0 \frac{\partial L}{\partial u_{m+1}} \qquad (0 \le m < M) $$
$$ \frac{\partial L}{\partial x_{2m+1}}
  = w_0 \frac{\partial L}{\partial u_m} + w_2 \frac{\partial L}{\partial u_{m+1}} \qquad (0 \le m < M) $$""",
        "definition proved refuted",
    ),
    "a recurrence in the text": (
        r"""Let $x \in \mathbb{R}^n$ have the entries $x_t$, $t = 1, \dots, n$. The moving average
$v_t = \beta v_{t-1} + (1 - \beta) x_t$ with $v_0 = 0$ gives
$$ v_t = (1 - \beta) \sum_{s=1}^{t} \beta^{t-s} x_s, \qquad (1 - \beta) \sum_{s=1}^{t} \beta^{t-s} = 1 - \beta^t $$
$$ v_t = (1 - \beta) \sum_{s=1}^{t} \beta^{s} x_s $$""",
        "proved proved refuted",
    ),
    "formulas between the lines of a display": (
        r"""\begin{align*}
\intertext{Let $s \in \mathbb{R}^{n \times n}$, $v \in \mathbb{R}^{n \times d}$ and}
p_{ij} &= \frac{e^{s_{ij}}}{\sum_k e^{s_{ik}}} \\
\intertext{With $o_{ia} = \sum_j p_{ij} v_{ja}$ we have}
\frac{\partial o_{ia}}{\partial s_{ij}} &= p_{ij} (v_{ja} - o_{ia}) \\
\intertext{which says (with $c \in \mathbb{R}$ left out)}
&= p_{ij} v_{ja} - p_{ij} o_{ia} \\
\frac{\partial o_{ia}}{\partial s_{ij}} &= p_{ij} v_{ja}
\end{align*}""",
        "definition proved proved refuted",
    ),
    "layers told by numbers above": (
        r"""Weights $w^1, w^2 \in \mathbb{R}^{n \times n}$, biases $b^1, b^2$ and $x \in \mathbb{R}^n$:
$$ z^1_j = \sum_k w^1_{jk} x_k + b^1_j, \qquad z^2_j = \sum_k w^2_{jk} z^1_k + b^2_j $$
$$ \frac{\partial z^2_j}{\partial x_k} = \sum_i w^2_{ji} w^1_{ik}, \qquad
   \frac{\partial z^2_j}{\partial x_k} = \sum_i w^1_{ji} w^2_{ik} $$""",
        "definition definition proved refuted",
    ),
    "cases of a function whose letter is a tensor, and of a whole tensor": (
        r"""Let $r, t, f \in \mathbb{R}^N$, $\kappa > 0$ and
$$ \rho(t) = \begin{cases} \frac12 t^2 & |t| \le \kappa \\ \kappa (|t| - \frac12 \kappa) & |t| > \kappa \end{cases},
\qquad H = \frac1N \sum_{i=1}^N \rho(r_i) $$
$$ \frac{\partial H}{\partial r_i} = \frac1N \max(-\kappa, \min(r_i, \kappa)), \qquad
\frac{\partial H}{\partial r_i} = \max(-\kappa, \min(r_i, \kappa)) $$
$$ y = \begin{cases} f & f > 0 \\ \kappa f & \text{otherwise} \end{cases} $$
$$ y_i = \max(f_i, 0) + \kappa \min(f_i, 0), \qquad y_i = \max(f_i, 0) - \kappa \min(f_i, 0) $$""",
        "definition definition proved refuted definition proved refuted",
    ),
    "a first state that is declared by itself, entry by entry": (
        r"""Let $g_t \in \mathbb{R}^d$ for $t = 1, \dots, T$; $w_0 \in \mathbb{R}^d$ is the starting point.
$$ w_{t,i} = w_{t-1,i} - \eta g_{t,i}, \qquad t = 1, \dots, T $$
$$ w_{t,i} = w_{0,i} - \eta \sum_{s=1}^t g_{s,i}, \qquad w_{t,i} = -\eta \sum_{s=1}^t g_{s,i} $$""",
        "definition proved refuted",
    ),
    "a first state with a Greek letter": (
        r"""Let $\theta_0 \in \mathbb{R}^d$, and $g_t \in \mathbb{R}^d$ for $t = 0, \dots, T-1$.
$$ \theta_{t+1} = \theta_t - \eta g_t, \qquad t = 0, \dots, T-1 $$
$$ \theta_t = \theta_0 - \eta \sum_{s=0}^{t-1} g_s, \qquad \theta_t = -\eta \sum_{s=0}^{t-1} g_s $$""",
        "definition proved refuted",
    ),
    "what a declared tensor is called besides": (
        r"""Let $\mu, \rho \in \mathbb{R}^{N \times d}$ ($\rho = \log \sigma^2$) $\epsilon \in \mathbb{R}^{N \times d}$.
$$ z_{nk} = \mu_{nk} + e^{\rho_{nk} / 2} \epsilon_{nk} $$
$$ \frac{\partial z_{nk}}{\partial \rho_{nk}} = \frac12 e^{\rho_{nk} / 2} \epsilon_{nk}, \qquad
\frac{\partial z_{nk}}{\partial \rho_{nk}} = e^{\rho_{nk} / 2} \epsilon_{nk} $$""",
        "definition proved refuted",
    ),
    "states with one more entry than the targets": (
        r"""States $h_0, h_1, \dots, h_T \in \mathbb{R}^m$, targets $y_1, \dots, y_T \in \mathbb{R}^m$,
$U \in \mathbb{R}^{m \times m}$, with $h_{0,i}$ given and
$$ h_{t,i} = \tanh \Big( \sum_{j=1}^m U_{ij} h_{t-1,j} \Big), \qquad t = 1, \dots, T $$
$$ \ell_t = \frac12 \sum_i (h_{t,i} - y_{t,i})^2, \qquad E = \sum_{t=1}^T \ell_t $$
$$ \frac{\partial E}{\partial h_{T,i}} = h_{T,i} - y_{T,i}, \qquad
   \frac{\partial E}{\partial h_{T,i}} = y_{T,i} - h_{T,i} $$
Before that, for $t < T$,
$$ \frac{\partial E}{\partial h_{t,i}} = h_{t,i} - y_{t,i}
  + \sum_j U_{ji} (1 - h_{t+1,j}^2) \frac{\partial E}{\partial h_{t+1,j}} $$
$$ \frac{\partial E}{\partial h_{t,i}} = h_{t,i} - y_{t,i}
  + \sum_j U_{ij} (1 - h_{t+1,j}^2) \frac{\partial E}{\partial h_{t+1,j}} $$""",
        "definition definition definition proved refuted undecided refuted",
    ),
    "a range of a definition that is a composite size": (
        r"""For $u \in \mathbb{R}^N$ with indices $1, \dots, N$ let
$$ d_i = u_{i+1} - u_i, \quad i = 1, \dots, N-1, \qquad R = \frac12 \sum_{i=1}^{N-1} d_i^2 $$
$$ \frac{\partial R}{\partial u_1} = u_1 - u_2, \qquad \frac{\partial R}{\partial u_N} = u_N - u_{N-1} $$
$$ \frac{\partial R}{\partial u_1} = u_2 - u_1 $$""",
        "definition definition proved proved refuted",
    ),
    "an input under a power tells the shape of a recurrence": (
        r"""Gradients $g_1, \dots, g_T \in \mathbb{R}^d$, $0 < \beta < 1$, and $v_0 = 0$.
$$ v_{t,i} = \beta v_{t-1,i} + (1 - \beta) g_{t,i}^2, \qquad t = 1, \dots, T $$
$$ v_{t,i} = (1 - \beta) \sum_{s=1}^t \beta^{t-s} g_{s,i}^2, \qquad
   v_{t,i} = (1 - \beta) \sum_{s=1}^t \beta^s g_{s,i}^2 $$""",
        "definition proved refuted",
    ),
    "what words suppose of the steps that there are": (
        r"""$A \in \mathbb{R}^{K \times K}$ with rows that sum to one,
$b \in \mathbb{R}^{(T+1) \times K}$, $\pi \in \mathbb{R}^K$.
$$ \alpha_{0,k} = \pi_k b_{0,k}, \qquad \alpha_{t+1,k} = b_{t+1,k} \sum_{j=1}^K \alpha_{t,j} A_{jk},
\qquad t = 0, \dots, T-1 $$
If all likelihoods are one, nothing is learned: with $b_{t,k} = 1$,
$$ \sum_k \alpha_{t+1,k} = \sum_j \alpha_{t,j} $$
In general
$$ \sum_k \alpha_{t+1,k} = 2 \sum_j \alpha_{t,j} $$""",
        "definition definition undecided refuted",
    ),
    "what the text supposes runs over its own axes": (
        r"""Gradients $g_1, \dots, g_T \in \mathbb{R}^d$, $0 < \beta < 1$, and $m_0 = 0$.
$$ m_{t,i} = \beta m_{t-1,i} + (1 - \beta) g_{t,i}, \qquad t = 1, \dots, T $$
$$ m_{t,i} = (1 - \beta) \sum_{s=1}^t \beta^{t-s} g_{s,i} $$
If the gradient is constant, $g_{t,i} = c_i$ for all $t$, then
$$ m_{t,i} = (1 - \beta^t) c_i, \qquad m_{t,i} = (1 - \beta)^t c_i $$""",
        "definition proved proved refuted",
    ),
    "which nodes of a graph are joined": (
        r"""Let $A \in \{0,1\}^{n \times n}$ be symmetric with $A_{ii} = 0$, and
$$ D_i = 1 + \sum_{j=1}^n A_{ij}, \qquad S_{ij} = \frac{A_{ij} + \delta_{ij}}{\sqrt{D_i D_j}} $$
$$ S_{ij} = S_{ji}, \qquad S_{ii} = \frac{1}{D_i}, \qquad \sum_j S_{ij} \sqrt{D_j} = \sqrt{D_i} $$
$$ \sum_j S_{ij} = 1, \qquad S_{ii} = \frac{1}{\sqrt{D_i}} $$""",
        "definition definition proved proved proved refuted refuted",
    ),
    "a loss of the last state": (
        r"""States $h_t \in \mathbb{R}^n$ with
$$ h_{t+1,i} = h_{t,i} + \sum_{j=1}^n W_{ij} \tanh(h_{t,j}), \qquad t = 0, \dots, T-1, $$
where $W \in \mathbb{R}^{n \times n}$. Let $E$ be a loss that depends on $h_T$. For $0 \le t < T$
$$ \frac{\partial E}{\partial h_{t,j}} = \frac{\partial E}{\partial h_{t+1,j}}
  + (1 - \tanh^2 h_{t,j}) \sum_{i=1}^n W_{ij} \frac{\partial E}{\partial h_{t+1,i}} $$
$$ \frac{\partial E}{\partial h_{t,j}}
  = (1 - \tanh^2 h_{t,j}) \sum_{i=1}^n W_{ij} \frac{\partial E}{\partial h_{t+1,i}} $$""",
        "definition proved refuted",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    text, expected = DOCUMENTS[name]
    equations = judged(text)
    assert " ".join(e["verdict"] or e["role"] for e in equations) == expected, [e["message"] for e in equations]
