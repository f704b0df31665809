"""Sizes that are written as numbers: judged as any sizes are, refuted at the numbers that are written."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from symderiv.documents.check import check
from symderiv.documents.judging.written_sizes import decide, general
from symderiv.documents.walk.document import read
from symderiv.language.binding import substitute
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Guard, Mul, Num, Read, Sum, Term
from symderiv.language.theory import Statement, Theory
from tests.documents.judged import judged, verdicts

SOFTMAX = r"""Let $x \in \mathbb{R}^{784}$, $W \in \mathbb{R}^{10 \times 784}$, $b, y \in \mathbb{R}^{10}$ with
$\sum_k y_k = 1$.

$$ z = W x + b, \qquad p_k = \frac{e^{z_k}}{\sum_{j=1}^{10} e^{z_j}}, \qquad L = -\sum_{k=1}^{10} y_k \log p_k $$

"""
LAYERS = r"""Let $x \in \mathbb{R}^{100}$, $W \in \mathbb{R}^{32 \times 100}$, $b \in \mathbb{R}^{32}$,
$V \in \mathbb{R}^{10 \times 32}$ and $t \in \mathbb{R}^{10}$.

$$ a = W x + b, \qquad h = \operatorname{ReLU}(a), \qquad E = \frac12 \|V h - t\|^2 $$

"""
NORM = r"""Let $x \in \mathbb{R}^{512}$ and

$$ \mu = \frac{1}{512} \sum_{i=1}^{512} x_i, \qquad v = \frac{1}{512} \sum_{i=1}^{512} (x_i - \mu)^2 $$

"""
CONVOLUTION = r"""Let $x \in \mathbb{R}^{3 \times 32 \times 32}$, $F \in \mathbb{R}^{64 \times 3 \times 3 \times 3}$ and
$y \in \mathbb{R}^{64 \times 32 \times 32}$, indices from 0.

$$ y_{oij} = \sum_{c=0}^{2} \sum_{p=0}^{2} \sum_{q=0}^{2} F_{ocpq} x_{c,i+p-1,j+q-1} $$

"""
BACK = r"\frac{\partial L}{\partial x_{cij}} = \sum_{o=0}^{63} \sum_{p=0}^2 \sum_{q=0}^2 F_{ocpq} \frac{\partial L}"


@pytest.mark.parametrize(
    ("text", "line", "verdict"),
    [
        (SOFTMAX, r"\nabla_W L = (p - y) x^\top", "proved"),
        (SOFTMAX, r"\nabla_W L = (y - p) x^\top", "refuted"),
        (SOFTMAX, r"\sum_{k=1}^{10} p_k = 1", "proved"),
        (SOFTMAX, r"\sum_{k=1}^{10} p_k = 10", "refuted"),
        (LAYERS, r"\nabla_b E = V^\top (V h - t) \odot [a > 0]", "proved"),
        (LAYERS, r"\nabla_b E = V^\top (V h - t)", "refuted"),
        (NORM, r"\frac{\partial v}{\partial x_i} = \frac{2}{512} (x_i - \mu)", "proved"),
        (NORM, r"\frac{\partial v}{\partial x_i} = \frac{1}{256} (x_i - \mu)", "undecided"),
        (NORM, r"\sum_{i=1}^{512} (x_i - \mu) = 0", "proved"),
        (NORM, r"\sum_{i=1}^{512} x_i = 511 \mu", "refuted"),
        (CONVOLUTION, BACK + r"{\partial y_{o,i-p+1,j-q+1}}", "proved"),
        (CONVOLUTION, BACK + r"{\partial y_{o,i+p-1,j+q-1}}", "refuted"),
    ],
)
def test_written_sizes(text: str, line: str, verdict: str) -> None:
    if verdict == "undecided":
        assert verdicts(f"{text}$$ {line} $$")[-1] != "refuted"  # 2/512 = 1/256, and at no other size
    else:
        assert verdicts(f"{text}$$ {line} $$")[-1] == verdict


def test_what_holds_at_the_written_size_alone_is_not_refuted() -> None:
    text = r"Let $x \in \mathbb{R}^{12}$. $$ s = \sum_{i=1}^{12} x_i $$ $$ @ $$"
    assert verdicts(text.replace("@", r"\sum_{i=1}^{12} (x_i - 1) = s - 12")) == ["definition", "proved"]
    assert verdicts(text.replace("@", r"\sum_{i=1}^{12} (x_i - 1) = s - 3 \cdot 4")) == ["definition", "proved"]
    assert verdicts(text.replace("@", r"\sum_{i=1}^{12} (x_i - 1) = s - 11")) == ["definition", "refuted"]


def test_the_counterexample_is_short_and_says_what_the_rest_is() -> None:
    (found,) = [e for e in judged(rf"{LAYERS}$$ \nabla_b E = V^\top (V h - t) $$") if e["role"] == "claim"]
    shown = found["counterexample"]
    assert shown["sizes"] == {}
    assert shown["values"]["W"] == [["0"]]
    assert found["message"].startswith("all other entries are")
    assert shown["left"] != shown["right"]


def test_a_suggestion() -> None:
    text = rf"{SOFTMAX}$$ \nabla_W L = (y - p) x^\top $$"
    (found,) = [e for e in check(read(text, "a.md"))["equations"] if e["verdict"] == "refuted"]
    assert found["suggestion"] == r"(p - y) x^{\top}"


@pytest.mark.parametrize("number", [8, 30, 100])
@pytest.mark.parametrize(("factor", "verdict"), [(0, "proved"), (-1, "refuted"), (1, "refuted")])
def test_a_sum_of_so_many_ones(number: int, factor: int, verdict: str) -> None:
    """Of a theory that is built by hand; a number that is one off is refuted at the written size."""
    theory = Theory()
    theory.add_tensor("x", (Poly.constant(number),))
    i = Poly.symbol("%i")
    within = (Guard("ge", i), Guard("ge", Poly.constant(number - 1) - i))
    total = Sum(("%i",), within, Mul((Num(Fraction(1)), Read("x", (i,)))))
    shifted = Sum(("%i",), within, Add((Read("x", (i,)), Num(Fraction(1)))))
    claim = Statement(shifted, Add((total, Num(Fraction(number + factor)))))
    assert decide(theory, claim).verdict == verdict


def test_what_is_too_costly_at_the_written_sizes() -> None:
    """It is not refuted there, but the message tells what smaller arrays show."""
    text = r"""Let $X \in \mathbb{R}^{4096 \times 2048}$, $V, W \in \mathbb{R}^{2048 \times 512}$ and
