"""From surface syntax to the language: names, sizes, shapes, sums, derivatives and definitions.

Guarantee: what is not understood raises a located error; nothing is guessed.
"""
