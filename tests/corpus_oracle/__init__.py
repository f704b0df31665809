"""The truth about the documents of ``tests/corpus``, by a road that has nothing to do with symderiv.

For each document a person wrote both sides of every claim again as torch code (modules ``about_*``): plain loops and
einsums in double precision, with autograd for every derivative.  ``python -m tests.corpus_oracle`` evaluates them at
several random sizes and values and compares the outcome with ``NAME.json`` beside the document: a true claim must agree
everywhere, a false one must differ somewhere.  ``truth`` is null for a claim that has to stay undecided.
"""
