"""Where words say at which number indices begin."""

from __future__ import annotations

import pytest

from tests.documents.judging import verdicts


@pytest.mark.parametrize("words", ["(zero based)", "(indices from zero)", "(0-based)"])
def test_a_base_in_brackets_says_nothing_of_a_value(words: str) -> None:
    text = rf"""For $x \in \mathbb{{R}}^{{s M}}$ {words} average pooling gives
$$ z_m = \frac1s \sum_{{p=0}}^{{s-1}} x_{{s m + p}} $$
$$ \sum_m z_m = \frac1s \sum_i x_i, \qquad \sum_m z_m = \sum_i x_i $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
