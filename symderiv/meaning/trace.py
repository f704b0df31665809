"""Tracing: a term at given sizes and indices as a node of a graph.

Every sum becomes the list of its terms, every integer condition is decided, every entry of a definition is one named
node.  What is 0 in a product whatever the other factors are (a false integer condition, a read outside of a shape)
ends the product here; scalar conditions stay in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any, Final

from symderiv.errors import UnsupportedError
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    ONE,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
)
from symderiv.language.theory import Theory
from symderiv.meaning.adjoint import adjoints
from symderiv.meaning.graph import Graph, Op, TooCostly
from symderiv.meaning.ranges import Condition, Level, plan

__all__ = ["Tracer"]

_ZERO: Final = -1  # a strong zero
_MANY: Final = 50_000
Place = tuple[int, ...]
#: An integer polynomial at given sizes: a constant and the coefficients of symbols; itself where it is not linear.
Form = tuple[int, tuple[tuple[str, int], ...]] | Poly


@dataclass(frozen=True, eq=False)
class _Local:
    """A scalar bound by ``Let``: its value is traced where it is read."""

    value: Term
    env: dict[str, int]
    scope: _Scope
    nodes: dict[Any, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class _Scope:
    """Bound scalars, and the tensors by whose written reads a partial derivative is being taken, with its mark."""

    lets: Mapping[str, _Local] = field(default_factory=dict)
    written: tuple[tuple[str, int], ...] = ()


_TOP: Final = _Scope()


@dataclass
class _Loops:
    """A guarded sum at given sizes: its loops, and the conditions to check after each of them (none at first)."""

    levels: list[Level]
    tests: list[list[_Test]]
    scalar: list[Guard]


@dataclass(frozen=True)
class _Test:
    """An integer condition at given sizes."""

    kind: str
    form: Form
    modulus: Form | None

    def holds(self, sizes: Mapping[str, int], env: Mapping[str, int]) -> bool:
        x = _at(self.form, sizes, env)
        if self.kind == "ge":
            return x >= 0
        if self.modulus is not None:
            modulus = _at(self.modulus, sizes, env)
            return (self.kind == "dv") == (x % modulus == 0 if modulus else x == 0)
        return (self.kind == "eq") == (x == 0)


@dataclass
class _Parts:
    """The factors of a product: its integer conditions, its signs, its reads, and what else there is, derivatives
    first (one by an entry that does not exist ends a product)."""

    tests: list[_Test]
    signs: list[Guard]
    reads: list[Read]
    others: list[Term]


class Tracer:
    """Terms of ``theory`` at ``sizes`` as nodes of ``graph``.

    Raises :class:`TooCostly` where the graph or a shape would be too large, :class:`UnsupportedError` for a sum
    without a finite range.
    """

    def __init__(self, theory: Theory, sizes: Mapping[str, int], check: Callable[[], None] | None = None) -> None:
        self.theory = theory
        self.sizes = dict(sizes)
        self.graph = Graph(check)
        self._shapes: dict[str, Place] = {}
        self._forms: dict[Poly, Form] = {}
        self._indices: dict[Read | Diff | Matrix, tuple[Form, ...]] = {}
        self._loops: dict[Sum | Extremum, _Loops] = {}
        self._products: dict[Mul, _Parts] = {}
        self._entries: dict[tuple[str, Place], int] = {}
        self._done: dict[tuple[Any, ...], int] = {}
        self._free: dict[Term, tuple[str, ...]] = {}
        self._slopes: dict[tuple[int, Any], dict[int, int]] = {}
        self._places: dict[Any, dict[Place, int]] = {}
        self._marks = 0
        self.bodies: dict[int, set[int]] = {}
        """By the node of a derivative, what it is a derivative of."""

    # -- tensors -------------------------------------------------------------------------------------

    def shape(self, tensor: str) -> Place:
        """The shape of a tensor at these sizes."""
        if tensor not in self._shapes:
            self._shapes[tensor] = tuple(p.evaluate(self.sizes) for p in self.theory.shape_of(tensor))
        return self._shapes[tensor]

    def entries(self, tensor: str) -> Iterator[Place]:
        """All places inside of a tensor's shape; raises :class:`TooCostly` for a large one."""
        number = 1
        for n in self.shape(tensor):
            number *= n
        if number > _MANY:
            raise TooCostly
        return product(*map(range, self.shape(tensor)))

    def entry(self, tensor: str, place: Place) -> int:
        """The node of an entry; a strong zero outside of the shape."""
        known = self._entries.get((tensor, place))
        if known is not None:
            return known
        if any(not 0 <= i < n for i, n in zip(place, self.shape(tensor), strict=True)):
            return _ZERO
        if tensor in self.theory.definitions:
            definition = self.theory.definitions[tensor]
            body = self._value(definition.body, dict(zip(definition.indices, place, strict=True)), _TOP)
            node = self.graph.name((tensor, place), body)
        elif tensor in self.theory.losses:
            node = self.graph.name((tensor, place), self._loss(tensor))
        else:
            node = self.graph.input(tensor, place)
        self._entries[tensor, place] = node
        self._places.setdefault(tensor, {})[place] = node
        return node

    def _loss(self, name: str) -> int:
        """``linear . y + (square . y)^2 + (cube . y)^3``, with coefficients as inputs."""
        g, terms = self.graph, []
        places = [(t, place) for t in self.theory.losses[name].frontier for place in self.entries(t)]
        for exponent, part in enumerate(("linear", "square", "cube"), 1):
            form = [g.mul([self.entry(t, p), g.input((name, part), (t, p))]) for t, p in places]
            terms.append(g.power(g.add(form), Fraction(exponent)))
        return g.add(terms)

    def _int(self, poly: Poly, env: Mapping[str, int]) -> int:
        """An integer polynomial; its part in sizes is computed once."""
        return _at(self._form(poly), self.sizes, env)

    def _form(self, poly: Poly) -> Form:
        form = self._forms.get(poly)
        if form is None:
            form = self._forms[poly] = self._formed(poly)
        return form

    def _formed(self, poly: Poly) -> Form:
        constant = 0
        linear: dict[str, int] = {}
        for monomial, c in poly.terms:
            left = []
            for symbol in monomial:
                if symbol in self.sizes:
                    c *= self.sizes[symbol]
                else:
                    left.append(symbol)
            if len(left) > 1:
                return poly
            if left:
                linear[left[0]] = linear.get(left[0], 0) + c
            else:
                constant += c
        return constant, tuple((s, c) for s, c in linear.items() if c)

    def _place(self, t: Read | Diff | Matrix, env: Mapping[str, int]) -> Place:
        forms = self._indices.get(t)
        if forms is None:
            index = t.at if isinstance(t, Matrix) else t.index
            forms = self._indices[t] = tuple([self._form(p) for p in index])
        return tuple([_at(form, self.sizes, env) for form in forms])

    # -- terms ---------------------------------------------------------------------------------------

    def term(self, term: Term, env: Mapping[str, int]) -> int:
        """The node of a term at values of its free indices."""
        return self._value(term, dict(env), _TOP)

    def _value(self, t: Term, env: dict[str, int], scope: _Scope) -> int:
        node = self._term(t, env, scope)
        return self.graph.zero if node == _ZERO else node

    def _term(self, t: Term, env: dict[str, int], scope: _Scope) -> int:
        g = self.graph
        if isinstance(t, Read):
            return self._read(t, env, scope)
        if isinstance(t, Mul):
            return self._product(t, env, scope)
        if isinstance(t, Num):
            return g.number(t.value)
        if isinstance(t, Int):
            return g.number(self._int(t.poly, env))
        if isinstance(t, Add):
            return g.add([self._value(a, env, scope) for a in t.args])
        if isinstance(t, Pow):
            base = self._term(t.base, env, scope)
            if base == _ZERO:
                return _ZERO if t.exponent > 0 else g.power(g.zero, t.exponent)
            return g.power(base, t.exponent)
        free = self._free.get(t)
        if free is None:
            free = self._free[t] = tuple(sorted(s for s in t.free if s not in self.sizes))
        key = (t, scope, *[env[s] for s in free])
        if key not in self._done:
            self._done[key] = self._compound(t, env, scope)
        return self._done[key]

    def _compound(self, t: Term, env: dict[str, int], scope: _Scope) -> int:
        g = self.graph
        if isinstance(t, Sum):
            terms = [self._guarded(t, scalar, e, scope) for scalar, e in self._runs(t, env)]
            return g.add([n for n in terms if n != _ZERO])
        if isinstance(t, Fn):
            args = tuple([self._value(a, env, scope) for a in t.args])
            if t.name not in FUNCTIONS:
                return g.node(Op.ABSTRACT, args, (t.name, t.orders or (0,) * len(args)))
            return g.extremum(t.name, args) if t.name in ("max", "min") else g.node(Op.FUNCTION, args, t.name)
        if isinstance(t, Diff):
            return self._diff(t, env, scope)
        if isinstance(t, Let):
            local = _Local(t.value, dict(env), scope)
            return self._value(t.body, env, _Scope({**scope.lets, t.name: local}, scope.written))
        if isinstance(t, Matrix):
            return self._matrix(t, env, scope)
        assert isinstance(t, Extremum)
        values = []
        for scalar, e in self._runs(t, env):
            body = self._value(t.body, e, scope)
            if scalar:
                tests = [(q.kind, self._value(q.term, e, scope)) for q in scalar]
                kinds, args = zip(*tests, strict=True)
                body = g.node(Op.AMONG, (*args, body), kinds)
            values.append(body)
        return g.extremum(t.operation, values)

    def _read(self, t: Read, env: dict[str, int], scope: _Scope) -> int:
        if t.tensor in scope.lets:
            local = scope.lets[t.tensor]
            if scope.written not in local.nodes:
                inner = _Scope(local.scope.lets, scope.written)
                self._marks += 1
                local.nodes[scope.written] = self.graph.name(self._marks, self._value(local.value, local.env, inner))
            return local.nodes[scope.written]
        place = self._place(t, env)
        node = self.entry(t.tensor, place)
        if scope.written and node != _ZERO:
            for tensor, mark in scope.written:
                if tensor == t.tensor:
                    node = self.graph.name((mark, place), node)
                    self._places.setdefault(mark, {})[place] = node
        return node

    def _diff(self, t: Diff, env: dict[str, int], scope: _Scope) -> int:
        if t.tensor in scope.lets:
            body = self._value(t.body, env, scope)
            key: Any = scope.lets[t.tensor]
            targets = list(key.nodes.values())
        else:
            place = self._place(t, env)
            target = self.entry(t.tensor, place)
            if target == _ZERO:
                return _ZERO
            key = t.tensor
            if not t.total:
                self._marks += 1
                key = self._marks
                scope = _Scope(scope.lets, (*scope.written, (t.tensor, key)))
            body = self._value(t.body, env, scope)
            targets = [node for p, node in self._places.get(key, {}).items() if p == place]
        if (body, key) not in self._slopes:
            known = self._places.get(key, {}).values() if not isinstance(key, _Local) else targets
            self._slopes[body, key] = adjoints(self.graph, body, frozenset(known))
        slopes = self._slopes[body, key]
        node = self.graph.beside(self.graph.plus([slopes[n] for n in targets if n in slopes]), body)
        if self.graph.bent[body] and self.graph.ops[node] not in (Op.CONST, Op.INPUT):
            self.bodies.setdefault(node, set()).add(body)
        return node

    def _matrix(self, t: Matrix, env: dict[str, int], scope: _Scope) -> int:
        n, at = self._int(t.size, env), self._place(t, env)
        if t.operation == "inverse" and not all(0 <= i < n for i in at):
            return self.graph.zero
        rows = [[self._value(t.body, {**env, t.row: i, t.column: j}, scope) for j in range(n)] for i in range(n)]
        g, whole = self.graph, self.graph.determinant(rows)
        if t.operation == "det":
            return whole
        minor = [[x for c, x in enumerate(row) if c != at[0]] for r, row in enumerate(rows) if r != at[1]]
        sign = g.number((-1) ** sum(at))
        return g.mul([sign, g.determinant(minor), g.power(whole, Fraction(-1))])

    # -- brackets, products, sums --------------------------------------------------------------------

    def _test(self, g: Guard) -> _Test:
        return _Test(g.kind, self._form(g.poly), None if g.modulus is None else self._form(g.modulus))

    def _guarded(self, t: Sum, scalar: Sequence[Guard], env: dict[str, int], scope: _Scope) -> int:
        body = self._term(t.body, env, scope)
        if body == _ZERO or not scalar:
            return body
        return self.graph.where([(q.kind, self._value(q.term, env, scope)) for q in scalar], body)

    def _product(self, t: Mul, env: dict[str, int], scope: _Scope) -> int:
        parts = self._products.get(t)
        if parts is None:
            parts = self._products[t] = self._parts(t)
        for test in parts.tests:
            if not test.holds(self.sizes, env):
                return _ZERO
        nodes: list[int] = []
        for read in parts.reads:
            nodes.append(self._read(read, env, scope))
            if nodes[-1] == _ZERO:
                return _ZERO
        for f in parts.others:
            nodes.append(self._term(f, env, scope))
            if nodes[-1] == _ZERO:
                if isinstance(f, (Diff, Pow)):
                    return _ZERO
                nodes[-1] = self.graph.zero
        body = self.graph.mul(nodes)
        if not parts.signs:
            return body
        return self.graph.where([(q.kind, self._value(q.term, env, scope)) for q in parts.signs], body)

    def _parts(self, t: Mul) -> _Parts:
        parts = _Parts([], [], [], [])
        for f in _factors(t):
            if isinstance(f, Sum) and not f.binders and f.body == ONE:
                parts.signs += [q for q in f.guards if q.is_scalar]
                parts.tests += [self._test(q) for q in f.guards if not q.is_scalar]
            elif isinstance(f, Read):
                parts.reads.append(f)
            else:
                parts.others.append(f)
        parts.others.sort(key=lambda f: not isinstance(f, Diff))
        return parts

    def _runs(self, t: Sum | Extremum, env: dict[str, int]) -> Iterator[tuple[list[Guard], dict[str, int]]]:
        """The values of the binders at which the integer guards hold, and the scalar guards that are left."""
        if t not in self._loops:
            self._loops[t] = self._plan(t)
        if self.graph.check is not None:
            self.graph.check()
        loops = self._loops[t]
        return self._run(loops, 0, dict(env), iter(range(_MANY)))

    def _run(
        self, loops: _Loops, depth: int, own: dict[str, int], steps: Iterator[int]
    ) -> Iterator[tuple[list[Guard], dict[str, int]]]:
        for q in loops.tests[depth]:
            if not q.holds(self.sizes, own):
                return
        if depth == len(loops.levels):
            yield loops.scalar, own
            return
        level = loops.levels[depth]
        for value in level.values(own):
            own[level.binder] = value
            if next(steps, None) is None:
                raise TooCostly
            yield from self._run(loops, depth + 1, own, steps)

    def _plan(self, t: Sum | Extremum) -> _Loops:
        binders, guards, body = t.binders, list(t.guards), t.body
        if isinstance(t, Sum):
            guards += [
                q for f in _factors(body) if isinstance(f, Sum) and not f.binders and f.body == ONE for q in f.guards
            ]
        whole = [q for q in guards if not q.is_scalar]
        known = self._conditions(whole)
        levels = plan(binders, known)
        if isinstance(levels, str) and isinstance(t, Sum):
            levels = plan(binders, [*known, *self._conditions(self._bounds(body))])
        if isinstance(levels, str):
            raise UnsupportedError("a sum without a finite range", repr(t), f"give '{levels[1:]}' a range")
        waiting = set(binders)
        tests: list[list[_Test]] = []
        pending = list(dict.fromkeys(whole))
        for level in (None, *levels):
            if level is not None:
                waiting.discard(level.binder)
            tests.append([self._test(q) for q in pending if waiting.isdisjoint(q.free)])
            pending = [q for q in pending if not waiting.isdisjoint(q.free)]
        return _Loops(levels, tests, [q for q in t.guards if q.is_scalar])

    def _bounds(self, body: Term) -> list[Guard]:
        """Conditions outside of which a factor of the body vanishes."""
        found: list[Guard] = []
        for f in _factors(body):
            if isinstance(f, (Read, Diff)) and f.index and self._known(f.tensor):
                found += in_shape(f.index, self.theory.shape_of(f.tensor))
            elif isinstance(f, Sum):
                inside = [q for q in f.guards if not q.is_scalar] + self._bounds(f.body)
                found += [q for q in inside if q.free.isdisjoint(f.binders)]
        return found

    def _known(self, tensor: str) -> bool:
        return tensor in self.theory.shapes or tensor in self.theory.definitions

    def _conditions(self, guards: Sequence[Guard]) -> list[Condition]:
        """The affine conditions among integer guards, with numbers for sizes."""
        found = []
        for q in guards:
            form = self._form(q.poly)
            if q.kind in ("ge", "eq") and not isinstance(form, Poly):
                found.append(Condition(q.kind, (dict(form[1]), form[0])))
        return found


def _at(form: Form, sizes: Mapping[str, int], env: Mapping[str, int]) -> int:
    """The value of a form at values of the other symbols."""
    if isinstance(form, Poly):
        return form.evaluate({**sizes, **env})
    value, linear = form
    for symbol, c in linear:
        value += c * env[symbol]
    return value


def _factors(t: Term) -> list[Term]:
    return [f for a in t.args for f in _factors(a)] if isinstance(t, Mul) else [t]
