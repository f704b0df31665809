"""Values that the text gives a size late hold for what follows, and not for what stands before them."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

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


STRIDED = (
    r"Input $x \in \mathbb{R}^N$, kernel $w \in \mathbb{R}^K$, stride $s$ (a positive integer), $y \in \mathbb{R}^M$, "
    r"zero-based: $$ y_m = \sum_{k=0}^{K-1} w_k x_{sm+k} $$"
)
PLAIN = r"$$ \frac{\partial L}{\partial x_u} = \sum_{k=0}^{K-1} w_k \frac{\partial L}{\partial y_{u-k}} $$"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"It is {PLAIN}", "refuted"),
        (f"For $s = 1$ it is {PLAIN}", "proved"),
        (f"It is not true in general that {PLAIN} Now let us assume $s = 1$. Then {PLAIN}", "refuted proved"),
        (f"For $s = 1$ it is a convolution; for a general stride one might be tempted to write {PLAIN}", "refuted"),
        (f"When $s = 1$ it is a correlation. It is wrong to write {PLAIN}", "refuted"),
        (f"Only for $s = 1$ is it a convolution. It is false that {PLAIN}", "refuted"),
        (f"Only for $s = 1$ is it a convolution. The gradient is {PLAIN}", "refuted"),
        (f"The stride is $s = 1$. The gradient is {PLAIN}", "proved"),
        (f"Here $s = 1$. The gradient is {PLAIN}", "proved"),
    ],
)
def test_strides(words: str, expected: str) -> None:
    _, *found = verdicts(f"{STRIDED}\n\n{words}\n")
    assert " ".join(found) == expected
