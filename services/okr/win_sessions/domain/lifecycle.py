"""A win session is scheduled, moved, opened, closed or cancelled; when one is over, the next one is scheduled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never, get_args

from services.okr.kernel.units import unit_name
from services.okr.win_sessions.domain.agenda import arranged, collected, prepared
from services.okr.win_sessions.domain.commands import (
    DEFAULT_MINUTES,
    Arrange,
    Cancel,
    Close,
    Command,
    Edit,
    Open,
    Praise,
    Prepare,
    Schedule,
    Tell,
    Withdraw,
)
from services.okr.win_sessions.domain.contributions import edited, praised, told, withdrawn
from services.okr.win_sessions.domain.rhythm import following
from services.okr.win_sessions.domain.session import Session, Sessions, SessionStage, must_not_be_over, session_of
from shared.events import (
    Event,
    Invalid,
    Unfitting,
    WinEvery,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionOpened,
    WinSessionScheduled,
    WrongState,
)

_LATE = timedelta(days=1)
_FAR = timedelta(days=400)


def scheduled(command: Schedule, state: Sessions) -> list[Event]:
    """The events of a session that is scheduled, or moved. Raises Invalid, WrongState."""
    known = state.now
    event = _schedule(command, state, known)
    if known is None:
        _must_be_to_come(event.at, command.now)
        session = Session(event.session, event.at, event.facilitator, event.every, event.minutes)
        return [event, *(collected(command.collection, session, state) if command.collection else ())]
    unit = unit_name(command.team)
    if command.collection is not None:
        raise WrongState(f"a session of {unit} is scheduled already; prepare that one, and move it by scheduling")
    if event.at != known.at:
        if known.phase is SessionStage.OPEN:
            raise WrongState(f"the session of {unit} is open, and two are never open at once; close it first")
        _must_be_to_come(event.at, command.now)
    same = (known.at, known.facilitator, known.every, known.minutes)
    return [] if same == (event.at, event.facilitator, event.every, event.minutes) else [event]


def _schedule(command: Schedule, state: Sessions, known: Session | None) -> WinSessionScheduled:
    """What was said, and what is left out as it was: of the session that is moved, or of the one before."""
    at = command.at or (None if known is None else known.at)
    facilitator = command.facilitator or (None if known is None else known.facilitator)
    if at is None:
        raise Unfitting("say when the session is held")
    if facilitator is None:
        raise Unfitting("a win session needs a facilitator who leads through it; name one, such as P-3")
    former = known or (None if state.last is None else state.sessions[state.last])
    every, minutes = command.every, command.minutes
    return WinSessionScheduled(
        session=command.session if known is None else known.id,
        at=at,
        facilitator=facilitator,
        team=command.team,
        every=_every(every or (former.every if former else "month")),
        minutes=_minutes((former.minutes if former else DEFAULT_MINUTES) if minutes is None else minutes),
    )


def opened(command: Open, state: Sessions) -> list[Event]:
    """The event of a session that begins. Raises Invalid, NotFound, WrongState."""
    session = session_of(command.session, state)
    if session.phase is SessionStage.OPEN:
        raise WrongState(
            f"the session of {unit_name(state.team)} is open already, and two are never open at once; close it first"
        )
    must_not_be_over(session)
    if session.until is None:
        raise WrongState("the session has no agenda yet; prepare it first")
    return [WinSessionOpened(session=session.id, team=state.team)]


def closed(command: Close, state: Sessions) -> list[Event]:
    """The events of a session that was held, and of the one that follows. Raises Invalid, NotFound, WrongState."""
    session = session_of(command.session, state)
    if session.phase is SessionStage.SCHEDULED:
        raise WrongState("the session was not opened yet; open it first, or cancel it where it isn't held")
    must_not_be_over(session)
    over = WinSessionClosed(session=session.id, team=state.team, note=command.note)
    return [over, *_next(command, session, state)]


def cancelled(command: Cancel, state: Sessions) -> list[Event]:
    """The events of a session that is not held, and of the one that follows. Raises Invalid, NotFound, WrongState."""
    session = session_of(command.session, state)
    if session.phase is SessionStage.CANCELLED:
        return []
    if session.phase is SessionStage.OPEN:
        raise WrongState("the session is open, so it is held; close it instead")
    must_not_be_over(session)
    return [WinSessionCancelled(session=session.id, reason=command.reason), *_next(command, session, state)]


def _next(command: Close | Cancel, session: Session, state: Sessions) -> Iterable[Event]:
    at = following(session.at, session.every, command.zone, command.now)
    if at is not None:
        yield WinSessionScheduled(
            session=command.following,
            at=at,
            facilitator=session.facilitator,
            team=state.team,
            every=session.every,
            minutes=session.minutes,
        )


def _must_be_to_come(at: datetime, now: datetime) -> None:
    if at < now - _LATE:
        raise Unfitting(f"{at:%Y-%m-%d %H:%M} UTC is over; give a moment that is still to come")
    if at > now + _FAR:
        raise Unfitting(f"{at:%Y-%m-%d} is more than a year away; give a nearer day")


def _every(every: WinEvery) -> WinEvery:
    if every not in get_args(WinEvery):
        raise Invalid(f"every {every!r} is no rhythm of win sessions; give one of {', '.join(get_args(WinEvery))}")
    return every


def _minutes(minutes: int) -> int:
    if not 5 <= minutes <= 480:
        raise Invalid(f"a session of {minutes} minutes can't be planned; give 5 to 480")
    return minutes


def decide(command: Command, state: Sessions) -> list[Event]:
    """The events that the command brings about; none where it is so already. Raises Invalid, NotFound, WrongState."""
    match command:
        case Schedule():
            return scheduled(command, state)
        case Prepare():
            return prepared(command, state)
        case Tell():
            return told(command, state)
        case Edit():
            return edited(command, state)
        case Withdraw():
            return withdrawn(command, state)
        case Arrange():
            return arranged(command, state)
        case Open():
            return opened(command, state)
        case Praise():
            return praised(command, state)
        case Close():
            return closed(command, state)
        case Cancel():
            return cancelled(command, state)
        case _:
            assert_never(command)
