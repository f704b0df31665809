"""What stands on the page: text, mathematics and displays as pieces with their places, sentences, and the facts that
are taken down of them.

Guarantee: whatever is no mathematics is text, and code, comments and front matter are neither.
"""
