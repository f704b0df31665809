"""The frame of proof scripts: what counts as in order, loading, the pytest plugin."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest
import sympy

from symderiv.errors import DeclarationError
from symderiv.language.notation import Model, indices, total
from symderiv.testing import assert_gradient, assert_proved, assert_refuted
from symderiv.theorem import Measured, Part, Report, Theorem, load, run

i, j = indices("i j")
pytest_plugins = ["pytester"]


def model() -> tuple[Model, object]:
    t = Model()
    return t, t.tensor("x", t.size("n"))


def part(name: str, kind: str, right: object) -> Part:
    t, x = model()
    claim = t.claim(name, total(x[i] ** 2, i), right(x))  # type: ignore[index, operator]
    return Part(name, kind, claim.theory, claim.statement)


def report(*parts: Part) -> Report:
    return run(Theorem("t", "a theorem", lambda: parts))


def same(x: object) -> object:
    return total(x[j] ** 2, j)  # type: ignore[index]


def other(x: object) -> object:
    return total(x[j], j)  # type: ignore[index]


def test_every_part_as_expected_is_proved() -> None:
    found = report(
        part("a", "equation", same),
        part("b", "refuted", other),
        Part("c", "cited", source="Euler", premises=("a",)),
        Part("d", "measured", measure=lambda: Measured(True, "1.0")),
    )
    assert found.verdict == "proved"
    assert found.counts() == {"equation": (1, 1), "refuted": (1, 1), "cited": (1, 1), "measured": (1, 1)}
    assert found.data()["parts"][1]["counterexample"]["sizes"] == {"n": 1}


def test_a_wrong_equation_or_a_true_wrong_variant_is_not_as_stated() -> None:
    assert report(part("a", "equation", other)).verdict == "refuted"
    assert report(part("a", "refuted", same)).verdict == "refuted"


def test_a_citation_needs_its_premises() -> None:
    found = report(part("a", "equation", other), Part("c", "cited", source="Euler", premises=("a",)))
    assert not found.outcomes[1].ok


def test_a_failed_measurement_counts() -> None:
    assert report(Part("d", "measured", measure=lambda: Measured(False, "2.0"))).verdict != "proved"


def test_parts_must_be_complete() -> None:
    for arguments in (("a", "theorem"), ("a", "cited"), ("a", "measured"), ("a", "equation")):
        with pytest.raises(DeclarationError):
            Part(*arguments)


def test_no_parts_is_no_proof() -> None:
    assert report().verdict == "undecided"


def test_scripts_are_loaded_by_path(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text("from symderiv.theorem import Theorem\nTHEOREM = Theorem('mine', 'Mine', lambda: ())\n")
    assert load(script).title == "Mine"
    script.write_text("x = 1\n")
    with pytest.raises(DeclarationError, match="no THEOREM"):
        load(script)


def test_assertions_hold_and_fail_with_explanations() -> None:
    t, x = model()
    good = t.claim("good", total(x[i], i), total(x[j], j))  # type: ignore[index]
    bad = t.claim("bad", total(x[i], i), x[0])  # type: ignore[index]
    assert_proved(good)
    assert_refuted(bad)
    with pytest.raises(AssertionError, match="left"):
        assert_proved(bad)
    with pytest.raises(AssertionError, match="expected a counterexample"):
        assert_refuted(good)


def test_gradients_are_compared_with_difference_quotients() -> None:
    import numpy as np

    x = np.linspace(-1, 1, 6).reshape(2, 3)
    assert_gradient(lambda x: np.sin(x).sum(), {"x": np.cos(x)}, {"x": x})
    with pytest.raises(AssertionError, match="wrong along"):
        assert_gradient(lambda x: np.sin(x).sum(), {"x": np.cos(x) + 0.01}, {"x": x})
    with pytest.raises(AssertionError, match="shape"):
        assert_gradient(lambda x: np.sin(x).sum(), {"x": np.cos(x).T}, {"x": x})
    with pytest.raises(DeclarationError, match="no array for the gradient by y"):
        assert_gradient(lambda x: np.sin(x).sum(), {"y": np.cos(x)}, {"x": x})


def test_assert_gradient_says_what_it_was_given() -> None:
    import numpy as np

    x = np.ones(3)
    assert_gradient(lambda x: np.array([x @ x]), {"x": 2 * x}, {"x": x})
    for given in (lambda x: x, lambda x: {"y": x @ x}):
        with pytest.raises(DeclarationError, match="no number"):
            assert_gradient(given, {"x": 2 * x}, {"x": x})
    with pytest.raises(DeclarationError, match="not given by name"):
        assert_gradient(lambda x: x @ x, 2 * x, x)  # type: ignore[arg-type]


def test_gradients_by_what_a_model_gives_or_by_name() -> None:
    from symderiv.theorem import gradient, judge

    t, x = model()
    E = t.define("E", (), total(x[i] ** 2, i))  # type: ignore[index]
    z = t.define("z", (i,), 2 * x[i])  # type: ignore[index]
    L = t.loss("L", z)
    found = [str(gradient(*given)) for given in ((t.theory, t.term(E), "x"), (t, E, x), (t, "E", x[i]))]  # type: ignore[index]
    assert len(set(found)) == 1
    for target, by, message in (
        (z, x, "z is no scalar"),
        (total(x[i], i), x, "named scalar"),  # type: ignore[index]
        (L, z, "its gradient is given"),
        (E, "w", "w is not declared"),
    ):
        with pytest.raises(DeclarationError, match=message):
            gradient(t, target, by)
    with pytest.raises(DeclarationError, match="no claim"):
        judge(E)


def test_judgements_show_themselves() -> None:
    from symderiv.theorem import judge

    t, x = model()
    found = judge(t.claim("bad", total(x[i], i), sympy.Integer(0)))  # type: ignore[index]
    assert "<math" in found._repr_html_()
    assert r"\sum" in found._repr_latex_()
    assert "left" in str(found)


def test_the_pytest_plugin_collects_parts(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("proofs")
    (folder / "mine.py").write_text(
        "from symderiv.language.notation import Model, indices, total\n"
        "from symderiv.theorem import Measured, Part, Theorem\n"
        "t = Model(); n = t.size('n'); i, = indices('i'); x = t.tensor('x', n)\n"
        "def part(name, right):\n"
        "    made = t.claim(name, total(x[i], i), right)\n"
        "    return Part(name, 'equation', made.theory, made.statement)\n"
        "def parts():\n"
        "    yield part('sum', total(x[i], (i, 0, n - 1)))\n"
        "    yield part('slip', 2 * total(x[i], i))\n"
        "    yield Part('good', 'measured', measure=lambda: Measured(True, ''))\n"
        "    yield Part('bad', 'measured', measure=lambda: Measured(False, 'too large'))\n"
        "    yield Part('book', 'cited', source='a book', premises=('sum',))\n"
        "    yield Part('leaf', 'cited', source='a book', premises=('sum', 'slip'))\n"
        "    yield Part('page', 'cited', source='a book', premises=('nothing',))\n"
        "THEOREM = Theorem('mine', 'Mine', parts)\n"
    )
    installed = any(e.value == "symderiv.pytest_plugin" for e in entry_points(group="pytest11"))
    plugin = [] if installed else ["-p", "symderiv.pytest_plugin"]
    found = pytester.runpytest_inprocess(*plugin, str(folder / "mine.py"))
    found.assert_outcomes(passed=3, failed=4)
    told = [
        "*equation 'slip': refuted, expected proved*",
        "*refuted: Σ(i=0..n-1) x?i? = 2 · *",
        "*sizes * n = 1",
        "*left *",
        "*right *",
        "*measured 'bad': error, expected measured: too large*",
        "*cited 'leaf': premise not proved: slip*",
        "*cited 'page': premise not proved: nothing*",
    ]
    found.stdout.fnmatch_lines(told)
    found.stdout.no_fnmatch_line("*Traceback*")
