"""What the text between the displays tells: hypotheses, cases, definitions, and what is not understood.

:class:`Told` takes the facts of a document in reading order.  A fact becomes a hypothesis from its place on, one for
the displays of its sentence or argument, a definition, or a condition that is not understood, which refutes nothing.

Guarantee: a fact that cannot be read never raises; what it supposes of its names counts as unknown from there on.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from symderiv.documents import syntax as s
from symderiv.documents.cases import Scope
from symderiv.documents.context import Context
from symderiv.documents.declarations import subject_name
from symderiv.documents.doubts import Doubt
from symderiv.documents.elaborate import Elaborator
from symderiv.documents.elaborate_expectations import moments
from symderiv.documents.explained import states_a_property
from symderiv.documents.known_functions import SAME, described
from symderiv.documents.late_sizes import is_set
from symderiv.documents.letters import letters_above
from symderiv.documents.names import is_letter
from symderiv.documents.products import positive_name
from symderiv.documents.properties import READINGS, nonzero, properties, untold
from symderiv.documents.roles import (
    CONCLUSION,
    LEADS_ON,
    gives_a_value,
    is_assumed,
    is_conditional,
    is_doubted,
    is_said_again,
    is_stated,
    makes,
)
from symderiv.documents.spelling import is_function_name, latex
from symderiv.documents.statements import RELATIONS, Reader
from symderiv.documents.surface import (
    CalledFact,
    CountFact,
    Display,
    Fact,
    Link,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SpokenFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)
from symderiv.documents.unclear import concludes
from symderiv.documents.vocabulary import words as words_of
from symderiv.errors import SymderivError
from symderiv.language.terms import Diff, Fn, Num, Pow, Read, walk
from symderiv.language.theory import Hypothesis, Statement, Theory

__all__ = ["Told", "oriented"]

VALUE_WORDS = ("let", "where", "put", "set", "define", "denote", "write", "with", "take", "choose", "fix")
DEFINING_WORDS = ("let", "where", "put", "set", "define", "denote", "write", "with", "for")
# What authors call the names of a document, one thing each.
_NOUNS = frozenset(
    words_of(
        "input output weight bias parameter feature label target embedding logit score probability activation state "
        "gate key query value kernel filter mask token attention code centre prototype hidden decoder encoder teacher "
        "student data design regressor observation noise signal image context projection recurrent residual prior "
        "mean variance covariance rate temperature coefficient statistic adjacency transition emission class error"
    )
)
_HABIT = re.compile(
    r"\b(?:often|usually|typical(?:ly)?|common(?:ly)?|popular|choice|default|sometimes)\b", re.IGNORECASE
)
_ARTICLES = ("the", "all", "both", "these", "each", "every", "our")
_SUPPOSING = ("let", "with", "where")
_WITHIN_A_CASE = re.compile(r"^\W*(?:[A-Za-z]+,?\s+)?(?:if|when|whenever)\b[^.;:,⟪]*$", re.IGNORECASE)


class Told:
    """The facts of a document's text, and what they have told up to the place that a walk has reached.

    ``used`` are the names that the displays have used up to there; ``scoped`` what holds for the rest of one argument
    only, ``active`` for the display at hand; ``later`` are definitions that read what a display is still to define,
    ``awaited`` the names that a display will define as the text has done.
    """

    def __init__(self, surface: SurfaceDocument, context: Context) -> None:
        self.surface = surface
        self.context = context
        self.facts = sorted(surface.facts(), key=lambda fact: fact.span.start)
        self._above = letters_above(surface)
        self.used: set[str] = set()
        self.hypotheses: list[Hypothesis] = []
        self.scoped = Scope()
        self.active: list[Hypothesis] = []
        self.awaited: set[str] = set()
        self.later: list[RelationFact] = []
        # Used inputs that the text has made from others by now: the words, and from what.
        self.remade: dict[str, tuple[str, frozenset[str]]] = {}
        # Values of sizes that hold for some of what follows.
        self._values: list[tuple[int, str, int]] = []
        # Conditions in words that are not understood, each with the display that it trails.
        self._unread: list[tuple[UnreadFact, int | None]] = []
        # Equations of inputs that the text may suppose, by the place of the fact.
        self._open_equations: dict[int, tuple[Hypothesis, ...]] = {}
        self._displayed: dict[tuple[str, str], tuple[int, set[str]]] | None = None

    def passed(self, display: Display) -> None:
        """A display has been read: take up the definitions in the text that waited for what it defines."""
        context = self.context
        self.awaited -= context.theory.definitions.keys()
        later, self.later = self.later, []
        for fact in later:
            named = Reader(context, self.used).name_of(fact.left[0])
            if named is None or named.name not in context.theory.definitions:
                if named is not None and named.name in context.pending:
                    context.poisoned.pop(named.name, None)
                    context.names.ranks.pop(named.name, None)
                context.attempt(self.suppose, fact, display)

    def in_order(self, facts: list[Fact]) -> list[Fact]:
        r"""Facts in reading order, but ``$f = \\phi(a)$`` behind the ``$a = W x$`` that a sentence gives after it."""
        reader = Reader(self.context, self.used)
        names = self.context.names.ranks.keys() | self.context.theory.shapes.keys()
        told: list[tuple[Fact, set[str], set[str]]] = []
        for fact in facts:
            left: set[str] = set()
            right: set[str] = set()
            if isinstance(fact, RelationFact) and fact.relation in ("=", ":=") and not fact.conditional:
                named = [reader.name_of(x) for x in fact.left if isinstance(x, s.Symbol | s.Scripted)]
                left = {x.name for x in named if x is not None} - names
                right = reader.names_in(fact.right) - names
            told.append((fact, left, right))
        found: list[Fact] = []
        while told:
            ready = (
                k
                for k, (_, left, right) in enumerate(told)
                if not any(right & other and not left & needs for _, other, needs in told[k + 1 :])
            )
            found.append(told.pop(next(ready, 0))[0])
        return found

    def suppose(self, fact: Fact, display: Display) -> None:
        """A property, a condition or an inline definition, from its place on, or for the displays of its sentence.

        ``display`` is the next one behind the fact, or the one that it trails.
        """
        context = self.context
        if isinstance(fact, SpokenFact | CountFact):
            return
        if isinstance(fact, UnreadFact):
            says = display.span.start > fact.span.start and display.argument == fact.argument
            if says and display.hypothesis:
                return  # "suppose that each row sums to one," and a display that says so
            trails = display.span.start < fact.span.start and not LEADS_ON.match(display.follow)
            if (doubt := self._mattering(fact)) is not None:
                self._unread.append((doubt, display.span.start if trails else None))
            return
        if isinstance(fact, RelationFact) and (fact.conditional or fact.supposed) and self._names_star(fact):
            fact = replace(fact, conditional=False, supposed=False, hypothesis=True, word="let")
        if isinstance(fact, WordFact) and fact.said and not is_assumed(fact.sentence):
            rest = self._undefined(fact)
            if not rest or (fact.word.startswith("pair ") and len(rest) < len(fact.subjects)):
                return
            fact = replace(fact, subjects=rest)
        if isinstance(fact, WordFact | ShapeFact):
            self._untold(fact, display)
        if fact.supposed:
            if not self._declares(fact) and not self._bounds_new_numbers(fact, display):
                self._case(fact, display)
                return
            if isinstance(fact, RelationFact):
                fact = replace(fact, conditional=False, word="let")
        if isinstance(fact, WordFact) and fact.conditional and not self._declares(fact):
            return
        for label, statement in properties(context, fact):
            self.assume(label, statement)
        if isinstance(fact, SetFact):
            return
        if isinstance(fact, RangeFact):
            self._bound(fact)
        if isinstance(fact, RelationFact):
            if fact.conditional:
                for left in fact.left:  # "for example, with $n = 2$ we get"
                    link = Link(0, left, fact.relation, fact.right, False, fact.span, "")
                    reader = Reader(context, self.used)
                    if isinstance(fact.right, s.Number) and reader.about_integers(link):
                        self._value_of_a_size(replace(fact, sentence=""), left, display)
                    elif _WITHIN_A_CASE.search(fact.sentence) and fact.relation == "=" and reader.about_inputs(link):
                        self._case(replace(fact, supposed=True), display)  # "if nothing is dropped ($m_i = 1$), then"
                return  # "when $\\alpha = 0$" speaks for its own sentence
            for left in fact.left:
                link = Link(0, left, fact.relation, fact.right, False, fact.span, "")
                reader = Reader(context, self.used)
                try:
                    if reader.about_integers(link):
                        if fact.span.start in context.late:
                            self._value_of_a_size(fact, left, display)
                        continue
                    if not fact.supposed and (what := described(context, link)):
                        if what != SAME and not is_doubted(fact.sentence):
                            reader.define(link)
                        continue
                    if context.outcomes and fact.relation in ("=", ":=") and moments(left):
                        turned = replace(link, left=fact.right, right=left)
                        if reader.is_definition(turned) and reader.free_letters(left) <= reader.free_letters(
                            fact.right
                        ):
                            # "with mean $E[x] = \\mu$" names the mean
                            reader.define(turned)
                        else:
                            self.assume(latex(left), reader.statement(link)[0])
                        continue
                    if fact.relation in ("=", ":=", "\\equiv", "\\triangleq") and reader.is_definition(link):
                        named = reader.name_of(left)
                        piece = named is not None and named.name in context.recurrent
                        # "for $\\alpha = 2$" and "the choice $\\alpha = 2$" give a declared name no value
                        known = named is not None and named.name in context.theory.shapes
                        # ... while "a constant $c = 2 \\eta$" does
                        known = known and isinstance(fact.right, s.Number)
                        new = not known and (fact.word != "as" and not reader.is_declared(left))
                        if self._restated(fact, left):
                            if named is not None and named.name not in context.theory.definitions:
                                self.awaited.add(named.name)
                            continue  # the display that says the same defines
                        trailed = self._defined_by(display, reader) if fact.span.start > display.span.start else set()
                        reads = reader.names_in(fact.right)
                        new_names = reads - context.names.ranks.keys() - context.theory.shapes.keys()
                        if reads & (self.awaited | trailed) or any(
                            self._shown_later(reader, x, fact) for x in new_names
                        ):
                            self.later.append(fact)  # what it reads is defined by a display still to come
                            continue
                        named_gradient = isinstance(fact.right, s.Derivative | s.Gradient)
                        made = (
                            named is not None
                            and makes(fact.sentence, fact.word, fact.right)
                            and not self._defined_later(reader, named.name, fact)
                        )
                        if piece or new or made or named_gradient or (fact.word in DEFINING_WORDS and not known):
                            self._define_inline(reader, link, new, fact)
                        elif known and (fact.hypothesis or fact.word in VALUE_WORDS):  # "let $a = 2$", from here on
                            self.assume(_label(fact, left), reader.statement(link)[0])
                        elif fact.hypothesis and named is not None:
                            if self._defined_later(reader, named.name, fact):
                                self.assume(_label(fact, left), reader.statement(link)[0])
                            else:  # a name that nothing has used yet: a definition, however it is announced
                                self._define_inline(reader, link, new, fact)
                        elif known:
                            self._case(fact, display)  # "with $a = 2$ we get": for the displays of its sentence
                    elif (
                        self._number(fact, left)
                        or fact.hypothesis
                        or ((_is_bound(fact, left) or _is_condition(fact, left)) and reader.about_inputs(link))
                        or (fact.relation == "=" and is_stated(fact.sentence) and reader.about_inputs(link))
                    ):
                        some = nonzero(context, left, fact.relation, fact.right)
                        said = some or self._introduced(reader, link)
                        if not _holds_anyway(said):
                            self.assume(_label(fact, left), said)
                    elif (
                        fact.relation == "=" and isinstance(fact.right, s.Number) and gives_a_value(fact.sentence)
                    ) or (fact.relation == "=" and self._again(reader, link, fact.sentence)):
                        self._made_from(reader, link, fact.word)
                        self._case(fact, display)
                    elif (
                        fact.relation == "=" and reader.about_inputs(link) and not _remarks(_without_so(fact.sentence))
                    ):
                        if not self._made_from(reader, link, fact.word):
                            self._open(fact, left, self._introduced(reader, link))
                    elif fact.relation == "=" and not is_doubted(fact.sentence):
                        self._made_from(reader, link)
                except (SymderivError, ValueError, RecursionError):
                    if fact.hypothesis or _is_bound(fact, left):
                        self.lost(fact.span, _label(fact, left), (left, fact.right), fact.supposed, fact.argument)

    def _value_of_a_size(self, fact: RelationFact, left: s.Expression, display: Display) -> None:
        """A value for what follows in its argument, or for all that follows."""
        case = s.Comparison(fact.span, (left, fact.right), (fact.relation,))
        self.scoped.add(None if is_set(fact) else fact.argument, fact.span.start, display, [], [case])
        if isinstance(fact.right, s.Number) and fact.right.value.denominator == 1:
            self._values.append((fact.span.start, _label(fact, left), int(fact.right.value)))

    def _made_from(self, reader: Reader, link: Link, word: str = "") -> bool:
        r"""Take down that a used input is said to be made from others: "for logits $z$, where $p_i = \\sigma(z_i)$";
        or, from here on, "with $x = A z$" of an ``x`` that displays have used."""
        assert link.left is not None
        assert link.right is not None
        named, shapes = reader.name_of(link.left), self.context.theory.shapes
        if named is None or named.name not in shapes or named.name in self.context.theory.definitions:
            return False
        sources = frozenset(reader.names_in(link.right)) - {named.name}  # declared, or still to be
        words = f"{latex(link.left)} = {latex(link.right)}"
        if sources and any(isinstance(n, s.Scripted) and n.subscripts for n in s.walk(link.right)):
            self.context.computed.setdefault(named.name, (words, sources))
            return True
        if sources and named.name in self.used and word in VALUE_WORDS and isinstance(link.right, s.Product):
            self.remade[named.name] = words, sources
            return True
        return False

    def _again(self, reader: Reader, link: Link, sentence: str) -> bool:
        """Whether an equation about declared inputs writes out what the words of its sentence suppose."""
        assert link.left is not None
        known = reader.names_in(link.left) & self.context.theory.shapes.keys()
        return bool(known) and (gives_a_value(sentence) or is_said_again(sentence)) and reader.about_inputs(link)

    def _case(self, fact: Fact, display: Display) -> None:
        """What a case supposes, for the displays of its argument."""
        found: list[Hypothesis] = []
        conditions: list[s.Comparison] = []
        for label, statement in properties(self.context, fact):
            found.append(Hypothesis(label, oriented(statement)))
        for left in fact.left if isinstance(fact, RelationFact) else ():
            assert isinstance(fact, RelationFact)
            link = Link(0, left, fact.relation, fact.right, False, fact.span, "")
            reader = Reader(self.context, self.used)
            try:
                if reader.about_integers(link):
                    conditions.append(s.Comparison(fact.span, (left, fact.right), (fact.relation,)))
                elif fact.relation in RELATIONS and fact.relation != "\\approx":
                    found.append(Hypothesis(_label(fact, left), oriented(reader.statement(link)[0])))
            except (SymderivError, ValueError, RecursionError):
                continue
        example = re.match(r"\W*(?:for example|for instance|e\.g\.)", fact.sentence, re.IGNORECASE) is not None
        self.scoped.add(fact.argument, fact.span.start, display, found, conditions, example)
        naming = isinstance(fact, RelationFact) and isinstance(fact.right, s.Derivative | s.Gradient)
        if isinstance(fact, RelationFact) and not found and not conditions and not naming:
            words = f"{', '.join(map(latex, fact.left))} {fact.relation} {latex(fact.right)}"
            case = UnreadFact(
                fact.span, fact.sentence, fact.left, words, argument=fact.argument, supposed=fact.supposed
            )
            self.suppose(case, display)  # "for $f = \\tanh$": what is not understood refutes nothing

    def _names_star(self, fact: RelationFact) -> bool:
        r"""``if $H w^* = b$`` where no ``w^*`` is known: it says what ``w^*`` is, and is no case of it."""
        names = self.context.names
        nodes = [n for side in (*fact.left, fact.right) for n in s.walk(side) if isinstance(n, s.Scripted)]
        reader = Elaborator(self.context)
        stars = [star for n in nodes if (star := reader.starred(n))]
        return fact.relation == "=" and bool(stars) and not any(map(names.known, stars))

    def _introduced(self, reader: Reader, link: Link) -> Statement:
        """A statement of the running text, which may speak of a ``w^*`` for the first time."""
        self.context.supposing = True
        try:
            return reader.statement(link)[0]
        finally:
            self.context.supposing = False

    def _open(self, fact: RelationFact, left: s.Expression, statement: Statement) -> None:
        """An equation of inputs that the text may suppose or only speak of."""
        label = _label(fact, left)
        self._open_equations[fact.span.start] = (Hypothesis(label, oriented(statement)),)
        self.lost(fact.span, label, (left, fact.right), fact.supposed, fact.argument)

    def _undefined(self, fact: WordFact | UnreadFact) -> tuple[s.Expression, ...]:
        """What a fact speaks of and nothing defines: what holds of a definition follows from it."""
        reader = Reader(self.context, self.used)
        defined = self.context.theory.definitions.keys() | self._to_be_defined(fact.span.start)
        return tuple(x for x in fact.subjects if _name_of(reader, x) not in defined)

    def _to_be_defined(self, place: int) -> set[str]:
        """The names that displays behind a place define."""
        reader = Reader(self.context, self.used)
        found: set[str] = set()
        for display in self.surface.displays():
            if display.span.start > place and not display.hypothesis:
                for link in display.links:
                    left = link.left
                    if (
                        isinstance(left, s.Symbol | s.Scripted)
                        and not link.continuation
                        and link.relation in ("=", ":=")
                    ):
                        named = _name_of(reader, left)
                        try:
                            if named is not None and reader.is_definition(link):
                                found.add(named)
                        except (SymderivError, ValueError, RecursionError):
                            continue
        return found

    def _mattering(self, fact: UnreadFact) -> UnreadFact | None:
        """Words that are not understood, where they may matter: not about what is defined, unless they assume something
        of it or change it; a name is redefined only where it has been used."""
        if fact.nouns:
            fact = replace(fact, subjects=self._called(fact.nouns))
        if not fact.subjects:
            return None
        if fact.changes.startswith("meaning"):
            names = {latex(x) for x in fact.subjects}
            before = [d for d in self.surface.displays() if d.span.start < fact.span.start]
            spoken = before[:-1] if fact.changes == "meaning here" else before
            return fact if any(latex(node) in names for d in spoken for node in _nodes(d)) else None
        if fact.changes or is_assumed(fact.sentence):
            return fact
        # what is said of a definition is a claim about it, and of what it is made from
        return fact if len(self._undefined(fact)) == len(fact.subjects) else None

    def _called(self, nouns: tuple[str, ...]) -> tuple[s.Expression, ...]:
        """What most of some nouns are used for; a matrix or a vector is any input of that rank."""
        scores: dict[s.Expression, set[str]] = {}
        for fact in self.facts:
            if isinstance(fact, CalledFact):
                for subject in fact.subjects:
                    scores.setdefault(subject, set()).update(_NOUNS & set(fact.nouns) & set(nouns))
        best = max(map(len, scores.values()), default=0)
        if best:
            return tuple(x for x, common in scores.items() if len(common) == best)
        theory = self.context.theory
        whole = {one for article, one in pairwise(nouns) if article in _ARTICLES}
        rank = 2 if "matrix" in whole else 1 if "vector" in whole else 0
        inputs = [name for name, shape in theory.shapes.items() if rank and len(shape) == rank]
        span = self.facts[0].span if self.facts else s.NOWHERE
        return tuple(s.Symbol(span, name) for name in inputs if name not in theory.definitions)

    def _untold(self, fact: WordFact | ShapeFact, display: Display) -> None:
        """What a word should tell of its names and does not is in doubt."""
        for name, word in untold(self.context, fact):
            if any(
                isinstance(f, RelationFact)
                and f.relation == "="
                and f.argument == fact.argument
                and any(latex(node) == name for side in (*f.left, f.right) for node in s.walk(side))
                for f in self.facts
            ):  # an equation of its sentence says what is meant
                continue
            said = fact.said if isinstance(fact, WordFact) and fact.said else word
            subject = s.Symbol(fact.span, name)
            doubt = UnreadFact(
                fact.span, fact.sentence, (subject,), said, READINGS.get(word, ()), argument=fact.argument,
                supposed=fact.supposed,
            )  # fmt: skip
            self.suppose(doubt, display)

    def lost(self, span: s.Span, words: str, sides: Iterable[s.Expression], supposed: bool, argument: int) -> None:
        """A hypothesis that cannot be read: what it supposes of its names is not known from here on."""
        subjects = tuple(n for side in sides for n in s.walk(side) if isinstance(n, s.Symbol | s.Scripted))
        self._unread.append((UnreadFact(span, "", subjects, words, argument=argument, supposed=supposed), None))

    def _bound(self, fact: RangeFact) -> None:
        r"""``0 \\le \\theta \\le 1`` about a scalar, which is no index: two conditions."""
        context = self.context
        for subject in fact.subjects:
            letter = latex(subject)
            if letter in context.subscripted | self._above or letter in context.sizes.letters() or fact.upper is None:
                continue
            if context.names.ranks.get(letter, 0) or is_conditional(fact.sentence):
                continue
            upper = "<" if fact.exclusive else "\\le"
            lower = ">" if fact.above else "\\ge"
            for relation, limit in ((lower, fact.lower), (upper, fact.upper)):
                link = Link(0, subject, relation, limit, False, fact.span, "")
                reader = Reader(context, self.used)
                try:
                    if not reader.about_integers(link) and reader.about_inputs(link):
                        self.assume(f"{letter} {relation} {latex(limit)}", reader.statement(link)[0])
                except (SymderivError, ValueError, RecursionError):
                    continue

    def _number(self, fact: RelationFact, left: s.Expression) -> bool:
        r"""Declare what is compared with a number and is no plain letter: ``\epsilon^{(2)} > 0``, ``\Omega > 0``."""
        names = self.context.names
        if not isinstance(fact.right, s.Number) or not isinstance(left, s.Symbol | s.Scripted):
            return False
        if names.read(left) is not None or is_letter(left) or is_function_name(left):
            return False
        if isinstance(left, s.Scripted):
            decoration, power, _, _ = names.superscript(left.superscript)
            words = all(isinstance(x, s.Symbol) and x.word for x in left.subscripts)
            if not words or power is not None or left.primes or not (decoration or left.subscripts):
                return False
        found = names.propose(left)
        if found is None or found.indices or found.name in self.context.targets | set(self.context.sizes.letters()):
            return False
        self.context.declare(found.name, ())
        return True

    def assume(self, label: str, statement: Statement) -> None:
        statement = oriented(statement)
        if (positive := positive_name(statement)) is not None:
            self.context.positive.add(positive)
        _enter(self.hypotheses, label, statement)

    def not_understood(self, display: Display) -> tuple[Doubt, ...]:
        """What is in doubt for a display."""
        found: list[Doubt] = []
        at, defined = display.span.start, self.context.theory.definitions.keys()
        for fact, behind in self._unread:
            leads = fact.span.start < at and (not fact.supposed or fact.argument == display.argument)
            if behind == at or (behind is None and leads):
                names: set[str] = set()
                for subject in fact.subjects:
                    named = subject_name(self.context, subject)
                    bare = subject.base if isinstance(subject, s.Scripted) else subject
                    known = named is not None and named[0] in self.context.theory.shapes.keys() | defined
                    names |= {named[0]} if named is not None and known else {latex(bare), latex(subject)}
                equations = self._open_equations.get(fact.span.start, ())
                found.append(
                    Doubt(frozenset(names), fact.words, fact.span.line, fact.readings, fact.changes, equations)
                )
        return tuple(found)

    def spoken_of(self, display: Display) -> tuple[str, ...]:
        """The properties that the text before a display, or in its sentence, speaks of, without telling of which."""
        limit = max(display.reach, display.span.end)
        spoken = [f for f in self.facts if isinstance(f, SpokenFact) and f.span.start < limit]
        return tuple(dict.fromkeys(f.word for f in spoken if not f.supposed or f.argument == display.argument))

    def counted_of(self, display: Display) -> tuple[tuple[str, int], ...]:
        """The numbers that the argument of a display gives in words, before it or in its sentence."""
        limit = max(display.reach, display.span.end)
        found = [f for f in self.facts if isinstance(f, CountFact) and f.span.start <= limit]
        words = [(f.words, f.number) for f in found if f.argument == display.argument]
        words += [(text, number) for start, text, number in self._values if start <= limit]
        return tuple(dict.fromkeys(words))

    def in_force(self) -> list[Hypothesis]:
        """The hypotheses for the display at hand, each under a name of its own."""
        found = list(self.hypotheses)
        for hypothesis in self.active:
            _enter(found, hypothesis.name, hypothesis.statement)
        return found

    def _defined_later(self, reader: Reader, name: str, fact: RelationFact) -> bool:
        """Whether a display behind a fact defines a name that the fact supposes something of."""
        for display in self.surface.displays():
            if display.span.start > fact.span.start and not display.hypothesis:
                for link in display.links:
                    if link.left is not None and not link.continuation and link.relation in ("=", ":=", "\\equiv"):
                        named = reader.name_of(link.left)
                        if named is not None and named.name == name and reader.is_definition(link):
                            return not self._uses(name, fact.span.start, display.span.start)
        return False

    def _shown_later(self, reader: Reader, name: str, fact: Fact) -> bool:
        """Whether a display behind a fact defines a name of which nothing is known yet."""
        for display in self.surface.displays():
            if display.span.start > fact.span.start and not display.hypothesis and not display.silent:
                for link in display.links:
                    if link.left is not None and not link.continuation and isinstance(link.left, s.Symbol):
                        named = reader.name_of(link.left)
                        if named is not None and named.name == name and reader.is_definition(link):
                            return True
        return False

    def _defined_by(self, display: Display, reader: Reader) -> set[str]:
        """The names that a display will define."""
        left = [k.left for k in display.links if k.left is not None and reader.is_definition(k)]
        return {named.name for x in left if (named := reader.name_of(x)) is not None}

    def _declares(self, fact: Fact) -> bool:
        r"""Whether a fact says what a name is, be it under a "for": ``for $A \in S^n$``, ``for $y = A x$``."""
        if isinstance(fact, WordFact):
            return any(f.span == fact.span for f in self.facts if isinstance(f, ShapeFact))
        if not isinstance(fact, RelationFact):
            return True
        if fact.relation not in ("=", ":=", "\\equiv", "\\triangleq") or isinstance(fact.right, s.Number):
            return False
        reader = Reader(self.context, self.used)
        if any(latex(left) in self.context.names.functions for left in fact.left):
            return False
        if len(fact.left) == 1 and isinstance(fact.left[0], s.Applied):
            return self._introduces_function(fact.left[0])
        named = [reader.name_of(left) for left in fact.left]
        new = all(n is not None and n.name not in self.context.theory.shapes for n in named)
        if not new and not isinstance(fact.right, s.Symbol | s.Scripted):
            # "for $y = W x$ with $y \\in \\mathbb{R}^m$": nothing else speaks of y
            unused = all(
                n is not None and n.name not in self.used | self.context.theory.definitions.keys() for n in named
            )
            own = reader.names_in(fact.right).isdisjoint(n.name for n in named if n is not None)
            return unused and own and not self._used_elsewhere(fact)
        return new and not (fact.conditional and self._used_elsewhere(fact))

    def _introduces_function(self, left: s.Applied) -> bool:
        """Whether ``f(x) = ...`` under a "for" says what ``f`` is: nothing else does, and it is no known function."""
        head = latex(left.head)
        known = (self.context.names.functions | self.context.names.ranks.keys()) | self.context.targets
        others = [
            x.head
            for f in self.facts
            if isinstance(f, RelationFact)
            for x in f.left
            if isinstance(x, s.Applied) and latex(x.head) == head
        ]
        shown = (k.left for display in self.surface.displays() for k in display.links if not k.continuation)
        defined = any(isinstance(x, s.Applied) and x == left for x in shown)
        plain = all(map(is_letter, left.arguments)) and isinstance(left.head, s.Symbol) and is_letter(left.head)
        return plain and head not in known and len(others) == 1 and not defined

    def _bounds_new_numbers(self, fact: Fact, display: Display) -> bool:
        r"""Whether "for $\sigma, s > 0$ define" introduces numbers: nothing has used them, and of no other case of them
        is spoken."""
        if not isinstance(fact, RelationFact) or fact.word != "for" or fact.relation not in (">", "<", "\\ge", "\\le"):
            return False
        names = {latex(left) for left in fact.left}
        others = (
            x for f in self.facts if isinstance(f, RelationFact) and f != fact and f.relation != "=" for x in f.left
        )
        reader = Reader(self.context, self.used)
        defines = display.span.start > fact.span.start and any(map(reader.is_definition, display.links))
        return defines and names.isdisjoint(self.used) and names.isdisjoint(map(latex, others))

    def _used_elsewhere(self, fact: RelationFact) -> bool:
        """Whether a display outside of a fact's argument uses a name that the fact is about."""
        names = {latex(left) for left in fact.left}
        return any(
            latex(node) in names
            for display in self.surface.displays()
            if display.argument != fact.argument
            for link in display.links
            for side in (link.left, link.right)
            for node in (s.walk(side) if side is not None else ())
        )

    def _awaits(self, reader: Reader, link: Link) -> bool:
        """Whether a definition in the text reads a name that a display further on defines."""
        assert link.right is not None
        missing = reader.names_in(link.right) - self.context.theory.definitions.keys()
        lefts = (
            (k.left, display.span.start)
            for display in self.surface.displays()
            for k in display.links
            if isinstance(k.left, s.Symbol | s.Scripted) and not k.continuation and k.relation in ("=", ":=")
        )
        return any(
            start > link.span.start and (found := reader.name_of(left)) is not None and found.name in missing
            for left, start in lefts
        )

    def _define_inline(self, reader: Reader, link: Link, new: bool, fact: RelationFact) -> None:
        """A definition in the running text; one that cannot be read leaves its name without a meaning."""
        try:
            reader.define(link)
        except (SymderivError, ValueError, RecursionError) as error:
            named = None if link.left is None else reader.name_of(link.left)
            if self._awaits(reader, link):
                self.later.append(fact)
            if named is None or named.name not in self.context.sizes.letters():  # sizes have been read as such
                why = f": {error.what}; {error.remedy}" if isinstance(error, SymderivError) else ""
                poisoned = reader.poison(link, f"its definition in the text cannot be read{why}")
                if new:
                    self.context.pending.update(poisoned)
            raise

    def _restated(self, fact: RelationFact, left: s.Expression) -> bool:
        r"""Whether a display repeats an inline equation, perhaps with indices (``g = \partial L / \partial y``), before
        another one uses the name; ``s_n`` repeats no ``s_k`` where ``n`` is a size."""
        if self._displayed is None:
            self._displayed = {}
            for display in self.surface.displays():
                for link in display.links:
                    if link.left is not None and link.right is not None and not link.continuation:
                        said = (_without_subscripts(_head(link.left)), _without_subscripts(link.right))
                        self._displayed.setdefault(said, (display.span.start, _subscripts(link.left)))
        said = (_without_subscripts(_head(left)), _without_subscripts(fact.right))
        at, letters = self._displayed.get(said, (-1, set()))
        if (letters - _subscripts(left)) & set(self.context.sizes.letters()):
            return False
        return at > fact.span.start and not self._uses(said[0], fact.span.start, at)

    def _uses(self, name: str, start: int, end: int) -> bool:
        """Whether a display between two places has a name in it."""
        return any(
            isinstance(node, s.Symbol | s.Scripted) and _without_subscripts(node) == name
            for display in self.surface.displays()
            if start < display.span.start < end
            for link in display.links
            for side in (link.left, link.right)
            for node in (s.walk(side) if side is not None else ())
        )


