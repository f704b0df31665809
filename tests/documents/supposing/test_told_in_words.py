r"""What the running text tells of formulas: understood, harmless, or not understood; never dropped in silence.

Each sentence stands behind declarations and before claims.  ``UNDERSTOOD``: a claim that the sentence makes true, and
a neighbour that it does not.  ``ABSTAINED``: a claim that the sentence may make true, which is not refuted.
``CHANGED``: the sentence changes what a symbol or a derivative means, and the claim is neither proved nor refuted.
``HARMLESS``: the sentence says nothing that a wrong claim could be right by, and the claim is refuted.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from symderiv.documents.check import check
from symderiv.documents.supposing import assertions
from symderiv.documents.supposing.assertions import phrases
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

HEAD = r"""Let $A, B, C \in \mathbb{R}^{n \times n}$, $X \in \mathbb{R}^{N \times D}$,
$W, Q \in \mathbb{R}^{m \times n}$, $x, y, u, v, p, d \in \mathbb{R}^n$ and
$b \in \mathbb{R}^m$, and let $c, \eta \in \mathbb{R}$.

"""
LAYER = (
    HEAD
    + r"""Here $h, z \in \mathbb{R}^m$.

$$ h = W x + b $$

$$ z_j = \tanh(h_j) $$

$$ L = \frac12 \sum_j z_j^2 $$

$$ s = \sum_j z_j $$

