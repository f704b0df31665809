"""Theorems as data: what a proof script in ``proofs/`` states, and the run that judges it part by part.

A script builds one :class:`Theorem`; each of its :class:`Part` objects says of which kind it is and what is expected.
Running a theorem sends every provable part through :func:`symderiv.decide.decide` and compares the verdict with what
was expected.  Guarantee: a part counts as in order only if the gate said so; this module makes no verdict.

    >>> from symderiv.language.integers import Poly
    >>> from symderiv.language.terms import Read, add, in_shape, Sum
    >>> from symderiv.language.theory import Statement, Theory
    >>> def parts():
    ...     theory = Theory()
    ...     n = theory.add_size("n")
    ...     theory.add_tensor("x", (n,))
    ...     i, j = Poly.symbol("%i"), Poly.symbol("%j")
    ...     left = Sum(("%i",), in_shape([i], [n]), Read("x", (i,)))
    ...     right = Sum(("%j",), in_shape([j], [n]), Read("x", (j,)))
    ...     yield Part("the name of a bound index does not matter", "equation", theory, Statement(left, right))
    ...     yield Part("a sum is not its first entry", "refuted", theory, Statement(left, Read("x", (Poly({}),))))
    ...     yield Part("addition is associative", "cited", source="Landau, Grundlagen der Analysis, 1930, theorem 5")
    >>> theorem = Theorem("renaming", "Sums do not know their letters", parts)
    >>> [part.kind for part in theorem.parts()]
    ['equation', 'refuted', 'cited']

``run(theorem)`` gives a :class:`Report`.  At the end of a script stands::

    if __name__ == "__main__":
        from symderiv.cli import run_script

        raise SystemExit(run_script(THEOREM))
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from symderiv.errors import DeclarationError, DisagreementError, SymderivError
from symderiv.language.terms import Read, Term
from symderiv.language.text import plain
from symderiv.language.theory import Statement, Theory, require_claim
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Verdict
from symderiv.prover.search.gradient import Gradient, refuse_given
from symderiv.prover.search.gradient import gradient as derive

if TYPE_CHECKING:
    from fractions import Fraction

    from symderiv.language.integers import Poly
    from symderiv.language.notation import Model
    from symderiv.layers.writing import Expression, Page
    from symderiv.meaning import Memory

__all__ = [
    "KINDS",
    "PROVABLE",
    "Judgement",
    "Measured",
    "Outcome",
    "Part",
    "Report",
    "Shown",
    "Theorem",
    "judge",
    "load",
    "outcomes",
    "run",
    "run_part",
    "stated",
]

PROVABLE: Final = ("equation", "inequality", "induction", "zero-iff")
KINDS: Final = (*PROVABLE, "refuted", "cited", "measured")


@dataclass(frozen=True)
class Measured:
    """What a measurement found: in order or not, and the numbers."""

    ok: bool
    text: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One part of a theorem.

    ``kind`` is one of :data:`KINDS`.  Provable and refuted parts carry a ``theory`` and a ``statement`` (``more`` holds
    further statements in the same theory that belong to the part, as the step of an induction or the converse of a
    zero-iff); a cited part names its ``source`` and in ``premises`` the parts that prove what the citation needs; a
    measured part carries ``measure``, a function without arguments.  ``expect`` is the verdict that the part must get
    (by default the one that its kind says).

    Raises :class:`~symderiv.errors.DeclarationError` where the pieces of the kind are missing.
    """

    name: str
    kind: str
    theory: Theory | None = None
    statement: Statement | None = None
    expect: str = ""
    more: tuple[Statement, ...] = ()
    source: str = ""
    premises: tuple[str, ...] = ()
    measure: Callable[[], Measured] | None = None
    text: str = ""
    seconds: float = 10.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DeclarationError(f"'{self.kind}' is no kind of part", self.name, f"use one of {', '.join(KINDS)}")
        if self.kind == "cited" and not self.source:
            raise DeclarationError("a cited part names no source", self.name, "give source=...")
        if self.kind == "measured" and self.measure is None:
            raise DeclarationError("a measured part has no measurement", self.name, "give measure=...")
        if self.kind not in ("cited", "measured") and (self.theory is None or self.statement is None):
            raise DeclarationError("a part without theory or statement", self.name, "give both")
        expected = {"cited": "cited", "measured": "measured", "refuted": REFUTED}.get(self.kind, PROVED)
        if self.expect not in ("", expected):
            raise DeclarationError(f"a part of kind {self.kind} cannot expect '{self.expect}'", self.name)
        object.__setattr__(self, "expect", expected)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements of the part, the main one first."""
        return () if self.statement is None else (self.statement, *self.more)


def stated(
    page: Page,
    kind: str,
    name: str,
    left: Expression,
    right: Expression | Poly | Fraction | int,
    over: Sequence[tuple[Poly, Poly | int] | tuple[Poly, Poly | int, Poly | int]] = (),
    relation: str = "=",
    *,
    also: Sequence[Statement] = (),
) -> Part:
    """The part ``left relation right`` over the ranges, about a page of :mod:`symderiv.layers.writing` as it stands.

    >>> from symderiv.layers.writing import Page
    >>> page = Page()
    >>> (a,) = page.scalars("a")
    >>> stated(page, "inequality", "squares", a**2, 0, relation=">=").expect
    'proved'
    """
    return Part(name, kind, page.theory, page.claim(left, right, over, relation), more=tuple(also))


@dataclass(frozen=True)
class Shown:
    """A gradient whose derivation is rendered beside the proof: of ``target`` by the tensor named ``tensor``."""

    title: str
    theory: Theory
    target: Term
    tensor: str


@dataclass(frozen=True)
class Theorem:
    """A founding theorem.

    ``parts`` is a function that makes the parts (nothing is built when the script is imported); ``shown`` makes the
    gradients to render; ``figures`` draws into a folder and returns the files; ``experiment`` runs the long measurement
    (``full`` or quick, with a progress callback) and returns its numbers.
    """

    name: str
    title: str
    parts: Callable[[], Iterable[Part]]
    shown: Callable[[], Iterable[Shown]] | None = None
    figures: Callable[[Path], Sequence[Path]] | None = None
    experiment: Callable[[bool, Callable[[str, float], None]], dict[str, Any]] | None = None
    summary: str = ""


@dataclass(frozen=True)
class Outcome:
    """A part with what came of it: ``verdict`` is proved, refuted, undecided, cited, measured or error; ``ok`` says
    whether that is what the part expects."""

    part: Part
    verdict: str
    ok: bool
    seconds: float
    message: str = ""
    verdicts: tuple[Verdict, ...] = ()

    @property
    def certificates(self) -> tuple[dict[str, Any], ...]:
        """The certificates of the statements that were proved."""
        return tuple(v.certificate for v in self.verdicts if v.certificate is not None)

    def data(self) -> dict[str, Any]:
        """JSON-able."""
        part = self.part
        result: dict[str, Any] = {
            "part": part.name,
            "kind": part.kind,
            "expected": part.expect,
            "verdict": self.verdict,
            "ok": self.ok,
            "seconds": round(self.seconds, 4),
            "message": self.message,
            "statements": [f"{plain(s.left)} {s.relation} {plain(s.right)}" for s in part.statements],
        }
        if part.source:
            result["source"] = part.source
            result["premises"] = list(part.premises)
        if self.verdicts:
            result["rules"] = sorted({r for v in self.verdicts for r in v.rules})
            result["assumptions"] = list(dict.fromkeys(a for v in self.verdicts for a in v.assumptions))
            result["points"] = min(v.points for v in self.verdicts)
            result["seconds_of"] = _added(v.seconds for v in self.verdicts)
        witness = next((v.counterexample for v in self.verdicts if v.counterexample), None)
        if witness is not None:
            result["counterexample"] = {
                "sizes": witness.sizes,
                "values": witness.values,
                "at": witness.at,
                "left": witness.left,
                "right": witness.right,
            }
        return result


def _added(tables: Iterable[dict[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for table in tables:
        for name, seconds in table.items():
            total[name] = round(total.get(name, 0.0) + seconds, 5)
    return total


@dataclass(frozen=True)
class Report:
    """All outcomes of one theorem."""

    theorem: Theorem
    outcomes: tuple[Outcome, ...]
    seconds: float

    @property
    def verdict(self) -> str:
        """``proved`` if every part came out as expected; ``refuted`` if one certainly did not; else ``undecided``."""
        if all(o.ok for o in self.outcomes) and self.outcomes:
            return PROVED
        wrong = any(not o.ok and o.verdict not in (UNDECIDED, "error") for o in self.outcomes)
        return REFUTED if wrong else UNDECIDED

    def counts(self) -> dict[str, tuple[int, int]]:
        """For each kind that occurs: parts in order, and parts."""
        table: dict[str, tuple[int, int]] = {}
        for kind in KINDS:
            own = [o for o in self.outcomes if o.part.kind == kind]
            if own:
                table[kind] = (sum(o.ok for o in own), len(own))
        return table

    def _repr_html_(self) -> str:
        from symderiv.render.html import table

        rows = [(o.part.kind, o.part.name, o.verdict, o.ok) for o in self.outcomes]
        return table(f"{self.theorem.title}: {self.verdict}", rows)

    def data(self) -> dict[str, Any]:
        """JSON-able."""
        return {
            "theorem": self.theorem.name,
            "title": self.theorem.title,
            "verdict": self.verdict,
            "seconds": round(self.seconds, 3),
            "kinds": {kind: {"ok": ok, "of": of} for kind, (ok, of) in self.counts().items()},
            "parts": [o.data() for o in self.outcomes],
        }


def run_part(part: Part, *, certificate: bool = False, memory: Memory | None = None) -> Outcome:
    """Judge one part; ``memory`` lets parts share what the checker computes.

    An error of symderiv makes the outcome ``error``; a disagreement of the two roads is raised.
    """
    begin = time.perf_counter()
    if part.kind == "cited":
        text = part.source + (f"; premises: {', '.join(part.premises)}" if part.premises else "")
        return Outcome(part, "cited", True, 0.0, text)
    if part.measure is not None and part.kind == "measured":
        found = part.measure()
        return Outcome(part, "measured" if found.ok else "error", found.ok, time.perf_counter() - begin, found.text)
    from symderiv.decide import decide

    assert part.theory is not None
    verdicts: list[Verdict] = []
    message = ""
    for statement in part.statements:
        try:
            verdict = decide(part.theory, statement, seconds=part.seconds, certificate=certificate, memory=memory)
        except DisagreementError:
            raise
        except SymderivError as error:
            return Outcome(part, "error", False, time.perf_counter() - begin, str(error), tuple(verdicts))
        verdicts.append(verdict)
        message = message or verdict.message
    names = {v.verdict for v in verdicts}
    overall = REFUTED if REFUTED in names else UNDECIDED if UNDECIDED in names else PROVED
    return Outcome(part, overall, overall == part.expect, time.perf_counter() - begin, message, tuple(verdicts))


def outcomes(theorem: Theorem, *, certificate: bool = False) -> Iterator[Outcome]:
    """The outcomes of a theorem one by one, as they are found; a citation whose premises failed is not in order."""
    from symderiv.meaning import Memory

    seen: dict[str, Outcome] = {}
    memory = Memory()
    for part in theorem.parts():
        outcome = run_part(part, certificate=certificate, memory=memory)
        if part.kind == "cited":
            failed = [p for p in part.premises if p not in seen or not seen[p].ok]
            if failed:
                outcome = replace(outcome, ok=False, verdict=UNDECIDED, message=f"premise not proved: {failed[0]}")
        if part.name in seen:
            raise DeclarationError(f"two parts are called '{part.name}'", theorem.name, "rename one of them")
        seen[part.name] = outcome
        yield outcome


def run(theorem: Theorem, *, certificate: bool = False, progress: Callable[[Outcome], None] | None = None) -> Report:
    """Judge all parts of a theorem; ``progress`` hears of each outcome."""
    begin = time.perf_counter()
    found: list[Outcome] = []
    for outcome in outcomes(theorem, certificate=certificate):
        found.append(outcome)
        if progress is not None:
            progress(outcome)
    return Report(theorem, tuple(found), time.perf_counter() - begin)


class _Claim(Protocol):
    @property
    def theory(self) -> Theory: ...

    @property
    def statement(self) -> Statement: ...


@dataclass(frozen=True)
class Judgement:
    """A claim with its verdict; a notebook shows it typeset."""

    theory: Theory
    statement: Statement
    answer: Verdict

    @property
    def verdict(self) -> str:
        """``proved``, ``refuted`` or ``undecided``."""
        return self.answer.verdict

    def __str__(self) -> str:
        said = f"{plain(self.statement.left)} {self.statement.relation} {plain(self.statement.right)}"
        text = f"{self.verdict}: {said}" + (f"\n    {self.answer.message}" if self.answer.message else "")
        witness = self.answer.counterexample
        if witness is not None:
            from symderiv.render.terminal import witness_lines

            text = "\n".join([text, *witness_lines(vars(witness))])
        return text

    def _repr_latex_(self) -> str:
        from symderiv.render.latex import statement

        return f"$\\displaystyle {statement(self.statement, self.theory)} \\quad\\text{{{self.verdict}}}$"

    def _repr_html_(self) -> str:
        from symderiv.render.html import fragment
        from symderiv.render.latex import statement

        witness = self.answer.counterexample
        return fragment(
            {
                "latex": statement(self.statement, self.theory),
                "role": "claim",
                "verdict": self.verdict,
                "message": self.answer.message,
                "counterexample": vars(witness) if witness is not None else None,
            }
        )


@dataclass(frozen=True)
class Derivation(Gradient):
    """A derived gradient that shows its steps: as text with ``print``, typeset in a notebook."""

    def __str__(self) -> str:
        from symderiv.render.reports import derivation_lines

        return "\n".join(derivation_lines(self))

    def _repr_markdown_(self) -> str:
        from symderiv.render.reports import derivation_markdown

        return derivation_markdown([self], f"Gradient by {self.tensor}")

    def _repr_latex_(self) -> str:
        from symderiv.render.latex import statement

        adjoint = self.adjoints[self.tensor]
        return f"$\\displaystyle {statement(adjoint.statement, self.theory)}$"


def gradient(theory: Theory | Model, target: Any, tensor: Any, *, seconds: float = 10.0) -> Derivation:
    """The gradient of a scalar (a loss or a defined scalar) by a tensor, one adjoint a step.

    Target and tensor are what the model gave for them, or their names.  Raises
    :class:`~symderiv.errors.DeclarationError` where the target does not depend on the tensor.

    >>> from symderiv import Model, indices, total
    >>> t = Model(); n = t.size("n"); i, = indices("i"); x = t.tensor("x", n)
    >>> E = t.define("E", (), total(x[i] ** 2, i))
    >>> print(gradient(t, E, x))
    Definitions
      E := Σ(i=0..n-1) x[i]²
    <BLANKLINE>
    From the loss backwards, one adjoint a step
    <BLANKLINE>
      1. ∂E/∂x[i] = 2 · x[i]
         chain rule through the tensors that read this one:
           ∂E/∂x[i]
           = ∂E/∂E · ∂/∂x[i] (Σ(i′=0..n-1) x[i′]²)
         sum, product and chain rule for what is written:
           ∂/∂x[i] (Σ(i′=0..n-1) x[i′]²)
           = Σ(i′=0..n-1) 2 · x[i′] · [i′ = i]
         chain rule through the tensors that read this one:
           ∂E/∂E
           = 1
         sifting: the delta replaces an index:
           Σ(i′=0..n-1) [i′ = i] · 2 · x[i′]
           = 2 · x[i]
    """
    theory = theory if isinstance(theory, Theory) else theory.theory
    by = str(getattr(getattr(tensor, "base", tensor), "label", tensor))
    scalar = target if isinstance(target, Term) else Read(str(getattr(target, "label", target)))
    known = {*theory.shapes, *theory.definitions, *theory.losses}
    if not isinstance(scalar, Read) or scalar.tensor not in known:
        what, remedy = "a gradient is taken of a named scalar", "give it a name: t.define(name, (), ...)"
        raise DeclarationError(what, str(target)[:80], remedy)
    if scalar.tensor not in theory.losses and theory.shape_of(scalar.tensor):
        raise DeclarationError(f"{scalar.tensor} is no scalar", remedy="differentiate a loss, or a sum of its entries")
    theory.shape_of(by)
    refuse_given(theory, scalar.tensor, by)
    return Derivation(**vars(derive(theory, scalar, by, seconds=seconds)))


def judge(claim: _Claim, *, seconds: float = 10.0, certificate: bool = False) -> Judgement:
    """The verdict on a claim of :class:`symderiv.Model`."""
    from symderiv.decide import decide

    require_claim(claim)
    answer = decide(claim.theory, claim.statement, seconds=seconds, certificate=certificate)
    return Judgement(claim.theory, claim.statement, answer)


def load(path: Path) -> Theorem:
    """The :class:`Theorem` that a proof script calls ``THEOREM``; siblings of the script can be imported by it.

    Raises :class:`~symderiv.errors.DeclarationError` where the file has none.
    """
    import importlib.util
    import sys

    path = Path(path).resolve()
    name = f"symderiv_proofs_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise DeclarationError(f"{path} is no Python file", remedy="name a script of proofs/")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    folder = str(path.parent)
    added = folder not in sys.path
    if added:
        sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    finally:
        if added:
            sys.path.remove(folder)
    theorem = getattr(module, "THEOREM", None)
    if not isinstance(theorem, Theorem):
        raise DeclarationError(f"{path.name} has no THEOREM", remedy="end the script with THEOREM = Theorem(...)")
    return theorem
