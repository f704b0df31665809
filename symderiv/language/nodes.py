"""Terms: the expressions that every room shares, as plain immutable data without any evaluation.

A term denotes a real number once sizes, tensors and free indices have values.  There is one binder for
integers, the guarded sum, and one conditional: the same node.

======================  ====================================================================
``Num(3/2)``            a rational number
``Int(poly)``           an integer polynomial in sizes and indices, as a number
``Read("A", (i, j))``   an entry of a tensor; zero outside of its shape
``Add, Mul``            n-ary; in a product, a factor ``Sum((), guards, 1)`` (a bracket) and a read
                        outside of its shape (or a positive power of one) are strong zeros
``Pow(base, 1/2)``      a rational power; ``Pow(b, -1)`` is the reciprocal
``Sum(b, g, body)``     sum of ``body`` over all integers ``b`` at which all guards ``g`` hold; where a
                        guard fails, ``body`` is not evaluated.  Without binders: an Iverson bracket.
                        A read outside of its shape as a factor of ``body`` also ends the sum.
``Fn("tanh", (a,))``    a scalar function; for abstract functions ``orders`` counts derivatives
``Diff(e, "W", v)``     derivative of ``e`` by the entry ``W[v]``; total (through all definitions, what
                        ``W`` was defined from held fixed) or partial (through the written reads only)
``Let("a", u, e)``      ``e`` with the scalar tensor ``a`` standing for ``u``
``Matrix(op, ...)``     entry of the inverse, or determinant, of the matrix ``body`` over ``row, column``
``Extremum("max", ..)`` largest (smallest) value of ``body`` over a guarded set
======================  ====================================================================

Guarantees: constructors never rewrite, and equality is structural; substitution, and equality up to the names of
bound indices, stand in :mod:`symderiv.language.binding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, ClassVar, Final, TypeVar

from symderiv.language.integers import Poly
from symderiv.language.order import Ordered

__all__ = [
    "NEGATE",
    "ONE",
    "ZERO",
    "Add",
    "Diff",
    "Extremum",
    "Fn",
    "Guard",
    "Int",
    "Let",
    "Matrix",
    "Mul",
    "Nary",
    "Num",
    "Pow",
    "Read",
    "Sum",
    "Term",
    "add",
    "bound_by",
    "equals",
    "in_shape",
    "mul",
    "num",
    "union_free",
    "walk",
]

_EMPTY: Final[frozenset[str]] = frozenset()


class Guard(Ordered):
    """A condition in a guarded sum.

    Integer kinds (``arg`` is a :class:`Poly`): ``ge`` (``arg >= 0``), ``eq`` (``arg = 0``), ``ne``,
    ``dv`` (``modulus`` divides ``arg``), ``nd`` (does not divide).  Scalar kinds (``arg`` is a term):
    ``pos`` (``arg > 0``), ``nonneg`` (``arg >= 0``), ``zero`` (``arg = 0``), ``nonzero``.
    """

    __slots__ = ("_hash", "arg", "free", "is_scalar", "kind", "modulus", "poly")

    poly: Poly  # the argument of an integer guard; a scalar one has none

    INTEGER: Final = ("ge", "eq", "ne", "dv", "nd")
    SCALAR: Final = ("pos", "nonneg", "zero", "nonzero")

    def __init__(self, kind: str, arg: Poly | Term, modulus: Poly | None = None) -> None:
        self.kind = kind
        self.arg = arg
        self.modulus = modulus
        if isinstance(arg, Poly):
            self.is_scalar, self.poly = False, arg
        else:
            self.is_scalar = True
        self.free = arg.free if modulus is None else arg.free | modulus.free
        self._hash = hash((kind, arg._hash, modulus))

    @property
    def term(self) -> Term:
        """The argument of a scalar guard."""
        assert isinstance(self.arg, Term)
        return self.arg

    def _parts(self) -> tuple[Any, ...]:
        return (self.kind, self.arg, self.modulus)

    @property
    def negation(self) -> Guard:
        """The guard that holds exactly where this one fails."""
        if self.kind == "ge":
            return Guard("ge", -self.poly - 1)
        if self.kind == "pos":
            return Guard("nonneg", mul(NEGATE, self.term))
        if self.kind == "nonneg":
            return Guard("pos", mul(NEGATE, self.term))
        opposite = {"eq": "ne", "ne": "eq", "dv": "nd", "nd": "dv", "zero": "nonzero", "nonzero": "zero"}
        return Guard(opposite[self.kind], self.arg, self.modulus)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Guard) or self._hash != other._hash or self.kind != other.kind:
            return False
        if self.is_scalar or other.is_scalar:
            return self.arg == other.arg and self.modulus == other.modulus
        return self.poly.terms == other.poly.terms and self.modulus == other.modulus

    def map(self, on_poly: Callable[[Poly], Poly], on_term: Callable[[Term], Term]) -> Guard:
        """The guard with its parts replaced."""
        arg = on_poly(self.arg) if isinstance(self.arg, Poly) else on_term(self.arg)
        modulus = None if self.modulus is None else on_poly(self.modulus)
        return self if arg is self.arg and modulus is self.modulus else Guard(self.kind, arg, modulus)

    def __repr__(self) -> str:
        return f"Guard({self.kind}, {self.arg!r}" + (f", {self.modulus})" if self.modulus else ")")


class Term(Ordered):
    """The base of all terms.  ``free``: the free symbols (indices and sizes); ``children``: the terms directly
    beneath, in order, the arguments of scalar guards included, after the body."""

    __slots__ = ("_hash", "_tensors", "children", "free")

    FIELDS: ClassVar[tuple[str, ...]] = ()
    free: frozenset[str]
    children: tuple[Term, ...]
    _hash: int
    _tensors: frozenset[str]

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(self) is type(other) and self._hash == other._hash and self._parts() == other._parts()

    @property
    def tensors(self) -> frozenset[str]:
        """The tensors that are read, or by which is differentiated, in the term as it is written."""
        try:
            return self._tensors
        except AttributeError:
            found = self._own_tensors
            for child in self.children:
                below = child.tensors
                if not below <= found:
                    found = found | below
            self._tensors = found
            return found

    @property
    def _own_tensors(self) -> frozenset[str]:
        return _EMPTY

    def _seal(self, free: frozenset[str], children: tuple[Term, ...] = ()) -> None:
        self.free = free
        self.children = children
        self._hash = hash((type(self).__name__, self._parts()))

    @property
    def fields(self) -> tuple[Any, ...]:
        """What the node is made from, as its constructor takes it."""
        return tuple([getattr(self, name) for name in self.FIELDS])

    def _parts(self) -> tuple[Any, ...]:
        return self.fields

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        """The same node over other children."""
        supply = iter(children)
        made = [next(supply) if isinstance(part, Term) else part for part in self.fields]
        return type(self)(*made) if children else self

    def __repr__(self) -> str:
        from symderiv.language.text import plain

        return plain(self)


T = TypeVar("T", bound=Term)


class Num(Term):
    """A rational number."""

    __slots__ = ("value",)
    FIELDS = ("value",)

    def __init__(self, value: Fraction) -> None:
        self.value = value
        self.free = _EMPTY
        self.children = ()
        self._hash = hash(("Num", value.as_integer_ratio()))  # that of a Fraction takes its time

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Num) and self.value.as_integer_ratio() == other.value.as_integer_ratio()
        )

    __hash__ = Term.__hash__


class Int(Term):
    """An integer polynomial in sizes and indices, standing as a number."""

    __slots__ = ("poly",)
    FIELDS = ("poly",)

    def __init__(self, poly: Poly) -> None:
        self.poly = poly
        self.free = poly.free
        self.children = ()
        self._hash = hash(("Int", poly._hash))


class Read(Term):
    """The entry ``tensor[index]``; zero outside of the tensor's shape."""

    __slots__ = ("index", "tensor")
    FIELDS = ("tensor", "index")

    def __init__(self, tensor: str, index: tuple[Poly, ...] = ()) -> None:
        self.tensor = tensor
        self.index = index
        self.free = union_free(index)
        self.children = ()
        self._hash = hash(("Read", tensor, *[p._hash for p in index]))

    def _parts(self) -> tuple[Any, ...]:
        return (self.tensor, self.index)

    @property
    def _own_tensors(self) -> frozenset[str]:
        return frozenset((self.tensor,))


