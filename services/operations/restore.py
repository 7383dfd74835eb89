"""`tomoni restore`: an empty data directory becomes what a backup holds."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.exits import execute
from services.cli.output import Json, answer, note
from services.operations.backup import PassphraseFile, WithoutKeys, absolute, step
from services.operations.passphrase import passphrase
from services.operations.restoration import restored
from shared.backup import check
from shared.backup.keys import decode
from shared.backup.manifest import KEYS
from shared.backup.secrets import unseal
from shared.backup.whole import refuse_existing
from shared.events import Invalid
from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    from shared.backup import Manifest
    from shared.backup.keys import Keys


def restore(
    directory: Annotated[Path, typer.Argument(help="A backup.")],
    passphrase_file: PassphraseFile = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="A file of keys that is kept elsewhere.")] = None,
    without_keys: WithoutKeys = False,
    json: Json = False,
) -> None:
    """Make the empty data directory (TOMONI_VAR) what the backup holds, all of it or nothing."""
    settings = load_settings()

    async def work() -> dict[str, Any]:
        refuse_existing(absolute(settings.var))
        if settings.nats_url is not None:
            raise Invalid("a backup is restored onto the embedded server; leave TOMONI_NATS_URL out")
        manifest = check(absolute(directory), without_keys=without_keys or keys is not None)
        opened = None if without_keys else _opened(settings, absolute(directory), manifest, keys, passphrase_file)
        return await restored(settings, absolute(directory), manifest, opened, step)

    told = execute(work())
    note("credentials and the key of tokens are new: give each subscriber his new file, sign in anew")
    held = f"{told['events']} events up to position {told['position']}"
    answer(f"{settings.var} holds {held}; start it with: {_here(settings)}tomoni up", told, json)


def _here(settings: Settings) -> str:
    """What has the next command find the data directory, where that isn't the usual one."""
    usual = Settings.model_fields["var"].default
    return "" if settings.var == usual else f"TOMONI_VAR={shlex.quote(str(settings.var))} "


def _opened(settings: Settings, directory: Path, manifest: Manifest, keys: Path | None, words: Path | None) -> Keys:
    file = keys or directory / KEYS
    if keys is None and KEYS not in manifest.files:
        raise Invalid(f"{directory} was made without keys: give a file of them (--keys), or say --without-keys")
    return decode(unseal(file.read_bytes(), passphrase(settings, words, new=False)))
