r"""Letters with two senses: the losses ``L_n`` of samples and their mean ``L``; the vectors ``w_k`` of a list and a
vector ``w``; the members ``g_t`` of a sequence and a number ``g``; a number ``x`` in one section, and a vector ``x``
that a later one declares.

``L = sum_n L_n`` makes two names of one letter.  A declaration holds for the whole document, since authors state
shapes behind what they are used in.  Where displays of earlier arguments cannot be read so, and can with the letter as
another name, that is what it was there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.marks import marked
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    Display,
    Fact,
    Item,
    Link,
    RangeFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
)

__all__ = [
    "apart",
    "applied",
    "before",
    "constants",
    "defining",
    "everywhere",
    "lefts",
    "members",
    "parameters",
    "renamed_in",
    "totals",
]

_GOES_ON = regex(r"[\s,;]*(?:where|with|for|and|here)\b", re.IGNORECASE)


def totals(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the entries of ``L = sum_n L_n`` under another name than their sum."""
    declared = {
        latex(x) for fact in document.facts() if isinstance(fact, ShapeFact) and fact.axes for x in fact.subjects
    }
    equations = [
        (k.left, k.right)
        for display in document.displays()
        for k in display.links
        if k.left is not None and k.right is not None and not k.continuation and k.relation in ("=", ":=")
    ]
    equations += [
        (x, fact.right)
        for fact in document.facts()
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":=") and not fact.conditional
        for x in fact.left
    ]
    made = [(_called(left), right) for left, right in equations]
    found = {latex(left) for left, right in made if isinstance(left, s.Symbol) and _sums(left, right)}
    for name in sorted(found - declared):

        def mark(node: s.Expression, name: str = name) -> s.Expression | None:
            if isinstance(node, s.Scripted) and node.subscripts and latex(node.base) == name:
                assert isinstance(node.base, s.Symbol)
                return replace(node, base=marked(node.base))
            return None

        document = replace(document, items=tuple(_renamed(item, mark) for item in document.items))
    return document


