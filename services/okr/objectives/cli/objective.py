"""`tomoni objective`: write objectives down, publish, revise and close them, look at them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, actor, carry_out
from services.cli.opened import on_okr
from services.cli.output import Json, answer
from services.okr import typed_ids as resolve
from services.okr.objectives.cli.standing import show_board
from services.okr.objectives.domain.objective import Result
from services.okr.objectives.domain.sharing import is_private
from services.okr.objectives.views import board
from shared.events import Commitment, Contribution, NotFound, ProgressSource

if TYPE_CHECKING:
    from services.okr.objectives.views.standing import BoardObjective
    from services.okr.service import Okr
    from shared.command.done import Done
    from shared.eventlog import Order

objective = typer.Typer(help="Draft, publish, revise and close objectives.", no_args_is_help=True)

Objective = Annotated[str, typer.Argument(help="The objective, such as O-4.")]
Committed = Annotated[
    Commitment | None,
    typer.Option("--commitment", help="Whether it must be reached in full; a new one is aspirational."),
]
Source = Annotated[
    ProgressSource | None, typer.Option("--source", help="What its progress is made of; a new one, of its key results.")
]
Counting = Annotated[
    Contribution | None,
    typer.Option("--contribution", help="What its key results count by; in a new one, their weight."),
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
    private: Annotated[
        bool, typer.Option("--private", help="Only its owner and whom it is shared with see it.")
    ] = False,
    share: Annotated[list[str] | None, typer.Option("--share", help="Who sees a private one, such as P-3.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Write an objective down."""
    if share and not private:
        raise typer.BadParameter("everybody sees a public objective; say --private, or leave --share out")
    if source and private:
        raise typer.BadParameter("a private objective is made of its key results; leave --source out")
    how = _given(commitment=commitment, source=source, contribution=contribution)

    async def draft(okr: Okr, given: Order) -> Done:
        if private:
            return await okr.private.draft(
                given, title=title, people=share or [], quarter=quarter, team=team, owner=owner, **how
            )
        return await okr.objectives.draft(given, title=title, quarter=quarter, team=team, owner=owner, **how)

    facts = carry_out(who, draft)
    answer(f"{facts['number']} is drafted", facts, json)


@objective.command("share")
def objective_share(
    objective: Objective,
    people: Annotated[list[str] | None, typer.Argument(help="Those who see it besides its owner: P-3 P-5.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Say who sees a private objective: these people and its owner, nobody else."""

    facts = carry_out(who, lambda okr, given: okr.private.share(given, objective=objective, people=people or []))
    answer(f"{facts['number']} is shared with {', '.join(people or ['nobody else'])}", facts, json)


@objective.command("publish")
def objective_publish(objective: Objective, who: As = None, json: Json = False) -> None:
    """Let it count: everybody works by it."""

    facts = carry_out(who, lambda okr, given: okr.objectives.publish(given, objective=objective))
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

    facts = carry_out(who, lambda okr, given: okr.objectives.revise(given, objective=objective, **how))
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

    facts = carry_out(who, lambda okr, given: okr.objectives.close(given, objective=objective, **how))
    answer(f"{facts['number']} is closed", facts, json)


@objective.command("list")
def objective_list(
    quarter: Annotated[str | None, typer.Option(help="A quarter's label, or backlog; all by default.")] = None,
    team: Annotated[str | None, typer.Option(help="Only this team's objectives.")] = None,
    private: Annotated[bool, typer.Option("--private", help="Those private ones that whoever asks may see.")] = False,
    who: As = None,
    json: Json = False,
) -> None:
    """Objectives with their key results, drafts and closed ones too."""

    async def work(okr: Okr) -> list[BoardObjective]:
        if private:
            return await okr.private.seen_by(actor(okr, who), datetime.now(UTC))
        return await okr.boards.board(quarter=quarter, team=team)

    show_board(on_okr(work), json=json)


@objective.command("show")
def objective_show(objective: Objective, who: As = None, json: Json = False) -> None:
    """One objective with its key results."""

    async def work(okr: Okr) -> BoardObjective:
        if is_private(objective):
            return (await okr.private.one(actor(okr, who), objective, datetime.now(UTC)))[0]
        with okr.runtime.store.read() as connection:
            found = board.objective(connection, resolve.objective(connection, objective))
        if found is None:
            raise NotFound(f"there is no objective {objective!r}")
        return found

    show_board([on_okr(work)], json=json)


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
