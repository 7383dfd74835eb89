"""The events of win sessions: what went well, collected, told, praised, and held in common.

Somebody's own words are sealed with his own key.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from .base import Event
from .ids import elder_event_id, named_id
from .story import COLLEAGUE, KEY_RESULT, OBJECTIVE, PERSON, WORDS
from .values import Sealed

__all__ = [
    "AgendaSlot",
    "PraiseGiven",
    "Win",
    "WinAgendaArranged",
    "WinAgendaPrepared",
    "WinEvery",
    "WinKind",
    "WinSessionCancelled",
    "WinSessionClosed",
    "WinSessionOpened",
    "WinSessionScheduled",
    "WinShared",
    "WinWithdrawn",
]

Moment = Annotated[datetime, Meta(tz=True)]
"""A moment with its time zone."""

WinEvery = Literal["two-weeks", "month", "quarter", "never"]
"""How long after a win session the next one is scheduled; `never` schedules none."""

WinKind = Literal[
    "reached", "zone-up", "milestone", "progress", "confidence-up", "first-check-in", "learning", "insight", "told"
]
"""What an item of a win session's agenda is: how it came to be one. `told` is one that somebody added himself."""


class WinSessionScheduled(Event, frozen=True, kw_only=True):
    """A win session of a team, or of the whole company (no team), is held at `at`; said again where it is moved.

    All sessions of a team are one aggregate, ``win-session/<id of the team>``, so that no two are ever open at once.
    `minutes` is how long it takes.
    """

    session: str
    at: Moment
    facilitator: str
    team: str | None = None
    every: WinEvery = "month"
    minutes: Annotated[int, Meta(ge=5, le=480)] = 60


class WinSessionCancelled(Event, frozen=True, kw_only=True):
    """The session that was scheduled is not held."""

    session: str
    reason: Sealed | None = None


class Win(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item of the agenda as the log has it: what happened to what, by whose work, and since when that is so.

    `before` and `after` say in the measure's own words what moved (``0.42`` and ``1``, ``commit`` and ``target``,
    ``4`` and ``8``, a milestone's name). `strength` is what the proposed order goes by, more is stronger. `source` is
    the id of the event that made it one. A session has one item at most about how far a key result came, so the item's
    id is derived from the session and from what it is about: the experiment, the insight or the key result.
    """

    item: str
    kind: WinKind
    source: str
    time: Moment
    strength: Decimal = Decimal(0)
    objective: str | None = None
    key_result: str | None = None
    experiment: str | None = None
    insight: str | None = None
    before: str | None = None
    after: str | None = None
    people: tuple[str, ...] = ()


class WinAgendaPrepared(Event, frozen=True, kw_only=True):
    """What was collected from the log for the session, from `since` until before `until`; said again, it is added to.

    `items` are those that are new or came to more since. `gone` are those that the log doesn't bear out any more: a
    check-in was taken back. `position` is how far the log was read. `met` of `expected` buddy meetings were held in
    the weeks between.
    """

    session: str
    since: Moment
    until: Moment
    position: int
    items: tuple[Win, ...] = ()
    gone: tuple[str, ...] = ()
    met: int = 0
    expected: int | None = None


class WinShared(Event, frozen=True, kw_only=True):
    """Somebody's own words on an item of the agenda, or a new item of his own where `item` wasn't on it.

    `by` is who says it, and the sealed words are his.
    """

    session: str
    item: str
    by: str
    words: Sealed
    objective: str | None = None
    key_result: str | None = None


class WinWithdrawn(Event, frozen=True, kw_only=True):
    """The item is not on the agenda any more, and doesn't come back by preparing it again."""

    session: str
    item: str


class AgendaSlot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item's place in the order; `minutes` is how long it may take."""

    item: str
    minutes: Annotated[int, Meta(ge=0, le=480)] = 0


class WinAgendaArranged(Event, frozen=True, kw_only=True):
    """The order of the agenda from now on; what is not named follows in the order in which it came."""

    session: str
    slots: tuple[AgendaSlot, ...]


class WinSessionOpened(Event, frozen=True, kw_only=True):
    """The session has begun."""

    session: str
    team: str | None = None


class PraiseGiven(Event, frozen=True, kw_only=True):
    """Somebody (the envelope's actor) praises others for an item of a session, while it is prepared or after it."""

    session: str
    item: str
    praise: str
    to: tuple[str, ...]
    words: Sealed | None = None


class WinSessionClosed(Event, frozen=True, kw_only=True):
    """The session was held. `note` is what its facilitator adds to the minutes."""

    session: str
    team: str | None = None
    note: Sealed | None = None


def examples() -> tuple[Event, ...]:
    """One of each, in the catalogue's order."""
    session, item, told = (named_id("example", "win session", part) for part in ("session", "item", "told"))
    return (
        WinSessionScheduled(
            session=session,
            at=datetime(2026, 9, 25, 7, 0, tzinfo=UTC),
            facilitator=PERSON,
            team="Company",
            every="quarter",
            minutes=45,
        ),
        WinSessionCancelled(session=session, reason=WORDS),
        WinAgendaPrepared(
            session=session,
            since=datetime(2026, 8, 28, 8, 0, tzinfo=UTC),
            until=datetime(2026, 9, 24, 8, 0, tzinfo=UTC),
            position=4700,
            items=(
                Win(
                    item=item,
                    kind="reached",
                    source=elder_event_id(named_id("example", "command", "okr.progress-updated"), 0),
                    time=datetime(2026, 9, 18, 8, 0, tzinfo=UTC),
                    strength=Decimal("1.35"),
                    objective=OBJECTIVE,
                    key_result=KEY_RESULT,
                    experiment=named_id("example", "experiment"),
                    insight=named_id("example", "insight"),
                    before="0.65",
                    after="1",
                    people=(PERSON,),
                ),
            ),
            gone=(named_id("example", "win session", "gone"),),
            met=41,
            expected=52,
        ),
        WinShared(session=session, item=told, by=PERSON, words=WORDS, objective=OBJECTIVE, key_result=KEY_RESULT),
        WinWithdrawn(session=session, item=told),
        WinAgendaArranged(session=session, slots=(AgendaSlot(item=item, minutes=5), AgendaSlot(item=told))),
        WinSessionOpened(session=session, team="Company"),
        PraiseGiven(
            session=session, item=item, praise=named_id("example", "praise"), to=(PERSON, COLLEAGUE), words=WORDS
        ),
        WinSessionClosed(session=session, team="Company", note=WORDS),
    )
