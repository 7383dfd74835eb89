"""`tomoni log`: look at the log, export it, bring an export into an empty one."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Annotated, Any, BinaryIO

import msgspec
import typer

from services.cli.exits import execute, guarded
from services.cli.opened import order
from services.cli.output import Json, answer, going_on, note, show, show_json, show_table
from services.cli.workplace import auditor, log_url, user
from shared.eventlog import EventLog, LogError
from shared.events import CONTENT_TYPE, BrokenEvent, Invalid, NotFound, UnknownEvent, decode, nats_subject
from shared.files import naming
from shared.server.layout import Layout
from shared.settings import load_settings

if TYPE_CHECKING:
    from shared.eventlog import Record
    from shared.events import LogContinued
    from shared.settings import Settings

log = typer.Typer(help="Look at the log, export it, bring an export into an empty one.", no_args_is_help=True)

_COLUMNS = ("position", "recorded", "type", "aggregate", "version", "actor")
_IN_FLIGHT = 500
NO_EVENT = "(no event)"


class _Line(msgspec.Struct):
    """What a record says of itself, whether this program knows its type or not."""

    id: str
    type: str
    subject: str
    recordedtime: datetime
    version: int
    actor: str


@log.command()
def tail(
    count: Annotated[int, typer.Option("-n", min=0, help="How many of the last events.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new events until Ctrl-C.")] = False,
    json: Json = False,
) -> None:
    """The last events, oldest first."""

    async def work() -> None:
        async with auditor(load_settings()) as events:
            last = (await events.info()).state.last_seq
            position = max(0, last - count)
            while True:
                goes_on = False
                async for batch in events.range(position, last):
                    _show_records(batch, json, goes_on=goes_on)
                    goes_on = True
                sys.stdout.flush()
                if not follow:
                    return
                position = last
                while (last := (await events.info()).state.last_seq) == position:
                    await asyncio.sleep(0.3)

    execute(work())


@log.command("show")
def show_(
    what: Annotated[str, typer.Argument(help="A position (17), an event's id, or an aggregate (objective/<id>).")],
    json: Json = False,
) -> None:
    """One event by its position or id, or all events of an aggregate."""

    async def work() -> None:
        async with auditor(load_settings()) as events:
            found = await _find(events, what)
            if not found:
                raise NotFound(f"the log has no event or aggregate {what!r}; give a position, an id or objective/<id>")
            if json or len(found) == 1:
                shown = [_whole(position, payload) for position, payload in found]
                show_json(shown[0] if len(shown) == 1 else shown)
            else:
                _show_records(found, json=False)

    execute(work())


@log.command()
def export(
    file: Annotated[str, typer.Argument(help="Where to write JSONL; - is standard output.")] = "-",
    after: Annotated[int, typer.Option(min=0, help="Leave out everything up to this position.")] = 0,
) -> None:
    """Every event as CloudEvents JSONL: one record a line, byte for byte as it stands in the log."""

    async def work() -> int:
        count = 0
        async with auditor(load_settings()) as events:
            last = (await events.info()).state.last_seq
            # In the middle of the lines themselves a bar would only be in their way.
            shown = file != "-" or not sys.stdout.isatty()
            with _output(file) as output, going_on("exporting", max(0, last - after), shown=shown) as tell:
                async for batch in events.range(after, last):
                    output.write(b"".join(payload + b"\n" for _, payload in batch))
                    count += len(batch)
                    tell(count)
        return count

    count = execute(work())
    note(f"{count} events exported")


@log.command("import")
def import_(file: Annotated[Path, typer.Argument(help="An export, JSONL.")], json: Json = False) -> None:
    """Bring an export into an empty log: the same payloads in the same order."""

    with _to_be_read_twice(file) as lines:
        wanted = guarded(lambda: _proved(file, lines))
        count = execute(_restore(load_settings(), _payloads(lines), wanted))
    answer(f"{count} events imported", {"events": count}, json)


@log.command("continue")
def continue_(
    checkpoint: Annotated[Path, typer.Argument(help="The last one that was signed of the log this is a copy of.")],
    json: Json = False,
) -> None:
    """Let a copied log say which one it goes on from, once it is proved to begin with that."""
    # Loaded here: all else about the log needs no proofs.
    from services.operations.continuing import continued
    from services.proofs.place import Place

    async def work() -> LogContinued:
        settings = load_settings()
        place, note = Place(Layout(settings.var).proofs), checkpoint.read_bytes()
        async with log_url(settings) as url, user(settings, url, "okr") as client:
            said = await continued(EventLog(client), place, settings.log_name, note, "copied", order())
        if said is None:
            raise Invalid(f"{checkpoint} is of an empty log: there is nothing to go on from")
        return said

    said = execute(work())
    answer(f"the log {said.origin} goes on from {said.former}, of which it has {said.size} records", said, json)


@contextmanager
def _to_be_read_twice(file: Path) -> Iterator[IO[bytes]]:
    """The export; what comes through a pipe is put into a file that goes away."""
    with naming(file), file.open("rb") as given:
        if given.seekable():
            yield given
            return
        with TemporaryFile() as kept:
            copyfileobj(given, kept)
            kept.seek(0)
            yield kept


def _proved(file: Path, lines: IO[bytes]) -> int:
    """How many events the export holds. Raises Invalid with the number of the first line that can't stand there."""
    count = 0
    versions: Counter[str] = Counter()
    for number, line in enumerate(lines, 1):
        payload = line.rstrip(b"\r\n")
        if not payload:
            continue
        try:
            event = decode(number, payload)
        except (BrokenEvent, UnknownEvent) as error:
            raise Invalid(f"{file}, line {number}: {error}; nothing was imported") from error
        versions[event.aggregate] += 1
        if event.version != versions[event.aggregate]:
            raise Invalid(
                f"{file}, line {number}: {event.aggregate} is at version {event.version} where "
                f"{versions[event.aggregate]} must stand, so this is no whole export; nothing was imported"
            )
        count += 1
    return count


