"""The embedded server as another process sees it: is it there, is it really ours, tell it something."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from shared.server.errors import ServerAlreadyRunning
from shared.server.layout import Layout


def server_pid(layout: Layout) -> int | None:
    """The process id of the server that runs with this directory's configuration, None when there is none.

    A number in the pid file isn't enough: after a crash it may belong to somebody else by now, so the process must
    have been started with this very configuration file, by whatever path it was called.
    """
    return _pid_of(layout.nats_dir)


def _pid_of(home: Path) -> int | None:
    try:
        pid = int((home / "nats.pid").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return pid if _names(pid, home / "nats.conf") else None


def _names(pid: int, file: Path) -> bool:
    """Whether this file is among the process's arguments: the file itself, for a path may be spelled in many ways."""
    arguments = _command_of(pid)
    try:
        wanted, where = file.stat(), Path(f"/proc/{pid}/cwd").resolve()
    except OSError:
        return str(file) in arguments
    for argument in arguments:
        # What isn't called like it can't be it, however its path goes on.
        if argument.endswith(file.name):
            with suppress(OSError):
                if os.path.samestat((where / argument).stat(), wanted):
                    return True
    return False


def reload_server(layout: Layout) -> bool:
    """Have the running server, or each of several, read its accounts file again; False when none runs here."""
    homes = (layout.nats_dir, *layout.members())
    pids = [pid for home in homes if (pid := _pid_of(home)) is not None]
    for pid in pids:
        os.kill(pid, signal.SIGHUP)
    return bool(pids)


async def stop_orphan(layout: Layout, patience: float) -> None:
    """Stop the server that an owner who was killed left behind. Call it only while holding the owner's lock.

    Raises ServerAlreadyRunning when it doesn't end within `patience` seconds.
    """
    await stop_orphan_of(layout.nats_dir, patience)


async def stop_orphan_of(home: Path, patience: float) -> None:
    """The same for the server whose configuration and process id lie in the directory `home`."""
    pid = _pid_of(home)
    if pid is None:
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if _pid_of(home) != pid:
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
