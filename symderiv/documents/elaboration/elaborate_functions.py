"""What a name in front of its argument denotes: known functions, functions of the document, abstract ones.

Known functions are entrywise on tensors; ``softmax`` runs over the last axis (over the first, where the document says
column-wise).  A function that the document defines is substituted; its derivative is taken of the definition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from symderiv.documents.elaboration.context import FunctionDefinition
from symderiv.documents.elaboration.elaborate_expectations import moment, moment_of
from symderiv.documents.elaboration.function_entries import entries_of
from symderiv.documents.elaboration.function_table import INVERSES, SCALAR, SPECIAL, SYNONYMS, logarithm
from symderiv.documents.elaboration.values import Value, scalar, times
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, DECORATIONS
from symderiv.documents.latex.spelling import is_function_name, is_sign_of_differentials, latex
from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Diff, Fn, Let, Pow, Read, Term, substitute

if TYPE_CHECKING:
    from symderiv.documents.elaboration.elaborate import Elaborator

__all__ = [
    "applied",
    "at_its_parameters",
    "function_name",
    "is_at_its_point",
    "is_function",
    "is_own_function",
    "known_name",
]

# Functions whose argument without brackets ends before a bracket, ``\tanh x (1 - y)``; of others it is not clear.
ENDS_BEFORE_BRACKETS = frozenset({"tanh", "sin", "cos", "tan", "sinh", "cosh", "arctan", "erf"})
UNCLEAR_BEFORE_BRACKETS = frozenset({"log", "ln", "exp"})
ABSTRACT = frozenset(
    {"f", "g", "h", "\\phi", "\\psi", "\\varphi", "F", "G", "\\rho", "\\Phi", "\\Psi", "\\theta", "\\kappa"}
)

# "f(x) + h f'(x) + O(h^2)": Landau's symbols, unless the document declares such a name.
_ORDERS = ("o", "O", "\\mathcal{O}", "\\mathcal{o}")


def function_name(head: s.Expression) -> str:
    """The name of a function without primes and powers."""
    if isinstance(head, s.Scripted):
        keep = head.superscript if _is_part_of_the_name(head.superscript) else None
        return latex(s.Scripted(head.span, head.base, head.subscripts, keep))
    return head.letter if isinstance(head, s.Symbol) and is_function_name(head) else latex(head)


def known_name(node: s.Applied) -> str:
    r"""The known name of the function that is applied, ``softmax`` for ``\operatorname{Softmax}_i(z)``."""
    name = function_name(s.base(node.head))
    return SYNONYMS.get(name, name)


def is_own_function(head: s.Expression) -> bool:
    """Whether a function is one of its own, ``f`` or ``f_1`` or ``f^{(1)}``, and no member ``f_i`` of a family."""
    if not isinstance(head, s.Scripted):
        return isinstance(head, s.Symbol)
    above = head.superscript.entries if isinstance(head.superscript, s.Group) else ()
    numbered = isinstance(head.superscript, s.Group | None) and not head.primes
    return numbered and all(isinstance(x, s.Number) for x in (*head.subscripts, *above))


def _is_part_of_the_name(superscript: s.Expression | None) -> bool:
    r"""Whether a superscript is a mark on a name, ``P^{+}(K)`` or ``f^{(1)}(x)``, and no power or derivative."""
    if isinstance(superscript, s.Symbol):
        return (superscript.letter in DECORATIONS or superscript.word) and superscript.letter != "\\prime"
    return isinstance(superscript, s.Group)


def applied(e: Elaborator, node: s.Applied) -> Value:
    """The value of ``head(arguments)``."""
    if (product := _before_brackets(e, node)) is not None:
        return e.value(product)
    head = node.head
    context = e.context
    primes = head.primes if isinstance(head, s.Scripted) else 0
    power = head.superscript if isinstance(head, s.Scripted) and not _is_part_of_the_name(head.superscript) else None
    base = head.base if isinstance(head, s.Scripted) else head
    name = function_name(head)
    if name not in context.functions and name not in context.theory.functions:
        bare = function_name(base)
        if (
            isinstance(head, s.Scripted)
            and (head.subscripts or not _is_part_of_the_name(head.superscript))  # primes are no part of a name
            and (bare in context.functions or bare in context.theory.functions or _built_in(e, base))
        ) or _built_in(e, base) is not None:
            name = bare
    bare = function_name(base)
    name = bare if name not in context.names.ranks and bare in context.poisoned else name
    if name in context.poisoned:
        raise e.fail(
            node, f"{name} has no readable definition: {context.poisoned[name]}", f"repair the definition of {name}"
        )
    if moment(head) and context.outcomes:
        return e.raise_(moment_of(e, node), power, node)
    if isinstance(base, s.Symbol) and (
        ("mathbb" in base.accents and base.letter in ("E", "P", "V")) or base.letter in ("Var", "Cov")
    ):
        raise e.fail(
            node, "an expectation", "write it as a weighted sum over the outcomes, with weights that sum to one"
        )
    indicator = isinstance(base, s.Symbol) and (
        (base.letter == "1" and base.accents) or (base.letter == "I" and isinstance(node.arguments[0], s.Comparison))
    )
    if indicator and len(node.arguments) == 1:
        # "1(1^T A)" multiplies, and so do "1(1 - [a > 0])" and "1_{a > 0} [b > 0]"
        condition = any(isinstance(n, s.Comparison) for n in s.walk(node.arguments[0]))
        condition &= not isinstance(head, s.Scripted) and not isinstance(node.arguments[0], s.Addition | s.Product)
        return e.value(node.arguments[0] if condition else node.as_product())
    own = name in context.functions or name in context.theory.functions
    if own and isinstance(power, s.Addition) and latex(power) == "-1":
        raise e.fail(node, f"the inverse of the function {name}", "give it a name, and say that it is the inverse")
    if name in context.functions:
        if not primes and _multiplies(e, node, name):
            return e.value(node.as_product())
        value = _defined(e, node, name, primes)
        if isinstance(head, s.Scripted) and head.subscripts and function_name(head) != name:
            value = e.index(value, head.subscripts, node, name)
        return e.raise_(value, power, node)
    if name in context.theory.functions:
        if (
            isinstance(power, s.Expression)
            and primes == 0
            and isinstance(power, s.Symbol)
            and power.letter == "\\prime"
        ):
            primes, power = 1, None
        arguments = [e.value(a) for a in node.arguments]
        arity = context.theory.functions[name]
        if len(arguments) != arity:
            raise e.fail(node, f"{name} takes {arity} arguments, not {len(arguments)}", "write as many")
        if primes and arity != 1:
            raise e.fail(node, "a prime at a function of several variables", "write partial derivatives")
        value = e.unify.pointwise(lambda *ts: Fn(name, ts, (primes,) if primes else ()), *arguments)
        return e.raise_(value, power, node)
    if isinstance(head, s.Symbol | s.Scripted) and not primes:
        found = context.names.read(head)
        if found is not None and found.name in context.names.ranks:
            if context.theory.losses.get(found.name) is not None and not found.indices:
                if not _at_its_point(e, node, found.name):
                    return e.value(node.as_product())
                return e.tensor(found.name, node)
            if not found.indices and context.names.ranks[found.name] == 0 and _of_its_arguments(e, node, found.name):
                return e.tensor(found.name, node)
            if is_at_its_point(e, node):
                return e.value(head)
            return e.value(node.as_product())
    if name in e.overrides or name in context.sizes.letters() or name in e.letters:
        return e.value(node.as_product())
    if context.differentials and is_sign_of_differentials(head):
        return e.value(node.as_product())
    if name in context.targets and not primes and not _built_in(e, base):
        if not _at_its_point(e, node, name):
            return e.value(node.as_product())
        context.theory.add_loss(name, ())
        context.names.ranks[name] = 0
        return e.tensor(name, node)
    built = _built_in(e, base)
    if built is not None:
        listed = _listed(e, node) if SYNONYMS.get(built, built) == "diag" else None
        arguments = [_argument(e, a, built) for a in node.arguments] if listed is None else [listed]
        if power is not None and isinstance(power, s.Addition):
            if latex(power) == "-1" and built in INVERSES and len(arguments) == 1 and not primes:
                return e.unify.pointwise(INVERSES[built], arguments[0])
            raise e.fail(
                node,
                "a negative power of a function name may mean its inverse",
                "write 1/f(x) or \\operatorname{arctan}",
            )
        subscripts = head.subscripts if isinstance(head, s.Scripted) else ()
        if primes:
            if len(arguments) != 1:
                raise e.fail(node, "a prime at a function of several variables", "write partial derivatives")
            value = _prime(e, arguments[0], primes, lambda t: _call(e, built, [scalar(t)], (), node).term, name)
        else:
            value = _call(e, built, arguments, subscripts, node)
        return e.raise_(value, power, node)
    if primes and function_name(base) in context.names.ranks:
        raise e.fail(node, f"{function_name(base)} is a tensor and no function", "give the function another name")
    if name in ABSTRACT and len(node.arguments) >= 1 and not isinstance(node.arguments[0], s.Comparison):
        context.theory.functions[name] = len(node.arguments)
        context.names.functions.add(name)
        return applied(e, node)
    if not node.surely and isinstance(head, s.Symbol | s.Scripted) and not primes:
        if latex(head) in _ORDERS and latex(head) not in context.names.ranks:
            raise e.fail(node, f"{latex(head)}(...) only bounds a term", "write the term out, or leave it to words")
        if name in context.given:
            raise e.fail(node, f"{name} is a function that is given further on", "give it before it is applied")
        return e.value(node.as_product())
    raise e.fail(node, f"the function {name} is not known", f"define {name}, or declare it as a smooth function")


def _argument(e: Elaborator, node: s.Expression, function: str) -> Value:
    r"""The value of an argument; in ``\log |A|`` of a matrix that of its determinant."""
    bars = node.entries[0] if isinstance(node, s.Group) and len(node.entries) == 1 else node
    if function == "log" and isinstance(bars, s.Absolute):
        return e.bars(bars, e.value(bars.body), True)
    return e.value(node)


def _before_brackets(e: Elaborator, node: s.Applied) -> s.Expression | None:
    r"""``\tanh x \, (1 - y)`` as a product, where ``x`` is no function; None where no such bracket follows.

    Raises where it is not clear whether the bracket belongs to the argument: ``\log x (1 - y)``."""
    if not node.surely or node.brackets or len(node.arguments) != 1:
        return None
    argument = node.arguments[0]
    inner = argument.base if isinstance(argument, s.Scripted) else argument
    if not isinstance(inner, s.Applied) or inner.surely or inner.brackets != "(" or len(inner.arguments) != 1:
        return None
    name = function_name(node.head.base if isinstance(node.head, s.Scripted) else node.head)
    several = isinstance(inner.arguments[0], s.Addition) and len(inner.arguments[0].terms) > 1
    known = name in ENDS_BEFORE_BRACKETS | UNCLEAR_BEFORE_BRACKETS
    if not several or not known or is_function(e, inner):
        return None
    if name in UNCLEAR_BEFORE_BRACKETS or not inner.apart:
        raise e.fail(node, f"the argument of {name} is not clear without brackets", f"write {name}(...)")
    bracket: s.Expression = s.Group(inner.span, inner.brackets, inner.arguments)
    if isinstance(argument, s.Scripted):
        bracket = replace(argument, base=bracket)
    return s.Product(node.span, (replace(node, arguments=(inner.head,)), bracket), ("",))


def _at_its_point(e: Elaborator, node: s.Applied, name: str) -> bool:
    r"""Whether the bracket behind an unknown loss, ``L(w)``, names what it is a function of; not, if it is a factor.

    Nothing is known of its values elsewhere, and ``L`` is one number: it has one point in a document, which no index
    moves."""
    arguments = node.arguments
    if not all(isinstance(x, s.Symbol | s.Scripted) for x in arguments):
        if not _is_loss_letter(name):
            return False  # "c (y - m)"
        moved = True
    else:
        at = ", ".join(map(latex, arguments))
        moved = e.context.points.setdefault(name, at) != at
    moved |= any(latex(n) in e.letters for x in arguments for n in s.walk(x) if isinstance(n, s.Symbol))
    if moved:
        raise e.fail(node, f"{name} has no definition, and its value at another point is not known", f"define {name}")
    return True


def is_at_its_point(e: Elaborator, node: s.Applied) -> bool:
    r"""Whether the bracket behind an entry that is defined, ``\phi_j = (x - c_j)^2``, names alone what it is made from:
    ``\phi_j(x)``."""
    theory, found = e.context.theory, None
    if isinstance(node.head, s.Scripted) and not node.head.primes:
        found = e.context.names.read(node.head)
    if found is None or not found.indices or found.name not in theory.definitions or node.brackets != "(" or node.apart:
        return False
    made = theory.dependencies(found.name) | theory.sources(found.name)
    return all(isinstance(x, s.Symbol) and e.context.names.alias(latex(x), x) in made for x in node.arguments)


def _of_its_arguments(e: Elaborator, node: s.Applied, name: str) -> bool:
    r"""Whether the bracket behind a number that is defined, ``J = \frac12 (w x - y)^2``, names what it is made from."""
    if name not in e.context.theory.definitions:
        return False
    plain = all(isinstance(x, s.Symbol | s.Scripted | s.Number) for x in node.arguments)
    made = e.context.theory.dependencies(name) | e.context.theory.sources(name)
    named = [e.context.names.read(x) for x in node.arguments]
    own = plain and all(x is not None and not x.indices and x.name in made for x in named)
    spoken = {latex(n) for x in node.arguments for n in s.walk(x)}
    elsewhere = plain or (_is_loss_letter(name) and not spoken.isdisjoint(made) and name not in spoken)
    if elsewhere and not own:
        what = f"{name} is defined as a number, and its value at another point is not known"
        raise e.fail(node, what, f"define {name} as a function, {name}(...) = ..., or write \\cdot for a product")
    return own


def _is_loss_letter(name: str) -> bool:
    """Whether a name is commonly that of a function, and not of a factor."""
    return name in ("f", "F", "g", "h", "\\ell", "\\phi", "\\psi") or name.lstrip("\\{").startswith(
        ("L", "J", "E", "C", "R", "mathcal", "hat{L}", "tilde{L}", "bar{L}")
    )


def at_its_parameters(e: Elaborator, name: str) -> Value | None:
    """``w`` for ``w(t, y)``: a function of the document that is named without arguments is taken at its own."""
    definition = e.context.functions.get(name)
    if definition is None or definition.tensor:
        return None
    if any(e.context.names.ranks.get(p) != 0 for p in definition.parameters):
        return None
    return substituted(e, definition, [scalar(Read(p)) for p in definition.parameters])


def is_function(e: Elaborator, node: s.Applied) -> bool:
    """Whether the head of an application is a function here, and not a factor."""
    head = node.head
    base = head.base if isinstance(head, s.Scripted) else head
    name, bare = function_name(head), function_name(base)
    context = e.context
    for key in (name, bare):
        if key in context.functions or key in context.theory.functions:
            return True
    found = context.names.read(head)
    if found is not None and found.name in context.names.ranks:
        return context.theory.losses.get(found.name) is not None and not found.indices
    if bare in e.overrides or name in context.sizes.letters() or name in e.letters:
        return False
    return name in context.targets or _built_in(e, base) is not None or name in ABSTRACT


def _built_in(e: Elaborator, base: s.Expression) -> str | None:
    if not isinstance(base, s.Symbol):
        return None
    name = base.letter if base.word else latex(base)
    if name in e.context.names.ranks or name + "^{2}" in e.context.names.squares:
        return None
    name = name.removeprefix("\\") if name not in BUILT_IN_FUNCTIONS else name
    return BUILT_IN_FUNCTIONS.get(name) or (name if name in SPECIAL else None)


def _prime(e: Elaborator, argument: Value, order: int, body: Callable[[Term], Term], name: str) -> Value:
    """The derivative of a scalar function at an argument, as the derivative by a fresh scalar."""

    def at(term: Term) -> Term:
        if isinstance(term, Read) and not term.index and term.tensor in e.context.theory.shapes:
            inside = body(term)
            for _ in range(order):
                inside = Diff(inside, term.tensor, ())
            return inside
        symbol = e.unify.fresh("arg").replace("%", f"{name.removeprefix(chr(92))}.")
        inside = body(Read(symbol, ()))
        for _ in range(order):
            inside = Diff(inside, symbol, ())
        return Let(symbol, term, inside)

    return e.unify.pointwise(at, argument)


def _multiplies(e: Elaborator, node: s.Applied, name: str) -> bool:
    """Whether the bracket behind a function of a tensor is a factor: ``s_i (1 - s_j)`` beside ``s_i(z) = ...`` of a
    vector ``z``, a number where the function takes none."""
    definition = e.context.functions[name]
    if not definition.tensor or definition.entrywise or node.surely or len(definition.parameters) != 1:
        return False
    if len(node.arguments) != 1 or not isinstance(node.arguments[0], s.Addition):
        return False
    return bool(e.context.shape(definition.parameters[0])) and not e.value(node.arguments[0]).rank


def _defined(e: Elaborator, node: s.Applied, name: str, primes: int) -> Value:
    """``f(x)`` for a function that the document defines."""
    definition = e.context.functions[name]
    if len(node.arguments) != len(definition.parameters):
        raise e.fail(node, f"{name} takes {len(definition.parameters)} arguments", "write as many")
    if (
        definition.tensor
        and not primes
        and all(
            latex(a) == p and p not in e.overrides for a, p in zip(node.arguments, definition.parameters, strict=True)
        )
    ):
        return e.tensor(name, node)
    arguments = [e.value(a) for a in node.arguments]
    if not definition.tensor and (primes or any(a.rank for a in arguments)):
        numbers = [scalar(Read(p)) for p in definition.parameters]
        if substituted(e, definition, numbers).rank:
            raise e.fail(node, f"{name} has a tensor for each number", "write it at a number, and without a prime")
    if primes:
        if len(arguments) != 1:
            raise e.fail(node, "a prime at a function of several variables", "write partial derivatives")
        if definition.letters:
            return _primes_of_entries(e, definition, name, arguments[0], primes)
        return _prime(e, arguments[0], primes, lambda t: substituted(e, definition, [scalar(t)]).term, name)
    if definition.tensor:
        declared = [e.context.shape(p) for p in definition.parameters]
        arguments = [nothing(a, shape) for a, shape in zip(arguments, declared, strict=True)]
        for parameter, argument, shape in zip(definition.parameters, arguments, declared, strict=True):
            fits = argument.rank == len(shape)
            fits = fits and (_is_of_any_size(e, parameter) or all(map(e.unify.unify, argument.shape, shape)))
            if not fits and not definition.entrywise:
                raise e.fail(node, f"an argument of {name} has another shape than its parameter", "check the shapes")
        if definition.letters:
            return entries_of(e, definition, name, arguments)
        if not definition.entrywise:
            return substituted(e, definition, arguments)
    if any(a.rank for a in arguments):
        return e.unify.pointwise(lambda *ts: substituted(e, definition, [scalar(t) for t in ts]).term, *arguments)
    return substituted(e, definition, arguments)


def _is_of_any_size(e: Elaborator, parameter: str) -> bool:
    r"""Whether nothing tells the sizes of a parameter, as in ``f(u) = \frac12 \|u\|^2``: the body holds for all."""
    if parameter in e.overrides or parameter in e.context.sizes.axes:
        return False
    return all(f"{size}".startswith(f"d_{{{parameter}}}") for size in e.context.shape(parameter))


def _primes_of_entries(e: Elaborator, definition: FunctionDefinition, name: str, argument: Value, order: int) -> Value:
    """The derivatives ``f_i'(a)`` of functions of one number."""
    if argument.rank or e.context.shape(definition.parameters[0]):
        raise e.fail(definition.body, f"a prime at {name}, a function of a tensor", "write partial derivatives")
    symbol = e.unify.fresh("arg").replace("%", f"{name.removeprefix(chr(92))}.")
    made = entries_of(e, definition, name, [scalar(Read(symbol))])

    def entry(place: tuple[Poly, ...]) -> Term:
        inside = made.entry(place)
        for _ in range(order):
            inside = Diff(inside, symbol, ())
        return Let(symbol, argument.term, inside)

    return replace(made, entry=entry)


