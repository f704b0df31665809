"""A pytest plugin: each part of a theorem in a proof script becomes a test.

Collected is every Python file in a folder called ``proofs`` that defines ``THEOREM = Theorem(...)``, as in
``pytest proofs/residual_block.py``.  Nothing heavy is imported before such a file is met.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from symderiv.theorem import Outcome, Part

__all__ = ["PartItem", "TheoremFile", "pytest_collect_file"]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take proof scripts; leave everything else to others."""
    if file_path.suffix != ".py" or file_path.parent.name != "proofs":
        return None
    if "THEOREM = Theorem(" not in file_path.read_text(encoding="utf-8", errors="replace"):
        return None
    made: pytest.Collector = TheoremFile.from_parent(parent, path=file_path)
    return made


class TheoremFile(pytest.File):
    """A proof script."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item for each part."""
        from symderiv.theorem import load

        before: dict[str, Part] = {}
        found: dict[str, Outcome] = {}
        for part in load(self.path).parts():
            yield PartItem.from_parent(self, name=part.name, part=part, before=dict(before), found=found)
            before[part.name] = part


class PartItem(pytest.Item):
    """One part of a theorem; ``before``: the parts that stand before it, ``found``: what came of those that ran."""

    def __init__(self, *, part: Part, before: dict[str, Part], found: dict[str, Outcome], **rest: Any) -> None:
        super().__init__(**rest)
        self.part, self.before, self.found = part, before, found

    def runtest(self) -> None:
        """Judge the part, and the premises of a citation."""
        for name in self.part.premises:
            if name not in self.before or not self._outcome(self.before[name]).ok:
                raise AssertionError(f"{self.part.kind} '{self.part.name}': premise not proved: {name}")
        outcome = self._outcome(self.part)
        if not outcome.ok:
            raise AssertionError(_explained(outcome))

    def _outcome(self, part: Part) -> Outcome:
        from symderiv.theorem import run_part

        if part.name not in self.found:
            self.found[part.name] = run_part(part)
        return self.found[part.name]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """The message of the verdict, without a traceback; that of an unexpected error with one."""
        if isinstance(excinfo.value, AssertionError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, None, str]:
        """How pytest names the item."""
        return self.path, None, f"{self.part.kind}: {self.name}"


def _explained(outcome: Outcome) -> str:
    """What came out and what was expected, with the statement and the counterexample of each verdict that is not so."""
    from symderiv.render import unicode
    from symderiv.render.terminal import witness_lines

    part = outcome.part
    head = f"{part.kind} '{part.name}': {outcome.verdict}, expected {part.expect}"
    lines = [head + (f": {outcome.message}" if outcome.message and not outcome.verdicts else "")]
    for statement, verdict in zip(part.statements, outcome.verdicts, strict=False):
        if verdict.verdict == part.expect:
            continue
        lines.append(f"  {verdict.verdict}: {unicode.statement(statement, part.theory)}")
        if verdict.message:
            lines.append(f"    {verdict.message}")
        if verdict.counterexample is not None:
            lines += witness_lines(vars(verdict.counterexample))
    return "\n".join(lines)
