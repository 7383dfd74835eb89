"""What people type for where a key result stands, understood as its measure wants it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from services.okr.domain.company_days import CompanyDays
from services.okr.domain.notation import several
from shared.days import day_or_moment
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


def dated(text: str | None, now: datetime, here: CompanyDays) -> datetime | None:
    """When it was so: a moment, or a day, which means its end, or now for today; None for None, which is now.

    Raises Invalid for what is neither, and for what is to come.
    """
    if text is None:
        return None
    when, today = day_or_moment(text), here.of(now)
    if not isinstance(when, datetime):
        if when > today:
            raise Invalid(f"{when} is to come (today is {today}); a check-in says what was so: give today or before")
        return None if when == today else here.until(when)
    moment = here.until(when)
    if moment > now:
        raise Invalid(f"{text} is to come; a check-in says what was so: give now or before, or leave the time out")
    return moment
