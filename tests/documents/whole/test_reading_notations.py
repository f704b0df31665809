r"""Every notation of the contract, and its canonical spelling.

The right column says how the left one is understood; each line was reviewed by eye.
"""

from __future__ import annotations

import pytest

from symderiv.documents.latex.grammar import parse_expression
from symderiv.documents.latex.lexer import tokenize
from symderiv.documents.latex.macros import MacroTable
from symderiv.documents.latex.source import LocatedError, Source
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import (
    Addition,
    Applied,
    BigOperator,
    Derivative,
    Expression,
    Gradient,
    Group,
    Norm,
    Number,
    Operation,
    Product,
    Quotient,
    Scripted,
    Symbol,
    children,
    walk,
)
from symderiv.documents.latex.tidying import tidy
from tests.documents.judged import verdicts


def parse(text: str) -> Expression:
    source = Source(text, "test.md")
    tokens = MacroTable(source).expand(tokenize(source, 0, len(text)))
    return parse_expression(source, tidy(source, tokens))


NOTATIONS = [
    (r"x_{n,c,i+p-P,j+q-P}", r"x_{n,c,i + p - P,j + q - P}"),
    (r"h^{(1)}_{nkij}", r"h_{n k i j}^{(1)}"),
    (r"\frac{\partial L}{\partial W_{ij}}", r"\frac{\partial L}{\partial W_{i j}}"),
    (r"\frac{\partial^2 f}{\partial x_i \partial x_j}", r"\frac{\partial^{2} f}{\partial x_{i} \partial x_{j}}"),
    (r"\frac{\partial^2 L}{\partial w^2}", r"\frac{\partial^{2} L}{\partial w \partial w}"),
    (r"\frac{\partial}{\partial x_i}\left( y_j^2 \right) + 1", r"\frac{\partial (y_{j}^{2})}{\partial x_{i}} + 1"),
    (r"\frac{\partial (a+b)}{\partial x}", r"\frac{\partial (a + b)}{\partial x}"),
    (r"\frac{dL}{dx}", r"\frac{d L}{d x}"),
    (r"\frac{\mathrm{d} L}{\mathrm{d} x}", r"\frac{d L}{d x}"),
    (r"\partial L/\partial x + 1", r"\frac{\partial L}{\partial x} + 1"),
    (r"\nabla_x L", r"\nabla_{x} L"),
    (r"\nabla^2 f", r"\nabla^2 f"),
    (r"\nabla f(x)^\top d", r"{\nabla f(x)}^{\top} d"),
    (r"\left.\frac{\partial f}{\partial x}\right|_{x=0}", r"\left. \frac{\partial f}{\partial x} \right|_{x = 0}"),
    (r"\tanh^2 x", r"\tanh^{2}{x}"),
    (r"\log \sum_k e^{z_k}", r"\log{\sum_{k} e^{z_{k}}}"),
    (r"\sum_{i=1}^{N} u_i v_i + c", r"\sum_{i = 1}^{N} u_{i} v_{i} + c"),
    (r"\sum_{k \neq j} a_k", r"\sum_{k \ne j} a_{k}"),
    (r"\sum_{i<j} a_{ij}", r"\sum_{i < j} a_{i j}"),
    (r"\sum_{i \in \{1,\dots,N\}} x_i", r"\sum_{i \in \{1, \dots, N\}} x_{i}"),
    (r"\sum_{\substack{i=1 \\ i \ne j}}^N x_i", r"\sum_{i = 1, i \ne j}^{N} x_{i}"),
    (r"\operatorname{softmax}(z)_i", r"\operatorname{softmax}(z)_{i}"),
    (r"\max(a,b)", r"\max(a, b)"),
    (r"\max_k z_k", r"\max_{k} z_{k}"),
    (r"|x|", r"|x|"),
    (r"\|x\|_2^2", r"\|x\|_{2}^{2}"),
    (r"||x||", r"\|x\|"),
    (r"||a|-b|", r"||a| - b|"),
    (r"\lfloor (H+2P-K)/s \rfloor + 1", r"\lfloor (H + 2 P - K) / s \rfloor + 1"),
    (r"[a>0]", r"[a > 0]"),
    (r"\mathbb{1}[a>0]", r"\mathbb{1}[a > 0]"),
    (r"\mathbf{1}_{a>0}", r"\mathbf{1}_{a > 0}"),
    (r"\mathbb{1}_{\{a>0\}}", r"\mathbb{1}_{\{a > 0\}}"),
    (r"\delta_{ij}", r"\delta_{i j}"),
    (r"\hat{x_i}", r"\hat{x}_{i}"),
    (r"\hat{\mathbf{x}}_i", r"\hat{\mathbf{x}}_{i}"),
    (r"x^{\langle t \rangle}", r"x^{\langle t \rangle}"),
    (r"a^{<t>}", r"a^{\langle t \rangle}"),
    (r"\delta^{l}", r"\delta^{l}"),
    (r"W^{[l]\top}", r"W^{[l] \top}"),
    (r"{W^{(1)}}^\top", r"{W^{(1)}}^{\top}"),
    (r"A^{-\top}", r"A^{-\top}"),
    (r"A^{-\mathsf{T}}", r"A^{-\top}"),
    (r"x_{\text{in}}", r"x_{\operatorname{in}}"),
    (r"x^*", r"x^{*}"),
    (r"x^{+}", r"x^{+}"),
    (r"f''(x)", r"f''(x)"),
    (r"\phi''(a)", r"\phi''(a)"),
    (r"i'", r"i'"),
    (r"x_{i'}", r"x_{i'}"),
    (r"\frac12", r"\frac{1}{2}"),
    (r"\frac1N", r"\frac{1}{N}"),
    (r"0.001", r"0.001"),
    (r".5", r"0.5"),
    (r"a/b c", r"a / b c"),
    (r"W^\top \delta \odot \sigma'(z)", r"W^{\top} \delta \odot \sigma'(z)"),
    (r"x * w", r"x * w"),
    (r"(x \star w)_n", r"(x \star w)_{n}"),
    (r"\det(A)", r"\det(A)"),
    (r"\operatorname{tr}(A^\top B)", r"\operatorname{tr}(A^{\top} B)"),
    (r"\operatorname{tr} A", r"\operatorname{tr} A"),
    (
        r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (
        r"\begin{cases} x, & \text{if } x > 0, \\ 0, & \text{else.} \end{cases}",
        r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"),
    (r"\underbrace{a+b}_{\text{big}} c", r"(a + b) c"),
    (r"\mathbb{E}[x^2]", r"\mathbb{E}[x^{2}]"),
    (r"\operatorname{Var}(x)", r"\operatorname{Var}(x)"),
    (r"\sqrt[3]{x}", r"\sqrt[3]{x}"),
    (r"\sqrt2", r"\sqrt{2}"),
    (r"{a \over b}", r"\frac{a}{b}"),
    (r"e^{-\frac{x^2}{2}}", r"e^{-\frac{x^{2}}{2}}"),
    (r"1e-8", r"0.00000001"),
    (r"-x + y", r"-x + y"),
    (r"+ x", r"x"),
    (r"A(B+C)^\top", r"A(B + C)^{\top}"),
    (r"\bm{W} \mathbf{x}", r"\boldsymbol{W} \mathbf{x}"),
    (r"\mathbf{Wx}", r"\mathbf{W} \mathbf{x}"),
    (r"\exp\left(-\frac{1}{2} x^2\right)", r"\exp(-\frac{1}{2} x^{2})"),
    (r"\mathrm{ReLU}(x)'", r"\operatorname{ReLU}(x)'"),
    (r"\text{ReLU}(x)", r"\operatorname{ReLU}(x)"),
    (r"\nabla_x \frac{1}{2} \|Ax - b\|^2", r"\nabla_{x} \frac{1}{2} \|A x - b\|^{2}"),
    (r"\Big( a + \big[ b \big] \Big)", r"(a + [b])"),
    (r"\sum_i - y_i \log p_i", r"\sum_{i} -y_{i} \log p_{i}"),
    (r"\frac{d}{dx} x^2", r"\frac{d x^{2}}{d x}"),
    (r"\frac{d_k}{d_v}", r"\frac{d_{k}}{d_{v}}"),
    (r"\sin x \cos x", r"\sin{x} \cos x"),
    (r"\log |A|", r"\log{|A|}"),
    (r"\partial_x f", r"\frac{\partial f}{\partial x}"),
    (r"\langle x, y \rangle", r"\langle x, y \rangle"),
    (r"x_{:,j}", r"x_{:,j}"),
    (r"x_{\cdot j}", r"x_{\cdot j}"),
    (r"\sigma^{-1}(p)", r"\sigma^{-1} (p)"),
    (r"\frac{\partial L}{\partial W}\Big|_{W=0}", r"\left. \frac{\partial L}{\partial W} \right|_{W = 0}"),
    (r"\log\det A", r"\log{\det A}"),
    (r"\left\| A x \right\|^2", r"\|A x\|^{2}"),
    (r"\left|x\right|", r"|x|"),
    (r"\bar{P}_{ij}", r"\bar{P}_{i j}"),
    (r"\tilde x_i", r"\tilde{x}_{i}"),
    (r"\lVert x \rVert", r"\|x\|"),
    (r"\arg\max_k z_k", r"\operatorname{argmax}_{k} z_{k}"),
    (r"x_{nc,i+p-P,j}", r"x_{n c,i + p - P,j}"),
    (r"x_{n, c, s i + p - P, s j + q - P}", r"x_{n,c,s i + p - P,s j + q - P}"),
    (r"\sum_{n,i,j} x_{nij}", r"\sum_{n, i, j} x_{n i j}"),
    (r"\sum_{i=1}^{N}\sum_{j=1}^{M} a_{ij} b_j", r"\sum_{i = 1}^{N} \sum_{j = 1}^{M} a_{i j} b_{j}"),
    (r"\sum\limits_{i=1}^N x_i", r"\sum_{i = 1}^{N} x_{i}"),
    (r"\sum_i^N x_i", r"\sum_{i}^{N} x_{i}"),
    (r"\sum_{i=1}^{N} x_i y_i - z", r"\sum_{i = 1}^{N} x_{i} y_{i} - z"),
    (r"\sum_{0 \le i < N} x_i", r"\sum_{0 \le i < N} x_{i}"),
    (r"\sum_{1\le i<j\le N} x_i x_j", r"\sum_{1 \le i < j \le N} x_{i} x_{j}"),
    (r"\sum_{k : k \ne j} x_k", r"\sum_{k, k \ne j} x_{k}"),
    (r"\sum_{k \in \{1,\dots,K\} \setminus \{j\}} x_k", r"\sum_{k \in \{1, \dots, K\} \setminus \{j\}} x_{k}"),
    (r"\prod_{k=1}^K \sigma(z_k)", r"\prod_{k = 1}^{K} \sigma(z_{k})"),
    (r"\frac1N \sum_{n=1}^N \left( y_n - t_n \right)^2", r"\frac{1}{N} \sum_{n = 1}^{N} (y_{n} - t_{n})^{2}"),
    (r"\frac{1}{2N} \| X w - y \|_2^2", r"\frac{1}{2 N} \|X w - y\|_{2}^{2}"),
    (
        r"\frac{\partial \mathcal{L}}{\partial \mathbf{W}^{(l)}}",
        r"\frac{\partial \mathcal{L}}{\partial \mathbf{W}^{(l)}}",
    ),
    (r"\frac{\partial \ell}{\partial h_{t}}", r"\frac{\partial \ell}{\partial h_{t}}"),
    (
        r"\frac{\partial^3 f}{\partial x_i \partial x_j \partial x_k}",
        r"\frac{\partial^{3} f}{\partial x_{i} \partial x_{j} \partial x_{k}}",
    ),
    (r"\frac{\partial^2 f}{\partial x_i^2}", r"\frac{\partial^{2} f}{\partial x_{i} \partial x_{i}}"),
    (r"\frac{\partial^2 L}{\partial w \, \partial w^\top}", r"\frac{\partial^{2} L}{\partial w \partial w^{\top}}"),
    (r"\frac{\partial}{\partial x_i} \sum_j x_j^2", r"\frac{\partial \sum_{j} x_{j}^{2}}{\partial x_{i}}"),
    (r"\frac{\partial}{\partial x}\left[ f(x) g(x) \right] + c", r"\frac{\partial [f(x) g(x)]}{\partial x} + c"),
    (r"\frac{\partial y}{\partial x}^\top g", r"{\frac{\partial y}{\partial x}}^{\top} g"),
    (
        r"\left( \frac{\partial y}{\partial x} \right)^{\!\top} \bar y",
        r"(\frac{\partial y}{\partial x})^{\top} \bar{y}",
    ),
    (r"\dfrac{\partial L}{\partial W_{ij}}", r"\frac{\partial L}{\partial W_{i j}}"),
    (r"\partial L / \partial W_{ij}", r"\frac{\partial L}{\partial W_{i j}}"),
    (
        r"\tfrac{\partial}{\partial t} f(x + t d) \big|_{t=0}",
        r"\left. \frac{\partial f(x + t d)}{\partial t} \right|_{t = 0}",
    ),
    (r"\nabla_{\theta} J(\theta)", r"\nabla_{\theta} J(\theta)"),
    (r"\nabla_W L", r"\nabla_{W} L"),
    (r"(\nabla_x L)_i", r"(\nabla_{x} L)_{i}"),
    (r"\nabla^2_{x} f", r"\nabla_{x}^2 f"),
    (r"\nabla^2 f(x)", r"\nabla^2 f(x)"),
    (r"[\nabla f]_i", r"[\nabla f]_{i}"),
    (r"\frac{\mathrm d y}{\mathrm d x}", r"\frac{d y}{d x}"),
    (r"\frac{d^2 y}{dx^2}", r"\frac{d^{2} y}{d x d x}"),
    (r"\mathrm{d}L/\mathrm{d}x", r"\frac{d L}{d x}"),
    (r"\frac{df}{dx}(x)", r"\frac{d f}{d x} (x)"),
    (r"\max(0, x)", r"\max(0, x)"),
    (r"\max\{0, x\}", r"\max\{0, x\}"),
    (r"\max_{p,q} x_{n,c,2i+p,2j+q}", r"\max_{p, q} x_{n,c,2 i + p,2 j + q}"),
    (r"\min_i x_i", r"\min_{i} x_{i}"),
    (r"\operatorname*{argmax}_k z_k", r"\operatorname{argmax}_{k} z_{k}"),
    (r"\log\left( \sum_k e^{z_k} \right)", r"\log(\sum_{k} e^{z_{k}})"),
    (r"\log \sum_k \exp(z_k - m)", r"\log{\sum_{k} \exp(z_{k} - m)}"),
    (r"\ln x", r"\ln x"),
    (r"\log_2 x", r"\log_{2}{x}"),
    (r"\sigma(z)(1 - \sigma(z))", r"\sigma(z) (1 - \sigma(z))"),
    (r"\sigma'(z)", r"\sigma'(z)"),
    (r"\tanh'(x)", r"\tanh'(x)"),
    (r"1 - \tanh^2(x)", r"1 - \tanh^{2}(x)"),
    (r"\sin^2 x + \cos^2 x", r"\sin^{2}{x} + \cos^{2}{x}"),
    (r"\operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)", r"\operatorname{erf}(\frac{x}{\sqrt{2}})"),
    (r"\mathrm{softmax}(z)_i", r"\operatorname{softmax}(z)_{i}"),
    (
        r"\operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V",
        r"\operatorname{softmax}(\frac{Q K^{\top}}{\sqrt{d_{k}}}) V",
    ),
    (r"\text{ReLU}(Wx + b)", r"\operatorname{ReLU}(W x + b)"),
    (r"\mathrm{sigmoid}(x)", r"\operatorname{sigmoid}(x)"),
    (r"\mathrm{ReLU}'(z)", r"\operatorname{ReLU}'(z)"),
    (r"\operatorname{sign}(x)", r"\operatorname{sign}(x)"),
    (r"\operatorname{sgn} x", r"\operatorname{sgn} x"),
    (r"\operatorname{diag}(p) - p p^\top", r"\operatorname{diag}(p) - p p^{\top}"),
    (r"\operatorname{diag}(\sigma'(z)) W", r"\operatorname{diag}(\sigma'(z)) W"),
    (r"\mathrm{tr}(A^\top B)", r"\operatorname{tr}(A^{\top} B)"),
    (r"\operatorname{Tr}\left[ A B \right]", r"\operatorname{Tr}[A B]"),
    (r"\operatorname{tr}\{A\}", r"\operatorname{tr}\{A\}"),
    (r"\det(A)^{-1}", r"\det(A)^{-1}"),
    (r"\ln \det A", r"\ln{\det A}"),
    (r"\log |\det A|", r"\log{|\det A|}"),
    (r"|A|", r"|A|"),
    (r"\lvert x_i \rvert", r"|x_{i}|"),
    (r"\|x\|", r"\|x\|"),
    (r"\|x\|_2", r"\|x\|_{2}"),
    (r"\|A\|_F^2", r"\|A\|_{F}^{2}"),
    (r"\left\|A\right\|_F", r"\|A\|_{F}"),
    (r"\lVert x\rVert^2", r"\|x\|^{2}"),
    (r"||x||^2", r"\|x\|^{2}"),
    (r"||x - y||_2^2", r"\|x - y\|_{2}^{2}"),
    (r"\lfloor (H + 2P - K)/s \rfloor + 1", r"\lfloor (H + 2 P - K) / s \rfloor + 1"),
    (r"\left\lfloor \frac{H-K}{s} \right\rfloor", r"\lfloor \frac{H - K}{s} \rfloor"),
    (r"\lceil N/2 \rceil", r"\lceil N / 2 \rceil"),
    (r"[a > 0]", r"[a > 0]"),
    (r"[h_{ij} > 0]\, g_{ij}", r"[h_{i j} > 0] g_{i j}"),
    (r"[0 \le i - p < N]", r"[0 \le i - p < N]"),
    (r"[i = j]", r"[i = j]"),
    (r"[i=j][k=l]", r"[i = j] [k = l]"),
    (r"\mathbb{1}[z > 0]", r"\mathbb{1}[z > 0]"),
    (r"\mathbb{1}\{z > 0\}", r"\mathbb{1}\{z > 0\}"),
    (r"\mathbb{1}_{z > 0}", r"\mathbb{1}_{z > 0}"),
    (r"\mathbf{1}_{\{i=j\}}", r"\mathbf{1}_{\{i = j\}}"),
    (r"\mathbb{1}(z>0)", r"\mathbb{1}(z > 0)"),
    (r"\mathbb{I}[a>0]", r"\mathbb{I}[a > 0]"),
    (r"\mathbb 1_{a>0}", r"\mathbb{1}_{a > 0}"),
    (r"1_{a>0}", r"1_{a > 0}"),
    (r"1[a>0]", r"1 [a > 0]"),
    (r"\mathbf{1}\mathbf{1}^\top", r"\mathbf{1} \mathbf{1}^{\top}"),
    (r"\delta_{ij}\delta_{kl}", r"\delta_{i j} \delta_{k l}"),
    (r"\delta_{i,j+1}", r"\delta_{i,j + 1}"),
    (r"A^\top A", r"A^{\top} A"),
    (r"A^T A", r"A^{T} A"),
    (r"A^{\mathsf T}", r"A^{\top}"),
    (r"A^{\mathrm{T}}", r"A^{\top}"),
    (r"A^\intercal", r"A^{\top}"),
    (r"{A^{(1)}}^T", r"{A^{(1)}}^{T}"),
    (r"W^{(1)T}", r"W^{(1) T}"),
    (r"(A^{-1})^\top", r"(A^{-1})^{\top}"),
    (r"A^{-T}", r"A^{-T}"),
    (r"A^{-1} B", r"A^{-1} B"),
    (r"A^\dagger", r"A^{\dagger}"),
    (r"A^{1/2}", r"A^{1 / 2}"),
    (r"x^{\frac12}", r"x^{\frac{1}{2}}"),
    (r"x^{-1/2}", r"x^{-1 / 2}"),
    (r"x^{2n}", r"x^{2 n}"),
    (r"e^{-x}", r"e^{-x}"),
    (r"e^{-\|x\|^2/2}", r"e^{-\|x\|^{2} / 2}"),
    (r"\exp\left\{-\frac{x^2}{2}\right\}", r"\exp\{-\frac{x^{2}}{2}\}"),
    (r"\exp(-x)^2", r"\exp(-x)^{2}"),
    (r"a \odot b \odot c", r"a \odot b \odot c"),
    (r"A \odot (B C)", r"A \odot (B C)"),
    (r"A B \odot C", r"A B \odot C"),
    (r"a \oslash b", r"a \oslash b"),
    (r"f \circ g", r"f \circ g"),
    (r"(x * w)_{i}", r"(x * w)_{i}"),
    (r"(x \star w)_{ij}", r"(x \star w)_{i j}"),
    (r"x \ast w", r"x * w"),
    (r"a \otimes b", r"a \otimes b"),
    (r"a \cdot b", r"a \cdot b"),
    (r"a \times b", r"a \times b"),
    (r"2 \cdot 3", r"2 \cdot 3"),
    (r"3 x y", r"3 x y"),
    (r"-2x", r"-2 x"),
    (r"a - -b", r"a + b"),
    (r"a / b", r"a / b"),
    (r"a/b/c", r"a / b / c"),
    (r"1/N", r"1 / N"),
    (r"1/(2N)", r"1 / (2 N)"),
    (r"(a+b)/2", r"(a + b) / 2"),
    (r"2\pi", r"2 \pi"),
    (r"\sqrt{2\pi}", r"\sqrt{2 \pi}"),
    (r"\sqrt{\sigma^2 + \epsilon}", r"\sqrt{\sigma^{2} + \epsilon}"),
    (r"\hat{x}_{ij}", r"\hat{x}_{i j}"),
    (r"\hat x", r"\hat{x}"),
    (r"\widehat{AB}", r"\widehat{A B}"),
    (r"\bar{x}", r"\bar{x}"),
    (r"\overline{x}", r"\overline{x}"),
    (r"\tilde{x}^{(k)}_{ij}", r"\tilde{x}_{i j}^{(k)}"),
    (r"\dot{x}(t)", r"\dot{x}(t)"),
    (r"\ddot x", r"\ddot{x}"),
    (r"\vec{v}", r"\vec{v}"),
    (r"\underline{x}", r"\underline{x}"),
    (r"\mathbf{x}_i", r"\mathbf{x}_{i}"),
    (r"\boldsymbol{\theta}", r"\boldsymbol{\theta}"),
    (r"\bm\mu", r"\boldsymbol{\mu}"),
    (r"\mathcal{L}(\theta)", r"\mathcal{L}(\theta)"),
    (r"\mathscr{L}", r"\mathscr{L}"),
    (r"\mathfrak{g}", r"\mathfrak{g}"),
    (r"\mathbb{E}[X]", r"\mathbb{E}[X]"),
    (r"\mathbb{E}_{x}\left[ f(x) \right]", r"\mathbb{E}_{x}[f(x)]"),
    (r"\operatorname{Var}[X]", r"\operatorname{Var}[X]"),
    (r"\operatorname{Cov}(x, y)", r"\operatorname{Cov}(x, y)"),
    (r"x_{\mathrm{out}}", r"x_{\operatorname{out}}"),
    (r"W_{\mathrm{hh}}", r"W_{\operatorname{hh}}"),
    (r"W_{hh} h_{t-1}", r"W_{h h} h_{t - 1}"),
    (r"L_\text{CE}", r"L_{\operatorname{CE}}"),
    (r"x_{i,:}", r"x_{i,:}"),
    (r"x_{:, j}", r"x_{:,j}"),
    (r"x_{\cdot,j}", r"x_{\cdot,j}"),
    (r"h_{t+1}^{(l)}", r"h_{t + 1}^{(l)}"),
    (r"h^{(l)}_{t+1}", r"h_{t + 1}^{(l)}"),
    (r"h_t^{l}", r"h_{t}^{l}"),
    (r"a^{[l-1]}", r"a^{[l - 1]}"),
    (r"z^{[l](i)}", r"z^{[l] (i)}"),
    (r"x^{\langle t-1 \rangle}", r"x^{\langle t - 1 \rangle}"),
    (r"x^{-}", r"x^{-}"),
    (r"x^{*}", r"x^{*}"),
    (r"x^\star", r"x^{\star}"),
    (r"x^\ast", r"x^{*}"),
    (r"w^{*\top}", r"w^{* \top}"),
    (r"x'_i", r"x'_{i}"),
    (r"x_i'", r"x'_{i}"),
    (r"x_{i'j'}", r"x_{i' j'}"),
    (r"f^{\prime}(x)", r"f'(x)"),
    (r"f^{(2)}(x)", r"f^{(2)}(x)"),
    (r"\phi'(z_j)", r"\phi'(z_{j})"),
    (r"\phi''", r"\phi''"),
    (r"f(x, y)", r"f(x, y)"),
    (r"f(x; \theta)", r"f(x, \theta)"),
    (r"f_k(x)", r"f_{k}(x)"),
    (r"f(g(x))", r"f(g(x))"),
    (r"g(a)\,b", r"g(a) b"),
    (r"A(B + C)", r"A(B + C)"),
    (r"(A+B)(C+D)", r"(A + B) (C + D)"),
    (r"((a))", r"((a))"),
    (r"\left(a\right)", r"(a)"),
    (r"\bigl(a\bigr)", r"(a)"),
    (r"\Big[ a \Big]", r"[a]"),
    (r"\left[ \left( a \right) \right]", r"[(a)]"),
    (r"\{a, b\}", r"\{a, b\}"),
    (r"\langle u, v \rangle", r"\langle u, v \rangle"),
    (r"\left\langle u, v \right\rangle", r"\langle u, v \rangle"),
    (r"\underbrace{W x}_{z} + b", r"W x + b"),
    (r"\overbrace{a+b}^{n}", r"a + b"),
    (r"\boxed{a + b}", r"a + b"),
    (r"\color{red} a", r"a"),
    (r"\textcolor{blue}{a + b}", r"a + b"),
    (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix} x", r"\begin{bmatrix} a & b \\ c & d \end{bmatrix} x"),
    (
        r"\begin{cases} 1 & \text{if } i = j, \\ 0 & \text{else} \end{cases}",
        r"\begin{cases} 1 & i = j \\ 0 & \text{otherwise} \end{cases}",
    ),
    (
        r"\begin{cases} x, & x \ge 0 \\ \alpha x, & x < 0 \end{cases}",
        r"\begin{cases} x & x \ge 0 \\ \alpha x & x < 0 \end{cases}",
    ),
    (r"\begin{cases} 1 & i = j \\ 0 & i \neq j \end{cases}", r"\begin{cases} 1 & i = j \\ 0 & i \ne j \end{cases}"),
    (
        r"\begin{cases} a & \text{if $x > 0$} \\ b & \text{otherwise} \end{cases}",
        r"\begin{cases} a & x > 0 \\ b & \text{otherwise} \end{cases}",
    ),
    (r"0.5", r"0.5"),
    (r"3.14159", r"3.14159"),
    (r".25", r"0.25"),
    (r"10^{-8}", r"10^{-8}"),
    (r"1e-5", r"0.00001"),
    (r"10{,}000", r"10000"),
    (r"{a}_i", r"a_{i}"),
    (r"x_1 + x_2 + \dots + x_n", r"x_{1} + x_{2} + \dots + x_{n}"),
    (r"\Sigma^{-1}", r"\Sigma^{-1}"),
    (r"\Gamma(x)", r"\Gamma(x)"),
    (r"\ell_i", r"\ell_{i}"),
    (r"\infty", r"\infty"),
    (r"i \bmod 2", r"i \bmod 2"),
    (r"\mathop{\mathrm{softmax}}_j(z)", r"\operatorname{softmax}_{j}(z)"),
    (r"\mathop{\bf diag}(z)", r"\operatorname{diag}(z)"),
    (r"{\rm Tr}(A)", r"\operatorname{Tr}(A)"),
    (r"{\bf A B}", r"\mathbf{A} B"),
    (r"{\rm d} x", r"\mathrm{d} x"),
    (r"\operatorname{softmax}_j(z)", r"\operatorname{softmax}_{j}(z)"),
    (r"\mathrm{LN}(x)", r"\operatorname{LN}(x)"),
    (r"\mathrm{MSE}", r"\operatorname{MSE}"),
    (r"\mathrm{Attention}(Q,K,V)", r"\operatorname{Attention}(Q, K, V)"),
    (r"\mathrm{vec}(A)", r"\operatorname{vec}(A)"),
    (r"\kappa(A)", r"\kappa(A)"),
    (r"\lambda_{\max}", r"\lambda_{\max}"),
    (r"\lambda_{\min}(A)", r"\lambda_{\min}(A)"),
    (r"x_{\max}", r"x_{\max}"),
    (r"\epsilon_0", r"\epsilon_{0}"),
    (r"\displaystyle\sum_i x_i", r"\sum_{i} x_{i}"),
    (r"\sum_{i}\! x_i", r"\sum_{i} x_{i}"),
    (r"x\,y\;z\:w\!v", r"x y z w v"),
    (r"x^{2}_{i}", r"x_{i}^{2}"),
    (r"x_i^2", r"x_{i}^{2}"),
    (r"{x_i}^2", r"{x_{i}}^{2}"),
    (r"(x_i)^2", r"(x_{i})^{2}"),
    (r"x_{i_k}", r"x_{i_{k}}"),
    (r"x_{a_{b_c}}", r"x_{a_{b_{c}}}"),
    (r"a_i{}^j", r"a_{i}^{j}"),
    (r"\frac{a}{b}\frac{c}{d}", r"\frac{a}{b} \frac{c}{d}"),
    (r"\frac ab", r"\frac{a}{b}"),
    (r"\frac{\frac{a}{b}}{c}", r"\frac{\frac{a}{b}}{c}"),
    (r"\cfrac{1}{1+\cfrac{1}{x}}", r"\frac{1}{1 + \frac{1}{x}}"),
    (r"a \pm b", r"a \pm b"),
    (r"\mathrm{e}^{x}", r"\mathrm{e}^{x}"),
    (r"\mathrm{e}^{\mathrm{i} x}", r"\mathrm{e}^{\mathrm{i} x}"),
    (r"p(y \mid x)", r"p(y \mid x)"),
    (r"\Pr(A)", r"\operatorname{Pr}(A)"),
    (r"\sigma\left(W^{(1)}x\right)", r"\sigma(W^{(1)} x)"),
    (r"\sigma\bigl(z\bigr)", r"\sigma(z)"),
    (r"\operatorname{relu}(x)_+", r"\operatorname{relu}(x)_{+}"),
    (r"(x)_+", r"(x)_{+}"),
    (r"[x]_+", r"[x]_{+}"),
    (
        r"\sum_{i} \frac{\partial L}{\partial y_i} \frac{\partial y_i}{\partial x_j}",
        r"\sum_{i} \frac{\partial L}{\partial y_{i}} \frac{\partial y_{i}}{\partial x_{j}}",
    ),
    (r"\left(\sum_i x_i\right)^2", r"(\sum_{i} x_{i})^{2}"),
    (r"\sum_i \sum_j a_{ij}", r"\sum_{i} \sum_{j} a_{i j}"),
    (r"\sum_{i,j} a_{ij} x_i x_j", r"\sum_{i, j} a_{i j} x_{i} x_{j}"),
    (r"\sum_{c'=1}^{C} x_{c'}", r"\sum_{c' = 1}^{C} x_{c'}"),
    (r"x_{n,\,c}", r"x_{n,c}"),
    (r"(AB)^{\top}_{ij}", r"(A B)_{i j}^{\top}"),
    (r"(A^\top)_{ij}", r"(A^{\top})_{i j}"),
    (r"(A^\top A)^{-1} A^\top b", r"(A^{\top} A)^{-1} A^{\top} b"),
    (r"[A]_{ij}", r"[A]_{i j}"),
    (r"[A^{-1}]_{ij}", r"[A^{-1}]_{i j}"),
    (r"A_{i\cdot}", r"A_{i \cdot}"),
    (r"I_n", r"I_{n}"),
    (r"I_{n \times n}", r"I_{n \times n}"),
    (r"\mathbf{I}", r"\mathbf{I}"),
    (r"\mathbf{0}", r"\mathbf{0}"),
    (r"\mathbf 1_n", r"\mathbf{1}_{n}"),
    (r"0_{n}", r"0_{n}"),
    (r"\mathbf{1}_N^\top x", r"\mathbf{1}_{N}^{\top} x"),
    (r"\exp{(-x)} y", r"\exp(-x) y"),
    (r"\log{x} y", r"\log{x} y"),
    (r"\sigma{(z)} y", r"\sigma(z) y"),
    (r"\nabla_x x^\top A x", r"\nabla_{x} x^{\top} A x"),
    (r"\nabla_x \frac12 x^\top A x + b", r"\nabla_{x} \frac{1}{2} x^{\top} A x + b"),
]

UNREADABLE = [
    (r"\log a b", r"the argument of log is not clear without brackets"),
    (r"\log x / 2", r"the argument of log is not clear without brackets"),
    (r"\exp -x", r"the argument of exp is not clear"),
    (r"\sin 2x", r"the argument of sin is not clear without brackets"),
    (r"\operatorname{tr} A B", r"the argument of tr is not clear without brackets"),
    (r"\frac{}{b}", r"an empty argument of \frac"),
    (r"\frac{a}", r"\frac lacks an argument"),
    (r"\frac{\partial L}{x}", r"a derivative needs \partial above and below"),
    (r"\frac{\partial^2 L}{\partial x}", r"a derivative of order 2 with respect to 1 variables"),
    (r"\frac{\partial}{\partial x}", r"the operator of a derivative has nothing to act on"),
    (r"\sum", r"\sum has no body"),
    (r"\sum_i", r"\sum has no body"),
    (r"\sqrt", r"the formula ends where an expression is expected"),
    (r"x_", r"the subscript is missing"),
    (r"x^", r"the superscript is missing"),
    (r"x_{}", r"an empty subscript"),
    (r"x_i_j", r"two subscripts on one name"),
    (r"x^a^b", r"two superscripts on one name"),
    (r"(a", r"the bracket ( is never closed"),
    (r"a)", r"a closing ) without an opening one"),
    (r"(a]", r"the bracket ( is never closed"),
    (r"\left( a", r"the bracket ( is never closed"),
    (r"a \right)", r"a closing ) without an opening one"),
    (r"|a", r"the bar | is never closed"),
    (r"a +", r"the formula ends where an expression is expected"),
    (r"* a", r"an expression is missing before *"),
    (r"a = b", r"the relation = is not expected here"),
    (r"{a", r"a brace { is never closed"),
    (r"a}", r"a closing brace } without an opening one"),
    (r"\frac{v_i", r"a brace { of \frac is never closed"),
    (r"\begin{cases} a", r"\begin{cases} is never closed"),
    (r"\begin{pmatrix} a & \end{pmatrix}", r"an empty entry of a matrix"),
    (r"\begin{foo} a \end{foo}", r"the environment foo cannot be read inside of a formula"),
    (r"\nabla", r"\nabla has nothing to act on"),
    (r"\nabla \cdot v", r"divergence and curl cannot be read"),
    (r"\hat", r"the formula ends where an expression is expected"),
    (r"a $ b", r"$ is not expected here"),
    (r"a # b", r"# is not expected here"),
    (r"é", r"the character é cannot be read"),
    (r"\text{some words} x", r"text inside of a formula"),
    (r"a & b", r"& is not expected here"),
    (r"n!", r"a factorial cannot be read"),
    (r"1.2.3", r"two numbers stand side by side"),
    (r"1 2", r"two numbers stand side by side"),
    (r"\int_0^1 x", r"an integral cannot be read"),
    (r"\partial x", r"\partial without a quotient"),
    (r"\foo x", r"the macro \foo is not known"),
    (r"\binom{n}{k}", r"a binomial coefficient cannot be read"),
    (r"p \forall i", r"\forall is not expected here"),
]


@pytest.mark.parametrize(("text", "meant"), NOTATIONS, ids=[text for text, _ in NOTATIONS])
def test_notation(text: str, meant: str) -> None:
    node = parse(text)
    assert latex(node) == meant
    for part in walk(node):
        assert 0 <= part.span.start <= part.span.end <= len(text)


@pytest.mark.parametrize(("text", "meant"), NOTATIONS, ids=[text for text, _ in NOTATIONS])
def test_what_is_printed_reads_back_the_same(text: str, meant: str) -> None:
    """The canonical spelling is a fixed point."""
    assert latex(parse(meant)) == meant


@pytest.mark.parametrize(("text", "complaint"), UNREADABLE, ids=[text for text, _ in UNREADABLE])
def test_refusal_names_place_and_remedy(text: str, complaint: str) -> None:
    with pytest.raises(LocatedError) as caught:
        parse(text)
    error = caught.value
    assert error.what.startswith(complaint)
    assert error.remedy
    assert error.file == "test.md"
    assert error.line == 1
    assert 1 <= error.column <= len(text) + 1


def test_there_are_enough_notations() -> None:
    assert len(NOTATIONS) >= 150


def test_precedence() -> None:
    node = parse(r"a - b c / d \odot e + \sum_i x_i y_i - z")
    assert isinstance(node, Addition)
    assert node.signs == ("+", "-", "+", "-")
    middle, total = node.terms[1], node.terms[2]
    assert isinstance(middle, Operation)
    assert isinstance(middle.left, Product)
    assert middle.left.operators == ("", "/")
    assert isinstance(total, BigOperator)
    assert isinstance(total.body, Product)


def test_sum_inside_of_a_product_takes_what_follows() -> None:
    node = parse(r"a \sum_i b_i c")
    assert isinstance(node, Product)
    assert isinstance(node.factors[1], BigOperator)
    assert len(node.factors) == 2


def test_scripts_in_any_order() -> None:
    assert parse(r"h^{(1)}_{ij}") == parse(r"h_{ij}^{(1)}")
    node = parse(r"x_{nc,i+p-P,j}")
    assert isinstance(node, Scripted)
    assert len(node.subscripts) == 3
    assert isinstance(node.subscripts[0], Product)


def test_application_is_a_candidate_only() -> None:
    node = parse(r"A(B + C)")
    assert isinstance(node, Applied)
    assert not node.surely
    assert isinstance(node.as_product(), Product)
    sure = parse(r"\operatorname{softmax}(z)")
    assert isinstance(sure, Applied)
    assert sure.surely
    assert isinstance(parse(r"A^\top (B c)"), Product)
    assert isinstance(parse(r"x [a > 0]"), Product)


def test_derivatives() -> None:
    node = parse(r"\frac{\partial^2 L}{\partial w^2}")
    assert isinstance(node, Derivative)
    assert node.variables == (Symbol(node.span, "w"), Symbol(node.span, "w"))
    operator = parse(r"\frac{\partial}{\partial x_i} x_i y + z")
    assert isinstance(operator, Addition)
    first = operator.terms[0]
    assert isinstance(first, Derivative)
    assert isinstance(first.target, Product)
    bracket = parse(r"\frac{\partial}{\partial x_i} (a + b) c")
    assert isinstance(bracket, Product)
    assert isinstance(bracket.factors[0], Derivative)
    plain = parse(r"\frac{d x}{d y}")
    assert isinstance(plain, Derivative)
    assert isinstance(plain.alternative, Quotient)
    assert isinstance(parse(r"\frac{d_k}{d_v}"), Quotient)
    assert isinstance(parse(r"\frac{\mathrm{d} f}{\mathrm{d} x}"), Derivative)


def test_gradient_binds_one_factor_and_leaves_the_transpose_outside() -> None:
    node = parse(r"\nabla f(x)^\top d")
    assert isinstance(node, Product)
    first = node.factors[0]
    assert isinstance(first, Scripted)
    assert isinstance(first.base, Gradient)
    quadratic = parse(r"\nabla_x \frac{1}{2} \|A x - b\|^2")
    assert isinstance(quadratic, Gradient)


def test_bars() -> None:
    assert isinstance(parse(r"||x||"), Norm)
    assert latex(parse(r"|a||b|")) == "|a| |b|"
    assert latex(parse(r"||a| - |b||")) == "||a| - |b||"
    assert latex(parse(r"|a + |b| c|")) == "|a + |b| c|"


def test_numbers_are_exact() -> None:
    node = parse("0.1")
    assert isinstance(node, Number)
    assert node.value * 10 == 1


def test_names_with_decorations_are_atoms() -> None:
    assert parse(r"\hat{x_i}") == parse(r"\hat{x}_i")
    assert parse(r"\bm{W}") == parse(r"\boldsymbol{W}")
    node = parse(r"a^{<t>}")
    assert isinstance(node, Scripted)
    assert isinstance(node.superscript, Group)
    assert node == parse(r"a^{\langle t \rangle}")


def test_spans_point_into_the_text() -> None:
    text = r"a + \frac{b}{c_{ij}}"
    node = parse(text)
    assert isinstance(node, Addition)
    fraction = node.terms[1]
    assert text[fraction.span.start : fraction.span.end] == r"\frac{b}{c_{ij}}"
    assert isinstance(fraction, Quotient)
    assert text[fraction.denominator.span.start : fraction.denominator.span.end] == "c_{ij}"


def test_children_cover_every_node() -> None:
    node = parse(r"\sqrt[3]{x} + \left.f\right|_{x=0} + \lfloor a \rfloor + \begin{pmatrix} a & b \end{pmatrix}")
    names = {latex(part) for part in walk(node) if isinstance(part, Symbol)}
    assert names == {"x", "f", "a", "b"}
    assert children(parse("x")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200 + "a" + ")" * 200,
        "{" * 5000 + "a" + "}" * 5000,
        r"\frac{1}{" * 300 + "x" + "}" * 300,
        "x_{" * 400 + "i" + "}" * 400,
        r"\sum_i " * 10_000 + "x",
        r"\hat" * 3000 + "x",
        r"\log " * 2000 + "x",
        "|" * 3000,
        r"\left(" * 3000,
        r"\nabla " * 999 + "f",
        "f(" * 500,
        r"\sqrt" * 2000,
        r"a \odot " * 3000 + "b",
        "-" * 3000 + "x" + "^{-" * 300,
    ],
    ids=str.__len__,
)
def test_deep_nesting_is_a_located_error(text: str) -> None:
    with pytest.raises(LocatedError):
        parse(text)


def test_wide_is_fine() -> None:
    node = parse(" + ".join(rf"\sum_i x_{{{k}}}" for k in range(10_000)))
    assert isinstance(node, Addition)
    assert len(node.terms) == 10_000


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"y = {}-x", "proved"),
        (r"y + x = {} 0", "proved"),
        (r"{}-x = y", "proved"),
        (r"y_i{} = -x_i", "proved"),
        (r"y = {}+ x", "refuted"),
        (r"\frac{1}{} + x_i = x_i", "error"),
        (r"{}_2 x = x", "error"),
    ],
)
def test_empty_groups_around_operators_are_spaces(line: str, verdict: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$." "\n\n" rf"$$ y = -x $$ $$ {line} $$"
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"y_i = \left\{\begin{array}{lcl} x_i & \mbox{if} & x_i > 0 \\ 0 & \mbox{else}&\end{array}\right.", "proved"),
        (r"y_i = \left\lbrace\begin{array}{ll} x_i & \text{if } x_i > 0, \\ 0 & \text{else.}\end{array}\right.",
         "proved"),
        (r"y_i = \left\{ \begin{array}{ll} x_i & x_i < 0 \\ 0 & x_i \ge 0 \end{array} \right.", "refuted"),
        (r"\cancel{y_i} - \cancel{y_i} + x_i = x_i \qquad \blacksquare", "proved"),
        (r"\left( \begin{array}{c} y_i \\ x_i \end{array} \right) = y_i", "error"),
    ],
)  # fmt: skip
def test_arrays_behind_a_brace_are_cases(line: str, verdict: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$." "\n\n" rf"$$ y_i = \max(x_i, 0) $$" "\n\n" rf"$$ {line} $$"
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\cos\theta \frac{\partial \ell}{\partial a} + \sin\theta \frac{\partial \ell}{\partial b}", "proved"),
        (r"\cos\theta \frac{\partial \ell}{\partial a} - \sin\theta \dfrac{\partial \ell}{\partial b}", "refuted"),
        (r"\cos\theta \frac{u}{v}", "error"),
        (r"\cos\theta u", "error"),
    ],
)
def test_an_argument_ends_before_a_derivative(line: str, verdict: str) -> None:
    text = r"Let $u, v, \theta \in \mathbb{R}$. $$ a = u \cos(\theta) - v \sin(\theta), \quad b = u \sin(\theta) + v $$"
    assert verdicts(rf"{text} $$ \frac{{\partial \ell}}{{\partial u}} = {line} $$")[-1] == verdict
