"""Experiments are started, extended and concluded; whoever forgot one is asked what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from unicodedata import normalize

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.experiments import domain, queries as learnings
from services.okr.experiments.domain import AskFor, Conclude, Extend, Start, learning, tried
from services.okr.experiments.queries import Experiment
from services.okr.kernel.permissions import Concerned
from services.okr.objectives.domain.objective import Objective
from services.okr.objectives.domain.sharing import is_private
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, aggregates, new
from shared.command.done import Done
from shared.eventlog import EventLog, Order
from shared.events import Unfitting, WrongState
from shared.sealing import FORGOTTEN, Sealer

_READ_AT_ONCE = 500


class Learned(NamedTuple):
    """A concluded experiment, and where in the log it was concluded."""

    position: int
    experiment: Experiment


class ExperimentHandlers:
    """Use cases about experiments, known by ids such as `E-5`. The last one is the clock's."""

    def __init__(
        self,
        log: EventLog,
        executor: Executor,
        context: CommandContext,
        words: AuthorsWords,
        objectives: ObjectiveLog,
        sealer: Sealer,
    ) -> None:
        self._aggregates = aggregates(log, "experiment", domain.Experiment(), domain.decide, domain.evolve)
        self._executor, self._context, self._words, self._objectives = executor, context, words, objectives
        self._sealer = sealer

    async def start(
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
        place = await self._context.place(key_result)
        goal, _ = await self._objectives.load(place.objective)
        command = Start(
            key_result=place.key_result,
            objective=place.objective,
            what=await self._words.sealed(order, what),
            know_by=await self._words.sealed(order, know_by),
            until=until,
            today=await self._context.today(order.now),
            owner=await self._owner(order, owner),
            goal=goal,
            period=await self._context.period(place.quarter),
            whom=_whom(goal, place.key_result),
        )
        id_ = await self._executor.new(self._aggregates.load, order, new("experiment"))
        return await self._executor.carry_out(self._aggregates, id_, command, order)

    async def extend(self, order: Order, *, experiment: str, until: date) -> Done:
        """Go on until a later day. Raises Invalid, NotFound, Forbidden, WrongState (concluded)."""
        row = await self._experiment(experiment)
        command = Extend(until, await self._context.today(order.now), await self._whose(row))
        return await self._executor.carry_out(self._aggregates, row["experiment"], command, order)

    async def conclude(self, order: Order, *, experiment: str, outcome: str, learned: str) -> Done:
        """Say what became of it (kept, adjusted, dropped) and what was learned, also when its quarter is over.

        Raises Invalid, NotFound, Forbidden, WrongState (concluded already).
        """
        row, said = await self._experiment(experiment), learning(learned)
        command = Conclude(outcome, await self._words.sealed(order, said), await self._whose(row))
        return await self._executor.carry_out(self._aggregates, row["experiment"], command, order)

    async def ask_for(self, order: Order, *, experiment: str, until: date) -> Done:
        """Say that the experiment's last day, `until`, is over. Raises NotFound, WrongState (concluded)."""
        return await self._executor.carry_out(self._aggregates, experiment, AskFor(until), order)

    async def found_by(self, question: Callable[[Connection], list[Experiment]]) -> list[Experiment]:
        """The experiments that a question to the views finds, with all words readable."""
        return await opened(self._sealer, await self._context.ask(question))

    async def learnings(
        self, now: datetime, *, words: str = "", team: str | None = None, before: int | None = None, limit: int = 50
    ) -> list[Learned]:
        """Up to `limit` concluded experiments in which all these words occur, the latest first.

        A word is found inside others too, as Japanese needs it; what can't be read any more isn't found by any.
        `before` is the position where one was concluded. With words, all that were ever concluded may be read for it.
        Raises NotFound for a team that there isn't.
        """
        found: list[Learned] = []
        wanted = await self._context.known_team(team)
        today = await self._context.today(now)
        while len(found) < limit:
            rows = await self._context.ask(
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

        return await self._context.ask(find)

    async def _whose(self, row: RowMapping) -> Concerned:
        """Whoever answers for the key result by now, and whoever started the experiment."""
        place = await self._context.place(row["key_result"])
        goal, _ = await self._objectives.load(place.objective)
        return _whom(goal, place.key_result, row["by"])

    async def _owner(self, order: Order, typed: str | None) -> str | None:
        if typed is None:
            return order.actor if await self._context.is_here(order.actor) else None
        person = await self._context.ask(lambda connection: resolve.person(connection, typed))
        if not await self._context.is_here(person):
            raise WrongState(f"{typed} has left; name somebody who is here to answer for the experiment")
        return person


def _whom(goal: Objective, key_result: str, author: str | None = None) -> Concerned:
    known = goal.key_results.get(key_result)
    return Concerned(goal.owner, None if known is None else known.owner, goal.team, author)


async def opened(sealer: Sealer, experiments: Sequence[Experiment]) -> list[Experiment]:
    """The same experiments with what is tried, how we will know and what was learned in clear."""
    texts = iter(await sealer.open_all([text for one in experiments for text in (one.what, one.know_by, one.learned)]))
    return [
        replace(one, what=next(texts) or FORGOTTEN, know_by=next(texts) or FORGOTTEN, learned=next(texts))
        for one in experiments
    ]


def says(one: Experiment, words: str) -> bool:
    """Whether all these words occur in an opened experiment, whatever their case and width."""
    readable = [text for text in (one.what, one.know_by, one.learned) if text is not None and text != FORGOTTEN]
    said = spelled("\n".join(readable))
    return all(word in said for word in spelled(words).split())


def spelled(text: str) -> str:
    """The text as a search compares it: one spelling of every character (NFKC), whatever the case."""
    return normalize("NFKC", normalize("NFKC", text).casefold())
