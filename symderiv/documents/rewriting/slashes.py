r"""What a slash divides by, where factors follow without a sign: ``e^{-x^2/2\sigma^2}``, ``1/\sigma (x - \mu)``.

A product folds from the left, and so ``\lambda/2 \, \|w\|^2`` is half of it.  Authors who write ``x^2/2\sigma^2`` in
one go mean to divide by all of it; others do not, so such a line is judged in both ways.  A bracket behind a name that
is no function is a factor of its own: ``1/\sigma (x - \mu)`` divides by ``\sigma`` alone.

Guarantee: a number above the slash leaves no doubt, nor do spaces, signs, brackets or anything but plain letters behind
it; a bracket of sizes, ``1/n(n-1)``, stays below, and so does what a function is applied to.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.sizes import LOWS
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import FunctionFact, RangeFact, RelationFact, ShapeFact, SurfaceDocument, WordFact

__all__ = ["with_brackets_apart", "with_letters_below"]


def with_brackets_apart(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with the brackets behind names of numbers as factors: ``1/\sigma (x - \mu)``."""
    products = [n for side in document.sides() for n in s.walk(side) if isinstance(n, s.Product) and "/" in n.operators]
    if not any(isinstance(f, s.Applied) for n in products for f in n.factors[1:]):
        return document
    numbers, sizes = _numbers(document)

    def apart(factor: s.Expression) -> bool:
        if not isinstance(factor, s.Applied) or factor.surely or len(factor.arguments) != 1:
            return False
        head = factor.head.base if isinstance(factor.head, s.Scripted) and not factor.head.primes else factor.head
        inside = {latex(n) for n in s.walk(factor.arguments[0]) if isinstance(n, s.Symbol)}
        return latex(head) in numbers and latex(head) not in inside and not inside <= sizes

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Product) or "/" not in node.operators:
            return None
        if not any(op == "/" and apart(f) for op, f in zip(node.operators, node.factors[1:], strict=True)):
            return None
        factors, operators = [s.replaced(node.factors[0], change)], list[str]()
        for operator, factor in zip(node.operators, node.factors[1:], strict=True):
            if operator == "/" and apart(factor):
                assert isinstance(factor, s.Applied)
                inner = s.replaced(s.Group(factor.span, factor.brackets, factor.arguments), change)
                factors += [factor.head, inner]
                operators += [operator, ""]
            else:
                factors.append(s.replaced(factor, change))
                operators.append(operator)
        return replace(node, factors=tuple(factors), operators=tuple(operators))

    return rewritten(document, change)


def with_letters_below(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with all that follows a slash in one go below it, ``x^2/(2\sigma^2)``; the document itself where
    there is no such slash."""

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Product) or "/" not in node.operators:
            return None
        factors, operators = [s.replaced(node.factors[0], change)], list[str]()
        at = 1
        while at < len(node.factors):
            end = at + 1
            if node.operators[at - 1] == "/" and not all(isinstance(f, s.Number) for f in node.factors[:at]):
                end = _one_go(node, at)
            below = [s.replaced(f, change) for f in node.factors[at:end]]
            whole = s.Product(node.factors[at].span, tuple(below), ("",) * (len(below) - 1))
            factors.append(below[0] if len(below) == 1 else s.Group(whole.span, "(", (whole,)))
            operators.append(node.operators[at - 1])
            at = end
        return replace(node, factors=tuple(factors), operators=tuple(operators))

    sides = [n for side in document.sides() for n in s.walk(side) if isinstance(n, s.Product) and "/" in n.operators]
    open_ones = (
        _one_go(n, at) > at + 1
        for n in sides
        for at in range(1, len(n.factors))
        if n.operators[at - 1] == "/" and not all(isinstance(f, s.Number) for f in n.factors[:at])
    )
    return rewritten(document, change) if any(open_ones) else document


def _one_go(node: s.Product, at: int) -> int:
    """The place behind the plain letters that follow the factor below a slash, each without a space or a sign."""
    end = at + 1
    if not _is_plain(node.factors[at]):
        return end
    for before, factor in pairwise(node.factors[at:]):
        together = node.operators[end - 1 : end] == ("",) and before.span.end == factor.span.start
        if not together or not _is_plain(factor) or isinstance(factor, s.Number):
            break
        end += 1
    else:
        return len(node.factors)
    return end


def _is_plain(node: s.Expression) -> bool:
    r"""A number, a letter, or a power or a root of one: ``2``, ``\sigma^2``, ``\sqrt{2}``."""
    if isinstance(node, s.Scripted):
        power = node.superscript is None or isinstance(node.superscript, s.Number)
        return power and not node.primes and is_letter(node.base)
    return isinstance(node, s.Number | s.Root) or (isinstance(node, s.Symbol) and is_letter(node))


def _numbers(document: SurfaceDocument) -> tuple[set[str], set[str]]:
    """The letters that name numbers and tensors and no functions, and those among them that are sizes."""
    told, sizes, functions = set[str](), set[str](), set[str]()
    for fact in document.facts():
        if isinstance(fact, ShapeFact):
            told |= {latex(s.base(x)) for x in fact.subjects}
            sizes |= {latex(n) for axis in fact.axes for n in s.walk(axis) if isinstance(n, s.Symbol)}
        elif isinstance(fact, WordFact):
            told |= {latex(x) for x in fact.subjects if fact.word in (*LOWS, "scalar", "positive scalar")}
            sizes |= {latex(x) for x in fact.subjects if fact.word in LOWS}
        elif isinstance(fact, RelationFact):
            told |= {latex(s.base(x)) for x in fact.left if isinstance(x, s.Symbol | s.Scripted)}
        elif isinstance(fact, RangeFact) and fact.upper is not None:
            sizes |= {latex(n) for n in s.walk(fact.upper) if isinstance(n, s.Symbol)}
        elif isinstance(fact, FunctionFact):
            functions |= {latex(s.base(x)) for x in fact.subjects}
    for display in document.displays():
        for link in display.links:
            head = link.left.head if isinstance(link.left, s.Applied) else link.left
            if isinstance(head, s.Symbol | s.Scripted):
                (functions if isinstance(link.left, s.Applied) else told).add(latex(s.base(head)))
            for side in (link.left, link.right):
                for node in s.walk(side) if side is not None else ():
                    if isinstance(node, s.BigOperator) and node.above is not None:
                        sizes |= {latex(n) for n in s.walk(node.above) if isinstance(n, s.Symbol)}
    return (told | sizes) - functions, sizes
