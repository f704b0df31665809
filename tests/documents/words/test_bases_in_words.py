"""Where words say at which number indices begin."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize("words", ["(zero based)", "(indices from zero)", "(0-based)"])
def test_a_base_in_brackets_says_nothing_of_a_value(words: str) -> None:
    text = rf"""For $x \in \mathbb{{R}}^{{s M}}$ {words} average pooling gives
$$ z_m = \frac1s \sum_{{p=0}}^{{s-1}} x_{{s m + p}} $$
$$ \sum_m z_m = \frac1s \sum_i x_i, \qquad \sum_m z_m = \sum_i x_i $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        "Some books let indices start at one.",
        "Do indices start at one?",
        "In the appendix indices start at one.",
        "All weights start at one.",
        "The states start at one.",
        "A student lets indices start at one.",
        "Unlike Matlab, where indices start at one, here they start at zero.",
    ],
)
def test_a_base_of_others(words: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$. " + words + r" $$ \sum_i x_i [i = 0] = x_0 $$"
    assert verdicts(text) == ["proved"]
    own = r"Let $x \in \mathbb{R}^n$. Here indices start at one, as in Matlab. $$ \sum_i x_i [i = 1] = x_1 $$"
    assert verdicts(own) == ["proved"]


@pytest.mark.parametrize("said", ["Indices start at zero.", "All indices are zero-based.", "Indices begin at 0."])
def test_the_size_is_no_last_entry_where_indices_are_said_to_start_at_zero(said: str) -> None:
    head = rf"{said} Let $a \in \mathbb{{R}}^n$." "\n\n"
    right, wrong = (rf"$$ \sum_i (a_i - a_{{i-1}}) = {last} $$" for last in ("a_{n-1}", "a_n"))
    assert verdicts(head + right) == ["proved"]
    assert verdicts(head + wrong) == ["refuted"]
    assert verdicts(head + wrong + "\n\n" + right) == ["refuted", "proved"]
    one = head.replace(said, "Indices start at one.")
    assert verdicts(one + wrong + "\n\n" + right) == ["proved", "refuted"]
    assert verdicts(head + r"$$ b_i = a_i - a_n $$" "\n\n" + right) == ["definition", "undecided"]
