"""An import that is killed and run again ends as if nothing had happened."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.server.layout import Layout
from shared.server.running import server_pid
from tests.cli_kit import SAMPLE, Cli, alive, cli_on_server
from tests.patience import PATIENCE

Fingerprint = list[tuple[str, str, str, int]]


def fingerprints(cli: Cli) -> Fingerprint:
    return [(event.id, event.type, event.aggregate, event.version) for event in cli.events()]


def kill_in_the_middle(cli: Cli, at_least: int) -> int:
    """Start the import, kill it when so many events are there; how many it had written."""
    process = cli.start("import", SAMPLE)
    deadline = time.monotonic() + PATIENCE
    while True:
        # It stands still while it is counted, so that it can't come to its end meanwhile.
        process.send_signal(signal.SIGSTOP)
        if (written := len(cli.records())) >= at_least:
            break
        process.send_signal(signal.SIGCONT)
        assert process.poll() is None, "the import was over before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.communicate()
    return max(written, len(cli.records()))


def test_killed_twice_and_run_again(tmp_path: Path) -> None:
    with cli_on_server(tmp_path / "whole") as (cli, _):
        cli.ok("import", SAMPLE)
        wanted = fingerprints(cli)
    with cli_on_server(tmp_path / "broken") as (cli, _):
        first = kill_in_the_middle(cli, 60)
        assert first < len(wanted)
        second = kill_in_the_middle(cli, first + 300)
        assert first < second < len(wanted)
        told = cli.ok("import", SAMPLE, "--json").json
        assert told["rejects"] is None
        assert fingerprints(cli) == wanted
        # What was acknowledged in the moment of the kill may have been stored after it was counted.
        assert 0 < told["events"] <= len(wanted) - second
        for service in ("okr", "pairing"):
            assert cli.ok("rebuild", service, "--check", "--json").json["equal"]
        assert cli.ok("import", SAMPLE, "--json").json["events"] == 0


def test_the_server_that_a_killed_import_leaves_is_taken_over(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "var", more={"TOMONI_NATS_PORT": "1"})
    process = cli.start("import", SAMPLE)
    layout = Layout(cli.var)
    with _killed_at_last(layout):
        deadline = time.monotonic() + PATIENCE
        while not (layout.okr_store.exists() and layout.pairing_store.exists()):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
        process.communicate()
        orphan = server_pid(layout)
        assert orphan is not None
        told = cli.spawn("import", SAMPLE, "--json")
        assert told.code == 0, told
        assert told.json["rejects"] is None
        assert told.json["rows"]["check_ins.csv"]["taken"] == 917
        assert server_pid(layout) is None
        assert not alive(orphan)
        assert cli.spawn("import", SAMPLE, "--json").json["events"] == 0


def test_a_command_waits_while_another_one_is_at_work(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "var").begun()
    commands = [cli.start("people", "--json") for _ in range(3)]
    assert [command.communicate(timeout=PATIENCE) for command in commands] == [("[]\n", "")] * 3


@contextmanager
def _killed_at_last(layout: Layout) -> Iterator[None]:
    try:
        yield
    finally:
        if (pid := server_pid(layout)) is not None:
            os.kill(pid, signal.SIGKILL)
