"""What a whole company decides about its OKRs: the fiscal calendar, the thresholds. Aggregate ``company/<id>``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, field

from .base import Event

__all__ = ["CalendarChanged", "LabelYear", "PaceBy", "QuarterFrozen", "ThresholdsSet"]

LabelYear = Literal["start", "end", "both"]
"""The year that a fiscal year is called by: the one it starts in, the one it ends in, or both (FY24/25)."""


PaceBy = Literal["gap", "ratio"]
"""How being behind is told: by the gap between what is due and done, in points, or by the ratio of done to due."""


class CalendarChanged(Event, frozen=True, kw_only=True):
    """The fiscal year begins with this month, from `since` on; what was planned before stays as it is.

    `zone` is the IANA time zone that says when a day ends; None leaves it to the installation.
    """

    start_month: Annotated[int, Meta(ge=1, le=12)]
    label_year: LabelYear
    since: date
    zone: str | None = None


class ThresholdsSet(Event, frozen=True, kw_only=True):
    """From which figures on something is called what. Gaps are in points of progress, ages in days.

    The defaults are the published ones: on track below 16.5 points behind the expected progress, behind up to 33, at
    risk above (Engagedly); confidence 0 to 10, green from 7, yellow from 4. `pace_by` says whether pace is told by that
    gap, or by the ratio of what is done to what is due: on track from 0.9 on (ServiceNow); from which ratio on it is
    behind and not at risk nobody has published.
    """

    on_track_below: Decimal = Decimal("16.5")
    behind_up_to: Decimal = Decimal(33)
    confidence_green: Annotated[int, Meta(ge=0, le=10)] = 7
    confidence_yellow: Annotated[int, Meta(ge=0, le=10)] = 4
    stale_days: Annotated[int, Meta(ge=1)] = 14
    unchanged_days: Annotated[int, Meta(ge=1)] = 28
    late_days: Annotated[int, Meta(ge=0)] = 14
    back_days: Annotated[int, Meta(ge=0)] = 28
    too_safe_above: Decimal = Decimal("0.9")
    pace_by: PaceBy = "gap"
    ratio_on_track_from: Decimal = Decimal("0.9")
    ratio_behind_from: Decimal = Decimal("0.7")


class QuarterFrozen(Event, frozen=True, kw_only=True):
    """What an ended quarter came to, for good: digests (SHA-256, hexadecimal) over its events and its results.

    Both are of what the log held up to `position`, under the rule book `rules`. `parts` are digests of the events of
    some objectives each, so that a difference can be traced to a few of them. Aggregate ``quarter/<id>``.
    """

    position: int
    events: str
    results: str
    rules: str
    parts: dict[str, str] = field(default_factory=dict)
