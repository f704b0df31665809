"""The kernel: the primitive rules, and the only maker of theorems."""
