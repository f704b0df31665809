r"""The first state of a recurrence, where it is declared by itself: ``\mathbf{x}_0 \in \mathbb{R}^n``, in any name and
accents, is that state and no other tensor."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NAMES = (
    "x",
    r"\mathbf{x}",
    r"\hat{x}",
    r"\bm{z}",
    r"\tilde{\mathbf{x}}",
    r"\theta",
    r"\vec{h}",
    r"h^{\text{enc}}",
    r"\mathbf{h}^{(2)}",
)
HEADS = (
    r"Given ${x}_0 \in \mathbb{R}^n$, iterate",
    r"We begin with some vector ${x}_0$ of length $n$ and iterate",
    r"Let ${x}_0, {x}_1, \dots, {x}_T \in \mathbb{R}^n$ be given by",
)
STEPS = (
    r"$$ {x}_{t+1} = {x}_t - \eta A {x}_t $$" + "\n\n" + r"for $t = 0, \dots, T-1$.",
    r"$$ {x}_t = {x}_{t-1} - \eta A {x}_{t-1}, \qquad t = 1, \dots, T $$",
)
LINES = (
    r"{x}_1 = {x}_0 - \eta A {x}_0",
    r"{x}_2 = (I - \eta A)^2 {x}_0",
    r"{x}_1 = {x}_0 + \eta A {x}_0",
)


def _document(name: str, head: str, step: str, function: str = "") -> str:
    lines = "\n\n".join(f"$$ {line} $$" for line in LINES)
    text = rf"{function}Let $A \in \mathbb{{R}}^{{n \times n}}$ and $\eta > 0$. {head}" + f"\n\n{step}\n\n{lines}\n"
    return text.replace("{x}", name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("head", HEADS)
def test_a_declared_first_state_is_the_first_state(name: str, head: str) -> None:
    for step in STEPS:
        assert verdicts(_document(name, head, step))[1:] == ["proved", "proved", "refuted"], step


@pytest.mark.parametrize("function", [r"Let $f({x}) = \frac12 {x}^\top A {x}$. ", r"For ${x} \in \mathbb{R}^n$. "])
@pytest.mark.parametrize("name", ["x", r"\mathbf{x}", "z"])
def test_beside_a_function_of_the_same_letter(name: str, function: str) -> None:
    for step in STEPS:
        assert verdicts(_document(name, HEADS[0], step, function))[1:] == ["proved", "proved", "refuted"]


def test_several_states_in_bold() -> None:
    text = (
        r"Let $\mathbf{A} \in \mathbb{R}^{n \times n}$, $\eta, \beta > 0$, and let $\mathbf{x}_0, \mathbf{v}_0 \in "
        r"\mathbb{R}^n$ be given. For $t = 0, \dots, T-1$"
        "\n\n"
        r"$$ \mathbf{v}_{t+1} = \beta \mathbf{v}_t - \eta \mathbf{A} \mathbf{x}_t, \qquad "
        r"\mathbf{x}_{t+1} = \mathbf{x}_t + \mathbf{v}_{t+1} $$"
        "\n\n"
        r"$$ \mathbf{x}_1 = \mathbf{x}_0 + \beta \mathbf{v}_0 - \eta \mathbf{A} \mathbf{x}_0 $$"
        "\n\n"
        r"$$ \mathbf{x}_1 = \mathbf{x}_0 - \eta \mathbf{A} \mathbf{x}_0 $$"
        "\n"
    )
    assert verdicts(text)[2:] == ["proved", "refuted"]


def test_a_first_state_of_another_shape_is_refused() -> None:
    text = (
        r"Let $A \in \mathbb{R}^{n \times n}$ and $x_0 \in \mathbb{R}$. For $t = 1, \dots, T$ the states $x_t \in "
        r"\mathbb{R}^n$ are" + "\n\n" + r"$$ x_t = A x_{t-1} $$" + "\n\n" + r"$$ x_1 = A x_0 $$" + "\n"
    )
    assert not {"proved", "refuted"} & set(verdicts(text))
