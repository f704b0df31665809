"""What a wrong line should have said: the derived right side, one small edit, or a condition, in the document's style.

Guarantee: whatever is printed has passed the gate.
"""
