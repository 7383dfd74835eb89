"""`tomoni import`: bring people, goals, check-ins and buddy groups in from files of another system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from services.cli.exits import FAILED, execute
from services.cli.import_summary import summary, tell
from services.cli.output import Json, note, progress_bar, show_json
from services.cli.reading_options import Dates, Delimiter, Encoding, MapFile, Numbers, Zone, said
from services.cli.workplace import caught_up, log_url
from services.okr.app import open_okr
from services.okr.importing import OkrImport, RehearsedSealer, import_okr, known_in
from services.okr.importing.flat import COLUMNS as FLAT_COLUMNS, FLAT, goals_of
from services.okr.importing.presets import PRESETS
from services.okr.importing.quarters import days_of
from services.okr.importing.tables import COLUMNS, Tables, read_tables
from services.pairing.app import open_pairing
from services.pairing.importing import (
    COLUMNS as BUDDY_COLUMNS,
    PairingTables,
    import_pairing,
    read_pairing_tables,
    undrawn as undrawn_in,
)
from shared.eventlog import LogFull, LogUnavailable
from shared.events import Invalid
from shared.importing import History, Reading, Report, Table, place_of
from shared.server.layout import Layout
from shared.settings import load_settings

if TYPE_CHECKING:
    from shared.importing import Place, Sheet
    from shared.settings import Settings

_PATIENCE = 60.0

NAMES = frozenset(COLUMNS) | frozenset(BUDDY_COLUMNS)
"""The tables that an import takes, by name."""


class Wish(NamedTuple):
    """What somebody wants: of which system it is, whether he said so, and what shall be done with what is known."""

    source: str
    said: bool = True
    update: bool = False
    leavers: bool = False
    dry_run: bool = False


class Found(NamedTuple):
    """What was read, before anything is written."""

    okr: Tables
    buddies: PairingTables
    ignored: tuple[str, ...] = ()
    flat: Table | None = None

    @property
    def rows(self) -> int:
        """How many rows there are, also of those that can't be taken."""
        return sum(map(len, (*self.okr, *self.buddies, *([self.flat] if self.flat is not None else []))))


def import_(
    path: Annotated[Path, typer.Argument(help="A directory of CSV files or workbooks, or one such file.")],
    source: Annotated[
        str | None, typer.Option(help="The former system's name, the same each time; by default the directory's.")
    ] = None,
    rejects: Annotated[Path | None, typer.Option(help="Where rejected rows go, with line and reason.")] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Take what is said otherwise of people who are here: name, e-mail, team …")
    ] = False,
    leavers: Annotated[
        bool, typer.Option("--leavers", help="With --update: whom people.csv doesn't list any more has left.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would become of it, and write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where a row was rejected.")] = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    numbers: Numbers = None,
    dates: Dates = None,
    zone: Zone = None,
    map_file: MapFile = None,
    preset: Annotated[
        str | None, typer.Option(help="Read one file as another system has it: betterworks, peoplebox or jira.")
    ] = None,
    json: Json = False,
) -> None:
    """Import history. Running it again writes nothing new; a row that can't be taken stops no other.

    What can be read in one way only is recognised; what can't is refused, with the option that says it.
    """
    if leavers and not (update or dry_run):
        raise typer.BadParameter("--leavers lets people leave only with --update, or says who would with --dry-run")
    settings = load_settings()
    name = source or _named(path.resolve()) or "import"
    how = said(encoding, delimiter, numbers, dates, zone, map_file)

    async def work() -> Report:
        found = read(path, how, preset)
        # An installation may begin with an import.
        Layout(settings.var).prepare()
        async with log_url(settings) as url:
            wish = Wish(name, source is not None, update=update, leavers=leavers, dry_run=dry_run)
            return await imported(settings, url, found, wish)

    report = execute(work())
    file = rejects or Layout(settings.var).var / f"rejects-{name.replace('/', '_')}.csv"
    report.write_rejects(file)
    if json:
        show_json(summary(report, file))
    else:
        tell(report, file)
    if not report.taken or (strict and report.rejects):
        raise typer.Exit(FAILED)


def read(path: Path, how: Reading | None = None, preset: str | None = None) -> Found:
    """Every table of an import. Raises BadTable, Invalid: then nothing has been written yet."""
    place, how = place_of(path, NAMES | {FLAT}), how or Reading()
    flat = _flat(place, preset)
    if flat is not None:
        return _found(place, how, flat, preset)
    if not place.sheets:
        there = f"; it holds {', '.join(place.ignored or place.others)}" if place.ignored or place.others else ""
        raise Invalid(
            f"{path} holds none of the files people, quarters, objectives, key_results, check_ins, buddy_groups, "
            f"buddy_meetings (.csv or .xlsx){there}"
        )
    found = Found(read_tables(place, how), read_pairing_tables(place, how), place.ignored)
    if not found.rows:
        raise Invalid(f"{path} holds no row below the headers of {', '.join(place.sheets)}; fill at least one file")
    return found


