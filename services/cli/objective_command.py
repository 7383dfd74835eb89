"""`tomoni objective`: write objectives down, publish, revise and close them, look at them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from services.cli.acting import As, carried_out
from services.cli.board_command import show_board
from services.cli.exits import execute
from services.cli.opened import okr_opened
from services.cli.output import Json, answer
from services.okr.domain.objective import Result
from services.okr.service import Done, Okr
from services.okr.views import board, resolve
from services.okr.views.standing import BoardObjective
from shared.eventlog import Order
from shared.events import Commitment, Contribution, NotFound, ProgressSource

objective = typer.Typer(help="Draft, publish, revise and close objectives.", no_args_is_help=True)

Objective = Annotated[str, typer.Argument(help="The objective, such as O-4.")]
Committed = Annotated[
    Commitment | None,
    typer.Option("--commitment", help="Whether it must be reached in full."),
]
Source = Annotated[
    ProgressSource | None,
    typer.Option("--source", help="What its progress is made of."),
]
Counting = Annotated[
    Contribution | None,
    typer.Option("--contribution", help="What its key results count by."),
]


@objective.command("draft")
def objective_draft(
    title: Annotated[str, typer.Argument(help="What shall be reached.")],
    quarter: Annotated[str | None, typer.Option(help="A quarter's label; without one it is in the backlog.")] = None,
    team: Annotated[str | None, typer.Option(help="Whose it is.")] = None,
    owner: Annotated[str | None, typer.Option(help="The person who owns it, such as P-3.")] = None,
    commitment: Committed = None,
    source: Source = None,
    contribution: Counting = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Write an objective down."""
    how = _given(commitment=commitment, source=source, contribution=contribution)

    async def draft(okr: Okr, given: Order) -> Done:
        return await okr.draft_objective(given, title=title, quarter=quarter, team=team, owner=owner, **how)

    facts = execute(carried_out(who, draft))
    answer(f"{facts['number']} is drafted", facts, json)


@objective.command("publish")
def objective_publish(objective: Objective, who: As = None, json: Json = False) -> None:
    """Let it count: everybody works by it."""

    async def publish(okr: Okr, given: Order) -> Done:
        return await okr.publish_objective(given, objective=objective)

    facts = execute(carried_out(who, publish))
    answer(f"{facts['number']} is published", facts, json)


@objective.command("revise")
def objective_revise(
    objective: Objective,
    title: Annotated[str | None, typer.Option(help="Its title from now on.")] = None,
    commitment: Committed = None,
    source: Source = None,
    contribution: Counting = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Say otherwise what it is; what isn't given stays."""
    how = _given(title=title, commitment=commitment, source=source, contribution=contribution)
    if not how:
        raise typer.BadParameter("say what changes: --title, --commitment, --source or --contribution")

    async def revise(okr: Okr, given: Order) -> Done:
        return await okr.revise_objective(given, objective=objective, **how)

    facts = execute(carried_out(who, revise))
    answer(f"{facts['number']} is revised", facts, json)


@objective.command("close")
def objective_close(
    objective: Objective,
    result: Annotated[Result | None, typer.Option(help="Its owner's judgement.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """End the work on it."""
    how = _given(result=result)

    async def close(okr: Okr, given: Order) -> Done:
        return await okr.close_objective(given, objective=objective, **how)

    facts = execute(carried_out(who, close))
    answer(f"{facts['number']} is closed", facts, json)


@objective.command("list")
def objective_list(
    quarter: Annotated[str | None, typer.Option(help="A quarter's label, or backlog; all by default.")] = None,
    team: Annotated[str | None, typer.Option(help="Only this team's objectives.")] = None,
    json: Json = False,
) -> None:
    """Objectives with their key results, drafts and closed ones too."""

    async def work() -> list[BoardObjective]:
        async with okr_opened() as okr:
            return await okr.board(quarter=quarter, team=team)

    show_board(execute(work()), json=json)


@objective.command("show")
def objective_show(objective: Objective, json: Json = False) -> None:
    """One objective with its key results."""

    async def work() -> BoardObjective:
        async with okr_opened() as okr:
            with okr.ground.store.read() as connection:
                found = board.objective(connection, resolve.objective(connection, objective))
            if found is None:
                raise NotFound(f"there is no objective {objective!r}")
            return found

    show_board([execute(work())], json=json)


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
