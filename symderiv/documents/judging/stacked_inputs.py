r"""Inputs that a document stacks into one: ``\theta = \begin{pmatrix} w \\ b \end{pmatrix}`` beside ``y = w x + b``.

No definition reads ``\theta``, so that a derivative by it would be 0.  Who claims one means ``\theta`` as the variable,
and ``w`` and ``b`` as its parts.

Guarantee: only of a stack that consists of distinct whole inputs, for one statement at a time; not where derivatives by
the parts stand beside a use of the stack, which would no longer pass through it.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.declaring.stacks import parts_of_stack
from symderiv.documents.judging.names_behind import names_behind
from symderiv.language.terms import Read, walk
from symderiv.language.theory import Statement, Theory

__all__ = ["with_stacks_as_variables"]


def with_stacks_as_variables(theory: Theory, statement: Statement) -> Theory:
    """The theory in which the stacks that a statement differentiates by are inputs, and their parts made of them."""
    names, by = names_behind(theory, statement)
    for name in sorted(by & theory.definitions.keys()):
        stack = theory.definitions[name]
        parts = parts_of_stack(theory, stack)
        if not parts or (by & parts.keys() and _is_read(theory, statement, names, name)):
            continue
        shapes = {x: shape for x, shape in theory.shapes.items() if x not in parts} | {name: stack.shape}
        definitions = parts | {x: d for x, d in theory.definitions.items() if x != name}
        theory = replace(theory, shapes=shapes, definitions=definitions)
    return theory


def _is_read(theory: Theory, statement: Statement, names: set[str], name: str) -> bool:
    """Whether a statement, or a definition behind it, has a value of a tensor in it."""
    bodies = [statement.left, statement.right]
    bodies += [theory.definitions[x].body for x in names & theory.definitions.keys() - {name}]
    return any(isinstance(n, Read) and n.tensor == name for body in bodies for n in walk(body))
