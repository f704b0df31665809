"""Terms as SymPy expressions, to go on with what was proved, and back.

==========================  =================================================================
``Read("A", (i, j))``       ``IndexedBase("A", real=True)[i, j]``; a scalar is ``Symbol(.., real=True)``
a size, an index            ``Symbol(.., integer=True, positive=True)``, ``Index(..)``
a guarded sum               ``Sum`` with the ranges that its guards state, ``-oo`` or ``oo`` where none
                            does; all other guards are factors of its body
``[i = j]``                 ``KroneckerDelta(i, j)``
any other bracket           ``Iverson(condition)``; ``.rewrite(Piecewise)`` makes it SymPy's own
``[..] * body``, one node   ``Piecewise((body, condition), (0, True))``
sigmoid, softplus, relu     functions of this package; ``.rewrite(exp)``, ``.rewrite(Max)`` as SymPy's own
derivatives                 ``D(..)``; an abstract ``f'`` is ``Applied``, ``f`` itself an undefined function
matrix inverse and det      ``Inverse`` and ``Determinant`` of a ``FunctionMatrix``
==========================  =================================================================

What a term means and SymPy does not know: tensors read as zero outside of their shape; a false bracket ends its
product, what stands beside it need not be defined; a range whose end lies before its beginning is empty (SymPy
counts it negatively from two steps on); ``relu'(0) = 0``.

Guarantee: SymPy evaluates nothing while the expression is made, and no two sums of it share a letter, so SymPy's
``subs`` captures nothing.  ``from_sympy(to_sympy(t, theory), theory, over)`` is ``t`` up to the names of bound
indices and what the notation does not tell apart: integer polynomials written in parts, and a bracket beside the
body of a sum or among its guards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import sympy
from sympy.core.symbol import Str
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.matrices.expressions.matexpr import MatrixElement

from symderiv.errors import DeclarationError, UnsupportedError
from symderiv.language.integers import Poly, index_label
from symderiv.language.symbols import (
    Applied,
    Derived,
    Index,
    Iverson,
    Total,
    as_expression,
    relu,
    sigmoid,
    size_symbol,
    softplus,
)
from symderiv.language.terms import (
    ONE,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    walk,
)
from symderiv.language.theory import Theory
from symderiv.language.translation import Translator

if TYPE_CHECKING:
    from symderiv.language.notation import Model

__all__ = ["from_sympy", "to_sympy"]

_FUNCTIONS: Final[Mapping[str, Any]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "tanh": sympy.tanh,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "erf": sympy.erf,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "arctan": sympy.atan,
    "artanh": sympy.atanh,
    "relu": relu,
    "abs": sympy.Abs,
}


def to_sympy(term: Term, theory: Theory | Model) -> Any:
    """``term`` as a SymPy expression, unevaluated.

    Raises :class:`~symderiv.errors.UnsupportedError` for what SymPy has no word for.

    >>> from symderiv.language.notation import Model, indices, total
    >>> t = Model(); n, m = t.sizes("n m"); i, j, k = indices("i j k")
    >>> A, x = t.tensor("A", n, m), t.tensor("x", m)
    >>> term, free = t.entries(total(A[i, j] * x[j], j) ** 2, i)
    >>> to_sympy(term, t.theory)
    Sum(A[i, j]*x[j], (j, 0, m - 1))**2
    >>> from_sympy(to_sympy(term, t.theory), t.theory, over=["%i"])
    (sum_{j: j >= 0, m-j-1 >= 0} x[j]*A[i,j])^(2)
    """
    if not isinstance(term, Term):
        raise DeclarationError(
            "what stands here is no term", repr(term)[:80], "make it one: t.term(...), t.entries(...)"
        )
    return _Writer(_theory(theory), _letters(term.free)).write(term)


def from_sympy(expression: Any, theory: Theory | Model, over: Iterable[str] = ()) -> Term:
    """The term of a SymPy expression over ``theory``; ``over``: its free indices as the term names them (``"%i"``).

    Raises :class:`~symderiv.errors.DeclarationError` or :class:`~symderiv.errors.UnsupportedError`, as the notation.
    """
    letters = _letters(over)
    translator = Translator(_theory(theory), _no_new_size)
    translator.taken |= set(letters)
    return translator.term(as_expression(expression), {letter: symbol for symbol, letter in letters.items()})


def _theory(theory: Theory | Model) -> Theory:
    return theory if isinstance(theory, Theory) else theory.theory


def _no_new_size(top: Poly, bottom: Poly) -> Poly:
    raise UnsupportedError(
        "a rounded quotient is not a size of this theory", f"floor(({top})/({bottom}))", "declare it with Model.size"
    )


def _letters(symbols: Iterable[str]) -> dict[str, Index]:
    """A letter for each free index, the same for the same set of indices."""
    found: dict[str, Index] = {}
    for symbol in sorted(s for s in symbols if s.startswith("%")):
        found[symbol] = _new_letter(symbol, found)
    return found


def _new_letter(symbol: str, taken: Mapping[str, Index]) -> Index:
    stem, names = index_label(symbol), {letter.name for letter in taken.values()}
    name, number = stem, 0
    while name in names:
        number += 1
        name = f"{stem}_{number}"
    return Index(name)


def _raw(kind: Any, *args: Any) -> Any:
    """A SymPy node with just these arguments: its constructor would sort, merge or evaluate them."""
    made = sympy.Expr.__new__(kind, *map(sympy.sympify, args))
    if kind is sympy.Sum:
        made.is_commutative = True
    return made


class _Writer:
    """One writing: ``letters`` has the letter of every index in scope, ``used`` all that were given out."""

    def __init__(self, theory: Theory, letters: dict[str, Index]) -> None:
        self.theory = theory
        self.letters = letters
        self.used = dict(letters)

    def write(self, term: Term) -> Any:
        match term:
            case Num():
                return sympy.Rational(term.value.numerator, term.value.denominator)
            case Int():
                return self.poly(term.poly)
            case Read():
                return self.entry(term.tensor, term.index)
            case Add():
                return sympy.Add(*map(self.write, term.args), evaluate=False)
            case Mul():
                return sympy.Mul(*map(self.write, term.args), evaluate=False)
            case Pow():
                power = sympy.Rational(term.exponent.numerator, term.exponent.denominator)
                return sympy.Pow(self.write(term.base), power, evaluate=False)
            case Fn():
                return self.function(term)
            case Sum():
                return self.sum(term) if term.binders else self.bracket(term)
            case Diff():
                variable = self.entry(term.tensor, term.index)
                return Derived(Str("total" if term.total else "partial"), self.write(term.body), variable)
            case Extremum():
                limits, rest = self.ranges(term)
                if rest:
                    remedy = "only ranges can be written under max and min"
                    raise UnsupportedError(f"a {term.operation} over a set that is no range", repr(term), remedy)
                return Total(Str(term.operation), self.write(term.body), *(sympy.Tuple(*limit) for limit in limits))
            case Matrix():
                return self.matrix(term)
            case Let():
                return self.let(term)
        raise TypeError(f"not a term: {term!r}")

    # ------------------------------------------------------------------ integers and entries

    def poly(self, poly: Poly) -> Any:
        return sympy.Add(*(c * sympy.Mul(*map(self.symbol, m)) for m, c in poly.terms))

    def symbol(self, name: str) -> Any:
        return self.letters[name] if name.startswith("%") else size_symbol(name, self.theory.sizes.get(name))

    def entry(self, tensor: str, index: tuple[Poly, ...]) -> Any:
        if not index:
            return sympy.Symbol(tensor, real=True)
        return sympy.IndexedBase(tensor, real=True)[tuple(map(self.poly, index))]

    # ------------------------------------------------------------------ functions

    def function(self, term: Fn) -> Any:
        arguments = [self.write(a) for a in term.args]
        if term.name in self.theory.functions:
            if term.orders:
                return Applied(Str(term.name), sympy.Tuple(*arguments), sympy.Tuple(*term.orders))
            return sympy.Function(term.name)(*arguments, evaluate=False)
        if term.name in ("max", "min"):
            made = _raw(sympy.Max if term.name == "max" else sympy.Min, *arguments)
            made._argset = frozenset(arguments)
            return made
        if term.name == "pow":
            return sympy.Pow(*arguments, evaluate=False)
        if term.name == "pi":
            return sympy.pi
        if term.name not in _FUNCTIONS or term.orders:
            raise UnsupportedError(f"the function {term.name} has no word in SymPy", repr(term))
        return _FUNCTIONS[term.name](*arguments, evaluate=False)

    # ------------------------------------------------------------------ sums and brackets

    def bind(self, symbol: str) -> Index:
        letter = _new_letter(symbol, self.used)
        self.used[f"{symbol}!{letter.name}"] = letter  # no other binder gets it
        return letter

    def ranges(self, term: Sum | Extremum) -> tuple[list[tuple[Any, Any, Any]], list[Guard]]:
        """The limits of the binders, the outermost first, which come into scope; the guards that are left."""
        rest, limits = list(term.guards), []
        for place, binder in enumerate(term.binders):
            later = set(term.binders[place:])
            bounds: list[Any] = []
            for sign in (1, -1):
                found = next((g for g in rest if _bounds(g, binder, sign, later)), None)
                if found is None:
                    bounds.append(-sign * sympy.oo)
                else:
                    rest.remove(found)
                    bounds.append(self.poly((found.poly - Poly.symbol(binder) * sign) * -sign))
            self.letters[binder] = self.bind(binder)
            limits.append((self.letters[binder], *bounds))
        return limits, rest

    def sum(self, term: Sum) -> Any:
        before = dict(self.letters)
        limits, rest = self.ranges(term)
        factors = [*self.brackets(rest), *self.factors(term.body)]
        body = factors[0] if len(factors) == 1 else sympy.Mul(*factors, evaluate=False) if factors else sympy.Integer(1)
        self.letters = before
        # SymPy would merge a sum whose body is a sum; the innermost limit stands first there.
        return _raw(sympy.Sum, body, *(sympy.Tuple(*limit) for limit in reversed(limits)))

    def factors(self, body: Term) -> list[Any]:
        if body == ONE:
            return []
        return [self.write(f) for f in (body.args if isinstance(body, Mul) else (body,))]

    def bracket(self, term: Sum) -> Any:
        if term.body != ONE:
            pairs = (self.write(term.body), self.condition(term.guards)), (sympy.Integer(0), sympy.true)
            return _raw(sympy.Piecewise, *(sympy.Tuple.__new__(ExprCondPair, *pair) for pair in pairs))
        found = self.brackets(term.guards)
        if not term.guards:
            return Iverson(sympy.true)
        return found[0] if len(found) == 1 else Iverson(self.condition(term.guards))

    def brackets(self, guards: Iterable[Guard]) -> list[Any]:
        """A delta for each equation between integers, one bracket for all other guards."""
        deltas = [g for g in guards if g.kind == "eq"]
        others = [g for g in guards if g.kind != "eq"]
        found = [_raw(sympy.KroneckerDelta, *self.sides(g.poly)) for g in deltas]
        return found + ([Iverson(self.condition(others))] if others else [])

    def condition(self, guards: Iterable[Guard]) -> Any:
        parts = [self.relation(g) for g in guards]
        return parts[0] if len(parts) == 1 else sympy.And(*parts, evaluate=False)

    def sides(self, poly: Poly) -> tuple[Any, Any]:
        """``left - right`` is the polynomial, and neither has a minus sign."""
        positive = Poly({m: c for m, c in poly.terms if c > 0})
        return self.poly(positive), self.poly(positive - poly)

    def relation(self, guard: Guard) -> Any:
        if guard.modulus is not None:
            remainder = sympy.Mod(self.poly(guard.poly), self.poly(guard.modulus), evaluate=False)
            return (sympy.Eq if guard.kind == "dv" else sympy.Ne)(remainder, 0, evaluate=False)
        left, right = (self.write(guard.term), sympy.Integer(0)) if guard.is_scalar else self.sides(guard.poly)
        kinds = {
            "ge": sympy.Ge,
            "nonneg": sympy.Ge,
            "pos": sympy.Gt,
            "eq": sympy.Eq,
            "zero": sympy.Eq,
            "ne": sympy.Ne,
            "nonzero": sympy.Ne,
        }
        return kinds[guard.kind](left, right, evaluate=False)

    # ------------------------------------------------------------------ matrices and put-in values

    def matrix(self, term: Matrix) -> Any:
        before = dict(self.letters)
        size = self.poly(term.size)
        for symbol in (term.row, term.column):
            self.letters[symbol] = self.bind(symbol)
        letters = self.letters[term.row], self.letters[term.column]
        made = sympy.FunctionMatrix(size, size, sympy.Lambda(letters, self.write(term.body)))
        self.letters = before
        if term.operation == "det":
            return sympy.Determinant(made)
        return MatrixElement(sympy.Inverse(made), *map(self.poly, term.at))

    def let(self, term: Let) -> Any:
        if any(isinstance(node, Diff) for node in walk(term.body)):
            remedy = "derive it first: symderiv.gradient, or the derivation of the statement"
            raise UnsupportedError("a value put into a derivative", repr(term), remedy)
        return self.write(term.body).xreplace({sympy.Symbol(term.name, real=True): self.write(term.value)})


def _bounds(guard: Guard, binder: str, sign: int, later: set[str]) -> bool:
    """Whether a guard says ``sign * binder >= ...`` with nothing bound further inside."""
    if guard.kind != "ge":
        return False
    rest = guard.poly - Poly.symbol(binder) * sign
    return later.isdisjoint(rest.free)
