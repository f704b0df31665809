"""``symderiv check``, ``derive``, ``kernel``: documents in, verdicts, derivations and kernels out."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symderiv.errors import DeclarationError, ReadingError
from symderiv.language.theory import is_elsewhere

if TYPE_CHECKING:
    from symderiv.documents.walk.document import Document
    from symderiv.language.theory import Theory

__all__ = ["check", "derive", "kernel"]


def _read(name: str) -> Document:
    """Raises :class:`OSError` for a file that cannot be opened."""
    from symderiv.documents.walk.document import read

    if name == "-":
        return read(sys.stdin.buffer.read(), "<stdin>")
    with Path(name).open("rb"):  # raises what cannot be opened
        pass
    return read(Path(name), name)


@dataclass(frozen=True)
class _Job:
    """A file to be judged, and how."""

    file: str
    seconds: float
    certificates: bool
    typeset: bool
    lines: tuple[int, int] | None
    alone: bool


def _judge(job: _Job) -> dict[str, Any]:
    """One file as the JSON object of its verdicts; ``{"file", "unopened"}`` where it cannot be opened."""
    from symderiv.documents.check import check as judge
    from symderiv.documents.latex.failures import UNEXPECTED

    try:
        document = _read(job.file)
        with _progress(job.file, job.alone) as progress:
            return judge(
                document,
                seconds=job.seconds,
                certificates=job.certificates,
                typeset=job.typeset,
                lines=job.lines,
                progress=progress,
            )
    except OSError as error:
        return {"file": job.file, "unopened": error.strerror or str(error)}
    except UNEXPECTED as error:
        return _spoiled(job.file, error)


def _spoiled(file: str, error: Exception) -> dict[str, Any]:
    """The object of a file that could not be judged at all."""
    from symderiv.documents.latex.failures import failure

    return {"file": file, "verdict": "undecided", "equations": [], "message": failure(error)}


@contextmanager
def _progress(file: str, wanted: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A line on the terminal that says how far the work is; nothing where standard error is none."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    begin = time.monotonic()

    def tell(done: int, of: int) -> None:
        if time.monotonic() - begin > 0.5:
            text = f"{file}: {done} of {of} equations, {time.monotonic() - begin:.0f} s"
            sys.stderr.write(f"\r\x1b[K{text[-78:]}")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _all(jobs: Sequence[_Job], workers: int) -> Iterator[dict[str, Any]]:
    """The answers in the order of the files, each as soon as those before it are there."""
    if workers == 1 or len(jobs) == 1:
        yield from map(_judge, jobs)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
        pending = [None if job.file == "-" else pool.submit(_judge, job) for job in jobs]
        try:
            for job, future in zip(jobs, pending, strict=True):
                try:
                    yield _judge(job) if future is None else future.result()
                except BrokenProcessPool as error:  # a worker was killed, and all that wait with it
                    yield _spoiled(job.file, error)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def check(
    files: Sequence[str],
    *,
    as_json: bool = False,
    html: str | None = None,
    certificate: str | None = None,
    jobs: int = 1,
    reading: bool = False,
    seconds: float = 10.0,
    lines: tuple[int, int] | None = None,
    verbose: bool = False,
) -> int:
    """Judge files, print and write what is asked for; the exit status."""
    from symderiv.render.terminal import document_lines, width_of

    for target in (html, certificate):
        if target is not None and not Path(target).resolve().parent.is_dir():
            raise ReadingError(f"cannot write {target}: its folder does not exist", remedy="make the folder first")
    status = 0
    answers: list[dict[str, Any]] = []
    certificates: list[dict[str, Any]] = []
    colour, width = sys.stdout.isatty() and "NO_COLOR" not in os.environ, width_of(sys.stdout)
    alone = jobs == 1 or len(files) == 1
    wanted = [_Job(name, seconds, certificate is not None, html is not None, lines, alone) for name in files]
    for data in _all(wanted, jobs):
        if "unopened" in data:
            print(f"symderiv: error: {data['file']}: {data['unopened']}", file=sys.stderr)
            status = 2
            continue
        for equation in data["equations"]:
            found = equation.pop("certificate", None)
            if found is not None:
                certificates.append(found)
        answers.append(data)
        if as_json:
            printed = [{k: v for k, v in e.items() if k != "typeset"} for e in data["equations"]]
            print(json.dumps({**data, "equations": printed}, ensure_ascii=False), flush=True)
        else:
            for line in document_lines(data, colour=colour, reading=reading, verbose=verbose, width=width):
                print(line)
            sys.stdout.flush()
    if html is not None:
        from symderiv.render.html import page

        _save(Path(html), page(answers))
    if certificate is not None:
        _save(Path(certificate), json.dumps({"certificates": certificates}, ensure_ascii=False))
    return status or _status(answers)


def _status(answers: Iterable[dict[str, Any]]) -> int:
    verdicts = [a["verdict"] for a in answers]
    return 1 if "refuted" in verdicts else 0 if verdicts and all(v == "proved" for v in verdicts) else 3


def _save(path: Path, text: str) -> None:
    whole = path.is_file() or not path.exists()  # what is there and no file is a device or a pipe
    draft = path.with_name(path.name + ".new") if whole else path
    try:
        draft.write_text(text + "\n", encoding="utf-8")
        if whole:
            draft.replace(path)
    except OSError as error:
        what = f"cannot write {path}: {error.strerror}"
        raise ReadingError(what, remedy="name a file in a folder that exists") from error


def _open(name: str, wanted: Collection[str]) -> Document:
    """A document that can be read; of its parts that declare all anew, the first that knows what is wanted."""
    try:
        document = _read(name)
    except OSError as error:
        raise ReadingError(f"{name} cannot be opened: {error.strerror or error}", remedy="check the path") from error
    if document.error is not None:
        raise document.error
    document = next((part for part in document.parts if all(_known(part, w) for w in wanted)), document)
    begun = document.context.steps if document.context is not None else {}
    for state in sorted(set(begun) - set(document.theory.definitions)):  # else it would be an input
        raise ReadingError(f"the entry with which {state} begins is not known", name, "state it before the step")
    return document


def _known(document: Document, wanted: str) -> bool:
    try:
        _match(document, wanted)
    except DeclarationError:
        return False
    return True


def _match(document: Document, wanted: str) -> str:
    """The tensor that a person means by a name: as written, or as its identifier.

    Raises :class:`~symderiv.errors.DeclarationError` with the names there are.
    """
    from symderiv.kernels import identifier

    theory = document.theory
    known = [n for n in (*theory.shapes, *theory.definitions, *theory.losses) if not is_elsewhere(n)]
    for name in known:
        if wanted == name:
            return name
    for name in known:
        if identifier(wanted) == identifier(name):
            return name
    remedy = f"name one of: {', '.join(known)}" if known else "state its shape; the file declares no tensor"
    what = f"'{wanted}' is a size, and no tensor" if wanted in theory.sizes else f"the file declares no '{wanted}'"
    raise DeclarationError(what, document.name, remedy)


def _tell_unread(document: Document, what: str) -> None:
    """Name on standard error the equations that cannot be read and that ``what`` goes without."""
    for equation in document.equations:
        if equation.error is not None:
            place = f"{document.name}:{equation.line}:{equation.column}"
            print(f"{place}: error: {equation.error} ({what} goes without this equation)", file=sys.stderr)


def _target(document: Document, wanted: Sequence[str], of: str | None) -> str:
    """The scalar to differentiate: as named, else the only one that depends on what is asked."""
    theory = document.theory
    if of is not None:
        if theory.shape_of(found := _match(document, of)):
            raise DeclarationError(f"{of} is no scalar", document.name, "name a loss, or leave --of out")
        return found

    def reaches(scalar: str) -> bool:
        made_from: set[str] = set()
        for name in theory.dependencies(scalar):
            made_from.add(name)
            if name in theory.definitions:
                made_from |= theory.definitions[name].reads
        return all(w in made_from for w in wanted)

    candidates = [name for name in theory.losses if reaches(name)]
    if not candidates:
        own = {n: d for n, d in theory.definitions.items() if not is_elsewhere(n)}
        scalars = [n for n, d in own.items() if not d.shape and n not in wanted and reaches(n)]
        inner = {r for n in scalars for r in theory.dependencies(n) if r != n}
        candidates = [n for n in scalars if n not in inner]
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        return _unknown_loss(document, wanted)
    choice = f"choose with --of: {', '.join(candidates)}"
    raise DeclarationError(f"several scalars depend on {', '.join(wanted)}", document.name, choice)


def _unknown_loss(document: Document, wanted: Sequence[str]) -> str:
    """A loss without a definition, of the last tensors that are made from what is wanted; its name."""
    from symderiv.kernels.request import last_tensors

    theory = document.theory
    ends = last_tensors(theory, wanted)
    if not ends:
        what = f"nothing that the file defines depends on {', '.join(wanted)}"
        raise DeclarationError(what, document.name, "define a tensor from it")
    taken = {*theory.shapes, *theory.definitions, *theory.losses, *theory.sizes, *theory.functions}
    name = next(n for n in ("L", "E", "J", *(f"L_{{{k}}}" for k in range(len(taken) + 1))) if n not in taken)
    document.theory = replace(theory, losses=dict(theory.losses))
    document.theory.add_loss(name, ends)
    return name


def _first_index(document: Document) -> int:
    """1 where all indices of the document start at 1, else 0."""
    theory, context = document.theory, document.context
    if context is None:
        return 0
    shapes = {n: theory.shape_of(n) for n in (*theory.shapes, *theory.definitions) if not is_elsewhere(n)}
    found = {context.bases.of((name, axis), size) for name in shapes for axis, size in enumerate(shapes[name])}
    return 1 if found == {1} else 0


def derive(file: str, wrt: Sequence[str], of: str | None, form: str) -> int:
    """Print the derivation of gradients of a document."""
    from symderiv.language.terms import Read
    from symderiv.prover.search.gradient import gradient, refuse_given
    from symderiv.render.reports import derivation_latex, derivation_lines, derivation_markdown

    document = _open(file, (*wrt, *filter(None, (of,))))
    _tell_unread(document, "the derivation")
    names = [_match(document, w) for w in wrt]
    target = _target(document, names, of)
    for name in names:
        refuse_given(document.theory, target, name)
    derived = [gradient(document.theory, Read(target, ()), name) for name in names]
    title, first = f"Gradient by {', '.join(wrt)}", _first_index(document)
    if form == "latex":
        print(derivation_latex(derived, title, first), end="")
    elif form == "markdown":
        print(derivation_markdown(derived, title, first), end="")
    else:
        if first:
            print("Indices start at 0 here, and not at 1.\n")
        print("\n\n".join("\n".join(derivation_lines(d)) for d in derived))
    return 0


def kernel(file: str, wrt: Sequence[str], value: Sequence[str], of: str | None) -> int:
    """Print the NumPy kernel of gradients of a document; what cannot be read is named on standard error."""
    from symderiv.kernels import module_text

    document = _open(file, (*wrt, *value, *filter(None, (of,))))
    _tell_unread(document, "the kernel")
    names = [_match(document, w) for w in wrt]
    values = [_match(document, v) for v in value]
    target = None if of is None else _match(document, of)
    print(module_text(_without_parameters(document, {*names, *values}), names, values, target=target), end="")
    return 0


def _without_parameters(document: Document, asked: Collection[str]) -> Theory:
    """The theory without what is no input: the numbers that only stand in a function's definition, ``a`` of
    ``g(a) = a^2``, and the names that stand for others, ``W_k`` where ``W_i`` and ``W_f`` are meant."""
    theory, context = document.theory, document.context
    parameters = {p for f in context.functions.values() for p in f.parameters} if context is not None else set()
    unread = parameters.difference(asked, *(d.reads for d in theory.definitions.values()))
    families = _families(document).difference(asked, *(d.reads for d in theory.definitions.values()))
    kept = {n: s for n, s in theory.shapes.items() if n not in families and (s or n not in unread)}
    return replace(theory, shapes=kept)


def _families(document: Document) -> set[str]:
    """The names whose last letter stands for others that the text lists, where those are names too."""
    from symderiv.documents.latex.spelling import latex
    from symderiv.documents.page.surface import SetFact

    known = document.theory.shapes
    facts = () if document.surface is None else document.surface.facts()
    found: set[str] = set()
    for fact in (f for f in facts if isinstance(f, SetFact)):
        for end in (f"_{{{latex(letter)}}}" for letter in fact.subjects):
            others = [f"_{{{latex(value)}}}" for value in fact.values]
            stems = (name.removesuffix(end) for name in known if name.endswith(end))
            found |= {f"{stem}{end}" for stem in stems if all(f"{stem}{other}" in known for other in others)}
    return found
