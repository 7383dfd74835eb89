"""A company's history as records of the log: the same for every run, of any length, both services in it.

2,000 objectives (fewer in a short history) with three key results each, then check-ins over a quarter, some with a
sealed comment, a few corrected; among them the weekly meetings of the buddy groups. About 600 bytes a record. Some
objectives are quiet: of the same few check-ins in a log of any length, spread over the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from shared.events import (
    CheckInCorrected,
    Event,
    GroupFormed,
    KeyResultAdded,
    MeetingHeld,
    Metric,
    ObjectiveDrafted,
    ObjectivePublished,
    Ordinal,
    PersonJoined,
    ProgrammeConfigured,
    ProgressUpdated,
    QuarterPlanned,
    QuarterStarted,
    Recorded,
    Sealed,
    Zone,
    encode,
    iso_week,
    nats_subject,
    type_of,
)

Message = tuple[str, bytes, dict[str, str]]
"""What is published: subject, payload, headers."""

_BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
_FUNCTIONS = ("sales", "cs", "dev")
_ZONES = tuple(Zone)
_QUIET, _QUIET_CHECK_INS = 100, 10


class History:
    """Makes records one after the other.

    `key_results` are (id, objective, by zone) of those that take check-ins; `quiet` are key results of quiet
    objectives, one of each.
    """

    def __init__(self, events: int) -> None:
        self.events = events
        self.people: list[str] = []
        self.key_results: list[tuple[str, str, bool]] = []
        self.quiet: list[str] = []
        self.quarter = ""
        self._random = Random(7)
        self._versions: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._at = _BEGIN
        self._made = 0

    def messages(self) -> Iterator[Message]:
        """As many as were asked for, in order, as if each were stored at the position of its number from 1."""
        for service, aggregate, event, actor in self._events():
            if self._made == self.events:
                return
            self._made += 1
            yield self._message(service, aggregate, event, actor)

    @property
    def at(self) -> datetime:
        """When the last record that was made happened."""
        return self._at

    def fresh_id(self) -> str:
        """An opaque id."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _message(self, service: str, aggregate: str, event: Event, actor: str) -> Message:
        self._at += timedelta(microseconds=self._random.randrange(1, 60_000_000))
        command = self.fresh_id()
        version = self._versions[aggregate] = self._versions.get(aggregate, 0) + 1
        payload = encode(
            Recorded(
                position=0,
                id=self.fresh_id(),
                type=type_of(event),
                aggregate=aggregate,
                version=version,
                time=self._at,
                recorded=self._at,
                actor=actor,
                correlation=command,
                causation=command,
                data=event,
            )
        )
        headers = {
            "Content-Type": "application/cloudevents+json",
            "Tomoni-Type": type_of(event),
            "Nats-Expected-Last-Subject-Sequence": str(self._last.get(aggregate, 0)),
        }
        self._last[aggregate] = self._made
        return nats_subject(service, aggregate), payload, headers

    def _events(self) -> Iterator[tuple[str, str, Event, str]]:
        objectives = max(4, min(2_000, self.events // 50))
        people = [self.fresh_id() for _ in range(max(6, objectives // 10) // 3 * 3)]
        self.people = people
        for index, person in enumerate(people):
            joined = PersonJoined(
                name=self._sealed(person, 24),
                function=_FUNCTIONS[index % 3],
                email=self._sealed(person, 40),
                email_index=f"{self._random.getrandbits(128):032x}",
            )
            yield "okr", f"person/{person}", joined, people[0]
        self.quarter = self.fresh_id()
        planned = QuarterPlanned(label="2026-Q1", start=date(2026, 1, 1), end=date(2026, 3, 31))
        yield "okr", f"quarter/{self.quarter}", planned, people[0]
        yield "okr", f"quarter/{self.quarter}", QuarterStarted(), people[0]
        configured = ProgrammeConfigured(name="buddies", functions=_FUNCTIONS)
        yield "pairing", f"programme/{self.fresh_id()}", configured, people[0]
        rotation, groups = self.fresh_id(), [self.fresh_id() for _ in range(len(people) // 3)]
        for index, group in enumerate(groups):
            formed = GroupFormed(rotation=rotation, label="2026-Q1", members=tuple(people[3 * index : 3 * index + 3]))
            yield "pairing", f"group/{group}", formed, "system:rotation"
        quiet = min(_QUIET, objectives // 8)
        places: list[tuple[str, str]] = []
        for number in range(objectives):
            yield from self._objective(number, places if number < quiet else None)
        self.quiet = [key_result for key_result, _ in places]
        left = [place for _ in range(_QUIET_CHECK_INS) for place in places]
        every = max(2, (self.events - self._made) // (len(left) + 1))
        while True:
            for week in self._week(groups):
                yield week
                if left and self._made % every == 0:
                    yield self._quiet_check_in(*left.pop())

    def _quiet_check_in(self, key_result: str, objective: str) -> tuple[str, str, Event, str]:
        made = ProgressUpdated(check_in=self.fresh_id(), key_result=key_result, value=Decimal(50), confidence=5)
        return "okr", f"objective/{objective}", made, self.people[0]

    def _objective(self, number: int, quiet: list[tuple[str, str]] | None) -> Iterator[tuple[str, str, Event, str]]:
        objective, owner = self.fresh_id(), self._random.choice(self.people)
        aggregate = f"objective/{objective}"
        drafted = ObjectiveDrafted(
            title=f"顧客が毎週使う製品にする (objective {number})", quarter=self.quarter, team="dev", owner=owner
        )
        yield "okr", aggregate, drafted, owner
        for index in range(3):
            key_result, by_zone = self.fresh_id(), index == 2
            measure = (
                Ordinal(commit="in use", target="loved", stretch="talked about")
                if by_zone
                else Metric(baseline=Decimal("12.5"), target=Decimal("96"), unit="%")
            )
            added = KeyResultAdded(
                key_result=key_result, title=f"Weekly active customers, {index + 1}", measure=measure, owner=owner
            )
            yield "okr", aggregate, added, owner
            if quiet is None:
                self.key_results.append((key_result, objective, by_zone))
            elif index == 0:
                quiet.append((key_result, objective))
        yield "okr", aggregate, ObjectivePublished(), owner

    def _week(self, groups: list[str]) -> Iterator[tuple[str, str, Event, str]]:
        week = iso_week(self._at.date())
        for group in groups:
            yield "pairing", f"group/{group}", MeetingHeld(week=week), f"group:{group}"
        for _ in range(20 * len(groups)):
            key_result, objective, by_zone = self._random.choice(self.key_results)
            actor, check_in = self._random.choice(self.people), self.fresh_id()
            value = None if by_zone else Decimal(self._random.randrange(125, 960)) / 10
            zone = self._random.choice(_ZONES) if by_zone else None
            confidence = self._random.randrange(11)
            comment = self._sealed(actor, 120) if self._random.random() < 0.25 else None
            made = ProgressUpdated(
                check_in=check_in,
                key_result=key_result,
                value=value,
                zone=zone,
                confidence=confidence,
                comment=comment,
            )
            yield "okr", f"objective/{objective}", made, actor
            if self._random.random() < 0.01:
                corrected = CheckInCorrected(
                    check_in=check_in, key_result=key_result, value=value, zone=zone, confidence=10 - confidence
                )
                yield "okr", f"objective/{objective}", corrected, actor

    def _sealed(self, person: str, length: int) -> Sealed:
        # As long as the real thing; nobody opens it here.
        return Sealed(f"sealed:v1:{person}:{self._random.getrandbits(6 * length):0{length}x}"[: 47 + length * 4 // 3])
