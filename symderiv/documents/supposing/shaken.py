r"""Suppositions of the running text that the text around them may not make, or may take back.

"A student claims that $A = A^\top$", "the constraint $\sum_k p_k = 1$ is dropped", "for positive inputs, $x_i > 0$, ...
In general": such an equation or property is read as supposed, for most are; but what is proved from it alone, and not
without it, is no more than what is right where it holds.

The mood of a sentence is that of :mod:`~symderiv.documents.supposing.moods`, which looks after properties in words by
itself.

Guarantee: words that are known to shake a supposition never make a verdict, they only take a "proved" back that needs
it.  What "let", "suppose" or "assume" announces is shaken by a contradiction or a denial alone.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.supposing.held_where import LOOSELY
from symderiv.documents.supposing.left_behind import OVER
from symderiv.documents.supposing.moods import affirms

__all__ = ["by_others", "for_contradiction", "is_lifted", "is_momentary", "left_aside", "shaking", "taken_back"]

_ABSURD = (
    r"\b(?:for (?:the sake of )?(?:a )?contradiction|by (?:way of )?contradiction|(?:to|towards?) (?:reach |"
    r"get |derive |obtain |arrive at )?a contradiction|(?:to|on) the contrary|absurd|if only|reductio|"
    r"(?:suppose|assume) not)\b"
)
# "Starting from ⟦x = 0⟧", "with ⟦x = 0⟧ as the start", "we initialise with ⟦x = 0⟧": a value for a moment.
_FIRST = (
    r"\b(?:start(?:s|ed|ing)?|beg[aiu]n(?:s|ning)?|initiali[sz]\w*)(?: \w+){0,3} (?:from|at|with|by|to|as)\s+"
    r"(?:the \w+ )?⟦0⟧|⟦0⟧\s+(?:\w+ )?(?:as|at|for) (?:the|an?|our|its) (?:\w+ )?(?:start\w*|beginning|"
    r"initial\w*|first)\b|^\W*initially\b|\binitial \w+ ⟦0⟧"
)
# "In the next section we assume ⟦0⟧", "later on we shall suppose ⟦0⟧": it is supposed, and not here.
_THERE = (
    r"(?:\b(?:in|for) (?:(?:the|an?) )?(?:next|later|subsequent|other|another|different|companion|last|final) "
    r"(?:sub)?(?:section|chapter|lecture|part|paper|note|post|exercise|appendix|appendice)s?|(?<!for )(?<!see )\blater|"
    r"\b(?:eventually|afterwards|elsewhere))\b[^.;:⟦]*\b(?:assum|suppos|requir|impos|postulat)\w*\b[^.;:⟦]*⟦0⟧"
)
# "Nothing here requires that ⟦0⟧", "nowhere do we need ⟦0⟧", "it need not be the case that ⟦0⟧", "we drop the usual
# assumption that ⟦0⟧", "compare this with the situation where ⟦0⟧": it is spoken of, and not supposed.
_SPOKEN_OF = (
    r"\b(?:nothing|nowhere|no (?:one|step|line|part|place)|none of (?:this|these|it|what)|at no point)\b[^.;⟦]{0,40}\b"
    r"(?:need|requir|assum|suppos|us|rel|rest|depend)\w*\b[^.;]*⟦0⟧|"
    r"\b(?:not|never|by no means)\b[^.;⟦]{0,24}\bthe case that\b[^.;]*⟦0⟧|"
    r"\b(?:drop|lift|relax|abandon|remov|discard|giv)\w*(?: up)? (?:the|this|that|our|any) (?:[a-z-]+ )?"
    r"(?:assumption|restriction|condition|requirement)s? (?:that|of|on)\b[^.;]*⟦0⟧|"
    r"\bcompar\w+ (?:[a-z]+ ){0,3}(?:with|to)\b[^.;]*⟦0⟧"
)
# "⟦0⟧ is dropped", "if ⟦0⟧ breaks down", "once ⟦0⟧ no longer holds".
_GIVEN_UP = (
    r"(?:dropped|relaxed|removed|violated|lifted|given up|broken|untrue|abandoned|rejected|weakened|perturbed|lost|"
    r"avoided|doubtful|questionable|unrealistic|no longer)"
)
_LIFTED = (
    r"⟦0⟧\s+(?:(?:is|are|was|were|has been|have been|gets?|got|being|(?:can|could|may|might) be)\s+"
    rf"(?:(?:then|now|here|only|slightly|\w+ly)\s+)?{_GIVEN_UP}|break(?:s|ing)?|broke|ceas(?:es?|ed|ing)|"
    r"stop(?:s|ped|ping)? (?:being|hold|to be)|no longer)\b"
)
_ALWAYS = regex(
    rf"{_LIFTED}|"
    rf"⟦0⟧,?\s+(?:{LOOSELY})|"
    r"\bfor (?:odd|even|some|most|almost all|large|small) ⟦\d+⟧[^.;]*⟦0⟧|"
    r"⟦0⟧\s+be\s+(?:dropped|relaxed|violated|broken|false|wrong|untrue)\b|"
    r"⟦0⟧\s+(?:for now|numerically|in (?:section|sec\.|chapter|appendix|figure|fig\.|table)\s|"
    r"in the (?:simplest|first|second|third|last|next|previous)\b)|"
    rf"{_ABSURD}|{_FIRST}|{_THERE}|{_SPOKEN_OF}|"
    r"\bin (?:the|a) special case\b|\bcases? ⟦0⟧\s+(?:is|was|can|may|will|has|needs?|must|should)\b|"
    r"⟦0⟧\s+for (?:a|the|this) (?:short )?(?:moment|while)\b|^\W*(?:exercise\W+|problem\W+|task\W+)?find\b|"
    r"\b(?:assum|suppos|requir|impos)\w*\s+⟦\d+⟧\s*[;,:]?\s*(?:but )?(?:here )?we do(?: not|n't)\b",
    re.IGNORECASE,
)
_IS_LIFTED = regex(_LIFTED, re.IGNORECASE)
_SENTENCE = regex(
    r"\b(?:students? (?:\w+ )?(?:writes?|wrote|sa(?:id|ys?)|assum\w+|argu\w+|think\w*)|claims?|claimed|pretend\w*|"
    r"(?:many|some|other|most) (?:authors|people|texts|papers|books)|"
    r"(?<!as )in the (?:previous|last|preceding) (?:sub)?(?:section|chapter|lecture|part|exercise|problem|example)|"
    r"later|eventually|at convergence|in the (?:limit|end)|as (?:the|a) start|"
    r"warm-?up|toy(?! (?:problem|example|model|network|objective|loss)s?\b)|"
    r"simplest case|special case|sanity check|to begin with|first (?:treat|consider|take|look|study)|"
    r"unlike|except(?: for| when| if)?|apart from|other than|ours|"
    r"dropped|relax\w*|removed|excluded|violated|abandon\w*|given up|no longer|"
    r"is not one|(?:is|are) rare|would|need not|needs? not|ours? (?:is|are) (?:not|arbitrary)|rather than|"
    r"instead of)\b|"
    r"^\W*(?:an?|any)\b[^.;]*⟦0⟧,?\s+(?:is|are) (?:then )?(?:called|said to be|known as|termed)\b|"
    r"\bonly (?:in|for|when|if|at|under|with)\b|\b(?:called|said to be|known as|termed)\b.*\b(?:when|if|iff)\b|"
    r"\b(?:but|and|while|whereas|;)\s+(?:we|ours|it|this|that|they|here)\b[^.;]{0,30}\b(?:not|never|no)\b|"
    r"^\W*(?:ideally|does|do|is|are|was|were|can|could|should|will)\b|\?\W*$",
    re.IGNORECASE | re.DOTALL,
)
# Right before a relation: it is denied, wished for, left open, or others' own.
_RIGHT_BEFORE = regex(
    r"\b(?:it is (?:false|wrong|untrue|not true|not the case) that|relax(?:ing)?|regardless of (?:whether)?|"
    r"whether or not|towards|encourages?|with (?:high|overwhelming) probability,?|approximately,?|"
    r"(?:some|many|few|most) of (?:them|these) satisfy|not (?:every|all) [^.;,]{0,30}satisf(?:y|ies)|"
    r"(?:earlier|other|some|many) authors (?:had|have|used?|took|take)|assumptions? such as|"
    r"tempted to (?:take|set|use)|would like|at test time,?|after rounding,?)\s*$|"
    r"^\W*(?:some|many|a few|few|several|most|others?|certain|students?|textbooks?|authors?|papers?|people|readers?)"
    r"\b[^⟦.;,]{0,40}\b(?:have|had|satisf(?:y|ied)|obey(?:ed)?|use|take)\s*$",
    re.IGNORECASE,
)
# Where a word is said of a formula: under a condition, of something made from it, or not quite.
_PROPERTY = regex(
    r"⟦0⟧(?![^.;⟦]*\(\s*(?:[01]|one|zero) (?:if|when)\b)[^.;⟦]*\b(?:if|when|whenever|unless|provided|"
    r"as long as|in case|after|(?<!drawn )(?<!sampled )once|"
    r"in expectation|on average|in law|"
    r"in distribution|(?<!add )(?<!adds )up to)\b|"
    r"\b(?:gradients?|derivatives?|jacobians?|hessians?|updates?|differences?|powers?|parts?|images?)\s+"
    r"(?:of|with respect to|w\.r\.t\.?|by|in|for)\s+⟦0⟧",
    re.IGNORECASE,
)
# "With $K = 1$ this is easy.": a case for its own sentence, which is done
_OWN_CASE = regex(
    r"^\W*(?:with|for|if|when|in the case)\s+⟦0⟧(?!\s*,?\s*(?:and\s*)?⟦)[^⟦]*[a-z]{2}.*[.!?]\W*$",
    re.IGNORECASE | re.DOTALL,
)
_NEXT = regex(
    r"^\W*(?:this|that|it|which|they|these|but|however|in fact)\b[^.;!?⟦]{0,40}\b(?:not|never|absurd|false|wrong|"
    r"impossible|untrue|nonsense)\b|"
    r"\b(?:in general|generally|otherwise|(?:for|with) (?:the|all|any)? ?others?|not in general|"
    r"after (?:some|a few|training|that|the first)|later on|for now|ours|we do not|arbitrary|"
    r"(?:for|with) larger|general \w+ (?:do|does|are|is|need))\b",
    re.IGNORECASE,
)


# A case that is not one of the document at hand: of some of its things, of others', or one that is left aside.
_ASIDE_CASE = regex(
    r"\b(?:there (?:exists?|(?:are|is) (?:an? )?(?:cases?|inputs?|instances?|models?|times))|"
    r"some (?:inputs|units|neurons|models|networks|layers|samples|examples|cases|entries|indices|pixels|steps|tokens|"
    r"authors|people|books|papers|textbooks)|a few|another|baselines?|competitors?|rivals?|with probability|"
    r"(?:first|last|top|bottom|other|previous|next) (?:[a-z]+ )?(?:layer|unit|row|column|step|block|model)s?|"
    r"(?:figure|fig\.?|table|appendix|chapter)(?: ⟦\d+⟧| \d+| [A-Z]\b)?)(?:[^.;,⟦]*|[^.;]*\bwe have\s*)$",
    re.IGNORECASE,
)
_LEFT_ASIDE = regex(
    r"\s*(?:(?:(?:do|does|did|can|could|will|would|shall|need)(?:\s+not|n't|\s+never))|cannot|never|rarely|seldom|hardly)\b|"
    r"\s*(?:is|are|was|were|will be|has been|can be)\s+(?:\w+ly\s+)?(?:not|never|rare\w*|seldom|impossible|"
    r"treated|left|discussed|considered|covered|excluded|omitted|skipped|handled|studied|postponed|deferred)\b|"
    r"\s*(?:is|are|was|were|would be)\s+(?:an?|the)\s+(?:\w+ )?(?:assumption|condition|hypothesis|restriction|claim|"
    r"question|conjecture|topic|subject|requirement)\b",
    re.IGNORECASE,
)


def left_aside(before: str, after: str) -> str:
    """The words by which a case is none of the document at hand, "" if there are none.

    >>> left_aside("There exist inputs with ", "."), left_aside("The case ", " is treated elsewhere.")
    ('There exist inputs with', 'is treated')
    >>> left_aside("For all inputs with ", " the loss is")
    ''
    """
    clause = re.split(r"[.;:](?:\s|$)|¶", before)[-1]
    found = _ASIDE_CASE.search(clause) or _LEFT_ASIDE.match(after)
    return "" if found is None else " ".join(found.group().split())


_OTHERS = regex(
    r"\b(?:textbooks?|authors?|people|rivals?|competitors?|they|others|students?|papers|books|practitioners|theorists|"
    r"had (?:we|one|they))\b[^.;:⟦⟪]{0,40}\b(?:assum|suppos|requir|impos|postulat)\w*\b[^.;:⟪]*$",
    re.IGNORECASE,
)


def by_others(lead: str) -> str:
    """The words before a display by which others suppose what it says, "" if there are none.

    >>> by_others("Textbooks often assume that"), by_others("We assume that")
    ('Textbooks often assume that', '')
    """
    found = _OTHERS.search(lead)
    return "" if found is None else " ".join(found.group().split())


def for_contradiction(sentence: str) -> bool:
    """Whether a sentence supposes something that it means to refute.

    >>> for_contradiction("Suppose, for contradiction, that"), for_contradiction("Suppose that")
    (True, False)
    """
    return re.search(_ABSURD, sentence, re.IGNORECASE) is not None


def is_momentary(words: str) -> bool:
    """Whether words that shake an equation give it no more than a moment: a start, or a case that is done.

    >>> is_momentary("Starting from"), is_momentary("With this is easy."), is_momentary("At the start")
    (True, True, False)
    """
    return re.search(r"[.]$|^cases?\b|^(?:start|beg[aiu]n|initial)|^as (?:the|an?|our|its)\b", words, re.I) is not None


def is_lifted(words: str) -> bool:
    """Whether words that shake a supposition say that it does not hold, also where it stands behind an "if".

    >>> is_lifted("is violated"), is_lifted("breaks"), is_lifted("With this is easy.")
    (True, True, False)
    """
    return _IS_LIFTED.fullmatch(f"⟦0⟧ {words}") is not None


def shaking(before: str, after: str, announced: bool, word: bool = False, equation: bool = False) -> str:
    """The words around a supposition that shake it, "" if there are none.

    ``before`` is its sentence up to it, ``after`` the text behind it up to the next display; ``announced``: by "let",
    "suppose", "assume", "given"; ``word``: it is a property in words,
    ``equation``: an equation.

    >>> shaking("The constraint ", " is dropped. Then", False), shaking("Let ", ". In general", True)
    ('is dropped', '')
    >>> shaking("", " is symmetric if the graph is undirected.", False, True), shaking("With ", " this is easy.", False)
    ('is symmetric if', 'With this is easy.')
    >>> shaking("Suppose for contradiction that ", ".", True), shaking("For positive inputs, ", ", it passes.", False)
    ('for contradiction', '')
    """
    before, after = (text.replace("⟦0⟧", "⟦00⟧") for text in (before, after))  # the first formula, not this one
    rest = re.split(r"(?<=[.!?])\s+|¶", after, maxsplit=1)
    sentence = f"{before} ⟦0⟧ {rest[0]}"
    found = _ALWAYS.search(sentence) or OVER.search(after)
    if found is None and not announced:
        found = _SENTENCE.search(sentence) or _RIGHT_BEFORE.search(before)
        found = found or (_PROPERTY if word else _OWN_CASE).search(sentence)
        found = found or _NEXT.search(rest[1] if len(rest) > 1 else "")
        if found is None and equation and not affirms(before, ""):
            return " ".join(before.split()[-4:])
    return "" if found is None else " ".join(found.group().replace("⟦0⟧", "").split()).strip(" ,;")


_TAKEN_BACK = regex(
    r"^\W*(?:(?:is|are|was|were|has been|will be) (?:not|never|no longer|dropped|relaxed|removed|violated|given up)\b|"
    r"(?:need|does|do|did|can|will) ?not\b|(?:but|while|whereas|though)\b[^.;⟦]{0,40}\b(?:not|never)\b|"
    r"which (?:we do not|is not|fails|is false|is wrong|cannot)\b|(?:would|were) \w+)",
    re.IGNORECASE,
)


def taken_back(follow: str) -> bool:
    """Whether the text behind a display denies what stands in it.

    >>> taken_back(" is not made here."), taken_back(" and get"), taken_back(", but this text does not.")
    (True, False, True)
    """
    return _TAKEN_BACK.match(follow) is not None