class Nary(Term):
    __slots__ = ("args",)
    FIELDS = ("args",)

    def __init__(self, args: tuple[Term, ...]) -> None:
        self.args = args
        self.free = union_free(args)
        self.children = args
        self._hash = hash((type(self).__name__, *[a._hash for a in args]))

    def _parts(self) -> tuple[Any, ...]:
        return self.args

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return self if children == self.args else type(self)(children)


class Add(Nary):
    """A sum of terms."""

    __slots__ = ()


class Mul(Nary):
    """A product; a bracket among its factors is a strong zero."""

    __slots__ = ()


class Pow(Term):
    """``base`` to a rational power."""

    __slots__ = ("base", "exponent")
    FIELDS = ("base", "exponent")

    def __init__(self, base: Term, exponent: Fraction) -> None:
        self.base = base
        self.exponent = exponent
        self.free = base.free
        self.children = (base,)
        self._hash = hash(("Pow", base._hash, exponent.as_integer_ratio()))

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Pow)
            and self._hash == other._hash
            and self.base == other.base
            and self.exponent.as_integer_ratio() == other.exponent.as_integer_ratio()
        )

    __hash__ = Term.__hash__


class Fn(Term):
    """A scalar function; ``orders`` counts the derivatives of an abstract one, an entry an argument."""

    __slots__ = ("args", "name", "orders")
    FIELDS = ("name", "args", "orders")

    def __init__(self, name: str, args: tuple[Term, ...], orders: tuple[int, ...] = ()) -> None:
        self.name = name
        self.args = args
        self.orders = orders if any(orders) else ()
        self.free = union_free(args)
        self.children = args
        self._hash = hash((name, self.orders, *[a._hash for a in args]))

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Fn(self.name, children, self.orders)


