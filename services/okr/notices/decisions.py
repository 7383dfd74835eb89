"""What is to be done about notices whose time has come: sent, left, or put off until quiet hours are over.

What asks somebody to do something waits, too, until he is here again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Any

from sqlalchemy import Connection, RowMapping

from services.okr.notices import queries as notifying
from services.okr.notices.domain.choices import REMINDERS, Choice
from services.okr.notices.domain.times import after_quiet
from services.okr.notices.planned import ORGANISERS
from services.okr.notices.planner import Planner
from services.okr.notices.recipients import Holding, person_of


@dataclass(frozen=True, slots=True)
class Ready:
    """A notice that is to be sent now, to whom (none of the people: to whoever organises), and what he has chosen."""

    row: RowMapping
    person: str | None
    choice: Choice

    @property
    def told(self) -> dict[str, Any]:
        """It as a message holds it."""
        named = ("notice", "event", "kind", "whom")
        return {name: self.row[name] for name in named} | {"person": self.person, "facts": self.row["facts"]}


@dataclass(frozen=True, slots=True)
class Settled:
    """A notice that nobody is to be given any more."""

    notice: str
    why: str


@dataclass(frozen=True, slots=True)
class PutOff:
    """A notice that waits until quiet hours are over, or whom it is for is here again."""

    notice: str
    until: datetime


def decided(
    planner: Planner,
    views: Connection,
    rows: Sequence[RowMapping],
    people: dict[str, notifying.Somebody],
    now: datetime,
    zone: tzinfo,
) -> list[Ready | Settled | PutOff]:
    """What is to be done about each; those to be sent in the order of people's numbers."""
    holding = Holding(views)
    whom = {row["notice"]: person_of(row, people) for row in rows}
    known = sorted({each for each in whom.values() if each is not None})
    choices = planner.choices(views, known)
    back = planner.back_on(views, known, now.astimezone(zone).date())
    ready, others = list[Ready](), list[Settled | PutOff]()
    for row in rows:
        notice, person = row["notice"], whom[row["notice"]]
        if person is None and row["whom"] != ORGANISERS:
            others.append(Settled(notice, "there is nobody to tell"))
        elif row["expires"] is not None and row["expires"] <= now:
            others.append(Settled(notice, "it is too late"))
        elif not holding.holds(row["event"], row["kind"], row["facts"]):
            others.append(Settled(notice, "it doesn't hold any more"))
        elif person is None:
            ready.append(Ready(row, None, Choice()))
        elif row["kind"] in choices[person].muted:
            others.append(Settled(notice, "it isn't wanted"))
        elif person in back and row["kind"] in REMINDERS:
            others.append(PutOff(notice, datetime.combine(back[person], time(), zone)))
        elif (until := after_quiet(choices[person], now, zone)) > now:
            others.append(PutOff(notice, until))
        else:
            ready.append(Ready(row, person, choices[person]))
    return [*sorted(ready, key=lambda each: 0 if each.person is None else people[each.person].number), *others]
