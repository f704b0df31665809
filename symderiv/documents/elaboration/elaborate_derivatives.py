"""Derivatives: by entries, by whole tensors (gradient, Jacobian, Hessian), in operator form.

All are total derivatives through the definitions.  A derivative by a whole tensor has the shape of that tensor; of a
vector by a vector it is the Jacobian with a row for each entry of the numerator; other ranks need indices.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symderiv.documents.elaboration.values import Value, scalar
from symderiv.documents.elaboration.written_gradients import gradient_at
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Let, Read, Sum, Term, walk

if TYPE_CHECKING:
    from symderiv.documents.elaboration.elaborate import Elaborator

__all__ = ["derivative", "gradient"]

Place = tuple[Poly, ...]


def _one_name(node: s.Expression) -> bool:
    """A name in brackets, or in braces with a subscript of its own."""
    if isinstance(node, s.Group) and len(node.entries) == 1:
        return isinstance(node.entries[0], s.Symbol | s.Scripted)
    return isinstance(node, s.Scripted)


def _variable(e: Elaborator, node: s.Expression) -> tuple[str, Value]:
    """A variable as its tensor and the value of its indices (whole, if it has none)."""
    node = s.unwrapped(node)
    if isinstance(node, s.Scripted) and not node.primes and node.superscript is None and _one_name(node.base):
        # an entry of a name with a subscript of its own: (W_h)_{ij}
        name, whole = _variable(e, node.base)
        return name, e.index(whole, node.subscripts, node, name)
    found = e.context.names.read(node)
    if found is None and isinstance(node, s.Symbol | s.Scripted):
        e.value(node)
        found = e.context.names.read(node)
    if found is None:
        raise e.fail(node, "a derivative by something that is no name", "give it a name and differentiate by that")
    power_ok = found.power is None or (found.half and isinstance(found.power, s.Number) and found.power.value == 2)
    if not power_ok or (found.half and found.power is None) or found.inverted or found.primes:
        raise e.fail(node, "a derivative by an expression", "give it a name and differentiate by that")
    name = found.name
    e.no_counter(node, name)
    if name in e.overrides:
        shape = e.overrides[name].entry(tuple(Poly.symbol("%probe") for _ in e.overrides[name].shape))
        if not isinstance(shape, Read) or e.overrides[name].rank != len(shape.index):
            raise e.fail(node, "a derivative by a parameter that was replaced", "name the argument")
        inner = shape.tensor
        value: Value = e.overrides[name]
    else:
        inner, value = e.context.views.get(name, (name, False))[0], e.tensor(name, node)
    if found.transposed:
        value = e.unify.transpose(value)  # by W^\top: the shape of the transpose, entry by entry
    if found.indices:
        value = e.index(value, found.indices, node, name)
    return inner, value


def _differentiate(e: Elaborator, body: Term, tensor: str, read: Term) -> Term:
    """One entry of a derivative; a subscript that is a quotient keeps its condition."""
    for node in walk(body):
        if isinstance(node, Read) and node.tensor in e.context.theory.losses:
            e.context.gradients.setdefault(node.tensor, set()).add(tensor)
    if isinstance(read, Read):
        return Diff(body, tensor, read.index)
    if isinstance(read, Sum) and isinstance(read.body, Read):
        return Sum(read.binders, read.guards, Diff(body, tensor, read.body.index))
    raise e.fail(s.Symbol(s.NOWHERE, tensor), "a derivative by an expression", "name it")


def by(e: Elaborator, target: Value, variables: list[tuple[str, Value]], node: s.Expression) -> Value:
    """The derivative of a value by several variables, the last one taken first."""
    target = e.unify.squeeze(target)
    if target.rank or len(variables) > 1:  # columns that are declared as n x 1 are vectors
        target = e.unify.flatten(target)
        variables = [(name, e.unify.flatten(value)) for name, value in variables]
    extra = sum(v.rank for _, v in variables)
    if target.rank and extra and not (target.rank == 1 and extra == 1):
        raise e.fail(
            node, f"the derivative of a tensor of rank {target.rank} by tensors of rank {extra}", "write indices"
        )
    if extra > 2 and len(variables) > 1:
        raise e.fail(node, "a higher derivative by whole matrices", "write indices")
    for tensor, _ in variables:
        for loss in e.context.theory.losses:
            if target.rank == 0 and any(isinstance(n, Read) and n.tensor == loss for n in walk(_probe(target))):
                e.context.gradients.setdefault(loss, set()).add(tensor)

    def entry(place: Place) -> Term:
        body = target.entry(place[: target.rank])
        rest = place[target.rank :]
        for tensor, value in reversed(variables):
            own = rest[len(rest) - value.rank :] if value.rank else ()
            rest = rest[: len(rest) - value.rank] if value.rank else rest
            body = _differentiate(e, body, tensor, value.entry(own))
        return body

    shape = target.shape + tuple(size for _, v in variables for size in v.shape)
    bases = tuple(target.base(a) for a in range(target.rank)) + tuple(
        v.base(a) for _, v in variables for a in range(v.rank)
    )
    by_row = target.rank == 0 and extra == 1 and any(v.row for _, v in variables)
    row = target.row if target.rank == 1 and not extra else by_row
    return Value(shape, entry, bases, row)


def _probe(target: Value) -> Term:
    return target.term


def _marked(e: Elaborator, node: s.Expression) -> bool:
    """Whether the sign of a transpose stands at the whole of a name or of a bracket."""
    node = s.unwrapped(node)
    return isinstance(node, s.Scripted) and e.context.names.superscript(node.superscript)[2]


def _target(e: Elaborator, node: s.Expression) -> Value:
    """What is differentiated: a letter that is a size or an index elsewhere is an unknown loss here, as nobody
    differentiates those."""
    inside = node
    inside = s.unwrapped(inside)
    name = latex(inside)
    known = e.context.names.known(name) or name in e.overrides or name in e.context.poisoned
    if isinstance(inside, s.Symbol) and not known and (name in e.context.sizes.letters() or name in e.letters):
        if name not in e.context.theory.losses:
            e.context.theory.add_loss(name, ())
        return scalar(Read(name))
    beside, e.beside = e.beside, e.beside | ({name} if isinstance(inside, s.Symbol) else set())
    value = e.value(node)
    e.beside = beside
    return value


def derivative(e: Elaborator, node: s.Derivative) -> Value:
    """``\\partial``-fractions and the operator form."""
    # nothing is divided by an array, or has a distance d(x, y) for a factor
    quotient = e.context.names.ranks.get("d") == 0 and "d" not in e.context.functions
    if node.alternative is not None and node.symbol == "d" and quotient:
        return e.value(node.alternative)
    target = _target(e, node.target)
    variables = [_variable(e, variable) for variable in node.variables]
    if target.rank == 1 and target.row:
        if _marked(e, node.target) and any(v.rank for _, v in variables):
            raise e.fail(node.target, "a derivative of a row may be the Jacobian or its transpose", "write indices")
        target = e.unify.transpose(target)
    return _laid_out(e, by(e, target, variables, node), variables, node)


def _laid_out(e: Elaborator, value: Value, variables: list[tuple[str, Value]], node: s.Derivative) -> Value:
    """A derivative of whole tensors in the layout of the document."""
    # \partial y / \partial x^\top has a row for each entry of y in every layout
    by_vector = len(variables) == 1 and variables[0][1].rank == 1 and not variables[0][1].row
    if by_vector and value.rank == 2 and e.context.layout == "open":
        raise e.fail(
            node, "a derivative whose layout the text leaves open", "say which layout is used, or write indices"
        )
    if by_vector and value.rank == 2 and e.context.layout == "denominator":
        return e.unify.transpose(value)
    if by_vector and value.rank == 1 and e.context.as_rows:
        return e.unify.transpose(value)
    return value


def gradient(e: Elaborator, node: s.Gradient) -> Value:
    """``\\nabla_x L`` and ``\\nabla^2 f(x)``; without a variable, by the only argument of a function."""
    if isinstance(node.target, s.Gradient) and node.variable is None and node.order == node.target.order == 1:
        node = replace(node.target, order=2)  # \nabla \nabla f is \nabla^2 f
    order = node.order
    if node.variable is not None and (point := _point(e, node, node.variable)) is not None:
        return _elsewhere(e, node, *point)
    if node.variable is not None:
        variable = _variable(e, node.variable)
        target = _target(e, node.target)
    else:
        inside = node.target
        inside = s.unwrapped(inside)
        name = latex(inside.head) if isinstance(inside, s.Applied) else latex(inside)
        definition = e.context.functions.get(name)
        if definition is not None and len(definition.parameters) == 1:
            parameter = definition.parameters[0]
            argument = inside.arguments[0] if isinstance(inside, s.Applied) and len(inside.arguments) == 1 else None
            if definition.tensor and (argument is None or latex(argument) == parameter):
                target = e.tensor(name, node)
                variable = (parameter, e.tensor(parameter, node))
            elif argument is not None:
                return _elsewhere(e, node, name, argument)
            else:
                raise e.fail(node, "a gradient without a variable", "write \\nabla_x")
        elif isinstance(inside, s.Applied) and len(inside.arguments) == 1:
            target = e.value(inside)
            variable = _variable(e, inside.arguments[0])
        else:
            target = e.value(inside)
            variable = _only_variable(e, target, node)
    if e.unify.squeeze(target).rank:
        raise e.fail(
            node,
            "the gradient of a tensor may be a Jacobian or its transpose",
            "write \\partial y / \\partial x, or indices",
        )
    return by(e, target, [variable] * order, node)


def beside(e: Elaborator, node: s.Gradient, whole: s.Scripted) -> s.Expression | None:
    r"""``\nabla_w J (x)^\top`` as a product: a number has no transpose, so the brackets are no argument of ``J``."""
    from symderiv.documents.elaboration.elaborate_functions import function_name

    inside = node.target
    if node.variable is None or not isinstance(inside, s.Applied) or inside.surely or len(inside.arguments) != 1:
        return None
    name = function_name(inside.head)
    if name in e.context.functions or name in e.context.theory.functions:
        return None
    group = s.Group(inside.span, inside.brackets, inside.arguments)
    factor = s.Scripted(whole.span, group, whole.subscripts, whole.superscript, whole.primes)
    return s.Product(whole.span, (replace(node, target=inside.head), factor), ("",))


def of_the_product(e: Elaborator, whole: s.Product) -> s.Expression:
    r"""``\nabla_A a^\top A^{-1} a`` of a vector ``a``, which has no gradient, as that of the whole product."""
    for at, factor in enumerate(whole.factors[:-1]):
        turned = isinstance(factor, s.Scripted) and isinstance(factor.base, s.Gradient)
        node = factor.base if isinstance(factor, s.Scripted) and turned else factor
        if not isinstance(node, s.Gradient) or node.variable is None or not isinstance(node.target, s.Symbol):
            continue
        found = e.context.names.read(node.target)
        if found is None or found.indices or not e.context.names.ranks.get(found.name):
            continue
        first = replace(factor, base=node.target) if isinstance(factor, s.Scripted) and turned else node.target
        inside = s.Product(node.span, (first, *whole.factors[at + 1 :]), whole.operators[at:])
        gradient = replace(node, target=inside)
        before = whole.factors[:at]
        return s.Product(whole.span, (*before, gradient), whole.operators[:at]) if before else gradient
    return whole


def _only_variable(e: Elaborator, target: Value, node: s.Gradient) -> tuple[str, Value]:
    """The one input that a value is made from, or the one of them by which the document differentiates elsewhere."""
    theory = e.context.theory
    term = e.unify.squeeze(target)
    reads = {n.tensor for n in walk(term.term) if isinstance(n, Read)} if not term.rank else set()
    inputs = {x for r in reads for x in ({r} if r in theory.shapes else theory.sources(r)) if x in theory.shapes}
    made = {x for r in reads if r in theory.definitions for x in theory.dependencies(r)}
    of = {d.parameters for name, d in e.context.functions.items() if d.tensor and name in made}
    parameters = of.pop() if len(of) == 1 else ()
    loss = next(iter(reads)) if len(reads) == 1 and not term.rank else ""
    if loss in theory.losses and e.context.points.get(loss) in e.context.names.ranks:
        point = e.context.points[loss]  # "\nabla f" where the document writes "f(x)", and nothing else
        return point, e.tensor(point, node)
    if len(parameters) == 1 and parameters[0] in inputs:
        inputs = {parameters[0]}  # "$g = f + \\rho |x|^2$" beside $f(x)$ is a function of $x$
    elif len(inputs) > 1:
        inputs &= e.context.differentiated_by
    if len(inputs) != 1 or reads & theory.losses.keys() or inputs & e.context.random.keys():
        raise e.fail(node, "a gradient without a variable", "write \\nabla_x")
    name = next(iter(inputs))
    return name, e.tensor(name, node)


def _point(e: Elaborator, node: s.Gradient, variable: s.Expression) -> tuple[str, s.Expression] | None:
    r"""The function and the point of ``\nabla_x f(x^*)``, the gradient of ``f(x)`` at an argument without ``x``."""
    inside = node.target
    inside = s.unwrapped(inside)
    if not isinstance(inside, s.Applied) or len(inside.arguments) != 1:
        return None
    name, (argument,) = latex(inside.head), inside.arguments
    definition, own = e.context.functions.get(name), latex(variable)
    if definition is None or definition.parameters != (own,) or own in map(latex, s.walk(argument)):
        return None
    at = e.value(argument)
    shown = at.entry(tuple(Poly.symbol("%probe") for _ in at.shape))
    made = {x for n in walk(shown) if isinstance(n, Read) for x in e.context.theory.sources(n.tensor)}
    if own in made:
        raise e.fail(
            node,
            f"a gradient by {own} at a point that is made from {own}",
            f"write \\nabla {name}(...) for the gradient at the point, or name the value and differentiate that",
        )
    return name, argument


def _elsewhere(e: Elaborator, node: s.Gradient, name: str, argument: s.Expression) -> Value:
    """The gradient of ``f`` at an expression: the expression becomes a tensor of its own."""
    from symderiv.documents.elaboration.elaborate_functions import nothing, substituted

    definition = e.context.functions[name]
    at = e.value(argument)
    if definition.tensor:
        at = nothing(at, e.context.shape(definition.parameters[0]))
    if at.rank == 0:
        symbol = e.unify.fresh("arg").replace("%", f"{name}.")
        body = substituted(e, definition, [scalar(Read(symbol, ()))]).term
        for _ in range(node.order):
            body = Diff(body, symbol, ())
        return scalar(Let(symbol, at.term, body))
    hidden = f"{name}.at.{latex(argument)}"
    if any(latex(p) in e.letters for p in s.walk(argument)):
        inner = f"{name}.point"
        shape = tuple(e.unify.known(size) for size in at.shape)
        point = Value(shape, lambda place: Read(inner, place), at.bases)
        at = replace(at, shape=shape)
        target = substituted(e, definition, [point])
        written = gradient_at(e.context.theory, target.term, inner, at, e.context.written) if node.order == 1 else None
        if written is not None and e.unify.squeeze(target).rank == 0:
            return written
        raise e.fail(node, "the gradient at a point that depends on an index", "name the point")
    if hidden not in e.context.theory.definitions:
        symbols = [e.unify.fresh("ij"[a]) for a in range(at.rank)]
        sizes = tuple(e.unify.known(size) for size in at.shape)
        e.context.theory.define(hidden, symbols, sizes, at.entry(tuple(map(Poly.symbol, symbols))))
    point = Value(at.shape, lambda place: Read(hidden, place), at.bases, False)
    target = substituted(e, definition, [point])
    return by(e, target, [(hidden, point)] * node.order, node)
