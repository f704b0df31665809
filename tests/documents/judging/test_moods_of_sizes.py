r"""Facts about sizes, ranges, shapes and whole numbers in many moods: what is right only under one is proved only where
the text supposes it, is not refuted there, and what is right or wrong anyway stays so."""

from __future__ import annotations

import itertools
import random

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

# What precedes a fact, the fact, what is right anyway, only under it, and wrong.
FACTS = {
    "equal": (r"Let $N, k \ge 1$ be integers.", "$N = k$", "N + k > 1", "N + 1 > k", "N + k < 2"),
    "multiple": (
        r"Let $x \in \mathbb{R}^N$ and $y \in \mathbb{R}^k$.",
        "$N = 2k$",
        r"\sum_{i=1}^N 2 x_i = 2 \sum_{i=1}^N x_i",
        r"\sum_{i=1}^N 1 = 2k",
        r"\sum_{i=1}^N 1 = 2k + 1",
    ),
    "turned": (
        r"Let $x \in \mathbb{R}^N$, $y \in \mathbb{R}^k$ and $z \in \mathbb{R}^m$.",
        "$N + k = m$",
        r"\sum_{i=1}^N 2 x_i = 2 \sum_{i=1}^N x_i",
        r"\sum_{i=1}^m 1 = N + k",
        r"\sum_{i=1}^m 1 = N + k + m",
    ),
    "order": (
        r"Let $x \in \mathbb{R}^N$ and $y \in \mathbb{R}^k$.",
        r"$k \le N$",
        r"\sum_{i=1}^N x_i = x^\top \mathbf{1}",
        r"\sum_{i=1}^N [i \le k] = k",
        r"\sum_{i=1}^N [i \le k] = k + N + 1",
    ),
    "value": (
        r"Let $x \in \mathbb{R}^N$.",
        "$N = 2$",
        r"\sum_{i=1}^N 2 x_i = 2 \sum_{i=1}^N x_i",
        r"\sum_{i=1}^N x_i = x_1 + x_2",
        r"\sum_{i=1}^N 1 = 3 N",
    ),
    "one of": (r"Let $p$ be a nonnegative integer.", r"$p \in \{0, 1\}$", "p + 1 > 0", "p < 2", "p + 1 < 1"),
    "range": (
        r"Let $x \in \mathbb{R}^N$ and $k \ge 1$ an integer.",
        r"$1 \le k \le N$",
        r"\sum_{i=1}^N 2 x_i = 2 \sum_{i=1}^N x_i",
        "k < N + 1",
        "k + N < 1",
    ),
    "number": (r"Let $b \in \mathbb{R}$.", "$b > 0$", "b + b = 2 b", "|b| = b", "b = b + 1"),
    "whole": (r"Let $b \in \mathbb{R}$.", r"$b \in \mathbb{Z}$", "b + b = 2 b", r"\lfloor b \rfloor = b", "b = b + 1"),
}
SUPPOSED = [
    "Suppose {f}.",
    "We assume that {f}.",
    "Throughout, {f}.",
    "Assume, for simplicity, that {f}.",
    "Some people think otherwise, but we assume that {f}.",
    "In this section we assume {f}.",
    "Assume {f}, which some authors forget.",
]
NOT_SUPPOSED = [
    "We do not assume {f}.",
    "It is false that {f}.",
    "We refuse to suppose {f}.",
    "Smith et al. assume {f}.",
    "The lecturer said: suppose {f}.",
    "The original paper assumed {f}.",
    "In [3], {f}.",
    "Should we assume {f}?",
    "Suppose {f}?",
    "If {f}, the layer is trivial.\n\n",
    "The case {f} is easy.\n\n",
    "For instance, suppose {f}. That was an example.\n\n",
    "By default {f}.",
    "In practice {f}.",
    "In Section 3 we assume {f}.\n\n",
    "In the appendix we assume {f}.\n\n",
    "In this section suppose {f}.\n\n## Another section\n\n",
    "Until the end of this paragraph, suppose {f}.\n\nWe go on.\n\n",
    "Suppose {f}. We now drop this assumption.",
    "Suppose {f}. Scrap that.",
    "Suppose {f}. This is absurd.",
    "Suppose for contradiction that {f}.",
    "Were we to suppose {f}, it would follow.",
    "It is tempting to suppose {f}.",
    "\n\nExercise. Suppose {f}. Show that the layer is invertible.\n\n## Next\n\n",
    "Later we assume {f}.",
    "We hope that {f}.",
    "Perhaps {f}.",
]
UNSAID = [
    "\n\n~~Suppose {f}.~~\n\n",
    "\n\n<del>Suppose {f}.</del>\n\n",
    "\n\n[//]: # (Suppose {f}.)\n\n",
    "\n\n![Suppose {f}.](a.png)\n\n",
    "\n\nThings others assume:\n\n1. {f}\n\n",
]


