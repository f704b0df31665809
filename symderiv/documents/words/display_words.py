r"""The words inside of a display: what they say of the whole document ("(column-wise softmax)", "with circular
padding"), and what they suppose or conclude, as running text would around two displays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError, Source
from symderiv.documents.latex.syntax import Span, Symbol
from symderiv.documents.latex.vocabulary import LETTERS
from symderiv.documents.page.surface import (
    BaseFact,
    BorderFact,
    Display,
    Fact,
    RangeFact,
    SoftmaxFact,
    SpokenFact,
    WordFact,
)
from symderiv.documents.page.wording import PROPERTIES
from symderiv.documents.supposing.conditions_in_words import conditions_in_words
from symderiv.documents.supposing.roles import CONCLUSION
from symderiv.documents.words.borders_in_words import border_words
from symderiv.documents.words.property_words import OF_KINDS
from symderiv.documents.words.prose import Passage
from symderiv.documents.words.softmax_axes import spoken_axes

__all__ = ["concluded", "leading_words", "told_in_display"]

# A range behind these is that of the equations before, and of no axis.
_LIMITS = regex(r"\b(?:for|if|when|where|whenever)\b", re.IGNORECASE)
# What limits the equations before it.
_BEHIND = regex(r"^\W*(?:if|for|when|whenever|provided|assuming|in case|as long as|with)\b|^\s*\(", re.IGNORECASE)
_SPACES = ("\\quad", "\\qquad", "\\,", "\\;", "\\ ", "~")


def leading_words(tokens: Iterable[Token], end: int) -> str:
    """What a display says before the equation at ``end``, formulas between the words as ``⟦`` number ``⟧``."""
    spoken: list[str] = []
    inside = False
    for token in tokens:
        if token.start >= end:
            break
        if token.kind == "text":
            spoken.append(token.text)
        elif token.kind == "begin" or token.is_char("&") or token.is_command("\\quad", "\\qquad"):
            continue
        elif not inside:
            spoken.append(f"⟦{len(spoken)}⟧")
        inside = token.kind != "text"
    return " ".join(" ".join(spoken).split()) if any("⟦" not in piece for piece in spoken) else ""


def concluded(source: Source, display: Display) -> tuple[Display, ...]:
    r"""A display that supposes, apart from what it concludes: ``x = y \quad\text{so that}\quad A x = A y``."""
    at = next((k for k, x in enumerate(display.links) if k and not x.continuation and CONCLUSION.search(x.words)), 0)
    if not at:
        return (display,)
    first = display.links[at]
    span = replace(display.span, start=first.span.start)
    lead = f"{display.lead} ⟪⟫ {first.words}".strip()
    latex = source.text[span.start : display.links[-1].span.end]
    behind = tuple(x for x in display.facts if x.span.start >= span.start)
    supposed = replace(display, links=display.links[:at], follow="", reach=span.start)
    supposed = replace(supposed, span=replace(display.span, end=span.start))
    rest = replace(display, span=span, latex=latex, links=display.links[at:], facts=behind, lead=lead)
    return supposed, replace(rest, hypothesis="", scoped=False)


def told_in_display(
    source: Source, tokens: Iterable[Token], span: Span
) -> Iterator[SoftmaxFact | BorderFact | SpokenFact | WordFact | BaseFact | RangeFact]:
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
        told = WordFact | BaseFact if _LIMITS.search(words) else WordFact | BaseFact | RangeFact
        read = [fact for fact in _as_prose(source, tokens[first:], span) if isinstance(fact, told)]
        if _BEHIND.search(words) and any(token.is_char("=") for token in tokens[:first]):
            # "$f = g$ if $A$ is symmetric": so far as it is, and for these equations alone
            place = source.span(tokens[first].start, tokens[-1].end)
            read = [_supposed(fact, place) if isinstance(fact, WordFact) else fact for fact in read]
        yield from read
        known = {fact.word for fact in read if isinstance(fact, WordFact) and not fact.conditional}
        for found in conditions_in_words(sentence):
            if not known.isdisjoint((found.kind, *OF_KINDS.get(found.kind, ()))):
                continue
            subjects = tuple(Symbol(span, letters[int(k)]) for k in re.findall(r"⟦(\d+)⟧", found.about))
            said = re.sub(r"⟦(\d+)⟧", lambda m: letters[int(m.group(1))], found.words)
            yield SpokenFact(span, sentence, found.kind, said, subjects, found.nouns, lasting=False, supposed=True)


def _supposed(fact: WordFact, place: Span) -> WordFact:
    """A property that words behind equations suppose for them."""
    if fact.word not in PROPERTIES:
        return fact
    return replace(fact, span=place, conditional=False, supposed=True)


def _within(tokens: list[Token]) -> list[Token]:
    """A formula without the bracket that closes behind it what opened before the words."""
    closing = [t for t in tokens if t.is_char(")")]
    return tokens[:-1] if tokens[-1:] == closing[-1:] and len(closing) > sum(t.is_char("(") for t in tokens) else tokens


def _as_prose(source: Source, tokens: Iterable[Token], span: Span) -> Iterator[Fact]:
    """The facts that words and formulas would state in running text."""
    passage = Passage(source)
    for words, group in groupby(tokens, key=lambda token: token.kind == "text"):
        if words:
            passage.add_text(" ".join(token.text for token in group))
        else:
            passage.add_formula(_within([t for t in group if t.text not in _SPACES]), span)
    passage.close()
    try:
        passage.read("")
    except LocatedError:
        return iter(())  # the display is read without its words
    return (fact for _, fact in passage.facts)
