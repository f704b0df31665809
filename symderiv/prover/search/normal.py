"""The normal form: sums of products of atoms, connected sums with canonical indices, as a list of kernel steps.

Untrusted: whatever it does is a sequence of applications of kernel rules; where a rule refuses, the term stays as
it is.  Two terms that are equal by ring arithmetic, change of summation variables, delta elimination, guards and
the table of functions come out equal as far as the search reaches; nothing is promised beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symderiv.budget import Deadline
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
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
    mul,
    rename_bound,
    walk,
)
from symderiv.language.theory import Theory
from symderiv.prover.kernel.algebra import as_term
from symderiv.prover.kernel.calculus import is_frontier
from symderiv.prover.kernel.context import Context, descend, entails, factors, read_guards
from symderiv.prover.kernel.signs import ordered
from symderiv.prover.kernel.sums import bounded
from symderiv.prover.kernel.theorems import Lemma, Step, apply
from symderiv.prover.search import matrices
from symderiv.prover.search.canonical import canonical_maps, height
from symderiv.prover.search.counting import divided, is_integer

__all__ = ["Normaliser", "weight"]

_ALWAYS = ("tanh", "sigmoid", "softplus", "sinh", "cosh", "relu", "abs", "max", "min")
_SIGNED = ("sin", "cos", "erf", "arctan")
Path = tuple[int, ...]


@dataclass
class Normaliser:
    """Normalises terms and records the kernel steps in ``steps``.

    ``unfolding``: defined tensors to be unfolded; ``opened``: tensors whose adjoints are to be expanded.
    """

    theory: Theory
    deadline: Deadline
    unfolding: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    lemmas: list[Lemma] = field(default_factory=list)
    rewrite: Callable[[Normaliser, Term, Path, Context], Term | None] | None = None
    ahead: dict[str, tuple[int, frozenset[Poly]]] = field(default_factory=dict)
    behind: dict[str, tuple[int, frozenset[Poly]]] = field(default_factory=dict)
    tidied: dict[object, tuple[Guard, ...] | None] = field(default_factory=dict)
    settled: set[object] = field(default_factory=set)
    busy: list[Path] = field(default_factory=list)
    signs: Callable[[Normaliser, Term, Path, Context], Term | None] | None = None
    symmetric: dict[str, int] = field(default_factory=dict)
    lopsided: dict[object, bool] = field(default_factory=dict)
    cancelled: set[object] = field(default_factory=set)
    uncancelled: bool = False

    def step(self, node: Term, path: Path, context: Context, rule: str, **parameters: Any) -> Term:
        """Apply a kernel rule and record it; nothing is recorded where it changes nothing."""
        self.deadline.check("the search")
        given = {**parameters, "lemma": self.lemmas[parameters["lemma"]]} if rule == "hypothesis" else parameters
        after = apply(node, context, rule, given)
        if after != node or (isinstance(after, Sum) and isinstance(node, Sum) and after.binders != node.binders):
            self.steps.append(Step(path, rule, parameters))
        return after

    def attempt(self, node: Term, path: Path, context: Context, rule: str, **parameters: Any) -> Term | None:
        """The same, None where the rule refuses."""
        try:
            return self.step(node, path, context, rule, **parameters)
        except KernelError:
            return None

    def scratch(self) -> Normaliser:
        """A normaliser with the same rewriting and no steps."""
        return Normaliser(
            self.theory,
            self.deadline,
            set(self.unfolding),
            lemmas=self.lemmas,
            rewrite=self.rewrite,
            symmetric=self.symmetric,
            lopsided=self.lopsided,
        )

    # -- terms ------------------------------------------------------------------------------------------------

    def norm(self, node: Term, path: Path, context: Context) -> Term:
        """The normal form of a node."""
        if isinstance(node, Num):
            return node
        if isinstance(node, Int):
            return self.step(node, path, context, "expand")
        if isinstance(node, Read):
            if node.tensor in self.ahead and node.tensor in self.unfolding:
                position, places = self.ahead[node.tensor]
                if node.index[position] not in places:
                    return node
            if node.tensor in self.unfolding and node.tensor in self.theory.definitions:
                if node.tensor in context.held or "*" in context.held:
                    return node
                body = self.step(node, path, context, "unfold")
                if not self.theory.is_recurrent(node.tensor):
                    return self.norm(body, path, context)
                self.unfolding.discard(node.tensor)  # a recurrence is unfolded once, not down to its base
                body = self.norm(body, path, context)
                self.unfolding.add(node.tensor)
                return body
            return node
        if isinstance(node, Diff):
            return self.derivative(node, path, context)
        if isinstance(node, Let):
            node = self.children(node, path, context)
            folded = self.attempt(node, path, context, "let")
            return node if folded is None else self.norm(folded, path, context)
        if isinstance(node, Sum):
            if any(g.kind == "zero" for g in node.guards):
                node = self.vanishing(node, path, context)
                if not isinstance(node, Sum):
                    return node
            assert isinstance(node, Sum)
            node = self.flatten(node, path, context)
            node = self.children(node, path, context, multiply=not _is_plain(node.body))
            return self.ring(self.sum(node, path, context), path, context)
        if isinstance(node, Pow) and node.exponent.denominator == 1 and isinstance(node.base, (Pow, Mul)):
            after = self.attempt(node, path, context, "expand")
            if after is not None and after != node:
                return self.norm(after, path, context)
        node = self.children(node, path, context)
        if isinstance(node, Fn):
            return self.function(node, path, context)
        if isinstance(node, (Matrix, Extremum)):
            return self.binder(node, path, context)
        return self.ring(node, path, context)

    def flatten(self, node: Sum, path: Path, context: Context) -> Sum:
        """Differentiate what stands beneath and join the sums, before anything is made normal: so each index is
        solved for once, and not again on every level."""
        while True:
            parts = factors(node.body)
            inside = context.under(node.guards, node.binders)
            for k, f in enumerate(parts):
                if not isinstance(f, Diff) or f.total:
                    continue
                place = (*path, 0, k) if isinstance(node.body, Mul) else (*path, 0)
                here = descend(node.body, k, inside) if isinstance(node.body, Mul) else inside
                after = self.attempt(f, place, here, "differentiate")
                if after is not None:
                    body = Mul((*parts[:k], after, *parts[k + 1 :])) if isinstance(node.body, Mul) else after
                    node = Sum(node.binders, node.guards, body)
                    break
            else:
                if not _joins(node) or not _is_plain(node.body):
                    return node
                joined = self.step(node, path, context, "absorb")
                assert isinstance(joined, Sum)
                node = joined

    def vanishing(self, node: Sum, path: Path, context: Context) -> Term:
        """Equations with zero among the guards, taken apart while squares are still written as squares."""
        for _ in range(12):
            for g in [g for g in node.guards if g.kind == "zero"]:
                after = self.attempt(node, path, context, "zero_sum", guard=g)
                if isinstance(after, Sum) and after != node:
                    node = after
                    break
            else:
                break
        return self.empty(node, path, context) or node

    def children(self, node: Term, path: Path, context: Context, *, multiply: bool = True) -> Term:
        """A node with normal parts; without ``multiply`` a product among them is left as it is, of normal factors."""
        for k in range(len(node.children)):
            old = node.children[k]
            if isinstance(old, Int) and isinstance(node, Fn) and node.name == "pow":
                continue  # an exponent stays one polynomial
            place, inside = (*path, k), descend(node, k, context)
            if multiply or not isinstance(old, Mul):
                new = self.norm(old, place, inside)
            else:
                new = self.children(old, place, inside)
            if new is not old:
                node = node.rebuild((*node.children[:k], new, *node.children[k + 1 :]))
        return node

    def binder(self, node: Term, path: Path, context: Context) -> Term:
        """Bound indices of a matrix or extremum, named by height (equality up to names needs no step)."""
        level = height(node)
        own = _own_indices(node)
        names = {b: f"%z{level}_{k}" for k, b in enumerate(own)}
        if any(b != n for b, n in names.items()):
            node = self.attempt(node, path, context, "rename", names=names) or node
            if isinstance(node, Matrix):
                node = self.children(node, path, context)  # deltas take their sign from the names
        if isinstance(node, Matrix):
            mark = len(self.steps)
            turned = matrices.transposed(self, node, path, context)
            if turned.body.sort_key < node.body.sort_key:
                node = turned
            else:
                del self.steps[mark:]
            after = matrices.tidy(self, node, path, context)
            return node if after is None else self.norm(after, path, context)
        return node

    def function(self, node: Fn, path: Path, context: Context) -> Term:
        if not node.orders and (node.name in _ALWAYS or node.name in _SIGNED or node.name == "log"):
            after = self.attempt(node, path, context, "identity")
            if after is not None and after != node:
                return self.norm(after, path, context)
            return node
        if node.name == "pow" and not node.orders and not context.smooth:
            after = self.attempt(node, path, context, "lower")
            return node if after is None or after == node else self.ring(after, path, context)
        return self.ring(node, path, context) if node.name == "exp" else node

    def derivative(self, node: Diff, path: Path, context: Context) -> Term:
        if not node.total:
            after = self.attempt(node, path, context, "differentiate")
            return node if after is None else self.norm(after, path, context)
        if is_frontier(node, context):
            return node
        if isinstance(node.body, Read):
            target = node.body.tensor
            if self.theory.is_recurrent(target) and target != node.tensor:
                return self.forward(node, path, context)
            depends = node.tensor in self.theory.sources(target) or target == node.tensor
            named = node.tensor in self.theory.definitions and target != node.tensor
            if depends and named and node.tensor not in self.opened and not context.smooth:
                return node
            if node.tensor in self.behind and depends and named:
                position, places = self.behind[node.tensor]
                if node.index[position] not in places:
                    return node
            after = self.attempt(node, path, context, "adjoint")
            recurrent = named and self.theory.is_recurrent(node.tensor)
            if after is not None and recurrent and node.tensor in self.opened:
                self.opened.discard(node.tensor)  # one step of the reverse recurrence, not all of it
                after = self.norm(after, path, context)
                self.opened.add(node.tensor)
                return after
            if after is None and target in self.theory.definitions:
                body = self.step(node.body, (*path, 0), descend(node, 0, context), "unfold")
                return self.norm(node.rebuild((body,)), path, context)
            return node if after is None else self.norm(after, path, context)
        inner = self.norm(node.body, (*path, 0), descend(node, 0, context))
        node = Diff(inner, node.tensor, node.index)
        if isinstance(inner, Read):
            return self.derivative(node, path, context)
        after = self.attempt(node, path, context, "total")
        return node if after is None else self.norm(after, path, context)

    def forward(self, node: Diff, path: Path, context: Context) -> Term:
        """The derivative of a recurrence's entry: one step forward through its definition, where that is wanted."""
        entry = node.body
        assert isinstance(entry, Read)
        if entry.tensor not in self.unfolding:
            return node
        if entry.tensor in self.ahead:
            position, places = self.ahead[entry.tensor]
            if entry.index[position] not in places:
                return node
        body = self.step(entry, (*path, 0), descend(node, 0, context), "unfold")
        self.unfolding.discard(entry.tensor)
        after = self.norm(Diff(body, node.tensor, node.index), path, context)
        self.unfolding.add(entry.tensor)
        return after

    # -- polynomials ------------------------------------------------------------------------------------------

    def ring(self, node: Term, path: Path, context: Context) -> Term:
        """Multiply out; then mend the monomials: denominators against summands, guards against each other."""
        for _ in range(60):
            node = self.attempt(node, path, context, "expand") or node
            terms = node.args if isinstance(node, Add) else (node,)
            for k, term in enumerate(terms):
                place = (*path, k) if isinstance(node, Add) else path
                mended = self.monomial(term, place, context)
                if mended is not None:
                    node = node.rebuild((*terms[:k], mended, *terms[k + 1 :])) if isinstance(node, Add) else mended
                    break
            else:
                return node
        return node

    def monomial(self, term: Term, path: Path, context: Context) -> Term | None:
        """One improvement of a monomial, or None."""
        parts = factors(term)
        for part in parts:
            if isinstance(part, Pow) and part.exponent < 0 and isinstance(part.base, Add) and len(parts) > 1:
                for lead in _leads(part.base, parts):
                    after = self.attempt(term, path, context, "reduce", base=part.base, lead=lead)
                    if after is not None:
                        return after
            if isinstance(part, Pow) and part.exponent == 2 and isinstance(part.base, Fn) and part.base.name == "sin":
                after = self.attempt(term, path, context, "pythagoras")
                if after is not None:
                    return after
            if isinstance(part, Pow) and part.exponent.denominator > 1 and isinstance(part.base, Pow):
                place = (*path, parts.index(part)) if isinstance(term, Mul) else path
                after = self.attempt(part, place, context, "root")
                if after is not None:
                    k = parts.index(part)
                    after = self.norm(after, place, context)
                    return term.rebuild((*parts[:k], after, *parts[k + 1 :])) if isinstance(term, Mul) else after
        if self.rewrite is not None and not context.smooth:
            after = self.rewrite(self, term, path, context)
            if after is not None:
                return self.norm(after, path, context)
        after = self.powers(term, path, context)
        if after is not None:
            return after
        if self.signs is not None and not context.smooth:
            after = self.signs(self, term, path, context)
            if after is not None:
                return after
        brackets = [g for f in parts if isinstance(f, Sum) and not f.binders for g in f.guards]
        if not brackets or context.smooth:
            return None
        for g in brackets:
            if g.kind == "pos" and isinstance(factors(g.term)[0], Num):
                after = self.attempt(term, path, context, "opposite", guard=g)
                if after is not None:
                    return after
            elif g.kind == "pos" and isinstance(g.term, Add) and (first := _leading(g.term, context)) is not None:
                after = self.attempt(term, path, context, "opposite", guard=g, lead=first)
                if after is not None:
                    return after
        return self.brackets(term, path, context)

    def powers(self, term: Term, path: Path, context: Context) -> Term | None:
        """Powers of one base with symbolic exponents as one, and a base times its geometric series."""
        parts = factors(term)
        bases: dict[Term, list[int]] = {}
        for k, f in enumerate(parts):
            inner = f.base if isinstance(f, Pow) else f
            if isinstance(inner, Fn) and inner.name == "pow":
                bases.setdefault(inner.args[0], []).append(k)
            elif isinstance(inner, Sum) and isinstance(inner.body, Fn) and inner.body.name == "pow":
                after = self.attempt(term, path, context, "geometric", position=k)
                if after is not None:
                    return self.norm(after, path, context)
        for own in bases.values():
            if len(own) > 1 or isinstance(parts[own[0]], Pow):
                after = self.attempt(term, path, context, "join", positions=tuple(own))
                if after is not None:
                    return self.norm(after, path, context)
        return None

    def brackets(self, term: Term, path: Path, context: Context) -> Term | None:
        """Let the guards of a monomial act on its factors."""
        key = (term, context.facts, context.schemes)
        if key in self.settled or any(path[: len(b)] == b for b in self.busy):
            return None
        self.busy.append(path)
        mark = len(self.steps)
        wrapped = self.step(term, path, context, "wrap")
        node = self.step(wrapped, path, context, "absorb")
        after = self.sum(node, path, context)
        self.busy.pop()
        flat = apply(after, context, "expand", {})
        if flat == term:
            del self.steps[mark:]
            self.settled.add(key)
            return None
        return after

    # -- sums -------------------------------------------------------------------------------------------------

    def sum(self, node: Term, path: Path, context: Context) -> Term:
        """A guarded sum whose parts are normal, but for the polynomial that its body is."""
        clean: Term | None = None
        for _ in range(80):
            if not isinstance(node, Sum):
                return node
            for k in range(1, len(node.children)):
                old = node.children[k]
                new = self.ring(old, (*path, k), descend(node, k, context))
                if new is not old:
                    node = node.rebuild((*node.children[:k], new, *node.children[k + 1 :]))
            assert isinstance(node, Sum)
            after = self.untangle(node, path, context)
            if after is None and node.body is not clean:
                body = node.body
                clean = self.ring(body, (*path, 0), descend(node, 0, context)) if _needs_ring(body) else body
                if clean is not body:
                    node = Sum(node.binders, node.guards, clean)
                    continue
            if after is None and isinstance(node.body, Add):
                parts = self.attempt(node, path, context, "linear")
                return node if parts is None else self.each(parts, path, context)
            if after is None:
                after = self.improve(node, path, context)
            if after is None:
                return node
            node = after
            if isinstance(node, (Add, Mul)):
                return self.each(node, path, context)
        return node

    def each(self, node: Term, path: Path, context: Context) -> Term:
        for k in range(len(node.children)):
            child = node.children[k]
            if isinstance(child, Sum) or (isinstance(child, Mul) and isinstance(node, Add)):
                place, inside = (*path, k), descend(node, k, context)
                new = self.sum(child, place, inside) if isinstance(child, Sum) else self.each(child, place, inside)
                node = node.rebuild((*node.children[:k], new, *node.children[k + 1 :]))
        return self.ring(node, path, context)

    def untangle(self, node: Sum, path: Path, context: Context) -> Term | None:
        """Join what stands beneath, and act on the guards that are no inequalities; None where nothing is to do."""
        if node.body == ZERO:
            return self.step(node, path, context, "empty")
        if _joins(node):
            return self.step(node, path, context, "absorb")
        for g in node.guards:
            if g.kind in ("dv", "ne", "nd", "nonneg", "nonzero"):
                after = self.attempt(node, path, context, "complement", guard=g)
                if after is not None:
                    return after
            signed = g.kind == "zero" or (g.kind == "pos" and isinstance(g.term, (Num, Sum, Mul)))
            if signed or (g.is_scalar and is_integer(g.term)):
                after = self.attempt(node, path, context, "sign", guard=g)
                if after is not None and after != node:
                    return after
        equation = self.equation(node)
        if equation is not None:
            solved = self.step(node, path, context, "solve", guard=equation[0], symbol=equation[1])
            inner = [n for f in factors(node.body) if isinstance(f, (Fn, Pow)) for n in walk(f)]
            conditional = any(isinstance(n, Sum) and not n.binders for n in inner)
            return self.children(solved, path, context) if conditional else solved
        return None

    def improve(self, node: Sum, path: Path, context: Context) -> Term | None:
        """One improvement of a sum whose guards are inequalities and whose body is a product; None where it is
        normal."""
        if self.signs is not None and not context.smooth:
            after = self.signs(self, node, path, context)
            if after is not None:
                return after
        guards = self.guards(node, context)
        if guards is None:
            return self.empty(node, path, context)
        for block in _blocks(node):
            after = self.attempt(node, path, context, "guards", guards=(*node.guards, block))
            if after is not None:
                return after
        if guards != node.guards:
            after = self.attempt(node, path, context, "guards", guards=guards)
            if after is not None:
                return after
        reads = read_guards(node.body, context.theory)
        for g in node.guards:
            plain = divided(g, node.binders, context.under((*node.guards, *reads), node.binders))
            if plain is not None and plain not in node.guards:
                wanted = tuple(plain if h == g else h for h in node.guards)
                after = self.attempt(node, path, context, "guards", guards=wanted)
                if after is not None:
                    return after
        for b in node.binders:
            ends = _literal_range(b, (*node.guards, *reads))
            if ends is not None and 0 <= ends[1] - ends[0] <= 3:
                after = self.attempt(node, path, context, "enumerate", symbol=b, low=ends[0], high=ends[1])
                if after is not None:
                    return self.children(after, path, context) if isinstance(after, Add) else after
        for b in node.binders:
            if b not in node.body.free:
                after = self.attempt(node, path, context, "count", symbol=b)
                after = after or self.attempt(node, path, context, "quotient", symbol=b)
                if after is not None:
                    return after
            elif Int(Poly.symbol(b)) in [f.base if isinstance(f, Pow) else f for f in factors(node.body)]:
                after = self.attempt(node, path, context, "power_sum", symbol=b)
                if after is not None:
                    return self.children(after, path, context)
        if not node.binders and not node.guards:
            return self.attempt(node, path, context, "strip")
        after = self.parts(node, path, context)
        if after is not None:
            return after
        for f in factors(node.body):
            if isinstance(f, Matrix) and f.operation == "inverse" and not self.uncancelled:
                after = self.attempt(node, path, context, "inverse", matrix=f)
                if after is not None:
                    return after
        if node.binders:
            maps = canonical_maps(node)
            if maps is not None:
                after = self.attempt(
                    node, path, context, "transform", binders=maps[0], forward=maps[1], inverse=maps[2]
                )
                if after is not None:
                    after = self.step(after, path, context, "arrange")
                    if isinstance(after, Sum):
                        self.moved(after, context)
                    stale = any(
                        not b.startswith("%z") for c in after.children for n in walk(c) for b in _own_indices(n)[:1]
                    )
                    # an inner sum could not take its canonical names while an outer one had them
                    return self.children(after, path, context) if stale else after
        if not self.uncancelled and any(isinstance(f, Matrix) for f in factors(node.body)):
            after = matrices.reflect(self, node, path, context)
            if after is not None:
                return after
        after = self.fold(node, path, context)
        if after is not None:
            return after
        if self.rewrite is not None and not context.smooth:
            return self.rewrite(self, node, path, context)
        return None

    def fold(self, node: Sum, path: Path, context: Context) -> Term | None:
        """A part of a sum that is the sum by which it is divided: ``sum_{n,k} e(n,k) f(n) / (sum_k e(n,k))^2``."""
        parts = factors(node.body)
        divisors = [f.base for f in parts if isinstance(f, Pow) and f.exponent < 0 and isinstance(f.base, Sum)]
        for divisor in divisors:
            if len(divisor.binders) != 1:
                continue
            (name,) = divisor.binders
            for b in node.binders:
                mine = tuple(k for k, f in enumerate(parts) if b in f.free)
                own = [g for g in node.guards if b in g.free]
                if not mine or b in divisor.free or name in node.free | set(node.binders):
                    continue
                inner = rename_bound(Sum((b,), own, mul(*(parts[k] for k in mine))), {b: name})
                if apply(inner, context, "arrange", {}) != apply(divisor, context, "arrange", {}):
                    continue
                mark = len(self.steps)
                nested = self.attempt(node, path, context, "nest", inner=mine, binders=(b,))
                if not isinstance(nested, Sum) or not isinstance(nested.body, Mul):
                    del self.steps[mark:]
                    continue
                last = len(nested.body.args) - 1
                place = (*path, 0, last)
                here = descend(nested.body, last, descend(nested, 0, context))
                maps = {"forward": {b: Poly.symbol(name)}, "inverse": {name: Poly.symbol(b)}}
                moved = self.attempt(nested.body.args[last], place, here, "transform", binders=(name,), **maps)
                if moved is None:
                    del self.steps[mark:]
                    continue
                moved = self.step(moved, place, here, "arrange")
                return Sum(nested.binders, nested.guards, Mul((*nested.body.args[:last], moved)))
        return None

    def equation(self, node: Sum) -> tuple[Guard, str] | None:
        """An equation that gives an index (or, without binders, a free index by others)."""
        for g in sorted((g for g in node.guards if g.kind == "eq"), key=lambda g: g.sort_key):
            for symbol in sorted(g.free & set(node.binders)):
                if any(m.count(symbol) > 1 for m, _ in g.poly.terms):
                    continue
                coefficient = g.poly.coefficient(symbol)
                if coefficient.is_constant and abs(coefficient.value) == 1:
                    return g, symbol
            if g.free.isdisjoint(node.binders):
                others = node.body.free.union(*(h.free for h in node.guards if h != g), frozenset())
                units = [s for s in g.free if abs(_unit(g.poly, s)) == 1]
                units = [s for s in units if s.startswith("%")] or units
                if units and max(units) in others:
                    return g, max(units)
        return None

    def guards(self, node: Sum, context: Context) -> tuple[Guard, ...] | None:
        """The guards tidied and without those that follow from the others; None where they contradict."""
        reads = frozenset(read_guards(node.body, context.theory))
        key = (frozenset(node.guards), reads, node.binders, context.facts, context.schemes)
        if key not in self.tidied:
            found = self.fewest(node, tuple(reads), context)
            self.tidied[key] = found
            if found is not None:
                self.tidied[(frozenset(found), *key[1:])] = found
        return self.tidied[key]

    def moved(self, node: Sum, context: Context) -> None:
        """Note that the guards of a sum are the fewest: they were before its indices were changed."""
        reads = frozenset(read_guards(node.body, context.theory))
        if all(g.kind == "ge" for g in node.guards):
            key = (frozenset(node.guards), reads, node.binders, context.facts, context.schemes)
            self.tidied[key] = node.guards

    def empty(self, node: Sum, path: Path, context: Context) -> Term | None:
        """Zero, where the guards contradict each other."""
        ways: list[dict[str, Guard]] = [{}, *({"guard": g} for g in node.guards if g.is_scalar)]
        return next((a for w in ways if (a := self.attempt(node, path, context, "empty", **w)) is not None), None)

    def fewest(self, node: Sum, reads: tuple[Guard, ...], context: Context) -> tuple[Guard, ...] | None:
        mark = len(self.steps)
        if node.body != ZERO and self.empty(node, (), context) is not None:
            del self.steps[mark:]
            return None
        kept = sorted(dict.fromkeys(map(_tidy, node.guards)), key=lambda g: g.sort_key)
        whole = kept
        for careful in (False, True):
            kept = whole
            for g in whole:
                rest = [k for k in kept if k is not g]
                if entails(g, context.under((*rest, *reads), node.binders)) and (
                    not careful or bounded(Sum(node.binders, rest, node.body), context)
                ):
                    kept = rest
            if len(kept) == len(whole) or bounded(Sum(node.binders, kept, node.body), context):
                break
        for k, g in enumerate(kept):
            if g.kind == "ge":
                facts = context.under((*kept, *reads), node.binders).facts
                opposite = -g.poly
                if any(f.kind == "ge" and f.poly == opposite for f in facts):
                    kept[k] = _tidy(Guard("eq", g.poly))
        return tuple(kept)

    def parts(self, node: Sum, path: Path, context: Context) -> Term | None:
        """Take out what does not depend on the indices, and one connected part of several."""
        terms = factors(node.body)
        bound = set(node.binders)
        if node.body == ONE and not bound:
            return None
        free = [k for k, f in enumerate(terms) if f.free.isdisjoint(bound)]
        loose = any(g.free.isdisjoint(bound) for g in node.guards)
        if bound and ((free and (len(terms) > 1 or node.body != ONE)) or loose):
            chosen = [k for k in free if terms[k] != ONE]
            if chosen or loose:
                after = self.attempt(node, path, context, "split", outer=tuple(chosen), binders=())
                if after is not None:
                    return after
                total = [k for k in chosen if context.total(terms[k])]
                if total and total != chosen:
                    after = self.attempt(node, path, context, "split", outer=tuple(total), binders=())
                    if after is not None:
                        return after
        if len(bound) < 2:
            return None
        links = [f.free & bound for f in terms] + [g.free & bound for g in node.guards]
        first = {node.binders[0]}
        grown = True
        while grown:
            grown = False
            for link in links:
                if link & first and not link <= first:
                    first |= link
                    grown = True
        if first == bound:
            return None
        chosen = [k for k, f in enumerate(terms) if f.free & first]
        order = tuple(b for b in node.binders if b in first)
        return self.attempt(node, path, context, "split", outer=tuple(chosen), binders=order)


