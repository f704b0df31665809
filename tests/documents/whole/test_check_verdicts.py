"""Verdicts, counterexamples and suggestions of whole documents, and the worked examples of the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

HEAD = "Let $x, t \\in \\mathbb{R}^n$, $W \\in \\mathbb{R}^{m \\times n}$ and $A \\in \\mathbb{R}^{n \\times n}$.\n\n"


def judged(text: str) -> list[dict[str, Any]]:
    equations: list[dict[str, Any]] = check(read(text, "note.md"), seconds=6.0)["equations"]
    return equations


def test_a_gradient_is_proved() -> None:
    _, claim = judged(HEAD + "$$ s = \\tfrac12 \\|W x\\|^2 $$\n\n$$ \\nabla_x s = W^\\top W x $$")
    assert claim["verdict"] == "proved"
    assert claim["counterexample"] is None


def test_a_wrong_factor_is_refuted_and_repaired() -> None:
    _, claim = judged(HEAD + "$$ s = \\|W x\\|^2 $$\n\n$$ \\nabla_x s = W^\\top W x $$")
    assert claim["verdict"] == "refuted"
    assert claim["counterexample"]["left"] != claim["counterexample"]["right"]
    assert "2" in claim["suggestion"]


def test_every_suggestion_reads_back_and_proves() -> None:
    text = (
        HEAD
        + "$$ p_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}} $$\n\n$$ \\frac{\\partial p_i}{\\partial x_k} = p_i (1 - p_k) $$"
    )
    claim = judged(text)[1]
    assert claim["verdict"] == "refuted"
    assert claim["suggestion"]
    again = judged(
        text.split("$$ \\frac{\\partial")[0] + f"$$ \\frac{{\\partial p_i}}{{\\partial x_k}} = {claim['suggestion']} $$"
    )
    assert again[1]["verdict"] == "proved"


def test_a_condition_is_named() -> None:
    _, claim = judged(HEAD + "$$ q = x^\\top A x $$\n\n$$ \\nabla_x q = 2 A x $$")
    assert claim["verdict"] == "refuted"
    assert "symmetric" in claim["message"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial L}{\partial z_i} = z_i", "undecided"),
        (r"\frac{\partial L}{\partial z_i} = L z_i", "undecided"),
        (r"\sum_i z_i \frac{\partial L}{\partial z_i} = 2 L", "undecided"),
        (r"\frac{\partial L}{\partial z_i} = 2 \frac{\partial L}{\partial z_i}", "refuted"),
        (r"\frac{\partial L}{\partial x_i} = -\sum_j W_{ji} \frac{\partial L}{\partial z_j}", "refuted"),
    ],
)
def test_a_value_for_an_unknown_loss_is_undecided(line: str, verdict: str) -> None:
    _, claim = judged(HEAD + f"$$ z = W x $$\n\n$$ {line} $$")
    assert claim["verdict"] == verdict
    assert verdict == "refuted" or "no definition" in claim["message"]


def test_the_verdict_of_the_file() -> None:
    assert check(read("$$ 1 + 1 = 2 $$", "note.md"))["verdict"] in ("proved", "undecided")
    assert check(read("nothing here", "note.md"))["verdict"] == "undecided"
    assert check(read("nothing here", "note.md"))["message"] == "no claim found"


@pytest.mark.parametrize(
    ("claim", "words", "suggestion"),
    [
        (r"\|\Pi (p + q) - p\|^2 = \|p - \Pi p\|^2 + \|q\|^2", r"the missing factor $\Pi$", r"+ \|\Pi q\|^{2}"),
        (r"2 \sigma(a) = 1 + \tanh(a)", "a factor 1/2 inside of", ""),
        (r"\sum_{l=1}^{R} (S - 1) = R S - 1", "it is right when R = 1", ""),
    ],
)
def test_slips_that_are_named(claim: str, words: str, suggestion: str) -> None:
    text = (
        r"Let $p, q \in \mathbb{R}^N$, $\Pi \in \mathbb{R}^{N\times N}$, $a \in \mathbb{R}$. "
        rf"Let $R, S$ be positive integers. Assume $$ \Pi^\top = \Pi, \qquad \Pi \Pi = \Pi . $$ Then $$ {claim} $$"
    )
    found = check(read(text, "a.md"))["equations"][-1]
    assert found["verdict"] == "refuted"
    assert words in found["message"]
    assert suggestion in found["suggestion"]


def test_an_axis_of_size_one_has_one_index() -> None:
    text = HEAD + (
        "Let $V \\in \\mathbb{R}^{1 \\times m}$.\n\n$$ y = V W x $$\n\n"
        "$$ \\frac{\\partial y}{\\partial V} = (W x)^\\top $$\n\n"
        "$$ \\frac{\\partial y}{\\partial V} = 2 (W x)^\\top $$"
    )
    assert [e["verdict"] for e in judged(text)[1:]] == ["proved", "refuted"]


def test_a_name_behind_a_chain_is_defined_by_it() -> None:
    text = HEAD + (
        "$$ s = \\tfrac12 \\|W x - 1\\|^2 $$\n\n"
        "$$ \\nabla_x s = W^\\top (W x - 1) =: g $$\n\n"
        "$$ \\nabla_x s = g, \\qquad \\nabla_x s = 2 g $$"
    )
    found = judged(text)
    assert [e["role"] for e in found] == ["definition", "claim", "definition", "claim", "claim"]
    assert [e["verdict"] for e in found] == [None, "proved", None, "proved", "refuted"]


EXAMPLES = Path(__file__).parent / "examples"


@pytest.mark.parametrize("stem", ["residual_block.md", "dense_network.tex", "weight_map.md"])
def test_shared_examples_have_their_verdicts(stem: str) -> None:
    should = {True: "proved", False: "refuted", None: None}
    file = EXAMPLES / stem
    expected = [
        (e["line"], e["link"], e["role"], should[e["truth"]])
        for e in json.loads(file.with_suffix(".json").read_text())["equations"]
    ]
    answers = check(read(file.read_bytes(), stem))["equations"]
    assert [(e["line"], e["link"], e["role"], e["verdict"]) for e in answers] == expected
