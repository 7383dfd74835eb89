"""Experiments are started, extended and concluded; whoever forgot one is asked what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.experiments import queries as learnings
from services.okr.experiments.domain import (
    AskFor,
    Conclude,
    Extend,
    Start,
    learning,
    tried,
)
from services.okr.experiments.handlers_shown import (
    opened,
    says,
)
from services.okr.experiments.queries import Experiment
from services.okr.kernel.permissions import Concerned
from services.okr.objectives.domain.objective import Objective
from services.okr.objectives.domain.sharing import is_private
from services.okr.runtime.base import (
    Cases,
    Done,
    new,
)
from shared.eventlog import Order
from shared.events import Unfitting, WrongState

_READ_AT_ONCE = 500


class Learned(NamedTuple):
    """A concluded experiment, and where in the log it was concluded."""

    position: int
    experiment: Experiment


class ExperimentCases(Cases):
    """Use cases about experiments, known by ids such as `E-5`. The last one is the clock's."""

    async def start_experiment(
        self, order: Order, *, key_result: str, what: str, know_by: str, until: date, owner: str | None = None
    ) -> Done:
        """Try something for a key result until a day (included); without an `owner` it is whoever starts it.

        Raises Invalid (no way to know, a day that is over, a private key result), NotFound, Forbidden, WrongState.
        """
        if is_private(key_result):
            raise Unfitting(
                "experiments are everybody's to learn from, and this key result is private; try it for a public one"
            )
        what, know_by = tried(what, know_by)
        place = await self._facts.place(key_result)
        goal, _ = await self._objectives.load(place.objective)
        command = Start(
            key_result=place.key_result,
            objective=place.objective,
            what=await self._sealed_by(order, what),
            know_by=await self._sealed_by(order, know_by),
            until=until,
            today=await self._today(order.now),
            owner=await self._owner(order, owner),
            goal=goal,
            period=await self._facts.period(place.quarter),
            whom=_whom(goal, place.key_result),
        )
        id_ = await self._new(self._experiments.load, order, new("experiment"))
        return await self._carry_out(self._experiments, id_, command, order)

    async def extend_experiment(self, order: Order, *, experiment: str, until: date) -> Done:
        """Go on until a later day. Raises Invalid, NotFound, Forbidden, WrongState (concluded)."""
        row = await self._experiment(experiment)
        command = Extend(until, await self._today(order.now), await self._whose(row))
        return await self._carry_out(self._experiments, row["experiment"], command, order)

    async def conclude_experiment(self, order: Order, *, experiment: str, outcome: str, learned: str) -> Done:
        """Say what became of it (kept, adjusted, dropped) and what was learned, also when its quarter is over.

        Raises Invalid, NotFound, Forbidden, WrongState (concluded already).
        """
        row, said = await self._experiment(experiment), learning(learned)
        command = Conclude(outcome, await self._sealed_by(order, said), await self._whose(row))
        return await self._carry_out(self._experiments, row["experiment"], command, order)

    async def ask_for_experiment(self, order: Order, *, experiment: str, until: date) -> Done:
        """Say that the experiment's last day, `until`, is over. Raises NotFound, WrongState (concluded)."""
        return await self._carry_out(self._experiments, experiment, AskFor(until), order)

    async def experiments(self, question: Callable[[Connection], list[Experiment]]) -> list[Experiment]:
        """The experiments that a question to the views finds, with all words readable."""
        return await opened(self._sealer, await self._facts.ask(question))

    async def learnings(
        self, now: datetime, *, words: str = "", team: str | None = None, before: int | None = None, limit: int = 50
    ) -> list[Learned]:
        """Up to `limit` concluded experiments in which all these words occur, the latest first.

        A word is found inside others too, as Japanese needs it; what can't be read any more isn't found by any.
        `before` is the position where one was concluded. With words, all that were ever concluded may be read for it.
        Raises NotFound for a team that there isn't.
        """
        found: list[Learned] = []
        wanted = await self.known_team(team)
        today = await self._today(now)
        while len(found) < limit:
            rows = await self._facts.ask(
                lambda connection, last=before: learnings.concluded(  # type: ignore[misc]
                    connection, team=wanted, before=last, limit=_READ_AT_ONCE if words else limit
                )
            )
            shown = await opened(self._sealer, [learnings.told(row, today) for row in rows])
            found += [
                Learned(row["concluded_position"], one)
                for row, one in zip(rows, shown, strict=True)
                if says(one, words)
            ]
            if not rows or not words:
                break
            before = rows[-1]["concluded_position"]
        return found[:limit]

    async def _experiment(self, text: str) -> RowMapping:
        def find(connection: Connection) -> RowMapping:
            row = learnings.by_id(connection, resolve.experiment(connection, text))
            assert row is not None
            return row

        return await self._facts.ask(find)

    async def _whose(self, row: RowMapping) -> Concerned:
        """Whoever answers for the key result by now, and whoever started the experiment."""
        place = await self._facts.place(row["key_result"])
        goal, _ = await self._objectives.load(place.objective)
        return _whom(goal, place.key_result, row["by"])

    async def _owner(self, order: Order, typed: str | None) -> str | None:
        if typed is None:
            return order.actor if await self._is_here(order.actor) else None
        person = await self._facts.ask(lambda connection: resolve.person(connection, typed))
        if not await self._is_here(person):
            raise WrongState(f"{typed} has left; name somebody who is here to answer for the experiment")
        return person


def _whom(goal: Objective, key_result: str, author: str | None = None) -> Concerned:
    known = goal.key_results.get(key_result)
    return Concerned(goal.owner, None if known is None else known.owner, goal.team, author)