def _name_of(reader: Reader, node: s.Expression) -> str | None:
    """The name that an expression is; None for anything else, and for what cannot be read."""
    try:
        named = reader.name_of(node) if isinstance(node, s.Symbol | s.Scripted) else None
    except (SymderivError, ValueError, RecursionError):
        return None
    return None if named is None else named.name


def _remarks(sentence: str) -> bool:
    """Whether the beginning of a sentence derives the equation behind it, or only speaks of it."""
    return any(found is not None for found in (CONCLUSION.search(sentence), _HABIT.search(sentence))) or concludes(
        sentence
    )


def _without_so(sentence: str) -> str:
    """The clause that a "so that" at the end of a sentence ends, behind which a property may be said again."""
    clause = re.sub(r",?\s*so that\s*$", "", sentence)
    if clause == sentence:
        return sentence
    return re.sub(r"^\W*we have\b(?! that)", "", re.split(r"[,;]|\band\b", clause)[-1], flags=re.IGNORECASE)


def _nodes(display: Display) -> Iterator[s.Expression]:
    for link in display.links:
        for side in (link.left, link.right):
            if side is not None:
                yield from s.walk(side)


def _is_condition(fact: RelationFact, left: s.Expression) -> bool:
    r"""``$U^\\top U = I$`` inside of "let ..., ...": an equation of an expression, which does not define; or
    ``$W_{ii} = 0$``."""
    compound = _is_compound(left)
    entries = list(map(latex, left.subscripts)) if isinstance(left, s.Scripted) else []
    if len(entries) == 1 and isinstance(left, s.Scripted) and isinstance(left.subscripts[0], s.Product):
        entries = list(map(latex, left.subscripts[0].factors))
    diagonal = len(set(entries)) < len(entries)
    itself = any(node == left for node in s.walk(fact.right))  # "with $M = M^\\top$"
    introduced = fact.word in _SUPPOSING and (compound or itself)
    reason = fact.word in ("since", "because", "as", "so") and states_a_property(left, fact.right)
    return fact.relation == "=" and (diagonal or introduced or reason) and not fact.conditional


