"""Reports for the terminal: 80 columns, colours only where a terminal shows them and ``NO_COLOR`` is not set.

Everything here takes plain data (the JSON forms of reports) and returns nothing but text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "document_lines", "theorem_table", "witness_lines"]

_COLOUR = {"proved": "32", "refuted": "31;1", "undecided": "33", "error": "33;1"}


def console(stream: TextIO | None = None) -> Console:
    """A console of 80 columns where the stream is no terminal."""
    from rich.console import Console

    stream = stream or sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 80, highlight=False, soft_wrap=False)


def coloured(word: str, on: bool) -> str:
    """A verdict in its colour."""
    code = _COLOUR.get(word)
    return f"\x1b[{code}m{word}\x1b[0m" if on and code else word


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value) if not isinstance(value, (dict,)) else json.dumps(value)


def witness_lines(witness: Mapping[str, Any], indent: str = "    ") -> list[str]:
    """A counterexample as lines: sizes, values, place, both sides."""
    lines = []
    sizes = ", ".join(f"{k} = {v}" for k, v in witness.get("sizes", {}).items())
    if sizes:
        lines.append(f"{indent}sizes   {sizes}")
    for name, value in witness.get("values", {}).items():
        lines.append(f"{indent}values  {name} = {_value(value)}")
    at = ", ".join(f"{k} = {v}" for k, v in witness.get("at", {}).items())
    if at:
        lines.append(f"{indent}at      {at}")
    lines.append(f"{indent}left    {witness['left']}")
    lines.append(f"{indent}right   {witness['right']}")
    return lines


def document_lines(
    data: Mapping[str, Any], *, colour: bool = False, reading: bool = False, verbose: bool = False
) -> Iterable[str]:
    """A checked file in the manner of linters, ``FILE:LINE:COLUMN: verdict: message``, details beneath."""
    for item in data["equations"]:
        role = item["role"]
        word = item["verdict"] or role
        if word in ("definition", "hypothesis") and not (verbose or reading):
            continue
        shown = " ".join(str(item.get("latex", "")).split())
        text = item.get("message") or (item.get("scope", "") if word == "proved" else "")
        if word == "proved":
            points = [f"for {text}" if text else "", *(f"assuming {a}" for a in item.get("assumptions", []))]
            text = "; ".join(p for p in points if p)
        head = f"{data['file']}:{item['line']}:{item['column']}: {coloured(word, colour)}"
        yield f"{head}: {shown}" if shown else f"{head}: {text}"
        if shown and text and word not in ("definition", "hypothesis"):
            yield f"    {text}"
        if reading and item.get("reading"):
            yield f"    read as {item['reading']}"
        if verbose and item.get("rules"):
            yield f"    by {', '.join(item['rules'])}"
        if item.get("counterexample"):
            yield from witness_lines(item["counterexample"])
        if item.get("suggestion"):
            yield f"    suggestion: {item['suggestion']}"
    claims = [e for e in data["equations"] if e["role"] in ("claim", "error")]
    words = [e["verdict"] or e["role"] for e in claims]
    counts = {word: words.count(word) for word in ("proved", "refuted", "undecided", "error")}
    if claims:
        listed = ", ".join(f"{n} {w if w != 'error' else 'unreadable'}" for w, n in counts.items() if n)
        yield f"{data['file']}: {listed}"
    else:
        yield f"{data['file']}: no claim found" + (f": {data['message']}" if data.get("message") else "")


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
