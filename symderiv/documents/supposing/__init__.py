"""Whether words suppose what they say: hypotheses, cases, remarks, wishes, denials and doubts.

Guarantee: in doubt a sentence supposes nothing, and is not understood.
"""
