"""`python -m tests.faults`: break things for some minutes and see that nothing is lost, doubled or guessed."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from tests.faults.program import run


def main() -> None:
    """Run, print the report, and say by the exit code whether nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long things break (600)")
    parser.add_argument("--seed", type=int, default=None, help="what decides the order of faults (random, printed)")
    parser.add_argument("--replicas", type=int, choices=(1, 3), default=1, help="copies of the log (1)")
    parser.add_argument("--long", type=float, default=20.0, help="seconds for which what freezes freezes (20)")
    parser.add_argument("--keep", type=Path, default=None, help="a new directory for the data, kept afterwards")
    options = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    sys.stderr.write(f"faults: seed {seed}, {options.replicas} nats-server(s), {options.seconds:g} s\n")
    with tempfile.TemporaryDirectory(prefix="tomoni-faults-") as directory:
        var = options.keep or Path(directory) / "var"
        report = asyncio.run(
            run(var.absolute(), seconds=options.seconds, seed=seed, replicas=options.replicas, long=options.long)
        )
    sys.stdout.write(f"{report}\n")
    if not report.clean:
        sys.exit(1)


if __name__ == "__main__":
    main()
