r"""Where sentences begin and end in running text, and what goes on with the one before.

Sentences come here with ``⟦`` number ``⟧`` for inline mathematics, ``⟪⟫`` for a display that stands within one, and
``¶`` between paragraphs.  Guarantee: an abbreviation or an initial ends no sentence.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = [
    "CASE",
    "GOES_ON",
    "JOINED",
    "LEADS_ON",
    "MATH",
    "PARTICULAR",
    "TRAILS",
    "TURNS",
    "last_sentence",
    "one_line",
    "sentences",
    "spans",
    "under_a_label",
]

MATH = r"⟦\d+⟧"
ABBREVIATIONS = regex(
    r"(?:\b(?:i\.e|e\.g|w\.r\.t|resp|cf|eq|eqs|fig|sec|s\.t|vs|etc|approx|ref|no|def|thm|ch|p|pp|viz|"
    r"wlog|w\.l\.o\.g|i\.i\.d|a\.e|al|symm?|pos|nec|semi-?def))\.$",
    re.IGNORECASE,
)


PARTICULAR = r"special |particular |simple |simplest |first |second |third |limiting "
CASE = r"if|whenever|when|as long as|in (?:the )?case that"
# Sentences that go on under what the one before supposes.
GOES_ON = regex(
    r"(?:then|in (?:that|this|such a) case|under (?:this|that|these|the same) \w+|hence|thus|therefore|so|"
    r"consequently|accordingly|it follows|this (?:gives|means|implies|yields)|in particular|moreover|furthermore|"
    rf"in addition|likewise|also|(?:{CASE}) (?:moreover|in addition|additionally|furthermore|also))\b",
    re.IGNORECASE,
)


# What goes on with a sentence behind its display; as the beginning of another sentence it has a capital.
JOINED = regex(r"(?:and|or|as well as|which|where|while|whereas|but also)\b")

# What ends a case, in the middle of a sentence.
TURNS = regex(
    r"[\s,;]*(?:(?:and|but|while|whereas)\s+)?(?:otherwise|else|in general|generally|"
    r"without(?![^.;:!?¶\n]{1,40}\.(?:\s|$))|"  # "... without padding." is of the display before
    r"for (?:an? )?(?:general|arbitrary|other|any other))\b",
    re.IGNORECASE,
)


# "..., and if" behind a display leads into the next one, as do "and, more generally, for" and "; for".
LEADS_ON = regex(
    rf"[\s,;]*(?:and|but|while|whereas)[\s,]+(?:(?:also|then|finally|similarly|likewise|conversely|again|(?:more )?"
    rf"generally|in general|in particular|more precisely|by symmetry)[\s,]+)?(?:{CASE}|for|provided|under)\b|"
    rf"[\s,]*;\s*(?:{CASE}|for)\b",
    re.IGNORECASE,
)
# A condition behind a display, in the middle of its sentence: "outputs if $K \\le H$".
TRAILS = regex(
    r"\s*\(?(?:(?!(?:and|but|while|whereas|so|hence|thus|then|or|which|let|suppose|assume|we|it|now)\b)[a-z]+\s+){0,4}"
    r"(?:if|when|whenever|provided|as long as|under the (?:[a-z]+ )?(?:assumption|condition|hypothesis)|"
    r"in (?:the )?(?:special |particular )?case|(?<=holds )for|(?<=valid )for|(?<=true )for)\b"
)


def sentences(text: str) -> list[int]:
    """Where new arguments begin in a text that begins one: at each sentence that does not go on with the one before,
    and where a case ends within a sentence.

    >>> sentences("It is so. Then it is. Now we see."), sentences("If so, i.e. if not")
    ([22, 33], [])
    >>> sentences("For one it is so; for a general one it is not")
    [17]
    """
    found = []
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 14) : match.start() + 1]
        if match.group().startswith(".") and (ABBREVIATIONS.search(before) or _INITIAL.search(before)):
            continue
        paragraph = "¶" in match.group() or "\n" in match.group().strip(" ")
        opens = not paragraph and _OPENS_A_CASE.match(last_sentence(text[: match.start()])) is not None
        if match.start() and not opens and not GOES_ON.match(text[match.end() :].lstrip("¶ \n\t")):
            found.append(match.end())
    return sorted([*found, *(match.end() for match in _TURNED.finditer(text))])


# What ends a case behind a clause: "for ⟦s = 1⟧ it is a convolution; for a general stride one gets".
_TURNED = regex(
    r"[;,](?=\s+(?:(?:and|but|while|whereas|yet)\s+)?(?:otherwise|in general|generally|"
    r"for (?:an? |any )?(?:general|arbitrary|other|larger)\b))",
    re.IGNORECASE,
)
# "Consider the case ⟦0⟧." speaks for what comes.
_OPENS_A_CASE = regex(
    rf"[\W_]*(?:(?:now|next|finally|first|let us|we|then|also)\s+)*"
    rf"(?:(?:consider|take|imagine|look at|turn to|speciali[sz]e(?: \w+)? to|restrict(?: \w+)? to)\s+)?"
    r"(?:the\s+|an?\s+)?"
    rf"(?:{PARTICULAR})?case\b[^.;]*$",
    re.IGNORECASE,
)


_END = regex(r"[.!?](?=[\s)\"'*_\]]|$)[)\"'*_\]]*\s*|\n[ \t]*\n\s*|¶")
_INITIAL = regex(r"(?:^|\s)[A-Za-z]\.$")


def spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand.

    >>> text = "It is so, i.e. true. Then it is not."
    >>> [text[a:b] for a, b in spans(text)]
    ['It is so, i.e. true. ', 'Then it is not.']
    """
    found, start = [], 0
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 14) : match.start() + 1]
        if match.group().startswith(".") and (ABBREVIATIONS.search(before) or _INITIAL.search(before)):
            continue
        if match.end() > start:
            found.append((start, match.end()))
            start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def last_sentence(text: str) -> str:
    """What stands behind the last end of a sentence.

    >>> last_sentence("It rains, i.e. it pours. Assume that")
    'Assume that'
    """
    text = text.rstrip()
    begin = len(text)
    while begin:  # the end is near in most texts, and a text may have thousands of sentences
        begin = max(0, len(text) - 4 * (len(text) - begin) - 400)
        for match in reversed(list(_END.finditer(text, begin))):
            before = text[max(0, match.start() - 14) : match.start() + 1]
            if match.group().startswith(".") and (ABBREVIATIONS.search(before) or _INITIAL.search(before)):
                continue
            return text[match.end() :].strip()
    return text.strip()


