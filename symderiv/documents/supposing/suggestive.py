r"""Words beside a name that suggest a property without stating it: "the class frequencies $p$", "$u$ is a direction".

Who speaks of frequencies may count on their sum, and who calls a vector a direction on its length.  Such a word gives
nothing; but a line that holds of what has the property is not refuted where the word stands beside its name.

Guarantee: readings alone, in which a doubt is tried; no other line is touched by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.lexicon import is_thing
from symderiv.documents.page.wording import NEGATION

__all__ = ["suggested"]

_UNIT = ("unit vector", "rows unit", "columns unit", "total unit")
_SHARES = ("probability", "row stochastic", "column stochastic", "total one", "rows sum to one", "columns sum to one")
_HOT = ("one-hot", "rows one-hot", "columns one-hot", "binary", "±1 entries")
_CENTRED = ("centred", "rows centred", "columns centred", "sums to zero", "rows sum to zero", "columns sum to zero")
_TURNS = ("orthonormal columns", "rows orthonormal")

# Pieces of words, and what they may mean of a tensor beside which they stand.
_SUGGESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"direction|ax[ei]s|normal(?!(?<=(?:layer|batch|group)[ -]normal)i[sz]ation)|versor|sphere|unit[- ]|"
        r"energy|orientation|cosine|length one|compass",
        _UNIT,
    ),
    (
        r"softmax|probabilit|distribution|frequenc|proportion|shares?\b|fractions?\b|prior|posterior|transition|markov|"
        r"policy|belief|attention|responsibilit|portfolio|invested|barycent|mixture|mixing|convex comb|simplex|percent|"
        r"stochastic|averaging|ensemble|votes?\b|gain|chances?\b|likelihoods?\b",
        _SHARES,
    ),
    (
        # "class priors" are of the classes, and name none
        r"labels?\b|class(?:es)?\b(?! (?:prior|weight|mean|frequenc|proportion|logit|scores?|cent|prototyp|embedd))|"
        r"categor|encod(?!er)|spins?\b|signs?\b|plus|minus",
        _HOT,
    ),
    (r"mask|indicat|dropout|\bbits?\b|flags?\b|select|membership|assign|presence|bernoulli|switch", ("binary", *_HOT)),
    (r"mean\b|averag|cent(?:er|re)|residual|deviation|fluctuation|contrast|innovation|noise|zero", _CENTRED),
    (
        r"rotat|shuffl|permut|reflect|\bqr\b|\bsvd\b|singular vec|basis|bases|frame|householder|givens|fourier|"
        r"hadamard|wavelet|principal|isometr|(?:eigen)?decompos|factori[sz]|spectral|whiten",
        _TURNS,
    ),
    (
        r"kernel matri|gram\b|covarian|correlat|hessian|distance|similarit|metric|adjacen|laplacian|affinit|undirected|"
        r"mutual|recipro|coupling|adjoint|hermitian|inertia|stiffness|own transpose|conductance|scatter|"
        r"precondition|interact|pairwise|co-?occurrence",
        ("symmetric",),
    ),
    (
        r"temperature|deviation|varianc|distance|magnitude|\bnorms?\b|counts?\b|rates?\b|prices?\b|widths?\b|scales?\b|"
        r"singular val|eigenval|energy|energies|mass|radi|bandwidth|frequenc|intensit|probabilit|strength|penalt|"
        r"damping|smoothing|duration|concentration|abundance|odds|discount|decay|step",
        ("positive", "nonnegative"),
    ),
    (r"self-?loop|hollow|(?:empty|blank|no) diagonal", ("zero diagonal", "traceless")),
    (
        r"project(?!(?:ed|s|ing)? (?:back|up|down)\b)|averaging|cent(?:er|re)|hat matri|smoother|idempot|"
        r"filter(?:ing)? (?:matri|operator)",
        ("idempotent", "orthogonal projection"),
    ),
    (r"skew|anti|gyro|generat|cross product|turns? sign|changes? sign", ("antisymmetric",)),
)
_KNOWN = tuple((regex(rf"(?<![a-z])(?:{pattern})", re.IGNORECASE), readings) for pattern, readings in _SUGGESTIONS)
_BEFORE = regex(r"[.;(]|,\s")
# "The probability of sample ⟦i⟧ is ⟦p_i⟧", "denote the chance of ⟦i⟧ by ⟦p_i⟧", "shares of the classes: ⟦p⟧": the noun
# of a clause that says what the formula at its end is.
_CLAUSE = regex(r"[.;(⟪]|,\s")
_EQUATED = regex(
    r"(?:\b(?:is|are|be|equals?|by|as)(?:\s+(?:then|thus|simply|again|also|just))?"
    r"(?:\s+(?:denoted|called|written|given|named)(?:\s+(?:by|as))?)?(?:\s+some)?|:)\s*$",
    re.IGNORECASE,
)
_LEADING = regex(
    r"\W*(?:(?:and|now|here|where|so|that|we|let|denote|call|write|suppose|assume|say)\b\s*)*"
    r"(?:(?:the|an?|its|our|their|each|all)\s+)?(?:[a-z-]+\s+)?",
    re.IGNORECASE,
)
# "a weight ⟦0⟧ per class" says of what there is an entry for each.
_FOR_EACH = regex(r"\b(?:(?:one )?(?:per|for (?:each|every|all))|of (?:each|every))\s+[a-z-]+", re.IGNORECASE)
_BEHIND = regex(r"[.;)]|,\s+(?:and|with|where|so|but|while)\b|^,\s+(?!(?:an?|the|its?|our|each|all|which)\b)")


def suggested(sentence: str, place: tuple[int, int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The properties that words beside the formula at a place of a sentence suggest, each with the words.

    >>> text = "Let ⟦0⟧ hold the class frequencies."
    >>> [words for words, readings in suggested(text, (4, 7)) if "probability" in readings]
    ['hold the class frequencies']
    >>> list(suggested("Let ⟦0⟧ be a matrix.", (4, 7))), list(suggested("Points ⟦0⟧, mean and scatter", (7, 10)))
    ([], [])
    >>> list(suggested("A weight ⟦0⟧ per class.", (9, 12)))
    []
    >>> list(suggested("An encoder ⟦0⟧", (11, 14))), len(list(suggested("The encoded labels ⟦0⟧", (19, 22))))
    ([], 1)
    >>> sum("probability" in readings for _, readings in suggested("The chance of class ⟦0⟧ is ⟦1⟧", (27, 30)))
    1
    """
    start, end = place
    last, following = sentence.rfind("⟧", 0, start), sentence.find("⟦", end)
    before = _BEFORE.split(sentence[last + 1 : start])[-1]
    behind = _BEHIND.split(sentence[end : following if following >= 0 else len(sentence)])[0]
    if end + len(behind) == following:
        behind = re.sub(r"(?:,|\b(?:and|with)\b)[^,]*$", "", behind)  # what the next formula is called
    behind = _FOR_EACH.sub("", behind)
    for text in (before, behind):
        if NEGATION.search(text):
            continue
        for pattern, readings in _KNOWN:
            found = pattern.search(text)
            if found is not None and (text is behind or _is_called(text[found.end() :])):
                yield " ".join(text.split()), readings
    clause = _CLAUSE.split(sentence[:start])[-1]
    if _EQUATED.search(clause) and not NEGATION.search(clause):
        for pattern, readings in ((p, r) for p, r in _KNOWN if r is _SHARES):
            found = pattern.search(clause)
            if found is not None and _LEADING.fullmatch(clause[: found.start()]):
                yield " ".join(clause.split()), readings


def _is_called(rest: str) -> bool:
    """Whether a word is what the formula behind it is called, with no more than nouns between: "class label ⟦0⟧"."""
    return all(map(is_thing, re.sub(r"^[A-Za-z'-]+", "", rest).lower().replace(":", " ").split()))
