"""`tomoni audit`: sign the log, and prove what it says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from services.cli.exits import FAILED, execute, guarded
from services.cli.output import Json, answer, going_on, note, show, show_json
from services.proofs.extracts import consistency_of, inclusions, published, published_of
from services.proofs.memory import remembered
from services.proofs.place import Place
from services.proofs.standing import standing_in
from shared.events import Invalid, WrongState
from shared.proofs import SignedNote, Submission, checkpoint_of
from shared.proofs.hashing import hash_to_text
from shared.server.layout import Layout
from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    from services.proofs.comparing import Compared
    from services.proofs.standing import Standing

T = TypeVar("T")

_PAUSE, _LOOKS = 0.1, 600

audit = typer.Typer(help="Sign the log, and prove what it says to whoever trusts nobody.", no_args_is_help=True)

Until = Annotated[int | None, typer.Option("--size", min=0, help="The first checkpoint of so many records or more.")]


@audit.command()
def sign(
    once: Annotated[bool, typer.Option("--once", help="Have what the log holds now signed, and end.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Instead of the setting's port.")] = None,
    until_eof: Annotated[bool, typer.Option("--until-eof", help="Stop when standard input ends, too.")] = False,
) -> None:
    """Sign the log every few minutes, ask witnesses, publish; one such process for a log. `tomoni up` starts it."""
    # Loaded here: whoever makes a proof needs no server.
    from services.cli.workplace import log_url
    from services.proofs.durable import is_held
    from services.proofs.serving import place_of, serve_proofs, signing
    from shared.http.ports import free_port
    from shared.logs import start_logging
    from shared.stopping import stop_at_eof

    async def sign_once(settings: Settings) -> Standing:
        if is_held(place_of(settings).lock):
            return await _wished(place_of(settings))
        async with log_url(settings) as url, signing(settings, url) as (signer, _):
            await signer.look(now=True)
            return signer.standing

    async def go_on(settings: Settings) -> None:
        start_logging(settings, sys.stderr)
        if until_eof:
            stop_at_eof()
        async with log_url(settings) as url:
            chosen = free_port(settings.host, port or settings.proofs_port)
            await serve_proofs(settings, url, chosen, lambda: note(f"proofs: http://{settings.host}:{chosen}"))

    if not once:
        execute(_with_settings(go_on))
        return
    standing = execute(_with_settings(sign_once))
    for sentence in (standing.not_signed, standing.not_witnessed):
        if sentence is not None:
            note(sentence)
    if standing.refused is not None or not standing.enough or standing.contradicted:
        sys.exit(FAILED)
    show(f"a checkpoint of {standing.published} records is signed and published")


@audit.command()
def key(json: Json = False) -> None:
    """The key by which others check what is signed here; give it to witnesses and auditors."""
    memory = guarded(lambda: remembered(_place()))
    answer(memory.key.verifier.text, {"origin": memory.origin, "key": memory.key.verifier.text}, json)


@audit.command()
def verifier() -> None:
    """The file by which a stranger checks all of it: Python alone, short enough to be read first."""
    from shared.verifier import source

    sys.stdout.write(source().decode())


@audit.command()
def checkpoint(size: Until = None, json: Json = False) -> None:
    """The published checkpoint, as others get it; with --json also how the signer and its witnesses stand."""
    place = _place()
    found = guarded(lambda: _note(place, size))
    if not json:
        sys.stdout.write(found.encode().decode())
        return
    head = checkpoint_of(found)
    show_json(
        {
            "origin": head.origin,
            "size": head.size,
            "root": hash_to_text(head.root),
            "signatures": [each.name for each in found.signatures],
            "standing": standing_in(place),
        }
    )


@audit.command()
def prove(
    position: Annotated[int | None, typer.Argument(min=1, help="The record at this position of the log.")] = None,
    upto: Annotated[int | None, typer.Option(min=1, help="And each one up to this position.")] = None,
    consistent: Annotated[
        int | None, typer.Option("--from", min=0, help="Instead: that the log goes on from so many records.")
    ] = None,
    size: Until = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file; of several, a directory.")] = None,
) -> None:
    """That a record stands in the log (tlog-proof), or that the log goes on from what it was; by the tiles alone."""
    guarded(lambda: _prove(position, upto, consistent, size, output))


def _prove(position: int | None, upto: int | None, old: int | None, size: int | None, output: Path | None) -> None:
    place = _place()
    found = _note(place, size)
    if (position is None) == (old is None):
        raise Invalid("name a position, or --from and how many records there were")
    if position is None:
        assert old is not None
        _write(output, Submission(old, tuple(consistency_of(place, old, found)), found).encode())
    elif upto is None:
        _write(output, next(inclusions(place, position, position, found)).encode())
    elif output is None:
        raise Invalid("several proofs need a directory: -o DIRECTORY")
    else:
        output.mkdir(parents=True, exist_ok=True)
        proofs = list(inclusions(place, position, upto, found))
        for each in proofs:
            _write(output / f"{each.index + 1}.tlog-proof", each.encode())
        note(f"{len(proofs)} proofs in {output}")


@audit.command()
def tree(
    check: Annotated[bool, typer.Option("--check", help="Hash the whole log anew, and compare.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the tiles anew from the log.")] = False,
    json: Json = False,
) -> None:
    """How far the tree goes; whether it is that of the log; or make it anew."""
    from services.cli.workplace import auditor
    from services.proofs.comparing import compared, rebuilt
    from services.proofs.durable import only_one
    from services.proofs.tree import reached_in

    place = _place()
    if check and rebuild:
        guarded(lambda: _refuse("--check or --rebuild, not both"))

    async def checking(settings: Settings) -> Compared:
        async with auditor(settings) as log:
            with going_on("comparing", (await log.info()).state.last_seq) as tell:
                return await compared(place, log, tell)

    async def rebuilding(settings: Settings) -> int:
        with only_one(place.lock, f"a signer is at work in {place.directory}; stop it first"):
            memory = remembered(place)
            async with auditor(settings) as log:
                with going_on("hashing", (await log.info()).state.last_seq) as tell:
                    return await rebuilt(place, memory, log, tell)

    if rebuild:
        size = execute(_with_settings(rebuilding))
        answer(f"the tree of {size} records was made anew from the log", {"records": size}, json)
    elif check:
        found = execute(_with_settings(checking))
        told = f"the tree of {found.records} records is that of the log, root {found.root}"
        answer("\n".join(found.differences) or told, found, json)
        if found.differences:
            sys.exit(FAILED)
    else:
        reached = guarded(lambda: reached_in(place))
        root = hash_to_text(reached.root)
        answer(f"{reached.size} records, root {root}", {"records": reached.size, "root": root}, json)


async def _wished(place: Place) -> Standing:
    """Have the signer that is at work sign now. Raises WrongState where it doesn't get to it."""
    place.wish.touch()
    for _ in range(_LOOKS):
        await asyncio.sleep(_PAUSE)
        if not place.wish.exists() and (standing := standing_in(place)) is not None:
            return standing
    raise WrongState("the signer that is at work doesn't get to it; look into its log")


async def _with_settings(work: Callable[[Settings], Awaitable[T]]) -> T:
    return await work(load_settings())


def _place() -> Place:
    return Place(Layout(guarded(load_settings).var).proofs)


def _note(place: Place, size: int | None) -> SignedNote:
    return published(place) if size is None else published_of(place, size)


def _refuse(why: str) -> None:
    raise Invalid(why)


def _write(output: Path | None, content: bytes) -> None:
    if output is None:
        sys.stdout.write(content.decode())
    else:
        output.write_bytes(content)
