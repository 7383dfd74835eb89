"""The embedded server as another process sees it: is it there, is it really ours, tell it something."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from pathlib import Path

from shared.server.errors import ServerAlreadyRunning
from shared.server.layout import Layout


def server_pid(layout: Layout) -> int | None:
    """The process id of the server that runs with this directory's configuration, None when there is none.

    A number in the pid file isn't enough: after a crash it may belong to somebody else by now, so the process must
    have been started with this very configuration file.
    """
    try:
        pid = int(layout.nats_pid.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return pid if str(layout.nats_config) in _command_of(pid) else None


def reload_server(layout: Layout) -> bool:
    """Have the running server read its accounts file again; False when none runs here."""
    pid = server_pid(layout)
    if pid is None:
        return False
    os.kill(pid, signal.SIGHUP)
    return True


async def stop_orphan(layout: Layout, patience: float) -> None:
    """Stop the server that an owner who was killed left behind. Call it only while holding the owner's lock.

    Raises ServerAlreadyRunning when it doesn't end within `patience` seconds.
    """
    pid = server_pid(layout)
    if pid is None:
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if server_pid(layout) != pid:
            return
        await asyncio.sleep(0.05)
    raise ServerAlreadyRunning(f"a server left behind (process {pid}) doesn't end: end it by hand")


def _command_of(pid: int) -> list[str]:
    """The process's arguments; none when there is no such process."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return proc.read_text(errors="replace").split("\0")
        except OSError:
            return []
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)
    return listed.stdout.split()
