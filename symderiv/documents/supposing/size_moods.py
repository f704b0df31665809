r"""Whether a text supposes what it says of sizes, ranges, shapes and whole numbers: "let $N = 2k$", "with $N \ge k$".

One wrong fact about sizes makes every claim right that needs it, and there is no end of sentences that speak of one
without supposing it: "some authors take $N = k$", "for $N = k$ this is easy", "later we set $N = k$", "suppose $N = k$;
this was only an example".  So such a fact is supposed only where the words before it are known to suppose, and nothing
up to the claim takes it back.  What says how a size is made from others (``M = N - K + 1``) is said in any words that
are known to do nothing else.

Guarantee: words that this room does not know take the supposition away; to forget one costs an abstention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.wording import DROPS, FORGETS
from symderiv.documents.supposing.affirming import plain_words, unfamiliar

__all__ = ["PLACES", "Scope", "block", "done", "kept_within", "not_supposed", "spoken_of"]

_SUPPOSE = r"(?:assum|suppos|presum|postulat|stipulat|requir|impos|demand)"
# In its own voice a sentence supposes whatever follows: "here we always assume that the input is long, ⟦N >= k⟧".
_OWN = regex(
    r"^(?P<before>.*?)\b(?:(?:we|let us|i) (?:(?:also|now|then|here|further|always|shall|will|tacitly|throughout|"
    r"moreover|"
    r"additionally|again|first|next|finally|henceforth|therefore|only) )*(?:assume|suppose|require|impose|postulate|"
    r"stipulate|let|set|put|fix|take|choose|define|write|make the assumption|are given|have fixed)|"
    r"(?<![\w'’] )(?:assume|suppose|let|fix|put|set|take|choose|define|given|require)|"
    r"(?<=\bso )(?:let|assume|suppose|put|set)|(?<=\band )(?:let|assume|suppose|put|set|fix|take|choose|define)|"
    r"(?<=\bnow )(?:let|assume|suppose|put|set|fix|take|choose|define))\b",
    re.IGNORECASE | re.DOTALL,
)
# Others speak, or the text does of what they do.
_OTHERS = (
    r"(?:an? |the |some |many |most |few |our |my |your )?(?:students?|teachers?) (?:\w+ )?(?:assum|suppos|think|"
    r"say|said|"
    r"take|took|lik|believ|claim|writ|wrote|would|tend|forget|use)\w*|"
    r"authors?|textbooks?|books?|papers?|articles?|literature|lecturers?|beginners?|people|folks?|"
    r"persons?|nobody|somebody|someone|everybody|everyone|colleagues?|reviewers?|referees?|readers?|graders?|friends?|"
    r"practitioners?|predecessors?|competitors?|rivals?|librar(?:y|ies)|frameworks?|pytorch|tensorflow|keras|jax|numpy|"
    r"wikipedia|blogs?|posts?|documentation|manuals?|rumou?rs?|folklore|theory says|they|them|their|theirs|he|his|him|"
    r"she|her|hers|et al|ibid|according to|elsewhere|some (?:works?|texts?|models?|systems?)|"
    r"other (?:works?|texts?|models?|methods?|notes)|most (?:works?|texts?|models?|implementations?)|(?:our|"
    r"the) critics?"
)
# Other places: other sections, pictures, code, tests.
_ELSEWHERE = (
    r"(?:sections?|sec\.|chapters?|appendix|appendices|figures?|fig\.|tables?|tab\.|exercises?|problems?|questions?|"
    r"examples?|theorems?|lemmas?|propositions?|corollar(?:y|ies)|listings?|algorithms?|equations?|eq\.|parts?|"
    r"homeworks?|assignments?|lectures?|cases?|steps?) (?:\d+|[ivx]+|[A-Z]|\([a-z0-9]+\)?)|\[\d+(?:, ?\d+)*\]|"
    r"(?:in|of|from|by|for|at) (?:the|an?|our|its) (?:(?:very )?(?:next|previous|last|first|second|third|"
    r"following|preceding|final|later|"
    r"earlier|other|old|original|appendix|competing|supplementary|simple|proof|paper|book|picture|plot|demo|code|"
    r"implementation|script|notebook|experiments?|tests?|limit|follow-up|talk|slides?|video|scalar|opposite|"
    r"contrary)\b)|"
    r"(?:our|the|these|those|some|many|most|all|several|few|in|at|during|by) (?:experiments?|tests?|runs?|"
    r"applications?|implementations?|demos?|training|inference|test time|benchmarks?|plots?|pictures?|trials?|"
    r"convergence|default|the boundary|the end|the start|the very end|the beginning)\b|"
    r"experiments?|demos?|illustrations?|illustrat\w+|thought experiment|warm-?up|(?:old|earlier|previous|"
    r"first) (?:version|draft)s?|"
    r"(?:we|i|they) ran|(?:the|our) (?:code|script|program)s?"
)
# Other times, other worlds, wishes, tasks, frequencies, guesses.
_NOT_NOW = (
    r"later|eventually|soon|afterwards?|next (?:week|time|section|chapter|year)|last (?:week|time|year|section|"
    r"chapter)|"
    r"yesterday|tomorrow|until|till|at first|initially|at the (?:very )?(?:end|start|beginning)|once upon|"
    r"would|wouldn't|could|couldn't|might|should|ought|pretend\w*|imagine\w*|imagin\w+|if only|had (?:we|it|they|one)|"
    r"were (?:we|it|they|one)|hypothetical\w*|counterfactual\w*|"
    r"want\w*|wish\w*|hop(?:e|es|ed|ing)\b|aim\w*|goals?|plans?|ideal(?:ly)?|desir\w*|prefer\w*|tempt\w*|nice|"
    r"convenient|"
    r"try|tries|trying|attempt\w*|expect\w*|conjectur\w*|guess\w*|believ\w*|think\w*|thought|claim\w*|seems?|seemingly|"
    r"appears?|apparently|presumabl[ey]|supposedly|allegedly|reportedly|perhaps|maybe|possibl[ey]|probabl[ey]|"
    r"with (?:high|overwhelming|some|large) probability|likely|chance|approximately|roughly|nearly|almost|about right|"
    r"often|sometimes|usually|typical(?:ly)?|commonly|common|frequent(?:ly)?|mostly|in general|generally|occasionally|"
    r"(?:may|can) (?:well )?(?:be|happen|occur)|(?:one|you) (?:can|may)|some say|rarely|seldom|hardly|scarcely|"
    r"barely|popular|customar\w+|in practice|most of the time|many cases|"
    r"exercises?|homework|prove|proved that|show|shows|showed|verify|check|find out|determine|task|try it|redo|"
    r"wonder\w*|"
    r"ask\w*|questions?|unclear|unknown|open|depends? on (?:if|whether)|whether|why|what if|what happens|how|"
    r"for (?:example|instance|fun|illustration)|e\.g|eg\.|say what|think of|"
    r"(?:an?|as|this|that|the|our|one|two|some|few|these|many|other) (?:(?!training|input|labell?ed|data|test)"
    r"[a-z-]+ )?(?:examples?|instances?)|(?<!training )(?:examples?|instances?) (?:of|where|like|such|is|are|have|has)|"
    r"consider (?:e\.g|for)|"
    r"special case|simplest case|simplest|typical|interesting case|easy case|trivial\w*|easy|"
    r"the cases?\b(?! (?:of|that))|"
    r"learns?|learned|pushes|towards?|tends?|converges?|(?:is|are|was|were|has been|have been) (?:often )?said|"
    r"allow\w*|includ\w+|cover\w*|beware|avoid\w*|make sure|ensure|postpone\w*|only (?:if|when|for|in)|not only|"
    r"not just|"
    r"even (?:if|when|though)|if and only if|iff|lest|unless|except|otherwise|instead of|rather than|contrary|unlike"
)
_NOT_YET = (
    r"later|eventually|soon|afterwards?|until|till|next (?:week|time|section|chapter|year)|would|could|might|if only|"
    r"hope\w*|wish\w*|ideal(?:ly)?|tempt\w*|supposedly|allegedly|perhaps|maybe|possibl[ey]|approximately|roughly|"
    r"nearly|"
    r"often|sometimes|usually|typical(?:ly)?|commonly|in general|generally|rarely|seldom|hardly|in practice|whether|"
    r"for (?:example|instance|fun|illustration)|e\.g|only (?:if|when|for|in)|if|unless|except|otherwise|"
    r"is (?:often|sometimes|usually) \w+|with (?:high|overwhelming|some|large) probability"
)
_DENIED = (
    rf"(?:not|never|n't|no longer|cannot|nobody|no one|nothing|neither|nor|without|refus\w+|by no means|at no point)\b"
    rf"[^.;⟦⟪]{{0,40}}\b(?:{_SUPPOSE}\w*|need\w*|forc\w+|true|the case|so|hold\w*|follow\w*|say\w*|said|be|granted|"
    rf"that)\b|(?:do|does|did|is|are|was|were|may|must|can|will|shall|should|would|could|has|have|had|"
    rf"need)(?: not|n't)|"
    rf"isn't|aren't|doesn't|don't|can't|cannot|won't|never|neither|nor|nobody|no one|"
    rf"(?:no|without|any|drop\w*|lift\w*|remov\w*|relax\w*|abandon\w*) (?:the |this |that |an? |any )?(?:assumption|"
    rf"restriction|condition|requirement|reason|need)s?|"
    r"exclud\w+|too (?:strong|much|restrictive|special)|"
    r"false\w*|wrong\w*|untrue|mistak\w*|incorrect\w*|error|absurd\w*|contradiction|superfluous|unnecessary|regardless|"
    rf"irrespective|no matter|by no means|at no point|{FORGETS}|ignor\w*|{DROPS}|do without|relax\w*|abandon\w*|"
    r"give up|gave up|pitfall\w*|myth"
)
_SPEAKS_OF = regex(rf"(?<![\w-])(?:{_OTHERS}|{_ELSEWHERE}|{_NOT_NOW}|{_DENIED})(?![\w-])|\?", re.IGNORECASE)
# What has been: "we assumed", "the theorem required".
_PAST = regex(
    rf"(?<!is )(?<!are )(?<!be )(?<!been )(?<!again )(?<!always )(?<!tacitly )(?<!also )(?<!it )"
    rf"(?<!since we )(?<!as we )(?<!because we )(?<!we have )\b(?:{_SUPPOSE}e?d|used|took|"
    rf"wrote|said|says|writes|spoke|set out)\b(?! that we)|\bit {_SUPPOSE}e?d\b",
    re.IGNORECASE,
)
# A verb of supposing with a subject that is not the text: "the competing method requires", "Smith assumes".
_THEIRS = regex(
    rf"\b(?!it\b|It\b)[A-Za-z.\])]+ {_SUPPOSE}e?s\b|"
    r"\b(?!(?:We|I|You|Let|Now|Then|Here|Also|So|And|But|First|Next|Finally|Again|Please|Further|Moreover|Always|"
    r"To|Us)\b)"
    r"[A-Z][a-z]+ (?:and [A-Z][a-z]+ )?(?:assume|suppose|take|use)\b"
)
# The text behind a fact, in its sentence: denied, wished for, a case that is done.
_BEHIND = regex(
    rf"(?<![\w-])(?:{_OTHERS}|{_ELSEWHERE}|{_NOT_YET}|{_DENIED}|for (?:the |a )?(?:sake of|moment|time being|"
    r"while|now|instant|second)|this was|left to|(?:is|are|was|were) (?:easy|clear|trivial|simple|well known|known))"
    r"(?![\w-])|\?",
    re.IGNORECASE,
)
_RELATIVE = regex(r",\s*(?:which|as|where|who|whose|so|since|because|and)\b[^;—–]*|\([^()]*\)", re.IGNORECASE)
_UNDONE = (
    r"giv(?:e|en|ing) up|gave up|drop(?:s|ped|ping)?|lift(?:s|ed|ing)?|remov(?:e|es|ed|ing)|relax(?:es|ed|ing)?|"
    r"undo(?:es|ne)?|"
    r"scrap|abandon\w*|retract\w*|withdraw\w*|take (?:this|that|it) back|forget (?:this|that|it|about)|disregard|"
    r"never mind|cancel\w*|discard\w*"
)
_KNOWN = regex(
    r"\bfrom (?:now|here) on\b|\bwithout (?:further|any|saying|much)\b(?: \w+)?|\bstanding\b|"
    r"\buntil further notice\b|"
    # what is called "the training examples" is data
    r"(?<=⟧ )(?:be|are|is|denotes?|stands? for|as) (?:(?:the|our|some|all) )?(?:[a-z-]+ ){0,2}?"
    r"(?:examples?|instances?|inputs?|data|points?|samples?|sets?)\b"
    r"(?! (?:of|where|like|such|is|are|have|has|for which|for when)\b)",
    re.IGNORECASE,
)
# What a sentence derives it does not suppose.
_HENCE = regex(
    r"^\W*(?:(?:and|but)\s+)?(?:hence|thus|therefore|so|then|consequently|accordingly|it follows|we (?:see|deduce|find|"
    r"conclude|obtain|get)|this (?:shows|means|implies|gives))\b(?! (?:let|assume|suppose|that we (?:assume|suppose)))",
    re.IGNORECASE,
)
# Sentences behind a fact, up to a claim, that take it back or leave it.
_LATER = regex(
    rf"\b(?:{_UNDONE})\b|\b(?:general cases?|in general|in full generality|general (?:again|sizes?|shapes?|situation|"
    r"setting|widths?)|general (?:⟦|n\b)|generally|back to|return(?:ing)? to|unrestricted)\b|"
    r"\b(?:sizes?|dimensions?|everything|lengths?|shapes?|widths?|they|these|it|all|now|be|are|is) "
    r"(?:\w+ )?(?:arbitrary|unrestricted|free again|general)\b|"
    r"\b(?:no longer|not|never|n't|cannot)\b[^.;⟦]{0,30}\b(?:assum\w*|suppos\w*|requir\w*|need\w*|us(?:e|ed|ing) "
    r"(?:this|that|it))\b|"
    r"\b(?:we|it|this|that) (?:do|does|did|is|are|was|were|will|need) not\b(?! \w+ on\b)|"
    r"\b(?:this|that|it|which|these) (?:\w+ )?(?:was|is|were) (?:only|just|merely|an? (?:example|illustration|"
    r"special case)|"
    r"absurd|impossible|false|wrong|nonsense|too (?:strong|restrictive|special)|over|done|not)\b|"
    r"\b(?:leads? to|gives|is) an? (?:contradiction|absurdity)\b|\bends? (?:of )?(?:the|this|that|our) (?:\w+ )?"
    r"(?:example|case|illustration|digression|exercise|detour|remark)\b|\bactually\b|\bwithout (?:this|that|the|any) "
    r"(?:assumption|restriction|condition)s?\b|\botherwise\b|\bunless\b",
    re.IGNORECASE,
)
_WITHDRAWN = regex(
    rf"\b(?:{_UNDONE})\b(?! (?:the )?(?:bias|dropout|index|subscript|superscript)\w*)|"
    r"\b(?:this|that|it|which|these|the assumption|the restriction) (?:\w+ )?(?:was|is|were) (?:only|just|merely|an? "
    r"(?:example|illustration|special case)|absurd|impossible|nonsense|too (?:strong|restrictive|special)|over|not "
    r"(?:needed|assumed|supposed|used|required))\b|\bno longer (?:assum|suppos|requir)\w+|"
    r"\bnot (?:be )?(?:assum|suppos|us)\w+ (?:this|that|it|any ?more)\b|\bleads? to an? (?:contradiction|absurdity)\b|"
    r"\bends? (?:of )?(?:the|this|that|our) (?:\w+ )?(?:example|case|illustration|digression|exercise|detour)\b|"
    r"\b(?:the|this) general case\b|\bgeneral again\b|\bactually, no\b",
    re.IGNORECASE,
)
_HERE = r"(?:this|the present|the current|our present)"
_SCOPE = regex(
    rf"\b(?:(?:in|for|throughout|during|within|until the end of|till the end of|for the (?:duration|rest|remainder) of|"
    rf"for the sake of|of) {_HERE} (?:\w+ )?(?P<a>section|subsection|chapter|paragraph|example|exercise|problem|"
    rf"proof|part|"
    r"case|step|question|remark|figure|table|subproblem|illustration|argument|display|equation|line|sentence)|"
    r"(?P<b>for (?:a|the|one|this) (?:short )?(?:moment|while|second|instant|time being)|for now|momentarily|"
    r"temporarily|"
    r"provisionally)|(?P<c>only (?:in|for) the next \w+|in the next (?:line|equation|display|formula)))\b",
    re.IGNORECASE,
)
# "Exercise. Suppose", "Example 2:": a block of its own
_LABELS = (
    r"(?:exercise|problem|question|task|homework|quiz|example|remark|counterexample|case|warm-?up|digression|"
    r"theorem|lemma|"
    r"proposition|corollary|proof|definition|claim|solution)s?\b[^.:\n⟦]{0,20}[.:)]"
)
_BLOCK = regex(rf"^\W*{_LABELS}", re.IGNORECASE)
_BLOCK_BEGINS = regex(rf"(?:^|\n[ \t]*\n|¶|(?<=[.!?])\s+(?=[A-Z*]))\W*{_LABELS}", re.IGNORECASE)
# "The simplest case is ⟦0⟧."
_IS_A_CASE = regex(
    r"\b(?:cases?|settings?|examples?|instances?|choices?|situations?) (?:is|are|was|were)(?: that| when| where| if)?$",
    re.IGNORECASE,
)
_BEGINS = regex(r"^\W*(?:If|When|Whenever|Unless|As long as|In case|Provided(?: that)?|For)\b")
# "Consider the case ⟦0⟧."
_CONSIDERS = regex(
    r"^\W*(?:(?:now|next|finally|first|let us|we|then|also)\s+)*(?:consider|take|look at|turn to|"
    r"speciali[sz]e to|restrict "
    r"to)\s+the\s+(?:special |particular |first |second |third )?case\b(?: of| that| where| when)?",
    re.IGNORECASE,
)
_LABEL = regex(r"^(?P<label>[^:⟦⟪]{1,60}):\s")
_TURN = regex(r";\s|[,—–]\s*(?:but|so|and so|yet|hence|therefore)\b|\s(?:—|–|--)\s|:\s", re.IGNORECASE)
_MATHS = regex(r"⟦\d+⟧|⟪⟫")


def _speaks(text: str) -> str:
    """The words by which a text speaks of a fact and does not suppose it, "" for none."""
    text = _KNOWN.sub(" ", text)
    found = _SPEAKS_OF.search(text) or _PAST.search(text) or _THEIRS.search(text)
    return "" if found is None else " ".join(found.group().split())


def not_supposed(before: str, after: str, made: bool = False) -> str:
    r"""The words by which a sentence may not suppose a fact about sizes between ``before`` and ``after``, "" for none.

    ``made``: the fact says how a size is made from others, ``M = N - K + 1``.

    >>> not_supposed("Let", "."), not_supposed("We always assume that the input is long,", ".")
    ('', '')
    >>> not_supposed("Some authors take", "."), not_supposed("We do not assume", "."), not_supposed("Later we set", ".")
    ('authors', 'do not', 'Later')
    >>> not_supposed("The output has length", ".", True), not_supposed("By default", "."), not_supposed("Let", "?")
    ('', 'By default', '?')
    """
    text = _clause(before)
    own = _OWN.match(text)
    if (words := spoken_of(before, after)) or (made and own is None):
        return words
    if own is not None:
        return _odd(own.group("before"))
    concluded = _HENCE.match(text)
    derived = "" if concluded is None else " ".join(concluded.group().split())
    return derived or _odd(text) or unfamiliar("", after)


def spoken_of(before: str, after: str) -> str:
    """The words by which a sentence speaks of something between ``before`` and ``after`` and does not suppose it.

    >>> spoken_of("The paper assumes", "."), spoken_of("It is wrong to assume", "."), spoken_of("We assume", "")
    ('paper', 'wrong', '')
    """
    text = _clause(before)
    rest = " ".join(re.split(r"[.!](?=\s|$)|¶|\n[ \t]*\n", after)[0].split())
    behind = _BEHIND.search(_RELATIVE.sub(" ", rest)) or re.search(rf"\b(?:{_UNDONE})\b", rest, re.IGNORECASE)
    if re.match(r"[^.!;¶]*\?", after) is not None:
        return "?"
    if behind is not None:
        return " ".join(behind.group().split())
    own = _OWN.match(text)
    return _speaks(text) if own is None else _speaks(text[own.end("before") :]) or _speaks(own.group("before"))


def _clause(before: str) -> str:
    """The clause that is open at the end of a text, behind its last turn."""
    text = " ".join(before.split())
    turns = list(_TURN.finditer(f"{text} "))
    labelled = _LABEL.match(text)
    last = turns[-1] if turns else None
    if last is not None and not (labelled is not None and last.end() <= labelled.end()):
        text = text[last.end() :]
    return _CONSIDERS.sub("let ", text)


def done(before: str, after: str) -> str:
    """The words by which the sentence of a case says all that it has to say of it, "" if lines may follow under it.

    >>> done("The case", "is easy."), done("For", "we get"), done("For", ", see Section 2."), done("Take the case", ".")
    ('is easy', '', 'Section 2', '')
    """
    rest = re.match(r"[^.!?¶]*[.!?¶]", after)
    found = None if rest is None else _BEHIND.search(rest.group())
    if rest is not None and found is None:
        found = _IS_A_CASE.search(" ".join(before.split()))
        if found is None and not after[rest.end() :].strip():
            found = _BEGINS.match(" ".join(before.split()))  # the display behind it stands by itself
    return "" if found is None else " ".join(found.group().split())


def _odd(text: str) -> str:
    """The first word of a text that is not known to leave alone what it supposes."""
    return next(plain_words(_KNOWN.sub(" ", _MATHS.sub(" ", text))), "")


def _words(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, str]]]:
    def found(text: str) -> Iterator[tuple[int, str]]:
        return ((match.start(), " ".join(match.group().split()) or "¶") for match in pattern.finditer(text))

    return found


#: What may stand between a fact and a claim: words that take it back, or leave it, by name; a paragraph, a block.
PLACES = {
    "later": _words(_LATER),
    "withdrawn": _words(_WITHDRAWN),
    "paragraph": _words(regex(r"\n[ \t]*\n|¶")),
    "block": _words(_BLOCK_BEGINS),
}


class Scope:
    """For how much of a document a fact is supposed."""

    PARAGRAPH, SECTION, SENTENCE, BLOCK = "paragraph", "section", "sentence", "block"


def block(text: str) -> str:
    """The label of the block that the end of a text belongs to.

    >>> block("One.\\n\\nExercise 2. Suppose"), block("One.")
    ('Exercise 2.', '')
    """
    found = list(_BLOCK_BEGINS.finditer(text))
    return found[-1].group().strip(" *_\n\t¶") if found else ""


def kept_within(sentence: str) -> tuple[str, str]:
    """The part of a document to which a sentence restricts what it supposes, and the words; "" for none.

    >>> kept_within("In this section we assume"), kept_within("In these notes we assume")
    (('section', 'In this section'), ('', ''))
    """
    found = _SCOPE.search(sentence)
    if found is None:
        named = _BLOCK.match(sentence.strip())
        return ("", "") if named is None else (Scope.BLOCK, named.group().strip(" *_"))
    words = " ".join(found.group().split())
    if found.group("c"):
        return Scope.SENTENCE, words
    if found.group("a") and found.group("a").lower() in ("section", "subsection", "chapter"):
        return Scope.SECTION, words
    return Scope.PARAGRAPH, words
