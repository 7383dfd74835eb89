"""Make a corpus: a checkout's own program lives through the story, and what it left is written down as text.

python -m tests.corpus.make CHECKOUT, where CHECKOUT is a work tree of the commit; see README.md beside this.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.corpus.dumping import dump, dump_postgresql, dump_sqlite
from tests.corpus.history import cut_sample, write_history
from tests.corpus.story import ADMIN, Teller, people, whole_story
from tests.postgres_fixture import running_postgres
from tests.system_kit import new_environment

HERE = Path(__file__).parent
MEMBERS = [f"P-{number}" for number in range(1, 9)]
LATER = timedelta(days=7)
# The newest is the whole sample company; its elders are there for their formats.
PEOPLE, EVERY = 12, 20
FEWER_PEOPLE, FEWER_EVERY = 8, 30


@dataclass(frozen=True, slots=True)
class Program:
    """The program of a checkout, on a data directory."""

    checkout: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **more: str) -> str:
        """A command's output. Raises CalledProcessError."""
        command = [sys.executable, "-m", "services.cli.main", *arguments]
        environment = self.environment | more
        done = subprocess.run(command, cwd=self.checkout, env=environment, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def script(self, file: Path, *arguments: str) -> None:
        """Run a file with the checkout's modules. Raises CalledProcessError."""
        command = [sys.executable, str(file), *arguments]
        subprocess.run(command, cwd=self.checkout, env=self.environment, check=True)

    @contextmanager
    def up(self) -> Iterator[dict[str, str]]:
        """Both services running: `okr_url`, `pairing_url`, `nats_url`."""
        var = Path(self.environment["TOMONI_VAR"])
        command = [sys.executable, "-m", "services.cli.main", "up"]
        process = subprocess.Popen(command, cwd=self.checkout, env=self.environment, stdout=subprocess.DEVNULL)
        try:
            while not (var / "run.json").exists():
                if process.poll() is not None:
                    raise RuntimeError(f"tomoni up ended with {process.returncode}")
                time.sleep(0.1)
            yield json.loads((var / "run.json").read_text())
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def make(checkout: Path, *, whole: bool, postgresql: bool) -> Path:
    """The directory of the corpus that was made. `postgresql`: with okr's store there too."""
    commit = _git(checkout, "rev-parse", "--short=7", "HEAD")
    into = HERE / commit
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    with tempfile.TemporaryDirectory(prefix="corpus-") as directory:
        room = Path(directory)
        program = Program(
            checkout, new_environment(room / "var") | {"PYTHONPATH": str(checkout), "TOMONI_CLOCK_SECONDS": "2"}
        )
        sample = checkout / "services" / "cli" / "sample"
        many, every = (PEOPLE, EVERY) if whole else (FEWER_PEOPLE, FEWER_EVERY)
        cut_sample(sample, room / "sample", people=many, every=every, latest=not whole)
        write_history(room / "history")
        with program.up() as what:
            for name in ("sample", "history"):
                program.run("import", str(room / name), "--source", name)
            tokens = {ADMIN: program.run("token").strip()}
            tokens |= {who: program.run("token", who, "--role", "member").strip() for who in MEMBERS}
            teller = Teller({"okr": what["okr_url"], "pairing": what["pairing_url"]}, tokens)
            whole_story(teller)
            moment = datetime.now(UTC)
            if (checkout / "services" / "okr" / "clock.py").exists():
                until_quiet(program)
                moment += LATER
                program.script(HERE / "ticking.py", moment.isoformat(), what["nats_url"])
            until_quiet(program)
            dump(room / "var", what["nats_url"], into)
            ids = {typed: person for typed, person in people(teller).items() if typed in tokens}
        dump_sqlite(room / "var", into)
        if postgresql:
            with running_postgres() as server:
                name = f"corpus_{uuid4().hex}"
                with psycopg.connect(
                    server.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
                ) as admin:
                    admin.execute(f'CREATE DATABASE "{name}"')
                url = server.set(database=name).render_as_string(hide_password=False)
                program.run("board", TOMONI_OKR_STORE=url)
                dump_postgresql(url, into / "okr.postgresql.sql")
    noted = [json.dumps(note, ensure_ascii=False) for note in teller.noted]
    (into / "commands.jsonl").write_text("\n".join(noted) + "\n", encoding="utf-8")
    made = {
        "commit": commit,
        "committed": _git(checkout, "log", "-1", "--format=%cI"),
        "made": moment.isoformat(timespec="seconds"),
        "people": ids,
        "left_out": teller.left_out,
    }
    (into / "made.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(*teller.left_out, sep="\n")
    return into


def until_quiet(program: Program) -> None:
    """Wait until the clock has ticked, and nothing was written for some seconds."""
    before, since = -1, time.monotonic()
    while time.monotonic() - since < 5:
        told = json.loads(program.run("status", "--json"))
        last = sum(store["position"] + store["lag_events"] for store in told["stores"])
        if last != before:
            before, since = last, time.monotonic()
        time.sleep(0.5)


def _git(checkout: Path, *arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=checkout, stdout=subprocess.PIPE, check=True)
    return told.stdout.decode().strip()


if __name__ == "__main__":
    print(make(Path(sys.argv[1]).absolute(), whole="--whole" in sys.argv, postgresql="--postgresql" in sys.argv))
