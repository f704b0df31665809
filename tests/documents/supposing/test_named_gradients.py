"""Gradients that words name, and words that claim one."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $W \in \mathbb{R}^{K \times d}$, $x \in \mathbb{R}^d$." "\n\n$$ z = W x $$\n\n"
TRUE = "\n\n" r"$$ \frac{\partial L}{\partial W} = g x^\top, \qquad \frac{\partial L}{\partial x} = W^\top g $$"
FALSE = "\n\n" r"$$ \frac{\partial L}{\partial W} = -g x^\top $$"


@pytest.mark.parametrize(
    "words",
    [
        "$g$ denotes the gradient of the loss $L$ with respect to $z$.",
        r"Let $g \in \mathbb{R}^K$ be the gradient of $L$ with respect to $z$.",
        "We write $g$ for the gradient of $L$ with respect to the logits $z$.",
        "Denote by $g$ the derivative of $L$ w.r.t. $z$.",
        "The gradient of $L$ with respect to $z$ is denoted by $g$.",
        "Here $g$ is the upstream gradient of $L$ at $z$.",
    ],
)
def test_words_that_name_a_gradient(words: str) -> None:
    assert verdicts(HEAD + words + TRUE)[-2:] == ["proved", "proved"]
    assert verdicts(HEAD + words + FALSE)[-1] == "refuted"


@pytest.mark.parametrize(
    "words",
    [
        "We see that $x$ is the gradient of $L$ with respect to $z$.",
        "The gradient of $L$ with respect to $z$ is $x$.",
        "Is $x$ the gradient of $L$ with respect to $z$?",
    ],
)
def test_what_words_claim_is_not_supposed(words: str) -> None:
    claim = "\n\n" r"$$ \frac{\partial L}{\partial x} = W^\top W x $$"
    assert verdicts(HEAD + words + claim)[-1] != "proved"


@pytest.mark.parametrize(
    "words",
    [
        "Students let $u$ denote the gradient of $L$ with respect to $v$.",
        "It is wrong to write $u$ for the gradient of $L$ with respect to $v$.",
        "We do not write $u$ for the gradient of $L$ with respect to $v$.",
        "Here $u$ is the gradient of $L$ with respect to $v$ up to a factor.",
        "Let $u$ be the gradient of $L$ with respect to $v$ divided by $n$.",
        "Let $u$ denote the gradient of $L$ with respect to $v$ at the previous step.",
        "Let $u$ be the gradient of the negative loss $L$ with respect to $v$.",
        "Let $u$ be the gradient of $L$ with respect to the square of $v$.",
        "Let $u$ denote the transposed gradient of $L$ with respect to $v$.",
    ],
)
def test_words_that_name_something_else(words: str) -> None:
    text = r"Let $u, v \in \mathbb{R}^n$. " + words + "\n\n" + r"$$ \frac{\partial L}{\partial v} = u $$"
    assert verdicts(text)[-1] != "proved"


@pytest.mark.parametrize("wrong", [r"\frac{\partial L}{\partial W_{ki}} = x_i", r"\frac{\partial L}{\partial W} = W"])
def test_an_input_of_the_loss_is_no_name_of_its_gradient(wrong: str) -> None:
    head = HEAD + r"$$ a = \tanh(z) $$" "\n\n" f"$$ {wrong} $$\n\n"
    lines = [
        r"\frac{\partial L}{\partial W_{ki}} = \frac{\partial L}{\partial z_k} x_i",
        r"\frac{\partial L}{\partial W_{ki}} = \frac{\partial L}{\partial a_k} x_i",
    ]
    assert verdicts(head + "\n\n".join(f"$$ {line} $$" for line in lines))[-3:] == ["refuted", "proved", "refuted"]


def test_an_input_that_nothing_reads_may_name_a_gradient() -> None:
    head = HEAD.replace(r"x \in", r"g \in \mathbb{R}^K$, $x \in")
    text = head + r"$$ \frac{\partial L}{\partial z_k} = g_k $$" "\n\n"
    assert verdicts(text + r"$$ \frac{\partial L}{\partial W_{ki}} = g_k x_i $$")[-1] != "refuted"
    assert verdicts(text + r"$$ \frac{\partial L}{\partial W_{ki}} = 2 g_k x_i $$")[-1] == "refuted"
