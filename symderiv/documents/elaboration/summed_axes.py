r"""Sizes of axes that nothing but the sums over them tells: ``\sum_{i=1}^N \frac{\partial L}{\partial y_i} x_{i+p-1}``.

Guarantee: as a sum in a claim may be wrong, no size is told where two such sums disagree, nor one that is a few less or
more than what the definition reads.
"""

from __future__ import annotations

from symderiv.documents.elaboration.context import Range
from symderiv.documents.elaboration.elaborate_base import Reading
from symderiv.documents.latex import syntax as s
from symderiv.language.integers import Poly

__all__ = ["summed"]


def summed(e: Reading, name: str, axis: int, letter: str, node: s.Expression) -> Range | None:
    """The range of all sums that run over an axis, or else of all sums over its letter."""
    found = e.context.summed.get((name, axis), set())
    span = next(iter(found)) if found else e.context.spans.get(letter)
    if span is None or span[0] not in (Poly({}), Poly.constant(1)):
        return None
    if len(found) > 1 or _is_off_by_some(e, e.letters[letter], span[1] - span[0] + 1):
        raise e.fail(
            node,
            f"the shape of {name} does not follow: no sum over '{letter}' is known to be over all of it",
            f"state the shape of {name}, as in {name} \\in \\mathbb{{R}}^{{n}}",
        )
    return span


def _is_off_by_some(e: Reading, symbol: str, count: Poly) -> bool:
    r"""Whether a number of values of an index is neither that of an axis which it reads with an offset, nor of the
    windows on it, and a few less or more than one of those: ``N - 1`` values of ``i`` in ``x_{i+p-1}`` with
    ``p \le K``, where ``x`` has ``N + K - 1`` entries."""
    gaps = []
    for number, own, _, _ in e.moved:
        rest, size = number - Poly.symbol(symbol), e.unify.known(own)
        if symbol not in number.free or symbol in rest.free:
            continue
        gaps.append(count - size)
        wide = {x: e.unify.known(e.bare[x][0].size) - 1 for x in rest.free & e.bare.keys()}
        wide |= {x: e.explicit[x][1] - e.explicit[x][0] for x in rest.free & e.explicit.keys()}
        inner = [x for x in rest.free if x.startswith("%")]
        if all(x in wide and rest.coefficient(x) in (Poly.constant(1), Poly.constant(-1)) for x in inner):
            gaps.append(count - size + sum((wide[x] for x in inner), Poly({})))
    return all(gaps) and any(gap.is_constant for gap in gaps)
