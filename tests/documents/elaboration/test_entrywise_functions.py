"""A function whose parameter is named like a vector, and which is made entry by entry, is one of numbers as well."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

BEGIN = r"Let $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^D$ and $b \in \mathbb{R}^M$." + "\n$$ a = X w $$\n"


def verdicts(text: str) -> list[str]:
    found = judged(BEGIN + text)
    return [e["verdict"] or e["role"] for e in found][1:]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"\zeta(a_n) = a_n + \zeta(-a_n)", "proved"),
        (r"\zeta(a_n) = \zeta(-a_n)", "refuted"),
        (r"\frac{\partial}{\partial a_n} \zeta(a_n) = \sigma(a_n)", "proved"),
        (r"\frac{\partial}{\partial a_n} \zeta(a_n) = 1 - \sigma(a_n)", "refuted"),
        (r"\zeta(b) - \zeta(-b) = b", "proved"),
        (r"\zeta(b) - \zeta(-b) = 2 b", "refuted"),
        (r"\zeta(a)_n = \ln(1 + e^{a_n})", "proved"),
        (r"\zeta'(a_n) = \sigma(a_n)", "proved"),
    ],
)
def test_softplus(line: str, expected: str) -> None:
    assert verdicts(rf"With $\zeta(a) = \ln(1 + e^a)$ we have $$ {line} $$") == [expected]


@pytest.mark.parametrize("body", [r"a \|a\|", r"a a^\top a", r"\operatorname{softmax}(a)"])
def test_others_are_of_vectors_only(body: str) -> None:
    assert verdicts(rf"With $\zeta(a) = {body}$ we have $$ \zeta(a_n) = \zeta(a_n) $$") == ["error"]


def test_hyperbolic_secants_and_the_complementary_error_function() -> None:
    text = (
        "$x \\in \\mathbb{R}^n$.\n\n$$ y_i = \\tanh x_i $$\n\n"
        "$$ \\frac{\\partial y_i}{\\partial x_k} = \\delta_{ik} \\operatorname{sech}^2(x_i) $$\n\n"
        "$$ \\frac{\\partial y_i}{\\partial x_i} = \\operatorname{sech} x_i $$\n\n"
        "$$ \\frac{d}{dx_i} \\operatorname{csch} x_i = -\\operatorname{csch}(x_i) \\coth(x_i) $$\n\n"
        "$$ \\operatorname{erfc}(x_i) + \\operatorname{erfc}(-x_i) = 2 $$\n\n"
        "$$ \\operatorname{erfc}(x_i) = \\operatorname{erfc}(-x_i) $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "proved", "refuted"]
