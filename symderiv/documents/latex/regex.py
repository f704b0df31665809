"""Regular expressions that are compiled when they are first used: a document needs few of the hundreds that its words
could ask for, and compiling all of them takes longer than reading it."""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["regex"]


class _Lazy:
    """An expression with the methods of a compiled one, which it takes over when the first of them is asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"):
            setattr(self, method, getattr(compiled, method))  # asked for directly from now on
        return getattr(compiled, name)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, compiled when it is first used (so an expression that is none is found out then).

    >>> word = regex(r"[a-z]+", re.IGNORECASE)
    >>> word.pattern, word.findall("Two words"), word.sub("-", "Two words")
    ('[a-z]+', ['Two', 'words'], '- -')
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
