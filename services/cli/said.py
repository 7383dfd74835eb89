"""What people type for where a key result stands, understood as its measure wants it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from services.okr.domain.notation import several
from shared.events import Binary, Invalid, Measure, Milestones, Stages, Zone

_DONE = {"done": Decimal(1), "yes": Decimal(1), "not done": Decimal(0), "no": Decimal(0)}


def understood(measure: Measure, value: str | None, done: str | None = None) -> dict[str, Any]:
    """A value, a zone or what is reached, by the names of the use case; what was meant for another measure stays that.

    `done` names milestones or a stage, separated by commas; so may `value`, for such a key result. Raises Invalid for
    what is neither a number nor a zone.
    """
    if isinstance(measure, Milestones | Stages) and done is None:
        return {} if value is None else {"reached": several(value, ",")}
    reached = {} if done is None else {"reached": several(done, ",")}
    if value is None:
        return reached
    text = value.strip().lower()
    if isinstance(measure, Binary) and text in _DONE:
        return {"value": _DONE[text], **reached}
    if text in set(Zone):
        return {"zone": text, **reached}
    try:
        return {"value": Decimal(text), **reached}
    except InvalidOperation:
        raise Invalid(f"{value!r} is neither a number nor a zone (fail, commit, target, stretch)") from None


def dated(text: str | None, now: datetime, zone: tzinfo) -> datetime | None:
    """When it was so: a moment, or a day, which means its end, or now for today; None for None, which is now.

    Raises Invalid for what is neither.
    """
    if text is None:
        return None
    try:
        if len(text) == len("2026-09-30"):
            day = date.fromisoformat(text)
            if day == now.astimezone(zone).date():
                return None
            return datetime.combine(day, time.max, zone).astimezone(UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise Invalid(f"{text!r} is no time; write 2026-09-30 or 2026-09-30T12:00:00+09:00") from None
    return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
