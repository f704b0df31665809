"""Equations that running text supposes of declared names which nothing has used: they hold for what follows."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $A, B \in \mathbb{R}^{n \times n}$, $x, y \in \mathbb{R}^n$ and let $c$ be a scalar. "
WORDS = ["Assume that", "Suppose", "Given that", "Provided that", "Assume now, for simplicity, that"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    ("supposed", "true", "false"),
    [
        ("A = B", "A x = B x", "A x = B y"),
        ("A_{ij} = B_{ij}", "A x = B x", "A x = B^\\top x"),
        ("x = 2 y", "x^\\top x = 4 y^\\top y", "x^\\top x = 2 y^\\top y"),
        ("x = 0", "A x = 0", "A y = 0"),
        ("A = I", "A x = x", "B x = x"),
        ("c = 2", "c x_i = x_i + x_i", "c x_i = 3 x_i"),
    ],
)
def test_a_supposition_about_a_declared_name(word: str, supposed: str, true: str, false: str) -> None:
    assert verdicts(f"{HEAD}{word} ${supposed}$. Then $$ {true} $$ and $$ {false} $$") == ["proved", "refuted"]


@pytest.mark.parametrize("word", ["It is false that", "It is not assumed that", "We do not suppose that"])
def test_what_is_denied_supposes_nothing(word: str) -> None:
    assert verdicts(f"{HEAD}{word} $A = B$. Then $$ A x = B x $$") == ["refuted"]


SAID = ["Clearly", "Obviously,", "It holds that", "It turns out that", "Note that", "We observe that", "Then", "Hence"]
SAID += ["In our setting,"]


@pytest.mark.parametrize("word", SAID)
@pytest.mark.parametrize("line", [r"A x = A^\top x", r"A x = 2 A^\top x"])
def test_what_is_stated_of_inputs_leaves_open_what_rests_on_it(word: str, line: str) -> None:
    found = verdicts(rf"{HEAD}{word} $A^\top = A$." + f"\n\n$$ {line} $$\n")
    assert found == ["refuted" if "2" in line else "undecided"]


@pytest.mark.parametrize("word", SAID)
@pytest.mark.parametrize("line", ["c x = x + x", "c x = 3 x"])
def test_a_value_that_is_stated_leaves_open_what_rests_on_it_behind_its_display(word: str, line: str) -> None:
    found = verdicts(f"{HEAD}{word} $c = 2$.\n\n$$ c = 2 $$\n\nWe get\n\n$$ {line} $$\n")
    assert found[-1] in (["refuted"] if "3" in line else ["undecided", "proved"])


def test_a_display_that_defines_goes_on_defining() -> None:
    text = (
        HEAD
        + r"Let $z \in \mathbb{R}^n$. Assume $z = 0$. $$ z_i = \sum_j A_{ij} x_j $$ $$ z^\top z = 0 $$ $$ z_i = y_i $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_display_between_uses_the_name() -> None:
    text = HEAD + r"Assume that $x = 2 y$. Then $$ A x = 2 A y $$ $$ x_i = 2 y_i $$ $$ x_i = y_i $$"
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_of_inputs_whose_shape_only_their_sums_tell() -> None:
    text = r"""There are $S$ training sets, drawn with weights $w_s \ge 0$, $\sum_{s=1}^{S} w_s = 1$.
    $$ m = \sum_{s=1}^{S} w_s f_s $$ $$ \sum_{s=1}^S w_s (f_s - m) = 0, \qquad \sum_{s=1}^S w_s f_s = 2 m $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_of_what_a_display_defines_nothing_is_supposed() -> None:
    text = r"""The attention weights satisfy $\sum_{j=1}^{n} p_j = 1$.
    $$ p_j = \frac{e^{z_j}}{1 + \sum_{k=1}^n e^{z_k}} $$ $$ \sum_{j=1}^n p_j = 1 $$"""
    assert verdicts(text)[-1] == "refuted"


