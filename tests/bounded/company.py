"""A company with years behind it, as records of the log: of any length, both services in it, always the same.

Six quarters of which the last one runs: objectives in a tree, key results, weekly check-ins with sealed words, a few
corrected; experiments with learnings, win sessions, weeks on one page; buddy groups that are drawn anew each quarter
and meet, private objectives, absences, pauses, days. About 600 bytes a record.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.events import (
    AbsenceSet,
    CheckInAcknowledged,
    CheckInCorrected,
    Event,
    ExperimentConcluded,
    ExperimentStarted,
    FourBoxesFilled,
    GroupDissolved,
    GroupFormed,
    GroupsProposed,
    InsightShared,
    KeyResultAdded,
    KeyResultRetargeted,
    MeetingHeld,
    MemberPaused,
    MemberResumed,
    Metric,
    ObjectiveAligned,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveScored,
    ObjectiveShared,
    Ordinal,
    PersonJoined,
    PlannedGroup,
    Priority,
    ProgrammeConfigured,
    ProgressUpdated,
    QuarterEnded,
    QuarterPlanned,
    QuarterStarted,
    Recorded,
    RotationConfirmed,
    RotationDrafted,
    Sealed,
    WinSessionClosed,
    WinSessionOpened,
    WinSessionScheduled,
    WinShared,
    Zone,
    encode,
    iso_week,
    named_id,
    nats_subject,
    type_of,
)

Message = tuple[str, bytes, dict[str, str]]
"""What is published: subject, payload, headers."""

Told = tuple[str, str, Event, str]
"""Service, aggregate, event, actor."""

FUNCTIONS = ("sales", "cs", "dev")
QUARTERS = tuple(
    (f"{year}-Q{number}", date(year, 3 * number - 2, 1))
    for year, number in ((2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1), (2026, 2))
)
"""Label and first day; each lasts 13 weeks, the last one runs."""

_WEEKS = 13
_ZONES = tuple(Zone)


class Company:
    """Makes the records, one after the other; `people` are their ids, `keys` what is theirs is sealed with."""

    def __init__(self, events: int) -> None:
        self.events = events
        self._random = Random(11)
        # A person makes about so many records in all.
        self.people = [self._id() for _ in range(max(12, events // 145 // 3 * 3))]
        self.keys: dict[str, bytes] = {person: self._random.randbytes(32) for person in self.people}
        self._versions: dict[str, int] = {}
        self._at = datetime.combine(QUARTERS[0][1] - timedelta(days=40), time(9), UTC)
        self._made = 0

    def messages(self) -> Iterator[Message]:
        """In order, as if each were stored at the position of its number from 1."""
        for service, aggregate, event, actor in self._all():
            if self._made == self.events:
                return
            self._made += 1
            yield self._message(service, aggregate, event, actor)

    def _message(self, service: str, aggregate: str, event: Event, actor: str) -> Message:
        self._at += timedelta(milliseconds=self._random.randrange(1, 4_000))
        version = self._versions[aggregate] = self._versions.get(aggregate, 0) + 1
        command, ended = self._id(), isinstance(event, QuarterEnded)
        payload = encode(
            Recorded(
                position=0,
                id=self._id(),
                type=type_of(event),
                aggregate=aggregate,
                version=version,
                time=self._at,
                recorded=self._at,
                actor=actor,
                correlation=command,
                causation=command,
                # Else the clock would find five quarters to freeze, and what is measured would not be what was asked.
                imported_from="the former system" if ended else None,
                data=event,
            )
        )
        headers = {"Content-Type": "application/cloudevents+json", "Tomoni-Type": type_of(event)}
        return nats_subject(service, aggregate), payload, headers

    def _all(self) -> Iterator[Told]:
        yield from self._joining()
        groups: list[str] = []
        quarters = [self._id() for _ in QUARTERS]
        for number, (quarter, (label, begins)) in enumerate(zip(quarters, QUARTERS, strict=True)):
            ends = _next_quarter(begins) - timedelta(days=1)
            self._at = max(self._at, datetime.combine(begins, time(9), UTC))
            yield "okr", f"quarter/{quarter}", QuarterPlanned(label=label, start=begins, end=ends), self.people[0]
            yield "okr", f"quarter/{quarter}", QuarterStarted(), self.people[0]
            former, groups = groups, []
            yield from self._rotation(label, quarters[number - 1] if number else quarter, begins, former, groups)
            goals: list[tuple[str, str, str, bool]] = []
            yield from self._objectives(quarter, goals)
            last = number == len(QUARTERS) - 1
            for week in range(10 * _WEEKS if last else _WEEKS):
                if week < _WEEKS:
                    self._at = max(self._at, datetime.combine(begins + timedelta(weeks=week), time(9), UTC))
                yield from self._week(goals, groups)
            for objective in dict.fromkeys(objective for _, objective, _, _ in goals):
                score = ObjectiveScored(score=Decimal("0.7"), proposed=Decimal("0.6"), rules="tomoni/2")
                yield "okr", f"objective/{objective}", score, self.people[0]
                yield "okr", f"objective/{objective}", ObjectiveClosed(), self.people[0]
            ended = QuarterEnded(label=label, start=begins, end=ends, rules="tomoni/2")
            yield "okr", f"quarter/{quarter}", ended, self.people[0]

    def _joining(self) -> Iterator[Told]:
        for index, person in enumerate(self.people):
            joined = PersonJoined(
                name=self._sealed(person, f"高橋 {index}"),
                function=FUNCTIONS[index % 3],
                email=self._sealed(person, f"person{index}@hikari.example"),
                email_index=f"{self._random.getrandbits(128):032x}",
                team=_team(index),
                manager=self.people[index // 10] if index >= 10 else None,
            )
            yield "okr", f"person/{person}", joined, self.people[0]
        configured = ProgrammeConfigured(name="buddies", functions=FUNCTIONS)
        yield "pairing", f"programme/{named_id('programme', 'default')}", configured, self.people[0]

    def _rotation(self, label: str, after: str, begins: date, former: list[str], groups: list[str]) -> Iterator[Told]:
        rotation, people = self._id(), [list(self.people[index::3]) for index in range(3)]
        for some_of_a_function in people:
            self._random.shuffle(some_of_a_function)
        planned = [PlannedGroup(group=self._id(), members=three) for three in zip(*people, strict=True)]
        drafted = RotationDrafted(
            programme=named_id("programme", "default"),
            after_quarter=after,
            label=label,
            seed="0",
            groups=len(planned),
            repeats=0,
        )
        yield "pairing", f"rotation/{rotation}", drafted, self.people[0]
        for start in range(0, len(planned), 50):
            some = GroupsProposed(groups=tuple(planned[start : start + 50]))
            yield "pairing", f"rotation/{rotation}", some, self.people[0]
        confirmed = RotationConfirmed(label=label, after_quarter=after)
        yield "pairing", f"rotation/{rotation}", confirmed, self.people[0]
        for each in planned:
            formed = GroupFormed(rotation=rotation, label=label, members=each.members, on=begins)
            yield "pairing", f"group/{each.group}", formed, "system:rotation"
            groups.append(each.group)
        for group in former:
            yield "pairing", f"group/{group}", GroupDissolved(successor=rotation, on=begins), "system:rotation"

    def _objectives(self, quarter: str, goals: list[tuple[str, str, str, bool]]) -> Iterator[Told]:
        made: list[str] = []
        for index, owner in enumerate(self.people[::4]):
            private = index % 50 == 49
            objective = self._private() if private else self._id()
            aggregate = f"private/objective/{objective}" if private else f"objective/{objective}"
            title = f"顧客が毎週使う製品にする (objective {index})"
            drafted = ObjectiveDrafted(
                title=self._sealed(objective, title) if private else title,
                quarter=quarter,
                team=_team(4 * index),
                owner=owner,
            )
            yield "okr", aggregate, drafted, owner
            if private:
                yield "okr", aggregate, ObjectiveShared(people=(owner, self.people[0])), owner
                continue
            for number in range(3):
                key_result, by_zone = self._id(), number == 2
                measure = (
                    Ordinal(commit="in use", target="loved", stretch="talked about")
                    if by_zone
                    else Metric(baseline=Decimal("12.5"), target=Decimal(96), unit="%")
                )
                title = f"Weekly active customers, {number + 1}"
                added = KeyResultAdded(key_result=key_result, title=title, measure=measure, owner=owner)
                yield "okr", aggregate, added, owner
                goals.append((key_result, objective, owner, by_zone))
            if made:
                yield "okr", aggregate, ObjectiveAligned(objective=made[(len(made) - 1) // 6]), owner
            made.append(objective)
            yield "okr", aggregate, ObjectivePublished(), owner

    def _week(self, goals: list[tuple[str, str, str, bool]], groups: list[str]) -> Iterator[Told]:
        week = iso_week(self._at.date())
        for goal in goals:
            yield from self._check_in(*goal)
        for group in groups:
            if self._random.random() < 0.8:
                yield "pairing", f"group/{group}", MeetingHeld(week=week), f"group:{group}"
            if self._random.random() < 0.02:
                words = self._sealed(self.people[0], "A pilot beside the old tool keeps the fear small.")
                shared = InsightShared(insight=self._id(), text=words)
                yield "pairing", f"group/{group}", shared, f"group:{group}"
        for number in range(len(self.people) // 30):
            yield from self._of_a_team(f"Team {number}", week, goals)
        for _ in range(len(self.people) // 100):
            ident = self._id()
            begins = self._at.date()
            away = AbsenceSet(begins=begins, until=begins + timedelta(days=7))
            yield "okr", f"private/absence/{ident}", away, f"absence/{ident}"
            member = f"private/member/{self._id()}"
            yield "pairing", member, MemberPaused(), member.removeprefix("private/")
            yield "pairing", member, MemberResumed(), member.removeprefix("private/")

    def _check_in(self, key_result: str, objective: str, owner: str, by_zone: bool) -> Iterator[Told]:
        check_in, aggregate, random = self._id(), f"objective/{objective}", self._random
        value = None if by_zone else Decimal(random.randrange(125, 960)) / 10
        zone = random.choice(_ZONES) if by_zone else None
        words = "The pilot customers came back on their own this week." if random.random() < 0.25 else None
        wanted = "Somebody who knows the invoices" if random.random() < 0.01 else None
        said = ProgressUpdated(
            check_in=check_in,
            key_result=key_result,
            value=value,
            zone=zone,
            confidence=random.randrange(11),
            comment=None if words is None else self._sealed(owner, words),
            help_wanted=None if wanted is None else self._sealed(owner, wanted),
        )
        yield "okr", aggregate, said, owner
        if random.random() < 0.02:
            corrected = CheckInCorrected(
                check_in=check_in, key_result=key_result, value=value, zone=zone, confidence=random.randrange(11)
            )
            yield "okr", aggregate, corrected, owner
        if random.random() < 0.05:
            seen = CheckInAcknowledged(check_in=check_in, key_result=key_result)
            yield "okr", aggregate, seen, self.people[0]
        if not by_zone and random.random() < 0.01:
            measure = Metric(baseline=Decimal("12.5"), target=Decimal(random.randrange(80, 120)), unit="%")
            moved = KeyResultRetargeted(key_result=key_result, measure=measure, reason=self._sealed(owner, "Too easy."))
            yield "okr", aggregate, moved, owner

    def _of_a_team(self, team: str, week: str, goals: list[tuple[str, str, str, bool]]) -> Iterator[Told]:
        key_result, objective, owner, _ = self._random.choice(goals)
        text = self._sealed(owner, "Show the new invoice to ten customers")
        filled = FourBoxesFilled(
            team=team, week=week, priorities=(Priority(priority=self._id(), text=text, key_result=key_result),)
        )
        yield "okr", f"four-boxes/{named_id('four-boxes', 'team', team)}", filled, owner
        experiment = f"experiment/{self._id()}"
        started = ExperimentStarted(
            key_result=key_result,
            objective=objective,
            what=self._sealed(owner, "Ask after the first invoice"),
            know_by=self._sealed(owner, "five of ten answer"),
            until=self._at.date() + timedelta(days=14),
            owner=owner,
        )
        yield "okr", experiment, started, owner
        learned = ExperimentConcluded(
            outcome="kept",
            learned=self._sealed(owner, "Whoever is asked at once answers."),
            key_result=key_result,
            objective=objective,
        )
        yield "okr", experiment, learned, owner
        if self._random.random() < 0.25:
            yield from self._session(team, key_result, objective, owner)

    def _session(self, team: str, key_result: str, objective: str, owner: str) -> Iterator[Told]:
        session, aggregate = self._id(), f"win-session/{named_id('win-session', 'team', team)}"
        at = self._at + timedelta(hours=1)
        yield "okr", aggregate, WinSessionScheduled(session=session, at=at, facilitator=owner, team=team), owner
        words = self._sealed(owner, "We dared to ask.")
        told = WinShared(
            session=session, item=self._id(), by=owner, words=words, objective=objective, key_result=key_result
        )
        yield "okr", aggregate, told, owner
        yield "okr", aggregate, WinSessionOpened(session=session, team=team), owner
        yield "okr", aggregate, WinSessionClosed(session=session, team=team), owner

    def _private(self) -> str:
        """The id of a private objective, whose words are sealed with a key of its own."""
        found = f"po-{self._random.getrandbits(48):012x}"
        self.keys[found] = self._random.randbytes(32)
        return found

    def _sealed(self, person: str, text: str) -> Sealed:
        nonce = os.urandom(12)
        secret = _cipher(self.keys[person]).encrypt(nonce, text.encode(), person.encode())
        return Sealed(f"sealed:v1:{person}:{urlsafe_b64encode(nonce + secret).decode()}")

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _team(index: int) -> str:
    return f"Team {index // 30}"


def _next_quarter(begins: date) -> date:
    return date(begins.year + (begins.month == 10), begins.month % 12 + 3 if begins.month != 10 else 1, 1)
