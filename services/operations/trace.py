"""`tomoni trace`: what caused what, from a command to the last event that a reaction to it brought about."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec
import typer
from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from services.cli.exits import execute
from services.cli.output import Json, show, show_drawn, show_json
from services.cli.workplace import auditor
from services.operations.lineage import Link, trees
from shared.events import BrokenEvent, NotFound, elder_event_id, event_id
from shared.settings import load_settings
from shared.traceparent import trace_id

if TYPE_CHECKING:
    from services.operations.lineage import Command, Happened
    from shared.eventlog import EventLog, Record

_link = msgspec.json.Decoder(Link).decode


def trace(
    what: Annotated[
        str, typer.Argument(metavar="ID", help="A position, an event's id, a command's or correlation id, a trace id.")
    ],
    json: Json = False,
) -> None:
    """The tree of what caused what, read from the log."""

    async def work() -> list[Command]:
        async with auditor(load_settings()) as events:
            last = (await events.info()).state.last_seq
            chains = await _chains(events, what, last)
            if not chains:
                raise NotFound(f"nothing in the log has to do with {what!r}; give a position, or an id that it holds")
            found = [one async for one in _links(events, last, chains, lambda link: link.correlationid in chains)]
            return trees(found)

    commands = execute(work())
    if json:
        show_json(commands)
    elif sys.stdout.isatty():
        show_drawn(lambda _: Group(*(_tree(command, what) for command in commands)))
    else:
        for command in commands:
            show(_headline(command))
            for depth, event in _walk(command):
                show(f"{'  ' * depth}{_line(event)}")


async def _chains(events: EventLog, what: str, last: int) -> set[str]:
    """The correlation ids of everything that goes by this name."""
    if what.isdecimal() and len(what) < 20:
        payload = await events.at(int(what)) if 0 < int(what) <= last else None
        return set() if payload is None else {_read((int(what), payload)).correlationid}
    what = what.lower()

    def named(link: Link) -> bool:
        return what in (link.id, link.correlationid, link.causationid, trace_id(link.traceparent))

    found = {link.correlationid async for _, link in _links(events, last, {what}, named)}
    if found or not _is_uuid(what):
        return found

    def made(link: Link) -> bool:
        return link.id in (event_id(what, link.subject, 0), elder_event_id(what, 0))

    # A reaction's command stands nowhere in the log; the id of its first event is made from it and from the aggregate.
    return {link.correlationid async for _, link in _links(events, last, None, made)}


async def _links(
    events: EventLog, last: int, texts: set[str] | None, wanted: Callable[[Link], bool]
) -> AsyncIterator[tuple[int, Link]]:
    """The records that hold one of the texts and are wanted. Reading all of the log is quick, decoding it is not."""
    needles = None if texts is None else [text.encode() for text in texts]
    async for batch in events.range(0, last):
        for record in batch:
            if needles is None or any(needle in record[1] for needle in needles):
                link = _read(record)
                if wanted(link):
                    yield record[0], link


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _read(record: Record) -> Link:
    try:
        return _link(record[1])
    except msgspec.DecodeError as error:
        raise BrokenEvent(f"the record at position {record[0]} is no event: {error}") from error


def _walk(command: Command) -> Iterator[tuple[int, Happened]]:
    """Every event below the command with its depth, causes before effects."""
    waiting = [(1, event) for event in reversed(command.caused)]
    while waiting:
        depth, event = waiting.pop()
        yield depth, event
        waiting += [(depth + 1, caused) for caused in reversed(event.caused)]


def _tree(command: Command, what: str) -> Tree:
    tree = Tree(Text(_headline(command), style="bold"))
    branches = {0: tree}
    for depth, event in _walk(command):
        asked = what in (event.id, str(event.position))
        branches[depth] = branches[depth - 1].add(Text(_line(event), style="bold reverse" if asked else ""))
    return tree


def _headline(command: Command) -> str:
    return f"command {command.command} by {command.actor}"


def _line(event: Happened) -> str:
    when = f"{event.recorded:%Y-%m-%d %H:%M:%S}"
    return f"{event.position} {event.type} {event.aggregate}@{event.version} by {event.actor} at {when}"
