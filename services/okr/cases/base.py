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
from services.okr.domain.guard import Asked, guarded
from services.okr.domain.objective import Objective
from services.okr.domain.permissions import Action, allowed, must_be_allowed
from services.okr.domain.person import Person
from services.okr.domain.quarter import Quarter
from services.okr.views import resolve
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Forbidden, Sealed, named_id
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
        self._people: Repository[Person, Asked[person.Command]] = Repository(
            log, Decider("okr", "person", Person(), guarded(person.decide), person.evolve)
        )
        self._quarters: Repository[Quarter, Asked[quarter.Command]] = Repository(
            log, Decider("okr", "quarter", Quarter(), guarded(quarter.decide), quarter.evolve)
        )
        self._company: Repository[Company, Asked[company.Command]] = Repository(
            log, Decider("okr", "company", Company(), guarded(company.decide), company.evolve)
        )
        self._objectives: Repository[Objective, Asked[objective_commands.Command]] = Repository(
            log, Decider("okr", "objective", Objective(), guarded(objective_decisions.decide), objective.evolve)
        )
        self._cadences: Repository[Cadence, Asked[cadence.Set]] = Repository(
            log, Decider("okr", "cadence", Cadence(), guarded(cadence.decide), cadence.evolve)
        )
        # Held while something must be the only one of its kind: an e-mail, a quarter's label and days.
        self._alone = asyncio.Lock()

    async def _carry_out(
        self, repository: Repository[S, Asked[C]], aggregate: str, command: C, order: Order, id_: str | None = None
    ) -> Done:
        by = await self._facts.actor(order.actor, order.authority)
        try:
            outcome = await repository.handle(aggregate, Asked(command, by), order)
        except Forbidden:
            # He may have come to a team, or to have people to manage, since that was last looked at.
            by = await self._facts.actor(order.actor, order.authority, anew=True)
            outcome = await repository.handle(aggregate, Asked(command, by), order)
        self._facts.wrote(outcome)
        if outcome.aggregate.startswith("person/"):
            self._facts.people_changed()
        return Done(id_ or aggregate, outcome)

    async def _must_be_allowed(self, order: Order, action: Action) -> None:
        """Raise Forbidden before a process begins that such a command is only a later step of."""
        must_be_allowed(await self._facts.actor(order.actor, order.authority), action)

    async def _reaches_back(self, order: Order) -> bool:
        """Whether whoever commands may put right what ended longer ago."""
        return allowed(await self._facts.actor(order.actor, order.authority), Action.REACH_BACK)

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
