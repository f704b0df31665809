r"""The value of a function at another point, where the text makes what its body reads from the argument.

``f(x) = \frac12 r^\top r`` with ``r = A x - b``: at ``x + d`` the residual is another one.  It used to stay, so that
``f(x + d) = f(x)`` was proved.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

RESIDUAL = (
    "Let $A \\in \\mathbb{R}^{n \\times n}$, $b, x, d \\in \\mathbb{R}^n$ and $r = A x - b$.\n\n"
    "$$ f(x) = \\tfrac12 r^\\top r $$\n\nPut $g = A^\\top r$. Then\n\n"
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("f(x + d) = f(x)", "refuted"),
        ("f(x + d) = \\tfrac12 \\|A x + A d - b\\|^2", "proved"),
        ("f(x + d) = f(x) + g^\\top d + \\tfrac12 \\|A d\\|^2", "proved"),
        ("f(x + d) = f(x) + g^\\top d + \\|A d\\|^2", "refuted"),
        ("f(x - \\eta g) = f(x) - \\eta g^\\top g + \\tfrac{\\eta^2}{2} \\|A g\\|^2", "proved"),
        ("f(0) = \\tfrac12 b^\\top b", "proved"),
        ("f(0) = f(x)", "refuted"),
        ("\\nabla f(x + d) = g + A^\\top A d", "proved"),
        ("\\nabla f(x + d) = g", "refuted"),
        ("\\nabla f(0) = -A^\\top b", "proved"),
    ],
)
def test_what_the_body_reads_moves_with_the_argument(claim: str, verdict: str) -> None:
    assert verdicts(RESIDUAL + f"$$ {claim} $$\n")[-1] == verdict


def test_an_argument_that_reads_what_the_body_reads() -> None:
    """The gradient in the argument is that at ``x``, the residual in the body that at the new point."""
    found = judged(RESIDUAL + "$$ f(x - g) = \\tfrac12 \\|r - A g\\|^2 $$\n\n$$ f(x - g) = \\tfrac12 \\|r\\|^2 $$\n")
    assert [e["verdict"] for e in found[-2:]] == ["proved", "refuted"]


def test_scalars_and_entries() -> None:
    text = "Let $w, x, y, b$ be scalars and $z = w x + b$.\n\n$$ L(w) = (z - y)^2 $$\n\n"
    assert verdicts(text + "$$ L(w+1) = L(w) $$\n\n$$ L(w+1) = (z + x - y)^2 $$\n")[1:] == ["refuted", "proved"]
    text = "Let $z \\in \\mathbb{R}^n$ and $s = \\sigma(z)$.\n\n$$ g(z) = z \\odot s $$\n\n"
    text += "$$ g(-z) = -z \\odot s $$\n\n$$ g(-z) = -z \\odot (1 - s) $$\n"
    assert verdicts(text)[1:] == ["refuted", "proved"]


def test_the_closed_loop_of_a_controller() -> None:
    text = (
        "State $x \\in \\mathbb{R}^n$, input $u \\in \\mathbb{R}^m$, next state $x_+ = A x + B u$ with "
        "$A \\in \\mathbb{R}^{n \\times n}$, $B \\in \\mathbb{R}^{n \\times m}$, and a symmetric "
        "$P \\in \\mathbb{R}^{n \\times n}$.\n\n$$ J(u) = x_+^\\top P x_+ $$\n\n"
        "For $K \\in \\mathbb{R}^{m \\times n}$\n\n"
        "$$ J(-K x) = x^\\top (A - B K)^\\top P (A - B K) x $$\n\n$$ J(-K x) = x^\\top A^\\top P (A - B K) x $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_states_of_a_group_of_recurrences() -> None:
    text = (
        "For $f(w)=\\frac{h}{2}w^2$, $h>0$,\n\n$$ v_{t+1} = \\beta v_t - \\eta h w_t $$\n\n"
        "$$ w_{t+1} = w_t + v_{t+1} $$\n\n"
        "$$ f(w_{t+1})-f(w_t) = \\frac h2(2w_t+v_{t+1})v_{t+1} $$\n\n$$ f(w_{t+1})-f(w_t) = h w_t v_{t+1} $$"
    )
    assert verdicts(text)[-2:] == ["proved", "refuted"]
