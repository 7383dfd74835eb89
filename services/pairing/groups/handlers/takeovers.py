"""Use cases of an import: groups and meetings that a former system knew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.pairing.groups.domain.group import DissolveGroup, FormGroup, TakeOverMeeting
from services.pairing.groups.handlers.meetings import Groups
from services.pairing.runtime.command_context import CommandContext
from services.pairing.runtime.days import midnight, week_begins
from shared.eventlog import Order, Outcome
from shared.events import derived_id, named_id


class TakeOverHandlers:
    """What an import hands over."""

    def __init__(self, context: CommandContext, groups: Groups) -> None:
        self._context, self._groups = context, groups

    async def group(
        self,
        source: str,
        name: str,
        members: Sequence[str],
        order: Order,
        *,
        label: str,
        formed_on: date,
        dissolved_on: date | None = None,
    ) -> tuple[str, int]:
        """Form a group that a former system knew as `name`, and dissolve it where it is over.

        Returns its id and how many events were written: none for a group that was taken over before. `order` gives
        actor, now, `recorded` and `imported_from`. Raises Invalid, WrongState, KeyReused where the former system now
        tells something else of the group.
        """
        ident = named_id(source, "group", name)
        form = FormGroup(named_id(source, "rotation", label), label, tuple(members), formed_on)
        step = replace(
            order,
            command=derived_id(ident, "form"),
            effective=midnight(formed_on),
            digest=self._context.digest(label, str(formed_on), *sorted(members)),
        )
        written = len((await self._groups.handle(ident, form, step)).events)
        if dissolved_on is not None:
            over = midnight(dissolved_on)
            # The former system can't have noted the end before it came.
            noted = max(order.recorded, over) if order.recorded is not None else None
            step = replace(
                order,
                command=derived_id(ident, "dissolve"),
                effective=over,
                recorded=noted,
                digest=self._context.digest(str(dissolved_on)),
            )
            written += len((await self._groups.handle(ident, DissolveGroup(dissolved_on), step)).events)
        return ident, written

    async def meeting(self, name: str, week: str, order: Order) -> Outcome:
        """Note a meeting that a former system knew; nothing is written for a week that is known already.

        Raises NotFound, Invalid, WrongState.
        """
        command = derived_id(named_id("meeting", name), week)
        step = replace(order, command=command, actor=f"group/{name}", effective=week_begins(week))
        return await self._groups.handle(name, TakeOverMeeting(week), step)
