r"""Displays as items of a list that a sentence supposes: every kind of mark, in Markdown and in LaTeX."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

PAGE = r"""Let $A \in \mathbb{R}^{n \times n}$ and $x, y \in \mathbb{R}^n$. %(lead)s

%(mark)s$$ A^\top = A $$

%(mark)s$$ x^\top y = 0 $$

Then

%(mark)s$$ x^\top A y = y^\top A x $$

%(mark)s$$ x^\top A y = x^\top y $$
"""
PAPER = r"""\begin{document}
Let $A \in \mathbb{R}^{n \times n}$ and $x, y \in \mathbb{R}^n$. %(lead)s
\begin{%(list)s}
\item%(label)s \[ A^\top = A \]
\item%(label)s \[ x^\top y = 0 \]
\end{%(list)s}
Then
\[ x^\top A y = y^\top A x \]
\[ x^\top A y = x^\top y \]
\end{document}
"""
MARKS = [
    "- ",
    "* ",
    "1. ",
    "1) ",
    "(a) ",
    "a) ",
    "i. ",
    "(A1) ",
    "**A1.** ",
    "*(i)* ",
    "• ",
    "- (symmetry) ",
    "- **Symmetry.** ",
]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("lead", ["Assume", "Suppose that", "We assume the following:", "Let them be such that"])
def test_what_breaks_off_supposes_the_items(lead: str, mark: str) -> None:
    assert verdicts(PAGE % {"lead": lead, "mark": mark}) == ["hypothesis", "hypothesis", "proved", "refuted"]


@pytest.mark.parametrize("label", ["", "[(a)]", "[(A1)]", "[Symmetry.]"])
@pytest.mark.parametrize("name", ["enumerate", "itemize", "description"])
def test_lists_of_latex(name: str, label: str) -> None:
    text = PAPER % {"lead": "Assume that", "list": name, "label": label}
    assert verdicts(text, "a.tex") == ["hypothesis", "hypothesis", "proved", "refuted"]


@pytest.mark.parametrize("mark", ["- ", "(a) ", "1. "])
@pytest.mark.parametrize(
    "lead",
    [
        "Assume nothing.",
        "Suppose $x$ is given. Show:",
        "We do not assume that",
        "Students often assume that",
        "Show that",
        "Recall that",
        "",
    ],
)
def test_what_has_ended_or_supposes_nothing_leaves_the_items_to_be_judged(lead: str, mark: str) -> None:
    assert verdicts(PAGE % {"lead": lead, "mark": mark}) == ["refuted"] * 4
