"""Reports for the terminal: 80 columns, colours only where a terminal shows them and ``NO_COLOR`` is not set.

What goes into a pipe or a file is not wrapped: a finding is one line there, for ``grep``; ``COLUMNS`` asks for a width.

Everything here takes plain data (the JSON forms of reports) and returns nothing but text.
"""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "document_lines", "named_value", "theorem_table", "value_text", "width_of", "witness_lines"]

WIDTH = 80

_COLOUR = {"proved": "32", "refuted": "31;1", "undecided": "33", "error": "33;1"}


def console(stream: TextIO | None = None) -> Console:
    """A console of 80 columns where the stream is no terminal."""
    from rich.console import Console

    stream = stream or sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDTH, highlight=False, soft_wrap=False)


def coloured(word: str, on: bool) -> str:
    """A verdict in its colour."""
    code = _COLOUR.get(word)
    return f"\x1b[{code}m{word}\x1b[0m" if on and code else word


def named_value(name: str, value: Any) -> str:
    """A value with its name; that of a function carries it already.

    >>> named_value("x", ["1"]), named_value("f", "f(t) = t^2")
    ('x = [1]', 'f(t) = t^2')
    """
    text = value_text(value)
    return text if text.startswith(f"{name}(") else f"{name} = {text}"


def _name(name: str) -> str:
    from symderiv.render.unicode import text

    return text(name) if "\\" in name or "^" in name else name


def value_text(value: Any) -> str:
    """A value of a counterexample: numbers are text there, and are shown without quotes.

    >>> value_text([["1", "-1/2"], ["0", "2"]])
    '[[1, -1/2], [0, 2]]'
    """
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(value_text, value)) + "]"
    return str(value) if not isinstance(value, (dict,)) else json.dumps(value)


def _safe(text: str) -> str:
    r"""Text without control characters: a document must not steer the terminal.

    >>> _safe("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def width_of(stream: TextIO) -> int | None:
    """Columns to wrap at: 80 on a terminal, ``COLUMNS`` where it is set, none for a pipe or a file."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdigit() and int(asked) >= 20:
        return int(asked)
    return WIDTH if stream.isatty() else None


def _wrapped(text: str, width: int | None, indent: str = "    ", further: str | None = None) -> list[str]:
    """Lines of at most ``width`` columns where words allow it; a formula is broken at blanks only."""
    line = _safe(" ".join(text.split()))
    if width is None:
        return [indent + line] if line else []
    return textwrap.wrap(
        line,
        width,
        initial_indent=indent,
        subsequent_indent=indent + "  " if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _shortened(text: str, most: int = 600) -> str:
    """At most ``most`` characters, with the number of those left out."""
    return text if len(text) <= most else f"{text[:most].rstrip()} ... ({len(text) - most} more characters)"


def witness_lines(witness: Mapping[str, Any], indent: str = "    ", width: int | None = WIDTH) -> list[str]:
    """A counterexample as lines: sizes, values, place, both sides."""
    rows = [("sizes", ", ".join(f"{k} = {v}" for k, v in witness.get("sizes", {}).items()))]
    rows += [("values", named_value(_name(name), value)) for name, value in witness.get("values", {}).items()]
    rows += [("at", ", ".join(f"{_name(k)} = {v}" for k, v in witness.get("at", {}).items()))]
    rows += [("left", str(witness["left"])), ("right", str(witness["right"]))]
    lines: list[str] = []
    for title, text in rows:
        if text:
            lines += _wrapped(_shortened(text), width, f"{indent}{title:7} ", indent + " " * 8)
    return lines


def _told(item: Mapping[str, Any]) -> tuple[Any, ...]:
    """What an error says, and each other line for itself: a display that cannot be cut into links is one error."""
    if item["role"] != "error":
        return (id(item),)
    return item["line"], item["column"], item.get("latex"), item.get("message")


def document_lines(
    data: Mapping[str, Any],
    *,
    colour: bool = False,
    reading: bool = False,
    verbose: bool = False,
    width: int | None = WIDTH,
) -> Iterable[str]:
    """A checked file in the manner of linters, ``FILE:LINE:COLUMN: verdict: message``, details beneath."""
    from symderiv.render.unicode import assumption, running

    for _, alike in groupby(data["equations"], _told):
        item, *others = alike
        role = item["role"]
        word = item["verdict"] or role
        if word in ("definition", "hypothesis") and not (verbose or reading):
            continue
        shown = _shortened(" ".join(str(item.get("latex", "")).split()))
        text = item.get("message") or ""
        if word in ("refuted", "error"):
            text = running(text)
        text += f" ({len(others) + 1} relations)" if others else ""
        if word == "proved":
            assumed = "; ".join(map(assumption, item.get("assumptions", [])))
            text = f"for {item.get('scope', '')}" + (f", assuming {assumed}" if assumed else "")
        place = _safe(f"{data['file']}:{item['line']}:{item['column']}: ")
        head = _wrapped(shown or text, width, f"{place}{word}: ", "    ") or [f"{place}{word}"]
        yield place + coloured(word, colour) + head[0][len(place) + len(word) :]
        yield from head[1:]
        if shown and text and word not in ("definition", "hypothesis"):
            yield from _wrapped(text, width)
        if reading and item.get("reading"):
            yield from _wrapped(f"read as {item['reading']}", width)
        if verbose and item.get("rules"):
            yield from _wrapped(f"by {', '.join(item['rules'])}", width)
        if item.get("counterexample"):
            yield from witness_lines(item["counterexample"], width=width)
        if item.get("suggestion"):
            yield from _wrapped(f"suggestion: {item['suggestion']}", width)
    claims = [e for e in data["equations"] if e["role"] in ("claim", "error")]
    words = [e["verdict"] or e["role"] for e in claims]
    counts = {word: words.count(word) for word in ("proved", "refuted", "undecided", "error")}
    message = data.get("message") or "no claim found"
    if claims:
        listed = ", ".join(f"{n} {w if w != 'error' else 'unreadable'}" for w, n in counts.items() if n)
        yield _safe(f"{data['file']}: {listed}")
    else:
        if message != "no claim found":
            yield from _wrapped(message, width, _safe(f"{data['file']}: "), "    ")
        yield _safe(f"{data['file']}: no claim found")


def theorem_table(reports: Iterable[Mapping[str, Any]], target: Console) -> None:
    """The verdicts of theorems, a row each, with how many parts of which kind are in order."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("theorem", "verdict", "proved", "refuted", "cited", "measured", "seconds"):
        numeric = title not in ("theorem", "verdict")
        table.add_column(title, justify="right" if numeric else "left", no_wrap=True)
    colours = {"proved": "green", "refuted": "bold red", "undecided": "yellow"}
    for report in reports:
        kinds = report["kinds"]
        proofs = [k for k in kinds if k not in ("refuted", "cited", "measured")]
        groups = [proofs, ["refuted"], ["cited"], ["measured"]]
        cells = []
        for group in groups:
            of = sum(kinds[k]["of"] for k in group if k in kinds)
            ok = sum(kinds[k]["ok"] for k in group if k in kinds)
            cells.append("-" if not of else str(of) if ok == of else f"{ok} of {of}")
        verdict = str(report["verdict"])
        word = "not as stated" if verdict == "refuted" else verdict
        style = colours[verdict]
        table.add_row(report["theorem"], f"[{style}]{word}[/{style}]", *cells, f"{report['seconds']:.2f}")
    target.print(table)
