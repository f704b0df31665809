r"""Equations of the running text that may give a defined name another meaning: "With temperature $T$, $s_i = ...$".

Inline mathematics is not judged: such an equation may recall the definition, conclude something of it or be a new one.
Where it is none of the first two, what follows may rest on either.

Guarantee: it only takes verdicts back, and only those that the other definition changes.
"""

from __future__ import annotations

from symderiv.documents.elaboration.context import Context
from symderiv.documents.judging.doubts import Doubt
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RelationFact
from symderiv.language.terms import Read
from symderiv.language.theory import Definition, Hypothesis, Statement

__all__ = ["other_definition", "said_anew"]


def said_anew(context: Context, statement: Statement, fact: RelationFact, changes: bool) -> Doubt | None:
    """The doubt that an equation of the text raises about a defined name; ``changes``: its words speak of a change.

    Without such words, what has fewer inputs is a special case: "uniform attention is mean pooling, $c = ...$".
    """
    theory, other = context.theory, other_definition(context, statement)
    if other is None or other.body == theory.definitions[other.name].body:
        return None
    inputs = {source for name in other.body.tensors for source in (name, *theory.sources(name))}
    if not changes and not theory.sources(other.name) <= inputs:
        return None
    words = f"{', '.join(map(latex, fact.left))} {fact.relation} {latex(fact.right)}"
    remark = (
        f"it depends on whether {words} of line {fact.span.line} is a definition from there on; give what is new "
        "a name of its own"
    )
    told = (Hypothesis(words, statement),)
    return Doubt(frozenset((other.name,)), words, fact.span.line, supposing=told, remark=remark, instead=other)


def other_definition(context: Context, statement: Statement) -> Definition | None:
    """The definition that a claim about a whole tensor would be, where the tensor has another one and neither makes
    it from itself."""
    theory, left = context.theory, statement.left
    if not isinstance(left, Read) or left.tensor not in theory.definitions or statement.relation != "=":
        return None
    symbols = tuple(p.as_symbol for p in left.index)
    free = {f.symbol for f in statement.free}
    if None in symbols or len(set(symbols)) < len(symbols) or set(symbols) != free:
        return None
    reads = statement.right.tensors
    if any(left.tensor in {x, *theory.dependencies(x)} for x in reads):
        return None
    indices = tuple(x for x in symbols if x is not None)
    return Definition(left.tensor, indices, theory.shape_of(left.tensor), statement.right)
