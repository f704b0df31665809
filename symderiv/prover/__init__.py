"""The prover: a kernel of primitive rules, and the search above it."""
