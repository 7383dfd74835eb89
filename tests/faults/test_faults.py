"""Short parts of `python -m tests.faults`; `make faults` plays all scenes, and goes on for ten minutes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.program import play_all, run
from tests.faults.scenes import Scene
from tests.faults.scenes.disks import read_only_stores
from tests.faults.scenes.logs import flipped_bit, older_log
from tests.faults.scenes.messages import foreign_messages, poison_event
from tests.faults.scenes.requests import too_large_bodies

SEED = int(os.environ.get("FAULTS_SEED", "20260504"))

STAGES: tuple[tuple[Scene, ...], ...] = (
    (too_large_bodies, read_only_stores, poison_event, foreign_messages),
    (older_log, flipped_bit),
)


async def test_nothing_lost_nothing_twice(tmp_path: Path) -> None:
    report = await run(tmp_path / "var", seconds=12, seed=SEED, replicas=1, long=2.0)
    print(f"\n{report}")
    assert report.clean, str(report)
    assert len(report.history.operations) > 150
    assert sum(map(len, report.recoveries.values())) >= 2


@pytest.mark.parametrize("scenes", STAGES)
async def test_each_fault_that_needs_a_scene_of_its_own(tmp_path: Path, scenes: tuple[Scene, ...]) -> None:
    report = await play_all(tmp_path / "var", scenes, seed=SEED)
    print(f"\n{report}")
    assert report.clean, str(report)
    assert len(report.recoveries) + len(report.notes) == len(scenes)
