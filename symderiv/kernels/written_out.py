"""Tensors with names written out, where a quotient or a logarithm of what they stand for would overflow.

``u = exp(x), Z = sum u, p = u / Z`` and ``log p`` become what :mod:`symderiv.kernels.stable` knows by its shape.

Guarantee: every rewriting here is an identity of real numbers; only the rounding differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from symderiv.kernels.plan import flatten
from symderiv.kernels.stable import (
    copies_of,
    exponential,
    exponentials,
    is_number,
    is_positive,
    logarithm,
    one_plus_exponential,
    powers,
    softplus_argument,
)
from symderiv.language.integers import is_index
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Fn,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    mul,
    num,
    substitute,
    walk,
)
from symderiv.language.theory import Definition, Theory

__all__ = ["open_exponentials", "open_logarithm", "open_logarithms"]


def _unfolded(theory: Theory, term: Term, keep: frozenset[str] = frozenset()) -> Term:
    """The definition of a tensor that is read, at the entry that is read; any other term as it is."""
    if isinstance(term, Read) and term.tensor in theory.definitions and term.tensor not in keep:
        definition = theory.definitions[term.tensor]
        if term.tensor not in definition.reads and len(definition.indices) == len(term.index):
            return substitute(definition.body, dict(zip(definition.indices, term.index, strict=True)))
    return term


def open_logarithm(theory: Theory, argument: Term, keep: frozenset[str] = frozenset()) -> Term | None:
    """``log`` of a softmax, of a sigmoid or of one minus a sigmoid, named or written out, without a quotient."""
    whole = _unfolded(theory, argument, keep)
    if softplus_argument(whole) is not None:
        return None
    split = _logarithm_of_named(theory, whole, keep) or _split(whole)
    if split is not None:
        return split
    inner = _sigmoid_of(whole)
    if inner is not None:
        return Mul((NEGATE, Fn("softplus", (Mul((NEGATE, inner)),))))
    if isinstance(argument, Add) and len(argument.args) == 2 and ONE in argument.args:
        other = argument.args[1] if argument.args[0] == ONE else argument.args[0]
        if isinstance(other, Mul) and len(other.args) == 2 and NEGATE in other.args:
            factor = other.args[1] if other.args[0] == NEGATE else other.args[0]
            inner = _sigmoid_of(_unfolded(theory, factor, keep))
            if inner is not None:
                return Mul((NEGATE, Fn("softplus", (inner,))))
    return None


def _split(argument: Term) -> Term | None:
    return logarithm(argument, lambda total: (num(0), total))


def _logarithm_of_named(theory: Theory, product: Term, keep: frozenset[str]) -> Term | None:
    """``log(t / q)`` as ``log t - log q``, where ``q`` is a softmax or a sigmoid, one minus one, or a number."""
    guards, factors = flatten(product)
    if guards or (len(factors) < 2 and not isinstance(product, Pow)):
        return None
    summands: list[Term] = []
    together: list[Term] = []
    for factor in (x for f in factors for x in powers(f)):
        power = factor.exponent if isinstance(factor, Pow) else Fraction(1)
        base = factor.base if isinstance(factor, Pow) else factor
        opened = open_logarithm(theory, base, keep) if _is_probability(theory, base, keep) else None
        if opened is None:
            together.append(factor)
        else:
            summands.append(opened if power == 1 else Mul((Num(power), opened)))
    if not summands:
        return None
    if not together:
        return add(*summands)
    rest = mul(*together)
    return Add((*summands, _split(rest) or Fn("log", (rest,))))


def _is_probability(theory: Theory, term: Term, keep: frozenset[str]) -> bool:
    """Whether a term is seen to be positive wherever it has a value: a softmax, a sigmoid, or one minus a sigmoid."""
    if isinstance(term, Add):
        minus = [a for a in term.args if a != ONE]
        if len(term.args) != 2 or len(minus) != 1 or not isinstance(minus[0], Mul) or NEGATE not in minus[0].args:
            return False
        rest = [a for a in minus[0].args if a != NEGATE]
        return len(rest) == 1 and _sigmoid_of(_unfolded(theory, rest[0], keep)) is not None
    whole = _unfolded(theory, term, keep)
    if _sigmoid_of(whole) is not None:
        return True
    guards, factors = flatten(whole)
    if guards or not isinstance(whole, (Mul, Pow)):
        return False
    for factor in factors:
        base = factor.base if isinstance(factor, Pow) else factor
        parts = exponentials(base) or ()
        weights = [r for p in parts for r in p.rest] if parts else [base]
        if not copies_of(factor)[0] and not all(is_number(w) and is_positive(w) for w in weights):
            return False
    return True


def open_exponentials(theory: Theory, keep: frozenset[str]) -> Theory:
    """The theory in which quotients and logarithms hold named exponentials, and sums of some, written out.

    So ``u = exp(x), Z = sum u, p = u / Z`` is as stable as it is in one line.  Tensors in ``keep`` stay named.
    """
    forms: dict[str, Definition] = {}

    def opened(term: Term) -> Term:
        if isinstance(term, Read) and term.tensor in forms:
            d = forms[term.tensor]
            return substitute(d.body, dict(zip(d.indices, term.index, strict=True)))
        children = term.children
        return term.rebuild(tuple(map(opened, children))) if children else term

    definitions = dict(theory.definitions)
    for name, d in theory.definitions.items():
        if forms and any(_hides(n, forms) for n in walk(d.body)):
            whole = opened(d.body)
            if _is_spread(d.body) or not _is_spread(whole):
                definitions[name] = replace(d, body=whole)
            continue  # a quotient or a logarithm is stable by its name: to write it out again would multiply indices
        whole = opened(d.body)
        if name not in keep and name not in d.reads and (exponentials(whole) or _is_exponential(whole)):
            forms[name] = replace(d, body=whole)
    return replace(theory, definitions=definitions)


def _is_spread(term: Term) -> bool:
    """Whether an exponent in a quotient or a logarithm has more indices than any of its summands: the exponentials of
    these, ``sum_a e^{q_{ta}} sum_s e^{k_{sa}}``, would be cheaper than theirs."""
    for node in walk(term):
        inside = node.base if isinstance(node, Pow) and node.exponent < 0 else None
        inside = node.args[0] if isinstance(node, Fn) and node.name == "log" else inside
        for part in (exponentials(inside) or ()) if inside is not None else ():
            summands = part.argument.args if isinstance(part.argument, Add) else (part.argument,)
            places = [{x for x in a.free if is_index(x)} for a in summands]
            if not any(p == set().union(*places) for p in places):
                return True
            if any(isinstance(r, Sum) and exponentials(r) for r in part.rest):
                return True
    return False


def _hides(term: Term, forms: Mapping[str, Definition]) -> bool:
    """Whether the term is a quotient by, or a logarithm of, something that names an exponential."""
    quotient = isinstance(term, Pow) and term.exponent < 0
    logarithmic = isinstance(term, Fn) and term.name == "log"
    return (quotient or logarithmic) and any(isinstance(n, Read) and n.tensor in forms for n in walk(term))


def _is_exponential(term: Term) -> bool:
    return isinstance(term, (Fn, Mul)) and exponential(term) is not None


def _sigmoid_of(term: Term) -> Term | None:
    if isinstance(term, Fn) and term.name == "sigmoid":
        return term.args[0]
    if isinstance(term, Pow) and term.exponent == -1:
        inner = one_plus_exponential(term.base)
        return None if inner is None else Mul((NEGATE, inner))
    return None


def open_logarithms(theory: Theory, keep: frozenset[str]) -> Theory:
    """The theory with ``log p`` written out, where ``p`` is a softmax or sigmoid that has a name (not in ``keep``).

    So its gradient never divides by probabilities that underflow.
    """

    def rewrite(term: Term) -> Term:
        children = term.children
        if children:
            term = term.rebuild(tuple(map(rewrite, children)))
        if isinstance(term, Fn) and term.name == "log":
            return open_logarithm(theory, term.args[0], keep) or term
        return term

    definitions = {
        name: Definition(d.name, d.indices, d.shape, rewrite(d.body)) for name, d in theory.definitions.items()
    }
    return replace(theory, definitions=definitions)
