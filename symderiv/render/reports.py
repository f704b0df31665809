"""Derivations and theorems as LaTeX documents and as Markdown.

A derivation is shown as the definitions it starts from and one adjoint a step, the target's nearest first.  The LaTeX
declares every shape in words that ``symderiv check`` reads, so what is printed can be checked again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from symderiv import derivation
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Int, Let, Sum, walk
from symderiv.language.theory import Statement, Theory
from symderiv.render import latex as tex
from symderiv.render import layout, unicode
from symderiv.render.terminal import named_value

__all__ = [
    "Displays",
    "derivation_latex",
    "derivation_lines",
    "derivation_markdown",
    "theorem_latex",
    "theorem_markdown",
    "theory_latex",
]

Parts = Sequence[tuple[str, str, tuple[Statement, ...], str, Theory | None]]


def _size(poly: Poly) -> str:
    return tex.latex(Int(poly))


def declarations(theory: Theory) -> list[str]:
    """Integers, shapes and conditions on sizes, as pieces of a sentence with inline mathematics."""
    lines = []
    bare = {s for shape in theory.shapes.values() for size in shape if (s := size.as_symbol) is not None}
    for size, low in theory.sizes.items():
        if size not in bare and "floor" not in size:
            kind = "an integer" if low is None else "a non-negative integer" if low == 0 else "a positive integer"
            lines.append(f"${_size(Poly.symbol(size))}$ {kind}")
        if low is not None and low > 1 and "floor" not in size:
            lines.append(rf"${_size(Poly.symbol(size))} \ge {low}$")
    shaped = {d.name: d.shape for d in theory.definitions.values() if "/" not in d.name}
    for name, shape in (theory.shapes | shaped).items():
        letters = tex.name(name)
        sizes = r" \times ".join(map(_size, shape))
        where = rf"\mathbb{{R}}^{{{sizes}}}" if shape else r"\mathbb{R}"
        lines.append(rf"${letters} \in {where}$")
    for guard in theory.conditions:
        lines.append(f"${_condition(guard)}$")
    return lines


def _condition(guard: Guard) -> str:
    return tex.guard(guard)


def _given(theory: Theory, first: int = 0) -> list[str]:
    return [
        layout.definition(derivation.written_out(theory, d), theory, first)
        for d in theory.definitions.values()
        if "/" not in d.name
    ]


def _about(derived: Any) -> Theory:
    """What the theory says of a derivation's target: a document may define much else."""
    theory: Theory = derived.theory
    target = derived.target.tensor
    definitions = {n: d for n, d in theory.definitions.items() if n in theory.dependencies(target)}
    shapes = {n: shape for n, shape in theory.shapes.items() if n in theory.sources(target)}
    spoken = {*chain.from_iterable(size.free for shape in shapes.values() for size in shape)}
    spoken.update(*(g.free for g in theory.conditions))
    for d in definitions.values():
        spoken.update(d.body.free, *(size.free for size in d.shape))
    sizes = {name: low for name, low in theory.sizes.items() if name in spoken}
    return replace(theory, sizes=sizes, shapes=shapes, definitions=definitions)


def _steps(derived: Any, first: int) -> list[str]:
    """The equation of each adjoint."""
    return [layout.statement(a.statement, derived.theory, first) for a in derived.adjoints.values()]


# the steps that carry the mathematics; ranges, order and names follow by themselves
_TELLING = ("adjoint", "total", "differentiate", "solve", "identity", "reduce", "hypothesis", "quotient")


def derivation_lines(derived: Any, width: int = 80) -> list[str]:
    """A derived gradient as lines of text: definitions, then an adjoint a step with the rules that made it.

    Every index of an adjoint runs over its axis; brackets that only say so are left out.
    """
    theory = _about(derived)
    lines = ["Definitions"]
    for made in theory.definitions.values():
        lines += _hanging(unicode.definition(derivation.written_out(theory, made), theory), width, 2)
    lines += ["", "From the loss backwards, one adjoint a step"]
    for number, adjoint in enumerate(derived.adjoints.values(), 1):
        claim = adjoint.statement
        told, refused = _told(derived.theory, adjoint)
        shown = [claim.left, claim.right, *chain.from_iterable((line.before, line.after) for line in told)]
        free = frozenset(f.symbol for f in claim.free)
        printer = unicode.Text([unicode.apart(t, free) for t in shown], derived.theory, hidden=claim.guards)
        lines += ["", *_hanging(f"{number}. {printer.line(0)} = {printer.line(1)}", width, 2)]
        for place, line in enumerate(told):
            lines.append(f"     {line.reason}:")
            lines += _hanging(printer.line(2 + 2 * place), width, 7)
            lines += _hanging(f"= {printer.line(3 + 2 * place)}", width, 7)
        if refused:
            lines.append("     not proved: the kernel refuses a step that leads to it")
    return lines


