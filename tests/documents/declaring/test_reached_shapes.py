r"""Inputs of valid convolutions, of which only the reads tell how long they are."""

from __future__ import annotations

from tests.documents.judged import judged, verdicts

DEPTHWISE = r"""For channels $c = 0, \dots, C-1$,
$$ u_{c,i} = \sum_{p=0}^{K-1} a_{c,p}\, x_{c,i+p}, \qquad 0 \le i \le H - K . $$
$$ \frac{\partial L}{\partial x_{c,j}} = \sum_{p} a_{c,p} \frac{\partial L}{\partial u_{c,j-p}}, \qquad
\frac{\partial L}{\partial x_{c,j}} = \sum_{p} a_{c,p} \frac{\partial L}{\partial u_{c,j+p}} $$
"""


def test_reads_tell_the_length() -> None:
    found = judged(DEPTHWISE)
    assert [e["verdict"] or e["role"] for e in found] == ["definition", "proved", "refuted"]
    assert "x[C,H]" in found[1]["reading"]


def test_strides_reach_further() -> None:
    text = r"""Let $s$ be the stride. $$ y_i = \sum_{p=1}^{K} w_p x_{s (i - 1) + p}, \qquad i = 1, \dots, n $$
    $$ \frac{\partial y_i}{\partial w_p} = x_{s(i-1)+p}, \qquad \frac{\partial y_i}{\partial w_p} = x_{i+p-1} $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_reads_that_reach_differently_or_beyond_the_border_tell_nothing() -> None:
    padded = DEPTHWISE.replace("x_{c,i+p}", "x_{c,i+p-1}")
    assert verdicts(padded)[0] == "error"
    two = DEPTHWISE.replace("x_{c,i+p}", "x_{c,i+p} x_{c,i+p+1}")
    assert verdicts(two)[0] == "error"
