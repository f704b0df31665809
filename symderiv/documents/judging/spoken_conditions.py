r"""Refutations of what holds under a condition that the text speaks of in words, and is not understood of what.

"With all labels zero", "for unit stride", "(the kernel is symmetric)": each kind of condition is tried on what its
words name, and on any input or size where they name nothing.  A line that no sampled point refutes then is left open.

Guarantee: such a condition is never supposed; it takes a refutation back, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from symderiv.budget import Deadline
from symderiv.documents.declaring.property_statements import entries, property_of, property_of_pair
from symderiv.documents.judging.in_force import oriented
from symderiv.documents.judging.judged import Case, abstained
from symderiv.documents.judging.names_behind import names_behind
from symderiv.documents.latex.regex import regex
from symderiv.documents.words.property_words import OF_KINDS
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ONE, ZERO, Guard, Mul, Pow, Read, Term, walk
from symderiv.language.theory import Hypothesis, Statement, Theory
from symderiv.language.verdicts import Verdict

__all__ = ["under_spoken_conditions"]

_OF_A_SIDE = ("one-hot", "sums to one", "unit", "centred", "binary")
_OF_SIZES = ("square", "odd", "even", "single")
# What these are binary by are the labels.
_OF_LABELS = regex(
    r"\bbinary (?:cross[- ]?entrop(?:y|ies)|classif\w+|logistic|focal|labels?|targets?)\b", re.IGNORECASE
)
_MOST, _SECONDS, _SHAPES = 6, 0.4, 2


@dataclass(frozen=True)
class _World:
    """What one reading of a condition supposes: statements about tensors, equations of sizes, and new sizes."""

    statements: tuple[Statement, ...] = ()
    guards: tuple[Guard, ...] = ()
    sizes: tuple[str, ...] = ()
    nothing: bool = False  # it makes something zero


def under_spoken_conditions(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds under a condition that the text speaks of is none."""
    theory, statement = case.theory, case.statement
    behind, _ = names_behind(theory, statement)
    supposed = [_names(h.statement) for h in theory.hypotheses]
    behind = behind.union(*(names for names in supposed if not names.isdisjoint(behind)))
    inputs = sorted(x for x in behind if x in theory.shapes and x not in theory.definitions)
    letters = {x for name in behind & theory.shapes.keys() for size in theory.shapes[name] for x in size.free}
    letters |= {x for side in (statement.left, statement.right) for x in side.free}
    letters |= {x for name in behind & theory.definitions.keys() for x in theory.definitions[name].body.free}
    sizes = sorted(letters & theory.sizes.keys())
    weights = {outcomes.weight for outcomes in case.context.outcomes}
    for said in case.equation.spoken:
        own = said.names & {*inputs, *sizes}
        if said.kind in _OF_SIZES:  # "the kernel has odd length", "a square matrix"
            shapes = (theory.shapes[name] for name in said.names if name in theory.shapes)
            own |= {x for shape in shapes for size in shape for x in size.free} & set(sizes)
        if (
            said.kind != "variance"
            and not own
            and said.names & (theory.shapes.keys() | theory.definitions.keys() | theory.sizes.keys())
        ):
            continue  # it speaks of what the line does not read
        if said.kind == "binary" and not own and _OF_LABELS.search(said.words) and _has_labels(case, inputs):
            continue
        tensors = [x for x in inputs if x in own or not own][:_MOST]
        whole = [x for x in sizes if x in own or not own]
        if said.kind == "variance":
            chance = [x for x in inputs if x in case.context.random]
            told = [h.statement for h in theory.hypotheses]
            held = bool(behind & weights) and not (chance and all(_has_second_moment(x, told) for x in chance))
        else:
            held = any(_holds(case, world) for world in _worlds(case, said.kind, tensors, whole, bool(own)))
        if held:
            return abstained(
                verdict,
                f'the text says "{said.words}" and it is not understood of what; say it of a name, as an equation',
            )
    return verdict


def _has_labels(case: Case, inputs: Sequence[str]) -> bool:
    """Whether an input is told to be of zeros and ones."""
    told = {h.statement for h in case.theory.hypotheses}
    return any(_is_told(property_of(case.context, x, "binary"), told) for x in inputs)


def _has_second_moment(name: str, told: Sequence[Statement]) -> bool:
    """Whether some equation tells the expectation of a product of two entries of a random variable."""
    sides = (side for s in told if s.relation == "=" for side in (s.left, s.right))
    return any(_degree(term, name) > 1 for side in sides for term in walk(side) if isinstance(term, (Mul, Pow)))


def _degree(term: Term, name: str) -> Fraction:
    """How many entries of a tensor a product multiplies."""
    if isinstance(term, Pow):
        return term.exponent * _degree(term.base, name)
    if isinstance(term, Mul):
        return sum((_degree(factor, name) for factor in term.args), start=Fraction(0))
    if isinstance(term, Read):
        return Fraction(term.tensor == name)
    return max((_degree(child, name) for child in term.children), default=Fraction(0))


def _names(statement: Statement) -> set[str]:
    """The tensors that a statement reads."""
    return {n.tensor for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read)}


