"""Sizes: letters that are said to be whole numbers, and the equations and inequalities between them.

Guarantee: a number that the text gives as an example, in a condition or for later lines is no value of a size.
"""

from __future__ import annotations

import re
from itertools import chain

from symderiv.documents import syntax as s
from symderiv.documents.context import Context
from symderiv.documents.late_sizes import late_values
from symderiv.documents.names import is_count, is_letter
from symderiv.documents.regex import regex
from symderiv.documents.sentences import last_sentence
from symderiv.documents.sizes import polynomial
from symderiv.documents.spelling import latex
from symderiv.documents.surface import (
    RelationFact,
    ShapeFact,
    SurfaceDocument,
)
from symderiv.documents.vocabulary import DEFINING
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Guard,
)

__all__ = ["declare_size", "relate_sizes", "size_letters"]

# "This requires", "The sizes satisfy", "where": what stands in a display behind it is no plain claim.
_ASKED = regex(
    r"\b(?:where|with|need\w*|requir\w*|satisf\w*|obey\w*|only if|must|provided|conditions?|constraints?|as long as|"
    r"assum\w*|suppos\w*|so that|such that|restrict\w*|demand\w*|ask\w*|want\w*|unless)\b|"
    r"\b(?:if|when|whenever|for)\s*$",
    re.IGNORECASE,
)


def declare_size(context: Context, name: str, low: int | None) -> None:
    old = context.sizes.lows.get(name, low) if name in context.sizes.lows else low
    context.sizes.lows[name] = low if old is None else old if low is None else max(old, low)


def size_letters(context: Context, node: s.Expression) -> list[str]:
    r"""The letters of an expression about sizes.  ``H'``, ``H_1`` and ``H_{\\text{out}}`` are one letter each; what
    stands in a subscript is none, and an entry (``n_i`` at an index ``i``) has none."""
    if isinstance(node, s.Symbol):
        return [latex(node)] if is_count(node) else []
    if isinstance(node, s.Scripted) and (node.primes or node.subscripts) and is_letter(node.base):
        label = node.superscript is None and all(_is_label(context, x) for x in node.subscripts)
        return [latex(node)] if label or latex(node) in context.sizes.letters() else []
    return [letter for child in s.children(node) for letter in size_letters(context, child)]


def _is_label(context: Context, node: s.Expression) -> bool:
    """Whether a subscript is a label and no index: a number, a letter that is no index, letters that are a word."""
    if isinstance(node, s.Product) and all(isinstance(x, s.Symbol) for x in node.factors):
        letters = [latex(x) for x in node.factors]
        return len(letters) > 2 or len(set(letters)) == 1 or "".join(letters) == "in"
    if isinstance(node, s.Symbol):
        return latex(node) in context.size_labels or latex(node) not in context.subscripted
    return isinstance(node, s.Number)


def _example(fact: RelationFact) -> bool:
    """Whether a number for a size is only an example: "for $n = 1$", "the case $K = 1$", and not "with $K = 3$"."""
    cases = ("for", "if", "when", "whenever", "case", "unless", "but", "not", "than", "then", "so", "hence", "thus")
    example = not fact.hypothesis and fact.word in (*cases, "replace", "substitute", "substituting")
    return fact.relation == "=" and isinstance(fact.right, s.Number) and example


def _counts(node: s.Expression) -> bool:
    """Whether an expression is a number of things."""
    return isinstance(node, s.Number) and node.value.denominator == 1 and node.value >= 1


def _limits(document: SurfaceDocument) -> set[str]:
    """The letters to which the sums of a document run."""
    sides = (side for d in document.displays() for k in d.links for side in (k.left, k.right) if side is not None)
    sums = (n for side in sides for n in s.walk(side) if isinstance(n, s.BigOperator) and n.above is not None)
    return {latex(n.above) for n in sums if n.above is not None and is_letter(n.above)}


def _words(fact: RelationFact) -> str:
    """The words that shake a condition, or are not known beside it: ``s \\ge 1`` holds of a size whatever they say."""
    least = {"\\ge": (0, 1), ">": (0,)}.get(fact.relation, ())
    plain = isinstance(fact.right, s.Number) and fact.right.value in least
    return fact.shaken or ("" if plain else fact.loose)


