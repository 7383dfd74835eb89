"""`python -m tests.faults`: break things for some minutes and see that nothing is lost, doubled or guessed.

Scenes of single faults first; what is left of the time is for endless clients under a nemesis: on one server, on
three, and on one with PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.program import heal_all, heal_without, note, play_all, postgres_stores, run
from tests.faults.report import Report, never_came, text_of
from tests.faults.scenes import BROKEN, WHOLE

_PARTS = ("scenes", "healing", "one", "three", "postgres")
_MORE = 150.0
"""Seconds by which a part may take longer to come to what only it can come to, and the last one to all the rest."""

_SETTLING = 25.0
"""Seconds that a run takes besides those in which things break: beginning, settling, comparing."""


def main() -> None:
    """Run, print the report, and say by the exit code whether nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long all of it takes, about (600)")
    parser.add_argument("--seed", type=int, default=None, help="what decides the order of faults (random, printed)")
    parser.add_argument("--only", choices=_PARTS, action="append", help="this part alone; may come several times")
    parser.add_argument("--long", type=float, default=20.0, help="seconds for which what freezes freezes (20)")
    parser.add_argument("--times", type=int, default=1, help="how often each fault of `healing` happens (1)")
    parser.add_argument("--without", action="store_true", help="each mending off in turn: its scene must fail then")
    parser.add_argument("--keep", type=Path, default=None, help="a new directory for the data, kept afterwards")
    options = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    parts = tuple(part for part in _PARTS if not options.only or part in options.only)
    what = (
        "every mending switched off in turn" if options.without else f"{', '.join(parts)}, about {options.seconds:g} s"
    )
    note(f"seed {seed}, {what}")
    with tempfile.TemporaryDirectory(prefix="tomoni-faults-") as directory:
        where = (options.keep or Path(directory) / "data").absolute()
        if options.without:
            sys.exit(1 if _without(where, seed) else 0)
        reports = _all(where, parts, time.monotonic() + options.seconds, seed, options.long, options.times)
    missed = never_came(reports)
    sys.stdout.write(f"{text_of(reports)}\n")
    if missed:
        sys.stdout.write(f"\nnever happened: {', '.join(missed)}; give it more --seconds\n")
    if missed or not all(report.clean for report in reports):
        sys.exit(1)


def _without(where: Path, seed: int) -> list[str]:
    """The scenes that didn't fail though what mends them was switched off."""
    with ExitStack() as cleanup:
        stores = None
        try:
            stores = cleanup.enter_context(postgres_stores("healing"))[0]
        except pytest.skip.Exception as reason:
            note(f"left out on PostgreSQL: {reason}")
        return asyncio.run(heal_without(where, seed=seed, stores=stores))


def _all(where: Path, parts: tuple[str, ...], until: float, seed: int, long: float, times: int) -> list[Report]:
    reports: list[Report] = []
    with ExitStack() as cleanup:
        stores = None
        if {"scenes", "healing", "postgres"} & set(parts):
            try:
                stores = cleanup.enter_context(postgres_stores("scenes", "loop", "healing"))
            except pytest.skip.Exception as reason:
                note(f"left out on PostgreSQL: {reason}")
        if "scenes" in parts:
            note("scenes on SQLite")
            reports.append(asyncio.run(play_all(where / "whole" / "var", WHOLE, seed=seed)))
            reports.append(asyncio.run(play_all(where / "broken" / "var", BROKEN, seed=seed)))
            if stores is not None:
                note("scenes on PostgreSQL")
                reports.append(asyncio.run(play_all(where / "pg" / "var", WHOLE[2:], seed=seed, stores=stores[0])))
        if "healing" in parts:
            note(f"healing, each fault {times} times")
            own = None if stores is None else stores[2]
            reports.append(asyncio.run(heal_all(where / "healing", times=times, seed=seed, stores=own)))
        loops = [
            part for part in parts if part not in ("scenes", "healing") and not (part == "postgres" and stores is None)
        ]
        for number, part in enumerate(loops):
            seconds = max(20.0, (until - time.monotonic()) / (len(loops) - number) - _SETTLING)
            note(f"clients and nemesis, {part}, for {seconds:.0f} s")
            own = stores[1] if part == "postgres" and stores is not None else None
            replicas = 3 if part == "three" else 1
            done = {fault for report in reports for fault in report.recoveries}
            work = run(
                where / part,
                seconds=seconds,
                seed=seed,
                replicas=replicas,
                long=long,
                stores=own,
                done=done,
                more=_MORE,
                last=number == len(loops) - 1,
            )
            reports.append(asyncio.run(work))
    return reports


if __name__ == "__main__":
    main()
