"""`make demo`: the sample company from import to rotation, under a minute, with the stores proved equal to the log."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


def test_the_demo_runs_through() -> None:
    began = time.monotonic()
    done = subprocess.run(["make", "demo"], cwd=ROOT, capture_output=True, text=True, timeout=4 * PATIENCE, check=False)
    took = time.monotonic() - began
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert took < 60, f"the demo took {took:.0f} s"
    for expected in (
        "check_ins.csv\t917\t917\t0",
        "before the rotation",
        "2026-Q4, after the rotation",
        "buddy groups met 131 times",
        "okr: ",
        "pairing: ",
    ):
        assert expected in done.stdout, expected
    assert done.stdout.count("the rebuilt store equals the live one, row by row") == 2
