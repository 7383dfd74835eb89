"""`tomoni calendar` and `tomoni thresholds`: what the whole company decides about its OKRs."""

from __future__ import annotations

from calendar import month_name
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
from msgspec import structs

from services.cli.exits import guarded
from services.cli.opened import on_okr, order
from services.cli.output import Json, answer, show_rows
from services.okr.company import view as company
from shared.days import day_of
from shared.events import Invalid, LabelYear, PeriodKind

if TYPE_CHECKING:
    from services.okr.service import Okr
    from shared.events import ThresholdsSet

calendar = typer.Typer(help="The company's fiscal calendar.", no_args_is_help=True)
thresholds = typer.Typer(help="From which figures on something is called what.", no_args_is_help=True)


@calendar.command("set")
def calendar_set(
    start_month: Annotated[str, typer.Option(help="The month that the fiscal year begins with: 1 to 12, or April.")],
    since: Annotated[str, typer.Option(help="The day from which this holds: the first of a month.")],
    label: Annotated[str, typer.Option(help="The year it is called by: start, end or both.")] = "start",
    zone: Annotated[str | None, typer.Option(help="The time zone of a day, such as Asia/Tokyo.")] = None,
    json: Json = False,
) -> None:
    """Change the calendar from a day on; what was named before keeps its name."""

    month = guarded(lambda: _month(start_month))

    on_okr(
        lambda okr: okr.company.change_calendar(
            order(), start_month=month, label_year=_label_year(label), since=day_of(since), zone=zone
        )
    )
    told = {"start_month": month, "label_year": label, "since": since, "zone": zone}
    answer(f"the fiscal year begins with {month_name[month]} from {since} on", told, json)


@calendar.command("show")
def calendar_show(json: Json = False) -> None:
    """Every version of the calendar; none is the calendar year."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        with okr.runtime.store.read() as connection:
            return [
                {
                    "since": version.since,
                    "start_month": version.start_month,
                    "label_year": version.label_year,
                    "zone": version.zone,
                }
                for version in company.calendar(connection)
            ]

    show_rows(on_okr(work), ("since", "start_month", "label_year", "zone"), json)


@calendar.command("periods")
def calendar_periods(
    first: Annotated[str, typer.Argument(help="From this day on.")],
    last: Annotated[str, typer.Argument(help="Up to this day.")],
    kind: Annotated[str, typer.Option(help="quarter, month or year.")] = "quarter",
    json: Json = False,
) -> None:
    """The calendar's periods between two days, as `tomoni quarter plan` takes their labels."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        spans = await okr.quarters.periods(day_of(first), day_of(last), period_kind(kind))
        return [{"label": span.label, "kind": span.kind, "start": span.start, "end": span.end} for span in spans]

    show_rows(on_okr(work), ("label", "kind", "start", "end"), json)


@thresholds.command("show")
def thresholds_show(json: Json = False) -> None:
    """The thresholds that hold."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        with okr.runtime.store.read() as connection:
            held = structs.asdict(company.thresholds(connection))
        return [{"threshold": name.replace("_", "-"), "value": value} for name, value in held.items()]

    show_rows(on_okr(work), ("threshold", "value"), json)


@thresholds.command("set")
def thresholds_set(
    figures: Annotated[list[str], typer.Argument(help="Such as stale-days=10; `show` names them all.")],
    json: Json = False,
) -> None:
    """Set one or several thresholds; the others stay."""

    async def work(okr: Okr) -> dict[str, Any]:
        with okr.runtime.store.read() as connection:
            changes = _changes(figures, company.thresholds(connection))
        await okr.company.set_thresholds(order(), change=lambda now: structs.replace(now, **changes))
        return changes

    told = on_okr(work)
    answer("set: " + ", ".join(f"{name.replace('_', '-')} = {value}" for name, value in told.items()), told, json)


def period_kind(text: str) -> PeriodKind:
    """The kind of period that somebody wrote. Raises Invalid."""
    for kind in get_args(PeriodKind):
        if text == kind:
            return kind  # type: ignore[no-any-return]
    raise Invalid(f"there is no period {text!r}; give one of {', '.join(get_args(PeriodKind))}")


def _month(text: str) -> int:
    written = text.strip().casefold()
    if written.isascii() and written.isdigit():
        return int(written[:3])
    names = [*enumerate(month_name)][1:]
    found = [number for number, name in names if len(written) >= 3 and name.casefold().startswith(written)]
    if len(found) != 1:
        raise Invalid(f"{text[:60]!r} is no month; give 1 (January) to 12 (December), or its English name")
    return found[0]


def _label_year(text: str) -> LabelYear:
    for year in get_args(LabelYear):
        if text == year:
            return year  # type: ignore[no-any-return]
    raise Invalid(f"a fiscal year is called by its start, its end or both, not by {text!r}; give one of these")


def _changes(figures: list[str], held: ThresholdsSet) -> dict[str, int | Decimal | str]:
    found: dict[str, int | Decimal | str] = {}
    for figure in figures:
        written, _, value = figure.partition("=")
        name = written.strip().replace("-", "_")
        former = getattr(held, name, None) if name in held.__struct_fields__ else None
        if former is None:
            known = ", ".join(field.replace("_", "-") for field in held.__struct_fields__)
            raise Invalid(f"there is no threshold {written.strip()!r}; give one of {known}")
        try:
            if isinstance(former, str):
                found[name] = value.strip()
            else:
                found[name] = int(value) if isinstance(former, int) else Decimal(value)
        except (ValueError, InvalidOperation):
            raise Invalid(
                f"{value!r} is no figure for {written.strip()}; write it as {written.strip()}={former}"
            ) from None
    return found
