r"""One-hot vectors whose class the text tells: "the one-hot encoding $y$ of the label $c$".

Such a vector is made from its class: ``y_k = [k = c]``, for a class ``c`` that comes with the data.

Guarantee: only of one plain name and one bare letter that the words connect; what a sentence denies, or supposes for a
case, is left to the other rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase

from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.syntax import Comparison, Expression, Group, Number, Scripted, Symbol, base
from symderiv.documents.page.surface import RelationFact, WordFact
from symderiv.documents.page.wording import NEGATION
from symderiv.documents.supposing.roles import is_case, is_conditional
from symderiv.documents.words.phrases import Phrases
from symderiv.documents.words.recorded import Recorded

__all__ = ["hot_pairs", "told_hot_labels"]

_HOT = r"one-hot(?:[\s-](?:en)?coded)?"
_NOUN = (
    r"(?:vectors?|encodings?|codes?|codings?|labels?|targets?|representations?|versions?|indicators?|distributions?|"
    r"target vector|label vector)"
)
_BE = r"(?:(?:is|be|are|denotes?|denote|being|as|for|by|with|of|represents?|the|an?|its|their|our|corresponding)\s+)*"
_CLASS = (
    r"(?:(?:the|an?|its|our|some|true|correct|right|actual|target|observed|given|gold|ground[- ]truth|integer|single|"
    r"class|label|labels|category|token|word|index|outcome|answer|position)\s+)*"
)
_FROM = r"(?:of|for|from|corresponding to|associated with)"
_A_CLASS = (
    r"\b(?:class|label|category|(?:target |correct |true |next )(?:token|word|index|character)|outcome|target)"
    r"(?: (?:label|index))?"
)
_V, _C = r"⟦(?P<v>\d+)⟧", r"⟦(?P<c>\d+)⟧"
_ONE = r"(?:an? |the |its |a single |single )?(?:1|one|non-?zero (?:entry|component|element))"
_PLACE = r"(?:position|entry|index|coordinate|component|place|element|slot|class|dimension)"
_AT = rf"(?:(?:in|at|for)\s+)?(?:(?:the|its)\s+)?(?:{_PLACE}\s+)?{_C}"
_PATTERNS = tuple(
    regex(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_V}\s*[,:(]?\s*{_BE}{_HOT}(?:\s+{_NOUN})*\s+{_FROM}\s+{_CLASS}{_C}",
        rf"{_HOT}(?:\s+{_NOUN})*\s+{_V}\s+{_FROM}\s+{_CLASS}{_C}",
        rf"{_V}\s*[,:(]?\s*{_BE}{_HOT}(?:\s+{_NOUN})*,?\s+(?:with|having|whose)\s+{_ONE}(?:\s+(?:is|lies))?\s+{_AT}",
        rf"{_HOT}(?:\s+{_NOUN})*\s+{_V},?\s+(?:with|having|whose)\s+{_ONE}(?:\s+(?:is|lies))?\s+{_AT}",
        rf"{_C}\s+{_BE}{_CLASS}{_A_CLASS}\s*(?:,|and|,\s*and|with|,\s*with)\s+{_V}\s+{_BE}{_HOT}\b",
        rf"{_C}\s+{_BE}{_CLASS}{_A_CLASS}\s*(?:,|and|,\s*and|with|,\s*with)\s+{_BE}{_HOT}(?:\s+{_NOUN})*\s+{_V}",
        rf"{_A_CLASS}\s+{_C}\s*[,(]?\s*(?:(?:and|with|which is|that is)\s+)?{_BE}{_HOT}(?:\s+{_NOUN})*\s+"
        rf"(?:(?:as|by|in|into|is|denoted)\s+)*(?:(?:an?|the)\s+)?(?:{_NOUN}\s+)?{_V}",
    )
)
# "⟦y⟧ is one-hot with ⟦y_c = 1⟧", "the one-hot vector ⟦y⟧ with ⟦y_c = 1⟧ and ⟦y_k = 0⟧ for ⟦k \ne c⟧"
_ENTRY = (
    rf"(?:⟦(?P<v>\d+)⟧\s*[,:(]?\s*{_BE}{_HOT}(?:\s+{_NOUN})*|{_HOT}(?:\s+{_NOUN})*\s+⟦(?P<w>\d+)⟧)"
    r"\s*[,:(]?\s*(?:(?:with|where|so that|such that|that is|i\.e\.|and|meaning|having|satisfying|which means)[\s,:]+)*"
    r"(?:(?:that|only|exactly|just)\s+)*⟦(?P<c>\d+)⟧"
)
_BY_ENTRY = regex(_ENTRY, re.IGNORECASE)
_OTHERS = regex(
    r"[^.;⟦]{0,40}⟦(?P<z>\d+)⟧(?:\s*,?\s*(?:for|if|when|whenever|where)(?:\s+(?:all|every|each|any|other))*\s+⟦\d+⟧)?",
    re.IGNORECASE,
)
_IS_HOT = regex(r"\bone-hot", re.IGNORECASE)


def hot_pairs(text: str) -> Iterator[tuple[int, int, int]]:
    """The numbers of a vector and its class, and the place where words connect them.

    >>> list(hot_pairs("where ⟦0⟧ is the one-hot encoding of the true class ⟦1⟧."))
    [(0, 1, 6)]
    >>> list(hot_pairs("a sample of true class ⟦0⟧ (one-hot encoded as ⟦1⟧)"))
    [(1, 0, 17)]
    >>> list(hot_pairs("the one-hot vector ⟦0⟧ has ⟦1⟧ entries"))
    []
    """
    if _IS_HOT.search(text) is None:
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield int(match["v"]), int(match["c"]), match.start()


def told_hot_labels(passage: Phrases, lead: str) -> None:
    """Vectors that the words of a passage make from their classes."""
    done: set[str] = set()
    for vector, label, at in hot_pairs(passage.text):
        letter = _only(passage, label)
        if isinstance(letter, Symbol) and is_letter(letter) and not letter.accents:
            _put(passage, vector, letter, label, at, lead, done)
    if _IS_HOT.search(passage.text) is None:
        return
    for match in _BY_ENTRY.finditer(passage.text):
        vector, entry = int(match["v"] or match["w"]), int(match["c"])
        named = _entry(passage, entry, 1)
        if named is None or base(named) != _only(passage, vector):
            continue
        spent, told = {entry}, passage.facts
        others = _OTHERS.match(passage.text, match.end())
        zero = None if others is None else _entry(passage, int(others["z"]), 0)
        if others is not None and zero is not None and base(zero) == base(named):
            spent |= set(map(int, re.findall(r"⟦(\d+)⟧", others.group())))
        passage.facts = Recorded(x for x in told if x[0] not in spent or not isinstance(x[1], RelationFact))
        if not _put(passage, vector, named.subscripts[0], entry, match.start(), lead, done):
            passage.facts = told


def _only(passage: Phrases, number: int) -> Expression | None:
    """The one name of a formula."""
    subjects = passage.chunks[number].subjects if number < len(passage.chunks) else ()
    return subjects[0] if len(subjects) == 1 else None


def _entry(passage: Phrases, number: int, value: int) -> Scripted | None:
    """The entry ``y_c`` of which a formula says that it is some number."""
    relations = passage.chunks[number].relations if number < len(passage.chunks) else []
    if len(relations) != 1 or relations[0][1] != "=" or len(relations[0][0]) != 1:
        return None
    (left,), _, right = relations[0]
    plain = isinstance(left, Scripted) and left.superscript is None and len(left.subscripts) == 1 and not left.primes
    if not isinstance(left, Scripted) or not plain or not isinstance(right, Number) or right.value != value:
        return None
    return left if is_letter(left.subscripts[0]) else None


def _put(passage: Phrases, vector: int, letter: Expression, label: int, at: int, lead: str, done: set[str]) -> bool:
    """Put down what a vector is made from; whether the text says so of it."""
    name = _only(passage, vector)
    if not isinstance(name, Symbol) or name.letter in done or not isinstance(letter, Symbol):
        return False
    sentence = passage.lead_of(at)
    words = f"{lead} {sentence} {passage.text[at : passage.places[max(vector, label)][1]]}"
    if is_case(sentence) or is_conditional(sentence) or NEGATION.search(words[-120:]):
        return False
    done.add(name.letter)
    span = passage.chunks[max(vector, label)].span
    index = Symbol(span, _index_of(passage, name, letter))
    right = Group(span, "[", (Comparison(span, (index, letter), ("=",)),))
    last = max(vector, label)
    passage.put(last, RelationFact(span, sentence, (Scripted(span, name, (index,)),), "=", right, "where"))
    _label(passage, label, letter)
    return True


def _label(passage: Phrases, number: int, letter: Expression) -> None:
    passage.put(number, WordFact(passage.chunks[number].span, "", (letter,), "label"))


def _index_of(passage: Phrases, name: Symbol, letter: Symbol) -> str:
    """The letter below the name elsewhere in the document, or one that stands nowhere in it."""
    text = passage.source.text
    below: list[str] = re.findall(rf"{re.escape(name.letter)}\}}?\s*_\s*\{{?\s*([a-z])(?![a-zA-Z])", text)
    others = [x for x in below if x != letter.letter]
    if others:
        return max(dict.fromkeys(others), key=others.count)
    used = set(re.findall(r"(?<![a-zA-Z\\])([a-z])(?![a-zA-Z])", text))
    return next((x for x in ascii_lowercase[8:] if x not in used), "k")
