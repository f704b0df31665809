"""Words behind an equation that limit it hold for it, and for no line behind it."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $MATRIX \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$."
LINE = r"\frac{\partial x^T MATRIX x}{\partial x} = 2 MATRIX x"
WRONG = r"\frac{\partial x^T MATRIX x}{\partial x} = MATRIX x"


@pytest.mark.parametrize("matrix", ["A", r"\mathbf{A}"])
@pytest.mark.parametrize(
    "limit",
    [
        r"\qquad \text{if } MATRIX \text{ is symmetric}",
        r"\quad \text{(if $MATRIX$ is symmetric)}",
        r"\quad \text{if $MATRIX$ is symmetric}",
        r"\quad \text{for symmetric } MATRIX",
        r"\quad \text{($MATRIX$ symmetric)}",
        r"\quad \text{for } MATRIX \text{ symmetric.}",
        r"\quad (\text{for symmetric } MATRIX)",
    ],
)
def test_a_limit(matrix: str, limit: str) -> None:
    lines = (HEAD, f"$$ {LINE} {limit} $$", f"$$ {LINE} $$", f"$$ {WRONG} {limit} $$")
    text = "\n\n".join(lines).replace("MATRIX", matrix)
    assert verdicts(text) == ["proved", "refuted", "refuted"]


def test_what_a_where_clause_says_lasts() -> None:
    text = rf"{HEAD} $$ {LINE} \quad \text{{where $MATRIX$ is symmetric}} $$ $$ {LINE} $$".replace("MATRIX", "A")
    assert verdicts(text) == ["proved", "proved"]
