"""The walk through a document, in reading order: what the text tells up to a place, and what each display then is.

Guarantee: a wrong equation changes nothing for those behind it; what may rest on one that
cannot be read is not refuted.
"""
