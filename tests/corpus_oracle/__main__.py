"""Prints for each claim of the corpus whether its two sides agree, beside the truth file."""

from __future__ import annotations

import sys

from tests.corpus_oracle.runner import examine, oracles, truth


def main(names: list[str]) -> int:
    wrong = 0
    for name, oracle in sorted(oracles().items()):
        if names and name not in names:
            continue
        truth(name)
        for finding in examine(name, oracle):
            mark = "ok " if finding.consistent else "BAD"
            wrong += not finding.consistent
            print(f"{mark} {name}:{finding.line}:{finding.link} truth {finding.truth} gap {finding.gap:.1e}")
    print(f"{wrong} claims where the numbers and the truth file disagree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
