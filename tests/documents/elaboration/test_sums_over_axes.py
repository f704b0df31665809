"""Shapes that nothing but the sums of claims tells: a wrong claim must not change what the others are about."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

VALID = r"""
Let $x \in \mathbb{R}^{J+K-1}$ and $w \in \mathbb{R}^K$. All indices start at one.

$$ y_j = \sum_k w_k x_{j+k-1} $$

"""
SAME = r"""
Let $x \in \mathbb{R}^J$ and $w \in \mathbb{R}^K$. All indices start at one. What is read outside of an array is zero.

$$ y_j = \sum_{k=1}^K w_k x_{j-2k+2} $$

"""
IMAGE = r"""
Let $x \in \mathbb{R}^{m \times n}$ and $w \in \mathbb{R}^K$. What is read outside of an array is zero.

$$ y_{ij} = \sum_{p=0}^{K-1} w_p x_{i,j-2p} $$

$$ \frac{\partial L}{\partial w_q} = \sum_{j=0}^{m-1} \sum_{k=0}^{n-1} \frac{\partial L}{\partial y_{jk}} x_{j,k-2q} $$

"""


def gradient(last: str, letter: str = "j", read: str = "j+k-1") -> str:
    return (
        rf"$$ \frac{{\partial L}}{{\partial w_k}} = \sum_{{{letter}=1}}^{{{last}}} "
        rf"\frac{{\partial L}}{{\partial y_{letter}}} x_{{{read.replace('j', letter)}}} $$ "
    )


@pytest.mark.parametrize("last", ["J-1", "J+1", "J-2"])
def test_a_sum_that_ends_early_tells_no_shape(last: str) -> None:
    assert all(e["verdict"] is None for e in judged(VALID + gradient(last)))
    assert all(e["verdict"] is None for e in judged(SAME + gradient(last, read="j-2k+2")))


@pytest.mark.parametrize("head", [VALID, SAME])
def test_a_sum_over_all_windows_tells_it(head: str) -> None:
    read = "j+k-1" if head == VALID else "j-2k+2"
    assert [e["verdict"] for e in judged(head + gradient("J", read=read))] == [None, "proved"]
    found = judged(head + gradient("J", read=read).replace(r"\sum", r"-\sum"))
    assert [e["verdict"] for e in found] == [None, "refuted"]


def test_sums_that_disagree_tell_no_shape() -> None:
    found = judged(SAME + gradient("J", "i", "j-2k+2") + gradient("J+1", "l", "j-2k+2"))
    assert all(e["verdict"] is None for e in found)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial L}{\partial w_q} = \sum_{i=0}^{m-1} \sum_{k=0}^{n-1} "
         r"\frac{\partial L}{\partial y_{ik}} x_{i,k-2q}", "proved"),
        (r"\frac{\partial L}{\partial w_q} = \sum_{i=0}^{m-1} \sum_{k=0}^{m-1} "
         r"\frac{\partial L}{\partial y_{ik}} x_{i,k-2q}", None),
        (r"\frac{\partial L}{\partial w_q} = \sum_{i=0}^{m-1} \sum_{k=0}^{n-1} "
         r"\frac{\partial L}{\partial y_{ik}} x_{i,k-q}", "refuted"),
    ],
)  # fmt: skip
def test_a_letter_that_sums_over_another_axis_elsewhere(line: str, verdict: str | None) -> None:
    """``j`` counts the columns of ``y`` where it is defined, and its rows below the sum of a claim."""
    assert judged(f"{IMAGE}$$ {line} $$")[-1]["verdict"] == verdict
