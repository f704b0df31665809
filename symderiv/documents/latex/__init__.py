"""What the LaTeX says: characters, tokens, macros, the grammar, and the surface syntax tree with its spelling.

Guarantee: it knows nothing of what a letter means.
"""
