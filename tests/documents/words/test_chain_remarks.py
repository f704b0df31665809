r"""Conditions and reasons within a chain: the next line goes on with the chain, and under what was said."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

REASONS = [r"(a = c)", r"[a = c]", r"\text{if } a = c", r"(\text{since } a = c)", r"\text{for } a = c"]


def chain(*lines: str) -> str:
    r"""A display of a chain, a line for each side."""
    return "$$ \\begin{aligned} " + " \\\\ &= ".join(lines) + " \\end{aligned} $$\n"


@pytest.mark.parametrize("space", [r"\quad", r"\qquad"])
@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize(("last", "verdict"), [("c b + c^2", "proved"), ("c b - c^2", "refuted")])
def test_a_chain_goes_on_under_a_condition(reason: str, space: str, last: str, verdict: str) -> None:
    text = chain("y &= a (b + c)", rf"a b + a c {space} {reason}", last)
    assert verdicts(f"Let $a, b, c \\in \\mathbb{{R}}$.\n\n{text}") == ["definition", "proved", verdict]


@pytest.mark.parametrize(("last", "verdict"), [("c b + c^2", "proved"), ("c b - c^2", "refuted")])
def test_a_chain_goes_on_behind_a_reason(last: str, verdict: str) -> None:
    text = chain("y &= a (b + c)", r"a b + a c \quad \text{since } a = c", last)
    assert verdicts(f"Let $a, b, c \\in \\mathbb{{R}}$.\n\n{text}") == ["definition", "proved", "hypothesis", verdict]


def test_a_definition_that_is_recalled() -> None:
    text = chain("y_t &= (1 - b_t)^2", r"a_t^2 \quad (a_t = 1 - b_t)", r"a_t (1 - b_t)", r"a_t (1 + b_t)")
    known = "Let $b \\in \\mathbb{R}^T$ and $a_t = 1 - b_t$.\n\n"
    assert verdicts(known + text) == ["definition", "proved", "proved", "refuted"]


SOFTMAX = r"Let $z \in \mathbb{R}^n$ and $p_i = e^{z_i} / \sum_j e^{z_j}$."


@pytest.mark.parametrize(
    ("equal", "unequal"),
    [
        (r"\quad (i = j)", r"\quad (i \ne j)"),
        (r"\quad \text{if } i = j", r"\quad \text{if } i \neq j"),
        (r"&& \text{for } i = j", r"&& \text{for } i \neq j"),
    ],
)
@pytest.mark.parametrize(("off", "verdict"), [("-p_i p_j", "proved"), ("p_i p_j", "refuted")])
def test_cases_of_one_whole(equal: str, unequal: str, off: str, verdict: str) -> None:
    text = chain(rf"\frac{{\partial p_i}}{{\partial z_j}} &= p_i (1 - p_i) {equal}", f"{off} {unequal}")
    assert verdicts(f"{SOFTMAX}\n\n{text}") == ["proved", verdict]
