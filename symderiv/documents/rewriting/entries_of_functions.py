r"""Entries of functions, ``\sigma(z)_i``, written ``\sigma_i(z)``; and letters of known functions that a document
takes for its own: ``\sigma(z)_i = e^{z_i} / \sum_j e^{z_j}`` makes ``\sigma`` the softmax.

Guarantee: a known function stays what it is, unless the first equation that gives its entries sums over those of its
argument, and the text does not say what its letter stands for.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import defining, everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.marks import marked
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.page.surface import Display, Item, NamedFact, RelationFact, SurfaceDocument
from symderiv.documents.words.functions_in_words import NAMED

__all__ = ["with_entries_of_functions"]


def with_entries_of_functions(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such functions under their own names, and subscripts at the functions of which they are."""
    plain = tuple(map(_entrywise, document.items))
    apart = [_in_a_chain(item) for item in plain]
    document = replace(document, items=tuple(item for item, _ in apart))
    told = {latex(x) for item in document.items if isinstance(item, NamedFact) for x in item.subjects}
    told |= {
        latex(x.head)
        for item in document.items
        if isinstance(item, RelationFact) and item.word == NAMED
        for x in item.left
        if isinstance(x, s.Applied)
    }
    seen: set[str] = set()
    own: set[str] = set()
    given: set[str] = set()
    whole: set[str] = set()  # what an equation gives as a whole
    for item in document.items:
        for left, right in defining(item):
            if (found := _entry(left)) is None:
                whole |= {latex(left.head)} if isinstance(left, s.Applied) else set()
                continue
            head, argument, outside = found
            name = latex(head)
            if name in BUILT_IN_FUNCTIONS and name not in seen | told and _sums_over(right, argument):
                own.add(name)
            if outside and name not in whole and (name in own or name not in BUILT_IN_FUNCTIONS):
                given.add(name)
        seen |= {latex(s.base(n.head)) for n in everywhere(item) if isinstance(n, s.Applied)}
    document = replace(
        document, items=tuple(item if heads <= own else one for one, (item, heads) in zip(plain, apart, strict=True))
    )
    if not own and not given:
        return document

    def named(node: s.Expression) -> s.Expression | None:
        return marked(node) if isinstance(node, s.Symbol) and latex(node) in own else None

    def moved(node: s.Expression) -> s.Expression | None:
        inner = node.base if isinstance(node, s.Scripted) else None
        if not isinstance(node, s.Scripted) or not isinstance(inner, s.Applied) or not node.subscripts or node.primes:
            return None
        if not isinstance(inner.head, s.Symbol) or latex(inner.head) not in given:
            return None
        arguments = tuple(s.replaced(x, moved) for x in inner.arguments)
        head = replace(node, base=inner.head, superscript=None)
        entry = replace(inner, span=node.span, head=head, arguments=arguments)
        return entry if node.superscript is None else replace(node, base=entry, subscripts=())

    document = rewritten(document, moved)
    return rewritten(document, named) if own else document


def _entrywise(item: Item) -> Item:
    r"""What the text says of a known function entry by entry, ``\sigma(a)_i = \max(0, a_i)``, said of any number."""
    if not isinstance(item, RelationFact) or len(item.left) != 1 or (found := _entry(item.left[0])) is None:
        return item
    head, argument, outside = found
    (left,) = item.left
    number = s.Symbol(left.span, "u")
    below = left.subscripts if isinstance(left, s.Scripted) else ()
    if not outside or latex(head) not in BUILT_IN_FUNCTIONS:
        return item

    def at(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or node.superscript is not None or node.primes:
            return None
        return number if node.base == argument and node.subscripts == below else None

    right = s.replaced(item.right, at)
    letters = {latex(n) for x in (argument, *below) for n in s.walk(x)} | {"u"}
    others = [n for n in s.walk(right) if isinstance(n, s.Symbol) and n is not number and latex(n) in letters]
    return item if others else replace(item, left=(s.Applied(left.span, head, (number,)),), right=right)


def _in_a_chain(item: Item) -> tuple[Item, set[str]]:
    r"""A chain that says on its way what the entries of a known function are, ``p_i = \sigma(z)_i = e^{z_i} / \sum_j
    e^{z_j}``, as two equations with its end; and the functions that it does not know then."""
    heads: set[str] = set()
    if not isinstance(item, Display):
        return item, heads
    links = list(item.links)
    for k, (link, behind) in enumerate(pairwise(item.links)):
        if link.right is None or behind.left != link.right or behind.right is None or not behind.continuation:
            continue
        found = _entry(link.right)
        known = found is not None and found[2] and latex(found[0]) in BUILT_IN_FUNCTIONS
        if found is not None and known and _sums_over(behind.right, found[1]):
            links[k] = replace(links[k], right=behind.right)
            links[k + 1] = replace(behind, left=_of_plain(behind.left, found[1], behind.right), continuation=False)
            heads.add(latex(found[0]))
    return (replace(item, links=tuple(links)), heads) if heads else (item, heads)


def _of_plain(left: s.Expression, argument: s.Expression, right: s.Expression) -> s.Expression:
    r"""``\sigma(z)_i`` for ``\sigma(\mathbf{z})_i = e^{z_i} / \sum_j e^{z_j}``, by the letter that is read."""
    read = {n.base for n in s.walk(right) if isinstance(n, s.Scripted) and _emphasised(n.base, argument)}
    if len(read) != 1 or argument in read:
        return left
    (plain,) = read
    return s.replaced(left, lambda node: plain if node == argument else None)


def _entry(node: s.Expression) -> tuple[s.Symbol, s.Expression, bool] | None:
    r"""The function and the argument of ``\sigma(z)_i`` (and that it is written so) or ``\sigma_i(z)``."""
    outside = isinstance(node, s.Scripted)
    inner = node.base if isinstance(node, s.Scripted) else node
    if not isinstance(inner, s.Applied) or inner.brackets != "(" or not inner.arguments:
        return None
    script = node if isinstance(node, s.Scripted) else inner.head
    if not isinstance(script, s.Scripted) or script.superscript is not None or script.primes:
        return None
    head = inner.head if outside else script.base
    if not isinstance(head, s.Symbol) or is_function_name(head) or not all(map(is_letter, script.subscripts)):
        return None
    return head, inner.arguments[0], outside


def _sums_over(right: s.Expression, argument: s.Expression) -> bool:
    """Whether a right side sums over the entries of an argument."""
    sums = (n for n in s.walk(right) if isinstance(n, s.BigOperator) and n.operator == "sum")
    read = (n.base for big in sums for n in s.walk(big.body) if isinstance(n, s.Scripted))
    return any(x == argument or _emphasised(x, argument) for x in read)


def _emphasised(one: s.Expression, other: s.Expression) -> bool:
    r"""Whether two letters are one that may be bold, ``z_i`` beside ``\mathbf{z}``."""
    return isinstance(one, s.Symbol) and isinstance(other, s.Symbol) and one.letter == other.letter
