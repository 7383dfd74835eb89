"""`python -m tests.bench`: one run, one table. See `--help`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import ExitStack, aclosing, suppress
from itertools import islice
from pathlib import Path
from statistics import quantiles

import msgspec
import pytest
import uvloop
from sqlalchemy.engine import URL

from tests.bench import rebuilding
from tests.bench.cold import CROWD, cold, crowd
from tests.bench.commands import CLIENTS, Commands
from tests.bench.history import History
from tests.bench.proving import proving
from tests.bench.reading import readers
from tests.bench.strangers import strangers
from tests.bench.table import HEAD, Row
from tests.bench.trees import trees
from tests.bench.visible import measure
from tests.nats_fixture import NatsServer, running_server
from tests.postgres_fixture import running_postgres

_FETCH = "nats-py fetch(1000), reading only"
_FAST = "fast reader, frames by pull"
_FULL = "full rebuild, SQLite"
# What only reads keeps nothing that grows: so many tell its rate.
_READ = 200_000
_QUICK = 20_000
_PUBLISHED_AT_ONCE = 4_000
_ATTEMPTS = 3
_PATIENCE = 10.0
_SHORT = 10_000

Way = Callable[[int], Awaitable[float | None]]
"""Reads so many events; returns the seconds that count, None where all of them do."""


def main() -> None:
    """Measure, print each row as soon as it is known, and say by the exit code whether targets were met (--check)."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--events", type=int, default=None, help="length of the log (100,000; --full: 1,000,000)")
    parser.add_argument("--full", action="store_true", help="a longer log: a quarter of an hour")
    parser.add_argument("--rounds", type=int, default=None, help="how often each alternative runs (3)")
    parser.add_argument("--json", action="store_true", help="print JSON, a row a line, instead of the table")
    parser.add_argument("--check", action="store_true", help="end with 1 if a target was missed")
    options = parser.parse_args()
    events = options.events or (1_000_000 if options.full else 100_000)
    rounds = options.rounds or 3
    missed = asyncio.run(_told(events, rounds, json=options.json))
    if options.check and missed:
        sys.exit(1)


async def _told(events: int, rounds: int, *, json: bool) -> bool:
    """Print every row when it is measured; returns whether a target was missed."""
    began, missed = time.perf_counter(), False
    if not json:
        _say(f"{events:,} events, {rounds} rounds, medians")
        _say(HEAD)
    async with aclosing(run(events, rounds)) as rows:
        async for row in rows:
            missed |= row.verdict == "MISSED"
            _say(msgspec.json.encode(row.told()).decode() if json else row.line())
    _note(f"{time.perf_counter() - began:.0f} s in all")
    return missed


async def run(events: int, rounds: int) -> AsyncGenerator[Row, None]:
    """Every figure, on a server of its own in a directory that goes away."""
    with tempfile.TemporaryDirectory(prefix="tomoni-bench-") as directory:
        async with running_server(Path(directory) / "var") as server:
            history = await _filled(server, events)
            for row in await _rebuilds(server, events, rounds):
                yield row
            # nats-py comes with asyncio's own loop, so that is the yardstick; here both sides get the faster one.
            for row in await asyncio.to_thread(uvloop.run, _on_uvloop(server, events)):
                yield row
            for row in await _other_readers(server, events):
                yield row
            for row in await asyncio.to_thread(uvloop.run, proving(server, events, rounds)):
                yield row
            async with running_server(Path(directory) / "short") as short:
                for row in await _cold(server, history, short, min(events, _SHORT), rounds):
                    yield row
        # Commands on aggregates that are cached, whatever the log's length; those that aren't are the rows above.
        async with running_server(Path(directory) / "busy") as busy:
            history = await _filled(busy, min(events, _QUICK))
            yield await _commands(busy, history, rounds, quick=events < _QUICK)
            for row in await _visible(busy, history, quick=events < _QUICK):
                yield row
        for row in await trees(quick=events < _QUICK):
            yield row
        yield await asyncio.to_thread(strangers, events, rounds)


async def _filled(server: NatsServer, events: int) -> History:
    history = History(events)
    messages = history.messages()
    _note(f"filling the log with {events:,} events ...")
    client = await server.connect("provisioner")
    stream = client.jetstream(publish_async_max_pending=2 * _PUBLISHED_AT_ONCE)
    while part := list(islice(messages, _PUBLISHED_AT_ONCE)):
        sent = [await stream.publish_async(subject, payload, headers=headers) for subject, payload, headers in part]
        await asyncio.gather(*sent)
    return history


