"""What a group's members take to a meeting: a brief and the calendar file. Put together when asked, kept nowhere."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from services.pairing import typed_ids as resolve
from services.pairing.goals.company_days import Days
from services.pairing.goals.views import key_results
from services.pairing.groups.domain.brief import Line, lines, sentence
from services.pairing.groups.domain.calendar_file import calendar_file
from services.pairing.groups.domain.openers import Language, openers
from services.pairing.groups.views import groups, meetings
from services.pairing.members.views import pool
from shared.events import Forbidden, NotFound, iso_week
from shared.projection import Row, version_in
from shared.runtime import Runtime
from shared.sealing import FORGOTTEN

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Brief:
    """What moved, stalled or is asked for, in words and as facts, and ways to begin."""

    group: str
    week: str
    lines: tuple[dict[str, Any], ...]
    openers: tuple[str, ...]


class Briefing:
    """The use cases about what members take to a meeting, on the service's store."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime, self._store, self._days = runtime, runtime.store, Days(runtime)

    async def brief(self, typed: str, by: str, now: datetime, language: Language) -> Brief:
        """The brief for a group's meeting in the week of `now`, for its members only. Raises NotFound, Forbidden."""

        def read() -> tuple[Row, list[Line], dict[str, str]]:
            with self._store.read() as connection:
                row = self._group(connection, typed)
                if by not in row["members"]:
                    raise Forbidden("only the members of a group see its brief")
                standings = key_results.standings(connection, row["members"])
                sealed = pool.names_of(connection, row["members"])
                return row, lines(standings, now, row["every_weeks"]), sealed

        row, found, sealed = await asyncio.to_thread(read)
        here = await self._days.now()
        week = iso_week(here.of(now))
        names = dict(zip(sealed, await self._runtime.sealer.open_all(list(sealed.values())), strict=True))
        asked = await self._runtime.sealer.open_all([line.sealed for line in found])
        told = [
            self._told(line, here.of(line.since), names.get(line.owner) or UNKNOWN, text, language)
            for line, text in zip(found, asked, strict=True)
            # Somebody who was forgotten asks for nothing any more.
            if text != FORGOTTEN
        ]
        code = resolve.group_code(row["number"])
        return Brief(code, week, tuple(told), openers(row["group"], week, language))

    async def calendar(self, typed: str, by: str, *, admin: bool = False) -> str:
        """The group's meetings as a calendar file, for its members and for admins. Raises NotFound, Forbidden."""

        def read() -> str:
            with self._store.read() as connection:
                row = self._group(connection, typed)
                if by not in row["members"] and not admin:
                    raise Forbidden("only the members of a group and admins have its calendar")
                (rhythm,) = meetings.rhythms(connection, [row], self._days.on(connection))
                code, version = resolve.group_code(row["number"]), version_in(connection, f"group/{row['group']}")
                return calendar_file(row["group"], code, rhythm, sequence=version, stamp=row["formed"])

        return await asyncio.to_thread(read)

    def _group(self, connection: Connection, typed: str) -> Row:
        row = groups.find(connection, resolve.group_id(connection, typed) or typed)
        if row is None:
            raise NotFound(f"there is no group {typed}")
        return row

    def _told(self, line: Line, since: date, name: str, asked: str | None, language: Language) -> dict[str, Any]:
        return {
            "what": line.what,
            "person": line.owner,
            "name": name,
            "key_result": line.title,
            "objective": line.objective,
            "before": line.before,
            "now": line.now,
            "since": since,
            "asked": asked,
            "sentence": sentence(line, name, asked, language),
        }
