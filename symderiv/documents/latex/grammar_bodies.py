r"""Operators with a body (sums, maxima, functions without brackets) and environments."""

from __future__ import annotations

from symderiv.documents.latex.grammar_base import (
    GROUP_NAMES,
)
from symderiv.documents.latex.grammar_derivatives import DerivativeParser
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.syntax import (
    Addition,
    Applied,
    BigOperator,
    CaseRow,
    Cases,
    Comparison,
    Evaluated,
    Expression,
    Group,
    Matrix,
    Number,
    Product,
    Symbol,
)
from symderiv.documents.latex.vocabulary import (
    CASES,
    FUNCTIONS,
    MATRICES,
    RANGED_FUNCTIONS,
)

__all__ = ["BodyParser"]


def _joined_bounds(below: tuple[Expression, ...]) -> tuple[Expression, ...]:
    r"""``0 \le p, q < s`` bounds both letters from both sides."""
    for first, low in enumerate(below):
        if not (isinstance(low, Comparison) and len(low.operands) == 2 and isinstance(low.operands[0], Number)):
            continue
        last = first + 1
        while last < len(below) and is_letter(below[last]):
            last += 1
        high = below[last] if last < len(below) else None
        if not (isinstance(high, Comparison) and len(high.operands) == 2 and is_letter(high.operands[0])):
            continue
        relations = (*low.relations, *high.relations)
        if is_letter(low.operands[1]) and set(relations) <= {"<", "\\le"}:
            letters = (low.operands[1], *below[first + 1 : last], high.operands[0])
            both = (Comparison(x.span, (low.operands[0], x, high.operands[1]), relations) for x in letters)
            return (*below[:first], *both, *_joined_bounds(below[last + 1 :]))
    return below


def _listed_range(below: tuple[Expression, ...]) -> tuple[Expression, ...]:
    r"""``p = 0, \dots, s - 1`` below an operator is ``p \in \{0, \dots, s - 1\}``."""
    for at, dots in enumerate(below):
        if not (isinstance(dots, Symbol) and dots.letter == "\\dots" and 0 < at < len(below) - 1):
            continue
        begin = next((k for k in range(at - 1, -1, -1) if isinstance(below[k], Comparison)), at)
        head = below[begin]
        if isinstance(head, Comparison) and head.relations == ("=",) and is_letter(head.operands[0]):
            values = Group(head.span, "{", (head.operands[1], *below[begin + 1 : at + 2]))
            said = Comparison(head.span, (head.operands[0], values), ("\\in",))
            return (*below[:begin], said, *_listed_range(below[at + 2 :]))
    return below


def _beside(below: tuple[Expression, ...], body: Expression) -> tuple[Expression, Expression] | None:
    r"""The two sides of ``a_i \\prod_i b_i`` behind another ``\\prod_i``: who uses the letter anew is done with it."""
    last = body.factors[-1] if isinstance(body, Product) else None
    if (
        not isinstance(body, Product)
        or not isinstance(last, BigOperator)
        or _letters(below).isdisjoint(_letters(last.below))
    ):
        return None
    rest = body.factors[:-1]
    return (rest[0] if len(rest) == 1 else Product(body.span, rest, body.operators[:-1])), last


def _letters(below: tuple[Expression, ...]) -> set[str]:
    """The letters over which an operator runs."""
    first = (x.operands[0] if isinstance(x, Comparison) else x for x in below)
    return {x.letter for x in first if isinstance(x, Symbol)}


