r"""Parts that are defined behind what is made of them: ``L = L_1 + \beta L_2``, where ``L_1`` is ...

Guarantee: only of names that nothing declares, and that definitions alone have read so far.
"""

from __future__ import annotations

from collections.abc import Set

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.page.surface import Link

__all__ = ["is_late"]


def is_late(context: Context, used: Set[str], claimed: Set[str], name: str, link: Link) -> bool:
    """Whether a link defines such a part; ``used``: the names of the displays so far, ``claimed``: what claims are
    about.  What was taken for an unknown loss is none where it is defined."""
    theory = context.theory
    loss = theory.losses.get(name)
    new = loss is not None or (name in context.taken and name in theory.shapes)
    if name in claimed or not new or link.right is None:
        return False
    made = Reader(context, set()).names_in(link.right) & theory.definitions.keys()
    if any(name in theory.sources(x) for x in made):
        return False
    theory.losses.pop(name, None)
    late = Reader(context, set(used - {name})).is_definition(link)
    if loss is not None and not late:
        theory.losses[name] = loss
    return late
