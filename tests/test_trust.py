"""What is trusted for "proved" is all that the kernel imports, and the gate; for "refuted", all that the plain
interpreter imports.  Nothing else is, and nothing less."""

from __future__ import annotations

import ast
from pathlib import Path

from symderiv.decide import TRUSTED
from symderiv.language.verdicts import PROVED, REFUTED
from tests.test_floors import PACKAGE

KERNEL = "prover/kernel/theorems.py"
#: Imported inside ``__repr__`` alone: how a term looks in the text of an error.
SHOWN = "language/text.py"
GATE = {"gate.py"}


def closure(start: str, package: Path = PACKAGE) -> set[str]:
    """The modules of the package that a module imports, directly or not, anywhere in them."""
    found, pending = {start}, [start]
    while pending:
        path = pending.pop()
        for node in ast.walk(ast.parse((package / path).read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            if isinstance(node, ast.ImportFrom):
                assert not node.level, "relative imports are not followed"
                names = [str(node.module), *(f"{node.module}.{name}" for name in names)]
            for name in names:
                candidate = name.removeprefix("symderiv.").replace(".", "/") + ".py"
                if name.startswith("symderiv.") and (package / candidate).exists() and candidate not in found:
                    found.add(candidate)
                    pending += [candidate] if candidate != SHOWN else []
    return found


def test_all_that_the_kernel_imports_is_listed() -> None:
    assert closure(KERNEL) - {SHOWN} == set(TRUSTED[PROVED]) - GATE


def test_all_that_the_plain_interpreter_imports_is_listed() -> None:
    assert closure("meaning/plain.py") - {SHOWN} == set(TRUSTED[REFUTED]) - GATE


def test_terms_are_shown_in_repr_alone() -> None:
    tree = ast.parse((PACKAGE / "language/nodes.py").read_text(encoding="utf-8"))
    inside = [n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name == "__repr__" for n in ast.walk(f)]
    shown = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and str(n.module).endswith("language.text")]
    assert shown
    assert all(n in inside for n in shown)


def test_an_import_that_is_not_listed_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "prover" / "kernel"
    folder.mkdir(parents=True)
    (folder / "theorems.py").write_text("def f():\n    from symderiv.prover.kernel.more import g\n", encoding="utf-8")
    (folder / "more.py").write_text("", encoding="utf-8")
    assert closure(KERNEL, tmp_path) == {KERNEL, "prover/kernel/more.py"}
