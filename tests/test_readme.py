"""The README runs: its files are checked, its console blocks print what they say, its Python is a doctest.

``python tests/test_readme.py`` writes the real output of every console block, and the table of theorems as a run of
gives it, into the README.
"""

from __future__ import annotations

import doctest
import gc
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from symderiv.cli import main
from symderiv.cli_prove import scripts
from symderiv.theorem import PROVABLE, load

README = Path(__file__).resolve().parent.parent / "README.md"
BLOCK = re.compile(r"(?:<!-- file: (?P<file>[\w.]+) -->\n)?```(?P<kind>\w+)\n(?P<body>.*?)```", re.DOTALL)

TABLE = re.compile(r"<!-- theorems -->\n(.*?)<!-- end -->", re.DOTALL)


PLURAL = {"equation": "equations", "inequality": "inequalities", "induction": "by induction"}
#: The figures of a theorem that are shown large, the one behind its small figure first.
GALLERY = {
    "residual_block": ["residual_block_depth.png", "residual_block_differences.png"],
    "receptive_field": ["receptive_field_map.png"],
    "bias_variance": ["bias_variance_theory.png"],
    "weight_map": ["weight_map_training.png"],
    "error_surface": ["error_surface_axes.png"],
    "transfer_learning": ["transfer_learning_shots.png", "transfer_learning_controls.png"],
}


def perform(command: str) -> str:
    """The output of one ``symderiv`` command in the current folder."""
    words = command.split()
    assert words[0] == "symderiv"
    found = CliRunner().invoke(main, words[1:])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found.stdout


def played(text: str) -> str:
    """The README with every console block as it really comes out; its files are written to the current folder, where
    the proofs are to be found as well."""
    if not Path("proofs").exists():
        Path("proofs").symlink_to(README.parent / "proofs")

    def replace(match: re.Match[str]) -> str:
        if match["file"]:
            Path(match["file"]).write_text(match["body"], encoding="utf-8")
        if match["kind"] != "console":
            return match[0]
        commands = [line[2:] for line in match["body"].splitlines() if line.startswith("$ ")]
        body = "".join(f"$ {command}\n{perform(command)}" for command in commands)
        return f"```console\n{body}```"

    return BLOCK.sub(replace, text)


def theorems() -> str:
    """The table of the theorems, from a run of all of them."""
    found = CliRunner().invoke(main, ["prove", "--json"])
    rows, shown = ["| theorem | what holds | parts | figure |", "|---|---|---|---|"], list[str]()
    summaries = {load(path).name: load(path).summary for path in scripts()}
    for report in sorted(json.loads(found.stdout), key=lambda r: list(GALLERY).index(r["theorem"])):
        name, kinds = report["theorem"], report["kinds"]
        groups = {"proved": [k for k in kinds if k in PROVABLE]} | {k: [k] for k in ("refuted", "cited", "measured")}
        counts = []
        for word, group in groups.items():
            ok, of = (sum(kinds[k][w] for k in group if k in kinds) for w in ("ok", "of"))
            if of:
                several = [f"{kinds[k]['ok']} {PLURAL.get(k, k)}" for k in group if k in kinds]
                detail = f" ({', '.join(several)})" if word == "proved" else ""
                counts.append((f"{ok} {word}" if ok == of else f"{ok} of {of} {word}") + detail)
        small = f'<img src="figures/{name}_small.png" width="240" alt="{report["title"]}">'
        link = f"[{report['title']}](proofs/{name}.py)<br><br>[all parts](proofs/{name}.md)"
        rows.append(f"| {link} | {summaries[name]} | {'<br>'.join(counts)} | [{small}](figures/{GALLERY[name][0]}) |")
        shown += [f'<img src="figures/{figure}" width="640" alt="{report["title"]}">' for figure in GALLERY[name]]
    return "\n".join([*rows, "", *(f"{image}\n" for image in shown)]).rstrip()


def test_the_table_of_theorems_is_what_a_run_gives() -> None:
    assert TABLE.search(README.read_text(encoding="utf-8"))[1].strip() == theorems()  # type: ignore[index]


def test_console_blocks_print_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")  # as a terminal shows it; a pipe gets one line a finding
    text = README.read_text(encoding="utf-8")
    gc.collect()  # of what the theorems have left: in the short time of a search it would end that
    gc.freeze()
    assert played(text) == text


def test_python_blocks_are_true() -> None:
    blocks = [m["body"] for m in BLOCK.finditer(README.read_text(encoding="utf-8")) if m["kind"] == "python"]
    assert blocks
    for body in blocks:
        test = doctest.DocTestParser().get_doctest(body, {}, "README", str(README), 0)
        assert doctest.DocTestRunner().run(test).failed == 0


def test_what_is_quoted_of_a_document_stands_in_it() -> None:
    blocks = [m["body"] for m in BLOCK.finditer(README.read_text(encoding="utf-8")) if m["kind"] == "latex"]
    assert blocks
    for body in blocks:
        assert body in (README.parent / "proofs" / "assignment.tex").read_text(encoding="utf-8")


def test_named_files_exist() -> None:
    text = README.read_text(encoding="utf-8")
    for name in re.findall(r"\]\(([\w./-]+)\)", text) + re.findall(r"`((?:symderiv|proofs)/[\w./]+)`", text):
        assert (README.parent / name).exists(), name


if __name__ == "__main__":
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["COLUMNS"] = "80"
        text = played(README.read_text(encoding="utf-8"))
        table = theorems()
        README.write_text(TABLE.sub(lambda _: f"<!-- theorems -->\n{table}\n<!-- end -->", text), encoding="utf-8")
