r"""Words that tell of no value, whatever stands beside them: how many layers there are, what a one-hot vector is, where
indices begin.

Guarantee: nothing here takes a formula away, but the place at which a one-hot vector has its 1.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.supposing.meant import EXAMPLES, LAYER_PROJECTION

__all__ = ["A_CONSTANT", "HARMLESS", "IDLE_WORDS", "without_idle_words"]

# "an anchor, a positive and a negative", "the positive key": no sign is meant.
_AN_EXAMPLE = (
    r"\b(?:positive|negative|noise) (?:sample|example|key|instance|document|item|image|passage|embedding|word|pair)s?"
    r"\b|"
    r"\banchors?,?(?: (?:(?:and|the|an?) )*(?:positives?|negatives?)\b,?){1,2}|"
    r"\b(?:the|an?) (?:positive|negative)(?=\s*(?:[,.;:)]|and (?:the|an?|⟦)|$))"
)

# "one thread block handles one row", "summed in parallel and in single precision"
_MACHINES = (
    r"\b(?:one|two|a single)(?= (?:thread|warp|block|program|worker|process|core|device|kernel|pass|sweep|loop|atomic|"
    r"reduction|row|column|element|entry|tile)s?\b(?! (?:is|are|of ones)\b))|"
    r"\bin parallel\b(?! (?:to|with)\b)|\b(?:half|single|double|mixed|full|higher|lower) precision\b|"
    r"\b(?:tiles?|chunks?|blocks?) of (?:size )?\d+\b|\bshared memory\b|\b(?:fp|bf|int|float|bfloat)\d+\b|"
    r"\bthe same (?:notations?|symbols?|letters?|conventions?|strides?|paddings?|kernel sizes?)\b|"
    r"\bnot (?:modified|overwritten|stored|saved|cached|materiali[sz]ed|written)(?= (?:in|to|at|by)\b|[.,;:)])"
)

#: What is called so does not vary; of "a constant matrix" the entries may be equal.
A_CONSTANT = (
    r"(?:an? (?:fixed |given |known )?constant|(?:fixed |given |known )?constants)(?=[.;,:)]|$| (?:here|throughout)\b)"
)
#: Numbers that tell of no value, and what was done before the formulas.
HARMLESS = regex(
    rf"(?:(?<=⟧ is )|(?<=⟧ are )|(?<=⟧ being )|(?<=⟧ as )|(?<=\()|^\s*){A_CONSTANT}|"
    r"\b(?:number\w*|index\w*|count\w*|start\w*|begin\w*) (?:from|at|with) (?:0|1|zero|one)\b|"
    r"\b(?:0|1|zero|one)[- ]?(?:based|indexed)\b|"
    r"\b(?:(?:vanishing|exploding)(?: (?:and|or) )?)+ gradients?\b|"
    r"\bkeep(?:s|ing)? (?:(?:the|its|all|this) )?(?:[a-z]+ ){0,2}away from (?:0|zero)\b|"
    r"\b(?:extend\w*|continu\w+|padd?\w*) (?:by|with) (?:zeros?|0)\b|\bzero(?:-(?:extended|padded)|[- ]padding)\b|"
    r"\b(?:stay|remain|are kept|is kept)s? (?:exactly )?(?:the same|fixed|unchanged) (?:in|during|for|through|"
    r"throughout|between|across) (?:(?:both|the) )*(?:forward|backward|passes)(?: (?:and|or) "
    r"(?:(?:in|during|the) )*(?:forward|backward))?(?: pass(?:es)?)?\b|"
    r"\b(?:teachers?|targets?|labels?|noise|data|prior|(?:first|second|third|last|other|remaining) (?:terms?|factors?|"
    r"summands?)|normali[sz]er|constants?) (?:do|does) not depend on(?= ⟦\d+⟧)|"
    r"(?<=⟧ )follows?(?=\s*(?:[,.;:]|and\b|$))|\baverages? over\b|"
    r"\bdrop(?:out|path)?[- ](?:rate|probability)(?= ⟦)|"
    r"(?<=⟧ )(?:is|being) the (?:positive|negative|matching) (?:key|example|pair|candidate)\b|"
    r"\bthe (?:zeroth|first|second|last) (?:(?:one|key|row|of (?:these|them|which)) )?(?:is|being) the\s+"
    r"(?:(?:positive|negative|true|correct|matching|best)\s+)?(?:one|key|example|pair|candidate|class)\b|"
    r"(?:\b(?:reads?|reading|access(?:es)?|values?|entr(?:y|ies)|indices|anything|everything)\s+)?\b(?:outside|beyond)"
    r"(?: (?:of )?(?:the |its |their |these |an? )?(?:(?:array|range|domain|image|input|grid|signal|bound|support|"
    r"border|sequence|vector|tensor|shape|kernel|filter|limit)s? )?(?:⟦\d+⟧)?)?,?\s*"
    r"(?:(?:give|return|yield|produce|is|are|count|read|evaluate|mean)s?\s+)"
    r"(?:as\s+|to\s+|taken\s+|to\s+be\s+|treated\s+as\s+)*(?:zeros?|0)\b|"
    r"\b(?:(?:as|is|are|be|being|to|reads?|counts?|counted|taken|treated?|understood)\s+)*(?:zeros?|0|vanish(?:es|ing)?)\s+"
    r"(?:outside|beyond|out)(?: of)? (?:(?:its|their|the) )?(?:(?:index|valid|stated) )?(?:range|domain|support|"
    r"array|borders?|boundar\w+|limits?|bounds?|ends?|interval|grid|shape)s?\b|"
    r"\b(?:(?:as|is|are|be|being|counts?|counted|taken|treated)\s+)*(?:zeros?|0|vanish(?:es|ing)?)\s+"
    r"(?:(?:for|at) (?:all )?negative (?:times?|steps?|ind(?:ex|ices)|positions?)|past (?:the|its) end)\b|"
    r"\b(?:shared|tied)(?= (?:weight |parameter |embedding )?(?:matrix|weight|kernel|filter|embedding)\b)|"
    r"\bshares? (?:the same|the|an?|one)\b(?: (?:common|single|weight|parameter|embedding)\b)*"
    r"(?= *(?:(?:matrix|weights?|kernel|filter|embedding|table) +)?⟦)|"
    r"\bfinitely supported\b|\bvalid (?:borders?|boundar\w+|padding|mode|outputs?|positions?)\b|"
    r"\b(?:where|when|wherever|whenever) (?:an? |the |its |their )?(?:inverses?|logarithms?|(?:square )?roots?) "
    r"(?:appears?|occurs?|(?:is|are) (?:used|taken|written|needed))\b|"
    r"\b(?:all )?(?:the )?inverses (?:that appear |below |used )?(?:are (?:assumed|supposed|taken) to )?exist\b|"
    r"\buncorrelated with (?=(?:the )?(?:[a-z]+ )?⟦)|"
    r"(?:(?<=and ⟦\d⟧ are )|(?<=and ⟦\d\d⟧ are ))uncorrelated\b|"
    rf"\b(?:negative|noise) {EXAMPLES}(?= ⟦)|{_AN_EXAMPLE}|{_MACHINES}|\bfollowed by\b|"
    r"\b(?:cut|split|divided) (?:up )?into\b|"
    r"\b(?:a|one) single (?=(?:training )?(?:example|sample|point)\b)|"
    r"\b(?:pull|push|drive|draw|shrink)s? [a-z⟦⟧\d ]{1,30}? (?:towards?|to) zero\b|"
    r"\b(?:(?:avoid|prevent)\w*|(?:guard|protect)\w* against) (?:(?:an?|the|any) )?(?:division|dividing) by "
    r"(?:zero|0)\b|"
    r"\b(?:drop|suppress|omit|hid)\w* (?:the|its|all) (?:[a-z-]+ ){0,2}(?:index|indices|(?:sub|super)scripts?)\b|"
    r"\b(?:no|without(?: any| the)?) bias[- ]corrections?\b|"
    r"\b(?:an? )?(?:scalar|number)s? (?:equals?|is|are) (?:equal to )?(?:its|their) (?:own )?transposes?\b|"
    r"\bstochastic (?=(?:depth|pooling|rounding|weight averaging)\b)|"
    r"\b(?:the )?real (?:and|or) (?:the )?imaginary parts?\b|\b(?:the )?(?:real|imaginary) parts?(?= ⟦)|"
    r"\binverted (?=(?:dropout|residuals?|bottlenecks?)\b)|"
    r"\bidentity (?:paths?|branch(?:es)?|shortcuts?|skips?|connections?)\b|"
    r"\bthe same (?=⟦\d+⟧[^.;]*\b(?:used|applied|reused|appears?|occurs?|serves?)\b)|\btaken together\b|"
    r"\b(?:drawn|sampled|generated) (?:(?:independent|identical)ly (?:and )?)+(?:at random )?(?:from|according to) "
    r"(?:(?:the|an?|some|this|same) )*(?:[a-z]+ ){0,2}(?:distributions?|gaussians?|densit(?:y|ies)|populations?|"
    r"normals?|mixtures?|processe?s?)\b|\bindependent and identically distributed\b|"
    r"\b(?:minimi[sz]e|maximi[sz]e|optimi[sz]e|minimi[sz]ing|maximi[sz]ing|differentiate|consider|study|solve|revisit) "
    r"the same (?:[a-z]+ )?(?:functions?|loss(?:es)?|costs?|objectives?|problems?|criteri(?:on|a)|energy|examples?)\b|"
    r"\bthe (?:new|updated|old|previous|next|current|former|latter) one\b(?! of)|"
    r"\b(?:has|have|having|shares?|gives?|yields?) (?:exactly )?the same (?:[a-z-]+ )?(?:gradient|derivative|jacobian|"
    r"hessian)s?\b|\bsummed (?=(?:inputs?|activations?|pre-?activations?|responses?)\b)|"
    r"\b(?:all )?of (?:one|a single|the same) class\b|"
    r"\bsupport (?=(?:point|set|example|sample|image|embedding|vector)s?\b)|"
    r"\bhalf (?:of )?the (?:points|marks|credit)\b|\bproject(?:ed|s|ing)? (?:to|back|up|down)\b|"
    r"\b(?:under|on) the (?:[a-z]+ )?(?:assumption|condition|hypothesis|premise)s?(?= that\b| ⟦)|"
    r"\bfor (?:the|its) (?:\w+ )?(?:transposes?|norm|trace|inverse|determinant)\b(?! of| ⟦)|"
    r"\b(?:transposes?|inverses?|norms?|traces?) (?:is|are) (?:denoted|written)\b|"
    r"\b(?:through|into|via|by|use|using|shar(?:e|es|ing)) the same (?:shared |learned |linear )?(?:encoder|network|"
    r"layer|weights?|weight matrix|matrix|map|filter|kernel|projection|parameters?|model|backbone|tower|branch)(?= ⟦)|"
    r"(?<=⟧)-(?:nearest|means?|medoids?|fold|gram|layer|dimensional|class|way|step|head|armed|sparse|th)\b|"
    r"\bwhat(?:ever)? is inverted(?: below| here)? is (?:assumed (?:to be )?)?invertible\b|"
    r"\bsoftmax (?:is|are) (?:taken|computed|performed) (?:(?:separately|independently|over|along|across|for|on|by) )+"
    r"(?:(?:the|each|every|all) )*(?:rows?|columns?)\b|"
    r"\bthe rank\b(?! of)|\b(?:the )?(?:same|matching|compatible) (?:shape|size|dimension|length|width|height|"
    r"space)s?\b",
    re.IGNORECASE,
)
# What a one-hot vector is: "with a 1 for the true class ⟦c⟧".
_HOT_AT = regex(
    r"(?<=one-hot )(?:(?:label|target|vector|encoding|code|row)s? )?(?:⟦\d+⟧,? )?"
    r"(?:of (?:length|size|dimension) ⟦\d+⟧,? )?(?:with|having) "
    r"(?:(?:an?|the|single) )*(?:1|one) (?:at|in|for|on) (?:(?:the|its|position|index|entry|component|coordinate|true|"
    r"correct|observed|actual|outside|target|gold|class|category|word|token|label) ?)+(?:⟦\d+⟧)?",
    re.IGNORECASE,
)
IDLE_WORDS = regex(rf"{HARMLESS.pattern}|{LAYER_PROJECTION.pattern}", re.IGNORECASE)
# Of a layer, and of none of its tensors: "stride 1", "a 2-D convolution"; and the name of a number.
_STEPS = regex(
    r"\b(?:stride|dilation|pad|padding|kernel size|window size)s?\s+(?:of\s+)?(?:\d+|one|two|three|four)\b|"
    r"\b[1-4]-?D\b|"
    r"\b\d+\s?(?:×|x|-by-)\s?\d+(?= (?:[a-z]+ )?(?:convolution|kernel|filter|patch|window|pooling)s?\b)|"
    r"\bone (?=(?:training |single )?(?:example|sample|data point|datum|instance)\b(?!s))|"
    r"\b(?:inverse|reciprocal) temperatures?\b",
    re.IGNORECASE,
)
_WITHOUT = regex(
    r"\b(?:no|without(?: an?| any)?)\s+(?:bias(?:es)?|activations?|non-?linearit(?:y|ies)|regulari[sz](?:ation|er)|"
    r"momentum)\b",
    re.IGNORECASE,
)
# What the shapes of a convolution say anyway.
_PLAIN_CONVOLUTION = regex(
    r"\bvalid (?=(?:cross-)?(?:convolution|correlation)s?\b)|\bstride(?: of)? (?:1|one)\b|"
    r"\b(?:no|without(?: any)?) (?:zero-?\s?)?padding\b|\bunpadded\b",
    re.IGNORECASE,
)
# "with stride ⟦0⟧, the same for all layers"
_OF_ONE_SIZE = regex(
    r"(\b(?:strides?|sizes?|widths?|dilations?|paddings?|rates?|temperatures?|slopes?)\s+⟦\d+⟧)"
    r"(,?(?:\s+(?:is|are|both|all))*\s+the same (?:in|for|at|across|on) (?:all|every|each|both)(?: (?:of|the))* "
    r"[a-z]+)",
    re.IGNORECASE,
)
# "Each row is normalised so that ⟦0⟧" says what ⟦0⟧ does.
_SO_THAT = regex(r"\b(?:re)?(?:normali[sz]ed|scaled)(?=\s+(?:so|such) that\s+⟦\d+⟧)", re.IGNORECASE)


def without_idle_words(sentence: str) -> str:
    """A sentence with blanks for what tells of its layers, its sizes or its writing, and of no value.

    >>> " ".join(without_idle_words("A convolution with stride 2 and the kernel ⟦0⟧").split())
    'A convolution with and the kernel ⟦0⟧'
    """
    for pattern in (_STEPS, _PLAIN_CONVOLUTION, _SO_THAT, _WITHOUT, _HOT_AT):
        sentence = pattern.sub(lambda m: " " * len(m.group()), sentence)
    return _OF_ONE_SIZE.sub(lambda m: m.group(1) + " " * len(m.group(2)), sentence)
