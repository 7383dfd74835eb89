"""How a restore goes: beside the data directory, which is put in place only when everything in it is right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.cli.opened import order
from services.cli.workplace import caught_up, user
from services.okr.app import erasing, open_okr
from services.operations.backup import absolute, opened_stores
from services.operations.continuing import continued
from services.pairing.app import open_pairing
from services.proofs.place import Place
from shared.backup import streams, tables
from shared.backup.creation import tables_file
from shared.backup.manifest import CHECKPOINT
from shared.backup.whole import whole_directory
from shared.events import Invalid, NotFound
from shared.files import write_once
from shared.identity import sign_in
from shared.projection import position_in
from shared.server import registry
from shared.server.layout import Layout
from shared.server.process import EmbeddedServer
from shared.server.running import stop_orphan

if TYPE_CHECKING:
    from services.okr.service import Okr
    from shared.backup import Manifest
    from shared.backup.keys import Keys
    from shared.settings import Settings

_PATIENCE = 3600.0
Step = Callable[[str], None]


async def restored(
    settings: Settings, directory: Path, manifest: Manifest, keys: Keys | None, step: Step
) -> dict[str, Any]:
    """Fill `settings.var` from a checked backup; what is there then.

    Raises BackupDamaged, Invalid, Halt where the log can't be folded; then there is nothing of it at `settings.var`.
    """
    var = absolute(settings.var)
    aside = var.with_name(f".{var.name}.restoring")

    async def clear() -> None:
        """End the server that a restore which was killed left behind."""
        await stop_orphan(Layout(aside), 10.0)

    async with whole_directory(var, aside, clear=clear, busy=f"another restore into {var} is at work"):
        there = settings.model_copy(update={"var": aside})
        _master_key(there, keys)
        layout = Layout(aside)
        layout.prepare()
        registry.save(layout, [each.subscriber for each in manifest.subscribers])
        # SQLite stores lie aside with the rest; a database elsewhere is filled only once the log is right.
        _refuse_filled(there)
        async with EmbeddedServer(layout, port=0) as server:
            async with user(there, server.url, "provisioner") as client:
                step("log and keys")
                await streams.bring_back(client, directory, manifest, keys, there)
            _load_tables(there, directory, manifest)
            async with open_okr(there, url=server.url) as okr, open_pairing(there, url=server.url) as pairing:
                step("stores")
                await caught_up(okr.runtime, _PATIENCE)
                await caught_up(pairing.runtime, _PATIENCE)
                async with erasing(okr):
                    again = await _forget(okr, keys)
                # Of what was ended after the backup nobody knows any more.
                await okr.access.suspend(order())
                if CHECKPOINT in manifest.files:
                    step("what was signed")
                    signed = (directory / CHECKPOINT).read_bytes()
                    place = Place(layout.proofs)
                    await continued(okr.runtime.log, place, settings.log_name, signed, "restored", order())
                await caught_up(okr.runtime, _PATIENCE)
                await caught_up(pairing.runtime, _PATIENCE)
                last = (await okr.runtime.log.info()).state
    return {"events": last.messages, "position": last.last_seq, "made": manifest.made, "forgotten_again": again}


def _master_key(settings: Settings, keys: Keys | None) -> None:
    if keys is None:
        return
    path = settings.master_key_path
    if not write_once(path, keys.master) and path.read_bytes() != keys.master:
        raise Invalid(f"{path} holds another master key than the backup; move it away first")


def _refuse_filled(settings: Settings) -> None:
    with opened_stores(settings) as stores:
        for service, store in stores.items():
            with store.read_anyway() as connection:
                position, _ = position_in(connection)
            if position or store.outdated is not None:
                raise Invalid(f"the database of {service} holds a store already; restore into an empty database")
            with store.keep() as connection:
                tables.refuse_filled(connection)


def _load_tables(settings: Settings, directory: Path, manifest: Manifest) -> None:
    with opened_stores(settings) as stores:
        for service, store in stores.items():
            if (name := tables_file(service)) in manifest.files:
                with store.keep() as connection:
                    tables.load(connection, directory / name)
                    # Links that were given out before it must not sign anybody in after it.
                    sign_in.end_all(connection)


async def _forget(okr: Okr, keys: Keys | None) -> int:
    """Those whose key had been erased when the keys were put away, but whom an older log still knows; how many."""
    count = 0
    for person in keys.forgotten if keys is not None else ():
        try:
            done = await okr.people.forget(order(), person=person)
        except NotFound:
            # The log is older than the person.
            continue
        count += bool(done.outcome.events)
    return count
