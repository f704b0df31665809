r"""What the running text says of a function whose name is known: ``Let $\sigma(u) = 1/(1+e^{-u})$``.

Known functions are known (DESIGN.md, section 4), and an equation in the text is not judged.  Where it says what is
known it says nothing new, and its letter stands for every argument; where it says something else, the document's own
function has that name.
"""

from __future__ import annotations

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.failures import UNEXPECTED
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Link
from symderiv.language.verdicts import PROVED, REFUTED

__all__ = ["SAME", "described"]

SAME, OTHER, UNCLEAR = "same", "other", "unclear"


def described(context: Context, link: Link) -> str:
    r"""Whether ``\sigma(u) = ...`` of a letter ``u`` gives the known function or another one; "" for anything else."""
    left = link.left
    if not isinstance(left, s.Applied) or len(left.arguments) != 1 or link.right is None or link.relation == "\\approx":
        return ""
    (argument,) = left.arguments
    name = function_name(left.head)
    known = name in BUILT_IN_FUNCTIONS or name.removeprefix("\\") in BUILT_IN_FUNCTIONS
    if not known or isinstance(left.head, s.Scripted) or not is_letter(argument):
        return ""
    taken = context.names.ranks.keys() | context.functions.keys() | context.sizes.letters().keys()
    numbers = {n for n, rank in context.names.ranks.items() if rank == 0}
    if name in taken:
        return ""
    from symderiv.decide import decide

    blank = Context()  # of the letter nothing is known, here or later
    try:
        verdict = decide(blank.theory, Reader(blank, set()).statement(link)[0], seconds=2.0).verdict
    except UNEXPECTED:
        return UNCLEAR
    if verdict != PROVED and latex(argument) in taken - numbers:
        return ""
    return {PROVED: SAME, REFUTED: OTHER}.get(verdict, UNCLEAR)
