"""The command line: prove, check, derive, kernel, verify, figures.

Everything heavy is imported by the command that needs it; ``symderiv --help`` loads click alone.
Exit status of ``check`` and ``prove``: 0 all proved; 1 something refuted; 3 nothing refuted but something undecided or
unreadable, or no claim found; 2 usage, or a file that cannot be opened.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from symderiv.theorem import Theorem

__all__ = ["main", "run", "run_script"]

MEMORY = 4 << 30


class _Group(click.Group):
    """Errors of symderiv become one line and exit status 2; a broken pipe ends quietly."""

    def invoke(self, ctx: click.Context) -> Any:
        from symderiv.errors import DisagreementError, SymderivError

        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except DisagreementError as error:
            click.echo(f"symderiv: BUG: {error}", err=True)
            ctx.exit(70)
        except SymderivError as error:
            click.echo(f"symderiv: error: {error}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(141)
        except OSError as error:
            _tell_unwritten(error)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(130)


def _tell_unwritten(error: OSError) -> None:
    """Say what could not be written (on a full disk), and let nothing more be written there."""
    place = error.filename or "the output"
    click.echo(f"symderiv: error: {place} cannot be written: {error.strerror or error}", err=True)
    with suppress(OSError), open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())  # where the rest goes when the process ends


class _Target(click.Path):
    """Where something is to be written; an empty text is no name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            self.fail("an empty text names nothing", param, ctx)
        return super().convert(value, param, ctx)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option("0.1.0", prog_name="symderiv")
def main() -> None:
    """Checks derivations of gradients line by line.

    Each claim is proved for every size, refuted with a counterexample, or
    undecided with a reason.
    """


@main.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("--out", type=_Target(file_okay=False), help="Folder for certificates, LaTeX, Markdown and figures.")
@click.option("--figures/--no-figures", default=True, help="Draw the figures into the --out folder.")
@click.option("--experiments", is_flag=True, help="Also rerun the quick form of the experiments.")
@click.option("--verbose", "-v", is_flag=True, help="Show every part, not only those out of order.")
@click.option("--trust", is_flag=True, help="List the modules that each verdict rests on, and stop.")
def prove(
    names: tuple[str, ...],
    as_json: bool,
    out: str | None,
    figures: bool,
    experiments: bool,
    verbose: bool,
    trust: bool,
) -> None:
    """Run the proof scripts (all, or those that are named)."""
    from symderiv import cli_prove

    if trust:
        click.echo(cli_prove.trust(as_json))
        return
    sys.exit(
        cli_prove.prove(names, as_json=as_json, out=out, figures=figures, experiments=experiments, verbose=verbose)
    )


