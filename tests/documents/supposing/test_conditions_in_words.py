r"""Conditions that the text supposes in words: a line that is right under one is not refuted, and one that the text
only speaks of proves nothing.

The same condition stands in many places.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

# What is declared and defined, a line that is right under the condition alone, a line that is not right under it
# either, and the condition as a clause and as a phrase.
FAMILIES = {
    "labels": (
        r"Inputs $X \in \mathbb{R}^{N \times D}$, weights $w \in \mathbb{R}^D$ and labels $y \in \mathbb{R}^N$. "
        r"$$ L = \frac12 \sum_{n=1}^N \left( \sum_{d=1}^D X_{nd} w_d - y_n \right)^2 $$",
        r"\frac{\partial L}{\partial w} = X^\top X w",
        r"\frac{\partial L}{\partial w} = 2 X^\top X w",
        (("all labels are zero", "with all labels zero"), ("every label vanishes", "without labels")),
    ),
    "stride": (
        r"Signal $x \in \mathbb{R}^{H}$, kernel $w \in \mathbb{R}^K$, stride $s$ a positive integer, "
        r"$y \in \mathbb{R}^{M}$. $$ y_i = \sum_{p=0}^{K-1} w_p \, x_{s i + p} $$",
        r"y_i = \sum_{p=0}^{K-1} w_p \, x_{i + p}",
        r"y_i = \sum_{p=0}^{K-1} w_p \, x_{i - p}",
        (("the stride is one", "for unit stride"), ("$s$ is one", "with a stride of 1")),
    ),
    "padding": (
        r"Signal $x \in \mathbb{R}^{H}$, kernel $w \in \mathbb{R}^K$, padding $P$ a non-negative integer; "
        r"$y \in \mathbb{R}^{M}$. $$ y_i = \sum_{p=0}^{K-1} w_p \, x_{i + p - P} $$",
        r"y_i = \sum_{p=0}^{K-1} w_p \, x_{i+p}",
        r"y_i = \sum_{p=0}^{K-1} w_p \, x_{i-p}",
        (("there is no padding", "without padding"), ("the convolution is unpadded", "with no padding")),
    ),
    "kernel": (
        r"Signal $x \in \mathbb{R}^{n}$ and kernel $w \in \mathbb{R}^{3}$, indices start at 0, $y \in \mathbb{R}^{n}$. "
        r"$$ y_i = \sum_{p=0}^{2} w_p \, x_{i+p-1} $$",
        r"y_i = \sum_{p=0}^{2} w_p \, x_{i-p+1}",
        r"y_i = \sum_{p=0}^{2} w_p \, x_{i-p}",
        (
            ("the kernel is symmetric", "for a symmetric kernel"),
            ("the kernel equals its own flip", "for palindromic $w$"),
        ),
    ),
    "sizes": (
        r"Let $W \in \mathbb{R}^{m \times n}$. $$ f = \operatorname{tr}(W^\top W) $$",
        r"\sum_{i=1}^m \sum_{j=1}^n \delta_{ij} = m",
        r"\sum_{i=1}^m \sum_{j=1}^n \delta_{ij} = m + n",
        (("$W$ is square", "for square $W$"), ("$W$ has as many rows as columns", "with $W$ square")),
    ),
    "eigenvalues": (
        r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric with $A u = \lambda u$ and $A v = \mu v$, where "
        r"$u, v \in \mathbb{R}^n$ and $\lambda, \mu \in \mathbb{R}$. $$ s = u^\top v $$",
        r"u^\top v = 0",
        r"u^\top v = 1",
        (
            ("the eigenvalues are distinct", "for distinct eigenvalues"),
            ("no eigenvalue is repeated", "with $\\lambda$ and $\\mu$ distinct"),
        ),
    ),
    "tables": (
        r"Let $U, V \in \mathbb{R}^{n \times d}$ be the two embedding tables. "
        r"$$ f = \sum_{i=1}^n \sum_{k=1}^d U_{ik} V_{ik} $$",
        r"f = \| U \|_F^2",
        r"f = 2 \| U \|_F^2",
        (("$U$ and $V$ are tied", "with shared tables"), ("both tables coincide", "for identical tables")),
    ),
    "parity": (
        r"Kernel $w \in \mathbb{R}^{K}$. $$ f = \sum_{p=0}^{K-1} w_p $$",
        r"\sum_{p=0}^{K-1} (-1)^p = 1",
        r"\sum_{p=0}^{K-1} (-1)^p = -1",
        (("the kernel size is odd", "with an odd kernel size"), ("the kernel has odd length", "for odd kernel size")),
    ),
    "bias": (
        r"Let $W \in \mathbb{R}^{M \times D}$, $b \in \mathbb{R}^M$ (bias), $x \in \mathbb{R}^D$. $$ y = W x + b $$",
        r"\|y\|^2 = x^\top W^\top W x",
        r"\|y\|^2 = x^\top W^\top W x + 1",
        (("the layer has no bias", "without bias"), ("the bias is omitted", "with the bias omitted")),
    ),
}
SUPPOSED = (
    "{head}\n\nSuppose that {clause}. Then $${line}$$",
    "{head}\n\n{phrase}, we get $${line}$$",
    "{head}\n\n{line_of}\n\nsince {clause}.",
    "{head}\n\nIt follows (here {clause}) that $${line}$$",
    "{head}\n\n1. Assume that {clause}. Then\n\n   $${line}$$",
    "{head}[^1]\n\n$${line}$$\n\n[^1]: We suppose that {clause}.",
    "{head}\n\n## The case {phrase}\n\n$${line}$$",
    "{head}\n\n$${line} \\qquad \\text{{(if {clause})}}$$",
    "{head}\n\nUnder the assumption that {clause}, $${line}$$",
)
CASES = [
    pytest.param(head, line, false, *words[(n + k) % len(words)], frame, id=f"{name}-{n}")
    for k, (name, (head, line, false, words)) in enumerate(FAMILIES.items())
    for n, frame in enumerate(SUPPOSED)
]


@pytest.mark.parametrize(("head", "line", "false", "clause", "phrase", "frame"), CASES)
def test_what_the_text_supposes_is_not_refuted(
    head: str, line: str, false: str, clause: str, phrase: str, frame: str
) -> None:
    def verdict(claim: str) -> str:
        shown = phrase[0].upper() + phrase[1:] if "\n{phrase}" in frame else phrase
        text = frame.format(head=head, line=claim, line_of=f"We have $${claim}$$", clause=clause, phrase=shown)
        return str(judged(text)[-1]["verdict"])

    assert verdict(line) in ("undecided", "proved")
    assert verdict(false) != "proved"


@pytest.mark.parametrize(("head", "false", "words"), [(h, f, w) for h, _, f, w in FAMILIES.values()], ids=FAMILIES)
def test_what_is_false_in_spite_of_it_is_refuted(head: str, false: str, words: tuple[tuple[str, str], ...]) -> None:
    for _, phrase in words[:1]:
        found = judged(f"{head}\n\nThis is about the case {phrase}. We get\n\n$${false}$$")
        assert found[-1]["verdict"] == "refuted"


DENIED = (
    "We do not assume that {}.",
    "Is it true that {}?",
    "Nothing here requires that {}.",
    "Unless {}, we have",
    "It need not be the case that {}. So",
    "We drop the usual assumption that {}.",
    "Compare this with the situation where {}. Here,",
    "Note that nowhere do we need that {}:",
)
CONDITIONS = (
    (r"Let $X \in \mathbb{R}^{N \times D}$. $$ L = \frac1N \sum_{n,d} X_{nd} $$", "$N = 1$", r"L = \sum_{n,d} X_{nd}"),
    (r"Let $w, x \in \mathbb{R}^n$. $$ f = \frac{w^\top x}{\|w\|} $$", r"$\|w\| = 1$", r"f = w^\top x"),
    (r"Let $m, h \in \mathbb{R}^n$. $$ f = \sum_i m_i^2 h_i $$", r"$m_i \in \{0, 1\}$", r"f = \sum_i m_i h_i"),
    (
        r"Let $U \in \mathbb{R}^{n \times k}$, $x \in \mathbb{R}^k$. $$ f = \|U x\|^2 $$",
        "the columns of $U$ are orthonormal",
        r"f = \|x\|^2",
    ),
    (r"Let $A, B \in \mathbb{R}^{n \times n}$. $$ C = A B $$", "$A$ and $B$ commute", "C = B A"),
    (
        r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$. $$ f = x^\top A x $$",
        "$A$ is symmetric",
        r"A = A^\top",
    ),
)


@pytest.mark.parametrize("sentence", DENIED)
@pytest.mark.parametrize(("head", "condition", "line"), CONDITIONS)
def test_what_the_text_only_speaks_of_proves_nothing(head: str, condition: str, line: str, sentence: str) -> None:
    text = f"{head}\n\n{sentence.format(condition)}\n\n$${line}$$"
    assert judged(text)[-1]["verdict"] != "proved"


def test_the_case_of_a_bold_label_ends_with_the_next() -> None:
    line = r"$$ f = \sum_i m_i h_i $$"
    head = r"Let $m, h \in \mathbb{R}^n$. $$ f = \sum_i m_i^2 h_i $$"
    _, first, second = judged(f"{head}\n\n**Case 1: $m_i \\in \\{{0, 1\\}}$.** {line}\n\n**Case 2: otherwise.** {line}")
    assert first["verdict"] == "proved"
    assert second["verdict"] != "proved"


@pytest.mark.parametrize(
    "words",
    [
        *("Reads outside of the array give zero.", "Entries beyond the border count as zero.", "Values outside are 0."),
        *("The signal is zero for negative times.", "The input is zero past its end."),
    ],
)
def test_what_is_zero_outside_is_no_condition(words: str) -> None:
    head = r"Let $x \in \mathbb{R}^{H}$, $w \in \mathbb{R}^{K}$, $y \in \mathbb{R}^{H}$, $P$ a non-negative integer."
    lines = (rf"$$ y_m = \sum_{{k=0}}^{{K-1}} w_k x_{{m+k{sign}P}} $$" for sign in "-+")
    assert judged(" ".join((head, words, *lines)))[-1]["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("The inputs $x$ are centred.", r"\sum_i y_i = 0"),
        ("All entries of $x$ are equal.", r"y^\top y = z^\top z"),
        ("Each row of the loss sums to one and the gradient vanishes.", r"x^\top y = 0"),
        ("The labels $y$ are zero.", r"x^\top x = z^\top z"),
    ],
)
def test_what_is_said_of_others_spares_no_claim(words: str, line: str) -> None:
    assert judged(rf"Let $x, y, z \in \mathbb{{R}}^n$. {words} $${line}$$")[-1]["verdict"] == "refuted"


TITLED = {
    "symmetric": (
        r"Let $A \in \mathbb{R}^{n \times n}${} and $x \in \mathbb{R}^n$. $$ f = \frac12 x^\top A x $$",
        r"\nabla_x f = A x",
        r"\nabla_x f = 2 A x",
        ("Quadratics with a symmetric matrix", "On symmetric matrices"),
        (" be symmetric", " be a symmetric matrix"),
    ),
    "single": (
        r"Keys $k \in \mathbb{R}^{T \times d}${}. $$ s_t = \sum_a k_{ta} q_a, \qquad L = \sum_t s_t^2 $$",
        r"\frac{\partial L}{\partial q_a} = 2 \sum_t s_t k_{ta}",
        r"\frac{\partial L}{\partial q_a} = \frac{2}{d} \sum_t s_t k_{ta}",
        ("Attention for a single query", "A single query, slowly"),
        (r" and a query $q \in \mathbb{R}^d$", r" and one query $q \in \mathbb{R}^{d}$"),
    ),
}


def _verdicts(document: str) -> list[str | None]:
    return [e["verdict"] for e in judged(document) if e["role"] == "claim"]


@pytest.mark.parametrize("name", TITLED)
def test_a_title_supposes_nothing_that_its_section_says_of_a_name(name: str) -> None:
    head, true, false, titles, told = TITLED[name]
    for title in titles:
        for words in told:
            document = f"# {title}\n\n{head.replace('{}', words, 1)}"
            found = _verdicts(f"{document}\n\nSo\n\n$$ {true} $$\n\nor\n\n$$ {false} $$\n")
            assert found == ["proved", "refuted"], (title, words, found)


@pytest.mark.parametrize("title", ["Quadratics with a symmetric matrix", "The symmetric case", "Symmetric A"])
def test_a_title_alone_leaves_open_what_is_right_under_it(title: str) -> None:
    text = (
        f"# {title}\n\n"
        r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$ and $f = \frac12 x^\top A x$." + "\n\n"
    )
    assert _verdicts(text + "$$ \\nabla_x f = A x $$\n\n$$ \\nabla_x f = 3 A x $$\n") == ["undecided", "refuted"]


@pytest.mark.parametrize(
    "words", ["The variance is", "The variance of the estimator is", "The variance of the noise is"]
)
def test_variance_is_no_condition_where_the_noise_has_one(words: str) -> None:
    noise = r"noise $\varepsilon \in \mathbb{R}^N$ with $\mathbb{E}[\varepsilon] = 0$"
    told = r" and $\mathbb{E}[\varepsilon \varepsilon^\top] = s^2 I$"
    line = f"{words}\n\n$$ \\mathbb{{E}}[\\|\\varepsilon\\|^2] = s^2 $$\n"
    assert _verdicts(f"Let $s > 0$ and let {noise}{told}.\n\n{line}") == ["refuted"]
    assert _verdicts(f"Let $s > 0$ and let {noise}.\n\n{line}") == ["undecided"]


@pytest.mark.parametrize(
    "words",
    [
        "Show that with all labels zero",
        "Verify that, for labels that are all zero,",
        "Prove the following: if all labels vanish,",
    ],
)
def test_what_is_supposed_within_what_is_to_be_shown(words: str) -> None:
    head, true, false, _ = FAMILIES["labels"]
    assert _verdicts(f"{head}\n\n{words}\n\n$$ {true} $$\n") == ["undecided"]
    assert _verdicts(f"{head}\n\n{words}\n\n$$ {false} $$\n") == ["refuted"]
    assert _verdicts(f"{head}\n\nShow that all labels are zero.\n\n$$ {true} $$\n") == ["refuted"]


def test_an_equation_beside_the_words_is_not_what_they_are_about() -> None:
    head, true, false, _ = FAMILIES["labels"]
    head = head.replace("Inputs", r"Let $\lambda \ge 0$. Inputs").replace("^2 $$", r"^2 + \lambda \sum_d w_d^2 $$")
    for words in (r"With $\lambda = 0$ and all labels zero,", r"For $\lambda = 0$ and labels that all vanish,"):
        assert _verdicts(f"{head}\n\n{words}\n\n$$ {true} $$\n") == ["undecided"]
        assert _verdicts(f"{head}\n\n{words}\n\n$$ {false} $$\n") == ["refuted"]


@pytest.mark.parametrize(
    "words",
    [
        "The negative log-likelihood is",
        "The normalised vector is",
        "The symmetric part is",
        "The constant in front is",
        "In an earlier version we had dropped the labels:",
        "The second term vanishes:",
        "With a constant $c > 0$",
    ],
)
def test_words_of_what_a_display_states_suppose_nothing(words: str) -> None:
    head, _, false, _ = FAMILIES["labels"]
    line = r"\frac{\partial L}{\partial w} = X^\top X w"
    assert _verdicts(f"{head}\n\n{words}\n\n$$ {line} $$\n\n$$ {false} $$\n") == ["refuted", "refuted"]


def test_one_example_is_what_its_shapes_are_of() -> None:
    text = r"For a single example let $x \in \mathbb{R}^{D}$ be the features and $m = \frac1D \sum_d x_d$."
    assert _verdicts(f"{text}\n\n$$ \\frac{{\\partial m}}{{\\partial x_d}} = 1 $$\n") == ["refuted"]
    text = r"For a single feature, with $x \in \mathbb{R}^{D}$ and $m = \frac1D \sum_d x_d$:"
    assert _verdicts(f"Let $n > 0$.\n\n{text}\n\n$$ \\frac{{\\partial m}}{{\\partial x_d}} = 2 $$\n") == ["refuted"]


def test_a_title_of_tied_weights_supposes_two_of_them() -> None:
    text = (
        r"The embedding is $E \in \mathbb{R}^{n \times d}$, and $x \in \mathbb{R}^n$. $$ h = E^\top x, \quad s = E h $$"
    )
    line = r"$$ \frac{\partial}{\partial E} \left( x^\top s \right) = x h^\top $$"
    assert _verdicts(f"# Tied embeddings\n\n{text}\n\n{line}\n") == ["refuted"]


@pytest.mark.parametrize("told", ["stride 1, padding 1", "unit stride", "stride of one", "stride one and dilation 1"])
def test_a_stride_is_no_kernel_of_ones(told: str) -> None:
    found = judged(
        rf"""Signal $x \in \mathbb{{R}}^{{n}}$, kernel $w \in \mathbb{{R}}^{{3}}$ ({told}), $y \in \mathbb{{R}}^n$;
        indices start at 0.

        $$ y_i = \sum_{{p=0}}^{{2}} w_p \, x_{{i+p-1}} $$

        $$ \frac{{\partial L}}{{\partial x_i}} = \sum_{{p=0}}^{{2}} w_p \frac{{\partial L}}{{\partial y_{{i-p+1}}}} $$

        $$ \frac{{\partial L}}{{\partial x_i}} = \sum_{{p=0}}^{{2}} w_p \frac{{\partial L}}{{\partial y_{{i+p-1}}}} $$
        """
    )
    assert [e["verdict"] for e in found] == [None, "proved", "refuted"]
