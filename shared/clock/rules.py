"""What a clock goes by: rules that say what is due, and what is then commanded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from shared.eventlog import Order, Outcome
from shared.events import Authority, named_id


@dataclass(frozen=True, slots=True)
class Due:
    """Something that time has brought about; a rule that must know more of it makes a subclass.

    `subject` is what it is about, `on` the day that tells it from the next time, `moment` when it became due.
    """

    subject: str
    on: date
    moment: datetime


D = TypeVar("D", bound=Due)


class Rule(Protocol[D]):
    """One thing that happens because time has passed."""

    @property
    def name(self) -> str:
        """Its name in ids, as the actor of what it commands (``system:<name>``) and in figures: never to change."""

    def due(self, connection: Connection, now: datetime) -> Sequence[D]:
        """All that is due at `now` and not yet done, by the service's own views, whose state `connection` sees."""

    async def act(self, due: D, order: Order) -> Outcome:
        """Have it done by a command with this very order; another `effective` may be set, never another `command`.

        A refusal (`Refused`) is an answer: the same is not asked again. Anything else that is raised is tried again.
        """


def order_of(service: str, rule: str, due: Due, now: datetime) -> Order:
    """The order for what is due: the same command from any process, at any time; it happened when it became due."""
    return Order(
        command=named_id("clock", service, rule, due.subject, due.on.isoformat()),
        actor=f"system:{rule}",
        now=now,
        effective=due.moment,
        authority=Authority.SYSTEM,
    )
