"""What a theory remembers of who reads whom is forgotten when a definition changes."""

from __future__ import annotations

from symderiv.language.integers import Poly
from symderiv.language.terms import Read
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
