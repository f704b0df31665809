r"""``\delta 3`` with nothing behind it is the third of several; ``\lambda 2 w`` and ``n 2^k`` are products."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"a 3 = a 1 + a 2", "error"),
        (r"a 5 = a 3 \cdot 6", "error"),
        (r"3 a = a + 2 a", "proved"),
        (r"b 2 a = 2 a b", "proved"),
        (r"b 2 a = 3 a b", "refuted"),
        (r"a 2^n = 2^n a", "proved"),
        (r"a \cdot 3 = 3 a", "proved"),
        (r"(a + b) 2 = 2 a + 2 b", "proved"),
    ],
)
def test_numbers_behind_letters(claim: str, verdict: str) -> None:
    assert verdicts(rf"Let $a, b \in \mathbb{{R}}$ and $n \ge 1$ an integer. $$ {claim} $$") == [verdict]
