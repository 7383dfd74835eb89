"""Use cases about meetings: that a group met, and nothing else of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.pairing.cases.base import Cases
from services.pairing.cases.days import week_begins
from services.pairing.domain.group import ReportMeeting
from shared.eventlog import Order, Outcome
from shared.events import Invalid, iso_week


class MeetingCases(Cases):
    """What members say of their group."""

    async def report_meeting(
        self, name: str, by: str, order: Order, *, week: str | None = None, held_on: date | None = None
    ) -> Outcome:
        """Note that the group met in an ISO week, or on a day of it. The record names the group only, not `by`.

        Raises NotFound, Forbidden for somebody who is no member, Invalid and WrongState for a week out of reach.
        """
        today = self.day(order.now)
        if (week is None) == (held_on is None):
            raise Invalid("say when the group met: either the week or the day, not both")
        if held_on is not None and held_on > today:
            raise Invalid(f"{held_on} lies in the future; report the meeting once it was held")
        week = week or iso_week(held_on or today)
        order = replace(
            order,
            actor=f"group/{name}",
            effective=week_begins(week),
            correlation=None,
            causation=None,
            traceparent=None,
        )
        return await self._groups.handle(name, ReportMeeting(by, week, today), order)