def members(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the vectors ``w_k`` or ``w^{(k)}`` of a list under another name than one vector ``w`` of their
    shape.

    Where the text states one shape for both, ``w_k`` is no entry of ``w``; another letter below ``w`` may be one, and
    a document that has such is left alone."""
    shapes = [fact for fact in document.facts() if isinstance(fact, ShapeFact) and fact.axes]
    whole = {latex(x): fact for fact in shapes for x in fact.subjects if isinstance(x, s.Symbol)}
    arguments = {latex(x): x for x in parameters(document) if isinstance(x, s.Symbol)}
    listed = {base: fact for fact in shapes for x in fact.subjects if (base := _list_of(x))}
    numbers = [fact for fact in document.facts() if isinstance(fact, ShapeFact) and not fact.axes]
    counted = {base: fact for fact in numbers for x in fact.subjects if (base := _list_of(x))}
    listed |= {k: v for k, v in counted.items() if k in arguments and k not in whole and _is_of_one_number(document, k)}
    for name, fact in listed.items():
        added: tuple[Item, ...] = ()
        if name in whole:
            if tuple(map(latex, whole[name].axes)) != tuple(map(latex, fact.axes)):
                continue
        elif name in arguments:  # of a function, like the iterates
            added = (ShapeFact(fact.span, fact.sentence, (arguments[name],), fact.axes, fact.domain),)
        else:
            continue
        letters = _counting(document, name)
        letters |= _at_functions(document, name, letters) if added else set()
        nodes = [node for item in document.items for node in everywhere(item)]
        entries = [n for n in nodes if isinstance(n, s.Scripted) and n.subscripts and latex(n.base) == name]
        single = [n for n in entries if not added or not _is_entry_of_one(n, letters, len(fact.axes))]
        if not (letters or _steps_by_number(document, name)) or not all(_counts(n, letters) for n in single):
            continue

        def mark(node: s.Expression, name: str = name) -> s.Expression | None:
            if not isinstance(node, s.Scripted) or not node.subscripts or latex(node.base) != name:
                return None
            assert isinstance(node.base, s.Symbol)
            above = None if node.superscript is None else s.replaced(node.superscript, mark)
            return replace(node, base=marked(node.base), superscript=above)

        items = tuple(_renamed(item, mark) for item in document.items)
        document = replace(document, items=(*added, *items))
    above = {base: fact for fact in shapes for x in fact.subjects if (base := _list_above(x))}
    for name, fact in above.items():
        same = name in whole and tuple(map(latex, whole[name].axes)) == tuple(map(latex, fact.axes))
        if same or (name in arguments and name not in whole):

            def raised(node: s.Expression, name: str = name) -> s.Expression | None:
                if not isinstance(node, s.Scripted) or latex(node.base) != name or not _counts_above(node):
                    return None
                assert isinstance(node.base, s.Symbol)
                return replace(
                    node, base=marked(node.base), subscripts=tuple(s.replaced(x, raised) for x in node.subscripts)
                )

            told = ShapeFact(fact.span, fact.sentence, (arguments[name],), fact.axes, fact.domain) if not same else None
            items = tuple(_renamed(item, raised) for item in document.items)
            document = replace(document, items=(told, *items) if told is not None else items)
    return document


def constants(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the value ``g`` that a sequence is said to have at all steps, ``g_t = g``, under another name
    than the sequence."""
    shapes = [fact for fact in document.facts() if isinstance(fact, ShapeFact)]
    whole = {latex(x) for fact in shapes for x in fact.subjects if isinstance(x, s.Symbol)}
    listed = {base: fact for fact in shapes for x in fact.subjects if (base := _list_of(x))}
    for name in dict.fromkeys(_everywhere_the_same(document)):
        if name not in whole and name in listed:
            own = listed[name]

            def mark(node: s.Expression, name: str = name) -> s.Expression | None:
                if isinstance(node, s.Scripted) and latex(node.base) == name and node.subscripts:
                    return node
                return marked(node) if isinstance(node, s.Symbol) and latex(node) == name else None

            told = ShapeFact(own.span, own.sentence, (marked(s.Symbol(own.span, name)),), own.axes, own.domain)
            document = replace(document, items=(told, *(_renamed(item, mark) for item in document.items)))
    return document


def _everywhere_the_same(document: SurfaceDocument) -> Iterator[str]:
    """The names of which ``g_t = g`` is said."""
    for left, right in document.equations():
        if isinstance(right, s.Symbol) and _list_of(left) == latex(right):
            yield latex(right)


def lefts(item: Item) -> list[s.Expression]:
    """The left sides of an item's equations, those of the first links of chains."""
    if isinstance(item, Display):
        return [k.left for k in item.links if k.left is not None and not k.continuation]
    return list(item.left) if isinstance(item, RelationFact) else []


def defining(item: Item, *, surely: bool = False) -> Iterator[tuple[s.Expression, s.Expression]]:
    """Both sides of the equations of an item that may define something; ``surely``: of no case or supposition."""
    if isinstance(item, RelationFact):
        loose = surely and (item.conditional or item.supposed)
        if item.relation in DEFINING and not loose:
            yield from ((left, item.right) for left in item.left)
    elif isinstance(item, Display):
        for k in item.links:
            if k.relation in DEFINING and not k.continuation and k.left is not None and k.right is not None:
                yield k.left, k.right


def applied(document: SurfaceDocument) -> Iterator[s.Applied]:
    """What the document defines functions by: ``f(z)`` on the left of an equation."""
    lefts = [k.left for d in document.displays() for k in d.links]
    lefts += [x for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    return (x for x in lefts if isinstance(x, s.Applied))


def parameters(document: SurfaceDocument) -> Iterator[s.Expression]:
    """The arguments of the functions that the document defines."""
    return (x for head in applied(document) for x in head.arguments)


def _list_of(node: s.Expression) -> str:
    """The name of the list of which ``w_k``, ``w_0`` or ``w_{k+1}`` is a member; "" for anything else."""
    member = isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol) and len(node.subscripts) == 1
    return latex(node.base) if isinstance(node, s.Scripted) and member and node.superscript is None else ""


def _counts_above(node: s.Scripted) -> bool:
    """Whether a number or a letter stands in brackets above a name."""
    above = node.superscript
    return isinstance(above, s.Group) and bool(above.bracket) and len(above.entries) == 1


def _list_above(node: s.Expression) -> str:
    """The name of the list of which ``x^{(i)}`` is a member, or ``x^{(m)}`` the last; "" for anything else."""
    member = isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol) and not node.subscripts
    if not isinstance(node, s.Scripted) or not member or not isinstance(node.superscript, s.Group):
        return ""
    return latex(node.base) if _counts_above(node) and isinstance(node.superscript.entries[0], s.Symbol) else ""


