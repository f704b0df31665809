r"""Entries that are written as functions of their one argument: ``s_i(x) = \sigma(\sum_j A_{ij} x_j)``.

Guarantee: only where a line gives the entries by an equation, and every occurrence of the letter before it has the same
plain names as arguments, and behind it these or none; none of them made from others: then ``s_i(x)`` is the entry
``s_i``.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, ShapeFact, SurfaceDocument
from symderiv.documents.words.functions_in_words import NAMED
from symderiv.errors import ReadingError

__all__ = ["with_plain_entries"]


def with_plain_entries(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such entries without their arguments."""
    shaped = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    made: set[str] = set()
    given: set[str] = set()
    bounded: set[str] = set()  # by what the text says of them before
    bare: set[str] = set()  # used without arguments, before a line gives the entries with them
    for item in document.items:
        lefts: list[s.Expression | None] = []
        if isinstance(item, RelationFact) and item.relation in DEFINING:
            lefts += item.left
        elif isinstance(item, Display):
            lefts += [k.left for k in item.links if k.relation in DEFINING and not k.continuation]
        for left in lefts:
            if isinstance(left, s.Applied) and (name := _name(left)) and _is_entry(left.head):
                made.add(name)
            elif isinstance(left, s.Symbol | s.Scripted) and latex(s.base(left)) not in made:
                given.add(latex(s.base(left)))
        bare |= _bare(item) - made
        if isinstance(item, RelationFact) and item.relation not in DEFINING:
            bounded |= {latex(s.base(x)) for x in item.left} - made
    if not made:
        return document
    called = {id(x): _name(x.left[0]) for x in document.items if isinstance(x, RelationFact) and x.word == NAMED}
    rest = replace(document, items=tuple(x for x in document.items if id(x) not in called))
    nodes = [n for side in rest.sides() for n in s.walk(side)]
    arguments: dict[str, set[tuple[str, ...]]] = {}
    for node in nodes:
        if isinstance(node, s.Applied) and (name := _name(node)) in made:
            arguments.setdefault(name, set()).add(tuple(map(latex, node.arguments)))
    primed = {latex(s.base(n.head)) for n in nodes if isinstance(n, s.Applied) and _has_primes(n.head)}
    plain = {
        name
        for name, found in arguments.items()
        if len(found) == 1
        and name not in primed
        and name not in bare | given | shaped
        and set(next(iter(found))) <= shaped - given
    }

    def change(node: s.Expression) -> s.Expression | None:
        match node:
            case s.Gradient(_, s.Applied(_, head, (argument,)) as target, None) if _name(target) in plain:
                return replace(node, target=head, variable=argument)
            case s.Applied(_, head) if _name(node) in plain:
                return head
        return None

    kept = tuple(x for x in document.items if called.get(id(x), "") not in plain)
    document = rewritten(replace(document, items=kept), change) if plain else document
    others = bounded & made - plain
    return replace(document, items=tuple(_of_two_things(x, others) for x in document.items)) if others else document


def _of_two_things(item: Item, names: Set[str]) -> Item:
    """An item without equations that would give entries of names which stand for something else as well."""
    if not isinstance(item, Display):
        return item

    def refused(link: Link) -> Link:
        left = link.left
        if not isinstance(left, s.Applied) or not _is_entry(left.head) or _name(left) not in names:
            return link
        what = f"{latex(left.head)} has been told of before, without arguments"
        error = ReadingError(what, latex(left), "give the function another name")
        return replace(link, error=error)

    return replace(item, links=tuple(map(refused, item.links)))


def _is_entry(head: s.Expression) -> bool:
    return isinstance(head, s.Scripted) and bool(head.subscripts) and head.superscript is None


def _has_primes(head: s.Expression) -> bool:
    return isinstance(head, s.Scripted) and head.primes > 0


def _bare(item: Item) -> set[str]:
    """The letters that an item uses without arguments."""
    nodes = list(everywhere(item))
    heads = {id(n.head) for n in nodes if isinstance(n, s.Applied)}
    heads |= {id(n.head.base) for n in nodes if isinstance(n, s.Applied) and isinstance(n.head, s.Scripted)}
    return {latex(n) for n in nodes if isinstance(n, s.Symbol) and id(n) not in heads}


def _name(node: s.Expression) -> str:
    """The letter of an application, ``s`` of ``s_i(x)`` and ``s_i^2(x)``; "" for a known function, or with primes."""
    if not isinstance(node, s.Applied):
        return ""
    head = node.head
    if isinstance(head, s.Scripted) and (head.primes or not isinstance(head.superscript, s.Number | None)):
        return ""
    base = s.base(head)
    if not isinstance(base, s.Symbol) or is_function_name(base) or latex(base) in BUILT_IN_FUNCTIONS:
        return ""
    return function_name(base) if node.brackets == "(" else ""
