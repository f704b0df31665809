"""What may be assumed at a place in a term, and what is known of definedness and sign there.

A :class:`Context` grows on the way down: beneath a guarded sum its guards hold, beside a bracket the bracket
holds.  All answers are one-sided: True is shown, False means "not shown".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, wraps
from typing import Any

from symderiv.language.binding import alpha_equal, alpha_key, substitute
from symderiv.language.declarations import Declarations
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly
from symderiv.language.nodes import (
    NEGATE,
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
    bound_by,
    in_shape,
    walk,
)
from symderiv.prover.hints import bounds, points
from symderiv.prover.kernel.intervals import guard_holds, implied
from symderiv.prover.kernel.parts import factors, instance, is_box, is_bracket, read_guards, whole_number

__all__ = [
    "Context",
    "Scheme",
    "bounded",
    "entails",
    "nonempty",
]


@dataclass(frozen=True, eq=True)
class Scheme:
    """A scalar fact for all values of ``binders`` that satisfy ``guards``: ``term > 0`` and the like."""

    binders: tuple[str, ...]
    guards: tuple[Guard, ...]
    kind: str
    term: Term

    @cached_property
    def free(self) -> frozenset[str]:
        """The symbols of the place that the fact speaks about."""
        return self.term.free.union(*(g.free for g in self.guards)).difference(self.binders)


def remembered(ask: Callable[[Context, Term], bool]) -> Callable[[Context, Term], bool]:
    """A question about a term that is answered once in a context."""
    name = ask.__name__

    @wraps(ask)
    def answer(self: Context, term: Term) -> bool:
        key = (name, term)
        known = self.memory.get(key)
        if known is None:
            known = self.memory[key] = ask(self, term)
        return bool(known)

    return answer


@dataclass(frozen=True, eq=False)
class Context:
    """The theory with the facts in force.  ``smooth``: beneath a derivative, where only rules hold that
    preserve derivatives; ``held``: the tensors by which is differentiated above, which are not unfolded (what they are
    defined from is held fixed); ``"*"`` for all, beneath a partial derivative.  ``lets``: each scalar that is bound
    by a ``Let`` above, with each tensor or scalar that its value is made from, and with ``""``.

    ``memory``: what was asked here, the contexts beneath among it.  An answer depends on the context and on what was
    asked, neither of which changes (the theory is complete when a proof begins).  ``strong``: where terms are strong
    zeros, which depends on the theory alone."""

    theory: Declarations
    facts: tuple[Guard, ...]
    schemes: tuple[Scheme, ...] = ()
    smooth: bool = False
    held: frozenset[str] = frozenset()
    lets: frozenset[tuple[str, str]] = frozenset()
    strong: dict[Term, tuple[tuple[Guard, ...], ...]] = field(default_factory=dict, repr=False)
    memory: dict[object, Any] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def stated(self) -> frozenset[Guard]:
        """The facts as they are written, to look one up."""
        return frozenset(self.facts)

    def under(self, guards: Iterable[Guard], binders: tuple[str, ...] = ()) -> Context:
        """The context beneath guards; facts about shadowed names are forgotten."""
        key = (tuple(guards), binders)
        found: Context | None = self.memory.get(key)
        if found is None:
            found = self.memory[key] = self._under(*key)
        return found

    def _under(self, new: tuple[Guard, ...], binders: tuple[str, ...]) -> Context:
        facts, schemes = self.facts, self.schemes
        if binders:
            facts = tuple([f for f in facts if f.free.isdisjoint(binders)])
            if schemes:
                schemes = tuple([s for s in schemes if s.free.isdisjoint(binders)])
        signs = [g for g in new if g.is_scalar]
        if not signs:
            return Context(self.theory, facts + new, schemes, self.smooth, self.held, self.lets, self.strong)
        facts += tuple([g for g in new if not g.is_scalar])
        # beneath a derivative, only conditions that are open: they hold in a neighbourhood as well
        kinds = ("pos", "nonzero") if self.smooth else Guard.SCALAR
        schemes += tuple([Scheme((), (), g.kind, g.term) for g in signs if g.kind in kinds])
        here = Context(self.theory, facts, schemes, self.smooth, self.held, self.lets, self.strong)
        if self.smooth:
            return here
        each = [s for g in signs if g.kind == "zero" and (s := here.each_zero(g.term)) is not None]
        return replace(here, schemes=(*schemes, *each)) if each else here

    def each_zero(self, term: Term) -> Scheme | None:
        """What is zero for every index where a sum of terms ``w s^2`` is zero, ``w`` positive: ``s``."""
        if not isinstance(term, Sum) or not term.binders or any(g.is_scalar for g in term.guards):
            return None
        inside = self.under(term.guards, term.binders)
        rest = [f for f in factors(term.body) if not inside.positive(f)]
        if len(rest) != 1 or not inside.nonnegative(rest[0]):
            return None
        power = rest[0]
        root = power.base if isinstance(power, Pow) and power.exponent > 0 else power
        return Scheme(term.binders, term.guards, "zero", root)

    def beneath_derivative(self, held: Iterable[str] = ()) -> Context:
        """No fact that is not stable in a neighbourhood is used beneath a derivative: what stays is that something
        continuous in the inputs is positive, or not zero.  ``held``: by what is differentiated."""
        stable = (s for s in self.schemes if s.kind in ("pos", "nonzero") and self._continuous(s.term))
        return replace(self, schemes=tuple(stable), smooth=True, held=self.held.union(held))

    def _continuous(self, term: Term) -> bool:
        """Whether a term is continuous in the inputs where it is defined."""
        for node in walk(term):
            if isinstance(node, (Diff, Let, Extremum)) or (
                isinstance(node, Read) and node.tensor not in self.theory.shapes
            ):
                return False
            if isinstance(node, Sum) and any(g.is_scalar for g in node.guards):
                return False
        return True

    def inside(self, node: Sum | Extremum) -> Context:
        """The context of the body at the points that count: a term of a sum with a read outside of its shape is 0."""
        reads = read_guards(node.body, self.theory) if isinstance(node, Sum) else ()
        return self.under((*node.guards, *reads), node.binders)

    # -- sign and definedness ------------------------------------------------------------------------------

    def known(self, kinds: tuple[str, ...], term: Term) -> bool:
        """Whether an assumed scalar fact of one of the kinds says just this of the term."""
        for scheme in self.schemes:
            if scheme.kind not in kinds:
                continue
            match = instance(scheme.term, term, scheme.binders)
            if match is None:
                continue
            instances = (g.map(lambda p, m=match: p.substitute(m), lambda t: t) for g in scheme.guards)  # type: ignore[misc]
            if all(entails(g, self) for g in instances):
                return True
        return False

    @remembered
    def positive(self, term: Term) -> bool:
        """``term > 0`` wherever it is defined."""
        if isinstance(term, Num):
            return term.value > 0
        if isinstance(term, Int):
            return implied(term.poly - 1, self.facts)
        if self.known(("pos",), term):
            return True
        if isinstance(term, Read):
            definition = self.theory.definitions.get(term.tensor)
            if definition is None or self.theory.is_recurrent(term.tensor):
                return False
            ranges = in_shape(term.index, definition.shape)
            body = substitute(definition.body, dict(zip(definition.indices, term.index, strict=True)))
            return all(entails(g, self) for g in ranges) and self.positive(body)
        if isinstance(term, Fn):
            power = term.name == "pow" and not term.orders and self.positive(term.args[0])
            return power or term.name in ("exp", "sigmoid", "softplus", "cosh", "pi")
        if isinstance(term, Mul):
            below = [f for f in term.args if not self.positive(f)]
            return len(below) % 2 == 0 and all(map(self.negative, below))
        if isinstance(term, Add):
            signs = [self.positive(a) for a in term.args]
            return any(signs) and all(s or self.nonnegative(a) for s, a in zip(signs, term.args, strict=True))
        if isinstance(term, Pow):
            if term.exponent.denominator == 1 and term.exponent % 2 == 0:
                return self.nonzero(term.base)
            return self.positive(term.base)
        if isinstance(term, (Sum, Extremum)):
            if not self.inside(term).positive(term.body):
                return False
            if isinstance(term, Extremum):
                return True
            guards = (*term.guards, *read_guards(term.body, self.theory))
            return nonempty(term.binders, guards, self) if term.binders else all(entails(g, self) for g in guards)
        return False

    @remembered
    def negative(self, term: Term) -> bool:
        """``term < 0`` wherever it is defined: a number, or what is said to be so, or an odd power of it."""
        if isinstance(term, Num):
            return term.value < 0
        if isinstance(term, Pow):
            return term.exponent.denominator == 1 and term.exponent % 2 == 1 and self.negative(term.base)
        return self.known(("pos",), Mul((NEGATE, term)))

    @remembered
    def nonnegative(self, term: Term) -> bool:
        """``term >= 0`` wherever it is defined."""
        if isinstance(term, Num):
            return term.value >= 0
        if isinstance(term, Int):
            return implied(term.poly, self.facts)
        if self.known(("pos", "nonneg"), term) or self.positive(term):
            return True
        if isinstance(term, Fn):
            return term.name in ("relu", "abs")
        if isinstance(term, Add):
            return all(map(self.nonnegative, term.args)) or _exceeds(term, self)
        if isinstance(term, Mul):
            counts: dict[object, list[Term]] = {}
            for f in term.args:
                counts.setdefault(alpha_key(f), []).append(f)
            odd = [fs[0] for fs in counts.values() if len(fs) % 2]
            below = [f for f in odd if not self.nonnegative(f)]
            if not all(map(self.nonpositive, below)):
                return False
            return len(below) % 2 == 0 or any(self.nonpositive(f) for f in odd if f not in below)
        if isinstance(term, Pow):
            even = term.exponent.denominator == 1 and term.exponent % 2 == 0
            return even or term.exponent.denominator > 1 or self.nonnegative(term.base)
        if isinstance(term, (Sum, Extremum)):
            return self.inside(term).nonnegative(term.body)
        return False

    @remembered
    def nonpositive(self, term: Term) -> bool:
        """``term <= 0`` wherever it is defined."""
        if isinstance(term, Num):
            return term.value <= 0
        if isinstance(term, Int):
            return implied(-term.poly, self.facts)
        if self.known(("pos", "nonneg"), Mul((NEGATE, term))) or self.known(("zero",), term):
            return True
        if isinstance(term, Add):
            return all(map(self.nonpositive, term.args))
        if isinstance(term, Mul):
            return self.nonnegative(Mul((NEGATE, *term.args)))
        if isinstance(term, Pow):
            return term.exponent.denominator == 1 and term.exponent % 2 == 1 and self.nonpositive(term.base)
        if isinstance(term, (Sum, Extremum)):
            return self.inside(term).nonpositive(term.body)
        return False

    @remembered
    def nonzero(self, term: Term) -> bool:
        """``term != 0`` wherever it is defined."""
        if isinstance(term, Num):
            return term.value != 0
        if isinstance(term, Int) and implied(-term.poly - 1, self.facts):
            return True
        if self.known(("pos", "nonzero"), term) or self.known(("pos",), Mul((NEGATE, term))):
            return True
        if isinstance(term, Mul):
            return all(map(self.nonzero, term.args))
        if isinstance(term, Pow):
            return term.exponent < 0 or self.nonzero(term.base)
        if isinstance(term, Matrix):
            facts = (s for s in self.schemes if s.kind in ("pos", "nonzero") and s.term.free.isdisjoint(s.binders))
            return any(alpha_equal(s.term, term) and nonempty(s.binders, s.guards, self) for s in facts)
        return self.positive(term)

    @remembered
    def total(self, term: Term) -> bool:
        """Whether the term is defined at every point of this context."""
        return self._throughout(Context._total, term)

    def total_beside(self, term: Term, entries: frozenset[Read]) -> bool:
        """Whether the term is defined at every point of this context at which these entries of tensors are."""
        nodes = list(walk(term))
        bound = {name for n in nodes for name in (*bound_by(n), *((n.name,) if isinstance(n, Let) else ()))}
        known = {e for e in entries if bound.isdisjoint((e.tensor, *e.free))}
        others = {n.tensor for n in nodes if isinstance(n, Read) and n not in known}
        return self._throughout(Context._total, term, {e.tensor for e in known} - others)

    def _throughout(
        self, holds: Callable[[Context, Term, set[str]], bool], term: Term, known: Set[str] = frozenset()
    ) -> bool:
        """Whether a property holds for a term and for the body of every definition beneath it, each looked at once:
        ``holds`` takes down what is read, and takes it to be in order (earlier entries of a recurrence are so by
        induction).  What the term reads of the ``known`` tensors is in order."""
        met: set[str] = set()
        done: set[str] = set()
        good = holds(self, term, met)
        met -= known
        while good and met - done:
            tensor = min(met - done)
            done.add(tensor)
            definition = self.theory.definitions.get(tensor)
            if definition is not None:
                guards = in_shape(map(Poly.symbol, definition.indices), definition.shape)
                good = holds(self._closed().under(guards, definition.indices), definition.body, met)
        return good

    def _total(self, term: Term, met: set[str]) -> bool:
        if isinstance(term, (Num, Int)):
            return True
        if isinstance(term, Read):
            met.add(term.tensor)
            return True
        if isinstance(term, Mul):
            beside = [g for f in term.args if isinstance(f, Sum) and is_bracket(f) for g in f.guards]
            inside = self.under(beside) if beside else self  # where a bracket is false, nothing else is evaluated
            return all((self if isinstance(a, Sum) and is_bracket(a) else inside)._total(a, met) for a in term.args)
        if isinstance(term, Add):
            return all(self._total(a, met) for a in term.args)
        if isinstance(term, Pow):
            q = term.exponent
            safe = (
                (q >= 0 if q.denominator == 1 else False)
                or (q < 0 and q.denominator == 1 and self.nonzero(term.base))
                or (q > 0 and self.nonnegative(term.base))
                or self.positive(term.base)
            )
            return safe and self._total(term.base, met)
        if isinstance(term, Fn):
            entry = FUNCTIONS.get(term.name)
            if term.name == "pow" and not term.orders:
                exponent = whole_number(term.args[1])
                return exponent is not None and implied(exponent, self.facts) and self._total(term.args[0], met)
            if entry is not None and (entry.domain == "unit" or entry.name == "pow"):
                return False
            if entry is not None and entry.domain == "positive" and not self.positive(term.args[0]):
                return False
            return all(self._total(a, met) for a in term.args)
        if isinstance(term, Sum):
            inside = self.under(term.guards, term.binders)
            return (not term.binders or bounded(term, self)) and all(inside._total(c, met) for c in term.children)
        if isinstance(term, Extremum):
            over = is_box(term) and nonempty(term.binders, term.guards, self)
            return over and self.under(term.guards, term.binders)._total(term.body, met)
        if isinstance(term, Diff):
            return self._throughout(Context._smooth, term.body)
        if isinstance(term, Matrix):
            determinant = Matrix("det", term.row, term.column, term.size, term.body)
            entries = in_shape((Poly.symbol(term.row), Poly.symbol(term.column)), (term.size, term.size))
            invertible = term.operation == "det" or self.nonzero(determinant)
            return invertible and self.under(entries, (term.row, term.column))._total(term.body, met)
        return False

    def _smooth(self, term: Term, met: set[str]) -> bool:
        """Total, and made of pieces whose derivatives are total too."""
        if isinstance(term, Fn) and term.name in ("artanh", "pow"):
            return False
        if isinstance(term, Fn) and term.name == "log" and not self.positive(term.args[0]):
            return False
        if isinstance(term, (Extremum, Matrix, Let)):
            return False
        if (
            isinstance(term, Pow)
            and (term.exponent < 0 or term.exponent.denominator > 1)
            and not self.positive(term.base)
        ):
            return False
        if isinstance(term, Read):
            met.add(term.tensor)
        inside = self.under(term.guards, term.binders) if isinstance(term, Sum) else self
        return all(inside._smooth(child, met) for child in term.children)

    def _closed(self) -> Context:
        """What is known without the ranges of free indices: where the body of a definition stands."""
        return Context(self.theory, self.theory.size_guards(), self.schemes, strong=self.strong)


def _exceeds(term: Add, context: Context) -> bool:
    """Whether a term is ``t - 1 - log t``, or ``e^u - 1 - u``, or ``(s^2 + q)^(1/2) - s`` with ``q >= 0``, or the
    maximum of a set less one of its members: none of them is negative where it is defined."""
    first, *rest = term.args
    if len(rest) == 2:
        logarithm = first.args[0] if isinstance(first, Fn) and first.name == "exp" else Fn("log", (first,))
        return rest in ([NEGATE, Mul((NEGATE, x))] for x in (logarithm, Fn("log", (first,))))
    less = rest[0].args if len(rest) == 1 and isinstance(rest[0], Mul) else ()
    if len(less) != 2 or less[0] != NEGATE:
        return False
    if isinstance(first, Extremum) and first.operation == "max":
        member = instance(first.body, less[1], first.binders)
        if member is None:
            return False
        guards = (g.map(lambda p: p.substitute(member), lambda t: substitute(t, member)) for g in first.guards)
        return all(entails(g, context) for g in guards)
    root = first.base if isinstance(first, Pow) and first.exponent == Fraction(1, 2) else None
    square, *more = root.args if isinstance(root, Add) else (ONE,)
    return square == Pow(less[1], Fraction(2)) and all(map(context.nonnegative, more))


def bounded(node: Sum, context: Context) -> bool:
    """Whether guards and reads keep every binder in a finite interval, one binder after another."""
    conditions = (*node.guards, *read_guards(node.body, context.theory))
    # a coefficient may depend on other indices of the sum: its sign is asked beneath the guards
    facts = context.under((g for g in conditions if not g.is_scalar), node.binders).facts
    rows = [g.poly for g in conditions if g.kind in ("ge", "eq")] + [-g.poly for g in conditions if g.kind == "eq"]

    def sign(poly: Poly, symbol: str) -> int:
        return _sign_of(poly, symbol, facts)

    left = set(node.binders)
    for symbol, *ends in bounds(rows, node.binders, sign):
        for way, numbers in zip((1, -1), ends, strict=True):
            row = sum((rows[k] for k in numbers), Poly({}))
            if row.free & left != {symbol} or sign(row, symbol) != way:
                return False
        left.discard(symbol)
    return not left


def _sign_of(poly: Poly, symbol: str, facts: tuple[Guard, ...]) -> int:
    """The sign of the coefficient of a symbol, where it is linear and the sign known; else 0."""
    number = poly.multiple(symbol)
    if number is not None:
        return (number > 0) - (number < 0)
    if any(m.count(symbol) > 1 for m, _ in poly.terms):
        return 0
    coefficient = poly.coefficient(symbol)
    return 1 if implied(coefficient - 1, facts) else -1 if implied(-coefficient - 1, facts) else 0


def entails(guard: Guard, context: Context) -> bool:
    """Whether a guard holds in a context."""
    if guard.is_scalar:
        if guard.kind == "zero":
            return context.known(("zero",), guard.term) or guard.term == Num(Fraction(0))
        shown = {"pos": context.positive, "nonneg": context.nonnegative, "nonzero": context.nonzero}[guard.kind]
        return shown(guard.term)
    truth = guard_holds(guard)
    if truth is not None:
        return truth
    key = ("entails", guard)
    known = context.memory.get(key)
    if known is None:
        known = context.memory[key] = guard in context.stated or _follows(guard, context)
    return bool(known)


def _follows(guard: Guard, context: Context) -> bool:
    poly, facts, known = guard.poly, context.facts, context.theory.inequalities
    if guard.kind == "ge":
        return implied(poly, facts, known)
    if guard.kind == "eq":
        return implied(poly, facts, known) and implied(-poly, facts, known)
    if guard.kind == "ne":
        return implied(poly - 1, facts, known) or implied(-poly - 1, facts, known)
    return False


def nonempty(binders: tuple[str, ...], guards: tuple[Guard, ...], context: Context) -> bool:
    """Whether some integers satisfy integer guards: those of a hint."""
    if any(g.kind not in ("ge", "eq") for g in guards):
        return False
    for place in points(binders, guards):
        at = {b: place[b] for b in binders}
        if all(p.free.isdisjoint(binders) for p in at.values()) and all(
            entails(Guard(g.kind, g.poly.substitute(at)), context) for g in guards
        ):
            return True
    return False
