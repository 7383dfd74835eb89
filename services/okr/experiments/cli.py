"""`tomoni experiment`: try something small for a key result, and say what was learned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from sqlalchemy import Connection

from services.cli.acting import As, carried_out
from services.cli.days import day_ahead, today
from services.cli.exits import execute
from services.cli.opened import okr_opened, on_okr
from services.cli.output import Json, answer, show, show_json, show_table
from services.okr import typed_ids as resolve
from services.okr.experiments import queries as learnings
from services.okr.experiments.queries import Experiment, told
from services.okr.known_teams import team_asked
from shared.events import ExperimentOutcome

if TYPE_CHECKING:
    from services.okr.service import Okr
    from shared.command.done import Done
    from shared.eventlog import Order

experiment = typer.Typer(help="Try something small for a key result, and learn.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="The experiment, such as E-5.")]
Team = Annotated[str | None, typer.Option(help="Only for key results of this team.")]
Ask = Callable[[Connection, date], list[Experiment]]
_MOST = 1000


@experiment.command("start")
def experiment_start(
    key_result: Annotated[str, typer.Argument(help="The key result, such as KR-17.")],
    what: Annotated[str, typer.Argument(help="What we try.")],
    until: Annotated[str, typer.Option(help="Its last day: 2026-09-30, or +14 for 14 days from now.")],
    know_by: Annotated[str, typer.Option("--know-by", help="How we will know whether it works; never left out.")] = "",
    owner: Annotated[str | None, typer.Option(help="Who answers for it, if not whoever starts it: P-3.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Try something for a key result until a day; when that is over, you are asked what came of it."""
    last = date.min

    async def start(okr: Okr, given: Order) -> Done:
        nonlocal last
        last = day_ahead(okr, until, given.now)
        return await okr.experiments.start(
            given, key_result=key_result, what=what, know_by=know_by, until=last, owner=owner
        )

    facts = execute(carried_out(who, start))
    answer(f"{facts['number']} runs until {last}", facts, json)


@experiment.command("extend")
def experiment_extend(
    experiment: Named,
    until: Annotated[str, typer.Argument(help="Its last day from now on: 2026-09-30, or +14.")],
    who: As = None,
    json: Json = False,
) -> None:
    """Go on until a later day."""
    last = date.min

    async def extend(okr: Okr, given: Order) -> Done:
        nonlocal last
        last = day_ahead(okr, until, given.now)
        return await okr.experiments.extend(given, experiment=experiment, until=last)

    facts = execute(carried_out(who, extend))
    answer(f"{facts['number']} runs until {last}", facts, json)


@experiment.command("conclude")
def experiment_conclude(
    experiment: Named,
    outcome: Annotated[ExperimentOutcome, typer.Argument(help="What becomes of it.")],
    learned: Annotated[str, typer.Argument(help="What was learned; the next win session hears of it.")],
    who: As = None,
    json: Json = False,
) -> None:
    """Say what became of it, and what was learned."""

    async def conclude(okr: Okr, given: Order) -> Done:
        return await okr.experiments.conclude(given, experiment=experiment, outcome=outcome, learned=learned)

    facts = execute(carried_out(who, conclude))
    answer(f"{facts['number']} is concluded: {outcome}", facts, json)


@experiment.command("list")
def experiment_list(
    state: Annotated[
        Literal["running", "overdue", "concluded"] | None, typer.Option(help="Running ones may be overdue.")
    ] = None,
    key_result: Annotated[str | None, typer.Option("--kr", help="Only for this key result, such as KR-17.")] = None,
    team: Team = None,
    owner: Annotated[str | None, typer.Option(help="Only those that this person answers for, such as P-3.")] = None,
    json: Json = False,
) -> None:
    """The experiments, in the order in which they were started."""

    def ask(connection: Connection, today: date) -> list[Experiment]:
        wanted = None if key_result is None else resolve.key_result(connection, key_result)
        whose = None if owner is None else resolve.person(connection, owner)
        named = team_asked(connection, team)
        rows = learnings.listed(
            connection, today=today, state=state, key_result=wanted, team=named, owner=whose, limit=_MOST
        )
        return [told(row, today) for row in rows]

    found = execute(_asked(ask))
    if json:
        show_json(found)
        return
    columns = ("id", "key result", "what we try", "how we will know", "until", "owner", "state")
    rows = [
        (one.number, one.key_result_number, one.what, one.know_by, one.until, one.owner_number, _state(one))
        for one in found
    ]
    show_table(columns, rows)


@experiment.command("show")
def experiment_show(experiment: Named, json: Json = False) -> None:
    """One experiment, whole."""

    def ask(connection: Connection, today: date) -> list[Experiment]:
        row = learnings.by_id(connection, resolve.experiment(connection, experiment))
        return [] if row is None else [told(row, today)]

    (one,) = execute(_asked(ask))
    if json:
        show_json(one)
        return
    show(f"{one.number} for {one.key_result_number} {one.key_result_title}: {_state(one)}")
    show(f"What we try: {one.what}")
    show(f"How we will know: {one.know_by}")
    show(f"Until: {one.until}")
    show(f"Owner: {one.owner_number or 'nobody'}")
    if one.learned is not None:
        show(f"What we learned: {one.learned}")


@experiment.command("learnings")
def experiment_learnings(
    words: Annotated[list[str] | None, typer.Argument(help="Words that must all occur.")] = None,
    team: Team = None,
    json: Json = False,
) -> None:
    """What was learned, the latest first; found by words, whatever their case or width."""

    async def work(okr: Okr) -> list[Experiment]:
        now = datetime.now(UTC)
        found = await okr.experiments.learnings(now, words=" ".join(words or ()), team=team, limit=_MOST)
        return [each.experiment for each in found]

    found = on_okr(work)
    if json:
        show_json(found)
        return
    columns = ("id", "concluded", "key result", "what we tried", "outcome", "what we learned")
    rows = [
        (one.number, one.concluded and one.concluded.date(), one.key_result_number, one.what, one.outcome, one.learned)
        for one in found
    ]
    show_table(columns, rows)


async def _asked(ask: Ask) -> list[Experiment]:
    async with okr_opened() as okr:
        day = today(okr, datetime.now(UTC))
        return await okr.experiments.found_by(lambda connection: ask(connection, day))


def _state(one: Experiment) -> str:
    return one.outcome or ("overdue" if one.overdue else "running")
