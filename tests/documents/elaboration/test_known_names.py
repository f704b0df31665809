"""Names that are known otherwise: activations that a document defines, numbers called like functions, the number pi."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize("name", ["\\mathrm{silu}", "\\operatorname{swish}", "\\mathrm{act}", "g"])
def test_primes_of_a_function_that_is_defined(name: str) -> None:
    text = (
        "Let $a \\in \\mathbb{R}$. Define\n\n$$ F(a) = a \\sigma(a) $$\n\n"
        "$$ F'(a) = \\sigma(a) + a \\sigma(a) (1 - \\sigma(a)) $$\n\n$$ F'(a) = \\sigma(a) $$\n"
    )
    assert verdicts(text.replace("F", name)) == ["definition", "proved", "refuted"]


def test_primes_within_a_layer() -> None:
    text = r"""Let $x \in \mathbb{R}^n$ and $W \in \mathbb{R}^{n \times n}$. We use

$$ \mathrm{silu}(z) = z \sigma(z) $$

$$ y_i = \mathrm{silu}\left(\sum_j W_{ij} x_j\right) $$

$$ \frac{\partial y_i}{\partial x_k} = \mathrm{silu}'\left(\sum_j W_{ij} x_j\right) W_{ik} $$

$$ \frac{\partial y_i}{\partial x_k} = \mathrm{silu}'\left(\sum_j W_{ij} x_j\right) W_{ki} $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_a_number_with_the_name_of_a_function() -> None:
    text = r"""Let $a \in \mathbb{R}$, $\mathrm{silu} \in \mathbb{R}$. Define

$$ \mathrm{silu} = a \, \sigma(a) $$

$$ \frac{\partial \mathrm{silu}}{\partial a} = \sigma(a) + \sigma(a) \, a - (\sigma(a))^2 \, a $$

$$ \frac{\partial \mathrm{silu}}{\partial a} = \sigma(a) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


PI = r"""Let $\pi \in \mathbb{R}^K$ with $\pi_k > 0$ and $s \in \mathbb{R}^K$ with $s_k > 0$.

$$ \phi_k = \frac{\pi_k}{\sqrt{2 \pi} \, s_k} $$

"""


def test_the_number_pi_beside_a_tensor_of_that_name() -> None:
    text = (
        PI
        + r"""$$ \frac{\partial \phi_k}{\partial \pi_k} = \frac{1}{\sqrt{2} \sqrt{\pi} \, s_k} $$

$$ \frac{\partial \phi_k}{\partial \pi_k} = \frac{1}{2 \sqrt{\pi} \, s_k} $$
"""
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_the_root_of_a_tensor_called_pi() -> None:
    text = (
        PI.replace(r"\sqrt{2 \pi} \, s_k", "s_k")
        + r"""$$ (\sqrt{\pi})_k^2 = \pi_k $$

$$ (\sqrt{\pi})_k = \pi_k $$
"""
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]
