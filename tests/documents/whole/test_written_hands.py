r"""Documents in random hands (:mod:`tests.written`), and the misreadings that they brought to light, reduced.

The long form is ``python -m tests.written.run --from SEED --count N``.
"""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged
from tests.written.run import judge, make

# line by line: the text, then the verdicts of its claims in reading order (p, r, u), or a word for another role
FOUND = {
    "a range between two signs tells the base": (
        r"""$x \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^{D}$.
$$ y_n = \sum_{1 \le d \le D} w_d x_{nd}, \qquad \frac{\partial y_n}{\partial w_d} = x_{nd} $$
$$ \sum_{d=2}^{D} x_{nd} = \sum_{1 < d \le D} x_{nd} $$
$$ \sum_{1 \le d \le D-1} x_{nd} = \sum_{1 \le d \le D} x_{nd} $$
$$ \sum_d x_{n,d} = \sum_{d=1}^{D} x_{n,d}, \qquad \sum_d x_{n,d} = \sum_{d=1}^{D-1} x_{n,d} $$""",
        "pprpr",
    ),
    "a range that covers an axis backwards tells the base": (
        r"""$x \in \mathbb{R}^{N}$.
$$ s = \sum_i x_i $$
$$ s = \sum_{i=1}^{N} x_{N+1-i}, \qquad s = \sum_{i=1}^{N-1} x_{N+1-i} $$""",
        "pr",
    ),
    "the letter of an index in a bracket is the index, though a tensor has the name": (
        r"""$x \in \mathbb{R}^{N \times D}$, $s, b \in \mathbb{R}^{D}$.
$$ y_{ts} = s_s x_{ts} + b_s $$
$$ \frac{\partial y_{ts}}{\partial b_u} = [s = u], \qquad \frac{\partial y_{ts}}{\partial b_u} = [t = s] $$""",
        "pr",
    ),
    "the indices of a chain are those of its head": (
        r"""$x \in \mathbb{R}^{N}$, $w \in \mathbb{R}^{K}$, $y \in \mathbb{R}^{N-K+1}$.
$$ y_i = \sum_{k=0}^{K-1} w_k x_{i+k} $$
$$ \frac{\partial L}{\partial x_e} = \sum_k w_k \frac{\partial L}{\partial y_{e-k}}
 = \sum_{k=1}^{K} w_{k-1} \frac{\partial L}{\partial y_{e-k+1}} $$
$$ \frac{\partial x_g}{\partial x_e} = [g = e] = \tfrac12 [g = e] $$""",
        "pppr",
    ),
    "numbered names with indices": (
        r"""$W_1 \in \mathbb{R}^{H \times D}$, $x \in \mathbb{R}^D$.
$$ z_{1,i} = \sum_j W_{1,ij} x_j, \qquad a_{1,i} = \tanh(z_{1,i}), \qquad z_{2,i} = a_{1,i}^2 $$
$$ \frac{\partial z_{1,i}}{\partial x_j} = W_{1,ij}, \qquad \frac{\partial z_{2,i}}{\partial z_{1,i}} = 2 a_{1,i} $$""",
        "pr",
    ),
    "numbered and worded names of one letter": (
        r"""$x \in \mathbb{R}^D$, $W_3 \in \mathbb{R}^D$, $W_{\text{out}} \in \mathbb{R}^{D \times D}$.
$$ y_i = \sum_j W_{\text{out},ij} W_{3,j} x_j $$
$$ \frac{\partial y_i}{\partial W_{3,j}} = W_{\text{out},ij} x_j $$
$$ \frac{\partial y_i}{\partial x_j} = W_{\text{out},ij} $$""",
        "pr",
    ),
    "a where-clause in a paragraph of its own defines before its display": (
        r"""$S \in \mathbb{R}^{N \times D}$, $n, A \in \mathbb{R}^D$.

$$ a_{ij} = \tanh(p_{ij}), $$

where $p_{ij} = n_j S_{ij} + A_j$.

$$ \frac{\partial L}{\partial n_j} = \sum_i \frac{\partial L}{\partial a_{ij}} (1 - a_{ij}^2) S_{ij}, \qquad
\frac{\partial L}{\partial n_j} = \sum_i \frac{\partial L}{\partial a_{ij}} S_{ij} $$""",
        "pr",
    ),
    "a where-clause defines a name whose shape is stated": (
        r"""$S, \rho_2 \in \mathbb{R}^{N\times D}$, $n, A_2 \in \mathbb{R}^D$.

$$ \Theta_{fh} = \frac{\partial L}{\partial \rho_{2,fh}} $$
where $\rho_{2,fh} = n_h S_{fh} + A_{2,h}$.
$$ \frac{\partial L}{\partial A_{2,h}} = \sum_f \Theta_{fh} $$
$$ \frac{\partial L}{\partial n_h} = \sum_f \Theta_{fh} $$""",
        "pr",
    ),
    "a range behind a display is not said of the next one": (
        r"""$x \in \mathbb{R}^{N}$, $w \in \mathbb{R}^{K}$.
$$ L = \sum_{i=0}^{N-1} x_i^2 + \sum_{k=0}^{K-1} w_k^2 $$
$$ \frac{\partial L}{\partial x_a} = 2 x_a $$

for $a \in \{0, \dots, N-1\}$.

Then

$$ \frac{\partial L}{\partial w_a} = 2 w_a \sum_{k=0}^{K-1} [k = a], \qquad \frac{\partial L}{\partial w_a} = w_a $$""",
        "ppr",
    ),
    "a decorated scalar that is compared with zero": (
        r"""$x \in \mathbb{R}^{N}$, where $\epsilon^{(2)} > 0$ is small and $\Omega > 0$.
$$ y_i = x_i \Omega / \sqrt{\epsilon^{(2)}} $$
$$ \frac{\partial y_i}{\partial x_i} = \frac{\Omega}{\sqrt{\epsilon^{(2)}}}, \qquad y_i^2 \epsilon^{(2)} = x_i $$""",
        "pr",
    ),
    "the stride is named by a sentence": (
        r"""$x \in \mathbb{R}^{N}$, $w \in \mathbb{R}^K$, $y \in \mathbb{R}^A$. The stride is $S$. Indices start at 0.
$$ y_i = \sum_p w_p x_{Si+p} $$
$$ \frac{\partial y_i}{\partial w_p} = x_{Si+p}, \qquad \frac{\partial y_i}{\partial w_p} = x_{i+p} $$""",
        "pr",
    ),
    "a letter and the bold one, both with indices": (
        r"""$a, x \in \mathbb{R}^{N}$.
$$ \mathbf{a}_i = x_i^2, \qquad L = \sum_i a_i \mathbf{a}_i $$
$$ \frac{\partial L}{\partial a_i} = \mathbf{a}_i, \qquad \frac{\partial L}{\partial a_i} = a_i $$""",
        "pr",
    ),
    "a bold vector and its plain entries": (
        r"""$\mathbf{a} \in \mathbb{R}^{N}$.
$$ L = \|\mathbf{a}\|^2 $$
$$ \frac{\partial L}{\partial a_i} = 2 a_i, \qquad \frac{\partial L}{\partial a_i} = a_i $$""",
        "pr",
    ),
    "a transposed factor behind a loss is no argument of it": (
        r"""$x \in \mathbb{R}^{N}$, $w \in \mathbb{R}^{D \times N}$.
$$ z = w x $$
$$ \nabla_w J = \nabla_z J (x)^\top, \qquad \nabla_x J = w^\top \nabla_z J $$
$$ \nabla_w J = 2 \nabla_z J (x)^\top $$""",
        "ppr",
    ),
}


