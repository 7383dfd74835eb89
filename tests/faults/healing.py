"""How long it takes until all is well again: each fault several times, counted from the end of its cause.

A leader that is cut off is counted from the beginning of it: the others, who have a majority, are there all the time.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url

from shared.readiness import STORES_NOTHING
from shared.server.cluster import Member
from shared.server.running import server_pid
from tests.faults.clients import Clients
from tests.faults.processes import Installation
from tests.faults.scenes.disks import fill, run
from tests.faults.sending import sender_on
from tests.faults.stage import LeftOut, Stage, opened
from tests.faults.up import up
from tests.faults.wire import Wire

BOUND = 10.0
"""Seconds within which all must be well again."""

_CUT = 13.0
"""Seconds for which a service hears nothing, or isn't heard: longer than it takes to notice."""


@dataclass
class Theatre:
    """A stage, and what stands beside it to break things with."""

    stage: Stage
    wire: Wire | None = None


Happens = Callable[[Theatre], Awaitable[float]]
Opened = Callable[[Path, int, Mapping[str, str] | None], AbstractAsyncContextManager[Theatre]]


@dataclass
class Healed:
    """What came of it: seconds by fault, and what never got well, or too late."""

    recoveries: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def heal(
    where: Path,
    *,
    times: int,
    seed: int,
    note: Callable[[str], None],
    stores: Mapping[str, str] | None = None,
    only: str | None = None,
) -> Healed:
    """Let each fault happen so many times, each kind on a stage of its own. `stores` are those of a PostgreSQL.

    With `only`, that fault alone.
    """
    healed = Healed()
    for place, all_of_it in THEATRES.items():
        happenings = [each for each in all_of_it if only in (None, getattr(each, "__name__", ""))]
        if not happenings:
            continue
        try:
            async with place(where / getattr(place, "__name__", "stage"), seed, stores) as theatre:
                for played, happens in enumerate(happenings, start=1):
                    if not await _several(happens, theatre, times, healed, note):
                        names = ", ".join(map(_name, happenings[played:]))
                        healed.wrong += [f"not tried on a stage that is broken: {names}"] if names else []
                        break
                healed.wrong += theatre.stage.sender.history.broken
        except LeftOut as reason:
            healed.notes.append(f"{getattr(place, '__name__', 'a stage')} was left out: {reason}")
        except Exception as failure:
            # Of the stage itself, before or after: the others are played all the same.
            told = f"{getattr(place, '__name__', 'a stage')}: {type(failure).__name__}: {failure}"
            healed.wrong.append(told)
            note(told)
    return healed


async def _several(happens: Happens, theatre: Theatre, times: int, healed: Healed, note: Callable[[str], None]) -> bool:
    """False where it never got well: then nothing more is broken on this stage."""
    name = _name(happens)
    seconds = healed.recoveries[name] = []
    try:
        for _ in range(times):
            seconds.append(await happens(theatre))
            if seconds[-1] > BOUND:
                healed.wrong.append(f"{name}: all was well after {seconds[-1]:.1f} s only; {BOUND:g} s is the bound")
    except Exception as failure:
        reasons = await theatre.stage.sender.reasons()
        healed.wrong.append(f"{name}: {type(failure).__name__}: {failure}; {reasons}")
        return False
    finally:
        told = ", ".join(f"{each:.1f}" for each in seconds)
        note(f"{name}: {len(seconds)} times, the longest {max(seconds, default=0):.1f} s ({told})")
    return True


def _name(happens: Happens) -> str:
    return getattr(happens, "__name__", "fault").replace("_", " ")


@asynccontextmanager
async def small_disk_under_the_log(
    where: Path, seed: int, _: Mapping[str, str] | None = None
) -> AsyncIterator[Theatre]:
    """`tomoni up`, whose server's streams lie on a disk of 6 MB."""
    if os.geteuid() != 0:
        raise LeftOut("only root may mount the small tmpfs that is to be filled")
    disk = Installation(where / "var", 1).layout.jetstream_dir
    disk.mkdir(parents=True)
    if await run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)):
        raise LeftOut("no tmpfs may be mounted here, not even by root")
    try:
        async with up(where / "var", seed=seed) as stage:
            yield Theatre(stage)
    finally:
        await run("umount", "--lazy", str(disk))


