"""`tomoni keyresult`: what objectives are measured by."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from services.cli.acting import As, carry_out
from services.cli.output import Json, answer
from services.okr.objectives.cli.alignment import adopt, link, override
from services.okr.objectives.cli.measure_options import Kind, measured
from services.okr.objectives.cli.phasing import phase
from services.okr.objectives.domain.what_counts import what_counts
from shared.events import MaintainRule

keyresult = typer.Typer(help="Add and drop key results, and change what they count by.", no_args_is_help=True)
for _command in (link, override, adopt, phase):
    keyresult.command()(_command)

KeyResult = Annotated[str, typer.Argument(help="The key result, such as KR-17.")]


def percentage(text: str) -> Decimal:
    """A part in percent, as an option gives it."""
    try:
        return Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is no number; give the part in percent, such as 25") from None


@keyresult.command("add")
def keyresult_add(
    objective: Annotated[str, typer.Argument(help="The objective, such as O-4.")],
    title: Annotated[str, typer.Argument(help="What is measured.")],
    kind: Annotated[Kind | None, typer.Option(help="How; only binary and ordinal must be said.")] = None,
    baseline: Annotated[str | None, typer.Option("--from", help="metric: where it starts; 0 by default.")] = None,
    target: Annotated[str | None, typer.Option("--to", help="metric: where it shall be.")] = None,
    lower: Annotated[str | None, typer.Option("--at-least", help="maintain: the lower bound.")] = None,
    upper: Annotated[str | None, typer.Option("--at-most", help="maintain: the upper bound.")] = None,
    rule: Annotated[
        MaintainRule | None,
        typer.Option(help="maintain: the latest value (default), planned check-ins met, or distance from the bound."),
    ] = None,
    planned: Annotated[int | None, typer.Option(help="maintain: check-ins planned; their rule goes with it.")] = None,
    milestone: Annotated[list[str] | None, typer.Option(help="milestones: a name, or name=weight; repeated.")] = None,
    stage: Annotated[list[str] | None, typer.Option(help="stages: a name, or name=progress; repeated.")] = None,
    checkpoint: Annotated[list[str] | None, typer.Option(help="checkpoints: value=progress; repeated.")] = None,
    commit_zone: Annotated[str | None, typer.Option(help="ordinal: what reaching commit means.")] = None,
    target_zone: Annotated[str | None, typer.Option(help="ordinal: what reaching target means.")] = None,
    stretch_zone: Annotated[str | None, typer.Option(help="ordinal: what reaching stretch means.")] = None,
    unit: Annotated[str | None, typer.Option(help="What is counted.")] = None,
    weight: Annotated[
        Decimal | None, typer.Option(parser=percentage, metavar="PERCENT", help="Its part of the objective.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="The person who owns it, such as P-3.")] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Measure the objective by one more thing."""
    options = {
        "from": baseline,
        "to": target,
        "at-least": lower,
        "at-most": upper,
        "rule": rule,
        "planned": planned,
        "milestone": milestone,
        "stage": stage,
        "checkpoint": checkpoint,
        "commit-zone": commit_zone,
        "target-zone": target_zone,
        "stretch-zone": stretch_zone,
        "unit": unit,
    }
    measure = measured(kind, options)

    facts = carry_out(
        who,
        lambda okr, given: okr.objectives.add_key_result(
            given, objective=objective, title=title, measure=measure, owner=owner, weight=weight
        ),
    )
    counts = what_counts(measure)
    answer(f"{facts['number']} is added to {objective}; what counts: {counts}", facts | {"what_counts": counts}, json)


@keyresult.command("drop")
def keyresult_drop(key_result: KeyResult, who: As = None, json: Json = False) -> None:
    """Let the key result count no more; its check-ins stay."""

    facts = carry_out(who, lambda okr, given: okr.objectives.drop_key_result(given, key_result=key_result))
    answer(f"{facts['number']} is dropped", facts, json)