def test_a_definition_in_the_text_that_cannot_be_read_leaves_no_free_name() -> None:
    text = r"""$S, p \in \mathbb{R}^{N}$.
$$ a_i = p_i^2, $$ where $p_i = S_i + \xi_{i7}$.
$$ \frac{\partial L}{\partial S_i} = \frac{\partial L}{\partial p_i} $$"""
    claims = [e for e in check(read(text.encode(), "notes.md"))["equations"] if e["role"] == "claim"]
    assert [e["verdict"] for e in claims] == ["undecided"]


@pytest.mark.parametrize("name", sorted(FOUND))
def test_misreadings_that_were_found(name: str) -> None:
    text, expected = FOUND[name]
    equations = judged(text.encode())
    assert not [e["message"] for e in equations if e["role"] == "error"]
    assert "".join(e["verdict"][0] for e in equations if e["role"] == "claim") == expected


@pytest.mark.parametrize("seed", range(12))
def test_no_wrong_verdict_in_a_random_hand(seed: int) -> None:
    written = make(seed)
    if written is None:
        return
    findings, _ = judge(written, seconds=10)
    assert not [f for f in findings if f.kind != "undecided"], written.text


@pytest.mark.parametrize("kind", ["second", "recurrent"])
@pytest.mark.parametrize("seed", range(5))
def test_second_derivatives_and_recurrences_in_random_hands(kind: str, seed: int) -> None:
    written = make(seed, kind)
    if written is None:
        return
    findings, count = judge(written, seconds=10)
    assert not findings, written.text
    assert count["claims"]


def test_a_sum_over_what_counts_above_a_name_makes_it_no_name_of_its_own() -> None:
    """``s^{(t)}`` beneath a sum over ``t`` was read as one tensor, whatever ``t``: what is true was refuted."""
    text = r"""Let $W \in \mathbb{R}^{n \times n}$ and $v \in \mathbb{R}^{n}$. The states are
$$ s^{(0)}_{i} = 0, \qquad s^{(t)}_{i} = \tanh\Big(\sum_{j=1}^{n} W_{i,j} s^{(t-1)}_{j}\Big), \quad t = 1, \dots, T . $$
The loss is $$ L = \sum_{t=0}^{T} \sum_{i=1}^{n} v_{i} s^{(t)}_{i} $$ and so
$$ \frac{\partial L}{\partial s^{(t)}_{i}} = v_{i} + \sum_{j=1}^{n} W_{j,i} (1 - (s^{(t+1)}_{j})^2)
\frac{\partial L}{\partial s^{(t+1)}_{j}}, \quad t = 0, \dots, T-1 $$"""
    equations = check(read(text.encode(), "notes.md"))["equations"]
    assert all(e["verdict"] != "refuted" for e in equations)
    wrong = check(read(text.replace("= v_{i} +", "= 2 v_{i} +").encode(), "notes.md"))["equations"]
    assert all(e["verdict"] != "proved" for e in wrong)
