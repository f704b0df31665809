r"""Words by which a line holds nearly, or but for what is left out; and equations that give a name a new value."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

SQUARES = r"""Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$, $\eta > 0$ and
$$ L = \tfrac12 \| X w - y \|^2. $$

"""
PART = r"L = \tfrac12 w^\top X^\top X w - w^\top X^\top y"
STEP = r"w = w - \eta X^\top (X w - y)"


@pytest.mark.parametrize(
    "lead",
    [
        "Up to a constant,",
        "Ignoring terms that do not depend on $w$,",
        "Dropping the constant, we have",
        "Up to an additive constant the loss is",
        "Neglecting all terms without $w$,",
        "To second order",
        "For small $y$ the loss is",
        "If $y$ is small,",
    ],
)
def test_what_is_left_out_is_no_slip(lead: str) -> None:
    assert verdicts(f"{SQUARES}{lead}\n\n$$ {PART} $$\n") == ["definition", "undecided"]


@pytest.mark.parametrize("lead", ["", "Hence", "For small networks, too,", "It drops to", "The loss is, in short,"])
def test_other_words_leave_a_line_to_be_judged(lead: str) -> None:
    assert verdicts(f"{SQUARES}{lead}\n\n$$ {PART} $$\n")[1] in (
        "refuted",
        "undecided" if "bias" in lead else "refuted",
    )


@pytest.mark.parametrize(
    ("lead", "step"),
    [
        ("The update is", STEP),
        ("One step of gradient descent:", STEP),
        ("Repeat until convergence", STEP),
        ("", STEP.replace("=", ":=", 1)),
        ("The learning rule is", r"w_d = w_d - \eta \frac{\partial L}{\partial w_d}"),
        ("With weight decay the update is", r"w = (1 - \eta) w - \eta \nabla_w L"),
    ],
)
def test_a_new_value_is_no_claim_about_the_old_one(lead: str, step: str) -> None:
    (_, found) = judged(f"{SQUARES}{lead}\n\n$$ {step} $$\n")
    assert found["verdict"] == "undecided"
    assert r"\leftarrow" in found["message"]


@pytest.mark.parametrize(
    ("lead", "line"),
    [
        ("", STEP),
        ("We get", STEP),
        ("The update is", r"X w = X w - \eta y"),
        ("The update direction is", r"\nabla_w L = X^\top (y - X w)"),
        ("Each step has", r"w = \eta X^\top y"),
    ],
)
def test_without_a_word_or_a_sign_it_is_one(lead: str, line: str) -> None:
    assert verdicts(f"{SQUARES}{lead}\n\n$$ {line} $$\n") == ["definition", "refuted"]
