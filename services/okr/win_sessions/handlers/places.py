"""Which win session is meant, which item of it, and who leads it: what all use cases about win sessions share."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company.view import zone_on
from services.okr.kernel.units import unit_id, unit_name
from services.okr.people import view as people
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import aggregates
from services.okr.win_sessions.domain import lifecycle, session
from services.okr.win_sessions.domain.session import Session, Sessions
from services.okr.win_sessions.views import sessions as win_sessions
from shared.eventlog import EventLog
from shared.events import NotFound, WrongState
from shared.runtime import Runtime


class SessionPlace(NamedTuple):
    """A win session's id, and the aggregate of its team's sessions."""

    session: str
    unit: str


class WinPlaces:
    """Finds win sessions and what is on them: places are those of the log, not of a view that may be behind it."""

    def __init__(self, runtime: Runtime, log: EventLog, context: CommandContext) -> None:
        self.aggregates = aggregates(log, "win-session", Sessions(), lifecycle.decide, session.evolve)
        self._runtime, self._context = runtime, context

    async def unit(self, team: str | None) -> tuple[str | None, str, Sessions]:
        """The team as it is written here, its aggregate, and what its sessions are now. Raises NotFound."""
        named = await self._context.known_team(team)
        unit = unit_id("win-session", named)
        return named, unit, (await self.aggregates.load(unit))[0]

    async def session(self, text: str) -> tuple[SessionPlace, Sessions]:
        """Where the session that `text` names is, and what its team's sessions are now. Raises NotFound."""

        def find(connection: Connection) -> SessionPlace:
            row = win_sessions.by_id(connection, resolve.win_session(connection, text))
            assert row is not None
            return SessionPlace(row["session"], row["unit"])

        place = await self._context.ask(find)
        return place, (await self.aggregates.load(place.unit))[0]

    def item(self, state: Sessions, place: SessionPlace, text: str) -> str:
        """The item's id, from it or from its place on the agenda, counted from 1. Raises NotFound."""
        session, typed = state.sessions[place.session], text.strip().lower()
        if typed in session.items:
            return typed
        agenda = session.agenda
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(agenda):
            return agenda[int(typed) - 1].item
        shown = f"from 1 to {len(agenda)}" if agenda else "as soon as there is one"
        raise NotFound(f"there is no item {text[:60]!r} on the agenda; give its place, {shown}")

    async def led_by(self, text: str | None) -> str | None:
        """The person, who must be here to lead a session. Raises NotFound, WrongState."""
        person = await self._context.person(text)
        if person is not None and not await self._context.is_here(person):
            raise WrongState(f"{text} has left the company; name a facilitator who is here")
        return person

    async def must_be_led(self, session: Session, team: str | None, *, begun: bool) -> None:
        """Raise WrongState where the facilitator has left; one who is nobody of the company only prepares."""

        def led(connection: Connection) -> bool:
            row = people.by_id(connection, session.facilitator)
            return not begun if row is None else row["left"] is None

        if not await self._context.ask_current(led):
            raise WrongState(
                f"the session of {unit_name(team)} has no facilitator who is here; name one by scheduling it again"
            )

    async def company_zone(self, now: datetime) -> tzinfo:
        """The zone by whose clocks the company tells the time."""
        return await self._context.ask(lambda connection: self.zone_of(connection, now))

    def zone_of(self, connection: Connection, now: datetime) -> tzinfo:
        """The time zone in which the company's sessions are told."""
        return zone_on(connection, now, self._runtime.settings.zone)
