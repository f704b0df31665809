"""Derivations in index notation, as plain data that knows nothing of symderiv.

An affine index expression is a polynomial with integer coefficients (``s*i + p - P``); indices and sizes are strings.
Indices count from 0 here; :mod:`tests.written.hands` writes them in the base of its document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction

__all__ = [
    "Add",
    "Affine",
    "Bracket",
    "Claim",
    "Definition",
    "Delta",
    "Div",
    "Expr",
    "Fn",
    "Grad",
    "Mul",
    "Num",
    "Pow",
    "Ref",
    "SizeNum",
    "Story",
    "Sum",
    "Tensor",
    "aff",
    "free",
    "fresh",
    "map_children",
    "rename",
    "walk",
]


@dataclass(frozen=True)
class Affine:
    """A polynomial: pairs of a sorted tuple of symbols and its integer coefficient."""

    terms: tuple[tuple[tuple[str, ...], int], ...] = ()

    @staticmethod
    def of(table: Mapping[tuple[str, ...], int]) -> Affine:
        return Affine(tuple(sorted((k, v) for k, v in table.items() if v)))

    def __add__(self, other: Affine | int) -> Affine:
        table = dict(self.terms)
        for k, v in aff(other).terms:
            table[k] = table.get(k, 0) + v
        return Affine.of(table)

    def __mul__(self, other: Affine | int) -> Affine:
        table: dict[tuple[str, ...], int] = {}
        for k, v in self.terms:
            for m, w in aff(other).terms:
                key = tuple(sorted(k + m))
                table[key] = table.get(key, 0) + v * w
        return Affine.of(table)

    def __sub__(self, other: Affine | int) -> Affine:
        return self + aff(other) * -1

    @property
    def symbols(self) -> set[str]:
        return {s for k, _ in self.terms for s in k}

    @property
    def bare(self) -> str | None:
        """The symbol, if it is nothing else."""
        if len(self.terms) == 1 and self.terms[0][1] == 1 and len(self.terms[0][0]) == 1:
            return self.terms[0][0][0]
        return None

    def coefficient(self, symbol: str) -> int | None:
        """The coefficient of a symbol; None if it stands in a product."""
        found = 0
        for k, v in self.terms:
            if k == (symbol,):
                found = v
            elif symbol in k:
                return None
        return found

    def put(self, table: Mapping[str, Affine]) -> Affine:
        total = Affine()
        for k, v in self.terms:
            product = Affine.of({(): v})
            for s in k:
                product = product * table.get(s, aff(s))
            total = total + product
        return total

    def value(self, sizes: Mapping[str, int]) -> int:
        total = 0
        for k, v in self.terms:
            for s in k:
                v *= sizes[s]
            total += v
        return total


def aff(x: Affine | str | int) -> Affine:
    if isinstance(x, Affine):
        return x
    return Affine.of({(x,): 1}) if isinstance(x, str) else Affine.of({(): x})


class Expr:
    """The base of all expressions."""


@dataclass(frozen=True)
class Num(Expr):
    value: Fraction


@dataclass(frozen=True)
class SizeNum(Expr):
    """A size as a number."""

    value: Affine


@dataclass(frozen=True)
class Ref(Expr):
    """An entry of a tensor, zero outside its shape."""

    name: str
    at: tuple[Affine, ...] = ()


@dataclass(frozen=True)
class Sum(Expr):
    """A sum over indices, each from ``low`` to ``high`` inclusive; ``where`` are further conditions."""

    over: tuple[tuple[str, Affine, Affine], ...]
    body: Expr
    where: tuple[tuple[Affine, str, Affine], ...] = ()


@dataclass(frozen=True)
class Add(Expr):
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Mul(Expr):
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Div(Expr):
    top: Expr
    below: Expr


@dataclass(frozen=True)
class Pow(Expr):
    base: Expr
    power: Fraction


@dataclass(frozen=True)
class Fn(Expr):
    name: str
    arg: Expr


@dataclass(frozen=True)
class Delta(Expr):
    left: Affine
    right: Affine


@dataclass(frozen=True)
class Bracket(Expr):
    """``[left > 0]`` of a value."""

    left: Expr


@dataclass(frozen=True)
class Grad(Expr):
    """The derivative of an entry (or of the loss, a name without indices) by an entry, and by another one after it."""

    top: Ref
    by: Ref
    also: Ref | None = None


@dataclass(frozen=True)
class Tensor:
    """An input; ``sign`` is "" or "positive"."""

    name: str
    shape: tuple[Affine, ...]
    sign: str = ""


@dataclass(frozen=True)
class Definition:
    """``name[index] = body``; an ``upstream`` one names the gradient of the unknown loss."""

    name: str
    index: tuple[str, ...]
    shape: tuple[Affine, ...]
    body: Expr
    state_shape: bool = False


@dataclass(frozen=True)
class Claim:
    """``left = right[0] = right[1] ...`` ; the truth of each link is found by numbers."""

    left: Expr
    rights: tuple[Expr, ...]
    free: tuple[tuple[str, Affine], ...]  # index and size
    note: str = ""


@dataclass(frozen=True)
class Story:
    """A derivation. ``sizes`` maps a size to its least value; ``composite`` sizes are at least one as well.

    ``steps`` are definitions, claims and hypotheses (claims with ``note`` "suppose") in order.
    """

    sizes: tuple[tuple[str, int], ...]
    inputs: tuple[Tensor, ...]
    steps: tuple[Definition | Claim, ...]
    loss: str = ""  # an unknown loss
    frontier: str = ""
    kind: str = ""
    integers: tuple[str, ...] = ()  # padding, stride: integer constants, no axis
    models: tuple[tuple[int, str, str], ...] = ()  # a hypothesis: its step, the input that it is about, how it holds


def map_children(e: Expr, f: Callable[[Expr], Expr]) -> Expr:
    """The expression with ``f`` applied to each direct part."""
    changed: dict[str, object] = {}
    for field in fields(e):  # type: ignore[arg-type]
        value = getattr(e, field.name)
        if isinstance(value, Expr):
            changed[field.name] = f(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
            changed[field.name] = tuple(f(v) for v in value)
    return replace(e, **changed) if changed else e  # type: ignore[type-var,arg-type]


def children(e: Expr) -> Iterator[Expr]:
    for field in fields(e):  # type: ignore[arg-type]
        value = getattr(e, field.name)
        if isinstance(value, Expr):
            yield value
        elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
            yield from value


def walk(e: Expr) -> Iterator[Expr]:
    yield e
    for c in children(e):
        yield from walk(c)


def rename(e: Expr, table: Mapping[str, Affine]) -> Expr:
    """Substitutes free indices; bound ones are assumed to be different from all that is put in."""
    if isinstance(e, Ref):
        return Ref(e.name, tuple(a.put(table) for a in e.at))
    if isinstance(e, Delta):
        return Delta(e.left.put(table), e.right.put(table))
    if isinstance(e, SizeNum):
        return SizeNum(e.value.put(table))
    if isinstance(e, Sum):
        inner = {k: v for k, v in table.items() if k not in {i for i, _, _ in e.over}}
        return Sum(
            tuple((i, lo.put(inner), hi.put(inner)) for i, lo, hi in e.over),
            rename(e.body, inner),
            tuple((a.put(inner), r, b.put(inner)) for a, r, b in e.where),
        )
    return map_children(e, lambda c: rename(c, table))


def free(e: Expr) -> set[str]:
    """All symbols of index expressions that no sum binds."""
    if isinstance(e, Ref):
        return {s for a in e.at for s in a.symbols}
    if isinstance(e, Delta):
        return e.left.symbols | e.right.symbols
    if isinstance(e, SizeNum):
        return e.value.symbols
    if isinstance(e, Sum):
        inside = free(e.body).union(*(a.symbols | b.symbols for a, _, b in e.where), set())
        limits = set().union(*(lo.symbols | hi.symbols for _, lo, hi in e.over), set())
        return (inside | limits) - {i for i, _, _ in e.over}
    found: set[str] = set()
    for c in children(e):
        found |= free(c)
    return found


def fresh(e: Expr, new: Callable[[str], str]) -> Expr:
    """The expression with each bound index renamed by ``new``."""
    if isinstance(e, Sum):
        table = {i: aff(new(i)) for i, _, _ in e.over}
        body = fresh(e.body, new)
        return Sum(
            tuple((str(table[i].bare), lo, hi) for i, lo, hi in e.over),
            rename(body, table),
            tuple((a.put(table), r, b.put(table)) for a, r, b in e.where),
        )
    return map_children(e, lambda c: fresh(c, new))