async def full_disk_under_the_log(theatre: Theatre) -> float:
    """There is no room for events; then there is."""
    stage = theatre.stage
    await stage.until_ready()
    ballast = stage.installation.layout.jetstream_dir / "ballast"
    await asyncio.to_thread(fill, ballast)
    writing = asyncio.create_task(stage.send("okr", "/objectives", {"title": "x" * 150}))
    await stage.until_told(503, STORES_NOTHING)
    ballast.unlink()
    began = time.monotonic()
    seconds = await stage.recovered(began)
    await stage.until_ready()
    await asyncio.wait([writing])
    return max(seconds, time.monotonic() - began)


async def dead_server(theatre: Theatre) -> float:
    """nats-server is killed under `tomoni up`."""
    return await _killed_under_up(theatre.stage)


async def _killed_under_up(stage: Stage) -> float:
    await stage.until_ready()
    pid = server_pid(stage.installation.layout)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return await stage.recovered(time.monotonic())


@asynccontextmanager
async def plain_stage(where: Path, seed: int, _: Mapping[str, str] | None = None) -> AsyncIterator[Theatre]:
    """One server, one process of each service, on SQLite."""
    async with opened(where / "var", seed=seed) as stage:
        yield Theatre(stage)


async def deleted_store_file(theatre: Theatre) -> float:
    """The files of both stores are deleted while services run, those of the views and those that no rebuild touches."""
    stage = theatre.stage
    await stage.until_ready()
    for file in stage.installation.layout.var.glob("*.sqlite*"):
        if file.suffix != ".lock":
            file.unlink()
    began = time.monotonic()

    async def back() -> bool:
        var = stage.installation.layout.var
        return all((var / f"{service}.sqlite").exists() for service in ("okr", "pairing"))

    await stage.until(back, "the files are there again")
    seconds = await stage.recovered(began)
    await stage.until_ready()
    seconds = max(seconds, time.monotonic() - began)
    await stage.on_both("rebuild", "--check", words="equals the live one")
    return seconds


@asynccontextmanager
async def wired_stage(where: Path, seed: int, _: Mapping[str, str] | None = None) -> AsyncIterator[Theatre]:
    """The same, with a cable between both services and their server that can be cut in either direction."""
    async with opened(where / "var", seed=seed) as stage:
        wire = Wire(stage.installation.nats_url)
        await wire.start()
        for instance in stage.instances:
            await stage.installation.end(instance)
            instance.more = {"TOMONI_NATS_URL": wire.url}
            await stage.installation.run(instance)
        yield Theatre(stage, wire)
        wire.mend()
        for instance in stage.instances:
            await stage.installation.end(instance)
        await wire.stop()


async def deaf_partition(theatre: Theatre) -> float:
    """Services hear nothing of their server, which hears them."""
    assert theatre.wire is not None
    theatre.wire.deafen()
    return await _cut_for_a_while(theatre.stage, theatre.wire)


async def mute_partition(theatre: Theatre) -> float:
    """Services aren't heard by their server, which they hear."""
    assert theatre.wire is not None
    theatre.wire.mute()
    return await _cut_for_a_while(theatre.stage, theatre.wire)


async def _cut_for_a_while(stage: Stage, wire: Wire) -> float:
    await asyncio.sleep(_CUT)
    for instance in stage.instances:
        checks = (await stage.http.get(f"{instance.url}/readyz")).json()["checks"]
        log = next(check for check in checks if check["name"] == "log")
        assert not log["ok"], f"{instance.service} is cut off, and says that its log is well"
    wire.mend()
    return await stage.recovered(time.monotonic())


@asynccontextmanager
async def three_servers(where: Path, seed: int, _: Mapping[str, str] | None = None) -> AsyncIterator[Theatre]:
    """Streams kept three times, with cables between the servers that can be pulled out."""
    installation = Installation(where / "var", 3)
    stage: Stage | None = None
    try:
        await installation.start()
        sender = sender_on(installation, seed)
        stage = Stage(installation, sender, Clients(sender, seed), seed)
        await stage.clients.prepare()
        yield Theatre(stage)
    finally:
        if stage is not None:
            await stage.http.aclose()
            await stage.sender.close()
        await installation.stop()


