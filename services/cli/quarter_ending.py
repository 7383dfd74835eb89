"""`tomoni quarter`, the end of it: end, report, freeze and verify."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.cells import percent
from services.cli.exits import FAILED, execute
from services.cli.opened import on_okr, order, pairing_opened
from services.cli.output import Json, answer, note, progress_bar, show, show_json, show_table
from services.okr.quarters.cli import Label, quarter
from shared.events import QuarterFrozen

if TYPE_CHECKING:
    from services.okr.quarter_ends.freeze import Verification
    from services.okr.quarter_ends.queries import QuarterReport
    from services.okr.service import Okr

quarter_with_endings = quarter
"""The command with the ones of this module, for the program to take."""


@quarter.command("end")
def quarter_end(label: Label, json: Json = False) -> None:
    """End the quarter: what nobody scored is scored, and frozen; pairing then draws the next buddy groups."""

    found = on_okr(lambda okr: okr.quarter_ends.end(order(), quarter=label)).report
    facts = {
        "quarter": label,
        "phase": "ended",
        "automatic": found.automatic,
        "never_checked_in": found.never_checked_in,
        "post_mortems_wanted": found.post_mortems_wanted,
        "too_safe": found.too_safe,
        "drafts": found.drafts,
    }
    answer(f"{label} has ended", facts, json)
    if not json:
        for line in _to_do(found):
            show(line)
        for hint in execute(_hints()):
            note(hint)


async def _hints() -> list[str]:
    """What stands in the way of the next buddy groups. They are drawn by the pairing service, within moments."""
    # Loading pairing takes longer than most commands of this module.
    from services.pairing.programmes.cli import hints_of

    async with pairing_opened() as pairing:
        return await hints_of(pairing)


@quarter.command("report")
def quarter_report(
    label: Label,
    rules: Annotated[str | None, typer.Option(help="Scores under this rule book too, such as re-work/1.")] = None,
    json: Json = False,
) -> None:
    """What the quarter came to: key results by band, scores, and what is still to be done."""

    found = on_okr(lambda okr: okr.quarter_ends.report(label, rules=rules))
    if json:
        show_json(found)
        return
    figures = [
        ("key results", found.key_results),
        *((f"  {name}", number) for name, number in found.bands.items()),
        *((f"  zone {name}", number) for name, number in found.zones.items()),
        ("  below the baseline", found.below_baseline),
        ("  above the stretch", found.above_stretch),
        ("  never checked in", len(found.never_checked_in)),
        (f"mean progress of {found.metrics} metric ones", found.metric_mean),
        ("mean score", found.mean_score),
    ]
    show_table((f"{found.label} ({found.phase})", "figure"), figures)
    columns = ("id", "objective", "team", "commitment", "stage", "progress", "proposed", "score", "band")
    rows = [
        (
            one.number,
            one.title,
            one.team,
            one.commitment,
            one.stage,
            percent(one.progress),
            one.proposed,
            one.score,
            one.band,
            *([] if rules is None else [one.beside]),
        )
        for one in found.objectives
    ]
    show_table(columns if rules is None else (*columns, rules), rows)
    for line in _to_do(found):
        show(line)


@quarter.command("freeze")
def quarter_freeze(label: Label, json: Json = False) -> None:
    """Keep anew what an ended quarter came to, after late values and judgements."""

    async def work(okr: Okr) -> tuple[bool, QuarterFrozen | None]:
        done = await okr.quarter_ends.freeze(order(), quarter=label)
        events = [event.data for event in done.outcome.events]
        return bool(events), next((event for event in events if isinstance(event, QuarterFrozen)), None)

    new, frozen = on_okr(work)
    said = f"{label} is frozen at position {frozen.position}" if frozen else f"{label}: nothing has changed since"
    answer(said, {"quarter": label, "new": new, "frozen": frozen}, json)


@quarter.command("verify")
def quarter_verify(label: Label, json: Json = False) -> None:
    """Recompute what was frozen from the log, and say what differs."""

    async def work(okr: Okr) -> Verification:
        with progress_bar(f"verifying {label}") as bar:
            task = bar.add_task("events", total=None)
            return await okr.quarter_ends.verify(label, lambda read, of: bar.update(task, completed=read, total=of))

    found = on_okr(work)
    if json:
        show_json(
            {
                "quarter": label,
                "agrees": found.agrees,
                "differences": found.differences,
                "frozen": found.frozen,
                "found": found.found,
                "events": found.events,
                "later": found.later,
            }
        )
    else:
        for difference in found.differences:
            show(difference)
        if found.agrees:
            show(f"{label} is what was frozen: {found.events} events up to position {found.frozen.position}")
        if found.later:
            came = ("1 event", "it") if found.later == 1 else (f"{found.later} events", "them")
            show(f"{came[0]} came later; freeze it again to take {came[1]} in")
    if not found.agrees:
        sys.exit(FAILED)


def _to_do(found: QuarterReport) -> list[str]:
    told = (
        ("scored automatically", found.automatic),
        ("never checked in", found.never_checked_in),
        ("wants a post-mortem", found.post_mortems_wanted),
        ("too safe", found.too_safe),
        ("still a draft", found.drafts),
    )
    return [f"{what}: {', '.join(which)}" for what, which in told if which]
