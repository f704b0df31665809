"""What a fault of this package, or a limit of the machine, does to a document: it spoils one piece, and says so.

A document may contain anything, and a reader of it may have a mistake.  Whatever is raised below a boundary (one
formula of the text, one link, one claim, one file) becomes a message there that asks for a report; what could be read
besides is judged.  An interruption by the user is no fault and passes.
"""

from __future__ import annotations

from symderiv.errors import ReadingError, SymderivError

__all__ = ["UNEXPECTED", "failure", "internal"]

#: All that a fault, or a limit of the machine, may raise (KeyboardInterrupt and SystemExit are none).
UNEXPECTED = (Exception,)


def failure(error: Exception) -> str:
    """The message for what a formula, a claim or a file has raised.

    >>> failure(MemoryError()), failure(KeyError("x"))
    ('it needs more memory than is allowed', "internal failure, please report it: KeyError: 'x'")
    """
    return str(error) if isinstance(error, SymderivError) else _what(error)


def internal(error: Exception, where: str = "") -> ReadingError:
    """The same as an error about a piece of a document."""
    if isinstance(error, ReadingError):
        return error
    if isinstance(error, SymderivError):
        return ReadingError(error.what, where or error.where, error.remedy)
    if isinstance(error, MemoryError | RecursionError):
        return ReadingError(_what(error), where, "name an intermediate result")
    return ReadingError(_what(error), where, "write it in another way")


def _what(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "it needs more memory than is allowed"
    if isinstance(error, RecursionError):
        return "the expression is nested too deeply"
    if isinstance(error, ValueError) and "integer string conversion" in str(error):
        return "its numbers are too long to be written out"
    return f"internal failure, please report it: {type(error).__name__}: {error}"
