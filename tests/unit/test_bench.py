"""The bench runs and prints every row; how fast anything is depends on the machine and is asserted nowhere."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.patience import PATIENCE


def test_a_short_run_prints_every_row() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--events", "2000", "--rounds", "1", "--json"],
        capture_output=True,
        text=True,
        timeout=8 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = {row["what"]: row for row in map(json.loads, done.stdout.splitlines())}
    twice = [f"{what} ({on})" for what in ("pull", "SQLite", "reading only") for on in ("asyncio", "uvloop")]
    new = ("time per event", "most memory", "cold command p50", "at once, the last one", "from nothing", "one proof")
    wanted = (*twice, *new, "batched direct get", "push consumer", "FastStream, batches", "one by one")
    trees = ("tree, now, p50", "tree, now, p99", "past day, with a snapshot")
    for name in (*wanted, *trees, "HTTP one-event commands", "store, p50", "store, p99", "checked by the one file"):
        (row,) = [row for what, row in rows.items() if name in what]
        assert row["figure"] > 0
    judged = {row["what"] for row in rows.values() if row["verdict"]}
    # PostgreSQL's row is there where a server can be run.
    assert len(judged - {"full rebuild, PostgreSQL"}) == 9
