"""One walk through the displays of a document, in order, under fixed index bases.

What the text has told up to a display holds for it; each link becomes a definition, a hypothesis, a claim or an error.

Guarantee: no exception for anything that a document may contain; an unreadable equation becomes an error with
place, piece and remedy, and spoils only what is defined from it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace

from symderiv.documents.declaring.declarations import declare_all
from symderiv.documents.declaring.declared_random import weights
from symderiv.documents.declaring.declared_ranges import add_range, leads_into, ranges_beside
from symderiv.documents.declaring.fact_order import in_order
from symderiv.documents.declaring.frontiers import of_a_part, of_before, of_the_last_state, set_frontiers
from symderiv.documents.declaring.late_functions import given_functions, late_functions
from symderiv.documents.declaring.late_parts import is_late
from symderiv.documents.declaring.layer_shapes import declare_layers
from symderiv.documents.declaring.made_twice import names_made_twice
from symderiv.documents.declaring.properties import definite
from symderiv.documents.declaring.recurrences import find_recurrences
from symderiv.documents.elaboration.context import Bases, Context
from symderiv.documents.elaboration.letters import unbound_letters
from symderiv.documents.elaboration.recurrence_equations import (
    LATER,
    NUMBERED_BACKWARDS,
    entry_named,
    is_before_the_first,
    runs_backwards,
)
from symderiv.documents.elaboration.shapes import introduced_shapes
from symderiv.documents.elaboration.statements import RELATIONS, Reader
from symderiv.documents.elaboration.views import names_parts
from symderiv.documents.judging.borders import before_horizon
from symderiv.documents.judging.equations import Equation
from symderiv.documents.judging.in_force import oriented
from symderiv.documents.judging.made import in_their_cases
from symderiv.documents.judging.names_behind import names_behind
from symderiv.documents.judging.stacked_inputs import with_stacks_as_variables
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.failures import UNEXPECTED, internal
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.surface import Display, Link, RangeFact, RelationFact, SurfaceDocument
from symderiv.documents.page.trailing import goes_on, opens, trails
from symderiv.documents.rewriting.summed_losses import summed_losses
from symderiv.documents.supposing.explained import EXPLAINED
from symderiv.documents.supposing.held_where import is_outside, partly, restricts
from symderiv.documents.supposing.languages import in_another_language
from symderiv.documents.supposing.left_behind import Origin, over
from symderiv.documents.supposing.shaken import by_others
from symderiv.documents.supposing.suppositions import is_for_now
from symderiv.documents.walk.cases import about, is_general, lifted
from symderiv.documents.walk.displays import differentiates, is_put_beside, is_read, letters_of_sums, supposed_beside
from symderiv.documents.walk.moved import with_differentials
from symderiv.documents.walk.open_claims import OpenClaims
from symderiv.documents.walk.told import Told
from symderiv.documents.walk.usage import take_up, undeclared_in
from symderiv.documents.words.acts import acts_in_equations
from symderiv.documents.words.for_all import beside_vectors
from symderiv.documents.words.layouts import Layouts
from symderiv.errors import ReadingError, SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard
from symderiv.language.theory import Hypothesis, Statement, Theory

__all__ = ["Pass"]


class Pass:
    """One walk through the document under fixed index bases."""

    def __init__(
        self, surface: SurfaceDocument, bases: Bases, classes: Mapping[tuple[Poly, ...], int], *, pairs: bool = True
    ) -> None:
        self.surface = surface
        self.context = Context(bases=bases, classes=dict(classes), pairs=pairs)
        self.reached = self.ended = 0  # where the sentence of the last display ends, and where itself does
        self.indexed: tuple[tuple[str, Guard], ...] = ()  # what the text before a display says of indices
        self.ends: tuple[tuple[str, Guard], ...] = ()  # and of their ranges
        self.told = Told(surface, self.context)
        # What a where-clause defined before the display that needs it was read, by the place of its link.
        self.explained: dict[int, Equation] = {}
        self.open_claims = OpenClaims(self.context)
        self.claimed: set[str] = set()  # what claims are about
        self.foreign = in_another_language(surface)

    def run(self) -> list[Equation]:
        context = self.context
        context.failures += self.surface.failures
        letters = [(d, frozenset(_LETTERS.findall(d.latex))) for d in self.surface.displays()]
        context.together = tuple(found for _, found in letters)
        context.unread = tuple(found for d, found in letters if not is_read(d))
        context.attempt(self._targets)
        self.told.summed = summed_losses(self.surface, context.targets)
        context.layers = self.surface.layers
        context.given = given_functions(self.surface)
        context.names.layers = self.surface.layers if "L" in self.surface.layers else frozenset()
        context.attempt(declare_all, context, self.surface)
        context.attempt(declare_layers, context, self.surface)
        context.theory.conditions = context.sizes.conditions
        for label, statement in weights(context):
            self.told.assume(label, statement)
        context.attempt(find_recurrences, context, self.surface)
        context.attempt(lambda: context.twice.update(names_made_twice(context, self.surface)))
        for display, link in late_functions(self.surface):
            equation = self._link(display, link)
            if equation.role == "definition":
                self.explained[link.span.start] = equation
        equations: list[Equation] = []
        sections: list[int] = []  # of the equations, and of what they define
        defined: dict[str, tuple[int, int]] = {}  # the section, and the number of equations before
        items = list(self.surface.items)
        supposed = 0
        layouts = Layouts(self.surface)
        previous: Display | None = None
        for number, item in enumerate(items):
            layouts.reached(item)
            if not isinstance(item, Display):
                continue
            context.layout = layouts.of(item)
            limit = item.span.start if item.silent else item.reach if trails(item.follow) else item.span.end
            self.told.active = []
            first = supposed
            while supposed < len(self.told.facts) and self.told.facts[supposed].span.start <= limit:
                supposed += 1
            for fact in in_order(self.told.facts[first:supposed], self.context, self.told.used):
                context.attempt(self.told.suppose, fact, item)
            context.attempt(self.told.now_shaped)
            if item.silent:
                self._repeat(item.links)
                continue
            if (
                item.hypothesis
                and previous is not None
                and item.lead.rstrip().endswith("⟪⟫")  # nothing stands between the two
                and equations
                and (equations[-1].role != "hypothesis" or not goes_on(previous.latex))
            ):
                item = replace(item, hypothesis="")  # in doubt it is a claim
            if item.hypothesis.lower() in ("given", "given ... with") and "given that" not in item.lead.lower():
                item = replace(item, hypothesis="")
            before = len(equations)
            following = next((x for x in items[number + 1 :] if isinstance(x, Display)), None)
            try:
                equations.extend(self._display(item, following))
            except UNEXPECTED as error:
                equations.extend(self._spoiled(item, error))
            self.told.passed(item)
            stated = [e.statement for e in equations[before:] if e.role == "claim" and e.statement is not None]
            about_them = {name for x in stated for name in names_behind(context.theory, x)[0]}
            self.claimed |= about_them
            self.told.behind.passed(item, self.told.used, about_them)
            section = bisect_right(self.surface.sections, item.span.start)
            sections += [section] * (len(equations) - len(sections))
            for name in context.theory.definitions:
                defined.setdefault(name, (section, before))
            previous = item
        for fact in self.told.facts[supposed:] if previous is not None else ():
            # "... and $G$ is $\\partial L / \\partial y$" behind all displays names what arrives
            named = isinstance(fact, RelationFact) and isinstance(fact.right, s.Derivative | s.Gradient)
            if named or self.told.begins_all(fact):
                context.attempt(self.told.suppose, fact, previous)
        for fact in self.surface.facts():
            if isinstance(fact, RelationFact | RangeFact):
                sides = (*fact.left, fact.right) if isinstance(fact, RelationFact) else fact.subjects
                context.unspoken -= {latex(x) for side in sides for x in s.walk(side)}
        for name in context.sizes.lows:
            context.theory.sizes.setdefault(name, context.sizes.lows[name])
        claims = [e.statement for e in equations if e.role == "claim" and e.statement is not None]
        judged = [e.role == "claim" for e in equations]
        open_losses: dict[str, str] = {}
        acts = [*self.told.facts, *acts_in_equations(self.surface, self.told.summed)]
        context.attempt(lambda: open_losses.update(set_frontiers(context, acts, claims)))
        known: dict[tuple[Hypothesis, ...], Theory] = {}
        for number, (equation, section) in enumerate(zip(equations, sections, strict=True)):
            # what is found out about a theory serves all equations under the same hypotheses
            theory = known.setdefault(tuple(equation.theory.hypotheses), equation.theory)
            equation.alternatives = [(theory if t is equation.theory else t, st) for t, st in equation.alternatives]
            equation.theory = theory
            theory.sizes, theory.conditions = context.theory.sizes, context.theory.conditions
            theory.shapes, theory.definitions = context.theory.shapes, context.theory.definitions
            theory.functions, theory.losses = context.theory.functions, context.theory.losses
            if equation.statement is not None and equation.statement.relation != "~":
                try:
                    self._all_told(theory, equation.statement, equation.latex)
                    theory.check_statement(equation.statement, equation.latex)
                except UNEXPECTED as error:
                    equation.role, equation.error, equation.statement = "error", internal(error), None
            if equation.sized:
                more = [g for g in equation.sized if g not in theory.conditions]
                equation.theory = theory = replace(theory, conditions=[*theory.conditions, *more])
            if equation.role == "claim" and equation.statement is not None:
                equation.alternatives += of_the_last_state(theory, equation.statement, open_losses)
                if equation.cases:
                    equation.theory, equation.cased = in_their_cases(theory, equation.statement, equation.cases)
                    changed = [in_their_cases(t, st, equation.cases)[0] for t, st in equation.alternatives]
                    equation.alternatives = [(t, st) for t, (_, st) in zip(changed, equation.alternatives, strict=True)]
                equation.theory = with_stacks_as_variables(equation.theory, equation.statement)
                equation.alternatives = [(with_stacks_as_variables(t, st), st) for t, st in equation.alternatives]
                elsewhere = {x for loss in theory.losses.values() for x in loss.frontier if x not in defined}
                elsewhere |= {name for name, (where, _) in defined.items() if where != section}
                later = {name for name, (_, begin) in defined.items() if begin > number}
                others = [elsewhere] if self.surface.sections else []
                earlier = of_before(judged[:number], defined)
                others += [later, later | earlier, earlier]
                parts = (tuple(of_a_part(theory, names)) for names in others)
                equation.apart = tuple(dict.fromkeys(filter(None, parts)))
        return equations

    def _all_told(self, theory: Theory, statement: Statement, where: str) -> None:
        """Refuse what reads a recurrence of which a piece has never come: no input stands for it."""
        names, by = names_behind(theory, statement)
        for name in sorted((names | by) & self.context.steps.keys() - theory.definitions.keys()):
            raise ReadingError(f"the entry with which {name} begins is not known", where, "state it before the step")

    def _targets(self) -> None:
        """The names of which a derivative is taken: unknown losses, where nothing defines them; and by which."""
        shown = [x for d in self.surface.displays() for link in d.links for x in (link.left, link.right)]
        told = [x for f in self.surface.facts() if isinstance(f, RelationFact) for x in (*f.left, f.right)]
        for node in (n for side in (*shown, *told) if side is not None for n in s.walk(side)):
            if not isinstance(node, s.Derivative | s.Gradient):
                continue
            by = node.variables if isinstance(node, s.Derivative) else (node.variable,)
            self.context.differentiated_by |= {latex(x) for v in by if v is not None for x in (v, s.base(v))}
            target = node.target
            while isinstance(target, s.Applied) or (isinstance(target, s.Group) and len(target.entries) == 1):
                target = target.head if isinstance(target, s.Applied) else target.entries[0]
            if isinstance(target, s.Symbol) or (
                isinstance(target, s.Scripted)
                and all((isinstance(x, s.Symbol) and x.word) or isinstance(x, s.Number) for x in target.subscripts)
            ):
                self.context.targets.add(latex(target))

    def _repeat(self, links: Iterable[Link]) -> None:
        """Enter definitions that the document states of another layer."""
        for link in links:
            reader = Reader(self.context, self.told.used)
            try:
                if reader.is_definition(link):
                    reader.define(link)
            except ReadingError as error:
                reader.poison(link, error.what)
            except (SymderivError, ValueError, RecursionError):
                reader.poison(link, "what is said of this layer cannot be repeated for that one")

    def _put_beside(self, display: Display, link: Link) -> None:
        """What words of a display suppose of inputs holds for its equations."""
        assert link.left is not None
        assert link.right is not None
        reader = Reader(self.context, self.told.used)
        if reader.about_integers(link):
            case = s.Comparison(link.span, (link.left, link.right), ("=",))
            self.told.scoped.add(display.argument, link.span.start, display, [], [case])
            return
        said = [Hypothesis(link.latex, oriented(reader.statement(link)[0]))]
        self.told.scoped.add(display.argument, link.span.start, display, said, [])

    def _display(self, display: Display, following: Display | None) -> list[Equation]:
        context = self.context
        saved = dict(context.ranges)
        low, high = (
            bisect_left(self.told.facts, place, key=lambda fact: fact.span.start)
            for place in (display.span.end, max(display.reach, display.span.end))
        )
        before = [f for f in self.told.facts if isinstance(f, RangeFact) and leads_into(f, display)]
        # what was said of the display before is not said of this one, unless the same clause leads into it
        leading = display.lead.rpartition("⟪⟫")[2].count("⟦")
        places = sorted({f.span.start for f in self.told.facts if f.span.start < display.span.start})[-leading:]
        before = [f for f in before if f.span.start >= self.reached or (leading and f.span.start in places)]
        if self.reached == 0 or display.lead.rpartition("⟪⟫")[2].strip():  # else it goes on with what was said
            self.indexed = self.told.of_indices(self.ended, display.span.start)
            self.ends = self.told.ends(self.ended, display.span.start)
        self.reached, self.ended = display.reach if trails(display.follow) else display.span.end, display.span.end
        summed = letters_of_sums(display)
        before = [f for f in before if summed.isdisjoint(map(latex, f.subjects))]
        behind = () if opens(display.follow) else self.told.facts[low:high]
        for fact in (*before, *display.facts, *behind):
            if isinstance(fact, RangeFact):
                add_range(context, fact, local=True)
        equations: list[Equation] = []
        aside: set[int] = set()
        for link in display.links:
            if is_put_beside(link, display, Reader(context, self.told.used)):
                context.attempt(self._put_beside, display, link)
        self.told.active, cases = self.told.scoped.of(display)
        if cases:
            begin = bisect_left(self.told.facts, display.span.start, key=lambda fact: fact.span.start)
            cases = [c for c in cases if not lifted(c, self.told.facts[:begin])]
        sizes = context.sizes.letters().keys()
        same = (x for x in cases if x.relations == ("=",) and all(latex(side) in sizes for side in x.operands))
        equal = frozenset(x.span.start for x in same)
        self._explain(display, following)
        asides = [x for x in display.links if x.aside and x.left is not None and x.right is not None]
        for link in display.links:
            if (known := self.explained.pop(link.span.start, None)) is not None:
                equations.append(known)
                continue
            for fact in ranges_beside(display, link):
                add_range(context, fact, local=True)
            if cases:
                link = replace(link, conditions=(*link.conditions, *about(link, cases, context)))
            reader = Reader(context, self.told.used)
            trailing = tuple(
                s.Comparison(x.span, (x.left, x.right), (x.relation,))
                for x in asides
                if x.number > link.number and x.left is not None and x.right is not None
                if reader.about_inputs(x) and reader.about_numbers(x)
            )
            claimed = any(e.role == "claim" for e in equations)
            if link.aside and (claimed and not reader.about_numbers(link)):
                link = replace(link, aside=False)
            link = replace(link, aside=link.aside or is_put_beside(link, display, reader))
            link, beside = supposed_beside(link, reader)
            general, self.told.active = self.told.active, [*self.told.active, *beside]
            equation = self._link(display, link, any(e.role == "definition" for e in equations), trailing)
            self.told.active = general
            equation.equal = equal
            if link.aside and equation.role == "hypothesis" and claimed:
                aside.add(link.number)  # it is said of these equations alone
            equations.append(equation)
            self._repeat(copy for number, copy in display.repeats if number == link.number)
            sides = [side for side in (link.left, link.right) if side is not None]
            indices = {letter for side in sides for letter in unbound_letters(side)}
            unknown = {undeclared_in(equation)} - self.told.used
            for side in sides:
                context.attempt(take_up, context, self.told.used, side, indices)
            self.told.used -= unknown  # "A p = ..." before "A = ...", which gives it a meaning
        context.ranges, context.local = saved, {}
        # hypotheses of the display hold for what follows, a definition already does
        for equation in equations:
            if equation.role == "hypothesis" and equation.statement is not None:
                if equation.link in aside:
                    continue
                lead = last_sentence(display.lead)
                if display.scoped or is_for_now(lead, ""):
                    found = Hypothesis(equation.latex, oriented(equation.statement))
                    self.told.scoped.add(display.argument, display.span.start, None, [found], [])
                else:
                    origin = Origin(display.span.start, display.argument)
                    self.told.assume(equation.latex, equation.statement, origin, by_others(lead))
                said = equation.surface
                both = () if said is None else (said.left, said.right)
                spoken = (side for side in both if side is not None)
                if others := [x for side in spoken for x in beside_vectors(display, self.told.facts, side)]:
                    words = f"{equation.latex} for all"
                    self.told.lost(display.span, words, others, display.scoped, display.argument)
            elif equation.role == "error" and equation.surface is not None:
                link = equation.surface
                if not display.hypothesis and not self.open_claims.is_posed(display, link):
                    continue
                sides = [side for side in (link.left, link.right) if side is not None]
                if len(sides) < 2:  # it could not be parsed
                    letters = re.findall(r"\\[A-Za-z]+|[A-Za-z]", equation.latex)
                    sides = [s.Symbol(link.span, letter) for letter in dict.fromkeys(letters)]
                self.told.lost(display.span, equation.latex, sides, display.scoped, display.argument)
        if any(e.role == "claim" for e in equations):
            self.told.scoped.claimed(display)
        return equations

    def _spoiled(self, display: Display, error: Exception) -> list[Equation]:
        """The links of a display that a fault has kept from being read."""
        at, known = display.span, internal(error)
        self.context.failures.append(str(known))
        return [
            Equation(at.line, at.column, link.number, "error", link.latex, error=known, surface=link)
            for link in display.links
        ]

    def _explain(self, display: Display, following: Display | None) -> None:
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
            reader = Reader(context, self.told.used)
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
                used = right | (reader.names_in(link.left) if named is None else set())
                spoken |= used | {name.removesuffix("^{2}") for name in used}

    def _link(
        self, display: Display, link: Link, defined: bool = False, trailing: tuple[s.Expression, ...] = ()
    ) -> Equation:
        """One link; ``defined``: an earlier one of its display is a definition; ``trailing``: the conditions on inputs
        that stand behind it (``\\log x^2 = 2 \\log x, \\quad x > 0``)."""
        context = self.context
        equation = Equation(display.span.line, display.span.column, link.number, "error", link.latex, surface=link)
        equation.theory = Theory(hypotheses=self.told.in_force())
        equation.doubts = (
            *self.told.not_understood(display),
            *self.told.anew,
            *(() if is_general(display) else self.open_claims.doubts),
        )
        if display.lead.rstrip(" *_").endswith(":"):
            own = (d for d in equation.doubts if d.argument == display.argument >= 0 and not d.changes)
            equation.announced = frozenset((d.words, d.line) for d in own)
        equation.earlier, equation.foreign = self.told.scoped.earlier(display), self.foreign
        equation.ends = self.ends
        equation.indexed, equation.in_words = self.indexed, self.told.of_sizes(display)
        equation.over, equation.left = over(display.lead), self.told.behind.left(display)
        equation.diagonal = re.search(r"\bdiagonals?\b", display.lead, re.IGNORECASE) is not None
        equation.spoken = self.told.spoken_of(display)
        equation.counted = self.told.counted_of(display)
        equation.remade = dict(self.told.remade)
        equation.cases = tuple(self.told.cases_made)
        stated = (node for condition in link.conditions for node in s.walk(condition))
        equation.ranged = frozenset(context.local) | {latex(node) for node in stated if isinstance(node, s.Symbol)}
        reader = Reader(context, self.told.used)
        if not link.continuation:
            context.chain = {}  # also where this link cannot be read
        if link.relation == "=:" and link.left is not None and link.right is not None:
            link = replace(link, left=link.right, right=link.left, relation=":=", continuation=False)
        context.entire = False
        try:
            definition = not link.continuation and link.left is not None and self._defines(reader, link)
            if link.error is not None or link.left is None or link.right is None:
                if definition:
                    reader.poison(link, f"see line {display.span.line}")
                raise link.error or ReadingError("an equation without a side", link.latex, "write both sides")
            if not link.continuation and is_before_the_first(context, link.left, link.right):
                named = entry_named(context, link.left)
                if named is not None and named[0] in context.recurrent:
                    equation.role = "definition"
                    equation.reading = f"{named[0]} reads as zero before its first entry"
                    return equation
            if (
                not definition
                and not display.hypothesis
                and runs_backwards(context, link, self.told.used, self.told.in_force())
            ):
                reader.poison(link, f"see line {display.span.line}")
                raise ReadingError(LATER, link.latex, NUMBERED_BACKWARDS)
            if definition and link.span.start in self.told.summed:
                equation.role = "definition"
                context.unsaid.add(latex(link.left))
                equation.reading = f"{latex(link.left)} is an unknown function"
                return equation
            if link.joined or (
                not link.continuation and link.relation in DEFINING and names_parts(context, link.left, link.right)
            ):
                equation.role, equation.reading = "definition", f"{latex(link.left)} has these entries"
                return equation
            if definition and self._in_part(reader, link):
                definition = False
                if not is_outside(link.left, link.right, link.conditions) and not (
                    display.hypothesis and reader.is_declared(link.left)
                ):
                    reader.poison(link, f"see line {display.span.line}")
                    raise ReadingError("a definition of some entries only", link.latex, "define all, as with cases")
            if definition and display.hypothesis and reader.is_declared(link.left) and self._of_some(display, link):
                definition = False
            if definition:
                try:
                    equation.reading = reader.define(link)
                except UNEXPECTED:
                    reader.poison(link, f"see line {display.span.line}")
                    raise
                equation.role = "definition"
                equation.defines = reader.defined
                return equation
            if display.hypothesis and link.relation in RELATIONS and self._of_some(display, link):
                equation.role = "hypothesis"  # of which entries it is told is not taken in
                self.told.lost(display.span, equation.latex, (link.left, link.right), display.scoped, display.argument)
                return equation
            if display.hypothesis:
                context.attempt(introduced_shapes, context, link.left, link.right)
            condition = link.aside and reader.about_inputs(link)
            context.entire = bool(display.hypothesis)
            reader.sizing = not display.hypothesis and not condition
            with context.bases.of_claims(not display.hypothesis and not condition):
                more = trailing if not condition else ()
                statement, reading, offsets = reader.statement(replace(link, conditions=(*link.conditions, *more)))
            if reader.moving:
                with_differentials(equation, reader, statement, link)
            if self.surface.horizon:
                statement = before_horizon(context.theory, statement, self.surface.horizon)
            if statement.relation != "=":
                equation.theory.hypotheses[:] = definite(context, equation.theory.hypotheses, statement)
            if link.relation not in RELATIONS:
                raise ReadingError(
                    f"the relation {link.relation} is not one that is judged", link.latex, "write = or an inequality"
                )
            equation.statement, equation.reading, equation.offsets = statement, reading, offsets
            equation.sized = reader.sized
            concluded = defined and display.hypothesis == "let" and differentiates(link.left)
            if display.hypothesis == EXPLAINED:  # what is said of defined tensors alone follows from that or not
                names = reader.names_in(link.left) | reader.names_in(link.right)
                concluded = not names & (context.theory.shapes.keys() - context.theory.definitions.keys())
            remark = display.hypothesis == "let ... that is" and not reader.about_inputs(link)
            supposed = condition or (display.hypothesis and not concluded and not remark)
            equation.role = "hypothesis" if supposed else "claim"
            if equation.role == "claim":
                self.open_claims.leave_open(display, link, equation)
            if reader.ends:
                equation.perhaps_last = reader.ends
                with reader.counting(set(reader.ends)):
                    equation.alternatives.append((equation.theory, reader.statement(link)[0]))
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

    def _in_part(self, reader: Reader, link: Link) -> bool:
        r"""Whether a number is given to some entries only: ``m_{ij} = 0`` for ``j > i``."""
        assert link.left is not None
        assert link.right is not None
        named = reader.name_of(link.left)
        recurs = named is not None and named.name in self.context.recurrent
        return not recurs and isinstance(link.right, s.Number) and restricts(link.left, link.right, link.conditions)

    def _of_some(self, display: Display, link: Link) -> bool:
        r"""Whether a supposition speaks of some entries only: "suppose $$ x_i = y_i, \quad i = 1 $$"."""
        sides = [side for side in (link.left, link.right) if side is not None]
        behind = f"{display.latex.partition(link.latex)[2]} {display.follow}"
        return partly(sides, behind, not display.hypothesis.startswith("let"))

    def _defines(self, reader: Reader, link: Link) -> bool:
        """Whether a link is a definition; one in the text that could not be read leaves the name to a display."""
        context = self.context
        assert link.left is not None
        taken = reader.names_in(link.left) & context.pending
        why = {name: context.poisoned.pop(name) for name in taken if name in context.poisoned}
        for name in why:
            context.names.ranks.pop(name, None)
        named = reader.name_of(link.left)
        if named is not None and named.name in context.soft:
            return False  # a line that cannot be read has defined it
        if reader.is_definition(link) or (
            named is not None and is_late(context, self.told.used, self.claimed, named.name, link)
        ):
            return True
        for name, reason in why.items():
            context.poisoned[name] = reason
            context.names.ranks.setdefault(name, None)
        return False


_LETTERS = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
_WHERE = regex(r"\b(?:where|with|in which|here)\b[\s,]*$", re.IGNORECASE)
_WHERE_BEHIND = regex(r"(?:⟪⟫[\s,;]*(?:and )?|^\s*)(?:where|with|in which|here)\b[\s,:]*$", re.IGNORECASE)
