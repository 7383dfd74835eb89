"""A short run of `python -m tests.faults` on one server and on three; `make faults` goes on for ten minutes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.program import run

SEED = int(os.environ.get("FAULTS_SEED", "20260504"))


@pytest.mark.parametrize(("replicas", "seconds"), [(1, 22), (3, 18)])
async def test_nothing_lost_nothing_twice(tmp_path: Path, replicas: int, seconds: int) -> None:
    report = await run(tmp_path / "var", seconds=seconds, seed=SEED, replicas=replicas, long=3.0)
    print(f"\n{report}")
    assert report.clean, str(report)
    assert len(report.history.operations) > 200
    assert sum(map(len, report.recoveries.values())) >= 3
