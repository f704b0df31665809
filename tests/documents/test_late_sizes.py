"""Values that the text gives a size late hold for what follows, and not for what stands before them."""

from __future__ import annotations

import pytest

from tests.documents.judging import verdicts

LINE = r"$$ \|x\|^2 = x_1^2 + x_2^2 $$"
CASES = [
    ("With $n=2$,", ["refuted", "proved", "undecided"]),
    ("For $n = 2$,", ["refuted", "proved", "refuted"]),
    ("When $n=2$ we get", ["refuted", "proved", "refuted"]),
    ("Take $n = 2$. Then", ["refuted", "proved", "undecided"]),
    ("Now let $n = 2$.", ["refuted", "proved", "proved"]),
    ("For example, with $n = 2$ we get", ["refuted", "proved", "undecided"]),
    ("Now let $n = 3$.", ["refuted", "refuted", "refuted"]),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_late_sizes(words: str, expected: list[str]) -> None:
    text = f"Let $x \\in \\mathbb{{R}}^n$. Indices start at 1.\n{LINE}\n{words}\n{LINE}\n\nAnother one.\n\n{LINE}\n"
    assert verdicts(text) == expected


@pytest.mark.parametrize("where", ["Let $n = 2$. ", "with $n = 2$. "])
def test_a_size_that_is_given_first_holds_everywhere(where: str) -> None:
    text = f"Let $x \\in \\mathbb{{R}}^n$. {where}Indices start at 1.\n\n{LINE}\n\nMoreover,\n\n{LINE}\n"
    assert verdicts(text) == ["proved", "proved"]
