"""What a right side lacks beside the true one, in words: a factor, a term, a sum; empty for more than one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace

from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.repairing.neat import factors_of
from symderiv.language.text import inline

__all__ = ["difference", "mapped"]


def mapped(node: s.Expression, change: Callable[[s.Expression], s.Expression | None]) -> s.Expression:
    """The tree with every part for which ``change`` gives another one replaced, from the root down."""
    new = change(node)
    if new is not None:
        return new
    if not is_dataclass(node):
        return node
    values: dict[str, object] = {}
    for item in fields(node):
        inside = getattr(node, item.name)
        if isinstance(inside, s.Expression):
            values[item.name] = mapped(inside, change)
        elif isinstance(inside, tuple) and inside and all(isinstance(x, s.Expression) for x in inside):
            values[item.name] = tuple(mapped(x, change) for x in inside)
    changed = {name: new for name, new in values.items() if new != getattr(node, name)}
    return replace(node, **changed) if changed else node  # type: ignore[arg-type]


def difference(context: Context, wrong: s.Expression, right: s.Expression) -> str:
    """The one thing in which two right sides differ, in words; both as they are written."""
    sums, body = _opened(wrong)
    more, true = _opened(right)
    if len(sums) == len(more):
        names = {m: x for m, x in zip(more, sums, strict=True) if m != x}
        true = mapped(true, lambda n: s.Symbol(s.NOWHERE, names[_key(n)]) if _key(n) in names else None)
    masked = _bare(true)
    if isinstance(masked, s.Operation) and masked.operator == "\\odot" and len(sums) == len(more):
        for one, other in ((masked.left, masked.right), (masked.right, masked.left)):
            if _key(_bare(one)) == _key(_bare(body)):
                return f"the missing factor {inline(latex(other))}"
    if isinstance(_bare(body), s.Addition) or isinstance(_bare(true), s.Addition):
        if len(sums) == len(more):
            return _terms(_bare(body), _bare(true))
        return ""
    ours, theirs = factors_of(context, body), factors_of(context, true)
    missing, extra = _apart(ours, theirs)
    if len(more) > len(sums) and not missing and not extra:
        letters = [x for x in more if x not in sums]
        return f"the missing sum over {', '.join(map(inline, letters))}"
    if len(sums) != len(more):
        return ""
    if missing and not extra and len(missing) <= 3:
        return f"the missing factor {_product(missing)}"
    if extra and not missing and len(extra) <= 3:
        return f"without the factor {_product(extra)}"
    if len(missing) == 1 and len(extra) == 1 and len(ours) > 1:
        if isinstance(missing[0], s.Group) and isinstance(extra[0], s.Group):
            inner = difference(context, _bare(extra[0]), _bare(missing[0]))
            if inner:
                return inner
        return f"{inline(latex(missing[0]))} in the place of {inline(latex(extra[0]))}"
    return ""


def _product(factors: list[s.Expression]) -> str:
    if len(factors) == 1:
        return inline(latex(factors[0]))
    return inline(latex(s.Product(s.NOWHERE, tuple(factors), ("",) * (len(factors) - 1))))


def _bare(node: s.Expression) -> s.Expression:
    if isinstance(node, s.Group) and node.bracket == "(" and len(node.entries) == 1:
        return node.entries[0]
    return node


def _key(node: s.Expression) -> str:
    return re.sub(r"[\s,]|\\,", "", latex(node))


def _opened(node: s.Expression) -> tuple[list[str], s.Expression]:
    """The letters over which the last factor of a product sums, and the product without these sums."""
    letters: list[str] = []
    front: list[s.Expression] = []
    while True:
        inner = node.factors[-1] if isinstance(node, s.Product) else node
        if not isinstance(inner, s.BigOperator) or inner.operator != "sum" or len(inner.below) != 1:
            break
        if isinstance(node, s.Product) and "/" in node.operators:
            break
        below = inner.below[0]
        letters.append(_key(below.operands[0] if isinstance(below, s.Comparison) else below))
        front += node.factors[:-1] if isinstance(node, s.Product) else ()
        node = inner.body
    if front:
        node = s.Product(s.NOWHERE, (*front, node), ("",) * len(front))
    return letters, node


def _apart(ours: list[s.Expression], theirs: list[s.Expression]) -> tuple[list[s.Expression], list[s.Expression]]:
    mine, others = Counter(map(_key, ours)), Counter(map(_key, theirs))
    missing, extra = others - mine, mine - others
    lacking, surplus = [], []
    for node in theirs:
        if missing[_key(node)] > 0:
            missing[_key(node)] -= 1
            lacking.append(node)
    for node in ours:
        if extra[_key(node)] > 0:
            extra[_key(node)] -= 1
            surplus.append(node)
    return lacking, surplus


def _terms(wrong: s.Expression, right: s.Expression) -> str:
    ours, theirs = _signed(wrong), _signed(right)
    missing = [(x, n) for x, n in theirs if (x, _key(n)) not in {(y, _key(m)) for y, m in ours}]
    extra = [(x, n) for x, n in ours if (x, _key(n)) not in {(y, _key(m)) for y, m in theirs}]
    if len(missing) == 1 and not extra:
        return f"the missing term {inline(('-' if missing[0][0] == '-' else '') + latex(missing[0][1]))}"
    if len(extra) == 1 and not missing:
        return f"without the term {inline(latex(extra[0][1]))}"
    return ""


def _signed(node: s.Expression) -> list[tuple[str, s.Expression]]:
    if isinstance(node, s.Addition):
        return list(zip(node.signs, node.terms, strict=True))
    return [("+", node)]
