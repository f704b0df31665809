"""Shapes, bases and conventions in words: "the same shape as", "entries outside count as zero", "indices from 0"."""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["ALIKE", "SAME", "SHAPES"]

SAME = regex(
    r"(?:\b(?:have|has|having|with|of|share|shares|be|is|are|takes?|inherits?)\b\s+)?(?:exactly |all |"
    r"both |again )?(?:the |one )?(?:same )?(?:shapes?|dimensions?|sizes?)(?: as| of| like)"
    r"(?: (?:that|those|the (?:input|output|image|tensor|matrix|vector|array|kernel|weights?)s?))?(?: "
    r"of)?\s*⟦(\d+)⟧|\b(?:shaped|sized) like ⟦(\d+)⟧",
    re.IGNORECASE,
)
ALIKE = regex(
    r"^\s*(?:all |both )?(?:have|has|share|of|are of)\s+(?:all )?(?:the )?(?:same|equal|one|a common|"
    r"identical) (?:shapes?|sizes?|dimensions?)\b(?! (?:as|of|like))",
    re.IGNORECASE,
)

# Shapes, bases and scopes in words, which other rules read.
SHAPES = (
    SAME,
    ALIKE,
    regex(r"\bfull (?:column |row )?rank\b", re.I),
    regex(
        r"\b(?:of|has|have|with|having)\s+(?:the\s+)?(?:same\s+)?(?:length|dimensions?|sizes?|shapes?)\s+⟦\d+⟧", re.I
    ),
    regex(
        r"\b(?:all|each|both)\s+of\s+(?:these|them|which)\b|\bzero(?:es|s)?\s+(?:outside|elsewhere|beyond|off|otherwise|else)\b"
        r"(?:\s+(?:of\s+)?(?:the|its|their)\s+supports?\b)?|"
        r"\bvanish(?:es)?\s+(?:outside|beyond)(?:\s+of)?\s+(?:its|their)\s+(?:supports?|bounds|arrays?|borders?)\b",
        re.I,
    ),
    regex(  # "entries of ⟦0⟧ outside of its range count as zero": so it is always
        r"^\W*(?:(?:the|all|any|its|reads?|entries|values?|elements?|pixels?|samples?|terms?|positions?|of|from|that|which|"
        r"lie|fall|are|is|at|indices|index|we)\W+|⟦\d+⟧\W*)*(?:outside|out[- ]of[- ](?:range|bounds?)|beyond|past)\b"
        r"(?:\s+(?:of|the|its|their|that|this|valid|allowed|index|range|ranges|array|arrays|tensor|shape|bounds|ends?|edges?|"
        r"borders?|boundar(?:y|ies)|signal|image|input|domain|axis|axes|any|all|reads?|entries|values?|elements?|indices)|"
        r"(?<!outside)(?<!beyond)(?<!past)(?<!of)\s+⟦\d+⟧(?=\s+(?:is|are|returns?|counts?|reads?)\b))*?\s+"
        r"(?:is|are|be|being|as|returns?|counts?|yields?|gives?|reads?)\s+"
        r"(?:taken |treated |read |regarded |considered |set |defined |assumed )?(?:as |to |to be )?(?:0|zero(?:s|es)?)"
        r"\b",
        re.I,
    ),
    regex(  # the same in the middle of a sentence; "outside the band" is something else
        r"\b(?:(?:let|by convention|all|any|the)\s+)*(?:(?:entries|values?|elements?|pixels?|samples?|reads?|accesses|"
        r"positions?|anything|everything|whatever|what)\s+(?:(?:of|from|in)\s+⟦\d+⟧\s+)?(?:(?:that|which)\s+)?(?:(?:lies?|falls?|are|is)\s+)?"
        r"(?:outside|out[- ]of[- ](?:range|bounds?))(?:\s+(?:of\s+)?(?:the|its|their)\s+(?:(?:valid|allowed|index)\s+)?"
        r"(?:ranges?|arrays?|tensors?|shape|bounds|ends?|edges?|borders?|boundar(?:y|ies)|signal|image|input|domain|axis|"
        r"axes))?|out[- ]of[- ](?:range|bounds?)\s+(?:reads?|entries|accesses|indices|values?|elements?))\s+"
        r"(?:is|are|be|returns?|counts?|yields?|gives?|reads?)\s+(?:(?:taken|treated|read|regarded|considered|set|defined|"
        r"assumed)\s+)?(?:(?:as|to|to be)\s+)?(?:0|zero(?:s|es)?)\b",
        re.I,
    ),
    regex(
        r"\b(?:ind(?:ex|ices)|subscripts?|count\w*|number\w*|axes|sums?|everything|time|steps?|we)\b[^.;⟦]*?"
        r"\b(?:start\w*|count\w*|begin\w*|index\w*|number\w*|run\w*)\s+(?:at|from|with)\s+(?:zero|one|0|1)\b",
        re.I,
    ),
    regex(r"\b(?:indices|index|subscripts?)\s+(?:from|origin)\s+(?:zero|one|0|1)\b", re.I),
    regex(
        r"\b(?:zero|one|0|1)-?\s?based\b|"
        r"(?<!all )(?<!all-)(?<!are )(?<!is )(?<!be )(?<!of )(?<!only )(?<!just )\bones\b|"
        r"\b(?:vectors?|matri(?:x|ces)|columns?|rows?|arrays?|tensors?) (?:consisting )?of (?:all )?ones\b|"
        r"\ball[- ]ones[ -](?:vectors?|matri(?:x|ces)|columns?|rows?)\b",
        re.I,
    ),
)
