"""Transfer learning at the size of the exercise: 1000 source classes, 200 target classes of 20 images.

``run`` trains a source network, fits only a new head on its frozen features, trains the same network
from scratch (tuned by a search on a 16/4 split, with augmentation), fine-tunes it, and adds controls and a
learning curve over the number of images a class.  Jobs run in processes of one BLAS thread each.
Guarantee: one seed and form give one result (up to the rounding of the BLAS); no choice looks at test
images; an unfinished run says so in its file (``complete``).

    python -m symderiv.networks.transfer --full --out results.json
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from symderiv.networks import transfer_jobs as jobs
from symderiv.networks.correlation import Array
from symderiv.networks.errors import NetworkError
from symderiv.networks.network import Network
from symderiv.networks.running import Job, Progress, Runner
from symderiv.networks.transfer_jobs import Settings
from symderiv.networks.tuning import Recipe, Search

__all__ = ["Progress", "TransferResults", "full_settings", "load_results", "quick_settings", "run"]

FORMAT = "symderiv transfer results 2"


def full_settings(seed: int = 0) -> Settings:
    """The sizes of the exercise."""
    return Settings(
        form="full",
        seed=seed,
        source_classes=1000,
        source_steps=4690,
        target_classes=200,
        shots=20,
        shots_curve=(1, 2, 5, 10, 20, 50, 100, 200),
        test_images=50,
        scratch_steps=1875,
        tuning_steps=1200,
        tuning_rounds=3,
        descent_steps=150,
    )


def quick_settings(seed: int = 0) -> Settings:
    """A small form of the same experiment for a few seconds: fewer classes, steps and shots."""
    return Settings(
        form="quick",
        seed=seed,
        source_classes=60,
        source_steps=160,
        target_classes=30,
        shots=20,
        shots_curve=(2, 20),
        test_images=20,
        scratch_steps=70,
        tuning_steps=35,
        tuning_rounds=1,
        descent_steps=30,
    )


@dataclass
class TransferResults:
    """All numbers of one run, plain data: ``json.dumps(asdict(results))`` works.

    ``accuracies`` has a row for each method and control at the exercise's size (accuracy, its standard
    error, what was chosen), ``tuning`` a row for each recipe that was tried and ``searches`` one for each
    search, ``curve`` one for each number of shots, ``head`` the convex problem's facts.
    """

    settings: dict[str, Any]
    command: str
    machine: dict[str, Any]
    notes: list[str]
    accuracies: dict[str, dict[str, Any]] = field(default_factory=dict)
    tuning: list[dict[str, Any]] = field(default_factory=list)
    searches: list[dict[str, Any]] = field(default_factory=list)
    curve: list[dict[str, Any]] = field(default_factory=list)
    crossing: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    parts: list[dict[str, Any]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    complete: bool = False
    format: str = FORMAT

    def save(self, path: str | Path) -> None:
        """Write as JSON, whole or not at all; refuses to replace a file that is something else."""
        target = Path(path)
        if target.exists():
            load_results(target)
        part = target.with_name(target.name + ".part")
        part.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        os.replace(part, target)


def load_results(path: str | Path) -> TransferResults:
    """Results that :meth:`TransferResults.save` has written; NetworkError if the file is anything else."""
    remedy = "give a file that `python -m symderiv.networks.transfer --out FILE` has written"
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise NetworkError("not a file of transfer results", where=str(path), remedy=remedy)
        return TransferResults(**data)
    except (UnicodeDecodeError, json.JSONDecodeError, TypeError) as error:
        raise NetworkError(f"not a file of transfer results ({error})", str(path), remedy) from error


def _row(result: dict[str, Any]) -> dict[str, Any]:
    """A result without its arrays, with its standard error."""
    row = {key: value for key, value in result.items() if key not in ("correct", "network", "head")}
    count = len(result["correct"])
    row["standard_error"] = math.sqrt(result["accuracy"] * (1 - result["accuracy"]) / count)
    return row


def _difference(first: dict[str, Any], second: dict[str, Any]) -> dict[str, float]:
    """Accuracy of ``first`` minus ``second`` on the same test images, with the paired standard error."""
    difference: Array = first["correct"].astype(float) - second["correct"].astype(float)
    return {"difference": float(difference.mean()), "standard_error": float(difference.std() / len(difference) ** 0.5)}


def _crossing(curve: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Between which numbers of shots training from scratch overtakes the frozen head, if it does."""
    for before, after in pairwise(curve):
        low, high = before["head minus scratch"]["difference"], after["head minus scratch"]["difference"]
        if low > 0 >= high:
            share = low / (low - high)
            place = math.exp(math.log(before["shots"]) * (1 - share) + math.log(after["shots"]) * share)
            sure = high < -2 * after["head minus scratch"]["standard_error"]
            return {"between": [before["shots"], after["shots"]], "interpolated": place, "beyond_two_errors": sure}
    return {}