def _counting(document: SurfaceDocument, name: str) -> set[str]:
    """The letters that count the members of a list: those that its shape is stated with, and of the same range."""
    letters: set[str] = set()
    for fact in document.facts():
        if isinstance(fact, ShapeFact):
            own = [x for x in fact.subjects if isinstance(x, s.Scripted) and _list_of(x) == name]
            letters |= {latex(n) for x in own for n in s.walk(x.subscripts[0]) if isinstance(n, s.Symbol)}
    for fact in document.facts():
        if isinstance(fact, RangeFact) and fact.upper is not None and latex(fact.upper) in letters:
            letters |= {latex(x) for x in fact.subjects}
    for item in document.items:
        for node in everywhere(item):
            above = node.above if isinstance(node, s.BigOperator) else None
            if isinstance(node, s.BigOperator) and above is not None and latex(above) in letters:
                letters |= {latex(n) for c in node.below for n in s.walk(c) if isinstance(n, s.Symbol)}
    return letters


def _is_of_one_number(document: SurfaceDocument, name: str) -> bool:
    """Whether a letter without subscripts is that of a function of one number, ``y(x, w) = w_0 + w_1 x`` beside
    ``y(x_n, w)``, and stands nowhere for the list of all numbers."""
    defining = {id(item) for item in document.items if any(latex(x) == name for h in _given(item) for x in h.arguments)}
    told = [x for x in document.items if isinstance(x, Display | RelationFact) and id(x) not in defining]
    nodes = [n for item in told for n in everywhere(item)]
    below = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts}
    bare = any(isinstance(n, s.Symbol) and latex(n) == name and id(n) not in below for n in nodes)
    return not bare and bool(_at_functions(document, name, set()))


def _given(item: Item) -> list[s.Applied]:
    """The left sides ``f(x)`` of an item's equations."""
    return [x for x in lefts(item) if isinstance(x, s.Applied)]


def _at_functions(document: SurfaceDocument, name: str, letters: set[str]) -> set[str]:
    """The letters that count the members of a list at which a function of one of them is taken, ``k(x_n, x_m)`` beside
    ``k(x, x') = ...``, with those of sums that run between them, and the ends of ranges."""
    functions = {latex(head.head) for head in applied(document) if name in map(latex, head.arguments)}
    nodes = [node for item in document.items for node in everywhere(item)]
    found = {
        latex(n)
        for node in nodes
        if isinstance(node, s.Applied) and latex(node.head) in functions
        for x in node.arguments
        if isinstance(x, s.Scripted) and _list_of(x) == name
        for n in s.walk(x.subscripts[0])
        if isinstance(n, s.Symbol)
    }
    sums = [n for n in nodes if isinstance(n, s.BigOperator) and n.above is not None]
    ends = [f.upper for f in document.facts() if isinstance(f, RangeFact) and f.upper is not None]
    ends += [n.above for n in sums if n.above is not None]
    for big in sums:
        inside = {latex(n) for c in big.below for n in s.walk(c) if isinstance(n, s.Symbol)}
        found |= inside if inside & (found | letters) else set()
    return found | ({latex(n) for x in ends for n in s.walk(x) if isinstance(n, s.Symbol)} if found else set())


def _steps_by_number(document: SurfaceDocument, name: str) -> bool:
    """Whether a display makes one of the members from another one, ``x_1 = x_0 - H^{-1} g``."""
    for display in document.displays():
        for link in display.links:
            made = link.left if link.relation in DEFINING else None
            if not isinstance(made, s.Scripted) or _list_of(made) != name or not _counts(made, set()):
                continue
            right = s.walk(link.right) if link.right is not None else ()
            if any(_list_of(n) == name and n != made for n in right):
                return True
    return False


def _counts(node: s.Scripted, letters: set[str]) -> bool:
    """Whether a subscript is a number, a mark, or made of letters that count the list."""
    symbols = {latex(n) for n in s.walk(node.subscripts[0]) if isinstance(n, s.Symbol) and n.letter not in "+-*"}
    return len(node.subscripts) == 1 and symbols <= letters


def _is_entry_of_one(node: s.Scripted, letters: set[str], rank: int) -> bool:
    """Whether subscripts are an index of a list, and those of an entry of one member: ``x_{nd}``."""
    below = [n for x in node.subscripts for n in (x.factors if isinstance(x, s.Product) else (x,))]
    return len(below) == 1 + rank and isinstance(below[0], s.Symbol) and latex(below[0]) in letters


