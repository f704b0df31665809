"""Small edits of an expression as it is written: the slips that people make, undone one at a time.

Each edit is a new surface tree and the words for it.  Nothing here knows whether an edit makes the line true: that is
for :mod:`symderiv.documents.repairing.repair` to find out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, pairwise

from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.repairing.differences import mapped
from symderiv.documents.repairing.screen import Scaled
from symderiv.language.text import inline

__all__ = [
    "differentiated",
    "edits",
    "in_subscript",
    "indexed",
    "places",
    "rank_of",
    "replaced",
    "shown",
    "transposed",
    "turned_or_reordered",
]

Edit = tuple[s.Expression, str]
Scaling = tuple[s.Expression, str, Scaled | None]
HERE = s.NOWHERE


def places(node: s.Expression) -> Iterator[tuple[s.Expression, Callable[[s.Expression], s.Expression]]]:
    """Every expression in a tree, with what puts another one in its place."""
    yield node, lambda new: new
    if not is_dataclass(node):
        return
    for item in fields(node):
        inside = getattr(node, item.name)
        if isinstance(inside, s.Expression) and item.name != "alternative":
            for part, put in places(inside):
                yield part, _through(node, item.name, put)
        elif isinstance(inside, tuple) and inside and all(isinstance(x, s.Expression) for x in inside):
            for position, entry in enumerate(inside):
                for part, put in places(entry):
                    yield part, _within(node, item.name, inside, position, put)


def _through(
    node: s.Expression, name: str, put: Callable[[s.Expression], s.Expression]
) -> Callable[[s.Expression], s.Expression]:
    return lambda new: replace(node, **{name: put(new)})  # type: ignore[arg-type]


def _within(
    node: s.Expression,
    name: str,
    inside: tuple[s.Expression, ...],
    position: int,
    put: Callable[[s.Expression], s.Expression],
) -> Callable[[s.Expression], s.Expression]:
    return lambda new: replace(node, **{name: (*inside[:position], put(new), *inside[position + 1 :])})  # type: ignore[arg-type]


def replaced(node: s.Expression, old: s.Expression, new: s.Expression) -> s.Expression:
    """The tree with every part equal to ``old`` replaced."""
    found = next(((part, put) for part, put in places(node) if part == old), None)
    return found[1](new) if found is not None else node


def shown(node: s.Expression) -> str:
    """An expression within words."""
    return inline(latex(node))


def number(value: Fraction | int) -> s.Expression:
    value = Fraction(value)
    if value.denominator == 1:
        return s.Number(HERE, value)
    return s.Quotient(HERE, s.Number(HERE, Fraction(value.numerator)), s.Number(HERE, Fraction(value.denominator)))


def _times(factor: s.Expression, node: s.Expression) -> s.Expression:
    if isinstance(node, s.Number) and node.value == 1:
        return factor
    value, (own, rest) = _rational(factor), _leading(node)
    if value is not None and own is not None and value > 0:  # 1/3 times 3 x is x
        both = number(value * own)
        if rest is None:
            return both
        return rest if value * own == 1 else _times(both, rest)
    body = s.Group(HERE, "(", (node,)) if isinstance(node, s.Addition | s.Operation) else node
    return s.Product(HERE, (factor, body), ("",))


def _rational(node: s.Expression) -> Fraction | None:
    """The value of a number or of a quotient of two."""
    if isinstance(node, s.Number):
        return node.value
    if isinstance(node, s.Quotient):
        above, below = _rational(node.numerator), _rational(node.denominator)
        return above / below if above is not None and below else None
    return None


def _leading(node: s.Expression) -> tuple[Fraction | None, s.Expression | None]:
    """The number that a product begins with, and what is left (None for nothing)."""
    if not isinstance(node, s.Product):
        return _rational(node), None
    if node.operators[0] not in ("", "\\cdot", "\\times"):
        return None, None
    rest = node.factors[1] if len(node.factors) == 2 else s.Product(HERE, node.factors[1:], node.operators[1:])
    return _rational(node.factors[0]), rest


def _negated(node: s.Expression) -> s.Expression:
    if isinstance(node, s.Addition):
        return replace(node, signs=tuple("-" if x == "+" else "+" for x in node.signs))
    return s.Addition(HERE, (node,), ("-",))


def edits(context: Context, left: s.Expression, right: s.Expression) -> Iterator[Scaling]:
    """The edits of a right side, the likeliest first; with what is multiplied by what, where that is all."""
    for edit in _offsets(right):
        yield *edit, None
    yield _negated(right), "the sign of the whole right side", Scaled(number(-1))
    yield from _signs(right)
    for edit in chain(_transposes(context, right), _swaps(right), _exchanges(left, right)):
        yield *edit, None
    for factor, words in _scales(context):
        yield _times(factor, right), f"a factor {words}", Scaled(factor)
    for edit in _letters(left, right):
        yield *edit, None
    yield from _factors(context, right)
    yield from _powers(context, right)
    yield from _identities(left, right)
    for edit in chain(_masks(context, right), _sums(right)):
        yield *edit, None
    yield from _dropped(right)
    for edit in chain(_names(context, right), _arguments(right)):
        yield *edit, None


def turned_or_reordered(context: Context, right: s.Expression) -> Iterator[Edit]:
    """The edits of a product whose shapes do not fit."""
    yield from _transposes(context, right)


def _signs(right: s.Expression) -> Iterator[Scaling]:
    for node, put in places(right):
        if isinstance(node, s.Addition) and not in_subscript(right, node):
            for position in range(len(node.terms)):
                signs = list(node.signs)
                signs[position] = "-" if signs[position] == "+" else "+"
                new, words = put(replace(node, signs=tuple(signs))), f"the sign of {shown(node.terms[position])}"
                yield new, words, Scaled(number(-1), put, node, position)


def in_subscript(root: s.Expression, node: s.Expression) -> bool:
    """Whether a part stands in a subscript or in the range of a sum."""
    for outer in s.walk(root):
        inside: tuple[s.Expression, ...] = ()
        if isinstance(outer, s.Scripted):
            inside = outer.subscripts
        elif isinstance(outer, s.BigOperator):
            inside = (*outer.below, *([outer.above] if outer.above is not None else []))
        if any(x is node for entry in inside for x in s.walk(entry)):
            return True
    return False


def indexed(root: s.Expression) -> set[int]:
    """The identities of names that stand before subscripts: such a name alone is no matrix."""
    return {id(n.base) for n in s.walk(root) if isinstance(n, s.Scripted) and n.subscripts}


def differentiated(root: s.Expression) -> set[int]:
    """The identities of what stands in a derivative."""
    outer = [n for n in s.walk(root) if isinstance(n, s.Derivative | s.Gradient)]
    return {id(x) for n in outer for x in s.walk(n) if x is not n}


def _offsets(right: s.Expression) -> Iterator[Edit]:
    """``i+p-P`` to ``i-p+P``, in all subscripts of one occurrence together: the kernel turned round."""
    for node, put in places(right):
        if isinstance(node, s.Scripted) and any(isinstance(x, s.Addition) for x in node.subscripts):
            turned = tuple(_turned(x) for x in node.subscripts)
            yield (
                put(replace(node, subscripts=turned)),
                f"the kernel turned round: {shown(node)} becomes {shown(replace(node, subscripts=turned))}",
            )


def _turned(entry: s.Expression) -> s.Expression:
    if not isinstance(entry, s.Addition):
        return entry
    kept = next((k for k, t in enumerate(entry.terms) if is_letter(t) and entry.signs[k] == "+"), 0)
    signs = tuple(x if k == kept else "-" if x == "+" else "+" for k, x in enumerate(entry.signs))
    return replace(entry, signs=signs)


def rank_of(context: Context, node: s.Expression) -> int | None:
    """The number of axes of a tensor that is written whole, ``A``, or as a whole state or layer, ``A_l``."""
    found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
    rank = None if found is None else context.names.ranks.get(found.name)
    if found is None or rank is None or not found.indices:
        return rank
    parts = found.name in context.partial or found.name in context.recurrent
    left = rank - len(split_entries(found.indices, None)) if parts else 0
    return left if left > 0 else None


def transposed(context: Context, node: s.Expression, ranks: tuple[int, ...] = (2,)) -> s.Expression | None:
    """The transpose of a matrix (of these ranks) that is written by its name, or of a gradient by such a one."""
    if isinstance(node, s.Scripted) and isinstance(node.base, s.Group) and not node.subscripts:
        (body, *others) = node.base.entries
        turned = not others and context.names.superscript(node.superscript)[2]
        return body if turned and isinstance(body, s.Derivative | s.Gradient) else None
    if isinstance(node, s.Derivative | s.Gradient):
        by = node.variable if isinstance(node, s.Gradient) else node.variables[0] if len(node.variables) == 1 else None
        if by is None or rank_of(context, by) != 2 or (isinstance(node, s.Gradient) and node.order != 1):
            return None
        return s.Scripted(HERE, s.Group(HERE, "(", (node,)), (), s.Symbol(HERE, "\\top"))
    if rank_of(context, node) not in ranks:
        return None
    if isinstance(node, s.Symbol):
        return s.Scripted(HERE, node, (), s.Symbol(HERE, "\\top"))
    assert isinstance(node, s.Scripted)
    if context.names.superscript(node.superscript)[2]:
        return node.base if not node.subscripts and not node.primes else replace(node, superscript=None)
    top = s.Symbol(HERE, "\\top")
    if node.superscript is None:
        return replace(node, superscript=top)
    found = context.names.read(node)  # (W^{(l)})^\top
    own = found is not None and found.power is None and latex(node.superscript) in found.name
    return s.Scripted(HERE, s.Group(HERE, "(", (node,)), (), top) if own and not node.subscripts else None


def _transposes(context: Context, right: s.Expression) -> Iterator[Edit]:
    entries, inner = indexed(right), differentiated(right)
    for node, put in places(right):
        turned = transposed(context, node) if id(node) not in entries | inner else None
        if turned is not None:
            yield put(turned), f"{shown(turned)} in the place of {shown(node)}"
    for node, put in places(right):
        if isinstance(node, s.Product) and len(node.factors) == 2 and not any(node.operators):
            if in_subscript(right, node):
                continue
            yield put(replace(node, factors=node.factors[::-1])), f"the factors of {shown(node)} in the other order"


def _swaps(right: s.Expression) -> Iterator[Edit]:
    for node, put in places(right):
        if isinstance(node, s.Scripted) and node.subscripts:
            entries = split_entries(node.subscripts, None)
            for a in range(len(entries)):
                for b in range(a + 1, len(entries)):
                    if entries[a] != entries[b]:
                        order = list(entries)
                        order[a], order[b] = order[b], order[a]
                        new = _with_entries(node, order)
                        yield put(new), f"the indices of {shown(node)} swapped"


def _with_entries(node: s.Scripted, entries: Sequence[s.Expression]) -> s.Scripted:
    """Other subscripts, close together where they were (``A_{ij}``)."""
    if len(node.subscripts) == 1 < len(entries):
        return replace(node, subscripts=(s.Product(HERE, tuple(entries), ("",) * (len(entries) - 1)),))
    return replace(node, subscripts=tuple(entries))


def _exchanges(left: s.Expression, right: s.Expression) -> Iterator[Edit]:
    """Two indices of the left side for each other, wherever they stand."""
    entries = [x for n in s.walk(left) if isinstance(n, s.Scripted) for x in split_entries(n.subscripts, None)]
    letters = list({latex(x): x for x in entries if is_letter(x)}.values())[:3]
    for one, other in combinations(letters, 2):

        def swap(node: s.Expression, one: s.Expression = one, other: s.Expression = other) -> s.Expression | None:
            if not isinstance(node, s.Scripted) or not node.subscripts:
                return None
            names = {latex(one): other, latex(other): one}
            return replace(node, subscripts=tuple(mapped(x, lambda n: names.get(latex(n))) for x in node.subscripts))

        new = mapped(right, swap)
        if new != right:
            yield new, f"{shown(one)} and {shown(other)} exchanged"


def _letters(left: s.Expression, right: s.Expression) -> Iterator[Edit]:
    """One index of one occurrence: another letter of the left side, or of a sum around it, in its place."""
    free = [x for n in s.walk(left) if isinstance(n, s.Scripted) for x in split_entries(n.subscripts, None)]
    bound = [x for n in s.walk(right) if isinstance(n, s.BigOperator) for part in n.below for x in s.walk(part)]
    letters = list({latex(x): x for x in (*free, *bound) if is_letter(x)}.values())
    for node, put in places(right):
        if isinstance(node, s.Scripted) and node.subscripts and not in_subscript(right, node):
            entries = split_entries(node.subscripts, None)
            for k, entry in enumerate(entries):
                for letter in letters if is_letter(entry) and len(letters) <= 6 else ():
                    if latex(letter) != latex(entry):
                        new = _with_entries(node, (*entries[:k], letter, *entries[k + 1 :]))
                        yield put(new), f"{shown(new)} in the place of {shown(node)}"


FACTORS = ("2", "1/2", "3", "1/3", "4", "1/4", "-2", "-1/2")


def _scales(context: Context) -> list[Edit]:
    """The factors that are missed: a number, a size, one by a size or by two of them; the likeliest numbers first."""
    numbers = [(number(abs(v)) if v > 0 else _negated(number(-v)), str(v)) for v in map(Fraction, FACTORS)]
    shapes = [[p.as_symbol for p in shape] for shape in context.theory.shapes.values()]
    letters = sorted({name for shape in shapes for name in shape if name is not None})
    pairs = sorted({(a, b) for shape in shapes for a, b in pairwise(shape) if a is not None and b is not None})
    sizes: list[tuple[s.Expression, str]] = []
    for name in letters:
        size = s.Symbol(HERE, name)
        sizes += [(s.Quotient(HERE, s.Number(HERE, Fraction(1)), size), f"1/{name}"), (size, name)]
    for names in pairs:  # a mean over two axes
        area = s.Product(HERE, tuple(s.Symbol(HERE, name) for name in names), ("",))
        sizes.append((s.Quotient(HERE, s.Number(HERE, Fraction(1)), area), f"1/({' '.join(names)})"))
    return [*numbers, *sizes]


def _factors(context: Context, right: s.Expression) -> Iterator[Scaling]:
    """A factor at one of the terms of the right side."""
    scales = _scales(context)
    likely = (*scales[:2], *scales[len(FACTORS) :])
    for node, put in places(right):
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not in_subscript(right, node):
            for position, term in enumerate(node.terms):
                for factor, words in likely:
                    terms = (*node.terms[:position], _times(factor, term), *node.terms[position + 1 :])
                    new = put(replace(node, terms=terms))
                    yield new, f"a factor {words} at {shown(term)}", Scaled(factor, put, node, position)


def _powers(context: Context, right: s.Expression) -> Iterator[Scaling]:
    """A power that is lost, or too many; a derivative too many."""
    entries = indexed(right)
    for node, put in places(right):
        if in_subscript(right, node):
            continue
        if isinstance(node, s.Scripted) and isinstance(node.superscript, s.Number):
            bare = replace(node, superscript=None) if node.subscripts or node.primes else node.base
            yield put(bare), f"{shown(bare)} in the place of {shown(node)}", None
            if node.superscript.value > 2:
                lower = s.Number(HERE, node.superscript.value - 1)
                yield put(replace(node, superscript=lower)), f"the power {shown(lower)} of {shown(bare)}", None
        elif id(node) not in entries:
            new = _squared(context, node)
            if new is not None:
                yield put(new), f"{shown(new)} in the place of {shown(node)}", Scaled(node, put, node)
    for node, put in places(right):
        if isinstance(node, s.Scripted) and node.primes == 1:
            less = replace(node, primes=0) if node.subscripts or node.superscript else node.base
            yield put(less), "a derivative too many", None


def _squared(context: Context, node: s.Expression) -> s.Expression | None:
    """The square of an entry, a number, a size, a norm, something in parentheses."""
    two = s.Number(HERE, Fraction(2))
    match node:
        case s.Scripted() if node.superscript is None and node.subscripts:
            return replace(node, superscript=two)
        case s.Group(bracket="(", entries=(inner,)) if not isinstance(inner, s.Comparison | s.Derivative):
            return s.Scripted(HERE, node, (), two)
        case s.Symbol() if rank_of(context, node) == 0 or node.letter in context.sizes.letters():
            return s.Scripted(HERE, node, (), two)
        case s.Norm() | s.Absolute():
            return s.Scripted(HERE, node, (), two)
    return None


def _identities(left: s.Expression, right: s.Expression) -> Iterator[Scaling]:
    letters = [
        x for n in s.walk(left) if isinstance(n, s.Scripted) for x in split_entries(n.subscripts, None) if is_letter(x)
    ]
    distinct = list({latex(x): x for x in letters}.values())
    for node, put in places(right):
        ones = (isinstance(node, s.Number) and node.value == 1) or (isinstance(node, s.Symbol) and node.letter == "1")
        product = isinstance(node, s.Product) and all("mathbf" in latex(f) and "1" in latex(f) for f in node.factors)
        if not (ones or product) or in_subscript(right, node):
            continue
        yield put(s.Symbol(HERE, "I")), f"the identity I in the place of {shown(node)}", None
        for a in range(len(distinct)):
            for b in range(a + 1, len(distinct)):
                delta = s.Scripted(HERE, s.Symbol(HERE, "\\delta"), (distinct[a], distinct[b]))
                yield put(delta), f"the identity {shown(delta)} in the place of {shown(node)}", None
    for node, put in places(right):
        if isinstance(node, s.Addition) and len(node.terms) > 1 and not in_subscript(right, node):
            for position, term in enumerate(node.terms):
                for a in range(len(distinct)):
                    for b in range(a + 1, len(distinct)):
                        delta = s.Scripted(HERE, s.Symbol(HERE, "\\delta"), (distinct[a], distinct[b]))
                        terms = (*node.terms[:position], _times(delta, term), *node.terms[position + 1 :])
                        new, words = put(replace(node, terms=terms)), f"a factor {shown(delta)} at {shown(term)}"
                        yield new, words, Scaled(delta, put, node, position)
    if len(distinct) == 2:
        delta = s.Scripted(HERE, s.Symbol(HERE, "\\delta"), tuple(distinct))
        yield _times(delta, right), f"a factor {shown(delta)}", Scaled(delta)


def _masks(context: Context, right: s.Expression) -> Iterator[Edit]:
    """A bracket about another tensor of the same shape."""
    for node, put in places(right):
        if isinstance(node, s.Comparison):
            for part, inside in places(node):
                yield from (
                    (put(inside(new)), f"the mask {shown(new)} in the place of {shown(part)}")
                    for new in _others(context, part)
                )


def _others(context: Context, node: s.Expression) -> Iterator[s.Expression]:
    """The same occurrence of another tensor of the same shape."""
    found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
    if found is None or found.name not in context.names.ranks or found.half or not context.names.ranks[found.name]:
        return
    try:
        shape = context.shape(found.name)
    except ValueError:
        return
    for name in (*context.theory.definitions, *context.theory.shapes):
        written = context.spelling.get(name)
        if name != found.name and written is not None and context.shape(name) == shape:
            if isinstance(written, s.Symbol):
                above = (
                    node.superscript
                    if isinstance(node, s.Scripted) and (found.power is not None or found.transposed or found.inverted)
                    else None
                )
                yield s.Scripted(HERE, written, found.indices, above) if found.indices or above is not None else written
            elif isinstance(written, s.Scripted):
                yield replace(written, subscripts=(*written.subscripts, *found.indices))


def _sums(right: s.Expression) -> Iterator[Edit]:
    for node, put in places(right):
        if isinstance(node, s.BigOperator) and node.operator == "sum":
            whole = isinstance(node.body, s.Symbol | s.Scripted | s.Number | s.Group)
            yield put(node.body if whole else s.Group(HERE, "(", (node.body,))), "the sum left out"


def _dropped(right: s.Expression) -> Iterator[Scaling]:
    for node, put in places(right):
        if isinstance(node, s.Product) and len(node.factors) > 1 and not in_subscript(right, node):
            for position, factor in enumerate(node.factors):
                rest = (*node.factors[:position], *node.factors[position + 1 :])
                operators = tuple(o if o != "/" else "" for o in node.operators[1:])
                new = put(rest[0] if len(rest) == 1 else s.Product(HERE, rest, operators))
                inverse = s.Quotient(HERE, s.Number(HERE, Fraction(1)), factor)
                scaled = None if "/" in node.operators else Scaled(inverse, put, node)
                yield new, f"without the factor {shown(factor)}", scaled
        elif isinstance(node, s.Addition) and len(node.terms) > 1 and not in_subscript(right, node):
            for position, term in enumerate(node.terms):
                rest = (*node.terms[:position], *node.terms[position + 1 :])
                new = put(s.Addition(HERE, rest, (*node.signs[:position], *node.signs[position + 1 :])))
                yield new, f"without the term {shown(term)}", Scaled(number(0), put, node, position)
        elif isinstance(node, s.Quotient):
            words = f"without the denominator {shown(node.denominator)}"
            yield put(node.numerator), words, Scaled(node.denominator, put, node)
        elif isinstance(node, s.Operation) and node.operator == "\\odot":
            yield put(node.left), f"without the factor {shown(node.right)}", None
            yield put(node.right), f"without the factor {shown(node.left)}", None


def _names(context: Context, right: s.Expression) -> Iterator[Edit]:
    outside = indexed(right) | differentiated(right)
    for node, put in places(right):
        if not in_subscript(right, node) and id(node) not in outside:
            for new in _others(context, node):
                yield put(new), f"{shown(new)} in the place of {shown(node)}"
    brackets = [n for n in context.brackets if isinstance(n, s.Expression)]
    for bracket in brackets:
        if isinstance(right, s.Operation | s.Product | s.Scripted | s.Symbol | s.BigOperator):
            inside = s.Group(HERE, "(", (right,)) if isinstance(right, s.Operation | s.BigOperator) else right
            if isinstance(bracket, s.Addition):
                bracket = s.Group(HERE, "(", (bracket,))
            yield s.Product(HERE, (bracket, inside), ("",)), f"the missing factor {shown(bracket)}"
            yield s.Operation(HERE, "\\odot", inside, bracket), f"the missing factor {shown(bracket)}"


def _arguments(right: s.Expression) -> Iterator[Edit]:
    """A factor inside of a function."""
    for node, put in places(right):
        if isinstance(node, s.Applied) and node.surely and len(node.arguments) == 1:
            for value in (Fraction(2), Fraction(1, 2)):
                inside = _times(number(value), node.arguments[0])
                new = replace(node, arguments=(inside,), brackets=node.brackets or "(")
                yield put(new), f"a factor {value} inside of {shown(node.head)}"
