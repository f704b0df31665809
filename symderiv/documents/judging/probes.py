r"""Whether a false line fails whatever a sentence may say of a name: one tensor of every kind is tried in its place.

A word that is not known may restrict a name to some kind of tensors: symmetric, one-hot, centred, all equal.  It makes
a false line true only if the line holds for all tensors of that kind, so for each that is of it.  The probes below hold
a member of every kind that people have words for; a line that fails at each of them is made true by no such word.  A
probe is a definition in the place of the declared tensor, so the checker does the rest, at sizes at which the probe is
what it is meant to be.  Zero is of too many kinds to be tried wherever a word is unknown: it is where the words may say
that something is nothing, as one is where they may say that something is one.

Guarantee: a budget that ends, and a statement that is no equation, count as made true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.documents.declaring.declared_random import is_random
from symderiv.documents.latex.regex import regex
from symderiv.documents.supposing.related import IDLE
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Diff,
    Guard,
    Int,
    Mul,
    Pow,
    Read,
    Term,
    add,
    bracket,
    equals,
    mul,
    nonnegative,
    num,
    walk,
)
from symderiv.language.theory import Definition, Statement, Theory
from symderiv.language.verdicts import Exercise

__all__ = ["fails_anyway"]

#: Names in one sentence that are tried together.
_MOST = 4
_SECONDS = 0.5
_NOTHING = regex(
    r"\b(?:0|zeros?|null|nil|nothing|none|no|without|vanish\w*|(?:switch|turn|cut|shut)\w* off|off|silen\w+|mute\w*|"
    r"dead|die[ds]?|kill\w*|inactive|dormant|idle|disabl\w+|deactivat\w+|absent|missing|remov\w+|drop\w*|omit\w*|"
    r"ignor\w+|neglect\w*|neglig\w+|disregard\w*|discard\w*|clear\w*|empt\w+|blank\w*|void|cancel\w*|gone|eliminat\w+|"
    r"suppress\w*|left out|leav\w+ out|trivial\w*|disappear\w*|fade\w*|reset\w*|rest|at rest|out of the picture|"
    r"annihilat\w*|prun\w+|erase\w*|wip\w+|nullif\w+|zeroed|strip\w*|lack\w*|nowhere|forgotten|unused|fold\w*|absorb\w*|"
    r"merg\w+|swallow\w*|\w+-free|\w+less|bypass\w*|skip\w*|avoid\w*)\b",
    re.IGNORECASE,
)
_ONE = regex(
    r"\b(?:1|ones?|units?|unity|single|singleton|only|sole|lone|alone|individual|solitary|identity|trivial\w*|neutral|"
    r"normali[sz]\w*|unscaled|just|scale)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Probe:
    """Values for names, by definition, and the conditions on sizes under which they are what they are meant to be."""

    definitions: tuple[Definition, ...]
    conditions: tuple[Guard, ...] = ()


def fails_anyway(theory: Theory, statement: Statement, names: Sequence[str], words: str, seconds: float) -> bool:
    """Whether a refuted equation fails at every probe of the inputs and sizes in ``names``, of which ``words`` tell."""
    from symderiv.meaning import Memory, exercise

    tensors = [name for name in names if name in theory.shapes]
    sizes = [name for name in names if name in theory.sizes and name not in theory.shapes]
    if statement.relation != "=" or not (tensors or sizes) or len(tensors) > _MOST:
        return False
    if any(is_random(theory, name) for name in tensors):
        return False  # words tell of a random variable what no value of it shows: a mean, a covariance
    limit, failed, words = Deadline(seconds), False, IDLE.sub(" ", re.sub(r"\$[^$]*\$", " ", words))

    def fails(theory: Theory, statement: Statement) -> Exercise:
        deadline = Deadline(min(_SECONDS, limit.left))
        return exercise(theory, statement, deadline=deadline, memory=Memory(), thorough=False, shrink=False)

    told = [h for h in theory.hypotheses if tensors and _read(h.statement) <= set(tensors)]
    for probe in _probes(theory, tensors, words) if tensors else _of_sizes(sizes, words):
        at = _with(theory, probe)
        if any(fails(replace(at, hypotheses=[]), h.statement).counterexample is not None for h in told):
            continue  # the words do not speak of what is excluded otherwise
        found = fails(at, statement)
        if found.counterexample is None and not found.reason.startswith(_INADMISSIBLE):
            return False
        failed |= found.counterexample is not None
    return failed


# Where a hypothesis, or the smallest sizes, exclude a probe.
_INADMISSIBLE = ("no point was found at which all hypotheses hold", "the hypothesis", "no sizes meet")


def _read(statement: Statement) -> set[str]:
    """The tensors that a statement reads."""
    return {n.tensor for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read | Diff)}


def _with(theory: Theory, probe: _Probe) -> Theory:
    """The theory with the values of a probe."""
    given = {d.name: d for d in probe.definitions}
    return replace(
        theory,
        shapes={name: shape for name, shape in theory.shapes.items() if name not in given},
        definitions={**given, **theory.definitions},
        conditions=[*theory.conditions, *probe.conditions],
    )


def _of_sizes(sizes: Sequence[str], words: str) -> Iterator[_Probe]:
    """Even and odd ones, prime ones and powers; of two, in each order."""
    low = 1 if _ONE.search(words) else 2
    for name in sizes:
        for value in range(low, 5):
            yield _Probe((), (equals(Poly.symbol(name), Poly.constant(value)),))
    for k, name in enumerate(sizes):
        for other in sizes[k + 1 :]:
            gap = Poly.symbol(name) - Poly.symbol(other)
            yield from (_Probe((), (g,)) for g in (Guard("eq", gap), nonnegative(gap - 1), nonnegative(-gap - 1)))


def _probes(theory: Theory, names: Sequence[str], words: str) -> Iterator[_Probe]:
    """Tensors of every kind: of each name alike, and of two names in each relation of two tensors."""
    kinds = {name: dict(_kinds(theory.shapes[name], words)) for name in names}
    for kind in dict.fromkeys(kind for found in kinds.values() for kind in found):
        made = [(name, kinds[name].get(kind) or kinds[name]["ones"]) for name in names]
        parts = [(Definition(name, _indices(theory, name), theory.shapes[name], body), g) for name, (body, g) in made]
        yield _Probe(tuple(d for d, _ in parts), tuple(g for _, own in parts for g in own))
    for name in names if _ONE.search(words) else ():
        for size in dict.fromkeys(theory.shapes[name]):
            yield _Probe((), (Guard("eq", size - 1),))
    for k, name in enumerate(names):
        for other in names[k + 1 :]:
            yield from _pairs(theory, name, other)


def _pairs(theory: Theory, name: str, other: str) -> Iterator[_Probe]:
    """The second made from the first: the same, opposite, its double, its transpose, or apart from it."""
    shape, indices = theory.shapes[name], _indices(theory, name)
    place = tuple(map(Poly.symbol, indices))
    if theory.shapes[other] == shape:
        for factor in (1, -1, 2):
            yield _Probe((Definition(other, indices, shape, mul(num(factor), Read(name, place))),))
    if len(shape) == 2 and theory.shapes[other] == shape[::-1]:
        yield _Probe((Definition(other, indices, shape[::-1], Read(name, place[::-1])),))
    if len(shape) == 1 and theory.shapes[other] == shape:
        (at,), (size,) = place, shape
        first, last = bracket(equals(at, Poly.constant(0))), bracket(equals(at, size - 1))
        apart = Definition(name, indices, shape, first), Definition(other, indices, shape, last)
        yield _Probe(apart, (nonnegative(size - 2),))


def _indices(theory: Theory, name: str) -> tuple[str, ...]:
    return tuple(f"%probe{axis}" for axis in range(len(theory.shapes[name])))


Valued = tuple[Term, tuple[Guard, ...]]


def _kinds(shape: tuple[Poly, ...], words: str) -> Iterator[tuple[str, Valued]]:
    """Entries of a tensor of a shape by what they are called, and when they are that."""
    at = [Poly.symbol(f"%probe{axis}") for axis in range(len(shape))]
    if _NOTHING.search(words):
        yield "zeros", (num(0), ())
    if not shape:
        for name, value in (("ones", 1), ("minus ones", -1), ("halves", Fraction(1, 2)), ("twos", 2)):
            yield name, (num(value), ())
        return
    yield "ones", (num(1), ())
    yield "minus ones", (num(-1), ())
    yield "halves", (num(Fraction(1, 2)), ())
    yield "first", (bracket(*(equals(x, Poly.constant(0)) for x in at)), ())
    for axis, size in enumerate(shape):
        first, last = bracket(equals(at[axis], Poly.constant(0))), bracket(equals(at[axis], size - 1))
        yield f"one-hot along {axis}", (first, ())
        if len(shape) == 1 or axis == len(shape) - 1:
            yield f"last along {axis}", (last, ())
        yield from ((f"counting from {low} along {axis}", (Int(at[axis] + low), ())) for low in (0, 1))
        yield f"uniform along {axis}", (Pow(Int(size), Fraction(-1)), ())
        if axis < 2 or axis == len(shape) - 1:
            spread = Mul((Pow(mul(num(Fraction(1, 2)), Int(size)), Fraction(1, 2)), add(first, mul(num(-1), last))))
            yield f"standardised along {axis}", (spread, (nonnegative(size - 2),))
    if len(shape) < 2:
        return
    (i, j), (m, n) = at[-2:], shape[-2:]
    same = bracket(equals(i, j))
    tall, wide = (nonnegative(m - n),), (nonnegative(n - m),)
    yield "orthonormal columns", (same, tall)
    yield "orthonormal rows", (same, wide)
    yield "white columns", (mul(Pow(Int(m), Fraction(1, 2)), same), tall)
    yield "white rows", (mul(Pow(Int(n), Fraction(1, 2)), same), wide)
    yield "shift", (bracket(equals(i + 1, j)), ())
    if m == n:
        yield "minus identity", (mul(num(-1), same), ())
        above, below = bracket(nonnegative(j - i - 1)), bracket(nonnegative(i - j - 1))
        yield "skew", (add(above, mul(num(-1), below)), ())
        yield "quarter turn", (add(above, mul(num(-1), below)), (equals(m, Poly.constant(2)),))
        yield "hollow", (add(num(1), mul(num(-1), same)), ())
