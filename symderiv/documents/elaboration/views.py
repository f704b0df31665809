r"""Rows and columns under names of their own: "the rows $x_n^\top$ of $X$", ``X = [x_1, \dots, x_N]^\top``.

``x_n`` is then another name for a part of ``X`` (or ``X`` another name for all ``x_n``): one tensor, so that
derivatives by the one are derivatives by the other.  Of two names the one with a stated shape is the tensor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING, TURNING
from symderiv.documents.page.surface import CalledFact, PartsFact, RelationFact, StackFact, SurfaceDocument
from symderiv.language.integers import Poly

__all__ = ["declare_views", "last_of", "lists_names", "names_parts", "stacked", "untransposed"]


def stacked(node: s.Expression) -> tuple[s.Expression, bool] | None:
    r"""``[x_1, \dots, x_N]`` (columns) or its transpose (rows) as ``x_1`` and whether they are columns."""
    turned = False
    if isinstance(node, s.Scripted) and isinstance(node.base, s.Group | s.Matrix) and not node.subscripts:
        above = node.superscript
        if not isinstance(above, s.Symbol) or above.letter not in TURNING:
            return None
        node, turned = node.base, True
    if isinstance(node, s.Group) and node.bracket in ("[", "("):
        entries, columns = node.entries, True
    elif isinstance(node, s.Matrix) and len(node.rows) == 1:
        entries, columns = node.rows[0], True
    elif isinstance(node, s.Matrix) and all(len(row) == 1 for row in node.rows):
        entries, columns = tuple(row[0] for row in node.rows), False
    else:
        return None
    dots = [k for k, x in enumerate(entries) if isinstance(x, s.Symbol) and "dots" in x.letter]
    if not dots or dots[0] == 0 or dots[-1] == len(entries) - 1:
        return None
    first = untransposed(entries[0])
    if first is None or (first[1] != (not columns)):
        return None
    return first[0], columns != turned


def names_parts(context: Context, left: s.Expression, right: s.Expression) -> bool:
    r"""Whether an equation says no more than what entries, rows or columns are called: ``x = (x_1, \dots, x_n)``."""
    own = context.names.read(left)
    listed = _listed(right)
    if own is None or own.indices or own.name not in {*context.theory.shapes, *context.views}:
        return False
    if (found := stacked(right)) is not None and (part := untransposed(found[0])) is not None:
        name, columns, views = latex(part[0].base), found[1], context.views
        if views.get(name) == (own.name, columns) or views.get(own.name) == (name, columns):
            return True
    if own.name not in context.theory.shapes:
        return False
    rank = len(context.theory.shapes[own.name])
    dots = [x for x in listed if isinstance(x, s.Symbol) and "dots" in x.letter]
    entries = [context.names.read(x) for x in listed if x not in dots]
    if not dots and rank == 1 and len(listed) > 1 and _first_of_all(listed) is None:
        return False
    return (
        bool(listed)
        and len(listed) == len(set(listed))
        and all(x is not None and x.name == own.name and len(x.indices) == rank for x in entries)
    )


def _listed(node: s.Expression) -> tuple[s.Expression, ...]:
    r"""What a list, or a row or column in the form of a matrix, consists of, with a ``\top`` or without."""
    if isinstance(node, s.Scripted) and not node.subscripts:
        node = node.base
    if isinstance(node, s.Group):
        return node.entries
    if isinstance(node, s.Matrix) and 1 in (len(node.rows), *map(len, node.rows)):
        return tuple(x for row in node.rows for x in row)
    return ()


def lists_names(node: s.Expression) -> bool:
    r"""Whether an expression is a list of several names, ``(w, b)^\top``: what it is equal to consists of them."""
    entries = _listed(node)
    return len(set(entries)) == len(entries) > 1 and all(isinstance(x, s.Symbol | s.Scripted) for x in entries)


def last_of(node: s.Expression) -> s.Expression | None:
    r"""The number ``N`` of the last entry of ``(x_1, \dots, x_N)^\top``."""
    entries = _listed(node)
    if not entries:
        return None
    first, last = (untransposed(entries[k]) for k in (0, -1))
    if first is None or last is None or first[0].base != last[0].base or latex(first[0].subscripts[0]) != "1":
        return None
    return last[0].subscripts[0]


def untransposed(node: s.Expression) -> tuple[s.Scripted, bool] | None:
    r"""``x_1`` of ``x_1^\top``, and whether it was transposed; likewise ``x^{(1)}`` and ``(x^{(1)})^\top``."""
    if not isinstance(node, s.Scripted) or node.primes:
        return None
    above, turned = node.superscript, False
    if isinstance(above, s.Product) and not any(above.operators) and len(above.factors) == 2:
        above, last = above.factors
        turned = isinstance(last, s.Symbol) and last.letter in TURNING
        if not turned:
            return None
    elif isinstance(above, s.Symbol) and above.letter in TURNING:
        above, turned = None, True
    base = node.base
    if turned and above is None and not node.subscripts and isinstance(base, s.Group) and len(base.entries) == 1:
        inner = untransposed(base.entries[0])
        return None if inner is None or inner[1] else (inner[0], True)
    number = node.subscripts
    if not number and isinstance(above, s.Group) and above.bracket == "(":
        number, above = above.entries, None
    if not isinstance(base, s.Symbol) or len(number) != 1 or above is not None:
        return None
    return s.Scripted(node.span, base, number), turned


def _said(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression, bool, s.Expression | None]]:
    """(matrix, a row or column, whether it is a column, the number of the last) as words and equations tell."""
    for fact in document.facts():
        if isinstance(fact, PartsFact):
            yield fact.whole, fact.part, fact.columns, fact.last
        elif isinstance(fact, StackFact):
            parts = _called(document, fact)
            if len(parts) == 1:
                yield fact.whole, parts[0], fact.columns, None
        elif isinstance(fact, RelationFact) and fact.relation in ("=", ":=") and len(fact.left) == 1:
            found = stacked(fact.right)
            if found is not None:
                yield fact.left[0], *found, last_of(fact.right)
    for display in document.displays():
        for link in display.links:
            found = stacked(link.right) if link.right is not None else None
            if found is not None and link.left is not None and link.right is not None and not link.continuation:
                yield link.left, *found, last_of(link.right)


def _called(document: SurfaceDocument, stack: StackFact) -> list[s.Expression]:
    """What an earlier sentence has called by the noun of a stack: one of a list, of each name."""
    called = (f for f in document.facts() if isinstance(f, CalledFact) and f.span.start < stack.span.start)
    found = [x for f in called if not {stack.noun, stack.noun.rstrip("s")}.isdisjoint(f.nouns) for x in f.subjects]
    listed = {latex(x.base): x for x in found if isinstance(x, s.Scripted) and len(x.subscripts) == 1}
    return list(listed.values())


def _equations(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression]]:
    """The equations of a document and of its text, by their sides."""
    for fact in document.facts():
        if isinstance(fact, RelationFact) and fact.relation in DEFINING:
            yield from ((left, fact.right) for left in fact.left)
    for link in (link for display in document.displays() for link in display.links):
        if link.left is not None and link.right is not None and not link.continuation and link.relation in DEFINING:
            yield link.left, link.right


def _declare_listed(context: Context, document: SurfaceDocument) -> None:
    r"""``x = (x_1, x_2)^\top`` of names that nothing else tells: a vector of two numbers."""
    equations = list(_equations(document))
    made = {latex(left) for left, _ in equations}
    known = context.names.ranks.keys() | context.names.functions | context.targets
    for whole, right in equations:
        entries = _listed(right)
        if not isinstance(whole, s.Symbol) or len(entries) < 2:
            continue
        bases = {s.base(x) for x in entries}
        first = _first_of_all(entries)
        if (
            first is None
            or len(bases) > 1
            or not all(isinstance(x, s.Symbol) and x.letter == whole.letter for x in bases)
        ):
            continue
        names = {latex(whole), *map(latex, (*bases, *entries))}
        if names.isdisjoint(known) and made.isdisjoint(map(latex, entries)):
            size = Poly.constant(len(entries))
            context.declare(latex(whole), (size,))
            context.bases.told[latex(whole), 0] = size, first


def _first_of_all(entries: Sequence[s.Expression]) -> int | None:
    """The number of the first of some entries, 0 or 1, if they are numbered one after another."""
    plain = [x.subscripts for x in entries if isinstance(x, s.Scripted) and x.superscript is None and not x.primes]
    numbers = [x[0].value for x in plain if len(x) == 1 and isinstance(x[0], s.Number)]
    return next((k for k in (0, 1) if numbers == list(range(k, len(entries) + k))), None)


def declare_views(context: Context, document: SurfaceDocument) -> None:
    """Let names of rows and columns stand for parts of their matrix."""
    _declare_listed(context, document)
    for whole, part, columns, last in _said(document):
        bare = untransposed(part)
        if bare is None or not isinstance(whole, s.Symbol):
            continue
        matrix, vector = latex(whole), latex(bare[0].base)
        shapes = context.theory.shapes
        if last is not None and isinstance(bare[0].base, s.Symbol) and bare[0].base.letter == whole.letter:
            _vector(context, whole, vector, last)
        if matrix == vector or matrix in context.views or vector in context.views:
            continue
        if len(shapes.get(matrix, ())) == 2 and matrix not in context.random:
            known = shapes.get(vector)
            if known is not None:
                alike = known == (shapes[matrix][:1] if columns else shapes[matrix][1:])
                if alike and not _has_entries(document, bare[0].base):
                    continue  # a vector like the rows ``x_1, ..., x_n`` of ``X``, of which no line reads one
                if known != (shapes[matrix][::-1] if columns else shapes[matrix]):
                    context.poisoned[vector] = f"it has another shape than the parts of {matrix}"
                    continue
                del shapes[vector]
            context.views[vector] = (matrix, columns)
            context.names.ranks[vector] = 2
            context.partial.add(vector)
        elif len(shapes.get(vector, ())) == 2 and matrix not in shapes and vector not in context.random:
            context.views[matrix] = (vector, columns)
            context.names.ranks[matrix] = 2


def _has_entries(document: SurfaceDocument, name: s.Expression) -> bool:
    """Whether a line reads a name with subscripts."""
    nodes = (n for side in document.sides() for n in s.walk(side))
    return any(isinstance(n, s.Scripted) and n.subscripts and n.base == name for n in nodes)


def _vector(context: Context, whole: s.Symbol, entry: str, last: s.Expression) -> None:
    r"""``x = (x_1, \dots, x_n)^\top``, where no shape is told: a vector of numbers; ``\mathbf{x}`` may be its name."""
    name = latex(whole)
    names = context.names
    if any(x in names.ranks or x in names.functions or x in context.targets for x in (name, entry)):
        return
    size = context.sizes.axis(last)
    if size is None:
        return
    context.declare(name, (size,))
    context.bases.vote((name, 0), size, 1)
