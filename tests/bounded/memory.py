"""How much memory a process has had at most: VmHWM, in MiB."""

from __future__ import annotations

import atexit
import re
import sys
from pathlib import Path


def peak(process: int | str = "self") -> float:
    """The most that was ever resident, or since it was `forgotten`."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    if found is None:
        raise ProcessLookupError(f"process {process} has no memory any more")
    return int(found[1]) / 1024


def forgotten(process: int) -> None:
    """From now on its peak is counted anew."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def main() -> None:
    """Run the program, `python -m tests.bounded.memory FILE tomoni's arguments`, and write its peak into the file."""
    file = Path(sys.argv[1])
    atexit.register(lambda: file.write_text(str(peak())))
    sys.argv = ["tomoni", *sys.argv[2:]]
    from services.cli.main import run

    run()


if __name__ == "__main__":
    main()
