"""What a piece of mathematics denotes: a tensor as a shape and a function from index to term.

Matrix notation and index notation meet here.  A :class:`Value` of shape ``()`` is a scalar; a product of two
matrices is the Value whose entry at ``(i, k)`` is the guarded sum over the middle index.  Sizes that are not known
yet (of ``I``, of a convolution) are placeholders ``?1`` that :class:`Sizes` unifies; the entries are only
computed when the whole equation has been read, so that they see the solution.

Guarantee: operations on shapes that do not fit raise :class:`ReadingError`.  What is repeated to fit is a scalar, an
axis of the stated size 1 beside another ("``b`` of shape ``(n, 1)``"), and a vector that is added to a product of
matrices only one axis of which has its size; nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Guard,
    Matrix,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    add,
    mul,
)

__all__ = ["Base", "Entry", "Sizes", "Value", "scalar"]

Place = tuple[Poly, ...]
Entry = Callable[[Place], Term]


#: The first index of an axis; a polynomial where that is no number, as of ``-r, ..., r``.
Base = int | Poly


@dataclass(frozen=True)
class Value:
    """``entry`` at an index (from 0) of a tensor of ``shape``; ``bases`` are the first indices that the document uses.

    ``row`` marks a vector that was transposed.
    """

    shape: Place
    entry: Entry
    bases: tuple[Base, ...] = ()
    row: bool = False

    @property
    def rank(self) -> int:
        return len(self.shape)

    @property
    def term(self) -> Term:
        """The scalar itself."""
        return self.entry(())

    def base(self, axis: int) -> Base:
        return self.bases[axis] if axis < len(self.bases) else 0


def scalar(term: Term) -> Value:
    """A number as a value."""
    return Value((), lambda _: term)


def negate(term: Term) -> Term:
    """The term times -1, numbers folded."""
    if isinstance(term, Num):
        return Num(-term.value)
    if isinstance(term, Mul) and isinstance(term.args[0], Num):
        return Mul((Num(-term.args[0].value), *term.args[1:])) if term.args[0].value != -1 else mul(*term.args[1:])
    return mul(NEGATE, term)


def times(*factors: Term) -> Term:
    """A product, flattened, without factors one."""
    flat: list[Term] = []
    for factor in factors:
        flat.extend(factor.args if isinstance(factor, Mul) else (factor,))
    return mul(*(f for f in flat if f != ONE))


def plus(*terms: Term) -> Term:
    """A sum, flattened, without terms zero."""
    flat: list[Term] = []
    for term in terms:
        flat.extend(term.args if isinstance(term, Add) else (term,))
    return add(*(t for t in flat if t != ZERO))


def _is_open(size: Poly) -> bool:
    """Whether the surroundings have still to tell a size."""
    return any(x.startswith("?") for x in size.free)


@dataclass
class Sizes:
    """Unknown sizes and their solution, and the supply of fresh indices, for one equation."""

    solved: dict[str, Poly] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    count: int = 0
    natural: dict[str, Poly] = field(default_factory=dict)
    inside: dict[str, Poly] = field(default_factory=dict)
    """Of a cross-correlation whose size is not told, the input's: an entry of it is of a place inside of the input."""

    def unknown(self) -> Poly:
        """A size that the surroundings will tell."""
        self.count += 1
        return Poly.symbol(f"?{self.count}")

    def fresh(self, letter: str) -> str:
        """An index symbol that nothing in this equation uses yet."""
        number = self.used.get(letter, 0)
        self.used[letter] = number + 1
        return f"%{letter}.{number}" if number else f"%{letter}"

    def resolve(self, size: Poly) -> Poly:
        while not size.free.isdisjoint(self.solved):
            size = size.substitute(self.solved)
        return size

    def known(self, size: Poly, what: str = "") -> Poly:
        """The solution; raises :class:`ReadingError` where the document does not tell it."""
        size = self.resolve(size)
        name = size.as_symbol
        if name is not None and name in self.natural:
            size = self.known(self.natural.pop(name), what)
            self.solved[name] = size
        if any(s.startswith("?") for s in size.free):
            raise ReadingError(f"the size of {what or 'a tensor'} does not follow", remedy="state the shape")
        return size

    def unify(self, left: Poly, right: Poly) -> bool:
        left, right = self.resolve(left), self.resolve(right)
        if left == right:
            return True
        for one, other in ((left, right), (right, left)):
            name = one.as_symbol
            if name is not None and name.startswith("?"):
                self.solved[name] = other
                open_name = other.as_symbol
                if open_name is not None and open_name.startswith("?") and name in self.natural:
                    self.natural.setdefault(open_name, self.natural[name])
                return True
        return False

    def match(self, left: Value, right: Value, what: str) -> None:
        """Raise :class:`ReadingError` unless the shapes agree."""
        if left.rank != right.rank or not all(map(self.unify, left.shape, right.shape)):
            raise ReadingError(
                f"the shapes {self.show(left)} and {self.show(right)} do not fit in {what}",
                remedy="transpose a factor, write indices, or correct the declared shapes",
            )

    def show(self, value: Value) -> str:
        return (
            "("
            + " x ".join("?" if s.free and str(s).startswith("?") else str(s) for s in map(self.resolve, value.shape))
            + ")"
        )

    def squeeze(self, value: Value) -> Value:
        """A 1 x 1 matrix as a scalar; anything else as it is."""
        if value.rank and all(self.resolve(s) == Poly.constant(1) for s in value.shape):
            zeros = tuple(Poly({}) for _ in value.shape)
            return scalar(value.entry(zeros))
        return value

    def flatten(self, value: Value) -> Value:
        """An n x 1 matrix as a column, a 1 x n matrix as a row; anything else as it is."""
        if value.rank != 2:
            return value
        one = Poly.constant(1)
        sizes = tuple(map(self.resolve, value.shape))
        if sizes[1] == one and sizes[0] != one:
            return Value(value.shape[:1], lambda p: value.entry((*p, Poly({}))), value.bases[:1])
        if sizes[0] == one and sizes[1] != one:
            return Value(value.shape[1:], lambda p: value.entry((Poly({}), *p)), value.bases[1:], row=True)
        return value

    # ---- operations -------------------------------------------------------------------------------

    def spread(self, values: Sequence[Value]) -> Sequence[Value]:
        """Values of one rank, each repeated along the axes of size 1 where another has more."""
        one = Poly.constant(1)
        rank = max((v.rank for v in values), default=0)
        if {v.rank for v in values if v.rank} != {rank} or rank < 2:
            return values
        sizes = [tuple(map(self.resolve, v.shape)) for v in values if v.rank]
        longer = [next((x for x in axis if x != one and not _is_open(x)), one) for axis in zip(*sizes, strict=True)]

        def wide(value: Value) -> Value:
            axes = [x == one != y for x, y in zip(map(self.resolve, value.shape), longer, strict=False)]
            if not any(axes):
                return value
            shape = tuple(y if many else x for x, y, many in zip(value.shape, longer, axes, strict=True))
            zero = Poly({})
            return replace(
                value,
                shape=shape,
                entry=lambda place: value.entry(tuple(zero if m else p for p, m in zip(place, axes, strict=True))),
            )

        return [wide(v) for v in values]

    def beside_rows(self, values: Sequence[Value]) -> Sequence[Value]:
        """Terms of a sum, the vectors beside a matrix repeated: ``X W + b`` for rows, ``W X + b`` for columns."""
        matrix = next((v for v in values if v.rank == 2), None)
        if matrix is None or not any(v.rank == 1 for v in values):
            return values
        rows, columns = map(self.resolve, matrix.shape)
        if any(x == Poly.constant(1) or _is_open(x) for x in (rows, columns)):
            return values

        def wide(value: Value) -> Value:
            size = self.resolve(value.shape[0]) if value.rank == 1 else None
            if size == columns and (value.row or size != rows):
                return Value((rows, columns), lambda p: value.entry(p[1:]), (matrix.base(0), value.base(0)))
            if size == rows != columns and not value.row:
                return Value((rows, columns), lambda p: value.entry(p[:1]), (value.base(0), matrix.base(1)))
            return value

        return [wide(v) for v in values]

    def pointwise(self, operation: Callable[..., Term], *values: Value, what: str = "this operation") -> Value:
        """An operation entry by entry; scalars and axes of size 1 are repeated."""
        shaped = [v for v in values if v.rank]
        if len({v.rank for v in shaped}) > 1:
            values = tuple(self.squeeze(v) for v in values)
            if {v.rank for v in values if v.rank} == {1, 2}:
                values = tuple(map(self.flatten, values))
        values = tuple(self.spread(values))
        shaped = [v for v in values if v.rank]
        if not shaped:
            return scalar(operation(*(v.term for v in values)))
        first = shaped[0]
        for other in shaped[1:]:
            self.match(first, other, what)
            if first.rank == 1 and first.row != other.row:
                raise ReadingError("a row and a column are combined entry by entry", remedy="transpose one of them")

        def entry(place: Place) -> Term:
            return operation(*(v.entry(place) if v.rank else v.term for v in values))

        bases = next((v.bases for v in shaped if v.bases), ())
        return Value(first.shape, entry, bases, first.row)

    def total(self, letter: str, size: Poly, body: Callable[[Poly], Term]) -> Term:
        """The sum of ``body`` over ``0 <= letter < size``."""
        size = self.known(size, "a contracted axis")
        symbol = self.fresh(letter)
        index = Poly.symbol(symbol)
        return Sum((symbol,), (Guard("ge", index), Guard("ge", size - 1 - index)), body(index))

    def transpose(self, value: Value) -> Value:
        if value.rank == 0:
            return value
        if value.rank == 1:
            return replace(value, row=not value.row)
        if value.rank == 2:
            return Value(value.shape[::-1], lambda p: value.entry(p[::-1]), value.bases[::-1])
        raise ReadingError(f"a tensor of rank {value.rank} has no transpose", remedy="write indices")

    def product(self, left: Value, right: Value, what: str) -> Value:
        """The product that juxtaposition denotes."""
        if left.rank == 0 or right.rank == 0:
            return self.pointwise(times, left, right, what=what)
        if left.rank == 1 and not left.row and right.rank == 1 and right.row:
            if (name := self.resolve(left.shape[0]).as_symbol) is not None and name.startswith("?"):
                self.natural.setdefault(name, right.shape[0])  # 1 1^T is square where nothing else is said
            bases = (left.base(0), right.base(0))
            return Value((*left.shape, *right.shape), lambda p: times(left.entry(p[:1]), right.entry(p[1:])), bases)
        if left.rank > 2 or right.rank > 2:
            raise ReadingError(
                f"a product with a tensor of rank above 2 needs indices, in {what}", remedy="write indices"
            )
        if left.rank == 1 and left.row and right.rank == 1 and not right.row:
            self._contract(left.shape[0], right.shape[0], left, right, what)
            return scalar(self._delay_total(left, right))
        if left.rank == 2 and not (right.rank == 1 and right.row):
            self._contract(left.shape[1], right.shape[0], left, right, what)

            def entry(place: Place) -> Term:
                return self.total(
                    "k", left.shape[1], lambda k: times(left.entry((place[0], k)), right.entry((k, *place[1:])))
                )

            return Value((left.shape[0], *right.shape[1:]), entry, (left.base(0), *right.bases[1:]))
        if left.rank == 1 and left.row and right.rank == 2:
            self._contract(left.shape[0], right.shape[0], left, right, what)

            def row(place: Place) -> Term:
                return self.total("k", left.shape[0], lambda k: times(left.entry((k,)), right.entry((k, *place))))

            return Value(right.shape[1:], row, right.bases[1:], row=True)
        one = Poly.constant(1)
        if left.rank == 1 and not left.row and right.rank == 2 and self.unify(right.shape[0], one):
            bases = (left.base(0), right.base(1))
            return Value(
                (left.shape[0], right.shape[1]),
                lambda p: times(left.entry(p[:1]), right.entry((Poly({}), p[1]))),
                bases,
            )
        if left.rank == 2 and right.rank == 1 and right.row and self.resolve(left.shape[1]) == one:  # b 1^T, b of n x 1
            bases = (left.base(0), right.base(0))
            return Value(
                (left.shape[0], right.shape[0]),
                lambda p: times(left.entry((p[0], Poly({}))), right.entry(p[1:])),
                bases,
            )
        raise ReadingError(
            f"the shapes {self.show(left)} and {self.show(right)} do not multiply, in {what}",
            remedy="transpose one of the two (\\top), or use \\odot for the product entry by entry",
        )

    def _delay_total(self, left: Value, right: Value) -> Term:
        return self.total("k", left.shape[0], lambda k: times(left.entry((k,)), right.entry((k,))))

    def _contract(self, left: Poly, right: Poly, one: Value, other: Value, what: str) -> None:
        if not self.unify(left, right):
            raise ReadingError(
                f"the shapes {self.show(one)} and {self.show(other)} do not multiply, in {what}",
                remedy="transpose one of the two (\\top), or correct the declared shapes",
            )

    def square(self, value: Value, what: str) -> Poly:
        """The size of a square matrix."""
        if value.rank != 2 or not self.unify(*value.shape):
            raise ReadingError(
                f"{what} needs a square matrix, not the shape {self.show(value)}", remedy="check the shape"
            )
        return value.shape[0]

    def inverse(self, value: Value) -> Value:
        size = self.square(value, "an inverse")

        def entry(place: Place) -> Term:
            row, column = self.fresh("r"), self.fresh("c")
            body = value.entry((Poly.symbol(row), Poly.symbol(column)))
            return Matrix("inverse", row, column, self.known(size), body, place)

        return Value(value.shape, entry, value.bases)

    def determinant(self, value: Value) -> Term:
        size = self.square(value, "a determinant")
        row, column = self.fresh("r"), self.fresh("c")
        return Matrix("det", row, column, self.known(size), value.entry((Poly.symbol(row), Poly.symbol(column))))

    def trace(self, value: Value) -> Term:
        size = self.square(value, "a trace")
        return self.total("i", size, lambda i: value.entry((i, i)))

    def diagonal(self, value: Value) -> Value:
        """``diag``: a vector to its matrix, a matrix to its diagonal."""
        if value.rank == 1:
            size = value.shape[0]
            return Value(
                (size, size), lambda p: Sum((), (Guard("eq", p[0] - p[1]),), value.entry(p[:1])), value.bases * 2
            )
        self.square(value, "diag")
        return Value(value.shape[:1], lambda p: value.entry((p[0], p[0])), value.bases[:1])

    def _inside(self, letter: str, size: Poly) -> tuple[str, Poly, list[Guard]]:
        """A fresh index of an axis, and what says that it is within."""
        symbol = self.fresh(letter)
        at = Poly.symbol(symbol)
        return symbol, at, [Guard("ge", at), Guard("ge", self.known(size) - 1 - at)]

    def columns(self, value: Value) -> Value:
        """``vec``: the columns of a matrix one below the other; entry ``i + m j`` is that at ``(i, j)``."""
        height, width = (self.known(size, "vec") for size in value.shape)

        def entry(place: Place) -> Term:
            i, row, rows = self._inside("i", height)
            j, column, columns = self._inside("j", width)
            guards = (*rows, *columns, Guard("eq", place[0] - row - height * column))
            return Sum((i, j), guards, value.entry((row, column)))

        return Value((height * width,), entry)

    def kronecker_product(self, left: Value, right: Value) -> Value:
        """``A \\otimes B``: entry ``(i p + r, j q + s)`` is ``A_{ij} B_{rs}``."""
        outer = [self.known(size, "a Kronecker product") for size in left.shape]
        inner = [self.known(size, "a Kronecker product") for size in right.shape]

        def entry(place: Place) -> Term:
            symbols: list[str] = []
            guards: list[Guard] = []
            at: list[Place] = []
            for p, big, small, letters in zip(place, outer, inner, ("ir", "js"), strict=False):
                i, one, limits = self._inside(letters[0], big)
                r, other, more = self._inside(letters[1], small)
                symbols += [i, r]
                guards += [*limits, *more, Guard("eq", p - small * one - other)]
                at.append((one, other))
            body = times(left.entry(tuple(a for a, _ in at)), right.entry(tuple(b for _, b in at)))
            return Sum(tuple(symbols), guards, body)

        return Value(tuple(a * b for a, b in zip(outer, inner, strict=True)), entry)

    def squares(self, value: Value) -> Term:
        """The sum of the squares of all entries."""
        return self.over_all(value, lambda t: Pow(t, Fraction(2)))

    def over_all(self, value: Value, operation: Callable[[Term], Term]) -> Term:
        """The sum of ``operation`` over all entries."""
        if value.rank == 0:
            return operation(value.term)
        symbols = [self.fresh("ijkl"[a % 4]) for a in range(value.rank)]
        place = tuple(map(Poly.symbol, symbols))
        guards = [
            g
            for p, s in zip(place, value.shape, strict=True)
            for g in (Guard("ge", p), Guard("ge", self.known(s) - 1 - p))
        ]
        return Sum(tuple(symbols), guards, operation(value.entry(place)))

    def identity(self) -> Value:
        size = self.unknown()
        return Value((size, size), lambda p: Sum((), (Guard("eq", p[0] - p[1]),), ONE))

    def convolve(self, left: Value, right: Value, sign: int, base: Base) -> Value:
        """``(x * w)_i = sum_p x_{i - sign p} w_p`` in the document's own numbers; the shape is for others to tell."""
        if left.rank != right.rank or left.rank == 0:
            raise ReadingError("a convolution needs two tensors of one rank", remedy="write it with indices")
        axes = range(left.rank)

        def entry(place: Place) -> Term:
            symbols = [self.fresh("pqrs"[a % 4]) for a in axes]
            taps = tuple(map(Poly.symbol, symbols))
            guards = [
                g
                for t, s in zip(taps, right.shape, strict=True)
                for g in (Guard("ge", t), Guard("ge", self.known(s) - 1 - t))
            ]
            at = tuple(place[a] + base - (taps[a] + right.base(a)) * sign - left.base(a) for a in axes)
            return Sum(tuple(symbols), guards, times(left.entry(at), right.entry(taps)))

        shape = tuple(self.unknown() for _ in axes)
        if sign > 0:  # nothing else tells the size of a convolution: all places that both reach
            for size, one, other in zip(shape, left.shape, right.shape, strict=True):
                self.natural[str(size)] = one + other - 1
        else:
            self.inside.update((str(size), one) for size, one in zip(shape, left.shape, strict=True))
        return Value(shape, entry, (base,) * left.rank)
