"""A document as equations with roles and meanings: definition, hypothesis, claim or error.

:func:`read` reads the surface, declares what the prose declares, and walks the displays in order.  A first pass
learns the index bases from the ranges; a second one elaborates with them; where a base stays open, a third pass
takes the other one, and a claim whose meaning differs carries both readings.

Guarantee: no exception for anything that a document may contain; an unreadable equation becomes an error with
place, piece and remedy, and spoils only what is defined from it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from symderiv.documents import syntax as s
from symderiv.documents.borders import before_horizon
from symderiv.documents.cases import Scope, about
from symderiv.documents.context import Bases, Context
from symderiv.documents.declarations import add_range, declare_all, leads_into, subject_name
from symderiv.documents.elaborate_expectations import moments, weights
from symderiv.documents.explained import EXPLAINED, states_a_property
from symderiv.documents.failures import UNEXPECTED, internal
from symderiv.documents.horizons import with_horizons
from symderiv.documents.iterates import single_steps
from symderiv.documents.labels import labelled
from symderiv.documents.layers import declare_layers, unroll
from symderiv.documents.names import is_letter
from symderiv.documents.products import positive_name
from symderiv.documents.properties import definite, nonzero, properties
from symderiv.documents.recurrences import find_recurrences
from symderiv.documents.roles import LEADS_ON, TRAILS, gives_a_value, is_conditional, is_stated, makes
from symderiv.documents.senses import apart, totals
from symderiv.documents.statements import RELATIONS, Reader
from symderiv.errors import ReadingError, SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Num, Pow, Read, Sum, Term, walk
from symderiv.language.theory import Hypothesis, Statement, Theory

__all__ = ["Document", "Equation", "read", "read_surface"]

VALUE_WORDS = ("let", "where", "put", "set", "define", "denote", "write", "with", "take", "choose", "fix")
DEFINING_WORDS = ("let", "where", "put", "set", "define", "denote", "write", "with", "for")


@dataclass
class Equation:
    """One link of a display with what it was understood to say.

    ``statement`` is None for errors and for function definitions; ``alternatives`` are other readings (of an open
    index base) that a verdict must agree with; ``offsets`` turn an internal index into the document's number;
    ``unread``: by the name of a tensor, a condition in words that were not understood and may make the claim right;
    ``spoken``: properties of matrices that the text speaks of without telling of which.
    """

    line: int
    column: int
    link: int
    role: str
    latex: str
    reading: str = ""
    statement: Statement | None = None
    error: ReadingError | None = None
    theory: Theory = field(default_factory=Theory)
    offsets: dict[str, int] = field(default_factory=dict)
    alternatives: list[tuple[Theory, Statement]] = field(default_factory=list)
    surface: s.Link | None = None
    defines: str = ""
    unread: dict[str, str] = field(default_factory=dict)
    spoken: tuple[str, ...] = ()


@dataclass
class Document:
    """A document: its equations in reading order, the theory of all of them, and the source it came from."""

    name: str
    equations: list[Equation]
    theory: Theory
    surface: s.SurfaceDocument | None = None
    context: Context | None = None
    error: ReadingError | None = None


def read(path_or_text: str | Path | bytes, name: str | None = None) -> Document:
    """Read a file (a path) or a text; ``name`` is what messages call it.

    A file that cannot be opened raises :class:`OSError`; one that is no text becomes a Document with ``error``.
    """
    from symderiv.documents.reading import read_surface as parse

    label = name or (str(path_or_text) if isinstance(path_or_text, Path) else "text")
    try:
        surface = parse(path_or_text, name)
    except SymderivError as error:
        problem = error if isinstance(error, ReadingError) else ReadingError(error.what, error.where, error.remedy)
        return Document(label, [], Theory(), error=problem)
    return read_surface(surface)


def read_surface(surface: s.SurfaceDocument) -> Document:
    """Elaborate a surface document; letters with two senses are told apart where it cannot be read otherwise."""
    surface = totals(surface)
    found = _elaborated(surface)
    for _ in range(3):
        wrong = _unreadable(found)
        others = (_elaborated(other) for other in apart(surface)) if wrong else ()
        better = next((other for other in others if _unreadable(other) < wrong), None)
        if better is None or better.surface is None:
            break
        found, surface = better, better.surface
    return found


def _unreadable(document: Document) -> frozenset[tuple[int, int]]:
    return frozenset((e.line, e.link) for e in document.equations if e.role == "error")


def _elaborated(surface: s.SurfaceDocument) -> Document:
    surface = single_steps(labelled(surface), refusing=False)
    surface = unroll(single_steps(with_horizons(surface)))
    first = _Pass(surface, Bases())
    first.run()
    second = _Pass(surface, first.context.bases.again(0))
    equations = second.run()
    failures = second.context.failures
    failures += [f for f in first.context.failures if f not in failures]
    if second.context.bases.open:
        third = _Pass(surface, first.context.bases.again(1))
        others = third.run()
        failures += [f for f in third.context.failures if f not in failures]
        for equation, other in zip(equations, others, strict=True):
            if equation.statement is not None and other.statement is not None:
                used = _used_definitions(equation) | _used_definitions(other)
                same = equation.statement == other.statement and all(
                    equation.theory.definitions.get(n) == other.theory.definitions.get(n) for n in used
                )
                if not same:
                    equation.alternatives.append((other.theory, other.statement))
    return Document(surface.name, equations, second.context.theory, surface, second.context)


_SUPPOSING = ("let", "with", "where")


def _is_condition(fact: s.RelationFact, left: s.Expression) -> bool:
    r"""``$U^\\top U = I$`` inside of "let ..., ...": an equation of an expression, which does not define; or
    ``$W_{ii} = 0$``."""
    compound = not isinstance(left, s.Symbol | s.Number) and (
        not isinstance(left, s.Scripted) or isinstance(left.base, s.Norm)
    )
    entries = list(map(s.latex, left.subscripts)) if isinstance(left, s.Scripted) else []
    if len(entries) == 1 and isinstance(left, s.Scripted) and isinstance(left.subscripts[0], s.Product):
        entries = list(map(s.latex, left.subscripts[0].factors))
    diagonal = len(set(entries)) < len(entries)
    itself = any(node == left for node in s.walk(fact.right))  # "with $M = M^\\top$"
    introduced = fact.word in _SUPPOSING and (compound or itself)
    reason = fact.word in ("since", "because", "as", "so") and states_a_property(left, fact.right)
    return fact.relation == "=" and (diagonal or introduced or reason) and not fact.conditional


def _is_bound(fact: s.RelationFact, left: s.Expression) -> bool:
    r"""Whether an inequality in running text supposes something: one with a number or a name on one side, or one that
    is introduced ("let", "with"); of two expressions, ``$\\|x + y\\|^2 \\le 2 \\|x\\|^2$``, it is a remark."""
    if fact.relation not in ("<", ">", "\\le", "\\ge", "\\ne"):
        return False
    plain = (s.Symbol, s.Scripted, s.Number)
    return fact.word in _SUPPOSING or any(isinstance(side, plain) for side in (left, fact.right))


def _label(fact: s.RelationFact, left: s.Expression) -> str:
    return f"{s.latex(left)} {fact.relation} {s.latex(fact.right)}"


def _used_definitions(equation: Equation) -> set[str]:
    assert equation.statement is not None
    found: set[str] = set()
    for side in (equation.statement.left, equation.statement.right):
        for node in walk(side):
            if isinstance(node, Read | Diff):
                found |= equation.theory.dependencies(node.tensor)
    return found


def _fresh_name(label: str, hypotheses: list[Hypothesis]) -> str:
    taken = {h.name for h in hypotheses}
    return next(n for k in itertools.count(1) if (n := label if k == 1 else f"{label} ({k})") not in taken)


class _Pass:
    """One walk through the document under fixed index bases."""

    def __init__(self, surface: s.SurfaceDocument, bases: Bases) -> None:
        self.surface = surface
        self.context = Context(bases=bases)
        self.used: set[str] = set()
        self.reached = 0  # where the sentence of the last display ends
        self.open_losses: dict[str, str] = {}  # of all states of a recurrence, as far as anything is said
        self.displayed: dict[tuple[str, str], tuple[int, set[str]]] | None = None
        self.hypotheses: list[Hypothesis] = []
        # What holds for the rest of one argument only, and for the display at hand; conditions on sizes and indices.
        self.scoped = Scope()
        self.active: list[Hypothesis] = []
        # Conditions in words that are not understood, each with the display that it trails.
        self.unread: list[tuple[s.UnreadFact, int | None]] = []
        self.facts = sorted(surface.facts(), key=lambda fact: fact.span.start)
        self.awaited: set[str] = set()
        self.later: list[s.RelationFact] = []
        # What a where-clause defined before the display that needs it was read, by the place of its link.
        self.explained: dict[int, Equation] = {}

    def run(self) -> list[Equation]:
        context = self.context
        context.failures += self.surface.failures
        context.attempt(self._targets)
        context.layers = self.surface.layers
        context.names.layers = self.surface.layers if "L" in self.surface.layers else frozenset()
        context.attempt(declare_all, context, self.surface)
        context.attempt(declare_layers, context, self.surface)
        context.theory.conditions = context.sizes.conditions
        for label, statement in weights(context):
            self._assume(label, statement)
        context.attempt(find_recurrences, context, self.surface)
        equations: list[Equation] = []
        items = list(self.surface.items)
        supposed = 0
        previous: s.Display | None = None
        for number, item in enumerate(items):
            if not isinstance(item, s.Display):
                continue
            limit = item.span.start if item.silent else item.reach if _trailing(item.follow) else item.span.end
            self.active = []
            first = supposed
            while supposed < len(self.facts) and self.facts[supposed].span.start <= limit:
                supposed += 1
            for fact in self._in_order(self.facts[first:supposed]):
                context.attempt(self._suppose, fact, item)
            if item.silent:
                self._repeat(item.links)
                continue
            if (
                item.hypothesis
                and previous is not None
                and item.span.start - previous.span.end <= 4
                and equations
                and (equations[-1].role != "hypothesis" or not _goes_on(previous.latex))
            ):
                item = replace(item, hypothesis="")  # in doubt it is a claim
            if item.hypothesis.lower().startswith("given") and "given that" not in item.lead.lower():
                item = replace(item, hypothesis="")
            following = next((x for x in items[number + 1 :] if isinstance(x, s.Display)), None)
            try:
                equations.extend(self._display(item, following))
            except UNEXPECTED as error:
                equations.extend(self._spoiled(item, error))
            self.awaited -= context.theory.definitions.keys()
            later, self.later = self.later, []
            for fact in later:
                named = Reader(context, self.used).name_of(fact.left[0])
                if named is None or named.name not in context.theory.definitions:
                    if named is not None and named.name in context.pending:
                        context.poisoned.pop(named.name, None)
                        context.names.ranks.pop(named.name, None)
                    context.attempt(self._suppose, fact, item)
            previous = item
        for name in context.sizes.lows:
            context.theory.sizes.setdefault(name, context.sizes.lows[name])
        context.attempt(self._frontiers, equations)
        for equation in equations:
            theory = equation.theory
            theory.sizes, theory.conditions = context.theory.sizes, context.theory.conditions
            theory.shapes, theory.definitions = context.theory.shapes, context.theory.definitions
            theory.functions, theory.losses = context.theory.functions, context.theory.losses
            if equation.statement is not None and equation.statement.relation != "~":
                try:
                    theory.check_statement(equation.statement, equation.latex)
                except UNEXPECTED as error:
                    equation.role, equation.error, equation.statement = "error", internal(error), None
            if equation.role == "claim":
                equation.alternatives += self._of_the_last_state(equation)
        return equations

    def _of_the_last_state(self, equation: Equation) -> Iterator[tuple[Theory, Statement]]:
        """A claim about the gradients by the states of a recurrence, of a loss of which nothing is said: it may be a
        function of the last state alone."""
        statement = equation.statement
        for loss, state in self.open_losses.items() if statement is not None else ():
            assert statement is not None
            nodes = [n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Diff)]
            if not any(n.tensor == state and n.body == Read(loss) for n in nodes):
                continue
            theory = replace(
                equation.theory, definitions=dict(equation.theory.definitions), losses=dict(equation.theory.losses)
            )
            axis, shape = theory.recurrent_axis(state), theory.shape_of(state)
            assert axis is not None
            rest = [f"%{k}" for k in range(len(shape) - 1)]
            place = [Poly.symbol(x) for x in rest]
            last, name = shape[axis] - 1, f"{state}_{{last}}"
            own = tuple(size for k, size in enumerate(shape) if k != axis)
            theory.define(name, rest, own, Read(state, (*place[:axis], last, *place[axis:])))
            theory.add_loss(loss, [name])
            yield theory, statement

    def _in_order(self, facts: list[s.Fact]) -> list[s.Fact]:
        r"""Facts in reading order, but ``$f = \\phi(a)$`` behind the ``$a = W x$`` that a sentence gives after it."""
        reader = Reader(self.context, self.used)
        names = self.context.names.ranks.keys() | self.context.theory.shapes.keys()
        told: list[tuple[s.Fact, set[str], set[str]]] = []
        for fact in facts:
            left: set[str] = set()
            right: set[str] = set()
            if isinstance(fact, s.RelationFact) and fact.relation in ("=", ":=") and not fact.conditional:
                named = [reader.name_of(x) for x in fact.left if isinstance(x, s.Symbol | s.Scripted)]
                left = {x.name for x in named if x is not None} - names
                right = reader.names_in(fact.right) - names
            told.append((fact, left, right))
        found: list[s.Fact] = []
        while told:
            ready = (
                k
                for k, (_, left, right) in enumerate(told)
                if not any(right & other and not left & needs for _, other, needs in told[k + 1 :])
            )
            found.append(told.pop(next(ready, 0))[0])
        return found

    def _targets(self) -> None:
        """The names of which a derivative is taken: unknown losses, where nothing defines them."""
        for display in self.surface.displays():
            for link in display.links:
                for side in (link.left, link.right):
                    for node in s.walk(side) if side is not None else ():
                        if isinstance(node, s.Derivative | s.Gradient):
                            target = node.target
                            while isinstance(target, s.Applied) or (
                                isinstance(target, s.Group) and len(target.entries) == 1
                            ):
                                target = target.head if isinstance(target, s.Applied) else target.entries[0]
                            if isinstance(target, s.Symbol) or (
                                isinstance(target, s.Scripted)
                                and all(
                                    (isinstance(x, s.Symbol) and x.word) or isinstance(x, s.Number)
                                    for x in target.subscripts
                                )
                            ):
                                self.context.targets.add(s.latex(target))

    def _suppose(self, fact: s.Fact, display: s.Display) -> None:
        """A property, a condition or an inline definition, from its place on, or for the displays of its sentence.

        ``display`` is the next one behind the fact, or the one that it trails.
        """
        context = self.context
        if isinstance(fact, s.SpokenFact):
            return
        if isinstance(fact, s.UnreadFact):
            says = display.span.start > fact.span.start and display.argument == fact.argument
            if says and display.hypothesis:
                return  # "suppose that each row sums to one," and a display that says so
            trails = display.span.start < fact.span.start and not LEADS_ON.match(display.follow)
            self.unread.append((fact, display.span.start if trails else None))
            return
        if fact.supposed:
            if not self._declares(fact):
                self._case(fact, display)
                return
            if isinstance(fact, s.RelationFact):
                fact = replace(fact, conditional=False, word="let")
        if isinstance(fact, s.WordFact) and fact.conditional and not self._declares(fact):
            return
        for label, statement in properties(context, fact):
            self._assume(label, statement)
        if isinstance(fact, s.SetFact):
            return
        if isinstance(fact, s.RangeFact):
            self._bound(fact)
        if isinstance(fact, s.RelationFact):
            if fact.conditional:
                return  # "when $\\alpha = 0$" speaks for its own sentence
            for left in fact.left:
                link = s.Link(0, left, fact.relation, fact.right, False, fact.span, "")
                reader = Reader(context, self.used)
                try:
                    if reader.about_integers(link):
                        continue
                    if context.outcomes and fact.relation in ("=", ":=") and moments(left):
                        turned = replace(link, left=fact.right, right=left)
                        if reader.is_definition(turned):  # "with mean $E[x] = \\mu$" names the mean
                            reader.define(turned)
                        else:
                            self._assume(s.latex(left), reader.statement(link)[0])
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
                        if reader.names_in(fact.right) & (self.awaited | trailed):
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
                            self._assume(_label(fact, left), reader.statement(link)[0])
                        elif fact.hypothesis and named is not None:
                            if self._defined_later(reader, named.name, fact):
                                self._assume(_label(fact, left), reader.statement(link)[0])
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
                        self._assume(_label(fact, left), some or self._introduced(reader, link))
                    elif fact.relation == "=" and isinstance(fact.right, s.Number) and gives_a_value(fact.sentence):
                        self._case(fact, display)
                except (SymderivError, ValueError, RecursionError):
                    if fact.hypothesis or _is_bound(fact, left):
                        self._lost(fact.span, _label(fact, left), (left, fact.right), fact.supposed, fact.argument)

    def _defined_later(self, reader: Reader, name: str, fact: s.RelationFact) -> bool:
        """Whether a display behind a fact defines a name that the fact supposes something of."""
        for display in self.surface.displays():
            if display.span.start > fact.span.start and not display.hypothesis:
                for link in display.links:
                    if link.left is not None and not link.continuation and link.relation in ("=", ":=", "\\equiv"):
                        named = reader.name_of(link.left)
                        if named is not None and named.name == name and reader.is_definition(link):
                            return not self._uses(name, fact.span.start, display.span.start)
        return False

    def _defined_by(self, display: s.Display, reader: Reader) -> set[str]:
        """The names that a display will define."""
        left = [k.left for k in display.links if k.left is not None and reader.is_definition(k)]
        return {named.name for x in left if (named := reader.name_of(x)) is not None}

    def _declares(self, fact: s.Fact) -> bool:
        r"""Whether a fact says what a name is, be it under a "for": ``for $A \in S^n$``, ``for $y = A x$``."""
        if isinstance(fact, s.WordFact):
            return any(f.span == fact.span for f in self.facts if isinstance(f, s.ShapeFact))
        if not isinstance(fact, s.RelationFact):
            return True
        if fact.relation not in ("=", ":=", "\\equiv", "\\triangleq") or isinstance(fact.right, s.Number):
            return False
        reader = Reader(self.context, self.used)
        if any(s.latex(left) in self.context.names.functions for left in fact.left):
            return False
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

    def _used_elsewhere(self, fact: s.RelationFact) -> bool:
        """Whether a display outside of a fact's argument uses a name that the fact is about."""
        names = {s.latex(left) for left in fact.left}
        return any(
            s.latex(node) in names
            for display in self.surface.displays()
            if display.argument != fact.argument
            for link in display.links
            for side in (link.left, link.right)
            for node in (s.walk(side) if side is not None else ())
        )

    def _case(self, fact: s.Fact, display: s.Display) -> None:
        """What a case supposes, for the displays of its argument."""
        found: list[Hypothesis] = []
        conditions: list[s.Comparison] = []
        for label, statement in properties(self.context, fact):
            found.append(Hypothesis(label, _oriented(statement)))
        for left in fact.left if isinstance(fact, s.RelationFact) else ():
            assert isinstance(fact, s.RelationFact)
            link = s.Link(0, left, fact.relation, fact.right, False, fact.span, "")
            reader = Reader(self.context, self.used)
            try:
                if reader.about_integers(link):
                    conditions.append(s.Comparison(fact.span, (left, fact.right), (fact.relation,)))
                elif fact.relation in RELATIONS and fact.relation != "\\approx":
                    found.append(Hypothesis(_label(fact, left), _oriented(reader.statement(link)[0])))
            except (SymderivError, ValueError, RecursionError):
                continue
        self.scoped.add(fact.argument, fact.span.start, display, found, conditions)
        naming = isinstance(fact, s.RelationFact) and isinstance(fact.right, s.Derivative | s.Gradient)
        if isinstance(fact, s.RelationFact) and not found and not conditions and not naming:
            words = f"{', '.join(map(s.latex, fact.left))} {fact.relation} {s.latex(fact.right)}"
            case = s.UnreadFact(
                fact.span, fact.sentence, fact.left, words, argument=fact.argument, supposed=fact.supposed
            )
            self._suppose(case, display)  # "for $f = \\tanh$": what is not understood refutes nothing

    def _introduced(self, reader: Reader, link: s.Link) -> Statement:
        """A statement of the running text, which may speak of a ``w^*`` for the first time."""
        self.context.supposing = True
        try:
            return reader.statement(link)[0]
        finally:
            self.context.supposing = False

    def _lost(self, span: s.Span, words: str, sides: Iterable[s.Expression], supposed: bool, argument: int) -> None:
        """A hypothesis that cannot be read: what it supposes of its names is not known from here on."""
        subjects = tuple(n for side in sides for n in s.walk(side) if isinstance(n, s.Symbol | s.Scripted))
        self.unread.append((s.UnreadFact(span, "", subjects, words, argument=argument, supposed=supposed), None))

    def _bound(self, fact: s.RangeFact) -> None:
        r"""``0 \\le \\theta \\le 1`` about a scalar, which is no index: two conditions."""
        context = self.context
        for subject in fact.subjects:
            letter = s.latex(subject)
            if letter in context.subscripted or letter in context.sizes.letters() or fact.upper is None:
                continue
            if context.names.ranks.get(letter, 0) or is_conditional(fact.sentence):
                continue
            upper = "<" if fact.exclusive else "\\le"
            lower = ">" if fact.above else "\\ge"
            for relation, limit in ((lower, fact.lower), (upper, fact.upper)):
                link = s.Link(0, subject, relation, limit, False, fact.span, "")
                reader = Reader(context, self.used)
                try:
                    if not reader.about_integers(link) and reader.about_inputs(link):
                        self._assume(f"{letter} {relation} {s.latex(limit)}", reader.statement(link)[0])
                except (SymderivError, ValueError, RecursionError):
                    continue

    def _awaits(self, reader: Reader, link: s.Link) -> bool:
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

    def _define_inline(self, reader: Reader, link: s.Link, new: bool, fact: s.RelationFact) -> None:
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

    def _number(self, fact: s.RelationFact, left: s.Expression) -> bool:
        r"""Declare what is compared with a number and is no plain letter: ``\epsilon^{(2)} > 0``, ``\Omega > 0``."""
        names = self.context.names
        if not isinstance(fact.right, s.Number) or not isinstance(left, s.Symbol | s.Scripted):
            return False
        if names.read(left) is not None or is_letter(left) or s.is_function_name(left):
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

    def _restated(self, fact: s.RelationFact, left: s.Expression) -> bool:
        r"""Whether a display repeats an inline equation, perhaps with indices (``g = \partial L / \partial y``), before
        another one uses the name; ``s_n`` repeats no ``s_k`` where ``n`` is a size."""
        if self.displayed is None:
            self.displayed = {}
            for display in self.surface.displays():
                for link in display.links:
                    if link.left is not None and link.right is not None and not link.continuation:
                        said = (_without_subscripts(_head(link.left)), _without_subscripts(link.right))
                        self.displayed.setdefault(said, (display.span.start, _subscripts(link.left)))
        said = (_without_subscripts(_head(left)), _without_subscripts(fact.right))
        at, letters = self.displayed.get(said, (-1, set()))
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

    def _assume(self, label: str, statement: Statement) -> None:
        statement = _oriented(statement)
        if (positive := positive_name(statement)) is not None:
            self.context.positive.add(positive)
        if statement not in [h.statement for h in self.hypotheses]:
            self.hypotheses.append(Hypothesis(_fresh_name(label, self.hypotheses), statement))

    def _repeat(self, links: Iterable[s.Link]) -> None:
        """Enter definitions that the document states of another layer."""
        for link in links:
            reader = Reader(self.context, self.used)
            try:
                if reader.is_definition(link):
                    reader.define(link)
            except (SymderivError, ValueError, RecursionError):
                reader.poison(link, "what is said of this layer cannot be repeated for that one")

    def _display(self, display: s.Display, following: s.Display | None) -> list[Equation]:
        context = self.context
        saved = dict(context.ranges)
        low, high = (
            bisect_left(self.facts, place, key=lambda fact: fact.span.start)
            for place in (display.span.end, max(display.reach, display.span.end))
        )
        before = [f for f in self.facts if isinstance(f, s.RangeFact) and leads_into(f, display)]
        # what was said of the display before is not said of this one, unless the same clause leads into it
        leading = display.lead.rpartition("⟪⟫")[2].count("⟦")
        places = sorted({f.span.start for f in self.facts if f.span.start < display.span.start})[-leading:]
        before = [f for f in before if f.span.start >= self.reached or (leading and f.span.start in places)]
        self.reached = display.reach if _trailing(display.follow) else display.span.end
        summed = _summed(display)
        before = [f for f in before if summed.isdisjoint(map(s.latex, f.subjects))]
        behind = () if _opens(display.follow) else self.facts[low:high]
        for fact in (*before, *display.facts, *behind):
            if isinstance(fact, s.RangeFact):
                add_range(context, fact, local=True)
        equations: list[Equation] = []
        self.active, cases = self.scoped.of(display)
        self._explain(display, following)
        for link in display.links:
            if (known := self.explained.pop(link.span.start, None)) is not None:
                equations.append(known)
                continue
            if cases:
                link = replace(link, conditions=(*link.conditions, *about(link, cases, context)))
            equation = self._link(display, link, any(e.role == "definition" for e in equations))
            equations.append(equation)
            self._repeat(copy for number, copy in display.repeats if number == link.number)
            for side in (link.left, link.right):
                if side is not None:
                    context.attempt(self._use, side)
        context.ranges, context.local = saved, {}
        # hypotheses of the display hold for what follows, a definition already does
        for equation in equations:
            if equation.role == "hypothesis" and equation.statement is not None:
                if display.scoped:
                    found = Hypothesis(equation.latex, _oriented(equation.statement))
                    self.scoped.add(display.argument, display.span.start, None, [found], [])
                else:
                    self._assume(equation.latex, equation.statement)
            elif equation.role == "error" and display.hypothesis and equation.surface is not None:
                link = equation.surface
                sides = [side for side in (link.left, link.right) if side is not None]
                if len(sides) < 2:  # it could not be parsed
                    letters = re.findall(r"\\[A-Za-z]+|[A-Za-z]", equation.latex)
                    sides = [s.Symbol(link.span, letter) for letter in dict.fromkeys(letters)]
                self._lost(display.span, equation.latex, sides, display.scoped, display.argument)
        if any(e.role == "claim" for e in equations):
            self.scoped.claimed(display)
        return equations

    def _spoiled(self, display: s.Display, error: Exception) -> list[Equation]:
        """The links of a display that a fault has kept from being read."""
        at, known = display.span, internal(error)
        self.context.failures.append(str(known))
        return [
            Equation(at.line, at.column, link.number, "error", link.latex, error=known, surface=link)
            for link in display.links
        ]

    def _explain(self, display: s.Display, following: s.Display | None) -> None:
        r"""Take up what a where-clause of a display, or right behind it, defines: ``y = x / r, \text{where } r = ...``.

        It must be a name that the display uses, and be made from other things than the display defines; without such a
        word, it must have been used a moment ago and be an expression: ``y = \\phi(u), \\quad u = W x``.
        """
        context, spoken, own = self.context, set[str](), set[str]()
        places = [(display, link) for link in display.links]
        if following is not None and _WHERE_BEHIND.search(following.lead):
            places += [(following, link) for link in following.links]
        inside = False
        for place, link in places:
            if link.left is None or link.right is None or link.error is not None:
                continue
            inside = inside or place is not display or bool(_WHERE.search(link.words))
            told = inside or not isinstance(link.right, s.Number)
            reader = Reader(context, self.used)
            named = reader.name_of(link.left) if isinstance(link.left, s.Symbol | s.Scripted) else None
            right = reader.names_in(link.right)
            if (
                told
                and named is not None
                and named.name in spoken
                and named.name not in own
                and named.name not in context.names.ranks
                and not right & own
                and not link.continuation
                and reader.is_definition(link)
            ):
                self.explained[link.span.start] = self._link(place, link)
            elif named is not None and not link.continuation:
                own.add(named.name)
            if place is display and not inside:
                spoken |= right

    def _use(self, side: s.Expression) -> None:
        """Remember the names that occur, how they are written, and the brackets, for suggestions."""
        context = self.context
        self.used |= Reader(context, self.used).names_in(side)
        for node in s.walk(side):
            if isinstance(node, s.Symbol | s.Scripted):
                found = context.names.read(node)
                if (
                    found is not None
                    and found.name in context.names.ranks
                    and found.power is None
                    and not (found.transposed or found.inverted or found.half)
                ):
                    bare: s.Expression = node
                    if isinstance(node, s.Scripted) and found.indices:
                        bare = (
                            node.base if node.superscript is None and not node.primes else replace(node, subscripts=())
                        )
                    if s.latex(bare) == found.name or isinstance(bare, s.Symbol):
                        context.spelling.setdefault(found.name, bare)
            elif (
                isinstance(node, s.Group)
                and len(node.entries) == 1
                and isinstance(node.entries[0], s.Comparison)
                and node.bracket == "["
                and node not in context.brackets
            ):
                context.brackets.append(node)
            elif isinstance(node, s.Operation) and node.operator == "\\odot":
                for factor in (node.left, node.right):
                    if (
                        not isinstance(factor, s.Operation)
                        and factor not in context.brackets
                        and len(context.brackets) < 24
                    ):
                        context.brackets.append(factor)
            elif (
                isinstance(node, s.Applied)
                and isinstance(node.head, s.Scripted)
                and node.head.primes
                and node not in context.brackets
            ):
                context.brackets.append(node)

    def _link(self, display: s.Display, link: s.Link, defined: bool = False) -> Equation:
        """One link; ``defined``: an earlier one of its display is a definition."""
        context = self.context
        equation = Equation(display.span.line, display.span.column, link.number, "error", link.latex, surface=link)
        equation.theory = Theory(hypotheses=self._in_force())
        equation.unread = self._not_understood(display)
        equation.spoken = self._spoken_of(display)
        reader = Reader(context, self.used)
        if not link.continuation:
            context.chain = {}  # also where this link cannot be read
        if link.relation == "=:" and link.left is not None and link.right is not None:
            link = replace(link, left=link.right, right=link.left, relation=":=", continuation=False)
        try:
            definition = not link.continuation and link.left is not None and self._defines(reader, link)
            if link.error is not None or link.left is None or link.right is None:
                if definition:
                    reader.poison(link, f"see line {display.span.line}")
                raise link.error or ReadingError("an equation without a side", link.latex, "write both sides")
            if definition:
                try:
                    equation.reading = reader.define(link)
                except UNEXPECTED:
                    reader.poison(link, f"see line {display.span.line}")
                    raise
                equation.role = "definition"
                equation.defines = reader.defined
                return equation
            statement, reading, offsets = reader.statement(link)
            if self.surface.horizon:
                statement = before_horizon(context.theory, statement, self.surface.horizon)
            if statement.relation != "=":
                equation.theory.hypotheses[:] = definite(context, equation.theory.hypotheses, statement)
            if link.relation not in RELATIONS:
                raise ReadingError(
                    f"the relation {link.relation} is not one that is judged", link.latex, "write = or an inequality"
                )
            equation.statement, equation.reading, equation.offsets = statement, reading, offsets
            concluded = defined and display.hypothesis == "let" and _differentiates(link.left)
            if display.hypothesis == EXPLAINED:  # what is said of defined tensors alone follows from that or not
                names = reader.names_in(link.left) | reader.names_in(link.right)
                concluded = not names & (context.theory.shapes.keys() - context.theory.definitions.keys())
            remark = display.hypothesis == "let ... that is" and not reader.about_inputs(link)
            equation.role = "hypothesis" if display.hypothesis and not concluded and not remark else "claim"
            if link.last is not None:
                equation.alternatives.append((equation.theory, reader.statement(link.last)[0]))
        except ReadingError as error:
            equation.role, equation.error, equation.statement = "error", error, None
        except UNEXPECTED as error:
            equation.role, equation.error, equation.statement = "error", internal(error, link.latex), None
            if not isinstance(error, SymderivError):
                context.failures.append(str(equation.error))  # what it may have defined or supposed is not known
        if equation.error is not None and not hasattr(equation.error, "span"):
            equation.error.span = link.span  # type: ignore[attr-defined]
        return equation

    def _not_understood(self, display: s.Display) -> dict[str, str]:
        """The conditions in words on tensors that are in force for a display."""
        found: dict[str, str] = {}
        at = display.span.start
        for fact, behind in self.unread:
            leads = fact.span.start < at and (not fact.supposed or fact.argument == display.argument)
            if behind == at or (behind is None and leads):
                for subject in fact.subjects:
                    named = subject_name(self.context, subject)
                    bare = subject.base if isinstance(subject, s.Scripted) else subject
                    found |= {name: fact.words for name in (s.latex(bare), *(named or ())[:1]) if isinstance(name, str)}
        return found

    def _spoken_of(self, display: s.Display) -> tuple[str, ...]:
        """The properties that the text before a display, or in its sentence, speaks of, without telling of which."""
        limit = max(display.reach, display.span.end)
        spoken = [f for f in self.facts if isinstance(f, s.SpokenFact) and f.span.start < limit]
        return tuple(dict.fromkeys(f.word for f in spoken if not f.supposed or f.argument == display.argument))

    def _in_force(self) -> list[Hypothesis]:
        """The hypotheses for the display at hand, each under a name of its own."""
        found = list(self.hypotheses)
        for hypothesis in self.active:
            if hypothesis.statement not in [h.statement for h in found]:
                found.append(Hypothesis(_fresh_name(hypothesis.name, found), hypothesis.statement))
        return found

    def _defines(self, reader: Reader, link: s.Link) -> bool:
        """Whether a link is a definition; one in the text that could not be read leaves the name to a display."""
        context = self.context
        assert link.left is not None
        taken = reader.names_in(link.left) & context.pending
        why = {name: context.poisoned.pop(name) for name in taken if name in context.poisoned}
        for name in why:
            context.names.ranks.pop(name, None)
        if reader.is_definition(link):
            return True
        for name, reason in why.items():
            context.poisoned[name] = reason
            context.names.ranks.setdefault(name, None)
        return False

    def _frontiers(self, equations: list[Equation]) -> None:
        """The frontier of each unknown loss: where its gradient is taken and nothing else such is defined from."""
        theory, bases = self.context.theory, self.context.bases
        steps: dict[str, int] = {}
        for name in theory.recurrences():
            axis = theory.recurrent_axis(name)
            if axis is not None:
                steps[name] = bases.of((name, axis), theory.shape_of(name)[axis])
        for loss in list(theory.losses):
            taken = self.context.gradients.get(loss, set())
            # of tensors that are made from each other, the loss acts on those whose gradients are nowhere claimed
            round_ = taken & theory.recurrences()
            claimed = {e.statement.left for e in equations if e.role == "claim" and e.statement is not None}
            told = {d.tensor for d in map(_gradient_of, claimed) if d is not None and d.body == Read(loss)}
            outer = taken - (round_ & told if round_ - told else set())
            inner = {
                x
                for y in outer
                for x in outer & theory.sources(y) - {y}
                if y not in theory.sources(x) or x in _ancestors(theory, y, steps)
            }
            found = sorted(outer - inner) or sorted(taken)
            frontier = self._acts_on(loss, found)
            theory.add_loss(loss, frontier)
            if frontier == found and len(found) == 1 and found[0] in theory.recurrences():
                self.open_losses[loss] = found[0]

    def _acts_on(self, loss: str, frontier: list[str]) -> list[str]:
        """The frontier of a loss; where it is said to depend on one state of a recurrence, that state."""
        context = self.context
        for fact in self.facts:
            if not isinstance(fact, s.ActsFact) or loss not in map(s.latex, fact.subjects):
                continue
            found, name = context.names.read(fact.on), s.latex(fact.on)
            if found is None or not found.indices or frontier != [found.name] or name in context.names.ranks:
                continue
            if found.name not in context.theory.recurrences():
                continue
            try:
                value = Reader(context, self.used).elaborator(fact.on).value(fact.on)
            except ReadingError:
                continue
            symbols = tuple(f"%{k}" for k in range(value.rank))
            body = value.entry(tuple(map(Poly.symbol, symbols)))
            if all(x in symbols or x in context.theory.sizes for x in body.free):
                context.theory.define(name, symbols, value.shape, body)
                return [name]
        return frontier


