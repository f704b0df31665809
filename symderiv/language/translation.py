"""From SymPy expressions to terms: names resolved, binders unique, every sum with its range.

A sum without a range runs over the axes where its index stands bare (they must agree); without such a place, over
what a factor bounds; otherwise it is an error.  Guarantee: nothing is rewritten beyond what the notation means; what
cannot be said is an error that names the expression and the remedy, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from symderiv.errors import DeclarationError, UnsupportedError
from symderiv.language.bare import bare_range
from symderiv.language.integers import Poly, fresh_index, index_label
from symderiv.language.symbols import Applied, Derived, Index, Iverson, Total, as_expression
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    bracket,
    in_shape,
    mul,
)
from symderiv.language.theory import Theory

__all__ = ["Translator"]

_FUNCTIONS: Final = {
    "exp": "exp",
    "log": "log",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "softplus": "softplus",
    "erf": "erf",
    "sin": "sin",
    "cos": "cos",
    "sinh": "sinh",
    "cosh": "cosh",
    "atan": "arctan",
    "atanh": "artanh",
    "relu": "relu",
    "Abs": "abs",
}


class Translator:
    """One translation within a theory; ``scope`` maps SymPy symbols to index symbols of terms.

    ``new_size`` is asked for a size symbol where a rounded quotient ``floor(a/b)`` stands in a shape or a subscript.
    """

    def __init__(self, theory: Theory, new_size: Callable[[Poly, Poly], Poly]) -> None:
        self.theory = theory
        self.new_size = new_size
        self.taken: set[str] = set()

    def bind(self, symbol: sympy.Symbol) -> str:
        """A fresh index symbol with the letter of ``symbol``."""
        made = fresh_index(f"%{symbol.name}", self.taken)
        self.taken.add(made)
        return made

    # ------------------------------------------------------------------ integers

    def quotient(self, value: Any, scope: Mapping[Any, str], where: object) -> tuple[Poly, Poly]:
        """A subscript as numerator and denominator; raises for what is not affine in the indices."""
        value = as_expression(value)
        top, bottom = (value, 1) if _is_whole(value) else sympy.fraction(sympy.together(value))
        numerator, denominator = self.poly(top, scope, where), self.poly(as_expression(bottom), scope, where)
        for monomial, _ in numerator.terms:
            if sum(s.startswith("%") for s in monomial) > 1:
                raise DeclarationError(
                    f"the subscript '{value}' is not affine in the indices", where, "use one index in each product"
                )
        if any(s.startswith("%") for s in denominator.free):
            raise DeclarationError(f"the subscript '{value}' divides by an index", where, "divide by a size")
        return numerator, denominator

    def integer(self, value: Any, scope: Mapping[Any, str], where: object) -> Poly:
        """A subscript or bound that must be a whole number."""
        numerator, denominator = self.quotient(as_expression(value), scope, where)
        if denominator != Poly.constant(1):
            raise DeclarationError(f"'{value}' need not be a whole number", where, "write floor(...)")
        return numerator

    def poly(self, value: Any, scope: Mapping[Any, str], where: object) -> Poly:
        """An integer polynomial."""
        if isinstance(value, sympy.Integer):
            return Poly.constant(int(value))
        if isinstance(value, sympy.Symbol | sympy.Idx):
            return self._letter(value, scope, where)
        if isinstance(value, sympy.Add):
            result = Poly.constant(0)
            for part in value.args:
                result = result + self.poly(part, scope, where)
            return result
        if isinstance(value, sympy.Mul):
            result = Poly.constant(1)
            for part in value.args:
                result = result * self.poly(part, scope, where)
            return result
        if isinstance(value, sympy.Pow) and isinstance(value.exp, sympy.Integer) and int(value.exp) > 0:
            result = Poly.constant(1)
            for _ in range(int(value.exp)):
                result = result * self.poly(value.base, scope, where)
            return result
        if isinstance(value, (sympy.floor, sympy.ceiling)):
            top, bottom = self.quotient(value.args[0], scope, where)
            if bottom == Poly.constant(1):
                return top
            if any(s.startswith("%") for s in top.free | bottom.free):
                raise DeclarationError(f"'{value}' rounds an index", where, "sum over the quotient and the remainder")
            return self.new_size(top, bottom) if isinstance(value, sympy.floor) else -self.new_size(-top, bottom)
        raise DeclarationError(
            f"'{value}' is no integer expression in sizes and indices",
            where,
            "subscripts and ranges are sums of products of sizes, whole numbers and one index",
        )

    def _letter(self, symbol: sympy.Symbol, scope: Mapping[Any, str], where: object) -> Poly:
        if symbol in scope:
            return Poly.symbol(scope[symbol])
        if not isinstance(symbol, Index) and symbol.name in self.theory.sizes:
            return Poly.symbol(symbol.name)
        if isinstance(symbol, Index):
            raise DeclarationError(
                f"the index '{symbol}' is not bound", where, f"sum over '{symbol}' or give it to the other side as well"
            )
        if isinstance(symbol, sympy.Idx):
            raise DeclarationError(f"'{symbol}' is no index", where, f"make it one: indices('{symbol}')")
        raise DeclarationError(
            f"'{symbol}' is not declared",
            where,
            f"make it an index, indices('{symbol}'), a size, size('{symbol}'), or a number, scalar('{symbol}')",
        )

    # ------------------------------------------------------------------ terms

    def term(self, value: Any, scope: Mapping[Any, str]) -> Term:
        """A SymPy expression as a term."""
        value = as_expression(value)
        if isinstance(value, sympy.Rational):
            return Num(Fraction(int(value.p), int(value.q)))
        if isinstance(value, sympy.Float):
            return Num(Fraction(str(value)))
        if isinstance(value, sympy.Symbol):
            return self._symbol(value, scope)
        if isinstance(value, sympy.Indexed):
            return self._entry(value, scope)
        if isinstance(value, (sympy.Add, sympy.Mul)):
            whole = self._whole(value, scope)
            if whole is not None:
                return whole
            parts = tuple(self.term(a, scope) for a in value.args)
            return add(*parts) if isinstance(value, sympy.Add) else mul(*parts)
        if isinstance(value, sympy.Pow):
            return self._power(value, scope)
        if isinstance(value, Total):
            return self._total(value, scope)
        if isinstance(value, sympy.Sum):
            limits = tuple(sympy.Tuple(*limit) for limit in reversed(value.limits))
            return self._reduction("sum", value.function, limits, scope, value)
        if isinstance(value, Iverson):
            return self._condition(value.args[0], scope)
        if isinstance(value, Derived):
            return self._derivative(value, scope)
        if isinstance(value, sympy.KroneckerDelta):
            left, right = (self.integer(a, scope, value) for a in value.args[:2])
            return bracket(Guard("eq", left - right))
        if isinstance(value, Applied):
            orders = tuple(int(o) for o in value.args[2])
            return Fn(str(value.args[0]), tuple(self.term(a, scope) for a in value.args[1]), orders)
        if isinstance(value, sympy.Piecewise):
            return self._piecewise(value, scope)
        if isinstance(value, (sympy.Determinant, MatrixElement)):
            return self._matrix(value, scope)
        if isinstance(value, (sympy.Max, sympy.Min)):
            name = "max" if isinstance(value, sympy.Max) else "min"
            arguments = [self.term(a, scope) for a in value.args]
            result = arguments[0]
            for other in arguments[1:]:
                result = Fn(name, (result, other))
            return result
        return self._function(value, scope)

    def _function(self, value: Any, scope: Mapping[Any, str]) -> Term:
        if value is sympy.pi:
            return Fn("pi", ())
        if value is sympy.E:
            return Fn("exp", (ONE,))
        if isinstance(value, AppliedUndef):
            return Fn(value.func.__name__, tuple(self.term(a, scope) for a in value.args))
        name = _FUNCTIONS.get(type(value).__name__)
        if name is not None:
            return Fn(name, (self.term(value.args[0], scope),))
        if isinstance(value, sympy.IndexedBase):
            rank = len(self.theory.shape_of(str(value.label)))
            entry = f"{value.label}[{', '.join('ijklmnpq'[:rank])}]"
            raise DeclarationError(f"{value.label} stands here without indices", str(value), f"write an entry: {entry}")
        if isinstance(value, sympy.Heaviside):
            raise UnsupportedError("Heaviside has no agreed value at 0", str(value), "write iverson(a > 0)")
        if isinstance(value, sympy.sign):
            raise UnsupportedError("sign is written with brackets", str(value), "write iverson(a > 0) - iverson(a < 0)")
        if isinstance(value, (sympy.Derivative, sympy.Subs)):
            raise UnsupportedError("SymPy's derivative evaluates on its own", str(value), "write D(body, x[i])")
        if isinstance(value, sympy.floor | sympy.ceiling):
            return Int(self.poly(value, scope, value))
        raise UnsupportedError(f"{type(value).__name__} is not part of the language", str(value))

    def _whole(self, value: Any, scope: Mapping[Any, str]) -> Term | None:
        """``Int`` for what is an integer polynomial in sizes and indices alone."""
        letters = value.free_symbols
        if not letters:
            return None
        known = all(s in scope or (not isinstance(s, Index) and s.name in self.theory.sizes) for s in letters)
        polynomial = all(
            isinstance(n, (sympy.Add, sympy.Mul, sympy.Symbol, sympy.Integer))
            or (isinstance(n, sympy.Pow) and isinstance(n.exp, sympy.Integer) and int(n.exp) > 0)
            for n in sympy.preorder_traversal(value)
        )
        return Int(self.poly(value, scope, value)) if known and polynomial else None

    def _symbol(self, symbol: sympy.Symbol, scope: Mapping[Any, str]) -> Term:
        theory = self.theory
        if symbol in scope:
            return Int(Poly.symbol(scope[symbol]))
        if not isinstance(symbol, Index):
            if symbol.name in theory.sizes:
                return Int(Poly.symbol(symbol.name))
            if symbol.name in theory.shapes or symbol.name in theory.definitions or symbol.name in theory.losses:
                rank = len(theory.shape_of(symbol.name))
                if rank:
                    raise DeclarationError(
                        f"{symbol} has rank {rank} and is read with 0 indices", str(symbol), f"write {rank} indices"
                    )
                return Read(symbol.name, ())
        return Int(self._letter(symbol, scope, symbol))

    def _entry(self, value: Any, scope: Mapping[Any, str]) -> Term:
        """A tensor entry; at a quotient like ``(u+P-p)/s`` it is a sum over the one place where that is whole."""
        name, where = str(value.base.label), value
        shape = self.theory.shape_of(name)
        if len(shape) != len(value.indices):
            raise DeclarationError(
                f"{name} has rank {len(shape)} and is read with {len(value.indices)} indices",
                where,
                f"write {len(shape)} indices",
            )
        places: list[Poly] = []
        binders: list[str] = []
        guards: list[Guard] = []
        for place, size in zip(value.indices, shape, strict=True):
            top, bottom = self.quotient(place, scope, where)
            if bottom == Poly.constant(1):
                places.append(top)
                continue
            fresh = self.bind(sympy.Symbol("t"))
            index = Poly.symbol(fresh)
            binders.append(fresh)
            guards += [Guard("eq", bottom * index - top), *in_shape([index], [size])]
            places.append(index)
        read = Read(name, tuple(places))
        return Sum(tuple(binders), guards, read) if binders else read

    def _power(self, value: Any, scope: Mapping[Any, str]) -> Term:
        whole = self._whole(value, scope)
        if whole is not None:
            return whole
        exponent = value.exp
        if value.base is sympy.E:
            return Fn("exp", (self.term(exponent, scope),))
        base = self.term(value.base, scope)
        if isinstance(exponent, sympy.Rational):
            return Pow(base, Fraction(int(exponent.p), int(exponent.q)))
        if isinstance(exponent, sympy.Float):
            return Pow(base, Fraction(str(exponent)))
        return Fn("pow", (base, self.term(exponent, scope)))

    def _derivative(self, value: Any, scope: Mapping[Any, str]) -> Term:
        kind, body, variable = str(value.args[0]), self.term(value.args[1], scope), value.args[2]
        entry = self._symbol(variable, scope) if isinstance(variable, sympy.Symbol) else self._entry(variable, scope)
        if not isinstance(entry, Read):
            raise DeclarationError(
                "a derivative by something that is no tensor entry", str(value), "differentiate by x[i] or a scalar"
            )
        return Diff(body, entry.tensor, entry.index, kind == "total")

    def _piecewise(self, value: Any, scope: Mapping[Any, str]) -> Term:
        """Each branch under its condition and the failure of the earlier ones."""
        before: list[Any] = []
        branches: list[Term] = []
        for body, condition in value.args:
            own = sympy.And(condition, *(sympy.Not(b) for b in before)) if before else condition
            if own is sympy.false:
                continue
            part = self.term(body, scope)
            if body == 0:
                before.append(condition)
                continue
            branches.append(part if own is sympy.true else self._under(own, part, scope))
            before.append(condition)
        if not before or before[-1] is not sympy.true:
            raise DeclarationError("a case distinction without a last case", str(value), "end it with (value, True)")
        return add(*branches)

    def _matrix(self, value: Any, scope: Mapping[Any, str]) -> Term:
        """Entries of inverses, and determinants, of a matrix that is given by its entries."""
        parent, places = value.args[0], value.args[1:]
        inverse = isinstance(parent, sympy.Inverse)
        made = parent.args[0] if inverse else parent
        if inverse != bool(places) or not isinstance(made, sympy.FunctionMatrix):
            remedy = "write Inverse(FunctionMatrix(n, n, Lambda((i, j), A[i, j])))[k, l], or Determinant of such"
            raise UnsupportedError("a matrix that is not given by its entries", str(value), remedy)
        rows, _, entry = made.args
        row, column = (self.bind(letter) for letter in entry.variables)
        body = self.term(entry.expr, {**scope, **dict(zip(entry.variables, (row, column), strict=True))})
        size = self.integer(rows, scope, value)
        at = tuple(self.integer(place, scope, value) for place in places)
        return Matrix("inverse" if inverse else "det", row, column, size, body, at)

    # ------------------------------------------------------------------ conditions

    def _under(self, condition: Any, body: Term, scope: Mapping[Any, str]) -> Term:
        found = self._condition(condition, scope)
        if isinstance(found, Sum) and not found.binders and found.body == ONE:
            return Sum((), found.guards, body)
        return Mul((found, body))

    def _condition(self, condition: Any, scope: Mapping[Any, str]) -> Term:
        """The bracket of a condition."""
        if condition is sympy.true:
            return ONE
        if condition is sympy.false:
            return Num(Fraction(0))
        if isinstance(condition, sympy.And):
            parts = [self._condition(a, scope) for a in condition.args]
            if all(isinstance(p, Sum) and not p.binders for p in parts):
                return Sum((), [g for p in parts if isinstance(p, Sum) for g in p.guards], ONE)
            return mul(*parts)
        if isinstance(condition, sympy.Or):
            none = sympy.And(*(sympy.Not(a) for a in condition.args))
            return add(ONE, mul(NEGATE, self._condition(none, scope)))
        if isinstance(condition, sympy.Not):
            return add(ONE, mul(NEGATE, self._condition(condition.args[0], scope)))
        if isinstance(condition, sympy.core.relational.Relational):
            return bracket(self.guard(condition, scope))
        raise UnsupportedError("not a condition", str(condition), "use a relation, And, Or, Not")

    def guard(self, relation: Any, scope: Mapping[Any, str]) -> Guard:
        """One relation as a guard: between integers where both sides are such, else between numbers."""
        left, right = relation.lhs, relation.rhs
        if isinstance(relation, (sympy.Eq, sympy.Ne)) and isinstance(left, sympy.Mod) and right == 0:
            parts = [self.integer(a, scope, relation) for a in left.args]
            return Guard("dv" if isinstance(relation, sympy.Eq) else "nd", parts[0], parts[1])
        one, two = self.term(left, scope), self.term(right, scope)
        swap = isinstance(relation, (sympy.Lt, sympy.Le))
        if swap:
            one, two = two, one
        whole = [_whole_poly(t) for t in (one, two)]
        strict = isinstance(relation, (sympy.Gt, sympy.Lt))
        if whole[0] is not None and whole[1] is not None:
            difference = whole[0] - whole[1]
            if isinstance(relation, (sympy.Eq, sympy.Ne)):
                return Guard("eq" if isinstance(relation, sympy.Eq) else "ne", difference)
            return Guard("ge", difference - 1 if strict else difference)
        gap = one if two == Num(Fraction(0)) else add(one, mul(NEGATE, two))
        if isinstance(relation, (sympy.Eq, sympy.Ne)):
            return Guard("zero" if isinstance(relation, sympy.Eq) else "nonzero", gap)
        return Guard("pos" if strict else "nonneg", gap)

    # ------------------------------------------------------------------ sums

    def _total(self, value: Total, scope: Mapping[Any, str]) -> Term:
        return self._reduction(value.operation, value.body, value.binders, scope, value)

    def _reduction(
        self, operation: str, body: Any, limits: Iterable[Any], scope: Mapping[Any, str], where: object
    ) -> Term:
        inner = dict(scope)
        guards: list[Guard] = []
        binders: list[str] = []
        open_binders: list[str] = []
        for limit in limits:
            ends = [None if b in (sympy.oo, -sympy.oo) else self.integer(b, inner, where) for b in limit[1:]]
            fresh = self.bind(limit[0])
            binders.append(fresh)
            inner[limit[0]] = fresh
            if len(limit) == 3:
                index, (low, high) = Poly.symbol(fresh), ends
                guards += [Guard("ge", index - low)] if low is not None else []
                guards += [Guard("ge", high - index)] if high is not None else []
            else:
                open_binders.append(fresh)
        term = self.term(body, inner)
        if operation == "sum":
            lifted, term = _lift(term)
        else:
            lifted = []
        unbounded = []
        for symbol in open_binders:
            size = bare_range(self.theory, [term, *(bracket(g) for g in lifted if g.is_scalar)], symbol)
            if size is None:
                unbounded.append(symbol)
            else:
                index = Poly.symbol(symbol)
                guards += [Guard("ge", index), Guard("ge", size - 1 - index)]
        for symbol in unbounded:
            if operation != "sum":
                raise _no_range(symbol, where)
            if any(g.kind == "eq" and not g.is_scalar and _moves(g.poly, symbol) for g in lifted):
                continue
            bounds = self._bounding(term, symbol)
            if bounds is None and isinstance(term, Sum) and self._bounding(term.body, symbol) is not None:
                binders += term.binders  # one sum over both: the factor bounds one index given the other
                guards += term.guards
                term = term.body
                bounds = self._bounding(term, symbol)
            if bounds is None:
                raise _no_range(symbol, where)
            guards += bounds
        if operation == "sum":
            return Sum(tuple(binders), [*guards, *lifted], term)
        return Extremum(operation, tuple(binders), guards, term)

    def _bounding(self, body: Term, symbol: str) -> list[Guard] | None:
        """The shape guards of a factor that is read at a place that moves with the index."""
        for factor in body.args if isinstance(body, Mul) else (body,):
            if isinstance(factor, (Read, Diff)):
                shape = self.theory.shape_of(factor.tensor)
                for place, size in zip(factor.index, shape, strict=True):
                    if _moves(place, symbol):
                        return list(in_shape([place], [size]))
        return None


def _is_whole(value: Any) -> bool:
    """Whether an expression is a polynomial with whole coefficients as it is written: it has no denominator."""
    if isinstance(value, (sympy.Add, sympy.Mul)):
        return all(map(_is_whole, value.args))
    if isinstance(value, sympy.Pow):
        return isinstance(value.exp, sympy.Integer) and int(value.exp) > 0 and _is_whole(value.base)
    return isinstance(value, (sympy.Integer, sympy.Symbol, sympy.floor, sympy.ceiling))


def _no_range(symbol: str, where: object) -> DeclarationError:
    letter = index_label(symbol)
    return DeclarationError(
        f"the sum over '{letter}' has no range: '{letter}' stands bare nowhere and no factor bounds it",
        where,
        f"give a range: ({letter}, first, last)",
    )


def _moves(place: Poly, symbol: str) -> bool:
    """Whether a place changes with the index by a constant, nonzero factor."""
    if symbol not in place.free:
        return False
    factor = place.coefficient(symbol)
    return factor.is_constant and factor.value != 0


def _lift(body: Term) -> tuple[list[Guard], Term]:
    """Brackets among the factors of a summand become guards of the sum."""
    factors = body.args if isinstance(body, Mul) else (body,)
    guards = [g for f in factors if isinstance(f, Sum) and not f.binders and f.body == ONE for g in f.guards]
    rest = [f for f in factors if not (isinstance(f, Sum) and not f.binders and f.body == ONE)]
    return guards, mul(*rest)


def _whole_poly(term: Term) -> Poly | None:
    if isinstance(term, Int):
        return term.poly
    if isinstance(term, Num) and term.value.denominator == 1:
        return Poly.constant(int(term.value))
    return None
