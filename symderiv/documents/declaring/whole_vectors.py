r"""Vectors that only a matrix or one of some vectors beside them tells: the ``x`` of ``x^\top A x`` and ``A x`` for a
declared matrix ``A``, the ``w`` of ``w^\top x_i`` for declared vectors ``x_i``.

Guarantee: a shape is told only where every matrix beside the letter tells the same size, and of a small Latin letter
that is commonly a vector's, or a Greek one that is treated as one (``\|\theta\|``, ``\theta^\top``,
``\nabla J(\theta)``), that stands without indices or with one, that nothing defines, and that stands nowhere as a
number does (before a matrix, below a fraction, in an exponent, as the argument of a known function); and of the ``z``
of ``p = \operatorname{softmax}(z)`` for a declared ``p``, or with letters below one or the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from symderiv.documents.declaring.listed_members import listed
from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BOLD, is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import TURNING
from symderiv.documents.page.surface import RangeFact, RelationFact, SetFact, SurfaceDocument
from symderiv.language.integers import Poly

__all__ = ["declare_normalised", "declare_whole_vectors", "defined_names", "known_matrix", "number_letters"]

_STARS = ("*", "\\star")
# No index, no size, no number as a rule, neither time.
_VECTORS = frozenset("abefghpqruvwxyz")
# Functions that keep the shape of a tensor.
_KEEPING = frozenset(("softmax", "exp", "tanh", "sigmoid", "log", "ln", "ReLU", "relu"))


def declare_whole_vectors(context: Context, document: SurfaceDocument) -> None:
    """Take down the sizes of such vectors."""
    sizes: dict[str, set[Poly]] = {}
    others: set[str] = set()
    letters = _VECTORS.union(x for side in document.sides() for node in s.walk(side) for x in _treated(node))
    for side in document.sides():
        for node in s.walk(side):
            if isinstance(node, s.Product) and not any(node.operators):
                for before, after in zip(node.factors, node.factors[1:], strict=False):
                    _beside(context, (before, after), letters, sizes, others)
            others |= number_letters(node, context.names.functions)
    made = set(defined_names(document))
    made |= {*context.names.ranks, *context.names.functions, *context.targets, *context.sizes.letters()}
    for name, shape in _arguments(context, document):
        if name not in made | context.ranges.keys():
            context.take(name, shape)
            made.add(name)
    others |= made | {*context.ranges, *context.subscripted, *context.times}
    for name, found in sizes.items():
        if len(found) == 1 and name not in others and not _is_another(context, name):
            context.take(name, (found.pop(),))


def _is_another(context: Context, name: str) -> bool:
    r"""Whether a letter is declared in another emphasis, the ``y^{(i)}`` of a ``\\vec{y}``."""
    found = re.fullmatch(r"\\[a-z]+\{(\w|\\[a-z]+)\}", name)
    letter = name if found is None else found.group(1)
    spelled = {letter, *(f"\\{b}{{{letter}}}" for b in BOLD)} - {name}
    return not spelled.isdisjoint(context.names.ranks.keys())


def _arguments(context: Context, document: SurfaceDocument) -> Iterator[tuple[str, tuple[Poly, ...]]]:
    r"""Letters that a known tensor is made from entry by entry, or by a softmax: ``p = \operatorname{softmax}(z)``."""
    equations = [(link.left, link.right) for display in document.displays() for link in display.links]
    for fact in document.facts():
        if isinstance(fact, RelationFact):
            equations += [(left, fact.right) for left in fact.left]
    for left, right in equations:
        if isinstance(right, s.Applied) and is_function_name(right.head) and len(right.arguments) == 1:
            assert isinstance(right.head, s.Symbol)
            argument, name = right.arguments[0], latex(left) if left is not None else ""
            if right.head.letter not in _KEEPING or not isinstance(argument, s.Symbol):
                continue
            if context.names.ranks.get(name):
                yield latex(argument), context.shape(name)
            elif name in context.inferred:
                yield latex(argument), tuple(size for size, _ in context.inferred[name])


def declare_normalised(context: Context, document: SurfaceDocument) -> None:
    r"""Take down the ``z`` of ``p = \operatorname{softmax}(z)`` as a vector of a size of its own, where letters stand
    below one or the other, and neither a list nor the limits of a sum tell how many entries there are."""
    equations = [(link.left, link.right) for display in document.displays() for link in display.links]
    equations += [(x, f.right) for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    known = {*context.names.ranks, *context.names.functions, *context.inferred, *defined_names(document)}
    told = set(listed(document))
    for node in (n for side in document.sides() for n in s.walk(side) if isinstance(n, s.BigOperator) and n.above):
        told |= {latex(n.base) for n in s.walk(node) if isinstance(n, s.Scripted)}
    for left, right in equations:
        soft = isinstance(right, s.Applied) and isinstance(right.head, s.Symbol) and right.head.letter == "softmax"
        if not soft or not isinstance(right, s.Applied) or len(right.arguments) != 1:
            continue
        argument = right.arguments[0]
        name = latex(argument)
        if not isinstance(argument, s.Symbol) or name in known or _is_another(context, name):
            continue
        if {letter for x in (left, argument) if isinstance(x, s.Symbol) for letter in (latex(x), x.letter)} & told:
            continue
        if _are_vectors(document, (left, argument)):
            context.sizes.lows.setdefault(f"n_{{{name}}}", 1)
            context.take(name, (Poly.symbol(f"n_{{{name}}}"),))


def _are_vectors(document: SurfaceDocument, names: tuple[s.Expression | None, ...]) -> bool:
    """Whether names, in bold or not, have one letter below wherever something stands there, and somewhere do."""
    letters = {x.letter for x in names if isinstance(x, s.Symbol)}
    nodes = (n for side in document.sides() for n in s.walk(side) if isinstance(n, s.Scripted) and n.subscripts)
    below = [n.subscripts for n in nodes if isinstance(n.base, s.Symbol) and n.base.letter in letters]
    if not below or any(len(x) != 1 or not is_letter(x[0]) for x in below):
        return False
    stated = (latex(x) for f in document.facts() if isinstance(f, RangeFact | SetFact) for x in f.subjects)
    return {latex(x[0]) for x in below}.isdisjoint(stated)  # whose range tells the shape


def defined_names(document: SurfaceDocument) -> Iterator[str]:
    """The names on the left sides of equations."""
    lefts = [link.left for display in document.displays() for link in display.links if link.left is not None]
    told = (fact for fact in document.facts() if isinstance(fact, RelationFact) and fact.relation != "\\ne")
    lefts += [x for fact in told for x in fact.left]  # "for $x \\ne 0$" says of what kind nothing is
    for left in lefts:
        entry = isinstance(left, s.Scripted) and left.superscript is None and not left.primes
        yield latex(left.base if isinstance(left, s.Scripted) and entry else left)


def _treated(node: s.Expression) -> Iterator[str]:
    """The Greek letters that are treated as vectors: their norm, their transpose, a gradient by or at them, or an
    estimate of them."""
    treated: list[s.Expression | None] = []
    match node:
        case s.Norm(_, body):
            treated = [body, *(body.terms if isinstance(body, s.Addition) else ())]
        case s.Scripted(_, base, (), s.Symbol(_, above)) if above in TURNING:
            treated = [base]
        case s.Symbol(_, letter, ("hat",), False):
            treated = [s.Symbol(node.span, letter)]
        case s.Gradient(_, target, variable):
            treated = [variable, *(target.arguments if isinstance(target, s.Applied) else ())]
    for x in treated:
        if isinstance(x, s.Symbol) and not x.accents and not x.word and re.match(r"\\[a-z]", x.letter):
            yield x.letter


def _letter(node: s.Expression, letters: Collection[str]) -> tuple[str, bool]:
    """A letter that may be a vector, and whether it is transposed."""
    base, above = node, None
    if isinstance(node, s.Scripted) and not node.subscripts and not node.primes:
        base, above = node.base, node.superscript
        if not isinstance(above, s.Symbol) or above.letter not in (*TURNING, *_STARS):
            return "", False
    if not isinstance(base, s.Symbol) or not set(base.accents) <= {*BOLD} or base.word or base.letter not in letters:
        return "", False
    turned = isinstance(above, s.Symbol) and above.letter in TURNING
    return latex(base if turned else node), turned


def known_matrix(context: Context, node: s.Expression) -> tuple[Poly, Poly] | None:
    """Rows and columns of a declared matrix, of its transpose, of its inverse or a power."""
    found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
    if found is None or found.indices or found.half or context.names.ranks.get(found.name) != 2:
        return None
    rows, columns = context.shape(found.name)
    return (columns, rows) if found.transposed else (rows, columns)


def known_vector(context: Context, node: s.Expression, turned: bool = False) -> Poly | None:
    """The size of one of some declared vectors, ``x_i``, transposed or not; a declared vector by itself tells none."""
    found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
    if found is None or found.half or found.power is not None or found.inverted or found.transposed != turned:
        return None
    rank = context.names.ranks.get(found.name) or 0
    member = len(found.indices) == rank - 1 and all(map(is_letter, found.indices))
    return context.shape(found.name)[-1] if member and rank > 1 and found.name in context.partial else None


def _beside(
    context: Context,
    factors: tuple[s.Expression, s.Expression],
    letters: Collection[str],
    sizes: dict[str, set[Poly]],
    others: set[str],
) -> None:
    """What two factors that stand beside each other tell."""
    before, after = factors
    (left, turned), (right, row) = _letter(before, letters), _letter(after, letters)
    ahead, behind = known_matrix(context, before), known_matrix(context, after)
    if left and turned and (size := known_vector(context, after)) is not None:
        sizes.setdefault(left, set()).add(size)  # ``w^\\top x_i``
    if right and not row and (size := known_vector(context, before, turned=True)) is not None:
        sizes.setdefault(right, set()).add(size)  # ``x_i^\\top w``
    if ahead is not None and right:
        sizes.setdefault(right, set()).add(ahead[1]) if not row else others.add(right)
    if behind is not None and left:
        sizes.setdefault(left, set()).add(behind[0]) if turned else others.add(left)


def number_letters(node: s.Expression, functions: Collection[str]) -> set[str]:
    """The letters that stand as a number does."""
    match node:
        case s.Quotient(_, _, below):
            return {latex(below)}
        case s.Applied(_, head, arguments, _, _):
            return {latex(x) for x in arguments} if is_function_name(head) or latex(head) in functions else set()
        case s.Scripted(_, base, below, above, _):
            many = len(below) > 1 or any(isinstance(x, s.Number | s.Addition) for x in below)
            found = {latex(base)} if many or isinstance(above, s.Number) else set()
            return found | ({latex(x) for x in s.walk(above)} if above is not None else set())
    return set()
