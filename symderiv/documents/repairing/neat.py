r"""An edited line as its author would have written it: ``2 \frac{1}{N} x`` becomes ``\frac{2}{N} x``, ``-(t - y) h``
becomes ``(y - t) h``, ``n - 1 - 1`` becomes ``n - 2``, ``y_i y_i`` becomes ``y_i^2``.

What is made here is read and proved like any other suggestion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex

__all__ = ["factors_of", "neat"]

HERE = s.NOWHERE
_TIMES = ("", "\\cdot", "\\times")


def neat(context: Context, node: s.Expression) -> s.Expression:
    """The expression with numbers put together and signs where they are expected."""
    match node:
        case s.Addition():
            return _addition(context, node)
        case s.Product():
            return _product(context, node)
        case s.BigOperator():
            below = tuple(_range(x) for x in node.below)
            above = None if node.above is None else _numbers(node.above)
            return replace(node, body=neat(context, node.body), below=below, above=above)
        case s.Group(bracket="(", entries=(inner,)):
            made = neat(context, inner)
            return made if isinstance(made, s.Symbol | s.Number) else replace(node, entries=(made,))
        case s.Operation():
            return replace(node, left=neat(context, node.left), right=neat(context, node.right))
        case s.Scripted() if node.subscripts:
            return replace(node, subscripts=tuple(map(_numbers, node.subscripts)))
    return node


def _range(entry: s.Expression) -> s.Expression:
    if isinstance(entry, s.Comparison):
        return replace(entry, operands=tuple(map(_numbers, entry.operands)))
    return entry


def _numbers(node: s.Expression) -> s.Expression:
    """A sum with its numbers put together, behind the rest."""
    if not isinstance(node, s.Addition):
        return node
    listed = list(_summands(node))
    numbers = [(sign, term) for sign, term in listed if isinstance(term, s.Number) and sign in "+-"]
    if len(numbers) < 2:
        return node
    total = sum((t.value if x == "+" else -t.value for x, t in numbers if isinstance(t, s.Number)), Fraction(0))
    rest = [item for item in listed if item not in numbers]
    if total or not rest:
        rest.append(("+" if total >= 0 else "-", s.Number(HERE, abs(total))))
    return _sum(rest)


def _sum(listed: Sequence[tuple[str, s.Expression]]) -> s.Expression:
    if len(listed) == 1 and listed[0][0] == "+":
        return listed[0][1]
    return s.Addition(HERE, tuple(term for _, term in listed), tuple(sign for sign, _ in listed))


def _summands(node: s.Expression) -> list[tuple[str, s.Expression]]:
    if not isinstance(node, s.Addition):
        return [("+", node)]
    found = []
    for sign, term in zip(node.signs, node.terms, strict=True):
        for inner, part in _summands(term):
            turned = {"+": "-", "-": "+"}.get(inner, inner)
            found.append((turned if sign == "-" else inner if sign == "+" else sign, part))
    return found


def _addition(context: Context, node: s.Addition) -> s.Expression:
    listed = [(sign, neat(context, term)) for sign, term in _summands(node)]
    if len(listed) == 1:
        sign, term = listed[0]
        turned = _turned(context, term) if sign == "-" else None
        return turned if turned is not None else _sum(listed)
    if listed[0][0] == "-" and any(sign == "+" for sign, _ in listed):
        first = next(k for k, (sign, _) in enumerate(listed) if sign == "+")
        listed.insert(0, listed.pop(first))
    return _numbers(_sum(listed))


def _turned(context: Context, node: s.Expression) -> s.Expression | None:
    """The negative of a product, where a difference in it can take the sign."""
    if isinstance(node, s.BigOperator) and node.operator == "sum":
        inner = _turned(context, node.body)
        return None if inner is None else replace(node, body=inner)
    if isinstance(node, s.Group | s.Applied):
        node = s.Product(HERE, tuple(factors_of(context, node)), ("",) * (len(factors_of(context, node)) - 1))
    if not isinstance(node, s.Product):
        return None
    if any(operator not in _TIMES for operator in node.operators):
        return None
    factors = factors_of(context, node)
    for place, factor in enumerate(factors):
        if isinstance(factor, s.Group) and factor.bracket == "(" and len(factor.entries) == 1:
            listed = _summands(factor.entries[0])
            if len(listed) > 1 and any(sign == "-" for sign, _ in listed) and all(sign in "+-" for sign, _ in listed):
                opposite = [("-" if sign == "+" else "+", term) for sign, term in listed]
                opposite.sort(key=lambda item: item[0] == "-")
                factors[place] = replace(factor, entries=(_sum(opposite),))
                return s.Product(HERE, tuple(factors), ("",) * (len(factors) - 1))
        elif isinstance(factor, s.BigOperator) and place == len(factors) - 1:
            inner = _turned(context, factor)
            if inner is not None:
                factors[place] = inner
                return s.Product(HERE, tuple(factors), ("",) * (len(factors) - 1))
    return None


def factors_of(context: Context, node: s.Expression) -> list[s.Expression]:
    """The factors of a product, also of ``h (1 - h)`` that might be an application."""
    if isinstance(node, s.Product) and all(operator in _TIMES for operator in node.operators):
        return [part for factor in node.factors for part in factors_of(context, factor)]
    if isinstance(node, s.Applied) and not node.surely and node.brackets == "(" and len(node.arguments) == 1:
        found = context.names.read(node.head) if isinstance(node.head, s.Symbol | s.Scripted) else None
        if found is not None and found.name in context.names.ranks:
            return factors_of(context, node.as_product())
    return [node]


def _product(context: Context, node: s.Product) -> s.Expression:
    if any(operator not in _TIMES for operator in node.operators):
        return node
    sizes = set(context.theory.sizes)
    factors = _opened([neat(context, f) for f in factors_of(context, node)], sizes)
    counted = [_ratio(f, sizes) for f in factors]
    numbers = [r for r in counted if r is not None]
    rest = _powers(context, [f for f, r in zip(factors, counted, strict=True) if r is None])
    late = any(r is not None for r in counted[1:] if counted[0] is None)
    if len(numbers) < 2 and not late:
        if len(rest) == len(factors) - len(numbers):
            return node
        front = [f for f, r in zip(factors, counted, strict=True) if r is not None]
    else:
        value, letters = Fraction(1), dict[str, int]()
        for number, powers in numbers:
            value *= number
            for name, power in powers.items():
                letters[name] = letters.get(name, 0) + power
        front = _front(value, letters)
        fraction = next((f for f in rest if isinstance(f, s.Quotient)), None)
        if fraction is not None and len(rest) == 1:
            return _within(front, fraction)
    made = [*front, *rest] or [s.Number(HERE, Fraction(1))]
    return made[0] if len(made) == 1 else s.Product(HERE, tuple(made), ("",) * (len(made) - 1))


def _opened(factors: list[s.Expression], sizes: set[str]) -> list[s.Expression]:
    r"""Factors with the numbers of fractions apart where others are numbers: ``N \frac{x}{N}``, ``N \frac{1}{N} x``."""
    if not any(_ratio(f, sizes) for f in factors):
        return factors
    made: list[s.Expression] = []
    for factor in factors:
        if not isinstance(factor, s.Quotient) or _ratio(factor, sizes):
            made.append(factor)
            continue
        above, below = _counted(factor.numerator, sizes), _counted(factor.denominator, sizes)
        if above[0] or below[0]:
            made.append(s.Quotient(HERE, _multiplied(above[0]), _multiplied(below[0])))
        if below[1]:
            made.append(s.Quotient(HERE, _multiplied(above[1]), _multiplied(below[1])))
        else:
            made += above[1]
    return made


def _counted(node: s.Expression, sizes: set[str]) -> tuple[list[s.Expression], list[s.Expression]]:
    """The numbers among the factors of one side of a fraction, and the others."""
    plain = isinstance(node, s.Product) and all(operator in _TIMES for operator in node.operators)
    parts = node.factors if plain and isinstance(node, s.Product) else (node,)
    return [f for f in parts if _ratio(f, sizes)], [f for f in parts if not _ratio(f, sizes)]


def _multiplied(parts: Sequence[s.Expression]) -> s.Expression:
    if not parts:
        return s.Number(HERE, Fraction(1))
    return parts[0] if len(parts) == 1 else s.Product(HERE, tuple(parts), ("",) * (len(parts) - 1))


def _within(front: list[s.Expression], fraction: s.Quotient) -> s.Expression:
    """Numbers taken into a fraction."""
    above = [x for f in front for x in ([f.numerator] if isinstance(f, s.Quotient) else [f])]
    below = [f.denominator for f in front if isinstance(f, s.Quotient)]

    def joined(numbers: list[s.Expression], rest: s.Expression) -> s.Expression:
        parts = [x for x in (*numbers, rest) if not (isinstance(x, s.Number) and x.value == 1)]
        inner = parts[0] if len(parts) == 1 else None
        if isinstance(inner, s.Group) and inner.bracket == "(" and len(inner.entries) == 1:
            return inner.entries[0]
        return _multiplied(parts)

    return replace(
        fraction, numerator=joined(above, fraction.numerator), denominator=joined(below, fraction.denominator)
    )


def _powers(context: Context, factors: list[s.Expression]) -> list[s.Expression]:
    """Equal numbers next to each other as a square."""
    made: list[s.Expression] = []
    for factor in factors:
        found = context.names.read(factor) if isinstance(factor, s.Symbol | s.Scripted) else None
        scalar = found is not None and context.names.ranks.get(found.name) == len(found.indices)
        plain = not isinstance(factor, s.Scripted) or factor.superscript is None
        if made and latex(made[-1]) == latex(factor) and scalar and plain:
            two = s.Number(HERE, Fraction(2))
            square = replace(factor, superscript=two) if isinstance(factor, s.Scripted) else None
            made[-1] = square or s.Scripted(HERE, factor, (), two)
        else:
            made.append(factor)
    return made


def _ratio(node: s.Expression, sizes: set[str]) -> tuple[Fraction, dict[str, int]] | None:
    """A number with powers of sizes, if a factor is one."""
    match node:
        case s.Number():
            return node.value, {}
        case s.Symbol() if node.letter in sizes and not node.accents:
            return Fraction(1), {node.letter: 1}
        case s.Product() if all(operator in _TIMES for operator in node.operators):
            parts = [_ratio(f, sizes) for f in node.factors]
            value, powers = Fraction(1), dict[str, int]()
            for part in parts:
                if part is None:
                    return None
                value *= part[0]
                for name, power in part[1].items():
                    powers[name] = powers.get(name, 0) + power
            return value, powers
        case s.Quotient():
            above, below = _ratio(node.numerator, sizes), _ratio(node.denominator, sizes)
            if above is None or below is None or not below[0]:
                return None
            powers = dict(above[1])
            for name, power in below[1].items():
                powers[name] = powers.get(name, 0) - power
            return above[0] / below[0], powers
    return None


def _front(value: Fraction, letters: dict[str, int]) -> list[s.Expression]:
    """A number with powers of sizes as the factors before a product."""

    def symbols(sign: int) -> list[s.Expression]:
        powers = [(s.Symbol(HERE, x), sign * power) for x, power in letters.items() if sign * power > 0]
        return [x if n == 1 else s.Scripted(HERE, x, (), s.Number(HERE, Fraction(n))) for x, n in powers]

    above = [*([s.Number(HERE, Fraction(value.numerator))] if value.numerator != 1 else []), *symbols(1)]
    below = [*([s.Number(HERE, Fraction(value.denominator))] if value.denominator != 1 else []), *symbols(-1)]

    return [s.Quotient(HERE, _multiplied(above), _multiplied(below))] if below else above
