"""`tomoni rolemodel terms|draft|show|confirm|discard|end|measures`: the terms in which they meet."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.cells import percent
from services.cli.opened import OPERATOR, on_pairing, order
from services.cli.output import Json, answer, show, show_json, show_rows, show_table
from services.pairing.role_models.cli.offers import rolemodel
from services.pairing.role_models.measures import measures
from services.pairing.typed_ids import person_code
from shared.days import day_of

if TYPE_CHECKING:
    from services.pairing.service import Pairing
    from shared.eventlog import Outcome
    from shared.projection import Row

rolemodel_with_terms = rolemodel
"""All of `tomoni rolemodel`."""

Term = Annotated[str, typer.Argument(help="The term, such as 2026-H2.")]

_PATIENCE = 30.0
_BECAUSE = {"full": "all who would fit took others", "nobody-fits": "nobody fits the wishes and topics"}


class Method(StrEnum):
    """How to assign."""

    STABLE = "stable"
    LEAST_RANK = "least-rank"


@rolemodel.command("terms")
def terms(json: Json = False) -> None:
    """All terms, the latest first."""

    async def work(pairing: Pairing) -> list[dict[str, Any]]:
        return [_facts(row) for row in pairing.terms.every(admin=True)]

    show_rows(on_pairing(work), ("term", "begins", "ends", "stage", "method"), json)


@rolemodel.command("draft")
def draft(
    term: Term,
    begins: Annotated[str, typer.Option("--from", help="Its first day, such as 2026-10-01.")],
    ends: Annotated[str, typer.Option("--until", help="The day from which it is over.")],
    method: Annotated[
        Method, typer.Option(help="No two would rather have each other, or the least total rank.")
    ] = Method.STABLE,
    json: Json = False,
) -> None:
    """Draw who gets whom, in place of any former draft of the term; nobody learns of it before it is confirmed."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        first, last = day_of(begins), day_of(ends)
        await _settled(pairing, await pairing.terms.draft(term, first, last, order(), method=method.value))
        return await _shown(pairing, term)

    _show(on_pairing(work), json)


@rolemodel.command("show")
def show_term(term: Term, json: Json = False) -> None:
    """Who gets whom in a term, and what is proved of it."""

    _show(on_pairing(lambda pairing: _shown(pairing, term)), json)


@rolemodel.command("confirm")
def confirm(term: Term, json: Json = False) -> None:
    """Let a draft hold: seekers and role models see each other from now on."""

    async def work(pairing: Pairing) -> None:
        await _settled(pairing, await pairing.terms.confirm(term, order()))

    on_pairing(work)
    answer(f"{term} is confirmed", {"term": term, "stage": "confirmed"}, json)


@rolemodel.command("discard")
def discard(term: Term, json: Json = False) -> None:
    """Throw a draft away; the term may be drawn again."""

    on_pairing(lambda pairing: pairing.terms.discard(term, order()))
    answer(f"{term} is discarded", {"term": term, "stage": "discarded"}, json)


@rolemodel.command("end")
def end(term: Term, json: Json = False) -> None:
    """End a term today, before its last day."""

    async def work(pairing: Pairing) -> date:
        command = order()
        today = await pairing.context.day(command.now)
        await pairing.terms.end(term, today, command)
        return today

    today = on_pairing(work)
    answer(f"{term} is over", {"term": term, "ended_on": today}, json)


@rolemodel.command("measures")
def measures_(term: Term, json: Json = False) -> None:
    """How a term went for everybody together; a dash for what fewer than five people stand behind."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        return asdict(measures(pairing.terms.of(term, admin=True)))

    found = on_pairing(work)
    if json:
        show_json(found)
        return
    share = found.pop("first_wish_share")
    rows = [(name.replace("_", " "), value) for name, value in found.items()]
    show_table(("measure", term), [*rows, ("first wish granted", percent(share))])


async def _settled(pairing: Pairing, outcome: Outcome) -> None:
    await pairing.runtime.runner.wait_for(outcome.aggregate, outcome.version, _PATIENCE)


async def _shown(pairing: Pairing, term: str) -> dict[str, Any]:
    row = pairing.terms.of(term, admin=True)
    proof = ("placed", "total_rank", "blocking", "most_placed", "least_total_rank", "proved")
    couples = [
        {
            "seeker": await _name(pairing, couple.seeker),
            "role_model": await _name(pairing, couple.role_model) if couple.role_model is not None else None,
            "rank": couple.rank,
            "because": couple.because,
        }
        for couple in pairing.terms.couples(row, OPERATOR, admin=True)
    ]
    return _facts(row) | {"seekers": row["seekers"]} | {name: row[name] for name in proof} | {"couples": couples}


def _facts(row: Row) -> dict[str, Any]:
    kept = ("begins", "ends", "ended_on", "method")
    stage = "ended" if row["ended_on"] is not None else row["stage"]
    return {"term": row["label"], "stage": stage} | {name: row[name] for name in kept}


async def _name(pairing: Pairing, row: Row) -> str:
    return f"{person_code(row['number'])} {await pairing.runtime.sealer.open(row['name'])}"


def _show(found: dict[str, Any], json: bool) -> None:
    if json:
        show_json(found)
        return
    show(f"{found['term']}: {found['stage']}, {found['placed']} of {found['seekers']} have a role model")
    proved = "proved" if found["proved"] else "not proved"
    show(
        f"{found['method']}: total rank {found['total_rank']}, {found['blocking']} pairs would rather have each other; "
        f"least total rank {found['least_total_rank']} for {found['most_placed']} ({proved})"
    )
    show_table(
        ("seeker", "role model", "rank"),
        [(one["seeker"], one["role_model"] or _BECAUSE[one["because"]], one["rank"]) for one in found["couples"]],
    )