def _machine(workers: int) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "workers": workers,
        "blas_threads_per_worker": 1,
    }


NOTES = [
    "Source and target classes are independent draws of one family: the 'similar data' hypothesis.",
    "Hyper-parameters are chosen on 4/5 - 1/5 of the training images. Recipes for whole networks are chosen at the "
    "exercise's number of images a class; those from scratch once more at the largest number, for the numbers that are "
    "nearer to it (by their ratio).",
    "Recipes are searched for on a grid until no neighbour of the best is left untried, or the rounds end; see "
    "`searches` for which, and for choices at an end of the grid.",
    "At 1 image a class the head's decay is chosen with a second image, which is not trained on.",
    "Training steps grow like the square root of the number of images a class, at most 3.2-fold.",
    "Standard errors are those of the test sample; one seed, so the spread over seeds is not in them.",
]

AUGMENTED, PLAIN, FINE = "scratch with augmentation", "scratch", "fine-tuning"
STARTS = {
    AUGMENTED: (Recipe(3e-3, 0.3, 1.0, 0.1), ("rate", "decay", "shift", "turn")),
    PLAIN: (Recipe(1e-2, 0.3), ("rate", "decay")),
    FINE: (Recipe(1e-3, 0.03), ("rate", "decay")),
}
"""Where each search begins and along what it goes; fine-tuning takes its augmentation from scratch."""
EXPECTED = {4: (9, 6, 4), 2: (5, 2, 2)}
"""Recipes that are likely to be tried in each round of a search along so many axes, to estimate the time left."""


def run(
    settings: Settings,
    *,
    workers: int = 2,
    progress: Progress | None = None,
    save: Callable[[TransferResults], None] | None = None,
    command: str = "",
) -> TransferResults:
    """The whole experiment; ``save`` is called after each stage with what is known by then.

    The environment variable OPENBLAS_NUM_THREADS is set to 1 for the workers: threads of the BLAS spin
    against each other on small products.
    """
    if workers < 1:
        raise NetworkError(f"{workers} workers", remedy="give at least one")
    results = TransferResults(asdict(settings), command, _machine(workers), list(NOTES))
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    before = {name: os.environ.get(name) for name in threads}
    os.environ.update(threads)
    try:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            experiment = Experiment(settings, Runner(pool, workers, _total(settings), progress), results)
            for stage in (experiment.core, experiment.controls, experiment.curve):
                stage()
                if save is not None:
                    save(results)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    return results


