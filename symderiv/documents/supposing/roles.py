r"""Which word governs an equation: does its sentence assume it, or state it?

DESIGN.md, section 4: an equation announced by *assume*, *suppose*, *given that*, *provided that*, *let ... such
that* is a hypothesis if that word governs it: its sentence leads into it, and nothing in between
concludes.  In doubt it is a claim.  Sentences come here with ``⟦`` number ``⟧`` for inline
mathematics and ``⟪⟫`` for a display that stands within the sentence.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.sentences import CASE, MATH, one_line
from symderiv.documents.page.wording import FORGETS
from symderiv.documents.supposing.complete_clauses import has_its_condition, is_complete
from symderiv.documents.supposing.others import is_of_others

__all__ = [
    "announcement",
    "assumed_behind",
    "assumes_outright",
    "is_assumed",
    "is_case",
    "is_conditional",
    "is_scoped",
    "keyword",
]

CONCLUSION = regex(
    r"\b(?:then|hence|thus|therefore|so|consequently|accordingly|whence|we (?:have|get|obtain|find|see|"
    r"derive|compute|conclude|know|claim|show|prove|"
    r"want|need|may|can|must|could|arrive|deduce|write|recover|check)|one (?:has|gets|obtains|finds|"
    r"sees|can|may)|it (?:follows|holds|is easy|is clear|can be|turns)|"
    r"gives|give|yields|yield|implies|imply|implying|becomes|become|simplifies|simplify|reduces|reduce|"
    r"leads? to|results? in|results|produces|obtains|"
    r"evaluates|amounts|shows?|proves?|claims?|note that|notice that|observe that|recall that|verify|"
    r"concludes?|in that case|in this case|this means|and (?:then )?(?:writes?|states?)|"
    r"which means|entails|giving|yielding|leading|compute|derive|differentiate|differentiating|someone|"
    r"wrongly|erroneously|mistakenly|incorrectly)\b",
    re.IGNORECASE,
)
MAIN_CLAUSE = regex(
    rf"[,;]\s+(?!(?:i\.e|that is|namely|viz|and\b|or\b|in the sense|meaning|so that|for (?:all|every|"
    rf"each|any|some)|where\b|with\b|which\b|such that|satisfying|e\.g|"
    rf"say\b|in (?:other words|symbols|formulas?)|as usual|throughout|for simplicity|that\b|both\b|in "
    rf"addition|moreover|{MATH}\s*$))"
    rf"[^,;]*\b(?:is|are|equals?|reads?|satisf\w+|takes? the form|the (?:gradient|derivative|jacobian|"
    rf"hessian|loss|update|result|chain rule|backward)\w*|its|"
    rf"can be|will be|must be|we|has|have|holds?)\b",
    re.IGNORECASE,
)
SCOPE_VERBS = regex(
    r"\b(?:(?:we|i|let us|let's|now|further|also|additionally|moreover|and|throughout|furthermore|"
    r"finally|first|next|here|please|, )?\s*(?P<verb>assume|suppose|postulate|presume|stipulate|require|impose))\b",
    re.IGNORECASE,
)
SCOPE_CLAUSES = regex(
    r"\b(?P<clause>assuming|supposing|given that|given|provided that|provided|providing that|under the "
    r"(?:additional |further |extra |mild |following )?(?:assumption|hypothesis|condition|constraint|premise)s?|"
    r"on the (?:assumption|condition|hypothesis)|without loss of generality(?: we (?:may )?(?:set|take|let))?|"
    r"w\.l\.o\.g\.|wlog|throughout(?: this \w+| the \w+)?|(?:we|let us) fix|"
    r"with the (?:assumption|constraint|condition|property|understanding)s?|subject to|"
    r"the assumptions?|the hypothes[ie]s|the constraints?|"
    r"our assumptions?|whose)\b",
    re.IGNORECASE,
)
# "We check that the constraint holds:", "this satisfies the constraint", "it remains to prove the hypothesis": it is a
# claim.
_MET = regex(
    r"\s*(?:above|itself|indeed|again|also|still|now|exactly|automatically|in fact|is|are|does|do|\s)*"
    r"\b(?:holds?|satisfied|met|fulfilled|verified|active|tight|respected|obeyed|true|preserved|maintained|kept|"
    r"violated|justified|confirmed|checked|tested|proved|proven|shown|established|derived|obtained|refuted|contradicted)\b",
    re.IGNORECASE,
)
_MEETS = regex(
    r"\b(?:(?:check|verif(?:y|ies)|confirm|test|contradict|question|doubt|yield|obtain|show|establish(?:e)?)(?:ing|s|ed)?|"
    r"satisfies|meets|fulfil(?:l?s)|respects|obeys|preserves|keeps|(?:prov|refut|violat|deriv|examin|deduc|giv)"
    r"(?:e|es|ed|en|ing)|gave|(?:justif|impl)(?:y|ies|ied|ying)|(?:arriv|lead)\w*\s+(?:at|to))\s*$",
    re.IGNORECASE,
)
LET = regex(r"\b(?P<let>let|take|choose|pick|fix|consider|for|given|with|where|have|suppose)\b", re.IGNORECASE)
SUCH_THAT = regex(
    r"\b(?:such that|so that|s\.t\.|satisfying|satisf(?:y|ies)|that satisf(?:y|ies)|obeying|obey|obeys|solv(?:es?|ing)|"
    r"fulfil(?:l|ls|ling|s)?|with the property|"
    r"(?<!left )(?<!up )(?<!start )(?<!begin )(?<!deal )(?<!faced )with)\b[^.;]*$",  # "we are left with" leads on
    re.IGNORECASE,
)
FINITE = ("solve", "solves", "satisfy", "satisfies", "obey", "obeys", "fulfil", "fulfill", "fulfils", "fulfills")
NEGATED = regex(
    r"\b(?:not|never|without|wrong(?:ly)? to|false(?:ly)? to|incorrect(?:ly)? to|do(?:es)? not|don't|"
    r"cannot|nobody|no longer|drop(?:ping)?(?: the)?|remov\w+(?: the)?|relax\w*(?: the)?)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
# "Suppose that for all ⟦0⟧ we have"
_HELD = regex(
    rf"^(\s*(?:that\b)?\s*(?:for (?:all|every|any|each) (?:\w+ )?{MATH}(?:\s*(?:,|and)\s*{MATH})*,?\s*)?)"
    r"(?:(?:we|one) (?:have|has)|there holds|it holds(?: that)?)[\s,:]*$",
    re.IGNORECASE,
)
# "Iterate ⟦0⟧, and let ⟦1⟧ satisfy": what the last clause introduces.
_AND_LET = regex(
    r"(?!\W*(?:if|when|whenever|unless|suppose|assume)\b).*[⟧,;]\s+and\s+(?=let\b(?!\s+us\b))", re.IGNORECASE
)
JOINER = regex(
    rf"^[\s,;]*(?:and|as well as|together with|along with|plus|also|or|and also|and that|, "
    rf"and)?(?:[\s,]*(?:that|also|additionally|moreover|furthermore|further|in addition|likewise|"
    rf"for (?:all|every|each|any)(?:\s+(?:\w+\s+)?{MATH}(?:\s*(?:,|and)\s*{MATH})*)?))*[\s,:;]*$",
    re.IGNORECASE,
)
# "When $x > 0$" has its condition as well, without a comma.
ASIDE = regex(rf"^\s*{MATH}(?:\s*(?:,|and|,\s*and)\s*{MATH})*[\s:]*$")
# "Householder: let ..." speaks as "let ..." does.
LABEL = regex(r"^[^:.;⟦⟪]{1,48}:\s+(?=(?:let|suppose|assume|given|take|fix|consider|for)\b)", re.IGNORECASE)
# "(assume $a \\ne 0$)" supposes what stands in its brackets.
ASIDES = regex(r"\s*\([^()⟪]*⟦[^()⟪]*\)")
HEADING = regex(
    r"^\W*(?:standing |main |key |basic |our |technical |model )?(?:assumptions?|hypothes[ie]s|"
    r"premises?|conditions?)\b[^A-Za-z]*$",
    re.IGNORECASE,
)
BARE_LET = regex(
    rf"^(?:(?:and|now|also|here|again|first|next|finally)[\s,]+)*let\b(?:\s+(?:also|again|now|further|"
    rf"both|{MATH}|and|us also have|,|there be|hold|it hold that|it be that))*[\s,:]*$",
    re.IGNORECASE,
)

# "Let $A$ be symmetric, i.e.": what the display says of inputs is supposed.
LET_THAT_IS = regex(
    r"(?:(?:and|now|also|here|again|first|next|finally)[\s,]+)*let\b.*\b(?:i\.e\.|that is|in other words|"
    r"meaning(?: that)?|which means(?: that)?|in (?:symbols|formulas?))[\s,:]*$",
    re.IGNORECASE,
)


def is_scoped(word: str) -> bool:
    """Whether a word that announces a hypothesis speaks for its sentence only ("if", and not "provided that")."""
    return bool(re.fullmatch(CASE, word, re.IGNORECASE))


_SUPPOSING = regex(
    r"^\W*(?:[A-Za-z]+[\s,]+){0,3}?(?P<word>if|when|whenever|as long as|in (?:the )?case(?: that)?|"
    r"provided(?: that)?|suppose|assume|let|given(?: that)?)\b",
    re.IGNORECASE,
)


def is_case(sentence: str) -> bool:
    """Whether the beginning of a sentence supposes for that sentence ("if"), and not from there on ("suppose")."""
    found = _SUPPOSING.match(one_line(sentence))
    return found is not None and found.group("word").lower() not in ("suppose", "assume", "let", "given", "given that")


def is_assumed(sentence: str) -> bool:
    """Whether a sentence assumes in so many words.

    >>> is_assumed("We assume that ⟦0⟧"), is_assumed("Recall that ⟦0⟧")
    (True, False)
    """
    return (
        re.search(r"\b(?:assum|suppos|requir|impos|postulat|constrain|provided|given that)", sentence, re.IGNORECASE)
        is not None
    )


def announcement(sentence: str, display: bool = False) -> str:
    r"""The word that makes what follows ``sentence`` a hypothesis, or "".

    >>> announcement("Assume that the rows sum to one,"), announcement("Assume ⟦0⟧ is so"), announcement("Then")
    ('assume', '', '')
    >>> announcement("Assume that ⟦0⟧, then we have"), announcement("Let ⟦0⟧ be such that"), announcement("Assume not")
    ('', 'let ... such that', 'assume')
    >>> announcement("Assuming that ⟦0⟧ is smooth, the gradient is"), announcement("We do not assume")
    ('', '')
    >>> announcement("Suppose ⟪⟫ and"), announcement("Suppose ⟪⟫ the value")
    ('suppose', '')
    >>> announcement("Suppose a colleague writes"), announcement("Is it enough to assume")
    ('', '')

    >>> announcement("We check that the constraint holds:"), announcement("subject to the constraint")
    ('', 'the constraint')
    >>> announcement("It remains to prove the hypothesis that"), announcement("We use the assumption that")
    ('', 'the assumption')

    Before a ``display``, a clause that has its condition already is done:

    >>> announcement("Provided that ⟦0⟧,"), announcement("Provided that ⟦0⟧,", display=True)
    ('provided that', '')
    >>> announcement("Assuming ⟦0⟧ invertible,", display=True), announcement("assuming ⟦0⟧ satisfies,", display=True)
    ('', 'assuming')
    >>> announcement("Provided that the target is one-hot,", True), announcement("Given that the rows satisfy,", True)
    ('', 'given that')
    """
    text = LABEL.sub("", one_line(sentence))
    text = ASIDES.sub(" ", text)
    if is_of_others(text):
        return ""
    if "⟪⟫" in text:
        before, _, between = text.rpartition("⟪⟫")
        if not JOINER.match(between):
            again = announcement(between, display)
            return again
        return announcement(before.replace("⟪⟫", " and "), display)
    if (last := _AND_LET.match(text)) is not None:
        return announcement(text[last.end() :], display)
    if HEADING.match(text):
        return "assumption"
    if _ASSUMED.search(text) or (not display and _BY_ASSUMPTION.search(text)):
        return "assume"
    if BARE_LET.match(text):
        return "let"
    for match in reversed(list(SCOPE_VERBS.finditer(text))):
        rest = _HELD.sub(r"\1", text[match.end() :])
        if NEGATED.search(text[: match.start("verb")]):
            return ""
        if not CONCLUSION.search(rest) and not MAIN_CLAUSE.search(rest):
            return match.group("verb").lower()
        return ""
    for match in reversed(list(SCOPE_CLAUSES.finditer(text))):
        rest = text[match.end() :]
        word = match.group("clause").lower()
        if NEGATED.search(text[: match.start()]):
            return ""
        if word.startswith("the ") and (_MET.match(rest) or _MEETS.search(text[: match.start()])):
            return ""
        if word in ("whose", "given", "provided"):
            if word == "whose" or re.match(r"\s+(?:by|in|the|a|an|as|above|below|here)\b", rest):
                continue
            if word == "given" and re.search(r"(?:is|are|be|was|were)\s*$", text[: match.start()]):
                continue
        if CONCLUSION.search(rest) or MAIN_CLAUSE.search(rest):
            return ""
        if display and is_complete(text[: match.start()], word, rest):
            return ""  # "Under the constraint," is done
        if word == "given" and re.search(r"[A-Za-z]{2,}", re.sub(MATH, " ", rest)):
            continue
        return word
    if _RANDOM.search(text) and not CONCLUSION.search(text):
        return "random ... with"
    text = _CONDITIONED.sub(" ", text)
    such = SUCH_THAT.search(text)
    if such is not None:
        lead = LET.search(text[: such.start()])
        tail = text[such.start() :]
        if lead is not None and not re.match(r"let(?:'s|\s+us|\s+me)\b", text[lead.start() :], re.IGNORECASE):
            concluded = CONCLUSION.search(re.sub(r"\bso that\b", "", tail)) or MAIN_CLAUSE.search(tail)
            first = such.group().split()[0].lower()
            if not concluded and not CONCLUSION.search(text[lead.end() : such.start()]):
                if display and re.match(
                    rf"{such.group().split()[0]}\s*{MATH}\s*,\s*(?:where|with)\b", tail, re.IGNORECASE
                ):
                    return ""  # "let $x$ satisfy $A x = b$, where $x \in ...$:" has what it speaks of
                starts = lead.start() == 0 or re.match(r"(?:[\w']+[\s,]+){0,3}$", text[: lead.start()])
                word = lead.group("let").lower()
                if first == "so" and (word not in ("choose", "pick") or text[: such.start()].rstrip().endswith(",")):
                    return ""
                solves = re.fullmatch(rf"\s*{MATH}(?:,?\s+(?:that|which))?\s*", text[lead.end() : such.start()])
                if first.startswith("solv") and (word != "let" or solves is None):
                    return ""  # "take the gradient and solve" supposes nothing
                finite = first in FINITE and word in ("for", "given", "with", "where", "have")
                if finite and not re.search(r"\b(?:that|which)\s+(?:also\s+|again\s+)?$", text[: such.start()]):
                    return ""  # "For a matrix $B$ the error satisfies" states something
                if first in ("with",):
                    if display and re.search(MATH, tail) and not _LISTS_ON.search(tail):
                        return ""  # "with $g = ...$" has what it speaks of
                    plain = not re.search(r"[A-Za-z]{3,}", _MOMENTS.sub(" ", re.sub(MATH, " ", tail[4:])))
                    return (
                        f"{word} ... with"
                        if starts and plain and word in ("let", "take", "choose", "pick", "fix", "consider", "for")
                        else ""
                    )
                return f"{word} ... {'such that' if first in ('such', 's.t.') else first}" if starts else ""
    if LET_THAT_IS.match(text) and not CONCLUSION.search(text):
        return "let ... that is"
    opening = re.match(
        rf"(?:(?:and|but|now|finally|in particular|moreover)[\s,]+)*(?P<word>{CASE})"
        rf"(?:\s+(?:in addition|also|moreover|{MATH}|it holds that|and))*[\s,:]*$",
        text,
        re.IGNORECASE,
    )
    if opening is not None and not (display and has_its_condition(text[opening.end("word") :])):
        return "" if display and ASIDE.match(text[opening.end("word") :]) else opening.group("word").lower()
    such = re.match(
        rf"(?:with|where|having) (?:{MATH},? )*(?:\S+ ){{0,6}}?(?P<such>satisfying|obeying|such that)[\s,:]*$",
        text,
        re.IGNORECASE,
    )
    if such is not None:
        return f"with ... {such.group('such').lower()}"
    return ""


# "We have ⟦A = B⟧ by assumption"
ASSUMED_BEHIND = regex(r"\s*,?\s*(?:by|per|due to our) (?:assumption|hypothesis|convention)\b", re.IGNORECASE)


def assumes_outright(before: str) -> bool:
    """Whether a sentence so far says that what stands behind it is assumed, for all that follows.

    >>> assumes_outright("It is assumed that"), assumes_outright("We work under the assumption that")
    (True, True)
    >>> assumes_outright("It is often assumed that"), assumes_outright("Under the assumption that")
    (False, False)
    """
    text = one_line(before)
    return _ASSUMED.search(text) is not None or _BY_ASSUMPTION.search(text) is not None


# "⟪⟫ is assumed throughout", "⟪⟫, which we always assume", "⟪⟫ by assumption"; not "⟪⟫ is assumed by most authors"
_BEHIND = regex(
    r"[\s,(—–-]*(?:(?:(?:which|this|that|and this|and that|all of which) )?(?:is|are|will be|shall be|be)"
    r"(?: (?:always|also|here|now|from now on|henceforth|throughout|everywhere|tacitly|implicitly|silently|further))?"
    r" (?:assumed|supposed|presumed|postulated|stipulated|taken for granted|(?:an|our|the)(?: (?:standing|only|main|"
    r"basic|general))? (?:assumption|hypothesis))|"
    r"(?:as|which)(?: (?:we|i))?(?: (?:always|also|shall|will|here|now|from now on|tacitly|henceforth))* "
    r"(?:assume|suppose|presume|postulate|stipulate|take for granted)|"
    r"by (?:assumption|hypothesis)|(?:as|is) an? (?:standing )?(?:assumption|hypothesis)|"
    r"(?<=\()(?:(?:our|the|an?|standing|model) )*(?:assumption|hypothesis)(?=[^A-Za-z]*\)))"
    r"(?: (?:throughout|always|here|below|everywhere|tacitly|from now on|from here on|henceforth|without (?:further )?"
    r"(?:mention|comment|proof)|as usual|to hold|in (?:what follows|the following|the sequel|all that follows)|"
    r"(?:throughout|in|for)(?: the (?:rest|remainder) of)? (?:this|these|the|our) [a-z]+))*\s*"
    r"(?:[.;:)—–-]|$|,|(?:where|with|for all|for every|for each|and)\b)",
    re.IGNORECASE,
)


def assumed_behind(follow: str) -> bool:
    """Whether the text right behind a display says of it that it is assumed.

    >>> assumed_behind(" is assumed throughout, where"), assumed_behind(", which we shall always assume.")
    (True, True)
    >>> assumed_behind(" is often assumed."), assumed_behind(" is assumed by most authors.")
    (False, False)
    >>> assumed_behind(" By assumption,")
    False
    """
    anew = re.match(r"\s*(?!This\b|That\b)[A-Z]", follow)
    return anew is None and _BEHIND.match(follow) is not None


# "It is assumed that", "we work under the assumption that"
_ASSUMED = regex(
    r"(?:^|[,;:]\s)\W*(?:(?:and|now|here|also|throughout|furthermore|moreover|in addition|further|again)[\s,]+)*"
    r"(?:it (?:is|will be) (?:(?:here|also|now|further|tacitly|implicitly|always|again) )?"
    r"(?:assumed|supposed|understood|required|presumed)(?: (?:here|throughout|now))? that|"
    r"(?:we |let us )(?:always )?(?:work|stay|remain|argue|operate|are) under the (?:[a-z]+ )?"
    r"(?:assumption|hypothesis|condition) that)\W*$",
    re.IGNORECASE,
)
_BY_ASSUMPTION = regex(
    r"^\W*(?:(?:and|now|here|also)[\s,]+)*(?:by (?:assumption|hypothesis|convention)|"
    r"(?:from (?:now|here) on|henceforth|in (?:what follows|the following|the sequel))"
    r"(?:[\s,]+we (?:always )?(?:take|set|put|fix|let|have))?|"
    r"(?:since|as|because) we (?:have )?(?:assumed|supposed)(?: that)?|"
    r"in (?:this|these|our) (?:note|notes|text|paper|section|chapter|document|exercise|article|post))[\s,]*$",
    re.IGNORECASE,
)
# "Let ⟦0⟧ with ⟦1⟧ be such that": what has a condition already goes on to the next.
_CONDITIONED = regex(
    rf"(?<=⟧),?\s+(?:with|where)\s+(?:{MATH}(?:\s*(?:,|and|,\s*and)\s*{MATH})*\s*,?\s+"
    r"(?=(?:(?:be|is|are)\s+)?(?:such that|so that|s\.t\.|satisf(?:y|ies|ying)|obey(?:s|ing)?)\b)|"
    r"(?:[a-z-]+\s+){1,3}(?=(?:(?:be|is|are)\s+)?such that\b))",
    re.IGNORECASE,
)
# "with mean ⟦0⟧ and covariance" goes on to what is supposed besides.
_MOMENTS = regex(r"\b(?:and|zero|mean|expectation|(?:co)?variance|(?:second )?moments?|matrix)\b", re.IGNORECASE)
_LISTS_ON = regex(rf"{MATH}\s*,?\s*and(?:\s+{_MOMENTS.pattern})*[\s,:]*$", re.IGNORECASE)

# "The noise ⟦0⟧ is random and satisfies": what a sentence says of the moments of what it calls random is the model.
_RANDOM = regex(
    rf"\b(?:is|are)\s+(?:an?\s+)?(?:[a-z-]+\s+){{0,3}}random(?:\s+(?:vectors?|variables?|matri\w+|noise|errors?))?[\s,]*"
    rf"(?:and\s+|which\s+)?(?:with|satisf(?:y|ies|ying)|obeys?|has|have)\b(?:[\s,]+(?:{MATH}|{_MOMENTS.pattern}))*[\s,:]*$",
    re.IGNORECASE,
)


KEYWORDS = regex(
    r"\b(assume|assuming|suppose|supposing|given|provided|let|such that|where|with|for|if|when|"
    r"whenever|put|set|setting|write|since|because|as|then|so|hence|thus|fix|consider|take|taking|choose|"
    r"but|not|unless|replace|substitute|substituting|define|denote|call|using|here|now|than|case)\b",
    re.IGNORECASE,
)


_FOR_EASE = regex(r"\bfor (?:simplicity|convenience|brevity|clarity|concreteness|definiteness)\b,?", re.IGNORECASE)


def keyword(sentence: str) -> str:
    """The last word of a sentence's beginning that says what a formula behind it is for; "" if there is none.

    >>> keyword("kernels ⟦0⟧ where"), keyword("Put"), keyword("The gradient")
    ('where', 'put', '')
    """
    found = KEYWORDS.findall(_FOR_EASE.sub("", sentence))
    return str(found[-1]).lower() if found else ""


def is_conditional(sentence: str) -> bool:
    """Whether what follows stands under an "if" or "when" that speaks for its own sentence only."""
    if re.match(r"[\W_]*(?:for example|for instance|e\.g\.)", sentence, re.IGNORECASE):
        return True
    found: re.Match[str] | None = None
    for match in re.finditer(
        r"\b(?:if|when|whenever|unless|in case|in the (?:special )?case|special case|the cases?|for example|"
        rf"for instance|e\.g\.|as long as|without(?! (?:loss of|further|any more)\b)|were|{FORGETS}|"
        # ... and not "steps only make ⟦0⟧ longer"
        r"only(?!\s+(?:make|keep|let|see|use|move|change|need|depend|touch|scale|shift|add|rotate|rescale|enter)s?\b))\b",
        sentence,
        re.IGNORECASE,
    ):
        found = match
    if found is None:
        return False
    return not re.search(r"[,;]|\bthen\b|\bonly$", sentence[found.end() :]) or sentence[
        found.start() :
    ].lower().startswith("if and only")
