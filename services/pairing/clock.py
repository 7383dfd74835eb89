"""What pairing does because time has passed: pauses end, groups rotate after some weeks, are reminded, are asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from services.pairing.goals.company_days import Days
from services.pairing.groups.handlers.reminders import MeetingReminders, QuietGroups
from services.pairing.members.views import pauses as members
from services.pairing.programmes import view as programmes
from services.pairing.programmes.domain import DEFAULT
from services.pairing.role_models.views import terms
from services.pairing.rotations.views import not_drawn, rotations
from services.pairing.service import Pairing
from shared.clock import Due, Rule
from shared.company.company_days import CompanyDays
from shared.eventlog import Order, Outcome
from shared.events import iso_week, monday_of
from shared.projection import Row


class PauseEnds:
    """The day has come until which a member was paused. It begins at midnight in the company's calendar."""

    name = "pause-ends"

    def __init__(self, pairing: Pairing) -> None:
        self._pairing, self._days = pairing, Days(pairing.runtime)

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        """Every pause whose day has begun."""
        here = self._days.on(connection)
        return [Due(member, until, here.begins(until)) for member, until in members.over(connection, here.of(now))]

    async def act(self, due: Due, order: Order) -> Outcome:
        """Have the member take part again, unless another pause was begun meanwhile."""
        return await self._pairing.pauses.end(due.subject, due.on, order)


class TermEnds:
    """The day has come from which a term of role models is over, at midnight in the company's calendar."""

    name = "term-ends"

    def __init__(self, pairing: Pairing) -> None:
        self._pairing, self._days = pairing, Days(pairing.runtime)

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        """Every running term whose day has begun."""
        here = self._days.on(connection)
        return [Due(term, on, here.begins(on)) for term, on in terms.over(connection, here.of(now))]

    async def act(self, due: Due, order: Order) -> Outcome:
        """End it; nothing happens where an organiser has done so."""
        return await self._pairing.terms.end(due.subject, due.on, order)


class AnswersWait:
    """Five answers to the month's question wait to enter the log together, or those of a month that is over to go."""

    name = "answers-wait"

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        """Now, where anything waits; another five wait at another time."""
        if not self._pairing.gathering.waits(now):
            return []
        return [Due(now.isoformat(), now.date(), now)]

    async def act(self, due: Due, order: Order) -> Outcome:
        """Gather them, by commands of their own."""
        written = await self._pairing.gathering.gather(order.now)
        return Outcome("private/pulse", written, ())


class WeeksPass:
    """The programme's weeks are over, so that groups rotate.

    It begins at midnight of a Monday, by the company's calendar. The first weeks begin at once where there are no
    groups yet, else with the week in which the present ones were confirmed. After a time without a clock only the weeks
    that run now are drawn for.
    """

    name = "weeks-pass"

    def __init__(self, pairing: Pairing) -> None:
        self._pairing, self._days = pairing, Days(pairing.runtime)

    def due(self, connection: Connection, now: datetime) -> Sequence[Due]:
        """The Monday with which groups are to rotate, until they have or somebody must approve."""
        how = programmes.find(connection, DEFAULT)
        if how is None or how["every_weeks"] is None:
            return []
        here = self._days.on(connection)
        monday = _monday(here, now)
        last = rotations.last(connection, DEFAULT)
        begun = self._begun(last)
        if last is not None and begun is not None and last["stage"] == "drafted":
            # Broken off between draft and confirmation; or waiting for an organiser.
            return [_due(here, begun)] if how["approval"] == "automatic" else []
        if begun is None and (confirmed := rotations.last_confirmed(connection, DEFAULT)) is not None:
            begun = _monday(here, confirmed["confirmed"])
        if begun is not None:
            periods = (monday - begun).days // 7 // how["every_weeks"]
            if periods < 1:
                return []
            monday = begun + timedelta(weeks=periods * how["every_weeks"])
        if not_drawn.find(connection, iso_week(monday - timedelta(days=7))) is not None:
            # That was tried: an organiser is told what to do, and draws by hand; else the next weeks are drawn for.
            return []
        return [_due(here, monday)]

    async def act(self, due: Due, order: Order) -> Outcome:
        """Draw for the weeks to come and, where nobody has to approve, let the draw hold."""

        def step(name: str) -> Order:
            return order if name == "draft" else order.step(name)

        drafted = await self._pairing.rotations.rotate(iso_week(due.on - timedelta(days=7)), step)
        return Outcome(f"rotation/{drafted.rotation}", drafted.version, ())

    def _begun(self, last: Row | None) -> date | None:
        """The Monday with which the weeks of this draw began; None for a draw that followed a quarter."""
        try:
            return monday_of(last["after_quarter"]) + timedelta(days=7) if last is not None else None
        except ValueError:
            return None


def _monday(here: CompanyDays, moment: datetime) -> date:
    day = here.of(moment)
    return day - timedelta(days=day.weekday())


def _due(here: CompanyDays, monday: date) -> Due:
    return Due(DEFAULT, monday, here.begins(monday))


def pairing_rules(pairing: Pairing) -> tuple[Rule[Any], ...]:
    """Every rule of pairing's clock."""
    return (
        PauseEnds(pairing),
        TermEnds(pairing),
        AnswersWait(pairing),
        WeeksPass(pairing),
        MeetingReminders(pairing),
        QuietGroups(pairing),
    )
