"""What stands on the page: text, mathematics and displays as pieces with their places, sentences, and the facts that
are taken down of them.

Guarantee: nothing is lost: what is no mathematics is text, and what is to be left alone is masked.
"""
