"""Verdicts and what they carry, as plain data.  Making one "proved" is the privilege of ``decide``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["PROVED", "REFUTED", "UNDECIDED", "Counterexample", "Exercise", "Verdict"]

PROVED = "proved"
REFUTED = "refuted"
UNDECIDED = "undecided"


@dataclass(frozen=True)
class Counterexample:
    """An exact witness: sizes, values of the inputs (nested lists of exact numbers as text), the free indices,
    and both sides (exact numbers, or enclosures ``"[a, b]"``) that certainly differ."""

    sizes: dict[str, int]
    values: dict[str, Any]
    at: dict[str, int]
    left: str
    right: str


@dataclass(frozen=True)
class Exercise:
    """What the checker saw: at how many points, over how many choices of sizes, both sides were finite and
    agreed; and the witness, if it found one, with what confirms it.  ``reason`` says what kept it from evaluating."""

    points: int = 0
    shapes: int = 0
    counterexample: Counterexample | None = None
    reason: str = ""
    refutation: object = field(default=None, compare=False)


@dataclass(frozen=True)
class Verdict:
    """The answer to one claim."""

    verdict: str
    scope: str = "all sizes"
    rules: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    suggestion: str = ""
    message: str = ""
    points: int = 0
    shapes: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    certificate: dict[str, Any] | None = None
