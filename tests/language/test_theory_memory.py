"""What a theory remembers of who reads whom is forgotten when a definition changes."""

from __future__ import annotations

from symderiv.language.integers import Poly
from symderiv.language.terms import Read, Term, add, bracket, equals, mul
from symderiv.language.theory import Definition, Theory

HERE = Poly.symbol("%i")


def test_memory_follows_the_definitions() -> None:
    t = Theory()
    n = t.add_size("n")
    t.add_tensor("x", (n,))
    t.add_tensor("y", (n,))
    t.define("a", ("%i",), (n,), Read("x", (HERE,)))
    t.define("b", ("%i",), (n,), Read("a", (HERE,)))
    assert t.sources("b") == {"a", "x"}
    assert t.consumers("b") == {"x": ("a",), "a": ("b",)}
    t.definitions["a"] = Definition("a", ("%i",), (n,), Read("y", (HERE,)))
    assert t.sources("b") == {"a", "y"}
    t.add_loss("L", ("b",))
    assert t.dependencies("L") == {"L", "a", "b"}
    assert t.consumers("L")["b"] == ("L",)
    del t.losses["L"]
    t.add_loss("L", ("y",))
    assert t.dependencies("L") == {"L"}


def test_the_axis_of_a_recurrence_follows_its_definition() -> None:
    t = Theory()
    n = t.add_size("n")
    t.add_tensor("x", (n,))
    here, there = HERE, Poly.symbol("%j")

    def state(*before: Poly) -> Definition:
        start: Term = mul(bracket(equals(here, Poly({}))), Read("x", (there,)))
        return Definition("h", ("%i", "%j"), (n, n), add(start, Read("h", before)))

    t.define("h", ("%i", "%j"), (n, n), state(here - 1, there).body)
    assert (t.recurrent_axis("h"), t.recurrent_axis("x")) == (0, None)
    t.definitions["h"] = state(here, there - 1)
    assert t.recurrent_axis("h") == 1
    t.definitions["h"] = Definition("h", ("%i", "%j"), (n, n), Read("x", (here,)))
    assert t.recurrent_axis("h") is None
