"""`tomoni backup`: put the whole installation away while it runs; check what was put away."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.exits import execute, guarded
from services.cli.output import Json, answer, note
from services.cli.services import Service, views_of
from services.cli.workplace import log_url, user
from services.okr.processed_events import processed_events as okr_marks
from services.operations.passphrase import passphrase
from services.pairing.processed_events import processed_events as pairing_marks
from services.proofs.place import Place
from shared.backup import check
from shared.backup.creation import Secret, make
from shared.backup.keys import decode
from shared.backup.manifest import KEYS as KEYS_FILE
from shared.backup.secrets import unseal
from shared.backup.whole import refuse_existing
from shared.eventlog import EventLog
from shared.events import Invalid
from shared.identity import records, sign_in
from shared.outbox.tables import channels, messages, notices
from shared.projection import Store, keep_metadata
from shared.reacting.start import beginnings
from shared.runtime import store_url
from shared.sealing import KEYS, read_master_key
from shared.server import subscribers
from shared.server.layout import Layout
from shared.settings import load_settings

if TYPE_CHECKING:
    from shared.backup import Manifest
    from shared.eventlog import LogClient
    from shared.settings import Settings

KEPT = (okr_marks, pairing_marks, sign_in.sign_ins, records.records, notices, messages, channels, beginnings)
"""The tables that are no views, named here so that they are known to this process; `keep_metadata` lists them all."""

PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", help="Holds the passphrase of the keys, in one line.")
]
WithoutKeys = Annotated[
    bool, typer.Option("--without-keys", help="Leave the keys out: names and comments stay closed.")
]


def backup(
    what: Annotated[str, typer.Argument(metavar="DIR", help="A new directory; or the word verify, and a backup.")],
    directory: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="After verify: the backup.")] = None,
    passphrase_file: PassphraseFile = None,
    without_keys: WithoutKeys = False,
    json: Json = False,
) -> None:
    """Back everything up into a new directory, while it runs; or `verify DIR`: is this backup whole?"""
    if directory is None:
        _make(Path(what), passphrase_file, without_keys, json)
    elif what == "verify":
        _verify(directory, passphrase_file, without_keys, json)
    else:
        raise Invalid(f"give one directory, or: tomoni backup verify {directory}")


def _make(directory: Path, passphrase_file: Path | None, without_keys: bool, json: bool) -> None:
    settings = load_settings()
    directory = absolute(directory)
    guarded(lambda: refuse_existing(directory))
    words = None if without_keys else passphrase(settings, passphrase_file, new=True)

    async def work() -> Manifest:
        async with log_url(settings) as url, user(settings, url, "provisioner") as client:
            secret = None if words is None else Secret(await _master_key(settings, client), words)
            known = subscribers.listed(Layout(settings.var))
            signed = Place(Layout(settings.var).proofs).checkpoint
            # Read before the log is: it reaches at least as far.
            checkpoint = signed.read_bytes() if signed.exists() else None
            with opened_stores(settings) as stores:
                return await make(
                    directory, client, stores, known, secret, datetime.now(UTC), step, checkpoint=checkpoint
                )

    manifest = execute(work())
    if without_keys:
        note("the keys are not in it: without a copy of them names and comments can never be read after a restore")
    answer(f"{directory}: {_told(manifest)}", summary(directory, manifest), json)


async def _master_key(settings: Settings, client: LogClient) -> bytes:
    """This installation's; one is only made where there are no keys yet that another must have wrapped."""
    path = settings.master_key_path
    if not await asyncio.to_thread(path.exists) and (await EventLog(client, stream=KEYS).info()).state.messages:
        raise Invalid(f"the master key is missing at {path}; set TOMONI_MASTER_KEY_FILE, or say --without-keys")
    return read_master_key(path)


def _verify(directory: Path, passphrase_file: Path | None, without_keys: bool, json: bool) -> None:
    def work() -> tuple[Manifest, int | None]:
        manifest = check(absolute(directory), without_keys=without_keys)
        # Only a passphrase that is at hand: the digests say already whether the file is whole.
        if passphrase_file is None or KEYS_FILE not in manifest.files or without_keys:
            return manifest, None
        words = passphrase(load_settings(), passphrase_file, new=False)
        return manifest, len(decode(unseal((directory / KEYS_FILE).read_bytes(), words)).messages)

    manifest, keys = guarded(work)
    opened = "" if keys is None else f", the passphrase opens {keys} keys"
    facts = summary(directory, manifest) | ({} if keys is None else {"keys_opened": keys})
    answer(f"{directory} is whole: {_told(manifest)}{opened}", facts, json)


def absolute(directory: Path) -> Path:
    """With a name of its own, also for `.` and a slash at the end."""
    return Path(os.path.abspath(directory))


def step(what: str) -> None:
    """Say what is being done, where somebody watches."""
    if sys.stderr.isatty():
        note(f"{what} ...")


@contextmanager
def opened_stores(settings: Settings) -> Iterator[dict[str, Store]]:
    """Both services' stores, for the time of the block."""
    assert all(table.metadata is keep_metadata for table in KEPT)
    stores: dict[str, Store] = {}
    try:
        for service in Service:
            stores[service] = Store(store_url(settings, service), service, views_of(service))
        yield stores
    finally:
        for store in stores.values():
            store.close()


def summary(directory: Path, manifest: Manifest) -> dict[str, Any]:
    """What a backup holds, for programs."""
    return {
        "directory": str(directory),
        "made": manifest.made,
        "version": manifest.version,
        "events": manifest.log.state["messages"],
        "position": manifest.log.last,
        "keys": KEYS_FILE in manifest.files,
        "bytes": sum(facts.bytes for facts in manifest.files.values()),
        "files": sorted(manifest.files),
    }


def _told(manifest: Manifest) -> str:
    size = sum(facts.bytes for facts in manifest.files.values())
    keys = "keys" if KEYS_FILE in manifest.files else "no keys"
    return f"{manifest.log.state['messages']} events up to position {manifest.log.last}, {keys}, {size} bytes"
