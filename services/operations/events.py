"""`tomoni events`: the published language, for whoever writes a subscriber: catalogue, schemas, AsyncAPI document."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from services.cli.exits import execute, guarded
from services.cli.output import Json, show, show_json, show_rows
from services.cli.workplace import auditor
from shared.asyncapi import asyncapi as asyncapi_document
from shared.events import (
    CATALOGUE,
    BrokenEvent,
    NotFound,
    UnknownEvent,
    decode,
    encode,
    kind_of,
    known_types,
    nats_subject,
)
from shared.events.examples import example
from shared.events.numbers import BEGINNINGS, Numbers
from shared.events.schemas import event_schema
from shared.settings import load_settings

if TYPE_CHECKING:
    from shared.events import Kind

events = typer.Typer(help="The events that Tomoni publishes: catalogue, schemas, AsyncAPI.", no_args_is_help=True)

_COLUMNS = ("type", "channel", "what it says")


@events.command()
def catalog(json: Json = False) -> None:
    """Every event type, the subjects it is published on, and what it says."""
    rows = [
        {
            "type": kind.type,
            "channel": f"{nats_subject(kind.service, kind.aggregate)}.*",
            "what it says": kind.summary,
            "former": [f"{kind.name}.v{number}" for number in range(1, kind.version)],
        }
        for kind in CATALOGUE
    ]
    show_rows(rows, _COLUMNS, json)


@events.command()
def schema(
    type_: Annotated[str, typer.Argument(metavar="TYPE", help="Such as okr.progress-updated; .v1 may be added.")],
    json: Json = False,
) -> None:
    """The JSON Schema of a whole record of this type, with an example (always JSON)."""
    kind = guarded(lambda: _kind(type_))
    sample = example(kind)
    examples = {} if sample is None else {"examples": [msgspec.Raw(encode(sample))]}
    show_json(event_schema(kind) | examples)


@events.command()
def asyncapi(json: Json = False) -> None:
    """The AsyncAPI 3 document of all channels and events (always JSON)."""
    show_json(asyncapi_document())


@events.command()
def numbers() -> None:
    """The short ids (O-8, KR-47, P-3, G-2) of everything so far, for a subscriber that begins late (always JSON)."""

    async def work() -> bytes:
        found, last = Numbers(), 0
        names = [kind_of(each).name.encode() for each in BEGINNINGS]
        async with auditor(load_settings()) as log:
            last = (await log.info()).state.last_seq
            async for batch in log.range(0, last):
                for position, payload in batch:
                    # Reading all of the log is quick, decoding it is not.
                    if any(name in payload for name in names):
                        with suppress(UnknownEvent, BrokenEvent):
                            found.hear(decode(position, payload))
        return found.saved(last)

    show(execute(work()).decode())


def _kind(type_: str) -> Kind:
    for kind in CATALOGUE:
        if type_ in (kind.type, kind.name, kind.name.partition(".")[2]):
            return kind
        if type_ in known_types() and type_.rpartition(".v")[0] == kind.name:
            raise NotFound(f"{type_} is no longer written; it is read as {kind.type}: ask for that one")
    raise NotFound(f"there is no event type {type_!r}; tomoni events catalog lists them")
