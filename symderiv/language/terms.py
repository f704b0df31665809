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

Guarantees: constructors never rewrite; substitution never captures; equality is structural, and
:func:`alpha_equal` is equality up to the names of bound indices.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, TypeVar

from symderiv.language.integers import Poly, fresh_index

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
    "Num",
    "Pow",
    "Read",
    "Sum",
    "Term",
    "add",
    "alpha_equal",
    "alpha_key",
    "apart",
    "bound_by",
    "bracket",
    "divides",
    "equals",
    "in_shape",
    "letters",
    "mul",
    "nonnegative",
    "num",
    "positive",
    "rename_bound",
    "substitute",
    "substitute_guard",
    "walk",
]

_EMPTY: Final[frozenset[str]] = frozenset()


class Guard:
    """A condition in a guarded sum.

    Integer kinds (``arg`` is a :class:`Poly`): ``ge`` (``arg >= 0``), ``eq`` (``arg = 0``), ``ne``,
    ``dv`` (``modulus`` divides ``arg``), ``nd`` (does not divide).  Scalar kinds (``arg`` is a term):
    ``pos`` (``arg > 0``), ``nonneg`` (``arg >= 0``), ``zero`` (``arg = 0``), ``nonzero``.
    """

    __slots__ = ("_hash", "_key", "arg", "free", "is_scalar", "kind", "modulus", "poly")

    _key: str
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

    @property
    def sort_key(self) -> str:
        """Text that orders guards, the same in every run."""
        try:
            return self._key
        except AttributeError:
            self._key = _serialise(self.kind, (self.arg, self.modulus))
            return self._key

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


