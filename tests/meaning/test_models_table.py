"""A table of hypotheses as documents write them: for each, models are found quickly that satisfy it exactly."""

from __future__ import annotations

import time

import pytest

from symderiv.budget import deep
from symderiv.documents import read
from symderiv.language.terms import ONE, ZERO
from symderiv.language.theory import Statement
from symderiv.meaning import Memory, exercise
from symderiv.meaning.plain import confirm

#: Tensors with the sizes of their axes (or a condition, or a definition), and hypotheses.
TABLE = {
    "whitening": (r"S n n; \Sigma n n", r"S^\top \Sigma S = I"),
    "whitening sym": (r"S n n; \Sigma n n", r"S^\top \Sigma S = I; \Sigma = \Sigma^\top"),
    "orthogonal": (r"Q n n", r"Q^\top Q = I"),
    "antisym": (r"A n n", r"A^\top = -A"),
    "idem PX": (r"P n n; X n d", r"P^2 = P; P X = X"),
    "permutation": (r"P n n", r"P^\top P = I; \sum_j P_{ij} = 1; \sum_i P_{ij} = 1"),
    "perm idem entries": (r"P n n", r"P_{ij}^2 = P_{ij}; \sum_j P_{ij} = 1; \sum_i P_{ij} = 1"),
    "triangular": (r"A n n", r"A_{ij} [j > i] = 0"),
    "doubly": (r"A n n", r"\sum_j A_{ij} = 1; \sum_i A_{ij} = 1; A_{ij} \ge 0"),
    "stationary": (
        r"A n n; p n",
        r"\sum_j A_{ij} = 1; \sum_i p_i A_{ij} = p_j; \sum_i p_i = 1; A_{ij} \ge 0, p_i \ge 0",
    ),
    "detailed balance": (r"A n n; p n", r"p_i A_{ij} = p_j A_{ji}; \sum_j A_{ij} = 1; \sum_i p_i = 1"),
    "eig sym unit": (r"A n n; u n; \lambda", r"A u = \lambda u; A = A^\top; u^\top u = 1"),
    "two eigs": (r"A n n; u n; v n; \lambda; \mu", r"A u = \lambda u; A v = \mu v; A = A^\top; \lambda \ne \mu"),
    "spectral": (r"A n n; U n n; \lambda n", r"U^\top U = I; A = U \operatorname{diag}(\lambda) U^\top"),
    "svd": (r"A m n; U m r; V n r; s r", r"U^\top U = I; V^\top V = I; A = U \operatorname{diag}(s) V^\top"),
    "svd av=su": (r"A m n; u m; v n; s", r"A v = s u; A^\top u = s v; u^\top u = 1; v^\top v = 1"),
    "AB=I rect": (r"A m n; B n m", r"A B = I"),
    "tall": (r"A m n", r"A^\top A = I"),
    "pd form": (r"A n n; L n n", r"A = L L^\top; L_{ij} [j > i] = 0; L_{ii} > 0"),
    "pd inv": (r"A n n; B n n; x n", r"A^\top = A; A B = I; x^\top A x > 0"),
    "unit norm": (r"u n", r"\|u\| = 1"),
    "two unit orth": (r"u n; v n", r"\|u\| = 1; \|v\| = 1; u^\top v = 0"),
    "simplex strict pair": (r"p n; q n", r"\sum_i p_i = 1; p_i > 0; \sum_i q_i = 1; q_i > 0"),
    "commute sym": (r"A n n; B n n", r"A B = B A; A = A^\top; B = B^\top"),
    "anticommute": (r"A n n; B n n", r"A B = - B A"),
    "mean zero unit var": (r"w n; x n", r"\sum_i w_i = 1; w_i \ge 0; \sum_i w_i x_i = 0; \sum_i w_i x_i^2 = 1"),
    "cov": (
        r"w n; X n d; \Sigma d d",
        r"\sum_i w_i = 1; w_i \ge 0; \sum_i w_i X_{ij} = 0; \sum_i w_i X_{ij} X_{ik} = \Sigma_{jk}",
    ),
    "white": (
        r"w n; X n d",
        r"\sum_i w_i = 1; w_i \ge 0; \sum_i w_i X_{ij} = 0; \sum_i w_i X_{ij} X_{ik} = \delta_{jk}",
    ),
    "plain white centred": (r"X n d", r"X^\top X = n I; \sum_i X_{ij} = 0"),
    "independent": (
        r"w n; x n; y n",
        r"\sum_i w_i = 1; w_i \ge 0; "
        r"\sum_i w_i x_i y_i = \left(\sum_i w_i x_i\right) \left(\sum_i w_i y_i\right)",
    ),
    "stationarity": (r"X n d; w d; y n", r"X^\top X w = X^\top y"),
    "gls": (r"X n d; w d; y n; \Omega n n", r"X^\top \Omega X w = X^\top \Omega y; \Omega^\top = \Omega"),
    "kkt": (r"A m n; x n; b m; \nu m", r"A x = b; x = A^\top \nu"),
    "lyapunov": (r"A n n; P n n; Q n n", r"A^\top P + P A = -Q; P = P^\top"),
    "involution": (r"A n n", r"A A = I"),
    "nilpotent": (r"A n n", r"A A = 0"),
    "pinv full": (r"A m n; B n m", r"A B A = A; B A B = B; (A B)^\top = A B; (B A)^\top = B A"),
    "hat": (r"X n d; H n n", r"H^\top = H; H H = H; H X = X"),
    "two proj": (r"P n n; Q n n", r"P P = P; Q Q = Q; P Q = Q; Q P = Q; P^\top = P; Q^\top = Q"),
    "PQ=0": (r"P n n; Q n n", r"P P = P; Q Q = Q; P Q = 0; Q P = 0"),
    "centring": (r"C n n; x n", r"C C = C; C^\top = C; C \mathbf{1} = 0; C x = x"),
    "density": (r"A n n", r"\operatorname{tr} A = 1; A^\top = A; A A = A"),
    "norm equals": (r"x n; y n", r"\|x\| = \|y\|"),
    "conj": (r"A n n; p n; q n", r"A^\top = A; p^\top A q = 0; p^\top A p > 0; q^\top A q > 0"),
    "cholesky": (r"A n n; L n n", r"L L^\top = A; A^\top = A"),
    "inv sqrt": (r"W n n; \Sigma n n", r"W \Sigma W^\top = I; W^\top = W; \Sigma^\top = \Sigma"),
    "projector range": (r"P n n; x n; y n", r"P P = P; P^\top = P; P x = x; P y = 0"),
    "onehot batch": (r"Y n k", r"\sum_j Y_{ij} = 1; Y_{ij} (1 - Y_{ij}) = 0"),
    "svm kkt": (
        r"\alpha n; y n; X n d; w d",
        r"y_i^2 = 1; \sum_i \alpha_i y_i = 0; w_j = \sum_i \alpha_i y_i X_{ij}; \alpha_i \ge 0",
    ),
    "pca": (
        r"S d d; u d; v d; \lambda; \mu",
        r"S u = \lambda u; S v = \mu v; u^\top u = 1; v^\top v = 1; u^\top v = 0; S^\top = S",
    ),
    "generalised eig": (r"A d d; B d d; u d; \lambda", r"A u = \lambda B u; A^\top = A; B^\top = B; u^\top B u = 1"),
    "simul diag": (
        r"A n n; B n n; S n n; \lambda n",
        r"S^\top A S = I; S^\top B S = \operatorname{diag}(\lambda); A^\top = A; B^\top = B",
    ),
    "cayley": (r"S n n; Q n n", r"S^\top = -S; Q (I + S) = I - S"),
    "left right eig": (r"A n n; u n; v n; \lambda", r"A u = \lambda u; A^\top v = \lambda v; v^\top u = 1"),
    "secant": (r"B n n; s n; y n", r"B s = y; B^\top = B; s^\top y > 0"),
    "ols two": (r"X n d; b d; y n; H n n", r"X^\top X b = X^\top y; H X = X; H^\top = H; H H = H; H y = X b"),
    "joint": (r"P n m; p n; q m", r"\sum_j P_{ij} = p_i; \sum_i P_{ij} = q_j; \sum_i p_i = 1; P_{ij} > 0"),
    "noise model": (
        r"w n; E n d; A d d; s > 0",
        r"\sum_i w_i = 1; w_i \ge 0; \sum_i w_i E_{ij} = 0; "
        r"\sum_i w_i E_{ij} E_{ik} = s^2 \delta_{jk}; A A = A; A^\top = A",
    ),
    "householder": (r"H n n; v n", r"H v = -v; H^\top H = I; H^\top = H"),
    "polar": (r"A n n; Q n n; S n n", r"A = Q S; Q^\top Q = I; S^\top = S"),
    "lu": (r"A n n; L n n; U n n", r"A = L U; L_{ij} [j > i] = 0; L_{ii} = 1; U_{ij} [i > j] = 0"),
    "gradient zero": (r"A n n; x n; b n; $f = \frac12 x^\top A x - b^\top x$", r"\nabla_x f = 0; A^\top = A"),
}


