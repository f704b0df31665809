"""Gradients of known functions at the states of a recurrence, and at points that are named."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

FUNCTION = r"Let $H \in \mathbb{R}^{n \times n}$ be symmetric. $$ E(w) = \frac12 w^\top H w $$ "
STEPS = {
    "w_{k+1} = w_k": r"$$ w_{k+1} = w_k - \eta \nabla E(w_k) $$",
    "by its variable": r"$$ w_{k+1} = w_k - \eta \nabla_w E(w_k) $$",
    "named": r"$$ g_k = \nabla E(w_k) $$ $$ w_{k+1} = w_k - \eta g_k $$",
    "from the step before": r"$$ w_k = w_{k-1} - \eta \nabla E(w_{k-1}) $$",
    "with a range": r"$$ w_{k+1} = w_k - \eta \nabla E(w_k), \qquad k = 0, \dots, K-1 $$",
    "in the text": r"Start from any $w_0$ and take, for $k = 0, 1, 2, \dots$, $$ w_{k+1} = w_k - \eta \nabla E(w_k) $$",
}
CLAIMS = [
    (r"w_{k+1} = (I - \eta H) w_k", "proved"),
    (r"w_{k+1} = (I + \eta H) w_k", "refuted"),
    (r"w_2 = (I - \eta H)^2 w_0", "proved"),
    (r"w_2 = (I - \eta H) w_0", "refuted"),
    (r"w_k = (I - \eta H)^k w_0", "proved"),
    (r"E(w_{k+1}) = \frac12 w_k^\top (I - \eta H) H (I - \eta H) w_k", "proved"),
    (r"\frac{\partial w_{k+1}}{\partial w_k} = I - \eta H", "proved"),
    (r"\frac{\partial w_{k+1}}{\partial w_k} = I", "refuted"),
]
BODY = " ".join(f"$$ {claim} $$" for claim, _ in CLAIMS)
EXPECTED = [verdict for _, verdict in CLAIMS]


def above(text: str) -> str:
    for step in ("k+1", "k-1"):
        text = text.replace(f"w_{{{step}}}", f"w^{{({step})}}")
    for step in ("k", "0", "2"):
        text = text.replace(f"w_{step}^\\top", f"w^{{({step})\\top}}").replace(f"w_{step}", f"w^{{({step})}}")
    return text


@pytest.mark.parametrize("step", STEPS)
def test_gradient_descent(step: str) -> None:
    assert verdicts(FUNCTION + STEPS[step] + BODY)[-len(CLAIMS) :] == EXPECTED


@pytest.mark.parametrize("step", ["w_{k+1} = w_k", "with a range"])
def test_gradient_descent_with_steps_above(step: str) -> None:
    found = verdicts(above(FUNCTION + STEPS[step] + BODY))[-len(CLAIMS) :]
    assert all(x in (y, "undecided", "error") for x, y in zip(found, EXPECTED, strict=True))
    assert step == "with a range" or found == EXPECTED


@pytest.mark.parametrize("declared", ["", ", $w \\in \\mathbb{R}^n$", ", $w, v \\in \\mathbb{R}^n$"])
@pytest.mark.parametrize("gradient", ["H w_k", r"\nabla E(w_k)"])
@pytest.mark.parametrize("start", ["", r" from any $w_0$ and with $v_0 = 0$"])
def test_momentum(declared: str, gradient: str, start: str) -> None:
    text = FUNCTION.replace("be symmetric", f"be symmetric{declared}")
    text += f"Iterate{start}, $$ v_{{k+1}} = \\mu v_k - \\eta {gradient} $$ $$ w_{{k+1}} = w_k + v_{{k+1}} $$ "
    text += r"$$ w_{k+1} = (I - \eta H) w_k + \mu v_k $$ $$ w_{k+1} = (I - \eta H) w_k + \mu v_{k+1} $$"
    found = verdicts(text)[-2:]
    if ", v" in declared:  # v is a vector then, and v_k may be its entry
        assert found[0] in ("proved", "error")
        assert found[1] in ("refuted", "error")
    else:
        assert found == ["proved", "refuted"]


def test_the_entries_of_a_vector_are_no_steps_of_what_is_made_along_with_it() -> None:
    text = FUNCTION.replace("be symmetric", r"be symmetric, $w \in \mathbb{R}^n$")
    text += r"$$ v_{k+1} = \mu v_k - \eta H w_k $$ $$ w_{k+1} = w_k + v_{k+1} $$ $$ w_2 = w_0 $$"
    found = check(read(text))["equations"][-1]["counterexample"]["sizes"]
    assert found["n"] == 1  # two steps of one number


@pytest.mark.parametrize(
    "function",
    [
        r"E(w) = \sum_i |w_i|",  # its derivative at a kink is unspecified
        r"E(w) = \sum_i \log w_i",  # it has no gradient where it is not defined
    ],
)
def test_a_gradient_that_assumes_something_is_not_written_out(function: str) -> None:
    text = rf"Let $w \in \mathbb{{R}}^n$. $$ {function} $$ $$ w_{{k+1}} = w_k - \eta \nabla E(w_k) $$ "
    equations = check(read(text + r"$$ w_{k+1} = w_k $$ $$ w_2 = w_0 $$"))["equations"]
    assert {e["verdict"] for e in equations[-2:]}.isdisjoint(("proved",))
    assert equations[-1]["verdict"] != "refuted"


def test_no_hypothesis_is_used_beneath_a_derivative() -> None:
    text = FUNCTION + r"$$ w_{k+1} = w_k - \eta \nabla E(w_k) $$ "
    text += r"$$ \frac{\partial (w_{k+1})_i}{\partial H_{ab}} = -\eta \delta_{ia} (w_k)_b $$"
    assert verdicts(text)[-1] != "proved"  # both places of H count, also where H is symmetric


POINT = (
    r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric and $b, x, y \in \mathbb{R}^n$. "
    r"$$ f(x) = \frac12 x^\top A x - b^\top x $$ $$ z = 3 x $$ "
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla_x f(y) = A y - b", "proved"),
        (r"\nabla_x f(y) = 0", "refuted"),
        (r"\nabla f(y) = A y - b", "proved"),
        (r"\nabla_x f(0) = -b", "proved"),
        (r"\nabla_x^2 f(y) = A", "proved"),
        (r"\nabla_x f(x + y) = A (x + y) - b", "proved"),
        (r"\nabla_y f(x + y) = A (x + y) - b", "proved"),
        (r"\nabla_x f(2 x) = 4 A x - 2 b", "proved"),
        (r"\nabla_x f(z) = A z - b", "error"),  # or 3 (A z - b)
        (r"\nabla f(z) = A z - b", "proved"),
    ],
)
def test_a_gradient_at_a_point(claim: str, verdict: str) -> None:
    assert verdicts(f"{POINT} $$ {claim} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [(r"w_{k+1} = w_k - \eta H w_k", "proved"), (r"w_{k+1} = w_k", "refuted"), (r"w_2 = w_1 - \eta H w_1", "proved")],
)
@pytest.mark.parametrize("identity", ["I", r"\mathbf{I}"])
def test_the_identity_in_a_recurrence_is_no_tensor_of_its_own(identity: str, claim: str, verdict: str) -> None:
    text = rf"Let $H \in \mathbb{{R}}^{{n \times n}}$. $$ w_{{k+1}} = ({identity} - \eta H) w_k $$ $$ {claim} $$"
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize("line", [r"x_k - y = A x", r"y + \eta x_{k+1} = x", r"x - y = x_k - y"])
def test_an_entry_is_not_added_to_a_whole_tensor(line: str) -> None:
    text = r"Let $A \in \mathbb{R}^{n \times n}$ and $x, y \in \mathbb{R}^n$. "
    assert verdicts(f"{text} $$ {line} $$")[-1] == "error"


@pytest.mark.parametrize(
    "head",
    [
        r"Consider $E(w) = \frac12 w^\top H w - b^\top w$ with $H \in \mathbb{R}^{n \times n}$, $H = H^\top$, "
        r"$b \in \mathbb{R}^n$, and iterate",
        r"Let $H \in \mathbb{R}^{n \times n}$ be symmetric, $b \in \mathbb{R}^n$, and let "
        r"$E(w) = \frac12 w^\top H w - b^\top w$. Iterate",
    ],
)
def test_states_have_the_shape_of_the_argument_that_the_text_tells(head: str) -> None:
    text = rf"{head} $$ w_{{k+1}} = w_k - \eta \nabla E(w_k). $$"
    lines = r"$$ w_1 = (I - \eta H) w_0 + \eta b $$ $$ w_1 = (I - \eta H) w_0 - \eta b $$"
    assert verdicts(f"{text} {lines}") == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("said", ["from $w_0 = w_{-1}$", "with $w_{-1} = w_0$"])
def test_a_state_before_the_first_is_not_zero_where_it_is_told(said: str) -> None:
    text = rf"Consider $E(w) = \frac12 w^\top H w$ with $H \in \mathbb{{R}}^{{n \times n}}$, $H = H^\top$, {said} and "
    text += r"$$ w_{k+1} = w_k - \eta \nabla E(w_k) + \mu (w_k - w_{k-1}), \qquad k \ge 0. $$"
    lines = r"$$ w_1 = (I - \eta H) w_0 $$ $$ w_1 = (I - \eta H) w_0 + \mu w_0 $$"
    assert verdicts(f"{text} {lines}")[-2:] == ["undecided", "undecided"]
