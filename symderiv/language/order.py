"""The order in which terms, conditions and polynomials are written: untrusted, as any order is as good as another.

:class:`Ordered` is the base of what can be put in order.  A key that told two things apart badly would leave like
terms uncollected, and prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["Ordered"]


class Ordered:
    """What has a text that orders it, the same in every run; different things have different keys."""

    __slots__ = ("_key",)

    _key: str

    def _parts(self) -> tuple[Any, ...]:
        """What the thing is made from."""
        raise NotImplementedError

    def _written(self) -> str:
        return _serialise(type(self).__name__, self._parts())

    @property
    def sort_key(self) -> str:
        """Text that orders such things, the same in every run; different ones have different keys."""
        try:
            return self._key
        except AttributeError:
            self._key = self._written()
            return self._key


def _serialise(head: str, parts: Iterable[Any]) -> str:
    texts = []
    for part in parts:
        kind = type(part)
        if kind is str:
            texts.append(part)
        elif kind is tuple:
            texts.append(_serialise("", part))
        elif kind is frozenset:
            texts.append("{" + ";".join(sorted([g.sort_key for g in part])) + "}")
        elif isinstance(part, Ordered):
            texts.append(part.sort_key)
        else:
            texts.append(str(part))
    return f"{head}({','.join(texts)})"
