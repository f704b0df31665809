r"""Layers counted by a letter, ``z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}``, as textbooks write them."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

WIDTHS = "Let $W^{(l)} \\in \\mathbb{R}^{n_l \\times n_{l-1}}$ for $l = 1, \\dots, L$.\n\n"
ONE = "All $W^{(l)} \\in \\mathbb{R}^{n \\times n}$, $b^{(l)} \\in \\mathbb{R}^n$, $l = 1, \\dots, L$.\n\n"
NONE = "A network of layers.\n\n"
FORWARD = "$$ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \\qquad a^{(l)} = f(z^{(l)}) $$\n\n"
DELTA = "$$ \\delta^{(l)} = \\frac{\\partial E}{\\partial z^{(l)}} $$\n\n"
BACK = "$$ \\delta^{(l)} = (W^{(l+1)})^\\top \\delta^{(l+1)} \\odot f'(z^{(l)}) $$\n\n"
FORGOTTEN = "$$ \\delta^{(l)} = (W^{(l+1)})^\\top \\delta^{(l+1)} $$\n\n"
WEIGHTS = "$$ \\frac{\\partial E}{\\partial W^{(l)}} = \\delta^{(l)} (a^{(l-1)})^\\top $$\n\n"


def verdicts(text: str) -> list[str]:
    equations = judged(text)
    return [e["verdict"] or e["role"] for e in equations if e["role"] != "definition"]


@pytest.mark.parametrize("head", [WIDTHS, ONE, NONE])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (BACK, "proved"),
        (FORGOTTEN, "refuted"),
        (WEIGHTS, "proved"),
        ("$$ \\frac{\\partial E}{\\partial b^{(l)}} = \\delta^{(l)} $$", "proved"),
        ("$$ \\frac{\\partial E}{\\partial b^{(l)}} = \\delta^{(l)} \\odot f'(z^{(l)}) $$", "refuted"),
        ("$$ \\delta^{(l-1)} = W^{(l)\\top} \\delta^{(l)} \\odot f'(z^{(l-1)}) $$", "proved"),
    ],
)
def test_backpropagation_between_layers(head: str, claim: str, verdict: str) -> None:
    assert verdicts(head + FORWARD + DELTA + claim) == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (BACK, "proved"),
        (FORGOTTEN, "refuted"),
        (WEIGHTS, "proved"),
        ("$$ \\delta^{(L)} = (a^{(L)} - y) \\odot f'(z^{(L)}) $$", "proved"),
        ("$$ \\delta^{(L)} = (y - a^{(L)}) \\odot f'(z^{(L)}) $$", "refuted"),
    ],
)
def test_a_loss_of_the_last_layer_reaches_all(claim: str, verdict: str) -> None:
    loss = "$$ E = \\frac12 \\| a^{(L)} - y \\|^2 $$\n\n"
    assert verdicts(WIDTHS + FORWARD + loss + DELTA + claim) == [verdict]


def test_a_line_that_depends_on_what_the_loss_is_stays_open() -> None:
    loss = "$$ E = \\frac12 \\| a^{(L)} - y \\|^2 $$\n\n"
    claim = "$$ \\delta^{(l)} = (a^{(l)} - y) \\odot f'(z^{(l)}) $$"
    assert verdicts(ONE + FORWARD + loss + DELTA + claim) != ["proved"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("\\delta^l = ((w^{l+1})^T \\delta^{l+1}) \\odot \\sigma'(z^l)", "proved"),
        ("\\delta^L = \\nabla_a C \\odot \\sigma'(z^L)", "proved"),
        ("\\delta^L = \\frac{\\partial C}{\\partial a^L} \\odot \\sigma'(z^L)", "proved"),
        ("\\delta^{L}_j = \\frac{\\partial C}{\\partial a^{L}_j} \\sigma'(z^{L}_j)", "proved"),
        ("\\delta^L = \\frac{\\partial C}{\\partial a^L} \\odot \\sigma(z^L)", "refuted"),
        ("\\delta^L_j = \\frac{\\partial C}{\\partial z^L_j} \\sigma'(z^L_j)", "refuted"),
        ("\\frac{\\partial C}{\\partial w^l_{jk}} = a^{l-1}_k \\delta^l_j", "proved"),
        ("\\frac{\\partial C}{\\partial b^l_j} = \\delta^l_j", "proved"),
        ("\\frac{\\partial C}{\\partial b^l_j} = a^l_j \\delta^l_j", "refuted"),
        ("\\delta^l = ((w^{l+1})^T \\delta^{l+1}) \\odot \\sigma(z^l)", "refuted"),
    ],
)
def test_layers_without_brackets(claim: str, verdict: str) -> None:
    text = "For $l = 2, \\dots, L$\n\n$$ z^l = w^l a^{l-1} + b^l, \\quad a^l = \\sigma(z^l) $$\n\n"
    text += "$$ \\delta^l = \\frac{\\partial C}{\\partial z^l} $$\n\n"
    assert verdicts(text + f"$$ {claim} $$\n") == [verdict]


def test_everything_in_one_display_and_numbered_layers() -> None:
    lines = " \\\\ ".join(x.strip().strip("$") for x in (FORWARD, DELTA, BACK, FORGOTTEN))
    assert verdicts(WIDTHS + f"\\begin{{gather}} {lines} \\end{{gather}}") == ["proved", "refuted"]
    two = "For $l = 1, 2$: $z^{(l)} = W^{(l)} a^{(l-1)}$, $a^{(l)} = \\sigma(z^{(l)})$, $a^{(0)} = x$.\n\n"
    two += "$$ E = \\frac12 \\|a^{(2)} - y\\|^2 $$\n\n" + DELTA
    true = "$$ \\delta^{(1)} = W^{(2)\\top} \\delta^{(2)} \\odot a^{(1)} \\odot (1 - a^{(1)}) $$"
    assert verdicts(two + true) == ["proved"]
    assert verdicts(two + true.replace("(1 - a^{(1)})", "(1 + a^{(1)})")) == ["refuted"]


def test_residual_blocks_and_jacobians_of_layers() -> None:
    head = "Blocks $x^{(l+1)} = x^{(l)} + V^{(l)} f(W^{(l)} x^{(l)})$ with $x^{(l)} \\in \\mathbb{R}^d$.\n\n"
    next_ = "\\frac{\\partial L}{\\partial x^{(l+1)}}"
    inside = f"f'(W^{{(l)}} x^{{(l)}}) \\odot V^{{(l)\\top}} {next_}"
    whole = f"\\frac{{\\partial L}}{{\\partial x^{{(l)}}}} = {next_} + W^{{(l)\\top}} ( {inside} )"
    assert verdicts(head + f"$$ {whole} $$") == ["proved"]
    assert verdicts(head + f"$$ {whole.replace(next_ + ' +', '')} $$") == ["refuted"]
    plain = "$a^{(l)} = f(W^{(l)} a^{(l-1)})$ for each layer, so\n\n"
    one, other = (
        f"\\operatorname{{diag}}(f'(W^{{({k})}} a^{{({j})}})) W^{{({k})}}" for k, j in (("l", "l-1"), ("l-1", "l-2"))
    )
    claim = f"$$ \\frac{{\\partial a^{{(l)}}}}{{\\partial a^{{(l-2)}}}} = {one} {other} $$"
    assert verdicts(plain + claim) == ["proved"]


def test_powers_stay_powers() -> None:
    assert verdicts("Let $x \\in \\mathbb{R}$.\n\n$$ x^l + x^{l-1} = x^{l-1} + x^l $$") == ["proved"]


def test_what_all_layers_share_has_no_derivative_in_a_few_of_them() -> None:
    head = "Let $W \\in \\mathbb{R}^{n \\times n}$.\n\n$$ h^{(l)} = f(W h^{(l-1)}) $$\n\n"
    upper = "\\frac{\\partial E}{\\partial h^{(l)}} \\odot f'(W h^{(l-1)})"
    claim = f"\\frac{{\\partial E}}{{\\partial W}} = ({upper}) (h^{{(l-1)}})^\\top"
    assert verdicts(head + f"$$ {claim} $$") == ["error"]
    jacobian = "\\frac{\\partial h^{(l)}}{\\partial h^{(l-1)}} = \\operatorname{diag}(f'(W h^{(l-1)})) W"
    assert verdicts(head + f"$$ {jacobian} $$") == ["proved"]


def test_gates_without_a_number_speak_of_one_step() -> None:
    step = "\\langle t \\rangle"
    before = "\\langle t-1 \\rangle"
    head = (
        f"$x^{{{step}}} \\in \\mathbb{{R}}^D$, $c^{{{before}}} \\in \\mathbb{{R}}^H$, "
        f"$W \\in \\mathbb{{R}}^{{H \\times D}}$.\n\n"
        f"$$ f_k = \\sigma(\\sum_d W_{{kd}} x^{{{step}}}_d) $$\n\n"
        f"$$ c^{{{step}}}_k = f_k c^{{{before}}}_k $$\n\n"
    )
    new, old = (f"\\frac{{\\partial E}}{{\\partial c^{{{k}}}_k}}" for k in (step, before))
    assert verdicts(head + f"$$ {old} = {new} f_k $$") == ["proved"]
    assert verdicts(head + f"$$ {old} = {new} f_k (1 - f_k) $$") == ["refuted"]
    by_weight = f"\\frac{{\\partial E}}{{\\partial W_{{kd}}}} = {new} c^{{{before}}}_k f_k (1 - f_k) x^{{{step}}}_d"
    assert verdicts(head + f"$$ {by_weight} $$") == ["proved"]
    assert verdicts(head + f"$$ {by_weight.replace(f' c^{{{before}}}_k', '')} $$") == ["refuted"]


OPEN = r"""Let $x \in \mathbb{R}^{n_0}$, $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$ and $y \in \mathbb{R}^{n_M}$.

