"""Words that sound like properties: what they say, and what they do not say, of the formula beside them."""

from __future__ import annotations

import pytest

from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts

MATRIX = r"\in \mathbb{R}^{d \times d}$"
VECTOR = r"\in \mathbb{R}^d$"

#: A sentence, and the names of the hypotheses that it makes.
SENTENCES = [
    (f"The output projection $W {MATRIX} maps back.", []),
    (f"Projection matrices $W, V {MATRIX} and $b {VECTOR}.", []),
    (f"Let $W {MATRIX} be the projection of the values.", []),
    (f"Let $P {MATRIX} be the projection on the shortcut.", []),
    (
        f"Let $P {MATRIX} be the projection on the column space.",
        ["P orthogonal projection", "P orthogonal projection (2)"],
    ),
    (f"$A {MATRIX} is the projection on the shortcut, $P {MATRIX} is a projection.", ["P projection"]),
    (f"With a random projection $W {MATRIX}.", []),
    (f"Let $P {MATRIX} be a projection matrix.", ["P projection"]),
    (f"For a projection $P {MATRIX} we have", ["P projection"]),
    (f"Let $P {MATRIX} be an orthogonal projection.", ["P orthogonal projection", "P orthogonal projection (2)"]),
    (f"The orthogonal projector $P {MATRIX}", ["P orthogonal projection", "P orthogonal projection (2)"]),
    (f"Let $Q {MATRIX} be orthogonal.", ["Q orthogonal", "Q orthogonal (2)"]),
    (f"Anchor $a {VECTOR}, positive $p {VECTOR}, negative $n {VECTOR}.", []),
    (f"Let $p {VECTOR} be a positive sample.", []),
    (f"Let $p {VECTOR} be the positive part of $a {VECTOR}.", []),
    (f"Let $p, q {VECTOR} be positive.", ["p positive", "q positive"]),
    (f"the positive weights $w {VECTOR}", ["w positive"]),
    (f"The probability logits $w {VECTOR}.", []),
    (f"unnormalised probabilities $w {VECTOR}", []),
    (f"class probabilities $w {VECTOR}", ["w probability", "w probability (2)"]),
    (f"$K {MATRIX} symmetric positive definite", ["K positive definite"]),
    (f"$K {MATRIX} positive definite", ["K positive definite"]),
    (f"We do not assume that $W {MATRIX} is symmetric.", []),
    (f"If $W {MATRIX} were symmetric, things would be easier.", []),
    (f"Let $W {MATRIX} be symmetric.", ["W symmetric"]),
]


@pytest.mark.parametrize(("sentence", "names"), SENTENCES)
def test_hypotheses(sentence: str, names: list[str]) -> None:
    document = read(f"{sentence}\n\n$$ 1 = 2 $$\n")
    assert [h.name for h in document.equations[0].theory.hypotheses] == names


LAYERS = [
    ("$P {0} the projection on the shortcut", ["refuted", "undecided"]),
    ("$P {0} the shortcut projection", ["refuted", "undecided"]),
    ("$P {0} the orthogonal projection on the outputs", ["refuted", "undecided"]),
    ("$P {0} is a projection", ["refuted", "proved"]),
]


@pytest.mark.parametrize(("words", "wanted"), LAYERS)
def test_the_projection_of_a_layer_is_a_linear_map(words: str, wanted: list[str]) -> None:
    """What would hold of a projection in the other sense is not refuted."""
    text = f"Let $x {VECTOR} be an input, $W {MATRIX} the weights, {words.format(MATRIX)}.\n\n$$ y = W x + P x $$\n\n"
    text += "$$ \\frac{\\partial y_i}{\\partial x_k} = W_{ik} $$\n\n$$ P P W = P W $$\n"
    assert verdicts(text) == ["definition", *wanted]


@pytest.mark.parametrize("words", ["nonzero", r"with $x \neq 0$"])
def test_a_vector_that_is_not_zero_may_have_zeros(words: str) -> None:

    text = rf"""Let $x \in \mathbb{{R}}^n$ {words}.
$$ x_i^2 > 0 $$
$$ \frac{{x^\top x}}{{\|x\|^2}} = 1 $$"""
    verdicts = [e["verdict"] for e in judged(text)]
    assert verdicts == ["refuted", "proved"]


