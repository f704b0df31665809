r"""Letters that stand for any argument of a function: ``z`` of ``\sigma'(z) = \sigma(z) (1 - \sigma(z))``.

Authors differentiate ``\sigma`` at ``z`` and make ``z = W x + b`` further down.  Such a line is about any number, and
its letter is bound there like the parameter of ``f(z) = z \sigma(z)``.

The parameter of ``h_\theta(x) = \theta^\top x`` beside data ``x^{(i)}`` is such a letter too.

Guarantee: only where all that the document says with the letter before it is made is about it and functions of it, or
where the equation defines a function of the letter and reads no member of the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.letters import OF_MATRICES
from symderiv.documents.elaboration.senses import applied, before, everywhere, renamed_in
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["arguments", "as_arguments", "called"]


def arguments(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with letters that stand for any argument under another name there: in the line
    ``\\sigma'(z) = \\sigma(z) (1 - \\sigma(z))``, which no later ``z = W x + b`` makes one about ``W`` and ``x``."""
    for name, item in _told(document).items():
        if _alone(document, name, item):
            document = renamed_in(document, [x for x in document.items if _earlier(x, item)], name)
    functions = [x for x in document.items if _defined_functions(x)]
    for member in _members(document) if functions else ():
        if latex(member.base) not in _told(document):
            places = [x for x in functions if _is_of_one(x, member)]
            document = renamed_in(document, places, latex(member.base)) if places else document
            functions = [x for x in functions if x not in places]  # their argument has another name now
    return document


def _members(document: SurfaceDocument) -> list[s.Scripted]:
    r"""The vectors that are declared one by one, ``x^{(i)} \in \mathbb{R}^n``."""
    told = [x for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects]
    return [x for x in told if isinstance(x, s.Scripted) and (x.subscripts or _is_above(x))]


def _is_above(node: s.Scripted) -> bool:
    return isinstance(node.superscript, s.Group) and not node.primes


def _defined_functions(item: Item) -> list[s.Applied]:
    """The functions that an item defines, where it does no more."""
    if isinstance(item, Display):
        lefts = [k.left for k in item.links if k.left is not None and not k.continuation]
    else:
        lefts = list(item.left) if isinstance(item, RelationFact) and item.relation in DEFINING else []
    applied = [x for x in lefts if isinstance(x, s.Applied)]
    return applied if len(applied) == len(lefts) else []


def _is_of_one(item: Item, member: s.Scripted) -> bool:
    r"""Whether the functions that an item defines are of one of some vectors: ``h_\theta(x) = \theta^\top x`` beside
    the data ``x^{(i)}``."""
    if any(x.arguments != (member.base,) for x in _defined_functions(item)):
        return False
    read = (n for n in everywhere(item) if isinstance(n, s.Scripted) and n.base == member.base)
    return not any(_is_above(n) or (n.subscripts and member.subscripts) for n in read)


def as_arguments(document: SurfaceDocument, unread: Set[int]) -> Iterator[SurfaceDocument]:
    """The document with a letter as any argument in those displays in the lines ``unread`` that are about it and
    functions alone, wherever it is made; one for each such letter."""
    functions = _functions(document)
    lines = [item for item in document.items if isinstance(item, Display) and item.span.line in unread]
    for name in _told(document):
        if alone := [item for item in lines if _of_any(item, name, functions)]:
            yield renamed_in(document, list(alone), name)


def called(document: SurfaceDocument) -> set[str]:
    r"""The letters of known functions that stand at a name, ``\sigma(a_k)`` and not ``\sigma (a + b)``; none
    of which the text says what it says of numbers, ``\sigma > 0``."""
    nodes = [n for item in document.items for n in everywhere(item) if isinstance(n, s.Applied)]
    plain = (n for n in nodes if len(n.arguments) == 1 and isinstance(n.arguments[0], s.Symbol | s.Scripted))
    numbers = {latex(x) for f in document.facts() if isinstance(f, RelationFact) for x in f.left}
    return {function_name(n.head) for n in plain} & BUILT_IN_FUNCTIONS.keys() - numbers