"""
)

ROWS = (r"\sum_j A_{ij} = 1", r"\sum_i A_{ij} = 1")
COLUMNS = ROWS[::-1]
UNIT = (r"x^\top x = 1", r"y^\top y = 1")
ORTHOGONAL = (r"u^\top v = 0", r"u^\top u = 0")
INVERSE = (r"B A = I", r"A A = I")
SUMS = (r"\sum_i p_i = 1", r"\sum_i p_i^2 = 1")
MEAN = (r"\sum_i x_i = 0", r"\sum_i x_i^2 = 0")
HOT = (r"\sum_i y_i^2 = 1", r"\sum_i y_i^2 = 2")
COMMUTE = (r"A B = B A", r"A C = C A")

UNDERSTOOD: list[tuple[str, str, str]] = [
    (r"$A$ is a permutation matrix.", r"A^\top A = I", r"A A = I"),
    (r"Let $A$ be a permutation matrix.", r"A \mathbf{1} = \mathbf{1}", r"A \mathbf{1} = 0"),
    (r"Suppose $A$ and $B$ are permutation matrices.", r"A_{ij} A_{ik} = \delta_{jk} A_{ij}", r"A B = B A"),
    (r"Consider the permutation matrix $A$.", r"A \odot A = A", r"A^\top = A"),
    (r"Each row of $A$ sums to $1$.", *ROWS),
    (r"The rows of $A$ sum to one.", *ROWS),
    (r"As in any attention layer, every row of $A$ adds up to one.", *ROWS),
    (r"Assume that $A$ is row-stochastic.", *ROWS),
    (r"The entries in each row of $A$ sum to one.", *ROWS),
    (r"Here $X$ is $N \times D$, $b$ has length $m$, and $A$ is $n \times n$ (one-hot rows).", *ROWS),
    (r"Let $A$ be one-hot targets (each row sums to $1$).", *ROWS),
    (r"$A$ is doubly stochastic.", r"\sum_i A_{ij} = 1", r"\sum_{i} A_{ii} = 1"),
    (r"Every column of $A$ adds up to one.", *COLUMNS),
    (r"$A$ is column stochastic.", *COLUMNS),
    (r"$A$ is a matrix whose columns sum to one.", *COLUMNS),
    (r"The entries of $p$ sum to one.", *SUMS),
    (r"Recall that $p$ sums to one.", *SUMS),
    (r"The components of $p$ add up to $1$.", *SUMS),
    (r"We assume throughout that $p$ lies on the probability simplex.", *SUMS),
    (r"The entries of $x$ sum to zero.", *MEAN),
    (r"Suppose the inputs have been centred, so that $x$ has zero mean.", *MEAN),
    (r"$x$ has mean zero.", *MEAN),
    (r"Suppose that $x$ is centred.", *MEAN),
    (r"The columns of $X$ have zero mean.", r"\sum_n X_{nd} = 0", r"\sum_d X_{nd} = 0"),
    (r"The rows of $X$ have unit norm.", r"\sum_d X_{nd}^2 = 1", r"\sum_n X_{nd}^2 = 1"),
    (r"Let $u \perp v$.", *ORTHOGONAL),
    (r"Suppose $u$ is orthogonal to $v$.", *ORTHOGONAL),
    (r"The vectors $u$ and $v$ are perpendicular.", *ORTHOGONAL),
    (r"We take $v$ perpendicular to $u$.", *ORTHOGONAL),
    (r"$A$ is the adjacency matrix of an undirected graph.", r"x^\top A y = y^\top A x", r"x^\top A y = 0"),
    (r"Let $B$ be the inverse of $A$.", *INVERSE),
    (r"$B$ denotes the inverse of $A$.", *INVERSE),
    (r"The matrix $B$ is the inverse of $A$.", *INVERSE),
    (r"$A$ and $B$ are inverse to each other.", *INVERSE),
    (r"Let $B$ be the transpose of $A$.", r"B_{ij} = A_{ji}", r"B_{ij} = A_{ij}"),
    (r"$B$ is the transpose of $A$.", r"x^\top B y = y^\top A x", r"x^\top B y = x^\top A y"),
    (r"The columns of $Q$ are orthonormal.", r"Q^\top Q = I", r"Q Q^\top = I"),
    (r"The rows of $Q$ are orthonormal.", r"Q Q^\top = I", r"Q^\top Q = I"),
    (r"$Q$ has orthonormal rows.", r"Q Q^\top = I", r"Q^\top Q = I"),
    (r"$x$ has unit norm.", *UNIT),
    (r"$x$ is of unit length.", *UNIT),
    (r"The vector $x$ has norm one.", *UNIT),
    (r"Here $y$ is one-hot.", *HOT),
    (r"The target is a one-hot vector $y$.", *HOT),
    (r"The label $y$ is one-hot encoded.", *HOT),
    (r"$y \in \mathbb{R}^n$ one-hot target, $x \in \mathbb{R}^n$ input.", *HOT),
    (r"$A$ and $B$ commute.", *COMMUTE),
    (r"Suppose that $A$ commutes with $B$.", *COMMUTE),
    (r"Let $A$ and $B$ be commuting matrices.", *COMMUTE),
    (r"The trace of $A$ vanishes.", r"\operatorname{tr}(A) = 0", r"\operatorname{tr}(B) = 0"),
    (r"The norm of $x$ is one.", *UNIT),
    (r"The sum of the entries of $p$ is one.", *SUMS),
    (r"The mean of $x$ is zero.", *MEAN),
    (r"A mask $p$ (entries 0 or 1) is given.", r"\sum_i p_i^2 = \sum_i p_i", r"\sum_i p_i = 1"),
    (r"Let $W$ have positive entries.", r"\sum_j |W_{ij}| = \sum_j W_{ij}", r"\sum_j |Q_{ij}| = \sum_j Q_{ij}"),
    (r"$A$ is traceless.", r"\operatorname{tr}(A) = 0", r"\operatorname{tr}(B) = 0"),
    (r"The matrix $A$ has trace zero.", r"\operatorname{tr}(A) = 0", r"\operatorname{tr}(B) = 0"),
    (r"$A$ is an involution.", r"A A = I", r"B B = I"),
    (r"Let $A$ be a rotation matrix.", r"A^\top A = I", r"B^\top B = I"),
    (r"$x$ and $y$ have the same norm.", r"x^\top x = y^\top y", r"x^\top x = u^\top u"),
]

ABSTAINED: list[tuple[str, str]] = [
    (r"We normalise the rows of $X$ to unit length.", r"\sum_d X_{nd}^2 = 1"),
    (r"We normalise $x$ to unit length.", r"x^\top x = 1"),
    (r"As usual, $x$ is normalised to unit norm.", r"x^\top x = 1"),
    (r"The covariance matrix $A$ is estimated from data.", r"x^\top A y = y^\top A x"),
    (r"The features $x$ live on the unit hypersphere.", r"x^\top x = 1"),
    (r"The entries of $d$ do not depend on the index.", r"n \sum_i d_i^2 = \left(\sum_i d_i\right)^2"),
    (r"$x$ and $u$ have disjoint supports.", r"x_i u_i = 0"),
    (r"$v$ points in the direction of $u$.", r"(u^\top v)^2 = u^\top u\, v^\top v"),
    (r"With batch size one, $X$ has a single row.", r"\sum_n X_{nd}^2 = \left(\sum_n X_{nd}\right)^2"),
    (r"$b$ is the zero vector.", r"b^\top b = 0"),
    (r"$x$ has a one in the first place and zeros elsewhere.", r"x^\top x = 1"),
    (r"The weights $p$ form a convex combination.", r"\sum_i p_i = 1"),
    (r"$x \in \ker A$.", r"A x = 0"),
    (r"The part of $u$ orthogonal to $v$ is small.", r"(u^\top v)^2 = u^\top u\, v^\top v"),
    (r"All entries of $d$ are equal.", r"d_i d_j = d_j^2"),
    (r"The diagonal scaling $d$ is the same in every coordinate.", r"n \sum_i d_i^2 = \left(\sum_i d_i\right)^2"),
    (r"$d$ is a constant vector.", r"n \sum_i d_i^2 = \left(\sum_i d_i\right)^2"),
    (r"The matrix $A$ is stochastic.", r"\sum_j A_{ij} = 1"),
    (r"We work with a circulant matrix $A$.", r"A B = B A"),
    (r"$A$ has rank one.", r"A A = \operatorname{tr}(A) A"),
    (r"$A$ is a rank-one matrix.", r"A A = \operatorname{tr}(A) A"),
    (r"The matrix $A$ is nilpotent of order two.", r"A A = 0"),
    (r"$x$ lies in the null space of $A$.", r"A x = 0"),
    (r"$A$ annihilates $x$.", r"A x = 0"),
    (r"$x$ is in the kernel of $A$.", r"A x = 0"),
    (r"The vector $x$ is fixed by $A$.", r"A x = x"),
    (r"$A$ leaves $x$ unchanged.", r"A x = x"),
    (r"$x$ and $y$ are parallel.", r"(x^\top y)^2 = x^\top x\, y^\top y"),
    (r"$y$ is a multiple of $x$.", r"(x^\top y)^2 = x^\top x\, y^\top y"),
    (r"We identify $x$ with $y$.", r"x^\top x = x^\top y"),
    (r"From here on $x$ and $y$ coincide.", r"x^\top x = x^\top y"),
    (r"$x$ equals $y$.", r"x^\top x = x^\top y"),
    (r"The decoder is tied to the encoder, so $Q$ is just $W$ again.", r"Q x = W x"),
    (r"We tie the weights $W$ and $Q$.", r"Q x = W x"),
    (r"$Q$ shares its weights with $W$.", r"Q x = W x"),
    (r"The bias $b$ is switched off.", r"b^\top b = 0"),
    (r"We drop the bias $b$.", r"b^\top b = 0"),
    (r"For the moment, neglect $b$.", r"b^\top b = 0"),
    (r"The entries of $x$ are at most one in absolute value.", r"x_i^2 \le 1"),
    (r"$x$ is bounded by one.", r"x_i^2 \le 1"),
    (r"For simplicity we set the batch size $N$ to one.", r"\sum_n X_{nd}^2 = \left(\sum_n X_{nd}\right)^2"),
    (r"There is only a single sample, so that $X$ has one row.", r"\sum_n X_{nd}^2 = \left(\sum_n X_{nd}\right)^2"),
    (r"The rows of $X$ are all alike.", r"X^\top X = X^\top X X^\top X"),
    (r"The data $X$ have been whitened.", r"X^\top X = N I"),
    (r"The features in $X$ are standardised.", r"\sum_n X_{nd}^2 = N"),
    (r"The features in $X$ are uncorrelated.", r"\sum_{d \ne k} (X^\top X)_{dk} = 0"),
    (r"$x$ solves the linear system with matrix $A$ and right-hand side $y$.", r"A x = y"),
    (r"$x$ is a stationary point of the quadratic form of $A$.", r"A x = 0"),
    (r"$A$ and $B$ have a common set of eigenvectors.", r"A B = B A"),
    (r"$A$ and $B$ agree on the diagonal.", r"\operatorname{tr}(A) = \operatorname{tr}(B)"),
    (r"$A$ differs from $B$ only off the diagonal.", r"\operatorname{tr}(A) = \operatorname{tr}(B)"),
    (r"Only the first component of $x$ is different from zero.", r"x_i x_i x_i = x_i (x^\top x)"),
    (r"$x$ is supported on a single coordinate.", r"x_i x_i x_i = x_i (x^\top x)"),
    (r"A single unit of $x$ is active.", r"x_i x_i x_i = x_i (x^\top x)"),
    (r"The step size $\eta$ is tuned such that the two effects cancel.", r"\eta c + c = 0"),
    (r"The noise level $c$ is negligible.", r"c x_i = 0"),
    (r"$c$ plays no role and is put to rest at unity.", r"c x_i = x_i"),
    (r"Everything is measured in units of $c$.", r"c x_i = x_i"),
    (r"$B$ is $A$ with its rows reversed.", r"\sum_{i,j} A_{ij} = \sum_{i,j} B_{ij}"),
    (r"$B$ arises from $A$ by a permutation of its rows.", r"\sum_{i,j} A_{ij} = \sum_{i,j} B_{ij}"),
    (r"$x$ has mean $c$.", r"\sum_i x_i = n c"),
    (r"The norm of $x$ equals $c$.", r"x^\top x = c^2"),
    (r"$B$ is the square of $A$.", r"B x = A A x"),
    (r"$y$ is the projection of $x$ onto the first axis.", r"y^\top y = x^\top y"),
    (r"The determinant of $A$ is one and $B$ is its adjugate.", r"A B = I"),
    (r"$C$ is the commutator of $A$ and $B$.", r"C x = A B x - B A x"),
    (r"The map $A$ preserves lengths.", r"A^\top A = I"),
    (r"$A$ acts as an isometry.", r"A^\top A = I"),
]

CHANGED: list[tuple[str, str]] = [
    (r"In the backward pass we treat $z$ as a constant.", r"\frac{\partial L}{\partial b_j} = 0"),
    (r"In what follows $z$ is detached from the graph.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"No gradient flows through $z$.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"We put a stop-gradient on $z$.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"We differentiate while holding $z$ fixed.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"Here the derivative is taken with $h$ held constant.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"Freeze $b$.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"The bias $b$ is frozen.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"From now on $L$ denotes the loss of a single unit.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"Below, $L$ is averaged over the units.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"Here $L$ stands for the regularised loss.", r"\frac{\partial L}{\partial b_j} = z_j (1 - z_j^2)"),
    (r"We redefine $z$ as the rectified activation.", r"\frac{\partial L}{\partial z_j} = z_j"),
    (r"The activation $z$ is quantised with a straight-through estimator.", r"\frac{\partial L}{\partial b_j} = z_j"),
]

WRONG = r"x^\top x = 1"
HARMLESS: list[tuple[str, str]] = [
    (sentence, WRONG)
    for sentence in (
        r"Here $x$ is the input of the layer.",
        r"The anchors $x$, positives $y$ and negatives $u$ are given.",
        r"Let $x$, $y$ be finitely supported sequences, indexed from zero and extended by zero.",
        r"We take $x$ and $y$ with valid borders.",
        r"In this formula $x$ stands for the input vector and $y$ for the output vector.",
        r"The vector $x$ collects the activations of the previous layer.",
        r"$x$ is a column vector.",
        r"The input $x$ comes straight from the data loader.",
        r"We denote the input by $x$ and the output by $y$.",
        r"Recall that $x$ is the output of the previous layer.",
        r"Both $x$ and $y$ are given.",
        r"Let $x$ be arbitrary.",
        r"$x$ is any vector.",
        r"We shall need the derivative with respect to $x$.",
        r"As a warm-up we look at the dependence on $x$ alone.",
        r"Now consider $x$.",
        r"We now turn to the role of $x$.",
        r"It is convenient to write the activations as one long vector $x$.",
        r"The vector $x$ holds the pixel values of the image.",
        r"The loss depends on $x$ through $y$ only.",
        r"Note that $x$ enters twice.",
        r"The entries $x_i$ are real numbers.",
        r"$x$ need not be normalised.",
        r"We do not assume that $x$ is a unit vector.",
        r"Nothing is assumed about $x$.",
        r"The gradient with respect to $x$ has the same shape as $x$.",
        r"To see what happens to $x$, we apply the product rule.",
        r"By the chain rule, this gives the gradient with respect to $x$.",
        r"The features $x$ are fed into a linear classifier.",
        r"The reader who is not familiar with $x$ may skip this part.",
        r"For readability we write $x$ without an arrow.",
        r"These formulas hold for every $x$.",
        r"This is true no matter what $x$ is.",
        r"The gradient flows back to $x$ along two paths.",
        r"A student claims the following about $x$.",
        r"The product with $x$ is cheap.",
        r"The first step computes the hidden representation from $x$.",
        r"Consider a mini-batch of images $x$ from the training set.",
        r"Figure 1 shows how $x$ is processed.",
        r"Throughout the section, $x$ refers to the activations.",
    )
]
HARMLESS += [
    (sentence, r"x^\top A y = x^\top A^\top y")
    for sentence in (
        r"where $A$ is the weight matrix,",
        r"$A$ is not symmetric in general.",
        r"$A$ need not be symmetric.",
        r"$A$ is a square matrix.",
        r"The matrix $A$ is learned by gradient descent.",
        r"The parameters $A$ and $B$ are initialised at random.",
        r"The trainable parameter $A$ is updated in every step.",
        r"Most libraries store $A$ in row-major order.",
        r"The matrix $A$ maps $x$ to $y$.",
        r"Each row of $A$ belongs to one output unit.",
        r"The rows of $A$ are the weight vectors of the units.",
        r"Multiplying by $A$ costs $n^2$ operations.",
        r"For a general matrix $A$ one has to be careful with the order of the factors.",
        r"The Hessian involves $A$ and its transpose.",
        r"The matrix $A$ is known as the kernel.",
        r"We start with the quadratic form of $A$.",
        r"Suppose that $A$ is given.",
    )
]
HARMLESS += [
    (r"(a) [3 marks] Show that normalised inputs $x$ have zero mean.", r"\sum_i x_i = 0"),
    (r"(b) (2 points) Prove that the rows of $A$ sum to one.", r"\sum_j A_{ij} = 1"),
    (r"Layer normalisation maps $x$ to what follows.", r"x^\top x = 1"),
    (r"The same $A$ and $b$ are used in every layer and $x$ is the input.", r"A x = x"),
    (r"Here $x$ is the old state and $y$ the new one.", r"x^\top x = 1"),
    (r"All entries of $d$ are equal.", r"x^\top x = y^\top y"),
    (r"$A$ is a stochastic matrix: every row of $A$ sums to one.", r"\sum_i A_{ij} = 1"),
    (r"The matrix $C$ is stochastic.", r"A x = x"),
    (r"$C$ is a permutation matrix.", r"A^\top A = I"),
    (r"We drop the bias $b$.", r"W x = Q x"),
    (r"If all entries of $d$ are equal, things are simple. In general, however,", r"n \sum_i d_i^2 = (\sum_i d_i)^2"),
]


def judged(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = check(read(text, "a.md"), suggest=False, seconds=5)["equations"]
    return found


@pytest.mark.parametrize(("sentence", "true", "false"), UNDERSTOOD)
def test_what_is_understood_is_supposed(sentence: str, true: str, false: str) -> None:
    found = judged(f"{HEAD}{sentence}\n\n$$ {true} $$\n\n$$ {false} $$\n")
    assert [e["verdict"] for e in found] == ["proved", "refuted"], found


@pytest.mark.parametrize(("sentence", "claim"), ABSTAINED)
def test_what_is_not_understood_refutes_nothing(sentence: str, claim: str) -> None:
    (found,) = judged(f"{HEAD}{sentence}\n\n$$ {claim} $$\n")
    assert found["verdict"] == "undecided", found
    assert "is not understood" in found["message"]
    assert found["role"] == "claim"


@pytest.mark.parametrize(("sentence", "claim"), CHANGED)
def test_words_that_change_a_meaning_leave_it_open(sentence: str, claim: str) -> None:
    found = judged(f"{LAYER}{sentence}\n\n$$ {claim} $$\n")[-1]
    assert found["verdict"] == "undecided", found
    assert "is not understood" in found["message"]


@pytest.mark.parametrize(("sentence", "claim"), HARMLESS)
def test_what_says_nothing_spares_no_claim(sentence: str, claim: str) -> None:
    (found,) = judged(f"{HEAD}{sentence}\n\n$$ {claim} $$\n")
    assert found["verdict"] == "refuted", found


@pytest.mark.parametrize(
    "sentence",
    [
        "The inputs ⟦0⟧ and positive weights ⟦1⟧ are given.",
        "⟦0⟧ goes with positive weights ⟦1⟧.",
        "⟦0⟧ passes if the mask is 0 or 1.",
        "The one-hot encoding of the labels ⟦0⟧ is stored.",
        "The component of ⟦0⟧ orthogonal to ⟦1⟧ is small.",
        "⟦0⟧ is centred by subtracting its mean.",
        "The first row of ⟦0⟧ sums to one.",
        "The square of ⟦0⟧ sums to one.",
        "⟦0⟧ and ⟦1⟧ sum to one.",
        "The rows of ⟦0⟧ need not sum to one.",
        "⟦0⟧ is not orthogonal to ⟦1⟧.",
        "The rows of the inverse of ⟦0⟧ have unit norm.",
    ],
)
def test_phrases_speak_of_the_whole_formula_and_affirm(sentence: str) -> None:
    assert phrases(sentence) == []


SETS = [
    (r"Let $p \in \mathbb{R}^K$ with $p \in \Delta^{K-1}$.", r"\sum_k p_k = 1", r"\sum_k p_k^2 = 1"),
    (r"Let $u \in \mathbb{S}^{d-1}$.", r"u^\top u = 1", r"\sum_i u_i = 1"),
    (r"Let $Q \in \mathbb{R}^{n \times n}$, $Q \in O(n)$.", r"Q^\top Q = I", r"Q Q = I"),
    (r"Let $u, v \in \mathbb{R}^n$ with $u \perp v$.", r"u^\top v = 0", r"u^\top u = 0"),
]


def test_a_pattern_misses_nothing_for_want_of_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for pieces of words first changes nothing: all patterns tried on all sentences say the same."""
    numbers = itertools.count()
    sentences = []
    for text, *_ in (*UNDERSTOOD, *ABSTAINED, *CHANGED, *HARMLESS):
        plain = text.replace("$1$", "one").replace("$0$", "zero")
        sentences.append(re.sub(r"\$[^$]*\$", lambda match: f"⟦{next(numbers)}⟧", plain))
    sentences += [s.upper() for s in sentences]
    found = [phrases(s) for s in sentences]
    assert sum(map(bool, found)) > 80
    everywhere = tuple((pattern, "⟦", word) for pattern, _, word in assertions._PATTERNS)
    monkeypatch.setattr(assertions, "_PATTERNS", everywhere)
    assert [phrases(s) for s in sentences] == found


