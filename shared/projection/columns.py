"""Column types that keep every value exactly, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import DateTime, Dialect, Numeric, String
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
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the microsecond; text on SQLite that sorts as the moments do."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, TIMESTAMP WITH TIME ZONE elsewhere."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """The moment as the driver wants it. A naive datetime is refused: its zone would be a guess."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return moment_text(value)
        if value.tzinfo is None:
            raise ValueError(f"the moment {value} has no zone; give it in UTC")
        return value

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """The moment again, in UTC."""
        if value is None:
            return None
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.astimezone(UTC)


def moment_text(value: datetime) -> str:
    """The moment as SQLite keeps it: UTC, to the microsecond, so that texts sort as moments do."""
    if value.tzinfo is None:
        raise ValueError(f"the moment {value} has no zone; give it in UTC")
    # The standard library's isoformat takes many times as long as msgspec, and a rebuild writes two moments a row.
    text = _encode(value if value.tzinfo is UTC else value.astimezone(UTC))[1:-2].decode()
    return text + ("+00:00" if len(text) == _TO_THE_MICROSECOND else ".000000+00:00")


_encode = msgspec.json.Encoder().encode
_TO_THE_MICROSECOND = len("2026-01-05T09:00:00.123456")