def relate_sizes(context: Context, document: SurfaceDocument) -> None:
    context.late = late_values(document)
    told = [f for f in document.facts() if isinstance(f, RelationFact) and not f.conditional and not _example(f)]
    told = [f for f in told if f.span.start not in context.late]
    relations = [(f.left[0], f.relation, f.right, _words(f)) for f in told if len(f.left) == 1]
    for display in document.displays():
        word = _ASKED.search(last_sentence(display.lead))
        asked = "" if word is None else word.group()
        relations += [
            (k.left, k.relation, k.right, "" if supposed else asked)
            for k in display.links
            if k.left is not None and k.right is not None and not k.continuation
            if (supposed := bool(display.hypothesis) or k.relation in DEFINING) or asked
        ]  # else it is a claim, or a condition of its display alone
    relations += [(x, f.relation, f.right, _words(f)) for f in told if len(f.left) > 1 for x in f.left]
    shaped = [f for f in document.facts() if isinstance(f, ShapeFact) and f.axes]
    tensors, limits = {latex(x) for f in shaped for x in f.subjects}, _limits(document)
    again: list[int] = []  # those of what another equation may still tell to be a size
    for number in chain(range(len(relations)), again):
        left, relation, right, words = relations[number]
        if not isinstance(left, s.Symbol | s.Scripted | s.Addition | s.Product | s.Number):
            continue
        sizes = context.sizes
        name = latex(left)
        if name in context.subscripted and name not in sizes.letters():
            continue
        if relation in DEFINING and isinstance(left, s.Symbol | s.Scripted):
            if name in limits and name not in tensors and _counts(right):
                sizes.lows.setdefault(name, 1)  # "a batch of $n = 3$ samples" of which no shape speaks
            if name in sizes.replaced:
                continue  # what is said of it again is a claim
            known = name in sizes.letters()
            rounding = any(isinstance(n, s.Floor | s.Ceiling) for n in s.walk(right))
            if not known and not rounding:
                symbols = [n for n in s.walk(right) if isinstance(n, s.Symbol)]
                if not symbols or not all(latex(n) in sizes.letters() for n in symbols):
                    if not again or again[-1] < number:
                        again.append(number)
                    continue
            parts = set(size_letters(context, right))
            if parts & tensors:
                continue  # a tensor with the letter of a size
            letters = dict(sizes.letters())
            fresh = [part for part in sorted(parts - letters.keys()) if known]
            if polynomial(right, letters | {part: Poly.symbol(part) for part in fresh}) is None and not rounding:
                continue
            for part in fresh:
                sizes.lows.setdefault(part, 0)
                sizes.parts.add(part)
            found = polynomial(right, sizes.letters(), sizes)
            if found is None:
                continue
            top, below = found
            if fresh and (sizes.lows.get(name) or 0) > 0 and len(top.terms) == 1:
                for part in fresh:  # no factor of a positive number is 0
                    sizes.declare(part, 1)
            if below == Poly.constant(1):
                if not known:
                    sizes.lows[name] = 1
                sizes.replace(name, top)
            elif below.is_constant:
                equation = top - Poly.symbol(name) * below
                for symbol in sorted(top.free):
                    coefficient = (
                        equation.coefficient(symbol)
                        if all(m.count(symbol) <= 1 for m, _ in equation.terms)
                        else Poly({})
                    )
                    if coefficient.is_constant and abs(coefficient.value) == 1:
                        sizes.lows.setdefault(name, 0)
                        solved = Poly.symbol(symbol) * coefficient.value - equation
                        sizes.replace(symbol, solved * coefficient.value)
                        break
            continue
        one, other = polynomial(left, sizes.letters()), polynomial(right, sizes.letters())
        if one is None or other is None or one[1] != Poly.constant(1) or other[1] != Poly.constant(1):
            continue
        if name in context.subscripted and name not in sizes.letters():
            continue
        gap = one[0] - other[0]
        guards = {"<": -gap - 1, ">": gap - 1, "\\le": -gap, "\\ge": gap}
        if relation in guards and gap.free:
            low = guards[relation]
            symbol = next(iter(low.free)) if len(low.free) == 1 and not words else ""
            if symbol and low - Poly.symbol(symbol) == Poly.constant(low.value):
                sizes.declare(symbol, -low.value)
            else:
                sizes.assume(Guard("ge", low), words)
        elif relation in ("\\ne", "\\neq") and gap.free:
            sizes.assume(Guard("ne", gap))
