"""Days as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shared.days import day_of
from shared.events import Invalid

if TYPE_CHECKING:
    from services.okr.service import Okr

_AHEAD = re.compile(r"\+(\d{1,4})", re.ASCII)


def today(okr: Okr, now: datetime) -> date:
    """The day that it is now, where the company is."""
    from services.okr.company.view import company_days

    with okr.runtime.store.read() as connection:
        return company_days(connection, okr.runtime.settings.zone).of(now)


def day_ahead(okr: Okr, text: str, now: datetime) -> date:
    """A day, or so many days ahead (`+14`). Raises Invalid for what is neither."""
    ahead = _AHEAD.fullmatch(text)
    if ahead is not None:
        return today(okr, now) + timedelta(days=int(ahead[1]))
    try:
        return day_of(text)
    except Invalid as invalid:
        raise Invalid(f"{invalid}, or +14 for 14 days from now") from None
