"""One-hot vectors whose class the text tells: the loss by the class and by the vector are one, and no other one is."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

BY_BOTH = r"L = -\log p_c = -\sum_{k=1}^{K} y_k \log p_k"
GRADIENT = r"\frac{\partial L}{\partial z_k} = p_k - y_k"
SLIP = r"\frac{\partial L}{\partial z_k} = p_k y_k - y_k"


def _text(words: str, *lines: str) -> str:
    shown = "\n\n".join(f"$$ {line} $$" for line in lines)
    return rf"Let $z \in \mathbb{{R}}^K$, $p = \operatorname{{softmax}}(z)$. {words}" + f"\n\n{shown}\n"


@pytest.mark.parametrize(
    "words",
    [
        r"Here $\mathbf{y}$ is the one-hot encoding of the label $c$.",
        r"Here $y \in \mathbb{R}^K$ is one-hot with $y_c = 1$.",
        r"Here $y$ is a one-hot vector with a one in position $c$.",
        r"The target $y \in \mathbb{R}^K$ is one-hot, $y_c = 1$ and $y_k = 0$ for $k \ne c$.",
        r"Here $y$ is the one-hot encoding of the true class $c$.",
        r"Here $c$ is the true class and $y \in \{0,1\}^K$ its one-hot encoding.",
        r"Here $y$ is the one-hot label with $y_c = 1$ for the correct class $c$.",
        r"For an example with true class $c$ (one-hot encoded as $\mathbf{y}$):",
        r"Let $y_k = \mathbb{1}\{k = c\}$.",
        r"Let $y_k = 1_{k = c}$.",
    ],
)
def test_told(words: str) -> None:
    assert verdicts(_text(words, BY_BOTH, GRADIENT, SLIP))[-4:] == ["definition", "proved", "proved", "refuted"]


def test_a_vector_without_its_class() -> None:
    text = _text(r"The target $y \in \mathbb{R}^K$ is one-hot, and $c$ is some class.", BY_BOTH)
    assert verdicts(text)[-1] != "proved"


@pytest.mark.parametrize(
    "indicator", [r"[k = c]", r"\mathbf{1}\{k = c\}", r"\mathbb{1}(k = c)", r"\delta_{kc}", r"1_{k=c}"]
)
def test_a_class_that_is_compared_only(indicator: str) -> None:
    right, wrong = (rf"\frac{{\partial L}}{{\partial z_k}} = {p} - {indicator}" for p in ("p_k", "p_c"))
    assert verdicts(_text("", r"L = -\log p_c", right, wrong)) == ["definition", "proved", "refuted"]
