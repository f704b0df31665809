"""The statements of the six theorems: well-formed, true or false as their kind says, citations with premises."""

from __future__ import annotations

from pathlib import Path

import pytest

from symderiv.meaning import exercise
from symderiv.theorem import Part, Theorem, load

PROOFS = Path(__file__).resolve().parents[2] / "proofs"
NAMES = ("residual_block", "receptive_field", "bias_variance", "weight_map", "error_surface", "transfer_learning")


def theorem(name: str) -> Theorem:
    return load(PROOFS / f"{name}.py")


def provable(name: str) -> list[Part]:
    return [part for part in theorem(name).parts() if part.statement is not None]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_unique_and_premises_exist_before_their_citation(name: str) -> None:
    seen: set[str] = set()
    for part in theorem(name).parts():
        assert part.name not in seen
        assert set(part.premises) <= seen, part.name
        seen.add(part.name)


@pytest.mark.parametrize("name", NAMES)
def test_every_theorem_proves_refutes_and_measures(name: str) -> None:
    kinds = {part.kind for part in theorem(name).parts()}
    assert {"equation", "refuted", "cited", "measured"} <= kinds


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_agrees_with_every_kind(name: str) -> None:
    """True statements are exercised at 12 points over 3 choices of sizes; false ones have a witness."""
    for part in provable(name):
        for statement in part.statements:
            assert part.theory is not None
            seen = exercise(part.theory, statement)
            if part.kind == "refuted":
                assert seen.counterexample is not None, part.name
            else:
                assert seen.counterexample is None, (part.name, seen.counterexample)
                rigid = not part.theory.sizes
                assert seen.points >= 12 or rigid, (part.name, seen)
                assert seen.shapes >= 3 or rigid, (part.name, seen)


@pytest.mark.parametrize("name", NAMES)
def test_measured_parts_hold(name: str) -> None:
    for part in theorem(name).parts():
        if part.measure is not None:
            found = part.measure()
            assert found.ok, found.text
