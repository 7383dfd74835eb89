"""From an event to the notices that it is the occasion of: who is told what, and when.

A missed check-in is told to whoever answers for the key result; if nobody has checked in after some days, to the
reviewer (the owner's manager), and after as many again to the reviewer's manager. Where nobody owns it, or he has
left, its team stands in for him, as everywhere, unless that has more than 30 people: then each would leave it to the
others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection

from services.okr.absences.domain import Absence
from services.okr.company.view import zone_on
from services.okr.notices import queries as notifying, view as notice_choices
from services.okr.notices.domain.choices import REMINDERS, Choice, NoticeKind
from services.okr.notices.domain.times import after_quiet, reminded_at
from services.okr.notices.planned import LEAD, ORGANISERS, REVIEWER, Planned
from services.okr.notices.view import session
from shared.events import (
    CheckInDue,
    CheckInMissed,
    Event,
    ExperimentOverdue,
    PraiseGiven,
    Recorded,
    RotationNotDrawn,
    WinSessionCancelled,
    WinSessionScheduled,
)

LARGEST_TEAM = 30
"""So many people may stand in for an owner that there isn't."""

OCCASIONS: tuple[type[Event], ...] = (
    CheckInDue,
    CheckInMissed,
    ExperimentOverdue,
    PraiseGiven,
    WinSessionScheduled,
    WinSessionCancelled,
    RotationNotDrawn,
)
"""The events that somebody is told of."""

Absences = Callable[[Connection, list[str]], dict[str, list[Absence]]]

Ids = Callable[[list[str]], dict[str, str]]


class Planner:
    """`ids` tells under which id people's choices stand; `days` go by between two steps of a missed check-in.

    `absences` tells when people are away: nothing asks them to do something meanwhile.
    """

    def __init__(self, ids: Ids, days: int, zone: tzinfo, absences: Absences) -> None:
        self._ids, self._days, self._setting, self._absences = ids, timedelta(days=days), zone, absences

    def plan(self, connection: Connection, event: Recorded[Any], now: datetime) -> list[Planned]:
        """All notices that the event is the occasion of, by the views as they are now."""
        zone = zone_on(connection, now, self._setting)
        data, whom = event.data, list[str]()
        facts: dict[str, Any] = {"since": event.recorded.isoformat(), "position": event.position}
        kind: NoticeKind
        expires, later = None, list[Planned]()
        match data:
            case CheckInDue(key_result=key_result, due=due, owner=owner):
                kind, whom = "check-in-due", _answering(connection, key_result, owner)
                facts |= {"key_result": key_result, "due": due.isoformat()}
                expires = datetime.combine(due + timedelta(days=1), time(), zone)
            case CheckInMissed(key_result=key_result, due=due, owner=owner):
                kind, whom = "check-in-missed", _answering(connection, key_result, owner)
                facts |= {"key_result": key_result, "due": due.isoformat(), "answering": whom}
                later = self._escalated(event, facts) if whom else []
            case ExperimentOverdue(until=until, owner=owner):
                kind, whom = "experiment-overdue", _trying(connection, event.aggregate_id, owner)
                facts |= {"experiment": event.aggregate_id, "until": until.isoformat()}
            case PraiseGiven():
                kind, whom = "praise", [each for each in notifying.here(connection, of=data.to) if each != event.actor]
                facts |= {"session": data.session, "by": event.actor, "words": data.words, "to": list(data.to)}
            case WinSessionScheduled() | WinSessionCancelled():
                kind = "win-session"
                found = session(connection, data.session)
                if found is None or found["told"] != event.id or found["at"] <= now:
                    # What was moved, or cancelled, meanwhile is told by the event that says so.
                    return []
                whom = list(notifying.here(connection, team=found["team"]))
                facts |= {"session": data.session, "told": event.id}
                expires = found["at"]
            case RotationNotDrawn():
                return [_of_no_draw(event, now)]
            case _:
                return []
        choices = self._choices(connection, whom)
        told = self._each(event.id, kind, whom, choices, facts, now, zone, expires)
        return [*told, *later]

    def choices(self, connection: Connection, people: list[str]) -> dict[str, Choice]:
        """What each of these people has chosen."""
        return self._choices(connection, people)

    def back_on(self, connection: Connection, people: list[str], today: date) -> dict[str, date]:
        """The day on which each of these people is here again who is away today."""
        return {
            person: each.until
            for person, own in self._absences(connection, people).items()
            for each in own
            if each.until is not None and each.holds_on(today)
        }

    def _each(
        self,
        event: str,
        kind: NoticeKind,
        whom: Iterable[str],
        choices: dict[str, Choice],
        facts: dict[str, Any],
        now: datetime,
        zone: tzinfo,
        expires: datetime | None,
    ) -> list[Planned]:
        found = []
        for person in whom:
            choice = choices[person]
            if kind in choice.muted:
                continue
            reminder = kind in REMINDERS
            at = reminded_at(choice, now, zone, expires) if reminder else after_quiet(choice, now, zone)
            found.append(
                Planned(event=event, kind=kind, whom=person, person=person, at=at, expires=expires, facts=facts)
            )
        return found

    def _escalated(self, event: Recorded[CheckInMissed], facts: dict[str, Any]) -> list[Planned]:
        steps = ((REVIEWER, self._days), (LEAD, 2 * self._days))
        return [
            Planned(
                event=event.id, kind="check-in-missed", whom=whom, person=None, at=event.recorded + after, facts=facts
            )
            for whom, after in steps
        ]

    def _choices(self, connection: Connection, people: list[str]) -> dict[str, Choice]:
        ids = self._ids(people)
        chosen = notice_choices.chosen(connection, list(ids.values()))
        return {person: chosen.get(ids[person], Choice()) for person in people}


def _of_no_draw(event: Recorded[RotationNotDrawn], now: datetime) -> Planned:
    facts = {"after": event.data.after_quarter, "label": event.data.label, "because": event.data.because}
    return Planned(event=event.id, kind="rotation-not-drawn", whom=ORGANISERS, person=None, at=now, facts=facts)


def _answering(connection: Connection, key_result: str, owner: str | None) -> list[str]:
    goal = notifying.goal(connection, key_result)
    return notifying.answering(connection, owner, None if goal is None else goal.team, LARGEST_TEAM)


def _trying(connection: Connection, experiment: str, owner: str | None) -> list[str]:
    trial = notifying.experiment(connection, experiment)
    goal = None if trial is None else notifying.goal(connection, trial.key_result)
    if goal is None:
        return []
    if owner is None or not notifying.here(connection, of=[owner]):
        owner = goal.owner
    return notifying.answering(connection, owner, goal.team, LARGEST_TEAM)
