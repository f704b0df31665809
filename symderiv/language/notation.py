"""The notation for Python: theories and claims written with SymPy objects.

    >>> t = Model()
    >>> N, F, M = t.sizes("N F M")
    >>> n, d, m = indices("n d m")
    >>> x, W = t.tensor("x", N, F), t.tensor("W", M, F)
    >>> h = t.define("h", (n, m), total(W[m, d] * x[n, d], d))
    >>> L = t.loss("L", h)
    >>> claim = t.claim("dW", D(L, W[m, d]), total(D(L, h[n, m]) * x[n, d], n))
    >>> print(claim)
    dW: D(L, W[m, d]) = sum(D(L, h[n, m])*x[n, d], (n,))

What SymPy does before an expression arrives here (``x - x`` becomes 0, ``exp(log(x))`` becomes ``x``) cannot be seen
any more; build such expressions inside ``with sympy.evaluate(False):`` where their domains matter.
Guarantee: terms that leave this module have unique binders, explicit ranges and declared names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.relational import Relational

from symderiv.errors import DeclarationError
from symderiv.language.bare import bare_range
from symderiv.language.integers import Poly, index_label
from symderiv.language.symbols import (
    AbstractFunction,
    D,
    Index,
    as_expression,
    indices,
    iverson,
    largest,
    letters_of,
    partial,
    relu,
    sigmoid,
    size_symbol,
    smallest,
    softplus,
    total,
)
from symderiv.language.terms import Guard, Sum, Term, add
from symderiv.language.theory import Free, Hypothesis, Statement, Theory
from symderiv.language.translation import Translator

__all__ = [
    "Claim",
    "D",
    "Model",
    "free_indices",
    "indices",
    "iverson",
    "largest",
    "partial",
    "relu",
    "sigmoid",
    "smallest",
    "softplus",
    "total",
]

_RELATIONS = {sympy.Eq: "=", sympy.Ne: "!=", sympy.Gt: ">", sympy.Ge: ">=", sympy.Lt: "<", sympy.Le: "<="}


@dataclass(frozen=True)
class Claim:
    """A statement with the theory it is about, and the SymPy expressions that it was written with."""

    name: str
    theory: Theory
    statement: Statement
    left: Any
    right: Any

    def __str__(self) -> str:
        return f"{self.name}: {self.left} {self.statement.relation} {self.right}"

    def _repr_latex_(self) -> str:
        relation = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}.get(self.statement.relation, self.statement.relation)
        return f"$\\displaystyle {sympy.latex(self.left)} {relation} {sympy.latex(self.right)}$"


class Model:
    """A theory under construction; every method checks what it is given and raises
    :class:`~symderiv.errors.DeclarationError` with expression and remedy."""

    def __init__(self) -> None:
        self.theory = Theory()
        self._copy: Theory | None = None

    def __repr__(self) -> str:
        theory = self.theory
        parts: dict[str, Iterable[str]] = {
            "sizes": theory.sizes, "tensors": theory.shapes, "definitions": theory.definitions,
            "functions": theory.functions, "losses": theory.losses,
        }  # fmt: skip
        shown = [f"{kind} {', '.join(names)}" for kind, names in parts.items() if names]
        return f"Model({'; '.join(shown)})"

    # ------------------------------------------------------------------ declarations

    def size(self, name: str, low: int | None = 1, *, equals: Any = None) -> sympy.Symbol:
        """A size, at least ``low`` (``None``: any integer); ``equals`` states its value in other sizes.

        >>> t = Model(); H, K = t.sizes("H K")
        >>> Ho = t.size("Ho", equals=sympy.floor((H - K) / 2) + 1)
        >>> [str(g.poly) for g in t.theory.conditions]
        ['H - 2*Ho - K + 2', '2*Ho + K - H - 1']
        """
        self._fresh(name)
        if low is not None and (not isinstance(low, int) or isinstance(low, bool)):
            raise DeclarationError(f"the least value of {name} is no whole number", repr(low), "give a number, or None")
        symbol = size_symbol(name, low)
        if equals is None:
            self.theory.add_size(name, low)
            return symbol
        rounded = [a for a in sympy.Add.make_args(as_expression(equals)) if isinstance(a, sympy.floor)]
        if len(rounded) == 1:
            top, bottom = self._translator().quotient(rounded[0].args[0], {}, name)
            shift = self._integer(equals - rounded[0], name)
            self.theory.add_size(name, low)
            quotient = Poly.symbol(name) - shift
            self._rounding(top, bottom, quotient)
        else:
            value = self._integer(equals, name)
            self.theory.add_size(name, low)
            self.theory.conditions += [Guard("eq", Poly.symbol(name) - value)]
        return symbol

    def sizes(self, names: str | Iterable[str]) -> tuple[sympy.Symbol, ...]:
        """Several sizes, separated by blanks or commas."""
        return tuple(self.size(name) for name in letters_of(names))

    def tensor(self, name: str, *shape: Any) -> Any:
        """An input tensor; without a shape, a scalar (a plain symbol)."""
        self._fresh(name)
        if len(shape) == 1 and isinstance(shape[0], tuple | list | sympy.Tuple):
            shape = tuple(shape[0])
        self.theory.add_tensor(name, [self._size(s, f"the shape of {name}") for s in shape])
        return self._handle(name)

    def scalar(self, name: str) -> sympy.Symbol:
        """An input number."""
        return self.tensor(name)

    def function(self, name: str, arity: int = 1) -> AbstractFunction:
        """An abstract smooth scalar function."""
        self._fresh(name)
        self.theory.functions[name] = arity
        return AbstractFunction(name, arity)

    def loss(self, name: str, *frontier: Any) -> sympy.Symbol:
        """An unknown smooth scalar function of whole tensors."""
        self._fresh(name)
        if not frontier:
            raise DeclarationError(f"the loss {name} depends on nothing", remedy="name its tensors: loss('L', y)")
        names = [str(getattr(f, "label", f)) for f in frontier]
        for tensor in names:
            self.theory.shape_of(tensor)
        self.theory.add_loss(name, names)
        return sympy.Symbol(name, real=True)

    def define(self, name: str, over: Iterable[Any], body: Any, shape: Iterable[Any] | None = None) -> Any:
        """Define a tensor entry by entry; the shape may be left out where it follows from the ranges of ``over``."""
        self._fresh(name)
        letters = tuple(over)
        translator = self._translator()
        scope = self._scope(translator, letters, f"the definition of {name}")
        sizes = None if shape is None else [self._size(s, f"the shape of {name}") for s in shape]
        if sizes is not None and len(sizes) != len(letters):
            raise DeclarationError(
                f"{name} has {len(letters)} indices and a shape of rank {len(sizes)}", remedy="give a size for each"
            )
        self._reject_cycle(name, body)
        term = translator.term(body, scope)
        if sizes is None:
            sizes = [self._follows(name, symbol, term) for symbol in scope.values()]
        self.theory.define(name, scope.values(), sizes, term)
        return self._handle(name)

    def recurrence(self, name: str, over: Iterable[Any], start: Any, step: Any, shape: Iterable[Any]) -> Any:
        """``name[l, ...]``: ``start`` at ``l = 0``, ``step(name)`` above it; ``l`` is the first index.

        >>> t = Model(); T, N = t.sizes("T N"); l, i = indices("l i"); s = t.tensor("s", N)
        >>> x = t.recurrence("x", (l, i), s[i], lambda x: 2 * x[l - 1, i], (T + 1, N))
        >>> t.theory.definitions["x"].body
        [l = 0]*s[i] + [l-1 >= 0]*2*x[l-1,i]
        """
        self._fresh(name)
        if not callable(step):
            remedy = f"give a function of {name}: lambda {name}: 2 * {name}[l - 1]"
            raise DeclarationError(f"the step of {name} is no function", str(step), remedy)
        letters, sizes = tuple(over), tuple(self._size(s, f"the shape of {name}") for s in shape)
        translator = self._translator()
        scope = self._scope(translator, letters, f"the definition of {name}")
        first = Poly.symbol(scope[letters[0]])
        below = self._translator()
        below.taken = translator.taken
        below.theory = _snapshot(self.theory)
        below.theory.shapes[name] = sizes
        base = translator.term(start, scope)
        further = below.term(step(self._handle(name, rank=len(sizes))), scope)
        body = add(Sum((), (Guard("eq", first),), base), Sum((), (Guard("ge", first - 1),), further))
        self.theory.define(name, scope.values(), sizes, body)
        return self._handle(name)

    def assume(self, left: Any, right: Any = None, *, name: str = "", over: Mapping[Any, Any] | None = None) -> None:
        """Assume an equation ``left = right``, or a relation ``left`` (``eta > 0``, ``K >= 2``, ``Eq(K, 2*P + 1)``)."""
        if right is None and left is sympy.true:
            return
        if right is None and not isinstance(left, Relational):
            raise DeclarationError("nothing is assumed", str(left), "give both sides, or a relation as v > 0")
        if right is None and all(s.name in self.theory.sizes for s in left.free_symbols) and left.free_symbols:
            self.theory.conditions.append(self._translator().guard(left, {}))
            return
        relation = "=" if right is not None else next(s for kind, s in _RELATIONS.items() if isinstance(left, kind))
        one, two = (left, right) if right is not None else (left.lhs, left.rhs)
        statement = self._statement(one, two, relation, over or {}, name or "a hypothesis")
        if statement.relation in ("<", "<="):
            flipped = {"<": ">", "<=": ">="}[statement.relation]
            statement = Statement(statement.right, statement.left, statement.free, flipped)
        self.theory.add_hypothesis(Hypothesis(name or f"{one} {relation} {two}", statement))

    def claim(
        self, name: str, left: Any, right: Any = None, relation: str = "=", over: Mapping[Any, Any] | None = None
    ) -> Claim:
        """A claim for all values of its free indices: ``left = right``, or a relation ``left`` (``x[i]**2 >= 0``);
        ``over`` maps an index to its length, or to ``(first, last)``, where no axis says it.

        The theory is copied as it stands; claims between two declarations share a copy, and with it what is found out
        about it."""
        if right is None:
            if isinstance(left, sympy.logic.boolalg.BooleanAtom):
                remedy = "give both sides and the relation by themselves: claim(name, left, right, '>=')"
                raise DeclarationError(f"SymPy has made {left} of it", f"claim {name}", remedy)
            if not isinstance(left, Relational):
                raise DeclarationError(
                    f"claim {name} has one side", str(left), "give both sides, or a relation as v > 0"
                )
            kind = next(sign for kind, sign in _RELATIONS.items() if isinstance(left, kind))
            left, right, relation = left.lhs, left.rhs, kind
        statement = self._statement(left, right, relation, over or {}, f"claim {name}")
        if self._copy != self.theory:
            self._copy = _snapshot(self.theory)
        return Claim(name, self._copy, statement, as_expression(left), as_expression(right))

    def entries(self, expression: Any, *over: Any) -> tuple[Term, tuple[Free, ...]]:
        """An expression over the given free indices, in their order, with their ranges.

        >>> t = Model(); n = t.size("n"); x = t.tensor("x", n); i, = indices("i")
        >>> t.entries(x[i] ** 2, i)
        (x[i]^(2), (Free(symbol='%i', low=Poly(0), high=Poly(n)),))
        """
        translator = self._translator()
        scope = self._scope(translator, over, "an expression over indices")
        term = translator.term(expression, scope)
        free = []
        for letter, symbol in scope.items():
            size = bare_range(self.theory, [term], symbol)
            if size is None:
                remedy = f"let '{letter}' stand bare in a tensor"
                raise DeclarationError(f"the range of the free index '{letter}' is not known", str(expression), remedy)
            free.append(Free(symbol, Poly.constant(0), size))
        return term, tuple(free)

    def term(self, expression: Any) -> Term:
        """An expression without free indices as a term."""
        return self._translator().term(expression, {})

    # ------------------------------------------------------------------ inside

    def _translator(self) -> Translator:
        return Translator(self.theory, self._new_size)

    def _integer(self, value: Any, where: str) -> Poly:
        return self._translator().integer(value, {}, where)

    def _new_size(self, top: Poly, bottom: Poly) -> Poly:
        """A symbol for ``floor(top / bottom)`` with its two inequalities; the same one for the same quotient."""
        name = f"floor(({top})/({bottom}))".replace(" ", "")
        if name not in self.theory.sizes:
            self.theory.add_size(name, None)
            self._rounding(top, bottom, Poly.symbol(name))
        return Poly.symbol(name)

    def _rounding(self, top: Poly, bottom: Poly, quotient: Poly) -> None:
        self.theory.conditions += [
            Guard("ge", top - bottom * quotient),
            Guard("ge", bottom * (quotient + 1) - 1 - top),
        ]

    def _size(self, value: Any, where: str) -> Poly:
        """A size; a composite one is assumed to be at least 1."""
        if isinstance(value, str):
            raise DeclarationError(
                f"a text is no expression, and no size: {value!r}"[:80], where, "declare it: t.size(name)"
            )
        poly = self._integer(value, where)
        if poly.is_constant and poly.value < 1:
            raise DeclarationError(f"the size {poly} is not positive", where, "sizes are at least 1")
        if poly.as_symbol is None and not poly.is_constant:
            guard = Guard("ge", poly - 1)
            if (guard not in self.theory.conditions and any(c < 0 for _, c in poly.terms)) or "floor" in str(poly):
                self.theory.conditions.append(guard)
        elif poly.as_symbol is not None and self.theory.sizes.get(poly.as_symbol) != 1:
            self.theory.conditions.append(Guard("ge", poly - 1))
        return poly

    def _fresh(self, name: str) -> None:
        theory = self.theory
        if not isinstance(name, str) or not name.isprintable() or not name or set(name) & set(" %"):
            raise DeclarationError("what stands here is no name", repr(name)[:80], "use letters and digits, no blanks")
        if name in {*theory.sizes, *theory.shapes, *theory.definitions, *theory.losses, *theory.functions}:
            raise DeclarationError(f"{name} is declared twice", remedy="rename one of the two")

    def _handle(self, name: str, rank: int | None = None) -> Any:
        real_rank = len(self.theory.shape_of(name)) if rank is None else rank
        return sympy.IndexedBase(name, real=True) if real_rank else sympy.Symbol(name, real=True)

    def _scope(self, translator: Translator, letters: Iterable[Any], where: str) -> dict[Any, str]:
        scope: dict[Any, str] = {}
        for letter in letters:
            if not isinstance(letter, Index):
                raise DeclarationError(f"'{letter}' is no index", where, f"make it one: indices('{letter}')")
            if letter in scope:
                raise DeclarationError(f"the index '{letter}' stands twice", where, "use different letters")
            scope[letter] = translator.bind(letter)
        return scope

    def _follows(self, name: str, symbol: str, term: Term) -> Poly:
        size = bare_range(self.theory, [term], symbol)
        if size is None:
            raise DeclarationError(
                f"the range of '{index_label(symbol)}' does not follow from the definition of {name}",
                repr(term),
                f"state the shape: define('{name}', ..., shape=(...))",
            )
        return size

    def _reject_cycle(self, name: str, body: Any) -> None:
        for node in sympy.preorder_traversal(as_expression(body)):
            if isinstance(node, sympy.Indexed) and str(node.base.label) == name:
                raise DeclarationError(
                    f"{name} is defined by itself", str(node), "use recurrence(...), where one index decreases"
                )

    def _statement(self, left: Any, right: Any, relation: str, over: Mapping[Any, Any], where: str) -> Statement:
        if relation not in _RELATIONS.values():
            raise DeclarationError(f"'{relation}' is no relation", where, "use one of = != > >= < <=")
        left, right = as_expression(left), as_expression(right)
        translator = self._translator()
        mine, theirs = (free_indices(side) for side in (left, right))
        letters = [*mine, *(i for i in theirs if i not in mine), *(i for i in over if i not in {*mine, *theirs})]
        only_left, only_right = [i for i in mine if i not in theirs], [i for i in theirs if i not in mine]
        if only_left and only_right:
            raise DeclarationError(
                f"the free index '{only_left[0]}' stands on the left only and '{only_right[0]}' on the right only",
                f"{left} {relation} {right}",
                f"sum over '{only_right[0]}' or use the same letters on both sides",
            )
        scope = self._scope(translator, letters, where)
        one, two = translator.term(left, scope), translator.term(right, scope)
        free: list[Free] = []
        for letter, symbol in scope.items():
            if letter in over:
                bounds = over[letter] if isinstance(over[letter], (tuple, list)) else (0, over[letter] - 1)
                low, high = (translator.integer(b, scope, where) for b in bounds)
                free.append(Free(symbol, low, high + 1))
                continue
            size = bare_range(self.theory, [one], symbol) or bare_range(self.theory, [two], symbol)
            if size is None:
                raise DeclarationError(
                    f"the range of the free index '{letter}' is not known",
                    f"{left} {relation} {right}",
                    f"state it: over={{{letter}: N}}",
                )
            free.append(Free(symbol, Poly.constant(0), size))
        statement = Statement(one, two, tuple(free), relation)
        self.theory.check_statement(statement, where)
        return statement


def _snapshot(theory: Theory) -> Theory:
    """A copy that later declarations do not change."""
    return Theory(
        dict(theory.sizes),
        list(theory.conditions),
        dict(theory.shapes),
        dict(theory.definitions),
        dict(theory.functions),
        dict(theory.losses),
        list(theory.hypotheses),
    )


def free_indices(expression: Any) -> list[Index]:
    """The index letters of an expression that no sum binds, in the order of their first place."""
    from symderiv.language.symbols import Total

    found: dict[Index, None] = {}

    def visit(node: Any, bound: frozenset[Any]) -> None:
        if isinstance(node, Index):
            if node not in bound:
                found.setdefault(node)
        elif isinstance(node, Total):
            inner = bound
            for binder in node.binders:
                for limit in binder[1:]:
                    visit(limit, inner)
                inner = inner | {binder[0]}
            visit(node.body, inner)
        elif isinstance(node, sympy.Sum):
            inner = bound
            for limit in reversed(node.limits):
                for bound_at in limit[1:]:
                    visit(bound_at, inner)
                inner = inner | {limit[0]}
            visit(node.function, inner)
        else:
            for child in getattr(node, "args", ()):
                visit(child, bound)

    visit(expression, frozenset())
    return list(found)
