r"""Whether words affirm a property of a formula, or wish for it, make it, ask for it, or say that it is so at times.

"We would like $W$ to be orthogonal", "initialise $W$ as an orthogonal matrix", "$W$ is often orthogonal", "show that
$W$ is symmetric": a wish, a method, a frequency and a task are no facts.  What holds under them is not refuted, and
proved neither.

Guarantee: words that this room knows not affirm; what it does not affirm is put down as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import Fact, ShapeFact, UnreadFact, WordFact
from symderiv.documents.supposing.affirming import plainly
from symderiv.documents.supposing.assertions import spaced

__all__ = ["KINDS", "affirms", "in_its_mood", "is_called", "loosely", "outright"]

#: Words that say what a tensor is for, how large it is, or what it comes from: nothing is supposed of its values.
KINDS = frozenset(
    (
        *("integer", "nonnegative integer", "positive integer", "natural number", "stride", "padding", "dilation"),
        *("scalar", "vector", "matrix", "tensor", "smooth", "function", "convex", "index", "label", "offset", "loss"),
        *("upstream gradient", "random", "independent", "even", "odd", "entrywise", "constant"),
        *("independence", "uncorrelated"),
    )
)
_SUPPOSE = r"(?:assum|suppos|presum|postulat|stipulat)"
_WISH = (
    r"would(?:n't)?|'d|want(?:s|ed)?|wish\w*|hop(?:e|es|ed|ing)|aim\w*|try|tries|trying|tried|attempt\w*|prefer\w*|"
    r"desir\w*|ideal(?:ly)?|goals?|purpose|encourag\w*|promot(?:e|es|ed|ing)|penali[sz]\w*|favou?rs?|favou?red|"
    r"push\w*|should|ought|tempt\w*|need(?:s|ed)? (?:not )?to|help(?:s|ful)?|useful|beneficial|advantageous|desirable|"
    r"preferable|remed(?:y|ies)|tricks?|hard to|easy to|difficult to|in order to|so as to|tends? to|seeks?|strives?|"
    r"alternatives?|motivates?|(?:choices?|options?) (?:is|are)|compar(?:e|es|ed|ing) (?:\w+ ){0,3}(?:with|to)"
)
_TIMES = (
    r"often|sometimes|usually|typically|commonly|frequently|generally|normally|mostly|occasionally|rarely|seldom|"
    r"common(?: to)?|customary|standard to|usual to|in practice|in general|in many|in most|in some|some authors|"
    r"many authors|popular|at times|as a rule|not always|initiali[sz]\w*|initially|"
    r"at (?:the )?(?:start|beginning|initiali[sz]ation)|"
    r"(?:networks|methods|models|layers|approaches|architectures|algorithms|techniques) (?:with|using|whose|that|which)"
)
_PERHAPS = rf"(?:may|might|can|could)(?! (?:\w+ly )?(?:be )?{_SUPPOSE})|possibl[ey]|perhaps|maybe"
_NEARLY = r"approximate(?:ly)?|nearly|almost|roughly|close to|far from|not quite"
_TASK = r"(?:show|prove|verify|check|demonstrate|see|find out|test|asks?|explain) (?:\w+ )?(?:that|why|whether|if)"
_ASK = r"why|whether|reasons? (?:for|why|to)|what if"
# "We keep ⟦W⟧ orthogonal" says what is so; "keep ⟦W⟧ orthogonal", "to keep", and "methods that keep" do not.
_MAKE = (
    r"(?:keep|make|render|force|constrain|enforce|maintain|ensure|guarantee|restrict|initiali[sz]e|"
    r"re-?orthogonali[sz]e|orthogonali[sz]e)s?"
)
_UNTOLD = spaced(
    rf"\b(?:{_WISH}|{_TIMES}|{_PERHAPS}|{_NEARLY}|{_TASK}|{_ASK})\b|(?<![\w-])(?<!we\s)(?<!always\s)(?<!us\s){_MAKE}\b"
)
# What affirms whatever stands before: "..., so let ⟦W⟧ be"
_AFFIRMS = regex(r"\b(?:let|assume|assuming|suppose|supposing|given|provided)\b", re.IGNORECASE)
_ASKED = regex(r"[^.!?;¶]*\?")
_EITHER = spaced(r"\b(?:whether or not|no matter (?:if|whether)|regardless of (?:whether|if))\b[^.;:]*$")
_FEW = 4
_THE = regex(r"\b(?:the|our|its|each|every|all)\s+(?:[a-z-]+\s+){0,2}$", re.IGNORECASE)
_BEHIND = regex(r"[.,;:!?()⟦⟪¶]|\b(?:and|which|where|with|but|while|because|since|so)\b")
_SO_THAT = regex(r"\s*(?:so that|such that|so as to have|to have|to satisfy|with)\s*$", re.IGNORECASE)
_LIST = regex(r"⟦\d+⟧\s*(?:,|and|or|, and)?\s*$")


# Where one of these words stands, what a sentence says may not be so.
_NOT_OUTRIGHT = regex(
    r"\b(?:not|never|no|none|nobody|neither|either|might|may|could|would|should|if|unless|whether|moment|thinks?|thought|"
    r"believe\w*|claim\w*|hope\w*|false\w*|wrong\w*|mistak\w*|contra\w+|only|as soon|instead|some|someone|students?)\b|"
    r"n't\b|\?",
    re.IGNORECASE,
)


def outright(sentence: str) -> bool:
    """Whether a sentence says what it says without a doubt, a condition or a denial.

    >>> outright("⟦0⟧ is symmetric, and so is ⟦1⟧"), outright("One might think ⟦0⟧ is symmetric")
    (True, False)
    """
    return _NOT_OUTRIGHT.search(sentence) is None


# Where one of these stands before a membership, it may hold elsewhere, at other times, for others, or not quite.
_LOOSE = regex(
    r"\b(?:unlike|without(?! loss)|relax\w*|replac\w*|round\w*|limit|test time|earlier|previously|before|after|later|"
    r"(?:during|at) (?:inference|training)|until|approximat\w*|(?:high|some|low|overwhelming) probability|except|"
    r"regardless|irrespective|such as|penalt\w*|constraints?|towards?|rather|we (?:get|find)|"
    r"we have(?!\s+(?:⟦\d+⟧\s+)?(?!(?:for|that|then|thus|by|from|in|at|with|also|again|shown|seen|found)\b)"
    r"(?:[a-z-]+\s+){0,3}[a-z-]+s\s+⟦)|"  # "we have examples ⟦0⟧" brings them up
    r"had|few|most|"
    r"does|do)\b",
    re.IGNORECASE,
)
_UNDONE = regex(
    r"\b(?:is|are|was|were|being|be)\s+(?:\w+\s+)?(?:replaced|relaxed|dropped|violated|removed|false|wrong|denied)\b|"
    r"\bto\s+(?:real|continuous|the\s+interval)|\bfor\s+(?:no|some|few|most)\b|\bonly\b|\bhold\w*\b",
    re.IGNORECASE,
)
# "..., with ⟦b⟧ in ⟦..⟧" says of what kind a name is, whatever stands before.
_APPENDED = regex(r"⟦\d+⟧,\s+(?:with|where)\s*$", re.IGNORECASE)
_DENIAL = regex(r"\b(?:not|never|no|nobody|neither|nor|without|cannot)\b|n't\b", re.IGNORECASE)


def loosely(before: str, after: str) -> str:
    """The words by which a sentence says that a name is one of some values, and may not suppose it; "" for none.

    >>> loosely("labels ", " for each sample"), loosely("Unlike masks with ", ", our weights are real")
    ('', 'Unlike')
    >>> loosely("We do not assume ", "."), loosely("After dropout, let ", " be the mask"), loosely("We relax ", " to")
    ('not', '', 'relax')
    >>> loosely("A block survives if ⟦0⟧, with ", "."), loosely("A block survives if ", ".")
    ('', 'if')
    """
    clause = re.split(r"[,;:]\s", before)[-1]
    told = _AFFIRMS.split(before)
    last = "" if _APPENDED.search(before) else told[-1] if len(told) > 1 else before
    head = _BEHIND.split(after)[0]
    found = (
        _DENIAL.search(clause)
        or _NOT_OUTRIGHT.search(last)
        or _LOOSE.search(last)
        or _UNTOLD.search(last)
        or _UNDONE.search(head)
        or _ASKED.match(after)
    )
    return found.group().strip() if found is not None else ""


# "For undirected graphs, ⟦A⟧ is", "For a kernel matrix, ⟦A⟧ is": for those, and perhaps for no others.
_KIND_OF_THING = regex(
    r"^\W*(?:for|on|under|among|with)\s+(?:an?\s+(?:[a-z-]+\s+){0,3}[a-z-]+|"
    r"(?!(?:all|every|each|any|the|our|this|these|those|both|its|their|what|us)\b)(?:[a-z-]+\s+){0,3}"
    r"(?!reasons\b|purposes\b|follows\b|this\b|us\b|always\b)[a-z-]+s),?\s*$",
    re.IGNORECASE,
)

_IS = regex(r"^\s*(?:is|are|has|have)\b", re.IGNORECASE)


def affirms(before: str, after: str) -> bool:
    """Whether a sentence affirms what it says of a formula: ``before`` it, and ``after`` it up to the property.

    >>> affirms("We would like ", " to be orthogonal"), affirms("Let ", " be orthogonal")
    (False, True)
    >>> affirms("One remedy is to keep ", " orthogonal"), affirms("We keep ", " orthogonal")
    (False, True)
    >>> affirms("", " is often symmetric"), affirms("We may assume that ", " is symmetric")
    (False, True)
    >>> affirms("In practice, ", " is symmetric"), affirms("We want to minimise ⟦0⟧, where ", " is symmetric")
    (False, True)
    """
    while (head := _LIST.sub("", before)) != before:
        before = head
    *earlier, last = re.split(r"⟦\d+⟧|⟪⟫", before)
    if _SO_THAT.match(last) and earlier:  # "initialise ⟦0⟧ so that"
        last = f"{earlier[-1]} {last}"
    pieces = re.split(r"[,;:(]\s*", last)
    adverbs = [p for p in pieces[:-1] if len(p.split()) <= _FEW] if "⟧" not in before else []
    supposing = _AFFIRMS.split(pieces[-1])
    said = [*(adverbs if len(supposing) == 1 else ()), supposing[-1], after]
    return not any(_UNTOLD.search(text) for text in said)


def is_called(before: str, told: Iterable[str]) -> bool:
    """Whether a formula is called by one of some properties before it, whatever is said of it.

    >>> is_called("We want to study the orthogonal matrix ", ["orthogonal"]), is_called("We want an orthogonal ", [])
    (True, False)
    """
    places = [m for w in told for m in spaced(re.escape(w)).finditer(before)]
    return bool(places) and _THE.search(before[: places[-1].start()]) is not None


def in_its_mood(fact: Fact, before: str, after: str) -> tuple[Fact, ...]:
    """A fact where its sentence affirms it, ``before`` and ``after`` its formula; else what it says, not understood."""
    if not isinstance(fact, WordFact | ShapeFact):
        return (fact,)
    words = (fact.word,) if isinstance(fact, WordFact) else fact.words
    told = tuple(w for w in words if w not in KINDS)
    if not told:
        return (fact,)
    if _EITHER.search(before) is not None:  # "whether or not ⟦A⟧ is symmetric"
        return (replace(fact, words=tuple(w for w in words if w in KINDS)),) if isinstance(fact, ShapeFact) else ()
    asked = _ASKED.match(after) is not None
    said = fact.said if isinstance(fact, WordFact) else ""
    conditional = isinstance(fact, WordFact) and fact.conditional
    plain = plainly(before, after, told, said, fact.supposed or conditional)
    if plain and conditional:
        return (fact,)
    places = [m for w in told for m in spaced(re.escape(w)).finditer(before)]
    if places:  # "to invert the symmetric matrix ⟦0⟧"
        after = ""
        if plain and is_called(before, told):
            return (fact,)
    else:
        ends = [m.start() for w in told for m in spaced(re.escape(w)).finditer(after)]
        after = _BEHIND.split(after[: min(ends, default=len(after))])[0]
    apart = before.rstrip().endswith(",") or _IS.match(after) is not None  # and not "for matrices ⟦A⟧ that commute"
    of_a_kind = not places and apart and _KIND_OF_THING.match(before) is not None
    if plain and affirms(before, after) and not asked and not of_a_kind:
        return (fact,)
    doubt = UnreadFact(fact.span, fact.sentence, fact.subjects, said or " ".join(told), told, supposed=fact.supposed)
    if isinstance(fact, ShapeFact):
        return replace(fact, words=tuple(w for w in words if w in KINDS)), doubt
    return (doubt,)
