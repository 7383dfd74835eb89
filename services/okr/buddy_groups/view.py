"""The buddy groups as far as the practice of the goals looks at them: whether they meet by their own cadence.

Whether one group met is never told, only how many of all meetings that a unit's groups wanted came about, and that
where it tells of nobody. It is known from pairing's events alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import JSON, Column, Connection, Date, RowMapping, String, Table, func, or_, select

from services.okr.buddy_groups.domain import GroupLife, GroupTurn, Turn, held_by_unit, turns_ending
from services.okr.people.view import People
from shared.events import CadenceChosen, GroupAdjusted, GroupDissolved, GroupFormed, MeetingHeld, Recorded, thursday_of
from shared.projection import Rows, View, handles, metadata

_THURSDAY = timedelta(days=3)


class BuddyGroups(View):
    """One row per group. `members` and `cadences` are lists of what it was, each with the day from which it was so."""

    table = Table(
        "okr_buddy_groups",
        metadata,
        Column("group", String, primary_key=True),
        Column("begins", Date, nullable=False, index=True),
        Column("over", Date, index=True),
        Column("members", JSON, nullable=False),
        Column("cadences", JSON(none_as_null=True)),
    )

    @handles(GroupFormed)
    def formed(self, rows: Rows, event: Recorded[GroupFormed]) -> None:
        """A new row. A group whose event names no day is taken to begin on the event's own."""
        begins = event.data.on or event.time.date()
        rows[event.aggregate_id] = {"begins": begins, "members": [[begins.isoformat(), list(event.data.members)]]}

    @handles(GroupAdjusted)
    def adjusted(self, rows: Rows, event: Recorded[GroupAdjusted]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            row["members"] = [*row["members"], [event.data.on.isoformat(), list(event.data.members)]]

    @handles(CadenceChosen)
    def cadence_chosen(self, rows: Rows, event: Recorded[CadenceChosen]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            chosen = [event.time.date().isoformat(), event.data.every_weeks]
            row["cadences"] = [*(row["cadences"] or ()), chosen]

    @handles(GroupDissolved)
    def dissolved(self, rows: Rows, event: Recorded[GroupDissolved]) -> None:
        rows.change(event.aggregate_id, over=event.data.on or event.time.date())


def turns(connection: Connection, start: date, end: date) -> list[GroupTurn]:
    """Every turn of any group whose last day is within `start` to `end`, both included."""
    groups = BuddyGroups.table.c
    alive = select(BuddyGroups.table).where(groups.begins <= end, or_(groups.over.is_(None), groups.over > start))
    due = [(row, turn) for row in connection.execute(alive).mappings() for turn in turns_ending(_life(row), start, end)]
    if not due:
        return []
    met = _met(connection, min(turn.first for _, turn in due), end)
    return [_kept(row, turn, met.get(row["group"], ())) for row, turn in due]


def met_and_expected(connection: Connection, start: date, end: date, team: str | None) -> tuple[int, int | None]:
    """How many buddy meetings were held of those that the groups' own cadences ask for, within some days.

    Asked for is one in each turn (so many whole weeks as the group chose, weekly by default) that comes to its end
    within `start` to `end`, both included; a group that meets more often makes up for no other. `team` None means all
    groups. A week is left out in which too few turns ended: its figure would tell of single groups (fewer than three,
    fewer than five people of the unit, or one or two less than another unit's that lie around them). Expected is None,
    and held 0, where nothing is left.
    """
    return held_by_unit(turns(connection, start, end), teams(connection)).get(team, (0, None))


def teams(connection: Connection) -> dict[str, str | None]:
    """Everybody's team, as it is now; that of whoever left is his last one."""
    people = People.table.c
    return {row.person: row.team for row in connection.execute(select(people.person, people.team))}


def _life(row: RowMapping) -> GroupLife:
    cadences = [(date.fromisoformat(day), weeks) for day, weeks in row["cadences"] or ()]
    return GroupLife(row["begins"], row["over"], cadences)


def _met(connection: Connection, first: date, end: date) -> dict[str, set[date]]:
    """The Mondays of the weeks in which each group met."""
    meetings = BuddyMeetings.table.c
    query = select(meetings.group, meetings.day).where(meetings.day >= first, meetings.day <= end)
    met: dict[str, set[date]] = defaultdict(set)
    for group, thursday in connection.execute(query):
        met[group].add(thursday - _THURSDAY)
    return met


def _kept(row: RowMapping, turn: Turn, met: set[date] | tuple[()]) -> GroupTurn:
    was = [members for since, members in row["members"] if date.fromisoformat(since) <= turn.last]
    members = was[-1] if was else row["members"][0][1]
    return GroupTurn(row["group"], turn.last, tuple(members), turn.kept(met))


class BuddyMeetings(View):
    """One row per group and ISO week. `day` is the week's Thursday, which says to which quarter the week belongs."""

    table = Table(
        "okr_buddy_meetings",
        metadata,
        Column("meeting", String, primary_key=True),
        Column("group", String, nullable=False),
        Column("week", String, nullable=False),
        Column("day", Date, nullable=False, index=True),
    )

    @handles(MeetingHeld)
    def held(self, rows: Rows, event: Recorded[MeetingHeld]) -> None:
        """The group met; a second report of the same week is the same meeting."""
        week = event.data.week
        try:
            day = thursday_of(week)
        except ValueError:
            # The pattern of the event lets a week 53 through that its year doesn't have; such a week is in no quarter.
            return
        rows[f"{event.aggregate_id}:{week}"] = {"group": event.aggregate_id, "week": week, "day": day}


def meetings_in(connection: Connection, start: date, end: date) -> int:
    """How many meetings lie in the weeks whose Thursday is within `start` to `end`, both included."""
    day = BuddyMeetings.table.c.day
    return connection.execute(select(func.count()).where(day >= start, day <= end)).scalar_one()
