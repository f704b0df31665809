"""Names and shapes in code ticks: what formulas use is read, all other code is left alone."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.page.masking import mask_markdown
from symderiv.documents.walk.document import read

CLAIMS = r"""

$$ Y = X W $$

$$ \frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Y} $$

$$ \frac{\partial L}{\partial W} = X^\top X \frac{\partial L}{\partial X} $$
"""
HANDS = [
    "The input `X` has shape `(N, D)`, the weight `W` has shape `(D, M)`.",
    "| name | shape |\n|---|---|\n| `X` | `(N, D)` |\n| `W` | `(D, M)` |",
    "| name | shape | what |\n|---|---|---|\n| `X` | (N, D) | inputs |\n| `W` | (D, M) | weights |",
    "- `X`: `(N, D)`\n- `W`: `(D, M)`",
    "`X` is `N x D` and `W`, that's `D x M`.",
    "- `X` — `(N, D)`, inputs\n- `W` — `(D, M)`, weights",
]


@pytest.mark.parametrize("text", HANDS)
def test_shapes_in_ticks(text: str) -> None:
    found = check(read(text + CLAIMS, "a.md"), suggest=False)["equations"]
    assert [e["verdict"] or e["role"] for e in found][:2] == ["definition", "proved"]
    assert found[2]["verdict"] != "proved"


@pytest.mark.parametrize(
    "shapes",
    [
        "- `x`: `(n,)`\n- `gamma`: `(n,)`",
        "`x` and the gain `gamma` are both of shape `(n,)`, i.e. $x, \\gamma \\in \\mathbb{R}^n$.",
        "| name | shape |\n|---|---|\n| `x` | (n,) |\n| `gamma` | `(n,)` |\n\nHere $x \\in \\mathbb{R}^n$.\n",
    ],
)
def test_vectors_and_scalars(shapes: str) -> None:
    text = f"""{shapes}
- `eps` is a scalar

$$ y_i = \\gamma_i x_i + \\epsilon $$

$$ \\frac{{\\partial y_i}}{{\\partial x_j}} = \\gamma_i \\delta_{{ij}} $$

$$ \\frac{{\\partial y_i}}{{\\partial \\epsilon}} = 1 $$

$$ \\frac{{\\partial y_i}}{{\\partial x_j}} = \\gamma_i $$
"""
    found = check(read(text, "a.md"), suggest=False)["equations"]
    assert [e["verdict"] or e["role"] for e in found] == ["definition", "proved", "proved", "refuted"]


def test_what_the_text_says_of_a_name_in_ticks_is_no_less_said() -> None:
    text = "Let $x \\in \\mathbb{R}^n$. `x` has unit norm.\n\n$$ x^\\top x = 1 $$\n\n$$ x^\\top x = 2 $$\n"
    found = check(read(text, "a.md"), suggest=False)["equations"]
    assert [e["verdict"] for e in found] == ["proved", "refuted"]


@pytest.mark.parametrize("code", ["`x.T`", "`z`", "`x = 0`", "``x``", "`f(x)`", "`X @ W`", "`$ y $`", "`(i)`"])
def test_other_code_is_left_alone(code: str) -> None:
    text = f"$$ y = x $$ and {code} is code"
    masked = mask_markdown(text)
    assert masked == text.replace(code, " " * len(code))


@pytest.mark.parametrize("text", ["`x` and\n`W1` of `(N, D)`\n\n| `gamma` | (N,) |", "`(H,)` `N x D` `eps` `y_1`"])
def test_offsets_stay(text: str) -> None:
    text += "\n\n$$ y_1 = \\gamma W_1 x + \\epsilon $$"
    masked = mask_markdown(text)
    assert len(masked) == len(text)
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in text.split("\n")]
    assert "`" not in masked
