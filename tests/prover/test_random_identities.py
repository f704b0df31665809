"""Random true identities and their false neighbours, through the whole gate.

An expression is drawn at random and written in another way by steps that keep its value, done here without any code of
the prover: other names, shifts, reflections, sums that are split and joined, factors in and out, brackets, scalar
identities, strided places, powers, quotients, strong zeros.  The equation of the two is never refuted and rarely
undecided.  A false neighbour differs from it in one place, and in value by :mod:`plain_values`: it is never proved.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from fractions import Fraction

import pytest

from symderiv.decide import decide
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Fn,
    Guard,
    Int,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    bracket,
    equals,
    in_shape,
    mul,
    num,
    substitute,
    walk,
)
from symderiv.language.theory import Free, Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED
from tests.prover.plain_values import World
from tests.seeds import seeds

N, M, S, P = (Poly.symbol(s) for s in ("N", "M", "s", "P"))
H = Poly.symbol("%i")
FREE = (Free("%i", Poly({}), N),)
SHAPES = {"x": (N,), "z": (N,), "y": (M,), "w": (M,), "A": (N, M), "B": (N, N), "a": (), "b": ()}


def theory() -> Theory:
    t = Theory()
    for size in ("N", "M", "s"):
        t.add_size(size)
    t.add_size("P", 0)
    for name, shape in SHAPES.items():
        t.add_tensor(name, shape)
    return t


class Writer:
    """Draws expressions, and writes them in other ways."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.names = (Poly.symbol(f"%{letter}{number}") for number in itertools.count() for letter in "jkpq")

    # -- expressions ---------------------------------------------------------------------------------------

    def term(self, scope: dict[str, Poly], depth: int) -> Term:
        """``scope``: the indices in reach, each with its size."""
        kind = self.draw.randrange(12)
        if depth <= 0 or kind == 11:
            return self.leaf(scope)
        one = self.term(scope, depth - 1)
        if kind < 2:
            return add(one, self.term(scope, depth - 1))
        if kind < 5:
            return mul(one, self.term(scope, depth - 1))
        if kind < 8:
            size = self.draw.choice([N, M])
            j = next(self.names)
            inner = {**scope, str(j.as_symbol): size}
            return Sum((str(j.as_symbol),), in_shape((j,), (size,)), mul(self.leaf(inner), self.term(inner, depth - 1)))
        if kind == 8:
            return Pow(one, Fraction(self.draw.choice([2, 2, 3, -1])))
        if kind == 9:
            return Fn(self.draw.choice(["relu", "exp", "tanh", "sigmoid", "abs", "softplus"]), (one,))
        return mul(bracket(self.condition(scope)), one)

    def leaf(self, scope: dict[str, Poly]) -> Term:
        if self.draw.random() < 0.25:
            return self.draw.choice([Read("a"), Read("b"), num(self.draw.choice([-1, 2, 3])), Int(N)])
        index = Poly.symbol(self.draw.choice(list(scope)))
        fits = [(name, shape) for name, shape in SHAPES.items() if shape and shape[0] == scope[str(index.as_symbol)]]
        name, shape = self.draw.choice(fits)
        places = [self.draw.choice([index, index, index, index + 1, index - 1])]
        for size in shape[1:]:
            others = [Poly.symbol(s) for s, n in scope.items() if n == size] or [Poly({})]
            places.append(self.draw.choice(others))
        if self.draw.random() < 0.1:
            places[0] = S * index - P
        return Read(name, tuple(places))

    def condition(self, scope: dict[str, Poly]) -> Guard:
        index = Poly.symbol(self.draw.choice(list(scope)))
        return self.draw.choice(
            [
                Guard("ge", index - 1),
                equals(index, H),
                Guard("ne", index),
                Guard("dv", index + P, S),
                Guard("pos", self.leaf(scope)),
            ]
        )

    # -- other ways to write them -----------------------------------------------------------------------------

    def rewritten(self, term: Term, steps: int) -> Term:
        for _ in range(steps):
            spots = [spot for spot in _places(term) if self._ways(spot[1])]
            if not spots:
                return term
            path, node = self.draw.choice(spots)
            term = _put(term, path, self.draw.choice(self._ways(node))(node))
        return term

    def _ways(self, t: Term) -> list[Callable[[Term], Term]]:
        """What can be done with a node; the value stays wherever there is one."""
        found: list[Callable[[Term], Term]] = [self._cases, self._delta, self._nothing, self._outside]
        if isinstance(t, (Add, Mul)):
            found += [self._shuffled] * 2
        if isinstance(t, Mul) and any(isinstance(f, Add) for f in t.args):
            found += [self._distributed] * 2
        if isinstance(t, Pow):
            found.append(self._power)
        if isinstance(t, Sum) and len(t.binders) == 1:
            found += [self._renamed, self._shifted, self._reflected, self._peeled, self._wrapped] * 2
            if isinstance(t.body, Add):
                found += [self._parted] * 3
            if isinstance(t.body, Mul):
                found += [self._factored] * 3
                found += (
                    [self._merged] * 2 if any(isinstance(f, Sum) and len(f.binders) == 1 for f in t.body.args) else []
                )
        if isinstance(t, Sum) and not t.binders and t.body == ONE:
            found.append(lambda t: Mul((t, t)))
        if isinstance(t, Fn) and t.name in _IDENTITIES:
            found += [lambda t: _IDENTITIES[t.name](t.args[0])] * 2
        if isinstance(t, (Read, Int)):
            found += [
                lambda t: Mul((Pow(t, Fraction(3)), Pow(t, Fraction(-2)))),
                lambda t: Add((t, t, Mul((NEGATE, t)))),
            ]
        return found

    def _shuffled(self, t: Term) -> Term:
        assert isinstance(t, (Add, Mul))
        parts = list(t.args)
        self.draw.shuffle(parts)
        if len(parts) > 2 and self.draw.random() < 0.5:
            return type(t)((parts[0], type(t)(tuple(parts[1:]))))
        return type(t)(tuple(parts))

    def _distributed(self, t: Term) -> Term:
        assert isinstance(t, Mul)
        where = next(k for k, f in enumerate(t.args) if isinstance(f, Add))
        sum_ = t.args[where]
        assert isinstance(sum_, Add)
        return Add(tuple(Mul((*t.args[:where], a, *t.args[where + 1 :])) for a in sum_.args))

    def _power(self, t: Term) -> Term:
        assert isinstance(t, Pow)
        return Mul((t.base, Pow(t.base, t.exponent - 1)))

    def _cases(self, t: Term) -> Term:
        index = self.draw.choice([s for s in t.free if s.startswith("%")] or ["%i"])
        p = Poly.symbol(index)
        g = self.draw.choice([Guard("ge", p - 1), equals(p, H), Guard("pos", Read("a")), Guard("dv", p, S)])
        return Add((Sum((), (g,), t), Mul((bracket(g.negation), t))))

    def _delta(self, t: Term) -> Term:
        """``f(i) = sum_k [k = i] f(k)`` over the range of ``i``."""
        if "%i" not in t.free:
            return t
        k = next(self.names)
        moved = Mul((bracket(equals(k, H)), substitute(t, {"%i": k})))
        return Sum((str(k.as_symbol),), in_shape((k,), (N,)), moved)

    def _nothing(self, t: Term) -> Term:
        """Something that may not exist, beside a strong zero."""
        odd = self.draw.choice([Fn("log", (Read("b"),)), Pow(Read("a"), Fraction(-1)), Pow(t, Fraction(-1))])
        return Add((t, Mul((self.draw.choice([bracket(Guard("ge", H - N)), Read("x", (H + N,))]), odd))))

    def _outside(self, t: Term) -> Term:
        return Add((t, Mul((Read("z", (N + P,)), Read("a"), Fn("exp", (Read("b"),))))))

    def _renamed(self, t: Term) -> Term:
        assert isinstance(t, Sum)
        return self._moved(t, next(self.names), 1, Poly({}))

    def _shifted(self, t: Term) -> Term:
        return self._moved(t, next(self.names), 1, self.draw.choice([Poly.constant(1), Poly.constant(-2), N, P]))

    def _reflected(self, t: Term) -> Term:
        return self._moved(t, next(self.names), -1, self.draw.choice([N - 1, M - 1, Poly({})]))

    def _moved(self, t: Term, new: Poly, way: int, by: Poly) -> Sum:
        assert isinstance(t, Sum)
        values = {t.binders[0]: new * way + by}
        guards = [g.map(lambda p: p.substitute(values), lambda u: substitute(u, values)) for g in t.guards]
        return Sum((str(new.as_symbol),), guards, substitute(t.body, values))

    def _peeled(self, t: Term) -> Term:
        """One place of a sum by itself."""
        assert isinstance(t, Sum)
        here = equals(Poly.symbol(t.binders[0]), self.draw.choice([Poly({}), N - 1]))
        one = Sum(t.binders, (*t.guards, here), t.body)
        return Add((one, Sum(t.binders, (*t.guards, here.negation), t.body)))

    def _wrapped(self, t: Term) -> Term:
        assert isinstance(t, Sum)
        return Sum(t.binders, (), Mul((*(bracket(g) for g in t.guards), t.body)))

    def _parted(self, t: Term) -> Term:
        assert isinstance(t, Sum)
        assert isinstance(t.body, Add)
        return Add(tuple(Sum(t.binders, t.guards, a) for a in t.body.args))

    def _factored(self, t: Term) -> Term:
        assert isinstance(t, Sum)
        assert isinstance(t.body, Mul)
        out = tuple(f for f in t.body.args if t.binders[0] not in f.free)
        rest = tuple(f for f in t.body.args if t.binders[0] in f.free)
        return Mul((*out, Sum(t.binders, t.guards, mul(*rest)))) if out and rest else t

    def _merged(self, t: Term) -> Term:
        """``sum_i f sum_j g = sum_j sum_i f g``."""
        assert isinstance(t, Sum)
        assert isinstance(t.body, Mul)
        where = next(k for k, f in enumerate(t.body.args) if isinstance(f, Sum) and len(f.binders) == 1)
        inner = self._moved(t.body.args[where], next(self.names), 1, Poly({}))
        others = (*t.body.args[:where], *t.body.args[where + 1 :])
        body = Mul((*others, inner.body))
        if any(inner.binders[0] in g.free for g in t.guards) or any(t.binders[0] in g.free for g in inner.guards):
            return Sum((*inner.binders, *t.binders), (*t.guards, *inner.guards), body)
        return Sum(inner.binders, inner.guards, Sum(t.binders, t.guards, body))

    # -- false neighbours -----------------------------------------------------------------------------------

    def spoiled(self, term: Term) -> Term:
        """The term with one thing changed in one place."""
        path, node = self.draw.choice(list(_places(term)))
        changes: list[Term] = [Mul((num(2), node)), Mul((NEGATE, node)), Add((node, ONE))]
        if isinstance(node, Sum):
            changes += [Sum(node.binders, node.guards[1:], node.body)] if not node.binders else []
            low = [g for g in node.guards if g.kind == "ge"]
            if low:
                g = self.draw.choice(low)
                others = tuple(h for h in node.guards if h != g)
                by = self.draw.choice([1, -1])
                changes += [Sum(node.binders, (*others, Guard("ge", g.poly + by)), node.body)] * 2
        if isinstance(node, Read) and node.index:
            place = self.draw.randrange(len(node.index))
            moved = tuple(p + 1 if k == place else p for k, p in enumerate(node.index))
            changes += [Read(node.tensor, moved), Read(node.tensor, tuple(reversed(node.index)))]
        if isinstance(node, (Add, Mul)) and len(node.args) > 1:
            gone = self.draw.randrange(len(node.args))
            changes += [type(node)(tuple(a for k, a in enumerate(node.args) if k != gone))] * 2
        if isinstance(node, Pow):
            changes.append(Pow(node.base, node.exponent + 1))
        if isinstance(node, Fn):
            changes.append(Fn("relu" if node.name == "abs" else "abs", node.args))
        return _put(term, path, self.draw.choice(changes))


