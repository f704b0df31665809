"""The facts that the assertions of a passage state: what phrases say as words or equations, the rest as not understood.

:mod:`~symderiv.documents.supposing.assertions` reads words; here the formulas come in.  Guarantee: for each sentence
of the passage, what neither another rule nor a phrase has read is put down as not understood.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile

from symderiv.documents.latex.grammar import parse_expression
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Addition, Expression, Number, Scripted, Symbol, base, walk
from symderiv.documents.latex.vocabulary import ACCENTS, LETTERS
from symderiv.documents.page.sentences import spans, under_a_label
from symderiv.documents.page.surface import ActsFact, Fact, RelationFact, SetFact, ShapeFact, UnreadFact, WordFact
from symderiv.documents.page.wording import PROPERTIES, TOLD, nouns_in, spans_of
from symderiv.documents.supposing.assertions import MARK, Phrase, phrases
from symderiv.documents.supposing.explained import states_a_total
from symderiv.documents.supposing.harmless import HARMLESS
from symderiv.documents.supposing.meant import LAYER_PROJECTION, is_meant
from symderiv.documents.supposing.related import links
from symderiv.documents.supposing.roles import announcement, is_conditional, keyword
from symderiv.documents.supposing.suggestive import suggested
from symderiv.documents.supposing.suppositions import is_supposed
from symderiv.documents.supposing.unclear import concludes, unclear, unnamed
from symderiv.documents.words.acts import of_the_loss
from symderiv.documents.words.bases_in_words import BASE, bases
from symderiv.documents.words.conventions_in_words import SHAPES
from symderiv.documents.words.dimensions import keeps_sizes
from symderiv.documents.words.eigenbases import eigenbases
from symderiv.documents.words.facts import strip
from symderiv.documents.words.functions_in_words import spans_of_functions
from symderiv.documents.words.layouts import layouts
from symderiv.documents.words.phrases import Chunk, Phrases
from symderiv.documents.words.ranges_in_words import ranges
from symderiv.documents.words.said_again import is_again, said_again, tells
from symderiv.documents.words.white import WHITE

__all__ = ["asserted", "with_values"]

_NUMBERS = {"0": "zero", "1": "one", "-1": "-1", "\\pm1": "±1"}
_NUMBERS["0/1"] = "0/1"
_NUMBERS |= dict.fromkeys((r"\{0,1\}", r"\{1,0\}"), "zero or one")
_NUMBERS |= dict.fromkeys((r"\{-1,1\}", r"\{-1,+1\}", r"\{1,-1\}", r"\{+1,-1\}", r"\{\pm1\}"), "-1 or one")
# Properties that are read as facts and leave nothing open, or that others look after.
_INERT = frozenset(("invertible", "random", "independent", "upstream gradient", "probability", "label"))
_ONE = Fraction(1)
_EIGEN = regex(r"\b(?:(?:unit|normali[sz]ed|orthonormal|orthogonal|and),?\s+)*eigen\w+", re.IGNORECASE)
# "Orthonormal eigenvectors of a symmetric matrix" that has no name are what they are said to be, and no more.
_UNNAMED = regex(
    r"\borthonormal\s+(?:[a-z-]+\s+)?eigen(?:vectors?|bas[ie]s)\s+of\s+(?:an?|some)\s+(?:[a-z-]+\s+){0,4}?(?:matrix|operator)\b(?!\s*⟦)"
    r"(?:,?\s+with\s+(?:(?:the|real|positive|corresponding|associated|respective)\s+)*eigenvalues\b)?",
    re.IGNORECASE,
)
_CASE = regex(
    r"\b(?:if|when|whenever|as long as|so long as|cases?|provided|under|should|unless|except|unlike)\b", re.IGNORECASE
)
_IDENTITY = regex(
    r"⟦(?P<behind>\d+)⟧,?\s+(?:(?:is|be|being|denotes?|as|for|stands for)\s+)?"
    r"(?P<what>the\s+(?:⟦\d+⟧\s+)?identity(?:\s+(?:matrix|operator))?\b)|"
    r"(?P<it>\bthe\s+identity(?:\s+(?:matrix|operator))?)\s+⟦(?P<before>\d+)⟧",
    re.IGNORECASE,
)


def asserted(passage: Phrases, lead: str) -> Iterator[tuple[int, Fact]]:
    """The facts that the sentences of a passage assert of its formulas, each with the number of a formula."""
    text = passage.text
    begins = [place[0] for place in passage.places]
    earlier: list[tuple[int, Fact]] = []  # what the sentence before says
    for start, end in spans(text):
        inside = range(bisect_left(begins, start), bisect_left(begins, end))
        if under_a_label(text, start, end):
            continue  # "Lemma 2. The whitened data have mean zero:" is what is to be shown
        if not inside:
            shows = end == len(text) and passage.leads and _SHOWN.fullmatch(text[start:end].strip()) is not None
            leads = end == len(text) and passage.leads and _LEADS_IN.search(text[:end]) is not None
            yield from () if shows else _of_nouns(passage, text[start:end], bisect_left(begins, start), leads)
            continue
        sentence = re.sub(r"⟦(\d+)⟧", lambda m: _number(passage, int(m.group(1))), text[start:end])
        leads = end == len(text) and passage.leads and re.search(r"[.!?]\W*$", sentence) is None
        found = list(_of_sentence(passage, sentence, inside, leads, lead))
        known = (*passage.facts.about(inside), *found)
        told = [(k, f) for k, f in known if k in inside and (tells(f) or (k, f) in found)]
        if is_again(sentence) or not concludes(sentence):
            found += said_again(passage, sentence, told, earlier)
        yield from found
        earlier = told


# A cell of a table that answers the question of its column.
_ANSWER = regex(r"(?<=\|)\s*(?:yes|no|n/?a|none|[-–—✓✗x]|trainable|frozen|learned)\s*(?=\||$)", re.IGNORECASE)


# "The whitened data are" calls by its name what the display behind it shows.
_SHOWN = regex(r"(?:the|our|its|their)\s+(?:[a-z-]+\s+){1,4}(?:is|are|reads?|becomes?)\s*:?", re.IGNORECASE)


# A sentence, or an item, that begins behind a display and ends with the next one.
_LEADS_IN = regex(
    r"(?:^|[.!?\n])\s*(?:¶\s*[^¶.!?]*|[A-Z][^¶.!?]*(?::|\b(?:so that|that|is|are|by|reads?|have|gives?|satisf(?:y|ies)|"
    r"obeys?))\s*)$"
)


def _of_nouns(passage: Phrases, sentence: str, behind: int, leads: bool = False) -> Iterator[tuple[int, Fact]]:
    """What a sentence without names may tell of what it calls by a noun; ``behind`` is the next formula, ``leads``:
    it does into a display."""
    if (doubt := unnamed(sentence)) is None or not (nouns := nouns_in(doubt.words)):
        return
    known = behind < len(passage.chunks)
    place = passage.offset
    if doubt.case or leads:  # of what follows, and not of the display before
        place = min(place + 1, len(passage.source.text))
    span = passage.chunks[behind].span if known else passage.source.span(place, place)
    fact = UnreadFact(
        span, sentence, (), doubt.words, doubt.readings, doubt.changes, nouns, supposed=doubt.case or leads
    )
    yield behind, fact


def _of_sentence(
    passage: Phrases, sentence: str, inside: Sequence[int], leads: bool, lead: str
) -> Iterator[tuple[int, Fact]]:
    """The facts that one sentence asserts of the formulas ``inside`` it."""
    sized = {k for k in inside if _is_sized(passage.chunks[k])}  # "the ⟦n \\times n⟧ system"
    plain = re.sub(MARK, lambda m: " " * len(m.group()) if int(m.group(1)) in sized else m.group(), sentence)
    if plain.lstrip().startswith("|"):
        plain = _ANSWER.sub(lambda m: " " * len(m.group()), plain)
    said = phrases(plain)  # "⟦X⟧ is an ⟦n \\times p⟧ matrix with full column rank"
    if sized:
        more = [p for p in phrases(sentence) if sized.isdisjoint(p.formulas)]
        said += [p for p in more if all(p.end <= x.start or x.end <= p.start for x in said)]
    taken = [(p.start, p.end) for p in said]
    for phrase in said if not concludes(sentence) else ():
        yield from _told(passage, phrase, sentence, lead)
    taken += [*_read(passage, sentence, inside), *ranges(sentence), *keeps_sizes(sentence), *bases(sentence)]
    taken += _identities(passage, sentence)
    taken += [x.span() for k in passage.sets.intersection(inside) for x in re.finditer(rf"(?<=⟧)[^⟦]*⟦{k}⟧", sentence)]
    relations = {k: {relation for _, relation, _ in passage.chunks[k].relations} for k in inside}
    equations = frozenset(k for k in inside if relations[k] & {"=", ":="})
    sentence = plain
    if sized.issuperset(inside):
        yield from _of_nouns(passage, sentence, inside[0])
        return
    for k in of_the_loss(sentence):
        if len(passage.chunks[k].subjects) == 1:
            yield k, ActsFact(passage.chunks[k].span, sentence, (), passage.chunks[k].subjects[0])
    if not any(phrase.word == WHITE for phrase in said):
        yield from _moments(passage, sentence, inside)
    for doubt in unclear(sentence, taken, leads, equations):
        subjects = tuple(x for k in doubt.formulas for x in _names(passage, k))
        measured = _MEASURES.search(doubt.words) is None or _is_measured(passage, said, inside)
        if not subjects or (measured and _written_out(passage, sentence, doubt.formulas[0], inside)):
            continue
        words = re.sub(r"⟦(\d+)⟧", lambda m: passage.spelling(int(m.group(1))), doubt.words)
        last = doubt.formulas[-1]
        chunk = passage.chunks[last]
        fact = UnreadFact(chunk.span, sentence, subjects, words, doubt.readings, doubt.changes, supposed=doubt.case)
        linked = links(doubt, len(inside) == 1, frozenset(k for k in inside if passage.chunks[k].bare))
        names = tuple(x for k in linked or () for x in _names(passage, k))
        yield last, replace(fact, apart=linked is not None, linked=names)
    if not concludes(sentence):
        for idle in (BASE, HARMLESS):
            sentence = idle.sub(lambda m: " " * len(m.group()), sentence)
        yield from _suggested(passage, sentence, inside)


def _identities(passage: Phrases, sentence: str) -> Iterator[tuple[int, int]]:
    """Where a sentence says of the letter ``I`` what it is anyway: "⟦I⟧ is the identity", "the identity matrix ⟦I⟧"."""
    for match in _IDENTITY.finditer(sentence):
        chunk = passage.chunks[int(match["behind"] or match["before"])]
        letters = [t.text for t in strip(chunk.tokens) if t.kind in ("letter", "command") and t.text not in ACCENTS]
        if letters[:1] == ["I"] and not chunk.relations:
            yield match.span("what") if match["what"] else match.span("it")


# "centred with covariance matrix ⟦C⟧" tells of a second moment, and no equation does.
_MOMENT = regex(
    r"\b(?:with|has|have|having|and|its|of)\s+(?:(?:an?|the|some|known|unknown|noise|common|full|fixed|given)\s+)*"
    r"(?:co)?variance(?:\s+matrix)?\s+⟦(\d+)⟧",
    re.IGNORECASE,
)


def _moments(passage: Phrases, sentence: str, inside: Sequence[int]) -> Iterator[tuple[int, Fact]]:
    """What is not understood of a name that is said to have a covariance."""
    for match in _MOMENT.finditer(sentence):
        k = int(match.group(1))
        value, before = passage.chunks[k], [j for j in inside if j < k]
        written = {latex(x) for j in inside for _, _, right in passage.chunks[j].relations for x in walk(right)}
        if not before or value.relations or any(latex(x) in written for x in value.subjects):
            continue
        subjects = (*_names(passage, before[-1]), *value.subjects)
        yield k, UnreadFact(value.span, sentence, subjects, match.group().replace(f"⟦{k}⟧", passage.spelling(k)))


def _is_sized(chunk: Chunk) -> bool:
    """Whether a formula is the size of a matrix, ``n \\times n``, and names nothing."""
    plain = all(t.kind in ("letter", "digit") or t.is_command("\\times") for t in chunk.tokens)
    return plain and not chunk.subjects and any(t.is_command("\\times") for t in chunk.tokens)


def _suggested(passage: Phrases, sentence: str, inside: Sequence[int]) -> Iterator[tuple[int, Fact]]:
    """What words beside the names of a sentence suggest of them, and neither they nor an equation in it state."""
    kinds = WordFact | ShapeFact
    recorded = passage.facts.about(inside)
    told = {k for k, x in recorded if isinstance(x, kinds) and tells(x)}
    told |= {k for k, x in recorded if isinstance(x, SetFact)}
    case = _CASE.search(sentence)
    equations = {k for k in inside if any(relation == "=" for _, relation, _ in passage.chunks[k].relations)}
    said = {w for _, x in recorded for w in _words(x)}
    factored = not said.isdisjoint(_OF_FACTORS)
    for k in inside:
        at = sentence.find(f"⟦{k}⟧")
        if at < 0 or k in told or (case is not None and case.end() <= at):
            continue
        found = list(suggested(sentence, (at, at + len(f"⟦{k}⟧"))))
        if k in equations and factored:  # "the eigendecomposition ⟦A = V D V^T⟧ with an orthogonal ⟦V⟧"
            found = [x for x in found if "orthonormal columns" not in x[1]]
        names = (*passage.chunks[k].subjects, *(_letters(passage, k) if k in equations else ())) if found else ()
        written = {latex(x) for j in equations - {k} for x in _letters(passage, j)} if found else set()
        for name in dict.fromkeys(map(base, names)):
            own = name in map(base, passage.chunks[k].subjects)
            if latex(name) not in written:
                for words, readings in found if own else (x for x in found if "orthonormal columns" in x[1]):
                    yield k, UnreadFact(passage.chunks[k].span, sentence, (name,), words, readings, faint=True)


# What is said of the factors of a matrix, once for all that a decomposition means.
_OF_FACTORS = ("orthogonal", "orthonormal", "orthonormal columns", "lower triangular", "upper triangular")


def _words(fact: Fact) -> tuple[str, ...]:
    return fact.words if isinstance(fact, ShapeFact) else (fact.word,) if isinstance(fact, WordFact) else ()


_VALUES = regex(
    r"(\b(?:entries|values|elements|components|weights|coefficients|scores|activations|probabilities|labels|targets)\b"
    r"(?:[^.;:,⟦]|⟦\d+⟧){0,40}\b(?:in|from)\s+)⟦(\d+)⟧",
    re.IGNORECASE,
)


_POSITIVE = regex(r"\\mathbb\{?R\}?_(?:\{?\+|\{(?:\\geq?|>)0)")


def with_values(passage: Phrases, sentence: str) -> str:
    """A sentence with the sets in words that it says entries are in: "its entries are in ⟦\\{0, 1\\}⟧"."""

    def spelt(match: re.Match[str]) -> str:
        k = int(match.group(2))
        said = _number(passage, k) if k < len(passage.chunks) else f"⟦{k}⟧"
        text = "" if k >= len(passage.chunks) else "".join(token.text for token in strip(passage.chunks[k].tokens))
        said = "between zero and one" if re.fullmatch(r"[\[(]0,1[\])]", text) else said
        return match.group(1) + ("nonnegative" if _POSITIVE.match(text) else said)

    return _VALUES.sub(spelt, sentence)


def _number(passage: Phrases, k: int) -> str:
    """The mark of a formula, or a word for the number that it is."""
    text = "".join(token.text for token in strip(passage.chunks[k].tokens))
    return f"⟦{k}⟧" if k in passage.sets else _NUMBERS.get(text, f"⟦{k}⟧")


def _names(passage: Phrases, k: int) -> tuple[Expression, ...]:
    """The names in a formula."""
    return passage.chunks[k].subjects or _letters(passage, k)


def _letters(passage: Phrases, k: int) -> tuple[Expression, ...]:
    """The letters in a formula that is no plain name."""
    chunk = passage.chunks[k]
    letters = [t for t in chunk.tokens if t.kind == "letter" or (t.kind == "command" and t.text in LETTERS)]
    return () if chunk.bare else tuple(dict.fromkeys(Symbol(chunk.span, token.text) for token in letters))


def _told(passage: Phrases, phrase: Phrase, sentence: str, lead: str) -> Iterator[tuple[int, Fact]]:
    """What a phrase says, as words or as the equation of a name."""
    words = re.sub(r"⟦(\d+)⟧", lambda m: passage.spelling(int(m.group(1))), sentence[phrase.start : phrase.end]).strip()
    names = list(takewhile(lambda k: passage.chunks[k].subjects, phrase.formulas))
    if names and not phrase.word.startswith(("name ", "pair ")):  # "a one-hot label $y$, $\\sum_k y_k = 1$"
        phrase = replace(phrase, formulas=tuple(names))
    first, last = phrase.formulas[0], phrase.formulas[-1]
    before = passage.before(first, lead)
    case, supposed = is_conditional(before), is_supposed(before)
    span = passage.chunks[last].span
    if phrase.word == WHITE:
        subjects, variance = passage.chunks[first].subjects, strip(passage.chunks[last].tokens)
        if len(subjects) == 1 and variance:
            value = parse_expression(passage.source, variance)
            yield last, WordFact(span, before, (subjects[0], value), WHITE, case, words, supposed=supposed)
        return
    plain = all(passage.chunks[k].subjects for k in phrase.formulas)
    if not plain:
        subjects = tuple(x for k in phrase.formulas for x in _names(passage, k))
        if subjects and not case:
            yield last, UnreadFact(span, before, subjects, words, supposed=supposed)
    elif phrase.word.startswith("name "):
        (name, *others), (value, *more) = (passage.chunks[k].subjects for k in phrase.formulas)
        if others or more or (isinstance(value, Scripted) and value.superscript is not None):
            yield last, UnreadFact(span, before, (name, value), words, supposed=supposed)
            return
        power: Expression = Symbol(span, "\\top")
        if phrase.word == "name inverse":
            power = Addition(span, (Number(span, _ONE),), ("-",))
        right = Scripted(span, value, (), power) if not isinstance(value, Scripted) else _raised(value, power)
        governed = bool(announcement(before)) and not case
        word = keyword(before) or "let"
        yield last, RelationFact(span, before, (name,), "=", right, word, governed, case, supposed=supposed)
    elif phrase.word.startswith("pair "):
        subjects = tuple(x for k in phrase.formulas for x in passage.chunks[k].subjects)
        yield last, WordFact(span, before, subjects, phrase.word, case, words, supposed=supposed)
    else:
        for k in phrase.formulas:
            chunk = passage.chunks[k]
            yield k, WordFact(chunk.span, before, chunk.subjects, phrase.word, case, words, supposed=supposed)


def _raised(value: Scripted, power: Expression) -> Expression:
    """A name with subscripts to a power."""
    return replace(value, superscript=power)


def _read(passage: Phrases, sentence: str, inside: Sequence[int]) -> list[tuple[int, int]]:
    """The parts of a sentence that other rules have read, or that name what a formula is."""
    known: set[str] = set(_INERT)
    for _, fact in passage.facts.about(inside):
        if isinstance(fact, WordFact | ShapeFact):
            known |= {fact.word} if isinstance(fact, WordFact) else set(fact.words)
    if "basis vector" in known:
        known.add("unit vector")
    found = [m.span() for pattern in SHAPES for m in pattern.finditer(sentence)]
    found += (layers := [m.span() for m in LAYER_PROJECTION.finditer(sentence)])
    subjects = tuple(x for k in inside for x in passage.chunks[k].subjects)
    for word, start, end in spans_of(sentence):
        if any(first <= start < last for first, last in layers):
            continue
        if word == "scalar" and sentence[start:end].lower().startswith("constant"):
            continue  # the same in all entries, or the same at all times
        tells = word in PROPERTIES and word not in known and word not in ("even", "odd") and word not in TOLD
        noun = sentence[start : end + 24]
        if word == "orthonormal" and known.isdisjoint(("orthonormal", "orthonormal columns", "rows orthonormal")):
            continue  # of something, whatever it is
        if not tells or not is_meant(word, subjects, sentence[:start], noun, sentence[end:]):
            found.append((start, end))
            if tells and word == "positive":  # of examples, as are the negative ones
                found += [m.span() for m in re.finditer(r"\bnegatives?\b", sentence)]
    if passage.told.intersection(inside) or next(eigenbases(sentence), None) is not None:
        found += [m.span() for m in _EIGEN.finditer(sentence)]
    found += [m.span() for m in _UNNAMED.finditer(sentence)]
    found += spans_of_functions(sentence)
    if any(layout for _, layout, _ in layouts(sentence)):
        found.append((0, len(sentence)))
    if re.search(r"orthogonal|orthonormal", sentence):
        found += [m.span() for m in _SPECTRAL.finditer(sentence)]
    ones = (m for m in _ALL_ONES.finditer(sentence) if not passage.chunks[int(m.group(1))].subjects)
    return found + [m.span("said") for m in ones]


def _is_measured(passage: Phrases, said: Iterable[Phrase], inside: Sequence[int]) -> bool:
    """Whether a length or a sum is told among some formulas, by an equation, a phrase or in words."""
    if any(phrase.word in _MEASURED for phrase in said):
        return True
    equations = (r for k in inside for r in passage.chunks[k].relations)
    if any(states_a_total(x, right) for left, relation, right in equations if relation == "=" for x in left):
        return True
    return any(not set(_words(x)).isdisjoint(_MEASURED) for _, x in passage.facts.about(inside))


def _written_out(passage: Phrases, sentence: str, k: int, inside: Sequence[int]) -> bool:
    """Whether a formula behind a clause, or at its end, writes out what it says: "⟦x⟧ is balanced, ⟦sum_i x_i = 0⟧"."""
    names: set[str] = set()
    for j in inside:
        chunk = passage.chunks[j]
        equation = not chunk.bare and any(relation == "=" for _, relation, _ in chunk.relations)
        if names and j >= k and equation:
            gap = sentence[: sentence.find(f"⟦{j}⟧")]
            said = {latex(x) for left, _, right in chunk.relations for side in (*left, right) for x in walk(side)}
            if names & said and _WRITTEN.search(gap):
                return True
        if j <= k:
            names |= set(map(latex, _names(passage, j)))
    return False


# "⟦A = V D V^T⟧ its eigendecomposition with ⟦V⟧ orthogonal"
_SPECTRAL = regex(
    r"(?<=⟧)\s+(?:(?:is|be|as)\s+)?(?:its|the|an|a|their)\s+(?:eigen-?|spectral |eigenvalue )decomposition\b",
    re.IGNORECASE,
)
# "⟦1 ∈ R^m⟧ all ones": what that sign always is.
_ALL_ONES = regex(
    r"⟦(\d+)⟧[\s,(:]*(?P<said>(?:the\s+)?"
    r"(?:all[- ]ones?(?:\s+(?:column\s+)?vector)?|(?:column\s+)?vector\s+of\s+(?:all[- ])?ones))",
    re.IGNORECASE,
)
# "⟦u⟧ is a normalised eigenvector, ⟦A u = c u⟧": the equation says nothing of the length.
_MEASURED = ("unit vector", "orthonormal", "orthonormal columns", "sums to one", "probability")
_MEASURES = regex(r"\b(?:unit|norm|length|normali[sz]ed)\b", re.IGNORECASE)
_WRITTEN = regex(
    r"(?:[,(:]|i\.e\.|that is|namely|so that|so|with(?: (?:the |its )?(?:total|sum|mean|average|norm|length|trace))?|"
    r"\b(?:total|sum|mean|average|norm|length|trace) of [^.;:]{1,60}\b(?:is|are|equals?))"
    r"[\s,]*(?:for all ⟦\d+⟧,?\s*)?$",
    re.IGNORECASE,
)
