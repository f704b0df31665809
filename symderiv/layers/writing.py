"""Writing theories in Python with ordinary operators, for proof scripts: no SymPy, no evaluation, no rewriting.

    >>> page = Page()
    >>> N = page.size("N")
    >>> i, j = page.indices("i j")
    >>> P, f = page.tensor("P", N, N), page.tensor("f", N)
    >>> fit = page.define("fit", [(i, N)], total([(j, N)], P[i, j] * f[j]))
    >>> page.claim(fit[i] - f[i], total([(j, N)], P[i, j] * f[j]) - f[i], [(i, N)]).left
    fit[i] + (-1)*f[i]

An :class:`Expression` wraps one term; ``+ - * / **`` build larger ones; a ``Poly`` or a number stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Diff,
    Fn,
    Guard,
    Int,
    Let,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    bracket,
    mul,
)
from symderiv.language.theory import Free, Hypothesis, Statement, Theory

__all__ = [
    "Expression",
    "Page",
    "Tensor",
    "at_least",
    "call",
    "delta",
    "derivative",
    "differs",
    "holds",
    "number",
    "one",
    "put",
    "root",
    "total",
    "zero",
]

Range = tuple[Poly, Poly | int] | tuple[Poly, Poly | int, Poly | int]


def _poly(value: Poly | int) -> Poly:
    return value if isinstance(value, Poly) else Poly.constant(value)


def _term(value: Expression | Poly | Fraction | int) -> Term:
    if isinstance(value, Expression):
        return value.term
    return Int(value) if isinstance(value, Poly) else Num(Fraction(value))


def _symbol(index: Poly) -> str:
    symbol = index.as_symbol
    assert symbol is not None, f"{index} is no bare index"
    return symbol


def _bounds(place: Range) -> tuple[str, Poly, Poly]:
    """(symbol, low, high) of ``(index, size)`` or ``(index, low, high)``; high is excluded."""
    if len(place) == 2:
        return _symbol(place[0]), Poly.constant(0), _poly(place[1])
    return _symbol(place[0]), _poly(place[1]), _poly(place[2])


@dataclass(frozen=True)
class Expression:
    """A term with operators."""

    term: Term

    def __add__(self, other: Expression | Poly | Fraction | int) -> Expression:
        return Expression(add(self.term, _term(other)))

    def __radd__(self, other: Poly | Fraction | int) -> Expression:
        return Expression(add(_term(other), self.term))

    def __sub__(self, other: Expression | Poly | Fraction | int) -> Expression:
        return Expression(add(self.term, mul(NEGATE, _term(other))))

    def __rsub__(self, other: Poly | Fraction | int) -> Expression:
        return Expression(add(_term(other), mul(NEGATE, self.term)))

    def __neg__(self) -> Expression:
        return Expression(mul(NEGATE, self.term))

    def __mul__(self, other: Expression | Poly | Fraction | int) -> Expression:
        left = self.term.args if isinstance(self.term, Mul) else (self.term,)
        return Expression(mul(*left, _term(other)))

    def __rmul__(self, other: Poly | Fraction | int) -> Expression:
        return Expression(mul(_term(other), self.term))

    def __truediv__(self, other: Expression | Poly | Fraction | int) -> Expression:
        if isinstance(other, (Fraction, int)):
            return Expression(mul(Num(1 / Fraction(other)), self.term))
        return Expression(mul(self.term, Pow(_term(other), Fraction(-1))))

    def __rtruediv__(self, other: Poly | Fraction | int) -> Expression:
        return Expression(mul(_term(other), Pow(self.term, Fraction(-1))))

    def __pow__(self, exponent: Fraction | int) -> Expression:
        return Expression(Pow(self.term, Fraction(exponent)))


@dataclass(frozen=True)
class Tensor:
    """A declared name; ``A[i, j]`` reads an entry, ``A()`` a scalar."""

    name: str

    def __getitem__(self, place: Poly | int | tuple[Poly | int, ...]) -> Expression:
        places = place if isinstance(place, tuple) else (place,)
        return Expression(Read(self.name, tuple(map(_poly, places))))

    def __call__(self) -> Expression:
        return Expression(Read(self.name))


def total(ranges: Iterable[Range], body: Expression | Poly | int, *guards: Guard) -> Expression:
    """The sum of ``body`` over the ranges ``(index, size)`` or ``(index, low, high)`` where the guards hold."""
    symbols, conditions = [], list(guards)
    for place in ranges:
        symbol, low, high = _bounds(place)
        symbols.append(symbol)
        conditions += Free(symbol, low, high).guards
    return Expression(Sum(tuple(symbols), conditions, _term(body)))


def call(name: str, *arguments: Expression | Poly | Fraction | int) -> Expression:
    """A scalar function of expressions."""
    return Expression(Fn(name, tuple(map(_term, arguments))))


def holds(*guards: Guard) -> Expression:
    """The bracket: 1 where all guards hold, else 0."""
    return Expression(bracket(*guards))


def put(name: str, value: Expression | Fraction | int, body: Expression) -> Expression:
    """``body`` at ``name = value``, for a scalar ``name`` (after differentiation by it)."""
    return Expression(Let(name, _term(value), body.term))


class Page:
    """A theory under construction."""

    def __init__(self) -> None:
        self.theory = Theory()

    def size(self, name: str, low: int | None = 1) -> Poly:
        """Declare a size, at least ``low`` (``None``: any integer)."""
        return self.theory.add_size(name, low)

    def sizes(self, names: str, low: int | None = 1) -> tuple[Poly, ...]:
        """Declare several."""
        return tuple(self.size(n, low) for n in names.split())

    def given(self, *guards: Guard) -> None:
        """Assume conditions about sizes."""
        self.theory.conditions.extend(guards)

    @staticmethod
    def indices(names: str) -> tuple[Poly, ...]:
        """Index symbols."""
        return tuple(Poly.symbol(f"%{n}") for n in names.split())

    def tensor(self, name: str, *shape: Poly | int) -> Tensor:
        """Declare an input."""
        self.theory.add_tensor(name, tuple(map(_poly, shape)))
        return Tensor(name)

    def scalars(self, names: str) -> tuple[Expression, ...]:
        """Declare scalar inputs."""
        return tuple(self.tensor(n)() for n in names.split())

    def define(self, name: str, ranges: Sequence[tuple[Poly, Poly | int]], body: Expression) -> Tensor:
        """Define a tensor entry by entry, inside of ``[(index, size), ...]``."""
        self.theory.define(name, tuple(_symbol(i) for i, _ in ranges), tuple(_poly(n) for _, n in ranges), body.term)
        return Tensor(name)

    def recurrence(
        self,
        name: str,
        step: tuple[Poly, Poly | int],
        ranges: Sequence[tuple[Poly, Poly | int]],
        first: Expression | int,
        following: Expression,
    ) -> Tensor:
        """Define ``name[l, ...]``: ``first`` at ``l = 0``, ``following`` (which reads it at ``l - 1``) after that."""
        layer = step[0]
        base = Sum((), (Guard("eq", layer),), _term(first))
        later = Sum((), (Guard("ge", layer - 1),), following.term)
        return self.define(name, [step, *ranges], Expression(add(base, later)))

    def loss(self, name: str, *frontier: Tensor) -> Expression:
        """Declare an unknown smooth loss of the tensors."""
        self.theory.add_loss(name, [t.name for t in frontier])
        return Expression(Read(name))

    def assume(
        self,
        name: str,
        left: Expression,
        right: Expression | Poly | int,
        ranges: Sequence[Range] = (),
        relation: str = "=",
    ) -> None:
        """Add a hypothesis, for all indices in the ranges."""
        self.theory.add_hypothesis(Hypothesis(name, self.claim(left, right, ranges, relation)))

    def claim(
        self,
        left: Expression,
        right: Expression | Poly | Fraction | int,
        ranges: Sequence[Range] = (),
        relation: str = "=",
    ) -> Statement:
        """A statement about this theory; names, ranks and indices are checked."""
        free = tuple(Free(*_bounds(place)) for place in ranges)
        statement = Statement(left.term, _term(right), free, relation)
        self.theory.check_statement(statement, "the claim")
        return statement


def derivative(of: Expression, by: Tensor | str, *place: Poly | int) -> Expression:
    """The total derivative by an entry of a tensor."""
    name = by if isinstance(by, str) else by.name
    return Expression(Diff(of.term, name, tuple(map(_poly, place))))


def one() -> Expression:
    """The number 1 as an expression."""
    return Expression(ONE)


def number(value: Poly | Fraction | int) -> Expression:
    """An integer polynomial, or a rational number, as an expression."""
    return Expression(_term(value))


def delta(left: Poly | int, right: Poly | int) -> Expression:
    """Kronecker's delta."""
    return holds(Guard("eq", _poly(left) - _poly(right)))


def at_least(left: Poly | int, right: Poly | int) -> Guard:
    """``left >= right``."""
    return Guard("ge", _poly(left) - _poly(right))


def differs(left: Poly | int, right: Poly | int) -> Guard:
    """``left != right``."""
    return Guard("ne", _poly(left) - _poly(right))


def root(value: Expression) -> Expression:
    """The square root."""
    return value ** Fraction(1, 2)


def zero(value: Expression) -> Guard:
    """``value = 0``, for a bracket."""
    return Guard("zero", value.term)
