"""Where the time of ``symderiv prove --no-figures`` goes: CPU seconds by phase and theorem.

Every phase is a set of functions; a function's own time is what it takes without the phases that it calls.  Memory is
collected as in the command.

    python benchmarks/prove.py [NAME...] [--slowest 12]
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

START = time.process_time()

from symderiv import certificate, cli_prove, decide, scope, theorem  # noqa: E402 - imports are a phase
from symderiv.meaning import judge, models, plain, sampling, shrink, trace, values  # noqa: E402
from symderiv.prover.kernel import theorems  # noqa: E402
from symderiv.prover.search import strategy  # noqa: E402

#: Phases by the functions and methods that are their entries; the first column is the name of the row.
PHASES: tuple[tuple[str, tuple[tuple[Any, str], ...]], ...] = (
    ("models of hypotheses, points", ((models.Models, "point"), (judge.Premises, "__init__"))),
    ("tracing", ((trace.Tracer, "term"),)),
    ("values at points", ((values.Values, "get"),)),
    ("shrinking", ((shrink.Shrinker, "shrink"),)),
    ("confirming witnesses", ((plain, "confirm"),)),
    ("choices of sizes, scopes", ((sampling, "size_choices"), (sampling, "scope_of"))),
    ("checker, the rest", ((decide, "exercise"),)),
    ("kernel, within the search", ((theorems, "apply"), (theorems, "check_lemma"))),
    ("kernel, replay", ((theorems, "prove"),)),
    ("search", ((strategy, "find_proof"),)),
    ("cross-examination", ((decide._Case, "cross_examine"),)),
    ("assumptions, in words", ((scope, "assumptions"),)),
    ("certificates", ((certificate, "write"),)),
    ("rendering, writing", ((cli_prove, "_write"), (theorem.Outcome, "data"), (theorem.Report, "data"))),
    ("shown derivations", ((cli_prove, "shown_gradients"),)),
)
#: Phases that keep what they call.
WHOLE = ("cross-examination", "measured parts", "shrinking")
OTHER = "the rest"


class Clock:
    """Own times of nested phases, by phase and theorem."""

    def __init__(self) -> None:
        self.spent: dict[tuple[str, str], float] = defaultdict(float)
        self.stack = [OTHER]
        self.theorem = ""
        self.last = time.process_time()

    def turn(self) -> None:
        """Give the time since the last turn to the phase that is running."""
        now = time.process_time()
        self.spent[self.stack[-1], self.theorem] += now - self.last
        self.last = now

    def wrapped(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            now = self.stack[-1]
            if now in (phase, *WHOLE) or (phase.startswith("kernel") and now.startswith("kernel")):
                return function(*args, **named)
            self.turn()
            self.stack.append(phase)
            try:
                return function(*args, **named)
            finally:
                self.turn()
                self.stack.pop()

        return timed

    def iterated(self, phase: str, items: Iterator[Any]) -> Iterator[Any]:
        following = self.wrapped(phase, items.__next__)
        while True:
            try:
                item = following()
            except StopIteration:
                return
            yield item


def watch(clock: Clock) -> None:
    """Put the clock around the functions of all phases, wherever they are known by name."""
    rooms = [m for name, m in sys.modules.items() if name.startswith("symderiv") and m is not None]
    for phase, entries in PHASES:
        for owner, name in entries:
            function = getattr(owner, name)
            timed = clock.wrapped(phase, function)
            setattr(owner, name, timed)
            for room in rooms:
                if vars(room).get(name) is function:
                    setattr(room, name, timed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="theorems (default: all)")
    parser.add_argument("--slowest", type=int, default=0, metavar="N", help="list the N parts that take longest")
    given = parser.parse_args()
    gc.set_threshold(2_000_000, 20, 20)
    loaded = [theorem.load(path) for path in cli_prove.scripts(given.names)]
    imported = time.process_time() - START
    clock, slow = Clock(), list[tuple[float, str, str]]()
    watch(clock)
    names = [t.name for t in loaded]
    with tempfile.TemporaryDirectory() as out:
        for each in loaded:
            clock.turn()
            clock.theorem = each.name
            parts = each.parts
            object.__setattr__(each, "parts", lambda parts=parts: clock.iterated("statements", iter(parts())))
            run_part = theorem.run_part

            def timed(part: theorem.Part, run_part: Any = run_part, name: str = each.name, **named: Any) -> Any:
                begin = time.process_time()
                phase = "measured parts" if part.kind == "measured" else OTHER
                outcome = clock.wrapped(phase, run_part)(part, **named)
                slow.append((time.process_time() - begin, name, f"{part.kind}: {part.name}"))
                return outcome

            theorem.run_part = timed
            report = theorem.run(each, certificate=True)
            theorem.run_part = run_part
            assert report.verdict == "proved", each.name
            cli_prove._write(report, report.data(), Path(out), figures=False)
    clock.turn()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; CPU seconds; load {os.getloadavg()[0]:.1f}")
    print(f"{'':29}{'all':>7}" + "".join(f"{name[:9]:>10}" for name in names))
    print(f"{'imports':29}{imported:7.2f}")
    rows = dict.fromkeys(phase for phase, _ in clock.spent)
    totals = {phase: [clock.spent[phase, name] for name in names] for phase in rows}
    for phase, row in sorted(totals.items(), key=lambda item: -sum(item[1])):
        print(f"{phase:29}{sum(row):7.2f}" + "".join(f"{x:10.2f}" for x in row))
    whole = [sum(column) for column in zip(*totals.values(), strict=True)]
    print(f"{'all':29}{sum(whole) + imported:7.2f}" + "".join(f"{x:10.2f}" for x in whole))
    for spent, name, part in sorted(slow, reverse=True)[: given.slowest]:
        print(f"{spent:7.3f}  {name}: {part}")


if __name__ == "__main__":
    main()
