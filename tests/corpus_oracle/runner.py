"""Compares what the oracles find with the truth that stands beside each document.

A claim agrees when both sides are numerically equal in every trial, and differs when they are not in at least one.
``python -m tests.corpus_oracle`` prints a line for each claim; pytest runs the same comparison.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from tests.corpus_oracle.common import Draw, Oracle

CORPUS = Path(__file__).parent.parent / "corpus"
TRIALS = 4


@dataclass(frozen=True)
class Finding:
    """What the numbers say about one claim, and what the truth file says."""

    document: str
    line: int
    link: int
    truth: bool | None
    agrees: bool | None
    gap: float

    @property
    def consistent(self) -> bool:
        return self.truth == self.agrees


def oracles() -> dict[str, Oracle]:
    """All oracles by the name of their document: modules ``about_*`` have a table ``ORACLES``."""
    found: dict[str, Oracle] = {}
    package = importlib.import_module("tests.corpus_oracle")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("about_"):
            for oracle in importlib.import_module(f"tests.corpus_oracle.{module.name}").ORACLES:
                name = oracle.__name__
                if name in found:
                    raise ValueError(f"two oracles for {name}")
                found[name] = oracle
    return found


def truth(name: str) -> list[dict[str, object]]:
    """The equations of a truth file, in reading order."""
    equations = json.loads((CORPUS / f"{name}.json").read_text())["equations"]
    assert isinstance(equations, list)
    return equations


def gap(pair: tuple[object, ...]) -> float:
    """How far two sides are apart, relative to their size; for ``<=`` and ``<`` how far the claim is missed."""
    left = torch.as_tensor(pair[0], dtype=torch.float64).detach()
    right = torch.as_tensor(pair[1], dtype=torch.float64).detach()
    if left.shape != right.shape and left.ndim and right.ndim:
        raise ValueError(f"the sides have shapes {tuple(left.shape)} and {tuple(right.shape)}")
    difference = left - right
    if len(pair) > 2:
        difference = difference.clamp(min=0) if pair[2] in ("<=", "<") else (-difference).clamp(min=0)
    if not torch.isfinite(difference).all():
        raise ValueError("a side is not finite")
    return float(difference.abs().max() / (1 + left.abs().max())) if difference.numel() else 0.0


def examine(name: str, oracle: Oracle, trials: int = TRIALS) -> Iterator[Finding]:
    """The findings for one document, in reading order."""
    claims = [equation for equation in truth(name) if equation["role"] == "claim"]
    worst = [0.0] * len(claims)
    for seed in range(trials):
        sides = list(oracle(Draw(seed)))
        if len(sides) != len(claims):
            raise ValueError(f"{name}: {len(claims)} claims, {len(sides)} pairs of sides")
        for number, pair in enumerate(sides):
            if pair is not None:
                try:
                    worst[number] = max(worst[number], gap(pair))
                except ValueError as error:
                    place = f"{name}: claim {number} at line {claims[number]['line']} link {claims[number]['link']}"
                    raise ValueError(f"{place}: {error}") from error
            else:
                worst[number] = float("nan")
    for equation, distance in zip(claims, worst, strict=True):
        agrees = None if distance != distance else distance < 1e-9
        value = equation["truth"]
        assert value is None or isinstance(value, bool)
        yield Finding(name, int(str(equation["line"])), int(str(equation["link"])), value, agrees, distance)


def documents() -> list[str]:
    return sorted(path.stem for path in CORPUS.glob("*.json"))
