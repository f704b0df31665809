r"""What TeX sets aside of the mathematics: lengths without braces (``\mkern-1.5mu``), and the columns of a display."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $u, v \in \mathbb{R}^n$ and let $m, p, t$ be scalars." "\n\n"
LENGTHS = [
    r"\mkern-1.5mu",
    r"\kern 0.1em",
    r"\hskip 2pt",
    r"\mskip 3mu",
    r"\kern-\nulldelimiterspace",
    r"\hskip .5\textwidth",
    r"\kern-.3em",
]


@pytest.mark.parametrize("length", LENGTHS)
def test_lengths_are_no_factors(length: str) -> None:
    text = HEAD + rf"$$ u^\top{length} v = v^{{{length}\top}} u, \qquad u^\top{length} v = u^\top u $$"
    assert verdicts(text) == ["proved", "refuted"]


def test_lengths_in_macros() -> None:
    text = r"\newcommand{\T}{^{\mkern-1.5mu\mathsf{T}}}" "\n" + HEAD + r"$$ u\T v = v\T u, \qquad u\T v = 2 v\T u $$"
    assert verdicts(text) == ["proved", "refuted"]


ROWS = r"\|u + v\|^2 {0} \|u\|^2 + 2 u^\top v + \|v\|^2 \\ \|u - v\|^2 {0} \|u\|^2 + 2 u^\top v + \|v\|^2"


@pytest.mark.parametrize(
    ("begin", "relation"),
    [
        ("alignat}{2}", "&="),
        ("alignat*} {2}", "&="),
        ("xalignat}{3}", "&="),
        ("array}{rcl}", "&=&"),
        ("array}[t]{r@{}c@{}l}", "&=&"),
        ("IEEEeqnarray}{rCl}", "&=&"),
    ],
)
def test_columns_of_a_display_are_no_factors(begin: str, relation: str) -> None:
    rows = ROWS.replace("{0}", relation)
    assert verdicts(HEAD + rf"\begin{{{begin}" "\n" + rows + "\n" + rf"\end{{{begin.split('}')[0]}}}") == [
        "proved",
        "refuted",
    ]
