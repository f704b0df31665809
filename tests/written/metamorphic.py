"""Variants of the corpus that mean the same: ``python -m tests.written.metamorphic [--seed S] [--judge] [NAME...]``.

Letters are renamed everywhere, displays and spaces are written in other ways, Markdown becomes LaTeX, harmless
sentences come in, indices count from the other base or lose their ranges, hypotheses move into the text and out of it.
Roles (and, with ``--judge``, verdicts) must be those of the original, in reading order.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import sys

from tests.corpus_oracle.score import EXPECTED, names, place
from tests.written.respelling import MATH, RESPELLINGS
from tests.written.rewriting import inner_hypotheses, other_base, outer_hypotheses, without_ranges

__all__ = ["different", "variant"]

TOKEN = re.compile(
    r"\\(?:text|mathrm|operatorname|mathsf|texttt|textbf|label|tag|begin|end|mbox|ref)\*?\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|[A-Za-z]|[^A-Za-z\\]+",
    re.DOTALL,
)
SPECIAL = set("eTIEPVdfgFGiLJORZNCSH")  # letters with a meaning of their own somewhere, or that a word may name
FILLER = [
    "This is standard.",
    "We come back to this below.",
    "See the figure in the appendix.",
    "The notation is the usual one.",
    "Nothing here is new.",
]


def renamed(text: str, r: random.Random, count: int = 3) -> str:
    """Some letters exchanged, everywhere in the mathematics, for letters that the document does not use."""
    pieces = [m.group() for m in MATH.finditer(text)]
    tokens = _tokens(pieces)
    letters = {t for t in tokens if len(t) == 1 and t.isalpha()}
    applied = {a for a, b in itertools.pairwise(tokens) if len(a) == 1 and b[:1] in "('"}
    macros = "newcommand" in text or "DeclareMath" in text or "\\def" in text
    if macros:
        return text
    table: dict[str, str] = {}
    for old in r.sample(sorted(letters - SPECIAL - applied), min(count, len(letters - SPECIAL - applied))):
        pool = "abcjklmnopqrstuvwxyz" if old.islower() else "ABDKMQUWXY"
        free = [x for x in pool if x not in letters and x not in table.values() and x not in SPECIAL]
        if free:
            table[old] = r.choice(free)

    def within(match: re.Match[str]) -> str:
        return "".join(table.get(t, t) if len(t) == 1 else t for t in _tokens([match.group()]))

    return MATH.sub(within, text)


def _tokens(pieces: list[str]) -> list[str]:
    return [m.group() for piece in pieces for m in TOKEN.finditer(piece)]


def respelled(text: str, r: random.Random) -> str:
    """Other commands for the same signs."""
    swaps = [
        (r"\\frac(?=\{)", r"\\dfrac"),
        (r"\\mathbb\{R\}", r"\\mathbb R"),
        (r"\\le(?![a-zA-Z])", r"\\leq"),
        (r"\\ge(?![a-zA-Z])", r"\\geq"),
        (r"\^\\top(?![a-zA-Z])", r"^{\\mathsf{T}}"),
        (r"\\cdot(?![a-zA-Z])", r"\\cdot{}"),
        (r"\\partial(?= )", r"\\partial\\,"),
        (r"\\qquad(?![a-zA-Z])", r"\\quad\\quad"),
        (r"\\times(?![a-zA-Z])", r" \\times "),
        (r" \+ ", r" \\;+\\; "),
        (r"\\left\(", "("),
    ]
    chosen = [s for s in swaps if r.random() < 0.4]
    for old, new in chosen:
        if old == r"\\left\(":
            if text.count("\\left(") == text.count("\\right)"):
                text = text.replace("\\left(", "(").replace("\\right)", ")")
            continue
        text = MATH.sub(lambda m, old=old, new=new: re.sub(old, new, m.group()), text)  # type: ignore[misc]
    return text


def displayed(text: str, r: random.Random) -> str:
    """``$$`` as ``\\[`` and back."""
    if r.random() < 0.5:
        return re.sub(r"\$\$(.*?)\$\$", lambda m: f"\\[{m.group(1)}\\]", text, flags=re.DOTALL)
    return re.sub(r"\\\[(.*?)\\\]", lambda m: f"$${m.group(1)}$$", text, flags=re.DOTALL)


def filled(text: str, r: random.Random) -> str:
    """Harmless sentences at the ends of paragraphs that another paragraph of text follows."""
    parts = text.split("\n\n")
    for k in range(len(parts) - 1):
        plain = not re.match(r"\s*(?:[#$|\\>\-*\d]|```|---)", parts[k])
        if plain and parts[k].rstrip().endswith(".") and re.match(r"[A-Z]", parts[k + 1]) and r.random() < 0.6:
            parts[k] = f"{parts[k].rstrip()} {r.choice(FILLER)}"
    return "\n\n".join(parts)


def as_latex(text: str) -> str | None:
    """A Markdown document as LaTeX, where that is only a matter of headings."""
    if re.search(r"```|^\s*[-*|>]|^\d+\.|\*\*|`|^---|\[[^\]]*\]\(|\\\\begin|<", text, re.MULTILINE):
        return None
    text = re.sub(r"^#+ (.*)$", lambda m: f"\\section{{{m.group(1)}}}", text, flags=re.MULTILINE)
    if "#" in text or "%" in text or "&" in MATH.sub("", text):
        return None
    return f"\\documentclass{{article}}\n\\usepackage{{amsmath}}\n\\begin{{document}}\n{text}\n\\end{{document}}\n"


def variant(text: str, suffix: str, seed: int) -> tuple[str, str]:
    """The document written in another way, and its ending."""
    r = random.Random(seed)
    for change in (other_base, without_ranges, inner_hypotheses, outer_hypotheses):
        if r.random() < 0.3:
            text = change(text, r)
    for change in (renamed, respelled, displayed, filled):
        if r.random() < 0.7:
            text = change(text, r)
    for change in RESPELLINGS:
        if r.random() < 0.25:
            text = change(text, r)
    if suffix == ".md" and r.random() < 0.4:
        latex = as_latex(text)
        if latex is not None:
            return latex, ".tex"
    return text, suffix


def different(name: str, seed: int, *, judged: bool = False) -> list[str]:
    """Where a variant is read (or judged) in another way than the original should be."""
    from symderiv.documents.check import check
    from symderiv.documents.walk.document import read

    document, truth = place(name)
    text, suffix = variant(document.read_text(), document.suffix, seed)
    found = read(text.encode(), name + suffix)
    expected = sorted(json.loads(truth.read_text())["equations"], key=lambda e: (e["line"], e["link"]))
    if len(found.equations) != len(expected):  # a hypothesis in the text is not listed
        found.equations = [e for e in found.equations if e.role != "hypothesis"]
        expected = [e for e in expected if e["role"] != "hypothesis"]
    if len(found.equations) != len(expected):
        return [f"{name}:{seed}: {len(found.equations)} equations, should be {len(expected)}"]
    lines = []
    for e, should in zip(found.equations, expected, strict=True):
        if e.role != should["role"]:
            what = f"is {e.role}, should be {should['role']}: {e.error or e.latex}"
            lines.append(f"{name}:{seed}: {e.line}:{e.link} {what}")
    if judged:
        answers = check(found, seconds=5, suggest=False)["equations"]
        for a, should in zip(answers, expected, strict=True):
            if a["role"] == should["role"] == "claim" and a["verdict"] != EXPECTED.get(should["truth"], "undecided"):
                what = f"{a['verdict']}, should be {should['truth']}: {a['message']}"
                lines.append(f"{name}:{seed}: {a['line']}:{a['link']} {what}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    bad = 0
    for k, name in enumerate(options.names or names()):
        seed = options.seed * 1000 + k
        if options.show:
            document, _ = place(name)
            print(variant(document.read_text(), document.suffix, options.seed)[0])
            continue
        for line in different(name, options.seed if options.names else seed, judged=options.judge):
            bad += 1
            print(line, flush=True)
    print(f"{bad} differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
