"""Search: which kernel rules to apply, where; untrusted, it costs at most an "undecided"."""
