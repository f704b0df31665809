r"""``x_N`` on an axis of ``N`` entries is the last one; where ``N`` may as well be an index, both are judged."""

from __future__ import annotations

from tests.documents.judged import judged, verdicts


def test_the_entry_at_the_size_tells_the_first_index() -> None:
    text = (
        r"Let $x \in \mathbb{R}^N$."
        "\n\n"
        r"$$ f = \sum_{i=1}^{N-1} x_i^2 $$"
        "\n\n"
        r"$$ \frac{\partial f}{\partial x_N} = 0 $$"
        "\n\n"
        r"$$ \frac{\partial f}{\partial x_N} = 2 x_N $$"
        "\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_letter_that_is_a_size_may_be_an_index() -> None:
    text = (
        r"Let $x \in \mathbb{R}^n$."
        "\n\n"
        r"$$ f = \sum_{i=2}^{n} (x_i - x_{i-1})^2 $$"
        "\n\n"
        r"$$ \frac{\partial f}{\partial x_n} = 2 (x_n - x_{n-1}) $$"
        "\n\n"
        r"$$ \frac{\partial f}{\partial x_n} = x_n $$"
        "\n"
    )
    assert verdicts(text) == ["definition", "undecided", "refuted"]
    assert "the last one" in judged(text)[1]["message"]


def test_an_index_with_a_range_is_one() -> None:
    text = (
        r"Let $x \in \mathbb{R}^{n}$ and $n = 1, \dots, n$."
        "\n\n"
        r"$$ f = \sum_{i=1}^{n} x_i^2 $$"
        "\n\n"
        r"$$ \frac{\partial f}{\partial x_n} = 2 x_n $$"
        "\n"
    )
    assert verdicts(text)[-1] in ("proved", "error")
