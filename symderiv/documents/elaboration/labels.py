r"""Letters in subscripts that are no indices but tell one name from another: ``w_\lambda`` of the penalty ``\lambda``.

Such a letter is a number of the document: it stands as a factor somewhere, or is compared with a number, and no sum
runs over it and no range is stated for it.  Or it stands at functions alone, as in ``f_\theta(x)``.  Only Greek letters
are taken so; ``i x_i`` is about an index.  Or it tells parameters of a function apart, ``\ell(s_r, s_f) = ...``, or
the parts of a total, ``L = L_d + L_r``, and stands nowhere else.  Or it is a capital that stands below names alone, of
which an equation without it makes one: the Newton step ``d_N = -H^{-1} g``.  Or it is a gate: an equation makes a
tensor ``z``, and tensors with shapes of their own are called after it, ``W_z``; then ``\delta_z`` is too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from symderiv.documents.elaboration.letters import indices_of
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    Display,
    Fact,
    Item,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)

__all__ = ["labelled", "rewritten"]

_NUMBERS = ("scalar", "positive scalar", "positive", "nonnegative", "nonzero")


def labelled(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such letters as words where they stand in subscripts."""
    labels = _labels(document)
    if not labels:
        return document

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or not any(_is(x, labels) for x in node.subscripts):
            return None
        below = tuple(
            s.Symbol(x.span, x.letter, x.accents, True) if isinstance(x, s.Symbol) and _is(x, labels) else x
            for x in node.subscripts
        )
        above = None if node.superscript is None else s.replaced(node.superscript, change)
        return replace(node, base=s.replaced(node.base, change), subscripts=below, superscript=above)

    return rewritten(document, change)


def rewritten(document: SurfaceDocument, change: Callable[[s.Expression], s.Expression | None]) -> SurfaceDocument:
    """The document with each outermost part for which ``change`` knows something in place of it, facts included."""

    def within(item: Item) -> Item:
        if isinstance(item, Display):
            sides = [(k, s.replaced(k.left, change) if k.left else None) for k in item.links]
            links = tuple(replace(k, left=x, right=s.replaced(k.right, change) if k.right else None) for k, x in sides)
            return replace(item, links=links, facts=tuple(map(fact, item.facts)))
        return fact(item)

    def fact(one: Fact) -> Fact:
        parts: dict[str, object] = {}
        for f in fields(one):
            old = getattr(one, f.name)
            if isinstance(old, s.Expression):
                parts[f.name] = s.replaced(old, change)
            elif isinstance(old, tuple) and any(isinstance(x, s.Expression) for x in old):
                parts[f.name] = tuple(s.replaced(x, change) if isinstance(x, s.Expression) else x for x in old)
        return replace(one, **parts) if parts else one  # type: ignore[arg-type]

    return replace(document, items=tuple(map(within, document.items)))


def _is(node: s.Expression, labels: set[str]) -> bool:
    return isinstance(node, s.Symbol) and not node.word and latex(node) in labels


def _labels(document: SurfaceDocument) -> set[str]:
    below: set[str] = set()
    numbers: set[str] = set()
    indices: set[str] = set()
    for fact in document.facts():
        if isinstance(fact, RelationFact):
            if fact.relation in ("<", ">", "\\le", "\\ge", "\\ne") and isinstance(fact.right, s.Number):
                numbers |= {latex(x) for x in fact.left}
        elif isinstance(fact, WordFact):
            (numbers if fact.word in _NUMBERS else indices if fact.word == "index" else set()).update(
                map(latex, fact.subjects)
            )
        elif isinstance(fact, ShapeFact) and fact.domain not in ("integer", "natural", "binary"):
            numbers |= {latex(x) for x in fact.subjects} if not fact.axes else set()
        elif isinstance(fact, RangeFact | SetFact):
            indices |= {latex(x) for x in fact.subjects}
    heads, elsewhere = _at_functions(document)
    numbers |= heads - elsewhere
    for side in document.sides():
        within = {id(p) for n in s.walk(side) if isinstance(n, s.Scripted) for x in n.subscripts for p in s.walk(x)}
        for node in s.walk(side):
            if isinstance(node, s.Scripted):
                below |= {latex(x) for x in node.subscripts}
            elif isinstance(node, s.BigOperator):
                indices |= {latex(p) for c in node.below for x in indices_of(c) for p in s.walk(x)}
            elif isinstance(node, s.Product | s.Quotient | s.Addition) and id(node) not in within:
                numbers |= {latex(x) for x in s.children(node)}
        entries = [x for n in s.walk(side) if isinstance(n, s.Scripted) for x in n.subscripts]
        indices |= {latex(p) for x in entries if not is_letter(x) for p in s.walk(x) if is_letter(p)}
    return (
        {x for x in (below & numbers) - indices if x.startswith("\\")}
        | _capitals(document)
        | _at_parameters(document)
        | _at_totals(document)
        | (_gates(document) - indices)
    )


