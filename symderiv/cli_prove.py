"""``symderiv prove``, ``verify``, ``figures``: finding the proof scripts, running them, writing what they give."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from symderiv.errors import CertificateError, DeclarationError, DisagreementError, SymderivError
from symderiv.theorem import Outcome, Report, Theorem, load, run

__all__ = ["figures", "prove", "scripts", "trust", "verify"]


def folder() -> Path:
    """Where the proof scripts are: those of the checkout one stands in, else beside or inside of the package."""
    package = Path(__file__).resolve().parent
    here = Path.cwd()
    if (here / "symderiv" / "theorem.py").is_file() and (here / "proofs").is_dir():
        return here / "proofs"
    beside = package.parent / "proofs"
    return beside if beside.is_dir() and (package.parent / "pyproject.toml").is_file() else package / "proofs"


def scripts(names: Sequence[str] = ()) -> list[Path]:
    """The scripts that hold a theorem, all or those named (with or without folder and ``.py``).

    Raises :class:`~symderiv.errors.DeclarationError` for a name that is none.
    """
    home = folder()
    known = {
        path.stem: path
        for path in sorted(home.glob("*.py"))
        if "THEOREM = Theorem(" in path.read_text(encoding="utf-8")
    }
    if not known:
        raise DeclarationError(f"no proof scripts in {home}", remedy="install symderiv with its proofs")
    if not names:
        return list(known.values())
    chosen = []
    for name in names:
        path = Path(name)
        if path.suffix == ".py" and path.is_file():
            chosen.append(path)
        elif path.stem in known:
            chosen.append(known[path.stem])
        else:
            raise DeclarationError(f"there is no theorem '{name}'", remedy=f"name one of {', '.join(known)}")
    return chosen


def prove(
    names: Sequence[str],
    *,
    as_json: bool = False,
    out: str | None = None,
    figures: bool = True,
    experiments: bool = False,
    verbose: bool = False,
    theorems: Iterable[Theorem] | None = None,
) -> int:
    """Run theorems, print the table, write the files; the exit status."""
    chosen = list(theorems) if theorems is not None else [load(path) for path in scripts(names)]
    if out is not None:
        Path(out).mkdir(parents=True, exist_ok=True)  # what cannot be written is known before the work is done
    reports: list[dict[str, Any]] = []
    for theorem in chosen:
        try:
            report = _run(theorem, certificate=out is not None)
        except DisagreementError:
            raise
        except SymderivError as error:  # one script that is wrong does not hide the others
            print(f"symderiv: error: {theorem.name}: {error}", file=sys.stderr)
            reports.append(_unfinished(theorem, str(error)))
            continue
        data = report.data()
        if experiments and theorem.experiment is not None:
            data["experiment"] = theorem.experiment(False, _progress)
        reports.append(data)
        if out is not None:
            _write(report, data, Path(out), figures)
    if as_json:
        print(json.dumps(reports, ensure_ascii=False))
    else:
        _print(reports, verbose, out)
    verdicts = {r["verdict"] for r in reports}
    return 1 if "refuted" in verdicts else 3 if "undecided" in verdicts or not reports else 0


def _unfinished(theorem: Theorem, message: str) -> dict[str, Any]:
    """The report of a theorem whose script cannot be run to its end."""
    lines = {"theorem": theorem.name, "title": theorem.title, "verdict": "undecided", "message": message}
    return {**lines, "seconds": 0.0, "kinds": {}, "parts": []}


def _progress(what: str, share: float) -> None:
    print(f"{share:5.0%}  {what}", file=sys.stderr, flush=True)


def _run(theorem: Theorem, *, certificate: bool) -> Report:
    from symderiv.render.terminal import console

    target = console(sys.stderr)
    if not target.is_terminal:
        print(f"{theorem.name} ...", file=sys.stderr, flush=True)
        return run(theorem, certificate=certificate)
    with target.status(theorem.name) as status:
        count = 0

        def heard(outcome: Outcome) -> None:
            nonlocal count
            count += 1
            status.update(f"{theorem.name}: {count} parts, last: {outcome.part.name[:50]}")

        return run(theorem, certificate=certificate, progress=heard)


def _print(reports: list[dict[str, Any]], verbose: bool, out: str | None) -> None:
    from rich.markup import escape

    from symderiv.render.terminal import console, theorem_table, witness_lines

    target = console()
    theorem_table(reports, target)
    for report in reports:
        parts = [p for p in report["parts"] if verbose or not p["ok"]]
        if not parts:
            continue
        target.print(f"\n[bold]{escape(report['theorem'])}[/bold]: {escape(report['title'])}")
        for part in parts:
            mark = "[green]ok [/green]" if part["ok"] else "[bold red]BAD[/bold red]"
            target.print(f"  {mark} {part['kind']}: {escape(part['part'])}")
            if not part["ok"]:
                target.print(f"      {part['verdict']}, expected {part['expected']}. {escape(part['message'])}")
            elif part["message"]:
                target.print(f"      {escape(part['message'])}", style="dim")
            if "counterexample" in part:
                for line in witness_lines(part["counterexample"], "      "):
                    target.print(escape(line))
    if out is not None:
        target.print(f"written to {escape(str(out))}/")


def _write(report: Report, data: dict[str, Any], out: Path, figures: bool) -> None:
    """Report, certificates, LaTeX and Markdown of one theorem, and its figures."""
    from symderiv.render.reports import Displays, theorem_latex, theorem_markdown

    name = report.theorem.name
    certificates = out / "certificates" / name
    certificates.mkdir(parents=True, exist_ok=True)
    number = 0
    for outcome in report.outcomes:
        for certificate in outcome.certificates:
            number += 1
            _save(certificates / f"{number:03d}.json", json.dumps(certificate, ensure_ascii=False))
    shown = shown_gradients(report.theorem)
    _save(out / f"{name}.json", json.dumps(data, ensure_ascii=False, indent=1))
    parts = [(o.part.kind, o.part.name, o.part.statements, o.message, o.part.theory) for o in report.outcomes]
    displays = Displays()
    _save(out / f"{name}.tex", theorem_latex(report.theorem.title, data, parts, shown, displays))
    _save(out / f"{name}.md", theorem_markdown(report.theorem.title, data, parts, shown, displays))
    if figures and report.theorem.figures is not None:
        report.theorem.figures(out / "figures")


def shown_gradients(theorem: Theorem) -> list[tuple[str, Any]]:
    """The gradients of a theorem that are shown, derived: pairs of title and Gradient."""
    if theorem.shown is None:
        return []
    from symderiv.prover.search.gradient import gradient

    return [(s.title, gradient(s.theory, s.target, s.tensor)) for s in theorem.shown()]


def _save(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
    draft.replace(path)


#: The lines of ``proofs/assignment.tex`` that the README shows: the skip connection, wrong and right.
SHOWN = (55, 61)


def figures(names: Sequence[str], out: str) -> int:
    """Redraw the figures of theorems, and the picture of a report ("report"); 0, or 1 where one could not be drawn."""
    chosen = scripts([n for n in names if n != "report"]) if tuple(names) != ("report",) else []
    Path(out).mkdir(parents=True, exist_ok=True)
    failed = 0
    if not names or "report" in names:
        failed = _report(Path(out))
    for path in chosen:
        theorem = load(path)
        if theorem.figures is None:
            continue
        try:
            for made in theorem.figures(Path(out)):
                print(made)
        except (OSError, KeyError, SymderivError) as error:
            failed = 1
            print(f"{theorem.name}: cannot be drawn: {error!r}", file=sys.stderr)
    return failed


def _report(out: Path) -> int:
    """The picture of a report; without a browser it is left as it is, and said so."""
    from symderiv import browser

    if browser.find() is None:
        print("report.png: left out, no browser is installed", file=sys.stderr)
        return 0
    try:
        out.mkdir(parents=True, exist_ok=True)
        browser.report(folder() / "assignment.tex", out / "report.png", SHOWN)
    except (OSError, SymderivError) as error:
        print(f"report.png: cannot be drawn: {error}", file=sys.stderr)
        return 1
    print(out / "report.png")
    return 0


def verify(certificates: Sequence[str], *, as_json: bool = False) -> int:
    """Replay certificates (a file may hold one, or a list of them): 0 all hold, 1 one does not, 2 not readable."""
    from symderiv.certificate import verify as replay
    from symderiv.language.text import plain, plain_statement, plain_theory

    status, results = 0, list[dict[str, Any]]()
    for name in certificates:
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            content = json.loads(text, object_pairs_hook=_distinct)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            print(f"symderiv: error: {name} cannot be opened: {reason}", file=sys.stderr)
            status = 2
            continue
        except CertificateError as error:
            results.append({"file": name, "number": 0, "verdict": "rejected", "message": str(error)})
            continue
        except (ValueError, RecursionError):
            results.append({"file": name, "number": 0, "verdict": "rejected", "message": "the file is no JSON"})
            continue
        items = content["certificates"] if isinstance(content, dict) and "certificates" in content else content
        listed = items if isinstance(items, list) else [items]
        if not listed:
            results.append({"file": name, "number": 0, "verdict": "rejected", "message": "the file has no certificate"})
        for number, item in enumerate(listed):
            try:
                proved = replay(item)
            except SymderivError as error:
                results.append({"file": name, "number": number, "verdict": "rejected", "message": str(error)})
            else:
                kinks = [f"assumed off a kink: {plain(term)} != 0" for term in proved.proof.kinks]
                told = {"message": plain_statement(proved.statement), "theory": [*plain_theory(proved.theory), *kinks]}
                results.append({"file": name, "number": number, "verdict": "proved", **told})
    if as_json:
        print(json.dumps(results, ensure_ascii=False))
    else:
        for result in results:
            print(f"{result['file']}: {result['number']}: {result['verdict']}: {result['message']}")
            for line in result.get("theory", ()):
                print(f"    {line}")
    if status == 0 and any(r["verdict"] != "proved" for r in results):
        status = 1
    return status


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a file, whose keys must differ: readers of JSON do not agree on which of two values counts."""
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise CertificateError(f"the key {key[:80]!r} stands twice in an object", remedy="keep one of the two")
        content[key] = value
    return content


def code_lines(path: Path) -> int:
    """Lines of code of a module, without blank lines, comments and docstrings."""
    import ast
    import io
    import tokenize

    text = path.read_text(encoding="utf-8")
    lines: set[int] = set()
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skipped:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            first = node.body[0]
            lines -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return len(lines)


def trust(as_json: bool = False) -> str:
    """The modules that each verdict rests on, with their lines of code."""
    from symderiv.decide import TRUSTED

    package = Path(__file__).resolve().parent
    table = {verdict: {m: code_lines(package / m) for m in modules} for verdict, modules in TRUSTED.items()}
    if as_json:
        return json.dumps(table)
    lines = []
    for verdict, modules in table.items():
        lines.append(f"{verdict}: {sum(modules.values())} lines of code")
        lines += [f"  {count:5d}  symderiv/{module}" for module, count in modules.items()]
    lines.append("For documents, their reading too (symderiv/documents; shown by 'check --reading').")
    lines.append("For certificates, theirs (symderiv/certificate.py, symderiv/language/serial.py).")
    return "\n".join(lines)
