"""Terms as LaTeX, with the letters that authors write; what is printed reads back to the same term.

Ranges stand at the sums, what is no range stands as a bracket; bound letters that would meet get primes.

    >>> from symderiv.language.terms import Read, Sum, in_shape
    >>> i = Poly.symbol("%i")
    >>> latex(Sum(("%i",), in_shape([i], [Poly.symbol("N")]), Read("x", (i,))))
    '\\\\sum_{i=0}^{N-1} x_{i}'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from symderiv.errors import DeclarationError
from symderiv.language.bare import bare_range
from symderiv.language.integers import Poly, index_label, is_index
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
from symderiv.language.text import polynomial
from symderiv.language.theory import Definition, Statement, Theory

__all__ = [
    "GREEK",
    "Printer",
    "defined",
    "definition",
    "document",
    "escape",
    "guard",
    "latex",
    "name",
    "ranges",
    "relation",
    "statement",
]

GREEK: Final = frozenset(
    """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega""".split()  # noqa: SIM905
)
_LETTER: Final = re.compile(r"[A-Za-z]'*")
_MARKED: Final = re.compile(r"[_^](\{[^{}]*\}|[A-Za-z](?![A-Za-z]))")
_ALONE: Final = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")
_SHORT: Final = {"lam": r"\lambda", "eps": r"\epsilon", "th": r"\theta"}
_FUNCTIONS: Final = {
    "exp": r"\exp",
    "log": r"\log",
    "tanh": r"\tanh",
    "sin": r"\sin",
    "cos": r"\cos",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "arctan": r"\arctan",
    "sigmoid": r"\sigma",
    "max": r"\max",
    "min": r"\min",
    "relu": r"\mathrm{ReLU}",
}


def name(text: str) -> str:
    """The LaTeX of a tensor's name; a name that is LaTeX already stays.

    >>> name("h1"), name("gamma"), name("tip"), name("W_out")
    ('h^{(1)}', '\\\\gamma', '\\\\mathrm{tip}', 'W_{\\\\text{out}}')
    """
    if any(c in text for c in "\\^{"):
        return text
    numbered = re.fullmatch(r"([A-Za-z]+)_?(\d+)", text)
    if numbered:
        return f"{name(numbered[1])}^{{({numbered[2]})}}"
    marked = re.fullmatch(r"([A-Za-z]+)_([A-Za-z]+)", text)
    if marked:
        accent = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot"}.get(marked[2])
        return f"{accent}{{{name(marked[1])}}}" if accent else f"{name(marked[1])}_{{\\text{{{marked[2]}}}}}"
    if text in GREEK:
        return f"\\{text}"
    if text in _SHORT:
        return _SHORT[text]
    return text if len(text) == 1 or not text.isalnum() else rf"\mathrm{{{text}}}"


def latex(term: Term, theory: Theory | None = None) -> str:
    """A term as LaTeX; with its theory, made-up indices get the letters that the definitions use on that axis."""
    return Printer([term], theory).show(term, 0)


def statement(claim: Statement, theory: Theory | None = None) -> str:
    """A statement as LaTeX; both sides share their free letters."""
    printer = Printer([claim.left, claim.right], theory)
    sides = f"{printer.show(claim.left, 0)} {relation(claim)} {printer.show(claim.right, 0)}"
    return " \\quad ".join([sides, *ranges(claim, theory, printer)])


def relation(claim: Statement) -> str:
    """The sign between the sides of a statement."""
    return {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}.get(claim.relation, claim.relation)


def ranges(claim: Statement, theory: Theory | None, printer: Printer, shown: Statement | None = None) -> list[str]:
    """The ranges of free indices that do not follow from the axes at which they stand, as they are ``shown``."""
    stated = []
    for free, seen in zip(claim.free, (shown or claim).free, strict=True) if theory is not None else ():
        assert theory is not None
        try:
            size = bare_range(theory, [claim.left], free.symbol) or bare_range(theory, [claim.right], free.symbol)
        except DeclarationError:
            size = None
        beside = free.symbol in claim.right.free and free.symbol not in claim.left.free  # it would seem to be forgotten
        if size is None or free.low != Poly({}) or free.high != size or beside:
            low, high = printer.poly(seen.low), printer.poly(seen.high - 1)
            stated.append(rf"\text{{for all }} {printer.letter(free.symbol)} \in \{{{low}, \dots, {high}\}}")
    return stated


def definition(made: Definition, theory: Theory | None = None) -> str:
    """A definition as LaTeX."""
    printer, left = defined(made, theory)
    return f"{left} = {printer.show(made.body, 0)}"


def defined(made: Definition, theory: Theory | None = None, first: int = 0) -> tuple[Printer, str]:
    """The letters of a definition, and its left side."""
    printer = Printer([made.body, *(Int(Poly.symbol(i)) for i in made.indices)], theory, first)
    index = ",".join(printer.letter(i) for i in made.indices)
    return printer, f"{_base(made.name)}_{{{index}}}" if index else name(made.name)


def escape(text: str) -> str:
    """Plain text for LaTeX."""
    table = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    table |= {c: "\\" + c for c in "&%$#_{}"} | {"<": r"\textless{}", ">": r"\textgreater{}"}
    table |= {"|": r"\textbar{}"}
    return "".join(table.get(c, c) for c in text)


def document(title: str, body: str) -> str:
    """A complete document that compiles with any LaTeX."""
    return (
        "\\documentclass[a4paper]{article}\n"
        "\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath,amssymb}\n"
        "\\usepackage[margin=25mm]{geometry}\n\\allowdisplaybreaks\n\\emergencystretch=4em\n"
        f"\\title{{{escape(title)}}}\n\\date{{}}\n\\begin{{document}}\n\\maketitle\n{body}\n\\end{{document}}\n"
    )


class Printer:
    """One choice of letters for all terms that are shown together; ``first``: the number of each first entry."""

    def __init__(self, terms: Iterable[Term], theory: Theory | None = None, first: int = 0) -> None:
        terms = list(terms)
        self.theory = theory
        self.first = Poly.constant(first)
        self.named = {*theory.shapes, *theory.definitions, *theory.sizes} if theory is not None else set[str]()
        # an index never takes the letter of a size: a sum over k from 0 to k - 1 would be none
        self.sizes = {s for term in terms for s in term.free if not is_index(s)}
        self.sizes |= set(theory.sizes) if theory is not None else set()
        # nor one that tells names apart: beside an index i, W_i would be the i-th of many
        self.marks = {x for tensor in self.named for marked in _MARKED.findall(tensor) for x in _ALONE.findall(marked)}
        self.letters: dict[str, str] = {}
        self._nodes: dict[int, tuple[str, int, Term]] = {}  # with the term, so that no identity is used twice
        self._polys: dict[Poly, str] = {}
        self.hints = _hints(terms, theory)
        symbols: set[str] = set()
        for term in terms:
            symbols |= {s for s in term.free if is_index(s)}
            for node in walk(term):
                if isinstance(node, (Sum, Extremum)):
                    symbols.update(node.binders)
                elif isinstance(node, Matrix):
                    symbols.update((node.row, node.column))
        for symbol in sorted(symbols, key=lambda s: (not _LETTER.fullmatch(index_label(s)), s)):
            self.letter(symbol)

    def letter(self, symbol: str) -> str:
        """The letter of an index, with primes where it is taken."""
        if symbol not in self.letters:
            letter = index_label(symbol)
            made = letter not in GREEK and not _LETTER.fullmatch(letter)  # by the prover
            if made or letter in self.sizes | self.marks:
                taken = set(self.letters.values()) | self.named | self.sizes | self.marks
                pool = [*self.hints.get(symbol, ()), *"ijkpqrabcdmnuvw"]
                letter = next((c for c in pool if c not in taken), pool[0])
            letter = f"\\{letter}" if letter in GREEK else letter
            while letter in self.letters.values():
                letter += "'"
            self.letters[symbol] = letter
        return self.letters[symbol]

    def poly(self, poly: Poly) -> str:
        """An integer polynomial."""

        def label(symbol: object) -> str:
            text = str(symbol)
            return self.letter(text) if is_index(text) else _size(text)

        if poly not in self._polys:
            shown = polynomial(poly, label).replace("*", r" ").replace(" + ", "+").replace(" - ", "-")
            self._polys[poly] = shown
        return self._polys[poly]

    def index(self, places: Iterable[Poly]) -> str:
        return ",".join(map(self.poly, places))

    def entry(self, tensor: str, places: tuple[Poly, ...]) -> str:
        return f"{_base(tensor)}_{{{self.index(places)}}}" if places else name(tensor)

    def guard(self, guard: Guard) -> str:
        """A guard as it stands in brackets."""
        arg = guard.arg
        if isinstance(arg, Term):
            relation = {"pos": ">", "nonneg": r"\ge", "zero": "=", "nonzero": r"\ne"}[guard.kind]
            return f"{self.show(arg, 0)} {relation} 0"
        if guard.modulus is not None:
            sign = r"\mid" if guard.kind == "dv" else r"\nmid"
            return f"{self.poly(guard.modulus)} {sign} {self.poly(arg)}"
        up = Poly({m: c for m, c in arg.terms if c > 0})
        down = Poly({m: -c for m, c in arg.terms if c < 0})
        relation = {"ge": r"\ge", "eq": "=", "ne": r"\ne"}[guard.kind]
        return f"{self.poly(up)} {relation} {self.poly(down)}"

    def ranges(
        self, binders: tuple[str, ...], guards: Iterable[Guard]
    ) -> tuple[Mapping[str, tuple[Poly, Poly]], list[Guard]]:
        """The ranges of binders that two guards state, outer ones first; and the guards that are left."""
        rest = list(guards)
        found: dict[str, tuple[Poly, Poly]] = {}
        for position, binder in enumerate(binders):
            later = set(binders[position:])
            low = next((g for g in rest if _bounds(g, binder, 1, later)), None)
            high = next((g for g in rest if _bounds(g, binder, -1, later)), None)
            if low is not None and high is not None:
                index = Poly.symbol(binder)
                found[binder] = (index - low.poly, high.poly + index)
                rest = [g for g in rest if g is not low and g is not high]
        return found, rest

    def bounding(self, body: Term, binder: str) -> Poly | None:
        """The size of an axis that ends a sum without range, where its index stands bare on axes of two sizes.

        Only a factor ends a sum: the product is zero wherever that entry does not exist.
        """
        index = Poly.symbol(binder)

        def bare(node: Term) -> list[Poly]:
            if self.theory is None or not isinstance(node, (Read, Diff)):
                return []
            try:
                shape = self.theory.shape_of(node.tensor)
            except DeclarationError:
                return []
            return [size for place, size in zip(node.index, shape, strict=False) if place == index]

        if len({size for node in walk(body) for size in bare(node)}) < 2:
            return None
        factors = body.args if isinstance(body, Mul) else (body,)
        return next((size for factor in factors for size in bare(factor)), None)

    def show(self, term: Term, level: int) -> str:
        """``level``: 0 anywhere, 1 as a summand after the first, 2 as a factor, 3 as a base."""
        text, own = self.node(term)
        return text if own >= level else rf"\left({text}\right)"

    def node(self, term: Term) -> tuple[str, int]:
        """The text of a term, and the highest level at which it stands without brackets."""
        known = self._nodes.get(id(term))
        if known is None:
            known = self._nodes[id(term)] = (*self._node(term), term)
        return known[:2]

    def _node(self, term: Term) -> tuple[str, int]:
        if isinstance(term, Num):
            whole = term.value.denominator == 1
            return _number(term.value), (3 if whole else 2) if term.value >= 0 else 0
        if isinstance(term, Int):
            simple = term.poly.as_symbol or (term.poly.is_constant and term.poly.value >= 0)
            return self.poly(term.poly), 3 if simple else 0
        if isinstance(term, Read):
            return self.entry(term.tensor, term.index), 3
        if isinstance(term, Add):
            return self.addition(term), 0
        if isinstance(term, Mul):
            return self.product(term)
        if isinstance(term, Pow):
            return self.power(term)
        if isinstance(term, Fn):
            return self.function(term)
        if isinstance(term, (Sum, Extremum)):
            return self.reduction(term)
        if isinstance(term, Diff):
            by = self.entry(term.tensor, term.index)
            if isinstance(term.body, Read):
                return rf"\frac{{\partial {self.show(term.body, 3)}}}{{\partial {by}}}", 3
            return rf"\frac{{\partial}}{{\partial {by}}} \left({self.show(term.body, 0)}\right)", 2
        if isinstance(term, Let):
            value = self.show(term.value, 0)
            return rf"\left. {self.show(term.body, 2)} \right|_{{{name(term.name)} = {value}}}", 2
        if isinstance(term, Matrix):
            return self.matrix(term)
        raise TypeError(f"not a term: {type(term).__name__}")

    def matrix(self, term: Matrix) -> tuple[str, int]:
        """A determinant, or an entry of an inverse: of a tensor by its name, of other matrices by their entries."""
        whole = self.whole(term)
        if whole is None:
            row, column = self.letter(term.row), self.letter(term.column)
            whole = rf"\left(\left({self.show(term.body, 0)}\right)_{{{row},{column}}}\right)"
        elif "^" in whole:
            whole = rf"\left({whole}\right)"
        if term.operation == "det":
            return rf"\det {whole}", 2
        return rf"\left({whole}^{{-1}}\right)_{{{self.index(term.at)}}}", 3

    def whole(self, term: Matrix) -> str | None:
        """The name of the tensor whose entries make up a matrix, all and in their order or transposed."""
        body, places = term.body, (Poly.symbol(term.row), Poly.symbol(term.column))
        if self.theory is None or not isinstance(body, Read) or body.index not in (places, places[::-1]):
            return None
        if self.theory.shape_of(body.tensor) != (term.size, term.size):
            return None
        shown = name(body.tensor)
        return shown if body.index == places else rf"\left({shown}\right)^\top"

    def addition(self, term: Add) -> str:
        text = ""
        for part in term.args:
            shown = self.show(part, 0 if not text else 1)
            if isinstance(part, (Num, Int, Mul)) and not shown.startswith("-"):
                shown = self.node(part)[0]
            text += shown if not text else f" - {shown[1:].lstrip()}" if shown.startswith("-") else f" + {shown}"
        return text

    def product(self, term: Mul) -> tuple[str, int]:
        sign, top, bottom, above, below = self.quotient(term)
        if below:
            numerator = self.factors(top, above, alone=True, braced=True)
            denominator = self.factors(bottom, below, alone=True, braced=True)
            return rf"{sign}\frac{{{numerator}}}{{{denominator}}}", 0 if sign else 2
        head = "" if bottom == 1 else rf"\frac{{{top}}}{{{bottom}}} "
        text = head + self.factors(top if bottom == 1 else 1, above, alone=not head)
        return f"{sign}{text}".rstrip(), 0 if sign else 2

    def quotient(self, term: Mul) -> tuple[str, int, int, list[Term], list[Term]]:
        """The sign of a product, the numbers above and below, the factors above (sums last) and those below."""
        above: list[Term] = []
        below: list[Term] = []
        coefficient = Fraction(1)
        for factor in term.args:
            if isinstance(factor, Num):
                coefficient *= factor.value
            elif isinstance(factor, Pow) and factor.exponent < 0:
                below.append(factor.base if factor.exponent == -1 else Pow(factor.base, -factor.exponent))
            else:
                above.append(factor)
        above.sort(key=lambda t: isinstance(t, (Sum, Extremum)) and bool(t.binders))
        size = abs(coefficient)
        return "-" if coefficient < 0 else "", size.numerator, size.denominator, above, below

    def factors(self, number: int, factors: list[Term], *, alone: bool, braced: bool = False) -> str:
        if len(factors) == 1 and number == 1 and braced:
            return self.show(factors[0], 0)
        texts = [str(number)] if number != 1 or (not factors and alone) else []
        for position, factor in enumerate(factors):
            last = position == len(factors) - 1
            reduction = isinstance(factor, (Sum, Extremum)) and bool(factor.binders)
            texts.append(self.node(factor)[0] if reduction and last else self.show(factor, 3 if reduction else 2))
        return r" \, ".join(texts)

    def power(self, term: Pow) -> tuple[str, int]:
        exponent = term.exponent
        if exponent < 0:
            inverse = term.base if exponent == -1 else Pow(term.base, -exponent)
            return rf"\frac{{1}}{{{self.show(inverse, 0)}}}", 2
        if exponent == Fraction(1, 2):
            return rf"\sqrt{{{self.show(term.base, 0)}}}", 3
        base = self.show(term.base, 3)
        read = isinstance(term.base, Read) and ("^" in base or not term.base.index)
        wrapped = read or isinstance(term.base, (Fn, Pow)) or base.startswith(r"\frac")
        shown = rf"\left({base}\right)" if wrapped and not base.startswith(r"\left(") else base
        return rf"{shown}^{{{_number(exponent, flat=True)}}}", 2

    def function(self, term: Fn) -> tuple[str, int]:
        if term.name == "pi":
            return r"\pi", 3
        if term.name == "abs":
            return rf"\left|{self.show(term.args[0], 0)}\right|", 3
        if term.name == "pow":
            return rf"\left({self.show(term.args[0], 0)}\right)^{{{self.show(term.args[1], 0)}}}", 2
        primes = "'" * term.orders[0] if len(term.orders) == 1 else ""
        head = _FUNCTIONS.get(term.name)
        if head is None:
            known = len(term.name) > 1 and term.name in ("softplus", "erf", "artanh")
            head = rf"\operatorname{{{term.name}}}" if known else name(term.name)
        if len(term.orders) > 1:
            primes = rf"^{{({','.join(map(str, term.orders))})}}"
        return rf"{head}{primes}\left({', '.join(self.show(a, 0) for a in term.args)}\right)", 3

    def reduction(self, term: Sum | Extremum) -> tuple[str, int]:
        head, guards = self.heads(term)
        brackets = [rf"\left[{self.guard(g)}\right]" for g in guards]
        if not term.binders:
            text = r" \, ".join(brackets)
            return (text or "1", 2) if term.body == ONE else (rf"{text} \, {self.show(term.body, 2)}", 2)
        body = "" if term.body == ONE and brackets else self.show(term.body, 2)
        nested = isinstance(term.body, (Sum, Extremum)) and bool(term.body.binders)
        body = self.node(term.body)[0] if nested else body
        return head + r" \, ".join([*brackets, *([body] if body else [])]), 1

    def heads(self, term: Sum | Extremum) -> tuple[str, list[Guard]]:
        """The signs of a sum with their ranges, and the conditions that are no ranges."""
        known, rest = self.ranges(term.binders, term.guards)
        ranges = dict(known)
        for binder in term.binders if isinstance(term, Sum) else ():
            size = None if binder in ranges else self.bounding(term.body, binder)
            if size is not None:
                ranges[binder] = (self.first, size - 1 + self.first)
        head = r"\sum" if isinstance(term, Sum) else rf"\{term.operation}"
        text = ""
        for binder in term.binders:
            letter = self.letter(binder)
            if binder in ranges:
                low, high = ranges[binder]
                if isinstance(term, Sum):
                    text += rf"{head}_{{{letter}={self.poly(low)}}}^{{{self.poly(high)}}} "
                else:
                    text += rf"{head}_{{{self.poly(low)} \le {letter} \le {self.poly(high)}}} "
            else:
                text += rf"{head}_{{{letter}}} "
        return text, rest


def _hints(terms: Iterable[Term], theory: Theory | None) -> dict[str, list[str]]:
    """For each index the letters that definitions use on the axes where it stands bare."""
    found: dict[str, list[str]] = {}
    for term in terms if theory is not None else ():
        for node in walk(term):
            if not isinstance(node, (Read, Diff)) or theory is None or node.tensor not in theory.definitions:
                continue
            for place, own in zip(node.index, theory.definitions[node.tensor].indices, strict=False):
                symbol = place.as_symbol
                if symbol is not None and _LETTER.fullmatch(index_label(own)):
                    found.setdefault(symbol, []).append(index_label(own))
    return found


def _base(tensor: str) -> str:
    """A name as an index may be put to it: ``{x_{+}}`` has no second subscript beside its own."""
    letters = name(tensor)
    return f"{{{letters}}}" if re.search(r"_\{[^{}]*(\{[^{}]*\})?[^{}]*\}$", letters) else letters


def _size(text: str) -> str:
    rounded = re.fullmatch(r"floor\(\((.*)\)/\((.*)\)\)", text)
    if rounded:
        return rf"\left\lfloor \frac{{{rounded[1]}}}{{{rounded[2]}}} \right\rfloor".replace("*", " ")
    marked = re.fullmatch(r"([A-Za-z])([a-z]|[0-9]+)", text)
    return f"{marked[1]}_{{{marked[2]}}}" if marked else name(text)


def _number(value: Fraction, *, flat: bool = False) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    if flat:
        return f"{sign}{abs(value.numerator)}/{value.denominator}"
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _bounds(guard: Guard, binder: str, direction: int, later: set[str]) -> bool:
    if guard.kind != "ge" or guard.is_scalar or binder not in guard.poly.free:
        return False
    if any(m.count(binder) > 1 for m, _ in guard.poly.terms):
        return False
    return guard.poly.coefficient(binder) == Poly.constant(direction) and not (guard.free & (later - {binder}))


def guard(condition: Guard) -> str:
    """A guard as LaTeX.

    >>> guard(Guard("ge", Poly.symbol("H") - Poly.symbol("K")))
    'H \\\\ge K'
    """
    return Printer([ONE]).guard(condition)
