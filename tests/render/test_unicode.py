"""Mathematics as text: names of documents, quotients, letters that would meet, brackets that only repeat a range."""

from __future__ import annotations

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Mul, Read, Sum, in_shape
from symderiv.render.terminal import document_lines
from symderiv.render.unicode import Text, apart, text

I_, K, N = Poly.symbol("%i"), Poly.symbol("%k"), Poly.symbol("N")


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\mathbf{h}^{+}", "h⁺"),
        (r"W_{\text{out}}", "W_out"),
        (r"x^{\langle t \rangle}", "x^⟨t⟩"),
        (r"\frac{a + b}{c}", "(a + b)/c"),
        (r"\frac{a}{b \, c}", "a/(b · c)"),
        (r"\frac{1}{\sqrt{d}}", "1/√d"),
        (r"\frac{1}{2} \, x", "1/2 · x"),
        (r"\left(a\right)\left(b\right)", "(a)(b)"),
        (r"\frac{a}{\left(b\right)\left(c\right)}", "a/((b)(c))"),
        (r"\frac{a}{-b}", "a/(-b)"),
        (r"x^{a+b}", "x^(a+b)"),
        (r"\lambda \ge \Gamma", "λ ≥ Γ"),
        (r"\max_{0 \le i \le N-1} x", "max(0 ≤ i ≤ N-1) x"),
        (r"\unheard{x}", "unheardx"),
        (r"{unbalanced", "unbalanced"),
    ],
)
def test_pieces(latex: str, shown: str) -> None:
    assert text(latex) == shown


def test_a_bracket_that_only_repeats_a_range_is_left_out_but_not_one_about_a_bound_index() -> None:
    inside = in_shape([I_], [N])
    assert Text([Sum((), inside, Read("x", (I_,)))], hidden=inside).line(0) == "x[i]"
    own = Sum(("%i",), inside, Read("x", (I_,)))
    assert Text([own], hidden=inside).line(0) == "Σ(i=0..N-1) x[i]"
    nested = Sum(("%i",), [Guard("ge", I_)], Sum((), [inside[1]], Read("x", (I_,))))
    assert "[N ≥ i+1]" in Text([nested], hidden=inside).line(0)


def test_bound_letters_keep_apart_from_free_ones() -> None:
    own = Sum(("%i",), in_shape([I_], [N]), Read("x", (I_,)))
    both = Mul((Read("y", (I_,)), own))
    shown = Text([apart(both, frozenset({"%i"}))]).line(0)
    assert shown == "y[i] · Σ(i′=0..N-1) x[i′]"


def test_messages_are_readable_and_quotations_stay() -> None:
    equation = {
        "line": 3,
        "column": 1,
        "role": "claim",
        "verdict": "refuted",
        "latex": r"y = \delta_{i,j}",
        "message": r"one edit makes it true: $\frac{1}{N} \hat{x}_{i}^{2}$ in the place of $h_{i+p-P}^{(1)}$",
        "suggestion": r"\frac{1}{N} \hat{x}_{i}^{2}",
        "assumptions": [],
        "counterexample": {"sizes": {"N": 1}, "values": {r"\hat{x}": ["1"]}, "at": {"i": 0}, "left": "0", "right": "1"},
    }
    quoted = equation | {"verdict": "undecided", "message": r"not understood: $\hat{x}$ is small"}
    proved = equation | {"verdict": "proved", "assumptions": ["h^{(3)}[i] != 0", r"\sum_{k} p_k = 1"]}
    lines = "\n".join(document_lines({"file": "d.md", "equations": [equation, quoted, proved]}, width=None))
    assert "one edit makes it true: 1/N · x̂_i² in the place of h[i+p-P]⁽¹⁾" in lines
    assert "values  x̂ = [1]" in lines
    assert r"suggestion: \frac{1}{N} \hat{x}_{i}^{2}" in lines
    assert r"refuted: y = \delta_{i,j}" in lines
    assert r"not understood: $\hat{x}$ is small" in lines
    assert r"assuming h⁽³⁾[i] ≠ 0; \sum_{k} p_k = 1" in lines
    assert all(len(line) <= 80 for line in document_lines({"file": "d.md", "equations": [equation]}, width=80))


def test_a_display_that_cannot_be_cut_into_links_is_told_once() -> None:
    error = {"line": 3, "column": 1, "role": "error", "verdict": None, "latex": "a = b = c", "message": "no brace"}
    claim = {"line": 5, "column": 1, "role": "claim", "verdict": "proved", "latex": "x = x", "assumptions": []}
    equations = [error | {"link": 0}, error | {"link": 1}, error | {"line": 4, "link": 0}, claim, dict(claim)]
    lines = list(document_lines({"file": "d.md", "equations": equations}, width=None))
    assert [line for line in lines if "error" in line] == ["d.md:3:1: error: a = b = c", "d.md:4:1: error: a = b = c"]
    assert [line for line in lines if "no brace" in line] == ["    no brace (2 relations)", "    no brace"]
    assert lines[-1] == "d.md: 2 proved, 3 unreadable"
