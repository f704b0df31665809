"""Relations in the running text are supposed where their sentence does so in words that are known to: each sentence
with each kind of relation, and a claim that is right only under it."""

from __future__ import annotations

import re

import pytest

from tests.documents.judged import judged, verdicts

HEAD = (
    "Let $x \\in \\mathbb{R}^n$, $A \\in \\mathbb{R}^{n \\times n}$, $p, q \\in \\mathbb{R}^n$, $c \\in \\mathbb{R}$, "
    "$B \\in \\mathbb{R}^{m \\times n}$.\n\n"
)
KINDS = {
    "value": ("$c = 0$", r"$$ \sum_i (x_i + c) = \sum_i x_i $$"),
    "symmetry": ("$A^\\top = A$", r"$$ \sum_j A_{ij} x_j = \sum_j A_{ji} x_j $$"),
    "sign": ("$x_i > 0$", r"$$ |x_i| = x_i $$"),
    "total": ("$\\sum_i p_i = 1$", r"$$ \sum_i p_i c = c $$"),
    "sizes": ("$m = n$", r"$$ \sum_{i=1}^{m} c = n c $$"),
    "number": ("$n = 3$", r"$$ \sum_{i=1}^{n} c = 3 c $$"),
    "names": ("$p_i = q_i$", r"$$ \sum_i p_i x_i = \sum_i q_i x_i $$"),
}
SUPPOSED = [
    "Suppose FORMULA.",
    "Suppose that FORMULA holds.",
    "Assume throughout that FORMULA.",
    "We assume FORMULA from now on.",
    "From now on FORMULA.",
    "Throughout, FORMULA.",
    "It is assumed that FORMULA.",
    "By hypothesis, FORMULA.",
    "In this note FORMULA.",
    "In what follows we take FORMULA.",
    "We work under the assumption that FORMULA.",
    "As always, suppose FORMULA.",
    "Suppose, as in the lecture, that FORMULA.",
    "Let us suppose that FORMULA for the rest of this note.",
    "If FORMULA, then",
    "Whenever FORMULA, we have",
    "As long as FORMULA, we have",
    "Since we assumed FORMULA, we get",
]
NOT_SUPPOSED = [
    "It is false that FORMULA.",
    "One might hope that FORMULA.",
    "FORMULA is too much to ask.",
    "Some authors assume FORMULA. We do not.",
    "Nobody said that FORMULA.",
    "We cannot have FORMULA.",
    "Textbooks often assume FORMULA, which is not what we do.",
    "We will not use FORMULA.",
    "It is tempting to believe that FORMULA.",
    "Had we assumed FORMULA, the line would be easier.",
    "FORMULA is an assumption that we avoid.",
    "FORMULA is rarely true.",
    "Not even FORMULA is enough.",
    "Imagine FORMULA: then all were easy.",
    "Beware: FORMULA was assumed in the first edition only.",
    "The condition FORMULA is unrealistic.",
    "We drop FORMULA.",
    "The case FORMULA is treated elsewhere.",
    "FORMULA is the topic of the next chapter.",
    "In the appendix we take FORMULA.",
    "Exclude FORMULA.",
    "The optimiser drives the model to FORMULA.",
    "With early stopping FORMULA is not reached.",
    "Another model has FORMULA.",
    "For the baseline FORMULA.",
    "Our rivals set FORMULA.",
    "Historically FORMULA.",
    "There exist inputs with FORMULA.",
    "For some inputs FORMULA.",
    "With probability $1/2$ we have FORMULA.",
    "For the last layer FORMULA.",
    "In their notation FORMULA.",
    "Up to rounding FORMULA.",
    "To show FORMULA one needs more.",
]
FOR_NOW = [
    "Suppose for a moment that FORMULA.",
    "For the moment, suppose FORMULA.",
    "Suppose first that FORMULA.",
    "For intuition, set FORMULA.",
    "As an example, take FORMULA.",
    "Say FORMULA, for illustration.",
    "For the sake of argument let FORMULA.",
    "Think of FORMULA.",
]


def verdict(words: str, kind: str, between: str = "") -> str:
    formula, claim = KINDS[kind]
    said = re.sub(r"\bFORMULA\b", lambda _: formula, words)
    return verdicts(f"{HEAD}{said}\n\n{between}{claim}\n")[-1]


