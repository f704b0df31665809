"""What the displays of a document define and use, seen from a place in its text.

A sentence says what a name is only where no display does: before it, behind it, or in the words of another argument.
Guarantee: nothing here changes what is known; a link that cannot be read defines nothing.
"""

from __future__ import annotations

import re

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate import Elaborator
from symderiv.documents.elaboration.recurrence_equations import entry_named
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    Display,
    Fact,
    Link,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)
from symderiv.errors import SymderivError

__all__ = ["Ahead", "name_of", "names_an_inverse"]

# The beginning of a sentence that introduces numbers by what holds of them: "Now for ⟦0⟧ and".
_FOR = regex(
    r"\W*(?:(?:and|now|here|also|next|finally|then|again)[\s,]+)*for(?:\s+(?:all|any|every|each|numbers?|scalars?|real|"
    r"given|fixed|two|some|and|⟦\d+⟧|an?(?:\s+(?!(?:of|in|at|by|on|to|from|with|which|that|where|than|or|not|case)\b)"
    r"[a-z-]+){0,4})|\s*,)*\s*",
    re.IGNORECASE,
)
_OPERATORS = frozenset(["\\log", "\\ln", "\\exp", "e", "\\sqrt"])


class Ahead:
    """A document with its facts in reading order; ``used`` are the names that the displays have used so far."""

    def __init__(self, surface: SurfaceDocument, context: Context) -> None:
        self.surface = surface
        self.context = context
        self.facts = sorted(surface.facts(), key=lambda fact: fact.span.start)
        self.used: set[str] = set()
        self._displayed: dict[tuple[str, str], tuple[int, set[str]]] | None = None
        # Where the relations of displays begin that have a name in them.
        self._places: dict[str, list[int]] | None = None

    def _undefined(self, fact: WordFact | UnreadFact) -> tuple[s.Expression, ...]:
        """What a fact speaks of and nothing defines: what holds of a definition follows from it."""
        reader = Reader(self.context, self.used)
        named = [(x, name_of(reader, x)) for x in fact.subjects]
        open_ = {name for _, name in named if name is not None} - self.context.theory.definitions.keys()
        defined = self.context.theory.definitions.keys() | self._to_be_defined(open_, fact.span.start)
        return tuple(x for x, name in named if name not in defined)

    def _is_a_gloss(self, fact: RelationFact) -> bool:
        r"""Whether an equation of the text says what a declared tensor is called in letters that no display uses:
        ``\rho = \log \sigma^2`` tells of ``\sigma``, and nothing of ``\rho``.  A gradient of what nothing else speaks
        of may be anything, be it supposed: ``g = \nabla E(w_0)``."""
        supposed = fact.hypothesis and not isinstance(fact.right, s.Derivative | s.Gradient)
        if supposed or fact.conditional or fact.supposed:
            return False
        reader = Reader(self.context, self.used)
        if self._stands_for_any(reader, fact):
            return True
        named = {name_of(reader, x) for x in fact.left}
        entries = {latex(n) for x in fact.left if isinstance(x, s.Scripted) for e in x.subscripts for n in s.walk(e)}
        symbols = (n for n in s.walk(fact.right) if isinstance(n, s.Symbol) and n.letter not in ("0", "1"))
        letters = {latex(n) for n in symbols} - _OPERATORS - entries  # \mathbf{0} is no name
        known = self.context.names.ranks.keys() | self.context.sizes.letters().keys()
        if not letters or not letters.isdisjoint(known) or not named <= self.context.theory.shapes.keys():
            return False
        sides = [x for d in self.surface.displays() for k in d.links for x in (k.left, k.right) if x is not None]
        nodes = [n for side in sides for n in s.walk(side)]
        bases = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts}
        heads = {latex(n.head) for n in s.walk(fact.right) if isinstance(n, s.Applied)}  # E(w) is not the number E_0
        return letters.isdisjoint(
            latex(n) for n in nodes if isinstance(n, s.Symbol) and not (id(n) in bases and latex(n) in heads)
        )

    def _stands_for_any(self, reader: Reader, fact: RelationFact) -> bool:
        r"""Whether ``y = f(x)`` of an ``f`` that nothing tells speaks of any function, and a display tells ``y``."""
        head = fact.right.head if isinstance(fact.right, s.Applied) else None
        name, known = latex(head) if head is not None else "", self.context
        if not isinstance(head, s.Symbol) or head.word or name in known.functions or len(fact.left) != 1:
            return False
        if (
            name in known.theory.functions
            or name in known.names.ranks
            or head.letter not in ("f", "g", "F", "h", "\\phi")
        ):
            return False
        named = name_of(reader, fact.left[0])
        return named is not None and self._defined_later(reader, named, fact)

    def _to_be_defined(self, names: set[str], place: int) -> set[str]:
        """Those of some names that displays behind a place define."""
        reader = Reader(self.context, self.used)
        found: set[str] = set()
        for display in self.surface.displays() if names else ():
            if display.span.start > place and not display.hypothesis:
                for link in display.links:
                    if link.left is None or link.continuation or link.relation not in ("=", ":="):
                        continue
                    named = name_of(reader, link.left)
                    try:
                        if (
                            named in names
                            and not self._uses(named, place, display.span.start)
                            and reader.is_definition(link)
                        ):
                            found.add(named)
                    except (SymderivError, ValueError, RecursionError):
                        continue
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
            if display.span.start > fact.span.start and not display.silent:
                for link in display.links:  # a new name is defined, however it is announced
                    left = link.left.head if isinstance(link.left, s.Applied) else link.left
                    if not link.continuation and isinstance(left, s.Symbol | s.Scripted):
                        named = reader.name_of(left)
                        if named is not None and named.name == name and reader.is_definition(link):
                            return True
        return False

    def _solved_later(self, reader: Reader, link: Link, fact: Fact) -> bool:
        r"""Whether an equation of a new name with itself, "the layer solves ``z = \tanh(W z + x)``", stands before the
        display that defines the name."""
        if not isinstance(link.left, s.Symbol) or link.right is None or link.relation not in DEFINING:
            return False
        name = latex(link.left)
        again = any(isinstance(n, s.Symbol) and latex(n) == name for n in s.walk(link.right))
        return again and name not in self.context.names.ranks and self._shown_later(reader, name, fact)

    def _defined_by(self, display: Display, reader: Reader) -> set[str]:
        """The names that a display will define."""
        left = [k.left for k in display.links if k.left is not None and reader.is_definition(k)]
        return {named.name for x in left if (named := reader.name_of(x)) is not None}

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

    def _restated(self, fact: RelationFact, left: s.Expression) -> bool:
        r"""Whether a display repeats an inline equation, perhaps with indices (``g = \partial L / \partial y``), before
        another one uses the name; ``s_n`` repeats no ``s_k`` where ``n`` is a size."""
        if self._displayed is None:
            self._displayed = {}
            for display in self.surface.displays():
                for link in display.links:
                    if link.left is not None and link.right is not None and not link.continuation:
                        said = (_without_subscripts(_head(link.left)), _without_subscripts(link.right))
                        self._displayed.setdefault(said, (link.span.start, _subscripts(link.left)))
        said = (_without_subscripts(_head(left)), _without_subscripts(fact.right))
        at, letters = self._displayed.get(said, (-1, set()))
        if (letters - _subscripts(left)) & set(self.context.sizes.letters()):
            return False
        if at <= fact.span.start:
            return False
        named = Reader(self.context, self.used).name_of(left)
        recurs = named is not None and named.name in self.context.recurrent  # and is read before it is defined
        return recurs or not self._uses(said[0], fact.span.start, at)

    def _uses(self, name: str, start: int, end: int) -> bool:
        """Whether a relation of a display between two places has a name in it."""
        if self._places is None:
            self._places = {}
            for display in self.surface.displays():
                for link in display.links:
                    nodes = (n for side in (link.left, link.right) if side is not None for n in s.walk(side))
                    for said in {_without_subscripts(n) for n in nodes if isinstance(n, s.Symbol | s.Scripted)}:
                        self._places.setdefault(said, []).append(link.span.start)
        return any(start < place < end for place in self._places.get(name, ()))

    def _declares(self, fact: Fact) -> bool:
        r"""Whether a fact says what a name is, be it under a "for": ``for $A \in S^n$``, ``for $y = A x$``."""
        if isinstance(fact, WordFact):
            return any(f.span == fact.span for f in self.facts if isinstance(f, ShapeFact))
        if not isinstance(fact, RelationFact):
            return True
        if fact.relation not in DEFINING:
            return False
        if isinstance(fact.right, s.Number):  # "for $t = 1, \\dots, T$ and $h_0 = 0$"
            return not fact.conditional and not fact.not_first and all(self._begins(left) for left in fact.left)
        reader = Reader(self.context, self.used)
        if any(latex(left) in self.context.names.functions for left in fact.left):
            return False
        if len(fact.left) == 1 and isinstance(fact.left[0], s.Applied):
            return self._introduces_function(fact, fact.left[0])
        if all(reader.between_letters(left, fact.right) for left in fact.left):
            return False  # "for $i = j$"
        if self.context.sizes.letters().keys() >= {latex(left) for left in fact.left}:
            return False  # "if $m = n$"
        named = [reader.name_of(left) for left in fact.left]
        if any(n is not None and n.name in self.context.theory.definitions for n in named):
            return False  # "if $S = I$" of what the text has defined
        new = all(n is not None and n.name not in self.context.theory.shapes for n in named)
        if not new and not isinstance(fact.right, s.Symbol | s.Scripted):
            # "for $y = W x$ with $y \\in \\mathbb{R}^m$": nothing else speaks of y
            unused = all(
                n is not None and n.name not in self.used | self.context.theory.definitions.keys() for n in named
            )
            own = reader.names_in(fact.right).isdisjoint(n.name for n in named if n is not None)
            return unused and own and not self._used_elsewhere(fact)
        named_gradient = isinstance(fact.right, s.Derivative | s.Gradient)
        if not new or named_gradient or not fact.conditional:
            return new
        return self._is_a_loss_from_here(fact) or not self._used_elsewhere(fact)

    def _is_a_loss_from_here(self, fact: RelationFact) -> bool:
        """Whether "minimising ⟦M = ...⟧" says what a loss is: nothing speaks of it before, or gives it otherwise."""
        name = latex(fact.left[0])
        if len(fact.left) > 1 or name not in self.context.targets or name in self.used:
            return False
        given = [x for f in self.facts if isinstance(f, RelationFact) for x in f.left]
        given += [k.left for d in self.surface.displays() for k in d.links if k.left is not None and not k.continuation]
        heads = (x.head if isinstance(x, s.Applied) else x for x in given)
        return sum(latex(x) == name for x in heads) == 1

    def begins_all(self, fact: Fact) -> bool:
        """Whether the text says behind all displays how a recurrence begins that waits for it: "throughout, ⟦h_0 = 0⟧";
        what is supposed there ("suppose now that ⟦h_0 = 0⟧") is not said of them."""
        supposes = isinstance(fact, RelationFact) and fact.hypothesis and fact.word
        return isinstance(fact, RelationFact) and not supposes and any(map(self._begins, fact.left))

    def _begins(self, left: s.Expression) -> bool:
        """Whether this is the entry with which a recurrence begins that waits for it."""
        found = entry_named(self.context, left)
        if found is None or len(self.context.starts.get(found[0], ())) >= self.context.awaited.get(found[0], 0):
            return False
        axis = self.context.recurrent[found[0]]
        return axis < len(found[1]) and isinstance(found[1][axis], s.Number)

    def _introduces_function(self, fact: RelationFact, left: s.Applied) -> bool:
        """Whether ``f(x) = ...`` under a "for" says what ``f`` is: nothing else does, but for what its argument says of
        it behind a use, and it is no known function."""
        head = latex(left.head)
        known = (self.context.names.functions | self.context.names.ranks.keys()) | self.context.targets
        if head not in self.used:
            known -= self.context.applied  # gradients of ``f`` speak of what it is here
            known -= {head} if self._by_parameters_alone(left) else set()
        others = [
            x.head
            for f in self.facts
            if isinstance(f, RelationFact)
            for x in f.left
            if isinstance(x, s.Applied) and latex(x.head) == head
        ]
        shown = (d for d in self.surface.displays() if any(k.left == left and not k.continuation for k in d.links))
        begin = fact.span.start
        defined = any(d.argument != fact.argument or not self._uses(head, begin, d.span.start) for d in shown)
        named = isinstance(left.head, s.Symbol) and (is_letter(left.head) or left.head.word)
        plain = all(map(is_letter, left.arguments)) and named
        return plain and head not in known and len(others) == 1 and not defined

    def _by_parameters_alone(self, left: s.Applied) -> bool:
        """Whether the displays differentiate a function, and by its parameters alone."""
        nodes = (n for side in self.surface.sides() for n in s.walk(side) if isinstance(n, s.Derivative | s.Gradient))
        own = [n for n in nodes if n.target == left.head]
        by = [x for n in own for x in (n.variables if isinstance(n, s.Derivative) else (n.variable,))]
        return bool(by) and all(x is not None and s.base(x) in left.arguments for x in by)

    def _bounds_new_numbers(self, fact: Fact, display: Display) -> bool:
        r"""Whether "for $\sigma, s > 0$ define" introduces numbers: nothing has used them, and of no other case of them
        is spoken."""
        if not isinstance(fact, RelationFact) or fact.relation not in (">", "<", "\\ge", "\\le"):
            return False
        if _FOR.fullmatch(fact.sentence) is None:
            return False  # "the bound is sharp for $\\alpha > 1$"
        names = {latex(left) for left in fact.left}
        others = (
            x
            for f in self.facts
            if isinstance(f, RelationFact)
            and (f.argument, f.sentence) != (fact.argument, fact.sentence)
            and f.relation != "="
            for x in f.left
        )
        reader = Reader(self.context, self.used)
        defines = display.span.start > fact.span.start and any(map(reader.is_definition, display.links))
        behind = (f for f in self.facts if f.argument == fact.argument and f.span.start > fact.span.start)
        told = (f for f in behind if isinstance(f, RelationFact))  # "for $p > 0$ put $u = ...$"
        defines |= any(self._declares(f) or any(map(names_an_inverse, f.left)) for f in told)
        before = (f for f in self.facts if isinstance(f, ShapeFact | WordFact) and f.span.start < fact.span.start)
        known = {latex(x) for f in before for x in f.subjects}  # "let $\\alpha$ be a number. For $\\alpha > 0$ define"
        return defines and names.isdisjoint(self.used | known) and names.isdisjoint(map(latex, others))

    def _names_star(self, fact: RelationFact) -> bool:
        r"""``if $H w^* = b$`` where no ``w^*`` is known: it says what ``w^*`` is, and is no case of it."""
        names = self.context.names
        nodes = [n for side in (*fact.left, fact.right) for n in s.walk(side) if isinstance(n, s.Scripted)]
        reader = Elaborator(self.context)
        stars = [star for n in nodes if (star := reader.starred(n))]
        return fact.relation == "=" and bool(stars) and not any(map(names.known, stars))


def names_an_inverse(left: s.Expression) -> bool:
    r"""Whether the left side of an equation is an inverse function at a letter, ``\sigma^{-1}(p)``: what it says is of
    that function alone."""
    head = left.head if isinstance(left, s.Applied) else None
    above = head.superscript if isinstance(head, s.Scripted) else None
    return (
        isinstance(left, s.Applied)
        and above is not None
        and latex(above) == "-1"
        and all(map(is_letter, left.arguments))
    )


def name_of(reader: Reader, node: s.Expression) -> str | None:
    """The name that an expression is; None for anything else, and for what cannot be read."""
    try:
        named = reader.name_of(node) if isinstance(node, s.Symbol | s.Scripted) else None
    except (SymderivError, ValueError, RecursionError):
        return None
    return None if named is None else named.name


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
