"""One canonical LaTeX spelling of every expression, for messages and as the key of decorated names.

Guarantee: expressions that are equal are spelled alike, and :func:`latex` knows every kind of node or raises
``TypeError``.
"""

from __future__ import annotations

from fractions import Fraction

from symderiv.documents.latex.syntax import (
    Absolute,
    Accented,
    Addition,
    Applied,
    BigOperator,
    Cases,
    Ceiling,
    Comparison,
    Derivative,
    Evaluated,
    Expression,
    Floor,
    Gradient,
    Group,
    Matrix,
    Norm,
    Number,
    Operation,
    Product,
    Quotient,
    Root,
    Scripted,
    Symbol,
)

__all__ = ["is_function_name", "is_sign_of_differentials", "is_square", "latex", "with_number", "zeroth"]


_WORDS = """
exp log ln lg tanh sinh cosh coth sin cos tan cot sec csc arcsin arccos arctan artanh arctanh erf relu ReLU sigmoid
sech csch erfc sign sgn softmax logsoftmax softplus abs max min det tr Tr trace Trace diag Diag rank vec Var Cov logit
GELU gelu SiLU normalcdf normalpdf
silu Swish swish ELU elu LeakyReLU LogSoftmax Softmax Softplus LSE logsumexp LogSumExp conv pool mean sum clip step
heaviside sqrt argmax argmin dim ker im span sinc mod gcd lcm floor ceil round norm
"""
_OPERATORS = """
exp log ln lg tanh sinh cosh coth sin cos tan cot sec csc arcsin arccos arctan max min det
"""
FUNCTION_WORDS = frozenset(_WORDS.split())
TEX_OPERATORS = frozenset(_OPERATORS.split())


def is_function_name(symbol: Expression) -> bool:
    r"""Whether a symbol is a word that can only be a function: ``\log``, ``\operatorname{softmax}``.

    >>> from symderiv.documents.latex.syntax import NOWHERE
    >>> is_function_name(Symbol(NOWHERE, "softmax", word=True)), is_function_name(Symbol(NOWHERE, "f"))
    (True, False)
    """
    return isinstance(symbol, Symbol) and symbol.word and symbol.letter in FUNCTION_WORDS


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    digits = 0
    scaled = value
    while scaled.denominator != 1 and digits < 400:
        scaled *= 10
        digits += 1
    if scaled.denominator != 1:
        return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"
    text = str(scaled.numerator).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}"


OTHERWISE = "\\text{otherwise}"
OPENING = {"(": "(", "[": "[", "{": "\\{", "\\langle": "\\langle", "": ""}
CLOSING = {"(": ")", "[": "]", "{": "\\}", "\\langle": "\\rangle", "": ""}


def _within(node: Expression, *weaker: type[Expression]) -> str:
    """The LaTeX of a part, in brackets where it binds more weakly than its surroundings."""
    return f"({latex(node)})" if isinstance(node, weaker) else latex(node)


def _closed(node: Expression) -> str:
    r"""The LaTeX of a factor with another behind it: ``\log{x} y`` is not ``\log x y``."""
    if isinstance(node, Applied) and not node.brackets:
        return f"{latex(node.head)}{{{', '.join(map(latex, node.arguments))}}}"
    return _within(node, Addition, Operation, BigOperator)


def latex(node: Expression) -> str:
    r"""One canonical LaTeX spelling of an expression, for messages and as the key of decorated names.

    >>> from symderiv.documents.latex.syntax import NOWHERE
    >>> x = Symbol(NOWHERE, "x", ("hat",))
    >>> latex(Scripted(NOWHERE, x, (Symbol(NOWHERE, "i"), Symbol(NOWHERE, "j")), Number(NOWHERE, Fraction(2))))
    '\\hat{x}_{i,j}^{2}'
    """
    known: str | None = node.__dict__.get("latex")
    if known is None:
        known = node.__dict__["latex"] = _latex(node)
    return known


def zeroth(name: str) -> str:
    r"""The spelling of a name with the subscript 0, which stands before what is above it.

    >>> zeroth("h"), zeroth(r"\\mathbf{h}^{(1)}")
    ('h_{0}', '\\\\mathbf{h}_{0}^{(1)}')
    """
    return with_number(name, 0)


def with_number(name: str, number: int) -> str:
    """The spelling of a name with a number for its subscript, which stands before what is above it."""
    base, above, decoration = name.partition("^")
    return f"{base}_{{{number}}}{above}{decoration}"


