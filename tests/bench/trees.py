"""The whole tree of a large company: now, beside a bare SQLite select of its rows, and as of a past day."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import quantiles

from sqlalchemy import Connection, Select
from sqlalchemy.dialects import sqlite

from services.okr.objectives.views import board, goal_rows
from services.okr.objectives.views.standing import health_on
from services.okr.runtime.past import ordering_key
from services.okr.views import VIEWS
from shared.eventlog import EventLog, FastReader, connect
from shared.events import (
    Event,
    KeyResultAdded,
    Metric,
    ObjectiveAligned,
    ObjectiveDrafted,
    ObjectivePublished,
    PersonJoined,
    ProgressUpdated,
    QuarterPlanned,
    QuarterStarted,
)
from shared.projection import Store
from shared.projection.asof import Clocks, as_of
from shared.projection.rebuild import fill
from shared.projection.snapshots import Snapshots
from tests.bench.history import History
from tests.bench.table import Row
from tests.nats_fixture import NatsServer, running_server

_AT_ONCE = 4_000
_SLOWER = 3
"""The tree may take so many times as long as the bare select."""


class Company(History):
    """So many people, an objective each with three key results, all in one tree, and so many check-ins."""

    def __init__(self, people: int, check_ins: int) -> None:
        # Each person joins; an objective is six events, and an alignment where it is not the first.
        super().__init__(people + 2 + 6 * people - 1 + check_ins)
        self._people, self._check_ins = people, check_ins

    def _events(self) -> Iterator[tuple[str, str, Event, str]]:
        people = [self.fresh_id() for _ in range(self._people)]
        for person in people:
            name = self._sealed(person, 24)
            yield "okr", f"person/{person}", PersonJoined(name=name, function="dev"), people[0]
        quarter = self.fresh_id()
        planned = QuarterPlanned(label="2026-Q1", start=date(2026, 1, 1), end=date(2026, 3, 31))
        yield "okr", f"quarter/{quarter}", planned, people[0]
        yield "okr", f"quarter/{quarter}", QuarterStarted(), people[0]
        measure = Metric(baseline=Decimal("12.5"), target=Decimal(96), unit="%")
        key_results, objectives = [], [self.fresh_id() for _ in people]
        for number, (objective, owner) in enumerate(zip(objectives, people, strict=True)):
            aggregate = f"objective/{objective}"
            drafted = ObjectiveDrafted(title=f"Objective {number}", quarter=quarter, team="dev", owner=owner)
            yield "okr", aggregate, drafted, owner
            for index in range(3):
                key_result = self.fresh_id()
                added = KeyResultAdded(key_result=key_result, title=f"Key result {index}", measure=measure, owner=owner)
                yield "okr", aggregate, added, owner
                key_results.append((key_result, aggregate))
            if number:
                # Six below each, so the tree is five deep.
                yield "okr", aggregate, ObjectiveAligned(objective=objectives[(number - 1) // 6]), owner
            yield "okr", aggregate, ObjectivePublished(), owner
        for _ in range(self._check_ins):
            key_result, aggregate = self._random.choice(key_results)
            value, actor = Decimal(self._random.randrange(125, 960)) / 10, self._random.choice(people)
            made = ProgressUpdated(
                check_in=self.fresh_id(), key_result=key_result, value=value, confidence=self._random.randrange(11)
            )
            yield "okr", aggregate, made, actor


async def trees(*, quick: bool) -> list[Row]:
    """Rows about 2,000 people, 6,000 key results and 150,000 check-ins; about 20 and 1,500 for a `quick` run."""
    company = Company(20, 1_500) if quick else Company(2_000, 150_000)
    with tempfile.TemporaryDirectory(prefix="tomoni-bench-trees-") as directory:
        async with running_server(Path(directory) / "var") as server:
            times = await _filled(server, company)
            client = await connect(server.url, seed_file=server.seed_file("okr"), name="bench trees")
            try:
                log = EventLog(client)
                return [
                    *await _now(log, FastReader(client, "okr-projection"), Path(directory), company.events, quick),
                    *await _then(log, Path(directory), times, quick),
                ]
            finally:
                await client.close()


async def _filled(server: NatsServer, company: Company) -> datetime:
    """Fill the log; the moment of the middle of it."""
    _note(f"a company's tree: filling the log with {company.events:,} events ...")
    client = await server.connect("provisioner")
    stream = client.jetstream(publish_async_max_pending=2 * _AT_ONCE)
    messages, begun = company.messages(), company.at
    while part := list(islice(messages, _AT_ONCE)):
        for future in [await stream.publish_async(subject, body, headers=headers) for subject, body, headers in part]:
            await future
    await client.close()
    return begun + (company.at - begun) * 2 / 3


async def _now(log: EventLog, reader: FastReader, directory: Path, events: int, quick: bool) -> list[Row]:
    store = Store(f"sqlite:///{directory}/okr.sqlite", "okr", VIEWS)
    try:
        number, engine = store.next_generation()
        await fill(engine, log, reader, VIEWS, "okr", events, lambda _, __: None)
        file = engine.url.database
        assert file is not None
        rounds = 3 if quick else 40
        _note(f"a company's tree: {rounds} rounds of the tree and of a bare select")
        ours, bare = [], []
        with closing(sqlite3.connect(file)) as raw, engine.connect() as connection:
            for _ in range(rounds):
                bare.append(_timed(lambda: _select(raw)))
                ours.append(_timed(lambda: _tree(connection)))
        engine.dispose()
        store.drop(number)
    finally:
        store.close()
    rows = []
    for at in (50, 99):
        one, other = (1000 * quantiles(each, n=100, method="inclusive")[at - 1] for each in (ours, bare))
        rows.append(Row(f"whole tree, now, p{at}", "ms", [one], "bare select of its rows", [other], most=_SLOWER))
    return rows


async def _then(log: EventLog, directory: Path, at: datetime, quick: bool) -> list[Row]:
    past = Snapshots(directory / "past", VIEWS, ordering_key, every=500 if quick else 10_000)
    near = at + timedelta(hours=1)
    figures = {}
    for name, clocks, snapshots in (
        ("no snapshots at all", Clocks(at), None),
        ("cold, making the index and a snapshot", Clocks(at), past),
        ("with a snapshot", Clocks(at), past),
        ("an hour later, with that snapshot", Clocks(near), past),
        ("by what was known, with that snapshot", Clocks(None, at), past),
    ):
        _note(f"a company's tree as of {at:%Y-%m-%d}: {name}")
        began = time.perf_counter()
        async with as_of(log, VIEWS, clocks, past=snapshots) as connection:
            folded = time.perf_counter()
            assert _tree(connection)
        ended = time.perf_counter()
        figures[name] = (ended - began, ended - folded)
    whole = figures.pop("no snapshots at all")[0]
    return [
        Row("tree as of a past day, no snapshots at all", "ms", [1000 * whole]),
        *(
            Row(f"tree as of a past day, {name}", "ms", [1000 * took], "no snapshots at all", [1000 * whole])
            for name, (took, _) in figures.items()
        ),
    ]


def _tree(connection: Connection) -> int:
    judge = health_on(connection, date(2026, 2, 15), UTC)
    return len(board.tree(connection, judge=judge))


def _select(connection: sqlite3.Connection) -> int:
    """Every row that the tree is made of, as the driver gives it."""
    queries = (goal_rows.OBJECTIVES, goal_rows.KEY_RESULTS)
    return sum(len(connection.execute(_text(query)).fetchall()) for query in queries)


def _text(query: Select[tuple[object, ...]]) -> str:
    return str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def _timed(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    assert work()
    return time.perf_counter() - began


def _note(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")