def _inverse(u: Term) -> Term:
    return Pow(u, Fraction(-1))


def _exp(u: Term) -> Term:
    return Fn("exp", (u,))


_IDENTITIES: dict[str, Callable[[Term], Term]] = {
    "relu": lambda u: Mul((bracket(Guard("pos", u)), u)),
    "abs": lambda u: Add((Fn("relu", (u,)), Fn("relu", (Mul((NEGATE, u)),)))),
    "tanh": lambda u: Add((Mul((num(2), Fn("sigmoid", (Mul((num(2), u)),)))), NEGATE)),
    "sigmoid": lambda u: Add((ONE, Mul((NEGATE, Fn("sigmoid", (Mul((NEGATE, u)),)))))),
    "exp": lambda u: _inverse(_exp(Mul((NEGATE, u)))),
    "softplus": lambda u: Add((u, Fn("softplus", (Mul((NEGATE, u)),)))),
}


def _places(term: Term, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Term]]:
    found = [(path, term)]
    for k, child in enumerate(term.children):
        found += _places(child, (*path, k))
    return found


def _put(term: Term, path: tuple[int, ...], new: Term) -> Term:
    if not path:
        return new
    children = list(term.children)
    children[path[0]] = _put(children[path[0]], path[1:], new)
    return term.rebuild(tuple(children))


