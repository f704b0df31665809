"""Real proofs with changed steps: whatever the kernel still accepts keeps the value; changed certificates prove truths.

The proofs are those of documents of the corpus, so derivatives, matrices, hypotheses and assumed signs are among them.
A step is changed in its place, its rule or its parameters; where it is accepted, the checker compares the terms before
and after.  A certificate is changed anywhere and given a fitting digest; where it is accepted, the checker looks for
counterexamples to the statement that it then proves.
"""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from symderiv.budget import Deadline
from symderiv.certificate import digest, verify, write
from symderiv.documents.walk.document import read
from symderiv.errors import CertificateError, SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, Add, Guard, Mul, Term, walk
from symderiv.meaning import agreement, exercise
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import (
    Lemma,
    Step,
    Theorem,
    check_lemmas,
    clear,
    context_of,
    replay,
    start,
)
from symderiv.prover.search.strategy import find_proof
from tests.seeds import seeds

CORPUS = Path(__file__).parent.parent / "corpus"
DOCUMENTS = ("batch_norm.md", "matrix_inverse.md", "max_pool.md", "projections.md", "recurrence.md", "domains.md")
REFUSALS = (SymderivError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)


@dataclass(frozen=True)
class Place:
    """A step of a proof, and what it is applied to."""

    theorem: Theorem
    term: Term
    step: Step
    context: Context
    lemmas: list[Lemma]


@pytest.fixture(scope="module")
def theorems() -> list[Theorem]:
    found = []
    for name in DOCUMENTS:
        for e in read(CORPUS / name).equations:
            if e.role == "claim" and e.statement is not None and e.statement.relation != "~":
                theorem = find_proof(e.theory, e.statement, 2.0)
                found += [theorem] if isinstance(theorem, Theorem) else []
    return found


def places(theorem: Theorem) -> Iterator[Place]:
    """All steps before the first that multiplies through."""
    proof, statement = theorem.proof, theorem.statement
    if proof.induction is not None:
        return
    context = context_of(theorem.theory, statement, proof.kinks)
    lemmas = check_lemmas(theorem.theory, proof.lemmas, context)
    term = start(theorem.theory, statement, proof)
    for step in proof.steps:
        if step.rule in ("clear", "clear matrix") and not step.path:
            term, context = clear(term, statement, context, step)
            return
        yield Place(theorem, term, step, context, lemmas)
        term = replay(term, [step], context, lemmas)


class Changer:
    """Draws changes of steps."""

    def __init__(self, seed: int, pool: list[Place]) -> None:
        self.draw = random.Random(seed)
        self.pool = pool
        self.symbols: list[str] = []
        self.terms: list[Term] = []

    def changed(self, place: Place) -> Step:
        nodes = list(walk(place.term))
        names = {s for n in nodes for s in n.free} | {b for n in nodes for b in getattr(n, "binders", ())}
        self.terms, self.symbols = nodes[:60], sorted(names) or ["%i"]
        path, rule, parameters = place.step.path, place.step.rule, dict(place.step.parameters)
        if self.draw.random() < 0.5:
            path = self.draw.choice(list(itertools.islice(_paths(place.term), 300)))
        if self.draw.random() < 0.3:
            other = self.draw.choice(self.pool).step
            rule, parameters = other.rule, dict(other.parameters)
        if self.draw.random() < 0.8:
            parameters = {k: self.draw.choice([v, self.value(v)]) for k, v in parameters.items()}
        return Step(path, rule, parameters)

    def value(self, v: Any) -> Any:
        """Another value of the same kind."""
        d = self.draw
        if isinstance(v, bool):
            return v
        if isinstance(v, int):
            return d.choice([v - 1, v + 1, -1, -2, 0, 1, 2])
        if isinstance(v, str):
            return d.choice(self.symbols)
        if isinstance(v, Poly):
            s = Poly.symbol(d.choice(self.symbols))
            return d.choice([-v, v + 1, v - 1, v + s, v - s, s, Poly({})])
        if isinstance(v, Guard):
            if v.is_scalar:
                return Guard(d.choice(Guard.SCALAR), d.choice([v.term, self.value(v.term)]))
            if v.modulus is not None:
                return d.choice([v.negation, Guard(v.kind, self.value(v.poly), v.modulus)])
            return d.choice([v.negation, Guard(d.choice(["ge", "eq", "ne"]), self.value(v.poly))])
        if isinstance(v, Term):
            return d.choice([Mul((NEGATE, v)), d.choice(self.terms)])
        if isinstance(v, Mapping):
            return {d.choice([k, k, k, d.choice(self.symbols)]): self.value(x) for k, x in v.items()}
        if not isinstance(v, (tuple, list)):
            return v
        parts = [d.choice([x, self.value(x)]) for x in v]
        way = d.randrange(4)
        if way == 0 and parts:
            parts.pop(d.randrange(len(parts)))
        elif way == 1 and parts:
            parts.append(d.choice([*parts, self.value(d.choice(parts))]))
        elif way == 2:
            d.shuffle(parts)
        return tuple(parts)