def nothing(value: Value, shape: tuple[Poly, ...]) -> Value:
    """The number 0 as a tensor of a shape: ``f(0)``; any other value as it is."""
    return Value(shape, lambda _: ZERO) if value.rank == 0 and shape and value.term == ZERO else value


def substituted(e: Elaborator, definition: FunctionDefinition, arguments: list[Value]) -> Value:
    """The body of a function with values for its parameters; letters of the caller do not leak in.

    What the body reads and the text makes from a parameter, ``J(u) = x_+^\\top P x_+`` with ``x_+ = A x + B u``, is
    made from the value.
    """
    from symderiv.documents.elaboration.elaborate_points import carried, made_from

    names = definition.parameters
    made = made_from(e, _body(e, definition, {}), names) if definition.tensor else set()
    if not made:
        return _body(e, definition, dict(zip(names, arguments, strict=True)))
    points, renamed = carried(e, dict(zip(names, arguments, strict=True)), definition.body)
    return renamed(_body(e, definition, points))


def _body(e: Elaborator, definition: FunctionDefinition, values: dict[str, Value]) -> Value:
    saved, letters, outer = e.overrides, e.letters, e.scalar_world
    e.overrides = {k: v for k, v in saved.items() if k not in definition.parameters} | values
    e.letters = {}
    try:
        value = e.value(definition.body)
        if value.rank == 0:
            return scalar(value.term)
        return value
    finally:
        e.overrides, e.letters, e.scalar_world = saved, letters, outer