@pytest.mark.parametrize(("sentence", "true", "false"), SETS)
def test_sets_and_relations_that_suppose(sentence: str, true: str, false: str) -> None:
    found = judged(f"{sentence} $$ {true} $$ $$ {false} $$")
    assert [e["verdict"] for e in found] == ["proved", "refuted"], found


NAMED = r"""Let $X \in \mathbb{R}^{N \times D}$ be the inputs. We have attention weights $p \in \mathbb{R}^n$ and values
$v \in \mathbb{R}^n$, and $o = \sum_i p_i v_i$. The matrix $A \in \mathbb{R}^{n \times n}$ is a weight matrix.

"""


@pytest.mark.parametrize(
    ("sentence", "claim", "verdict"),
    [
        ("The inputs are centred.", r"\sum_n X_{nd} = 0", "undecided"),
        ("The inputs are centred.", r"\sum_n X_{nd} = 1", "refuted"),
        ("The inputs are centred.", r"\sum_i v_i = 0", "refuted"),
        ("The matrix is stochastic.", r"\sum_j A_{ij} = 1", "undecided"),
        ("The matrix is stochastic.", r"\sum_j A_{ij} = 2", "refuted"),
        ("We treat the attention weights as constants.", r"\frac{\partial o}{\partial p_i} = v_i", "undecided"),
        ("We treat the attention weights as constants.", r"\frac{\partial o}{\partial v_i} = p_i", "proved"),
        ("The values are learned.", r"\sum_i v_i = 0", "refuted"),
    ],
)
def test_what_is_said_of_names_by_what_they_are_called(sentence: str, claim: str, verdict: str) -> None:
    found = judged(f"{NAMED}{sentence}\n\n$$ {claim} $$\n")[-1]
    assert found["verdict"] == verdict, found


