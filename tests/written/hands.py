r"""A hand: one author's habits of writing. It prints a :class:`~tests.written.syntax.Story` as Markdown or LaTeX.

The random choices of a hand are habits (base of indices, ranges, names, brackets, how derivatives look) or
passing moods (spaces, which of two equal forms). What it writes has, under DESIGN.md section 4, one meaning: the story.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from tests.written.syntax import (
    Add,
    Affine,
    Bracket,
    Claim,
    Definition,
    Delta,
    Div,
    Expr,
    Fn,
    Grad,
    Mul,
    Num,
    Pow,
    Ref,
    SizeNum,
    Story,
    Sum,
    aff,
    walk,
)

__all__ = ["Expected", "Hand", "Names", "Written", "write"]

LATIN = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "k",
    "m",
    "n",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "w",
    "x",
    "y",
    "z",
    "A",
    "B",
    "C",
    "D",
    "F",
    "G",
    "H",
    "K",
    "M",
    "P",
    "Q",
    "R",
    "S",
    "U",
    "V",
    "W",
    "X",
    "Y",
    "Z",
]
GREEK = [
    "\\alpha",
    "\\beta",
    "\\gamma",
    "\\theta",
    "\\eta",
    "\\xi",
    "\\zeta",
    "\\kappa",
    "\\omega",
    "\\psi",
    "\\rho",
    "\\Theta",
    "\\Omega",
    "\\Gamma",
    "\\Phi",
    "\\sigma",
    "\\delta",
    "\\pi",
    "\\lambda",
    "\\mu",
    "\\nu",
    "\\tau",
    "\\Delta",
    "\\Sigma",
    "\\varphi",
    "\\chi",
]
HABITS = {
    "x": ["x", "X", "u", "\\mathbf{x}", "\\mathbf{X}", "a^{(0)}", "x_{\\text{in}}", "\\boldsymbol{x}", "\\bm{x}"],
    "w": ["W", "w", "V", "\\theta", "W^{(1)}", "W^{[1]}", "\\mathbf{W}", "K", "W_{\\text{out}}", "\\omega", "U", "F"],
    "b": ["b", "c", "\\beta", "b^{(1)}", "b^{[1]}", "\\mathbf{b}", "b_{\\text{out}}"],
    "h": ["h", "z", "s", "h^{(1)}", "\\tilde{h}", "z^{[1]}", "\\bar{z}", "\\zeta", "h_{1}", "\\hat{h}", "o"],
    "a": ["a", "a^{(1)}", "\\phi", "v", "a^{[1]}", "\\mathbf{a}", "z"],
    "y": ["y", "\\hat{y}", "y^{*}", "o", "\\mathbf{y}", "y^{+}"],
    "g": ["g", "\\delta", "G", "\\bar{y}", "\\delta^{\\text{out}}", "g^{\\text{up}}", "\\Delta"],
    "p": ["p", "\\pi", "\\hat{p}", "P", "\\hat{y}", "q"],
    "mu": ["\\mu", "m", "\\bar{x}", "\\mu^{(1)}"],
    "v": ["v", "\\sigma^2", "\\nu", "s"],
    "xhat": ["\\hat{x}", "n", "\\tilde{x}", "z"],
    "eps": ["\\epsilon", "\\varepsilon", "\\lambda", "\\tau"],
    "t": ["t", "y^{*}", "\\tau", "T", "\\mathbf{t}", "\\bar{y}"],
    "s": ["s", "S", "e", "E", "a", "\\alpha"],
    "k": ["k", "K", "\\kappa", "u"],
    "A": ["A", "Q", "H", "\\Lambda", "\\Sigma", "\\mathbf{A}", "P"],
    "gamma": ["\\gamma", "g", "\\alpha", "s"],
    "beta": ["\\beta", "b", "c"],
    "r": ["r", "y", "z", "o", "h^{(2)}"],
    "q": ["q", "f", "\\rho", "Q", "s"],
    "c": ["c", "\\lambda", "v", "a"],
    "u": ["u", "v", "y", "r"],
    "L": ["L", "J", "E", "\\mathcal{L}", "\\ell", "\\mathcal L", "\\mathcal{J}"],
}
SIZES = {
    "N": ["N", "n", "B", "m"],
    "D": ["D", "d", "F", "d_{\\text{in}}", "d_x"],
    "M": ["M", "m", "H", "d_h", "D'"[:1]],
    "T": ["T", "L", "n", "H", "W"],
    "K": ["K", "k", "R", "F"],
    "O": ["O", "M", "C'"[:1], "F", "q"],
    "A": ["A", "B", "R", "S"],
    "P": ["P", "p"],
    "s": ["s", "S", "\\sigma"[:0] or "s"],
}
INDICES = [
    list("ijklmnpqrst"),
    list("abcdefgh"),
    list("nmdkcpqruv"),
    ["i", "j", "i'", "j'", "k", "k'", "l", "m", "n"],
    ["\\alpha", "\\beta", "\\mu", "\\nu", "\\rho", "i", "j", "k", "l"],
    list("tsuvklijpq"),
    ["n", "n'", "d", "d'", "k", "k'", "c", "o", "p", "q"],
    ["\\ell", "i", "j", "k", "m", "n", "r", "s"],
    list("ebioxyzuv"),
]


@dataclass
class Expected:
    """One link: where it is, what it should be, and for a claim whether it is true."""

    line: int
    link: int
    role: str
    truth: bool | None
    note: str = ""


@dataclass
class Written:
    text: str
    expected: list[Expected]
    name: str = ""


@dataclass
class Names:
    """What things are called in one document."""

    tensors: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)


def letter_of(name: str) -> str:
    """The bare letter of a decorated name."""
    found = re.match(r"\\(?:mathbf|boldsymbol|bm|hat|bar|tilde|dot|mathcal|mathrm)\s*\{?([^}]*)\}?", name)
    return found.group(1) if found else re.split(r"[_^]", name)[0]


class Hand:
    """The habits of one author for one story."""

    def __init__(self, story: Story, seed: int) -> None:
        r = self.r = random.Random(seed)
        self.story = story
        self.tex = r.random() < 0.35
        self.base = r.choice([0, 1])
        self.ranges = r.choice(["all", "all", "none", "mixed"])
        self.commas = r.choice(["run", "run", "commas", "spaced"])
        self.brackets = r.choice(["()", "()", "left", "big", "mixed", "square"])
        self.product = r.choice([" ", "\\,", " \\cdot ", "mixed", "\\, "])
        self.grad = r.choice(["frac", "frac", "frac", "dfrac", "slash", "nabla", "bracketed", "operator"])
        self.bracket = r.choice(["iverson", "bb", "bf", "bbset", "sub"])
        self.delta = r.choice(["delta", "delta", "iverson", "bb"])
        self.fraction = r.choice(["frac", "frac", "dfrac", "slash", "tfrac"])
        self.space = r.random() < 0.3
        self.sums = r.choice(["plain", "plain", "limits", "between", "nested"])
        self.names = self.choose_names()
        self.loud = r.random() < 0.3
        self.functions: dict[str, str] = {}
        if r.random() < 0.3:
            self.macros = (
                {"\\pd": "[2]{\\frac{\\partial #1}{\\partial #2}}"} if r.random() < 0.5 else {"\\R": "{\\mathbb{R}}"}
            )
        else:
            self.macros = {}
        self.written_range = False
        self.last: dict[str, str] = {}  # the letters of the last equation

    # ------------------------------------------------------------------------------------------ names

    def choose_names(self) -> Names:
        r, story = self.r, self.story
        found = Names()
        taken: set[str] = set()
        strange = r.random() < 0.3
        letters = r.choice(INDICES)
        letters = letters if r.random() < 0.5 else r.sample(letters, len(letters))
        in_subscripts = {s for step in story.steps for s in self.subscript_symbols(step)}
        for size, _ in story.sizes:
            stem = size[1]
            pool = (
                list(SIZES.get(stem, ["N"])) + r.sample(list("NMDKCHTBRQSGF"), 8) + ["n_1", "n_2", "d_y", "K_1", "N_0"]
            )
            if size in in_subscripts:
                pool = [p for p in pool if p not in letters] or ["N_9"]
            if size in story.integers:
                pool = {"P": ["P", "\\rho", "P_0"], "s": ["s", "S", "\\tau"]}[stem]
                pool = [p for p in pool if p not in letters] or ["P_9"]
            name = next(p for p in pool if p not in taken)
            taken.add(name)
            found.sizes[size] = name
        things = [t.name for t in story.inputs]
        things += [s.name for s in story.steps if isinstance(s, Definition)]
        if story.loss:
            things.append(story.loss)
        for thing in things:
            stem = thing.split("#")[0]
            pool = list(HABITS.get(stem, [stem]))
            r.shuffle(pool)
            if strange and stem != "L":
                pool = r.sample(LATIN + GREEK, 12) + pool
            pool += r.sample(LATIN, 20)
            if stem == "L":
                pool = [p for p in pool if p not in letters]
            number = int(thing.split("#")[1])
            for p in list(pool):
                if number > 1 and re.fullmatch(r"[a-zA-Z]|\\[a-z]+", p) and r.random() < 0.7:
                    pool.insert(
                        0,
                        r.choice(
                            [f"{p}^{{({number})}}", f"{p}_{{{number}}}", f"\\tilde{{{p}}}", f"{p}^{{[{number}]}}"]
                        ),
                    )
                    break
            name = next(p for p in pool if self.allowed(p, taken, letters))
            taken.add(name)
            found.tensors[thing] = name
        found.letters = letters
        return found

    def allowed(self, name: str, taken: set[str], letters: list[str]) -> bool:
        """Whether a name can be told from the others. A letter may be an index and a tensor."""
        plain = name.replace("\\mathcal L", "\\mathcal{L}")
        if name in taken or any(plain == t.replace("\\mathcal L", "\\mathcal{L}") for t in taken):
            return False
        if name in letters and self.r.random() < 0.6:
            return False
        # a square of a name beside the name, a name with and without subscript: not in one document
        for t in taken:
            if {name, t} & {"\\sigma^2"} and letter_of(name) == letter_of(t):
                return False
            if letter_of(name) == letter_of(t) and ("_" in name) != ("_" in t):
                return False
        return True

    def subscript_symbols(self, step: Definition | Claim) -> set[str]:
        """Sizes that stand in subscripts or ranges of a step."""
        found: set[str] = set()
        sides = [step.body] if isinstance(step, Definition) else [step.left, *step.rights]
        for e in (x for side in sides for x in walk(side)):
            if isinstance(e, Ref):
                found |= {s for a in e.at for s in a.symbols if s.startswith("%")}
            if isinstance(e, Delta):
                found |= {s for s in (e.left.symbols | e.right.symbols) if s.startswith("%")}
            if isinstance(e, Sum):
                found |= {s for a, _, b in e.where for s in (a.symbols | b.symbols) if s.startswith("%")}
        return found

    def t(self, name: str) -> str:
        return self.names.tensors[name]

    # ------------------------------------------------------------------------------------------ indices

    def affine(self, a: Affine, letters: dict[str, str], index: bool = True) -> str:
        """An affine expression in the letters; an ``index`` is moved to the base of the document."""
        if index and self.base:
            a = a.put({s: aff(s) - self.base for s in a.symbols if not s.startswith("%")}) + self.base
        names = {s: letters[s] if s in letters else self.names.sizes[s] for s in a.symbols}
        first = [(k, v) for k, v in a.terms if any(not s.startswith("%") for s in k)]
        rest = [(k, v) for k, v in a.terms if (k, v) not in first and k]
        constant = [(k, v) for k, v in a.terms if not k]
        first.sort(key=lambda kv: (kv[1] < 0, self.r.random() if self.loud_order() else kv[0]))
        text = ""
        for k, v in [*first, *sorted(rest, key=lambda kv: kv[1] < 0), *constant]:
            word = ""
            for s in sorted(k, key=lambda s: not s.startswith("%")):
                word += (
                    " " if word and (word.endswith(tuple("abcdefghijklmnopqrstuvwxyz")) and "\\" in word) else ""
                ) + names[s]
            if abs(v) != 1 or not word:
                word = f"{abs(v)}{' ' if word.startswith(chr(92)) else ''}{word}"
            sign = "-" if v < 0 else "+"
            text += f"{sign}{word}" if text or v < 0 else word
        return text or "0"

    def loud_order(self) -> bool:
        return False

    def subscript(self, at: tuple[Affine, ...], letters: dict[str, str]) -> str:
        parts = [self.affine(a, letters) for a in at]
        single = [a.bare is not None and not str(a.bare).startswith("%") for a in at]
        if not parts:
            return ""
        if all(single) and self.commas == "run":
            text = ""
            for p in parts:
                text += (" " if re.search(r"\\[a-zA-Z]+$", text) and p[0].isalpha() else "") + p
        else:
            text = (", " if self.commas == "spaced" else ",").join(parts)
        if len(text) == 1 and self.r.random() < 0.8:
            return f"_{text}"
        return f"_{{{text}}}"

    def entry(self, name: str, at: tuple[Affine, ...], letters: dict[str, str]) -> str:
        below = self.subscript(at, letters)
        word = self.t(name)
        if not below:
            return word
        found = re.fullmatch(r"(.*?)(\^(?:\{.*\}|.))", word)
        if "_" in word:  # W_{\text{out}} with indices: joined, or behind brackets
            base, own = word.split("_", 1)
            own = own.strip("{}") if own.count("{") == 1 else own[1:-1]
            inner = below[2:-1] if below.startswith("_{") else below[1:]
            return f"{base}_{{{own},{inner}}}"
        if found and self.r.random() < 0.5:
            return f"{found.group(1)}{below}{found.group(2)}"
        return word + below

    def assign(self, e: Iterable[Expr], known: dict[str, str]) -> dict[str, str]:
        """Letters for all indices of expressions: bound ones differ from the free and from those around and inside."""
        letters = dict(known)

        def visit(x: Expr, live: frozenset[str]) -> None:
            if isinstance(x, Sum):
                for i, _, _ in x.over:
                    inside = {letters[s] for s in self.free_symbols(x) if s in letters}
                    options = [
                        c for c in self.names.letters if c not in live and c not in inside and c not in self.bad(x)
                    ]
                    if not options:
                        options = [f"{c}'" for c in self.names.letters if f"{c}'" not in live and "'" not in c]
                    letters[i] = options[0] if self.r.random() < 0.6 else self.r.choice(options[:4])
                    live = live | {letters[i]}
                visit(x.body, live)
                return
            for c in _children(x):
                visit(c, live)

        for x in e:
            visit(x, frozenset(known.values()))
        return letters

    def bad(self, x: Expr) -> set[str]:
        """Letters of sizes in the subscripts of an expression; no index may have them."""
        return {self.names.sizes[s] for y in walk(x) for s in self.free_symbols(y) if s.startswith("%")}

    def free_symbols(self, x: Expr) -> set[str]:
        from tests.written.syntax import free

        return free(x)

    def free_letters(self, free: tuple[str, ...], sides: Iterable[Expr]) -> dict[str, str]:
        bad = set().union(*(self.bad(x) for x in sides), set())
        options = [c for c in self.names.letters if c not in bad]
        return dict(zip(free, options, strict=False)) if len(options) >= len(free) else {}

    # ------------------------------------------------------------------------------------------ expressions

    def wrap(self, text: str) -> str:
        kind = self.brackets
        if kind == "mixed":
            kind = self.r.choice(["()", "left", "big", "square", "bigl"])
        if kind == "left":
            return f"\\left( {text} \\right)"
        if kind == "big":
            return f"\\Big({text}\\Big)" if len(text) > 30 else f"\\bigl( {text} \\bigr)"
        if kind == "bigl":
            return f"\\bigl[ {text} \\bigr]"
        if kind == "square":
            return f"[{text}]" if self.r.random() < 0.5 else f"\\left[ {text} \\right]"
        return f"({text})"

    def times(self) -> str:
        if self.product == "mixed":
            return self.r.choice([" ", "\\,", " \\cdot ", "\\; ", " "])
        return self.product

    def number(self, v: Fraction) -> str:
        if v.denominator == 1:
            return str(v.numerator)
        form = self.r.choice(["frac", "tight", "tfrac", "decimal", "slash"])
        if form == "decimal" and v.denominator in (2, 4, 5):
            return str(float(v))
        if form == "tight" and v.numerator < 10 and v.denominator < 10:
            return f"\\frac{v.numerator}{v.denominator}"
        if form == "tfrac":
            return f"\\tfrac{{{v.numerator}}}{{{v.denominator}}}"
        return f"\\frac{{{v.numerator}}}{{{v.denominator}}}"

    def sum_sign(self, x: Sum, letters: dict[str, str]) -> str:
        text = ""
        group: list[str] = []
        limits = "\\limits" if self.sums == "limits" else ""

        def flush() -> None:
            nonlocal text
            if group:
                inside = ",".join(group) if self.r.random() < 0.8 else " ".join(group)
                text += f"\\sum{limits}_{{{inside}}} " if len(inside) > 1 else f"\\sum{limits}_{inside} "
                group.clear()

        for i, lo, hi in x.over:
            bare = self.bare_axes(x.body, i)
            open_ = bare and all(n == hi + 1 for n in bare) and lo == aff(0)
            explicit = self.ranges == "all" or (self.ranges == "mixed" and self.r.random() < 0.5) or not open_
            if not explicit:
                group.append(letters[i])
                if self.sums == "nested":
                    flush()
                continue
            flush()
            if lo == aff(0):
                self.written_range = True
            low, high = self.affine(lo, letters), self.affine(hi, letters)
            if self.sums == "between" and self.r.random() < 0.5:
                text += f"\\sum_{{{low} \\le {letters[i]} \\le {high}}} "
            else:
                text += (
                    f"\\sum{limits}_{{{letters[i]}={low}}}^{{{high}}} "
                    if len(high) > 1 or self.r.random() < 0.5
                    else (f"\\sum{limits}_{{{letters[i]} = {low}}}^{high} ")
                )
        flush()
        return text

    def bare_axes(self, e: Expr, i: str) -> list[Affine]:
        """The sizes of the axes where an index stands bare."""
        found = []
        for x in walk(e):
            if isinstance(x, Ref):
                for a, n in zip(x.at, self.shape(x.name), strict=True):
                    if a.bare == i:
                        found.append(n)
        return found

    def shape(self, name: str) -> tuple[Affine, ...]:
        for t in self.story.inputs:
            if t.name == name:
                return t.shape
        for s in self.story.steps:
            if isinstance(s, Definition) and s.name == name:
                return s.shape
        return ()

    def conditions(self, x: Sum, letters: dict[str, str]) -> list[str]:
        found = []
        where = list(x.where)
        while where:
            a, rel, b = where.pop(0)
            sign = {"<=": "\\le", "<": "<", "!=": "\\ne", "=": "="}[rel]
            low, high = self.affine(a, letters), self.affine(b, letters)
            if where and rel == "<=" and where[0][0] == b and where[0][1] == "<=":
                _, _, c = where.pop(0)
                found.append(f"[{low} \\le {high} \\le {self.affine(c, letters)}]")
            else:
                found.append(f"[{low} {sign} {high}]")
        return found

    def additive(self, e: Expr, letters: dict[str, str]) -> str:
        if isinstance(e, Add):
            text = ""
            for p in e.parts:
                term = self.term(p, letters)
                text += term if not text else f" - {term[1:].lstrip()}" if term.startswith("-") else f" + {term}"
            return text
        return self.term(e, letters)

    def term(self, e: Expr, letters: dict[str, str]) -> str:
        """A product, maybe with a minus in front."""
        if isinstance(e, Num) and e.value < 0:
            return f"-{self.number(-e.value)}"
        if isinstance(e, Mul):
            parts = list(e.parts)
            sign = ""
            if isinstance(parts[0], Num) and parts[0].value < 0:
                sign = "-"
                parts[0] = Num(-parts[0].value)
                if parts[0].value == 1:
                    parts.pop(0)
            if not parts:
                return f"{sign}1"
            return sign + self.factors(parts, letters)
        if isinstance(e, Sum):
            signs = self.sum_sign(e, letters)
            words = self.conditions(e, letters)
            if words or isinstance(e.body, Add):
                body = [
                    *words,
                    self.wrap(self.additive(e.body, letters))
                    if isinstance(e.body, (Add | Num, Mul))
                    else self.factor(e.body, letters, True),
                ]
                return signs + self.times().join(body)
            text = self.term(e.body, letters)
            if text.startswith("-"):
                text = self.wrap(text)
            return signs + text
        return self.factor(e, letters, True)

    def factors(self, parts: list[Expr], letters: dict[str, str]) -> str:
        numbers = [p for p in parts if isinstance(p, Num)]
        rest = [p for p in parts if not isinstance(p, Num)]
        below = [p for p in rest if isinstance(p, Div) and p.top == Num(Fraction(1))]
        plain = [p for p in rest if p not in below]
        if self.r.random() < 0.3:
            self.r.shuffle(plain)
        plain.sort(key=lambda p: isinstance(p, Sum))
        if below and plain and self.r.random() < 0.5:
            bottom = [self.factor(p.below, letters, False) for p in below if isinstance(p, Div)]
            top = self.juxtapose([*numbers, *plain], letters)
            return f"\\frac{{{top}}}{{{self.times().join(bottom)}}}"
        return self.juxtapose([*numbers, *below, *plain], letters)

    def juxtapose(self, parts: list[Expr], letters: dict[str, str]) -> str:
        words = []
        for k, p in enumerate(parts):
            last = k == len(parts) - 1
            if isinstance(p, Num):
                words.append(self.number(p.value) if p.value >= 0 else self.wrap(self.number(p.value)))
            else:
                words.append(self.factor(p, letters, last))
        text = words[0]
        for a, b in itertools.pairwise(words):
            sep = self.times()
            if sep.strip() == "" and re.search(r"\d$", a) and re.match(r"\d|\\frac\{?\d", b):
                sep = " \\cdot "
            if sep == " " and re.search(r"\d$", a) and b[0].isdigit():
                sep = " \\cdot "
            text += sep + b
        return text

    def factor(self, e: Expr, letters: dict[str, str], last: bool) -> str:
        match e:
            case Num(v):
                return self.number(v) if v >= 0 else self.wrap(f"-{self.number(-v)}")
            case SizeNum(a):
                text = self.affine(a, letters, index=False)
                return text if len(a.terms) == 1 else self.wrap(text)
            case Ref(name, at):
                return self.entry(name, at, letters)
            case Grad():
                return self.derivative(e, letters, last)
            case Add() | Mul():
                return self.wrap(self.additive(e, letters))
            case Sum():
                return self.term(e, letters) if last else self.wrap(self.term(e, letters))
            case Div(a, b):
                if (
                    self.fraction == "slash"
                    and not isinstance(a, Add | Mul | Sum | Div)
                    and not isinstance(b, Sum | Div | Mul)
                ):
                    text = f"{self.factor(a, letters, False)} / {self.factor(b, letters, False)}"
                    return self.wrap(text)
                word = self.fraction if self.fraction in ("dfrac", "tfrac") and self.r.random() < 0.6 else "frac"
                return f"\\{word}{{{self.additive(a, letters)}}}{{{self.additive(b, letters)}}}"
            case Pow(b, p):
                return self.power(b, p, letters)
            case Fn(name, a):
                return self.function(name, a, letters, last)
            case Delta(a, b):
                one, other = self.affine(a, letters), self.affine(b, letters)
                plain = a.bare is not None and b.bare is not None and self.commas == "run"
                delta = (
                    self.delta if not any(letter_of(t) == "\\delta" for t in self.names.tensors.values()) else "iverson"
                )
                if delta == "delta":
                    gap = " " if "\\" in one and other[0].isalpha() else ""
                    return f"\\delta_{{{one}{gap if plain else ','}{other}}}"
                return f"\\mathbb{{1}}[{one} = {other}]" if delta == "bb" else f"[{one} = {other}]"
            case Bracket(a):
                inside = f"{self.additive(a, letters)} > 0"
                if self.r.random() < 0.1:
                    inside = f"0 < {self.additive(a, letters)}"
                match self.bracket:
                    case "bb":
                        return f"\\mathbb{{1}}[{inside}]"
                    case "bf":
                        return f"\\mathbf{{1}}_{{{inside}}}"
                    case "bbset":
                        return f"\\mathbb{{1}}\\{{{inside}\\}}"
                    case "sub":
                        return f"\\mathbb{{1}}_{{\\{{{inside}\\}}}}"
                return f"[{inside}]"
        raise TypeError(e)

    def power(self, b: Expr, p: Fraction, letters: dict[str, str]) -> str:
        n = str(p.numerator) if p.denominator == 1 else f"{p.numerator}/{p.denominator}"
        up = f"^{n}" if len(n) == 1 else f"^{{{n}}}"
        if isinstance(b, Ref) and "^" not in self.t(b.name):
            return self.entry(b.name, b.at, letters) + up
        if isinstance(b, Fn) and b.name in ("tanh", "sin", "cos") and self.r.random() < 0.6:
            return f"\\{b.name}{up}{self.wrap_plain(self.additive(b.arg, letters))}"
        return f"{self.wrap(self.additive(b, letters))}{up}"

    def wrap_plain(self, text: str) -> str:
        return f"\\left({text}\\right)" if self.brackets == "left" else f"({text})"

    def function(self, name: str, a: Expr, letters: dict[str, str], last: bool) -> str:
        inside = self.additive(a, letters)
        tensors = {letter_of(t) for t in self.names.tensors.values()} | set(self.names.letters)
        call = self.wrap_plain(inside)
        bare = last and isinstance(a, Ref) and self.r.random() < 0.3
        match name:
            case "exp":
                if "e" not in tensors and self.r.random() < 0.5:
                    return f"e^{{{inside}}}"
                return f"\\exp {inside}" if bare else f"\\exp{call}"
            case "log":
                word = self.r.choice(["log", "ln"])
                return f"\\{word} {inside}" if bare else f"\\{word}{call}"
            case "sigmoid":
                if "\\sigma" not in tensors and self.r.random() < 0.7:
                    return f"\\sigma{call}"
                if (
                    "e" not in tensors
                    and self.r.random() < 0.3
                    and not inside.startswith("-")
                    and not isinstance(a, Add)
                ):
                    return f"\\frac{{1}}{{1 + e^{{-{inside}}}}}"
                return f"\\operatorname{{sigmoid}}{call}"
            case "relu":
                return self.r.choice(
                    [
                        f"\\max(0, {inside})",
                        f"\\max({inside}, 0)",
                        f"\\mathrm{{ReLU}}{call}",
                        f"\\operatorname{{relu}}{call}",
                        f"\\max\\{{0, {inside}\\}}",
                    ]
                )
            case "softplus":
                if self.r.random() < 0.5:
                    return f"\\operatorname{{softplus}}{call}"
                inner = f"1 + \\exp{call}"
                return f"\\log{self.wrap_plain(inner)}"
            case "sqrt":
                return f"\\sqrt{{{inside}}}"
            case "abs":
                return f"|{inside}|"
        return f"\\{name} {inside}" if bare else f"\\{name}{call}"

    def derivative(self, e: Grad, letters: dict[str, str], last: bool) -> str:
        top = self.entry(e.top.name, e.top.at, letters)
        by = self.entry(e.by.name, e.by.at, letters)
        form = self.grad
        if not e.by.at and form in ("nabla", "bracketed"):
            form = "frac"
        if form == "nabla" and e.top.at:
            form = "frac"
        if form == "bracketed" and (e.top.at or self.r.random() < 0.3):
            form = "frac"
        if form == "slash":
            text = f"\\partial {top} / \\partial {by}"
            return text if self.alone else self.wrap(text)
        if form == "operator" and self.alone:
            return f"\\frac{{\\partial}}{{\\partial {by}}} {top}"
        if form in ("nabla", "bracketed"):
            word = self.t(e.by.name)
            below = self.subscript(e.by.at, letters)
            if form == "nabla":
                return (
                    f"(\\nabla_{{{word}}} {top}){below}"
                    if self.r.random() < 0.7
                    else f"[\\nabla_{{{word}}} {top}]{below}"
                )
            return f"\\left(\\frac{{\\partial {top}}}{{\\partial {word}}}\\right){below}"
        if "\\pd" in self.macros:
            return f"\\pd{{{top}}}{{{by}}}"
        return f"\\{'dfrac' if form == 'dfrac' else 'frac'}{{\\partial {top}}}{{\\partial {by}}}"

    alone = False

    def side(self, e: Expr, letters: dict[str, str]) -> str:
        self.alone = isinstance(e, Grad)
        text = self.additive(e, letters)
        self.alone = False
        if self.space and self.r.random() < 0.3:
            text = text.replace(" + ", self.r.choice([" \\, + \\, ", "\n   + ", " +\\; "]), 1)
        return text

    # ------------------------------------------------------------------------------------------ steps

    def links(self, step: Definition | Claim) -> list[str]:
        """The sides of an equation."""
        if isinstance(step, Definition):
            letters = self.free_letters(step.index, [step.body])
            letters = self.last = self.assign([step.body], letters)
            left = self.entry(step.name, tuple(map(aff, step.index)), letters)
            return [left, self.side(step.body, letters)]
        sides = [step.left, *step.rights]
        letters = self.free_letters(tuple(i for i, _ in step.free), sides)
        letters = self.last = self.assign(sides, letters)
        return [self.side(e, letters) for e in sides]


def _children(e: Expr) -> Iterable[Expr]:
    from tests.written.syntax import children

    return children(e)


# ---------------------------------------------------------------------------------------------- documents

OPENING = [
    "We study a small network.",
    "Notes on a layer and its backward pass.",
    "Homework 3.",
    "The forward pass, and then what flows back.",
    "",
    "This section derives the gradients by hand.",
]
DEFINE = [
    "The layer computes",
    "Define",
    "Put",
    "Let",
    "We set",
    "The forward pass is",
    "Then",
    "Next,",
    "It computes",
    "",
    "With this, we define",
    "where",
]
CLAIM = [
    "Hence",
    "Then",
    "We get",
    "The gradient is",
    "By the chain rule,",
    "It follows that",
    "Therefore",
    "",
    "This gives",
    "Differentiating,",
    "Thus we have",
    "Show that",
    "One finds",
]
INLINE = ["Let ${}$.", "Put ${}$.", "Write ${}$ for short.", "With ${}$ we go on.", "Define ${}$ as usual."]
UPSTREAM = [
    "Write",
    "Let",
    "The upstream gradient is",
    "Denote",
    "Let us abbreviate",
    "",
    "Given the incoming gradient",
]
SUPPOSE = [
    "Assume that",
    "Suppose that",
    "Suppose",
    "Assume",
    "Let us assume that",
    "Now suppose that",
    "From now on we assume",
    "Assume in addition that",
    "For the rest we suppose that",
    "We assume that",
    "Provided that",
    "Assuming that",
    "Assumption:",
    "Let the inputs be such that",
]
FILLER = [
    "",
    "",
    "",
    "The sizes are arbitrary.",
    "This is standard.",
    "(See the lecture.)",
    "We keep the batch in mind.",
    "Note the order of the indices.",
    "All sums are finite.",
]


class Page:
    """The text as it grows, and the line it has reached."""

    def __init__(self) -> None:
        self.text = ""

    @property
    def line(self) -> int:
        return self.text.count("\n") + 1

    def add(self, text: str) -> None:
        self.text += text


def write(story: Story, truths: dict[tuple[int, int], bool | None], seed: int) -> Written:
    """The document, and what each of its links should be found to be."""
    hand = Hand(story, seed)
    r = hand.r
    equations, letters = [], []
    for step in story.steps:
        equations.append(hand.links(step))
        letters.append(hand.last)
    page, expected = Page(), []
    if hand.tex:
        page.add("\\documentclass{article}\n\\usepackage{amsmath,amssymb,bm}\n")
        for name, body in hand.macros.items():
            page.add(f"\\newcommand{{{name}}}{body}\n")
        page.add("\\begin{document}\n")
    elif hand.macros:
        page.add("".join(f"$\\newcommand{{{name}}}{body}$\n" for name, body in hand.macros.items()))
    opening = r.choice(OPENING)
    if opening:
        page.add(f"\\section{{{opening.rstrip('.')}}}\n" if hand.tex else f"# {opening}\n\n")
    declared = shapes(hand)
    where = r.choice(["start"] * 6 + ["after", "end"])
    if where == "start":
        page.add(declared)
    if not hand.written_range or r.random() < 0.3:
        page.add(
            r.choice(["Indices start at {}.", "All indices start at {}.", "We count from {}."]).format(hand.base)
            + "\n\n"
        )
    k = 0
    steps = story.steps

    def kind(step: Definition | Claim) -> str:
        return "definition" if isinstance(step, Definition) else "hypothesis" if step.note == "suppose" else "claim"

    while k < len(steps):
        many, what = 1, kind(steps[k])
        while k + many < len(steps) and kind(steps[k + many]) == what and r.random() < 0.4 and many < 4:
            many += 1
        group = list(range(k, k + many))
        k += many
        step = steps[group[0]]
        lead = r.choice({"definition": DEFINE, "hypothesis": SUPPOSE, "claim": CLAIM}[what])
        named = isinstance(step, Definition) and isinstance(step.body, Grad)
        if named:
            lead = r.choice(UPSTREAM)
        filler = r.choice(FILLER)
        if what == "definition" and not named and many == 1 and r.random() < 0.12:
            page.add(r.choice(INLINE).format(" = ".join(equations[group[0]])) + "\n\n")
            continue
        page.add(f"{filler} {lead}".strip() + "\n")
        if not hand.tex and r.random() < 0.5 and lead:
            page.add("\n")
        behind = ""
        first = steps[group[0]]
        if what == "definition" and many == 1 and k < len(steps) and not named and r.random() < 0.1:
            after = steps[k]  # "y = f(x), where x = ..."
            if isinstance(after, Definition) and first.name in {e.name for e in walk(after.body) if isinstance(e, Ref)}:
                behind = f"where ${' = '.join(equations[group[0]])}$."
                group, k = [k], k + 1
        if not behind and many == 1 and r.random() < 0.15:
            behind = ranges_told(hand, first, letters[group[0]])
        start, text = display(hand, [equations[n] for n in group], r, bool(behind))
        at = page.line + start
        page.add(text)
        if behind:
            page.add(behind + "\n\n")
        if where == "after":
            page.add(("Here " if r.random() < 0.5 else "") + declared)
            where = "start"
        link = 0
        for n in group:
            for m in range(len(equations[n]) - 1):
                expected.append(Expected(at, link, what, truths.get((n, m)) if what == "claim" else None))
                link += 1
    if where != "start":
        page.add("Throughout:\n\n" + declared)
    if hand.tex:
        page.add("\\end{document}\n")
    return Written(page.text, expected, "written.tex" if hand.tex else "written.md")


def ranges_told(hand: Hand, step: Definition | Claim, letters: dict[str, str]) -> str:
    """``for $i = 1, \\dots, N$`` behind a display, about its free indices."""
    free = list(zip(step.index, step.shape, strict=True)) if isinstance(step, Definition) else list(step.free)
    if not free or any(i not in letters for i, _ in free):
        return ""
    told = []
    for i, n in free:
        low, high = hand.affine(aff(0), {}), hand.affine(n - 1, {})
        several = f"${letters[i]} \\in \\{{{low}, \\dots, {high}\\}}$"
        told.append(hand.r.choice([f"${letters[i]} = {low}, \\dots, {high}$", several]))
    return f"for {' and '.join(told)}."


def display(hand: Hand, equations: list[list[str]], r: random.Random, goes_on: bool = False) -> tuple[int, str]:
    """A display of equations, and the offset of the line where it begins; its sentence may go on behind it."""
    end = r.choice(["", ".", ",", " .", ""]) if not goes_on else r.choice(["", ","])
    aligned = r.random() < 0.4 or (len(equations) > 1 and r.random() < 0.5)
    tag = r.choice(["", "", "", " \\tag{1}", " \\label{eq:a}"]) if len(equations) == 1 else ""
    if aligned:
        rows = []
        for sides in equations:
            rows.append(f"{sides[0]} &= {sides[1]}")
            for side in sides[2:]:
                rows.append(r.choice(["&= ", " &= "]) + side)
        body = " \\\\\n".join(rows)
        name = r.choice(
            ["aligned", "align", "align*", "split"] if len(equations) == 1 else ["aligned", "align", "align*"]
        )
        if name in ("aligned", "split"):
            inner = f"\\begin{{{name}}}\n{body}{end}\n\\end{{{name}}}"
            if hand.tex:
                return 0, f"\\begin{{equation}}\n{inner}\n\\end{{equation}}\n"
            return 0, f"$$\n{inner}\n$$\n\n"
        text = f"\\begin{{{name}}}\n{body}{end}\n\\end{{{name}}}"
        if hand.tex:
            return 0, text + "\n"
        return (0, f"{text}\n\n") if r.random() < 0.4 and name != "x" else (0, f"$$\n{text}\n$$\n\n")
    gap = r.choice([", \\qquad ", " \\qquad ", ", \\quad ", " \\\\\n", ", \\quad \\text{and} \\quad ", ",\\\\ "])
    if gap.strip().endswith("\\\\"):
        body = gap.join(" = ".join(sides) for sides in equations)
        if len(equations) > 1:
            body = f"\\begin{{gathered}}\n{body}\n\\end{{gathered}}"
    else:
        body = gap.join(" = ".join(sides) for sides in equations)
    body += tag if "label" in tag and not hand.tex else ""
    if hand.tex:
        kind = r.choice(["\\[", "equation", "equation*", "$$"])
        if kind == "\\[":
            return 0, f"\\[ {body}{end} \\]\n"
        if kind == "$$":
            return 0, f"$$ {body}{end} $$\n"
        return 0, f"\\begin{{{kind}}}\n  {body}{end}{tag if kind == 'equation' else ''}\n\\end{{{kind}}}\n"
    kind = r.choice(["one", "lines", "\\["])
    if kind == "one":
        return 0, f"$$ {body}{end} $$\n\n"
    if kind == "\\[":
        return 0, f"\\[\n{body}{end}\n\\]\n\n"
    return 0, f"$$\n{body}{end}\n$$\n\n"


def shapes(hand: Hand) -> str:
    """The sentences that state the shapes."""
    r, story = hand.r, hand.story
    reals = r.choice(["\\mathbb{R}", "\\mathbb R", "\\mathbb{R}"])
    if "\\R" in hand.macros:
        reals = "\\R"

    def space(shape: tuple[Affine, ...]) -> str:
        if not shape:
            return reals
        words = []
        for a in shape:
            word = hand.affine(a, {}, index=False)
            words.append(f"({word})" if len(a.terms) > 1 and len(shape) > 1 and r.random() < 0.7 else word)
        return f"{reals}^{{{r.choice([' ' + chr(92) + 'times ', chr(92) + 'times ']).join(words)}}}"

    facts: list[tuple[str, tuple[Affine, ...]]] = [(t.name, t.shape) for t in story.inputs if not t.sign]
    signs = [hand.t(t.name) for t in story.inputs if t.sign]
    for s in story.steps:
        numbered = isinstance(s, Definition) and re.search(r"_\{?\d", hand.t(s.name))
        if isinstance(s, Definition) and (s.state_shape or numbered or r.random() < 0.2) and s.shape:
            facts.append((s.name, s.shape))
    if r.random() < 0.3:
        r.shuffle(facts)
    pieces: list[str] = []
    groups: dict[tuple[Affine, ...], list[str]] = {}
    for name, shape in facts:
        groups.setdefault(shape if r.random() < 0.5 else (*shape, aff(f"%{len(groups)}")), []).append(name)
    shape_of = dict(facts)
    for names in groups.values():
        pieces.append(f"{', '.join(map(hand.t, names))} \\in {space(shape_of[names[0]])}")
    form = r.choice(["let", "let", "list", "display", "plain", "split", "words"])
    text = ""
    if form == "list":
        if hand.tex:
            text = "\\begin{itemize}\n" + "".join(f"\\item ${p}$\n" for p in pieces) + "\\end{itemize}\n"
        else:
            text = "".join(f"- ${p}$\n" for p in pieces) + "\n"
    elif form == "display":
        body = ", \\quad ".join(pieces)
        text = f"Shapes:\n$$ {body} . $$\n\n" if not hand.tex else f"Shapes:\n\\[ {body} . \\]\n"
    elif form == "plain":
        text = " ".join(f"${p}$," for p in pieces)[:-1] + ".\n\n"
    elif form == "split":
        text = "Let " + f"${', '.join(pieces)}$.\n\n"
    elif form == "words":
        words = ["the input", "weights", "a matrix", "a tensor", "parameters", "another one"]
        text = "We are given " + ", ".join(f"{r.choice(words)} ${p}$" for p in pieces) + ".\n\n"
    else:
        joined = ", ".join(f"${p}$" for p in pieces[:-1])
        text = "Let " + (f"{joined} and ${pieces[-1]}$" if joined else f"${pieces[-1]}$") + ".\n\n"
    for s in story.integers:
        word = hand.names.sizes[s]
        if s == "%P":
            text += r.choice(
                [
                    f"The padding ${word}$ is a non-negative integer. ",
                    f"Padding ${word}$. ",
                    f"${word} \\ge 0$ is an integer. ",
                ]
            )
        else:
            text += r.choice(
                [f"The stride is ${word}$. ", f"Stride ${word}$. ", f"The stride ${word}$ is a positive integer. "]
            )
    for word in signs:
        text += r.choice([f"Here ${word} > 0$. ", f"The constant ${word} > 0$ is small. "])
    return text + ("\n\n" if not text.endswith("\n") else "")