_WHERE = re.compile(r"\b(?:where|with|in which|here)\b[\s,]*$", re.IGNORECASE)
_WHERE_BEHIND = re.compile(r"(?:⟪⟫[\s,;]*(?:and )?|^\s*)(?:where|with|in which|here)\b[\s,:]*$", re.IGNORECASE)


def _differentiates(side: s.Expression) -> bool:
    return any(isinstance(node, s.Derivative | s.Gradient) for node in s.walk(side))


def _summed(display: s.Display) -> set[str]:
    """The letters below the sums of a display."""
    sides = [side for link in display.links for side in (link.left, link.right) if side is not None]
    sums = (node for side in sides for node in s.walk(side) if isinstance(node, s.BigOperator))
    return {s.latex(part) for node in sums for below in node.below for part in s.walk(below)}


def _without_subscripts(node: s.Expression) -> str:
    """The LaTeX of an expression without its subscripts and the ranges of its sums."""
    text, before = re.sub(r"(\\sum(?:_\{[^{}]*\})?)\^\{[^{}]*\}", r"\1", s.latex(node)), ""
    while text != before:
        before, text = text, re.sub(r"_\{[^{}]*\}|_[A-Za-z0-9]", "", text)
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\1 / \2", text)
    return re.sub(r"\\sum(?:\s*\\sum)+", r"\\sum", text)


