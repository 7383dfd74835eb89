"""`tomoni board`: objectives and key results, now or as they stood on any day."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from services.cli.exits import execute
from services.cli.output import Json, percent, show, show_json, show_table
from services.cli.workplace import auditor, log_url
from services.okr.app import open_okr
from services.okr.service import Okr
from services.okr.views import VIEWS
from services.okr.views.board import BoardKeyResult, BoardObjective
from services.okr.views.board import board as board_of
from shared.projection.asof import Clocks, as_of
from shared.settings import Settings, load_settings

_PATIENCE = 30.0


def board(
    quarter: Annotated[str | None, typer.Option(help="A quarter's label, or backlog; all by default.")] = None,
    team: Annotated[str | None, typer.Option(help="Only this team's objectives.")] = None,
    as_of: Annotated[str | None, typer.Option(help="As things stood then: a day or a time, UTC by default.")] = None,
    known_at: Annotated[str | None, typer.Option(help="As far as the system had been told by then.")] = None,
    json: Json = False,
) -> None:
    """Objectives, key results, progress and confidence."""
    clocks = Clocks(_instant("--as-of", as_of), _instant("--known-at", known_at))

    async def work() -> list[BoardObjective]:
        async with board_connection(load_settings(), clocks) as connection:
            return board_of(connection, quarter=quarter, team=team)

    show_board(execute(work()), json=json)


def show_board(objectives: Sequence[BoardObjective], *, json: bool = False) -> None:
    """The board as a table: each objective, under it its key results."""
    if json:
        show_json(objectives)
        return
    if not objectives:
        show("no objectives here")
        return
    columns = ("id", "objective / key result", "team", "where it stands", "progress", "confidence")
    rows: list[tuple[object, ...]] = []
    for goal in objectives:
        state = goal.result or goal.status
        rows.append((goal.number, goal.title, goal.team, state, percent(goal.progress), goal.confidence))
        rows += [
            (one.number, f"  {one.title}", "", _stands(one), percent(one.progress), one.confidence)
            for one in goal.key_results
        ]
    show_table(columns, rows)


@asynccontextmanager
async def board_connection(settings: Settings, clocks: Clocks) -> AsyncIterator[Connection]:
    """A connection on okr's views: the live store's, caught up with the log, or one folded for the given clocks."""
    if clocks != Clocks():
        async with auditor(settings) as log, as_of(log, VIEWS, clocks) as connection:
            yield connection
        return
    async with log_url(settings) as url, open_okr(settings, url=url) as okr:
        await caught_up(okr)
        with okr.ground.store.read() as connection:
            yield connection


async def caught_up(okr: Okr) -> None:
    """Wait until the store holds what the log held a moment ago. Raises TimeoutError."""
    last = (await okr.ground.log.info()).state.last_seq
    await okr.ground.runner.wait_for_position(last, _PATIENCE)


def _stands(one: BoardKeyResult) -> str:
    if one.kind == "ordinal":
        return one.zone or "never checked in"
    unit = f" {one.unit}" if one.unit else ""
    where = "never checked in" if one.value is None else f"{one.value}{unit}"
    return f"{where} ({one.baseline} → {one.target})"


def _instant(option: str, text: str | None) -> datetime | None:
    """A moment; a day alone means its end, so that the day itself is included."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-09-30"):
            return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), UTC) - timedelta.resolution
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} {text!r} is no time; write 2026-09-30 or 2026-09-30T12:00:00Z") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