def last(text: str) -> str:
    found = check(read(text, "a.md"), suggest=False, seconds=3)["equations"][-1]
    return str(found["verdict"] or found["role"])


def frame(name: str, mood: str, which: int, displayed: bool = False) -> str:
    head, fact, *claims = FACTS[name]
    fact = f"$$ {fact.strip('$')} $$" if displayed else fact
    return f"{head} {mood.replace('{f}', fact)}\n$$ {claims[which]} $$\n"


@pytest.mark.parametrize("name", FACTS)
def test_what_is_supposed(name: str) -> None:
    for mood in SUPPOSED:
        assert last(frame(name, mood, 1)) in (("proved",) if name != "equal" else ("proved", "undecided")), mood
    assert last(frame(name, SUPPOSED[0], 0)) == "proved"
    assert last(frame(name, SUPPOSED[0], 2)) == "refuted"


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("displayed", [False, True])
def test_what_is_not_supposed(name: str, displayed: bool) -> None:
    for mood in NOT_SUPPOSED if displayed else (*NOT_SUPPOSED, *UNSAID):
        assert last(frame(name, mood, 1, displayed)) != "proved", mood
    for mood in random.Random(7).sample(NOT_SUPPOSED, 3):
        assert last(frame(name, mood, 0, displayed)) == "proved", mood
        assert last(frame(name, mood, 2, displayed)) != "proved", mood


def test_what_is_said_later_or_is_a_claim_supposes_nothing() -> None:
    head, _, _, claim, _ = FACTS["multiple"]
    assert last(rf"{head} $$ \sum_{{i=1}}^N 1 = N $$ We get $$ N = 2k $$ $$ {claim} $$") == "refuted"
    text = rf"{head} $$ {claim} $$ Suppose $N = 2k$. $$ {claim} $$"
    found = [e["verdict"] for e in check(read(text, "a.md"), suggest=False)["equations"]]
    assert found[0] != "proved"
    assert found[1] == "proved"


def test_what_is_supposed_of_known_sizes_is_listed() -> None:
    head, _, _, claim, _ = FACTS["multiple"]
    listed = [
        check(read(f"{text} $$ {claim} $$", "a.md"))["equations"][-1]["assumptions"]
        for text in (f"{head} Suppose $N = 2k$.", f"{head} Suppose $2k = N$.", f"{head[:-1]} with $N = 2k$.")
    ]
    assert listed == [["N = 2 k"], ["2 k = N"], []]


SAID = [
    (r"$N$ is even", r"2 \lfloor N / 2 \rfloor = N"),
    (r"$N$ is odd", r"2 \lfloor N / 2 \rfloor + 1 = N"),
    (r"$s$ divides $N$", r"s \lfloor N / s \rfloor = N"),
    (r"$s \mid N$", r"s \lfloor N / s \rfloor = N"),
    (r"$N$ is a multiple of $s$", r"s \lfloor N / s \rfloor = N"),
    (r"$N$ is at least $s$", "N + 1 > s"),
    (r"$N$ and $s$ are equal", "N + 1 > s"),
]


@pytest.mark.parametrize(("fact", "claim"), SAID)
def test_what_words_say_of_sizes(fact: str, claim: str) -> None:
    head = r"Let $x \in \mathbb{R}^N$ and let $s \ge 1$ be an integer."
    assert last(f"{head} Suppose {fact}. $$ {claim} $$") != "refuted"
    assert last(f"{head} If {fact}, then $$ {claim} $$") != "refuted"
    assert last(f"{head} Some authors assume {fact}. $$ {claim} $$") != "proved"
    assert last(f"{head} $$ {claim} $$") == "refuted"
    assert last(f"{head} Suppose {fact}. $$ {claim} + 1 $$") in ("refuted", "proved" if ">" in claim else "refuted")


ORDERS = [("N + 1 > k", "proved"), ("N > k", "refuted"), ("N + 1 \\ne k", "proved"), ("k < N + 1", "proved")]


@pytest.mark.parametrize(("claim", "verdict"), ORDERS)
def test_a_strict_inequality_under_a_condition(claim: str, verdict: str) -> None:
    head = r"Let $N, k \ge 1$ be integers."
    for text in (
        rf"{head} If $N \ge k$, then $$ {claim} $$",
        rf"{head} $$ {claim} \quad \text{{if }} N \ge k $$",
    ):
        assert last(text) == verdict


def test_frames_at_random() -> None:
    choose = random.Random(3)
    frames = list(itertools.product(FACTS, NOT_SUPPOSED, ("", "\n\nWe have", "\n\nClaim.")))
    for name, mood, lead in choose.sample(frames, 40):
        head, fact, _, claim, _ = FACTS[name]
        text = f"{head} {mood.replace('{f}', fact)}{lead}\n$$ {claim} $$\n"
        assert last(text) != "proved", text
