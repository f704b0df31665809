r"""Families of vectors that only a vector or a matrix beside a member tells: the ``x_n`` of ``w^\top x_n`` and
``x_n^\top A x_n``.

Guarantee: a shape is told only of a letter that always stands with one subscript, a letter of which the document tells
one size, that nothing declares, defines or differentiates, and of which a transpose shows that its members are
vectors; and only where everything beside them tells the same size.  A
family whose members are transposed, or have a norm, and that has no such shape is not taken for one of numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from symderiv.documents.declaring.inferred import letter_sizes
from symderiv.documents.declaring.whole_vectors import defined_names, known_matrix
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.undeclared import equations_of, excluded, sides_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BOLD, is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import TURNING
from symderiv.documents.page.surface import SurfaceDocument, WordFact
from symderiv.language.integers import Poly

__all__ = ["declare_members_beside"]


def declare_members_beside(context: Context, document: SurfaceDocument) -> None:
    """Take down the shapes of such families."""
    found: dict[str, set[Poly]] = {}
    counted: dict[str, set[str]] = {}
    others: set[str] = set()
    turned: set[str] = set()
    for side in sides_of(document):
        within: set[int] = set()  # the bases of names, which do not stand by themselves
        for node in s.walk(side):
            if isinstance(node, s.Scripted) and _is_turned(node) and isinstance(node.base, s.Group):
                inside = (_member(x) for x in s.walk(node.base) if isinstance(x, s.Scripted))  # ``(x_i - m)^\\top``
                turned |= {member[0] for member in inside if member is not None}
            if isinstance(node, s.Scripted):
                within.add(id(node.base))
                member = _member(node)
                if member is None:
                    others.add(latex(node.base))
                else:
                    counted.setdefault(member[0], set()).add(member[1])
                    turned |= {member[0]} if member[2] else set()
            elif isinstance(node, s.Symbol) and id(node) not in within:
                others.add(latex(node))
            elif isinstance(node, s.Norm) or (isinstance(node, s.Group) and node.bracket == "\\langle"):
                names = [x for x in s.walk(node) if isinstance(x, s.Scripted)]
                if not any(context.names.ranks.get(latex(x.base)) for x in names):  # beside which it has a shape
                    turned |= {member[0] for x in names if (member := _member(x)) is not None}
                for name, size in _apart(context, node):
                    found.setdefault(name, set()).add(size)
            elif isinstance(node, s.Product) and not any(node.operators):
                for before, after in zip(node.factors, node.factors[1:], strict=False):
                    for name, size in _beside(context, before, after):
                        found.setdefault(name, set()).add(size)
    others |= {*context.names.ranks, *context.names.functions, *context.targets, *context.sizes.letters()}
    others |= {*excluded(context, document), *context.ranges}
    units = (f for f in document.facts() if isinstance(f, WordFact) and f.word == "basis vector")
    others |= {latex(s.base(x)) for f in units for x in f.subjects}
    sizes, unclear = letter_sizes(context, document)
    for name, lengths in found.items():
        if name in others or len(lengths) != 1:
            continue
        known = context.inferred.get(name, ())
        if len(known) == 1:  # how many there are is told by the ranges of their numbers
            size, first = known[0]
            if first is not None:
                context.bases.vote((name, 0), size, first)
            del context.inferred[name]
            context.take(name, (size, *lengths))
            context.partial.add(name)
            continue
        own = [sizes.get(letter, set()) for letter in counted.get(name, ())]
        if not known and own and unclear.isdisjoint(counted[name]) and all(x == own[0] and len(x) == 1 for x in own):
            context.take(name, (*own[0], *lengths))
            context.partial.add(name)
    added = _added(document, context.names.ranks.keys() | set(defined_names(document)))
    context.of_vectors = _made_of_vectors(document, turned) - context.names.ranks.keys() - added


def _added(document: SurfaceDocument, known: Collection[str]) -> set[str]:
    r"""Families whose members are added to those of a known one: the ``y_t`` of ``\|h_t - y_t\|^2``."""
    found: set[str] = set()
    for node in (n for side in sides_of(document) for n in s.walk(side) if isinstance(n, s.Addition)):
        members = [x for t in node.terms if isinstance(t, s.Scripted) and (x := _member(t)) is not None]
        if any(name in known for name, _, _ in members):
            found |= {name for name, _, _ in members}
    return found


def _made_of_vectors(document: SurfaceDocument, turned: set[str]) -> set[str]:
    r"""Families whose members are transposed or have a norm, and those that such a one is defined by: the ``x_n`` of
    ``h_n = \tanh(x_n)`` beside ``h_n^\top``."""
    found = set(turned)
    while True:
        more = {
            latex(node.base)
            for sides in equations_of(document)
            if len(sides) == 2 and isinstance(sides[0], s.Scripted) and latex(sides[0].base) in found
            for node in s.walk(sides[1])
            if isinstance(node, s.Scripted) and node.subscripts == sides[0].subscripts and _member(node) is not None
        }
        if more <= found:
            return found
        found |= more


def _is_turned(node: s.Scripted) -> bool:
    return isinstance(node.superscript, s.Symbol) and node.superscript.letter in TURNING


def _member(node: s.Scripted) -> tuple[str, str, bool] | None:
    """The letter of a member of a family, that of its number, and whether it is transposed."""
    above, turned = node.superscript, _is_turned(node)
    base = node.base
    if not isinstance(base, s.Symbol) or base.word or not set(base.accents) <= {*BOLD} or node.primes:
        return None
    if (above is not None and not turned) or len(node.subscripts) != 1 or not is_letter(node.subscripts[0]):
        return None
    return latex(base), latex(node.subscripts[0]), turned


def _beside(context: Context, before: s.Expression, after: s.Expression) -> Iterator[tuple[str, Poly]]:
    """What two factors that stand beside each other tell of a member among them."""
    left = _member(before) if isinstance(before, s.Scripted) else None
    right = _member(after) if isinstance(after, s.Scripted) else None
    if left is not None and left[2]:
        matrix, vector = known_matrix(context, after), _known_vector(context, after)
        if matrix is not None:
            yield left[0], matrix[0]
        elif vector is not None and not vector[1]:
            yield left[0], vector[0]
    if right is not None and not right[2]:
        row = _known_vector(context, before)
        if row is not None and row[1]:
            yield right[0], row[0]


def _apart(context: Context, node: s.Norm | s.Group) -> Iterator[tuple[str, Poly]]:
    r"""What a difference with a norm tells of a member in it: ``\|h_t - y_t\|``."""
    terms = node.body.terms if isinstance(node, s.Norm) and isinstance(node.body, s.Addition) else ()
    known = (_known_vector(context, term) for term in terms)
    lengths = {vector[0] for vector in known if vector is not None and not vector[1]}
    members = (_member(term) for term in terms if isinstance(term, s.Scripted))
    for size in lengths if len(lengths) == 1 else ():
        yield from ((member[0], size) for member in members if member is not None and not member[2])


def _known_vector(context: Context, node: s.Expression) -> tuple[Poly, bool] | None:
    """The length of a declared vector, or of one of a list, and whether it is transposed."""
    found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
    if found is None or found.half or found.power is not None:
        return None
    rank = context.names.ranks.get(found.name) or 0
    if rank != len(found.indices) + 1 or (found.indices and found.name not in context.partial):
        return None
    return context.shape(found.name)[-1], found.transposed
