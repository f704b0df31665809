"""Long displays: broken where their structure allows, within the page, and the same text where nothing is broken."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from symderiv.cli_prove import scripts
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, Add, Fn, Guard, Mul, Pow, Read, Sum, Term, in_shape, num
from symderiv.language.theory import Statement, Theory
from symderiv.render import latex, layout
from symderiv.render.layout import flat
from symderiv.render.reports import theory_latex
from symderiv.render.widths import width
from symderiv.theorem import load
from tests.render.engine import AVAILABLE, beyond_the_margin, measured

i, k, N = Poly.symbol("%i"), Poly.symbol("%k"), Poly.symbol("N")
PROOFS = Path(__file__).resolve().parent.parent.parent / "proofs"


def summed(*factors: Term) -> Term:
    return Sum(("%k",), in_shape([k], [N]), Mul(factors))


def entry(name: str) -> Term:
    return Read(name, (k,))


def theory(*names: str) -> Theory:
    return Theory(sizes={"N": 1}, shapes={**dict.fromkeys(names, (N,)), "y": ()})


@pytest.mark.parametrize("path", scripts(), ids=lambda p: p.stem)
def test_a_side_that_is_not_broken_is_what_the_printer_writes(path: Path) -> None:
    for part in load(path).parts():
        for claim in part.statements:
            printer = latex.Printer([claim.left, claim.right], part.theory)
            for side in (claim.left, claim.right):
                assert flat(printer, side) == printer.show(side, 0)


def test_a_short_statement_stays_on_its_line() -> None:
    claim = Statement(Read("y"), summed(entry("a"), entry("b")))
    known = theory("a", "b")
    assert layout.statement(claim, known) == latex.statement(claim, known)
    assert "aligned" not in layout.statement(claim, known)


def rows(text: str) -> list[str]:
    assert text.startswith("\\begin{aligned}\n")
    return text.splitlines()[1:-1]


def test_a_long_sum_ends_its_rows_before_summands() -> None:
    claim = Statement(Read("y"), Add(tuple([summed(num(-1 - n), entry("a"), entry("b")) for n in range(12)])))
    made = rows(layout.statement(claim, theory("a", "b")))
    assert len(made) > 2
    assert all(re.match(r"&\\quad [+-]", row.lstrip()) for row in made[1:])


def test_a_long_product_ends_its_rows_before_factors() -> None:
    factors = [Add((entry(name), *(Read(f"b{n}", (k,)) for n in range(3)))) for name in "acdefghuvw"]
    names = {n.tensor for f in factors for n in f.args}  # type: ignore[union-attr]
    made = rows(layout.statement(Statement(Read("y"), summed(*factors)), theory(*names)))
    assert len(made) > 2
    assert all("&\\quad \\quad \\cdot " in row or "&\\quad \\cdot " in row for row in made[1:])


@pytest.mark.parametrize("kind", ["bracket", "function", "power", "fraction"])
def test_what_is_broken_reads_back(kind: str) -> None:
    known = theory("a", "b", "c")
    long = Add(tuple(summed(num(2 + n), entry(name), entry("b")) for n, name in enumerate("abcabcabc")))
    made: Term = {
        "bracket": Sum((), (Guard("pos", long),), ONE),
        "function": Fn("tanh", (long,)),
        "power": Pow(long, Fraction(2)),
        "fraction": Mul((long, Pow(Add((num(1), Pow(summed(entry("a")), Fraction(2)))), Fraction(-1)))),
    }[kind]
    broken = layout.statement(Statement(Read("y"), made), known)
    assert len(rows(broken)) > 1
    whole = latex.latex(made, known)
    text = theory_latex(known, [Statement(made, made)])
    text = text[: text.index("Then")] + f"Then\\[{broken.replace('y &=', f'{whole} &=')}\\]"
    (equation,) = check(read(text, "d.tex"), suggest=False)["equations"]
    assert equation["verdict"] == "proved", text
    (equation,) = check(read(text.replace("2 \\,", "3 \\,", 1), "d.tex"), suggest=False)["equations"]
    assert equation["verdict"] != "proved"


@pytest.mark.skipif(not AVAILABLE, reason="needs a LaTeX engine")
@pytest.mark.parametrize("path", sorted(PROOFS.glob("*.tex")), ids=lambda p: p.stem)
def test_a_committed_derivation_stays_within_its_page(path: Path, tmp_path: Path) -> None:
    assert max(beyond_the_margin(path.read_text(encoding="utf-8"), tmp_path), default=0.0) < 3


@pytest.mark.skipif(not AVAILABLE, reason="needs a LaTeX engine")
def test_the_engine_says_when_a_display_is_too_wide(tmp_path: Path) -> None:
    wide = latex.document("Wide", "\\[" + " + ".join("x_{1}" * 9 for _ in range(9)) + "\\]")
    assert max(beyond_the_margin(wide, tmp_path)) > 100


@pytest.mark.skipif(not AVAILABLE, reason="needs a LaTeX engine")
@pytest.mark.parametrize(
    "formula",
    [
        r"\sum_{n=0}^{N-1} \sum_{i'=0}^{H_{o}-1} A_{n,i' s+p d-P} \, \left[i' s = u\right]",
        r"\frac{\partial L}{\partial h^{(3)}_{n,k,i,j}} = \frac{\sum_{i=0}^{N-1} x_{i} \, y_{i}}{N}",
        r"\Bigl(\tanh\left(w + m + W\right) - \mathrm{ReLU}\left(\gamma_{i} \, \hat{x}_{i}\right)\Bigr)^{2}",
        r"\max_{0 \le j \le K-1} z_{n,j} - \log\left(\sum_{j=0}^{K-1} \exp\left(z_{n,j}\right)\right)",
    ],
)
def test_the_estimate_of_a_width_is_not_too_small(formula: str, tmp_path: Path) -> None:
    real = measured(formula, tmp_path)
    assert real - 3 <= width(formula) <= 1.25 * real + 5
