"""The order in which the kernel writes the factors of a product: untrusted, as any order is as good as another."""

from __future__ import annotations

from symderiv.language.nodes import Fn, Mul, Num, Pow, Term, mul

__all__ = ["factor_key"]


def factor_key(term: Term) -> tuple[bool, str, str]:
    """Numbers first, then as in a polynomial: by the atom of which a factor is a power (``exp(c m)`` of ``exp(m)``)."""
    atom = term
    if isinstance(term, Pow):
        atom = term.base
    elif isinstance(term, Fn) and term.name == "exp" and isinstance(term.args[0], Mul):
        inner = term.args[0].args
        if isinstance(inner[0], Num):
            atom = Fn("exp", (mul(*inner[1:]),))
    return not isinstance(term, Num), atom.sort_key, term.sort_key
