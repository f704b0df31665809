"""The shapes of states that no line states."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize("said", ["We see that $v_t = (1 - b^t) g$.", "If $g_s = g$, then $v_t = (1 - b^t) g$.", ""])
def test_what_the_text_says_behind_a_step_tells_no_shape(said: str) -> None:
    text = r"""Let $v_0 = 0$ and, for gradients $g_1, \dots, g_T \in \mathbb{R}^n$ and $b \in (0, 1)$,

$$ v_t = b v_{t-1} + (1 - b) g_t, \qquad t = 1, \dots, T. $$

@

$$ v_t = (1 - b) \sum_{s=1}^{t} b^{t-s} g_s $$

$$ v_t = \sum_{s=1}^{t} b^{t-s} g_s $$
""".replace("@", said)
    assert verdicts(text) == ["definition", "proved", "refuted"]
