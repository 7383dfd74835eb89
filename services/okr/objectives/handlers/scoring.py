"""Objectives are scored, looked back on and reopened."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.kernel.period import Period
from services.okr.objectives.domain import scoring
from services.okr.objectives.domain.sharing import is_private, objective_of
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.handlers.private import PrivateHandlers
from services.okr.objectives.views import objectives, results
from services.okr.objectives.views.results import ObjectiveResult
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import Authority, NotFound, Sealed, derived_id

QUARTER_END = "system:quarter-end"
"""Who scores what nobody has judged."""


class ScoringHandlers:
    """Use cases about what objectives came to. `Done.id` is the objective's id."""

    def __init__(
        self,
        executor: Executor,
        context: CommandContext,
        words: AuthorsWords,
        objectives: ObjectiveLog,
        private: PrivateHandlers,
    ) -> None:
        self._executor, self._context, self._words, self._objectives = executor, context, words, objectives
        self._private = private

    async def score(
        self, order: Order, *, objective: str, score: Decimal | None = None, note: str | None = None
    ) -> Done:
        """Judge what it came to, 0 to 1; without a score the proposal is taken, another one needs a note.

        Raises Invalid, NotFound, Forbidden, WrongState (the days for late values are over).
        """
        id_ = await self._context.objective(objective)
        command = scoring.Score(
            proposal=await self._proposal(id_, order),
            now=order.now,
            score=score,
            note=await self._words.comment(order, note, "note"),
            period=await self._context.period_of(id_),
            reaches_back=await self._executor.reaches_back(order),
        )
        return await self._executor.carry_out(self._objectives, id_, command, order)

    async def reopen(self, order: Order, *, objective: str, reason: str) -> Done:
        """Work on a scored or closed objective again. Raises Invalid, NotFound, WrongState."""
        id_ = await self._context.objective(objective)
        period = await self._context.period_of(id_)
        said = await self._said(order, reason, "reason")
        command = scoring.Reopen(said, order.now, period, reaches_back=await self._executor.reaches_back(order))
        return await self._executor.carry_out(self._objectives, id_, command, order)

    async def write_post_mortem(self, order: Order, *, objective: str, text: str) -> Done:
        """Say what was learned from an objective that was scored. Raises Invalid, NotFound, WrongState."""
        id_ = await self._context.objective(objective)
        command = scoring.WritePostMortem(await self._said(order, text, "post-mortem"))
        return await self._executor.carry_out(self._objectives, id_, command, order)

    async def result(self, objective: str, reader: str | None = None) -> ObjectiveResult:
        """What the objective has come to by now; of a private one, for the `reader`. Raises NotFound."""
        if reader is not None and is_private(objective):
            return await self._private_result(objective_of(objective), reader)
        id_ = await self._context.ask(lambda connection: resolve.objective(connection, objective))

        def find(connection: Connection) -> ObjectiveResult:
            found = results.of_objective(connection, id_)
            if found is None:
                raise NotFound(f"there is no objective {objective!r}")
            return found

        return await self._context.ask(find)

    async def _proposal(self, objective: str, order: Order) -> scoring.Proposal:
        """What the rule book makes of all that has been said so far."""
        if is_private(objective):
            return (await self._private_result(objective, order.actor)).proposal()
        found = await self._context.ask_whole(lambda connection: results.of_objective(connection, objective))
        return scoring.Proposal() if found is None else found.proposal()

    async def _private_result(self, objective: str, reader: str) -> ObjectiveResult:
        found = await self._private.ask(
            reader, objective, lambda room: results.of_objective(room.connection, objective)
        )
        if found is None:
            raise NotFound("there is no such objective; list the objectives to find the id")
        return found

    async def propose_anew(self, objective: str, period: Period | None, order: Order, done: Done) -> Done:
        """Let a score that nobody gave follow what has just come in late. A retry of the command does no more.

        The answer is what was done, at the version that the objective has then.
        """
        if period is None or not period.ended or is_private(objective):
            return done
        found = await self._context.ask_whole(lambda connection: results.of_objective(connection, objective))
        if found is None or not (found.scored and found.outcome["automatic"]):
            return done
        command = scoring.ScoreUnjudged(found.proposal())
        step = following(order, order.command, "score anew", formerly=order.formerly)
        anew = await self._executor.carry_out(self._objectives, objective, command, step)
        version = max(done.outcome.version, anew.outcome.version)
        return replace(done, outcome=replace(done.outcome, version=version))

    async def score_unjudged(self, quarter: str, order: Order) -> None:
        """Score what nobody scored, and anew what has changed since nobody did: one objective at a time."""
        for found, version in await self._context.ask_whole(lambda connection: _with_versions(connection, quarter)):
            judged = found.scored and not found.outcome["automatic"]
            proposal = found.proposal()
            if judged or not found.outcome["published"] or (found.scored and found.score == proposal.score):
                continue
            step = following(order, quarter, f"score {found.objective} at {version}")
            await self._executor.carry_out(self._objectives, found.objective, scoring.ScoreUnjudged(proposal), step)

    async def _said(self, order: Order, text: str, what: str) -> Sealed:
        said = await self._words.comment(order, text, what)
        assert said is not None
        return said


def following(order: Order, origin: str, step: str, actor: str = QUARTER_END, formerly: tuple[str, ...] = ()) -> Order:
    """The order of a step that follows from another order: the same command whoever takes it, and however often.

    `formerly` are the ids that `origin` had in older versions.
    """
    return replace(
        order,
        command=derived_id(origin, step),
        actor=actor,
        authority=Authority.SYSTEM if actor == QUARTER_END else order.authority,
        effective=None,
        correlation=order.correlation or order.command,
        digest=None,
        expected_version=None,
        formerly=tuple(derived_id(each, step) for each in formerly),
    )


def _with_versions(connection: Connection, quarter: str) -> list[tuple[ObjectiveResult, int]]:
    return [
        (found, objectives.version_of(connection, found.objective)) for found in results.of_quarter(connection, quarter)
    ]
