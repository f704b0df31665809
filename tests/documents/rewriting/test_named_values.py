"""Names that words give to formulas, and names of which nothing is said."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

VALUE = r"$\sum_{j=1}^n e^{x_j}$"
LINES = "\n\n" r"$$ f = \log s $$" "\n\nThen\n\n" r"$$ \frac{\partial f}{\partial x_i} = \frac{e^{x_i}}{s} $$" "\n\n"
WRONG = r"$$ \frac{\partial f}{\partial x_i} = 0 $$"


@pytest.mark.parametrize("declared", ["", r" and $s \in \mathbb{R}$"])
@pytest.mark.parametrize(
    "words",
    [
        "Here $s$ denotes the sum {}.",
        "Let $s$ be {}.",
        "We write $s$ for the sum {}.",
        "The sum {} is denoted by $s$.",
        "Denote {} by $s$.",
        "Denote by $s$ the sum {}.",
        "The normaliser $s$ is {}.",
        "Here $s$ equals {}.",
        "We define $s$ as {}.",
        "with $s$ the sum {}.",
        "$s$ is shorthand for {}.",
        "We abbreviate {} by $s$.",
        "We use the symbol $s$ for {}.",
        "{} is called $s$.",
        "By $s$ we mean {}.",
        "- $s$: the sum {}",
    ],
)
def test_words_that_name_a_value(words: str, declared: str) -> None:
    head = rf"Let $x \in \mathbb{{R}}^n${declared}." "\n\n" + words.format(VALUE)
    assert verdicts(head + LINES + WRONG) == ["definition", "proved", "refuted"]


def test_a_value_that_is_named_behind() -> None:
    head = r"Let $x \in \mathbb{R}^n$. Here $\sum_{j=1}^n e^{x_j} =: s$."
    assert verdicts(head + LINES + WRONG) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        "Hence $s$ is {}.",
        "It is not true that $s$ is {}.",
        "Some authors write $s$ for {}.",
        "Is $s$ the sum {}?",
        "Here $s$ is the logarithm of {}.",
        "Here $s$ is the {}-th of many.",
        "",
    ],
)
def test_what_is_not_named_is_not_known(words: str) -> None:
    head = r"Let $x \in \mathbb{R}^n$." "\n\n" + words.format(VALUE)
    assert verdicts(head + LINES + WRONG) == ["definition", "undecided", "undecided"]


def test_what_is_declared_is_an_input() -> None:
    head = r"Let $x \in \mathbb{R}^n$ and $s > 0$. $$ f = \log s $$"
    assert verdicts(f"{head} {WRONG}")[-1] == "proved"


@pytest.mark.parametrize("bound", ["O(h^2)", r"\mathcal{O}(h^2)", "o(1)"])
def test_a_bound_of_a_term_is_no_product(bound: str) -> None:
    text = rf"Let $x, h \in \mathbb{{R}}$ and $f(x) = x^2$. $$ f(x+h) = f(x) + 2 x h + {bound} $$"
    assert verdicts(text) == ["error"]
    assert verdicts(f"Let $O, o, \\mathcal{{O}} \\in \\mathbb{{R}}$. {text}") == ["refuted"]


@pytest.mark.parametrize("line", [r"z \leftarrow W x", "W x = z", r"\{ z = W x", r"z^\top = x^\top W^\top", ""])
def test_a_line_that_defines_nothing_may_have_meant_to(line: str) -> None:
    head = r"Let $W \in \mathbb{R}^{M \times D}$, $x \in \mathbb{R}^D$ and $z \in \mathbb{R}^M$."
    text = f"{head} $$ {line} $$ $$ L = z^\\top z $$" if line else f"{head} $$ L = z^\\top z $$"
    assert verdicts(text + r" $$ \frac{\partial L}{\partial W} = 0 $$")[-1] == ("undecided" if line else "proved")


@pytest.mark.parametrize("words", ["$\\sigma$ is $1/(1+e^{-a})$", "$\\sigma(a)$ denotes $1/(1+e^{-a})$"])
def test_what_a_known_function_is(words: str) -> None:
    head = rf"Let $w, x \in \mathbb{{R}}^n$; as usual {words}. We write $s$ for $\sigma(w^\top x)$. $$ f = s $$"
    claim = r"$$ \frac{\partial f}{\partial w} = s (1 %s s) x $$"
    assert verdicts(f"{head} {claim % '-'}")[-1] == "proved"
    assert verdicts(f"{head} {claim % '+'}")[-1] == "refuted"
