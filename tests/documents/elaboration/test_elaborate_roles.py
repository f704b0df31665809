"""Roles, shapes and errors of whole documents."""

from __future__ import annotations

import pytest

from symderiv.documents.walk.document import read


def roles(text: str) -> list[str]:
    return [e.role for e in read(text, "note.md").equations]


HEAD = "Let $x, y \\in \\mathbb{R}^n$, $W \\in \\mathbb{R}^{m \\times n}$, $A \\in \\mathbb{R}^{n \\times n}$.\n\n"


def test_a_new_name_is_defined_and_an_old_one_claimed() -> None:
    assert roles(HEAD + "$$ z = W x $$\n\n$$ z_i = \\sum_j W_{ij} x_j $$") == ["definition", "claim"]


def test_a_chain_is_a_definition_and_claims() -> None:
    assert roles(HEAD + "$$ s = x^\\top y = \\sum_i x_i y_i = y^\\top x $$") == ["definition", "claim", "claim"]


def test_an_announced_equation_is_a_hypothesis() -> None:
    text = HEAD + "Assume that\n\n$$ A = A^\\top $$\n\nThen\n\n$$ x^\\top A y = y^\\top A x $$"
    document = read(text, "note.md")
    assert [e.role for e in document.equations] == ["hypothesis", "claim"]
    assert len(document.equations[1].theory.hypotheses) == 1


def test_a_square_can_be_defined() -> None:
    document = read(HEAD + "$$ v^2 = \\sum_i x_i^2 $$\n\n$$ v^4 = (x^\\top x)^2 $$", "note.md")
    assert [e.role for e in document.equations] == ["definition", "claim"]


def test_known_functions_are_claimed_and_unknown_ones_defined() -> None:
    text = "$$ \\sigma(a) = \\frac{1}{1 + e^{-a}} $$\n\n$$ g(a) = a \\sigma(a) $$\n\n$$ g'(a) = \\sigma(a) + a \\sigma(a) (1 - \\sigma(a)) $$"  # noqa: E501 - one document on one line
    assert roles(text) == ["claim", "definition", "claim"]


@pytest.mark.parametrize(
    ("line", "piece"),
    [
        ("$$ r = W^\\top x $$", "do not multiply"),
        ("$$ \\frac{\\partial (x^\\top y)}{\\partial x_j} = y_j + t_q $$", "not declared"),
        ("$$ x^\\top y = \\sum_i x_i y_j $$", "on one side only"),
        ("$$ x_{ij} = 0 $$", "subscript"),
        ("$$ \\mathbb{E}[x] = 0 $$", "expectation"),
        ("$$ u_i = \\sum_p x_{i+p} $$", "does not follow"),
    ],
)
def test_an_unreadable_line_says_why_and_spares_the_rest(line: str, piece: str) -> None:
    document = read(HEAD + line + "\n\n$$ x^\\top y = y^\\top x $$", "note.md")
    assert [e.role for e in document.equations] == ["error", "claim"]
    assert piece in str(document.equations[0].error)
    assert document.equations[0].error is not None
    assert document.equations[0].error.remedy


def test_bases_are_read_off_the_ranges() -> None:
    document = read(
        HEAD + "$$ s = \\sum_{i=1}^{n} x_i y_i $$\n\n$$ \\frac{\\partial s}{\\partial x_1} = y_1 $$", "note.md"
    )
    statement = document.equations[1].statement
    assert statement is not None
    assert "y[0]" in repr(statement.right)


def test_the_frontier_of_an_unknown_loss() -> None:
    text = HEAD + "$$ z = W x $$\n\n$$ \\frac{\\partial L}{\\partial x} = W^\\top \\frac{\\partial L}{\\partial z} $$"
    document = read(text, "note.md")
    assert document.theory.losses["L"].frontier == ("z",)


def test_a_composite_size_is_an_assumption() -> None:
    text = "Let $x \\in \\mathbb{R}^H$, $w \\in \\mathbb{R}^K$, $y \\in \\mathbb{R}^{H-K+1}$, $K = 2P+1$.\n\n$$ y_i = \\sum_p x_{i+p} w_p $$"  # noqa: E501 - one document on one line
    document = read(text, "note.md")
    assert [e.role for e in document.equations] == ["definition"]
    assert "K" not in {s for p in document.theory.shape_of("w") for s in p.free}


def test_an_index_of_a_sum_is_no_use_of_a_name() -> None:
    """Neither outside of subscripts nor in a bracket, where an index of the equation is none as well."""
    text = (
        "Let $x \\in \\mathbb{R}^{N \\times W}$ and $a \\in \\mathbb{R}^{N \\times W}$.\n\n"
        "$$ a_{nj} = \\sum_{v=1}^{W} v\\, x_{nv} [j = v] $$\n\n$$ v_n = \\sum_m a_{nm} $$\n\n$$ j_n = v_n^2 $$\n\n"
        "$$ \\frac{\\partial j_n}{\\partial a_{nm}} = 2 v_n $$\n\n$$ v_n = a_{n1} $$"
    )
    assert roles(text) == ["definition", "definition", "definition", "claim", "claim"]
