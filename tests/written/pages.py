"""A story as a document: sentences, displays and declarations around what a hand writes."""

from __future__ import annotations

import random
import re

from tests.written.hands import Expected, Hand, Written
from tests.written.syntax import Affine, Claim, Definition, Grad, Ref, Story, aff, walk
from tests.written.words import CLAIM, DEFINE, FILLER, INLINE, OPENING, SUPPOSE, UPSTREAM

__all__ = ["Page", "display", "shapes", "write"]


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