class Sum(Term):
    """The guarded sum."""

    __slots__ = ("_guard_set", "binders", "body", "guards")
    FIELDS = ("binders", "guards", "body")

    def __init__(self, binders: tuple[str, ...], guards: Iterable[Guard], body: Term) -> None:
        self.binders = binders
        unique = dict.fromkeys(guards)
        self.guards: tuple[Guard, ...] = tuple(unique)
        self._guard_set = frozenset(unique)
        self.body = body
        free = union_free((body, *self.guards))
        self.free = free.difference(binders) if binders else free
        self.children = _conditional(body, self.guards)
        self._hash = hash(("Sum", binders, self._guard_set, body._hash))

    def _parts(self) -> tuple[Any, ...]:
        return (self.binders, self._guard_set, self.body)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Sum(self.binders, _with_terms(self.guards, children[1:]), children[0])


class Diff(Term):
    """The derivative of ``body`` by the entry ``tensor[index]``; zero where that entry does not exist."""

    __slots__ = ("body", "index", "tensor", "total")
    FIELDS = ("body", "tensor", "index", "total")

    def __init__(self, body: Term, tensor: str, index: tuple[Poly, ...], total: bool = True) -> None:
        self.body = body
        self.tensor = tensor
        self.index = index
        self.total = total
        self._seal(body.free | union_free(index), (body,))

    @property
    def _own_tensors(self) -> frozenset[str]:
        return frozenset((self.tensor,))


