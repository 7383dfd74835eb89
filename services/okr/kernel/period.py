"""What decisions about an objective must know of its quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LateValues:
    """What an ended quarter still takes: check-ins dated from `begins` to before `over`, made before `until`.

    `over` is when the quarter ended, or the end of its last day, whichever came first; `days` names its days.
    """

    begins: datetime
    over: datetime
    until: datetime
    days: str


@dataclass(frozen=True, slots=True)
class Period:
    """The quarter that an objective belongs to, as the views know it. Backlog objectives have none."""

    label: str
    ended: bool = False
    late: LateValues | None = None

    def takes_late_values(self, now: datetime) -> bool:
        """Whether the quarter has ended so lately that final values may still come in."""
        return self.ended and self.late is not None and now < self.late.until
