"""`tomoni align`, and the links of key results: what serves what, and what is set by hand."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from services.cli.acting import As, carry_out
from services.cli.output import Json, answer

NOTHING = "nothing"

Reason = Annotated[str | None, typer.Option("--reason", help="Why, in your own words; it is sealed.")]
Approver = Annotated[str | None, typer.Option("--approver", help="Who agreed: a person's id, such as P-3.")]
KeyResult = Annotated[str, typer.Argument(help="The key result, such as KR-17.")]


def align(
    objective: Annotated[str, typer.Argument(help="The objective, such as O-4.")],
    to: Annotated[str, typer.Option("--to", help="What it serves: O-1, KR-2, or nothing.")],
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Say what an objective serves: another one, or one of its key results."""
    goal = None if to.strip().lower() == NOTHING else to

    facts = carry_out(
        who,
        lambda okr, given: okr.alignment.align(given, objective=objective, to=goal, reason=reason, approver=approver),
    )
    answer(f"{facts['number']} serves {to}", facts, json)


def link(
    key_result: KeyResult,
    sources: Annotated[
        list[str] | None, typer.Argument(help="Those it sums up; none, and it is its own again.")
    ] = None,
    reason: Reason = None,
    approver: Approver = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Let a key result's value be the sum of others' values, of one unit."""
    named = sources or []

    facts = carry_out(
        who,
        lambda okr, given: okr.alignment.link(
            given, key_result=key_result, sources=named, reason=reason, approver=approver
        ),
    )
    answer(f"{facts['number']} sums up {', '.join(named) or 'nothing but its own check-ins'}", facts, json)


def override(
    key_result: KeyResult,
    progress: Annotated[str, typer.Argument(help="How far it has come: 40% or 0.4.")],
    reason: Reason = None,
    who: As = None,
    json: Json = False,
) -> None:
    """Set a key result's progress by hand; what it is fed by is shown beside it."""
    part = _part(progress)

    facts = carry_out(
        who, lambda okr, given: okr.alignment.override(given, key_result=key_result, progress=part, reason=reason)
    )
    answer(f"{facts['number']} is set to {progress} by hand", facts, json)


def adopt(key_result: KeyResult, who: As = None, json: Json = False) -> None:
    """Take again what the key result's objectives, links or own check-ins say."""

    facts = carry_out(who, lambda okr, given: okr.alignment.adopt(given, key_result=key_result))
    answer(f"{facts['number']} takes again what it is fed by", facts, json)


def _part(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().removesuffix("%"))
        return number / 100 if text.strip().endswith("%") else number
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is no progress; write 40% or 0.4") from None