def _leading(term: Add, context: Context) -> int | None:
    """For a sum whose first summand is negative, the place of the weightiest summand of its opposite."""
    terms = ordered(Mul((NEGATE, term)), context)
    if not terms or terms[0][1] < 0:
        return None
    return max(range(len(terms)), key=lambda k: weight(as_term({terms[k][0]: Fraction(1)})))


def _blocks(node: Sum) -> list[Guard]:
    """Equations that may follow where an index counts blocks: ``0 <= a + s i - s z < s`` beside ``0 <= a < s``."""
    found: list[Guard] = []
    for g in node.guards:
        for b in node.binders:
            if g.kind != "ge" or b not in g.free or any(m.count(b) > 1 for m, _ in g.poly.terms):
                continue
            step = -g.poly.coefficient(b)
            if len(step.terms) != 1 or step in (Poly.constant(1), Poly.constant(-1)):
                continue
            ((symbols, number),) = step.terms
            rest: dict[tuple[str, ...], int] = {}
            for m, c in (g.poly + step * Poly.symbol(b)).terms:
                left = list(m)
                if c % number == 0 and all(x in left for x in symbols) and m != symbols:
                    for x in symbols:
                        left.remove(x)
                    if left:
                        rest[tuple(left)] = c // number
            if rest and any(x.startswith("%") for m in rest for x in m):
                equation = Guard("eq", Poly.symbol(b) - Poly(rest))
                if equation not in found:
                    found.append(equation)
    return found


