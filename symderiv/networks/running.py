"""Jobs in a pool of processes: the costliest first, with the times of all parts and the progress told.

Guarantee: results come in the order of the work; if one job fails, those that have not begun are cancelled and the
error is raised.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

__all__ = ["Job", "Progress", "Runner"]

Progress = Callable[[str, float, float], None]
"""Called with what is being worked on, the share done (0..1) and the seconds left."""


@dataclass
class Job:
    """One piece of work: ``cost`` in training steps (roughly), for the estimate of the time left."""

    name: str
    function: Callable[..., dict[str, Any]]
    arguments: tuple[Any, ...]
    cost: float


def _timed(function: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> tuple[dict[str, Any], float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = function(*arguments)
    return result, time.perf_counter() - wall, time.process_time() - cpu


class Runner:
    """Runs jobs in a pool, keeps the times of the parts and tells the progress."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int, total: float, progress: Progress | None) -> None:
        self.pool, self.workers, self.total, self.progress = pool, workers, total, progress
        self.done, self.busy, self.shown = 0.0, 0.0, 0.0
        self.parts: list[dict[str, Any]] = []

    def run(self, work: Sequence[Job]) -> list[dict[str, Any]]:
        """Results of ``work`` in its order; the costliest job starts first."""
        futures: dict[Future[tuple[dict[str, Any], float, float]], Job] = {}
        for job in sorted(work, key=lambda job: -job.cost):
            futures[self.pool.submit(_timed, job.function, job.arguments)] = job
        results: dict[str, dict[str, Any]] = {}
        begun: dict[str, float] = {}
        waiting = set(futures)
        try:
            while waiting:
                finished, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in finished:
                    job = futures[future]
                    results[job.name], wall, cpu = future.result()
                    self.parts.append({"part": job.name, "wall": round(wall, 2), "cpu": round(cpu, 2)})
                    self.done += job.cost
                    self.busy += wall
                # The pool hands out jobs in the order in which they were submitted.
                running = [job for future, job in futures.items() if future in waiting][: self.workers]
                for job in running:
                    begun.setdefault(job.name, time.perf_counter())
                self._tell(running, begun)
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
        return [results[job.name] for job in work]

    def _tell(self, running: Sequence[Job], begun: dict[str, float]) -> None:
        if self.progress is None:
            return
        seconds_a_step = self.busy / self.done if self.done else 0.014
        now = time.perf_counter()
        under_way = sum(min(0.95 * job.cost, (now - begun[job.name]) / seconds_a_step) for job in running)
        self.shown = max(self.shown, min(1.0, (self.done + under_way) / self.total))
        left = (1 - self.shown) * self.total * seconds_a_step / self.workers
        self.progress(running[0].name if running else "", self.shown, left)
