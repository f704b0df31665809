"""Attention above other layers: what stands beside a delta need not be defined where the delta is 0."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NETWORK = r"""
$x \in \mathbb{R}^{T \times D}$, $W, V, U \in \mathbb{R}^{D \times D}$, $\epsilon > 0$.

$$ s_t = \frac1D \sum_d x_{td}^2, \qquad n_{td} = \frac{x_{td}}{\sqrt{s_t + \epsilon}} $$

$$ q_{te} = \sum_d n_{td} W_{de}, \qquad k_{te} = \sum_d n_{td} V_{de}, \qquad v_{te} = \sum_d n_{td} U_{de} $$

$$ a_{tr} = \frac{\exp(\sum_e q_{te} k_{re} / \sqrt{D})}{\sum_{r'} \exp(\sum_e q_{te} k_{r'e} / \sqrt{D})} $$

$$ y_{td} = \sum_r a_{tr} v_{rd} $$

"""
GAP = r"\left( \frac{\partial L}{\partial a_{tr}} - \sum_{r'} a_{tr'} \frac{\partial L}{\partial a_{tr'}} \right)"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial L}{\partial q_{te}} = \frac{1}{\sqrt{D}} \sum_r a_{tr} GAP k_{re}", "proved"),
        (r"\frac{\partial L}{\partial k_{re}} = \frac{1}{\sqrt{D}} \sum_t a_{tr} GAP q_{te}", "proved"),
        (r"\frac{\partial L}{\partial q_{te}} = \frac{1}{D} \sum_r a_{tr} GAP k_{re}", "refuted"),
        (r"\frac{\partial L}{\partial q_{te}} = \sum_r a_{tr} \frac{\partial L}{\partial a_{tr}} k_{re}", "refuted"),
    ],
)
def test_queries_and_keys_above_a_norm(line: str, verdict: str) -> None:
    assert verdicts(f"{NETWORK} $$ {line.replace('GAP', GAP)} $$")[-1] == verdict


@pytest.mark.parametrize("softmax", [r"\operatorname{softmax}", r"\mathrm{softmax}"])
@pytest.mark.parametrize(
    ("over", "verdict"),
    [
        ("_j(s_{ij})", "proved"),
        (r"_{j} \left(s_{ij}\right)", "proved"),
        ("_j(2 s_{ij})", "refuted"),
        ("_i(s_{ij})", "refuted"),
    ],
)
def test_a_softmax_says_over_which_index_it_runs(softmax: str, over: str, verdict: str) -> None:
    text = rf"""
    $q, k \in \mathbb{{R}}^{{n \times d}}$.

    $$ s_{{ij}} = \sum_e q_{{ie}} k_{{je}} $$

    $$ a_{{ij}} = {softmax}{over} $$

    $$ \frac{{\partial a_{{ij}}}}{{\partial s_{{ik}}}} = a_{{ij}} (\delta_{{jk}} - a_{{ik}}) $$

    $$ \log {softmax}{over} = \log a_{{ij}} $$
    """
    assert verdicts(text)[-2:] == [verdict, "proved"]
