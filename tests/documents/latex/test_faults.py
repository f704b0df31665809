"""A fault in reading one piece of a document spoils that piece, and says so; the rest is judged, but not refuted."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from symderiv import cli_documents
from symderiv.documents.check import check
from symderiv.documents.walk.document import Document, read
from tests.documents.judged import judged

TEXT = r"""Let $x, y, z \in \mathbb{R}^n$.

$$ x_i + y_i = y_i + x_i $$

Assume that

$$ y_i = z_i $$

$$ x_i y_i = y_i x_i $$

$$ x_i = 2 x_i $$
"""


def raising(error: type[BaseException], original: Callable[..., Any], when: Callable[..., bool]) -> Callable[..., Any]:
    def wrapper(*arguments: Any, **named: Any) -> Any:
        if when(*arguments, **named):
            raise error("planted")
        return original(*arguments, **named)

    return wrapper


def verdicts(document: Document) -> list[str]:
    return [e["verdict"] or e["role"] for e in check(document, seconds=5, suggest=False)["equations"]]


def test_nothing_planted() -> None:
    assert verdicts(read(TEXT, "a.md")) == ["proved", "hypothesis", "proved", "refuted"]


@pytest.mark.parametrize("error", [KeyError, TypeError, RuntimeError, AttributeError, AssertionError, StopIteration])
def test_one_link(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    from symderiv.documents.elaboration.statements import Reader

    planted = raising(error, Reader.statement, lambda self, link: "y_i x_i" in link.latex)
    monkeypatch.setattr(Reader, "statement", planted)
    document = read(TEXT, "a.md")
    assert verdicts(document) == ["proved", "hypothesis", "error", "undecided"]
    answer = check(document, seconds=5)
    assert answer["verdict"] == "undecided"
    assert "please report" in answer["equations"][2]["message"]
    assert answer["equations"][2]["line"] == 9
    assert "is not read" in answer["equations"][3]["message"]  # the line may have supposed something


def test_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from symderiv.documents.elaboration.statements import Reader

    planted = raising(MemoryError, Reader.statement, lambda self, link: "y_i x_i" in link.latex)
    monkeypatch.setattr(Reader, "statement", planted)
    found = check(read(TEXT, "a.md"), seconds=5)["equations"]
    assert "more memory" in found[2]["message"]
    assert found[0]["verdict"] == "proved"


def test_an_interruption_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from symderiv.documents.elaboration.statements import Reader

    monkeypatch.setattr(Reader, "statement", raising(KeyboardInterrupt, Reader.statement, lambda self, link: True))
    with pytest.raises(KeyboardInterrupt):
        read(TEXT, "a.md")


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("words.reading", "read_links"),
        ("walk.passes", "declare_all"),
        ("walk.passes", "find_recurrences"),
        ("walk.told", "properties"),
        ("declaring.declarations", "declare_shape"),
        ("declaring.declarations", "infer_shapes"),
        ("words.prose.Passage", "read"),
        ("words.prose.Passage", "add_formula"),
        ("walk.passes.Pass", "_display"),
        ("walk.passes", "set_frontiers"),
        ("walk.told.Told", "suppose"),
    ],
)
def test_every_stage(monkeypatch: pytest.MonkeyPatch, room: str, name: str) -> None:
    """Wherever a fault is, the file is read to its end, nothing is refuted for lack of what was lost."""
    import importlib

    module, owner = re.fullmatch(r"([a-z_.]+?)(?:\.([A-Z]\w*))?", room).groups()  # type: ignore[union-attr]
    place: Any = importlib.import_module(f"symderiv.documents.{module}")
    place = getattr(place, owner) if owner else place
    seen: list[object] = []

    def first(*arguments: Any, **named: Any) -> bool:
        seen.append(arguments)
        return len(seen) == 1 or name == "declare_shape"

    monkeypatch.setattr(place, name, raising(LookupError, getattr(place, name), first))
    document = read(TEXT + "\nwhere $x$ is symmetric.\n", "a.md")
    answer = check(document, seconds=5)
    assert seen
    assert len(answer["equations"]) == 4
    assert "refuted" not in verdicts(document)
    assert "please report" in answer["message"] or "proved" not in answer["verdict"]


def test_other_files_go_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import symderiv.documents.check as judging

    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    for path in (good, bad):
        path.write_text("Let $x \\in \\mathbb{R}^n$.\n\n$$ x_i + 1 = 1 + x_i $$\n")
    monkeypatch.setattr(judging, "check", raising(OverflowError, check, lambda d, **k: d.name.endswith("bad.md")))
    assert cli_documents.check([str(bad), str(good)], as_json=True) == 3
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["verdict"], first["equations"]) == ("undecided", [])
    assert "please report" in first["message"]
    assert second["verdict"] == "proved"


def test_bytes_that_are_no_text() -> None:
    start = "Let $x \\in \\mathbb{R}^n$, na\u00efvely.\n\n$$ x_i + 1 = 1 + x_i $$\n".encode("latin-1")
    answer = check(read(start, "a.md"), seconds=5)
    assert answer["verdict"] == "undecided"  # although all that could be read is proved
    assert "a.md:1:29" in answer["message"]
    assert [e["verdict"] for e in answer["equations"]] == ["proved"]
    inside = start + b"\n$$ x_i = x_i \xff $$\n\n$$ x_i = 2 x_i $$\n"
    answer = check(read(inside, "a.md"), seconds=5)
    assert [e["verdict"] or e["role"] for e in answer["equations"]] == ["proved", "error", "refuted"]
    assert read(bytes(range(128, 256)), "a.md").error is not None


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("xᵢ² = x_i x_i", "proved"),
        ("xᵢ² = x_i", "refuted"),
        ("‖𝐱‖² = ∑ᵢ 𝐱ᵢ²", "error"),  # the document declares a plain x
        ("𝑥_𝑖 + ½ 𝑥_𝑖 = \\frac{3}{2} x_i", "proved"),
        ("𝑥_𝑖 + ⅓ 𝑥_𝑖 = \\frac{3}{2} x_i", "refuted"),
        ("xᵀ x = ∥x∥^²", "proved"),
        ("x_i\u200b = x_i", "proved"),
        ("x_i \x1b = x_i", "error"),
        ("x_i\f=\v x_i", "proved"),
        ("变量 = x_i", "error"),
    ],
)
def test_pasted_characters(line: str, verdict: str) -> None:
    text = f"Let $x \\in ℝ^𝑛$.\n\n$$ {line} $$\n\n$$ x_i = x_i $$\n"
    found = judged(text)
    assert [e["verdict"] or e["role"] for e in found] == [verdict, "proved"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("B^{1000} = B", "error"),
        ("B^{10^{10}} = B", "error"),
        ("B^{3} B = B^{4}", "proved"),
        ("\\sum_{k=1}^{10^{2}} k = 5050", "proved"),
        ("\\sum_{k=1}^{10^{2}} k = 5051", "refuted"),
        ("\\sum_{k=1}^{10^{12}} k = 5050", "undecided"),
        ("10^{-400} = 0", "refuted"),
        ("2^{10000000000} = 3", "refuted"),
        ("2^{10^{10}} = 3", "refuted"),
    ],
)
def test_large_numbers(line: str, verdict: str) -> None:
    text = f"Let $B \\in \\mathbb{{R}}^{{n \\times n}}$.\n\n$$ {line} $$\n\n$$ B = B $$\n"
    start = time.process_time()
    found = check(read(text, "a.md"), seconds=4)["equations"]
    assert [e["verdict"] or e["role"] for e in found] == [verdict, "proved"]
    assert time.process_time() - start < 12
