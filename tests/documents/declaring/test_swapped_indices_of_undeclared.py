r"""Shapes that definitions tell hold where a wrong line has the indices in another order."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

NET = r"$$ u_k = \sum_{j=1}^{d} W_{kj} x_j, \qquad y = \sum_{k=1}^{K} v_k\, \phi(u_k) $$" + "\n\n"
SWAPPED = r"\frac{\partial y}{\partial x_j} = \sum_{k=1}^{K} v_k\, \phi'(u_k)\, W_{jk}"
RIGHT = r"\frac{\partial y}{\partial x_j} = \sum_{k=1}^{K} v_k\, \phi'(u_k)\, W_{kj}"
OTHER = r"\frac{\partial y}{\partial W_{kj}} = v_k\, \phi'(u_k)\, x_j"


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(text)]


@pytest.mark.parametrize("before", [False, True])
def test_a_line_with_its_indices_swapped_spoils_no_other(before: bool) -> None:
    lines = [(SWAPPED, "refuted"), (RIGHT, "proved"), (OTHER, "proved")]
    lines = lines if before else lines[::-1]
    text = NET + "\n\n".join(f"$$ {line} $$" for line, _ in lines)
    assert verdicts(text) == ["definition", "definition", *(verdict for _, verdict in lines)]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial z_i}{\partial x_j} = \sum_{k=1}^{m} A_{ik} B_{kj}", "proved"),
        (r"\frac{\partial z_i}{\partial x_j} = \sum_{k=1}^{m} A_{ki} B_{jk}", "refuted"),
        (r"\frac{\partial z_i}{\partial A_{ik}} = h_k", "proved"),
    ],
)
def test_two_maps(line: str, verdict: str) -> None:
    maps = r"$$ h_k = \sum_{j=1}^{n} B_{kj} x_j, \qquad z_i = \sum_{k=1}^{m} A_{ik} h_k \qquad (i = 1, \dots, p) $$"
    assert verdicts(f"{maps}\n\n$$ {line} $$")[-1] in (verdict, "error" if verdict == "refuted" else verdict)
