r"""From LaTeX names to Python identifiers.

Guarantee: :func:`identifier` gives a valid identifier that is no keyword; :func:`identifiers` gives different
names different identifiers.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

__all__ = ["callable_name", "identifier", "identifiers"]

_DECORATIONS = {
    "hat",
    "bar",
    "tilde",
    "dot",
    "ddot",
    "check",
    "breve",
    "vec",
    "widehat",
    "widetilde",
    "overline",
    "underline",
}
_FONTS = {
    "mathbf",
    "mathrm",
    "mathit",
    "mathcal",
    "mathbb",
    "boldsymbol",
    "bm",
    "text",
    "textbf",
    "textit",
    "mathsf",
    "mathfrak",
    "operatorname",
    "textrm",
    "mathscr",
    "left",
    "right",
    "displaystyle",
    "textstyle",
    "smash",
}
_MARKS = {
    "*": "star",
    "+": "plus",
    "-": "minus",
    "'": "prime",
    "ast": "star",
    "star": "star",
    "prime": "prime",
    "top": "T",
    "dagger": "dagger",
}
_RENAMED = {"langle": "", "rangle": "", "lfloor": "floor", "rfloor": "", "lceil": "ceil", "rceil": ""}
# letters that stand together in a subscript, ``W_{xh}``, which is spelt with spaces between them
_TOGETHER = re.compile(r"(?<![\\A-Za-z0-9])[A-Za-z0-9](?: [A-Za-z0-9](?![A-Za-z0-9]))+")
_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z]+|[0-9]+|[*+'\-]")


def identifier(name: str) -> str:
    r"""The Python identifier of a name as a document writes it.

    >>> [identifier(n) for n in (r"h^{(1)}", r"W^{[2]}", r"\hat{x}", r"\bar{Y}", r"\gamma", "x^*", r"\lambda")]
    ['h_1', 'W_2', 'x_hat', 'Y_bar', 'gamma', 'x_star', 'lambda_']
    >>> identifier(r"x_{\text{in}}"), identifier(r"\mathbf{x}^{\langle t \rangle}"), identifier(r"\bar{S}^{(2)}")
    ('x_in', 'x_t', 'S_bar_2')
    >>> identifier("W_{xh}"), identifier("W_{x h}"), identifier("W_{x,h}")
    ('W_xh', 'W_xh', 'W_x_h')
    """
    words: list[str] = []
    pending: list[tuple[str, int]] = []
    for token in _TOKEN.findall(_TOGETHER.sub(lambda found: found[0].replace(" ", ""), name)):
        word = token.removeprefix("\\")
        if token.startswith("\\") and word in _DECORATIONS:
            pending.append((word.removeprefix("wide").replace("overline", "bar"), len(words)))
            continue
        if token.startswith("\\") and word in _FONTS:
            continue
        word = _MARKS.get(word, _RENAMED.get(word, word)) if token.startswith("\\") or token in _MARKS else word
        if not word:
            continue
        words.append(word)
        while pending and pending[-1][1] < len(words):
            words.append(pending.pop()[0])
    text = "_".join(words) or "tensor"
    if text[0].isdigit():
        text = f"n_{text}"
    return f"{text}_" if keyword.iskeyword(text) else text


def identifiers(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """An identifier for each name, all different and none in ``taken``.

    >>> identifiers(["h^{(1)}", "h_1", "h^1"])
    {'h^{(1)}': 'h_1', 'h_1': 'h_1_2', 'h^1': 'h_1_3'}
    """
    used = set(taken)
    result: dict[str, str] = {}
    for name in names:
        stem = identifier(name)
        candidate, number = stem, 2
        while candidate in used:
            candidate = f"{stem}_{number}" if not stem.endswith("_") else f"{stem}{number}"
            number += 1
        used.add(candidate)
        result[name] = candidate
    return result


def callable_name(stem: str, orders: tuple[int, ...]) -> str:
    """The name of an abstract function, or of its derivative of the given orders, as an input of a kernel.

    >>> callable_name("f", ()), callable_name("f", (1,)), callable_name("f", (2,)), callable_name("g", (1, 0))
    ('f', 'f_prime', 'f_prime2', 'g_d10')
    """
    if not any(orders):
        return stem
    if len(orders) > 1:
        return f"{stem}_d{''.join(map(str, orders))}"
    return f"{stem}_prime{'' if orders == (1,) else orders[0]}"
