r"""Derivatives by a square: in ``\frac{\partial \ell}{\partial \sigma^2}`` the variance ``\sigma^2`` is a name.

Every ``\sigma^2`` is that name then, ``\sigma^4`` its square, and what stands alone, ``\sigma``, its square root.

Guarantee: only for a letter that no equation defines, that is applied to nothing, by which itself no derivative is
taken, that stands with whole powers alone, and only with even ones unless the text says that it is not negative or it
is a standard deviation by its letter; that the square is not is a condition of the document.

Beside a derivative by ``\sigma`` itself that stays a number, and one by its square is that by it over ``2 \sigma``; of
other letters it would be a slip for the second derivative.

An equation for the square of a function, ``d^2(x, y) = \|x - y\|^2``, gives a function of that name as well, where the
letter stands with this power alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    CalledFact,
    Display,
    Fact,
    Item,
    MentionFact,
    RelationFact,
    SameShapeFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)

__all__ = ["with_squared_variables"]

_SIGNS = ("<", ">", "\\le", "\\ge", "\\ne")


def with_squared_variables(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such squares as names."""
    document = _with_squared_functions(document)
    nodes = [n for item in document.items for n in everywhere(item)]
    found = {latex(x.base) for n in nodes for v in _variables(n) if isinstance(x := v, s.Scripted) and _power(x) == 2}
    document = _by_both(document, nodes, found)
    found -= _kept(document, nodes)
    if not found:
        return document

    def change(node: s.Expression) -> s.Expression | None:
        base = s.base(node)
        if latex(base) not in found or not isinstance(base, s.Symbol):
            return None
        power = _power(node)
        assert power is not None
        below = node.subscripts if isinstance(node, s.Scripted) else ()
        square = _square(base)
        whole = s.Scripted(node.span, square, below) if below else square
        if power % 2:
            root = s.Root(node.span, whole)
            return root if power == 1 else s.Scripted(node.span, s.Group(node.span, "(", (root,)), (), _number(power))
        return whole if power == 2 else s.Scripted(node.span, square, below, _number(power // 2))

    def named(node: s.Expression) -> s.Expression:
        """The square of which a fact about the letter, or its sign, tells the same."""
        base = s.base(node)
        if latex(base) not in found or not isinstance(base, s.Symbol) or _power(node) != 1:
            return node
        return replace(node, base=_square(base)) if isinstance(node, s.Scripted) else _square(base)

    def fact(one: Fact) -> Fact:
        if isinstance(one, ShapeFact | SameShapeFact | WordFact | MentionFact | CalledFact):
            one = replace(one, subjects=tuple(map(named, one.subjects)))
        if isinstance(one, RelationFact) and one.relation in _SIGNS and latex(one.right) == "0":
            return replace(one, left=tuple(map(named, one.left)))
        return one

    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            items.append(replace(item, facts=tuple(map(fact, item.facts))))
        else:
            items.append(fact(item))
    told = rewritten(replace(document, items=tuple(items)), change)
    first = min((d.span for d in document.displays()), key=lambda span: span.start)
    return replace(told, items=(*_conditions(told, found, first), *told.items))


def _by_both(document: SurfaceDocument, nodes: list[s.Expression], found: set[str]) -> SurfaceDocument:
    """The document with derivatives by squares, of numbers by which derivatives are taken as well, by the numbers."""
    both = found & {latex(s.base(v)) for n in nodes for v in _variables(n) if _power(v) == 1}
    both -= {latex(s.base(left)) for left, _ in document.equations()}
    both -= {latex(s.base(n.head)) for n in nodes if isinstance(n, s.Applied)}
    both = {x for x in both if "sigma" in x}

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Derivative) or not any(_is_square_of(v, both) for v in node.variables):
            return None
        body = s.replaced(node.target, change)
        for variable in reversed(node.variables):
            if not _is_square_of(variable, both):
                body = replace(node, target=body, variables=(variable,), alternative=None)
                continue
            while isinstance(variable, s.Group):
                variable = variable.entries[0]
            assert isinstance(variable, s.Scripted)
            root = replace(variable, superscript=None) if variable.subscripts else variable.base
            below = s.Product(node.span, (_number(2), root), ("",))
            share = s.Quotient(node.span, _number(1), below)
            slope = replace(node, target=body, variables=(root,), alternative=None)
            body = s.Group(node.span, "(", (s.Product(node.span, (share, slope), ("",)),))
        return body

    return rewritten(document, change) if both else document


def _is_square_of(node: s.Expression, names: set[str]) -> bool:
    node = s.unwrapped(node)
    return _power(node) == 2 and latex(s.base(node)) in names


def _with_squared_functions(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the squares of functions as functions."""
    heads = [left.head for left, _ in document.equations() if isinstance(left, s.Applied)]
    squares = [x for x in heads if isinstance(x, s.Scripted) and _power(x) == 2 and not x.subscripts]
    found = {latex(x.base) for x in squares if not is_function_name(x.base)} - BUILT_IN_FUNCTIONS.keys()
    if not found:
        return document
    nodes = [n for item in document.items for n in everywhere(item)]
    beneath = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and not n.subscripts and _power(n) == 2}
    found -= {latex(n) for n in nodes if isinstance(n, s.Symbol) and id(n) not in beneath}

    def change(node: s.Expression) -> s.Expression | None:
        base = s.base(node)
        named = base is not node and isinstance(base, s.Symbol) and latex(base) in found
        return _square(base) if named and isinstance(base, s.Symbol) else None

    return rewritten(document, change) if found else document


def _conditions(document: SurfaceDocument, found: set[str], span: s.Span) -> Iterator[Fact]:
    """That squares are not negative; and that one of which nothing else is said is a number."""
    declared = {latex(x) for f in document.facts() if isinstance(f, ShapeFact | SameShapeFact) for x in f.subjects}
    nodes = [n for item in document.items for n in everywhere(item)]
    below = {latex(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts}
    for name in sorted(found):
        square = next(n for n in nodes if isinstance(n, s.Symbol) and latex(n) == f"{name}^{{2}}")
        if latex(square) not in declared | below:
            yield ShapeFact(span, "", (square,), ())
        yield RelationFact(span, "", (square,), "\\ge", _number(0), "let", True)


def _kept(document: SurfaceDocument, nodes: list[s.Expression]) -> set[str]:
    """The letters that are more than what their square tells."""
    kept = {latex(s.base(v)) for n in nodes for v in _variables(n) if _power(v) != 2}
    kept |= {latex(s.base(left)) for left, _ in document.equations()}
    facts = (f for f in document.facts() if isinstance(f, RelationFact) and f.relation in DEFINING)
    kept |= {latex(s.base(x)) for f in facts for x in f.left}
    nonnegative = {latex(s.base(x)) for f in document.facts() for x in _not_negative(f)}
    shaped = [x for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects if _power(x) == 1]
    kept |= {latex(s.base(x)) for x in shaped if "sigma" not in latex(x)} - nonnegative  # a slip for the second one
    for side in document.sides():
        alone = (n for n in s.walk(side) if isinstance(n, s.Symbol | s.Scripted) and (_power(n) or 0) % 2)
        beneath = {id(n.base) for n in s.walk(side) if isinstance(n, s.Scripted)}
        odd = {latex(s.base(n)) for n in alone if id(n) not in beneath}
        kept |= {x for x in odd if "sigma" not in x} - nonnegative  # a standard deviation is not negative
    for node in nodes:
        if isinstance(node, s.Applied):
            kept.add(latex(s.base(node.head)))
        if isinstance(node, s.Scripted) and (_power(node) is None or not is_letter(node.base)):
            kept.add(latex(node.base))
    return kept


def _not_negative(fact: Fact) -> tuple[s.Expression, ...]:
    """What a fact says to be positive, or not negative."""
    if isinstance(fact, RelationFact):
        return fact.left if fact.relation in (">", "\\ge") and latex(fact.right) == "0" else ()
    if isinstance(fact, WordFact) and fact.word in ("positive", "positive scalar", "nonnegative"):
        return fact.subjects
    return ()


def _variables(node: s.Expression) -> Iterator[s.Expression]:
    """What a node differentiates by."""
    by: tuple[s.Expression, ...] = ()
    if isinstance(node, s.Derivative):
        by = node.variables
    elif isinstance(node, s.Gradient) and node.variable is not None:
        by = (node.variable,)
    for variable in by:
        variable = s.unwrapped(variable)
        yield variable


def _power(node: s.Expression) -> int | None:
    """The power with which a letter stands; None for anything else above it."""
    above = node.superscript if isinstance(node, s.Scripted) else None
    if isinstance(node, s.Scripted) and node.primes:
        return None
    sign = 1
    if isinstance(above, s.Addition) and len(above.terms) == 1:
        sign, above = -1 if above.signs[0] == "-" else 1, above.terms[0]
    if above is None:
        return 1
    whole = isinstance(above, s.Number) and above.value.denominator == 1
    return sign * int(above.value) if whole and isinstance(above, s.Number) else None


def _square(base: s.Symbol) -> s.Symbol:
    return s.Symbol(base.span, f"{latex(base)}^{{2}}")


def _number(value: int) -> s.Expression:
    positive = s.Number(s.NOWHERE, Fraction(abs(value)))
    return positive if value >= 0 else s.Addition(s.NOWHERE, (positive,), ("-",))