def _world(draw: random.Random) -> World:
    sizes = {name: draw.randint(1, 3) for name in ("N", "M", "s")} | {"P": draw.randint(0, 1)}
    shapes = {name: tuple(p.evaluate(sizes) for p in shape) for name, shape in SHAPES.items()}
    numbers = draw.choice([[-2.0, -1.0, 1.0, 2.0, 0.5], [-1.0, 0.0, 1.0, 3.0]])
    places = {name: itertools.product(*map(range, shape)) for name, shape in shapes.items()}
    return World(sizes, shapes, {name: {p: draw.choice(numbers) for p in ps} for name, ps in places.items()})


def differ(left: Term, right: Term, draw: random.Random, worlds: int = 12) -> bool:
    """Whether two terms certainly have different values somewhere."""
    for _ in range(worlds):
        world = _world(draw)
        for place in range(world.sizes["N"]):
            one, other = world.value(left, {"%i": place}), world.value(right, {"%i": place})
            small = one is not None and other is not None and max(abs(one), abs(other)) < 1e6
            if small and abs(one - other) > 1e-6 * (1 + abs(one)):  # type: ignore[operator]
                return True
    return False


def _pair(seed: int) -> tuple[Writer, Term, Term]:
    writer = Writer(seed)
    left = writer.term({"%i": N}, writer.draw.choice([1, 2, 2, 3]))
    return writer, left, writer.rewritten(left, writer.draw.choice([1, 2, 3, 4]))


