"""Windows that tile an axis tell how many there are; other windows do not."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

PLANE = r"""Let $x \in \mathbb{R}^{C \times 2H \times 2W}$, indices from 0, and

$$ y_{cij} = \frac14 \sum_{a=0}^{1} \sum_{b=0}^{1} x_{c,2i+a,2j+b} $$

"""
LINE = r"""Let $x \in \mathbb{R}^{rL}$ and

$$ y_i = \frac1r \sum_{a=1}^{r} x_{r(i-1)+a} $$

"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (PLANE + r"$$ \sum_{i,j} y_{cij} = \frac14 \sum_{u,v} x_{cuv} $$", "proved"),
        (PLANE + r"$$ \sum_{i,j} y_{cij} = \sum_{u,v} x_{cuv} $$", "refuted"),
        (LINE + r"$$ \sum_{i=1}^L y_i = \frac1r \sum_{u=1}^{rL} x_u $$", "proved"),
        (LINE + r"$$ \sum_{i=1}^L y_i = \sum_{u=1}^{rL} x_u $$", "refuted"),
    ],
)
def test_tiles(text: str, verdict: str) -> None:
    assert [e["verdict"] for e in judged(text)] == [None, verdict]


@pytest.mark.parametrize(
    "line",
    [
        r"y_i = \sum_{a=0}^{2} x_{2i+a}",  # they overlap
        r"y_i = x_{2i} - x_{2i+1}",
        r"y_i = \sum_{a=0}^{1} x_{2i+a-1}",  # one before the first
        r"y_i = \sum_{a=0}^{1} x_{2i+a} + \sum_{a=0}^{3} x_{4i+a}",
        r"y_i = \sum_{a=0}^{1} x_{3i+a}",
    ],
)
def test_what_is_no_tile_has_no_shape(line: str) -> None:
    found = judged(rf"Let $x \in \mathbb{{R}}^{{4L}}$, indices from 0. $$ {line} $$")
    assert found[0]["role"] == "error"
    assert "the shape of y does not follow" in found[0]["message"]


def test_brackets_in_a_shape_are_a_product() -> None:
    text = r"""Let $w \in \mathbb{R}^{M \times K}$ and $y \in \mathbb{R}^{M \times s(H-1)+K}$, and for $0 \le i < H$ let

    $$ u_i = \sum_{m,p} w_{mp} v_{m,si+p}, $$

    with $v$ of the shape of $y$. """
    lines = [(r"\sum_i u_i = \sum_{i,m,p} w_{mp} v_{m,si+p}", "proved"), (r"\sum_i u_i = \sum_{m,p} w_{mp}", "refuted")]
    for line, verdict in lines:
        assert judged(f"{text} $$ {line} $$")[-1]["verdict"] == verdict


@pytest.mark.parametrize("below", [r"0 \le p, q \le 1", r"0 \le p, q < 2"])
def test_windows_between_two_numbers(below: str) -> None:
    text = rf"""Let $x \in \mathbb{{R}}^{{2H \times 2W}}$, indices start at zero.
$$ y_{{ij}} = \max_{{{below}}} x_{{2i+p, 2j+q}} $$ $$ y_{{ij}} \ge x_{{2i+1, 2j}} $$ $$ y_{{ij}} \le x_{{2i+1, 2j}} $$
$$ m_{{ij}} = \frac14 \sum_{{{below}}} x_{{2i+p, 2j+q}} $$ $$ \sum_{{i,j}} m_{{ij}} = \frac14 \sum_{{i,j}} x_{{ij}} $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted", "definition", "proved"]


@pytest.mark.parametrize(
    "window",
    [
        r"\sum_{0 \le p < k, 0 \le q < k} x_{ki+p,kj+q}",
        r"\sum_{0 \le p, q < k} x_{ki+p,kj+q}",
        r"\sum_{0 \le p \le k-1} \sum_{q=0}^{k-1} x_{ki+p,kj+q}",
    ],
)
def test_windows_in_conditions(window: str) -> None:
    text = rf"""Let $x \in \mathbb{{R}}^{{kP \times kQ}}$, indices from 0, and

$$ y_{{ij}} = {window} $$

$$ \sum_{{i,j}} y_{{ij}} = \sum_{{u,v}} x_{{uv}} $$

$$ \sum_{{i,j}} y_{{ij}} = k \sum_{{u,v}} x_{{uv}} $$
"""
    assert [e["verdict"] for e in judged(text)] == [None, "proved", "refuted"]
