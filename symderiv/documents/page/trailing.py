"""Where the sentence of a display ends: whether it goes on behind it, or into the next display.

Guarantee: what is not known to belong to the display is a sentence of its own.
"""

from __future__ import annotations

import re

from symderiv.documents.page.sentences import TRAILS

__all__ = ["goes_on", "opens", "trails"]


def trails(follow: str) -> bool:
    r"""Whether the text behind a display still belongs to its sentence ("where $A$ is symmetric."): a new sentence
    holds for what comes after it only.

    >>> trails(" where A is symmetric. Then"), trails(" Suppose that A is symmetric, that is")
    (True, False)
    >>> trails(" outputs if $K \\le H$, and"), trails(" so that, if $a < 0$, we get")
    (True, False)
    >>> trails(" $s > 0$. We find"), trails(" $s > 0$ is not needed.")
    (True, False)
    """
    opening = r"[\s,;]*(?:(?:where|with|for|if|provided|when|whenever|assuming|in which|and)\b|\$[^$]+\$\s*[.;])"
    return re.match(opening, follow) is not None or TRAILS.match(follow) is not None


def goes_on(latex: str) -> bool:
    r"""Whether a display ends with a sign that leads on to the next one; a thin space is none.

    >>> goes_on("a = b,"), goes_on(r"a = b\,"), goes_on(r"a = b, \quad")
    (True, False, True)
    """
    bare = re.sub(r"\\(?:[,;:!]|quad|qquad)(?![a-zA-Z])|\\(?:label|tag)\{[^{}]*\}|\\(?:nonumber|notag)\b", " ", latex)
    return bare.rstrip().endswith((",", "and", ";"))


def opens(follow: str) -> bool:
    """Whether a new sentence begins behind a display, be there a full stop or not; "Here" speaks of the display.

    >>> opens(" For the others we have"), opens(" for all others"), opens(" Here t begins at 2")
    (True, False, False)
    """
    return re.match(r"\s*(?!Here\b|Where\b)[A-Z][a-z]*\b", follow) is not None