def everywhere(item: Item) -> Iterator[s.Expression]:
    """The parts of the formulas of an item."""
    if isinstance(item, Display):
        yield from _nodes(item)
        item_facts: tuple[Fact, ...] = item.facts
    else:
        item_facts = (item,)
    for fact in item_facts:
        for part in vars(fact).values():
            for node in part if isinstance(part, tuple) else (part,):
                yield from s.walk(node) if isinstance(node, s.Expression) else ()


def _called(left: s.Expression) -> s.Expression:
    """What an equation makes: of ``f(x) = ...`` the function."""
    return left.head if isinstance(left, s.Applied) else left


def _sums(left: s.Symbol, right: s.Expression) -> bool:
    """Whether a right side sums over entries of what has the name of the left side."""
    name = latex(left)
    nodes = list(s.walk(right))
    entries = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts and latex(n.base) == name}
    bare = [n for n in nodes if isinstance(n, s.Symbol) and latex(n) == name and id(n) not in entries]
    summed = {
        id(n.base)
        for big in nodes
        if isinstance(big, s.BigOperator) and big.operator == "sum"
        for n in s.walk(big.body)
        if isinstance(n, s.Scripted) and n.subscripts and all(isinstance(x, s.Symbol) for x in n.subscripts)
    }
    return bool(entries) and entries <= summed and not bare


def apart(document: SurfaceDocument) -> Iterator[SurfaceDocument]:
    """The document with a letter that is declared late, and stands without subscripts before, as another name there;
    one for each such letter."""
    declared: dict[str, ShapeFact] = {}
    for fact in document.facts():
        if isinstance(fact, ShapeFact) and fact.axes:
            for subject in fact.subjects:
                if isinstance(subject, s.Symbol):
                    declared.setdefault(latex(subject), fact)
    yield from _beside_numbers(document)
    for name, told in declared.items():
        early = [item for item in document.items if before(item, told)]
        nodes = [node for item in early if isinstance(item, Display) for node in _nodes(item)]
        below = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and (n.subscripts or n.primes)}
        uses = [n for n in nodes if isinstance(n, s.Symbol) and latex(n) == name]
        if uses and not any(id(n) in below for n in uses):
            yield renamed_in(document, early, name)


def renamed_in(document: SurfaceDocument, places: list[Item], name: str) -> SurfaceDocument:
    """The document with a letter as another name in some of its items."""

    def mark(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Symbol) and latex(node) == name:
            return marked(node)
        return None

    chosen = set(map(id, places))
    items = tuple(_renamed(item, mark) if id(item) in chosen else item for item in document.items)
    return replace(document, items=items)


def _beside_numbers(document: SurfaceDocument) -> Iterator[SurfaceDocument]:
    """The document with the members ``g_t`` of a sequence under another name than a number ``g``; one for each."""
    numbers = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) and not f.axes for x in f.subjects}
    nodes = [node for item in document.items for node in everywhere(item)]
    used = dict.fromkeys(_list_of(n) for n in nodes)
    for name in (x for x in used if x in numbers):
        if any(isinstance(n, s.Scripted) and latex(n.base) == name and len(n.subscripts) > 1 for n in nodes):
            continue

        def mark(node: s.Expression, name: str = name) -> s.Expression | None:
            if isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol) and _list_of(node) == name:
                return replace(node, base=marked(node.base))
            return None

        yield replace(document, items=tuple(_renamed(item, mark) for item in document.items))


def before(item: Item, fact: Item) -> bool:
    """Whether an item stands before another, and in another argument."""
    reach = item.span.end
    if isinstance(item, Display) and _GOES_ON.match(item.follow):
        reach = item.reach
    return reach < fact.span.start and item.argument < fact.argument


def _nodes(display: Display) -> Iterator[s.Expression]:
    for link in display.links:
        for side in (link.left, link.right):
            if side is not None:
                yield from s.walk(side)


def _renamed(item: Item, mark: Callable[[s.Expression], s.Expression | None]) -> Item:
    """An item with some parts of its formulas in another spelling."""

    def of(value: object) -> object:
        if isinstance(value, s.Expression):
            return s.replaced(value, mark)
        if isinstance(value, Link | Fact):
            return replace(value, **{f.name: of(getattr(value, f.name)) for f in fields(value) if f.init})  # type: ignore[arg-type]
        if isinstance(value, tuple) and not isinstance(value, str):
            return tuple(of(x) for x in value)
        return value

    return replace(item, **{f.name: of(getattr(item, f.name)) for f in fields(item) if f.init})  # type: ignore[arg-type]
