r"""``\frac{\partial y}{{\partial x}}``: groups of a fraction that are braced twice."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial(x_i - c)^2}{{\partial x_i}} = 2 (x_i - c)", "proved"),
        (r"\frac{{\partial(x_i - c)^2}}{{\partial x_i}} = 2 (x_i - c)", "proved"),
        (r"\frac{{\partial(x_i - c)^2}}{\partial x_i} = x_i - c", "refuted"),
        (r"{\frac{{{\partial(x_i - c)^2}}}{{{\partial x_i}}}} = 2 (x_i - c)", "proved"),
    ],
)
def test_braces_around_a_whole_group(claim: str, verdict: str) -> None:
    assert verdicts(rf"Let $x \in \mathbb{{R}}^n$ and $c \in \mathbb{{R}}$. $$ {claim} $$") == [verdict]