async def cut_off_leader(theatre: Theatre) -> float:
    """The leader, to which okr is connected, loses both others; they have each other, and clients reach all three."""
    stage, installation = theatre.stage, theatre.stage.installation
    await stage.until_ready()
    leader = await installation.leader()
    for _ in range(20):
        if await stage.log_server(stage.one("okr")) == leader.port:
            break
        await _step_down(installation)
        leader = await installation.leader()
    else:
        raise AssertionError("okr's server never came to lead the log")
    return await _cut_off(stage, leader)


async def cut_off_follower(theatre: Theatre) -> float:
    """Another server, to which okr is connected, loses both others: the leader is well, and can't be heard there."""
    stage, installation = theatre.stage, theatre.stage.installation
    await stage.until_ready()
    for _ in range(20):
        leader = await installation.leader()
        port = await stage.log_server(stage.one("okr"))
        for other in installation.cluster.members:
            if other is not leader and other.port == port:
                return await _cut_off(stage, other)
        await _step_down(installation)
    raise AssertionError("okr's server always led the log")


async def _cut_off(stage: Stage, member: Member) -> float:
    installation = stage.installation
    installation.routes.cut(member.name)
    seconds = await stage.recovered(time.monotonic())
    installation.routes.mend(member.name)
    await stage.until(lambda: _whole(installation), "all three servers hold everything again", 90)
    return seconds


async def _step_down(installation: Installation) -> None:
    client = await installation.connect("provisioner")
    try:
        await client.request("$JS.API.STREAM.LEADER.STEPDOWN.EVENTS", b"", timeout=5)
    finally:
        await client.close()
    await asyncio.sleep(0.5)


async def _whole(installation: Installation) -> bool:
    """Whether every stream and every durable has a leader, which hears of two others that are as far as it is."""
    client = await installation.connect("provisioner")
    try:
        names = json.loads((await client.request("$JS.API.CONSUMER.NAMES.EVENTS", b"", timeout=5)).data)["consumers"]
        asked = [f"STREAM.INFO.{stream}" for stream in ("EVENTS", "KEYS", "HEALTH")]
        for what in (*asked, *(f"CONSUMER.INFO.EVENTS.{name}" for name in names)):
            answer = json.loads((await client.request(f"$JS.API.{what}", b"", timeout=5)).data)
            replicas = answer.get("cluster", {}).get("replicas", [])
            if len(replicas) < 2 or not all(each.get("current") for each in replicas):
                return False
    except Exception:  # nobody answers yet
        return False
    finally:
        await client.close()
    return True


@asynccontextmanager
async def stage_on_a_database(
    where: Path, seed: int, stores: Mapping[str, str] | None = None
) -> AsyncIterator[Theatre]:
    """Both stores on PostgreSQL, behind a door that can be shut."""
    if stores is None:
        raise LeftOut("there is no PostgreSQL here")
    urls = {service: make_url(url) for service, url in stores.items()}
    far = urls["okr"]
    wire = Wire(f"tcp://{far.host}:{far.port}")
    await wire.start()
    port = int(wire.url.rpartition(":")[2])
    behind = {
        service: url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
        for service, url in urls.items()
    }
    try:
        async with opened(where / "var", seed=seed, stores=behind) as stage:
            yield Theatre(stage, wire)
    finally:
        await wire.stop()


async def dead_database(theatre: Theatre) -> float:
    """The database throws everybody out and takes nobody in; then it is there again."""
    stage, wire = theatre.stage, theatre.wire
    assert wire is not None
    await stage.until_ready()
    await wire.shut()
    await stage.until_told(503, "The store can't be written")
    await wire.open_again()
    return await stage.recovered(time.monotonic())


THEATRES: Mapping[Opened, tuple[Happens, ...]] = {
    small_disk_under_the_log: (full_disk_under_the_log, dead_server),
    plain_stage: (deleted_store_file,),
    wired_stage: (deaf_partition, mute_partition),
    three_servers: (cut_off_leader, cut_off_follower),
    stage_on_a_database: (dead_database,),
}