class Term:
    """The base of all terms.  ``free``: the free symbols (indices and sizes); ``children``: the terms directly
    beneath, in order, the arguments of scalar guards included, after the body."""

    __slots__ = ("_hash", "_key", "_tensors", "children", "free")

    free: frozenset[str]
    children: tuple[Term, ...]
    _hash: int
    _key: str
    _tensors: frozenset[str]

    def _parts(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(self) is type(other) and self._hash == other._hash and self._parts() == other._parts()

    @property
    def sort_key(self) -> str:
        """Text that orders terms, the same in every run; different terms have different keys."""
        try:
            return self._key
        except AttributeError:
            self._key = _serialise(type(self).__name__, self._parts())
            return self._key

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

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        """The same node over other children."""
        return self

    def __repr__(self) -> str:
        from symderiv.language.text import plain

        return plain(self)


T = TypeVar("T", bound=Term)


class Num(Term):
    """A rational number."""

    __slots__ = ("value",)

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

    def _parts(self) -> tuple[Any, ...]:
        return (self.value,)


class Int(Term):
    """An integer polynomial in sizes and indices, standing as a number."""

    __slots__ = ("poly",)

    def __init__(self, poly: Poly) -> None:
        self.poly = poly
        self.free = poly.free
        self.children = ()
        self._hash = hash(("Int", poly._hash))

    def _parts(self) -> tuple[Any, ...]:
        return (self.poly,)


class Read(Term):
    """The entry ``tensor[index]``; zero outside of the tensor's shape."""

    __slots__ = ("index", "tensor")

    def __init__(self, tensor: str, index: tuple[Poly, ...] = ()) -> None:
        self.tensor = tensor
        self.index = index
        self.free = _union(index)
        self.children = ()
        self._hash = hash(("Read", tensor, *[p._hash for p in index]))

    def _parts(self) -> tuple[Any, ...]:
        return (self.tensor, self.index)

    @property
    def _own_tensors(self) -> frozenset[str]:
        return frozenset((self.tensor,))


class _Nary(Term):
    __slots__ = ("args",)

    def __init__(self, args: tuple[Term, ...]) -> None:
        self.args = args
        self.free = _union(args)
        self.children = args
        self._hash = hash((type(self).__name__, *[a._hash for a in args]))

    def _parts(self) -> tuple[Any, ...]:
        return self.args

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return self if children == self.args else type(self)(children)


class Add(_Nary):
    """A sum of terms."""

    __slots__ = ()


class Mul(_Nary):
    """A product; a bracket among its factors is a strong zero."""

    __slots__ = ()


class Pow(Term):
    """``base`` to a rational power."""

    __slots__ = ("base", "exponent")

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

    def _parts(self) -> tuple[Any, ...]:
        return (self.base, self.exponent)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Pow(children[0], self.exponent)


class Fn(Term):
    """A scalar function; ``orders`` counts the derivatives of an abstract one, an entry an argument."""

    __slots__ = ("args", "name", "orders")

    def __init__(self, name: str, args: tuple[Term, ...], orders: tuple[int, ...] = ()) -> None:
        self.name = name
        self.args = args
        self.orders = orders if any(orders) else ()
        self.free = _union(args)
        self.children = args
        self._hash = hash((name, self.orders, *[a._hash for a in args]))

    def _parts(self) -> tuple[Any, ...]:
        return (self.name, self.args, self.orders)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Fn(self.name, children, self.orders)


class Sum(Term):
    """The guarded sum."""

    __slots__ = ("_guard_set", "binders", "body", "guards")

    def __init__(self, binders: tuple[str, ...], guards: Iterable[Guard], body: Term) -> None:
        self.binders = binders
        unique = dict.fromkeys(guards)
        self.guards: tuple[Guard, ...] = tuple(unique)
        self._guard_set = frozenset(unique)
        self.body = body
        free = body.free
        for g in self.guards:
            if not g.free <= free:
                free = free | g.free
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

    def __init__(self, body: Term, tensor: str, index: tuple[Poly, ...], total: bool = True) -> None:
        self.body = body
        self.tensor = tensor
        self.index = index
        self.total = total
        self._seal(body.free | _union(index), (body,))

    def _parts(self) -> tuple[Any, ...]:
        return (self.body, self.tensor, self.index, self.total)

    @property
    def _own_tensors(self) -> frozenset[str]:
        return frozenset((self.tensor,))

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Diff(children[0], self.tensor, self.index, self.total)


class Let(Term):
    """``body`` with the scalar tensor ``name`` standing for ``value``."""

    __slots__ = ("body", "name", "value")

    def __init__(self, name: str, value: Term, body: Term) -> None:
        self.name = name
        self.value = value
        self.body = body
        self._seal(value.free | body.free, (value, body))

    def _parts(self) -> tuple[Any, ...]:
        return (self.name, self.value, self.body)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Let(self.name, children[0], children[1])


class Matrix(Term):
    """``inverse``: entry ``at`` of the inverse; ``det``: the determinant, of the ``size`` x ``size`` matrix
    with entries ``body`` at ``(row, column)``, both from 0."""

    __slots__ = ("at", "body", "column", "operation", "row", "size")

    def __init__(
        self, operation: str, row: str, column: str, size: Poly, body: Term, at: tuple[Poly, ...] = ()
    ) -> None:
        self.operation = operation
        self.row = row
        self.column = column
        self.size = size
        self.body = body
        self.at = at
        self._seal(body.free.difference((row, column)) | size.free | _union(at), (body,))

    def _parts(self) -> tuple[Any, ...]:
        return (self.operation, self.row, self.column, self.size, self.body, self.at)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Matrix(self.operation, self.row, self.column, self.size, children[0], self.at)


class Extremum(Term):
    """The largest (``max``) or smallest (``min``) value of ``body`` over a guarded, nonempty set."""

    __slots__ = ("binders", "body", "guards", "operation")

    def __init__(self, operation: str, binders: tuple[str, ...], guards: Iterable[Guard], body: Term) -> None:
        self.operation = operation
        self.binders = binders
        self.guards: tuple[Guard, ...] = tuple(dict.fromkeys(guards))
        self.body = body
        self._seal(_union((body, *self.guards)).difference(binders), _conditional(body, self.guards))

    def _parts(self) -> tuple[Any, ...]:
        return (self.operation, self.binders, frozenset(self.guards), self.body)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Extremum(self.operation, self.binders, _with_terms(self.guards, children[1:]), children[0])


ZERO: Final = Num(Fraction(0))
ONE: Final = Num(Fraction(1))
NEGATE: Final = Num(Fraction(-1))


def _serialise(head: str, parts: Iterable[Any]) -> str:
    texts = []
    for part in parts:
        kind = type(part)
        if kind is str:
            texts.append(part)
        elif kind is tuple:
            texts.append(_serialise("", part))
        elif kind is frozenset:
            texts.append("{" + ";".join(sorted([g.sort_key for g in part])) + "}")
        elif isinstance(part, (Term, Poly, Guard)):
            texts.append(part.sort_key)
        else:
            texts.append(str(part))
    return f"{head}({','.join(texts)})"


def num(value: Fraction | int) -> Num:
    """A number as a term."""
    return Num(Fraction(value))


def add(*terms: Term) -> Term:
    """A sum; of one term, that term; of none, zero."""
    return terms[0] if len(terms) == 1 else Add(terms) if terms else ZERO


def mul(*factors: Term) -> Term:
    """A product; of one factor, that factor; of none, one."""
    return factors[0] if len(factors) == 1 else Mul(factors) if factors else ONE


def bracket(*guards: Guard) -> Sum:
    """The Iverson bracket: 1 where all guards hold, else 0."""
    return Sum((), guards, ONE)


def nonnegative(poly: Poly) -> Guard:
    """``poly >= 0``."""
    return Guard("ge", poly)


def equals(left: Poly, right: Poly) -> Guard:
    """``left = right`` (Kronecker's delta, as a guard)."""
    return Guard("eq", left - right)


def divides(modulus: Poly, poly: Poly) -> Guard:
    """``modulus`` divides ``poly``."""
    return Guard("dv", poly, modulus)


def positive(term: Term) -> Guard:
    """``term > 0``."""
    return Guard("pos", term)


def in_shape(index: Iterable[Poly], shape: Iterable[Poly]) -> tuple[Guard, ...]:
    """The guards ``0 <= index < shape``, axis by axis."""
    found: list[Guard] = []
    for position, size in zip(index, shape, strict=True):
        found.append(Guard("ge", position))
        found.append(Guard("ge", position.up_to(size)))
    return tuple(found)


def _union(parts: Iterable[Any]) -> frozenset[str]:
    result = _EMPTY
    for part in parts:
        if not part.free <= result:
            result = result | part.free
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


def letters(*terms: Term) -> set[str]:
    """All symbols that are free or bound anywhere in some terms."""
    return {s for term in terms for n in walk(term) for s in (*n.free, *bound_by(n))}


def apart(term: T, avoid: Collection[str]) -> T:
    """The node with other names for those of its bound indices that are in ``avoid``."""
    clash = [b for b in bound_by(term) if b in avoid]
    if not clash:
        return term
    taken = letters(term).union(avoid)
    names: dict[str, str] = {}
    for b in clash:
        names[b] = fresh_index(b, taken)
        taken.add(names[b])
    renamed = rename_bound(term, names)
    assert isinstance(renamed, type(term))
    return renamed


def rename_bound(term: Term, names: Mapping[str, str]) -> Term:
    """The binder at the root with its bound indices renamed; the new names must not occur in it."""
    values = {old: Poly.symbol(new) for old, new in names.items()}
    if isinstance(term, (Sum, Extremum)):
        binders = tuple(names.get(b, b) for b in term.binders)
        guards = tuple(substitute_guard(g, values) for g in term.guards)
        body = substitute(term.body, values)
        if isinstance(term, Sum):
            return Sum(binders, guards, body)
        return Extremum(term.operation, binders, guards, body)
    if isinstance(term, Matrix):
        row, column = names.get(term.row, term.row), names.get(term.column, term.column)
        return Matrix(term.operation, row, column, term.size, substitute(term.body, values), term.at)
    return term


def substitute_guard(guard: Guard, values: Mapping[str, Poly]) -> Guard:
    """:func:`substitute` for a condition."""
    if guard.free.isdisjoint(values):
        return guard
    return guard.map(lambda p: p.substitute(values), lambda t: substitute(t, values))


def substitute(term: Term, values: Mapping[str, Poly]) -> Term:
    """Replace free symbols (indices or sizes) by polynomials, all at once and without capture.

    >>> from symderiv.language.text import plain
    >>> i, j = Poly.symbol("%i"), Poly.symbol("%j")
    >>> row = Sum(("%j",), (), Read("A", (i, j)))
    >>> plain(substitute(row, {"%i": j}))
    'sum_{j.1} A[j,j.1]'
    """
    if term.free.isdisjoint(values):
        return term
    if isinstance(term, Int):
        return Int(term.poly.substitute(values))
    if isinstance(term, Read):
        return Read(term.tensor, tuple(p.substitute(values) for p in term.index))
    bound = bound_by(term)
    if bound:
        live = {s: p for s, p in values.items() if s in term.free}
        incoming = _union(live.values())
        term = apart(term, incoming)
        values = live
    if isinstance(term, Sum):
        guards = tuple(substitute_guard(g, values) for g in term.guards)
        return Sum(term.binders, guards, substitute(term.body, values))
    if isinstance(term, Extremum):
        guards = tuple(substitute_guard(g, values) for g in term.guards)
        return Extremum(term.operation, term.binders, guards, substitute(term.body, values))
    if isinstance(term, Matrix):
        # ``at`` stands outside of the binder and may use its letters
        inner = {s: p for s, p in values.items() if s not in bound}
        at = tuple(p.substitute(values) for p in term.at)
        size = term.size.substitute(values)
        return Matrix(term.operation, term.row, term.column, size, substitute(term.body, inner), at)
    if isinstance(term, Diff):
        index = tuple(p.substitute(values) for p in term.index)
        return Diff(substitute(term.body, values), term.tensor, index, term.total)
    return term.rebuild(tuple(substitute(c, values) for c in term.children))


def alpha_key(term: Term, bound: Mapping[str, int] | None = None, depth: int = 0) -> tuple[Any, ...]:
    """A key that two terms share if and only if they are equal up to the names of bound indices.

    Binders of one sum are taken in their order: ``sum_{i,j}`` and ``sum_{j,i}`` have different keys.
    """
    outer: Mapping[str, int] = {} if bound is None else bound
    names = outer
    own = bound_by(term)
    if own:
        names = {**outer, **{b: depth + k for k, b in enumerate(own)}}
        depth += len(own)

    def poly(p: Poly, names: Mapping[str, int] = names) -> Any:
        if p.free.isdisjoint(names):
            return p.terms
        # numbers stand for bound indices: no name of a free symbol can be mistaken for one
        return frozenset((tuple(sorted((0, names[s]) if s in names else (1, s) for s in m)), c) for m, c in p.terms)

    def guard(g: Guard) -> tuple[Any, ...]:
        inner = poly(g.arg) if isinstance(g.arg, Poly) else alpha_key(g.arg, names, depth)
        return (g.kind, inner, None if g.modulus is None else poly(g.modulus))

    kind = type(term).__name__
    if isinstance(term, Num):
        return (kind, term.value)
    if isinstance(term, Int):
        return (kind, poly(term.poly))
    if isinstance(term, Read):
        return (kind, term.tensor, *map(poly, term.index))
    if isinstance(term, _Nary):
        return (kind, *(alpha_key(a, names, depth) for a in term.args))
    if isinstance(term, Pow):
        return (kind, term.exponent, alpha_key(term.base, names, depth))
    if isinstance(term, Fn):
        return (kind, term.name, term.orders, *(alpha_key(a, names, depth) for a in term.args))
    if isinstance(term, Sum):
        return (kind, len(own), frozenset(map(guard, term.guards)), alpha_key(term.body, names, depth))
    if isinstance(term, Extremum):
        inner = alpha_key(term.body, names, depth)
        return (kind, term.operation, len(own), frozenset(map(guard, term.guards)), inner)
    if isinstance(term, Diff):
        inner = alpha_key(term.body, names, depth)
        return (kind, term.tensor, term.total, tuple(map(poly, term.index)), inner)
    if isinstance(term, Let):
        return (kind, term.name, alpha_key(term.value, names, depth), alpha_key(term.body, names, depth))
    if isinstance(term, Matrix):
        at = tuple(poly(p, outer) for p in term.at)
        return (kind, term.operation, poly(term.size, outer), at, alpha_key(term.body, names, depth))
    raise TypeError(f"not a term: {term!r}")


def alpha_equal(left: Term, right: Term) -> bool:
    """Equality up to the names of bound indices."""
    return left == right or alpha_key(left) == alpha_key(right)
