"""The layers as definitions: each is well-formed and says what a plain evaluation of numbers says."""

from __future__ import annotations

import pytest

from symderiv.errors import DeclarationError
from symderiv.language.integers import Poly
from symderiv.language.terms import Extremum, Sum, walk
from symderiv.language.theory import Theory
from symderiv.layers import standard


@pytest.fixture
def theory() -> Theory:
    result = Theory()
    n, c, h, w, o, k, d = (result.add_size(s) for s in ("N", "C", "H", "W", "O", "K", "D"))
    result.add_tensor("x", (n, c, h, w))
    result.add_tensor("F", (o, c, k, k))
    result.add_tensor("z", (n, d))
    result.add_tensor("V", (o, d))
    for name, size in (("b", (o,)), ("gamma", (d,)), ("beta", (d,)), ("eps", ())):
        result.add_tensor(name, size)
    return result


def test_every_layer_is_well_formed(theory: Theory) -> None:
    stride = theory.add_size("s")
    standard.convolution(theory, "h", "x", "F", "b", stride=stride, padding=theory.add_size("P", 0))
    standard.activation(theory, "a", "relu", "h")
    standard.average_pool(theory, "m", "a", Poly.constant(2))
    standard.max_pool(theory, "M", "a", Poly.constant(2))
    standard.dense(theory, "u", "z", "V", "b")
    standard.softmax(theory, "p", "u")
    standard.batch_normalisation(theory, "bn", "z", "gamma", "beta", "eps")
    standard.layer_normalisation(theory, "ln", "z", "gamma", "beta", "eps")
    standard.skip(theory, "y", "bn", "ln", "z")
    standard.attention(theory, "att", "z", "y", "y")
    theory.add_tensor("t", theory.shape_of("u"))
    standard.cross_entropy(theory, "loss", "u", "t")
    for definition in theory.definitions.values():
        for node in walk(definition.body):
            if isinstance(node, (Sum, Extremum)) and node.binders:
                assert len(node.guards) == 2 * len(node.binders), definition.name


def test_length_of_a_strided_convolution_is_a_size_with_two_inequalities(theory: Theory) -> None:
    standard.convolution(theory, "h", "x", "F", stride=2, lengths=("Ho", "Wo"))
    assert theory.definitions["h"].shape[2:] == (Poly.symbol("Ho"), Poly.symbol("Wo"))
    values = {"H": 9, "W": 8, "K": 3, "Ho": 4, "Wo": 3}
    assert all(g.poly.evaluate(values) >= 0 for g in theory.conditions)
    assert not all(g.poly.evaluate({**values, "Ho": 5}) >= 0 for g in theory.conditions)


def test_wrong_ranks_and_names_are_errors(theory: Theory) -> None:
    with pytest.raises(DeclarationError, match="rank 2"):
        standard.convolution(theory, "h", "z", "F")
    with pytest.raises(DeclarationError, match="not declared"):
        standard.activation(theory, "a", "wiggle", "x")
    with pytest.raises(DeclarationError, match="different shapes"):
        standard.skip(theory, "y", "x", "z")
    with pytest.raises(DeclarationError, match="scalar"):
        standard.softmax(theory, "p", "eps")
