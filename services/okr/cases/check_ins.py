"""Check-ins are made, corrected and retracted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection, RowMapping

from services.okr.cases.base import Done
from services.okr.cases.judging import JudgingCases
from services.okr.domain.objective_commands import Correct, MakeCheckIn, Retract
from services.okr.views import check_ins, resolve
from shared.eventlog import Order
from shared.events import NotFound, Zone, derived_id


class CheckInCases(JudgingCases):
    """Use cases about check-ins. `Done.id` is the check-in's id."""

    async def check_in(
        self,
        order: Order,
        *,
        key_result: str,
        value: Decimal | None = None,
        zone: Zone | str | None = None,
        confidence: int | None = None,
        comment: str | None = None,
    ) -> Done:
        """Say where a key result stands at `order.effective` (None: now). Raises Invalid, NotFound, WrongState."""
        place = await self._facts.place(key_result)
        check_in = derived_id(order.command, "check-in")
        command = MakeCheckIn(
            check_in=check_in,
            key_result=place.key_result,
            effective=order.effective or order.now,
            now=order.now,
            value=value,
            zone=zone,
            confidence=confidence,
            comment=await self._comment(order, comment),
            period=await self._facts.period(place.quarter),
        )
        done = await self._carry_out(self._objectives, place.objective, command, order, check_in)
        await self._propose_anew(place.objective, command.period, order)
        return done

    async def correct_check_in(
        self,
        order: Order,
        *,
        check_in: str,
        value: Decimal | None = None,
        zone: Zone | str | None = None,
        confidence: int | None = None,
        reason: str | None = None,
        admin: bool = False,
    ) -> Done:
        """Say what it should have said; what is left out stays. It takes effect when the check-in did.

        `admin` allows to correct others' check-ins, also after the quarter's end. Raises Invalid, NotFound, Forbidden,
        WrongState (retracted, or the quarter has ended).
        """
        said = await self._said(check_in)
        command = Correct(
            check_in=said["check_in"],
            by=order.actor,
            author=said["by"],
            by_admin=admin,
            value=value,
            zone=zone,
            confidence=confidence,
            reason=await self._comment(order, reason, "reason"),
            period=await self._facts.period_of(said["objective"]),
        )
        order = replace(order, effective=said["time"])
        done = await self._carry_out(self._objectives, said["objective"], command, order, said["check_in"])
        await self._propose_anew(said["objective"], command.period, order)
        return done

    async def retract_check_in(
        self, order: Order, *, check_in: str, reason: str | None = None, admin: bool = False
    ) -> Done:
        """Take it back: it should never have been made. Raises NotFound, Forbidden, WrongState."""
        said = await self._said(check_in)
        command = Retract(
            check_in=said["check_in"],
            by=order.actor,
            author=said["by"],
            by_admin=admin,
            reason=await self._comment(order, reason, "reason"),
            period=await self._facts.period_of(said["objective"]),
        )
        order = replace(order, effective=said["time"])
        done = await self._carry_out(self._objectives, said["objective"], command, order, said["check_in"])
        await self._propose_anew(said["objective"], command.period, order)
        return done

    async def _said(self, text: str) -> RowMapping:
        def find(connection: Connection) -> RowMapping:
            row = check_ins.by_id(connection, resolve.check_in(connection, text))
            if row is None:
                raise NotFound(f"there is no check-in {text!r} of a known key result")
            return row

        return await self._facts.ask(find)
