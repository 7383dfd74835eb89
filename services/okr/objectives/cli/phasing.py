"""`tomoni keyresult phase`: the curve that a key result should follow, where an even pace would be unfair."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from services.cli.acting import As, carry_out
from services.cli.output import Json, answer
from shared.days import day_of
from shared.events import Invalid, PlannedPoint


def phase(
    key_result: Annotated[str, typer.Argument(help="The key result, such as KR-17.")],
    points: Annotated[
        list[str] | None, typer.Argument(help="What is due by the end of which days, such as 2026-08-31=20%.")
    ] = None,
    even: Annotated[bool, typer.Option("--even", help="An even pace again, and no curve.")] = False,
    who: As = None,
    json: Json = False,
) -> None:
    """Expect so much of it by these days: pace is told by this curve, which runs straight from each to the next."""
    if bool(points) == even:
        raise typer.BadParameter("say what is due by which days, such as 2026-08-31=20% 2026-09-30=100%, or --even")
    planned = sorted(map(_point, points or ()), key=lambda point: point.day)

    facts = carry_out(who, lambda okr, given: okr.phasing.phase(given, key_result=key_result, points=planned))
    due = ", ".join(f"{(point.progress * 100).normalize():f} % by {point.day}" for point in planned)
    answer(f"{facts['number']}: {f'due are {due}' if due else 'an even pace again'}", facts, json)


def _point(text: str) -> PlannedPoint:
    """A day, and the part of the way that is due by its end: as such, or in percent."""
    day, _, part = text.partition("=")
    written = part.strip()
    try:
        progress = Decimal(written.removesuffix("%"))
        return PlannedPoint(day=day_of(day.strip()), progress=progress / 100 if written.endswith("%") else progress)
    except (InvalidOperation, Invalid):
        raise typer.BadParameter(f"{text!r} is no point of a curve; write it as 2026-08-31=20%") from None
