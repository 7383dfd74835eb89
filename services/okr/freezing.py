"""What an ended quarter came to, read from the log: its digests, and whether the log and the store still agree.

Results are folded from the log as it stood at a position, by the handlers of the live views, never read from the live
store: so what was found once is found again, however much has been told since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from services.okr.domain.freezing import QuarterLines, events_digest, parts, results_digest, suspects
from services.okr.domain.rule_book import RuleBook, rule_book
from services.okr.views import VIEWS, results
from services.okr.views.check_ins import CheckIns
from services.okr.views.key_results import KeyResults
from services.okr.views.objectives import Objectives
from services.okr.views.outcomes import Outcomes
from shared.eventlog import EventLog, Record
from shared.events import QuarterFrozen
from shared.projection import Store, position_in
from shared.projection.refolding import Refolding
from shared.projection.threads import to_its_end

_AT_ONCE = 5_000
Rows = dict[tuple[str, str], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether an ended quarter is still what was frozen; `differences` says what is not, a sentence each.

    `later` counts the events of its objectives that came after it was frozen: late values and judgements, which the
    next freeze takes in.
    """

    frozen: QuarterFrozen
    found: QuarterFrozen
    differences: tuple[str, ...]
    events: int
    later: int

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


async def found_at(log: EventLog, quarter: str, position: int, dropped: Mapping[int, str], rules: str) -> QuarterFrozen:
    """What the quarter has come to, as the log stood at a position, under a rule book. Raises LogUnavailable."""
    reading = await asyncio.to_thread(Reading, quarter, dropped)
    try:
        await _read(reading, log, 0, position)
        return await asyncio.to_thread(reading.found, rules)
    finally:
        await asyncio.to_thread(reading.close)


async def verified(
    log: EventLog, store: Store, quarter: str, frozen: QuarterFrozen, dropped: Mapping[int, str]
) -> Verification:
    """Recompute both digests from the log, and compare the store's rows with what the log makes. Raises LogUnavailable.

    A log that ends before the frozen position is one more difference. The log is read once, a batch at a time.
    """
    # The store first: what it holds is then surely among the records.
    position, shown = await asyncio.to_thread(_shown, store, quarter)
    last = (await log.info()).state.last_seq
    reading = await asyncio.to_thread(Reading, quarter, dropped)
    try:
        found: QuarterFrozen | None = None
        told: Rows | None = None
        for stop in sorted({min(frozen.position, last), min(position, last)}):
            await _read(reading, log, reading.position, stop)
            if stop == min(frozen.position, last):
                found = await asyncio.to_thread(reading.found, frozen.rules)
            if stop == min(position, last):
                told = await asyncio.to_thread(reading.rows)
        await _read(reading, log, reading.position, last, folding=False)
        if found is None or told is None:
            raise AssertionError("both positions were stops")
        differences = [*_frozen_differences(reading, frozen, found), *_store_differences(shown, told)]
        upto = sum(line.position <= frozen.position for line in reading.lines.lines)
        return Verification(frozen, found, tuple(differences), upto, len(reading.lines.lines) - upto)
    finally:
        await asyncio.to_thread(reading.close)


class Reading:
    """A log read for one quarter, as far as it has come: the views made of it, and the quarter's own events.

    Everything blocks. What it holds in memory is a batch, and what is told of the quarter's objectives.
    """

    def __init__(self, quarter: str, dropped: Mapping[int, str]) -> None:
        self.quarter, self.position = quarter, 0
        self.lines = QuarterLines(quarter)
        self._views = Refolding(VIEWS, dropped)

    def take(self, records: Sequence[Record], *, folding: bool = True) -> None:
        """The next records; not `folding`: only the quarter's events are still wanted."""
        for record in records:
            self.lines.take(record)
        if folding:
            self._views.take(records)
        if records:
            self.position = records[-1][0]

    def found(self, rules: str) -> QuarterFrozen:
        """The digests of what was read so far, under a rule book."""
        with self._views.connect() as connection:
            told = results_of(connection, self.quarter, rule_book(rules))
        return QuarterFrozen(
            position=self.position,
            events=events_digest(self.lines.lines),
            results=results_digest(told),
            rules=rules,
            parts=parts(self.lines.lines),
        )

    def rows(self) -> Rows:
        """Every row that speaks of the quarter's objectives, as what was read so far makes it."""
        with self._views.connect() as connection:
            return _rows(connection, self.quarter)

    def close(self) -> None:
        """Throw the views away."""
        self._views.close()


