"""Whether the log stores anything is tried on stream HEALTH, and never in the log itself."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.eventlog import EventLog, LogFull, Pulse, connect
from shared.eventlog.pulse import EVERY
from shared.server import streams
from shared.server.declared import EVENTS_BYTES
from shared.server.jetstream import ask
from tests.cli_kit import Cli
from tests.core_kit import new_id, order, progress, toy
from tests.nats_fixture import NatsServer

HOUR = 3600.0


async def idle(server: NatsServer, service: str, seconds: float) -> Pulse:
    """A service that nobody uses for so long, by its own time."""
    client = await connect(server.url, seed_file=server.seed_file(service), name=service)
    now = 0.0

    async def wait(some: float) -> None:
        nonlocal now
        now += some
        if now >= seconds:
            raise asyncio.CancelledError

    pulse = Pulse(EventLog(client), service, now=lambda: now, wait=wait)
    try:
        with pytest.raises(asyncio.CancelledError):
            await pulse.run()
    finally:
        await client.close()
    return pulse


async def test_an_idle_hour_leaves_the_log_as_it_was(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    await provisioner.jetstream().publish("okr.objective.one", b"{}")
    before = (await ask(provisioner, "STREAM.INFO.EVENTS"))["state"]
    for service in ("okr", "pairing"):
        pulse = await idle(nats_server, service, HOUR)
        assert (pulse.fate.trouble, pulse.absent) == (None, False)
    assert (await ask(provisioner, "STREAM.INFO.EVENTS"))["state"] == before
    health = (await ask(provisioner, "STREAM.INFO.HEALTH", {"subjects_filter": ">"}))["state"]
    assert health["last_seq"] == 2 * HOUR / EVERY
    assert health["subjects"] == {"health.okr": 1, "health.pairing": 1}


async def test_health_lies_on_the_same_disk_and_each_service_writes_its_own(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    health = (await ask(provisioner, "STREAM.INFO.HEALTH"))["config"]
    events = (await ask(provisioner, "STREAM.INFO.EVENTS"))["config"]
    assert events["max_bytes"] == EVENTS_BYTES
    assert (health["storage"], health["num_replicas"]) == (events["storage"], events["num_replicas"]) == ("file", 1)
    assert (health["max_msgs_per_subject"], health["discard"]) == (1, "old")
    for service, other in (("okr", "pairing"), ("pairing", "okr")):
        await idle(nats_server, service, EVERY)
        client = await nats_server.connect(service)
        for subject in (f"health.{other}", "health.anything", "$JS.API.STREAM.INFO.HEALTH"):
            with pytest.raises(Exception, match=r"no responders|timeout"):
                await client.request(subject, b"x", timeout=0.3)
    assert (await ask(provisioner, "STREAM.INFO.HEALTH"))["state"]["last_seq"] == 2


async def test_a_log_of_an_older_version_is_ready_and_gets_its_stream(nats_server: NatsServer) -> None:
    provisioner = await nats_server.connect("provisioner")
    await ask(provisioner, "STREAM.DELETE.HEALTH")
    pulse = await idle(nats_server, "okr", EVERY)
    assert (pulse.absent, pulse.fate.trouble) == (True, None)
    assert [str(each) for each in await streams.apply(provisioner)] == ["stream HEALTH was missing and has been made"]
    pulse = await idle(nats_server, "okr", EVERY)
    assert (pulse.absent, pulse.fate.trouble) == (False, None)


async def test_a_log_at_its_limit_refuses_in_words_of_its_own_and_takes_more_once_it_is_raised(
    nats_server: NatsServer,
) -> None:
    provisioner = await nats_server.connect("provisioner")
    await streams.apply(provisioner, max_bytes=2_000)
    client = await connect(nats_server.url, seed_file=nats_server.seed_file("okr"), name="okr")
    log, objective = EventLog(client), new_id()
    repository, began = toy(log), time.monotonic()

    async def until_refused() -> None:
        while True:
            await repository.handle(objective, [progress("k")], order())

    with pytest.raises(LogFull, match="raise TOMONI_LOG_MAX_BYTES, then run: tomoni streams apply"):
        await until_refused()
    assert time.monotonic() - began < 8, "a refusal is an answer: nobody waits for another one"
    assert isinstance(log.fate.trouble, LogFull)
    await streams.apply(provisioner, max_bytes=1_000_000)
    await repository.handle(objective, [progress("k")], order())
    assert log.fate.trouble is None
    await client.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB."""
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount the small tmpfs that is to be filled, and not everywhere")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> None:
    with (disk / "ballast").open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return


def test_a_start_on_a_full_disk_names_the_path(small_disk: Path) -> None:
    cli = Cli(small_disk / "var").begun()
    fill(small_disk)
    assert str(small_disk) in cli.refused(4, "quarter", "list", words="No space left on device").err
    (small_disk / "ballast").unlink()
    cli.ok("quarter", "list")
    fill(small_disk)
    assert str(small_disk) in cli.refused(4, "quarter", "list", words="No space left on device").err