def _paths(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    yield path
    for k, child in enumerate(term.children):
        yield from _paths(child, (*path, k))


@pytest.mark.parametrize("seed", seeds(2))
def test_changed_steps_keep_values(theorems: list[Theorem], seed: int) -> None:
    pool = [place for theorem in theorems for place in places(theorem)]
    change = Changer(seed, pool)
    accepted = 0
    for _ in range(700):
        place = change.draw.choice(pool)
        step = change.changed(place)
        try:
            new = replay(place.term, [step], place.context, place.lemmas)
        except REFUSALS:
            continue
        if new == place.term or accepted >= 30:
            continue
        accepted += 1
        statement = place.theorem.statement
        # both sides beside: where they are undefined, a step may assume what it likes
        both = [Add((t, statement.left, statement.right)) for t in (place.term, new)]
        seen = agreement(place.theorem.theory, both, statement.free, points=4, deadline=Deadline(0.5), seed=seed)
        assert seen.counterexample is None, (step, place.term, new, seen.counterexample)
    assert accepted > 10


def _values(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    for k in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from _values(value[k], (*path, k))


def _kind(value: Any) -> str:
    """What may stand in the place of what: tagged lists (terms, guards), other lists, texts, numbers."""
    if isinstance(value, list):
        return "tagged" if value and isinstance(value[0], str) and not value[0].startswith("%") else "list"
    return type(value).__name__


def spoiled(certificate: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """A certificate with a few changes and a fitting digest."""
    broken = copy.deepcopy(certificate)
    kinds: dict[str, list[Any]] = {}
    for _, v in _values(certificate):
        kinds.setdefault(_kind(v), []).append(v)
    parts = draw.choice([("statement",), ("theory",), ("proof",), ("statement", "theory"), ("statement", "proof")])
    spots = [p for p, _ in _values(certificate) if len(p) > 1 and p[0] in parts]
    for _ in range(draw.choice([1, 1, 2, 3])):
        *above, last = draw.choice(spots)
        inside: Any = broken
        try:
            for key in above:
                inside = inside[key]
            old = inside[last]
        except (LookupError, TypeError):
            continue
        if isinstance(inside, str):
            continue  # an earlier change has put a text here
        if isinstance(old, int):
            inside[last] = draw.choice([old + 1, old - 1, -old, 0, 1, 2])
        elif isinstance(old, list) and old and draw.random() < 0.5:
            gone, twice = draw.randrange(len(old)), draw.randrange(len(old))
            inside[last] = draw.choice([[*old[:gone], *old[gone + 1 :]], [*old, copy.deepcopy(old[twice])], old[::-1]])
        else:
            inside[last] = copy.deepcopy(draw.choice(kinds[_kind(old)]))
    broken["digest"] = digest(broken)
    return broken


@pytest.mark.parametrize("seed", seeds(2))
def test_changed_certificates_prove_only_what_is_true(theorems: list[Theorem], seed: int) -> None:
    draw = random.Random(seed)
    certificates = [json.loads(json.dumps(write(t))) for t in theorems]
    certificates = [c for c in certificates if len(json.dumps(c)) < 40_000]
    other = 0
    for _ in range(250):
        certificate = draw.choice(certificates)
        broken = spoiled(certificate, draw)
        try:
            theorem = verify(broken, evaluate=False)
        except CertificateError:
            continue
        if broken["statement"] == certificate["statement"] and broken["theory"] == certificate["theory"]:
            continue
        other += 1
        seen = exercise(theorem.theory, theorem.statement, deadline=Deadline(0.5), seed=seed)
        assert seen.counterexample is None, (theorem.statement, broken, seen.counterexample)
    assert other > 2
