r"""What the text supposes for a case, and the values and the making of inputs that it tells by the way: "for $a = 2$",
"with $A B = B A$ this reads", "for logits $z$, where $p_i = \sigma(z_i)$".

Guarantee: a case speaks for the displays of its argument alone; one that is not understood refutes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.declaring.late_sizes import is_set
from symderiv.documents.declaring.properties import properties
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.statements import RELATIONS, Reader
from symderiv.documents.judging.in_force import oriented
from symderiv.documents.judging.made import CaseMade
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Fact, Link, RelationFact, ShapeFact, SurfaceDocument, UnreadFact
from symderiv.documents.supposing.inline_relations import is_condition
from symderiv.documents.supposing.shaken import is_lifted, is_momentary
from symderiv.documents.supposing.suppositions import gives_a_value, is_said_again
from symderiv.documents.walk.supposed import Supposed
from symderiv.documents.walk.unread import label_of
from symderiv.errors import SymderivError
from symderiv.language.integers import Poly
from symderiv.language.theory import Hypothesis

__all__ = ["VALUE_WORDS", "Cases"]

VALUE_WORDS = ("let", "where", "put", "set", "define", "denote", "write", "with", "take", "choose", "fix")

# "a matrix ⟦0⟧, where each row is nonzero if"
_DESCRIBES = regex(r"⟦\d+⟧,?\s+(?:where|with)\b[^.;:]*$", re.IGNORECASE)
_ADDS = regex(r"\b(?:moreover|in addition|additionally|furthermore|also)\b", re.IGNORECASE)


class Cases(Supposed):
    """The cases of a document's text up to the place that a walk has reached."""

    def __init__(self, surface: SurfaceDocument, context: Context) -> None:
        super().__init__(surface, context)
        # Used inputs that the text has made from others by now: the words, and from what.
        self.remade: dict[str, tuple[str, frozenset[str]]] = {}
        self.cases_made: list[CaseMade] = []

    def _opens_a_case(self, fact: RelationFact, left: s.Expression, display: Display) -> bool:
        r"""Whether an equation speaks for its own argument: "With $A B = B A$ this reads"."""
        leads = fact.span.start < display.span.start and fact.argument == display.argument
        return leads and fact.relation == "=" and gives_a_value(fact.sentence) and is_condition(fact, left)

    def _value_of_a_size(self, fact: RelationFact, left: s.Expression, display: Display) -> None:
        """A value for what follows in its argument, or for all that follows; another size may be said to be one."""
        value = polynomial(fact.right, self.context.sizes.letters())
        words = fact.shaken or fact.unfamiliar
        if not words or (isinstance(fact.right, s.Number) and is_momentary(words)):
            case = s.Comparison(fact.span, (left, fact.right), (fact.relation,))
            self.scoped.add(None if is_set(fact) else fact.argument, fact.span.start, display, [], [case])
        if value is not None and value[1] == Poly.constant(1):
            self._values.append((fact.span.start, label_of(fact, left), value[0], latex(left)))

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

    def _made_anew(self, reader: Reader, link: Link, fact: RelationFact, said: Hypothesis) -> None:
        r"""Take down a case that makes a used input from what its own sentence declares."""
        assert link.left is not None
        assert link.right is not None
        named, names = reader.name_of(link.left), reader.names_in(link.right)
        shaped = (f for f in self.facts if isinstance(f, ShapeFact) and f.argument == fact.argument)
        own = names & {latex(x) for f in shaped for x in f.subjects} - self.used
        if fact.relation == "=" and named is not None and named.name in self.context.theory.shapes and own:
            self.remade[named.name] = f"{latex(link.left)} = {latex(link.right)}", frozenset(own)
            self.cases_made.append(CaseMade(said, frozenset(own)))

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
                elif fact.relation == "=" and (is_momentary(fact.shaken) or is_lifted(fact.shaken)):
                    # "the case $x = 0$ is easy", "if $x = 0$ is violated"
                    self.open(replace(fact, supposed=True), left, self._introduced(reader, link))
                    return
                elif fact.relation in RELATIONS and fact.relation != "\\approx":
                    found.append(Hypothesis(label_of(fact, left), oriented(reader.statement(link)[0])))
                    self._made_anew(reader, link, fact, found[-1])
            except (SymderivError, ValueError, RecursionError):
                continue
        example = re.match(r"\W*(?:for example|for instance|e\.g\.)", fact.sentence, re.IGNORECASE) is not None
        describes = _DESCRIBES.search(fact.sentence) is not None
        adds = _ADDS.search(fact.sentence) is not None
        self.scoped.add(fact.argument, fact.span.start, display, found, conditions, example, describes, adds)
        naming = isinstance(fact, RelationFact) and isinstance(fact.right, s.Derivative | s.Gradient)
        if isinstance(fact, RelationFact) and not found and not conditions and not naming:
            words = f"{', '.join(map(latex, fact.left))} {fact.relation} {latex(fact.right)}"
            case = UnreadFact(
                fact.span, fact.sentence, fact.left, words, argument=fact.argument, supposed=fact.supposed
            )
            self.doubt(case, display)  # "for $f = \\tanh$": what is not understood refutes nothing