@pytest.mark.parametrize("seed", seeds(24))
def test_a_true_identity_is_not_refuted(seed: int) -> None:
    writer, left, right = _pair(seed)
    assert not differ(left, right, writer.draw, 3), (left, right)
    verdict = decide(theory(), Statement(left, right, FREE), seconds=2.0)
    assert verdict.verdict != REFUTED, (left, right, verdict.counterexample)


def test_most_true_identities_are_proved() -> None:
    verdicts = []
    for seed in range(24):
        _, left, right = _pair(seed)
        verdicts.append(decide(theory(), Statement(left, right, FREE), seconds=2.0).verdict)
    assert verdicts.count(PROVED) >= 20


@pytest.mark.parametrize("seed", seeds(40))
def test_a_false_neighbour_is_not_proved(seed: int) -> None:
    writer, left, right = _pair(seed)
    wrong = writer.spoiled(right)
    if differ(left, wrong, writer.draw):
        verdict = decide(theory(), Statement(left, wrong, FREE), seconds=1.0)
        assert verdict.verdict != PROVED, (left, wrong)


def test_most_false_neighbours_are_false() -> None:
    false = 0
    for seed in range(40):
        writer, left, right = _pair(seed)
        false += differ(left, writer.spoiled(right), writer.draw)
    assert false > 20


def test_the_terms_are_varied() -> None:
    kinds = {type(n).__name__ for seed in range(24) for side in _pair(seed)[1:] for n in walk(side)}
    assert kinds == {"Add", "Mul", "Sum", "Pow", "Fn", "Read", "Int", "Num"}
    assert any(isinstance(n, Num) for seed in range(4) for n in walk(_pair(seed)[2]))
