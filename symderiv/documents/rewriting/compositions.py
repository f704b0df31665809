r"""Compositions of functions: ``(f \circ g)(x)`` is ``f(g(x))``, and ``f = f_3 \circ f_2 \circ f_1`` defines ``f(x) =
f_3(f_2(f_1(x)))``; ``(f \circ g)' = (f' \circ g) g'`` says the same of every argument, and so does ``(f g)' = f' g +
f g'``, whose prime is no transpose.

Guarantee: only between names that the document applies, gives by an equation, ``f(x) = ...``, or calls functions, and
that are no tensors: between others the sign is the product entry by entry.  What is composed is read where it has an
argument, or where an equation gives it a name or compares it with functions; elsewhere it is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from symderiv.documents.declaring.layers import BRACKETS, number_above
from symderiv.documents.elaboration.elaborate_functions import ABSTRACT, function_name
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere, lefts
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    Display,
    FunctionFact,
    Item,
    Link,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
)
from symderiv.documents.supposing.inline_relations import MISTAKEN
from symderiv.documents.words.symbols_in_words import COMPOSED
from symderiv.errors import ReadingError

__all__ = ["with_compositions"]

_LETTERS = ("u", "t", "z", "x", "v", "w", "r", "q")
_SIGNS = ("\\circ", COMPOSED)
_Chain = tuple[s.Expression, ...]


def with_compositions(document: SurfaceDocument) -> SurfaceDocument:
    """The document with compositions as applications of one function to the value of the next."""
    nodes = [n for item in document.items for n in everywhere(item)]
    composed = any(isinstance(n, s.Operation) and n.operator in _SIGNS for n in nodes)
    if not composed and not any(isinstance(n, s.Scripted) and _is_derived(n) and _is_combined(n.base) for n in nodes):
        return document
    letter = free_letter(nodes, _LETTERS)
    return _Composing(_functions(document), letter, _points(document), frozenset(_naming(document))).of(document)


def _naming(document: SurfaceDocument) -> Iterator[int]:
    """The equations of the text for a name of which nothing before them speaks."""
    spoken: set[str] = set()
    for item in document.items:
        if isinstance(item, RelationFact) and len(item.left) == 1 and latex(item.left[0]) not in spoken:
            yield id(item)
        if isinstance(item, Display | RelationFact):
            spoken |= {latex(n) for n in everywhere(item) if isinstance(n, s.Symbol | s.Scripted)}


def _functions(document: SurfaceDocument) -> dict[str, tuple[s.Expression, ...]]:
    """The functions of a document, with their parameters where an equation gives them."""
    given: dict[str, tuple[s.Expression, ...]] = {}
    heads: dict[str, s.Expression] = {}
    tensors = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    for item in document.items:
        if isinstance(item, RelationFact) and item.relation not in DEFINING:
            continue
        for left in lefts(item):
            if isinstance(left, s.Applied) and left.brackets == "(" and all(map(is_letter, left.arguments)):
                given.setdefault(function_name(left.head), left.arguments)
                heads.setdefault(function_name(left.head), left.head)
    for left, right in document.equations():
        if isinstance(left, s.Symbol | s.Scripted) and not _primes(left) and not _signs(right):
            tensors.add(function_name(left))
    called = {latex(x): x for f in document.facts() if isinstance(f, FunctionFact) for x in f.subjects}
    for item in document.items:
        for n in everywhere(item):
            if isinstance(n, s.Applied) and n.brackets == "(" and not n.surely and latex(s.base(n.head)) in ABSTRACT:
                called.setdefault(function_name(n.head), n.head)
    found: dict[str, tuple[s.Expression, ...]] = dict.fromkeys((*BUILT_IN_FUNCTIONS, *called), ())
    found |= given
    families = {_family(head): found[name] for name, head in (heads | called).items() if _family(head)[-1:] == "*"}
    return families | {name: of for name, of in found.items() if name not in tensors or name in given}


def _family(node: s.Expression) -> str:
    """What a function has in common with the others of a family, ``f_2`` with ``f_i``; "*" behind it where a letter
    stands for all of them; "" for other names."""
    if not isinstance(node, s.Scripted):
        return ""
    above = node.superscript
    if above is None and len(node.subscripts) == 1:
        sign, number = "_", number_above(node.subscripts[0])
    elif isinstance(above, s.Group) and above.bracket in BRACKETS and len(above.entries) == 1 and not node.subscripts:
        sign, number = "^", number_above(above.entries[0])
    else:
        return ""
    return "" if number is None else f"{latex(node.base)}{sign}{'*' if number[0] and not number[1] else ''}"


def _points(document: SurfaceDocument) -> dict[str, tuple[s.Expression, ...]]:
    """The letters of declared tensors at which functions are taken."""
    shaped = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    nodes = (n for item in document.items for n in everywhere(item) if isinstance(n, s.Applied))
    plain = (n for n in nodes if n.brackets == "(" and all(is_letter(x) and latex(x) in shaped for x in n.arguments))
    return {latex(n.head): n.arguments for n in plain}


def _signs(node: s.Expression) -> bool:
    return isinstance(node, s.Operation) and node.operator in _SIGNS


def _primes(node: s.Expression) -> int:
    return node.primes if isinstance(node, s.Scripted) else 0


@dataclass
class _Composing:
    """Reads the compositions of one document."""

    functions: Mapping[str, tuple[s.Expression, ...]]
    letter: str
    points: Mapping[str, tuple[s.Expression, ...]]
    first: Set[int] = frozenset()  # the items that are the first ones to speak of what they give a name
    named: dict[str, s.Expression] = field(default_factory=dict)  # what derivatives are taken of

    def of(self, document: SurfaceDocument) -> SurfaceDocument:
        items: list[Item] = []
        for item in document.items:
            known = set(self.named)
            (turned,) = rewritten(replace(document, items=(self._told(item),)), self._change).items
            for name in self.named.keys() - known:
                items.append(self._made(name, item))
            items.append(turned)
        return replace(document, items=tuple(items))

    # ---- what is composed ---------------------------------------------------------------------------

    def _chain(self, node: s.Expression) -> _Chain:
        """The functions that an expression composes, the last one first; none where it is anything else."""
        if isinstance(node, s.Group) and node.bracket in ("(", "[") and len(node.entries) == 1:
            return self._chain(node.entries[0])
        if not _signs(node):
            return ()
        assert isinstance(node, s.Operation)
        parts = [(x,) if self._is_function(x) else self._chain(x) for x in (node.left, node.right)]
        return (*parts[0], *parts[1]) if all(parts) else ()

    def _is_function(self, node: s.Expression) -> bool:
        if not isinstance(node, s.Symbol | s.Scripted):
            return False
        bare = replace(node, primes=0) if isinstance(node, s.Scripted) else node
        name = function_name(bare)
        power = isinstance(bare, s.Scripted) and function_name(bare) != latex(bare)
        known = name in self.functions or f"{_family(bare)}*" in self.functions or is_function_name(bare)
        return known and not power

    def _is_mixed(self, node: s.Operation) -> bool:
        """Whether one of two names is a function that an equation gives, or a known one, and the other is no function:
        it may be applied entry by entry, or a factor."""
        if node.operator != "\\circ" or not all(isinstance(x, s.Symbol | s.Scripted) for x in (node.left, node.right)):
            return False
        known = [self._is_function(x) for x in (node.left, node.right)]
        given = any(self.functions.get(latex(x)) or is_function_name(x) for x in (node.left, node.right))
        return any(known) and not all(known) and given

    def _parameters(self, chain: _Chain) -> tuple[s.Expression, ...]:
        """What stands for the arguments of a composition: the parameters of the function that comes first."""
        first = chain[-1]
        bare = replace(first, primes=0) if isinstance(first, s.Scripted) else first
        given = self.functions.get(function_name(bare), ()) or self.functions.get(f"{_family(bare)}*", ())
        return given or (s.Symbol(first.span, self.letter),)

    def _applied(self, chain: _Chain, arguments: tuple[s.Expression, ...]) -> s.Expression:
        """A composition at some arguments."""
        for head in reversed(chain):
            arguments = (s.Applied(head.span, head, arguments, surely=is_function_name(s.base(head))),)
        return arguments[0]

    # ---- compositions with an argument --------------------------------------------------------------

    def _change(self, node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Derivative):
            return self._differentiated(node)
        if isinstance(node, s.Operation) and (self._chain(node) or self._is_mixed(node)):
            return replace(node, operator=COMPOSED)  # what is left has no argument
        if not isinstance(node, s.Product):
            return None
        factors: list[s.Expression] = []
        operators: list[str] = []
        found = False
        for factor, operator in zip(node.factors, ("", *node.operators), strict=True):
            at = self._at(factors[-1], factor) if factors and not operator else None
            if at is not None:
                factors[-1], found = at, True
                continue
            operators += [operator] if factors else []
            factors.append(factor)
        if not found:
            return None
        parts = tuple(s.replaced(x, self._change) for x in factors)
        return parts[0] if len(parts) == 1 else replace(node, factors=parts, operators=tuple(operators))

    def _at(self, before: s.Expression, behind: s.Expression) -> s.Expression | None:
        """A composition, or a derivative of one, at what stands in the bracket behind it."""
        power = behind if isinstance(behind, s.Scripted) and not behind.subscripts and not behind.primes else None
        bracket = power.base if power is not None else behind
        if not isinstance(bracket, s.Group) or bracket.bracket != "(":
            return None
        found: s.Expression | None = None
        if isinstance(before, s.Gradient) and before.variable is None and (chain := self._chain(before.target)):
            found = replace(before, target=s.Applied(before.span, self._name(before.target), bracket.entries))
        elif isinstance(before, s.Derivative | s.Gradient) and (chain := self._chain(before.target)):
            found = replace(before, target=self._applied(chain, bracket.entries))
        elif chain := self._chain(before):
            found = self._applied(chain, bracket.entries)
        elif isinstance(before, s.Scripted) and _is_derived(before) and self._is_made(before.base):
            found = s.Applied(before.span, replace(before, base=self._name(before.base)), bracket.entries)
        return found if found is None or power is None else replace(power, base=found)

    def _differentiated(self, node: s.Derivative) -> s.Derivative | None:
        r"""The derivative of a composition at its variable, ``\frac{d (f \circ g)}{dx}``."""
        chain = self._chain(node.target)
        if not chain or len({latex(x) for x in node.variables}) > 1 or not isinstance(node.variables[0], s.Symbol):
            return None
        return replace(node, target=self._applied(chain, node.variables[:1]), alternative=None)

    def _is_made(self, node: s.Expression) -> bool:
        """Whether brackets have functions in them that are composed, or multiplied and added."""
        return bool(self._chain(node)) or (_is_combined(node) and self._of_any(node, ()) is not None)

    def _name(self, node: s.Expression) -> s.Symbol:
        """A name for what functions make."""
        name = latex(node if isinstance(node, s.Group) else s.Group(node.span, "(", (node,)))
        self.named.setdefault(name, node)
        return s.Symbol(node.span, name)

    def _made(self, name: str, item: Item) -> RelationFact:
        """The equation of a function that has such a name, before the item that speaks of it."""
        node, span = self.named[name], replace(item.span, end=item.span.start)
        chain = self._chain(node) or tuple(n for n in s.walk(node) if self._is_function(n))[-1:]
        parameters = self._parameters(chain)
        left, value = s.Applied(span, s.Symbol(span, name), parameters), self._of_any(node, parameters)
        assert value is not None
        return RelationFact(span, "", (left,), ":=", value, "let", argument=getattr(item, "argument", -1))

    # ---- compositions without an argument -----------------------------------------------------------

    def _told(self, item: Item) -> Item:
        """An item with its equations between functions at an argument."""
        if isinstance(item, RelationFact):
            sides = self._sides(item.left[0], item.right) if item.relation in DEFINING and len(item.left) == 1 else None
            if sides is None:
                return item
            held = item.conditional or item.supposed or item.shaken or MISTAKEN.search(item.sentence)
            makes = not held and id(item) in self.first
            return replace(item, left=(sides[0],), right=sides[1], word="let" if makes else item.word)
        if not isinstance(item, Display):
            return item
        links: list[Link] = []
        for link in map(_without_dots, item.links):
            if link.left is not None and link.right is not None and link.relation in DEFINING:
                sides = self._sides(link.left, link.right)
                if sides is not None:
                    link = replace(link, left=sides[0], right=sides[1])
            links.append(link)
        return replace(item, links=tuple(links))

    def _sides(self, left: s.Expression, right: s.Expression) -> tuple[s.Expression, s.Expression] | None:
        """Both sides of an equation between functions, one of which is composed, at an argument."""
        chains = [chain for x in (left, right) for n in _functional(x) if (chain := self._chain(n))]
        if isinstance(left, s.Scripted) and _is_derived(left) and self._is_made(left.base):
            chains += [(n,) for n in s.walk(left.base) if self._is_function(n)]
        if not chains:
            return None
        parameters = self.points.get(latex(left)) or self._parameters(chains[0])
        if self._chain(right) and isinstance(left, s.Symbol | s.Scripted) and not _primes(left):
            head: s.Expression | None = s.Applied(left.span, left, parameters)
        else:
            head = self._of_any(left, parameters)
        value = self._of_any(right, parameters)
        return None if head is None or value is None else (head, value)

    def _of_any(self, node: s.Expression, at: tuple[s.Expression, ...]) -> s.Expression | None:
        """An expression of functions at an argument; None where it is made of anything but functions and numbers."""
        if isinstance(node, s.Number):
            return node
        if chain := self._chain(node):
            return self._applied(chain, at)
        if isinstance(node, s.Scripted) and _is_derived(node) and isinstance(node.base, s.Group | s.Operation):
            made = self._is_made(node.base)
            return s.Applied(node.span, replace(node, base=self._name(node.base)), at) if made else None
        if isinstance(node, s.Scripted) and isinstance(node.superscript, s.Number) and not node.subscripts:
            value = self._of_any(node.base, at) if not node.primes else None
            return None if value is None else replace(node, base=s.Group(node.span, "(", (value,)))
        if self._is_function(node):
            return s.Applied(node.span, node, at, surely=is_function_name(s.base(node)))
        if isinstance(node, s.Applied) and not node.surely and node.brackets == "(":
            return self._of_any(node.as_product(), at)  # a function before brackets is a factor here
        if isinstance(node, s.Group) and (node.bracket not in ("(", "[") or len(node.entries) != 1):
            return None
        if isinstance(node, s.Group) and _is_number(node.entries[0]):
            return None  # the argument of what stands before it
        if not isinstance(node, s.Addition | s.Product | s.Group | s.Quotient):
            return None
        inside = {id(part): self._of_any(part, at) for part in s.children(node)}
        if any(x is None for x in inside.values()):
            return None
        return s.replaced(node, lambda part: inside.get(id(part)))


def _without_dots(link: Link) -> Link:
    """A line that does not compose as many functions as a letter says."""
    for side in (link.left, link.right):
        for node in s.walk(side) if side is not None else ():
            if _signs(node) and any(isinstance(x, s.Symbol) and x.letter == "\\dots" for x in s.children(node)):
                what = "a composition of functions whose number is not told"
                remedy = "make states one after another, as in h^{(l)} = f^{(l)}(h^{(l-1)})"
                return replace(link, right=None, error=ReadingError(what, link.latex, remedy))
    return link


def _functional(node: s.Expression) -> Iterator[s.Expression]:
    """The parts of an expression that may be functions without an argument."""
    yield node
    if isinstance(node, s.Scripted):
        yield node.base
    elif isinstance(node, s.Addition | s.Product | s.Group | s.Applied):
        for part in s.children(node):
            yield from _functional(part)


def _is_combined(node: s.Expression) -> bool:
    """Whether brackets have a product, a quotient or a sum in them."""
    if not isinstance(node, s.Group) or node.bracket != "(" or len(node.entries) != 1:
        return False
    return isinstance(node.entries[0], s.Addition | s.Product | s.Quotient)


def _is_number(node: s.Expression) -> bool:
    return not any(isinstance(n, s.Symbol) for n in s.walk(node))


def _is_derived(node: s.Scripted) -> bool:
    r"""Whether brackets have nothing but primes: ``(f \circ g)'``."""
    return node.primes > 0 and not node.subscripts and node.superscript is None
