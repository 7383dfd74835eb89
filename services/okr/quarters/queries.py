"""How far back check-ins may be dated, as the company's thresholds and a quarter's days say. Queries only."""

from __future__ import annotations

from datetime import tzinfo

from sqlalchemy import Connection

from services.okr.company import view as company
from services.okr.kernel.back_dating import BackDating
from services.okr.quarters import view as quarters


def back_dating(connection: Connection, quarter: str | None, zone: tzinfo) -> BackDating:
    """The limits for key results of this quarter, None for the backlog's.

    Days begin in `zone`, unless the company's calendar names another one.
    """
    days = company.thresholds(connection).back_days
    row = None if quarter is None else quarters.by_id(connection, quarter)
    here = company.company_days(connection, zone)
    if row is None:
        return BackDating(days, company=here)
    return BackDating(days, row["start"], row["label"], here)
