r"""What a claim may rest on of all that its document says of sizes, ranges and shapes: what the text supposes for it.

Every fact of that kind passes here, inline or in a display: an equation or an inequality of sizes, a range, a second
shape, a number that is one of some values, the base of the indices.  What its words may not suppose
(:mod:`~symderiv.documents.supposing.size_moods`), what comes after the claim or was left before it, and what is itself
a claim is loose: the document is read once more without it, and the claim is proved only if it is proved there too.

Guarantee: a loose fact makes no proof; a document that supposes all its facts plainly is read once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from symderiv.documents.declaring.declared_sizes import asked_by, tells_sizes
from symderiv.documents.declaring.open_sizes import OpenSizes, axis_letters
from symderiv.documents.elaboration.letters import subscript_letters
from symderiv.documents.elaboration.sizes import LOWS
from symderiv.documents.judging.equations import Equation
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.running_text import Place, RunningText
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.surface import (
    BaseFact,
    Display,
    Fact,
    Link,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SizeFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.documents.page.trailing import trails as trails_behind
from symderiv.documents.supposing.inline_relations import is_conclusion
from symderiv.documents.supposing.roles import is_case, is_conditional
from symderiv.documents.supposing.size_moods import PLACES, Scope, block, done, kept_within, not_supposed

__all__ = ["LooseFacts", "claimed_sizes"]

_ORDERS = ("<", ">", "\\le", "\\ge", "\\ne", "\\neq")
# What is said behind a display and holds for it too.
_OF_BEFORE = regex(r"\b(?:throughout|always|everywhere|above|before|all along)\b|^\W*(?:here|where)\b", re.IGNORECASE)
_IN_A_CASE = regex(
    r"(?:^\W*(?:\w+\s+){0,2}|\b)(?:if|when|whenever|unless|in (?:the )?case(?: that| where)?|for|as long as)[\s:,]*$",
    re.IGNORECASE,
)
# The heading of a section whose suppositions are its own.
_CASE = regex(
    r"\b(?:cases?|special|simplest|toy|examples?|exercises?|problems?|questions?|quiz|homework|warm-?up|digressions?|"
    r"remarks?|counterexamples?|illustrations?|asides?|square|equal|scalar|experiments?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Told:
    """One fact about sizes: where it stands, its letters, and the words by which its sentence may not suppose it."""

    item: Fact | Link
    place: int
    argument: int
    letters: frozenset[str]
    words: str
    behind: Place  # where its sentence ends
    kept: tuple[str, str] = ("", "")
    defines: bool = False  # it says what a letter is that nothing else has told
    supposed: bool = False  # for its own argument
    sentence: str = ""


class LooseFacts:
    """What a document says of sizes, and which of it is loose at a display; ``claims`` are places of links."""

    def __init__(self, document: SurfaceDocument, claims: Collection[int] = ()) -> None:
        self._document = document
        self._letters = axis_letters(document)
        self._equalities = OpenSizes(document)
        self._text = RunningText(document, PLACES)
        self._first: dict[str, int] = {}
        self._kinds: dict[str, int] = {}  # where something first says what a letter is
        self._inputs: set[str] = set()
        self._numbers_said: set[str] = set()  # scalars
        made = {latex(k.left) for d in document.displays() for k in d.links if k.left is not None}
        made |= {x.partition("_")[0] for x in made}
        for fact in document.facts():
            if isinstance(fact, ShapeFact):
                names = {latex(n) for axis in fact.axes for n in s.walk(axis)}
                if not fact.axes:
                    names = {latex(x) for x in fact.subjects}
                    self._numbers_said |= names if fact.domain == "real" else set()
                if any(latex(x) not in made for x in fact.subjects) or not fact.axes:
                    self._inputs |= names
            else:
                names = {latex(x) for x in getattr(fact, "subjects", ())}
                self._inputs |= names if isinstance(fact, WordFact) and fact.word in LOWS else set()
            for name in names & self._letters:
                self._first.setdefault(name, fact.argument)
            for name in names:
                self._kinds.setdefault(name, fact.span.start)
        self._entries = {
            latex(s.base(x))
            for fact in document.facts()
            if isinstance(fact, ShapeFact) and fact.axes
            for x in fact.subjects
        }
        self._indices = subscript_letters(document) - self._letters
        self._told = [*self._of_text(), *self._of_displays(claims)]

    def at(self, display: Display) -> dict[int, str]:
        """The facts that are loose at a display, by their identity, each with the words that make it so."""
        found: dict[int, str] = {}
        for told in self._told:
            words = told.words or self._away(told, display)
            if words:
                found[id(told.item)] = words
        return found

    def is_equality(self, identity: int) -> bool:
        """Whether a fact says that two sizes are equal."""
        item = next((told.item for told in self._told if id(told.item) == identity), None)
        return isinstance(item, RelationFact) and self._equalities.relates(replace(item, conditional=False))

    # ------------------------------------------------------------------------------------------ of one fact

    def _of_text(self) -> Iterator[_Told]:
        shapes: dict[str, tuple[s.Expression, ...]] = {}
        displayed = {id(fact) for display in self._document.displays() for fact in display.facts}
        for fact in self._document.facts():
            if isinstance(fact, BaseFact):
                yield self._of_a_base(fact)
            if isinstance(fact, ShapeFact) and fact.axes:
                again = [x for x in fact.subjects if shapes.setdefault(latex(x), fact.axes) != fact.axes]
                if again:
                    yield self._entered(fact, frozenset(map(latex, again)), "", "another shape of it")
            letters = self._concerned(fact)
            if letters and fact.span.start in self._text.formulas and id(fact) not in displayed:
                yield self._entered(fact, letters, *self._mood(fact))

    def _entered(self, fact: Fact, letters: frozenset[str], before: str, words: str) -> _Told:
        return _Told(
            fact,
            fact.span.start,
            fact.argument,
            letters,
            words,
            self._text.behind(fact.span.start),
            kept_within(before) if before else ("", ""),
            self._defines(fact),
            _in_a_case(fact),
            fact.sentence,
        )

    def _of_a_base(self, fact: BaseFact) -> _Told:
        running = next((r for r in self._document.running if r.end > fact.span.start or fact.sentence in r.text), None)
        at = -1 if running is None else running.text.find(fact.sentence)
        words = ""
        if running is not None and at >= 0:
            before = last_sentence(running.text[:at] + "⟦")[:-1]
            words = not_supposed(f"{before} {fact.sentence}", running.text[at + len(fact.sentence) :], True)
        return _Told(fact, fact.span.start, fact.argument, frozenset(), words, (0, 0), defines=True)

    def _concerned(self, fact: Fact) -> frozenset[str]:
        """The letters of a fact about sizes, ranges or numbers, none for another fact."""
        if isinstance(fact, RelationFact):
            sides = [*fact.left, fact.right]
        elif isinstance(fact, SizeFact):
            sides = [fact.left, fact.right]
        elif isinstance(fact, SetFact):
            sides = [*fact.subjects]
        elif isinstance(fact, ShapeFact | WordFact):
            return self._kind_again(fact)
        elif isinstance(fact, RangeFact) and self._indices.issuperset(map(latex, fact.subjects)):
            return frozenset() if fact.between or fact.supposed else frozenset(map(latex, fact.subjects))
        elif isinstance(fact, RangeFact):
            sides = [*fact.subjects, fact.lower, *(() if fact.upper is None else (fact.upper,))]
        else:
            return frozenset()
        return self._numbers(sides, isinstance(fact, RelationFact) and fact.relation in DEFINING)

    def _kind_again(self, fact: ShapeFact | WordFact) -> frozenset[str]:
        """The letters that a fact says to be whole or positive when another one has said what they are."""
        if isinstance(fact, ShapeFact):
            kind = not fact.axes and (fact.domain != "real" or bool(fact.words))
        else:
            kind = fact.word in LOWS or fact.word in ("positive", "nonnegative", "nonzero", "positive scalar")
        told = {latex(x) for x in fact.subjects} & self._numbers_said
        again = {x for x in told if self._kinds.get(x, fact.span.start) < fact.span.start}
        return frozenset(again) if kind else frozenset()

    def _numbers(self, sides: list[s.Expression], equation: bool) -> frozenset[str]:
        """The letters of expressions that have no others than sizes and numbers."""
        scripted = [n for x in sides for n in s.walk(x) if isinstance(n, s.Scripted) and latex(n) not in self._letters]
        if any(is_letter(part) for n in scripted for entry in n.subscripts for part in s.walk(entry)):
            return frozenset()
        if any(isinstance(n, s.BigOperator | s.Derivative | s.Gradient | s.Norm) for x in sides for n in s.walk(x)):
            return frozenset()
        letters = {latex(n) for side in sides for n in s.walk(side) if isinstance(n, s.Symbol | s.Scripted)}
        letters = {x for x in letters if not x.startswith("\\mathbb")}
        if letters & self._entries or (letters and letters <= self._indices):
            return frozenset()
        number = all(isinstance(x, s.Number) for x in sides[1:])
        sized = letters & self._letters
        if equation and not sized and not number:
            return frozenset()
        return frozenset(letters)

    def _mood(self, fact: Fact) -> tuple[str, str]:
        """The sentence of a fact up to it, and the words by which it may not suppose the fact."""
        text, behind = self._text.around(fact.span.start)
        before = fact.sentence
        if isinstance(fact, SizeFact):  # what words say stands behind its formula
            behind = re.sub(r"^[^.;:!?¶]*?(?:\b(?:even|odd)\b|⟦\d+⟧|(?=[.;:!?¶]))", "", behind, count=1)
        listed = _introduction(text)
        row = listed == "|"
        if listed and not row:
            before = f"{listed} {before}"
        made = self._is_made(fact)
        if _in_a_case(fact):
            return before, done(before, behind)
        words = not_supposed(before, behind, made and not row and not listed)
        if self._is_bound(fact) and isinstance(fact, RelationFact) and self._letters.issuperset(map(latex, fact.left)):
            return "", words
        return f"{block(text)} {before}", words or ("a table" if row and not made else "")

    def _is_made(self, fact: Fact) -> bool:
        """Whether a fact says how a size is made from others, or bounds a number as its kind does anyway."""
        if isinstance(fact, SizeFact):
            return False
        if not isinstance(fact, RelationFact):
            return self._letters.isdisjoint(map(latex, getattr(fact, "subjects", ())))
        symbols = {
            latex(n) for x in (*fact.left, fact.right) for n in s.walk(x) if isinstance(n, s.Symbol | s.Scripted)
        }
        if not symbols & self._letters:
            return True
        if fact.relation in _ORDERS:
            return self._is_bound(fact)
        return not isinstance(fact.right, s.Number | s.Symbol | s.Scripted)

    @staticmethod
    def _is_bound(fact: Fact) -> bool:
        """Whether a fact bounds a letter as that of any size is bounded: ``s \\ge 1``, ``p \\ge 0``."""
        if not isinstance(fact, RelationFact) or not isinstance(fact.right, s.Number):
            return False
        return fact.right.value <= 1 and fact.relation in (">", "\\ge") and all(map(is_letter, fact.left))

    def _defines(self, fact: Fact) -> bool:
        """Whether a fact says what a letter is of which nothing but its own sentence has spoken."""
        if self._is_bound(fact):
            return True
        if isinstance(fact, RangeFact):
            return self._indices.issuperset(map(latex, fact.subjects))
        if not isinstance(fact, RelationFact) or fact.relation not in DEFINING or len(fact.left) > 1:
            return False
        name = latex(fact.left[0])
        return self._is_made(fact) and (
            self._first.get(name, fact.argument) == fact.argument or name not in self._inputs
        )

    def _of_displays(self, claims: Collection[int]) -> Iterator[_Told]:
        for display in self._document.displays():
            for link in display.links:
                if link.left is None or link.right is None:
                    continue
                letters = self._numbers([link.left, link.right], link.relation in DEFINING)
                number = letters <= self._numbers_said and any(isinstance(x, s.Number) for x in (link.left, link.right))
                if not (letters & self._letters or (letters and number)):
                    continue
                if not tells_sizes(display, link) and not display.hypothesis:
                    continue
                made = link.relation in DEFINING and not isinstance(link.right, s.Number | s.Symbol | s.Scripted)
                yield self._displayed(display, link, letters, made, link.span.start in claims)
            for fact in display.facts:
                letters = self._concerned(fact)
                if letters and not letters <= self._indices:
                    yield self._displayed(display, fact, letters, isinstance(fact, ShapeFact | RangeFact))

    def _displayed(
        self, display: Display, item: Link | Fact, letters: frozenset[str], made: bool, claim: bool = False
    ) -> _Told:
        lead = last_sentence(display.lead.replace("⟪⟫", "") + "⟦")[:-1]
        running, following = self._text.beside(display.span.start, display.span.end)
        words = not_supposed(lead, following, made)
        if not words and _IN_A_CASE.search(lead) is not None:
            late = _IN_A_CASE.match(lead) is None and not display.scoped
            words = " ".join(lead.split()) if late else done(lead, following)
        name = latex(item.left) if isinstance(item, Link) and item.left is not None else ""
        known = name in self._inputs and self._kinds.get(name, display.span.start) < display.span.start
        if not words and is_conclusion(lead) and known and not display.hypothesis:
            words = "hence"
        if claim:
            words = words or asked_by(display) or "a claim"
        return _Told(
            item,
            display.span.start,
            display.argument,
            letters,
            words,
            self._text.behind(display.span.start),
            kept_within(f"{block(running)} {lead}"),
            made and not (known and self._first.get(name, display.argument) < display.argument),
            _IN_A_CASE.search(lead) is not None or display.scoped,
            lead,
        )

    # ------------------------------------------------------------------------------------------ at a display

    def _away(self, told: _Told, display: Display) -> str:
        """The words by which a fact is not supposed at a display; "" where it is."""
        place, at = told.place, display.span.start
        trails = at < place <= display.reach and trails_behind(display.follow)
        if told.letters.isdisjoint(self._letters):
            if place >= at:
                return ""
            return self._text.between("withdrawn", told.behind, at) or self._left(told, display)
        if isinstance(told.item, Link) and place == at:
            return ""
        if told.supposed and told.argument != display.argument and not trails:
            return " ".join(told.sentence.split()[:4]) or "another sentence"
        if place > at:
            later = not trails and not told.defines and _OF_BEFORE.search(told.sentence) is None
            return "a later line" if later and self._spoken(told, display) else ""
        words = "" if told.defines else self._text.between("later", told.behind, at)
        return words or self._left(told, display)

    def _spoken(self, told: _Told, display: Display) -> bool:
        """Whether all letters of a fact were known at a display before it."""
        return all(self._first.get(x, display.argument + 1) <= display.argument for x in told.letters & self._letters)

    def _left(self, told: _Told, display: Display) -> str:
        """The words that keep a fact within a part of the document which the display is not in."""
        sections, titles = self._document.sections, self._document.titles
        at = display.span.start
        first, last = (bisect_right(sections, x) for x in (told.place, at))
        scope, words = told.kept
        if scope == Scope.SECTION and first != last:
            return words
        if scope == Scope.BLOCK and (first != last or self._text.between("block", told.behind, at)):
            return words
        if scope == Scope.PARAGRAPH and (first != last or self._text.between("paragraph", told.behind, at)):
            return words
        if scope == Scope.SENTENCE and self._text.displays_between(told.behind, at):
            return words
        if first != last and first and not told.defines and _CASE.search(titles[first - 1]):
            return titles[first - 1]
        return ""


def _in_a_case(fact: Fact) -> bool:
    """Whether a fact speaks for its own argument."""
    if isinstance(fact, RangeFact):
        return fact.between and fact.supposed
    if isinstance(fact, RelationFact | SizeFact):
        return fact.supposed or (isinstance(fact, RelationFact) and fact.conditional)
    return fact.supposed or is_case(fact.sentence) or is_conditional(fact.sentence)


def _introduction(text: str) -> str:
    """The sentence that leads into the list with an item at the end of a text, "|" for a table, "" for no list."""
    begin = text.rfind("¶")
    if begin < 0 or re.search(r"\n[ \t]*\n", text[begin:]):
        return ""
    if text[begin + 1 : begin + 2] == "|":
        return "|"
    for piece in reversed(text[:begin].split("¶")):
        head = re.split(r"\n[ \t]*\n", piece.rstrip())[-1].rstrip()
        if head.endswith(":"):
            return last_sentence(head)[:-1]
        if re.search(r"\n[ \t]*\n", piece.strip()):
            return ""
    return ""


def claimed_sizes(document: SurfaceDocument, equations: list[Equation]) -> frozenset[int]:
    """Where equations of sizes stand that are claims, and say nothing of sizes to other lines."""
    claims = {e.surface.span.start for e in equations if e.role == "claim" and e.surface is not None}
    links = [k for d in document.displays() for k in d.links if k.relation in DEFINING and not asked_by(d)]
    links = [k for k in links if k.span.start in claims]
    letters = axis_letters(document) if links else set[str]()
    return frozenset(k.span.start for k in links if all(_of_sizes(x, letters) for x in (k.left, k.right)))


def _of_sizes(side: s.Expression | None, letters: Collection[str]) -> bool:
    """Whether an expression is made from sizes and numbers alone."""
    if side is None or isinstance(side, s.Symbol):
        return side is not None and latex(side) in letters
    if isinstance(side, s.Scripted) and latex(side) in letters:
        return True
    made = s.Number | s.Addition | s.Product | s.Quotient | s.Group | s.Floor | s.Ceiling | s.Scripted | s.Applied
    return isinstance(side, made) and all(_of_sizes(x, letters) for x in s.children(side))
