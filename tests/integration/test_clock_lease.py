"""Two real processes of a service on one store: one is the clock; when it is killed the other is, within seconds."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.eventlog import Decider, EventLog, Repository
from shared.events import Event, MemberPaused, MemberResumed, Recorded, decode
from shared.projection import Store
from shared.projection.locking import ClockLease, RunnerLock
from tests.cli_kit import Cli
from tests.core_kit import ServerThread, order, server_thread, toy_views
from tests.patience import PATIENCE

TAKEOVER_SECONDS = PATIENCE


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerThread]:
    with server_thread(tmp_path / "var") as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'pairing.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


def test_a_lease_is_held_by_one_and_known_to_be_lost(store_url: str) -> None:
    one, other = (Store(store_url, "pairing", toy_views()) for _ in range(2))
    first, second = ClockLease(one), ClockLease(other)
    assert not first.still_held()
    assert first.acquire()
    assert first.still_held()
    assert not second.acquire()
    assert not second.still_held()
    runner = RunnerLock(other)
    assert runner.acquire(), "the projection's lock is another one"
    runner.release()
    first.release()
    assert not first.still_held()
    assert second.acquire()
    second.release()
    for store in (one, other):
        store.close()


async def test_a_lease_that_the_database_gave_up_is_taken_anew(postgres_url: str) -> None:
    store = Store(postgres_url, "pairing", toy_views())
    lease = ClockLease(store)
    assert lease.acquire()
    with store.lasting.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
    assert not lease.still_held()
    lease.release()
    assert lease.acquire()
    lease.release()
    store.close()


def test_killed_the_other_is_the_clock_and_does_what_became_due(server: ServerThread, store_url: str) -> None:
    cli = Cli(server.layout.var, server.url)
    environment = {
        "TOMONI_CLOCK_SECONDS": "0.5",
        "TOMONI_METRICS_OPEN": "true",
        "TOMONI_PAIRING_STORE": store_url,
        "TOMONI_LOG_LEVEL": "warning",
    }
    processes: dict[int, subprocess.Popen[str]] = {}
    try:
        for _ in range(2):
            port = _free_port()
            processes[port] = cli.start("serve", "pairing", "--port", port, **environment)
            _until(lambda port=port: "tomoni_clock_active" in _figures(port), 60)  # type: ignore[misc]
        _until(lambda: sum(_active(port) for port in processes) == 1, 20)
        asyncio.run(_pause(server, "before"))
        _until(lambda: _resumed(server) == ["before"], 20)
        leader = next(port for port in processes if _active(port))
        processes[leader].send_signal(signal.SIGKILL)
        processes.pop(leader).communicate()
        killed = time.monotonic()
        asyncio.run(_pause(server, "after"))
        (left,) = processes
        _until(lambda: _active(left) and "after" in _resumed(server), 30)
        took = time.monotonic() - killed
        assert took < TAKEOVER_SECONDS, f"the takeover took {took:.1f} s"
        time.sleep(2)
        assert _resumed(server) == ["before", "after"], "nothing is done twice"
    finally:
        for process in processes.values():
            process.kill()
            process.communicate()


async def _pause(server: ServerThread, member: str) -> None:
    """What only a clock that was away finds: a pause that is over already."""
    event = MemberPaused(until=datetime.now(UTC).date() - timedelta(days=1))
    async with server.log("pairing") as log:
        raw: Repository[None, Event] = Repository(
            log, Decider("pairing", "private/member", None, lambda command, _: [command], lambda _, __: None)
        )
        await raw.handle(member, event, order())


def _resumed(server: ServerThread) -> list[str]:
    return [event.aggregate_id for event in asyncio.run(_events(server)) if isinstance(event.data, MemberResumed)]


async def _events(server: ServerThread) -> list[Recorded[Event]]:
    async with server.client("audit") as client:
        log = EventLog(client)
        last = (await log.info()).state.last_seq
        return [decode(position, payload) async for batch in log.range(0, last) for position, payload in batch]


def _figures(port: int) -> dict[str, float]:
    try:
        text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE, trust_env=False).text
    except httpx.HTTPError:
        return {}
    families = text_string_to_metric_families(text)
    return {sample.name: sample.value for family in families for sample in family.samples}


def _active(port: int) -> bool:
    return _figures(port).get("tomoni_clock_active") == 1


def _until(true: object, seconds: float) -> None:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it didn't come"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
