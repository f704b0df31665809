r"""Expectations, variances and covariances: weighted sums over finitely many outcomes.

A random variable has a value for each outcome; ``\mathbb{E}[...]`` is the sum of the values weighted by probabilities,
which are nonnegative and sum to one (DESIGN.md, section 2).  Variables that are said to be independent have outcomes of
their own, and an expectation sums over all of them; the others share theirs.  What is not declared random is a
constant, and an expectation of constants alone is an error.  A random variable outside of every expectation stands for
its value at any outcome.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from symderiv.documents import syntax as s
from symderiv.documents.context import Context, Outcomes
from symderiv.documents.spelling import latex
from symderiv.documents.surface import Item, RelationFact, ShapeFact, SurfaceDocument, WordFact
from symderiv.documents.values import Value, times
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Guard, Read, Sum, Term
from symderiv.language.theory import Free, Statement

if TYPE_CHECKING:
    from symderiv.documents.elaborate import Elaborator

__all__ = ["declare_random", "gathered", "moment", "moment_of", "moments", "weights", "with_families"]

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


# ---------------------------------------------------------------------------------------- declaration


def with_families(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with a shape for each list of random numbers, ``$X_1, \dots, X_n$ are random variables``."""
    facts = list(document.facts())
    shaped = {latex(_letter(x)) for f in facts if isinstance(f, ShapeFact) for x in f.subjects}
    items: list[Item] = []
    for item in document.items:
        items.append(item)
        if isinstance(item, WordFact) and item.word in ("random", "independent") and _is_list(item.subjects):
            letter = latex(_letter(item.subjects[0]))
            if letter not in shaped:
                shaped.add(letter)
                items.append(ShapeFact(item.span, item.sentence, item.subjects, (), argument=item.argument))
    return replace(document, items=tuple(items)) if len(items) > len(document.items) else document


def _letter(node: s.Expression) -> s.Expression:
    return node.base if isinstance(node, s.Scripted) else node


def _is_list(subjects: tuple[s.Expression, ...]) -> bool:
    r"""``x_1, \dots, x_n``, with or without entries between."""
    first, last = subjects[0], subjects[-1]
    return (
        len(subjects) > 2
        and isinstance(first, s.Scripted)
        and isinstance(last, s.Scripted)
        and first.base == last.base
        and len(first.subscripts) == len(last.subscripts) == 1
        and isinstance(first.subscripts[0], s.Number)
        and any(isinstance(x, s.Symbol) and x.letter in ("\\dots", "\\ldots", "\\cdots") for x in subjects)
    )


