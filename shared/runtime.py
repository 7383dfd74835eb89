"""What a service stands on: its connection to the log, its store with a runner, and the means to seal text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from shared.access import EndedAccess, Gate, GonePeople
from shared.eventlog import EventLog, FastReader, LogClient, LogUnavailable, Pulse, RecordCaching, StreamInfo, connect
from shared.events import PersonForgotten, Recorded
from shared.projection import Runner, Store, Tenancy, View, dropped_in
from shared.readiness import of_log, of_projection
from shared.sealing import Keyring, Sealer, read_master_key
from shared.sealing.erasure import Forgetting, followed
from shared.server import streams
from shared.server.layout import Layout
from shared.settings import Settings
from shared.stopping import ended

_ANSWER = 1.5
"""Seconds in which the log must say how it is: less than a readiness check may take."""


class Drift(RuntimeError):
    """The streams are not as they must be; the text names each difference and the way out."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything a service needs from below, opened and running."""

    service: str
    settings: Settings
    client: LogClient
    log: EventLog
    store: Store
    runner: Runner
    tenancy: Tenancy
    record_caching: RecordCaching
    sealer: Sealer
    seed_file: str
    pulse: Pulse
    gate: Gate | None = None
    """What knows which sessions and tokens have ended; None where the views don't."""

    async def not_ready(self) -> str | None:
        """Why the projection is not to be trusted now, as a sentence; None where it is."""
        runner = self.runner
        return of_projection(
            self.service,
            # Where it stands by, or is just beginning, it hasn't stopped yet.
            halted=runner.halted or self.store.outdated,
            ailing=runner.ailing,
            remade=self.store.incomplete,
            parked=runner.parked,
        )

    async def log_not_ready(self) -> str | None:
        """Why nothing can be written now, as a sentence; None where the log takes events."""
        connected = self.client.is_connected
        return of_log(
            connected=connected,
            info=await self._info() if connected else LogUnavailable("nobody was asked"),
            appends=self.log.fate,
            trials=self.pulse.fate,
            untried=self.pulse.absent,
        )

    async def _info(self) -> StreamInfo | LogUnavailable:
        """What the log's leader says of it, or why it says nothing."""
        try:
            async with asyncio.timeout(_ANSWER):
                return await self.log.info()
        except TimeoutError:
            return LogUnavailable(f"nothing came within {_ANSWER:g} s")
        except LogUnavailable as error:
            return error


@asynccontextmanager
async def beating(runtime: Runtime) -> AsyncIterator[None]:
    """For the time of the block, try whether the log takes anything while nobody writes: for whoever serves.

    He also makes a store for his version where it has none yet, and throws away what an older one has left.
    """
    runtime.runner.renewing.wanted = runtime.tenancy.lets_go = True
    beat = asyncio.create_task(runtime.pulse.run(), name=f"{runtime.service} pulse")
    try:
        yield
    finally:
        await ended(beat)


def store_url(settings: Settings, service: str) -> str:
    """The SQLAlchemy URL of a service's store: as set, or a SQLite file in the data directory."""
    given: str | None = getattr(settings, f"{service}_store")
    layout = Layout(settings.var)
    return given or f"sqlite:///{getattr(layout, f'{service}_store').absolute()}"


@asynccontextmanager
async def open_runtime(settings: Settings, service: str, views: Sequence[View], *, url: str) -> AsyncIterator[Runtime]:
    """Connect, check the streams, open the store and run its projection, until the context ends.

    Raises ConnectionError where no server answers, Drift where the streams are not as declared.
    """
    layout = Layout(settings.var)
    seed_file = layout.credentials(service)
    client = await connect(url, seed_file=seed_file, name=service)
    try:
        await _check_streams(client, service, settings)
        master = read_master_key(settings.master_key_path)
        log = EventLog(client)
        log.left_out = partial(dropped_in, log, service)
        # Who may write the service's events may well say what they are.
        record_caching = RecordCaching(log, layout.shelves, await asyncio.to_thread(seed_file.read_bytes), service)
        log.at_hand = record_caching.whole
        began = (await log.info()).state.last_seq
        store = Store(store_url(settings, service), service, views)
        sealer = Sealer(Keyring(client, master), master)

        def heard(event: Recorded[PersonForgotten]) -> None:
            sealer.forget(event.aggregate_id)

        async def seen(person: str) -> None:
            sealer.forget(person)

        reader = FastReader(client, f"{service}-projection")
        runner = Runner(store, log, reader, views, {PersonForgotten: heard})
        tenancy = Tenancy(store)
        await asyncio.to_thread(tenancy.look)
        # The hook is for whoever waits for the event in this store; a runner that stands by folds nothing.
        forgetting = Forgetting(log, seen, position=began)
        running = asyncio.create_task(runner.run(), name=f"{service} projection")
        keeping = asyncio.create_task(record_caching.keep(), name=f"{service} shelf")
        being = asyncio.create_task(tenancy.run(), name=f"{service} tenancy")
        gate = _gate(store, runner, log, views, settings)
        try:
            async with followed(forgetting):
                pulse = Pulse(log, service)
                yield Runtime(
                    service,
                    settings,
                    client,
                    log,
                    store,
                    runner,
                    tenancy,
                    record_caching,
                    sealer,
                    str(seed_file),
                    pulse,
                    gate,
                )
        finally:
            keeping.cancel()
            if gate is not None:
                await gate.close()
            await ended(running)
            await ended(keeping)
            await ended(being)
            record_caching.close()
            store.close()
    finally:
        await client.close()


def _gate(store: Store, runner: Runner, log: EventLog, views: Sequence[View], settings: Settings) -> Gate | None:
    ends = next((each for each in views if isinstance(each, EndedAccess)), None)
    gone = next((each for each in views if isinstance(each, GonePeople)), None)
    if ends is None or gone is None:
        return None
    return Gate(store, runner, log, (ends, gone), reads_for=settings.reads_without_ends_seconds)


async def _check_streams(client: LogClient, service: str, settings: Settings) -> None:
    found = await streams.verify(client, service=service, replicas=settings.replicas)
    if found:
        named = "; ".join(str(difference) for difference in found)
        raise Drift(f"the streams are not as they must be: {named}. Run: tomoni streams apply")