def _gates(document: SurfaceDocument) -> set[str]:
    """The letters of tensors that equations make, of which nothing is an entry: they stand alone below other names, of
    which some have shapes of their own."""
    declared = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects}
    nodes = [n for item in document.items for n in everywhere(item) if isinstance(n, s.Scripted) and n.subscripts]
    alone = [(n, latex(n.subscripts[0])) for n in nodes if len(n.subscripts) == 1 and is_letter(n.subscripts[0])]
    named = {letter for n, letter in alone if latex(replace(n, superscript=None)) in declared}
    made = {latex(left) for left, _ in document.equations() if isinstance(left, s.Symbol)}
    found = named & made
    if not found:
        return set()
    single = {id(n) for n, _ in alone}
    others = (n for n in nodes if id(n) not in single and latex(replace(n, superscript=None)) not in declared)
    return found - {latex(p) for n in others for x in n.subscripts for p in s.walk(x)}


def _capitals(document: SurfaceDocument) -> set[str]:
    """Capitals that stand nowhere but below names that have nothing else there, and below one that is made so."""
    heads = [(left.head if isinstance(left, s.Applied) else left, right) for left, right in document.equations()]
    made = {
        latex(left.subscripts[0])
        for left, right in heads
        if isinstance(left, s.Scripted) and len(left.subscripts) == 1 and left.superscript is None
        if isinstance(left.base, s.Symbol) and not left.primes
        if latex(left.subscripts[0]) not in {latex(n) for n in s.walk(right) if isinstance(n, s.Symbol)}
    }
    found = {x for x in made if _is_capital(x)}
    if not found:
        return set()
    nodes = [n for item in document.items for n in everywhere(item)]
    below = [n for n in nodes if isinstance(n, s.Scripted) and n.subscripts]
    alone = {id(n.subscripts[0]): latex(n.subscripts[0]) for n in below if len(n.subscripts) == 1}
    found |= set(filter(_is_capital, alone.values()))  # E_W(w) beside E_D(w)
    found -= {latex(n) for n in nodes if isinstance(n, s.Symbol) and id(n) not in alone}
    mixed = {latex(n.base) for n in below if len(n.subscripts) > 1 or latex(n.subscripts[0]) not in found}
    mixed |= {latex(n.base) for n in below} - {latex(n.base) for n in below if latex(n.subscripts[0]) in made}
    return found - {latex(n.subscripts[0]) for n in below if latex(n.base) in mixed}


def _is_capital(letter: str) -> bool:
    return len(letter) == 1 and letter.isascii() and letter.isupper()


def _at_parameters(document: SurfaceDocument) -> set[str]:
    """The letters below the parameters of a function that have one letter in common, and below that letter alone."""
    found: dict[str, set[str]] = {}
    for left, _ in document.equations():
        named: dict[str, set[str]] = {}
        for x in left.arguments if isinstance(left, s.Applied) else ():
            if isinstance(x, s.Scripted) and len(x.subscripts) == 1 and is_letter(x.subscripts[0]):
                named.setdefault(latex(x.base), set()).add(latex(x.subscripts[0]))
        found |= {base: letters for base, letters in named.items() if len(letters) > 1}
    return _nowhere_else(document, found)


def _at_totals(document: SurfaceDocument) -> set[str]:
    r"""The letters below the parts of a total of their name, ``L = L_d + \lambda L_r``, and below that name alone."""
    found: dict[str, set[str]] = {}
    for left, right in document.equations():
        parts = [n for n in s.walk(right) if isinstance(n, s.Scripted) and n.base == left and len(n.subscripts) == 1]
        letters = {latex(n.subscripts[0]) for n in parts if is_letter(n.subscripts[0])}
        if len(letters) > 1:
            found.setdefault(latex(left), set()).update(letters)
    return _nowhere_else(document, found)


def _nowhere_else(document: SurfaceDocument, found: dict[str, set[str]]) -> set[str]:
    """The letters, by the names below which they stand, that stand below nothing else and in no other place."""
    if not found:
        return set()
    nodes = [n for item in document.items for n in everywhere(item)]
    own = (n for n in nodes if isinstance(n, s.Scripted) and len(n.subscripts) == 1 and latex(n.base) in found)
    alone = {id(n.subscripts[0]) for n in own if latex(n.subscripts[0]) in found[latex(n.base)]}
    elsewhere = {latex(n) for n in nodes if isinstance(n, s.Symbol) and id(n) not in alone}
    return set().union(*found.values()) - elsewhere


def _at_functions(document: SurfaceDocument) -> tuple[set[str], set[str]]:
    """The letters in subscripts of what is applied somewhere, ``f_\\theta(x)``, and those at names that never are."""
    nodes = [n for side in document.sides() for n in s.walk(side)]
    applied = [n.head for n in nodes if isinstance(n, s.Applied) and isinstance(n.head, s.Scripted)]
    names = {latex(head.base) for head in applied}
    heads = {latex(x) for head in applied for x in head.subscripts}
    others = (n for n in nodes if isinstance(n, s.Scripted) and latex(n.base) not in names)
    return heads, {latex(p) for n in others for x in n.subscripts for p in s.walk(x)}
