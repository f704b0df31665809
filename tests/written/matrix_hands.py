"""A hand that writes matrix notation: :func:`write_matrices` prints a :class:`~tests.written.matrices.MStory`."""

from __future__ import annotations

from fractions import Fraction

from tests.written import words
from tests.written.hands import Expected, Hand, Written, letter_of
from tests.written.matrices import (
    ONE,
    Dot,
    Eye,
    F,
    Had,
    Inv,
    M,
    Mask,
    MClaim,
    MDefinition,
    MGrad,
    MStory,
    Norm2,
    Ones,
    Plus,
    Prod,
    Scale,
    T,
    Tr,
    V,
    shape,
)
from tests.written.pages import Page, display, shapes
from tests.written.syntax import Claim, Definition, Num, Story

__all__ = ["write_matrices"]

TRANSPOSES = [
    "^\\top",
    "^\\top",
    "^{\\top}",
    "^T",
    "^{T}",
    "^{\\mathsf T}",
    "^{\\mathsf{T}}",
    "^\\intercal",
    "^{\\mathrm{T}}",
]


class MatrixHand(Hand):
    """Habits of matrix notation on top of those of a hand."""

    def __init__(self, story: MStory, seed: int) -> None:
        self.matrices = story
        plain = Story(
            story.sizes,
            story.inputs,
            tuple(Definition(s.name, (), s.shape, Num(Fraction(1))) for s in story.steps if isinstance(s, MDefinition)),
            story.loss,
            story.frontier,
        )
        super().__init__(plain, seed)
        r = self.r
        self.written_range = True
        self.env = {t.name: t.shape for t in story.inputs}
        self.env |= {s.name: s.shape for s in story.steps if isinstance(s, MDefinition)}
        self.transposed = r.choice(TRANSPOSES)
        if {"T"} & ({letter_of(n) for n in self.names.tensors.values()} | set(self.names.sizes.values())):
            self.transposed = "^\\top"
        self.had = r.choice(["\\odot", "\\odot", "\\circ"])
        self.norm = r.choice(["\\|{}\\|", "\\lVert {} \\rVert", "\\left\\| {} \\right\\|", "\\Vert {} \\Vert"])
        self.trace = r.choice(
            ["\\operatorname{tr}", "\\mathrm{tr}", "\\operatorname{Tr}", "\\text{tr}", "\\mathrm{Tr}"]
        )
        self.dot = r.choice(["top", "top", "angle", "cdot"])
        self.ones = r.choice(["\\mathbf{1}", "\\mathbf{1}", "\\mathbf 1"])
        self.identity = r.choice(["I", "I", "\\mathbf{I}"])
        if "I" in {letter_of(n) for n in self.names.tensors.values()}:
            self.identity = "\\mathbf{I}"
        self.inverse_transposed = r.choice(["short", "inside", "outside"])

    def subscript_symbols(self, step: Definition | Claim) -> set[str]:
        return set()

    # ---- levels: sum, product, factor; a script needs a name or brackets

    def total(self, e: M) -> str:
        if isinstance(e, Plus):
            text = ""
            for p, s in zip(e.parts, e.signs, strict=True):
                word = self.multiplied(p) if not isinstance(p, Plus) else self.wrap(self.total(p))
                if word.startswith("-"):
                    word = self.wrap(word)
                text += (f" {'+' if s > 0 else '-'} {word}") if text else word if s > 0 else f"-{word}"
            return text
        return self.multiplied(e)

    def multiplied(self, e: M) -> str:
        match e:
            case Prod(a, b):
                return f"{self.chained(a)}{self.gap()}{self.chained(b)}"
            case Had(a, b):
                return f"{self.hadamard(a)} {self.had} {self.hadamard(b)}"
            case Scale(factor, a):
                if isinstance(factor, M):
                    front = self.factor(factor)
                elif factor == -1:
                    return f"-{self.chained(a)}"
                else:
                    front = ("-" if factor < 0 else "") + self.number(abs(factor))
                inner = self.chained(a)
                gap = " \\cdot " if inner[:1].isdigit() else self.r.choice([" ", "\\, "])
                return f"{front}{gap}{inner}"
        return self.factor(e)

    def gap(self) -> str:
        return self.r.choice([" ", " ", " ", "\\, "])

    def chained(self, e: M) -> str:
        """A factor of a matrix product."""
        if isinstance(e, Prod):
            return self.multiplied(e)
        if isinstance(e, Had | Plus | Scale):
            return self.wrap_matrix(self.total(e))
        return self.factor(e)

    def hadamard(self, e: M) -> str:
        if isinstance(e, Prod | Plus | Scale):
            return self.wrap_matrix(self.total(e))
        if isinstance(e, Had):
            return self.multiplied(e)
        return self.factor(e)

    def wrap_matrix(self, text: str) -> str:
        """Round brackets: square ones around a matrix may be read as brackets of conditions."""
        kind = self.brackets
        if kind == "left":
            return f"\\left( {text} \\right)"
        if kind == "big":
            return f"\\bigl( {text} \\bigr)"
        if kind == "square" and self.r.random() < 0.5:
            return f"\\left[ {text} \\right]"
        return f"({text})"

    def factor(self, e: M) -> str:
        match e:
            case V(name):
                return self.t(name)
            case MGrad(loss, by):
                return self.gradient(loss, by)
            case T(a):
                if isinstance(a, Inv):
                    form = self.inverse_transposed
                    inside = self.scripted(a.a, plain=True)
                    if form == "short" and "^" not in inside.split("}")[-1]:
                        sign = {"^T": "^{-T}", "^{T}": "^{-T}"}.get(self.transposed, "^{-\\top}")
                        return f"{inside}{sign}"
                    if form == "inside":
                        return f"({inside}{self.transposed})^{{-1}}"
                    return f"({inside}^{{-1}}){self.transposed}"
                return f"{self.scripted(a)}{self.transposed}"
            case Inv(a):
                return f"{self.scripted(a)}^{{-1}}"
            case Ones(s):
                if len(s) == 1:
                    return self.ones + (f"_{{{self.affine(s[0], {}, index=False)}}}" if self.r.random() < 0.4 else "")
                return "1"
            case Eye(n):
                assert e != ONE
                return self.identity + (f"_{{{self.affine(n, {}, index=False)}}}" if self.r.random() < 0.3 else "")
            case F(name, a):
                return self.apply(name, a)
            case Mask(a):
                inside = f"{self.total(a)} > 0"
                return f"[{inside}]" if self.bracket != "bb" else f"\\mathbb{{1}}[{inside}]"
            case Norm2(a):
                bars = self.norm.replace("{}", self.total(a))
                if len(shape(a, self.env)) == 2:
                    return bars + self.r.choice(["_F^2", "_{F}^{2}", "_{\\mathrm{F}}^2"])
                return bars + self.r.choice(["^2", "_2^2", "^{2}"])
            case Tr(a):
                inner = self.total(a)
                return f"{self.trace}({inner})" if self.brackets != "left" else f"{self.trace}\\left({inner}\\right)"
            case Dot(a, b):
                if len(shape(a, self.env)) == 2:
                    if self.dot == "angle":
                        return f"\\langle {self.total(a)}, {self.total(b)} \\rangle"
                    left = f"{self.scripted(a)}{self.transposed}"
                    return f"{self.trace}({left}{self.gap()}{self.chained(b)})"
                if self.dot == "angle":
                    return f"\\langle {self.total(a)}, {self.total(b)} \\rangle"
                if self.dot == "cdot":
                    return f"{self.chained(a)} \\cdot {self.chained(b)}"
                return f"{self.scripted(a)}{self.transposed}{self.gap()}{self.chained(b)}"
        return self.wrap_matrix(self.total(e))

    def scripted(self, e: M, plain: bool = False) -> str:
        """What a superscript may stand at."""
        if isinstance(e, V):
            name = self.t(e.name)
            return name if "^" not in name and "'" not in name else f"({name})"
        if isinstance(e, Ones):
            return self.ones
        if isinstance(e, T):
            return f"({self.factor(e)})"
        if isinstance(e, F | Mask | MGrad):
            return self.wrap_matrix(self.factor(e))
        return self.wrap_matrix(self.total(e))

    def apply(self, name: str, a: M) -> str:
        inside = self.total(a)
        call = f"\\left({inside}\\right)" if self.brackets == "left" else f"({inside})"
        tensors = {letter_of(t) for t in self.names.tensors.values()}
        match name:
            case "sigmoid":
                return f"\\sigma{call}" if "\\sigma" not in tensors else f"\\operatorname{{sigmoid}}{call}"
            case "relu":
                return self.r.choice(
                    [f"\\max({inside}, 0)", f"\\mathrm{{ReLU}}{call}", f"\\operatorname{{ReLU}}{call}"]
                )
            case "softplus":
                return f"\\operatorname{{softplus}}{call}"
        return f"\\{name}{call}"

    def gradient(self, loss: str, by: str) -> str:
        top, below = self.t(loss), self.t(by)
        form = self.grad
        if form in ("nabla", "bracketed"):
            return f"\\nabla_{{{below}}} {top}" if len(below) > 1 else f"\\nabla_{below} {top}"
        if form == "slash" and self.alone:
            return f"\\partial {top} / \\partial {below}"
        if "\\pd" in self.macros:
            return f"\\pd{{{top}}}{{{below}}}"
        return f"\\{'dfrac' if form == 'dfrac' else 'frac'}{{\\partial {top}}}{{\\partial {below}}}"

    def matrix_side(self, e: M) -> str:
        self.alone = isinstance(e, MGrad)
        text = self.total(e)
        self.alone = False
        return text

    def equation(self, step: MDefinition | MClaim) -> list[str]:
        if isinstance(step, MDefinition):
            return [self.t(step.name), self.matrix_side(step.body)]
        return [self.matrix_side(e) for e in (step.left, *step.rights)]


