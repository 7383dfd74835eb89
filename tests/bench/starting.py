"""`python -m tests.bench.starting`: processor time of commands, each a process, beyond what log and store need.

What log and store need is the time of a process that opens the log, brings the store up to date, and does nothing else.
With `--check` it ends with 1 where a command takes more than its target.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.table import HEAD, Row
from tests.system_kit import ROOT

ROUNDS = 5
_PROGRAM = [sys.executable, "-m", "services.cli.main"]
_BARE = """
import uvloop
from services.cli.workplace import caught_up, log_url
from services.{service}.views import VIEWS
from shared.runtime import open_runtime
from shared.settings import load_settings

async def main():
    settings = load_settings()
    async with log_url(settings) as url, open_runtime(settings, "{service}", VIEWS, url=url) as runtime:
        await caught_up(runtime)

uvloop.run(main())
"""
HELP = {"--help": 100, "board --help": 300, "checkin --help": 300, "rotation --help": 300, "up --help": 300}
"""Help, which asks for no log; what it may take whole. Where it names what a store has, SQLAlchemy is not counted."""

COMMANDS = {
    "okr": ("people", "board", "experiment list", "checkin KR-47 31 --as P-1", "explain KR-47"),
    "pairing": ("trios", "pairing measures"),
}
"""Commands by the service whose log and store they open."""

MOST_BEYOND = 300


def main() -> None:
    """Measure on the sample company, and print a row each."""
    rows = []
    sys.stdout.write(f"{HEAD}\n")
    with tempfile.TemporaryDirectory(prefix="tomoni-bench-") as directory:
        place = {**os.environ, "TOMONI_VAR": str(Path(directory) / "var")}
        _spent([*_PROGRAM, "import", str(ROOT / "services/cli/sample")], place)
        store = _rounds([sys.executable, "-c", "import shared.projection"], place)
        for words, most in HELP.items():
            taken = _rounds([*_PROGRAM, *words.split()], place)
            beyond = taken if words == "--help" else [max(one - min(store), 0.0) for one in taken]
            rows.append(_told(Row(f"tomoni {words}, processor", "ms", beyond, most=most)))
        for service, commands in COMMANDS.items():
            bare = min(_rounds([sys.executable, "-c", _BARE.format(service=service)], place))
            for words in commands:
                beyond = [one - bare for one in _rounds([*_PROGRAM, *words.split()], place)]
                rows.append(_told(Row(f"tomoni {words}, processor", "ms", beyond, most=MOST_BEYOND)))
    if "--check" in sys.argv and any(row.verdict == "MISSED" for row in rows):
        sys.exit(1)


def _rounds(command: list[str], place: dict[str, str]) -> list[float]:
    return [_spent(command, place) for _ in range(ROUNDS)]


def _spent(command: list[str], place: dict[str, str]) -> float:
    """Milliseconds of processor time, user's and system's, its children's too. Raises CalledProcessError."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=place, cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _told(row: Row) -> Row:
    sys.stdout.write(f"{row.line()}\n")
    sys.stdout.flush()
    return row


if __name__ == "__main__":
    main()
