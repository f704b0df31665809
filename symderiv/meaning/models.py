"""Models: inputs that satisfy the hypotheses.  Untrusted: every model is checked by evaluating the hypotheses exactly.

Nothing is recognised by its form.  For each tensor a list of generators is tried (orthogonal by Cayley's
transform, symmetric, projections ``U diag(0,1) U^T``, weights that sum to one, points on the sphere, sign designs,
...), and those stay that satisfy the hypotheses about that tensor alone.  What couples several tensors is solved
exactly for one of them, all others given, where it is linear in it (one Newton step with dual numbers
is then exact); otherwise new draws are tried, a bounded number of times.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import isqrt
from typing import Any, Final

from symderiv.meaning.adjoint import adjoints
from symderiv.meaning.graph import TooCostly
from symderiv.meaning.judge import Premises
from symderiv.meaning.linear import Matrix, matmul, solve, solve_matrix, transpose
from symderiv.meaning.numbers import is_exact
from symderiv.meaning.points import Entry, Exact, FunctionModel, Point
from symderiv.meaning.reach import Reach
from symderiv.meaning.sampling import STYLES, Scope, draw, number
from symderiv.meaning.values import Values

__all__ = ["Models"]

Entries = dict[Entry, Exact]
_SIGNS: Final = (1, -1)
#: Generators by rank (the last: 3 or more), and those of square matrices.
_GENERATORS: Final = (
    ("random", "positive", "one", "zero", "minus", "scale", "scale2", "inverse", "cosine", "sine", "unit"),
    (
        "random",
        "positive",
        "weights",
        "uniform",
        "sphere",
        "centred",
        "squares",
        "standard",
        "onehot",
        "ones",
        "signs",
        "unit",
    ),
    (
        "random",
        "positive",
        "orthonormal",
        "weights",
        "columns",
        "signs",
        "white",
        "onehot",
        "unit",
        "ones",
        "uniform",
    ),
    ("random", "positive", "weights", "columns", "signs", "unit", "onehot"),
)
_SQUARE: Final = (
    "symmetric",
    "skew",
    "projection",
    "part",
    "rest",
    "oblique",
    "definite",
    "diagonal",
    "identity",
    "reflection",
    "triangular",
    "doubly",
    "nilpotent",
)
#: Generators that fit together; the empty kit leaves the choice open.
_KITS: Final[tuple[tuple[str, ...], ...]] = (
    ("squares", "white", "scale"),
    ("uniform", "signs", "scale", "scale2"),
    ("sphere", "orthonormal", "projection", "one"),
    ("weights", "columns", "doubly"),
    ("part", "rest", "projection"),
    ("cosine", "sine"),
    (),
    (),
)


class Models:
    """Points at which all hypotheses of some :class:`Premises` hold."""

    def __init__(
        self, premises: Premises, scope: Scope, source: random.Random, lucky: list[tuple[str, ...]] | None = None
    ) -> None:
        """``lucky`` collects the kits that led to a model; those are tried first."""
        self.lucky = [] if lucky is None else lucky
        self.premises = premises
        self.tracer = premises.tracer
        self.scope = scope
        self.source = source
        reach = Reach(self.tracer.theory)
        self.about = [sorted((reach.of(s.left) | reach.of(s.right)) & set(scope.inputs)) for s in premises.statements]
        self.shapes = {name: self.tracer.shape(name) for name in scope.inputs}
        self.coupled = sorted({name for names in self.about for name in names})
        #: The tensors that an equation is about.
        self.bound = frozenset(
            name
            for names, s in zip(self.about, premises.statements, strict=True)
            if s.relation == "="
            for name in names
        )
        self._good: dict[str, list[str]] = {}
        self._used: dict[tuple[str, str], int] = {}
        self._turn, self._start = 0, source.randrange(len(_KITS))

    def point(self, style: str, order: int, attempts: int = 30) -> Point | None:
        """A random point that satisfies all hypotheses, or ``None``."""
        for attempt in range(attempts if self.about else 1):
            manner = style if attempt < 2 else self.source.choice((*STYLES, "positive", "tiny"))
            point = draw(self.tracer, self.scope, self.source, manner, order)
            if not self.about:
                return point
            with suppress(TooCostly):
                if self._complete(point):
                    return point
        return None

    def _complete(self, point: Point) -> bool:
        """Change the tensors that the hypotheses are about until all hold; ``False`` if that did not succeed."""
        judge, source = self.premises, self.source
        if judge.satisfied(point) and not self.degenerate(point):
            return True
        self._turn += 1
        kit = _KITS[(self._turn + self._start) % len(_KITS)]
        if self.lucky and self._turn % 2:
            kit = source.choice(self.lucky)
        if not self._built(point, kit):
            return False
        if kit and kit not in self.lucky:
            self.lucky.append(kit)
        return True

    def _built(self, point: Point, kit: tuple[str, ...]) -> bool:
        """Make the tensors from a kit of generators, then change one after the other until all hypotheses hold."""
        source, family = self.source, _Family(self.source)
        for name in self.coupled:
            names = self._generators(name, point)
            if names:
                fitting = [n for n in names if n in kit] or names
                chosen = min(source.sample(fitting, len(fitting)), key=lambda n: self._used.get((name, n), 0))
                self._used[name, chosen] = self._used.get((name, chosen), 0) + 1
                point.tensors[name] = family.make(chosen, self.shapes[name], source)
        if source.random() < 0.5:  # solving first leaves the most general models, climbing first finds some sooner
            return self._solve(point) or (self._climb(point, family) and not self.degenerate(point))
        return (self._climb(point, family) and not self.degenerate(point)) or self._solve(point)

    def _solve(self, point: Point) -> bool:
        """Solve the equations for one tensor after the other, given all others; whether all hold in the end."""
        judge, source = self.premises, self.source
        forced: set[str] = set()
        for name in source.sample(self.coupled, len(self.coupled)):
            kept = point.tensors[name]
            if not any(kept.values()):  # so that a zero that comes out was forced
                point.tensors[name] = {p: number(source, "small") for p in kept}
            for _ in range(2):  # a second step shows that the first one was exact
                solved = self._solved(name, point)
                if solved is None:
                    break
                point.tensors[name], alone = solved
                forced |= {name} if alone else set()
            if not all(judge.satisfies(k, point) for k, names in enumerate(self.about) if names == [name]):
                point.tensors[name] = kept
                forced.discard(name)
            if judge.satisfied(point):
                return self._counts(point, forced)
        return self._solved_models(point) and judge.satisfied(point) and self._counts(point, forced)

    def mended(self, point: Point, changed: str) -> Point | None:
        """A point at which one tensor has been changed, with another one solved for so that all hypotheses hold."""
        coupled = sorted({n for names in self.about if changed in names for n in names if n in self.bound} - {changed})
        for name in coupled:
            solved = self._solved(name, point)
            if solved is not None:
                found = replace(point, tensors={**point.tensors, name: solved[0]})
                if self.premises.satisfied(found):
                    return found
        return None

    def _solved_models(self, point: Point) -> bool:
        """Abstract functions and unknown losses with coefficients for which the equations hold, if those are linear."""
        knobs: list[tuple[str, Any]] = [(f, e) for f in self.scope.functions for e in point.functions[f].terms]
        knobs += [(name, place) for name in self.scope.losses for place in point.losses[name].linear]
        start = self._residuals(point)
        if not knobs or start is None:
            return False
        columns: Matrix = []
        for knob in knobs:
            turned = self._residuals(_turned(point, {knob: 1}))
            if turned is None:
                return False
            columns.append([b - a for a, b in zip(start, turned, strict=True)])
        step = solve(transpose(columns), [-r for r in start], self.source.sample(range(len(knobs)), len(knobs)))
        if step is None:
            return False
        found = _turned(point, dict(zip(knobs, step[0], strict=True)))
        point.functions.update(found.functions)
        point.losses.update(found.losses)
        return True

    def _residuals(self, point: Point) -> list[Exact] | None:
        """Left less right of every equation at every value of its indices; ``None`` unless all are rational."""
        values = Values(self.tracer.graph, point, 128)
        found: list[Exact] = []
        for statement, pairs in zip(self.premises.statements, self.premises.pairs, strict=True):
            for pair in pairs if statement.relation == "=" else ():
                left, right = values.get(pair)
                if not is_exact(left, right):
                    return None
                found.append(left - right)
        return found

    def _climb(self, point: Point, family: _Family) -> bool:
        """Tensor by tensor, the generator with which the most hypotheses hold; whether all hold in the end."""
        held = self.premises.holding(point)
        for name in self.source.sample(self.coupled, len(self.coupled)):
            if all(held):
                break
            if len(self.coupled) == 1:
                continue
            touched = [k for k, names in enumerate(self.about) if name in names]
            for generator in self._generators(name, point):
                kept = point.tensors[name]
                point.tensors[name] = family.make(generator, self.shapes[name], self.source)
                better = self.premises.improved(point, held, touched)
                if better is not None and any(point.tensors[name].values()):
                    held = better
                else:
                    point.tensors[name] = kept
        return all(held)

    def degenerate(self, point: Point) -> bool:
        """Whether a tensor that an equation is about is all zero."""
        return any(not any(point.tensors[name].values()) for name in self.bound)

    def _counts(self, point: Point, forced: set[str]) -> bool:
        """Whether no tensor is all zero, unless the hypotheses force it to be."""
        return all(name in forced or any(point.tensors[name].values()) for name in self.coupled)

    def _generators(self, name: str, point: Point) -> list[str]:
        """The generators whose output satisfies the hypotheses about this tensor alone; none: leave it."""
        if name not in self._good:
            alone = [k for k, names in enumerate(self.about) if names == [name]]
            good: list[str] = []
            shape = self.shapes[name]
            kept = point.tensors[name]
            for generator in _Family.names(shape):
                for _ in range(2):
                    point.tensors[name] = _Family(self.source).make(generator, shape, self.source)
                    if all(self.premises.satisfies(k, point) for k in alone):
                        good.append(generator)
                        break
            point.tensors[name] = kept
            self._good[name] = good
        return self._good[name]

    def _solved(self, name: str, point: Point) -> tuple[Entries, bool] | None:
        """The tensor changed so that the linearised equations about it hold, and whether that was the only way."""
        tracer, premises = self.tracer, self.premises
        g, places = tracer.graph, list(tracer.entries(name))
        if len(places) > 25:
            return None
        targets = [tracer.entry(name, place) for place in places]
        rows: Matrix = []
        right: list[Exact] = []
        values = Values(g, point, 128)
        for k, names in enumerate(self.about):
            if name not in names or premises.statements[k].relation != "=":
                continue
            for one, other in premises.pairs[k]:
                gap = g.add([one, g.mul([other, g.number(-1)])])
                slopes = adjoints(g, gap, frozenset(targets))
                value, *row = values.get((gap, *[slopes.get(n, g.zero) for n in targets]))
                if not is_exact(value, *row):
                    return None
                rows.append(row)
                right.append(-value)
        if not rows:
            return None
        step = solve(rows, right, self.source.sample(range(len(places)), len(places)))
        if step is None:
            return None
        return {p: point.tensors[name][p] + d for p, d in zip(places, step[0], strict=True)}, step[1]


def _turned(point: Point, changes: dict[tuple[str, Any], Exact]) -> Point:
    """The point with coefficients of its functions and losses increased."""
    functions, losses = dict(point.functions), dict(point.losses)
    for (name, key), change in changes.items():
        if name in functions:
            terms = functions[name].terms
            functions[name] = FunctionModel({**terms, key: terms[key] + change})
        else:
            linear = losses[name].linear
            losses[name] = replace(losses[name], linear={**linear, key: linear[key] + change})
    return replace(point, functions=functions, losses=losses)


class _Family:
    """Generators that share one orthogonal matrix a size and one scale, so that several tensors can fit together."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.scale: Exact = source.choice((1, 1, 2, Fraction(1, 2), 3))
        self._orthogonal: dict[int, Matrix] = {}
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
        if name == "ones":
            return dict.fromkeys(places, 1)
        if name == "uniform":
            return dict.fromkeys(places, Fraction(1, shape[-1]))
        if name == "signs":
            return {p: self.scale * _SIGNS[bin(p[0] & (p[-1] + 1 if len(p) > 1 else 1)).count("1") % 2] for p in places}
        if name in ("weights", "columns", "onehot"):
            axis = 0 if name == "columns" else len(shape) - 1
            return dict(self._summing(shape, axis, name == "onehot"))
        if len(shape) == 1:
            return {(k,): x for k, x in enumerate(self._vector(name, shape[0]))}
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
        for _ in range(200):
            raw = [self.source.randint(-4, 4) for _ in range(n - 1)]
            raw.append(-sum(raw))
            root = isqrt(n * sum(x * x for x in raw))
            if root and root * root == n * sum(x * x for x in raw):
                return [Fraction(n * x, root) for x in raw]
        return []

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
        if name == "white":  # with the weights "squares": mean 0, covariance a multiple of the identity
            turned = self._reflection(rows)
            return fill(lambda i, j: self.scale * Fraction(turned[i][j + 1]) / turned[i][0] if j + 1 < rows else 1)
        if name == "doubly":
            t = Fraction(source.randint(1, 3), 4)
            return fill(lambda i, j: t * int(i == j) + (1 - t) * int(j == (i + 1) % rows))
        return fill(lambda i, j: int(i == j))