def _told(document: SurfaceDocument) -> dict[str, Item]:
    """The names that equations make, or that are declared with axes, each with the first item that tells so."""
    told = _made(document)
    for fact in document.facts():
        if isinstance(fact, ShapeFact) and fact.axes:
            told.update({latex(x): fact for x in fact.subjects if isinstance(x, s.Symbol) and latex(x) not in told})
    return told


def _made(document: SurfaceDocument) -> dict[str, Item]:
    """The names that equations make from something else, each with the first item in which one does."""
    found: dict[str, Item] = {}
    for item in document.items:
        if isinstance(item, Display):
            sides = [(k.left, k.right) for k in item.links if not k.continuation and k.relation in DEFINING]
        elif isinstance(item, RelationFact) and item.relation in DEFINING and not item.conditional:
            sides = [(left, item.right) for left in item.left]
        else:
            continue
        for left, right in sides:
            if isinstance(left, s.Symbol | s.Scripted) and right is not None and not isinstance(right, s.Number):
                found.setdefault(latex(s.base(left)), item)
    return found


def _alone(document: SurfaceDocument, name: str, told: Item) -> bool:
    r"""Whether all that is said with a name before it is made is about it and functions alone: in
    ``\\sigma'(z) = \\sigma(z) (1 - \\sigma(z))`` it stands for any number."""
    functions = _functions(document)
    early = [item for item in document.items if isinstance(item, Display | RelationFact) and _earlier(item, told)]
    about = [item for item in early if name in _letters(item, functions)]
    shows = any(isinstance(item, Display) or _defines_a_function(item) for item in about)
    return shows and all(_of_any(x, name, functions) for x in about)


def _defines_a_function(item: Item) -> bool:
    return isinstance(item, RelationFact) and any(isinstance(x, s.Applied) for x in item.left)


def _earlier(item: Item, told: Item) -> bool:
    """Whether an item stands before what makes a name, a function's definition also in the same argument."""
    return before(item, told) or (_defines_a_function(item) and item.span.end < told.span.start)


def _of_any(item: Display | RelationFact, name: str, functions: set[str]) -> bool:
    """Whether an item is about functions of one number: no hypothesis, and no entry, norm or trace of the name."""
    nodes = list(everywhere(item))
    plain = all(
        not isinstance(n, s.Norm)
        and not (isinstance(n, s.Applied) and function_name(n.head).lstrip("\\") in OF_MATRICES)
        and (
            not isinstance(n, s.Scripted)
            or latex(n.base) != name
            or not (n.subscripts or n.primes or not isinstance(n.superscript, s.Number))
        )
        for n in nodes
    )
    own = functions | BUILT_IN_FUNCTIONS.keys()
    heads = [n for n in nodes if isinstance(n, s.Applied) and function_name(n.head) in own]
    inside = any(latex(x) == name for n in heads for arg in n.arguments for x in s.walk(arg) if isinstance(x, s.Symbol))
    said = isinstance(item, RelationFact) or (not item.hypothesis and inside)
    return said and plain and _letters(item, functions) == {name}


def _functions(document: SurfaceDocument) -> set[str]:
    """The functions that the document defines; no operator like the expectation is one."""
    plain = (x for x in applied(document) if x.brackets == "(")
    plain = (x for x in plain if not (isinstance(x.head, s.Symbol) and (x.head.word or "mathbb" in x.head.accents)))
    return {function_name(x.head) for x in plain}


def _letters(item: Display | RelationFact, functions: set[str]) -> set[str]:
    """The letters of an item that are no functions."""
    nodes = list(everywhere(item))
    heads = {id(s.base(n.head)) for n in nodes if isinstance(n, s.Applied)}
    symbols = (n for n in nodes if isinstance(n, s.Symbol) and id(n) not in heads and not is_function_name(n))
    known = {*functions, *BUILT_IN_FUNCTIONS, "e", "\\pi"}
    return {x for n in symbols if (x := latex(n)) not in known}