def _listed(e: Elaborator, node: s.Applied) -> Value | None:
    r"""The vector of the numbers ``y_n (1 - y_n)`` for all ``n``, as in ``\operatorname{diag}(y_n (1 - y_n))``; None
    where the argument is no number at an index of its own.  The range of the index may stand beside them."""
    (argument, *more) = node.arguments
    if len(more) == 1 and isinstance(more[0], s.Comparison) and len(more[0].operands) == 3:
        low, letter, high = more[0].operands
        with e.bound([latex(letter)]) as symbols:
            (symbol,) = symbols.values()
            e.explicit[symbol] = e.whole(low), e.whole(high)
            value = e.value(argument)
            e.note(symbol)
        if value.rank:
            raise e.fail(argument, "a list of tensors on a diagonal", "list numbers")
        return _vector(value.term, symbol, e.explicit[symbol])
    parts = list(s.walk(argument))
    below = {latex(x) for p in parts if isinstance(p, s.Scripted) for entry in p.subscripts for x in s.walk(entry)}
    letters = [x for x in sorted(below & e.context.subscripted) if x not in e.letters]
    if more or len(letters) != 1 or any(isinstance(p, s.BigOperator) for p in parts):
        return None
    with e.bound(letters) as symbols:
        (symbol,) = symbols.values()
        value = e.value(argument)
        e.note(symbol)
        range_ = None if value.rank else e.range_of(letters[0], symbol, node, needed=False)
        if range_ is None:
            return None
        return _vector(value.term, symbol, range_)


