"""Why a projection stops rather than guess, and the check that its store belongs to the log."""

from __future__ import annotations

import asyncio
from typing import Literal

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from shared.eventlog import EventLog, LogUnavailable
from shared.events import identity_of

Rule = Literal["log-cut", "other-log", "hole", "version-skipped", "undecided", "unwritable", "other-version"]
"""What can make a projection stop; fit for a metric's label."""


# What a log of several servers lacks is looked for so often, so many seconds apart, before it counts as gone.
_LOOKS, _BETWEEN = 8, 0.5


class Halt(Exception):
    """The projection stops rather than guess; the text says what was found, where, and what to do.

    `position` is the record that can't be folded (0: it isn't about one); everything before it may be.
    """

    def __init__(self, text: str, *, rule: Rule = "other-log", position: int = 0) -> None:
        super().__init__(text)
        self.rule: Rule = rule
        self.position = position


class Poisoned(Halt):
    """One event can't be applied, for a `reason` of its own; every other aggregate could go on without it."""

    def __init__(self, service: str, position: int, reason: str) -> None:
        way_out = f"or leave it out for good: tomoni parked drop {service} {position}"
        super().__init__(f"{reason}, {way_out}", rule="undecided", position=position)
        self.reason = reason


class Overtaken(Exception):
    """The store doesn't stand where this runner left it: another one writes it. Read its position anew."""


async def verify(log: EventLog, service: str, position: int, event_id: str, *, reached: int = 0) -> None:
    """Raise Halt unless the log holds, at the store's position, the event that the store was built with.

    `reached` is how far the log is known to have come, also beyond the store.
    """
    if position == 0 and reached == 0:
        return
    last = await _end_of(log, max(position, reached))
    if last < max(position, reached):
        known = f"the store is at {position}" if last < position else f"it had come to {reached}"
        raise Halt(
            f"the log ends at position {last}, {known}: the log was cut or made anew; "
            f"restore the log from a backup, or take it as it is: tomoni rebuild {service}",
            rule="log-cut",
        )
    if position == 0:
        return
    payload = await log.held_at(position)
    found = identity_of(payload) if payload is not None else "nothing"
    if found != event_id:
        raise Halt(
            f"position {position} of the log holds event {found}, the store was built with {event_id} there: "
            f"this is another log; rebuild the store from it (tomoni rebuild {service}), or restore the former log",
            rule="other-log",
        )


async def _end_of(log: EventLog, known: int) -> int:
    """Where the log ends. Of several servers one that comes back may still think for a moment that it leads the log."""
    for tried in range(_LOOKS):
        info = await log.info()
        if info.state.last_seq >= known:
            break
        if not info.has_majority:
            raise LogUnavailable("the server that answers for the log is cut off from the others, who may hold more")
        if not info.others:
            break
        if tried < _LOOKS - 1:
            await asyncio.sleep(_BETWEEN)
    return info.state.last_seq


def refused_data(error: Exception) -> bool:
    """Whether a database refused values, which is the fault of who made them, and not a fault of the database."""
    if isinstance(error, SQLAlchemyError):
        own = isinstance(error, StatementError) and not isinstance(error, DBAPIError)
        return own or isinstance(error, DataError | IntegrityError)
    return isinstance(error, ValueError | TypeError | ArithmeticError | LookupError | AttributeError)
