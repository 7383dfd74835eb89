"""What an ended quarter came to, read from the log: its digests, and whether the log and the store still agree.

Results are folded from the log as it stood at a position, by the handlers of the live views, never read from the live
store: so what was found once is found again, however much has been told since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, Table, select

from services.okr.domain.freezing import QuarterLines, events_digest, parts, results_digest, suspects
from services.okr.domain.rule_book import RuleBook, rule_book
from services.okr.views import VIEWS, results
from services.okr.views.check_ins import CheckIns
from services.okr.views.key_results import KeyResults
from services.okr.views.objectives import Objectives
from services.okr.views.outcomes import Outcomes
from shared.eventlog import EventLog, Record
from shared.events import Event, QuarterFrozen, Recorded
from shared.projection import Store, position_in
from shared.projection.asof import folded
from shared.projection.chronicle import readable

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
    records = [record async for batch in log.range(0, position) for record in batch]
    return await asyncio.to_thread(digested, records, quarter, dropped, rules)


async def verified(
    log: EventLog, store: Store, quarter: str, frozen: QuarterFrozen, dropped: Mapping[int, str]
) -> Verification:
    """Recompute both digests from the log, and compare the store's rows with what the log makes. Raises LogUnavailable.

    A log that ends before the frozen position is one more difference.
    """
    # The store first: what it holds is then surely among the records.
    position, shown = await asyncio.to_thread(_shown, store, quarter)
    last = (await log.info()).state.last_seq
    records = [record async for batch in log.range(0, last) for record in batch]
    verification = await asyncio.to_thread(_verified, records, quarter, frozen, dropped)
    known = [record for record in records if record[0] <= position]
    differences = await asyncio.to_thread(_store_differences, known, shown, quarter, dropped)
    return replace(verification, differences=(*verification.differences, *differences))


def digested(records: Sequence[Record], quarter: str, dropped: Mapping[int, str], rules: str) -> QuarterFrozen:
    """The digests that these records of a log give; the last of them is the position."""
    lines = QuarterLines(quarter)
    for record in records:
        lines.take(record)
    engine = folded(VIEWS, _events(records, dropped))
    try:
        with engine.connect() as connection:
            told = results_of(connection, quarter, rule_book(rules))
    finally:
        engine.dispose()
    return QuarterFrozen(
        position=records[-1][0] if records else 0,
        events=events_digest(lines.lines),
        results=results_digest(told),
        rules=rules,
        parts=parts(lines.lines),
    )


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


def _verified(
    records: Sequence[Record], quarter: str, frozen: QuarterFrozen, dropped: Mapping[int, str]
) -> Verification:
    until = [record for record in records if record[0] <= frozen.position]
    found = digested(until, quarter, dropped, frozen.rules)
    whole = QuarterLines(quarter)
    for record in records:
        whole.take(record)
    lines = [line for line in whole.lines if line.position <= frozen.position]
    differences: list[str] = []
    if found.position < frozen.position:
        differences.append(f"the log ends at position {found.position}, before the frozen {frozen.position}")
    if found.events != frozen.events:
        differences.append(f"the events are not those that were frozen: {_short(found.events, frozen.events)}")
        differences += suspects(lines, frozen.parts)
    if found.results != frozen.results:
        differences.append(f"the results are not those that were frozen: {_short(found.results, frozen.results)}")
    return Verification(frozen, found, tuple(differences), len(lines), len(whole.lines) - len(lines))


def _shown(store: Store, quarter: str) -> tuple[int, Rows]:
    """The store's position, and its rows there."""
    with store.read() as connection:
        return position_in(connection)[0], _rows(connection, quarter)


def _store_differences(records: Sequence[Record], shown: Rows, quarter: str, dropped: Mapping[int, str]) -> list[str]:
    engine: Engine = folded(VIEWS, _events(records, dropped))
    try:
        with engine.connect() as connection:
            told = _rows(connection, quarter)
    finally:
        engine.dispose()
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


def _events(records: Sequence[Record], dropped: Mapping[int, str]) -> list[Recorded[Event]]:
    stuck: set[str] = set()
    events = (readable(record, stuck) for record in records if record[0] not in dropped)
    return [event for event in events if event is not None]


def _short(found: str, frozen: str) -> str:
    return f"{found[:12]}…, not {frozen[:12]}…"
