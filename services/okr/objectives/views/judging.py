"""What a tree's health is judged by: the thresholds, the quarters, a day. Queries only."""

from __future__ import annotations

from datetime import date, tzinfo

from sqlalchemy import Connection, select

from services.okr.company import view as company
from services.okr.objectives.domain.judge import HealthOn
from services.okr.quarters.view import Quarters


def health_on(connection: Connection, on: date, zone: tzinfo) -> HealthOn:
    """The judge of a day, by the thresholds that hold; `zone` says when a day begins."""
    quarters = Quarters.table.c
    rows = connection.execute(select(quarters.quarter, quarters.start, quarters.end))
    return HealthOn(on, zone, company.thresholds(connection), {row.quarter: (row.start, row.end) for row in rows})
