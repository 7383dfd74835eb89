"""The read models of okr on a SQLite in memory, fed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select

from services.okr.views import VIEWS
from shared.events import Event, Metric, ProgressUpdated, Recorded, type_of
from shared.projection import Rows, metadata

START = datetime(2026, 7, 6, 9, tzinfo=UTC)


class Store:
    """The views on a SQLite in memory, fed by hand."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._positions = count(1)
        self._told: Counter[str] = Counter()
        self._rows = {view.table.name: Rows(view.table) for view in VIEWS}
        self._handlers: dict[type[Event], list[Any]] = {}
        for view in VIEWS:
            for event, handler in view.handlers().items():
                self._handlers.setdefault(event, []).append((self._rows[view.table.name], handler))
        for rows in self._rows.values():
            rows.bind(connection)

    def tell(self, aggregate: str, *events: Event, day: int = 0, actor: str = "aiko") -> None:
        """Feed events about one aggregate, effective so many days after the start."""
        for event in events:
            position = next(self._positions)
            time = START + timedelta(days=day)
            self._told[aggregate] += 1
            self.feed(
                Recorded(
                    position=position,
                    id=f"{aggregate}@{self._told[aggregate]}",
                    type=type_of(event),
                    aggregate=aggregate,
                    version=1,
                    time=time,
                    recorded=START + timedelta(days=100, seconds=position),
                    actor=actor,
                    correlation="c",
                    causation="c",
                    data=event,
                )
            )
        self.flush()

    def feed(self, event: Recorded[Any]) -> None:
        for rows, handler in self._handlers.get(type(event.data), ()):
            handler(rows, event)

    def flush(self) -> None:
        for rows in self._rows.values():
            rows.flush()

    def dump(self, without: Sequence[str] = ()) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, less some columns."""
        tables = {}
        for view in VIEWS:
            (key,) = view.table.primary_key.columns
            found = self.connection.execute(select(view.table).order_by(key)).mappings()
            tables[view.table.name] = [{name: v for name, v in row.items() if name not in without} for row in found]
        return tables


def make_store() -> Store:
    engine = create_engine("sqlite://")
    connection = engine.connect()
    metadata.create_all(connection)
    return Store(connection)


@pytest.fixture
def store() -> Iterator[Store]:
    made = make_store()
    yield made
    made.connection.close()
    made.connection.engine.dispose()


def number(baseline: str = "0", target: str = "10") -> Metric:
    return Metric(baseline=Decimal(baseline), target=Decimal(target))


def said(check_in: str, value: str, confidence: int | None = None, key_result: str = "calls") -> ProgressUpdated:
    return ProgressUpdated(check_in=check_in, key_result=key_result, value=Decimal(value), confidence=confidence)
