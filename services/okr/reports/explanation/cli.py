"""`tomoni explain`: why a figure is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.acting import As, actor
from services.cli.cells import percent
from services.cli.instants import instant
from services.cli.opened import on_okr
from services.cli.output import Json, answer, show, show_json, show_table
from services.okr import typed_ids as resolve
from services.okr.objectives.domain.sharing import is_private
from services.okr.objectives.views.explained import KeyResultExplained, ObjectiveExplained
from services.okr.people import view as people
from shared.days import When
from shared.files import naming

if TYPE_CHECKING:
    from services.okr.service import Okr

Explained = KeyResultExplained | ObjectiveExplained


def explain(
    thing: Annotated[str, typer.Argument(help="A key result or an objective, such as KR-42 or O-4.")],
    as_of: Annotated[
        str | None, typer.Option(help="As things stood then: a day, which means its end, or a time.")
    ] = None,
    known_at: Annotated[str | None, typer.Option(help="As far as the system had been told by then.")] = None,
    proof: Annotated[
        Path | None,
        typer.Option(help="Write the figure, its events and their proofs into this zip: a stranger checks it."),
    ] = None,
    who: As = None,
    json: Json = False,
) -> None:
    """The sum behind progress, health and score, with the numbers in it, and the events that it comes from."""
    effective, known = instant("--as-of", as_of), instant("--known-at", known_at)
    if proof is not None:
        _prove(proof, thing, effective, known, who, json=json)
        return

    async def work(okr: Okr) -> tuple[Explained, dict[str, str]]:
        with okr.runtime.store.read() as connection:
            names = {row["person"]: f"P-{row['number']}" for row in people.listed(connection, limit=100_000)}
            private = is_private(thing)
            kind, id_ = ("private", thing) if private else resolve.goal(connection, thing)
        if private:
            return await okr.private_explanation.explain(
                actor(okr, who), thing, effective=effective, known=known
            ), names
        if kind == "O":
            return await okr.explanation.objective(id_, effective=effective, known=known), names
        return await okr.explanation.key_result(id_, effective=effective, known=known), names

    told, names = on_okr(work)
    if json:
        show_json(told)
        return
    for line in lines(told):
        show(line)
    rows = [
        (cause.position, cause.what, names.get(cause.by, cause.by), cause.time.date(), cause.recorded, cause.reason)
        for cause in told.causes
    ]
    show_table(("position", "event", "by", "day", "recorded", "why"), rows)


def _prove(file: Path, thing: str, effective: When | None, known: When | None, who: str | None, *, json: bool) -> None:

    figure = on_okr(lambda okr: okr.proofs.figure(actor(okr, who), thing, effective=effective, known=known))
    with naming(file):
        file.write_bytes(figure.content)
    if figure.not_shown:
        told = f"{figure.number} rests on {figure.not_shown} records that are not shown: {file} holds none of them"
    else:
        told = f"{figure.number} with {figure.records} records and their proofs is in {file}"
    if figure.left_out:
        told += f"; {figure.left_out} objectives that it is made of are not"
    counts = {"records": figure.records, "left_out": figure.left_out, "not_shown": figure.not_shown}
    answer(told, {"number": figure.number, "file": str(file)} | counts, json)


def lines(told: Explained) -> Iterator[str]:
    """The explanation in sentences."""
    yield f"{told.number} {told.title}, on {told.on}, by the rules {told.rules}"
    yield f"progress {percent(told.progress)}: {told.rule}"
    for item in told.items:
        share = "" if item.share is None else f", counts by {item.share} %"
        gone = ", was dropped" if item.dropped else ""
        yield f"  {item.number} ({item.what}): {percent(item.progress)}{share}{gone}"
    if isinstance(told, ObjectiveExplained):
        yield f"made of: {told.source}, weighed by {told.contribution}"
        yield f"health {told.health}: {told.health_rule}"
        yield f"score {told.score or '–'}: {told.score_rule}"
        return
    yield from told.remarks
    if told.drift is not None:
        yield f"otherwise {percent(told.otherwise)}, drift {told.drift:+d} points"
    if told.pace is not None:
        yield f"pace: {told.pace.sentence}"
    yield f"health {told.health}: {told.health_rule}"
