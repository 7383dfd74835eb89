"""Whether the rows of a store that speak of a quarter's objectives are what the log makes, some of them at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Select, Table, select

from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.objectives.views.outcomes import Outcomes

_AT_ONCE = 500
_NAMED = 100
"""So many differences are told one by one; of a store that is another one altogether nobody reads more."""

Row = dict[str, object]


def differences(store: Connection, log: Connection, quarter: str) -> list[str]:
    """A sentence for each row of the store that differs from the log's, in order of table and key."""
    found: list[str] = []
    more = 0
    for table, rows in sorted(_questions(quarter).items(), key=lambda each: each[0].name):
        for key, sentence in sorted(_different(store, log, table, rows).items()):
            if len(found) < _NAMED:
                found.append(f"the store's row {key} in {table.name} is not what the log makes: {sentence}")
            else:
                more += 1
    if more:
        found.append(f"so are {more} rows more")
    return found


def _questions(quarter: str) -> dict[Table, Select[tuple[object, ...]]]:
    goals = select(Objectives.table.c.objective).where(Objectives.table.c.quarter == quarter)
    measures = select(KeyResults.table.c.key_result).where(KeyResults.table.c.objective.in_(goals))
    return {
        table: select(table).where(column.in_(wanted))
        for table, column, wanted in (
            (Objectives.table, Objectives.table.c.objective, goals),
            (Outcomes.table, Outcomes.table.c.objective, goals),
            (KeyResults.table, KeyResults.table.c.key_result, measures),
            (CheckIns.table, CheckIns.table.c.key_result, measures),
        )
    }


def _different(store: Connection, log: Connection, table: Table, rows: Select[tuple[object, ...]]) -> dict[str, str]:
    """What differs, by the keys of rows that do. Each side is looked up by the other's keys: neither sorts."""
    found: dict[str, str] = {}
    for told in _parts(log, rows, table):
        shown = _those(store, table, told)
        found |= {key: _columns(shown.get(key), row) for key, row in told.items() if shown.get(key) != row}
    for shown in _parts(store, rows, table):
        told = _those(log, table, shown)
        found |= {key: _columns(row, told.get(key)) for key, row in shown.items() if told.get(key) != row}
    return found


def _parts(connection: Connection, rows: Select[tuple[object, ...]], table: Table) -> Iterator[dict[str, Row]]:
    key = _key(table)
    streamed = connection.execution_options(stream_results=True, max_row_buffer=_AT_ONCE)
    for part in streamed.execute(rows).mappings().partitions(_AT_ONCE):
        yield {str(row[key]): dict(row) for row in part}


def _those(connection: Connection, table: Table, wanted: Mapping[str, Row]) -> dict[str, Row]:
    key = _key(table)
    # By the key alone: the quarter's own condition would have the database go through all of its rows each time.
    found = connection.execute(select(table).where(table.c[key].in_(list(wanted)))).mappings()
    return {str(row[key]): dict(row) for row in found}


def _key(table: Table) -> str:
    (key,) = table.primary_key.columns
    return key.name


def _columns(shown: Row | None, told: Row | None) -> str:
    if shown is None or told is None:
        return "the store has it not" if shown is None else "the log knows nothing of it"
    return ", ".join(f"{name} is {shown[name]}, not {told[name]}" for name in told if shown[name] != told[name])
