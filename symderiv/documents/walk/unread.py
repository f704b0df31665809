"""What the text may tell and is not understood: doubts about the names that it may concern, by the place of a display.

Guarantee: words about what displays define are no doubt unless they assume something of it or change it; a doubt lasts
from its place on, for the argument that a case opens, or for the display that it trails.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from symderiv.documents.declaring.ahead import Ahead, name_of
from symderiv.documents.declaring.declared_shapes import known_subject
from symderiv.documents.declaring.function_properties import properties_of_functions
from symderiv.documents.declaring.properties import untold
from symderiv.documents.declaring.property_statements import entries
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.judging.doubts import Doubt
from symderiv.documents.judging.in_force import oriented
from symderiv.documents.judging.twins import twins
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import words as words_of
from symderiv.documents.page.sentences import LEADS_ON
from symderiv.documents.page.surface import (
    CalledFact,
    CountFact,
    Display,
    Link,
    RelationFact,
    Running,
    ShapeFact,
    SpokenFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)
from symderiv.documents.rewriting.residuals import of_data
from symderiv.documents.supposing.conditions_in_words import InWords, Spoken, conditions_in_words
from symderiv.documents.supposing.inline_relations import is_remark
from symderiv.documents.supposing.roles import is_assumed
from symderiv.documents.supposing.unclear import OPTIMISES, concludes, unclear
from symderiv.documents.walk.cases import is_general
from symderiv.documents.words.property_words import READINGS
from symderiv.language.integers import Poly
from symderiv.language.terms import Read
from symderiv.language.theory import Hypothesis, Statement

__all__ = ["Unread", "label_of"]

# What authors call the names of a document, one thing each.
_NOUNS = frozenset(
    words_of(
        "input output weight bias parameter feature label target embedding logit score probability activation state "
        "gate key query value kernel filter mask token attention code centre prototype hidden decoder encoder teacher "
        "student data design regressor observation noise signal image context projection recurrent residual prior "
        "mean variance covariance rate temperature coefficient statistic adjacency transition emission class error"
    )
)
_VALUED = regex(
    r"\b(?:sums?|adds? up|unit|norm|normali[sz]ed|ortho\w+|symmetric|positive|non-?negative|one-hot|stochastic|"
    r"definite|semidefinite|invertible|idempotent|cent(?:er|re)d|diagonal)\b",
    re.IGNORECASE,
)
# "..., where ⟦x⟧ is such" behind a display says what a name is for what follows as well; "if" and "for" do not.
_APPLIED = regex(r"[^$]*\$\s*(?P<head>[^$\s=(]+)\s*\(")
# Kinds of conditions of which a heading speaks as of its topic: "Bias and variance", "Negative examples".
_TOPICS = ("negative", "distinct", "left out", "variance")
_SENTENCES = regex(r"[.;!?¶]\s|\n\s*\n")
_DESCRIBES = regex(r"\W*(?:where|with|in which)\b", re.IGNORECASE)
_AT_A_POINT = regex(
    r"\bat\s+(?:(?:the|its|a|an|any|every|such\s+a|this)\s+)?(?:[\w-]+\s+)?(?:minim(?:um|a|i[sz]er)|"
    r"maxim(?:um|a|i[sz]er)|optim(?:um|a|ality)|(?:stationary|critical|fixed|saddle)\s+point|convergence|equilibrium|"
    r"solution)s?\b",
    re.IGNORECASE,
)
# "In the limit of a perfect prediction", "as training proceeds", "asymptotically": what holds there holds nowhere else.
_IN_A_LIMIT = regex(
    r"\b(?:in|at|for|as|under|with|after|once|when|upon|near)\b[^.;:⟦⟪]{0,60}?\b(?:perfect\w*|ideal\w*|limit(?:s|ing)?|"
    r"asymptot\w*|steady[- ]state|training (?:proceeds|progresses|goes on|continues|ends|converges)|(?:well-)?trained|"
    r"converge[sd])\b|\b(?:after|(?:end|close) of) training\b|\bin the (?:end|long run)\b|"
    r"\b(?:eventually|asymptotically|ideally|approximately|roughly)\b",
    re.IGNORECASE,
)
# "To first order", "up to a constant": what is left out is not said.
_NEARLY = regex(
    r"\bto (?:first|second|leading|lowest|zeroth|linear|quadratic) order\b|"
    r"\b(?:first|second|leading|linear|quadratic|taylor)[- ](?:order )?(?:taylor )?(?:approximation|expansion)s?\b|"
    r"\b(?:up to|modulo|ignor\w+|dropp?\w*|omit\w*|neglect\w*|discard\w*|disregard\w*|suppress\w*|"
    r"leaving out|absorb\w*)\b[^.;:⟪]{0,60}?\b(?:constants?|(?:higher|second|third|lower)[- ]order|"
    r"(?:small|irrelevant|remaining|additive|multiplicative) (?:terms?|factors?)|"
    r"(?:terms?|factors?|parts?|summands?|everything|anything) (?:that|which|not|independent|without))\b|"
    r"\bfor (?:\w+ly )?(?:small|large|tiny|big|infinitesimal) ⟦|"
    r"\b(?:for|if|when|where|as|with|once) ⟦\d+⟧ (?:(?:is|are|very|sufficiently|gets|becomes) )*(?:small|large|tiny|"
    r"infinitesimal|close to|near)\b",
    re.IGNORECASE,
)
_DENIES = regex(r"\bforg[eo]t\w*|\bwrong\w*|\bmistak\w+|\b(?:is|are|was|were)\W+not\b", re.IGNORECASE)
_SOLVES = regex(
    r"⟦\d+⟧\s+(?:\w+ly\s+|also\s+|must\s+|then\s+)?(?:solves?|satisf(?:y|ies)|obeys?|fulfil(?:l|s|ls)?|"
    r"is\s+(?:the|a)\s+(?:unique\s+)?(?:solution|fixed\s+point|root|zero)\s+of)\b[^.;]*$"
)
# "An eigenvalue ⟦λ⟧ of the Hessian" is any number where the document has no matrix that it may be one of.
_EIGENVALUE = regex(
    r"\b(?:an?|any|some|one)\s+(?:[a-z-]+\s+){0,1}eigenvalue(?:\s+(?:⟦\d+⟧\s+)?of\s+(?:the|a|its)\s+"
    r"(?:[a-z-]+\s+){0,2}?(?P<of>hessian|matrix|curvature|operator|kernel|covariance))?\b",
    re.IGNORECASE,
)
# "The normalised activations satisfy" leads into a display about what it calls so.
_OBEYS = regex(
    r"^\W*(?:the|our|its|these|those|all|both)\b[^.;:,]*\b(?:satisf(?:y|ies)|obeys?|fulfil(?:l|s|ls)?)\W*$", re.I
)
_ARTICLES = ("the", "all", "both", "these", "each", "every", "our", "two", "three", "four")
_SUBSTITUTES = regex(
    r"\b(?:substitut\w+|plug(?:ging|ged)?|insert\w*|putting) (?:it|this|these|them|that|the (?:optim\w+|solution|"
    r"minimi[sz]er|maximi[sz]er|result|estimate)s?)\b",
    re.IGNORECASE,
)


class Unread(Ahead):
    """The doubts of a document up to the place that a walk has reached."""

    def __init__(self, surface: SurfaceDocument, context: Context) -> None:
        super().__init__(surface, context)
        # Conditions in words that are not understood, each with the display that it trails.
        self._unread: list[tuple[UnreadFact, int | None]] = []
        self._waiting: list[tuple[WordFact | ShapeFact, str, UnreadFact | None]] = []
        # What has its length written out, and is no unit vector by being called a direction.
        self._measured = _measured(surface)
        # Equations of inputs that the text may suppose, by the place of the fact.
        self._open_equations: dict[int, tuple[Hypothesis, ...]] = {}
        # The names that are called by a noun, and of how many facts that is known.
        self._called_by: tuple[int, dict[str, set[str]]] = (-1, {})
        # Values of sizes that hold for some of what follows.
        self._values: list[tuple[int, str, Poly, str]] = []
        for span, left, right in of_data(surface):
            words = f"{latex(left)} = {latex(right)}"
            self._unread.append((UnreadFact(span, "", (left,), words, changes="data"), None))
        for said in properties_of_functions(surface):
            self.lost(said.span, said.words, said.heads, said.supposed, said.argument)

    def doubt(self, fact: UnreadFact, display: Display) -> None:
        """Words that are not understood; ``display`` is the next one behind them, or the one that they trail."""
        says = display.span.start > fact.span.start and display.argument == fact.argument
        if says and display.hypothesis:
            return  # "suppose that each row sums to one," and a display that says so
        if says and fact.nouns and _OBEYS.search(fact.sentence) and self._is_about_what_is_made(display):
            return  # "the normalised activations satisfy", and a display about what is defined
        trails = display.span.start < fact.span.start and not LEADS_ON.match(display.follow)
        for said in self._of_each(fact):
            if (doubt := self._mattering(said)) is not None:
                if not trails or (not fact.supposed and _DESCRIBES.match(display.follow)):
                    self._unread.append((doubt, None))
                if trails:
                    self._unread.append((doubt, display.span.start))

    def _is_about_what_is_made(self, display: Display) -> bool:
        """Whether a display names tensors that are defined, and no inputs."""
        theory = self.context.theory
        names = {latex(s.base(node)) for node in _nodes(display)}
        return not names.isdisjoint(theory.definitions) and not any(
            name in names for name in theory.shapes if name not in theory.definitions
        )

    def _of_each(self, fact: UnreadFact) -> tuple[UnreadFact, ...]:
        """ "The biases are dropped", where nothing is called a bias: one of the inputs may be nothing."""
        if fact.readings != ("all zero",) or self._called(fact.nouns, fact.words):
            return (fact,)
        theory = self.context.theory
        inputs = (s.Symbol(fact.span, name) for name in theory.shapes if name not in theory.definitions)
        return tuple(replace(fact, subjects=(name,), nouns=()) for name in inputs)

    def _mattering(self, fact: UnreadFact) -> UnreadFact | None:
        """Words that are not understood, where they may matter: not about what is defined, unless they assume something
        of it or change it; a name is redefined only where it has been used."""
        if fact.nouns:
            fact = replace(fact, subjects=self._called(fact.nouns, fact.words))
        if not fact.subjects:
            return None
        if fact.changes.startswith("meaning"):
            names = {latex(x) for x in fact.subjects}
            before = [d for d in self.surface.displays() if d.span.start < fact.span.start]
            spoken = before[:-1] if fact.changes == "meaning here" else before
            return fact if any(latex(node) in names for d in spoken for node in _nodes(d)) else None
        if not fact.changes and self._is_eigenvalue_of_nothing(fact):
            return None
        if fact.changes or is_assumed(fact.sentence):
            return fact
        # what is said of a definition is a claim about it, and of what it is made from
        return fact if len(self._undefined(fact)) == len(fact.subjects) else None

    def _is_eigenvalue_of_nothing(self, fact: UnreadFact) -> bool:
        """Whether words only call a number an eigenvalue, where no input is a matrix and no name is called by what it
        is an eigenvalue of."""
        text = re.sub(r"\$[^$]*\$", "⟦0⟧", fact.words)
        found = _EIGENVALUE.search(text)
        if found is None or next(unclear(_EIGENVALUE.sub("a number", text), [], leads=False), None) is not None:
            return False
        theory = self.context.theory
        inputs = theory.shapes.keys() - theory.definitions.keys()
        others = (f for f in self.facts if isinstance(f, CalledFact) and set(f.subjects).isdisjoint(fact.subjects))
        called = {noun for f in others for noun in f.nouns}
        return (found.group("of") or "matrix").lower() not in called and all(len(theory.shapes[x]) < 2 for x in inputs)

    def _called(self, nouns: tuple[str, ...], words: str) -> tuple[s.Expression, ...]:
        """What most of some nouns are used for; a matrix or a vector is any input of that rank, and what is said of
        values of something that no name is called by may be said of any input."""
        scores: dict[s.Expression, set[str]] = {}
        for fact in self.facts:
            if isinstance(fact, CalledFact):
                for subject in fact.subjects:
                    scores.setdefault(subject, set()).update(_NOUNS & set(fact.nouns) & set(nouns))
        best = max(map(len, scores.values()), default=0)
        theory = self.context.theory
        called = {noun for common in scores.values() for noun in common}
        if _VALUED.search(words) and _NOUNS & set(nouns) - called:  # of a thing that has another name
            return tuple(s.Symbol(self.facts[0].span, name) for name in theory.shapes if name not in theory.definitions)
        if best:
            return tuple(x for x, common in scores.items() if len(common) == best)
        whole = {one for article, one in pairwise(nouns) if article in _ARTICLES}
        parts = {"column", "columns", "row", "rows"}  # of a matrix
        rank = 2 if "matrix" in whole or parts & set(nouns) else 1 if "vector" in whole else 0
        inputs = [name for name, shape in theory.shapes.items() if rank and len(shape) == rank]
        span = self.facts[0].span if self.facts else s.NOWHERE
        return tuple(s.Symbol(span, name) for name in inputs if name not in theory.definitions)

    def _defines_another(self, fact: RelationFact, name: str) -> bool:
        """Whether an equation says what something else is: "a one-hot target $y$ and $L = c y$"."""
        reader = Reader(self.context, self.used)
        links = ((x, Link(0, x, fact.relation, fact.right, False, fact.span, "")) for x in fact.left)
        return all(reader.is_definition(link) and name_of(reader, left) != name for left, link in links)

    def _untold(self, fact: WordFact | ShapeFact, display: Display) -> None:
        """What a word should tell of its names and does not is in doubt."""
        for name, word in untold(self.context, fact):
            number = word == "probability" and name not in self.context.indexed  # $p$ with $0 < p < 1$ is one number
            doubt: UnreadFact | None = None
            if not any(
                isinstance(f, RelationFact)
                and (f.relation == "=" or number)
                and f.argument == fact.argument
                and not is_remark(f.sentence)  # "$y$ is one-hot, so $\sum_k y_k = 1$" rests on the word
                and not self._defines_another(f, name)
                and any(latex(node) == name for side in (*f.left, f.right) for node in s.walk(side))
                for f in self.facts
            ):  # no equation of its sentence says what is meant
                said = fact.said if isinstance(fact, WordFact) and fact.said else word
                subject = s.Symbol(fact.span, name)
                doubt = UnreadFact(
                    fact.span, fact.sentence, (subject,), said, (word, *READINGS.get(word, ())),
                    argument=fact.argument, supposed=fact.supposed,
                )  # fmt: skip
                self.doubt(doubt, display)
            if not fact.supposed and name not in self.context.theory.shapes:
                self._waiting.append((fact, name, doubt))

    def open(self, fact: RelationFact, left: s.Expression, statement: Statement) -> None:
        """An equation of inputs that the text may suppose or only speak of."""
        label = label_of(fact, left)
        self._open_equations[fact.span.start] = (Hypothesis(label, oriented(statement)),)
        self.lost(fact.span, label, (left, fact.right), fact.supposed, fact.argument)

    def lost(self, span: s.Span, words: str, sides: Iterable[s.Expression], supposed: bool, argument: int) -> None:
        """A hypothesis that cannot be read: what it supposes of its names is not known from here on."""
        subjects = tuple(n for side in sides for n in s.walk(side) if isinstance(n, s.Symbol | s.Scripted))
        self._unread.append((UnreadFact(span, "", subjects, words, argument=argument, supposed=supposed), None))

    def not_understood(self, display: Display) -> tuple[Doubt, ...]:
        """What is in doubt for a display."""
        found = list(_at_a_point(display, self.context.theory.definitions))
        at, defined = display.span.start, self.context.theory.definitions.keys()
        for fact, behind in self._unread:
            leads = fact.span.start < at and (not fact.supposed or fact.argument == display.argument)
            if behind == at or (behind is None and leads):
                names: set[str] = set()
                for subject in fact.subjects:
                    named = known_subject(self.context, subject)
                    bare = subject.base if isinstance(subject, s.Scripted) else subject
                    known = named is not None and named[0] in self.context.theory.shapes.keys() | defined
                    names |= {named[0]} if named is not None and known else {latex(bare), latex(subject)}
                if fact.faint and "unit vector" in fact.readings:
                    names -= self._measured
                    if not names:
                        continue
                equations = self._open_equations.get(fact.span.start, ())
                if OPTIMISES.match(fact.words):  # of ``x``, where ``x^*`` is the minimiser, and not of the data
                    names = set(self._arguments(fact.words)) or names
                    names = {x for x in names if not defined.isdisjoint(_solutions(x))} or names
                    written = set(map(latex, _nodes(display)))
                    names = {x for x in names if written.isdisjoint(_solutions(x))}  # w - w^* tells the two apart
                    if not names:
                        continue
                for name in names & defined if equations else ():  # what is said of S is said of what S is made from
                    names = names | self.context.theory.sources(name)
                found.append(
                    Doubt(
                        frozenset(names),
                        fact.words,
                        fact.span.line,
                        fact.readings,
                        fact.changes,
                        equations,
                        fact.argument,
                        fact.apart and all(map(self._is_size, fact.linked)),
                        fact.faint,
                    )
                )
        if _SUBSTITUTES.search(display.lead):
            found += self._substituted(display)
        if not self.context.no_parts and (stacked := twins(self.context.theory)):
            alike = frozenset().union(*(h.statement.left.tensors | h.statement.right.tensors for h in stacked))
            words = ", ".join(h.name for h in stacked)
            found.append(Doubt(alike, words, display.span.line, supposing=stacked, both=True))
        return tuple(found)

    def _arguments(self, words: str) -> tuple[str, ...]:
        """The parameters of the function that is minimised: "Minimise ``E(w) = ...``"."""
        applied = _APPLIED.match(words)
        function = self.context.functions.get(applied.group("head")) if applied is not None else None
        return () if function is None else function.parameters

    def _substituted(self, display: Display) -> Iterator[Doubt]:
        """ "Substituting it back, the loss is" speaks of the inputs at the values that were found for them."""
        theory = self.context.theory
        for name, shape in theory.shapes.items():
            for solution in _solutions(name):
                if solution in theory.definitions and theory.shape_of(solution) == shape:
                    place, free = entries(shape)
                    said = Statement(Read(name, place), Read(solution, place), free)
                    supposing = (Hypothesis(f"{name} = {solution}", said),)
                    words = " ".join(display.lead.split())[:80]
                    yield Doubt(frozenset((name,)), words, display.span.line, supposing=supposing)

    def _is_size(self, node: s.Expression) -> bool:
        name = latex(node)
        return name in self.context.sizes.letters() and name not in self.context.theory.shapes

    def spoken_of(self, display: Display) -> tuple[Spoken, ...]:
        """The conditions of which the text speaks before a display, in its sentence, its words, its heading or a
        footnote; without names or nouns that are those of names, one speaks for its argument, if it is not for all."""
        limit = max(display.reach, display.span.end)
        found: list[Spoken] = []
        for fact in (f for f in self.facts if isinstance(f, SpokenFact)):
            own = fact.argument == display.argument
            if not fact.everywhere and (
                fact.span.start >= limit or (not own and (fact.span.start >= display.span.end or fact.supposed))
            ):
                continue
            names = frozenset(map(latex, map(s.base, fact.subjects))) or self._with_nouns(fact.nouns)
            if names or own or fact.lasting or fact.everywhere:
                found.append(Spoken(fact.word, fact.words, names))
        return tuple(dict.fromkeys((*found, *self._in_title(display))))

    def _in_title(self, display: Display) -> Iterator[Spoken]:
        """The conditions of which the heading of a display speaks, and its section not again, of a name."""
        at = bisect_right(self.surface.sections, display.span.start) - 1
        title = self.surface.titles[at].split() if at >= 0 else []
        letters = [word for word in title if word in self.context.theory.shapes]
        heading = " ".join(f"⟦{letters.index(word)}⟧" if word in letters else word for word in title)
        for said in (x for x in conditions_in_words(heading) if x.kind not in _TOPICS):
            names = frozenset(letters) or self._with_nouns(said.nouns)
            if said.kind == "equal" and len(names) < 2:
                continue  # "tied weights" of one matrix are read twice
            if letters or not self._named_in(range(self.surface.sections[at], display.span.end), said):
                yield Spoken(said.kind, " ".join(title), names)

    def _named_in(self, section: range, said: InWords) -> bool:
        """Whether a part of the text says of a name what a condition in words says of none: "a symmetric matrix" of
        ``A`` that is symmetric, "a single query" of "a query ``q``"."""
        one = re.compile(rf"\b(?:an?|one)\s+(?:[a-z-]+\s+)?(?:{'|'.join(said.nouns)})\s+⟦", re.IGNORECASE)
        for text in (_within(piece, section) for piece in self.surface.running):
            if said.kind == "single" and said.nouns and one.search(text) is not None:
                return True
            for sentence in _SENTENCES.split(text):
                if any(x.kind == said.kind and "⟦" in x.words for x in conditions_in_words(sentence)):
                    return True
        return False

    def _with_nouns(self, nouns: Collection[str]) -> frozenset[str]:
        """The names that are called by one of some nouns."""
        if self._called_by[0] != len(self.facts):
            called: dict[str, set[str]] = {}
            for fact in (f for f in self.facts if isinstance(f, CalledFact)):
                for noun in fact.nouns:
                    called.setdefault(noun, set()).update(latex(s.base(x)) for x in fact.subjects)
            self._called_by = len(self.facts), called
        return frozenset(name for noun in nouns for name in self._called_by[1].get(noun, ()))

    def counted_of(self, display: Display) -> tuple[tuple[str, Poly, str], ...]:
        """The numbers that the argument of a display gives in words, before it or in its sentence, and the values that
        the text has given sizes; with the size, where it is told."""
        limit = max(display.reach, display.span.end)
        found = [f for f in self.facts if isinstance(f, CountFact) and f.span.start <= limit]
        words = [(f.words, Poly.constant(f.number), "") for f in found if f.argument == display.argument]
        if not is_general(display):
            words += [(text, number, size) for start, text, number, size in self._values if start <= limit]
        return tuple(dict.fromkeys(words))


def _solutions(name: str) -> tuple[str, ...]:
    """How a value that has been found for a name is written."""
    return f"{name}^{{*}}", f"{name}^{{\\star}}", f"\\hat{{{name}}}", f"{name}^{{\\ast}}"


def label_of(fact: RelationFact, left: s.Expression) -> str:
    return f"{latex(left)} {fact.relation} {latex(fact.right)}"


def _at_a_point(display: Display, defined: Collection[str]) -> Iterator[Doubt]:
    """ "At the minimum", "in the limit", "up to a constant" or "⟦v⟧ solves the equation" leads into a display: what
    holds there, nearly, or of such a ``v``, is not refuted."""
    lead = re.split(r"⟪⟫\s+(?=[A-Z])", display.lead)[-1]
    match = _AT_A_POINT.search(lead) or _IN_A_LIMIT.search(lead)
    if match is None and (nearly := _NEARLY.search(lead)) is not None:
        match = nearly if _DENIES.search(lead, nearly.end()) is None else None
    solves = None if match is not None or concludes(display.lead) else _SOLVES.search(display.lead)
    if match is None and solves is None:
        return
    names = {latex(x.base if isinstance(x, s.Scripted) else x) for x in _nodes(display)}
    names |= set(map(latex, _nodes(display)))
    if match is None and names.isdisjoint(defined):
        match = solves
    applied = (x for node in _nodes(display) if isinstance(node, s.Applied) for x in node.arguments)
    if match is not None and not any(latex(x) in defined for x in applied):  # nor where the point is written out
        yield Doubt(
            frozenset(names), re.sub(r"^⟦\d+⟧\s+", "", match.group()), display.span.line, argument=display.argument
        )


def _nodes(display: Display) -> Iterator[s.Expression]:
    for link in display.links:
        for side in (link.left, link.right):
            if side is not None:
                yield from s.walk(side)


def _measured(surface: SurfaceDocument) -> frozenset[str]:
    """The names whose norms stand in displays, but as a side of an equation that says what they are."""
    links = [link for display in surface.displays() for link in display.links]
    lengths = (n for k in links for x in (k.left, k.right) if x is not None for n in s.walk(x))
    equated = {latex(x) for k in links for x in (k.left, k.right) if isinstance(x, s.Norm)}
    return frozenset(latex(n.body) for n in lengths if isinstance(n, s.Norm) and latex(n) not in equated)


def _within(piece: Running, part: range) -> str:
    """The sentences of a piece of running text from its first formula in a part of the document to its last one."""
    inside = [k for k, start in enumerate(piece.formulas) if start in part]
    if not inside:
        return ""
    start, end = (max(piece.text.find(f"⟦{k}⟧"), 0) for k in (inside[0], inside[-1]))
    first = max((m.end() for m in _SENTENCES.finditer(piece.text, 0, start)), default=0)
    after = _SENTENCES.search(piece.text, end)
    return piece.text[first : len(piece.text) if after is None else after.start()]
