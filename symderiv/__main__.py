"""``python -m symderiv``."""

from symderiv.cli import run

if __name__ == "__main__":
    run()
