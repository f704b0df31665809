"""Names with subscripts that nothing has declared, and those among them that an equation makes."""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import Occurrence, is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import MentionFact, RelationFact, SurfaceDocument

__all__ = ["equations_of", "excluded", "sides_of", "undeclared"]


def equations_of(document: SurfaceDocument) -> Iterator[tuple[s.Expression, ...]]:
    """The sides of each equation of a document, and of each in its text."""
    for display in document.displays():
        for link in display.links:
            yield tuple(side for side in (link.left, link.right) if side is not None)
    for fact in document.facts():
        if isinstance(fact, RelationFact):
            yield (*fact.left, fact.right)


def sides_of(document: SurfaceDocument) -> Iterator[s.Expression]:
    """All sides of the equations of a document, and of those in its text."""
    for sides in equations_of(document):
        yield from sides


def undeclared(context: Context, node: s.Expression) -> Occurrence | None:
    """A name with subscripts that nothing has declared, without a power."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol):
        return None
    if not node.subscripts and not context.names.has_mark(node):
        return None
    known = context.names.read(node)
    if known is not None and (known.name in context.names.ranks or known.name in context.names.functions):
        return None
    above = node.superscript if context.names.has_mark(node) else None
    entries = above.entries if isinstance(above, s.Group) else ()
    counted = {latex(x) for entry in entries for x in s.walk(entry) if is_letter(x)}
    if counted - context.layers and latex(node.base) not in context.names.families:
        return None  # one of many states, and no tensor of its own
    return context.names.propose(s.Scripted(node.span, node.base, node.subscripts, above, node.primes))


def excluded(context: Context, document: SurfaceDocument, *, spoken: bool = True) -> set[str]:
    """What is defined or differentiated somewhere, or ``spoken`` of as no input: with subscripts and without."""
    nodes: list[s.Expression] = []
    for display in document.displays():
        nodes += [link.left for link in display.links if link.left is not None and link.relation in DEFINING]
    for fact in document.facts():
        if isinstance(fact, RelationFact):
            made = (x for x in fact.left if s.base(x) != s.base(fact.right))  # not of "$w_{ij} = w_{ji}$"
            nodes += made if fact.relation in DEFINING else ()
        elif spoken and isinstance(fact, MentionFact) and not fact.given:
            nodes += fact.subjects
    for side in sides_of(document):
        nodes += [n.target for n in s.walk(side) if isinstance(n, s.Derivative | s.Gradient) and not _by_itself(n)]
    found: set[str] = set()
    for node in nodes:
        bare = node.base if isinstance(node, s.Scripted) else node
        found.add(latex(node))
        above = node.superscript if isinstance(node, s.Scripted) else None
        if above is None or latex(bare) in context.names.families:
            found.add(latex(bare))
        if isinstance(node, s.Scripted) and above is not None:
            found.add(latex(s.Scripted(node.span, node.base, (), node.superscript, node.primes)))
    return found


def _by_itself(node: s.Derivative | s.Gradient) -> bool:
    r"""``\frac{\partial x_{bh}}{\partial x_{ij}}``, which tells of no way in which ``x`` is made."""
    own = s.base(node.target) if isinstance(node.target, s.Scripted) else None
    variables = node.variables if isinstance(node, s.Derivative) else ()
    return own is not None and bool(variables) and all(s.base(x) == own for x in variables)
