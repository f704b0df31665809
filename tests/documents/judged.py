"""What most tests of documents do: write one, read it, judge it, and look at the verdicts."""

from __future__ import annotations

from typing import Any

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

__all__ = ["judged", "verdicts"]


def judged(text: str, name: str = "a.md") -> list[dict[str, Any]]:
    """The equations of a document as ``symderiv check --json`` gives them, without suggestions."""
    found: list[dict[str, Any]] = check(read(text, name), suggest=False)["equations"]
    return found


def verdicts(text: str, name: str = "a.md") -> list[str]:
    """The verdict of each claim, and the role of each other equation."""
    return [e["verdict"] or e["role"] for e in judged(text, name)]
