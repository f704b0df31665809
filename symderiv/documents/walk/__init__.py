"""The walk through a document, in reading order: what the text tells up to a place, and what each display then is.

Guarantee: an equation that cannot be read, or is wrong, changes nothing for those behind it.
"""
