"""Check-ins are made, corrected and retracted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection, RowMapping

from services.okr import typed_ids as resolve
from services.okr.objectives.domain.commands import Acknowledge, Correct, MakeCheckIn, Retract
from services.okr.objectives.domain.sharing import is_private, part_id
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.handlers.private import PrivateHandlers
from services.okr.objectives.handlers.scoring import ScoringHandlers
from services.okr.objectives.views import check_ins
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, Made
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import NotFound, Zone, derived_id


class CheckInHandlers:
    """Use cases about check-ins. `Done.id` is the check-in's id."""

    def __init__(
        self,
        executor: Executor,
        context: CommandContext,
        words: AuthorsWords,
        objectives: ObjectiveLog,
        private: PrivateHandlers,
        scoring: ScoringHandlers,
    ) -> None:
        self._executor, self._context, self._words, self._objectives = executor, context, words, objectives
        self._private, self._scoring = private, scoring

    async def make(
        self,
        order: Order,
        *,
        key_result: str,
        value: Decimal | None = None,
        zone: Zone | str | None = None,
        reached: tuple[str, ...] | None = None,
        confidence: int | None = None,
        comment: str | None = None,
        blocker: str | None = None,
        next_step: str | None = None,
        help_wanted: str | None = None,
    ) -> Done:
        """Say where a key result stands at `order.effective` (None: now). Raises Invalid, NotFound, WrongState.

        `comment` says what changed, `help_wanted` what somebody else could do; all four texts are sealed.
        """
        place = await self._context.place(key_result)
        made = _new_in(place.objective)
        command = MakeCheckIn(
            check_in=made(order.command),
            key_result=place.key_result,
            effective=order.effective or order.now,
            now=order.now,
            value=value,
            zone=zone,
            reached=reached,
            confidence=confidence,
            comment=await self._words.comment(order, comment),
            blocker=await self._words.comment(order, blocker, "blocker"),
            next_step=await self._words.comment(order, next_step, "next step"),
            help_wanted=await self._words.comment(order, help_wanted, "request for help"),
            period=await self._context.period(place.quarter),
            back_dating=await self._context.back_dating(place.quarter),
            fed_by=await self._context.fed_by(place),
        )
        done = await self._executor.carry_out(self._objectives, place.objective, command, order, made=made)
        return await self._scoring.propose_anew(place.objective, command.period, order, done)

    async def correct(
        self,
        order: Order,
        *,
        check_in: str,
        value: Decimal | None = None,
        zone: Zone | str | None = None,
        reached: tuple[str, ...] | None = None,
        confidence: int | None = None,
        reason: str | None = None,
    ) -> Done:
        """Say what it should have said; what is left out stays. It takes effect when the check-in did.

        Raises Invalid, NotFound, Forbidden, WrongState (retracted, or the quarter has ended).
        """
        said = await self._said(check_in, order)
        command = Correct(
            check_in=said["check_in"],
            author=said["by"],
            reaches_back=await self._executor.reaches_back(order),
            value=value,
            zone=zone,
            reached=reached,
            confidence=confidence,
            reason=await self._words.comment(order, reason, "reason"),
            period=await self._context.period_of(said["objective"]),
        )
        order = replace(order, effective=said["time"])
        done = await self._executor.carry_out(self._objectives, said["objective"], command, order, said["check_in"])
        return await self._scoring.propose_anew(said["objective"], command.period, order, done)

    async def retract(self, order: Order, *, check_in: str, reason: str | None = None) -> Done:
        """Take it back: it should never have been made. Raises NotFound, Forbidden, WrongState."""
        said = await self._said(check_in, order)
        command = Retract(
            check_in=said["check_in"],
            author=said["by"],
            reaches_back=await self._executor.reaches_back(order),
            reason=await self._words.comment(order, reason, "reason"),
            period=await self._context.period_of(said["objective"]),
        )
        order = replace(order, effective=said["time"])
        done = await self._executor.carry_out(self._objectives, said["objective"], command, order, said["check_in"])
        return await self._scoring.propose_anew(said["objective"], command.period, order, done)

    async def acknowledge(self, order: Order, *, check_in: str) -> Done:
        """Say, as its reviewer, that the check-in has been read; never one's own.

        Raises NotFound, Forbidden, WrongState (retracted).
        """
        said = await self._said(check_in, order)
        command = Acknowledge(said["check_in"], order.actor, said["by"])
        return await self._executor.carry_out(self._objectives, said["objective"], command, order, said["check_in"])

    async def _said(self, text: str, order: Order) -> RowMapping:
        if is_private(text):
            return await self._said_in_private(text.strip().lower(), order)

        def find(connection: Connection) -> RowMapping:
            row = check_ins.by_id(connection, resolve.check_in(connection, text))
            if row is None:
                raise NotFound(f"there is no check-in {text!r} of a known key result")
            return row

        return await self._context.ask(find)

    async def _said_in_private(self, check_in: str, order: Order) -> RowMapping:
        row = await self._private.ask(order.actor, check_in, lambda room: check_ins.by_id(room.connection, check_in))
        if row is None:
            raise NotFound("there is no such check-in; list the key result's check-ins to find the id")
        return row


def _new_in(objective: str) -> Made:
    """How a check-in on one of the objective's key results gets its id."""

    def made(command: str) -> str:
        id_ = derived_id(command, "check-in")
        return part_id("pc", objective, id_) if is_private(objective) else id_

    return made
