"""Values that the text gives by formulas which cannot be read: their names have no other ones."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts


@pytest.mark.parametrize(
    "said",
    [
        r"Let $n$ be a positive integer and $Q = \binom{n}{2}$.",
        r"Let $n$ be a positive integer. Let $Q = n!$.",
        r"Here $n$ is a positive integer, with $Q = \unknown{n}$.",
        r"Suppose $n$ is a positive integer and $Q = \binom{n}{2}$.",
    ],
)
def test_nothing_is_proved_of_another_value(said: str) -> None:
    text = f"{said}\n\n$$ Q = \\frac{{1}}{{n+1}} $$\n\n$$ Q (n+1) = 1 $$\n"
    found = judged(text)
    assert [e["role"] for e in found] == ["error", "error"]
    assert all("of line 1" in e["message"] for e in found)


def test_what_has_a_value_keeps_it() -> None:
    text = r"Let $n$ be a positive integer. $$ Q = \frac{1}{n+1} $$ Let $Q = \unknown{n}$. $$ Q (n+1) = 1 $$"
    assert verdicts(text) == ["definition", "proved"]


def test_what_is_denied_gives_no_value() -> None:
    text = r"Let $n$ be a positive integer. It is not true that $Q = \unknown{n}$. $$ Q = \frac{1}{n+1} $$ "
    text += r"$$ Q (n+1) = 1 $$"
    assert verdicts(text) == ["definition", "proved"]
