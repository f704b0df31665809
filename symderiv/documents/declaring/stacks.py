r"""Inputs that a definition stacks into one: ``\theta = \begin{pmatrix} w \\ b \end{pmatrix}``."""

from __future__ import annotations

from math import prod

from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Read, Sum
from symderiv.language.theory import Definition, Theory

__all__ = ["parts_of_stack"]


def parts_of_stack(theory: Theory, stack: Definition) -> dict[str, Definition]:
    r"""The inputs that a definition stacks, as made of it; nothing where it does anything else.

    Of ``\theta_i = [i < n] w_i + [i = n] b``, ``w_j = \theta_j`` and ``b = \theta_n``.
    """
    found: dict[str, Definition] = {}
    one = Poly.constant(1)
    for piece in stack.body.args if isinstance(stack.body, Add) else ():
        part = piece.body if isinstance(piece, Sum) and not piece.binders else None
        if not isinstance(part, Read) or part.tensor not in theory.shapes or part.tensor in found:
            return {}
        assert isinstance(piece, Sum)
        indices = tuple(f"%{k}" for k in range(len(part.index)))
        place: list[Poly] = []
        for symbol in stack.indices:
            own = Poly.symbol(symbol)
            inner = [(k, own - p) for k, p in enumerate(part.index) if symbol in p.free]
            low = [own - g.poly for g in piece.guards if g.kind in ("ge", "eq") and g.poly.coefficient(symbol) == one]
            at = [own + g.poly for g in piece.guards if g.kind == "eq" and g.poly.coefficient(symbol) == -one]
            starts = [shift for _, shift in inner] or low or at or [Poly({})]
            if len(inner) > 1 or starts[0].free & set(stack.indices):
                return {}
            place.append(starts[0] + Poly.symbol(indices[inner[0][0]]) if inner else starts[0])
        own_places = {x for p in place for x in p.free} & set(indices)
        if own_places != set(indices):
            return {}
        body = Read(stack.name, tuple(place))
        found[part.tensor] = Definition(part.tensor, indices, theory.shapes[part.tensor], body)
    count = sum((prod(d.shape, start=one) for d in found.values()), Poly({}))
    return found if count == prod(stack.shape, start=one) else {}