def _flat(place: Place, preset: str | None) -> Sheet | None:
    """The only table of a file that is none of those that an import takes by name, or the one that is called okrs."""
    if preset is not None and preset not in PRESETS:
        raise Invalid(f"--preset is {preset!r}; say one of {', '.join(PRESETS)}")
    only = next(iter(place.others.values())) if not place.sheets and len(place.others) == 1 else None
    found = place.sheets.get(FLAT, only)
    if preset is not None and found is None:
        raise Invalid(f"--preset {preset} reads one file with one table; name that file")
    return found


def _found(place: Place, how: Reading, flat: Sheet, preset: str | None) -> Found:
    """What a flat file holds, with the people and quarters that lie beside it. Raises BadTable, Invalid."""
    if beside := place.sheets.keys() & {"objectives", "key_results", "check_ins"}:
        raise Invalid(f"{flat.file} and {', '.join(sorted(beside))} both say what the goals are; leave one of them out")
    if preset is None:
        goals = goals_of(flat.read(FLAT, FLAT_COLUMNS, how))
    else:
        goals = PRESETS[preset].goals(flat.read(preset, PRESETS[preset].columns, how))
    okr, told = goals.tables()
    beside_it = read_tables(place, how)
    found = Found(
        replace(okr, people=beside_it.people, quarters=beside_it.quarters),
        read_pairing_tables(place, how),
        place.ignored,
        told,
    )
    if not found.rows:
        raise Invalid(f"{flat.file} holds no row below its header; fill it")
    return found


async def imported(settings: Settings, url: str, found: Found, wish: Wish) -> Report:
    """Import what was read, until both stores hold it. Raises LogUnavailable with how far a full log let it come."""
    tables, buddies, ignored, flat = found
    report = Report(rehearsed=wish.dry_run)
    report.said.extend(f"{each} is left out: no table is named so" for each in ignored)
    with progress_bar(f"importing {wish.source}") as bar:
        task = bar.add_task("rows", total=found.rows)

        def step() -> None:
            bar.advance(task)

        async with open_okr(settings, url=url) as okr, open_pairing(settings, url=url) as pairing:
            sealer = okr.runtime.sealer
            history = History(wish.source, datetime.now(UTC), sealer.digest)
            await caught_up(okr.runtime)
            await caught_up(pairing.runtime)
            known = known_in(okr.runtime.store)
            _must_be_certain(wish, known.sources())
            work = OkrImport(
                okr.runtime.log,
                RehearsedSealer(sealer, lambda who: known.person_row(who) is not None) if wish.dry_run else sealer,
                history,
                report,
                tables,
                step,
                known,
                updates=wish.update,
                leavers=wish.leavers,
                rehearsal=wish.dry_run,
                flat=flat,
            )
            starts, dry = _starts(work), wish.dry_run
            try:
                await import_okr(work)
                await import_pairing(pairing, buddies, work.people, starts, history, report, step, rehearsal=dry)
            except LogFull as full:
                raise LogUnavailable(_how_far(report, found.rows, settings.log_max_bytes)) from full
            last = (await okr.runtime.log.info()).state.last_seq
            for runtime in (okr.runtime, pairing.runtime):
                if not await runtime.runner.wait_for_position(last, _PATIENCE):
                    note(f"the store of {runtime.service} is still catching up; see: tomoni status")
            if tables.people.rows:
                report.undrawn = await undrawn_in(pairing)
    return report


def _must_be_certain(wish: Wish, known: Sequence[str]) -> None:
    """Raise Invalid where nobody said whether this is a system that was imported before, and it may be.

    Under another name everybody in it would be somebody new.
    """
    if known and not wish.said and wish.source not in known:
        raise Invalid(
            f"it isn't certain of which system this is: imports came from {', '.join(known)} before; say --source "
            f"{known[-1]} if it is the same one, or --source {wish.source} if it is another"
        )


def _named(path: Path) -> str:
    return path.name if path.is_dir() else path.stem


def _how_far(report: Report, rows: int, limit: int) -> str:
    done = sum(report.read.values())
    last = next(reversed(report.read), None)
    where = "" if last is None else f", the last of them in {last}"
    return (
        f"the log is full (TOMONI_LOG_MAX_BYTES is {limit}): {done} of {rows} rows are dealt with{where}; set it "
        "higher, run tomoni streams apply, then import again: what is in is not written twice"
    )


def _starts(work: OkrImport) -> Callable[[str], date]:
    def first_day(label: str) -> date:
        known = work.quarters.get(label)
        return known[1].start if known is not None else days_of(work, label)[1].start

    return first_day
