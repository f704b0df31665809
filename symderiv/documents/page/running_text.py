r"""What stands between a statement of the running text and a display behind it: words that take it back, paragraphs.

Guarantee: each kind of place is looked for once in a document, however many statements and displays it has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import SurfaceDocument

__all__ = ["Place", "RunningText"]

#: A piece of running text, and an offset in it.
Place = tuple[int, int]
_SENTENCE = regex(r"[.!?;](?=\s|$)|\n[ \t]*\n|¶")


class RunningText:
    """The running text of a document, with what may be looked for in it: ``kinds`` find places and words in a piece."""

    def __init__(self, document: SurfaceDocument, kinds: dict[str, Callable[[str], Iterator[tuple[int, str]]]]) -> None:
        self._pieces = document.running
        self._ends = [piece.end for piece in self._pieces]
        self._kinds = kinds
        self._found: dict[str, tuple[list[Place], list[str]]] = {}
        self.formulas = {
            place: (n, k) for n, piece in enumerate(self._pieces) for k, place in enumerate(piece.formulas)
        }

    def around(self, place: int) -> tuple[str, str]:
        """The piece of text up to a formula, and behind it."""
        number, k = self.formulas[place]
        before, _, after = self._pieces[number].text.partition(f"⟦{k}⟧")
        return before, after

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """The pieces of text before and behind a display."""
        before, after = bisect_left(self._ends, start), bisect_left(self._ends, end)
        found = [self._pieces[n].text if n < len(self._pieces) else "" for n in (before, after)]
        return (found[0] if before < len(self._ends) and self._ends[before] == start else ""), found[1]

    def behind(self, place: int) -> Place:
        """Where the sentence of a formula, or of a display that begins at a place, ends."""
        if place in self.formulas:
            number, k = self.formulas[place]
            mark = f"⟦{k}⟧"
            offset = self._pieces[number].text.find(mark) + len(mark)
        else:
            number, offset = bisect_left(self._ends, place + 1), 0
        if number >= len(self._pieces):
            return number, 0
        text = self._pieces[number].text
        found = _SENTENCE.search(text, offset)
        return (number, len(text)) if found is None else (number, found.end())

    def between(self, kind: str, start: Place, stop: int) -> str:
        """The first words of a kind behind a place, up to the display that begins at ``stop``."""
        if kind not in self._found:
            found = [((n, at), words) for n, p in enumerate(self._pieces) for at, words in self._kinds[kind](p.text)]
            self._found[kind] = [x for x, _ in found], [words for _, words in found]
        places, words = self._found[kind]
        at = bisect_left(places, start)
        return words[at] if at < len(places) and places[at][0] <= bisect_left(self._ends, stop) else ""

    def displays_between(self, start: Place, stop: int) -> bool:
        """Whether another display stands between a place and the display at ``stop``."""
        return start[0] < bisect_left(self._ends, stop)
