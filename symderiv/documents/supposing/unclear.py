r"""What sentences may tell of the formulas in them, where no rule has read it.

Every clause that names a formula ends in one of four ways: a fact of another rule; a phrase of
:mod:`~symderiv.documents.supposing.assertions`; nothing, where each of its words is known to leave values free
(:mod:`~symderiv.documents.page.lexicon`), or the clause concludes, denies, asks or speaks of a mistake; and else
something unclear, beneath which no line about these names is refuted.  What may change a derivative or the meaning of
a name is unclear wherever it stands.

Guarantee: nothing that a clause says of a formula is dropped because no pattern knows it.  A clause that leads into a
display says what the display says; there, and in a clause without a formula, only words count that tell something by
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import words as words_of
from symderiv.documents.page.lexicon import residue, tells
from symderiv.documents.page.wording import DROPS, FORGETS
from symderiv.documents.supposing.assertions import MARK, NEGATED, spaced
from symderiv.documents.supposing.comparisons import TOLD_ORDER, compared, is_denied, is_signed
from symderiv.documents.supposing.harmless import A_CONSTANT, IDLE_WORDS, without_idle_words
from symderiv.documents.supposing.roles import is_case

__all__ = ["OPTIMISES", "Unclear", "clauses", "concludes", "unclear", "unnamed"]

#: "(b)" of an exercise, and what it is worth: "(b) [3 marks]".
_LABEL = r"^\W*(?:\(?\w{1,3}\)\s*)?(?:[\[(]\s*\d+\s*(?:marks?|points?|pts?\.?|credits?)\s*[\])]\s*)?"
# Sentences that assert nothing: questions, tasks, mistakes, examples, what is denied or left open.
_IDLE = spaced(
    rf"\?\s*$|{_LABEL}(?:show|prove|verify|check|derive|compute|find|deduce|explain|determine|conclude|why|what|how|"
    rf"does|do|is)\b|"
    r"\b(?:common|frequent|typical|usual|popular|classical?|easy) (?:mistakes?|errors?|slips?|traps?)\b|"
    rf"\b(?:mistak\w+|wrong(?:ly)?|incorrect(?:ly)?|erroneous(?:ly)?|false(?:ly)?|{FORGETS}|forgot\w*|would|pretend\w*|"
    r"nonsense|fails?|failed|(?<!we.)(?<!we.now.)claims?|claimed|colleagues?|someone|"
    r"somebody|students?(?! (?:network|model|logits))|"
    r"tempting|"
    r"tempted|(?:i|we|one|you) (?:\w+ )?(?:thought|believed|guessed|hoped|expected))\b|"
    r"\bif\b[^.;]*\bwere\b|\b(?:for (?:example|instance)|e\.g\.|even (?:if|when|though)|whether or not|"
    r"no matter|regardless|irrespective|unless)\b|"
    rf"(?:\b(?:not|never|without|no longer|nothing|nor|nobody|{DROPS}|instead of|rather than)\b|n't\b)[^.;:]*"
    r"\b(?:assum\w+|suppos\w+|requir\w+|presum\w+|impos\w+|demand\w*|need\w*)\b|"
    r"\bno (?:[a-z-]+ ){0,2}(?:structure|symmetry|assumptions?|propert(?:y|ies)|conditions?|restrictions?|relations?)"
    r"(?: [^.;:]*)?\b(?:is|are|was|were|be|been) (?:\w+ )?(?:assumed|supposed|required|presumed|imposed|made|needed)\b"
)
_WHAT_IF = spaced(rf"{_LABEL}(?:and |but |so )?what (?:happens |changes )?(?:if|when)\b")
_CONCLUDES = spaced(
    rf"{_LABEL}(?:(?:and|but|or|where) )?(?:then|hence|thus|therefore|so(?! (?:that|long))|consequently|accordingly|"
    rf"whence|clearly|"
    r"obviously|evidently|of course|indeed|in particular|we (?:(?:then|thus|now|also) )?(?:see|get|obtain|find|"
    r"conclude|have|"
    r"deduce|arrive|know|derive|recover|verify|show|prove)|(?:we|one|you) can (?:(?:then|thus|now|also|easily) )?"
    r"(?:invert|solve|compute|write|express|read|verify|check|show|see|differentiate|expand|simplify|rewrite|factor|"
    r"recover|undo|reconstruct|conclude|deduce|derive|find|obtain|evaluate)|"
    r"one (?:sees|gets|obtains|finds|has)|it (?:follows|turns|"
    r"is (?:easy|clear|easily|obvious|immediate))|this (?:gives|shows|means|implies|yields|proves|follows|is|says)|"
    r"which (?:gives|shows|means|implies|yields|proves|follows|equals|vanishes|sums)|giving|yielding|implying|"
    r"(?:because|since|as) it)\b"
)
# A clause about what is derived, "the gradient with respect to ⟦0⟧ vanishes", claims, and asserts nothing of an input.
_DERIVED = spaced(
    r"^\W*(?:(?:and|but|while|that|where|also|here|now|finally|note|notice|observe|recall|by (?:oddness|evenness|"
    r"symmetry|linearity|homogeneity|the chain rule|the product rule))[\s,]+)*(?:(?:the|this|that|"
    r"these|"
    r"those|both|each|such|its|an?|any|all|every|no|our) )?(?:[a-z-]+ ){0,2}?(?:gradients?|derivatives?|jacobians?|"
    r"hessians?|"
    r"updates?|results?|formulas?|formulae|identit(?:y|ies)|equations?|expressions?|"
    r"differentials?|rules?|pass(?:es)?|proofs?|computations?|calculations?|"
    r"lines?|residuals?|checks?|consequences?|"
    r"steps?|bounds?|inequalit(?:y|ies)|loss(?:es)?|costs?|objectives?|energ(?:y|ies)|lemmas?|theorems?|statements?|"
    r"functions?|"
    r"maps?|layers?|networks?|derivations?|paths?|contributions?|differentiation|"
    r"(?!assum|suppos|let|hold|keep|treat|consider|regard|every|some|any|noth|dur|str)[a-z]{3,}ing|it|they|this|"
    r"these)\b(?!(?: [a-z-]+(?<!s))?\s*⟦)"
)
_IDIOMS = (
    "simplicity|convenience|moment|now|brevity|clarity|ease|definiteness|concreteness|readability|rest|sake|remainder"
)
_CASE = spaced(
    rf"{_LABEL}(?:(?:and|but|only|also|except) )?(?:if|when|whenever|as long as|in case|for(?! (?:the "
    rf")?(?:{_IDIOMS}))|under|"
    r"given|provided|at|near|away|with|without)\b"
)
# "Think of ⟦0⟧ as an arrow" likens, and tells no more than the words that tell by themselves.
_SIMILE = spaced(
    r"^\W*(?:(?:one|you|we) (?:can |may )?|let us |it helps to |just )?"
    r"(?:think of|picture|imagine|visuali[sz]e|envision)\b[^.;]*\bas\b"
)
_CONDITION = spaced(
    rf"{_LABEL}(?:(?:and|but|only|also) )?(?:if|when|whenever|as long as|"
    rf"for(?! (?:(?:each|every|all) (?=⟦)|(?:the )?(?:{_IDIOMS}))))\b"
)
_BORDERS = regex(
    r";|:(?=\s)|\s[–—-]{1,3}\s|,?\s+(?=(?:where|which|whose|while|since|because|whereas|when|whenever|if|unless|"
    r"provided|"
    r"such\s+that|so\s+that|but)\b)|,\s+(?=(?:(?:and|so|or)\s+)?(?:we|let|with|as|then|hence|thus|so|it|this|i\.e\.|"
    r"in|for|"
    r"that)\b)|\s+(?=and\s+(?:the\s+|its\s+|our\s+)?(?:[a-z-]+\s+){0,3}⟦\d+⟧\s+(?:is|are|has|have|denotes?|stands?|"
    r"holds?)\b)"
)
_TOKEN = regex(r"⟦\d+⟧|[A-Za-z][A-Za-z'’-]*|\d+(?:\.\d+)?|[^\sA-Za-z\d]")
_QUOTED = regex(r"[\"“”«»'‘`][^\"“”«»'’`]*[\"“”«»'’`](?![a-z])")
_NUMBERS = frozenset(words_of("one single two three four five 1 2 3 4 0 zero"))
_BEFORE_NUMBERS = frozenset(words_of("to is are be has have equals equal than at only with by being a just from"))
_NUMBERED = frozenset(
    words_of(
        "figure fig table section chapter equation eq theorem lemma step layer exercise question part stride dilation"
    )
)
# "one row" tells of a size, "one layer" does not.
_COUNTED = regex(r"(?:rows?|columns?|entr(?:y|ies)|elements?|components?|coordinates?|samples?|examples?|half)$", re.I)
# Properties that no generic tensor has: to deny them tells nothing.
_GENERIC = regex(
    r"(?:(?:skew-?|anti-?)?symmetric|square|normali[sz]ed|orthogonal|orthonormal|diagonal|idempotent|triangular|"
    r"cent(?:er|re)d|"
    r"unit|vector|norm|length|positive|definite|semidefinite|negative|integers?|one|one-hot|linear|stochastic|constant|"
    r"sparse|commut\w+|independent|identical|equal|same|unique|projections?|isotropic|whitened|standardi[sz]ed|be|"
    r"necessarily|nec|assumed|matching)$",
    re.IGNORECASE,
)
_VERB = spaced(
    r"\b(?:is|are|be|was|were|been|being|has|have|had|let|we|us|must|should|shall|may|might|can|could|will|do|does|did|"
    r"suppose|assume|take|consider|recall|note)\b|⟦\d+⟧ (?:\w+ly )?(?!(?:as|is|its|this|thus|across|plus|minus|"
    r"times)\b)"
    r"[a-z]+[^s\W]s\b|⟦\d+⟧\s*(?:,|and)\s*⟦\d+⟧ (?:coincide|agree|commute|match|differ|share|sum|add|vanish|cancel)\b"
)
# A verb comes after these words, or after a formula.
_DOING = frozenset(
    words_of("we us you they who which that to not can may must shall should will would could might do does did")
)
# Words that stand for no thing: what comes after them is what a formula is called.
_NO_NOUNS = _DOING | frozenset(
    words_of(
        "a an the this these those its our their his her each every any all both some no of in on at from by for with "
        "within "
        "without into onto over under between among per via and or but nor as than if when where whose is are was were "
        "be "
        "been being am has have had let it he she i so then also only did"
    )
)
# "⟦b⟧ has no padding": behind a formula these leave something out, but for what is no thing.
_LEAVING = frozenset(words_of("no without only"))
_LEAVES_NOTHING = frozenset(
    words_of(
        "longer more matter loss need reason way wonder surprise doubt problem difference other gradient gradients"
    )
)
# "a loss that depends on ⟦y⟧ only" says by what a derivative passes, "we write ⟦x⟧ without an arrow" how it is spelt.
_THROUGH = regex(r"\b(?:writ\w+|denot\w+|depend\w*|functions?|through|sees?|had|needs?)\b", re.IGNORECASE)
# Words before a formula that are no nouns, by their endings.
_ADJECTIVE = regex(
    r"(?:[^aeiou]ed|[aeu]ted|[ai]zed|ised|ic|ous|ive|less|free|like|ant|ent|ible|able|ish|oid|ular|ary|[ao]te|[^s]ing|"
    r"[^i]al)$|"
    r"^(?:flat|even|odd|equal|same|unit|null|sparse|zero|one|balanced|positive|negative|tight|proper|stable|plain|"
    r"pure)$",
    re.IGNORECASE,
)
_NAMED = regex(r"(?:[a-z]ian|[a-z]ean|'s|’s)$")
_KIND = regex(r"(?:matri(?:x|ces)|vectors?|property|condition|arrays?|operators?|type)$", re.IGNORECASE)
_BEING = frozenset(words_of("is are be being denotes denote"))
_PARTS = frozenset(words_of("of to from between with"))
# Nouns that say what a formula is: no other than this one is "the" identity.
_WHICH = regex(
    r"(?:identit\w+|invers\w+|transpos\w+|adjoint|conjugate|ones|unity|square|root|power|norm|trace|determinant|rank|sum|"
    r"product|quotient|ratio|difference|mean|average|median|variance|maxim\w+|minim\w+|optim\w+|solution|fixpoint|"
    r"equilibri\w+|cent\w+|project\w+|reflect\w+|rotat\w+|permut\w+|shift\w*|resolvent|kernel|nullspace|range|image|span|"
    r"eigen\w+|singular\w*|vertex|origin|neutral|negative|opposite|double|half|halves|rest|complement\w*|limit|\w*one|\w*zero|"
    r"hull|basis|simplex|sphere|ball|diagonal\w*|pseudo\w*|involut\w+|cop(?:y|ies)|clone|twin|duplicate)s?$",
    re.IGNORECASE,
)


def _is_thing(word: str) -> bool:
    """Whether a noun only names a thing: "strength", and not "inverse"."""
    return (
        word.isalpha() and word.islower() and not _ADJECTIVE.search(word) and not _WHICH.match(word) and not tells(word)
    )


# "⟦0⟧ is the square of ⟦1⟧", "⟦0⟧ has mean ⟦1⟧": a relation between two formulas.
_BE = r"(?:is|are|be|being|denotes?|stands? for|gives|contains?|holds?|equals?)"
_FUNCTION_OF = spaced(
    rf"{MARK} {_BE} (?:(?:the|an?|some|their|its) )?(?:[a-z-]+ ){{0,3}}?(?P<of>squares?|roots?|powers?|products?|sums?|"
    r"differences?|quotients?|ratios?|means?|averages?|norms?|lengths?|magnitudes?|distances?|covariances?|variances?|"
    r"correlations?|traces?|determinants?|ranks?|projections?|gradients?|derivatives?|hessians?|jacobians?|softmax|"
    r"sigmoid|"
    r"logarithms?|logs?|exponentials?|convolutions?|polynomials?|multiples?|reciprocals?|residuals?|entrop(?:y|ies)|"
    r"maxim(?:um|a)|"
    r"minim(?:um|a)|medians?|negatives?|opposites?|reflections?|rotations?|cop(?:y|ies)|solutions?|minimi[sz]ers?|"
    r"maximi[sz]ers?|images?|restrictions?|halves|half|doubles?|twice)(?: [a-z-]+)? "
    r"(?:of|between|over|with|by|to|onto|in) [^.;:,]*?(?:,[^.;:,]*?\band [^.;:,]*?)?⟦\d+⟧"
)
_VALUES = "mean|average|variance|covariance|norm|length|sum|total|trace|determinant|rank|mass|product|maximum|minimum"
_HAS_VALUE = spaced(
    rf"{MARK} (?:has|have|having|with|of) (?:(?:an?|the) )?(?:[a-z-]+ )?(?P<of>{_VALUES})(?: (?:of|equal to))? ⟦\d+⟧|"
    rf"\b(?P<off>{_VALUES})s? of (?:(?:the|each|all|its) )*(?:[a-z-]+ )*(?:of )?(?:[a-z-]+ )*⟦\d+⟧ (?:is|are|equals?) "
    rf"(?!the\b|an?\b)"
)
_KEPT = spaced(
    r"(?:⟦(?P<a>\d+)⟧[^⟦.;:]{0,40})?\b(?:treat(?:ed|ing|s)?|regard(?:ed|ing)?|view(?:ed|ing)?|consider(?:ed|ing)?|"
    r"keep(?:ing)?|kept|hold(?:ing)?|held)\b(?P<b>[^.;:]*?)\b(?:constants?|fixed|frozen|unchanged)\b|"
    r"\btak(?:e|ing|en) (?P<c>⟦\d+⟧) (?:to be|as) (?:an? )?constants?\b|(?P<d>⟦\d+⟧) (?:is|are) (?:an? )?constants? "
    r"(?:in what follows|from now on|below|when|during|for the (?:backward|differentiation|derivatives?))\b|"
    rf"(?P<e>⟦\d+⟧)(?:[^⟦.;:()]*\(| (?:is|are|being) ){A_CONSTANT}"
)
_DETACHED = spaced(
    r"\bdetach\w*|\bstop-?\s?grad\w*|\bstraight-?through\b|\bfreez\w+|\bfroz\w+|\bno gradients?\b|\bwithout (?:a "
    r")?gradients?\b|"
    r"\bgradients? (?:\w+ ){0,2}?(?:not|never) (?:flow|propagat|pass|reach|go)\w*|\bnot (?:differentiate|"
    r"back-?propagate)\w*|"
    r"\b(?:block|cut|stop)\w* (?:off )?the (?:computation(?:al)? )?(?:gradients?|graph|tape)\b|"
    r"\b(?:gradients?|graph|tape|back-?prop(?:agation)?) (?:is|are|gets?) (?:cut|stopped|blocked|truncated) (?:off )?"
    r"(?:at|before|behind|after)\b|\bignor\w+ (?:the|that|its|their) dependen\w+|"
    r"\bdependen\w+ (?:of ⟦\d+⟧ )?(?:on ⟦\d+⟧ )?(?:is|are) (?:ignored|neglected|dropped)\b"
)
# "A frozen weight matrix ⟦0⟧ is adapted": what it is called.
_CALLED_FROZEN = regex(r"frozen (?:[a-z-]+ ){0,3}(?:weight|matrix|matrices|kernel|layer|parameter)s? ⟦", re.IGNORECASE)
# "Treating ⟦0⟧ as a constant gives", "My first attempt kept ⟦0⟧ fixed:" speak of the one line that they lead into.
_FOR_ONCE = spaced(
    r"^\W*(?:(?:now|then|so|but|and|by|when|while|here) )*(?:treating|regarding|viewing|considering|keeping|holding|"
    r"ignoring|neglecting|detaching|freezing)\b.*\b(?:gives?|yields?|gets?|got|obtains?|obtained|finds?|found|wrote|"
    r"writes?|arrives? at|leads? to|results? in|is)\W*$|"
    r"\b(?:i|students?|attempts?|versions?|drafts?|tries|try|solutions?|colleagues?|people|some|someone|they|answers?) "
    r"(?:(?:[a-z]+|⟦\d+⟧) ){0,4}?(?:treat|regard|view|consider|keep|kept|hold|held|ignor|neglect|detach|froze)"
    r"(?:s|ed)?\b"
)
_FORMULAS = r"((?:⟦\d+⟧(?:\s*(?:,|and|or)\s*)*)+)"
_PASSIVE = spaced(r"\b(?:is|are|be|been|was|were|not|kept|held)\W*(?:\w+\W+)?$|\($")
_TURNING = (
    r"from (?:now|here) on(?:wards)?|henceforth|below|in (?:what follows|the following|the sequel|this (?:section|part|"
    r"paragraph|exercise|chapter|appendix|subsection))|this time"
)
_MEANS = r"(?:denotes?|is|are|means?|stands?|refers?|includes?|contains?|excludes?)"
_REDEFINED = spaced(
    rf"\b(?:{_TURNING})\b[^⟦.;]{{0,40}}⟦(?P<a>\d+)⟧ (?:\w+ )?{_MEANS}\b|\bre-?defin\w+\b[^⟦.;]{{0,24}}⟦(?P<b>\d+)⟧|"
    r"\b(?:re-?us\w+|overload\w*)\b[^⟦.;]{0,24}⟦(?P<c>\d+)⟧|⟦(?P<d>\d+)⟧ now (?:denotes?|means|stands|refers|is the)\b|"
    r"\babuse of notation\b[^⟦.;]*⟦(?P<e>\d+)⟧|\bhere,? ⟦(?P<here>\d+)⟧ (?:denotes?|is|means|stands for|refers "
    r"to)\b[^.;]*"
    r"\b(?:single|one|per-\w+|averaged?|mean|summed|total|(?:un)?regulari[sz]ed|(?:un)?weighted|normali[sz]ed|without|"
    r"including|excluding)\b"
)
_SLIP = regex(rf"\b(?:wrong(?:ly)?|mistak\w+|{FORGETS}|forgot\w*)\b", re.IGNORECASE)
# What a word by itself may mean of a tensor.
_CENTRED = ("centred", "rows centred", "columns centred")
_MEANT: dict[str, tuple[str, ...]] = dict.fromkeys(("centred", "centered", "zero-mean"), _CENTRED)
_MEANT |= {
    "one-hot": ("one-hot", "rows one-hot", "columns one-hot"),
    "stochastic": ("row stochastic", "column stochastic"),
}
_MEANT |= dict.fromkeys(("self-adjoint", "selfadjoint", "hermitian"), ("symmetric",))
_MEANT |= dict.fromkeys(("constant", "constants"), ("equal entries",))
_MEANT |= {word: (word,) for word in ("positive", "nonnegative")}
_MEANT |= dict.fromkeys(("normalised", "normalized"), ("normalised",))


@dataclass(frozen=True)
class Unclear:
    """Words that may tell something of formulas, where they may not be read.

    ``case``: they speak for their own sentence or argument.  ``changes``: what they may change, the ``"derivative"``
    (``"frozen"``: that by a name which is called so) or the ``"meaning"`` of a name ("meaning here": unless the display
    before gives it), or "", where they restrict values only.
    ``readings``: the properties of which they mean one, where that much is known.
    """

    words: str
    formulas: tuple[int, ...]
    case: bool = False
    changes: str = ""
    readings: tuple[str, ...] = ()


def concludes(sentence: str) -> bool:
    """Whether the beginning of a sentence concludes, asks, or speaks of a mistake: what follows is supposed by nobody.

    >>> concludes("Hence we have"), concludes("Let")
    (True, False)
    """
    if _WHAT_IF.match(sentence):
        return False
    return _CONCLUDES.match(sentence) is not None or _IDLE.search(sentence) is not None


def clauses(sentence: str) -> list[tuple[int, int]]:
    """The clauses of a sentence, what stands in brackets apart.

    >>> text = "Here ⟦0⟧ is the input (zero outside), where ⟦1⟧ is given"
    >>> [text[a:b] for a, b in clauses(text)]
    ['Here ⟦0⟧ is the input ', 'zero outside', 'where ⟦1⟧ is given']
    """
    borders = [m for m in _BORDERS.finditer(sentence) if not _within_a_list(sentence, m.start(), m.end())]
    cuts = [(m.start(), m.end() if m.group().strip() else m.start()) for m in borders]
    cuts += [(m.start(), m.end()) for m in re.finditer(r"[()]", sentence)]
    if _CASE.match(sentence):  # "With ⟦0⟧ given, the loss is", "for ⟦0⟧ the loss is"
        cuts += [m.span() for m in re.finditer(r",\s+(?=(?:the|an?|one|there|both|all|each)\b)", sentence)]
        cuts += [(m.end(), m.end()) for m in re.finditer(r"⟦\d+⟧(?=\s+(?:the|we|one|there)\b)", sentence)]
    found: list[tuple[int, int]] = []
    start = 0
    for left, right in sorted(cuts):
        if left > start:
            found.append((start, left))
        start = max(start, right)
    return [*found, (start, len(sentence))] if start < len(sentence) else found


def _within_a_list(sentence: str, start: int, end: int) -> bool:
    """Whether "and" joins two names of which one verb speaks: "⟦0⟧ and ⟦1⟧ have the same norm"."""
    before = re.split(r"[;,()]", sentence[:start])[-1]
    return sentence[end:].startswith("and") and "⟦" in before and _VERB.search(before) is None


#: "Minimise ⟦0⟧ over ⟦1⟧": what follows may be about the minimiser.
OPTIMISES = spaced(
    rf"{_LABEL}(?:(?:we|let us|i|one|you|they)(?: (?:now|then|also|can|may|will|shall|must|want to|wish to|try to|seek "
    r"to))* |(?:the|our) (?:problem|goal|task|aim|objective) is to )?(?:minimi[sz]e|maximi[sz]e)s?\b(?! by)"
)


def unclear(
    sentence: str, taken: list[tuple[int, int]], leads: bool, equations: frozenset[int] = frozenset()
) -> Iterator[Unclear]:
    """What a sentence may tell of its formulas beside what has been ``taken`` from it.

    ``leads``: into a display.  ``equations`` are formulas that say something by themselves: "the minimiser is ⟦0⟧".

    >>> [(x.words, x.formulas) for x in unclear("The columns of ⟦0⟧ are alike.", [], False)]
    [('The columns of ⟦0⟧ are alike', (0,))]
    >>> list(unclear("The matrix ⟦0⟧ maps ⟦1⟧ to ⟦2⟧.", [], False)), list(unclear("Hence ⟦0⟧ is alike.", [], False))
    ([], [])
    """
    yield from _changes(sentence, leads)
    if concludes(sentence):
        return
    rest = without_idle_words(sentence)
    told = [m.span() for pattern in (IDLE_WORDS, TOLD_ORDER) for m in pattern.finditer(rest)]
    for start, end in (*told, *taken):
        rest = rest[:start] + re.sub(r"⟦\d+⟧|.", _blank, rest[start:end], flags=re.DOTALL) + rest[end:]
    rest = re.sub(
        r"(⟦(\d+)⟧)([^⟦,.;:]*)",
        lambda m: m.group(1) + " " * len(m.group(3)) if int(m.group(2)) in equations else m.group(),
        rest,
    )  # what stands behind an equation describes it
    everything = tuple(k for k in map(int, re.findall(MARK, rest)) if k not in equations)
    if everything and OPTIMISES.match(sentence):
        yield Unclear(" ".join(sentence.split()).strip(" ,;:.!"), everything)
        return
    parts = clauses(rest)
    condition = _CONDITION.match(sentence) is not None  # what is said under it is a claim
    last: tuple[int, ...] = ()
    for number, (start, end) in enumerate(parts):
        clause = rest[start:end]
        own = tuple(k for k in map(int, re.findall(MARK, clause)) if k not in equations)
        if not own and re.search(MARK, clause):
            continue
        formulas = own or last or (everything if tells(clause) else ())
        last = own or last
        if not own and _DROPS.match(clause):
            continue
        if not formulas or _CONCLUDES.match(clause) or (number and condition and not _CASE.match(clause)):
            continue
        if (
            (leads and number == len(parts) - 1 and not sentence.rstrip().endswith(","))
            or (not own and _CASE.match(clause))
            or _SIMILE.match(clause)
        ):
            words = tells(clause)
        elif _DERIVED.match(sentence[start:end]):
            words = tells(clause) if number and not own else []
        else:
            words = _remaining(clause, sentence[start:end])
        if words and compared(rest):
            formulas = everything  # what is compared may stand in another clause
        if words:
            said = " ".join(sentence[start:end].split()).strip(" ,;:.!")
            case = is_case(sentence) or (_CASE if leads else _CONDITION).match(clause) is not None
            readings = {_MEANT.get(w.lower(), ()) for w in words if not is_denied(w, clause)}
            if readings == {("equal entries",)} and len(formulas) > 1:
                continue  # several constants vary with nothing
            if len(formulas) == 1 and {w.lower() for w in words} <= {"tied", "untied"}:
                continue  # to nothing that is named
            yield Unclear(said, formulas, case, readings=readings.pop() if len(readings) == 1 else ())


def unnamed(sentence: str) -> Unclear | None:
    """What a sentence without a formula may tell of what it calls by a noun.

    >>> unnamed("The biases are omitted.").words, unnamed("The weights are initialised at random.")
    ('The biases are omitted', None)
    """
    said, case = " ".join(sentence.split()).strip(" ,;:."), is_case(sentence)
    if _SLIP.search(sentence):
        return None
    if _KEPT.search(sentence) or _DETACHED.search(sentence):
        return Unclear(said, (), case, "derivative")
    if concludes(sentence) or _DERIVED.match(sentence):
        return None
    words = tells(sentence)
    if not words and any(m.group(1) for m in _LEFT_OUT.finditer(sentence)):
        return Unclear(said, (), case, readings=("all zero",))
    words = words or [g for m in _LEFT_OUT.finditer(sentence) for g in m.groups() if g]
    if not words or (NEGATED.search(sentence) and all(map(_GENERIC.match, words)) and not is_signed(words, sentence)):
        return None
    readings = {_MEANT.get(w.lower(), ()) for w in words}
    return Unclear(said, (), case, readings=readings.pop() if len(readings) == 1 else ())


# What is left out by its noun is none of the formulas before.
_DROPS = spaced(
    r"^\W*(?:(?:and|but|where|here|as usual|for simplicity),? )*(?:we|i|one) (?:drop|omit|ignore|neglect|suppress|skip|"
    r"leave out|do without)s? (?!(?:it|them|this|that|these|those|its|their|everything)\b)"
)
_NO_THING = (
    r"no (?!longer|more|matter|loss|need|reason|way|wonder|surprise|doubt|problem|difference|gradients?|sums?|other)"
    r"[a-z-]+"
)
_LEFT_OUT = spaced(
    r"\b(?:is|are|be|been|being|were|was) (omitted|dropped|neglected|ignored|disregarded|left out|absent|off)\b|"
    rf"\b({_NO_THING} (?:is|are) (?:used|added|applied|there|present|needed|left|done))\b|"
    rf"\bthere (?:is|are) ({_NO_THING})\b|"
    r"\b(?:keeps?|pass(?:es)?|lets?|masks?|drops?|sees?|forgets?|changes?|does|do) "
    r"(everything|nothing|itself|themselves)\b"
)


def _blank(match: re.Match[str]) -> str:
    """Blanks for anything but a formula."""
    return match.group() if match.group().startswith("⟦") else " " * len(match.group())


def _remaining(clause: str, whole: str) -> list[str]:
    """The words of a clause that may tell something; ``whole`` is the clause with what has been read of it.

    Before a formula stands what it is called, and any noun may: "the stiffness ⟦0⟧".  Names of people tell nothing, nor
    does how many layers there are; and in a heading or a list what comes first is the name of a thing.
    """
    tokens = _TOKEN.findall(IDLE_WORDS.sub(" ", _QUOTED.sub(" ", clause)))
    found: list[str] = []
    called: list[str] = []  # what the formula to come is called, from the last word that is no noun
    named = False  # what comes is what the formula before is called: "⟦0⟧ the regularization strength"
    verb = False  # the next word is what a formula or a person does
    for at, word in enumerate(tokens):
        lower, before = word.lower(), tokens[at - 1].lower() if at else ""
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if word.startswith("⟦"):
            found += [w for w in called if _ADJECTIVE.search(w) and w.lower() != "shared"]
            called, named, verb = [], False, True
        elif not word[0].isalnum() or lower in _NO_NOUNS:
            if (
                lower in _LEAVING
                and any(x.startswith("⟦") for x in tokens[:at])
                and after.lower() not in _LEAVES_NOTHING
            ):
                found.append(word)
            found += [w for w in called if not (named and lower not in _PARTS and _is_thing(w))]
            named = lower == "the" and at > 0 and (before.startswith("⟦") or before in _BEING)
            called, verb = [], lower in _DOING or (verb and lower in ("then", "so", "also"))
        elif len(word) == 1 and (word.isalpha() or not word.isascii()):
            continue
        elif lower in _NUMBERS or word.isdigit():
            if before in _NUMBERED:
                continue
            if lower == "zero" or not after[:1].isalpha():
                found.append(word)
                continue
            counts = after.lower() not in _NO_NOUNS and not _COUNTED.match(after)
            if before in _BEFORE_NUMBERS and not (counts and before != "equal"):
                found.append(word)
        elif verb:
            found += residue(word)
            verb = lower.endswith("ly") or lower in ("just", "simply")
        elif word[0].isupper() and not word.isupper() and (at or _NAMED.search(word)) and not _KIND.match(after):
            continue
        else:
            called += residue(word)
    found += [w for w in called if not (named and _is_thing(w))]
    if "⟦" in clause and _VERB.search(clause) is None:
        head = residue(clause.partition("⟦")[0])
        found = found[len(head) :] if found[: len(head)] == head else found
    function = _FUNCTION_OF.search(whole) or _HAS_VALUE.search(clause)
    if function is not None and not found:
        found += [word for word in function.groupdict().values() if word is not None]
    if _THROUGH.search(clause):
        found = [word for word in found if word.lower() not in ("only", "alone", "without", "never")]
    if found and NEGATED.search(clause) and all(map(_GENERIC.match, found)) and not is_signed(found, clause):
        return []
    return found or compared(clause) or tells(IDLE_WORDS.sub(" ", clause))


def _changes(sentence: str, leads: bool) -> Iterator[Unclear]:
    """What a sentence may change about derivatives, or about what a name stands for."""
    if _SLIP.search(sentence):
        return
    said = " ".join(sentence.split()).strip(" ,;:.")
    case = is_case(sentence) or (leads and _FOR_ONCE.search(sentence) is not None)
    for match in _KEPT.finditer(sentence):
        inside = re.findall(MARK, match["b"] or match["c"] or match["d"] or match["e"]) or [match["a"]]
        if inside[0] is not None:
            yield Unclear(said, tuple(map(int, inside)), case, "derivative")
    for match in _DETACHED.finditer(sentence):
        behind = re.match(rf"[^.,;:⟦]{{0,48}}{_FORMULAS}", sentence[match.end() :])
        before = re.search(rf"{_FORMULAS}[^.;:⟦]{{0,48}}$", sentence[: match.start()])
        near = before if behind is None or (before and _PASSIVE.search(sentence[: match.start()])) else behind
        inside = re.findall(MARK, match.group()) or (re.findall(MARK, near.group(1)) if near is not None else [])
        if inside:
            called = _CALLED_FROZEN.match(sentence, match.start()) is not None
            yield Unclear(said, tuple(map(int, inside)), case, "frozen" if called else "derivative")
    for match in _REDEFINED.finditer(sentence):
        name = next(value for value in match.groupdict().values() if value is not None)
        yield Unclear(said, (int(name),), case, "meaning here" if match.group("here") else "meaning")
