"""What a document declares: shapes, sizes, ranges and properties of its names, stated or told by how they are read.

Guarantee: what is told in two ways that disagree is an error.
"""
