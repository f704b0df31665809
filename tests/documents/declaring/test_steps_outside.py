"""Names that displays read one step before their range, losses of one state, and sums that stand in the text alone."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

STATES = r"Let $h_0 \in \mathbb{R}^d$ and $W_l \in \mathbb{R}^{d \times d}$ for $l = 1, \dots, L$, "
STATES += r"and let $\phi$ be differentiable, applied entry by entry. $$ h_l = h_{l-1} + W_l \phi(h_{l-1}) $$ "
INLINE = STATES + r"For a loss $\mathcal{L}(h_L)$ put $\delta_l = \frac{\partial \mathcal{L}}{\partial h_l}$. $$ %s $$"
DISPLAYED = (
    STATES + r"For a loss $\mathcal{L}(h_L)$ write $$ \delta_l = \frac{\partial \mathcal{L}}{\partial h_l} $$ $$ %s $$"
)
OPEN = STATES + r"For a loss $\mathcal{L}$ put $\delta_l = \frac{\partial \mathcal{L}}{\partial h_l}$. $$ %s $$"
TRUE = r"\delta_{l-1} = \delta_l + \phi'(h_{l-1}) \odot (W_l^\top \delta_l)"
FALSE = r"\delta_{l-1} = \delta_l + \phi'(h_{l}) \odot (W_l^\top \delta_l)"


def verdict(text: str) -> str:
    return str(check(read(text, "a.md"), suggest=False)["equations"][-1]["verdict"])


@pytest.mark.parametrize("text", [INLINE, DISPLAYED])
def test_what_is_read_a_step_earlier_has_its_whole_axis(text: str) -> None:
    assert verdict(text % TRUE) == "proved"
    assert verdict(text % FALSE) == "refuted"


def test_a_loss_of_which_nothing_is_said_may_be_one_of_all_states() -> None:
    assert verdict(OPEN % TRUE) == "undecided"
    two = OPEN.replace(r"$\mathcal{L}$", r"$\mathcal{L}(h_L)$ or $\mathcal{L}(h_1)$")
    assert verdict(two % TRUE) == "undecided"


def test_the_index_of_a_sum_in_the_text_is_no_size() -> None:
    text = r"With $\eta_t = \frac1t$ for $t = 1, \dots, n$, let $H_n = \sum_{t=1}^n \eta_t$"
    text += r" and $P_n = \sum_{t=1}^n 2 \eta_t$. "
    assert verdict(text + r"$$ P_n = 2 H_n $$") == "proved"
    assert verdict(text + r"$$ P_n = 3 H_n $$") == "refuted"


def test_a_formula_of_the_text_that_cannot_be_read_is_not_replaced_by_a_claim() -> None:
    text = r"With $\eta_t = 1 - t$ for $t = 1, \dots, n$, let $P_n = \prod_{s,t=2}^n (2 - \eta_s \eta_t)$."
    found = check(read(text + r" $$ P_n = \frac{1}{n+1} $$ $$ (n + 1) P_n = 1 $$", "a.md"))["equations"]
    assert [e["role"] for e in found] == ["error", "error"]
    for name in ("P_n", "P"):  # nor one of numbers alone
        text = rf"Let $n$ be a positive integer and ${name} = \prod_{{t=2}}^n (2 - t)$."
        found = check(read(rf"{text} $$ {name} = \frac{{1}}{{n+1}} $$ $$ (n + 1) {name} = 1 $$", "a.md"))["equations"]
        assert [e["role"] for e in found] == ["error", "error"]
    text = r"With $\eta_t = 1 - t$ for $t = 1, \dots, n$, let $P_n = \prod_{t=2}^n (2 - \eta_t)$."  # this can be read
    found = check(read(text + r" $$ P_n = \frac{1}{n+1} $$ $$ P_n = (n + 1) P_{n-1} $$", "a.md"))["equations"]
    assert [e["verdict"] for e in found] == ["refuted", "proved"]


@pytest.mark.parametrize("times", [r"$m_0 = 0$ and for $t \ge 1$", r"$m_0 = 0$ and, for $t = 1, \dots, T$,"])
def test_a_first_state_that_is_a_number_has_no_gradient_to_tell(times: str) -> None:
    text = rf"Let $g_1, \dots, g_T$ be real gradients, $0 < \gamma < 1$, {times}"
    text += r" $$ m_t = \gamma m_{t-1} + (1 - \gamma) g_t $$ Sensitivity: $$ \frac{\partial m_t}{\partial g_1} = %s $$"
    assert verdict(text % r"(1 - \gamma) \gamma^{t-1}") == "proved"
    assert verdict(text % r"(1 - \gamma) \gamma^t") == "refuted"
