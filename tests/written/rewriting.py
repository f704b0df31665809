r"""Documents counted from the other base, without ranges, with hypotheses moved, for :mod:`tests.written.metamorphic`.

Each change keeps the meaning of every claim; where a document has anything that might make it otherwise (a number in a
subscript, a shifted index, an index as a factor), it is left as it is.
"""

from __future__ import annotations

import random
import re

from tests.written.respelling import MATH

__all__ = ["inner_hypotheses", "other_base", "outer_hypotheses", "without_ranges"]

_SUM = re.compile(r"\\sum(?:\\limits)?_\{\s*([a-z])\s*=\s*([01])\s*\}\^(\{[^{}]*\}|[A-Za-z])")
_SUBSCRIPT = re.compile(r"_(\{(?:[^{}]|\{[^{}]*\})*\}|[A-Za-z0-9])")
_RANGE = re.compile(r"\b([a-z]) *= *([01]) *, *\\(?:dots|ldots)c? *, *([A-Z])( *- *1)?")
_SUPPOSING = re.compile(
    r"((?:^|(?<=[.!?]\s))(?:Assume|Suppose)(?: that)?)[:\s]*\n*"
    r"\$\$\s*([^$\n]*?)\s*[.,]?\s*\$\$\s*(?=[A-Z]|$)",
    re.MULTILINE,
)
_SUPPOSED = re.compile(r"((?:^|(?<=[.!?]\s))(?:Assume|Suppose)(?: that)?) \$([^$\n]*=[^$\n]*)\$\.(?=\s)", re.MULTILINE)


def _plain(text: str) -> bool:
    """Whether all subscripts are made of bare letters, so that counting shows in ranges alone."""
    for match in _SUBSCRIPT.finditer(text):
        inside = match.group(1).strip("{}").replace(" ", "")
        if re.search(r"\\(?:text|mathrm)", inside) or re.fullmatch(r"[A-Za-z,]+", inside):
            continue
        if re.fullmatch(r"[a-z]=[01]", inside) or re.fullmatch(r"\\partial.*|[^0-9+\-]*", inside):
            continue
        return False
    # an index that is compared, or a number itself, shows where it begins
    return not re.search(r"\^\{?\(?[a-z]\)?\}?|\[[^\]]*[=<>][^\]]*\]|\\(?:mathbb|mathbf)(?:\{1\}|1)_", text)


def other_base(text: str, r: random.Random) -> str:
    r"""``\sum_{i=1}^{N}`` as ``\sum_{i=0}^{N-1}`` everywhere, or back."""
    sums = _SUM.findall(text)
    bases = {low for _, low, _ in sums} | {low for _, low, _, _ in _RANGE.findall(text)}
    if len(bases) != 1 or not _plain(text) or re.search(r"begin at|start at|counted from|from zero|\\\{[01]", text):
        return text
    if len(sums) != len(re.findall(r"\\sum[^a-z]*_\{?[^}]*=", text)) or "\\prod" in text or "\\max_" in text:
        return text
    if bases == {"1"}:
        text = _SUM.sub(lambda m: rf"\sum_{{{m[1]}=0}}^{{{m[3].strip('{}')}-1}}", text)
        return _RANGE.sub(lambda m: rf"{m[1]} = 0, \dots, {m[3]}-1" if not m[4] else m[0], text)
    if any(not re.search(r"- *1\}$", high) for _, _, high in sums):
        return text
    text = _SUM.sub(lambda m: rf"\sum_{{{m[1]}=1}}^{{{re.sub(r' *- *1$', '', m[3].strip('{}'))}}}", text)
    return _RANGE.sub(lambda m: rf"{m[1]} = 1, \dots, {m[3]}" if m[4] else m[0], text)


def without_ranges(text: str, r: random.Random) -> str:
    r"""``\sum_{i=1}^{N} x_i`` as ``\sum_i x_i`` where the letter stands bare in the next factor, at its only axis."""
    if not _plain(text) or len({low for _, low, _ in _SUM.findall(text)}) != 1:
        return text
    high = {(x, re.sub(r"[{} ]", "", h)) for x, _, h in _SUM.findall(text)}
    if len({x for x, _ in high}) != len(high):
        return text  # one letter over two axes

    def drop(match: re.Match[str]) -> str:
        behind = text[match.end() : match.end() + 12]
        bare = re.match(rf"\s*(?:\\,)?\s*[A-Za-z]_\{{?[a-z,]*{match[1]}", behind)
        return rf"\sum_{{{match[1]}}}" if bare and r.random() < 0.8 else match.group()

    return _SUM.sub(drop, text)


def inner_hypotheses(text: str, r: random.Random) -> str:
    """A supposed display within its sentence: ``Assume $$ A = B. $$`` as ``Assume $A = B$.``."""
    return _SUPPOSING.sub(lambda m: f"{m[1]} ${m[2]}$. " if "\\tag" not in m[2] and "=" in m[2] else m[0], text)


def outer_hypotheses(text: str, r: random.Random) -> str:
    """The other way round."""
    inline = [m for m in MATH.finditer(text) if m.group().startswith("$") and not m.group().startswith("$$")]
    whole = {(m.start(), m.end()) for m in inline}

    def lift(match: re.Match[str]) -> str:
        place = match.start(2) - 1, match.end(2) + 1
        return f"{match[1]}\n$$ {match[2]} . $$\n" if place in whole else match[0]

    return _SUPPOSED.sub(lift, text)
