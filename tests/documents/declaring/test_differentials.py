r"""``d(uv) = u\,dv + v\,du``: no number d times a bracket."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

RULES = [
    r"d(\frac{f}{g}) = \frac{g \cdot df - f \cdot dg}{g^2}",
    r"d(fg) = g\,df + f\,dg",
    r"d(u + v) = du + dv",
    r"d(\log x) = dx/x",
    r"d(x^2) = 2 x\,dx",
    r"d(X^{-1}) = -X^{-1} dX X^{-1}",
    r"\mathrm{d}(uv) = u \cdot \mathrm{d}v + v \cdot \mathrm{d}u",
]


@pytest.mark.parametrize("rule", RULES)
def test_rules_of_differentials_are_no_products(rule: str) -> None:
    (found,) = judged(f"The rule is\n\n$$ {rule} $$\n")
    assert found["role"] == "error"
    assert "a differential" in found["message"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$$ d(u + v) = d u + d v $$ with $d > 0$.", ["proved"]),  # a number that the text tells of
        (r"$$ d(u - v) = d u + d v $$ with $d > 0$.", ["refuted"]),
        (r"$$ (a + b)(c + d) = a c + a d + b c + b d $$", ["proved"]),  # it stands with nothing behind it
        (r"$$ (a + b)(c + d) = a c + a d + b c - b d $$", ["refuted"]),
        (r"$$ c(u + v) = c u + c v $$", ["proved"]),
    ],
)
def test_a_number_d_multiplies(text: str, expected: list[str]) -> None:
    assert verdicts(f"For numbers $a, b, c, u, v$ we have\n\n{text}\n") == expected


def test_no_shape_is_found_for_the_sign() -> None:
    text = r"""The updates are
$$ Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} $$
$$ W^{[l]} = W^{[l]} - \alpha \cdot dW^{[l]} $$
$$ b^{[l]} = b^{[l]} - \alpha \cdot db^{[l]} $$
"""
    assert "refuted" not in verdicts(text)
