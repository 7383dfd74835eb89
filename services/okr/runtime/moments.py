"""What a question about another time is about: moments by either clock, and the company's day that it is seen from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from services.okr.quarters import view as quarters
from services.okr.runtime.command_context import CommandContext
from shared.days import When
from shared.events import Unfitting


@dataclass(frozen=True, slots=True)
class Seen:
    """What a question is about: a moment by either clock (None is now), and the company's day that it lies in.

    `rules` are the rule books of quarters that have ended by now, for views of another time, which don't know of it.
    """

    effective: datetime | None
    known: datetime | None
    on: date
    zone: tzinfo
    rules: Mapping[str, str] = field(default_factory=dict)


class Moments:
    """What questions about a day share."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def seen_from(
        self, effective: When | None, known: When | None, now: datetime | None, *, may_be_to_come: bool = True
    ) -> Seen:
        """The moments that a question is about; a day means its end where the company is.

        Raises Invalid for a day that is to come, unless that may be.
        """
        here, today = await self._context.company_days(), now or datetime.now(UTC)
        asked = [None if each is None else here.until(each) for each in (effective, known)]
        for at in asked:
            if at is not None and here.of(at) > here.of(today) and not may_be_to_come:
                raise Unfitting(f"{at.isoformat()} is to come; ask about today or a day before it")
        moment = min(each for each in (*asked, today) if each is not None)
        rules = {} if asked == [None, None] else await self._context.ask(quarters.rule_books)
        return Seen(asked[0], asked[1], here.of(moment), here.zone_at(moment), rules)
