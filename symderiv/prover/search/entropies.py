"""Gibbs' inequality for a few numbers that are written out: ``p log(p/q) + (1 - p) log((1 - p)/(1 - q)) >= 0``.

Each logarithm has a weight, and those with the same one belong together: ``W log a - W log b`` is ``-W log t`` with
``t = b / a``, and ``t - 1 - log t >= 0``.  Untrusted: the kernel reads the sign, and the equation has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from symderiv.language.terms import ZERO, Add, Fn, Mul, Num, Pow, Term, mul
from symderiv.prover.kernel.algebra import Monomial, as_term
from symderiv.prover.kernel.context import Context
from symderiv.prover.search.monotone import log_gap
from symderiv.prover.search.normal import Normaliser

__all__ = ["weighted_gaps"]

_FEWEST, _MOST = 2, 8  # logarithms


def weighted_gaps(search: Normaliser, goal: Mapping[Monomial, Fraction], context: Context) -> Iterator[Term]:
    """``sum_k W_k (t_k - 1 - log t_k)`` with all the logarithms of a term, whose weights are written out."""
    weights: dict[Term, dict[Monomial, Fraction]] = {}
    for m, c in goal.items():
        logs = [k for k, (atom, q) in enumerate(m) if q == 1 and isinstance(atom, Fn) and atom.name == "log"]
        if len(logs) == 1:
            (k,) = logs
            atom = m[k][0]
            assert isinstance(atom, Fn)
            weights.setdefault(atom.args[0], {})[(*m[:k], *m[k + 1 :])] = c
    numbers = {a: w[()] for a, w in weights.items() if set(w) == {()}}
    if not _FEWEST <= len(weights) <= _MOST or len(numbers) > 1 or len(weights) - len(numbers) < _FEWEST:
        return
    clusters: dict[frozenset[tuple[Monomial, Fraction]], tuple[Term, list[Term]]] = {}
    for a, w in weights.items():
        if a in numbers:
            continue
        for sign in (1, -1):  # ``W log a`` puts ``1/a`` into ``t``
            signed = {m: c * sign for m, c in w.items()}
            weight = as_term(signed)
            if context.nonnegative(weight):
                own = clusters.setdefault(frozenset(signed.items()), (weight, []))[1]
                own.append(Pow(a, Fraction(-1)) if sign == 1 else a)
                break
        else:
            return
    for base, c in numbers.items():
        left = Add((*(weight for weight, _ in clusters.values()), Num(-abs(c))))
        if search.scratch().norm(left, (), context) != ZERO:
            return  # the weights do not add up to that of a number
        for _, own in clusters.values():
            own.append(Pow(base, Fraction(-1)) if c > 0 else base)
    parts = [Mul((weight, log_gap(mul(*own) if len(own) > 1 else own[0]))) for weight, own in clusters.values()]
    if parts:
        yield Add(tuple(parts)) if len(parts) > 1 else parts[0]
