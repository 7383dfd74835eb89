"""The strongest wins of a quarter, read from its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.company import view as company
from services.okr.quarters import view as quarters
from services.okr.runtime.command_context import CommandContext
from services.okr.win_sessions.domain.strength import Strength
from services.okr.win_sessions.views import subjects as win_subjects
from services.okr.win_sessions.views.subjects import WinSubject
from services.okr.win_sessions.views.wins import Collected, collect, reasons
from shared.events import Invalid, WinKind
from shared.runtime import Runtime
from shared.sealing import Sealer

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongWin:
    """A win in its `place`: what moved `before` → `after`, since when that is so, whose work it was.

    `made_of` tells what its strength is made of. `words` is what was learned, or what a buddy group told. `who` are
    names, `people` what they are typed by.
    """

    place: int
    kind: WinKind
    strength: Decimal
    made_of: Strength
    time: datetime
    team: str | None
    objective: str | None
    objective_number: str | None
    objective_title: str | None
    key_result: str | None
    key_result_number: str | None
    key_result_title: str | None
    before: str | None
    after: str | None
    target: Decimal | None
    unit: str | None
    words: str | None
    people: tuple[str, ...]
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongWins:
    """The strongest wins of a quarter, and how many more there were. `met` of `expected` buddy meetings were held."""

    quarter: str
    label: str
    team: str | None
    items: tuple[StrongWin, ...]
    left_out: int
    met: int
    expected: int | None


class StrongestWinHandlers:
    """Questions about what went well."""

    def __init__(self, runtime: Runtime, context: CommandContext, sealer: Sealer) -> None:
        self._runtime, self._context, self._sealer = runtime, context, sealer

    async def of(self, *, quarter: str, top: int = 10, team: str | None = None) -> StrongWins:
        """The wins of a quarter's days that are strongest, by what is known now; of a team, or of all.

        Raises NotFound, and Invalid for a `top` outside 1 to 100.
        """
        if not 1 <= top <= MOST:
            raise Invalid(f"the top {top} can't be told; give 1 to {MOST}")
        unit = await self._context.known_team(team)
        set_ = self._runtime.settings.zone

        def read(connection: Connection) -> tuple[RowMapping, Collected, list[WinSubject], dict[str, Strength]]:
            row = quarters.by_id(connection, resolve.quarter(connection, quarter))
            assert row is not None
            zone = company.zone_on(connection, datetime.combine(row["end"], time(12), set_), set_)
            days = _days(row, zone)
            found = collect(connection, **days, team=unit, zone=zone, most=top, clock="effective")
            why = reasons(connection, found.items, **days, zone=zone, clock="effective")
            return row, found, win_subjects.subjects(connection, found.items), why

        row, found, subjects, why = await self._context.ask(read)
        return StrongWins(
            quarter=row["quarter"],
            label=row["label"],
            team=unit,
            items=tuple(
                [await self._strong(place, each, why[each.win.item]) for place, each in enumerate(subjects, 1)]
            ),
            left_out=found.left_out,
            met=found.met,
            expected=found.expected,
        )

    async def _strong(self, place: int, item: WinSubject, made_of: Strength) -> StrongWin:
        names = await self._sealer.open_all([each.name for each in item.people])
        win = item.win
        return StrongWin(
            place=place,
            kind=win.kind,
            strength=win.strength,
            made_of=made_of,
            time=win.time,
            team=item.team,
            objective=win.objective,
            objective_number=item.objective_number,
            objective_title=item.objective_title,
            key_result=win.key_result,
            key_result_number=item.key_result_number,
            key_result_title=item.key_result_title,
            before=win.before,
            after=win.after,
            target=item.target,
            unit=item.unit,
            words=await self._sealer.open(item.words),
            people=tuple(each.number for each in item.people),
            who=tuple(name for name in names if name is not None),
        )


def _days(row: RowMapping, zone: tzinfo) -> dict[str, datetime]:
    """The quarter's days, first and last included."""
    return {
        "since": datetime.combine(row["start"], time(), zone),
        "until": datetime.combine(row["end"] + timedelta(days=1), time(), zone),
    }
