"""Polynomial arithmetic over atoms: one primitive rule, :func:`expand`.

A term is read as a polynomial: sums, products and whole powers are multiplied out, every other term is an atom
known by its structure.  A monomial is a coefficient and rational exponents of atoms.

Guarantee: the result equals the term wherever the term is defined (it may be defined at more points:
``x * x^-1`` becomes 1).  Brackets are idempotent and strong.  Powers are only combined or split where that
holds for real numbers: whole exponents, or bases that are positive in the context.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.nodes import ONE, ZERO, Add, Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term, num
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.zeros import alternatives, may_vanish
from symderiv.prover.rationals import common_number, square_outside

__all__ = ["Monomial", "as_term", "content", "expand", "is_bracket", "monomials"]

Exponent = Fraction | int  # equal values are equal keys; whole exponents are plain numbers, which are faster
Monomial = tuple[tuple[Term, Exponent], ...]
Polynomial = Mapping[Monomial, Fraction]

_ONE = Fraction(1)
_LIMIT = 4000
_BITS = 100_000
_FACTORS = 64


def expand(term: Term, context: Context) -> Term:
    """The term multiplied out, like monomials collected, in a fixed order."""
    return as_term(monomials(term, context))


def monomials(term: Term, context: Context) -> Polynomial:
    """The polynomial that a term is, over its atoms."""
    if isinstance(term, Num):
        return {(): term.value} if term.value else {}
    if isinstance(term, Read):
        return {((term, 1),): _ONE}
    key = (monomials, term)
    found: Polynomial | None = context.memory.get(key)
    if found is None:
        found = context.memory[key] = _monomials(term, context)
    return found


def _monomials(term: Term, context: Context) -> Polynomial:
    if isinstance(term, Int):
        total: dict[Monomial, Fraction] = {}
        for symbols, number in term.poly.terms:
            powers: dict[Term, Exponent] = {}
            for s in symbols:
                atom = Int(Poly.symbol(s))
                powers[atom] = powers.get(atom, 0) + 1
            _put(total, _monomial(powers), Fraction(number))
        return total
    if isinstance(term, Add):
        total = {}
        for a in term.args:
            for m, c in monomials(a, context).items():
                _put(total, m, c)
        return total
    if isinstance(term, Mul):
        product: Polynomial = {(): _ONE}
        for a in term.args:
            product = _times(product, monomials(a, context), context)
        return product
    if isinstance(term, Sum) and not term.binders:
        brackets = _monomial({Sum((), (g,), ONE): 1 for g in term.guards})
        if term.body == ONE:
            return {brackets: _ONE}
        return _times({brackets: _ONE}, monomials(term.body, context), context)
    if isinstance(term, Pow):
        q = term.exponent
        return _power(term.base, q.numerator if q.denominator == 1 else q, context)
    if isinstance(term, Fn) and term.name == "exp":
        return _exponential(term, context)
    if isinstance(term, Fn) and term.name == "pow" and not term.orders and isinstance(term.args[1], Int):
        exponent = term.args[1].poly
        if exponent.is_constant and 0 <= exponent.value <= 8:
            return _power(term.args[0], Fraction(exponent.value), context)
    return {((term, 1),): _ONE}


def as_term(polynomial: Polynomial) -> Term:
    """A polynomial as a term, monomials and factors in a fixed order."""
    terms = []
    for m, c in polynomial.items():
        parts: list[Term] = [] if m and (c is _ONE or c == 1) else [Num(c)]
        for atom, q in m:
            if q == 1:
                parts.append(atom)
            elif q.denominator == 1 and q > 0 and isinstance(atom, Sum):
                parts += [atom] * int(q)
            elif isinstance(atom, Fn) and atom.name == "exp":
                parts.append(Fn("exp", (_scaled(atom.args[0], Fraction(q)),)))
            else:
                parts.append(Pow(atom, Fraction(q)))
        terms.append(parts[0] if len(parts) == 1 else Mul(tuple(parts)))
    if len(terms) > 1:
        terms.sort(key=lambda t: t.sort_key)
    return ZERO if not terms else terms[0] if len(terms) == 1 else Add(tuple(terms))


def _scaled(term: Term, factor: Fraction) -> Term:
    if isinstance(term, Num):
        return Num(term.value * factor)
    if isinstance(term, Mul) and isinstance(term.args[0], Num):
        value = term.args[0].value * factor
        rest = term.args[1:]
        if value == 1:
            return rest[0] if len(rest) == 1 else Mul(rest)
        return Mul((Num(value), *rest))
    return Mul((Num(factor), *(term.args if isinstance(term, Mul) else (term,))))


def _put(total: dict[Monomial, Fraction], m: Monomial, c: Fraction) -> None:
    if m in total:
        c += total.pop(m)
    if c:
        total[m] = c


def _monomial(powers: dict[Term, Exponent]) -> Monomial:
    factors = [(a, q.numerator if q.denominator == 1 else q) for a, q in powers.items() if q]
    if len(factors) > 1:
        factors.sort(key=_atom_key)
    return tuple(factors)


def _atom_key(factor: tuple[Term, Exponent]) -> str:
    return factor[0].sort_key


def is_bracket(atom: Term) -> bool:
    return isinstance(atom, Sum) and not atom.binders


def _times(left: Polynomial, right: Polynomial, context: Context) -> Polynomial:
    for one, other in ((left, right), (right, left)):
        if len(one) == 1 and () in one and one[()] == 1:
            return other
    if len(left) * len(right) > _LIMIT:
        raise KernelError(f"a product of {len(left)} and {len(right)} monomials is too large to multiply out")
    total: dict[Monomial, Fraction] = {}
    for m1, c1 in left.items():
        for m2, c2 in right.items():
            scale = c2 if c1 is _ONE else c1 if c2 is _ONE else c1 * c2
            for m, c in _join(m1, m2, context).items():
                _put(total, m, scale if c is _ONE else c * scale)
    return total


def _join(m1: Monomial, m2: Monomial, context: Context) -> Polynomial:
    """The product of two monomials; sums that come to a whole positive power are multiplied out."""
    if not m1:
        return {m2: _ONE}
    if not m2:
        return {m1: _ONE}
    powers = dict(m1)
    opened: list[Term] = []
    ranges: list[Guard] = []
    coefficient = _ONE
    for atom, q in m2:
        if is_bracket(atom):
            powers[atom] = 1
            continue
        before = powers.get(atom)
        if before is None:
            powers[atom] = q
            continue
        exponent = before + q
        if before * q < 0 and may_vanish(atom, context):
            # what cancels leaves behind on which conditions it was no strong zero
            if len(sets := alternatives(atom, context)) != 1:
                raise KernelError("a sum that may be a strong zero does not cancel", atom)
            ranges += [g for g in sets[0] if not entails(g, context)]
        if isinstance(atom, Num):
            whole = exponent.numerator // exponent.denominator
            if abs(whole) > _FACTORS:
                raise KernelError(f"a power {exponent} of a number is too large to multiply out")
            coefficient *= atom.value**whole
            exponent -= whole
        elif isinstance(atom, (Add, Mul, Pow)) and exponent >= 1:
            whole = exponent.numerator // exponent.denominator
            if whole > _FACTORS:
                raise KernelError(f"a power {exponent} of a sum is too large to multiply out")
            opened += [atom] * whole
            exponent -= whole
        powers[atom] = exponent
    powers.update({Sum((), (g,), ONE): 1 for g in ranges})
    total: Polynomial = {_monomial(powers): coefficient}
    for atom in opened:
        total = _times(total, monomials(atom, context), context)
    return total


def _power(base: Term, q: Exponent, context: Context) -> Polynomial:
    if q.denominator == 1 and isinstance(base, Pow) and base.exponent.denominator == 1 and base.exponent != 0:
        return _power(base.base, base.exponent * q, context)
    if q.denominator == 1 and q != 0 and isinstance(base, Mul) and not _brackets_in(base):
        powered: Polynomial = {(): _ONE}
        for part in base.args:
            powered = _times(powered, _power(part, q, context), context)
        return powered
    inner = monomials(base, context)
    if not inner and q > 0:
        return {}
    if q.denominator == 1 and q >= 0:
        if len(inner) > 1 and q > _FACTORS:
            raise KernelError(f"a power {q} of a sum is too large to multiply out")
        if len(inner) == 1:
            ((m, c),) = inner.items()
            return _monomial_power(m, c, q, context)
        total: Polynomial = {(): _ONE}
        for _ in range(int(q)):
            total = _times(total, inner, context)
        return total
    if not inner:
        return {((Pow(ZERO, Fraction(q)), 1),): _ONE}
    if len(inner) == 1:
        ((m, c),) = inner.items()
        return _monomial_power(m, c, q, context)
    common, rest = content(inner, q, context)
    outer = _monomial_power(common[0], common[1], q, context)
    atom = as_term(rest)
    if not isinstance(atom, Add):
        return _times(outer, _power(atom, q, context), context)
    whole = q.numerator // q.denominator if q > 1 else 0
    if whole > _FACTORS:
        raise KernelError(f"a power {q} of a sum is too large to multiply out")
    factor: Polynomial = {((atom, q - whole),): _ONE}
    for _ in range(whole):
        factor = _times(factor, rest, context)
    return _times(outer, factor, context)


def _brackets_in(term: Mul) -> bool:
    return any(isinstance(f, Sum) and not f.binders for f in term.args)


def content(inner: Polynomial, q: Exponent, context: Context) -> tuple[tuple[Monomial, Fraction], Polynomial]:
    """A common factor of a sum that may leave a power ``q``, and the rest."""
    scale = common_number(inner, q)
    if not scale or (scale < 0 and q.denominator > 1):
        raise KernelError("a number that may not leave the power", num(scale))
    powers: dict[Term, Exponent] = {}
    atoms = {a for m in inner for a, _ in m}
    for atom in atoms:
        if is_bracket(atom):
            continue
        if q.denominator != 1 and not context.positive(atom):
            continue
        exponents = [dict(m).get(atom, 0) for m in inner]
        low = min(exponents)
        below = [m for m, e in zip(inner, exponents, strict=True) if e < 0]
        # where all that divides by the atom is a strong zero, what is left of the sum need not be one
        if 0 < len(below) < len(inner) and all(may_vanish(as_term({m: _ONE}), context) for m in below):
            continue
        if low:
            powers[atom] = low
    common = _monomial(powers)
    rest: dict[Monomial, Fraction] = {}
    for m, c in inner.items():
        reduced = dict(m)
        for atom, low in common:
            reduced[atom] = reduced.get(atom, Fraction(0)) - low
        _put(rest, _monomial(reduced), c / scale)
    return (common, scale), rest


def _monomial_power(m: Monomial, c: Fraction, q: Exponent, context: Context) -> Polynomial:
    """A power of one monomial; factors that may not leave the power stay together beneath it."""
    if abs(q.numerator) * max(c.numerator.bit_length(), c.denominator.bit_length()) > _BITS * q.denominator:
        raise KernelError(f"a power {q} of {c} is too large")
    if q == 0:
        return {(): _ONE}
    if q.denominator == 1:
        if any(is_bracket(a) for a, _ in m) and q < 0:
            return {((as_term({m: c}), q),): _ONE}
        powers: dict[Term, Exponent] = {}
        total: Polynomial = {(): c ** int(q)}
        for a, p in m:
            exponent = 1 if is_bracket(a) else p * q
            if isinstance(a, (Add, Mul, Pow)) and exponent >= 1:
                for _ in range(int(exponent)):
                    total = _times(total, monomials(a, context), context)
                exponent -= int(exponent)
            powers[a] = exponent
        return _times({_monomial(powers): _ONE}, total, context)
    outer: dict[Term, Exponent] = {}
    kept: dict[Term, Exponent] = {}
    # what is not negative leaves a positive power each by itself, an even power as it is: (a^2 b)^q = (a^2)^q b^q
    together = q > 0 and c > 0 and all(context.nonnegative(a) or Fraction(p) % 2 == 0 for a, p in m)
    for a, p in m:
        if context.positive(a) or (together and context.nonnegative(a)):
            # a bracket that leaves the power is its own root, and strong
            outer[a] = _ONE if is_bracket(a) else outer.get(a, Fraction(0)) + p * q
        elif together:
            even = as_term({_monomial({a: p}): _ONE})  # may be among the others
            outer[even] = outer.get(even, Fraction(0)) + q
        else:
            kept[a] = p
    if len(kept) == 1 and c > 0:
        ((a, p),) = kept.items()
        if p.denominator > 1 and not is_bracket(a):
            outer[a] = p * q
            kept = {}
    coefficient, root = _root(abs(c), q)
    if root is not None:
        outer[root[0]] = outer.get(root[0], Fraction(0)) + root[1]
    if kept or c < 0:
        sign = Fraction(1 if c > 0 else -1)
        inside = as_term({_monomial(kept): sign})
        outer[inside] = outer.get(inside, Fraction(0)) + q
    return {_monomial(outer): coefficient}


def _root(c: Fraction, q: Exponent) -> tuple[Fraction, tuple[Term, Exponent] | None]:
    """``c^q`` of a positive rational as a rational times a power of a whole number between 0 and 1."""
    whole = q.numerator // q.denominator
    value = c**whole
    rest = Fraction(q - whole)
    if rest == 0 or c == 1:
        return value, None
    outside, inside = square_outside(c, rest)
    p, d = rest.as_integer_ratio()
    if (outside, inside) != (_ONE, c) and (outside <= 0 or inside <= 0 or outside**d * inside**p != c**p):
        raise KernelError("not the root", num(c))
    return value * outside, None if inside == 1 else (num(inside), rest)


def _exponential(term: Fn, context: Context) -> Polynomial:
    """``exp(sum c m) = prod exp(m)^c``."""
    powers: dict[Term, Exponent] = {}
    total: Polynomial = {(): _ONE}
    for m, c in monomials(term.args[0], context).items():
        if len(m) == 1 and m[0][1] == 1 and isinstance(m[0][0], Fn) and m[0][0].name == "log":
            # where the logarithm is defined, its argument is positive: exp(c log a) = a^c for every rational c
            total = _times(total, _power(m[0][0].args[0], c, context), context)
            continue
        atom = Fn("exp", (as_term({m: _ONE}),))
        powers[atom] = powers.get(atom, Fraction(0)) + c
    return _times({_monomial(powers): _ONE}, total, context)