@pytest.mark.parametrize(
    ("text", "true", "false"),
    [
        (r"The system is $A x = y$.", r"x^\top A x = x^\top y", r"x^\top A x = x^\top x"),
        (r"Consider the fixed point equation $x = A x$.", r"x^\top A x = x^\top x", r"x^\top A y = x^\top y"),
    ],
)
def test_an_equation_that_may_be_supposed_refutes_nothing_that_follows(text: str, true: str, false: str) -> None:
    found = [e["verdict"] for e in judged(f"{HEAD}{text}\n\n$$ {true} $$\n\n$$ {false} $$\n")]
    assert found[0] in ("undecided", "proved")
    assert found[1] == "refuted"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("where the $t_n$ sum to one.", "proved"),
        ("The numbers $t_n$ sum to one.", "proved"),
        ("The $t_n$ are probabilities.", "undecided"),
    ],
)
def test_an_index_of_which_the_text_alone_speaks(words: str, verdict: str) -> None:
    head = r"Let $\mathbf{t} \in \mathbb{R}^N$ have the entries $t_n$."
    assert verdicts(f"{head}\n\n{words}\n\n$$ \\mathbf{{t}}^\\top \\mathbf{{1}} = 1 $$\n")[-1] == verdict
    assert verdicts(f"{head}\n\n{words}\n\n$$ \\mathbf{{t}}^\\top \\mathbf{{1}} = 2 $$\n")[-1] == "refuted"


@pytest.mark.parametrize("words", ["$P$ sums to one along its rows.", "$P$ sums to one over $j$."])
def test_which_sums_of_a_matrix_are_one_is_not_understood(words: str) -> None:
    head = r"Let $P \in \mathbb{R}^{n \times n}$."
    assert verdicts(f"{head} {words}\n\n$$ \\sum_{{j=1}}^n P_{{ij}} = 1 $$\n")[-1] == "undecided"
    assert verdicts(f"{head} {words}\n\n$$ \\sum_{{j=1}}^n P_{{ij}} = 2 $$\n")[-1] == "refuted"


@pytest.mark.parametrize("words", ["Under the constraint,", "On the constraint set,", "If the constraint holds,"])
def test_a_line_under_the_constraint_is_a_claim(words: str) -> None:
    head = r"Let $p \in \mathbb{R}^n$ and the constraint $\sum_i p_i = 1$."
    assert verdicts(f"{head}\n\n{words}\n\n$$ \\sum_i (p_i - \\tfrac1n) = 0 $$\n")[-1] == "proved"
    assert verdicts(f"{head}\n\n{words}\n\n$$ \\sum_i (p_i - \\tfrac1n) = 1 $$\n")[-1] == "refuted"
