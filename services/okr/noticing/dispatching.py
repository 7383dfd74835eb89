"""From notices whose time has come to messages: what no longer holds is left out, what belongs together is bundled.

All reminders of a person are one message a day; an event that many are told of is one message to a shared room, and as
few as possible to a program. All of it is one transaction, and ids are made from what is in a message: so whoever dies
in between, or does it at the same time, sends nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects import postgresql, sqlite

from services.okr.domain.notice_times import after_quiet, day_of, next_day
from services.okr.domain.notices import REMINDERS, Choice
from services.okr.noticing.holding import person_of, still_holds
from services.okr.noticing.planned import put_off, settle
from services.okr.noticing.planning import Planner
from services.okr.views import notifying
from services.okr.views.company import zone_on
from shared.events import derived_id, named_id
from shared.outbox.channels import Channel
from shared.outbox.tables import MessageState, NoticeState, messages, notices
from shared.projection import Store

MOST = 200
"""So many people are named in one message to a program."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A notice that is to be sent now, to whom, and what he has chosen."""

    row: RowMapping
    person: str
    choice: Choice

    @property
    def told(self) -> dict[str, Any]:
        """It as a message holds it."""
        named = ("notice", "event", "kind", "whom")
        return {name: self.row[name] for name in named} | {"person": self.person, "facts": self.row["facts"]}


class Dispatcher:
    """Makes messages. Its one method blocks: call it in a thread."""

    def __init__(self, store: Store, planner: Planner, zone: tzinfo) -> None:
        self._store, self._planner, self._setting = store, planner, zone

    def dispatch(self, channels: Sequence[Channel], now: datetime) -> int:
        """Make messages to these channels of all that is due; how many notices were dealt with."""
        with (
            self._store.read() as views,
            self._store.lasting.execution_options(immediate=True).begin() as outbox,
        ):
            due = notices.c.state == NoticeState.WAITING, notices.c.at <= now
            query = select(notices).where(*due).order_by(notices.c.at, notices.c.notice).with_for_update()
            rows = outbox.execute(query).mappings().all()
            if not rows:
                return 0
            people, zone = notifying.here(views), zone_on(views, now, self._setting)
            ready = self._ready(views, outbox, rows, people, now, zone)
            teams = {person: each.team for person, each in people.items()}
            for (person, day), those in _by_day(ready, now, zone).items():
                self._remind(outbox, channels, person, day, those, teams, now, zone)
            for those in _by_event(ready).values():
                self._tell(outbox, channels, those, teams, now)
            return len(rows)

    def _ready(
        self,
        views: Connection,
        outbox: Connection,
        rows: Sequence[RowMapping],
        people: Mapping[str, notifying.Somebody],
        now: datetime,
        zone: tzinfo,
    ) -> list[_Ready]:
        """Those that are to be sent now; the others are settled, or wait for the end of quiet hours."""
        whom = {row["notice"]: person_of(row, dict(people)) for row in rows}
        choices = self._planner.choices(views, sorted({each for each in whom.values() if each is not None}))
        found = []
        for row in rows:
            notice, person = row["notice"], whom[row["notice"]]
            if person is None:
                settle(outbox, notice, NoticeState.CANCELLED, now, "there is nobody to tell")
            elif row["expires"] is not None and row["expires"] <= now:
                settle(outbox, notice, NoticeState.CANCELLED, now, "it is too late")
            elif not still_holds(views, row["kind"], row["facts"]):
                settle(outbox, notice, NoticeState.CANCELLED, now, "it doesn't hold any more")
            elif row["kind"] in choices[person].muted:
                settle(outbox, notice, NoticeState.CANCELLED, now, "it isn't wanted")
            elif (at := after_quiet(choices[person], now, zone)) > now:
                put_off(outbox, notice, at)
            else:
                found.append(_Ready(row, person, choices[person]))
        return sorted(found, key=lambda each: people[each.person].number)

    def _remind(
        self,
        outbox: Connection,
        channels: Sequence[Channel],
        person: str,
        day: str,
        those: list[_Ready],
        teams: Mapping[str, str | None],
        now: datetime,
        zone: tzinfo,
    ) -> None:
        """One message with all of a person's reminders of a day, unless he had one: then tomorrow."""
        message = named_id("reminders", person, day)
        sent = select(messages.c.message).where(messages.c.message == message).limit(1)
        if outbox.execute(sent).first() is not None:
            for each in those:
                put_off(outbox, each.row["notice"], next_day(each.choice, now, zone))
            return
        reached = set()
        for channel in channels:
            taken = [each for each in those if channel.takes(each.row["kind"], teams.get(person))]
            if taken:
                _post(outbox, message, channel, "reminders", taken, now)
                reached |= {each.row["notice"] for each in taken}
        _settle(outbox, those, reached, now)

    def _tell(
        self,
        outbox: Connection,
        channels: Sequence[Channel],
        those: list[_Ready],
        teams: Mapping[str, str | None],
        now: datetime,
    ) -> None:
        """All who are told of one event: once to a room, where each reads it; to a program in parts of `MOST`."""
        first, reached = those[0].row, set()
        for channel in channels:
            taken = [each for each in those if channel.takes(first["kind"], teams.get(each.person))]
            reached |= {each.row["notice"] for each in taken}
            if channel.kind == "slack" and taken:
                _post(outbox, derived_id(first["event"], f"room:{first['kind']}"), channel, first["kind"], taken, now)
                continue
            for begin in range(0, len(taken), MOST):
                part = taken[begin : begin + MOST]
                ids = [each.row["notice"] for each in part]
                message = ids[0] if len(ids) == 1 else named_id("notices", *ids)
                _post(outbox, message, channel, first["kind"], part, now)
        _settle(outbox, those, reached, now)


def _by_day(ready: Sequence[_Ready], now: datetime, zone: tzinfo) -> dict[tuple[str, str], list[_Ready]]:
    """The reminders, by person and the day that it is for him."""
    found = defaultdict(list)
    for each in ready:
        if each.row["kind"] in REMINDERS:
            found[each.person, day_of(each.choice, now, zone).isoformat()].append(each)
    return found


def _by_event(ready: Sequence[_Ready]) -> dict[tuple[str, str], list[_Ready]]:
    """The rest, by event and kind."""
    found = defaultdict(list)
    for each in ready:
        if each.row["kind"] not in REMINDERS:
            found[each.row["event"], each.row["kind"]].append(each)
    return found


def _post(
    outbox: Connection, message: str, channel: Channel, kind: str, those: Sequence[_Ready], now: datetime
) -> None:
    insert = postgresql.insert if outbox.dialect.name == "postgresql" else sqlite.insert
    row = {
        "message": message,
        "channel": channel.name,
        "kind": kind,
        "notices": [each.told for each in those],
        "created": now,
        "state": MessageState.PENDING.value,
        "next_at": now,
        "attempts": 0,
    }
    outbox.execute(insert(messages).values(row).on_conflict_do_nothing())


def _settle(outbox: Connection, those: Sequence[_Ready], reached: set[str], now: datetime) -> None:
    for each in those:
        notice = each.row["notice"]
        settle(outbox, notice, NoticeState.SENT if notice in reached else NoticeState.NOWHERE, now)
