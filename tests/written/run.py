"""``python -m tests.written.run [--from SEED] [--count N] [--read]``: random hands against ``symderiv check``.

Prints each wrong verdict, wrong role and undecided claim with the seed that makes its document again
(``--show SEED`` prints that document), and a count at the end.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass

from tests.written.hands import Written
from tests.written.matrices import matrix_story, matrix_truths
from tests.written.matrix_hands import write_matrices
from tests.written.meaning import truths
from tests.written.pages import write
from tests.written.recurrent import recurrent_page
from tests.written.second import second_story
from tests.written.stories import random_story
from tests.written.supposed import supposing_story

__all__ = ["Finding", "judge", "make"]

SHOULD = {True: "proved", False: "refuted"}


@dataclass
class Finding:
    kind: str  # "wrong", "role", "error", "undecided"
    line: int
    link: int
    message: str


def make(seed: int, kind: str = "") -> Written | None:
    """The document of a seed, with what is expected of it; None where the numbers tell no truth, or letters run out.

    ``kind`` is "index", "matrix", "supposing", "second" or "recurrent"; the seed chooses without it.
    """
    kinds = {1: "supposing", 3: "second", 6: "recurrent"}
    kind = kind or ("matrix" if seed % 3 == 2 else kinds.get(seed % 9, "index"))
    try:
        if kind == "recurrent":
            return recurrent_page(seed)
        if kind == "matrix":
            matrices = matrix_story(seed)
            known = matrix_truths(matrices, seed) if matrices else {}
            return write_matrices(matrices, known, seed * 7 + 1) if matrices and None not in known.values() else None
        makers = {"supposing": supposing_story, "second": second_story}
        story = makers.get(kind, random_story)(seed)
        known = truths(story, seed) if story else {}
        return write(story, known, seed * 7 + 1) if story and None not in known.values() else None
    except (KeyError, StopIteration):
        return None


def judge(written: Written, *, read_only: bool = False, seconds: float = 4.0) -> tuple[list[Finding], Counter[str]]:
    """What symderiv finds, against what is expected."""
    from symderiv.documents.check import check
    from symderiv.documents.walk.document import read

    document = read(written.text.encode(), written.name)
    count: Counter[str] = Counter()
    findings: list[Finding] = []
    if read_only:
        answers = [
            {"line": e.line, "link": e.link, "role": e.role, "verdict": None, "message": str(e.error or "")}
            for e in document.equations
        ]
    else:
        answers = check(document, seconds=seconds, suggest=False)["equations"]
    found = {(a["line"], a["link"]): a for a in answers}
    for e in written.expected:
        a = found.pop((e.line, e.link), None)
        if a is None:
            findings.append(Finding("role", e.line, e.link, f"missing, should be {e.role}"))
            continue
        if a["role"] != e.role:
            kind = "error" if a["role"] == "error" else "role"
            findings.append(Finding(kind, e.line, e.link, f"{a['role']}, should be {e.role}: {a['message']}"))
            continue
        if e.role != "claim":
            continue
        count["claims"] += 1
        if read_only or e.truth is None:
            continue
        if a["verdict"] == SHOULD[e.truth]:
            count["right"] += 1
        elif a["verdict"] == "undecided" and "BUG" not in a["message"]:
            if e.truth is False and "has no definition" in a["message"]:
                count["open"] += 1  # a value claimed for a frontier gradient
                continue
            findings.append(Finding("undecided", e.line, e.link, f"should be {SHOULD[e.truth]}: {a['message']}"))
        else:
            findings.append(
                Finding("wrong", e.line, e.link, f"{a['verdict']}, should be {SHOULD[e.truth]}: {a['message']}")
            )
    findings += [Finding("role", k[0], k[1], f"extra: {a['role']}") for k, a in found.items()]
    return findings, count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="start", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--read", action="store_true", help="roles only, no verdicts")
    parser.add_argument("--show", type=int)
    parser.add_argument("--kind", default="", choices=["", "index", "matrix", "supposing", "second", "recurrent"])
    parser.add_argument("--quiet", action="store_true", help="no undecided claims")
    options = parser.parse_args()
    if options.show is not None:
        written = make(options.show, options.kind)
        assert written is not None
        print("\n".join(f"{n:3d} {line}" for n, line in enumerate(written.text.split("\n"), 1)))
        print(written.expected)
        return 0
    total: Counter[str] = Counter()
    start = time.process_time()
    for seed in range(options.start, options.start + options.count):
        written = make(seed, options.kind)
        if written is None:
            continue
        total["documents"] += 1
        findings, count = judge(written, read_only=options.read)
        total += count
        for f in findings:
            total[f.kind] += 1
            if f.kind != "undecided" or not options.quiet:
                print(f"{seed}:{f.line}:{f.link} {f.kind}: {f.message}", flush=True)
    print(dict(total), f"{time.process_time() - start:.0f} s")
    return 1 if total["wrong"] or total["role"] or total["error"] else 0


if __name__ == "__main__":
    sys.exit(main())
