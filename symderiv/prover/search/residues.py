"""Sums by residues: ``sum_n f(n) = sum_k f(2k) + sum_k f(2k+1)``, and of ``[2k = n] + [2k+1 = n]`` their interval.

Every integer is ``s k + r`` in just one way, which the kernel's rule of quotient and remainder says; here it
is found where a sum stands beside one that runs in steps of ``s``.  Untrusted: each is a lemma that the kernel checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly, fresh_index
from symderiv.language.terms import NEGATE, ZERO, Add, Guard, Mul, Read, Sum, Term, letters, walk
from symderiv.language.theory import Statement
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.proofs import Proof, Step
from symderiv.prover.kernel.theorems import Lemma, LemmaSource, check_lemma, context_of, known_everywhere
from symderiv.prover.search.record import Recorder

__all__ = ["residue_lemma"]

# A step of more residues makes more sums than anyone writes down.
_MOST = 8


def residue_lemma(
    search: Recorder, term: Term, statement: Statement, goal: Context, done: set[tuple[Sum, str, int]]
) -> tuple[Sum, Lemma] | None:
    """A sum of a normal term, and a lemma that splits it by residues or joins it with those of all other residues;
    ``done`` are tried already."""
    summands = term.args if isinstance(term, Add) else (term,)
    sums = [n for m in summands for n in factors(m) if isinstance(n, Sum) and n.binders]
    for node, index, step in (*_split(sums), *_joined(sums)):
        if (node, index, step) in done:
            continue
        done.add((node, index, step))
        free = tuple(f for f in statement.free if f.symbol in node.free)
        if any(s.startswith("%") and s not in {f.symbol for f in free} for s in node.free):
            continue
        try:
            make = _by_residues if index in node.body.free else _as_interval
            source = make(search, node, index, step, Statement(ZERO, ZERO, free), goal)
            return node, check_lemma(search.theory, source, search.lemmas, goal)
        except KernelError:
            continue
    return None


def _tensors(term: Term) -> set[str]:
    return {n.tensor for n in walk(term) if isinstance(n, Read)}


def _slopes(term: Term, index: str) -> set[Poly]:
    """The coefficients of an index in the places at which tensors are read."""
    places = [p for n in walk(term) if isinstance(n, Read) for p in n.index]
    return {p.coefficient(index) for p in places} - {Poly.constant(0)}


def _split(sums: Sequence[Sum]) -> Iterator[tuple[Sum, str, int]]:
    """Sums beside others that read the same tensors in larger steps of an index."""
    for a in sums:
        for b in sums:
            if len(a.binders) != len(b.binders) or not _tensors(a.body) or _tensors(a.body) != _tensors(b.body):
                continue
            steps = {abs(s.value) for k in b.binders for s in _slopes(b.body, k) if s.is_constant}
            for index in a.binders:
                if all(s.is_constant and abs(s.value) == 1 for s in _slopes(a.body, index)):
                    yield from ((a, index, s) for s in sorted(steps) if 1 < s <= _MOST)


def _joined(sums: Sequence[Sum]) -> Iterator[tuple[Sum, str, int]]:
    """Sums under a condition ``s k = e`` of which all ``s`` residues are there, the last of them."""
    for node in sums:
        for g in node.guards:
            for k in node.binders if g.kind == "eq" else ():
                step = abs(g.poly.multiple(k) or 0)
                if (
                    1 < step <= _MOST
                    and k not in node.body.free
                    and all(
                        any(b == Sum(node.binders, _moved(node.guards, g, k, r), node.body) for b in sums)
                        for r in range(1, step)
                    )
                ):
                    yield node, k, step


def _moved(guards: Sequence[Guard], guard: Guard, index: str, by: int) -> tuple[Guard, ...]:
    """The conditions with ``s k = e - r`` for ``s k = e``, as a sum holds them."""
    poly = guard.poly if (guard.poly.multiple(index) or 0) > 0 else -guard.poly
    return tuple(Guard("eq", poly + by) if g == guard else g for g in guards)


def _by_residues(search: Recorder, node: Sum, index: str, step: int, about: Statement, goal: Context) -> LemmaSource:
    """``sum_n f(n) = sum_r sum_k f(s k + r)``."""
    taken = letters(node) | node.free | set(node.binders) | {f.symbol for f in about.free}
    quotient = fresh_index("%q", taken)
    rest = fresh_index("%r", taken | {quotient})
    n, k, r = Poly.symbol(index), Poly.symbol(quotient), Poly.symbol(rest)
    double = Sum(
        (*node.binders, quotient),
        (*node.guards, Guard("ge", n - step * k), Guard("ge", step * k + (step - 1) - n)),
        node.body,
    )
    proof = Proof((Step((0,), "quotient", {"symbol": quotient}), Step((), "expand", {})))
    same = {b: Poly.symbol(b) for b in (*node.binders, quotient) if b != index}
    other = search.scratch()
    context = known_everywhere(context_of(search.theory, about), goal)
    new = other.step(
        double,
        (),
        context,
        "transform",
        binders=(*same, rest),
        forward={**same, index: step * k + r},
        inverse={**same, rest: n - step * k},
    )
    new = other.step(new, (), context, "enumerate", symbol=rest, low=0, high=step - 1)
    shown = Statement(double, node, about.free), proof
    return LemmaSource("every integer has one residue", tuple(other.steps), (), Fraction(-1), node, new, shown=shown)


def _as_interval(search: Recorder, node: Sum, index: str, step: int, about: Statement, goal: Context) -> LemmaSource:
    """``sum_k [s k = e] = sum_k [0 <= e - s k < s]`` without those with ``s k = e - r``, for ``0 < r < s``."""
    (equation,) = (g for g in node.guards if g.kind == "eq" and abs(g.poly.multiple(index) or 0) == step)
    beyond = equation.poly if (equation.poly.multiple(index) or 0) < 0 else -equation.poly
    rest = fresh_index("%r", letters(node) | node.free | set(node.binders) | {f.symbol for f in about.free})
    r = Poly.symbol(rest)
    others = tuple(g for g in node.guards if g != equation)
    remainder = Guard("eq", beyond - r)
    double = Sum((*node.binders, rest), (*others, remainder, Guard("ge", r), Guard("ge", step - 1 - r)), node.body)
    context = known_everywhere(context_of(search.theory, about), goal)
    whole, parts = search.scratch(), search.scratch()
    one = whole.step(double, (0,), context, "solve", guard=remainder, symbol=rest)
    one = whole.step(one, (0,), context, "quotient", symbol=index)
    proof = Proof((*whole.steps, Step((), "expand", {})))
    split = parts.step(double, (), context, "enumerate", symbol=rest, low=0, high=step - 1)
    split = parts.norm(split, (), context)
    gone = Mul((NEGATE, Add((split, Mul((NEGATE, node))))))
    shown = Statement(double, one, about.free), proof
    remains = expand(Add((one, gone)), context)
    return LemmaSource("every integer has one residue", tuple(parts.steps), (), Fraction(1), node, remains, shown=shown)