class BodyParser(DerivativeParser):
    """Sums, functions, cases, matrices."""

    def big_operator(self, operator: str) -> Expression:
        first = self.at
        self.at += 1
        below, above = self.limits(first)
        if not self.starts_factor(self.token) and not self.token.is_char("+-"):
            raise self.error(f"\\{operator} has no body", "write what is summed behind it", first)
        begin = self.at
        sign = self.sign()
        body = self.operation()
        if sign in ("-", "\\pm"):
            body = Addition(self.span(begin), (body,), (sign,))
        beside = _beside(below, body) if operator == "prod" else None
        if beside is not None:
            own = BigOperator(self.span(first), operator, below, above, beside[0])
            return Product(self.span(first), (own, beside[1]), ("",))
        return BigOperator(self.span(first), operator, below, above, body)

    def limits(self, first: int) -> tuple[tuple[Expression, ...], Expression | None]:
        """What stands below and above a big operator."""
        below: tuple[Expression, ...] | None = None
        above: Expression | None = None
        while self.token.is_char("_^"):
            if self.token.text == "_":
                if below is not None:
                    raise self.error("two lower limits", "join them in one pair of braces", first)
                self.at += 1
                with self.deeper(first):
                    self.in_limits = True
                    try:
                        below = self.subscript_entries()
                    finally:
                        self.in_limits = False
            else:
                if above is not None:
                    raise self.error("two upper limits", "join them in one pair of braces", first)
                self.at += 1
                with self.deeper(first):
                    above = self.superscript()[1]
        found = _joined_bounds(below or ())
        return (found if above is not None else _listed_range(found)), above

    def function(self, name: str) -> Expression:
        r"""A known function, with or without brackets: ``\tanh x``, ``\max(a,b)``, ``\max_k z_k``."""
        first = self.at
        self.at += 1
        symbol = Symbol(self.span(first), name, word=True)
        if name == "arg" and (
            self.token.is_command("\\max", "\\min") or (self.token.kind == "word" and self.token.text in ("max", "min"))
        ):
            name = "arg" + self.token.text.lstrip("\\")
            self.at += 1
            symbol = Symbol(self.span(first), name, word=True)
        if name in RANGED_FUNCTIONS and self.token.is_char("_"):
            below, above = self.limits(first)
            begin = self.at
            token = self.token
            if not self.starts_factor(token) and not token.is_char("-"):
                raise self.error(f"\\{name} has nothing to act on", "write it behind it", first)
            opening = token.text if token.kind in ("char", "open") or token.is_command("\\{") else ""
            if opening in ("(", "[", "\\{"):
                body = self.postfix(self.atom(), begin)
                self.refuse_more(first, name)
            else:
                sign = self.sign()
                body = self.operation()
                if sign == "-":
                    body = Addition(self.span(begin), (body,), (sign,))
            return BigOperator(self.span(first), name, below, above, body)
        head = self.scripts(symbol, first)
        token = self.token
        opening = token.text if token.kind in ("char", "open") or token.is_command("\\{") else ""
        if opening in ("(", "[", "\\{"):
            arguments = self.bracketed()
            if not arguments:
                raise self.error(f"{name} without an argument", "write what it is applied to", first)
            applied = Applied(self.span(first), head, arguments, True, GROUP_NAMES[opening])
            return self.postfix_of_applied(applied, first)
        if not self.starts_factor(token):
            if token.is_char("-") and self.ahead(1).kind in ("letter", "digit", "command"):
                raise self.error(f"the argument of {name} is not clear", f"write \\{name}(...)", first)
            return head
        if token.is_char("{"):
            # The author's own braces end the argument.
            argument = self.braces()
            return self.postfix_of_applied(Applied(self.span(first), head, (argument,), True, ""), first)
        begin = self.at
        argument = self.factor()
        if isinstance(argument, Number) and self.token.is_command("\\pi"):
            argument = Product(self.span(begin), (argument, self.factor()), ("",))  # \log 2\pi
        if not isinstance(argument, BigOperator):
            self.refuse_more(first, name)
        return Applied(self.span(first), head, (argument,), True, "")

    def postfix_of_applied(self, applied: Expression, first: int) -> Expression:
        node = self.scripts(applied, first)
        while (
            self.token.kind in ("bar", "char")
            and self.token.text == "|"
            and self.ahead(1).is_char("_")
            and not self.bar
        ):
            self.at += 2
            node = Evaluated(self.span(first), node, self.subscript_entries())
        return node

    def refuse_more(self, first: int, name: str) -> None:
        """``\\log a b``: refuse an argument that does not end clearly."""
        token = self.token
        following = self.ahead(1) if token.is_char("/") or token.is_command("\\div") else token
        if token is following and not self.starts_factor(token):
            return
        if following.kind == "command" and (following.text[1:] in FUNCTIONS or following.text == "\\nabla"):
            return  # \nabla \log p \, \nabla \log p^\top
        if following.kind == "word" and (following.text in FUNCTIONS or self.is_word_function(following)):
            return
        if token.text in ("\\frac", "\\dfrac", "\\tfrac") and any(
            self.ahead(k).is_command("\\partial") for k in (1, 2)
        ):
            return  # \cos\theta \frac{\partial \ell}{\partial u}: nobody takes the cosine of a derivative
        raise self.error(f"the argument of {name} is not clear without brackets", f"write {name}(...)", first)

    def environment(self) -> Expression:
        first = self.at
        name = self.token.text
        self.at += 1
        if name not in CASES and name not in MATRICES:
            raise self.error(
                f"the environment {name} cannot be read inside of a formula",
                "write its rows as equations of their own",
                first,
            )
        if name == "array" and self.token.is_char("{"):
            close = self.pairs.get(self.at)
            if close is not None:
                self.at = close + 1
        rows = self.rows(name, first) if name in CASES else self.without_lines(self.rows(name, first))
        with self.frame(), self.deeper(first):
            if name in CASES:
                result: Expression = Cases(self.span(first), tuple(self.case_row(row, first) for row in rows))
            else:
                matrix = tuple(tuple(self.cell(cell, first) for cell in row) for row in rows)
                result = Matrix(self.span(first), name, matrix)
        return result

    def rows(self, name: str, first: int) -> list[list[tuple[int, int]]]:
        """The cells of an environment, as token ranges."""
        rows: list[list[tuple[int, int]]] = [[]]
        depth = 0
        braces = 0
        start = self.at
        while True:
            token = self.token
            if token.kind == "stop":
                raise self.error(f"\\begin{{{name}}} is never closed", f"close it with \\end{{{name}}}", first)
            if token.kind == "begin":
                depth += 1
            elif token.kind == "end":
                if depth == 0:
                    if token.text != name:
                        raise self.error(
                            f"\\begin{{{name}}} is closed by \\end{{{token.text}}}", "balance the environments", first
                        )
                    break
                depth -= 1
            elif token.kind == "char" and token.text in "{}":
                braces += 1 if token.text == "{" else -1
            elif depth == 0 and braces == 0 and token.is_char("&"):
                rows[-1].append((start, self.at))
                start = self.at + 1
            elif depth == 0 and braces == 0 and token.is_command("\\\\"):
                rows[-1].append((start, self.at))
                rows.append([])
                start = self.at + 1
            self.at += 1
        rows[-1].append((start, self.at))
        self.at += 1
        behind = self.at
        kept = [row for row in rows if any(stop > begin for begin, stop in row)]
        self.at = behind
        return kept

    def without_lines(self, rows: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
        r"""The cells without the lines that show where rows and columns go on: ``- x_1^\top -``, ``\vert``."""
        if not any(self.is_line(at) for row in rows for start, stop in row for at in (start, stop - 1) if start < stop):
            return rows
        kept: list[list[tuple[int, int]]] = []
        lines = False
        for row in rows:
            cells = []
            for start, stop in row:
                begin, end = start, stop
                while begin < end and self.is_line(begin):
                    begin += 1
                while end > begin and self.is_line(end - 1):
                    end -= 1
                both = begin == end or (begin > start and end < stop)
                lines = lines or (both and start < stop)
                cells.append((begin, end) if both else (start, stop))
            kept.append(cells)
        filled = [[cell for cell in row if cell[0] < cell[1]] for row in kept]
        return [row for row in filled if row] if lines and any(filled) else rows

    def is_line(self, at: int) -> bool:
        """Whether a token is a piece of such a line."""
        token = self.tokens[at]
        return token.is_char("-|") or (token.kind == "text" and not token.text.strip("-–—| ")) or token.text == "\\mid"

    def cell(self, cell: tuple[int, int], first: int) -> Expression:
        behind = self.at
        start, stop = cell
        if start == stop:
            raise self.error("an empty entry of a matrix", "write 0", first)
        self.at = start
        result = self.expression_until(stop, "entry")
        self.at = behind
        return result

    def case_row(self, row: list[tuple[int, int]], first: int) -> CaseRow:
        """A value and its condition."""
        behind = self.at
        start, stop = row[0]
        condition = (row[1][0], row[-1][1]) if len(row) > 1 else None
        if condition is None:
            for at in range(start, stop):
                if self.tokens[at].kind == "text":
                    condition = (at, stop)
                    stop = at
                    break
        while stop > start and self.tokens[stop - 1].is_char(",;."):
            stop -= 1
        self.at = start
        value = self.expression_until(stop, "case")
        conditions: tuple[Expression, ...] = ()
        otherwise = condition is None
        if condition is not None:
            begin, end = condition
            while end > begin and (
                self.tokens[end - 1].is_char(",;.")
                or (self.tokens[end - 1].kind == "text" and not self.tokens[end - 1].text.strip(" .,;"))
            ):
                end -= 1
            while begin < end and self.tokens[begin].kind in ("text", "word", "char"):
                token = self.tokens[begin]
                words = token.text.strip(" .,;:").lower()
                if token.kind == "char" and token.text not in "&,":
                    break
                if words in (
                    "otherwise",
                    "else",
                    "elsewhere",
                    "in all other cases",
                    "in other cases",
                    "other cases",
                    "else.",
                ):
                    otherwise = True
                elif words not in (
                    "if",
                    "when",
                    "for",
                    "where",
                    "",
                    "&",
                    "whenever",
                    "in case",
                    "and",
                    "if and only if",
                    "case",
                ):
                    if token.kind == "word":
                        break
                    self.at = begin
                    raise self.error("a condition in words cannot be read", "write it as a formula, or as otherwise")
                begin += 1
            if begin < end:
                self.at = begin
                saved = self.tokens[end]
                self.tokens[end] = Token("stop", "", saved.start, saved.start, True)
                try:
                    conditions = self.entries(lambda token: token.kind == "stop")
                    if self.at != end:
                        self.finish()
                finally:
                    self.tokens[end] = saved
                otherwise = False
            elif not otherwise:
                self.at = min(end, len(self.tokens) - 1)
                raise self.error("a case without its condition", "write it, or otherwise", first)
        self.at = behind
        return CaseRow(value, conditions, otherwise)
