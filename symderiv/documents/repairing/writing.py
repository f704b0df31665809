"""Terms in the document's own names and style: the derived right side of a line that is wrong.

Indices are written from the first number that the document uses on each axis; every sum carries its range.
What is printed is read back and proved before anybody sees it.
"""

from __future__ import annotations

from fractions import Fraction

from symderiv.documents.elaboration.values import Base
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.walk.document import Document
from symderiv.language.integers import Poly, index_label, is_index
from symderiv.language.terms import Add, Diff, Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term, walk
from symderiv.language.theory import Theory

__all__ = ["FUNCTIONS", "Writer", "parentheses"]

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


def parentheses(text: str) -> str:
    """In parentheses, which grow where there is something tall in them."""
    tall = any(command in text for command in ("\\sum", "\\frac", "\\sqrt"))
    return f"\\left( {text} \\right)" if tall else f"({text})"


class Writer:
    """Writes terms; raises :class:`ValueError` for what has no spelling in documents."""

    def __init__(self, document: Document, letters: dict[str, str], offsets: dict[str, Base]) -> None:
        """``letters`` spell the free indices, ``offsets`` are their first values."""
        assert document.context is not None
        self.context = document.context
        self.letters = letters
        self.offsets = offsets
        self.hints = _letters_of_axes(self.context.theory)
        links = [e.surface for e in document.equations if e.surface is not None]
        sums = [n for x in links for side in (x.left, x.right) if side is not None for n in s.walk(side)]
        ranged = [n.above is not None for n in sums if isinstance(n, s.BigOperator) and n.operator == "sum"]
        self.ranged = any(ranged) or not ranged
        subscripts = [n.subscripts for n in sums if isinstance(n, s.Scripted)]
        self.close = not any(len(x) > 1 for x in subscripts)  # W_{ij}, not W_{i,j}

    def _placed(self, poly: Poly) -> Poly:
        """In indices that count as the document counts."""
        return poly.substitute({x: Poly.symbol(x) - self.offsets.get(x, 0) for x in poly.free if is_index(x)})

    def poly(self, poly: Poly) -> str:
        return self._written(self._placed(poly))

    def _written(self, poly: Poly) -> str:
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
        places = [self.poly(p) for p in shown]
        close = self.close and all(len(x) == 1 or x[0] == "\\" for x in places)
        return (
            "_{" + ("" if close and not any("\\" in x for x in places) else " " if close else ",").join(places) + "}"
            if index
            else ""
        )

    def read(self, name: str, index: tuple[Poly, ...]) -> str:
        written = self.context.spelling.get(name)
        base = latex(written) if written is not None else name
        if name in self.context.names.squares:
            return f"{name.removesuffix('^{2}')}{self.index(name, index)}^{{2}}"
        if name in self.context.theory.definitions and written is None and "." in name:
            raise ValueError(f"{name} has no spelling")
        if isinstance(written, s.Scripted) and written.subscripts and index:
            raise ValueError(f"{name} has no spelling with indices")
        if isinstance(written, s.Scripted) and index and written.superscript is not None:
            return (
                latex(written.base)
                + "'" * written.primes
                + self.index(name, index)
                + f"^{{{latex(written.superscript)}}}"
            )
        return base + self.index(name, index)

    def term(self, term: Term, level: int = 0) -> str:
        """``level``: 0 anywhere, 1 in a sum, 2 in a product, 3 as a base."""
        text, own = self._term(term)
        return text if own >= level else parentheses(text)

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
                    piece = self._term(part)[0]
                    if not piece.startswith("-") or isinstance(part, Add):
                        piece = self.term(part, 1)
                    text += piece if not text else f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
                return text, 0
            case Mul():
                return self._product(term.args)
            case Pow():
                if term.exponent == -1:
                    return f"\\frac{{1}}{{{self.term(term.base)}}}", 3
                if term.exponent == Fraction(1, 2):
                    return f"\\sqrt{{{self.term(term.base)}}}", 3
                return f"{self._base(term.base)}^{{{term.exponent}}}", 3
            case Fn():
                primes = "'" * (term.orders[0] if len(term.orders) == 1 else 0)
                if len(term.orders) > 1:
                    raise ValueError("a partial derivative of an abstract function")
                if term.name == "pi":
                    return "\\pi", 3
                if term.name == "abs":
                    return f"\\left| {self.term(term.args[0])} \\right|", 3
                if (power := _power(term)) is not None:
                    return f"{self._base(power[0])}^{{{self.term(power[1])}}}", 3
                name = FUNCTIONS.get(term.name, term.name)
                return f"{name}{primes}{parentheses(', '.join(self.term(a) for a in term.args))}", 3
            case Sum():
                return self._sum(term)
            case Diff():
                return (
                    f"\\frac{{\\partial {self.term(term.body, 3)}}}{{\\partial {self.read(term.tensor, term.index)}}}",
                    3,
                )
        raise ValueError(f"{type(term).__name__} has no spelling")

    def _base(self, term: Term) -> str:
        """What a power stands above; a superscript of its own is kept apart, and that of a function's name."""
        base = self.term(term, 3)
        apart = isinstance(term, Fn) or (isinstance(term, Read) and "^" in base) or base.startswith("\\frac")
        return f"\\left( {base} \\right)" if apart else base

    def _product(self, factors: tuple[Term, ...]) -> tuple[str, int]:
        coefficient, above, below = Fraction(1), list[Term](), list[Term]()
        for factor in factors:
            if isinstance(factor, Num):
                coefficient *= factor.value
            elif isinstance(factor, Pow) and factor.exponent < 0:
                below.append(factor.base if factor.exponent == -1 else Pow(factor.base, -factor.exponent))
            else:
                above.append(factor)
        sign = "-" if coefficient < 0 else ""
        top, bottom = abs(coefficient).numerator, abs(coefficient).denominator
        above.sort(key=lambda f: (isinstance(f, Sum) and bool(f.binders), not isinstance(f, Int)))
        alone = [f for f in below if isinstance(f, Int)] if len(below) < 2 else []
        if (below or bottom > 1) and (alone == below or not above):  # 1/N stands before the rest
            number = [] if bottom == 1 else [str(bottom)]
            divisor = " ".join([*number, *(self.term(f, 0 if not number else 3) for f in below)])
            whole = not above and not below and bottom == 1
            head = "" if whole else f"\\frac{{{top}}}{{{divisor}}}"
            text = " ".join(x for x in (head, self._row(above)) if x)
            return sign + text, (2 if above else 3) if not sign else 0
        number = [str(top)] if top > 1 else []
        text = " ".join([*number, self._row(above)]).strip() or "1"
        if below:
            divisor = " ".join([*([str(bottom)] if bottom > 1 else []), self._row(below, alone=bottom == 1)])
            single = len(above) == 1 and not number
            text = f"\\frac{{{self.term(above[0]) if single else text}}}{{{divisor}}}"
        return sign + text, 2 if not sign else 0

    def _row(self, factors: list[Term], *, alone: bool = False) -> str:
        """Factors side by side."""
        if alone and len(factors) == 1:
            return self.term(factors[0])
        shown = []
        for position, factor in enumerate(factors):
            last = position == len(factors) - 1
            shown.append(self.term(factor, 1 if last and isinstance(factor, Sum) and factor.binders else 3))
        return " \\, ".join(shown)

    def _guard(self, guard: Guard) -> str:
        if guard.is_scalar:
            relation = {"pos": ">", "nonneg": "\\ge", "zero": "=", "nonzero": "\\ne"}[guard.kind]
            return f"{self.term(guard.term)} {relation} 0"
        if guard.kind not in ("ge", "eq", "ne"):
            raise ValueError("a divisibility condition")
        placed = self._placed(guard.poly)
        up = Poly({m: c for m, c in placed.terms if c > 0})
        down = Poly({m: -c for m, c in placed.terms if c < 0})
        turned = any(map(is_index, down.free)) and not any(map(is_index, up.free))
        relation = {"ge": "\\le" if turned else "\\ge", "eq": "=", "ne": "\\ne"}[guard.kind]
        left, right = (down, up) if turned else (up, down)
        return f"{self._written(left)} {relation} {self._written(right)}"

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
        limits = {binder: self._limits(term, binder) for binder in term.binders}
        taken = set(self.letters.values()) | set(self.context.names.ranks) | set(self.context.sizes.letters())
        for binder in term.binders:
            stem = binder.removeprefix("%").split(".")[0]
            axes = [(n.tensor, a) for n, a in _bare(term.body, binder)]
            likely = [self.hints[axis] for axis in axes if axis in self.hints]
            self.letters[binder] = next(
                x
                for x in (*likely, stem, *"ijklmnpqrstuvabcd", *(f"i'{chr(39) * k}" for k in range(20)))
                if x not in taken and len(x.rstrip("'").lstrip("\\")) >= 1 and (x in likely or len(x.rstrip("'")) == 1)
            )
            taken.add(self.letters[binder])
            bases = {self.context.bases.of(axis, self.context.shape(axis[0])[axis[1]]) for axis in axes}
            self.offsets[binder] = bases.pop() if len(bases) == 1 else 0
        used = [g for pair in limits.values() for g in pair[2]]
        others = [g for g in term.guards if g not in used]
        head = " ".join(
            f"\\sum_{{{self.letters[b]}={self.poly(lo + self.offsets[b])}}}^{{{self.poly(hi + self.offsets[b])}}}"
            if self.ranged or guards
            else f"\\sum_{{{self.letters[b]}}}"
            for b, (lo, hi, guards) in limits.items()
        )
        body = term.body if not others else Sum((), others, term.body)
        return f"{head} {self.term(body, 2)}", 1

    def _limits(self, term: Sum, binder: str) -> tuple[Poly, Poly, list[Guard]]:
        """The range of a binder, and the guards that tell it: where none does, the axis at which it stands bare."""
        index = Poly.symbol(binder)
        ends = [g for g in term.guards if g.kind == "ge" and not g.is_scalar]
        low = [g for g in ends if g.poly.coefficient(binder) == Poly.constant(1) and (index - g.poly).is_constant]
        high = [
            g
            for g in ends
            if g.poly.coefficient(binder) == Poly.constant(-1) and not any(map(is_index, (g.poly + index).free))
        ]
        if low and high:
            return index - low[0].poly, high[0].poly + index, [low[0], high[0]]
        sizes = {self.context.shape(node.tensor)[axis] for node, axis in _bare(term.body, binder)}
        if low or high or len(sizes) != 1:
            raise ValueError("a sum without a plain range")
        return Poly({}), sizes.pop() - 1, []