def _payloads(lines: IO[bytes]) -> Iterator[bytes]:
    lines.seek(0)
    return (payload for line in lines if (payload := line.rstrip(b"\r\n")))


@log.command()
def stats(json: Json = False) -> None:
    """How many events of which type, aggregates and bytes."""

    async def work() -> dict[str, Any]:
        async with auditor(load_settings()) as events:
            info = await events.info()
            types: Counter[str] = Counter()
            aggregates: set[str] = set()
            with going_on("counting", info.state.last_seq) as tell:
                async for batch in events.range(0, info.state.last_seq):
                    for _, payload in batch:
                        line = _line(payload)
                        types[line.type if line is not None else NO_EVENT] += 1
                        aggregates |= {line.subject} if line is not None else set()
                    tell(batch[-1][0])
            return {
                "events": info.state.messages,
                "aggregates": len(aggregates),
                "bytes": info.state.bytes,
                "max_bytes": info.config.max_bytes,
                "types": dict(sorted(types.items())),
            }

    found = execute(work())
    if json:
        show_json(found)
        return
    show(f"{found['events']} events, {found['aggregates']} aggregates, {found['bytes']} of {found['max_bytes']} bytes")
    show_table(("type", "events"), found["types"].items())


async def _restore(settings: Settings, payloads: Iterator[bytes], wanted: int) -> int:
    # An installation may begin with the log of another one.
    Layout(settings.var).prepare()
    async with log_url(settings) as url, user(settings, url, "provisioner") as client:
        events = EventLog(client)
        last = (await events.info()).state.last_seq
        if last:
            raise Invalid(f"the log already holds {last} events; import into an empty one (another TOMONI_VAR)")
        count = 0
        with going_on("importing", wanted) as tell:
            while part := list(islice(payloads, _IN_FLIGHT)):
                answers = await asyncio.gather(*(_put(events, payload, count + n) for n, payload in enumerate(part)))
                if answers != list(range(count + 1, count + len(part) + 1)):
                    raise LogError("somebody else wrote into the log at the same time; begin again with an empty one")
                count += len(part)
                tell(count)
        return count


async def _put(events: EventLog, payload: bytes, last: int) -> int:
    line = msgspec.json.decode(payload, type=_Line)
    subject = nats_subject(line.type.partition(".")[0], line.subject)
    headers = {"Content-Type": CONTENT_TYPE, "Tomoni-Type": line.type, "Nats-Expected-Last-Sequence": str(last)}
    answer = msgspec.json.decode(await events.request(subject, payload, headers))
    if "error" in answer:
        raise LogError(f"the log refused the event for position {last + 1}: {answer['error']['description']}")
    return int(answer["seq"])


async def _find(events: EventLog, what: str) -> list[Record]:
    if what.isdecimal():
        payload = await events.at(int(what)) if int(what) else None
        return [(int(what), payload)] if payload is not None else []
    if "/" in what:
        if set(what) & set("*> "):
            return []
        found: list[Record] = []
        for service in ("okr", "pairing"):
            found += await events.of_subject(nats_subject(service, what))
        return found
    last = (await events.info()).state.last_seq
    wanted = f'"id":"{what}"'.encode()
    return [record async for record in _all(events, last) if wanted in record[1]]


async def _all(events: EventLog, last: int) -> AsyncIterator[Record]:
    async for batch in events.range(0, last):
        for record in batch:
            yield record


def _show_records(records: list[Record], json: bool, *, goes_on: bool = False) -> None:
    if json:
        for _, payload in records:
            show(payload.decode(errors="backslashreplace"))
        return
    rows = (_row(position, _line(payload)) for position, payload in records)
    show_table(_COLUMNS, rows, goes_on=goes_on)


def _whole(position: int, payload: bytes) -> dict[str, Any]:
    try:
        return {"position": position, **msgspec.json.decode(payload)}
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError):
        return {"position": position, "record": payload.decode(errors="backslashreplace")}


def _row(position: int, line: _Line | None) -> tuple[object, ...]:
    if line is None:
        return (position, None, NO_EVENT, None, None, None)
    return (position, f"{line.recordedtime:%Y-%m-%d %H:%M:%S}", line.type, line.subject, line.version, line.actor)


def _line(payload: bytes) -> _Line | None:
    """What the record says of itself; None where somebody put something else into the log."""
    try:
        return msgspec.json.decode(payload, type=_Line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


@contextmanager
def _output(file: str) -> Iterator[BinaryIO]:
    """Standard output, or a file that is whole or isn't there."""
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with naming(path), part.open("wb") as output:
            yield output
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
