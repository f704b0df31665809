"""What holds at every point at which a statement is judged: sizes, ranges, hypotheses that are conditions, that both
sides are defined, and that no exempt kink is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from weakref import ref

from symderiv.errors import KernelError
from symderiv.language.binding import apart, substitute
from symderiv.language.declarations import Declarations
from symderiv.language.declared import Statement
from symderiv.language.integers import Poly, is_index
from symderiv.language.nodes import (
    NEGATE,
    ZERO,
    Add,
    Diff,
    Fn,
    Guard,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
)
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.context import Context, Scheme, entails
from symderiv.prover.kernel.kinks import exempt
from symderiv.prover.kernel.matrices import other_side
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.zeros import alternatives

__all__ = [
    "context_of",
    "known_everywhere",
]


def context_of(theory: Declarations, statement: Statement, kinks: Sequence[Term] = ()) -> Context:
    """The facts in force for a statement: sizes, ranges, hypotheses that are conditions, that both sides are
    defined, and that no exempt kink is met.  As long as somebody works in it, it is found again, with its memory;
    also for another statement under the same facts, on which alone an answer depends."""
    memory, key = theory.memory, ("context", statement, tuple(kinks))
    context: Context | None = memory[key]() if key in memory else None
    if context is None:
        context = _context_of(theory, statement, kinks)
        same = ("facts", context.facts, context.schemes)
        context = (memory[same]() if same in memory else None) or context
        memory[key] = memory[same] = ref(context)
    return context


def _context_of(theory: Declarations, statement: Statement, kinks: Sequence[Term]) -> Context:
    context = Context(theory, theory.ambient(statement))
    schemes: list[Scheme] = []
    for h in theory.hypotheses:
        s = h.statement
        schemes += _inverted(theory, s)
        kind = {">": "pos", ">=": "nonneg", "<": "pos", "<=": "nonneg", "!=": "nonzero"}.get(s.relation)
        if kind is None:
            continue
        big, small = (s.right, s.left) if s.relation in ("<", "<=") else (s.left, s.right)
        written = big if small == ZERO else Add((big, Mul((NEGATE, small))))
        for form in _ways(written, context):
            schemes.append(Scheme(tuple(f.symbol for f in s.free), s.guards, kind, form))
    for side in (statement.left, statement.right):
        _defined(side, (), (), schemes, context)
    for term in kinks:
        theory.check_form(term, frozenset(), "a kink")
        scheme = exempt(term, (statement.left, statement.right), Context(theory, theory.size_guards()))
        schemes += [scheme, replace(scheme, term=expand(Mul((NEGATE, term)), context))]
    return Context(theory, context.facts, tuple(schemes), strong=context.strong)


def _inverted(theory: Declarations, statement: Statement) -> list[Scheme]:
    """That ``det Q`` is not 0, where ``P Q = I`` for square matrices is supposed."""
    try:
        product = other_side(statement, Context(theory, theory.ambient(statement))).left
    except KernelError:
        return []
    size, entry = statement.free[0].high, (Poly.symbol("%i"), Poly.symbol("%j"))
    read = [f for f in factors(product.children[0]) if isinstance(f, Read) and len(f.index) == 2]
    whole = [f.tensor for f in read if all(is_index(p.as_symbol or "") for p in f.index) and f.index[0] != f.index[1]]
    return [Scheme((), (), "nonzero", Matrix("det", "%i", "%j", size, Read(x, entry))) for x in whole]


def _ways(term: Term, context: Context) -> Iterable[Term]:
    """A term as it is written, multiplied out, and as a sum without the ranges that its reads imply."""
    found = [term, expand(term, context)]
    last = found[-1]
    if isinstance(last, Sum):
        reads = read_guards(last.body, context.theory)
        found.append(Sum(last.binders, (g for g in last.guards if g not in reads), last.body))
    return dict.fromkeys(found)


def _defined(
    term: Term, binders: tuple[str, ...], guards: tuple[Guard, ...], found: list[Scheme], context: Context
) -> None:
    """Collect what must hold where a term is defined, from the places that are always evaluated.

    ``context`` is that of the place, ``guards`` say for which values of ``binders`` it is evaluated.
    """

    def note(kind: str, arg: Term) -> None:
        found.extend(Scheme(binders, guards, kind, form) for form in _ways(arg, context))

    def below(child: Term, sets: Callable[[], tuple[tuple[Guard, ...], ...]]) -> None:
        """What a child says, where all guards of one of the sets hold besides."""
        start = len(found)
        _defined(child, binders, guards, found, context)
        said = found[start:]
        del found[start:]
        pending = [tuple(g for g in kept if not entails(g, context)) for kept in sets()] if said else []
        for more in [()] if () in pending else pending:
            if not any(g.is_scalar for g in more):
                found.extend(beside(said, more))

    def beside(said: list[Scheme], more: tuple[Guard, ...]) -> list[Scheme]:
        """Facts that hold where more guards do; none whose own indices have the names of others in those."""
        free = frozenset().union(*(g.free for g in more)).difference(binders)
        return [replace(s, guards=(*s.guards, *more)) for s in said if free.isdisjoint(s.binders)]

    term = apart(term, {*binders, *(s for g in guards for s in g.free)})
    if isinstance(term, Fn):
        if term.name == "log":
            note("pos", term.args[0])
        for a in term.args:
            _defined(a, binders, guards, found, context)
    elif isinstance(term, Pow):
        if term.exponent.denominator > 1:
            note("pos" if term.exponent < 0 else "nonneg", term.base)
        elif term.exponent < 0:
            note("nonzero", term.base)
        if term.exponent:
            _defined(term.base, binders, guards, found, context)
    elif isinstance(term, Add):
        for a in term.args:
            _defined(a, binders, guards, found, context)
    elif isinstance(term, Mul):
        for a in term.args:
            below(a, lambda: alternatives(term, context))
    elif isinstance(term, Sum) and term.binders and not any(g.is_scalar for g in term.guards):
        inside = context.under(term.guards, term.binders)
        _defined(term.body, (*binders, *term.binders), (*guards, *term.guards), found, inside)
    elif isinstance(term, Diff):
        below(term.body, lambda: (in_shape(term.index, context.theory.shape_of(term.tensor)),))
    elif isinstance(term, Read) and context.theory.inverts(term.tensor):  # what it is made from is evaluated
        definition = context.theory.definitions.get(term.tensor)
        if definition is None:
            return  # of an unknown loss only its derivatives are known
        body = substitute(definition.body, dict(zip(definition.indices, term.index, strict=True)))
        below(body, lambda: (context.theory.range_guards(term.tensor, term.index),))
    elif isinstance(term, Matrix) and term.operation == "inverse":
        start = len(found)
        note("nonzero", Matrix("det", term.row, term.column, term.size, term.body))
        entry = in_shape((Poly.symbol(term.row), Poly.symbol(term.column)), (term.size, term.size))
        inside = context.under(entry, (term.row, term.column))  # all entries are evaluated
        _defined(term.body, (*binders, term.row, term.column), (*guards, *entry), found, inside)
        inside_range = in_shape(term.at, (term.size, term.size))
        if pending := tuple(g for g in inside_range if not entails(g, context)):
            found[start:] = beside(found[start:], pending)


def known_everywhere(context: Context, goal: Context) -> Context:
    """A context with what holds wherever both sides of a goal are defined, and is about no index of it."""
    closed = tuple(s for s in goal.schemes if not any(map(is_index, s.free)) and s not in context.schemes)
    key = (known_everywhere, closed)
    found: Context | None = context.memory.get(key)
    if found is None:
        found = context.memory[key] = replace(context, schemes=(*context.schemes, *closed))
    return found
