"""The whole of Tomoni as processes, started and stopped as a person would."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.cli.workplace import Running, running
from shared.server.layout import Layout
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]

_UP_SECONDS = PATIENCE
_DOWN_SECONDS = PATIENCE


def new_environment(var: Path) -> dict[str, str]:
    """A new user's: data in `var`, ports that nobody else uses, the program on the path."""
    ports = {name: str(_free_port()) for name in ("OKR_PORT", "PAIRING_PORT", "PROOFS_PORT", "NATS_PORT")}
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("TOMONI_")},
        **{f"TOMONI_{name}": port for name, port in ports.items()},
        "TOMONI_VAR": str(var),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def started(environment: dict[str, str], *command: str) -> Iterator[tuple[Running, Path]]:
    """Tomoni up and ready: what runs, and the file with its output. Ctrl-C ends it, and it must end."""
    var = Path(environment["TOMONI_VAR"])
    output = var.with_name(f"{var.name}.out")
    with output.open("wb") as out:
        process = subprocess.Popen(
            command or ("tomoni", "up"),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield _when_it_runs(var, process, output), output
    finally:
        # Ctrl-C in a terminal goes to everything that runs in the foreground.
        os.killpg(process.pid, signal.SIGINT)
        process.wait(_DOWN_SECONDS)


def _when_it_runs(var: Path, process: subprocess.Popen[bytes], output: Path) -> Running:
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline:
        if (found := running(Layout(var))) is not None:
            return found
        assert process.poll() is None, output.read_text(encoding="utf-8")
        time.sleep(0.1)
    raise AssertionError(f"it did not come up within {_UP_SECONDS} s: {output.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
