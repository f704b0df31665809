"""What is trusted for "proved" is all that the kernel imports, and the gate; for "refuted", all that the plain
interpreter imports.  Nothing else is, and nothing less."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from symderiv.decide import TRUSTED
from symderiv.language.verdicts import PROVED, REFUTED
from tests.test_floors import PACKAGE

KERNEL = "prover/kernel/theorems.py"
#: Imported inside ``__repr__`` and ``__str__`` alone: how a term looks in the text of an error.
SHOWN = "language/text.py"
#: Only orders: any order of summands, factors and guards is as good as another.
ORDER = "language/order.py"
FACTORS = "prover/order.py"
GATE = {"gate.py"}
#: Searches whose answers are checked: a wrong one makes no proof.
HINTS = {
    "symderiv.language.axes": "language/axes.py",
    "symderiv.prover.hints": "prover/hints.py",
    "symderiv.prover.rationals": "prover/rationals.py",
}
ORDERS = {"symderiv.language.order": "Ordered", "symderiv.prover.order": "factor_key"}
UNTRUSTED = {SHOWN, ORDER, FACTORS, *HINTS.values()}


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
                    pending += [candidate] if candidate not in UNTRUSTED else []
    return found


def test_all_that_the_kernel_imports_is_listed() -> None:
    assert closure(KERNEL) - UNTRUSTED == set(TRUSTED[PROVED]) - GATE


def test_all_that_the_plain_interpreter_imports_is_listed() -> None:
    assert closure("meaning/plain.py") - UNTRUSTED == set(TRUSTED[REFUTED]) - GATE


@pytest.mark.parametrize("module", ["language/nodes.py", "language/integers.py"])
def test_terms_are_shown_in_texts_alone(module: str) -> None:
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    texts = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name in ("__repr__", "__str__")]
    inside = [n for f in texts for n in ast.walk(f)]
    shown = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and str(n.module).endswith("language.text")]
    assert shown
    assert all(n in inside for n in shown)


def test_a_sort_key_only_sorts() -> None:
    """What is trusted asks for the key of a term only to put things in order, and for nothing else of that module."""
    for module in {*TRUSTED[PROVED], *TRUSTED[REFUTED]}:
        tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in ORDERS:
                assert [a.name for a in node.names] == [ORDERS[node.module]]
        ordering = [k.value for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords if k.arg == "key"]
        named = {k.id for k in ordering if isinstance(k, ast.Name)}
        ordering += [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name in named]
        inside = [n for k in ordering for n in ast.walk(k)]
        keys: list[ast.AST] = [
            n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in ("sort_key", "_key", "_written")
        ]
        keys += [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "factor_key"]
        assert all(n in inside for n in keys), module


def test_an_import_that_is_not_listed_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "prover" / "kernel"
    folder.mkdir(parents=True)
    (folder / "theorems.py").write_text("def f():\n    from symderiv.prover.kernel.more import g\n", encoding="utf-8")
    (folder / "more.py").write_text("", encoding="utf-8")
    assert closure(KERNEL, tmp_path) == {KERNEL, "prover/kernel/more.py"}


def test_what_is_asked_of_hints_is_known() -> None:
    """All that what is trusted imports from hints: tests/prover/test_hints.py gives wrong answers in their places."""
    asked: dict[str, set[str]] = {}
    for module in TRUSTED[PROVED]:
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module) in HINTS:
                asked.setdefault(module, set()).update(a.name for a in node.names)
    assert asked == {
        "language/declarations.py": {"axes_that_fit"},
        "prover/kernel/intervals.py": {"connected", "contradiction"},
        "prover/kernel/parts.py": {"places"},
        "prover/kernel/context.py": {"bounds", "points"},
        "prover/kernel/algebra.py": {"common_number", "square_outside"},
    }
