"""Sampling: what a claim depends on, choices of sizes, and random inputs.  Untrusted: it only proposes points."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, islice
from typing import Final

from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import is_index
from symderiv.language.terms import Fn, Guard, Term, walk
from symderiv.language.theory import Free, Hypothesis, Theory
from symderiv.meaning.points import Entry, Exact, FunctionModel, LossModel, Point
from symderiv.meaning.reach import Reach
from symderiv.meaning.trace import Tracer

__all__ = [
    "SPECIAL",
    "STYLES",
    "WHOLE",
    "Scope",
    "draw",
    "lower",
    "number",
    "scope_of",
    "size_choices",
    "smaller_sizes",
    "total",
]

STYLES: Final = ("small", "generic", "halves", "positive", "small", "sparse", "unit", "large")
WHOLE: Final = ("small", "sparse", "small", "tiny")
SPECIAL: Final = ("zeros", "equal", "ones", "tiny", "sparse", "large")
_SEARCH: Final = 4000


@dataclass(frozen=True)
class Scope:
    """What the value of a claim depends on, its hypotheses included."""

    inputs: tuple[str, ...]
    losses: tuple[str, ...]
    functions: tuple[str, ...]
    sizes: tuple[str, ...]
    hypotheses: tuple[Hypothesis, ...]
    conditions: tuple[Guard, ...]
    names: frozenset[str]
    definitions: int

    def covers(self, terms: Iterable[Term], free: Iterable[Free], reach: Reach) -> bool:
        """Whether the values of terms at all values of free indices depend on nothing else."""
        terms, theory = list(terms), reach.theory
        symbols = {s for t in terms for s in t.free} | {s for f in free for p in (f.low, f.high) for s in p.free}
        functions = {n.name for t in terms for n in walk(t) if isinstance(n, Fn) and n.name not in FUNCTIONS}
        names = {n for t in terms for n in reach.of(t)} - self.names
        return (
            {s for s in symbols if not is_index(s)} <= {*self.sizes}
            and functions <= {*self.functions}
            and all(names.isdisjoint(known) for known in (theory.shapes, theory.definitions, theory.losses))
        )


def scope_of(theory: Theory, terms: Iterable[Term], extra: Iterable[Guard] = (), reach: Reach | None = None) -> Scope:
    """Inputs, losses, functions and sizes beneath ``terms``, and the hypotheses that speak about them."""
    reach = reach or Reach(theory)

    def beneath(roots: Iterable[Term]) -> tuple[set[str], set[str], set[str]]:
        names: set[str] = set()
        whole = list(roots)
        for root in list(whole):
            names |= reach.of(root)
        names = {n for n in names if n in theory.shapes or n in theory.definitions or n in theory.losses}
        whole += [theory.definitions[n].body for n in names if n in theory.definitions]
        functions = {t.name for w in whole for t in walk(w) if isinstance(t, Fn) and t.name not in FUNCTIONS}
        sizes = {s for w in whole for s in w.free if not is_index(s)}
        sizes |= {s for w in whole for t in walk(w) for s in t.free if not is_index(s)}
        sizes |= {s for n in names for p in theory.shape_of(n) for s in p.free}
        return names, functions, sizes

    names, functions, sizes = beneath(terms)
    sizes |= {s for g in extra for s in g.free if not is_index(s)}
    hypotheses: list[Hypothesis] = []
    grown = True
    while grown:
        grown = False
        for h in theory.hypotheses:
            if h in hypotheses:
                continue
            n, f, s = beneath((h.statement.left, h.statement.right))
            s |= {x for g in h.statement.guards for x in g.free if not is_index(x)}
            inputs = {x for x in n if x in theory.shapes or x in theory.losses}
            closed = not inputs and not f  # it holds at each of some sizes or at none
            if inputs & names or f & functions or (closed and (s & sizes or not s)):
                hypotheses.append(h)
                names, functions, sizes, grown = names | n, functions | f, sizes | s, True
    conditions = list(theory.conditions)
    for name in sorted(names):
        conditions += [Guard("ge", p - 1) for p in theory.shape_of(name) if p.free]
    used: list[Guard] = []
    grown = True
    while grown:
        grown = False
        for g in conditions:
            if g not in used and (g.free & sizes or not g.free):
                used.append(g)
                sizes, grown = sizes | g.free, True
    return Scope(
        tuple(sorted(n for n in names if n in theory.shapes)),
        tuple(sorted(n for n in names if n in theory.losses)),
        tuple(sorted(functions)),
        tuple(sorted(sizes)),
        tuple(hypotheses),
        tuple(used),
        frozenset(names),
        sum(n in theory.definitions for n in names),
    )


def _holds(guard: Guard, sizes: dict[str, int]) -> bool:
    value = guard.poly.evaluate(sizes)
    if guard.kind in ("dv", "nd"):
        assert guard.modulus is not None
        modulus = guard.modulus.evaluate(sizes)
        return (guard.kind == "dv") == (value % modulus == 0 if modulus else value == 0)
    return {"ge": value >= 0, "eq": value == 0, "ne": value != 0}[guard.kind]


def size_choices(
    theory: Theory, scope: Scope, source: random.Random, count: int = 12, sweep: bool = False
) -> list[dict[str, int]]:
    """Up to ``count`` different choices of the sizes in scope that meet all conditions.

    Among them: all smallest, all different, and random ones; with ``sweep``, each size is 1 or 2 (or 0 or 1).
    Sizes out of scope have their smallest value.  The first few are the most varied: each size is seen small and
    larger, any two of them larger together, and apart where they are compared.  Every other one gives way where it
    can: it takes other sizes as they come, and those that have to be larger than them last.
    """
    idle = {s: low if low is not None else 0 for s, low in theory.sizes.items() if s not in scope.sizes}
    found: list[dict[str, int]] = []
    names = list(scope.sizes)
    styles = ["different", "twos", "ones", "sweep", "different", "small", "sweep"] + ["sweep", "wide", "far"] * count
    roomy = sorted(names, key=lambda n: any(_makes_room(g, n) for g in scope.conditions))
    for number, style in enumerate(["sweep"] * (2 * count) if sweep else styles):
        domains = _domains(theory, names, style, source)
        width = {name: len(values) for name, values in domains.items()}
        order = roomy if number % 2 else sorted(names, key=width.__getitem__)
        choice = next(_assignments(order, domains, scope.conditions), None)
        if choice is not None and {**idle, **choice} not in found:
            found.append({**idle, **choice})
        if len(found) >= count:
            break
    compared = {(a, b) for g in scope.conditions if g.kind == "ge" and len(g.free) == 2 for a, b in [sorted(g.free)]}
    return found if sweep else _varied(found, names, compared)


def _makes_room(condition: Guard, name: str) -> bool:
    """Whether a condition on several sizes holds where one is large enough: ``N`` of ``N >= r (K - 1) + 1``, which is
    chosen after ``r`` and ``K``."""
    return condition.kind == "ge" and len(condition.free) > 1 and (condition.poly.multiple(name) or 0) > 0


def _varied(
    choices: list[dict[str, int]], names: Sequence[str], compared: Iterable[tuple[str, str]] = ()
) -> list[dict[str, int]]:
    """Choices in an order such that the first few differ in as many ways as possible, small ones before large; two
    sizes of which one is at least the other are seen apart."""
    least = {n: min(c[n] for c in choices) for n in names} if choices else {}

    def shown(choice: dict[str, int]) -> set[tuple[str, ...]]:
        large = [n for n in names if choice[n] > least[n]]
        alone = {(n, "large") for n in large} | {(n, "small") for n in names if n not in large}
        pairs = {(a, b, "both") for a in large for b in large if a < b}
        pairs |= {(a, b, "apart") for a, b in compared if choice[a] != choice[b]}
        return alone | pairs | {(n, str(choice[n])) for n in names}

    def cost(choice: dict[str, int]) -> float:
        return sum(abs(choice[n]) / 2 + 3 * max(0, choice[n] - least[n] - 2) for n in names)

    marks, costs = list(map(shown, choices)), list(map(cost, choices))
    left, order, seen = list(range(len(choices))), [], set[tuple[str, ...]]()
    while left:
        best = max(left, key=lambda k: len(marks[k] - seen) - costs[k])
        seen |= marks[best]
        left.remove(best)
        order.append(choices[best])
    return order


def _domains(theory: Theory, names: Sequence[str], style: str, source: random.Random) -> dict[str, list[int]]:
    domains: dict[str, list[int]] = {}
    pool = source.sample([1, 2, 3], 3)
    for k, name in enumerate(source.sample(names, len(names))):
        low = theory.sizes[name]
        least = low if low is not None else -2
        ladder = list(range(least, max(least, 1) + 9))
        if low is None:
            first = source.sample([1, 0, 2, -1, -2], 4)
        elif low < 1:
            first = [source.choice((0, 1, 1, 2))]
        elif style == "sweep":
            first = [source.choice((low, low + 1))]
        elif style == "different":
            first = [low - 1 + pool[k % 3]]
        elif style == "ones":
            first = [low]
        elif style == "twos":
            first = [low + 1]
        elif style == "far":
            first = source.sample(range(low, low + 7), 3)
        else:
            first = source.sample([low, low + 1, low + 2, low + 3][: 3 if style == "small" else 4], 3)
        domains[name] = first + [v for v in ladder if v not in first]
    return domains


def _assignments(
    names: Sequence[str], domains: dict[str, list[int]], conditions: Sequence[Guard]
) -> Iterator[dict[str, int]]:
    """Depth first in the order of ``names``; but a size that is fixed by those chosen comes at once."""
    if all(_holds(g, {}) for g in conditions if not g.free):
        yield from _extended(list(names), {}, domains, conditions, iter(range(_SEARCH)))


def _extended(
    left: list[str],
    values: dict[str, int],
    domains: dict[str, list[int]],
    conditions: Sequence[Guard],
    steps: Iterator[int],
) -> Iterator[dict[str, int]]:
    """The ways to go on from some ``values``, until the ``steps`` are used up."""
    if not left:
        yield dict(values)
        return
    options = {n: _options(n, values, domains, conditions) for n in left}
    name = min(left, key=lambda n: min(len(options[n]), 2))
    for value in options[name]:
        if next(steps, None) is None:
            return
        values[name] = value
        known = (g for g in conditions if name in g.free and all(s in values for s in g.free))
        if all(_holds(g, values) for g in known):
            yield from _extended([n for n in left if n != name], values, domains, conditions, steps)
        del values[name]


def _options(
    name: str, values: dict[str, int], domains: dict[str, list[int]], conditions: Sequence[Guard]
) -> list[int]:
    """What a size may be beside others: one value, where an equation fixes it by them; else what their inequalities
    leave of its domain, and where that is nothing, the least that they allow."""
    for g in conditions:
        if g.kind == "eq" and name in g.free and all(s in values or s == name for s in g.free):
            with_zero, with_one = (g.poly.evaluate({**values, name: v}) for v in (0, 1))
            slope = with_one - with_zero
            if slope and with_zero % slope == 0 and g.poly.evaluate({**values, name: -with_zero // slope}) == 0:
                return [v for v in [-with_zero // slope] if v >= min(domains[name])]
            return domains[name]
    low, high = _limits(name, values, conditions)
    left = [v for v in domains[name] if (low is None or v >= low) and (high is None or v <= high)]
    if left or low is None:
        return left
    return [v for v in range(max(low, min(domains[name])), low + 3) if high is None or v <= high]


def _limits(name: str, values: dict[str, int], conditions: Sequence[Guard]) -> tuple[int | None, int | None]:
    """The least and the largest value that linear inequalities with the other sizes leave to one."""
    lows, highs = list[int](), list[int]()
    for g in conditions:
        if g.kind == "ge" and name in g.free and all(s in values or s == name for s in g.free):
            zero, one, two = (g.poly.evaluate({**values, name: v}) for v in (0, 1, 2))
            slope = one - zero
            if slope > 0 and two - one == slope:
                lows.append(-(zero // slope))
            elif slope < 0 and two - one == slope:
                highs.append(zero // -slope)
    return max(lows, default=None), min(highs, default=None)


def total(scope: Scope, sizes: dict[str, int]) -> int:
    """The sum of the sizes in scope, without their signs."""
    return sum(abs(sizes[s]) for s in scope.sizes)


def lower(theory: Theory, scope: Scope, sizes: dict[str, int], name: str) -> Iterator[dict[str, int]]:
    """The choices that make one size smaller and meet all conditions, the smallest first."""
    low = theory.sizes[name]
    for value in range(low if low is not None else min(0, sizes[name]), sizes[name]):
        choice = {**sizes, name: value}
        if all(_holds(g, choice) for g in scope.conditions):
            yield choice


def smaller_sizes(theory: Theory, scope: Scope, sizes: dict[str, int]) -> Iterator[dict[str, int]]:
    """Choices with a smaller sum than ``sizes`` that meet all conditions, by their sum, those of even sizes first.

    Those of too many sizes are left out, not all of them looked at.
    """
    least = {s: theory.sizes[s] or 0 for s in scope.sizes}
    signs = {s: -1 if theory.sizes[s] is None and sizes[s] < 0 else 1 for s in scope.sizes}
    looked = 0
    for excess in range(total(scope, sizes) - total(scope, least)):
        if looked > _SEARCH:
            return
        raised = list(islice(combinations_with_replacement(scope.sizes, excess), _SEARCH))
        for names in sorted(raised, key=lambda r: max(map(r.count, r), default=0)):
            looked += 1
            choice = {**sizes, **least}
            for name in names:
                choice[name] += signs[name]
            if all(_holds(g, choice) for g in scope.conditions):
                yield choice


def draw(tracer: Tracer, scope: Scope, source: random.Random, style: str, order: int = 1) -> Point:
    """Random inputs; ``order`` is the degree of unknown losses (1 is linear) and how wild functions are."""
    tensors: dict[str, dict[Entry, Exact]] = {}
    for name in scope.inputs:
        own = style if style in SPECIAL or source.random() < 0.75 else source.choice(STYLES)
        same = number(source, "halves")
        tensors[name] = {i: same if own == "equal" else number(source, own) for i in tracer.entries(name)}
    functions = {name: _function(tracer.theory.functions[name], order, source) for name in scope.functions}
    losses = {}
    for name in scope.losses:
        places = [(t, index) for t in tracer.theory.losses[name].frontier for index in tracer.entries(t)]
        forms: list[dict[tuple[str, Entry], Exact]] = [
            {p: source.choice(values) for p in places} for values in ([-2, -1, 1, 2, 3], [-1, 0, 1, 1], [-1, 0, 1])
        ]
        losses[name] = LossModel(*forms[:order])
    return Point(tracer.sizes, tensors, functions, losses)


def number(source: random.Random, style: str) -> Exact:
    """A random number in one of several manners."""
    if style in ("zeros", "ones"):
        return int(style == "ones")
    if style == "tiny":
        return source.choice((0, 1, 1, -1, 2))
    if style == "small":
        return source.choice((-3, -2, -2, -1, -1, 1, 1, 2, 2, 3))
    if style == "sparse":
        return source.choice((0, 0, 1, -1, 2, -2))
    if style == "halves":
        return Fraction(source.choice((-5, -3, -2, -1, 1, 2, 3, 5)), 2)
    if style == "positive":
        return source.choice((1, 2, 3, Fraction(1, 2), Fraction(3, 2)))
    if style == "unit":
        return Fraction(source.choice((-4, -3, -2, -1, 1, 2, 3, 4)), 5)
    if style == "large":
        return source.choice((-7, -5, -4, 4, 5, 6, 7)) + Fraction(source.choice((0, 1)), 3)
    return Fraction(source.choice((-11, -7, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 7, 11)), source.choice((1, 2, 3, 5)))


def _function(arity: int, order: int, source: random.Random) -> FunctionModel:
    """A random polynomial: a quadratic, a cubic, or one with fourth and fifth powers of each argument besides."""
    names = range(arity)
    degrees = range(min(order, 2) + 2)
    exponents = {tuple(map(c.count, names)) for d in degrees for c in combinations_with_replacement(names, d)}
    if order > 2:
        exponents |= {tuple(d if k == j else 0 for k in names) for j in names for d in (4, 5)}
    numbers = (-2, -1, 1, 2, 3)
    return FunctionModel({e: Fraction(source.choice(numbers), source.choice((1, 2))) for e in sorted(exponents)})
