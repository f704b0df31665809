"""Letters that stand nowhere in what a document writes."""

from __future__ import annotations

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter


def test_no_letter_is_captured() -> None:
    taken: list[s.Expression] = []
    for _ in range(30):
        letter = free_letter(taken)
        assert all(not isinstance(x, s.Symbol) or x.letter != letter for x in taken)
        taken.append(s.Symbol(s.NOWHERE, letter))
    assert free_letter(taken, ("x", "y")) == "x"
