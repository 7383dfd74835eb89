"""What all use cases share: the aggregates' repositories, the facts, sealing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from services.okr import (
    known_teams,
)
from services.okr import (
    typed_ids as resolve,
)
from services.okr.absences import domain as absence
from services.okr.absences.domain import Absence
from services.okr.cadences.domain import cadence
from services.okr.cadences.domain.cadence import Cadence
from services.okr.company import domain as company
from services.okr.company.domain import Company
from services.okr.company.view import company_days
from services.okr.days.domain import day
from services.okr.days.domain.day import Days
from services.okr.experiments import domain as experiment
from services.okr.experiments.domain import Experiment
from services.okr.four_boxes import domain as four_boxes
from services.okr.four_boxes.domain import Boxes
from services.okr.guard import (
    Asked,
    guarded,
)
from services.okr.kernel import rules
from services.okr.kernel.permissions import (
    Action,
    allowed,
    must_be_allowed,
)
from services.okr.notices.domain import choices as notices
from services.okr.notices.domain.choices import Choice
from services.okr.objectives.domain.sharing import (
    ALONE,
    is_private,
    must_be_seen,
    objective_of,
)
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.people import domain as person
from services.okr.people import view as people
from services.okr.people.domain import Person
from services.okr.practice.domain import practice
from services.okr.practice.domain.practice import Practice
from services.okr.quarters import domain as quarter
from services.okr.quarters.domain import Quarter
from services.okr.runtime.command_context import Facts
from services.okr.runtime.confidential import Confidential
from services.okr.win_sessions.domain import decisions as win_decisions
from services.okr.win_sessions.domain.commands import Command as WinCommand
from services.okr.win_sessions.domain.session import Sessions
from services.okr.win_sessions.domain.session import evolve as win_evolve
from shared.company.company_days import CompanyDays
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Forbidden, NotFound, Sealed, WrongState, derived_id, fresh_command_id, named_id
from shared.ground import Ground
from shared.outbox.channels import Channels
from shared.outbox.mailbox import Mailbox

C = TypeVar("C")

Made = Callable[[str], str]
"""How a new thing's id is made from the id of the command that brings it into the world."""

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Done:
    """What a use case did: the id of the thing it was about, and the outcome on the thing's aggregate."""

    id: str
    outcome: Outcome


class Carrier(Protocol[C]):
    """What carries out commands on the aggregates of one kind: a Repository, or what stands for several."""

    async def handle(self, aggregate_id: str, command: Asked[C], order: Order) -> Outcome:
        """Carry the command out exactly once."""


