"""Whether a text is in a language that is read: what is supposed in another one is not known.

Guarantee: a text with hardly any words is taken for one that is read.
"""

from __future__ import annotations

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import SurfaceDocument

__all__ = ["in_another_language"]

_WORD = regex(r"[^\W\d_]+")
# The words without which hardly two English sentences are written.
_COMMON = frozenset(
    ("the", "of", "is", "and", "we", "to", "with", "for", "by", "let", "be", "that", "if", "this", "it")
)
_ENOUGH = 12  # words of a text, or letters of a script that puts no spaces between them


def in_another_language(document: SurfaceDocument) -> bool:
    """Whether hardly any of the words are common English ones, or most letters are of another script."""
    words = [word.lower() for piece in document.running for word in _WORD.findall(piece.text)]
    letters = sum(map(len, words))
    others = sum(ord(letter) > 0x24F for word in words for letter in word)
    if others >= _ENOUGH // 2 and 4 * others > letters:
        return True
    return len(words) >= _ENOUGH and 20 * sum(word in _COMMON for word in words) < len(words)