def _curve_jobs(
    settings: Settings, network: Network | None, heads: dict[int, jobs.Head], recipes: dict[tuple[str, int], Recipe]
) -> list[Job]:
    work = []
    for shots in settings.shots_curve:
        steps = settings.steps(shots, settings.scratch_steps)
        best, plain, tuned = (_recipe(settings, recipes, tag, shots) for tag in (AUGMENTED, PLAIN, FINE))
        if shots != settings.shots:
            work.append(Job(f"{AUGMENTED} at {shots}", jobs.scratch, (settings, best, shots), steps))
        work.append(Job(f"{PLAIN} at {shots}", jobs.scratch, (settings, plain, shots), steps))
        fine = (settings, tuned, shots, network, heads.get(shots))
        work.append(Job(f"{FINE} at {shots}", jobs.tuned_network, fine, steps // 3))
        work.append(Job(f"pixels at {shots}", jobs.pixel_head, (settings, shots), 3 * shots))
    return work


def _head_jobs(settings: Settings, network: Network | None) -> list[Job]:
    counts = [shots for shots in settings.shots_curve if shots != settings.shots]
    return [Job(f"head at {shots}", jobs.head_only, (settings, network, shots), 2 * shots) for shots in counts]


def _most(settings: Settings) -> int:
    return max(settings.shots_curve)


def _recipe(settings: Settings, recipes: dict[tuple[str, int], Recipe], tag: str, shots: int) -> Recipe:
    """The recipe that was chosen at the number of images a class that is nearer to ``shots``."""
    upper = (tag, _most(settings))
    return recipes[upper if upper in recipes and shots**2 > settings.shots * upper[1] else (tag, settings.shots)]


def _tuning_cost(settings: Settings, search: Search) -> float:
    """Cost of trying one recipe: fine-tuning takes a third of the steps."""
    return settings.steps_to_tune(search.shots) / (3 if search.tag == FINE else 1)


def _expected(settings: Settings, search: Search, turn: int) -> float:
    return _tuning_cost(settings, search) * EXPECTED[len(search.axes)][turn]


def _searches(settings: Settings, best: Recipe) -> list[Search]:
    """The searches beside the first one; ``best`` is what that one chose."""
    start, axes = STARTS[FINE]
    fine = Search(FINE, settings.shots, replace(start, shift=best.shift, turn=best.turn), axes)
    found = [Search(PLAIN, settings.shots, *STARTS[PLAIN]), fine]
    if _most(settings) > settings.shots:
        found += [Search(AUGMENTED, _most(settings), best, axes), Search(PLAIN, _most(settings), *STARTS[PLAIN])]
    return found


def _total(settings: Settings) -> float:
    """Cost of the whole run in training steps, as far as it is known before the searches."""
    placeholder = {(tag, settings.shots): Recipe(1e-3, 0.0) for tag in STARTS}
    work = [*_curve_jobs(settings, None, {}, placeholder), *_head_jobs(settings, None)]
    first = Search(AUGMENTED, settings.shots, *STARTS[AUGMENTED])
    searches = [first, *_searches(settings, first.start)]
    tuning = sum(_expected(settings, search, turn) for search in searches for turn in range(settings.tuning_rounds))
    heads = (2 + 2 + 5 * 3) * settings.shots
    training = 3 * settings.source_steps + 2 * settings.scratch_steps + 4 * settings.descent_steps
    return training + tuning + heads + sum(job.cost for job in work)


class Experiment:
    """The stages of one run; each adds to ``results``."""

    def __init__(self, settings: Settings, runner: Runner, results: TransferResults) -> None:
        self.settings, self.runner, self.results = settings, runner, results
        self.began = time.perf_counter()
        self.recipes: dict[tuple[str, int], Recipe] = {}
        self.found: dict[str, dict[str, Any]] = {}
        self.network: Network | None = None

    def note(self, complete: bool = False) -> None:
        """Bring times and completeness up to date."""
        self.results.parts, self.results.complete = self.runner.parts, complete
        self.results.seconds["total"] = round(time.perf_counter() - self.began, 2)

    def search(self, searches: Sequence[Search], starts: dict[str, tuple[Any, ...]], beside: Sequence[Job]) -> None:
        """Run ``searches`` to their end or the last round; the first round shares the workers with ``beside``.

        ``starts`` has the network and head that a search's recipes start from, by its tag.
        """
        settings = self.settings
        for turn in range(settings.tuning_rounds):
            wanted = [(search, recipe) for search in searches for recipe in search.pending()]
            work = [
                Job(
                    f"tuning {search.tag} at {search.shots}: {recipe}",
                    jobs.tune,
                    (settings, recipe, search.shots, *starts.get(search.tag, ())),
                    _tuning_cost(settings, search),
                )
                for search, recipe in wanted
            ]
            expected = sum(_expected(settings, search, turn) for search in searches)
            self.runner.total += sum(job.cost for job in work) - expected
            others = list(beside) if turn == 0 else []
            results = self.runner.run([*others, *work])
            self.found |= {job.name: result for job, result in zip(others, results, strict=False)}
            for (search, recipe), result in zip(wanted, results[len(others) :], strict=True):
                search.tried[recipe] = result["validation"]
                row = {"for": search.tag, "shots": search.shots, **asdict(recipe)}
                row["validation"] = result["validation"]
                self.results.tuning.append(row)
        for search in searches:
            self.recipes[search.tag, search.shots] = search.best
            self.results.searches.append(search.record())

    def core(self) -> None:
        """Source network, a new head on it, and training from scratch as well as a search can tune it."""
        settings = self.settings
        source_job = Job("source network", jobs.train_source, (settings, "strokes"), settings.source_steps)
        self.search([Search(AUGMENTED, settings.shots, *STARTS[AUGMENTED])], {}, [source_job])
        best, source = self.recipes[AUGMENTED, settings.shots], self.found["source network"]
        self.network = source["network"]
        head, whole = self.runner.run([
            Job("head", jobs.head_only, (settings, self.network, settings.shots), 2 * settings.shots),
            Job(AUGMENTED, jobs.scratch, (settings, best, settings.shots), settings.scratch_steps),
        ])  # fmt: skip
        rows = self.results.accuracies
        rows["head-only"] = _row(head)
        rows["scratch + augmentation"] = _row(whole) | {"recipe": asdict(best)}
        rows["head-only minus scratch + augmentation"] = dict(_difference(head, whole))
        rows[f"source, {settings.source_classes}-way"] = {"accuracy": source["accuracy"], "images": source["images"]}
        self.found |= {"head": head, AUGMENTED: whole}
        self.results.seconds["core"] = round(time.perf_counter() - self.began, 2)
        self.note()

    def controls(self) -> None:
        """Sources that should not help, other features, heads, and the tuning of the other ways to train."""
        settings = self.settings
        shots, network, steps = settings.shots, self.network, settings.source_steps
        tuned = self.runner.run([Job("head for tuning", jobs.head_for_tuning, (settings, network), 2 * shots)])[0]
        work = [
            Job("texture source", jobs.train_source, (settings, "texture"), steps),
            Job("source with shuffled labels", jobs.train_source, (settings, "shuffled"), steps),
            Job("facts of the head", jobs.head_facts, (settings, network), 4 * settings.descent_steps),
            Job("head with shifts", jobs.head_only, (settings, network, shots, True), 3 * shots),
            Job("random features", jobs.control_features, (settings, None, "random features"), 3 * shots),
            Job("permuted pixels", jobs.control_features, (settings, network, "permuted pixels"), 3 * shots),
            *_head_jobs(settings, network),
        ]
        searches = _searches(settings, self.recipes[AUGMENTED, shots])
        self.search(searches, {FINE: (network, tuned["head"])}, work)
        self.results.head = self.found["facts of the head"]
        self.note()

    def curve(self) -> None:
        """Everything that needs the control sources, and the learning curve over images a class."""
        settings, shots, recipes = self.settings, self.settings.shots, self.recipes
        texture, shuffled = self.found["texture source"], self.found["source with shuffled labels"]
        plain = (settings, texture["network"], "plain"), (settings, shuffled["network"], "plain")
        at_size = {tag: recipes[tag, shots] for tag in STARTS}
        random_head = (settings, at_size[AUGMENTED], shots, self.network)
        self.found |= {f"{name} at {shots}": self.found[name] for name in ("head", AUGMENTED)}
        heads = {count: self.found[f"head at {count}"]["head"] for count in settings.shots_curve}
        work = [
            Job("head on texture source", jobs.control_features, plain[0], 3 * shots),
            Job("head on shuffled source", jobs.control_features, plain[1], 3 * shots),
            Job("fine-tuning a random head", jobs.tuned_network, random_head, settings.scratch_steps),
            *_curve_jobs(settings, self.network, heads, recipes),
        ]
        found = self.found | dict(zip([job.name for job in work], self.runner.run(work), strict=True))
        best, fine = {"recipe": asdict(at_size[AUGMENTED])}, {"recipe": asdict(at_size[FINE])}
        for name, result in {
            "head-only + shifts": found["head with shifts"],
            "fine-tuning after head + augmentation": found[f"{FINE} at {shots}"] | fine,
            "fine-tuning from a random head + augmentation": found["fine-tuning a random head"] | best,
            "scratch": found[f"{PLAIN} at {shots}"] | {"recipe": asdict(at_size[PLAIN])},
            "raw pixels": found[f"pixels at {shots}"],
            "random frozen features": found["random features"],
            "permuted pixels": found["permuted pixels"],
            "unrelated source (textures)": found["head on texture source"] | {"source_accuracy": texture["accuracy"]},
            "source with shuffled labels": found["head on shuffled source"] | {"source_accuracy": shuffled["accuracy"]},
        }.items():
            self.results.accuracies[name] = _row(result)
        names = {
            "head-only": "head",
            "fine-tuning": FINE,
            "scratch": PLAIN,
            "scratch + augmentation": AUGMENTED,
            "raw pixels": "pixels",
        }
        for count in settings.shots_curve:
            row: dict[str, Any] = {key: _row(found[f"{name} at {count}"]) for key, name in names.items()}
            pair = found[f"head at {count}"], found[f"{AUGMENTED} at {count}"]
            self.results.curve.append({"shots": count, **row, "head minus scratch": _difference(*pair)})
        self.results.crossing = _crossing(self.results.curve)
        self.note(complete=True)


def _print_progress(name: str, share: float, left: float) -> None:
    minutes, seconds = divmod(round(left), 60)
    print(f"{100 * share:3.0f}%  {minutes}:{seconds:02d} left  {name}", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: ``--quick`` or ``--full``, ``--seed``, ``--workers``, ``--out FILE``."""
    parser = argparse.ArgumentParser(prog="python -m symderiv.networks.transfer", description=__doc__.split("\n")[0])
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--quick", action="store_true", help="small sizes, some seconds")
    form.add_argument("--full", action="store_true", help="the size of the exercise, up to 20 minutes")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="processes, one BLAS thread each")
    parser.add_argument("--out", type=Path, required=True, help="where the results go (JSON)")
    options = parser.parse_args(arguments)
    settings = quick_settings(options.seed) if options.quick else full_settings(options.seed)
    command = f"python -m symderiv.networks.transfer --{settings.form} --seed {options.seed}"
    command += f" --workers {options.workers} --out {options.out.name}"
    last = [0.0]

    def progress(name: str, share: float, left: float) -> None:
        if time.perf_counter() - last[0] > 5:
            last[0] = time.perf_counter()
            _print_progress(name, share, left)

    try:
        if options.out.exists():
            load_results(options.out)
        results = run(
            settings,
            workers=options.workers,
            progress=progress,
            save=lambda results: results.save(options.out),
            command=command,
        )
    except NetworkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for name, row in results.accuracies.items():
        value = row.get("accuracy", row.get("difference"))
        print(f"{name:50s} {value:.3f}")
    print(f"{'core':50s} {results.seconds['core']:.1f} s\n{'total':50s} {results.seconds['total']:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
