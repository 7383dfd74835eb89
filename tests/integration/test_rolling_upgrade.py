"""An upgrade that goes from process to process: two versions of okr on one store, each right at every moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import httpx
import pytest

from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.now import utc_now
from shared.settings import load_settings
from tests.cli_kit import ROOT, SAMPLE, Cli, cli_on_server
from tests.patience import PATIENCE
from tests.up_kit import cli, up

__all__ = ["cli"]

PRESENT = ("services.cli.main",)
LATER = ("tests.later_version", "1")
"""Lets go of what an older version left a second after its last process."""


class Process:
    """okr, of one version, as a process."""

    def __init__(self, cli: Cli, program: tuple[str, ...], output: Path) -> None:
        self.output, self.port = output, _free_port()
        settings = load_settings(var=cli.var)
        token = TokenIssuer(load_or_create_key(settings.token_key_path)).issue("admin", Role.ADMIN, 1, utc_now())
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=PATIENCE,
        )
        with output.open("wb") as out:
            self._process = _start(cli, (*program, "serve", "okr", "--port", str(self.port)), out)

    def told(self) -> str:
        """What it wrote to its log."""
        return self.output.read_text(encoding="utf-8")

    def readiness(self) -> tuple[bool, str]:
        """Whether it is ready, and what it says."""
        assert self._process.poll() is None, self.told()
        try:
            answer = self._client.get("/readyz")
        except httpx.TransportError:
            return False, ""
        return answer.is_success, answer.text

    def ready(self) -> bool:
        return self.readiness()[0]

    def titles(self) -> set[str] | None:
        """The titles of all objectives; None where it shows nothing (yet)."""
        try:
            answer = self._client.get("/objectives")
        except httpx.ConnectError:
            return None
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return None
        return {row["title"] for row in answer.raise_for_status().json()["items"]}

    def draft(self, title: str) -> None:
        answer = self._client.post("/objectives", json={"title": title}, headers={"Idempotency-Key": str(uuid4())})
        answer.raise_for_status()

    def kill(self) -> None:
        """As a power cut would; harmless for one that has ended."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._client.close()


class Scene:
    """The processes, and what has been drafted so far."""

    def __init__(self, cli: Cli, directory: Path) -> None:
        self.cli, self._directory = cli, directory
        self.processes: list[Process] = []
        self.drafted: set[str] = set()

    def start(self, program: tuple[str, ...]) -> Process:
        process = Process(self.cli, program, self._directory / f"{len(self.processes)}.log")
        self.processes.append(process)
        return process

    def draft(self, process: Process, title: str) -> None:
        process.draft(title)
        self.drafted.add(title)

    def until(self, holds: Callable[[], bool], *, old: Process | None = None, new: Process | None = None) -> None:
        """Wait, and see at every moment that both show nothing but what is so, each as its version has it."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, [process.told() for process in self.processes]
            self.right(old, new)
            time.sleep(0.05)
        self.right(old, new)

    def right(self, old: Process | None, new: Process | None) -> None:
        if old is not None:
            shown = old.titles()
            assert shown is not None, "the older one goes on being served"
            assert shown <= self.drafted
        if new is not None and (shown := new.titles()) is not None:
            assert shown <= large(self.drafted)


def large(titles: set[str]) -> set[str]:
    return {title.upper() for title in titles}


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    with cli_on_server(tmp_path / "var") as (cli, _):
        if request.param == "postgresql":
            cli.more["TOMONI_OKR_STORE"] = request.getfixturevalue("postgres_url")
        with _ended(Scene(cli, tmp_path)) as scene:
            yield scene


def test_new_beside_old_then_an_old_one_too_late_then_new_again(scene: Scene) -> None:
    old = scene.start(PRESENT)
    scene.until(old.ready)
    scene.draft(old, "Grow")
    scene.until(lambda: old.titles() == scene.drafted, old=old)

    new = scene.start(LATER)
    scene.until(new.ready, old=old)
    assert new.titles() == large(scene.drafted)
    for process, title in ((old, "Sell"), (new, "Hire"), (old, "Rest")):
        scene.draft(process, title)
        scene.until(lambda: (old.titles(), new.titles()) == (scene.drafted, large(scene.drafted)), old=old, new=new)
    assert old.ready()

    old.kill()
    scene.draft(new, "Sing")
    scene.until(lambda: new.titles() == large(scene.drafted), new=new)
    scene.until(lambda: "is let go" in new.told(), new=new)

    late = scene.start(PRESENT)
    scene.until(lambda: "was made by a newer version" in late.readiness()[1], new=new)
    assert not late.ready()
    assert late.titles() is None
    scene.draft(new, "Read")
    scene.until(lambda: new.titles() == large(scene.drafted), new=new)
    told = scene.cli.refused(3, "rebuild", "okr", "--check", words="was made by a newer version")
    assert told.err.endswith("there is nothing to compare, and nothing was changed\n")
    late.kill()
    new.kill()

    again = scene.start(LATER)
    scene.until(again.ready, new=again)
    assert again.titles() == large(scene.drafted)
    assert "is made beside it" in new.told()
    assert "is made beside it" not in again.told(), "the store that it had is there"
    assert "equals the live one, row by row" in _run(scene.cli, *LATER, "rebuild", "okr", "--check")
    again.kill()


def test_an_older_program_as_a_whole_leaves_a_newer_ones_store_alone_until_it_is_told_to_go_back(cli: Cli) -> None:
    _run(cli, *LATER, "import", str(SAMPLE))
    board = _run(cli, *LATER, "board")
    there = {file.name for file in cli.var.glob("okr.*.g*.sqlite")}
    with up(cli) as older:
        code, err = older.stop()
    assert code == 0
    assert "okr isn't ready: The projection has halted: the store of okr was made by a newer version" in err
    assert "from the log ..." not in err, "it makes none"
    assert {file.name for file in cli.var.glob("okr.*.g*.sqlite")} == there
    assert _run(cli, *LATER, "board") == board

    cli.refused(6, "board", words="or, to go back to this one for good, run: tomoni rebuild okr")
    assert "made anew" in cli.ok("rebuild", "okr").out
    assert cli.ok("board").out != board, "each shows what its own version makes of the log"
    assert _run(cli, *LATER, "board") == board
    with up(cli) as older:
        code, err = older.stop()
    assert (code, "isn't ready" in err) == (0, False), err
    assert _run(cli, *LATER, "board") == board


@contextmanager
def _ended(scene: Scene) -> Iterator[Scene]:
    try:
        yield scene
    finally:
        for process in scene.processes:
            process.kill()


def _start(cli: Cli, arguments: tuple[str, ...], output: IO[Any] | int) -> subprocess.Popen[bytes]:
    environment = cli.environment(PYTHONPATH=str(ROOT), TOMONI_LOG_LEVEL="info")
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def _run(cli: Cli, *arguments: str) -> str:
    process = _start(cli, arguments, subprocess.PIPE)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == os.EX_OK, out
    return out.decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
