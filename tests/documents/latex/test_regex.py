"""Expressions that are compiled when they are first used: each of them is one, and does what a compiled one does."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import symderiv.documents
from symderiv.documents.latex.regex import regex


def _expressions(value: object) -> Iterator[object]:
    if type(value) is type(regex("")):
        yield value
    elif isinstance(value, dict):
        yield from (e for pair in value.items() for part in pair for e in _expressions(part))
    elif isinstance(value, (tuple, list)):
        yield from (e for part in value for e in _expressions(part))


ROOMS = sorted(m.name for m in pkgutil.walk_packages(symderiv.documents.__path__, "symderiv.documents."))


@pytest.mark.parametrize("room", ROOMS)
def test_all_expressions_compile(room: str) -> None:
    module = importlib.import_module(room)
    for value in vars(module).values():
        for found in _expressions(value):
            assert isinstance(found.pattern, str)  # type: ignore[attr-defined]
            assert re.compile(found.pattern, found.flags)  # type: ignore[attr-defined]


def test_it_does_what_a_compiled_one_does() -> None:
    pattern, text = r"(?P<first>[a-z])(\d)?", "A1 b2 c"
    lazy, compiled = regex(pattern, re.IGNORECASE), re.compile(pattern, re.IGNORECASE)
    assert lazy.findall(text) == compiled.findall(text)
    assert [m.span() for m in lazy.finditer(text, 1, 5)] == [m.span() for m in compiled.finditer(text, 1, 5)]
    assert lazy.sub(r"<\g<first>>", text) == compiled.sub(r"<\g<first>>", text)
    assert lazy.split(text) == compiled.split(text)
    assert (lazy.match(text, 3) is None) == (compiled.match(text, 3) is None)
    assert lazy.fullmatch("b2") is not None
    assert lazy.fullmatch("b2 ") is None
    assert lazy.groups == compiled.groups
    assert lazy.groupindex == compiled.groupindex


def test_what_is_no_expression_says_so_when_it_is_used() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")
    assert not hasattr(wrong, "__wrapped__")
