"""How does the cost of a document grow with its length?  Long files of six kinds, each at three lengths.

Of every kind the file is doubled twice; the last column is the time of the longest over that of the shortest, which is
4 times as long: about 4 is linear.  ``--quick`` takes shorter files.

Run it on a machine that does nothing else: ``python benchmarks/reading.py``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from kernels import machine

from symderiv.documents.walk.document import read

HEAD = "Let $x \\in \\mathbb{R}^n$.\n\n$$ y_i = 2 x_i $$\n\n"
TAIL = "\n$$ y_i = x_i + x_i $$\n"

#: What a file repeats, by what it is; ``k`` is the number of the repetition.
KINDS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "text without formulas": lambda k: f"Lorem ipsum {k} dolor sit amet.\n",
        "one long paragraph": lambda k: f"Here the entry $x_i$ of the vector $x$ is a number, see step {k}.\n",
        "names declared in the text": lambda k: (
            f"Let $v_{{{k}}} \\in \\mathbb{{R}}^n$, where $\\|v_{{{k}}}\\| > 0$.\n\n"
        ),
        "remarks and steps": lambda k: (
            f"We have $u_{{{k}}} = 2 x$ here. Then $M_{{{k}}}$ is what we shall need later.\n\n"
        ),
        "definitions": lambda k: f"$$ z_{{{k}}} = {k} x $$\n\n",
        "claims": lambda k: "$$ y_i = x_i + x_i $$\n\n",
    }
)


def seconds(text: str) -> float:
    """The CPU time to read a text."""
    begin = time.process_time()
    read(text, "long.md")
    return time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the length")
    lengths = (100, 200, 400) if parser.parse_args().quick else (1000, 2000, 4000)
    read(HEAD + TAIL, "warm.md")
    print(machine())
    print(
        f"CPU seconds to read a file, by the number of repetitions\n{'':27}" + "".join(f"{n:9}" for n in lengths),
        "  growth",
    )
    for kind, repeated in KINDS.items():
        times = [seconds(HEAD + "".join(map(repeated, range(n))) + TAIL) for n in lengths]
        print(f"{kind:27}" + "".join(f"{t:9.2f}" for t in times), f"{times[-1] / times[0]:8.1f}", flush=True)


if __name__ == "__main__":
    main()
