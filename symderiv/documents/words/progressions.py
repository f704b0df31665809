r"""What dots stand for between terms that are made alike: ``r_t + \gamma r_{t+1} + \dots + \gamma^{T-t} r_T`` has
``\gamma^{k-t} r_k`` for ``k = t, \dots, T``, and ``1 + 3 + \dots + (2n-1)`` has ``2k - 1``.

Terms are compared by their subscripts, their powers and their coefficients.  From each written term to the next one,
subscripts and powers change by the same whole number, and so they must up to the last term, all of them in as many
steps; coefficients follow the one of the last term, or change by the same number too.

Guarantee: every written term is what is found for its place; of a single one before the dots, subscripts alone change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly

__all__ = ["Progression", "progression"]

_ZERO, _ONE = Poly({}), Poly.constant(1)
_HOLE = "\\square"
_SHIFTS = range(-4, 5)


@dataclass(frozen=True)
class Progression:
    """A term at the number ``index``, which runs from ``low`` to ``high``; ``ascending`` tells whether the terms are
    written in that order."""

    body: s.Expression
    index: s.Symbol
    low: s.Expression
    high: s.Expression
    ascending: bool = True


@dataclass(frozen=True)
class _Factor:
    """A factor with holes for its subscripts, what stands in them, and its power."""

    skeleton: s.Expression
    holes: tuple[Poly, ...]
    power: Poly


@dataclass(frozen=True)
class _Term:
    """A term as its coefficient, ``top / below``, and its factors by how they are written."""

    top: Poly
    below: int
    factors: Mapping[str, _Factor]


def progression(
    written: Sequence[s.Expression],
    behind: Sequence[s.Expression],
    index: s.Symbol,
    others: Sequence[s.Expression] = (),
) -> Progression | None:
    """What the dots between the terms before them and those behind stand for; None where that is not clear, or where
    one of some ``others`` is made like them.  From one written term to the last one numbers change by 1."""
    letters = {latex(n): n for x in (*written, *behind) for n in s.walk(x) if _is_letter(n)}
    counting = _counting(behind[-1])
    terms = [_term(x, letters, counting) for x in (*written, *behind)]
    if any(x is None for x in terms):
        return None
    apart = [x for x in terms if x is not None]
    order = list(max(apart, key=lambda x: len(x.factors)).factors)
    if any([key for key in order if key in x.factors] != list(x.factors) for x in apart):
        return None  # matrices do not commute
    found_terms = [replace(x, factors={k: x.factors[k] for k in order if k in x.factors}) for x in _completed(apart)]
    first, between, end = found_terms[: len(written)], found_terms[len(written) : -1], found_terms[-1]
    rest = [_term(x, letters | {latex(n): n for n in s.walk(x) if _is_letter(n)}, counting) for x in others]
    if any(x is not None and x.factors.keys() == end.factors.keys() for x in rest):
        return None
    found = _fitted(first, end)
    if found is None or not all(_is_before(x, k, found) for k, x in enumerate(reversed(between), 1)):
        return None
    return _written(found, letters, index)


# ---- terms ----------------------------------------------------------------------------------------------


def _is_letter(node: s.Expression) -> bool:
    return (
        isinstance(node, s.Symbol)
        and not node.word
        and node.letter != "\\dots"
        and node.letter[:1].isalpha() | (node.letter[:1] == "\\")
    )


def _counting(last: s.Expression) -> set[str]:
    """The letters that number the terms: those below names and in powers of the last one, or all if there are none."""
    places: list[s.Expression] = []
    for node in s.walk(last):
        if isinstance(node, s.Scripted):
            places += node.subscripts
            places += () if node.superscript is None else (node.superscript,)
    found = {latex(n) for x in places for n in s.walk(x) if _is_letter(n) and n != s.Symbol(n.span, "\\top")}
    return found or {latex(n) for n in s.walk(last) if _is_letter(n)}


def _poly(node: s.Expression, letters: Mapping[str, s.Expression]) -> Poly | None:
    found = polynomial(node, {name: Poly.symbol(name) for name in letters})
    return found[0] if found is not None and found[1] == _ONE else None


def _term(node: s.Expression, letters: Mapping[str, s.Expression], counting: set[str]) -> _Term | None:
    """A term taken apart."""
    top, below = _ONE, 1
    factors: dict[str, _Factor] = {}
    numbers = {name: x for name, x in letters.items() if name in counting}
    for part in _flat(node):
        if part is None:
            return None
        own = _poly(part, numbers)
        if isinstance(part, s.Number):
            top, below = top * part.value.numerator, below * part.value.denominator
        elif own is not None and not _is_numeric_power(part):
            top *= own
        else:
            factor = _factor(part, letters)
            key = latex(factor.skeleton)
            factors[f"{key} {sum(x.skeleton == factor.skeleton for x in factors.values())}"] = factor
    return _Term(top, below, factors)


def _flat(node: s.Expression) -> Iterator[s.Expression | None]:
    """The factors of a term; None for a quotient, whose terms are not compared."""
    if isinstance(node, s.Product):
        for factor, operator in zip(node.factors, ("", *node.operators), strict=True):
            if operator not in ("", "\\cdot", "\\times"):
                yield None
            yield from _flat(factor)
    elif isinstance(node, s.Applied) and not node.surely and node.brackets == "(" and isinstance(node.head, s.Symbol):
        yield from (node.head, s.Group(node.span, "(", node.arguments)) if _is_sum(node.arguments) else (node,)
    elif isinstance(node, s.Group) and node.bracket == "(" and len(node.entries) == 1:
        inside = node.entries[0]
        yield from _flat(inside) if isinstance(inside, s.Product) else (node,)
    else:
        yield node


def _is_sum(arguments: tuple[s.Expression, ...]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], s.Addition)


def _is_numeric_power(node: s.Expression) -> bool:
    return (
        isinstance(node, s.Scripted) and isinstance(node.base, s.Number) and not isinstance(node.superscript, s.Number)
    )


def _factor(node: s.Expression, letters: Mapping[str, s.Expression]) -> _Factor:
    """A factor with holes."""
    power = _ONE
    if isinstance(node, s.Scripted) and node.superscript is not None and not isinstance(node.superscript, s.Group):
        own = _poly(node.superscript, letters)
        if own is not None:
            power = own
            node = replace(node, superscript=None)
            node = node if node.subscripts or node.primes else node.base
    holes: list[Poly] = []

    def taken(part: s.Expression) -> s.Expression | None:
        if not isinstance(part, s.Scripted):
            return None
        below, above = [], part.superscript
        for entry in part.subscripts:
            own = _poly(entry, letters)
            below.append(entry if own is None else s.Symbol(entry.span, _HOLE))
            holes.extend(() if own is None else (own,))
        if isinstance(above, s.Group) and len(above.entries) == 1:
            own = _poly(above.entries[0], letters)
            if own is not None:
                holes.append(own)
                above = replace(above, entries=(s.Symbol(above.span, _HOLE),))
        return replace(part, base=s.replaced(part.base, taken), subscripts=tuple(below), superscript=above)

    return _Factor(s.replaced(node, taken), tuple(holes), power)


def _completed(terms: list[_Term]) -> list[_Term]:
    """Terms with the factors whose power is 0 in them, ``a`` beside ``a r``, and ``4`` as ``2^2`` beside ``2^n``."""
    every = {key: factor for term in terms for key, factor in term.factors.items()}
    found: list[_Term] = []
    for term in terms:
        factors = dict(term.factors)
        top = term.top
        for key, factor in every.items():
            if key in factors or factor.holes:
                continue
            power = 0
            if isinstance(factor.skeleton, s.Number) and top.is_constant and factor.skeleton.value > 1:
                base, value = factor.skeleton.value, Fraction(top.value)
                while value and (value / base).denominator == 1:
                    value, power = value / base, power + 1
                top = Poly.constant(int(value))
            factors[key] = _Factor(factor.skeleton, (), Poly.constant(power))
        found.append(replace(term, top=top, factors=factors))
    return found


# ---- fitting --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Fit:
    """The first term, by how much each place changes, the number of the last term, and the coefficient at ``%``."""

    first: _Term
    last: _Term
    changes: Mapping[tuple[str, int], int]
    count: Poly
    top: Poly


def _places(term: _Term) -> dict[tuple[str, int], Poly]:
    """What stands in each hole and in each power (place -1) of a term."""
    found = {(key, k): x for key, factor in term.factors.items() for k, x in enumerate(factor.holes)}
    return found | {(key, -1): factor.power for key, factor in term.factors.items()}


def _fitted(first: list[_Term], end: _Term) -> _Fit | None:
    places = [_places(x) for x in (*first, end)]
    if any(x.keys() != places[-1].keys() for x in places) or any(x.below != end.below for x in first):
        return None
    changes: dict[tuple[str, int], int] = {}
    count: Poly | None = None
    for place in places[-1]:
        change = places[1][place] - places[0][place]
        if len(first) == 1:
            change = _one_by_one(change) if place[1] >= 0 or not change.terms else change
        if not change.is_constant or any(
            places[k][place] != places[0][place] + k * change.value for k in range(2, len(first))
        ):
            return None
        changes[place] = change.value
        steps = _quotient(places[-1][place] - places[0][place], change.value)
        if steps is None or (change.value and count is not None and steps != count):
            return None
        count = steps if change.value else count
    tops = [x.top for x in first]
    if not all(x.is_constant for x in tops) and any(x != end.top for x in tops):
        return None
    found = _coefficient(tops, end.top, count)
    return None if found is None else _Fit(first[0], end, changes, *found)


def _is_before(term: _Term, steps: int, fit: _Fit) -> bool:
    """Whether a term stands so many steps before the last one."""
    places, number = _places(fit.first), fit.count - steps
    same = {place: x + fit.changes[place] * number for place, x in places.items()}
    return term.below == fit.last.below and _places(term) == same and term.top == fit.top.substitute({"%": number})


def _one_by_one(total: Poly) -> Poly:
    """1 or -1, by which a number changes at each of many steps; 0 where it stays."""
    if not total.terms:
        return _ZERO
    return _ONE if total.terms[-1][1] > 0 else -_ONE


def _quotient(total: Poly, step: int) -> Poly | None:
    """A polynomial divided by a whole number; 0 by 0 is 0."""
    if not step:
        return None if total.terms else _ZERO
    if any(c % step for _, c in total.terms):
        return None
    return Poly({m: c // step for m, c in total.terms})


def _coefficient(tops: list[Poly], end: Poly, count: Poly | None) -> tuple[Poly, Poly] | None:
    """The number of steps to the last term, and the coefficient after ``%`` steps."""
    step = Poly.symbol("%")
    if count is not None and all(x == end for x in tops):
        return count, end
    if not all(x.is_constant for x in tops):
        return None
    values = [x.value for x in tops]
    if len(values) < 2:
        return None
    change = values[1] - values[0]
    if change and all(values[k] == values[0] + k * change for k in range(2, len(values))):
        steps = _quotient(end - values[0], change)
        if steps is not None and (count is None or steps == count):
            return steps, values[0] + change * step
    if len(end.free) != 1:
        return None
    (letter,) = end.free
    for shift in _SHIFTS:  # the letter of the last coefficient is the number of its term, but for a shift
        steps = Poly.symbol(letter) + shift
        inside = end.substitute({letter: step - shift})
        fits = all(inside.substitute({"%": Poly.constant(k)}) == x for k, x in enumerate(tops))
        if fits and change and (count is None or steps == count):
            return steps, inside
    return None


# ---- writing it -----------------------------------------------------------------------------------------


def _written(fit: _Fit, letters: Mapping[str, s.Expression], index: s.Symbol) -> Progression:
    first = _places(fit.first)
    name = latex(index)
    number = Poly.symbol(name)
    below = [place for place, change in fit.changes.items() if place[1] >= 0 and abs(change) == 1]
    above = [place for place, change in fit.changes.items() if place[1] < 0 and change == 1]
    chosen = next((x for x in below if fit.changes[x] == 1), next(iter(below), next(iter(above), None)))
    low, steps, ascending = _ZERO, number, True
    if chosen is not None and fit.changes[chosen] == 1:
        low, steps = first[chosen], number - first[chosen]
    elif chosen is not None:
        low, steps, ascending = first[chosen] - fit.count, first[chosen] - number, False
    known = {**letters, name: index}
    span = fit.last.factors[next(iter(fit.last.factors))].skeleton.span if fit.last.factors else index.span
    parts: list[s.Expression] = []
    top = fit.top.substitute({"%": steps})
    if fit.last.below != 1 or top != _ONE or not fit.last.factors:
        whole = _expression(top, known, span)
        part: s.Expression = whole if isinstance(whole, s.Number | s.Symbol) else s.Group(span, "(", (whole,))
        if fit.last.below != 1:
            part = s.Quotient(span, whole, s.Number(span, Fraction(fit.last.below)))
        parts.append(part)
    for key, factor in fit.last.factors.items():
        holes = iter(first[key, k] + fit.changes[key, k] * steps for k in range(len(factor.holes)))
        parts.append(_filled(factor, holes, first[key, -1] + fit.changes[key, -1] * steps, known))
    body = parts[0] if len(parts) == 1 else s.Product(span, tuple(parts), ("",) * (len(parts) - 1))
    ends = [_expression(x, known, span) for x in (low, low + fit.count)]
    return Progression(body, index, ends[0], ends[1], ascending)


def _filled(factor: _Factor, holes: Iterator[Poly], power: Poly, letters: Mapping[str, s.Expression]) -> s.Expression:
    """A factor with something in its holes."""

    def fill(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Symbol) and node.letter == _HOLE:
            return _expression(next(holes), letters, node.span)
        if isinstance(node, s.Scripted):  # in the order in which they were taken out
            base = node.base
            below = tuple(s.replaced(x, fill) for x in node.subscripts)
            over = None if node.superscript is None else s.replaced(node.superscript, fill)
            return replace(node, base=s.replaced(base, fill), subscripts=below, superscript=over)
        return None

    node = s.replaced(factor.skeleton, fill)
    if power == _ONE:
        return node
    if isinstance(node, s.Scripted) and node.superscript is None:
        return replace(node, superscript=_expression(power, letters, node.span))
    inside = node if isinstance(node, s.Symbol | s.Number) else s.Group(node.span, "(", (node,))
    return s.Scripted(node.span, inside, (), _expression(power, letters, node.span))


def _expression(poly: Poly, letters: Mapping[str, s.Expression], span: s.Span) -> s.Expression:
    """A polynomial as it is written."""
    terms: list[s.Expression] = []
    signs: list[str] = []
    for names, number in sorted(poly.terms, key=lambda t: not t[0]):
        parts: list[s.Expression] = [letters[x] for x in names]
        if abs(number) != 1 or not parts:
            parts.insert(0, s.Number(span, Fraction(abs(number))))
        terms.append(parts[0] if len(parts) == 1 else s.Product(span, tuple(parts), ("",) * (len(parts) - 1)))
        signs.append("+" if number > 0 else "-")
    if not terms:
        return s.Number(span, Fraction(0))
    order = sorted(range(len(terms)), key=lambda k: signs[k] == "-")
    terms, signs = [terms[k] for k in order], [signs[k] for k in order]
    return terms[0] if signs == ["+"] else s.Addition(span, tuple(terms), tuple(signs))
