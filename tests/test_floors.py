"""The floors of the package: who may import whom, imports inside functions included, and that the guard works."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "symderiv"
FLOORS = {
    "errors": 0,
    "budget": 0,
    "language": 0,
    "meaning": 1,
    "prover": 1,
    "gate": 2,
    "decide": 2,
    "certificate": 2,
    "scope": 2,
    "derivation": 3,
    "layers": 3,
    "documents": 4,
    "render": 4,
    "kernels": 4,
    "networks": 5,
    "figures": 6,
    "theorem": 6,
    "browser": 5,
    "testing": 6,
    "pytest_plugin": 6,
    "cli": 6,
    "__main__": 7,
    "cli_prove": 6,
    "cli_documents": 6,
    "proofs": 7,
}
#: The floors within the reading of documents, the lowest first; what stands beside them is above them.
DOCUMENTS = (
    "latex",
    "page",
    "elaboration",
    "supposing",
    "words",
    "declaring",
    "rewriting",
    "judging",
    "walk",
    "repairing",
)
#: Neighbours on one floor that may be used, downwards only.
ALLOWED = {
    ("budget", "errors"),
    ("language", "errors"),
    ("decide", "gate"),
    ("decide", "certificate"),  # writes what the gate has proved
    ("decide", "scope"),  # says what it rests on
    ("cli", "cli_prove"),
    ("cli", "cli_documents"),
    ("cli", "theorem"),
    ("cli_prove", "theorem"),
    ("pytest_plugin", "theorem"),
}


def imports(source: str, module: str) -> list[str]:
    """The modules that a source imports, anywhere in it; relative ones made absolute."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = ".".join(module.split(".")[: -node.level])
                found.append(f"{base}.{node.module}" if node.module else base)
            elif node.module == "symderiv":
                found += [f"symderiv.{alias.name}" for alias in node.names]
            elif node.module:
                found.append(node.module)
    return found


def violations(files: dict[str, str]) -> list[str]:
    """What breaks the floors; ``files`` maps module names to sources."""
    wrong = []
    for module, source in files.items():
        parts = module.split(".")
        if len(parts) < 2:
            continue
        room = parts[1]
        if room not in FLOORS:
            wrong.append(f"{module}: no floor is set for {room}")
            continue
        for other in imports(source, module):
            target = other.split(".")
            if target[:2] == parts[:2] == ["symderiv", "documents"] and _inner(target) > _inner(parts):
                wrong.append(f"{module} imports {other}: not a lower floor of the documents")
            if target[0] != "symderiv" or len(target) < 2 or target[1] == room:
                continue
            if target[1] not in FLOORS:
                if target[1] != "__version__":
                    wrong.append(f"{module} imports {other}: no floor is set")
            elif room == "networks" and target[1] != "errors":
                wrong.append(f"{module} imports {other}: networks know nothing of the rest")
            elif FLOORS[target[1]] >= FLOORS[room] and (room, target[1]) not in ALLOWED:
                wrong.append(f"{module} imports {other}: not a lower floor")
    return wrong


def _inner(parts: list[str]) -> int:
    """The floor of a module within the reading of documents."""
    return DOCUMENTS.index(parts[2]) if len(parts) > 2 and parts[2] in DOCUMENTS else len(DOCUMENTS)


def sources() -> dict[str, str]:
    """All modules of the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE.parent).with_suffix("")
        name = ".".join(inside.parts)
        found[name.removesuffix(".__init__") if name != "symderiv.__init__" else "symderiv"] = path.read_text("utf-8")
    return found


def test_rooms_import_lower_floors_only() -> None:
    assert violations(sources()) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("symderiv.language.terms", "from symderiv.decide import decide"),
        ("symderiv.meaning.trace", "def f() -> None:\n    from symderiv.prover import search"),
        ("symderiv.prover.kernel.algebra", "import symderiv.meaning.trace"),
        ("symderiv.prover.kernel.algebra", "from ...meaning import trace"),
        ("symderiv.documents.check", "from symderiv import render"),
        ("symderiv.documents.latex.lexer", "from symderiv.documents.walk.told import Told"),
        ("symderiv.documents.words.phrases", "def f() -> None:\n    from symderiv.documents.check import check"),
        ("symderiv.networks.layers", "from symderiv.language import terms"),
        ("symderiv.newroom.thing", "import os"),
    ],
)
def test_a_planted_violation_is_caught(module: str, line: str) -> None:
    assert len(violations({module: line})) == 1


def test_neither_road_nor_checking_loads_sympy() -> None:
    for module, source in sources().items():
        if module.split(".")[1:2] in (["meaning"], ["prover"], ["documents"], ["decide"], ["certificate"]):
            assert not [i for i in imports(source, module) if i.split(".")[0] == "sympy"], module


def test_only_the_gate_makes_a_verdict_proved() -> None:
    makers = []
    for module, source in sources().items():
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            if node.func.id == "Verdict":
                first = node.args[0]
                if (isinstance(first, ast.Name) and first.id == "PROVED") or (
                    isinstance(first, ast.Constant) and first.value == "proved"
                ):
                    makers.append(module)
    assert makers == ["symderiv.gate"]
