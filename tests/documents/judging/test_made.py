"""What a case makes of an input: derivatives by what it is made from pass through it."""

from __future__ import annotations

from tests.documents.judged import judged, verdicts

LOSS = r"""
Let $x, b\in\mathbb{R}^n$ and

$$ f = \|x - b\|^2 $$

"""


def test_a_derivative_by_what_a_case_makes_an_input_from() -> None:
    text = r"""
If $x = Az$ with $A\in\mathbb{R}^{n\times k}$ and $z\in\mathbb{R}^k$, then

$$ \frac{\partial f}{\partial z} = 2A^\top(Az-b), \qquad \frac{\partial f}{\partial z} = 2A^\top(x-b) $$

In the special case $x = Bz$ with $B\in\mathbb{R}^{n\times k}$ we have

$$ \frac{\partial f}{\partial z} = 2B^\top(Bz-b), \qquad \frac{\partial f}{\partial z} = 2B(Bz-b), \qquad
\frac{\partial f}{\partial z} = 0 $$
"""
    found = judged(LOSS + text)
    assert [e["verdict"] or e["role"] for e in found[1:]] == ["proved", "proved", "proved", "error", "refuted"]
    assert any("x = A z" in a for a in found[1]["assumptions"])


def test_a_derivative_at_a_point() -> None:
    text = r"""
At the midpoint, $x = \frac12 b$, we have

$$ f = \frac14\|b\|^2, \qquad \frac{\partial f}{\partial x} = -b, \qquad \frac{\partial f}{\partial b} = \frac12 b,
\qquad \frac{\partial f}{\partial b} = 3 b $$

In general, $$ f = \frac14\|b\|^2 $$
"""
    assert verdicts(LOSS + text)[1:] == ["proved", "proved", "undecided", "refuted", "refuted"]


def test_a_number_of_a_case() -> None:
    text = r"""
Let $S\in\mathbb{R}^{d\times d}$ be symmetric and $u\in\mathbb{R}^d$.

$$D = u^\top S u$$

If $S=s^2I$ for a number $s>0$, we have

$$ D = s^2\|u\|^2, \qquad D = s\|u\|^2 $$

In general, $$ D = s^2\|u\|^2 $$
"""
    assert verdicts(text)[:3] == ["definition", "proved", "refuted"]
    assert verdicts(text)[3] != "proved"


def test_an_inverse_of_what_a_case_gives() -> None:
    text = r"""
Let $S\in\mathbb{R}^{d\times d}$ be symmetric positive definite and $u\in\mathbb{R}^d$.

$$D = u^\top S^{-1} u$$

If $S=s^2I$ for a number $s>0$, we have

$$ D = \frac{1}{s^2}\|u\|^2 $$

In general, $$ D = \|u\|^2 $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
