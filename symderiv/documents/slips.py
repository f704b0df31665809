"""More small edits: offsets in subscripts, relations in brackets, products in another order, factors that are missing.

As in :mod:`symderiv.documents.edits`, an edit is a new surface tree and the words for it, and nothing here knows
whether it makes the line true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

from symderiv.documents import syntax as s
from symderiv.documents.context import Context
from symderiv.documents.edits import HERE, Edit, places
from symderiv.documents.names import is_letter, split_entries

__all__ = ["slips"]


def slips(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Edit]:
    """The edits of a right side, the likeliest first."""
    yield from _relations(right)
    yield from _products(context, right)
    yield from _missing(context, left, right)
    yield from _units(right)
    yield from _subscripts(context, right)


def _units(right: s.Expression) -> Iterator[Edit]:
    """One more or less in a sum."""
    one = s.Number(HERE, Fraction(1))
    for node, put in places(right):
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not _subscripted(right, node):
            for sign in "+-":
                new = s.Addition(HERE, (*node.terms, one), (*node.signs, sign))
                yield put(new), f"{s.latex(new)} in the place of {s.latex(node)}"


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
                    yield put(new), f"{s.latex(new)} in the place of {s.latex(node)}"


def _turned(context: Context, node: s.Expression) -> s.Expression | None:
    """The transpose of a matrix that is written by its name."""
    found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
    if found is None or found.indices or context.names.ranks.get(found.name) not in (1, 2):
        return None
    if isinstance(node, s.Scripted) and found.transposed:
        return node.base if not node.subscripts and not node.primes else replace(node, superscript=None)
    if isinstance(node, s.Scripted) and node.superscript is not None:
        return None
    if isinstance(node, s.Scripted):
        return replace(node, superscript=s.Symbol(HERE, "\\top"))
    return s.Scripted(HERE, node, (), s.Symbol(HERE, "\\top"))


def _products(context: Context, right: s.Expression) -> Iterator[Edit]:
    """Products of two or three matrices in every order, with every choice of transposes."""
    for node, put in places(right):
        if not isinstance(node, s.Product) or not 2 <= len(node.factors) <= 3 or any(node.operators):
            continue
        turned = [_turned(context, f) for f in node.factors]
        if any(t is None for t in turned):
            continue
        pairs = [(f, t) for f, t in zip(node.factors, turned, strict=True) if t is not None]
        for order in permutations(pairs):
            for choice in product(range(2), repeat=len(order)):
                factors = tuple(pair[k] for pair, k in zip(order, choice, strict=True))
                if factors != node.factors:
                    new = replace(node, factors=factors)
                    yield put(new), f"{s.latex(new)} in the place of {s.latex(node)}"


def _missing(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Edit]:
    """A factor that occurs elsewhere on the line, at the right side or at one of its terms."""
    atoms: dict[str, s.Expression] = {}
    subscripts = [x for n in s.walk(left) if isinstance(n, s.Scripted) for x in split_entries(n.subscripts, None)]
    letters = list({s.latex(x): x for x in subscripts if is_letter(x)}.values())[:3]
    for side in (left, right):
        for node, _ in places(side):
            found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
            if found is not None and found.name in context.names.ranks:
                if len(found.indices) == context.names.ranks[found.name]:
                    atoms.setdefault(s.latex(node), node)
                if context.names.ranks[found.name] == 1 and len(found.indices) == 1 and isinstance(node, s.Scripted):
                    for letter in letters:  # a vector that stands under a sum, at a free index
                        new = replace(node, subscripts=(letter,))
                        atoms.setdefault(s.latex(new), new)
            elif isinstance(node, s.Group | s.Applied) and "=" not in s.latex(node):
                atoms.setdefault(s.latex(node), node)
    for text, atom in list(atoms.items())[:14]:
        yield _with_factor(atom, right), f"the missing factor {text}"
    for node, put in places(right):
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not _subscripted(right, node):
            for position, term in enumerate(node.terms):
                for text, atom in list(atoms.items())[:14]:
                    terms = (*node.terms[:position], _with_factor(atom, term), *node.terms[position + 1 :])
                    yield put(replace(node, terms=terms)), f"the missing factor {text} at {s.latex(term)}"


def _with_factor(factor: s.Expression, node: s.Expression) -> s.Expression:
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
        if any(isinstance(e, s.Addition) for e in entries):
            variants += [tuple(_stretched(e, name) for e in entries) for name in sizes]
        for changed in variants:
            if changed != tuple(entries):
                new = replace(node, subscripts=changed)
                yield put(new), f"{s.latex(new)} in the place of {s.latex(node)}"


def _shifted(entry: s.Expression) -> Iterator[s.Expression]:
    """An entry with one sign turned, or one unit more or less."""
    one = s.Number(HERE, Fraction(1))
    if isinstance(entry, s.Addition):
        for position, sign in enumerate(entry.signs):
            other = "-" if sign == "+" else "+"
            yield replace(entry, signs=(*entry.signs[:position], other, *entry.signs[position + 1 :]))
        for sign in "+-":
            yield s.Addition(HERE, (*entry.terms, one), (*entry.signs, sign))
    elif is_letter(entry):
        for sign in "+-":
            yield s.Addition(HERE, (entry, one), ("+", sign))


def _stretched(entry: s.Expression, name: str) -> s.Expression:
    """``i + p`` to ``s i + p``."""
    if not isinstance(entry, s.Addition) or not is_letter(entry.terms[0]):
        return entry
    first = s.Product(HERE, (s.Symbol(HERE, name), entry.terms[0]), ("",))
    return replace(entry, terms=(first, *entry.terms[1:]))
