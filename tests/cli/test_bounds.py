"""Documents made to exhaust time or memory: each claim ends within its budget, in less than 1 GB, and what comes
behind it is judged.

Every document runs in a process of its own whose address space and CPU time the system limits.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symderiv.documents.walk.document import read

SECONDS = 1.0
#: A claim may end a little after its budget: at the next look at the clock, and a verdict has to be written.
SLACK = 1.5
START = 4.0
MEMORY = 1 << 30

LAST = r"$u, v \in \mathbb{R}^{m}$", r"\sum_{i=1}^m u_i v_i = \sum_{i=1}^m v_i u_i"
LETTERS = "ijklmpqrstuvcdefgh"
PLAIN = r"Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$ and $a, b \in \mathbb{R}$."

#: Name: what is declared, the definitions, and the claims with their truth.
DOCUMENTS: dict[str, tuple[str, list[str], list[tuple[str, bool]]]] = {
    "sums nested deep": (
        PLAIN,
        ["y = " + " ".join(rf"\sum_{{{c}=1}}^{{n}}" for c in LETTERS) + " ".join(f"x_{{{c}}}" for c in LETTERS)],
        [(r"y = (\sum_i x_i)^{18}", True), (r"y = (\sum_i x_i)^{17}", False)],
    ),
    "towers of numbers": (
        PLAIN,
        [],
        [
            ("a + 10^{10^{10}} = b", False),
            ("10^{10^{10}} = 10^{10^{9}}", False),
            ("a^{10^{10^{10}}} = a", False),
            ("2^{2^{2^{2^{2^{2}}}}} = a", False),
        ],
    ),
    "huge powers": (
        PLAIN,
        [],
        [
            ("x_i^{1000000} = x_i", False),
            ("(1+a)^{1000000} = a", False),
            (r"\frac{\partial}{\partial a} a^{1000000} = 1000000 a^{999999}", True),
            ("(a+b)^{1000000} = (b+a)^{1000000}", True),
            ("(a+b)^{1000} = a^{1000} + b^{1000}", False),
        ],
    ),
    "enormous tensors": (
        r"Let $Z \in \mathbb{R}^{1000000000}$ and $V \in \mathbb{R}^{123456789012345678901234567890 \times n}$.",
        [],
        [
            (r"\sum_i Z_i = 0", False),
            (r"\|Z\|^2 = \sum_i Z_i^2", True),
            (r"\sum_{i,j} V_{ij} = 0", False),
            (r"\frac{\partial}{\partial Z_i} \|Z\|^2 = 2 Z_i", True),
        ],
    ),
    "enormous ranges and strides": (
        PLAIN,
        [],
        [
            (r"\sum_{i=1}^{1000000000000} a = 1000000000000 a", True),
            (r"\sum_{i=1}^{1000000000000} \sin(i a) = b", False),
            (r"\sum_{i=1}^{99999999999999999999} i^2 = b", False),
            (r"\sum_{i=1}^{1000000} \sum_{j=1}^{1000000} \exp(i j a) = b", False),
            (r"x_i = \sum_{k=1}^n x_{1000000000000 i + k}", False),
        ],
    ),
    "towers of exponentials": (
        PLAIN,
        [r"y = \exp(\exp(\exp(\exp(\exp(\exp(a))))))"],
        [
            ("y = 1", False),
            (r"\frac{\partial y}{\partial a} = y", False),
            (r"\exp(\exp(\exp(\exp(10 + a^2)))) = \exp(\exp(\exp(\exp(10 + b^2))))", False),
            (r"\exp(-\exp(\exp(\exp(10 + a^2)))) = 0", False),
        ],
    ),
    "functions at huge arguments": (
        PLAIN,
        [],
        [
            (r"\exp(10^{30} a) = b", False),
            (r"\tanh(10^{15} (1 + a^2)) = 1", False),
            (r"\log(\exp(10^{9} a)) = a", False),
            (r"\sin(10^{100} a) = b", False),
            (r"\cos(10^{300} (1 + a^2)) = 0", False),
            (r"\operatorname{erf}(1000 + a^2) = 1", False),
            (r"\operatorname{erf}(10^{40} (1 + a^2)) = 1", False),
            (r"\sum_{i=1}^{1000} \operatorname{erf}(i a) = b", False),
            (r"\operatorname{erf}(\exp(\exp(5 + a^2))) = 1", False),
        ],
    ),
    "many indices": (
        r"Let $T, S \in \mathbb{R}^{" + r" \times ".join("N" * 10) + "}$.",
        [],
        [
            (r"\sum_{i,j,k,l,m,n,p,q,r,s} T_{ijklmnpqrs} = \sum_{i,j,k,l,m,n,p,q,r,s} S_{ijklmnpqrs}", False),
            ("T_{ijklmnpqrs} = S_{srqpnmlkji}", False),
            (r"\max_{i,j,k,l,m,n,p,q,r,s} T_{ijklmnpqrs} = 0", False),
        ],
    ),
    "digits that double": (
        PLAIN,
        [r"z_0 = a + \frac{1}{3}", *[f"z_{{{k}}} = z_{{{k - 1}}}^2 + b" for k in range(1, 41)]],
        [("z_{40} = a", False), ("z_{40} - z_{39}^2 = b", True), (r"\frac{\partial z_{40}}{\partial a} = 1", False)],
    ),
    "thousands of sums": (PLAIN, [], [(" + ".join([r"\sum_i x_i"] * 2000) + " = 0", False)]),
    "lists of thousands of names": (PLAIN + "\n\n" + "$u$, " * 2000 + "$v$ and " * 1000, [], [("a + b = b", False)]),
    "words without an end": (PLAIN + "\n\n" + "word. " * 4000 + "a" * 30_000, [], [("a + b = b", False)]),
    "many different sums": (
        PLAIN,
        ["y = " + " + ".join(rf"\sum_i x_i^{{{k}}}" for k in range(1, 800))],
        [("y = 0", False)],
    ),
    "a thousand definitions that read twice": (
        PLAIN,
        ["f_0 = a", *[f"f_{{{k}}} = f_{{{k - 1}}} + f_{{{k - 1}}}" for k in range(1, 1001)]],
        [("f_{1000} = a", False), ("f_{1000} = 2^{1000} a", True)],
    ),
    "vectors that grow": (
        PLAIN,
        ["f^{(0)}_i = x_i"]
        + [rf"f^{{({k})}}_i = \sum_j W_{{ij}} f^{{({k - 1})}}_j f^{{({k - 1})}}_i" for k in range(1, 121)],
        [("f^{(120)}_i = x_i", False), (r"\frac{\partial f^{(120)}_i}{\partial x_j} = \delta_{ij}", False)],
    ),
    "large matrices": (
        r"Let $A \in \mathbb{R}^{12 \times 12}$ and $B \in \mathbb{R}^{n \times n}$.",
        [],
        [
            (r"\det A = 1", False),
            (r"\det(B B B B B B B B B B) = 1", False),
            ("A^{-1} A = 2 I", False),
            ("(A^{50})_{11} = 1", False),
        ],
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_would_take_forever(name: str, tmp_path: Path) -> None:
    declared, definitions, claims = DOCUMENTS[name]
    displays = [*definitions, *(text for text, _ in claims)]
    text = (
        declared + "".join(f"\n\n$$ {display} $$" for display in displays) + f"\n\nLet {LAST[0]}.\n\n$$ {LAST[1]} $$\n"
    )
    (tmp_path / "a.md").write_text(text)
    allowed = START + len(claims) * (SECONDS + SLACK)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(3 * allowed), int(3 * allowed)))

    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "symderiv", "check", "--json", "--seconds", str(SECONDS), "a.md"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([os.getcwd(), *sys.path])},
    )
    after = os.times()
    assert done.stderr == ""
    equations = json.loads(done.stdout)["equations"]
    judged = [e for e in equations if e["role"] != "definition"]
    assert judged[-1]["verdict"] == "proved", "the rest of the document was not judged"
    assert [e["role"] for e in judged] == ["claim"] * (len(claims) + 1)
    for (claim, true), equation in zip(claims, judged, strict=False):
        assert equation["verdict"] in ("undecided", "proved" if true else "refuted"), claim
        assert "internal failure" not in equation["message"], claim
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < allowed


def test_a_chain_of_many_links_is_read_link_by_link() -> None:
    text = "Let $a \\in \\mathbb{R}$.\n\n$$ " + " = ".join(["a"] * 1501) + " $$\n"
    before = time.process_time()
    assert len(read(text, "a.md").equations) == 1500
    assert time.process_time() - before < 15  # 3 seconds, and 40 where each link looks at all
