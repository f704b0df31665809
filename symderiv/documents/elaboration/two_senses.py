r"""Letters that are a size of the document and an index of one equation: ``R_n = \sum_{l=1}^n d_l`` of ``n`` numbers.

Beside ``n`` itself, ``R_n`` is what belongs to this ``n``: one equation does not mean two things by one letter.
"""

from __future__ import annotations

from symderiv.documents.elaboration.letters import indices_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex

__all__ = ["letters_as_limits", "letters_as_numbers"]


def letters_as_numbers(node: s.Expression, letters: frozenset[str]) -> set[str]:
    r"""Those of some letters that stand in an expression as numbers, in no subscript and bound by no sum: the ``n`` and
    ``m`` of ``x_n + 2^n + \sum_{k=1}^m k y_j``."""
    if latex(node) in letters:
        return {latex(node)}
    if isinstance(node, s.Scripted):
        above = set[str]() if node.superscript is None else letters_as_numbers(node.superscript, letters)
        return above | letters_as_numbers(node.base, letters)
    if isinstance(node, s.BigOperator):
        bound = {latex(part) for below in node.below for head in indices_of(below) for part in s.walk(head)}
        letters -= bound
    return set().union(*(letters_as_numbers(child, letters) for child in s.children(node)))


def letters_as_limits(node: s.Expression, letters: frozenset[str]) -> set[str]:
    """Those of some letters that stand in the upper limit of a sum."""
    above = (n.above for n in s.walk(node) if isinstance(n, s.BigOperator) and n.above is not None)
    return {latex(part) for top in above for part in s.walk(top)} & letters
