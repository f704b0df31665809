r"""Other ways to write the same formula, for :mod:`tests.written.metamorphic`: each maps a document to a document.

Every change keeps the meaning under DESIGN.md, section 4, whatever the document says; where it might not (a letter
with two uses, a macro), the document is left as it is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["MATH", "RESPELLINGS"]

MATH = re.compile(
    r"\$\$.*?\$\$|\\\[.*?\\\]|\$[^$]+\$|\\\(.*?\\\)"
    r"|\\begin\{(equation|align|gather|multline|aligned|eqnarray)(\*?)\}.*?\\end\{\1\2\}",
    re.DOTALL,
)
SIMPLE = r"(?:[A-Za-z0-9]|\\[a-zA-Z]+)"
BRACED = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
DERIVATIVE = re.compile(r"\\d?frac\{\\partial ((?:\\mathcal\{)?[A-Z]\}?)\}\{\\partial ([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")


def _inside(text: str, change: Callable[[str], str]) -> str:
    return MATH.sub(lambda m: change(m.group()), text)


def _has_macros(text: str) -> bool:
    return any(word in text for word in ("newcommand", "DeclareMath", "\\def", "verb"))


def commas(text: str, r: random.Random) -> str:
    """``x_{ij}`` as ``x_{i,j}``, or back, in the whole document."""
    if r.random() < 0.5:
        letters = r"_\{([i-n]{2,4})\}"
        if re.search(r"_\{(?:in|ln|min|nn|mm|kk|ll)\}", text):
            return text
        glue = r.choice([",", ", "])
        return _inside(text, lambda f: re.sub(letters, lambda m: f"_{{{glue.join(m.group(1))}}}", f))
    listed = re.compile(r"_\{([i-n](?:,\s?[i-n]){1,3})\}")
    return _inside(text, lambda f: listed.sub(lambda m: "_{" + "".join(re.findall("[i-n]", m.group(1))) + "}", f))


def fractions(text: str, r: random.Random) -> str:
    r"""``\frac{1}{N}`` as ``(1/N)`` or ``{1 \over N}``."""
    new = r.choice([r"(\1/\2)", r"{\1 \\over \2}", r"\\tfrac{\1}{\2}", r"\\left(\1 / \2\\right)"])
    return _inside(text, lambda f: re.sub(rf"\\frac\{{({SIMPLE})\}}\{{({SIMPLE})\}}(?!\s*[\^_])", new, f))


def derivatives(text: str, r: random.Random) -> str:
    r"""``\frac{\partial L}{\partial x_i}`` as ``(\partial L / \partial x_i)``, ``\partial_{x_i} L``, a macro."""
    if _has_macros(text) or re.search(r"\\partial [A-Z]\s*\\partial|\\partial\^", text):
        return text
    form = r.choice(
        [r"(\\partial \1 / \\partial \2)", r"\\partial_{\2} \1", r"\\frac{\\partial}{\\partial \2} \1", "macro"]
    )
    if form != "macro":
        # only what stands alone on a side: an operator before a name would take a product
        alone = re.compile(r"(?<=[=$\[\n&] )" + DERIVATIVE.pattern + r"(?=\s*(?:&|=|\$\$|\\\]|\\\\))")
        return _inside(text, lambda f: alone.sub(form, f))
    changed = _inside(text, lambda f: DERIVATIVE.sub(r"\\pder{\1}{\2}", f))
    return (
        f"\\newcommand{{\\pder}}[2]{{\\frac{{\\partial #1}}{{\\partial #2}}}}\n\n{changed}" if changed != text else text
    )


def decorated(text: str, r: random.Random) -> str:
    """A capital letter that is a tensor everywhere, in bold or beneath a sign, or as a macro."""
    formulas = " ".join(m.group() for m in MATH.finditer(text))
    shaped = set(re.findall(r"(?<![A-Za-z\\_{])([A-Z])(?=\s*(?:,\s*[A-Za-z]\s*)*\\in \\mathbb)", formulas))
    shaped -= {x for x in shaped if re.search(rf"\\[a-zA-Z]+\s*\{{?{x}\}}|\\in[^=$]*\^\{{[^{{}}]*{x}", formulas)}
    shaped -= {x for x in shaped if re.search(rf"[A-Za-z]{x}\b|\b{x}[a-z]", re.sub(r"\\[a-zA-Z]+|\s", " ", formulas))}
    shaped -= set("EIRTL")
    if not shaped or _has_macros(text) or "\\text" in formulas or "\\operatorname" in formulas or "mathrm" in formulas:
        return text
    letter = r.choice(sorted(shaped))
    new = r.choice([f"\\mathbf{{{letter}}}", f"\\hat{{{letter}}}", f"\\tilde {letter}", f"\\my{letter}"])
    if new.startswith("\\my"):
        text = f"\\newcommand{{{new}}}{{{letter}}}\n\n{text}"
        new += " "
    return _inside(text, lambda f: re.sub(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", lambda _: new, f))


def functions(text: str, r: random.Random) -> str:
    """Other names of the same functions and operations."""
    if _has_macros(text) or re.search(r"\be\b(?!\^)", " ".join(m.group() for m in MATH.finditer(text))):
        return text
    pairs = [
        (r"\\log(?![a-zA-Z])", r"\\ln"),
        (r"\\exp\(([^()]*)\)", r"e^{\1}"),
        (r"\\mathbb\{1\}\[", r"["),
        (r"\\odot(?![a-zA-Z])", r"\\circ"),
        (r"\\operatorname\{relu\}|\\mathrm\{ReLU\}", r"\\operatorname{ReLU}"),
        (r"\\operatorname\{tr\}", r"\\mathrm{tr}"),
        (r"\\sigma\(([^()]*)\)", r"\\operatorname{sigmoid}(\1)"),
        (r"\\sum_\{([a-z])=([01])\}\^\{([A-Z])\}", r"\\sum_{\2 \\le \1 \\le \3}"),
        (r"\\sum(?![a-zA-Z])", r"\\sum\\limits"),
    ]
    if "\\sigma" in re.sub(r"\\sigma\s*\(", "", text):
        pairs = [p for p in pairs if "sigma" not in p[0]]
    old, new = r.choice(pairs)
    return _inside(text, lambda f: re.sub(old, new, f))


def tagged(text: str, r: random.Random) -> str:
    """Numbers, labels and full stops in displays of one line."""
    count = 0

    def mark(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        tail = r.choice(["", f" \\tag{{{count}}}", f" \\label{{eq:{count}}}", " \\nonumber", "\\,", " \\qquad"])
        return f"$${match.group(1).rstrip()}{tail} $$"

    return re.sub(r"\$\$([^$\n]*[A-Za-z0-9})\]]) ?\$\$", mark, text)


def separated(text: str, r: random.Random) -> str:
    """An aligned display as displays of its rows, where each row begins with its own left side."""

    def split(match: re.Match[str]) -> str:
        rows = re.split(r"\\\\(?![a-zA-Z])", match.group(2))
        if any(not re.match(r"\s*[^&\s=]", row) or row.count("=") != 1 or "\\text" in row for row in rows):
            return match.group()
        return "\n\n".join(f"$$ {' '.join(row.replace('&', '').split())} $$" for row in rows if row.strip())

    return re.sub(r"\$\$\s*\\begin\{(aligned|gathered)\}(.*?)\\end\{\1\}\s*\$\$", split, text, flags=re.DOTALL)


def quoted(text: str, r: random.Random) -> str:
    """Lines ended in the manner of another system, a mark at the beginning, or a text in a quotation."""
    form = r.random()
    if form < 0.4:
        return text.replace("\n", "\r\n")
    if form < 0.6:
        return "\ufeff" + text
    if re.search(r"^(?:#|\\|```|---|\||\s*[-*>\d])|newcommand|<", text, re.MULTILINE):
        return text
    return "".join(f"> {line}" if line.strip() else f">{line}" for line in text.splitlines(keepends=True))


def pasted(text: str, r: random.Random) -> str:
    """Unicode signs for commands."""
    signs = {
        r"\\sum(?![a-zA-Z])": "∑",
        r"\\partial(?![a-zA-Z])": "∂",
        r"\\alpha(?![a-zA-Z])": "α",
        r"\\lambda(?![a-zA-Z])": "λ",
        r"\\sigma(?![a-zA-Z])": "σ",
        r"\\cdot(?![a-zA-Z])": "·",
        r"\\le(?![a-zA-Z])": "≤",
        r"\\mathbb\{R\}": "ℝ",
        r"\^\\top(?![a-zA-Z])": "ᵀ",
        r"\^2(?![0-9])": "²",
        r"\\odot(?![a-zA-Z])": "⊙",
        r"\\in(?![a-zA-Z])": "∈",
    }
    if _has_macros(text):
        return text
    for old, new in signs.items():
        if r.random() < 0.5:
            text = _inside(text, lambda f, old=old, new=new: re.sub(old, new, f))  # type: ignore[misc]
    return text


RESPELLINGS = (commas, fractions, derivatives, decorated, functions, tagged, separated, quoted, pasted)
