"""`python -m tests.bench`: one run, one table. See `--help`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from statistics import quantiles

import msgspec
import pytest
import uvloop
from sqlalchemy.engine import URL

from tests.bench import rebuilding
from tests.bench.cold import cold
from tests.bench.commands import CLIENTS, Commands
from tests.bench.history import History
from tests.bench.reading import readers
from tests.bench.table import Row, show
from tests.bench.trees import trees
from tests.bench.visible import measure
from tests.nats_fixture import NatsServer, running_server
from tests.postgres_fixture import running_postgres

_FETCH = "nats-py fetch(1000), reading only"
_PUBLISHED_AT_ONCE = 4_000
_ATTEMPTS = 3
_PATIENCE = 10.0
_SHORT = 10_000

Way = Callable[[int], Awaitable[float | None]]
"""Reads so many events; returns the seconds that count, None where all of them do."""


def main() -> None:
    """Measure, print, and say by the exit code whether every target was met (only with --check)."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--events", type=int, default=None, help="length of the log (100,000; --full: 1,000,000)")
    parser.add_argument("--full", action="store_true", help="a longer log: a quarter of an hour")
    parser.add_argument("--rounds", type=int, default=None, help="how often each alternative runs (3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--check", action="store_true", help="end with 1 if a target was missed")
    options = parser.parse_args()
    events = options.events or (1_000_000 if options.full else 100_000)
    rounds = options.rounds or 3
    began = time.perf_counter()
    rows = asyncio.run(run(events, rounds))
    took = time.perf_counter() - began
    if options.json:
        told = {"events": events, "rounds": rounds, "seconds": took, "rows": [row.told() for row in rows]}
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    else:
        show(rows, f"{events:,} events, {rounds} rounds, medians; {took:.0f} s in all")
    if options.check and any(row.verdict == "MISSED" for row in rows):
        sys.exit(1)


async def run(events: int, rounds: int) -> list[Row]:
    """Every figure, on a server of its own in a directory that goes away."""
    with tempfile.TemporaryDirectory(prefix="tomoni-bench-") as directory:
        async with running_server(Path(directory) / "var") as server:
            history = await _filled(server, events)
            rows = await _reading(server, events, rounds)
            # nats-py comes with asyncio's own loop, so that is the yardstick; here both sides get the faster one.
            rows += await asyncio.to_thread(uvloop.run, _reading(server, events, rounds, on="uvloop"))
            rows.append(await _commands(server, history, rounds, quick=events < 20_000))
            async with running_server(Path(directory) / "short") as short:
                rows.append(await _cold(server, history, short, min(events, _SHORT), rounds))
            rows += await _visible(server, history, quick=events < 20_000)
        return rows + await trees(quick=events < 20_000)


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


async def _reading(server: NatsServer, events: int, rounds: int, *, on: str = "asyncio") -> list[Row]:
    few, fewer = min(events, 20_000), min(events, 5_000)
    memory: list[float] = []

    async def rebuild(count: int) -> float:
        filled = await rebuilding.on_sqlite(server, count, on)
        memory.append(filled.memory)
        return filled.seconds

    fetch, fast, full = (f"{what} ({on})" for what in (_FETCH, "fast reader, frames by pull", "full rebuild, SQLite"))
    tenth, postgresql = f"full rebuild, SQLite, of {events // 10:,} events", "full rebuild, PostgreSQL"
    async with readers(server) as ways:
        with ExitStack() as stack:
            alternatives: dict[str, tuple[Way, int]] = {
                fetch: (ways.fetch, events),
                fast: (ways.fast, events),
                full: (rebuild, events),
            }
            if on == "asyncio":
                alternatives[tenth] = rebuild, events // 10
                if (admin := _postgresql(stack)) is not None:
                    alternatives[postgresql] = _on_postgresql(server, admin), events
                alternatives |= {
                    "batched direct get": (ways.direct, events),
                    "nats-py ordered push consumer (in STORE)": (ways.push, events),
                    "FastStream, batches of 1,000": (ways.faststream_batch, few),
                    "FastStream, one by one": (ways.faststream_single, fewer),
                }
            figures: dict[str, list[float]] = {name: [] for name in alternatives}
            for number in range(rounds):
                for name, (way, count) in alternatives.items():
                    _note(f"round {number + 1} of {rounds}: {name}")
                    figures[name].append(await _rate(way, count))
    base, few_at_once = figures.pop(fetch), figures.pop(tenth, None)
    targets = {fast: 8.0, full: 3.0, postgresql: 2.0} if on == "asyncio" else {}
    rows = [Row(name, "events/s", rates, fetch, base, targets.get(name)) for name, rates in figures.items()]
    rows.append(Row(fetch, "events/s", base))
    if few_at_once is not None:
        each, against = ([1e6 / rate for rate in rates] for rates in (figures[full], few_at_once))
        rows.append(Row("rebuild, SQLite, time per event", "us", each, tenth, against, most=1.3))
        rows.append(Row("rebuild, SQLite, most memory", "MiB", [max(memory)], most=300))
    return rows


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


async def _cold(server: NatsServer, history: History, short: NatsServer, events: int, rounds: int) -> Row:
    other = await _filled(short, events)
    long, brief = [], []
    for number in range(rounds):
        _note(f"round {number + 1} of {rounds}: cold commands")
        brief.append(await cold(short, other))
        long.append(await cold(server, history))
    against = f"the same in a log of {events:,}"
    return Row(f"cold command p50, log of {history.events:,}", "ms", long, against, brief, most=1.3)


async def _commands(server: NatsServer, history: History, rounds: int, *, quick: bool) -> Row:
    commands = Commands(server, history, 0.3 if quick else 3.0, 50 if quick else 1_000)
    okr: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        for name, way, rates in (("a bare endpoint", commands.bare, bare), ("okr", commands.okr, okr)):
            _note(f"round {number + 1} of {rounds}: HTTP commands, {name}")
            rates.append(await way())
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


def _note(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")


if __name__ == "__main__":
    main()