def _is_compound(left: s.Expression) -> bool:
    """Whether a left side is more than a name with scripts."""
    return not isinstance(left, s.Symbol | s.Number) and (
        not isinstance(left, s.Scripted) or isinstance(left.base, s.Norm)
    )


def _is_bound(fact: RelationFact, left: s.Expression) -> bool:
    r"""Whether an inequality in running text supposes something: one with a number or a name on one side, or one that
    is introduced ("let", "with"); of two expressions, ``$\\|x + y\\|^2 \\le 2 \\|x\\|^2$``, it is a remark."""
    if fact.relation not in ("<", ">", "\\le", "\\ge", "\\ne"):
        return False
    plain = (s.Symbol, s.Scripted, s.Number)
    return fact.word in _SUPPOSING or any(isinstance(side, plain) for side in (left, fact.right))


def _holds_anyway(statement: Statement) -> bool:
    r"""Whether an equation recalls what a known function is, ``\sigma(x) = 1 / (1 + e^{-x})``, and supposes nothing."""
    from symderiv.prover.search.strategy import Doubt, find_proof

    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    if statement.relation != "=" or not any(isinstance(n, Fn) for n in nodes):
        return False
    numbers = {n.tensor for n in nodes if isinstance(n, Read) and not n.index}
    if any(isinstance(n, Diff) or (isinstance(n, Read) and n.index) for n in nodes):
        return False
    theory = Theory()
    for name in sorted(numbers):
        theory.add_tensor(name, ())
    return not isinstance(find_proof(theory, statement, 0.5), Doubt)


