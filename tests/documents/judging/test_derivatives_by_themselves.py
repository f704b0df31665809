r"""``\partial x / \partial x`` of an undeclared number, which is no loss that depends on itself."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (
            r"\frac{\partial}{\partial x}(x \sigma(b x)) = \frac{\partial x}{\partial x} \sigma(b x) "
            r"+ x \frac{\partial}{\partial x} \sigma(b x)",
            "proved",
        ),
        (
            r"\frac{\partial}{\partial x}(x \sigma(b x)) = \frac{\partial x}{\partial x} \sigma(b x) "
            r"+ \frac{\partial}{\partial x} \sigma(b x)",
            "refuted",
        ),
        (r"\frac{\partial}{\partial x} \sigma(x) = 1 - \sigma(x)", "refuted"),
        (r"\frac{\partial}{\partial x} \sigma(x) = \sigma(x) (1 - \sigma(x))", "proved"),
    ],
)
def test_what_is_differentiated_by_as_well(claim: str, verdict: str) -> None:
    other = r"$$ \frac{\partial x}{\partial x} = 1 $$"
    assert verdicts(f"For each number $b$\n\n$$ {claim} $$\n\n{other}\n") == [verdict, "proved"]