def _told(theory: Theory, adjoint: Any) -> tuple[list[derivation.Line], bool]:
    """The steps to an adjoint that are told; none, and True, where the kernel refuses one of them."""
    try:
        made = derivation.lines(theory, adjoint.statement, adjoint.steps)
    except KernelError:
        return [], True
    told = (line for line in made if line.rule in _TELLING)
    return [x for x in told if x.rule != "solve" or (isinstance(x.before, Sum) and x.before.binders)], False


def _hanging(text: str, width: int, indent: int) -> list[str]:
    """Lines of at most ``width`` columns, broken at blanks, the further ones set in by four more."""
    first, further = " " * indent, " " * (indent + 4)
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _displays(equations: Iterable[str]) -> str:
    return "\n".join(f"\\[\n{e}\n\\]" for e in equations)


def _let(theory: Theory, anew: bool = False) -> list[str]:
    """A sentence with all declarations; ``anew``: nothing that was said above holds any more."""
    given = declarations(theory)
    return [f"{'What follows stands by itself: let' if anew else 'Let'} {', '.join(given)}."] if given else []


def _introduced(theory: Theory, first: int, anew: bool = False) -> str:
    """A sentence with all declarations, and another where indices do not start at 0."""
    sentences = _let(theory, anew)
    return " ".join([*sentences, *([f"Indices start at {first}."] if first else [])])


def _derivation_body(derived: Any, first: int = 0, anew: bool = False) -> str:
    theory = _about(derived)
    said = _introduced(theory, first, anew)
    text = f"{said}\n" if said else ""
    text += "Define\n" + _displays(_given(theory, first)) + "\n"
    text += "Then, from the loss backwards, one adjoint a step:\n"
    return text + _displays(_steps(derived, first)) + "\n"


def derivation_latex(derived: Sequence[Any], title: str = "Derivation", first: int = 0) -> str:
    """Derived gradients as a complete LaTeX document that compiles and that ``symderiv check`` reads; indices are
    counted from ``first``, 0 or 1."""
    return tex.document(title, "\n".join(_derivation_body(d, first) for d in derived))


def derivation_markdown(derived: Sequence[Any], title: str = "Derivation", first: int = 0) -> str:
    """Derived gradients as Markdown with displayed mathematics; indices are counted from ``first``, 0 or 1."""
    parts = [f"# {title}\n"]
    for one in derived:
        theory = _about(one)
        said = _introduced(theory, first)
        parts.append((f"{said}\n\n" if said else "") + "Define\n")
        parts += [f"$$\n{e}\n$$\n" for e in _given(theory, first)]
        parts.append("Then, from the loss backwards, one adjoint a step:\n")
        parts += [f"$$\n{e}\n$$\n" for e in _steps(one, first)]
    return "\n".join(parts)


