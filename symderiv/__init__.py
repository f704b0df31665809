"""symderiv: derivations of gradients, checked line by line.

The names below are loaded when they are first used, so that ``import symderiv`` is cheap.

    >>> import symderiv
    >>> t = symderiv.Model()
    >>> n = t.size("n")
    >>> i, j = symderiv.indices("i j")
    >>> x = t.tensor("x", n)
    >>> claim = t.claim("name", symderiv.total(x[i] ** 2, i), symderiv.total(x[j] ** 2, j))
    >>> symderiv.judge(claim).verdict
    'proved'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "AbstractFunction": "symderiv.language.symbols",
    "Claim": "symderiv.language.notation",
    "D": "symderiv.language.notation",
    "Model": "symderiv.language.notation",
    "Part": "symderiv.theorem",
    "Shown": "symderiv.theorem",
    "SymderivError": "symderiv.errors",
    "Theorem": "symderiv.theorem",
    "from_sympy": "symderiv.language.sympy_form",
    "gradient": "symderiv.theorem",
    "indices": "symderiv.language.notation",
    "judge": "symderiv.theorem",
    "iverson": "symderiv.language.notation",
    "lambdify": "symderiv.kernels",
    "largest": "symderiv.language.notation",
    "partial": "symderiv.language.notation",
    "relu": "symderiv.language.notation",
    "sigmoid": "symderiv.language.notation",
    "smallest": "symderiv.language.notation",
    "softplus": "symderiv.language.notation",
    "to_sympy": "symderiv.language.sympy_form",
    "total": "symderiv.language.notation",
}

__all__ = sorted(_HOMES)

if TYPE_CHECKING:
    from symderiv.errors import SymderivError as SymderivError
    from symderiv.language.notation import D as D
    from symderiv.language.notation import Model as Model
    from symderiv.language.notation import indices as indices
    from symderiv.language.notation import total as total
    from symderiv.theorem import judge as judge


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'symderiv' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
