r"""An indicator with its condition below it multiplies the bracket behind it: ``\mathbf{1}_{x > 0} (1 - [y > 0])``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"""Let $x, y \in \mathbb{R}^n$.

$$ f = \sum_i [x_i > 0] \, (y_i - [y_i > 0]) $$

"""
BELOW = [r"\mathbf{1}_{%s}", r"\mathbb{1}_{%s}", r"\mathbb{1}_{\{%s\}}", r"\mathbb{I}_{%s}", r"\chi_{%s}"]
BESIDE = [r"\mathbb{1}[%s]", r"\mathbf{1}(%s)", r"\mathbb{1}\{%s\}", r"[%s]", r"\llbracket %s \rrbracket"]


@pytest.mark.parametrize("first", [*BELOW, *BESIDE])
@pytest.mark.parametrize("second", [r"\mathbf{1}_{%s}", r"\mathbb{1}[%s]", "[%s]"])
def test_a_sum_behind_an_indicator(first: str, second: str) -> None:
    product = f"{first % 'x_i > 0'} (y_i - {second % 'y_i > 0'})"
    assert verdicts(rf"{HEAD}$$ f = \sum_i {product} $$")[-1] == "proved"
    assert verdicts(rf"{HEAD}$$ f = \sum_i (y_i - {second % 'y_i > 0'}) $$")[-1] == "refuted"
    assert verdicts(rf"{HEAD}$$ f = \sum_i {product.replace('x', 'y')} $$")[-1] == "refuted"


@pytest.mark.parametrize("first", BELOW)
@pytest.mark.parametrize("second", ["[%s]", r"\mathbf{1}_{%s}"])
def test_two_conditions(first: str, second: str) -> None:
    product = f"{first % 'x_i > 0'} {second % 'y_i > 0'}"
    text = r"Let $x, y \in \mathbb{R}^n$. $$ g = \sum_i [x_i > 0] [y_i > 0] $$ "
    assert verdicts(rf"{text}$$ g = \sum_i {product} $$")[-1] == "proved"
    assert verdicts(rf"{text}$$ g = \sum_i {second % 'y_i > 0'} $$")[-1] == "refuted"
