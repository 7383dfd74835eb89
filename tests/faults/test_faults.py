"""A short run of `python -m tests.faults` on one server; `make faults` goes on for ten minutes, and on three, too."""

from __future__ import annotations

import os
from pathlib import Path

from tests.faults.program import run

SEED = int(os.environ.get("FAULTS_SEED", "20260504"))


async def test_nothing_lost_nothing_twice(tmp_path: Path) -> None:
    report = await run(tmp_path / "var", seconds=16, seed=SEED, replicas=1, long=3.0)
    print(f"\n{report}")
    assert report.clean, str(report)
    assert len(report.history.operations) > 200
    assert sum(map(len, report.recoveries.values())) >= 3
