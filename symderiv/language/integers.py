"""Integer polynomials: what stands in a subscript, in the range of a sum and in a shape.

A :class:`Poly` is a polynomial with integer coefficients in *symbols*.  A symbol is a string: sizes
and integer constants carry their plain name (``"N"``), indices the prefix ``%`` (``"%i"``, ``"%i.3"``),
so that an index and a size of one letter stay two things.  Polynomials are immutable and canonical:
equal polynomials are equal objects, whatever the way they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import gcd
from typing import Final

from symderiv.language.order import Ordered

__all__ = ["Poly", "fresh_index", "index_label", "is_index"]

Monomial = tuple[str, ...]
_NOTHING: Final[frozenset[str]] = frozenset()


def is_index(symbol: str) -> bool:
    """Whether a symbol is an index (and not a size).

    >>> is_index("%i"), is_index("N")
    (True, False)
    """
    return symbol.startswith("%")


def index_label(symbol: str) -> str:
    """The letter that a reader sees for a symbol.

    >>> index_label("%i.3"), index_label("N")
    ('i', 'N')
    """
    return symbol[1:].split(".")[0] if symbol.startswith("%") else symbol


def fresh_index(symbol: str, taken: Iterable[str]) -> str:
    """An index with the letter of ``symbol`` that is not in ``taken``.

    >>> fresh_index("%i", {"%i", "%i.1"})
    '%i.2'
    """
    avoid = taken if isinstance(taken, (set, frozenset, dict)) else set(taken)
    stem = symbol.split(".")[0]
    if stem not in avoid:
        return stem
    number = 1
    while f"{stem}.{number}" in avoid:
        number += 1
    return f"{stem}.{number}"


class Poly(Ordered):
    """An integer polynomial in indices and sizes.

    >>> i, n = Poly.symbol("%i"), Poly.symbol("N")
    >>> print((i + n - 1) * 2)
    2*i + 2*N - 2
    """

    __slots__ = ("_hash", "free", "terms")

    terms: tuple[tuple[Monomial, int], ...]
    free: frozenset[str]
    _hash: int

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        items = [t for t in terms.items() if t[1]]
        if len(items) > 1:
            items.sort()
        self.terms = tuple(items)
        self.free = _NOTHING.union(*[m for m, _ in items])
        self._hash = hash(self.terms)

    @staticmethod
    def _of(items: tuple[tuple[Monomial, int], ...], free: frozenset[str] | None = None) -> Poly:
        """A polynomial from terms that are sorted and have no coefficient 0, with the symbols in them."""
        new = Poly.__new__(Poly)
        new.terms = items
        new.free = _NOTHING.union(*[m for m, _ in items]) if free is None else free
        new._hash = hash(items)
        return new

    @staticmethod
    @lru_cache(maxsize=1024)
    def constant(value: int) -> Poly:
        return Poly._of((((), value),) if value else (), _NOTHING)

    @staticmethod
    @lru_cache(maxsize=4096)
    def symbol(name: str) -> Poly:
        return Poly._of((((name,), 1),), frozenset((name,)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Poly) and self.terms == other.terms)

    def __add__(self, other: Poly | int) -> Poly:
        return self._combine(other, 1)

    __radd__ = __add__

    def __sub__(self, other: Poly | int) -> Poly:
        return self._combine(other, -1)

    def __rsub__(self, other: Poly | int) -> Poly:
        return _poly(other)._combine(self, -1)

    def __neg__(self) -> Poly:
        return self * -1

    def __mul__(self, other: Poly | int) -> Poly:
        if isinstance(other, int):
            return Poly._of(tuple([(m, c * other) for m, c in self.terms]), self.free) if other else Poly._of(())
        product: dict[Monomial, int] = {}
        for m1, c1 in self.terms:
            for m2, c2 in other.terms:
                m = tuple(sorted(m1 + m2)) if m1 and m2 else m1 or m2
                product[m] = product.get(m, 0) + c1 * c2
        return Poly(product)

    __rmul__ = __mul__

    def _combine(self, other: Poly | int, sign: int) -> Poly:
        """``self + sign * other``."""
        if isinstance(other, int):
            value = self.value + sign * other
            return Poly._of(((((), value), *self.varying)) if value else self.varying, self.free)
        total = dict(self.terms)
        free: frozenset[str] | None = self.free | other.free
        for m, c in other.terms:
            number = total.get(m, 0) + sign * c
            if number:
                total[m] = number
            else:
                del total[m]
                free = None
        return Poly._of(tuple(sorted(total.items())), free)

    def up_to(self, end: Poly) -> Poly:
        """``end - 1 - self``, which is not negative where the polynomial is below ``end``.

        >>> print(Poly.symbol("%i").up_to(Poly.symbol("N")))
        N - i - 1
        """
        total = dict(end.terms)
        for m, c in (*self.terms, ((), 1)):
            number = total.get(m, 0) - c
            if number:
                total[m] = number
            else:
                del total[m]
        return Poly._of(tuple(sorted(total.items())))

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def is_constant(self) -> bool:
        return not self.free

    @property
    def value(self) -> int:
        """The constant term (the value, where the polynomial is constant)."""
        return self.terms[0][1] if self.terms and not self.terms[0][0] else 0

    @property
    def varying(self) -> tuple[tuple[Monomial, int], ...]:
        """The terms without the constant one."""
        return self.terms[1:] if self.terms and not self.terms[0][0] else self.terms

    @property
    def as_symbol(self) -> str | None:
        """The name, where the polynomial is a bare symbol."""
        if len(self.terms) == 1 and self.terms[0][1] == 1 and len(self.terms[0][0]) == 1:
            return self.terms[0][0][0]
        return None

    def coefficient(self, symbol: str) -> Poly:
        """The factor of ``symbol`` in a polynomial that is linear in it.

        Raises :class:`ValueError` where it is not linear.
        """
        found: dict[Monomial, int] = {}
        for m, c in self.terms:
            if symbol in m:
                if m.count(symbol) > 1:
                    raise ValueError(f"{self} is not linear in {symbol}")
                position = m.index(symbol)
                found[m[:position] + m[position + 1 :]] = c
        return Poly(found)

    def multiple(self, symbol: str) -> int | None:
        """The factor of ``symbol`` where it is a plain number (0 where the symbol does not occur); else None.

        >>> i, n = Poly.symbol("%i"), Poly.symbol("N")
        >>> (3 * i - n).multiple("%i"), n.multiple("%i"), (n * i).multiple("%i")
        (3, 0, None)
        """
        found = 0
        for m, c in self.terms:
            if symbol in m:
                if len(m) > 1:
                    return None
                found = c
        return found

    def substitute(self, values: Mapping[str, Poly]) -> Poly:
        """Replace symbols by polynomials, all at once."""
        if self.free.isdisjoint(values):
            return self
        total: dict[Monomial, int] = {}
        for m, c in self.terms:
            image: tuple[tuple[Monomial, int], ...]
            if len(m) == 1:
                value = values.get(m[0])
                if value is None:
                    total[m] = total.get(m, 0) + c
                    continue
                image = value.terms
            elif not m or values.keys().isdisjoint(m):
                total[m] = total.get(m, 0) + c
                continue
            else:
                product = Poly.constant(1)
                for s in m:
                    product = product * (values[s] if s in values else Poly.symbol(s))
                image = product.terms
            for m2, c2 in image:
                total[m2] = total.get(m2, 0) + c * c2
        return Poly(total)

    def evaluate(self, values: Mapping[str, int]) -> int:
        """The value at whole numbers; raises :class:`KeyError` for a symbol without one."""
        total = 0
        for m, c in self.terms:
            for s in m:
                c *= values[s]
            total += c
        return total

    @property
    def content(self) -> int:
        """The greatest common divisor of the coefficients of the nonconstant terms."""
        common = 0
        for m, c in self.terms:
            if m:
                common = gcd(common, c)
        return common

    def _written(self) -> str:
        return str(self.terms)

    def __str__(self) -> str:
        from symderiv.language.text import polynomial

        return polynomial(self)

    def __repr__(self) -> str:
        return f"Poly({self})"


def _poly(value: Poly | int) -> Poly:
    return value if isinstance(value, Poly) else Poly.constant(value)
