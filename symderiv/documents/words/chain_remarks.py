r"""Conditions within a chain: ``a b + a c \quad (a = c) \\ = 2 a b`` goes on under what is said of the line before.

A line of its own condition that is the contrary of the one before is another case of the whole: in
``\partial p_i / \partial z_j = p_i (1 - p_i) \quad (i = j) \\ = -p_i p_j \quad (i \ne j)`` both lines are about the
derivative.

Guarantee: a link that has conditions of its own takes over none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symderiv.documents.latex.syntax import Comparison
from symderiv.documents.page.case_lines import CONTRARY
from symderiv.documents.page.surface import Link

__all__ = ["Remark", "with_remarks"]


@dataclass(frozen=True)
class Remark:
    """A condition behind a line, the links of its chain so far, and the number of the next link."""

    links: tuple[int, ...]
    condition: Comparison
    following: int


def with_remarks(links: Sequence[Link], remarks: Sequence[Remark]) -> list[Link]:
    """The links of a display with the conditions under which they go on."""
    found = list(links)
    for k, remark in enumerate(remarks):
        first = last = remark.following
        while last < len(found) and found[last].continuation:
            last += 1
        own = next((r for r in remarks[k + 1 :] if first in r.links and remark.links[0] in r.links), None)
        if own is not None and _are_contrary(remark.condition, own.condition) and first < last:
            for number in remark.links:
                kept = tuple(c for c in found[number].conditions if c is not own.condition)
                found[number] = replace(found[number], conditions=kept)
            found[first] = replace(found[first], left=found[remark.links[0]].left, continuation=False)
            continue
        for number in range(first, last):
            if not found[number].conditions:
                found[number] = replace(found[number], conditions=(remark.condition,))
    return found


def _are_contrary(one: Comparison, other: Comparison) -> bool:
    relations = [CONTRARY.get(relation) for relation in one.relations]
    return len(relations) == 1 and one.operands == other.operands and relations == list(other.relations)
