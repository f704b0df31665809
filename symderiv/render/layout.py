r"""Long displays in rows: a formula that is wider than the page is broken where its structure allows.

A row ends before a summand, else before a factor (the next row then begins with ``\cdot``), and never within a
fraction or a root; what stands in brackets is broken only if it does not fit into a row of its own, and the brackets
are then of one size.  What is broken reads back to the same term.

Guarantee: without a break the text is the one of :mod:`symderiv.render.latex`, to the letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from symderiv.language.terms import ONE, Add, Extremum, Fn, Guard, Int, Mul, Num, Pow, Sum, Term
from symderiv.language.theory import Definition, Statement, Theory
from symderiv.render import latex
from symderiv.render.counting import definition_from_one, statement_from_one
from symderiv.render.latex import Printer
from symderiv.render.widths import width

__all__ = ["definition", "flat", "statement"]

#: Points that a row may take, by the estimate: the page has 455.
_PAGE: Final = 440.0
_INDENT: Final = 10.0


@dataclass(frozen=True)
class _Atom:
    """A text that is never broken."""

    text: str


@dataclass(frozen=True)
class _Enclosed:
    """Something between brackets, and the brackets that stand around more than one row."""

    opening: str
    inner: _Piece
    closing: str
    first: str
    last: str


@dataclass(frozen=True)
class _Row:
    """Pieces side by side, each with the text before it: within a row, and at the beginning of one."""

    parts: tuple[tuple[str, str, _Piece], ...]


_Piece = _Atom | _Enclosed | _Row


def _flat(piece: _Piece) -> str:
    match piece:
        case _Atom():
            return piece.text
        case _Enclosed():
            return piece.opening + _flat(piece.inner) + piece.closing
        case _Row():
            return "".join(before + _flat(inner) for before, _, inner in piece.parts)


def _behind(text: str, starting: str, piece: _Piece) -> tuple[tuple[str, str, _Piece], ...]:
    """The parts of a piece with a text before the first; ``starting`` is that text at the beginning of a row."""
    if not isinstance(piece, _Row):
        return ((text, starting, piece),)
    (before, _, inner), *others = piece.parts
    return ((text + before, starting + before, inner), *others)


def _unsigned(piece: _Piece) -> _Piece:
    """A piece that begins with a minus sign, without it."""
    match piece:
        case _Atom():
            return _Atom(piece.text[1:].lstrip())
        case _Row() if piece.parts[0][0]:
            (before, starting, inner), *others = piece.parts
            return _Row(((before[1:].lstrip(), starting, inner), *others))
        case _Row():
            (before, starting, inner), *others = piece.parts
            return _Row(((before, starting, _unsigned(inner)), *others))
        case _Enclosed():
            return replace(piece, opening=piece.opening[1:].lstrip(), first=piece.first[1:].lstrip())


def _parentheses(inner: _Piece, head: str = "", behind: str = "") -> _Enclosed:
    big = _size(_flat(inner))
    return _Enclosed(rf"{head}\left(", inner, rf"\right){behind}", rf"{head}{big}l(", rf"{big}r){behind}")


def _size(inner: str) -> str:
    """The size of brackets that do not grow with what is between them."""
    return r"\Big" if r"\sum" in inner or r"\frac" in inner else r"\big"


class _Layout:
    """Terms as pieces, with the letters and brackets of a printer."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer

    def piece(self, term: Term, level: int) -> _Piece:
        text, own = self.printer.node(term)
        made = self.inner(term)
        made = _Atom(text) if made is None else made
        return made if own >= level else _parentheses(made)

    def inner(self, term: Term) -> _Piece | None:
        """The pieces of a term, or None where it is not broken."""
        match term:
            case Add():
                return self.addition(term)
            case Mul():
                return self.product(term)
            case Sum() | Extremum():
                return self.reduction(term)
            case Fn(orders=()) if len(term.args) == 1 and term.name not in ("pi", "abs", "pow"):
                text = self.printer.node(term)[0]
                return _parentheses(self.piece(term.args[0], 0), text[: text.index(r"\left(")])
            case Pow() if term.exponent > 0 and isinstance(term.base, (Add, Mul)):
                text = self.printer.node(term)[0]
                inner = self.piece(term.base, 0)
                made = _parentheses(inner, "", text[text.rindex("^") :]) if "^" in text else None
                return made if made is not None and _flat(made) == text else None
        return None

    def addition(self, term: Add) -> _Piece:
        parts: list[tuple[str, str, _Piece]] = []
        for part in term.args:
            bare = isinstance(part, (Num, Int, Mul)) or not parts
            made = self.piece(part, 0 if bare else 1)
            if not parts:
                parts += [("", "", made)]
            elif _flat(made).startswith("-"):
                parts += [(" - ", "- ", _unsigned(made))]
            else:
                parts += [(" + ", "+ ", made)]
        return _Row(tuple(parts))

    def product(self, term: Mul) -> _Piece | None:
        sign, top, bottom, above, below = self.printer.quotient(term)
        if below:
            return self.fraction(term)
        head = sign if bottom == 1 else rf"{sign}\frac{{{top}}}{{{bottom}}} "
        if not above:
            return None
        number = [_Atom(str(top))] if bottom == 1 and top != 1 else []
        return _Row(_behind(head, head, self.factors([*number, *self.ones(above)])))

    def ones(self, factors: list[Term]) -> list[_Piece]:
        made: list[_Piece] = []
        for position, factor in enumerate(factors):
            reduction = isinstance(factor, (Sum, Extremum)) and bool(factor.binders)
            last = position == len(factors) - 1
            made.append(self.piece(factor, 0 if reduction and last else 3 if reduction else 2))
        return made

    @staticmethod
    def factors(pieces: list[_Piece]) -> _Row:
        parts = _behind("", "", pieces[0])
        for piece in pieces[1:]:
            parts += _behind(r" \, ", r"\cdot ", piece)
        return _Row(parts)

    def fraction(self, term: Mul) -> _Piece | None:
        """A quotient: where it is broken, the numerator stands behind one by the denominator."""
        sign, top, bottom, above, below = self.printer.quotient(term)
        if not above:
            return None
        alone = top == 1 and len(above) == 1
        pieces = [*([_Atom(str(top))] if top != 1 else []), *self.ones(above)]
        inner = self.piece(above[0], 0) if alone else self.factors(pieces)
        denominator = self.printer.factors(bottom, below, alone=True, braced=True)
        one, big = rf"{sign}\frac{{1}}{{{denominator}}} ", _size(_flat(inner))
        return _Enclosed(rf"{sign}\frac{{", inner, rf"}}{{{denominator}}}", rf"{one}{big}l(", rf"{big}r)")

    def reduction(self, term: Sum | Extremum) -> _Piece | None:
        head, guards = self.printer.heads(term)
        pieces: list[_Piece] = [self.bracket(g) for g in guards]
        nested = isinstance(term.body, (Sum, Extremum)) and bool(term.body.binders) and bool(term.binders)
        if term.body != ONE or not pieces:
            pieces.append(self.piece(term.body, 0 if nested else 2))
        return _Row(_behind(head, head, self.factors(pieces)))

    def bracket(self, guard: Guard) -> _Piece:
        shown = self.printer.guard(guard)
        if not isinstance(guard.arg, Term):
            return _Atom(rf"\left[{shown}\right]")
        inner = self.piece(guard.arg, 0)
        rest, big = shown.removeprefix(_flat(inner)), _size(_flat(inner))
        return _Enclosed(r"\left[", inner, rf"{rest}\right]", rf"{big}l[", rf"{rest}{big}r]")


