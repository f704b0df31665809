"""Plain NumPy networks: layers by hand, training, files, and the transfer experiment.

This room knows nothing of the symbolic side; proofs and kernels are validated against it.
"""
