"""The words that events are made of: zones, confidence, weeks, sealed text."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NewType

from msgspec import Meta

__all__ = ["ZONE_SCORES", "Sealed", "Zone", "iso_week", "monday_of", "thursday_of"]

Sealed = NewType("Sealed", str)
"""Personal text as it stands in the log: ``sealed:v1:<person>:<base64>``; only ``shared.sealing`` opens it.

Where nobody may know whose it is, a digest stands in the person's place.
"""

PLAIN = "plain:"
"""What stands before a text that an older version wrote down in clear, where a newer one has a sealed text.

Only upcasters put it there, never the log: so no text that somebody typed can pass for a sealed one.
"""

GONE = Sealed("gone:")
"""Stands in a view for such a text once its author is forgotten: it opens to nothing any more."""


def plain(text: str) -> Sealed:
    """The text of an older version as its event's newer form has it."""
    return Sealed(PLAIN + text)


def gone_if_plain(text: str | None) -> str | None:
    """What a view keeps of a text whose author is forgotten: what is sealed stays, for it can't be read any more."""
    return GONE if text is not None and text.startswith(PLAIN) else text


Confidence = Annotated[int, Meta(ge=0, le=10)]
"""How sure somebody is that a key result will be reached: 0 (not at all) to 10 (certain)."""

IsoWeekText = Annotated[str, Meta(pattern=r"^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$")]
"""An ISO 8601 week such as ``2026-W28``."""


class Zone(StrEnum):
    """Where an ordinal key result stands: fail < commit < target < stretch."""

    FAIL = "fail"
    COMMIT = "commit"
    TARGET = "target"
    STRETCH = "stretch"


ZONE_SCORES: dict[Zone, Decimal] = {
    Zone.FAIL: Decimal("0.0"),
    Zone.COMMIT: Decimal("0.3"),
    Zone.TARGET: Decimal("0.7"),
    Zone.STRETCH: Decimal("1.0"),
}
"""What a zone counts in an average (published by puzzle/okr)."""


_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def iso_week(day: date) -> str:
    """The ISO week that `day` lies in, as ``2026-W28``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def monday_of(week: str) -> date:
    """The Monday of an ISO week. Raises ValueError where there is no such week."""
    match = _WEEK.fullmatch(week)
    if match is None:
        raise ValueError(f"{week!r} is no ISO week; write it as 2026-W28")
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def thursday_of(week: str) -> date:
    """The day that says which month, quarter and year a week belongs to (ISO 8601)."""
    return monday_of(week) + timedelta(days=3)
