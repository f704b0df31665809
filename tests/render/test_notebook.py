"""What a notebook shows, by a real kernel: expressions, claims, verdicts, derivations and reports, typeset."""

from __future__ import annotations

from typing import Any

import pytest

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")

SETUP = """
from symderiv import D, Model, Part, Theorem, gradient, indices, judge, to_sympy, total
t = Model(); n = t.size("n"); i, j = indices("i j"); x = t.tensor("x", n)
E = t.define("E", (), total(x[i] ** 2, i))
claim = t.claim("slope", D(E, x[i]), 2 * x[i])
slip = t.claim("slip", D(E, x[i]), x[i])
"""
SHOWN = {
    "expression": "total(x[i] ** 2, i)",
    "claim": "claim",
    "proof": "judge(claim)",
    "refutation": "judge(slip)",
    "derivation": "gradient(t.theory, t.term(E), 'x')",
    "report": "__import__('symderiv.theorem').theorem.run("
    "Theorem('one', 'One', lambda: [Part('slope', 'equation', claim.theory, claim.statement)]))",
    "for SymPy": "to_sympy(t.theory.definitions['E'].body, t.theory)",
}


@pytest.fixture(scope="module")
def outputs() -> dict[str, dict[str, Any]]:
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *SHOWN.values())]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return {name: cell.outputs[-1].data for name, cell in zip(SHOWN, notebook.cells[1:], strict=True)}


@pytest.mark.parametrize(
    ("name", "form", "piece"),
    [
        ("expression", "text/latex", r"\sum_{i} {x}_{i}^{2}"),
        ("claim", "text/latex", r"\frac{\partial E}{\partial {x}_{i}} = 2 {x}_{i}"),
        ("proof", "text/latex", r"\text{proved}"),
        ("proof", "text/html", "proved"),
        ("refutation", "text/html", "<math"),
        ("refutation", "text/plain", "Judgement"),
        ("derivation", "text/latex", r"\frac{\partial E}{\partial x_{i}} = 2 \, x_{i}"),
        ("derivation", "text/markdown", "one adjoint a step"),
        ("report", "text/html", "One: proved"),
        ("for SymPy", "text/latex", r"\sum_{i=0}^{n - 1} {x}_{i}^{2}"),
    ],
)
def test_shown(outputs: dict[str, dict[str, Any]], name: str, form: str, piece: str) -> None:
    assert piece in outputs[name][form], outputs[name]