def test_in_apposition_to_a_name() -> None:
    text = r"""Consider a two-layer network for $K$-class classification, with logits $s \in \mathbb{R}^K$:
    $$ p_k = \frac{e^{s_k}}{\sum_j e^{s_j}} $$ The loss on a target $y \in \mathbb{R}^K$, $\sum_k y_k = 1$, is
    $$ \ell = -\sum_k y_k \log p_k, \quad \frac{\partial \ell}{\partial s} = p - y, \quad \sum_k y_k^2 = 1 $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]
    one = text.replace("a target", "a one-hot target").replace("p - y", "p - 2 y")
    assert verdicts(one)[-2:] == ["refuted", "proved"]


GRAPH = r""" let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$.
$$ E = \frac12\sum_{i,j} A_{ij} x_i x_j, \qquad \frac{\partial E}{\partial x_k} = \sum_j A_{kj} x_j $$
"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [("Adjacency $A_{ij}=A_{ji}$, $n$ nodes;", "proved"), ("Not every matrix $A_{ij}=A_{ji}$ will do;", "undecided")],
)
def test_what_a_noun_is_called_and_has_for_property(head: str, expected: str) -> None:
    assert verdicts(head + GRAPH)[-1] == expected


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"$q, z \in \mathbb{R}^K$, $\sum_k q_k = 1$.", "proved"),
        (r"$q \in \mathbb{R}^K$, $\sum_k q_k = 1$, $z \in \mathbb{R}^K$ and $\alpha > 0$.", "proved"),
        (r"$q, z \in \mathbb{R}^K$, $\sum_k q_k = 1$ is wanted.", "undecided"),
        (r"For $q, z \in \mathbb{R}^K$ we get $\sum_k q_k = 1$.", "refuted"),
    ],
)
def test_an_equation_in_a_list_of_declarations(words: str, verdict: str) -> None:
    assert verdicts(words + "\n\n$$ \\sum_k 2 q_k = 2 $$")[-1] == verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"For orthonormal columns $E^\top E = I$ and tied weights $F = E^\top$:", "proved"),
        (r"Under weight tying ($F = E^\top$) and orthonormality ($E^\top E = I$),", "proved"),
        (r"For tied weights $F = E^\top$:", "refuted"),
        (r"For all matrices, $E^\top E = I$ and $F = E^\top$, so", "undecided"),
    ],
)
def test_several_choices_before_a_display(words: str, verdict: str) -> None:
    text = r"Let $X \in \mathbb{R}^{N \times D}$, $E \in \mathbb{R}^{D \times k}$, $F \in \mathbb{R}^{k \times D}$ and"
    text += "\n" + r"$$ J = \frac12 \|X E F - X\|_F^2 $$ " + words
    assert verdicts(text + r" $$ J = \frac12 \|X\|_F^2 - \frac12 \|X E\|_F^2 $$") == ["definition", verdict]


ROWS = r"""
You have embeddings $s \in \mathbb{R}^{N \times N}$ and a matrix $m \in \mathbb{R}^{N \times N}$, where WORDS.

$$ p_{ij} = \frac{e^{s_{ij}}}{\sum_l e^{s_{il}}}, \qquad L = - \sum_{ij} m_{ij} \log p_{ij} $$

$$ \frac{\partial L}{\partial s_{ij}} = p_{ij} - m_{ij} $$

$$ \frac{\partial L}{\partial s_{ij}} = p_{ij} + m_{ij} $$
"""


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (r"each row is normalised so that $\sum_j m_{ij} = 1$", ("proved",)),
        (
            r"$m_{ij}$ is nonzero if $i$ and $j$ share a class, and each row is normalised so that $\sum_j m_{ij} = 1$",
            ("proved", "undecided"),
        ),
        (r"we speak of the case that all is well if $\sum_j m_{ij} = 1$", ("undecided",)),
    ],
)
def test_rows_that_are_normalised_so_that(words: str, right: tuple[str, ...]) -> None:
    found = verdicts(ROWS.replace("WORDS", words))
    assert found[-1] != "proved"
    assert found[-1] == "refuted" or right != ("proved",)
    assert found[-2] in right


def test_what_a_target_is_holds_beyond_its_sentence() -> None:
    text = r"""Let $z \in \mathbb{R}^{C}$ be logits and let $p = \operatorname{softmax}(z)$.
    For a target distribution $t \in \mathbb{R}^C$ with $\sum_c t_c = 1$ define the loss
    $$ \ell = -\sum_{c=1}^{C} t_c \log p_c . $$ It is well known (and easy) that
    $$ \frac{\partial \ell}{\partial z_c} = p_c - t_c . $$
    $$ \frac{\partial \ell}{\partial z_c} = p_c + t_c . $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_chain_that_ends_in_a_number_gives_it_to_each() -> None:
    text = r"""Let $u, v \in \mathbb{R}^n$ with $\|u\| = \|v\| = 1$.
$$ \|u - v\|^2 = 2 - 2 u^\top v, \qquad \|u - v\|^2 = 1 - u^\top v $$
"""
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "words", ["In physics", "In industry,", "The professor takes", "A tutorial has", "Reviewers assume"]
)
def test_what_others_take_is_not_supposed(words: str) -> None:
    assert verdicts(f"{HEAD}{words} $c = 0$. $$ c x_i = 0 $$")[0] != "proved"
    assert verdicts(f"{HEAD}{words} $x_i > 0$. $$ |x_i| = x_i $$")[0] != "proved"


def test_what_one_has_by_assumption_is_supposed() -> None:
    assert verdicts(f"{HEAD}We have $c = 0$ by assumption. $$ c x_i = 0 $$ $$ c x_i = x_i $$") == ["proved", "refuted"]


def test_a_condition_behind_a_long_list_of_declarations() -> None:
    text = r"""$$ q = B r + b, \qquad p = \mathrm{softmax}(q), \qquad \ell = -\sum_{i=1}^{k} o_i \log p_i $$

with $b \in \mathbb{R}^{k}$, $B \in \mathbb{R}^{k \times d}$, $r \in \mathbb{R}^{d}$ and the label
$o \in \mathbb{R}^{k}$ such that $\sum_i o_i = 1$.

$$ \frac{\partial \ell}{\partial q} = p - o, \qquad \frac{\partial \ell}{\partial q} = o - p $$
"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]
