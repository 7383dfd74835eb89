"""What all use cases share: the aggregates' repositories, the facts, sealing."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TypeVar

from services.okr.cases.facts import Facts
from services.okr.domain import (
    cadence,
    company,
    objective,
    objective_commands,
    objective_decisions,
    person,
    quarter,
    rules,
)
from services.okr.domain.cadence import Cadence
from services.okr.domain.company import Company
from services.okr.domain.objective import Objective
from services.okr.domain.person import Person
from services.okr.domain.quarter import Quarter
from services.okr.views import resolve
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Sealed, named_id
from shared.ground import Ground

S = TypeVar("S")
C = TypeVar("C")

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Done:
    """What a use case did: the id of the thing it was about, and the outcome on the thing's aggregate."""

    id: str
    outcome: Outcome


class Cases:
    """Carries out commands. Each method takes an `Order` (who, when, why) and the rest by name.

    Ids may be typed ones (`O-4`, `KR-17`, `P-3`, a quarter's label) or opaque ones. Besides what is named, every
    method raises the errors of `shared.eventlog.errors`.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._facts = Facts(ground.store, ground.runner, self._end, ground.settings.zone)
        self._sealer = ground.sealer
        log = ground.log
        self._people: Repository[Person, person.Command] = Repository(
            log, Decider("okr", "person", Person(), person.decide, person.evolve)
        )
        self._quarters: Repository[Quarter, quarter.Command] = Repository(
            log, Decider("okr", "quarter", Quarter(), quarter.decide, quarter.evolve)
        )
        self._company: Repository[Company, company.Command] = Repository(
            log, Decider("okr", "company", Company(), company.decide, company.evolve)
        )
        self._objectives: Repository[Objective, objective_commands.Command] = Repository(
            log, Decider("okr", "objective", Objective(), objective_decisions.decide, objective.evolve)
        )
        self._cadences: Repository[Cadence, cadence.Set] = Repository(
            log, Decider("okr", "cadence", Cadence(), cadence.decide, cadence.evolve)
        )
        # Held while something must be the only one of its kind: an e-mail, a quarter's label and days.
        self._alone = asyncio.Lock()

    async def _carry_out(
        self, repository: Repository[S, C], aggregate: str, command: C, order: Order, id_: str | None = None
    ) -> Done:
        outcome = await repository.handle(aggregate, command, order)
        self._facts.wrote(outcome)
        return Done(id_ or aggregate, outcome)

    async def _end(self) -> int:
        return (await self.ground.log.info()).state.last_seq

    async def _person(self, text: str | None) -> str | None:
        if text is None:
            return None
        return await self._facts.ask(lambda connection: resolve.person(connection, text))

    async def _objective(self, text: str) -> str:
        return await self._facts.ask(lambda connection: resolve.objective(connection, text))

    async def _quarter(self, text: str) -> str:
        return await self._facts.ask(lambda connection: resolve.quarter(connection, text))

    async def _comment(self, order: Order, text: str | None, what: str = "comment") -> Sealed | None:
        """What the actor says, sealed with his own key: he can take it back by being forgotten."""
        if text is None:
            return None
        owner = order.actor if _PLAIN.fullmatch(order.actor) else named_id("actor", order.actor)
        return await self._sealer.seal(owner, rules.comment(text, what))
