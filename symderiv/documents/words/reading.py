r"""A document as it stands on the page: displays with their links, facts of the running text, in reading order.

The one entry is :func:`read_surface`.  It raises :class:`~symderiv.documents.latex.source.LocatedError` only for
a file as a whole (a directory, binary content); whatever else cannot be read becomes a link with an error.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from pathlib import Path

from symderiv.documents.latex.bracket_indices import defines_so, lowered
from symderiv.documents.latex.failures import UNEXPECTED, internal
from symderiv.documents.latex.lexer import Token, tokenize
from symderiv.documents.latex.macros import MacroTable
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.plain_tex import modern
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError, Source, read_source
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import base
from symderiv.documents.latex.tidying import tidy
from symderiv.documents.page.asides import asides, opens_a_case
from symderiv.documents.page.bare_words import bare_words, with_words
from symderiv.documents.page.cleaning import clean_latex, clean_markdown, headings, titles
from symderiv.documents.page.gradient_names import formulas_of, gradient_names, joined
from symderiv.documents.page.segments import Segment, segments_of
from symderiv.documents.page.sentences import GOES_ON, JOINED, MATH, TRAILS, TURNS, sentences
from symderiv.documents.page.surface import (
    CountFact,
    Display,
    Fact,
    Item,
    Link,
    RelationFact,
    Running,
    SetFact,
    ShapeFact,
    SpokenFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.documents.supposing.explained import explained
from symderiv.documents.supposing.listed import NO_LIST, lead_of_list
from symderiv.documents.supposing.roles import announcement, assumed_behind, is_scoped
from symderiv.documents.supposing.shaken import for_contradiction, taken_back
from symderiv.documents.words.display_words import concluded, leading_words, told_in_display
from symderiv.documents.words.links import read_links
from symderiv.documents.words.prose import Passage

__all__ = ["read_surface"]

MAXIMAL_TOKENS = 60_000
MAXIMAL_LETTERS = 20 * MAXIMAL_TOKENS
MAXIMAL_LEAD = 1500


def read_surface(path_or_text: str | Path | bytes, name: str | None = None) -> SurfaceDocument:
    r"""Read a document; a ``Path`` is opened, a ``str`` is the text itself.

    >>> document = read_surface("Assume that\n\n$$ A = A^\\top $$\n\nThen $$ x = y $$", "note.md")
    >>> [(display.span.line, display.hypothesis, len(display.links)) for display in document.displays()]
    [(3, 'assume', 1), (5, '', 1)]
    """
    source = read_source(path_or_text, name)
    return _Reader(source).run()


# "if $i = y$:" between two displays, which is said of the second.
_CASE_AHEAD = regex(r"\s*(?:and\s+|but\s+)?(?:if|when)\b[^.;:]*:\s*$")
# A condition goes with the display that its sentence leads into: "if all $g = 1$ that one is right: $$ ... $$"
_LEADS = regex(r"(?:(?<!\band)(?<![\s,.!?])|\bthen,?)\s*$")


# What stands behind the last equation of a display: "x > 0 \\quad\\text{is assumed}".
_TEXT = regex(r"\\(?:text\w*|mbox)\s*\{(?P<text>[^{}]*)\}[^=<>]*$")
_WITHIN = "\x01"  # the rest of a line


class _Reader:
    def __init__(self, source: Source) -> None:
        masked, self.found = segments_of(source)
        self.asides = asides(source.text, masked, source.flavour == "latex")
        # What is masked (comments, code, the marks of quotes) is never read again.
        source = Source(masked, source.name, source.flavour, source.damage)
        self.source = source
        self.macros = MacroTable(source)
        self.items: list[Item] = []
        self.running: list[Running] = []
        self.errors: list[LocatedError] = []
        self.failures: list[str] = []
        self.passage = Passage(source)
        displays = (source.text[x.inner_start : x.inner_end] for x in self.found if x.kind == "display")
        self.bracketed = defines_so(displays)
        kinds = ("display", "inline", "text")
        pieces = ((x.kind != "text", source.text[x.inner_start : x.inner_end]) for x in self.found if x.kind in kinds)
        formulas, between = formulas_of(pieces)
        self.gradients = gradient_names(formulas, between)
        self.words = bare_words(formulas)
        # The sentence that displays have interrupted, with ⟪⟫ for each of them.
        self.open_sentence = ""
        # The sentence that supposes the items of the list that the text is in.
        self.list_lead = NO_LIST
        # The links of the last display, in all of its parts.
        self.parts: tuple[Link, ...] = ()
        # The number of the argument that the text has come to; whether its last display ended with a full stop.
        self.argument = 0
        self.ended = True

    def run(self) -> SurfaceDocument:
        masked, found = self.source.text, self.found
        clean = clean_latex if self.source.flavour == "latex" else clean_markdown
        body = masked.find("\\begin{document}") if self.source.flavour == "latex" else -1
        for number, segment in enumerate(found):
            if segment.kind == "text":
                if segment.end <= body:
                    continue
                start = max(segment.start, body + len("\\begin{document}")) if body >= 0 else segment.start
                raw = masked[start : segment.end]
                goes_on = start > 0 and masked[:start].rpartition("\n")[2].strip(" \t>") != ""
                # What stands behind a formula begins no line: "$X$ - the data" is no item of a list.
                words = clean(_WITHIN + raw).removeprefix(_WITHIN).strip(" ") if goes_on else clean(raw)
                self.passage.add_text(self.glued(words, raw))
            elif segment.kind == "macro":
                self.macros.define(segment.start, segment.end)
            elif segment.kind == "inline":
                self.inline(segment)
            else:
                following, reach = self.following(found, number, masked)
                self.display(segment, following, reach)
        self.close_passage()
        damage = self.source.damage
        sections = headings(masked, self.source.flavour == "latex")
        return SurfaceDocument(
            self.source.name,
            self.source.flavour,
            tuple(map(self.settled, self.items)),
            tuple(self.errors),
            failures=tuple(self.failures),
            damage="" if damage is None else str(damage),
            sections=sections,
            titles=titles(masked, sections),
            running=tuple(self.running),
            asides=self.asides,
        )

    def settled(self, item: Item) -> Item:
        """A fact that the label of a case supposes holds for all of the case, not for its sentence; "Case 1: i = j",
        of indices, for its line."""
        if isinstance(item, RelationFact) and all(map(is_letter, (*item.left, item.right))):
            return item
        if isinstance(item, WordFact | ShapeFact | RelationFact) and item.supposed and opens_a_case(item.sentence):
            place = item.span.start
            if any(x.start <= place < x.end and not x.disowned for x in self.asides):
                return replace(item, supposed=False)
        return item

    def failed(self, error: Exception, start: int, end: int) -> LocatedError:
        """A fault of this package at a place of the document."""
        known = internal(error)
        return self.source.error(known.what, start, min(end, start + 60), known.remedy)

    @staticmethod
    def glued(words: str, raw: str) -> str:
        """Cleaned words with one blank where the raw text had some at its end."""
        return words + " " if words and raw[-1:] in (" ", "\n", "\t") and not words.endswith((" ", "\n")) else words

    def tokens(self, start: int, end: int) -> list[Token]:
        found = tokenize(self.source, start, min(end, start + MAXIMAL_LETTERS))
        if len(found) > MAXIMAL_TOKENS or end - start > MAXIMAL_LETTERS:
            raise self.source.error(f"a formula of more than {MAXIMAL_TOKENS} tokens", start, start + 20, "split it")
        tokens = modern(tidy(self.source, self.macros.expand(self.local_macros(found))))
        tokens = with_words(tokens, self.words)
        tokens = joined(tokens, self.gradients) if self.gradients else tokens
        return lowered(tokens) if self.bracketed else tokens

    def local_macros(self, found: list[Token]) -> list[Token]:
        """Take up definitions that stand inside of a formula."""
        heads = (
            "\\newcommand",
            "\\renewcommand",
            "\\def",
            "\\DeclareMathOperator",
            "\\providecommand",
            "\\let",
            "\\gdef",
        )
        if not any(token.kind == "command" and token.text in heads for token in found):
            return found
        output: list[Token] = []
        at = 0
        while at < len(found):
            if found[at].kind == "command" and found[at].text in heads:
                at = max(self.macros.define_tokens(found, at), at + 1)
            else:
                output.append(found[at])
                at += 1
        return output

    def inline(self, segment: Segment) -> None:
        span = self.source.span(segment.start, segment.end)
        try:
            self.passage.add_formula(self.tokens(segment.inner_start, segment.inner_end), span)
        except LocatedError as error:
            self.errors.append(error)
            self.passage.add_formula([], span)
        except UNEXPECTED as error:
            self.failures.append(str(self.failed(error, segment.start, segment.end)))
            self.passage.add_formula([], span)

    def following(self, found: list[Segment], number: int, masked: str) -> tuple[str, int]:
        """The text behind a display up to the end of its sentence, and where that is; "where ..." goes on with it even
        in a paragraph of its own."""
        pieces: list[str] = []
        reach = found[number].end
        apart = False  # a condition in a paragraph of its own
        for at, segment in enumerate(found[number + 1 : number + 12], number + 1):
            raw = masked[segment.start : segment.end]
            if segment.kind == "text":
                goes_on = re.match(r"\s*(?:where|with|for)\b", raw) or TRAILS.match(raw) or assumed_behind(raw)
                begin = len(raw) - len(raw.lstrip()) if goes_on and not pieces else 0
                apart = apart or (not pieces and TRAILS.match(raw) is not None and "\n\n" in raw[:begin])
                stop = re.compile(r"[.!?](?:\s|$)|\n[ \t]*\n").search(raw, begin)
                pieces.append(raw[begin : stop.end()] if stop else raw[begin:])
                reach = segment.start + (stop.end() if stop else len(raw))
                ends = not raw[stop.start() :].strip() if stop else True
                leads = ends and at + 1 < len(found) and found[at + 1].kind == "display"
                if leads and (_CASE_AHEAD.match("".join(pieces)) or (apart and _LEADS.search("".join(pieces)))):
                    return "", found[number].end
                if stop:
                    break
            elif segment.kind == "inline":
                pieces.append(raw)
                reach = segment.end
            else:
                break
        return " ".join("".join(pieces).split())[:400], reach

    def close_passage(self, end: int = -1) -> str:
        """Record the facts of the passage before a display, which begins at ``end``; the sentence that it leaves
        open."""
        passage = self.passage
        self.passage = Passage(self.source)
        text = passage.close()
        end = len(self.source.text) if end < 0 else end
        if not text.strip() and not passage.chunks:
            self.running.append(Running(text, (), end))
            return self.open_sentence
        self.passage.offset = passage.offset
        begin = text.lstrip("¶ \n\t")
        skipped = len(text) - len(begin)
        anew = self.ended or self.opens(text) or TURNS.match(begin) is not None
        turns = TURNS.match(begin) is not None
        # a small letter goes on with the sentence, whatever stands at the end of the display
        self.argument += anew and not GOES_ON.match(begin) and (turns or not JOINED.match(begin))
        borders = [skipped + at for at in sentences(begin.rstrip("\n\t "))]
        new_sentence = self.starts_anew(text)
        lead = "" if new_sentence else self.open_sentence
        try:
            passage.read(lead)
        except UNEXPECTED as error:
            self.failures.append(str(self.failed(error, passage.offset, passage.offset)))
        names = tuple(tuple(latex(base(x)) for x in chunk.subjects if chunk.bare) for chunk in passage.chunks)
        self.running.append(Running(text, tuple(chunk.span.start for chunk in passage.chunks), end, names))
        for number, fact in passage.facts:
            place = passage.places[number][0] if number < len(passage.places) else len(text)
            place = fact.at if isinstance(fact, CountFact | SpokenFact) else place
            self.items.append(replace(fact, argument=self.argument + bisect_right(borders, place)))
        self.argument += len(borders)
        self.errors.extend(passage.errors)
        sentence = passage.lead_of(len(text))
        if not new_sentence and lead and len(text) < MAXIMAL_LEAD and text.strip() == sentence:
            return f"{lead} {sentence}"[-MAXIMAL_LEAD:]
        return sentence

    def starts_anew(self, text: str) -> bool:
        """Whether the text behind a display begins a new sentence."""
        return not self.open_sentence or self.opens(text)

    @staticmethod
    def opens(text: str) -> bool:
        """Whether a text looks like the beginning of a sentence."""
        start = text.lstrip(" \n\t")
        if start.startswith(("¶", "#")) or _CASE_AHEAD.match(start):
            return True
        return (
            bool(re.match(r"(?:[A-Z](?!\w*⟦)|⟦)", start)) and not re.match(r"(?:I\b|And\b)", start)
            if re.match(r" ?\n[ \t]*\n", text) or start[:1].isupper()
            else False
        )

    def display(self, segment: Segment, following: str, reach: int) -> None:
        self.passage.leads = True
        sentence = self.close_passage(segment.start)
        self.passage.offset = segment.end
        source = self.source
        span = source.span(segment.start, segment.end)
        before: tuple[Link, ...] = ()
        if segment.whole >= 0:  # a part behind \\intertext goes on counting
            begin, before = source.span(segment.whole, segment.whole), self.parts
            span = replace(span, line=begin.line, column=begin.column)
        latex = source.text[segment.inner_start : segment.inner_end].strip()
        links: tuple[Link, ...] = ()
        facts: tuple[Fact, ...] = ()
        tokens: list[Token] = []
        try:
            if segment.error:
                raise source.error(segment.error, segment.start, min(segment.end, segment.start + 60), "close it")
            tokens = self.tokens(segment.inner_start, segment.inner_end)
            place = (segment.start, segment.end)
            after = None if sentence.endswith("⟧") else self.last_link()  # "we get ⟦x⟧" and "= y" in the display
            links, facts, errors = read_links(source, tokens, segment.environment, place, sentence, before, after)
            self.errors.extend(errors)
            self.items.extend(replace(fact, argument=self.argument) for fact in told_in_display(source, tokens, span))
        except LocatedError as error:
            links = self.spoiled(segment, error, len(before))
        except UNEXPECTED as error:
            problem = self.failed(error, segment.start, segment.end)
            self.failures.append(str(problem))
            links = self.spoiled(segment, problem, len(before))
        self.parts = (*before, *links)
        own = leading_words(tokens, links[0].span.start) if links else ""
        told = (x for x in facts if isinstance(x, ShapeFact | SetFact) and x.span.start < links[0].span.start)
        introduced = own.startswith("⟦") and not sentence and any(told)
        spoken = f"{sentence} {'let ' if introduced else ''}{own}".strip()
        hypothesis = announcement(spoken, display=True) or explained(sentence, links) if spoken else ""
        self.list_lead = lead_of_list(self.running[-1].text, self.list_lead)
        if not hypothesis and self.list_lead:
            sentence = spoken = self.list_lead
            hypothesis = announcement(spoken, display=True)
        if not hypothesis and (own[:1].isupper() or own.startswith("let ")):  # a sentence of its own
            hypothesis = announcement(own, display=True)
        said = _TEXT.search(latex)
        assumed = assumed_behind(following) or (said is not None and assumed_behind(said["text"]))
        hypothesis = "assume" if not hypothesis and assumed else hypothesis
        hypothesis = "" if taken_back(following) else hypothesis
        whole = Display(
            span,
            latex,
            segment.environment.strip(),
            links,
            facts,
            hypothesis,
            " ".join((sentence, re.sub(MATH, "", own))).strip() if hypothesis else sentence,
            following,
            self.argument,
            is_scoped(hypothesis) or for_contradiction(spoken),
            reach=reach,
        )
        self.items.extend(concluded(source, whole) if hypothesis else (whole,))
        self.ended = False
        if re.search(
            r"[.!?]\s*(?:\\(?:label|tag)\{[^{}]*\}|\\nonumber|\\notag|\\end\{[a-z*]+\}|\\,|\\;|\s)*$", latex
        ) and not latex.rstrip().endswith("!"):
            self.open_sentence, self.ended = "", True
        else:
            self.open_sentence = f"{sentence} ⟪⟫"[-MAXIMAL_LEAD:] if sentence else ""

    def last_link(self) -> Link | None:
        """The last relation of the display before."""
        previous = next((item for item in reversed(self.items) if isinstance(item, Display)), None)
        return previous.links[-1] if previous is not None and previous.links else None

    def spoiled(self, segment: Segment, error: LocatedError, first: int) -> tuple[Link, ...]:
        """The links of a display that cannot be cut into tokens: as many as it has relations, counted
        from ``first``, all with the error."""
        source = self.source
        latex = " ".join(source.text[segment.inner_start : segment.inner_end].split())
        span = source.span(segment.start, segment.end)
        count = 1
        if not segment.error:
            try:
                raw = tokenize(source, segment.inner_start, min(segment.inner_end, segment.inner_start + 200_000))
                links, _, _ = read_links(source, tidy(source, raw), segment.environment, (segment.start, segment.end))
                count = max(len(links), 1)
            except UNEXPECTED:
                count = 1
        return tuple(Link(first + k, None, "", None, False, span, latex[:400], error) for k in range(count))
