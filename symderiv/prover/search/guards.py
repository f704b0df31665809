"""The guards of a sum: the fewest that say the same, those that contradict each other, and the ends that they give to
an index.  Untrusted.
"""

from __future__ import annotations

from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import ZERO, Guard, Sum, Term, substitute_guard
from symderiv.prover.hints import inhabited
from symderiv.prover.kernel.context import Context, bounded, entails
from symderiv.prover.kernel.intervals import implied
from symderiv.prover.kernel.parts import read_guards
from symderiv.prover.search.record import Path, Recorder

__all__ = ["FEW", "Guards", "literal_range", "single_values", "tidy", "unit_step", "valued"]

#: How far apart the ends of a sum are that is written out where nothing else helps.
FEW = 8


class Guards(Recorder):
    """What is found out about the guards of a sum, each once."""

    def guards(self, node: Sum, context: Context) -> tuple[Guard, ...] | None:
        """The guards tidied and without those that follow from the others; None where they contradict."""
        reads = dict.fromkeys(read_guards(node.body, context.theory))
        key = (frozenset(node.guards), frozenset(reads), node.binders, context)
        if key not in self.found.tidied:
            known, before = self.found.known.get(key), self.tries
            if known is None:
                known = self.found.known[key] = self.fewest(node, tuple(reads), context), self.tries - before
            else:
                self.deadline.spend(known[1])  # as if it were found anew
            found = self.found.tidied[key] = known[0]
            if found is not None:
                self.found.tidied[(frozenset(found), *key[1:])] = found
        return self.found.tidied[key]

    def moved(self, node: Sum, context: Context) -> None:
        """Note that the guards of a sum are the fewest: they were before its indices were changed."""
        reads = frozenset(read_guards(node.body, context.theory))
        if all(g.kind == "ge" for g in node.guards):
            key = (frozenset(node.guards), reads, node.binders, context)
            self.found.tidied[key] = node.guards

    def empty(self, node: Sum, path: Path, context: Context, *, possible: bool = False) -> Term | None:
        """Zero, where the guards contradict each other; those about integers do not where they are ``possible``."""
        ways: list[dict[str, Guard]] = [{}] * (not possible)
        ways += ({"guard": g} for g in node.guards if g.is_scalar)
        return next((a for w in ways if (a := self.attempt(node, path, context, "empty", **w)) is not None), None)

    def fewest(self, node: Sum, reads: tuple[Guard, ...], context: Context) -> tuple[Guard, ...] | None:
        mark = len(self.steps)
        possible = _possible(node, reads, context)
        if node.body != ZERO and self.empty(node, (), context, possible=possible) is not None:
            del self.steps[mark:]
            return None
        kept = sorted(dict.fromkeys(map(tidy, node.guards)), key=lambda g: g.sort_key)
        whole = kept
        known = context.under(reads, node.binders)
        for careful in (False, True):
            kept = whole
            for g in whole:
                rest = [k for k in kept if k is not g]
                if _follows(g, rest, known) and (not careful or bounded(Sum(node.binders, rest, node.body), context)):
                    kept = rest
            if len(kept) == len(whole) or bounded(Sum(node.binders, kept, node.body), context):
                break
        # a size that is one number may leave one value to an index of which only reads tell the range
        given = any(g.kind == "eq" and g.free.isdisjoint(node.binders) for g in kept)
        for g in reads if given else ():
            ahead = g.kind == "ge" and len(g.free) == 1 and not g.free.isdisjoint(node.binders)
            if ahead and implied(-g.poly, context.under((*kept, *reads), node.binders).facts):
                kept.append(tidy(Guard("eq", g.poly)))
        for k, g in enumerate(kept):
            if g.kind == "ge":
                facts = context.under((*kept, *reads), node.binders).facts
                opposite = -g.poly
                if any(f.kind == "ge" and f.poly == opposite for f in facts):
                    kept[k] = tidy(Guard("eq", g.poly))
        return tuple([_without_positive_factors(g, context.facts) for g in kept])


def _follows(guard: Guard, others: list[Guard], context: Context) -> bool:
    """Whether a guard holds where others do; the others are integer facts as a rule, which need no context."""
    if guard.kind != "ge":
        return entails(guard, context.under(others))
    return guard in context.stated or implied(
        guard.poly, [*context.facts, *(g for g in others if not g.is_scalar)], context.theory.inequalities
    )


def _possible(node: Sum, reads: tuple[Guard, ...], context: Context) -> bool:
    """Whether looking for a contradiction among the guards about integers is in vain: such are found at which they
    hold."""
    guards = [g for g in (*context.facts, *node.guards, *reads) if not g.is_scalar]
    if any(g.kind not in ("ge", "eq") for g in guards):
        return False
    rows = dict.fromkeys(p for g in guards for p in ((g.poly, -g.poly) if g.kind == "eq" else (g.poly,)))
    return inhabited(list(rows), rounds=24)


def _without_positive_factors(guard: Guard, facts: tuple[Guard, ...]) -> Guard:
    """``s i = 0`` or ``s i - s k >= 0`` without a stride ``s`` that is known to be positive."""
    while guard.kind in ("eq", "ge") and guard.poly.terms:
        common = set.intersection(*(set(m) for m, _ in guard.poly.terms))
        positive = (x for x in sorted(common) if not is_index(x) and implied(Poly.symbol(x) - 1, facts))
        factor = next(positive, None)
        if factor is None:
            break
        rest = [(m[: m.index(factor)] + m[m.index(factor) + 1 :], c) for m, c in guard.poly.terms]
        guard = tidy(Guard(guard.kind, Poly(dict(rest))))
    return guard


def unit_step(poly: Poly, symbol: str) -> int:
    """The coefficient of a symbol where it is a plain number, else 0."""
    return poly.multiple(symbol) or 0


def literal_range(symbol: str, guards: tuple[Guard, ...]) -> tuple[int, int] | None:
    """The numbers between which guards keep an index, where both ends are literal."""
    alone = [g.poly for g in guards if g.kind == "ge" and len(g.free) == 1 and symbol in g.free]
    lows = [-p.value for p in alone if p.varying == (((symbol,), 1),)]
    highs = [p.value for p in alone if p.varying == (((symbol,), -1),)]
    return (max(lows), min(highs)) if lows and highs else None


def valued(guards: tuple[Guard, ...], facts: tuple[Guard, ...]) -> tuple[Guard, ...]:
    """Inequalities with the values of the sizes that facts give."""
    equations = (g.poly for g in facts if g.kind == "eq" and len(g.free) == 1)
    alone = ((p.value, *p.varying[0]) for p in equations if len(p.varying) == 1)
    known = {m[0]: Poly.constant(-c * value) for value, m, c in alone if abs(c) == 1 == len(m) and not is_index(m[0])}
    if not known or all(known.keys().isdisjoint(g.free) for g in guards):
        return guards
    return tuple([substitute_guard(g, known) if g.kind == "ge" else g for g in guards])


def single_values(guards: tuple[Guard, ...], body: Term, context: Context) -> tuple[Guard, ...]:
    """The values of free indices that have one only where a size has the value that guards give it."""
    if not any(g.kind == "eq" and not any(map(is_index, g.free)) for g in guards):
        return ()
    facts = valued(context.facts, guards)
    ends = {b: literal_range(b, facts) for b in sorted(body.free) if is_index(b)}
    return tuple([Guard("eq", Poly.symbol(b) - e[0]) for b, e in ends.items() if e is not None and e[0] == e[1]])


def tidy(guard: Guard) -> Guard:
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
