"""`tomoni import`: bring people, objectives, key results, check-ins and buddy groups in from CSV files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli.exits import FAILED, execute
from services.cli.output import Json, note, progress_bar, show, show_json, show_table
from services.cli.workplace import caught_up, log_url
from services.okr.app import open_okr
from services.okr.importing import OkrImport, import_okr, known_in
from services.okr.importing.tables import Tables, calendar_quarter, read_tables
from services.pairing.app import open_pairing
from services.pairing.importing import PairingTables, import_pairing
from shared.events import Invalid
from shared.importing import History, Report
from shared.server.layout import Layout
from shared.settings import Settings, load_settings

_PATIENCE = 60.0


def import_(
    directory: Annotated[Path, typer.Argument(help="Where the CSV files lie.")],
    source: Annotated[
        str | None, typer.Option(help="The former system's name; the directory's name by default.")
    ] = None,
    rejects: Annotated[Path | None, typer.Option(help="Where rejected rows go, with line and reason.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where a row was rejected.")] = False,
    json: Json = False,
) -> None:
    """Import history. Running it again writes nothing new; a row that can't be taken stops no other."""
    settings = load_settings()
    name = source or directory.resolve().name or "import"

    async def work() -> Report:
        tables = read(directory)
        async with log_url(settings) as url:
            return await imported(settings, url, tables, name)

    report = execute(work())
    file = rejects or Layout(settings.var).var / f"rejects-{name.replace('/', '_')}.csv"
    report.write_rejects(file)
    if json:
        show_json(summary(report, file))
    else:
        tell(report, file)
    if strict and report.rejects:
        raise typer.Exit(FAILED)


def read(directory: Path) -> tuple[Tables, PairingTables]:
    """Every file of an import. Raises BadTable, Invalid: then nothing has been written yet."""
    if not directory.is_dir():
        raise Invalid(f"{directory} is no directory; name the one in which the CSV files lie")
    found = read_tables(directory), PairingTables(directory)
    if not _rows(*found):
        raise Invalid(f"{directory} holds none of the files people, objectives, key_results, check_ins (.csv)")
    return found


async def imported(settings: Settings, url: str, found: tuple[Tables, PairingTables], source: str) -> Report:
    """Import what was read and wait until both stores hold it."""
    tables, buddies = found
    report, total = Report(), _rows(tables, buddies)
    with progress_bar(f"importing {source}") as bar:
        task = bar.add_task("rows", total=total)

        def step() -> None:
            bar.advance(task)

        async with open_okr(settings, url=url) as okr, open_pairing(settings, url=url) as pairing:
            sealer = okr.ground.sealer
            history = History(source, datetime.now(UTC), sealer.digest)
            await caught_up(okr.ground)
            await caught_up(pairing.ground)
            with okr.ground.store.read() as connection:
                known = known_in(connection)
            work = OkrImport(okr.ground.log, sealer, history, report, tables, step, known)
            await import_okr(work)
            await import_pairing(pairing, buddies, work.people, _starts(work), history, report, step)
            last = (await okr.ground.log.info()).state.last_seq
            for ground in (okr.ground, pairing.ground):
                if not await ground.runner.wait_for_position(last, _PATIENCE):
                    note(f"the store of {ground.service} is still catching up; see: tomoni status")
    return report


def _rows(tables: Tables, buddies: PairingTables) -> int:
    okr = (tables.people, tables.quarters, tables.objectives, tables.key_results, tables.check_ins)
    return sum(map(len, (*okr, buddies.members, buddies.meetings)))


def summary(report: Report, file: Path) -> dict[str, Any]:
    """What became of the rows, for programs."""
    return {
        "rows": {
            name: {"read": read, "taken": report.taken.get(name, 0), "rejected": report.rejected[name]}
            for name, read in report.read.items()
        },
        "events": report.events,
        "warnings": [f"{row.file}, line {row.line}: {what}" for row, what in report.warnings],
        "rejects": str(file) if report.rejects else None,
    }


def tell(report: Report, file: Path) -> None:
    """What became of the rows, for people."""
    for row, what in report.warnings:
        note(f"warning: {row.file}, line {row.line}: {what}")
    rejected = report.rejected
    show_table(
        ("file", "read", "taken", "rejected"),
        [(name, read, report.taken.get(name, 0), rejected[name]) for name, read in report.read.items()],
    )
    show(f"{report.events} events written")
    if report.rejects:
        show(f"{len(report.rejects)} rows rejected, with line and reason in {file}")


def _starts(work: OkrImport) -> Callable[[str], date]:
    def first_day(label: str) -> date:
        known = work.quarters.get(label)
        return known[1].start if known is not None else calendar_quarter(label).start

    return first_day
