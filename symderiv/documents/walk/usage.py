"""How a document writes its names, and what stands in brackets: from it suggestions are made.

Guarantee: only so many factors of products are kept, so that suggestions cost no more in long documents.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.judging.equations import Equation
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex

__all__ = ["take_up", "undeclared_in"]

_MOST = 24


def undeclared_in(equation: Equation) -> str:
    """The name that an equation cannot be read for, as nothing declares it; "" where there is none."""
    found = re.fullmatch(r"(.+) is not declared", equation.error.what) if equation.error is not None else None
    return found.group(1) if found is not None else ""


def take_up(context: Context, used: set[str], side: s.Expression, indices: Set[str]) -> None:
    """Remember the names of a side among the ``used`` ones, how they are written, and its brackets."""
    used |= Reader(context, used).names_in(side, indices)
    for node in s.walk(side):
        if isinstance(node, s.Symbol | s.Scripted):
            found = context.names.read(node)
            if (
                found is not None
                and found.name in context.names.ranks
                and found.power is None
                and not (found.transposed or found.inverted or found.half)
            ):
                bare: s.Expression = node
                if isinstance(node, s.Scripted) and found.indices:
                    bare = node.base if node.superscript is None and not node.primes else replace(node, subscripts=())
                if latex(bare) == found.name or isinstance(bare, s.Symbol):
                    context.spelling.setdefault(found.name, bare)
        elif (
            isinstance(node, s.Group)
            and len(node.entries) == 1
            and isinstance(node.entries[0], s.Comparison)
            and node.bracket == "["
            and node not in context.brackets
        ):
            context.brackets.append(node)
        elif isinstance(node, s.Operation) and node.operator == "\\odot":
            for factor in (node.left, node.right):
                if (
                    not isinstance(factor, s.Operation)
                    and factor not in context.brackets
                    and len(context.brackets) < _MOST
                ):
                    context.brackets.append(factor)
        elif (
            isinstance(node, s.Applied)
            and isinstance(node.head, s.Scripted)
            and node.head.primes
            and node not in context.brackets
        ):
            context.brackets.append(node)