class Let(Term):
    """``body`` with the scalar tensor ``name`` standing for ``value``."""

    __slots__ = ("body", "name", "value")
    FIELDS = ("name", "value", "body")

    def __init__(self, name: str, value: Term, body: Term) -> None:
        self.name = name
        self.value = value
        self.body = body
        self._seal(value.free | body.free, (value, body))


class Matrix(Term):
    """``inverse``: entry ``at`` of the inverse; ``det``: the determinant, of the ``size`` x ``size`` matrix
    with entries ``body`` at ``(row, column)``, both from 0."""

    __slots__ = ("at", "body", "column", "operation", "row", "size")
    FIELDS = ("operation", "row", "column", "size", "body", "at")

    def __init__(
        self, operation: str, row: str, column: str, size: Poly, body: Term, at: tuple[Poly, ...] = ()
    ) -> None:
        self.operation = operation
        self.row = row
        self.column = column
        self.size = size
        self.body = body
        self.at = at
        self._seal(body.free.difference((row, column)) | size.free | union_free(at), (body,))


class Extremum(Term):
    """The largest (``max``) or smallest (``min``) value of ``body`` over a guarded, nonempty set."""

    __slots__ = ("binders", "body", "guards", "operation")
    FIELDS = ("operation", "binders", "guards", "body")

    def __init__(self, operation: str, binders: tuple[str, ...], guards: Iterable[Guard], body: Term) -> None:
        self.operation = operation
        self.binders = binders
        self.guards: tuple[Guard, ...] = tuple(dict.fromkeys(guards))
        self.body = body
        self._seal(union_free((body, *self.guards)).difference(binders), _conditional(body, self.guards))

    def _parts(self) -> tuple[Any, ...]:
        return (self.operation, self.binders, frozenset(self.guards), self.body)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Extremum(self.operation, self.binders, _with_terms(self.guards, children[1:]), children[0])


ZERO: Final = Num(Fraction(0))
ONE: Final = Num(Fraction(1))
NEGATE: Final = Num(Fraction(-1))


def num(value: Fraction | int) -> Num:
    """A number as a term."""
    return Num(Fraction(value))


def add(*terms: Term) -> Term:
    """A sum; of one term, that term; of none, zero."""
    return terms[0] if len(terms) == 1 else Add(terms) if terms else ZERO


def mul(*factors: Term) -> Term:
    """A product; of one factor, that factor; of none, one."""
    return factors[0] if len(factors) == 1 else Mul(factors) if factors else ONE


def equals(left: Poly, right: Poly) -> Guard:
    """``left = right`` (Kronecker's delta, as a guard)."""
    return Guard("eq", left - right)


def in_shape(index: Iterable[Poly], shape: Iterable[Poly]) -> tuple[Guard, ...]:
    """The guards ``0 <= index < shape``, axis by axis."""
    found: list[Guard] = []
    for position, size in zip(index, shape, strict=True):
        found.append(Guard("ge", position))
        found.append(Guard("ge", position.up_to(size)))
    return tuple(found)


def union_free(parts: Iterable[Any]) -> frozenset[str]:
    result = _EMPTY
    for part in parts:
        if not part.free <= result:
            result = result | part.free if result else part.free
    return result


def _conditional(body: Term, guards: tuple[Guard, ...]) -> tuple[Term, ...]:
    """A body and the arguments of the scalar guards over it."""
    return (body, *[g.term for g in guards if g.is_scalar])


def _with_terms(guards: tuple[Guard, ...], terms: tuple[Term, ...]) -> tuple[Guard, ...]:
    supply = iter(terms)
    return tuple(Guard(g.kind, next(supply), g.modulus) if g.is_scalar else g for g in guards)


def walk(term: Term) -> Iterator[Term]:
    """The term and all terms beneath it, outermost first."""
    stack = [term]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def bound_by(term: Term) -> tuple[str, ...]:
    """The indices that a node binds."""
    if isinstance(term, (Sum, Extremum)):
        return term.binders
    return (term.row, term.column) if isinstance(term, Matrix) else ()