def _joins(node: Sum) -> bool:
    """Whether a bracket, or a sum that reads the sum's indices, stands among the factors of the body."""
    bound = node.binders
    return any(isinstance(f, Sum) and (not f.binders or not f.free.isdisjoint(bound)) for f in factors(node.body))


def _own_indices(node: Term) -> tuple[str, ...]:
    """The indices that a node binds."""
    if isinstance(node, (Sum, Extremum)):
        return node.binders
    return (node.row, node.column) if isinstance(node, Matrix) else ()


def _is_plain(body: Term) -> bool:
    """Whether sums beneath may be joined at once: nothing stands there that could cancel with one of them."""
    return all(isinstance(f, (Num, Int, Read, Diff, Sum)) for f in factors(body))


def _unit(poly: Poly, symbol: str) -> int:
    """The coefficient of a symbol where it is a plain number, else 0."""
    if any(m.count(symbol) > 1 for m, _ in poly.terms):
        return 0
    coefficient = poly.coefficient(symbol)
    return coefficient.value if coefficient.is_constant else 0


def _literal_range(symbol: str, guards: tuple[Guard, ...]) -> tuple[int, int] | None:
    """The numbers between which guards keep an index, where both ends are literal."""
    lows = [-g.poly.value for g in guards if g.kind == "ge" and g.poly.varying == (((symbol,), 1),)]
    highs = [g.poly.value for g in guards if g.kind == "ge" and g.poly.varying == (((symbol,), -1),)]
    return (max(lows), min(highs)) if lows and highs else None


