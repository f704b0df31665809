r"""Whether the words around a property do nothing but affirm it: "let $A$ be a symmetric matrix".

People who suppose something say so in few words.  "Beginners treat $A$ as symmetric", "far from symmetric", "symmetric
up to noise", "it is a myth that $A$ is symmetric": there is no end of sentences that speak of a property and do not
give it.  So what is said of a formula behind it is given only where each word of its clause is known to leave it as it
is; what a formula is called before it ("an orthogonal matrix $Q$") is given with the name.

Guarantee: a word that this room does not know takes the affirmation away; to forget one costs an abstention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import words as words_of
from symderiv.documents.page.lexicon import is_noun, is_thing
from symderiv.documents.page.wording import spans_of

__all__ = ["plain_words", "plainly", "unfamiliar", "without_name"]

_PLAIN = frozenset(
    words_of(
        # determiners, pronouns, prepositions, conjunctions
        "a an the this that these those such its it their they them our we us each every any all both some many "
        "several two three four itself themselves here there which who whose i another other of in on at to for "
        "with within over under as and where while since because so too also still again now then first next "
        "finally throughout recall hence thus therefore moreover furthermore indeed i.e i.e. that's wlog viz "
        "namely "
        # being and having
        "is are be being been has have having remain remains stay stays "
        # supposing
        "let suppose supposing supposed assume assumes assuming assumed assumption assumptions consider take "
        "taken taking fix fixed given choose chosen choosing pick put set denote denotes denoted denoting call "
        "called write written stand stands require required impose imposed restrict must will shall always "
        "convention definition construction hypothesis may without loss generality course simplicity convenience "
        "what rest usual section note notice observe know known recall remember use used using work hold holds "
        "contain contains collect collects store stores represent represents describe describes following follows "
        "below above sequel exercise generated "
        # what stands beside a property
        "real finite strictly mutually pairwise jointly further additionally addition exactly entrywise "
        "respectively sym symm pos def semi semi-definite definite square full-rank rank order dimension length say "
        "last line small standard kept keep keeps constrain constrains enforce enforced but yet whitened likewise "
        "similarly analogously equally ditto same undirected weighted constant gram precision scatter transition "
        "adjacency preconditioner laplacian fisher information eigenvector eigenvectors basis similarity noise "
        "diffusion mixing "
        "rotation reflection normal unit whitening encoding eigendecomposition eigenvalue decomposition "
        "factorisation factorization diagonalisation diagonalization spectral"
    )
)

# Who speaks, and what is said: "the author claims that ⟦A⟧ is" gives nothing.
_SPEAKING = frozenset(
    words_of(
        "author reader people person somebody user engineer practitioner colleague everyone mathematician physicist "
        "grader friend claim statement mistake slip bug typo trap pitfall objection complaint comment reason intuition "
        "idea trick theory practice setting situation scenario trial test fake comparison student critic guess "
        "predicted professor beginner novice freshman sophomore undergraduate intern resident "
        "doctor nurse referee editor reviewer customer shopper bidder artist listener rater physic physics "
        "chemistry biology finance medicine university company industry arxiv preprint proceeding "
        "proceedings conference journal edition tutorial worksheet seminar thesis thesi dissertation "
        "supplement manuscript revision draft board whiteboard blackboard midterm quiz leaderboard benchmark "
        "ablation forum chat vision robotic robotics hospital toy hierarchy pytorch jax tensorflow keras "
        "numpy triton "
    )
)
_PAST = regex(
    r"\b(?:was|were|had)\b(?!\s+(?:\w+\s+)?(?:assumed|supposed|taken|chosen|given|said|declared|defined|required))",
    re.I,
)
_CONDITIONS = frozenset(
    words_of("if when whenever case in that provided condition under once as long special for happens")
)
_PREPOSITIONS = frozenset(
    words_of(
        "of in on at to for with along near from by onto into over under between against about around like than "
        "times plus minus via per within without towards toward across through beside beyond behind below above up "
        "modulo parallel "
        "perpendicular orthogonal proportional is are was were has have closest nearest"
    )
)
_HOW_MANY = frozenset(words_of("one two three four five six seven eight nine ten single multi many several"))
_ARTICLES = frozenset(words_of("the a an its our their each every all both any some this that these those"))
# What is no condition on all of a document: some of its things, others, and other places.
_ELSEWHERE = frozenset(
    words_of(
        "avoid avoids they them their he she his her textbook textbooks authors people some many several other "
        "others another first last may wlog notice observe penalty regulariser appendix appendices figure figures "
        "article literature blog post implementation program library framework software code bug experiment "
        "experiments proof exercise run epoch iteration iterate history past future moment moments "
    )
)
# What authors say of what they suppose, beside the words that go with properties.
_OURS = frozenset(
    words_of(
        "if when whenever case provided condition conditions under once as long special simplest simple plain vanilla "
        "basic for everything everywhere satisfy satisfies satisfying obey obeys fulfil fulfils fulfilling having "
        "means mean meaning equal equals need needs demand demands shape shapes such restriction constraint property "
        "normalised normalized normalisation normalization scaled centred centered standardised standardized rescaled "
        "unit norm sum sums default ever since due thanks using via both tied shared true by can uniform negative "
        "exact one single linear solve solves minimise minimize minimising minimizing responsibilities one-hot drawn "
        "sampled per spectral eigendecomposition decomposition factorisation factorization cholesky singular svd "
        "thin compact diagonalise diagonalises diagonalised diagonalize diagonalizes diagonalized decompose factored "
        "turn turns treat treats soft tie ties tying share shares sharing uses adopt employ impose imposes normalise "
        "normalize centre center whiten standardise standardize constrain add adds adding append appending include "
        "including"
    )
)
# What may follow a property behind a preposition, and leaves it as it is.
_ASIDE = regex(
    r"\s*(?:of (?:size|order|shape|dimension|length|rank|type)\b|of (?:the )?(?:same|full|matching) |"
    r"(?:for|in) (?:all|every|each|any|simplicity|convenience|(?:what|the) follow\w+|this \w+)\b|throughout\b|in\s*$|"
    r"on(?:to)? (?:the )?(?:null ?space|kernel|range|image|span|(?:column|row|sub)[ -]?space|complement)\b.*|"
    r"as well\b|(?:does|do) (?:too|so|as well)\b|"
    r"by (?:construction|assumption|definition|convention|hypothesis|design)\b|"
    r"(?:as|in) (?:usual|before|always|addition)\b|from (?:now|here) on\b)"
)
# "Take ⟦N⟧ points ⟦x_n⟧": data, and no place where something holds.
_DATA_POINTS = regex(
    r"\b(?:data|training|test|sample|input)[ -]points?\b|"
    r"(?:(?<=⟧ )|\b(?:consider|take|given|let|have|be)\s+(?:the\s+)?)points?(?=\s+⟦)",
    re.IGNORECASE,
)
# "⟦A⟧ with ⟦A = B⟧ has real eigenvalues": what follows is said of the name
_BESIDE_A_NAME = regex(
    r"⟦\d+⟧,?\s+(?:with|where|satisfying|obeying|such that|so that|having|whose)\s*(?:⟦\d+⟧[\s,]*(?:and\s*)?)*$",
    re.IGNORECASE,
)
_WHERE = regex(r"^⟦\d+⟧,?\s+where\b", re.IGNORECASE)
_ARTICLED = regex(r"\b(?:an?|the)\s+(?:(?:fixed|given|known|real|square)\s+)*$", re.IGNORECASE)
_MADE_THING = regex(r"\s+(?:[a-z-]+ed\s+){1,2}(?:[a-z-]+\s+)?(?P<noun>matrix|tensor|operator|vector|kernel)\b")
# By these a sentence does not stand behind what it says of a name.
_DOUBTING = frozenset(
    words_of(
        "not never no nor neither none nothing nobody unless except without until would should could might may can "
        "cannot wrong false forget forgets almost instead rather whether perhaps maybe seldom often sometimes only "
        "case cases situation situations pretend imagine hope wish claims says believes thinks told heard if question "
        "want needs"
    )
)
# "The forget gate ⟦0⟧" forgets nothing; "the predictions ⟦0⟧" are there, and "the prediction is that" speaks of others.
_GATES = regex(r"\bforget[ -]gates?\b", re.IGNORECASE)
_FORETOLD = regex(r"\bpredictions?(?= (?:is|are|was|were|that|says?|about)\b)", re.IGNORECASE)
_FROM_HERE = regex(
    r"\bfrom (?:now|here) on(?:wards?)?\b|\bhenceforth\b|\buntil further notice\b|(?<=\bshare )their\b|"
    r"\bby (?:construction|hypothesis|assumption|convention|agreement|design)\b,?",
    re.IGNORECASE,
)
# "A graph is given by its adjacency matrix ⟦0⟧" brings up the matrix.
_BROUGHT_UP = regex(
    r"\b(?:is|are)\s+(?:given|described|encoded|specified|represented|stored|collected|gathered|captured|recorded|"
    r"summari[sz]ed)\s+(?:by|in|through|via)\b",
    re.IGNORECASE,
)
# "let ⟦0⟧ be any other feasible point"
_ANOTHER = regex(
    r"\bbe (?:(?:any|some)(?: other)?|another|an?)\b"
    r"(?: (?:second|interpolating|feasible|admissible|competing|stationary|critical|optimal|optimum|generic)\b)*",
    re.IGNORECASE,
)
_SENTENCE = regex(r"[.!?](?=\s|$)|¶")
_BORDER = regex(r"[;:()!?]|[.](?=\s|$)|¶|\s[–—-]{1,3}\s")
# "Consider the quadratic model ⟪⟫ where": what stands before the display introduces that.
_TRAILING = regex(r"⟪[^⟪⟫]*⟫[\s,]*(?=(?:where|in which|here)\b)", re.IGNORECASE)
# Where the clause of a property ends behind it.
_END = regex(
    r"[,;:()!?⟦⟪¶]|[.](?=\s|$)|\s[–—-]{1,3}\s|\b(?:and|which|where|with|but|while|because|since|so|that|whose|having|we|one|it|"
    r"then)\b"
)
# "⟦0⟧ is symmetric, and so is ⟦1⟧"
_AGAIN = regex(r"\b(?:so|as|nor|neither|same|likewise|similarly|analogously|equally|ditto)\b", re.IGNORECASE)
# "A symmetric ⟦0⟧ is a strong assumption", "the case of symmetric ⟦0⟧"
_SUBJECT = regex(r"(?:.*\bcases? (?:of|with|where) )?\s*(?:an?\s+)?$", re.IGNORECASE | re.DOTALL)
_PREDICATE = regex(r"\s+(?:is|are|was|were|would|may|might|can|could|has|have|makes?|costs?|leads?|seems?|needs?)\b")
_RESTRICTING = regex(
    r"\s*(?:only |just |not )?(?:after|before|during|until|upon|once|at|near|under|without|beyond|outside|in|on|by|via|"
    r"through|from|since)\b",
    re.IGNORECASE,
)
_ASIDE_SAID = regex(r"\$[^$]*\$\s*\(")  # "⟦0⟧ (1 if so, else 0)"
# "is a symmetric matrix in ⟦1⟧", where the formula is a space
_OF_A_SPACE = regex(
    r"^\s*(?:matri(?:x|ces)|vectors?|tensors?|elements?|points?)\s+(?:in|of|from)\s+⟦\d+⟧", re.IGNORECASE
)
# "⟦0⟧ be the normalised graph matrix, which is symmetric": what it is called
_NAMED = regex(
    r"\s*(?:be|is|denotes?|denoting|stands for)\s+(?:the|an?|our)\s+(?P<name>(?:(?!of\b|in\b)[a-z-]+\s+){0,3}[a-z]+)\s*"
    r"(?=[,(]\s*(?:which|assumed|supposed|hence|thus|also|being|taken)\b)",
    re.IGNORECASE,
)
_COMMUTES = regex(r"\bcommute\s*$", re.IGNORECASE)
_WITH = regex(r"\s+(?:with|up to|in|on|under)\b")
_BESIDE = regex(r"([A-Za-z-]+)\s*$")
# "The symmetric matrix ⟦0⟧, ⟦1⟧": one is called by the property.
_ONE = regex(r"\s*(?:[a-z-]+\s+)*?(?:matrix|vector|tensor|map|operator|label|target)\s+⟦")
# "The matrix with entries ⟦0⟧ gives", and a display says what; "tying ⟦0⟧ gives" what it gives for a while.
_THING = regex(
    r"\s*(?:the|an?|this)\s+(?:[a-z-]+\s+){0,2}(?:matrix|vector|tensor|kernel|filter|array|operator)\b(?!.*ing\b)",
    re.IGNORECASE | re.DOTALL,
)
_LEADING_ON = regex(r"\s*(?:,\s*)?(?:it\s+)?(?:gives?|yields?|leads?\s+to)\s*:?\s*$", re.IGNORECASE)
# "⟦0⟧ (symmetric)", "⟦0⟧, symmetric,"
_APPOSED = regex(r"\s*[(,]\s*(?:(?:also|both|all|real|assumed|and|a|an)\b[\s,]*)*$", re.IGNORECASE)
_WORD = regex(r"[A-Za-z][A-Za-z'’-]*(?:\.[a-z])?")
_LISTED = regex(r"(?:⟦\d+⟧|\W|\b(?:and|both|also)\b)*$", re.IGNORECASE)


def plainly(before: str, after: str, told: Iterable[str], said: str = "", supposed: bool = False) -> bool:
    """Whether a sentence gives the properties ``told`` to the formula between ``before`` and ``after`` without more.

    ``said`` is the phrase that says so, if one does, with its formula; ``supposed``: under a condition.

    >>> plainly("Let ", " be symmetric.", ["symmetric"]), plainly("Beginners treat ", " as symmetric.", ["symmetric"])
    (True, False)
    >>> plainly("", " is symmetric up to noise.", ["symmetric"]), plainly("", " is symmetric by design", ["symmetric"])
    (False, True)
    >>> plainly("With a symmetric ", " we get", ["symmetric"]), plainly("A unit vector along ", ".", ["unit vector"])
    (True, False)
    """
    known = _PLAIN | _CONDITIONS if supposed else _PLAIN
    before = _BROUGHT_UP.sub("has", _FROM_HERE.sub("", before))
    if said:
        return _said(before, after, said, known)
    for word in told:
        if _restricted(before, known):
            return False
        places = [(a, b) for w, a, b in spans_of(before) if w == word]
        if places:  # "an orthogonal matrix ⟦0⟧"
            between = before[places[-1][1] :]
            words = [w.lower() for w in _WORD.findall(between)]
            if _AGAIN.search(between) is not None:
                continue
            if _SUBJECT.match(_BORDER.split(before[: places[-1][0]])[-1]) and _PREDICATE.match(after):
                return False
            if _only_properties(between):
                continue
            if _PREPOSITIONS.intersection(words) or ("⟦" in between and _ONE.match(between) is not None):
                return False
            continue
        behind = [(a, b) for w, a, b in spans_of(after) if w == word]
        if behind and not _predicated(before, after, behind[0], known):
            return False
    return True


def _only_properties(text: str) -> bool:
    """Whether a text lists properties alone: the "and orthogonal matrix" of "a symmetric and orthogonal matrix"."""
    rest = list(text)
    for _, start, end in spans_of(text):
        rest[start:end] = " " * (end - start)
    return re.fullmatch(r"[\s,]*(?:and)?[\s,]*", "".join(rest)) is not None


def unfamiliar(before: str, after: str, announced: bool = False) -> str:
    """The first word around a relation by which its sentence may do something else than suppose it; "" for none.

    ``announced``: "suppose", "let" or the like stand before it; what is set off before them is about something else.

    >>> unfamiliar("Here ", "."), unfamiliar("By assumption ", " holds."), unfamiliar("We suppose that ", "")
    ('', '', '')
    >>> unfamiliar("A two-layer network where ", "."), unfamiliar("A near-linear network where ", ".")
    ('', 'near-linear')
    >>> unfamiliar("Let ⟦0⟧ be any other solution, ", ""), unfamiliar("In any other model ", "")
    ('', 'other')
    >>> unfamiliar("Textbooks assume ", ""), unfamiliar("", " is rarely true."), unfamiliar("Roughly, ", "")
    ('textbooks', 'rarely', 'roughly')
    >>> unfamiliar("The matrix with entries ", " gives"), unfamiliar("Tying the weights as ", " gives")
    ('', 'gives')
    """
    known = (_PLAIN | _OURS) - _ELSEWHERE
    before, after = (_DATA_POINTS.sub("samples", text) for text in (before, after))
    before, after = _ANOTHER.sub("be", _FROM_HERE.sub("", before)), _FROM_HERE.sub("", after)
    beside = _BESIDE_A_NAME.search(before)
    clause = _clause(before if beside is None else before[: beside.start()])
    pieces = _BORDER.split(before)[-1].split(",")[:-1]
    apart = [] if announced else [piece for piece in pieces if "⟦" not in piece and piece not in clause]
    rest = _END.split(_LEADING_ON.sub("", after) if _THING.match(before) else after)[0] if beside is None else ""
    while (aside := _ASIDE.match(rest)) is not None:
        rest = rest[aside.end() :]
    found = (word for text in (*apart, clause, rest) for word in _unknown(text, known, _ELSEWHERE))
    if beside is not None and _WHERE.search(beside.group()) is not None:  # a clause of its own, whatever stands before
        found = (w for w in found if _distances(w))
    return next(found, "")


def plain_words(text: str) -> Iterator[str]:
    """The words of a text that authors do not use where they only suppose something.

    >>> list(plain_words("As usual, here we take")), list(plain_words("A textbook takes"))
    ([], ['textbook', 'takes'])
    """
    return _unknown(_FROM_HERE.sub("", text), (_PLAIN | _OURS) - _ELSEWHERE, _ELSEWHERE)


def _restricted(before: str, known: frozenset[str]) -> bool:
    """Whether a sentence restricts what it says by a phrase that stands apart: "after centring, ..."."""
    pieces = _BORDER.split(before)[-1].split(",")[:-1]
    apart = (piece for piece in pieces if "⟦" not in piece)
    return any(_RESTRICTING.match(piece) is not None and not _known(piece, known) for piece in apart)


def _said(before: str, after: str, said: str, known: frozenset[str]) -> bool:
    """Whether the words around a phrase leave it as it is."""
    if _restricted(before, known):
        return False
    if said.rstrip().endswith("$"):
        return True
    known |= frozenset(word.lower() for word in _WORD.findall(re.sub(r"\$[^$]*\$", " ", said)))
    head = said.partition("$")[0].strip()
    start = before.rfind(head) if head else len(before)
    end = 0
    for word in _WORD.findall(said.rpartition("$")[2]):  # numbers stand in the text as formulas
        found = re.search(rf"\b{re.escape(word)}\b", _SENTENCE.split(after)[0][end:])
        end += 0 if found is None else found.end()
    if _COMMUTES.search(said) and _WITH.match(after[end:]):
        return False  # not with each other
    clause = "" if _ASIDE_SAID.match(said) else without_name(_clause(before[: max(start, 0)]))
    return _known(clause, known) and _plain_end(after[end:], known)


def _predicated(before: str, after: str, place: tuple[int, int], known: frozenset[str]) -> bool:
    """Whether a property that stands behind a formula, at a place of ``after``, is said of it without more."""
    start, end = place
    between = _SENTENCE.split(after[:start])
    between[-1] = _described(between[-1])
    clause = without_name(_clause(before)) if len(between) == 1 and not _APPOSED.match(_others(after[:start])) else ""
    beside = _BESIDE.search(between[-1])
    word = "" if beside is None else beside.group(1).lower()
    if word not in known and (is_noun(word) or word.endswith("ly")):
        return False  # "is block symmetric", "is numerically symmetric"
    if _PAST.search(between[-1]):
        return False
    rest = after[end:]
    made = _MADE_THING.match(rest) if _ARTICLED.search(between[-1]) else None
    if made is not None and is_thing(made.group("noun")):  # "a symmetric normalised adjacency matrix"
        rest = rest[made.end() :]
    return _known(clause, known) and _known(between[-1], known) and _plain_end(rest, known)


def _plain_end(text: str, known: frozenset[str]) -> bool:
    """Whether what stands behind a property in its clause leaves it as it is."""
    rest = _END.split(_OF_A_SPACE.sub("", text))[0]
    while (aside := _ASIDE.match(rest)) is not None:
        rest = rest[aside.end() :]
    words = [w.lower() for w in _WORD.findall(rest)]
    limiting = _PREPOSITIONS - {"of", "is", "are", "has", "have"}
    return not limiting.intersection(words) and _known(rest, known)


def _clause(before: str) -> str:
    """The clause that is open at the end of a text, lists of formulas aside; one that trails a display by itself."""
    before = before[max((m.end() for m in _TRAILING.finditer(before)), default=0) :]
    pieces = _BORDER.split(before)[-1].split(",")
    found = pieces.pop()
    found = re.split(r"\bwith\b", found)[-1]
    head, *own = re.split(r"(?<=⟧)\s+where\b", found, maxsplit=1)
    if own and _vouched(head):  # "compute the gradient of ⟦0⟧ where ⟦1⟧ is"
        found = own[0]
    while pieces and (_LISTED.fullmatch(found) or re.match(r"\s*that\b", found)):
        found = f"{pieces.pop()} {found}"
    return found


def _distances(word: str) -> bool:
    """Whether by a word a sentence does not stand behind what it says, or speaks of others."""
    return word in _DOUBTING or word.endswith("ly") or word.rstrip("s") in _SPEAKING | _ELSEWHERE


def _words(text: str) -> list[str]:
    """The words of a text, without those that say nothing else in the name of a gate."""
    found: list[str] = _WORD.findall(_FORETOLD.sub("predicted", _GATES.sub("gate", text)))
    return found


def _vouched(text: str) -> bool:
    """Whether a sentence stands behind what a where-clause adds to it."""
    return not any(_distances(word.lower()) or word.lower() in _ELSEWHERE for word in _words(text))


def without_name(clause: str) -> str:
    """A clause without what the formula behind it is called.

    >>> without_name("Let the mixing matrix ")
    'Let the'
    """
    words = list(_WORD.finditer(clause))
    for count, word in enumerate(reversed(words)):
        if word.group().lower() in _ARTICLES:
            last = words[-1].group().lower()
            noun = (
                count <= 1 or is_thing(last) or all(is_thing(w.group().lower()) for w in words[len(words) - count : -1])
            )
            return clause[: word.end()] if noun and last.rstrip("s") not in _SPEAKING else clause
        if count > 3:
            break
    return clause


def _described(between: str) -> str:
    """What stands behind a formula without the name that it gets there: "be the normalised graph matrix, which is"."""
    found = _NAMED.match(between)
    if found is None:
        return between
    words = [w.lower() for w in _WORD.findall(found.group("name"))]
    fits = is_thing(words[-1]) and words[-1].rstrip("s") not in _SPEAKING and _DOUBTING.isdisjoint(words)
    return between[found.end() :] if fits and not any(w.endswith("ly") for w in words) else between


def _known(text: str, known: frozenset[str]) -> bool:
    """Whether a text has no words but known ones, things and other properties."""
    return next(_unknown(text, known), None) is None


def _unknown(text: str, known: frozenset[str], never: frozenset[str] = frozenset()) -> Iterator[str]:
    """The words of a text that are neither known words nor things or properties; ``never`` are no things."""
    for word in (w.lower() for w in _words(_others(text))):
        thing = is_thing(word) and word.rstrip("s") not in _SPEAKING and word not in never
        if len(word) > 1 and word not in known and not thing and not _counted(word):
            yield word


def _counted(word: str) -> bool:
    """Whether a compound says of how many things something is made: "two-layer", "multi-class"."""
    number, _, rest = word.partition("-")
    return number in _HOW_MANY and (rest in ("dimensional", "layered") or is_thing(rest))


def _others(text: str) -> str:
    """A text without the properties in it."""
    for _, start, end in sorted(spans_of(text), key=lambda found: -found[1]):
        text = f"{text[:start]} {text[end:]}"
    return text
