"""The facts that a passage has told so far, each with the number of the formula that it is about.

A sentence asks what is known of its own formulas, and a passage may be a chapter: ``about`` looks only at those.

Guarantee: facts keep the order in which they were recorded, in all of them and among those of some formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symderiv.documents.page.surface import Fact

__all__ = ["Recorded"]


class Recorded:
    """Facts by formula; what is recorded while they are gone through is seen as well."""

    def __init__(self, facts: Iterable[tuple[int, Fact]] = ()) -> None:
        self._all: list[tuple[int, Fact]] = []
        self._places: dict[int, list[int]] = {}
        self.extend(facts)

    def __iter__(self) -> Iterator[tuple[int, Fact]]:
        return iter(self._all)

    def __reversed__(self) -> Iterator[tuple[int, Fact]]:
        return reversed(self._all)

    def append(self, number: int, fact: Fact) -> None:
        self._places.setdefault(number, []).append(len(self._all))
        self._all.append((number, fact))

    def extend(self, facts: Iterable[tuple[int, Fact]]) -> None:
        """Record facts one by one, so that what yields them sees those before."""
        for number, fact in facts:
            self.append(number, fact)

    def about(self, numbers: Iterable[int]) -> list[tuple[int, Fact]]:
        """The facts about some formulas."""
        return [self._all[at] for at in sorted(at for k in set(numbers) for at in self._places.get(k, ()))]
