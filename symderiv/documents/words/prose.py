r"""Running text between displays: the facts that it states, and the sentences that lead into displays.

A passage collects its words and formulas, asks the rooms of its kinds of facts in turn, and puts the facts in reading
order.  Words are matched by patterns, formulas are parsed; a phrase that is not recognised states nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Expression, Number, Scripted, Span, Symbol, base, walk
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.sentences import last_sentence, under_a_label
from symderiv.documents.page.surface import (
    BaseFact,
    CountFact,
    Fact,
    LayoutFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SpokenFact,
    UnreadFact,
    WordFact,
)
from symderiv.documents.page.wording import NEGATION, OF_ONE, PROPERTIES, TOLD
from symderiv.documents.supposing.affirming import unfamiliar
from symderiv.documents.supposing.conditions_in_words import conditions_in_words, is_for_good, is_lasting
from symderiv.documents.supposing.moods import in_its_mood, loosely
from symderiv.documents.supposing.plain_statements import is_plainly_stated
from symderiv.documents.supposing.quantified import of_a_part
from symderiv.documents.supposing.roles import announcement, is_case
from symderiv.documents.supposing.shaken import left_aside, shaking
from symderiv.documents.supposing.standing import plainly_put
from symderiv.documents.supposing.unclear import concludes
from symderiv.documents.words.asserted import asserted, with_values
from symderiv.documents.words.bases_in_words import BASE, is_told
from symderiv.documents.words.borders_in_words import told_borders
from symderiv.documents.words.counted import counts
from symderiv.documents.words.facts import strip
from symderiv.documents.words.first_states import begins_with_zero, doubts_a_start, is_numbered
from symderiv.documents.words.functions_in_words import named_functions
from symderiv.documents.words.hot_labels import told_hot_labels
from symderiv.documents.words.inline import Inline
from symderiv.documents.words.layouts import layouts
from symderiv.documents.words.named_entries import bracketed_entries, named_entries
from symderiv.documents.words.phrases import BETWEEN, SHAPED, WINDOW, WITH_SIZES, Chunk
from symderiv.documents.words.property_words import OF_KINDS, PHRASES
from symderiv.documents.words.ranges_in_words import ranges, told_ranges
from symderiv.documents.words.recorded import Recorded
from symderiv.documents.words.relations_in_words import (
    basis_vectors,
    derivative_rules,
    diagonal_entries,
    independence,
    named_gradients,
    named_values,
    rows_and_columns,
    stacks,
    told_eigenbases,
    told_eigenpairs,
)
from symderiv.documents.words.shapes_in_words import (
    all_ones,
    kept_sizes,
    listed_before,
    listed_behind,
    listed_with,
    told_dimensions,
)
from symderiv.documents.words.sizes_in_words import told_sizes
from symderiv.documents.words.softmax_axes import told_softmax
from symderiv.documents.words.symbols_in_words import told_symbols

__all__ = ["Passage"]

# One token, and its length as with the hyphen.
_ONE_HOT = regex(r"\bone hot\b", re.IGNORECASE)
_BRINGS_UP = regex(
    r"\b(?:we|let us|i)\s+(?:(?:now|then|also|first|next|will|shall|want to|are going to)\s+)*"
    r"(?:consider|study|look at|investigate|define|introduce|analy[sz]e|treat|discuss|examine|work with|deal with|"
    r"minimi[sz]e|maximi[sz]e|optimi[sz]e)\b",
    re.IGNORECASE,
)
_UNLIKE = regex(r"\W*(?:unlike|in contrast to|contrary to)\b", re.IGNORECASE)
_AT_A_POINT = regex(
    r"\W*(?:(?:only|and|but)\s+)?(?:at|for|near|around|when|where|if|whenever)\s+⟦(\d+)⟧(?:,?\s+(?:then\s+)?(?=[^⟦]*$)|,?$)",
    re.IGNORECASE,
)
# Kinds of conditions that a display behind their words may write out.
_WRITTEN_OUT = ("sums to one", "unit", "symmetric", "orthonormal", "orthogonal", "centred")
# A kind that other properties tell as well.
_ALSO = {
    "sums to one": (
        *("row stochastic", "column stochastic", "doubly stochastic", "stochastic", "probability"),
        *("one-hot", "rows one-hot", "columns one-hot"),
    ),
    "unit": ("orthonormal", "orthogonal"),
    "one-hot": ("rows sum to one", "columns sum to one", "sums to one"),
    "centred": ("sums to zero", "rows sum to zero", "columns sum to zero", "mean zero"),
    "commuting": ("pair commuting",),
    "zero": ("sums to zero", "rows sum to zero", "columns sum to zero", "zero diagonal"),
    "between": ("positive definite", "positive semidefinite", "positive scalar", "probability"),
}
_A_CASE = regex(r"\bcases?\b", re.IGNORECASE)
_OVER_A_RANGE = regex(r"\s*,?\s*(?:\bfor (?:(?:all|each|every) )?)?⟦(\d+)⟧")
_FOOTNOTE = regex(r"\s*\[\^[^\]]+\]:")
# "⟦S⟧: ..." in a glossary
_ENTRY = regex(r"[\s*|-]*⟦(\d+)⟧\s*(?::|—|–)\s")


_CLAUSE_OF_ITS_OWN = regex(r"\s*,\s*and\s+(?:the\s+)?")
_SINGULAR = regex(r"\s+(?:is|has|denotes|stands|equals)\b(?!\s+(?:each|both|all)\b)")


class Passage(Inline):
    """Running text between two displays: words with ``⟦k⟧`` for the k-th inline formula."""

    def add_text(self, words: str) -> None:
        if words:
            plain = not self.pieces or self.pieces[-1].endswith(("\n", " ")) or words[0] in ".,;:!?)-\n'"
            for piece in (words,) if plain else (" ", words):
                self.pieces.append(piece)
                self.length += len(piece)

    def add_formula(self, tokens: list[Token], span: Span) -> None:
        mark = f"⟦{len(self.chunks)}⟧"
        self.add_text(mark)
        self.places.append((self.length - len(mark), self.length))
        self.chunks.append(Chunk(tokens, span))

    def close(self) -> str:
        """All of the text, once nothing more comes."""
        self.text = plainly_put(_ONE_HOT.sub("one-hot", "".join(self.pieces)))
        return self.text

    # ------------------------------------------------------------------------------------- reading

    def read(self, lead: str) -> None:
        """Find all facts; ``lead`` is the sentence that was left open before this passage."""
        bracketed_entries(self)
        for number, chunk in enumerate(self.chunks):
            before = self.before(number, lead)
            try:
                self.formula(number, chunk, before)
            except LocatedError as error:
                self.errors.append(error)
                self.lost(number, chunk, before)
        told_ranges(self, lead)
        told_eigenpairs(self, lead)
        told_eigenbases(self, lead)
        groups = self.groups()
        for first, last in groups:
            self.phrases(first, last, lead)
        told_hot_labels(self, lead)
        self.bases()
        independence(self)
        rows_and_columns(self)
        stacks(self)
        listed_before(self)
        listed_behind(self)
        listed_with(self)
        diagonal_entries(self)
        named_values(self)
        named_gradients(self)
        named_functions(self)
        named_entries(self)
        told_symbols(self)
        told_borders(self)
        begins_with_zero(self, lead)
        told_softmax(self)
        derivative_rules(self)
        told_dimensions(self)
        kept_sizes(self)
        basis_vectors(self)
        all_ones(self)
        told_sizes(self, lead)
        self.counted()
        self.layouts()
        self.facts.extend(asserted(self, lead))
        self.spoken()
        self.facts.extend(self.said_beside())
        self.facts = Recorded(
            (number, told) for number, fact in self.facts for told in self.in_mood(number, fact, lead)
        )
        told = ((number, self.shaken(number, self.lasting(number, fact), lead)) for number, fact in self.facts)
        self.facts = Recorded(sorted(told, key=lambda entry: entry[0]))

    def lasting(self, number: int, fact: Fact) -> Fact:
        """A property that is supposed of what a sentence brings up, "for symmetric ⟦0⟧ we study ⟦1⟧.", lasts."""
        if not fact.supposed or not isinstance(fact, WordFact) or fact.conditional or number >= len(self.places):
            return fact
        begin, end = self.places[number]
        rest = re.split(r"[.!?](?=\s|$)|¶", self.text[end:][:WINDOW], maxsplit=1)
        brings = _BRINGS_UP.search(f"{self.lead_of(begin)} {rest[0]}") if len(rest) > 1 else None
        return replace(fact, supposed=False) if brings is not None else fact

    def shaken(self, number: int, fact: Fact, lead: str) -> Fact:
        """A fact with the words around it that shake what it supposes."""
        if not isinstance(fact, WordFact | ShapeFact | RelationFact | SetFact) or number >= len(self.places):
            return fact
        before = self.before(number, lead)
        signed = isinstance(fact, ShapeFact) and fact.domain in ("binary", "positive", "nonnegative")
        if isinstance(fact, SetFact) or signed:
            behind = self.text[self.places[number][1] :][:WINDOW]
            words = loosely(last_sentence(before), behind)
            if isinstance(fact, SetFact) and not words:
                words = shaking(before, behind, bool(announcement(before)))
            if words:
                return replace(fact, shaken=words)
        after = self.text[self.places[number][1] :][:WINDOW]
        announced = announcement(before) or (isinstance(fact, RelationFact) and fact.hypothesis)
        word = not isinstance(fact, RelationFact)
        equation = isinstance(fact, RelationFact) and fact.relation == "="
        if isinstance(fact, RelationFact) and fact.relation in DEFINING and any(map(is_numbered, fact.left)):
            fact = replace(fact, not_first=doubts_a_start(before, after))
        loose = ""
        if isinstance(fact, RelationFact) and self.chunks[number].relations:
            aside = loose = left_aside(before, after)
            if not aside and not fact.supposed and not fact.conditional:
                loose = unfamiliar(before, after, bool(announced))
            # "a temperature $\\tau > 0$ sharpens it": who bounds a number by another says what it is
            bound = not equation and not any(map(_has_entries, (*fact.left, fact.right)))
            fact = replace(fact, unfamiliar=aside if bound else loose)
        valued = isinstance(fact, RelationFact) and (not equation or isinstance(fact.right, Number))
        if isinstance(fact, RelationFact) and valued and (part := self.part(number, fact.left, before)):
            return replace(fact, shaken=part)
        behind = re.sub(r"^\s*\)", "", after) if before.rstrip().endswith("(") else after
        words = shaking(before, behind, bool(announced), word, equation)
        if equation and not words:
            place = self.places[number][0]
            sentence = self.lead_of(place)
            words = under_a_label(self.text, self.text.rfind(sentence, 0, place) if sentence else place, place)
        if isinstance(fact, RelationFact) and not words and not loose and not fact.supposed and not fact.conditional:
            whole = _OVER_A_RANGE.match(after)  # "for ⟦n = 1, ..., N⟧" limits nothing
            rest = after[whole.end() :] if whole is not None and int(whole[1]) in self.ranged else after
            fact = replace(fact, stated=is_plainly_stated(before, rest, self.anchored(number, fact, before)))
        return replace(fact, shaken=words) if words else fact

    def anchored(self, number: int, fact: RelationFact, before: str) -> bool:
        """Whether a formula before a relation, in its sentence, names a tensor of it."""
        marks = {int(k) for k in re.findall(r"⟦(\d+)⟧", before)}
        named = {base(x) for k in marks if k < number for x in self.chunks[k].subjects}
        return any(base(node) in named for side in (*fact.left, fact.right) for node in walk(side))

    def part(self, number: int, subjects: tuple[Expression, ...], before: str) -> str:
        """The words by which what is said of entries is said of some of them alone."""
        entries = [x for x in subjects if isinstance(x, Scripted) and any(map(is_letter, x.subscripts))]
        if not entries:
            return ""
        letters = {latex(x) for entry in entries for x in entry.subscripts}
        marks = [int(k) for k in re.findall(r"⟦(\d+)⟧", before)]
        named = [set(map(latex, self.chunks[k].subjects)) for k in marks if k < number and self.chunks[k].bare]
        bound = [names for names in named if not letters.isdisjoint(names)]
        return of_a_part(before, self.text[self.places[number][1] :][:WINDOW], bool(bound))

    def in_mood(self, number: int, fact: Fact, lead: str) -> tuple[Fact, ...]:
        """What a fact tells in the mood of its sentence."""
        if not isinstance(fact, WordFact | ShapeFact) or number >= len(self.places):
            return (fact,)
        before = self.before(number, lead)
        told = fact.words if isinstance(fact, ShapeFact) else (fact.word,)
        if isinstance(fact, WordFact) and fact.word in PROPERTIES | PHRASES and (words := self.at_a_point(before)):
            return (UnreadFact(fact.span, fact.sentence, fact.subjects, words, told, supposed=fact.supposed),)
        if (
            isinstance(fact, WordFact)
            and fact.word in PROPERTIES | PHRASES
            and (part := self.part(number, fact.subjects, before))
        ):
            return (UnreadFact(fact.span, fact.sentence, fact.subjects, part, told, supposed=fact.supposed),)
        after = self.text[self.places[number][1] :][:WINDOW]
        return in_its_mood(fact, before, _OVER_A_RANGE.sub(self.if_limiting, after))

    def if_limiting(self, found: re.Match[str]) -> str:
        """The words "for ⟦k⟧" where they limit something; none where the formula is the range of an index."""
        return "" if int(found[1]) in self.ranged else found[0]

    def at_a_point(self, before: str) -> str:
        """The words by which a sentence speaks of what is so where an equation holds: "at ⟦x = 0⟧ the matrix"."""
        found = _AT_A_POINT.match(before)
        k = -1 if found is None else int(found.group(1))
        equation = 0 <= k < len(self.chunks) and k not in self.ranged and self.chunks[k].relations
        if found is None or not equation or any(relation != "=" for _, relation, _ in self.chunks[k].relations):
            return ""
        return found.group().strip(" ,").replace(f"⟦{k}⟧", self.spelling(k))

    def spoken(self) -> None:
        """Conditions that a sentence speaks of in words."""
        starts = [place[0] for place in self.places]
        told_of: dict[int, list[Fact]] = {}
        for number, fact in self.facts:
            told_of.setdefault(number, []).append(fact)
        for match in re.finditer(r"(?:[^.;!?¶\n]|\.(?!\s)|(?<=\bnec)\.|\?(?=\s*$)|\n(?![ \t]*\n))+", self.text):
            sentence = match.group()
            labelled = under_a_label(self.text, match.start(), match.end())
            if _UNLIKE.match(sentence) is not None or labelled:
                continue
            at = match.end() - len(sentence.lstrip())  # where its words begin
            inside = range(bisect_left(starts, match.start()), bisect_left(starts, match.end()))
            read: dict[str, tuple[Expression, ...]] = {}
            shaped, matrices = False, set[Expression]()
            for fact in (fact for number in inside for fact in told_of.get(number, ())):
                if isinstance(fact, ShapeFact):
                    read |= {word: (*read.get(word, ()), *fact.subjects) for word in fact.words}
                    shaped = True
                    matrices |= {*fact.subjects} if len(fact.axes) > 1 else set()
                elif isinstance(fact, WordFact) and not fact.conditional:
                    read[fact.word] = (*read.get(fact.word, ()), *fact.subjects)
            place = self.chunks[inside.start - 1].span.end if inside.start else self.offset
            span = self.source.span(place, place)
            told, footnote = self.explained(sentence, inside), _FOOTNOTE.match(sentence) is not None
            case = (is_case(sentence) or _A_CASE.search(sentence) is not None) and not is_for_good(sentence)
            sentence = with_values(self, sentence)
            for said in conditions_in_words(sentence):
                if told is not None:
                    if said.kind in TOLD and said.kind not in read:
                        self.put(told, WordFact(self.chunks[told].span, "", self.chunks[told].subjects, said.kind))
                    continue
                known = (said.kind, *OF_KINDS.get(said.kind, ()), *_ALSO.get(said.kind, ()))
                supposes = shaped or not concludes(sentence)  # "we have ⟦x in R^n⟧" introduces
                understood = not footnote and supposes and not read.keys().isdisjoint(known)
                if understood and said.kind not in ("mirrored", "odd", "even"):
                    continue
                reversible = understood and said.kind == "mirrored"
                if reversible:  # a kernel that is called symmetric may read the same backwards
                    said = replace(said, kind="reversed")
                if said.kind == "single" and shaped:
                    continue  # "for a single example let ⟦x⟧ ..." is what the shapes are of
                marks = [int(k) for k in re.findall(r"⟦(\d+)⟧", said.about)]
                if said.nouns:  # "with ⟦c = 0⟧ and all labels zero" says that of the labels
                    marks = [k for k in marks if not (self.chunks[k].relations and f"⟦{k}⟧ and " in said.about)]
                subjects = tuple(x for k in marks for x in self.chunks[k].subjects)
                if reversible:
                    subjects = tuple(x for word in known for x in read.get(word, ()))
                    if not matrices.isdisjoint(subjects):
                        continue  # "⟦x⟧, ⟦A⟧ symmetric"
                if said.kind in _ALSO and not footnote and self.equates(subjects, inside):
                    continue  # "one-hot labels ⟦Y⟧, so ⟦Y 1 = 1⟧"
                words = re.sub(r"⟦(\d+)⟧", lambda m: self.spelling(int(m.group(1))), said.words)
                spoken = SpokenFact(span, sentence, said.kind, words, subjects, said.nouns)
                ends = not self.text[match.end() :].strip() and sentence.rstrip(" ,:\n").endswith(said.words)
                shown = ends and not subjects and said.kind in _WRITTEN_OUT  # "the shares sum to one," and a display
                lasting = not shown and (said.kind in TOLD or is_lasting(sentence))
                self.put(inside.start, replace(spoken, lasting=lasting, everywhere=footnote, at=at, supposed=case))

    def equates(self, subjects: tuple[Expression, ...], inside: range) -> bool:
        """Whether an equation among some formulas is about one of some names."""
        names = set(map(base, subjects))
        told = (r for k in inside for r in self.chunks[k].relations if r[1] == "=")
        return any(base(node) in names for left, _, right in told for side in (*left, right) for node in walk(side))

    def explained(self, sentence: str, inside: range) -> int | None:
        """The only name of a sentence that begins with it, as in a glossary: "⟦S⟧: a covariance, symmetric"."""
        entry = _ENTRY.match(sentence)
        number = int(entry.group(1)) if entry is not None else -1
        others = any(self.chunks[k].subjects for k in inside if k != number)
        if number not in inside or others or NEGATION.search(sentence) or not self.chunks[number].bare:
            return None
        return number if self.chunks[number].subjects else None

    def counted(self) -> None:
        """Numbers that the text gives in words."""
        for at, words, number in counts(self.text):
            following = bisect_left(self.places, (at, at))
            chunk = self.chunks[following] if following < len(self.chunks) else None
            span = chunk.span if chunk is not None else self.source.span(self.offset, self.offset)
            self.put(following, CountFact(span, self.lead_of(at), words, number, at))

    def layouts(self) -> None:
        """Layouts of derivatives that the text speaks of."""
        for at, layout, used in layouts(self.text):
            following = bisect_left(self.places, (at, at))
            chunk = self.chunks[following] if following < len(self.chunks) else None
            span = chunk.span if chunk is not None else self.source.span(self.offset, self.offset)
            self.put(following, LayoutFact(span, self.lead_of(at), layout, used))

    # ------------------------------------------------------------------------------------- words

    def groups(self) -> list[tuple[int, int]]:
        """Runs of formulas that name things, joined by commas and "and"."""
        found: list[tuple[int, int]] = []
        for number, chunk in enumerate(self.chunks):
            if not chunk.subjects:
                continue
            start = self.places[number][0]
            if chunk.bare and SHAPED.search(self.text[max(0, start - 40) : start]):
                # "of length $n$" speaks about what stands before.
                continue
            if found and found[-1][1] == number - 1:
                between = self.text[self.places[number - 1][1] : self.places[number][0]]
                joined = BETWEEN.match(between)
                if joined and not self.chunks[number - 1].bare and OF_ONE.match(self.text, self.places[number][1]):
                    self.before_one[number] = range(found[-1][0], number)
                    found.append((number, number))
                    continue
                if _CLAUSE_OF_ITS_OWN.fullmatch(between) and _SINGULAR.match(self.text, self.places[number][1]):
                    found.append((number, number))  # "whose rows are ⟦0⟧, and ⟦1⟧ is diagonal"
                    continue
                if joined or (WITH_SIZES.fullmatch(between) and self.about_sizes(number)):
                    found[-1] = (found[-1][0], number)
                    continue
            found.append((number, number))
        return found

    def said_beside(self) -> Iterator[tuple[int, Fact]]:
        """What is said of one thing may be meant of those before it: "⟦A⟧ and ⟦B⟧ be a symmetric matrix"."""
        for number, fact in self.facts:
            if isinstance(fact, WordFact) and number in self.before_one and fact.word in (*PHRASES, *TOLD):
                for k in self.before_one[number]:
                    span, subjects = self.chunks[k].span, self.chunks[k].subjects
                    yield k, UnreadFact(span, fact.sentence, subjects, fact.word, (fact.word,), supposed=fact.supposed)

    def about_sizes(self, number: int) -> bool:
        r"""Whether a formula relates axes of the tensor before it: ``U \in \mathbb{R}^{D \times M}`` with ``M < D``."""
        axes = [f.axes for _, f in self.facts.about((number - 1,)) if isinstance(f, ShapeFact)]
        letters = {node for entry in axes for axis in entry for node in walk(axis) if isinstance(node, Symbol)}
        sides = [side for left, _, right in self.chunks[number].relations for side in (*left, right)]
        return bool(sides) and {node for x in sides for node in walk(x) if not isinstance(node, Number)} <= letters

    def bases(self) -> None:
        """``Indices start at zero``."""
        at, ranged = 0, ranges(self.text)
        for sentence in re.finditer(r"[^.;¶]{1,500}", self.text):
            for match in BASE.finditer(sentence.group()):
                end = sentence.start() + match.end()
                clause = re.split(r",\s+(?:here|we|ours)\b", sentence.group()[: match.end()])[-1]
                told = is_told(clause, self.text[end : end + 2])
                if told and not any(first < end <= last for first, last in ranged):
                    at = self.base(match, sentence.start() + match.start(), at)

    def base(self, match: re.Match[str], position: int, at: int) -> int:
        """Take up one statement of a base; ``at`` is the first formula that may stand behind it."""
        while at < len(self.places) and self.places[at][0] < position:
            at += 1
        value = next((match.group(name) for name in "abcd" if match.group(name)), "")
        mark = match.group("m") or match.group("n") or match.group("o") or match.group("p")
        if mark is not None:
            value = "".join(token.text for token in strip(self.chunks[int(mark)].tokens))
        if (entry := match.group("entry")) is not None:
            named = self.chunks[int(entry)].subjects
            below = named[0].subscripts if len(named) == 1 and isinstance(named[0], Scripted) else ()
            value = str(below[0].value) if len(below) == 1 and isinstance(below[0], Number) else ""
        base = {"zero": 0, "0": 0, "one": 1, "1": 1}.get(value.lower())
        if base is None:
            return at
        start = self.source.span(self.offset, self.offset) if at >= len(self.chunks) else self.chunks[at].span
        self.put(at, BaseFact(start, match.group(), base))
        return at


def _has_entries(node: Expression) -> bool:
    """Whether an expression is no plain name, or one with letters in its subscripts."""
    return not isinstance(node, Symbol | Scripted | Number) or any(
        is_letter(x) for entry in (node.subscripts if isinstance(node, Scripted) else ()) for x in walk(entry)
    )
