r"""Vectors that a sum tells: the ``b`` of ``z = W x + b``, of ``\|A x - b\|``, the ``\varepsilon`` of ``y = X \beta +
\varepsilon``.

Guarantee: only an undeclared letter that is commonly a bias or a noise, that stands bare beside a product of a declared
matrix and a vector, that nothing defines and that stands nowhere as a number does (before a matrix, below a fraction,
in an exponent).  A bias beside data ``X w + b`` may be a number for all samples, and is left alone.
"""

from __future__ import annotations

from symderiv.documents.declaring.whole_vectors import defined_names, known_matrix, number_letters
from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import SurfaceDocument
from symderiv.language.integers import Poly

__all__ = ["declare_addends"]

_BIASES = frozenset("bc")
_NOISES = frozenset(("e", "\\varepsilon", "\\epsilon", "\\xi", "\\zeta", "\\omega"))
_TARGETS = frozenset("bcty")
_DATA = frozenset(("X", "\\Phi", "Z", "H"))  # a row for each sample


def declare_addends(context: Context, document: SurfaceDocument) -> None:
    """Take down the sizes of such vectors."""
    sizes: dict[str, set[Poly]] = {}
    sums = [(right, False) for left, right in document.equations() if isinstance(left, s.Symbol | s.Scripted)]
    sums += [(node.body, True) for side in document.sides() for node in s.walk(side) if isinstance(node, s.Norm)]
    for total, within in sums:
        terms = total.terms if isinstance(total, s.Addition) else ()
        for product in terms:
            height = _height(context, product)
            for term in terms if height is not None else ():
                if isinstance(term, s.Symbol) and _may_stand_beside(term, product, within):
                    assert height is not None
                    sizes.setdefault(latex(term), set()).add(height)
    if not sizes:
        return
    taken = {*context.names.ranks, *context.names.functions, *context.targets, *context.sizes.letters()}
    taken |= {*defined_names(document), *context.ranges, *context.times}
    for side in document.sides():
        for node in s.walk(side):
            taken |= number_letters(node, context.names.functions)
            if isinstance(node, s.Product):
                before = (a for a, b in zip(node.factors, node.factors[1:], strict=False) if known_matrix(context, b))
                taken |= {latex(x) for x in before}
    for name, found in sizes.items():
        if len(found) == 1 and name not in taken:
            context.declare(name, (found.pop(),))


def _height(context: Context, product: s.Expression) -> Poly | None:
    """The size of a product of a declared matrix and a vector."""
    if not isinstance(product, s.Product) or len(product.factors) != 2 or any(product.operators):
        return None
    matrix, vector = product.factors
    shape = known_matrix(context, matrix)
    found = context.names.read(vector) if isinstance(vector, s.Symbol | s.Scripted) else None
    if shape is None or found is None or found.indices or found.power is not None or found.transposed:
        return None
    if context.names.ranks.get(found.name) != 1 or context.shape(found.name) != (shape[1],):
        return None
    return shape[0]


def _may_stand_beside(term: s.Symbol, product: s.Expression, within: bool) -> bool:
    """Whether a letter may be a vector beside a product; ``within`` a norm, what is taken from one is no number."""
    if term.word or term.letter in _NOISES:
        return not term.word
    if within:
        return term.letter in _TARGETS
    matrix = product.factors[0] if isinstance(product, s.Product) else product
    return term.letter in _BIASES and not (isinstance(matrix, s.Symbol) and matrix.letter in _DATA)
