r"""What is said of an unknown function at every argument: "let ``f`` be odd, ``f(-x) = -f(x)``".

A hypothesis speaks of the tensors of the document, and a letter that stands for any argument is none of them: taken as
one more number it would leave the function free everywhere else.  Such an equation is therefore a condition that is not
understood, and refutes nothing that is made with the function.

Guarantee: an equation that gives a function a value, ``f(x) = x^2``, or speaks of declared tensors is none of these;
nor is the only one in the text that gives a function of its own from others, ``h(x) = f(g(x))``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symderiv.documents.elaboration.elaborate_functions import ABSTRACT, function_name
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, RelationFact, ShapeFact, SurfaceDocument
from symderiv.documents.supposing.inline_relations import MISTAKEN

__all__ = ["FunctionProperty", "properties_of_functions"]


@dataclass(frozen=True)
class FunctionProperty:
    """Where something is said of functions, in which words, of which ones, and for how long."""

    span: s.Span
    words: str
    heads: tuple[s.Expression, ...]
    supposed: bool
    argument: int


_Said = tuple[s.Expression, str, s.Expression]


def properties_of_functions(document: SurfaceDocument) -> Iterator[FunctionProperty]:
    """What the text, or a hypothesis among the displays, says of a function where nothing defines it."""
    facts = [f for f in document.facts() if isinstance(f, RelationFact)]
    said: list[tuple[Display | RelationFact, _Said]] = [
        (d, (k.left, k.relation, k.right))
        for d in document.displays()
        for k in d.links
        if k.left is not None and k.right is not None
    ]
    said += [(f, (x, f.relation, f.right)) for f in facts for x in f.left]
    told = {latex(s.base(x)) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    told |= {latex(s.base(left)) for _, (left, _, _) in said if isinstance(left, s.Symbol | s.Scripted)}
    names = [_defined(left, right) for _, (left, _, right) in said]
    defined = set(names)
    for item, (left, relation, right) in said:
        if isinstance(item, Display):
            supposes, holds = bool(item.hypothesis), False
        else:
            supposes, holds = MISTAKEN.search(item.sentence) is None, item.supposed or item.conditional
        nodes = [n for side in (left, right) for n in s.walk(side)]
        calls = [n for n in nodes if isinstance(n, s.Applied) and _is_open(n, told)]
        heads = {function_name(n.head): s.base(n.head) for n in calls if function_name(n.head) in ABSTRACT}
        of = tuple(head for name, head in heads.items() if name not in told | defined)
        if not holds and isinstance(item, RelationFact) and relation in DEFINING:
            name = _defined(left, right)
            supposes &= name in ("", *BUILT_IN_FUNCTIONS) or names.count(name) > 1
        if supposes and of:
            words = f"{latex(left)} {relation} {latex(right)} at every argument"
            yield FunctionProperty(item.span, words, of, holds, item.argument)


def _defined(left: s.Expression, right: s.Expression) -> str:
    """The function of letters that an equation gives a value: ``f(x) = x^2``, and not ``f(x) = f(-x)``; or ""."""
    if not isinstance(left, s.Applied) or (isinstance(left.head, s.Scripted) and left.head.primes):
        return ""
    name = function_name(left.head)
    again = any(isinstance(n, s.Applied) and function_name(n.head) == name for n in s.walk(right))
    return name if not again and all(isinstance(x, s.Symbol) for x in left.arguments) else ""


def _is_open(call: s.Applied, told: set[str]) -> bool:
    """Whether a function stands at a letter of which nothing else is told."""
    symbols = [x for argument in call.arguments for x in s.walk(argument) if isinstance(x, s.Symbol)]
    return bool(symbols) and all(latex(x) not in told and not x.word for x in symbols)