@pytest.mark.parametrize("words", SUPPOSED)
def test_supposed(words: str) -> None:
    assert {kind: verdict(words, kind) for kind in KINDS} == dict.fromkeys(KINDS, "proved")


@pytest.mark.parametrize("words", NOT_SUPPOSED)
def test_not_supposed(words: str) -> None:
    assert "proved" not in {verdict(words, kind) for kind in KINDS}


@pytest.mark.parametrize("words", FOR_NOW)
def test_supposed_for_now(words: str) -> None:
    between = "For the general model we have the following.\n\n"
    assert "proved" not in {verdict(words, kind, between) for kind in KINDS}


@pytest.mark.parametrize("words", ["Suppose for a moment that $c = 0$. Then", "As an example, take $c = 0$. Then"])
def test_it_holds_for_its_argument(words: str) -> None:
    claim = KINDS["value"][1]
    assert verdicts(f"{HEAD}{words} {claim}\n\nNow we have a new topic.\n\n{claim}\n") in (
        ["proved", "undecided"],
        ["proved", "refuted"],
    )


def test_the_word_is_told() -> None:
    text = f"{HEAD}Whitened by the gods, the vector has {KINDS['total'][0]}.\n\n{KINDS['total'][1]}\n"
    assert verdicts(text)[-1] == "undecided"
    assert "gods" in judged(text)[-1]["message"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("For every unit $x_i > 0$.", "proved"),
        ("For all inputs, $x_i > 0$.", "proved"),
        ("For every active unit $x_i > 0$, as we said.", "undecided refuted"),
        ("For some units $x_i > 0$.", "undecided refuted"),
    ],
)
def test_what_is_said_of_all_of_a_kind(words: str, expected: str) -> None:
    assert verdict(words, "sign") in expected.split()


@pytest.mark.parametrize("words", ["For $i > 1$ let", "When $i \\ge 2$, we set", "For $i \\ne 1$ we have"])
def test_an_equation_behind_its_condition_defines_no_tensor(words: str) -> None:
    text = f"Let $x, y \\in \\mathbb{{R}}^n$. {words} $x_i = y_i$.\n\n$$ s = \\sum_i x_i $$\n\n$$ s = \\sum_i y_i $$\n"
    assert verdicts(text)[-1] != "proved"


def test_the_steps_of_a_recurrence_behind_their_condition() -> None:
    text = (
        "Let $h_0 = 1$, and for $t \\ge 1$ let $h_t = h_{t-1} + 2$.\n\n$$ h_3 = 7 $$\n\n$$ h_3 = 8 $$\n\n"
        "$$ h_t = 1 + 2 t $$\n"
    )
    assert verdicts(text) == ["proved", "refuted", "proved"]


@pytest.mark.parametrize(
    "words",
    [
        "Consider a kernel of size $n = 3$.",
        "We use a batch of $n = 3$ samples.",
    ],
)
def test_a_size_that_a_thing_has(words: str) -> None:
    assert verdicts(f"{words} Let $c \\in \\mathbb{{R}}$.\n\n$$ \\sum_{{i=1}}^{{n}} c = 3 c $$\n") == ["proved"]


