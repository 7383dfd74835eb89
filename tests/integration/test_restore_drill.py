"""The drill: everything is killed, the data directory is lost, a restore brings it back as it was."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.cli.services import Service, views_of
from services.cli.workplace import Running
from services.okr.clock import CheckInReminders, MissedCheckIns
from services.okr.experiments.due import OverdueExperiments
from services.okr.quarter_ends.due import LateValuesOver
from services.pairing.clock import PauseEnds, TermEnds, WeeksPass
from services.pairing.groups.handlers.reminders import MeetingReminders, QuietGroups
from shared.eventlog import connect
from shared.projection import Store
from shared.projection.tables import positions, versions
from shared.server.jetstream import ask
from shared.server.layout import Layout
from shared.server.running import server_pid
from tests.cli_kit import SAMPLE, Cli, alive
from tests.core_kit import dump
from tests.patience import PATIENCE
from tests.system_kit import ROOT, _when_it_runs, new_environment

PASSPHRASE = "correct horse battery staple"


@contextmanager
def everything_up(environment: dict[str, str]) -> Iterator[tuple[Running, Callable[[], None]]]:
    """Tomoni as processes of its own, and how to kill every one of them at once."""
    var = Path(environment["TOMONI_VAR"])
    with var.with_name("up.out").open("ab") as out:
        process = subprocess.Popen(
            ("tomoni", "up"), cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )

    def kill() -> None:
        victims = [process.pid, *_children(process.pid)]
        nats = server_pid(Layout(var))
        assert nats in victims
        assert len(victims) == 5, "the program, two services, the signer, the server"
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        process.wait(PATIENCE)
        _until(lambda: not any(alive(pid) for pid in victims), "they are dead")

    try:
        yield _when_it_runs(var, process, var.with_name("up.out")), kill
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _until(reached: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.2)


def rows(var: Path) -> dict[str, Any]:
    """Every row of every view, version and position of both stores."""
    found: dict[str, Any] = {}
    for service in Service:
        store = Store(f"sqlite:///{var}/{service}.sqlite", service, views_of(service))
        try:
            with store.read() as connection:
                found[service] = dump(connection, views_of(service))
                found[f"{service} versions"] = sorted(map(tuple, connection.execute(versions.select())))
                found[f"{service} position"] = [tuple(row) for row in connection.execute(positions.select())]
        finally:
            store.close()
    return found


def but_for_the_restore(found: dict[str, Any], position: int) -> dict[str, Any]:
    """The rows without what the two events brought that say that the log was restored, and which one it was."""
    found = dict(found)
    for service in Service:
        ended = found[service][f"{service}_ended_access"]
        assert [row["position"] for row in ended] == [position]
        found[service] = found[service] | {f"{service}_ended_access": []}
        of_it = [row for row in found[f"{service} versions"] if row[0].startswith(("private/access/", "log/"))]
        assert len(of_it) == 2
        found[f"{service} versions"] = [row for row in found[f"{service} versions"] if row not in of_it]
        ((name, at, *_),) = found[f"{service} position"]
        assert at == position + 1
        found[f"{service} position"] = name, position - 1
    return found


def handled(var: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(var / "pairing.sqlite")
    try:
        return set(connection.execute("SELECT rule, event_id FROM pairing_handled_marks"))
    finally:
        connection.close()


def count(cli: Cli, type_: str) -> int:
    return int(cli.ok("log", "stats", "--json").json["types"].get(type_, 0))


FORGOTTEN = "P-41"


CLOCKS = {
    f"system:{rule.name}"
    for rule in (
        *(CheckInReminders, MissedCheckIns, LateValuesOver, OverdueExperiments),
        *(PauseEnds, TermEnds, WeeksPass, MeetingReminders, QuietGroups),
    )
}
"""Who does what is due by the day on which the drill is held: on a Monday groups are reminded of their meetings."""


def others_than_the_clock(cli: Cli, *, after: int) -> list[str]:
    """The types of what happened behind a position of the log, less what the clocks did."""
    events = [json.loads(line) for line in cli.ok("log", "export", "--after", after).out.splitlines()]
    return [event["type"] for event in events if event["actor"] not in CLOCKS]


def test_the_drill(tmp_path: Path) -> None:
    var, backup = tmp_path / "var", tmp_path / "backup"
    # The clocks look once, when they start: nothing falls due between the backup and the kill.
    environment = new_environment(var) | {"TOMONI_BACKUP_PASSPHRASE": PASSPHRASE, "TOMONI_CLOCK_SECONDS": "3600"}
    cli = Cli(var, more={name: value for name, value in environment.items() if name.startswith("TOMONI_")})
    with everything_up(environment) as (what, kill):
        cli.ok("import", SAMPLE)
        cli.ok("subscriber", "add", "board-watch", "--filter", "okr.objective.*")
        cli.ok("subscriber", "rewind", "board-watch", "--to", "100")
        cli.ok("checkin", "KR-47", "31", "-m", "二件 / two", "--as", "P-1")
        drawn = count(cli, "pairing.rotation-confirmed.v1")
        cli.ok("quarter", "end", "2026-Q3")
        _until(lambda: count(cli, "pairing.rotation-confirmed.v1") == drawn + 1, "the next groups are drawn")
        _until(lambda: len(handled(var)) >= 2, "the reactions are through")
        cli.ok("forget", FORGOTTEN, "--yes")
        _until(lambda: waiting(what.nats_url, cli.layout) == 0, "also that one is reacted to")
        cli.ok("audit", "sign", "--once")
        signed = cli.ok("audit", "checkpoint", "--json").json
        cli.ok("backup", backup)
        cli.ok("log", "export", tmp_path / "before.jsonl")
        last = cli.ok("log", "stats", "--json").json["events"]
        _until(lambda: _reached(var, last), "both stores hold everything")
        place = cli.ok("status", "--json").json["subscribers"]
        kill()
    before, marks = rows(var), handled(var)
    for service in Service:
        ((name, at, *_),) = before[f"{service} position"]
        before[f"{service} position"] = name, at
    shutil.rmtree(var)

    told = cli.ok("restore", backup, "--json").json
    assert told["events"] == last + 2, "what was there, that it was restored, and which log it goes on from"
    assert but_for_the_restore(rows(var), last + 1) == before
    assert handled(var) == marks
    cli.ok("log", "export", tmp_path / "after.jsonl")
    after = (tmp_path / "after.jsonl").read_bytes()
    *others, _, continued, _ = after.split(b"\n")
    assert b"".join(each + b"\n" for each in others) == (tmp_path / "before.jsonl").read_bytes()
    data = json.loads(continued)["data"]
    assert (data["former"], data["size"], data["root"]) == (signed["origin"], signed["size"], signed["root"])
    assert data["origin"] == cli.ok("audit", "key", "--json").json["origin"] != signed["origin"]
    assert [each["name"] for each in cli.ok("subscriber", "list", "--json").json] == ["board-watch"]
    assert cli.ok("status", "--json").json["subscribers"] == place, "a subscriber goes on where he was"
    cli.ok("streams", "verify")

    with everything_up(environment) as (what, _):
        people = {each["id"]: each["name"] for each in cli.ok("people", "--json").json}
        assert people["P-1"]
        assert "(forgotten)" not in people.values()
        assert FORGOTTEN not in people
        cli.ok("quarter", "start", "2026-Q4")
        _until(lambda: _reached(var, last + 3), "a new command's event is in both stores")
        _until(lambda: waiting(what.nats_url, cli.layout) == 0, "every old event was heard again")
        assert count(cli, "pairing.rotation-confirmed.v1") == drawn + 1, "exactly one rotation, as before"
        assert others_than_the_clock(cli, after=last + 2) == ["okr.quarter-started.v1"], "nothing else happened"
        cli.ok("quarter", "end", "2026-Q4")
        _until(lambda: count(cli, "pairing.rotation-confirmed.v1") == drawn + 2, "and what is new is reacted to")


def _reached(var: Path, position: int) -> bool:
    found = rows(var)
    return all(found[f"{service} position"][0][1] >= position for service in Service)


def waiting(url: str, layout: Layout) -> int:
    """How many events the reactions of pairing still have before them."""

    async def ask_it() -> int:
        client = await connect(url, seed_file=layout.credentials("provisioner"), name="test")
        try:
            info = await ask(client, "CONSUMER.INFO.EVENTS.pairing-reactions")
        finally:
            await client.close()
        return int(info["num_pending"]) + int(info["num_ack_pending"])

    return asyncio.run(ask_it())
