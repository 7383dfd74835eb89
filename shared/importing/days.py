"""Days and moments as people and spreadsheets write them, and refusals that show what would be taken."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal
from unicodedata import normalize

from shared.days import FIRST, LAST
from shared.events import Invalid

DayOrder = Literal["ymd", "dmy", "mdy"]
"""Whether the year, the day or the month comes first."""

_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,4})"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.]\d+)?)?\s?(?P<half>[AaPp][Mm])?)?",
    re.ASCII,
)
_JAPANESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)


def day_of(text: str, what: str, *, order: DayOrder | None = None) -> date:
    """The day. Raises Invalid, naming it `what`, with one that would be taken."""
    try:
        return _bounded(date.fromisoformat(_tidy(text)), text, what)
    except ValueError:
        found = _meant(text, what, order, "2026-07-01", "day")
    return _bounded(found.date(), text, what)


def moment_of(text: str, what: str, *, order: DayOrder | None = None, zone: tzinfo = UTC) -> datetime:
    """The moment, in UTC; a day alone is its beginning, a time without a zone is `zone`'s. Raises Invalid."""
    try:
        moment = datetime.fromisoformat(_tidy(text))
    except ValueError:
        moment = _meant(text, what, order, "2026-07-01T09:30:00Z", "time")
    _bounded(moment, text, what)
    try:
        return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
    except OverflowError:
        raise Invalid(f"{what} is {text!r}, no time; write it as 2026-07-01T09:30:00Z") from None


def orders_of(text: str) -> frozenset[DayOrder]:
    """In which orders the text is a day, as far as that tells anything: nothing where the year comes first."""
    found = _readings(text)
    return frozenset() if "ymd" in found else frozenset(found)


def has_zone(text: str) -> bool:
    """Whether the text is a time that says its zone, or a day alone, which has no hour that it could shift."""
    try:
        return datetime.fromisoformat(_tidy(text)).tzinfo is not None
    except ValueError:
        return False


def _meant(text: str, what: str, order: DayOrder | None, example: str, kind: str) -> datetime:
    found = _readings(text)
    if order is not None and "ymd" not in found:
        found = {order: found[order]} if order in found else {}
    meant = sorted(set(found.values()))
    if not meant:
        raise Invalid(f"{what} is {text!r}, no {kind}; write it as {example}")
    if len(meant) > 1:
        both = " or ".join(f"{each:%Y-%m-%d}" for each in meant)
        raise Invalid(
            f"{what} is {text!r}, no {kind} that is certain: it may be {both}; write it so, or say which with "
            "--dates dmy or --dates mdy"
        )
    return meant[0]


def _readings(text: str) -> dict[DayOrder, datetime]:
    parts = _NUMERIC.fullmatch(_tidy(text))
    if parts is None:
        return {}
    a, b, c = int(parts["a"]), int(parts["b"]), int(parts["c"])
    candidates: dict[DayOrder, tuple[int, int, int]] = {}
    if len(parts["a"]) == 4 and len(parts["c"]) <= 2:
        candidates = {"ymd": (a, b, c)}
    elif len(parts["c"]) == 4 and len(parts["a"]) <= 2:
        candidates = {"dmy": (c, b, a), "mdy": (c, a, b)}
    found: dict[DayOrder, datetime] = {}
    for order, (year, month, day) in candidates.items():
        try:
            found[order] = datetime.combine(date(year, month, day), _hour(parts))
        except ValueError:
            continue
    return found


def _hour(parts: re.Match[str]) -> time:
    if parts["hour"] is None:
        return time()
    hour = int(parts["hour"])
    if parts["half"] is not None:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if parts["half"].lower() == "pm" else 0)
    return time(hour, int(parts["minute"]), int(parts["second"] or 0))


def _tidy(text: str) -> str:
    return _JAPANESE.sub(r"\1-\2-\3", normalize("NFKC", text.strip()))


def _bounded(day: date, text: str, what: str) -> date:
    if not FIRST.year <= day.year <= LAST.year:
        raise Invalid(f"{what} is {text!r}; give a year from {FIRST.year} to {LAST.year}, such as 2026-07-01")
    return day
