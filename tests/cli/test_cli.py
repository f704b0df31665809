"""The command line: help, exit codes, JSON, errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from symderiv.cli import main

TRUE = r"""
Let $x \in \mathbb{R}^{N}$ and
$$ s = \sum_{i=1}^{N} x_i^2 $$
Then
$$ \frac{\partial s}{\partial x_i} = 2 x_i $$
"""
FALSE = TRUE.replace("= 2 x_i", "= x_i")


def run(*arguments: str, text: str | None = None) -> tuple[int, str, str]:
    found = CliRunner().invoke(main, list(arguments), input=text)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.stdout, found.stderr


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "true.md").write_text(TRUE)
    (tmp_path / "false.md").write_text(FALSE)
    return str(tmp_path / "true.md"), str(tmp_path / "false.md")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from symderiv.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'sympy', 'numpy', 'mpmath', 'rich', 'matplotlib', 'jinja2', 'lark'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    begin = time.process_time()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert time.process_time() - begin < 5


def test_check_reads_judges_and_prints_without_sympy(files: tuple[str, str]) -> None:
    code = (
        "import sys; from symderiv.cli import main\n"
        f"try: main(['check', {files[1]!r}])\nexcept SystemExit: pass\n"
        "assert not {'sympy', 'numpy', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_check_says_proved_and_refuted_with_its_exit_status(files: tuple[str, str]) -> None:
    true, false = files
    status, out, _ = run("check", true)
    assert status == 0, out
    assert f"{true}:5:1: proved" in out
    status, out, _ = run("check", false)
    assert status == 1
    assert f"{false}:5:1: refuted" in out
    assert "left" in out
    assert run("check", true, false)[0] == 1


def test_check_reads_standard_input_and_prints_json() -> None:
    status, out, _ = run("check", "--json", "-", text=FALSE)
    data = json.loads(out)
    assert status == 1
    assert data["verdict"] == "refuted"
    assert data["equations"][-1]["counterexample"]["left"] != data["equations"][-1]["counterexample"]["right"]


def test_check_without_a_claim_is_not_a_success() -> None:
    status, out, _ = run("check", "-", text="No mathematics here.")
    assert status == 3
    assert "no claim found" in out


def test_files_that_cannot_be_opened_end_with_2_and_spoil_nothing(files: tuple[str, str], tmp_path: Path) -> None:
    status, out, err = run("check", str(tmp_path / "none.md"), str(tmp_path), files[0])
    assert status == 2
    assert "proved" in out
    assert err.count("error") == 2


def test_jobs_give_the_same_answers_in_order(files: tuple[str, str]) -> None:
    def seconds_off(text: str) -> list[tuple[str, str]]:
        return [(d["file"], d["verdict"]) for d in map(json.loads, text.splitlines())]

    one = run("check", "--json", *files)[1]
    two = run("check", "--json", "--jobs", "2", *files)[1]
    assert seconds_off(one) == seconds_off(two)


def test_html_and_certificates_are_written_and_verified(files: tuple[str, str], tmp_path: Path) -> None:
    page, proof = tmp_path / "report.html", tmp_path / "proof.json"
    assert run("check", *files, "--html", str(page), "--certificate", str(proof))[0] == 1
    text = page.read_text()
    assert "<math" in text
    assert "http://" not in text.replace("http://www.w3.org/1998/Math/MathML", "")
    assert run("verify", str(proof))[0] == 0
    content = json.loads(proof.read_text())
    assert len(content["certificates"]) == 1
    content["certificates"][0]["digest"] = "0" * 64
    proof.write_text(json.dumps(content))
    status, out, _ = run("verify", str(proof))
    assert status == 1
    assert "damaged" in out


def test_reading_is_shown_on_demand(files: tuple[str, str]) -> None:
    assert "read as" in run("check", "--reading", files[0])[1]


def test_derive_prints_steps_and_latex_that_proves(files: tuple[str, str]) -> None:
    status, out, _ = run("derive", files[0], "--wrt", "x")
    assert status == 0
    assert "one adjoint a step" in out
    status, out, _ = run("derive", files[0], "--wrt", "x", "--latex")
    assert status == 0
    assert run("check", "-", text=out)[0] == 0, out


def test_kernel_prints_a_module_that_runs(files: tuple[str, str]) -> None:
    import numpy as np

    status, out, _ = run("kernel", files[0], "--wrt", "x", "--value", "s")
    assert status == 0
    space: dict[str, object] = {"__name__": "kernel"}
    exec(compile(out, "kernel", "exec"), space)
    result = space["run"](x=np.array([1.0, 2.0]))  # type: ignore[operator]
    assert np.allclose(result["grad_x"], [2, 4])
    assert np.allclose(result["s"], 5)


def test_an_unknown_name_is_an_error_that_lists_the_names(files: tuple[str, str]) -> None:
    status, _, err = run("derive", files[0], "--wrt", "nothing")
    assert status == 2
    assert "x" in err
    status, _, err = run("prove", "no_such_theorem")
    assert status == 2
    assert "name one of" in err


def test_trust_lists_modules_with_their_size() -> None:
    status, out, _ = run("prove", "--trust")
    assert status == 0
    assert "proved:" in out
    assert "symderiv/gate.py" in out


def test_no_colour_without_a_terminal(files: tuple[str, str]) -> None:
    assert "\x1b" not in run("check", *files)[1]


def test_lines_choose_the_displays_that_are_judged(files: tuple[str, str]) -> None:
    status, out, _ = run("check", files[0], "--lines", "1-4")
    assert status == 3
    assert "no claim found" in out
    assert run("check", files[0], "--lines", "5")[0] == 0
    status, _, err = run("check", files[0], "--lines", "five")
    assert status == 2
    assert "write 30-59" in err


def test_lines_are_at_most_80_columns_and_carry_no_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long = TRUE.replace("= 2 x_i", "= 2 x_i " + " ".join("+ 0 x_i" for _ in range(40)))
    text = long + "\n$$ s = \\foo\x1b[31m{x} $$\n"
    for line in run("check", "-v", "--reading", "-", text=text)[1].splitlines():
        assert len(line) <= 80 or " " not in line.strip(), line
        assert line.isprintable()


def test_in_a_pipe_a_finding_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    long = "= 2 x_i " + " ".join("+ 0 x_i" for _ in range(40))
    (tmp_path / "long.md").write_text(TRUE.replace("= 2 x_i", long))
    out = run("check", str(tmp_path / "long.md"))[1]
    found = [line for line in out.splitlines() if re.match(r".*long\.md:\d+:\d+: ", line)]
    assert len(found) == 1
    assert found[0].endswith(long)


def test_nothing_is_judged_for_a_report_that_cannot_be_written(files: tuple[str, str], tmp_path: Path) -> None:
    status, out, err = run("check", files[0], "--html", str(tmp_path / "none" / "report.html"))
    assert status == 2
    assert not out
    assert "make the folder first" in err


def test_the_console_script_bounds_memory_and_ends_quietly(files: tuple[str, str]) -> None:
    code = (
        "import sys; sys.argv[1:] = ['check', '-']; from symderiv.cli import run\n"
        "try: run()\nexcept SystemExit: pass\n"
        "import resource; assert resource.getrlimit(resource.RLIMIT_AS)[0] <= 4 << 30"
    )
    pytest.importorskip("resource")
    found = subprocess.run([sys.executable, "-c", code], input=TRUE.encode(), capture_output=True, check=False)
    assert found.returncode == 0, found.stderr
    many = TRUE + "\n$$ s = x_1 } $$\n" * 3000
    command = [sys.executable, "-m", "symderiv", "check", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(many.encode())
        process.stdin.close()
        assert b"proved" in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no claim found"),
        (b"\xe9t\xe9", "UTF-8"),
        (b"\x89PNG\r\n\x00\x00", "zero byte"),
        (b"$" * 1_000_000, "more than 100000 formulas"),
        (b"$$ s = " + b"x_1 + " * 300_000 + b"1 $$", "more than 60000 tokens"),
    ],
)
def test_a_file_that_is_no_document_is_an_error_of_its_own(
    content: bytes, message: str, files: tuple[str, str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(content)
    status, out, _ = run("check", str(bad), files[0])
    assert status == 3
    assert f"{bad}:" in out
    assert message in " ".join(out.split())
    assert f"{files[0]}: 1 proved" in out
    assert "Traceback" not in out


def test_files_are_never_included(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("$$ 1 = 1 $$ s3cret")
    text = TRUE + f"\n\\input{{{tmp_path}/secret}} $$ s = \\input{{{tmp_path}/secret}} $$\n"
    status, out, _ = run("check", "-v", "--reading", "-", text=text)
    assert status == 3
    assert "s3cret" not in out
    assert "\\input is not known" in out


def test_a_file_without_a_loss_is_derived_with_an_unknown_one(tmp_path: Path) -> None:
    path = tmp_path / "network.md"
    path.write_text(
        "Let $x \\in \\mathbb{R}^{n}$, $A \\in \\mathbb{R}^{m \\times n}$, $b \\in \\mathbb{R}^m$.\n\n"
        "$$ z = A x + b $$\n\n$$ y = \\tanh(z) $$\n"
    )
    status, out, _ = run("derive", str(path), "--wrt", "x")
    assert status == 0
    assert "∂L/∂y" in out
    status, out, _ = run("derive", str(path), "--wrt", "A", "--latex")
    assert status == 0
    assert run("check", "-", text=out)[0] == 0, out


def test_usage_that_means_nothing_is_refused(files: tuple[str, str], tmp_path: Path) -> None:
    assert run("check", files[0], "--lines", "5-3")[0] == 2
    assert run("derive", files[0], "--wrt", "x", "--latex", "--markdown")[0] == 2
    (tmp_path / "empty.md").write_text("")
    status, _, err = run("kernel", str(tmp_path / "empty.md"), "--wrt", "x")
    assert status == 2
    assert "declares no tensor" in err


@pytest.mark.parametrize(
    ("text", "wrt"),
    [
        (
            r"$X \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{D \times K}$, $Y \in \mathbb{R}^{N \times K}$."
            "\n\n"
            r"$$ p_{nk} = \frac{\exp(\sum_{d=1}^D X_{nd} W_{dk})}{\sum_{j=1}^K \exp(\sum_{d=1}^D X_{nd} W_{dj})} $$"
            "\n\n"
            r"$$ \ell = -\frac1N \sum_{n=1}^N \sum_{k=1}^K Y_{nk} \log p_{nk} $$",
            "W",
        ),
        (
            r"$x \in \mathbb{R}^{C \times T}$, $w \in \mathbb{R}^{M \times C \times K}$. Indices run from 1."
            "\n\n"
            r"$$ y_{m,t} = \sum_{c=1}^C \sum_{k=1}^K w_{m,c,k} x_{c,t+k-1}, \qquad t = 1, \dots, T-K+1 $$",
            "x",
        ),
        (
            r"$q, k \in \mathbb{R}^{T \times d}$, $a \in \mathbb{R}^{T \times T}$. Indices start at 1."
            "\n\n"
            r"$$ a_{ts} = \frac{[s \le t] \exp(\sum_{e=1}^d q_{te} k_{se})}"
            r"{\sum_{r=1}^t \exp(\sum_{e=1}^d q_{te} k_{re})} $$",
            "q",
        ),
    ],
    ids=["softmax", "window", "causal"],
)
def test_a_derivation_counts_as_its_document_does(text: str, wrt: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text(text, encoding="utf-8")
    status, printed, _ = run("derive", str(path), "--wrt", wrt, "--markdown")
    assert status == 0
    assert "Indices start at 1." in printed
    assert "Indices start at 0 here" in run("derive", str(path), "--wrt", wrt)[1]
    for whole in (printed, text + "\n\n" + printed[printed.index("Then, from") :]):
        path.write_text(whole, encoding="utf-8")
        assert run("check", str(path))[0] == 0, whole


@pytest.mark.parametrize("command", ["derive", "kernel"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--wrt", "n"), "'n' is a size, and no tensor"),
        (("--wrt", "Q"), "the file declares no 'Q'"),
        (("--wrt", "x", "--of", "y"), "y is no scalar"),
        (("--wrt", "x", "--of", "z"), "'z'"),
    ],
)
def test_what_cannot_be_differentiated_is_named(
    command: str, arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "notes.md"
    path.write_text("$x \\in \\mathbb{R}^n$.\n\n$$ y_i = x_i^2 $$\n\n$$ u_i = v_i $$\n", encoding="utf-8")
    status, printed, told = run(command, str(path), *arguments)
    assert (status, printed) == (2, "")
    assert said in told
    assert "remedy: " in told


@pytest.mark.parametrize("command", ["derive", "kernel"])
def test_equations_that_are_left_out_are_named(command: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("$x \\in \\mathbb{R}^n$.\n\n$$ y_i = x_i^2 $$\n\n$$ u_i = \\foo x_i $$\n", encoding="utf-8")
    status, _, told = run(command, str(path), "--wrt", "x")
    assert status == 0
    assert f"{path}:5:1: error: " in told
    assert "goes without this equation" in told


def test_the_number_that_a_function_is_told_for_is_no_input_of_a_kernel(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    text = "$x \\in \\mathbb{R}^n$ and $g(a) = a \\sigma(a)$.\n\n$$ L = \\sum_i g(x_i) $$\n"
    path.write_text(text, encoding="utf-8")
    assert 'INPUTS = ("x",)' in run("kernel", str(path), "--wrt", "x")[1]
    path.write_text(text.replace("g(x_i)", "g(x_i) a"), encoding="utf-8")
    assert 'INPUTS = ("x", "a")' in run("kernel", str(path), "--wrt", "x")[1]


def test_a_name_that_stands_for_others_is_no_input_of_a_kernel(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    text = (
        r"$x \in \mathbb{R}^n$; for each $k \in \{f, g\}$ there is $W_k \in \mathbb{R}^{m \times n}$."
        "\n\n"
        r"$$ y = (W_f x) \odot (W_g x) $$"
    )
    path.write_text(text, encoding="utf-8")
    assert 'INPUTS = ("x", "W_f", "W_g", "grad_y")' in run("kernel", str(path), "--wrt", "x")[1]


def test_a_key_that_stands_twice_in_a_certificate_is_named(files: tuple[str, str], tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    run("check", *files, "--certificate", str(proof))
    (content,) = json.loads(proof.read_text())["certificates"]
    text = json.dumps(content)
    proof.write_text(text)
    assert run("verify", str(proof))[0] == 0
    proof.write_text('{"statement": {"left": ["num", "1"], "right": ["num", "0"]}, ' + text[1:])
    status, out, _ = run("verify", str(proof))
    assert status == 1
    assert "the key 'statement' stands twice" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [["check"], ["derive", "--wrt", "x"], ["kernel", "--wrt", "x"], ["check", "-h"]])
def test_a_full_disk_is_an_error_of_one_line(arguments: list[str], files: tuple[str, str]) -> None:
    command = [sys.executable, "-m", "symderiv", *arguments, files[0]]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert found.returncode == 2
    assert found.stderr.startswith("symderiv: error: the output cannot be written")
    assert found.stderr.count("\n") == 1


def test_closed_streams_are_as_good_as_none(files: tuple[str, str]) -> None:
    """What a shell writes as ``>&- 2>&- <&-``."""
    command = f"exec '{sys.executable}' -m symderiv check '{files[0]}'"
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        found = subprocess.run(["sh", "-c", f"{command} {closed}"], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
        assert "Traceback" not in found.stderr


def test_reports_go_to_what_is_no_file_as_well(files: tuple[str, str], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-m", "symderiv", "check", files[0], "--html", str(pipe)]) as working:
        text = pipe.read_text()
        assert working.wait() == 0
    assert text.startswith("<!DOCTYPE html>")
    assert pipe.is_fifo()


@pytest.mark.parametrize("arguments", [["check", "--html", ""], ["check", "--certificate", ""], ["prove", "--out", ""]])
def test_an_empty_text_is_no_place_to_write_to(arguments: list[str], files: tuple[str, str]) -> None:
    status, _, told = run(*arguments, *(files[:1] if arguments[0] == "check" else ()))
    assert status == 2
    assert "names nothing" in told


@pytest.mark.parametrize("command", ["prove", "figures"])
def test_a_folder_that_cannot_be_made_is_named_at_once(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, out, told = run(command, "weight_map", "--out", str(tmp_path / "file" / "folder"))
    assert (status, out) == (2, "")
    assert "cannot be written" in told
    assert told.count("\n") == 1
