"""Mathematics as one line of text for the terminal: the letters and ranges of the LaTeX printer, in Unicode.

    >>> from symderiv.language.terms import Read, Sum, in_shape
    >>> i = Poly.symbol("%i")
    >>> Text([Sum(("%i",), in_shape([i], [Poly.symbol("N")]), Read("x", (i,)))]).line(0)
    'Σ(i=0..N-1) x[i]'

An entry is ``x[i,j]``, a product ``a · b``, a derivative ``∂L/∂x[i]``.  It decides nothing and is not read back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from symderiv.language.integers import Poly, fresh_index, is_index
from symderiv.language.terms import Extremum, Guard, Int, Pow, Read, Sum, Term, rename_bound, walk
from symderiv.language.text import polynomial
from symderiv.language.theory import Definition, Statement, Theory
from symderiv.render.latex import GREEK, Printer, name

__all__ = ["Text", "apart", "assumption", "definition", "running", "statement", "text"]

_SIGNS: Final = {
    "partial": "∂",
    "ge": "≥",
    "le": "≤",
    "ne": "≠",
    "mid": "∣",
    "nmid": "∤",
    "in": "∈",
    "dots": "…",
    "times": "×",
    "cdot": "·",
    "odot": "⊙",
    "top": "ᵀ",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "prime": "′",
    "ell": "ℓ",
    "varepsilon": "ε",
    "epsilon": "ε",
    "lambda": "λ",
    ",": "·",
    "{": "{",
    "}": "}",
    "quad": " ",
    "star": "⋆",
    "langle": "⟨",
    "rangle": "⟩",
    "nabla": "∇",
}
_ACCENTS: Final = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308"}
_TRANSPARENT: Final = ("mathrm", "operatorname", "text", "mathbf", "boldsymbol", "mathcal", "bm", "mathit", "textbf")
_SUPERSCRIPTS: Final = str.maketrans("0123456789+-()nTi", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿᵀⁱ")
_TRANSPARENT_OR_LETTERS: Final = frozenset((*_TRANSPARENT, *_ACCENTS, *GREEK, "ell", "star"))
_TOKEN: Final = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)


class Text(Printer):
    """The LaTeX printer with entries marked, and its output as text; ``hidden`` guards are not shown."""

    def __init__(self, terms: Iterable[Term], theory: Theory | None = None, hidden: Iterable[Guard] = ()) -> None:
        self.terms = list(terms)
        self.hidden = frozenset(hidden)
        super().__init__(self.terms, theory)

    def line(self, number: int) -> str:
        """The term of that number as text."""
        return self.text(self.terms[number])

    def text(self, term: Term) -> str:
        """A term as text."""
        return text(self.show(term, 0))

    def poly(self, poly: Poly) -> str:
        def label(symbol: object) -> str:
            return self.letter(str(symbol)) if is_index(str(symbol)) else name(str(symbol))

        return polynomial(poly, label).replace("*", r"\cdot ").replace(" + ", "+").replace(" - ", "-")

    def entry(self, tensor: str, places: tuple[Poly, ...]) -> str:
        return rf"\entry{{{name(tensor)}}}{{{self.index(places)}}}" if places else name(tensor)

    def power(self, term: Pow) -> tuple[str, int]:
        if term.exponent == 1:
            return self.node(term.base)
        if isinstance(term.base, Read) and term.exponent > 0 and term.exponent.denominator == 1:
            return f"{self.node(term.base)[0]}^{{{term.exponent}}}", 2
        return super().power(term)

    def reduction(self, term: Sum | Extremum) -> tuple[str, int]:
        before = self.hidden
        self.hidden = frozenset(g for g in before if g.free.isdisjoint(term.binders))
        if isinstance(term, Sum) and not self.hidden.isdisjoint(term.guards):
            term = Sum(term.binders, [g for g in term.guards if g not in self.hidden], term.body)
        plain = not term.binders and not term.guards
        made = self.node(term.body) if plain else super().reduction(term)
        self.hidden = before
        return made


def apart(term: Term, free: frozenset[str]) -> Term:
    """The term with other names for bound indices that are called like one of ``free``."""
    children = tuple(apart(c, free) for c in term.children)
    made = term if children == term.children else term.rebuild(children)
    if not isinstance(made, (Sum, Extremum)) or free.isdisjoint(made.binders):
        return made
    taken = set(free) | made.free | {b for n in walk(made) if isinstance(n, (Sum, Extremum)) for b in n.binders}
    names: dict[str, str] = {}
    for binder in made.binders:
        if binder in free:
            names[binder] = fresh_index(binder, taken)
            taken.add(names[binder])
    return rename_bound(made, names)


def definition(made: Definition, theory: Theory) -> str:
    """A definition as text.

    >>> definition(Definition("y", ("%i",), (Poly.symbol("N"),), Int(Poly.symbol("%i"))), Theory())
    'y[i] := i'
    """
    printer = Text([made.body, *(Int(Poly.symbol(i)) for i in made.indices)], theory)
    left = printer.entry(made.name, tuple(map(Poly.symbol, made.indices)))
    return f"{text(left)} := {printer.line(0)}"


def statement(claim: Statement, theory: Theory | None = None) -> str:
    """A statement as text; both sides share their letters."""
    printer = Text([claim.left, claim.right], theory)
    relation = {"<=": "≤", ">=": "≥", "!=": "≠"}.get(claim.relation, claim.relation)
    return f"{printer.line(0)} {relation} {printer.line(1)}"


def text(latex: str) -> str:
    r"""LaTeX as the printer writes it (names of documents included) as one line of Unicode.

    >>> text(r"\frac{\partial L}{\partial \entry{h^{(1)}}{i}} \, \hat{x} - \frac{1}{2} \sum_{k=0}^{N-1} \gamma^{2}")
    '∂L/∂h⁽¹⁾[i] · x̂ - 1/2 · Σ(k=0..N-1) γ²'
    """
    tokens = _TOKEN.findall(latex)
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", _Reader(tokens).all()).strip())


def running(message: str) -> str:
    r"""Words with formulas between dollars as one line of Unicode.

    >>> running(r"the identity $\delta_{i,j}$ in the place of $d_{i-p+P}$")
    'the identity δ_ij in the place of d[i-p+P]'
    """
    return re.sub(r"\$([^$]+)\$", lambda found: text(found[1]), message)


def assumption(condition: str) -> str:
    r"""A condition that a verdict lists, where it is made of names and signs; an equation of a document stays as it is.

    >>> assumption("h^{(3)}[i] != 0"), assumption(r"\Pi orthogonal projection"), assumption(r"\sum_{k} p_k = 1")
    ('h⁽³⁾[i] ≠ 0', 'Π orthogonal projection', '\\sum_{k} p_k = 1')
    >>> assumption("2*s^(2) != 0"), assumption(r"\sigma^(-1) > 0")
    ('2*s² ≠ 0', 'σ⁻¹ > 0')
    """
    if re.search(r"(?<![!<>])=", condition):
        return condition
    commands = set(re.findall(r"\\([A-Za-z]+|.)", condition))
    if commands - _TRANSPARENT_OR_LETTERS or (not commands and "^" not in condition):
        return condition
    condition = re.sub(r"\^\(([^()]*)\)", r"^{\1}", condition)  # the powers of plain terms
    return text(condition).replace("!=", "≠").replace(">=", "≥")


class _Reader:
    """One pass over the tokens; a brace group is one piece."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def all(self) -> str:
        made = ""
        while self.at < len(self.tokens):
            made += self.piece()
        return made

    def group(self) -> str:
        """The next piece as an argument, blanks before it skipped."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.piece() if self.at < len(self.tokens) else ""

    def following(self) -> str:
        return next((t for t in self.tokens[self.at :] if not t.isspace()), "")

    def piece(self) -> str:
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            start, depth = self.at, 1
            while depth and self.at < len(self.tokens):
                depth += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
                self.at += 1
            return _Reader(self.tokens[start : self.at - (0 if depth else 1)]).all()
        if token == "^":
            return _raised(self.group())
        if token == "_":
            return _lowered(self.group())
        if token == "'":
            return "′"
        return self.command(token[1:]) if token.startswith("\\") else token

    def command(self, word: str) -> str:
        if word in ("left", "right"):
            mark = self.group()
            return "" if mark == "." else mark
        if word == "entry":
            return f"{self.group()}[{self.group()}]"
        if word in ("frac", "dfrac", "tfrac"):
            return self.fraction()
        if word == "sqrt":
            return f"√{_closed(self.group())}"
        if word in ("sum", "max", "min", "prod"):
            return self.over({"sum": "Σ", "prod": "Π"}.get(word, word))
        if word in _ACCENTS:
            return self.group() + _ACCENTS[word]
        if word in _TRANSPARENT:
            return self.group()
        if word == "mathbb":
            return {"R": "ℝ", "E": "𝔼", "1": "𝟙"}.get(inner := self.group(), inner)
        if word in _SIGNS:
            return _SIGNS[word]
        kind = "CAPITAL" if word[:1].isupper() else "SMALL"
        try:
            return unicodedata.lookup(f"GREEK {kind} LETTER {word.upper()}")
        except KeyError:
            return word if word[:1].isalpha() else " "

    def fraction(self) -> str:
        above, below = (self.group().strip().replace("∂ ", "∂") for _ in range(2))
        made = f"{_closed(above)}/{_closed(below)}"
        follows = self.following()
        return made + (
            " · " if above.isdigit() and follows not in ("", "+", "-", "=", "\\right", ")", "}", "\\,") else ""
        )

    def over(self, head: str) -> str:
        """A sum with its range."""
        low = high = ""
        while self.following() in ("_", "^"):
            while self.tokens[self.at].isspace():
                self.at += 1
            mark = self.tokens[self.at]
            self.at += 1
            low, high = (self.group(), high) if mark == "_" else (low, self.group())
        if not low:
            return head
        return f"{head}({low}..{high})" if high else f"{head}({low})"


def _closed(inner: str) -> str:
    """In parentheses, unless it is one thing: nothing outside of its own parentheses binds less than a quotient."""
    inner, depth = inner.strip(), 0
    for place, c in enumerate(inner):
        depth += (c in "([⟨") - (c in ")]⟩")
        if (depth == 0 and c in " +/·") or (c == "-" and depth == 0):
            return f"({inner})"
        if depth == 0 and c == ")" and place + 1 < len(inner) and inner[place + 1] in "([":
            return f"({inner})"
    return inner


def _lowered(inner: str) -> str:
    """A subscript: letters run together as at the head of a formula, anything else as the place of an entry."""
    places = re.split(r"[\s,·]+", inner.strip())
    if all(place.isalnum() for place in places) and (len(places) == 1 or all(len(place) == 1 for place in places)):
        return "_" + "".join(places)
    close = re.sub(r" *([-+,]) *", r"\1", inner.strip())
    return f"[{close}]"


def _raised(inner: str) -> str:
    inner = inner.strip().replace("⟨ ", "⟨").replace(" ⟩", "⟩")
    raised = inner.translate(_SUPERSCRIPTS)
    if all(ord(c) > 127 or c == "′" for c in raised):
        return raised
    return f"^{_closed(inner)}"
