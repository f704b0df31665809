r"""What a sentence says once more without saying it: "$A$ is symmetric, and so is $B$", "the same holds for $u$".

Guarantee: a formula of which something is said again gets the property that was said last where it is said of the whole
formula, and a doubt where it is said of a part of it, or in a way that may mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import Fact, UnreadFact, WordFact
from symderiv.documents.page.wording import PROPERTIES
from symderiv.documents.supposing.assertions import MARK, spaced
from symderiv.documents.supposing.moods import outright
from symderiv.documents.words.phrases import Phrases

__all__ = ["Again", "again", "is_again", "said_again", "tells"]

_BE = "(?:is|are|was|were|do|does|did|has|have)"
_END = r"(?=\s*(?:[.;:,)!]|$|\band\b|\bbut\b))"
_NAMES = r"⟦\d+⟧(?:(?:,| and|, and) ⟦\d+⟧)*"
_WHOLE = r"(?:(?:the|an?|those|that|entries|elements|components|weights|matri(?:x|ces)|vectors?|of) )*"


def _called(way: str) -> str:
    """What is spoken of, in the groups of one way to do so."""
    return rf"(?P<{way}_called>(?:[a-z-]+ ){{0,5}}?)(?P<{way}_list>{_NAMES})"


_SAID = spaced(
    rf"\b(?:so|as|nor|neither) {_BE} {_called('so')}|"
    rf"\bthe same (?:holds|goes|applies|is (?:true|assumed))(?: true)? (?:for|of|to) {_called('same')}|"
    rf"\b(?:likewise|similarly|ditto|analogously|equally)(?:,|:)? (?:(?:for|with|of) )?"
    rf"{_called('like')}{_END}|"
    rf"(?:^|[,;:]| and| but)\s*(?:(?:and|but) )?{_called('too')},? (?:{_BE} )?"
    rf"(?:too|as well|likewise|similarly){_END}"
)
# What is compared may be alike in another way, and a part of what was spoken of has no formula.
_PERHAPS = spaced(
    rf"[,(]\s*(?:just )?(?:like|as with|as for) (?P<as_list>{_NAMES}){_END}|"
    rf"(?P<one_list>{_NAMES}) (?:(?:is|are|being) )?(?:another|others?|an)? ?(?:ones?|such)\b|"
    rf"(?P<two_list>{_NAMES}),? (?:(?:is|are|being) )?(?:another|a second|the other|a further)(?: one)?{_END}|"
    rf"\b(?:so|as|nor|neither) {_BE} (?:its|their|the|those|that|all|both|each)\b[^⟦.;]*{_END}"
)


# One of these words is in whatever says something again; sentences that go on for pages say nothing once more.
_WORDS = regex(
    r"\b(?:so|as|nor|neither|same|likewise|similarly|ditto|analogously|equally|too|like|another|others?|such)\b",
    re.IGNORECASE,
)
_LONGEST = 1000


@dataclass(frozen=True)
class Again:
    """The formulas of which something is said again, and the one before; ``surely``: of the whole formulas."""

    formulas: tuple[int, ...]
    before: int
    surely: bool
    words: str


def again(sentence: str) -> Iterator[Again]:
    """Where a sentence says something once more.

    >>> [(x.formulas, x.surely) for x in again("⟦0⟧ is symmetric, and so are ⟦1⟧ and ⟦2⟧.")]
    [((1, 2), True)]
    >>> [(x.formulas, x.surely) for x in again("the rows of ⟦0⟧ sum to one, and so do the columns of ⟦1⟧")]
    [((1,), False)]
    """
    if len(sentence) > _LONGEST or _WORDS.search(sentence) is None:
        return
    taken: list[tuple[int, int]] = []
    for pattern in (_SAID, _PERHAPS):
        for match in pattern.finditer(sentence):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            groups = {k: v for k, v in match.groupdict().items() if v is not None}
            called = next((v for k, v in groups.items() if k.endswith("called")), "")
            formulas = tuple(int(k) for k in re.findall(MARK, " ".join(v for k, v in groups.items() if "list" in k)))
            marks = [int(k) for k in re.findall(MARK, sentence[: match.start()])]
            surely = pattern is _SAID and spaced(_WHOLE).fullmatch(called) is not None
            if formulas or marks:
                yield Again(formulas, marks[-1] if marks else -1, surely, match.group().strip(" ,;:"))


def said_again(
    passage: Phrases, sentence: str, told: Sequence[tuple[int, Fact]], earlier: Sequence[tuple[int, Fact]]
) -> Iterator[tuple[int, Fact]]:
    """The facts that a sentence states once more; ``told`` by it and by the sentence ``earlier``, with the number of
    the formula of each."""
    for found in again(sentence):
        before = [(k, f) for k, f in told if k <= found.before] or list(earlier)
        if not before:
            continue
        last = max(k for k, _ in before)
        said = [f for k, f in before if k == last]
        for k in found.formulas or (last,):
            chunk = passage.chunks[k]
            subjects = chunk.subjects or tuple(x for f in said for x in getattr(f, "subjects", ()))
            for fact in said:
                sure = found.surely and outright(sentence) and outright(fact.sentence)
                if isinstance(fact, WordFact) and chunk.subjects and sure:
                    yield k, replace(fact, span=chunk.span, subjects=subjects)
                else:
                    words = re.sub(MARK, lambda m: passage.spelling(int(m.group(1))), found.words)
                    yield k, UnreadFact(chunk.span, fact.sentence, subjects, words, supposed=fact.supposed)


def is_again(sentence: str) -> bool:
    """Whether a sentence does nothing but to say something again: "So is ⟦1⟧"."""
    return spaced(rf"^\W*(?:so|nor|neither) {_BE}\b").match(sentence) is not None


def tells(fact: Fact) -> bool:
    """Whether a fact says something of a formula that another one may share."""
    return isinstance(fact, UnreadFact) or (isinstance(fact, WordFact) and fact.word in PROPERTIES)