$$ a^{(0)} = x $$

$$ a^{(l)} = \tanh(W^{(l)} a^{(l-1)}), \qquad l = 1, \dots, M $$

$$ C = \tfrac12 \|a^{(M)} - y\|^2 $$

"""


@pytest.mark.parametrize(
    "claim",
    [
        r"\frac{\partial C}{\partial x_i} = 0",
        r"\nabla_x C = 0",
        r"\frac{\partial C}{\partial x} = W^{(1)\top} ((1 - a^{(1)} \odot a^{(1)}) \odot"
        r" \frac{\partial C}{\partial a^{(1)}})",
        r"\frac{\partial a^{(M)}_i}{\partial x_j} = 0",
        r"\frac{\partial (a^{(l)}_i)^2}{\partial x_j} = 0",
        r"\frac{\partial a^{(l)}_i}{\partial W^{(1)}_{jk}} = 0",
        r"\frac{\partial a^{(M)}_i}{\partial W^{(M-1)}_{jk}} = 0",
        r"\frac{\partial a^{(M)}_i}{\partial a^{(1)}_j} = 0",
    ],
)
@pytest.mark.parametrize("bare", [False, True])
def test_a_derivative_through_layers_of_an_unknown_number_is_not_zero(claim: str, bare: bool) -> None:
    text = f"{OPEN}$$ {claim} $$"
    if bare:
        for layer in ("l", "l-1", "M", "M-1", "0", "1"):
            text = text.replace(f"^{{({layer})", f"^{{{layer.replace('M', 'L')}")
        text = text.replace("n_M", "n_L")
    assert verdicts(text)[-1] in ("error", "undecided")


def test_a_layer_is_made_from_its_own_weights_alone() -> None:
    left = r"\frac{\partial a^{(l)}_i}{\partial"
    right = r"\delta_{ij} (1 - (a^{(l)}_i)^2) a^{(l-1)}_k"
    assert verdicts(f"{OPEN}$$ {left} W^{{(l)}}_{{jk}}}} = {right} $$")[-1] == "proved"
    assert verdicts(f"{OPEN}$$ {left} W^{{(l+1)}}_{{jk}}}} = 0 $$")[-1] == "proved"
    assert verdicts(f"{OPEN}$$ {left} W^{{(l-1)}}_{{jk}}}} = 0 $$")[-1] != "proved"


@pytest.mark.parametrize("arrow", [r"\leftarrow", r"\gets", r"\mapsto"])
def test_another_layer_of_a_line_that_is_no_equation_may_be_behind(arrow: str) -> None:
    text = (
        r"Let $x, y, a_2 \in \mathbb{R}^n$, $W_1, W_2 \in \mathbb{R}^{n \times n}$ and $\lambda > 0$."
        f"\n\n$$ a_2 {arrow} W_2 x $$\n\n"
        r"$$ L = \|a_2 - y\|^2 + \lambda \|W_1\|_F^2 $$"
        "\n\n"
        r"$$ \frac{\partial L}{\partial W_2} = 0 $$"
        "\n"
    )
    assert verdicts(text)[-1] == "undecided"


def test_layers_of_entries_beside_the_last_one() -> None:
    text = r"""Let $w^l_{jk}$ be a weight from layer $l-1$ to layer $l$.

$$ z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j, \qquad a^l_j = \sigma(z^l_j) $$

$$ \delta^l_j = \frac{\partial C}{\partial z^l_j} $$

$$ \delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j), \qquad \delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma(z^L_j) $$

$$ \delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j), \qquad \delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k $$

$$ \frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j, \qquad \frac{\partial C}{\partial w^l_{jk}} = a^l_k \delta^l_j $$
"""  # noqa: E501
    assert verdicts(text) == ["proved", "refuted"] * 3
