"""What displays say of sizes: a claim supposes nothing, and what a size is has been said once."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

SIZES = r"Let $N, k, s \ge 1$ and $p \ge 0$ be integers"


def roles(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in check(read(text, "a.md"), suggest=False)["equations"]]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"N \ge k", "refuted"),
        (r"N + 1 > k", "refuted"),
        (r"N \ge 1", "proved"),
        (r"N < k", "refuted"),
        (r"N \ne k", "refuted"),
        (r"2 N + k \ge 3", "proved"),
        (r"s N + k \le 7 N", "refuted"),
    ],
)
def test_a_claim_about_sizes_does_not_suppose_itself(claim: str, verdict: str) -> None:
    assert roles(SIZES + f". $$ {claim} $$") == [verdict]


def test_what_is_assumed_of_sizes_is() -> None:
    assert roles(SIZES + r". Assume $$ N \ge k $$ Then $$ N + 1 > k $$")[-1] == "proved"
    assert roles(SIZES + r" with $N \ge k$. $$ N + 1 > k $$") == ["proved"]


@pytest.mark.parametrize("told", [r"and $M = N + 2 k$.", r". Define $$ M = N + 2 k $$"])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [(r"M = N + k", "refuted"), (r"M = 2 k + N", "proved"), (r"M - N = k", "refuted"), (r"M \le N", "refuted")],
)
def test_a_size_is_said_once(told: str, claim: str, verdict: str) -> None:
    if claim == r"M = 2 k + N" and "Define" not in told:
        verdict = "definition"  # the display writes out what the text has said
    assert roles(f"Let $N, k$ be positive integers {told} $$ {claim} $$")[-1] == verdict


def test_output_sizes_with_a_floor() -> None:
    text = SIZES + r" with $N + 2p \ge k$. Define $$ M = \left\lfloor \frac{N + 2p - k}{s} \right\rfloor + 1 $$ "
    claims = [
        (r"s (M - 1) + k \le N + 2p", "proved"),
        (r"s M + k > N + 2p", "proved"),
        (r"s M + k \le N + 2p", "refuted"),
        (r"M \ge 1", "proved"),
    ]
    text += " ".join(f"$$ {claim} $$" for claim, _ in claims)
    assert roles(text) == ["definition", *(verdict for _, verdict in claims)]
    assumed = check(read(text, "a.md"))["equations"][-1]["assumptions"]
    assert len(assumed) <= 4


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        (r"Suppose $N \ge k$.", "proved"),
        (r"We need $N \ge k$.", "proved"),
        (r"Throughout, $N \ge k$.", "proved"),
        (r"Beginners think that $N \ge k$. We suppose $N \ge k$.", "proved"),
        (r"Beginners think that $N \ge k$.", "undecided"),
        (r"It is false that $N \ge k$.", "undecided"),
        (r"One might hope that $N \ge k$.", "undecided"),
        (r"In practice often $N \ge k$.", "undecided"),
        (r"We do not assume $N \ge k$.", "refuted"),
        (r"Is $N \ge k$?", "refuted"),
    ],
)
def test_a_condition_on_sizes_holds_where_the_text_supposes_it(sentence: str, verdict: str) -> None:
    assert roles(f"Let $N, k \\ge 1$ be integers. {sentence} $$ N + 1 > k $$") == [verdict]
    assert roles(f"Let $N, k \\ge 1$ be integers. {sentence} $$ N + k > 1 $$") == ["proved"]


@pytest.mark.parametrize(
    ("lead", "verdicts"),
    [
        ("Everything holds provided that", ["hypothesis", "proved"]),
        ("This requires", ["undecided", "undecided"]),
        ("where", ["undecided", "undecided"]),
        ("The sizes satisfy", ["undecided", "undecided"]),
        ("Clearly", ["refuted", "refuted"]),
    ],
)
def test_a_display_that_a_sentence_asks_for_is_no_plain_claim(lead: str, verdicts: list[str]) -> None:
    assert roles(rf"Let $N, k \ge 1$ be integers. {lead} $$ N \ge k. $$ Then $$ N + 1 > k $$") == verdicts


@pytest.mark.parametrize(
    "head", [r"Let $N, k \ge 1$ be integers.", r"Let $x \in \mathbb{R}^N$ and $y \in \mathbb{R}^k$."]
)
@pytest.mark.parametrize("equation", ["N = k", "N = 2 k"])
def test_an_equation_of_sizes_holds_where_the_text_supposes_it(head: str, equation: str) -> None:
    for told in (f"Suppose ${equation}$.", f"Let ${equation}$."):
        assert roles(f"{head} {told} $$ N + 1 > k $$")[-1] == "proved"
    for told in (f"It is false that ${equation}$.", f"Some authors take ${equation}$."):
        assert roles(f"{head} {told} $$ N + 1 > k $$")[-1] == "undecided"
        assert roles(f"{head} {told} $$ N + k > 1 $$")[-1] == "proved"


@pytest.mark.parametrize("begin", ["Let $n$ be a positive integer.\n\n", "Let $x \\in \\mathbb{R}^n$.\n\n", ""])
def test_the_square_of_a_size_is_no_new_name(begin: str) -> None:
    claims = "$$ n^2 = \\sum_{i=1}^n (2 i - 1) $$\n\n$$ n^2 = \\sum_{i=1}^n 2 i $$\n"
    assert roles(begin + claims) == ["proved", "refuted"]