@pytest.mark.parametrize(
    "words", ["A temperature $c > 0$ sharpens it.", "One adds a tiny constant $c > 0$ to avoid it."]
)
def test_a_number_that_is_bounded_by_another(words: str) -> None:
    assert verdicts(f"{words} Let $z \\in \\mathbb{{R}}^n$.\n\n$$ |c z_i| = c |z_i| $$\n") == ["proved"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Suppose that $$ A^\\top = A. $$ In the following", "proved"),
        ("Textbooks often assume $$ A^\\top = A. $$ We have", "undecided"),
        ("Our rivals suppose that $$ A^\\top = A. $$ Here", "undecided"),
        ("Suppose for a moment that $$ A^\\top = A. $$ Then", "proved"),
        ("Suppose for a moment that $$ A^\\top = A. $$ That is a lot. In general", "undecided refuted"),
    ],
)
def test_what_a_display_supposes(words: str, verdict: str) -> None:
    assert verdicts(f"{HEAD}{words} $$ \\sum_j A_{{ij}} x_j = \\sum_j A_{{ji}} x_j $$\n")[-1] in verdict.split()


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("The matrix $D \\in \\mathbb{R}^{n \\times n}$ with entries $D_{ij} = A_{ji}$ gives", "proved"),
        ("The matrix $D \\in \\mathbb{R}^{n \\times n}$ with entries $D_{ij} = A_{ij}$ gives", "refuted"),
        (
            "In the other papers, the matrix $D \\in \\mathbb{R}^{n \\times n}$ with entries $D_{ij} = A_{ji}$ gives",
            "undecided",
        ),
    ],
)
def test_the_entries_that_a_matrix_is_introduced_with(words: str, verdict: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ D x = A^\\top x $$\n") == [verdict]


@pytest.mark.parametrize("verb", ["gives", "yields", "leads to"])
@pytest.mark.parametrize("subject", ["Tying the weights as", "The symmetric case", "Assuming"])
def test_what_a_choice_gives_holds_for_a_while(subject: str, verb: str) -> None:
    claim = "$$ D x = A^\\top x $$\n\n"
    text = f"{HEAD}Let $D \\in \\mathbb{{R}}^{{n \\times n}}$.\n\n{subject} $D_{{ij}} = A_{{ji}}$ {verb}\n\n{claim}"
    assert verdicts(f"{text}In general, for all $D$ and $A$,\n\n{claim}")[-1] != "proved"


def test_an_encoder_suggests_no_code() -> None:
    text = "Data $X \\in \\mathbb{R}^{d \\times n}$, encoder $E \\in \\mathbb{R}^{k \\times d}$."
    assert verdicts(f"{text}\n\nAssume $E E^\\top = I$. Then\n\n$$ \\operatorname{{tr}}(E^\\top E) = d $$\n") == [
        "refuted"
    ]


@pytest.mark.parametrize(
    "words",
    [
        r"Let $x \in \mathbb{R}^n$ be a coarse feature map and $w \in \mathbb{R}^n$ a crisp handwritten filter.",
        r"Take masks $x, w \in \mathbb{R}^n$ (inverted dropout).",
        r"Let $x, w \in \mathbb{R}^n$. Some loss sits on top of $x$, and we drop the batch index of $w$.",
        r"Let $x \in \mathbb{R}^n$ be chosen by hand; the tiny $w \in \mathbb{R}^n$ avoids a division by zero.",
    ],
)
def test_words_of_the_craft_leave_values_free(words: str) -> None:
    assert verdicts(words + r" $$ \sum_i x_i w_i = \sum_i x_i^2 $$")[-1] == "refuted"


@pytest.mark.parametrize(
    "words", ["$x$ is an inverted $w$", "we drop the entries of $w$ beyond $x$", "the entries of $x$ and $w$ match"]
)
def test_words_beside_them_do_not(words: str) -> None:
    text = rf"Let $x, w \in \mathbb{{R}}^n$; {words}. $$ \sum_i x_i w_i = \sum_i x_i^2 $$"
    assert verdicts(text)[-1] == "undecided"


@pytest.mark.parametrize(
    "said",
    [
        r"The dropout mask $m \in \{0, 1\}^n$ has the keep probability $p > 0$.",
        r"With DropConnect, $m \in \{0, 1\}^n$ and $p > 0$.",
        r"DropPath masks $m \in \{0, 1\}^n$ with $p > 0$.",
    ],
)
def test_a_method_that_drops_drops_no_assumption(said: str) -> None:
    claims = r"$$ u = \tfrac1p m \odot z $$" "\n\n" r"$$ \sqrt{p^2} = p $$" "\n\n" r"$$ \sqrt{p^2} = -p $$"
    found = judged(rf"Let $z \in \mathbb{{R}}^n$. {said}" f"\n\n{claims}")
    assert [e["verdict"] for e in found] == [None, "proved", "refuted"]
    found = judged(rf"Let $z \in \mathbb{{R}}^n$, $m \in \{{0, 1\}}^n$. We drop $p > 0$." f"\n\n{claims}")
    assert "proved" not in [e["verdict"] for e in found]