def document(declared: str, hypotheses: str) -> str:
    """The hypotheses, and a claim in which every tensor occurs and that is true."""
    letters, facts, entries = (c for c in "ijklabcefghoqtz" if c not in declared.split()), [], []
    for item in declared.split("; "):
        name, *sizes = item.split()
        if item.startswith("$") or ">" in item:
            facts.append(f"${item.strip('$')}$")
            continue
        facts.append(rf"${name} \in \mathbb{{R}}" + ("^{" + r" \times ".join(sizes) + "}$" if sizes else "$"))
        entries.append(name + "_{" + "".join(next(letters) for _ in sizes) + "}" if sizes else name)
    total = " + ".join(entries)
    supposed = hypotheses.replace("; ", r", \qquad ")
    return f"Let {', '.join(facts)}. Suppose that\n\n$$ {supposed} $$\n\nThen\n\n$$ {total} = {total} $$\n"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_models_are_found(name: str) -> None:
    equations = read(document(*TABLE[name]).encode(), "notes.md").equations
    assert {e.role for e in equations[:-1]} <= {"hypothesis", "definition"}
    theory, statement, memory = equations[-1].theory, equations[-1].statement, Memory()
    assert statement is not None
    began = time.process_time()
    seen = exercise(theory, statement, memory=memory, thorough=False)
    assert time.process_time() - began < 4
    assert seen.counterexample is None
    assert seen.points >= 12, seen.reason
    assert seen.shapes >= 3, seen.reason
    scope = memory.scope(theory, statement)
    for sizes in memory.choices(theory, scope, 0, 30):
        with deep():
            sample = memory.field(theory, sizes).pool(scope, 0).sample(0, 1)
        if sample is not None and any(n > 1 for n in sizes.values()):
            assert any(map(any, (t.values() for t in sample.point.tensors.values())))
            assert confirm(theory, Statement(ONE, ZERO), scope.hypotheses, sample.point, ())
            return
    pytest.fail("no model at sizes above one")
