"""From notices whose time has come to messages: what no longer holds is left out, what belongs together is bundled.

All reminders of a person are one message a day; an event that many are told of is one message to a shared room, and as
few as possible to a program. All of it is one transaction, and ids are made from what is in a message: so whoever dies
in between, or does it at the same time, sends nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from services.okr.company.view import zone_on
from services.okr.notices import queries as notifying
from services.okr.notices.decisions import PutOff, Ready, Settled, decided
from services.okr.notices.domain.choices import REMINDERS
from services.okr.notices.domain.times import day_of, next_day
from services.okr.notices.planned import put_off, settle
from services.okr.notices.planner import Planner
from shared.events import derived_id, named_id
from shared.outbox.channel import Channel
from shared.outbox.tables import MessageState, NoticeState, messages, notices
from shared.projection import Store

_AT_ONCE = 500

MOST = 200
"""So many people are named in one message to a program."""


class Scheduler:
    """Makes messages. Its one method blocks: call it in a thread."""

    def __init__(self, store: Store, planner: Planner, zone: tzinfo) -> None:
        self._store, self._planner, self._setting = store, planner, zone

    def dispatch(self, channels: Sequence[Channel], now: datetime) -> int:
        """Make messages to these channels of all that is due; how many notices were dealt with."""
        with self._store.keep() as outbox:
            due = notices.c.state == NoticeState.WAITING, notices.c.at <= now
            rows = outbox.execute(select(notices).where(*due).order_by(notices.c.at)).mappings().all()
        if not rows:
            return 0
        with self._store.read() as views:
            people, zone = notifying.here(views), zone_on(views, now, self._setting)
            found = decided(self._planner, views, rows, people, now, zone)
        # Of whoever organises, who is nobody by name, it is no team's.
        teams: dict[str | None, str | None] = {person: each.team for person, each in people.items()}
        # What takes long is over. The rest is one transaction, about what is still waiting then.
        with self._store.lasting.execution_options(immediate=True).begin() as outbox:
            waiting = _still_waiting(outbox, [row["notice"] for row in rows])
            ready = [each for each in found if isinstance(each, Ready) and each.row["notice"] in waiting]
            for each in found:
                if isinstance(each, Settled):
                    settle(outbox, [each.notice], NoticeState.CANCELLED, now, each.why)
                elif isinstance(each, PutOff):
                    put_off(outbox, each.notice, each.until)
            for (person, day), those in _by_day(ready, now, zone).items():
                self._remind(outbox, channels, person, day, those, teams, now, zone)
            for those in _by_event(ready).values():
                self._tell(outbox, channels, those, teams, now)
        return len(rows)

    def _remind(
        self,
        outbox: Connection,
        channels: Sequence[Channel],
        person: str,
        day: str,
        those: list[Ready],
        teams: Mapping[str | None, str | None],
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
        those: list[Ready],
        teams: Mapping[str | None, str | None],
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


def _still_waiting(outbox: Connection, ids: Sequence[str]) -> set[str]:
    """Which of them nobody else has dealt with meanwhile; nobody can until the transaction ends."""
    found = set[str]()
    for begin in range(0, len(ids), _AT_ONCE):
        these = notices.c.notice.in_(ids[begin : begin + _AT_ONCE])
        query = select(notices.c.notice).where(these, notices.c.state == NoticeState.WAITING).with_for_update()
        found |= set(outbox.execute(query).scalars())
    return found


def _by_day(ready: Sequence[Ready], now: datetime, zone: tzinfo) -> dict[tuple[str, str], list[Ready]]:
    """The reminders, by person and the day that it is for him."""
    found = defaultdict(list)
    for each in ready:
        if each.person is not None and each.row["kind"] in REMINDERS:
            found[each.person, day_of(each.choice, now, zone).isoformat()].append(each)
    return found


def _by_event(ready: Sequence[Ready]) -> dict[tuple[str, str], list[Ready]]:
    """The rest, by event and kind."""
    found = defaultdict(list)
    for each in ready:
        if each.row["kind"] not in REMINDERS:
            found[each.row["event"], each.row["kind"]].append(each)
    return found


def _post(outbox: Connection, message: str, channel: Channel, kind: str, those: Sequence[Ready], now: datetime) -> None:
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


def _settle(outbox: Connection, those: Sequence[Ready], reached: set[str], now: datetime) -> None:
    ids = [each.row["notice"] for each in those]
    settle(outbox, [each for each in ids if each in reached], NoticeState.SENT, now)
    settle(outbox, [each for each in ids if each not in reached], NoticeState.NOWHERE, now)
