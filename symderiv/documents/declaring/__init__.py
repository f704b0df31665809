"""What a document declares: shapes, sizes, ranges and properties of its names, stated or told by how they are read.

Guarantee: a shape that is neither stated nor follows from how a tensor is read is asked for, not made up.
"""
