"""The one error of the numeric networks.

Guarantee: whatever a caller gets wrong (shapes, labels, options, files) is a :class:`NetworkError`
that names the values concerned and the remedy; nothing has been changed or written by then.
"""

from __future__ import annotations

from symderiv.errors import SymderivError

__all__ = ["NetworkError"]


class NetworkError(SymderivError, ValueError):
    """A network, its data or its file does not fit; also a ``ValueError``.

    >>> print(NetworkError("label 7 is out of range", where="labels[2]", remedy="use 0..4"))
    label 7 is out of range, in labels[2] (remedy: use 0..4)
    """
