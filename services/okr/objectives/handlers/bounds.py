"""On which key results a program's token lets it check in, where its scopes bind it to some, or to teams."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from services.okr import typed_ids as resolve
from services.okr.objectives.views import check_ins, key_results, objectives
from shared.events import Forbidden, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from services.okr.runtime.command_context import CommandContext
    from shared.identity.scopes import Bounds


class CheckInBounds:
    """Asked before a check-in is made or changed over HTTP; whoever isn't bound passes unasked."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def allow(self, bounds: Bounds | None, key_result: str) -> None:
        """Return where a check-in on the key result (KR-17, or its id) lies within. Raises Forbidden."""
        if bounds is not None:
            await self._ask(bounds, lambda connection: _must_lie_within(connection, bounds, key_result))

    async def allow_change(self, bounds: Bounds | None, check_in: str) -> None:
        """Return where the check-in itself lies within. Raises Forbidden."""

        def find(connection: Connection, bounds: Bounds) -> None:
            row = check_ins.by_id(connection, resolve.check_in(connection, check_in))
            if row is None:
                raise NotFound
            _must_lie_within(connection, bounds, row["key_result"])

        if bounds is not None:
            await self._ask(bounds, lambda connection: find(connection, bounds))

    async def _ask(self, bounds: Bounds, question: Callable[[Connection], None]) -> None:
        try:
            # What these views don't hold yet may have been written a moment ago: the context looks again.
            await self._context.ask(question)
        except NotFound:
            # A private one is in no view, and so within no bounds; nor is it told whether there is such a one.
            raise _outside(bounds) from None


def _must_lie_within(connection: Connection, bounds: Bounds, key_result: str) -> None:
    wanted = resolve.key_result(connection, key_result)
    if any(_is(connection, each, wanted) for each in bounds.key_results):
        return
    objective = key_results.objective_of(connection, wanted)
    if objective is None or objectives.team_of(connection, objective) not in bounds.teams:
        raise _outside(bounds)


def _is(connection: Connection, named: str, wanted: str) -> bool:
    with suppress(NotFound):
        return resolve.key_result(connection, named) == wanted
    return False


def _outside(bounds: Bounds) -> Forbidden:
    within = [*sorted(bounds.key_results), *(f"goals of the team {team}" for team in sorted(bounds.teams))]
    return Forbidden(f"this token checks in on {', '.join(within)} only; ask an administrator for another one")
