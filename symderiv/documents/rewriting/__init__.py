"""Habits of notation, rewritten to the plain one before anything is elaborated: steps above names, layers, iterates,
labels, primes, parts and cases.

Guarantee: a document is rewritten only where it shows the habit; places in the file stay as they are.
"""
