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
from tests.written.words import GREEK, HABITS, INDICES, LATIN, SIZES

__all__ = ["Expected", "Hand", "Names", "Written"]


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
        first.sort(key=lambda kv: (kv[1] < 0, kv[0]))
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
        if e.also is not None:
            gap = self.r.choice([" ", "\\, ", " "])
            below = f"\\partial {by}{gap}\\partial {self.entry(e.also.name, e.also.at, letters)}"
            head = self.r.choice(["frac", "dfrac", "frac"])
            if self.r.random() < 0.2:
                return (
                    f"\\{head}{{\\partial^2}}{{{below}}} {top}"
                    if self.alone
                    else f"\\frac{{\\partial^2 {top}}}{{{below}}}"
                )
            return f"\\{head}{{\\partial^{self.r.choice(['2', '{2}'])} {top}}}{{{below}}}"
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
