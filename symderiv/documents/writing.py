"""Terms in the document's own names and style: the derived right side of a line that is wrong.

Indices are written from the first number that the document uses on each axis; every sum carries its range.
What is printed is read back and proved before anybody sees it.
"""

from __future__ import annotations

from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.documents import syntax as s
from symderiv.documents.document import Document, Equation
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import Add, Diff, Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term, substitute

__all__ = ["Writer", "derived_side"]

FUNCTIONS = {
    "exp": "\\exp",
    "log": "\\log",
    "tanh": "\\tanh",
    "sin": "\\sin",
    "cos": "\\cos",
    "sinh": "\\sinh",
    "cosh": "\\cosh",
    "arctan": "\\arctan",
    "sigmoid": "\\sigma",
    "relu": "\\operatorname{ReLU}",
    "softplus": "\\operatorname{softplus}",
    "erf": "\\operatorname{erf}",
    "max": "\\max",
    "min": "\\min",
    "artanh": "\\operatorname{artanh}",
}


class Writer:
    """Writes terms; raises :class:`ValueError` for what has no spelling in documents."""

    def __init__(
        self, document: Document, letters: dict[str, str], offsets: dict[str, int], adjoints: dict[str, tuple[str, str]]
    ) -> None:
        """``letters`` spell the free indices, ``offsets`` are their first values; ``adjoints`` name (loss, tensor)."""
        assert document.context is not None
        self.context = document.context
        self.letters = letters
        self.offsets = offsets
        self.adjoints = adjoints

    def poly(self, poly: Poly) -> str:
        poly = poly.substitute({x: Poly.symbol(x) - self.offsets.get(x, 0) for x in poly.free if is_index(x)})
        text = ""
        for monomial, coefficient in sorted(
            poly.terms, key=lambda t: (not t[0], t[1] < 0, not any(map(is_index, t[0])))
        ):
            body = " ".join(self.letters[x] if is_index(x) else x for x in monomial)
            size = abs(coefficient)
            body = body if size == 1 and body else f"{size} {body}".strip()
            text += ("-" if coefficient < 0 else "+" if text else "") + body
        return text or "0"

    def index(self, name: str, index: tuple[Poly, ...]) -> str:
        shape = self.context.shape(name)
        shown = [p + self.context.bases.of((name, a), shape[a]) for a, p in enumerate(index)]
        return "_{" + ",".join(map(self.poly, shown)) + "}" if index else ""

    def read(self, name: str, index: tuple[Poly, ...]) -> str:
        if name in self.adjoints:
            loss, tensor = self.adjoints[name]
            return f"\\frac{{\\partial {self.read(loss, ())}}}{{\\partial {self.read(tensor, index)}}}"
        written = self.context.spelling.get(name)
        base = s.latex(written) if written is not None else name
        if name in self.context.names.squares or (
            name in self.context.theory.definitions and written is None and "." in name
        ):
            raise ValueError(f"{name} has no spelling")
        if isinstance(written, s.Scripted) and written.subscripts and index:
            raise ValueError(f"{name} has no spelling with indices")
        if isinstance(written, s.Scripted) and index and written.superscript is not None:
            return (
                s.latex(written.base)
                + "'" * written.primes
                + self.index(name, index)
                + f"^{{{s.latex(written.superscript)}}}"
            )
        return base + self.index(name, index)

    def term(self, term: Term, level: int = 0) -> str:
        """``level``: 0 anywhere, 1 in a sum, 2 in a product, 3 as a base."""
        text, own = self._term(term)
        return text if own >= level else f"\\left( {text} \\right)"

    def _term(self, term: Term) -> tuple[str, int]:
        match term:
            case Num():
                value = term.value
                text = (
                    str(abs(value.numerator))
                    if value.denominator == 1
                    else f"\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
                )
                return ("-" + text, 0) if value < 0 else (text, 3)
            case Int():
                shown = term.poly.substitute({x: Poly.symbol(x) for x in term.poly.free})
                return self.poly(shown), 3 if term.poly.as_symbol or term.poly.is_constant else 0
            case Read():
                return self.read(term.tensor, term.index), 3
            case Add():
                text = ""
                for part in term.args:
                    piece = (
                        self.term(part, 1) if not (isinstance(part, Num) and part.value < 0) else self._term(part)[0]
                    )
                    text += piece if not text else f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
                return text, 0
            case Mul():
                return self._product(term.args)
            case Pow():
                if term.exponent == -1:
                    return f"\\frac{{1}}{{{self.term(term.base)}}}", 3
                if term.exponent == Fraction(1, 2):
                    return f"\\sqrt{{{self.term(term.base)}}}", 3
                if isinstance(term.base, Fn):
                    return f"\\left( {self.term(term.base)} \\right)^{{{term.exponent}}}", 3
                base = self.term(term.base, 3)
                if isinstance(term.base, Read) and "^" in base:
                    base = f"\\left( {base} \\right)"
                return f"{base}^{{{term.exponent}}}", 3
            case Fn():
                primes = "'" * (term.orders[0] if len(term.orders) == 1 else 0)
                if len(term.orders) > 1:
                    raise ValueError("a partial derivative of an abstract function")
                if term.name == "pi":
                    return "\\pi", 3
                if term.name == "abs":
                    return f"\\left| {self.term(term.args[0])} \\right|", 3
                name = FUNCTIONS.get(term.name, term.name)
                return f"{name}{primes}\\left( {', '.join(self.term(a) for a in term.args)} \\right)", 3
            case Sum():
                return self._sum(term)
            case Diff():
                return (
                    f"\\frac{{\\partial {self.term(term.body, 3)}}}{{\\partial {self.read(term.tensor, term.index)}}}",
                    3,
                )
        raise ValueError(f"{type(term).__name__} has no spelling")

    def _product(self, factors: tuple[Term, ...]) -> tuple[str, int]:
        sign = ""
        shown: list[str] = []
        for position, factor in enumerate(factors):
            if isinstance(factor, Num) and factor.value < 0:
                sign = "" if sign else "-"
                factor = Num(-factor.value)
                if factor.value == 1 and len(factors) > 1:
                    continue
            shown.append(self.term(factor, 2 if position == len(factors) - 1 and not isinstance(factor, Sum) else 3))
        return sign + " \\, ".join(shown), 2 if not sign else 1

    def _guard(self, guard: Guard) -> str:
        if guard.is_scalar:
            relation = {"pos": ">", "nonneg": "\\ge", "zero": "=", "nonzero": "\\ne"}[guard.kind]
            return f"{self.term(guard.term)} {relation} 0"
        if guard.kind not in ("ge", "eq", "ne"):
            raise ValueError("a divisibility condition")
        relation = {"ge": "\\ge", "eq": "=", "ne": "\\ne"}[guard.kind]
        return f"{self.poly(guard.poly)} {relation} 0"

    def _sum(self, term: Sum) -> tuple[str, int]:
        if not term.binders:
            brackets = []
            for guard in term.guards:
                if guard.kind == "eq" and len(guard.poly.free) == 2 and all(map(is_index, guard.poly.free)):
                    a, b = sorted(guard.poly.free)
                    if guard.poly in (Poly.symbol(a) - Poly.symbol(b), Poly.symbol(b) - Poly.symbol(a)):
                        brackets.append(f"\\delta_{{{self.letters[a]} {self.letters[b]}}}")
                        continue
                brackets.append(f"[{self._guard(guard)}]")
            rest = "" if isinstance(term.body, Num) and term.body.value == 1 else " " + self.term(term.body, 3)
            return " \\, ".join(brackets) + rest, 3 if len(brackets) == 1 and not rest else 2
        taken = set(self.letters.values()) | set(self.context.names.ranks) | set(self.context.sizes.letters())
        limits: dict[str, tuple[Poly, Poly]] = {}
        others: list[Guard] = []
        for binder in term.binders:
            stem = binder.removeprefix("%").split(".")[0]
            letter = next(
                x
                for x in (stem, *"ijklmnpqrstuvabcd", *(f"{stem}'" + "'" * k for k in range(20)))
                if x not in taken and len(x.rstrip("'")) == 1
            )
            self.letters[binder] = letter
            taken.add(letter)
        for binder in term.binders:
            low = [
                g
                for g in term.guards
                if g.kind == "ge" and not g.is_scalar and g.poly.coefficient(binder) == Poly.constant(1)
            ]
            high = [
                g
                for g in term.guards
                if g.kind == "ge" and not g.is_scalar and g.poly.coefficient(binder) == Poly.constant(-1)
            ]
            lows = [Poly.symbol(binder) - g.poly for g in low if (Poly.symbol(binder) - g.poly).is_constant]
            highs = [
                g.poly + Poly.symbol(binder)
                for g in high
                if not any(map(is_index, (g.poly + Poly.symbol(binder)).free))
            ]
            if not lows or not highs:
                raise ValueError("a sum without a plain range")
            limits[binder] = (lows[0], highs[0])
        for guard in term.guards:
            if not any(
                guard in (Guard("ge", Poly.symbol(b) - lo), Guard("ge", hi - Poly.symbol(b)))
                for b, (lo, hi) in limits.items()
            ):
                others.append(guard)
        head = " ".join(
            f"\\sum_{{{self.letters[b]}={self.poly(lo)}}}^{{{self.poly(hi)}}}" for b, (lo, hi) in limits.items()
        )
        body = term.body if not others else Sum((), others, term.body)
        return f"{head} {self.term(body, 2)}", 1


