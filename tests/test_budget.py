"""Deadlines: CPU time counts, the clock on the wall only in the end."""

from __future__ import annotations

import time

import pytest

from symderiv.budget import PATIENCE, Deadline
from symderiv.errors import BudgetExceeded


def work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_waiting_is_not_work() -> None:
    limit = Deadline(0.2)
    time.sleep(0.3)
    assert not limit.passed
    work(0.25)
    assert limit.passed
    with pytest.raises(BudgetExceeded, match="the search ran out of time"):
        limit.check("the search")


def test_waiting_ends() -> None:
    limit = Deadline(0.05)
    time.sleep(0.05 * PATIENCE + 0.05)
    assert limit.passed
    assert limit.left == 0


def test_a_part_ends_with_the_whole() -> None:
    whole = Deadline(0.05)
    part = Deadline(100, within=whole)
    work(0.1)
    assert whole.passed
    assert part.passed


def test_steps_end_it_too_in_whatever_part_they_are_made() -> None:
    whole = Deadline(100, steps=3)
    part = Deadline(100, within=whole)
    whole.check("the search")
    part.check("the search")
    part.check("the search")
    assert whole.passed
    assert part.passed
    assert part.left == 0
    with pytest.raises(BudgetExceeded):
        part.check("the search")
    assert not Deadline(100).passed


def test_steps_that_are_not_taken_again_count_all_the_same() -> None:
    whole = Deadline(100, steps=3)
    Deadline(100, within=whole).spend(2)
    assert whole.counted
    assert not whole.passed
    whole.check("the search")
    with pytest.raises(BudgetExceeded):
        whole.check("the search")
    alone = Deadline(100)
    alone.spend(10**9)
    assert not alone.counted
    assert not alone.passed
