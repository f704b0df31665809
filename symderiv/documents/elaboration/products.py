r"""Products over an index, ``\prod_{i=1}^n p_i``, of positive factors: the exponential of the sum of logarithms.

The language has sums alone.  Where every factor is positive by what the document states (``p_i > 0``, ``p_i < 1`` of
``1 - p_i``) or by its form (an exponential, a sigmoid or 1 less one, products and quotients of those), the two are one
number; elsewhere they are not, and :func:`logarithm` knows none.  Products of factors of any sign are states of a
recurrence (:func:`running`), if the factors depend on the index of the product alone and are 0 past the end of an axis.
"""

from __future__ import annotations

from fractions import Fraction

from symderiv.documents.elaboration.context import Context
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    ONE,
    ZERO,
    Add,
    Fn,
    Guard,
    Int,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    mul,
    substitute,
    walk,
)
from symderiv.language.theory import Statement

__all__ = ["below_one_name", "empty_at", "logarithm", "positive_name", "running"]

# The indices of running products: no letters of a document.
_STEP, _START = "%count", "%start"
POSITIVE_FUNCTIONS = frozenset(("exp", "sigmoid", "softplus", "pi"))


def positive_name(context: Context, statement: Statement) -> str | None:
    """The tensor all of whose entries a hypothesis states to be positive."""
    left = statement.left
    if statement.relation != ">" or statement.right != ZERO or not isinstance(left, Read):
        return None
    return left.tensor if _everywhere(context, statement, left) else None


def below_one_name(context: Context, statement: Statement) -> str | None:
    """The tensor all of whose entries a hypothesis states to be less than 1."""
    right = statement.right
    if statement.relation != ">" or statement.left != ONE or not isinstance(right, Read):
        return None
    return right.tensor if _everywhere(context, statement, right) else None


def _everywhere(context: Context, statement: Statement, read: Read) -> bool:
    """Whether a statement about an entry speaks of every entry."""
    free = {f.symbol: f for f in statement.free}
    places = [index.as_symbol for index in read.index]
    ranges = [free.get(place) for place in places if place is not None]
    whole = tuple(f.high for f in ranges if f is not None and f.low == Poly.constant(0))
    return len(set(places)) == len(places) and whole == context.theory.shapes.get(read.tensor)


def logarithm(context: Context, term: Term) -> Term | None:
    """The logarithm of a term that is positive wherever it is defined; None of another one."""
    if isinstance(term, Fn) and term.name == "exp":
        return term.args[0]
    if isinstance(term, Mul):
        parts = [logarithm(context, factor) for factor in term.args]
        known = [part for part in parts if part is not None]
        return add(*known) if len(known) == len(parts) else None
    if isinstance(term, Pow):
        inside = logarithm(context, term.base)
        return None if inside is None else mul(Num(term.exponent), inside)
    if isinstance(term, Fn) and term.name == "pow":
        inside = logarithm(context, term.args[0])
        return None if inside is None else mul(term.args[1], inside)
    return Fn("log", (term,)) if _is_positive(context, term) else None


def _is_positive(context: Context, term: Term) -> bool:
    match term:
        case Num():
            return term.value > 0
        case Int():
            symbol = term.poly.as_symbol
            low = context.sizes.lows.get(symbol) if symbol is not None else None
            return (low or 0) > 0 or (term.poly.is_constant and term.poly.value > 0)
        case Read():
            if term.tensor in context.positive:
                return True
            own = context.theory.definitions.get(term.tensor)
            return own is not None and term.tensor not in own.reads and _is_positive(context, own.body)
        case Fn():
            if term.name == "pow":
                return _is_positive(context, term.args[0])
            return term.name in POSITIVE_FUNCTIONS
        case Pow():
            return _is_positive(context, term.base)
        case Add() if (less := _one_minus(term)) is not None and _is_below_one(context, less):
            return True
        case Add() | Mul():
            return all(_is_positive(context, part) for part in term.args)
        case Sum():
            # over a range that is never empty: from the first index to a size
            return (
                bool(term.binders)
                and all(_from_first(context, term, b) for b in term.binders)
                and (len(term.guards) == 2 * len(term.binders) and _is_positive(context, term.body))
            )
    return False


def _one_minus(term: Add) -> Read | Fn | None:
    """The entry ``a`` of ``1 - a``, or the value of a function."""
    match term.args:
        case (Num(value=one), Mul(args=(Num(value=sign), (Read() | Fn()) as entry))) if one == 1 and sign == -1:
            return entry
    return None


def _is_below_one(context: Context, term: Term) -> bool:
    """Whether a term is less than 1 by what the document states, or as a sigmoid is."""
    if isinstance(term, Fn):
        return term.name in ("sigmoid", "tanh") and not term.orders
    if not isinstance(term, Read) or term.tensor in context.below_one:
        return isinstance(term, Read)
    own = context.theory.definitions.get(term.tensor)
    return own is not None and isinstance(own.body, Fn) and _is_below_one(context, own.body)


def _from_first(context: Context, term: Sum, symbol: str) -> bool:
    """Whether a bound index runs from 0 to one less than a size."""
    at = Poly.symbol(symbol)
    kinds = [g for g in term.guards if g.kind == "ge" and not g.is_scalar and symbol in g.free]
    ends = [g.poly + at for g in kinds if g.poly != at]
    sizes = [(end + 1).as_symbol for end in ends]
    return len(kinds) == 2 and len(sizes) == 1 and (context.sizes.lows.get(sizes[0] or "") or 0) > 0


