"""Scores ``symderiv check`` on the corpus: ``python -m tests.corpus_oracle.score [--read] [--seconds S] [NAME...]``.

For each document it prints what is wrong (false proved, false refuted, wrong role, missing or extra equations), what
stayed undecided with its reason, and the time; ``--read`` stops after the roles.  Other folders of documents with
truth files beside them can be named by their path.  The test ``tests/test_corpus.py`` stands on :func:`score`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.corpus_oracle.runner import CORPUS

ROOT = CORPUS.parent.parent
EXPECTED = {True: "proved", False: "refuted"}


@dataclass
class Score:
    """One document beside its truth; the lists hold readable lines that begin with ``NAME:LINE:LINK``."""

    name: str
    seconds: float = 0.0
    claims: int = 0
    decided: int = 0
    wrong: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


def place(name: str) -> tuple[Path, Path]:
    """The document and its truth file; the assignment lives in ``proofs/``."""
    truth = Path(name).with_suffix(".json") if "/" in name else CORPUS / f"{name}.json"
    folders = [ROOT / "proofs", truth.parent] if truth.stem == "assignment" else [truth.parent]
    for folder in folders:
        for ending in (".md", ".tex"):
            if (folder / f"{truth.stem}{ending}").exists():
                return folder / f"{truth.stem}{ending}", truth
    raise FileNotFoundError(f"no document beside {truth}")


def answers(path: Path, *, judged: bool, seconds: float) -> list[dict[str, Any]]:
    """The equations of the document as ``check`` reports them; without verdicts if not ``judged``."""
    from symderiv.documents.check import check
    from symderiv.documents.walk.document import read

    document = read(path, path.name)
    if judged:
        equations: list[dict[str, Any]] = check(document, seconds=seconds, suggest=False)["equations"]
        return equations
    return [
        {"line": e.line, "link": e.link, "role": e.role, "verdict": None, "message": str(e.error or "")}
        for e in document.equations
    ]


def score(name: str, *, judged: bool = True, seconds: float = 10.0) -> Score:
    """Read and judge one document and compare."""
    document, truth = place(name)
    result = Score(document.stem)
    start = time.process_time()
    found = {(e["line"], e["link"]): e for e in answers(document, judged=judged, seconds=seconds)}
    result.seconds = time.process_time() - start
    for expected in json.loads(truth.read_text())["equations"]:
        key = (expected["line"], expected["link"])
        label = f"{document.stem}:{key[0]}:{key[1]}"
        answer = found.pop(key, None)
        if answer is None:
            result.roles.append(f"{label} missing, should be {expected['role']}")
            continue
        if answer["role"] != expected["role"]:
            result.roles.append(f"{label} is {answer['role']}, should be {expected['role']}; {answer['message']}")
        elif expected["role"] == "claim" and judged:
            result.claims += 1
            should = EXPECTED.get(expected["truth"], "undecided")
            if answer["verdict"] == should:
                result.decided += 1
            elif answer["verdict"] == "undecided" and "BUG" not in answer["message"]:
                result.undecided.append(f"{label} should be {should}; {answer['message']}")
            else:
                result.wrong.append(f"{label} {answer['verdict']}, should be {should}; {answer['message']}")
    result.roles += [f"{document.stem}:{line}:{link} extra" for line, link in found]
    return result


def names() -> list[str]:
    return sorted(path.stem for path in CORPUS.glob("*.json"))


def report(scores: Iterator[Score]) -> int:
    """Print every score; the exit status says whether a verdict or a role was wrong."""
    everything = []
    for one in scores:
        everything.append(one)
        print(f"{one.name}: {one.decided}/{one.claims} as they should be, {one.seconds:.2f} s", flush=True)
        for title, lines in (("WRONG", one.wrong), ("role", one.roles), ("undecided", one.undecided)):
            for line in lines:
                print(f"  {title}: {line}", flush=True)
    claims, decided = sum(s.claims for s in everything), sum(s.decided for s in everything)
    wrong, roles = sum(len(s.wrong) for s in everything), sum(len(s.roles) for s in everything)
    print(
        f"{len(everything)} documents, {decided} of {claims} claims as they should be, "
        f"{wrong} wrong verdicts, {roles} wrong roles"
    )
    return 1 if wrong or roles else 0


def main(arguments: list[str]) -> int:
    judged = "--read" not in arguments
    seconds = 10.0
    if "--seconds" in arguments:
        at = arguments.index("--seconds")
        seconds = float(arguments[at + 1])
        del arguments[at : at + 2]
    chosen = [a for a in arguments if not a.startswith("--")] or names()
    return report(score(name, judged=judged, seconds=seconds) for name in chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
