"""Definitions at a place that counts through several indices, and those that do not."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

IMAGE = r"Let $x \in \mathbb{R}^{H \times W}$ and $f \in \mathbb{R}^{HW}$; indices from zero."


def claims(*lines: str) -> list[str]:
    return [v for v in verdicts("\n\n".join(lines)) if v != "definition"]


@pytest.mark.parametrize("place", ["iW + j", "i W + j", "W i + j", "j + iW"])
def test_rows_one_behind_the_other(place: str) -> None:
    found = claims(
        IMAGE,
        rf"$$ f_{{{place}}} = x_{{ij}} $$",
        r"$$ \sum_m f_m^2 = \sum_{i,j} x_{ij}^2 $$",
        r"$$ \frac{\partial L}{\partial x_{ij}} = \frac{\partial L}{\partial f_{iW+j}} $$",
        r"$$ \frac{\partial L}{\partial x_{ij}} = \frac{\partial L}{\partial f_{i+jH}} $$",
    )
    assert found == ["proved", "proved", "refuted"]


def test_from_one_on() -> None:
    found = claims(
        IMAGE.replace("; indices from zero", ""),
        r"$$ f_{(i-1)W + j} = x_{ij}, \qquad i = 1, \dots, H, \; j = 1, \dots, W $$",
        r"$$ \sum_{m=1}^{HW} f_m = \sum_{i=1}^H \sum_{j=1}^W x_{ij} $$",
        r"$$ f_{(i-1)W + j} = x_{ji} $$",
    )
    assert found == ["proved", "refuted"]


def test_three_indices() -> None:
    found = claims(
        r"Let $x \in \mathbb{R}^{C \times H \times W}$ and $f \in \mathbb{R}^{CHW}$; indices from zero.",
        r"$$ f_{(cH+i)W + j} = x_{cij} $$",
        r"$$ \frac{\partial L}{\partial x_{cij}} = \frac{\partial L}{\partial f_{cHW+iW+j}} $$",
        r"$$ \frac{\partial L}{\partial x_{cij}} = \frac{\partial L}{\partial f_{cHW+iH+j}} $$",
    )
    assert found == ["proved", "refuted"]


@pytest.mark.parametrize("told", [r"r \in \{0, 1\}", r"0 \le r < 2"])
def test_upsampling(told: str) -> None:
    found = claims(
        r"Let $x \in \mathbb{R}^N$ and $y \in \mathbb{R}^{2N}$; indices from zero.",
        rf"$$ y_{{2n+r}} = x_n, \qquad {told} $$",
        r"$$ g_m = \partial L / \partial y_m $$",
        r"$$ \frac{\partial L}{\partial x_n} = g_{2n} + g_{2n+1} $$",
        r"$$ \frac{\partial L}{\partial x_n} = g_{2n} + g_{2n-1} $$",
    )
    assert found == ["proved", "refuted"]


@pytest.mark.parametrize(
    "line",
    [
        r"$$ f_{iH + j} = x_{ij} $$",
        r"$$ f_{iW + j + 1} = x_{ij} $$",
        r"$$ f_{iW + j} = x_{ij}, \qquad 0 \le j \le W $$",
        r"$$ f_{i + j} = x_{ij} $$",
    ],
)
def test_places_that_are_not_counted_once(line: str) -> None:
    assert claims(IMAGE, line)[0] == "error"


def test_places_that_count_in_powers() -> None:
    found = claims(
        r"Let $x \in \mathbb{R}^{C \times rA \times rB}$ and $y \in \mathbb{R}^{C r^2 \times A \times B}$.",
        r"$$ y_{c r^2 + p r + q, i, j} = x_{c, ri+p, rj+q}, \qquad 0 \le p, q < r, \; 0 \le c < C, \; 0 \le i < A, "
        r"\; 0 \le j < B $$",
        r"$$ \frac{\partial L}{\partial x_{c,ri+p,rj+q}} = \frac{\partial L}{\partial y_{cr^2+pr+q,i,j}}, "
        r"\qquad 0 \le p, q < r $$",
        r"$$ \frac{\partial L}{\partial x_{c,ri+p,rj+q}} = \frac{\partial L}{\partial y_{cr^2+qr+p,i,j}}, "
        r"\qquad 0 \le p, q < r $$",
    )
    assert found == ["proved", "refuted"]
