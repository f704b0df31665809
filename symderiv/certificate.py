"""Certificates: a proof as JSON, re-checked without search.

``verify`` rebuilds theory and statement from the file, replays every primitive step through the kernel, and has the
checker evaluate the terms between the steps at sampled points.  What is accepted is the statement in the file, and
only if the replay proves it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from symderiv.budget import Deadline
from symderiv.errors import CertificateError, SymderivError
from symderiv.language.integers import Poly
from symderiv.language.serial import (
    dump_guard,
    dump_poly,
    dump_statement,
    dump_term,
    dump_theory,
    load_fraction,
    load_guard,
    load_poly,
    load_statement,
    load_term,
    load_theory,
)
from symderiv.language.terms import ONE, Guard, Matrix, Term
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.theorems import (
    Induction,
    LemmaSource,
    Proof,
    Step,
    Theorem,
    check_lemmas,
    context_of,
    prove,
    replay,
    start,
)

__all__ = ["FORMAT", "digest", "intermediate_terms", "verify", "write"]

FORMAT = "symderiv certificate 1"

#: CPU time for the values of all steps of a proof; what is not looked at then, the replay alone has shown.
_SECONDS: Final = 10.0

#: What data of a wrong form may raise on its way through the kernel; any of it means: not accepted.
_DAMAGE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError, RecursionError)


def write(theorem: Theorem) -> dict[str, Any]:
    """The certificate of a theorem, as a JSON value."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "theory": dump_theory(theorem.theory),
        "statement": dump_statement(theorem.statement),
        "text": f"{theorem.statement.left!r} = {theorem.statement.right!r}",
        "proof": _dump_proof(theorem.proof),
    }
    content["digest"] = digest(content)
    return content


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of everything but the digest."""
    rest = {k: v for k, v in content.items() if k != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def verify(content: Any, *, evaluate: bool = True, seed: int = 0) -> Theorem:
    """Replay a certificate; the theorem, or :class:`CertificateError` saying what is wrong with it."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CertificateError("not a certificate of symderiv", remedy="name a file that --certificate wrote")
    try:
        fits = content.get("digest") == digest(content)
    except (RecursionError, ValueError, TypeError) as error:
        raise CertificateError("the certificate is nested too deeply, or is no JSON value") from error
    if not fits:
        raise CertificateError("the certificate is damaged: its digest does not fit its content")
    try:
        theory = load_theory(content["theory"])
        statement = load_statement(content["statement"])
        theorem = prove(theory, statement, _load_proof(content["proof"]))
    except CertificateError:
        raise
    except (SymderivError, *_DAMAGE) as error:
        raise CertificateError(f"the replay fails: {error}") from error
    if evaluate:
        try:
            _evaluate(theory, theorem, seed)
        except _DAMAGE as error:
            raise CertificateError(f"the steps cannot be evaluated: {error}") from error
    return theorem


def intermediate_terms(theorem: Theorem) -> list[Term]:
    """The difference of both sides after each step of a proof, from the statement to 0 (or to the first step that
    multiplies by a factor)."""
    context = context_of(theorem.theory, theorem.statement, theorem.proof.kinks)
    lemmas = check_lemmas(theorem.theory, theorem.proof.lemmas, context)
    term = start(theorem.theory, theorem.statement, theorem.proof)
    terms = [term]
    for step in theorem.proof.steps:
        if step.rule in ("clear", "clear matrix"):
            break
        term = replay(term, [step], context, lemmas)
        terms.append(term)
    return terms


