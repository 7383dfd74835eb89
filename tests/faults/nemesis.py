"""What breaks. Each fault is over when its method returns; how long it takes until all goes on again is measured."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Container, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from tests.faults.clients import Clients
from tests.faults.processes import Installation, Instance
from tests.faults.recovery import SECONDS, recovered
from tests.faults.sending import Sender

Fault = Callable[[], Awaitable[None]]


class Nemesis:
    """Lets one thing break after the other, in an order that the seed gives. `long` is how long what stops stops."""

    def __init__(
        self,
        installation: Installation,
        sender: Sender,
        clients: Clients,
        random: Random,
        *,
        long: float,
        done: Container[str] = (),
    ) -> None:
        self._installation, self._sender, self._clients, self._random = installation, sender, clients, random
        self._long, self._done = long, done
        self._over = 0.0
        self.recoveries: dict[str, list[float]] = defaultdict(list)
        self.broken: list[str] = []
        """What never recovered: then nothing more is broken."""

    @property
    def own_faults(self) -> list[Fault]:
        """What only an installation of this kind can have."""
        servers: list[Fault] = [self.kill_nats_five_times, self.freeze_nats]
        if self._installation.replicas == 3:
            servers = [self.kill_leader, self.freeze_leader, self.kill_follower, self.lose_quorum]
        return [*servers, *([self.end_database_sessions] if self._installation.postgres is not None else [])]

    @property
    def faults(self) -> list[Fault]:
        """Every fault that this installation can have."""
        return [
            *self.own_faults,
            self.kill_okr,
            self.kill_pairing,
            self.kill_pairing_while_it_draws,
            self.freeze_okr,
            self.freeze_pairing,
            self.two_runners,
            self.lock_stores,
            self.fill_log,
            self.kill_rebuild,
            self.clocks_an_hour_apart,
        ]

    def owed(self, faults: Sequence[Fault]) -> list[str]:
        """Those of the faults that neither this nor another run has come to."""
        names = map(_name, faults)
        return [name for name in names if name not in self.recoveries and name not in self._done]

    async def rage(
        self, until: float, note: Callable[[str], None], *, at_last: float = 0.0, everything: bool = False
    ) -> None:
        """Fault after fault, each recovered from, until the moment (monotonic) has come.

        `at_last` (monotonic) is until when it goes on where it hasn't come to all that only it can come to; or, with
        `everything`, to what other runs have left to it.
        """
        waiting: list[Fault] = []
        awaited = self.faults if everything else self.own_faults
        while time.monotonic() < until or (time.monotonic() < at_last and self.owed(awaited)):
            if not waiting:
                waiting = self.faults
                self._random.shuffle(waiting)
                # From the end: what no other run has come to comes first, and of that what no other can come to.
                waiting.sort(key=lambda fault: (_name(fault) not in self._done, fault in self.own_faults))
            fault = waiting.pop()
            name = _name(fault)
            self._over = 0.0
            try:
                await fault()
                seconds = await self._recovered(self._over)
            except TimeoutError:
                reasons = await self._sender.reasons()
                self.broken.append(f"{name}: not all went on within {SECONDS:g} s: {reasons}")
                return
            self.recoveries[name].append(seconds)
            note(f"{name}: all goes on after {seconds:.1f} s")
            await asyncio.sleep(self._random.uniform(0.2, 1.0))

    def _mend(self) -> None:
        """From now on it is being mended: the time until all goes on counts from here."""
        self._over = time.monotonic()

    async def _recovered(self, since: float = 0.0) -> float:
        return await recovered(self._sender, self._clients, self._random, since)

    async def _killed_and_run_again(self, service: str) -> None:
        instance = self._one(service)
        await instance.signal(signal.SIGKILL)
        await asyncio.sleep(self._random.uniform(0, 1))
        self._mend()
        await self._installation.run(instance)

    async def kill_okr(self) -> None:
        """Between publish and answer, between store and position: whatever it was at."""
        await self._killed_and_run_again("okr")

    async def kill_pairing(self) -> None:
        """The same."""
        await self._killed_and_run_again("pairing")

    async def kill_pairing_while_it_draws(self) -> None:
        """Between the end of a quarter and the last group that is formed after it."""
        await self._clients.turn_quarter(self._random)
        await asyncio.sleep(self._random.uniform(0, 0.15))
        await self._killed_and_run_again("pairing")

    async def freeze_okr(self) -> None:
        """A second instance goes on for it; when it wakes, it must not do again what was done meanwhile."""
        await self._freeze("okr")

    async def freeze_pairing(self) -> None:
        """The same."""
        await self._freeze("pairing")

    async def _freeze(self, service: str) -> None:
        zombie = self._one(service)
        other = await self._installation.add(service)
        await zombie.signal(signal.SIGSTOP)
        await asyncio.sleep(self._long)
        await zombie.signal(signal.SIGCONT)
        self._mend()
        self.recoveries[f"{service} thawed"].append(await self._recovered(self._over))
        await self._installation.remove(other)

    async def two_runners(self) -> None:
        """Two instances on one store; the one that writes it dies, the other takes over."""
        service = self._random.choice(["okr", "pairing"])
        first = self._one(service)
        second = await self._installation.add(service)
        await asyncio.sleep(self._long / 4)
        await first.signal(signal.SIGKILL)
        self.recoveries["taking over from a killed runner"].append(await self._recovered())
        self._mend()
        await self._installation.run(first)
        await self._installation.remove(second)

    async def lock_stores(self) -> None:
        """Somebody holds a long exclusive transaction on every file, or every table, of both stores."""
        seconds = 0.6 * self._long
        if (url := self._installation.postgres) is not None:
            await asyncio.to_thread(_locked_tables, url, seconds)
        else:
            await asyncio.to_thread(_locked, sorted(self._installation.layout.var.glob("*.sqlite")), seconds)

    async def end_database_sessions(self) -> None:
        """PostgreSQL ends every session, as it does when it is started anew; the runners' locks go with them."""
        assert self._installation.postgres is not None
        await asyncio.to_thread(_ended_sessions, self._installation.postgres)

    async def clocks_an_hour_apart(self) -> None:
        """A second okr goes by a clock that is an hour ahead, or behind; clients ask either."""
        other = await self._installation.add("okr", ahead=self._random.choice([-3600.0, 3600.0]))
        await asyncio.sleep(self._long / 2)
        self._mend()
        await self._installation.remove(other)

    async def fill_log(self) -> None:
        """The log reaches its limit and refuses; then it is given more room."""
        await self._installation.limit_log(room=2_000)
        await asyncio.sleep(self._long / 3)
        await self._installation.limit_log(room=None)

    async def kill_rebuild(self) -> None:
        """A rebuild dies in the middle."""
        process = await self._installation.command("rebuild", self._random.choice(["okr", "pairing"]), "--json")
        with suppress(TimeoutError):
            await asyncio.wait_for(process.communicate(), self._random.uniform(0.8, 2.5))
        if process.returncode is None:
            process.kill()
        await process.wait()

    async def kill_nats_five_times(self) -> None:
        """The only server dies, and is started again; five times running, while clients write."""
        for _ in range(5):
            await asyncio.sleep(self._random.uniform(0.2, 0.8))
            await self._installation.kill_nats()
            await asyncio.sleep(self._random.uniform(0, 0.8))
            self._mend()
            await self._installation.revive_nats()

    async def freeze_nats(self) -> None:
        """The only server stands still."""
        self._installation.freeze_nats()
        await asyncio.sleep(self._long)
        await self._installation.thaw_nats()

    async def kill_leader(self) -> None:
        """The server that leads the log dies; another is elected."""
        leader = await self._installation.leader()
        await leader.kill()
        self.recoveries["going on without the leader"].append(await self._recovered())
        self._mend()
        await self._installation.cluster.start_member(leader)

    async def kill_follower(self) -> None:
        """A server that doesn't lead dies."""
        leader = await self._installation.leader()
        follower = self._random.choice([each for each in self._installation.cluster.members if each is not leader])
        await follower.kill()
        self.recoveries["going on without a follower"].append(await self._recovered())
        self._mend()
        await self._installation.cluster.start_member(follower)

    async def freeze_leader(self) -> None:
        """The leader stands still, and wakes believing that it still leads."""
        leader = await self._installation.leader()
        leader.signal(signal.SIGSTOP)
        await asyncio.sleep(self._long)
        leader.signal(signal.SIGCONT)

    async def lose_quorum(self) -> None:
        """Two of three die at once."""
        gone = self._random.sample(self._installation.cluster.members, 2)
        await asyncio.gather(*(member.kill() for member in gone))
        await asyncio.sleep(self._long / 2)
        self._mend()
        await asyncio.gather(*(self._installation.cluster.start_member(member) for member in gone))

    def _one(self, service: str) -> Instance:
        return self._random.choice(self._installation.instances[service])


def _name(fault: Fault) -> str:
    return getattr(fault, "__name__", "fault").replace("_", " ")


def _locked(files: list[Path], seconds: float) -> None:
    connections = [sqlite3.connect(file, isolation_level=None, timeout=20) for file in files]
    try:
        for connection in connections:
            connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
    finally:
        for connection in connections:
            connection.close()


def _locked_tables(url: str, seconds: float) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        query = text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname ~ '^(okr|pairing)'")
        tables = [f'"{schema}"."{table}"' for schema, table in connection.execute(query)]
        # Read by anybody, written by nobody.
        connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"))
        time.sleep(seconds)
    engine.dispose()


def _ended_sessions(url: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    engine.dispose()
