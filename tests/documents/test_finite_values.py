r"""Tensors whose entries are some of finitely many values: ``{0, 1}^n``, ``{-1, 1}^n``, ``{1, ..., K}^n``."""

from __future__ import annotations

import pytest

from tests.documents.judging import judged

CASES = [
    (r"s \in \{-1, 1\}^n", r"s_i^2 = 1", "proved"),
    (r"s \in \{-1, +1\}^n", r"s_i^2 = 1", "proved"),
    (r"s \in \{-1, 1\}^n", r"s_i^2 = s_i", "refuted"),
    (r"s \in \{-1, 1\}^n", r"s^\top s = n", "proved"),
    (r"s \in \{-1, 1\}^n", r"s^\top s = s^\top \mathbf{1}", "refuted"),
    (r"s \in \{0, 1\}^n", r"s_i^2 = s_i", "proved"),
    (r"s \in \{1, 0\}^n", r"s^\top s = s^\top \mathbf{1}", "proved"),
    (r"s \in \{0, 1\}^n", r"s_i^2 = 1", "refuted"),
    (r"s \in \{1, 2\}^n", r"s_i^2 - 3 s_i + 2 = 0", "proved"),
    (r"s \in \{1, 2\}^n", r"s_i^2 = s_i", "refuted"),
    (r"s \in \{0, 2\}^n", r"s_i^2 = 2 s_i", "proved"),
    (r"s \in \{-1, 0, 1\}^n", r"s_i^2 = s_i", "undecided"),
    (r"s \in \{-1, 0, 1\}^n", r"s_i^3 = s_i", "undecided"),
    (r"s \in \{1, \dots, K\}^n", r"s_i^2 = s_i", "undecided"),
    (r"s \in \{-1, 1\}^{n \times m}", r"\|s\|_F^2 = n m", "proved"),
    (r"s \in \{-1, 1\}^{n \times m}", r"\|s\|_F^2 = n", "refuted"),
]


@pytest.mark.parametrize(("declared", "line", "expected"), CASES)
def test_finite_values(declared: str, line: str, expected: str) -> None:
    if "times" in declared:
        line = line.replace("s_i", "s_{ij}")
    found = judged(f"Let ${declared}$. $$ {line} $$")
    assert found[-1]["verdict"] == expected, found[-1]
