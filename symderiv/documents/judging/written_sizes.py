r"""Sizes that are written as numbers: ``W \in \mathbb{R}^{10 \times 784}``.

Such a claim is an instance of one about any sizes: that one is judged where it can be, with small arrays.  Its proof
proves the claim; its counterexample is filled up to the sizes of the document, and refutes the claim if the plain
interpreter confirms that it does.  Where neither comes about, the claim is judged as it is written.

Guarantee: numbers give way to sizes so that the claim is what the general one says at those numbers; and a general
proof under conditions is used only where a point is found at which they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symderiv.budget import Deadline
from symderiv.documents.judging.names_behind import names_behind
from symderiv.errors import SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Int, Num, Pow, Term
from symderiv.language.theory import Definition, Free, Hypothesis, Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Counterexample, Exercise, Verdict

if TYPE_CHECKING:
    from symderiv.meaning import Memory

__all__ = ["decide", "general", "proves"]

_LEAST = 8  # a kernel of 3 x 3 is no matter
_SHARE = 0.6  # of the time, for the general claim
#: What fills up vectors and matrices: a bias of 0 may be a kink of all units but the first.
_FILLINGS = ((1, 0), (0, 0), (1, 1))


def decide(
    theory: Theory,
    statement: Statement,
    *,
    seconds: float = 10.0,
    certificate: bool = False,
    memory: Memory | None = None,
) -> Verdict:
    """:func:`symderiv.decide.decide`, with any size in the place of one that is written as a number."""
    from symderiv.decide import decide as judge

    limit = Deadline(seconds)
    smaller = ""
    for wider, claim, sizes in general(theory, statement):
        share = max(0.2, limit.left * _SHARE)
        found = judge(wider, claim, seconds=share, certificate=certificate, memory=memory)
        if found.verdict == PROVED and _is_an_instance(theory, statement, found, limit):
            return found
        if found.verdict == REFUTED and found.counterexample is not None:
            with suppress(SymderivError):
                filled = _filled(theory, statement, found, found.counterexample, sizes, limit)
                if filled is not None:
                    return filled
            smaller = _told(found.counterexample, sizes)
    own = judge(theory, statement, seconds=max(limit.left, 0.2), certificate=certificate, memory=memory)
    return replace(own, message=f"{own.message}; {smaller}") if smaller and own.verdict == UNDECIDED else own


def proves(theory: Theory, statement: Statement, *, seconds: float = 2.0, memory: Memory | None = None) -> bool:
    """:func:`symderiv.decide.proves`, with any size in the place of one that is written as a number."""
    from symderiv.decide import proves as passes

    if next(general(theory, statement), None) is None:
        return passes(theory, statement, seconds=seconds, memory=memory)
    return decide(theory, statement, seconds=seconds, memory=memory).verdict == PROVED


def _is_an_instance(theory: Theory, statement: Statement, found: Verdict, limit: Deadline) -> bool:
    """Whether a proof for all sizes is one for those that are written: its conditions may fail there everywhere, as
    that a denominator is not zero, so that a point is asked for at which they hold."""
    from symderiv.meaning import agrees_somewhere

    supposed = {h.name for h in theory.hypotheses}
    return supposed.issuperset(found.assumptions) or agrees_somewhere(theory, statement, limit)


def general(theory: Theory, statement: Statement) -> Iterator[tuple[Theory, Statement, dict[str, int]]]:
    """The claim with sizes in the place of numbers, in conditions and as numbers, and in conditions alone."""
    names, _ = names_behind(theory, statement)
    shapes = (theory.shape_of(n) for n in names if n in theory.shapes or n in theory.definitions)
    numbers = {size.value for shape in shapes for size in shape if size.is_constant and size.value >= _LEAST}
    if not numbers:
        return
    letter, taken = "n", {*theory.sizes, *theory.shapes, *theory.definitions, *theory.losses}
    while any(f"{letter}_{{{number}}}" in taken for number in numbers):
        letter += "'"
    sizes = {f"{letter}_{{{number}}}": number for number in sorted(numbers, reverse=True)}
    for numeric in (True, False):
        widened = _Widening(sizes, numeric)
        memory = theory.memory
        if (wider := memory.get(("written sizes", *sizes, numeric))) is None:
            wider = memory["written sizes", *sizes, numeric] = widened.theory(theory)
        yield wider, widened.statement(statement), sizes
        if not widened.counted:
            return


class _Widening:
    """Sizes in the place of numbers; ``counted``: whether a number that is no bound has given way."""

    def __init__(self, sizes: dict[str, int], numeric: bool) -> None:
        self.sizes = sizes
        self.numeric = numeric
        self.counted = False
        #: What a constant may be made from: a size, or the number of its last entry.
        self.ends = {number - 1: Poly.symbol(size) - 1 for size, number in sizes.items()}
        self.ends |= {number: Poly.symbol(size) for size, number in sizes.items()}

    def theory(self, theory: Theory) -> Theory:
        wider = replace(theory, sizes={**theory.sizes, **dict.fromkeys(self.sizes, 1)})
        wider.shapes = {name: self.shape(shape) for name, shape in theory.shapes.items()}
        wider.definitions = {
            name: Definition(name, d.indices, self.shape(d.shape), self.term(d.body))
            for name, d in theory.definitions.items()
        }
        wider.hypotheses = [Hypothesis(h.name, self.statement(h.statement)) for h in theory.hypotheses]
        return wider

    def statement(self, statement: Statement) -> Statement:
        free = tuple(Free(f.symbol, self.poly(f.low), self.poly(f.high)) for f in statement.free)
        return replace(statement, left=self.term(statement.left), right=self.term(statement.right), free=free)

    def shape(self, shape: tuple[Poly, ...]) -> tuple[Poly, ...]:
        return tuple(self.poly(size) for size in shape)

    def poly(self, poly: Poly) -> Poly:
        """A polynomial in indices and sizes; its constant term gives way to an end of an axis."""
        constant = next((c for m, c in poly.terms if not m), 0)
        end = self.ends.get(abs(constant))
        if end is None:
            return poly
        return poly - constant + (end if constant > 0 else -end)

    def term(self, term: Term) -> Term:
        if isinstance(term, Num):
            return self._number(term)
        return type(term)(*[self._part(part) for part in term.fields])

    def _part(self, part: Any) -> Any:
        if isinstance(part, Term):
            return self.term(part)
        if isinstance(part, Poly):
            return self.poly(part)
        if isinstance(part, Guard):
            return part.map(self.poly, self.term)
        if isinstance(part, tuple):
            return tuple(self._part(p) for p in part)
        return part

    def _number(self, term: Num) -> Term:
        """``784`` and ``1/784`` as a size and its reciprocal."""
        value = term.value
        for size, number in self.sizes.items() if self.numeric else ():
            if value in (number, -number, Fraction(1, number), Fraction(-1, number)):
                self.counted = True
                whole: Term = Int(Poly.symbol(size) if value > 0 else -Poly.symbol(size))
                return whole if abs(value) > 1 else Pow(whole, Fraction(-1))
        return term


def _filled(
    theory: Theory,
    statement: Statement,
    found: Verdict,
    small: Counterexample,
    sizes: dict[str, int],
    limit: Deadline,
) -> Verdict | None:
    """The refutation of a claim by small arrays that are filled up to the sizes that it has."""
    from symderiv.gate import refuted
    from symderiv.meaning import shown_at

    own = {name: size for name, size in small.sizes.items() if name not in sizes}
    for filling in _FILLINGS:
        with suppress(KeyError, ValueError, TypeError):
            values = {name: _entries(value, (0, 0) if "/" in name else filling) for name, value in small.values.items()}
            witness = shown_at(theory, statement, own, values, tuple(small.at.values()), limit)
            if witness is not None:
                (left, right), refutation = witness
                shown = Counterexample(own, small.values, small.at, left, right)
                seen = Exercise(found.points, found.shapes, shown, refutation=refutation)
                verdict = refuted(theory, statement, seen, found.seconds)
                vectors, matrices = filling
                alike = f"all other entries are {vectors}"
                apart = f"all other entries are {vectors} in vectors and {matrices} in matrices"
                return replace(verdict, message=alike if vectors == matrices else apart)
    return None


def _told(small: Counterexample, sizes: dict[str, int]) -> str:
    """What a counterexample at other sizes shows, which need not be one at those that are written."""
    others = ", ".join(f"{small.sizes[size]} in the place of {n}" for size, n in sizes.items() if size in small.sizes)
    return f"with {others} the left side may be {small.left} and the right side {small.right}"


def _entries(value: Any, filling: tuple[int, int]) -> Callable[[tuple[int, ...]], int | Fraction]:
    """The entry of nested lists at a place, and the filling outside of them; ValueError for what is no number."""
    table: dict[tuple[int, ...], int | Fraction] = {}

    def collect(part: Any, place: tuple[int, ...]) -> None:
        if isinstance(part, list):
            for k, inner in enumerate(part):
                collect(inner, (*place, k))
        else:
            number = Fraction(part)
            table[place] = number.numerator if number.denominator == 1 else number  # integers are cheaper

    collect(value, ())
    vectors, matrices = filling
    return lambda place: table.get(place, vectors if len(place) < 2 else matrices)