def _needs_ring(body: Term) -> bool:
    return not isinstance(body, (Num, Read))


def _tidy(guard: Guard) -> Guard:
    """A guard divided by common factors (rounded down for inequalities), signs fixed."""
    if guard.kind == "ge" and guard.poly.content > 1:
        common = guard.poly.content
        return Guard("ge", Poly({m: c // common for m, c in guard.poly.terms}))
    if guard.kind == "eq" and guard.poly:
        common = guard.poly.content
        sign = 1 if guard.poly.terms[-1][1] > 0 else -1
        if common and guard.poly.value % common == 0:
            return Guard("eq", Poly({m: sign * c // common for m, c in guard.poly.terms}))
    return guard


def weight(term: Term) -> tuple[int, int, Fraction, int, str]:
    """Which of several summands is eliminated: sums before functions before reads, the larger before the smaller."""
    nodes: Sequence[Term] = list(walk(term))
    return (
        sum(isinstance(n, Sum) and bool(n.binders) for n in nodes),
        sum(isinstance(n, Fn) for n in nodes),
        sum((_degree(f) for f in factors(term)), Fraction(0)),
        len(nodes),
        term.sort_key,
    )


def _degree(factor: Term) -> Fraction:
    """The exponent of a factor, an exponential's rational coefficient counting as one."""
    if isinstance(factor, Pow):
        return abs(factor.exponent)
    if isinstance(factor, Fn) and factor.name == "exp":
        head = factors(factor.args[0])[0]
        return abs(head.value) if isinstance(head, Num) else Fraction(1)
    return Fraction(0 if isinstance(factor, Num) else 1)


def _leads(base: Add, parts: Sequence[Term]) -> list[int]:
    """The summand that is eliminated: a sum before a function before a read, the larger before the smaller; and
    against reciprocals of an exponential, a summand without it."""

    best = max(range(len(base.args)), key=lambda k: weight(base.args[k]))
    leads = [best]
    for f in parts:
        atom = f.base if isinstance(f, Pow) and f.exponent < 0 else None
        if isinstance(f, Fn) and f.name == "exp" and _is_negative(f):
            atom = Fn("exp", (mul(*factors(f.args[0])[1:]),))
        if atom is None or isinstance(atom, Add):
            continue
        within = [k for k, a in enumerate(base.args) if any(_has_atom(g, atom) for g in factors(a))]
        if within and len(within) < len(base.args):
            leads.append(min((k for k in range(len(base.args)) if k not in within), key=lambda k: weight(base.args[k])))
    return leads


def _has_atom(factor: Term, atom: Term) -> bool:
    if isinstance(atom, Fn) and atom.name == "exp" and isinstance(factor, Fn) and factor.name == "exp":
        inner = factors(factor.args[0])
        rest = inner[1:] if isinstance(inner[0], Num) else inner
        own = factors(atom.args[0])
        return rest == own
    return factor == atom or (isinstance(factor, Pow) and factor.base == atom)


def _is_negative(term: Fn) -> bool:
    head = factors(term.args[0])[0]
    return isinstance(head, Num) and head.value < 0
