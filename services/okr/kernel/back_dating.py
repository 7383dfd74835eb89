"""How far back a check-in may be dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from shared.company.company_days import CompanyDays
from shared.events import Unfitting

_ANYWHERE = CompanyDays((), UTC)


@dataclass(frozen=True, slots=True)
class BackDating:
    """A check-in may be dated so many `days` back, and not before the `first` day of its quarter (None: the backlog).

    Days are the company's.
    """

    days: int
    first: date | None = None
    label: str = ""
    company: CompanyDays = _ANYWHERE


def must_be_datable(effective: datetime, now: datetime, limits: BackDating | None) -> None:
    """Raise Invalid for a check-in dated in the future or too far back; without limits (history) only the former."""
    if effective > now:
        raise Unfitting(f"the check-in is dated {effective.isoformat()}, in the future; date it now or earlier")
    if limits is None:
        return
    day, today = limits.company.of(effective), limits.company.of(now)
    if limits.first is not None and day < limits.first:
        raise Unfitting(
            f"the check-in is dated {day}, before {limits.label} begins on {limits.first}; date it in the quarter"
        )
    earliest = today - timedelta(days=limits.days)
    if day < earliest:
        raise Unfitting(
            f"the check-in is dated {day}, more than {limits.days} days back; date it {earliest} or later, "
            "or correct an older check-in"
        )