class Displays:
    """Statements laid out, each once: for a LaTeX document and its Markdown."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], tuple[str, Statement, Theory | None]] = {}

    def __call__(self, statement: Statement, theory: Theory | None) -> str:
        """A statement about a theory as the inside of a display."""
        key = (id(statement), id(theory))  # both are kept, so that no identity is used twice
        if key not in self._made:
            self._made[key] = layout.statement(statement, theory), statement, theory
        return self._made[key][0]


_WORD = {
    "equation": "Equation, proved",
    "inequality": "Inequality, proved",
    "induction": "Induction, proved",
    "zero-iff": "Zero if and only if, proved",
    "refuted": "Refuted",
    "cited": "Cited",
    "measured": "Measured",
}


def theorem_latex(
    title: str,
    data: Mapping[str, Any],
    parts: Parts,
    shown: Sequence[tuple[str, Any]],
    displays: Displays | None = None,
) -> str:
    """A theorem as a complete LaTeX document: definitions, statements and verdicts of its parts; the derivations."""
    body, displays = list[str](), displays or Displays()
    last, about = (list[str](), list[str]()), None
    for (kind, name, statements, message, theory), record in zip(parts, data["parts"], strict=True):
        word = _WORD[kind] if record["ok"] else f"{kind.capitalize()}, {record['verdict']}"
        called = tex.escape(name) if kind != "refuted" else f"``{tex.escape(name)}''"
        body.append(rf"\paragraph{{{called}}} {word}.")
        if theory is not None and theory is not about and (given := (_let(theory), _supposed(theory))) != last:
            body += [*(_let(theory, anew=True) if any(last) else given[0]), *given[1]]
            body += ["Then"] if theory.definitions or theory.hypotheses else []
            last = given
        about = theory or about
        if theory is not None:
            body += _put_in(theory, statements)
        for statement in statements:
            body.append(_folded(displays(statement, theory)))
        if not statements and message:
            body.append(tex.escape(message) + ".")
    for heading, derived in shown:
        body.append(f"\\section*{{{tex.escape(heading)}}}\n{_derivation_body(derived, anew=True)}")
    return tex.document(title, "\n".join(body))


def theory_latex(theory: Theory, statements: Iterable[Statement], title: str = "Statements") -> str:
    """Statements about one theory as a complete LaTeX document, with all that they rest on, to be read by ``check``."""
    stated = list(statements)
    said = [_folded(layout.statement(s, theory)) for s in stated]
    body = [*_put_in(theory, stated), _preamble(theory), "Then", *said]
    return tex.document(title, "\n".join(body))


def _put_in(theory: Theory, statements: Iterable[Statement]) -> list[str]:
    """The declaration of numbers for which statements put values."""
    nodes = [node for s in statements for side in (s.left, s.right) for node in walk(side)]
    names = dict.fromkeys(node.name for node in nodes if isinstance(node, Let))
    given = [rf"${tex.name(name)} \in \mathbb{{R}}$" for name in names if name not in theory.shapes]
    return [f"Let {', '.join(given)}."] if given else []


def _preamble(theory: Theory) -> str:
    """What a theory declares, defines and assumes, in words that ``symderiv check`` reads."""
    return "\n".join([*_let(theory), *_supposed(theory)])


def _supposed(theory: Theory) -> list[str]:
    """What a theory defines and assumes."""
    lines = list[str]()
    if theory.definitions:
        lines.append("Define\n" + "\n".join(_folded(e) for e in _given(theory)))
    for hypothesis in theory.hypotheses:
        lines.append(f"Assume\n{_folded(layout.statement(hypothesis.statement, theory))}")
    return lines


def _folded(equation: str) -> str:
    return f"\\[\n{equation}\n\\]"


def theorem_markdown(
    title: str,
    data: Mapping[str, Any],
    parts: Parts,
    shown: Sequence[tuple[str, Any]],
    displays: Displays | None = None,
) -> str:
    """A theorem as Markdown: the verdict of each part, its statement, counterexamples, and the derivations shown."""
    displays = displays or Displays()
    lines = [f"# {title}\n", f"Verdict: **{data['verdict']}**.\n"]
    lines += ["| kind | parts | in order |", "|---|---|---|"]
    lines += [f"| {kind} | {count['of']} | {count['ok']} |" for kind, count in data["kinds"].items()]
    lines.append("")
    for (kind, name, statements, message, theory), record in zip(parts, data["parts"], strict=True):
        lines.append(f"**{name}** ({kind}: {record['verdict']})\n")
        lines += [f"$$\n{displays(statement, theory)}\n$$\n" for statement in statements]
        if "counterexample" in record:
            witness = record["counterexample"]
            places = ", ".join(f"{k} = {v}" for k, v in {**witness["sizes"], **witness["at"]}.items())
            values = "; ".join(named_value(k, v) for k, v in witness["values"].items())
            point = "; ".join(filter(None, (places, f"`{values}`" if values else "")))
            sides = f"left {witness['left']}, right {witness['right']}"
            lines.append(f"Counterexample: {': '.join(filter(None, (point, sides)))}.\n")
        elif not statements and message:
            lines.append(f"{message}.\n")
        if record.get("assumptions"):
            lines.append(f"Assuming {'; '.join(record['assumptions'])}.\n")
    for heading, derived in shown:
        lines.append(derivation_markdown([derived], heading).replace("# ", "## ", 1))
    return "\n".join(lines)
