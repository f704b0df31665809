"""What is said not to be assumed is not assumed: no claim is judged under it."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

HEAD = "Let $a, b \\in \\mathbb{R}$ and $x \\in \\mathbb{R}^N$.\n\n"
CLAIMS = {r"\sum_{i=1}^N x_i = 0": r"b \sum_{i=1}^N x_i = 0", "a > 0": "|a| = a"}
DENIED = [
    "We do not assume that ${h}$.",
    "It is not assumed that ${h}$. We show",
    "We never need ${h}$.",
    "We no longer assume that ${h}$.",
    "Nobody assumes ${h}$.",
    "We drop the assumption ${h}$.",
    "Without assuming ${h}$, we get",
    "Instead of assuming ${h}$ we prove directly",
    "Assuming ${h}$ would be too strong.",
    "One might assume that ${h}$, but this is not needed.",
    "Whether or not ${h}$,",
    "Let us see why ${h}$ is not necessary.",
    "For example, when ${h}$, the sum is simple.",
    "**Remark.** Suppose ${h}$ for the moment.\n\n## General case",
]


@pytest.mark.parametrize("hypothesis", CLAIMS)
@pytest.mark.parametrize("frame", DENIED)
def test_what_is_not_assumed(frame: str, hypothesis: str) -> None:
    text = f"{HEAD}{frame.replace('{h}', hypothesis)}\n\n$$ {CLAIMS[hypothesis]} $$\n"
    (claim,) = judged(text)
    assert claim["verdict"] == "refuted", claim


@pytest.mark.parametrize("hypothesis", CLAIMS)
@pytest.mark.parametrize("frame", ["Assume that ${h}$.", "Suppose that ${h}$. Then", "We assume that ${h}$, so"])
def test_what_is_assumed(frame: str, hypothesis: str) -> None:
    text = f"{HEAD}{frame.replace('{h}', hypothesis)}\n\n$$ {CLAIMS[hypothesis]} $$\n"
    (claim,) = judged(text)
    assert claim["verdict"] == "proved", claim


DISPLAYED = [
    "Suppose a colleague writes {h} That is wrong.",
    "Assume you were told that {h} Would you believe it?",
    "Instead of assuming that {h} we compute.",
    "Is it enough to assume {h} ? We do not know.",
    "Unless we assume {h} nothing follows.",
    "The assumption {h} is not made here.",
    "Many textbooks assume {h} but this text does not.",
    "Provided that we computed correctly, {h}",
]


@pytest.mark.parametrize("frame", DISPLAYED)
def test_a_display_that_nobody_supposes_here_is_a_claim(frame: str) -> None:
    text = HEAD + frame.replace("{h}", "$$ b x_i = a x_i $$") + "\n\n$$ b x_1 = a x_1 $$\n"
    assert [(e["role"], e["verdict"]) for e in judged(text)] == [("claim", "refuted"), ("claim", "refuted")]


def test_a_display_that_is_supposed_is_a_hypothesis() -> None:
    text = HEAD + "Suppose that $$ b x_i = a x_i $$ Some texts do not assume this.\n\n$$ b x_1 = a x_1 $$\n"
    assert [e["role"] for e in judged(text)] == ["hypothesis", "claim"]


MATRICES = "Let $A, B \\in \\mathbb{R}^{n \\times n}$.\n\n"
OTHER_CASES = [
    *(
        f"{words} the case {of}$BA = 0$. Then"
        for of in ("", "that ", "where ")
        for words in ("We exclude", "We ignore", "It is not", "It is never", "It is not always", "We leave aside")
    ),
    *(
        f"{words} the {kind} case $BA = 0$, we have"
        for kind in ("", "special ", "easy special ")
        for words in ("As opposed to", "In contrast to", "Contrary to", "Outside of", "Beyond", "Leaving aside")
    ),
    "The case $BA = 0$ does not occur. Then",
    "The case $BA = 0$ cannot occur. Then",
    "In the next section we assume that $BA = 0$. Here",
    "Later on we assume that $BA = 0$. Now",
    "In another paper we suppose that $BA = 0$.",
    *(
        f"{words} $BA = 0$ {lifted}, then"
        for lifted in (
            "is violated",
            "is dropped",
            "is no longer true",
            "breaks down",
            "ceases to hold",
            "can be relaxed",
        )
        for words in ("If", "When", "Whenever")
    ),
    "Dispensing with the assumption that $BA = 0$, we have",
    "Giving up the assumption that $BA = 0$, we have",
]


@pytest.mark.parametrize("frame", OTHER_CASES)
def test_another_case_supposes_nothing_here(frame: str) -> None:
    (claim,) = judged(f"{MATRICES}{frame}\n\n$$ (AB)^2 = 0 $$\n")
    assert claim["verdict"] != "proved", claim


@pytest.mark.parametrize("verb", ["", "holds", "is true", "is assumed", "is imposed"])
@pytest.mark.parametrize("words", ["If", "When", "In the case that", "In the special case that"])
def test_this_case_is_supposed(words: str, verb: str) -> None:
    (claim,) = judged(f"{MATRICES}{words} $BA = 0$ {verb}, then\n\n$$ (AB)^2 = 0 $$\n")
    assert claim["verdict"] == "proved", claim


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Let $q_1, \\dots, q_n \\in \\mathbb{R}^d$ and let Q have the columns $q_i$.", "proved"),
        ("Let $q_1, \\dots, q_n \\in \\mathbb{R}^d$ not be orthonormal and let Q have the columns $q_i$.", "proved"),
        ("Let $q_1, \\dots, q_n \\in \\mathbb{R}^d$, not necessarily orthonormal, be the columns of Q.", "proved"),
        ("Vectors $q_1, \\dots, q_n \\in \\mathbb{R}^d$ need not be orthonormal; Q has the columns $q_i$.", "proved"),
        ("The vectors $q_1, \\dots, q_n \\in \\mathbb{R}^d$ are not the columns of Q.", "refuted"),
    ],
)
def test_a_property_that_is_denied_takes_nothing_else_along(words: str, verdict: str) -> None:
    text = words.replace("Q", "$Q \\in \\mathbb{R}^{d \\times n}$")
    assert verdicts(f"{text}\n\n$$ Q Q^\\top = \\sum_{{i=1}}^{{n}} q_i q_i^\\top $$\n") == [verdict]
