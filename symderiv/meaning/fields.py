"""What is computed once for many claims: graphs by sizes, and points at which hypotheses hold.

A :class:`Memory` belongs to whoever judges several claims of one theory (a document, a proof script); the claims then
share the traced definitions, the models of the hypotheses, and the values at those points.  Nothing outlives it.
"""

from __future__ import annotations

import random
from collections import deque
from typing import Any, Final

from symderiv.budget import Deadline
from symderiv.language.theory import Statement, Theory
from symderiv.meaning.judge import Premises, Sample
from symderiv.meaning.models import Models, Recipe
from symderiv.meaning.reach import Reach
from symderiv.meaning.sampling import STYLES, WHOLE, Scope, scope_of, size_choices
from symderiv.meaning.trace import Tracer

__all__ = ["Field", "Memory", "Pool"]

_LONG: Final = 40
_LARGE: Final = 150_000
_FIELDS: Final = 400


class Pool:
    """Points at one choice of sizes at which some hypotheses hold, drawn when they are first asked for."""

    def __init__(
        self,
        tracer: Tracer,
        scope: Scope,
        seed: str,
        recipes: dict[object, list[Recipe]],
        good: dict[object, list[str]],
    ) -> None:
        self.models = Models(Premises(tracer, scope.hypotheses), scope, random.Random(seed), recipes, good)
        self.samples: list[Sample] = []
        self.styles = STYLES if scope.definitions < _LONG else WHOLE
        self.equations = any(h.statement.relation == "=" for h in scope.hypotheses)

    def sample(self, number: int, attempts: int = 10) -> Sample | None:
        """The point of a number; ``None`` where no model of the hypotheses is found in so many attempts."""
        while len(self.samples) <= number:
            k = len(self.samples)
            point = self.models.point(self.styles[k % len(self.styles)], 1 + k % 3, attempts)
            if point is None:
                return None
            self.samples.append(Sample(self.models.tracer, point, self.models.tracer.graph.check))
        return self.samples[number]

    def draw(self, style: str, order: int, attempts: int) -> Sample | None:
        """A point of a given style."""
        point = self.models.point(style, order, attempts)
        return None if point is None else Sample(self.models.tracer, point, self.models.tracer.graph.check)


class Field:
    """A theory at one choice of sizes."""

    def __init__(self, tracer: Tracer, recipes: dict[object, list[Recipe]]) -> None:
        self.tracer = tracer
        self._recipes = recipes
        self._good: dict[object, list[str]] = {}
        self._pools: dict[Any, Pool] = {}

    def pool(self, scope: Scope, seed: int) -> Pool:
        """The points for what a claim depends on, under its hypotheses."""
        key = (scope.inputs, scope.losses, scope.functions, scope.hypotheses, seed)
        if key not in self._pools:
            named = f"{seed} {sorted(self.tracer.sizes.items())}"
            self._pools[key] = Pool(self.tracer, scope, named, self._recipes, self._good)
        return self._pools[key]


class _Clock:
    """A limit on time, apart from the memory: what is remembered asks for it and must not hold on to all the rest."""

    def __init__(self) -> None:
        self.deadline: Deadline | None = None

    def check(self) -> None:
        if self.deadline is not None:
            self.deadline.check("the checker")


class Memory:
    """Fields by theory and sizes, and the limit on time that is in force.

    The definitions of a theory must not change while a memory of it is in use.
    """

    def __init__(self) -> None:
        self._clock = _Clock()
        #: What has passed the gate, which keeps it here; this room has no use for it.
        self.passed: set[object] = set()
        #: What the prover found out about the theory as it stands; kept here, and of no use to this room either.
        self.learnt: tuple[object, deque[object]] = None, deque()
        #: The theorems of what has passed last, in the same way.
        self.shown: deque[object] = deque(maxlen=24)
        self._fields: dict[tuple[Any, ...], Field] = {}
        self._recipes: dict[object, list[Recipe]] = {}  # what led to models, by hypotheses
        self._reaches: dict[Any, Reach] = {}
        self._scopes: dict[Any, Scope] = {}
        self._choices: dict[Any, list[dict[str, int]]] = {}
        self._kept: dict[int, Any] = {}  # so that no identity is used twice

    @property
    def deadline(self) -> Deadline | None:
        """The limit that is in force."""
        return self._clock.deadline

    @deadline.setter
    def deadline(self, deadline: Deadline | None) -> None:
        self._clock.deadline = deadline

    def check(self) -> None:
        """Raise :class:`BudgetExceeded` once the time is over."""
        self._clock.check()

    def _key(self, theory: Theory) -> tuple[Any, ...]:
        """What a theory is known by; hypotheses and conditions do not matter."""
        parts = (theory.shapes, theory.definitions, theory.functions, theory.losses)
        self._kept.update({id(p): p for p in parts})
        return tuple((id(p), len(p)) for p in parts)

    def scope(self, theory: Theory, statement: Statement, like: Scope | None = None) -> Scope:
        """What the value of a statement depends on; ``like``, if that is no more than what another depends on."""
        key = self._key(theory)
        if key not in self._reaches:
            self._reaches[key] = Reach(theory)
        reach, sides = self._reaches[key], (statement.left, statement.right)
        if like is not None and like.covers(sides, statement.free, reach):
            return like
        whole = key, tuple(theory.hypotheses), tuple(theory.conditions), statement
        if whole not in self._scopes:
            self._scopes[whole] = scope_of(theory, sides, statement.guards, reach)
        return self._scopes[whole]

    def choices(self, theory: Theory, scope: Scope, seed: int, count: int) -> list[dict[str, int]]:
        """Choices of the sizes in scope."""
        lows = tuple((s, theory.sizes[s]) for s in theory.sizes)
        key = (lows, scope.sizes, scope.conditions, seed, count)
        if key not in self._choices:
            source = random.Random(f"{seed} {scope.sizes}")
            self._choices[key] = size_choices(theory, scope, source, count)
        return self._choices[key]

    def field(self, theory: Theory, sizes: dict[str, int]) -> Field:
        """The field of a theory at sizes."""
        key = (self._key(theory), *sorted(sizes.items()))
        found = self._fields.get(key)
        if found is None or len(found.tracer.graph) > _LARGE:
            if len(self._fields) > _FIELDS:
                self._fields.clear()
            found = self._fields[key] = Field(Tracer(theory, sizes, self._clock.check), self._recipes)
        return found
