"""Sizes: letters that are said to be whole numbers, and the equations and inequalities between them.

Guarantee: a number that the text gives as an example, in a condition or for later lines is no value of a size.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain

from symderiv.documents.declaring.late_sizes import late_values
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.sizes import LOWS, polynomial
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_count, is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.surface import (
    Display,
    Link,
    RelationFact,
    ShapeFact,
    SizeFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Guard,
)

__all__ = ["asked_by", "condition_of", "declare_size", "relate_sizes", "size_letters", "tells_sizes"]

# "This requires", "The sizes satisfy", "where": what stands in a display behind it is no plain claim.
_ASKED = regex(
    r"\b(?:where|with|need\w*|requir\w*|satisf\w*|obey\w*|only if|must|provided|conditions?|constraints?|as long as|"
    r"assum\w*|suppos\w*|so that|such that|restrict\w*|demand\w*|ask\w*|want\w*|unless|from (?:now|here) on|"
    r"in what follows|take|fix|set|choose)\b|"
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


def _solved(
    left: s.Expression, relation: str, right: s.Expression, sizes: Collection[str]
) -> tuple[s.Expression, str, s.Expression]:
    """A relation as an equation of a size, where it is one the other way round (``2k = N``) or ``N - k = m``."""
    if relation not in DEFINING or isinstance(left, s.Symbol | s.Scripted | s.Number):
        return left, relation, right
    if isinstance(right, s.Symbol | s.Scripted) and latex(right) in sizes:
        return right, relation, left
    if isinstance(left, s.Addition) and set(left.signs) <= {"+", "-"} and left.signs[0] == "+":
        first, *rest = left.terms
        if latex(first) in sizes and all(latex(first) != latex(n) for x in rest for n in s.walk(x)):
            turned = tuple("-" if sign == "+" else "+" for sign in left.signs[1:])
            return first, relation, s.Addition(left.span, (right, *rest), ("+", *turned))
    return left, relation, right


def _first_mentions(context: Context, document: SurfaceDocument) -> dict[str, int]:
    """The argument in which the text first speaks of each size; the letters of shapes are taken down beside."""
    first: dict[str, int] = {}
    for fact in document.facts():
        letters = {latex(n) for axis in fact.axes for n in s.walk(axis)} if isinstance(fact, ShapeFact) else set[str]()
        if isinstance(fact, ShapeFact):
            for subject in fact.subjects:
                context.sizes.axes.setdefault(latex(subject), set()).update(letters)
        if isinstance(fact, WordFact) and fact.word in LOWS:
            letters = set(map(latex, fact.subjects))
        for letter in letters:
            first.setdefault(letter, fact.argument)
    return first


def condition_of(context: Context, fact: SizeFact) -> Guard | None:
    """What words say of sizes as a condition; None for what is none, or of something else."""
    letters = context.sizes.letters()
    one, other = polynomial(fact.left, letters), polynomial(fact.right, letters)
    if one is None or other is None or one[1] != other[1] or not (one[0].free | other[0].free):
        return None
    if fact.relation == "\\mid":
        return Guard("dv", other[0], one[0])
    gap = one[0] - other[0]
    kinds = {"<": ("ge", -gap - 1), ">": ("ge", gap - 1), "\\le": ("ge", -gap), "\\ge": ("ge", gap), "=": ("eq", gap)}
    return Guard(*kinds[fact.relation])


def asked_by(display: Display) -> str:
    """The word by which the sentence before a display asks for what it says, "" if there is none."""
    found = _ASKED.search(last_sentence(display.lead))
    return "" if found is None else found.group().strip()


def tells_sizes(display: Display, link: Link) -> bool:
    """Whether what a display says of sizes may be supposed: a definition, a hypothesis, or what its sentence asks for;
    else it is a claim, or a condition of its display alone."""
    complete = link.left is not None and link.right is not None and not link.continuation
    return complete and (bool(display.hypothesis) or link.relation in DEFINING or asked_by(display) != "")


def relate_sizes(context: Context, document: SurfaceDocument) -> None:
    context.late = late_values(document)
    told = [f for f in document.facts() if isinstance(f, RelationFact) and not f.conditional and not _example(f)]
    told = [f for f in told if f.span.start not in context.late]
    relations = [(f.left[0], f.relation, f.right, f.argument) for f in told if len(f.left) == 1]
    for display in document.displays():
        links = [k for k in display.links if tells_sizes(display, k) and k.span.start not in document.claimed]
        sides = [(k.left, k.relation, k.right) for k in links]
        relations += [(x, r, y, display.argument) for x, r, y in sides if x is not None and y is not None]
    relations += [(x, f.relation, f.right, f.argument) for f in told if len(f.left) > 1 for x in f.left]
    said = [f for f in document.facts() if isinstance(f, SizeFact)]
    for fact in said:
        if not fact.supposed and (guard := condition_of(context, fact)) is not None:
            context.sizes.assume(guard)
    first = _first_mentions(context, document)
    shaped = [f for f in document.facts() if isinstance(f, ShapeFact) and f.axes]
    tensors, limits = {latex(x) for f in shaped for x in f.subjects}, _limits(document)
    again: list[int] = []  # those of what another equation may still tell to be a size
    for number in chain(range(len(relations)), again):
        one_side, relation, other_side, argument = relations[number]
        left, relation, right = _solved(one_side, relation, other_side, context.sizes.letters())
        if not isinstance(left, s.Symbol | s.Scripted | s.Addition | s.Product | s.Number):
            continue
        sizes = context.sizes
        name = latex(left)
        if name in context.subscripted and name not in sizes.letters():
            if relation not in DEFINING and (not again or again[-1] < number):
                again.append(number)  # "$s \\ge 1$": the stride in $x_{s i + a}$ may yet be a part of a size
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
                if sizes.replace(name, top) and first.get(name, argument) < argument:
                    sizes.supposed[name] = f"{latex(one_side)} = {latex(other_side)}"
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
        if (one is None or other is None) and (not again or again[-1] < number):
            again.append(number)
        if one is None or other is None or one[1] != Poly.constant(1) or other[1] != Poly.constant(1):
            continue
        gap = one[0] - other[0]
        guards = {"<": -gap - 1, ">": gap - 1, "\\le": -gap, "\\ge": gap}
        if relation in guards and gap.free:
            low = guards[relation]
            symbol = next(iter(low.free)) if len(low.free) == 1 else ""
            if symbol and low - Poly.symbol(symbol) == Poly.constant(low.value):
                sizes.declare(symbol, -low.value)
            else:
                sizes.assume(Guard("ge", low))
        elif relation in ("\\ne", "\\neq") and gap.free:
            sizes.assume(Guard("ne", gap))
