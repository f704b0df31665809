"""Fixed seeds and threads for all tests."""

from __future__ import annotations

import gc
import os

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=40, database=None)
settings.load_profile("fixed")


@pytest.fixture(autouse=True, scope="module")
def little_to_collect() -> None:
    """What the modules before have left is not gone through again by every collection of garbage: that would use up
    the short times that searches for repairs and conditions have."""
    gc.collect()
    gc.freeze()