$G \in \mathbb{R}^{4096 \times 4096}$.

$$ S = X W (X V)^\top $$

$$ L = \operatorname{tr}(G^\top S) $$

$$ \nabla_V L = X^\top G X W $$

$$ \nabla_V L = X^\top G^\top X W $$
"""
    found = [e for e in judged(text) if e["role"] == "claim"]
    assert [e["verdict"] for e in found] == ["undecided", "proved"]
    assert re.search(r"with \d in the place of 4096, .* the left side may be", found[0]["message"])


@pytest.mark.parametrize("text", [SOFTMAX, LAYERS, NORM, CONVOLUTION])
def test_the_claim_is_an_instance_of_the_general_one(text: str) -> None:
    document = read(
        f"{text}$$ \\frac{{\\partial L}}{{\\partial x}} = 0 $$ $$ 512 x = 0 $$ $$ \\frac{{x}}{{784}} = 9 $$"
    )
    claims = [e for e in document.equations if e.role == "claim" and e.statement is not None]
    assert claims
    for claim in claims:
        assert claim.statement is not None
        for wider, statement, sizes in general(claim.theory, claim.statement):
            back = {size: Poly.constant(number) for size, number in sizes.items()}

            def plain(term: Term, back: dict[str, Poly] = back) -> str:
                """With sizes as numbers again, which may stand where a number or its reciprocal stood."""
                text = repr(substitute(term, back))
                return re.sub(r"\((\d+)\)\^\(-1\)|(\d+)\^\(-1\)", lambda m: f"1/{m[1] or m[2]}", text)

            pairs = [(statement.left, claim.statement.left), (statement.right, claim.statement.right)]
            pairs += [(d.body, claim.theory.definitions[n].body) for n, d in wider.definitions.items()]
            assert [plain(one) for one, _ in pairs] == [repr(other) for _, other in pairs]
            for name, shape in wider.shapes.items():
                assert tuple(s.substitute(back) for s in shape) == claim.theory.shapes[name]
            assert sizes


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{x_i}{c} = \frac{2 x_i}{2 c}",  # c is 0 where there are ten entries, and at no other size
        r"\frac{\partial}{\partial x_i} \max(c x_i, 0) = c [c x_i > 0]",
        r"\frac{\partial}{\partial x_i} \max(c x_i, 0) = c [c x_i \ge 0]",
    ],
)
@pytest.mark.parametrize("count", [r"5 + 5 - \sum_{i=1}^{10} 1", r"2 \cdot 5 - \sum_{i=1}^{10} 1"])
def test_conditions_that_fail_at_the_written_size_alone(count: str, line: str) -> None:
    text = rf"Let $x \in \mathbb{{R}}^{{10}}$, indices from 1. $$ c = {count} $$ $$ {line} $$"
    found = [e for e in judged(text) if e["role"] == "claim"]
    assert all(e["verdict"] != "proved" or not e["assumptions"] for e in found), found
