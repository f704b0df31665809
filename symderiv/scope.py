"""What a proved line rests on, in words: hypotheses used, conditions on sizes, the domain, and the kinks left out.

This is for the reader of a verdict.  It decides nothing: the certificate holds the whole theory, and the checker's
points satisfy all of it.  What cannot touch the line is not listed (conditions on other sizes, hypotheses about other
tensors); what follows from sizes being at least 1 is not listed either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.language.declarations import Declarations
from symderiv.language.declared import Statement
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
    substitute,
    substitute_guard,
    walk,
)
from symderiv.language.text import plain, plain_guard
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.intervals import implied
from symderiv.prover.kernel.parts import read_guards
from symderiv.prover.kernel.theorems import Proof, Theorem, context_of

__all__ = ["assumptions"]

_MOST = 12


def assumptions(theorem: Theorem) -> tuple[str, ...]:
    """The assumptions of a theorem, as short plain formulas, without repetition."""
    theory, statement = theorem.theory, theorem.statement
    tensors = _tensors(theory, (statement.left, statement.right))
    used = _used(theorem.proof)
    found = [f"{_brief(kink, theory)} != 0" for kink in theorem.proof.kinks]
    for hypothesis in theory.hypotheses:
        told = hypothesis.statement
        touches = tensors & {n.tensor for side in (told.left, told.right) for n in walk(side) if isinstance(n, Read)}
        if hypothesis.name in used or (told.relation != "=" and touches):
            found.append(hypothesis.name)
    found += _sizes(theory, statement, tensors)
    context = context_of(theory, replace(statement, left=ZERO, right=ZERO))  # what holds before the sides are read
    places = [(side, context) for side in (statement.left, statement.right)]
    for name in sorted(tensors & {*theory.definitions}):
        entry = theory.definitions[name]
        inside = in_shape(map(Poly.symbol, entry.indices), entry.shape)
        places.append((entry.body, context.under(inside, entry.indices)))
    for term, here in places:
        found += _domain(term, here)
    for term, _ in places:
        found += _kinks(theory, term)
    listed = list(dict.fromkeys(found))
    return tuple(listed if len(listed) <= _MOST else [*listed[:_MOST], f"and {len(listed) - _MOST} more"])


def _brief(term: Term, theory: Declarations) -> str:
    """A term as text, without the ranges of sums that the shapes tell anyway, nor the numbers of bound indices.

    >>> from symderiv.language.theory import Theory
    >>> from symderiv.language.terms import NEGATE, Mul, in_shape
    >>> theory, n, k = Theory(), Poly.symbol("n"), Poly.symbol("%k.2")
    >>> theory.sizes["n"], theory.shapes["x"] = 1, (n,)
    >>> _brief(Add((Int(n), Mul((NEGATE, Sum(("%k.2",), in_shape((k,), (n,)), Read("x", (k,))))))), theory)
    'n - (sum_{k} x[k])'
    """
    return plain(_short(term, theory)).replace("+ (-1)*", "- ")


def _short(term: Term, theory: Declarations) -> Term:
    children = tuple(_short(c, theory) for c in term.children)
    term = term.rebuild(children) if children else term
    if not isinstance(term, Sum) or not term.binders:
        return term
    told = read_guards(term.body, theory)
    names = {b: b.split(".")[0] for b in term.binders}
    names = {b: name if name not in term.free | term.body.free else b for b, name in names.items()}
    if len(set(names.values())) < len(names):
        names = {b: b for b in names}
    moved = {b: Poly.symbol(name) for b, name in names.items()}
    guards = (substitute_guard(g, moved) for g in term.guards if g not in told)
    return Sum(tuple(names.values()), guards, substitute(term.body, moved))


def _used(proof: Proof) -> set[str]:
    """The names of the hypotheses that the steps of a proof use, those that lead to a lemma among them."""
    names: set[str] = set()
    seen: set[int] = set()
    pending = [proof.steps]
    while pending:
        for step in pending.pop():
            number = step.parameters.get("lemma") if step.rule == "hypothesis" else None
            if isinstance(number, int) and number not in seen:
                seen.add(number)
                lemma = proof.lemmas[number]
                names.add(lemma.hypothesis)
                pending += [lemma.left, lemma.right]
                if lemma.shown is not None:
                    names |= _used(lemma.shown[1])
    if proof.induction is not None:
        names |= _used(proof.induction.base) | _used(proof.induction.step)
    return names


def _tensors(theory: Declarations, terms: tuple[Term, ...]) -> set[str]:
    """All tensors that terms read or differentiate by, directly or through definitions and losses."""
    found = {n.tensor for term in terms for n in walk(term) if isinstance(n, (Read, Diff))}
    return found.union(*(theory.sources(name) for name in found if name in theory.definitions or name in theory.losses))


def _sizes(theory: Declarations, statement: Statement, tensors: set[str]) -> Iterator[str]:
    """The conditions on sizes that touch a statement and do not follow from the least values of the sizes."""
    lows = _lows(theory)
    symbols = {s for side in (statement.left, statement.right) for s in side.free if not is_index(s)}
    symbols |= {s for f in statement.free for p in (f.low, f.high) for s in p.free}
    for name in tensors:
        if name in theory.shapes or name in theory.definitions:
            symbols |= {s for size in theory.shape_of(name) for s in size.free}
    pending = [g for g in theory.conditions if isinstance(g.arg, Poly)]
    while near := [g for g in pending if symbols & g.poly.free and _speaks_of(g, symbols)]:
        pending = [g for g in pending if g not in near]
        symbols |= {s for g in near for s in g.poly.free}
    for name, low in theory.sizes.items():
        if low is not None and low > 1 and name in symbols:
            yield f"{name} >= {low}"
    for guard in (*theory.conditions, *_around(theory, statement)):
        if guard in pending:
            continue
        if guard.kind == "ge" and implied(guard.poly, lows):
            continue
        yield _condition(guard)


def _lows(theory: Declarations) -> tuple[Guard, ...]:
    return tuple(Guard("ge", Poly.symbol(s) - low) for s, low in theory.sizes.items() if low is not None)


def _around(theory: Declarations, statement: Statement) -> Iterator[Guard]:
    """The conditions on sizes under which a line stands as a whole, beside those of the theory."""
    left, right = statement.left, statement.right
    stated = (*_lows(theory), *(g for g in theory.conditions if not g.is_scalar))
    if isinstance(left, Sum) and isinstance(right, Sum) and not left.binders and not right.binders:
        for guard in left.guards:
            told = guard in theory.conditions or (guard.kind == "ge" and implied(guard.poly, stated))
            if guard in right.guards and not guard.is_scalar and not any(map(is_index, guard.free)) and not told:
                yield guard


def _speaks_of(guard: Guard, symbols: set[str]) -> bool:
    """Whether a condition is about sizes that matter, and does not say what a floor is that stands nowhere there."""
    floors = {x for x in guard.poly.free if x.startswith(("\\lfloor", "\\lceil"))}
    return not floors or not floors.isdisjoint(symbols)


def _condition(guard: Guard) -> str:
    """A condition without a minus: ``A + K >= 2``.

    >>> a, k = Poly.symbol("A"), Poly.symbol("K")
    >>> _condition(Guard("ge", a - k - 1)), _condition(Guard("eq", a - 2 * k))
    ('A >= K+1', 'A = 2*K')
    """
    if guard.kind not in ("ge", "eq", "ne") or not isinstance(guard.arg, Poly):
        return plain_guard(guard)
    up = Poly({m: c for m, c in guard.poly.terms if c > 0})
    down = Poly({m: -c for m, c in guard.poly.terms if c < 0})
    relation = {"ge": ">=", "eq": "=", "ne": "!="}[guard.kind]
    return f"{plain(Int(up))} {relation} {plain(Int(down))}"


def _domain(term: Term, context: Context) -> Iterator[str]:
    """Where a term is defined: denominators, logarithms, roots, as far as that does not follow by itself."""
    if isinstance(term, Pow):
        whole = term.exponent.denominator == 1
        if term.exponent < 0 and whole and not context.nonzero(term.base):
            yield _apart(term.base, context)
        elif not whole and term.exponent < 0 and not context.positive(term.base):
            yield f"{_brief(term.base, context.theory)} > 0"
        elif not whole and term.exponent > 0 and not context.nonnegative(term.base):
            yield f"{_brief(term.base, context.theory)} >= 0"
    elif isinstance(term, Fn) and term.name in FUNCTIONS:
        domain = FUNCTIONS[term.name].domain
        if domain == "positive" and not context.positive(term.args[0]):
            inside = term.args[0]
            even = isinstance(inside, Pow) and inside.exponent.denominator == 1 and inside.exponent.numerator % 2 == 0
            yield (
                f"{_brief(inside.base, context.theory)} != 0"
                if even and isinstance(inside, Pow)
                else f"{_brief(inside, context.theory)} > 0"
            )
        elif domain == "unit":
            yield f"-1 < {_brief(term.args[0], context.theory)} < 1"
    for number, child in enumerate(term.children):
        yield from _domain(child, descend(term, number, context))


def _apart(base: Term, context: Context) -> str:
    """That a denominator is not 0; for a size that is at least 0, that it is at least 1."""
    size = _integer(base)
    if size is None:
        return f"{_brief(base, context.theory)} != 0"
    return _condition(Guard("ge", size - 1) if implied(size, context.facts) else Guard("ne", size))


def _integer(term: Term) -> Poly | None:
    """A sum of integers as one."""
    if isinstance(term, Add):
        parts = [_integer(a) for a in term.args]
        return None if None in parts else sum((p for p in parts if p is not None), Poly({}))
    if isinstance(term, Num):
        return Poly.constant(term.value.numerator) if term.value.denominator == 1 else None
    return term.poly if isinstance(term, Int) else None


def _kinks(theory: Declarations, term: Term) -> Iterator[str]:
    """The arguments that a derivative in the term needs to be off a kink."""
    for node in walk(term):
        if not isinstance(node, Diff):
            continue
        through = _tensors(theory, (node.body,)) & {*theory.definitions}
        moved = {node.tensor} | {n for n in through if node.tensor in theory.sources(n)}
        for body in (node.body, *(theory.definitions[n].body for n in sorted(moved & through))):
            for inner in walk(body):
                bent = isinstance(inner, Extremum) or (
                    isinstance(inner, Fn) and inner.name in FUNCTIONS and bool(FUNCTIONS[inner.name].kink)
                )
                if not bent or not _tensors(theory, inner.children) & moved:
                    continue
                if isinstance(inner, Extremum):
                    yield f"no tie in {_brief(inner, theory)}"
                elif isinstance(inner, Fn):
                    sides = sorted(inner.args, key=lambda a: a == ZERO)  # a != 0 rather than 0 != a
                    yield f"{' != '.join(_brief(x, theory) for x in sides)}" + (" != 0" if len(sides) == 1 else "")