def _vector(term: Term, symbol: str, limits: tuple[Poly, Poly]) -> Value:
    """The vector of a number at all values of an index."""
    low, high = limits
    return Value((high - low + 1,), lambda place: substitute(term, {symbol: place[0] + low}))


def _exponential_share(e: Elaborator, value: Value) -> Value:
    """Softmax over the last axis (over the first, where said so)."""
    if value.rank not in (1, 2):
        raise e.fail(
            s.Symbol(s.NOWHERE, "softmax", word=True), "softmax needs a vector or a matrix", "write it with indices"
        )
    axis = e.context.softmax_axis if value.rank == 2 else 0
    if axis is None:
        raise e.fail(
            s.Symbol(s.NOWHERE, "softmax", word=True),
            "it is open along which axis the softmax is",
            "write it with indices",
        )

    def entry(place: tuple[Poly, ...]) -> Term:
        def at(k: Poly) -> Term:
            return Fn("exp", (value.entry((*place[:axis], k, *place[axis + 1 :])),))

        return times(at(place[axis]), Pow(e.unify.total("k", value.shape[axis], at), Fraction(-1)))

    return replace(value, entry=entry)


def _share_among(e: Elaborator, term: Term, symbol: str, letter: str, node: s.Applied) -> Term:
    r"""``\operatorname{softmax}_j(s_{ij})``: the share among all values of ``j``."""
    range_ = e.range_of(letter, symbol, node)
    assert range_ is not None
    low, high = range_
    total = e.unify.total("k", high - low + 1, lambda k: Fn("exp", (substitute(term, {symbol: k + low}),)))
    return times(Fn("exp", (term,)), Pow(total, Fraction(-1)))