def _label(fact: RelationFact, left: s.Expression) -> str:
    return f"{latex(left)} {fact.relation} {latex(fact.right)}"


def _enter(found: list[Hypothesis], label: str, statement: Statement) -> None:
    """Add a hypothesis, unless it is there; "symmetric" gives way to "positive definite", which says more than the
    equation that the two have in common."""
    known = next((k for k, h in enumerate(found) if h.statement == statement), None)
    if known is None:
        found.append(Hypothesis(_fresh_name(label, found), statement))
    elif _says_more(label, found[known].name):
        found[known] = Hypothesis(label, statement)


def _says_more(label: str, other: str) -> bool:
    ranks = {"positive semidefinite": 1, "positive definite": 2}
    own, theirs = (ranks.get(" ".join(x.split()[-2:]), 0) for x in (label, other))
    return own > theirs


def _fresh_name(label: str, hypotheses: list[Hypothesis]) -> str:
    taken = {h.name for h in hypotheses}
    return next(n for k in itertools.count(1) if (n := label if k == 1 else f"{label} ({k})") not in taken)


def _without_subscripts(node: s.Expression) -> str:
    """The LaTeX of an expression without its subscripts and the ranges of its sums."""
    text, before = re.sub(r"(\\sum(?:_\{[^{}]*\})?)\^\{[^{}]*\}", r"\1", latex(node)), ""
    while text != before:
        before, text = text, re.sub(r"_\{[^{}]*\}|_[A-Za-z0-9]", "", text)
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\1 / \2", text)
    return re.sub(r"\\sum(?:\s*\\sum)+", r"\\sum", text)


def _head(left: s.Expression) -> s.Expression:
    """``f`` of ``f(x)``."""
    while isinstance(left, s.Applied):
        left = left.head
    return left


def _subscripts(left: s.Expression) -> set[str]:
    """The letters in the subscripts of a left side."""
    head = _head(left)
    entries = head.subscripts if isinstance(head, s.Scripted) else ()
    return {latex(part) for entry in entries for part in s.walk(entry) if is_letter(part)}


def oriented(statement: Statement) -> Statement:
    """A hypothesis with ``>`` or ``>=`` for ``<`` and ``<=``; one about a square for one about a positive root."""
    root, value = statement.left, statement.right
    rooted = statement.relation == "=" and isinstance(root, Pow) and root.exponent == Fraction(1, 2)
    if rooted and isinstance(root, Pow) and isinstance(value, Num) and value.value > 0:
        return Statement(root.base, Num(value.value**2), statement.free)
    flipped = {"<": ">", "<=": ">="}
    if statement.relation in flipped:
        return Statement(statement.right, statement.left, statement.free, flipped[statement.relation])
    return statement
