r"""Names that a document makes twice and tells apart by the letter below: the ``\delta_k`` of the outputs and the
``\delta_j`` of the hidden units.

A name is one tensor, whatever letter stands below it; where two letters of different sizes stand below the left sides
of two equations, their author means two.  Guarantee: it is only told which names those are, with the letter below
which each is defined; a letter with no size of its own tells nothing.
"""

from __future__ import annotations

from symderiv.documents.declaring.inferred import letter_sizes
from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import SurfaceDocument

__all__ = ["letters_below", "names_made_twice"]


def names_made_twice(context: Context, document: SurfaceDocument) -> dict[str, str]:
    """Such names, with the letter below the first left side."""
    made: dict[str, list[str]] = {}
    for display in document.displays():
        for link in display.links:
            if link.left is not None and not link.continuation and link.relation in DEFINING:
                for name, letter in letters_below(link.left):
                    made.setdefault(name, []).append(letter)
    twice = {name: letters for name, letters in made.items() if len(set(letters)) > 1}
    if not twice:
        return {}
    sizes, unclear = letter_sizes(context, document)
    found: dict[str, str] = {}
    for name, letters in twice.items():
        own = [sizes.get(letter, set()) for letter in dict.fromkeys(letters)]
        if unclear.isdisjoint(letters) and all(len(x) == 1 for x in own) and len(set(map(frozenset, own))) > 1:
            found[name] = letters[0]
    return found


def letters_below(side: s.Expression) -> list[tuple[str, str]]:
    """A name with one letter below it and nothing above; none for anything else."""
    if not isinstance(side, s.Scripted) or side.superscript is not None or side.primes or len(side.subscripts) != 1:
        return []
    return [(latex(side.base), latex(side.subscripts[0]))] if is_letter(side.subscripts[0]) else []
