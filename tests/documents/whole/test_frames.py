r"""Slides: titles of frames and blocks are no part of the sentences behind them, overlays and columns no words."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SLIDES = r"""\begin{document}
\begin{frame}%s
%s
Let $A\in\mathbb{R}^{n\times n}$ be symmetric, $b\in\mathbb{R}^n$,
\[ f(x) = \tfrac12 x^\top A x - b^\top x. \]
\begin{itemize}
\item<2-> The gradient:
\[ \nabla f(x) = A x - b \]
\end{itemize}
\end{frame}
\begin{frame}{One step}
\begin{columns}[T]
\begin{column}{0.5\textwidth}
Let $x^*$ satisfy
\[ A x^* = b \]
and let $x^+ = x - \eta \nabla f(x)$ for a step size $\eta > 0$.
\pause
\begin{alertblock}{Careful}
\[ x^+ - x^* = (I + \eta A)(x - x^*) \]
\end{alertblock}
\end{column}
\end{columns}
\end{frame}
\end{document}"""


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("{Gradient descent on a quadratic}", ""),
        ("[t]{Gradient descent on a quadratic}{Part one}", ""),
        ("<1->[fragile]", r"\frametitle{Gradient descent on a quadratic}"),
        ("", r"\frametitle{Gradient descent}\framesubtitle{on a quadratic}"),
        ("{Gradient descent}", r"\begin{block}{On a quadratic}"),
    ],
)
def test_titles_of_slides(title: str, below: str) -> None:
    assert verdicts(SLIDES % (title, below), "a.tex") == ["definition", "proved", "hypothesis", "refuted"]
