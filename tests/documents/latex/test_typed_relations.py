"""Relations of two characters, as they are typed."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        ("2 a >= a", ["proved"]),
        ("2 a <= a", ["refuted"]),
        ("a <= 2 a", ["proved"]),
        ("b = 2 a => b - a = a", ["definition", "proved"]),
        ("b = 2 a => b - a = 2 a", ["definition", "refuted"]),
        ("a > 0", ["proved"]),
        ("2 a = a + a, a -> 0", ["proved"]),
    ],
)
def test_typed_relations(display: str, expected: list[str]) -> None:
    assert verdicts(f"Let $a > 0$. $$ {display} $$")[: len(expected)] == expected