def test_a_diagonal_that_is_said_to_be_zero() -> None:

    text = r"""Let $W\in\mathbb{R}^{n\times n}$ with $W_{ij}=W_{ji}$ and $W_{ii}=0$, and a state $s \in\mathbb{R}^n$:
$$ E = -\frac12 \sum_{i,j} W_{ij} s_i s_j $$
$$ \frac{\partial^2 E}{\partial s_k^2} = 0, \qquad \frac{\partial^2 E}{\partial s_k \partial s_l} = W_{kl} $$"""
    verdicts = [e["verdict"] for e in judged(text) if e["role"] == "claim"]
    assert verdicts == ["proved", "refuted"]


def test_no_division_by_a_row() -> None:
    document = read("Let $x \\in \\mathbb{R}^n$.\n\n$$ x^\\top x / x^\\top x = 1 $$\n")
    assert "row vector" in str(document.equations[0].error)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"Let $\eta = 1$.", "proved"),
        (r"Without loss of generality, we take $\eta = 1$.", "proved"),
        (r"We fix $\eta = 1$.", "proved"),
        (r"Choose $\eta = 1$.", "proved"),
        (r"For example, take $\eta = 1$.", "refuted"),
        (r"E.g. $\eta = 1$.", "refuted"),
        (r"A typical value is $\eta = 1$.", "refuted"),
        (r"It would be wrong to assume $\eta = 1$.", "refuted"),
    ],
)
def test_chosen_values_are_supposed_and_examples_are_not(words: str, verdict: str) -> None:

    text = rf"""Let $x\in\mathbb{{R}}^n$, $\eta > 0$, and $y = \eta x$.

{words}

$$ \eta x_i = x_i $$
$$ \frac{{\partial}}{{\partial \eta}} \sum_i y_i = \sum_i x_i $$"""
    first, second = judged(text)
    assert (first["verdict"], second["verdict"]) == (verdict, "proved")
    assert (r"\eta = 1" in first["assumptions"]) == (verdict == "proved")


GIVEN = r"Let $u, v, p \in\mathbb{R}^n$ and $A, B \in\mathbb{R}^{n\times n}$. "

#: What running text states of inputs is supposed; what it denies, or would derive, is not.
STATED = [
    (r"The vector $u$ has $\|u\|=1$.", [r"\|u\| = 1"]),
    (r"Since $u^\top u = 1$, we get", [r"u^{\top} u = 1"]),
    (r"By orthogonality, $A^\top A = I$.", [r"A^{\top} A = I"]),
    (r"$A = A^\top$.", [r"A = A^{\top}"]),
    (r"$p_i \ge 0$ and $\sum_i p_i = 1$.", [r"p_{i} \ge 0", r"\sum_{i} p_{i} = 1"]),
    (r"$u$ and $v$ are orthogonal.", ["u orthogonal to v"]),
    (r"Let $u, v$ be orthonormal.", ["u orthogonal to v", "u unit vector", "v unit vector"]),
    (r"$AB = BA$ does not hold in general.", []),
    (r"$AB = BA$ is wrong.", []),
    (r"$AB = BA$ only if both are diagonal.", []),
    (r"It is not true that $AB=BA$.", []),
    (r"Students often write $AB = BA$.", []),
    (r"Using $AB = BA$ here is a mistake.", []),
]


@pytest.mark.parametrize(("sentence", "names"), STATED)
def test_what_is_stated_of_inputs(sentence: str, names: list[str]) -> None:
    document = read(GIVEN + sentence + "\n$$ u^\\top A v + p^\\top B u = 2 $$\n")
    assert [h.name for h in document.equations[0].theory.hypotheses] == names


