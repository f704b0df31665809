r"""Shapes of undeclared inputs that definitions read whole: ``x_{i+p}`` for ``0 \le i \le H - K`` and ``0 \le p < K``.

The reads of a valid convolution or pooling reach from the first entry of the input to its last one.

Guarantee: a shape is told only where every subscript of every read in a definition has written ranges, where the
reads begin at 0 or 1, and where all of them reach equally far; of nothing that is defined or spoken of as no input.
"""

from __future__ import annotations

from collections.abc import Mapping

from symderiv.documents.elaboration.context import Context, Range
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.undeclared import excluded, undeclared
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import SurfaceDocument
from symderiv.language.integers import Poly

__all__ = ["reached_shapes"]

Ranges = dict[str, Range]
Shape = tuple[tuple[Poly, int], ...]


def reached_shapes(context: Context, document: SurfaceDocument) -> None:
    """Take down the shapes that the reads of definitions reach."""
    made = excluded(context, document) | context.unshaped
    found: dict[str, set[Shape | None]] = {}
    for display in document.displays():
        for link in () if display.hypothesis else display.links:
            left, right = link.left, link.right
            plain = link.relation in DEFINING and not link.continuation
            if not plain or not isinstance(left, s.Scripted) or right is None or left.superscript is not None:
                continue
            letters = [latex(x) for x in split_entries(left.subscripts, None) if is_letter(x)]
            stated = {x: {limits for _, limits in context.stated.get(x, ())} for x in letters}
            _reads(context, right, {x: r.pop() for x, r in stated.items() if len(r) == 1}, found)
    for name, shapes in found.items():
        shape = shapes.pop() if len(shapes) == 1 else None
        if shape is not None and name not in made:
            context.inferred.setdefault(name, shape)


def _reads(context: Context, node: s.Expression, ranges: Ranges, found: dict[str, set[Shape | None]]) -> None:
    """What the reads in an expression reach, under the ranges of the letters in scope."""
    if isinstance(node, s.BigOperator):
        inner = dict(ranges)
        for entry in node.below:
            for part in s.walk(entry):
                inner.pop(latex(part), None)
            limits = _limits(context, entry, node.above)
            if limits is not None and isinstance(entry, s.Comparison):
                inner[latex(entry.operands[0])] = limits
        _reads(context, node.body, inner, found)
        return
    name = undeclared(context, node)
    if name is not None and name.indices:
        entries = split_entries(name.indices, None)
        ends = [_reach(context, entry, ranges) for entry in entries]
        begin = [low.value for low, _ in (e for e in ends if e is not None) if low.is_constant and low.value in (0, 1)]
        if not any(not is_letter(entry) for entry in entries):
            ends = []  # letters alone are looked after elsewhere
        elif len(begin) == len(entries):
            shape = tuple((e[1] - e[0] + 1, first) for e, first in zip(ends, begin, strict=True) if e is not None)
            found.setdefault(name.name, set()).add(shape)
        else:
            found.setdefault(name.name, set()).add(None)
    for child in s.children(node):
        _reads(context, child, ranges, found)


def _limits(context: Context, entry: s.Expression, above: s.Expression | None) -> Range | None:
    if not isinstance(entry, s.Comparison) or entry.relations != ("=",) or above is None:
        return None
    letters = context.sizes.letters()
    low, high = polynomial(entry.operands[1], letters), polynomial(above, letters)
    whole = low is not None and high is not None and low[1] == high[1] == Poly.constant(1)
    return (low[0], high[0]) if whole and low is not None and high is not None else None


def _reach(context: Context, entry: s.Expression, ranges: Mapping[str, Range]) -> Range | None:
    """The least and the largest value of a subscript; None where a letter has no range or may count downwards."""
    letters = {**context.sizes.letters(), **{x: Poly.symbol(f"%{x}") for x in ranges}}
    found = polynomial(entry, letters)
    if found is None or found[1] != Poly.constant(1):
        return None
    at = found[0]
    lowest: dict[str, Poly] = {}
    highest: dict[str, Poly] = {}
    for letter, (low, high) in ranges.items():
        symbol = f"%{letter}"
        if symbol in at.free:
            if any(monomial.count(symbol) > 1 for monomial, _ in at.terms):
                return None
            steps = at.coefficient(symbol)
            sized = {x for x in steps.free if (context.sizes.lows.get(x) or 0) < 1}
            if sized or any(x.startswith("%") for x in steps.free) or any(c < 0 for _, c in steps.terms):
                return None
            lowest[symbol], highest[symbol] = low, high
    return at.substitute(lowest), at.substitute(highest)
