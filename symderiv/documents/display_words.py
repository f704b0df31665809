r"""What the words inside of a display say of the whole document: "(column-wise softmax)", "with circular padding".

Equations and declarations in a display are read with its links; these words are about none of them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symderiv.documents.borders_in_words import border_words
from symderiv.documents.lexer import Token
from symderiv.documents.softmax_axes import spoken_axes
from symderiv.documents.surface import BorderFact, SoftmaxFact
from symderiv.documents.syntax import Span

__all__ = ["told_in_display"]


def told_in_display(tokens: Iterable[Token], span: Span) -> Iterator[SoftmaxFact | BorderFact]:
    """The facts of the words among the tokens of a display; letters between words are not followed."""
    words = " ".join(token.text for token in tokens if token.kind == "text")
    if words.strip():
        for _, axis, name in spoken_axes(words):
            if name is None and axis:
                yield SoftmaxFact(span, words, axis)
        for _, said in border_words(words):
            yield BorderFact(span, "", said)
