"""Names with words in their scripts, words that prose uses to connect among them."""

from __future__ import annotations

import pytest

from symderiv.documents.document import read
from symderiv.documents.names import Names, Occurrence
from symderiv.documents.syntax import NOWHERE, Scripted, Symbol


@pytest.mark.parametrize("word", ["in", "out", "on", "for", "total"])
@pytest.mark.parametrize("base", ["x", r"\mathbf{x}", r"\hat{x}"])
def test_a_word_in_a_subscript_is_part_of_the_name(base: str, word: str) -> None:
    name = rf"{base}_{{\text{{{word}}}}}"
    document = read(rf"${name} \in \mathbb{{R}}^{{n}}$." + "\n\n" + rf"$$ s = \sum_i {name.replace('}}', '},i}')} $$")
    assert [len(shape) for shape in document.theory.shapes.values()] == [1]
    assert [e.role for e in document.equations] == ["definition"]


def test_a_word_between_formulas_still_separates_them() -> None:
    document = read(r"$x \in \mathbb{R}^n \text{ and } y \in \mathbb{R}^n$." + "\n\n" + r"$$ s = x^\top y $$")
    assert sorted(document.theory.shapes) == ["x", "y"]


def test_words_and_indices_share_a_subscript() -> None:
    document = read(
        r"$x_{\text{in}} \in \mathbb{R}^{n}$." + "\n\n"
        r"$$ h_{\text{out},i} = \tanh(x_{\text{in},i}) $$" + "\n\n" + r"$$ s = \sum_i h_{\text{out},i}^2 $$"
    )
    assert [e.role for e in document.equations] == ["definition"] * 2
    assert [len(d.shape) for d in document.theory.definitions.values()] == [1, 0]


def test_a_name_is_read_anew_once_something_is_declared() -> None:
    names = Names()
    index = Symbol(NOWHERE, "i")
    node = Scripted(NOWHERE, Symbol(NOWHERE, "x"), (index,))
    assert names.read(node) is None
    names.ranks["x"] = 1
    assert names.read(node) == Occurrence("x", (index,))
    names.ranks["x_{i}"] = 0
    assert names.read(node) == Occurrence("x_{i}")
    del names.ranks["x_{i}"]
    assert names.read(node) == Occurrence("x", (index,))
    del names.ranks["x"]
    names.functions.add("x")
    assert names.read(node) == Occurrence("x", (index,))