def _evaluate(theory: Theory, theorem: Theorem, seed: int) -> None:
    from symderiv.meaning import agreement

    terms = intermediate_terms(theorem)
    stride = max(1, len(terms) // 24)
    chosen = [*terms[::stride], terms[-1]]
    limit = Deadline(_SECONDS)
    seen = agreement(theory, chosen, theorem.statement.free, points=3, deadline=limit, seed=seed)
    if seen.counterexample is not None:
        raise CertificateError(f"a step changes a value: {seen.counterexample}")


def _dump_proof(proof: Proof) -> dict[str, Any]:
    written: dict[str, Any] = {
        "lemmas": [_dump_lemma(lemma) for lemma in proof.lemmas],
        "steps": [_dump_step(s) for s in proof.steps],
    }
    if proof.kinks:
        written["kinks"] = [dump_term(term) for term in proof.kinks]
    if proof.witness is not None:
        written["witness"] = dump_term(proof.witness)
    if proof.induction is not None:
        inner = proof.induction
        written["induction"] = [inner.index, _dump_proof(inner.base), _dump_proof(inner.step)]
    return written


def _load_proof(data: Any) -> Proof:
    lemmas = tuple(_load_lemma(d) for d in data["lemmas"])
    steps = tuple(_load_step(d) for d in data["steps"])
    if "induction" not in data:
        witness = load_term(data["witness"]) if "witness" in data else None
        return Proof(steps, lemmas, kinks=tuple(load_term(d) for d in data.get("kinks", ())), witness=witness)
    index, base, step = data["induction"]
    return Proof(steps, lemmas, Induction(index, _load_proof(base), _load_proof(step)))


def _dump_step(step: Step) -> list[Any]:
    return [list(step.path), step.rule, {k: _dump(v) for k, v in step.parameters.items()}]


def _dump(value: Any) -> Any:
    if isinstance(value, Term):
        return {"term": dump_term(value)}
    if isinstance(value, Guard):
        return {"guard": dump_guard(value)}
    if isinstance(value, Poly):
        return {"poly": dump_poly(value)}
    if isinstance(value, Mapping):
        return {"map": {k: _dump(v) for k, v in sorted(value.items())}}
    if isinstance(value, (tuple, list)):
        return [_dump(v) for v in value]
    if isinstance(value, (str, int)):
        return value
    raise TypeError(type(value).__name__)


def _load(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_load(v) for v in value)
    if isinstance(value, dict):
        if "term" in value:
            return load_term(value["term"])
        if "guard" in value:
            return load_guard(value["guard"])
        if "poly" in value:
            return load_poly(value["poly"])
        return {k: _load(v) for k, v in value["map"].items()}
    return value


def _load_step(data: Any) -> Step:
    path, rule, parameters = data
    if not all(isinstance(p, int) and p >= 0 for p in path) or not isinstance(rule, str):
        raise CertificateError("a step has no path or no rule", str(data)[:80])
    return Step(tuple(path), rule, {str(k): _load(v) for k, v in parameters.items()})


def _dump_lemma(source: LemmaSource) -> dict[str, Any]:
    written: dict[str, Any] = {
        "hypothesis": source.hypothesis,
        "left": [_dump_step(s) for s in source.left],
        "right": [_dump_step(s) for s in source.right],
        "scale": str(source.scale),
        "lead": dump_term(source.lead),
        "rest": dump_term(source.rest),
    }
    if source.factor != ONE:
        written["factor"] = dump_term(source.factor)
    if source.turned:
        written["turned"] = True
    if source.matrix is not None:
        written["matrix"] = dump_term(source.matrix)
        if source.free:
            written["members"] = dump_statement(Statement(ONE, ONE, source.free))
    if source.term is not None:
        written["term"] = dump_statement(Statement(source.term, source.term, source.free))
    if source.shown is not None:
        written["shown"] = [dump_statement(source.shown[0]), _dump_proof(source.shown[1])]
    return written


def _load_lemma(data: Any) -> LemmaSource:
    start = load_statement(data["term"]) if "term" in data else None
    members = load_statement(data["members"]) if "members" in data else None
    free = next((x.free for x in (start, members) if x is not None), ())
    matrix = load_term(data["matrix"]) if "matrix" in data else None
    if matrix is not None and not isinstance(matrix, Matrix):
        raise CertificateError("a lemma about no matrix", str(data)[:80])
    return LemmaSource(
        data["hypothesis"],
        tuple(_load_step(s) for s in data["left"]),
        tuple(_load_step(s) for s in data["right"]),
        load_fraction(data["scale"]),
        load_term(data["lead"]),
        load_term(data["rest"]),
        matrix,
        None if start is None else start.left,
        free,
        load_term(data["factor"]) if "factor" in data else ONE,
        data.get("turned") is True,
        (load_statement(data["shown"][0]), _load_proof(data["shown"][1])) if "shown" in data else None,
    )
