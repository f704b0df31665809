r"""Whether the letter ``d`` is the sign of a differential throughout: ``d(uv) = u\,dv + v\,du``.

Where ``d`` only ever stands before something, and at least once before a name, it multiplies nothing: ``d(uv)`` is no
number ``d`` times a bracket, and the rule of Leibniz is not refuted because ``d u v`` is not ``2 d u v``.

Guarantee: a ``d`` that stands anywhere without something behind it (``ad - bc``), or below as an index, is a name.
"""

from __future__ import annotations

from symderiv.documents.elaboration.undeclared import sides_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import is_sign_of_differentials
from symderiv.documents.page.surface import SurfaceDocument

__all__ = ["writes_differentials"]


def writes_differentials(document: SurfaceDocument) -> bool:
    """Whether each ``d`` of the equations stands before a name or a bracket, some of them before a name."""
    named = False
    for side in sides_of(document):
        nodes = list(s.walk(side))
        led = {id(node.head) for node in nodes if isinstance(node, s.Applied) and is_sign_of_differentials(node.head)}
        for node in nodes:
            if not isinstance(node, s.Product):
                continue
            for factor, operator, following in zip(node.factors, node.operators, node.factors[1:], strict=False):
                if is_sign_of_differentials(factor) and operator == "":
                    led.add(id(factor))
                    named |= isinstance(following, s.Symbol | s.Scripted)
        if any(is_sign_of_differentials(node) and id(node) not in led for node in nodes):
            return False
    return named
