"""Certificates: a true one is accepted, a damaged or changed one is not."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from symderiv.certificate import digest, verify, write
from symderiv.decide import decide
from symderiv.errors import CertificateError, DisagreementError
from symderiv.language.notation import D, Model, indices, relu, total
from symderiv.language.serial import dump_statement
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED
from symderiv.prover.search.strategy import find_proof

n, d, m = indices("n d m")


def claims() -> tuple[Any, Any]:
    t = Model()
    N, F, M = t.sizes("N F M")
    x, w = t.tensor("x", N, F), t.tensor("W", M, F)
    h = t.define("h", (n, m), total(w[m, d] * x[n, d], d))
    z = t.define("z", (n, m), relu(h[n, m]))
    loss = t.loss("L", z)
    right = t.claim("right", D(loss, w[m, d]), total(D(loss, h[n, m]) * x[n, d], n))
    wrong = t.claim("wrong", D(loss, w[m, d]), total(D(loss, z[n, m]) * x[n, d], n))
    return right, wrong


@pytest.fixture(scope="module")
def certificate() -> dict[str, Any]:
    right, _ = claims()
    verdict = decide(right.theory, right.statement, certificate=True)
    assert verdict.verdict == PROVED
    assert verdict.certificate is not None
    return json.loads(json.dumps(verdict.certificate))  # type: ignore[no-any-return]


def changed(certificate: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(certificate)


def test_a_true_certificate_is_accepted(certificate: dict[str, Any]) -> None:
    theorem = verify(certificate)
    assert write(theorem)["digest"] == certificate["digest"]


def test_damage_is_noticed(certificate: dict[str, Any]) -> None:
    broken = changed(certificate)
    broken["proof"]["steps"][0][1] = "empty"
    with pytest.raises(CertificateError, match="damaged"):
        verify(broken)


@pytest.mark.parametrize("what", ["side", "drop", "rule", "path", "swap"])
def test_changes_with_a_new_digest_do_not_prove(certificate: dict[str, Any], what: str) -> None:
    _, wrong = claims()
    for number in range(0, len(certificate["proof"]["steps"]), 3):
        broken = changed(certificate)
        steps = broken["proof"]["steps"]
        if what == "side":
            broken["statement"] = dump_statement(wrong.statement)
        elif what == "drop":
            del steps[number]
        elif what == "rule":
            steps[number][1] = "linear" if steps[number][1] != "linear" else "absorb"
        elif what == "path":
            steps[number][0] = [*steps[number][0], 9]
        else:
            steps.reverse()
        broken["digest"] = digest(broken)
        try:
            theorem = verify(broken)
        except CertificateError:
            continue
        # what is accepted is the statement in the file, and it is the true one
        assert theorem.statement == verify(certificate).statement


def test_nonsense_is_refused() -> None:
    for content in (None, [], {}, {"format": "symderiv certificate 1"}):
        with pytest.raises(CertificateError):
            verify(content)


def test_the_gate() -> None:
    right, wrong = claims()
    refuted = decide(wrong.theory, wrong.statement)
    assert refuted.verdict == REFUTED
    assert refuted.counterexample is not None
    assert max(refuted.counterexample.sizes.values()) == 1
    hopeless = decide(right.theory, right.statement, seconds=0.0)
    assert hopeless.verdict in (UNDECIDED, PROVED)


def test_disagreement_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    right, wrong = claims()
    theorem = find_proof(right.theory, right.statement)
    monkeypatch.setattr("symderiv.decide.find_proof", lambda *_, **__: theorem)
    with pytest.raises(DisagreementError):
        decide(wrong.theory, wrong.statement)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(p for k in keys for p in _places(value[k], (*path, k)))]


def test_damaged_data_never_crashes(certificate: dict[str, Any]) -> None:
    """Missing keys, wrong types, huge numbers, odd names, deep nesting: rejected, or the theorem that is written."""
    deep: Any = ["num", "1"]
    for _ in range(600):
        deep = ["add", deep]
    odd: list[Any] = [None, True, -1, 10**400, 1.5, "", "%i", "%@0", "N\n= 0", [], {}, [[]], {"map": {}}, deep]
    odd += [["num", "1/0"], ["num", "1e99999999"], ["pow", ["num", "3"], "9" * 20], [10**6] * 500]
    odd += [["sum", ["%i", "%i"], [], ["num", "1"]], {"guard": ["dv", [[1]]]}, {"guard": ["dv", [[1]], []]}]
    odd += [["let", "x", ["num", "1"], ["read", "x"]], "empty", "count", "hypothesis", "clear", {"term": ["num", "1"]}]
    draw = random.Random(5)
    paths = [p for p in _places(certificate) if p and p[0] != "digest"]
    for _ in range(250):
        broken = changed(certificate)
        *above, last = draw.choice(paths)
        inside: Any = broken
        for key in above:
            inside = inside[key]
        if draw.random() < 0.25:
            del inside[last]
        else:
            inside[last] = draw.choice(odd)
        with suppress(RecursionError):
            broken["digest"] = digest(broken)
        with suppress(CertificateError):
            assert dump_statement(verify(broken, evaluate=False).statement) == broken["statement"]


ORDERED = r"""
Let $U \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^{n}$ with
$$ \sum_{i=1}^{n} U_{ij} U_{ik} = \delta_{jk} $$
given. Suppose
$$ \sum_{k=1}^{n} U_{ik} U_{jk} = \delta_{ij} . $$
Then
$$ \sum_{k=1}^{n} \Big(\sum_{i=1}^{n} U_{ik} x_i\Big)^2 = \sum_{i=1}^{n} x_i^2 $$
Let $F, y \in \mathbb{R}^{1 \times 1 \times 1 \times 1}$ and $$ h_{abcd} = F_{abcd} \, y_{abcd} $$ so that
$$ \frac{\partial h_{abcd}}{\partial y_{pqrs}} = F_{pqrs} $$
"""


def test_certificates_are_the_same_every_time(tmp_path: Path) -> None:
    (tmp_path / "d.md").write_text(ORDERED, encoding="utf-8")
    found = []
    for seed in ("0", "1", "2"):
        out = tmp_path / f"{seed}.json"
        command = [sys.executable, "-m", "symderiv", "check", "d.md", "--certificate", str(out)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
        found.append(out.read_bytes())
    assert len(found[0]) > 3000
    assert found[0] == found[1] == found[2]


def test_values_that_are_costly_to_compute_do_not_hold_a_certificate_up() -> None:
    term: list[Any] = ["mul", *(["read", "x", [[1, f"%{b}"]]] for b in "ijk")]
    for b in "kji":
        term = ["sum", [f"%{b}"], [["ge", [[1, f"%{b}"]]], ["ge", [[-1, f"%{b}"], [9999]]]], term]
    content: dict[str, Any] = {
        "format": "symderiv certificate 1",
        "theory": {
            **dict.fromkeys(("conditions", "definitions", "hypotheses"), ()),
            "functions": {},
            "losses": {},
            "sizes": {"n": 1},
            "tensors": {"x": [[[1, "n"]]]},
        },
        "statement": {"left": term, "right": term, "relation": "=", "free": []},
        "text": "",
        "proof": {"lemmas": [], "steps": [[[], "expand", {}]]},
    }
    content = json.loads(json.dumps(content))
    content["digest"] = digest(content)
    begin = time.process_time()
    verify(content)
    assert time.process_time() - begin < 30
