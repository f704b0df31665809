"""A sum of what a recurrence gains at each step, ``x_L = x_l + sum_{l <= i < L} f(x_i)``, without induction.

By the telescoping rule, the sum is what the state gains from its first step to its last one, and a sum of differences,
each of which is 0 by the step of the recurrence.  What is gained is read off the statement: a summand at the end of the
range, at each place of it.  Untrusted.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ZERO, Add, Mul, Read, Sum, Term, mul, substitute, walk
from symderiv.language.theory import Statement
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import gap
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.record import Path
from symderiv.prover.search.telescoping import ends_of

__all__ = ["gains_each_step", "opened_once", "opens_first_steps"]

_MOST = 4


@dataclass(frozen=True)
class _Summand:
    """A summand of the difference of two sides, where it stands, and its sign."""

    path: Path
    term: Term
    sign: int


def gains_each_step(search: Normaliser, statement: Statement, context: Context) -> bool:
    """Whether the difference of the two sides is 0 by one telescoping sum; then its steps are recorded."""
    recurrent = search.recurrences
    start = gap(statement)
    if not recurrent or start.tensors.isdisjoint(recurrent):
        return False
    opens_first_steps(search, recurrent)
    summands = list(_summands(start, (), 1))
    for (total, gained), opened in itertools.product([*_ways(summands, recurrent)][:_MOST], (True, False)):
        search.steps.clear()
        if _is_zero(search, start, context, total, gained, opened):
            return True
    search.steps.clear()
    return False


def _summands(term: Term, path: Path, sign: int) -> Iterator[_Summand]:
    if isinstance(term, Add):
        for k, part in enumerate(term.args):
            yield from _summands(part, (*path, k), sign)
    elif isinstance(term, Sum) and not term.binders:  # both sides are claimed under one condition
        yield from _summands(term.body, (*path, 0), sign)
    elif isinstance(term, Mul) and term.args[0] == NEGATE and len(term.args) == 2:
        yield from _summands(term.args[1], (*path, 1), -sign)
    else:
        yield _Summand(path, term, sign)


def _ways(summands: list[_Summand], recurrent: frozenset[str]) -> Iterator[tuple[_Summand, Term]]:
    """Sums over a range, each with what it may gain: the state at its end."""
    for total in summands:
        parts = factors(total.term)
        sums = [f for f in parts if isinstance(f, Sum) and len(f.binders) == 1]
        if len(sums) != 1 or (ends := ends_of(list(sums[0].guards), *sums[0].binders)) is None:
            continue
        (index,) = sums[0].binders
        behind = ends[1] + 1
        letters = [s for s in behind.free if behind.multiple(s) == 1]
        for last in summands:
            reads = [n for n in walk(last.term) if isinstance(n, Read) and n.tensor in recurrent]
            if last is total or index in last.term.free or not any(behind in n.index for n in reads):
                continue
            for letter in letters:
                place = Poly.symbol(index) - (behind - Poly.symbol(letter))
                if letter not in place.free:
                    state = substitute(last.term, {letter: place})
                    yield total, (mul(NEGATE, state) if last.sign == total.sign else state)


def _is_zero(search: Normaliser, start: Term, context: Context, total: _Summand, gained: Term, opened: bool) -> bool:
    spine, here = [start], context
    for child in total.path:
        here = descend(spine[-1], child, here)
        spine.append(spine[-1].children[child])
    node = spine[-1]
    if isinstance(node, Mul):
        node = search.step(search.step(node, total.path, here, "wrap"), total.path, here, "absorb")
    if not isinstance(node, Sum) or len(node.binders) != 1:
        return False
    after = search.attempt(node, total.path, here, "telescope", gained=gained)
    if after is None:
        return False
    rest = after.children[2]
    place, within = (*total.path, 2), descend(after, 2, here)
    body = rest.children[0]
    body = _stepped(search, body, (*place, 0), descend(rest, 0, within)) if opened else body
    new: Term = after.rebuild((*after.children[:2], rest.rebuild((body, *rest.children[1:]))))
    for parent, child in zip(reversed(spine[:-1]), reversed(total.path), strict=True):
        new = parent.rebuild((*parent.children[:child], new, *parent.children[child + 1 :]))
    return search.norm(new, (), context) == ZERO


def _stepped(search: Normaliser, node: Term, path: Path, context: Context) -> Term:
    """A difference of two states, ``f(i) - F(i+1) + F(i)``, with one step of the recurrences in the later one."""
    later = opened_once(search, node.children[1], (*path, 1), descend(node, 1, context), search.recurrences)
    return node.rebuild((node.children[0], later, *node.children[2:]))


def opened_once(search: Normaliser, node: Term, path: Path, context: Context, names: Collection[str]) -> Term:
    """A term with one step of some recurrences, wherever they are read."""
    if isinstance(node, Read):
        after = search.attempt(node, path, context, "unfold") if node.tensor in names else None
        return node if after is None else after
    for k, child in enumerate(node.children):
        new = opened_once(search, child, (*path, k), descend(node, k, context), names)
        if new is not child:
            node = node.rebuild((*node.children[:k], new, *node.children[k + 1 :]))
    return node


def opens_first_steps(search: Normaliser, names: Collection[str]) -> Normaliser:
    """The search, in which recurrences are opened at their first steps, and nowhere else."""
    for name in names:
        if (axis := search.theory.recurrent_axis(name)) is not None:
            search.unfolding.add(name)
            search.ahead[name] = axis, frozenset()
    return search
