"""The `tomoni` program in this process or as one of its own, on a data directory of the test's."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.cli.exits import guarded
from services.cli.main import tomoni
from shared.eventlog import EventLog, connect
from shared.events import Event, Recorded, decode
from shared.server.layout import Layout
from tests.core_kit import ServerThread, server_thread
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "services" / "cli" / "sample"
REAL = ROOT.parent / "shared" / "data" / "real-okr"


@dataclass
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def table(self) -> list[list[str]]:
        """The tab-separated lines below the header."""
        return [line.split("\t") for line in self.out.splitlines()[1:]]


@dataclass
class Cli:
    """Commands on one data directory. With `url` they use that server, else an embedded one of their own."""

    var: Path
    url: str | None = None
    more: dict[str, str] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        return Layout(self.var)

    def begun(self) -> Cli:
        """This, with an empty installation on its directory: most commands begin none by themselves."""
        self.layout.prepare()
        return self

    def environment(self, **changes: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TOMONI_")}
        own = {"TOMONI_VAR": str(self.var)} | ({"TOMONI_NATS_URL": self.url} if self.url else {})
        return kept | own | self.more | changes

    def run(self, *arguments: object, **environment: str) -> Told:
        """The command in this process, with this environment."""
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        code: object = 0
        with _environment(self.environment(**environment)), redirect_stdout(out), redirect_stderr(err):
            try:
                guarded(lambda: tomoni([str(each) for each in arguments], prog_name="tomoni"))
            except SystemExit as end:
                code = end.code
            out.flush()
        assert isinstance(code, int), code
        return Told(code, out.buffer.getvalue().decode(), err.getvalue())  # type: ignore[attr-defined]

    def ok(self, *arguments: object, **environment: str) -> Told:
        """A command that must do what it is told."""
        told = self.run(*arguments, **environment)
        assert told.code == 0, told
        return told

    def refused(self, code: int, *arguments: object, words: str = "", **environment: str) -> Told:
        """A command that must fail with this exit code, and say why in one line."""
        told = self.run(*arguments, **environment)
        assert told.code == code, told
        assert_one_sentence(told.err)
        assert words in told.err, told.err
        return told

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        """The command as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "services.cli.main", *(str(each) for each in arguments)],
            cwd=ROOT,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def spawn(self, *arguments: object, **environment: str) -> Told:
        """The command as a process of its own, to its end."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=PATIENCE)
        return Told(process.returncode, out, err)

    def events(self) -> list[Recorded[Event]]:
        """Everything in the log, decoded. A server must run."""
        return [decode(position, payload) for position, payload in self.records()]

    def records(self) -> list[tuple[int, bytes]]:
        assert self.url is not None
        return asyncio.run(_records(self.url, self.layout.credentials("audit")))


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and is only not yet waited for does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def assert_one_sentence(err: str) -> None:
    """One line for a person, and nothing of the program's insides."""
    assert err.startswith("tomoni: "), err
    assert err.count("\n") == 1, err
    assert err.endswith("\n"), err
    assert "Traceback" not in err


@contextmanager
def cli_on_server(var: Path) -> Iterator[tuple[Cli, ServerThread]]:
    """The program on a running server without services: a command takes no time to start one."""
    with server_thread(var) as server:
        cli = Cli(var, server.url)
        cli.ok("streams", "apply")
        yield cli, server


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


async def _records(url: str, seed_file: Path) -> list[tuple[int, bytes]]:
    client = await connect(url, seed_file=seed_file, name="test")
    try:
        log = EventLog(client)
        last = (await log.info()).state.last_seq
        return [record async for batch in log.range(0, last) for record in batch]
    finally:
        await client.close()
