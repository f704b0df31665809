r"""Cases under labels and headings end with the next one, and what is said to be wrong is not supposed.

Each text speaks of ``A`` before a line that holds just where ``A`` is symmetric.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$."
CLAIM = r"$$ \sum_j A_{ij} x_j = \sum_j A_{ji} x_j $$"


def judge(words: str, name: str = "a.md") -> str:
    return verdicts(f"{HEAD}\n\n{words}\n\n{CLAIM}\n", name)[-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("**Case 1.** $A$ is symmetric. Easy.", "**Case 2.** $A$ is anything."),
        ("**Case 1.** Let $A$ be symmetric.", "**Case 2.**"),
        ("**Symmetric case.** Let $A$ be symmetric.", "**General case.**"),
        ("*Symmetric case.* Here $A$ is symmetric.", "*General case.*"),
        ("- *Symmetric case.* Here $A$ is symmetric.", "- *General case.* Here it is not."),
        ("Case 1: $A$ is symmetric. Then it is easy.", "Case 2: the rest."),
        ("Case (i): $A$ is symmetric. Easy.", "Case (ii): the rest."),
        ("First case: $A$ is symmetric.", "Second case:"),
        ("### Case 1: $A$ symmetric\n\nLet $A$ be symmetric.", "### Case 2: the rest"),
        ("### Symmetric matrices\n\nLet $A$ be symmetric.", "### General matrices"),
        ("### Symmetric matrices\n\nHere $A$ is symmetric.", "### Matrices in general"),
        ("**Case 1.** Let $A$ be symmetric.", "In both cases we have"),
        ("**Example.** Let $A$ be symmetric.", "**Another topic.**"),
    ],
)
def test_a_case_ends(one: str, other: str) -> None:
    assert judge(f"{one}\n\n{other}") != "proved"
    assert judge(one) == "proved"


@pytest.mark.parametrize(
    "words",
    [
        "> **Wrong.** $A$ is symmetric.",
        "> **Wrong.** As $A$ is symmetric,",
        "> **Wrong proof.** Since $A$ is symmetric, the sums agree.",
        "> **False claim.** The matrix $A$ is symmetric.",
        "> **Not true:** $A$ is symmetric.",
        "> **Misconception.** Let $A$ be symmetric.",
        "> Student: $A$ is symmetric.",
        "**Wrong:** $A$ is symmetric.",
        "*Wrong:* let $A$ be symmetric.",
        "**Myth.** $A$ is symmetric.",
        "**Common mistake.** Suppose that $A$ is symmetric.",
        "**Pitfall.** $A$ is symmetric.",
        "**Figure 1.** A symmetric $A$.",
        "**Counterexample.** Let $A$ be symmetric.\n\n**Back to the proof.**",
    ],
)
def test_what_is_wrong_is_not_supposed(words: str) -> None:
    assert judge(words) != "proved"


@pytest.mark.parametrize("label", ["Setup", "Error bound", "Notation", "Assumption", "Wrong signs and their cure"])
def test_other_labels_keep_what_they_say(label: str) -> None:
    assert judge(f"**{label}.** Let $A$ be symmetric.\n\n**Next.** We go on.") == "proved"


def test_what_a_section_declares_stays() -> None:
    text = (
        "## Example\n\nLet $B \\in \\mathbb{R}^{n \\times n}$ be symmetric.\n\n## More\n\n"
        "$$ \\sum_j B_{ij} = \\sum_j B_{ji} $$\n"
    )
    assert verdicts(text)[-1] == "proved"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\textbf{Case 1.} Let $A$ be symmetric.", r"\textbf{Case 2.}"),
        (r"\paragraph{Case 1.} Let $A$ be symmetric.", r"\paragraph{Case 2.}"),
        (r"\begin{example} Let $A$ be symmetric. \end{example}", "We go on."),
        (r"\emph{Wrong.} Let $A$ be symmetric.", ""),
    ],
)
def test_in_latex(one: str, other: str) -> None:
    text = f"\\begin{{document}}{HEAD}\n\n{one}\n\n{other}\n\n\\[ \\sum_j A_{{ij}} x_j = \\sum_j A_{{ji}} x_j \\]\n"
    assert verdicts(text + r"\end{document}", "a.tex")[-1] != "proved"


@pytest.mark.parametrize(
    "note", ["We thank a reviewer.", "All vectors are columns.", "We assume nothing about its sign."]
)
@pytest.mark.parametrize("flavour", ["md", "tex"])
def test_a_footnote_right_behind_a_formula_leaves_what_its_sentence_says(note: str, flavour: str) -> None:
    mark, end = ("[^1]", f"\n[^1]: {note}\n") if flavour == "md" else (f"\\footnote{{{note}}}", "\\end{document}\n")
    begin = "" if flavour == "md" else "\\begin{document}\n"
    claims = (f"\\[ \\frac{{\\partial}}{{\\partial x_j}} \\sum_i w_i x_i = {side} \\]\n\n" for side in ("w_j", "2 w_j"))
    text = f"{begin}Let $x, w \\in \\mathbb{{R}}^{{n}}${mark}.\n\n{''.join(claims)}{end}"
    assert verdicts(text, f"a.{flavour}") == ["proved", "refuted"]
