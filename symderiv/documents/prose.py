r"""Running text between displays: the facts that it states, and the sentences that lead into displays.

Words are matched by patterns, formulas are parsed; a phrase that is not recognised states nothing.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from symderiv.documents.asserted import asserted
from symderiv.documents.conventions import ACCENT_RULE, is_general
from symderiv.documents.counted import counts
from symderiv.documents.dimensions import alike, dimensions
from symderiv.documents.eigenbases import eigenbases
from symderiv.documents.explained import eigenpairs
from symderiv.documents.facts import (
    collection,
    function_type,
    is_name,
    membership,
    number_set,
    range_of_pieces,
    split_top,
    strip,
)
from symderiv.documents.grammar import parse_entries, parse_expression
from symderiv.documents.lexer import Token
from symderiv.documents.links import Structure
from symderiv.documents.namings import namings
from symderiv.documents.phrases import BETWEEN, NEGATION, SHAPED, WINDOW, Chunk, Phrases, speaks, spoken
from symderiv.documents.roles import (
    announcement,
    is_case,
    is_conditional,
    is_supposed,
    keyword,
    last_sentence,
)
from symderiv.documents.source import LocatedError
from symderiv.documents.surface import (
    BaseFact,
    ConventionFact,
    CountFact,
    EigenbasisFact,
    PartsFact,
    RangeFact,
    RelationFact,
    SameShapeFact,
    ShapeFact,
    SpokenFact,
    UnreadFact,
    WordFact,
)
from symderiv.documents.syntax import (
    Applied,
    Comparison,
    Derivative,
    Expression,
    Group,
    Number,
    Product,
    Scripted,
    Span,
    Symbol,
)
from symderiv.documents.unclear import concludes
from symderiv.documents.views import last_of, stacked
from symderiv.documents.vocabulary import COUNTED, LETTERS, UNCOUNTED

__all__ = ["Chunk", "Passage"]

_DERIVATIVES = ("\\partial", "\\nabla")
_DENIED_BEFORE = re.compile(
    r"\b(?:not|never|nobody|no one|no longer|without|instead of|rather than|dropp?(?:s|ed|ing)?|wrong to|n't)\b"
    r"[^.;:,⟦]{0,30}\b(?:assum|suppos|need|requir|impos|demand)\w*(?: that| of| the)*\s*$"
    r"|\b(?:instead of|rather than|whether or not|even if|see why|explain why)\s*$"
    r"|\bwrong to (?:set|write|use|put|take)\s*$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"[^.;:⟦]{0,50}\b(?:not (?:needed|necessary|required|assumed)|unnecessary|too (?:strong|restrictive)|"
    r"for the moment|fails|does not hold|need not hold|nothing at all)\b"
    r"|[^.,;:⟦]{0,40}\b(?:false|wrong|incorrect|mistaken?|excluded|would|only (?:if|when|for)|in general)\b",
    re.IGNORECASE,
)
_INDEPENDENCE = re.compile(
    r"(?<!linearly )\b(?:independent(?:ly)?|independence|uncorrelated|i\.i\.d|iid)\b", re.IGNORECASE
)
_ALL_IN = re.compile(
    r"\b(?:(?P<many>all|both|each)(?: of (?:them|these|which))?(?: (?:are|is|being|live|lie|lying|living))?"
    r"|(?:are|live|lie)(?: all| both| each)?)(?: (?:real |column |row )?vectors?| points?| elements?)?"
    r"\s*(?:in|from|of)\s*⟦(?P<space>\d+)⟧",
    re.IGNORECASE,
)
_UP_TO_ALL = re.compile(r"\s*(?:be |are |being )?(?:(?:real |column |row )?vectors)?\s*[,(]?\s*", re.IGNORECASE)
_LISTING = re.compile(
    r"\s*(?:,|,? and|,? or)\s+(?:(?:the|an?|its|their|our|some)\s+)?(?:[a-z-]+\s+){0,3}|\s*,\s*", re.IGNORECASE
)
_ASKS_ABOUT = re.compile(r"\b(?:what|how|which|where|why|find|compute|derive|determine)\b", re.IGNORECASE)
# "Everything lives in ⟦0⟧: the state ⟦1⟧, the gates ⟦2⟧."
_ALL_ARE_IN = re.compile(
    r"\b(?:everything|all(?: of)?(?: the| these)?(?: following)?"
    r"(?: (?:vectors|quantities|variables|tensors|symbols|names))?) (?:below |here )?"
    r"(?:lives?|lies?|is|are)(?: all)?(?: vectors)? in ⟦(?P<space>\d+)⟧\s*(?::|—|--)\s*(?P<names>[^.;!?¶]*)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\s*(?:are|being|given by|by|the|vectors?|:|,|\s)*⟦(\d+)⟧(?:[^⟦.;:]{0,24}\bof\b[^⟦.;:]{0,24}⟦(\d+)⟧)?"
)
_BASIS = re.compile(
    r"⟦(?P<a>\d+)⟧[^⟦.;:]{0,24}(?:⟦\d+⟧-?\s?th\s+)?(?:standard|canonical|coordinate)?\s*(?:unit|basis) vectors?\b"
    r"|\b(?:unit|basis) vectors?\s+⟦(?P<b>\d+)⟧|\b(?:standard|canonical) basis\s+⟦(?P<c>\d+)⟧"
)
_OF = re.compile(r"\s*(?:of|from)(?: the| all)?(?: \w+){0,2}\s*⟦(\d+)⟧(?:\s*(?:,|and)\s*⟦(\d+)⟧)?")
_BASE = re.compile(
    r"\b(?:ind(?:ex|ices|exing)|counting|numbering|subscripts?|axes|everything|arrays?|entries|"
    r"sums?)\b[^.;]*?\b(?:start|starts|starting|begin|begins|beginning|run|runs|running|"
    r"count|counts|counted|counting|numbered|indexed|from|based)\b[^.;]*?\b(?:at|from|with|"
    r"in)\s+(?P<a>zero|one|[01]\b|⟦(?P<m>\d+)⟧)"
    r"|\b(?P<b>zero|one|[01]|⟦(?P<n>\d+)⟧)-?\s?(?:based|indexed|index origin)|\b(?:count|counted|"
    r"counting|numbered|indexed|start|starting)\s+(?:at|from|with)\s+(?P<c>zero|one|[01]\b|⟦(?P<o>\d+)⟧)"
    r"|\b(?:ind(?:ex|ices|exing)|subscripts?|numbering)\s+(?:at|from)\s+(?P<d>zero|one|[01]\b|⟦(?P<p>\d+)⟧)",
    re.IGNORECASE,
)
# "the vector of $n$ ones"
_ONES = re.compile(
    r"⟦(?P<a>\d+)⟧(?:-dimensional)?(?:\s+vector of)?\s+(?:all[- ])?ones\b"
    r"|\bones(?: vectors?)?\s+(?:of|with)\s+(?:length|dimension|size)\s+⟦(?P<b>\d+)⟧"
)
_SO_THAT = re.compile(r"^\W*(?:let|consider|take|fix|choose|pick|suppose|assume)\b[^.;]*\bso that\s*$", re.IGNORECASE)


def _comma(token: Token) -> Token:
    r"""A comma for the ``\\text{ and }`` between two statements in one formula."""
    joins = token.kind == "text" and re.fullmatch(r"\s*,?\s*and\s*", token.text)
    return replace(token, kind="char", text=",") if joins else token


def _indexed(node: Expression) -> bool:
    """Whether a name is one of many: ``x_1`` or ``x_n^\\top``."""
    return isinstance(node, Scripted) and isinstance(node.base, Symbol) and len(node.subscripts) == 1


class Passage(Phrases):
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
        self.text = "".join(self.pieces)
        return self.text

    # ------------------------------------------------------------------------------------- reading

    def read(self, lead: str) -> None:
        """Find all facts; ``lead`` is the sentence that was left open before this passage."""
        for number, chunk in enumerate(self.chunks):
            before = self.before(number, lead)
            try:
                self.formula(number, chunk, before)
            except LocatedError as error:
                self.errors.append(error)
                self.lost(number, chunk, before)
        self.eigenpairs(lead)
        self.eigenbases(lead)
        groups = self.groups()
        for first, last in groups:
            self.phrases(first, last, lead)
        self.bases()
        self.independence()
        self.parts()
        self.enumerated()
        self.listed_behind()
        self.names()
        self.conventions()
        self.dimensions()
        for match in _BASIS.finditer(self.text):
            k = int(match.group("a") or match.group("b") or match.group("c"))
            subjects = tuple(x for x in self.chunks[k].subjects if _indexed(x))
            if subjects:
                self.put(k, WordFact(self.chunks[k].span, "", subjects, "basis vector"))
        for match in _ONES.finditer(self.text):
            k = int(match.group("a") or match.group("b"))
            axes = self.chunks[k].axes
            if axes is not None and len(axes) == 1:
                self.put(k, ShapeFact(self.chunks[k].span, "", (), axes))
        self.spoken()
        self.counted()
        self.facts.extend(asserted(self, lead))
        self.facts.sort(key=lambda entry: entry[0])

    def lost(self, number: int, chunk: Chunk, before: str) -> None:
        """A formula that cannot be parsed: where it supposes something, that is not known of its letters."""
        if not before or not announcement(before) or self.denied(number, before):
            return
        letters = [t for t in chunk.tokens if t.kind == "letter" or (t.kind == "command" and t.text in LETTERS)]
        subjects = tuple(dict.fromkeys(Symbol(chunk.span, token.text) for token in letters))
        words = self.source.text[chunk.span.start : chunk.span.end].strip("$")
        self.put(number, UnreadFact(chunk.span, before, subjects, words, supposed=is_supposed(before)))

    def names(self) -> None:
        """Names that words give to derivatives."""
        for name, value in namings(self.text):
            chunk, other = self.chunks[name], self.chunks[value]
            if not chunk.bare or len(chunk.subjects) != 1 or not any(t.text in _DERIVATIVES for t in other.tokens):
                continue
            try:
                right = parse_expression(self.source, other.tokens, (other.span.start, other.span.end))
            except LocatedError as error:
                self.errors.append(error)
                continue
            last = max(name, value)
            sentence = self.before(min(name, value))
            self.put(last, RelationFact(self.chunks[last].span, sentence, chunk.subjects, "=", right, "let"))

    def conventions(self) -> None:
        """Names of derivatives by a rule."""
        for number, fact in [(k, f) for k, f in self.facts if isinstance(f, RelationFact) and f.relation == "="]:
            right = fact.right
            if not isinstance(right, Derivative) or len(right.variables) != 1 or len(fact.left) != 1:
                continue
            begin, end = self.places[number]
            if is_general(self.lead_of(begin), self.text[end : end + WINDOW]):
                self.put(number, ConventionFact(fact.span, "", right.target, fact.left[0], right.variables[0]))
        for match in ACCENT_RULE.finditer(self.text):
            k = int(match.group("loss"))
            accent = {"overbar": "bar", "overline": "bar"}.get(
                match.group("accent").lower(), match.group("accent").lower()
            )
            if self.chunks[k].bare and len(self.chunks[k].subjects) == 1:
                self.put(k, ConventionFact(self.chunks[k].span, "", self.chunks[k].subjects[0], accent=accent))

    def dimensions(self) -> None:
        """Shapes that words or a table tell of names."""
        shaped = {x for _, fact in self.facts if isinstance(fact, ShapeFact) for x in fact.subjects}
        for numbers, rank in alike(self.text):
            same = tuple(x for k in numbers for x in self.chunks[k].subjects if x not in shaped)
            if same and all(self.chunks[k].bare for k in numbers):
                span = self.chunks[numbers[-1]].span
                self.put(numbers[-1], SameShapeFact(span, self.before(numbers[0]), same, None, rank))
        for said in dimensions(self.text):
            named = [self.chunks[k] for k in said.names]
            subjects = tuple(x for chunk in named for x in chunk.subjects)
            shapes = [self.chunks[k] for k in said.axes]
            if not shaped.isdisjoint(subjects) or not subjects or not all(chunk.bare for chunk in named):
                continue
            shaped.update(subjects)
            last, sentence = max(*said.names, *said.axes, 0), self.before(said.names[0])
            if NEGATION.search(sentence[-40:]):
                continue
            if not shapes:
                self.put(last, WordFact(self.chunks[last].span, sentence, subjects, "scalar"))
                continue
            tokens = strip(shapes[0].tokens)
            if len(shapes) == 1 and number_set(tokens)[1]:
                try:
                    self.put(last, *membership(self.source, subjects, tokens, shapes[0].span, sentence))
                except LocatedError as error:
                    self.errors.append(error)
                continue
            axes = tuple(x for chunk in shapes for x in chunk.axes or ())
            product = any(token.is_command("\\times") for token in tokens)
            if (said.product and not product) or len(axes) < len(shapes):
                continue
            self.put(last, ShapeFact(self.chunks[last].span, sentence, subjects, axes))

    def enumerated(self) -> None:
        r"""Names with words between them and one shape for all: "the query ⟦0⟧ and the key ⟦1⟧ (both in ⟦2⟧)"."""
        for match in _ALL_IN.finditer(self.text):
            last = bisect_right(self.places, (match.start(), 0)) - 1
            if last < 0 or self.places[last][1] > match.start():
                continue
            if not _UP_TO_ALL.fullmatch(self.text[self.places[last][1] : match.start()]):
                continue
            first = last
            while first > 0 and self.chunks[first - 1].bare and self.chunks[first].bare:
                if not _LISTING.fullmatch(self.text[self.places[first - 1][1] : self.places[first][0]]):
                    break
                first -= 1
            if match.group("many") == "both":
                first = max(first, last - 1)
            listed = self.chunks[first : last + 1]
            subjects = tuple(name for chunk in listed if chunk.bare for name in chunk.subjects)
            space = self.chunks[int(match.group("space"))]
            letter, width = number_set(strip(space.tokens))
            if len(subjects) < 2 or letter not in ("R", "C") or not width:
                continue
            sentence = self.lead_of(match.start())
            try:
                self.put(last, *membership(self.source, subjects, space.tokens, space.span, sentence))
            except LocatedError as error:
                self.errors.append(error)

    def listed_behind(self) -> None:
        """Names behind the one space that all of them are in."""
        for match in _ALL_ARE_IN.finditer(self.text):
            numbers = [int(k) for k in re.findall(r"⟦(\d+)⟧", match.group("names"))]
            listed = list(itertools.takewhile(lambda k: self.chunks[k].bare, numbers))
            subjects = tuple(name for k in listed for name in self.chunks[k].subjects)
            space = self.chunks[int(match.group("space"))]
            letter, width = number_set(strip(space.tokens))
            if not subjects or letter not in ("R", "C") or not width:
                continue
            try:
                facts = membership(self.source, subjects, space.tokens, space.span, self.lead_of(match.start()))
                self.put(listed[-1], *facts)
            except LocatedError as error:
                self.errors.append(error)

    def spoken(self) -> None:
        """Properties that a sentence speaks of and no rule has read as about some formula."""
        if not speaks(self.text):
            return
        starts = [place[0] for place in self.places]
        for match in re.finditer(r"(?:[^.;!?¶\n]|\.(?!\s)|\n(?![ \t]*\n))+", self.text):
            words = spoken(match.group())
            if not words:
                continue
            inside = range(bisect_left(starts, match.start()), bisect_left(starts, match.end()))
            read: set[str] = set()
            for number, fact in self.facts:
                if number in inside and isinstance(fact, WordFact | ShapeFact):
                    read |= {fact.word} if isinstance(fact, WordFact) else set(fact.words)
            number = inside.start
            chunk = self.chunks[number] if number < len(self.chunks) else None
            span = chunk.span if chunk is not None else self.source.span(self.offset, self.offset)
            case = is_case(match.group())
            for word in dict.fromkeys(words):
                if word not in read:
                    self.put(number, SpokenFact(span, match.group(), word, supposed=case))

    def counted(self) -> None:
        """Numbers that the text gives in words."""
        for at, words, number in counts(self.text):
            following = bisect_left(self.places, (at, at))
            chunk = self.chunks[following] if following < len(self.chunks) else None
            span = chunk.span if chunk is not None else self.source.span(self.offset, self.offset)
            self.put(following, CountFact(span, self.lead_of(at), words, number, at))

    def eigenbases(self, lead: str) -> None:
        """Eigenvectors and eigenvalues that are introduced together."""
        for found in eigenbases(self.text):
            if max(found.vectors, found.values, found.matrix or 0) >= len(self.chunks):
                continue
            vectors, values = self.chunks[found.vectors], self.chunks[found.values]
            of = self.chunks[found.matrix].subjects if found.matrix is not None else ()
            self.put(
                max(found.vectors, found.values),
                EigenbasisFact(
                    vectors.span,
                    self.before(found.vectors, lead),
                    of[0] if len(of) == 1 else None,
                    vectors.subjects,
                    values.subjects,
                    found.kind,
                ),
            )
            self.told |= {found.vectors, found.values}

    def eigenpairs(self, lead: str) -> None:
        """``$u$ is an eigenvector of $A$ with eigenvalue $\\lambda$``, where it is supposed."""
        for _, *numbers, unit in eigenpairs(self.text):
            if max(numbers) >= len(self.chunks):
                continue
            found = [self.chunks[k].subjects for k in numbers]
            if any(len(names) != 1 for names in found):
                continue
            (vector,), (matrix,), (value,) = found
            last = max(numbers)
            span, sentence = self.chunks[last].span, self.before(numbers[0], lead)
            sides = (Product(span, (matrix, vector), ("",)), Product(span, (value, vector), ("",)))
            case = is_case(sentence)
            self.put(last, RelationFact(span, sentence, sides[:1], "=", sides[1], "let", not case, supposed=case))
            if unit:
                self.put(last, WordFact(span, sentence, (vector,), "unit vector", supposed=case))
            self.told.add(numbers[0])

    def parts(self) -> None:
        """Rows and columns: ``⟦0⟧ has the rows ⟦1⟧``, ``the columns ⟦1⟧ of ⟦0⟧``, ``⟦1⟧ is the ⟦2⟧-th row of ⟦0⟧``."""
        for match in re.finditer(r"\b(?P<word>row|column)(?P<many>s?)(?: vectors?)?\b", self.text, re.IGNORECASE):
            begin = self.lead_of(match.start())
            behind = self.text[match.end() : match.end() + 200]
            listed = _LISTED.match(behind)
            single = re.match(r"\s*of\s+(?:the )?(?:\w+ ){0,3}⟦(\d+)⟧", behind)
            if NEGATION.search(begin[-60:]):
                continue
            earlier = [int(m) for m in re.findall(r"⟦(\d+)⟧", begin)]
            if listed is not None:
                part = int(listed.group(1))
                wholes = [int(listed.group(2))] if listed.group(2) else earlier[::-1]
            elif single is not None and earlier:
                named = [k for k in earlier if any(_indexed(x) for x in self.chunks[k].subjects)]
                part, wholes = (named[-1] if named else -1), [int(single.group(1))]
            else:
                continue
            rows = [x for x in self.chunks[part].subjects if _indexed(x)][:1] if part >= 0 else []
            while part >= 0 and part + 1 < len(self.chunks) and listed is not None and not listed.group(2):
                between = self.text[self.places[part][1] : self.places[part + 1][0]]
                more = [x for x in self.chunks[part + 1].subjects if _indexed(x)]
                if not more or not BETWEEN.match(between):
                    break
                part, rows = part + 1, [*rows, more[0]]
            whole = next(
                (w for k in wholes if (w := [x for x in self.chunks[k].subjects if isinstance(x, Symbol)])), []
            )
            if len(rows) == len(whole):
                columns = match.group("word").lower() == "column"
                for x, y in zip(whole, rows, strict=True):
                    self.put(part, PartsFact(self.chunks[part].span, begin, x, y, columns))

    def independence(self) -> None:
        """``$x$ is independent of $y$``; any other mention is put down as one that is not understood."""
        for match in _INDEPENDENCE.finditer(self.text):
            if not self.chunks:
                return
            behind = next((k for k, place in enumerate(self.places) if place[0] >= match.end()), len(self.places) - 1)
            span = self.chunks[behind].span
            sentence = self.lead_of(match.start())
            self.put(behind, WordFact(span, sentence, (), "independence"))
            other = _OF.match(self.text[match.end() :])
            before = re.search(r"⟦(\d+)⟧[^⟦.;:]*$", self.text[: match.start()])
            partly = re.search(r"\b(?:conditionally|pairwise|nearly|almost)\s*$", self.text[: match.start()])
            if other is None or before is None or partly or NEGATION.search(before.group()):
                continue
            ones = self.chunks[int(before.group(1))].subjects
            for mark in other.groups():
                for x in ones:
                    for y in self.chunks[int(mark)].subjects if mark is not None else ():
                        self.put(behind, WordFact(span, sentence, (x, y), "independent"))

    def formula(self, number: int, chunk: Chunk, before: str) -> None:
        """What a formula itself declares."""
        tokens = [_comma(token) for token in strip(chunk.tokens)]
        span = chunk.span
        sentence = before
        if not tokens:
            return
        mapping = function_type(self.source, tokens, span, sentence)
        if mapping is not None:
            chunk.subjects = mapping.subjects
            self.put(number, mapping)
            return
        texts = any(token.kind == "text" for token in tokens)
        pieces = split_top(tokens, ",", ";", "\\quad", "\\qquad")
        sides = [split_relations(piece) for piece in pieces]
        if not any(len(parts) > 1 for parts, _ in sides):
            indexed = collection(self.source, tokens, span, sentence)
            if indexed is not None:
                chunk.subjects = indexed[0]
                self.put(number, *indexed[1])
                return
            self.bare(chunk, tokens)
            return
        if texts:
            return
        if self.enumeration(number, chunk, sides, span, sentence) or self.between(number, chunk, sides, span, sentence):
            return
        waiting: list[list[Token]] = []
        for parts, relations in sides:
            if not relations:
                waiting.append(parts[0])
                continue
            self.statement(number, chunk, waiting, parts, relations, before)
            waiting = []

    def bare(self, chunk: Chunk, tokens: list[Token]) -> None:
        """A formula without relation: a list of names, or ``N \\times D``."""
        if any(token.is_command("\\times") for token in tokens):
            inner = tokens
            if tokens[0].is_char("(") and tokens[-1].is_char(")"):
                inner = tokens[1:-1]
            chunk.axes = tuple(parse_expression(self.source, piece) for piece in split_top(inner, "\\times") if piece)
            return
        try:
            entries = parse_entries(self.source, tokens, (chunk.span.start, chunk.span.end))
        except LocatedError:
            return
        if (
            len(entries) == 1
            and isinstance(entries[0], Group)
            and entries[0].bracket == "("
            and len(entries[0].entries) > 1
        ):
            chunk.axes = entries[0].entries
            return
        names = tuple(entry.head if isinstance(entry, Applied) else entry for entry in entries)
        if names and all(is_name(name) or isinstance(name, Symbol) for name in names):
            chunk.subjects = names
            chunk.bare = True
        if len(entries) == 1 and not isinstance(entries[0], Comparison):
            chunk.axes = entries

    def enumeration(
        self, number: int, chunk: Chunk, sides: list[tuple[list[list[Token]], list[str]]], span: Span, sentence: str
    ) -> bool:
        r"""``i, j = 1, \dots, N`` over all pieces of a formula."""
        at = next((k for k, (_, relations) in enumerate(sides) if relations), -1)
        if (
            at < 0
            or len(sides[at][1]) != 1
            or sides[at][1][0] != "="
            or any(relations for _, relations in sides[at + 1 :])
        ):
            return False
        bounds = [sides[at][0][1], *(parts[0] for parts, _ in sides[at + 1 :])]
        if not any(any("dots" in token.text for token in bound) for bound in bounds):
            return False
        if bounds[0] and (bounds[0][0].text in ("[", "(") or bounds[0][0].kind in ("open", "begin")):
            return False  # a list of columns
        subjects: list[Expression] = []
        for piece in [*(parts[0] for parts, _ in sides[:at]), sides[at][0][0]]:
            subjects.extend(parse_entries(self.source, strip(piece)))
        if not all(is_name(subject) for subject in subjects):
            return False
        fact = range_of_pieces(self.source, tuple(subjects), bounds, span, sentence)
        if fact is None:
            return False
        chunk.subjects = tuple(subjects)
        self.put(number, fact)
        return True

    def between(
        self, number: int, chunk: Chunk, sides: list[tuple[list[list[Token]], list[str]]], span: Span, sentence: str
    ) -> bool:
        r"""``1 \\le i, j \\le n``."""
        if (
            len(sides) < 2
            or sides[0][1] not in (["\\le"], ["<"])
            or sides[-1][1] not in (["\\le"], ["<"])
            or any(found for _, found in sides[1:-1])
        ):
            return False
        pieces = [sides[0][0][1], *(parts[0] for parts, _ in sides[1:-1]), sides[-1][0][0]]
        subjects = tuple(parse_expression(self.source, piece) for piece in pieces)
        if not all(is_name(subject) for subject in subjects):
            return False
        lower, upper = parse_expression(self.source, sides[0][0][0]), parse_expression(self.source, sides[-1][0][1])
        chunk.subjects = subjects
        strict = sides[-1][1] == ["<"], sides[0][1] == ["<"]
        self.put(number, RangeFact(span, sentence, subjects, lower, upper, *strict, between=True))
        return True

    def statement(
        self,
        number: int,
        chunk: Chunk,
        waiting: list[list[Token]],
        parts: list[list[Token]],
        relations: list[str],
        before: str,
    ) -> None:
        """One piece with relations: a membership, a range, or equations and conditions."""
        span, source = chunk.span, self.source
        if relations in (["\\subset"], ["\\subseteq"], ["\\in"]) and not waiting:
            indexed = collection(source, strip(parts[0]), span, before)
            if indexed is not None:
                chunk.subjects = (*chunk.subjects, *indexed[0])
                self.put(number, *indexed[1], *membership(source, indexed[0], parts[1], span, before))
                return
        if "\\in" in relations:
            at = relations.index("\\in")
            subjects: list[Expression] = []
            for piece in [*waiting, *([parts[at]] if at == 0 else parts[: at + 1])]:
                for entry in parse_entries(source, strip(piece)) if strip(piece) else ():
                    name = entry.head if isinstance(entry, Applied) else entry
                    if is_name(name):
                        subjects.append(name)
            if not subjects:  # "$\\mathbf{1} \\in \\mathbb{R}^n$" tells of a size
                self.put(
                    number,
                    *(f for f in membership(source, (), parts[at + 1], span, before) if isinstance(f, ShapeFact)),
                )
                return
            chunk.subjects = (*chunk.subjects, *subjects)
            self.put(number, *membership(source, tuple(subjects), parts[at + 1], span, before))
            if at > 0:
                self.equations(number, chunk, [], parts[: at + 1], relations[:at], before)
            return
        if any(
            relation.startswith("\\") and relation not in ("\\le", "\\ge", "\\ne", "\\approx", "\\equiv", "\\triangleq")
            for relation in relations
        ):
            self.definiteness(number, chunk, waiting, parts, relations, before)
            return
        if any("dots" in token.text for part in parts for token in part):
            right = parse_expression(source, parts[1]) if relations == ["="] and not waiting else None
            found = stacked(right) if right is not None else None
            if right is not None and found is not None:
                self.put(number, PartsFact(span, before, parse_expression(source, parts[0]), *found, last_of(right)))
            return
        if len(relations) == 2 and all(relation in ("\\le", "<") for relation in relations):
            subjects = []
            for entry in parse_entries(source, strip(parts[1])):
                subjects.append(entry)
            if waiting and strip(parts[0]):
                return
            lower, upper = parse_expression(source, parts[0]), parse_expression(source, parts[2])
            above = relations[0] == "<"  # "0 < x < 1" is a condition on a number
            if all(is_name(subject) for subject in subjects) and not (above and isinstance(upper, Number)):
                chunk.subjects = tuple(subjects)
                strict = relations[1] == "<", above
                self.put(number, RangeFact(span, before, tuple(subjects), lower, upper, *strict, between=True))
                if not above:
                    return
        self.equations(number, chunk, waiting, parts, relations, before)

    def definiteness(
        self,
        number: int,
        chunk: Chunk,
        waiting: list[list[Token]],
        parts: list[list[Token]],
        relations: list[str],
        before: str,
    ) -> None:
        r"""``A \succ 0``."""
        words = {
            "\\succ": "positive definite",
            "\\succeq": "positive semidefinite",
            "\\succcurlyeq": "positive semidefinite",
        }
        if len(relations) != 1 or relations[0] not in words or [t.text for t in parts[1]] != ["0"]:
            self.relation(number, chunk, [*waiting, *parts], relations, before)
            return
        subjects = [entry for piece in [*waiting, parts[0]] for entry in parse_entries(self.source, strip(piece))]
        if all(is_name(subject) for subject in subjects):
            chunk.subjects = tuple(subjects)
            case, supposed = is_conditional(before), is_supposed(before)
            word = words[relations[0]]
            self.put(number, WordFact(chunk.span, before, tuple(subjects), word, case, supposed=supposed))

    def relation(self, number: int, chunk: Chunk, parts: list[list[Token]], relations: list[str], before: str) -> None:
        r"""``u \perp v``; what any other relation says, but a map or an update, is not understood."""
        if set(relations) <= {
            "\\sim",
            "\\to",
            "\\mapsto",
            "\\leftarrow",
            "\\gets",
            "\\rightarrow",
            "\\longrightarrow",
            "\\approx",
            "\\colon",
            ":",
        }:
            return
        span, supposed, case = chunk.span, is_supposed(before), is_conditional(before)
        sides = [entry for part in parts for entry in parse_entries(self.source, strip(part)) if strip(part)]
        if relations == ["\\perp"] and len(sides) == 2 and all(map(is_name, sides)):
            chunk.subjects = tuple(sides)
            words = self.spelling(number)
            self.put(number, WordFact(span, before, chunk.subjects, "pair orthogonal", case, words, supposed=supposed))
            return
        letters = [t for t in chunk.tokens if t.kind == "letter" or (t.kind == "command" and t.text in LETTERS)]
        subjects = tuple(dict.fromkeys(Symbol(span, token.text) for token in letters))
        if subjects and not self.denied(number, before) and not concludes(before):
            self.put(number, UnreadFact(span, before, subjects, self.spelling(number), supposed=supposed or case))

    def equations(
        self,
        number: int,
        chunk: Chunk,
        waiting: list[list[Token]],
        parts: list[list[Token]],
        relations: list[str],
        before: str,
    ) -> None:
        source = self.source
        sentence = before
        governed = announcement(sentence) or announcement(re.sub(r"\s*\bwhere\s*$", "", sentence)) if sentence else ""
        word = keyword(sentence)
        if word == "so" and _SO_THAT.search(sentence):
            word = "let"  # "let $L$ be its Cholesky factor, so that $S = L L^\\top$"
        values = [parse_expression(source, part, (chunk.span.start, chunk.span.end)) for part in parts]
        case = "=" not in relations or all(isinstance(value, Number) for value in values[1:])
        conditional = is_conditional(before) or self.restricted(number) or (case and self.restricting(number))
        denied = self.denied(number, before)
        conditional = conditional or denied
        first: list[Expression] = []
        for piece in waiting:
            first.extend(parse_entries(source, strip(piece)))
        names = [value for value in [*first, values[0]] if is_name(value)]
        if names and not chunk.subjects:
            chunk.subjects = tuple(names)
        if re.match(r"\s*\?", self.text[self.places[number][1] :]) and not _ASKS_ABOUT.search(last_sentence(before)):
            return  # "Is ⟦0⟧?" says nothing, "what is the gradient of ⟦0⟧?" says what ⟦0⟧ is
        for k, relation in enumerate(relations):
            left = (*first, values[k]) if k == 0 else (values[k],)
            chunk.relations.append((left, relation, values[k + 1]))
            self.put(
                number,
                RelationFact(
                    chunk.span,
                    before,
                    left,
                    relation,
                    values[k + 1],
                    word,
                    bool(governed) and not conditional,
                    conditional,
                    supposed=is_supposed(before, equation=True) and not denied,
                ),
            )

    def denied(self, number: int, before: str) -> bool:
        """Whether a formula is said not to be assumed: "we do not assume that ⟦0⟧", "assuming ⟦0⟧ is not needed"."""
        rest = re.split(r"[.;](?:\s|$)|\n[ \t]*\n", self.text[self.places[number][1] :][:300])[0]
        return bool(_DENIED_BEFORE.search(last_sentence(before)) or _DENIED_AFTER.match(rest))

    def restricting(self, number: int) -> bool:
        """Whether a formula only says where the one before it holds: "⟦0⟧ for ⟦1⟧"."""
        between = self.text[self.places[number - 1][1] : self.places[number][0]] if number else ""
        return bool(re.match(r"\s*,?\s*(?:for|if|when|whenever|unless|as long as)\s*$", between))

    def restricted(self, number: int) -> bool:
        """Whether a formula is only said to hold in a case: "⟦0⟧ if ⟦1⟧", "⟦0⟧ for ⟦1⟧ and ⟦2⟧ otherwise"."""
        rest = re.split(r"[.;](?:\s|$)|\n[ \t]*\n", self.text[self.places[number][1] :][:300])[0]
        return bool(
            re.match(r"\s*,?\s*(?:if|when|whenever|unless|as long as)\b", rest)
            or (re.match(r"\s*,?\s*(?:for|where)\s+⟦", rest) and re.search(r"\b(?:otherwise|else)\b", rest))
            or re.match(r"\s*,?\s*(?:otherwise|else)\b", rest)
        )

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
                if BETWEEN.match(between):
                    found[-1] = (found[-1][0], number)
                    continue
            found.append((number, number))
        return found

    def bases(self) -> None:
        """``Indices start at zero``."""
        at = 0
        for sentence in re.finditer(r"[^.;¶]{1,500}", self.text):
            for match in _BASE.finditer(sentence.group()):
                at = self.base(match, sentence.start() + match.start(), at)

    def base(self, match: re.Match[str], position: int, at: int) -> int:
        """Take up one statement of a base; ``at`` is the first formula that may stand behind it."""
        while at < len(self.places) and self.places[at][0] < position:
            at += 1
        value = next((match.group(name) for name in "abcd" if match.group(name)), "")
        mark = match.group("m") or match.group("n") or match.group("o") or match.group("p")
        if mark is not None:
            value = "".join(token.text for token in strip(self.chunks[int(mark)].tokens))
        base = {"zero": 0, "0": 0, "one": 1, "1": 1}.get(value.lower())
        if base is None or re.search(r"\b(?:not|rather than|instead of|never)\b", match.group(), re.IGNORECASE):
            return at
        start = self.source.span(self.offset, self.offset) if at >= len(self.chunks) else self.chunks[at].span
        self.put(at, BaseFact(start, match.group(), base))
        return at


def split_relations(tokens: list[Token]) -> tuple[list[list[Token]], list[str]]:
    """The sides of a piece and the relations between them."""
    structure = Structure(list(tokens))
    parts: list[list[Token]] = [[]]
    relations: list[str] = []
    at = 0
    found = structure.tokens
    while at < len(found):
        relation, width = relation_at(found, at) if structure.depth[at] == 0 else ("", 0)
        if relation:
            relations.append(relation)
            parts.append([])
            at += width
            continue
        if not found[at].is_char("&"):
            parts[-1].append(found[at])
        at += 1
    return parts, relations


def relation_at(tokens: list[Token], at: int) -> tuple[str, int]:
    """The relation at ``at`` and its width; "" if there is none."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.is_char(":"):
        return (":=", 2) if following is not None and following.is_char("=") else (":", 1)
    if token.is_char("=") and following is not None and following.is_char(":") and not following.gap:
        return "=:", 2
    if token.kind == "char" and token.text in "=<>":
        return token.text, 1
    if token.kind == "command":
        if token.text in COUNTED:
            return COUNTED[token.text], 1
        script = at > 0 and tokens[at - 1].is_char("^_")  # "$V^\\perp$"
        if token.text in UNCOUNTED or (token.text in ("\\perp", "\\parallel") and not script):
            return token.text, 1
    return "", 0
