r"""What the words inside of a display say of the whole document: "(column-wise softmax)", "with circular padding".

Equations and declarations in a display are read with its links; these words are about none of them alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.syntax import Span, Symbol
from symderiv.documents.latex.vocabulary import LETTERS
from symderiv.documents.page.surface import BorderFact, SoftmaxFact, SpokenFact
from symderiv.documents.supposing.conditions_in_words import conditions_in_words
from symderiv.documents.words.borders_in_words import border_words
from symderiv.documents.words.softmax_axes import spoken_axes

__all__ = ["told_in_display"]


def told_in_display(tokens: Iterable[Token], span: Span) -> Iterator[SoftmaxFact | BorderFact | SpokenFact]:
    """The facts of the words among the tokens of a display; letters between words are followed by conditions alone."""
    tokens = list(tokens)
    words = " ".join(token.text for token in tokens if token.kind == "text")
    if words.strip():
        for _, axis, name in spoken_axes(words):
            if name is None and axis:
                yield SoftmaxFact(span, words, axis)
        for _, said in border_words(words):
            yield BorderFact(span, "", said)
        first = next(k for k, token in enumerate(tokens) if token.kind == "text")
        letters: list[str] = []
        spoken: list[str] = []
        for token in tokens[first:]:
            named = token.kind == "letter" or (token.kind == "command" and token.text in LETTERS)
            spoken.append(f"⟦{len(letters)}⟧" if named else token.text)
            letters += [token.text] if named else []
        sentence = " ".join(spoken)
        for told in conditions_in_words(sentence):
            subjects = tuple(Symbol(span, letters[int(k)]) for k in re.findall(r"⟦(\d+)⟧", told.about))
            said = re.sub(r"⟦(\d+)⟧", lambda m: letters[int(m.group(1))], told.words)
            yield SpokenFact(span, sentence, told.kind, said, subjects, told.nouns, lasting=False, supposed=True)
