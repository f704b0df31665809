"""Polynomials over atoms on the way to their normal form: multiplied out, denominators against summands, guards
against each other.  Untrusted.
"""

from __future__ import annotations

from fractions import Fraction

from symderiv.language.terms import (
    NEGATE,
    Add,
    Diff,
    Extremum,
    Fn,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
)
from symderiv.prover.kernel.algebra import as_term, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import apply
from symderiv.prover.search.record import Path
from symderiv.prover.search.signs import opposite, ordered
from symderiv.prover.search.sums import Sums
from symderiv.prover.search.telescoping import geometric
from symderiv.prover.search.weights import leads, weight

__all__ = ["Polynomials"]


class Polynomials(Sums):
    """What is done to a sum of products whose factors are normal."""

    def ring(self, node: Term, path: Path, context: Context) -> Term:
        """Multiply out; then mend the monomials: denominators against summands, guards against each other."""
        for _ in range(60):
            if not _is_atom(node) and (node, context) not in self.found.flat:
                node = self.attempt(node, path, context, "expand") or node
                self.found.flat.add((node, context))
            terms = node.args if isinstance(node, Add) else (node,)
            for k, term in enumerate(terms):
                place = (*path, k) if isinstance(node, Add) else path
                key = (term, context, self.signs)
                if key in self.found.mended:
                    continue
                mended = self.monomial(term, place, context)
                if mended is None and not self.busy and place not in self.beside:
                    self.found.mended.add(key)
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
                for lead in leads(part.base, parts):
                    after = self.attempt(term, path, context, "reduce", base=part.base, lead=lead)
                    if after is not None:
                        return after
            if isinstance(part, Pow) and part.exponent >= 2 and isinstance(part.base, Fn) and part.base.name == "sin":
                k = parts.index(part)
                place, inside = ((*path, k), descend(term, k, context)) if isinstance(term, Mul) else (path, context)
                after = self.attempt(part, place, inside, "pythagoras")
                if after is not None:
                    return term.rebuild((*parts[:k], after, *parts[k + 1 :])) if isinstance(term, Mul) else after
            if isinstance(part, Pow) and part.exponent.denominator > 1 and isinstance(part.base, (Pow, Add)):
                place = (*path, parts.index(part)) if isinstance(term, Mul) else path
                after = self.root(part, place, context)
                if after is not None:
                    k = parts.index(part)
                    after = self.norm(after, place, context)
                    return term.rebuild((*parts[:k], after, *parts[k + 1 :])) if isinstance(term, Mul) else after
        if self.rewrite is not None and not context.smooth:
            after = self.rewrite(self, term, path, context)
            if after is not None:
                return self.norm(after, path, context)
        after = self.powers(term, path, context) or self.divided(term, path, context)
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
                after = opposite(self, term, path, context, g)
                if after is not None:
                    return after
            elif g.kind == "pos" and isinstance(g.term, Add) and (first := _leading(g.term, context)) is not None:
                after = opposite(self, term, path, context, g, first)
                if after is not None:
                    return after
        return self.brackets(term, path, context)

    def root(self, part: Pow, path: Path, context: Context) -> Term | None:
        """The root of an even power, or of a sum that is the square of another."""
        mark, square = len(self.steps), part.base
        if isinstance(square, Add):
            root = square_root(square, context)
            if root is None or self.attempt(square, (*path, 0), context, "equal", term=root) is None:
                return None
            square = root
        after = self.attempt(Pow(square, part.exponent), path, context, "root")
        if after is None:
            del self.steps[mark:]
        return after

    def powers(self, term: Term, path: Path, context: Context) -> Term | None:
        """Powers of one base with symbolic exponents as one, and a base times its geometric series."""
        parts = factors(term)
        bases: dict[Term, list[int]] = {}
        for k, f in enumerate(parts):
            inner = f.base if isinstance(f, Pow) else f
            if isinstance(inner, Fn) and inner.name == "pow":
                bases.setdefault(inner.args[0], []).append(k)
            elif isinstance(inner, Sum) and any(isinstance(f, Fn) and f.name == "pow" for f in factors(inner.body)):
                after = geometric(self, term, path, context, k)
                if after is not None:
                    return self.norm(after, path, context)
        for own in bases.values():
            if len(own) > 1 or isinstance(parts[own[0]], Pow):
                after = self.attempt(term, path, context, "join", positions=tuple(own))
                if after is not None:
                    return self.norm(after, path, context)
        return None

    def divided(self, term: Term, path: Path, context: Context) -> Term | None:
        """A factor within the sum beside it that is divided by it, and nowhere zero there: ``t sum_{i<t} x_i / t``."""
        parts = factors(term)
        beside = {f.base if isinstance(f, Pow) and f.exponent > 0 else f: k for k, f in enumerate(parts)}
        for position, total in enumerate(parts):
            if not isinstance(total, Sum) or not total.binders:
                continue
            divisors = (f.base for f in factors(total.body) if isinstance(f, Pow) and f.exponent < 0)
            k = next((beside[b] for b in divisors if b in beside and b.free.isdisjoint(total.binders)), None)
            grouped = None if k is None else self.attempt(term, path, context, "group", positions=(k, position))
            if not isinstance(grouped, Mul):
                continue
            last = len(grouped.args) - 1
            place, here = ((*path, last), descend(grouped, last, context)) if len(parts) > 2 else (path, context)
            wrapped = self.step(grouped.args[last] if len(parts) > 2 else grouped, place, here, "wrap")
            after = self.norm(self.step(wrapped, place, here, "absorb"), place, here)
            return Mul((*grouped.args[:last], after)) if len(parts) > 2 else after
        return None

    def brackets(self, term: Term, path: Path, context: Context) -> Term | None:
        """Let the guards of a monomial act on its factors."""
        key = (term, context)
        if key in self.found.settled or path in self.beside or any(path[: len(b)] == b for b in self.busy):
            return None
        self.busy.append(path)
        mark = len(self.steps)
        node = self.joined(self.step(term, path, context, "wrap"), path, context)
        after = self.sum(node, path, context)
        self.busy.pop()
        flat = apply(after, context, "expand", {})
        if flat == term:
            del self.steps[mark:]
            self.found.settled.add(key)
            return None
        return after


def square_root(base: Add, context: Context) -> Term | None:
    """``(u^(1/2) + v^(1/2))^2`` for a sum ``u + v + 2 u^(1/2) v^(1/2)``."""
    terms = monomials(base, context)
    for m, c in terms.items():
        roots = [as_term({(p,): Fraction(1)}) for p in m]
        if c == 2 and len(m) == 2 and all(q == Fraction(1, 2) for _, q in m):
            square = Pow(Add(tuple(roots)), Fraction(2))
            if monomials(square, context) == terms:
                return square
    return None


def _is_atom(node: Term) -> bool:
    """Whether polynomial arithmetic leaves a term as it is."""
    if isinstance(node, Sum):
        return bool(node.binders)
    if isinstance(node, Fn):
        return node.name not in ("exp", "pow")
    return isinstance(node, (Read, Diff, Matrix, Extremum))


def _leading(term: Add, context: Context) -> int | None:
    """For a sum whose first summand is negative, the place of the weightiest summand of its opposite."""
    terms = ordered(Mul((NEGATE, term)), context)
    if not terms or terms[0][1] < 0:
        return None
    return max(range(len(terms)), key=lambda k: weight(as_term({terms[k][0]: Fraction(1)})))
