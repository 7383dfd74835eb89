"""A running 'tomoni up', with every process of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from services.cli.workplace import Running, running
from shared.server.layout import Layout
from tests.cli_kit import Cli, alive
from tests.patience import PATIENCE


class Up(NamedTuple):
    """A running `tomoni up`, what it printed before it was ready, and every process of it."""

    process: subprocess.Popen[str]
    greeting: str
    what: Running
    pids: set[int]

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(how)
        _, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, err


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    ports = zip(("OKR", "PAIRING", "PROOFS", "NATS"), free_ports(4), strict=True)
    more = {f"TOMONI_{name}_PORT": str(port) for name, port in ports}
    return Cli(tmp_path / "var", more=more)


@contextmanager
def up(cli: Cli) -> Iterator[Up]:
    process = cli.start("up")
    pids: set[int] = set()
    try:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        else:
            raise AssertionError(f"tomoni up ended: {process.communicate()}")
        what = running(Layout(cli.var))
        assert what is not None
        pids = {process.pid, *children(process.pid)}
        yield Up(process, "".join(lines), what, pids)
    finally:
        for pid in pids | {process.pid}:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)


def children(parent: int) -> set[int]:
    """The processes that this one has started."""
    return {
        int(pid) for task in Path(f"/proc/{parent}/task").iterdir() for pid in (task / "children").read_text().split()
    }
