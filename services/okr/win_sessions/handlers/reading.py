"""Win sessions are shown: their agendas with every name and word opened, and the minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from services.okr import known_teams, typed_ids as resolve
from services.okr.kernel.units import unit_name
from services.okr.runtime.command_context import CommandContext
from services.okr.win_sessions.domain.minutes import Language, minutes
from services.okr.win_sessions.domain.shown import SessionShown
from services.okr.win_sessions.handlers.places import WinPlaces
from services.okr.win_sessions.views import agendas as win_agendas, sessions as win_sessions
from shared.events import NotFound
from shared.sealing import Sealer


class WinReadingHandlers:
    """Queries about win sessions. A session is named by its id, or by `W-3`."""

    def __init__(self, context: CommandContext, sealer: Sealer, win_places: WinPlaces) -> None:
        self._context, self._sealer, self._win_places = context, sealer, win_places

    async def session(self, session: str, now: datetime) -> SessionShown:
        """The session with its agenda. Raises NotFound."""

        def read(connection: Connection) -> SessionShown:
            row = win_sessions.by_id(connection, resolve.win_session(connection, session))
            assert row is not None
            brief = win_agendas.in_brief(connection, row, self._win_places.zone_of(connection, now), now)
            return replace(brief, items=win_agendas.items(connection, row))

        return await self._unsealed(await self._context.ask(read))

    async def sessions(
        self, now: datetime, *, team: str | None = None, company: bool = False, after: int = 0, limit: int = 50
    ) -> list[SessionShown]:
        """Sessions without their agendas, by number: all, or a team's, or the whole company's. Raises NotFound."""
        team = await self._context.known_team(team)

        def read(connection: Connection) -> list[SessionShown]:
            rows = win_sessions.listed(connection, team=team, company=company, after=after, limit=limit)
            zone = self._win_places.zone_of(connection, now)
            return [win_agendas.in_brief(connection, row, zone, now) for row in rows]

        return [await self._unsealed(each) for each in await self._context.ask(read)]

    async def present(self, team: str | None, *, prepared: bool = False) -> str:
        """The id of the session of a team, or of the company, that is scheduled or open.

        Where it must be `prepared` and isn't, it is the one that was held last. Raises NotFound.
        """

        def find(connection: Connection) -> str:
            unit = None if team is None else known_teams.must_be_a_team(connection, team)
            found = win_sessions.present(connection, unit)
            if prepared and (found is None or found["until"] is None):
                found = win_sessions.last_held(connection, unit) or found
            if found is None:
                raise NotFound(f"no win session of {unit_name(team)} is scheduled; prepare one, which schedules it")
            return str(found["session"])

        return await self._context.ask(find)

    async def minutes(self, session: str, language: Language, now: datetime) -> str:
        """The session's minutes, as Markdown. Raises NotFound."""
        return minutes(await self.session(session, now), language)

    async def _unsealed(self, session: SessionShown) -> SessionShown:
        sealed = sorted(session.sealed())
        return session.opened(dict(zip(sealed, await self._sealer.open_all(sealed), strict=True)))
