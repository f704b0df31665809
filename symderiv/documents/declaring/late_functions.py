r"""Functions that are used a moment before they are defined: ``y_i = \phi(x_i)`` "with" ``\phi(a) = a \sigma(a)``.

Guarantee: only where nothing but definitions stands between, the text gives no function of this name, and the
definition is made from its parameters, numbers, known functions and what no equation makes: it may be read where the
name is used first.
"""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.documents.elaboration.elaborate_functions import function_name, is_own_function
from symderiv.documents.elaboration.link_names import OWN_FORMS
from symderiv.documents.elaboration.senses import lefts
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, FunctionFact, Link, RelationFact, SurfaceDocument, WordFact

__all__ = ["given_functions", "late_functions"]


def late_functions(document: SurfaceDocument) -> Iterator[tuple[Display, Link]]:
    """The links that define such functions, each with its display."""
    facts = document.facts()
    declared = {latex(x) for f in facts if isinstance(f, FunctionFact) for x in f.subjects}
    declared |= {latex(x) for f in facts if isinstance(f, WordFact) and "function" in f.word for x in f.subjects}
    # What the text gives, "let $f(u) = u^2$", a display that says otherwise does not.
    given = (x for f in facts if isinstance(f, RelationFact) and f.relation in DEFINING for x in f.left)
    declared |= {function_name(x.head) for x in given if isinstance(x, s.Applied)}
    numbers = {latex(x) for f in facts if isinstance(f, RelationFact) for x in f.left if is_letter(x)}
    made = {latex(s.base(x.head if isinstance(x, s.Applied) else x)) for item in document.items for x in lefts(item)}
    nodes = (n for side in document.sides() for n in s.walk(side) if isinstance(n, s.Symbol))
    numbers |= {latex(n) for n in nodes} - made
    used: set[str] = set()  # in definitions, since the last line that may claim something
    for item in document.items:
        if isinstance(item, RelationFact):
            used |= set(_applied(item.right))
        for link in item.links if isinstance(item, Display) else ():
            assert isinstance(item, Display)
            if isinstance(link.left, s.Applied) and _defines(link, numbers):
                if function_name(link.left.head) in used - declared:
                    yield item, link
                declared.add(function_name(link.left.head))
            elif _may_define(link):
                if isinstance(link.left, s.Applied) and not _is_primed(link.left.head):
                    declared.add(function_name(link.left.head))
                used |= set(_applied(link.right))
            else:
                used.clear()


def given_functions(document: SurfaceDocument) -> frozenset[str]:
    """The names of functions of letters that equations give, wherever they stand."""
    heads = (x for item in document.items for x in lefts(item) if isinstance(x, s.Applied) and x.brackets == "(")
    return frozenset(function_name(x.head) for x in heads if not x.surely and all(map(is_letter, x.arguments)))


def _applied(side: s.Expression | None) -> Iterator[str]:
    """The names that a right side applies."""
    for node in s.walk(side) if side is not None else ():
        if isinstance(node, s.Applied) and not (node.surely and _is_known(node.head)):
            yield function_name(node.head)


def _may_define(link: Link) -> bool:
    named = isinstance(link.left, s.Symbol | s.Scripted | s.Applied)
    return named and not link.continuation and link.relation in DEFINING


def _is_primed(head: s.Expression) -> bool:
    return isinstance(head, s.Scripted) and head.primes > 0


def _defines(link: Link, numbers: set[str]) -> bool:
    """Whether a link says what a function is, by its parameters, numbers and known functions alone."""
    left, right = link.left, link.right
    if not isinstance(left, s.Applied) or right is None or link.continuation or link.relation not in DEFINING:
        return False
    if not is_own_function(left.head) or not all(map(is_letter, left.arguments)):
        return False
    if _is_known(left.head):
        return False
    known = {latex(x) for x in left.arguments} | numbers | {"e", "\\pi"}
    heads = [n.head for n in s.walk(right) if isinstance(n, s.Applied)]
    others = (n for n in s.walk(right) if isinstance(n, s.Symbol) and not any(n is head for head in heads))
    return all(_is_known(x) or latex(x) in known for x in heads) and all(
        latex(n) in known or n.letter.isdigit() for n in others
    )


def _is_known(head: s.Expression) -> bool:
    name = function_name(head)
    bare = name.removeprefix("\\")
    return {name, bare} & BUILT_IN_FUNCTIONS.keys() != set() or (is_function_name(head) and bare not in OWN_FORMS)
