"""`tomoni objective`, the end of it: score, look back, reopen, carry over, and where it all came from."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, get_args

import typer

from services.cli.acting import As, actor, carry_out
from services.cli.exits import execute
from services.cli.opened import okr_opened, on_okr
from services.cli.output import Json, answer, show, show_json, show_table
from services.okr.objectives.cli.goalposts import assign_objective, move_objective
from services.okr.objectives.cli.objective import Objective, objective
from shared.events import CarryChoice, Invalid

objective_with_endings = objective
objective_with_endings.command("assign")(assign_objective)
objective_with_endings.command("move")(move_objective)
"""The command with the ones of this module, for the program to take."""


@objective.command("score")
def objective_score(
    objective: Objective,
    score: Annotated[str | None, typer.Argument(help="From 0 to 1; without it the proposal is taken.")] = None,
    note: Annotated[str | None, typer.Option("-m", "--note", help="Why it is not the proposed one; sealed.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Judge what the objective came to."""
    given = None if score is None else _decimal(score)

    facts = carry_out(
        who, lambda okr, told: okr.scoring.score(told, objective=objective, score=given, note=note)
    ) | execute(_outcome(objective, who))
    answer(f"{facts['number']} is scored {facts['score']} (proposed: {_dash(facts['proposed'])})", facts, json)


@objective.command("reopen")
def objective_reopen(
    objective: Objective,
    reason: Annotated[str, typer.Option("-m", "--reason", help="Why; sealed.")],
    who: As = None,
    json: Json = False,
) -> None:
    """Work again on an objective that was scored or closed."""

    facts = carry_out(who, lambda okr, told: okr.scoring.reopen(told, objective=objective, reason=reason))
    answer(f"{facts['number']} is open again", facts, json)


@objective.command("post-mortem")
def objective_post_mortem(
    objective: Objective,
    text: Annotated[str, typer.Option("-m", "--text", help="What was learned; sealed.")],
    who: As = None,
    json: Json = False,
) -> None:
    """Say what was learned from an objective that was scored."""

    facts = carry_out(who, lambda okr, told: okr.scoring.write_post_mortem(told, objective=objective, text=text))
    answer(f"{facts['number']} has its post-mortem", facts, json)


@objective.command("carry-over")
def objective_carry_over(
    objective: Objective,
    into: Annotated[str, typer.Argument(help="The quarter's label, or backlog.")],
    choice: Annotated[
        list[str] | None,
        typer.Option("--kr", help="What becomes of a key result: KR-17=drop, continue, restart or structure."),
    ] = None,
    otherwise: Annotated[CarryChoice, typer.Option(help="What becomes of the others.")] = "continue",
    who: As = None,
    json: Json = False,
) -> None:
    """Let the objective go on as a new draft in another quarter."""
    choices = [_choice(text) for text in choice or ()]

    facts = carry_out(
        who,
        lambda okr, told: okr.carry_over.carry_over(
            told, objective=objective, quarter=into, choices=choices, otherwise=otherwise
        ),
    )
    answer(f"{objective} goes on as {facts['number']} in {into}", facts, json)


@objective.command("lineage")
def objective_lineage(objective: Objective, json: Json = False) -> None:
    """Where the objective comes from, quarter by quarter, and what became of its key results."""

    line = on_okr(lambda okr: okr.carry_over.lineage(objective))
    if json:
        show_json(line)
        return
    rows: list[tuple[object, ...]] = []
    for one in line.objectives:
        rows.append((one.number, one.title, one.quarter_label or "backlog", one.status, _dash(one.score)))
        rows += [(each.number, f"  {each.title}", "", each.choice, "") for each in one.key_results]
    show_table(("id", "objective / key result", "quarter", "what became of it", "score"), rows)
    show(line.words)
    if line.unfinished:
        show("the last carry-over was broken off; carry it over again to complete it")


async def _outcome(text: str, who: str | None) -> dict[str, Any]:
    async with okr_opened() as okr:
        found = await okr.scoring.result(text, actor(okr, who))
        return {"score": found.score, "proposed": found.outcome["proposed"]}


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Invalid(f"{text!r} is no number; give a score from 0 to 1, such as 0.7") from None


def _choice(text: str) -> tuple[str, CarryChoice]:
    key_result, _, given = text.partition("=")
    for choice in get_args(CarryChoice):
        if given == choice:
            return key_result, choice
    raise Invalid(f"{text!r} says not what becomes of a key result; write KR-17={'|'.join(get_args(CarryChoice))}")


def _dash(value: object) -> object:
    return "–" if value is None else value
