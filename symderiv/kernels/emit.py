"""Statements of the generated function: common subexpressions once, loop invariants outside of loops.

A *token* ``@12@`` stands for a value that a statement computes; :meth:`Emitter.emit` gives the same token for the
same code.  A statement is placed in the outermost block in which all that it mentions is known.  Rendering puts
short expressions that are used once back where they are used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["Emitter", "Value"]

_TOKEN = re.compile(r"@(\d+)@")


@dataclass
class _Statement:
    token: int
    code: str
    comment: str = ""
    inline: bool = True
    atomic: bool = False


@dataclass
class _Block:
    header: str = ""
    lines: list[_Statement | _Block | str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Value:
    """An array in the making: its code, the indices of its axes in order, whether it is a plain Python number, and
    whether finite inputs make it finite; ``short``: the axes of few entries that share an axis of a tensor with a
    longer one (the taps of a window)."""

    code: str
    dims: tuple[str, ...] = ()
    python: bool = False
    safe: bool = True
    literal: Fraction | None = None
    short: frozenset[str] = frozenset()


class Emitter:
    """Collects statements; tokens in code are replaced by names at the end."""

    def __init__(self) -> None:
        self._blocks = [_Block()]
        self._level: dict[int, int] = {}
        self._names: dict[int, str] = {}

    def _depth(self, code: str) -> int:
        return max((self._level[int(t)] for t in _TOKEN.findall(code)), default=0)

    def new_token(self, depth: int, name: str = "") -> str:
        """A token that no statement computes (a loop variable, an argument)."""
        number = len(self._level)
        self._level[number] = depth
        if name:
            self._names[number] = name
        return f"@{number}@"

    def emit(
        self,
        code: str,
        *,
        comment: str = "",
        name: str = "",
        inline: bool = True,
        atomic: bool = False,
        key: str = "",
    ) -> str:
        """The token of the value of ``code``; code with the same ``key`` (default: itself) is computed once."""
        key = key or code
        if re.fullmatch(r"@\d+@", code):
            if not name:
                return code
            for line in self._blocks[-1].lines:
                if isinstance(line, _Statement) and f"@{line.token}@" == code and line.token not in self._names:
                    self._names[line.token] = name
                    line.inline = False
                    return code
        depth = self._depth(code)
        for block in self._blocks[: depth + 1]:
            if key in block.known and not name:
                return block.known[key]
        token = self.new_token(depth, name)
        block = self._blocks[depth]
        block.known[key] = token
        block.lines.append(_Statement(int(token[1:-1]), code, comment, inline and not name, atomic))
        return token

    def line(self, code: str) -> None:
        """A statement without a value, in the innermost block."""
        self._blocks[-1].lines.append(code)

    @property
    def depth(self) -> int:
        return len(self._blocks) - 1

    def open(self, header: str) -> None:
        """Begin a loop."""
        self._blocks.append(_Block(header))

    def close(self) -> None:
        """End the innermost loop."""
        block = self._blocks.pop()
        self._blocks[-1].lines.append(block)

    def render(self, taken: set[str], results: str) -> str:
        """The body of the function, four spaces deep, with ``results`` as last line."""
        uses: dict[int, list[int]] = {}

        def count(block: _Block, key: int) -> None:
            for line in block.lines:
                if isinstance(line, _Block):
                    for t in _TOKEN.findall(line.header):
                        uses.setdefault(int(t), []).append(-1)
                    count(line, id(line))
                else:
                    for t in _TOKEN.findall(line if isinstance(line, str) else line.code):
                        uses.setdefault(int(t), []).append(key if isinstance(line, _Statement) else -1)

        root = self._blocks[0]
        count(root, id(root))
        for t in _TOKEN.findall(results):
            uses.setdefault(int(t), []).append(-1)
        text: dict[int, str] = dict(self._names)
        used_names = set(taken) | set(self._names.values())
        out: list[str] = []
        number = 0

        def fill(code: str) -> str:
            return _TOKEN.sub(lambda m: text[int(m.group(1))], code).replace(".T.T", "")

        def write(block: _Block, key: int, indent: int) -> None:
            nonlocal number
            margin = "    " * indent
            for line in block.lines:
                if isinstance(line, str):
                    out.append(margin + fill(line))
                elif isinstance(line, _Block):
                    out.append(margin + fill(line.header))
                    write(line, id(line), indent + 1)
                else:
                    places = uses.get(line.token, [])
                    if not places and line.inline:
                        continue
                    code = fill(line.code)
                    if re.fullmatch(r"\w+\.T", code) and line.token not in text:
                        text[line.token] = code
                        continue
                    if line.inline and places == [key] and len(code) <= 60 and not line.comment:
                        text[line.token] = code if line.atomic else f"({code})"
                        continue
                    if line.token not in text:
                        number += 1
                        while f"t{number}" in used_names:
                            number += 1
                        text[line.token] = f"t{number}"
                    remark = f"  # {line.comment}" if line.comment else ""
                    out.append(f"{margin}{text[line.token]} = {code}{remark}")

        write(root, id(root), 2)
        out.append("        " + fill(results))
        return "\n".join(out)
