"""Terms as a person would write them: made things by their names, powers together, common factors in front.

A normal form is good for comparing and bad for reading: it opens definitions, multiplies out and spreads signs.  This
room goes back.  It is untrusted: whoever prints what it makes has it proved first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, Add, Diff, Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term
from symderiv.language.terms import substitute as put

__all__ = ["Pattern", "alike", "tidied"]

Powers = dict[Term, Fraction]
_LONGEST = 256  # bits of a power that is written out


@dataclass(frozen=True)
class Pattern:
    """What a name stands for, in the normal form: ``name[indices]`` for ``body``; or the value of a body."""

    name: str
    indices: tuple[str, ...]
    body: Term
    value: Term | None = None

    def at(self, places: tuple[Poly, ...]) -> Term:
        """What stands in the place of the body."""
        return Read(self.name, places) if self.value is None else self.value


def tidied(term: Term, patterns: Iterable[Pattern] = ()) -> Term:
    """A term with the names of what ``patterns`` tell, simplified.

    >>> x = Read("x")
    >>> tidied(Add((Mul((x, x)), Mul((Num(Fraction(-1)), x, x, x)))))
    x^(2)*(1 + (-1)*x)
    """
    known = list(patterns)
    return _tidied(term, known)


def alike(one: Term, other: Term) -> bool:
    """Whether two terms are written alike, but for the names of bound indices and the order of factors.

    >>> x, y = Read("x"), Read("y")
    >>> alike(Mul((x, y)), Mul((y, x))), alike(Mul((x, y)), Mul((x, x)))
    (True, False)
    """
    return one == other or _unified(tidied(one), tidied(other), {}, {}, ()) is not None


def _tidied(term: Term, patterns: list[Pattern]) -> Term:
    for pattern in patterns:
        binding = _match(pattern, term)
        if binding is not None:
            return pattern.at(binding)
    if not isinstance(term, Diff):
        children = tuple(_tidied(c, patterns) for c in term.children)
        term = term.rebuild(children) if children != term.children else term
    for pattern in patterns:
        binding = _match(pattern, term)
        if binding is not None:
            return pattern.at(binding)
    match term:
        case Mul() | Pow():
            coefficient, powers = factors(term)
            return _multiplied(coefficient, _folded(_folded_inside(powers, patterns), patterns))
        case Add():
            return _gathered(term)
        case Sum(guards=(), binders=()):
            return term.body
        case Sum() if term.binders:
            return _pulled(term, patterns)
    return term


def _multiplied(coefficient: Fraction, powers: Powers) -> Term:
    """A product; a factor that a summand of another one divides by is multiplied in."""
    for base, exponent in powers.items():
        if not isinstance(base, Add) or exponent != 1:
            continue
        divisors = [b for part in base.args for b, e in factors(part)[1].items() if e < 0]
        divided = {b: powers[b] for b in divisors if powers.get(b, Fraction(0)) > 0}
        if divided:
            inside = Add(tuple(_times(part, divided) for part in base.args))
            others = {b: e for b, e in powers.items() if b not in divided and b != base}
            number, gathered = factors(_gathered(inside))
            return _multiplied(coefficient * number, _merged(others, gathered))
    if coefficient < 0:
        for base, exponent in powers.items():
            if isinstance(base, Add) and exponent == 1 and any(factors(part)[0] < 0 for part in base.args):
                turned = [_times(part, {}, Fraction(-1)) for part in base.args]
                turned.sort(key=lambda part: factors(part)[0] < 0)
                return _built(-coefficient, {(Add(tuple(turned)) if b == base else b): e for b, e in powers.items()})
    return _built(coefficient, powers)


def _merged(one: Powers, other: Powers) -> Powers:
    made = dict(one)
    for base, exponent in other.items():
        made[base] = made.get(base, Fraction(0)) + exponent
    return {b: e for b, e in made.items() if e}


def _times(part: Term, powers: Powers, number: Fraction = Fraction(1)) -> Term:
    coefficient, own = factors(part)
    return _built(number * coefficient, _merged(own, powers))


def factors(term: Term) -> tuple[Fraction, Powers]:
    """A product as a number and powers of its factors."""
    match term:
        case Num():
            return term.value, {}
        case Int() if term.poly.is_constant:
            return Fraction(term.poly.value), {}
        case Mul():
            coefficient, found = Fraction(1), Powers()
            for factor in term.args:
                number, powers = factors(factor)
                coefficient *= number
                for base, exponent in powers.items():
                    found[base] = found.get(base, Fraction(0)) + exponent
            return coefficient, {b: e for b, e in found.items() if e}
        case Pow():
            number, powers = factors(term.base)
            if term.exponent.denominator != 1 or not number or not _is_short(number, term.exponent):
                return Fraction(1), {term.base: term.exponent}
            return number**term.exponent.numerator, {b: e * term.exponent for b, e in powers.items()}
        case Fn(name="exp", args=(Mul() as inside,)):
            number, powers = factors(inside)
            if number.denominator == 1 and abs(number) > 1 and powers:
                return Fraction(1), {Fn("exp", (_built(Fraction(1), powers),)): number}
        case Sum(binders=()) if len(term.guards) > 1 or (term.guards and term.body != ONE):
            number, powers = factors(term.body)
            brackets: Powers = {Sum((), (g,), ONE): Fraction(1) for g in term.guards}
            return number, {**brackets, **powers}
    return Fraction(1), {term: Fraction(1)}


def _is_short(number: Fraction, exponent: Fraction) -> bool:
    """Whether a power of a number can be written out: ``10^(10^10)`` stays as it is."""
    digits = max(number.numerator.bit_length(), number.denominator.bit_length())
    return abs(number) == 1 or digits * abs(exponent) <= _LONGEST


def _built(coefficient: Fraction, powers: Powers) -> Term:
    made: list[Term] = []
    for number in [b for b, e in powers.items() if isinstance(b, Num) and e.denominator == 1 and _is_short(b.value, e)]:
        coefficient *= number.value ** powers[number].numerator
        powers = {b: e for b, e in powers.items() if b != number}
    for base, exponent in sorted(powers.items(), key=lambda item: isinstance(item[0], Sum) and bool(item[0].binders)):
        made.append(base if exponent == 1 else Pow(base, exponent))
    if not coefficient:
        return Num(Fraction(0))
    if coefficient != 1 or not made:
        made.insert(0, Num(coefficient))
    return made[0] if len(made) == 1 else Mul(tuple(made))


def _gathered(term: Add) -> Term:
    """A sum of like terms with what all of them have in front; multiplied out where that makes it shorter."""
    listed = _like(_summands(term))
    opened = _like(x for c, p in listed for x in _opened(c, p))
    if len(opened) <= len(listed):
        listed = opened
    listed = _like(_joined([_built(c, p) for c, p in listed]))
    if len(listed) < 2:
        return _multiplied(*listed[0]) if listed else Num(Fraction(0))
    listed.sort(key=lambda item: item[0] < 0)
    common: Powers = {}
    for base in listed[0][1]:
        others = [powers.get(base, Fraction(0)) for _, powers in listed]
        if all(e > 0 for e in others) or all(e < 0 for e in others):
            common[base] = min(others, key=abs)
    sign = Fraction(-1) if all(c < 0 for c, _ in listed) else Fraction(1)
    sizes = {abs(c) for c, _ in listed}
    front = sign * (sizes.pop() if len(sizes) == 1 else Fraction(1))
    rest = [
        _built(c / front, {b: e - common.get(b, Fraction(0)) for b, e in powers.items() if e != common.get(b)})
        for c, powers in listed
    ]
    if not common and front == 1:
        return Add(tuple(rest))
    return _multiplied(front, {**common, Add(tuple(rest)): Fraction(1)})


def _like(parts: Iterable[Term]) -> list[tuple[Fraction, Powers]]:
    """Summands with those that differ by a number put together."""
    found: dict[frozenset[tuple[Term, Fraction]], tuple[Fraction, Powers]] = {}
    for part in parts:
        coefficient, powers = factors(part)
        coefficient, powers = _same_signs(coefficient, powers)
        key = frozenset(powers.items())
        before = found[key][0] if key in found else Fraction(0)
        found[key] = before + coefficient, powers
    return [(c, p) for c, p in found.values() if c]


def _same_signs(coefficient: Fraction, powers: Powers) -> tuple[Fraction, Powers]:
    """``b - a`` as ``-(a - b)``, always the same way round."""
    made: Powers = {}
    for base, exponent in powers.items():
        if isinstance(base, Add) and exponent.denominator == 1:
            first = min(base.args, key=lambda part: repr(sorted(map(repr, factors(part)[1]))))
            if factors(first)[0] < 0:
                coefficient *= Fraction(-1) ** exponent.numerator
                turned = sorted((_times(x, {}, Fraction(-1)) for x in base.args), key=lambda x: factors(x)[0] < 0)
                base = Add(tuple(turned))
        made[base] = made.get(base, Fraction(0)) + exponent
    return coefficient, made


def _opened(coefficient: Fraction, powers: Powers) -> list[Term]:
    """A product with its sums multiplied out."""
    parts: list[Term] = [_built(coefficient, {b: e for b, e in powers.items() if not isinstance(b, Add) or e != 1})]
    for base, exponent in powers.items():
        if isinstance(base, Add) and exponent == 1:
            if len(parts) * len(base.args) > 12:
                return [_built(coefficient, powers)]
            parts = [_built(*factors(Mul((one, other)))) for one in parts for other in base.args]
    return parts


def _joined(parts: list[Term]) -> list[Term]:
    """Sums over the same range as one sum, where their bodies have a factor in common."""
    made: list[Term] = []
    for part in parts:
        coefficient, powers = factors(part)
        own = _only_sum(powers)
        for place, before in enumerate(made):
            number, others = factors(before)
            other = _only_sum(others)
            if own is None or other is None or len(powers) != len(others):
                continue
            same = {b: e for b, e in powers.items() if b != own} == {b: e for b, e in others.items() if b != other}
            if not same or len(own.binders) != len(other.binders) or abs(number) != abs(coefficient):
                continue
            names = {a: Poly.symbol(b) for a, b in zip(own.binders, other.binders, strict=True)}
            body, guards = put(own.body, names), {_guard(g, names) for g in own.guards}
            if guards != set(other.guards) or set(factors(body)[1]).isdisjoint(factors(other.body)[1]):
                continue
            front = abs(number) if number != coefficient else number
            inside = _gathered(Add((_times(other.body, {}, number / front), _times(body, {}, coefficient / front))))
            rest = {b: e for b, e in others.items() if b != other}
            made[place] = _built(front, {**rest, Sum(other.binders, other.guards, inside): Fraction(1)})
            break
        else:
            made.append(part)
    return made


def _only_sum(powers: Powers) -> Sum | None:
    """The sum among some factors, if there is one and no other."""
    sums = [b for b in powers if isinstance(b, Sum) and b.binders]
    return sums[0] if len(sums) == 1 else None


def _summands(term: Add) -> Iterator[Term]:
    for part in term.args:
        if isinstance(part, Add):
            yield from _summands(part)
        else:
            yield part


def _pulled(term: Sum, patterns: list[Pattern]) -> Term:
    """A sum with what does not depend on its index in front; nothing is pulled out of a bracket."""
    coefficient, powers = factors(term.body)
    bound = set(term.binders)
    outside = {b: e for b, e in powers.items() if bound.isdisjoint(b.free) and not isinstance(b, Sum)}
    inside = {b: e for b, e in powers.items() if b not in outside}
    if not inside or (coefficient == 1 and not outside):
        return term
    made: Term = Sum(term.binders, term.guards, _built(Fraction(1), inside))
    known = next(((p, b) for p in patterns if (b := _match(p, made)) is not None), None)
    made = made if known is None else known[0].at(known[1])
    return _built(coefficient, {**outside, made: Fraction(1)})


def _folded_inside(powers: Powers, patterns: list[Pattern]) -> Powers:
    """Products of which a part stands before a sum and the rest within it, as within it by their name."""
    for base, exponent in powers.items():
        if not isinstance(base, Sum) or not base.binders or exponent != 1:
            continue
        coefficient, inside = factors(base.body)
        before = {b: e for b, e in powers.items() if b != base}
        for pattern in patterns:
            number, wanted = factors(pattern.body)
            if number != 1 or len(wanted) < 2:
                continue
            for binding, used in _within(list(wanted.items()), _merged(before, inside), {}, pattern):
                places = {b for b, _ in used}
                if places.isdisjoint(inside) or places.isdisjoint(before) or places & inside.keys() & before.keys():
                    continue
                taken = {b: -e for b, e in used}
                outer = _merged(before, {b: e for b, e in taken.items() if b in before})
                inner = _merged(
                    _merged(inside, {b: e for b, e in taken.items() if b in inside}), _one(pattern, binding)
                )
                made = _tidied(Sum(base.binders, base.guards, _built(coefficient, inner)), patterns)
                return _folded_inside(
                    _merged(outer, factors(made)[1] if factors(made)[0] == 1 else {made: Fraction(1)}), patterns
                )
    return powers


def _one(pattern: Pattern, binding: tuple[Poly, ...]) -> Powers:
    return {pattern.at(binding): Fraction(1)}


def _folded(powers: Powers, patterns: list[Pattern]) -> Powers:
    """Products, and powers, that a name stands for."""
    for pattern in patterns:
        if isinstance(pattern.body, Pow):
            for base, exponent in list(powers.items()):
                binding = _match(pattern, Pow(base, pattern.body.exponent))
                times = exponent / pattern.body.exponent
                if binding is not None and times.denominator == 1:
                    powers = _merged({b: e for b, e in powers.items() if b != base}, {pattern.at(binding): times})
        number, wanted = factors(pattern.body)
        if number != 1 or len(wanted) < 2:
            continue
        for _ in range(4):
            found = next(_within(list(wanted.items()), powers, {}, pattern), None)
            if found is None:
                break
            binding, used = found
            powers = dict(powers)
            for base, exponent in used:
                powers[base] -= exponent
            made = pattern.at(binding)
            powers[made] = powers.get(made, Fraction(0)) + 1
            powers = {b: e for b, e in powers.items() if e}
    return powers


def _within(
    wanted: list[tuple[Term, Fraction]], powers: Powers, binding: Mapping[str, Poly], pattern: Pattern
) -> Iterator[tuple[tuple[Poly, ...], list[tuple[Term, Fraction]]]]:
    """The ways to find the factors of a pattern among others."""
    if not wanted:
        if all(index in binding for index in pattern.indices):
            yield tuple(binding[index] for index in pattern.indices), []
        return
    (base, exponent), *others = wanted
    for candidate, power in powers.items():
        if power * exponent <= 0 or abs(power) < abs(exponent):
            continue
        grown = _unified(base, candidate, dict(binding), {}, pattern.indices)
        if grown is not None:
            for places, used in _within(others, powers, grown, pattern):
                yield places, [(candidate, exponent), *used]


def _match(pattern: Pattern, term: Term) -> tuple[Poly, ...] | None:
    if type(pattern.body) is not type(term) or isinstance(term, Read | Num | Int):
        return None
    found = _unified(pattern.body, term, {}, {}, pattern.indices)
    if found is None or any(index not in found for index in pattern.indices):
        return None
    return tuple(found[index] for index in pattern.indices)


Binding = dict[str, Poly]


def _unified(
    pattern: Term, term: Term, binding: Binding, bound: Mapping[str, str], indices: tuple[str, ...]
) -> Binding | None:
    """What the indices of a pattern are in a term of the same form, if it is one."""
    if type(pattern) is not type(term):
        return None
    match pattern, term:
        case (Read(), Read()) if pattern.tensor == term.tensor:
            return _places(pattern.index, term.index, binding, bound, indices)
        case (Diff(), Diff()) if pattern.tensor == term.tensor and pattern.total == term.total:
            found = _places(pattern.index, term.index, binding, bound, indices)
            return None if found is None else _unified(pattern.body, term.body, found, bound, indices)
        case (Num(), Num()):
            return binding if pattern.value == term.value else None
        case (Int(), Int()):
            return _places((pattern.poly,), (term.poly,), binding, bound, indices)
        case (Pow(), Pow()) if pattern.exponent == term.exponent:
            return _unified(pattern.base, term.base, binding, bound, indices)
        case (Fn(), Fn()) if (pattern.name, pattern.orders) == (term.name, term.orders):
            return _all(pattern.args, term.args, binding, bound, indices)
        case (Add() | Mul(), Add() | Mul()):
            return _some_order(list(pattern.args), list(term.args), binding, bound, indices)
        case (Sum(), Sum()) if len(pattern.binders) == len(term.binders) and len(pattern.guards) == len(term.guards):
            inner = {**bound, **dict(zip(pattern.binders, term.binders, strict=True))}
            found = _unified(pattern.body, term.body, binding, inner, indices)
            names = {a: Poly.symbol(b) for a, b in inner.items()} | (found or {})
            if found is None:
                return None
            guards = {_guard(g, names) for g in pattern.guards}
            return found if guards == set(term.guards) else None
    return None


def _guard(guard: Guard, names: Mapping[str, Poly]) -> Guard:
    return guard.map(lambda p: p.substitute(names), lambda t: put(t, names))


def _all(
    patterns: tuple[Term, ...],
    terms: tuple[Term, ...],
    binding: Binding,
    bound: Mapping[str, str],
    indices: tuple[str, ...],
) -> Binding | None:
    if len(patterns) != len(terms):
        return None
    found: Binding | None = binding
    for one, other in zip(patterns, terms, strict=True):
        found = None if found is None else _unified(one, other, found, bound, indices)
    return found


def _some_order(
    patterns: list[Term], terms: list[Term], binding: Binding, bound: Mapping[str, str], indices: tuple[str, ...]
) -> Binding | None:
    if len(patterns) != len(terms) or len(terms) > 5:
        return None
    if not patterns:
        return binding
    for place, term in enumerate(terms):
        found = _unified(patterns[0], term, dict(binding), bound, indices)
        rest = None
        if found is not None:
            rest = _some_order(patterns[1:], [*terms[:place], *terms[place + 1 :]], found, bound, indices)
        if rest is not None:
            return rest
    return None


def _places(
    patterns: tuple[Poly, ...],
    places: tuple[Poly, ...],
    binding: Binding,
    bound: Mapping[str, str],
    indices: tuple[str, ...],
) -> Binding | None:
    if len(patterns) != len(places):
        return None
    for pattern, place in zip(patterns, places, strict=True):
        symbol = pattern.as_symbol
        if symbol in indices and symbol not in binding:
            if not place.free.isdisjoint(bound.values()):
                return None
            binding[symbol] = place
        elif pattern.substitute({**{a: Poly.symbol(b) for a, b in bound.items()}, **binding}) != place:
            return None
    return binding
