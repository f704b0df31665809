"""Generators of tensors that satisfy what hypotheses often ask for, with entries that stay small.

A :class:`Family` shares one orthogonal matrix a size, one mixing matrix and one scale among its tensors, so that
several of them fit together.  Untrusted: what comes out is checked against the hypotheses.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import isqrt, prod
from typing import Final

from symderiv.meaning.linear import Matrix, matmul, solve_matrix, transpose
from symderiv.meaning.points import Entry, Exact
from symderiv.meaning.sampling import number

__all__ = ["KITS", "Entries", "Family"]

Entries = dict[Entry, Exact]
_SIGNS: Final = (1, -1)
_SMALL: Final = range(-4, 5)
#: Generators by rank (the last: 3 or more), and those of square matrices.
_GENERATORS: Final = (
    ("random", "positive", "one", "zero", "minus", "scale", "scale2", "inverse", "cosine", "sine", "unit"),
    (
        *("random", "positive", "weights", "uniform", "sphere", "centred", "squares", "standard"),
        *("onehot", "ones", "signs", "unit", "scales", "binary"),
    ),
    (
        *("random", "positive", "orthonormal", "weights", "columns", "signs", "white", "design"),
        *("joint", "onehot", "unit", "ones", "uniform", "spread", "binary"),
    ),
    ("random", "positive", "weights", "columns", "signs", "joint", "unit", "onehot", "binary", "white"),
)
_SQUARE: Final = (
    *("symmetric", "skew", "projection", "part", "rest", "centring", "oblique", "definite", "diagonal"),
    *("identity", "reflection", "triangular", "doubly", "permutation", "nilpotent", "whitener"),
    *("spectrum", "roots", "inverse roots", "covariance", "loops", "graph"),
)
#: Generators that fit together; the empty kit leaves the choice open.
KITS: Final[tuple[tuple[str, ...], ...]] = (
    ("squares", "white", "scale"),
    ("uniform", "signs", "scale", "scale2"),
    ("sphere", "orthonormal", "projection", "one"),
    ("weights", "columns", "doubly"),
    ("part", "rest", "projection"),
    ("design", "whitener", "scales"),
    ("centring", "centred", "design"),
    ("cosine", "sine"),
    ("definite",),
    ("spread", "orthonormal", "spectrum", "roots", "inverse roots", "covariance"),
    (),
    (),
)


class Family:
    """Generators that share one orthogonal matrix a size and one scale, so that several tensors can fit together."""

    def __init__(self, source: random.Random, scale: Exact = 0) -> None:
        """``scale`` 0: any."""
        self.source = source
        self.scale: Exact = scale or source.choice((1, 1, 2, Fraction(1, 2), 3))
        self._orthogonal: dict[int, Matrix] = {}
        self._mixed: dict[int, Matrix] = {}
        self._spectra: dict[int, list[Exact]] = {}
        self._share = source.random()

    @staticmethod
    def names(shape: Sequence[int]) -> list[str]:
        """The generators for a shape."""
        rank = min(len(shape), 3)
        return [*_GENERATORS[rank], *(_SQUARE if rank == 2 and shape[0] == shape[1] else ())]

    def make(self, name: str, shape: Sequence[int], source: random.Random) -> Entries:
        """A tensor from the named generator."""
        places = list(product(*map(range, shape)))
        if name in ("random", "positive", "unit"):
            style = "small" if name == "random" else name
            drawn = {p: number(source, style) for p in places}
            return {p: max(v, -v) for p, v in drawn.items()} if name == "unit" else drawn
        if not shape:
            scalars: dict[str, Exact] = {
                "one": 1,
                "zero": 0,
                "minus": -1,
                "scale": self.scale,
                "scale2": self.scale**2,
                "inverse": 1 / Fraction(self.scale),
                "cosine": self.orthogonal(2)[0][0],
                "sine": self.orthogonal(2)[0][1],
            }
            return {(): scalars[name]}
        if not places:
            return {}
        if name == "binary":
            zeros_and_ones: dict[tuple[int, ...], Exact] = {p: source.randint(0, 1) for p in places}
            return zeros_and_ones if any(zeros_and_ones.values()) else dict.fromkeys(places, 1)
        if name == "ones":
            return dict.fromkeys(places, 1)
        if name == "uniform":
            return dict.fromkeys(places, Fraction(1, shape[-1]))
        if name == "scales":
            return dict.fromkeys(places, self.scale)
        if name == "joint":
            raw = {p: self.source.randint(1, 4) for p in places}
            return {p: Fraction(x, sum(raw.values())) for p, x in raw.items()}
        if name == "signs":
            return {p: self.scale * _SIGNS[bin(p[0] & (p[-1] + 1 if len(p) > 1 else 1)).count("1") % 2] for p in places}
        if name in ("weights", "columns", "onehot"):
            axis = 0 if name == "columns" else len(shape) - 1
            return dict(self._summing(shape, axis, name == "onehot"))
        if len(shape) == 1:
            return {(k,): x for k, x in enumerate(self._vector(name, shape[0]))}
        if len(shape) > 2:  # white: a matrix, or more, for each outcome
            matrix = self._matrix(name, shape[0], prod(shape[1:]))
            return dict(zip(places, (x for row in matrix for x in row), strict=True))
        matrix = self._matrix(name, shape[0], shape[1])
        return {(i, j): matrix[i][j] for i, j in places}

    def _summing(self, shape: Sequence[int], axis: int, single: bool) -> Iterator[tuple[Entry, Exact]]:
        """Nonnegative entries that sum to one along an axis."""
        for rest in product(*(range(n) for k, n in enumerate(shape) if k != axis)):
            raw = [self.source.randint(1, 4) for _ in range(shape[axis])]
            if single:
                chosen = self.source.randrange(shape[axis])
                raw = [int(k == chosen) for k in range(shape[axis])]
            for k, x in enumerate(raw):
                yield (*rest[:axis], k, *rest[axis:]), Fraction(x, sum(raw))

    def _vector(self, name: str, n: int) -> list[Exact]:
        if name == "sphere":
            return self.orthogonal(n)[0]
        raw = [number(self.source, "small") for _ in range(n)]
        if name == "squares":
            return [row[0] ** 2 for row in self._reflection(n)]
        if name == "standard":
            return self._standard(n) or raw
        return [x - Fraction(sum(raw)) / n for x in raw]

    def _standard(self, n: int) -> list[Exact]:
        """Entries with sum 0 and sum of squares n, if some are found: integers with a sum of squares n times a square,
        scaled."""
        choice = self.source.choice
        for _ in range(200 if n > 1 else 0):
            raw = [choice(_SMALL) for _ in range(n - 1)]
            raw.append(-sum(raw))
            square = n * sum([x * x for x in raw])
            root = isqrt(square)
            if root and root * root == square:
                return [Fraction(n * x, root) for x in raw]
        return []

    def _design(self, rows: int, columns: int) -> Matrix | None:
        """Columns with sum 0, orthogonal to each other, each with sum of squares ``rows * scale^2``; mixed, and moved
        each to a mean of its own.  Signs as of Hadamard's matrices, or a single column."""
        if columns == 1:
            base: Matrix = [[x] for x in self._standard(rows)]
        else:
            base = [[_SIGNS[(i & (j + 1)).bit_count() % 2] for j in range(columns)] for i in range(rows)]
            if rows & (rows - 1) or columns >= rows:
                return None
        mixed = solve_matrix(transpose(self._mixing(columns)), transpose(base)) if base else None
        if mixed is None:
            return None
        means: list[Exact] = [self.source.choice((0, 1, -1)) for _ in range(columns)]
        return [[self.scale * x + m for x, m in zip(row, means, strict=True)] for row in transpose(mixed)]

    def _spectrum(self, n: int) -> list[Exact]:
        """Positive numbers, the same ones for each ``n``: square roots of eigenvalues."""
        if n not in self._spectra:
            self._spectra[n] = [self.source.choice((1, 2, 3, Fraction(1, 2))) for _ in range(n)]
        return self._spectra[n]

    def _spread(self, rows: int, columns: int) -> Matrix | None:
        """``H diag(v) U^T`` with orthogonal columns of signs: its second moments are ``U diag(v^2) U^T``."""
        if columns > 1 and (rows & (rows - 1) or columns >= rows):
            return None
        signs = [[_SIGNS[(i & (j + 1)).bit_count() % 2] for j in range(columns)] for i in range(rows)]
        v = self._spectrum(columns)
        return matmul(
            [[x * s for x, s in zip(row, v, strict=True)] for row in signs], transpose(self.orthogonal(columns))
        )

    def _mixing(self, n: int) -> Matrix:
        """A triangular matrix of small whole numbers, the same one for each ``n``; as often the identity."""
        if n not in self._mixed:
            entries = (0,) if self._share < 0.5 else (0, 1, -1)
            self._mixed[n] = [
                [1 if i == j else self.source.choice(entries) if i < j else 0 for j in range(n)] for i in range(n)
            ]
        return self._mixed[n]

    def orthogonal(self, n: int) -> Matrix:
        """An orthogonal matrix, the same one for each ``n``.

        Blocks ``(I - S)(I + S)^-1`` (Cayley) for small random skew matrices, mixed by a reflection
        ``I - 2 v v^T / |v|^2``, so that the entries stay small.
        """
        if n not in self._orthogonal:
            matrix: Matrix = [[0] * n for _ in range(n)]
            for start in range(0, n, 3):
                for i, row in enumerate(self._cayley(min(3, n - start))):
                    matrix[start + i][start : start + len(row)] = row
            v = [self.source.choice((-1, 0, 1, 1)) if n > 3 else 0 for _ in range(n)]
            length = sum(x * x for x in v)
            if length:
                along = [sum((x * y for x, y in zip(v, c, strict=True)), start=0) for c in transpose(matrix)]
                matrix = [
                    [x - Fraction(2 * v[i], length) * along[j] for j, x in enumerate(row)]
                    for i, row in enumerate(matrix)
                ]
            self._orthogonal[n] = matrix
        return self._orthogonal[n]

    def _reflection(self, n: int) -> Matrix:
        """``I - 2 v v^T / |v|^2`` with no zero in its first column, the same one for each ``n``."""
        if -n not in self._orthogonal:
            v: list[Exact] = [self.source.choice((1, 1, -1, 2)) for _ in range(n)]
            length = sum((x * x for x in v), start=0)
            if n > 1 and 2 * v[0] * v[0] == length:
                v[0] *= 2
                length = sum((x * x for x in v), start=0)
            self._orthogonal[-n] = [
                [int(i == j) - Fraction(2 * v[i] * v[j]) / length for j in range(n)] for i in range(n)
            ]
        return self._orthogonal[-n]

    def _cayley(self, n: int) -> Matrix:
        skew: Matrix = [[0] * n for _ in range(n)]
        for i, j in product(range(n), range(n)):
            if i < j:
                skew[i][j] = self.source.choice((-2, -1, 1, 2, 1, Fraction(1, 2)))
                skew[j][i] = -skew[i][j]
        plus: Matrix = [[int(i == j) + skew[i][j] for j in range(n)] for i in range(n)]
        turned = solve_matrix(plus, transpose(plus))
        assert turned is not None  # I + S is regular
        signs = [self.source.choice((1, 1, -1)) for _ in range(n)]
        return [[x * s for x in row] for row, s in zip(turned, signs, strict=True)]

    def _spectral(self, n: int, values: Sequence[Exact]) -> Matrix:
        """``U^T diag(values) U``: its eigenvectors are the rows of the shared orthogonal matrix."""
        u = self.orthogonal(n)
        return matmul(transpose(u), [[v * x for x in row] for v, row in zip(values, u, strict=True)])

    def _matrix(self, name: str, rows: int, columns: int) -> Matrix:
        source = self.source

        def fill(f: Callable[[int, int], Exact]) -> Matrix:
            return [[f(i, j) for j in range(columns)] for i in range(rows)]

        raw = fill(lambda i, j: number(source, "small"))
        if name == "orthonormal":
            n = max(rows, columns)
            u = self.orthogonal(n)
            return [row[:columns] for row in u[:rows]]
        if name == "symmetric":
            return fill(lambda i, j: raw[min(i, j)][max(i, j)])
        if name in ("loops", "graph"):  # which nodes are joined, with themselves or not
            joined = fill(lambda i, j: source.randint(0, 1) if i != j or name == "loops" else 0)
            graph = fill(lambda i, j: joined[min(i, j)][max(i, j)])
            return graph if any(map(any, graph)) else fill(lambda i, j: int(i != j or rows == 1))
        if name == "skew":
            return fill(lambda i, j: 0 if i == j else raw[i][j] if i < j else -raw[j][i])
        if name == "projection":
            rank = source.randint(1, rows)
            return self._spectral(rows, [int(k < rank) for k in range(rows)])
        if name in ("part", "rest"):  # two projections that add up to the identity
            rank = 1 + int(self._share * (rows - 1))
            return self._spectral(rows, [int((k < rank) == (name == "part")) for k in range(rows)])
        if name == "reflection":
            return self._spectral(rows, [source.choice((1, -1)) for _ in range(rows)])
        if name == "oblique":
            base = fill(lambda i, j: 1 if i == j else raw[i][j] if i < j else 0)
            rank = source.randint(1, rows)
            return solve_matrix(base, [row if k < rank else [0] * rows for k, row in enumerate(base)]) or base
        if name == "definite":
            return [[x + int(i == j) for j, x in enumerate(r)] for i, r in enumerate(matmul(raw, transpose(raw)))]
        if name == "diagonal":
            return fill(lambda i, j: raw[i][j] if i == j else 0)
        if name == "triangular":
            return fill(lambda i, j: raw[i][j] if i >= j else 0)
        if name == "nilpotent":
            a: list[Exact] = [number(source, "small") for _ in range(rows)]
            b: list[Exact] = [number(source, "small") for _ in range(rows - 1)]
            b.append(-sum((x * y for x, y in zip(a, b, strict=False)), start=0) / Fraction(a[-1]))
            return fill(lambda i, j: a[i] * b[j])
        if name == "centring":
            return fill(lambda i, j: int(i == j) - Fraction(1, rows))
        if name == "design":
            return self._design(rows, columns) or raw
        if name == "spread":
            return self._spread(rows, columns) or raw
        if name in ("spectrum", "roots", "inverse roots"):
            v = self._spectrum(rows)
            power = {"spectrum": 2, "roots": 1, "inverse roots": -1}[name]
            return fill(lambda i, j: Fraction(v[i]) ** power if i == j else 0)
        if name == "covariance":
            u, v = self.orthogonal(rows), self._spectrum(rows)
            return matmul([[x * s**2 for x, s in zip(row, v, strict=True)] for row in u], transpose(u))
        if name == "whitener":  # of a design
            turned = matmul(self._mixing(rows), self.orthogonal(rows))
            return [[x / Fraction(self.scale) for x in row] for row in turned]
        if name == "white":  # with the weights "squares": mean 0, covariance a multiple of the identity
            turned = self._reflection(rows)
            return fill(lambda i, j: self.scale * Fraction(turned[i][j + 1]) / turned[i][0] if j + 1 < rows else 1)
        if name == "permutation":
            order = source.sample(range(rows), rows)
            return fill(lambda i, j: int(order[i] == j))
        if name == "doubly":
            t = Fraction(source.randint(1, 3), 4)
            return fill(lambda i, j: t * int(i == j) + (1 - t) * int(j == (i + 1) % rows))
        return fill(lambda i, j: int(i == j))