def _latex(node: Expression) -> str:
    match node:
        case Number(_, value):
            return _number(value)
        case Symbol(_, letter, accents, word):
            if not word:
                text = letter.strip("{}") if letter.startswith("{") else letter  # and not "\\mathbf{t}", a known name
            elif letter.startswith("\\"):
                text = letter
            else:
                text = f"\\{letter}" if letter in TEX_OPERATORS else f"\\operatorname{{{letter}}}"
            for accent in reversed(accents):
                signs = {"differential": "d", "variation": "\\delta "}
                text = signs[accent] + text if accent in signs else f"\\{accent}{{{text}}}"
            return text
        case Accented(_, accent, body):
            return f"\\{accent}{{{latex(body)}}}"
        case Scripted(_, base, subscripts, superscript, primes):
            text = latex(base)
            if isinstance(base, Scripted | Product | Addition | Operation | Quotient | Derivative | Gradient):
                text = f"{{{text}}}"
            text += "'" * primes
            if subscripts:
                text += f"_{{{','.join(latex(entry) for entry in subscripts)}}}"
            if superscript is not None:
                text += f"^{{{latex(superscript)}}}"
            return text
        case Group(_, bracket, entries, separator):
            gap = " " if bracket == "\\langle" else ""
            inside = f"{separator or ';'} ".join(latex(entry) for entry in entries)
            return f"{OPENING[bracket]}{gap}{inside}{gap}{CLOSING[bracket]}"
        case Applied(_, head, arguments, _, brackets):
            inside = ", ".join(latex(entry) for entry in arguments)
            if not brackets:
                plain = len(arguments) == 1 and isinstance(arguments[0], Symbol | Scripted | Number)
                return f"{latex(head)} {inside}" if plain and is_function_name(head) else f"{latex(head)}{{{inside}}}"
            return f"{latex(head)}{OPENING[brackets]}{inside}{CLOSING[brackets]}"
        case Product(_, factors, operators):
            text = _closed(factors[0])
            for number, (operator, factor) in enumerate(zip(operators, factors[1:], strict=True)):
                last = number == len(operators) - 1
                piece = _within(factor, Addition, Operation) if last else _closed(factor)
                text += f" {operator} {piece}" if operator else f" {piece}"
            return text
        case Operation(_, operator, left, right):
            return f"{_within(left, Addition, BigOperator)} {operator} {_within(right, Addition, Operation)}"
        case Addition(_, terms, signs):
            text = ("" if signs[0] == "+" else signs[0]) + _within(terms[0], Addition)
            for sign, term in zip(signs[1:], terms[1:], strict=True):
                text += f" {sign} {_within(term, Addition)}"
            return text
        case Quotient(_, numerator, denominator):
            return f"\\frac{{{latex(numerator)}}}{{{latex(denominator)}}}"
        case Root(_, body, degree):
            return f"\\sqrt{'' if degree is None else '[' + latex(degree) + ']'}{{{latex(body)}}}"
        case BigOperator(_, operator, below, above, body):
            known = operator in ("sum", "prod", "max", "min", "sup", "inf", "lim")
            text = f"\\{operator}" if known else f"\\operatorname{{{operator}}}"
            if below:
                text += f"_{{{', '.join(latex(entry) for entry in below)}}}"
            if above is not None:
                text += f"^{{{latex(above)}}}"
            return f"{text} {latex(body)}"
        case Comparison(_, operands, relations):
            text = latex(operands[0])
            for relation, operand in zip(relations, operands[1:], strict=True):
                text += f" {relation} {latex(operand)}"
            return text
        case Derivative(_, target, variables, symbol, _):
            order = f"^{{{len(variables)}}}" if len(variables) > 1 else ""
            inside = latex(target)
            if isinstance(target, Addition | Operation):
                inside = f"({inside})"
            under = " ".join(f"{symbol} {latex(variable)}" for variable in variables)
            return f"\\frac{{{symbol}{order} {inside}}}{{{under}}}"
        case Gradient(_, target, variable, order):
            at = "" if variable is None else f"_{{{latex(variable)}}}"
            return f"\\nabla{at}{f'^{order}' if order > 1 else ''} {latex(target)}"
        case Absolute(_, body):
            return f"|{latex(body)}|"
        case Norm(_, body):
            return f"\\|{latex(body)}\\|"
        case Floor(_, body):
            return f"\\lfloor {latex(body)} \\rfloor"
        case Ceiling(_, body):
            return f"\\lceil {latex(body)} \\rceil"
        case Cases(_, rows):
            lines = [f"{latex(row.value)} & {', '.join(latex(c) for c in row.conditions) or OTHERWISE}" for row in rows]
            return "\\begin{cases} " + " \\\\ ".join(lines) + " \\end{cases}"
        case Matrix(_, kind, rows):
            text = " \\\\ ".join(" & ".join(latex(entry) for entry in row) for row in rows)
            return f"\\begin{{{kind}}} {text} \\end{{{kind}}}"
        case Evaluated(_, body, conditions):
            return f"\\left. {latex(body)} \\right|_{{{', '.join(latex(c) for c in conditions)}}}"
    raise TypeError(f"no LaTeX for {type(node).__name__}")


def is_square(node: Expression, *, entry: bool = False) -> bool:
    r"""Whether something is the square of a letter, ``\sigma^2``, or of an ``entry`` of one, ``\sigma_j^2``."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Symbol) or node.primes:
        return False
    return isinstance(node.superscript, Number) and node.superscript.value == 2 and (entry or not node.subscripts)


def is_sign_of_differentials(node: Expression) -> bool:
    r"""``d`` or ``\mathrm{d}``, which may be one."""
    return isinstance(node, Symbol) and node.letter == "d" and set(node.accents) <= {"mathrm"}
