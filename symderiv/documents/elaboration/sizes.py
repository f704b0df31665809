"""Sizes and whole numbers: polynomials in subscripts, ranges and shapes, and what the document fixes about them.

``K = 2P + 1`` replaces ``K`` everywhere; ``floor((H+2P-K)/s) + 1`` becomes a size of its own with two
inequalities; a composite size is assumed to be at least 1, and that assumption is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import (
    Addition,
    Applied,
    Ceiling,
    Expression,
    Floor,
    Group,
    Number,
    Product,
    Quotient,
    Scripted,
    Symbol,
)
from symderiv.language import text
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard

__all__ = ["LOWS", "Fraction2", "SizeTable", "polynomial"]

# The least values of what words call a whole number.
LOWS = {
    "integer": None,
    "nonnegative integer": 0,
    "natural number": 0,
    "positive integer": 1,
    "stride": 1,
    "padding": 0,
    "dilation": 1,
}

Fraction2 = tuple[Poly, Poly]
MAXIMAL_POWER = 400


def polynomial(node: Expression, letters: Mapping[str, Poly], table: SizeTable | None = None) -> Fraction2 | None:
    """An expression as a quotient of integer polynomials in known ``letters``; None where it is something else."""

    def of(part: Expression) -> Fraction2 | None:
        return polynomial(part, letters, table)

    one = Poly.constant(1)
    match node:
        case Number(_, value):
            return Poly.constant(value.numerator), Poly.constant(value.denominator)
        case Symbol() | Scripted() if latex(node) in letters:
            return letters[latex(node)], one
        case Scripted(_, base, (), Number(_, power), 0) if power.denominator == 1 and 0 <= power <= 4:
            inner = of(base)
            if inner is None:
                return None
            top, below = one, one
            for _ in range(int(power)):
                top, below = top * inner[0], below * inner[1]
            return top, below
        case Scripted(_, Number(_, value), (), Number(_, power), 0) if (
            power.denominator == value.denominator == 1 and 0 <= power <= MAXIMAL_POWER
        ):
            return Poly.constant(int(value) ** int(power)), one
        case Applied(_, head, (_,), False, "("):
            return of(node.as_product()) if latex(head) in letters else None
        case Group(_, bracket, (inside,)) if bracket in ("(", "[", ""):
            return of(inside)
        case Addition(_, terms, signs):
            top, below = Poly({}), one
            for term, sign in zip(terms, signs, strict=True):
                part = of(term)
                if part is None or sign not in "+-":
                    return None
                step = part[0] if sign == "+" else -part[0]
                top, below = (
                    (top + step, below) if part[1] == below == one else (top * part[1] + step * below, below * part[1])
                )
            return top, below
        case Product(_, factors, operators):
            top, below = one, one
            for factor, operator in zip(factors, ("", *operators), strict=True):
                part = of(factor)
                if part is None:
                    return None
                if operator == "/":
                    top, below = top * part[1], below * part[0]
                else:
                    top, below = top * part[0], below * part[1]
            return top, below
        case Quotient(_, numerator, denominator):
            top_part, below_part = of(numerator), of(denominator)
            if top_part is None or below_part is None:
                return None
            return top_part[0] * below_part[1], top_part[1] * below_part[0]
        case Floor(_, body) | Ceiling(_, body) if table is not None:
            inner = of(body)
            if inner is None or any(s.startswith("%") for s in inner[0].free | inner[1].free):
                return None
            if inner[1] == one:
                return inner[0], one
            up = isinstance(node, Ceiling)
            told = table.replaced.keys().isdisjoint(map(latex, _letters(body)))
            return table.rounded(latex(node) if told else _rounding(inner, up), inner, up), one
    return None


@dataclass
class SizeTable:
    """The sizes of a document with their smallest values, replacements and assumed conditions."""

    lows: dict[str, int | None] = field(default_factory=dict)
    replaced: dict[str, Poly] = field(default_factory=dict)
    conditions: list[Guard] = field(default_factory=list)
    supposed: dict[str, str] = field(default_factory=dict)  # sizes that were known, and the equations supposed of them
    axes: dict[str, set[str]] = field(default_factory=dict)  # the letters in the shapes of tensors, as they were stated
    quotients: dict[str, tuple[Poly, Poly, bool]] = field(default_factory=dict)  # rounded ones, True: up
    parts: set[str] = field(default_factory=set)  # letters that only the equation of a size has told, ``k`` of 2k+1
    _letters: tuple[Any, dict[str, Poly]] = field(default_factory=lambda: (None, {}), compare=False, repr=False)

    def letters(self) -> dict[str, Poly]:
        """What stands for each size letter; not to be changed."""
        key = tuple(self.lows), tuple(self.replaced.items())
        if self._letters[0] != key:
            self._letters = key, {name: self.value(Poly.symbol(name)) for name in (*self.lows, *self.replaced)}
        return self._letters[1]

    def value(self, poly: Poly) -> Poly:
        for _ in range(8):
            if poly.free.isdisjoint(self.replaced):
                break
            poly = poly.substitute(self.replaced)
        return poly

    def declare(self, name: str, low: int | None = 1) -> None:
        """Declare a size, or raise what is known of its smallest value."""
        if name in self.replaced:
            if low is not None:
                self.assume(Guard("ge", self.value(Poly.symbol(name)) - low))
            return
        old = self.lows.get(name, None)
        self.lows[name] = low if old is None else old if low is None else max(old, low)

    def assume(self, guard: Guard) -> None:
        """Take down a condition."""
        if guard not in self.conditions and not (
            guard.poly.is_constant and guard.kind == "ge" and guard.poly.value >= 0
        ):
            self.conditions.append(guard)

    def replace(self, name: str, poly: Poly) -> bool:
        """Let ``name`` be ``poly`` from here on; False where it would be a circle."""
        poly = self.value(poly)
        if name in poly.free:
            return False
        low = self.lows.pop(name, None)
        self.replaced[name] = poly
        for symbol in poly.free:
            if symbol not in self.lows:
                self.lows[symbol] = 0
        if low is not None:
            self.assume(Guard("ge", poly - low))
        self._rename_quotients()
        self.conditions = list(dict.fromkeys(g.map(self.value, lambda t: t) for g in self.conditions))
        return True

    def rounded(self, name: str, quotient: Fraction2, up: bool = False) -> Poly:
        """The size ``floor(a / b)`` as a symbol of its own, the same one for each way to write the quotient."""
        top, below = quotient
        for known, (other_top, other_below, other_up) in self.quotients.items():
            if below and up == other_up and top * other_below == other_top * below:
                return Poly.symbol(known)
        size = Poly.symbol(name)
        self.quotients[name] = top, below, up
        if name not in self.lows:
            self.lows[name] = None
            if up:
                self.conditions.append(Guard("ge", size * below - top))
                self.conditions.append(Guard("ge", top + below - 1 - size * below))
            else:
                self.conditions.append(Guard("ge", top - size * below))
                self.conditions.append(Guard("ge", size * below + below - 1 - top))
        return size

    def _rename_quotients(self) -> None:
        """Give each rounded quotient the name that it has without the letters that now stand for something else."""
        for name, (top, below, up) in list(self.quotients.items()):
            quotient = self.value(top), self.value(below)
            if quotient == (top, below):
                continue
            del self.quotients[name]
            renamed = self.rounded(_rounding(quotient, up), quotient, up)
            low = self.lows.pop(name, None)
            if low is not None:
                self.declare(str(renamed.as_symbol), low)
            self.replaced[name] = renamed

    def axis(self, node: Expression) -> Poly | None:
        """The size of an axis as it is stated in a shape; new letters become sizes."""
        for part in _letters(node):
            name = latex(part)
            if name not in self.replaced and name not in self.lows:
                self.lows[name] = 1 if part is node else 0 if name in ("P", "p") else 1
            elif part is node and name in self.lows and (self.lows[name] or 0) < 1:
                self.declare(name, 1)
        found = polynomial(node, self.letters(), self)
        if found is None:
            return None
        top, below = found
        if below != Poly.constant(1):
            symbol = top.as_symbol
            if symbol is None:
                return None
            name = latex(node)
            self.lows.setdefault(name, 1)
            self.replace(symbol, Poly.symbol(name) * below)
            top = Poly.symbol(name)
        size = self.value(top)
        if size.as_symbol is None and not size.is_constant:
            self.assume(Guard("ge", size - 1))
        elif size.as_symbol is not None:
            self.declare(size.as_symbol, 1)
        return size


def _rounding(quotient: Fraction2, up: bool) -> str:
    """A rounded quotient as LaTeX."""
    top, below = (text.polynomial(part, str).replace("*", " ") for part in quotient)
    if len(quotient[1].terms) > 1 or " " in below:
        below = f"({below})"
    left, right = ("\\lceil", "\\rceil") if up else ("\\lfloor", "\\rfloor")
    return f"{left} {f'({top})' if len(quotient[0].terms) > 1 else top} / {below} {right}"


def _letters(node: Expression) -> list[Expression]:
    """The size letters in an expression: symbols, and symbols with subscripts (``d_k``)."""
    match node:
        case Symbol():
            return [node]
        case Scripted(_, _, _, superscript, _):
            if superscript is not None and isinstance(superscript, Number):
                return _letters(node.base)
            return [node]
        case Addition(_, parts, _) | Product(_, parts, _):
            return [s for part in parts for s in _letters(part)]
        case Applied(_, Symbol() as head, (inside,), False, "("):  # a product, like any brackets in a size
            return [head, *_letters(inside)]
        case Quotient(_, top, below):
            return _letters(top) + _letters(below)
        case Floor(_, body) | Ceiling(_, body):
            return _letters(body)
        case Group(_, _, entries):
            return [s for entry in entries for s in _letters(entry)]
    return []