class Cases:
    """Carries out commands. Each method takes an `Order` (who, when, why) and the rest by name.

    Ids may be typed ones (`O-4`, `KR-17`, `P-3`, a quarter's label) or opaque ones. Besides what is named, every
    method raises the errors of `shared.eventlog.errors`.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._facts = Facts(ground.store, ground.runner, self._end, self._private_quarter, ground.settings.zone)
        self._sealer = ground.sealer
        self._confidential = Confidential(ground.sealer)
        self.channels = Channels(ground.store, ground.sealer.strongbox, ground.settings.notices_inside)
        self.mailbox = Mailbox(ground.store, fresh_command_id())
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
        self._objectives = ObjectiveLog(log)
        self._cadences: Repository[Cadence, Asked[cadence.Set]] = Repository(
            log, Decider("okr", "cadence", Cadence(), guarded(cadence.decide), cadence.evolve)
        )
        self._experiments: Repository[Experiment, Asked[experiment.Command]] = Repository(
            log, Decider("okr", "experiment", Experiment(), guarded(experiment.decide), experiment.evolve)
        )
        self._days: Repository[Days, Asked[day.Command]] = Repository(
            log, Decider("okr", "private/day", Days(), guarded(day.decide), day.evolve)
        )
        self._notices: Repository[Choice, Asked[notices.Choose]] = Repository(
            log, Decider("okr", "private/notices", Choice(), guarded(notices.decide), notices.evolve)
        )
        self._absences: Repository[Absence, Asked[absence.Command]] = Repository(
            log, Decider("okr", "private/absence", Absence(), guarded(absence.decide), absence.evolve)
        )
        self._practices: Repository[Practice, Asked[practice.Command]] = Repository(
            log, Decider("okr", "practice", Practice(), guarded(practice.decide), practice.evolve)
        )
        self._wins: Repository[Sessions, Asked[WinCommand]] = Repository(
            log, Decider("okr", "win-session", Sessions(), guarded(win_decisions.decide), win_evolve)
        )
        self._boxes: Repository[Boxes, Asked[four_boxes.Command]] = Repository(
            log, Decider("okr", "four-boxes", Boxes(), guarded(four_boxes.decide), four_boxes.evolve)
        )
        # Held while something must be the only one of its kind: an e-mail, a quarter's label and days.
        self._alone = asyncio.Lock()

    async def _carry_out(
        self,
        repository: Carrier[C],
        aggregate: str,
        command: C,
        order: Order,
        id_: str | None = None,
        *,
        made: Made | None = None,
    ) -> Done:
        """Carry it out on the aggregate. `Done.id` is `id_`, that of the new thing `made` in it, or the aggregate's."""
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
        if made is not None:
            id_ = made(outcome.command or order.command)
        return Done(id_ or aggregate, outcome)

    async def _new(self, load: Callable[[str], Awaitable[tuple[object, int]]], order: Order, made: Made) -> str:
        """The id of the aggregate that an order brings into the world, or brought, under an id that it had formerly."""
        for former in order.formerly:
            _, version = await load(made(former))
            if version:
                return made(former)
        return made(order.command)

    async def _private_quarter(self, objective: str) -> str | None:
        return (await self._objectives.load(objective))[0].quarter

    async def _must_see(self, order: Order, objective: str) -> None:
        """Raise NotFound unless the objective is public, or whoever commands is on its list."""
        if is_private(objective):
            state, _ = await self._objectives.load(objective)
            must_be_seen(await self._facts.actor(order.actor, order.authority), state)

    async def _must_be_public(self, order: Order, objective: str) -> None:
        """Raise WrongState for a private objective, NotFound for whoever isn't on its list."""
        await self._must_see(order, objective)
        if is_private(objective):
            raise WrongState(f"{ALONE}; draft a public one for that")

    async def _title(self, order: Order, objective: str, title: str) -> str:
        """The title as the objective's events hold it: sealed with its own key, where it is private."""
        if not is_private(objective):
            return title
        await self._must_see(order, objective)
        return rules.SealedTitle(await self._sealer.seal(objective, rules.title(title)))

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

    async def known_team(self, text: str | None) -> str | None:
        """The team as it is written here. Raises NotFound, with the names that come near, where there is none."""
        if text is None:
            return None
        return await self._facts.ask(lambda connection: known_teams.must_be_a_team(connection, text))

    async def _team_for(self, text: str | None) -> str | None:
        """The team that something is to be of: any, as long as nobody was ever in one. Raises NotFound, Invalid."""
        if text is None:
            return None
        try:
            return await self.known_team(text)
        except NotFound:
            # By now the views hold all that the log holds.
            return await self._facts.ask(lambda connection: known_teams.team_for(connection, text))

    async def _objective(self, text: str) -> str:
        if is_private(text):
            return objective_of(text)
        return await self._facts.ask(lambda connection: resolve.objective(connection, text))

    async def _quarter(self, text: str) -> str:
        return await self._facts.ask(lambda connection: resolve.quarter(connection, text))

    async def _is_here(self, person: str) -> bool:
        """Whether somebody (an id) belongs to the company, by views that hold all that this process has written.

        That there is no such person is told only by views that hold all that the log holds.
        """
        row = await self._facts.ask_current(lambda connection: people.by_id(connection, person))
        row = row or await self._facts.ask_whole(lambda connection: people.by_id(connection, person))
        return row is not None and row["left"] is None

    async def _today(self, now: datetime) -> date:
        """The day that it is now, where the company is."""
        return (await self.company_days()).of(now)

    async def company_days(self) -> CompanyDays:
        """When days begin where the company is, as its calendar has it now: also for questions about the past."""
        return await self._facts.ask(lambda connection: company_days(connection, self.ground.settings.zone))

    async def _comment(self, order: Order, text: str | None, what: str = "comment") -> Sealed | None:
        """What the actor says, sealed with his own key: he can take it back by being forgotten."""
        return None if text is None else await self._sealed_by(order, rules.comment(text, what))

    async def _sealed_by(self, order: Order, text: str) -> Sealed:
        owner = order.actor if _PLAIN.fullmatch(order.actor) else named_id("actor", order.actor)
        return await self._sealer.seal(owner, text)


def new(name: str) -> Made:
    """How a new thing of this name gets its id."""
    return lambda command: derived_id(command, name)
