"""More small edits: offsets in subscripts, relations in brackets, products in another order, factors that are missing.

As in :mod:`symderiv.documents.edits`, an edit is a new surface tree and the words for it, and nothing here knows
whether it makes the line true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, permutations, product

from symderiv.documents import syntax as s
from symderiv.documents.context import Context
from symderiv.documents.edits import HERE, Edit, Scaling, indexed, places, shown, transposed, turned_or_reordered
from symderiv.documents.names import is_letter, split_entries
from symderiv.documents.screen import Scaled
from symderiv.documents.spelling import latex
from symderiv.language.text import inline

__all__ = ["slips", "unfitting"]


def slips(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Scaling]:
    """The edits of a right side, the likeliest first; with what is multiplied by what, where that is all."""
    for edit in chain(_relations(right), _products(context, right)):
        yield *edit, None
    yield from _missing(context, left, right)
    for edit in chain(_units(right), _subscripts(context, right)):
        yield *edit, None


def unfitting(context: Context, right: s.Expression) -> Iterator[Edit]:
    """The edits of a right side whose shapes do not fit: transposes, products in another order."""
    yield from turned_or_reordered(context, right)
    yield from _products(context, right)


def _units(right: s.Expression) -> Iterator[Edit]:
    """One more or less in a sum."""
    for node, put in places(right):
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not _subscripted(right, node):
            for unit in (1, -1):
                new = _counted(node, unit)
                yield put(new), f"{shown(new)} in the place of {shown(node)}"


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


def _missing(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Scaling]:
    """A factor that occurs elsewhere on the line, at the right side or at one of its terms."""
    atoms: dict[str, s.Expression] = {}
    subscripts = [x for n in s.walk(left) if isinstance(n, s.Scripted) for x in split_entries(n.subscripts, None)]
    letters = list({latex(x): x for x in subscripts if is_letter(x)}.values())[:3]
    for side in (left, right):
        for node, _ in places(side):
            found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
            if found is not None and found.name in context.names.ranks:
                if len(found.indices) == context.names.ranks[found.name]:
                    atoms.setdefault(latex(node), node)
                if context.names.ranks[found.name] == 1 and len(found.indices) == 1 and isinstance(node, s.Scripted):
                    for letter in letters:  # a vector that stands under a sum, at a free index
                        new = replace(node, subscripts=(letter,))
                        atoms.setdefault(latex(new), new)
            elif isinstance(node, s.Group | s.Applied) and "=" not in latex(node):
                atoms.setdefault(latex(node), node)
    for text, atom in list(atoms.items())[:14]:
        yield _with_factor(atom, right), f"the missing factor {inline(text)}", Scaled(atom)
    for node, put in places(right):
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not _subscripted(right, node):
            for position, term in enumerate(node.terms):
                for text, atom in list(atoms.items())[:14]:
                    terms = (*node.terms[:position], _with_factor(atom, term), *node.terms[position + 1 :])
                    changed, words = (
                        put(replace(node, terms=terms)),
                        f"the missing factor {inline(text)} at {shown(term)}",
                    )
                    yield changed, words, Scaled(atom, put, node, position)


def _with_factor(factor: s.Expression, node: s.Expression) -> s.Expression:
    if isinstance(node, s.Number) and node.value == 1:
        return factor
    if isinstance(node, s.Product) and isinstance(node.factors[0], s.Number) and node.operators[0] != "/":
        return replace(node, factors=(node.factors[0], factor, *node.factors[1:]), operators=("", *node.operators))
    body = s.Group(HERE, "(", (node,)) if isinstance(node, s.Addition | s.Operation) else node
    return s.Product(HERE, (factor, body), ("",))


def _subscripted(root: s.Expression, node: s.Expression) -> bool:
    return any(
        isinstance(n, s.Scripted) and any(x is node for e in n.subscripts for x in s.walk(e)) for n in s.walk(root)
    )


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
