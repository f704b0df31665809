r"""What a claim may rest on of all that its document says of its names: what the text supposes for it.

"Let $A$ be symmetric. ... Now let $A$ be arbitrary", "**Case 1.** $A$ is symmetric. ... **Case 2.**", "> **Myth.** As
$A$ is symmetric", "without symmetry": a property or an equation that the text has taken back by the time of a claim, or
that stands in a part of which the claim is none, is loose for it.  As with sizes
(:mod:`~symderiv.documents.judging.firm_sizes`), the document is read once more without it, and what is judged
otherwise there is left open.

Guarantee: a loose fact makes no verdict; what says first what a name is stays, and so does what is said after.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Scripted, Symbol, base, walk
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.asides import Aside
from symderiv.documents.page.running_text import Place
from symderiv.documents.page.sentences import last_sentence, spans
from symderiv.documents.page.surface import (
    Display,
    Fact,
    RelationFact,
    SetFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.documents.page.wording import FORGETS
from symderiv.documents.supposing.affirming import without_name
from symderiv.documents.supposing.held_where import LOOSELY
from symderiv.documents.supposing.moods import KINDS, is_called
from symderiv.documents.supposing.size_moods import Scope, kept_within, spoken_of

__all__ = ["LooseProperties"]

_GIVEN_UP = (
    rf"without|drop\w*|giv\w+ up|gave up|lift\w*|relax\w*|{FORGETS}|remov\w*|abandon\w*|no longer|lack of|absence of|"
    r"instead of|rather than"
)
_NOT = r"not|never|no|nor|neither|fails? to be|cannot"
_ARBITRARY = (
    r"(?:arbitrary|general|generic|unrestricted|unstructured|anything|whatever|any (?:square |real )?"
    r"(?:matrix|vector|tensor|number|value)|without (?:any )?(?:structure|restriction|further assumptions?))"
)
_IS = r"(?:is|are|be|being|may be|can be|to be|denotes?)\s+(?:(?:now|then|again|here|an?|completely|otherwise)\s+)*"
_NAMED = r"⟦\d+⟧"
_FREE = regex(
    rf"\b{_ARBITRARY}\s+(?:(?:real|square|input|weight)\s+)*(?:(?:matri(?:x|ces)|vectors?|tensors?|numbers?|values?)\s+)?"
    rf"(?P<behind>{_NAMED})|(?P<before>{_NAMED})\s+{_IS}{_ARBITRARY}|\b(?:let|with|for)\s+(?P<name>{_NAMED})\s+{_ARBITRARY}|"
    rf"\blet (?:it|them) {_IS}{_ARBITRARY}",
    re.IGNORECASE,
)
# What ends a special case, whatever it was.
_OVER = regex(
    r"\b(?:this|that|it|which|these) (?:\w+ )?(?:was|were) (?:only|just|merely) (?:an? )?(?:\w+ )?"
    r"(?:examples?|illustrations?|cases?|exercises?|warm-?up|simplification)\b|"
    r"\b(?:drop|lift|relax|abandon|give up)(?:s|ped|ed|ing)? (?:this|that|the) (?:assumption|restriction|condition)\b|"
    r"\bthat was the (?:\w+ )?(?:case|part)\b|\b(?:the|our) (?:more )?general case\b|\bback to (?:the )?general\b",
    re.IGNORECASE,
)
_LEADS = regex(
    r"^\W*(?:(?:but|and|now)\s+)?(?:otherwise|in the general case|(?<=but )in general|"
    r"in general,? (?:however|though))\b[\s,:]*(?:we (?:get|have))?[\s,:]*$",
    re.IGNORECASE,
)
# "There is a symmetric ⟦A⟧", "even a symmetric ⟦A⟧ will do", "⟦A⟧ is symmetric initially"
_SOME = regex(r"\W*(?:there (?:is|exists?) an?|(?:for )?some|either|even(?! more\b))\b", re.IGNORECASE)
_PARTLY = regex(rf"\W*(?:{LOOSELY})", re.IGNORECASE)
_SOMEWHERE = regex(r"\W*(?:in|at|on|for|by|from|under|during|with)\b", re.IGNORECASE)
_AT_FIRST = regex(r"\b(?:initially|at first)\b", re.IGNORECASE)
_CASE = regex(r"\b(?:if|when|whenever|where|had|were|would|unless|should|in case)\b", re.IGNORECASE)
_CLAUSE = regex(r"(?:(?!;\s)[^–—])+")
_STEM = 6


@dataclass(frozen=True)
class _Told:
    """A fact with the names and properties that it tells, the part that it stands in, and where its sentence ends."""

    fact: Fact
    names: frozenset[str]
    stems: frozenset[str]
    aside: Aside | None
    end: Place
    words: str = ""  # by which its sentence may not suppose it
    kept: str = ""  # by which it speaks for its paragraph
    case: bool = False  # it speaks for its own argument


@dataclass(frozen=True)
class _Taken:
    """Words that take something back: of some ``names``, or of any; one property, or all; ``here``: for the display
    that they lead into."""

    start: Place
    here: bool
    names: frozenset[str]
    stem: str
    words: str

    def takes(self, told: _Told) -> bool:
        """Whether a fact is taken back from there on."""
        named = not self.names or not self.names.isdisjoint(told.names)
        return told.end <= self.start and named and (not self.stem or self.stem in told.stems)


class LooseProperties:
    """What a document says of its names, and which of it is loose at a display."""

    def __init__(self, document: SurfaceDocument) -> None:
        self._document = document
        self._ends = [piece.end for piece in document.running]
        self._places = {p: (n, k) for n, piece in enumerate(document.running) for k, p in enumerate(piece.formulas)}
        self._sentences: dict[int, list[int]] = {}  # where those of a piece of the text end
        self._told = list(self._facts())
        self._ids = {id(told.fact) for told in self._told}
        stems = {stem for told in self._told for stem in told.stems}
        taken = list(self._words(stems)) if self._told else []
        self._taken = [[x for x in taken if x.takes(told)] for told in self._told]

    def at(self, display: Display) -> dict[int, str]:
        """The facts that are loose at a display, by their identity, each with the words that make it so."""
        found: dict[int, str] = {}
        for told, taken in zip(self._told, self._taken, strict=True):
            words = self._away(told, taken, display)
            if words:
                found[id(told.fact)] = words
        return found

    def rest(self, loose: Iterable[int]) -> dict[int, Fact]:
        """What is left of facts that declare a name, without what is loose: its shape."""
        facts = {id(told.fact): told.fact for told in self._told}
        return {
            x: replace(fact, words=tuple(w for w in fact.words if w in KINDS))
            for x in loose
            if isinstance(fact := facts.get(x), ShapeFact)
        }

    def __contains__(self, identity: int) -> bool:
        return identity in self._ids

    def _away(self, told: _Told, taken: list[_Taken], display: Display) -> str:
        at, aside = display.span.start, told.aside
        if aside is not None and (aside.disowned or not aside.start <= at < aside.end):
            return aside.words
        if told.case:
            return ""
        before = bisect_left(self._ends, at)
        if told.words or (told.kept and self._leaves_paragraph(told.end, before)):
            return told.words or told.kept
        reached = (x.words for x in taken if x.start[0] == before or (x.start[0] < before and not x.here))
        return next(reached, "")

    def _mood(self, fact: Fact, property_: bool) -> tuple[str, str]:
        """The words by which a sentence may not suppose a fact, and those by which it does so for its paragraph."""
        if fact.span.start not in self._places or not property_:
            return "", ""
        words = fact.words if isinstance(fact, ShapeFact) else (getattr(fact, "word", ""),)
        number, k = self._places[fact.span.start]
        before, _, after = self._document.running[number].text.partition(f"⟦{k}⟧")
        before = last_sentence(f"{before}⟦")[:-1]
        if is_called(before, words) or "binary" in words:  # "1 if so, and 0 otherwise"
            return "", ""
        after = re.split(r"[.!?](?=\s|$)|¶", after, maxsplit=1)[0]
        scope, kept = kept_within(f"{before} {after}")
        some = _SOME.match(before) or _PARTLY.match(before) or _AT_FIRST.search(after)
        if after.lstrip().startswith(","):  # "⟦A⟧, being symmetric, is known"
            after = ",".join(after.split(",")[:2])
        if before.rstrip()[-1:].isalpha() and _SOMEWHERE.match(before) is None:  # "the learned metric ⟦A⟧"
            before = without_name(before)
        spoken = spoken_of(before, after) or ("" if some is None else some.group())
        return spoken, kept if scope == Scope.PARAGRAPH else ""

    def _leaves_paragraph(self, end: Place, before: int) -> bool:
        """Whether a paragraph ends between a place and the end of a piece."""
        number, offset = end
        return number < before or re.search(r"\n[ \t]*\n|¶", self._document.running[number].text[offset:]) is not None

    def _facts(self) -> Iterator[_Told]:
        known: dict[str, int] = {}
        for item in self._document.items:
            if isinstance(item, Display):
                for link in item.links:
                    for side in (link.left, link.right):
                        for node in walk(side) if side is not None else ():
                            known.setdefault(latex(node), item.span.start)
                continue
            names, stems = self._tells(item)
            subjects = _subjects(item)
            before = {name for name in names | subjects if known.get(name, item.span.start) < item.span.start}
            axes = item.axes if isinstance(item, ShapeFact) else ()
            for name in names | subjects | {latex(n) for axis in axes for n in walk(axis)}:
                known.setdefault(name, item.span.start)
            case = item.supposed or (isinstance(item, WordFact | RelationFact) and item.conditional)
            if not names:
                continue
            asides = [x for x in self._document.asides if x.start <= item.span.start < x.end]
            aside = next((x for x in reversed(asides) if self._is_case_in(item, x, known)), None)
            plain = isinstance(item, RelationFact) and all(isinstance(x, Symbol | Scripted) for x in item.left)
            defines = plain and not subjects & before
            if case and aside is not None:
                yield _Told(item, names, stems, aside, self._end(item.span.start), case=True)
            elif not defines and not case:
                yield _Told(item, names, stems, aside, self._end(item.span.start), *self._mood(item, bool(stems)))

    @staticmethod
    def _is_case_in(fact: Fact, aside: Aside, known: dict[str, int]) -> bool:
        """Whether a fact of a part is about what was spoken of before, or the part is about a case."""
        subjects = _subjects(fact)
        order = isinstance(fact, RelationFact) and fact.relation not in DEFINING
        return not (aside.example or order) or any(known.get(x, aside.start) < aside.start for x in subjects)

    @staticmethod
    def _tells(fact: Fact) -> tuple[frozenset[str], frozenset[str]]:
        """The names that a fact restricts, and the beginnings of the words of its properties."""
        if isinstance(fact, WordFact | ShapeFact):
            words = (fact.word,) if isinstance(fact, WordFact) else fact.words
            told = [w for w in words if w not in KINDS]
            names = {latex(base(x)) for x in fact.subjects} if told else set[str]()
            return frozenset(names), frozenset(w.split()[-1][:_STEM] for w in told)
        if isinstance(fact, RelationFact | SetFact):
            sides = [*fact.left, fact.right] if isinstance(fact, RelationFact) else [*fact.subjects]
            nodes = (n for x in sides for n in walk(x) if isinstance(n, Symbol | Scripted))
            return frozenset(latex(base(n)) for n in nodes), frozenset()
        return frozenset(), frozenset()

    def _end(self, place: int) -> Place:
        """Where the sentence of a formula ends, or the display that a place is in."""
        if place not in self._places:
            return bisect_left(self._ends, place + 1), 0
        number, k = self._places[place]
        text = self._document.running[number].text
        at = text.find(f"⟦{k}⟧")
        if number not in self._sentences:
            self._sentences[number] = [end for _, end in spans(text)]
        ends = self._sentences[number]
        behind = bisect_right(ends, at)
        return number, ends[behind] if at >= 0 and behind < len(ends) else len(text)

    def _words(self, stems: set[str]) -> Iterator[_Taken]:
        """What the sentences of the text take back."""
        some = "|".join(sorted(map(re.escape, stems))) or "(?!)"
        denied = regex(
            rf"\b(?:{_GIVEN_UP}|(?P<not>{_NOT}))\b[^.;:]{{0,40}}?\b(?P<one>{some})(?P<end>\w*)|"
            rf"\b(?:non-?\s?|a|un|in)(?P<two>{some})\w*(?P<case>\s+(?:case|setting|situation|version)\b)?|"
            rf"\b(?P<three>{some})\w*\b[^.;:⟦]{{0,20}}\b(?:is|are|was) (?:\w+ )?"
            r"(?:not|dropped|given up|lifted|lost|broken)\b",
            re.IGNORECASE,
        )
        for number, piece in enumerate(self._document.running):
            for start, end in spans(piece.text):
                clauses = [m.span() for m in _CLAUSE.finditer(piece.text, start, end)]
                for begin, stop in clauses:
                    last = not piece.text[stop:].strip()
                    yield from self._in((number, begin), piece.text[begin:stop], piece.names, denied, last)

    @staticmethod
    def _in(
        start: Place, text: str, names: tuple[tuple[str, ...], ...], denied: re.Pattern[str], last: bool
    ) -> Iterator[_Taken]:
        """What one clause takes back; ``last``: a display stands behind it."""
        case = _CASE.search(text) is not None
        if case and not last:
            return
        marks = [int(k) for k in re.findall(r"⟦(\d+)⟧", text)]
        named = {f"⟦{k}⟧": frozenset(names[k]) for k in marks if k < len(names)}
        spoken = frozenset(x for found in named.values() for x in found)

        def taken(match: re.Match[str], about: frozenset[str], stem: str = "", here: bool = case) -> _Taken:
            return _Taken(start, here, about, stem, " ".join(match.group().split()).strip(" ,:"))

        for match in denied.finditer(text):
            # "The Hessian is not symmetric" says it of another thing, "symmetry is not used" of this one
            if not spoken and (
                (match["not"] and not match["end"].endswith("y")) or (match["two"] and not match["case"])
            ):
                continue
            yield taken(match, spoken, (match["one"] or match["two"] or match["three"]).lower())
        for match in _FREE.finditer(text):
            mark = match["behind"] or match["before"] or match["name"]
            if mark is None or named.get(mark):
                yield taken(match, frozenset[str]() if mark is None else named[mark])
        for match in _OVER.finditer(text):
            yield taken(match, frozenset())
        if last and (leads := _LEADS.match(text)) is not None:
            yield taken(leads, frozenset(), here=True)


def _subjects(fact: Fact) -> set[str]:
    """The names that a fact is about."""
    sides = fact.left if isinstance(fact, RelationFact) else getattr(fact, "subjects", ())
    return {latex(base(n)) for x in sides for n in walk(x) if isinstance(n, Symbol | Scripted)}
