"""The win sessions of a team, or of the whole company: one aggregate, so that no two are ever open at once.

State and evolve; what can be asked of it stands in `win_commands`, what then happens in `win_decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from shared.events import (
    AgendaSlot,
    Event,
    NotFound,
    Win,
    WinAgendaArranged,
    WinAgendaPrepared,
    WinEvery,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionOpened,
    WinSessionScheduled,
    WinShared,
    WinWithdrawn,
    WrongState,
)


class SessionStage(StrEnum):
    """How far a session has come."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Item:
    """What is on an agenda: a win that the log tells, or one that somebody told himself; `worded` where somebody did.

    `people` are those whose work it is.
    """

    people: tuple[str, ...]
    win: Win | None = None
    told_by: str | None = None
    objective: str | None = None
    key_result: str | None = None
    worded: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """One session: when it is held, by whom it is led, and its agenda. `until` is how far its wins were collected."""

    id: str
    at: datetime
    facilitator: str
    every: WinEvery
    minutes: int
    phase: SessionStage = SessionStage.SCHEDULED
    since: datetime | None = None
    until: datetime | None = None
    met: int = 0
    expected: int | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    slots: tuple[AgendaSlot, ...] = ()

    @property
    def agenda(self) -> tuple[AgendaSlot, ...]:
        """What is on the agenda, in order; what was never arranged comes last, with no minutes of its own."""
        placed = {slot.item for slot in self.slots}
        rest = (AgendaSlot(item=item) for item in self.items if item not in placed)
        shown = (slot for slot in (*self.slots, *rest) if slot.item in self.items)
        return tuple(slot for slot in shown if not self.items[slot.item].withdrawn)


@dataclass(frozen=True, slots=True)
class Sessions:
    """What the team's events so far add up to. `current` is the session that is scheduled or open, if there is one.

    `last` is the one that was scheduled last, `held` the one that was held last.
    """

    team: str | None = None
    sessions: Mapping[str, Session] = field(default_factory=dict)
    current: str | None = None
    last: str | None = None
    held: str | None = None

    @property
    def now(self) -> Session | None:
        """The session that is scheduled or open."""
        return None if self.current is None else self.sessions[self.current]

    @property
    def facilitator(self) -> str | None:
        """Who leads the team's sessions: the present one's, or the last one's, facilitator."""
        return None if self.last is None else self.sessions[self.last].facilitator

    @property
    def collected_until(self) -> datetime | None:
        """How far the wins were collected that were ever shown."""
        return None if self.held is None else self.sessions[self.held].until


def evolve(sessions: Sessions, event: Event) -> Sessions:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case WinSessionScheduled():
            return _scheduled(sessions, event)
        case WinSessionCancelled(session=id_):
            return replace(
                _changed(sessions, id_, phase=SessionStage.CANCELLED), current=_unless(id_, sessions.current)
            )
        case WinSessionOpened(session=id_):
            return _changed(sessions, id_, phase=SessionStage.OPEN)
        case WinSessionClosed(session=id_):
            over = _changed(sessions, id_, phase=SessionStage.HELD)
            return replace(over, current=_unless(id_, over.current), held=id_ if id_ in over.sessions else over.held)
        case WinAgendaArranged(session=id_, slots=slots):
            return _changed(sessions, id_, slots=slots)
        case WinAgendaPrepared() | WinShared() | WinWithdrawn():
            known = sessions.sessions.get(event.session)
            if known is None:
                return sessions
            return replace(sessions, sessions={**sessions.sessions, known.id: _agenda_changed(known, event)})
        case _:
            return sessions


def session_of(id_: str, state: Sessions) -> Session:
    """The session. Raises NotFound."""
    session = state.sessions.get(id_)
    if session is None:
        raise NotFound("there is no such win session; list them to find its id")
    return session


def must_not_be_over(session: Session) -> None:
    """Raise WrongState for a session that was held, or cancelled."""
    if session.phase is SessionStage.HELD:
        raise WrongState("the session was held and is closed; what is new belongs to the next one")
    if session.phase is SessionStage.CANCELLED:
        raise WrongState("the session was cancelled; schedule another one, or go on with the next")


def _scheduled(sessions: Sessions, event: WinSessionScheduled) -> Sessions:
    known = sessions.sessions.get(event.session)
    if known is None:
        session = Session(event.session, event.at, event.facilitator, event.every, event.minutes)
    else:
        session = replace(known, at=event.at, facilitator=event.facilitator, every=event.every, minutes=event.minutes)
    every = {**sessions.sessions, session.id: session}
    return replace(sessions, team=event.team, sessions=every, current=session.id, last=session.id)


def _agenda_changed(session: Session, event: WinAgendaPrepared | WinShared | WinWithdrawn) -> Session:
    items = dict(session.items)
    match event:
        case WinAgendaPrepared():
            for id_ in event.gone:
                items.pop(id_, None)
            for win in event.items:
                items[win.item] = _collected(items.get(win.item), win)
            return replace(
                session, since=event.since, until=event.until, met=event.met, expected=event.expected, items=items
            )
        case WinShared():
            known = items.get(event.item) or Item(
                (event.by,), told_by=event.by, objective=event.objective, key_result=event.key_result
            )
            items[event.item] = replace(known, worded=True)
        case WinWithdrawn(item=id_):
            if (known_item := items.get(id_)) is not None:
                items[id_] = replace(known_item, withdrawn=True)
    return replace(session, items=items)


def _collected(known: Item | None, win: Win) -> Item:
    found = Item(win.people, win, objective=win.objective, key_result=win.key_result)
    return found if known is None else replace(found, worded=known.worded, withdrawn=known.withdrawn)


def _changed(sessions: Sessions, id_: str, **fields: object) -> Sessions:
    known = sessions.sessions.get(id_)
    if known is None:
        return sessions
    return replace(sessions, sessions={**sessions.sessions, id_: replace(known, **fields)})  # type: ignore[arg-type]


def _unless(id_: str, current: str | None) -> str | None:
    return None if current == id_ else current
