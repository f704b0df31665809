"""From a verdict of the gate to that of the line: what the text may suppose besides, and what a reading leaves open.

Guarantee: a rule takes a verdict back or asks the gate again; none makes a proof.
"""
