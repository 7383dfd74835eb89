"""The ideal state of practice of each unit, and the support that was given."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import JSON, Column, Connection, Integer, RowMapping, String, Table, select

from services.okr.objectives.views.objectives import teams
from services.okr.practice.domain.measures import MEASURES
from shared.events import IdealStateDefined, PracticeMeasure, Recorded, SupportGiven
from shared.projection import Instant, Rows, View, handles, metadata


class Ideals(View):
    """One row per unit; `ideals` are percents by measure, as texts."""

    table = Table(
        "okr_ideals",
        metadata,
        Column("unit", String, primary_key=True),
        Column("team", String),
        Column("ideals", JSON, nullable=False),
        Column("since", Instant, nullable=False),
    )

    @handles(IdealStateDefined)
    def defined(self, rows: Rows, event: Recorded[IdealStateDefined]) -> None:
        ideals = {each.measure: str(each.percent) for each in event.data.ideals}
        rows[event.aggregate_id] = {"team": event.data.team, "ideals": ideals, "since": event.time}


class Support(View):
    """One row per support given, numbered in the order of the log. `words` are sealed."""

    table = Table(
        "okr_support",
        metadata,
        Column("support", String, primary_key=True),
        Column("number", Integer, nullable=False, index=True),
        Column("team", String),
        Column("measure", String, nullable=False),
        Column("guide", String),
        Column("guide_version", Integer),
        Column("words", String),
        Column("by", String, nullable=False),
        Column("given", Instant, nullable=False),
    )

    @handles(SupportGiven)
    def given(self, rows: Rows, event: Recorded[SupportGiven]) -> None:
        data = event.data
        rows[data.support] = {
            "number": rows.count() + 1,
            "team": data.team,
            "measure": data.measure,
            "guide": data.guide,
            "guide_version": data.guide_version,
            "words": data.words,
            "by": event.actor,
            "given": event.time,
        }


_support = Support.table.c


def ideals_of(connection: Connection, unit: str) -> dict[PracticeMeasure, Decimal]:
    """The unit's own ideals, in percent, by measure."""
    query = select(Ideals.table.c.ideals).where(Ideals.table.c.unit == unit)
    return _decoded(connection.execute(query).scalar_one_or_none() or {})


def ideals_of_all(connection: Connection) -> dict[str | None, dict[PracticeMeasure, Decimal]]:
    """The ideals of the company (None) and of every team there is; the company comes first, teams by name."""
    rows = connection.execute(select(Ideals.table.c.team, Ideals.table.c.ideals))
    defined = {row.team: _decoded(row.ideals) for row in rows}
    return {team: defined.get(team, {}) for team in (None, *sorted(teams(connection)))}


def support(
    connection: Connection, *, team: str | None, measure: str | None, before: int | None, limit: int
) -> list[RowMapping]:
    """Up to `limit` supports with a number below `before`, the latest first, of a team and on a measure, or of all."""
    query = select(Support.table).order_by(_support.number.desc()).limit(limit)
    if team is not None:
        query = query.where(_support.team == team)
    if measure is not None:
        query = query.where(_support.measure == measure)
    if before is not None:
        query = query.where(_support.number < before)
    return list(connection.execute(query).mappings())


def support_by_id(connection: Connection, support: str) -> RowMapping | None:
    """The support's row, or None."""
    return connection.execute(select(Support.table).where(_support.support == support)).mappings().one_or_none()


def _decoded(ideals: Mapping[str, str]) -> dict[PracticeMeasure, Decimal]:
    return {measure: Decimal(ideals[measure]) for measure in MEASURES if measure in ideals}
