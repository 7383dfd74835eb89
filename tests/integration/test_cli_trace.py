"""`tomoni trace`: from a command to what a reaction to it brought about, found by any of the ids."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.events import QuarterEnded, RotationConfirmed, RotationDrafted, derived_id
from shared.traceparent import trace_id
from tests.cli_kit import Cli
from tests.nats_fixture import NatsServer
from tests.pairing_world import Service, okr_of, service_of
from tests.patience import PATIENCE

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
async def rotated(nats_server: NatsServer, tmp_path: Path) -> dict[str, Any]:
    """A log in which a quarter has ended, under a trace, and pairing has formed groups; the events by class."""
    async with (
        okr_of(nats_server) as okr,
        service_of(nats_server, tmp_path / "pairing.sqlite") as service,
    ):
        await okr.company(2, 2, 2)
        await okr.plan("2026-Q2")
        async with service.reacting():
            await okr.end("2026-Q2", traceparent=TRACE)
            await service.until_handled()
        return await _events(service)


async def _events(service: Service) -> dict[str, Any]:
    wanted = (QuarterEnded, RotationDrafted, RotationConfirmed)
    return {kind.__name__: (await service.events(kind))[0] for kind in wanted}


def _spawn(nats_server: NatsServer, *arguments: object) -> Any:
    told = Cli(nats_server.layout.var, nats_server.url).spawn("trace", *arguments)
    assert told.code == 0, told
    return told


async def test_a_chain_by_each_of_its_ids(rotated: dict[str, Any], nats_server: NatsServer) -> None:
    ended, drafted, confirmed = (rotated[name] for name in ("QuarterEnded", "RotationDrafted", "RotationConfirmed"))
    plain = _spawn(nats_server, ended.position).out
    lines = plain.splitlines()
    assert lines[0] == f"command {ended.correlation} by {ended.actor}"
    assert lines[1].startswith(f"  {ended.position} okr.quarter-ended.v1 {ended.aggregate}@2 by ")
    assert lines[2].startswith(f"    {drafted.position} pairing.rotation-drafted.v1 {drafted.aggregate}@1 by system:")
    formed = [line for line in lines if "pairing.group-formed.v1" in line]
    assert len(formed) == 2
    assert all(line.startswith("      ") for line in formed), "confirmed, and below that the groups"
    # Of a reaction's command only the ids of its events stand in the log.
    command = derived_id(ended.id, "quarter-ended:draft")
    names = (ended.correlation, confirmed.id, drafted.id, command, trace_id(TRACE), ended.id.upper())
    for name in names:
        assert _spawn(nats_server, name).out == plain, name
    found = _spawn(nats_server, drafted.id, "--json").json
    assert [one["command"] for one in found] == [ended.correlation]
    assert [one["type"] for one in found[0]["caused"]] == ["okr.quarter-ended.v1"]
    caused = found[0]["caused"][0]["caused"]
    assert {one["type"].rpartition(".v")[0] for one in caused} >= {
        "pairing.rotation-drafted",
        "pairing.rotation-confirmed",
    }


async def test_a_reaction_s_commands_carry_a_child_of_the_event_s_trace(rotated: dict[str, Any]) -> None:
    ended, drafted, confirmed = (rotated[name] for name in ("QuarterEnded", "RotationDrafted", "RotationConfirmed"))
    assert ended.traceparent == TRACE
    assert {trace_id(event.traceparent) for event in (drafted, confirmed)} == {trace_id(TRACE)}
    assert len({event.traceparent for event in (ended, drafted, confirmed)}) == 3


async def test_nothing_of_that_name(rotated: dict[str, Any], nats_server: NatsServer) -> None:
    cli = Cli(nats_server.layout.var, nats_server.url)
    for name in (
        "0",
        "99999",
        "9" * 30,
        "nonsense",
        "okr.quarter-ended.v1",
        derived_id(rotated["QuarterEnded"].id, "x"),
    ):
        told = cli.spawn("trace", name)
        assert (told.code, told.out) == (3, "")
        assert "has to do with" in told.err


async def test_a_tree_in_a_terminal(rotated: dict[str, Any], nats_server: NatsServer) -> None:
    cli = Cli(nats_server.layout.var, nats_server.url)
    shown = _in_terminal(cli, "trace", str(rotated["RotationDrafted"].position))
    assert "└── " in shown
    assert "pairing.group-formed.v1" in shown


def _in_terminal(cli: Cli, *arguments: str) -> str:
    own, its = pty.openpty()
    command = [sys.executable, "-m", "services.cli.main", *arguments]
    environment = cli.environment(COLUMNS="200", TERM="xterm")
    process = subprocess.Popen(command, env=environment, stdin=its, stdout=its, stderr=its)
    os.close(its)
    shown = b""
    try:
        while part := os.read(own, 65536):
            shown += part
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(own)
        assert process.wait(PATIENCE) == 0, shown.decode()
    return shown.decode()
