"""An example of every event of the practice, in the same small story as the others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from .base import Event
from .ids import elder_event_id, named_id
from .practice import (
    BoxConfidence,
    DayClosed,
    DayIntent,
    DayOpened,
    ExperimentConcluded,
    ExperimentExtended,
    ExperimentOverdue,
    ExperimentStarted,
    FourBoxesFilled,
    Ideal,
    IdealStateDefined,
    MentorDismissed,
    MentorInvited,
    NoticesChosen,
    Priority,
    PriorityMarked,
    SupportGiven,
    TeamHealth,
)
from .values import Sealed
from .win_sessions import (
    AgendaSlot,
    PraiseGiven,
    Win,
    WinAgendaArranged,
    WinAgendaPrepared,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionOpened,
    WinSessionScheduled,
    WinShared,
    WinWithdrawn,
)

_PERSON, _MANAGER, _COLLEAGUE = (named_id("example", "person", name) for name in ("1", "2", "3"))
_OBJECTIVE, _KEY_RESULT = named_id("example", "objective"), named_id("example", "key result")
_SESSION, _ITEM, _TOLD = (named_id("example", "win session", part) for part in ("session", "item", "told"))
_PRIORITY = named_id("example", "priority")
_DIGEST = "2d711642b726b04401627ca9fbac32f5"
_DAY = named_id("example", "private/day")
_WORDS = Sealed(f"sealed:v1:{_PERSON}:q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=")
_VEILED = Sealed(_WORDS.replace(_PERSON, _DAY))

PRACTICE: tuple[Event, ...] = (
    WinSessionScheduled(
        session=_SESSION,
        at=datetime(2026, 9, 25, 7, 0, tzinfo=UTC),
        facilitator=_PERSON,
        team="Company",
        every="quarter",
        minutes=45,
    ),
    WinSessionCancelled(session=_SESSION, reason=_WORDS),
    WinAgendaPrepared(
        session=_SESSION,
        since=datetime(2026, 8, 28, 8, 0, tzinfo=UTC),
        until=datetime(2026, 9, 24, 8, 0, tzinfo=UTC),
        position=4700,
        items=(
            Win(
                item=_ITEM,
                kind="reached",
                source=elder_event_id(named_id("example", "command", "okr.progress-updated"), 0),
                time=datetime(2026, 9, 18, 8, 0, tzinfo=UTC),
                strength=Decimal("1.35"),
                objective=_OBJECTIVE,
                key_result=_KEY_RESULT,
                experiment=named_id("example", "experiment"),
                insight=named_id("example", "insight"),
                before="0.65",
                after="1",
                people=(_PERSON,),
            ),
        ),
        gone=(named_id("example", "win session", "gone"),),
        met=41,
        expected=52,
    ),
    WinShared(session=_SESSION, item=_TOLD, by=_PERSON, words=_WORDS, objective=_OBJECTIVE, key_result=_KEY_RESULT),
    WinWithdrawn(session=_SESSION, item=_TOLD),
    WinAgendaArranged(session=_SESSION, slots=(AgendaSlot(item=_ITEM, minutes=5), AgendaSlot(item=_TOLD))),
    WinSessionOpened(session=_SESSION, team="Company"),
    PraiseGiven(
        session=_SESSION, item=_ITEM, praise=named_id("example", "praise"), to=(_PERSON, _COLLEAGUE), words=_WORDS
    ),
    WinSessionClosed(session=_SESSION, team="Company", note=_WORDS),
    FourBoxesFilled(
        team="Company",
        week="2026-W38",
        priorities=(Priority(priority=_PRIORITY, text=_WORDS, key_result=_KEY_RESULT),),
        confidence=(BoxConfidence(key_result=_KEY_RESULT, confidence=7),),
        next_weeks=(_WORDS,),
        health=(TeamHealth(name=_WORDS, sign="yellow", note=_WORDS),),
    ),
    PriorityMarked(week="2026-W38", priority=_PRIORITY, kept=True),
    ExperimentStarted(
        key_result=_KEY_RESULT,
        objective=_OBJECTIVE,
        what=_WORDS,
        know_by=_WORDS,
        until=date(2026, 8, 14),
        owner=_PERSON,
    ),
    ExperimentExtended(until=date(2026, 8, 28)),
    ExperimentOverdue(until=date(2026, 8, 28), owner=_PERSON),
    ExperimentConcluded(
        outcome="adjusted",
        learned=_WORDS,
        key_result=_KEY_RESULT,
        objective=_OBJECTIVE,
    ),
    DayOpened(day=date(2026, 9, 1), intents=(DayIntent(text=_VEILED, key_result=_VEILED),)),
    DayClosed(day=date(2026, 9, 1), happened=_VEILED, learned=_VEILED),
    MentorInvited(mentor=_DIGEST, since=date(2026, 9, 1)),
    MentorDismissed(mentor=_DIGEST),
    IdealStateDefined(
        team="Company",
        ideals=(
            Ideal(measure="check-ins-on-time", percent=Decimal(90)),
            Ideal(measure="buddy-meetings-held", percent=Decimal("75.5")),
        ),
    ),
    SupportGiven(
        support=named_id("example", "support"),
        measure="check-ins-on-time",
        team="Company",
        guide="check-ins",
        guide_version=1,
        words=_WORDS,
    ),
    NoticesChosen(muted=("praise",), quiet=(1140, 480), zone="Asia/Tokyo", remind_at=570),
)
"""One of each, in the catalogue's order."""