def _holds(case: Case, world: _World) -> bool:
    """Whether no sampled point refutes the claim in a world, and there are such at several sizes."""
    from symderiv.meaning import Memory, exercise

    theory, told = case.theory, {h.statement for h in case.theory.hypotheses}
    new = [s for s in world.statements if told.isdisjoint((s, oriented(s)))]
    if not new and not world.guards:
        return False
    known = replace(
        theory,
        hypotheses=[*theory.hypotheses, *(Hypothesis(f"spoken of ({k})", s) for k, s in enumerate(new))],
        conditions=[*theory.conditions, *world.guards],
        sizes={**theory.sizes, **dict.fromkeys(world.sizes, 0)},
    )

    def agrees(statement: Statement) -> bool:
        found = exercise(known, statement, deadline=Deadline(_SECONDS), memory=Memory(), thorough=False, shrink=False)
        return found.counterexample is None and found.shapes >= (1 if world.guards else _SHAPES)

    statement = case.statement
    trivial = world.nothing and ZERO not in (statement.left, statement.right) and statement.relation == "="
    return agrees(statement) and not (trivial and agrees(replace(statement, right=ZERO)))


def _worlds(case: Case, kind: str, tensors: Sequence[str], sizes: Sequence[str], named: bool) -> Iterator[_World]:
    """The readings of a kind of condition about some tensors and sizes."""
    theory = case.theory
    told = {h.statement for h in theory.hypotheses}
    for word in (words := OF_KINDS.get(kind, (kind,))):
        # which reading is meant of a tensor may be told besides
        sided = kind in _OF_A_SIDE
        left = [
            x for x in tensors if not (sided and any(_is_told(property_of(case.context, x, w), told) for w in words))
        ]
        each = [(name, tuple(property_of(case.context, name, word))) for name in left]
        found = [said for _, said in each if said]
        yield from (_World(said) for said in found)
        if len(found) > 1:
            yield _World(tuple(s for said in found for s in said))
    match kind:
        case "zero" | "left out":
            zeros = [tuple(property_of(case.context, name, "all zero")) for name in tensors]
            yield from (_World(said, nothing=True) for said in zeros)
            if named and len(zeros) > 1:
                yield _World(tuple(s for said in zeros for s in said), nothing=True)
            yield from (_World(guards=(_is(x, 0),)) for x in sizes if theory.sizes[x] == 0)
        case "one" | "single":
            yield from (_World(guards=(_is(x, 1),)) for x in sizes)
            if kind == "one":
                yield from (_World((_valued(theory, name, ONE),)) for name in tensors)
        case "between":
            for name in tensors:
                place, free = entries(theory.shapes[name])
                below = Statement(ONE, Read(name, place), free, ">")
                yield _World((*property_of(case.context, name, "positive"), below))
        case "negative":
            yield from (_World((_valued(theory, name, ZERO, "<"),)) for name in tensors)
        case "equal" | "square":
            yield from (
                _World(guards=(Guard("eq", Poly.symbol(a) - Poly.symbol(b)),)) for a, b in combinations(sizes, 2)
            )
            yield from _pairs(theory, tensors, "pair same") if kind == "equal" else ()
        case "mirrored":
            yield from _mirrored(theory, tensors)
        case "reversed":
            yield from _mirrored(theory, [name for name in tensors if len(theory.shapes[name]) == 1])
        case "commuting":
            yield from _pairs(theory, tensors, "pair commuting")
        case "distinct":
            for a, b in combinations([x for x in tensors if not theory.shapes[x]], 2):
                yield _World((Statement(Read(a), Read(b), (), "!="),))
        case "odd" | "even":
            half = Poly.symbol("%half") * 2 + (1 if kind == "odd" else 0)
            yield from (_World((), (Guard("eq", Poly.symbol(x) - half),), ("%half",)) for x in sizes)


def _is_told(said: Sequence[Statement], told: set[Statement]) -> bool:
    """Whether some equation of a property is among the hypotheses."""
    return any(s.relation == "=" and not told.isdisjoint((s, oriented(s))) for s in said)


def _is(size: str, value: int) -> Guard:
    return Guard("eq", Poly.symbol(size) - value)


def _valued(theory: Theory, name: str, value: Term, relation: str = "=") -> Statement:
    """That all entries of a tensor have a value."""
    place, free = entries(theory.shapes[name])
    if relation == "<":
        return Statement(value, Read(name, place), free, ">")
    return Statement(Read(name, place), value, free)


def _pairs(theory: Theory, tensors: Sequence[str], word: str) -> Iterator[_World]:
    """What a word says of two tensors of one shape."""
    for a, b in combinations(tensors, 2):
        if theory.shapes[a] == theory.shapes[b] and (said := property_of_pair(theory.shapes[a], a, b, word)):
            yield _World(tuple(said))


def _mirrored(theory: Theory, tensors: Sequence[str]) -> Iterator[_World]:
    """That a kernel reads the same backwards, along its last axis or its last two, or with the other sign."""
    for name in tensors:
        shape = theory.shapes[name]
        place, free = entries(shape)
        for axes in {(-1,), (-2, -1)[-len(shape) :]} if shape else ():
            back = list(place)
            for axis in axes:
                back[axis] = shape[axis] - 1 - back[axis]
            turned = Read(name, tuple(back))
            yield _World((Statement(Read(name, place), turned, free),))
            yield _World((Statement(Read(name, place), Mul((NEGATE, turned)), free),))