def _log_sum(e: Elaborator, value: Value) -> Value:
    if value.rank != 1:
        raise e.fail(
            s.Symbol(s.NOWHERE, "logsumexp", word=True), "a log-sum-exp needs a vector", "write it with indices"
        )
    return Value(
        (), lambda _: Fn("log", (e.unify.total("k", value.shape[0], lambda k: Fn("exp", (value.entry((k,)),))),))
    )


def _call(
    e: Elaborator, name: str, arguments: list[Value], subscripts: tuple[s.Expression, ...], node: s.Applied
) -> Value:
    """A known function at its arguments."""
    name = SYNONYMS.get(name, name)
    if name in ("max", "min") and len(arguments) >= 2:

        def fold(*terms: Term) -> Term:
            result = terms[0]
            for term in terms[1:]:
                result = Fn(name, (result, term))
            return result

        return e.unify.pointwise(fold, *arguments)
    if len(arguments) != 1:
        raise e.fail(node, f"{name} takes one argument", "write one")
    value = arguments[0]
    if name == "log" and subscripts:
        scale = Pow(Fn("log", (e.term(subscripts[0]),)), Fraction(-1))
        return e.unify.pointwise(lambda t: times(Fn("log", (t,)), scale), value)
    if name in ("softmax", "logsoftmax"):
        over = e.letters.get(latex(subscripts[0])) if len(subscripts) == 1 and value.rank == 0 else None
        if over is not None and over in value.term.free:
            share = _share_among(e, value.term, over, latex(subscripts[0]), node)
            return Value((), lambda _: share if name == "softmax" else Fn("log", (share,)))
        shares = _exponential_share(e, value)
        if name == "logsoftmax":
            inner = shares
            shares = replace(inner, entry=lambda p: Fn("log", (inner.entry(p),)))
        return e.index(shares, subscripts, node, name) if subscripts else shares
    if subscripts:
        raise e.fail(
            node, f"a subscript at the function {name}", "put the subscript at its argument, or in brackets around it"
        )
    match name:
        case "logsumexp":
            return _log_sum(e, value)
        case "tr":
            e.unify.square(value, "a trace")
            return Value((), lambda _: e.unify.trace(value))
        case "det":
            e.unify.square(value, "a determinant")
            return Value((), lambda _: e.unify.determinant(value))
        case "diag":
            if value.rank not in (1, 2):
                raise e.fail(node, "diag needs a vector or a matrix", "write it with indices")
            return e.unify.diagonal(value)
        case "vec":
            if value.rank != 2:
                raise e.fail(node, "vec needs a matrix", "write it with indices")
            return e.unify.columns(value)
        case "norm":
            return e.norm(value, None, Fraction(1), node)
        case "max" | "min":
            raise e.fail(node, f"{name} of a whole tensor", f"write \\{name}_i x_i")
    if name in SCALAR:
        return e.unify.pointwise(SCALAR[name], value)
    return e.unify.pointwise(logarithm if name == "log" else lambda t: Fn(name, (t,)), value)