def one_line(text: str) -> str:
    """The end of a sentence, at most a page of it, on one line, without the number of a question (``b)``)."""
    return _NUMBER.sub("", " ".join(text[-1500:].split()))


_NUMBER = regex(r"^[\s*_]*\(?(?:[A-Za-z]|[ivx]{1,4}|\d{1,2})\)[*_]*\s+")


# What stands under one is to be shown, unless it begins by supposing.
_LABEL = regex(
    r"(?:^|[.!?:¶\n])[\s*_#]*(?P<label>lemma|theorem|proposition|corollary|claim|fact|observation)\b[^.!?:\n]{0,48}[.:][\s*_]*$",
    re.IGNORECASE,
)
_LABELLED = 100  # what a label may take, the marks around it included
_SUPPOSES = regex(
    r"\W*(?:let|assum\w+|suppos\w+|given|for|if|when\w*|under|with|provided|consider|take|fix)\b", re.IGNORECASE
)


def under_a_label(text: str, start: int, end: int) -> str:
    """The label that announces a sentence, what is to be shown: "Lemma 2. The whitened data have mean zero"; or "".

    >>> text = "Lemma 2. It is so."
    >>> under_a_label(text, 9, len(text)), under_a_label("It is so. It is.", 10, 16)
    ('Lemma', '')
    """
    found = _LABEL.search(text, max(0, start - _LABELLED), start)
    return found["label"] if found is not None and _SUPPOSES.match(text[start:end]) is None else ""
