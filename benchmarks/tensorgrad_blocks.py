"""The tensorgrad side of ``derive.py``: residual blocks, run by the Python of an environment that has tensorgrad 0.3.0.

tensorgrad's convolution has no padding, so the skip crops its input by a constant matrix per axis; otherwise the blocks
are those of ``derive.py``: ``relu(conv(relu(conv(x, A)), B) + x)`` under the loss ``<r, y>``.  Prints JSON: CPU seconds
of each run and the length of what is printed.  The mode is ``simplify`` (one pass of its rules for each gradient) or
``full`` (``full_simplify``, as its README does).

    python benchmarks/tensorgrad_blocks.py BLOCKS simplify|full REPEATS
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def main() -> None:
    blocks, mode, repeats = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    import tensorgrad as tg
    import torch
    from tensorgrad import functions as F

    def build() -> tuple[Any, list[Any]]:
        names = ["n", "c", "m", "k", *(f"{a}{i}" for i in range(2 * blocks + 1) for a in "hw")]
        s = dict(zip(names, tg.symbols(" ".join(names)), strict=True))
        x = tg.Variable("x", s["n"], s["c"], h0=s["h0"], w0=s["w0"])
        parameters = [x]
        for number in range(1, blocks + 1):
            first, middle, last = 2 * number - 2, 2 * number - 1, 2 * number

            def layer(data: Any, kernel: Any, into: int, out: int) -> Any:
                taps = [
                    F.Convolution(**{f"{a}{into}": s[f"{a}{into}"], f"k{a}": s["k"], f"{a}{out}": s[f"{a}{out}"]})
                    for a in "hw"
                ]
                return tg.Product([data, kernel, *taps])

            a = tg.Variable(f"A{number}", kh=s["k"], kw=s["k"], c=s["c"], m=s["m"])
            b = tg.Variable(f"B{number}", kh=s["k"], kw=s["k"], m=s["m"], c=s["c"])
            crop = [
                tg.Variable(
                    f"crop{axis}{number}",
                    **{f"{axis}{first}": s[f"{axis}{first}"], f"{axis}{last}": s[f"{axis}{last}"]},
                )
                for axis in "hw"
            ]
            hidden = F.relu(layer(x, a, first, middle))
            x = F.relu(tg.Sum([layer(hidden, b, middle, last), tg.Product([x, *crop])]))
            parameters += [a, b]
        last = 2 * blocks
        r = tg.Variable("r", s["n"], s["c"], **{f"{a}{last}": s[f"{a}{last}"] for a in "hw"})
        return tg.Product([x, r]), parameters

    seconds, sizes = [], []
    for _ in range(repeats):
        loss, parameters = build()
        start = time.process_time()
        found = []
        for parameter in parameters:
            derivative = tg.Derivative(loss, parameter)
            found.append(derivative.full_simplify() if mode == "full" else derivative.simplify())
        seconds.append(time.process_time() - start)
        sizes = [len(repr(g)) for g in found]
    print(
        json.dumps({"seconds": seconds, "characters": sum(sizes), "gradients": len(sizes), "torch": torch.__version__})
    )


if __name__ == "__main__":
    main()
