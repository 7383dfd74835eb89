"""Goalposts: `tomoni keyresult retarget|reweight|assign|rename|move`, `objective assign|move`, `tomoni ledger`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from services.cli.acting import As, carry_out
from services.cli.opened import on_okr
from services.cli.output import Json, answer, show, show_json, show_table
from services.okr.objectives.cli.key_result import KeyResult, keyresult, percentage
from services.okr.objectives.domain.sharing import is_private
from services.okr.people import view as people
from shared.events import Invalid, Measure

if TYPE_CHECKING:
    from services.okr.objectives.views.ledger import Entry
    from services.okr.service import Okr
    from shared.command.done import Done
    from shared.eventlog import Order

Reason = Annotated[str | None, typer.Option("--reason", help="Why, in your own words; it is sealed.")]
Approver = Annotated[str | None, typer.Option("--approver", help="Who agreed, such as P-2.")]
NOBODY, BACKLOG = "nobody", "backlog"


@keyresult.command("retarget")
def retarget(
    key_result: KeyResult,
    baseline: Annotated[str | None, typer.Option("--from", help="metric: where it starts.")] = None,
    target: Annotated[str | None, typer.Option("--to", help="metric: where it shall be.")] = None,
    lower: Annotated[str | None, typer.Option("--at-least", help="maintain: the lower bound.")] = None,
    upper: Annotated[str | None, typer.Option("--at-most", help="maintain: the upper bound.")] = None,
    measure: Annotated[str | None, typer.Option(help="Any measure whole, as JSON, as its event has it.")] = None,
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Move its target, or another figure of its measure; what is left out stays."""
    figures = {"baseline": baseline, "target": target, "lower": lower, "upper": upper}
    given = {name: text for name, text in figures.items() if text is not None}
    if bool(given) == (measure is not None):
        raise typer.BadParameter("say what changes: --from, --to, --at-least, --at-most, or the whole --measure")

    async def work(okr: Okr, order: Order) -> Done:
        wished = _measure(measure) if measure is not None else _changed(await _held(okr, order, key_result), given)
        return await okr.goalposts.retarget(
            order, key_result=key_result, measure=wished, reason=reason, approver=approver
        )

    facts = carry_out(who, work)
    answer(f"{facts['number']} is measured otherwise from now on", facts, json)


