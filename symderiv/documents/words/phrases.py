r"""What words say about the formulas beside them: "a symmetric $n \\times n$ matrix $A$", "$x$ has the shape of $y$".

Words are matched by patterns; a phrase that is not recognised states nothing, or is noted as a condition that is not
understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError, Source
from symderiv.documents.latex.syntax import Addition, Expression, Number, Scripted, Span, Symbol
from symderiv.documents.latex.vocabulary import FUNCTIONS
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.surface import (
    ActsFact,
    CalledFact,
    Fact,
    FunctionFact,
    MentionFact,
    RangeFact,
    SameShapeFact,
    ShapeFact,
    UnreadFact,
    WordFact,
)
from symderiv.documents.page.wording import NEGATION, PROPERTIES, TOLD, WHOLE, apposed, nouns_in, words_in
from symderiv.documents.supposing.meant import is_meant, names_no_number
from symderiv.documents.supposing.roles import is_conditional
from symderiv.documents.supposing.suppositions import is_supposed
from symderiv.documents.words.acts import acted_on
from symderiv.documents.words.computed import is_given, made_from
from symderiv.documents.words.conventions_in_words import ALIKE, SAME
from symderiv.documents.words.facts import (
    membership,
    number_set,
    strip,
)
from symderiv.documents.words.noun_phrases import without_the_next, words_before
from symderiv.documents.words.padded import counts_zeros
from symderiv.documents.words.recorded import Recorded

__all__ = ["BETWEEN", "SHAPED", "WINDOW", "WITH_SIZES", "Chunk", "Phrases"]

_KNOWN_FUNCTION = regex(
    r"\b(?:logistic|sigmoid|softmax|hyperbolic|identity|exponential|relu|rectif\w+|logarithm|indicator|"
    r"heaviside|step|tanh|softplus|gelu|swish|silu|delta|sign|gaussian|error)\b",
    re.IGNORECASE,
)
_PLURAL = regex(r"\b(?:integers|numbers|strides|paddings|dilations)\b", re.IGNORECASE)
WINDOW = 800
BETWEEN = regex(r"^\s*(?:,|and|or|,\s*and|,\s*or|&|as well as|/|respectively)?\s*$", re.IGNORECASE)
WITH_SIZES = regex(r"\s*(?:,\s*|\(\s*)?(?:with|where)\s*")  # "⟦0⟧ (with ⟦1⟧) be symmetric"
_STOP_BEFORE = regex(
    r"[.,;:()!?]|\b(?:with|where|let|then|from|to|than|by|on|if|when|is|are|that|has|have|be|gives|"
    r"using|and|as|into|at|over|through|"
    r"apply|applied|but|so|while|whereas|although|though|because|since|unless|until|which|whose|who)\b",
    re.IGNORECASE,
)
# "The stride is $s$" names it as "a stride $s$" does, and so does "..., stride is $s$".
_NAMED = regex(
    r"(?:\b(?:the|its|our|with|whose)\s|^|[.,;:(]|\band\s)\s*([\w-]+(?: [\w-]+)?)\s+(?:is|are|equals?|being)\s*$",
    re.IGNORECASE,
)
_SOME_ENTRIES = regex(
    r"\b(?:diagonal|first|last|leading|some|principal|few|most|two|three)\s+(?:entries|elements|components|coordinates|"
    r"values) of (?:the |each |every |all )?(?:\w+ )?$",
    re.IGNORECASE,
)
_TRUE_CLASS = regex(
    r"^\s*(?:(?:is|be|being|as|for|denotes?|stands? for)\s+|,\s*|(?=the ))(?:the )?"
    r"(?:(?:index|number|label|position) of )?(?:the )?"
    r"(?:true|correct|right|actual|target|observed|given|ground[- ]truth|gold) "
    r"(?:class|label|category|token|answer|word)\b",
    re.IGNORECASE,
)
_AFTER = regex(
    r"^\s*(?:,\s*(?=(?:an?|the|all|both|some|any|being|each)\b)|\()?\s*(?:is|are|be|being|denotes?|"
    r"stands? for|will be|both|each|all|as|was|were|to be|must be|should be)?\s*"
    r"(?:assumed (?:to be )?|taken (?:to be )?|supposed (?:to be )?|always |called |both |all |each |"
    r"some |any |two |three |given |fixed |arbitrary |a |an |the |real |again |also )*",
    re.IGNORECASE,
)
SHAPED = regex(
    r"(?:\b(?:of|has|have|with|having|in)\s+)(?:the\s+)?(?:length|dimensions?|sizes?|shapes?|"
    r"dimensionality)\s*$|\b(?:has|have)\s+(?:shape|size)s?\s*$|"
    r"^\s*\(\s*(?:(?:of|with|has)\s+)?(?:the\s+)?(?:shape|size|dimension)s?:?\s*$",
    re.IGNORECASE,
)
# "padding $r$ so that all maps have size $N$" tells the shape of something else
# "through the function $\\phi$ we obtain a vector of length $h$" that of what is obtained
_OTHER_CLAUSE = regex(
    r"\b(?:so|such) that\b|\b(?:so|because|while|whereas|hence|then|therefore)\b|"
    r"(?<!which )(?<!that )(?<!as )\b(?:we|you)\b",
    re.IGNORECASE,
)
# "for $\\lambda > 1$ the loss is large": the noun behind an article begins a clause of its own
_CLAUSE = regex(
    r"^\s*,?\s*(?:the|an?|any|some|both|all)\b.*\b(?:is|are|was|were|has|have|can|will|may|must|does|do|becomes?|"
    r"vanish(?:es)?|grows?|equals?|reduces?|decreases?|increases?|stays?|remains?|gets?|explodes?|diverges?)\b",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE = regex(r"[a-z]\w* (?:with|without|under|by|at) (?:the |an? )?(?:\w+ )?$")
_PLURAL_VERB = regex(r"\s*,?\s*(?:(?:both|all)\s+)?(?:be|are)\b")
_NOUN_JOINS = regex(
    r"\s*(?:,|,?\s*and)\s+(?:(?:the|an?|its|their|our|some|another)\s+)?"
    r"(?:(?!(?:and|or|be|is|are|has|have|with|of|in|for|by|to|so|such|that|which|where|let|if|then|not|no|both|all)\b)"
    r"[a-z-]+\s+){1,3}"
)
# "⟦0⟧ are labels in ⟦1⟧", "⟦0⟧ takes values in ⟦1⟧"
_IS_IN = regex(
    r"\s*(?:(?:is|are|be|being|lies?|takes?|taking|drawn)(?:\s+(?:an?|the|all|its|their|only))*(?:\s+[a-z-]+){0,2})?"
    r"\s+(?:in|from)\s*"
)
_SIZED_NOUN = regex(r"⟦(?P<size>\d+)⟧[- ]?(?P<noun>(?:[a-z-]+\s+){0,2}(?:matrix|matrices|arrays?|tensors?)\s*)$")
_WITHIN = regex(
    r"\b(?:of|in|by|for|from|between|to|with|on|than)(?:\s+(?:the|an?|its|each|every|all))?(?:\s+[a-z-]+){0,2}$"
)


# What is said of functions, and not of tensors beside them.
_FUNCTIONS = ("function", "smooth")


@dataclass
class Chunk:
    """One inline formula: its tokens, where it stands, what was found in it."""

    tokens: list[Token]
    span: Span
    subjects: tuple[Expression, ...] = ()
    bare: bool = False
    axes: tuple[Expression, ...] | None = None
    relations: list[tuple[tuple[Expression, ...], str, Expression]] = field(default_factory=list)


_SEVERAL = regex(r"\s*,?\s*(?:are|be|all|both|each)\b", re.IGNORECASE)
_IS_CALLED = regex(
    r"\s*(?:(?:is|are|be|being|denotes?|stands? for|for)\s+|\((?=[^()⟦]*\)))(?:(?:the|an?|our|its|their)\s+)?"
    r"((?:[a-z-]+\s+){0,3}[a-z-]+)",
    re.IGNORECASE,
)


class Phrases:
    """Running text with formulas in it, and the facts that the words around formulas state."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = ""
        self.pieces: list[str] = []
        self.length = 0
        self.places: list[tuple[int, int]] = []
        self.chunks: list[Chunk] = []
        self.offset = 0
        self.facts = Recorded()
        self.ranged: set[int] = set()  # formulas that give a range, and those that say that something is real
        self.reals: set[int] = set()
        # Conditions on indices that belong to the equation before them, and how they are written; those of them that
        # are said of nothing else.
        self.closed: list[tuple[str, int]] = []
        self.spent: set[int] = set()
        self.errors: list[LocatedError] = []
        self.leads = False  # into a display
        self.before_one: dict[int, range] = {}  # the formulas before one that alone is called "a unit vector"
        self.sets: set[int] = set()  # that words say names are in
        self.told: set[int] = set()  # formulas about which the words have been read in another way

    def lead_of(self, position: int) -> str:
        """The sentence that stands before a position; at most a page of it."""
        return last_sentence(self.text[max(0, position - WINDOW) : position])

    def before(self, number: int, lead: str = "") -> str:
        """The sentence up to formula ``number``."""
        position = self.places[number][0]
        sentence = self.lead_of(position)
        if lead and position < WINDOW and self.text[:position].strip() == sentence:
            return f"{lead} {sentence}"
        return sentence

    def put(self, number: int, *facts: Fact) -> None:
        for fact in facts:
            self.facts.append(number, fact)
            if isinstance(fact, RangeFact):
                self.ranged.add(number)
            elif isinstance(fact, ShapeFact) and fact.domain == "real":
                self.reals.add(number)

    def phrases(self, first: int, last: int, lead: str) -> None:
        """Facts that the words around a group of formulas state about it."""
        subjects = tuple(subject for chunk in self.chunks[first : last + 1] for subject in chunk.subjects)
        begin, end = self.places[first][0], self.places[last][1]
        span = self.chunks[first].span
        before_all = self.lead_of(begin)
        sentence = self.before(first, lead)
        before = self.around_its_size(before_all)
        cut = max(before.rfind("⟧"), before.rfind("⟫"))
        before = before[cut + 1 :] if cut >= 0 else before
        before = before[-200:].rstrip() + " "
        stop = 0
        for match in _STOP_BEFORE.finditer(before):
            stop = match.end()
        noun = before[stop:]
        after_all = self.text[end : end + WINDOW]
        after_all = re.split(r"\n[ \t]*\n|¶", after_all)[0]
        if last > first and WITH_SIZES.fullmatch(self.text[self.places[last - 1][1] : self.places[last][0]]):
            after_all = re.sub(r"^\s*\)?\s*,?", "", after_all)
        conditional = is_conditional(before_all)
        self.mention(first, last, sentence, after_all)
        named = _IS_CALLED.match(after_all)
        nouns = nouns_in(f"{noun} {named.group(1) if named is not None else ''}")
        if subjects and nouns:
            self.put(last, CalledFact(span, sentence, subjects, nouns))
        words: list[str] = []
        if not NEGATION.search(noun):
            words.extend(words_before(noun, before[:stop]))
        named = _NAMED.search(before)
        if named is not None and not noun.strip():
            words.extend(word for word in words_in(named.group(1)) if word in ("stride", "padding", "dilation"))
        if counts_zeros(before_all, after_all) and "padding" not in words:
            words.append("padding")
        following = [*self.predicate(after_all), *self.relative(after_all, len(subjects)), *apposed(after_all)]
        part = re.search(r"\b(\w+) of (?:the |each |every |all )?(?:\w+ )?$", before)
        if part is not None and part.group(1).lower() not in (
            "entries",
            "elements",
            "components",
            "all",
            "each",
            "any",
            "both",
            "values",
            "coordinates",
        ):
            whole = part.group(1).lower() == "columns"
            following = [
                "orthonormal columns"
                for word in following
                if whole and word in ("orthogonal", "orthonormal", "orthonormal columns")
            ]
        if _SOME_ENTRIES.search(before):
            following = []
        if cut >= 0 and re.fullmatch(r"\s*(?:of|in)\s+(?:the |each |every |a )?(?:[a-z]+ )?", before):
            # "the diagonal entries ⟦0⟧ of ⟦1⟧ are positive" says nothing of the other entries
            following = [word for word in following if word not in ("positive", "nonnegative", "nonzero")]
        if _BESIDE.search(before) and re.match(r"\s*(?:is|are)\b", after_all):
            following = []  # "the penalty with $\\lambda$ is convex" speaks of the penalty
        if _TRUE_CLASS.match(after_all):
            following.append("label")
        words.extend(word for word in following if word not in words)
        words = [w for w in words if w != "scalar" or w in following or not names_no_number(noun)]
        words = [w for w in words if w not in PROPERTIES or is_meant(w, subjects, before_all, noun, after_all)]
        self.shapes(first, last, subjects, before, after_all, words, span, sentence)
        whole = [word for word in words if (word in WHOLE or word == "loss") and word not in following]
        if whole and not _PLURAL.search(noun):
            # "padding $P$ and $\\epsilon > 0$": what has a condition of its own is none
            chunks = [c for c in self.chunks[first : last + 1] if c is self.chunks[first] or c.bare]
            own = tuple(subject for chunk in chunks for subject in chunk.subjects)
            self.state(last, own, whole, span, sentence, conditional, False)
            words = [word for word in words if word not in whole]
        behind = [word for word in words if word in WHOLE and word in following]
        reals = {k for k in range(first, last + 1) if k in self.reals}
        if re.match(r"[\s,(]*(?:is |be |being )?an?\b", after_all) and last > first:
            reals |= {k for k in range(first, last) if not self.chunks[k].bare}  # "$\\eta > 0$, $s \\ge 1$ an integer"
        if behind and reals.intersection(range(first, last + 1)):
            # "$c \\in \\mathbb{R}$, $P \\ge 0$ an integer": what is said to be real is none
            numbers = [k for k in range(first, last + 1) if k not in reals]
            own = tuple(subject for k in numbers for subject in self.chunks[k].subjects)
            self.state(last, own, behind, span, sentence, conditional, False)
            words = [word for word in words if word not in behind]
        known = bool(_KNOWN_FUNCTION.search(noun + " " + after_all[:80].split("⟦")[0].split(".")[0]))
        if known:
            words = [word for word in words if word not in ("function", "smooth")]
        if not re.search(r"s\s*$", noun) and self.of_other_ranks(first, last):  # "a symmetric matrix ⟦A⟧ and ⟦x⟧"
            ahead = [word for word in words if word in PROPERTIES and word not in following]
            self.state(first, self.chunks[first].subjects, ahead, span, sentence, conditional, known)
            words = [word for word in words if word not in ahead]
        if tensors := self.beside_functions(first, last):  # "⟦s = W x⟧ and ⟦E⟧ a smooth function of ⟦s⟧"
            own = tuple(x for k in range(first, last + 1) if k not in tensors for x in self.chunks[k].subjects)
            self.state(last, own, [w for w in words if w in _FUNCTIONS], span, sentence, conditional, known)
            words = [word for word in words if word not in _FUNCTIONS]
        if others := self.beside_a_matrix(first, last, after_all):  # "$a > 0$, ⟦A⟧ be symmetric"
            own = tuple(x for k in range(first, last + 1) if k not in others for x in self.chunks[k].subjects)
            behind = [word for word in words if word in TOLD and word in following]
            self.state(last, own, behind, span, sentence, conditional, known)
            words = [word for word in words if word not in behind]
        if told := self.before_an_equation(first, last, after_all):  # "a mask ⟦M⟧, and ⟦n = ...⟧, assumed positive"
            own = self.chunks[last].subjects
            behind = [
                word for word in words if word in (*TOLD, "positive", "nonnegative", "nonzero") and word in following
            ]
            self.state(last, own, behind, span, sentence, conditional, known)
            words = [word for word in words if word not in behind]
            if behind and not re.match(r"\s*[,(]", after_all):
                said = " ".join(after_all.split("⟦")[0].split(".")[0].split())
                self.put(last, UnreadFact(span, sentence, told, said, readings=tuple(behind)))
        self.state(last, subjects, words, span, sentence, conditional, known)
        if shared := self.beside(first, after_all):
            self.state(last, shared, [w for w in following if w in words], span, sentence, conditional, True)

    def before_an_equation(self, first: int, last: int, after: str) -> tuple[Expression, ...]:
        """The names before an equation that ends a group, of which what is said behind it may be said as well."""
        gives = any(relation == "=" for _, relation, _ in self.chunks[last].relations)
        if first == last or not gives or re.match(r"\s*,?\s*(?:(?:is|are|be)\s+)?(?:all|both|each|are)\b", after):
            return ()
        between = self.text[self.places[last - 1][1] : self.places[last][0]]
        own = self.chunks[last].subjects if re.fullmatch(r"\s*,?\s*(?:and\s+)?", between) else ()  # "with $M = D$"
        listed = (x for chunk in self.chunks[first:last] for x in chunk.subjects)
        return tuple(x for x in listed if x not in own) if own else ()

    def around_its_size(self, before: str) -> str:
        """The words before a formula without the size that stands in their noun phrase: "the symmetric ⟦0⟧ matrix"."""
        found = _SIZED_NOUN.search(before)
        sized = found is not None and any(t.is_command("\\times") for t in self.chunks[int(found["size"])].tokens)
        return before[: found.start()] + found["noun"] if found is not None and sized else before

    def beside_functions(self, first: int, last: int) -> set[int]:
        """The formulas of a group that declare a tensor or are equations, before a bare name: they are no functions."""
        found = {k for k, f in self.facts.about(range(first, last)) if isinstance(f, ShapeFact) and f.axes}
        found |= {k for k in range(first, last) if any(x[1] in ("=", ":=") for x in self.chunks[k].relations)}
        return found if self.chunks[last].bare else set()

    def beside_a_matrix(self, first: int, last: int, after: str) -> set[int]:
        """The formulas of a group that compare a letter with a number, before one that declares a matrix; and those
        that are equations, before a bare name: "⟦H = Q D⟧, ⟦Q⟧ orthogonal"."""
        axes = {k: len(f.axes) for k, f in self.facts.about(range(first, last + 1)) if isinstance(f, ShapeFact)}
        told = {k: self.chunks[k].relations for k in range(first, last) if k not in axes and self.chunks[k].relations}
        if axes.get(last) == 2:
            return {k for k, found in told.items() if all(isinstance(x[2], Number) for x in found)}
        if self.chunks[last].bare and _SEVERAL.match(after) is None:
            return {k for k, found in told.items() if all(x[1] in ("=", ":=") for x in found)}
        return set()

    def of_other_ranks(self, first: int, last: int) -> bool:
        """Whether formulas of a group declare tensors with other numbers of axes than the first of them."""
        axes = {k: len(f.axes) for k, f in self.facts.about(range(first, last + 1)) if isinstance(f, ShapeFact)}
        return first in axes and any(count != axes[first] for count in axes.values())

    def beside(self, number: int, after: str) -> tuple[Expression, ...]:
        """What a predicate in the plural is about besides: "the covariance ⟦0⟧ and the noise level ⟦1⟧ are"."""
        found: list[Expression] = []
        if _PLURAL_VERB.match(after) is None:
            return ()
        while number > 0 and self.chunks[number - 1].subjects:
            between = self.text[self.places[number - 1][1] : self.places[number][0]]
            if _NOUN_JOINS.fullmatch(between) is None or _WITHIN.search(self.lead_of(self.places[number - 1][0])):
                break
            number -= 1
            found += self.chunks[number].subjects
        return tuple(found)

    def mention(self, first: int, last: int, sentence: str, after: str) -> None:
        """What the words beside bare names say of where these come from."""
        # "a signal $x_t$, $0 \\le t < T$"
        chunks = [self.chunks[k] for k in range(first, last + 1) if k not in self.ranged]
        subjects = tuple(subject for chunk in chunks if not chunk.relations for subject in chunk.subjects)
        if not subjects:
            return
        found = made_from(sentence, after)
        words = ""
        sources: tuple[Expression, ...] = ()
        if found is not None:
            words = re.sub(r"⟦(\d+)⟧", lambda m: self.spelling(int(m.group(1))), found[0])
            earlier = [int(k) for k in re.findall(r"⟦(\d+)⟧", sentence)] if found[1] is None else [found[1]]
            sources = tuple(x for k in earlier if k < len(self.chunks) for x in self.chunks[k].subjects)
        bare = all(chunk.bare for chunk in chunks)
        if not bare and not words:
            return
        self.put(last, MentionFact(chunks[0].span, "", subjects, is_given(sentence, after), words, sources))

    def spelling(self, number: int) -> str:
        """A formula as it stands in the document."""
        if number >= len(self.chunks):
            return "..."
        span = self.chunks[number].span
        return f"${self.source.text[span.start : span.end].strip('$ ')}$"

    def predicate(self, after: str) -> list[str]:
        """The words that a group's predicate states: "is symmetric and idempotent"."""
        head = _AFTER.match(after)
        assert head is not None
        clause = re.split(
            r"[.;:,)!?]|⟦|⟪|\b(?:where|with|then|which|that|whose|so|but|because|since|if|when|of|for|"
            r"in|by|let|suppose|assume|along|between)\b|"
            r"\band (?:\w+ly )?(?:has|have|[a-z]{3,}(?<!s)s (?:the|an?|all|each|its)\b)",
            after[head.end() : head.end() + 200],
        )[0]
        if after[head.end() + len(clause) :].startswith("⟦"):
            if re.match(r"\s*,\s*an?\s", head.group()):
                return []  # "numbers ⟦0⟧, a vector ⟦1⟧" names the next one
            clause = without_the_next(clause)
        if NEGATION.search(after[: head.end() + len(clause)]):
            return []
        if _CLAUSE.match(after[: head.end() + len(clause)]):
            return []
        if re.match(r"\s*the\b", after) and re.match(r":?\s*(?:⟪|$)", after[head.end() + len(clause) :]):
            return []  # "for a temperature $\\tau > 0$ the loss" names the display that follows
        found = words_in(clause)
        if re.match(r"^\s*,?\s*(?:have|has|having)\b", after, re.IGNORECASE):
            return [word for word in found if word == "orthonormal columns"]
        verb = re.match(
            r"^\s*(?:,\s*|\()?\s*(?:is|are|be|being|denote|stand|will be|an?\b|both|to be|must|the\b|"
            r"as\b|any\b|some\b)",
            after,
            re.IGNORECASE,
        )
        if verb is None:
            # "$Q$ orthogonal": only an adjective or noun that stands at once behind the formula.
            said = clause.split()
            while len(said) > 2 and not re.match(r"(?:semi-?)?definite|integer|number|scalar|real|constant", said[2]):
                said.pop()
            immediate = words_in(" ".join(said[:3]))  # "symmetric positive definite" is no "positive"
            return (
                immediate
                if re.match(r"\s+[A-Za-z]", after)
                and clause.strip()
                and words_in(clause.split()[0] if clause.split() else "")
                else (
                    immediate
                    if immediate and re.match(r"\s+(?:non-?negative|positive|strictly)", after, re.IGNORECASE)
                    else []
                )
            )
        return found

    @staticmethod
    def relative(after: str, count: int) -> list[str]:
        """The words of a relative clause behind a noun: "the precision matrix, which is symmetric"."""
        clause = re.match(
            r"[^.;:⟦⟪]{0,80}?(?:[\s(](?:which|that) (?P<verb>is|are) (?:(?:assumed|taken|supposed)(?: to be)? |always |"
            r"also |both |all )?|[,(]\s*(?:assumed|taken|supposed)(?: to be)? )(?P<said>[^.;:,)⟦⟪]*)",
            after,
        )
        if clause is None or NEGATION.search(clause.group()):
            return []
        verb, beside = clause.group("verb"), clause.group()[: clause.start("said")]
        if re.search(r"\bof\b", beside) if verb is None else (count > 1) != (verb == "are"):
            return []
        return words_in(clause.group("said"))

    def state(
        self,
        number: int,
        subjects: tuple[Expression, ...],
        words: list[str],
        span: Span,
        sentence: str,
        conditional: bool,
        known: bool,
    ) -> None:
        if "function" in words and "loss" not in words and not known:
            names = tuple(
                subject.base
                if isinstance(subject, Scripted) and not isinstance(subject.base, Scripted) and subject.primes
                else subject
                for subject in subjects
            )
            extra = tuple(word for word in words if word != "function")
            # "$\\tanh(u)$ as a rational function" makes no unknown function of a known one
            names = tuple(x for x in names if not (isinstance(x, Symbol) and x.letter.lstrip("\\") in FUNCTIONS))
            if names:
                self.put(number, FunctionFact(span, sentence, names, None, None, extra))
        steps = any(isinstance(n, Addition) for x in subjects if isinstance(x, Scripted) for n in x.subscripts)
        for word in dict.fromkeys(words):
            if word == "scalar" and steps:
                continue  # "the scalar recursion $x_{k+1} = c x_k$, $k = 0, 1, ...$" declares neither
            self.put(number, WordFact(span, sentence, subjects, word, conditional, supposed=is_supposed(sentence)))

    def shapes(
        self,
        first: int,
        last: int,
        subjects: tuple[Expression, ...],
        before: str,
        after: str,
        words: list[str],
        span: Span,
        sentence: str,
    ) -> None:
        """Shapes in words: "vectors in $R^n$", "an $n \\times m$ matrix $A$", "of length $n$", "the shape of $x$"."""
        bare = all(chunk.bare for chunk in self.chunks[first : last + 1])
        clause = re.split(r"[.;!?](?:\s|$)|¶", after)[0]
        joined = re.match(r"(?P<gap>[^⟦⟪,:]{0,80}:?\s*)⟦(?P<k>\d+)⟧", clause)
        other = joined is not None and _OTHER_CLAUSE.search(joined.group("gap")) is not None
        if bare and joined is not None and not other and not NEGATION.search(joined.group("gap")):
            chunk = self.chunks[int(joined.group("k"))]
            gap = joined.group("gap")
            letter, width = number_set(strip(chunk.tokens))
            count = len(strip(chunk.tokens)) == 1 and re.search(r"\bof\s*$", gap)  # "the vector of $N$ ones"
            if chunk.tokens and chunk.tokens[0].text == "\\{" and _IS_IN.fullmatch(gap):
                self.put(last, *membership(self.source, subjects, chunk.tokens, span, sentence))
                self.sets.add(int(joined.group("k")))
            elif (
                letter in ("R", "Z", "N", "C")
                and width
                and re.search(r"\b(?:in|from|of|over|∈)\s*$", gap)
                and not count
            ):
                try:
                    self.put(last, *membership(self.source, subjects, chunk.tokens, span, sentence))
                except LocatedError as error:
                    self.errors.append(error)
            elif (
                chunk.axes is not None
                and (SHAPED.search(gap) or (gap.strip() in ("(", ":") and len(chunk.axes) > 1))
                and not re.match(r"\s*-?(?:by|x|×)\s*⟦|\s*-?by\b", clause[joined.end() :])
            ):
                self.put(last, ShapeFact(span, sentence, subjects, chunk.axes, "real", tuple(words)))
            elif (
                chunk.axes is not None
                and re.search(r"(?:be|is|are|denote|^)\s+(?:an?|the|two|all|both)?\s*(?:[a-z][a-z-]*\s+){0,3}$", gap)
                and len(chunk.axes) > 1
            ):
                tail = clause[joined.end() :]
                if re.match(r"[- ]*(?:\w+[- ]){0,5}(?:matri|array|tensor|image)", tail):
                    self.put(
                        last,
                        ShapeFact(span, sentence, subjects, chunk.axes, "real", tuple(words_in(tail.split("⟦")[0]))),
                    )
            elif (
                chunk.axes is not None
                and len(chunk.axes) == 1
                and re.match(r"[- ]?(?:dimensional |vector|component)", clause[joined.end() :])
            ):
                if re.search(r"(?:be|is|are)\s+(?:an?|two|both|all)?\s*$", gap):
                    self.put(last, ShapeFact(span, sentence, subjects, chunk.axes, "real", tuple(words)))
            elif (
                chunk.axes is not None
                and len(chunk.axes) == 1
                and re.search(r"\b(?:has|have|with)\s*$", gap)
                and re.match(r"\s*(?:entries|components|elements)\b", clause[joined.end() :])
            ):
                self.put(last, ShapeFact(span, sentence, subjects, chunk.axes, "real", tuple(words)))
        if bare and first > 0:
            previous = self.chunks[first - 1]
            gap = self.text[self.places[first - 1][1] : self.places[first][0]]
            if (
                previous.axes is not None
                and re.fullmatch(r"[- ]*(?:[\w-]+ ){0,4}(?:matri(?:x|ces)|arrays?|tensors?|images?)\s*", gap)
                and len(previous.axes) > 1
            ) or (
                previous.axes is not None
                and len(previous.axes) == 1
                and re.fullmatch(
                    r"-?\s?(?:dimensional |component )(?:[\w-]+ ){0,3}(?:vectors?|inputs?|outputs?)?\s*", gap
                )
            ):
                self.put(last, ShapeFact(span, sentence, subjects, previous.axes, "real", tuple(words_in(gap))))
        acts = acted_on(clause[:160], sentence)
        if acts is not None:
            on = self.chunks[acts].subjects
            if len(on) == 1:
                self.put(last, ActsFact(span, sentence, subjects, on[0]))
        same = SAME.search(clause[:160])
        if (
            same is not None
            and (self.starts_predicate(clause, same.start()))
            and not NEGATION.search(clause[: same.start()])
        ):
            like = self.chunks[int(same.group(1) or same.group(2))]
            # in "$y \\in R^n$ and $u_i = \\sum_j v_{ij}$, $v$ of the shape of $w$" only $v$ is
            named = tuple(x for c in self.chunks[first : last + 1] if c.bare for x in c.subjects) or subjects
            if len(like.subjects) == 1:
                self.put(last, SameShapeFact(span, sentence, named, like.subjects[0]))
        elif ALIKE.match(clause) and len(subjects) > 1 and not NEGATION.search(clause[:60]):
            self.put(last, SameShapeFact(span, sentence, subjects[1:], subjects[0]))
        elif ALIKE.match(clause) and bare and first > 0 and not NEGATION.search(clause[:60]):
            before_it = self.chunks[first - 1]  # "logits $z \\in R^{N \\times K}$ and targets $y$ of the same shape"
            if not before_it.bare and not before_it.relations and len(before_it.subjects) == 1:
                self.put(last, SameShapeFact(span, sentence, subjects, before_it.subjects[0]))

    @staticmethod
    def starts_predicate(clause: str, at: int) -> bool:
        """Whether nothing but a short predicate stands before position ``at``."""
        return "⟦" not in clause[:at] and len(clause[:at].split()) <= 6
