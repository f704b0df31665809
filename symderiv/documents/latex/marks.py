r"""A mark on a name that prints nothing: ``\smash{z}`` is another name than ``z``, and looks the same.

Letters with two senses are told apart by it.  Who reads a verdict sees the letter that the document has, unless the
other one stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex

__all__ = ["MARK", "marked", "unmarked"]

MARK: Final = "smash"
_MARKED = regex(r"\\smash\{((?:[^{}]|\{[^{}]*\})*)\}")


def marked(symbol: s.Symbol) -> s.Symbol:
    """The same letter as another name."""
    return replace(symbol, accents=(*symbol.accents, MARK))


def unmarked(answer: dict[str, Any]) -> dict[str, Any]:
    r"""An answer, of texts in lists and tables, with the letters that its marks stand on; a letter that stands there
    without a mark as well keeps the two apart.

    >>> unmarked({"reading": "\\smash{z} + w", "values": {"\\smash{z}": "1"}})
    {'reading': 'z + w', 'values': {'z': '1'}}
    >>> unmarked({"reading": "\\smash{z} + z"})
    {'reading': '\\smash{z} + z'}
    """
    texts = list(_texts(answer))
    names = {name for text in texts for name in _MARKED.findall(text)}
    bare = " ".join(_MARKED.sub(" ", text) for text in texts)
    apart = {name for name in names if re.search(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])", bare)}
    plain: dict[str, Any] = _mapped(answer, apart) if names else answer
    return plain if plain == answer else unmarked(plain)  # a name may have more than one mark


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (*_texts(key), *_texts(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _mapped(value: Any, apart: set[str]) -> Any:
    if isinstance(value, str):
        return _MARKED.sub(lambda m: m.group() if m.group(1) in apart else m.group(1), value)
    if isinstance(value, dict):
        return {_mapped(k, apart): _mapped(v, apart) for k, v in value.items()}
    return [_mapped(x, apart) for x in value] if isinstance(value, list | tuple) else value