async def _rebuilds(server: NatsServer, events: int, rounds: int) -> list[Row]:
    """What has a target: the fast reader and the rebuilds, in the same rounds as what they are measured against."""
    memory: list[float] = []

    async def rebuild(count: int) -> float:
        filled = await rebuilding.on_sqlite(server, count)
        memory.append(filled.memory)
        return filled.seconds

    fetch, fast, full = (f"{what} (asyncio)" for what in (_FETCH, _FAST, _FULL))
    tenth, postgresql = f"full rebuild, SQLite, of {events // 10:,} events", "full rebuild, PostgreSQL"
    async with readers(server) as ways:
        with ExitStack() as stack:
            alternatives: dict[str, tuple[Way, int]] = {
                fetch: (ways.fetch, min(events, _READ)),
                fast: (ways.fast, events),
                full: (rebuild, events),
                tenth: (rebuild, events // 10),
            }
            if (admin := _postgresql(stack)) is not None:
                alternatives[postgresql] = _on_postgresql(server, admin), events
            figures = await _rates(alternatives, rounds)
    base, few_at_once = figures.pop(fetch), figures.pop(tenth)
    targets = {fast: 8.0, full: 3.0, postgresql: 2.0}
    each, against = ([1e6 / rate for rate in rates] for rates in (figures[full], few_at_once))
    return [
        Row(fetch, "events/s", base),
        *(Row(name, "events/s", rates, fetch, base, targets.get(name)) for name, rates in figures.items()),
        Row("rebuild, SQLite, time per event", "us", each, tenth, against, most=1.3),
        Row("rebuild, SQLite, most memory", "MiB", [max(memory)], most=300),
    ]


async def _on_uvloop(server: NatsServer, events: int) -> list[Row]:
    async def rebuild(count: int) -> float:
        return (await rebuilding.on_sqlite(server, count, "uvloop")).seconds

    fetch, fast, full = (f"{what} (uvloop)" for what in (_FETCH, _FAST, _FULL))
    async with readers(server) as ways:
        figures = await _rates(
            {
                fetch: (ways.fetch, min(events, _READ)),
                fast: (ways.fast, events),
                full: (rebuild, min(events, _READ)),
            },
            1,
        )
    return [Row(name, "events/s", rates, fetch, figures[fetch]) for name, rates in figures.items()]


async def _other_readers(server: NatsServer, events: int) -> list[Row]:
    few, fewer = min(events, 20_000), min(events, 5_000)
    fetch = f"{_FETCH} (asyncio)"
    async with readers(server) as ways:
        figures = await _rates(
            {
                fetch: (ways.fetch, min(events, _READ)),
                "batched direct get": (ways.direct, min(events, _READ)),
                "nats-py ordered push consumer (in STORE)": (ways.push, min(events, _READ)),
                "FastStream, batches of 1,000": (ways.faststream_batch, few),
                "FastStream, one by one": (ways.faststream_single, fewer),
            },
            1,
        )
    base = figures.pop(fetch)
    return [Row(name, "events/s", rates, fetch, base) for name, rates in figures.items()]


async def _rates(alternatives: dict[str, tuple[Way, int]], rounds: int) -> dict[str, list[float]]:
    """Events a second of each alternative in each round."""
    figures: dict[str, list[float]] = {name: [] for name in alternatives}
    for number in range(rounds):
        for name, (way, count) in alternatives.items():
            rate = await _rate(way, count)
            figures[name].append(rate)
            _note(f"round {number + 1} of {rounds}: {name}: {rate:,.0f} events/s")
    return figures


def _postgresql(stack: ExitStack) -> URL | None:
    try:
        return stack.enter_context(running_postgres())
    except (pytest.skip.Exception, pytest.fail.Exception) as reason:
        _note(f"without PostgreSQL: {reason}")
        return None


def _on_postgresql(server: NatsServer, admin: URL) -> Way:
    async def rebuild(count: int) -> float:
        return (await rebuilding.on_postgresql(server, count, admin)).seconds

    return rebuild


async def _rate(way: Way, count: int) -> float:
    for _ in range(_ATTEMPTS):
        gc.collect()
        # A server now and then serves a pull request whose reader is gone, and the next one waits in vain.
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE + count / 1_000):
                began = time.perf_counter()
                own = await way(count)
                return count / (own or time.perf_counter() - began)
        _note("it stalled; once more")
    raise RuntimeError(f"it stalled {_ATTEMPTS} times")


async def _cold(server: NatsServer, history: History, short: NatsServer, events: int, rounds: int) -> list[Row]:
    other = await _filled(short, events)
    long, brief, shelved, walked = [], [], [], []
    for number in range(rounds):
        brief.append(await cold(short, other))
        long.append(await cold(server, history))
        _note(f"round {number + 1} of {rounds}: cold commands: {long[-1]:.2f} ms, {brief[-1]:.2f} ms in a short log")
    for number in range(rounds):
        shelved.append(await crowd(server, history, record_cache=True))
        walked.append(await crowd(server, history, record_cache=False))
        _note(f"round {number + 1} of {rounds}: {CROWD} at once: {shelved[-1]:.2f} s, {walked[-1]:.2f} s with no shelf")
    against = f"the same in a log of {events:,}"
    return [
        Row(f"cold command p50, log of {history.events:,}", "ms", long, against, brief, most=1.3),
        Row(f"{CROWD} cold commands at once, the last one", "s", shelved, "the same with no shelf", walked),
    ]


async def _commands(server: NatsServer, history: History, rounds: int, *, quick: bool) -> Row:
    commands = Commands(server, history, 0.3 if quick else 3.0, 50 if quick else 1_000)
    okr: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        for name, way, rates in (("a bare endpoint", commands.bare, bare), ("okr", commands.okr, okr)):
            rates.append(await way())
            _note(f"round {number + 1} of {rounds}: HTTP commands, {name}: {rates[-1]:,.0f}/s")
    return Row(
        f"HTTP one-event commands, {CLIENTS} clients",
        "commands/s",
        okr,
        "FastAPI that publishes one message",
        bare,
        0.7,
    )


async def _visible(server: NatsServer, history: History, *, quick: bool) -> list[Row]:
    _note("append to visible in the other service's store")
    delays = [1000 * seconds for seconds in await measure(server, history, 50 if quick else 500)]
    cuts = quantiles(delays, n=100, method="inclusive")
    return [Row(f"append by okr to visible in pairing's store, p{at}", "ms", [cuts[at - 1]]) for at in (50, 99)]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    # Whoever follows a file sees the row now, and has it should the rest fail.
    sys.stdout.flush()


def _note(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")


if __name__ == "__main__":
    main()
