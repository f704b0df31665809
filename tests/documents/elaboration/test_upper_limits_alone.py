r"""Sums that have an upper limit alone, over all entries or all but one: ``\sum_k^K y_k``, ``\sum_{k \ne i}^K y_k``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum_{k \neq i}^{K} y_k = \sum_{k=1}^{K} y_k - y_i", "proved"),
        (r"\sum^{K}_{k \neq i} y_k s_i + y_i s_i = s_i \sum_{k=1}^{K} y_k", "proved"),
        (r"\sum_{k \neq i}^{K} y_k = \sum_{k=1}^{K} y_k + y_i", "refuted"),
        (r"\sum_{k \neq i}^{M} y_k = \sum_{k=1}^{K} y_k - y_i", "error"),
        (r"\sum_k^K y_k = \sum_{k=1}^K y_k", "proved"),
        (r"\sum_k^K y_k = 2 \sum_{k=1}^K y_k", "refuted"),
        (r"\sum_k^M y_k = \sum_{k=1}^K y_k", "error"),
    ],
)
def test_all_but_one(line: str, verdict: str) -> None:
    text = rf"Let $y, s \in \mathbb{{R}}^K$ and $z \in \mathbb{{R}}^M$. $$ {line} $$"
    assert verdicts(text) == [verdict]
