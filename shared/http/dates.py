"""Days and moments in queries and bodies: ISO 8601 texts only, never a number, within the years that count here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, WithJsonSchema

from shared import days
from shared.events import Invalid

_MOMENT = {"type": "string", "format": "date-time", "pattern": days.MOMENT_PATTERN}
_DAY = {"type": "string", "format": "date", "pattern": days.DAY_PATTERN}


_WRITTEN = re.compile(f"{days.DAY_PATTERN}|{days.MOMENT_PATTERN}")


def _read(reader: Callable[[str], date], kind: type[date]) -> Callable[[object], object]:
    def read(value: object) -> object:
        if isinstance(value, kind):
            return value
        if not isinstance(value, str):
            raise ValueError("it should be a text, such as 2026-09-30")
        try:
            found = reader(value)
        except Invalid as invalid:
            raise ValueError(str(invalid)) from None
        # What people type is read more kindly elsewhere; programs keep to RFC 3339, as the API page says.
        if _WRITTEN.fullmatch(value) is None:
            written = found.isoformat()
            raise ValueError(f"{value[:60]!r} should be written in full, as {written}")
        return found

    return read


def _aware(text: str) -> datetime:
    found = days.moment_of(text)
    if found.tzinfo is None:
        raise Invalid(f"{text!r} lacks a time zone; write it as {found.isoformat()}+09:00, or with a Z for UTC")
    return found


def _day_or_aware(text: str) -> days.When:
    found = days.day_or_moment(text)
    return _aware(text) if isinstance(found, datetime) else found


GivenDay = Annotated[date, BeforeValidator(_read(days.day_of, date)), WithJsonSchema(_DAY)]
"""Type of a day."""

GivenMoment = Annotated[AwareDatetime, BeforeValidator(_read(_aware, datetime)), WithJsonSchema(_MOMENT)]
"""Type of a moment, which names its time zone."""

GivenInstant = Annotated[
    AwareDatetime | date,
    BeforeValidator(_read(_day_or_aware, date)),
    WithJsonSchema({"anyOf": [_DAY, _MOMENT]}),
]
"""Type of what a question is about: a moment, or a day, which means its end where the company is."""