def _bare(body: Term, binder: str) -> list[tuple[Read | Diff, int]]:
    """Where an index stands alone at an axis."""
    index = Poly.symbol(binder)
    entries = [n for n in walk(body) if isinstance(n, Read | Diff)]
    return [(n, axis) for n in entries for axis, place in enumerate(n.index) if place == index]


def _letters_of_axes(theory: Theory) -> dict[tuple[str, int], str]:
    """The letter that the definitions use at each axis."""
    found: dict[tuple[str, int], str] = {}
    for made in theory.definitions.values():
        own = Read(made.name, tuple(map(Poly.symbol, made.indices)))
        for node in (own, *walk(made.body)):
            for axis, place in enumerate(node.index if isinstance(node, Read | Diff) else ()):
                letter = (
                    index_label(place.as_symbol) if place.as_symbol is not None and is_index(place.as_symbol) else ""
                )
                if len(letter.rstrip("'")) == 1 and letter[0].isalpha():
                    assert isinstance(node, Read | Diff)
                    found.setdefault((node.tensor, axis), letter)
    return found


def _power(term: Fn) -> tuple[Term, Term] | None:
    """Base and exponent of ``b^e``, also where it stands as ``exp(e log b)``."""
    if term.name == "pow" and not term.orders:
        return term.args[0], term.args[1]
    inner = term.args[0].args if term.name == "exp" and isinstance(term.args[0], Mul) else ()
    logs = [f for f in inner if isinstance(f, Fn) and f.name == "log"]
    if len(logs) != 1:
        return None
    rest = tuple(f for f in inner if f is not logs[0])
    return logs[0].args[0], rest[0] if len(rest) == 1 else Mul(rest)
