r"""Names and shapes in code ticks, as the README of a library has them: "the input `x` of shape `(N, C)`".

A span of code is read as inline mathematics if it is a name that the document's formulas use (`x`, `W1` for ``W_1``,
`gamma`), one with its shape or a bound (`x: (N, D)`, `eps > 0`), or a list of sizes (`(N, D)`, `N x D`); all other
code is left alone.

Guarantee: what is read has the length of what it stands for, its ticks included, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import words

__all__ = ["bare_shapes", "code_reader"]

_FORMULAS = regex(
    r"\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{(\w+\*?)\}.*?\\end\{\1\}|\$[^$\n]+\$|^```math\n.*?^```", re.DOTALL | re.MULTILINE
)
_NAMES = "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega"
_GREEK = dict(zip(words(_NAMES), "αβγδζηθικλμνξπρστυχψω", strict=True))
_GREEK |= {"epsilon": "ϵ", "varepsilon": "ε", "phi": "ϕ", "varphi": "φ"}
# What code calls them.
_SHORT = {"eps": ("epsilon", "varepsilon"), "lam": ("lambda",), "lambd": ("lambda",), "lambda_": ("lambda",)}
_SIZE = r"(?:\d*[A-Za-z]|\d+)(?: ?[*+-] ?(?:\d*[A-Za-z]|\d+))*"
_TUPLE = regex(rf"([(\[]) ?({_SIZE}(?: ?, ?{_SIZE})*) ?(,?) ?[)\]]")
_TYPED = regex(rf"(\w+): ?[(\[] ?({_SIZE}(?: ?, ?{_SIZE})* ?,?) ?[)\]]")  # `x: (N, C)`
# `x: float[N][C]`, `x: f32[N, C]`
_ARRAY = regex(
    rf"(\w+): ?(?:float|double|real|f|fp|bf|Tensor|Array|ndarray)\d*((?: ?\[ ?{_SIZE}(?: ?, ?{_SIZE})* ?\])+)"
)
_BOUND = regex(r"(\w+) ?[<>]=? ?\d+")  # `eps > 0`
_PRODUCT = regex(r"[A-Za-z\d]+(?: ?[x×] ?[A-Za-z\d]+)+")
_LOWERED = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))


def code_reader(text: str) -> Callable[[str, str], str]:
    r"""A function that gives what stands for a span of code behind some words of a document: mathematics of the same
    length, or "".

    >>> read = code_reader("$$ y_1 = \\gamma W_1 x $$")
    >>> [read(code, "") for code in ("`x`", "`W1`", "`gamma`", "`z`", "`x.T`")]
    ['$x$', '$W₁$', '$ γ   $', '', '']
    >>> [read(code, "") for code in ("`(N, C)`", "`(N,)`", "`N x D`")], read("`(N,)`", "is of shape ")
    (['$ N× C $', '$ ℝ^N$', '$N × D$'], '$ N  $')
    >>> [read(code, "") for code in ("`x: float[N][C]`", "`x: f32[N, C]`", "`x[i]`")]
    ['$ x∈ℝ^{N×C}    $', '$ x∈ℝ^{N×C}  $', '']
    >>> [read(code, "") for code in ("`x: (N, C)`", "`gamma: (C,)`", "`gamma > 0`", "`z: (N, C)`")]
    ['$x∈ℝ^{N×C}$', '$ γ∈ℝ^C     $', '$ γ    > 0$', '']
    """
    formulas = " ".join(m.group() for m in _FORMULAS.finditer(text))
    used = set(re.findall(r"\\[A-Za-z]+|[A-Za-z](?:_(?:\{\w\}|\w))?", formulas))
    used |= {name[0] for name in used if name[0] != "\\"}

    def greek(name: str) -> str:
        return next((_GREEK[x] for x in _SHORT.get(name, (name,)) if x in _GREEK and f"\\{x}" in used), "")

    def symbol(name: str) -> str:
        if len(name) == 1 and name in used:
            return name
        numbered = re.fullmatch(r"([A-Za-z])_?([0-9])", name)
        if numbered is not None and any(f"{numbered[1]}_{x}" in used for x in (numbered[2], f"{{{numbered[2]}}}")):
            return name if "_" in name else f"{numbered[1]}{_LOWERED[numbered[2]]}"
        return f" {greek(name)}{' ' * (len(name) - 2)}" if greek(name) else ""

    def read(code: str, before: str) -> str:
        inner = code[1:-1]
        if symbol(inner):
            return f"${symbol(inner)}$"
        typed = _TYPED.fullmatch(inner) or _ARRAY.fullmatch(inner)
        if typed is not None and (name := symbol(typed[1]).strip()):
            sizes = "×".join(x for x in re.split(r"[\s,\[\]]+", typed[2]) if x)
            text = f"{name}∈ℝ^{sizes if len(sizes) == 1 else f'{{{sizes}}}'}"
            text = text if len(text) == len(inner) else f" {text}"
            return f"${text:<{len(inner)}}$" if len(text) <= len(inner) else ""
        bound = _BOUND.fullmatch(inner)
        if bound is not None and (name := symbol(bound[1])):
            return f"${name}{inner[len(bound[1]) :]}$"
        shape = _TUPLE.fullmatch(inner)
        if shape is not None and "," not in shape[2] and shape[3]:
            plain = len(shape[2]) > 1 or before.rstrip().endswith(("shape", "shaped", "size", "length", "dimension"))
            space = shape[2] if plain else f"ℝ^{shape[2]}"
            return f"$ {space:<{len(inner) - 1}}$"
        if shape is not None and "," in inner:
            return _product(inner[1:-1], len(code))
        if _PRODUCT.fullmatch(inner) and not inner.isdigit():
            return "$" + re.sub(r"(?<=[\w ])x(?=[\w ])", "×", inner) + "$"
        return ""

    return read


# A shape in plain words, in a cell of a table or behind the word: "| `X` | (N, D) | inputs |", "of shape (N, D)".
_BARE = regex(
    r"(?:(?<=\| )|(?<=\|)|(?<=shape )|(?<=shaped )|(?<=size ))\((?:[A-Z]|\d+)(?:, ?(?:[A-Z]|\d+))*,?\)(?![\w$])"
)


def bare_shapes(text: str) -> str:
    """The text with tuples of sizes in plain words as mathematics of the same length.

    >>> bare_shapes("| X | (N, D) | | (H,) |"), bare_shapes("of shape (N, 3, D)"), bare_shapes("f(N, D)")
    ('| X | $N× D$ | | $ H$ |', 'of shape $N× 3× D$', 'f(N, D)')
    """
    return _BARE.sub(lambda m: _product(m.group()[1:-1], len(m.group())), text)


def _product(sizes: str, width: int) -> str:
    """``N, D`` as a product of some width with its marks; with blanks at its end it has one at its beginning."""
    text = re.sub(r",(?=.*[^\s,])", "×", sizes).replace(",", " ").replace("*", " ").strip()
    blanks = width - 2 - len(text)
    return f"$ {text}{' ' * (blanks - 1)}$" if blanks else f"${text}$"
