"""What may be missing on a wrong line: a factor, a matrix in a product, a term.

As in :mod:`symderiv.documents.repairing.edits`, an edit is a new surface tree and the words for it, and nothing here
knows whether it makes the line true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.repairing.edits import (
    HERE,
    Edit,
    Scaling,
    differentiated,
    in_subscript,
    indexed,
    places,
    rank_of,
    shown,
    transposed,
)
from symderiv.documents.repairing.screen import Scaled
from symderiv.language.text import inline

__all__ = ["added", "factors", "inserted", "subscripted"]


def factors(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Scaling]:
    """A factor that occurs elsewhere on the line, at the right side or at one of its terms."""
    atoms: dict[str, s.Expression] = {}
    subscripts = [x for n in s.walk(left) if isinstance(n, s.Scripted) for x in split_entries(n.subscripts, None)]
    letters = list({latex(x): x for x in subscripts if is_letter(x)}.values())[:3]
    heads = {id(x) for side in (left, right) for n in s.walk(side) if isinstance(n, s.Applied) for x in s.walk(n.head)}
    for side in (left, right):
        for node, _ in places(side):
            if id(node) in heads:
                continue
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
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not subscripted(right, node):
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


def inserted(context: Context, left: s.Expression, right: s.Expression, *, square: bool) -> Iterator[Edit]:
    """A matrix, or a transpose, that is missing in a product: those of the line first.

    ``square``: only such that leave the shape as it is."""
    theory = context.theory
    written: dict[str, s.Expression] = {}
    for side in (right, left):
        own = differentiated(side)
        for node in s.walk(side):
            if rank_of(context, node) in (1, 2) and id(node) not in own | indexed(side):
                found = context.names.read(node)
                if found is not None and found.name in context.spelling:
                    written.setdefault(found.name, context.spelling[found.name])
        for node in s.walk(side):
            if isinstance(node, s.Derivative | s.Gradient):
                written.setdefault(latex(node), node)
    for name in (*theory.shapes, *theory.definitions):
        if name in context.spelling and len(theory.shape_of(name)) == 2:
            written.setdefault(name, context.spelling[name])
    if square:
        sides = {name: theory.shape_of(name) for name in written if name in theory.shapes | theory.definitions}
        written = {n: written[n] for n, shape in sides.items() if len(shape) == 2 and shape[0] == shape[1]}
    whole, bases = (
        indexed(right) | differentiated(right),
        {id(n.base) for n in s.walk(right) if isinstance(n, s.Scripted)},
    )
    for factor in list(written.values())[:8]:
        turned = transposed(context, factor)
        for one in (factor, turned) if turned is not None else (factor,):
            for node, put in places(right):
                if id(node) in whole | bases or in_subscript(right, node) or latex(node) == latex(factor):
                    continue
                if not isinstance(node, s.Symbol | s.Scripted | s.Derivative | s.Gradient | s.Group | s.Operation):
                    continue
                if isinstance(node, s.Symbol | s.Scripted) and rank_of(context, node) not in (1, 2):
                    continue
                body = s.Group(HERE, "(", (node,)) if isinstance(node, s.Operation) else node
                for factors in ((one, body), (body, one)):
                    yield put(s.Product(HERE, factors, ("",))), f"the missing factor {shown(one)}"


def added(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Scaling]:
    """A term that is missing: a number, or one that occurs elsewhere on the line; in the right side or in a bracket."""
    terms = dict(_terms(context, (left, right)))
    brackets = [
        (node.entries[0], _within(put, node))
        for node, put in places(right)
        if isinstance(node, s.Group) and node.bracket == "(" and len(node.entries) == 1
    ]
    for node, put in [(right, _whole), *brackets]:
        if isinstance(node, s.Comparison) or subscripted(right, node):
            continue
        own = zip(node.signs, node.terms, strict=True) if isinstance(node, s.Addition) else [("+", node)]
        opposite = {latex(x): "-" if sign == "+" else "+" for sign, x in own}  # that would only take one away
        for text, term in list(terms.items())[:10]:
            for sign in "+-":
                if opposite.get(text) == sign:
                    continue
                new = s.Addition(HERE, (node, term), ("+", sign))
                if sign == "+" and isinstance(node, s.Addition) and node.signs[0] == "-":
                    new = s.Addition(HERE, (term, *node.terms), ("+", *node.signs))
                factor = s.Quotient(HERE, new, node)
                words = f"the missing term {inline(text if sign == '+' else '-' + text)}"
                yield put(new), words, Scaled(factor, put, node)


def _terms(context: Context, sides: tuple[s.Expression, ...]) -> Iterator[tuple[str, s.Expression]]:
    """What may stand in a sum: 1, the terms of sums, names with all of their indices or none, functions at a value."""
    yield "1", s.Number(HERE, Fraction(1))
    heads = {id(x) for side in sides for n in s.walk(side) if isinstance(n, s.Applied) for x in s.walk(n.head)}
    for side in sides:
        bare = indexed(side)
        for node in s.walk(side):
            if isinstance(node, s.Addition):
                yield from ((latex(x), x) for x in node.terms)
            elif isinstance(node, s.Applied) and not node.surely:
                yield latex(node), node
            elif isinstance(node, s.Symbol | s.Scripted) and id(node) not in heads | bare:
                read = context.names.read(node)
                if read is not None and len(read.indices) in (0, context.names.ranks.get(read.name, 0)):
                    yield latex(node), node


def _whole(new: s.Expression) -> s.Expression:
    return new


def _within(put: Callable[[s.Expression], s.Expression], group: s.Group) -> Callable[[s.Expression], s.Expression]:
    return lambda new: put(replace(group, entries=(new,)))


def subscripted(root: s.Expression, node: s.Expression) -> bool:
    """Whether a part stands in a subscript."""
    return any(
        isinstance(n, s.Scripted) and any(x is node for e in n.subscripts for x in s.walk(e)) for n in s.walk(root)
    )
