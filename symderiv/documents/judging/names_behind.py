"""What a statement rests on: all that it reads, through definitions too.

Guarantee: what a loss without a definition is a function of counts as read.
"""

from __future__ import annotations

from symderiv.language.terms import Diff, Fn, Read, Term, walk
from symderiv.language.theory import Statement, Theory

__all__ = ["names_behind"]


def names_behind(theory: Theory, statement: Statement) -> tuple[set[str], set[str]]:
    """The tensors and functions that a statement reads, through definitions too, and the tensors that it differentiates
    by."""
    names: set[str] = set()
    by: set[str] = set()
    stack: list[Term] = [statement.left, statement.right]
    while stack:
        for node in walk(stack.pop()):
            if isinstance(node, Diff):
                by.add(node.tensor)
            if isinstance(node, Fn):
                names.add(node.name)
            if isinstance(node, Read | Diff) and node.tensor not in names:
                names.add(node.tensor)
                if node.tensor in theory.definitions:
                    stack.append(theory.definitions[node.tensor].body)
                elif node.tensor in theory.losses:
                    stack += [Read(x) for x in theory.losses[node.tensor].frontier]
    return names, by
