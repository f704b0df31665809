"""Every message that symderiv gives: what is wrong, where, and the remedy.

Guarantee: an error of this package names the offending expression or place and says what to do
about it.  Everything raised on purpose derives from :class:`SymderivError`.
"""

from __future__ import annotations

__all__ = [
    "BudgetExceeded",
    "CertificateError",
    "DeclarationError",
    "DisagreementError",
    "KernelError",
    "ReadingError",
    "SymderivError",
    "UnsupportedError",
]


class SymderivError(Exception):
    """An error with its three parts.

    Parameters: ``what`` went wrong, ``where`` (an expression, a file position; may be empty) and the ``remedy``
    (may be empty).  The text is put together when it is asked for: most errors of the kernel are caught unread.

    >>> print(SymderivError("index 'q' is not declared", where="t[q]", remedy="declare it"))
    index 'q' is not declared, in t[q] (remedy: declare it)
    """

    def __init__(self, what: str, where: object = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.place = where
        self.remedy = remedy

    @property
    def where(self) -> str:
        """The place as text."""
        return str(self.place)

    def __str__(self) -> str:
        text = self.what
        if self.where:
            text += f", in {self.where}"
        return text + (f" (remedy: {self.remedy})" if self.remedy else "")


class DeclarationError(SymderivError):
    """A theory that contradicts itself: undeclared names, ranks, shapes, cycles."""


class ReadingError(SymderivError):
    """A document, or a piece of it, that cannot be read."""


class UnsupportedError(SymderivError):
    """A meaningful expression that a part of the package cannot treat yet."""


class KernelError(SymderivError):
    """A primitive rule was asked for something that its side conditions forbid."""


class CertificateError(SymderivError):
    """A certificate that is damaged or proves something else than it states."""


class DisagreementError(SymderivError):
    """Prover and checker contradict each other: a bug in symderiv, never a verdict."""


class BudgetExceeded(SymderivError):
    """A decision ran out of its time or memory."""
