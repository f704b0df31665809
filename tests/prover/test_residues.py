"""Sums split by residues, and conditions on all residues joined again: true for every size, false beside them."""

from __future__ import annotations

from random import Random

import pytest

from tests.documents.judged import verdicts

HEAD = r"$x \in \mathbb{R}^{2M}$, $y \in \mathbb{R}^{3M}$, $A \in \mathbb{R}^{2M \times 2M}$." "\n\n"

PROVED = [
    r"\sum_{k=0}^{M-1} (x_{2k}^2 + x_{2k+1}^2) = \sum_{n=0}^{2M-1} x_n^2",
    r"\sum_{k=0}^{M-1} (e^{y_{3k}} + e^{y_{3k+1}} + e^{y_{3k+2}}) = \sum_{n=0}^{3M-1} e^{y_n}",
    r"\sum_{k=1}^{M-1} (x_{2k} + x_{2k+1}) = \sum_{n=2}^{2M-1} x_n",
    r"\sum_{k=1}^{M-1} (x_{2k} + x_{2k-1}) = \sum_{n=1}^{2M-2} x_n",
    r"\sum_k x_{2k} x_{2k+1} = \frac12 \sum_{n=0}^{2M-1} x_n^2 - \frac12 \sum_{l=0}^{M-1} (x_{2l} - x_{2l+1})^2",
    r"\sum_{k=0}^{M-1} \sum_{l=0}^{M-1} (A_{2k,2l} + A_{2k+1,2l} + A_{2k,2l+1} + A_{2k+1,2l+1})"
    r" = \sum_{i=0}^{2M-1} \sum_{j=0}^{2M-1} A_{ij}",
    r"\frac{\partial}{\partial x_n} \sum_{k=0}^{M-1} (x_{2k} + x_{2k+1}) = 1",
    r"\sum_{k=0}^{M-1} x_{2k+3} = \sum_{k=1}^{M} x_{2k+1}",
    r"(-1)^{2M} = 1",
    r"4^M = 2^{2M}",
]

REFUTED = [
    r"\sum_{k=0}^{M-1} (x_{2k}^2 + x_{2k+1}^2) = 2 \sum_{n=0}^{2M-1} x_n^2",
    r"\sum_{k=0}^{M-1} (e^{y_{3k}} + e^{y_{3k+1}}) = \sum_{n=0}^{3M-1} e^{y_n}",
    r"\sum_{k=1}^{M-1} (x_{2k} + x_{2k+1}) = \sum_{n=1}^{2M-1} x_n",
    r"\sum_{k=1}^{M-1} (x_{2k} + x_{2k-1}) = \sum_{n=1}^{2M-1} x_n",
    r"\sum_k x_{2k} x_{2k+1} = \frac12 \sum_{n=0}^{2M-1} x_n^2 + \frac12 \sum_{l=0}^{M-1} (x_{2l} - x_{2l+1})^2",
    r"\sum_{k=0}^{M-1} \sum_{l=0}^{M-1} (A_{2k,2l} + A_{2k+1,2l+1}) = \sum_{i=0}^{2M-1} \sum_{j=0}^{2M-1} A_{ij}",
    r"\frac{\partial}{\partial x_n} \sum_{k=0}^{M-1} (x_{2k} + 2 x_{2k+1}) = 1",
    r"\sum_{k=0}^{M-1} x_{2k+3} = \sum_{k=1}^{M} x_{2k}",
    r"(-1)^{2M+1} = 1",
    r"4^M = 2^{2M+1}",
]


def _verdict(claim: str) -> str:
    return verdicts(HEAD + f"$$ {claim} $$")[-1]


@pytest.mark.parametrize("claim", PROVED)
def test_split_and_joined(claim: str) -> None:
    assert _verdict(claim) == "proved"


@pytest.mark.parametrize("claim", REFUTED)
def test_what_is_false_beside_it(claim: str) -> None:
    assert _verdict(claim) == "refuted"


@pytest.mark.parametrize("seed", range(6))
def test_random_residues(seed: int) -> None:
    """The sum over all residues, each with its own weight, is the whole sum if and only if all weights are one."""
    random = Random(seed)
    step = random.choice((2, 3, 4))
    weights = [1] * step
    if seed % 2:
        weights[random.randrange(step)] = random.choice((0, 2, -1))
    order = random.sample(range(step), step)
    parts = " + ".join(f"({weights[r]}) z_{{{step}k+{r}}}" for r in order)
    text = rf"$z \in \mathbb{{R}}^{{{step}M}}$." + "\n\n"
    text += rf"$$ \sum_{{k=0}}^{{M-1}} ({parts}) = \sum_{{n=0}}^{{{step}M-1}} z_n $$"
    assert verdicts(text)[-1] == ("refuted" if seed % 2 else "proved")


def test_a_gradient_at_the_floor_of_half_its_index() -> None:
    text = (
        r"$x \in \mathbb{R}^{2M}$." "\n\n"
        r"$$ c_k = \frac12 (x_{2k} + x_{2k+1}), \qquad k = 0, \dots, M-1 $$" "\n\n"
        r"$$ \frac{\partial L}{\partial x_n} = \frac12 \frac{\partial L}{\partial c_{\lfloor n/2 \rfloor}} $$" "\n\n"
        r"$$ \frac{\partial L}{\partial x_n} = \frac12 \frac{\partial L}{\partial c_{n}} $$"
    )  # fmt: skip
    assert verdicts(text)[1:] == ["proved", "refuted"]
