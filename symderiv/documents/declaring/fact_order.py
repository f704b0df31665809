"""In which order the facts of a text are taken up: each behind what it reads.

People say what a letter stands for behind the sentence that uses it: "with $f = \\phi(a)$, where $a = W x$".

Guarantee: facts that read nothing of each other stay as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Fact, RelationFact

__all__ = ["in_order"]


def in_order(facts: list[Fact], context: Context, used: set[str]) -> list[Fact]:
    r"""Facts in reading order, but ``$f = \\phi(a)$`` behind the ``$a = W x$`` that a sentence gives after it."""
    reader = Reader(context, used)
    names = context.names.ranks.keys() | context.theory.shapes.keys()
    bounds = [f for f in facts if isinstance(f, RelationFact) and isinstance(f.right, s.Number)]
    numbers = {latex(x) for f in bounds for x in f.left if isinstance(x, s.Symbol)}
    names -= numbers - context.theory.shapes.keys()  # "$v = c u$ with $c > 0$"
    marked = {id(fact) for fact in bounds}
    told: list[tuple[set[str], set[str]]] = []
    for fact in facts:
        left: set[str] = set()
        right: set[str] = set()
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":=") and not fact.conditional:
            named = [reader.name_of(x) for x in fact.left if isinstance(x, s.Symbol | s.Scripted)]
            left = {x.name for x in named if x is not None} - names
            right = reader.names_in(fact.right) - names
        if isinstance(fact, RelationFact):
            if id(fact) in marked:
                left = {latex(x) for x in fact.left if isinstance(x, s.Symbol)} - names
            right |= {latex(n) for n in s.walk(fact.right) if isinstance(n, s.Symbol)} & (numbers - names)
        told.append((left, right))
    return [facts[k] for k in _after_what_they_read(told)]


def _after_what_they_read(told: Sequence[tuple[set[str], set[str]]]) -> list[int]:
    """The order of things that make some names and read others: each behind what it reads, else as they stand.

    >>> _after_what_they_read([({"f"}, {"a"}), (set(), set()), ({"a"}, {"x"})])
    [1, 2, 0]
    """
    makers: dict[str, list[int]] = {}
    for k, (left, _) in enumerate(told):
        for name in left:
            makers.setdefault(name, []).append(k)
    waiting, done, found = list(range(len(told))), [False] * len(told), list[int]()

    def ready(k: int) -> bool:
        left, right = told[k]
        later = (j for name in right for j in makers.get(name, ()) if j > k and not done[j])
        return all(left & told[j][1] for j in later)

    while waiting:
        at = next((at for at, k in enumerate(waiting) if ready(k)), 0)
        found.append(waiting.pop(at))
        done[found[-1]] = True
    return found