@pytest.mark.parametrize(
    ("sentence", "claim", "other"),
    [
        (r"$p$ is a vertex of the simplex.", r"\sum_i p_i = 1", r"\sum_i p_i = 2"),
        (r"$u$ and $p$ balance.", r"\sum_i p_i = \sum_i u_i", r"\sum_i v_i = 1"),
        (r"$u$ is harmonic.", r"\sum_i u_i = 0", r"\sum_i p_i + \sum_i u_i = 0"),
        (r"The median of $u$ is zero.", r"\sum_i u_i = 0", r"\sum_i p_i + \sum_i u_i = 0"),
    ],
)
def test_a_fact_that_no_rule_reads_refutes_nothing_that_it_may_make_true(sentence: str, claim: str, other: str) -> None:
    text = f"{GIVEN}{sentence}\n$$ {claim} $$\n$$ {other} $$\n"
    assert [e["verdict"] for e in judged(text)] == ["undecided", "refuted"]


def test_labels_of_two_values() -> None:

    text = r"""Labels $y_i \in \{-1, 1\}$ for $i=1,\dots,n$ and scores $s \in \mathbb{R}^n$, $t_i \in\{0,1\}$, and
$$ E = \sum_{i=1}^n \log(1+e^{-y_i s_i}) $$
$$ \frac{\partial E}{\partial s_i} = -y_i \sigma(-y_i s_i) $$
$$ \frac{\partial^2 E}{\partial s_i^2} = \sigma(y_i s_i)(1-\sigma(y_i s_i)), \qquad
   \frac{\partial^2 E}{\partial s_i^2} = y_i \sigma(y_i s_i)(1-\sigma(y_i s_i)) $$
$$ y_i^2 = 1, \qquad y_i^2 = y_i, \qquad t_i^2 = t_i, \qquad t_i^2 = 1 $$"""
    verdicts = [e["verdict"] for e in judged(text) if e["role"] == "claim"]
    assert verdicts == ["proved", "proved", "refuted", "proved", "refuted", "proved", "refuted"]


def test_a_diagonal_matrix_is_symmetric() -> None:

    text = r"""Let $D\in\mathbb{R}^{n\times n}$ be diagonal and $A\in\mathbb{R}^{n\times n}$.
$$ D^\top D = D^2, \qquad A D = D A $$"""
    verdicts = [e["verdict"] for e in judged(text)]
    assert verdicts == ["proved", "refuted"]


def test_a_zero_diagonal_is_no_diagonal_matrix() -> None:
    from symderiv.documents.page.wording import words_in

    assert not any(
        "diagonal" in words_in(w) for w in ("zero diagonal", "the diagonal entries", "its diagonal", "the diagonal")
    )
    assert all("diagonal" in words_in(w) for w in ("the diagonal matrix", "a diagonal matrix", "diagonal"))


@pytest.mark.parametrize(
    "sentence",
    [
        r"Layers have kernel size $k$ and stride $s$, the same for all layers, both positive integers.",
        r"By oddness, flipping the signs of $w$ changes nothing in what follows.",
        r"The penalty $\lambda$ pulls the weights towards zero.",
        r"The input $w$ is a multichannel signal, broadcast over the batch.",
    ],
)
def test_words_that_leave_values_free(sentence: str) -> None:
    text = rf"Let $w \in \mathbb{{R}}^n$ and $\lambda > 0$. {sentence} $$ J = \lambda \|w\|^2 $$ $$ J = \|w\|^2 $$"
    assert verdicts(text)[-1] == "refuted"


def test_weights_that_are_the_same_may_tell_something() -> None:
    text = r"""Let $v, w \in \mathbb{R}^n$. The weights $v$ and $w$ are the same for all layers.
$$ J = \|w\|^2 $$ $$ J = \|v\|^2 $$"""
    assert verdicts(text)[-1] != "refuted"


@pytest.mark.parametrize(("line", "verdict"), [(r"z = w + 2 v", "proved"), (r"z = w + v", "refuted")])
@pytest.mark.parametrize("who", ["Momentum", "The momentum update", "The optimiser"])
def test_what_a_noun_for_a_number_computes_is_no_number(who: str, line: str, verdict: str) -> None:
    text = rf"Let $w, v \in \mathbb{{R}}^d$. {who} computes $u = 2 v$ and $z = w + u$. Then $$ {line} $$"
    assert verdicts(text)[-1] == verdict
