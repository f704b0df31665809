r"""Refutations that only say that a text has left something out: makers, conditions, words of another language."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SIZES = r"Let $z, a, q \in \mathbb{R}^K$ and $L$ a function of $a$."


@pytest.mark.parametrize(
    "claim",
    [
        r"\frac{\partial L}{\partial z_i} = \sum_k \frac{\partial L}{\partial a_k} \frac{\partial a_k}{\partial z_i}",
        r"\frac{\partial a_k}{\partial z_i} = a_k (\delta_{ki} - a_i)",
        r"\frac{\partial a_i}{\partial z_i} = 1",
    ],
)
def test_what_is_differentiated_and_made_nowhere(claim: str) -> None:
    assert verdicts(f"{SIZES}\n\n$$ {claim} $$\n") == ["undecided"]


@pytest.mark.parametrize(("sign", "verdict"), [("", "proved"), ("-", "refuted")])
def test_what_is_differentiated_and_made(sign: str, verdict: str) -> None:
    made = r"$$ a_k = \frac{e^{z_k}}{\sum_j e^{z_j}} $$"
    claim = rf"$$ \frac{{\partial a_k}}{{\partial z_i}} = {sign} a_k (\delta_{{ki}} - a_i) $$"
    assert verdicts(f"{SIZES}\n\n{made}\n\n{claim}\n") == ["definition", verdict]


def test_gradients_of_inputs_that_no_line_connects() -> None:
    line = r"\frac{\partial \ell}{\partial u_i} = \gamma \frac{\partial \ell}{\partial v_i}"
    text = rf"Let $u, v \in \mathbb{{R}}^n$, $\gamma > 0$ and a loss $\ell$. $$ {line} $$"
    assert verdicts(text) == ["undecided"]
    told = text.replace(r"and a loss", r"$v = \gamma u$ and a loss")
    assert verdicts(told) == ["proved"]
    assert verdicts(told.replace(r"= \gamma \frac", r"= 2 \gamma \frac")) == ["refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"u + 2 v = 3 + 2 \cdot 2", "undecided"),  # at values that a program has
        (r"u \ge 0", "undecided"),
        (r"u + 2 v = u + 3 v", "refuted"),
        (r"(u + v)^2 = u^2 + v^2", "refuted"),
    ],
)
def test_letters_of_which_nothing_is_said(claim: str, verdict: str) -> None:
    assert verdicts(f"We compute\n\n$$ {claim} $$\n") == [verdict]


SHAPES = r"$X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$"
LOSS = r"$$ J = (X w - y)^\top (X w - y) $$"
IN_WORDS = [
    ("设", "，损失函数定义为", "令导数等于零，得到线性方程组"),
    (
        "Seien",
        "gegeben, der Fehler ist dann durch die folgende Funktion bestimmt",
        "Wir setzen die Ableitung gleich null und erhalten daraus",
    ),
    ("Soient", "et la fonction de perte suivante", "On annule la dérivée, ce qui donne les équations suivantes"),
]


@pytest.mark.parametrize(("let", "define", "set_zero"), IN_WORDS)
def test_words_of_another_language(let: str, define: str, set_zero: str) -> None:
    lead = f"{let} {SHAPES} {define}\n\n{LOSS}\n\n{set_zero}\n\n"
    assert verdicts(f"{lead}$$ X^\\top X w = X^\\top y $$\n") == ["definition", "undecided"]
    gradient = r"$$ \frac{\partial J}{\partial w} = SIGN 2 X^\top (X w - y) $$"
    assert verdicts(lead + gradient.replace("SIGN", "")) == ["definition", "proved"]
    assert verdicts(lead + gradient.replace("SIGN", "-")) == ["definition", "refuted"]


def test_words_that_are_read() -> None:
    lead = f"Let {SHAPES} be given and define the loss of a linear model as\n\n{LOSS}\n\nWe always have\n\n"
    assert verdicts(f"{lead}$$ X^\\top X w = X^\\top y $$\n") == ["definition", "refuted"]


@pytest.mark.parametrize(("sign", "verdict"), [(":=", "undecided"), ("=", "refuted")])
def test_what_is_defined_anew(sign: str, verdict: str) -> None:
    text = r"""Let $x \in \mathbb{R}^n$, $c \in \mathbb{R}$ and $$ g(x) := x^\top x + c $$
Only the first term matters, so we minimise $$ g(x) SIGN x^\top x $$"""
    assert verdicts(text.replace("SIGN", sign)) == ["definition", verdict]
