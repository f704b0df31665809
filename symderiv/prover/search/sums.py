"""Guarded sums on the way to their normal form: joined, solved for their indices, with the fewest guards, taken apart
into connected parts with canonical indices.  Untrusted.
"""

from __future__ import annotations

from collections.abc import Sequence

from symderiv.language.integers import Poly, fresh_index, is_index
from symderiv.language.terms import (
    ONE,
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
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
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.theorems import apply
from symderiv.prover.search import matrices
from symderiv.prover.search.canonical import Maps, canonical_maps
from symderiv.prover.search.counting import divided, is_integer
from symderiv.prover.search.extrema import no_member_above
from symderiv.prover.search.guards import FEW, Guards, literal_range, single_values, tidy, unit_step, valued
from symderiv.prover.search.record import Path
from symderiv.prover.search.signs import without_divisor
from symderiv.prover.search.telescoping import power_sum, without_start

__all__ = ["Sums", "is_plain", "own_indices", "past_an_end"]


class Sums(Guards):
    """What is done to a sum whose parts are normal."""

    def flatten(self, node: Sum, path: Path, context: Context) -> Sum:
        """Differentiate what stands beneath and join the sums, before anything is made normal: so each index is
        solved for once, and not again on every level."""
        while True:
            parts = factors(node.body)
            for k, f in enumerate(parts):
                if not isinstance(f, Diff) or f.total:
                    continue
                inside = context.under(node.guards, node.binders)
                place = (*path, 0, k) if isinstance(node.body, Mul) else (*path, 0)
                here = descend(node.body, k, inside) if isinstance(node.body, Mul) else inside
                after = self.attempt(f, place, here, "differentiate")
                if after is not None:
                    body = Mul((*parts[:k], after, *parts[k + 1 :])) if isinstance(node.body, Mul) else after
                    node = Sum(node.binders, node.guards, body)
                    break
            else:
                if not _joins(node) or not is_plain(node.body):
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
            joined = self.joined(node, path, context)
            return self.children(joined, path, context) if _conditional(node.body) else joined
        ranges = _hidden(node, context)
        if ranges:
            after = self.attempt(node, path, context, "guards", guards=(*node.guards, *ranges))
            if after is not None:
                return self.children(after, path, context)
        for g in node.guards:
            if g.kind == "ge" or g.kind == "eq":
                continue
            if g.kind in ("dv", "ne", "nd", "nonneg", "zero") and not (self.careful and g.kind in ("ne", "nonneg")):
                after = self.attempt(node, path, context, "complement", guard=g)
                if after is not None:
                    return after
            signed = g.kind == "nonzero" or (g.kind == "pos" and isinstance(g.term, (Num, Sum, Mul, Add)))
            if signed and g.kind == "pos" and any(isinstance(n, Extremum) for n in walk(g.term)):
                after = no_member_above(self, node, path, context, g)
                if after is not None:
                    return after
            if signed or (g.is_scalar and is_integer(g.term)):
                after = self.attempt(node, path, context, "sign", guard=g)
                if after is not None and after != node:
                    return after
                if isinstance(g.term, Add) and (after := without_divisor(self, node, path, context, g)) is not None:
                    return after
        equation = self.equation(node)
        if equation is not None:
            solved = self.step(node, path, context, "solve", guard=equation[0], symbol=equation[1])
            stale = _conditional(node.body) or any(_read_past(f) for f in factors(solved.children[0]))
            stale = stale or not is_index(equation[1])  # a size with a value: its sums may be short
            return self.children(solved, path, context) if stale else solved
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
        reads = read_guards(node.body, context.theory)
        for block in _blocks(node, reads):
            after = self.attempt(node, path, context, "guards", guards=(*node.guards, block))
            if after is not None:
                return after
        if guards != node.guards:
            after = self.attempt(node, path, context, "guards", guards=guards)
            if after is not None:
                return after
        ranged = context.under((*node.guards, *reads), node.binders)
        for g in node.guards:
            plain = divided(g, node.binders, ranged)
            if plain is not None and plain not in node.guards:
                wanted = tuple(plain if h == g else h for h in node.guards)
                after = self.attempt(node, path, context, "guards", guards=wanted)
                if after is not None:
                    return after
        single = single_values(node.guards, node.body, context)
        if single:  # an axis of one entry
            after = self.attempt(node, path, context, "guards", guards=(*node.guards, *single))
            if after is not None:
                return after
        ranges = valued((*node.guards, *reads), context.facts)
        for b in node.binders:
            ends = literal_range(b, ranges)
            if ends is not None and 0 <= ends[1] - ends[0] <= (FEW if self.spread else 3):
                # first by the indices that do not depend on how it was written: the summands do
                after = self.renamed(node, path, context) if len(factors(node.body)) > 1 else None
                after = after or self.attempt(node, path, context, "enumerate", symbol=b, low=ends[0], high=ends[1])
                if after is not None:
                    return self.children(after, path, context) if isinstance(after, Add) else after
            after = self.near(node, b, ranges, path, context)
            if after is not None:
                return self.children(after, path, context) if isinstance(after, Add) else after
        for b in node.binders:
            if b not in node.body.free:
                after = power_sum(self, node, path, context, b)
                after = after or self.count_between(node, b, path, context)
                after = after or self.attempt(node, path, context, "quotient", symbol=b)
                if after is not None:
                    return after
            elif Int(Poly.symbol(b)) in [f.base if isinstance(f, Pow) else f for f in factors(node.body)]:
                after = power_sum(self, node, path, context, b) or without_start(self, node, path, context, b)
                if after is not None:
                    return self.children(after, path, context)
        if not node.binders and not node.guards:
            bare = context.total(node.body) or all(entails(g, context) for g in read_guards(node.body, context.theory))
            return self.attempt(node, path, context, "strip") if bare else None
        after = self.parts(node, path, context)
        if after is not None:
            return after
        if node.binders:
            after = self.renamed(node, path, context)
            if after is not None:
                return after
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

    def renamed(self, node: Sum, path: Path, context: Context) -> Term | None:
        """The sum over its canonical indices; None where it has them."""
        maps = self.canonical(node)
        if maps is None:
            return None
        after = self.attempt(node, path, context, "transform", binders=maps[0], forward=maps[1], inverse=maps[2])
        if after is None:
            return None
        after = self.step(after, path, context, "arrange")
        if isinstance(after, Sum):
            self.moved(after, context)
        stale = any(not b.startswith("%z") for c in after.children for n in walk(c) for b in own_indices(n)[:1])
        # an inner sum could not take its canonical names while an outer one had them
        return self.children(after, path, context) if stale else after

    def canonical(self, node: Sum) -> Maps | None:
        """The canonical indices of a sum, found once."""
        if node not in self.found.maps:
            self.found.maps[node] = canonical_maps(node)
        return self.found.maps[node]

    def near(self, node: Sum, symbol: str, guards: Sequence[Guard], path: Path, context: Context) -> Term | None:
        """The summands one by one, where an index under a stride is one of a few: ``m <= z <= m + 1`` of a kernel of
        three that reads at ``2m - 2z + 2``, or ``2m <= z <= 2m + 1`` of a block; and the only summand where both ends
        are the same.  Under the stride 1 only in a search that is to ``spread`` sums.  ``guards``: those of the node
        and of its reads."""
        at = Poly.symbol(symbol)
        written = [g for g in guards if g.kind == "ge" and symbol in g.free]
        most = 3 if self.spread or any(abs(c) > 1 for g in written for _, c in g.poly.varying) else 0
        bounds = [tidy(g).poly for g in written]
        highs = [(tuple([(m, -c) for m, c in p.varying]), p.value) for p in bounds if unit_step(p, symbol) == -1]
        for p in bounds:
            widths = [p.value + value for opposite, value in highs if opposite == p.varying]
            if not widths or unit_step(p, symbol) != 1 or len(p.free) == 1 or not 0 <= min(widths) <= most:
                continue
            low = at - p
            mark = len(self.steps)
            fresh = fresh_index(symbol, set(node.free) | set(node.binders) | node.body.free)
            same = {b: Poly.symbol(b) for b in node.binders if b != symbol}
            moved = self.attempt(
                node,
                path,
                context,
                "transform",
                binders=tuple(fresh if b == symbol else b for b in node.binders),
                forward={**same, symbol: Poly.symbol(fresh) + low},
                inverse={**same, fresh: at - low},
            )
            after = moved and self.attempt(moved, path, context, "enumerate", symbol=fresh, low=0, high=min(widths))
            if after is not None:
                return after
            del self.steps[mark:]
        return None

    def count_between(self, node: Sum, symbol: str, path: Path, context: Context) -> Term | None:
        """Count an index between two others, after noting that these are far enough apart: ``sum_{i<j<=n} 1``."""
        mine = [g for g in node.guards if symbol in g.free]
        if len(mine) != 2 or {unit_step(g.poly, symbol) for g in mine} != {1, -1}:
            return None
        apart = Guard("ge", mine[0].poly + mine[1].poly)
        mark = len(self.steps)
        wide = self.attempt(node, path, context, "guards", guards=(*node.guards, apart))
        after = isinstance(wide, Sum) and power_sum(self, wide, path, context, symbol)
        if not after:
            del self.steps[mark:]
        return after or None

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
                # the ranges that what goes inside implies, then all: out of them, the rest is not evaluated
                nested: Term | None = None
                for implying in (mul(*(parts[k] for k in mine)), node.body):
                    around = [g for g in read_guards(implying, context.theory) if b not in g.free]
                    wanted = tuple(dict.fromkeys((*node.guards, *(g for g in around if not entails(g, context)))))
                    same = wanted == node.guards
                    ranged = node if same else self.attempt(node, path, context, "guards", guards=wanted)
                    nested = ranged and self.attempt(ranged, path, context, "nest", inner=mine, binders=(b,))
                    if nested is not None:
                        break
                    del self.steps[mark:]
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
                body = Mul((*nested.body.args[:last], moved))  # cancelled now, before the sums are joined again
                body_in = descend(nested, 0, context)
                return Sum(nested.binders, nested.guards, self.ring(body, (*path, 0), body_in))
        return None

    def equation(self, node: Sum) -> tuple[Guard, str] | None:
        """An equation that gives an index (or, without binders, a free index by others)."""
        for g in sorted((g for g in node.guards if g.kind == "eq"), key=lambda g: g.sort_key):
            for symbol in sorted(g.free & set(node.binders)):
                if g.poly.multiple(symbol) in (1, -1):
                    return g, symbol
            if g.free.isdisjoint(node.binders):
                others = node.body.free.union(*(h.free for h in node.guards if h != g), frozenset())
                units = [s for s in g.free if abs(unit_step(g.poly, s)) == 1]
                units = [s for s in units if s.startswith("%")] or units
                if units and max(units) in others:
                    return g, max(units)
        return None

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
                after = self.apart(node, path, context, chosen)
                if after is not None:
                    return after
                total = [k for k in chosen if context.total(terms[k])]
                if total and total != chosen:
                    after = self.apart(node, path, context, total)
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
        return self.two(node, path, context, chosen, order)

    def apart(self, node: Sum, path: Path, context: Context, outer: Sequence[int]) -> Term | None:
        """The factors at some positions, and the guards without an index, before the sum."""
        inner = tuple(k for k in range(len(factors(node.body))) if k not in outer)
        return self.attempt(node, path, context, "nest", inner=inner, binders=node.binders)

    def two(
        self, node: Sum, path: Path, context: Context, mine: Sequence[int], binders: tuple[str, ...]
    ) -> Term | None:
        """``sum_{a,b} f(a) g(b) = (sum_b g(b)) (sum_a f(a))``: the second sum leaves the first."""
        mark = len(self.steps)
        theirs = tuple(k for k in range(len(factors(node.body))) if k not in mine)
        others = tuple(b for b in node.binders if b not in binders)
        # what the second sum is divided by may be known not to be 0 by ranges that reads alone imply
        ranges = tuple(g for g in read_guards(node.body, context.theory) if not g.free.isdisjoint(others))
        loose = any(not context.total(f) for k, f in enumerate(factors(node.body)) if k in theirs)
        for wanted in ((), ranges) if ranges and loose else ((),):
            same = not wanted
            ranged = node if same else self.attempt(node, path, context, "guards", guards=(*node.guards, *wanted))
            after = ranged and self.attempt(ranged, path, context, "nest", inner=theirs, binders=others)
            if isinstance(after, Sum):
                last = len(factors(after.body)) - 1
                after = self.attempt(after, path, context, "nest", inner=tuple(range(last)), binders=binders)
            if after is not None:
                return after
            del self.steps[mark:]
        return None


def _blocks(node: Sum, reads: tuple[Guard, ...]) -> list[Guard]:
    """Equations that may follow where an index counts blocks: ``0 <= a + s i - s z < s`` beside ``0 <= a < s``."""
    found: list[Guard] = []
    for g in (*node.guards, *reads):
        if g.kind != "ge":
            continue
        for b in node.binders:
            if b not in g.free or g.poly.multiple(b) in (1, -1):
                continue
            if any(m.count(b) > 1 for m, _ in g.poly.terms):
                continue
            step = -g.poly.coefficient(b)
            if len(step.terms) != 1:
                continue
            ((symbols, number),) = step.terms
            rest: dict[tuple[str, ...], int] = {}
            for m, c in (g.poly + step * Poly.symbol(b)).terms:
                left = list(m)
                if c % number == 0 and all(m.count(x) >= symbols.count(x) for x in symbols) and m != symbols:
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


def _hidden(node: Sum, context: Context) -> tuple[Guard, ...]:
    """The ranges of the body's reads that stand as brackets within the signs, and not beside them."""
    signs = [g.term for g in node.guards if g.is_scalar]
    if not signs:
        return ()
    inner = {h for t in signs for n in walk(t) if isinstance(n, Sum) and not n.binders for h in n.guards}
    inner -= set(node.guards)
    return tuple(h for h in read_guards(node.body, context.theory) if h in inner) if inner else ()


def _conditional(body: Term) -> bool:
    """Whether brackets stand within a function or a power, which new guards may decide."""
    inner = [n for f in factors(body) if isinstance(f, (Fn, Pow)) for n in walk(f)]
    return any(isinstance(n, Sum) and not n.binders for n in inner)


def _read_past(factor: Term) -> bool:
    """Whether a read within a function or a power has the look of one past an end of its tensor."""
    return isinstance(factor, (Fn, Pow)) and any(isinstance(n, Read) and past_an_end(n) for n in walk(factor))


def past_an_end(read: Read) -> bool:
    """Whether a place has the look of one past an end of the tensor: ``N + i``, or ``-i``."""
    signs = [{c > 0 for m, c in p.terms} for p in read.index if any(s and not is_index(s[0]) for s, _ in p.terms)]
    return {True} in signs or any(all(c < 0 for _, c in p.terms) and p for p in read.index)


def own_indices(node: Term) -> tuple[str, ...]:
    """The indices that a node binds."""
    if isinstance(node, (Sum, Extremum)):
        return node.binders
    return (node.row, node.column) if isinstance(node, Matrix) else ()


def is_plain(body: Term) -> bool:
    """Whether sums beneath may be joined at once: nothing stands there that could cancel with one of them."""
    return all(isinstance(f, (Num, Int, Read, Diff, Sum)) for f in factors(body))


def _needs_ring(body: Term) -> bool:
    return not isinstance(body, (Num, Read))