@keyresult.command("reweight")
def reweight(
    key_result: KeyResult,
    weight: Annotated[str, typer.Argument(help="Its part of the objective in percent, or `share`.")],
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Let it count by so many percent; `share` shares what the others leave."""
    part = None if weight == "share" else percentage(weight)

    facts = carry_out(
        who,
        lambda okr, order: okr.goalposts.reweigh(
            order, key_result=key_result, weight=part, reason=reason, approver=approver
        ),
    )
    answer(f"{facts['number']} counts by {'what the others leave' if part is None else f'{part} %'}", facts, json)


@keyresult.command("assign")
def assign(
    key_result: KeyResult,
    owner: Annotated[str, typer.Argument(help="Who owns it from now on, such as P-3, or `nobody`.")],
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Give the key result to somebody."""

    facts = carry_out(
        who,
        lambda okr, order: okr.goalposts.reassign_key_result(
            order, key_result=key_result, owner=None if owner == NOBODY else owner, reason=reason, approver=approver
        ),
    )
    answer(f"{facts['number']} belongs to {owner}", facts, json)


@keyresult.command("rename")
def rename(
    key_result: KeyResult,
    title: Annotated[str, typer.Argument(help="What is measured.")],
    who: As = None,
    json: Json = False,
) -> None:
    """Give the key result another title."""

    facts = carry_out(
        who, lambda okr, order: okr.goalposts.revise_key_result(order, key_result=key_result, title=title)
    )
    answer(f"{facts['number']} is called {title}", facts, json)


@keyresult.command("move")
def move(
    key_result: KeyResult,
    to: Annotated[str, typer.Argument(help="The objective that it measures from now on, such as O-4.")],
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Let the key result measure another objective; its number and its check-ins stay."""

    facts = carry_out(
        who,
        lambda okr, order: okr.goalposts.move_key_result(
            order, key_result=key_result, objective=to, reason=reason, approver=approver
        ),
    )
    answer(f"{facts['number']} measures {to} from now on", facts, json)


def move_objective(
    goal: Annotated[str, typer.Argument(help="The objective, such as O-4.")],
    to: Annotated[str, typer.Argument(help="The quarter that it belongs to from now on, such as 2026-Q4, or backlog.")],
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Let it belong to another quarter, its key results and their check-ins with it; its number stays."""
    quarter = None if to.strip().casefold() == BACKLOG else to

    facts = carry_out(
        who,
        lambda okr, order: okr.goalposts.move_objective(
            order, objective=goal, quarter=quarter, reason=reason, approver=approver
        ),
    )
    answer(f"{facts['number']} belongs to {to} from now on", facts, json)


def assign_objective(
    goal: Annotated[str, typer.Argument(help="The objective, such as O-4.")],
    owner: Annotated[str, typer.Option(help="Who owns it from now on, such as P-3, or `nobody`.")],
    team: Annotated[str, typer.Option(help="Which team's it is from now on, or `nobody`.")],
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Give the objective to somebody and to a team."""

    facts = carry_out(
        who,
        lambda okr, order: okr.goalposts.reassign_objective(
            order,
            objective=goal,
            owner=None if owner == NOBODY else owner,
            team=None if team == NOBODY else team,
            reason=reason,
            approver=approver,
        ),
    )
    answer(f"{facts['number']} belongs to {owner}, team {team}", facts, json)


def ledger(
    thing: Annotated[str, typer.Argument(help="A key result or an objective, such as KR-17 or O-4.")],
    json: Json = False,
) -> None:
    """Every goalpost it ever had: targets, weights, owners and links, with reasons."""

    async def work(okr: Okr) -> tuple[Any, list[Entry], dict[str, str]]:
        with okr.runtime.store.read() as connection:
            names = {row["person"]: f"P-{row['number']}" for row in people.listed(connection, limit=100_000)}
        if thing.strip().upper().startswith("O-"):
            entries = await okr.ledgers.of_objective(thing)
            return entries, entries, names
        found = await okr.ledgers.of_key_result(thing)
        return found, list(found.entries), names

    told, entries, names = on_okr(work)
    if json:
        show_json(told)
        return
    rows = [
        (
            entry.time.date(),
            entry.what,
            _shown(entry.before, names),
            _shown(entry.after, names),
            names.get(entry.by, entry.by),
            None if entry.approver is None else names.get(entry.approver, entry.approver),
            entry.reason,
        )
        for entry in entries
    ]
    show_table(("day", "what", "before", "after", "by", "agreed", "why"), rows)
    if not isinstance(told, list):
        show(
            f"progress against the first target: {_percent(told.progress_original)}, the present one: "
            f"{_percent(told.progress_revised)}"
        )


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value} %"


def _shown(value: Any, names: dict[str, str]) -> str | None:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(part, names)}" for name, part in value.items() if part is not None) or None
    if isinstance(value, list):
        return ", ".join(str(_shown(part, names)) for part in value)
    return None if value is None else names.get(str(value), str(value))


async def _held(okr: Okr, order: Order, key_result: str) -> dict[str, Any]:
    if is_private(key_result):
        held: dict[str, Any] = msgspec.to_builtins(await okr.private.measure(order.actor, key_result), str_keys=True)
        return held
    shown = await okr.ledgers.of_key_result(key_result)
    return next(entry.after for entry in reversed(shown.entries) if entry.what == "target")


def _changed(held: dict[str, Any], given: dict[str, str]) -> Measure:
    for name, text in given.items():
        try:
            Decimal(text)
        except InvalidOperation:
            raise Invalid(f"{text!r} is no number; give the new {name} as one") from None
        if held["kind"] != ("metric" if name in ("baseline", "target") else "maintain"):
            raise Invalid(f"a key result of kind {held['kind']} has no {name}; give the whole --measure")
    return _measure(msgspec.json.encode(held | given))


def _measure(text: str | bytes) -> Measure:
    try:
        wished: Measure = msgspec.json.decode(text, type=Measure)
    except msgspec.DecodeError as error:
        raise Invalid(f"that is no measure ({error}); `tomoni ledger KR-17 --json` shows one") from None
    return wished
