"""Names with words in their scripts, words that prose uses to connect among them."""

from __future__ import annotations

import pytest

from symderiv.documents.latex.names import Names, Occurrence
from symderiv.documents.latex.syntax import NOWHERE, Scripted, Symbol
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts


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


def test_a_label_may_stand_on_both_sides_of_a_definition() -> None:
    from symderiv.documents.check import check

    text = r"""Let $x \in \mathbb{R}^m$ and $\epsilon > 0$.

$$ \mu_B = \frac{1}{m}\sum_{i=1}^m x_i, \qquad \sigma_B^2 = \frac{1}{m}\sum_{i=1}^m (x_i-\mu_B)^2, \qquad
\hat{x}_i = \frac{x_i-\mu_B}{\sqrt{\sigma_B^2+\epsilon}} $$

$$ \sum_i \hat x_i = 0, \qquad \sum_i \hat x_i = 1, \qquad
\frac{\partial \sigma_B^2}{\partial x_i} = \frac2m (x_i - \mu_B) $$
"""
    answer = check(read(text, "a.md"), seconds=5, suggest=False)
    found = [e["verdict"] or e["role"] for e in answer["equations"]]
    assert found == ["definition"] * 3 + ["proved", "refuted", "proved"]


@pytest.mark.parametrize("entry", [r"\mu_{0,i}", r"(\mu_0)_i"])
def test_a_tensor_and_another_one_with_a_zero_below(entry: str) -> None:
    text = rf"""Let $\mu, \mu_0 \in \mathbb{{R}}^{{d}}$. $$ D = \frac12 \sum_{{i=1}}^{{d}} (\mu_i - {entry})^2 $$
    $$ D = \frac12 \|\mu - \mu_0\|^2, \quad \nabla_{{\mu_0}} D = \mu_0 - \mu, \quad \nabla_{{\mu_0}} D = \mu $$"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_letters_that_stand_above_names_only() -> None:
    text = r"""Let $X_{ti}$, $t = 1,\dots,T$, $i = 1,\dots,D$ be a sequence. For $k = 1,\dots,d$,
    $$ q_{tk} = \sum_{i=1}^D W^Q_{ik} X_{ti}, \qquad r_{tk} = \sum_{i=1}^D W^K_{ik} X_{ti} $$
    $$ \frac{\partial q_{tk}}{\partial W^Q_{ik}} = X_{ti}, \qquad \frac{\partial q_{tk}}{\partial X_{ti}} = W^Q_{ik} $$
    $$ \frac{\partial q_{tk}}{\partial X_{ti}} = W^K_{ik} $$"""
    assert verdicts(text)[2:] == ["proved", "proved", "refuted"]


def test_a_letter_that_stands_above_is_a_power_where_its_base_is_a_number() -> None:
    text = r"For a scalar $a$ and a positive integer $N$: $$ a^N a^N = a^{2 N}, \quad a^N = N a $$"
    assert verdicts(text)[1] == "refuted"
    text = r"For a scalar $a$: $$ \frac{\partial a^N}{\partial a} = a, \quad \frac{\partial a^N}{\partial a} = 0 $$"
    assert verdicts(text)[1] != "proved"


@pytest.mark.parametrize("name", [r"{x_{\text{new}}}", r"{x_{+}}", r"{h_{out}}"])
def test_an_index_behind_a_name_in_braces(name: str) -> None:
    text = rf"Let $x \in \mathbb{{R}}^n$, ${name} \in \mathbb{{R}}^n$. Define" + "\n\n"
    text += rf"$$ {name}_{{i}} = 2 x_i $$" + "\n\n" + rf"$$ J = \sum_k {name}_{{k}} $$" + "\n\n"
    text += rf"$$ \frac{{\partial J}}{{\partial x_i}} = 2, \qquad {name}_i^2 = 4 x_i^2, \qquad {name}_i = 3 x_i $$"
    assert verdicts(text) == ["definition", "definition", "proved", "proved", "refuted"]
