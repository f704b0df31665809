r"""Conditions that words put on inputs and sizes without a formula for them: "with all labels zero", "for unit stride".

A word is read as the kind of condition that it may name, wherever it stands: in a clause, in brackets, in a heading, a
footnote, or the words of a display.  Of which names it is said, and whether it is, stays open: such a condition proves
nothing, and a line that is right under it is not refuted (:mod:`~symderiv.documents.judging.spoken_conditions`).

Guarantee: what a clause denies, asks, or leaves open is no condition of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import words as words_of
from symderiv.documents.page.lexicon import is_noun
from symderiv.documents.page.wording import NEGATION, TOLD, nouns_in, words_in
from symderiv.documents.supposing.harmless import HARMLESS
from symderiv.documents.supposing.unclear import clauses

__all__ = ["InWords", "Spoken", "conditions_in_words", "is_for_good", "is_lasting"]

_IS = r"(?:is|are|be|being|equals?|was|were|has|have|having|of|(?:set|equal|fixed) to)"
_ALL = r"(?:(?:all|both|each|identically|exactly|simply|just|only|set|equal|chosen|taken|fixed|assumed|an?|to|be)\s+)*"
_NOTHING = r"(?:zeros?|0|nil)(?!\s*(?:outside|beyond|off|or\s+(?:one|1))\b|-|\s+(?:mean|and\s+(?:one|1))\b)"
_LEFT_OUT = (
    r"omitted|dropped|neglected|ignored|disregarded|absent|removed|left out|(?:switched|turned) off|zeroed|disabled"
)
_NORMALISED = r"(?:re|l2-|ℓ2-)?normali[sz]ed(?! (?:twice|values?|activations?|outputs?))"
# "assuming symmetry", "under the assumption of normalisation"; "by symmetry" gives a reason.
_ASSUMED = (
    r"(?:(?<=assuming )|(?<=supposing )|(?<=under )|(?<=given )|(?<=provided )|(?<=subject to )|(?<=assumption of )|"
    r"(?<=condition of )|(?<=hypothesis of )|(?<=constraint of ))"
)
# What is counted, and so no tensor; and what may be a number of any kind.
_COUNTED = r"(?<!step )(?:size|width|height|dimension|number|count|batch|stride|dilation)s?"
_MEASURED = r"(?:length|step|step[ -]size|temperature|scale|slope|rate)s?"
_BEHIND_ONE = r"(?!\s+(?:m|c|w|sh|has|gets|obtains|finds)\w*)"
# The kinds of conditions, and the words for them.
_KINDS = tuple(
    (kind, regex(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE))
    for kind, pattern in (
        (
            "zero",
            rf"{_IS}\s+{_ALL}{_NOTHING}|vanish(?:es|ing)?|[a-z]+-free|noiseless|unpadded|"
            r"(?:do|does|did|is|are) not pad(?:ded)?|"
            r"(?<!time )(?<!step )zero(?=\s+[a-z])(?!\s+(?:padding|mean|outside|on|one)\b)|"
            r"(?<=⟧\s)zero|(?!(?:as|is|was)\s)[a-z]+s zero",
        ),
        ("left out", rf"{_LEFT_OUT}|without (?:the |an? |any )?(?:(?![a-z]+ing )[a-z-]+ )?⟦\d+⟧"),
        (
            "one",
            rf"(?<!there )(?:is|are|be|being|equals?|equal to|set to|batch of)\s+{_ALL}(?:one|1|unity)"
            r"(?!\s+(?:of|to|for|per|way|thing|another|or|by|more|has|can|gets|[a-z]+ (?:of|over|at|in|per|from))\b|"
            rf"\s*[-/])|unit\s+{_MEASURED}|{_MEASURED}\s+(?:of\s+)?(?:one|1){_BEHIND_ONE}",
        ),
        (
            "single",
            r"(?<!there is a )(?:single|lone|sole|(?:only|just|exactly) one(?! (?:can|may|must|could|will|of)\b))"
            r"(?! (?:[a-z-]+ ){1,2}⟦| (?:step|layer|line|formula|equation|expression|pass|number|place)\b)|"
            rf"scalar case|unit\s+{_COUNTED}|{_COUNTED}\s+(?:of\s+)?(?:one|1){_BEHIND_ONE}",
        ),
        (
            "sums to one",
            r"(?:sum|add)(?:s|ming|ing)?(?: up)?(?: exactly)? to (?:one|1|unity)|(?:row-|column-)?stochastic|"
            rf"{_NORMALISED}|distributions?|simplex",
        ),
        (
            "unit",
            rf"{_NORMALISED}|unit[- ](?:norm|length|vectors?|sphere)|(?:norm|length)s?\s+"
            rf"(?:{_IS}\s+)?(?:one|1|unity)|norms? of [^.;:]{{1,40}} (?:is|are|equals?) (?:one|1|unity)|"
            r"unit(?= (?:[a-z]+ )?⟦)|(?:row-|column-)?orthonormal",
        ),
        (
            "between",
            r"(?:strictly )?between (?:zero|0|⟦\d+⟧) and (?:one|1|⟦\d+⟧)|(?:open )?(?:unit )?interval|"
            r"(?:positive|non-?negative)(?![ -](?:integers?|whole|numbers?|constants?|scalars?|definite|semi|examples?|"
            r"pairs?|samples?|rates?|real)\b)",
        ),
        (
            "negative",
            r"negative(?![ -](?:log|definite|semi|parts?|pairs?|samples?|examples?|gradients?|class\w*|curvature|sign|"
            r"entropy|slope|number|sum)\b)",
        ),
        (
            "binary",
            r"binary|boolean|(?:zeros?|-1) (?:and|or) ones?|0\s?(?:/|-|or|and)\s?1|zero-one|hard masks?|indicators?",
        ),
        ("one-hot", r"one-hot|one entry|hard labels?|hard targets?"),
        (
            "equal",
            r"(?:all )?(?:equal(?! only)|identical|coincid\w+|agree|match|alike|uniform|(?:is|are|be) constant|"
            r"constant(?= [a-z]+s\b))|tied|shared|"
            r"equals?(?= (?:its|their|the|each|⟦))|"
            r"(?:all|both|two|tables|values|entries|weights) [^.;:]{0,40}(?:is|are) (?:all )?the same"
            r"(?! (?:shape|size|way|length)\b)",
        ),
        (
            "mirrored",
            r"(?:skew-?|anti-?)?symmetric|skew|palindrom\w+|(?:its|their) own (?:flip|mirror|reverse|reversal)\w*|"
            r"(?:flip|mirror|reversal)\w*[- ](?:invariant|symmetric)|mirror images?|invariant under (?:flip|revers)\w+",
        ),
        ("mirrored", rf"{_ASSUMED}(?:(?:skew-?|anti-?)?symmetry|self-adjointness)"),
        ("sums to one", rf"{_ASSUMED}normali[sz]ation"),
        ("unit", rf"{_ASSUMED}(?:normali[sz]ation|orthonormality|orthogonality)"),
        ("equal", rf"{_ASSUMED}(?:equality|uniformity|constancy|weight tying)"),
        ("between", rf"{_ASSUMED}(?:positivity|non-?negativity)"),
        ("diagonal", rf"(?<!the )diagonal|off-diagonal|{_ASSUMED}diagonality"),
        ("commuting", rf"commut(?:e|es|ing)|{_ASSUMED}commutativity"),
        ("distinct", r"distinct|different|differ|repeated|repeats|unequal"),
        ("odd", r"odd"),
        ("even", r"(?:is|are|be|an|for|with|of|all|⟧)\s+even(?! (?:if|when|though|more|so)\b)|divisible|multiple of"),
        (
            "square",
            r"(?<!mean )(?<!mean-)square(?!\s+(?:roots?|loss|errors?|brackets?|of|norms?|waves?|integrable)\b)|"
            r"as many [a-z]+ as|quadratic matri\w+",
        ),
        (
            "centred",
            rf"cent(?:r|er)ed|zero[- ]mean|mean[- ](?:value\s+)?(?:{_IS}\s+)*zero|means? of [^.;:]{{1,40}} zero|"
            r"(?:sum|add|average)(?:s|ming|ing)?(?: up)? to zero",
        ),
        ("variance", r"variances?|white noise|homoscedastic"),
        (
            "standardised",
            r"(?<!⟧ the )(?:standardi[sz]ed|z-scored|whitened)|unit variance|variance\s+(?:of\s+|is\s+)?(?:one|1)",
        ),
    )
)
_LONGEST = 2000
_WITHOUT = regex(r"\b(?P<word>no|without(?: an?| any| the)?)\s+(?P<what>(?:[a-z-]+\s+){0,2}?[a-z-]+)\b", re.IGNORECASE)
_WLOG = regex(r"\bwithout (?:any )?loss of (?:any )?generality\b", re.IGNORECASE)
_NO_THING = frozenset(
    words_of(
        "loss gradient need matter longer way question problem proof step index one sum loop copy code library memory"
    )
)
# What a kind is said with, and is none by itself: "the mean is zero", "sums to one".
_WITHIN = {
    "centred": ("zero",),
    "diagonal": ("zero",),
    "sums to one": ("one",),
    "unit": ("one",),
    "between": ("zero", "one", "binary"),
    "binary": ("zero", "one"),
    "standardised": ("centred", "one"),
}
# What is no input: what is said of it is a claim.
_DERIVED = frozenset(words_of("gradient derivative jacobian hessian loss update adjoint difference term contribution"))
# What is said of several names together, which may stand in two clauses: "⟦0⟧ and ⟦1⟧ are tied".
_OF_SEVERAL = ("equal", "commuting", "distinct", "square")
# What a display states of the thing that its words name: "The variance of ⟦w⟧ is", and a verb at the end of a clause.
_STATES = regex(r"\b(?:is|are|was|were|reads?|becomes?|equals?)\W*$", re.IGNORECASE)
_UNDER = regex(r"\b(?:with|for|if|when|whenever|where|under|given|assuming|at|once|as)\b", re.IGNORECASE)
_HENCE = regex(r"\W*(?:and\s+)?(?:hence|thus|therefore|consequently|accordingly)\b", re.IGNORECASE)
# What is asked, shown or left open, before a condition in its clause.
_OPEN = regex(
    r"\b(?:unless|whether|(?:show|prove|verify|check)(?!(?s:.)*\b(?:with|if|when|where|under|given|provided|assuming|"
    r"for(?! (?:all|any|each|every)\b))\b)|even (?:if|when|though)|regardless|irrespective|unlike|nowhere|"
    r"general|nothing|rarely|hardly|seldom|contrast|misconception|compar\w+|would|hope|previous\w*|earlier|former|nobody|cannot|"
    r"some authors|"
    r"myth|(?:drop|relax|lift|abandon|remov|giv)\w*(?: up)? (?:the|this|that|our|any|all) (?:[a-z-]+ )?"
    r"(?:assumption|condition|restriction|requirement)s?)\b",
    re.IGNORECASE,
)
_ASKED = regex(r"^\W*(?:is|are|does|do|can|must|should|why|how|which)\b.*\?\W*$|\?\W*$", re.IGNORECASE | re.DOTALL)
# What is supposed of things without a name, for all that follows: "all labels are zero", "we take unit stride".
_SUPPOSES = regex(
    r"\W*(?:let|assume|suppose|throughout|for simplicity|in what follows|here|we (?:assume|suppose|take|set|use|choose|"
    r"work|restrict|consider|have|do not)|from (?:now|here) on|it (?:is|will be) (?:assumed|supposed|understood)|"
    r"(?:standing )?(?:assumptions?|hypothes[ie]s|conventions?|conditions?|set-?up|setting)\W|where|"
    r"(?:recall|remember) that|consider (?:now )?(?:the|a) (?:case|situation|setting) (?:where|in which)|"
    r"there is (?:no|only|just|a single)|"
    r"(?:all|the|every|each|our|its|their|both|no) (?:[a-z0-9-]+ ){1,4}"
    r"(?:is|are|lies?|vanish(?:es)?|equals?|commute|differ|agree|coincide)\b|"
    r"(?:(?:all|the) )?(?:⟦\d+⟧ )?(?:matrices|vectors|tensors|inputs|entries|kernels|weights) (?:here )?are\b)",
    re.IGNORECASE,
)
# Nouns that are no names of inputs.
_GENERAL = frozenset(
    words_of(
        "matrix vector tensor entry element row column component case number one value "
        "setting situation scalar array term line part formula equation the that then"
    )
)


@dataclass(frozen=True)
class InWords:
    """A kind of condition, the words of its clause and the nouns in it; ``about``: the text with the formulas that it
    may be about."""

    kind: str
    words: str
    nouns: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class Spoken:
    """A kind of condition that the text speaks of, its words, and the names that they may be about, if they tell."""

    kind: str
    words: str
    names: frozenset[str] = frozenset()


# Who works in a case stays there.
_STAYS = regex(r"\W*(?:\w+[\s,]+){0,3}we\s+(?:\w+\s+){0,2}(?:work|stay|restrict|confine|remain)\b", re.IGNORECASE)


def is_for_good(sentence: str) -> bool:
    """Whether a sentence confines all that follows to the case that it speaks of.

    >>> is_for_good("We work in the symmetric case."), is_for_good("In the symmetric case we find")
    (True, False)
    """
    return _STAYS.match(sentence) is not None


def is_lasting(sentence: str) -> bool:
    """Whether a sentence supposes what it says of things without a name for all that follows.

    >>> is_lasting("The bias is zero."), is_lasting("With zero bias"), is_lasting("A net without bias and gain")
    (True, False, False)
    """
    return _SUPPOSES.match(sentence) is not None


def conditions_in_words(sentence: str) -> Iterator[InWords]:
    """The conditions that the clauses of a sentence may put on what they speak of.

    >>> [(x.kind, x.words) for x in conditions_in_words("With all labels zero, the gradient is")]
    [('zero', 'With all labels zero')]
    >>> [x.kind for x in conditions_in_words("There is no bias, and the stride is one.")]
    ['one', 'zero']
    >>> list(conditions_in_words("We do not assume that the stride is one.")), list(conditions_in_words("Is it odd?"))
    ([], [])
    """
    sentence = sentence[:_LONGEST]
    if _ASKED.search(sentence) is not None:
        return
    sentence = _WLOG.sub(lambda m: " " * len(m.group()), sentence)
    text = HARMLESS.sub(lambda m: " " * len(m.group()), sentence)
    for start, end in clauses(text):
        clause = text[start:end]
        if _HENCE.match(clause) is not None:
            continue  # what follows is no condition
        found: dict[str, None] = {}
        for kind, pattern in _KINDS:
            for match in pattern.finditer(sentence[start:end] if kind == "single" else clause):
                before = clause[: match.start()]
                # "no eigenvalue is repeated" says that they differ
                denied = NEGATION.search(before.rpartition(", ")[2])
                if not _DERIVED.isdisjoint(nouns_in(before)):
                    continue  # of a derivative it is a claim
                if kind != "variance" and _leads(clause, match):
                    continue  # of what a display is about to state
                if _OPEN.search(before) is None and (kind == "distinct" or denied is None):
                    found.setdefault(kind)
        for match in _WITHOUT.finditer(clause):
            nouns = nouns_in(match["what"])
            before = clause[: match.start()]
            if NEGATION.search(before) or _OPEN.search(before) or not _NO_THING.isdisjoint(nouns):
                continue
            if nouns and (is_noun(nouns[-1]) or "off-diagonal" in nouns):
                found.setdefault("diagonal" if "off-diagonal" in nouns else "zero")
        for kind, others in _WITHIN.items():
            for other in others if kind in found else ():
                found.pop(other, None)
        if NEGATION.search(clause) is None and _OPEN.search(clause) is None:
            for word in words_in(clause):
                if word in TOLD:
                    found.setdefault(word)
        words = " ".join(clause.split()).strip(" ,;:.(!")
        said = tuple(n for n in nouns_in(clause) if is_noun(n) and n not in _GENERAL)
        for kind in found:
            yield InWords(kind, words, said, sentence if kind in _OF_SEVERAL else clause)


def _leads(clause: str, match: re.Match[str]) -> bool:
    """Whether a word is of the thing that a clause names for a display to state what it is, and supposes nothing."""
    verb = _STATES.search(clause, match.end())
    return verb is not None and "," not in clause[match.end() :] and _UNDER.search(clause, 0, match.start()) is None
