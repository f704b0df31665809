"""What is called "a constant" does not vary: an input that is one is any tensor, and what is defined may be cut off."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

GIVEN = (
    r"Let $S \in \mathbb{R}^{n \times n}$, $X \in \mathbb{R}^{n \times d}$, $W \in \mathbb{R}^{d \times h}$. SAID "
    r"$$ H = S X W $$ $$ \frac{\partial L}{\partial X} = S \frac{\partial L}{\partial H} W^\top $$ "
    r"$$ \frac{\partial L}{\partial X} = S^\top \frac{\partial L}{\partial H} W^\top $$"
)
MADE = (
    r"Let $x \in \mathbb{R}^{n}$. $$ p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}, \qquad L = \sum_i p_i x_i $$ "
    r"SAID $$ \frac{\partial L}{\partial x_i} = p_i $$ "
)


@pytest.mark.parametrize(
    "said",
    [
        "$S$ is a constant.",
        "$S$ (a constant) is given.",
        "Here $S$ is a fixed constant.",
        "We treat $S$ as a constant.",
    ],
)
def test_an_input_is_any_tensor(said: str) -> None:
    assert verdicts(GIVEN.replace("SAID", said)) == ["definition", "refuted", "proved"]


@pytest.mark.parametrize(
    "said", ["$S$ is constant.", "The matrix $S$ is a constant matrix.", "All entries of $S$ are constant."]
)
def test_entries_that_may_be_equal(said: str) -> None:
    assert verdicts(GIVEN.replace("SAID", said)) == ["definition", "undecided", "proved"]


@pytest.mark.parametrize(
    "said", ["Here $p$ is a constant.", "The vector $p$ (a constant).", "$p$ is a fixed constant here."]
)
def test_what_is_defined_may_be_cut_off(said: str) -> None:
    assert verdicts(MADE.replace("SAID", said))[-1] == "undecided"
    assert verdicts(MADE.replace("SAID", ""))[-1] == "refuted"


@pytest.mark.parametrize("title", ["Binary cross-entropy, both forms", "Binary classification"])
def test_labels_are_what_is_binary(title: str) -> None:
    start = f"# {title}\n\nScores $s \\in \\mathbb{{R}}^N$, labels $y$ with $y \\in \\{{0, 1\\}}^N$.\n\n"
    said = r"$$ L = \sum_n (\max(s_n, 0) - y_n s_n) $$ $$ \sum_n y_n^2 = \sum_n y_n $$ "
    assert verdicts(start + said + r"$$ L = \sum_n (\max(s_n, 1) - y_n s_n) $$")[1:] == ["proved", "refuted"]
    assert verdicts(f"# {title}\n\nLet $s, y \\in \\mathbb{{R}}^N$. " + said) == ["definition", "undecided"]


@pytest.mark.parametrize("called", ["A forget gate", "The forget gates", "Predictions", "The predictions"])
def test_names_that_sound_like_moods(called: str) -> None:
    said = r" $p \in \mathbb{R}^N$ with $p_n > 0$. $$ \sum_n |p_n| = \sum_n p_n $$ $$ \sum_n |p_n| = N $$"
    assert verdicts(called + said) == ["proved", "refuted"]


@pytest.mark.parametrize("mood", ["Students forget that", "Never forget that", "The prediction is that"])
def test_moods_that_suppose_nothing(mood: str) -> None:
    said = r" $p \in \mathbb{R}^N$ with $p_n > 0$. $$ \sum_n |p_n| = \sum_n p_n $$"
    assert "proved" not in verdicts(mood + said)


def test_filters_of_a_convolution() -> None:
    text = (
        r"$x \in \mathbb{R}^{C \times H \times W}$, filters $u \in \mathbb{R}^{C \times K \times K}$, weights "
        r"$w \in \mathbb{R}^{M \times C}$. $$ h_{c,i,j} = \sum_{p=0}^{K-1} \sum_{q=0}^{K-1} u_{c,p,q} x_{c,i+p,j+q}, "
        r"\qquad y_{m,i,j} = \sum_c w_{m,c} h_{c,i,j} $$ for $0 \le i \le H-K$, $0 \le j \le W-K$. Then "
        r"$$ \frac{\partial L}{\partial x_{c,a,b}} = \sum_{p,q} u_{c,p,q} \sum_m w_{m,c} "
        r"\frac{\partial L}{\partial y_{m,a+p,b+q}} $$"
    )
    assert verdicts(text)[-1] == "refuted"
