r"""Words by which a display gives a defined name another meaning: "adding a penalty, the loss becomes ``L = ...``".

A name that is used is no new definition, so such a line is a claim; but who says that the loss is another one now
makes no slip.  Guarantee: only words of a change count, not "becomes" by itself, which concludes as a rule.
"""

from __future__ import annotations

from symderiv.documents.supposing.assertions import spaced

__all__ = ["REDEFINED", "redefines"]

_THING = (
    r"(?:loss(?:es)?|objectives?|costs?|energ(?:y|ies)|criteri(?:on|a)|functions?|functionals?|errors?|models?|networks?|"
    r"layers?|outputs?|predictions?|estimators?|updates?|likelihoods?|potentials?|definitions?|kernels?)"
)
_PENALTY = (
    r"(?:penalt(?:y|ies)|regulari[sz](?:er|ers|ation)|weight decay|prior|(?:extra|additional|decay|regulari[sz]ation|"
    r"penalty) terms?)"
)
_WE = r"(?:we|one|you|they|some(?: (?:authors|texts|books|people|papers|libraries))?|many|others|other authors)"
_MAY = r"(?:(?:now|then|also|often|could|may|might|can) )*"
_USES = r"(?:us|tak|defin|minimi[sz]|consider|choos)\w+"
_CHANGES = spaced(
    r"\b(?:add|adding|append\w*|includ(?:e|ing)|introduc(?:e|ing)) (?:(?:an?|the|some|another) )?"
    rf"(?:[a-z0-9ℓ-]+ ){{0,2}}?{_PENALTY}\b|"
    rf"\b(?:another|(?:an?|our|the) (?:other|new|different|modified|changed|alternative)) (?:[a-z-]+ )?{_THING}\b|"
    rf"\b{_WE} {_MAY}instead {_USES}|\b{_WE} {_MAY}{_USES} instead\b|"
    r"\binstead of the (?:sum|mean|average|square|squared|norm)\b|"
    rf"\b(?:if {_WE} (?:had|used|chose|took|replaced|defined|added|averaged)|had {_WE})\b|"
    rf"\b{_WE} (?:prefer to )?(?:define|use|take)s? (?:another|a different|the other)\b|"
    r"\bwould (?:then |now |instead )?(?:become|change to)\b"
)

#: What is said of such a line.
REDEFINED = "it may give the name another meaning from here on; give what is new a name of its own, as in \\tilde{L}"


def redefines(lead: str) -> bool:
    """Whether the sentence that leads into a display speaks of something else than what was defined.

    >>> redefines("Adding a penalty, the loss becomes"), redefines("If we had used the mean,")
    (True, True)
    >>> redefines("The loss becomes"), redefines("Alternatively,"), redefines("Expanding the regularised loss")
    (False, False, False)
    """
    return _CHANGES.search(lead) is not None
