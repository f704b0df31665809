r"""What stands below a slash: ``x^2/2s^2`` in one go is left open, brackets behind a number are factors."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

_HEAD = r"Let $x, y \in \mathbb{R}$, $s > 0$ and $v \in \mathbb{R}^n$; $N$ is a positive integer. "


@pytest.mark.parametrize("power", ["x^2/2s^2", r"x^2/\sqrt{2}s", "x/2ys"])
def test_what_follows_in_one_go_is_left_open(power: str) -> None:
    top, below = power.split("/")
    below = below.removeprefix("2") if below[0] == "2" else below
    for side in (rf"\frac{{{top}}}{{{power.split('/')[1]}}}", rf"({power})", f"{power} + 1"):
        found = verdicts(f"{_HEAD} $$ p = {power} $$ $$ p = {side} $$")
        assert found[-1] == ("refuted" if side.endswith("1") else "undecided" if "frac" in side else "proved")
    assert verdicts(f"{_HEAD} $$ p = {power} $$ $$ p - {power} = 0 $$")[-1] == "proved"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"x/2 \, s^2 = \frac{x}{2} s^2", "proved"),
        (r"x/2 s^2 = \frac{x}{2 s^2}", "refuted"),
        (r"1/2s^2 = \frac12 s^2", "proved"),
        (r"x/2 \cdot s = \frac{x s}{2}", "proved"),
        (r"x/s \|v\|^2 = \frac{x}{s} \|v\|^2", "proved"),
        (r"1/s (x + y) = \frac{x + y}{s}", "proved"),
        (r"1/s (x + y) = \frac{1}{s (x + y)}", "refuted"),
        (r"y/s^2 (x - y) = \frac{y (x - y)}{s^2}", "proved"),
        (r"1/N(N+1) = \frac1N - \frac{1}{N+1}", "proved"),
        (r"1/f(s) = \frac{1}{s^2 + 1}", "proved"),
    ],
)
def test_what_a_slash_divides_by(line: str, verdict: str) -> None:
    assert verdicts(f"{_HEAD} $$ f(t) = t^2 + 1 $$ $$ {line} $$")[-1] == verdict


def test_the_remedy_is_named() -> None:
    text = r"$$ p = e^{-x^2/2s^2} $$ $$ \frac{\partial p}{\partial x} = -\frac{x}{s^2} p $$"
    line = judged(_HEAD + text)[-1]
    assert line["verdict"] == "undecided"
    assert "below a slash" in line["message"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\partial L / \partial y_i = \frac{\partial L / \partial z_i}{2 z_i}", "proved"),
        (r"\partial L / \partial y_i = \frac{\partial L / \partial z_i}{z_i}", "refuted"),
        (r"\frac{\partial L / \partial z_i}{\partial L / \partial y_i} = 2 z_i", "proved"),
        (r"\frac{1}{\partial z_i / \partial y_i} = 2 z_i", "proved"),
        (r"\frac{\partial (\partial z_i / \partial y_i)}{\partial y_i} = -\frac{1}{4 z_i^3}", "proved"),
        (r"\frac{\partial (\partial z_i / \partial y_i)}{\partial y_i} = \frac{1}{4 z_i^3}", "refuted"),
        (r"\frac{\partial z_i}{2} = 1", "error"),
    ],
)
def test_derivatives_with_a_slash_in_a_fraction(line: str, verdict: str) -> None:
    text = r"Let $y \in \mathbb{R}^n$. $$ z_i = \sqrt{1 + y_i} $$"
    assert verdicts(f"{text} $$ {line} $$")[-1] == verdict
