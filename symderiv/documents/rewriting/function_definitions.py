r"""Definitions of functions in the text, before the first line that applies them.

What the text says of a function holds wherever it is applied: "$z = \varphi(a)$, where $\varphi(u) = \max(u, 0)$".

Guarantee: only of a letter that the document applies to something, and of which it says so once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_functions import function_name, is_own_function
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import defining
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.page.surface import (
    Display,
    Item,
    NamedFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
)
from symderiv.documents.words.functions_in_words import FUNCTIONS, NAMED

__all__ = ["functions_defined_first"]

# Letters for an argument, of which a document has one to spare.
_ARGUMENTS = ("u", "v", "s", "r", "q", "\\xi", "\\zeta", "\\eta", "\\chi", "\\omega", "\\varrho", "\\vartheta")


def functions_defined_first(document: SurfaceDocument) -> SurfaceDocument:
    """The document with what its text says of functions before the first line that applies them."""
    made: dict[str, list[Item]] = {}
    for item in document.items:
        for left in _defined(item):
            made.setdefault(function_name(left.head), []).append(item)
    if any(isinstance(x, NamedFact) for x in document.items):
        nodes = [n for side in document.sides() for n in s.walk(side) if isinstance(n, s.Applied)]
        open_ones = {function_name(s.base(n.head)) for n in nodes if not is_function_name(s.base(n.head))} - made.keys()
        told = (_in_doubt(x, open_ones) if isinstance(x, NamedFact) else x for x in document.items)
        document = replace(document, items=tuple(x for x in told if x is not None))
    called = {id(x): head for x in document.items if (head := _called(x)) is not None}
    unread = {name: called[id(x)] for name, own in made.items() for x in own if id(x) in called}
    unread = {name: head for name, head in unread.items() if head.letter not in dict(FUNCTIONS)}
    if given := _given_by_equations(document) & unread.keys():  # "let $s$ be the softmax, $s_i(z) = ...$"
        rest = (x for x in document.items if _called(x) is None or not given & _names(x))
        return functions_defined_first(replace(document, items=tuple(rest)))
    if unread:
        return functions_defined_first(_without(document, unread))
    written = {name: [x for x in own if id(x) not in called] or own[:1] for name, own in made.items()}
    moved = {id(own[0]): name for name, own in written.items() if len(own) == 1 and isinstance(own[0], RelationFact)}
    named = called.keys()
    if not moved and not named:
        return document
    free = free_letter((n for side in document.sides() for n in s.walk(side)), _ARGUMENTS)
    shaped = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects}
    waiting: dict[str, RelationFact] = {}
    for item in document.items:
        if id(item) in moved and isinstance(item, RelationFact):
            waiting[moved[id(item)]] = _plainly(item, free, shaped)
    items: list[Item] = []
    placed: set[str] = set()
    for item in document.items:
        for name in [x for x in waiting if x not in placed and x in _applied(item, waiting[x])]:
            fact = waiting[name]
            span = replace(fact.span, start=item.span.start - 1, end=item.span.start)
            items.append(replace(fact, span=span, argument=getattr(item, "argument", fact.argument), word="let"))
            placed.add(name)
        name = moved.get(id(item), "")
        if name in placed:
            continue
        if name and any(name in _applied(x, waiting[name]) for x in document.items):  # later
            placed.add(name)
            items.append(replace(waiting[name], word="let") if id(item) in named else item)
            continue
        if id(item) in named:
            continue  # called so twice, or of a letter that nothing applies
        items.append(item)
    return replace(document, items=tuple(items))


def _given_by_equations(document: SurfaceDocument) -> set[str]:
    """The letters of which equations give a value, ``s_i(z) = ...`` or ``s_i = ...``."""
    items = (x for x in document.items if not isinstance(x, RelationFact) or x.word != NAMED)
    lefts = (left for item in items for left, _ in defining(item, surely=True))
    heads = (x.head if isinstance(x, s.Applied) else x for x in lefts)
    return {function_name(s.base(x)) for x in heads if isinstance(x, s.Symbol | s.Scripted)}


def _in_doubt(fact: NamedFact, functions: set[str]) -> Item | None:
    """What a sentence with the name of a function leaves open of functions of which nothing else is told."""
    subjects = tuple(x for x in fact.subjects if latex(x) in functions)
    return UnreadFact(fact.span, fact.sentence, subjects, fact.words, argument=fact.argument) if subjects else None


def _without(document: SurfaceDocument, unread: dict[str, s.Symbol]) -> SurfaceDocument:
    """The document with functions that are called by names that are not known under those names."""

    def change(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Applied) and (other := unread.get(function_name(s.base(node.head)))) is not None:
            return replace(node, head=other, surely=True)
        return None

    items = (x for x in document.items if _called(x) is None or not unread.keys() & _names(x))
    return rewritten(replace(document, items=tuple(items)), change)


def _called(item: Item) -> s.Symbol | None:
    """The known function that an item says a letter to be."""
    if not isinstance(item, RelationFact) or item.word != NAMED or not isinstance(item.right, s.Applied):
        return None
    return item.right.head if isinstance(item.right.head, s.Symbol) else None


def _names(item: Item) -> set[str]:
    return {function_name(left.head) for left in _defined(item)}


def _defined(item: Item) -> Iterator[s.Applied]:
    """The functions that an item gives by an equation, ``f(u) = ...``."""
    for left, _ in defining(item, surely=True):
        if isinstance(left, s.Applied) and all(map(is_letter, left.arguments)):
            members = isinstance(left.head, s.Scripted) and is_own_function(replace(left.head, subscripts=()))
            if is_own_function(left.head) or (members and all(map(is_letter, s.children(left.head)[1:]))):
                yield left


def _applied(item: Item, fact: RelationFact) -> set[str]:
    """The names that an item applies, but for the equation itself."""
    if item is fact or (isinstance(item, RelationFact) and item.span == fact.span):
        return set()
    sides = [x for k in item.links for x in (k.left, k.right)] if isinstance(item, Display) else []
    if isinstance(item, RelationFact):
        sides += [*item.left, item.right]
    nodes = (n for side in sides if side is not None for n in s.walk(side))
    heads = [n.head for n in nodes if isinstance(n, s.Applied)]
    return {name for x in heads for name in (function_name(s.base(x)), function_name(x))}


def _plainly(fact: RelationFact, free: str, shaped: set[str]) -> RelationFact:
    """A definition by the known functions of one letter with a letter of its own, where a tensor has that letter."""
    (left,) = fact.left
    assert isinstance(left, s.Applied)
    letter = latex(left.arguments[0]) if len(left.arguments) == 1 else ""
    named = fact.word == NAMED
    if not named and (letter not in shaped or not _is_scalar(fact.right, letter)):
        return fact

    def change(node: s.Expression) -> s.Expression | None:
        return s.Symbol(node.span, free) if isinstance(node, s.Symbol) and latex(node) == letter else None

    return replace(fact, left=(s.replaced(left, change),), right=s.replaced(fact.right, change))


def _is_scalar(right: s.Expression, letter: str) -> bool:
    """Whether an expression is made of one letter, numbers and known functions of numbers."""
    heads = {id(n.head) for n in s.walk(right) if isinstance(n, s.Applied)}
    plain = (s.Symbol, s.Number, s.Addition, s.Product, s.Quotient, s.Group, s.Applied, s.Scripted, s.Absolute)
    for node in s.walk(right):
        if not isinstance(node, (*plain, s.Comparison, s.Cases, s.Root)):
            return False
        if isinstance(node, s.Applied) and not is_function_name(node.head):
            return False
        if isinstance(node, s.Symbol) and id(node) not in heads and latex(node) not in (letter, "e"):
            return False
    return True
