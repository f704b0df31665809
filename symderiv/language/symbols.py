"""The SymPy objects that the notation adds to SymPy's own: sums that find their range, brackets, derivatives.

None of them evaluates: SymPy's own ``Sum``, ``diff`` and ``Heaviside`` capture indices, lose terms or split the kink
(DESIGN, section 2), so the calculus is left to the prover.  ``total`` stands for a sum, ``D`` for a total derivative,
``iverson`` for a bracket.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy.core.symbol import Str

from symderiv.errors import DeclarationError

__all__ = [
    "AbstractFunction",
    "Applied",
    "D",
    "Derived",
    "Index",
    "Iverson",
    "Total",
    "as_expression",
    "indices",
    "iverson",
    "largest",
    "letters_of",
    "partial",
    "relu",
    "sigmoid",
    "size_symbol",
    "smallest",
    "softplus",
    "total",
]


def as_expression(value: Any) -> Any:
    """A value as SymPy sees it; never a text, which SymPy would run as Python.

    Raises :class:`~symderiv.errors.DeclarationError` for what is no expression.
    """
    if not isinstance(value, str):
        try:
            return sympy.sympify(value)
        except (sympy.SympifyError, TypeError, ValueError, AttributeError):
            pass
    remedy = "write it with indices, sizes and tensors"
    raise DeclarationError("what stands here is no expression", repr(value)[:80], remedy)


class Index(sympy.Symbol):
    """The letter of an index; made by :func:`indices`."""

    def __new__(cls, name: str) -> Index:
        made: Index = super().__new__(cls, name, integer=True)
        return made


def letters_of(names: str | Iterable[str]) -> list[str]:
    """Names that are separated by blanks or commas, or are given one by one."""
    parts = [names] if isinstance(names, str) else names
    return [name for part in parts for name in part.replace(",", " ").split()]


def indices(letters: str | Iterable[str]) -> tuple[Index, ...]:
    """Index letters, separated by blanks or commas.

    >>> indices("i j"), indices("i, j")
    ((i, j), (i, j))
    """
    return tuple(Index(letter) for letter in letters_of(letters))


def size_symbol(name: str, low: int | None) -> sympy.Symbol:
    """The symbol of a size that is at least ``low`` (``None``: any integer)."""
    if low is None or low < 0:
        return sympy.Symbol(name, integer=True)
    return sympy.Symbol(name, integer=True, **{"positive" if low > 0 else "nonnegative": True})


class sigmoid(sympy.Function):
    """``1/(1 + exp(-a))``, unevaluated."""

    nargs = 1

    def _eval_rewrite_as_exp(self, a: Any, **_: Any) -> Any:
        return 1 / (1 + sympy.exp(-a))

    def _latex(self, printer: Any) -> str:
        return rf"\sigma\left({printer.doprint(self.args[0])}\right)"


class softplus(sympy.Function):
    """``log(1 + exp(a))``, unevaluated."""

    nargs = 1

    def _eval_rewrite_as_exp(self, a: Any, **_: Any) -> Any:
        return sympy.log(1 + sympy.exp(a))

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{softplus}}\left({printer.doprint(self.args[0])}\right)"


class relu(sympy.Function):
    """``a [a > 0]``, unevaluated."""

    nargs = 1

    def _eval_rewrite_as_Max(self, a: Any, **_: Any) -> Any:
        return sympy.Max(a, 0)

    def _eval_rewrite_as_Piecewise(self, a: Any, **_: Any) -> Any:
        return sympy.Piecewise((a, a > 0), (0, True))

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{ReLU}}\left({printer.doprint(self.args[0])}\right)"


class Total(sympy.Expr):
    """A sum, or a largest or smallest value, over indices; unevaluated.  Made by :func:`total` and its siblings."""

    is_commutative = True
    is_number = False

    @property
    def operation(self) -> str:
        return str(self.args[0])

    @property
    def body(self) -> sympy.Expr:
        return self.args[1]

    @property
    def binders(self) -> tuple[sympy.Tuple, ...]:
        return tuple(self.args[2:])

    def _latex(self, printer: Any) -> str:
        head = {"sum": r"\sum", "max": r"\max", "min": r"\min"}[self.operation]
        text = ""
        for binder in self.binders:
            letter = printer.doprint(binder[0])
            if len(binder) == 3:
                text += rf"{head}_{{{letter}={printer.doprint(binder[1])}}}^{{{printer.doprint(binder[2])}}} "
            else:
                text += rf"{head}_{{{letter}}} "
        body = printer.doprint(self.body)
        return text + (rf"\left({body}\right)" if isinstance(self.body, sympy.Add) else body)

    def _sympystr(self, printer: Any) -> str:
        return f"{self.operation}({', '.join(map(printer.doprint, self.args[1:]))})"


def _reduction(operation: str, body: Any, binders: tuple[Any, ...]) -> Total:
    if not binders:
        raise DeclarationError(f"a {operation} over nothing", str(body), "name its indices: total(body, i, j)")
    made = []
    for binder in binders:
        parts = binder if isinstance(binder, (tuple, sympy.Tuple)) else (binder,)
        if len(parts) not in (1, 3) or not isinstance(parts[0], sympy.Symbol):
            raise DeclarationError(
                f"'{binder}' is no index and no range", f"a {operation} over it", "write i, or (i, first, last)"
            )
        made.append(sympy.Tuple(*parts))
    result: Total = Total(Str(operation), as_expression(body), *made)
    return result


def total(body: Any, *binders: Any) -> Total:
    """The sum of ``body`` over indices, each ``i`` (over its whole axis) or ``(i, first, last)``, ends included.

    >>> i, = indices("i")
    >>> total(sympy.IndexedBase("x")[i], i)
    sum(x[i], (i,))
    """
    return _reduction("sum", body, binders)


def largest(body: Any, *binders: Any) -> Total:
    """The largest value of ``body``."""
    return _reduction("max", body, binders)


def smallest(body: Any, *binders: Any) -> Total:
    """The smallest value of ``body``."""
    return _reduction("min", body, binders)


class Iverson(sympy.Expr):
    """1 where its condition holds, else 0 (a strong zero: what it multiplies is then not evaluated)."""

    is_commutative = True
    is_number = False

    def _latex(self, printer: Any) -> str:
        return rf"\left[{printer.doprint(self.args[0])}\right]"

    def _eval_rewrite_as_Piecewise(self, condition: Any, **_: Any) -> Any:
        return sympy.Piecewise((1, condition), (0, True))

    def _sympystr(self, printer: Any) -> str:
        return f"[{printer.doprint(self.args[0])}]"


def iverson(condition: Any) -> Iverson:
    """The bracket of a condition: a SymPy relation, or ``And``, ``Or``, ``Not`` of some.

    Raises :class:`~symderiv.errors.DeclarationError` for a Python truth value (``i == j`` compares names).

    >>> i, j = indices("i j")
    >>> iverson(sympy.Eq(i, j))
    [Eq(i, j)]
    """
    if isinstance(condition, bool):
        raise DeclarationError(
            f"a bracket of the Python value {condition}", remedy="write Eq(i, j) or Ne(i, j) instead of == or !="
        )
    made: Iverson = Iverson(as_expression(condition))
    return made


class Derived(sympy.Expr):
    """An unevaluated derivative; made by :func:`D` and :func:`partial`.  ``args``: kind, body, variable."""

    is_commutative = True
    is_number = False

    def _latex(self, printer: Any) -> str:
        body, variable = printer.doprint(self.args[1]), printer.doprint(self.args[2])
        if isinstance(self.args[1], (sympy.Symbol, sympy.Indexed)):
            return rf"\frac{{\partial {body}}}{{\partial {variable}}}"
        return rf"\frac{{\partial}}{{\partial {variable}}} \left({body}\right)"

    def _sympystr(self, printer: Any) -> str:
        kind = "D" if str(self.args[0]) == "total" else "partial"
        return f"{kind}({printer.doprint(self.args[1])}, {printer.doprint(self.args[2])})"


def _derivative(kind: str, body: Any, variables: tuple[Any, ...]) -> Any:
    result = as_expression(body)
    for variable in variables:
        if not isinstance(variable, (sympy.Indexed, sympy.Symbol)):
            raise DeclarationError(
                "a derivative by something that is no tensor entry", str(variable), "differentiate by x[i] or a scalar"
            )
        result = Derived(Str(kind), result, variable)
    return result


def D(body: Any, *variables: Any) -> Any:
    """The total derivative of ``body`` by tensor entries, one after the other, through all definitions.

    >>> i, = indices("i")
    >>> D(sympy.Symbol("L"), sympy.IndexedBase("x")[i])
    D(L, x[i])
    """
    return _derivative("total", body, variables)


def partial(body: Any, *variables: Any) -> Any:
    """The derivative through the entries written in ``body`` only; other tensors are constants."""
    return _derivative("partial", body, variables)


class Applied(sympy.Expr):
    """An abstract function at arguments: ``args`` are its name, the arguments, the orders of its derivatives."""

    is_commutative = True
    is_number = False

    def _latex(self, printer: Any) -> str:
        orders = tuple(int(o) for o in self.args[2])
        marks = "'" * orders[0] if len(orders) == 1 else ("" if not any(orders) else f"^{{{orders}}}")
        return rf"{self.args[0]}{marks}\left({', '.join(map(printer.doprint, self.args[1]))}\right)"

    def _sympystr(self, printer: Any) -> str:
        orders = tuple(int(o) for o in self.args[2])
        marks = "'" * orders[0] if len(orders) == 1 else ("" if not any(orders) else str(orders))
        return f"{self.args[0]}{marks}({', '.join(map(printer.doprint, self.args[1]))})"


class AbstractFunction:
    """An abstract smooth scalar function: ``f(a)``, ``f.d(a)`` for its derivative, ``f.d(a, order=2)``.

    >>> AbstractFunction("f", 1).d(sympy.Symbol("a"))
    f'(a)
    """

    def __init__(self, name: str, arity: int) -> None:
        self.name = name
        self.arity = arity

    def __repr__(self) -> str:
        return f"AbstractFunction({self.name!r}, {self.arity})"

    def _apply(self, arguments: tuple[Any, ...], orders: tuple[int, ...]) -> Applied:
        if len(arguments) != self.arity or len(orders) != self.arity:
            raise DeclarationError(f"{self.name} takes {self.arity} arguments, not {len(arguments)}")
        made: Applied = Applied(Str(self.name), sympy.Tuple(*arguments), sympy.Tuple(*orders))
        return made

    def __call__(self, *arguments: Any) -> Applied:
        return self._apply(arguments, (0,) * self.arity)

    def d(self, *arguments: Any, order: int | tuple[int, ...] = 1) -> Applied:
        """The derivative of the given order (one number for each argument)."""
        return self._apply(arguments, (order,) if isinstance(order, int) else order)
