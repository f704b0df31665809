"""Which definitions to unfold and which adjoints to open, until the difference of two sides is 0.

The difference is normalised once with everything named, then the names in what is left are opened one at a time:
first names of derivatives, then adjoints (earliest tensor first), then definitions (latest first).  So a claim in
terms of named intermediates is settled in those terms.  Untrusted; ends with a kernel theorem or a reason.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.terms import NEGATE, ZERO, Add, Diff, Fn, Let, Mul, Pow, Read, Sum, Term, walk
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import Proof, Step, Theorem, context_of, prove
from symderiv.prover.search.normal import Normaliser

__all__ = ["Doubt", "find_proof"]


@dataclass(frozen=True)
class Doubt:
    """No proof was found: what stopped the search, and the difference that is left."""

    reason: str
    left_over: Term | None = None


def find_proof(theory: Theory, statement: Statement, seconds: float = 10.0) -> Theorem | Doubt:
    """Search for a proof of an equation; the kernel replays whatever is found."""
    deadline = time.monotonic() + seconds
    if statement.relation != "=":
        return Doubt(f"no rule proves '{statement.relation}' yet")
    context = context_of(theory, statement)
    search = Normaliser(theory, deadline)
    term: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    try:
        term = _reach_zero(search, term, context)
    except BudgetExceeded as error:
        return Doubt(f"budget: {error.what}")
    except RecursionError:
        return Doubt("the expression is nested too deeply")
    except KernelError as error:
        return Doubt(str(error))
    if term != ZERO:
        return Doubt(f"left over: {_shorten(repr(term))}", term)
    return prove(theory, statement, Proof(tuple(search.steps)))


def _shorten(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."


def _reach_zero(search: Normaliser, term: Term, context: Context) -> Term:
    order = list(search.theory.definitions)
    for name, definition in search.theory.definitions.items():
        if any(isinstance(n, (Diff, Let)) for n in walk(definition.body)):
            search.unfolding.add(name)
    cleared = 0
    recurrences = {n for n, d in search.theory.definitions.items() if n in d.reads}
    tried: set[str] = set()
    while True:
        term = search.norm(term, (), context)
        tried |= search.unfolding
        search.unfolding -= recurrences
        if term == ZERO:
            return term
        nodes = list(walk(term))
        adjoints = {
            n.tensor
            for n in nodes
            if isinstance(n, Diff) and n.total and n.tensor in search.theory.definitions and isinstance(n.body, Read)
        } - search.opened
        adjoints -= {t for loss in search.theory.losses.values() for t in loss.frontier}
        reads = {n.tensor for n in nodes if isinstance(n, Read)} & set(order) - search.unfolding - tried
        if adjoints:
            search.opened.add(min(adjoints, key=order.index))
        elif reads:
            search.unfolding.add(max(reads, key=order.index))
        else:
            base = _denominator(term)
            if base is None or cleared > 12:
                return term
            cleared += 1
            after = Mul((base, *(term.args if isinstance(term, Mul) else (term,))))
            search.steps.append(Step((), "clear", {"factor": base}))
            term = after


def _denominator(term: Term) -> Term | None:
    """A sum that divides one of the monomials at a place that is always evaluated."""
    for m in term.args if isinstance(term, Add) else (term,):
        parts = m.args if isinstance(m, Mul) else (m,)
        if any(isinstance(f, Sum) and not f.binders for f in parts):
            continue
        for f in parts:
            if isinstance(f, Pow) and f.exponent < 0 and not isinstance(f.base, Fn):
                return f.base
    return None