def flat(printer: Printer, term: Term) -> str:
    """A term that is laid out and not broken: the text of the printer."""
    return _flat(_Layout(printer).piece(term, 0))


class _Rows:
    """Rows as they are filled, each with its indentation."""

    def __init__(self, page: float) -> None:
        self.page = page
        self.rows: list[tuple[int, str]] = [(0, "")]

    def left(self) -> float:
        indent, text = self.rows[-1]
        return self.page - _INDENT * indent - width(text)

    def append(self, text: str) -> None:
        indent, before = self.rows[-1]
        self.rows[-1] = indent, before + text

    def start(self, indent: int) -> None:
        self.rows.append((min(indent, 4), ""))

    def place(self, piece: _Piece, indent: int, behind: float = 0.0) -> None:
        """Add a piece that is followed by something of a width; further rows are indented by one step more."""
        text = _flat(piece)
        if isinstance(piece, _Atom) or width(text) + behind <= self.left():
            self.append(text)
        elif isinstance(piece, _Enclosed):
            self.append(piece.first)
            self.place(piece.inner, indent + 1, behind + width(piece.last))
            self.append(piece.last)
        else:
            self.fill(piece, indent, behind)

    def fill(self, row: _Row, indent: int, behind: float) -> None:
        whole = True
        for number, (before, starting, inner) in enumerate(row.parts):
            room = behind if number == len(row.parts) - 1 else 0.0
            height = len(self.rows)
            needed = width(before + _flat(inner)) + room
            if number == 0:
                self.append(before)
                self.place(inner, indent, room)
            elif whole and needed <= self.left():
                self.append(before + _flat(inner))
            elif whole and needed > self.page - _INDENT * (indent + 1) and self.left() > 0.4 * self.page:
                self.append(before)
                self.place(inner, indent + 1, room)
            else:
                self.start(indent + 1)
                height += 1
                self.append(starting)
                self.place(inner, indent + 1, room)
            whole = len(self.rows) == height


