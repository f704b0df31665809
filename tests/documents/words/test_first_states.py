"""States of recurrences that begin with an input of their own, entry by entry."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

TEXT = (
    r"Let $h_0 \in \mathbb{R}^d$, %s and $g_t \in \mathbb{R}^d$. $$ h_t = b h_{t-1} + g_t, \qquad t = 1, \dots, T $$ "
    r"Then $$ %s $$"
)


@pytest.mark.parametrize("told", ["$0 < b < 1$", "$-1 < b < 0$", r"$b \in \mathbb{R}$"])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial h_{T,i}}{\partial h_{0,j}} = b^T \delta_{ij}", "proved"),
        (r"\frac{\partial h_{t,i}}{\partial h_{0,j}} = b^t \delta_{ij}", "proved"),
        (r"\frac{\partial h_T}{\partial h_0} = b^T I", "proved"),
        (r"\frac{\partial h_{T,i}}{\partial h_{0,j}} = b^{T-1} \delta_{ij}", "refuted"),
        (r"\frac{\partial h_{T,i}}{\partial h_{0,j}} = b^T", "refuted"),
    ],
)
def test_the_last_state_by_an_entry_of_the_first(told: str, claim: str, verdict: str) -> None:
    found = check(read(TEXT % (told, claim), "a.md"), suggest=False)["equations"][-1]
    assert found["verdict"] == verdict, found["message"]


_STATES = r"Let $u_t, a \in \mathbb{R}$ for $t = 1, \dots, T$. The states are $$ h_t = a h_{t-1} + u_t $$ "


@pytest.mark.parametrize(
    "words",
    [
        "We start at $h_0 = 0$.",
        "The recursion is initialised with $h_0 = 0$.",
        "Before anything has been read, $h_0 = 0$.",
        "(initial condition $h_0 = 0$)",
        "where $h_0$ is zero.",
        "The state $h_0$ is initialised to zero.",
        r"with $h_0 = \mathbf{0}$.",
        "from $h_0 = 0$ and some weight $a$.",
    ],
)
def test_a_start_in_words(words: str) -> None:
    text = _STATES + words + r" $$ h_2 = a u_1 + u_2 $$ $$ h_2 = a u_2 + u_1 $$"
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        "At the end of training, the state is reset to $h_0 = 0$.",
        "If we had started at $h_0 = 0$, the next line would be right.",
        "The decoder starts at $h_0 = 0$, the encoder does not.",
        '> "One always has $h_0 = 0$", says a forum post. This is wrong.\n\n',
        "Any $h_0$ will do, for example $h_0 = 0$.",
        "$h_0 = 0$ would be natural.",
        "Is $h_0 = 0$?",
        "Many implementations start at $h_0 = 0$; here $h_0$ is learned.",
        "The state $h_0$ is not initialised to zero.",
        "The state $h_0$ is initialised to ones.",
    ],
)
def test_what_begins_nothing(words: str) -> None:
    text = _STATES + words + " $$ h_2 = a u_1 + u_2 $$"
    assert verdicts(text)[-1] in ("refuted", "undecided")
    assert verdicts(_STATES + words + " $$ h_2 = a^2 h_0 + a u_1 + u_2 $$")[-1] == "proved"


@pytest.mark.parametrize("words", ["As in many implementations, $h_0 = 0$.", "One might start from $h_0 = 0$."])
def test_a_doubted_start_leaves_open_what_rests_on_it(words: str) -> None:
    text = _STATES + words + " $$ h_2 = a u_1 + u_2 $$ $$ h_2 = a u_2 + u_1 $$"
    assert verdicts(text) == ["definition", "undecided", "refuted"]


_ENTRIES = r"""Let $A \in \mathbb{R}^{M \times M}$, $c \in \mathbb{R}^M$, $x \in \mathbb{R}^{T \times M}$ and
$s \in \mathbb{R}^{(T+1) \times M}$.%s
$$ s_{t,i} = f\Big(\sum_{j=1}^M A_{ij} s_{t-1,j} + x_{t,i}\Big) \qquad (1 \le t \le T) $$
$$ z_{t,i} = \sum_{j=1}^M A_{ij} s_{t-1,j} + x_{t,i} $$
$$ J = \sum_{i=1}^M c_i s_{T,i} $$
$$ \frac{\partial J}{\partial x_{ti}} = \frac{\partial J}{\partial s_{t,i}} f'(z_{t,i}) $$
%s
$$ \frac{\partial J}{\partial A_{ij}} = \sum_{t=2}^T \frac{\partial J}{\partial s_{t,i}} f'(z_{t,i}) s_{t-1,j} $$
$$ \frac{\partial J}{\partial A_{ij}} = \sum_{t=1}^{T-1} \frac{\partial J}{\partial s_{t,i}} f'(z_{t,i}) s_{t-1,j} $$
%s"""


@pytest.mark.parametrize(
    ("before", "between", "behind"),
    [
        (" $$ s_{0,i} = 0 $$", "", ""),
        (" $$ s_{0,i} = 0 $$", "Since $s_0 = 0$, the sum may start at two:", ""),
        (" The state starts at $s_0 = 0$. $$ s_{0,i} = 0 $$", "Recall that $s_{0i} = 0$.", "(Here $s_0 = 0$.)"),
        ("", "Remember that we start from $s_{0,i} = 0$.", ""),
        ("", "", "Throughout, $s_0 = 0$."),
    ],
)
def test_a_start_that_is_told_again_or_late(before: str, between: str, behind: str) -> None:
    assert verdicts(_ENTRIES % (before, between, behind))[-3:] == ["proved", "proved", "refuted"]


def test_a_start_that_is_supposed_behind_all_begins_nothing_before() -> None:
    found = verdicts(_ENTRIES % ("", "", "Suppose now that $s_0 = 0$."))[-2:]
    assert "proved" not in found


STEP = r"h_t = a h_{t-1} + u_t"


@pytest.mark.parametrize(
    "words",
    [
        r"\quad \text{with arbitrary } h_0",
        r"\quad \text{with $h_0$ arbitrary}",
        r"\quad \text{for any } h_0",
        r"\quad \text{($h_0$ is a parameter)}",
        r", \quad h_0 \text{ arbitrary}",
        r"\quad \text{not with } h_0 = 0",
        r"\quad \text{(for instance } h_0 = 0 \text{)}",
        r"\quad \text{instead of } h_0 = 0",
        r"\quad \text{even if } h_0 = 0",
        r"\quad \text{unless } h_0 = 0",
        r"\quad \text{if } h_0 \ne 0",
    ],
)
def test_words_of_a_display_leave_the_first_state_open(words: str) -> None:
    head = r"Let $u_t, a \in \mathbb{R}$ for $t = 1, \dots, T$."
    text = f"{head}\n\n$$ {STEP} {words} $$\n\n$$ h_2 = a u_1 + u_2 $$\n\n$$ h_2 = a^2 h_0 + a u_1 + u_2 $$\n"
    zero, general = verdicts(text)[-2:]
    assert zero != "proved"
    assert general == "proved"


@pytest.mark.parametrize("words", [r"\text{with } h_0 = 0", r"\text{starting at } h_0 = 0", r"\text{where $h_0 = 0$}"])
def test_words_of_a_display_give_the_first_state(words: str) -> None:
    head = r"Let $u_t, a \in \mathbb{R}$ for $t = 1, \dots, T$."
    text = f"{head}\n\n$$ {STEP} \\quad {words} $$\n\n$$ h_2 = a u_1 + u_2 $$\n\n$$ h_2 = a u_1 + 2 u_2 $$\n"
    assert verdicts(text)[-2:] == ["proved", "refuted"]


@pytest.mark.parametrize("words", [r"where $m_0 = \foo{c}$.", r"We start at $m_0 = \foo{c}$.", r"Let $m_0 = \foo{c}$."])
def test_a_first_state_that_cannot_be_parsed(words: str) -> None:
    head = r"Let $u_t, a, c \in \mathbb{R}$ for $t = 1, \dots, T$. The average is"
    text = f"{head}\n\n$$ m_t = a m_{{t-1}} + u_t $$\n\n{words}\n\n$$ m_2 = a u_1 + u_2 $$\n\n$$ m_1 = a c + u_1 $$\n"
    assert {"proved", "refuted"}.isdisjoint(verdicts(text))