def derived_side(document: Document, equation: Equation, deadline: Deadline) -> str:
    """The right side that the derivative on the left of an equation really has, as LaTeX; empty if there is none."""
    from symderiv.prover import gradient

    statement, context, link = equation.statement, document.context, equation.surface
    if (
        statement is None
        or context is None
        or link is None
        or link.left is None
        or not isinstance(statement.left, Diff)
    ):
        return ""
    left = statement.left
    if not isinstance(left.body, Read) or left.body.index or any(p.as_symbol is None for p in left.index):
        return ""
    left_letters = {
        letter
        for node in s.walk(link.left)
        if isinstance(node, s.Scripted)
        for entry in node.subscripts
        for letter in map(s.latex, s.walk(entry))
    }
    letters: dict[str, str] = {}
    for free in statement.free:
        stem = free.symbol.removeprefix("%").split(".")[0]
        if stem not in left_letters and f"\\{stem}" not in left_letters:
            return ""
        letters[free.symbol] = stem if stem in left_letters else f"\\{stem}"
    found = gradient(equation.theory, left.body, left.tensor, seconds=max(0.1, deadline.left))
    adjoints = {name: (left.body.tensor, tensor) for tensor, name in found.names.items()}
    term = substitute(found.term, dict(zip(found.indices, left.index, strict=True)))
    return Writer(document, letters, equation.offsets, adjoints).term(term)
