"""Column types that keep every value exactly, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Numeric, Select, String
from sqlalchemy.types import TypeDecorator, TypeEngine


class Exact(TypeDecorator[Decimal]):
    """A decimal, digit for digit. SQLite has none (a plain Numeric goes through a float), so there it is text."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, NUMERIC elsewhere."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Numeric(asdecimal=True))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> object:
        """The decimal as the driver wants it."""
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:
        """The decimal again."""
        return exact_of(value)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the microsecond; on SQLite, which has none, the microseconds since 1970 as a whole number."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A whole number on SQLite, TIMESTAMP WITH TIME ZONE elsewhere."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """The moment as the driver wants it. A naive datetime is refused: its zone would be a guess."""
        if value is None:
            return None
        return microseconds(value) if dialect.name == "sqlite" else with_zone(value)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """The moment again, in UTC."""
        return moment_of(value)


def bare_rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them, for thousands at once; `exact_of`, `moment_of`, `listed_in` read columns.

    SQLAlchemy's rows, and its conversion of every column of each, take as long again as the database does.
    """
    result = connection.execute(query)
    try:
        return [*result.cursor.fetchall()]
    finally:
        result.close()


def exact_of(value: object) -> Decimal | None:
    """The decimal that a column of `Exact` holds."""
    if value is None or isinstance(value, Decimal):
        return value
    return Decimal(value if isinstance(value, str) else str(value))


def moment_of(value: object) -> datetime | None:
    """The moment that a column of `Instant` holds, in UTC."""
    if isinstance(value, int):
        return _EPOCH + timedelta(0, 0, value)
    if value is None:
        return None
    return value.astimezone(UTC) if isinstance(value, datetime) else _EPOCH + timedelta(microseconds=int(str(value)))


def listed_in(value: object) -> tuple[str, ...]:
    """The texts that a column of JSON lists; none where it is empty."""
    if value is None:
        return ()
    found = json.loads(value) if isinstance(value, str) else value
    return tuple(found) if isinstance(found, list) else ()


def with_zone(value: datetime) -> datetime:
    """The moment. Raises ValueError where it has no zone."""
    if value.tzinfo is None:
        raise ValueError(f"the moment {value} has no zone; give it in UTC")
    return value


def microseconds(value: datetime) -> int:
    """The moment as SQLite keeps it. Raises ValueError where it has no zone."""
    try:
        # In whole numbers: a true division would go through a float.
        return (value - _EPOCH) // _MICROSECOND
    except TypeError:
        raise ValueError(f"the moment {value} has no zone; give it in UTC") from None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