def declare_random(context: Context, document: SurfaceDocument) -> None:
    """Give random variables an axis of outcomes; which they are the words say, or a moment of the bare name."""
    facts = document.facts()
    sides = [x for f in facts if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    defined: set[str] = set()
    for f in facts:
        if isinstance(f, RelationFact) and f.relation in ("=", ":="):
            defined |= {latex(x) for x in f.left}
    for display in document.displays():
        for link in display.links:
            sides += [x for x in (link.left, link.right) if x is not None]
            if link.left is not None and not link.continuation:
                defined.add(latex(link.left))
    beneath = [x for side in sides for _, arguments in moments(side) for x in arguments]
    if not beneath:
        return
    names: list[str] = []
    entries = {latex(x): latex(x.base) for x in beneath if isinstance(x, s.Scripted)}  # ``y_i`` of a defined ``y``
    for f in facts:
        if isinstance(f, WordFact) and f.word in ("random", "independent"):
            names += [_name(context, x) for x in f.subjects if isinstance(x, s.Symbol | s.Scripted)]
    for x in beneath:
        power = context.names.superscript(x.superscript)[1:] if isinstance(x, s.Scripted) else (None, False, False)
        known = context.names.read(x)
        declared = known is not None and known.name in context.names.ranks
        if isinstance(x, s.Symbol | s.Scripted) and power == (None, False, False) and not declared:
            names.append(latex(x))
    names += _with_moments(context, document)
    for side in sides:
        for part in s.walk(side):
            if isinstance(part, s.Scripted) and moment(part):
                below = [x.operands[0] if isinstance(x, s.Comparison) else x for x in part.subscripts]
                names += [latex(y) for x in below for y in (x.entries if isinstance(x, s.Group) else (x,))]
    chosen = [
        n
        for n in dict.fromkeys(names)
        if n not in defined
        and entries.get(n) not in defined
        and n not in context.names.functions
        and n not in context.sizes.letters()
        and n not in context.targets
        and context.names.ranks.get(n, 0) is not None
        and n != "\\dots"
    ]
    apart = {
        frozenset(pair)
        for f in facts
        if isinstance(f, WordFact) and f.word == "independent"
        for pair in itertools.combinations([latex(x) for x in f.subjects], 2)
    }
    told = {f.argument for f in facts if isinstance(f, WordFact) and f.word == "independent" and len(f.subjects) > 1}
    context.unclear = any(
        isinstance(f, WordFact)
        and (
            (f.word == "independence" and f.argument not in told) or (f.word == "independent" and _is_list(f.subjects))
        )
        for f in facts
    )
    for group in _groups(chosen, apart):
        number = len(context.outcomes)
        size, weight = "\\Omega" + "'" * number, "\\Pr" + "'" * number
        mixed = any(frozenset(pair) in apart for pair in itertools.combinations(group, 2))
        context.sizes.lows[size] = 1
        context.theory.add_size(size, 1)
        context.outcomes.append(Outcomes(Poly.symbol(size), weight, mixed))
        context.theory.add_tensor(weight, (Poly.symbol(size),))
        for name in group:
            shape = context.theory.shapes.pop(name, ())
            context.theory.add_tensor(name, (Poly.symbol(size), *shape))
            context.names.ranks[name] = len(shape)
            context.random[name] = (number,)


def _with_moments(context: Context, document: SurfaceDocument) -> Iterator[str]:
    r"""Declared vectors of which the text supposes a moment: "``$\varepsilon \in \mathbb{R}^n$ with
    $\mathbb{E}[\varepsilon \varepsilon^\top] = s^2 I$``".  Nothing else stands beneath it."""
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    for display in document.displays():
        told += [x.left for x in display.links if display.hypothesis and x.left is not None]
    for side in told:
        for _, arguments in moments(side):
            reads = [
                context.names.read(n) for x in arguments for n in s.walk(x) if isinstance(n, s.Symbol | s.Scripted)
            ]
            found = {x.name for x in reads if x is not None and context.names.ranks.get(x.name)}
            if len(found) == 1:
                yield found.pop()


def _name(context: Context, node: s.Symbol | s.Scripted) -> str:
    """What a random variable is an entry of, or itself."""
    found = context.names.read(node)
    entry = found is not None and found.indices and context.names.ranks.get(found.name)
    return found.name if found is not None and entry else latex(node)


def _groups(names: list[str], apart: set[frozenset[str]]) -> list[list[str]]:
    """Variables that share their outcomes: all that nothing says to be independent."""
    groups: list[list[str]] = []
    for name in names:
        near = [g for g in groups if any(frozenset((name, other)) not in apart for other in g)]
        groups = [g for g in groups if g not in near]
        groups.append([*(other for g in near for other in g), name])
    return groups


def weights(context: Context) -> list[tuple[str, Statement]]:
    """What holds of the probabilities."""
    found: list[tuple[str, Statement]] = []
    for number, outcomes in enumerate(context.outcomes):
        names = ", ".join(n for n, groups in context.random.items() if groups == (number,))
        whose = f" of {names}, independent of the others," if len(context.outcomes) > 1 else ""
        index = Poly.symbol("%w")
        entry = Read(outcomes.weight, (index,))
        free = (Free("%w", Poly({}), outcomes.size),)
        total = Sum(("%w",), (Guard("ge", index), Guard("ge", outcomes.size - 1 - index)), entry)
        found.append((f"probabilities{whose} are nonnegative", Statement(entry, ZERO, free, ">=")))
        found.append((f"probabilities{whose} sum to one", Statement(total, ONE)))
    return found


# ---------------------------------------------------------------------------------------- elaboration


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