def _gradient_of(left: Term) -> Diff | None:
    """The derivative that a claim is about, also where it is claimed within a range only."""
    while isinstance(left, Sum) and not left.binders:
        left = left.body
    return left if isinstance(left, Diff) else None


def _head(left: s.Expression) -> s.Expression:
    """``f`` of ``f(x)``."""
    while isinstance(left, s.Applied):
        left = left.head
    return left


def _subscripts(left: s.Expression) -> set[str]:
    """The letters in the subscripts of a left side."""
    head = _head(left)
    entries = head.subscripts if isinstance(head, s.Scripted) else ()
    return {s.latex(part) for entry in entries for part in s.walk(entry) if is_letter(part)}


def _trailing(follow: str) -> bool:
    r"""Whether the text behind a display still belongs to its sentence ("where $A$ is symmetric."): a new sentence
    holds for what comes after it only.

    >>> _trailing(" where A is symmetric. Then"), _trailing(" Suppose that A is symmetric, that is")
    (True, False)
    >>> _trailing(" outputs if $K \\le H$, and"), _trailing(" so that, if $a < 0$, we get")
    (True, False)
    """
    opening = r"[\s,;]*(?:where|with|for|if|provided|when|whenever|assuming|in which|and)\b"
    return re.match(opening, follow) is not None or TRAILS.match(follow) is not None


