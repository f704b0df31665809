"""Words in formulas that are spelled letter by letter: ``MSE``, ``net_j``, ``softmax(z)``."""

from __future__ import annotations

import pytest

from symderiv.documents.page.bare_words import bare_words
from tests.documents.judged import judged, verdicts

LOSSES = ("MSE", "RSS", "loss", "cost", "Loss", "IoU", "CE", "KL")


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_with_a_name_of_several_letters(name: str) -> None:
    text = rf"""Let $p, y \in \mathbb{{R}}^n$.
$$ {name} = \frac{{1}}{{n}} \sum_{{i=1}}^n (p_i - y_i)^2 $$
$$ \frac{{\partial {name}}}{{\partial p_i}} = \frac{{2}}{{n}} (p_i - y_i), \qquad \frac{{d {name}}}{{d p_i}} = 0 $$
$$ \frac{{\partial {name}}}{{\partial p_i}} = 2 (p_i - y_i) $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "refuted"]


def test_units_and_functions_of_a_network() -> None:
    text = r"""Let $x \in \mathbb{R}^D$, $W \in \mathbb{R}^{H \times D}$, $V \in \mathbb{R}^{K \times H}$ and $t \in
\mathbb{R}^K$ with $\sum_k t_k = 1$.
$$ net_j = \sum_i W_{ji} x_i, \qquad out_j = sigmoid(net_j), \qquad logits = V out, \qquad y = softmax(logits) $$
$$ Loss = -\sum_k t_k log(y_k) $$
$$ \frac{\partial out_j}{\partial net_j} = out_j (1 - out_j), \qquad \frac{\partial out_j}{\partial net_j} = out_j $$
$$ \frac{\partial Loss}{\partial logits} = y - t, \qquad \frac{\partial Loss}{\partial logits} = t - y $$
$$ \frac{\partial Loss}{\partial V_{kj}} = (y_k - t_k) out_j, \qquad
   \frac{\partial Loss}{\partial V_{kj}} = (y_k - t_k) net_j $$"""
    found = verdicts(text)
    assert found[:5] == ["definition"] * 5
    assert found[5:] == ["proved", "refuted"] * 3


@pytest.mark.parametrize(
    ("bare", "command"),
    [
        ("max(0, h_j)", r"\max(0, h_j)"),
        ("ReLU(h_j)", r"\mathrm{ReLU}(h_j)"),
        ("tanh^2(h_j) + exp{(-h_j)}", r"\tanh^2(h_j) + \exp(-h_j)"),
        (r"log\left(1 + exp h_j\right)", r"\log(1 + e^{h_j})"),
    ],
)
def test_functions_without_a_backslash(bare: str, command: str) -> None:
    text = rf"Let $h \in \mathbb{{R}}^n$. $$ z_j = {bare} $$ $$ z_j = {command} $$ $$ z_j = 2 ({command}) $$"
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_function_of_the_document() -> None:
    text = r"""Let $Q, K \in \mathbb{R}^{n \times d}$ and $V \in \mathbb{R}^{n \times m}$.
$$ Attention(Q, K, V) = softmax\left(\frac{QK^T}{\sqrt{d}}\right) V $$"""
    assert [e["role"] for e in judged(text)] == ["definition"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Let $A, B \in \mathbb{R}^{n \times n}$. $$ AB = BA $$", ["refuted"]),
        (r"Let $A, P, Q \in \mathbb{R}^{n \times n}$. $$ PAQ = QAP $$", ["refuted"]),
        (r"Let $a, b, c > 0$ with $abc = 1$. $$ abc = 1 $$ $$ ab = 1 $$", ["proved", "refuted"]),
        (r"Let $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$. $$ Ax = 0 $$", ["refuted"]),
        (r"Let $m, a, x$ be scalars. $$ F = max $$ $$ \frac{\partial F}{\partial a} = mx $$", ["definition", "proved"]),
    ],
)
def test_products_of_declared_letters_stay_products(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


def test_subscripts_and_differentials_are_left_alone() -> None:
    assert bare_words([r"dX = dY W^\top", r"x_{out} = W_{ij} x_j", r"\sum_{ij} A_{ij}", "ij = ji"]) == frozenset()


def test_a_factor_of_which_nothing_is_said_makes_no_word() -> None:
    declared = [r"X \in \mathbb{R}^{n \times m}", r"W \in \mathbb{R}^{m \times k}", r"y \in \mathbb{R}^n"]
    assert bare_words([*declared, "XWv = y"]) == frozenset()
    assert bare_words([*declared, "net = y"]) == {"net"}


@pytest.mark.parametrize("mark", ["new", "old", "ridge"])
def test_words_above_a_name(mark: str) -> None:
    text = rf"""Let $w, g \in \mathbb{{R}}^n$. $$ w^{{{mark}}} = w - \alpha g $$
    $$ w - w^{{{mark}}} = \alpha g $$ $$ w - w^{{{mark}}} = g $$ $$ w_j^{{{mark}}} = w_j - \alpha g_j $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved"]
