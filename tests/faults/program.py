"""The parts: endless clients under a nemesis, on one server or three, and scenes of single faults."""

from __future__ import annotations

import sys
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from tests.faults import notices
from tests.faults.checker import Findings, check
from tests.faults.clients import Clients
from tests.faults.healing import BOUND, heal
from tests.faults.history import History
from tests.faults.nemesis import Nemesis
from tests.faults.processes import Installation
from tests.faults.report import Report
from tests.faults.scenes import Scene, play
from tests.faults.sending import Sender, sender_on
from tests.faults.settling import SECONDS, different_stores, settled
from tests.faults.without import MENDINGS, switched_off
from tests.postgres_fixture import running_postgres


async def run(
    var: Path,
    *,
    seconds: float,
    seed: int,
    replicas: int,
    long: float,
    stores: Mapping[str, str] | None = None,
    done: Container[str] = (),
    more: float = 0.0,
    last: bool = False,
) -> Report:
    """Let clients and nemesis go on for so many seconds, then let all settle, and compare.

    Faults that are `done` already come last; `more` are the seconds by which it may take longer to come to
    those that only it can come to, and, where it is the `last` run, to those that others have left to it.
    """
    installation = Installation(var, replicas, stores)
    sender: Sender | None = None
    try:
        await installation.start()
        sender = sender_on(installation, seed)
        clients = Clients(sender, seed)
        await clients.prepare()
        await notices.begin(installation, sender)
        clients.start()
        nemesis = Nemesis(installation, sender, clients, Random(f"{seed}:nemesis"), long=long, done=done)
        until = time.monotonic() + seconds
        await nemesis.rage(until, note, at_last=until + more, everything=last)
        await clients.stop(5.0 if nemesis.broken else SECONDS)
        events, in_time = await settled(installation)
        findings = check(sender.history, events)
        findings.violations += nemesis.broken
        if not in_time:
            findings.violations.append(f"pairing has not reacted to everything within {SECONDS:g} s")
        findings.violations += await notices.undelivered(installation, sender)
        findings.violations += await different_stores(installation)
        title = f"{replicas} server{'s' if replicas > 1 else ''}, {'PostgreSQL' if stores else 'SQLite'}"
        return Report(
            title,
            seed,
            sender.history,
            len(events),
            findings,
            nemesis.recoveries,
            owed=tuple(nemesis.owed(nemesis.faults)),
        )
    finally:
        if sender is not None:
            await sender.close()
        await installation.stop()


async def play_all(var: Path, scenes: Sequence[Scene], *, seed: int, stores: Mapping[str, str] | None = None) -> Report:
    """Play scenes on one stage, and compare."""
    played = await play(var, scenes, seed=seed, note=note, stores=stores)
    title = f"{len(scenes)} scenes, {'PostgreSQL' if stores else 'SQLite'}"
    return Report(title, seed, played.history, played.events, played.findings, played.recoveries, played.notes)


async def heal_all(where: Path, *, times: int, seed: int, stores: Mapping[str, str] | None = None) -> Report:
    """Let each fault that must heal within seconds happen so many times."""
    healed = await heal(where, times=times, seed=seed, note=note, stores=stores)
    title = f"healing, each fault {times} times"
    findings = Findings(violations=healed.wrong)
    return Report(title, seed, History(), 0, findings, healed.recoveries, healed.notes, bound=BOUND)


async def heal_without(where: Path, *, seed: int, stores: Mapping[str, str] | None = None) -> list[str]:
    """Switch each mending off in turn and let the fault that it is for happen once; the scenes that didn't mind."""
    unmoved = []
    for mending, (fault, _) in MENDINGS.items():
        token = switched_off.set(mending)
        try:
            healed = await heal(where / mending, times=1, seed=seed, note=note, stores=stores, only=fault)
        finally:
            switched_off.reset(token)
        if healed.notes:
            note(f"without {mending}: left out: {'; '.join(healed.notes)}")
        elif healed.wrong:
            note(f"without {mending} the scene fails: {healed.wrong[0][:300]}")
        else:
            unmoved.append(f"without {mending} nothing fails in {fault}")
            note(unmoved[-1])
    return unmoved


@contextmanager
def postgres_stores(*names: str) -> Iterator[list[dict[str, str]]]:
    """A PostgreSQL for the time of the block, with a database for each name: the URLs of both stores in each."""
    with running_postgres() as url:
        found = []
        for name in names:
            engine = create_engine(url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
            engine.dispose()
            own = url.set(database=name).render_as_string(hide_password=False)
            found.append({"okr": own, "pairing": own})
        yield found


def note(words: str) -> None:
    """Tell whoever watches."""
    sys.stderr.write(f"faults: {words}\n")
    sys.stderr.flush()
