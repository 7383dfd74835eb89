"""`tomoni ideal`: what the practice of a team or of the company should be, and what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.acting import As, carry_out
from services.cli.exits import guarded
from services.cli.opened import on_okr
from services.cli.output import Json, answer, note, show, show_json, show_table
from services.okr.kernel.units import unit_name
from services.okr.practice.cli.figures import counted, figure_facts, number, points, share, sparkline
from services.okr.practice.domain.measures import NOTHING
from services.okr.practice.guides import GUIDE_FOR
from shared.days import day_of
from shared.events import Invalid

if TYPE_CHECKING:
    from services.okr.practice.domain.state import Gap, MeasureState

ideal = typer.Typer(help="Say what the practice should be, and see how far it is.", no_args_is_help=True)

Team = Annotated[str | None, typer.Option(help="The team; the whole company by default.")]
"""Parameter type of the option that names a unit."""

On = Annotated[str | None, typer.Option(help="As of a day such as 2026-09-30; today by default.")]


@ideal.command("set")
def ideal_set(
    ideals: Annotated[list[str], typer.Argument(help="Measures with percents: sessions-held=100, or =none.")],
    team: Team = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Define what these measures should be; the others stay as they are. A team's ideals go before the company's."""
    named = guarded(lambda: dict(_understood(each) for each in ideals))

    done = carry_out(who, lambda okr, order: okr.ideals.define(order, ideals=named, team=team))
    said = ", ".join(f"{measure} {'none' if percent is None else share(percent)}" for measure, percent in named.items())
    answer(f"the ideal of {unit_name(team)}: {said}", done, json)


@ideal.command("show")
def ideal_show(team: Team = None, on: On = None, json: Json = False) -> None:
    """Each measure of the last 28 days beside its ideal, how it went for twelve weeks, and the guide that helps."""
    day = guarded(lambda: None if on is None else day_of(on))

    state = on_okr(lambda okr: okr.ideals.practice(datetime.now(UTC), team=team, on=day))
    if json:
        show_json({"team": state.team, "on": state.on, "measures": [_facts(each) for each in state.measures]})
        return
    columns = ("measure", "ideal", "now", "gap in points", "counted", "12 weeks", "guide")
    show_table(columns, [_row(each) for each in state.measures], title=f"{unit_name(state.team)}, {state.on}")
    if any(each.gap for each in state.measures):
        note("where there is a gap, `tomoni guide show` has a page that helps")


@ideal.command("gaps")
def ideal_gaps(on: On = None, json: Json = False) -> None:
    """Where the company and its teams fall short of their ideals, the widest gaps first, with the guide that helps."""
    day = guarded(lambda: None if on is None else day_of(on))

    seen, found = on_okr(lambda okr: okr.ideals.gaps(datetime.now(UTC), on=day))
    if json:
        show_json({"on": seen, "items": [_gap_facts(each) for each in found]})
    elif not found:
        show("nothing falls short of an ideal; `tomoni ideal set` defines one")
    else:
        columns = ("for", "measure", "ideal", "now", "gap in points", "guide")
        show_table(columns, [_gap_row(each) for each in found], title=str(seen))


def _gap_row(gap: Gap) -> tuple[object, ...]:
    now = share(gap.present.percent)
    return unit_name(gap.team), gap.measure, share(gap.ideal), now, number(gap.gap), GUIDE_FOR[gap.measure]


def _gap_facts(gap: Gap) -> dict[str, object]:
    told = {"present": figure_facts(gap.present), "guide": GUIDE_FOR[gap.measure]}
    return {name: getattr(gap, name) for name in ("team", "measure", "ideal", "ideal_of", "gap")} | told


def _row(state: MeasureState) -> tuple[object, ...]:
    return (
        state.measure,
        share(state.ideal),
        share(None if state.present is None else state.present.percent),
        number(state.gap),
        counted(state.present) or NOTHING[state.measure],
        sparkline([point.percent for point in state.trend]),
        GUIDE_FOR[state.measure],
    )


def _facts(state: MeasureState) -> dict[str, object]:
    return {
        "measure": state.measure,
        "ideal": state.ideal,
        "ideal_of": state.ideal_of,
        "present": figure_facts(state.present),
        "nothing": NOTHING[state.measure] if state.present is None else None,
        "gap": state.gap,
        "trend": points(state.trend),
        "guide": GUIDE_FOR[state.measure],
    }


def _understood(text: str) -> tuple[str, Decimal | None]:
    """A measure and its percent. Raises Invalid."""
    measure, equals, percent = text.partition("=")
    number = percent.strip().removesuffix("%").strip()
    if equals and number.lower() == "none":
        return measure.strip(), None
    try:
        return measure.strip(), Decimal(number)
    except InvalidOperation:
        raise Invalid(f"{text!r} is no measure with a percentage; write it as sessions-held=100") from None