@main.command(short_help="Judge the derivations in Markdown or LaTeX files.")
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file, a line each.")
@click.option("--html", type=_Target(dir_okay=False), help="Write a report as one self-contained page.")
@click.option("--certificate", type=_Target(dir_okay=False), help="Write the certificates of the proved claims.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Files judged at the same time.")
@click.option("--reading", is_flag=True, help="Show each line as it was understood.")
@click.option("--seconds", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Limit of one claim.")
@click.option("--lines", metavar="FIRST-LAST", help="Judge only the displays that begin on these lines.")
@click.option("--verbose", "-v", is_flag=True, help="Show rules, definitions and hypotheses too.")
def check(
    files: tuple[str, ...],
    as_json: bool,
    html: str | None,
    certificate: str | None,
    jobs: int,
    reading: bool,
    seconds: float,
    lines: str | None,
    verbose: bool,
) -> None:
    """Judge the derivations in Markdown or LaTeX files ('-': standard input)."""
    from symderiv import cli_documents

    sys.exit(
        cli_documents.check(
            files,
            as_json=as_json,
            html=html,
            certificate=certificate,
            jobs=jobs,
            reading=reading,
            seconds=seconds,
            lines=None if lines is None else _range(lines),
            verbose=verbose,
        )
    )


def _range(text: str) -> tuple[int, int]:
    """``"30-59"``, or ``"30"``, as first and last line."""
    first, dash, last = text.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        raise click.BadParameter(f"'{text}' is no range of lines; write 30-59, or 30", param_hint="--lines")
    low, high = int(first), int(last if dash else first)
    if low > high:
        raise click.BadParameter(f"'{text}' holds no line; the first stands before the last", param_hint="--lines")
    return low, high


@main.command()
@click.argument("file")
@click.option("--wrt", required=True, multiple=True, metavar="NAME", help="The tensor to differentiate by.")
@click.option("--of", "target", metavar="NAME", help="The loss (needed where the file has several).")
@click.option("--latex", "as_latex", is_flag=True, help="Print a LaTeX document.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
def derive(file: str, wrt: tuple[str, ...], target: str | None, as_latex: bool, as_markdown: bool) -> None:
    """Derive a gradient from the definitions in a file.

    Where the file has no loss, L is an unknown one of the last tensors.
    """
    from symderiv import cli_documents

    if as_latex and as_markdown:
        raise click.UsageError("choose one of --latex and --markdown")
    form = "latex" if as_latex else "markdown" if as_markdown else "text"
    sys.exit(cli_documents.derive(file, wrt, target, form))


@main.command(short_help="Print a NumPy kernel for gradients, with its test.")
@click.argument("file")
@click.option("--wrt", required=True, multiple=True, metavar="NAME", help="A tensor to differentiate by.")
@click.option("--value", multiple=True, metavar="NAME", help="A defined tensor to return as well.")
@click.option("--of", "target", metavar="NAME", help="The loss (needed where the file has several).")
def kernel(file: str, wrt: tuple[str, ...], value: tuple[str, ...], target: str | None) -> None:
    """Print a NumPy kernel for gradients, ready to import, with its test.

    The module imports NumPy alone and has INPUTS, OUTPUTS and run(**arrays).  An unknown loss enters by its upstream
    gradient; where the file has no loss, each last tensor y gets one, grad_y.
    """
    from symderiv import cli_documents

    sys.exit(cli_documents.kernel(file, wrt, value, target))


@main.command()
@click.argument("certificates", nargs=-1, required=True, metavar="CERT...")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def verify(certificates: tuple[str, ...], as_json: bool) -> None:
    """Re-check certificates through the kernel, without the prover."""
    from symderiv import cli_prove

    sys.exit(cli_prove.verify(certificates, as_json=as_json))


@main.command()
@click.argument("names", nargs=-1)
@click.option("--out", type=_Target(file_okay=False), default="figures", show_default=True, help="Folder.")
def figures(names: tuple[str, ...], out: str) -> None:
    """Redraw the figures from the committed results."""
    from symderiv import cli_prove

    sys.exit(cli_prove.figures(names, out))


def _bound_memory() -> None:
    """Bound the memory of this process; where the system cannot do that, the limit on time has to be enough."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or hard > MEMORY:
        with suppress(OSError, ValueError):  # macOS knows the limit, and refuses to set it
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def run() -> None:
    """The console script: :func:`main` with the memory of this process bounded, where the system can do that."""
    gc.set_threshold(2_000_000, 20, 20)  # terms are many and without cycles: looking for some takes a tenth of the time
    _bound_memory()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever called
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names of files and formulas may be of any alphabet
    try:
        main()
    except OSError as error:  # of --help
        _tell_unwritten(error)
        sys.exit(2)
    finally:
        gc.freeze()  # nor is one looked for at the end, where all is given back anyway


def run_script(theorem: Theorem) -> int:
    """What ``python proofs/NAME.py`` does: as ``symderiv prove NAME``, with the same options; the exit status."""
    from symderiv import cli_prove

    arguments = sys.argv[1:]
    with prove.make_context(f"python proofs/{theorem.name}.py", list(arguments)) as context:
        chosen = context.params
        if chosen["trust"]:
            click.echo(cli_prove.trust(chosen["as_json"]))
            return 0
        return cli_prove.prove(
            (),
            as_json=chosen["as_json"],
            out=chosen["out"],
            figures=chosen["figures"],
            experiments=chosen["experiments"],
            verbose=chosen["verbose"],
            theorems=[theorem],
        )


if __name__ == "__main__":
    run()
