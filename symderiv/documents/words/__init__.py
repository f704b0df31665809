"""What running text says of the formulas in it: phrases, properties, shapes, ranges and functions in words, as facts.

Guarantee: a sentence that no rule reads becomes a fact that is not understood.
"""
