"""Which letters of a document stand where: in subscripts, below sums, applied, with numbers."""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.documents import syntax as s
from symderiv.documents.elaborate_functions import function_name
from symderiv.documents.names import is_letter, is_numbered

__all__ = [
    "applied_letters",
    "distinct_letters",
    "from_zero",
    "indexed_letters",
    "indices_of",
    "numbered_letters",
    "subscript_letters",
]


def subscript_letters(document: s.SurfaceDocument) -> set[str]:
    """All letters that stand in subscripts or below sums."""
    found: set[str] = set()
    for display in document.displays():
        for link in display.links:
            for side in (link.left, link.right):
                for node in s.walk(side) if side is not None else ():
                    parts: tuple[s.Expression, ...] = ()
                    if isinstance(node, s.Scripted):
                        parts = node.subscripts
                    elif isinstance(node, s.BigOperator):
                        parts = tuple(part for c in node.below for part in indices_of(c))
                    for part in parts:
                        found.update(s.latex(p) for p in s.walk(part) if is_letter(p))
    return found


def _nodes(document: s.SurfaceDocument) -> Iterator[s.Expression]:
    for display in document.displays():
        for link in display.links:
            for side in (link.left, link.right):
                if side is not None:
                    yield from s.walk(side)


def applied_letters(document: s.SurfaceDocument) -> set[str]:
    """The names that stand in front of an argument somewhere in a display."""
    return {function_name(node.head) for node in _nodes(document) if isinstance(node, s.Applied)}


def indexed_letters(document: s.SurfaceDocument) -> set[str]:
    """The letters that carry an index somewhere in a display, and not only a number or a word."""
    scripted = (node for node in _nodes(document) if isinstance(node, s.Scripted) and node.subscripts)
    return {s.latex(node.base) for node in scripted if not is_numbered(node)}


def numbered_letters(document: s.SurfaceDocument) -> set[str]:
    """The letters all of whose subscripts begin with a number or a word, and go on behind a number at least once."""
    firsts: dict[str, set[bool]] = {}
    entries: set[str] = set()
    sides = [side for d in document.displays() for link in d.links for side in (link.left, link.right)]
    facts = document.facts()
    told = [x for fact in facts if isinstance(fact, s.ShapeFact) for x in fact.subjects]
    sides += [x for fact in facts if isinstance(fact, s.RelationFact) for x in (*fact.left, fact.right)]
    for node in (n for side in (*sides, *told) if side is not None for n in s.walk(side)):
        if isinstance(node, s.Scripted) and node.subscripts and isinstance(node.base, s.Symbol):
            base = s.latex(node.base)
            first = node.subscripts[0]
            firsts.setdefault(base, set()).add(
                isinstance(first, s.Number) or (isinstance(first, s.Symbol) and first.word)
            )
            if len(node.subscripts) > 1 and isinstance(first, s.Number):
                entries.add(base)
        elif isinstance(node, s.Symbol) and any(node is x for x in told):
            firsts.setdefault(s.latex(node), set()).add(False)
    return {base for base in entries if firsts[base] == {True}}


def distinct_letters(document: s.SurfaceDocument) -> set[frozenset[str]]:
    r"""Pairs like ``a`` and ``\mathbf{a}`` that are both used with subscripts, or both without: two names.

    Where one has subscripts and the other has none, it is a vector and its entries.
    """
    uses: dict[tuple[str, str], set[bool]] = {}
    for display in document.displays():
        for side in (x for link in display.links for x in (link.left, link.right) if x is not None):
            nodes = list(s.walk(side))
            below = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts}
            indices = {id(p) for n in nodes if isinstance(n, s.Scripted) for x in n.subscripts for p in s.walk(x)}
            for node in nodes:
                if isinstance(node, s.Symbol) and not node.word and id(node) not in indices:
                    uses.setdefault((node.letter, s.latex(node)), set()).add(id(node) in below)
    return {
        frozenset((one, other))
        for (letter, one), here in uses.items()
        for (same, other), there in uses.items()
        if letter == same and one != other and here & there
    }


def from_zero(document: s.SurfaceDocument) -> set[tuple[str, int]]:
    """The names, and the places of their subscripts, that an equation gives a value at 0: ``h_0 = 0``."""
    told = [x for f in document.facts() if isinstance(f, s.RelationFact) and f.relation == "=" for x in f.left]
    told += [k.left for d in document.displays() for k in d.links if k.left is not None and k.relation == "="]
    return {
        (s.latex(left.base), place)
        for left in told
        if isinstance(left, s.Scripted) and isinstance(left.base, s.Symbol) and left.superscript is None
        for place, entry in enumerate(left.subscripts)
        if isinstance(entry, s.Number) and entry.value == 0
    }


def indices_of(below: s.Expression) -> tuple[s.Expression, ...]:
    """What stands below a sum without its limits: ``i`` of ``i = 1``, ``i`` and ``j`` of ``1 \\le i < j \\le n``."""
    if isinstance(below, s.Comparison) and len(below.operands) >= 3:
        return below.operands[1:-1]
    if isinstance(below, s.Comparison) and len(below.operands) == 3 and set(below.relations) <= {"<", "\\le"}:
        return below.operands[:2]
    if isinstance(below, s.Comparison) and len(below.operands) == 2 and below.relations[0] in ("=", "\\in"):
        return below.operands[:1]
    return (below,)
