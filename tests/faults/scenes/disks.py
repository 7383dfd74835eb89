"""What the disk under a store does: it turns read-only, and it is full."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.faults.processes import Instance
from tests.faults.stage import LeftOut, Stage


async def read_only_stores(stage: Stage) -> float:
    """Stores that can be read only: nothing is guessed, what is new waits in the log, and is shown in the end."""
    if stage.installation.postgres is not None:
        return await _read_only_database(stage, stage.installation.postgres)
    for instance in stage.instances:
        await stage.installation.end(instance)
    async with _read_only(stage.installation.layout.var) as files:
        await asyncio.gather(*(stage.installation.run(instance, ready=False) for instance in stage.instances))
        await stage.until_told(503, "The store can't be written", "look at the disk")
        answer = await stage.send("okr", "/objectives", {"title": "Not shown yet"})
        if answer.status_code != 201:
            # Something was written while the services ended: whoever's rights ended by it would go unnoticed here.
            assert (answer.status_code, "can't be known here now" in answer.text) == (503, True), answer.text
        found = await stage.sender.query("okr", "/quarters")
        assert found is not None
        assert found.status_code == 200, found.text
        began = time.monotonic()
        await _writable(files)
        await stage.until_ready()
        return await stage.recovered(began)


@asynccontextmanager
async def _read_only(var: Path) -> AsyncIterator[list[Path]]:
    """The files of both stores are nobody's to write, not even root's, until they are made writable again."""
    files = [file for service in ("okr", "pairing") for file in var.glob(f"{service}.*") if file.is_file()]
    mounted: list[Path] = []
    try:
        for file in files:
            if os.geteuid() != 0:
                file.chmod(0o444)
                continue
            # Root is refused by nothing but a mount: each file is mounted over itself.
            if await run("mount", "--bind", str(file), str(file)):
                raise LeftOut("root may not mount here, and nothing else keeps root from writing a file")
            mounted.append(file)
            assert not await run("mount", "-o", "remount,ro,bind", str(file))
        yield files
    finally:
        await _writable(files)
        for file in mounted:
            # Services may have them open; what they write lands in the same files.
            assert not await run("umount", "--lazy", str(file))


async def _writable(files: list[Path]) -> None:
    for file in files:
        if os.geteuid() != 0:
            file.chmod(0o644)
        else:
            await run("mount", "-o", "remount,rw,bind", str(file))


async def _read_only_database(stage: Stage, url: str) -> float:
    """PostgreSQL refuses to write, as a standby does that has not been promoted; under services that run."""
    # Only new sessions take it, so those that there are end.
    await asyncio.to_thread(_administer, url, "on")
    try:
        answer = await stage.send("okr", "/objectives", {"title": "Not shown yet"})
        assert answer.status_code == 201, answer.text
        await stage.until_told(503, "The store can't be written", "read-only")
    finally:
        began = time.monotonic()
        await asyncio.to_thread(_administer, url, "off")
    await stage.until_ready()
    return await stage.recovered(began)


def _administer(url: str, read_only: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {read_only}'))
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


async def full_disk(stage: Stage) -> float:
    """The disk that holds the stores alone is full, under services that run: they say so, and catch up later."""
    if stage.installation.postgres is not None:
        raise LeftOut("the disk of PostgreSQL is its own affair; the scene is played with SQLite")
    if os.geteuid() != 0:
        raise LeftOut("only root may mount the small tmpfs that is to be filled")
    disk = stage.installation.layout.var.with_name("small")
    disk.mkdir()
    if await run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)):
        raise LeftOut("no tmpfs may be mounted here, not even by root")
    own = [await stage.installation.add(service, more=_store(disk, service)) for service in ("okr", "pairing")]
    former = [stage.one(service) for service in ("okr", "pairing")]
    try:
        for instance in former:
            stage.installation.instances[instance.service].remove(instance)
        await stage.recovered(time.monotonic())
        ballast = disk / "ballast"
        await asyncio.to_thread(fill, ballast)
        written = 0
        # What is in the write-ahead log already is written over for a while.
        while (await stage.readiness(own[0]))[0] == 200 or (await stage.readiness(own[1]))[0] == 200:
            answer = await stage.send("okr", "/objectives", {"title": "x" * 150})
            assert answer.status_code == 201, answer.text
            written += 1
            assert written < 4_000, "the disk never was full"
        await stage.until_told(503, "The store can't be written", "disk")
        found = await stage.sender.query("okr", "/quarters")
        assert found is not None
        assert found.status_code == 200, found.text
        began = time.monotonic()
        ballast.unlink()
        await stage.until_ready()
        seconds = await stage.recovered(began)
        for service in ("okr", "pairing"):
            await stage.command("rebuild", service, "--check", words="equals the live one", more=_store(disk, service))
        return seconds
    finally:
        for instance in own:
            await _end(stage, instance)
        for instance in former:
            stage.installation.instances[instance.service].insert(0, instance)
        await run("umount", str(disk))


def _store(disk: Path, service: str) -> dict[str, str]:
    return {f"TOMONI_{service.upper()}_STORE": f"sqlite:///{disk}/{service}.sqlite"}


async def _end(stage: Stage, instance: Instance) -> None:
    if instance in stage.installation.instances[instance.service]:
        stage.installation.instances[instance.service].remove(instance)
    await stage.installation.end(instance)


def fill(file: Path) -> None:
    try:
        with file.open("wb", buffering=0) as output:
            for piece in (65536, 4096, 1):
                try:
                    while output.write(b"\0" * piece):
                        pass
                except OSError:
                    continue
    except OSError:
        pass


async def run(*command: str) -> int:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()