async def _read(reading: Reading, log: EventLog, after: int, upto: int, *, folding: bool = True) -> None:
    """Read on, in batches, in a thread: whoever is served meanwhile waits for none of it."""
    waiting: list[Record] = []
    async for batch in log.range(after, upto):
        waiting += batch
        if len(waiting) >= _AT_ONCE:
            await to_its_end(reading.take, waiting, folding=folding)
            waiting = []
    if waiting:
        await to_its_end(reading.take, waiting, folding=folding)


def digested(records: Sequence[Record], quarter: str, dropped: Mapping[int, str], rules: str) -> QuarterFrozen:
    """The digests that these records of a log give; the last of them is the position."""
    reading = Reading(quarter, dropped)
    try:
        reading.take(records)
        return reading.found(rules)
    finally:
        reading.close()


def results_of(connection: Connection, quarter: str, book: RuleBook) -> list[dict[str, object]]:
    """What each objective of the quarter came to, in order of their ids: scores, and progress as exact fractions."""
    told: list[dict[str, object]] = []
    for found in sorted(results.of_quarter(connection, quarter, book), key=lambda each: each.objective):
        proposal = found.proposal(book)
        told.append(
            {
                "objective": found.objective,
                "progress": found.progress,
                "score": found.score,
                "proposed": proposal.score,
                "automatic": found.outcome["automatic"],
                "key_results": [
                    {"key_result": one.key_result, "progress": one.progress}
                    for one in sorted(found.key_results, key=lambda each: each.key_result)
                ],
            }
        )
    return told


def _frozen_differences(reading: Reading, frozen: QuarterFrozen, found: QuarterFrozen) -> list[str]:
    differences: list[str] = []
    if found.position < frozen.position:
        differences.append(f"the log ends at position {found.position}, before the frozen {frozen.position}")
    if found.events != frozen.events:
        differences.append(f"the events are not those that were frozen: {_short(found.events, frozen.events)}")
        differences += suspects(
            [line for line in reading.lines.lines if line.position <= frozen.position], frozen.parts
        )
    if found.results != frozen.results:
        differences.append(f"the results are not those that were frozen: {_short(found.results, frozen.results)}")
    return differences


def _shown(store: Store, quarter: str) -> tuple[int, Rows]:
    """The store's position, and its rows there."""
    with store.read() as connection:
        return position_in(connection)[0], _rows(connection, quarter)


def _store_differences(shown: Rows, told: Rows) -> list[str]:
    return [
        f"the store's row {key} in {table} is not what the log makes: {_columns(shown.get(at), told.get(at))}"
        for at in sorted(shown.keys() | told.keys())
        if shown.get(at) != told.get(at)
        for table, key in [at]
    ]


def _rows(connection: Connection, quarter: str) -> Rows:
    """Every row that speaks of the quarter's objectives, by table and key."""
    goals = select(Objectives.table.c.objective).where(Objectives.table.c.quarter == quarter)
    measures = select(KeyResults.table.c.key_result).where(KeyResults.table.c.objective.in_(goals))
    found: Rows = {}
    for table, column, wanted in (
        (Objectives.table, Objectives.table.c.objective, goals),
        (Outcomes.table, Outcomes.table.c.objective, goals),
        (KeyResults.table, KeyResults.table.c.key_result, measures),
        (CheckIns.table, CheckIns.table.c.key_result, measures),
    ):
        for row in connection.execute(select(table).where(column.in_(wanted))).mappings():
            found[(table.name, str(row[_key(table)]))] = dict(row)
    return found


def _key(table: Table) -> str:
    (key,) = table.primary_key.columns
    return key.name


def _columns(shown: Mapping[str, object] | None, told: Mapping[str, object] | None) -> str:
    if shown is None or told is None:
        return "the store has it not" if shown is None else "the log knows nothing of it"
    return ", ".join(f"{name} is {shown[name]}, not {told[name]}" for name in told if shown[name] != told[name])


def _short(found: str, frozen: str) -> str:
    return f"{found[:12]}…, not {frozen[:12]}…"
