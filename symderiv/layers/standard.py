"""Definitions of standard layers in index notation: each function writes one layer into a theory.

All of them take the theory, the name of the new tensor and the names of what it reads, check ranks, add the
definition and return its name, so that a network reads from top to bottom::

    >>> from symderiv.language.theory import Theory
    >>> theory = Theory()
    >>> N, D, M = (theory.add_size(s) for s in "NDM")
    >>> theory.add_tensor("x", (N, D)); theory.add_tensor("W", (M, D)); theory.add_tensor("b", (M,))
    >>> a = activation(theory, "a", "tanh", dense(theory, "h", "x", "W", "b"))
    >>> theory.definitions["h"].body
    b[m] + sum_{d: d >= 0, D-d-1 >= 0} W[m,d]*x[n,d]

Guarantees: entries, not algorithms; every sum carries its explicit range; sizes stay symbolic.  Sizes that a layer
makes (the length of a strided convolution) are declared in the theory with their two inequalities.

Every function raises :class:`~symderiv.errors.DeclarationError` for a wrong rank or an undeclared tensor.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.errors import DeclarationError
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    Extremum,
    Fn,
    Guard,
    Int,
    Pow,
    Read,
    Sum,
    Term,
    add,
    in_shape,
    mul,
)
from symderiv.language.theory import Theory

__all__ = [
    "activation",
    "attention",
    "average_pool",
    "batch_normalisation",
    "convolution",
    "cross_entropy",
    "dense",
    "layer_normalisation",
    "max_pool",
    "skip",
    "softmax",
]

_LETTERS = ("%n", "%c", "%i", "%j", "%l", "%m")


def _index(letter: str) -> tuple[str, Poly]:
    return f"%{letter}", Poly.symbol(f"%{letter}")


def _shape(theory: Theory, tensor: str, rank: int) -> tuple[Poly, ...]:
    shape = theory.shape_of(tensor)
    if len(shape) != rank:
        raise DeclarationError(f"{tensor} has rank {len(shape)}, and this layer needs rank {rank}")
    return shape


def _total(symbols: Sequence[str], sizes: Sequence[Poly], body: Term) -> Sum:
    return Sum(tuple(symbols), in_shape([Poly.symbol(s) for s in symbols], sizes), body)


def dense(theory: Theory, name: str, x: str, weights: str, bias: str | None = None) -> str:
    """``name[n,m] = bias[m] + sum_d weights[m,d] x[n,d]``; ``x`` is (N,D), ``weights`` (M,D)."""
    samples, width = _shape(theory, x, 2)
    units, _ = _shape(theory, weights, 2)
    (n, at_n), (m, at_m), (d, at_d) = _index("n"), _index("m"), _index("d")
    body: Term = _total((d,), (width,), mul(Read(weights, (at_m, at_d)), Read(x, (at_n, at_d))))
    if bias is not None:
        _shape(theory, bias, 1)
        body = add(Read(bias, (at_m,)), body)
    theory.define(name, (n, m), (samples, units), body)
    return name


def activation(theory: Theory, name: str, function: str, x: str) -> str:
    """``name = function(x)`` entry by entry, for a named scalar function or an abstract one of the theory."""
    if function not in FUNCTIONS and theory.functions.get(function) != 1:
        raise DeclarationError(f"the function {function} is not declared", remedy="declare it in theory.functions")
    shape = theory.shape_of(x)
    symbols = _LETTERS[: len(shape)]
    theory.define(name, symbols, shape, Fn(function, (Read(x, tuple(map(Poly.symbol, symbols))),)))
    return name


def skip(theory: Theory, name: str, *tensors: str) -> str:
    """The sum of tensors of one shape."""
    shape = theory.shape_of(tensors[0])
    for other in tensors[1:]:
        if theory.shape_of(other) != shape:
            raise DeclarationError(f"{tensors[0]} and {other} have different shapes", remedy="add tensors of one shape")
    symbols = _LETTERS[: len(shape)]
    at = tuple(map(Poly.symbol, symbols))
    theory.define(name, symbols, shape, add(*(Read(t, at) for t in tensors)))
    return name


def _length(theory: Theory, name: str, size: Poly, extent: Poly, stride: Poly, padding: Poly) -> Poly:
    """The size ``floor((size + 2 padding - extent)/stride) + 1``; a new symbol unless the stride is 1."""
    room = size + padding * 2 - extent
    if stride == Poly.constant(1):
        theory.conditions.append(Guard("ge", room))
        return room + 1
    length = theory.add_size(name)
    theory.conditions.append(Guard("ge", room - stride * (length - 1)))
    theory.conditions.append(Guard("ge", stride * length - 1 - room))
    return length


def convolution(
    theory: Theory,
    name: str,
    x: str,
    weights: str,
    bias: str | None = None,
    *,
    stride: Poly | int = 1,
    dilation: Poly | int = 1,
    padding: Poly | int = 0,
    flipped: bool = False,
    lengths: tuple[str, str] | None = None,
) -> str:
    """Cross-correlation of images ``x`` (N,C,H,W) with ``weights`` (O,C,K,L), zero outside::

        name[n,o,i,j] = bias[o] + sum_{c,p,q} weights[o,c,p,q] x[n,c,s i+d p-P, s j+d q-P]

    ``flipped=True`` is true convolution (the kernel rotated by 180 degrees).  ``lengths`` names the two output
    sizes; with stride 1 they are composite (``H+2P-d(K-1)``), else new symbols with their two inequalities.
    """
    samples, channels, height, width = _shape(theory, x, 4)
    outputs, _, rows, columns = _shape(theory, weights, 4)
    s, d, pad = (v if isinstance(v, Poly) else Poly.constant(v) for v in (stride, dilation, padding))
    names = lengths or (f"{name}.H", f"{name}.W")
    tall = _length(theory, names[0], height, d * (rows - 1) + 1, s, pad)
    wide = _length(theory, names[1], width, d * (columns - 1) + 1, s, pad)
    (n, at_n), (o, at_o), (i, at_i), (j, at_j) = _index("n"), _index("o"), _index("i"), _index("j")
    (c, at_c), (p, at_p), (q, at_q) = _index("c"), _index("p"), _index("q")
    tap = (rows - 1 - at_p, columns - 1 - at_q) if flipped else (at_p, at_q)
    body: Term = _total(
        (c, p, q),
        (channels, rows, columns),
        mul(
            Read(weights, (at_o, at_c, *tap)),
            Read(x, (at_n, at_c, s * at_i + d * at_p - pad, s * at_j + d * at_q - pad)),
        ),
    )
    if bias is not None:
        _shape(theory, bias, 1)
        body = add(Read(bias, (at_o,)), body)
    theory.define(name, (n, o, i, j), (samples, outputs, tall, wide), body)
    return name


def average_pool(theory: Theory, name: str, x: str, kernel: Poly, lengths: tuple[str, str] | None = None) -> str:
    """Mean over ``kernel`` x ``kernel`` windows that do not overlap; incomplete windows are dropped."""
    samples, channels, height, width = _shape(theory, x, 4)
    names = lengths or (f"{name}.H", f"{name}.W")
    zero = Poly.constant(0)
    tall = _length(theory, names[0], height, kernel, kernel, zero)
    wide = _length(theory, names[1], width, kernel, kernel, zero)
    (n, at_n), (c, at_c), (i, at_i), (j, at_j) = _index("n"), _index("c"), _index("i"), _index("j")
    (p, at_p), (q, at_q) = _index("p"), _index("q")
    window = _total((p, q), (kernel, kernel), Read(x, (at_n, at_c, kernel * at_i + at_p, kernel * at_j + at_q)))
    body = mul(Pow(Int(kernel), Fraction(-2)), window)
    theory.define(name, (n, c, i, j), (samples, channels, tall, wide), body)
    return name


def max_pool(theory: Theory, name: str, x: str, kernel: Poly, lengths: tuple[str, str] | None = None) -> str:
    """Largest value of ``kernel`` x ``kernel`` windows that do not overlap; incomplete windows are dropped."""
    samples, channels, height, width = _shape(theory, x, 4)
    names = lengths or (f"{name}.H", f"{name}.W")
    zero = Poly.constant(0)
    tall = _length(theory, names[0], height, kernel, kernel, zero)
    wide = _length(theory, names[1], width, kernel, kernel, zero)
    (n, at_n), (c, at_c), (i, at_i), (j, at_j) = _index("n"), _index("c"), _index("i"), _index("j")
    (p, at_p), (q, at_q) = _index("p"), _index("q")
    guards = in_shape((at_p, at_q), (kernel, kernel))
    read = Read(x, (at_n, at_c, kernel * at_i + at_p, kernel * at_j + at_q))
    theory.define(name, (n, c, i, j), (samples, channels, tall, wide), Extremum("max", (p, q), guards, read))
    return name


def softmax(theory: Theory, name: str, x: str) -> str:
    """``name[.., k] = exp(x[.., k]) / sum_l exp(x[.., l])`` over the last axis."""
    shape = theory.shape_of(x)
    if not shape:
        raise DeclarationError(f"{x} is a scalar, and softmax needs an axis")
    symbols = (*_LETTERS[: len(shape) - 1], "%k")
    at = tuple(map(Poly.symbol, symbols))
    other, at_other = _index("k.1")
    total = _total((other,), (shape[-1],), Fn("exp", (Read(x, (*at[:-1], at_other)),)))
    theory.define(name, symbols, shape, mul(Fn("exp", (Read(x, at),)), Pow(total, Fraction(-1))))
    return name


def cross_entropy(theory: Theory, name: str, logits: str, targets: str) -> str:
    """The scalar ``name = 1/N sum_n (log sum_l exp z[n,l] sum_k t[n,k] - sum_k t[n,k] z[n,k])``.

    For targets that sum to one this is the mean cross-entropy of ``softmax(logits)``, written stably.
    """
    samples, classes = _shape(theory, logits, 2)
    (n, at_n), (k, at_k), (l, at_l) = _index("n"), _index("k"), _index("l")  # noqa: E741
    lse = Fn("log", (_total((l,), (classes,), Fn("exp", (Read(logits, (at_n, at_l)),))),))
    gap = mul(Read(targets, (at_n, at_k)), add(lse, mul(NEGATE, Read(logits, (at_n, at_k)))))
    body = mul(Pow(Int(samples), Fraction(-1)), _total((n, k), (samples, classes), gap))
    theory.define(name, (), (), body)
    return name


def _normalised(theory: Theory, name: str, x: str, scale: str, shift: str, epsilon: str, over: int) -> str:
    samples, width = _shape(theory, x, 2)
    for vector in (scale, shift):
        _shape(theory, vector, 1)
    _shape(theory, epsilon, 0)
    (n, at_n), (d, at_d), (r, at_r) = _index("n"), _index("d"), _index("r")
    count = (samples, width)[over]
    kept = (at_d, at_n)[over]
    kept_symbol = (d, n)[over]
    entry = (at_r, kept) if over == 0 else (kept, at_r)
    mean, variance = f"{name}.mean", f"{name}.var"
    kept_size = (width, samples)[over]
    reciprocal = Pow(Int(count), Fraction(-1))
    theory.define(mean, (kept_symbol,), (kept_size,), mul(reciprocal, _total((r,), (count,), Read(x, entry))))
    gap = add(Read(x, entry), mul(NEGATE, Read(mean, (kept,))))
    theory.define(
        variance, (kept_symbol,), (kept_size,), mul(reciprocal, _total((r,), (count,), Pow(gap, Fraction(2))))
    )
    centred = add(Read(x, (at_n, at_d)), mul(NEGATE, Read(mean, (kept,))))
    spread = Pow(add(Read(variance, (kept,)), Read(epsilon)), Fraction(-1, 2))
    body = add(Read(shift, (at_d,)), mul(Read(scale, (at_d,)), centred, spread))
    theory.define(name, (n, d), (samples, width), body)
    return name


def batch_normalisation(theory: Theory, name: str, x: str, scale: str, shift: str, epsilon: str) -> str:
    """``scale[d] (x[n,d] - mean[d]) / sqrt(var[d] + epsilon) + shift[d]``, moments over the batch (biased)."""
    return _normalised(theory, name, x, scale, shift, epsilon, 0)


def layer_normalisation(theory: Theory, name: str, x: str, scale: str, shift: str, epsilon: str) -> str:
    """``scale[d] (x[n,d] - mean[n]) / sqrt(var[n] + epsilon) + shift[d]``, moments over the features (biased)."""
    return _normalised(theory, name, x, scale, shift, epsilon, 1)


def attention(theory: Theory, name: str, queries: str, keys: str, values: str) -> str:
    """One head: ``name[i,e] = sum_j softmax_j(sum_d q[i,d] k[j,d] / sqrt(D)) v[j,e]``; adds ``name.score`` and
    ``name.weight``."""
    rows, width = _shape(theory, queries, 2)
    columns, _ = _shape(theory, keys, 2)
    _, depth = _shape(theory, values, 2)
    (i, at_i), (j, at_j), (d, at_d), (e, at_e) = _index("i"), _index("j"), _index("d"), _index("e")
    dot = _total((d,), (width,), mul(Read(queries, (at_i, at_d)), Read(keys, (at_j, at_d))))
    theory.define(f"{name}.score", (i, j), (rows, columns), mul(dot, Pow(Int(width), Fraction(-1, 2))))
    softmax(theory, f"{name}.weight", f"{name}.score")
    body = _total((j,), (columns,), mul(Read(f"{name}.weight", (at_i, at_j)), Read(values, (at_j, at_e))))
    theory.define(name, (i, e), (rows, depth), body)
    return name
