"""What people type for where a key result stands, understood as its measure wants it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from services.okr.kernel.notation import several
from shared.days import day_or_moment
from shared.events import Binary, Checkpoints, Invalid, Maintain, Metric, Milestones, Ordinal, Stages, Zone
from shared.importing.numerals import number_of, readings

if TYPE_CHECKING:
    from shared.company.company_days import CompanyDays
    from shared.events import Measure
    from shared.importing.numerals import Style

_WANTED: dict[type[Measure], str] = {
    Metric: "its value as a number, such as 12.5",
    Maintain: "its value as a number, such as 12.5",
    Checkpoints: "its value as a number, such as 12.5",
    Ordinal: "a zone: fail, commit, target or stretch",
    Binary: "done or not done",
}
_DONE = {"done": Decimal(1), "yes": Decimal(1), "not done": Decimal(0), "no": Decimal(0)}


def understood(
    measure: Measure,
    value: str | None,
    done: str | None = None,
    *,
    style: Style | None = None,
    language: Style | None = None,
) -> dict[str, Any]:
    """A value, a zone or what is reached, by the names of the use case; what was meant for another measure stays that.

    `done` names milestones or a stage, separated by commas; so may `value`, for such a key result. `style` says what
    stands before decimals, where somebody said it; else a point does, and a comma where it can't stand for thousands or
    his `language` has it so. Raises Invalid for what says nothing about such a key result.
    """
    if isinstance(measure, Milestones | Stages) and done is None:
        return {} if value is None else {"reached": several(value, ",")}
    if done is not None and not isinstance(measure, Milestones | Stages):
        raise Invalid(
            f"done names milestones or a stage, and this key result has neither; give {_WANTED[type(measure)]}"
        )
    reached = {} if done is None else {"reached": several(done, ",")}
    if value is None:
        return reached
    text = value.strip().lower()
    if isinstance(measure, Binary) and text in _DONE:
        return {"value": _DONE[text], **reached}
    if text in set(Zone):
        return {"zone": text, **reached}
    if isinstance(measure, Ordinal | Binary) and not readings(text):
        raise Invalid(f"{value[:60]!r} says nothing about this key result; give {_WANTED[type(measure)]}")
    alone: dict[str, Style] = {".": "point"}
    if language is not None:
        alone[","] = language
    return {"value": number_of(value, "the value", style=style, alone=alone), **reached}


def shown(said: dict[str, Any]) -> str:
    """What was understood, as it counts."""
    reached = said.get("reached")
    stands = said.get("value", said.get("zone"))
    return f"{stands}" if stands is not None else ", ".join(reached or ()) or "nothing reached"


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
