"""Use cases about meetings: how often a group wants to meet, that it met, and nothing else of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.pairing.groups.domain import group
from services.pairing.groups.domain.group import ChooseCadence, Group, ReportMeeting
from services.pairing.runtime.command_context import CommandContext
from services.pairing.runtime.confidential import veiled
from services.pairing.runtime.days import week_begins
from shared.eventlog import Decider, EventLog, Order, Outcome, Repository
from shared.events import Unfitting, iso_week

Groups = Repository[Group, group.Command]


def groups_of(log: EventLog) -> Groups:
    """The groups that this log tells of."""
    return Repository(log, Decider("pairing", "group", Group(), group.decide, group.evolve))


class MeetingHandlers:
    """What members say of their group. The record names the group only, never who said it."""

    def __init__(self, context: CommandContext, groups: Groups) -> None:
        self._context, self._groups = context, groups

    async def report(
        self, name: str, by: str, order: Order, *, week: str | None = None, held_on: date | None = None
    ) -> Outcome:
        """Note that the group met in an ISO week, or on a day of it.

        Raises NotFound, Forbidden for somebody who is no member, Invalid and WrongState for a week out of reach.
        """
        today = await self._context.day(order.now)
        if (week is None) == (held_on is None):
            raise Unfitting("say when the group met: either the week or the day, not both")
        if held_on is not None and held_on > today:
            raise Unfitting(f"{held_on} lies in the future; report the meeting once it was held")
        if held_on is not None and held_on.year < today.year - 1:
            raise Unfitting(f"{held_on} is too long ago; report a meeting in the weeks after it")
        week = week or iso_week(held_on or today)
        order = replace(await self._by_group(name, by, order), effective=week_begins(week))
        return await self._groups.handle(name, ReportMeeting(by, week, today), order)

    async def choose_cadence(self, name: str, by: str, every_weeks: int, order: Order) -> Outcome:
        """Have the group meet every so many weeks from now on.

        Raises NotFound, Forbidden for somebody who is no member, Invalid, WrongState for a group that is over.
        """
        command = ChooseCadence(by, every_weeks)
        return await self._groups.handle(name, command, await self._by_group(name, by, order))

    async def _by_group(self, name: str, by: str, order: Order) -> Order:
        """The order in the group's name; an outsider's expects no version: refused it, he would learn of it."""
        state, _ = await self._groups.load(name)
        expected = order.expected_version if by in state.members else None
        return replace(veiled(order, "group", name), expected_version=expected)
