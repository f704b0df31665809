"""``--json`` has the shape that the design states, for documents of the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
DOCUMENTS = sorted(p for p in CORPUS.iterdir() if p.suffix in (".md", ".tex"))[::8]
TYPES: dict[str, type | tuple[type, ...]] = {
    "line": int,
    "column": int,
    "link": int,
    "role": str,
    "verdict": (str, type(None)),
    "scope": str,
    "latex": str,
    "reading": str,
    "rules": list,
    "assumptions": list,
    "counterexample": (dict, type(None)),
    "suggestion": str,
    "message": str,
}
BAD = "Let $x \\in \\mathbb{R}^N$.\n\n$$ s = \\frac{1}{x_1 $$\n\n$$ t = \\foo x $$\n\n$$ \\sum_i x_i = 1 $$\n"


def fits(answer: dict[str, Any], text: str) -> None:
    assert set(answer) <= {"file", "verdict", "equations", "message"}
    assert {"file", "verdict", "equations"} <= set(answer)
    assert answer["verdict"] in ("proved", "refuted", "undecided")
    before = (0, -1)
    for item in answer["equations"]:
        assert set(item) == set(TYPES)
        assert all(isinstance(item[key], kind) for key, kind in TYPES.items())
        assert item["role"] in ("definition", "hypothesis", "claim", "error")
        assert (item["verdict"] in ("proved", "refuted", "undecided")) == (item["role"] == "claim")
        place = (item["line"], item["link"])
        assert place > before or item["link"] == 0, (before, place)  # several displays may begin on one line
        before = place
        begins = text.splitlines()[item["line"] - 1][item["column"] - 1 :]
        assert begins.startswith(("$$", "\\[", "\\begin", "\\(")), begins
        witness = item["counterexample"]
        assert (witness is not None) == (item["verdict"] == "refuted")
        if witness is not None:
            assert set(witness) == {"sizes", "values", "at", "left", "right"}
            assert all(isinstance(n, int) for n in (*witness["sizes"].values(), *witness["at"].values()))
            assert isinstance(witness["left"], str)
            assert isinstance(witness["right"], str)
            assert witness["left"] != witness["right"]
        assert item["message"] or item["verdict"] not in ("undecided",)
        assert bool(item["message"]) >= (item["role"] == "error")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_documents_of_the_corpus(path: Path) -> None:
    fits(check(read(path), suggest=False, seconds=1.0), path.read_text(encoding="utf-8"))


def test_what_cannot_be_read() -> None:
    fits(check(read(BAD, "bad.md")), BAD)
    fits(check(read("", "empty.md")), "")
    fits(check(read(b"\x00", "binary.md")), "")
