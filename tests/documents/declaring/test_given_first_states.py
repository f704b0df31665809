r"""Recurrences that begin with a given ``h_1``: its entries are counted from one, and the steps from two."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEADS = [
    r"Let $u \in \mathbb{R}^T$ and $w \in \mathbb{R}$.",
    r"Let $u \in \mathbb{R}^T$, $h \in \mathbb{R}^T$ and $w \in \mathbb{R}$. Indices start at one.",
]
STARTS = [
    r"The state starts at a given $h_1 \in \mathbb{R}$.",
    r"Let $h_1 \in \mathbb{R}$ be the initial state.",
    r"$h_1$ is given.",
    r"It begins with $h_1 = a$, where $a \in \mathbb{R}$.",
    "",
]
RANGES = [r"For $t = 2, \dots, T$,", r"For $2 \le t \le T$,", r"For $t \ge 2$,"]
CLAIMS = [
    (r"\frac{\partial L}{\partial h_T} = 1", "proved"),
    (r"\frac{\partial L}{\partial h_T} = 2", "refuted"),
    (r"\frac{\partial L}{\partial w} = \sum_{t=2}^T \frac{\partial L}{\partial h_t} h_{t-1}", "proved"),
    (r"\frac{\partial L}{\partial w} = \sum_{t=3}^T \frac{\partial L}{\partial h_t} h_{t-1}", "refuted"),
    (r"\frac{\partial L}{\partial h_1} = 1 + w \frac{\partial L}{\partial h_2}", "proved"),
    (r"\frac{\partial L}{\partial h_1} = w \frac{\partial L}{\partial h_2}", "refuted"),
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("steps", RANGES)
def test_claims_about_the_states(head: str, start: str, steps: str) -> None:
    text = f"{head} {start} {steps}\n\n$$ h_t = w h_{{t-1}} + u_t $$\n\n$$ L = \\sum_{{t=1}}^T h_t $$\n\n"
    text += "".join(f"$$ {line} $$\n\n" for line, _ in CLAIMS)
    text += "For $t = 1, \\dots, T-1$,\n\n"
    text += r"$$ \frac{\partial L}{\partial h_t} = 1 + w \frac{\partial L}{\partial h_{t+1}} $$"
    text += "\n\nFor $t = 1, \\dots, T$,\n\n"
    text += r"$$ h_t = w^{t-1} h_1 + \sum_{s=2}^t w^{t-s} u_s $$"
    found = [e["verdict"] for e in judged(text)]
    assert found == [None, None, *(v for _, v in CLAIMS), "proved", "proved"]


@pytest.mark.parametrize("start", ["$h_1 = 1$", r"a given $h_1 \in \mathbb{R}$"])
@pytest.mark.parametrize("between", [r"$$ L = \sum_{t=1}^T h_t $$", r"$$ L = h_T + h_{T-1} $$"])
def test_the_range_of_the_next_claim_is_not_that_of_the_steps(start: str, between: str) -> None:
    text = rf"""Let $u \in \mathbb{{R}}^T$. The state starts at {start}. For $t = 2, \dots, T$,

$$ h_t = u_t h_{{t-1}} $$

{between}

For $t = 1, \dots, T-1$,

$$ h_{{t+1}} = u_{{t+1}} h_t $$

Hence

$$ \frac{{\partial L}}{{\partial h_T}} = 1 $$

$$ \frac{{\partial L}}{{\partial h_T}} = 0 $$
"""
    assert [e["verdict"] for e in judged(text)][2:] == ["proved", "proved", "refuted"]
