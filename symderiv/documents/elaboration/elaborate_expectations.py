r"""Expectations, variances and covariances: weighted sums over finitely many outcomes.

A random variable has a value for each outcome; ``\mathbb{E}[...]`` is the sum of the values weighted by probabilities,
which are nonnegative and sum to one (DESIGN.md, section 2).  Variables that are said to be independent have outcomes of
their own, and an expectation sums over all of them; the others share theirs.  What is not declared random is a
constant, and an expectation of constants alone is an error.  A random variable outside of every expectation stands for
its value at any outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from symderiv.documents.elaboration.values import Value, times
from symderiv.documents.latex import syntax as s
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Read, Sum, Term

if TYPE_CHECKING:
    from symderiv.documents.elaboration.elaborate import Elaborator

__all__ = ["gathered", "moment", "moment_of", "moments"]

REMEDY = "write it as a weighted sum over the outcomes, with weights that sum to one"
KINDS = {"E": "E", "V": "Var", "Var": "Var", "var": "Var", "Cov": "Cov", "cov": "Cov"}


def moment(head: s.Expression) -> str:
    """ "E", "Var" or "Cov" for the name of such an operator, perhaps with a subscript; "" for anything else."""
    base = head.base if isinstance(head, s.Scripted) else head
    if not isinstance(base, s.Symbol) or (isinstance(head, s.Scripted) and (head.primes or head.superscript)):
        return ""
    if base.word or "mathbb" in base.accents or base.accents == ("mathrm",):
        return KINDS.get(base.letter, "")
    return ""


def gathered(node: s.Product) -> s.Expression:
    r"""A product in which ``\mathbb{E}`` and the brackets behind it are one factor; itself where there is none."""
    factors, operators = list(node.factors), ["", *node.operators]
    at = 0
    while at + 1 < len(factors):
        head, behind = factors[at], factors[at + 1]
        inner = behind.base if isinstance(behind, s.Scripted) and not behind.subscripts else behind
        square = behind.base if isinstance(behind, s.Scripted) else behind
        if moment(head) and isinstance(square, s.Norm) and operators[at + 1] == "":
            factors[at : at + 2] = [s.Applied(head.span, head, (behind,), True, "")]  # E |x|^2
            del operators[at + 1]
        elif moment(head) and isinstance(inner, s.Group) and inner.bracket and operators[at + 1] == "":
            call: s.Expression = s.Applied(head.span, head, inner.entries, True, inner.bracket)
            if isinstance(behind, s.Scripted):
                call = s.Scripted(behind.span, call, (), behind.superscript, behind.primes)
            factors[at : at + 2] = [call]
            del operators[at + 1]
        elif reach := _bare(factors, operators, at):
            inside = s.Product(behind.span, tuple(factors[at + 1 : reach]), tuple(operators[at + 2 : reach]))
            argument = inside if len(inside.factors) > 1 else behind
            factors[at:reach] = [s.Applied(head.span, head, (argument,), True, "")]  # E x y
            del operators[at + 1 : reach]
        at += 1
    if len(factors) == len(node.factors):
        return node
    return factors[0] if len(factors) == 1 else s.Product(node.span, tuple(factors), tuple(operators[1:]))


def _bare(factors: list[s.Expression], operators: list[str], at: int) -> int:
    r"""Where the names behind an ``\mathbb{E}`` without brackets end: at the next one, or with the product; else 0."""
    head = factors[at]
    if moment(head) != "E" or "mathbb" not in getattr(head, "accents", ()) or operators[at + 1] != "":
        return 0
    end = next((k for k in range(at + 1, len(factors)) if moment(factors[k])), len(factors))
    bare = (x.base if isinstance(x, s.Scripted) else x for x in factors[at + 1 : end])
    return end if end > at + 1 and all(isinstance(x, s.Symbol) for x in bare) else 0


def moments(node: s.Expression) -> list[tuple[str, tuple[s.Expression, ...]]]:
    """All moments in an expression with what stands beneath them."""
    found = []
    for part in s.walk(node):
        if isinstance(part, s.Product):
            part = gathered(part)
            parts = part.factors if isinstance(part, s.Product) else (part,)
            calls = [p.base if isinstance(p, s.Scripted) else p for p in parts]
            found += [(moment(c.head), c.arguments) for c in calls if isinstance(c, s.Applied) and moment(c.head)]
        elif isinstance(part, s.Applied) and moment(part.head):
            found.append((moment(part.head), part.arguments))
    return found


def moment_of(e: Elaborator, node: s.Applied) -> Value:
    """The value of an expectation, a variance or a covariance."""
    kind = moment(node.head)
    arguments = node.arguments
    wanted = 2 if kind == "Cov" and len(arguments) == 2 else 1
    if len(arguments) != wanted or any(isinstance(a, s.Comparison) for a in arguments):
        raise e.fail(node, "an expectation that is conditional, or of several things", REMEDY)
    named = _named(e, node)
    if kind == "E":
        return _expected(e, arguments[0], node, named)
    first, last = arguments[0], arguments[-1]
    one, other = _centred(first, node), _centred(last, node)
    saved, asked = dict(e.outcomes), set(e.asked)
    probe = e.unify.squeeze(e.value(first))
    e.outcomes, e.asked = saved, asked
    if kind == "Var" and probe.rank:
        raise e.fail(node, "the variance of a tensor", "write \\operatorname{Cov}, or the variance of an entry")
    if probe.rank > 1:
        raise e.fail(node, "the covariance of matrices", "write it with indices")
    if probe.rank:
        other = s.Scripted(node.span, s.Group(node.span, "(", (other,)), (), s.Symbol(node.span, "\\top"))
    return _expected(e, s.Product(node.span, (one, other), ("",)), node, named)


def _centred(argument: s.Expression, node: s.Applied) -> s.Expression:
    """What stands beneath a moment, less its mean."""
    head = s.Symbol(node.span, "E", ("mathbb",))
    if isinstance(node.head, s.Scripted):
        mean: s.Expression = s.Applied(node.span, s.Scripted(node.span, head, node.head.subscripts), (argument,), True)
    else:
        mean = s.Applied(node.span, head, (argument,), True)
    inside = s.Group(node.span, "(", (argument,))
    return s.Group(node.span, "(", (s.Addition(node.span, (inside, mean), ("+", "-")),))


def _named(e: Elaborator, node: s.Applied) -> frozenset[int] | None:
    """The outcomes that a subscript asks for: those of the variables in it; None for all."""
    if not isinstance(node.head, s.Scripted):
        return None
    found: set[int] = set()
    for entry in node.head.subscripts:
        parts: tuple[s.Expression, ...] = (entry,)
        if isinstance(entry, s.Comparison):
            parts = entry.operands[:1]
        for part in parts:
            inner = part.entries if isinstance(part, s.Group) else (part,)
            for name in inner:
                read = e.context.names.read(name)
                if read is None or read.name not in e.context.random:
                    raise e.fail(node, "the subscript of an expectation that is no random variable", REMEDY)
                found |= set(e.context.random[read.name])
    return frozenset(found)


def _expected(e: Elaborator, body: s.Expression, node: s.Expression, named: frozenset[int] | None) -> Value:
    saved, asked = e.outcomes, e.asked
    chosen = range(len(e.context.outcomes)) if named is None else sorted(named)
    symbols = {g: e.unify.fresh("w") for g in chosen}
    e.outcomes, e.asked = {**saved, **symbols}, set()
    try:
        value = e.value(body)
        used = sorted(e.asked & set(symbols))
    finally:
        beyond = e.asked - set(symbols)
        e.outcomes, e.asked = saved, asked | beyond
    if not used:
        raise e.fail(node, "an expectation of what is not declared random", f"say what is random, or {REMEDY}")
    if any(e.context.outcomes[g].mixed for g in used):
        raise e.fail(
            node, "an expectation under an independence of some variables only", "say which others are independent"
        )
    guards = [g for k in used for g in _range(Poly.symbol(symbols[k]), e.context.outcomes[k].size)]
    factors = [Read(e.context.outcomes[k].weight, (Poly.symbol(symbols[k]),)) for k in used]

    def entry(place: tuple[Poly, ...]) -> Term:
        return Sum(tuple(symbols[k] for k in used), guards, times(*factors, value.entry(place)))

    return Value(value.shape, entry, value.bases, value.row)


def _range(index: Poly, size: Poly) -> Iterable[Guard]:
    return Guard("ge", index), Guard("ge", size - 1 - index)
