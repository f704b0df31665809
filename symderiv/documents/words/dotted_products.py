r"""Products with dots: ``x_1 x_2 \cdots x_n`` is ``\prod_{k=1}^n x_k``, and ``W_L W_{L-1} \cdots W_1`` is the last of
the products ``P_k = W_k P_{k-1}`` that begin with ``P_0 = I``.

Guarantee: only factors that follow from the last one by their number, one after another up to the dots.  Of matrices,
only square ones of one shape that the document states, in one order, from a number or up to one; a chain of others is
left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, RangeFact, ShapeFact, SurfaceDocument, changed
from symderiv.documents.words.progressions import Progression, progression

__all__ = ["with_dotted_products"]

_DOTS = "\\dots"
_PLAIN = ("", "\\cdot", "\\times")


def with_dotted_products(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such products as products over an index, or as states of running products."""
    nodes = [n for item in document.items for n in everywhere(item)]
    if not any(isinstance(n, s.Product) and _dots(n) for n in nodes):
        return document
    return _Multiplying(document, s.Symbol(s.NOWHERE, free_letter(nodes))).of()


def _dots(node: s.Product) -> int:
    """The place of the only dots among factors, with a factor on each side; 0 where there are none."""
    places = [k for k, x in enumerate(node.factors) if isinstance(x, s.Symbol) and x.letter == _DOTS]
    return places[0] if len(places) == 1 and places[0] < len(node.factors) - 1 else 0


@dataclass
class _Multiplying:
    """Reads the products with dots of one document."""

    document: SurfaceDocument
    index: s.Symbol
    chains: dict[str, tuple[Progression, ShapeFact]] = field(default_factory=dict)

    def of(self) -> SurfaceDocument:
        items: list[Item] = []
        for item in self.document.items:
            known = set(self.chains)
            turned = changed(item, self._change)
            for name in [x for x in self.chains if x not in known]:
                items += self._states(name, item)
            items.append(turned)
        return replace(self.document, items=tuple(items))

    def _change(self, node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Product) or not (dots := _dots(node)):
            return None
        if any(x not in _PLAIN for x in node.operators):
            return None
        places = [(first, end) for first in range(dots) for end in range(len(node.factors), dots + 1, -1)]
        for first, end in places:
            others = (*node.factors[:first], *node.factors[end:])
            found = progression(node.factors[first:dots], node.factors[dots + 1 : end], self.index, others)
            value = None if found is None else self._value(found)
            if value is not None:
                factors = (*node.factors[:first], value, *node.factors[end:])
                factors = tuple(s.replaced(x, self._change) for x in factors)
                return factors[0] if len(factors) == 1 else s.Product(node.span, factors, ("",) * (len(factors) - 1))
        return None

    def _value(self, found: Progression) -> s.Expression | None:
        """The product that a progression of factors has; None where it is not known what the factors are."""
        shapes = [self._shape(n) for n in s.walk(found.body) if isinstance(n, s.Scripted) and _counts(n, self.index)]
        if not shapes or any(isinstance(n, s.Derivative | s.Gradient) for n in s.walk(found.body)):
            return self._product(found) if not shapes and _is_number(found.body) else None
        if all(x is None or not x.axes for x in shapes):
            return self._product(found)
        body = found.body
        fact = shapes[0]
        plain = isinstance(body, s.Scripted) and isinstance(body.base, s.Symbol)
        if not plain or fact is None or len(fact.axes) != 2 or latex(fact.axes[0]) != latex(fact.axes[1]):
            return None
        if not isinstance(found.low, s.Number):
            return None
        name = f"({latex(body)} \\cdots)" if not found.ascending else f"(\\cdots {latex(body)})"
        name = f"{name}_{{{latex(found.low)}}}"
        self.chains.setdefault(name, (found, fact))
        return s.Scripted(body.span, s.Symbol(body.span, name), (found.high,))

    def _product(self, found: Progression) -> s.Expression:
        low, high = found.low, found.high
        below = s.Comparison(low.span, (self.index, low), ("=",))
        return s.BigOperator(low.span, "prod", (below,), high, found.body)

    def _shape(self, member: s.Scripted) -> ShapeFact | None:
        """What the document states of the members of a family, or of the numbers in a vector."""
        base = latex(member.base)
        for fact in self.document.facts():
            if not isinstance(fact, ShapeFact):
                continue
            for x in fact.subjects:
                if isinstance(x, s.Scripted) and latex(x.base) == base and len(x.subscripts) == len(member.subscripts):
                    return fact
                if isinstance(x, s.Symbol) and latex(x) == base:
                    taken = len(member.subscripts)
                    return replace(fact, axes=fact.axes[taken:])
        return None

    def _states(self, name: str, item: Item) -> Iterator[Item]:
        """The running products of a chain of matrices, from no factor to all of them."""
        found, fact = self.chains[name]
        span = replace(item.span, start=item.span.start - 1, end=item.span.start)
        argument = getattr(item, "argument", -1)
        assert isinstance(found.low, s.Number)
        base, one = s.Symbol(span, name), s.Number(span, Fraction(1))

        def state(at: s.Expression) -> s.Scripted:
            return s.Scripted(span, base, (at,))

        begin = s.Number(span, found.low.value - 1)
        end = self._end(found, fact)
        yield ShapeFact(span, "", (state(begin), s.Symbol(span, _DOTS), state(end)), fact.axes, argument=argument)
        before = state(s.Addition(span, (self.index, one), ("+", "-")))
        pair = (before, found.body) if found.ascending else (found.body, before)
        step = Link(0, state(self.index), "=", s.Product(span, pair, ("",)), False, span, name)
        start = Link(1, state(begin), "=", s.Symbol(span, "I"), False, span, name)
        facts = (RangeFact(span, "", (self.index,), found.low, end, argument=argument),)
        yield Display(span, "", "$$", (step, start), facts, argument=argument, silent=True)

    def _end(self, found: Progression, fact: ShapeFact) -> s.Expression:
        """The number of the last member of the family."""
        subjects = fact.subjects
        if len(subjects) > 1 and isinstance(subjects[-1], s.Scripted):
            return subjects[-1].subscripts[0]
        letters = {latex(x) for subject in subjects if isinstance(subject, s.Scripted) for x in subject.subscripts}
        for other in self.document.facts():
            if isinstance(other, RangeFact) and letters & set(map(latex, other.subjects)) and other.upper is not None:
                return other.upper
        return found.high


def _counts(node: s.Scripted, index: s.Symbol) -> bool:
    """Whether the index of a product stands below or in brackets above a name."""
    above = node.superscript.entries if isinstance(node.superscript, s.Group) else ()
    return any(index in s.walk(x) for x in (*node.subscripts, *above))


def _is_number(node: s.Expression) -> bool:
    return not any(isinstance(n, s.Scripted) for n in s.walk(node))