def _display(printer: Printer, left: Term | str, relation: str, right: Term, remarks: list[str]) -> str:
    """An equation as the inside of a display: on one line, or in rows that are aligned at the relation."""
    line = " \\quad ".join([f"{_shown(printer, left)} {relation} {_shown(printer, right)}", *remarks])
    if width(line) <= _PAGE:
        return line
    layout = _Layout(printer)
    pieces = _Atom(left) if isinstance(left, str) else layout.piece(left, 0), layout.piece(right, 0)
    return _broken(pieces[0], relation, pieces[1], remarks)


def _shown(printer: Printer, side: Term | str) -> str:
    return side if isinstance(side, str) else printer.show(side, 0)


def _broken(left: _Piece, relation: str, right: _Piece, remarks: list[str]) -> str:
    """An equation that does not fit on one line, in rows that are aligned at the relation."""
    start = width(_flat(left))
    beside = start <= 0.35 * _PAGE
    rows = _Rows(_PAGE - start if beside else _PAGE)
    if not beside:
        rows.place(left, 0)
        rows.start(1)
    rows.append(f"{relation} ")
    rows.place(right, 0 if beside else 1)
    for remark in remarks:
        if width(rf" \quad {remark}") > rows.left():
            rows.start(1)
            rows.append(remark)
        else:
            rows.append(rf" \quad {remark}")
    first = _flat(left) + " " if beside else ""
    texts = ["&" + "\\quad " * indent + text.strip() for indent, text in rows.rows]
    texts[0] = first + texts[0]
    return "\\begin{aligned}\n" + " \\\\\n".join(texts) + "\n\\end{aligned}"


def statement(claim: Statement, theory: Theory | None = None, first: int = 0) -> str:
    """A statement as the inside of a display, in rows where it is long; indices are counted from ``first``, 0 or 1."""
    shown = statement_from_one(claim) if first else claim
    printer = Printer([shown.left, shown.right], theory, first)
    remarks = latex.ranges(claim, theory, printer, shown)
    return _display(printer, shown.left, latex.relation(claim), shown.right, remarks)


def definition(made: Definition, theory: Theory | None = None, first: int = 0) -> str:
    """A definition as the inside of a display, in rows where it is long; indices are counted from ``first``, 0 or 1."""
    shown = definition_from_one(made) if first else made
    printer, left = latex.defined(shown, theory, first)
    return _display(printer, left, "=", shown.body, [])
