"""`tomoni quarter`: plan, start and end quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.opened import on_okr, order
from services.cli.output import Json, answer, show_rows
from services.okr.buddy_groups import view as buddy_groups
from services.okr.company.cli import period_kind
from services.okr.quarters import view as quarters
from shared.company.calendar import Span
from shared.days import day_of
from shared.events import Invalid

if TYPE_CHECKING:
    from services.okr.service import Okr

quarter = typer.Typer(help="Plan, start and end quarters.", no_args_is_help=True)

Label = Annotated[str, typer.Argument(help="The quarter's label, such as 2026-Q3.")]


@quarter.command("list")
def quarter_list(json: Json = False) -> None:
    """Every quarter, and how many buddy meetings it had."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        with okr.runtime.store.read() as connection:
            return [
                {
                    "quarter": row["label"],
                    "start": row["start"],
                    "end": row["end"],
                    "phase": row["phase"],
                    "buddy_meetings": buddy_groups.meetings_in(connection, row["start"], row["end"]),
                }
                for row in quarters.listed(connection, limit=1000)
            ]

    show_rows(on_okr(work), ("quarter", "start", "end", "phase", "buddy_meetings"), json)


@quarter.command("plan")
def quarter_plan(
    label: Label,
    start: Annotated[str | None, typer.Argument(help="Its first day, such as 2026-07-01.")] = None,
    end: Annotated[str | None, typer.Argument(help="Its last day, such as 2026-09-30.")] = None,
    kind: Annotated[str, typer.Option(help="quarter, transition, month or year.")] = "quarter",
    json: Json = False,
) -> None:
    """Make a period for objectives; without days it is what the label means: "FY2026 Q4" of the fiscal year, 2026-Q4 of
    the calendar year."""

    async def work(okr: Okr) -> Span:
        if start is None:
            given = order()
            span = await okr.quarters.period_called(label, given.now)
        elif end is None:
            raise Invalid("give both days, the first and the last, or neither")
        else:
            given, span = order(), Span(label, period_kind(kind), day_of(start), day_of(end))
        await okr.quarters.plan(given, label=span.label, start=span.start, end=span.end, kind=span.kind)
        return span

    span = on_okr(work)
    told = {"quarter": span.label, "phase": "planned", "start": span.start, "end": span.end}
    answer(f"{span.label} is planned, {span.start} to {span.end}", told, json)


@quarter.command("start")
def quarter_start(label: Label, json: Json = False) -> None:
    """Let the quarter run."""

    on_okr(lambda okr: okr.quarters.start(order(), quarter=label))
    answer(f"{label} runs", {"quarter": label, "phase": "started"}, json)
