"""Sentences with words that nothing knows: a wrong line that they may make true is spared, another is refuted."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

HEAD = r"""Let $A, B \in \mathbb{R}^{n \times n}$, $X \in \mathbb{R}^{N \times D}$,
$W \in \mathbb{R}^{m \times n}$, $x, y, u, d \in \mathbb{R}^n$, $b \in \mathbb{R}^m$,
$F \in \mathbb{R}^{C \times K}$ and let $c, \eta \in \mathbb{R}$.

"""
# A sentence, a wrong line that it may make true, and one that fails whatever it says.
SENTENCES = [
    (r"$A$ mirrors itself across the diagonal.", r"x^\top A y = y^\top A x", r"x^\top A y = 2 x^\top A y + 1"),
    (r"The rows of $A$ tally to unity.", r"\sum_j A_{ij} = 1", r"\sum_j A_{ij} = \sum_j B_{ij}"),
    (r"$d$ is a fair die.", r"n d_i = 1", r"n d_i = x_i"),
    (r"$x$ has been z-scored.", r"\sum_i x_i^2 = n", r"\sum_i x_i y_i = n"),
    (r"$d$ ticks up from place to place.", r"d_i d_i = i^2", r"d_i + u_i = x_i"),
    (r"$A$ is a discrete Laplacian.", r"\sum_j A_{ij} = 0", r"A x = x + x"),
    (r"$F$ is a little blur.", r"\sum_k F_{ck} = 1", r"\sum_k F_{ck} = c"),
    (r"$c$ is a coin flip.", r"c^2 = c", r"c x_i = y_i"),
    (r"$c$ is a spin.", r"c^2 = 1", r"c x_i = y_i"),
    (r"$x$ is a mere hum of silence.", r"x_i y_i = 0", r"x_i + 1 = y_i"),
    (r"The bias $b$ has been folded into the rest.", r"b^\top b = 0", r"b^\top b = -1 - c^2"),
    (r"The gate $d$ is wide awake.", r"d_i x_i = x_i", r"d_i x_i = u_i"),
    (r"$F$ acts like a tiny discrete derivative.", r"\sum_k F_{ck} = 0", r"\sum_k F_{ck} = c"),
    (r"$x$ is a drone of a single tone.", r"x_i x_j = x_i x_i", r"x_i y_j = x_j u_i + 1"),
    (r"The samples in $X$ dwell on a sphere.", r"\sum_d X_{nd}^2 = 1", r"\sum_d X_{nd}^2 = c"),
    (r"$A$ blots out some of the coordinates.", r"A A = A", r"A A = A + B"),
    (r"$A$ has no loops.", r"A_{ii} = 0", r"x^\top A y = c"),
    (r"$A$ turns by a right angle.", r"A A = - I", r"A A = I + B"),
    (r"$x$ and $y$ take turns.", r"x_i y_i = 0", r"x_i + y_i = u_i + c"),
    (r"$A$ and $B$ look like twins.", r"x^\top A y = x^\top B y", r"x^\top A y = c"),
    (r"$A$ shuffles the places.", r"A^\top A = I", r"A^\top A = B"),
]


@pytest.mark.parametrize(("sentence", "spared", "refuted"), SENTENCES)
def test_unknown_words_spare_what_they_may_make_true(sentence: str, spared: str, refuted: str) -> None:
    found = check(read(f"{HEAD}{sentence}\n\n$$ {spared} $$\n\n$$ {refuted} $$\n", "a.md"), suggest=False)["equations"]
    assert [e["verdict"] for e in found] == ["undecided", "refuted"], found


# What relates a name to others is not about that name alone: nothing about it is refuted.
RELATED = [
    (r"$x$ sits at the bottom of the bowl.", r"A x = y"),
    (r"Now $x$ is what $A$ makes of $y$.", r"x_i x_i = (A y)_i x_i"),
    (r"Let $u$ settle where the two forces meet.", r"A u = y"),
    (r"The trace of $A$ is one and $B$ is its adjugate.", r"A B = I"),
    (r"$y$ trails $x$ by a step.", r"y_i y_i = x_i x_i"),
]


@pytest.mark.parametrize(("sentence", "claim"), RELATED)
def test_relations_are_not_tried(sentence: str, claim: str) -> None:
    (found,) = check(read(f"{HEAD}{sentence}\n\n$$ {claim} $$\n", "a.md"), suggest=False)["equations"]
    assert found["verdict"] == "undecided", found


FREE = [
    r"The square matrix $A$ mixes the memory, and two vectors $x, y$ bring in whatever the outside world has to say.",
    r"Picture $x$ as a long train of numbers.",
    r"A tiny $\eta > 0$ keeps us away from division by zero.",
    r"We squash $x$ before handing it over.",
    r"The filters $F$ live in a two-way array.",
]


@pytest.mark.parametrize("sentence", FREE)
def test_colourful_words_spare_nothing(sentence: str) -> None:
    (found,) = check(read(f"{HEAD}{sentence}\n\n$$ \\eta x_i + A_{{ij}} F_{{ij}} = c^2 + y_i $$\n", "a.md"))[
        "equations"
    ]
    assert found["verdict"] != "proved"
    (found,) = check(read(f"{HEAD}{sentence}\n\n$$ u_i x_i = u_i + \\eta d_i $$\n", "a.md"))["equations"]
    assert found["verdict"] == "refuted", found
