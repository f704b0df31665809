r"""Layers that are defined by an equation, ``z = W z + b``, and what arrives at them from an unknown loss."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEAD = (
    r"Let $W \in \mathbb{R}^{n \times n}$, $U \in \mathbb{R}^{n \times d}$, $x \in \mathbb{R}^d$ and "
    r"$b \in \mathbb{R}^n$, and let $I - W$ be invertible."
)
STATE = "\n\n$$ z = (I - W)^{-1} (U x + b) $$\n\n"
ADJOINT = r"Let $g = \frac{\partial \ell}{\partial z}$ and" + "\n\n$$ u = (I - W)^{-\\top} g . $$\n\n"


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(text)]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"u = W^\top u + g", "proved"),
        (r"u = W u + g", "refuted"),
        (r"\frac{\partial \ell}{\partial b} = u", "proved"),
        (r"\frac{\partial \ell}{\partial b} = g", "refuted"),
        (r"\frac{\partial \ell}{\partial W} = u z^\top", "proved"),
        (r"\frac{\partial \ell}{\partial W} = z u^\top", "refuted"),
        (r"\frac{\partial \ell}{\partial U} = u x^\top", "proved"),
        (r"\frac{\partial \ell}{\partial x} = U^\top u", "proved"),
        (r"\frac{\partial \ell}{\partial x} = U^\top g", "refuted"),
        (r"\frac{\partial z}{\partial x} = (I - W)^{-1} U", "proved"),
    ],
)
def test_the_adjoint_of_an_implicit_layer(line: str, verdict: str) -> None:
    assert verdicts(f"{HEAD} The layer is{STATE}{ADJOINT}$$ {line} $$") == ["definition", "definition", verdict]


@pytest.mark.parametrize(
    "words",
    [
        r"The layer solves $z = W z + U x + b$.",
        r"A deep equilibrium layer solves $z = \tanh(W z + U x + b)$. Its linear version is",
        r"Since $z = W z + U x + b$, we have",
    ],
)
def test_the_equation_that_a_display_solves(words: str) -> None:
    claims = r"$$ z = W z + U x + b $$" + "\n\n" + r"$$ \frac{\partial z}{\partial b} = (I - W)^{-1} $$"
    wrong = r"$$ \frac{\partial z}{\partial b} = (I - W)^{-\top} $$"
    expected = ["definition", "proved", "proved", "refuted"]
    assert verdicts(f"{HEAD} {words}{STATE}{claims}\n\n{wrong}") == expected
    assert verdicts(f"{words} {HEAD}{STATE}{claims}\n\n{wrong}") == expected