def empty_at(context: Context, name: str, axis: int, place: Poly) -> Guard | None:
    r"""When an entry before the first one of ``\bar\alpha_t = \prod_{s=1}^t \alpha_s`` is a product of no factors, 1;
    None for other tensors, and where a place is plainly not before the first one."""
    definition = context.theory.definitions.get(name)
    if definition is None or all(c >= 0 for _, c in place.terms):
        return None
    count, own = _count(context, definition.body), definition.indices[axis]
    if count is None or own not in count.free or count.substitute({own: Poly.constant(-1)}) != Poly({}):
        return None
    return Guard("eq", place + 1)


def _count(context: Context, body: Term) -> Poly | None:
    """How many factors a product has: one of positive factors from the first on, or a state of running products."""
    total = body.args[0] if isinstance(body, Fn) and body.name == "exp" else None
    if isinstance(total, Sum) and len(total.binders) == 1:
        at = Poly.symbol(total.binders[0])
        ends = {g.poly for g in total.guards if g.kind == "ge" and not g.is_scalar}
        last = next((p + at for p in ends if p != at), None)
        return last + 1 if last is not None and ends == {at, last - at} else None
    states = [n for n in walk(body) if isinstance(n, Read) and n.tensor in context.products]
    plain = all(
        isinstance(n, Add | Mul | Read | Pow | Num) or (isinstance(n, Sum) and not n.binders) for n in walk(body)
    )
    return states[0].index[-1] if len(states) == 1 and plain else None


def running(context: Context, factor: Term, symbol: str, low: Poly, high: Poly) -> Term | None:
    """The product of a ``factor`` from ``low`` to ``high``, as a state of a recurrence of running products; None where
    no entry ends it, or another index of the factor has no axis."""
    count = high - low + 1
    none = Sum((), (Guard("ge", -count - 1),), ONE)
    ends = [
        shape[0] + (Poly.symbol(symbol) - read.index[0])
        for read in (factor.args if isinstance(factor, Mul) else (factor,))
        if isinstance(read, Read) and len(read.index) == 1 and len(shape := context.theory.shape_of(read.tensor)) == 1
    ]
    end = next((n for n in ends if not any(map(is_index, n.free))), None)  # the first index without a factor
    if low.is_constant and end is not None and not any(map(is_index, factor.free - {symbol})):
        name = _recurrence(context, factor, symbol, low, (), (end - low + 1,))
        return Add((none, Read(name, (count,))))
    axes = {x: _axes(context, factor, x) for x in sorted(filter(is_index, factor.free))}
    past = axes.pop(symbol, [])
    if not past or not all(axes.values()):
        return None
    # of a start and a number of factors, which is right for those that the recurrence has, and not defined for others
    end, sizes = past[0], tuple(found[0] for found in axes.values())
    start = () if low.is_constant else (low,)
    name = _recurrence(context, factor, symbol, low, tuple(axes), (*sizes, *(end + 1 for _ in start), end + 1))
    places = [(low, end), (count, end), *((Poly.symbol(x), size - 1) for x, size in zip(axes, sizes, strict=True))]
    ranges = [Guard("ge", p) for at, last in places for p in (at, last - at)]
    inside = Sum((), tuple(g for g in ranges if not _is_plain(context, g.poly)), ONE)
    product = Read(name, (*map(Poly.symbol, axes), *start, count))
    if not inside.guards:
        return Add((none, product))
    return Add((none, Mul((Sum((), (Guard("ge", count),), product), Pow(inside, Fraction(-1))))))


def _is_plain(context: Context, poly: Poly) -> bool:
    """Whether a number made from sizes is plainly not negative."""
    sizes = all(len(m) == 1 and (context.sizes.lows.get(m[0]) or 0) > 0 and c > 0 for m, c in poly.varying)
    return sizes and poly.value + sum(c for _, c in poly.varying) >= 0


def _axes(context: Context, factor: Term, symbol: str) -> list[Poly]:
    """The first numbers past the axes on which an index stands."""
    found: list[Poly] = []
    for read in (n for n in walk(factor) if isinstance(n, Read)):
        for at, size in zip(read.index, context.theory.shape_of(read.tensor), strict=True):
            gap = at - Poly.symbol(symbol)
            if gap.is_constant and not any(map(is_index, size.free)):
                found.append(size - gap)
    return found


def _recurrence(
    context: Context, factor: Term, symbol: str, low: Poly, letters: tuple[str, ...], shape: tuple[Poly, ...]
) -> str:
    """The name of the recurrence ``P_0 = 1``, ``P_k = P_{k-1} f(low + k - 1)``, at each start where ``low`` is no
    number, defined once."""
    step, start = Poly.symbol(_STEP), low if low.is_constant else Poly.symbol(_START)
    key = Mul((_key(factor, symbol), *(Int(Poly.symbol(x)) for x in letters))), start
    known = (name for name, made in context.products.items() if made == key)
    name = next(known, "")
    if name:
        return name
    tensor = next(n.tensor for n in walk(factor) if isinstance(n, Read))
    name = f"\\Pi_{{{tensor}}}"
    while name in context.theory.definitions or name in context.names.ranks:
        name = f"\\smash{{{name}}}"
    own = (*letters, *(() if low.is_constant else (_START,)))
    earlier = Read(name, (*map(Poly.symbol, own), step - 1))
    before = Sum((), (Guard("ge", step - 1),), Mul((earlier, substitute(factor, {symbol: start + (step - 1)}))))
    body = Add((Sum((), (Guard("eq", step),), ONE), before))
    context.theory.define(name, (*own, _STEP), shape, body)
    context.products[name] = key
    return name


def _key(factor: Term, symbol: str) -> Term:
    """A factor with one letter for the index of its product."""
    return substitute(factor, {symbol: Poly.symbol(_STEP)})