def _goes_on(latex: str) -> bool:
    r"""Whether a display ends with a sign that leads on to the next one; a thin space is none.

    >>> _goes_on("a = b,"), _goes_on(r"a = b\,"), _goes_on(r"a = b, \quad")
    (True, False, True)
    """
    bare = re.sub(r"\\(?:[,;:!]|quad|qquad)(?![a-zA-Z])|\\(?:label|tag)\{[^{}]*\}|\\(?:nonumber|notag)\b", " ", latex)
    return bare.rstrip().endswith((",", "and", ";"))


def _opens(follow: str) -> bool:
    """Whether a new sentence begins behind a display, be there a full stop or not; "Here" speaks of the display.

    >>> _opens(" For the others we have"), _opens(" for all others"), _opens(" Here t begins at 2")
    (True, False, False)
    """
    return re.match(r"\s*(?!Here\b|Where\b)[A-Z][a-z]*\b", follow) is not None


def _ancestors(theory: Theory, name: str, steps: Mapping[str, int]) -> set[str]:
    """All tensors that a tensor is defined from, inputs included; at one step of a recurrence, as the state of a cell
    is made from its gates and not they from it.  ``steps``: how the document numbers the first step of each."""
    seen: set[str] = set()
    stack = [name]
    while stack:
        current = stack.pop()
        if current in theory.definitions:
            for read in theory.reads_at_one_step(current, steps):
                if read not in seen and read not in theory.losses:
                    seen.add(read)
                    stack.append(read)
    return seen - {name}


def _oriented(statement: Statement) -> Statement:
    """A hypothesis with ``>`` or ``>=`` for ``<`` and ``<=``; one about a square for one about a positive root."""
    root, value = statement.left, statement.right
    rooted = statement.relation == "=" and isinstance(root, Pow) and root.exponent == Fraction(1, 2)
    if rooted and isinstance(root, Pow) and isinstance(value, Num) and value.value > 0:
        return Statement(root.base, Num(value.value**2), statement.free)
    flipped = {"<": ">", "<=": ">="}
    if statement.relation in flipped:
        return Statement(statement.right, statement.left, statement.free, flipped[statement.relation])
    return statement
