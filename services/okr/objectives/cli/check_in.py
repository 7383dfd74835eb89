"""`tomoni checkin`: say where key results stand: one at once, several from a file, or mine one after the other."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.acting import As, actor, named
from services.cli.exits import FAILED, execute, guarded
from services.cli.opened import on_okr, order
from services.cli.output import Json, answer, note, show, show_json
from services.cli.reading_options import Dates, Delimiter, Encoding, MapFile, Numbers, said
from services.okr import typed_ids as resolve
from services.okr.objectives.cli.check_in_files import COLUMNS, Wish, Wishes, whole, wishes_in
from services.okr.objectives.cli.check_in_prompts import asked
from services.okr.objectives.cli.check_in_values import dated, shown, understood
from services.okr.objectives.domain.sharing import is_private
from services.okr.objectives.views import key_results
from shared.events import NotFound, Refused, command_id
from shared.importing import Reading

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from services.okr.service import Okr
    from shared.events import Measure


def checkin(
    key_result: Annotated[str | None, typer.Argument(help="The key result, such as KR-17.")] = None,
    value: Annotated[
        str | None,
        typer.Argument(help="The value; the zone: fail, commit, target, stretch; done or not done; the stage."),
    ] = None,
    who: As = None,
    confidence: Annotated[str | None, typer.Option("-c", help="0 (not at all) to 10 (certain).")] = None,
    message: Annotated[str | None, typer.Option("-m", help="What changed, in your own words; it is sealed.")] = None,
    blocker: Annotated[str | None, typer.Option(help="What stands in the way; it is sealed.")] = None,
    next_step: Annotated[str | None, typer.Option("--next", help="What comes next; it is sealed.")] = None,
    help_wanted: Annotated[str | None, typer.Option("--help-wanted", help="What others could do; sealed.")] = None,
    done: Annotated[str | None, typer.Option(help="All milestones that are done by now, separated by commas.")] = None,
    on: Annotated[str | None, typer.Option(help="When it was so, if not now: a day or a time.")] = None,
    file: Annotated[Path | None, typer.Option(help=f"Several at once: a file with {', '.join(COLUMNS)}.")] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    numbers: Numbers = None,
    dates: Dates = None,
    map_file: MapFile = None,
    json: Json = False,
) -> None:
    """Say where a key result stands; without one, go through those that are yours."""
    person = named(who)
    if file is not None:
        if key_result is not None:
            raise typer.BadParameter("name a key result or a file, not both")
        how = said(encoding, delimiter, numbers, dates, map_file=map_file)
        wishes = guarded(lambda: wishes_in(file, how))
        for sentence in wishes.said:
            note(sentence)
        _several(person, wishes, json, once=True)
        return
    if key_result is None:
        if not sys.stdin.isatty():
            raise typer.BadParameter("say which key result, and where it stands: tomoni checkin KR-17 12.5")
        answers = execute(asked(person, said(None, None, numbers, None).language))
        _several(person, Wishes([(wish, None) for wish in answers]), json)
        return
    if value is None and done is None:
        raise typer.BadParameter(f"say where {key_result} stands: tomoni checkin {key_result} 12.5")
    sure = guarded(lambda: None if confidence is None else whole(confidence))
    wish = Wish(key_result, value, done, sure, message, blocker, next_step, help_wanted, on)
    how = said(None, None, numbers, None)

    facts = on_okr(lambda okr: _made(okr, actor(okr, person), wish, how=how))
    answer(f"checked in on {key_result}: {facts['stands']}", facts, json)


def _several(person: str, wishes: Wishes, json: bool, *, once: bool = False) -> None:
    """Make them all; one that is refused stops no other. Exits with FAILED where one was.

    With `once`, those that were made already today are not made again: a file may be sent twice.
    """

    async def work(okr: Okr) -> list[dict[str, Any]]:
        by = actor(okr, person)
        facts: list[dict[str, Any]] = []
        today = (await okr.context.company_days()).of(datetime.now(UTC)).isoformat()
        seen: Counter[Wish] = Counter()
        for wish, reason in wishes.found:
            if reason is not None:
                facts.append({"key_result": wish.key_result, "refused": reason})
                continue
            seen[wish] += 1
            key = f"check-in file {today} {seen[wish]} {wish}"
            try:
                made = await _made(okr, by, wish, command_id(by, key) if once else None)
            except Refused as refused:
                made = {"refused": str(refused)}
            facts.append({"key_result": wish.key_result, **made})
        return facts

    facts = on_okr(work)
    refused = [each for each in facts if "refused" in each]
    if json:
        show_json(facts)
    else:
        for each in refused:
            note(f"{each['key_result']}: {each['refused']}")
        before = sum(each.get("repeated", False) for each in facts)
        show(
            f"checked in on {len(facts) - len(refused)} of {len(facts)}{f', {before} of them before' if before else ''}"
        )
    if refused:
        raise SystemExit(FAILED)


async def _made(
    okr: Okr, by: str, wish: Wish, command: str | None = None, *, how: Reading | None = None
) -> dict[str, Any]:
    how = how or Reading()
    measure = await _measure(okr, by, wish.key_result)
    stands = understood(measure, wish.value, wish.done, style=how.numbers, language=how.language)
    given = order(by)
    made = await okr.check_ins.make(
        replace(
            given,
            command=command or given.command,
            effective=dated(wish.on, given.now, await okr.context.company_days()),
        ),
        key_result=wish.key_result,
        confidence=wish.confidence,
        comment=wish.comment,
        blocker=wish.blocker,
        next_step=wish.next_step,
        help_wanted=wish.help_wanted,
        **stands,
    )
    outcome = made.outcome
    facts = {"check_in": made.id, "aggregate": outcome.aggregate, "version": outcome.version, "stands": shown(stands)}
    return facts | ({"repeated": True} if outcome.repeated else {})


async def _measure(okr: Okr, by: str, key_result: str) -> Measure:
    if is_private(key_result):
        return await okr.private.measure(by, key_result)

    def ask(connection: Connection) -> Measure:
        row = key_results.by_id(connection, resolve.key_result(connection, key_result))
        if row is None:
            raise NotFound(f"there is no key result {key_result!r}")
        return key_results.measure_of(row)

    with okr.runtime.store.read() as connection:
        return ask(connection)
