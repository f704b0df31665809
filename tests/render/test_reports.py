"""Printed derivations: they read back and prove, they compile, they do not swell; figures are the same every time."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import sympy
from sympy import exp, log

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.figures import save, style
from symderiv.language.notation import Model, indices, relu, sigmoid, total
from symderiv.language.terms import Read
from symderiv.prover.search.gradient import Gradient, gradient
from symderiv.render import unicode
from symderiv.render.latex import name as tex_name
from symderiv.render.reports import derivation_latex, derivation_lines, derivation_markdown

n, c, i, j, k, m, p, q = indices("n c i j k m p q")


def dense(wrt: str) -> Gradient:
    t = Model()
    N, F, M = t.sizes("N F M")
    x, W, b = t.tensor("x", N, F), t.tensor("W", M, F), t.tensor("b", M)
    h = t.define("h", (n, m), total(W[m, k] * x[n, k], k) + b[m])
    t.loss("L", t.define("y", (n, m), sigmoid(h[n, m])))
    return gradient(t.theory, Read("L"), wrt)


def softmax(wrt: str) -> Gradient:
    t = Model()
    K, F = t.sizes("K F")
    W, x, y = t.tensor("W", K, F), t.tensor("x", F), t.tensor("y", K)
    z = t.define("z", (k,), total(W[k, j] * x[j], j))
    t.define("E", (), total(y[k] * (log(total(exp(z[c]), c)) - z[k]), k), shape=())
    return gradient(t.theory, Read("E"), wrt)


def block(wrt: str) -> Gradient:
    t = Model()
    N, C, H, W, K, M = t.sizes("N C H W K M")
    P = t.size("P", low=0)
    x, A, B = t.tensor("x", N, C, H, W), t.tensor("A", M, C, K, K), t.tensor("B", C, M, K, K)
    h = t.define("h1", (n, k, i, j), total(A[k, c, p, q] * x[n, c, i + p - P, j + q - P], c, p, q), (N, M, H, W))
    z = t.define("z", (n, k, i, j), relu(h[n, k, i, j]))
    g = t.define("h2", (n, c, i, j), total(B[c, k, p, q] * z[n, k, i + p - P, j + q - P], k, p, q), (N, C, H, W))
    s = t.define("h3", (n, c, i, j), g[n, c, i, j] + x[n, c, i, j])
    t.loss("L", t.define("y", (n, c, i, j), relu(s[n, c, i, j])))
    return gradient(t.theory, Read("L"), wrt)


CASES = [(dense, "W"), (dense, "b"), (dense, "x"), (softmax, "W"), (block, "A"), (block, "B"), (block, "x")]


@pytest.mark.parametrize(("make", "wrt"), CASES)
def test_what_is_printed_reads_back_and_proves(make: object, wrt: str) -> None:
    derived = make(wrt)  # type: ignore[operator]
    for text, name in ((derivation_latex([derived]), "d.tex"), (derivation_markdown([derived]), "d.md")):
        found = check(read(text, name), suggest=False)
        claims = [e for e in found["equations"] if e["role"] == "claim"]
        assert len(claims) == len(derived.adjoints), text
        assert found["verdict"] == "proved", [e for e in found["equations"] if e["verdict"] != "proved"]


def test_plain_steps_name_every_adjoint() -> None:
    derived = block("x")
    lines = "\n".join(derivation_lines(derived))
    for name in ("h3", "h2", "z", "h1", "x"):
        assert f"∂L/∂{unicode.text(tex_name(name))}[" in lines
    assert max(map(len, lines.splitlines())) <= 80
    assert "\\" not in lines


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs a LaTeX engine")
def test_the_document_compiles(tmp_path: Path) -> None:
    (tmp_path / "d.tex").write_text(derivation_latex([block("x"), softmax("W")], "A & B_1"), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "d.tex"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-2000:]


def test_printed_size_grows_with_the_depth_only_linearly() -> None:
    def depth(layers: int) -> int:
        t = Model()
        N = t.size("N")
        last = t.tensor("x", N)
        W = t.tensor("W", N, N)
        for layer in range(layers):
            last = t.define(f"h{layer + 1}", (i,), sympy.tanh(total(W[i, j] * last[j], j)), shape=(N,))
        t.loss("L", last)
        return len(derivation_latex([gradient(t.theory, Read("L"), "x")]))

    small, large = depth(4), depth(16)
    assert large < 5 * small


def test_figures_are_the_same_every_time(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    contents = []
    for folder in ("one", "two"):
        with style():
            figure = Figure()
            figure.subplots().plot([1, 2, 4])
            made = save(figure, tmp_path / folder, "curve")
        contents.append([path.read_bytes() for path in made])
        assert sorted(p.name for p in (tmp_path / folder).iterdir()) == ["curve.pdf", "curve.png"]
    assert contents[0] == contents[1]
