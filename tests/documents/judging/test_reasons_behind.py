"""What explains a line behind it: it is not refuted for want of what the next words say."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

STEP = r"Let $u_t, a \in \mathbb{R}$ for $t = 1, \dots, T$." + "\n\n$$ m_t = a m_{t-1} + u_t $$\n\nHence\n\n"
SIZES = r"Let $A \in \mathbb{R}^{m \times n}$. Then" + "\n\n"
WORDS = ["Here {}.", "as {}.", "since {}.", "because {}.", "(recall that {}).", "Remember that {}."]


@pytest.mark.parametrize("words", [*WORDS, "where {}.", "with {}."])
def test_a_first_state(words: str) -> None:
    behind = words.format("$m_0 = 0$")
    assert verdicts(f"{STEP}$$ m_2 = a u_1 + u_2 $$\n\n{behind}\n")[-1] == "proved"
    assert verdicts(f"{STEP}$$ m_2 = a u_1 + 2 u_2 $$\n\n{behind}\n")[-1] == "refuted"


@pytest.mark.parametrize("words", WORDS)
def test_equal_sizes(words: str) -> None:
    assert verdicts(f"{SIZES}$$ \\sum_{{i=1}}^m 1 = n $$\n\n{words.format('$m = n$')}\n")[-1] != "refuted"
    assert verdicts(f"{SIZES}$$ \\sum_{{i=1}}^m 2 = n $$\n\n{words.format('$m = n$')}\n")[-1] == "refuted"


@pytest.mark.parametrize(
    "words", ["Now let $m = n$.", "In the next section $m = n$.", "If moreover $m = n$, then more."]
)
def test_what_comes_next_explains_nothing(words: str) -> None:
    assert verdicts(f"{SIZES}$$ \\sum_{{i=1}}^m 1 = n $$\n\n{words}\n")[-1] == "refuted"


@pytest.mark.parametrize(
    "words",
    [
        r"The entries of $\mathbf{t}$ sum to one.",
        r"$\mathbf{t}$ is a probability vector.",
        "The weights $t_n$ sum to one.",
    ],
)
def test_a_property(words: str) -> None:
    head = r"Let $\mathbf{t} \in \mathbb{R}^N$ have the entries $t_n$."
    assert verdicts(f"{head}\n\n$$ \\mathbf{{t}}^\\top \\mathbf{{1}} = 1 $$\n\n{words}\n")[-1] != "refuted"
    assert verdicts(f"{head}\n\n$$ \\mathbf{{t}}^\\top \\mathbf{{1}} = 2 $$\n\n{words}\n")[-1] == "refuted"


def test_behind_lines_whose_shapes_no_line_states() -> None:
    text = (
        r"Let $o, y \in \mathbb{R}^n$. $$ L = -\sum_i y_i \log p_i $$ $$ p_i = \frac{\exp(o_i)}{\sum_j \exp(o_j)} $$ "
        r"$$ \frac{\partial L}{\partial o_k} = -y_k + \sum_i y_i p_k = RIGHT $$ "
        r"$\sum_i y_i = 1$ because $y$ is a one-hot vector."
    )
    assert verdicts(text.replace("RIGHT", "p_k - y_k"))[2:] == ["proved", "undecided"]
    assert verdicts(text.replace("RIGHT", "p_k + y_k"))[2:] == ["proved", "refuted"]
