"""What the text between the displays tells: hypotheses, cases, definitions, and what is not understood.

:class:`Told` takes the facts of a document in reading order.  A fact becomes a hypothesis from its place on, one for
the displays of its sentence or argument, a definition, or a condition that is not understood, which refutes nothing.

Guarantee: a fact that cannot be read never raises; what it supposes of its names counts as unknown from there on.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.declaring.ahead import names_an_inverse
from symderiv.documents.declaring.declared_sizes import condition_of
from symderiv.documents.declaring.known_functions import SAME, described
from symderiv.documents.declaring.properties import nonzero, properties
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_expectations import moments
from symderiv.documents.elaboration.recurrence_equations import from_behind, is_before_the_first
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.elaboration.views import lists_names, names_parts
from symderiv.documents.judging.doubts import Doubt
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    CountFact,
    Display,
    Fact,
    Link,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SizeFact,
    SpokenFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)
from symderiv.documents.page.wording import PROPERTIES
from symderiv.documents.supposing.explained import states_a_property
from symderiv.documents.supposing.inline_relations import (
    MISTAKEN,
    clause_without_so,
    concludes_a_property,
    holds_anyway,
    is_bound,
    is_condition,
    is_remark,
)
from symderiv.documents.supposing.left_behind import Origin
from symderiv.documents.supposing.moods import affirms
from symderiv.documents.supposing.namings import SAID
from symderiv.documents.supposing.roles import announcement, is_assumed
from symderiv.documents.supposing.stated import is_doubted, is_listed, is_made_as, is_of_data, is_stated, makes
from symderiv.documents.supposing.suppositions import gives_a_value, is_left_open
from symderiv.documents.supposing.unclear import concludes
from symderiv.documents.walk.said_anew import said_anew
from symderiv.documents.walk.told_cases import VALUE_WORDS, Cases
from symderiv.documents.walk.unread import label_of
from symderiv.documents.words.first_states import begins_steps, doubts_a_start
from symderiv.errors import SymderivError
from symderiv.language.terms import Guard

__all__ = ["Told"]

_RENAMES = regex(r"\b(?:put\w*|set|setting|writ\w+|substitut\w+|replac\w+|re-?nam\w+|re-?label\w*)\b", re.IGNORECASE)
# What introduces an index that a relation restricts: "a gradient at time $s \le t$", "the effect for each $i \ne j$".
_PLACE = regex(
    r"\b(?:with|for(?:\s+(?:all|each|every|any))?|(?:at|of|from|to|in|on|by)\s+(?:(?:an?|the|any|some|each|every|other|earlier|later|previous|past|future|"
    r"time)\s+){0,3}(?:times?|steps?|positions?|ind(?:ex|ices)|tokens?|frames?|layers?|pixels?|sites?|nodes?|depths?|"
    r"lags?|taps?|offsets?))\s*$",
    re.IGNORECASE,
)
_IF = regex(r"\W*(?:if|when|whenever)\b", re.IGNORECASE)
_EXCEPT = regex(r"unlike|except|apart from|other than|rather than|instead of", re.IGNORECASE)
_DENIED = regex(r"\b(?:not|never|nobody|no longer|assum\w+|suppos\w+|instead|rather|unless)\b|n't\b", re.IGNORECASE)
DEFINING_WORDS = ("let", "where", "put", "set", "define", "denote", "write", "with", "for")


def _ends(fact: RangeFact) -> list[tuple[str, s.Expression]]:
    """The two ends of a range as relations."""
    assert fact.upper is not None
    return [(">" if fact.above else "\\ge", fact.lower), ("<" if fact.exclusive else "\\le", fact.upper)]


# "We have ⟦X⟧ and", and an equation beside the declaration.
_BESIDE = regex(r"⟦\d+⟧[\s,]*(?:and\s*)?$")

# Words that say no more than that something is so: "note that", "we have", "it holds that", "by construction".
_HOLDS = regex(
    r"\W*(?:(?:but|and|also|then|so|hence|thus|therefore|here|now|that|moreover|further(?:more)?|indeed|in fact|please|"
    r"of course|clearly|obviously|evidently|trivially|in (?:our|this|the present) (?:setting|case|model|setup|context)|"
    r"by (?:construction|design)|as (?:before|usual|we (?:know|have seen))|keep in mind|"
    r"it (?:holds|follows|turns out|is (?:known|clear|obvious|easy to see))|"
    r"(?:we )?(?:also )?(?:have|get|see|know|find|note|notice|observe|recall|remember))\b[\s,]*)+$",
    re.IGNORECASE,
)

# "Here ⟦c = 2⟧", "recall that ⟦c = 2⟧": so it is, and not for this sentence alone.
_SAYS = regex(r"\W*(?:here|recall|remember|note|notice)\b", re.IGNORECASE)

_CHANGES = regex(r"\b(?:now|instead|this time|redefin\w+|new)\b", re.IGNORECASE)


class Told(Cases):
    """The facts of a document's text, and what they have told up to the place that a walk has reached.

    ``used`` are the names that the displays have used up to there; ``later`` are definitions that read what a display
    is still to define, ``awaited`` the names that a display will define as the text has done.
    """

    def __init__(self, surface: SurfaceDocument, context: Context) -> None:
        super().__init__(surface, context)
        self.awaited: set[str] = set()
        self.later: list[RelationFact] = []
        self.anew: list[Doubt] = []  # definitions that the text may have replaced
        # Where a loss is made from losses of which nothing is said.
        self.summed: frozenset[int] = frozenset()

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

    def suppose(self, fact: Fact, display: Display) -> None:
        """A property, a condition or an inline definition, from its place on, or for the displays of its sentence.

        ``display`` is the next one behind the fact, or the one that it trails.
        """
        self.context.entire = True
        try:
            self._suppose(fact, display)
        finally:
            self.context.entire = False

    def _suppose(self, fact: Fact, display: Display) -> None:
        context = self.context
        self._shaken, self._unfamiliar = fact.shaken, fact.unfamiliar
        announced = not isinstance(fact, RelationFact) or fact.hypothesis or fact.word in VALUE_WORDS
        self._origin = Origin(fact.span.start, fact.argument, announced)
        if isinstance(fact, SizeFact):
            self._ordered(fact, display)
        if isinstance(fact, SpokenFact | CountFact | SizeFact):
            return
        if isinstance(fact, UnreadFact):
            known = all(latex(s.base(x)) in context.names.ranks for x in fact.subjects)
            if fact.changes == "value" and not (known and announcement(fact.sentence)):
                self._poison(fact)
            else:  # what is assumed of an input is no definition
                self.doubt(replace(fact, changes="") if fact.changes == "value" else fact, display)
            return
        if isinstance(fact, WordFact | RelationFact) and is_left_open(fact.sentence) and not self._declares(fact):
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
        if fact.supposed and isinstance(fact, WordFact) and self._beside_a_definition(fact, display):
            fact = replace(fact, supposed=False)  # "$Q = I - P$ for an idempotent matrix $P$" introduces
        if fact.supposed:
            if _EXCEPT.match(fact.shaken):
                return  # "unlike for $\\alpha = 0$"
            if isinstance(fact, RelationFact) and fact.unfamiliar:  # "there exist inputs with $x > 0$"
                for left in fact.left:
                    self.lost(fact.span, label_of(fact, left), (left, fact.right), True, fact.argument)
                return
            introduces = self._bounds_new_numbers(fact, display)
            if not introduces and not self._declares(fact):
                self._case(fact, display)
                return
            if isinstance(fact, RelationFact):
                fact = replace(fact, conditional=False, word="let", shaken="" if introduces else fact.shaken)
                self._shaken = fact.shaken
        if isinstance(fact, WordFact) and fact.conditional and not self._declares(fact):
            if _IF.match(fact.sentence) and fact.word in PROPERTIES:  # "if it so happens that ⟦0⟧ is"
                said = fact.said or fact.word
                doubt = UnreadFact(fact.span, fact.sentence, fact.subjects, said, (fact.word,), supposed=True)
                self.doubt(replace(doubt, argument=fact.argument), display)
            return
        for label, statement in properties(context, fact):
            self.assume(label, statement)
        if isinstance(fact, SetFact):
            self._outside(fact)
            return
        if isinstance(fact, RangeFact):
            self._bound(fact)
        if isinstance(fact, RelationFact) and self._says_where(fact, display):
            self._case(fact, display)
            return
        if isinstance(fact, RelationFact):
            if fact.conditional and self._declares(fact):  # "without the skip the block is $z = W x$, with"
                fact = replace(fact, conditional=False)
            if fact.conditional:
                for left in fact.left:  # "for example, with $n = 2$ we get"
                    link = Link(0, left, fact.relation, fact.right, False, fact.span, "")
                    reader = Reader(context, self.used)
                    denied = _DENIED.search(fact.sentence)
                    if isinstance(fact.right, s.Number) and reader.about_integers(link):
                        shaken = fact.shaken if denied is None else denied.group()
                        self._value_of_a_size(replace(fact, sentence="", shaken=shaken), left, display)
                    elif fact.relation == "=" and denied is None:
                        self._may_hold(fact, reader, link)
                return  # "when $\\alpha = 0$" speaks for its own sentence
            for left in fact.left:
                if names_parts(self.context, left, fact.right):
                    continue
                try:
                    self._relation(fact, left, display)
                except (SymderivError, ValueError, RecursionError):
                    told = fact.hypothesis or is_bound(fact, left) or bool(moments(left))
                    if told and not names_an_inverse(left):
                        sides = (left,) if self._only_names(left) else (left, fact.right)
                        self.lost(fact.span, label_of(fact, left), sides, fact.supposed, fact.argument)

    def _poison(self, fact: UnreadFact) -> None:
        """A name to which the text gives a value that cannot be read has no other one; "let" may say it again."""
        context = self.context
        known = context.theory.definitions.keys() | context.functions.keys()
        for name in (x for x in fact.subjects if latex(x) not in known):
            link = Link(0, name, "=", None, False, fact.span, "")
            Reader(context, self.used).poison(link, f"see {fact.words} of line {fact.span.line}")

    def _beside_a_definition(self, fact: WordFact, display: Display) -> bool:
        """Whether words stand inside a display that defines something."""
        if not display.span.start < fact.span.start < display.span.end:
            return False
        reader = Reader(self.context, self.used)
        return any(reader.is_definition(link) for link in display.links if not link.continuation)

    def _ordered(self, fact: SizeFact, display: Display) -> None:
        """An order in words of two numbers that are no sizes: supposed where the text says so, else in doubt."""
        link = Link(0, fact.left, fact.relation, fact.right, False, fact.span, "")
        if (
            fact.relation in ("\\mid", "=")
            or concludes(fact.sentence)
            or Reader(self.context, self.used).about_integers(link)
        ):
            return
        if announcement(fact.sentence) and not fact.supposed:
            told = RelationFact(
                fact.span, fact.sentence, (fact.left,), fact.relation, fact.right, "let", True, argument=fact.argument
            )
            self._suppose(told, display)
        else:
            words = f"{latex(fact.left)} {fact.relation} {latex(fact.right)}"
            self.lost(fact.span, words, (fact.left, fact.right), fact.supposed, fact.argument)

    def _only_names(self, left: s.Expression) -> bool:
        """Whether a definition that cannot be read is one of a name that nothing else has told: it restricts nothing
        that it is made from."""
        named = Reader(self.context, self.used).name_of(left) if isinstance(left, s.Symbol | s.Scripted) else None
        return named is not None and named.name in self.context.poisoned and named.name not in self.used

    def _may_hold(self, fact: RelationFact, reader: Reader, link: Link) -> None:
        """A condition of its own sentence in words that are not understood: "without momentum ($\\beta = 0$)"."""
        assert link.left is not None
        assert link.right is not None
        names = reader.names_in(link.left) | reader.names_in(link.right)
        try:
            if names <= self.context.theory.shapes.keys() and reader.about_inputs(link):
                self.open(replace(fact, supposed=True), link.left, self._introduced(reader, link))
        except (SymderivError, ValueError, RecursionError):
            return

    def _of_a_definition(self, reader: Reader, link: Link) -> bool:
        """Whether an equation gives what is defined, from known tensors, a plain value: ``\\Sigma = I``."""
        assert link.left is not None
        assert link.right is not None
        theory = self.context.theory
        names = reader.names_in(link.right)
        named = reader.name_of(link.left) if isinstance(link.left, s.Symbol | s.Scripted) else None
        return named is not None and named.name in theory.definitions and names <= theory.shapes.keys() | {"I"}

    def _of_an_input(self, reader: Reader, link: Link) -> bool:
        """Whether an equation gives an input, by its name, a value that definitions make: ``y = x - \\nabla f(x)``."""
        assert link.left is not None
        assert link.right is not None
        theory = self.context.theory
        named = reader.name_of(link.left) if isinstance(link.left, s.Symbol) else None
        whole = named is not None and named.name in theory.shapes and named.name not in theory.definitions
        known = theory.shapes.keys() | theory.definitions.keys() | self.context.names.functions
        return whole and reader.names_in(link.right) <= known

    def _relation(self, fact: RelationFact, left: s.Expression, display: Display) -> None:
        """One relation of the text that holds from here on, or in its argument: a definition or a hypothesis."""
        context, reader = self.context, Reader(self.context, self.used)
        link = Link(0, left, fact.relation, fact.right, False, fact.span, "")
        if is_before_the_first(context, left, fact.right) or fact.span.start in self.summed:
            return
        if reader.about_integers(link):
            if fact.span.start in context.late:
                self._value_of_a_size(fact, left, display)
            return
        if self._solved_later(reader, link, fact):
            return
        if not fact.supposed and (what := described(context, link)):
            if what != SAME and not is_doubted(fact.sentence):
                reader.define(link)
            return
        if context.outcomes and fact.relation in ("=", ":=") and moments(left):
            turned = replace(link, left=fact.right, right=left)
            bare = s.base(fact.right)
            names = latex(bare) not in ("I", "\\mathbf{I}")  # "E[u u^T] = I" names nothing
            if names and reader.is_definition(turned) and reader.free_letters(left) <= reader.free_letters(fact.right):
                # "with mean $E[x] = \\mu$" names the mean
                reader.define(turned)
            else:
                self.assume(latex(left), reader.statement(link)[0])
            return
        if fact.word == SAID:  # "$g$ is the gradient of $L$ with respect to $z$", "the residual $r$ is $X w - y$"
            if self._is_only_said(reader, link, fact):
                self._define_inline(reader, link, True, fact)
            return
        self._anew(fact, left, reader, link)
        if fact.relation in DEFINING and reader.is_definition(link):
            named = reader.name_of(left)
            piece = named is not None and named.name in context.recurrent
            # "for $\\alpha = 2$" and "the choice $\\alpha = 2$" give a declared name no value
            known = named is not None and named.name in context.theory.shapes
            # ... while "a constant $c = 2 \\eta$" does
            known = known and isinstance(fact.right, s.Number)
            new = (
                not known
                and (fact.word != "as" or fact.stated or is_made_as(fact.sentence))
                and not reader.is_declared(left)
            )
            if self._restated(fact, left):
                if named is not None and named.name not in context.theory.definitions:
                    self.awaited.add(named.name)
                return  # the display that says the same defines
            trailed = self._defined_by(display, reader) if fact.span.start > display.span.start else set()
            reads = reader.names_in(fact.right)
            if isinstance(left, s.Applied):
                reads = reads - {latex(x) for x in left.arguments}
            new_names = reads - context.names.ranks.keys() - context.theory.shapes.keys()
            if reads & (self.awaited | trailed) or any(self._shown_later(reader, x, fact) for x in new_names):
                self.later.append(fact)  # what it reads is defined by a display still to come
                return
            named_gradient = isinstance(fact.right, s.Derivative | s.Gradient)
            made = (
                named is not None
                and (makes(fact.sentence, fact.word, fact.right) or lists_names(fact.right))
                and not self._defined_later(reader, named.name, fact)
            )
            if piece or new or made or named_gradient or (fact.word in DEFINING_WORDS and not known):
                self._define_inline(reader, link, new, fact)
            elif known and (
                fact.hypothesis or fact.word in VALUE_WORDS or (fact.stated and _SAYS.match(fact.sentence))
            ):
                # "let $a = 2$", from here on
                self.assume(label_of(fact, left), reader.statement(link)[0])
            elif fact.hypothesis and named is not None:
                if self._defined_later(reader, named.name, fact):
                    self.assume(label_of(fact, left), reader.statement(link)[0])
                else:  # a name that nothing has used yet: a definition, however it is announced
                    self._define_inline(reader, link, new, fact)
            elif known:
                self._case(fact, display)  # "with $a = 2$ we get": for the displays of its sentence
                if _HOLDS.match(fact.sentence) and reader.about_inputs(link):
                    self.open(fact, left, self._introduced(reader, link))
            elif not isinstance(fact.right, s.Number):
                remark = is_remark(clause_without_so(fact.sentence)) or is_of_data(fact.sentence)
                remark |= named is not None and self._defined_later(reader, named.name, fact)
                (self._rests_on if remark and not fact.stated else self._says)(fact, left, reader, link)
        elif fact.relation == "=" and begins_steps(left, display) and not doubts_a_start(fact.sentence, ""):
            self._shaken = self._unfamiliar = ""  # "start from" and the like are the right words here
            self.assume(label_of(fact, left), reader.statement(link)[0])
        elif not fact.stated and self._opens_a_case(fact, left, display) and reader.about_inputs(link):
            self._made_from(reader, link, fact.word)
            self._case(fact, display)
        elif (
            self._number(fact, left)
            or fact.hypothesis
            or ((is_bound(fact, left) or is_condition(fact, left)) and reader.about_inputs(link))
            or (is_condition(fact, left) and reader.restricts_an_input(link))
            or (fact.relation == "=" and is_stated(fact.sentence) and reader.about_inputs(link))
            or (is_listed(fact.sentence) and states_a_property(left, fact.right) and reader.about_inputs(link))
        ):
            if fact.relation == "=" and not affirms(fact.sentence, "") and reader.about_inputs(link):
                self.open(fact, left, self._introduced(reader, link))
                return
            some = nonzero(context, left, fact.relation, fact.right)
            said = some or self._introduced(reader, link)
            if not holds_anyway(self.context.theory, said):
                self.assume(label_of(fact, left), said)
                self._speaks_of_entries(left)
        elif (fact.relation == "=" and isinstance(fact.right, s.Number) and gives_a_value(fact.sentence)) or (
            fact.relation == "=" and not fact.stated and self._again(reader, link, fact.sentence)
        ):
            self._made_from(reader, link, fact.word)
            self._case(fact, display)
        elif (
            fact.relation == "="
            and reader.about_inputs(link)
            and (fact.stated or not is_remark(clause_without_so(fact.sentence)) or concludes_a_property(fact, left))
        ):
            if not self._made_from(reader, link, fact.word):
                self._says(fact, left, reader, link)
        elif fact.relation == "=" and not is_doubted(fact.sentence):
            if self._made_from(reader, link):
                return
            if not self._of_a_definition(reader, link) and not self._of_an_input(reader, link):
                self._says(fact, left, reader, link)  # "clearly $A^\\top = A$" may recall it, or conclude it
                return
            if gives_a_value(fact.sentence):  # "with $S = I$ the loss becomes"
                self._case(fact, display)
            else:  # "many implementations start at $m_0 = 0$": so may this one, for all that follows
                self.open(replace(fact, supposed=not fact.not_first), left, self._introduced(reader, link))
        elif fact.relation == "=":
            self._rests_on(fact, left, reader, link)

    def _anew(self, fact: RelationFact, left: s.Expression, reader: Reader, link: Link) -> None:
        """Take down that a defined name may have got another definition; what is said to be a mistake gives none."""
        named = reader.name_of(left) if isinstance(left, s.Symbol | s.Scripted) else None
        if named is None or named.name not in self.context.theory.definitions or fact.relation not in DEFINING:
            return
        changes = _CHANGES.search(fact.sentence) is not None
        if fact.supposed or MISTAKEN.search(fact.sentence) or (is_doubted(fact.sentence) and not changes):
            return
        try:
            doubt = said_anew(self.context, reader.statement(link)[0], fact, changes)
        except (SymderivError, ValueError, RecursionError):
            return
        self.anew += [doubt] if doubt is not None else []

    def _says(self, fact: RelationFact, left: s.Expression, reader: Reader, link: Link) -> None:
        """An equation of inputs that its sentence states of them, or may state."""
        if reader.about_inputs(link):
            said = self._introduced(reader, link)
            if fact.stated:
                self.assume(label_of(fact, left), said)
            elif not holds_anyway(self.context.theory, said):
                self.open(fact, left, said)

    def _speaks_of_entries(self, left: s.Expression) -> None:
        r"""Take down that ``K_{ii} = 1`` supposes something of a declared ``K``: one for all of it is a claim."""
        factors = left.factors if isinstance(left, s.Product) else (left,)
        for node in (x for x in factors if isinstance(x, s.Scripted)):
            found = self.context.names.read(node)
            rank, name = (self.context.names.ranks.get(found.name), found.name) if found is not None else (0, "")
            entries = split_entries(found.indices, rank) if found is not None else []
            whole = rank is not None and rank == len(entries) > 1 and name not in self.context.recurrent
            if whole and all(map(is_letter, entries)):
                self.used.add(name)

    def _rests_on(self, fact: RelationFact, left: s.Expression, reader: Reader, link: Link) -> None:
        """ "Whitening gives $S = I$ and hence": nobody judges it, and its argument rests on it; all that follows, where
        its sentence introduces what it is about: "we have $X \\in \\mathbb{R}^{n \\times d}$, $1^\\top X = 0$", or
        does no more than to state it: "it holds that $A^\\top = A$"."""
        holds = _HOLDS.match(fact.sentence) is not None
        if reader.about_inputs(link) and (holds or not MISTAKEN.search(fact.sentence)):
            here = [f for f in self.facts if isinstance(f, ShapeFact) and f.argument == fact.argument]
            new = {latex(x) for f in here if f.span.start < fact.span.start for x in f.subjects}
            read = (reader.names_in(left) | reader.names_in(fact.right)) & self.context.theory.shapes.keys()
            passing = not read or not read <= new or _BESIDE.search(fact.sentence) is None
            passing = passing and not holds
            self.open(replace(fact, supposed=fact.supposed or passing), left, self._introduced(reader, link))

    def _is_only_said(self, reader: Reader, link: Link, fact: RelationFact) -> bool:
        """Whether nothing but what is said of a name gives it a meaning."""
        assert link.left is not None
        named = reader.name_of(link.left)
        if named is None or not reader.is_definition(link):
            return False
        if isinstance(link.right, s.Derivative) and named.name in self.context.theory.shapes:
            return False
        return not self._reads_what_is_new(reader, link) and not self._defined_later(reader, named.name, fact)

    def _reads_what_is_new(self, reader: Reader, link: Link) -> bool:
        r"""Whether a value reads letters that nothing has told: "here $\sigma$ is $1/(1+e^{-a})$" gives none."""
        assert link.right is not None
        if isinstance(link.right, s.Derivative):
            return False
        known = self.context.names.ranks.keys() | self.context.theory.shapes.keys() | self.context.names.functions
        known = known | {latex(x.head) for x in s.walk(link.right) if isinstance(x, s.Applied)}
        if isinstance(link.left, s.Applied):
            known = known | {latex(x) for x in link.left.arguments}
        return any(is_letter(x) and latex(x) in reader.names_in(link.right) - known for x in s.walk(link.right))

    def _says_where(self, fact: RelationFact, display: Display) -> bool:
        r"""Whether a relation of indices says for which of them a display holds: "a gradient at time $s \le t$"."""
        if fact.span.start > display.span.start or fact.argument != display.argument or fact.shaken:
            return False
        reader = Reader(self.context, self.used)
        told = (reader.of_indices(left, fact.relation, fact.right) for left in fact.left)
        return all(guard is not None for guard in told) and _PLACE.search(fact.sentence) is not None

    def of_indices(self, begin: int, end: int) -> tuple[tuple[str, Guard], ...]:
        r"""What the text between two places says of index letters, renaming aside: that two are equal, or differ, or
        come one before the other ("a gradient at time $s \le t$"); in its words and as a condition."""
        reader = Reader(self.context, self.used)
        told = [f for f in self.facts if isinstance(f, RelationFact) and begin <= f.span.start < end]
        found = (
            (f"{latex(left)} {fact.relation} {latex(fact.right)}", reader.of_indices(left, fact.relation, fact.right))
            for fact in told
            for left in fact.left
            if not fact.shaken and not _RENAMES.search(fact.sentence)
        )
        return tuple((words, guard) for words, guard in found if guard is not None)

    def ends(self, begin: int, end: int) -> tuple[tuple[str, Guard], ...]:
        """The ends of the ranges that the text between two places gives to index letters."""
        reader = Reader(self.context, self.used)
        ranges = [f for f in self.facts if isinstance(f, RangeFact) and begin <= f.span.start < end and f.upper]
        limits = [(x, r, limit) for f in ranges for x in f.subjects for r, limit in _ends(f)]
        found = ((f"{latex(x)} {r} {latex(limit)}", reader.of_indices(x, r, limit)) for x, r, limit in limits)
        return tuple((words, guard) for words, guard in found if guard is not None)

    def of_sizes(self, display: Display) -> tuple[tuple[str, Guard], ...]:
        """What words suppose of sizes for the argument of a display: "if ⟦N⟧ is even"."""
        told = [f for f in self.facts if isinstance(f, SizeFact) and f.supposed and f.argument == display.argument]
        found = ((f"{latex(f.left)} {f.relation} {latex(f.right)}", condition_of(self.context, f)) for f in told)
        return tuple((words, guard) for words, guard in found if guard is not None)

    def _is_written_out(self, reader: Reader, link: Link) -> bool:
        """Whether a definition is a formula of what is known: what a display says of its name then is a claim."""
        assert link.right is not None
        spoiled = self.context.poisoned.keys()  # by its own line; of what is pending a display may still tell
        known = (self.context.names.ranks.keys() - spoiled) | (spoiled - self.context.pending)
        read = reader.names_in(link.right)
        told = bool(read) or self._is_made_from_sizes(link.right)
        return told and read <= known and not isinstance(link.right, s.Symbol | s.Scripted | s.Applied)

    def _is_made_from_sizes(self, right: s.Expression) -> bool:
        """Whether a formula has no letters but sizes, and those over which its sums and products run."""
        below = (x for n in s.walk(right) if isinstance(n, s.BigOperator) for entry in n.below for x in s.walk(entry))
        letters = {latex(x) for x in s.walk(right) if is_letter(x)}
        sizes = letters & self.context.sizes.letters().keys()
        return bool(sizes) and letters - sizes <= {latex(x) for x in below}

    def _define_inline(self, reader: Reader, link: Link, new: bool, fact: RelationFact) -> None:
        """A definition in the running text; one that cannot be read leaves its name without a meaning."""
        if self._is_a_gloss(fact):
            return
        below = link.left.subscripts if isinstance(link.left, s.Scripted) else ()
        numbered = any(isinstance(x, s.Number) for entry in below for x in s.walk(entry))
        declared = link.left is not None and not numbered and reader.is_declared(link.left)  # no first state $h_0$
        plain = isinstance(link.right, s.Number | s.Symbol | s.Scripted)
        doubtful = self._shaken or (self._unfamiliar and plain)
        if doubtful and declared and link.left is not None and link.right is not None:
            self.lost(fact.span, label_of(fact, link.left), (link.left, link.right), fact.supposed, fact.argument)
            return
        try:
            reader.define(link)
        except (SymderivError, ValueError, RecursionError) as error:
            if self._is_a_gloss(fact):
                return
            named = None if link.left is None else reader.name_of(link.left)
            if self._awaits(reader, link):
                self.later.append(fact)
            if named is None or named.name not in self.context.sizes.letters():  # sizes have been read as such
                why = f": {error.what}; {error.remedy}" if isinstance(error, SymderivError) else ""
                poisoned = reader.poison(link, f"its definition in the text cannot be read{why}")
                if new and not self._is_written_out(reader, link) and not from_behind(self.context, link.left):
                    self.context.pending.update(poisoned)
            raise
