"""Shapes that words give to the names of a passage: "both in ⟦2⟧", "everything lives in ⟦0⟧: ...", tables of shapes.

:mod:`~symderiv.documents.words.dimensions` reads the words; here they become facts about formulas.  Guarantee: a name
that already has a shape gets none from a table.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import replace

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.syntax import base
from symderiv.documents.page.surface import PartsFact, SameShapeFact, ShapeFact, WordFact
from symderiv.documents.page.wording import NEGATION, words_in
from symderiv.documents.words.dimensions import alike, dimensions, keeps_sizes
from symderiv.documents.words.facts import membership, number_set, strip
from symderiv.documents.words.phrases import Phrases

__all__ = ["all_ones", "kept_sizes", "listed_before", "listed_behind", "listed_with", "told_dimensions"]

_ALL_IN = regex(
    r"\b(?:(?P<many>all|both|each)(?: of (?:them|these|which))?(?: (?:are|is|being|live|lie|lying|living))?"
    r"|(?:are|live|lie)(?: all| both| each)?)(?: (?:real |column |row )?vectors?| points?| elements?)?"
    r"\s*(?:in|from|of)\s*⟦(?P<space>\d+)⟧",
    re.IGNORECASE,
)
_UP_TO_ALL = regex(
    r"\s*(?:\([^()⟦]*\)\s*)?(?:be |are |being )?(?:(?:real |column |row )?vectors)?\s*[,(]?\s*", re.IGNORECASE
)
_LISTING = regex(
    r"\s*(?:,|,? and|,? or)\s+(?:(?:the|an?|its|their|our|some)\s+)?(?:[a-z-]+\s+){0,3}|\s*,\s*", re.IGNORECASE
)
# "For each ⟦0⟧, ⟦1⟧" lists nothing.
_FOR_EACH = regex(
    r"\b(?:for|at|in|of|by|from|to|over|each|every|all|any|on|between|if|when|index|step|time)\s+(?:(?!(?:two|vectors?|"
    r"points?|inputs?)\b)[a-z-]+\s+){0,2}$",
    re.IGNORECASE,
)
# "Everything lives in ⟦0⟧: the state ⟦1⟧, the gates ⟦2⟧."
_ALL_ARE_IN = regex(
    r"\b(?:everything|all(?: of)?(?: the| these)?(?: following)?"
    r"(?: (?:vectors|quantities|variables|tensors|symbols|names))?) (?:below |here )?"
    r"(?:lives?|lies?|is|are)(?: all)?(?: vectors)? in ⟦(?P<space>\d+)⟧\s*(?::|—|--)\s*(?P<names>[^.;!?¶]*)",
    re.IGNORECASE,
)
_NOUN = regex(r"[- ]*(?:[a-z-]+ ){0,5}?matri(?:x|ces)\b", re.IGNORECASE)
# "the vector of $n$ ones"
_ONES = regex(
    r"⟦(?P<a>\d+)⟧(?:-dimensional)?(?:\s+vector of)?\s+(?:all[- ])?ones\b"
    r"|\bones(?: vectors?)?\s+(?:of|with)\s+(?:length|dimension|size)\s+⟦(?P<b>\d+)⟧"
)


def told_dimensions(passage: Phrases) -> None:
    """Shapes that words or a table tell of names."""
    shaped = {x for _, fact in passage.facts if isinstance(fact, ShapeFact) for x in fact.subjects}
    for numbers, rank in alike(passage.text):
        same = tuple(x for k in numbers for x in passage.chunks[k].subjects if x not in shaped)
        if same and all(passage.chunks[k].bare for k in numbers):
            span = passage.chunks[numbers[-1]].span
            passage.put(numbers[-1], SameShapeFact(span, passage.before(numbers[0]), same, None, rank))
    for said in dimensions(passage.text):
        named = [passage.chunks[k] for k in said.names]
        while named and not all(chunk.bare for chunk in named):
            named = named[1:]  # what stands before a name in a list may be the shape of another one
        subjects = tuple(x for chunk in named for x in chunk.subjects)
        shapes = [passage.chunks[k] for k in said.axes]
        if not shaped.isdisjoint(subjects) or not subjects or not all(chunk.bare for chunk in named):
            continue
        shaped.update(subjects)
        last, sentence = max(*said.names, *said.axes, 0), passage.before(said.names[0])
        if NEGATION.search(sentence[-40:]):
            continue
        if not shapes:
            passage.put(last, WordFact(passage.chunks[last].span, sentence, subjects, "scalar"))
            continue
        tokens = strip(shapes[0].tokens)
        if len(shapes) == 1 and len(tokens) > 1 and number_set(tokens)[1]:  # "has $N$ components"
            try:
                passage.put(last, *membership(passage.source, subjects, tokens, shapes[0].span, sentence))
            except LocatedError as error:
                passage.errors.append(error)
            continue
        axes = tuple(x for chunk in shapes for x in chunk.axes or ())
        product = any(token.is_command("\\times") for token in tokens)
        if (said.product and not product) or len(axes) < len(shapes):
            continue
        end = passage.places[max(said.axes)][1]
        words = _NOUN.match(passage.text, end)  # "an ⟦0⟧ by ⟦1⟧ symmetric matrix"
        told = tuple(words_in(words.group())) if words is not None and max(said.axes) == last else ()
        passage.put(last, ShapeFact(passage.chunks[last].span, sentence, subjects, axes, "real", told))


def listed_before(passage: Phrases) -> None:
    r"""Names with words between them and one shape for all: "the query ⟦0⟧ and the key ⟦1⟧ (both in ⟦2⟧)"."""
    for match in _ALL_IN.finditer(passage.text):
        last = bisect_right(passage.places, (match.start(), 0)) - 1
        if last < 0 or passage.places[last][1] > match.start():
            continue
        if not _UP_TO_ALL.fullmatch(passage.text[passage.places[last][1] : match.start()]):
            continue
        first = last
        while first > 0 and passage.chunks[first - 1].bare and passage.chunks[first].bare:
            if not _LISTING.fullmatch(passage.text[passage.places[first - 1][1] : passage.places[first][0]]):
                break
            first -= 1
        if match.group("many") == "both":
            first = max(first, last - 1)
        listed = passage.chunks[first : last + 1]
        subjects = tuple(name for chunk in listed if chunk.bare for name in chunk.subjects)
        space = passage.chunks[int(match.group("space"))]
        letter, width = number_set(strip(space.tokens))
        if len(subjects) < 2 or letter not in ("R", "C") or not width:
            continue
        sentence = passage.lead_of(match.start())
        try:
            passage.put(last, *membership(passage.source, subjects, space.tokens, space.span, sentence))
        except LocatedError as error:
            passage.errors.append(error)


def listed_with(passage: Phrases) -> None:
    r"""Names in formulas of their own before one with a space: "let ⟦x⟧, ⟦y \\in \\mathbb{R}^n⟧"."""
    told = {k: fact for k, fact in reversed(passage.facts) if isinstance(fact, ShapeFact) and fact.subjects}
    parts = {x for _, fact in passage.facts if isinstance(fact, PartsFact) for x in (fact.part, base(fact.part))}
    for number, fact in told.items():
        first = number
        if not any(token.is_command("\\in") for token in passage.chunks[number].tokens):
            continue
        while first > 0 and passage.chunks[first - 1].bare:
            if not _LISTING.fullmatch(passage.text[passage.places[first - 1][1] : passage.places[first][0]]):
                break
            first -= 1
        subjects = tuple(name for chunk in passage.chunks[first:number] for name in chunk.subjects)
        subjects = tuple(x for x in subjects if x not in parts)  # "$X$ has rows $x_i$, $Y \in ...$ has rows $y_j$"
        if subjects and not _FOR_EACH.search(passage.before(first)):
            passage.put(number, replace(fact, subjects=subjects, listed=True))


def listed_behind(passage: Phrases) -> None:
    """Names behind the one space that all of them are in."""
    for match in _ALL_ARE_IN.finditer(passage.text):
        numbers = [int(k) for k in re.findall(r"⟦(\d+)⟧", match.group("names"))]
        listed = list(itertools.takewhile(lambda k: passage.chunks[k].bare, numbers))
        subjects = tuple(name for k in listed for name in passage.chunks[k].subjects)
        space = passage.chunks[int(match.group("space"))]
        letter, width = number_set(strip(space.tokens))
        if not subjects or letter not in ("R", "C") or not width:
            continue
        try:
            facts = membership(passage.source, subjects, space.tokens, space.span, passage.lead_of(match.start()))
            passage.put(listed[-1], *facts)
        except LocatedError as error:
            passage.errors.append(error)


def all_ones(passage: Phrases) -> None:
    """The length of a vector of ones: "the vector of ⟦0⟧ ones"."""
    for match in _ONES.finditer(passage.text):
        k = int(match.group("a") or match.group("b"))
        axes = passage.chunks[k].axes
        if axes is not None and len(axes) == 1:
            passage.put(k, ShapeFact(passage.chunks[k].span, "", (), axes))


def kept_sizes(passage: Phrases) -> None:
    """That layers keep the sizes of their inputs."""
    if keeps_sizes(passage.text):
        span = passage.chunks[-1].span if passage.chunks else passage.source.span(passage.offset, passage.offset)
        passage.put(max(len(passage.chunks) - 1, 0), WordFact(span, "", (), "keeps sizes"))
