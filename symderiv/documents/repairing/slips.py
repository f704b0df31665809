"""More small edits: offsets in subscripts, relations in brackets, products in another order, factors that are missing.

As in :mod:`symderiv.documents.repairing.edits`, an edit is a new surface tree and the words for it, and nothing here
knows whether it makes the line true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, permutations, product

from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.repairing.edits import (
    HERE,
    Edit,
    Scaling,
    indexed,
    places,
    shown,
    transposed,
    turned_or_reordered,
)
from symderiv.documents.repairing.missing import factors, inserted, subscripted

__all__ = ["slips", "unfitting"]


def slips(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Scaling]:
    """The edits of a right side, the likeliest first; with what is multiplied by what, where that is all."""
    for edit in chain(_relations(right), _products(context, right)):
        yield *edit, None
    yield from factors(context, left, right)
    likely = chain(_units(context, right), _limits(right), _subscripts(context, right))
    for edit in chain(likely, inserted(context, left, right, square=True)):
        yield *edit, None


def unfitting(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Edit]:
    """The edits of a right side whose shapes do not fit: transposes, products in another order, a missing matrix."""
    yield from turned_or_reordered(context, right)
    yield from _products(context, right)
    yield from inserted(context, left, right, square=False)


def _units(context: Context, right: s.Expression) -> Iterator[Edit]:
    """One more or less in a sum, or a size one larger or smaller."""
    sums = {id(term) for n in s.walk(right) if isinstance(n, s.Addition) and len(n.terms) > 1 for term in n.terms}
    parts = {id(x) for n in s.walk(right) if isinstance(n, s.Quotient) for x in (n.numerator, n.denominator)}
    bare = indexed(right) | sums
    for node, put in places(right):
        if isinstance(node, s.Symbol) and node.letter in context.sizes.letters() and id(node) not in bare:
            for unit in (-1, 1) if not _ranged(right, node) else ():
                size = _unit_more(node, unit)
                new = size if node is right or id(node) in parts else s.Group(HERE, "(", (size,))
                yield put(new), f"{shown(size)} in the place of {shown(node)}"
    for node, put in places(right):
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not subscripted(right, node):
            for unit in (1, -1):
                new = _counted(node, unit)
                yield put(new), f"{shown(new)} in the place of {shown(node)}"


def _limits(right: s.Expression) -> Iterator[Edit]:
    """One more or less at an end of a sum."""
    for node, put in places(right):
        if not isinstance(node, s.BigOperator) or node.operator not in ("sum", "prod"):
            continue
        for unit in (-1, 1):
            for place, entry in enumerate(node.below):
                if isinstance(entry, s.Comparison) and entry.relations == ("=",):
                    first = replace(entry, operands=(entry.operands[0], _unit_more(entry.operands[1], unit)))
                    new = replace(node, below=(*node.below[:place], first, *node.below[place + 1 :]))
                    yield put(new), f"{shown(first)} in the place of {shown(entry)}"
            if node.above is not None:
                last = _unit_more(node.above, unit)
                yield put(replace(node, above=last)), f"the sum up to {shown(last)}"


def _unit_more(node: s.Expression, unit: int) -> s.Expression:
    if isinstance(node, s.Number) and node.value + unit >= 0:
        return s.Number(HERE, node.value + unit)
    return _counted(node if isinstance(node, s.Addition) else s.Addition(HERE, (node,), ("+",)), unit)


def _counted(node: s.Addition, unit: int) -> s.Expression:
    """A sum with a unit more or less: ``n - 1`` becomes ``n`` or ``n - 2``."""
    for place, (term, sign) in enumerate(zip(node.terms, node.signs, strict=True)):
        if isinstance(term, s.Number):
            value = (term.value if sign == "+" else -term.value) + unit
            others = (*node.terms[:place], *node.terms[place + 1 :])
            signs = (*node.signs[:place], *node.signs[place + 1 :])
            if not value:
                return others[0] if len(others) == 1 and signs == ("+",) else replace(node, terms=others, signs=signs)
            number = s.Number(HERE, abs(value))
            signs = (*node.signs[:place], "+" if value > 0 else "-", *node.signs[place + 1 :])
            return replace(node, terms=(*node.terms[:place], number, *node.terms[place + 1 :]), signs=signs)
    return s.Addition(HERE, (*node.terms, s.Number(HERE, Fraction(1))), (*node.signs, "+" if unit > 0 else "-"))


def _relations(right: s.Expression) -> Iterator[Edit]:
    r"""``[j < k]`` to ``[j \le k]`` and the like."""
    others: dict[str, tuple[str, ...]] = {
        "<": ("\\le", ">"),
        ">": ("\\ge", "<"),
        "\\le": ("<", "\\ge"),
        "\\ge": (">", "\\le"),
        "=": ("\\ne",),
        "\\ne": ("=",),
    }
    for node, put in places(right):
        if isinstance(node, s.Comparison):
            for position, relation in enumerate(node.relations):
                for other in others.get(relation, ()):
                    new = replace(node, relations=(*node.relations[:position], other, *node.relations[position + 1 :]))
                    yield put(new), f"{shown(new)} in the place of {shown(node)}"


def _products(context: Context, right: s.Expression) -> Iterator[Edit]:
    """The two or three matrices of a product in every order, with every choice of transposes."""
    entries = indexed(right)
    for node, put in places(right):
        if not isinstance(node, s.Product) or any(node.operators) or any(id(f) in entries for f in node.factors):
            continue
        turned = [transposed(context, f, (1, 2)) for f in node.factors]
        spots = [k for k, t in enumerate(turned) if t is not None]
        pairs = [(f, t) for f, t in zip(node.factors, turned, strict=True) if t is not None]
        if not 2 <= len(pairs) <= 3:
            continue
        for order in permutations(pairs):
            for choice in product(range(2), repeat=len(order)):
                factors = list(node.factors)
                for spot, pair, k in zip(spots, order, choice, strict=True):
                    factors[spot] = pair[k]
                if tuple(factors) != node.factors:
                    new = replace(node, factors=tuple(factors))
                    yield put(new), f"{shown(new)} in the place of {shown(node)}"


def _ranged(root: s.Expression, node: s.Expression) -> bool:
    """Whether a part stands in a subscript, in the range of a sum or in a sum of which other edits take care."""
    sums = [n for n in s.walk(root) if isinstance(n, s.BigOperator)]
    ends = [x for n in sums for x in (*n.below, *([] if n.above is None else [n.above]))]
    return subscripted(root, node) or any(x is node for end in ends for x in s.walk(end))


def _subscripts(context: Context, right: s.Expression) -> Iterator[Edit]:
    """One sign, one unit or a stride in the subscripts of one occurrence."""
    sizes = [n for n in context.theory.sizes if len(n) == 1]
    for node, put in places(right):
        if not isinstance(node, s.Scripted) or not node.subscripts:
            continue
        entries = split_entries(node.subscripts, None)
        variants: list[tuple[s.Expression, ...]] = []
        for position, entry in enumerate(entries):
            variants += [(*entries[:position], new, *entries[position + 1 :]) for new in _shifted(entry)]
        sums = [e for e in entries if isinstance(e, s.Addition)]
        if len(sums) > 1:  # the same slip along every axis
            for place in range(min(len(e.terms) for e in sums)):
                variants.append(tuple(_opposed(e, place) if isinstance(e, s.Addition) else e for e in entries))
        if sums:
            variants += [tuple(_stretched(e, name) for e in entries) for name in sizes]
        for changed in variants:
            if changed != tuple(entries):
                new = replace(node, subscripts=changed)
                yield put(new), f"{shown(new)} in the place of {shown(node)}"


def _shifted(entry: s.Expression) -> Iterator[s.Expression]:
    """An entry with one sign turned, or one unit more or less."""
    one = s.Number(HERE, Fraction(1))
    if isinstance(entry, s.Addition):
        yield from (_opposed(entry, position) for position in range(len(entry.signs)))
        yield from (_counted(entry, unit) for unit in (1, -1))
    elif is_letter(entry):
        for sign in "+-":
            yield s.Addition(HERE, (entry, one), ("+", sign))


def _opposed(entry: s.Addition, place: int) -> s.Addition:
    """A sum with the sign of one term turned."""
    other = "-" if entry.signs[place] == "+" else "+"
    return replace(entry, signs=(*entry.signs[:place], other, *entry.signs[place + 1 :]))


def _stretched(entry: s.Expression, name: str) -> s.Expression:
    """``i + p`` to ``s i + p``."""
    if not isinstance(entry, s.Addition) or not is_letter(entry.terms[0]):
        return entry
    first = s.Product(HERE, (s.Symbol(HERE, name), entry.terms[0]), ("",))
    return replace(entry, terms=(first, *entry.terms[1:]))
