"""`tomoni checkins`: what was said of a key result, read, put right, taken back, acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, actor, carry_out
from services.cli.exits import guarded
from services.cli.opened import on_okr
from services.cli.output import Json, answer, show_rows
from services.okr import typed_ids as resolve
from services.okr.objectives.cli.check_in_files import whole
from services.okr.objectives.cli.check_in_values import understood
from services.okr.objectives.domain.sharing import is_private
from services.okr.objectives.views import check_ins, key_results
from shared.events import NotFound

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from services.okr.service import Okr
    from shared.command.done import Done
    from shared.eventlog import Order
    from shared.events import Measure

checkins = typer.Typer(help="What was said of a key result; put it right, take it back.", no_args_is_help=True)

CheckIn = Annotated[str, typer.Argument(help="The check-in's id, as `tomoni checkins list` shows it.")]
Why = Annotated[str | None, typer.Option("-m", help="Why, in your own words; it is sealed.")]

_SHOWN = ("check_in", "time", "by", "value", "zone", "reached", "confidence", "comment", "blocker", "next_step")
_COLUMNS = (*_SHOWN, "help_wanted", "state")
_MOST = 1000


@checkins.command("list")
def checkins_list(
    key_result: Annotated[str, typer.Argument(help="The key result, such as KR-17.")],
    limit: Annotated[int, typer.Option("-n", min=1, max=_MOST, help="How many, the latest first.")] = 20,
    who: As = None,
    json: Json = False,
) -> None:
    """The check-ins of a key result, the latest first."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        if is_private(key_result):
            said = (await okr.private.check_ins(actor(okr, who), key_result))[:limit]
        else:
            with okr.runtime.store.read() as connection:
                id_ = resolve.key_result(connection, key_result)
                said = check_ins.of_key_result(connection, id_, limit=limit)
        rows = [dict(row) for row in said]
        for name in ("comment", "blocker", "next_step", "help_wanted"):
            for row, text in zip(rows, await okr.runtime.sealer.open_all([row[name] for row in rows]), strict=True):
                row[name] = text
        return [{**{name: row[name] for name in _COLUMNS[:-1]}, "state": _state(row)} for row in rows]

    show_rows(on_okr(work), _COLUMNS, json)


@checkins.command("correct", context_settings={"ignore_unknown_options": True})
def checkins_correct(
    check_in: CheckIn,
    value: Annotated[str | None, typer.Argument(help="What it should have said.")] = None,
    confidence: Annotated[str | None, typer.Option("-c", help="0 (not at all) to 10 (certain).")] = None,
    done: Annotated[str | None, typer.Option(help="All milestones that were done, separated by commas.")] = None,
    reason: Why = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Say what the check-in should have said; what isn't given stays, and so does what it said at first."""

    sure = guarded(lambda: None if confidence is None else whole(confidence))

    async def correct(okr: Okr, given: Order) -> Done:
        said = understood(await _measure(okr, given.actor, check_in), value, done)
        return await okr.check_ins.correct(given, check_in=check_in, confidence=sure, reason=reason, **said)

    facts = carry_out(who, correct)
    answer("corrected" if facts["changed"] else "nothing changed: it says so already", facts, json)


@checkins.command("retract")
def checkins_retract(check_in: CheckIn, reason: Why = None, who: As = None, json: Json = False) -> None:
    """Take the check-in back: it should never have been made. It stays to be seen."""

    facts = carry_out(who, lambda okr, given: okr.check_ins.retract(given, check_in=check_in, reason=reason))
    answer("retracted" if facts["changed"] else "it had been retracted before", facts, json)


@checkins.command("ack")
def checkins_ack(check_in: CheckIn, who: As = None, json: Json = False) -> None:
    """Say, as its reviewer, that you have read the check-in."""

    facts = carry_out(who, lambda okr, given: okr.check_ins.acknowledge(given, check_in=check_in))
    answer("acknowledged" if facts["changed"] else "it had been acknowledged before", facts, json)


async def _measure(okr: Okr, by: str, check_in: str) -> Measure:
    if is_private(check_in):
        return await okr.private.measure(by, check_in)

    def ask(connection: Connection) -> Measure:
        said = check_ins.by_id(connection, resolve.check_in(connection, check_in))
        row = None if said is None else key_results.by_id(connection, said["key_result"])
        if row is None:
            raise NotFound(f"there is no check-in {check_in!r} of a known key result")
        return key_results.measure_of(row)

    with okr.runtime.store.read() as connection:
        return ask(connection)


def _state(row: dict[str, Any]) -> str | None:
    if row["retracted"] is not None:
        return "retracted"
    if row["acknowledged"] is not None:
        return "acknowledged"
    return "corrected" if row["changes"] else None
