"""Many rows at once reach PostgreSQL as they would one by one: every type of column that a view has, and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    select,
)

from services.okr.views import VIEWS as OKR
from services.pairing.views import VIEWS as PAIRING
from shared.projection import Exact, Instant, Row
from shared.projection.halting import refused_data
from shared.projection.writing import append_rows, write_rows

TABLE = Table(
    "toy_copied",
    MetaData(),
    Column("key", String, primary_key=True),
    Column("text", String),
    Column("small", Integer),
    Column("large", BigInteger),
    Column("yes", Boolean),
    Column("day", Date),
    Column("value", Exact),
    Column("at", Instant),
    Column("list", JSON(none_as_null=True)),
)
VALUES: dict[str, list[Any]] = {
    "text": ["", "\\N", "tab\tline\nback\\slash", "顧客 🎯", "null"],
    "small": [0, -(2**31), 2**31 - 1],
    "large": [-(2**63), 2**63 - 1, 1],
    "yes": [True, False],
    "day": [date(1, 1, 1), date(2026, 2, 28), date(9999, 12, 31)],
    "value": [Decimal("0.10"), Decimal("-1234567890123456789.000000001"), Decimal("1E+30"), Decimal("1E-20")],
    "at": [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
        datetime(2026, 1, 5, 9, 0, 0, 1, UTC),
        datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=9))),
    ],
    "list": [[], ["ü", '"', "\\"], [{"a": [1, None, True]}]],
}


def row(number: int) -> Row:
    found: Row = {"key": str(number)}
    for place, (name, values) in enumerate(VALUES.items(), 2):
        found[name] = None if number % (place + 3) == 0 else values[number % len(values)]
    return found


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        TABLE.create(connection)
        yield connection
    engine.dispose()


def held(connection: Connection) -> dict[str, Row]:
    return {each["key"]: dict(each) for each in connection.execute(select(TABLE)).mappings()}


def test_what_is_copied_is_what_comes_back(connection: Connection) -> None:
    rows = [row(number) for number in range(1000)]
    append_rows(connection, TABLE, rows)
    assert held(connection) == {each["key"]: each for each in rows}


def test_what_is_copied_takes_the_place_of_what_was_there(connection: Connection) -> None:
    append_rows(connection, TABLE, [row(number) for number in range(500)])
    rows = [row(number + 1) | {"key": str(number)} for number in range(1000)]
    write_rows(connection, TABLE, rows)
    assert held(connection) == {each["key"]: each for each in rows}


@pytest.mark.parametrize("wrong", [{"small": 2**31}, {"large": 2**63}, {"text": "a\0b"}, {"small": "many"}])
def test_what_the_database_cannot_hold_is_refused(connection: Connection, wrong: Row) -> None:
    with pytest.raises(Exception, match=r".") as refused, connection.begin_nested():
        append_rows(connection, TABLE, [row(number) for number in range(300)] + [row(300) | wrong])
    assert refused_data(refused.value)
    assert held(connection) == {}


def test_every_type_of_the_views_is_tried() -> None:
    tried = {type(column.type) for column in TABLE.columns}
    assert {type(column.type) for view in (*OKR, *PAIRING) for column in view.table.columns} <= tried
