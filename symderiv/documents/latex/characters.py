r"""Characters of mathematics that people paste instead of LaTeX: what each stands for.

``spelled`` gives the LaTeX of one character: signs (``∑``), Greek, letters of the mathematical alphabets (``𝐱`` is
``\mathbf{x}``, ``𝑥`` plain ``x``), fractions (``½``).  Runs of raised or lowered characters (``x²``, ``xᵢ₊₁``) are
scripts.  Characters without a meaning of their own (zero-width spaces) are blanks.
"""

from __future__ import annotations

import re
import unicodedata

from symderiv.documents.latex.vocabulary import words

__all__ = ["INVISIBLE", "LOWERED", "RAISED", "script", "spelled"]

_SIGNS = {
    "−": "-",
    "–": "-",
    "×": "\\times",
    "·": "\\cdot",
    "⋅": "\\cdot",
    "∙": "\\cdot",
    "∗": "*",
    "≤": "\\le",
    "≥": "\\ge",
    "⩽": "\\le",
    "⩾": "\\ge",
    "≠": "\\ne",
    "≈": "\\approx",
    "≡": "\\equiv",
    "≜": "\\triangleq",
    "∈": "\\in",
    "∉": "\\notin",
    "→": "\\to",
    "↦": "\\mapsto",
    "←": "\\leftarrow",
    "∑": "\\sum",
    "∏": "\\prod",
    "∫": "\\int",
    "∂": "\\partial",
    "∇": "\\nabla",
    "⊙": "\\odot",
    "⊘": "\\oslash",
    "⊗": "\\otimes",
    "⋆": "\\star",
    "∘": "\\circ",
    "⊤": "\\top",
    "∞": "\\infty",
    "√": "\\sqrt",
    "±": "\\pm",
    "…": "\\dots",
    "⋯": "\\dots",
    "ℝ": "\\R",
    "ℓ": "\\ell",
    "‖": "\\|",
    "∥": "\\|",
    "∣": "|",
    "⟨": "\\langle",
    "⟩": "\\rangle",
    "⌊": "\\lfloor",
    "⌋": "\\rfloor",
    "⌈": "\\lceil",
    "⌉": "\\rceil",
    "′": "'",
    "’": "'",
    "∀": "\\forall",
    "⇒": "\\Rightarrow",
    "≔": "\\coloneqq",
    "∆": "\\Delta",
    "µ": "\\mu",
    "\N{MATHEMATICAL ITALIC PARTIAL DIFFERENTIAL}": "\\partial",
}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩϵϕ",
        words(
            "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
            "upsilon varphi chi psi omega "
            "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega epsilon phi"
        ),
        strict=True,
    )
)
_ALPHABETS = (
    ("DOUBLE-STRUCK", "\\mathbb"),
    ("SCRIPT", "\\mathcal"),
    ("FRAKTUR", "\\mathfrak"),
    ("BLACK-LETTER", "\\mathfrak"),
    ("SANS-SERIF", "\\mathsf"),
    ("MONOSPACE", "\\mathtt"),
    ("BOLD", "\\mathbf"),
)
_UP = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵗᵏᵐ", [*"0123456789+-=()ni", "\\top", *"tkm"], strict=True))
_DOWN = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₗₘₙₚₛₜₓₐₑₒᵣᵤᵥ", "0123456789+-=()ijklmnpstxaeoruv", strict=True))

RAISED = f"[{''.join(_UP)}]+"
LOWERED = f"[{''.join(_DOWN)}]+"
#: Zero-width spaces and joiners, soft hyphens, invisible operators.
INVISIBLE = "[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]+"


def spelled(character: str) -> str:
    r"""The LaTeX of a character, or "" where it has none.

    >>> [spelled(c) for c in "∑α𝐱𝑥𝛼½漢"]
    ['\\sum', '\\alpha', '\\mathbf{x}', 'x', '\\alpha', '\\frac{1}{2}', '']
    """
    if character.isascii():
        return ""
    known = _SIGNS.get(character) or ("\\" + _GREEK[character] if character in _GREEK else "")
    if known:
        return known
    plain = unicodedata.normalize("NFKC", character)
    if fraction := re.fullmatch(r"(\d+)⁄(\d+)", plain):
        return f"\\frac{{{fraction.group(1)}}}{{{fraction.group(2)}}}"
    name = unicodedata.name(character, "")
    if (
        len(plain) != 1
        or plain == character
        or not re.match(r"MATHEMATICAL |SCRIPT |BLACK-LETTER |DOUBLE-STRUCK |PLANCK", name)
    ):
        return ""
    letter = plain if plain.isascii() else spelled(plain)
    if not letter:
        return ""
    return next((f"{command}{{{letter}}}" for word, command in _ALPHABETS if word in name), letter)


def script(run: str) -> str:
    r"""The LaTeX of a run of raised or of lowered characters.

    >>> script("²"), script("ᵢ₊₁")
    ('^{2}', '_{i+1}')
    """
    table = _UP if run[0] in _UP else _DOWN
    return ("^" if table is _UP else "_") + "{" + "".join(table[c] for c in run) + "}"