def write_matrices(story: MStory, truths: dict[tuple[int, int], bool | None], seed: int) -> Written:
    """The document and what is expected of it."""
    hand = MatrixHand(story, seed)
    r = hand.r
    page, expected = Page(), []
    if hand.tex:
        page.add("\\documentclass{article}\n\\usepackage{amsmath,amssymb,bm}\n")
        for name, body in hand.macros.items():
            page.add(f"\\newcommand{{{name}}}{body}\n")
        page.add("\\begin{document}\n")
    elif hand.macros:
        page.add("".join(f"$\\newcommand{{{name}}}{body}$\n" for name, body in hand.macros.items()))
    page.add(shapes(hand))
    steps = story.steps
    k = 0
    while k < len(steps):
        many = 1
        while k + many < len(steps) and type(steps[k + many]) is type(steps[k]) and r.random() < 0.4 and many < 4:
            many += 1
        step = steps[k]
        lead = r.choice(words.DEFINE if isinstance(step, MDefinition) else words.CLAIM)
        if isinstance(step, MDefinition) and isinstance(step.body, MGrad):
            lead = r.choice(words.UPSTREAM)
        page.add(f"{r.choice(words.FILLER)} {lead}".strip() + "\n")
        equations = [hand.equation(s) for s in steps[k : k + many]]
        start, text = display(hand, equations, r)
        at = page.line + start
        page.add(text)
        link = 0
        for n in range(k, k + many):
            for m in range(len(equations[n - k]) - 1):
                role = "definition" if isinstance(steps[n], MDefinition) else "claim"
                expected.append(Expected(at, link, role, truths.get((n, m)) if role == "claim" else None))
                link += 1
        k += many
    if hand.tex:
        page.add("\\end{document}\n")
    return Written(page.text, expected, "written.tex" if hand.tex else "written.md")
